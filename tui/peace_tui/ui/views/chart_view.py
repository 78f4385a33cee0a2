"""The Timeline as a chart of time: its cursor, its window, its lanes, and the brush that marks a span of time.

The brush is a date clause of the view like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from peace_tui.charts import brush, viewport
from peace_tui.charts.axis import Axis, TimeSpan, bound_spans
from peace_tui.charts.brush import EVENT, SpanChange
from peace_tui.charts.record_times import PUBLISHED, TIME_KINDS, find_record_times
from peace_tui.charts.time_chart import GROUPINGS, default_grouping
from peace_tui.query.facets import TIMELINE
from peace_tui.session.state import ViewState
from peace_tui.ui.frame import FrameData, Transition
from peace_tui.ui.render.time_chart import axis_at, label_width, moment_of
from peace_tui.ui.views.list_view import ListView

AXES = tuple(TIME_KINDS)
NO_BRUSH = "No time is marked; b in the time chart begins."


@dataclass(frozen=True)
class ChartView:
    """The chart, also while it is not shown: keys that change it show it, or change what it will show."""

    frame: FrameData
    width: int
    """How many columns it is drawn in, or would be."""
    page: int
    """How many rows the Timeline has in sight as a list."""

    @property
    def state(self) -> ViewState:
        """The state it shows."""
        return self.frame.state

    @cached_property
    def axis(self) -> Axis | None:
        """The axis as it is, or as it would be; None where nothing is dated."""
        return axis_at(self.frame.dossier, self.state, self.width)

    @property
    def rows(self) -> ListView:
        """The events as a list, through which the cursor moves as well."""
        return ListView(self.frame, TIMELINE, self.page)

    # Moving the cursor

    def move(self, step: int) -> Transition:
        """Move the cursor by events; while time is being marked, move its end to the next."""
        if not self.state.options.anchor or self.axis is None:
            return self.rows.move(step)
        here = self._moment(self.axis)
        starts = sorted({start for start, _ in self._event_spans()})
        beyond = [start for start in starts if (start > here if step > 0 else start < here)]
        return self._point_at(beyond[0] if step > 0 else beyond[-1]) if beyond else Transition()

    def move_page(self, pages: int) -> Transition:
        """Move the cursor by pages of events."""
        return self.rows.move_page(pages) if not self.state.options.anchor else self.move(pages)

    def move_to_edge(self, end: int) -> Transition:
        """Move the cursor to the first or the last event."""
        return self.rows.move_to_edge(end)

    def move_sideways(self, step: int) -> Transition:
        """Move the cursor by a cell, past time that is folded away; beyond the edge, pan."""
        axis = self.axis
        if axis is None:
            return self.rows.move_sideways(step)
        cell = axis.cell(self._moment(axis)) + step
        if fold := next((cells for cells in axis.fold_cells if cell in cells), None):
            cell = fold.stop if step > 0 else fold.start - 1
        return self._point_at(axis.moment(cell)) if 0 <= cell < axis.width else self.pan(step)

    def select(self, column: int, event: object) -> Transition:
        """Move the cursor to the event, or else the moment, that was clicked in a column."""
        if isinstance(event, str):
            return Transition(self.state.with_cursor(TIMELINE, event).with_focus(TIMELINE))
        axis, left = self.axis, label_width(self.width)
        if axis is None or column < left:
            return Transition()
        return self._point_at(axis.moment(min(column - left, axis.width - 1)))

    def mark(self, negated: bool) -> Transition:
        """Pin or exclude the event under the cursor, or undo that."""
        return self.rows.mark(negated)

    def clear(self) -> Transition:
        """Remove the brush that is being drawn; else what the pane in focus filters by."""
        found = brush.find_brush(self.state.view, self._zone) if self.state.options.anchor else None
        if found is None:
            return Transition(self.state.clear(self.state.focus))
        return Transition(
            self.state.with_view(self.state.view.replace_clause(found[0], None)).with_options(anchor=None)
        )

    # What it shows

    def toggle(self) -> Transition:
        """Draw the Timeline as a chart, or list it again."""
        shown = not self.state.options.chart
        return Transition(self.state.with_options(chart=shown, anchor=None).with_focus(TIMELINE))

    def switch_axis(self) -> Transition:
        """Turn to the next of the three times of a record."""
        kind = _after(AXES, self.state.options.axis)
        said = f"Time is now when things were {kind}." if kind != AXES[0] else "Time is now when things happened."
        return Transition(self.state.with_options(axis=kind, window=None, moment=None, anchor=None), said)

    def switch_lanes(self) -> Transition:
        """Turn to the next facet that lanes can be by."""
        by = _after(GROUPINGS, self.state.options.lanes or default_grouping(self.frame.dossier))
        return Transition(self.state.with_options(lanes=by), f"Lanes by {by}.")

    def fold(self) -> Transition:
        """Fold long spans without records away, or unfold them."""
        return Transition(self.state.with_options(folded=not self.state.options.folded))

    def zoom(self, step: int) -> Transition:
        """Show half of the time about the cursor, or twice as much; 0 shows all."""
        axis, dossier = self.axis, self.frame.dossier
        if axis is None:
            return Transition()
        moment, window = self._moment(axis), None
        if step > 0:
            window = viewport.zoom_in(axis, moment)
        elif step < 0:
            window = viewport.zoom_out(dossier, self.state.options.axis, axis, moment)
        return Transition(self.state.with_options(window=window, moment=moment))

    def pan(self, step: int) -> Transition:
        """Show earlier or later time; the cursor keeps its share of the width."""
        axis = self.axis
        if axis is None:
            return Transition()
        seen = viewport.pan(self.frame.dossier, self.state.options.axis, axis, step)
        if seen is None:
            return Transition(message="All of the time is in sight; + shows less of it.")
        share = (seen.end - seen.start) * axis.cell(self._moment(axis)) // axis.width
        return Transition(self.state.with_options(window=seen, moment=seen.start + share))

    # The brush

    def brush(self) -> Transition:
        """Begin to mark time at the cursor, or end there."""
        options = self.state.options
        if options.anchor:
            return Transition(self.state.with_options(anchor=None), self._count_marked)
        if self.axis is None or options.axis == PUBLISHED:
            return Transition(message="Time is marked by when things happened or were said; a changes the axis.")
        moment = self._moment(self.axis)
        span = self._span_about(moment)
        state = self.state.with_cursor(TIMELINE, None)  # so that the other panes follow the brush
        state = state.with_view(brush.set_brush(state.view, span, self._zone)).with_focus(TIMELINE)
        options = replace(options, chart=True, anchor=span, moment=moment)
        return Transition(replace(state, options=options), "Marking time: ← → move its end, ↑ ↓ go to events, b ends.")

    def resize(self, step: int) -> Transition:
        """Widen the brush at both ends, or narrow it."""
        stops = self._stops() if self.state.options.snap == EVENT else ()
        return self._reshape(self.state, lambda span, unit: brush.resize_span(span, unit, step, stops))

    def shift(self, step: int) -> Transition:
        """Move the brush earlier or later."""
        return self._reshape(self.state, lambda span, unit: brush.shift_span(span, unit, step))

    def snap(self) -> Transition:
        """Turn to the next of what the brush snaps to, and snap."""
        snap = _after(brush.SNAPS, self.state.options.snap)
        state = self.state.with_options(snap=snap)
        if snap == EVENT:
            state = self._reshape(state, lambda span, unit: brush.extend_to_stops(span, self._stops())).state or state
        elif snap:
            state = self._reshape(state, brush.round_outward).state or state
        return Transition(state, f"Snaps to {snap + 's' if snap else 'the scale of the chart'}.")

    def switch_certainty(self) -> Transition:
        """Filter by what is certainly in the marked time instead of what may be, or the reverse."""
        if view := brush.toggle_strictness(self.state.view, self._zone):
            return Transition(self.state.with_view(view), self._count_marked)
        return Transition(message=NO_BRUSH)

    def _point_at(self, moment: int) -> Transition:
        """Move the cursor to a moment, and with it the end of the brush that is being drawn."""
        anchor = self.state.options.anchor
        state = self.state.with_options(moment=moment)
        if anchor is None:
            return Transition(state)
        view = brush.set_brush(state.view, anchor.hull(self._span_about(moment)), self._zone)
        return Transition(state.with_view(view), self._count_marked, is_step=False)

    def _reshape(self, state: ViewState, how: SpanChange) -> Transition:
        """Change the brush of a state; drawing it ends."""
        found = brush.find_brush(state.view, self._zone)
        if found is None or self.axis is None:
            return Transition(message=NO_BRUSH)
        snap = state.options.snap
        span = how(found[1], snap if snap and snap != EVENT else brush.choose_brush_unit(self.axis.seconds_per_cell))
        view = brush.set_brush(state.view, span, self._zone)
        return Transition(state.with_view(view).with_options(anchor=None), self._count_marked)

    def _count_marked(self, frame: FrameData) -> str:
        """Count what is in the marked time of a frame."""
        found = brush.find_brush(frame.state.view, self._zone)
        if not found:
            return ""
        possibly = len(frame.panes.possible_matches.quotes)
        inside = len(frame.panes.matches.quotes) - possibly
        return f"{found[0]}: {inside} inside" + (f", {possibly} possibly" if possibly else "")

    @property
    def _zone(self) -> str | None:
        """The time zone of clock times without an offset."""
        return self.frame.dossier.info.timezone

    def _moment(self, axis: Axis) -> int:
        return moment_of(self.frame.dossier, self.state, axis)

    def _span_about(self, moment: int) -> TimeSpan:
        """Return what a brush covers that begins or ends at a moment."""
        snap = self.state.options.snap
        if snap == EVENT:
            return min(self._event_spans(), key=lambda span: (_distance(span, moment), span.end - span.start))
        return brush.unit_span(moment, snap or brush.choose_brush_unit(self.axis.seconds_per_cell if self.axis else 0))

    def _event_spans(self) -> list[TimeSpan]:
        events = find_record_times(self.frame.dossier, self.state.options.axis).events
        return [TimeSpan(*ends) for ends in bound_spans(events)]

    def _stops(self) -> list[int]:
        return sorted(set(chain.from_iterable(self._event_spans())))


def _distance(span: TimeSpan, moment: int) -> int:
    return max(span.start - moment, moment - span.end, 0)


def _after(options: tuple[str, ...], option: str) -> str:
    return options[(options.index(option) + 1) % len(options)]
