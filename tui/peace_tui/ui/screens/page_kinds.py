"""The kinds of pages over the main screen: a record, a comparison, a conversation, disagreements, the coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from peace_tui.collation.apparatus import compare_outlets, without_versions
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, IdentifiedRecord, Person, Quote, Source, Version
from peace_tui.provenance.disagreements import DisagreementSearch
from peace_tui.query.engine import match_clauses
from peace_tui.query.facets import FACETS, PEOPLE, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View
from peace_tui.session.layout import HEADINGS
from peace_tui.text.messages import format_count
from peace_tui.ui.key_table import bindings_on
from peace_tui.ui.keys import CHART, COMPARISON, CONVERSATION, COVERAGE, Key, keys_on
from peace_tui.ui.render.comparison import write_comparison
from peace_tui.ui.render.help import PAGE_TITLES, SEARCH, write_help, write_page_help
from peace_tui.ui.render.lines import single_line, wrap_text
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.pages import (
    AGREED,
    Coverage,
    Disagreements,
    coverage_of,
    disagreements_in,
    write_conversation,
    write_coverage,
    write_disagreements,
)
from peace_tui.ui.render.record_pages import ROW, VERSIONS_SECTION, write_record
from peace_tui.ui.screens.page import Page

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen

MAX_TURN_SECONDS: Final = 0.03
"""Seconds for which quotes are compared before keys are looked for again."""
PAUSE_SECONDS: Final = 0.005
REWRITE_SECONDS: Final = 2.0
"""Seconds after which what has been found meanwhile is shown."""
MAX_DETAIL_LINES: Final = 4
"""On so many lines the coverage says at the most what is under the cursor."""


def live_view(main: MainScreen) -> View:
    """Return what filters the main screen: the view, and the rows under the cursors."""
    return View((*main.state.view.clauses, *main.state.live_clauses()))


class HelpPage(Page):
    """The signs and the keys of the screen below it, on which Enter does what the key under the cursor does."""

    without = frozenset(
        (
            *("pin", "exclude", "without", "show_everything", "open_link", "edit", "work_on"),
            *("copy_view", "undo", "redo"),
        )
    )

    def __init__(self, origin: MainScreen | Page) -> None:
        """Explain a screen."""
        super().__init__()
        self.origin = origin
        without = origin.without if isinstance(origin, Page) else ()
        self.keys = [key for key in origin.app.keys if key.action_name not in without]

    @property
    def crumb(self) -> str:
        """The title."""
        origin = self.origin
        of = PAGE_TITLES[origin.name_of_keys] if isinstance(origin, Page) else HEADINGS[origin.state.focus][2:]
        return f"Help: {of}"

    def write(self, page: PageText) -> None:
        """Write the help."""
        if isinstance(self.origin, Page):
            write_page_help(page, self.origin.name_of_keys, self.keys)
        else:
            write_help(page, self.origin.state.focus, self.keys)

    def _begin(self) -> None:
        """Begin at the top, on the first item where all of it is in sight there."""
        super()._begin()
        if self.item and self.item.last > self.body.height:
            self.body.at = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Open nothing but what is under the cursor."""
        return super().check_action(action, parameters) and (action != "open" or parameters == ("record",))

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "search" if self.item and self.item.opens == SEARCH else "run"

    def action_open(self, page: str) -> None:
        """Go back, and do what the item under the cursor says."""
        item, origin = self.item, self.origin
        if item is None:
            return
        if item.opens == SEARCH:
            self.return_to(origin)
            self.main.call_later(self.main.search.open, f"{FACETS[item.number].name}:")
        else:
            self.press_elsewhere(self.keys[item.number])

    def keys_elsewhere(self) -> Sequence[Key]:
        """Return the keys of the screen that is explained."""
        return keys_on(self.origin.name_of_keys if isinstance(self.origin, Page) else CHART, self.app.keys)

    def press_elsewhere(self, key: Key) -> None:
        """Go back, and do what a key does there."""
        origin = self.origin
        self.return_to(origin)
        if isinstance(origin, Page):
            origin.call_later(origin.run_action, key.action)
        else:
            origin.call_later(origin.run_key, key)

    def action_help(self) -> None:
        """Go back."""
        self.dismiss(None)


