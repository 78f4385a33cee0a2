"""The time chart: events as marks and bars in lanes over an axis, quotes as density under them. Cells, not colours.

An event is drawn as wide as its date is: in one cell where it lies in one, as a bar as long as it lasted or as the
interval it is given, and as a stretch of doubt where its date is coarser than a cell. Titles stand where there is
room for them; rows are shared out among the lanes by what they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pyroaring import BitMap

from peace_tui.charting.axis import Axis
from peace_tui.charting.density import Spread
from peace_tui.charting.lanes import Lane
from peace_tui.charting.occasions import Dated
from peace_tui.dates import Date, parse_duration
from peace_tui.dossier import Dossier

POINT: Final = "point"
"""An event that lies in one cell."""
LASTING: Final = "lasting"
"""One whose duration is known and longer than a cell."""
INTERVAL: Final = "interval"
"""One whose date has a beginning and an end."""
DOUBT: Final = "doubt"
"""One whose date is wider than a cell, and nobody says when in it."""

INSIDE: Final = 8
"""A bar of at least so many cells has its title inside."""
TITLE: Final = 26
"""How many cells a title beside a mark asks for."""


LEAST: Final = 5
"""With fewer cells there is no title."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on the chart: its place in the timeline, its cells, how to read them, and the room for a title."""

    event: int
    cells: range
    kind: str
    row: int = 0
    title: range = range(0)
    more: int = 0
    """How many other events of the lane begin in the same cell and have no mark of their own."""
    open_start: bool = False
    open_end: bool = False

    @property
    def head(self) -> int:
        """The cell of the event's sign: its first, or the bounded end of what is open at the start."""
        return self.cells.stop - 1 if self.open_start else self.cells.start


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
        placed = _placed(dossier, own, room - bool(density), axis.width)
        used = max((mark.row for mark in placed), default=0) + 1
        bands.append(Band(lane, top, used, tuple(placed), density))
        top += used + bool(density)
    dated = BitMap().union(*dates.values()) & events
    return Chart(axis, tuple(bands), len(wanted) - len(chosen), len(events - dated), len(dated - here))


def _marks(dossier: Dossier, axis: Axis, dates: Dated, events: BitMap) -> dict[int, Mark]:
    """Return the marks of the events that lie on the axis, yet without rows."""
    found: dict[int, Mark] = {}
    records = dossier.timeline.records
    for date, places in dates.items():
        if axis.shows(date):
            cells = axis.cells(date)
            mark = Mark(-1, cells, _kind(date, cells), 0, range(0), 0, date.earliest is None, date.latest is None)
            for place in places & events:
                found[place] = _lasting(replace(mark, event=place), date, records[place].duration, axis)
    return found


def _kind(date: Date, cells: range) -> str:
    if len(cells) == 1:
        return POINT
    both = date.earliest is not None and date.latest is not None
    return INTERVAL if "/" in date.text and both else DOUBT


def _lasting(mark: Mark, date: Date, duration: str | None, axis: Axis) -> Mark:
    """Return a mark as long as its event lasted, where that is more than its date says."""
    if duration is None or date.earliest is None or date.latest is None:
        return mark
    years, months, weeks, days, hours, minutes, seconds = parse_duration(duration)
    days += 365 * years + 30 * months + 7 * weeks
    end = date.earliest + ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    last = axis.cell(max(end - 1, date.earliest))
    if end <= date.latest and not date.clocked:
        return mark  # when on its day it began, nobody says
    if last == mark.cells.start:
        return mark
    return replace(mark, cells=range(mark.cells.start, last + 1), kind=LASTING)


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


def _placed(dossier: Dossier, marks: Iterable[Mark], rows: int, width: int) -> list[Mark]:
    """Return the marks in rows, with room for titles; of those that begin in one cell, as many as there are rows."""
    taken = [bytearray(width) for _ in range(max(rows, 1))]
    heads: dict[tuple[int, int], int] = {}
    placed: list[Mark] = []
    for mark in marks:
        title = len(dossier.timeline.records[mark.event].title)
        row = _row_for(mark, title, taken, heads)
        if (other := heads.get((row, mark.head))) is not None:
            placed[other] = replace(placed[other], more=placed[other].more + 1)
            continue
        heads[row, mark.head] = len(placed)
        taken[row][mark.head] = 1
        room = _room(mark, title, taken[row])
        for cell in (*room, *(mark.cells if not mark.open_end and not mark.open_start else ())):
            taken[row][cell] = 1
        placed.append(replace(mark, row=row, title=room))
    return [_cut(mark, placed) for mark in placed]


def _cut(mark: Mark, others: Iterable[Mark]) -> Mark:
    """Return a mark with its title cut before the next mark of its row; none where hardly any of it is left."""
    title = mark.title
    stop = min((o.head - 1 for o in others if o.row == mark.row and o.head >= title.start), default=title.stop)
    if stop >= title.stop or not title:
        return mark
    return replace(mark, title=range(title.start, stop) if stop - title.start >= LEAST else range(0))


def _row_for(mark: Mark, title: int, taken: Sequence[bytearray], heads: dict[tuple[int, int], int]) -> int:
    """Return the row with the most room for a title, the first of equals; rather any whose cell is free."""
    best, most = 0, -1
    for row, cells in enumerate(taken):
        room = -1 if (row, mark.head) in heads else 0 if cells[mark.head] else 1 + len(_room(mark, title, cells))
        if room > most:
            best, most = row, room
        if room > min(title, TITLE):
            break
    return best


def _room(mark: Mark, title: int, taken: bytearray) -> range:
    """Return the free cells for a title: inside a long bar after its sign, else beside the mark."""
    start = mark.head + 2
    if len(mark.cells) >= INSIDE and not mark.open_start:
        limit = mark.cells.stop - 1 if not mark.open_end else len(taken)
    else:
        start = max(start, min(mark.cells.stop, mark.head + INSIDE) + 1)
        limit = start + min(title, TITLE)
    limit = min(limit, start + title, len(taken))
    end = start
    while end < limit and not taken[end]:
        end += 1
    return range(start, end) if end - start >= min(title, LEAST) else range(0)
