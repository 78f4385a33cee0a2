"""What the converters of one file share, and how they say what is wrong with a value."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from peace_tui.loading.diagnostics import Finding
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import UNSAFE, preview

MAX_SUGGESTED: Final = 200
"""For how many unknown words the nearest known one is looked for: a large file may be wrong in every line."""
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
        """Begin a file of which no id is known yet."""
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
        self._suggestions: dict[tuple[str, str], str] = {}

    def suggest(self, word: str, what: str, known: Iterable[str]) -> str:
        """Return the sentence that names the known word nearest to `word`; `what` says which words are known."""
        if (word, what) not in self._suggestions and len(self._suggestions) < MAX_SUGGESTED:
            self._suggestions[word, what] = suggest(word, known)
        return self._suggestions.get((word, what), "")

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
    findings: list[Finding] = []
    waiting: list[tuple[tuple[str | int, ...], str, Any]] = [((), name, value)]
    while waiting:
        path, name, value = waiting.pop()
        is_key = not (path and isinstance(path[-1], int))
        if is_key and not name.isprintable() and (unsafe := re.search(UNSAFE, name)):
            findings.append(Finding(path, _describe_unsafe(unsafe[0], "the key"), "remove it", at_key=True))
        if isinstance(value, str):
            try:
                check_unsafe(value, name)
            except Invalid as error:
                findings += error.at(*path)
        elif isinstance(value, dict):
            waiting += [((*path, inner_name), inner_name, inner) for inner_name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, position), name, inner) for position, inner in enumerate(value)]
    if findings:
        raise Invalid(findings)
