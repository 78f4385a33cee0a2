"""The time chart in cells: labels, axis, eras, groups, and below them the moment under the cursor and the clocks."""

from __future__ import annotations

from peace_tui.charts.axis import HOUR, Axis
from peace_tui.charts.brush import cell_unit, find_brush, format_span, unit_span
from peace_tui.charts.clocks import UTC, find_clocks, format_offset, format_time, hour_ruler
from peace_tui.charts.density import THIN_SHARE, bar_eighths
from peace_tui.charts.record_times import HAPPENED, find_record_times
from peace_tui.charts.time_chart import (
    DOUBT,
    POINT,
    Band,
    ChartGroup,
    Mark,
    TimeChart,
    default_grouping,
    group_records,
    make_time_chart,
)
from peace_tui.charts.viewport import keep_visible, spread_records, window_axis
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import TIMELINE
from peace_tui.session.state import ViewState
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import EXCLUDED, LINKED, PINNED, FrameData
from peace_tui.ui.render.canvas import Canvas, ClickRegion, Picture
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import Line
from peace_tui.ui.render.rows import fitting_label, fitting_name


def label_width(width: int) -> int:
    """Return how many cells the names of groups take."""
    return 20 if width >= 120 else 14 if width >= 70 else 9 if width >= 30 else 0


