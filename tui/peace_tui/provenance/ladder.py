"""The attribution ladder of a quote: the steps from the speaker's mouth to the page.

The lowest rung is what was said, at its event; above it come the steps of `via`, then the sources that print the words,
those that carry or retell another one above it. Each version's own `via` is followed: versions share the steps that
they have in common from the speaker on, and a step to which two ways lead stands on each of them, since who has it by
the one may not have it by the other. `based_on` fills in what `via` leaves out: a source that is based on another which
prints the words is placed above that one, and one without `via` above all that it is based on, where that leads to one
origin. A source with several origins and no `via` may have these words from any of them or from none: it is placed on
what was said, and is listed as unattributed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peace_tui.collation.alignment import compared_versions, describe_limit
from peace_tui.provenance.sources import Origin, SourceGraph, find_origins
from peace_tui.text.folding import fold
from peace_tui.text.messages import format_count, join_words

if TYPE_CHECKING:
    from peace_tui.model.records import Event, Quote

MAX_BASES: Final = 200
"""So many sources are added, and no more, since others are based on them: no one reads a longer ladder."""
MAX_VIA: Final = 100
"""Of a longer `via` the steps in its middle are counted, not shown."""
SPOKEN: Final = 0
"""The number of the lowest step, what was said."""
Way = tuple[str, ...]
"""What leads from the speaker to a step, the step included: the sources and the steps of `via`, as keys."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step between the mouth and the page."""

    label: str
    source: str | None = None
    """The id of the source that it is."""
    versions: tuple[int, ...] = ()
    """The versions that are printed here, by number."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of a quote and which follow which."""

    steps: tuple[Step, ...]
    """The first is what was said."""
    edges: tuple[tuple[int, int], ...]
    """Pairs of a step and one that rests on it, none of them implied by others."""
    rungs: tuple[tuple[int, ...], ...]
    """The steps by their longest distance from what was said, which is the first rung."""
    origins: tuple[Origin, ...]
    unattributed: tuple[str, ...] = ()
    """The ids of the sources for which the dossier does not say how the words reached them."""
    limit: str = ""
    """Which versions the ladder has, where these are not all of the quote."""
    outlets: int = 0
    """How many outlets print the words: an outlet with two passages or two articles is one."""

    @property
    def summary(self) -> str:
        """How many outlets print it, and how many independent sources it has; an unknown one may be a known one."""
        known = sum(origin.known for origin in self.origins)
        least = "" if known == len(self.origins) and not self.unattributed else "at least "
        certain = known or min(1, len(self.origins))
        line = f"{format_count(self.outlets, 'outlet')}; {least}{format_count(certain, 'independent source')}"
        names = join_words(dict.fromkeys(step.label for step in self.steps if step.source in self.unattributed))
        untold = f"where {names} got it is not recorded" if names else ""
        return "; ".join(filter(None, (line, untold, f"only {self.limit}" if self.limit else "")))

    def steps_below(self, step: int) -> list[int]:
        """Return the steps that one rests on."""
        return [below for below, above in self.edges if above == step]


def build_ladder(quote: Quote, event: Event | None, graph: SourceGraph) -> Ladder:
    """Build the ladder of a quote said at `event`, from as many of its versions as are compared."""
    versions = compared_versions(quote)
    builder = _LadderBuilder(graph, event.title if event else quote.event)
    printing: dict[str, set[str]] = {}
    for number, version in enumerate(versions):
        printing.setdefault(version.source, set()).update(version.via)
        builder.add_version(version.source, version.via, number)
    unattributed: list[str] = []
    for source, via in printing.items():
        if via:
            builder.add_printed_bases(source, set(printing).difference(*map(graph.find_named, via)))
        elif not builder.place_source(source, printing):
            unattributed.append(source)
    return builder.build(find_origins(graph, versions), tuple(unattributed), describe_limit(quote))


