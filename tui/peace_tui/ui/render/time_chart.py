"""The time chart in cells: labels, axis, eras, events, and below them the moment under the cursor and the clocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from peace_tui.charts.axis import HOUR, THIN_SHARE, Axis, TimeSpan, bar_eighths
from peace_tui.charts.brush import cell_unit, find_brush, format_span, unit_span
from peace_tui.charts.time_chart import (
    DOUBT,
    IN_ORDER,
    POINT,
    UNDATED_MARK,
    Band,
    ChartGroup,
    EventMark,
    TimeChart,
    group_records,
    make_row_chart,
    make_time_chart,
)
from peace_tui.charts.times import (
    HAPPENED,
    PUBLISHED,
    SAID,
    UTC,
    NamedZone,
    find_clocks,
    find_record_times,
    find_zones,
    format_offset,
    format_time,
    home_zone,
    hour_ruler,
    keep_visible,
    reader_clock,
    spread_records,
    window_axis,
)
from peace_tui.edtf.formatting import format_under_heading
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import TIMELINE
from peace_tui.session.state import DisplayOptions, ViewState
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.frame import EXCLUDED, LINKED, PINNED, POSSIBLY, FrameData
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import Canvas, ClickRegion, Line, Picture, line_width, single_line, wrap_text
from peace_tui.ui.render.pane_frames import drop_one_by_one
from peace_tui.ui.render.rows import (
    MAX_MEASURED_DATES,
    draw_mark,
    find_side,
    fit_label,
    fit_name,
    number_sides,
    spans_years,
)

UNDATED_LABEL: Final = "undated"
TIME_KIND_WORDS = {HAPPENED: "by date of event", SAID: "by date of speech", PUBLISHED: "by date of publication"}
"""What the three times of a record are called."""


def describe_chart(dossier: Dossier, options: DisplayOptions) -> Sequence[str]:
    """Return what the events are arranged by, and in which zone times are shown where that is not the dossier's.

    In ever fewer words.
    """
    parts = [TIME_KIND_WORDS[options.axis]]
    if (by := options.lanes or IN_ORDER) != IN_ORDER:
        parts.insert(0, f"grouped by {by}")
    if options.zone:
        names = (clock.name for clock in find_zones(dossier, reader_clock()) if clock.zone == options.zone)
        parts.append(f"times in {single_line(next(names, options.zone))}")
    return drop_one_by_one(parts)


def find_chart_zone(dossier: Dossier, options: DisplayOptions) -> str:
    """Return the zone in which times are shown."""
    return options.zone or home_zone(dossier)


def measure_labels(dossier: Dossier, options: DisplayOptions, width: int) -> int:
    """Return how many cells dates, or the names of groups, take before the axis."""
    if width < 40:
        return 0
    if options.lanes in ("", IN_ORDER):
        return min(_measure_dates(dossier) + 4, width * 2 // 5)
    return min(max(_measure_groups(dossier, options.lanes), 12), max(width * 3 // 10, 12))


@lru_cache(maxsize=8)
def _measure_groups(dossier: Dossier, by: str) -> int:
    """Return how many cells the longest name of a group takes, of people and sources the short one, with its count."""
    names = []
    for group in group_records(dossier, by)[:MAX_MEASURED_DATES]:
        if by == "person" and group.key:
            names.append(dossier.brief_of(group.key))
        else:
            names.append(dossier.source_of[group.key].siglum if by == "source" and group.key else group.name)
    sign = 2 if by in ("person", "side") else 0
    return (
        max((cell_width(single_line(name)) for name in names), default=0) + sign + 4 + len(f"{len(dossier.events):,}")
    )


@lru_cache(maxsize=2)
def _measure_dates(dossier: Dossier) -> int:
    """Return how many cells the longest date before a row takes, of some where there are many."""
    dates = [date.text for date in dossier.event_index.dates if date.earliest is not None or date.latest is not None]
    some = dates[:: len(dates) // MAX_MEASURED_DATES + 1]
    return max((cell_width(_format_date(dossier, text)) for text in some), default=len(UNDATED_LABEL))


def _format_date(dossier: Dossier, text: str, room: int = 0) -> str:
    """Return a date as it stands before a row; to the day where the clock times do not fit in `room` cells."""
    unit = "" if spans_years(dossier) else "year"  # which the labels of the axis say
    label = format_under_heading(text, unit)
    if room and cell_width(label) > room:
        label = format_under_heading(re.sub(r"T\d\d(:\d\d)*(Z|[-+]\d\d(:\d\d)?)?", "", text), unit)
    return truncate_text(label, room) if room else label


def find_moment(dossier: Dossier, state: ViewState, axis: Axis) -> int:
    """Return the moment under the chart's cursor: its own, that of the event, of the mark, or the axis's middle."""
    moment = _find_own_moment(dossier, state)
    if moment is not None:
        return moment
    mark = find_marked_span(dossier, state, axis)
    return mark.start if mark else axis.moment(axis.width // 2)


def _find_own_moment(dossier: Dossier, state: ViewState) -> int | None:
    """Return the moment to which the chart's cursor was moved, else that of the event under it; None without either."""
    if state.options.moment is not None or state.timeline is None:
        return state.options.moment
    at = dossier.event_index.position_of[state.timeline]
    dates = find_record_times(dossier, state.options.axis, find_chart_zone(dossier, state.options)).events
    date = next((date for date, positions in dates.items() if at in positions), None)
    if date and date.earliest is None and date.latest is not None:
        return date.latest - 1
    return date.earliest if date else None


