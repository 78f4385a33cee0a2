"""Dates in words, for reading and for narrow columns; never finer than they were written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from peace_tui.edtf.grammar import CLOCK, MONTHS, Expression, Point, civil, read

SEASONS: Final = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
"""The seasons by their first month."""
YEAR_DAYS: Final = 366 * 86_400
_CACHED: Final = 65_536


@lru_cache(maxsize=_CACHED)
def words(text: str) -> str:
    """Return the date as a reader says it: "14 October 2025", "about 1850", "24–26 October 2025"."""
    expression = read(text)
    said = [_span(first, last, in_set=expression.one_of) for first, last in expression.parts]
    if not expression.one_of:
        return said[0]
    if len(said) > 1:
        return f"one of {', '.join(said[:-1])} or {said[-1]}"
    first, last = expression.parts[0]
    return f"some time in {said[0]}" if first and last and first is not last else said[0]


@lru_cache(maxsize=_CACHED)
def short(text: str, year: bool) -> str:
    """Return the date for a column of about 12 cells: "14 Oct", "~1850", "24–26 Oct", "since 14 Oct"."""
    expression = read(text)
    first, last = expression.first, expression.last
    if first and last:
        said = _brief_point(first, year) if first is last else _brief_range(first, last, year)
    else:
        said = _brief_point(first or _bounded(expression), year)
    qualities = {point.quality for point in (first, last) if point}
    said = ("~" if qualities & {"~", "%"} else "") + said + ("?" if qualities & {"?", "%"} else "")
    if not first or not last:
        since, until = ("from", "by") if expression.one_of else ("since", "until")
        return f"{since if first else until} {said}"
    return f"in {said}" if expression.one_of and first is not last else said


def _bounded(expression: Expression) -> Point:
    """Return the end of a date that is open at its start."""
    last = expression.last
    assert last is not None, "the grammar refuses a date without any bound"
    return last


def _span(first: Point | None, last: Point | None, *, in_set: bool) -> str:
    """Return one interval, or one member of a set."""
    if first and last:
        if first is last or first[:5] == last[:5]:
            return _qualified(_point(first), first.quality)
        if first.quality == last.quality:
            return _qualified(_range(first, last), first.quality)
        return f"{_qualified(_point(first), first.quality)} – {_qualified(_point(last), last.quality)}"
    point = first or last
    said = _qualified(_point(point), point.quality) if point else ""
    if in_set:
        return f"{said} or later" if first else f"{said} or earlier"
    return f"since {said}" if first else f"until {said}"


def _qualified(said: str, quality: str) -> str:
    if quality in ("~", "%"):
        said = f"about {said}"
    return f"{said} (uncertain)" if quality in ("?", "%") else said


def _point(point: Point) -> str:
    year, month, day, *_ = civil(point.earliest)
    if point.unit in ("century", "decade"):
        last = civil(point.latest - 1)[0]
        if point.unit == "decade" and year >= 1_000 and year % 100:
            return f"the {year}s"
        return f"the years {_years(year, last)}"
    if point.unit == "year":
        return f"year {year}" if 0 < year < 1_000 or year > 9_999 else _year(year)
    if point.unit == "season":
        return _season(year, month)
    if point.unit == "month":
        return f"{MONTHS[month - 1]} {_year(year)}"
    said = f"{day} {MONTHS[month - 1]} {_year(year)}"
    return said if point.unit == "day" else f"{said}, {_clock(point)}{_zone(point.offset)}"


def _range(first: Point, last: Point) -> str:
    """Return an interval, naming what both ends share once: "24–26 October 2025"."""
    start, end = civil(first.earliest), civil(last.earliest)
    same_year, same_month, same_day = start[0] == end[0], start[:2] == end[:2], start[:3] == end[:3]
    if first.unit in CLOCK and last.unit in CLOCK and first.offset == last.offset:
        said = _point(last) if not same_day else f"{_clock(last)}{_zone(last.offset)}"
        return f"{_point(first).removesuffix(_zone(first.offset))}{'–' if same_day else ' – '}{said}"
    if first.unit == last.unit == "year":
        return _years(start[0], end[0])
    if first.unit == last.unit == "day" and same_year:
        return f"{start[2]}–{_point(last)}" if same_month else f"{start[2]} {MONTHS[start[1] - 1]} – {_point(last)}"
    if first.unit == last.unit == "month" and same_year:
        return f"{MONTHS[start[1] - 1]}–{_point(last)}"
    if first.unit == last.unit == "season" and same_year and end[1] != 12:
        return f"{SEASONS[start[1]]}–{_point(last)}"
    return f"{_point(first)} – {_point(last)}"


def _clock(point: Point) -> str:
    *_, hour, minute, second = civil(point.earliest)
    if point.unit == "hour":
        return f"{hour:02} h"
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if point.unit == "second" else "")


def _zone(offset: int | None) -> str:
    if offset is None:
        return ""
    if not offset:
        return " (UTC)"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f" (UTC{'−' if offset < 0 else '+'}{hours}" + (f":{minutes:02})" if minutes else ")")


def _year(year: int) -> str:
    """Return a year after a month, or in a range; year 0 is 1 BC."""
    return f"{1 - year} BC" if year < 1 else f"AD {year}" if year < 1_000 else str(year)


def _years(first: int, last: int) -> str:
    if last < 1 and first != last:
        return f"{1 - first}–{1 - last} BC"
    if first < 1 <= last:
        return f"{_year(first)} – {_year(last)}"
    return _year(first) if first == last else f"{_year(first)}–{last}"


def _season(year: int, month: int) -> str:
    """Return a season with its year, winter with both of its years."""
    if month != 12:
        return f"{SEASONS[month]} {_year(year)}"
    close = year >= 1_000 and (year + 1) % 100
    return f"winter {year}–{(year + 1) % 100:02}" if close else f"winter {_years(year, year + 1)}"


def _brief_point(point: Point, with_year: bool) -> str:
    year, month, *_ = civil(point.earliest)
    if point.unit == "year":
        return _year(year)
    if point.unit in ("century", "decade"):
        return _point(point).removeprefix("the ").removeprefix("years ")
    if point.unit == "season":
        return _season(year, month) if with_year else SEASONS[month]
    said = _brief_day(point) + (f" {_year(year)}" if with_year else "")
    return f"{said} {_brief_clock(point)}" if point.unit in CLOCK else said


def _brief_day(point: Point) -> str:
    _, month, day, *_ = civil(point.earliest)
    name = MONTHS[month - 1][:3]
    return name if point.unit == "month" else f"{day} {name}"


def _brief_clock(point: Point) -> str:
    hour, minute = civil(point.earliest)[3:5]
    return f"{hour:02}h" if point.unit == "hour" else f"{hour:02}:{minute:02}"


def _brief_range(first: Point, last: Point, with_year: bool) -> str:
    """Return an interval no finer than both of its ends, in whole years where it spans more than one."""
    if last.earliest < first.earliest:
        first, last = last, first  # clocks of two zones
    start, end = civil(first.earliest), civil(last.earliest)
    units = {first.unit, last.unit}
    if start[:3] == end[:3] and units <= CLOCK.keys():
        if _brief_clock(first) == _brief_clock(last):
            return _brief_point(first, with_year)
        return f"{_brief_point(first, with_year)}–{_brief_clock(last)}"
    tail = f" {_year(end[0])}" if with_year else ""
    coarse = units - CLOCK.keys() - {"day", "month"}
    if coarse == {"season"} == units and start[0] == end[0] and end[1] != 12:
        return f"{SEASONS[start[1]]}–{SEASONS[end[1]]}{tail}"
    if coarse or last.latest - first.earliest > YEAR_DAYS:
        return _years(start[0], civil(last.latest - 1)[0])
    if "month" in units:
        names = [MONTHS[month - 1][:3] for month in (start[1], end[1])]
        return ("–".join(names) if start[:2] != end[:2] else names[0]) + tail
    if start[:2] == end[:2]:
        return (f"{start[2]}–" if start[2] != end[2] else "") + _brief_day(last) + tail
    return f"{_brief_day(first)}–{_brief_day(last)}{tail}"
