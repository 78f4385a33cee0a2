"""The pages that show a dossier at a glance, and what the reader has marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from peace_tui.query.statistics import Part, Statistics, Tally, describe, name_record
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
        said = f"{shown:,} of {total} in this view" if view.clauses else total
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


NO_MARKS_YET: Final = (
    "Nothing is marked yet. * stars what is under the cursor, T notes and tags it, V names a view."
    " Marks are yours alone: the dossier stays as it is."
)
GONE: Final = "gone"
OWN_VIEW: Final = "view"
"""What an item of the page of marks stands for besides a record: one that is gone, and a named view."""


class MarksPage(Page):
    """What the reader has starred and noted, what of it is gone from the dossier, and the views with a name."""

    @property
    def crumb(self) -> str:
        """The title."""
        return "Your marks"

    @property
    def note(self) -> str:
        """How many records are marked."""
        return format_count(len(self.main.dossier.marks.by_id), "record")

    @property
    def gone_id(self) -> str:
        """The id of the record under the cursor that is no longer in the dossier; nothing without one."""
        gone = [id for id in self.main.dossier.marks.by_id if id not in self.main.dossier.by_id]
        return gone[self.item.number] if self.item and self.item.opens == GONE else ""

    def write(self, page: PageText) -> None:
        """Write the marks."""
        marks, glyphs = page.dossier.marks, page.glyphs
        here = {id: mark for id, mark in marks.by_id.items() if id in page.dossier.by_id}
        gone = {id: mark for id, mark in marks.by_id.items() if id not in here}
        if not marks.by_id and not marks.views:
            page.gap()
            page.text(NO_MARKS_YET, "quiet")
        for title, found, opens in (("Marked", here, "record"), ("No longer in the dossier", gone, GONE)):
            if found:
                page.section(title, len(found))
            for number, (id, mark) in enumerate(found.items()):
                sign = glyphs.star if mark.starred else glyphs.note
                name = name_record(page.dossier, id) if opens == "record" else f"{mark.name} ({id})"
                with page.item(page.dossier.by_id.get(id), opens, number):
                    page.runs(((f"{sign} ", "strong"), (single_line(name), "text")))
                    page.text(mark.words, "quiet", indent=3)
        if marks.views:
            page.section("Your views", len(marks.views))
        for number, (name, kept) in enumerate(marks.views.items()):
            with page.item(None, OWN_VIEW, number):
                page.runs(((single_line(name), "text"), (f"  {single_line(kept.view or 'everything')}", "quiet")))

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "show" if self.item and self.item.opens == OWN_VIEW else "open"

    def action_open(self, page: str) -> None:
        """Show the view under the cursor; else open a page."""
        item = self.item
        if page == "record" and item and item.opens == OWN_VIEW:
            from peace_tui.ui.own_marks import open_view

            self.return_to(self.main)
            open_view(self.main, [*self.main.dossier.marks.views][item.number])
        else:
            super().action_open(page)
