"""What sources rest on, how many independent origins they have, and what is left if one of them is wrong.

A source rests on those in its `based_on`; one that is based on nothing is an *origin*. A version says in `via` how the
words came from the speaker to its outlet, which for these words is more exact than `based_on`: an article may rest on
five others and have this sentence from one of them. A step of `via` *is* a source when it is the source's id, title or
outlet, and *names* one when it holds an outlet or title, or an id with a hyphen, dot, figure or underscore in it, as
whole words ("transcript by Bloomberg"); a name that two sources share names neither.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Evidence, Quote, Source, Version
from peace_tui.provenance.first_look import find_components
from peace_tui.text.folding import fold

NAME_WORD: Final = r"[^\s,;:!?()\[\]\"“”«»]+"
POSSESSIVE: Final = r"['’]s$"
PLAIN_WORD: Final = r"[^\W\d_]+"
"""An id that is an ordinary word, and so names its source only where it is the step of `via` and nothing else."""


class SourceGraph:
    """The sources of a dossier and what they rest on. Ids in `based_on` that are not of a source are ignored."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Create the graph of some sources; for a dossier, `for_dossier` caches it."""
        self.sources = {source.id: source for source in sources}
        self.based_on: dict[str, tuple[str, ...]] = {
            source.id: tuple(dict.fromkeys(base for base in source.based_on if base in self.sources))
            for source in self.sources.values()
        }
        self._named: dict[str, tuple[str, ...]] = {}

    @classmethod
    def for_dossier(cls, dossier: Dossier) -> "SourceGraph":
        """Return the graph of a dossier's sources, which is built once for each dossier."""
        graph: SourceGraph | None = dossier.memo.get(cls)
        if graph is None:
            graph = dossier.memo[cls] = cls(dossier.sources)
        return graph

    @cached_property
    def groups(self) -> list[tuple[str, ...]]:
        """The sources grouped so that those of a cycle are together, each group after those that it rests on."""
        return find_components(self.based_on)

    @cached_property
    def roots(self) -> dict[str, frozenset[str]]:
        """The origins that each source rests on; its own id for one that is based on nothing.

        A cycle that rests on nothing else counts as one origin, named by the first of its sources.
        """
        found: dict[str, frozenset[str]] = {}
        for group in self.groups:
            inside = set(group)
            outside = [base for member in group for base in self.based_on[member] if base not in inside]
            own = frozenset[str]().union(*(found[base] for base in outside)) or frozenset(group[:1])
            found.update(dict.fromkeys(group, own))
        return found

    def ancestors(self, source: str, first_group: int = 0) -> list[str]:
        """Return the sources that one rests on, directly or through others, the nearest first; without itself.

        Those of groups before `first_group` are left out, and those that it rests on only over them.
        """
        found = {source: None}
        waiting = [source] if source in self.sources else []
        for each in waiting:
            for base in self.based_on[each]:
                if base not in found and (not first_group or self.group_of[base] >= first_group):
                    found[base] = None
                    waiting.append(base)
        return list(found)[1:]

    def find_unsupported(self, without: Collection[str]) -> frozenset[str]:
        """Return the sources that lose all support if those in `without` are wrong: these, and what rests only on them.

        A source with two origins keeps its support while one of them does.
        """
        lost: set[str] = set()
        waiting = sorted({self.group_of[each] for each in without if each in self.sources})
        queued = set(waiting)
        while waiting:  # the groups that may lose support, each after those that it rests on
            group = self.groups[heappop(waiting)]
            lost |= self._find_lost(group, without, lost)
            resting = {other for member in group if member in lost for other in self.dependents[member]}
            for further in {self.group_of[other] for other in resting} - queued:
                queued.add(further)
                heappush(waiting, further)
        return frozenset(lost)

    def _find_lost(self, group: Collection[str], without: Collection[str], lost: Collection[str]) -> set[str]:
        """Return the sources of a group that lose all support; `lost` has those of the groups before that do."""
        members = set(group)
        outside = {base for member in group for base in self.based_on[member]} - members
        if not outside:
            return set() if members.isdisjoint(without) else members
        standing = outside.difference(lost)
        kept = {m for m in group if m not in without and not standing.isdisjoint(self.based_on[m])}
        waiting = [*kept]
        for each in waiting:
            further = members.intersection(self.dependents[each]).difference(kept, without)
            kept |= further
            waiting += further
        return members - kept

    @cached_property
    def outlets(self) -> dict[str, int]:
        """A number for each outlet, so that sets of them are small; those on which others rest have the lowest."""
        in_order = dict.fromkeys(self.sources[each].outlet for group in self.groups for each in group)
        return {outlet: number for number, outlet in enumerate(in_order)}

    @cached_property
    def vital_outlets(self) -> dict[str, BitMap]:
        """For each source the numbers of the outlets any one of which, if it is wrong, takes all support from it.

        These are its own, and those that are on every way to an origin: in graph theory its dominators
        (https://en.wikipedia.org/wiki/Dominator_(graph_theory)).
        """
        vital: dict[str, BitMap] = {}
        for group in self.groups:
            own = {each: BitMap([self.outlets[self.sources[each].outlet]]) for each in group}
            if all(base in own for each in group for base in self.based_on[each]):
                vital |= dict.fromkeys(group, BitMap.union(*own.values()))
                continue
            vital |= dict.fromkeys(group, BitMap(range(len(self.outlets))))  # until a way out of the group is found
            waiting = [*group]
            for each in waiting:
                found = own[each] | BitMap.intersection(*(vital[base] for base in self.based_on[each]))
                if found != vital[each]:
                    found.run_optimize()  # of a long chain of sources, each has a long range of outlets
                    vital[each] = found
                    waiting += [other for other in self.dependents[each] if other in own]
        return vital

    def find_vital_outlets(self, version: Version) -> BitMap:
        """Return the numbers of the outlets any one of which, if it is wrong, takes a version along: see `Support`."""
        named = (each for step in version.via for each in self.find_named(step))
        return BitMap.union(*(self.vital_outlets[each] for each in (version.source, *named)))

    @cached_property
    def group_of(self) -> dict[str, int]:
        """The number of the group that each source is in."""
        return {member: number for number, group in enumerate(self.groups) for member in group}

    @cached_property
    def dependents(self) -> dict[str, list[str]]:
        """The sources that rest directly on each."""
        found: dict[str, list[str]] = {source: [] for source in self.sources}
        for source, bases in self.based_on.items():
            for base in bases:
                found[base].append(source)
        return found

    def find_source(self, step: str) -> str | None:
        """Return the id of the source that a step of `via` is, or None."""
        return self._names.get(_split_name(step)) or (step if step in self.sources else None)

    def find_named(self, step: str) -> tuple[str, ...]:
        """Return the ids of the sources that a step of `via` is or names, the longest name first where two overlap."""
        if step not in self._named:
            self._named[step] = tuple(self._find_named(step))
        return self._named[step]

    def _find_named(self, step: str) -> list[str]:
        if source := self.find_source(step):
            return [source]
        words = _split_name(step)
        found: list[str] = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + self._max_name_words), start, -1):
                name = words[start:end]
                source = self._names.get(name)
                if source and not (name == (source,) and re.fullmatch(PLAIN_WORD, source)):
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
            for name in {_split_name(source.title or ""), _split_name(source.container_title or "")} - {()}:
                names[name] = source.id if names.get(name, source.id) == source.id else ""
        return names | {(source,): source for source in self.sources}

    @cached_property
    def _max_name_words(self) -> int:
        return max(map(len, self._names), default=0)


