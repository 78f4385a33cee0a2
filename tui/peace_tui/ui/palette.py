"""The command palette: every action, person, event, source and guided view, and the clauses that can be dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Input
from textual.worker import Worker

from peace_tui.query.view import parse_view
from peace_tui.ui.keys import MAIN, Key, key_name, keys_on
from peace_tui.ui.render.header_footer import clause_words
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.screens.page import Page

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen


class PaletteCommand(NamedTuple):
    """One line of the palette."""

    title: str
    help: str
    run: Callable[[], object]


class Commands(Provider):
    """Offers what the main screen can do and what is in the dossier."""

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        screen: MainScreen = self.app.main  # type: ignore[attr-defined]
        return screen

    def commands(self) -> Iterator[PaletteCommand]:
        """Yield every command: on a page, what its keys do."""
        page = self.screen
        if isinstance(page, Page):
            keys = keys_on(page.name_of_keys, self.main.app.keys)
            for key in (key for key in keys if key.action_name not in page.without):
                run = partial(self.app.call_later, page.run_action, key.action)
                yield PaletteCommand(key.label, _describe_key(key, key.page_help or key.help), run)
            return
        main = self.main
        for key in keys_on(MAIN, main.app.keys):
            yield PaletteCommand(
                key.label, _describe_key(key, key.help), partial(self.app.call_later, main.run_key, key)
            )
        for clause in main.state.view.clauses:
            title = f"remove {clause}"
            yield PaletteCommand(
                title,
                f"Remove filter: {clause_words(clause, main.dossier)}",
                partial(main.drop_clause, clause),
            )
        yield from self._records()

    def _records(self) -> Iterator[PaletteCommand]:
        main, dossier = self.main, self.main.dossier
        for guided in dossier.views:
            view = parse_view(guided.view, dossier)
            yield PaletteCommand(
                f"tour: {guided.title or guided.view}",
                guided.note or guided.view,
                partial(main.open_view, view),
            )
        for person in dossier.people_by_weight:
            also = f" ({', '.join(person.aliases)})" if person.aliases else ""
            yield PaletteCommand(f"{person.name}{also}", "person", partial(main.select_record, "people", person.id))
        for event in dossier.event_index.records:
            when = event.date.words() if event.date else "undated"
            yield PaletteCommand(event.title, f"event, {when}", partial(main.select_record, "timeline", event.id))
        for source in dossier.sources:
            yield PaletteCommand(
                f"{source.label}",
                "source: filter by it, or remove that filter",
                partial(main.toggle_clause, "source", source.id),
            )

    async def discover(self) -> Hits:
        """Yield everything, in its order, before a letter is typed."""
        for command in self.commands():
            yield DiscoveryHit(
                Content(single_line(command.title)), command.run, text=single_line(command.title), help=plain(command)
            )

    async def search(self, query: str) -> Hits:
        """Yield what matches the letters typed."""
        matcher = self.matcher(query)
        for command in self.commands():
            title = single_line(command.title)
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), command.run, text=title, help=plain(command))


def _describe_key(key: Key, text: str) -> str:
    return f"{', '.join(map(key_name, key.keys))}: {text}"


def plain(command: PaletteCommand) -> str:
    """Return a command's help as content, since the palette takes a string for markup and escaping has holes."""
    return Content(single_line(command.help))  # type: ignore[return-value]  # which the palette leaves as it is


class Palette(CommandPalette):
    """Textual's palette, which may also be paged where its list has no room for a line, and typed ahead of."""

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError, NoMatches):  # the list has no lines until it has room, and may not be there yet
            super()._action_command_list(action)

    @on(Input.Submitted)
    @on(CommandList.OptionSelected)
    def _accept_while_open(self, event: Input.Submitted | CommandList.OptionSelected) -> None:
        """Run a command once: of two Enters typed ahead, the second would run it again and close the panes below."""
        if not self.is_current:
            event.stop()
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, once, also where Esc was typed ahead twice; what is being searched for is no longer."""
        self._cancel_gather_commands()
        return super().dismiss() if self.is_current else AwaitComplete()

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        """Gather for a palette that is open and drawn; what Textual decorates as a worker is no method to mypy."""
        there = self.is_current and self.query(CommandList)
        return super()._gather_commands(search_value) if there else None
