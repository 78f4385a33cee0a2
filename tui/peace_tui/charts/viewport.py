"""The window: which part of its time a chart shows; zooming, panning, and keeping a moment in sight."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final

from peace_tui.charts.axis import MARGIN, Axis, axis_over, bounded
from peace_tui.charts.brush import Span
from peace_tui.charts.density import Spread, spread
from peace_tui.charts.record_times import Occasions, occasions
from peace_tui.model.dossier import Dossier

SHORTEST: Final = 60
"""The shortest window, in seconds; a dossier of less is shown whole."""


@lru_cache(maxsize=8)
def occasions_of(dossier: Dossier, kind: str) -> Occasions:
    """Return the dates of a dossier on the axis of a kind, worked out once."""
    return occasions(dossier, kind)


@lru_cache(maxsize=8)
def busy(dossier: Dossier, kind: str) -> tuple[Span, ...]:
    """Return the stretches of time in which something lies, in order, none touching another."""
    found = occasions_of(dossier, kind)
    joined: list[Span] = []
    for start, end in sorted(bounded({**found.events, **found.quotes})):
        if joined and start <= joined[-1].end:
            joined[-1] = joined[-1].hull(Span(start, end))
        else:
            joined.append(Span(start, end))
    return tuple(joined)


def whole(dossier: Dossier, kind: str) -> Span | None:
    """Return the time of all that is dated, with a margin; None where nothing is."""
    spans = busy(dossier, kind)
    if not spans:
        return None
    margin = max((spans[-1].end - spans[0].start) // MARGIN, 1)
    return Span(spans[0].start - margin, spans[-1].end + margin)


def axis_in(dossier: Dossier, kind: str, window: Span | None, folded: bool, width: int) -> Axis | None:
    """Return the axis of a window, of everything without one; None where nothing is dated or there is no room."""
    span = window or whole(dossier, kind)
    if span is None or width < 1:
        return None
    return axis_over(*span, width, busy(dossier, kind) if folded else ())


@lru_cache(maxsize=8)
def laid(dossier: Dossier, kind: str, axis: Axis) -> tuple[Spread, Spread]:
    """Return the events and the quotes of a dossier laid over an axis."""
    found = occasions_of(dossier, kind)
    return spread(axis, found.events), spread(axis, found.quotes)


def zoomed_in(axis: Axis, moment: int) -> Span:
    """Return the half of an axis about a moment, which stays as near its cell as can be."""
    half = max(axis.width // 2, 1)
    first = min(max(axis.cell(moment) - half // 2, 0), axis.width - half)
    start, end = axis.moment(first), axis.moment(first + half)
    if end - start < SHORTEST:
        start, end = moment - SHORTEST // 2, moment + SHORTEST // 2
    return Span(start, end) if end - start < axis.end - axis.start else Span(axis.start, axis.end)


def zoomed_out(dossier: Dossier, kind: str, axis: Axis, moment: int) -> Span | None:
    """Return twice an axis's time about a moment, and as much more as brings something new into sight; None: all."""
    length = axis.end - axis.start
    before = min(max(moment - axis.start, 0), length)
    span = Span(moment - 2 * before, moment + 2 * (length - before))
    spans = busy(dossier, kind)
    earlier = bisect_left(spans, axis.start, key=lambda one: one.end) - 1
    later = bisect_right(spans, axis.end, key=lambda one: one.start)
    margin = max(length // MARGIN, 1)
    if earlier >= 0:
        span = Span(min(span.start, spans[earlier].end - margin), span.end)
    if later < len(spans):
        span = Span(span.start, max(span.end, spans[later].start + margin))
    everything = whole(dossier, kind)
    return moved_inside(span, everything) if everything else None


def panned(dossier: Dossier, kind: str, axis: Axis, step: int) -> Span | None:
    """Return the window half an axis later (or earlier), or where next there is something; None: everything is seen."""
    everything = whole(dossier, kind)
    if everything is None or (axis.start <= everything.start and axis.end >= everything.end):
        return None
    length = axis.end - axis.start
    by = axis.moment(axis.width // 2) - axis.start if step > 0 else axis.end - axis.moment(axis.width // 2)
    span = Span(axis.start + step * by, axis.end + step * by)
    spans = busy(dossier, kind)
    next_busy = bisect_right(spans, span.start, key=lambda one: one.end)
    if next_busy == len(spans) or spans[next_busy].start >= span.end:  # nothing lies there
        target = next_busy if step > 0 else next_busy - 1
        if 0 <= target < len(spans):
            middle = spans[target].start if step > 0 else spans[target].end
            span = Span(middle - length // 2, middle - length // 2 + length)
    return moved_inside(span, everything)


def in_sight(dossier: Dossier, kind: str, window: Span | None, moment: int) -> Span | None:
    """Return the window, moved to have a moment in its middle where it is out of sight."""
    if window is None or window.start <= moment < window.end:
        return window
    length = window.end - window.start
    span = Span(moment - length // 2, moment - length // 2 + length)
    everything = whole(dossier, kind)
    return moved_inside(span, everything) if everything else window


def moved_inside(span: Span, everything: Span) -> Span | None:
    """Return a window moved to lie inside everything, as long as it was; None where it is as long as everything."""
    length = span.end - span.start
    if length >= everything.end - everything.start:
        return None
    start = min(max(span.start, everything.start), everything.end - length)
    return Span(start, start + length)
