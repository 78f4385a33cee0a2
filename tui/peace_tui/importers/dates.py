"""Dates as people, spreadsheets and other formats write them, into EDTF: never guessed where they are ambiguous."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from peace_tui.edtf.grammar import MONTHS, DateError, format_year
from peace_tui.edtf.spans import parse_date
from peace_tui.text.folding import fold


def _read_month_names() -> dict[str, int]:
    """Return the number of each month by its folded names in many languages; without those that mean two months."""
    numbers: dict[str, set[int]] = {}
    for line in Path(__file__).with_name("month_names.txt").read_text("utf-8").splitlines():
        if line[:1] != "#":
            for number, names in enumerate(line.split()[1:], 1):
                for name in names.split("|"):
                    numbers.setdefault(name.replace("_", " "), set()).add(number)
    for number, name in enumerate(map(str.lower, MONTHS), 1):
        for length in (3, 4, len(name)):
            numbers[name[:length]] = {number}
    return {name: min(found) for name, found in numbers.items() if len(found) == 1} | {"maerz": 3, "mrz": 3}


MONTH_NUMBERS: Final = _read_month_names()
"""Months by their names and short forms, folded, in the languages of `month_names.txt`."""
EDTF_SEASONS: Final = {
    name: number
    for number, names in (
        (21, "spring fruhling fruhjahr printemps primavera lente весна wiosna"),
        (22, "summer sommer ete verano estate verao zomer лето літо lato"),
        (23, "autumn fall herbst automne otono autunno outono herfst осень осінь jesien"),
        (24, "winter hiver invierno inverno зима zima"),
    )
    for name in map(fold, names.split())
}
"""Seasons as EDTF numbers them, by their names, folded."""
MAX_YEAR: Final = 9999
MAX_DATE_CHARS: Final = 80
"""A longer text is no date."""

MONTH_PATTERN: Final = rf"(?P<month>{'|'.join(map(re.escape, sorted(MONTH_NUMBERS, key=len, reverse=True)))})\.?"
ERA_PATTERN: Final = r"(?:AD|CE|BCE?|B\.C\.(?:E\.)?|A\.D\.|[vn]\.?\s?Chr\.?|a[vp]\.?\s?J\.?\s?-?C\.?|[ad]\.\s?C\.)"
YEAR_PATTERN: Final = rf"(?P<year>[0-9]{{1,4}})(?:\s*(?P<era>{ERA_PATTERN}))?(?:\s*(?:г\.?|р\.?|року|r\.?|roku))?"
ERAS_IN_WORDS: Final = {
    **dict.fromkeys(
        ("公元前", "西元前", "紀元前", "前", "기원전", "до н.э.", "до н.е.", "قبل الميلاد", "לפנה''ס"), "BC"
    ),
    **dict.fromkeys(("公元", "西元", "西暦", "서기", "н.э.", "н.е.", "ميلادي", "לספירה"), "AD"),
    **{"before christ": "BC", "before common era": "BC", "vor christus": "BC", "avant jesus-christ": "BC"},
    **{"common era": "AD", "anno domini": "AD", "nach christus": "AD", "apres jesus-christ": "AD"},
}
"""Other names of the two eras in a cell of their own, folded, without spaces behind full stops."""
OTHER_CALENDAR: Final = re.compile(
    r"a\.?h\.?|h\.?|hijri|a\.?m\.?|b\.?e\.?|v\.?s\.?|sh|saka|shaka|minguo|民[国國]|meiji|taisho|showa|heisei|reiwa|明治|大正|昭和|平成|令和"
)
"""Eras whose years are others than ours, folded."""
FIRST_SURE_YEAR: Final = 1000
"""An earlier year may be one of an era that is not known."""
BEFORE_CHRIST: Final = re.compile(r"B|V|AV|A\.\s?C")
"""How the names of eras begin that count backwards."""
DAY_PATTERN: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?"
OF: Final = r"(?:(?:of|de|del|di|d'|ב)\s*)?"
"""What stands before a month or a year in some languages."""
WEEKDAY: Final = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+(?=\S)", re.I)
WEEKDAY_BEHIND: Final = re.compile(r"(?<=[0-9]),?\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.I)
DATE_ARTICLE: Final = re.compile(r"^(?:(?:on|the|le|el|il|den|am)\s+|ב[-־])(?=[0-9])", re.I)
DATE_AND_CLOCK_TIME: Final = re.compile(
    r"(?P<date>.*?[0-9])(?:[T,]|\s)\s*(?:(?:at|à|um|a las|alle(?: ore)?|om|kl\.?|в|о)\s+)?"
    r"(?P<hour>[0-9]{1,2})(?::|\s?h\s?|\.(?=[0-9]{2}\s*(?:Uhr|[ap]\.?m)))(?P<minute>[0-9]{2})(?:\s*Uhr)?(?::(?P<second>[0-9]{2})(?:[.,](?:0+|(?P<fraction>[0-9]+)))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)|(?P<zone>"
    r"(?!(?:AD|B?CE?)\b)(?-i:[A-Z]{2,5}(?:[+-][0-9:]{1,5})?|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+)"
    r"|(?:[a-z]+ ){1,3}time|eastern|central|pacific))?",
    re.I,
)
UNAMBIGUOUS_FORMS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{DAY_PATTERN}\s*{OF}{MONTH_PATTERN}[,،]?\s*{OF}{YEAR_PATTERN}",
        rf"{MONTH_PATTERN}\s*{DAY_PATTERN}[,،]?\s+{YEAR_PATTERN}",
        rf"{MONTH_PATTERN}[,،]?\s*{OF}{YEAR_PATTERN}",
        rf"{YEAR_PATTERN}\.?\s+{MONTH_PATTERN}(?:\s+{DAY_PATTERN})?",
        rf"(?P<year>[0-9]{{4}})\s*(?:年|{fold('년')})\s*(?P<number>[0-9]{{1,2}})\s*(?:月|{fold('월')})"
        rf"(?:\s*(?P<day>[0-9]{{1,2}})\s*(?:日|{fold('일')}))?",
        rf"{DAY_PATTERN}-{MONTH_PATTERN}-{YEAR_PATTERN}",
        r"(?P<year>[0-9]{4})[/.](?P<number>[0-9]{1,2})(?:[/.](?P<day>[0-9]{1,2}))?",
        r"(?P<year>[0-9]{4})\.\s?(?P<number>[0-9]{1,2})\.(?:\s?(?P<day>[0-9]{1,2})\.?)?",
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        r"(?P<year>[12][0-9]{3})(?P<number>[0-9]{2})(?P<day>[0-9]{2})",
        r"(?P<number>0?[1-9]|1[0-2])[/.-](?P<year>[12][0-9]{3})",
        r"(?P<era>A\.?D\.?)\s?(?P<year>[0-9]{1,4})",
        YEAR_PATTERN,
    )
)
DAY_AND_MONTH: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
"""`14.10.2025`, `10/14/2025`: day and month in either order."""
SERIAL_NUMBER: Final = re.compile(r"[2-6][0-9]{4}(?:[.,][0-9]+)?")
"""Days since 1899-12-30, as spreadsheets count them: the years 1954 to 2091."""
ABOUT: Final = re.compile(r"(?:ca?\.?|circa|about|around|approx\.?|um|vers|hacia|~)(?:\s+|(?![a-z]))(?=[^\s~])", re.I)
DECADE: Final = re.compile(r"(?:the\s+)?([0-9]{3})0['’]?s", re.I)
SEASON: Final = re.compile(rf"({'|'.join(EDTF_SEASONS)})(?:\s+of)?,?\s+([0-9]{{4}})", re.I)
INTERVAL_SIGNS: Final = (" to ", " until ", "–", "—", " - ", "/")
SHORT_INTERVAL: Final = re.compile("([0-9]{2})([0-9]{2})([-–])([0-9]{2})?([0-9]{2})")
"""`1914-18`, `1914-1918`."""
WITHOUT_YEAR: Final = re.compile(r"(?:[0-9]{1,2}\S*\s+)?[^\W\d]+\.?(?:\s+[0-9]{1,2}(?:st|nd|rd|th|,)?)?")
"""`14 October`, `October`, before the sign of an interval whose end has the year of both."""
YEARS_OF_ONE_ERA: Final = re.compile(
    rf"(?P<first>[0-9]{{1,4}})\s*(?P<era>{ERA_PATTERN})?\s*-\s*(?P<last>[0-9]{{1,4}}\s*(?P<last_era>{ERA_PATTERN}))",
    re.I,
)
"""`100–44 BC`, `200 B.C.-100 B.C.`, folded: without an era of its own the first year is of that of the last."""
PROGRAMS_DATE: Final = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?P<month>[A-Z][a-z]{2}) +(?P<day>[0-9]{1,2})"
    r" (?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2}) (?P<zone>[+-][0-9]{4}|UTC|GMT)? ?(?P<year>[0-9]{4})"
)
"""`Tue Oct 14 12:05:00 +0000 2025`, as Unix and Twitter write moments."""
BUDDHIST_YEAR: Final = re.compile(r"พ\.?ศ\.?\s*(24[89][0-9]|2[5-9][0-9]{2})\b")
"""A year of Thailand's calendar, whose years begin with ours since 2484, which is 1941."""
BUDDHIST_OFFSET: Final = 543
MAX_THAI_YEAR: Final = 2400
"""A later year beside a Thai month is one of that calendar."""
DAYS_OF_MONTH: Final = tuple(
    re.compile(pattern.replace("DAYS", r"(?P<first>[0-9]{1,2})\.?\s*[-/]\s*(?P<last>[0-9]{1,2})\.?"))
    for pattern in (
        rf"DAYS\s+{OF}{MONTH_PATTERN},?\s*{OF}(?P<year>[0-9]{{4}})",
        rf"{MONTH_PATTERN}\s+DAYS,?\s+(?P<year>[0-9]{{4}})",
    )
)
"""`14–15 October 2025`, `October 14–15, 2025`, folded."""
BOUNDS: Final = {"before": "../{}", "until": "../{}", "after": "{}/..", "since": "{}/.."}
"""What is before or after a date, as `check` would have it written."""
BOUND: Final = re.compile(rf"({'|'.join(BOUNDS)})\s+(?=\S)", re.I)
NOONS: Final = ("noon", "midday", "mittag", "mittags", "midi", "mezzogiorno", "mediodia", "meio-dia", "полдень")
"""12:00, folded."""
US_ZONES: Final = {
    **{"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"},
}
OFFSETS: Final = {
    **{"EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00"},
    **{"PST": "-08:00", "PDT": "-07:00", "GMT": "Z", "UTC": "Z", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00"},
    **{"MEZ": "+01:00", "MESZ": "+02:00"},
}
ZONE_NAME: Final = re.compile(rf"\b({'|'.join((*US_ZONES, *OFFSETS))})$")


class UnclearDate(Exception):
    """A date that can be read in two ways, or whose meaning is lost; the text says why, as in `date with …`."""


class SerialNumber(UnclearDate):
    """A spreadsheet's serial number in place of a date."""


class PartlyRead(UnclearDate):
    """A date of which only a part can be kept, as EDTF in `day`."""

    def __init__(self, why: str, day: str) -> None:
        """Keep the part."""
        super().__init__(why)
        self.day = day


class MissingTimeZone(PartlyRead):
    """A clock time that belongs to no time zone; `day` is the date without it."""

    def __init__(self, day: str) -> None:
        """Keep the day."""
        super().__init__("with a clock time of no time zone (say --timezone Europe/Berlin, for example)", day)


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
    text = _to_western(text)
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]+", text) and is_date(f"{text}Z"):
        raise MissingTimeZone(text[:10])
    if SERIAL_NUMBER.fullmatch(text):
        raise SerialNumber("is a spreadsheet's serial number")
    if match := ABOUT.match(text):
        return _qualify(text[match.end() :], "~", order, zone)
    if text.endswith("?") and not re.fullmatch("-?[0-9]{1,3}", text[:-1]):  # 185? may be a decade
        return _qualify(text[:-1], "?", order, zone)
    return _parse_point(text, order, zone) or _parse_interval(text, order, zone) or _parse_bound(text, order, zone)


