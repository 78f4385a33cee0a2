"""A pane in its frame, and a pane that lists records: drawn line by line, only lines that changed drawn again.

Plain widgets with their own offset and scroll bar: a scroll bar that comes and goes or a virtual size would lay out the
whole screen at a key press.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Final, NamedTuple

from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from peace_tui.session.layout import PANE_HEADINGS
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, ClickRegion, Line, Picture, to_segment, to_strip
from peace_tui.ui.render.pane_frames import describe_pane, draw_frame_edge
from peace_tui.ui.render.styles import TextStyles
from peace_tui.ui.widgets.text_lines import LineWidget, refresh_lines

MAX_LINES_KEPT: Final = 2_000
"""How many lines, and rows, are kept as they were drawn."""
FRAME_CELLS: Final = 2
"""The lines and the columns that the frame takes."""
LOW: Final = 4
"""In fewer lines there are neither headings nor the names of columns: the row under the cursor has them all."""


class RowLine(NamedTuple):
    """A line of a row: equal ones are drawn alike."""

    key: Hashable
    """All that the row says, see [row_key][peace_tui.ui.widgets.record_list.RecordList.row_key]."""
    cursor: str
    """`cursor` for the row of the cursor in the pane in focus, `browse` in another pane, nothing for other rows."""
    line: int


class ShownLine(NamedTuple):
    """What a line within the frame shows."""

    line: Line | RowLine
    is_thumb: bool
    """Whether the thumb of the scroll bar is at its right."""


class FramedPane(LineWidget):
    """A pane with a frame: its name, what it is about and its position are in the frame, its lines within."""

    pane: ClassVar[str]

    class Clicked(Message):
        """The reader clicked a row, or the frame or a heading (row -1)."""

        def __init__(self, pane: str, row: int) -> None:
            """Name the row and its pane."""
            super().__init__()
            self.pane, self.row = pane, row

    def __init__(self, glyphs: Glyphs) -> None:
        """Draw with these signs."""
        super().__init__(id=self.pane)
        self.glyphs = glyphs
        self._shown_for = Size(0, 0)
        self._shown: list[Hashable] = []
        """What each line of the pane shows, the edges of the frame included."""
        self._is_focused = False
        self._strips: LRUCache[tuple[Hashable, bool], Strip] = LRUCache(MAX_LINES_KEPT)
        """The lines as they were drawn, each by what it shows and whether the pane is in focus."""
        self._strips_for: tuple[TextStyles, int] | None = None

    def show_lines(self, shown: list[Hashable], size: Size, is_focused: bool) -> None:
        """Show other lines, and have only those drawn again that differ."""
        if size != self._shown_for or len(shown) != len(self._shown) or is_focused != self._is_focused:
            self._shown_for, self._is_focused = size, is_focused
            self.refresh()
        else:
            refresh_lines(self, [y for y, line in enumerate(shown) if line != self._shown[y]])
        self._shown = shown

    def edges(self, frame: FrameData, width: int, notes: Sequence[str], position: str) -> tuple[Line, Line]:
        """Return the upper and the lower edge of the frame; of the notes it takes the first that fits."""
        is_focused = frame.state.focus == self.pane
        name = self.heading(frame)
        return (
            draw_frame_edge(self.glyphs, width, is_focused, name=name, notes=notes),
            draw_frame_edge(self.glyphs, width, is_focused, notes=(position,), is_upper=False),
        )

    def text_at(self, y: int) -> str:
        """Return what a line of the pane says, the frame included; of a row nothing."""
        shown = self._shown[y] if 0 <= y < len(self._shown) else EMPTY
        if isinstance(shown, ShownLine):
            shown = EMPTY if isinstance(shown.line, RowLine) else (self.wall(), *shown.line)
        return "".join(text for text, _ in shown) if isinstance(shown, tuple) else ""

    def heading(self, frame: FrameData) -> str:
        """Return the name of the pane."""
        return PANE_HEADINGS[self.pane]

    def wall(self, is_thumb: bool = False) -> tuple[str, str]:
        """Return a cell of the frame's sides, or of the thumb of its scroll bar."""
        style = "frame-focus" if self._is_focused else "frame"
        return (self.glyphs.thumb, "quiet" if style == "frame" else style) if is_thumb else (self.glyphs.wall, style)

    def draw_line(self, y: int, width: int, styles: TextStyles) -> Strip:
        """Draw an edge of the frame, or what the pane shows between the sides of the frame; what is alike only once."""
        if self._strips_for is None or self._strips_for[0] is not styles or self._strips_for[1] != width:
            self._strips_for = styles, width
            self._strips.clear()
        shown = self._shown[y] if y < len(self._shown) else EMPTY
        key = shown, self._is_focused
        if (strip := self._strips.get(key)) is None:
            strip = self._strips[key] = self._draw_shown(shown, width, styles)
        return strip

    def _draw_shown(self, shown: Hashable, width: int, styles: TextStyles) -> Strip:
        if not isinstance(shown, ShownLine):
            assert isinstance(shown, tuple)
            return to_strip(shown, width, styles)
        inner = max(width - FRAME_CELLS, 0)
        left = to_segment(self.wall(), styles)
        right = to_segment(self.wall(is_thumb=True), styles) if shown.is_thumb else left
        return Strip([left, *self._draw_strip(shown.line, inner, styles), right], inner + FRAME_CELLS)

    def _draw_strip(self, line: Line | RowLine, width: int, styles: TextStyles) -> Strip:
        """Return a line within the frame."""
        assert not isinstance(line, RowLine)
        return to_strip(line, width, styles)


