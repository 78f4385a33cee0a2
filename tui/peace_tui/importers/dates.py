"""Dates as people, spreadsheets and other formats write them, into EDTF: never guessed where they are ambiguous."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from peace_tui.edtf.grammar import MONTHS, DateError, format_year
from peace_tui.edtf.spans import parse_date

GERMAN_MONTHS: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
MONTH_NUMBERS: Final = {
    name[:length].lower(): number
    for names in (MONTHS, GERMAN_MONTHS)
    for number, name in enumerate(names, 1)
    for length in (3, 4, len(name))
} | {"maerz": 3, "mrz": 3}
"""Months by their names and short forms, English and German."""
EDTF_SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""Seasons as EDTF numbers them."""
MAX_DATE_CHARS: Final = 80
"""A longer text is no date."""

MONTH_PATTERN: Final = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
YEAR_PATTERN: Final = r"(?P<year>[0-9]{1,4})(?:\s*(?P<era>AD|CE|BCE?|B\.C\.(?:E\.)?|A\.D\.))?"
DAY_PATTERN: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+(?=\S)", re.I)
DATE_AND_CLOCK_TIME: Final = re.compile(
    r"(?P<date>.*?[0-9])(?:[T,]|\s)\s*(?:at\s+)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)?",
    re.I,
)
UNAMBIGUOUS_FORMS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{DAY_PATTERN}\s*(?:of\s+)?{MONTH_PATTERN},?\s*{YEAR_PATTERN}",
        rf"{MONTH_PATTERN}\s*{DAY_PATTERN},?\s+{YEAR_PATTERN}",
        rf"{MONTH_PATTERN},?\s*{YEAR_PATTERN}",
        rf"{YEAR_PATTERN}\s+{MONTH_PATTERN}(?:\s+{DAY_PATTERN})?",
        rf"{DAY_PATTERN}-{MONTH_PATTERN}-{YEAR_PATTERN}",
        r"(?P<year>[0-9]{4})[/.](?P<number>[0-9]{1,2})(?:[/.](?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        r"(?P<year>[12][0-9]{3})(?P<number>[0-9]{2})(?P<day>[0-9]{2})",
        YEAR_PATTERN,
    )
)
DAY_AND_MONTH: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
"""`14.10.2025`, `10/14/2025`: day and month in either order."""
SERIAL_NUMBER: Final = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
"""Days since 1899-12-30, as spreadsheets count them: the years 1954 to 2091."""
ABOUT: Final = re.compile(r"(?:ca?\.?|circa|about|around|approx\.?|um|~)\s*(?=[^\s~])", re.I)
DECADE: Final = re.compile(r"(?:the\s+)?([0-9]{3})0['’]?s", re.I)
SEASON: Final = re.compile(rf"({'|'.join(EDTF_SEASONS)})(?:\s+of)?,?\s+([0-9]{{4}})", re.I)
INTERVAL_SIGNS: Final = (" to ", " until ", "–", "—", " - ", "/")
SHORT_INTERVAL: Final = re.compile("([0-9]{2})([0-9]{2})[-–]([0-9]{2})?([0-9]{2})")
"""`1914-18`, `1914-1918`."""


class UnclearDate(Exception):
    """A date that can be read in two ways, or whose meaning is lost; the text says why, as in `date with …`."""


class SerialNumber(UnclearDate):
    """A spreadsheet's serial number in place of a date."""


class MissingTimeZone(UnclearDate):
    """A clock time that belongs to no time zone; `day` is the date without it, as EDTF."""

    def __init__(self, day: str) -> None:
        """Keep the day."""
        super().__init__("with a clock time of no time zone (say --timezone Europe/Berlin, for example)")
        self.day = day


# --- Dates in words --------------------------------------------------------------------------------------------------


