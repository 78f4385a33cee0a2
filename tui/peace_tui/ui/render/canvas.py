"""What a pane is drawn on: a grid of cells, where later drawing covers earlier."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from peace_tui.text.terminal_safe import cell_width, fit_cells, sanitize_line
from peace_tui.ui.render.lines import Line


class ClickRegion(NamedTuple):
    """Columns of a line that can be clicked, and for what."""

    line: int
    columns: range
    target: Hashable


@dataclass(frozen=True, slots=True)
class Picture:
    """What a pane shows in place of its rows."""

    lines: tuple[Line, ...]
    regions: tuple[ClickRegion, ...] = ()


SPACE: Final = re.compile(r"\s")


class Canvas:
    """Cells of characters and styles; a character of two cells fills both or none."""

    def __init__(self, width: int, height: int) -> None:
        """Begin with blanks."""
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str, end: int | None = None) -> None:
        """Write text from a cell on, to before the cell `end` or the edge; what does not fit is cut."""
        limit = self.width if end is None else min(end, self.width)
        if not 0 <= y < self.height or x >= limit or x < 0:
            return
        text = sanitize_line(SPACE.sub(" ", text))
        if cell_width(text) > limit - x:
            text = text[: fit_cells(text, limit - x - 1)] + "…"
        for character in text:
            if x + cell_width(character) > limit:
                break
            x += self._set(x, y, character, style)

    def _set(self, x: int, y: int, character: str, style: str) -> int:
        """Write a character; returns how many cells it takes."""
        row, wide = self._cells[y], cell_width(character)
        if wide == 0:
            if x > 0:
                before = x - 1 if row[x - 1][0] or x < 2 else x - 2
                row[before] = (row[before][0] + character, row[before][1])
            return 0
        for cell in range(x, x + wide):
            self._tear(row, cell)
        row[x] = (character, style)
        if wide == 2:
            row[x + 1] = ("", style)
        return wide

    def _tear(self, row: list[tuple[str, str]], cell: int) -> None:
        """Blank the other half of a wide character that a cell is part of."""
        if row[cell][0] == "" and cell:
            row[cell - 1] = (" ", row[cell - 1][1])
        if cell + 1 < self.width and row[cell + 1][0] == "":
            row[cell + 1] = (" ", row[cell + 1][1])

    def dot(self, x: int, y: int, character: str, style: str) -> None:
        """Fill a cell on the canvas with a character of one cell."""
        row = self._cells[y]
        if not row[x][0] or (x + 1 < self.width and not row[x + 1][0]):
            self._tear(row, x)
        row[x] = (character, style)

    def fill(self, cells: range, y: int, character: str, style: str) -> None:
        """Fill cells with a character of one cell."""
        if 0 <= y < self.height:
            for x in cells:
                if 0 <= x < self.width:
                    self._tear(self._cells[y], x)
                    self._cells[y][x] = (character, style)

    def character(self, x: int, y: int) -> str:
        """Return what is drawn in a cell; nothing of the second half of a wide character."""
        return self._cells[y][x][0]

    def lay_under(self, x: int, y: int, style: str) -> None:
        """Lay a style under what a cell shows, where the cell is on the canvas."""
        if 0 <= x < self.width and 0 <= y < self.height:
            character, own = self._cells[y][x]
            self._cells[y][x] = (character, f"{style}+{own}" if own else style)

    def lines(self) -> list[Line]:
        """Return the rows as lines, neighbors of one style in one piece."""
        return [
            tuple(("".join(c for c, _ in group), style) for style, group in groupby(row, key=lambda cell: cell[1]))
            for row in self._cells
        ]
