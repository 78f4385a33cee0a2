"""Widgets that show lines of styled text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from peace_tui.ui.render.lines import EMPTY, Line, to_strip
from peace_tui.ui.render.styles import TextStyles

if TYPE_CHECKING:
    from peace_tui.ui.app import PeaceApp


def refresh_lines(widget: Widget, lines: Iterable[int]) -> None:
    """Draw only some lines of a widget again, given in order."""
    runs: list[tuple[int, int]] = []
    for y in lines:
        if runs and runs[-1][1] == y:
            runs[-1] = runs[-1][0], y + 1
        else:
            runs.append((y, y + 1))
    if runs:
        width = widget.size.width
        widget.refresh(*(Region(0, start, width, end - start) for start, end in runs))


class LineWidget(Widget):
    """A widget that has nothing but its lines: no border, no padding, no tint.

    Textual would look for these at each line that it draws, which takes as long as drawing it. The lines are kept until
    the widget is told to draw them again.
    """

    app: PeaceApp

    def __init__(self, *, id: str | None = None) -> None:
        """Begin without lines."""
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}
        self._drawn_for: tuple[object, ...] = ()
        """The styles, the width and the filters with which they were drawn."""

    def refresh(self, *regions: Region, **options: Any) -> Self:
        """Draw these regions again, or everything."""
        if regions:
            for y in (y for region in regions for y in region.line_range):
                self._drawn.pop(y, None)
        else:
            self._drawn.clear()
        return super().refresh(*regions, **options)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region of the widget."""
        styles, width = self.app.text_styles, self.size.width
        # The filter for the terminal's 16 colors is on where no style of ours has any of them.
        filters = [each for each in self.get_line_filters() if not isinstance(each, ANSIToTruecolor)]
        drawn_for = styles, width, *filters
        if drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._drawn.clear()
        for y in crop.line_range:
            if y not in self._drawn:
                strip = self.draw_line(y, width, styles)
                for each in filters:
                    strip = strip.apply_filter(each, self.background_colors[1])
                self._drawn[y] = strip
        strips = [self._drawn[y] for y in crop.line_range]
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]

    def draw_line(self, y: int, width: int, styles: TextStyles) -> Strip:
        """Draw line `y` of the widget, which is `width` cells wide."""
        return Strip.blank(width)


class TextLines(LineWidget):
    """Shows lines, from `top` on; only lines that changed are drawn again."""

    DEFAULT_CSS = "TextLines { height: 1; }"

    def __init__(self, lines: Iterable[Line] = (), *, id: str | None = None) -> None:
        """Show these lines at first."""
        super().__init__(id=id)
        self.lines: list[Line] = list(lines)
        self.top = 0

    @property
    def height(self) -> int:
        """How many lines there is room for."""
        return self.size.height

    def show(self, lines: Iterable[Line], top: int | None = None) -> None:
        """Show other lines, from `top` on; None: from the present top on."""
        before = self._lines_in_sight()
        self.lines = list(lines)
        self.top = max(0, min(self.top if top is None else top, len(self.lines) - len(before)))
        self._refresh_changes(before)

    def line_at(self, number: int) -> tuple[Line, str]:
        """Return a line as it is drawn, and the style it is drawn on."""
        return self.lines[number] if number < len(self.lines) else EMPTY, ""

    def number_at(self, y: int) -> int:
        """Return the number of the line that stands in line `y` of the widget."""
        return self.top + y

    def _lines_in_sight(self) -> list[tuple[Line, str]]:
        return [self.line_at(self.number_at(y)) for y in range(self.size.height)]

    def _refresh_changes(self, before: Sequence[tuple[Line, str]]) -> None:
        """Draw again what differs from what was in sight."""
        now = self._lines_in_sight()
        if before:
            refresh_lines(self, [y for y, (old, new) in enumerate(zip(before, now, strict=True)) if old != new])
        else:
            self.refresh()  # it is not laid out yet

    def draw_line(self, y: int, width: int, styles: TextStyles) -> Strip:
        """Draw the line that is in sight there."""
        line, base = self.line_at(self.number_at(y))
        return to_strip(line, width, styles, base)
