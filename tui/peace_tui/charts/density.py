"""How densely records lie on an axis.

A record weighs one, spread evenly over the cells its date may lie in, so that nothing is drawn finer than it was
written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.edtf.spans import Date

THIN: Final = 0.1
"""Less of a record in a cell than this is drawn thin: it is spread over many."""


def eighths(weight: float, most: float, rows: int = 1) -> int:
    """Return the height of a column, in eighths of a cell: by the root of its share, and something is never nothing."""
    if weight <= 0:
        return 0
    return 1 if weight < THIN else min(int((weight / most) ** 0.5 * rows * 8) + 1, rows * 8)


@dataclass(frozen=True, slots=True)
class Spread:
    """Records laid over the cells of an axis: the places of those that lie in the same cells."""

    width: int
    places: Mapping[range, BitMap]

    def density(self, among: BitMap | None = None) -> list[float]:
        """Return how many records lie in each cell: of all, or of those `among` a set."""
        cells = [0.0] * self.width
        for lies, places in self.places.items():
            count = len(places) if among is None else places.intersection_cardinality(among)
            if count:
                share = count / len(lies)
                for cell in lies:
                    cells[cell] += share
        return cells


def spread(axis: Axis, dates: Mapping[Date, BitMap]) -> Spread:
    """Lay the records of each date over an axis; those that lie outside it are left out."""
    found: dict[range, list[BitMap]] = {}
    for date, places in dates.items():
        if axis.shows(date):
            found.setdefault(axis.cells(date), []).append(places)
    return Spread(axis.width, {lies: BitMap().union(*sets) for lies, sets in found.items()})