def to_edtf(text: str, order: str = "", zone: str | None = None) -> str | None:
    """Return a date as EDTF, None where it cannot be read.

    `order` says how 03/04/2025 is read, `dmy`, `mdy` or `ymd`; `zone` is the dossier's time zone.

    Raises:
        UnclearDate: It can be read in two ways, or is a serial number, or a clock time that belongs to no time zone.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if is_date(text, zone):
        return text
    if not text or len(text) > MAX_DATE_CHARS:
        return None
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+", text) and is_date(f"{text}Z"):
        raise MissingTimeZone(text[:10])
    if SERIAL_NUMBER.fullmatch(text):
        raise SerialNumber("is a spreadsheet's serial number")
    if match := ABOUT.match(text):
        date = to_edtf(text[match.end() :], order, zone)
        return f"{date}~" if date and is_date(f"{date}~", zone) else None
    if text.endswith("?") and (date := to_edtf(text[:-1], order, zone)) and is_date(f"{date}?", zone):
        return f"{date}?"
    return _parse_point(text, order, zone) or _parse_interval(text, order, zone)


def _parse_interval(text: str, order: str, zone: str | None) -> str | None:
    """Return `1914–1918`, `12 May 2020 to 14 May 2020` as an interval."""
    for sign in INTERVAL_SIGNS:
        start, found, end = (part.strip() for part in text.partition(sign))
        if found and (first := _parse_point(start, order, zone)) and (last := _parse_point(end, order, zone)):
            return make_interval(first, last)
    if match := SHORT_INTERVAL.fullmatch(text):
        return make_interval(match[1] + match[2], (match[3] or match[1]) + match[4])
    return None


def _parse_point(text: str, order: str, zone: str | None) -> str | None:
    text = WEEKDAY.sub("", text, count=1) if WEEKDAY.match(text) else text
    if is_date(text, zone):
        return text
    date = _parse_unambiguous(text) or _parse_day_and_month(text, order) or _parse_decade(text) or _parse_season(text)
    return date or _parse_clock_time(text, order, zone)


def _parse_unambiguous(text: str) -> str | None:
    for form in UNAMBIGUOUS_FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = MONTH_NUMBERS[parts["month"].lower()] if parts.get("month") else int(parts.get("number") or 0)
            year, era = int(parts["year"]), (parts.get("era") or "").upper()
            if not era and len(parts["year"]) < 3:
                return None  # the century is unknown
            year = -year if era.startswith("B") else year
            if date := format_date(year, month or None, int(parts.get("day") or 0) or None):
                return date
    return None


def _parse_day_and_month(text: str, order: str) -> str | None:
    """Return `14.10.2025` and `10/14/2025` as a date; with slashes only where day and month cannot be exchanged."""
    match = DAY_AND_MONTH.fullmatch(text)
    if not match:
        return None
    first, sign, second, year = int(match[1]), match[2], int(match[3]), match[4]
    if len(year) == 2:
        raise UnclearDate("with a year of two digits")
    dates = {"dmy": format_date(int(year), second, first), "mdy": format_date(int(year), first, second)}
    if order in dates:
        return dates[order]
    if sign == "." or not dates["mdy"]:
        return dates["dmy"]
    if dates["dmy"] and dates["dmy"] != dates["mdy"]:
        raise UnclearDate("that can be read in two ways (say --date-order dmy or mdy)")
    return dates["mdy"]


def _parse_decade(text: str) -> str | None:
    return f"{match[1]}X" if (match := DECADE.fullmatch(text)) else None


def _parse_season(text: str) -> str | None:
    return f"{match[2]}-{EDTF_SEASONS[match[1].lower()]}" if (match := SEASON.fullmatch(text)) else None


def _parse_clock_time(text: str, order: str, zone: str | None) -> str | None:
    """Return a day with a clock time."""
    match = DATE_AND_CLOCK_TIME.fullmatch(text)
    if not match:
        return None
    day = match["date"].rstrip(" ,")
    date = (_parse_unambiguous(day) or _parse_day_and_month(day, order)) if match["date"] != text else None
    time = format_clock_time(match["hour"], match["minute"], match["second"], match["half"])
    if not date or not time or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        return None
    offset = (match["offset"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    if re.fullmatch("[+-][0-9]{4}", offset):
        offset = f"{offset[:3]}:{offset[3:]}"
    moment = f"{date}T{time}{offset}"
    if is_date(moment, zone):
        return moment
    if offset or not is_date(f"{moment}Z"):
        return None
    if time == "00:00":  # which programs add to a day
        return date
    raise MissingTimeZone(date)


def format_clock_time(hour: str, minute: str, second: str | None, half: str | None) -> str | None:
    """Return a clock time as EDTF writes it, None where it is none; a second of 00 is dropped, as programs add it."""
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    seconds = f":{second}" if second and second != "00" else ""
    return f"{hours:02}:{minute}{seconds}" if hours < 24 else None


# --- Dates in numbers ------------------------------------------------------------------------------------------------


def is_date(text: str, zone: str | None = None) -> bool:
    """Tell whether a dossier accepts `text` as a date."""
    try:
        parse_date(text, zone)
    except DateError:
        return False
    return True


def format_date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return a date as EDTF, None where there is no such day. Years before Christ are counted from -1, for 1 BC."""
    text = format_year(year + 1 if year < 0 else year)
    if month and month > 12:
        return None
    if month and text[0] != "Y":  # EDTF has no months in years of five digits and more
        text += f"-{month:02}"
        text += f"-{day:02}" if day else ""
    return text if is_date(text) else None


def date_from_parts(values: Sequence[Any]) -> str | None:
    """Return `[year, month, day]`, of which the last may be missing, as EDTF; None where it is no date."""
    numbers = [parse_integer(value) for value in values[:3]]
    if not numbers or numbers[0] is None:
        return None
    return format_date(numbers[0], *numbers[1:])


def parse_integer(value: Any) -> int | None:
    """Return an integer that may be given as text or as a float without a fraction, None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    text = re.sub(r"[\s,]+", "", str(value))
    match = re.fullmatch(r"([+-]?[0-9]{1,12})(?:\.0*)?", text)
    return int(match[1]) if match else None


def make_interval(start: str, end: str) -> str | None:
    """Return the interval between two dates, the date itself where they are the same, None where it runs backwards."""
    if start == end:
        return start
    text = f"{start}/{end}"
    return text if is_date(text) else None
