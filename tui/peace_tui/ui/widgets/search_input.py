"""The search box: the view string, read while it is typed; and on pages, words to find there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input

from peace_tui.query.facets import FREE, ViewError
from peace_tui.query.offers import complete_view, find_offers
from peace_tui.query.view import DASHES, View, example_view, parse_view
from peace_tui.session.state import state_from_view
from peace_tui.text.folding import fold
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import preview, truncate_text
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from peace_tui.query.offers import Offer
    from peace_tui.ui.screens.main import MainScreen
    from peace_tui.ui.screens.page import Page

NO_SEARCH: Final = "No search yet; press {filter.search}."
KEYS_HINT: Final = "· Enter: apply · Esc: cancel"
HINT: Final = " Enter: apply · Esc: cancel · Tab: complete"
COMPLETION_HINT: Final = " Tab: complete {} · Esc: cancel"
MAX_OFFER_CHARS: Final = 40
"""How much of a clause is shown that may be taken."""

MAX_CHARS: Final = 10_000
"""How long a text the box takes: longer than any view, and still read and drawn at each letter."""
TOO_LONG: Final = f"A search has at most {MAX_CHARS:,} characters. The rest of the text was left out."

FACET_NAME: Final = re.compile(rf"(?:^|\s)[{re.escape(DASHES)}]?([^\W\d_]+)[:：]")
"""The name of a facet in a view, with its colon."""


class Search:
    """A search on the main screen: what the reader types is the view in force; all of it is one step to undo."""

    def __init__(self, screen: MainScreen) -> None:
        """Search on a screen; the box is made for the first search."""
        self.screen = screen
        self._box: SearchInput | None = None
        self._said = TextLines(id="said")
        self._error = ""
        """What is wrong with the text in the box."""
        self._offer: Offer | None = None
        """What may be meant by the words in the box."""
        self._read_text = ""
        """The text in the box when it could last be read."""
        self._says_where = False
        """Whether that says at which record the cursor is to be."""

    def open(self, more: str = "") -> None:
        """Open the box on the present view, and type `more`."""
        screen = self.screen
        if self._box is None:
            self._box = SearchInput(self.complete, self._read, self.leave, self.take_offer)
            screen.mount(self._box, self._said, after="#chips")
        example = example_view(screen.dossier)
        self._box.placeholder = f"Search words, or filter: {example}" if example else "Search words"
        screen.before_search = screen.state
        text = str(screen.state.view)
        self._read_text = f"{text} " if text else ""
        self._box.set_text(self._read_text)
        self._error, self._offer, self._says_where = "", None, False
        screen.draw_when_idle()
        self._tell(HINT)
        screen.set_focus(self._box)  # in this same turn: the next key may be here already
        if more:
            self._box.set_text(self._box.value + more)

    def _read(self, text: str) -> None:
        """Show the view in the box; say what is wrong with it where it cannot be read."""
        screen, state = self.screen, self.screen.state
        if not screen.before_search:
            return
        try:
            view = parse_view(text, screen.dossier)
        except ViewError as error:
            self._offer = None
            self._error = single_line(f" {_describe_error(error)} (column {error.column + 1})")
            self._drop_name_of_facet(text)
            if completed := self.complete(text):
                item = preview(completed.rsplit(" ", 1)[-1], MAX_OFFER_CHARS)
                self._tell(COMPLETION_HINT.format(item))
            else:
                self._show_error()
            return
        self._error, self._read_text, self._says_where = "", text, bool(view.at)
        found = state_from_view(view, screen.dossier) if view.at else state.with_view(view)
        screen.set_state(replace(found, zoomed=state.zoomed, options=state.options), is_step=False)
        shown, total, noun = screen.frame.matched_and_total()
        self._offer = self._find_offer(view)
        ways = KEYS_HINT
        completed = self.complete(text)
        if completed and completed != text:  # which is what Tab does first
            item = completed[text.rfind(" ") + 1 :]  # a value in quotes may hold spaces
            ways = f"{KEYS_HINT} · Tab: complete {preview(item, MAX_OFFER_CHARS)}"
        elif self._offer:
            offer = f"· Tab: use {preview(str(self._offer.clause), MAX_OFFER_CHARS)} ({self._offer.sentence})"
            ways = f"{KEYS_HINT} {offer}" if shown else offer
        self._tell(f" {shown:,} of {format_count(total, noun)} {ways}")

    def _show_error(self) -> None:
        self._tell(self._error, "warning")

    def _tell(self, text: str, style: str = "quiet") -> None:
        """Say something under the box; where it does not fit, it ends in an ellipsis."""
        self._said.show([((truncate_text(single_line(text), self.screen.size.width), style),)])

    def complete(self, text: str) -> str | None:
        """Return a text with its last item completed; None where there is no way to, or what stands before is wrong."""
        dossier = self.screen.dossier
        if self._error:
            try:
                parse_view(text.rpartition(" ")[0], dossier)
            except ViewError:
                return None
        return complete_view(text, dossier)

    def _find_offer(self, view: View) -> Offer | None:
        """Return what may be meant by the words in the box, unless the next key is here already."""
        if not view.clauses_of(FREE) or self.screen.app.keys_waiting > 0:
            return None
        return next(iter(find_offers(self.screen.dossier, view)), None)

    def take_offer(self) -> bool:
        """Put what is offered in place of the words that it may be meant by; tell whether there was an offer."""
        offer, self._offer = self._offer, None
        if offer and self._box:
            self._box.set_text(f"{offer.view} ")
        return bool(offer)

    def _drop_name_of_facet(self, text: str) -> None:
        """Stop searching for the name of the facet whose clause is being typed: until its colon it was a word."""
        read = self._read_text
        for name in FACET_NAME.finditer(text) if text.startswith(read) else ():
            if name.start(1) < len(read) < name.end():
                with suppress(ViewError):
                    self._read_text = text[: name.start(1)].rstrip(DASHES)
                    view = parse_view(self._read_text, self.screen.dossier)
                    self.screen.set_state(self.screen.state.with_view(view), is_step=False)

    def leave(self, keep: bool) -> None:
        """Leave the box, unless what is typed is to be kept and cannot be read: then say why in place of completing."""
        if not (keep and self._error):
            self.close(keep)
        elif self._box:
            self._box.drop_suggestion()
            self._show_error()

    def close(self, keep: bool) -> None:
        """Close the box, in the same turn as the key that left it; keep the view in it, if it is one, or go back."""
        screen = self.screen
        before, screen.before_search = screen.before_search or screen.state, None
        keep = keep and not self._error
        screen.set_focus(None)
        if keep:
            screen.history.record(before, screen.state)
        is_new = keep and screen.state.view.clauses != before.view.clauses and not self._says_where
        screen.set_state(screen.frame.at_first_match() if is_new else screen.state if keep else before, is_step=False)
        screen.draw_when_idle()


def _describe_error(error: ViewError) -> str:
    """Return what is wrong with a view and what to do, as sentences."""
    parts = (
        f"{part[0].upper()}{part[1:]}{'' if part.endswith('?') else '.'}"
        for part in (error.message, error.hint)
        if part
    )
    return " ".join(parts)


class LineInput(Input):
    """A line to type into. What is typed ahead after a key that leaves it belongs to the screen."""

    LEAVE: ClassVar[Mapping[str, bool]] = {"escape": False, "enter": True, "down": True}
    """The keys that leave the line, and whether they keep what was typed."""

    def __init__(self, id: str, leave: Callable[[bool], None], suggester: Suggester | None = None) -> None:
        """Begin with an empty line.

        Args:
            id: The id of the widget.
            leave: Called in the turn in which the reader leaves, with whether to keep what was typed.
            suggester: Shows behind the text how it would be completed.
        """
        super().__init__(id=id, suggester=suggester)
        self.leave = leave
        self.typed: Callable[[str], None] | None = None
        """Called with the text in the same turn as the key that changed it: both make one frame."""
        self.cursor_blink = False
        self.select_on_focus = False

    def set_text(self, text: str) -> None:
        """Have a text in the line, and the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)

    def watch_value(self, value: str) -> None:
        """Have a letter read as soon as it is here."""
        if self.typed:
            self.typed(value)

    async def _on_key(self, event: events.Key) -> None:
        if self.screen.focused is not self:
            self.app.post_message(events.Key(event.key, event.character))
        elif not self.act_on_key(event.key):
            return await super()._on_key(event)
        event.stop()
        event.prevent_default()

    def act_on_key(self, key: str) -> bool:
        """Do what a key does besides typing; tell whether it did anything."""
        if key not in self.LEAVE:
            return False
        self.leave(self.LEAVE[key])
        return True