def _qualify(text: str, sign: str, order: str, zone: str | None) -> str | None:
    """Return a date with the sign that it is not sure; None where only a part of it can be read."""
    with suppress(PartlyRead):
        date = "/".join(f"{end}{sign}" for end in (to_edtf(text, order, zone) or "").split("/"))
        return date if is_date(date, zone) else None
    return None


def _to_western(text: str) -> str:
    """Return a date in the digits and years of the West: others count only beside a month of our calendar.

    `۱۴۰۴/۰۷/۲۲` and `๒๕๖๘` are of other calendars, and so is a year beyond 2400 beside a Thai month.
    """
    text = BUDDHIST_YEAR.sub(lambda match: str(int(match[1]) - BUDDHIST_OFFSET), re.sub(r"ค\.?ศ\.?\s*", "", text))
    western = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    if match := PROGRAMS_DATE.fullmatch(text):
        return f"{match['day']} {match['month']} {match['year']} {match['time']}{match['zone'] or ''}"
    return western if western == text or re.search(r"[^\W\d]{2}", fold(text)) else text


def find_date(text: str, zone: str | None = None) -> str:
    """Return a date as a page writes it in EDTF, to the minute; empty where it cannot be read."""
    text = re.sub(r"(\d:\d\d):\d\d(?:\.\d+)?", r"\1", text.strip())
    named = ZONE_NAME.search(text)
    name = named[1] if named else ""
    local = text[: named.start()] if named else text
    date = _read_date(local + OFFSETS.get(name, ""), US_ZONES.get(name, zone))
    if name in US_ZONES and re.fullmatch(r"[0-9-]{10}T[0-9:]{5}", date):
        moment = datetime.datetime.fromisoformat(date).replace(tzinfo=ZoneInfo(US_ZONES[name]))
        return moment.isoformat(timespec="minutes")
    return date or _read_date(re.split(r"[ ,]+(?:at )?\d{1,2}:\d\d|T\d\d", local)[0], zone)


