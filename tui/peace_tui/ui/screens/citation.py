"""A citation as it went to the clipboard, to be read, selected, or sent again in another style."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding

from peace_tui.exporters.citation import STYLES, cite
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.text.terminal_safe import escape_unsafe
from peace_tui.ui.render.addresses import addresses_of, linked
from peace_tui.ui.render.lines import EMPTY, Line, Lines
from peace_tui.ui.screens.page import Page


class CitationPage(Page):
    """The citation of a quote; p, m, b and j send it in another style."""

    BINDINGS = [
        Binding("p", "style('plain')", "plain", priority=True),
        Binding("m", "style('markdown')", "Markdown", priority=True),
        Binding("b", "style('bibtex')", "BibTeX", priority=True),
        Binding("j", "style('csl-json')", "CSL-JSON", priority=True),
    ]
    keys = (("p", "plain"), ("m", "Markdown"), ("b", "BibTeX"), ("j", "CSL-JSON"))

    def __init__(self, dossier: Dossier, quote: Quote, send: Callable[[str], str]) -> None:
        """Cite a quote plainly; `send` sends text to the clipboard and says in a sentence what came of it."""
        super().__init__(self.lines_of, "Citation")
        self.dossier, self.quote, self.send, self.style = dossier, quote, send, next(iter(STYLES))
        self.said = send(cite(dossier, quote, self.style))

    def lines_of(self, width: int) -> list[Line]:
        """Write the citation, line for line as it was sent, so that it can be selected with the mouse."""
        lines: list[Line] = [EMPTY]
        addresses = [escape_unsafe(address) for address in addresses_of(self.dossier, self.quote)]
        for row in cite(self.dossier, self.quote, self.style).split("\n"):
            text = escape_unsafe(row)
            indent = " " * (len(text) - len(text.lstrip()))
            lines += linked(text, addresses, "text", width, indent) if text.strip() else [EMPTY]
        return [*lines, EMPTY, ((f"{self.said}.", "accent"),)]

    def action_style(self, style: str) -> None:
        """Send the citation in another style."""
        self.style = style
        self.said = self.send(cite(self.dossier, self.quote, style))
        self.query_one("#page-text", Lines).top = 0
        self.rewrite(0)
