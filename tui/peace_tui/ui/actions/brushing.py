"""The brush: a stretch of time marked, grown and moved by keys; the view has it as a clause like any other."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from peace_tui.charts import brush
from peace_tui.charts.axis import bound_spans
from peace_tui.charts.brush import EVENT, TimeSpan
from peace_tui.charts.record_times import PUBLISHED, find_record_times
from peace_tui.query.facets import TIMELINE
from peace_tui.ui.actions.charting import Charting
from peace_tui.ui.actions.filtering import Filtering
from peace_tui.ui.render.time_axis import moment_of

NONE = "No time is marked; b in the time chart begins."


class Brushing(Charting, Filtering):
    """Marks time."""

    @property
    def zone(self) -> str | None:
        """The time zone of clock times without an offset."""
        return self.dossier.info.timezone

    def action_brush(self) -> None:
        """Begin to mark time at the cursor of the chart, or end there."""
        look = self.place.look
        if look.anchor:
            self.draw_as(anchor=None)
            self._tell()
            return
        axis = self.axis()
        if axis is None or look.axis == PUBLISHED:
            self.say("Time is marked by when things happened or were said; a changes the axis.")
            return
        span = self._about(moment_of(self.dossier, self.place, axis))
        place = self.place.with_cursor(TIMELINE, None)  # so that the other panes follow the brush
        look = replace(look, chart=True, anchor=span, moment=moment_of(self.dossier, self.place, axis))
        view = brush.set_brush(place.view, span, self.zone)
        self.go(replace(place, look=look, focus=TIMELINE, view=view))
        self.say("Marking time: ← → move its end, ↑ ↓ go to events, b ends.")

    def point_at(self, moment: int) -> None:
        """Move the chart's cursor to a moment, and with it the end of the brush that is being drawn."""
        look = self.place.look
        if look.anchor is None:
            super().point_at(moment)
            return
        span = look.anchor.hull(self._about(moment))
        view = brush.set_brush(self.place.view, span, self.zone)
        self.go(replace(self.place, view=view, look=replace(look, moment=moment)), step=False)
        self._tell()

    def action_move(self, step: int) -> None:
        """While time is being marked, move its end to the next event; else move the cursor by rows."""
        axis = self.axis() if self.place.look.anchor and self.on_chart() else None
        if axis is None:
            super().action_move(step)
            return
        here = moment_of(self.dossier, self.place, axis)
        starts = sorted({start for start, _ in self._events()})
        beyond = [start for start in starts if (start > here if step > 0 else start < here)]
        if beyond:
            self.point_at(beyond[0] if step > 0 else beyond[-1])

    def action_resize(self, step: int) -> None:
        """Grow the brush at both ends, or shrink it."""
        stops = self._stops() if self.place.look.snap == EVENT else ()
        self._change(lambda span, unit: brush.resize_span(span, unit, step, stops))

    def action_shift(self, step: int) -> None:
        """Move the brush earlier or later."""
        self._change(lambda span, unit: brush.shift_span(span, unit, step))

    def action_snap(self) -> None:
        """Turn to the next of what the brush snaps to, and snap."""
        snap = brush.SNAPS[(brush.SNAPS.index(self.place.look.snap) + 1) % len(brush.SNAPS)]
        self.draw_as(snap=snap)
        if snap == EVENT:
            self._change(lambda span, unit: brush.extend_to_stops(span, self._stops()))
        elif snap:
            self._change(lambda span, unit: brush.round_outward(span, unit))
        self.say(f"Snaps to {snap + 's' if snap else 'the scale of the chart'}.")

    def action_during(self) -> None:
        """Ask for what surely lies in the marked time instead of what may, or the reverse."""
        if view := brush.toggle_strictness(self.place.view, self.zone):
            self.go(replace(self.place, view=view))
            self._tell()
        else:
            self.say(NONE)

    def action_clear(self) -> None:
        """Let go of the brush that is being drawn; else clear what the pane filters."""
        found = brush.find_brush(self.place.view, self.zone) if self.place.look.anchor else None
        if found is None:
            super().action_clear()
            return
        view = self.place.view.replace_clause(found[0], None)
        self.go(replace(self.place, view=view, look=replace(self.place.look, anchor=None)))

    def _change(self, how: brush.SpanChange) -> None:
        found = brush.find_brush(self.place.view, self.zone)
        axis = self.axis()
        if found is None or axis is None:
            self.say(NONE)
            return
        snap = self.place.look.snap
        unit = snap if snap and snap != EVENT else brush.choose_brush_unit(axis.seconds_per_cell)
        span = how(found[1], unit)
        view = brush.set_brush(self.place.view, span, self.zone)
        self.go(replace(self.place, view=view, look=replace(self.place.look, anchor=None)))
        self._tell()

    def _about(self, moment: int) -> TimeSpan:
        """Return what a brush holds that begins or ends at a moment."""
        snap = self.place.look.snap
        if snap == EVENT:
            return min(self._events(), key=lambda span: (_distance(span, moment), span.end - span.start))
        axis = self.axis()
        return brush.unit_span(moment, snap or brush.choose_brush_unit(axis.seconds_per_cell if axis else 0))

    def _events(self) -> list[TimeSpan]:
        return [TimeSpan(*ends) for ends in bound_spans(find_record_times(self.dossier, self.place.look.axis).events)]

    def _stops(self) -> list[int]:
        return sorted(set(chain.from_iterable(self._events())))

    def _tell(self) -> None:
        """Say how much lies in the marked time."""
        found = brush.find_brush(self.place.view, self.zone)
        if found:
            panes = self.scene.panes
            possibly = len(panes.possible_matches.quotes)
            inside = len(panes.matches.quotes) - possibly
            self.say(f"{found[0]}: {inside} inside" + (f", {possibly} possibly" if possibly else ""))


def _distance(span: TimeSpan, moment: int) -> int:
    return max(span.start - moment, moment - span.end, 0)