def _read_date(text: str, zone: str | None) -> str:
    try:
        return to_edtf(text.strip(" ,"), "", zone) or ""
    except PartlyRead as error:
        return error.day
    except UnclearDate:
        return ""


def hint_at(text: str) -> str:
    """Return what `check` would say to write instead of a date, in brackets; nothing where it does not know."""
    try:
        parse_date(text.strip())
    except DateError as error:
        if not error.hint.startswith("write year-month-day, "):
            return f" ({error.hint})"
    return ""


def _parse_bound(text: str, order: str, zone: str | None) -> str | None:
    """Return `before 1850`, `since May 2020`."""
    match = BOUND.match(text)
    date = _parse_point(text[match.end() :], order, zone) if match else None
    return BOUNDS[match[1].lower()].format(date) if match and date and "/" not in date else None


def _parse_interval(text: str, order: str, zone: str | None) -> str | None:
    """Return `1914–1918`, `12 May 2020 to 14 May 2020` as an interval."""
    for sign in INTERVAL_SIGNS:
        start, found, end = (part.strip() for part in text.partition(sign))
        if found and (last := _parse_point(end, order, zone)):
            is_shared = sign != "/" and WITHOUT_YEAR.fullmatch(start) and end[-4:].isdigit() and not end.isdigit()
            year = end[-4:] if is_shared else ""
            if first := _parse_point(f"{start} {year}".strip(), order, zone):
                return make_interval(first, last, zone)
    if match := YEARS_OF_ONE_ERA.fullmatch(fold(text)):
        years = (f"{match['first']} {match['era'] or match['last_era']}", match["last"])
        first, last = (_parse_unambiguous(year) or "" for year in years)
        return make_interval(first, last) if first and last else None
    if match := SHORT_INTERVAL.fullmatch(text):
        number = int(match[5])
        is_season = match[3] == "-" and 21 <= number <= 41  # or a quarter, or another part that ISO 8601-2 numbers
        is_finer = not match[4] and (number <= 12 or is_season)
        return None if is_finer else make_interval(match[1] + match[2], (match[4] or match[1]) + match[5])
    for form in DAYS_OF_MONTH:
        if match := form.fullmatch(fold(text)):
            month = f"{match['month']} {match['year']}"
            days = [_parse_unambiguous(f"{match[end]} {month}") or "" for end in ("first", "last")]
            return make_interval(*days) if all(days) else None
    return None