class RecordPage(Page):
    """All there is on a record; of no record, on the dossier."""

    obeys_view = True

    @property
    def crumb(self) -> str:
        """What the record is called."""
        return name_of(self.main.dossier, self.record)

    def write(self, page: PageText) -> None:
        """Write the record, and what belongs to it."""
        write_record(page, self.record)

    @property
    def verb(self) -> str:
        """What Enter does."""
        if self.item and self.item.opens == ROW:
            return "show in panes"
        if self.app.find_passage(self.chosen_version):
            return "show in the article"
        return "compare" if self.item and self.item.opens == "comparison" else "open"

    def action_open(self, page: str) -> None:
        """Go to the row of the record itself, or to what is filtered by it; else open a page."""
        if page == "record" and self.item and self.item.opens == ROW:
            self._show_row()
        elif not (page == "record" and show_article(self, self.chosen_version)):
            super().action_open(page)

    @property
    def chosen_version(self) -> Version | None:
        """The version of a quote under the cursor."""
        quote, item = self.record, self.item
        is_version = item and item.section == VERSIONS_SECTION and isinstance(quote, Quote) and quote.versions
        return quote.versions[item.number] if is_version and isinstance(quote, Quote) and item else None

    def _show_row(self) -> None:
        main, record = self.main, self.record
        match record:
            case Event():
                main.select_record(TIMELINE, record.id)
            case Person():
                main.select_record(PEOPLE, record.id)
            case Quote():
                self._show_quote(record)
            case _:
                self.action_pin()
        self.return_to(main)

    def _show_quote(self, quote: Quote) -> None:
        """Go to a quote in the panes; where the filter hides it, filter by its event instead."""
        main = self.main
        state = main.state
        if main.dossier.quote_index.position_of[quote.id] not in main.frame.panes.matches.quotes:
            view = View((Clause("event", (quote.event,)),))
            state = replace(state, view=view, timeline=None, people=None, pair=(None, None))
        main.set_state(state.with_cursor(QUOTES, quote.id).with_focus(QUOTES))


def show_article(page: Page, version: Version | None) -> bool:
    """Show a version in its saved article; tell whether there is one."""
    passage = page.app.find_passage(version)
    if version is None or passage is None:
        return False
    from peace_tui.ui.screens.pages import show  # which this module is imported by, as is the next
    from peace_tui.ui.screens.review import ArticlePage

    show(page, ArticlePage(page.main.dossier.source_of[version.source], passage))
    return True


def name_of(dossier: Dossier, record: IdentifiedRecord | None) -> str:
    """Return what a record is called in the path of pages."""
    match record:
        case Event():
            return record.title
        case Person():
            return record.name
        case Source():
            return record.label
        case Claim():
            return record.text
        case Quote():
            who = ", ".join(map(dossier.brief_of, record.who)) or "unknown"
            return f"{who} → {', '.join(map(dossier.brief_of, record.to))}" if record.to else who
    return dossier.info.title


class ComparisonPage(Page):
    """What each outlet prints of a quote, where they differ, and how it reached print; any can be the base."""

    BINDINGS = bindings_on(COMPARISON)
    name_of_keys = COMPARISON
    max_width = 160

    def __init__(self, quote: Quote, base: int = 0) -> None:
        """Compare with this outlet at first."""
        super().__init__(quote)
        self.base = base

    @property
    def crumb(self) -> str:
        """The title."""
        return "Comparison"

    def write(self, page: PageText) -> None:
        """Write the versions; those of a file that has been read again may be fewer."""
        if isinstance(quote := self.record, Quote):
            self.base = min(self.base, max(len(self.sides) - 1, 0))
            write_comparison(page, quote, self.base)

    def hints(self) -> Iterator[tuple[str, str]]:
        """Yield the key of the base first, while the cursor is on the versions."""
        is_on_versions = self.item is None or self.item.section == 0
        if is_on_versions and len(self.sides) > 1:
            yield "comparison.base", "compare with another"
        yield from (hint for hint in super().hints() if hint[0] != "record.compare")

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "show in the article" if self.app.find_passage(self.chosen_version) else "open source"

    @property
    def chosen_version(self) -> Version | None:
        """The version under the cursor."""
        quote, item = self.record, self.item
        is_version = item is not None and item.section == 0 and bool(self.standing)
        return quote.versions[self.version] if is_version and isinstance(quote, Quote) else None

    def action_open(self, page: str) -> None:
        """Show the version under the cursor in its saved article; else open a page."""
        if not (page == "record" and show_article(self, self.chosen_version)):
            super().action_open(page)

    def action_next_base(self) -> None:
        """Compare with the next outlet."""
        self.base = (self.base + 1) % max(len(self.sides), 1)
        self.rewrite()

    @property
    def standing(self) -> list[int]:
        """The numbers of the versions that stand, which are compared."""
        quote = self.record
        discounted = self.main.frame.discounted(quote) if isinstance(quote, Quote) else ()
        return [number for number in range(len(getattr(quote, "versions", ()))) if number not in discounted]

    @property
    def sides(self) -> Sequence[Sequence[int]]:
        """The places of the versions in `standing`, by outlet; all in one where there is one outlet."""
        quote, standing = self.record, self.standing
        if not isinstance(quote, Quote) or not standing:
            return ()
        comparison = compare_outlets(self.main.dossier, without_versions(quote, self.main.frame.discounted(quote)))
        return comparison.sides if comparison.outlets > 1 else (range(len(standing)),)

    @property
    def version(self) -> int:
        """The number of the version under the cursor, else of the first one of the outlet that is compared with."""
        item, standing = self.item, self.standing
        if not standing:
            return 0
        if item and item.section == 0 and not item.cells:
            return standing[item.number]
        return standing[self.sides[self.body.column if item and item.cells else self.base][0]]