class SearchInput(LineInput):
    """A line to type a view into; its text is parsed at every letter."""

    BINDINGS = [
        Binding("ctrl+p", "app.command_palette", "palette"),
        Binding("ctrl+z", "app.suspend_process", "suspend"),
    ]

    def __init__(
        self,
        complete: Callable[[str], str | None],
        typed: Callable[[str], None],
        leave: Callable[[bool], None],
        take_offer: Callable[[], bool],
    ) -> None:
        """Begin with an empty line.

        Args:
            complete: Returns a text completed, None where there is no way to.
            typed: As in [LineInput][peace_tui.ui.widgets.search_input.LineInput].
            leave: As there.
            take_offer: Called by → and Tab at the end of the text; returns whether there was something to take.
        """
        super().__init__("search", leave, ViewSuggester(complete))
        self.complete, self.typed, self.take_offer = complete, typed, take_offer

    def drop_suggestion(self) -> None:
        """Show no completion behind the text until it changes."""
        self._suggestion = ""

    def act_on_key(self, key: str) -> bool:
        """Complete the text, take what is offered, or leave."""
        if key == "right":
            return self.cursor_at_end and not self._suggestion and self.take_offer()
        if key != "tab":
            return super().act_on_key(key)
        completed = self.complete(self.value)
        if completed and completed != self.value:
            self.set_text(completed)
        elif not self.take_offer():  # there is nothing more: go on, as shells do
            self.leave(True)
        return True

    def _on_paste(self, event: events.Paste) -> None:
        """Insert what is pasted as far as there is room."""
        room = max(MAX_CHARS - len(self.value) + len(self.selected_text), 0)
        if len(event.text) > room:
            self.app.notify(TOO_LONG, severity="warning", markup=False)
        super()._on_paste(events.Paste(event.text[:room]))
        event.stop()
        event.prevent_default()


