"""The time chart: events as marks and bars in groups over an axis, quotes as density under them. Cells, not colors.

An event is drawn as wide as its date is: in one cell if it is inside one, as a bar as long as it lasted or as the
interval it is given, and as a span of doubt where its date is coarser than a cell. In order of time each event has a
row of its own, and those near the cursor are shown. In groups titles are shown where there is room for them; rows are
shared out among the groups by what they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.charts.axis import Axis, Spread
from peace_tui.charts.times import RecordsByDate, events_of_quotes, find_record_times, quotes_of_events
from peace_tui.edtf.grammar import parse_duration
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.text.terminal_safe import cell_width

UNGROUPED: Final = ""
"""The key of the group of records that are in no other group."""

POINT: Final = "point"
"""The kind of mark of an event whose date is in one cell."""
LASTING: Final = "lasting"
"""The kind of mark of an event whose duration is known and longer than a cell."""
INTERVAL: Final = "interval"
"""The kind of mark of an event whose date has a beginning and an end."""
DOUBT: Final = "doubt"
"""The kind of mark of an event whose date is wider than a cell, so that the exact time in it is unknown."""
UNDATED_MARK: Final = "undated"
"""The kind of row of an event without a date on the axis: it has a title and no mark."""

MIN_INSIDE_TITLE_CELLS: Final = 8
"""The shortest bar whose title is inside."""
MAX_OUTSIDE_TITLE_CELLS: Final = 26
"""How many cells a title after its mark may take."""
MIN_TITLE_CELLS: Final = 5
"""The shortest title that is shown, unless the title itself is shorter."""
MAX_MARKS_PER_CELL: Final = 4
"""How many marks a group shows for each cell of the width, all rows together; further ones are only counted."""


@dataclass(frozen=True, slots=True, eq=False)
class ChartGroup:
    """A value by which records are grouped, its name, and the positions of the events and quotes that have it."""

    key: str
    name: str
    events: BitMap
    quotes: BitMap


@lru_cache(maxsize=8)
def group_records(dossier: Dossier, by: str) -> tuple[ChartGroup, ...]:
    """Return the groups by one of `GROUPINGS`, those with most records first, at last the records without a value.

    A group has the events that have its value by themselves or through a quote, and the quotes that have it. Groups are
    ordered by the complete dossier, so that the order does not change with a filter.
    """
    found = [group for group in GROUPERS[by](dossier) if group.events or group.quotes]
    found.sort(key=lambda group: len(group.events) + len(group.quotes), reverse=True)
    rest = dossier.event_index.everything - BitMap().union(*(group.events for group in found))
    if rest:
        found.append(ChartGroup(UNGROUPED, f"no {by}", rest, quotes_of_events(dossier, rest)))
    return tuple(found)


def _group_by_attribute(
    attribute: str, names: Callable[[Dossier], Iterable[tuple[str, str]]]
) -> Callable[..., Iterator[ChartGroup]]:
    def find(dossier: Dossier) -> Iterator[ChartGroup]:
        for key, name in names(dossier):
            quotes = dossier.quote_index.with_value(attribute, key)
            yield ChartGroup(
                key, name, dossier.event_index.with_value(attribute, key) | events_of_quotes(dossier, quotes), quotes
            )

    return find


def _group_by_side(dossier: Dossier) -> Iterator[ChartGroup]:
    of_side: dict[str, list[ChartGroup]] = {}
    sides = {person.id: person.side for person in dossier.people}
    for group in GROUPERS["person"](dossier):
        if side := sides[group.key]:
            of_side.setdefault(side, []).append(group)
    for side, members in of_side.items():
        events = BitMap().union(*(group.events for group in members))
        yield ChartGroup(side, side, events, BitMap().union(*(group.quotes for group in members)))


GROUPERS: Final[dict[str, Callable[[Dossier], Iterable[ChartGroup]]]] = {
    "type": _group_by_attribute("type", lambda dossier: ((t, t) for t in dossier.event_index.postings("type"))),
    "person": _group_by_attribute("person", lambda dossier: ((p.id, p.name) for p in dossier.people)),
    "side": _group_by_side,
    "source": _group_by_attribute("source", lambda dossier: ((s.id, s.label) for s in dossier.sources)),
    "tag": _group_by_attribute("tag", lambda dossier: ((tag, tag) for tag in dossier.tags)),
}
GROUPINGS: Final = tuple(GROUPERS)
"""By what the chart can group its records, in the order in which a key switches between them."""
IN_ORDER: Final = "time"
"""What the chart is arranged by that has no groups, but a row for each event, in order of time."""
ARRANGEMENTS: Final = (IN_ORDER, *GROUPINGS)


@lru_cache(maxsize=4)
def default_grouping(dossier: Dossier) -> str:
    """Return the grouping of a new chart: by side if there are several sides, which the signs of events do not show."""
    sides = {person.side for person in dossier.people if person.side}
    return "side" if len(sides) > 1 else "type"


class EventMark(NamedTuple):
    """An event on the chart: its position in the timeline, its cells, their meaning, and the cells of its title."""

    event: int
    cells: range
    kind: str
    open_start: bool = False
    open_end: bool = False
    row: int = 0
    title: range = range(0)
    more: int = 0
    """How many other events of the group begin in the same cell and have no mark of their own."""

    @property
    def head(self) -> int:
        """The cell of the event's sign: its first, or the bounded end of what is open at the start."""
        return self.cells.stop - 1 if self.open_start else self.cells.start


