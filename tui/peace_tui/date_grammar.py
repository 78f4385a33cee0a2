"""What an EDTF date says: its text to points, intervals and sets, before any time zone is applied.

The grammar is EDTF (ISO 8601-2:2019 in the profile of the Library of Congress, https://www.loc.gov/standards/datetime/)
levels 0 and 1, the level-2 form `[one of a set]`, and from ISO 8601-1 clock times to the hour or minute.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from peace_tui.date_points import MONTHS, DateError, Point, Unreadable, read_point

LONGEST: Final = 500
"""Longest date that is read, in characters: a set may be long, anything beyond is an accident."""


class Written(NamedTuple):
    """A date as written: where it begins and ends, None for an open end, and of what form it is."""

    first: Point | None
    last: Point | None
    form: str
    """`point`, `interval` or `set`."""


def read_written(text: str) -> Written:
    """Read a whole date; raises `DateError`."""
    if len(text) > LONGEST:
        raise DateError("this is too long for a date", f"a date has {LONGEST} characters at the most")
    try:
        if text.startswith("["):
            return _set(text)
        if "/" in text:
            return _interval(text)
        point = read_point(text)
    except Unreadable as error:
        raise _guessed(text, error) from None
    return Written(point, point, "point")


def _interval(text: str) -> Written:
    start, _, end = text.partition("/")
    if "/" in end:
        raise Unreadable(text, 0)
    first = None if start in ("", "..") else read_point(start)
    last = None if end in ("", "..") else read_point(end, len(start) + 1)
    if first is None and last is None:
        raise DateError("this interval is open at both ends", "leave the date out: that is what undated means")
    if first and last and last.latest <= first.earliest and not (first.offset or last.offset):
        raise DateError("the interval ends before it starts", f"write {end}/{start}", len(start) + 1)
    return Written(first, last, "interval")


def _set(text: str) -> Written:
    if not text.endswith("]"):
        raise DateError("the set is not closed", "end it with ]", len(text))
    points: list[Point] = []
    open_start = open_end = False
    column = 1
    members = text[1:-1].split(",")
    for place, member in enumerate(members):
        blanks = len(member) - len(member.lstrip(" "))
        low, dots, high = member.strip(" ").partition("..")
        at = column + blanks
        if dots and not (low or high):
            raise DateError("this member of the set has no date", "leave the date out: that is what undated means", at)
        open_start |= bool(dots and not low and place == 0)
        open_end |= bool(dots and not high and place == len(members) - 1)
        if dots and ((not low and place) or (not high and place < len(members) - 1)):
            raise DateError("only the first and the last member of a set may be open", "give it a start and an end", at)
        ends = [read_point(end, start) for end, start in ((low, at), (high, at + len(low) + 2)) if end]
        if not ends:
            raise Unreadable(member, at)
        if len(ends) == 2 and ends[1].latest <= ends[0].earliest:
            raise DateError("this member of the set ends before it starts", f"write {high}..{low}", at)
        points += ends
        column += len(member) + 1
    first = None if open_start else min(points, key=lambda point: point.earliest)
    last = None if open_end else max(points, key=lambda point: point.latest)
    return Written(first, last, "set")


def _month(name: str) -> int:
    """Return the number of an English month's name or abbreviation, 0 for anything else."""
    return next((n for n, month in enumerate(MONTHS, 1) if len(name) > 2 and month.lower().startswith(name.lower())), 0)


def _guessed(text: str, error: Unreadable) -> DateError:
    """Return the error for a text of no known form, with what was probably meant."""
    piece = error.piece
    if hint := _guess(piece):
        return DateError("this is not a date as EDTF writes it", hint, error.column)
    if any(mark in piece for mark in "{}*SE") or re.search(r"[?~%].", piece) or re.search(r"X.*[0-9]", piece):
        hint = "levels 0 and 1 and sets in [ ] are read; simplify it, for example to 2004-06?"
        return DateError("this is EDTF of level 2", hint, error.column)
    return DateError(
        "this is not a date", "write year-month-day, for example 2025-10-14, or 2025-10, or 2025", error.column
    )


_FORMS: Final = (
    (re.compile(r"([0-9]{1,2})\.? ([A-Za-z]{3,9})\.?,? ([0-9]{4})"), "dmy"),
    (re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})"), "mdy"),
    (re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{4})"), "my"),
    (re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"), "ISO"),
    (re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"), "ISO"),
    (re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})"), "slashes"),
)


def _guess(piece: str) -> str:
    """Return the remedy for a common way to write a date that is not EDTF's, or nothing."""
    day, clock, time = piece.strip().partition("T") if re.search(r"[0-9]T[0-9]", piece) else (piece.strip(), "", "")
    for form, order in _FORMS:
        if (match := form.fullmatch(day)) and (written := _rewritten(match, order)):
            return f"write {written}{clock}{time}"
    if re.fullmatch(r"[0-9]{4}-[0-9]", piece):
        return f"write {piece[:5]}0{piece[5]}"
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ t][0-9]", piece):
        return f"put T between day and time: {piece[:10]}T{piece[11:]}"
    if match := re.fullmatch(r"(?:c\.|ca\.?|circa|about|~) ?([0-9]{4}(?:-[0-9]{2}){0,2})", piece):
        return f"write {match[1]}~"
    if match := re.fullmatch(r"([0-9]{4}(?:-[0-9]{2}){0,2}) ?(?:[–—−]| - |to) ?([0-9]{4}(?:-[0-9]{2}){0,2})", piece):
        return f"write {match[1]}/{match[2]}"
    if re.fullmatch(r"[0-9]{1,3}", piece):
        return f"a year has four digits: {piece:0>4}"
    return f"write {piece.strip()}" if piece != piece.strip() and piece.strip() else ""


def _rewritten(match: re.Match[str], order: str) -> str:
    """Return a date of a known form as EDTF, or nothing where its month has no name."""
    if order == "slashes":
        one, two, year = match.groups()
        day_first, month_first = f"{year}-{two:0>2}-{one:0>2}", f"{year}-{one:0>2}-{two:0>2}"
        if int(one) > 12 or int(two) > 12:
            return day_first if int(one) > 12 else month_first
        return f"{day_first}, or {month_first} if the month comes first"
    if order == "ISO":
        year, month, day = match.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    month_number = _month(match[2] if order == "dmy" else match[1])
    if not month_number:
        return ""
    day = {"dmy": match[1], "mdy": match[2]}.get(order, "")
    return f"{match[match.lastindex or 1]}-{month_number:02}" + (f"-{day:0>2}" if day else "")
