"""The time chart: events as marks and bars in groups over an axis, quotes as density under them. Cells, not colors.

An event is drawn as wide as its date is: in one cell where it lies in one, as a bar as long as it lasted or as the
interval it is given, and as a span of doubt where its date is coarser than a cell. Titles stand where there is room
for them; rows are shared out among the groups by what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.charts.density import Spread
from peace_tui.charts.record_times import Dated, events_of, quotes_of
from peace_tui.edtf.durations import parse_duration
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier

NOBODY: Final = ""
"""The key of the lane of what belongs to no other."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """A value of a facet, its name, and the places of the events and quotes that have it."""

    key: str
    name: str
    events: BitMap
    quotes: BitMap


@lru_cache(maxsize=8)
def lanes(dossier: Dossier, by: str) -> tuple[Lane, ...]:
    """Return the lanes by one of [LANES][peace_tui.charts.time_chart.LANES]: the heaviest first, then what has none.

    A lane holds the events that have its value by themselves or through a quote, and the quotes that have it. Its
    weight is that of the whole dossier, so that the order never changes because a filter did.
    """
    found = [lane for lane in BY[by](dossier) if lane.events or lane.quotes]
    found.sort(key=lambda lane: len(lane.events) + len(lane.quotes), reverse=True)
    rest = dossier.event_index.everything - BitMap().union(*(lane.events for lane in found))
    if rest:
        found.append(Lane(NOBODY, f"no {by}", rest, quotes_of(dossier, rest)))
    return tuple(found)


def _by_attribute(
    attribute: str, names: Callable[[Dossier], Iterable[tuple[str, str]]]
) -> Callable[..., Iterator[Lane]]:
    def find(dossier: Dossier) -> Iterator[Lane]:
        for key, name in names(dossier):
            quotes = dossier.quote_index.with_value(attribute, key)
            yield Lane(key, name, dossier.event_index.with_value(attribute, key) | events_of(dossier, quotes), quotes)

    return find


def _by_side(dossier: Dossier) -> Iterator[Lane]:
    of_side: dict[str, list[Lane]] = {}
    sides = {person.id: person.side for person in dossier.people}
    for lane in BY["person"](dossier):
        if side := sides[lane.key]:
            of_side.setdefault(side, []).append(lane)
    for side, members in of_side.items():
        events = BitMap().union(*(lane.events for lane in members))
        yield Lane(side, side, events, BitMap().union(*(lane.quotes for lane in members)))


BY: Final[dict[str, Callable[[Dossier], Iterable[Lane]]]] = {
    "type": _by_attribute("type", lambda dossier: ((t, t) for t in dossier.event_index.postings("type"))),
    "person": _by_attribute("person", lambda dossier: ((p.id, p.name) for p in dossier.people)),
    "side": _by_side,
    "source": _by_attribute("source", lambda dossier: ((s.id, s.label) for s in dossier.sources)),
    "tag": _by_attribute("tag", lambda dossier: ((tag, tag) for tag in dossier.tags)),
}


@lru_cache(maxsize=4)
def telling(dossier: Dossier) -> str:
    """Return what lanes are by at first: sides, which the signs of events do not tell, where there are several."""
    sides = {person.side for person in dossier.people if person.side}
    return "side" if len(sides) > 1 else "type"


LANES: Final = tuple(BY)
"""What the chart can have lanes by, in the order in which a reader goes through them."""


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


CROWD: Final = 4
"""So many marks for each cell of the width, all rows together, are a crowd, in which titles tell nothing any more."""


class Mark(NamedTuple):
    """An event on the chart: its place in the timeline, its cells, how to read them, and the room for a title."""

    event: int
    cells: range
    kind: str
    open_start: bool = False
    open_end: bool = False
    row: int = 0
    title: range = range(0)
    more: int = 0
    """How many other events of the lane begin in the same cell and have no mark of their own."""

    @property
    def head(self) -> int:
        """The cell of the event's sign: its first, or the bounded end of what is open at the start."""
        return self.cells.stop - 1 if self.open_start else self.cells.start


def packed(marks: Sequence[Mark], title: Callable[[int], int], rows: int, width: int) -> list[Mark]:
    """Return the marks in rows, each where its title has most room, in the order in which they are given.

    Of those that begin in one cell one has a mark at least; the first counts those for which there is no room.

    Args:
        marks: The marks of a lane, yet without rows; those that come first choose first.
        title: The length of the title of an event, by its place.
        rows: How many rows there are.
        width: How many cells the axis has.
    """
    deep = min(rows, max(CROWD * width // max(len(marks), 1), 1))
    taken = [bytearray(width) for _ in range(rows)]
    placed: list[Mark] = []
    at: dict[int, list[int]] = {}
    for mark in marks:
        same = at.setdefault(mark.head, [])
        row, room = _best_row(mark, title(mark.event), taken) if len(same) < deep else (rows - 1, range(0))
        if same and (len(same) == deep or taken[row][mark.head]):
            placed[same[0]] = placed[same[0]]._replace(more=placed[same[0]].more + 1)
            continue
        same.append(len(placed))
        placed.append(mark._replace(row=row, title=room))
        _take(taken[row], range(mark.head, mark.head + 1))
        _take(taken[row], room)
        if not mark.open_start and not mark.open_end:
            _take(taken[row], mark.cells)
    return _cut(placed)


def _take(cells: bytearray, taken: range) -> None:
    cells[taken.start : taken.stop] = b"\1" * len(taken)


def _best_row(mark: Mark, title: int, taken: Sequence[bytearray]) -> tuple[int, range]:
    """Return the row with the most room for a title, the first of equals, and that room.

    Where the cell of the sign is taken in all rows it is the last: the first has the titles that were chosen first.
    """
    best, most, found = -1, -1, range(0)
    for row, cells in enumerate(taken):
        room = _room(mark, title, cells) if not cells[mark.head] else range(0)
        weight = len(room) + (not cells[mark.head])
        if weight > most or weight == most == 0:
            best, most, found = row, weight, room
        if len(room) >= min(title, TITLE):
            break
    return best, found


def _room(mark: Mark, title: int, taken: bytearray) -> range:
    """Return the free cells for a title: inside a long bar after its sign, else beside the mark."""
    start = mark.head + 2
    if len(mark.cells) >= INSIDE and not mark.open_start:
        limit = mark.cells.stop - 1 if not mark.open_end else len(taken)
    else:
        start = max(start, min(mark.cells.stop, mark.head + INSIDE) + 1)
        limit = start + TITLE
    limit = min(limit, start + title, len(taken))
    end = taken.find(1, start, limit) if start < limit else start
    end = limit if end < 0 else end
    return range(start, end) if end - start >= min(title, LEAST) else range(0)


def _cut(placed: list[Mark]) -> list[Mark]:
    """Return the marks, each title cut before the next mark of its row; none where hardly any of it is left."""
    order = sorted(range(len(placed)), key=lambda number: (placed[number].row, placed[number].head))
    for number, following in pairwise(order):
        mark, other = placed[number], placed[following]
        stop = other.head - 1
        if mark.title and mark.row == other.row and stop < mark.title.stop:
            left = stop - mark.title.start >= LEAST
            placed[number] = mark._replace(title=range(mark.title.start, stop) if left else range(0))
    return placed


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
