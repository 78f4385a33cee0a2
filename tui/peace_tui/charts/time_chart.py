"""The time chart: events as marks and bars in lanes over an axis, quotes as density under them. Cells, not colours.

An event is drawn as wide as its date is: in one cell where it lies in one, as a bar as long as it lasted or as the
interval it is given, and as a stretch of doubt where its date is coarser than a cell. Titles stand where there is
room for them; rows are shared out among the lanes by what they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.charts.density import Spread
from peace_tui.charts.lanes import Lane
from peace_tui.charts.mark_rows import DOUBT, INTERVAL, LASTING, POINT, Mark, packed
from peace_tui.charts.record_times import Dated
from peace_tui.edtf.spans import Date, parse_duration
from peace_tui.model.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Band:
    """A lane on the chart: its rows of marks, from `top` on, and the density of its quotes in a last row."""

    lane: Lane
    top: int
    rows: int
    marks: tuple[Mark, ...]
    density: tuple[float, ...] = ()

    @property
    def height(self) -> int:
        """How many rows the lane takes."""
        return self.rows + bool(self.density)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a given height: the lanes that have room, and what could not be drawn."""

    axis: Axis
    bands: tuple[Band, ...]
    hidden: int
    """How many lanes have no room."""
    undated: int
    """How many of the events have no date on this axis."""
    elsewhere: int
    """How many lie outside the axis."""


def chart_of(
    dossier: Dossier,
    axis: Axis,
    lanes: Sequence[Lane],
    dates: Dated,
    quotes: Spread,
    shown: tuple[BitMap, BitMap],
    height: int,
    first: int | None = None,
) -> Chart:
    """Lay out a chart.

    Args:
        dossier: The dossier.
        axis: The time to show.
        lanes: The lanes, in order; those in which nothing is shown are left out.
        dates: The dates of events on this axis.
        quotes: Its quotes, laid over the axis.
        shown: The places of the events and of the quotes to draw.
        height: How many rows there are.
        first: The place of an event that gets its mark and title before all others, the one under the cursor.
    """
    events, said = shown
    records = dossier.event_index.records
    marks = _marks(dossier, axis, dates, events)
    here = BitMap(marks)
    wanted = [lane for lane in lanes if lane.events & here or lane.quotes.intersect(said)]
    chosen = wanted[:height]
    rows = _shared(height, [lane.events.intersection_cardinality(here) + 1 for lane in chosen])
    bands, top = [], 0
    for lane, room in zip(chosen, rows, strict=True):
        density = tuple(quotes.density(lane.quotes & said)) if room > 1 else ()
        density = density if any(density) else ()
        own = sorted((marks[place] for place in lane.events & here), key=lambda mark: (mark.event != first, mark.head))
        placed = packed(own, lambda place: len(records[place].title), max(room - bool(density), 1), axis.width)
        used = max((mark.row for mark in placed), default=0) + 1
        bands.append(Band(lane, top, used, tuple(placed), density))
        top += used + bool(density)
    dated = BitMap().union(*dates.values()) & events
    return Chart(axis, tuple(bands), len(wanted) - len(chosen), len(events - dated), len(dated - here))


def _marks(dossier: Dossier, axis: Axis, dates: Dated, events: BitMap) -> dict[int, Mark]:
    """Return the marks of the events that lie on the axis, yet without rows."""
    found: dict[int, Mark] = {}
    records = dossier.event_index.records
    for date, places in dates.items():
        if axis.shows(date):
            cells = axis.cells(date)
            kind, open_start, open_end = _kind(date, cells), date.earliest is None, date.latest is None
            for place in places & events:
                mark = Mark(place, cells, kind, open_start, open_end)
                duration = records[place].duration
                found[place] = _lasting(mark, date, duration, axis) if duration else mark
    return found


def _kind(date: Date, cells: range) -> str:
    if len(cells) == 1:
        return POINT
    both = date.earliest is not None and date.latest is not None
    return INTERVAL if "/" in date.text and both else DOUBT


def _lasting(mark: Mark, date: Date, duration: str, axis: Axis) -> Mark:
    """Return a mark as long as its event lasted, where that is more than its date says."""
    if date.earliest is None or date.latest is None:
        return mark
    years, months, weeks, days, hours, minutes, seconds = parse_duration(duration)
    days += 365 * years + 30 * months + 7 * weeks
    end = date.earliest + ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    last = axis.cell(max(end - 1, date.earliest))
    if end <= date.latest and not date.clocked:
        return mark  # when on its day it began, nobody says
    if last == mark.cells.start:
        return mark
    return mark._replace(cells=range(mark.cells.start, last + 1), kind=LASTING)


def _shared(height: int, needs: Sequence[int]) -> list[int]:
    """Return the rows of each lane: one at least, then by need, until the height is used up or nobody needs more."""
    rows = [1] * len(needs)
    left = height - len(rows)
    while left > 0:
        hungry = [place for place, need in enumerate(needs) if rows[place] < need]
        if not hungry:
            break
        place = min(hungry, key=lambda place: rows[place] / needs[place])
        rows[place] += 1
        left -= 1
    return rows
