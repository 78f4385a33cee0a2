"""The candidates that may stand at the cursor of a command line: commands, options, files, ids, and items of a view."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from peace_tui.cli.spec import COMMAND_BY_NAME, COMMANDS, EXPLORE, VALUE_OPTIONS, Argument, Command, OneOf
from peace_tui.errors import InputError
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.query.view import AT, FACET_PREFIX, Clause
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import preview

MAX_CANDIDATES: Final = 2_000
"""How many candidates a shell is given."""
DOSSIER_ARGUMENTS: Final = ("dossier", "dossiers", "old", "new")
"""The arguments that are files of dossiers."""
NAMED_RECORDS: Final = {"EVENT": "events", "PERSON": "people", "SOURCE": "sources", "QUOTE": "quotes"}
"""What the value of an option is called, and the records whose ids it may be."""
PLAIN_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


class Candidate(NamedTuple):
    """A word that may stand at the cursor."""

    word: str
    note: str = ""
    open: bool = False
    """Whether the word goes on: no space follows it."""


class Request(NamedTuple):
    """A command line with the cursor in it."""

    words: Sequence[str]
    """The words before the current one, without the program's name."""
    current: str
    after: Sequence[str] = ()
    """The words behind it."""


def find_candidates(request: Request) -> list[Candidate]:
    """Return what may stand in place of the current word, the first `MAX_CANDIDATES`."""
    printable = (candidate for candidate in _Completer(request).candidates() if candidate.word.isprintable())
    return list(islice(printable, MAX_CANDIDATES))


class _Completer:
    """Reads one command line as the parser does, as far as it has been typed."""

    def __init__(self, request: Request) -> None:
        self.request = request
        names = _find_names(request.words)
        self.command: Command = (COMMAND_BY_NAME.get(names[0]) if names else None) or EXPLORE
        self.names = names if self.command is EXPLORE else names[1:]
        self.is_first = not names

    def candidates(self) -> Iterator[Candidate]:
        words, current = self.request.words, self.request.current
        flag = words[-1] if words and words[-1] in VALUE_OPTIONS and "--" not in words else ""
        if flag:
            yield from self._values(self._option(flag), current)
        elif current.startswith("-") and "--" not in words:
            flag, equals, value = current.partition("=")
            if equals:
                found = self._values(self._option(flag), value)
                yield from (candidate._replace(word=f"{flag}={candidate.word}") for candidate in found)
            else:
                yield from self._flags(current)
        else:
            if self.is_first:
                yield from _select(current, ((command.name, command.summary) for command in COMMANDS[1:]))
            yield from self._values(self._positional(len(self.names)), current)

    def _flags(self, typed: str) -> Iterator[Candidate]:
        general = [("--help", "show this help"), *([("--version", "show the version")] if self.is_first else [])]
        own = [(each.flag, str(each.options["help"])) for each in self.command.arguments if each.is_option]
        yield from _select(typed, [*own, *general])

    def _option(self, flag: str) -> Argument | None:
        return next((each for each in self.command.arguments if each.flag == flag), None)

    def _positional(self, index: int) -> Argument | None:
        positional = [each for each in self.command.arguments if not each.is_option]
        if index < len(positional):
            return positional[index]
        return positional[-1] if positional and positional[-1].options.get("nargs") in ("+", "*") else None

    def _values(self, argument: Argument | None, typed: str) -> Iterator[Candidate]:
        """Yield what may be the value of an argument."""
        if argument is None:
            return
        kind, metavar = argument.options.get("type"), argument.options.get("metavar")
        if isinstance(kind, OneOf):
            yield from _select(typed, ((word, "") for word in kind.words))
        elif argument.flag == "--view":
            yield from view_candidates(typed, self.dossier)
        elif argument.flag in ("id", "other_id"):
            records = self.dossier.by_id.items() if self.dossier else ()
            yield from _select(typed, ((id, _describe(record)) for id, record in records))
        elif metavar in NAMED_RECORDS:
            records = getattr(self.dossier, NAMED_RECORDS[metavar]) if self.dossier else ()
            yield from _select(typed, ((record.id, _describe(record)) for record in records))
            yield from _select(typed, ((_describe(record), record.id) for record in records if typed))
        elif argument.flag in DOSSIER_ARGUMENTS or metavar == "DOSSIER":
            yield from _file_candidates(typed, ".toml")
        elif metavar in ("FILE", "ARTICLE", "DIR"):
            yield from _file_candidates(typed, "/" if metavar == "DIR" else "")

    @cached_property
    def dossier(self) -> Dossier | None:
        """The dossier that the line names before or behind the cursor, else the bundled one; None if it has errors."""
        flags = [each.flag for each in self.command.arguments if not each.is_option]
        if not {"dossier", "dossiers"} & {*flags}:
            return None
        words, current = self.request.words, self.request.current
        is_name = not current.startswith("-") and not (words and words[-1] in VALUE_OPTIONS)
        names = [*self.names, *([""] if is_name else []), *_find_names(self.request.after)]
        index = next(index for index, flag in enumerate(flags) if flag in ("dossier", "dossiers"))
        files = [os.path.expanduser(name) for name in names[index:] if name]
        try:
            return None if STANDARD_INPUT in files else load(*files)
        except InputError:
            return None


