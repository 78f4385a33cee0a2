"""Looking at time: the chart, its window and its lanes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peace_tui.charts import viewport
from peace_tui.charts.axis import Axis
from peace_tui.charts.brush import TimeSpan
from peace_tui.charts.record_times import TIME_KINDS
from peace_tui.charts.time_chart import GROUPINGS, default_grouping
from peace_tui.query.facets import TIMELINE
from peace_tui.ui.actions.moving import Moving
from peace_tui.ui.render.time_axis import axis_at, label_width, moment_of

AXES = tuple(TIME_KINDS)


class Charting(Moving):
    """Draws time, and moves through it."""

    def on_chart(self) -> bool:
        """Tell whether keys go to the time chart."""
        return self.place.look.chart and self.place.focus == TIMELINE

    def draw_as(self, **changes: Any) -> None:
        """Look at the same in another way."""
        self.go(replace(self.place, look=replace(self.place.look, **changes)), step=False)

    def axis(self) -> Axis | None:
        """Return the axis of the chart as it stands, or as it would."""
        return axis_at(self.dossier, self.place, self.room(TIMELINE) or self.size.width - 1)

    def action_chart(self) -> None:
        """Draw the Timeline as a chart, or list it again."""
        look = replace(self.place.look, chart=not self.place.look.chart, anchor=None)
        self.go(replace(self.place, look=look, focus=TIMELINE), step=False)

    def action_axis(self) -> None:
        """Turn to the next of the three times of a record."""
        kind = _next(AXES, self.place.look.axis)
        self.draw_as(axis=kind, window=None, moment=None, anchor=None)
        self.say(f"Time is now when things were {kind}." if kind != AXES[0] else "Time is now when things happened.")

    def action_lanes(self) -> None:
        """Turn to the next facet that lanes can be by."""
        self.draw_as(lanes=_next(GROUPINGS, self.place.look.lanes or default_grouping(self.dossier)))
        self.say(f"Lanes by {self.place.look.lanes}.")

    def action_fold(self) -> None:
        """Fold long empty stretches away, or unfold them."""
        self.draw_as(folded=not self.place.look.folded)

    def action_zoom_time(self, step: int) -> None:
        """Show half of the time about the cursor, or twice as much; 0 shows all."""
        if axis := self.axis():
            moment = moment_of(self.dossier, self.place, axis)
            self.draw_as(window=self._zoomed(axis, moment, step), moment=moment)

    def _zoomed(self, axis: Axis, moment: int, step: int) -> TimeSpan | None:
        if step > 0:
            return viewport.zoom_in(axis, moment)
        return viewport.zoom_out(self.dossier, self.place.look.axis, axis, moment) if step else None

    def action_pan(self, step: int) -> None:
        """Show earlier or later time."""
        if axis := self.axis():
            seen = viewport.pan(self.dossier, self.place.look.axis, axis, step)
            if seen is None:
                self.say("All of the time is in sight; + shows less of it.")
                return
            cell = axis.cell(moment_of(self.dossier, self.place, axis))
            share = (seen.end - seen.start) * cell // axis.width
            self.draw_as(window=seen, moment=seen.start + share)

    def action_beside(self, step: int) -> None:
        """Move the chart's cursor by a cell; elsewhere, go to the pane at the right or the left."""
        axis = self.axis() if self.on_chart() else None
        if axis is None:
            super().action_beside(step)
            return
        cell = axis.cell(moment_of(self.dossier, self.place, axis)) + step
        fold = next((cells for cells in axis.fold_cells if cell in cells), None)
        if fold:
            cell = fold.stop if step > 0 else fold.start - 1
        if 0 <= cell < axis.width:
            self.point_at(axis.moment(cell))
        else:
            self.action_pan(step)

    def point_at(self, moment: int) -> None:
        """Move the chart's cursor to a moment."""
        self.draw_as(moment=moment)

    def chart_pointed(self, column: int, event: object) -> None:
        """Move the chart's cursor to the event, or the moment, that was clicked."""
        axis, left = self.axis(), label_width(self.room(TIMELINE))
        if isinstance(event, str):
            self.go_to(TIMELINE, event)
        elif axis and column >= left:
            self.point_at(axis.moment(min(column - left, axis.width - 1)))


def _next(among: tuple[str, ...], one: str) -> str:
    return among[(among.index(one) + 1) % len(among)]
