"""What an EDTF date says: its text to points, intervals and sets, before any time zone is applied.

The grammar is EDTF (ISO 8601-2:2019 in the profile of the Library of Congress, https://www.loc.gov/standards/datetime/)
levels 0 and 1, the level-2 form `[one of a set]`, and from ISO 8601-1 clock times to the hour or minute, which may
also end an interval. Seasons may end an interval too, and a `?`, `~` or `%` may follow a season or a clock time.
"""

from typing import NamedTuple

from peace_tui.edtf.points import DateError, Point, Unreadable, civil, read_point

LONGEST = 500
"""Longest date that is read, in characters: a set may be long, anything beyond is an accident."""


class Expression(NamedTuple):
    """A whole date as pairs of first and last point, None for an open end.

    A single date is one pair of the same point, an interval one pair; one of a set has a pair for each member.
    """

    parts: tuple[tuple[Point | None, Point | None], ...]
    one_of: bool

    @property
    def first(self) -> Point | None:
        """The point that begins first by the wall clock, None where the start is open."""
        firsts = [first for first, _ in self.parts if first is not None]
        return min(firsts, key=lambda point: point.earliest) if len(firsts) == len(self.parts) else None

    @property
    def last(self) -> Point | None:
        """The point that ends last by the wall clock, None where the end is open."""
        lasts = [last for _, last in self.parts if last is not None]
        return max(lasts, key=lambda point: point.latest) if len(lasts) == len(self.parts) else None


def read(text: str) -> Expression:
    """Read a whole date; raises `DateError`, `Unreadable` where no form fits."""
    if len(text) > LONGEST:
        raise DateError(f"this date has {len(text)} characters", f"a date has at most {LONGEST}")
    if text.startswith("[") and text.endswith("]"):
        return _set(text)
    if "/" in text:
        return _interval(text)
    if text == "..":
        raise _unbounded(0)
    point = read_point(text)
    return Expression(((point, point),), False)


def _interval(text: str) -> Expression:
    start, _, end = text.partition("/")
    column = len(start) + 1
    if "/" in end:
        raise Unreadable(text, 0)
    if start in ("", "..") and end in ("", ".."):
        raise _unbounded(0)
    return Expression(((_end(start, 0), _end(end, column)),), False)


def _end(text: str, column: int) -> Point | None:
    if text in ("", ".."):
        return None
    point = read_point(text, column)
    if "X" in text:
        year = civil(point.latest - 1 if column else point.earliest)[0]
        plain = text.replace("-XX", "") if "-XX" in text else written_year(year) + point.quality
        raise DateError("X in an interval is EDTF level 2", f"write {plain} there, which means the same", column)
    return point


def _set(text: str) -> Expression:
    parts: list[tuple[Point | None, Point | None]] = []
    members = text[1:-1].split(",")
    column = 1
    for number, member in enumerate(members, 1):
        inner = member.lstrip(" ")
        start = column + len(member) - len(inner)
        first, last = _member(inner, start)
        if (first is None and number > 1) or (last is None and number < len(members)):
            raise DateError("an open end inside a set", "put ..date first and date.. last in the set", start)
        parts.append((first, last))
        column += len(member) + 1
    if parts[0][0] is None and parts[-1][1] is None:
        raise _unbounded(0)
    return Expression(tuple(parts), True)


def _member(text: str, column: int) -> tuple[Point | None, Point | None]:
    start, dots, end = text.partition("..")
    if not dots:
        point = read_point(text, column)
        return point, point
    if not start and not end:
        raise _unbounded(column)
    first = read_point(start, column) if start else None
    return first, read_point(end, column + len(start) + 2) if end else None


def written_year(year: int) -> str:
    """Return a year as EDTF writes it: four digits, after Y where that is not enough."""
    sign = "-" if year < 0 else ""
    return f"Y{year}" if abs(year) > 9_999 else f"{sign}{abs(year):04}"


def _unbounded(column: int) -> DateError:
    return DateError("a date without any bound", "leave `date` out: without it a record is undated", column)
