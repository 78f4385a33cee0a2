"""Dates given as numbers, as TimelineJS and CSL give them: years, months and days into EDTF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from peace_tui.edtf.grammar import DateError, format_year
from peace_tui.edtf.spans import parse_date


def whole(value: Any) -> int | None:
    """Return a whole number that may be written as text, None where there is none."""
    if isinstance(value, bool) or value is None:
        return None
    text = re.sub(r"[\s,]+", "", str(value))
    match = re.fullmatch(r"([+-]?[0-9]{1,12})(?:\.0*)?", text)
    return int(match[1]) if match else None


def day(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return a date as EDTF, None where there is no such day. Years before Christ are counted from -1, for 1 BC."""
    text = format_year(year + 1 if year < 0 else year)
    if month and month > 12:
        return None
    if month and text[0] != "Y":  # a year of five digits is as fine as EDTF gets
        text += f"-{month:02}"
        text += f"-{day:02}" if day else ""
    return text if is_date(text) else None


def is_date(text: str, zone: str | None = None) -> bool:
    """Tell whether a dossier takes `text` as a date."""
    try:
        parse_date(text, zone)
    except DateError:
        return False
    return True


def parts(values: Sequence[Any]) -> str | None:
    """Return `[year, month, day]` as EDTF, as much as is given; None where it is no date."""
    numbers = [whole(value) for value in values[:3]]
    if not numbers or numbers[0] is None:
        return None
    return day(numbers[0], *numbers[1:])


def interval(start: str, end: str) -> str | None:
    """Return the interval between two dates, the date itself where they are the same, None where it runs backwards."""
    if start == end:
        return start
    text = f"{start}/{end}"
    return text if is_date(text) else None