def _split_name(name: str) -> tuple[str, ...]:
    """Return the words of a name without the punctuation around them."""
    return tuple(re.sub(POSSESSIVE, "", word.rstrip(".")) for word in re.findall(NAME_WORD, name))


class Support:
    """What is still supported if some sources are wrong. What never had a source cannot lose support."""

    def __init__(self, graph: SourceGraph, without: Collection[str]) -> None:
        """Find what is lost if the sources in `without`, given by id, are wrong."""
        self._graph = graph
        self.lost_sources = graph.find_unsupported(without)
        """The ids of the sources that are wrong, and of those that rest only on them."""

    @classmethod
    def for_dossier(cls, dossier: Dossier, source: str) -> "Support":
        """Return what is supported in a dossier without one source, which is found once for each dossier."""
        support: Support | None = dossier.memo.get((cls, source))
        if support is None:
            support = dossier.memo[cls, source] = cls(SourceGraph.for_dossier(dossier), (source,))
        return support

    def loses(self, record: Quote | Event) -> bool:
        """Tell whether a quote loses all its versions, or an event all its sources."""
        return self.loses_quote(record) if isinstance(record, Quote) else self.loses_event(record)

    def loses_version(self, version: Version) -> bool:
        """Tell whether a version is lost: with its source, or with one that a step of its `via` is or names."""
        if version.source in self.lost_sources:
            return True
        return not all(map(self.lost_sources.isdisjoint, map(self._graph.find_named, version.via)))

    def loses_quote(self, quote: Quote) -> bool:
        """Tell whether a quote loses all its versions."""
        return bool(quote.versions) and all(map(self.loses_version, quote.versions))

    def loses_event(self, event: Event) -> bool:
        """Tell whether an event loses all its sources."""
        return bool(event.sources) and self.lost_sources.issuperset(event.sources)


