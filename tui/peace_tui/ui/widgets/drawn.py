"""A widget that draws its lines itself, edge to edge, and keeps what it drew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class Drawn(Widget):
    """Draws a line when it is first shown, and again when it was refreshed.

    Textual would lay border, padding and opacity around each line, and filter all lines of the screen for each frame,
    which takes longer than all else together; these widgets have none of them.
    """

    def __init__(self, *, id: str | None = None) -> None:
        """Begin with nothing drawn."""
        self._drawn: dict[int, Strip] = {}
        self._drawn_at = Size(0, 0)
        self._under: tuple[Sequence[LineFilter], Color] | None = None
        """What lines go through, and the ground they stand on."""
        super().__init__(id=id)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw regions anew, or everything."""
        for region in regions:
            for y in region.line_range:
                self._drawn.pop(y, None)
        if not regions:
            self._drawn.clear()
            self._under = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_lines(self, lines: Iterable[int]) -> None:
        """Draw some lines anew, given in order."""
        runs: list[tuple[int, int]] = []
        for y in lines:
            if runs and runs[-1][1] == y:
                runs[-1] = runs[-1][0], y + 1
            else:
                runs.append((y, y + 1))
        if runs:
            self.refresh(*(Region(0, start, self.outer_size.width, end - start) for start, end in runs))

    def forget(self) -> None:
        """Draw everything anew, rows that were drawn before included: the colours changed."""
        self.refresh()

    def line(self, y: int, size: Size) -> Strip:
        """Draw line `y` of a widget of this size, as wide as that."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region of the widget, those that are missing drawn anew."""
        size = self.outer_size
        if size != self._drawn_at:
            self._drawn_at = size
            self._drawn.clear()
        drawn = self._drawn
        for y in crop.line_range:
            if y not in drawn:
                drawn[y] = self._filtered(self.line(y, size))
        lines = [drawn[y] for y in crop.line_range]
        return lines if crop.column_span == (0, size.width) else [line.crop(*crop.column_span) for line in lines]

    def _filtered(self, line: Strip) -> Strip:
        """Return a line as the terminal can show it."""
        if self._under is None:
            self._under = self.get_line_filters(), self.background_colors[1]
        filters, background = self._under
        for each in filters:
            line = line.apply_filter(each, background)
        return line


def ground(widget: Widget, crop: Region) -> list[Strip]:
    """Return the lines of a widget that others cover, without dressing each of them."""
    return [Strip.blank(crop.width, widget.rich_style)] * crop.height