class _LadderBuilder:
    """The state of building a ladder: its steps by number, and the steps that each one rests on."""

    def __init__(self, graph: SourceGraph, said: str) -> None:
        """Create the lowest step, whose label is `said`."""
        self._graph = graph
        self._labels: list[str] = [said]
        self._sources: list[str | None] = [None]
        self._versions: dict[int, list[int]] = {}
        self._numbers: dict[Way, int] = {}
        self._printing: dict[str, list[int]] = {}
        """The steps at which a source prints the words: one for each `via` that it names."""
        self._passed: dict[str, Way] = {}
        """The shortest way to a source that a `via` is or names."""
        self._below: dict[int, dict[int, None]] = {SPOKEN: {}}
        self._bases = 0
        """How many sources were added since others are based on them."""

    def add_source(self, source: str) -> int:
        """Return the step of a source to which no `via` leads, which is added unless it exists."""
        return self._add_step((f"source {source}",), self._label(source), source)

    def add_version(self, source: str, via: Sequence[str], version: int) -> None:
        """Add a version to the step of the source that prints it, above the steps of its `via`."""
        if via:
            way, below = self.add_via(via)
            step = self._add_step((*way, f"source {source}"), self._label(source), source)
            self.add_edge(step, below)
        else:
            step = self.add_source(source)
        self._versions.setdefault(step, []).append(version)
        if step not in (steps := self._printing.setdefault(source, [])):
            steps.append(step)

    def add_printed_bases(self, source: str, others: Collection[str]) -> None:
        """Put a source above those of the `others` that it is based on."""
        for base in self._graph.based_on.get(source, ()):
            if base in others:
                for step in self._printing[source]:
                    self.add_edge(step, self._printing[base][0])

    def place_source(self, source: str, printing: Collection[str]) -> bool:
        """Put a source without `via` above what it is based on, as far as that is known.

        That is its bases that print the words or are named in the `via` of another version, else the nearest of the
        sources that these rest on, else its one origin. Return False if it has several origins.
        """
        evident = {each: self._numbers[way] for each, way in self._passed.items()}
        evident |= {each: self._printing[each][0] for each in printing}
        nearest = [base for base in self._graph.based_on.get(source, ()) if base in evident]
        nearest = nearest or [base for base in self._graph.ancestors(source) if base in evident][:1]
        for base in nearest:
            self.add_edge(self.add_source(source), evident[base])
        if not nearest and len(self._graph.roots.get(source, ())) > 1:
            return False
        if not nearest:
            self.add_bases(source)
        return True

    def add_via(self, via: Sequence[str]) -> tuple[Way, int]:
        """Add the steps of `via` above what was said; return the way to the last one, and its number."""
        way: Way = ()
        here = SPOKEN
        if (left_out := len(via) - MAX_VIA) > 0:
            via = [*via[: MAX_VIA // 2], f"{left_out:,} more steps, not shown", *via[-MAX_VIA // 2 :]]
        for number, text in enumerate(via):
            source = self._graph.find_source(text)
            way = (*way, f"source {source}" if source else f"step {fold(text).strip()}")
            step = self._add_step(way, self._label(source) if source else text, source)
            if source and number == 0:
                self.add_bases(source)
            else:
                self.add_edge(step, here)
            for named in self._graph.find_named(text):
                self._passed[named] = min(self._passed.get(named, way), way, key=len)
            here = step
        return way, here

    def _label(self, source: str) -> str:
        record = self._graph.sources.get(source)
        return record.label if record else source

    def add_bases(self, source: str) -> None:
        """Put a source above all that it is based on; of what would be too much, say how much it is."""
        waiting, seen = [source], {source}
        for each in waiting:
            bases = self._graph.based_on.get(each, ())
            self._bases += len(bases)
            if bases and self._bases > MAX_BASES:
                count = format_count(len(self._graph.ancestors(each)), "source")
                step = self._add_step((f"source {each}", "more"), f"{count} that it rests on, not shown", None)
                self.add_edge(self.add_source(each), step)
                continue
            if not bases:
                self.add_edge(self.add_source(each), SPOKEN)
            for base in bases:
                self.add_edge(self.add_source(each), self.add_source(base))
                if base not in seen:
                    seen.add(base)
                    waiting.append(base)

    def add_edge(self, above: int, below: int) -> None:
        """Put one step above another, unless the other one rests on it already."""
        if above != below and above != SPOKEN and not self._reaches(below, above):
            self._below[above][below] = None

    def _add_step(self, way: Way, label: str, source: str | None) -> int:
        if way not in self._numbers:
            self._numbers[way] = len(self._labels)
            self._below[len(self._labels)] = {}
            self._labels.append(label)
            self._sources.append(source)
        return self._numbers[way]

    def _reaches(self, above: int, below: int) -> bool:
        """Tell whether one step rests on another, directly or over others."""
        waiting, seen = [above], {above}
        for each in waiting:
            if each == below:
                return True
            new = [step for step in self._below[each] if step not in seen]
            seen.update(new)
            waiting += new
        return False

    def build(self, found: tuple[Origin, ...], unattributed: tuple[str, ...], limit: str) -> Ladder:
        """Return the ladder, without the edges that others imply (its transitive reduction)."""
        for step, below in self._below.items():
            if step != SPOKEN and not below:
                below[SPOKEN] = None
        edges = tuple(
            (below, step)
            for step, lower in self._below.items()
            for below in lower
            if not any(other != below and self._reaches(other, below) for other in lower)
        )
        heights = self._measure_heights(edges)
        rungs = tuple(
            tuple(step for step, height in heights.items() if height == rung)
            for rung in range(max(heights.values()) + 1)
        )
        steps = tuple(
            Step(label, self._sources[number], tuple(self._versions.get(number, ())))
            for number, label in enumerate(self._labels)
        )
        outlets = {self._graph.sources[s].outlet if s in self._graph.sources else s for s in self._printing}
        return Ladder(steps, edges, rungs, found, unattributed, limit, len(outlets))

    def _measure_heights(self, edges: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Return the longest distance of each step from what was said."""
        heights = dict.fromkeys(range(len(self._labels)), 0)
        for _ in heights:
            before = dict(heights)
            for below, above in edges:
                heights[above] = max(heights[above], heights[below] + 1)
            if heights == before:
                break
        return heights


def format_ladder(found: Ladder) -> list[str]:
    """Format a ladder as lines of text, from what was said upwards, indented by rung, and the number of origins."""
    return [text for text, _ in ladder_rows(found)]


def ladder_rows(found: Ladder) -> list[tuple[str, Step | None]]:
    """Return the lines of a ladder with their steps; the last line, the number of origins, has none.

    A step that rests on several is printed under the first of those on the highest rung, and names the others.
    """
    height = {step: number for number, rung in enumerate(found.rungs) for step in rung}
    under: dict[int, list[int]] = {}
    besides: dict[int, list[str]] = {}
    for step in range(1, len(found.steps)):
        below = sorted(found.steps_below(step), key=lambda each: -height[each])
        under.setdefault(below[0], []).append(step)
        besides[step] = [found.steps[other].label for other in below[1:]]
    rows: list[tuple[str, Step | None]] = [(f"Said at: {found.steps[SPOKEN].label}", found.steps[SPOKEN])]
    waiting = [(step, "") for step in reversed(under.get(SPOKEN, []))]
    last = {steps[-1] for steps in under.values()}
    while waiting:
        step, indent = waiting.pop()
        also = f" (also from {', '.join(besides[step])})" if besides[step] else ""
        rows.append((f"{indent}{'└' if step in last else '├'} {found.steps[step].label}{also}", found.steps[step]))
        deeper = indent + ("  " if step in last else "│ ")
        waiting += [(above, deeper) for above in reversed(under.get(step, []))]
    return [*rows, (found.summary, None)]
