"""Dates as people and spreadsheets write them, into EDTF: never guessed, where they can be read in two ways."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from peace_tui.edtf.grammar import MONTHS
from peace_tui.importers.date_parts import day, interval, is_date

GERMAN: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
MONTH_OF: Final = {
    name[:length].lower(): place
    for names in (MONTHS, GERMAN)
    for place, name in enumerate(names, 1)
    for length in (3, 4, len(name))
} | {"maerz": 3, "mrz": 3}
"""Months by their names and short forms, English and German."""
SEASONS: Final = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
LONGEST: Final = 80

NAME: Final = rf"(?P<month>{'|'.join(sorted(MONTH_OF, key=len, reverse=True))})\.?"
YEAR: Final = r"(?P<year>[0-9]{1,4})(?:\s*(?P<era>AD|CE|BCE?|B\.C\.(?:E\.)?|A\.D\.))?"
DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?"
WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+(?=\S)", re.I)
CLOCK: Final = re.compile(
    r"(?P<date>.*?[0-9])(?:[T,]|\s)\s*(?:at\s+)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)?",
    re.I,
)
FORMS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{DAY}\s*(?:of\s+)?{NAME},?\s*{YEAR}",
        rf"{NAME}\s*{DAY},?\s+{YEAR}",
        rf"{NAME},?\s*{YEAR}",
        rf"{YEAR}\s+{NAME}(?:\s+{DAY})?",
        rf"{DAY}-{NAME}-{YEAR}",
        r"(?P<year>[0-9]{4})[/.](?P<number>[0-9]{1,2})(?:[/.](?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        r"(?P<year>[12][0-9]{3})(?P<number>[0-9]{2})(?P<day>[0-9]{2})",
        YEAR,
    )
)
NUMBERS: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
SERIAL: Final = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
"""Days since 1899-12-30: the years 1954 to 2091."""
ABOUT: Final = re.compile(r"(?:ca?\.?|circa|about|around|approx\.?|um|~)\s*(?=[^\s~])", re.I)
DECADE: Final = re.compile(r"(?:the\s+)?([0-9]{3})0['’]?s", re.I)
SEASON: Final = re.compile(rf"({'|'.join(SEASONS)})(?:\s+of)?,?\s+([0-9]{{4}})", re.I)


class Unclear(Exception):
    """A date that can be read in two ways, or that a spreadsheet has turned into a number; the text says so."""


class Serial(Unclear):
    """A spreadsheet's serial number in place of a date."""


class Zoneless(Unclear):
    """A clock time that belongs to no time zone; `day` is the date without it."""

    def __init__(self, day: str) -> None:
        """Keep the day."""
        super().__init__("with a clock time of no time zone (say --timezone Europe/Berlin, for example)")
        self.day = day


def as_edtf(text: str, order: str = "", zone: str | None = None) -> str | None:
    """Return a date as EDTF, None where it cannot be read.

    `order` says how 03/04/2025 is read, `dmy`, `mdy` or `ymd`; `zone` is the dossier's time zone.

    Raises:
        Unclear: It can be read in two ways, or is a serial number, or a clock time that belongs to no time zone.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if is_date(text, zone):
        return text
    if not text or len(text) > LONGEST:
        return None
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+", text) and is_date(f"{text}Z"):
        raise Zoneless(text[:10])
    if SERIAL.fullmatch(text):
        raise Serial("is a spreadsheet's serial number")
    if match := ABOUT.match(text):
        found = as_edtf(text[match.end() :], order, zone)
        return f"{found}~" if found and is_date(f"{found}~", zone) else None
    if text.endswith("?") and (found := as_edtf(text[:-1], order, zone)) and is_date(f"{found}?", zone):
        return f"{found}?"
    return _point(text, order, zone) or _between(text, order, zone)


def _between(text: str, order: str, zone: str | None) -> str | None:
    """Return `1914–1918`, `12 May 2020 to 14 May 2020` as an interval."""
    for dash in (" to ", " until ", "–", "—", " - ", "/"):
        start, found, end = text.partition(dash)
        if found and (first := _point(start.strip(), order, zone)) and (last := _point(end.strip(), order, zone)):
            return interval(first, last)
    if match := re.fullmatch("([0-9]{2})([0-9]{2})[-–]([0-9]{2})?([0-9]{2})", text):
        return interval(match[1] + match[2], (match[3] or match[1]) + match[4])
    return None


def _point(text: str, order: str, zone: str | None) -> str | None:
    text = WEEKDAY.sub("", text, count=1) if WEEKDAY.match(text) else text
    if is_date(text, zone):
        return text
    for read in (_named, lambda text: _numbered(text, order), _decade, _season):
        if found := read(text):
            return found
    return _clocked(text, order, zone)


def _named(text: str) -> str | None:
    for form in FORMS:
        if match := form.fullmatch(text):
            given = match.groupdict()
            month = MONTH_OF[given["month"].lower()] if given.get("month") else int(given.get("number") or 0)
            year, era = int(given["year"]), (given.get("era") or "").upper()
            if not era and len(given["year"]) < 3:
                return None  # of which century, nobody knows
            found = day(-year if era.startswith("B") else year, month or None, int(given.get("day") or 0) or None)
            if found:
                return found
    return None


def _numbered(text: str, order: str) -> str | None:
    """Return `14.10.2025` and `10/14/2025` as a date; with slashes only where day and month cannot be exchanged."""
    match = NUMBERS.fullmatch(text)
    if not match:
        return None
    one, sign, other, year = int(match[1]), match[2], int(match[3]), match[4]
    if len(year) == 2:
        raise Unclear("with a year of two digits")
    ways = {"dmy": day(int(year), other, one), "mdy": day(int(year), one, other)}
    if order in ways:
        return ways[order]
    if sign == "." or not ways["mdy"]:
        return ways["dmy"]
    if ways["dmy"] and ways["dmy"] != ways["mdy"]:
        raise Unclear("that can be read in two ways (say --date-order dmy or mdy)")
    return ways["mdy"]


def _decade(text: str) -> str | None:
    return f"{match[1]}X" if (match := DECADE.fullmatch(text)) else None


def _season(text: str) -> str | None:
    return f"{match[2]}-{SEASONS[match[1].lower()]}" if (match := SEASON.fullmatch(text)) else None


def _clocked(text: str, order: str, zone: str | None) -> str | None:
    """Return a date with a clock time."""
    match = CLOCK.fullmatch(text)
    if not match:
        return None
    read: Callable[[str], str | None] = lambda date: _named(date) or _numbered(date, order)  # noqa: E731
    date = read(match["date"].rstrip(" ,")) if match["date"] != text else None
    time = clock(match["hour"], match["minute"], match["second"], match["half"])
    if not date or not time or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        return None
    offset = (match["offset"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    if re.fullmatch("[+-][0-9]{4}", offset):
        offset = f"{offset[:3]}:{offset[3:]}"
    found = f"{date}T{time}{offset}"
    if is_date(found, zone):
        return found
    if offset or not is_date(f"{found}Z"):
        return None
    if time == "00:00":  # what machines add to a day
        return date
    raise Zoneless(date)


def clock(hour: str, minute: str, second: str | None, half: str | None) -> str | None:
    """Return a clock time as EDTF writes it; a second that is zero is what machines add."""
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    seconds = f":{second}" if second and second != "00" else ""
    return f"{hours:02}:{minute}{seconds}" if hours < 24 else None
