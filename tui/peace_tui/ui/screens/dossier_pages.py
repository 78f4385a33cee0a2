"""The pages over the main screen that show the dossier: at a glance, the reader's marks, disagreements, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.geometry import Size

from peace_tui.model.records import Event, IdentifiedRecord, Source
from peace_tui.provenance.disagreements import DisagreementSearch
from peace_tui.query.engine import match_clauses
from peace_tui.query.facets import QUOTES
from peace_tui.query.statistics import Part, Statistics, Tally, describe_statistics
from peace_tui.query.view import Clause, View
from peace_tui.text.messages import format_count
from peace_tui.ui.clipboard import find_link
from peace_tui.ui.key_table import make_bindings
from peace_tui.ui.keys import COVERAGE
from peace_tui.ui.render.lines import Line, single_line, wrap_text
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.pages import (
    AGREED,
    Coverage,
    Disagreements,
    compute_coverage,
    find_shown_disagreements,
    write_coverage,
    write_disagreements,
)
from peace_tui.ui.screens.page import Page

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen


QUOTES_AT_ONCE: Final = 200
"""So many quotes are counted before it is looked at the clock."""
NO_MARKS_YET: Final = (
    "Nothing is marked yet. {mark.star} stars what is under the cursor, {mark.note} notes and tags it, {mark.view}"
    " names a view. Marks are yours alone: the dossier stays as it is."
)
GONE: Final = "gone"
OWN_VIEW: Final = "view"
"""What an item of the page of marks stands for besides a record: one that is gone, and a named view."""
MAX_STEP_SECONDS: Final = 0.03
"""Seconds for which quotes are compared before keys are looked for again."""
PAUSE_SECONDS: Final = 0.005
REWRITE_SECONDS: Final = 2.0
"""Seconds after which what has been found meanwhile is shown."""
MAX_DETAIL_LINES: Final = 4
"""On so many lines the coverage says at the most what is under the cursor."""


def live_view(main: MainScreen) -> View:
    """Return what filters the main screen: the view, and the rows under the cursors."""
    return View((*main.state.view.clauses, *main.state.live_clauses()))


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
        """How many quotes are counted, or events where nothing is quoted."""
        main, tally = self.main, self._counted()
        view = View() if self.everything else live_view(main)
        shown, every, noun = main.frame.matched_and_total()
        total = format_count(every, noun)
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
        while tally and not tally.is_complete and monotonic() - start < MAX_STEP_SECONDS:
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
        write_overview(page, describe_statistics(self.main.dossier, found))


def write_overview(page: PageText, parts: Sequence[Part]) -> None:
    """Write statistics part by part; each line that is about a record is an item."""
    for part in parts:
        page.section(part.title, part.note)
        for row in part.rows:
            record = page.dossier.by_id.get(row.id) if row.id else None
            sign = page.draft_sign(None if row.is_first_of_several else record)
            name: Line = (*sign, (single_line(row.name), "text"))
            counts = ((row.counts, "quiet"),)
            with page.item(record):
                page.edges(name, counts if row.counts else (), indent=3 if row.is_listed else 1)


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
            page.text(page.frame.hint(NO_MARKS_YET), "quiet")
        for title, found, opens in (("Marked", here, "record"), ("No longer in the dossier", gone, GONE)):
            if found:
                page.section(title, len(found))
            for number, (id, mark) in enumerate(found.items()):
                sign = glyphs.star if mark.starred else glyphs.note
                name = page.dossier.name_record(id) if opens == "record" else f"{mark.name} ({id})"
                record = page.dossier.by_id.get(id)
                with page.item(record, opens, number):
                    page.runs(((f"{sign} ", "strong"), *page.draft_sign(record), (single_line(name), "text")))
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
            from peace_tui.ui.own_marks import open_view  # which imports this module through `pages`

            self.return_to(self.main)
            open_view(self.main, [*self.main.dossier.marks.views][item.number])
        else:
            super().action_open(page)


class DisagreementsPage(Page):
    """Where sources disagree on what the view lists."""

    obeys_view = True
    unfolded = False
    _search: DisagreementSearch | None = None
    """The search whose findings are shown."""
    _written = 0.0
    _kept: tuple[tuple[object, ...], Disagreements] | None = None

    def rewrite(self, size: Size | None = None) -> None:
        """Write the page; compare the rest of the quotes while the reader reads."""
        super().rewrite(size)
        search = DisagreementSearch.for_dossier(self.main.dossier)
        if search is not self._search:
            self._search = search
            self._go_on(search)

    def _go_on(self, search: DisagreementSearch) -> None:
        """Compare quotes for a moment, then let keys be heard; show what has been found now and then."""
        start = monotonic()
        if search.is_complete or search is not self._search:  # the dossier has been read again
            return
        while not search.is_complete and monotonic() - start < MAX_STEP_SECONDS:
            search.go_on(1)
        if search.is_complete or start - self._written > REWRITE_SECONDS:
            self._written = start
            self.rewrite()
        if not search.is_complete:
            self.set_timer(PAUSE_SECONDS, partial(self._go_on, search))

    @property
    def crumb(self) -> str:
        """The title."""
        return "Disagreements"

    @property
    def note(self) -> str:
        """How many of them are in the view."""
        shown = self._shown()
        count = f"all {shown.total:,}" if self.everything else f"{shown.count:,} of {shown.total:,} in this view"
        count = count if shown.total else "none"
        return count if shown.is_complete else f"{count} so far; comparing more quotes"

    def _shown(self) -> Disagreements:
        """Return what the view lists of what has been found; it is worked out again only where that has changed."""
        dossier, view = self.main.dossier, View() if self.everything else live_view(self.main)
        search = DisagreementSearch.for_dossier(dossier)
        if (kept := self._kept) and kept[0] == (dossier, view, len(search.found), search.is_complete):
            return kept[1]
        shown = find_shown_disagreements(dossier, view)
        self._kept = (dossier, view, len(search.found), search.is_complete), shown
        return shown

    def write(self, page: PageText) -> None:
        """Write the claims and the findings."""
        shown = self._shown()
        page.is_partial = shown.count < shown.total
        write_disagreements(page, shown, self.unfolded)

    @property
    def verb(self) -> str:
        """What Enter does."""
        if self.item and self.item.opens == AGREED:
            return "fold" if self.unfolded else "unfold"
        return "open"

    def action_open(self, page: str) -> None:
        """Fold or unfold what is agreed; else open a page."""
        if page == "record" and self.item and self.item.opens == AGREED:
            self.unfolded = not self.unfolded
            self.rewrite()
        else:
            super().action_open(page)


class CoveragePage(Page):
    """The grid of events and sources; a cell filters by both."""

    BINDINGS = make_bindings(COVERAGE)
    name_of_keys = COVERAGE
    max_width = 400
    obeys_view = True

    def __init__(self, record: IdentifiedRecord | None = None) -> None:
        """Begin on an event, or a source."""
        super().__init__(start=record.id if record else None)
        self.grid = Coverage((), (), ())
        self.shown = range(0)
        self.first = 0

    @property
    def crumb(self) -> str:
        """The title."""
        return "Coverage"

    @property
    def note(self) -> str:
        """How many events are in the view, whether for the row under a cursor, and which sources are in sight."""
        live = " (cursor)" if self.main.state.live_clauses() and not self.everything else ""
        shown, every = self.shown, len(self.grid.sources)
        name = "sources " if self.app.size.width >= 60 else ""
        columns = f" · {name}{shown.start + 1}–{shown.stop} of {every}" if 0 < len(shown) < every else ""
        return f"{len(self.grid.events):,} of {format_count(len(self.main.dossier.events), 'event')}{live}{columns}"

    def write(self, page: PageText) -> None:
        """Write the grid."""
        clauses = () if self.everything else live_view(self.main).clauses
        self.grid = compute_coverage(self.main.dossier, match_clauses(self.main.dossier, clauses), clauses)
        self.shown = write_coverage(page, self.grid, self.first)
        page.is_partial = len(self.grid.events) < len(self.main.dossier.events)

    @property
    def cell(self) -> tuple[Event | None, Source | None]:
        """The event and the source under the cursor; None in the head, and at a title."""
        item, column = self.item, self.body.column
        event = item.record if item and isinstance(item.record, Event) else None
        source = self.grid.sources[self.shown[column - 1]] if 0 < column <= len(self.shown) else None
        return event, source

    @property
    def detail(self) -> tuple[str, ...]:
        """The title of the event, on as many lines as the longest one needs, and what the source has of it."""
        if not self.grid.events:
            return ()
        event, source = self.cell
        width = max(self.app.size.width - 2, 1)
        rows = max(sum(1 for _ in wrap_text(each.title, width)) for each in self.grid.events)
        shown = [*wrap_text(event.title if event else source.label if source else "", width)]
        does = (source.title or "") if source else ""
        if event and source and event in self.grid.events:  # another filter may have left it out
            does = self.grid.describe(self.grid.events.index(event), self.grid.sources.index(source))
        return (*shown, *[""] * (rows - len(shown)), does)[-MAX_DETAIL_LINES:]

    @property
    def subject(self) -> IdentifiedRecord | None:
        """The event of the row, or in the head the source of the column."""
        event, source = self.cell
        return event or source

    @property
    def source(self) -> Source | None:
        """The source of the column."""
        return self.cell[1]

    @property
    def link(self) -> str:
        """The address of the source of the column, else the first of the event."""
        return find_link(self.main.dossier, self.source or self.subject)

    def _begin(self) -> None:
        """Begin in a cell: on the event or the source that the reader came from."""
        columns = (n for n, column in enumerate(self.shown) if self.grid.sources[column].id == self.start)
        self.body.column = 1 + next(columns, 0)
        super()._begin()
        if self.body.at == 0 and len(self.body.items) > 1:
            self.body.move(1)

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "show its quotes" if all(self.cell) else "open"

    def action_sideways(self, step: int) -> None:
        """Move the cursor by columns; those that do not fit come into sight as it moves."""
        column = self.body.column + step
        if self.shown and not 0 < column <= len(self.shown):
            first = min(max(self.first + step, 0), len(self.grid.sources) - len(self.shown))
            if (column > 0 and first != self.first) or (column == 0 and self.first):
                self.first = first
                self.rewrite()
                self.moved()
                return
        super().action_sideways(step)

    def press_enter(self) -> None:
        """Do what Enter does."""
        self.action_choose()

    def action_choose(self) -> None:
        """Filter by the cell and go back; at a title or a name, open it.

        Where all is shown, the filter that leaves some of it out goes.
        """
        event, source = self.cell
        if not (event and source):
            self.action_open("record")
            return
        state = self.main.state
        if self.everything:
            state = replace(state, view=View(), timeline=None, people=None, pair=(None, None))
        view = state.view
        for clause in (*view.clauses_of("event"), *view.clauses_of("source")):
            view = view.replace_clause(clause, None)
        clauses = (*view.clauses, Clause("event", (event.id,)), Clause("source", (source.id,)))
        self.main.set_state(replace(state, view=view.replace(clauses=clauses), focus=QUOTES))
        self.return_to(self.main)
