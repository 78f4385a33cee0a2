"""What sources rest on.

A source rests on those in its `based_on`; one that is based on nothing is an *origin*. A version says in `via` how the
words came from the speaker to its outlet, which for these words is more exact than `based_on`: an article may rest on
five others and have this sentence from one of them. A step of `via` *is* a source when it is the source's id, title or
outlet, and *names* one when it holds an outlet or title, or an id with a hyphen, dot, figure or underscore in it, as
whole words ("transcript by Bloomberg"); a name that two sources share names neither.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from peace_tui.model.graph import groups

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.records import Source

WORD: Final = re.compile(r"[^\s,;:!?()\[\]\"“”«»]+")
POSSESSIVE: Final = re.compile(r"['’]s$")
PLAIN: Final = re.compile(r"[^\W\d_]+")


class SourceGraph:
    """The sources of a dossier and what they rest on. Ids that name no source are passed over."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Take the sources of a dossier."""
        self.sources = {source.id: source for source in sources}
        self.based_on: dict[str, tuple[str, ...]] = {
            source.id: tuple(dict.fromkeys(base for base in source.based_on if base in self.sources))
            for source in self.sources.values()
        }
        self._named: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, dossier: Dossier) -> SourceGraph:
        """Return the graph of a dossier's sources, which is built once for each dossier."""
        graph: SourceGraph | None = dossier.memo.get(cls)
        if graph is None:
            graph = dossier.memo[cls] = cls(dossier.sources)
        return graph

    @cached_property
    def _groups(self) -> list[tuple[str, ...]]:
        """The sources grouped so that those of a circle are together, each group after those that it rests on."""
        return groups(self.based_on)

    @cached_property
    def roots(self) -> dict[str, frozenset[str]]:
        """The origins that each source rests on; its own id for one that is based on nothing.

        A circle that rests on nothing else counts as one origin, named by the first of its sources.
        """
        found: dict[str, frozenset[str]] = {}
        for group in self._groups:
            outside = [base for member in group for base in self.based_on[member] if base not in group]
            own = frozenset[str]().union(*(found[base] for base in outside)) or frozenset(group[:1])
            found.update(dict.fromkeys(group, own))
        return found

    def ancestors(self, source: str) -> list[str]:
        """Return the sources that one rests on, over others or at once, the nearest first; without itself."""
        found = {source: None}
        waiting = [source] if source in self.sources else []
        for each in waiting:
            for base in self.based_on[each]:
                if base not in found:
                    found[base] = None
                    waiting.append(base)
        return list(found)[1:]

    def lost(self, without: Collection[str]) -> frozenset[str]:
        """Return the sources that fall when those in `without` are wrong: they, and what rests on nothing else.

        A source with two origins survives while one of them stands.
        """
        standing: set[str] = set()
        for group in self._groups:
            outside = {base for member in group for base in self.based_on[member] if base not in group}
            if not outside:
                standing.update(group if set(group).isdisjoint(without) else ())
                continue
            found = [m for m in group if m not in without and not standing.isdisjoint(self.based_on[m])]
            for each in found:
                standing.add(each)
                found += [m for m in group if m not in without and m not in found and each in self.based_on[m]]
        return frozenset(self.sources).difference(standing)

    def is_source(self, step: str) -> str | None:
        """Return the id of the source that a step of `via` is."""
        return self._names.get(_words(step)) or (step if step in self.sources else None)

    def named(self, step: str) -> tuple[str, ...]:
        """Return the ids of the sources that a step of `via` is or names, the longest name first where two overlap."""
        if step not in self._named:
            self._named[step] = tuple(self._found(step))
        return self._named[step]

    def _found(self, step: str) -> list[str]:
        if whole := self.is_source(step):
            return [whole]
        words = _words(step)
        found: list[str] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self._longest), start, -1):
                name = words[start:end]
                source = self._names.get(name)
                if source and not (name == (source,) and PLAIN.fullmatch(source)):
                    found.append(source)
                    start = end - 1
                    break
            start += 1
        return found

    @cached_property
    def _names(self) -> dict[tuple[str, ...], str]:
        """The source that each name, as words, belongs to; "" where it belongs to several."""
        names: dict[tuple[str, ...], str] = {}
        for source in self.sources.values():
            for name in {_words(source.title or ""), _words(source.container_title or "")} - {()}:
                names[name] = source.id if names.get(name, source.id) == source.id else ""
        return names | {(source,): source for source in self.sources}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name without the punctuation around them."""
    return tuple(POSSESSIVE.sub("", word.rstrip(".")) for word in WORD.findall(name))
