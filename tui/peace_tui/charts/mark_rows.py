"""Marks in rows: of the events of one lane, which stands in which row, and how much room its title has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

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
