"""What keys do in drawings: in the Timeline as a chart of time, and in People as the matrix of who speaks to whom.

The chart has a cursor, a window, groups, and the brush that selects a period, which is a date clause of the view like
any other. Moments are instants; the brush is on the wall clock of the time zone that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Final, TypeVar

from peace_tui.charts import brush
from peace_tui.charts.axis import Axis, TimeSpan, bound_spans
from peace_tui.charts.brush import EVENT, SpanChange
from peace_tui.charts.matrix import UNKNOWN, make_matrix
from peace_tui.charts.time_chart import ARRANGEMENTS, IN_ORDER, order_events
from peace_tui.charts.times import (
    HAPPENED,
    PUBLISHED,
    SAID,
    TIME_KINDS,
    find_record_times,
    find_zones,
    format_offset,
    reader_clock,
)
from peace_tui.edtf.spans import parse_date
from peace_tui.query.facets import PEOPLE, TIMELINE
from peace_tui.query.view import View
from peace_tui.session.state import Pair, ViewState, neighbor_pane, pair_clauses
from peace_tui.text.messages import format_count
from peace_tui.ui.frame import FrameData, Transition
from peace_tui.ui.pane_views import HIDDEN_MESSAGE, KEPT_MESSAGE, RELEASED_MESSAGE, SHOWN_AGAIN_MESSAGE, ListView
from peace_tui.ui.render.matrix import find_axes, find_edges, is_grid
from peace_tui.ui.render.time_chart import compute_axis, find_chart_zone, find_marked_span, find_moment, measure_labels

AXES = tuple(TIME_KINDS)
NO_BRUSH = "No period selected; press {brush.mark} in the chart."
SELECTING: Final = (
    "Selecting: {pane.left} {pane.right} extend, {move.up} {move.down} to the next event, {brush.mark} done"
)
WHOLE_PERIOD: Final = "Whole period shown; {chart.zoom_in} zooms in"
SAID_OF_AXES = {
    HAPPENED: "Dates: when it happened",
    SAID: "Dates: when it was said",
    PUBLISHED: "Dates: when it was published",
}


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
        return compute_axis(self.frame.dossier, self.state, self.width)

    @property
    def rows(self) -> ListView:
        """The events as a list, through which the cursor moves as well."""
        return ListView(self.frame, TIMELINE, self.page)

    # Moving the cursor

    def move(self, step: int) -> Transition:
        """Move the cursor by events; while a period is being selected, move its end to the next."""
        if not self.state.options.anchor or self.axis is None:
            return self.rows.move(step)
        here = self._moment(self.axis)
        starts = sorted({start for start, _ in self._event_spans(self._zone)})
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
        axis, left = self.axis, self._left
        if axis is None or column < left:
            return Transition()
        return self._point_at(_find_moment_in(axis, column - left))

    def mark(self, negated: bool) -> Transition:
        """Pin or exclude the event under the cursor, or undo that."""
        return self.rows.mark(negated)

    def clear(self) -> Transition:
        """Remove the brush that is being drawn; else what the pane in focus filters by."""
        found = brush.find_brush(self.state.view, self._home) if self.state.options.anchor else None
        if found is None:
            return ListView(self.frame, self.state.focus, self.page).clear()
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
        kind = _find_next(AXES, self.state.options.axis)
        changed = self.state.with_options(axis=kind, window=None, moment=None, anchor=None)
        return Transition(changed, SAID_OF_AXES[kind])

    def switch_lanes(self) -> Transition:
        """Group events by the next of the properties that they can be grouped by; after the last, ungroup them."""
        by = _find_next(ARRANGEMENTS, self.state.options.lanes or IN_ORDER)
        said = "Events in order of time" if by == IN_ORDER else f"Events grouped by {by}"
        return Transition(self.state.with_options(lanes=by), said)

    def switch_zone(self) -> Transition:
        """Show times in the next zone: the dossier's, each of its clocks', that of the reader's computer."""
        dossier = self.frame.dossier
        zones = find_zones(dossier, reader_clock())
        names = tuple(clock.zone for clock in zones)
        clock = zones[names.index(_find_next(names, find_chart_zone(dossier, self.state.options)))]
        axis = self.axis
        offset = format_offset(self._moment(axis), clock) if axis else ""
        said = f"Times in {clock.name}" + (f" ({offset})" if offset else "")
        if len(zones) == 1:
            return Transition(message=f"{said}; this dossier names no other time zone.")
        return Transition(self.state.with_options(zone="" if clock == zones[0] else clock.zone, anchor=None), said)

    def fold(self) -> Transition:
        """Collapse long periods without records, or show them."""
        folded = not self.state.options.folded
        axis = compute_axis(self.frame.dossier, self.state.with_options(folded=True), self.width)
        if axis is None or not axis.folds:
            return Transition(message="No empty period here is long enough to collapse.")
        said = "Empty periods collapsed" if folded else "Empty periods shown"
        return Transition(self.state.with_options(folded=folded), said)

    def zoom(self, step: int) -> Transition:
        """Show the selected period, else half of the time about the cursor, or twice as much; 0 shows all."""
        axis, dossier = self.axis, self.frame.dossier
        if axis is None:
            return Transition()
        moment, window = self._moment(axis), None
        if step <= 0 and self.state.options.window is None:
            return Transition(message=self.frame.hint(WHOLE_PERIOD))
        if step > 0:
            mark = find_marked_span(dossier, self.state, axis)
            window = brush.zoom_to(mark, axis) if mark else None
            if mark and window and not mark.start <= moment < mark.end:
                moment = (mark.start + mark.end) // 2
            window = window or brush.zoom_in(axis, moment)
        elif step < 0:
            window = brush.zoom_out(dossier, self.state.options.axis, axis, moment)
        return Transition(self.state.with_options(window=window, moment=moment))

    def pan(self, step: int) -> Transition:
        """Show earlier or later time; the cursor keeps its share of the width."""
        axis = self.axis
        if axis is None:
            return Transition()
        seen = brush.pan(self.frame.dossier, self.state.options.axis, axis, step)
        if seen is None:
            return Transition(message=self.frame.hint(WHOLE_PERIOD))
        share = (seen.end - seen.start) * axis.cell(self._moment(axis)) // axis.width
        return Transition(self.state.with_options(window=seen, moment=seen.start + share))

    # The brush

    def brush(self) -> Transition:
        """Begin to select a period at the cursor, or end there."""
        options = self.state.options
        if options.anchor:
            return Transition(self.state.with_options(anchor=None), self._count_marked)
        if self.axis is None or options.axis == PUBLISHED:
            return Transition(
                message=self.frame.hint("Periods can be selected by date of event or of speech (press {time.axis}).")
            )
        moment = self._moment(self.axis)
        span = self._span_about(moment, self.axis)
        state = self.state.with_cursor(TIMELINE, None)  # so that the other panes follow the brush
        state = state.with_view(self._set_brush(state, span)).with_focus(TIMELINE)
        options = replace(options, chart=True, anchor=span, moment=moment)
        return Transition(replace(state, options=options), self.frame.hint(SELECTING))

    def drag(self, first: int, last: int, strip: tuple[int, Axis] | None = None) -> Transition:
        """Select the time between two columns of the chart, over which the mouse is dragged; or of the strip."""
        left, axis = strip or (self._left, self.axis)
        if axis is None or self.state.options.axis == PUBLISHED:
            return self.brush()
        start, end = (_find_moment_in(axis, column - left) for column in sorted((first, last)))
        span = self._span_about(start, axis).hull(self._span_about(end, axis))
        state = self.state.with_cursor(TIMELINE, None)
        state = state.with_options(anchor=None, moment=None if strip else self._moment(axis))  # so that no row moves
        view = brush.set_brush(state.view, span, self._home, axis.zone or None)
        return Transition(state.with_view(view), self._count_marked)

    def go(self, column: int, strip: tuple[int, Axis]) -> Transition:
        """Go to the event that is nearest to a column of the strip."""
        left, axis = strip
        shown = self.frame.panes.timeline
        dated = [
            (abs(axis.cells(date).start - (column - left)), position)
            for date, position in order_events(self.frame.dossier, self.state.options.axis)
            if position in shown
        ]
        if not dated:
            return Transition()
        event = self.frame.dossier.event_index.records[min(dated)[1]]
        return Transition(self.state.with_cursor(TIMELINE, event.id).with_focus(TIMELINE))

    def resize(self, step: int) -> Transition:
        """Widen the brush at both ends, or narrow it."""
        stops = self._stops() if self.state.options.snap == EVENT else ()
        return self._reshape(self.state, lambda span, unit: brush.resize_span(span, unit, step, stops))

    def shift(self, step: int) -> Transition:
        """Move the brush earlier or later."""
        return self._reshape(self.state, lambda span, unit: brush.shift_span(span, unit, step))

    def snap(self) -> Transition:
        """Snap the brush to the next of the units, and apply it."""
        snap = _find_next(brush.SNAPS, self.state.options.snap)
        state = self.state.with_options(snap=snap)
        if snap == EVENT:
            state = self._reshape(state, lambda span, unit: brush.extend_to_stops(span, self._stops())).state or state
        elif snap:
            state = self._reshape(state, brush.round_outward).state or state
        return Transition(state, f"Selection by whole {snap}s" if snap else "Selection by the scale of the chart")

    def switch_certainty(self) -> Transition:
        """Switch between records that are certainly in the selected period and those that may be."""
        if view := brush.toggle_strictness(self.state.view, self._home):
            return Transition(self.state.with_view(view), self._count_marked)
        return Transition(message=self.frame.hint(NO_BRUSH))

    def _point_at(self, moment: int) -> Transition:
        """Move the cursor to a moment, and with it the end of the brush that is being drawn."""
        anchor = self.state.options.anchor
        state = self.state.with_options(moment=moment)
        if anchor is None or self.axis is None:
            return Transition(state)
        view = self._set_brush(state, anchor.hull(self._span_about(moment, self.axis)))
        return Transition(state.with_view(view), self._count_marked, is_step=False)

    def _reshape(self, state: ViewState, how: SpanChange) -> Transition:
        """Change the brush of a state; drawing it ends."""
        found = brush.find_brush(state.view, self._home, self._zone)
        if found is None or self.axis is None:
            return Transition(message=self.frame.hint(NO_BRUSH))
        snap = state.options.snap
        span = how(found[1], snap if snap and snap != EVENT else self._unit(self.axis))
        view = self._set_brush(state, span)
        return Transition(state.with_view(view).with_options(anchor=None), self._count_marked)

    def _set_brush(self, state: ViewState, span: TimeSpan) -> View:
        return brush.set_brush(state.view, span, self._home, self._zone)

    def _count_marked(self, frame: FrameData) -> str:
        """Count what is in the selected period of a frame."""
        found = brush.find_brush(frame.state.view, self._home)
        if not found:
            return ""
        possible = len(frame.panes.possible_matches.quotes)
        total = len(frame.panes.matches.quotes)
        counts = f" ({total - possible:,} certain, {possible:,} possible)" if possible else ""
        (value,) = found[0].values
        return f"{parse_date(value, self._home).words()}: {format_count(total, 'quote')}{counts}"

    @property
    def _left(self) -> int:
        """How many columns there are before the axis."""
        return measure_labels(self.frame.dossier, self.state.options, self.width)

    @property
    def _home(self) -> str | None:
        """The time zone of clock times without an offset."""
        return self.frame.dossier.info.timezone

    @property
    def _zone(self) -> str:
        """The time zone that is shown."""
        return find_chart_zone(self.frame.dossier, self.state.options)

    def _moment(self, axis: Axis) -> int:
        return find_moment(self.frame.dossier, self.state, axis)

    def _unit(self, axis: Axis) -> str:
        """Return the unit in which a brush is drawn: by the scale, but no finer than the dates in sight are."""
        dates = find_record_times(self.frame.dossier, self.state.options.axis, axis.zone)
        shown = (date for date in (*dates.events, *dates.quotes) if axis.shows(date))
        return brush.choose_brush_unit(axis.seconds_per_cell, brush.finest_unit(shown))

    def _span_about(self, moment: int, axis: Axis) -> TimeSpan:
        """Return what a brush covers that begins or ends at a moment of an axis."""
        snap = self.state.options.snap
        wall = axis.wall(moment)
        if snap == EVENT:
            spans = (self._on_wall(axis, span) for span in self._event_spans(axis.zone))
            return min(spans, key=lambda span: (_measure_distance(span, wall), span.end - span.start))
        return brush.unit_span(wall, snap or self._unit(axis))

    def _event_spans(self, zone: str) -> list[TimeSpan]:
        events = find_record_times(self.frame.dossier, self.state.options.axis, zone).events
        return [TimeSpan(*ends) for ends in bound_spans(events)]

    @staticmethod
    def _on_wall(axis: Axis, span: TimeSpan) -> TimeSpan:
        return TimeSpan(axis.wall(span.start), axis.wall(span.end))

    def _stops(self) -> list[int]:
        axis = self.axis
        spans = [self._on_wall(axis, span) for span in self._event_spans(axis.zone)] if axis else []
        return sorted(set(chain.from_iterable(spans)))


