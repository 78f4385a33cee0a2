"""The lines of a page: text with items among it, and a cursor that moves over these."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from peace_tui.ui.render.lines import Line
from peace_tui.ui.render.page_text import Cell, Item, PageText, Span, find_in_lines, find_span, replace_gutter, restyle
from peace_tui.ui.widgets.text_lines import TextLines

CONTEXT_LINES: Final = 3
"""How many of the lines before an item are kept in sight with it: its heading."""


class ItemLines(TextLines):
    """Lines with items among them, and a cursor that moves over these; where there are none for long, it scrolls.

    The cursor is always in sight. It stands on nothing where there is only text.
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Show nothing at first."""
        super().__init__(id=id)
        self.items: list[Item] = []
        self.at: int | None = None
        """The number of the item under the cursor."""
        self.column = 0
        """Which of an item's cells the cursor is to be in, see `cell_number`."""
        self.room = 0
        """How many lines it has, or is about to have."""
        self.matches: dict[int, list[Span]] = {}
        self._column_heads = 0

    @property
    def height(self) -> int:
        """How many lines there is room for."""
        return self.room or self.size.height

    @property
    def fixed(self) -> int:
        """How many lines at the beginning stay in sight: the names of columns, as long as they leave room for rows."""
        return self._column_heads if self._column_heads * 2 <= self.height else 0

    def number_at(self, y: int) -> int:
        """Return the number of the line that stands in line `y` of the widget."""
        return y if y < self.fixed else self.top + y

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return None if self.at is None else self.items[self.at]

    @property
    def cell_number(self) -> int:
        """Which of its item's cells the cursor is in: the last, where the item has fewer than those before."""
        return min(self.column, len(self.item.cells) - 1) if self.item else 0

    @property
    def cell(self) -> Cell | None:
        """The cell under the cursor."""
        cells = self.item.cells if self.item else ()
        return cells[self.cell_number] if cells else None

    def line_at(self, number: int) -> tuple[Line, str]:
        """Return a line as it is drawn: with what is searched for, and with the cursor."""
        line, base = super().line_at(number)
        if spans := self.matches.get(number):
            line = restyle(line, spans, "match")
        item = self.item
        if item is None or not item.first <= number < item.last:
            return line, base
        if self.cell and self.cell.line in (None, number - item.first):
            line = restyle(line, [find_span(line, self.cell.columns)], "match")
        ground = "cursor" if number == item.first and item.is_row else "browse"
        return replace_gutter(line, (self.app.glyphs.cursor, "title")), ground

    def write(self, page: PageText, needles: Sequence[str], room: int) -> None:
        """Show a page in so many lines; the cursor stays on the item it is on, and where that is on the screen."""
        before = self._lines_in_sight()
        item, depth = self.item, (self.item.first - self.top if self.item else 0)
        has_grown = room > self.room
        self.lines, self.items, self.room = page.lines, page.items, room
        self._column_heads = page.column_heads
        self.matches = find_in_lines(self.lines, needles)
        same = self.find(item.name) if item else None
        near = min(self.at, len(self.items) - 1) if self.at is not None and self.items else None
        self.at = same if same is not None else near
        if self.item:
            is_at_start = has_grown and self.item.last <= room
            self._set_top(0 if is_at_start else self.item.first - depth)  # what stands above it comes back into sight
            self._reveal()
        else:
            self._set_top(self.top)
            self._choose_in_sight()
        self._refresh_changes(before)

    def fit(self, room: int) -> None:
        """Show it in so many lines."""
        before = self._lines_in_sight()
        self.room = room
        self._set_top(self.top)
        self._reveal()
        self._refresh_changes(before)

    def search(self, needles: Sequence[str]) -> None:
        """Highlight other words."""
        before = self._lines_in_sight()
        self.matches = find_in_lines(self.lines, needles)
        self._refresh_changes(before)

    def find(self, name: Hashable) -> int | None:
        """Return the number of the item of this name."""
        return next((number for number, item in enumerate(self.items) if item.name == name), None)

    # Moving: each of these draws again what it has changed

    def select(self, number: int, column: int | None = None) -> None:
        """Move the cursor to an item, and to one of its cells."""
        before = self._lines_in_sight()
        self.at = number
        self.column = self.column if column is None else column
        self._reveal()
        self._refresh_changes(before)

    def go_to_line(self, number: int) -> None:
        """Bring a line into sight, with the cursor on its item where it has one."""
        before = self._lines_in_sight()
        self.at = next((n for n, item in enumerate(self.items) if item.first <= number < item.last), None)
        if not self.top + self.fixed <= number < self.top + self.height:
            self._set_top(number - self.height // 3 - self.fixed)
        if self.item and self.item.last - self.item.first <= self.height:
            self._reveal()
        self._refresh_changes(before)

    def move(self, step: int) -> None:
        """Move to the next item, or the one before; scroll by a line where it is too far to be seen."""
        before = self._lines_in_sight()
        bottom = self.top + self.height
        if step > 0:
            follows = self._next_from(self.top + self.fixed) if self.at is None else self.at + 1
            is_read = self.item is None or self.item.last <= bottom
            is_near = follows < len(self.items) and self.items[follows].first < bottom
        else:
            follows = self._next_from(bottom) - 1 if self.at is None else self.at - 1
            is_read = self.item is None or self.item.first >= self.top + self.fixed
            is_near = follows >= 0 and self.items[follows].last > self.top
        if is_read and is_near:
            self.at = follows
            self._reveal(upwards=step < 0)
        else:
            self._set_top(self.top + step)
            self._drop_out_of_sight()
        self._refresh_changes(before)

    def move_page(self, step: int) -> None:
        """Scroll by pages, with a line of the last in sight, and move the cursor along."""
        before = self._lines_in_sight()
        top = self.top
        self._set_top(self.top + step * max(self.height - self.fixed - 1, 1))
        if self.top == top:
            self.at = (len(self.items) - 1 if step > 0 else 0) if self.items else None
            self._drop_out_of_sight()
        else:
            self._choose_in_sight()
        self._refresh_changes(before)

    def move_to_edge(self, end: int) -> None:
        """Go to the top, or with `end` to the end."""
        before = self._lines_in_sight()
        self._set_top(len(self.lines) if end else 0)
        self.at = (len(self.items) - 1 if end else 0) if self.items else None
        self._drop_out_of_sight()
        self._refresh_changes(before)

    def move_section(self, step: int) -> None:
        """Go to the first item of the next part of the page, or of the one before."""
        here = self.item.section if self.item else 0
        others = [item.section for item in self.items if (item.section > here if step > 0 else item.section < here)]
        if others:
            wanted = min(others) if step > 0 else max(others)
            self.select(next(number for number, item in enumerate(self.items) if item.section == wanted))

    def move_sideways(self, step: int) -> bool:
        """Move the cursor to another cell of its item; tell whether the item has any."""
        cells = self.item.cells if self.item else ()
        if not cells:
            return False
        before = self._lines_in_sight()
        self.column = min(max(self.cell_number + step, 0), len(cells) - 1)
        self._refresh_changes(before)
        return True

    def scroll_lines(self, step: int) -> None:
        """Move the text by `step` lines, without the cursor as long as that is in sight."""
        before = self._lines_in_sight()
        self._set_top(self.top + step)
        self._drop_out_of_sight()
        self._refresh_changes(before)

    def _next_from(self, line: int) -> int:
        """Return the number of the first item that begins on a line or after it."""
        return next((number for number, item in enumerate(self.items) if item.first >= line), len(self.items))

    def _set_top(self, top: int) -> None:
        self.top = max(0, min(top, len(self.lines) - self.height))

    def _reveal(self, upwards: bool = False) -> None:
        """Scroll until the item under the cursor is in sight: all of it, or else its beginning (upwards, its end)."""
        item = self.item
        if item is None or self.at is None:
            return
        before = self.items[self.at - 1].last if self.at else 0
        first = max(before, item.first - CONTEXT_LINES) if self.at else 0
        if item.last - first > self.height:
            first = item.first
        if item.last > self.top + self.height:
            self._set_top(item.last - self.height if upwards else min(item.last - self.height, first))
        if first < self.top + self.fixed:
            is_cut = upwards and item.last - first > self.height
            self._set_top(item.last - self.height if is_cut else first - self.fixed)

    def _choose_in_sight(self) -> None:
        """Move the cursor to the first item that begins in sight."""
        number = self._next_from(self.top + self.fixed)
        self.at = number if number < len(self.items) else len(self.items) - 1 if self.items else None
        self._drop_out_of_sight()

    def _drop_out_of_sight(self) -> None:
        """Let go of the item under the cursor where none of it is in sight."""
        item, top = self.item, self.top + self.fixed
        if item and not (item.first < self.top + self.height and (item.last > top or item.last <= self.fixed)):
            self.at = None
