"""The window of a chart: the span of time that it shows; how to zoom, pan, and keep a moment visible."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final

from peace_tui.charts.axis import MARGIN_SHARE, Axis, Spread, TimeSpan, bound_spans, make_axis, spread_dates
from peace_tui.charts.times import find_record_times
from peace_tui.model.dossier import Dossier

MIN_WINDOW_SECONDS: Final = 60
"""The shortest window, in seconds; a dossier of a shorter time is shown completely."""

ZOOM_MARGIN_SHARE: Final = 16
"""One part in so many of a span to which the window is set is left free at both ends, so that these are seen."""


@lru_cache(maxsize=8)
def busy_spans(dossier: Dossier, kind: str, zone: str = "") -> tuple[TimeSpan, ...]:
    """Return the spans of time in which there are records, in order, none touching another.

    Here and below, times are instants with a `zone`, and wall-clock seconds without.
    """
    found = find_record_times(dossier, kind, zone)
    joined: list[TimeSpan] = []
    for start, end in sorted(bound_spans({**found.events, **found.quotes})):
        if joined and start <= joined[-1].end:
            joined[-1] = joined[-1].hull(TimeSpan(start, end))
        else:
            joined.append(TimeSpan(start, end))
    return tuple(joined)


def full_span(dossier: Dossier, kind: str, zone: str = "") -> TimeSpan | None:
    """Return the span of all dated records with a margin, or None if nothing is dated."""
    spans = busy_spans(dossier, kind, zone)
    if not spans:
        return None
    margin = max((spans[-1].end - spans[0].start) // MARGIN_SHARE, 1)
    return TimeSpan(spans[0].start - margin, spans[-1].end + margin)


def window_axis(
    dossier: Dossier, kind: str, window: TimeSpan | None, folded: bool, width: int, zone: str = ""
) -> Axis | None:
    """Return the axis of a window, or without one of all records; None if nothing is dated or there is no room."""
    span = window or full_span(dossier, kind, zone)
    if span is None or width < 1:
        return None
    return make_axis(*span, width, busy_spans(dossier, kind, zone) if folded else (), zone)


@lru_cache(maxsize=8)
def spread_records(dossier: Dossier, kind: str, axis: Axis) -> tuple[Spread, Spread]:
    """Return the events and the quotes of a dossier, spread over an axis."""
    found = find_record_times(dossier, kind, axis.zone)
    return spread_dates(axis, found.events), spread_dates(axis, found.quotes)


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


def keep_visible(dossier: Dossier, kind: str, window: TimeSpan | None, moment: int, zone: str = "") -> TimeSpan | None:
    """Return the window, moved so that a moment outside it is in its middle."""
    if window is None or window.start <= moment < window.end:
        return window
    length = window.end - window.start
    span = TimeSpan(moment - length // 2, moment - length // 2 + length)
    everything = full_span(dossier, kind, zone)
    return clamp_window(span, everything) if everything else window


def clamp_window(span: TimeSpan, everything: TimeSpan) -> TimeSpan | None:
    """Return a window moved inside `everything`, as long as before; None if it is as long as everything."""
    length = span.end - span.start
    if length >= everything.end - everything.start:
        return None
    start = min(max(span.start, everything.start), everything.end - length)
    return TimeSpan(start, start + length)