def _parse_point(text: str, order: str, zone: str | None) -> str | None:
    text = WEEKDAY_BEHIND.sub("", text, count=1)
    text = DATE_ARTICLE.sub("", WEEKDAY.sub("", text, count=1) if WEEKDAY.match(text) else text, count=1)
    if is_date(text, zone):
        return text
    date = _parse_unambiguous(text) or _parse_day_and_month(text, order) or _parse_decade(text) or _parse_season(text)
    return date or _parse_clock_time(text, order, zone)


def _parse_unambiguous(text: str) -> str | None:
    text = fold(text)
    for form in UNAMBIGUOUS_FORMS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = MONTH_NUMBERS[parts["month"].lower()] if parts.get("month") else int(parts.get("number") or 0)
            year, era = int(parts["year"]), (parts.get("era") or "").upper()
            if not year or (not era and len(parts["year"]) < 4):
                return None  # the century is unknown, or the decade; 0000-00-00 is what databases have for no date
            if year > MAX_THAI_YEAR and re.search("[\u0e01-\u0e5b]", text):
                return None  # of the Buddhist calendar
            year = -year if BEFORE_CHRIST.match(era) else year
            if date := format_edtf_date(year, month or None, int(parts.get("day") or 0) or None):
                return date
    return None


def _parse_day_and_month(text: str, order: str) -> str | None:
    """Return `14.10.2025` and `10/14/2025` as a date; with slashes only where day and month cannot be exchanged."""
    match = DAY_AND_MONTH.fullmatch(text.replace(". ", "."))
    if not match:
        return None
    first, sign, second, year = int(match[1]), match[2], int(match[3]), match[4]
    if len(year) == 2:
        raise UnclearDate("with a year of two digits")
    dates = {"dmy": format_edtf_date(int(year), second, first), "mdy": format_edtf_date(int(year), first, second)}
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
    return f"{match[2]}-{EDTF_SEASONS[match[1]]}" if (match := SEASON.fullmatch(fold(text))) else None


