"""What may stand at the cursor of a command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.cli.spec import COMMAND_BY_NAME, COMMANDS, EXPLORE, VALUE_OPTIONS, Argument, Command, OneOf

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

MOST: Final = 2_000
"""How many offers a shell is given."""
DOSSIERS: Final = ("dossier", "dossiers", "old", "new")
"""The arguments that are files of dossiers."""
NOTE: Final = 60
"""Characters of the note beside an offer."""


class Offer(NamedTuple):
    """A whole word that may stand at the cursor."""

    word: str
    note: str = ""
    open: bool = False
    """Whether the word goes on: no blank follows it."""


class Asked(NamedTuple):
    """A line with the cursor in it."""

    words: Sequence[str]
    """The words before the current one, without the program's name."""
    current: str
    after: Sequence[str] = ()
    """The words behind it."""


def offers(asked: Asked) -> list[Offer]:
    """Return what may stand in place of the current word, the first `MOST`."""
    found: list[Offer] = []
    for offer in _Reader(asked).offers():
        if len(found) == MOST:
            break
        if offer.word.isprintable():
            found.append(offer)
    return found


class _Reader:
    """Reads one line as the command line does, as far as it has been typed."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        names = _names(asked.words)
        self.command: Command = (COMMAND_BY_NAME.get(names[0]) if names else None) or EXPLORE
        self.names = names if self.command is EXPLORE else names[1:]
        self.first = not names

    def offers(self) -> Iterator[Offer]:
        words, current = self.asked.words, self.asked.current
        flag = words[-1] if words and words[-1] in VALUE_OPTIONS and "--" not in words else ""
        if flag:
            yield from self._values(self._option(flag), current)
        elif current.startswith("-") and "--" not in words:
            flag, equals, value = current.partition("=")
            if equals:
                yield from (o._replace(word=f"{flag}={o.word}") for o in self._values(self._option(flag), value))
            else:
                yield from self._flags(current)
        else:
            if self.first:
                yield from _beginning(current, ((c.name, c.summary) for c in COMMANDS[1:]))
            yield from self._values(self._positional(len(self.names)), current)

    def _flags(self, typed: str) -> Iterator[Offer]:
        general = [("--help", "show this help"), *([("--version", "show the version")] if self.first else [])]
        own = [(a.flag, str(a.options["help"])) for a in self.command.arguments if a.flag.startswith("-")]
        yield from _beginning(typed, [*own, *general])

    def _option(self, flag: str) -> Argument | None:
        return next((a for a in self.command.arguments if a.flag == flag), None)

    def _positional(self, place: int) -> Argument | None:
        positional = [a for a in self.command.arguments if not a.flag.startswith("-")]
        if place < len(positional):
            return positional[place]
        return positional[-1] if positional and positional[-1].options.get("nargs") == "+" else None

    def _values(self, argument: Argument | None, typed: str) -> Iterator[Offer]:
        """Yield what may be the value of an argument."""
        if argument is None:
            return
        kind, metavar = argument.options.get("type"), argument.options.get("metavar")
        if isinstance(kind, OneOf):
            yield from _beginning(typed, ((word, "") for word in kind.words))
        elif argument.flag == "--view":
            from peace_tui.cli.completion.view_candidates import view_offers

            yield from view_offers(typed, self.dossier)
        elif argument.flag == "id":
            records = self.dossier.by_id.items() if self.dossier else ()
            yield from _beginning(typed, ((id, note_of(record)) for id, record in records))
        elif argument.flag in DOSSIERS or metavar == "DOSSIER":
            yield from files(typed, ".toml")
        elif metavar in ("FILE", "DIR"):
            yield from files(typed, "" if metavar == "FILE" else "/")

    @cached_property
    def dossier(self) -> Dossier | None:
        """The dossier that the line names before or behind the cursor, else the bundled one; None if it has errors."""
        from peace_tui.loading.files import DossierError, Unreadable, load

        names = [a.flag for a in self.command.arguments if not a.flag.startswith("-")]
        if "dossier" not in names:
            return None
        words, current = self.asked.words, self.asked.current
        is_name = not current.startswith("-") and not (words and words[-1] in VALUE_OPTIONS)
        given = [*self.names, *([""] if is_name else []), *_names(self.asked.after)]
        place = names.index("dossier")
        file = os.path.expanduser(given[place]) if place < len(given) and given[place] else None
        try:
            return None if file == "-" else load(file)
        except (Unreadable, DossierError):
            return None


def _names(words: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor the values of options."""
    names: list[str] = []
    value = False
    for place, word in enumerate(words):
        if word == "--":
            return [*names, *words[place + 1 :]]
        if not value and (not word.startswith("-") or word == "-"):
            names.append(word)
        value = word in VALUE_OPTIONS and not value
    return names


def _beginning(typed: str, words: Iterable[tuple[str, str]]) -> Iterator[Offer]:
    return (Offer(word, note) for word, note in words if word.startswith(typed))


def note_of(record: object) -> str:
    """Return what a record is, in a few words."""
    from peace_tui.text.terminal_safe import preview

    words = (getattr(record, name, None) for name in ("name", "label", "title", "text", "view"))
    return preview(str(next(filter(None, words), "")), NOTE)


def files(typed: str, ending: str) -> Iterator[Offer]:
    """Yield the files with an ending that begin as typed, and folders to go into; with "/" for an ending only those."""
    folder, beginning = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except (OSError, ValueError):
        return
    for name, is_folder in found:
        if name.startswith(beginning) and (beginning or not name.startswith(".")):
            path = os.path.join(folder, name)
            if is_folder:
                yield Offer(f"{path}/", open=True)
            elif name.endswith(ending):
                yield Offer(path)
