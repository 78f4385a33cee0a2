"""A page over the panes: a list of items with a cursor, from which everything can be opened and filtered.

Pages stack. Each is written again from the state of the main screen, of which it keeps nothing but ids.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from peace_tui.model.records import Event, IdentifiedRecord, Quote, Source
from peace_tui.query.view import Clause
from peace_tui.session.state import record_clauses
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.clipboard import find_link
from peace_tui.ui.dossier_file import edit_file
from peace_tui.ui.key_table import make_bindings
from peace_tui.ui.keys import MAIN, PAGE, Key, find_keys, format_key
from peace_tui.ui.render.glyphs import ASCII
from peace_tui.ui.render.header_footer import draw_chips, draw_message
from peace_tui.ui.render.lines import Line, single_line
from peace_tui.ui.render.page_text import Item, PageText, draw_hints, draw_path, find_named_key, name_of
from peace_tui.ui.widgets.item_lines import ItemLines
from peace_tui.ui.widgets.search_input import PageSearch
from peace_tui.ui.widgets.text_lines import TextLines

# `pages` opens every page and imports them all, this module first: here it is imported where it is used.

if TYPE_CHECKING:
    from peace_tui.ui.app import PeaceApp
    from peace_tui.ui.frame import FrameData
    from peace_tui.ui.screens.main import MainScreen

MIN_HEIGHT: Final = 14
"""On lower screens there is no line between the head and the text."""


class Page(ModalScreen[str | None]):
    """Lines that scroll, and items among them. Kinds of pages say what is on them."""

    BINDINGS = make_bindings(PAGE)
    name_of_keys: ClassVar[str] = PAGE
    """The screen in the table of keys; see [find_keys][peace_tui.ui.keys.find_keys]."""
    max_width: ClassVar[int] = 100
    """How many cells a line has at the most: longer ones tire the eye."""
    without: ClassVar[frozenset[str]] = frozenset()
    """The actions of every page that make no sense on this one."""
    obeys_view: ClassVar[bool] = False
    """Whether what is on it depends on the filter."""
    is_live: ClassVar[bool] = True
    """Whether it can be written again of a dossier that has been read again."""
    app: PeaceApp

    def __init__(self, record: IdentifiedRecord | None = None, start: Hashable = None) -> None:
        """Make a page on a record, or on none.

        Args:
            record: What the page is about.
            start: The id of the record that the cursor begins on, where the page has it.
        """
        super().__init__()
        self._id_of_record = record.id if record else None
        self.start = start
        self.everything = False
        """Whether also what does not pass the view is shown."""
        self.turn: Callable[[int], None] | None = None
        """Shows the record some steps further on, where the page is on one of several."""
        self.said = ""
        self.head, self.body, self.foot = (
            TextLines(id="page-head"),
            ItemLines(id="page-text"),
            TextLines(id="page-foot"),
        )
        self.search = PageSearch(self)
        self._is_written = False
        self._frame: FrameData | None = None
        """What the main screen showed when the page was written."""
        self._chip_spots: list[tuple[range, Clause]] = []
        """The columns of the chips in the second line of the head, each with its clause."""
        self.is_partial = False
        """Whether something is left out that does not pass the view."""

    # What kinds of pages say

    @property
    def crumb(self) -> str:
        """What the page is called in the path."""
        raise NotImplementedError

    @property
    def note(self) -> str:
        """What the first line says of the page besides."""
        return ""

    @property
    def detail(self) -> tuple[str, ...]:
        """What the head says of what is under the cursor, on a line each."""
        return ()

    @property
    def identity(self) -> Hashable:
        """What tells whether a page is this one: each is on the stack but once."""
        return type(self), self._id_of_record

    def write(self, page: PageText) -> None:
        """Write the page."""
        raise NotImplementedError

    # What it is about

    @property
    def main(self) -> MainScreen:
        """The main screen, whose state the page shows."""
        return self.app.main

    @property
    def record(self) -> IdentifiedRecord | None:
        """What the page is about; None where it is about none, or about one that is gone from the file."""
        return self.main.dossier.by_id.get(self._id_of_record) if self._id_of_record else None

    def follow_renaming(self, old: str, new: str) -> None:
        """Be about the same record by its new id."""
        if self._id_of_record == old:
            self._id_of_record = new

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self.body.item

    @property
    def subject(self) -> IdentifiedRecord | None:
        """What keys act on: the record under the cursor, else that of the page."""
        if cell := self.body.cell:
            return cell.record
        return (self.item and self.item.record) or self.record

    @property
    def source(self) -> Source | None:
        """The source that the reader chose."""
        return next((record for record in (self.subject, self.record) if isinstance(record, Source)), None)

    @property
    def quote(self) -> Quote | None:
        """The quote that keys act on, which the reader chose."""
        return next((record for record in (self.subject, self.record) if isinstance(record, Quote)), None)

    @property
    def version(self) -> int:
        """The number of the version of that quote under the cursor: the first of its source, else of all."""
        item, quote = self.item, self.quote
        printed = [version.source for version in quote.versions] if quote else []
        return printed.index(item.source) if item and item.source in printed else 0

    @property
    def link(self) -> str:
        """The address of the source that the item under the cursor is from, else the first of what keys act on."""
        dossier, item = self.main.dossier, self.item
        source = dossier.source_of.get(item.source) if item else None
        return find_link(dossier, source or self.subject)

    # Drawing

    def compose(self) -> ComposeResult:
        """Lay out a head, the text and the keys."""
        yield from (self.head, self.body, self.foot)

    def on_mount(self) -> None:
        """Write the page before it is laid out, so that the first frame is complete."""
        self.rewrite()

    def on_screen_resume(self) -> None:
        """Obey the filter that was set, and show the file that was read, while another page was over this one."""
        if self.is_live and self._frame is not self.main.frame:
            self.rewrite()

    def on_unmount(self) -> None:
        """Let go of what was drawn, which Textual would keep: https://github.com/Textualize/textual/issues/6665."""
        self._styles_cache.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines for the new width."""
        self.rewrite(event.size)

    def rewrite(self, size: Size | None = None) -> None:
        """Write the page as things are now, for a screen of this size; the cursor stays where it is."""
        width, height = size or self.app.size
        glyphs = self.app.glyphs
        self._frame = self.main.frame
        page = PageText(self._frame, min(width, self.max_width), glyphs, self.everything)
        page.titled = cell_width(single_line(self.crumb)) <= width - cell_width(self.note) - 12
        if self._id_of_record and not self.record:
            page.gap()
            page.text("This is no longer in the file.", "quiet")
        else:
            self.write(page)
        self.is_partial = page.is_partial
        self.body.write(page, self.search.searched, self._room(width, height))
        if not self._is_written:
            self._is_written = True
            self._begin()
        self.draw_edges(width, height)

    def fit(self) -> None:
        """Fit the text between what is above and below it, without writing it again."""
        self.body.fit(self._room(*self.app.size))
        self.draw_edges()

    def _room(self, width: int, height: int) -> int:
        """Give the head the lines that it needs; return how many are left for the text."""
        head = len(self._head_lines(width, height))
        self.head.styles.height = head
        return max(height - head - 1 - self.search.is_open, 1)

    def _begin(self) -> None:
        """Place the cursor for the first time."""
        wanted = (n for n, item in enumerate(self.body.items) if item.record and item.record.id == self.start)
        if self.start and (number := next(wanted, None)) is not None:
            self.body.go_to_line(self.body.items[number].first)
        else:
            self.body.move_to_edge(0)

    def draw_edges(self, width: int = 0, height: int = 0) -> None:
        """Draw what stands above and below the text."""
        width, height = (width, height) if width else self.app.size
        self.head.show(self._head_lines(width, height), 0)
        self.foot.show([draw_message(self.said, width) if self.said else self._key_line(width)], 0)

    def _head_lines(self, width: int, height: int) -> list[Line]:
        """Return the path that led here, then what filters, and what is under the cursor."""
        stack = [screen for screen in self.app.screen_stack if isinstance(screen, Page)]
        pages = stack[: stack.index(self) + 1] if self in stack else [*stack, self]
        lines = [draw_path([page.crumb for page in pages], self.note, width)]
        frame, is_high = self.main.frame, height >= MIN_HEIGHT
        self._chip_spots = []
        if self.obeys_view and (frame.state.view.clauses or self.is_partial) and is_high:
            chips, self._chip_spots = draw_chips(frame, width, self.app.glyphs, on_page=True)
            lines.append(chips)
        lines += [((" " + truncate_text(single_line(text), max(width - 2, 1)), "strong"),) for text in self.detail]
        if len(lines) == 1 and is_high:
            lines.append(((self.app.glyphs.rule * width, "faint"),))
        return lines

    def _key_line(self, width: int) -> Line:
        """Return the keys that have something to act on, and how to go back and to get help."""
        known = {key.id for key in self.app.keys if key.keys}
        hints = (("page.leave", "back"), *self.hints(), ("help", "keys"))
        names = self.app.key_names
        more = len(self.body.lines) - self.body.top - self.body.height
        return draw_hints([(names[id], label) for id, label in hints if id in known], more, width)

    def hints(self) -> Iterator[tuple[str, str]]:
        """Yield the ids of the keys that have something to act on, with what they do, the most useful first."""
        item, record, quote = self.item, self.subject, self.quote
        if item:
            yield "record.read", self.verb
        if self.is_partial or self.everything:
            yield "page.everything", "this view" if self.everything else "show all"
        if quote and len(quote.versions) > 1:
            yield "record.compare", "compare"
        if self.event and self._has_quotes(self.event.id) and "open" not in self.without:
            yield "record.conversation", "conversation"
        if self.source and "pin" not in self.without:
            yield "filter.without", "without it"
        can_filter = record_clauses(self.main.dossier, record) if "pin" not in self.without else []
        if can_filter:
            yield "filter.pin", f"filter by {can_filter[0][0]}"
        if quote and "open" not in self.without:
            yield "copy.quote", "cite"
        if self.link:
            yield "source.open", "link"
        if self.search.searched and self.body.matches:
            yield "match.next", "next match"
        if "search" not in self.without:
            yield "filter.search", "search"
        if can_filter:
            yield "filter.exclude", "hide"
        if len({item.section for item in self.body.items}) > 1:
            yield "pane.next", "section"
        if self.turn:
            yield "pane.right", "next"

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "open"

    @property
    def event(self) -> Event | None:
        """The event that keys act on: of a claim the first with quotes."""
        for record in (self.subject, self.record):
            ids = [id for facet, id in record_clauses(self.main.dossier, record) if facet == "event"]
            ids.sort(key=lambda id: not self._has_quotes(id))
            if ids:
                return self.main.dossier.event_of[ids[0]]
        return None

    def _has_quotes(self, event: str) -> bool:
        return bool(self.main.dossier.quote_index.with_value("event", event))

    def say(self, text: str) -> None:
        """Say something in the last line until the next key."""
        self.said = text
        self.draw_edges()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave every key but Esc to a line that is typed into; refuse strangers what leads out."""
        if action in self.without or action in self.app.disabled_actions:
            return False
        return self.focused is None or action == "leave"

    def on_key(self, event: events.Key) -> None:
        """Answer a key that does something elsewhere, but not here: none is silent."""
        keys = () if self.focused else self.keys_elsewhere()
        if key := next((key for key in keys if event.key in key.keys and key.id != "quit"), None):
            self.press_elsewhere(key._replace(keys=(event.key,)))

    def keys_elsewhere(self) -> Sequence[Key]:
        """Return the keys that a reader may expect to act here."""
        return sorted(self.app.keys, key=lambda key: {MAIN, PAGE}.isdisjoint(key.screens))

    def press_elsewhere(self, key: Key) -> None:
        """Say that a key does nothing on this page."""
        name = format_key(key.keys[0], ascii=self.app.glyphs is ASCII)
        self.say(f"{name} ({key.label}) is not on this page. {self.app.key_names['page.leave']} goes back.")

    # Going about

    def action_leave(self) -> None:
        """Close the line that is typed into, or go one page up."""
        if self.search.is_open:
            self.search.close(keep=False)
        else:
            self.dismiss(None)

    def action_go_back(self) -> None:
        """Go one page up; where a line is typed into, the keys of this are letters and its end."""
        self.dismiss(None)

    def moved(self) -> None:
        """Draw the edges after the cursor has moved."""
        self.said = ""
        self.draw_edges()

    def action_move(self, step: int) -> None:
        """Move by items, or scroll by lines."""
        self.body.move(step)
        self.moved()

    def action_page(self, step: int) -> None:
        """Move by pages, with a line of the last in sight."""
        self.body.move_page(step)
        self.moved()

    def action_edge(self, end: int) -> None:
        """Move to the top or the end."""
        self.body.move_to_edge(end)
        self.moved()

    def action_pane(self, step: int) -> None:
        """Move to the next section, or the one before."""
        self.body.move_section(step)
        self.moved()

    def action_sideways(self, step: int) -> None:
        """Move between what stands side by side; else turn to the next record."""
        if self.body.move_sideways(step) or not self.turn:
            self.moved()
        else:
            self.turn(step)

    def show_record(self, record: IdentifiedRecord | None) -> None:
        """Be a page on another record."""
        self._id_of_record, self._is_written, self.start = record.id if record else None, False, None
        self.said = ""
        self.rewrite()

    def step_item(self, step: int) -> IdentifiedRecord | None:
        """Move the cursor to the next item that opens the same kind of page, and return its record."""
        here = self.body.at
        if here is None:
            return None
        kinds = [item.opens if item.record else "" for item in self.body.items]
        followers = range(here + 1, len(kinds)) if step > 0 else range(here - 1, -1, -1)
        found = next((number for number in followers if kinds[number] == kinds[here]), None)
        if found is None:
            return None
        self.body.select(found)
        return self.body.items[found].record

    def action_show_everything(self) -> None:
        """Show also what does not pass the view, or no longer."""
        self.everything = not self.everything
        self.said = ""
        self.rewrite()

    # Searching

    def action_search(self) -> None:
        """Open the line that takes what is to be found on this page."""
        self.search.open()

    def action_match(self, step: int) -> None:
        """Go to the next place with the words searched for."""
        self.search.go(step)

    # Filtering, and opening

    def action_pin(self) -> None:
        """Filter by what is under the cursor, or no longer."""
        self._toggle(negated=False)

    def action_exclude(self) -> None:
        """Exclude what is under the cursor, or no longer."""
        self._toggle(negated=True)

    def _toggle(self, negated: bool) -> None:
        main = self.main
        clauses = record_clauses(main.dossier, self.subject)
        if not clauses:
            self.say("Nothing to filter by here.")
            return
        view = main.state.view
        has = all(any(value in c.values for c in view.clauses_of(facet, negated)) for facet, value in clauses)
        for facet, value in clauses:
            view = view.remove_value(facet, value, not negated).remove_value(facet, value, negated)
            view = view if has else view.toggle_value(facet, value, negated)
        main.set_state(main.state.with_view(view))
        self.rewrite()
        shown, total, noun = main.frame.matched_and_total()
        did = ("No longer hidden" if negated else "Filter removed") if has else "Hidden" if negated else "Filter"
        undo = main.frame.hint("{filter.undo} undoes")
        rest = f" · {shown:,} of {format_count(total, noun)} · {undo}"
        rest = f" and {len(clauses) - 1} more{rest}" if len(clauses) > 1 else rest
        self._say_of(f"{did}:", name_of(main.dossier, main.dossier.by_id[clauses[0][1]]), rest)

    def action_without(self) -> None:
        """Show what is still supported without the source under the cursor, or show all again."""
        main, source = self.main, self.source
        if source is None:
            self.say(main.frame.hint("Choose a source first; {show.coverage} lists all of them."))
            return
        view, asked = main.state.view, Clause("without", (source.id,))
        has = any(source.id in clause.values for clause in view.clauses_of("without"))
        view = view.remove_value("without", source.id) if has else view.replace(clauses=(*view.clauses, asked))
        main.set_state(main.state.with_view(view))
        self.rewrite()
        undo = main.frame.hint("{filter.undo} undoes")
        if has:
            self._say_of("Filter removed: without", source.label, f" · {undo}")
        else:
            asked_for = (main.dossier.name_source(source.id),)
            loss = next(loss for loss in main.frame.losses if loss.without == asked_for)
            self._say_of("Without", source.label, f": {loss.counts_in_words()} · {undo}")

    def _say_of(self, did: str, name: str, rest: str) -> None:
        """Say what was done to a record, whose name is cut where there is no room for it."""
        room = max(self.app.size.width - len(did) - len(rest) - 4, 8)
        self.say(f"{did} {truncate_text(single_line(name), room)}{rest}")

    def action_undo(self) -> None:
        """Go back to the filter before."""
        self._travel(self.main.action_undo)

    def action_redo(self) -> None:
        """Reverse an undo."""
        self._travel(self.main.action_redo)

    def _travel(self, act: Callable[[], None]) -> None:
        act()
        self.rewrite()
        shown, total, noun = self.main.frame.matched_and_total()
        self.say(self.main.said or f"{shown:,} of {format_count(total, noun)}")

    def action_open(self, page: str) -> None:
        """Open a page by its name in [OPENERS][peace_tui.ui.screens.pages.OPENERS], on what is under the cursor."""
        from peace_tui.ui.screens.pages import OPENERS

        OPENERS[page](self)

    def press_enter(self) -> None:
        """Do what Enter does on the item under the cursor."""
        self.action_open("record")

    def return_to(self, screen: MainScreen | Page) -> None:
        """Go back to a screen below this one."""
        while self.app.screen is not screen and isinstance(top := self.app.screen, Page):
            top.dismiss(None)
        if isinstance(screen, Page):
            screen.rewrite()

    def action_copy_view(self) -> None:
        """Copy the command that opens the view."""
        self.main.action_copy_view()
        self.say(self.main.said)

    def action_open_link(self) -> None:
        """Open the address of the source of what is under the cursor."""
        self.say(self.app.follow_link(self.link))

    def action_edit(self) -> None:
        """Edit the record under the cursor."""
        self.say(edit_file(self.main, self.subject))

    def action_work_on(self, what: str) -> None:
        """Mark what is under the cursor, rename a record or review drafts."""
        from peace_tui.ui.screens.pages import work_on

        work_on(self, what)

    def action_help(self) -> None:
        """Explain the signs and the keys of this page."""
        from peace_tui.ui.screens.pages import open_help

        open_help(self)

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.body.scroll_lines(3)
        self.moved()

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.body.scroll_lines(-3)
        self.moved()

    async def on_click(self, event: events.Click) -> None:
        """Move the cursor to the item that is clicked, and open it at a second click; do what keys and chips do.

        Of things side by side, the cursor moves to the one that is clicked.
        """
        if event.screen_y == self.foot.region.y and not self.said:
            name = find_named_key(self.foot.lines[0], event.screen_x)
            keys = find_keys(self.name_of_keys, self.app.keys)
            if key := next((key for key in keys if key.keys and self.app.key_names[key.id] == name), None):
                self.app.last_character = None
                await self.run_action(key.action)
            return
        if event.screen_y == self.head.region.y + 1:
            for clause in [clause for columns, clause in self._chip_spots if event.screen_x in columns]:
                self.main.click_chip(clause)
                self.rewrite()
                self.say(self.main.said)
            return
        line = self.body.number_at(event.screen_y - self.body.region.y)
        found = next((n for n, item in enumerate(self.body.items) if item.first <= line < item.last), None)
        if found is None or not self.body.region.contains(event.screen_x, event.screen_y):
            return
        cells = self.body.items[found].cells
        column = next((n for n, cell in enumerate(cells) if event.screen_x in cell.columns), self.body.column)
        if (found, column) == (self.body.at, self.body.column):
            self.press_enter()
        else:
            self.body.select(found, column)
            self.moved()


def show(screen: MainScreen | Page, page: Page) -> None:
    """Open a page; where it is on the stack already, go back to it, so that no path leads in a circle."""
    app = screen.app
    for each in app.screen_stack:
        if isinstance(each, Page) and each.identity == page.identity:
            is_here = each is screen
            each.return_to(each)
            if is_here:
                each.say(app.main.frame.hint("This is what you are reading. {page.leave} goes back."))
            return
    app.push_screen(page)


def subject_of(screen: MainScreen | Page) -> IdentifiedRecord | None:
    """Return what is under the cursor."""
    return screen.subject if isinstance(screen, Page) else screen.frame.record()
