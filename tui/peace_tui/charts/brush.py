"""The brush: a stretch of time as a `date:` or `during:` clause, and how it is drawn, grown and moved.

A brush is nothing but the clause: its two ends are moments of the wall clock, half-open, written as EDTF in the
coarsest unit that both fall on. What is only *possibly* inside passes `date:` and not `during:`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from peace_tui.charts.axis import DAY, HOUR, MINUTE, MONTH, YEAR
from peace_tui.edtf.grammar import civil_fields, wall_seconds
from peace_tui.edtf.spans import parse_date
from peace_tui.query.facets import UNDATED
from peace_tui.query.view import Clause, View

DATE: Final = "date"
DURING: Final = "during"
EVENT: Final = "event"
AUTO: Final = ""
SNAPS: Final = (AUTO, "day", "week", EVENT)
"""What the ends of a brush snap to: the unit that fits the scale, days, weeks, or the ends of events."""
LENGTHS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY, "month": MONTH, "year": YEAR}
FIXED: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
MONDAY: Final = 4 * DAY
"""The first Monday of 1970, from which weeks are counted."""


class Span(NamedTuple):
    """A half-open stretch of the wall clock."""

    start: int
    end: int

    def hull(self, other: Span) -> Span:
        """Return the stretch from the earlier start to the later end."""
        return Span(min(self.start, other.start), max(self.end, other.end))


Change = Callable[[Span, str], Span]
"""From a span and the unit that fits the scale to another span."""


def brush_of(view: View, zone: str | None) -> tuple[Clause, Span] | None:
    """Return the last clause of a view that is a brush, and its span: one date, not negated, with both ends."""
    for clause in reversed(view.clauses):
        if clause.facet in (DATE, DURING) and not clause.negated and len(clause.values) == 1:
            (value,) = clause.values
            date = parse_date(value, zone) if value != UNDATED else None
            if date and date.earliest is not None and date.latest is not None:
                return clause, Span(date.earliest, date.latest)
    return None


def brushed(view: View, span: Span, zone: str | None) -> View:
    """Return the view with this span for its brush; a new one is a `date:` clause."""
    found = brush_of(view, zone)
    value = written(span, zone)
    if found:
        return view.replace_clause(found[0], replace(found[0], values=(value,)))
    return replace(view, clauses=(*view.clauses, Clause(DATE, (value,))))


def turned(view: View, zone: str | None) -> View | None:
    """Return the view with its brush asking for what lies wholly inside instead of what may, or the reverse."""
    found = brush_of(view, zone)
    if not found:
        return None
    other = DURING if found[0].facet == DATE else DATE
    return view.replace_clause(found[0], replace(found[0], facet=other))


def unit_for(per_cell: float) -> str:
    """Return the unit in which a brush is drawn where a cell is so many seconds long: the largest not much longer."""
    fitting = [unit for unit, length in LENGTHS.items() if length <= per_cell * 2]
    return fitting[-1] if fitting else "minute"


def unit_of_cell(per_cell: float) -> str:
    """Return the smallest unit that is no finer than a cell of so many seconds."""
    return next((unit for unit, length in LENGTHS.items() if length >= per_cell), "year")


def floor(moment: int, unit: str) -> int:
    """Return the beginning of the minute, hour, day, week, month or year that a moment lies in."""
    if length := FIXED.get(unit):
        phase = MONDAY if unit == "week" else 0
        return (moment - phase) // length * length + phase
    year, month, *_ = civil_fields(moment)
    return wall_seconds(year, month if unit == "month" else 1)


def after(moment: int, unit: str, count: int = 1) -> int:
    """Return the beginning of the unit that comes `count` units after the one a moment lies in; before, if negative."""
    start = floor(moment, unit)
    if length := FIXED.get(unit):
        return start + count * length
    year, month, *_ = civil_fields(start)
    return wall_seconds(year, month + count) if unit == "month" else wall_seconds(year + count)


def around(moment: int, unit: str) -> Span:
    """Return the unit that a moment lies in."""
    return Span(floor(moment, unit), after(moment, unit))


def outward(span: Span, unit: str) -> Span:
    """Return the span with both ends moved out to whole units."""
    return Span(floor(span.start, unit), after(span.end - 1, unit))


def between(span: Span, stops: Sequence[int]) -> Span:
    """Return the span with both ends moved out to the nearest of the stops, the ends of events in order."""
    before = [stop for stop in stops if stop <= span.start]
    beyond = [stop for stop in stops if stop >= span.end]
    return Span(before[-1] if before else span.start, beyond[0] if beyond else span.end)


def resized(span: Span, unit: str, step: int, stops: Sequence[int] = ()) -> Span:
    """Return the span grown (or, with `step` -1, shrunk) by a unit at each end; never to nothing.

    With `stops`, the ends of events in order, both ends go to the next stop instead.
    """
    if stops:
        start, end = _stop(stops, span.start, -step), _stop(stops, span.end, step)
    elif step > 0:
        start, end = after(span.start - 1, unit, 0), after(span.end, unit)
    else:
        start, end = after(span.start, unit), floor(span.end - 1, unit)
    return Span(start, end) if start < end else span


def shifted(span: Span, unit: str, step: int) -> Span:
    """Return the span moved by `step` units, as many units long as before."""
    length = span.end - span.start
    start = after(span.start, unit, step)
    if unit in FIXED:
        return Span(start, start + length)
    units = _units_between(span, unit)
    return Span(start, after(start, unit, units)) if units else Span(start, start + length)


def _units_between(span: Span, unit: str) -> int:
    """Return how many whole months or years a span is long, 0 where its ends do not fall on them."""
    if floor(span.start, unit) != span.start or floor(span.end, unit) != span.end:
        return 0
    (year, month, *_), (last_year, last_month, *_) = civil_fields(span.start), civil_fields(span.end)
    return last_year - year if unit == "year" else (last_year - year) * 12 + last_month - month


def _stop(stops: Sequence[int], moment: int, step: int) -> int:
    """Return the nearest stop beyond a moment in a direction; the moment itself past the last."""
    beyond = [stop for stop in stops if (stop > moment if step > 0 else stop < moment)]
    return (beyond[0] if step > 0 else beyond[-1]) if beyond else moment


def written(span: Span, zone: str | None) -> str:
    """Write a span as EDTF, in the coarsest unit that both of its ends fall on; minutes are the finest.

    A clock time goes without offset where the dossier has a time zone, and is marked as UTC where it has none. An end
    that cannot be written is rounded outward: finer than a minute, a clock time before the year 1, a month of a year
    with five digits.
    """
    units: tuple[str, ...] = ("year", "month", "day", "hour", "minute")
    first_year, last_year = civil_fields(span.start)[0], civil_fields(span.end)[0]
    if first_year < 1 or last_year > 9_998:
        units = units[:3] if first_year > -9_999 and last_year < 9_999 else units[:1]
    span = outward(span, units[-1])
    unit = next(unit for unit in units if floor(span.start, unit) == span.start and floor(span.end, unit) == span.end)
    first, last = _point(span.start, unit, zone), _point(after(span.end - 1, unit, 0), unit, zone)
    return first if first == last else f"{first}/{last}"


def _point(moment: int, unit: str, zone: str | None) -> str:
    year, month, day, hour, minute, _ = civil_fields(moment)
    sign = "-" if year < 0 else ""
    text = f"Y{year}" if abs(year) > 9_999 else f"{sign}{abs(year):04}"
    if unit == "year":
        return text
    text += f"-{month:02}"
    if unit == "month":
        return text
    text += f"-{day:02}"
    if unit == "day":
        return text
    return text + (f"T{hour:02}" if unit == "hour" else f"T{hour:02}:{minute:02}") + ("" if zone else "Z")
