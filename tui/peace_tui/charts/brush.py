"""The brush: a span of time as a `date:` or `during:` clause, and how it is drawn, resized and moved.

A brush is nothing but the clause: its two ends are wall-clock seconds, half-open, written as EDTF in the coarsest unit
that both fall on; in another time zone than the dossier's as clock times with their offset. What is only *possibly*
inside passes `date:` and not `during:`.

The window, the span of time that a chart shows, is zoomed and panned here too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from peace_tui.charts.axis import HOUR, MARGIN_SHARE, MINUTE, MONTH, YEAR, Axis, TimeSpan
from peace_tui.charts.times import busy_spans, clamp_window, full_span
from peace_tui.edtf.grammar import DAY, civil_fields, wall_seconds
from peace_tui.edtf.spans import Date, instant_to_wall, parse_date, wall_to_instant
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import UNDATED
from peace_tui.query.view import Clause, View

DATE: Final = "date"
DURING: Final = "during"
EVENT: Final = "event"
AUTO: Final = ""
SNAPS: Final = (AUTO, "day", "week", EVENT)
"""What the ends of a brush snap to: the unit that fits the scale, days, weeks, or the ends of events."""
UNIT_LENGTHS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY, "month": MONTH, "year": YEAR}
FIXED_UNIT_LENGTHS: Final = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
FIRST_MONDAY: Final = 4 * DAY
"""The first Monday of 1970, from which weeks are counted."""


SpanChange = Callable[[TimeSpan, str], TimeSpan]
"""A function from a span and the unit that fits the scale to another span."""


def find_brush(view: View, home: str | None, zone: str | None = None) -> tuple[Clause, TimeSpan] | None:
    """Return the last clause of a view that is a brush, and its span: one date, not negated, with both ends.

    Args:
        view: The view.
        home: The dossier's time zone.
        zone: The zone whose clocks the span is read off; None: the dossier's.
    """
    for clause in reversed(view.clauses):
        if clause.facet in (DATE, DURING) and not clause.negated and len(clause.values) == 1:
            (value,) = clause.values
            date = parse_date(value, home) if value != UNDATED else None
            if date and date.earliest is not None and date.latest is not None:
                return clause, _read_span(date, zone or home)
    return None


def _read_span(date: Date, zone: str | None) -> TimeSpan:
    """Return the span of a date with two ends on the clocks of a zone."""
    assert date.earliest is not None
    assert date.latest is not None
    if not date.clocked or date.earliest_instant is None or date.latest_instant is None:
        return TimeSpan(date.earliest, date.latest)
    return TimeSpan(
        *(instant_to_wall(instant, zone or "UTC") for instant in (date.earliest_instant, date.latest_instant))
    )


def set_brush(view: View, span: TimeSpan, home: str | None, zone: str | None = None) -> View:
    """Return the view with this span, on the clocks of a zone, as its brush; a new brush is a `date:` clause."""
    found = find_brush(view, home)
    value = format_span(span, home, zone)
    if found:
        return view.replace_clause(found[0], found[0].replace(values=(value,)))
    return view.replace(clauses=(*view.clauses, Clause(DATE, (value,))))


def toggle_strictness(view: View, home: str | None) -> View | None:
    """Return the view with its brush changed from `date:`, what may be inside, to `during:`, what is, or back."""
    found = find_brush(view, home)
    if not found:
        return None
    other = DURING if found[0].facet == DATE else DATE
    return view.replace_clause(found[0], found[0].replace(facet=other))


def choose_brush_unit(per_cell: float, finest: str = "minute") -> str:
    """Return the unit in which a brush is drawn where a cell is `per_cell` seconds long: up to two and a half cells.

    It is none finer than `finest`: where records have days, a brush has no hours.
    """
    units = [*UNIT_LENGTHS][[*UNIT_LENGTHS].index(finest) :]
    fitting = [unit for unit in units if UNIT_LENGTHS[unit] * 2 <= per_cell * 5]
    return fitting[-1] if fitting else units[0]


def finest_unit(dates: Iterable[Date]) -> str:
    """Return the unit of the finest of some dates: minutes where one has a clock time; days where there are none."""
    finest: int | None = None
    for date in dates:
        if date.clocked:
            return "minute"
        if date.earliest is not None and date.latest is not None:
            length = date.latest - date.earliest
            finest = length if finest is None else min(finest, length)
    lengths = (unit for unit in ("day", "month", "year") if finest is not None and finest < UNIT_LENGTHS[unit] * 1.5)
    return next(lengths, "day" if finest is None else "year")


def cell_unit(per_cell: float) -> str:
    """Return the smallest unit that is not finer than a cell of `per_cell` seconds."""
    return next((unit for unit, length in UNIT_LENGTHS.items() if length >= per_cell), "year")


def floor_to_unit(moment: int, unit: str) -> int:
    """Return the beginning of the minute, hour, day, week, month or year of a moment."""
    if length := FIXED_UNIT_LENGTHS.get(unit):
        phase = FIRST_MONDAY if unit == "week" else 0
        return (moment - phase) // length * length + phase
    year, month, *_ = civil_fields(moment)
    return wall_seconds(year, month if unit == "month" else 1)


def add_units(moment: int, unit: str, count: int = 1) -> int:
    """Return the beginning of the unit that is `count` units after that of a moment; before it, if negative."""
    start = floor_to_unit(moment, unit)
    if length := FIXED_UNIT_LENGTHS.get(unit):
        return start + count * length
    year, month, *_ = civil_fields(start)
    return wall_seconds(year, month + count) if unit == "month" else wall_seconds(year + count)


def unit_span(moment: int, unit: str) -> TimeSpan:
    """Return the span of the unit in which a moment is."""
    return TimeSpan(floor_to_unit(moment, unit), add_units(moment, unit))


def round_outward(span: TimeSpan, unit: str) -> TimeSpan:
    """Return the span with both ends moved outward to full units."""
    return TimeSpan(floor_to_unit(span.start, unit), add_units(span.end - 1, unit))


def extend_to_stops(span: TimeSpan, stops: Sequence[int]) -> TimeSpan:
    """Return the span with both ends moved outward to the nearest of the stops, the ends of events in order."""
    before = [stop for stop in stops if stop <= span.start]
    beyond = [stop for stop in stops if stop >= span.end]
    return TimeSpan(before[-1] if before else span.start, beyond[0] if beyond else span.end)


def resize_span(span: TimeSpan, unit: str, step: int, stops: Sequence[int] = ()) -> TimeSpan:
    """Return the span extended (with `step` -1, reduced) by a unit at each end; it never becomes empty.

    With `stops`, the ends of events in order, both ends go to the next stop instead.
    """
    if stops:
        start, end = _next_stop(stops, span.start, -step), _next_stop(stops, span.end, step)
    elif step > 0:
        start, end = add_units(span.start - 1, unit, 0), add_units(span.end, unit)
    else:
        start, end = add_units(span.start, unit), floor_to_unit(span.end - 1, unit)
    return TimeSpan(start, end) if start < end else span


def shift_span(span: TimeSpan, unit: str, step: int) -> TimeSpan:
    """Return the span moved by `step` units, as many units long as before."""
    length = span.end - span.start
    start = add_units(span.start, unit, step)
    if unit in FIXED_UNIT_LENGTHS:
        return TimeSpan(start, start + length)
    units = _count_units(span, unit)
    return TimeSpan(start, add_units(start, unit, units)) if units else TimeSpan(start, start + length)


def _count_units(span: TimeSpan, unit: str) -> int:
    """Return how many months or years a span is long, 0 where its ends do not fall on them."""
    if floor_to_unit(span.start, unit) != span.start or floor_to_unit(span.end, unit) != span.end:
        return 0
    (year, month, *_), (last_year, last_month, *_) = civil_fields(span.start), civil_fields(span.end)
    return last_year - year if unit == "year" else (last_year - year) * 12 + last_month - month


def _next_stop(stops: Sequence[int], moment: int, step: int) -> int:
    """Return the nearest stop after a moment, or before it if `step` is negative; the moment if there is none."""
    beyond = [stop for stop in stops if (stop > moment if step > 0 else stop < moment)]
    return (beyond[0] if step > 0 else beyond[-1]) if beyond else moment


def format_span(span: TimeSpan, home: str | None, zone: str | None = None) -> str:
    """Format a span as EDTF, in the coarsest unit that both of its ends fall on; minutes are the finest.

    A clock time has no offset if it is one of the dossier's time zone, `home`, and is marked as UTC if it has none. In
    another `zone` the ends are clock times with their offset, since a day is another time there. An end that EDTF
    cannot express is rounded outward: finer than a minute, a clock time before the year 1, a month of a year with five
    digits.
    """
    units: tuple[str, ...] = ("year", "month", "day", "hour", "minute")
    first_year, last_year = civil_fields(span.start)[0], civil_fields(span.end)[0]
    if first_year < 1 or last_year > 9_998:
        units = units[:3] if first_year > -9_999 and last_year < 9_999 else units[:1]
    elif zone and zone != (home or "UTC"):
        span = round_outward(span, units[-1])
        return "/".join(
            _format_point(end, "minute", zone) + _format_offset(end, zone) for end in (span.start, span.end - MINUTE)
        )
    span = round_outward(span, units[-1])
    unit = next(unit for unit in units if all(floor_to_unit(moment, unit) == moment for moment in span))
    first, last = _format_point(span.start, unit, home), _format_point(add_units(span.end - 1, unit, 0), unit, home)
    return first if first == last else f"{first}/{last}"


def _format_offset(wall: int, zone: str) -> str:
    """Return the offset from UTC of the clocks of a zone when they show a time, as EDTF has it."""
    minutes = (wall - wall_to_instant(wall, zone)) // MINUTE
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _format_point(moment: int, unit: str, zone: str | None) -> str:
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


# --- The window ------------------------------------------------------------------------------------------------------

MIN_WINDOW_SECONDS: Final = 60
"""The shortest window, in seconds; a dossier of a shorter time is shown completely."""
ZOOM_MARGIN_SHARE: Final = 16
"""One part in so many of a span to which the window is set is left free at both ends, so that these are seen."""


def zoom_to(span: TimeSpan, axis: Axis) -> TimeSpan | None:
    """Return the window that shows a span with a margin; None where an axis shows no more than that already."""
    margin = max((span.end - span.start) // ZOOM_MARGIN_SHARE, (MIN_WINDOW_SECONDS - span.end + span.start) // 2, 1)
    window = TimeSpan(span.start - margin, span.end + margin)
    return None if window.start <= axis.start and axis.end <= window.end else window


def zoom_in(axis: Axis, moment: int) -> TimeSpan:
    """Return half the time of an axis around a moment, which stays as near its cell as possible."""
    half = max(axis.width // 2, 1)
    first = min(max(axis.cell(moment) - half // 2, 0), axis.width - half)
    start, end = axis.moment(first), axis.moment(first + half)
    if end - start < MIN_WINDOW_SECONDS:
        start, end = moment - MIN_WINDOW_SECONDS // 2, moment + MIN_WINDOW_SECONDS // 2
    return TimeSpan(start, end) if end - start < axis.end - axis.start else TimeSpan(axis.start, axis.end)


def zoom_out(dossier: Dossier, kind: str, axis: Axis, moment: int) -> TimeSpan | None:
    """Return twice the time of an axis around a moment, or more, until further records are visible; None: all time."""
    length = axis.end - axis.start
    before = min(max(moment - axis.start, 0), length)
    span = TimeSpan(moment - 2 * before, moment + 2 * (length - before))
    spans = busy_spans(dossier, kind, axis.zone)
    earlier = bisect_left(spans, axis.start, key=lambda one: one.end) - 1
    later = bisect_right(spans, axis.end, key=lambda one: one.start)
    margin = max(length // MARGIN_SHARE, 1)
    if earlier >= 0:
        span = TimeSpan(min(span.start, spans[earlier].end - margin), span.end)
    if later < len(spans):
        span = TimeSpan(span.start, max(span.end, spans[later].start + margin))
    everything = full_span(dossier, kind, axis.zone)
    return clamp_window(span, everything) if everything else None


def pan(dossier: Dossier, kind: str, axis: Axis, step: int) -> TimeSpan | None:
    """Return the window half an axis later (or earlier), or where the next records are; None if all are visible."""
    everything = full_span(dossier, kind, axis.zone)
    if everything is None or (axis.start <= everything.start and axis.end >= everything.end):
        return None
    length = axis.end - axis.start
    by = axis.moment(axis.width // 2) - axis.start if step > 0 else axis.end - axis.moment(axis.width // 2)
    span = TimeSpan(axis.start + step * by, axis.end + step * by)
    spans = busy_spans(dossier, kind, axis.zone)
    next_busy = bisect_right(spans, span.start, key=lambda one: one.end)
    if next_busy == len(spans) or spans[next_busy].start >= span.end:  # the new window would be empty
        target = next_busy if step > 0 else next_busy - 1
        if 0 <= target < len(spans):
            middle = spans[target].start if step > 0 else spans[target].end
            span = TimeSpan(middle - length // 2, middle - length // 2 + length)
    return clamp_window(span, everything)