def _parse_clock_time(text: str, order: str, zone: str | None) -> str | None:
    """Return a day with a clock time."""
    match = DATE_AND_CLOCK_TIME.fullmatch(text)
    if not match:
        return None
    day = match["date"].rstrip(" ,")
    date = (_parse_unambiguous(day) or _parse_day_and_month(day, order)) if match["date"] != text else None
    time = format_clock_time(match["hour"], match["minute"], match["second"], match["half"])
    if not date or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", date):
        return None
    if not time or match["zone"]:
        why = "in a zone that is not written as an offset such as -05:00" if time else "that cannot be read"
        raise PartlyRead(f"with a clock time {why}", date)
    offset = format_offset(match["offset"] or "")
    moment = f"{date}T{time}{offset}"
    if match["fraction"] and is_date(moment, zone):
        raise PartlyRead("with a fraction of a second", moment)
    if is_date(moment, zone):
        return moment
    if offset or not is_date(f"{moment}Z"):
        return None
    if time == "00:00":  # which programs add to a day
        return date
    raise MissingTimeZone(date)


def format_offset(text: str) -> str:
    """Return an offset such as `UTC` or `+0200` as EDTF has it."""
    offset = text.upper().replace("UTC", "Z").replace("GMT", "Z")
    return f"{offset[:3]}:{offset[3:]}" if re.fullmatch("[+-][0-9]{4}", offset) else offset


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


def format_edtf_date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """Return a date as EDTF, None where there is no such day. Years before Christ are counted from -1, for 1 BC."""
    text = format_year(year + 1 if year < 0 else year)
    if month and month > 12:
        return None
    if month and text[0] != "Y":  # EDTF has no months in years of five digits and more
        text += f"-{month:02}"
        text += f"-{day:02}" if day else ""
    return text if is_date(text) else None