def pack_marks(marks: Sequence[EventMark], title: Callable[[int], int], rows: int, width: int) -> list[EventMark]:
    """Return the marks in rows, each where its title has most room, in the order in which they are given.

    Of the marks that begin in one cell at least one is drawn; the first counts those without room.

    Args:
        marks: The marks of a group, still without rows; the first ones choose their rows first.
        title: A function from the position of an event to the cells of its title.
        rows: How many rows there are.
        width: How many cells the axis has.
    """
    deep = min(rows, max(MAX_MARKS_PER_CELL * width // max(len(marks), 1), 1))
    taken = [bytearray(width) for _ in range(rows)]
    placed: list[EventMark] = []
    at: dict[int, list[int]] = {}
    for mark in marks:
        same = at.setdefault(mark.head, [])
        row, room = _best_row(mark, title(mark.event), taken) if len(same) < deep else (rows - 1, range(0))
        if same and (len(same) == deep or taken[row][mark.head]):
            placed[same[0]] = placed[same[0]]._replace(more=placed[same[0]].more + 1)
            continue
        same.append(len(placed))
        placed.append(mark._replace(row=row, title=room))
        _occupy(taken[row], range(mark.head, mark.head + 1))
        _occupy(taken[row], room)
        if not mark.open_start and not mark.open_end:
            _occupy(taken[row], mark.cells)
    return _cut_titles(placed)


def _occupy(cells: bytearray, taken: range) -> None:
    cells[taken.start : taken.stop] = b"\1" * len(taken)


def _best_row(mark: EventMark, title: int, taken: Sequence[bytearray]) -> tuple[int, range]:
    """Return the row with the most room for a title, the first of equals, and that room.

    Where the cell of the sign is taken in all rows it is the last row: the first ones have the most important titles.
    """
    best, most, found = -1, -1, range(0)
    for row, cells in enumerate(taken):
        room = _find_room(mark, title, cells) if not cells[mark.head] else range(0)
        weight = len(room) + (not cells[mark.head])
        if weight > most or weight == most == 0:
            best, most, found = row, weight, room
        if len(room) >= min(title, MAX_OUTSIDE_TITLE_CELLS):
            break
    return best, found


def _find_room(mark: EventMark, title: int, taken: bytearray) -> range:
    """Return the free cells for a title: inside a long bar after its sign, else after the mark."""
    start = mark.head + 2
    if len(mark.cells) >= MIN_INSIDE_TITLE_CELLS and not mark.open_start:
        limit = mark.cells.stop - 1 if not mark.open_end else len(taken)
    else:
        start = max(start, min(mark.cells.stop, mark.head + MIN_INSIDE_TITLE_CELLS) + 1)
        limit = start + MAX_OUTSIDE_TITLE_CELLS
    limit = min(limit, start + title, len(taken))
    end = taken.find(1, start, limit) if start < limit else start
    end = limit if end < 0 else end
    return range(start, end) if end - start >= min(title, MIN_TITLE_CELLS) else range(0)


def _cut_titles(placed: list[EventMark]) -> list[EventMark]:
    """Return the marks, each title cut before the next mark of its row, or removed where it would be too short."""
    order = sorted(range(len(placed)), key=lambda number: (placed[number].row, placed[number].head))
    for number, following in pairwise(order):
        mark, other = placed[number], placed[following]
        stop = other.head - 1
        if mark.title and mark.row == other.row and stop < mark.title.stop:
            left = stop - mark.title.start >= MIN_TITLE_CELLS
            placed[number] = mark._replace(title=range(mark.title.start, stop) if left else range(0))
    return placed


@dataclass(frozen=True, slots=True)
class Band:
    """A group on the chart: its rows of marks, the first at `top`, and the density of its quotes in a last row."""

    group: ChartGroup
    top: int
    rows: int
    marks: tuple[EventMark, ...]
    density: tuple[float, ...] = ()

    @property
    def height(self) -> int:
        """How many rows the group takes."""
        return self.rows + bool(self.density)


@dataclass(frozen=True, slots=True)
class TimeChart:
    """A chart of a given height: the groups that have room, and what could not be drawn."""

    axis: Axis
    bands: tuple[Band, ...]
    hidden: int
    """How many groups have no room."""
    undated: int
    """How many of the events have no date on this axis."""
    elsewhere: int
    """How many of the events are outside the axis."""


def make_time_chart(
    dossier: Dossier,
    axis: Axis,
    groups: Sequence[ChartGroup],
    dates: RecordsByDate,
    quotes: Spread,
    shown: tuple[BitMap, BitMap],
    height: int,
    first: int | None = None,
) -> TimeChart:
    """Compute the layout of a time chart.

    Args:
        dossier: The dossier.
        axis: The time to show.
        groups: The groups, in order; those in which nothing is shown are left out.
        dates: The dates of events on this axis.
        quotes: Its quotes, spread over the axis.
        shown: The positions of the events and of the quotes to draw.
        height: How many rows there are.
        first: The position of an event that gets its mark and title before all others, the one under the cursor.
    """

    def title_cells(position: int) -> int:
        return cell_width(dossier.event_index.records[position].title)

    events, said = shown
    marks = _make_marks(dossier, axis, dates, events)
    on_axis = BitMap(marks)
    wanted = [group for group in groups if group.events & on_axis or group.quotes.intersect(said)]
    chosen = wanted[:height]
    rows = _share_rows(height, [group.events.intersection_cardinality(on_axis) + 1 for group in chosen])
    bands, top = [], 0
    for group, room in zip(chosen, rows, strict=True):
        density = tuple(quotes.density(group.quotes & said)) if room > 1 else ()
        density = density if any(density) else ()
        own = [marks[position] for position in group.events & on_axis]
        own.sort(key=lambda mark: (mark.event != first, mark.head))
        placed = pack_marks(own, title_cells, max(room - bool(density), 1), axis.width)
        bands.append(Band(group, top, max((mark.row for mark in placed), default=0) + 1, tuple(placed), density))
        top += bands[-1].height
    dated = BitMap().union(*dates.values()) & events
    return TimeChart(axis, tuple(bands), len(wanted) - len(chosen), len(events - dated), len(dated - on_axis))


def _make_marks(dossier: Dossier, axis: Axis, dates: RecordsByDate, events: BitMap) -> dict[int, EventMark]:
    """Return the marks of the events on the axis, by position, still without rows."""
    found: dict[int, EventMark] = {}
    for date, positions in dates.items():
        if axis.shows(date):
            for position in positions & events:
                found[position] = _make_mark(dossier, axis, date, position)
    return found


def _make_mark(dossier: Dossier, axis: Axis, date: Date, position: int) -> EventMark:
    cells = axis.cells(date)
    mark = EventMark(position, cells, _mark_kind(date, cells), date.earliest is None, date.latest is None)
    duration = dossier.event_index.records[position].duration
    return _extend_to_duration(mark, date, duration, axis) if duration else mark


def _mark_kind(date: Date, cells: range) -> str:
    if len(cells) == 1:
        return POINT
    both = date.earliest is not None and date.latest is not None
    return INTERVAL if "/" in date.text and both else DOUBT


def _extend_to_duration(mark: EventMark, date: Date, duration: str, axis: Axis) -> EventMark:
    """Return a mark as long as its event lasted, where that is more than its date says."""
    if date.earliest is None or date.latest is None:
        return mark
    years, months, weeks, days, hours, minutes, seconds = parse_duration(duration)
    days += 365 * years + 30 * months + 7 * weeks
    end = date.earliest + ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    last = axis.cell(max(end - 1, date.earliest))
    if end <= date.latest and not date.clocked:
        return mark  # the time of the day at which it began is unknown
    if last == mark.cells.start:
        return mark
    return mark._replace(cells=range(mark.cells.start, last + 1), kind=LASTING)


@dataclass(frozen=True, slots=True)
class RowChart:
    """A chart with a row for each event, in order of time: those near the cursor, and how many there are."""

    marks: tuple[EventMark, ...]
    first: int
    """How many rows are before the first that is shown."""
    total: int
    """How many rows there are: of the events on the axis, and at last of those without a date."""
    elsewhere: int
    """How many events are outside the axis."""


@lru_cache(maxsize=8)
def order_events(dossier: Dossier, kind: str, zone: str = "") -> tuple[tuple[Date, int], ...]:
    """Return the dates on an axis and the positions of events, in order of time."""
    dates = find_record_times(dossier, kind, zone).events
    dated = ((date, position) for date, positions in dates.items() for position in positions)
    return tuple(sorted(dated, key=lambda one: (_start(one[0]), one[1])))


def _start(date: Date) -> int:
    """Return where a date has its place in the order: its start, or its end where the start is open."""
    return date.earliest if date.earliest is not None else date.latest or 0


def make_row_chart(
    dossier: Dossier,
    axis: Axis,
    kind: str,
    events: BitMap,
    height: int,
    at: int | None,
    moment: int,
    count_lines: Callable[[str, int], int] = lambda title, room: 1,
) -> RowChart:
    """Compute the layout of a chart with a row for each event.

    Args:
        dossier: The dossier.
        axis: The time to show.
        kind: Which of the three times of a record.
        events: The positions of the events to draw.
        height: How many rows there are.
        at: The position of an event that has a row; None: those that begin at the moment or after it.
        moment: The moment under the cursor.
        count_lines: Returns in how many lines a title is whole, with so many cells in each: those that the event `at`
            takes.
    """
    dated = [one for one in order_events(dossier, kind, axis.zone) if one[1] in events]
    shown = [one for one in dated if axis.shows(one[0])]
    undated = events - BitMap(position for _, position in dated)
    rows: list[tuple[Date | None, int]] = [*shown, *((None, position) for position in undated)]
    row = next((row for row, (_, position) in enumerate(rows) if position == at), None)
    lines = 1
    if row is None:
        row = next((row for row, (date, _) in enumerate(shown) if _start(date) >= moment), max(len(shown) - 1, 0))
    elif title := _make_row(dossier, axis, *rows[row]).title:
        lines = count_lines(dossier.event_index.records[rows[row][1]].title, len(title))
    first = _find_first_row(row, lines, len(rows), height)
    marks = tuple(
        _make_row(dossier, axis, *one)._replace(row=line)
        for number, one in enumerate(rows[first : first + height], first)
        if (line := number - first + (lines - 1 if number > row else 0)) < height
    )
    return RowChart(marks, first, len(rows), len(dated) - len(shown))


def _find_first_row(row: int, lines: int, total: int, height: int) -> int:
    """Return the first of the rows in sight, so that one with so many lines is among them.

    It moves by half pages, so that most steps move nothing but the cursor.
    """
    half = max(height // 2, 1)
    first = max(min((row - height // 4) // half * half, total - height), 0)
    return min(max(first, row + lines - height), row) if total else 0


def _make_row(dossier: Dossier, axis: Axis, date: Date | None, position: int) -> EventMark:
    """Return the mark of an event that has a row, with its title beside it."""
    length = cell_width(dossier.event_index.records[position].title)
    if date is None:
        return EventMark(position, range(0, 1), UNDATED_MARK, title=range(0, min(length, axis.width)))
    mark = _make_mark(dossier, axis, date, position)
    return mark._replace(title=_beside(mark, length, axis.width))


def _beside(mark: EventMark, length: int, width: int) -> range:
    """Return the cells for a title: to the right of its mark, in a long bar, to the left, or where most of it fits."""
    end = max(mark.cells.stop, mark.head + 1) + 1
    inside = mark.head + 2
    if end + length <= width:
        return range(end, end + length)
    if not mark.open_start and inside + length + 1 < mark.cells.stop:
        return range(inside, inside + length)
    left = (mark.head if mark.open_start else mark.cells.start) - 1  # over a bar that goes on to the edge
    if length <= left:
        return range(left - length, left)
    rooms = [range(end, width), range(max(left - length, 0), left)]
    if not mark.open_start:
        rooms.append(range(inside, min(mark.cells.stop - 1, inside + length)))
    return max((range(0), *rooms), key=len)


def _share_rows(height: int, needs: Sequence[int]) -> list[int]:
    """Return the number of rows of each group: one, then shares by need until no rows are left or none are needed."""
    rows = [1] * len(needs)
    left = height - len(rows)
    while left > 0:
        lacking = [group for group, need in enumerate(needs) if rows[group] < need]
        if not lacking:
            break
        rows[min(lacking, key=lambda group: rows[group] / needs[group])] += 1
        left -= 1
    return rows
