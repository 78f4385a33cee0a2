"""Dates formatted as English, in full and for narrow columns, never finer than they were written; and read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from peace_tui.edtf.grammar import (
    CLOCK_UNITS,
    MAX_DATE_CHARS,
    MONTHS,
    DateError,
    Expression,
    Point,
    civil_fields,
    format_year,
    parse_expression,
)

SEASONS: Final = {3: "spring", 6: "summer", 9: "autumn", 12: "winter"}
"""The seasons by their first month."""
YEAR_DAYS: Final = 366 * 86_400
_MAX_CACHED_DATES: Final = 65_536
MAX_SHOWN_CHARS: Final = 4 * MAX_DATE_CHARS
"""No date is longer as it is shown, in characters."""


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
    if last.earliest < first.earliest:
        first, last = last, first  # clocks of two zones
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
    if last.earliest < first.earliest:
        first, last = last, first  # clocks of two zones
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
    if coarse or last.latest - first.earliest > YEAR_DAYS:
        return _format_years(start[0], civil_fields(last.latest - 1)[0])
    if "month" in units:
        if start[:2] == end[:2]:
            return MONTHS[start[1] - 1][:3] + tail
        return f"{_format_brief_day(first)}–{_format_brief_day(last)}{tail}"
    if start[:2] == end[:2]:
        return (f"{start[2]}–" if start[2] != end[2] else "") + _format_brief_day(last) + tail
    return f"{_format_brief_day(first)}–{_format_brief_day(last)}{tail}"


# --- Read again what was shown ---------------------------------------------------------------------------------------


def read_shown_date(text: str, years: Iterable[int] = ()) -> list[str]:
    """Return in EDTF what a date written as one is shown may be: "14 Oct 2025", "24–26 October 2025", "since 14 Oct".

    A date without a year may lie in each of the `years`. What is no such date gives nothing.
    """
    if len(text) > MAX_SHOWN_CHARS:
        return []
    text = " ".join(text.split()).casefold()
    text = re.sub(" ?[–—-] ?", "–", text.replace("(utc-", "(utc−"))
    members = _split_shown_set(text)
    return _read_shown_set(members, years) if members else _read_shown_interval(text, years)


def _read_shown_interval(text: str, years: Iterable[int]) -> list[str]:
    """Return what a point or an interval may be."""
    opening = re.match("(since|until) ", text)
    about = re.search("(?:^| )(about |~)", text)
    unsure = re.search(r"( \(uncertain\)|\?)$", text)
    start = max(match.end() if match else 0 for match in (opening, about))
    quality = "%" if about and unsure else "~" if about else "?" if unsure else ""
    found = []
    for ends in _read_shown_range(text[start : unsure.start() if unsure else None], years):
        first, *last = [f"{end}{quality}" for end in ends]
        sides = [first, ".."] if opening and opening[1] == "since" else ["..", first] if opening else [first, *last]
        found.append("/".join(sides))
    ends = text.split("–")
    if not found and len(ends) == 2 and all(ends):  # each is as sure as it says: 14 October – about 15 October 2025
        each = [_read_shown_interval(end, ()) for end in ends]
        found += ["/".join(dates[0] for dates in each)] if all(len(dates) == 1 for dates in each) else []
    return [date for date in dict.fromkeys(found) if is_readable(date)]


def _split_shown_set(text: str) -> list[str]:
    """Return the members of what is shown as one of several dates; nothing where it is none."""
    if found := re.fullmatch("(?:some time )?in (.+)", text):
        return [found[1]]
    if found := re.fullmatch("(from|by) (.+)", text):
        return [f"{found[2]} or {'later' if found[1] == 'from' else 'earlier'}"]
    if text.startswith("one of "):
        return re.split(" or (?!earlier|later)|, (?![0-9]{2}(?::| h))", text.removeprefix("one of "))
    return [text] if re.search(" or (?:earlier|later)$", text) else []


def _read_shown_set(members: Iterable[str], years: Iterable[int]) -> list[str]:
    """Return the set of dates that is shown by its members."""
    found = []
    for member in members:
        before, after = member.removesuffix(" or earlier"), member.removesuffix(" or later")
        dates = _read_shown_interval(min(before, after, key=len), years)
        if len(dates) != 1:
            return []
        date = dates[0].replace("/", "..")
        found.append(f"..{date}" if before != member else f"{date}.." if after != member else date)
    return [date for date in [f"[{','.join(found)}]"] if is_readable(date)]


def is_readable(date: str) -> bool:
    """Tell whether a text is a date in EDTF."""
    try:
        return bool(parse_expression(date))
    except DateError:
        return False


def _read_shown_range(text: str, years: Iterable[int]) -> Iterator[list[str]]:
    """Yield the one or two ends of what is shown as a range, without their qualities."""
    if decades := re.fullmatch("the years (?:ad )?([0-9]{1,4})–([0-9]{1,4})", text):
        begin, end = int(decades[1]), int(decades[2])
        places = {9: 1, 99: 2}.get(end - begin, 0)
        if places and not begin % 10**places:
            yield [f"{begin:04}"[:-places] + "X" * places]
        return
    text = re.sub("([0-9]{1,9})–([0-9]{1,9}) bc", r"\1 bc–\2 bc", text)
    text = re.sub("([0-9]{1,9}) bc", lambda found: format_year(1 - int(found[1])), text)
    text = re.sub("(?:year|ad) ([0-9]{1,9})", lambda found: format_year(int(found[1])), text)
    text = re.sub(r"(winter -?[0-9]{4})–-?[0-9]{2,4}$", r"\1", text)
    parts = [_read_shown_parts(end) for end in text.split("–")]
    if len(parts) > 2 or not all(parts):
        return
    first, last = parts[0], parts[-1]
    # What both ends share is written once: with the first where the second is only a clock time, else with the second.
    if last.keys() <= {"clock", "offset"}:
        last |= {**first, **last}
    turns_year = (
        "year" not in first
        and not last.get("year", "").startswith("Y")
        and first.get("month", "") > last.get("month", "13")
    )  # 30 Dec – 2 Jan
    shared = ("month", "offset") if "day" in first else ("offset",)
    first |= {key: last[key] for key in shared if key in last and key not in first}
    for year in [last["year"]] if "year" in last else [f"{year:04}" for year in years]:
        first_year = f"{int(year) - 1:04}" if turns_year else year
        ends = [{"year": first_year} | first, {"year": year} | last]
        yield [_write_edtf(end) for end in ends[-len(parts) :]]


def _read_shown_parts(text: str) -> dict[str, str]:
    """Return the parts of a point, each by its name, as EDTF writes them; nothing where one is not known."""
    seasons = {name: str(number) for number, name in enumerate(SEASONS.values(), 21)} | {"fall": "23"}
    months = {name.casefold(): f"{number:02}" for number, name in enumerate(MONTHS, 1)}
    parts: dict[str, str] = {}
    for word in re.findall(r"[^\s,]+", re.sub("([0-9]{2}) h", r"\1h", text.removeprefix("the "))):
        named = [number for name, number in months.items() if name.startswith(word.rstrip(".")) and len(word) > 2]
        if word in seasons or named:
            part, value = "month", seasons.get(word) or named[0]
        elif offset := re.fullmatch(r"\(utc(?:([+−])([0-9]{1,2})(:[0-9]{2})?)?\)", word):
            sign = "-" if offset[1] == "−" else "+"
            part, value = "offset", f"{sign}{int(offset[2]):02}{offset[3] or ':00'}" if offset[1] else "Z"
        elif form := re.fullmatch(
            "(?P<year>-?[0-9]{4}|Y-?[0-9]{5,9}|[0-9]{3}0s)|(?P<day>[0-9]{1,2})|(?P<clock>[0-9:]{5,8}|[0-9]{2}h)", word
        ):
            part, value = str(form.lastgroup), re.sub("0s$", "X", word).rstrip("h").zfill(2)
        else:
            return {}
        if part in parts:
            return {}
        parts[part] = value
    return parts


def _write_edtf(parts: Mapping[str, str]) -> str:
    """Write a point; what stands after a part that is not known makes it no date."""
    date = "-".join(parts.get(part, "") for part in ("year", "month", "day")).rstrip("-")
    return f"{date}T{parts['clock']}{parts.get('offset', '')}" if "clock" in parts else date
