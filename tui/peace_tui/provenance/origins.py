"""Independent origins: how many accounts there are, however many outlets tell them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peace_tui.provenance.source_graph import SourceGraph
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.records import Source, Version

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
