"""What the parts of the reader share: the desk on which findings gather, and how they speak of what a file holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from peace_tui.loading.diagnostics import Finding
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import UNSAFE, preview

if TYPE_CHECKING:
    from peace_tui.loading.positions import Path

ESCAPED: Final = r"\\[bfrexuU]"
"""The pattern of what may be an unsafe character, written as an escape."""
MOST_SOUGHT: Final = 200
"""For how many unknown words the nearest known one is looked for."""
INVALID: Final[Any] = object()
"""In place of a value that could not be read; the finding is already noted."""


@dataclass
class Desk:
    """What reading one file needs at hand: the findings so far, the ids there are, the time zone."""

    ids: Mapping[str, Mapping[str, Any]]
    """For each array of records, the ids in it."""
    wary: bool
    """Whether the file may hold unsafe characters, so that each string has to be looked at."""
    zone: str | None = None
    findings: list[Finding] = field(default_factory=list)
    nearest: dict[tuple[str, ...], str] = field(default_factory=dict)
    """For each unknown word and the kind of words it is compared with, the sentence that names the nearest."""

    def bad(self, path: Path, message: str, hint: str, *, at_key: bool = False, offset: int | None = None) -> Any:
        """Note an error and how to mend it; return what stands for the value."""
        self.findings.append(Finding(path, message, hint, at_key=at_key, offset=offset))
        return INVALID

    def near(self, word: str, what: str, known: Iterable[str]) -> str:
        """Return the sentence that names the known word nearest to `word`; `what` says which words are known.

        Each word is looked for once, and only so many of them: a large file may be wrong in every line.
        """
        if (word, what) not in self.nearest and len(self.nearest) < MOST_SOUGHT:
            self.nearest[word, what] = suggest(word, known)
        return self.nearest.get((word, what), "")


def named(value: Any) -> str:
    """Return what a TOML value is, in TOML's words."""
    for kind, name in TOML_NAMES:
        if isinstance(value, kind):
            return name
    return "something else"


TOML_NAMES: Final = (
    (bool, "a boolean"),
    (str, "a string"),
    (int, "a whole number"),
    (float, "a number"),
    (list, "an array"),
    (dict, "a table"),
    ((datetime.date, datetime.time), "a date or time"),
)


def look_over(desk: Desk, value: Any, path: Path) -> None:
    """Note the unsafe strings in a value that is kept as it is."""
    if not desk.wary:
        return
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(path[-1], str):
            safe(desk, path[-1], path, at_key=True)
        if isinstance(value, str):
            safe(desk, value, path)
        elif isinstance(value, dict):
            waiting += [((*path, name), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, place), inner) for place, inner in enumerate(value)]


def safe(desk: Desk, value: str, path: Path, *, at_key: bool = False) -> Any:
    """Return a string, or refuse the first character in it that a terminal could take for a command."""
    if unsafe := UNSAFE.search(value):
        character = f"U+{ord(unsafe[0]):04X}"
        kind = "the bidirectional control" if ord(unsafe[0]) > 0x2000 else "the control character"
        name = next(step for step in reversed(path) if isinstance(step, str))
        what = "the key" if at_key else preview(name)
        offset = None if at_key else unsafe.start()
        return desk.bad(path, f"{what} holds {kind} {character}", "take it out", at_key=at_key, offset=offset)
    return value
