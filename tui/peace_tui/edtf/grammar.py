"""The grammar of dates: what an EDTF text says, as points, intervals and sets, before any time zone is applied.

The grammar is EDTF (ISO 8601-2:2019 in the profile of the Library of Congress, https://www.loc.gov/standards/datetime/)
levels 0 and 1, the level-2 form `[one of a set]`, and from ISO 8601-1 clock times to the hour or minute, which may
also end an interval. Seasons may end an interval too, and a `?`, `~` or `%` may follow a season or a clock time.

Moments are whole seconds since 1970-01-01 00:00 in the proleptic Gregorian calendar, as ints of any size, read off the
wall clock as written; spans of time are half-open.
"""

import re
from typing import Final, NamedTuple

DAY = 86_400
"""Seconds in a day; wall clocks know no leap seconds."""
MAX_DATE_CHARS = 500
"""Longest date that is read, in characters: a set may be long, anything beyond is an accident."""
CLOCK_UNITS = {"hour": 3_600, "minute": 60, "second": 1}
"""Units of a clock time and their lengths in seconds."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class DateError(ValueError):
    """A date that cannot be read.

    Attributes:
        message: what is wrong.
        hint: what to write instead.
        column: 0-based offset of the mistake in the text, as near as it is known.
    """

    def __init__(self, message: str, hint: str, column: int = 0) -> None:
        """Create an error whose mistake begins at `column` of the text."""
        super().__init__(message, hint, column)
        self.message = message
        self.hint = hint
        self.column = column

    def __str__(self) -> str:
        """Return what is wrong, without the hint."""
        return self.message


class UnrecognizedDate(DateError):
    """A piece of text that fits no form at all; see [explain_error][peace_tui.edtf.errors.explain_error]."""

    def __init__(self, piece: str, column: int) -> None:
        """Create an error about the `piece` that begins at `column`."""
        super().__init__("this is not a date", "write year-month-day, for example 2025-10-14", column)
        self.piece = piece


class Point(NamedTuple):
    """One date as written.

    `earliest` and `latest` are wall clock seconds, half-open; `unit` is century, decade, year, season, month, day,
    hour, minute or second; `quality` is `?`, `~`, `%` or empty; `offset` is in seconds east of UTC, None where none is
    written; `column` is where the point begins in the whole text.
    """

    earliest: int
    latest: int
    unit: str
    quality: str
    offset: int | None
    column: int


def wall_seconds(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Return the seconds from 1970-01-01 00:00 to a moment of any year; year 0 is 1 BC.

    Months beyond 12, days beyond the end of the month and so on carry over. The day count is Howard Hinnant's
    `days_from_civil` (https://howardhinnant.github.io/date_algorithms.html).
    """
    carry, month = divmod(month - 3, 12)  # a year that begins in March has its leap day last
    year += carry
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 719_469
    return days * DAY + hour * 3_600 + minute * 60 + second


def civil_fields(seconds: int) -> tuple[int, int, int, int, int, int]:
    """Return year, month, day, hour, minute and second of a moment: the inverse of `wall_seconds`."""
    days, rest = divmod(seconds, DAY)
    era, days = divmod(days + 719_468, 146_097)
    year = (days - days // 1_460 + days // 36_524 - days // 146_096) // 365
    days -= 365 * year + year // 4 - year // 100
    month = (5 * days + 2) // 153
    day = days - (153 * month + 2) // 5 + 1
    carry, month = divmod(month + 2, 12)
    return era * 400 + year + carry, month + 1, day, rest // 3_600, rest // 60 % 60, rest % 60


# Digits are spelled out because \d takes those of every script.
_ISO = re.compile(
    r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2}))?)?(Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?)?)?([?~%]?)"
)
_MASKED = r"(-?[0-9]{4})(?:-XX(?:-XX)?|(-[0-9]{2})-XX)([?~%]?)"
_MASKED_YEARS = r"(-?)([0-9]{2})(?:([0-9])X|XX)([?~%]?)"
_LONG_YEAR = r"Y(-?)([0-9]+)([?~%]?)"


