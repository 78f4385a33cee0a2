"""Dates of a dossier: EDTF values as half-open spans of time that can be compared, sorted and formatted.

Moments are whole seconds since 1970-01-01 00:00 in the proleptic Gregorian calendar, as ints of any size. *Wall*
seconds are read off the clock and calendar as written, *instants* are the same moments in UTC. `?`, `~` and `%` change
the wording and not the span. The grammar is in [grammar][peace_tui.edtf.grammar].
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.edtf.grammar import (
    CLOCK_UNITS,
    DateError,
    Expression,
    Point,
    UnrecognizedDate,
    civil_fields,
    parse_expression,
    wall_seconds,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_CALENDAR = wall_seconds(1), wall_seconds(10_000) - 1
"""The first and the last moment that the `datetime` module supports, and with it every time zone."""

_Bounds = tuple[int | None, int | None]
"""The first moment and the moment after the last, None for an open end."""


class Date(NamedTuple):
    """A date: what was written, and the half-open span of time it may lie in; None stands for an open end."""

    text: str
    """As written."""
    earliest: int | None
    """The first moment, on the wall clock as written."""
    latest: int | None
    """The moment after the last, on the wall clock as written."""
    earliest_instant: int | None
    """The first moment in UTC; without a clock time it is taken in the dossier's time zone, else in UTC."""
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
        """Tell whether all of this span lies inside the other; clocks are compared as in `overlaps`."""
        start, end = self._ends(other)
        other_start, other_end = other._ends(self)
        return other_start <= start and end <= other_end

    def starts_before_end_of(self, other: Date) -> bool:
        """Tell whether this may have begun before the other is over; clocks are compared as in `overlaps`."""
        return self._ends(other)[0] < other._ends(self)[1]

    def ends_by_end_of(self, other: Date) -> bool:
        """Tell whether this is certainly over when the other is; clocks are compared as in `overlaps`."""
        return self._ends(other)[1] <= other._ends(self)[1]

    def _ends(self, other: Date) -> tuple[float, float]:
        """Return both ends as they compare with another date's."""
        if self.clocked and other.clocked:
            earliest, latest = self.earliest_instant, self.latest_instant
        else:
            earliest, latest = self.earliest, self.latest
        return -math.inf if earliest is None else earliest, math.inf if latest is None else latest

    @property
    def sort_key(self) -> tuple[float, float]:
        """The order in lists: by the instant of `earliest`, of `latest` where the start is open; then by `latest`."""
        latest = math.inf if self.latest_instant is None else self.latest_instant
        return latest if self.earliest_instant is None else self.earliest_instant, latest

    def words(self) -> str:
        """Return the date in English, never finer than it was written."""
        from peace_tui.edtf.formatting import format_date  # text commands that print dates as written do without it

        return format_date(self.text)

    def short(self, year: bool = True) -> str:
        """Return the date for a narrow column, perhaps coarser than written; days and months may go without year."""
        from peace_tui.edtf.formatting import format_short_date  # as above

        return format_short_date(self.text, year)


def parse_date(text: str, zone: str | None = None) -> Date:
    """Parse a date; `zone` is the IANA name of the time zone of clock times without an offset.

    Raises:
        DateError: The text is not a date, a clock time has neither offset nor zone, or the zone is unknown.
    """
    return _parse_cached(text, zone)


def clear_date_cache() -> None:
    """Empty the cache of parsed dates, so that the memory of a large file that was read can be freed."""
    _parse_cached.cache_clear()


def date_from_native(value: datetime.date | datetime.datetime | datetime.time, zone: str | None = None) -> Date:
    """Convert a native TOML date or date-time to EDTF of level 0; its `text` is what EDTF writes for it.

    Raises:
        DateError: The value has fractions of a second, is a time without a date, or `parse_date` rejects it.
    """
    if isinstance(value, datetime.time):
        raise DateError("a time without a date", "write the date as well, for example 2025-10-14T12:05")
    text = value.isoformat()
    if isinstance(value, datetime.datetime):
        if value.microsecond:
            rounded = value.replace(microsecond=0).isoformat()
            raise DateError("EDTF has no fractions of a second", f"leave the fraction out: {rounded}")
        text = text.removesuffix("+00:00") + ("Z" if text.endswith("+00:00") else "")
    return _parse_cached(text, zone)


@lru_cache(maxsize=65_536)
def _parse_cached(text: str, zone: str | None) -> Date:
    info = None if zone is None else _load_zone(zone)
    try:
        expression = parse_expression(text)
    except UnrecognizedDate as error:
        from peace_tui.edtf.errors import explain_error  # many patterns, which a dossier without mistakes never needs

        raise explain_error(text, error) from None
    first, last = expression.parts[0]
    if first is last and first is not None and len(expression.parts) == 1:
        return Date(text, first.earliest, first.latest, *_instant_bounds(first, info), first.unit in CLOCK_UNITS)
    return _make_compound(text, expression, info)


def _make_compound(text: str, expression: Expression, info: ZoneInfo | None) -> Date:
    """Return an interval or a set: the span from the first to the last of its members."""
    walls: list[_Bounds] = []
    instants: list[_Bounds] = []
    clocked = True
    for first, last in expression.parts:
        first_instants = _instant_bounds(first, info) if first else (None, None)
        last_instants = _instant_bounds(last, info) if last else (None, None)
        if first and last and first is not last:
            _check_order(text, (first, last), (first_instants, last_instants), expression.one_of)
        walls.append(_wall_bounds(first, last))
        instants.append((first_instants[0], last_instants[1]))
        clocked &= all(point is None or point.unit in CLOCK_UNITS for point in (first, last))
    return Date(text, *_hull(walls), *_hull(instants), clocked)