class ConversationPage(Page):
    """The quotes of an event as a talk."""

    BINDINGS = bindings_on(CONVERSATION)
    name_of_keys = CONVERSATION
    obeys_view = True

    @property
    def crumb(self) -> str:
        """The title."""
        return "Conversation"

    @property
    def note(self) -> str:
        """How many turns there are, and how many of them are in the view."""
        dossier = self.main.dossier
        quotes = dossier.quote_index.with_value("event", getattr(self.record, "id", ""))
        shown = len(quotes) if self.everything else len(quotes & self.main.frame.panes.timeline_matches.quotes)
        every = format_count(len(quotes), "turn")
        return every if shown == len(quotes) else f"{shown:,} of {every} in this view"

    def write(self, page: PageText) -> None:
        """Write the talk; turns that are not in the view are dimmed."""
        if isinstance(self.record, Event):
            write_conversation(page, self.record)
            page.is_partial = "in this view" in self.note

    def hints(self) -> Iterator[tuple[str, str]]:
        """Leave out what the reader is looking at already."""
        for id, does in super().hints():
            if id == "filter.search" and any(item.number for item in self.body.items):
                yield "conversation.turn", "go to turn"
            if id != "record.conversation":
                yield id, does

    def action_go_to_turn(self) -> None:
        """Ask for the number of a turn, of which the key pressed may be the first digit."""
        digit = self.app.last_character or ""
        self.search.ask("the number of a turn", digit if digit.isdecimal() else "", None, self._go)

    def _go(self, text: str, keep: bool) -> None:
        numbers = [str(item.number) for item in self.body.items]
        if keep and text.strip() in numbers:
            self.body.select(numbers.index(text.strip()))
            self.moved()
        elif keep:
            last = max((item.number for item in self.body.items), default=0)
            self.say(f"No turn {single_line(text.strip())} here; the last is {last}." if last else "No numbers here.")
        else:
            self.moved()


class DisagreementsPage(Page):
    """Where sources disagree on what the view lists."""

    obeys_view = True
    unfolded = False

    def on_mount(self) -> None:
        """Compare the rest of the quotes while the reader reads."""
        super().on_mount()
        if not self._shown().is_complete:
            self._go_on()

    def _go_on(self) -> None:
        """Compare quotes for a moment, then let keys be heard; show what has been found now and then."""
        search, start = DisagreementSearch.for_dossier(self.main.dossier), monotonic()
        while not search.is_complete and monotonic() - start < MAX_TURN_SECONDS:
            search.go_on(1)
        if search.is_complete or start - self._written > REWRITE_SECONDS:
            self._written = start
            self.rewrite()
        if not search.is_complete:
            self.set_timer(PAUSE_SECONDS, self._go_on)

    _written = 0.0

    @property
    def crumb(self) -> str:
        """The title."""
        return "Disagreements"

    @property
    def note(self) -> str:
        """How many of them are in the view."""
        shown = self._shown()
        count = f"all {shown.total:,}" if self.everything else f"{shown.count:,} of {shown.total:,} in this view"
        return count if shown.is_complete else f"{count} so far; comparing more quotes"

    def _shown(self) -> Disagreements:
        """Return what the view lists of what has been found; it is worked out again only where that has changed."""
        dossier, view = self.main.dossier, View() if self.everything else live_view(self.main)
        search = DisagreementSearch.for_dossier(dossier)
        if (kept := self._kept) and kept[0] == (dossier, view, len(search.found), search.is_complete):
            return kept[1]
        shown = disagreements_in(dossier, view)
        self._kept = (dossier, view, len(search.found), search.is_complete), shown
        return shown

    _kept: tuple[tuple[object, ...], Disagreements] | None = None

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

    BINDINGS = bindings_on(COVERAGE)
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
        self.grid = coverage_of(self.main.dossier, match_clauses(self.main.dossier, clauses), clauses)
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
        """Filter by the cell and go back; at a title or a name, open it."""
        event, source = self.cell
        if not (event and source):
            self.action_open("record")
            return
        view = self.main.state.view
        for clause in (*view.clauses_of("event"), *view.clauses_of("source")):
            view = view.replace_clause(clause, None)
        clauses = (*view.clauses, Clause("event", (event.id,)), Clause("source", (source.id,)))
        self.main.set_state(replace(self.main.state, view=view.replace(clauses=clauses), focus=QUOTES))
        self.return_to(self.main)
