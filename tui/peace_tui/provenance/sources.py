"""What sources rest on, how many independent origins they have, and what is left if one of them is wrong.

A source rests on those in its `based_on`; one that is based on nothing is an *origin*. A version says in `via` how the
words came from the speaker to its outlet, which for these words is more exact than `based_on`: an article may rest on
five others and have this sentence from one of them. A step of `via` *is* a source when it is the source's id, title or
outlet, and *names* one when it holds an outlet or title, or an id with a hyphen, dot, figure or underscore in it, as
whole words ("transcript by Bloomberg"); a name that two sources share names neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from peace_tui.model.graph import groups
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.records import Claim, Event, Quote, Source, Version


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


def lost(sources: SourceGraph | Iterable[Source], without: Collection[str]) -> frozenset[str]:
    """Return the sources that fall when those in `without` are wrong: they, and what rests on nothing else."""
    return (sources if isinstance(sources, SourceGraph) else SourceGraph(sources)).lost(without)


class Loss:
    """What loses all support when some sources are wrong. What had no source has none to lose."""

    def __init__(self, sources: SourceGraph | Iterable[Source], without: Collection[str]) -> None:
        """Find the sources that fall."""
        self._graph = sources if isinstance(sources, SourceGraph) else SourceGraph(sources)
        self.sources = self._graph.lost(without)
        """The sources that fall: those that are wrong, and those that rest on nothing else."""

    def version(self, version: Version) -> bool:
        """Tell whether a version falls: its source does, or one that a step of its `via` is or names."""
        if version.source in self.sources:
            return True
        return any(not self.sources.isdisjoint(self._graph.named(step)) for step in version.via)

    def quote(self, quote: Quote) -> bool:
        """Tell whether a quote loses all its versions."""
        return bool(quote.versions) and all(map(self.version, quote.versions))

    def event(self, event: Event, quotes: Iterable[Quote] = ()) -> bool:
        """Tell whether an event loses all its sources, and the `quotes` said at it all their versions."""
        spoken = [version for quote in quotes for version in quote.versions]
        if not event.sources and not spoken:
            return False
        return self.sources.issuperset(event.sources) and all(map(self.version, spoken))

    def claim(self, claim: Claim, quotes: Mapping[str, Quote]) -> bool:
        """Tell whether a claim loses all its evidence; `quotes` are the quotes by id.

        Evidence falls with its source, and with the words it points to: with what its source prints of the quote.
        """
        return bool(claim.evidence) and all(
            evidence.source in self.sources or self._words(evidence.source, quotes.get(evidence.quote or ""))
            for evidence in claim.evidence
        )

    def _words(self, source: str, quote: Quote | None) -> bool:
        printed = [version for version in quote.versions if version.source == source] if quote else []
        return bool(printed) and all(map(self.version, printed))


NOT_TOLD: Final = "not told"
Key = tuple[str, str]
"""What may be an origin: ("source", its id) or ("step", the folded first step of `via`)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One account that others rest on."""

    label: str
    """The first step of `via`, as written, else the source's name; "not told" where it may be one of several."""
    sources: tuple[str, ...]
    """The sources that rest on it, in the order given."""
    told: bool = True
    """Whether the dossier tells which origin it is."""


def origins(sources: SourceGraph | Iterable[Source], versions: Sequence[Version] | None = None) -> tuple[Origin, ...]:
    """Return the independent origins of some versions; without `versions`, of all sources.

    - A version with `via` has one origin: its first step. Two versions with the same first step (folded) have the same
      one, whatever their sources are based on.
    - A version without `via` has the origins that its source reaches over `based_on`; and where a source on the way
      prints the words itself, or is named in the `via` of another version, the origin of that.
    - Where a version may have several origins, no more are counted than all versions together need: what could rest on
      one recording is not taken for two confirmations. This is the smallest set of origins of which each version has
      one, found greedily where more than one would do; such an origin is not told.
    """
    graph = sources if isinstance(sources, SourceGraph) else SourceGraph(sources)
    if versions is None:
        every = [(source, {("source", root) for root in graph.roots[source]}) for source in graph.sources]
        return _origins(every, _Merging(), graph)
    merging = _Merging()
    firsts: dict[str, list[Key]] = {}
    for version in versions:
        if version.via and (first := _first(version.via[0], merging, graph)):
            firsts.setdefault(version.source, []).append(first)
            for step in version.via:
                merging.join(first, (key for named in graph.named(step) for key in _alone(named, graph)))
    for source, steps in firsts.items():
        if len({merging.find(step) for step in steps}) == 1:
            merging.join(steps[0], _alone(source, graph))
    return _origins([(version.source, _choices(version, merging, graph)) for version in versions], merging, graph)


