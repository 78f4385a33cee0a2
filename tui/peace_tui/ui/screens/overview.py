"""The page that shows a dossier at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from peace_tui.query.statistics import Part, Statistics, Tally, describe
from peace_tui.query.view import View
from peace_tui.text.messages import format_count
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.screens.page import Page
from peace_tui.ui.screens.page_kinds import MAX_TURN_SECONDS, PAUSE_SECONDS, live_view

QUOTES_AT_ONCE: Final = 200
"""So many quotes are counted before it is looked at the clock."""


class OverviewPage(Page):
    """Who speaks how much, who reports what alone, what rests on one origin, and what is missing."""

    obeys_view = True
    _tally: Tally | None = None

    @property
    def crumb(self) -> str:
        """The title."""
        return "At a glance"

    @property
    def note(self) -> str:
        """How many quotes are counted."""
        main, tally = self.main, self._counted()
        view = View() if self.everything else live_view(main)
        shown, total = len(main.frame.panes.matches.quotes), format_count(len(main.dossier.quotes), "quote")
        said = f"{shown} of {total} in this view" if view.clauses else total
        return said if tally.is_complete else f"{said}; counting more"

    def _counted(self) -> Tally:
        """Return what is counted of the view that is shown."""
        dossier, view = self.main.dossier, View() if self.everything else live_view(self.main)
        if not self._tally or (self._tally.dossier, self._tally.view) != (dossier, view):
            self._tally = Tally(dossier, view)
            self._go_on()
        return self._tally

    def _go_on(self) -> None:
        """Count quotes for a moment, then let keys be heard; show all of it once it is counted."""
        tally, start = self._tally, monotonic()
        while tally and not tally.is_complete and monotonic() - start < MAX_TURN_SECONDS:
            tally.go_on(QUOTES_AT_ONCE)
        if tally and not tally.is_complete:
            self.set_timer(PAUSE_SECONDS, self._count_rest)

    def _count_rest(self) -> None:
        self._go_on()
        if self._tally and self._tally.is_complete:
            self.rewrite()

    def write(self, page: PageText) -> None:
        """Write what has been counted; the rest is counted while the reader reads."""
        tally = self._counted()
        page.is_partial = bool(tally.view.clauses)
        found: Statistics = tally.result()
        write_overview(page, describe(self.main.dossier, found))


def write_overview(page: PageText, parts: Sequence[Part]) -> None:
    """Write statistics part by part; each line that is about a record is an item."""
    for part in parts:
        page.section(part.title, part.note)
        for row in part.rows:
            record = page.dossier.by_id.get(row.id) if row.id else None
            name, counts = ((single_line(row.name), "text"),), ((row.counts, "quiet"),)
            with page.item(record):
                page.edges(name, counts if row.counts else (), indent=3 if row.is_listed else 1)
