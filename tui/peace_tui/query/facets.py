"""The facets: attributes that can filter. The engine, the parser, completion, the chips and the help read one table.

A facet says for one value which quotes match it and which events match it by themselves, as sets of positions in the
dossier's display order. docs/architecture.md lists what a new facet needs besides its row of `FACETS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import RecordIndex
from peace_tui.model.records import EVENT_TYPES, MODES, STATUSES
from peace_tui.provenance.sources import SourceGraph, Support
from peace_tui.text.folding import fold

UNDATED: Final = "undated"
FREE: Final = ""
"""The facet of free words and phrases, which a view string writes without a name."""

TIMELINE: Final = "timeline"
PEOPLE: Final = "people"
QUOTES: Final = "quotes"
PANES: Final = (TIMELINE, PEOPLE, QUOTES)
"""The three panes, in the order of their keys 1, 2 and 3."""
PIN: Final = {TIMELINE: "event", PEOPLE: "person"}
"""The facet that a pin and the live cursor of a pane set."""

Matcher = Callable[[Dossier, RecordIndex[Any], str], BitMap]
"""From a dossier, the index of its quotes or events, and one value of a clause to the positions that match."""


def match_value(attribute: str) -> Matcher:
    """Match the records whose attribute has the value; an attribute is one that the record index knows."""
    return lambda dossier, index, value: index.with_value(attribute, value)


def match_date(test: Callable[[Date, Date], bool]) -> Matcher:
    """Match the records whose date passes `test` against the value, or for `undated` those without a date."""

    def match(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
        if value == UNDATED:
            return index.undated
        span = parse_date(value, dossier.info.timezone)
        return index.with_date(lambda date: test(date, span))

    return match


def match_published(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records with a source that was published by the end of the value, or for `undated`, without a date."""
    if value == UNDATED:
        sources = [source.id for source in dossier.sources if source.issued is None]
    else:
        span = parse_date(value, dossier.info.timezone)
        dated = [(source.id, source.issued) for source in dossier.sources if source.issued]
        sources = [id for id, issued in dated if issued.starts_before_end_of(span)]
    return BitMap().union(*(index.with_value("source", source) for source in sources))


def match_text(*kinds: str, named: bool = False) -> Matcher:
    """Match the records with the folded value in their texts of these kinds; `named`: or in a name of their people."""

    def match(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
        needle = fold(value)
        found = [index.search(kind, needle) for kind in kinds]
        if named:
            ids = [*dossier.folded_names]
            found += [index.with_value("named", ids[number]) for number in dossier.name_index.find(needle)]
        return BitMap().union(*found)

    return match


def match_supported(is_lost: Callable[[Support, Any], bool]) -> Matcher:
    """Match the records that keep some support if the value, a source, is wrong."""

    def match(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
        support = Support(SourceGraph.for_dossier(dossier), (value,))
        return BitMap(position for position, record in enumerate(index.records) if not is_lost(support, record))

    return match


class Facet(NamedTuple):
    """An attribute that can filter."""

    name: str
    words: str
    """What a clause says, to be followed by the value: "said by" Witkoff."""
    quotes: Matcher
    """The quotes that match one value."""
    events: Matcher | None
    """The events that match one value by themselves; None: never."""
    pane: str = QUOTES
    """The pane to which the facet belongs, and which ignores its clauses; Quotes ignores no facet."""
    names: str = ""
    """What its values name: `people`, `events`, `sources`, `dates` or `values in use`; empty for text and `options`."""
    options: tuple[str, ...] = ()
    """All possible values, where the format lists them."""

    def known_values(self, dossier: Dossier) -> Collection[str]:
        """Return the values to parse and to complete: options, ids, or values in use; of dates only `undated`."""
        match self.names:
            case "people":
                return dossier.person_of
            case "events":
                return dossier.event_of
            case "sources":
                return dossier.source_of
            case "dates":
                return (UNDATED,)
            case "values in use":
                return self._values_in_use(dossier)
        return self.options

    def _values_in_use(self, dossier: Dossier) -> Collection[str]:
        """Return the values that quotes and events have, in alphabetical order."""
        values: dict[str, None] | None = dossier.memo.get((Facet, self.name))
        if values is None:
            indexes = (dossier.quote_index, dossier.event_index) if self.events else (dossier.quote_index,)
            found = sorted({value for index in indexes for value in index.postings(self.name)})
            values = dossier.memo[Facet, self.name] = dict.fromkeys(found)
        return values


FACETS: Final = (
    Facet("who", "said by", match_value("who"), None, PEOPLE, "people"),
    Facet("to", "said to", match_value("to"), None, PEOPLE, "people"),
    Facet("person", "with", match_value("person"), match_value("person"), PEOPLE, "people"),
    Facet("event", "at", match_value("event"), match_value("event"), TIMELINE, "events"),
    Facet("date", "dated", match_date(Date.overlaps), match_date(Date.overlaps), TIMELINE, "dates"),
    Facet("during", "wholly within", match_date(Date.within), match_date(Date.within), TIMELINE, "dates"),
    Facet("source", "printed by", match_value("source"), match_value("source"), names="sources"),
    Facet("tag", "tagged", match_value("tag"), match_value("tag"), names="values in use"),
    Facet("mode", "given as", match_value("mode"), None, options=MODES),
    Facet("status", "that stands as", match_value("status"), None, options=STATUSES),
    Facet("type", "at an event of type", match_value("type"), match_value("type"), options=EVENT_TYPES),
    Facet("text", "in the words", match_text("text"), None),
    Facet("asof", "known by", match_published, match_published, names="dates"),
    Facet(
        "without",
        "that stands without",
        match_supported(Support.loses_quote),
        match_supported(Support.loses_event),
        names="sources",
    ),
    Facet(FREE, "mentioning", match_text("text", "note", named=True), match_text("free", named=True)),
)
"""All facets, in the order in which a view string lists them."""

FACET: Final = {facet.name: facet for facet in FACETS}
"""The facets by name."""
