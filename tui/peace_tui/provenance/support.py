"""What is left if a source is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from peace_tui.provenance.source_graph import SourceGraph

if TYPE_CHECKING:
    from peace_tui.model.records import Claim, Event, Quote, Source, Version


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
