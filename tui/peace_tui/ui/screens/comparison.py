"""The versions of a quote compared; any of them can be the base."""

from __future__ import annotations

from textual.binding import Binding

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.ui.render.comparison import comparison_lines
from peace_tui.ui.render.lines import Line
from peace_tui.ui.screens.page import Page


class ComparisonPage(Page):
    """One quote's versions beside each other, the apparatus, and the ladder."""

    BINDINGS = [Binding("b", "next_base", "another base", priority=True)]
    widest = 160
    keys = (("b", "another base"),)

    def __init__(self, dossier: Dossier, quote: Quote) -> None:
        """Compare with the first version at first."""
        super().__init__(self.compare, "Versions compared")
        self.dossier, self.quote, self.base = dossier, quote, 0

    def compare(self, width: int) -> list[Line]:
        """Write the comparison for a width."""
        return comparison_lines(self.dossier, self.quote, self.base, width)

    def action_next_base(self) -> None:
        """Compare with the next version."""
        self.base = (self.base + 1) % max(len(self.quote.versions), 1)
        self.rewrite()