def _check_order(text: str, points: tuple[Point, Point], instants: tuple[_Bounds, _Bounds], one_of: bool) -> None:
    """Reject an end that is over before the start begins: by the instant where both have clock times."""
    first, last = points
    start, end = first.earliest, last.latest
    if (
        first.unit in CLOCK_UNITS
        and last.unit in CLOCK_UNITS
        and instants[0][0] is not None
        and instants[1][1] is not None
    ):
        start, end = instants[0][0], instants[1][1]
    if end <= start:
        if one_of:
            raise DateError("this member of the set ends before it starts", "exchange its two ends", last.column)
        swapped = "/".join(reversed(text.split("/")))
        raise DateError("the interval ends before it starts", f"write {swapped}", last.column)


def _wall_bounds(first: Point | None, last: Point | None) -> _Bounds:
    """Return the wall clock span of two ends; after a flight west the later moment may have the earlier clock."""
    if first and last and last.latest <= first.earliest:
        return last.earliest, first.latest
    return first.earliest if first else None, last.latest if last else None


def _hull(spans: Iterable[_Bounds]) -> _Bounds:
    earliest, latest = zip(*spans, strict=True)
    return None if None in earliest else min(earliest), None if None in latest else max(latest)


def _instant_bounds(point: Point, info: ZoneInfo | None) -> tuple[int, int]:
    """Return a point in UTC; a clock time lasts as long as it says, whatever the clocks do in between."""
    if point.unit not in CLOCK_UNITS:
        if info is None:
            return point.earliest, point.latest
        return point.earliest - _utc_offset(point.earliest, info), point.latest - _utc_offset(point.latest, info)
    offset = point.offset
    if offset is None:
        if info is None:
            hint = "add an offset such as -04:00, or timezone to [dossier]"
            raise DateError("a clock time without offset, in a dossier without time zone", hint, point.column)
        offset = _utc_offset(point.earliest, info)
    return point.earliest - offset, point.latest - offset


def _utc_offset(moment: int, info: ZoneInfo) -> int:
    """Return the seconds that a zone's clocks are ahead of UTC when they show `moment`, the first time if twice."""
    first, last = _CALENDAR
    shown = datetime.datetime(*civil_fields(min(max(moment, first), last)))
    offset = info.utcoffset(shown)
    return 0 if offset is None else offset.days * 86_400 + offset.seconds


def wall_to_instant(moment: int, zone: str) -> int:
    """Return the UTC instant at which the clocks of an IANA zone show `moment`; the first one if they do so twice.

    Raises:
        DateError: The zone is unknown.
    """
    return moment - _utc_offset(moment, _load_zone(zone))


def instant_to_wall(instant: int, zone: str) -> int:
    """Return the wall seconds that the clocks of an IANA zone show at a UTC instant.

    Raises:
        DateError: The zone is unknown.
    """
    first, last = _CALENDAR
    margin = 2 * 86_400
    when = datetime.datetime(*civil_fields(min(max(instant, first + margin), last - margin)), tzinfo=datetime.UTC)
    offset = when.astimezone(_load_zone(zone)).utcoffset() or datetime.timedelta()
    return instant + offset.days * 86_400 + offset.seconds


@lru_cache(maxsize=64)
def _load_zone(name: str) -> ZoneInfo:
    import zoneinfo  # slow to import, and only a dossier with a time zone needs it

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # also a folder of zones, or a path outside
        shown = "".join(char for char in name[:60] if char.isprintable())
        hint = "write a name from the IANA database, such as Europe/Kyiv or America/New_York"
        raise DateError(f"there is no time zone '{shown}'", hint) from None


POINT_NUMBERS: Final = {"year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}
"""How many numbers a point has that is known to this unit; seasons, decades and centuries have none of their own."""


class DateEnds(NamedTuple):
    """The first and the last point of a date; the same twice for a single point, None for an open end."""

    first: Point | None
    last: Point | None
    one_of: bool
    """Whether it is one of a set between them."""
    qualified: bool
    """Whether a `?`, `~` or `%` makes it, or a member of the set, uncertain or approximate."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, each once."""
        both = (self.first,) if self.first is self.last else (self.first, self.last)
        return tuple(point for point in both if point)

    @property
    def closed(self) -> bool:
        """Whether neither end is open."""
        return self.first is not None and self.last is not None


def date_ends(date: Date) -> DateEnds:
    """Return the ends of a date."""
    expression = parse_expression(date.text)
    qualified = any(point.quality for part in expression.parts for point in part if point)
    return DateEnds(expression.first, expression.last, expression.one_of, qualified)


def point_numbers(point: Point, limit: int = 6) -> list[int]:
    """Return year, month and so on, as far as the point is known; nothing where it has no numbers of its own."""
    return list(civil_fields(point.earliest)[: min(POINT_NUMBERS.get(point.unit, 0), limit)])


def first_numbers(point: Point) -> list[int]:
    """Return the numbers of a point's beginning: of a decade its first year, of a season its first month."""
    return point_numbers(point) or list(civil_fields(point.earliest)[: 2 if point.unit == "season" else 1])


def last_numbers(point: Point) -> list[int]:
    """Return the numbers of a point's end: of a decade its last year, of a season its last month."""
    return point_numbers(point) or list(civil_fields(point.latest - 1)[: 2 if point.unit == "season" else 1])


def without_year_0(values: list[int]) -> list[int]:
    """Return the numbers of a moment for formats that know no year 0: TimelineJS and CSL show year -44 as 44 BC."""
    return [value - 1 if index == 0 and value < 1 else value for index, value in enumerate(values)]
