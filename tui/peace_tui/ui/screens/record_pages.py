"""The pages over the main screen that show a record: all of it, its versions compared, the conversation it is in."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from peace_tui.collation.apparatus import compare_outlets, leave_out_versions
from peace_tui.model.records import Event, Person, Quote, Source, Version
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View
from peace_tui.text.messages import format_count
from peace_tui.ui.key_table import make_bindings
from peace_tui.ui.keys import COMPARISON, CONVERSATION
from peace_tui.ui.render.comparison import write_comparison
from peace_tui.ui.render.context import write_article, write_conversation
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.render.page_text import PageText, name_of
from peace_tui.ui.render.record_pages import ROW, VERSIONS_SECTION, write_record
from peace_tui.ui.screens.page import Page, show

if TYPE_CHECKING:
    from peace_tui.lint.verdicts import SavedPassage


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

    @property
    def version(self) -> int:
        """The number of the version under the cursor, which is listed by itself, or of that quote's first."""
        return self.item.number if self.item and self.chosen_version else super().version

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
    show(page, ArticlePage(page.main.dossier.source_of[version.source], passage))
    return True


class ArticlePage(Page):
    """The saved text of a source, with the passage that a version prints."""

    def __init__(self, source: Source, passage: SavedPassage) -> None:
        """Begin at the passage."""
        super().__init__(source)
        self.passage = passage

    @property
    def crumb(self) -> str:
        """The title."""
        return f"Article: {name_of(self.main.dossier, self.record)}"

    @property
    def note(self) -> str:
        """The name of its file."""
        return self.passage.text.name

    @property
    def identity(self) -> Hashable:
        """What tells it from the pages on other passages of the article."""
        return type(self), self._id_of_record, self.passage

    def write(self, page: PageText) -> None:
        """Write the paragraphs."""
        if isinstance(source := self.record, Source):
            paragraphs = [each.words for each in self.passage.text.paragraphs]
            write_article(page, source, paragraphs, self.passage, self._quotes_by_paragraph())

    def _quotes_by_paragraph(self) -> dict[int, Quote]:
        """Return the quotes with words of a paragraph, of several the first, by its number from 0."""
        from peace_tui.lint.verify import find_paragraphs  # no other page needs the saved texts

        found: dict[int, Quote] = {}
        index, source = self.main.dossier.quote_index, self._id_of_record or ""
        for position in index.with_value("source", source):
            quote = index.records[position]
            for version in quote.versions:
                starts, size = find_paragraphs(version.text, self.passage.text) if version.source == source else ((), 1)
                for number in range(starts[0], starts[0] + size) if starts else ():
                    found.setdefault(number, quote)
        return found

    def _begin(self) -> None:
        """Begin at the paragraph of the passage."""
        self.body.go_to_line(self.body.items[self.passage.paragraph].first)


class ComparisonPage(Page):
    """What each outlet prints of a quote, where they differ, and how it reached print; any can be the base."""

    BINDINGS = make_bindings(COMPARISON)
    name_of_keys = COMPARISON
    max_width = 160

    def __init__(self, quote: Quote, version: int = 0) -> None:
        """Compare at first with the outlet that prints the version of this number."""
        super().__init__(quote)
        self._first = version
        self.base = 0
        """Which of the sides is compared with."""

    @property
    def crumb(self) -> str:
        """The title."""
        return "Comparison"

    def write(self, page: PageText) -> None:
        """Write the versions; those of a file that has been read again may be fewer."""
        if isinstance(quote := self.record, Quote):
            self.base = self._first_base() if not self._is_written else min(self.base, max(len(self.sides) - 1, 0))
            write_comparison(page, quote, self.base)

    def _first_base(self) -> int:
        """Return the side that has the version to begin with; the first, where that does not stand."""
        standing = self.standing
        return next((n for n, side in enumerate(self.sides) if self._first in (standing[at] for at in side)), 0)

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
        if len(self.sides) < 2:
            self.say("There is no other outlet here to compare with.")
            return
        self.base = (self.base + 1) % len(self.sides)
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
        comparison = compare_outlets(self.main.dossier, leave_out_versions(quote, self.main.frame.discounted(quote)))
        return comparison.sides if comparison.outlets > 1 else (range(len(standing)),)

    @property
    def version(self) -> int:
        """The number of the version under the cursor, else of the first one of the outlet that is compared with."""
        item, standing = self.item, self.standing
        if not standing:
            return 0
        if item and item.section == 0 and not item.cells:
            return standing[item.number]
        return standing[self.sides[self.body.cell_number if item and item.cells else self.base][0]]


class ConversationPage(Page):
    """The quotes of an event as a talk."""

    BINDINGS = make_bindings(CONVERSATION)
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
