"""The facets: attributes that can filter. One object each, read by the engine, the parser, the chips and the help.

A facet says for one value which quotes match it and which events match it by themselves. Both are answered as sets of
places in the dossier's display order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from pyroaring import BitMap

from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import RecordIndex
from peace_tui.model.records import EVENT_TYPES, MODES, STATUSES
from peace_tui.provenance.sources import SourceGraph, Support
from peace_tui.text.folding import fold

UNDATED: Final = "undated"
FREE: Final = ""
"""The facet of free words and phrases, which are written without a name."""

TIMELINE: Final = "timeline"
PEOPLE: Final = "people"
QUOTES: Final = "quotes"
PANES: Final = (TIMELINE, PEOPLE, QUOTES)
"""The three panes, in the order of their keys 1, 2 and 3."""
PIN: Final = {TIMELINE: "event", PEOPLE: "person"}
"""The facet that a pin and the live cursor of a pane set."""

Match = Callable[[Dossier, RecordIndex[Any], str], BitMap]


def having(attribute: str) -> Match:
    """Match the records whose attribute has the value."""
    return lambda dossier, shelf, value: shelf.with_value(attribute, value)


def dated(test: Callable[[Date, Date], bool]) -> Match:
    """Match the records whose date passes `test` against the value, or those that have none."""

    def match(dossier: Dossier, shelf: RecordIndex[Any], value: str) -> BitMap:
        if value == UNDATED:
            return shelf.undated
        span = parse_date(value, dossier.info.timezone)
        return shelf.with_date(lambda date: test(date, span))

    return match


def published(dossier: Dossier, shelf: RecordIndex[Any], value: str) -> BitMap:
    """Match the records that a source tells of which was out by the end of the value, or of which one has no date."""
    if value == UNDATED:
        out = [source.id for source in dossier.sources if source.issued is None]
    else:
        span = parse_date(value, dossier.info.timezone)
        out = [source.id for source in dossier.sources if source.issued and source.issued.begins_by_the_end_of(span)]
    return BitMap().union(*(shelf.with_value("source", source) for source in out))


def finding(*kinds: str, named: bool = False) -> Match:
    """Match the records with the folded value in their texts of these kinds, or in the name of a person named."""

    def match(dossier: Dossier, shelf: RecordIndex[Any], value: str) -> BitMap:
        needle = fold(value)
        places = [shelf.search(kind, needle) for kind in kinds]
        if named:
            ids = [*dossier.folded_names]
            places += [shelf.with_value("named", ids[number]) for number in dossier.name_index.find(needle)]
        return BitMap().union(*places)

    return match


def standing(stands: Callable[[Support, Any], bool]) -> Match:
    """Match the records that keep some support when the value, a source, is wrong."""

    def match(dossier: Dossier, shelf: RecordIndex[Any], value: str) -> BitMap:
        support = Support(SourceGraph.for_dossier(dossier), (value,))
        return BitMap(place for place, record in enumerate(shelf.records) if stands(support, record))

    return match


@dataclass(frozen=True, slots=True)
class Facet:
    """An attribute that can filter."""

    name: str
    words: str
    """What a clause says, to be followed by the value: "said by" Witkoff."""
    quotes: Match
    """The quotes that match one value."""
    events: Match | None
    """The events that match one value by themselves; None: never."""
    pane: str = QUOTES
    """The pane that ignores the facet because it is its own; Quotes ignores nothing."""
    names: str = ""
    """What its values name: an array of records, `dates`, `tags`; `` for text and for listed options."""
    options: tuple[str, ...] = ()
    """The only values there are, where the format lists them."""


FACETS: Final = (
    Facet("who", "said by", having("who"), None, PEOPLE, "people"),
    Facet("to", "said to", having("to"), None, PEOPLE, "people"),
    Facet("person", "with", having("person"), having("person"), PEOPLE, "people"),
    Facet("event", "at", having("event"), having("event"), TIMELINE, "events"),
    Facet("date", "dated", dated(Date.overlaps), dated(Date.overlaps), TIMELINE, "dates"),
    Facet("during", "wholly within", dated(Date.within), dated(Date.within), TIMELINE, "dates"),
    Facet("source", "printed by", having("source"), having("source"), names="sources"),
    Facet("tag", "tagged", having("tag"), having("tag"), names="tags"),
    Facet("mode", "given as", having("mode"), None, options=MODES),
    Facet("status", "that stands as", having("status"), None, options=STATUSES),
    Facet("type", "at an event of type", having("type"), having("type"), options=EVENT_TYPES),
    Facet("text", "in the words", finding("text"), None),
    Facet("asof", "known by", published, published, names="dates"),
    Facet(
        "without",
        "that stands without",
        standing(lambda support, quote: not support.loses_quote(quote)),
        standing(lambda support, event: not support.loses_event(event)),
        names="sources",
    ),
    Facet(FREE, "mentioning", finding("text", "note", named=True), finding("free", named=True)),
)
"""All facets, in the order in which a view string lists them."""

FACET: Final = {facet.name: facet for facet in FACETS}
"""The facets by name."""
