"""The command palette: steps of the tour, people, events and outlets first, then every action that can act now."""

from __future__ import annotations

import os
from asyncio import sleep
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from textual import on
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.css.query import NoMatches
from textual.events import Mount
from textual.widgets import Input
from textual.worker import Worker

from peace_tui.lint.record_edits import merge_records, rename_id
from peace_tui.loading.converters import is_id
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, IdentifiedRecord, Person, Source
from peace_tui.query.facets import PEOPLE, TIMELINE
from peace_tui.text.folding import find_spans, fold
from peace_tui.text.messages import format_count, join_words
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.keys import find_keys, format_key, with_keys
from peace_tui.ui.render.glyphs import ASCII
from peace_tui.ui.render.header_footer import describe_clause
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.screens.page import Page, subject_of
from peace_tui.ui.screens.pages import can_act

if TYPE_CHECKING:
    from peace_tui.lint.edits import Edited
    from peace_tui.ui.app import PeaceApp
    from peace_tui.ui.screens.main import MainScreen
    from peace_tui.ui.screens.review import ReviewPage

MAX_OF_A_KIND: Final = 4
"""How many steps of the tour, people, events and outlets are listed before a letter is typed."""
MAX_HITS: Final = 80
"""How many lines are listed at most."""
ENTRIES_AT_ONCE: Final = 500
"""How many records are read or compared in one turn, so that letters typed meanwhile are shown."""
MAX_WIDTH: Final = 100
PALETTE_EDGE_CELLS: Final = 6
"""How wide the palette is at most, and how many cells are around its lines; see `app.tcss`."""
MIN_HELP: Final = 8
"""In fewer cells the help of a line is left out."""
TOUR: Final = "tour: "
"""Begins the title of a step of the tour."""
NUMBERED: Final = -1
"""How well a step of the tour fits its own number: better than one with the number in its title."""
OWN_VIEW_PREFIX: Final = "my view: "
"""Begins the title of a view that the reader has named."""


class PaletteCommand(NamedTuple):
    """One line of the palette."""

    title: str
    help: str
    run: Callable[[], object]
    also: str = ""
    """Other words by which it is found."""


PaletteRecord = Person | Event | Source


class PaletteEntry(NamedTuple):
    """A record as the palette finds it: its title, and other words for it, both folded."""

    record: PaletteRecord
    title: str
    also: str