def _find_moment_in(axis: Axis, cell: int) -> int:
    """Return the moment that is pointed at in a cell: its last, since a day begins in the cell of its label."""
    cell = min(max(cell, 0), axis.width - 1)
    return max(axis.moment(cell + 1) - 1, axis.moment(cell))


def _measure_distance(span: TimeSpan, moment: int) -> int:
    return max(span.start - moment, moment - span.end, 0)


def _find_next(options: tuple[str, ...], option: str) -> str:
    return options[(options.index(option) + 1) % len(options)] if option in options else options[0]


T = TypeVar("T")
UNNAMED: Final = {
    (False, True): "Unnamed addressees cannot be a filter; filtering by the speaker only.",
    (True, False): "Unnamed speakers cannot be a filter; filtering by the addressee only.",
    (True, True): "Unnamed speakers and addressees cannot be a filter.",
}
"""What is said of a cell by whether its speaker and its addressee are unknown."""


@dataclass(frozen=True)
class MatrixView:
    """The cells of the matrix, or, without room for it, the list of its edges."""

    frame: FrameData
    width: int
    """How many columns it is drawn in."""
    page: int
    """How many rows are in sight."""

    def move(self, step: int) -> Transition:
        """Move the cursor by rows."""
        speaker, to = self.frame.state.pair
        if self._is_grid():
            return self.select((_step_from(find_axes(self.frame)[0], speaker, step), to))
        return self.select(_step_from(find_edges(self.frame), self.frame.state.pair, step))

    def move_page(self, pages: int) -> Transition:
        """Move the cursor by pages."""
        return self.move(pages * max(self.page - 1, 1))

    def move_to_edge(self, end: int) -> Transition:
        """Move the cursor to the first or the last row."""
        last = -1 if end else 0
        if self._is_grid():
            return self.select((find_axes(self.frame)[0][last], self.frame.state.pair[1]))
        return self.select(find_edges(self.frame)[last])

    def move_sideways(self, step: int) -> Transition:
        """Move the cursor by columns; in the list of edges, go to the pane at that side."""
        if not self._is_grid():
            return Transition(self.frame.state.with_focus(neighbor_pane(PEOPLE, step, around=False)))
        speaker, to = self.frame.state.pair
        return self.select((speaker, _step_from(find_axes(self.frame)[1], to, step)))

    def select(self, pair: Pair) -> Transition:
        """Move the cursor to a cell; what it counts filters the other panes."""
        return Transition(
            replace(self.frame.state, pair=pair), UNNAMED.get((pair[0] == UNKNOWN, pair[1] == UNKNOWN), "")
        )

    def mark(self, negated: bool) -> Transition:
        """Pin or exclude the cell under the cursor; only all of a row or a column can be excluded."""
        state = self.frame.state
        wanted = pair_clauses(state.pair)
        if not wanted:
            return Transition(message="Nothing to filter by here.")
        if not negated:
            state = state.toggle_pair(state.pair)
            is_on = any(clause in state.view.clauses for clause in wanted)
            return Transition(state, self.frame.hint(KEPT_MESSAGE if is_on else RELEASED_MESSAGE))
        if len(wanted) > 1:
            return Transition(message="To exclude, move to a row or column total.")
        (value,) = wanted[0].values
        view = state.view.remove_value(wanted[0].facet, value).toggle_value(wanted[0].facet, value, negated=True)
        is_on = any(value in clause.values for clause in view.clauses_of(wanted[0].facet, negated=True))
        return Transition(state.with_view(view), self.frame.hint(HIDDEN_MESSAGE if is_on else SHOWN_AGAIN_MESSAGE))

    def clear(self) -> Transition:
        """Remove what People filters by, or everything where it filters by nothing."""
        return ListView(self.frame, PEOPLE, self.page).clear()

    def _is_grid(self) -> bool:
        dossier = self.frame.dossier
        return is_grid(make_matrix(dossier, self.frame.panes.people_matches.quotes), self.width, dossier)


def _step_from(keys: Sequence[T], at: T, step: int) -> T:
    """Return the key that is some steps away; beyond the ends, the first or the last."""
    position = keys.index(at) if at in keys else 0
    return keys[min(max(position + step, 0), len(keys) - 1)]
