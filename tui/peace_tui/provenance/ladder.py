"""The attribution ladder of a quote: the steps from the speaker's mouth to the page.

The lowest rung is what was said, at its event; above it come the steps of `via`, merged where versions share them, then
the sources that print the words, those that carry or retell another one above it. `based_on` fills in what `via` leaves
out: a source that is based on another which prints the words stands above that one, and one without `via` above all
that it is based on, where that leads to one origin. A source with several origins and no `via` has these words from one
of them or from nobody else: it stands on what was said, and is listed as one whose way is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peace_tui.provenance.sources import Origin, SourceGraph, origins
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.records import Event, Quote, Source

SAID: Final = 0
"""The number of the lowest step."""


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
    untold: tuple[str, ...] = ()
    """The sources of which it is not told whence they have the words."""

    @property
    def count(self) -> str:
        """How many sources and independent origins there are, in words: one that is not told may be a told one."""
        printing = sum(1 for step in self.steps if step.versions)
        told = sum(origin.told for origin in self.origins)
        least = "" if told == len(self.origins) else "at least "
        certain = told or min(1, len(self.origins))
        line = f"{_counted(printing, 'source')}, {least}{_counted(certain, 'independent origin')}"
        names = ", ".join(step.label for step in self.steps if step.source in self.untold)
        return f"{line}; not told how it reached {names}" if names else line

    def above(self, step: int) -> list[int]:
        """Return the steps that rest on one."""
        return [above for below, above in self.edges if below == step]

    def below(self, step: int) -> list[int]:
        """Return the steps that one rests on."""
        return [below for below, above in self.edges if above == step]


def ladder(quote: Quote, event: Event | None, sources: SourceGraph | Iterable[Source]) -> Ladder:
    """Return the ladder of a quote said at `event`."""
    graph = sources if isinstance(sources, SourceGraph) else SourceGraph(sources)
    building = _Building(graph, event.title if event else quote.event)
    printing: dict[str, set[str]] = {}
    for number, version in enumerate(quote.versions):
        printing.setdefault(version.source, set()).update(version.via)
        building.print(version.source, number)
        if version.via:
            building.rest(building.source(version.source), building.climb(version.via))
    untold: list[str] = []
    for source, via in printing.items():
        if via:
            building.carry(source, set(printing).difference(*map(graph.named, via)))
        elif not building.place(source, printing):
            untold.append(source)
    return building.ladder(origins(graph, quote.versions), tuple(untold))


class _Building:
    """A ladder in the making."""

    def __init__(self, graph: SourceGraph, said: str) -> None:
        """Begin with what was said."""
        self._graph = graph
        self._labels: list[str] = [said]
        self._sources: list[str | None] = [None]
        self._versions: dict[int, list[int]] = {}
        self._numbers: dict[str, int] = {}
        self._passed: dict[str, int] = {}
        self._below: dict[int, dict[int, None]] = {SAID: {}}

    def source(self, source: str) -> int:
        """Return the step that a source is."""
        record = self._graph.sources.get(source)
        return self._step(f"source {source}", record.label if record else source, source)

    def print(self, source: str, version: int) -> None:
        """Note that a source prints a version."""
        self._versions.setdefault(self.source(source), []).append(version)

    def carry(self, source: str, others: Collection[str]) -> None:
        """Put a source above those of the `others` that it is based on."""
        for base in self._graph.based_on.get(source, ()):
            if base in others:
                self.rest(self.source(source), self.source(base))

    def place(self, source: str, printing: Collection[str]) -> bool:
        """Put a source without `via` above what it is based on, as far as that is told.

        That is what of it prints the words or is named on another version's way, the nearest first; else its one
        origin. Return False where it has several.
        """
        evident = self._passed | {each: self.source(each) for each in printing}
        nearest = [base for base in self._graph.based_on.get(source, ()) if base in evident]
        nearest = nearest or [base for base in self._graph.ancestors(source) if base in evident][:1]
        for base in nearest:
            self.rest(self.source(source), evident[base])
        if not nearest and len(self._graph.roots.get(source, ())) > 1:
            return False
        if not nearest:
            self.climb_bases(source)
        return True

    def climb(self, via: Sequence[str]) -> int:
        """Go up the steps of `via` and return the last one."""
        here = SAID
        for place, text in enumerate(via):
            source = self._graph.is_source(text)
            step = self.source(source) if source else self._step(f"step {fold(text).strip()}", text, None)
            if source and place == 0:
                self.climb_bases(source)
            else:
                self.rest(step, here)
            self._passed.update(dict.fromkeys(self._graph.named(text), step))
            here = step
        return here

    def climb_bases(self, source: str) -> None:
        """Put a source above all that it is based on."""
        waiting, seen = [source], {source}
        for each in waiting:
            bases = self._graph.based_on.get(each, ())
            if not bases:
                self.rest(self.source(each), SAID)
            for base in bases:
                self.rest(self.source(each), self.source(base))
                if base not in seen:
                    seen.add(base)
                    waiting.append(base)

    def rest(self, above: int, below: int) -> None:
        """Put one step above another, unless the other stands above it already."""
        if above != below and above != SAID and not self._reaches(below, above):
            self._below[above][below] = None

    def _step(self, key: str, label: str, source: str | None) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self._labels)
            self._below[len(self._labels)] = {}
            self._labels.append(label)
            self._sources.append(source)
        return self._numbers[key]

    def _reaches(self, above: int, below: int) -> bool:
        """Tell whether one step rests on another, over others or at once."""
        waiting, seen = [above], {above}
        for each in waiting:
            if each == below:
                return True
            new = [step for step in self._below[each] if step not in seen]
            seen.update(new)
            waiting += new
        return False

    def ladder(self, found: tuple[Origin, ...], untold: tuple[str, ...]) -> Ladder:
        """Return the ladder, without the edges that others imply."""
        for step, below in self._below.items():
            if step != SAID and not below:
                below[SAID] = None
        edges = tuple(
            (below, step)
            for step, belows in self._below.items()
            for below in belows
            if not any(other != below and self._reaches(other, below) for other in belows)
        )
        heights = self._heights(edges)
        rungs = tuple(
            tuple(step for step, height in heights.items() if height == rung)
            for rung in range(max(heights.values()) + 1)
        )
        steps = tuple(
            Step(label, self._sources[number], tuple(self._versions.get(number, ())))
            for number, label in enumerate(self._labels)
        )
        return Ladder(steps, edges, rungs, found, untold)

    def _heights(self, edges: Sequence[tuple[int, int]]) -> dict[int, int]:
        """Return the longest distance of each step from what was said."""
        heights = dict.fromkeys(range(len(self._labels)), 0)
        for _ in heights:
            before = dict(heights)
            for below, above in edges:
                heights[above] = max(heights[above], heights[below] + 1)
            if heights == before:
                break
        return heights


def lines(found: Ladder) -> list[str]:
    """Return a ladder as lines of text, from what was said upwards, indented by rung, and the number of origins.

    A step that rests on several stands under the first of those on the highest rung; the others are named after it.
    """
    height = {step: number for number, rung in enumerate(found.rungs) for step in rung}
    under: dict[int, list[int]] = {}
    besides: dict[int, list[str]] = {}
    for step in range(1, len(found.steps)):
        below = sorted(found.below(step), key=lambda each: -height[each])
        under.setdefault(below[0], []).append(step)
        besides[step] = [found.steps[other].label for other in below[1:]]
    rows = [f"said: {found.steps[SAID].label}"]
    waiting = [(step, "") for step in reversed(under.get(SAID, []))]
    last = {steps[-1] for steps in under.values()}
    while waiting:
        step, indent = waiting.pop()
        also = f" (and from {', '.join(besides[step])})" if besides[step] else ""
        rows.append(f"{indent}{'└' if step in last else '├'} {found.steps[step].label}{also}")
        deeper = indent + ("  " if step in last else "│ ")
        waiting += [(above, deeper) for above in reversed(under.get(step, []))]
    return [*rows, found.count]


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