class RecordList(FramedPane):
    """A pane of rows. It is handed a frame and draws it; all it remembers is how far it is scrolled."""

    has_cursor_bar: ClassVar[bool] = True
    """Whether the row of the cursor has a background of its own, besides its mark in the gutter."""

    class RegionClicked(Message):
        """The reader clicked into a drawing."""

        def __init__(self, pane: str, column: int, target: Hashable) -> None:
            """Name the column, and what is drawn there; None for nothing."""
            super().__init__()
            self.pane, self.column, self.target = pane, column, target

    def __init__(self, glyphs: Glyphs) -> None:
        """Draw with these signs."""
        super().__init__(glyphs)
        self.top = 0
        """The first row in sight."""
        self._frame: FrameData | None = None
        self.is_low = False
        """Whether there is no room for headings."""
        self._row_of_line: list[int] = []
        """The row that each line within the frame belongs to; -1 for headings."""
        self._regions: tuple[ClickRegion, ...] | None = None
        """What can be clicked in the drawing; None for a list."""
        self._lines: LRUCache[tuple[Hashable, bool], list[Line]] = LRUCache(MAX_LINES_KEPT)
        self._lines_for: tuple[object, ...] = ()
        self._shows: tuple[object, ...] = ()
        """All that what is shown depends on."""

    # What the kinds of panes say

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return all that row `row` says, as a hashable value."""
        raise NotImplementedError

    def draw_row(self, frame: FrameData, key: Hashable, width: int, is_cursor: bool) -> list[Line]:
        """Return the lines of a row from its key; of the row under the cursor nothing is cut."""
        raise NotImplementedError

    def draw_heading(self, frame: FrameData, row: int, width: int) -> Line:
        """Return the heading under which a row stands; empty for none."""
        return EMPTY

    def draw_columns(self, frame: FrameData, width: int) -> Line:
        """Return the names of the columns, above the rows; empty for none."""
        return EMPTY

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Return what the pane shows when it has no rows, or only the row All."""
        return []

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return what is drawn in place of the rows; None for a list."""
        return None

    def notes(self, frame: FrameData) -> Sequence[str]:
        """Return what the pane is about, for its frame, in ever fewer words."""
        return describe_pane(frame, self.pane)

    # Showing a frame

    def page(self) -> int:
        """Return how many rows are in sight."""
        return max(len({row for row in self._row_of_line if row >= 0}), 1)

    def show(self, frame: FrameData, size: Size, follow: bool = True) -> None:
        """Show a frame in a pane of this size, which it has or is about to have; `follow` keeps the cursor in sight."""
        self._frame = frame
        shows = (*frame.seen_in(self.pane), size) if follow else ()
        if follow and shows == self._shows:
            return
        self._shows = shows
        width, height = max(size.width - FRAME_CELLS, 1), max(size.height - FRAME_CELLS, 0)
        self.is_low = height < LOW
        lines_for = (frame.dossier, frame.needles, frame.state.options.measure, width, self.is_low)
        if lines_for != self._lines_for:
            self._lines_for = lines_for
            self._lines.clear()
            self._strips.clear()
            self._shown = []  # rows that stay where they are look otherwise
        rows = frame.row_count(self.pane)
        picture = self.draw_picture(frame, width, height)
        self._regions = picture.regions if picture else None
        self._row_of_line = []
        if picture:
            within: list[Line | RowLine] = [*picture.lines]
        elif rows:
            within = self._fit_rows(frame, width, height, follow)
            within += self.draw_empty(frame, width) if rows == 1 and not frame.shown_and_total(self.pane)[0] else []
        else:
            within = [*self.draw_empty(frame, width)]
        within += [EMPTY] * (height - len(within))
        thumb = self._thumb(rows, height)
        upper, lower = self.edges(frame, size.width, self.notes(frame), self._position(frame, rows))
        shown: list[Hashable] = [ShownLine(line, y in thumb) for y, line in enumerate(within[:height])]
        self.show_lines([upper, *shown, lower][: size.height], size, frame.state.focus == self.pane)

    def _fit_rows(self, frame: FrameData, width: int, height: int, follow: bool) -> list[Line | RowLine]:
        """Return the lines of the rows in sight, and scroll as far as the cursor needs it."""
        rows, cursor = frame.row_count(self.pane), frame.cursor_row(self.pane)
        columns = EMPTY if self.is_low else self.draw_columns(frame, width)
        room = height - bool(columns)
        self.top = max(0, min(self.top, rows - 1))
        if follow:
            self.top = min(max(self.top, cursor - room + 1), cursor)
        while follow and self.top < cursor and not self._fits(frame, cursor, width, room):
            self.top += 1
        while self.top and self._fits(frame, rows - 1, width, room, self.top - 1):  # no lines stay empty at the end
            self.top -= 1
        lines: list[Line | RowLine] = [columns] if columns else []
        self._row_of_line = [-1] * len(lines)
        heading = EMPTY
        for row in range(self.top, rows):
            if len(lines) >= height:
                break
            before, drawn = self._lines_of(frame, row, width, heading)
            heading = before or heading
            lines += [*([before] if before else []), *drawn]
            self._row_of_line += [-1] * bool(before) + [row] * len(drawn)
        return lines

    def _lines_of(self, frame: FrameData, row: int, width: int, heading: Line) -> tuple[Line, list[RowLine]]:
        """Return the heading before a row, where it is another than `heading`, and the lines of the row."""
        is_cursor = row == frame.cursor_row(self.pane)
        cursor = ("cursor" if frame.state.focus == self.pane else "browse") if is_cursor else ""
        key = self.row_key(frame, row)
        count = len(self._draw_lines(frame, key, is_cursor, width))
        own = EMPTY if self.is_low else self.draw_heading(frame, row, width)
        return own if own != heading else EMPTY, [RowLine(key, cursor, line) for line in range(count)]

    def _draw_lines(self, frame: FrameData, key: Hashable, is_cursor: bool, width: int) -> list[Line]:
        lines = self._lines.get((key, is_cursor))
        if lines is None:
            lines = self._lines[key, is_cursor] = self.draw_row(frame, key, width - 1, is_cursor)
        return lines

    def _fits(self, frame: FrameData, last: int, width: int, room: int, top: int | None = None) -> bool:
        """Tell whether the rows from the top to the last one fit into `room` lines."""
        heading, used = EMPTY, 0
        for row in range(self.top if top is None else top, last + 1):
            before, drawn = self._lines_of(frame, row, width, heading)
            heading = before or heading
            used += bool(before) + len(drawn)
            if used > room:
                return False
        return True

    def _position(self, frame: FrameData, rows: int) -> str:
        """Return which of all rows the cursor is on, without the row All."""
        first = 0 if rows == frame.shown_and_total(self.pane)[0] else 1
        number = frame.cursor_row(self.pane) + 1 - first if rows else 0
        if self._regions is not None or not rows:
            return ""
        return f"{number:,} of {rows - first:,}" if number else f"{rows - first:,}"

    def _thumb(self, rows: int, height: int) -> range:
        """Return the lines of the scroll bar's thumb; none where all rows are in sight or a drawing is."""
        page = self.page()
        if rows <= page or self._regions is not None or not rows:
            return range(0)
        length = max(height * page // rows, 1)
        start = (height - length) * self.top // max(rows - page, 1)
        return range(min(start, height - length), min(start, height - length) + length)

    def _draw_strip(self, line: Line | RowLine, width: int, styles: TextStyles) -> Strip:
        if not isinstance(line, RowLine):
            return to_strip(line, width, styles)
        assert self._frame
        gutter = (self.glyphs.cursor if line.cursor else " ", "title" if line.cursor == "cursor" else "quiet")
        text = self._draw_lines(self._frame, line.key, bool(line.cursor), width)[line.line]
        return to_strip((gutter, *text), width, styles, line.cursor if self.has_cursor_bar else "")

    def find_match(self, frame: FrameData, step: int) -> int | None:
        """Return the next row from the cursor on, by `step` (1 or -1), with words searched for; None without one."""
        rows, start = frame.row_count(self.pane), frame.cursor_row(self.pane)
        width = max(self.size.width - FRAME_CELLS - 1, 1)
        for row in ((start + step * n) % rows for n in range(1, rows + 1)):
            lines = self.draw_row(frame, self.row_key(frame, row), width, True)
            if any(style == "match" for line in lines for _, style in line):
                return row
        return None

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        x, y = event.x - 1, event.y - 1
        if y >= 0 and self._regions is not None:
            here = (r for r in self._regions if r.line == y and x in r.columns)
            region = next(here, None)
            self.post_message(self.RegionClicked(self.pane, x, region.target if region else None))
            return
        row = self._row_of_line[y] if 0 <= y < len(self._row_of_line) else -1
        self.post_message(self.Clicked(self.pane, row))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the rows; the cursor stays."""
        self._scroll_rows(3, event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the rows; the cursor stays."""
        self._scroll_rows(-3, event)

    def _scroll_rows(self, step: int, event: events.MouseEvent) -> None:
        event.stop()
        if self._frame:
            self.top = max(self.top + step, 0)
            self.show(self._frame, self.size, follow=False)
