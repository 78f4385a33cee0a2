"""Dates as a dossier writes them: EDTF values as spans of time, compared, ordered and put into words.

EDTF levels 0 and 1, the level-2 form `[one of a set]`, and clock times to the hour or minute (see
[date_grammar][peace_tui.date_grammar]). Moments are whole seconds since 1970-01-01 00:00, proleptic Gregorian; spans
are half-open. `?`, `~` and `%` change the wording and not the span.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from peace_tui.date_grammar import read_written
from peace_tui.date_points import CLOCK, MONTHS, DateError, Point, civil, wall

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "MONTHS",
    "Date",
    "DateError",
    "civil",
    "duration_words",
    "native_date",
    "parse_date",
    "parse_duration",
    "wall",
]

FOREVER: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Date:
    """A date: what was written, and the stretch of time it may lie in; None stands for an end without bound."""

    text: str
    """As written."""
    earliest: int | None
    """The first moment, on the wall clock as written."""
    latest: int | None
    """The moment after the last, on the wall clock as written."""
    earliest_instant: int | None
    """The first moment in UTC; without a clock time it is taken in the dossier's time zone."""
    latest_instant: int | None
    """The moment after the last, in UTC."""
    clocked: bool
    """Whether every bounded end has a clock time, so that it compares as an instant."""

    def __hash__(self) -> int:
        """Hash what was written."""
        return hash(self.text)

    def overlaps(self, other: Date) -> bool:
        """Tell whether the two have a moment in common: as instants where both have clock times, else by wall clock."""
        start, end = self._ends(other)
        other_start, other_end = other._ends(self)
        return start < other_end and other_start < end

    def within(self, other: Date) -> bool:
        """Tell whether this lies wholly inside the other."""
        start, end = self._ends(other)
        other_start, other_end = other._ends(self)
        return other_start <= start and end <= other_end

    def _ends(self, other: Date) -> tuple[float, float]:
        """Return both ends as they compare with another date's."""
        if self.clocked and other.clocked:
            earliest, latest = self.earliest_instant, self.latest_instant
        else:
            earliest, latest = self.earliest, self.latest
        return -FOREVER if earliest is None else earliest, FOREVER if latest is None else latest

    @property
    def sort_key(self) -> tuple[float, float]:
        """The order in lists: by the instant of `earliest`, of `latest` where the start is open; then by `latest`."""
        latest = FOREVER if self.latest_instant is None else self.latest_instant
        return latest if self.earliest_instant is None else self.earliest_instant, latest

    def words(self) -> str:
        """Return the date as a reader says it, never finer than it was written."""
        from peace_tui.date_words import words  # text commands that print dates as written do without it

        return words(self.text)

    def short(self, year: bool = True) -> str:
        """Return the date for a narrow column; without `year`, days and months go without theirs."""
        from peace_tui.date_words import short

        return short(self.text, year)


@lru_cache(maxsize=65_536)
def parse_date(text: str, zone: str | None = None) -> Date:
    """Read a date; `zone` is the IANA name of the time zone of clock times without an offset.

    Raises:
        DateError: It is no date, or holds a clock time that neither offset nor `zone` places.
    """
    first, last, _ = read_written(text)
    ends = [point for point in (first, last) if point]
    if not ends:
        raise DateError("this date is open at both ends", "leave the date out: that is what undated means")
    earliest = None if first is None else first.earliest
    latest = None if last is None else last.latest
    from_instant = None if first is None else _instant(first, first.earliest, zone)
    to_instant = None if last is None else _instant(last, last.latest, zone)
    clocked = all(point.unit in CLOCK for point in ends)
    if clocked and from_instant is not None and to_instant is not None and to_instant <= from_instant:
        raise DateError("the interval ends before it starts", "exchange its two ends", text.find("/") + 1)
    return Date(text, earliest, latest, from_instant, to_instant, clocked)


def _instant(point: Point, moment: int, zone: str | None) -> int:
    """Return a moment of a point's wall clock in UTC."""
    if point.offset is not None:
        return moment - point.offset
    if point.unit in CLOCK and zone is None:
        hint = "add an offset such as -04:00 to it, or a timezone to [dossier]"
        raise DateError("this clock time has no offset, and the dossier names no time zone", hint, point.column)
    return moment - _utc_offset(moment, zone) if zone else moment


def _utc_offset(moment: int, zone: str) -> int:
    """Return the seconds that a zone's clocks are ahead of UTC when they show `moment`; 0 where no calendar says."""
    info = _zone(zone)
    year, month, day, hour, minute, second = civil(moment)
    if not 1 <= year <= 9999:
        return 0
    offset = info.utcoffset(datetime.datetime(year, month, day, hour, minute, second))
    return int(offset.total_seconds()) if offset else 0


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    import zoneinfo  # 4 ms that only a dossier with a time zone pays for

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = "write a name from the IANA database, such as Europe/Kyiv or America/New_York"
        raise DateError(f"there is no time zone '{name[:60]}'", hint) from None


def native_date(value: datetime.date | datetime.datetime | datetime.time, zone: str | None) -> Date:
    """Read a native TOML date or date-time as EDTF of level 0.

    Raises:
        DateError: It has fractions of a second, or is a time without a date.
    """
    if isinstance(value, datetime.time):
        raise DateError("a time without a date", "write the date as well, for example 2025-10-14T12:05")
    if isinstance(value, datetime.datetime) and value.microsecond:
        hint = f"leave the fraction out: {value.replace(microsecond=0).isoformat()}"
        raise DateError("EDTF has no fractions of a second", hint)
    return parse_date(value.isoformat(), zone)


_DURATION: Final = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,9})W|(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?)"
)
_UNITS: Final = ("week", "year", "month", "day", "h", "min", "s")


def parse_duration(text: str) -> tuple[int, ...]:
    """Read an ISO 8601 duration: weeks, years, months, days, hours, minutes, seconds.

    Raises:
        DateError: It is none.
    """
    match = _DURATION.fullmatch(text)
    if not match:
        raise DateError("this is not a duration", "write it as ISO 8601 does: PT5M, PT2H30M, P3D")
    return tuple(int(part or 0) for part in match.groups())


def duration_words(text: str) -> str:
    """Return a duration as a reader says it: "2 h 30 min", "3 days"."""
    parts = [
        f"{count} {unit}" + ("s" if len(unit) > 3 and count != 1 else "")
        for count, unit in zip(parse_duration(text), _UNITS, strict=True)
        if count
    ]
    return " ".join(parts) or "no time"
