"""Dates of a dossier: EDTF values as half-open spans of time that can be compared, sorted and worded.

Moments are whole seconds since 1970-01-01 00:00 in the proleptic Gregorian calendar, as ints of any size: *wall* seconds
are read off the clock and calendar as written, *instants* are the same moments in UTC. The rules are those of the
dossier format; the grammar is in `date_grammar`.
"""

import datetime
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from peace_tui import date_words
from peace_tui.date_grammar import Expression, read
from peace_tui.date_points import CLOCK, DateError, Point, Unreadable, civil, wall
from peace_tui.durations import Duration, duration_words, parse_duration

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = (
    "Date",
    "DateError",
    "Duration",
    "civil",
    "duration_words",
    "native_date",
    "parse_date",
    "parse_duration",
    "wall",
)

_CACHED = 1 << 14
_EPOCH = datetime.datetime(1970, 1, 1)
_FIRST, _LAST = wall(1), wall(10_000) - 1


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written, and the half-open span that it names; None is an end without bound.

    `earliest` and `latest` are wall seconds, `earliest_instant` and `latest_instant` UTC seconds, for which a date
    without clock time is taken in the dossier's time zone, else in UTC. `clocked` says that every bounded end has a
    clock time, so that the date can be compared as an instant.
    """

    text: str
    earliest: int | None
    latest: int | None
    earliest_instant: int | None
    latest_instant: int | None
    clocked: bool

    def overlaps(self, other: "Date") -> bool:
        """Whether the two have a moment in common: by the instant where both are clocked, else by the wall clock."""
        start, end, other_start, other_end = _compared(self, other)
        return (start is None or other_end is None or start < other_end) and (
            other_start is None or end is None or other_start < end
        )

    def within(self, other: "Date") -> bool:
        """Whether this date lies wholly inside the other; the clocks are compared as in `overlaps`."""
        start, end, other_start, other_end = _compared(self, other)
        return (other_start is None or (start is not None and other_start <= start)) and (
            other_end is None or (end is not None and end <= other_end)
        )

    @property
    def sort_key(self) -> tuple[float, float]:
        """The place in time order: by the earliest instant, else the latest, then by the latest, open ends last."""
        latest = math.inf if self.latest_instant is None else self.latest_instant
        return latest if self.earliest_instant is None else self.earliest_instant, latest

    def words(self) -> str:
        """Return the date in a reader's words, never finer than it was written."""
        return date_words.words(self.text)

    def short(self, year: bool = True) -> str:
        """Return the date for a narrow column; coarser than written where it must be, years on demand."""
        return date_words.short(self.text, year)


def _compared(date: Date, other: Date) -> tuple[int | None, int | None, int | None, int | None]:
    if date.clocked and other.clocked:
        return date.earliest_instant, date.latest_instant, other.earliest_instant, other.latest_instant
    return date.earliest, date.latest, other.earliest, other.latest


def parse_date(text: str, zone: str | None = None) -> Date:
    """Read an EDTF date; `zone` names the time zone (IANA) of clock times without an offset.

    Raises:
        DateError: the text is no date of the format, a clock time has neither offset nor zone, or the zone is unknown.
    """
    return _parse(text, zone)


def native_date(value: datetime.date | datetime.datetime, zone: str | None = None) -> Date:
    """Return a native date of TOML as the EDTF date that it stands for; raises `DateError` as `parse_date` does."""
    if isinstance(value, datetime.datetime):
        if value.microsecond:
            whole = value.replace(microsecond=0).isoformat()
            raise DateError("seconds are whole", f"leave the fraction out: {whole}")
        return _parse(value.isoformat().removesuffix("+00:00") + "Z" * (value.utcoffset() == _ZERO), zone)
    if isinstance(value, datetime.time):
        raise DateError("a time without its day", f'write both, for example date = "2025-10-14T{value:%H:%M}"')
    return _parse(value.isoformat(), zone)


_ZERO = datetime.timedelta(0)


@lru_cache(maxsize=_CACHED)
def _parse(text: str, zone: str | None) -> Date:
    tz = None if zone is None else _zone(zone)
    try:
        expression = read(text)
    except Unreadable as error:
        from peace_tui.date_mistakes import explain

        raise explain(text, error) from None
    return _date(text, expression, tz)


@lru_cache(maxsize=64)
def _zone(name: str) -> "ZoneInfo":
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, not a relative path, a folder of zones
        shown = "".join(char for char in name[:40] if char.isprintable())
        raise DateError(f'time zone "{shown}" is unknown', "use an IANA name such as America/New_York") from None


def _date(text: str, expression: Expression, tz: "ZoneInfo | None") -> Date:
    first, last = expression.parts[0]
    if first is last and first is not None and len(expression.parts) == 1:
        start, end = _instants(first, tz)
        return Date(text, first.earliest, first.latest, start, end, first.unit in CLOCK)
    walls = [_walls(first, last) for first, last in expression.parts]
    instants = [_instants_between(first, last, tz) for first, last in expression.parts]
    clocked = all(point is None or point.unit in CLOCK for pair in expression.parts for point in pair)
    return Date(text, *_hull(walls), *_hull(instants), clocked)
