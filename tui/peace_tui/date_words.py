"""Dates in words, for reading and for narrow columns; never finer than they were written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from peace_tui.date_grammar import Expression, read
from peace_tui.date_points import CLOCK, MONTHS, Point, civil

SEASONS: Final = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}


@lru_cache(maxsize=65_536)
def words(text: str) -> str:
    """Return the date as a reader says it: "14 October 2025", "about 1850", "24–26 October 2025"."""
    first, last, form = _form(text)
    if form == "point" and first:
        return _qualified(first)
    if first and last:
        if form == "set":
            return f"one of several dates from {_qualified(first)} to {_qualified(last)}"
        return _between(first, last, short=False, year=True)
    some = "some time " if form == "set" else ""
    return f"{some}from {_qualified(first)} on" if first else f"{some}until {_qualified(last)}" if last else text


@lru_cache(maxsize=65_536)
def short(text: str, year: bool) -> str:
    """Return the date for a column: "14 Oct", "~1850", "24–26 Oct"."""
    first, last, form = _form(text)
    if form == "point" and first:
        return _brief(first, year)
    if first and last:
        return _between(first, last, short=True, year=year) + ("?" if form == "set" else "")
    return f"{_brief(first, year)} →" if first else f"→ {_brief(last, year)}" if last else text


def _form(text: str) -> tuple[Point | None, Point | None, str]:
    """Return where a date begins and ends, and whether it is a `point`, an `interval` or a `set`."""
    expression: Expression = read(text)
    point = len(expression.parts) == 1 and expression.parts[0][0] is expression.parts[0][1]
    return expression.first, expression.last, "set" if expression.one_of else "point" if point else "interval"


def _qualified(point: Point) -> str:
    said = _plain(point)
    if point.quality in ("~", "%"):
        said = f"about {said}"
    return f"{said} (uncertain)" if point.quality in ("?", "%") else said


def _plain(point: Point) -> str:
    year, month, day, hour, minute, second = civil(point.earliest)
    if point.unit == "decade" and year > 0:
        return f"the {year}s"
    if point.unit in ("century", "decade"):
        last = civil(point.latest - 1)[0]
        return f"{year}–{last}" if year > 0 else f"{_year(year)} to {_year(last)}"
    if point.unit == "year":
        return _year(year)
    if point.unit == "season":
        return f"{SEASONS[month]} {_year(year)}"
    if point.unit == "month":
        return f"{MONTHS[month - 1]} {_year(year)}"
    said = f"{day} {MONTHS[month - 1]} {_year(year)}"
    if point.unit == "day":
        return said
    return f"{said}, {_clock(point.unit, hour, minute, second)}{_zone(point.offset)}"


def _clock(unit: str, hour: int, minute: int, second: int) -> str:
    if unit == "hour":
        return f"{hour:02} h"
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if unit == "second" else "")


def _zone(offset: int | None) -> str:
    if offset is None:
        return ""
    if not offset:
        return " (UTC)"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f" (UTC{'−' if offset < 0 else '+'}{hours}" + (f":{minutes:02})" if minutes else ")")


def _year(year: int) -> str:
    return str(year) if year > 0 else f"{1 - year} BC"


def _brief(point: Point, with_year: bool) -> str:
    year, month, day, hour, minute, _ = civil(point.earliest)
    name = MONTHS[month - 1][:3]
    if point.unit in ("century", "decade", "year"):
        said = _plain(point).removeprefix("the ")
    elif point.unit == "season":
        said = f"{SEASONS[month]} {_year(year)}"
    else:
        said = name if point.unit == "month" else f"{day} {name}"
        if with_year or point.unit == "month":
            said += f" {_year(year)}"
        if point.unit in CLOCK:
            said += f" {hour:02}h" if point.unit == "hour" else f" {hour:02}:{minute:02}"
    before = "~" if point.quality in ("~", "%") else ""
    return before + said + ("?" if point.quality in ("?", "%") else "")


def _between(first: Point, last: Point, *, short: bool, year: bool) -> str:
    """Return an interval, naming what both ends share once: "24–26 October 2025"."""
    plain = not first.quality and not last.quality
    start, end = civil(first.earliest), civil(last.earliest)
    said = _brief(last, year) if short else _qualified(last)
    if plain and first.unit == last.unit == "day" and start[0] == end[0]:
        name = MONTHS[start[1] - 1]
        if start[1] == end[1]:
            return f"{start[2]}–{said}"
        return f"{start[2]} {name[:3] if short else name} – {said}"
    if plain and first.unit in CLOCK and last.unit in CLOCK and start[:3] == end[:3] and first.offset == last.offset:
        until = _clock(last.unit, *end[3:])
        if short:
            return f"{_brief(first, year)}–{until}"
        day = f"{start[2]} {MONTHS[start[1] - 1]} {_year(start[0])}"
        return f"{day}, {_clock(first.unit, *start[3:])} – {until}{_zone(last.offset)}"
    if plain and first.unit == last.unit == "year" and start[0] > 0:
        return f"{_year(start[0])}–{said}"
    if plain and first.unit == last.unit == "month" and start[0] == end[0]:
        return f"{MONTHS[start[1] - 1][: 3 if short else None]}–{said}"
    return f"{_brief(first, year) if short else _qualified(first)} – {said}"
