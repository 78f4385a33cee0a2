"""The date axis: a stretch of time laid over a row of cells, its tick labels, and how densely records lie on it.

Times are wall-clock seconds as in [Date][peace_tui.dates.Date]. A record weighs one, spread evenly over the cells its
date may lie in, so that nothing is drawn finer than it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from peace_tui.dates import MONTHS, Date, civil, wall
from peace_tui.dossier import Dossier

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MONTH: Final = 2_629_746
"""The mean month, in seconds."""
YEAR: Final = 12 * MONTH

STEPS: Final = (
    *((count * MINUTE, "minutes", count) for count in (1, 5, 15, 30)),
    *((count * HOUR, "hours", count) for count in (1, 3, 6, 12)),
    *((count * DAY, "days", count) for count in (1, 2, 7, 14)),
    *((count * MONTH, "months", count) for count in (1, 2, 3, 6)),
    *((count * YEAR, "years", count) for p in range(9) for count in (10**p, 2 * 10**p, 5 * 10**p)),
)
"""The steps that tick labels may stand apart: about how many seconds, of what unit, how many."""
LONGEST_LABEL: Final = {"minutes": 5, "hours": 12, "days": 6, "months": 8, "years": 5}


@dataclass(frozen=True, slots=True)
class Axis:
    """The time from `start` to `end` over `width` cells."""

    start: int
    end: int
    width: int

    def cell(self, seconds: int) -> int:
        """Return the cell a moment falls in; moments outside fall in the first or the last."""
        cell = (seconds - self.start) * self.width // (self.end - self.start)
        return min(max(cell, 0), self.width - 1)

    def cells(self, date: Date) -> range:
        """Return the cells a date may lie in; an open end reaches to the edge."""
        first = 0 if date.earliest is None else self.cell(date.earliest)
        last = (
            self.width - 1 if date.latest is None else self.cell(max(date.latest - 1, date.earliest or date.latest - 1))
        )
        return range(first, last + 1)

    def ticks(self) -> list[tuple[int, str]]:
        """Return cells and their labels, from the left, with a blank at least between two labels."""
        per_cell = (self.end - self.start) / self.width
        fitting = (step for step in STEPS if step[0] / per_cell >= LONGEST_LABEL[step[1]] + 2)
        _, unit, count = next(fitting, STEPS[-1])
        placed: list[tuple[int, str]] = []
        free, year = 0, None
        for moment in _moments(self.start, self.end, unit, count):
            label = _label(moment, unit, year)
            cell = self.cell(moment)
            if cell >= free and cell + len(label) <= self.width:
                placed.append((cell, label))
                free, year = cell + len(label) + 1, civil(moment)[0]
        return placed


def axis_of(dossier: Dossier, width: int) -> Axis | None:
    """Return the axis that holds every dated record of a dossier; None where nothing is dated."""
    dates = [*dossier.timeline.dates, *dossier.sayings.dates]
    ends = [end for date in dates for end in (date.earliest, date.latest) if end is not None]
    if not ends or width < 1:
        return None
    start, end = min(ends), max(ends)
    margin = max((end - start) // 50, 1)
    return Axis(start - margin, end + margin, width)


def density(axis: Axis, dates: Mapping[Date, BitMap], among: BitMap | None = None) -> list[float]:
    """Return how many records lie in each cell: of all, or of those `among` a set."""
    cells = [0.0] * axis.width
    for date, places in dates.items():
        count = len(places) if among is None else places.intersection_cardinality(among)
        if count:
            lies = axis.cells(date)
            share = count / len(lies)
            for cell in lies:
                cells[cell] += share
    return cells


def _moments(start: int, end: int, unit: str, count: int) -> Iterator[int]:
    """Yield the round moments of a step between two times."""
    year, month, day, *_ = civil(start)
    if unit in ("minutes", "hours"):
        step = count * (MINUTE if unit == "minutes" else HOUR)
        yield from range(-(-start // step) * step, end, step)
    elif unit == "days":
        first = wall(year, month, day)
        yield from (moment for moment in range(first, end, count * DAY) if moment >= start)
    else:
        months = year * 12 + month - 1 if unit == "months" else year * 12
        step = count if unit == "months" else count * 12
        months = months // step * step
        while (moment := wall(months // 12, months % 12 + 1)) < end:
            if moment >= start:
                yield moment
            months += step


def _label(moment: int, unit: str, year_before: int | None) -> str:
    year, month, day, hour, minute, _ = civil(moment)
    name = MONTHS[month - 1][:3]
    year_name = str(year) if year > 0 else f"{1 - year} BC"
    if unit == "years":
        return year_name
    if unit == "months":
        return f"{name} {year_name}" if year != year_before else name
    if unit == "days" or hour == minute == 0:
        return f"{day} {name}"
    return f"{hour:02}:{minute:02}"