def _first(step: str, merging: _Merging, graph: SourceGraph) -> Key | None:
    """Return the one origin that a first step of `via` stands for; None for a source that has several."""
    if source := graph.is_source(step):
        roots = graph.roots[source]
        return ("source", min(roots)) if len(roots) == 1 else None
    return merging.step(step)


def _alone(source: str, graph: SourceGraph) -> list[Key]:
    """Return a source and its origin, where it has no other."""
    roots = graph.roots.get(source, frozenset((source,)))
    return [("source", each) for each in ({source} | roots if len(roots) == 1 else {source})]


def _choices(version: Version, merging: _Merging, graph: SourceGraph) -> set[Key]:
    """Return the origins that a version may have."""
    source = version.source
    if version.via:
        if first := _first(version.via[0], merging, graph):
            return {first}
        source = graph.is_source(version.via[0]) or source
    roots = graph.roots.get(source, frozenset((source,)))
    on_the_way = [("source", each) for each in (source, *graph.ancestors(source))]
    return {("source", root) for root in roots}.union(key for key in on_the_way if merging.knows(key))


class _Merging:
    """Possible origins, and which of them are the same."""

    def __init__(self) -> None:
        """Begin with none."""
        self._same: dict[Key, Key] = {}
        self.written: dict[Key, str] = {}

    def step(self, step: str) -> Key:
        """Return the origin that a first step of `via` is."""
        key = ("step", fold(step).strip())
        self.written.setdefault(key, step)
        return key

    def knows(self, key: Key) -> bool:
        """Tell whether an origin has been said to be the same as another."""
        return key in self._same

    def find(self, key: Key) -> Key:
        """Return the one key for all that are the same."""
        while (up := self._same.get(key, key)) != key:
            key = up
        return key

    def join(self, first: Key, others: Iterable[Key]) -> None:
        """Say that some origins are the same as the first; a step of `via` names them all."""
        for other in others:
            one, two = self.find(first), self.find(other)
            self._same.setdefault(first, first)
            self._same.setdefault(other, other)
            if one != two:
                if two[0] == "step" != one[0]:
                    one, two = two, one
                self._same[two] = one
                self._same.setdefault(one, one)


def _origins(choices: list[tuple[str, set[Key]]], merging: _Merging, graph: SourceGraph) -> tuple[Origin, ...]:
    """Return the fewest origins of which each version has one, in the order of the versions."""
    reduced = [(source, {merging.find(key) for key in keys}) for source, keys in choices]
    taken = {key: True for _, keys in reduced if len(keys) == 1 for key in keys}
    open_choices = [keys for _, keys in reduced if keys.isdisjoint(taken)]
    while open_choices:
        weights = Counter(key for keys in open_choices for key in sorted(keys))
        best = max(sorted(weights), key=weights.__getitem__)
        taken[best] = False
        open_choices = [keys for keys in open_choices if best not in keys]
    found: dict[Key, dict[str, None]] = {}
    for source, keys in reduced:
        for key in sorted(keys.intersection(taken)):
            found.setdefault(key, {})[source] = None
    return tuple(
        Origin(_label(key, merging, graph) if taken[key] else NOT_TOLD, tuple(resting), taken[key])
        for key, resting in found.items()
    )


def _label(key: Key, merging: _Merging, graph: SourceGraph) -> str:
    kind, name = key
    if kind == "step":
        return merging.written[key]
    return graph.sources[name].label if name in graph.sources else name