def parse_point(text: str, column: int = 0) -> Point:
    """Parse a single date that begins at `column` of the whole text.

    Raises:
        UnrecognizedDate: No form fits.
        DateError: A form fits, but no such date exists.
    """
    if match := _ISO.fullmatch(text):
        return _parse_iso(match, column)
    if match := re.fullmatch(_MASKED, text):
        unmasked = match[1] + (match[2] or "") + match[3]
        point = parse_point(unmasked, column)
        if point.unit == "season":
            raise DateError("a season has no days", f"write {unmasked}", column)
        return point
    if match := re.fullmatch(_MASKED_YEARS, text):
        return _parse_masked_years(match, column)
    if match := re.fullmatch(_LONG_YEAR, text):
        return _parse_long_year(match, column)
    raise UnrecognizedDate(text, column)


def _parse_iso(match: re.Match[str], column: int) -> Point:
    year_text, month_text, day_text, hour_text, *_, quality = match.groups()
    if year_text == "-0000":
        raise DateError("-0000 is no year", "the year before 0001 is 0000 (1 BC)", column)
    year = int(year_text)
    if month_text is None:
        return Point(wall_seconds(year), wall_seconds(year + 1), "year", quality, None, column)
    month = int(month_text)
    if 21 <= month <= 24 and day_text is None:
        first = 3 * month - 60  # 21 is spring, from March
        return Point(wall_seconds(year, first), wall_seconds(year, first + 3), "season", quality, None, column)
    if not 1 <= month <= 12:
        raise _month_error(match, column)
    if day_text is None:
        return Point(wall_seconds(year, month), wall_seconds(year, month + 1), "month", quality, None, column)
    day = int(day_text)
    start = wall_seconds(year, month, day)
    if not 1 <= day <= 28 and not (day > 0 and start < wall_seconds(year, month + 1)):
        raise _day_error(match, column)
    if hour_text is None:
        return Point(start, start + DAY, "day", quality, None, column)
    if year < 1:
        raise DateError(
            "a clock time before the year 0001", f"leave the time out: {match[0].partition('T')[0]}", column
        )
    return _parse_clock(match, start, column)


def _parse_clock(match: re.Match[str], start: int, column: int) -> Point:
    unit = "hour" if match[5] is None else "minute" if match[6] is None else "second"
    for group, name, limit in ((4, "hour", 23), (5, "minute", 59), (6, "second", 59)):
        if match[group] and int(match[group]) > limit:
            hint = f"{name}s are 00 to {limit}"
            if name == "hour" and match[group] == "24":
                year, month, day, *_ = civil_fields(start + DAY)
                hint += f"; midnight at the end of the day is {year:04}-{month:02}-{day:02}T00:00"
            raise DateError(f"{name} {match[group]} does not exist", hint, column + match.start(group))
        start += int(match[group] or 0) * (3_600, 60, 1)[group - 4]
    offset = _parse_offset(match[7], column + match.start(7)) if match[7] else None
    return Point(start, start + CLOCK_UNITS[unit], unit, match[8], offset, column)


def _parse_offset(text: str, column: int) -> int:
    if text == "Z":
        return 0
    minutes = int(text[4:] or 0)
    seconds = int(text[1:3]) * 3_600 + minutes * 60
    if minutes > 59 or seconds > 18 * 3_600:
        raise DateError(f"offset {text} does not exist", "offsets are -18:00 to +18:00, for example -04:00", column)
    return -seconds if text[0] == "-" else seconds


def _parse_masked_years(match: re.Match[str], column: int) -> Point:
    """Parse `201X` or `20XX`; before year 0 the decade counts away from it, so that `-001X` is -19 to -10."""
    minus, century, decade, quality = match.groups()
    size = 10 if decade else 100
    first = int(century + (decade or "")) * size
    low, high = (-first - size + 1, -first) if minus else (first, first + size - 1)
    return Point(wall_seconds(low), wall_seconds(high + 1), "decade" if decade else "century", quality, None, column)


