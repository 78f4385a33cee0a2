"""The date axis: a span of time on a row of cells, its long empty parts folded away, its labels, and what lies on it.

Times are seconds: on an axis with a time zone instants in UTC, which its labels name as the clocks of that zone show
them, else wall-clock seconds as in [Date][peace_tui.edtf.spans.Date]. With instants an hour that clocks show twice has
twice the room, and one that they skip has none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.grammar import DAY, MONTHS, civil_fields, wall_seconds
from peace_tui.edtf.spans import Date, instant_to_wall, wall_to_instant

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
MONTH: Final = 2_629_746
"""The mean month of the Gregorian calendar, in seconds."""
YEAR: Final = 12 * MONTH

TickStep = tuple[int, str, int]
"""The distance of two labels: about how many seconds, and exactly how many of what unit."""
STEPS: Final[tuple[TickStep, ...]] = (
    *((count * MINUTE, "minutes", count) for count in (1, 5, 15, 30)),
    *((count * HOUR, "hours", count) for count in (1, 3, 6, 12)),
    *((count * DAY, "days", count) for count in (1, 2, 7, 14)),
    *((count * MONTH, "months", count) for count in (1, 2, 3, 6)),
    *((count * YEAR, "years", count) for p in range(9) for count in (10**p, 2 * 10**p, 5 * 10**p)),
)
"""The distances that labels may have, the shortest first."""
MAX_LABEL_CELLS: Final = {"minutes": 5, "hours": 12, "days": 6, "months": 8, "years": 5}
"""How long labels are of these units, where years have up to five characters."""


class TimeSpan(NamedTuple):
    """A half-open span of time, in seconds as on the axis."""

    start: int
    end: int

    def hull(self, other: TimeSpan) -> TimeSpan:
        """Return the span from the earlier start to the later end."""
        return TimeSpan(min(self.start, other.start), max(self.end, other.end))


def choose_step(per_cell: float, year_cells: int = 5) -> TickStep:
    """Return the smallest step whose labels do not touch, with cells of `per_cell` seconds and such long years."""
    more = max(year_cells - 5, 0)  # 3000 BC
    cells = {**MAX_LABEL_CELLS, "months": MAX_LABEL_CELLS["months"] + more, "years": MAX_LABEL_CELLS["years"] + more}
    fitting = (step for step in STEPS if step[0] / per_cell >= cells[step[1]] + 2)
    return next(fitting, STEPS[-1])


def round_moments(start: int, end: int, step: TickStep) -> Iterator[int]:
    """Yield the round moments of a step from `start` to before `end`."""
    _, unit, count = step
    year, month, day, *_ = civil_fields(start)
    if unit in ("minutes", "hours"):
        length = count * (MINUTE if unit == "minutes" else HOUR)
        yield from range(-(-start // length) * length, end, length)
    elif unit == "days":
        first = wall_seconds(year, month, day)
        yield from (moment for moment in range(first, end, count * DAY) if moment >= start)
    elif unit == "months":
        months = (year * 12 + month - 1) // count * count
        while (moment := wall_seconds(months // 12, months % 12 + 1)) < end:
            if moment >= start:
                yield moment
            months += count
    else:
        shown = year if year > 0 else year - 1  # there is no year 0: 500 BC is as round as 500
        shown = shown // count * count
        while (moment := wall_seconds(shown if shown > 0 else shown + 1)) < end:
            if moment >= start:
                yield moment
            shown += count


def round_instants(start: int, end: int, step: TickStep, zone: str) -> list[int]:
    """Return the instants from `start` to before `end` at which the clocks of a zone show round moments of a step.

    Clocks that are set back show an hour twice; what they skip, they never show. A day begins all the same.
    """
    if not zone:
        return [*round_moments(start, end, step)]
    shown = instant_to_wall(start, zone), instant_to_wall(end, zone)
    found: list[int] = []
    for wall in round_moments(min(shown) - HOUR, max(shown) + HOUR, step):
        first = wall_to_instant(wall, zone)
        again = (first, first + HOUR // 2, first + HOUR) if step[1] in ("minutes", "hours") else ()
        found += [instant for instant in again if instant_to_wall(instant, zone) == wall] if again else [first]
    return sorted(instant for instant in found if start <= instant < end)


def format_tick(moment: int, unit: str, year_before: int | None) -> str:
    """Return the label of a moment, with its year if the label before it has another one."""
    year, month, day, hour, minute, _ = civil_fields(moment)
    name = MONTHS[month - 1][:3]
    if unit == "years":
        return format_axis_year(year)
    if unit == "months":
        return f"{name} {format_axis_year(year)}" if year != year_before else name
    if unit == "days" or hour == minute == 0:
        return f"{day} {name} {format_axis_year(year)}" if year_before not in (None, year) else f"{day} {name}"
    return f"{hour:02}:{minute:02}"


def format_axis_year(year: int) -> str:
    """Return a year as rows have it; year 0 is 1 BC."""
    return f"{1 - year} BC" if year < 1 else f"AD {year}" if year < 1_000 else str(year)


FOLD_CELLS: Final = 2
"""How many cells a fold takes."""
FOLD_SHARE: Final = 4
"""An empty span is folded if it is longer than one part in so many of the time that is drawn."""
MARGIN_SHARE: Final = 50
"""One part in so many of the time that is drawn is left free at both ends, and on both sides of a fold."""

Fold = tuple[int, int]
"""The first moment that is folded away, and the moment after the last, in wall seconds."""


class AxisPart(NamedTuple):
    """A part of an axis between folds: its time, half-open, its first cell and its number of cells."""

    start: int
    end: int
    first: int
    cells: int


@dataclass(frozen=True)
class Axis:
    """The time from `start` to `end` on `width` cells, without the `folds`: disjoint, inside and in order."""

    start: int
    end: int
    width: int
    folds: tuple[Fold, ...] = ()
    zone: str = ""
    """The IANA time zone in which times are named, on an axis of instants; empty: times are wall-clock seconds."""

    def wall(self, moment: int) -> int:
        """Return what clocks show at a moment, in wall-clock seconds."""
        return instant_to_wall(moment, self.zone) if self.zone else moment

    def from_wall(self, wall: int) -> int:
        """Return the moment at which clocks show `wall`; the first one if they do so twice."""
        return wall_to_instant(wall, self.zone) if self.zone else wall

    @cached_property
    def parts(self) -> tuple[AxisPart, ...]:
        """The parts between the folds: each has one cell at least, and for the rest a share by its time."""
        ends = [self.start, *(end for fold in self.folds for end in fold), self.end]
        parts = [*zip(ends[::2], ends[1::2], strict=True)]
        spare = self.width - len(parts) - FOLD_CELLS * len(self.folds)
        if spare < 0:  # no room for so many folds
            return (AxisPart(self.start, self.end, 0, self.width),)
        total = sum(end - start for start, end in parts)
        done, edges = 0, [0]
        for number, (start, end) in enumerate(parts, 1):
            done += end - start
            edges.append(number + done * spare // total)
        return tuple(
            AxisPart(*part, before + FOLD_CELLS * number, after - before)
            for number, (part, (before, after)) in enumerate(zip(parts, pairwise(edges), strict=True))
        )

    @property
    def fold_cells(self) -> list[range]:
        """The cells of each fold."""
        return [range(after.first - FOLD_CELLS, after.first) for after in self.parts[1:]]

    @property
    def seconds_per_cell(self) -> float:
        """How many seconds a cell is long."""
        return sum(part.end - part.start for part in self.parts) / max(sum(p.cells for p in self.parts), 1)

    def cell(self, seconds: int) -> int:
        """Return the cell of a moment; the first or the last cell for moments outside the axis."""
        number = max(bisect_right(self.parts, seconds, key=lambda part: part.start) - 1, 0)
        start, end, first, cells = self.parts[number]
        if seconds >= end and number + 1 < len(self.parts):
            return first + cells  # in the fold
        return first + min(max((seconds - start) * cells // (end - start), 0), cells - 1)

    def moment(self, cell: int) -> int:
        """Return the first moment of a cell; in a fold the first that is folded; after the last cell the end."""
        number = max(bisect_right(self.parts, cell, key=lambda part: part.first) - 1, 0)
        start, end, first, cells = self.parts[number]
        return min(start + -(-(cell - first) * (end - start) // cells), end)

    def cells(self, date: Date) -> range:
        """Return the cells in which a date may be; an open end reaches to the edge."""
        first = 0 if date.earliest is None else self.cell(date.earliest)
        last = (
            self.width - 1 if date.latest is None else self.cell(max(date.latest - 1, date.earliest or date.latest - 1))
        )
        return range(first, last + 1)

    def shows(self, date: Date) -> bool:
        """Tell whether a date may be between the ends of the axis."""
        early, late = date.earliest, date.latest
        return (early is None or early < self.end) and (late is None or late > self.start)

    def ticks(self) -> list[tuple[int, str]]:
        """Return cells and their labels, from the left, with at least one space between two labels.

        Where none is round enough, one that is less round has one, or the first cell.
        """
        placed: list[tuple[int, str]] = []
        year: int | None
        free, year = 0, None
        first, last = civil_fields(self.wall(self.start))[0], civil_fields(self.wall(self.end))[0]
        if self.folds and first != last:
            year = first - 1  # so that the first label has its year
        for cell, moment, unit in self._round_moments():
            wall = self.wall(moment)
            text = format_tick(wall, unit, year)
            if cell >= free and cell + len(text) <= self.width:
                placed.append((cell, text))
                free, year = cell + len(text) + 1, civil_fields(wall)[0]
        return placed or self._only_tick()

    def _only_tick(self) -> list[tuple[int, str]]:
        seconds, unit, count = self._step()
        part = self.parts[0]
        end = min(part.end, part.start + 2 * (seconds // count))  # the first is before that
        moments = [*round_instants(part.start, end, (seconds, unit, 1), self.zone)[:1], part.start]
        found = [(self.cell(moment), format_tick(self.wall(moment), unit, None)) for moment in moments]
        return [(cell, text) for cell, text in found if cell + len(text) <= self.width][:1]

    def _step(self) -> TickStep:
        """Return how far labels are apart."""
        years = (civil_fields(self.wall(end))[0] for end in (self.start, self.end))
        return choose_step(self.seconds_per_cell, max(len(format_axis_year(year)) for year in years))

    def _round_moments(self) -> Iterator[tuple[int, int, str]]:
        """Yield where labels may be: at round moments, and after a fold if its first round moment is far away."""
        step = self._step()
        for number, part in enumerate(self.parts):
            at_fold = part.first if number else None
            for moment in round_instants(part.start, part.end, step, self.zone):
                cell = self.cell(moment)
                if at_fold is not None and cell - at_fold >= MAX_LABEL_CELLS[step[1]] + 2:
                    yield at_fold, part.start, step[1]
                at_fold = None
                yield cell, moment, step[1]
            if at_fold is not None:
                yield at_fold, part.start, step[1]


def make_axis(start: int, end: int, width: int, spans: Iterable[tuple[int, int]], zone: str = "") -> Axis:
    """Return an axis between two moments; the long gaps between `spans` are folded."""
    return Axis(start, end, width, find_folds(start, end, spans), zone)


def bound_spans(dates: Iterable[Date]) -> list[tuple[int, int]]:
    """Return the spans of dates; a date that is open at one end counts as a moment at the other."""
    spans = []
    for date in dates:
        ends = [end for end in (date.earliest, date.latest) if end is not None]
        spans.append((ends[0], ends[-1] if len(ends) > 1 else ends[0] + 1))
    return spans


def find_folds(start: int, end: int, spans: Iterable[tuple[int, int]]) -> tuple[Fold, ...]:
    """Return the long gaps between spans from `start` to `end`, less a margin on both sides.

    Folding one makes others relatively longer, so that gaps are folded until none of the others is long.
    """
    gaps = list(_find_gaps(start, end, spans))
    left, folded = end - start, 0
    chosen: list[Fold] = []
    for gap in sorted(gaps, key=lambda gap: gap[0] - gap[1]):
        if (gap[1] - gap[0]) * FOLD_SHARE <= left - folded:
            break
        chosen.append(gap)
        folded += gap[1] - gap[0]
    margin = max((left - folded) // MARGIN_SHARE, 1)
    trimmed = ((first + margin, last - margin) for first, last in sorted(chosen))
    return tuple(fold for fold in trimmed if fold[1] - fold[0] > margin)


def _find_gaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterator[Fold]:
    """Yield the gaps between the spans that reach into the time from `start` to `end`."""
    inside = sorted((max(a, start), min(b, end)) for a, b in spans if a < end and b > start)
    reached = inside[0][1] if inside else end
    for first, last in inside:
        if first > reached:
            yield reached, first
        reached = max(reached, last)


THIN_SHARE: Final = 0.1
"""Less of a record than this in a cell is drawn thin, since the record is spread over many cells."""


def bar_eighths(weight: float, most: float, rows: int = 1) -> int:
    """Return the height of a bar in eighths of a cell, by the square root of its share; 0 only for no weight."""
    if weight <= 0:
        return 0
    return 1 if weight < THIN_SHARE else min(int((weight / most) ** 0.5 * rows * 8) + 1, rows * 8)


class Spread(NamedTuple):
    """Records on the cells of an axis: the positions of those that may be in the same range of cells.

    A record has a weight of one, spread evenly over the cells in which its date may be, so that nothing is drawn finer
    than it was written.
    """

    width: int
    positions: Mapping[range, BitMap]

    def density(self, among: BitMap | None = None) -> list[float]:
        """Return the weight of the records in each cell: of all records, or of those `among` a set."""
        cells = [0.0] * self.width
        for extent, positions in self.positions.items():
            count = len(positions) if among is None else positions.intersection_cardinality(among)
            if count:
                share = count / len(extent)
                for cell in extent:
                    cells[cell] += share
        return cells


def spread_dates(axis: Axis, dates: Mapping[Date, BitMap]) -> Spread:
    """Spread the records of each date over an axis, without those outside it."""
    found: dict[range, list[BitMap]] = {}
    for date, positions in dates.items():
        if axis.shows(date):
            found.setdefault(axis.cells(date), []).append(positions)
    return Spread(axis.width, {extent: BitMap().union(*sets) for extent, sets in found.items()})
