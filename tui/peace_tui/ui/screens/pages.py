"""The pages over the main screen: versions compared, the coverage, the citation; and what opens each page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from peace_tui.exporters.citation import STYLES, Passage, cite, passages
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Quote
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.query.selection import select
from peace_tui.query.view import Clause, View
from peace_tui.text.terminal_safe import escape_unsafe
from peace_tui.ui.dossier_file import with_digest
from peace_tui.ui.keys import CITATION, COMPARISON, COVERAGE
from peace_tui.ui.render.comparison import comparison_lines
from peace_tui.ui.render.help import help_lines
from peace_tui.ui.render.lines import EMPTY, Line, single_line
from peace_tui.ui.render.pages import (
    Coverage,
    conversation_lines,
    coverage_lines,
    coverage_of,
    cursor_span,
    disagreement_lines,
    disagreements_in,
    passage_lines,
)
from peace_tui.ui.render.record import address_lines, addresses_of, link_addresses, record_lines
from peace_tui.ui.screens.export import ExportPage
from peace_tui.ui.screens.page import Page, WriteLines, bindings_on
from peace_tui.ui.widgets.panes import sides_of

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen


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

    def action_open(self, page: str) -> None:
        """Cite the quote that is compared, the version under the cursor first; open any other page as elsewhere."""
        if page == "citation":
            self.app.push_screen(CitationPage(self.dossier, self.quote, self.app.send, self.base))
        else:
            super().action_open(page)

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
    """A citation as it went to the clipboard, to be read, selected, or sent again in another style.

    Where outlets print different words it asks which, and sends nothing before one is chosen.
    """

    BINDINGS = bindings_on(CITATION)
    name_of_keys = CITATION

    def __init__(self, dossier: Dossier, quote: Quote, send: Callable[[str], str], first: int = 0) -> None:
        """Cite a quote.

        Args:
            dossier: The dossier.
            quote: The quote.
            send: Sends text to the clipboard and returns a sentence on what came of it.
            first: The number of the version under the cursor, which is offered first.
        """
        super().__init__(self._write, "Citation")
        self.dossier, self.quote, self.send, self.style = dossier, quote, send, next(iter(STYLES))
        self.passages = passages(dossier, quote)
        version = quote.versions[first] if quote.versions else None
        self.at = next((n for n, each in enumerate(self.passages) if version in (each.version, *each.also)), 0)
        self.chosen: Passage | None = None
        self.said = ""
        if len(self.passages) == 1:
            self._choose(self.passages[0])

    def _choose(self, passage: Passage) -> None:
        self.chosen = passage
        self.said = self.send(cite(self.dossier, passage, self.style))

    def _write(self, width: int) -> list[Line]:
        """Write the citation, line for line as it was sent, so that it can be selected with the mouse."""
        if self.chosen is None:
            return [EMPTY, *passage_lines(self.dossier, self.passages, self.at, width)]
        lines: list[Line] = [EMPTY]
        addresses = [escape_unsafe(address) for address in addresses_of(self.dossier, self.quote)]
        for row in cite(self.dossier, self.chosen, self.style).split("\n"):
            text = escape_unsafe(row)
            indent = " " * (len(text) - len(text.lstrip()))
            lines += link_addresses(text, addresses, "text", width, indent) if text.strip() else [EMPTY]
        return [*lines, EMPTY, ((f"{self.said}.", "accent"),)]

    def action_move(self, step: int) -> None:
        """Move the cursor while outlets are offered, else scroll."""
        if self.chosen:
            super().action_move(step)
            return
        self.at = min(max(self.at + step, 0), len(self.passages) - 1)
        self.rewrite()
        first, last = cursor_span(self.body.lines)
        self.rewrite(min(max(self.body.top, last - self.body.size.height + 1), first))

    def action_choose(self) -> None:
        """Send the words of the outlet under the cursor; once that is done, go back."""
        if self.chosen:
            self.dismiss(None)
        else:
            self._choose(self.passages[self.at])
            self.rewrite(0)

    def action_style(self, style: str) -> None:
        """Send the citation in another style; before an outlet is chosen, remember the style."""
        self.style = style
        if self.chosen:
            self._choose(self.chosen)
        self.rewrite(0)


TITLES = {TIMELINE: "Event", PEOPLE: "Person", QUOTES: "Quote"}


def open_record(screen: MainScreen) -> None:
    """Open the record under the cursor; on the row All, the dossier itself."""

    def write(width: int) -> list[Line]:
        frame, record = screen.frame, screen.frame.record()
        lines = record_lines(frame.dossier, record, width, frame.needles)
        return [EMPTY, *lines, *address_lines(frame.dossier, record, width)]

    def title() -> str:
        return TITLES[screen.state.focus] if screen.frame.record() else "Dossier"

    def turn(step: int) -> tuple[WriteLines, str]:
        screen.action_move(step)
        return write, title()

    def run(action: str | None) -> None:
        if action:
            screen.call_later(screen.run_action, action)

    screen.app.push_screen(Page(write, title(), turn, follows_cursor=True), run)


def open_comparison(screen: MainScreen) -> None:
    """Compare the versions of the quote under the cursor."""
    if quote := screen.frame.quote:
        screen.app.push_screen(ComparisonPage(screen.dossier, quote))
    else:
        screen.say("There is no quote to compare.")


def open_conversation(screen: MainScreen) -> None:
    """Show the event of the row under the cursor as a conversation."""
    record = screen.frame.record() or screen.frame.quote
    event = screen.dossier.event_of[record.event] if isinstance(record, Quote) else record
    if isinstance(event, Event):
        screen.app.push_screen(Page(partial(conversation_lines, screen.dossier, event), "Conversation"))
    else:
        screen.say("A conversation belongs to an event or a quote.")


def open_disagreements(screen: MainScreen) -> None:
    """Show where sources disagree on what is listed."""
    state = screen.state
    shown = disagreements_in(screen.dossier, View((*state.view.clauses, *state.live_clauses())))
    screen.app.push_screen(Page(partial(disagreement_lines, screen.dossier, shown), shown.title))


def open_coverage(screen: MainScreen) -> None:
    """Show which source prints what of the events shown; a cell that is chosen filters."""

    def choose(event: str, source: str) -> None:
        view = screen.state.view
        for clause in (*view.clauses_of("event"), *view.clauses_of("source")):
            view = view.replace_clause(clause, None)
        clauses = (*view.clauses, Clause("event", (event,)), Clause("source", (source,)))
        screen.set_state(replace(screen.state, view=view.replace(clauses=clauses), focus=QUOTES))

    screen.app.push_screen(CoveragePage(coverage_of(screen.dossier, screen.frame.panes.matches), choose))


def open_citation(screen: MainScreen) -> None:
    """Send the quote under the cursor with its citation to the clipboard, and show what was sent."""
    if quote := screen.frame.quote:
        screen.app.push_screen(CitationPage(screen.dossier, quote, screen.app.send))
    else:
        screen.say("There is no quote to cite.")


def open_export(screen: MainScreen) -> None:
    """Ask for a format and a file, then write what passes the view and the rows under the cursors."""

    def say(said: str | None) -> None:
        if said:
            screen.call_later(screen.say, said)

    view = View((*screen.state.view.clauses, *screen.state.live_clauses()))
    screen.app.push_screen(ExportPage(select(with_digest(screen.dossier), view)), say)


def open_help(screen: MainScreen) -> None:
    """Show what the keys do in the pane in focus."""
    signs, pane, keys = screen.app.glyphs.sides, screen.state.focus, screen.app.keys
    sides = [(signs[n], single_line(side or "")) for side, n in sides_of(screen.dossier, len(signs)).items()]
    screen.app.push_screen(Page(lambda width: help_lines(pane, keys, sides, width), f"Help: {pane.title()}"))


OPENERS: Final[dict[str, Callable[[MainScreen], None]]] = {
    "record": open_record,
    "comparison": open_comparison,
    "conversation": open_conversation,
    "disagreements": open_disagreements,
    "coverage": open_coverage,
    "citation": open_citation,
}
"""The pages that keys open, by the names that the table of keys gives them."""