def _parse_long_year(match: re.Match[str], column: int) -> Point:
    minus, digits, quality = match.groups()
    if len(digits) > 9:
        raise DateError(f"a year of {len(digits)} digits", "a year after Y has 5 to 9 digits", column)
    if digits[0] == "0" or len(digits) < 5:
        plain = digits.lstrip("0")
        hint = f"write {minus}{plain.zfill(4)}" if len(plain) < 5 else f"write Y{minus}{plain}"
        raise DateError("a year after Y has 5 to 9 digits and no leading zero", hint, column)
    year = int(minus + digits)
    return Point(wall_seconds(year), wall_seconds(year + 1), "year", quality, None, column)


def _month_error(match: re.Match[str], column: int) -> DateError:
    year, month, day = match[1], match[2], match[3]
    hint = "months are 01 to 12, seasons 21 to 24"
    swapped = day and 1 <= int(day) <= 12
    if swapped and wall_seconds(int(year), int(day), int(month)) < wall_seconds(int(year), int(day) + 1):
        hint = f"write year-month-day: {year}-{day}-{month}"
    elif not day and year[0] != "-" and month > year[2:]:
        hint += f"; the years {year} to {year[:2]}{month} are {year}/{year[:2]}{month}"
    what = f"season {month} is EDTF level 2" if 25 <= int(month) <= 41 and not day else f"month {month} does not exist"
    if 21 <= int(month) <= 24:
        what = f"{month} is a season and has no days"
    return DateError(what, hint, column + match.start(2))


def _day_error(match: re.Match[str], column: int) -> DateError:
    year, month, day = match[1], match[2], match[3]
    days = (wall_seconds(int(year), int(month) + 1) - wall_seconds(int(year), int(month))) // DAY
    what = f"{int(day)} {MONTHS[int(month) - 1]} {year} does not exist"
    return DateError(what, f"days are 01 to {days}; without the day write {year}-{month}", column + match.start(3))


class Expression(NamedTuple):
    """A date as pairs of first and last point, None for an open end.

    A single date is one pair of the same point, an interval one pair; one of a set has a pair for each member.
    """

    parts: tuple[tuple[Point | None, Point | None], ...]
    one_of: bool

    @property
    def first(self) -> Point | None:
        """The point that begins first by the wall clock, None where the start is open."""
        firsts = [first for first, _ in self.parts if first is not None]
        return min(firsts, key=lambda point: point.earliest) if len(firsts) == len(self.parts) else None

    @property
    def last(self) -> Point | None:
        """The point that ends last by the wall clock, None where the end is open."""
        lasts = [last for _, last in self.parts if last is not None]
        return max(lasts, key=lambda point: point.latest) if len(lasts) == len(self.parts) else None


def parse_expression(text: str) -> Expression:
    """Parse a date: a point, an interval or a set.

    Raises:
        UnrecognizedDate: No form fits.
        DateError: A form fits, but no such date exists.
    """
    if len(text) > MAX_DATE_CHARS:
        raise DateError(f"this date has {len(text)} characters", f"a date has at most {MAX_DATE_CHARS} characters")
    if text.startswith("[") and text.endswith("]"):
        return _parse_set(text)
    if "/" in text:
        return _parse_interval(text)
    if text == "..":
        raise _unbounded_error(0)
    point = parse_point(text)
    return Expression(((point, point),), False)


def is_readable(date: str) -> bool:
    """Tell whether a text is a date in EDTF."""
    try:
        return bool(parse_expression(date))
    except DateError:
        return False


def _parse_interval(text: str) -> Expression:
    start, _, end = text.partition("/")
    column = len(start) + 1
    if "/" in end:
        raise UnrecognizedDate(text, 0)
    if start in ("", "..") and end in ("", ".."):
        raise _unbounded_error(0)
    return Expression(((_parse_end(start, 0), _parse_end(end, column)),), False)