def evidence_falls(
    dossier: Dossier, evidence: Evidence, discounted: Callable[[Quote], Collection[int]], sources: Collection[str]
) -> bool:
    """Tell whether what a source says of a claim falls: with the source, or with its words of the quote cited.

    Args:
        dossier: The dossier.
        evidence: What the source says.
        discounted: Returns the numbers of the versions of a quote that fall.
        sources: The ids of the sources that fall.
    """
    quote = dossier.by_id.get(evidence.quote) if evidence.quote else None
    if evidence.source in sources or not isinstance(quote, Quote):
        return evidence.source in sources
    own = {number for number, version in enumerate(quote.versions) if version.source == evidence.source}
    return bool(own) and own.issubset(discounted(quote))


UNKNOWN_LABEL: Final = "unknown"
OriginKey = tuple[str, str]
"""What may be an origin: ("source", its id) or ("step", the folded first step of `via`)."""


class Origin(NamedTuple):
    """One account that others rest on."""

    label: str
    """The first step of `via`, as written, else the source's name; "unknown" where it may be one of several."""
    sources: tuple[str, ...]
    """The sources that rest on it, in the order given."""
    known: bool = True
    """Whether the dossier says which origin it is."""
    source: str | None = None
    """The source that it is; None where it is none of the dossier's, or may be one of several."""


def find_origins(graph: SourceGraph, versions: Sequence[Version]) -> tuple[Origin, ...]:
    """Return the independent origins of some versions.

    - A version with `via` has one origin: its first step. Two versions with the same first step (folded) have the same
      one, whatever their sources are based on.
    - A version without `via` has the origins that its source reaches over `based_on`; and where a source on the way
      prints the words itself, or is named in the `via` of another version, the origin of that.
    - Where a version may have several origins, no more are counted than all versions together need: what could rest on
      one recording does not count as two confirmations. These are a hitting set of the versions' possible origins,
      found greedily (https://en.wikipedia.org/wiki/Set_cover_problem#Greedy_algorithm); they are not known origins.
    """
    same = _OriginSets()
    firsts: dict[str, list[OriginKey]] = {}
    for version in versions:
        if version.via and (first := _first_step_origin(version.via[0], same, graph)):
            firsts.setdefault(version.source, []).append(first)
            for step in version.via:
                same.join(first, (key for named in graph.find_named(step) for key in _with_sole_origin(named, graph)))
    while is_one := [source for source, steps in firsts.items() if len({same.find(step) for step in steps}) == 1]:
        for source in is_one:  # which may make the steps of another source one
            same.join(firsts.pop(source)[0], _with_sole_origin(source, graph))
    on_a_way = (graph.group_of[each] for each in same.sources if graph.based_on.get(each))  # origins are found as such
    first_group = min(on_a_way, default=len(graph.groups))
    return _choose_origins(
        [(version.source, _possible_origins(version, same, graph, first_group)) for version in versions], same, graph
    )


def _first_step_origin(step: str, same: "_OriginSets", graph: SourceGraph) -> OriginKey | None:
    """Return the one origin that a first step of `via` is; None if it is a source with several origins."""
    if source := graph.find_source(step):
        roots = graph.roots[source]
        return ("source", min(roots)) if len(roots) == 1 else None
    return same.add_step(step)