def compute_axis(dossier: Dossier, state: ViewState, width: int) -> Axis | None:
    """Return the axis of the chart at a state, in a pane of this width; its cursor is in sight."""
    options, window = state.options, state.options.window
    room, zone = width - measure_labels(dossier, options, width), find_chart_zone(dossier, options)
    if window and (moment := _find_own_moment(dossier, state)) is not None:
        window = keep_visible(dossier, options.axis, window, moment, zone)
    return window_axis(dossier, options.axis, window, options.folded, room, zone)


def find_marked_span(dossier: Dossier, state: ViewState, axis: Axis) -> TimeSpan | None:
    """Return the marked time on an axis."""
    found = find_brush(state.view, dossier.info.timezone, axis.zone)
    return TimeSpan(axis.from_wall(found[1].start), axis.from_wall(found[1].end)) if found else None


MARK_STYLES = {PINNED: "pin", EXCLUDED: "excluded", LINKED: "pin"}


def draw_chart(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Return the chart of a frame in a pane of this size."""
    axis = compute_axis(frame.dossier, frame.state, width)
    if axis is None or height < 4:
        way = frame.hint("; {chart.show} lists the events") if frame.panes.timeline else ""
        return Picture((((f" No dates here{way}", "quiet"),),))
    return _CellDrawing(frame, axis, width, height, glyphs).picture()


class _CellDrawing:
    """One chart being drawn."""

    def __init__(self, frame: FrameData, axis: Axis, width: int, height: int, glyphs: Glyphs) -> None:
        self.frame, self.axis, self.glyphs = frame, axis, glyphs
        self.dossier, self.options = frame.dossier, frame.state.options
        self.left = measure_labels(self.dossier, self.options, width)
        self.canvas = Canvas(width, height)
        self.moment = find_moment(self.dossier, frame.state, axis)
        self.regions: list[ClickRegion] = []

    def picture(self) -> Picture:
        height = self.canvas.height
        top = self._axis() + self._eras(height)
        bottom = height - (height >= 6)
        bottom -= self._rulers(bottom) if height >= 14 else 0
        mark = self._marked_cells()
        self._cursor(top, bottom)
        if (self.options.lanes or IN_ORDER) == IN_ORDER:
            top += self._density(top) if bottom - top >= 5 else 0
            omitted = self._rows(top, bottom)
        else:
            omitted = self._bands(top, bottom)
        if mark:
            self._mark(range(self.left + mark.start, self.left + mark.stop), top, bottom)
        if height >= 6:
            self._put((*self._moment_words(self.canvas.width - 1 - line_width(omitted)), *omitted), height - 1)
        return Picture(tuple(self.canvas.lines()), tuple(self.regions))

    def _axis(self) -> int:
        """Draw the labels and the line of the axis; return how many rows they take."""
        line, tick = self.glyphs.axis[0], self.glyphs.axis[1]
        self.canvas.fill(range(self.left, self.canvas.width), 1, line, "faint")
        for cell, text in self.axis.ticks():
            self.canvas.put(self.left + cell, 0, text, "quiet")
            self.canvas.put(self.left + cell, 1, tick, "quiet")
        for cells in self.axis.fold_cells:
            self.canvas.put(self.left + cells.start, 1, self.glyphs.fold, "quiet")
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
            if stop - start >= min(8, cell_width(single_line(era.title)) + 1):  # of less than that nothing can be read
                self.canvas.put(start + 1, 2 + row, era.title, style, stop)
        return len(ends)

    def _put(self, line: Line, y: int) -> None:
        x = 1
        for text, style in line:
            self.canvas.put(x, y, text, style)
            x += cell_width(text)

    def _marked_cells(self) -> range:
        """Return the cells of the marked time; none without one in sight."""
        span = find_marked_span(self.dossier, self.frame.state, self.axis)
        if span is None or span.start >= self.axis.end or span.end <= self.axis.start:
            return range(0)
        return range(self.axis.cell(span.start), self.axis.cell(span.end - 1) + 1)

    def _mark(self, cells: range, top: int, bottom: int) -> None:
        """Lay the marked time under the chart, between two lines as high; letters that they cross are reversed."""
        glyphs = self.glyphs
        self.canvas.fill(cells, 1, glyphs.axis[2], "edge")
        for y in range(1, bottom):
            for x in cells:
                self.canvas.lay_under(x, y, "marked")
        blocks, lines = glyphs.eighths + glyphs.behind, glyphs.axis + "".join((*glyphs.bars.values(), *glyphs.ends))
        crossed = {" ", glyphs.column, *blocks, *lines}
        for x in (cells.start - 1, cells.stop):
            for y in range(1, bottom) if self.left <= x < self.canvas.width else ():
                if y == 1 or self.canvas.character(x, y) in crossed:
                    self.canvas.dot(x, y, glyphs.wall, "edge")
                elif y < top:  # an era, with a ground of its own
                    self.canvas.restyle(x, y, "cursor+text")
                else:
                    self.canvas.lay_under(x, y, "cursor")

    def _cursor(self, top: int, bottom: int) -> None:
        cell = self.left + self.axis.cell(self.moment)
        for y in range(top, bottom):
            self.canvas.put(cell, y, self.glyphs.column, "faint")
        self.canvas.put(cell, 1, self.glyphs.cursor, "title")

    def _density(self, top: int) -> int:
        """Draw how many quotes are of each time: those that pass, and all behind; return how many rows it takes."""
        _, quotes = spread_records(self.dossier, self.options.axis, self.axis)
        everything = quotes.density()
        most = max(1.0, *everything)
        if not any(everything):
            return 0
        if self.left:
            self.canvas.put(1, top, "quotes", "quiet", self.left - 1)
        for cell, (here, behind) in enumerate(
            zip(quotes.density(self.frame.panes.matches.quotes), everything, strict=True)
        ):
            if here:
                block = self.glyphs.eighths[bar_eighths(here, most) - 1]
                self.canvas.dot(self.left + cell, top, block, "faint" if here < THIN_SHARE else "bar")
            elif behind:
                block = self.glyphs.behind[bar_eighths(behind, most) - 1]
                self.canvas.dot(self.left + cell, top, block, "behind")
        return 1

    def _rows(self, top: int, bottom: int) -> Line:
        """Draw a row for each event, those near the cursor; return what is left out."""
        at, moment = None, self.options.moment
        if moment is None:
            at = self.dossier.event_index.position_of.get(self.frame.state.timeline or "")
            marked = find_marked_span(self.dossier, self.frame.state, self.axis)
            moment = marked.start if marked else self.axis.start
        events = self.frame.panes.timeline
        height = bottom - top
        chart = make_row_chart(self.dossier, self.axis, self.options.axis, events, height, at, moment, _count_lines)
        for mark in chart.marks:
            y = top + mark.row
            self._bar(mark, y)
            self._row_label(mark, y)
            self._sign(mark, y)
        last = chart.first + len(chart.marks)
        part = (
            f"{chart.first + 1:,}–{last:,} of {format_count(chart.total, 'event')}"
            if last - chart.first < chart.total
            else ""
        )
        return _draw_omissions(part, chart.elsewhere)

    def _row_label(self, mark: EventMark, y: int) -> None:
        """Write the date of an event, as written, before its row, and whether it is under the cursor or marked."""
        if not self.left:
            return
        event = self.dossier.event_index.records[mark.event]
        state = self.frame.row_mark(TIMELINE, event.id) or POSSIBLY * (
            mark.event in self.frame.panes.possible_matches.events
        )
        room = self.left - 3
        date = _format_date(self.dossier, event.date.text, room) if event.date else UNDATED_LABEL
        here = event.id == self.frame.state.timeline
        style = "strong" if here else "faint" if mark.event in self.frame.panes.outside else "quiet"
        self.canvas.put(0, y, self.glyphs.cursor if here else " ", "title")
        self.canvas.put(1, y, *draw_mark(self.glyphs, state))
        self.canvas.put(2 + max(room - cell_width(date), 0), y, date, style, self.left - 1)
        if here:
            for x in range(1, self.left):
                self.canvas.lay_under(x, y, "cursor")
        self.regions.append(ClickRegion(y, range(self.left), event.id))

    def _bands(self, top: int, bottom: int) -> Line:
        """Draw the groups; return what is left out."""
        chart = arrange_groups(self.frame, self.axis, max(bottom - top, 1))
        for band in chart.bands:
            self._band(band, top)
        groups = format_count(chart.hidden, "more group") if chart.hidden else ""
        undated = f"{chart.undated:,} undated" if chart.undated else ""
        return _draw_omissions(", ".join(filter(None, (groups, undated))), chart.elsewhere)

    def _group_name(self, group: ChartGroup, room: int) -> tuple[str, str]:
        """Return the name of a group, where it does not fit the short one of a person or source; and its style."""
        by, dossier = self.options.lanes, self.dossier
        if by == "person" and group.key:
            number = find_side(dossier, group.key, self.glyphs)
            return f"{self.glyphs.sides[number]} {fit_name(dossier, group.key, room - 2)}", f"name{number}"
        if by == "side" and group.key:
            number = number_sides(dossier, len(self.glyphs.sides))[group.key]
            return f"{self.glyphs.sides[number]} {group.name}", f"name{number}"
        if by == "source" and group.key:
            is_out = group.key in self.frame.discounted_sources
            sign = f"{self.glyphs.excluded} " if is_out else ""
            label = fit_label(dossier.source_of[group.key], room - cell_width(sign))
            return f"{sign}{label}", "unrecorded" if is_out else "head"
        return group.name, "head"

    def _band(self, band: Band, top: int) -> None:
        y = top + band.top
        if self.left:
            count = f"{band.group.events.intersection_cardinality(self.frame.panes.timeline):,}"
            room = self.left - len(count) - 3
            self.canvas.put(1, y, *self._group_name(band.group, room), 1 + room)
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

    def _bar(self, mark: EventMark, y: int) -> None:
        if mark.kind in (POINT, UNDATED_MARK):
            return
        style = "faint" if mark.kind == DOUBT or mark.event in self.frame.panes.outside else "quiet"
        cells = range(self.left + mark.cells.start, self.left + mark.cells.stop)
        self.canvas.fill(cells, y, self.glyphs.bars[mark.kind], style)
        end, before, beyond = self.glyphs.ends
        if mark.open_start:
            self.canvas.put(cells.start, y, before, style)
        elif mark.open_end or mark.kind != DOUBT:
            self.canvas.put(cells.stop - 1, y, beyond if mark.open_end else end, style)

    def _sign(self, mark: EventMark, y: int) -> None:
        event = self.dossier.event_index.records[mark.event]
        state = self.frame.row_mark(TIMELINE, event.id)
        here = event.id == self.frame.state.timeline
        dim = mark.event in self.frame.panes.outside
        style = MARK_STYLES.get(state) or ("strong" if here else "faint" if dim else "sign")
        sign = self.glyphs.types[event.type] if not mark.more else _format_tally(mark.more + 1)
        x = self.left + mark.head
        if mark.kind != UNDATED_MARK:
            self.canvas.dot(x, y, sign, style)
        if mark.title:
            self._title(mark, y)
        first, last = min(mark.title.start if mark.title else mark.head, mark.head), max(mark.title.stop, mark.head + 1)
        self.regions.append(ClickRegion(y, range(self.left + first, self.left + last), event.id))

    def _title(self, mark: EventMark, y: int) -> None:
        """Write the title of an event; that of the one under the cursor on as many lines as it takes."""
        event = self.dossier.event_index.records[mark.event]
        state, here = self.frame.row_mark(TIMELINE, event.id), event.id == self.frame.state.timeline
        dim = mark.event in self.frame.panes.outside
        style = "strong" if here else MARK_STYLES.get(state) or ("faint" if dim else "text")
        start, stop = self.left + mark.title.start, self.left + mark.title.stop
        is_whole = here and (self.options.lanes or IN_ORDER) == IN_ORDER
        lines = [*wrap_text(event.title, len(mark.title))] if is_whole else [event.title]
        if mark.head < mark.title.start < mark.cells.stop:  # inside a bar: blanks set the title off
            ends = min(start + cell_width(single_line(lines[0])) + 1, mark.cells.stop + self.left - 1)
            self.canvas.fill(range(start - 1, ends), y, " ", "")
        elif mark.cells.start < mark.title.stop < mark.head:
            self.canvas.fill(range(start - 1, stop + 1), y, " ", "")
        for line, text in enumerate(lines, y):
            self.canvas.put(start, line, text, style, stop)
            for cell in range(start, min(stop, start + cell_width(single_line(text)))) if here else ():
                self.canvas.lay_under(cell, line, "cursor")

    def _rulers(self, bottom: int) -> int:
        """Draw the hours of each clock above a row, where a cell is short enough; return how many rows they take."""
        hours = [(clock.name, hour_ruler(self.axis, clock)) for clock in find_clocks(self.dossier)]
        hours = [(name, ticks) for name, ticks in hours if ticks]
        for y, (name, ticks) in enumerate(hours, bottom - len(hours)):
            if self.left:
                self.canvas.put(1, y, name, "quiet", self.left - 1)
            for cell, text in ticks:
                self.canvas.put(self.left + cell, y, text, "quiet")
        return len(hours)

    def _moment_words(self, room: int) -> Line:
        """Return the moment under the cursor in words, no finer than a cell, and as many clocks then as fit."""
        axis = self.axis
        span = unit_span(axis.wall(self.moment), cell_unit(axis.seconds_per_cell))
        said: Line = ((parse_date(format_span(span, axis.zone), axis.zone).words(), "strong"),)
        event = self.dossier.event_of.get(self.frame.state.timeline or "")
        if self.options.zone and event and event.date and event.date.clocked:
            said = (*said, ("   as written ", "quiet"), (event.date.words(), "text"))
        for clock in find_clocks(self.dossier):
            format = format_time if axis.seconds_per_cell <= HOUR else format_offset  # no finer than a cell
            is_plain = format is format_offset and clock == NamedZone(UTC, UTC)  # "UTC UTC+0" says nothing
            time = "" if is_plain else format(self.moment, clock)
            words: Line = ((f"   {clock.name} ", "quiet"), (time, "text"))
            if time and line_width((*said, *words)) <= room:
                said = (*said, *words)
        return said


def _draw_omissions(part: str, elsewhere: int) -> Line:
    """Return what is left out of a chart: a part of the events or groups, and what is outside the axis."""
    text = ", ".join(filter(None, (part, f"{elsewhere:,} out of view" if elsewhere else "")))
    return ((f"   {text}", "quiet"),) if text else ()


def _count_lines(title: str, room: int) -> int:
    return len([*wrap_text(title, room)])


def _format_tally(count: int) -> str:
    return str(count) if count < 10 else "+"


def arrange_groups(frame: FrameData, axis: Axis, height: int) -> TimeChart:
    """Return the chart of what a frame shows, in groups."""
    dossier, options = frame.dossier, frame.state.options
    groups = group_records(dossier, options.lanes)
    first = dossier.event_index.position_of.get(frame.state.timeline or "")
    events = find_record_times(dossier, options.axis, axis.zone).events
    _, quotes = spread_records(dossier, options.axis, axis)
    shown = frame.panes.timeline, frame.panes.timeline_matches.quotes
    return make_time_chart(dossier, axis, groups, events, quotes, shown, height, first)
