"""What is wrong with a dossier, where it stands and how to fix it; and what those who look for it need of a file."""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from peace_tui.model.fields import Field, Record, Reference, References, String, Strings, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, RENAMED, Info, table_fields
from peace_tui.text.messages import find_nearest, format_count
from peace_tui.text.terminal_safe import UNSAFE, escape_name, preview

if TYPE_CHECKING:
    from peace_tui.loading.chunks import Chunk
    from peace_tui.loading.positions import Position, Positions

KeyPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value, such as `("quotes", 3, "versions", 0, "source")`."""

Level = Literal["error", "warning", "note"]
ERROR: Final = "error"
WARNING: Final = "warning"
NOTE: Final = "note"
"""Nothing is wrong: what was looked up, and how it was found."""
MAX_LISTED: Final = 100
"""How many findings of a kind are listed: more have a cause in common, and would hide the others."""
MAX_KINDS: Final = 1_000
"""From so many kinds on all others are one."""
QUOTED: Final = r"'[^']*'|[0-9]+"
"""What one message has in another's place."""


class Problem(NamedTuple):
    """One finding about a file. Lines and columns count from 1; 0 where the file as a whole is meant."""

    file: str
    line: int
    column: int
    path: str
    level: Level
    message: str
    hint: str
    unlisted: int = 0
    """How many more of its kind there are, which are not listed."""

    def __str__(self) -> str:
        """Write the finding on a line, in the form compilers use, with the remedy on the next."""
        file = escape_name(self.file)
        where = f"{file}:{self.line}:{self.column}" if self.line else file
        what = f"{self.path}: {self.message}" if self.path else self.message
        lines = [f"{where}: {self.level}: {what}", *(self.hint.split("\n") if self.hint else ())]
        if self.unlisted:
            lines.append(f"and {format_count(self.unlisted, f'more {self.level}')} like this")
        return "\n    ".join(lines)

    def to_dict(self) -> dict[str, str | int]:
        """Return the finding as JSON has it; `unlisted` only where there are more of its kind."""
        fields = self._asdict()
        if not self.unlisted:
            del fields["unlisted"]
        return fields


def file_problem(file: str, message: str) -> Problem:
    """Return the error that a file as a whole is, such as one that cannot be read."""
    return Problem(file, 0, 0, "", ERROR, message, "")


class Finding(NamedTuple):
    """A problem before its line and column are looked up, which only files with problems pay for."""

    path: KeyPath
    message: str
    hint: str = ""
    level: Level = "error"
    at_key: bool = False
    """Whether the key is meant and not its value."""
    offset: int | None = None
    """The character inside the string value that is meant."""
    unlisted: int = 0
    """How many more of its kind there are, which are not listed."""


class Findings:
    """What is found wrong: the first `MAX_LISTED` of each kind; the last of them has the number of the others.

    Two are of a kind that say the same of the same key, whatever record it is in and whatever is quoted from it.
    """

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        """Begin with some."""
        self._kinds: dict[Hashable, list[Finding]] = {}
        self._unlisted: Counter[Hashable] = Counter()
        self += findings

    def __iadd__(self, findings: Iterable[Finding]) -> "Findings":
        """Add some."""
        for finding in findings:
            names = tuple(step for step in finding.path if isinstance(step, str))
            kind = (names, finding.level, re.sub(QUOTED, "", finding.message))
            kind = kind if kind in self._kinds or len(self._kinds) < MAX_KINDS else ((), finding.level, "")
            if len(listed := self._kinds.setdefault(kind, [])) < MAX_LISTED:
                listed.append(finding)
            else:
                self._unlisted[kind] += 1 + finding.unlisted
        return self

    def __iter__(self) -> Iterator[Finding]:
        """Yield those that are listed."""
        for kind, listed in self._kinds.items():
            yield from listed[:-1]
            yield listed[-1]._replace(unlisted=self._unlisted[kind] + listed[-1].unlisted)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._kinds)


def locate(findings: Sequence[Finding], data: bytes, file: str, chunks: "Sequence[Chunk]" = ()) -> list[Problem]:
    """Return the findings with their lines and columns in a document, in the order of the file.

    Of a document that was read in chunks only those are looked at in which something was found.
    """
    if not findings:
        return []
    # Only files with problems need these, and their patterns take long to compile.
    from peace_tui.loading.chunks import Chunk, ChunkIndex
    from peace_tui.loading.positions import Positions, format_path

    index = ChunkIndex(chunks)
    whole = chunks[0] if chunks else Chunk(0, len(data), {})
    grouped: dict[int, tuple[Chunk, list[Finding]]] = {}
    for finding in findings:
        chunk = index.find(finding.path) or whole
        grouped.setdefault(chunk.start, (chunk, []))[1].append(finding)
    problems = []
    for chunk, found in grouped.values():
        positions = Positions(data[chunk.start : chunk.end].decode("utf-8-sig"))
        lines_before = data.count(b"\n", 0, chunk.start)
        for finding in found:
            position = _find(positions, finding, chunk.path_inside(finding.path))
            problems.append(
                Problem(
                    file,
                    lines_before + position.line,
                    position.column,
                    format_path(finding.path),
                    finding.level,
                    finding.message,
                    finding.hint,
                    finding.unlisted,
                )
            )
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _find(positions: "Positions", finding: Finding, path: KeyPath) -> "Position":
    if finding.at_key:
        return positions.key(path)
    return positions.value(path) if finding.offset is None else positions.inside(path, finding.offset)


