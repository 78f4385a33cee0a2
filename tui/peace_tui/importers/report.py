"""What a reader may say about an import, and what an import says when it is done.

The report names what was read, made, changed and left out, each with its count and where it was first found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.text.terminal_safe import preview

MAX_LISTED: Final = 40
"""How many different changes, losses or mappings are named one by one."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of `peace-tui import` that a format may follow."""

    columns: tuple[tuple[str, str], ...] = ()
    """Which column each field is taken from, as pairs of field and column; an empty column means none."""
    date_order: str = ""
    """`dmy`, `mdy` or `ymd`; empty: a date that can be read in two ways is kept under an `x_` key."""
    sheet: str = ""
    """Which sheet of a workbook is read; empty: the first that has something in it."""
    reply_to_previous: bool = False
    """Whether a quote without an addressee is said to whoever spoke before."""


class ImportReport:
    """The changes and losses of one import. A location is what helps to find the thing: `row 17`, `slide 3`."""

    def __init__(self) -> None:
        """Begin an empty report."""
        self.read: list[str] = []
        """What was read, in words: `1,204 rows`."""
        self.mapped: list[str] = []
        """What became what: `who ← Speaker`."""
        self.guesses: list[str] = []
        """What was guessed that decides what records are, why, and the option that changes it."""
        self._losses: dict[str, tuple[int, str]] = {}
        self._changes: dict[str, tuple[int, str]] = {}

    def add_loss(self, what: str, location: str = "", count: int = 1) -> None:
        """Count something that is left out; `what` begins with the noun in the singular: `row without text`."""
        _count(self._losses, what, location, count)

    def add_change(self, what: str, location: str = "", count: int = 1) -> None:
        """Count something that is kept in another form; `what` is as in `add_loss`."""
        _count(self._changes, what, location, count)

    def lines(self, file: str, counts: Mapping[str, int]) -> list[str]:
        """Return the report on a file; `counts` are the numbers of records made, by array."""
        sizes = [count_noun(counts[kind], KIND_NAMES[kind], kind) for kind in ARRAYS if counts.get(kind)]
        lines = [f"{file}: read {', '.join(self.read) or 'it'}; {', '.join(sizes) or 'no records'}"]
        lines += [f"  mapped: {', '.join(self.mapped[:MAX_LISTED])}"] if self.mapped else []
        lines += [f"  guessed: {guess}" for guess in self.guesses]
        lines += _list("changed", self._changes) + (_list("left out", self._losses) or ["  left out: nothing"])
        return [preview(line, 2000) if not line.startswith("  ") else "  " + preview(line[2:], 4000) for line in lines]


def count_noun(count: int, singular: str, plural: str = "") -> str:
    """Return a count, with a comma at each thousand, and its noun."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def _count(counts: dict[str, tuple[int, str]], what: str, location: str, count: int) -> None:
    before, first = counts.get(what, (0, location))
    counts[what] = before + count, first


def _list(verb: str, counts: dict[str, tuple[int, str]]) -> list[str]:
    lines = []
    for what, (count, location) in [*counts.items()][:MAX_LISTED]:
        where = f" ({'first: ' if count > 1 else ''}{location})" if location else ""
        lines.append(f"  {verb}: {count_noun(count, what, _plural(what))}{where}")
    more = len(counts) - MAX_LISTED
    return [*lines, f"  {verb}: {count_noun(more, 'other thing')} besides"] if more > 0 else lines


def _plural(phrase: str) -> str:
    """Return the plural of a phrase whose first word is the noun."""
    noun, space, rest = phrase.partition(" ")
    if noun == "person":
        return f"people{space}{rest}"
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"
    return f"{plural}{space}{rest}"
