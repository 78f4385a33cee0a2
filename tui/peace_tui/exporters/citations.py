"""Citations: every passage that passes, in a style, as it stands in a text, with the entry of its source below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from peace_tui.exporters.chronology import Chronology
from peace_tui.exporters.citation import Passage, cite, find_occasion, list_passages
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unnamed, find_unwritten
from peace_tui.exporters.reference_styles import REFERENCES, flatten
from peace_tui.exporters.registry import CITATION_STYLES
from peace_tui.model.dossier import Dossier
from peace_tui.query.selection import Selection
from peace_tui.text.messages import format_count

SOURCE_KEYS: Final = {
    "plain": "container_title issued",
    "markdown": "container_title issued url",
    "apa": "title container_title author.family author.dropping_particle author.non_dropping_particle author.suffix "
    "author.literal publisher issued url",
    "": "title container_title author.* publisher issued url",
}
"""The keys of a source that a citation has, by style; that of the others at last. APA has initials of given names."""


def render(selection: Selection, note: ProvenanceNote, style: str = CITATION_STYLES[0]) -> Iterator[str]:
    """Yield the citations, with an empty line between them."""
    yield from (f"{cite(selection.dossier, passage, style)}\n\n" for passage in _cited(selection))


def find_omissions(selection: Selection, style: str = CITATION_STYLES[0]) -> list[str]:
    """Return what no citation has."""
    written = {
        "events": "title",
        "people": "name",
        "quotes": "event who to mode date status draft versions.source versions.text versions.locator",
        "sources": SOURCE_KEYS.get(style, SOURCE_KEYS[""]),
    }
    people = [id for quote in selection.quotes for id in (*quote.who, *quote.to)]
    events = [quote.event for quote in selection.quotes if find_occasion(selection.dossier, quote)]
    sources = [*_named_sources(selection)]
    unnamed = find_unnamed(selection, events=events, people=people, sources=sources)
    others = _count_others(selection.dossier, sources, style)
    unnamed += [f"{format_count(others, 'author')} beyond those that the style names"] if others else []
    return unnamed + Chronology(selection).uncounted() + find_unwritten(selection, written)


def _count_others(dossier: Dossier, sources: Iterable[str], style: str) -> int:
    """Count the authors of sources who are only among the others of their entries."""
    if style not in REFERENCES:
        return 0
    cited = [dossier.source_of[id] for id in dict.fromkeys(sources)]
    entries = [(REFERENCES[style](source).entry, source.author) for source in cited]
    return sum(flatten(name.family or str(name)) not in entry for entry, authors in entries for name in authors)


def _named_sources(selection: Selection) -> Iterator[str]:
    """Yield the sources that citations name: of an outlet with the same words twice, only the first is."""
    chronology, dossier = Chronology(selection), selection.dossier
    for quote in selection.quotes:
        versions = chronology.standing(quote).versions or quote.versions
        sources = {version.source: dossier.source_of[version.source].outlet for version in versions}
        if len({*sources.values()}) == len(sources):
            yield from sources
        else:
            cited = list_passages(dossier, quote, chronology.discounted(quote))
            yield from (each.source for passage in cited for each in (passage.version, *passage.also) if each)


def _cited(selection: Selection) -> Iterator[Passage]:
    """Yield the passages that the view counts, in the order of the chronology."""
    chronology = Chronology(selection)
    for _, quotes in chronology.events():
        for quote in quotes:
            yield from list_passages(selection.dossier, quote, chronology.discounted(quote))
