"""The ends of a date as numbers, for formats that have a field each for year, month, day, hour, minute, second."""

from __future__ import annotations

from typing import Final, NamedTuple

from peace_tui.edtf.grammar import Point, civil_fields, parse_expression
from peace_tui.edtf.spans import Date

UNITS: Final = {"year": 1, "month": 2, "day": 3, "hour": 4, "minute": 5, "second": 6}
"""How many numbers a point has that is known to this unit; seasons, decades and centuries have none of their own."""


class DateEnds(NamedTuple):
    """The first and the last point of a date; the same twice for a single point, None for an open end."""

    first: Point | None
    last: Point | None
    one_of: bool
    """Whether it is one of a set between them."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The points, each once."""
        both = (self.first,) if self.first is self.last else (self.first, self.last)
        return tuple(point for point in both if point)

    @property
    def closed(self) -> bool:
        """Whether neither end is open."""
        return self.first is not None and self.last is not None

    @property
    def qualified(self) -> bool:
        """Whether a `?`, `~` or `%` makes it uncertain or approximate."""
        return any(point.quality for point in self.points)


def date_ends(date: Date) -> DateEnds:
    """Return the ends of a date."""
    expression = parse_expression(date.text)
    return DateEnds(expression.first, expression.last, expression.one_of)


def numbers(point: Point, limit: int = 6) -> list[int]:
    """Return year, month and so on, as far as the point is known; nothing where it has no numbers of its own."""
    return list(civil_fields(point.earliest)[: min(UNITS.get(point.unit, 0), limit)])


def first_numbers(point: Point) -> list[int]:
    """Return the numbers of a point's beginning: of a decade its first year, of a season its first month."""
    return numbers(point) or list(civil_fields(point.earliest)[: 2 if point.unit == "season" else 1])


def last_numbers(point: Point) -> list[int]:
    """Return the numbers of a point's end: of a decade its last year, of a season its last month."""
    return numbers(point) or list(civil_fields(point.latest - 1)[: 2 if point.unit == "season" else 1])


def without_year_0(values: list[int]) -> list[int]:
    """Return the numbers of a moment for formats that know no year 0: TimelineJS and CSL show year -44 as 44 BC."""
    return [value - 1 if index == 0 and value < 1 else value for index, value in enumerate(values)]