def read_all_parts(values: Sequence[Any]) -> str | None:
    """Return `[year, month, day]`, of which the last may be missing, as EDTF; None unless all of it is a date."""
    date, unread = read_parts(values)
    return None if unread else date


def read_parts(values: Sequence[Any]) -> tuple[str | None, list[int]]:
    """Return what is certain of `[year, month, day]` as EDTF, and the indexes of the parts that are not in it.

    The year may have an era, `c.` or `?`; the month may be a name or a season. A day without a month is no part of a
    date, nor is a month of a year that is uncertain.
    """
    given = [index for index, value in enumerate(values) if not _is_missing(value)]
    if not given or given[0] != 0:
        return None, given
    number = parse_integer(re.sub(r"\s*[年년]$", "", str(values[0])))
    if number is not None and number > MAX_YEAR:  # 20251014 and 45944 are days
        return None, given
    year = format_edtf_date(number) if number is not None else _parse_year(str(values[0]))
    if year is None:
        return None, given
    date = year
    for index in given[1:]:
        finer = _add_part(date, index, values[index])
        if finer is None:
            return date, [each for each in given if each >= index]
        date = finer
    return date, []


def add_era(year: str, era: str) -> str | None:
    """Return a year with the era from a cell beside it, which may be none; None where the year is not sure."""
    folded = re.sub(r"(?<=\.)\s", "", fold(era))
    if not year or not folded:
        return year
    if re.fullmatch(ERA_PATTERN, folded, re.I) or folded in ERAS_IN_WORDS:
        return f"{year} {ERAS_IN_WORDS.get(folded, era)}"
    number = parse_integer(year)
    is_other = OTHER_CALENDAR.fullmatch(folded) or (number is not None and number < FIRST_SURE_YEAR)
    return None if is_other else year


def _is_missing(value: Any) -> bool:
    """Tell whether a part of a date says nothing; many programs write 0 for a month or day that they do not know."""
    return value is None or str(value).strip() in ("", "0", "00")


def _parse_year(text: str) -> str | None:
    """Return a year that is written with an era, `c.` or `?`."""
    with suppress(UnclearDate):
        date = to_edtf(text)
        return date if date and re.fullmatch("-?[0-9]{3}([0-9]|X)[?~%]?|Y-?[0-9]+", date) else None
    return None


def _add_part(date: str, index: int, value: Any) -> str | None:
    """Return a year with its month (index 1), or a month with its day (index 2); None where there is no such date."""
    text = str(value).strip()
    if not re.fullmatch("-?[0-9]{4}" + "-[0-9]{2}" * (index - 1), date):
        return None
    number = (
        find_month_number(text)
        if index == 1
        else parse_integer(re.sub(r"(?:st|nd|rd|th|er|\.|日|일)$", "", text, flags=re.I))
    )
    if index == 1 and number is None:
        number = EDTF_SEASONS.get(fold(text))
    finer = f"{date}-{number:02}" if number and 0 < number < 100 else ""
    return finer if is_date(finer) and (index == 2 or number not in range(13, 21)) else None


def find_month_number(text: str) -> int | None:
    """Return the number of a month that is given by its number or its name in any of many languages."""
    number = parse_integer(re.sub(r"[月월]$", "", text.strip()))
    if number is not None:
        return number if 1 <= number <= 12 else None
    return MONTH_NUMBERS.get(fold(text).strip().rstrip("."))


def parse_integer(value: Any) -> int | None:
    """Return an integer that may be given as text or as a float without a fraction, None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    if re.fullmatch("[+-]?[0-9]{1,3}(?:,[0-9]{3})+", text):
        text = text.replace(",", "")
    match = re.fullmatch(r"([+-]?[0-9]{1,12})(?:\.0*)?", text)
    return int(match[1]) if match else None


def make_interval(start: str, end: str, zone: str | None = None) -> str | None:
    """Return the interval between two dates, the date itself where they are the same, None where it runs backwards."""
    if start == end:
        return start
    text = f"{start}/{end}"
    return text if is_date(text, zone) else None