def moment_of(dossier: Dossier, state: ViewState, axis: Axis) -> int:
    """Return the moment under the chart's cursor: its own, else that of the event, else the middle of the axis."""
    if state.options.moment is not None:
        return state.options.moment
    return _event_moment(dossier, state) or axis.moment(axis.width // 2)


def _event_moment(dossier: Dossier, state: ViewState) -> int | None:
    if state.timeline is None:
        return None
    at = dossier.event_index.position_of[state.timeline]
    dates = find_record_times(dossier, state.options.axis).events
    date = next((date for date, positions in dates.items() if at in positions), None)
    return None if date is None else date.latest - 1 if date.earliest is None and date.latest else date.earliest


def axis_at(dossier: Dossier, state: ViewState, width: int) -> Axis | None:
    """Return the axis of the chart at a state, in a pane of this width; its cursor is in sight."""
    options, room = state.options, width - label_width(width)
    window, moment = options.window, options.moment
    if window and (moment := _event_moment(dossier, state) if moment is None else moment) is not None:
        window = keep_visible(dossier, options.axis, window, moment)
    return window_axis(dossier, options.axis, window, options.folded, room)


MARK_STYLES = {PINNED: "pin", EXCLUDED: "excluded", LINKED: "pin"}


def chart_picture(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Return the chart of a frame in a pane of this size."""
    axis = axis_at(frame.dossier, frame.state, width)
    if axis is None or height < 4:
        return Picture((((" nothing here is dated", "quiet"),),))
    return _CellDrawing(frame, axis, width, height, glyphs).picture()


class _CellDrawing:
    """One chart being drawn."""

    def __init__(self, frame: FrameData, axis: Axis, width: int, height: int, glyphs: Glyphs) -> None:
        self.frame, self.axis, self.glyphs = frame, axis, glyphs
        self.dossier, self.options = frame.dossier, frame.state.options
        self.left = label_width(width)
        self.canvas = Canvas(width, height)
        self.moment = moment_of(self.dossier, frame.state, axis)
        self.regions: list[ClickRegion] = []

    def picture(self) -> Picture:
        height = self.canvas.height
        top = self._axis() + self._eras(height)
        bottom = height - (height >= 6)
        bottom -= self._rulers(bottom) if height >= 14 else 0
        chart = compute_chart(self.frame, self.axis, max(bottom - top, 1))
        self._brush(top, bottom)
        self._cursor(top, bottom)
        for band in chart.bands:
            self._band(band, top)
        if height >= 6:
            self._put((*self._moment_words(), *self._omissions(chart)), height - 1)
        return Picture(tuple(self.canvas.lines()), tuple(self.regions))

    def _axis(self) -> int:
        """Draw the labels and the line of the axis; return how many rows they take."""
        line, tick = self.glyphs.axis[0], self.glyphs.axis[1]
        self.canvas.fill(range(self.left, self.canvas.width), 1, line, "faint")
        for cell, text in self.axis.ticks():
            self.canvas.put(self.left + cell, 0, text, "quiet")
            self.canvas.put(self.left + cell, 1, tick, "quiet")
        for cells in self.axis.fold_cells:
            self.canvas.put(self.left + cells.start, 1, self.glyphs.fold, "accent")
        return 2

    def _eras(self, height: int) -> int:
        """Draw the eras, each from its beginning to its end; return how many rows they take."""
        eras = [era for era in self.dossier.eras if self.axis.shows(era.date)]
        if not eras or height < 12 or self.options.axis != HAPPENED:
            return 0
        ends: list[int] = []
        for number, era in enumerate(eras):
            style = "live" if number % 2 else "chip"
            cells = self.axis.cells(era.date)
            row = next((row for row, end in enumerate(ends) if end <= cells.start + 1), len(ends))
            if row > 1:
                continue
            first = max(cells.start, ends[row] if row < len(ends) else 0)  # two in a cell: the earlier has it
            ends[row : row + 1] = [cells.stop]
            start, stop = self.left + first, self.left + cells.stop
            self.canvas.fill(range(start, stop), 2 + row, " ", style)
            if len(cells) >= 4:
                self.canvas.put(start + 1, 2 + row, era.title, style, stop)
        return len(ends)

    def _put(self, line: Line, y: int) -> None:
        x = 1
        for text, style in line:
            self.canvas.put(x, y, text, style)
            x += cell_width(text)

    def _brush(self, top: int, bottom: int) -> None:
        found = find_brush(self.frame.state.view, self.dossier.info.timezone)
        if found is None:
            return
        start, end = found[1]
        if start >= self.axis.end or end <= self.axis.start:
            return
        cells = range(self.axis.cell(start), self.axis.cell(end - 1) + 1)
        self.canvas.fill(range(self.left + cells.start, self.left + cells.stop), 1, self.glyphs.axis[2], "pin")
        for y in range(top, bottom):
            for cell in cells:
                self.canvas.lay_under(self.left + cell, y, "marked")

    def _cursor(self, top: int, bottom: int) -> None:
        cell = self.left + self.axis.cell(self.moment)
        for y in range(top, bottom):
            self.canvas.put(cell, y, self.glyphs.column, "faint")
        self.canvas.put(cell, 1, self.glyphs.cursor, "title")

    def _lane_name(self, group: ChartGroup, room: int) -> str:
        """Return the name of a group where it fits, else the short one of a person or source."""
        by = self.options.lanes or default_grouping(self.dossier)
        if by == "person" and group.key:
            return fitting_name(self.dossier, group.key, room)
        return fitting_label(self.dossier.source_of[group.key], room) if by == "source" and group.key else group.name

    def _band(self, band: Band, top: int) -> None:
        y = top + band.top
        if self.left:
            count = str(band.group.events.intersection_cardinality(self.frame.panes.timeline))
            room = self.left - len(count) - 3
            self.canvas.put(1, y, self._lane_name(band.group, room), "head", 1 + room)
            self.canvas.put(self.left - len(count) - 1, y, count, "quiet")
        for mark in band.marks:
            self._bar(mark, y + mark.row)
        for mark in reversed(band.marks):  # the one under the cursor is the first, and is drawn on top
            self._sign(mark, y + mark.row)
        most = max((1.0, *band.density))
        for cell, weight in enumerate(band.density):
            if weight:
                block = self.glyphs.eighths[bar_eighths(weight, most) - 1]
                self.canvas.dot(self.left + cell, y + band.rows, block, "faint" if weight < THIN_SHARE else "bar")

    def _bar(self, mark: Mark, y: int) -> None:
        if mark.kind == POINT:
            return
        style = "faint" if mark.kind == DOUBT or mark.event in self.frame.panes.outside else "quiet"
        cells = range(self.left + mark.cells.start, self.left + mark.cells.stop)
        self.canvas.fill(cells, y, self.glyphs.bars[mark.kind], style)
        end, before, beyond = self.glyphs.ends
        if mark.open_start:
            self.canvas.put(cells.start, y, before, style)
        elif mark.open_end or mark.kind != DOUBT:
            self.canvas.put(cells.stop - 1, y, beyond if mark.open_end else end, style)

    def _sign(self, mark: Mark, y: int) -> None:
        event = self.dossier.event_index.records[mark.event]
        state = self.frame.row_mark(TIMELINE, event.id)
        here = event.id == self.frame.state.timeline
        dim = mark.event in self.frame.panes.outside
        style = MARK_STYLES.get(state) or ("title" if here else "faint" if dim else "accent")
        sign = self.glyphs.types[event.type] if not mark.more else _tally(mark.more + 1)
        x = self.left + mark.head
        self.canvas.dot(x, y, sign, style)
        if mark.title:
            words = "strong" if here else MARK_STYLES.get(state) or ("faint" if dim else "text")
            start, stop = self.left + mark.title.start, self.left + mark.title.stop
            if mark.cells.stop > mark.title.start:  # inside a bar: blanks set the title off
                self.canvas.put(start - 1, y, " ", "")
                title = event.title if len(event.title) < len(mark.title) else event.title + " "
                self.canvas.put(start, y, f"{title} "[: len(mark.title)], words, stop)
            self.canvas.put(start, y, event.title, words, stop)
        columns = range(x, self.left + max(mark.title.stop, mark.head + 1))
        self.regions.append(ClickRegion(y, columns, event.id))

    def _rulers(self, bottom: int) -> int:
        """Draw the hours of each clock above a row, where a cell is short enough; return how many rows they take."""
        zone = self.dossier.info.timezone
        hours = [(clock.name, hour_ruler(self.axis, zone, clock)) for clock in find_clocks(self.dossier)]
        hours = [(name, ticks) for name, ticks in hours if ticks]
        for y, (name, ticks) in enumerate(hours, bottom - len(hours)):
            if self.left:
                self.canvas.put(1, y, name, "quiet", self.left - 1)
            for cell, text in ticks:
                self.canvas.put(self.left + cell, y, text, "quiet")
        return len(hours)

    def _moment_words(self) -> Line:
        """Return the moment under the cursor in words, no finer than a cell, and what the clocks show then."""
        zone = self.dossier.info.timezone
        span = unit_span(self.moment, cell_unit(self.axis.seconds_per_cell))
        said: Line = ((parse_date(format_span(span, zone or UTC), zone or UTC).words(), "strong"),)
        if self.canvas.width >= 60:
            for clock in find_clocks(self.dossier):
                format = format_time if self.axis.seconds_per_cell <= HOUR else format_offset  # no finer than a cell
                if time := format(self.moment, zone, clock):
                    said = (*said, (f"   {clock.name} ", "quiet"), (time, "text"))
        return said

    def _omissions(self, chart: TimeChart) -> Line:
        parts = [
            f"{chart.hidden} more lane{'s' * (chart.hidden > 1)}" if chart.hidden else "",
            f"{chart.undated} undated" if chart.undated else "",
            f"{chart.elsewhere} outside" if chart.elsewhere else "",
        ]
        text = ", ".join(filter(None, parts))
        return ((f"   {text}", "quiet"),) if text else ()


def _tally(count: int) -> str:
    return str(count) if count < 10 else "+"


def compute_chart(frame: FrameData, axis: Axis, height: int) -> TimeChart:
    """Return the chart of what a frame shows."""
    dossier, options = frame.dossier, frame.state.options
    groups = group_records(dossier, options.lanes or default_grouping(dossier))
    first = dossier.event_index.position_of.get(frame.state.timeline or "")
    events = find_record_times(dossier, options.axis).events
    _, quotes = spread_records(dossier, options.axis, axis)
    shown = frame.panes.timeline, frame.panes.timeline_matches.quotes
    return make_time_chart(dossier, axis, groups, events, quotes, shown, height, first)