def _parse_end(text: str, column: int) -> Point | None:
    if text in ("", ".."):
        return None
    point = parse_point(text, column)
    if "X" in text:
        year = civil_fields(point.latest - 1 if column else point.earliest)[0]
        plain = text.replace("-XX", "") if "-XX" in text else format_year(year) + point.quality
        raise DateError("X in an interval is EDTF level 2", f"write {plain} there, which means the same", column)
    return point


def _parse_set(text: str) -> Expression:
    parts: list[tuple[Point | None, Point | None]] = []
    members = text[1:-1].split(",")
    column = 1
    for number, member in enumerate(members, 1):
        inner = member.lstrip(" ")
        start = column + len(member) - len(inner)
        first, last = _parse_member(inner, start)
        if (first is None and number > 1) or (last is None and number < len(members)):
            raise DateError("an open end inside a set", "put ..date first and date.. last in the set", start)
        parts.append((first, last))
        column += len(member) + 1
    if parts[0][0] is None and parts[-1][1] is None:
        raise _unbounded_error(0)
    return Expression(tuple(parts), True)


def _parse_member(text: str, column: int) -> tuple[Point | None, Point | None]:
    start, dots, end = text.partition("..")
    if not dots:
        point = parse_point(text, column)
        return point, point
    if not start and not end:
        raise _unbounded_error(column)
    first = parse_point(start, column) if start else None
    return first, parse_point(end, column + len(start) + 2) if end else None


def format_year(year: int) -> str:
    """Return a year as EDTF writes it: four digits, after Y where that is not enough."""
    sign = "-" if year < 0 else ""
    return f"Y{year}" if abs(year) > 9_999 else f"{sign}{abs(year):04}"


def _unbounded_error(column: int) -> DateError:
    return DateError("a date without any bound", "leave `date` out: without it a record is undated", column)


_DURATION: Final = (
    "P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    "(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)
"""Up to nine digits a part, and at least one part after P and after T."""
_PROSE: Final = (
    r"(?:([0-9]{1,9})\s*d(?:ays?)?)?[\s,]*(?:([0-9]{1,9})\s*h(?:ours?|rs?)?)?[\s,]*"
    r"(?:([0-9]{1,9})\s*m(?:in(?:ute)?s?)?)?[\s,]*(?:([0-9]{1,9})\s*s(?:ec(?:ond)?s?)?)?\.?"
)
"""A duration in English, such as "2 hours 30 min", from which the hint of an error is made."""
_UNIT_WORDS: Final = ("year", "month", "week", "day", "h", "min", "s")


class Duration(NamedTuple):
    """A duration by its parts, which are not converted into each other: a month has no fixed length."""

    years: int
    months: int
    weeks: int
    days: int
    hours: int
    minutes: int
    seconds: int


def parse_duration(text: str) -> Duration:
    """Parse an ISO 8601 duration such as PT2H30M.

    Raises:
        DateError: The text is not a duration; the hint says how to write it.
    """
    if match := re.fullmatch(_DURATION, text):
        return Duration(*(int(part or 0) for part in match.groups()))
    hint = "write it as ISO 8601 does: PT5M, PT2H30M, P3D, P1DT2H, P2W"
    worded = re.fullmatch(_PROSE, text[:60].strip(), re.IGNORECASE | re.ASCII)
    if worded and any(worded.groups()):
        days, *clock = (f"{part}{letter}" if part else "" for part, letter in zip(worded.groups(), "DHMS", strict=True))
        hint = f"write P{days}{'T' if any(clock) else ''}{''.join(clock)}"
    elif re.fullmatch(_DURATION, text.upper()):
        hint = f"write {text.upper()}"
    elif re.search("[.,]", text):
        hint = "write whole numbers, PT1H30M for one hour and a half"
    raise DateError("this is not a duration", hint)


def format_duration(text: str) -> str:
    """Format a duration for reading: "2 h 30 min", "3 days".

    Raises:
        DateError: The text is not a duration.
    """
    words = []
    for count, unit in zip(parse_duration(text), _UNIT_WORDS, strict=True):
        plural = "s" if count != 1 and unit not in ("h", "min", "s") else ""
        words += [f"{count} {unit}{plural}"] if count else []
    return " ".join(words) or "no time"
