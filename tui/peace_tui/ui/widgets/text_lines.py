"""A widget that shows lines of styled text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from peace_tui.ui.render.lines import EMPTY, Line, to_strip

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
        widget.refresh(*(Region(0, start, widget.size.width, end - start) for start, end in runs))


class TextLines(Widget):
    """Shows lines, from `top` on; only lines that changed are drawn again."""

    DEFAULT_CSS = "TextLines { height: 1; }"
    app: PeaceApp

    def __init__(self, lines: Iterable[Line] = (), *, id: str | None = None) -> None:
        """Show these lines at first."""
        super().__init__(id=id)
        self.lines: list[Line] = list(lines)
        self.top = 0

    def show(self, lines: Iterable[Line], top: int | None = None) -> None:
        """Show other lines, from `top` on; None: from the present top on."""
        height = self.size.height
        before = self.lines[self.top : self.top + height]
        self.lines = list(lines)
        self.top = max(0, min(self.top if top is None else top, len(self.lines) - height))
        after = self.lines[self.top : self.top + height]
        if height:
            missing = [EMPTY] * height
            pairs = enumerate(zip(before + missing[len(before) :], after + missing[len(after) :], strict=True))
            refresh_lines(self, [y for y, (old, new) in pairs if old != new])
        else:
            self.refresh()  # it is not laid out yet

    def scroll_lines(self, step: int) -> None:
        """Move the text by `step` lines."""
        self.show(self.lines, self.top + step)

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the widget."""
        position = self.top + y
        line = self.lines[position] if position < len(self.lines) else EMPTY
        return to_strip(line, self.size.width, self.app.text_styles)