def _with_sole_origin(source: str, graph: SourceGraph) -> list[OriginKey]:
    """Return a source, and its origin if it has only one."""
    roots = graph.roots.get(source, frozenset((source,)))
    return [("source", each) for each in ({source} | roots if len(roots) == 1 else {source})]


def _possible_origins(version: Version, same: "_OriginSets", graph: SourceGraph, first_group: int) -> set[OriginKey]:
    """Return the origins that a version may have; `same` has no source of a group before `first_group` but origins."""
    source = version.source
    if version.via:
        if first := _first_step_origin(version.via[0], same, graph):
            return {first}
        source = graph.find_source(version.via[0]) or source
    roots = graph.roots.get(source, frozenset((source,)))
    on_the_way = [("source", each) for each in (source, *graph.ancestors(source, first_group))]
    return {("source", root) for root in roots}.union(key for key in on_the_way if same.contains(key))


class _OriginSets:
    """Possible origins in disjoint sets of those that are the same (union-find)."""

    def __init__(self) -> None:
        """Create an empty collection."""
        self._same: dict[OriginKey, OriginKey] = {}
        self.written: dict[OriginKey, str] = {}

    def add_step(self, step: str) -> OriginKey:
        """Return the origin that a first step of `via` is, and remember how it is written."""
        key = ("step", fold(step).strip())
        self.written.setdefault(key, step)
        return key

    def contains(self, key: OriginKey) -> bool:
        """Tell whether an origin has been joined with another."""
        return key in self._same

    @property
    def sources(self) -> Iterator[str]:
        """The ids of the sources that have been joined with others."""
        return (id for kind, id in self._same if kind == "source")

    def find(self, key: OriginKey) -> OriginKey:
        """Return the one key for all that are the same."""
        while (up := self._same.get(key, key)) != key:
            self._same[key] = self._same.get(up, up)  # so that the way is shorter the next time
            key = up
        return key

    def join(self, first: OriginKey, others: Iterable[OriginKey]) -> None:
        """Make some origins the same as the first; where one is a step of `via`, its label is that of all."""
        for other in others:
            one, two = self.find(first), self.find(other)
            self._same.setdefault(first, first)
            self._same.setdefault(other, other)
            if one != two:
                if two[0] == "step" != one[0]:
                    one, two = two, one
                self._same[two] = one
                self._same.setdefault(one, one)


def _choose_origins(
    choices: list[tuple[str, set[OriginKey]]], same: _OriginSets, graph: SourceGraph
) -> tuple[Origin, ...]:
    """Return the fewest origins of which each version has one, in the order of the versions."""
    reduced = [(source, {same.find(key) for key in keys}) for source, keys in choices]
    taken = {key: True for _, keys in reduced if len(keys) == 1 for key in keys}
    waiting = {number for number, (_, keys) in enumerate(reduced) if keys.isdisjoint(taken)}
    holding: dict[OriginKey, list[int]] = {}
    for number in waiting:
        for key in reduced[number][1]:
            holding.setdefault(key, []).append(number)
    best_first = [(-len(numbers), key) for key, numbers in holding.items()]
    heapify(best_first)
    while waiting:
        weight, key = heappop(best_first)
        covered = waiting.intersection(holding[key])
        if len(covered) == -weight:
            taken[key] = False
            waiting -= covered
        elif covered:
            heappush(best_first, (-len(covered), key))
    found: dict[OriginKey, dict[str, None]] = {}
    for source, keys in reduced:
        for key in sorted(keys.intersection(taken)):
            found.setdefault(key, {})[source] = None
    return tuple(
        Origin(_format_label(key, same, graph), tuple(resting), True, key[1] if key[0] == "source" else None)
        if taken[key]
        else Origin(UNKNOWN_LABEL, tuple(resting), False)
        for key, resting in found.items()
    )


def _format_label(key: OriginKey, same: _OriginSets, graph: SourceGraph) -> str:
    kind, name = key
    if kind == "step":
        return same.written[key]
    return graph.sources[name].label if name in graph.sources else name
