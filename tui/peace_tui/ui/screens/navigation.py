"""Opens the pages over the main screen, each for what is under its cursor or what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from peace_tui.model.records import Event, Quote
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.query.selection import filter
from peace_tui.query.view import Clause, View
from peace_tui.ui.dossier_file import with_digest
from peace_tui.ui.render.help import help_lines
from peace_tui.ui.render.lines import EMPTY, Line, single_line
from peace_tui.ui.render.pages import conversation_lines, coverage_of, disagreement_lines
from peace_tui.ui.render.record import address_lines, record_lines
from peace_tui.ui.screens.export import ExportPage
from peace_tui.ui.screens.page import Page, WriteLines
from peace_tui.ui.screens.pages import CitationPage, ComparisonPage, CoveragePage
from peace_tui.ui.widgets.panes import sides_of

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen

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
    """Show where sources disagree."""
    screen.app.push_screen(Page(partial(disagreement_lines, screen.dossier), "Disagreements"))


def open_coverage(screen: MainScreen) -> None:
    """Show which source prints what of the events shown; a cell that is chosen filters."""

    def choose(event: str, source: str) -> None:
        view = screen.state.view
        for clause in (*view.clauses_of("event"), *view.clauses_of("source")):
            view = view.replace_clause(clause, None)
        clauses = (*view.clauses, Clause("event", (event,)), Clause("source", (source,)))
        screen.set_state(replace(screen.state, view=replace(view, clauses=clauses), focus=QUOTES))

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
    screen.app.push_screen(ExportPage(filter(with_digest(screen.dossier), view)), say)


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
