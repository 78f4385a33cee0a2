"""What an import says when it is done: what it read, made, changed and left out, with counts and the first place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.text.terminal_safe import preview

MOST: Final = 40
"""How many different things of a sort are named one by one."""


def number(count: int, one: str, many: str = "") -> str:
    """Return a count, with a comma at each thousand, and its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


class Report:
    """The losses and changes of one import. A place is what helps to find the thing: `row 17`, `slide 3`."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self.read: list[str] = []
        """What was read, in words: `1,204 rows`."""
        self.mapped: list[str] = []
        """What became what: `who ← Speaker`."""
        self._lost: dict[str, tuple[int, str]] = {}
        self._changed: dict[str, tuple[int, str]] = {}

    def lost(self, what: str, place: str = "", count: int = 1) -> None:
        """Note that something is left out; `what` names one of it: `row without text`."""
        _count(self._lost, what, place, count)

    def changed(self, what: str, place: str = "", count: int = 1) -> None:
        """Note that something is kept in another form."""
        _count(self._changed, what, place, count)

    def lines(self, file: str, made: Mapping[str, int]) -> list[str]:
        """Return the report on a file; `made` counts the records of each array."""
        sizes = [number(made[kind], KIND_NAMES[kind], kind) for kind in ARRAYS if made.get(kind)]
        lines = [f"{file}: read {', '.join(self.read) or 'it'}; {', '.join(sizes) or 'no records'}"]
        lines += [f"  mapped: {', '.join(self.mapped[:MOST])}"] if self.mapped else []
        lines += _listed("changed", self._changed) + (_listed("left out", self._lost) or ["  left out: nothing"])
        return [preview(line, 2000) if not line.startswith("  ") else "  " + preview(line[2:], 4000) for line in lines]


def _count(among: dict[str, tuple[int, str]], what: str, place: str, count: int) -> None:
    before, first = among.get(what, (0, place))
    among[what] = before + count, first


def _listed(verb: str, among: dict[str, tuple[int, str]]) -> list[str]:
    items = [
        f"  {verb}: {number(count, *_noun(what))}" + (f" ({'first: ' if count > 1 else ''}{place})" if place else "")
        for what, (count, place) in [*among.items()][:MOST]
    ]
    more = len(among) - MOST
    return [*items, f"  {verb}: {number(more, 'other thing')} besides"] if more > 0 else items


def _noun(what: str) -> tuple[str, str]:
    """Return a phrase in the singular and the plural; the noun is its first word."""
    noun, blank, rest = what.partition(" ")
    if noun == "person":
        return what, f"people{blank}{rest}"
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else noun + "s"
    return what, f"{plural}{blank}{rest}"
