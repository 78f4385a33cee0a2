"""Reading a record whole, help, the palette, and what goes to the clipboard.

Pages are imported when they are opened: together they take 11 ms that the first screen does not need.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from peace_tui.model.records import Event, Quote
from peace_tui.query.facets import QUOTES
from peace_tui.query.view import Clause
from peace_tui.ui.actions.moving import Moving
from peace_tui.ui.links import link_of, view_command, words_for_ssh
from peace_tui.ui.render.lines import Line, flat
from peace_tui.ui.render.record import record_lines
from peace_tui.ui.widgets.people import sides_of

if TYPE_CHECKING:
    from peace_tui.ui.screens.page import Write


class Reading(Moving):
    """Shows and hands out what is under the cursor."""

    def action_read(self) -> None:
        """Show the record under the cursor whole."""
        from peace_tui.ui.screens.page import Page

        page = Page(*self._page(), self._turned)
        page.follows = True
        self.app.push_screen(page, self._page_left)

    def _page(self) -> tuple[Write, str]:
        title = {"timeline": "Event", "people": "Person", "quotes": "Quote"}[self.place.focus]
        if self.scene.record() is None:
            title = "Dossier"
        return self._record, title

    def _record(self, width: int) -> list[Line]:
        from peace_tui.ui.render.addresses import address_lines

        scene, record = self.scene, self.scene.record()
        lines = record_lines(scene.dossier, record, width, scene.needles)
        return [(), *lines, *address_lines(scene.dossier, record, width)]

    def _turned(self, step: int) -> tuple[Write, str] | None:
        self.action_move(step)
        return self._page()

    def _page_left(self, action: str | None) -> None:
        if action:
            self.call_later(self.run_action, action)

    def _open(self, write: Write, title: str) -> None:
        """Open a page that leads nowhere else."""
        from peace_tui.ui.screens.page import Page

        self.app.push_screen(Page(write, title))

    def action_compare(self) -> None:
        """Compare the versions of the quote under the cursor."""
        from peace_tui.ui.screens.comparison import ComparisonPage

        if quote := self.scene.quote:
            self.app.push_screen(ComparisonPage(self.dossier, quote))
        else:
            self.say("There is no quote to compare.")

    def action_converse(self) -> None:
        """Show the event of the row under the cursor as a conversation."""
        from peace_tui.ui.render.conversation import conversation_lines

        record = self.scene.record() or self.scene.quote
        event = self.dossier.event_of[record.event] if isinstance(record, Quote) else record
        if isinstance(event, Event):
            self._open(partial(conversation_lines, self.dossier, event), "Conversation")
        else:
            self.say("A conversation belongs to an event or a quote.")

    def action_help(self) -> None:
        """Show what the keys do in this pane."""
        from peace_tui.ui.screens.help import help_lines

        glyphs = self.app.glyphs
        sides = [(glyphs.sides[n], flat(side or "")) for side, n in sides_of(self.scene, len(glyphs.sides)).items()]
        focus = self.place.focus
        self._open(lambda width: help_lines(focus, self.app.keys, sides, width), f"Help: {focus.title()}")

    def action_guided(self) -> None:
        """Choose one of the author's views."""
        if not self.dossier.views:
            self.say("The author of this dossier recommends no views.")
            return
        self.app.search_commands_for("view: ")

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_disagreements(self) -> None:
        """Show where sources disagree."""
        from peace_tui.ui.render.disagreements import disagreement_lines

        self._open(partial(disagreement_lines, self.dossier), "Disagreements")

    def action_coverage(self) -> None:
        """Show which source prints what of the events shown."""
        from peace_tui.ui.render.coverage import coverage_of
        from peace_tui.ui.screens.coverage import CoveragePage

        grid = coverage_of(self.dossier, self.scene.panes.matches)
        self.app.push_screen(CoveragePage(grid, self._cell_chosen))

    def _cell_chosen(self, event: str, source: str) -> None:
        view = self.place.view
        for clause in (*view.clauses_of("event"), *view.clauses_of("source")):
            view = view.replace_clause(clause, None)
        clauses = (*view.clauses, Clause("event", (event,)), Clause("source", (source,)))
        self.go(replace(self.place, view=replace(view, clauses=clauses), focus=QUOTES))

    def action_cite(self) -> None:
        """Send the quote under the cursor with its citation to the clipboard, and show what was sent."""
        from peace_tui.ui.screens.citation import CitationPage

        if quote := self.scene.quote:
            self.app.push_screen(CitationPage(self.dossier, quote, self.app.send))
        else:
            self.say("There is no quote to cite.")

    def action_copy_view(self) -> None:
        """Copy the command that opens this screen again; at a kiosk, what to write after ssh -t and the host."""
        view = self.place.as_view()
        command = words_for_ssh(view) if self.app.session.kiosk else view_command(self.dossier, view)
        self.say(f"{self.app.send(command)}: {command}")

    def action_open_link(self) -> None:
        """Open the address of the source, or hand it over where the reader is far away."""
        record = self.scene.record() or self.scene.quote
        url = link_of(self.dossier, record)
        if not url:
            self.say("The sources of this record give no address.")
        elif self.app.far_away:
            self.say(f"{self.app.send(url)}: {url}")
        else:
            self.app.open_url(url)
            self.say(f"Opening {url}")

    def action_mouse(self) -> None:
        """Take the mouse, or leave it to the terminal."""
        self.say(self.app.turn_mouse())

    def action_suspend(self) -> None:
        """Go back to the shell until fg."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()
