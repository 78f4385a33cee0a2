"""The pages with keys of their own that show quotes: versions compared, the coverage, the citation."""

from __future__ import annotations

from collections.abc import Callable

from peace_tui.exporters.citation import STYLES, cite
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.text.terminal_safe import escape_unsafe
from peace_tui.ui.keymap import bindings_on
from peace_tui.ui.keys import CITATION, COMPARISON, COVERAGE
from peace_tui.ui.render.comparison import comparison_lines
from peace_tui.ui.render.lines import EMPTY, Line
from peace_tui.ui.render.pages import Coverage, coverage_lines
from peace_tui.ui.render.record import addresses_of, link_addresses
from peace_tui.ui.screens.page import Page


class ComparisonPage(Page):
    """One quote's versions side by side, the apparatus, and the ladder; any version can be the base."""

    BINDINGS = bindings_on(COMPARISON)
    name_of_keys = COMPARISON
    max_width = 160

    def __init__(self, dossier: Dossier, quote: Quote) -> None:
        """Compare with the first version at first."""
        super().__init__(self._write, "Versions compared")
        self.dossier, self.quote, self.base = dossier, quote, 0

    def _write(self, width: int) -> list[Line]:
        return comparison_lines(self.dossier, self.quote, self.base, width)

    def action_next_base(self) -> None:
        """Compare with the next version."""
        self.base = (self.base + 1) % max(len(self.quote.versions), 1)
        self.rewrite()


class CoveragePage(Page):
    """The grid of events and sources; a cell shows what that source prints of that event."""

    BINDINGS = bindings_on(COVERAGE)
    name_of_keys = COVERAGE
    hints = (("↑ ↓ ← →", "move"),)
    max_width = 400

    def __init__(self, grid: Coverage, chosen: Callable[[str, str], None]) -> None:
        """Show a grid; `chosen` is called with the ids of the event and the source of a chosen cell."""
        super().__init__(self._write, "Coverage: who prints what, and who is silent")
        self.grid, self.chosen, self.cell = grid, chosen, (0, 0)

    def _write(self, width: int) -> list[Line]:
        return coverage_lines(self.grid, self.cell, width)

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self._move_cell(step, 0)

    def action_sideways(self, step: int) -> None:
        """Move the cursor by columns."""
        self._move_cell(0, step)

    def _move_cell(self, down: int, right: int) -> None:
        """Move the cursor, and keep it in sight."""
        rows, columns = len(self.grid.events), len(self.grid.sources)
        if rows and columns:
            row, column = self.cell
            self.cell = min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1)
        line = self.cell[0] + 1
        self.rewrite(min(max(self.body.top, line - self.body.size.height + 1), line - 1))

    def action_choose(self) -> None:
        """Filter by the cell and go back."""
        self.dismiss(None)
        if self.grid.events and self.grid.sources:
            row, column = self.cell
            self.chosen(self.grid.events[row].id, self.grid.sources[column].id)


class CitationPage(Page):
    """A citation as it went to the clipboard, to be read, selected, or sent again in another style."""

    BINDINGS = bindings_on(CITATION)
    name_of_keys = CITATION

    def __init__(self, dossier: Dossier, quote: Quote, send: Callable[[str], str]) -> None:
        """Cite a quote plainly; `send` sends text to the clipboard and returns a sentence on what came of it."""
        super().__init__(self._write, "Citation")
        self.dossier, self.quote, self.send, self.style = dossier, quote, send, next(iter(STYLES))
        self.said = send(cite(dossier, quote, self.style))

    def _write(self, width: int) -> list[Line]:
        """Write the citation, line for line as it was sent, so that it can be selected with the mouse."""
        lines: list[Line] = [EMPTY]
        addresses = [escape_unsafe(address) for address in addresses_of(self.dossier, self.quote)]
        for row in cite(self.dossier, self.quote, self.style).split("\n"):
            text = escape_unsafe(row)
            indent = " " * (len(text) - len(text.lstrip()))
            lines += link_addresses(text, addresses, "text", width, indent) if text.strip() else [EMPTY]
        return [*lines, EMPTY, ((f"{self.said}.", "accent"),)]

    def action_style(self, style: str) -> None:
        """Send the citation in another style."""
        self.style = style
        self.said = self.send(cite(self.dossier, self.quote, style))
        self.rewrite(0)
