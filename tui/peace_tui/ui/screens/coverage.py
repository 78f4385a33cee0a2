"""The grid of events and sources; a cell shows what that source prints of that event."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding

from peace_tui.ui.render.coverage import Coverage, coverage_lines
from peace_tui.ui.render.lines import Line, Lines
from peace_tui.ui.screens.page import Page


class CoveragePage(Page):
    """A grid to walk about in; Enter filters by the cell's event and source."""

    BINDINGS = [
        Binding("down,j", "walk(1, 0)", "down", priority=True),
        Binding("up,k", "walk(-1, 0)", "up", priority=True),
        Binding("right,l", "walk(0, 1)", "right", priority=True),
        Binding("left,h", "walk(0, -1)", "left", priority=True),
        Binding("enter,space", "choose", "filter by the cell", priority=True),
    ]
    widest = 400
    keys = (("↑ ↓ ← →", "move"), ("Enter", "show what this source prints of this event"))

    def __init__(self, grid: Coverage, chosen: Callable[[str, str], None]) -> None:
        """Show a grid; `chosen` is told the ids of the event and the source of a chosen cell."""
        super().__init__(self.draw, "Coverage: who prints what, and who is silent")
        self.grid, self.chosen, self.at = grid, chosen, (0, 0)

    def draw(self, width: int) -> list[Line]:
        """Write the grid for a width."""
        return coverage_lines(self.grid, self.at, width)

    def action_walk(self, down: int, right: int) -> None:
        """Move the cursor, and keep it in sight."""
        rows, columns = len(self.grid.events), len(self.grid.sources)
        if rows and columns:
            self.at = min(max(self.at[0] + down, 0), rows - 1), min(max(self.at[1] + right, 0), columns - 1)
        body = self.query_one("#page-text", Lines)
        line = self.at[0] + 1
        self.rewrite(min(max(body.top, line - body.size.height + 1), line - 1))

    def action_choose(self) -> None:
        """Filter by the cell and go back."""
        self.dismiss(None)
        if self.grid.events and self.grid.sources:
            self.chosen(self.grid.events[self.at[0]].id, self.grid.sources[self.at[1]].id)
