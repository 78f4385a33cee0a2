"""Dates formatted as English, in full and for narrow columns, never finer than they were written."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from peace_tui.edtf.grammar import CLOCK_UNITS, DAY, MONTHS, Expression, Point, civil_fields, parse_expression

SEASONS: Final = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
"""The seasons by their first month."""
LONGEST_YEAR: Final = 366 * DAY
"""The seconds of a leap year."""
_MAX_CACHED_DATES: Final = 65_536


@lru_cache(maxsize=_MAX_CACHED_DATES)
def format_date(text: str) -> str:
    """Format a date in full: "14 October 2025", "about 1850", "24–26 October 2025"."""
    expression = parse_expression(text)
    phrases = [_format_interval(first, last, in_set=expression.one_of) for first, last in expression.parts]
    if not expression.one_of:
        return phrases[0]
    if len(phrases) > 1:
        return f"one of {', '.join(phrases[:-1])} or {phrases[-1]}"
    first, last = expression.parts[0]
    return f"some time in {phrases[0]}" if first and last and first is not last else phrases[0]


@lru_cache(maxsize=_MAX_CACHED_DATES)
def format_short_date(text: str, year: bool) -> str:
    """Format a date for a column of about 12 cells: "14 Oct", "~1850", "24–26 Oct", "since 14 Oct"."""
    expression = parse_expression(text)
    first, last = expression.first, expression.last
    if first and last:
        phrase = _format_brief_point(first, year) if first is last else _format_brief_range(first, last, year)
    else:
        phrase = _format_brief_point(first or _end_of_open_start(expression), year)
    phrase = _add_signs(phrase, first, last)
    if not first or not last:
        since, until = ("from", "by") if expression.one_of else ("since", "until")
        return f"{since if first else until} {phrase}"
    return f"in {phrase}" if expression.one_of and first is not last else phrase


@lru_cache(maxsize=_MAX_CACHED_DATES)
def format_heading(text: str, unit: str) -> str:
    """Format what the rows of dates under a heading share: "October 2025" for the unit `month`, "2025", "14 October".

    A date coarser than the unit stands under a heading of its own; nothing is said finer than it was written.

    Args:
        text: A date in EDTF; it stands under the heading of its beginning, or of its end where that is open.
        unit: `day`, `month` or `year`; nothing for dates without headings.
    """
    if not unit:
        return ""
    expression = parse_expression(text)
    point = expression.first or _end_of_open_start(expression)
    year, month, day, *_ = civil_fields(point.earliest)
    if point.unit in ("year", "decade", "century") or (point.unit == "season" and unit != "year"):
        return _format_brief_point(point, True)
    if unit == "year":
        return _format_year(year)
    if unit == "month" or point.unit == "month":
        return f"{MONTHS[month - 1]} {_format_year(year)}"
    return f"{day} {MONTHS[month - 1]} {_format_year(year)}"


@lru_cache(maxsize=_MAX_CACHED_DATES)
def format_under_heading(text: str, unit: str) -> str:
    """Format a date for a row under its heading, without what that says: "14", "≤14", "~14–16", "14–25 Nov"."""
    expression = parse_expression(text)
    first, last = expression.first, expression.last
    point = first or _end_of_open_start(expression)
    if len(expression.parts) == 2 and all(begin is end for begin, end in expression.parts):
        one, other = (begin for begin, _ in expression.parts if begin)
        phrase = _add_signs(_format_point_under(one, unit), one)
        return f"{phrase} or {_add_signs(_format_other_under(one, other, unit), other)}"
    if first and last and first is not last:
        phrase = _format_range_under(first, last, unit)
    else:
        phrase = _format_point_under(point, unit)
    phrase = _add_signs(phrase, first, last)
    if first and last:
        return f"in {phrase}" if expression.one_of and first is not last else phrase
    if expression.one_of:
        return f"≥{phrase}" if first else f"≤{phrase}"
    return f"{phrase}–" if first else f"–{phrase}"


def _add_signs(phrase: str, *points: Point | None) -> str:
    """Add the signs for what is approximate or uncertain in any of the points: "~14?"."""
    qualities = {point.quality for point in points if point}
    return ("~" if qualities & {"~", "%"} else "") + phrase + ("?" if qualities & {"?", "%"} else "")


def _format_point_under(point: Point, unit: str) -> str:
    """Format a point without what a heading of its own says."""
    if point.unit in ("day", *CLOCK_UNITS) and unit in ("day", "month"):
        day = civil_fields(point.earliest)[2]
        clock = _format_brief_clock(point) if point.unit in CLOCK_UNITS else ""
        return clock if clock and unit == "day" else f"{day} {clock}".rstrip()
    return _format_brief_point(point, with_year=not unit)


def _format_other_under(one: Point, other: Point, unit: str) -> str:
    """Format the second of two points under the heading of the first: with the month or the year where they differ."""
    start, end = civil_fields(one.earliest), civil_fields(other.earliest)
    if unit and start[0] != end[0]:
        return _format_brief_point(other, with_year=True)
    if unit in ("day", "month") and start[:2] != end[:2]:
        return _format_brief_point(other, with_year=False)
    return _format_point_under(other, "month" if unit == "day" and start[:3] != end[:3] else unit)


def _format_range_under(first: Point, last: Point, unit: str) -> str:
    """Format an interval without what the heading of its beginning says."""
    first, last = _order_clocks(first, last)
    start, end = civil_fields(first.earliest), civil_fields(last.earliest)
    is_exact = {first.unit, last.unit} <= {"day", "month", *CLOCK_UNITS}
    if not is_exact or not unit or first.unit == "month" or unit == "year":
        crosses = start[0] != end[0] or not is_exact
        return _format_brief_range(first, last, with_year=not unit or crosses)
    begin = _format_point_under(first, unit)
    if start[:3] == end[:3]:
        close = _format_brief_clock(last) if last.unit in CLOCK_UNITS else ""
        return begin if close in ("", begin) else f"{begin}–{close}"
    if start[:2] == end[:2] and last.unit != "month":
        return f"{begin}–{end[2]}" + (f" {_format_brief_clock(last)}" if last.unit in CLOCK_UNITS else "")
    # An arrow, since "14–25 Nov" under October would be taken for days of November.
    return f"{begin}→{_format_brief_day(last)}" + (f" {_format_year(end[0])}" if start[0] != end[0] else "")


def _order_clocks(first: Point, last: Point) -> tuple[Point, Point]:
    """Return the ends of an interval by the wall clock, which clock times of two zones may not be written by."""
    is_turned = last.earliest < first.earliest and first.unit in CLOCK_UNITS and last.unit in CLOCK_UNITS
    return (last, first) if is_turned else (first, last)


def _end_of_open_start(expression: Expression) -> Point:
    """Return the end of a date that is open at its start."""
    last = expression.last
    assert last is not None, "the grammar refuses a date without any bound"
    return last


def _format_interval(first: Point | None, last: Point | None, *, in_set: bool) -> str:
    """Format one interval, or one member of a set."""
    if first and last:
        if first is last or first[:5] == last[:5]:
            return _add_quality(_format_point(first), first.quality)
        if first.quality == last.quality:
            return _add_quality(_format_range(first, last), first.quality)
        return (
            f"{_add_quality(_format_point(first), first.quality)} – {_add_quality(_format_point(last), last.quality)}"
        )
    point = first or last
    phrase = _add_quality(_format_point(point), point.quality) if point else ""
    if in_set:
        return f"{phrase} or later" if first else f"{phrase} or earlier"
    return f"since {phrase}" if first else f"until {phrase}"


def _add_quality(phrase: str, quality: str) -> str:
    if quality in ("~", "%"):
        phrase = f"about {phrase}"
    return f"{phrase} (uncertain)" if quality in ("?", "%") else phrase


def _format_point(point: Point) -> str:
    year, month, day, *_ = civil_fields(point.earliest)
    if point.unit in ("century", "decade"):
        last = civil_fields(point.latest - 1)[0]
        if point.unit == "decade" and year >= 1_000 and year % 100:
            return f"the {year}s"
        return f"the years {_format_years(year, last)}"
    if point.unit == "year":
        return f"year {year}" if 0 < year < 1_000 or year > 9_999 else _format_year(year)
    if point.unit == "season":
        return _format_season(year, month)
    if point.unit == "month":
        return f"{MONTHS[month - 1]} {_format_year(year)}"
    phrase = f"{day} {MONTHS[month - 1]} {_format_year(year)}"
    return phrase if point.unit == "day" else f"{phrase}, {_format_clock(point)}{_format_offset(point.offset)}"


def _format_range(first: Point, last: Point) -> str:
    """Format an interval, naming what both ends share once: "24–26 October 2025"."""
    start, end = civil_fields(first.earliest), civil_fields(last.earliest)
    same_year, same_month, same_day = start[0] == end[0], start[:2] == end[:2], start[:3] == end[:3]
    if first.unit in CLOCK_UNITS and last.unit in CLOCK_UNITS and first.offset == last.offset:
        phrase = _format_point(last) if not same_day else f"{_format_clock(last)}{_format_offset(last.offset)}"
        return f"{_format_point(first).removesuffix(_format_offset(first.offset))}{'–' if same_day else ' – '}{phrase}"
    if first.unit == last.unit == "year":
        return _format_years(start[0], end[0])
    if first.unit == last.unit == "day" and same_year:
        return (
            f"{start[2]}–{_format_point(last)}"
            if same_month
            else f"{start[2]} {MONTHS[start[1] - 1]} – {_format_point(last)}"
        )
    if first.unit == last.unit == "month" and same_year:
        return f"{MONTHS[start[1] - 1]}–{_format_point(last)}"
    if first.unit == last.unit == "season" and same_year and end[1] != 12:
        return f"{SEASONS[start[1]]}–{_format_point(last)}"
    return f"{_format_point(first)} – {_format_point(last)}"


def _format_clock(point: Point) -> str:
    *_, hour, minute, second = civil_fields(point.earliest)
    if point.unit == "hour":
        return f"{hour:02} h"
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if point.unit == "second" else "")


def _format_offset(offset: int | None) -> str:
    if offset is None:
        return ""
    if not offset:
        return " (UTC)"
    hours, minutes = divmod(abs(offset) // 60, 60)
    return f" (UTC{'−' if offset < 0 else '+'}{hours}" + (f":{minutes:02})" if minutes else ")")


def _format_year(year: int) -> str:
    """Format a year after a month, or in a range; year 0 is 1 BC."""
    return f"{1 - year} BC" if year < 1 else f"AD {year}" if year < 1_000 else str(year)


def _format_years(first: int, last: int) -> str:
    if last < 1 and first != last:
        return f"{1 - first}–{1 - last} BC"
    if first < 1 <= last:
        return f"{_format_year(first)} – {_format_year(last)}"
    return _format_year(first) if first == last else f"{_format_year(first)}–{last}"


def _format_season(year: int, month: int) -> str:
    """Format a season with its year, winter with both of its years."""
    if month != 12:
        return f"{SEASONS[month]} {_format_year(year)}"
    close = year >= 1_000 and (year + 1) % 100
    return f"winter {year}–{(year + 1) % 100:02}" if close else f"winter {_format_years(year, year + 1)}"


def _format_brief_point(point: Point, with_year: bool) -> str:
    year, month, *_ = civil_fields(point.earliest)
    if point.unit == "year":
        return _format_year(year)
    if point.unit in ("century", "decade"):
        return _format_point(point).removeprefix("the ").removeprefix("years ")
    if point.unit == "season":
        return _format_season(year, month) if with_year else SEASONS[month]
    phrase = _format_brief_day(point) + (f" {_format_year(year)}" if with_year else "")
    return f"{phrase} {_format_brief_clock(point)}" if point.unit in CLOCK_UNITS else phrase


def _format_brief_day(point: Point) -> str:
    _, month, day, *_ = civil_fields(point.earliest)
    name = MONTHS[month - 1][:3]
    return name if point.unit == "month" else f"{day} {name}"


def _format_brief_clock(point: Point) -> str:
    hour, minute = civil_fields(point.earliest)[3:5]
    return f"{hour:02}h" if point.unit == "hour" else f"{hour:02}:{minute:02}"


def _format_brief_range(first: Point, last: Point, with_year: bool) -> str:
    """Format an interval, in years only where it spans more than one."""
    first, last = _order_clocks(first, last)
    start, end = civil_fields(first.earliest), civil_fields(last.earliest)
    units = {first.unit, last.unit}
    if start[:3] == end[:3] and units <= CLOCK_UNITS.keys():
        if _format_brief_clock(first) == _format_brief_clock(last):
            return _format_brief_point(first, with_year)
        return f"{_format_brief_point(first, with_year)}–{_format_brief_clock(last)}"
    tail = f" {_format_year(end[0])}" if with_year else ""
    coarse = units - CLOCK_UNITS.keys() - {"day", "month"}
    if coarse == {"season"} == units and start[0] == end[0] and end[1] != 12:
        return f"{SEASONS[start[1]]}–{SEASONS[end[1]]}{tail}"
    if coarse or last.latest - first.earliest > LONGEST_YEAR:
        earliest, latest = min(first.earliest, last.earliest), max(first.latest, last.latest)
        return _format_years(civil_fields(earliest)[0], civil_fields(latest - 1)[0])
    if start[0] != end[0] and start[1] == end[1]:  # else "22 Jun–11 Jun 2025", which no year has
        return f"{_format_brief_day(first)} {_format_year(start[0])}–{_format_brief_day(last)} {_format_year(end[0])}"
    if "month" in units:
        if start[:2] == end[:2]:
            return MONTHS[start[1] - 1][:3] + tail
        return f"{_format_brief_day(first)}–{_format_brief_day(last)}{tail}"
    if start[:2] == end[:2]:
        return (f"{start[2]}–" if start[2] != end[2] else "") + _format_brief_day(last) + tail
    return f"{_format_brief_day(first)}–{_format_brief_day(last)}{tail}"
