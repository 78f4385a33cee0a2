"""The panes: Timeline, People, Quotes and the reader; and the layout of the screen they are on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

from textual import events
from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.engine import count_quotes
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import READER, Rect, heading_of
from peace_tui.session.layout import Layout as Areas
from peace_tui.ui.frame import POSSIBLY, FrameData
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, Picture
from peace_tui.ui.render.pane_frames import (
    describe_reader,
    draw_no_quotes,
    draw_no_rows,
    draw_people_header,
    draw_people_summary,
    measure_people_columns,
)
from peace_tui.ui.render.record import draw_reader
from peace_tui.ui.render.rows import (
    PersonCounts,
    RowKey,
    draw_all,
    draw_event,
    draw_person,
    draw_quote,
    draw_quote_heading,
    find_own_mark,
    format_event_heading,
    measure_event_columns,
)
from peace_tui.ui.widgets.record_list import FRAME_CELLS, FramedPane, RecordList, ShownLine

MAX_READING_CELLS: Final = 100
"""How long a line of text is at most: longer ones are hard to read."""
MAX_SUMMARY_CELLS: Final = 1_000
"""So much of the summary of People tells whether it says something else now: no terminal counts as wider."""


class Timeline(RecordList):
    """The events shown, by date; those outside the date clauses are dimmed."""

    pane = TIMELINE

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the event's position, its counts, its mark and whether it is dimmed."""
        quotes = frame.panes.timeline_matches.quotes
        if row == 0:
            return RowKey(-1, len(quotes))
        position = frame.panes.timeline[row - 1]
        count, total = count_quotes(frame.dossier, position, quotes)
        id = frame.dossier.event_index.records[position].id
        mark = frame.row_mark(TIMELINE, id) or POSSIBLY * (position in frame.panes.possible_matches.events)
        return RowKey(position, count, total, mark, position in frame.panes.outside, find_own_mark(frame.dossier, id))

    def draw_row(self, frame: FrameData, key: Hashable, width: int, is_cursor: bool) -> list[Line]:
        """Return the row of an event."""
        assert isinstance(key, RowKey)
        if key.position < 0:
            return [draw_all(frame.dossier, "All events", key.passing, width)]
        event = frame.dossier.event_index.records[key.position]
        columns = measure_event_columns(frame.dossier, not self.is_low)
        is_whole = is_cursor and not self.is_low  # a pane of one line cuts where it must, and says so
        return draw_event(event, key, width, columns, frame.needles, self.glyphs, is_whole)

    def draw_heading(self, frame: FrameData, row: int, width: int) -> Line:
        """Return the month, or the year or the day, that the dates of the rows are in."""
        if row == 0:
            return EMPTY
        event = frame.dossier.event_index.records[frame.panes.timeline[row - 1]]
        return (
            ((f" {heading.upper()}", "heading"),) if (heading := format_event_heading(frame.dossier, event)) else EMPTY
        )

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Say that no event matches, and how to go on."""
        return draw_no_rows(frame, "events", width)

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return the time chart, where it is wanted."""
        if not frame.state.options.chart:
            return None
        from peace_tui.ui.render.time_chart import draw_chart  # which the list does without

        return draw_chart(frame, width, height, self.glyphs)


class People(RecordList):
    """The people found, those who speak and are spoken about most first."""

    pane = PEOPLE

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the person's position, counts and mark, in how many quotes they have which part, and the summary."""
        passing = frame.panes.people_matches.quotes
        is_summary = self.is_low and row == frame.cursor_row(self.pane)
        summary = draw_people_summary(frame, MAX_SUMMARY_CELLS, self.glyphs) if is_summary else EMPTY
        if row == 0:
            return RowKey(-1, len(passing)), PersonCounts(), summary
        found = frame.people[row - 1]
        id = frame.dossier.people_by_weight[found.position].id
        index = frame.dossier.quote_index
        says, told, named = (
            index.with_value(attribute, id).intersection_cardinality(passing) for attribute in PART_ATTRIBUTES
        )
        counts = PersonCounts(says, told, named, found.events, frame.said(id))
        mark = frame.row_mark(PEOPLE, id)
        key = RowKey(found.position, found.quotes, found.quotes_total, mark, own=find_own_mark(frame.dossier, id))
        return key, counts, summary

    def draw_row(self, frame: FrameData, key: Hashable, width: int, is_cursor: bool) -> list[Line]:
        """Return the row of a person."""
        assert isinstance(key, tuple)
        row, counts, summary = key
        if summary:
            return [draw_people_summary(frame, width, self.glyphs)]
        if row.position < 0:
            return [draw_all(frame.dossier, "All people", row.passing, width)]
        person = frame.dossier.people_by_weight[row.position]
        columns = measure_people_columns(frame, width)
        return draw_person(frame.dossier, person, row, counts, columns, width, frame.needles, self.glyphs, is_cursor)

    def draw_columns(self, frame: FrameData, width: int) -> Line:
        """Return the names of the columns."""
        return draw_people_header(measure_people_columns(frame, width), width, frame.state.part)

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Say that no one matches, and how to go on."""
        return draw_no_rows(frame, "people", width)

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return the matrix of who speaks to whom, where it is wanted."""
        if not frame.state.options.matrix:
            return None
        from peace_tui.ui.render.matrix import draw_matrix  # which the list does without

        return draw_matrix(frame, width, height, self.glyphs)


PART_ATTRIBUTES: Final = ("who", "to", "about")
"""What a person can be in a quote, in the order of the columns."""