class Commands(Provider):
    """Offers what is in the dossier, and what can be done with it on the screen below the palette."""

    typed = ""
    """What is typed."""

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        return cast("PeaceApp", self.app).main

    async def discover(self) -> Hits:
        """Yield what is listed before a letter is typed."""
        self.typed = ""
        for command in await self._find(()):
            yield DiscoveryHit(self._draw(command, ()), command.run, text=command.title)

    async def search(self, query: str) -> Hits:
        """Yield what has all the words typed: in its name, or else in what it is called besides."""
        self.typed = query
        words = fold(query).split()
        for rank, command in enumerate(await self._find(words)):
            yield Hit(1 / (rank + 1), self._draw(command, words), command.run, text=command.title)

    def _draw(self, command: PaletteCommand, words: Sequence[str]) -> Content:
        """Return the line of a command: its title with the typed words lit, and as much of its help as fits."""
        width = min(self.app.size.width * 8 // 10, MAX_WIDTH) - PALETTE_EDGE_CELLS
        title = Content(truncate_text(command.title, width))
        for start, end in (span for word in words for span in find_spans(title.plain, word)):
            title = title.stylize(self.match_style or "bold", start, end)
        room = width - cell_width(title.plain) - 2
        help = truncate_text(single_line(command.help), room) if room >= MIN_HELP else ""
        return Content.assemble(title, ("  " + help, "dim")) if help else title

    async def _find(self, words: Sequence[str]) -> list[PaletteCommand]:
        """Return the commands with all the words, each kind in its place; names that begin so come first.

        Without words these are the likeliest. Of many records some are looked at at a time, so that keys are heard
        meanwhile.
        """
        if not words:
            steps, records = islice(self._steps(), MAX_OF_A_KIND), _likeliest(self.main.dossier)
            return [*steps, *self._listed(records), *self.actions()]
        ranked: list[tuple[int, PaletteCommand]] = []
        for number, command in enumerate(self._steps(), 1):
            rank = _rank(words, fold(command.title), fold(command.also))
            ranked.append((NUMBERED if words[-1:] == [str(number)] and rank < NO_FIT else rank, command))
        for command in self._named_views():
            ranked.append((_rank(words, fold(command.title), fold(command.also)), command))
        for entries in (await Directory.read(self.main.dossier)).kinds:
            best: list[tuple[int, PaletteEntry]] = []
            for start in range(0, len(entries), ENTRIES_AT_ONCE):
                some = ((_rank_entry(words, entry), entry) for entry in entries[start : start + ENTRIES_AT_ONCE])
                fits = [*best, *((rank, entry) for rank, entry in some if rank < NO_FIT)]
                best = sorted(fits, key=lambda hit: hit[0])[:MAX_HITS]
                await sleep(0)
            commands = self._listed(entry.record for _, entry in best)
            ranked += zip((rank for rank, _ in best), commands, strict=True)
        for command in self.actions():
            ranked.append((_rank(words, fold(command.title), fold(command.also)), command))
        ranked = sorted((hit for hit in ranked if hit[0] < NO_FIT), key=lambda hit: hit[0])
        return [command for _, command in ranked[:MAX_HITS]]

    def _steps(self) -> Iterator[PaletteCommand]:
        """Yield the steps of the tour."""
        main, steps = self.main, self.main.dossier.views
        for number, guided in enumerate(steps, 1):
            title = single_line(guided.title or guided.view)
            note = f"step {number} of {len(steps)}: {guided.note or guided.view}"
            show = partial(self._on_main, partial(main.show_step, number - 1))
            yield PaletteCommand(f"{TOUR}{title}", note, show, f"step {number}")

    def _named_views(self) -> Iterator[PaletteCommand]:
        """Yield the views that the reader has named."""
        for name, kept in self.main.dossier.marks.views.items():
            yield PaletteCommand(
                f"{OWN_VIEW_PREFIX}{single_line(name)}", kept.view, partial(self._on_main, partial(self._show, name))
            )

    def _show(self, name: str) -> None:
        from peace_tui.ui.own_marks import open_view  # which this module is imported by

        open_view(self.main, name)

    def _listed(self, records: Iterable[PaletteRecord]) -> Iterator[PaletteCommand]:
        """Yield the commands of some records."""
        main, dossier = self.main, self.main.dossier
        for record in records:
            match record:
                case Person():
                    title = record.name
                    count = len(dossier.quote_index.with_value("person", record.id))
                    also = f"; also {', '.join(record.aliases)}" if record.aliases else ""
                    what = f"{record.kind}, in {format_count(count, 'quote')}{also}"
                    run = partial(main.select_record, PEOPLE, record.id)
                case Event():
                    title = record.title
                    what = f"{record.type}, {record.date.words() if record.date else 'undated'}"
                    run = partial(main.select_record, TIMELINE, record.id)
                case _:
                    title = record.label
                    is_on = any(record.id in clause.values for clause in main.state.view.clauses_of("source"))
                    what = "outlet: remove this filter" if is_on else "outlet: filter by it"
                    run = partial(main.toggle_clause, "source", record.id)
            yield PaletteCommand(single_line(title), what, partial(self._on_main, run))

    def _on_main(self, run: Callable[[], object]) -> None:
        """Do something on the main screen, where a page may be over it."""
        page = self.screen
        if isinstance(page, Page):
            page.return_to(self.main)
        if self.main.focused:
            self.main.search.close(keep=True)
        run()

    def actions(self) -> Iterator[PaletteCommand]:
        """Yield the filters that can be removed, and what the keys do that can act now; moving about comes last."""
        app, screen = self.main.app, self.screen
        if not isinstance(screen, Page):
            for clause in self.main.state.view.clauses:
                words = f"Remove filter: {describe_clause(clause, self.main.dossier)}"
                yield PaletteCommand(f"remove {clause}", words, partial(self.main.drop_clause, clause), words)
        keys = find_keys(screen.name_of_keys, app.keys) if isinstance(screen, Page) else app.keys
        keys = tuple(key for key in keys if key.id != "palette" and can_act(self.main, screen, key))
        for key in sorted(keys, key=lambda key: key.id.partition(".")[0] in ("move", "pane")):
            names = ", ".join(format_key(each, ascii=app.glyphs is ASCII) for each in key.keys)
            text = with_keys(key.help, app.key_names)
            if isinstance(screen, Page):
                run = partial(app.call_later, screen.run_action, key.action)
                text = with_keys(key.page_help or key.help, app.key_names)
            else:
                run = partial(app.call_later, self.main.run_key, key)
            yield PaletteCommand(key.label, f"{names}: {text}" if names else text, run, f"{key.id} {text}")
        yield PaletteCommand("theme", "Change the colors.", app.action_change_theme, "light dark")


class Picker(Commands):
    """Offers the people or events that a draft under review can be given, and a new one."""

    @property
    def page(self) -> ReviewPage:
        """The page below the palette."""
        return cast("ReviewPage", self.screen)  # no other page opens it

    async def _find(self, words: Sequence[str]) -> list[PaletteCommand]:
        """Return the records with all the words, and second a new one of the name that is typed.

        Without words: all records, those near the draft first, and "no one named".
        """
        people, events, _ = (await Directory.read(self.main.dossier)).kinds
        records = _find_records(words, events if self.page.picking == "event" else people)
        if not words:
            near = self.page.near_ids()
            records.sort(key=lambda record: near.index(record.id) if record.id in near else len(near))
        found = [self._choose(record) for record in records[:MAX_HITS]]
        if not words:
            return [*found, *self._no_one()]
        return [*found[:1], *self._new({fold(command.title) for command in found}), *found[1:]]

    def _choose(self, record: PaletteRecord) -> PaletteCommand:
        also = f"also {', '.join(record.aliases)}" if isinstance(record, Person) and record.aliases else ""
        return PaletteCommand(_name_record(record), also, partial(self._pick, record.id))

    def _new(self, known: Collection[str]) -> Iterator[PaletteCommand]:
        """Yield a new record of the name that is typed, unless there is one of that name."""
        name = " ".join(self.typed.split())
        what = "event" if self.page.picking == "event" else "person"
        if name and fold(name) not in known:
            yield PaletteCommand(f"New {what}: {single_line(name)}", "", partial(self._pick, "", name))

    def _no_one(self) -> Iterator[PaletteCommand]:
        if self.page.picking != "event":
            yield PaletteCommand("no one named", "leave this empty", partial(self._pick, "", ""))

    def _pick(self, id: str, name: str = "") -> None:
        page = self.page
        page.app.call_later(page.pick, id, name)


class Renamer(Commands):
    """Offers another id for the record under the cursor, and the records of its kind that it can become a part of."""

    @property
    def subject(self) -> IdentifiedRecord | None:
        """The record under the cursor of the screen below."""
        return subject_of(cast("MainScreen | Page", self.screen))  # no other screen opens it

    async def _find(self, words: Sequence[str]) -> list[PaletteCommand]:
        """Return the new id that is typed, and the records with all the words; without words likely doubles first."""
        subject = self.subject
        if not subject or not subject.id:
            return []
        kinds = (await Directory.read(self.main.dossier)).kinds
        others = (entry for entries in kinds for entry in entries if type(entry.record) is type(subject))
        records = _find_records(words, (entry for entry in others if entry.record != subject))
        if isinstance(subject, Person) and not words and len(records) <= ENTRIES_AT_ONCE:
            from peace_tui.lint.duplicates import find_doubles  # only for authors

            likely = find_doubles(self.main.dossier.people, subject)
            records.sort(key=lambda record: record.id not in likely)
        mergers = [self._merging(record, subject.id) for record in records[:MAX_HITS]]
        return [*self._renaming(subject.id), *mergers]

    def _renaming(self, old: str) -> Iterator[PaletteCommand]:
        """Yield the new id that is typed, where it is one and no record has it."""
        new = self.typed.strip()
        if is_id(new) and new not in self.main.dossier.by_id:
            run = partial(self._change, partial(rename_id, old=old, new=new), old, new)
            yield PaletteCommand(f"New id: {new}", f"in place of {old}, everywhere", run)

    def _merging(self, record: PaletteRecord, id: str) -> PaletteCommand:
        run = partial(self._change, partial(merge_records, keep=record.id, drop=id), id, record.id)
        return PaletteCommand(f"Same as {_name_record(record)}", f"{id} becomes part of {record.id}", run)

    def _change(self, edit: Callable[..., Edited], old: str, new: str) -> None:
        self.main.app.call_later(self._change_and_say, self.screen, edit, old, new)

    def _change_and_say(self, screen: MainScreen | Page, edit: Callable[..., Edited], old: str, new: str) -> None:
        from peace_tui.ui.own_marks import carry  # which this module is imported by

        before = self.main.dossier
        edited = self.main.decisions.change_all(edit, (old, new))
        if isinstance(edited, str):
            screen.say(edited)
            return
        count = sum(each.places for each in edited.together)
        left = [what for each in edited.together for what in each.left_out]
        more = f"; left out: {left[0]}" + (f" and {len(left) - 1} more" if len(left) > 1 else "") if left else ""
        names = join_words(os.path.basename(each.file) for each in edited.together)
        screen.say(f"Changed {format_count(count, 'reference')} in {names}{more}.{carry(self.main, before, old, new)}")


# --- What there is to find --------------------------------------------------------------------------------------------


class Directory:
    """The people, the events and the sources of a dossier as the palette finds them, in the order of their panes."""

    def __init__(self, dossier: Dossier) -> None:
        """Hold none yet; for a dossier, `for_dossier` keeps the directory."""
        self.kinds: tuple[list[PaletteEntry], ...] = ([], [], [])
        self._rest = self._read(dossier)

    @classmethod
    def for_dossier(cls, dossier: Dossier) -> Directory:
        """Return the directory of a dossier, as far as it has been read."""
        found: Directory | None = dossier.memo.get(cls)
        if found is None:
            found = dossier.memo[cls] = cls(dossier)
        return found

    @classmethod
    async def read(cls, dossier: Dossier) -> Directory:
        """Return the directory of a dossier once all of it is read, in turns between which keys are handled."""
        found = cls.for_dossier(dossier)
        while found.go_on():
            await sleep(0)
        return found

    def go_on(self) -> bool:
        """Read some more; return whether there may be more still."""
        return bool([*islice(self._rest, ENTRIES_AT_ONCE)])

    def _read(self, dossier: Dossier) -> Iterator[None]:
        people, events, sources = self.kinds
        for person in dossier.people_by_weight:
            people.append(_entry(person, person.name, person.aliases))
            yield
        for event in dossier.event_index.records:
            events.append(_entry(event, event.title, (event.place or "", event.type)))
            yield
        for source in dossier.sources:
            sources.append(_entry(source, source.label, (source.title or "", source.short or "")))
            yield


def _entry(record: PaletteRecord, title: str, also: Iterable[str]) -> PaletteEntry:
    return PaletteEntry(record, fold(title), fold(" ".join((*also, record.id))))


def _name_record(record: PaletteRecord) -> str:
    """Return what a record is called where it is one of its kind, so that a source is called by its title."""
    return single_line(record.name if isinstance(record, Person) else record.title or record.id)


def _likeliest(dossier: Dossier) -> tuple[PaletteRecord, ...]:
    """Return the people, events and sources that are offered first: those with most quotes."""
    likeliest: tuple[PaletteRecord, ...] | None = dossier.memo.get(_likeliest)
    if likeliest is None:
        ids = {
            facet: nlargest(MAX_OF_A_KIND, (index := dossier.quote_index.postings(facet)), lambda id: len(index[id]))
            for facet in ("event", "source")
        }
        events = sorted(ids["event"], key=dossier.event_index.position_of.__getitem__)
        people = dossier.people_by_weight[:MAX_OF_A_KIND]
        likeliest = (
            *people,
            *(dossier.event_of[id] for id in events),
            *(dossier.source_of[id] for id in ids["source"]),
        )
        dossier.memo[_likeliest] = likeliest
    return likeliest


NO_FIT: Final = 4


def _rank(words: Sequence[str], title: str, also: str) -> int:
    """Return how well a name fits: 0 where it begins so, 3 where only other words for it have all that is typed."""
    if not words:
        return 0
    if all(word in title for word in words):
        if title.removeprefix(TOUR).startswith(words[0]) or title.startswith(words[0]):
            return 0
        return 1 if all(f" {word}" in f" {title}" for word in words) else 2
    return 3 if all(word in title or f" {word}" in f" {also}" for word in words) else NO_FIT


def _find_records(words: Sequence[str], entries: Iterable[PaletteEntry]) -> list[PaletteRecord]:
    """Return the records that have all the words, those first that fit best."""
    ranked = sorted(((_rank_entry(words, entry), entry) for entry in entries), key=lambda hit: hit[0])
    return [entry.record for rank, entry in ranked if rank < NO_FIT]


def _rank_entry(words: Sequence[str], entry: PaletteEntry) -> int:
    """Return how well a record fits; a person is as well called by any part of the name."""
    rank = _rank(words, entry.title, entry.also)
    return 0 if rank == 1 and isinstance(entry.record, Person) else rank


# --- Textual's palette ------------------------------------------------------------------------------------------------


class Palette(CommandPalette):
    """Textual's palette, which may also be paged where its list has no room for a line, and typed ahead of."""

    def __init__(self, text: str = "", **choices: Any) -> None:
        """Make a palette with a text to begin with; the `choices` are Textual's."""
        super().__init__(**choices)
        self._text = text

    def on_mount(self, event: Mount) -> None:
        """Begin with the text, unless an Esc typed ahead has closed the palette already."""
        if self not in self.app.screen_stack:
            event.prevent_default()  # Textual's own would look for the screen below it
            return
        for box in self.query(Input):
            box.value = self._text

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError, NoMatches):  # the list has no lines until it has room, and may not be there yet
            super()._action_command_list(action)

    def _watch__list_visible(self) -> None:
        with suppress(NoMatches):  # a search may come to its end as the session does, when the list is gone already
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        with suppress(NoMatches):  # as above
            await super()._watch__show_busy()

    @on(Input.Submitted)
    @on(CommandList.OptionSelected)
    def _accept_while_open(self, event: Input.Submitted | CommandList.OptionSelected) -> None:
        """Run a command once: of two Enters typed ahead, the second would run it again and close the panes below."""
        if not self.is_current:
            event.stop()
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close once, even if Esc was typed ahead twice, and stop searching."""
        self._cancel_gather_commands()
        return super().dismiss() if self.is_current else AwaitComplete()

    def _gather_commands(self, search_value: str) -> Worker[None] | None:  # type: ignore[override]
        """Gather only while the palette is open and drawn; to mypy Textual's decorated worker is not a method."""
        there = self.is_current and self.query(CommandList)
        return super()._gather_commands(search_value) if there else None
