"""The density of records on an axis.

A record has a weight of one, spread evenly over the cells in which its date may be, so that nothing is drawn finer than
it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.edtf.spans import Date

THIN_SHARE: Final = 0.1
"""Less of a record than this in a cell is drawn thin, since the record is spread over many cells."""


def bar_eighths(weight: float, most: float, rows: int = 1) -> int:
    """Return the height of a bar in eighths of a cell, by the square root of its share; 0 only for no weight."""
    if weight <= 0:
        return 0
    return 1 if weight < THIN_SHARE else min(int((weight / most) ** 0.5 * rows * 8) + 1, rows * 8)


class Spread(NamedTuple):
    """Records on the cells of an axis: the positions of those that may be in the same range of cells."""

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