# --- The tables of a document, and what they refer to ----------------------------------------------------------------


def known_fields(of: type[Record]) -> Mapping[str, Field]:
    """Return the fields that a table of a record may have, by their former names too."""
    fields = table_fields(of)
    return {**fields, **{old: fields[new] for old, new in RENAMED.items() if new in fields}}


def _find_inner_records(of: type[Record]) -> Mapping[str, type[Record]]:
    """Return the keys of a table that hold tables, and of which records."""
    return {name: field.shape.of for name, field in known_fields(of).items() if isinstance(field.shape, Tables)}


def _find_naming_keys(of: type[Record]) -> Mapping[str, str]:
    """Return the keys of a table whose strings name records by their ids, and of which array, `` for any."""
    found = {}
    for name, field in known_fields(of).items():
        if isinstance(field.shape, (Reference, References)):
            found[name] = field.shape.kind
        elif isinstance(field.shape, (String, Strings)) and field.shape.names:
            found[name] = field.shape.names
    return found


def walk_tables(document: Mapping[str, Any]) -> Iterator[tuple[KeyPath, dict[str, Any], type[Record]]]:
    """Yield the tables of a document that stand for records, each before those inside it: path, table, record.

    The document need not be sound: what should be a table or an array and is none is left out.
    """
    arrays = (
        ((kind, n), table, of)
        for kind, of in ARRAYS.items()
        if isinstance(tables := document.get(kind), list)
        for n, table in enumerate(tables)
    )
    inside: dict[type[Record], Mapping[str, type[Record]]] = {}
    for outermost in chain([(("dossier",), document.get("dossier"), Info)], arrays):
        waiting: list[tuple[KeyPath, Any, type[Record]]] = [outermost]
        for path, table, of in waiting:  # which grows
            if not isinstance(table, dict):
                continue
            yield path, table, of
            if of not in inside:
                inside[of] = _find_inner_records(of)
            for name, inner in inside[of].items():
                if isinstance(items := table.get(name), list):
                    waiting += [((*path, name, n), item, inner) for n, item in enumerate(items)]