class PageInput(LineInput):
    """A line to type into on a page."""

    LEAVE = {**LineInput.LEAVE, "tab": True}

    def begin(self, what: str, text: str, typed: Callable[[str], None] | None) -> None:
        """Begin with a text; `typed` is called with what it has become, at each letter."""
        self.typed = None
        self.placeholder = what
        self.set_text(text)
        self.typed, self.display = typed, True


class PageSearch:
    """What is searched for on a page; and the line that is typed into, which takes other things there too."""

    def __init__(self, page: Page) -> None:
        """Search on a page; the line is made when it is first opened."""
        self.page = page
        self.needles: tuple[str, ...] = ()
        """What is searched for on this page, folded."""
        self.box: PageInput | None = None
        self._done: Callable[[str, bool], None] = self._end
        self._from = 0
        """The line from which the first match is looked for."""
        self._match = -1
        """The line of the match that the reader is at."""

    @property
    def is_open(self) -> bool:
        """Whether the line is there."""
        return self.box is not None and bool(self.box.display)

    @property
    def searched(self) -> tuple[str, ...]:
        """What is searched for, here or else on the main screen."""
        return self.needles or self.page.main.frame.needles

    def open(self) -> None:
        """Open the line for words to find."""
        body = self.page.body
        self._from = body.item.first if body.item else body.top
        self.ask("words on this page", "", self._read, self._end)

    def ask(self, what: str, text: str, typed: Callable[[str], None] | None, done: Callable[[str, bool], None]) -> None:
        """Open the line above the keys.

        Args:
            what: What is to be typed.
            text: What is in it already.
            typed: Called with the text at each letter.
            done: Called with the text at the end, and whether it is to be kept.
        """
        if self.box is None:
            self.box = PageInput("page-box", self.close)
            self.page.mount(self.box, before=self.page.foot)
        self._done = done
        self.box.begin(what, text, typed)
        self.page.set_focus(self.box)  # in this same turn: the next key may be here already
        self.page.fit()
        self.page.say("Enter: apply · Esc: cancel")

    def close(self, keep: bool) -> None:
        """Close the line in the turn of the key that left it."""
        if self.box is None or not self.is_open:
            return
        text = self.box.value
        self.box.display = False
        self.page.set_focus(None)
        self.page.fit()
        self._done(text, keep)

    def _read(self, text: str) -> None:
        """Show where a text is found."""
        page, body = self.page, self.page.body
        self.needles = (fold(text),) if text.strip() else ()
        body.search(self.searched)
        if self.needles and body.matches:
            lines = sorted(body.matches)
            self._match = next((line for line in lines if line >= self._from), lines[0])
            body.go_to_line(self._match)
        count = format_count(sum(map(len, body.matches.values())), "match", "matches")
        page.say(f"{count} · Enter: keep · Esc: cancel" if self.needles else "Enter: apply · Esc: cancel")

    def _end(self, text: str, keep: bool) -> None:
        if not keep:
            self.needles = ()
            self.page.body.search(self.searched)
        self.page.moved()

    def go(self, step: int) -> None:
        """Go to the next place with what is searched for, or the one before; from the last to the first."""
        page, body = self.page, self.page.body
        lines = sorted(body.matches)
        if not lines:
            page.say("No match on this page." if self.searched else page.main.frame.hint(NO_SEARCH))
            return
        is_here = self._match in body.matches and body.top <= self._match < body.top + body.height
        here = self._match if is_here else (body.item.first if body.item else body.top) - (step > 0)
        following = [line for line in lines if (line > here if step > 0 else line < here)] or lines
        self._match = following[0] if step > 0 else following[-1]
        body.go_to_line(self._match)
        page.say(f"Match {lines.index(self._match) + 1:,} of {len(lines):,}")


class ViewSuggester(Suggester):
    """Shows behind the text how it would be completed."""

    def __init__(self, complete: Callable[[str], str | None]) -> None:
        """Ask `complete` for the completed text."""
        super().__init__(use_cache=False, case_sensitive=True)
        self.complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """Return the text with its last item completed, where there is a way to."""
        return self.complete(value)
