"""The labels of a date axis: round moments, as many as have room, none touching another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from peace_tui.edtf.spans import MONTHS, civil, wall

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MONTH: Final = 2_629_746
"""The mean month, in seconds."""
YEAR: Final = 12 * MONTH

Step = tuple[int, str, int]
"""About how many seconds apart, of what unit, how many."""
STEPS: Final[tuple[Step, ...]] = (
    *((count * MINUTE, "minutes", count) for count in (1, 5, 15, 30)),
    *((count * HOUR, "hours", count) for count in (1, 3, 6, 12)),
    *((count * DAY, "days", count) for count in (1, 2, 7, 14)),
    *((count * MONTH, "months", count) for count in (1, 2, 3, 6)),
    *((count * YEAR, "years", count) for p in range(9) for count in (10**p, 2 * 10**p, 5 * 10**p)),
)
"""The steps that tick labels may stand apart."""
LONGEST_LABEL: Final = {"minutes": 5, "hours": 12, "days": 6, "months": 8, "years": 5}


def step_for(per_cell: float) -> Step:
    """Return the smallest step whose labels have room where a cell is `per_cell` seconds long."""
    fitting = (step for step in STEPS if step[0] / per_cell >= LONGEST_LABEL[step[1]] + 2)
    return next(fitting, STEPS[-1])


def moments(start: int, end: int, step: Step) -> Iterator[int]:
    """Yield the round moments of a step from `start` to before `end`."""
    _, unit, count = step
    year, month, day, *_ = civil(start)
    if unit in ("minutes", "hours"):
        length = count * (MINUTE if unit == "minutes" else HOUR)
        yield from range(-(-start // length) * length, end, length)
    elif unit == "days":
        first = wall(year, month, day)
        yield from (moment for moment in range(first, end, count * DAY) if moment >= start)
    else:
        months = year * 12 + month - 1 if unit == "months" else year * 12
        length = count if unit == "months" else count * 12
        months = months // length * length
        while (moment := wall(months // 12, months % 12 + 1)) < end:
            if moment >= start:
                yield moment
            months += length


def label(moment: int, unit: str, year_before: int | None) -> str:
    """Return what stands at a moment; the year where it is another than that of the label before."""
    year, month, day, hour, minute, _ = civil(moment)
    name = MONTHS[month - 1][:3]
    if unit == "years":
        return year_words(year)
    if unit == "months":
        return f"{name} {year_words(year)}" if year != year_before else name
    if unit == "days" or hour == minute == 0:
        return f"{day} {name} {year_words(year)}" if year_before not in (None, year) else f"{day} {name}"
    return f"{hour:02}:{minute:02}"


def year_words(year: int) -> str:
    """Return a year as people count it; the year before 1 is 1 BC."""
    return str(year) if year > 0 else f"{1 - year} BC"