def _find_names(words: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor the values of options."""
    names: list[str] = []
    is_value = False
    for index, word in enumerate(words):
        if word == "--":
            return [*names, *words[index + 1 :]]
        if not is_value and (not word.startswith("-") or word == "-"):
            names.append(word)
        is_value = word in VALUE_OPTIONS and not is_value
    return names


def _select(typed: str, words: Iterable[tuple[str, str]]) -> Iterator[Candidate]:
    """Yield the words, each with its note, that begin as typed."""
    return (Candidate(word, note) for word, note in words if word.startswith(typed))


def _describe(record: object) -> str:
    """Return what a record is, in a few words."""
    words = (getattr(record, name, None) for name in ("name", "label", "title", "text", "view"))
    return preview(str(next(filter(None, words), "")))


def _file_candidates(typed: str, ending: str) -> Iterator[Candidate]:
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
                yield Candidate(f"{path}/", open=True)
            elif name.endswith(ending):
                yield Candidate(path)


def view_candidates(typed: str, dossier: Dossier | None) -> Iterator[Candidate]:
    """Yield the view string with its last item completed: the facet that is being typed, or the last of its values.

    Without a dossier only what any dossier has is known.
    """
    start, comma = _find_last_item(typed)
    item = typed[start:]
    sign = "-" if item.startswith("-") else ""
    if not (name := FACET_PREFIX.match(item, len(sign))):
        names = {f.name: f.words for f in FACETS if f.name != FREE} | ({} if sign else {AT: "the cursor on"})
        for facet, words in names.items():
            if facet.startswith(item[len(sign) :]):
                yield Candidate(f"{typed[:start]}{sign}{facet}:", words, open=True)
        return
    values_start = start + name.end()
    value_start = max(comma, values_start)
    value = typed[value_start:]
    given = typed[values_start:value_start].split(",")
    for known, note in _known_values(name[1], dossier):
        written = _format_value(known, quoted=value.startswith('"'))
        if written not in given and fold(known).startswith(fold(value.removeprefix('"'))):
            yield Candidate(typed[:value_start] + written, note, open=True)


def _find_last_item(typed: str) -> tuple[int, int]:
    """Return where the last item of a view begins, and its last value if there is a comma before that."""
    start = comma = 0
    quoted = escaped = False
    for end, character in enumerate(typed, 1):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character.isspace():
            start, comma = end, 0
        elif not quoted and character == ",":
            comma = end
    return start, comma


def _known_values(name: str, dossier: Dossier | None) -> Iterator[tuple[str, str]]:
    """Yield the values that a facet can have, each with what it is."""
    facet = FACET.get(name)
    if facet and facet.options:
        yield from ((option, "") for option in facet.options)
    elif facet and facet.names == "dates":
        yield UNDATED, "without a date"
        if dossier:
            texts = {date.text for date in (*dossier.event_index.dates, *dossier.quote_index.dates)}
            yield from ((text, "") for text in sorted(texts) if PLAIN_DATE.fullmatch(text))
    elif dossier and (facet or name == AT):
        known = facet.known_values(dossier) if facet else dossier.by_id
        yield from ((value, _describe(dossier.by_id.get(value))) for value in known)


def _format_value(value: str, quoted: bool) -> str:
    """Return a value as a view string writes it; in quotation marks where they have been opened."""
    plain = str(Clause("tag", (value,))).removeprefix("tag:")
    return plain if plain.startswith('"') or not quoted else f'"{plain}"'