class Quotes(RecordList):
    """The quotes that pass, in the order in which they were said."""

    pane = QUOTES
    row_height = 3
    """The most lines of a quote: who speaks to whom, and the beginning of the words."""
    has_cursor_bar = False  # the mark is as high as the row, and moves in a fifth of the bytes

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the quote's position, its mark and which versions fall: it says the same in any row."""
        position = frame.panes.matches.quotes[row]
        quote = frame.dossier.quote_index.records[position]
        possibly = POSSIBLY * (position in frame.panes.possible_matches.quotes)
        return position, possibly, tuple(frame.discounted(quote).items()), find_own_mark(frame.dossier, quote.id)

    def draw_row(self, frame: FrameData, key: Hashable, width: int, is_cursor: bool) -> list[Line]:
        """Return the lines of a quote."""
        assert isinstance(key, tuple)
        position, mark, discounted, own = key
        quote = frame.dossier.quote_index.records[position]
        glyphs, needles = self.glyphs, frame.needles
        return draw_quote(frame.dossier, quote, width, self.row_height, mark, needles, glyphs, dict(discounted), own)

    def draw_heading(self, frame: FrameData, row: int, width: int) -> Line:
        """Return the event at which a quote was said, and the day."""
        if frame.state.cursor(TIMELINE) and not frame.state.has_pins(TIMELINE):
            return EMPTY  # all are of the event that the cursor of the Timeline is on
        quote = frame.dossier.quote_index.records[frame.panes.matches.quotes[row]]
        return draw_quote_heading(frame.dossier, quote, width, self.glyphs)

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Say why there is nothing, and how to go on."""
        return draw_no_quotes(frame, width)


class Reader(FramedPane):
    """The pane that shows what the cursor is on: whole, and scrolled by as many lines as the reader likes."""

    pane = READER

    def __init__(self, glyphs: Glyphs) -> None:
        """Draw with these signs."""
        super().__init__(glyphs)
        self.top = 0
        self._lines: list[Line] = []
        self._subject: object = None
        self._frame: FrameData | None = None
        self._is_shared = False

    def show(self, frame: FrameData, size: Size, is_shared: bool = False, top: int | None = None) -> None:
        """Show what the cursor is on, from its beginning on where that is another record.

        Args:
            frame: What is shown.
            size: The size that the pane has, or is about to have.
            is_shared: Whether Quotes has no pane of its own: then the quote in focus is shown.
            top: The first line to show; None: where it was scrolled to.
        """
        self._frame, self._is_shared = frame, is_shared
        width, height = max(size.width - FRAME_CELLS, 1), max(size.height - FRAME_CELLS, 0)
        record = self.find_subject(frame, is_shared)
        subject = (
            frame.dossier,
            record,
            frame.needles,
            (width, height),
            is_shared,
            frame.state.step,
            frame.state.view.clauses,
            frame.state.live_clauses(),
            frame.record(),
        )
        if subject != self._subject:
            self.top = 0 if not self._is_same(record) else self.top
            self._subject = subject
            self._lines = draw_reader(frame, record, width, height, MAX_READING_CELLS, self.glyphs)
            if is_shared and frame.dossier.quotes and not frame.quote and not frame.record():
                self._lines = [*draw_no_quotes(frame, width), EMPTY, *self._lines]
        self.top = max(0, min(self.top if top is None else top, len(self._lines) - height))
        upper, lower = self.edges(frame, size.width, describe_reader(frame, record), self._more(height))
        rest = self._lines[self.top : self.top + height]
        shown: list[Hashable] = [ShownLine(line, False) for line in (*rest, *[EMPTY] * (height - len(rest)))]
        self.show_lines([upper, *shown, lower][: size.height], size, frame.state.focus == self.pane)

    @staticmethod
    def find_subject(frame: FrameData, is_shared: bool) -> Event | Person | Quote | None:
        """Return the record that is shown; None for the dossier itself."""
        subject = frame.subject()
        return frame.quote if subject and is_shared and frame.quote else subject

    def _is_same(self, record: object) -> bool:
        return isinstance(self._subject, tuple) and self._subject[1] is record

    def heading(self, frame: FrameData) -> str:
        """Return the name of the pane, which may stand for Quotes too."""
        return heading_of(self.pane, (TIMELINE, READER) if self._is_shared else (READER,), frame.missing)

    def _more(self, height: int) -> str:
        above, below = self.top, max(len(self._lines) - self.top - height, 0)
        return "   ".join(([f"↑ {above:,}"] if above else []) + ([f"↓ {below:,} more"] if below else []))

    def scroll_lines(self, step: int) -> None:
        """Move the text by some lines."""
        if self._frame:
            self.show(self._frame, self.size, self._is_shared, self.top + step)

    def scroll_pages(self, pages: int) -> None:
        """Move the text by pages, with two lines of the last in sight."""
        self.scroll_lines(pages * max(self.size.height - FRAME_CELLS - 2, 1))

    def scroll_to_edge(self, end: int) -> None:
        """Move the text to its beginning or its end."""
        self.scroll_lines(len(self._lines) if end else -len(self._lines))

    def on_click(self, event: events.Click) -> None:
        """Go to the pane."""
        self.post_message(self.Clicked(self.pane, -1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up."""
        event.stop()
        self.scroll_lines(-3)


class ScreenLayout(Layout):
    """Places the widgets of the main screen; those without an area are out of sight."""

    name = "screen"

    def __init__(self, compute: Callable[[Size], Areas]) -> None:
        """Have `compute` return the areas of a screen of a size."""
        self._compute = compute

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the widgets by their ids, which are the names of the areas and of the panes."""
        areas = self._compute(size)
        rects: dict[str, Rect] = {**areas._asdict(), **areas.panes}
        placed = [(child, rects.get(child.id or "")) for child in children]
        return [WidgetPlacement(Region(*rect), Offset(), NULL_SPACING, child) for child, rect in placed if rect]
