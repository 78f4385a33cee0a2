"""A pane: a heading and rows of one height, drawn line by line; only lines that changed are drawn again.

A plain widget with its own offset and scroll bar: a scroll bar that comes and goes or a virtual size would lay out the
whole screen at a key press.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import events
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from peace_tui.session.layout import HEADINGS
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.canvas import ClickRegion, Picture
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, justify, to_strip
from peace_tui.ui.render.styles import TextStyles
from peace_tui.ui.widgets.text_lines import refresh_lines

if TYPE_CHECKING:
    from peace_tui.ui.app import PeaceApp

MAX_STRIPS: Final = 2_000
"""How many rows are kept as they were drawn."""
HEADING: Final = 1
"""Lines above the rows."""


class RowLine(NamedTuple):
    """A line of a row: equal ones are drawn alike."""

    key: Hashable
    """All that the row says, see [row_key][peace_tui.ui.widgets.record_list.RecordList.row_key]."""
    cursor: str
    """`cursor` for the row of the cursor in the pane in focus, `browse` in another pane, nothing for other rows."""
    line: int


class RecordList(Widget):
    """A pane. It is handed a frame and draws it; all it remembers is how far it is scrolled."""

    pane: ClassVar[str]
    row_height: ClassVar[int] = 1
    has_cursor_bar: ClassVar[bool] = True
    """Whether the row of the cursor has a background of its own, besides its mark in the gutter."""
    app: PeaceApp

    class Clicked(Message):
        """The reader clicked a row, or the heading (row -1)."""

        def __init__(self, pane: str, row: int) -> None:
            """Name the row and its pane."""
            super().__init__()
            self.pane, self.row = pane, row

    class RegionClicked(Message):
        """The reader clicked into a drawing."""

        def __init__(self, pane: str, column: int, target: Hashable) -> None:
            """Name the column, and what is drawn there; None for nothing."""
            super().__init__()
            self.pane, self.column, self.target = pane, column, target

    def __init__(self, glyphs: Glyphs) -> None:
        """Draw with these signs."""
        super().__init__(id=self.pane)
        self.glyphs = glyphs
        self.top = 0
        """The first row in sight."""
        self._frame: FrameData | None = None
        self._shown_for = Size(0, 0)
        self._content: list[tuple[Line | RowLine, bool]] = []
        """What each line shows, and whether the thumb of the scroll bar is at its right edge."""
        self._regions: tuple[ClickRegion, ...] | None = None
        """What can be clicked in the drawing; None for a list."""
        self._strips: LRUCache[tuple[Hashable, str], list[Strip]] = LRUCache(MAX_STRIPS)
        self._drawn_with: tuple[int, TextStyles] | None = None

    # What the kinds of panes say

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return all that row `row` says, as a hashable value."""
        raise NotImplementedError

    def draw_row(self, frame: FrameData, key: Hashable, width: int) -> list[Line]:
        """Return the lines of a row from its key."""
        raise NotImplementedError

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Return what the pane shows when it has no rows."""
        return []

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return what is drawn in place of the rows; None for a list."""
        return None

    def heading_note(self, frame: FrameData) -> str:
        """Return what the heading says at its right."""
        return ""

    # Showing a frame

    def page(self, height: int) -> int:
        """Return how many rows a pane of this height has room for."""
        return max((height - HEADING) // self.row_height, 1)

    def show(self, frame: FrameData, size: Size, follow: bool = True) -> None:
        """Show a frame in a pane of this size, which it has or is about to have; `follow` keeps the cursor in sight."""
        before = self._frame
        if before and (before.needles != frame.needles or before.dossier is not frame.dossier):
            self._strips.clear()
            self._content.clear()  # rows that stay where they are look otherwise
        self._frame = frame
        content = self._compute_content(frame, size, follow)
        if size != self._shown_for or len(content) != len(self._content):
            self._shown_for = size
            self.refresh()
        else:
            refresh_lines(self, [y for y, line in enumerate(content) if line != self._content[y]])
        self._content = content

    def _compute_content(self, frame: FrameData, size: Size, follow: bool) -> list[tuple[Line | RowLine, bool]]:
        width, height = size
        rows, page = frame.row_count(self.pane), self.page(height)
        cursor = frame.cursor_row(self.pane) if rows else -1
        if follow:
            self.top = min(max(self.top, cursor - page + 1), cursor)
        self.top = max(0, min(self.top, rows - page))
        picture = self.draw_picture(frame, width - 1, height - HEADING)
        self._regions = picture.regions if picture else None
        lines: list[Line | RowLine] = [self._heading(frame, width - 1)]
        if picture:
            lines += picture.lines
        elif rows:
            in_sight = -(-(height - HEADING) // self.row_height)  # the last of them in part
            for row in range(self.top, min(self.top + in_sight, rows)):
                lines += self._row_lines(frame, row, is_cursor=row == cursor)
        else:
            lines += self.draw_empty(frame, width - 1)
        lines += [EMPTY] * (height - len(lines))
        thumb = self._thumb(rows, page, height)
        return [(line, y in thumb) for y, line in enumerate(lines[:height])]

    def _row_lines(self, frame: FrameData, row: int, is_cursor: bool) -> list[RowLine]:
        cursor = ("cursor" if frame.state.focus == self.pane else "browse") if is_cursor else ""
        key = self.row_key(frame, row)
        return [RowLine(key, cursor, line) for line in range(self.row_height)]

    def _heading(self, frame: FrameData, width: int) -> Line:
        """Return the pane's heading: its number and name, and how much of all it shows."""
        shown, total = frame.shown_and_total(self.pane)
        is_focused = frame.state.focus == self.pane
        cursor = (self.glyphs.cursor if is_focused else " ", "title")
        name = (HEADINGS[self.pane], "title" if is_focused else "head")
        note = self.heading_note(frame)
        left: Line = (cursor, name, (f"  {shown}/{total}", "accent" if shown < total else "quiet"))
        return justify(left, ((note, "quiet"),) if note else EMPTY, width)

    def _thumb(self, rows: int, page: int, height: int) -> range:
        """Return the lines of the scroll bar's thumb; none where all rows are in sight or a drawing is."""
        room = height - HEADING
        if rows <= page or self._regions is not None:
            return range(0)
        length = max(room * page // rows, 1)
        start = HEADING + (room - length) * self.top // max(rows - page, 1)
        return range(start, start + length)

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the widget: what it shows, and the wall or the thumb of the scroll bar at the right."""
        styles, width = self.app.text_styles, max(self.size.width - 1, 0)
        line, is_thumb = self._content[y] if y < len(self._content) else (EMPTY, False)
        if isinstance(line, RowLine):
            strip = self._draw_row_strips(line, width, styles)[line.line]
        else:
            strip = to_strip(line, width, styles)
        edge = (self.glyphs.thumb, "quiet") if is_thumb else (self.glyphs.wall, "faint")
        return Strip.join([strip, to_strip((edge,), 1, styles)])

    def _draw_row_strips(self, row: RowLine, width: int, styles: TextStyles) -> list[Strip]:
        if self._drawn_with is None or self._drawn_with[0] != width or self._drawn_with[1] is not styles:
            self._strips.clear()
            self._drawn_with = width, styles
        strips = self._strips.get((row.key, row.cursor))
        if strips is None:
            assert self._frame
            gutter = (self.glyphs.cursor if row.cursor else " ", "title" if row.cursor == "cursor" else "quiet")
            base = row.cursor if self.has_cursor_bar else ""
            lines = self.draw_row(self._frame, row.key, width - 1)
            strips = [to_strip((gutter, *line), width, styles, base) for line in lines]
            self._strips[row.key, row.cursor] = strips
        return strips

    def find_match(self, frame: FrameData, step: int) -> int | None:
        """Return the next row from the cursor on, by `step` (1 or -1), with words searched for; None without one."""
        rows, start = frame.row_count(self.pane), frame.cursor_row(self.pane)
        for row in ((start + step * n) % rows for n in range(1, rows + 1)):
            lines = self.draw_row(frame, self.row_key(frame, row), self.size.width)
            if any(style == "match" for line in lines for _, style in line):
                return row
        return None

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Say what was clicked."""
        if event.y >= HEADING and self._regions is not None:
            here = (r for r in self._regions if r.line == event.y - HEADING and event.x in r.columns)
            region = next(here, None)
            self.post_message(self.RegionClicked(self.pane, event.x, region.target if region else None))
            return
        row = (event.y - HEADING) // self.row_height + self.top if event.y >= HEADING else -1
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
            self.top += step
            self.show(self._frame, self.size, follow=False)