def find_references(document: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield each string that is or may be the id of a record: its path, the array that is meant, and the string."""
    kinds: dict[type[Record], Mapping[str, str]] = {}
    for path, table, of in walk_tables(document):
        if of not in kinds:
            kinds[of] = _find_naming_keys(of)
        for name, value in table.items():
            if (kind := kinds[of].get(name)) is None:
                continue
            if isinstance(value, str):
                yield (*path, name), kind, value
            elif isinstance(value, list):
                yield from (((*path, name, n), kind, item) for n, item in enumerate(value) if isinstance(item, str))


def find_named_ids(document: Mapping[str, Any]) -> set[str]:
    """Return the strings of `find_references`, without their paths, which take most of its time."""
    found: set[str] = set()
    keys: dict[type[Record], tuple[Mapping[str, str], Mapping[str, type[Record]]]] = {}
    waiting: list[tuple[type[Record], Any]] = [(Info, [document.get("dossier")])]
    waiting += [(of, document.get(kind)) for kind, of in ARRAYS.items()]
    for of, tables in waiting:  # which grows
        if of not in keys:
            keys[of] = _find_naming_keys(of), _find_inner_records(of)
        naming, inner = keys[of]
        for table in tables if isinstance(tables, list) else ():
            if not isinstance(table, dict):
                continue
            waiting += [(inner[name], table[name]) for name in inner if name in table]
            for name in naming:
                value = table.get(name)
                if isinstance(value, str):
                    found.add(value)
                elif isinstance(value, list):
                    found.update([item for item in value if isinstance(item, str)])
    return found


# --- What the converters of a file share -----------------------------------------------------------------------------

MAX_SUGGESTED: Final = 200
"""For how many unknown words the nearest known one is looked for: a large file may be wrong in every line."""
INCLUDE: Final = "include"
"""The key with the files whose records are read as if they stood in this one."""
INVALID: Final[Any] = object()
"""In place of a record that could not be read."""


class Invalid(Exception):
    """A value that cannot be read; the paths of its findings begin at the value."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep what was found."""
        super().__init__()
        self.findings = tuple(findings)

    def at(self, *path: str | int) -> Iterator[Finding]:
        """Yield the findings as seen from where `path` leads to the value."""
        return (finding._replace(path=(*path, *finding.path)) for finding in self.findings)


def invalid(message: str, hint: str, *, at_key: bool = False, offset: int | None = None) -> Invalid:
    """Return the exception for a value in which one thing is wrong."""
    return Invalid([Finding((), message, hint, at_key=at_key, offset=offset)])


class Context:
    """The time zone and the ids of one file."""

    def __init__(self) -> None:
        """Begin a file whose ids are not known yet."""
        self.zone: str | None = None
        """The time zone of clock times without an offset."""
        self.is_foreign = False
        """Whether the file of the record that is read names another time zone, in which its clock times may be."""
        self.ids: dict[str, dict[str, str]] = {kind: {} for kind in ARRAYS}
        """The ids in each array of records, each as the one string that all references to it share."""
        self.all_ids_known = False
        """Whether `ids` is complete: before that, a reference to an unknown id is not yet an error."""
        self.lacks_ids = False
        """Whether a file that is included cannot be read, so that any unknown id may be in it."""
        self.unresolved: list[tuple[str, str]] = []
        """References that could not be judged yet, each an array (`` for any) and an id."""
        self._nearest: dict[tuple[str, str], str] = {}

    def suggest(self, word: str, what: str, known: Iterable[str]) -> str:
        """Return the sentence that names the known word nearest to `word`; `what` says which words are known."""
        nearest = self.find_nearest(word, what, known)
        return f"did you mean '{nearest}'?" if nearest else ""

    def find_nearest(self, word: str, what: str, known: Iterable[str]) -> str:
        """Return the known word nearest to `word`, or nothing; `what` says which words are known."""
        if (word, what) not in self._nearest and len(self._nearest) < MAX_SUGGESTED:
            self._nearest[word, what] = find_nearest(word, known)
        return self._nearest.get((word, what), "")

    def find_id(self, kind: str, id: str) -> str | None:
        """Return an id of the array `kind` (`` for any) as it is spelled there; None where it has no such id."""
        for each in (id, unicodedata.normalize("NFC", id)):
            for ids in [self.ids[kind]] if kind else self.ids.values():
                if each in ids:
                    return ids[each]
        return None

    def resolve(self, kind: str, id: str) -> str:
        """Return the id that a reference means; one that may still come is noted as unresolved.

        Raises:
            Invalid: No record has it.
        """
        if (found := self.find_id(kind, id)) is not None:
            return found
        if self.lacks_ids:
            return unicodedata.normalize("NFC", id)
        if not self.all_ids_known:
            self.unresolved.append((kind, id))
            return unicodedata.normalize("NFC", id)  # as every id is written
        what, where = (KIND_NAMES[kind], f" to [[{kind}]]") if kind else ("record", "")
        kinds = [kind] if kind else self.ids
        hint = self.suggest(id, kind, (known for each in kinds for known in self.ids[each]))
        hint = hint or f"add it{where}, or fix the id"
        several = [self.find_id(kind, each.strip()) for each in re.split("[,;]", id)]
        if len(several) > 1 and None not in several:
            hint = "write each in quotes: [" + ", ".join(f'"{each}"' for each in several) + "]"
        for other, ids in self.ids.items():
            if id in ids:
                raise invalid(f"'{id}' is the id of {_a(KIND_NAMES[other])}, not of {_a(what)}", hint)
        raise invalid(f"no {what} has the id '{preview(id)}'", hint)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


TOML_NAMES: Final = (
    (bool, "a boolean"),
    (str, "a string"),
    (int, "a whole number"),
    (float, "a number"),
    (list, "an array"),
    (dict, "a table"),
    ((datetime.date, datetime.time), "a date or time"),
)


def toml_type(value: Any) -> str:
    """Return what a TOML value is, in TOML's words."""
    return next((name for kind, name in TOML_NAMES if isinstance(value, kind)), "something else")


def check_unsafe(value: str, name: str) -> None:
    """Refuse the first character in the value of a key that a terminal could take for a command."""
    if not value.isprintable() and (unsafe := re.search(UNSAFE, value)):
        raise invalid(_describe_unsafe(unsafe[0], preview(name)), "remove it", offset=unsafe.start())


def _describe_unsafe(character: str, where: str) -> str:
    kind = "the bidirectional control" if ord(character) > 0x2000 else "the control character"
    return f"{where} holds {kind} U+{ord(character):04X}"


def check_extra(name: str, value: Any) -> None:
    """Refuse unsafe characters anywhere in a key of the author's own, which is kept as it is."""
    findings = Findings()
    waiting: list[tuple[tuple[str | int, ...], str, Any]] = [((), name, value)]
    while waiting:
        path, name, value = waiting.pop()
        is_key = not (path and isinstance(path[-1], int))
        if is_key and not name.isprintable() and (unsafe := re.search(UNSAFE, name)):
            findings += [Finding(path, _describe_unsafe(unsafe[0], "the key"), "remove it", at_key=True)]
        if isinstance(value, str):
            try:
                check_unsafe(value, name)
            except Invalid as error:
                findings += error.at(*path)
        elif isinstance(value, dict):
            waiting += [((*path, inner_name), inner_name, inner) for inner_name, inner in value.items()]
        elif isinstance(value, list):  # of numbers there may be millions
            inside = (each for each in enumerate(value) if isinstance(each[1], str | dict | list))
            waiting += [((*path, position), name, inner) for position, inner in inside]
    if findings:
        raise Invalid(findings)
