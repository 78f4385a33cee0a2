"""GraphML: who speaks to whom, a directed graph for Gephi, yEd and NetworkX.

The nodes are the people; an edge from a speaker to an addressee weighs as many quotes as pass, and names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from peace_tui.exporters.provenance_note import ProvenanceNote, find_unnamed, find_unwritten
from peace_tui.model.records import Person, Quote
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection
from peace_tui.text.html import xml_attribute, xml_text
from peace_tui.text.messages import format_count

COUNT_KEYS: Final = ("quotes", "quotes_total", "events", "events_total")
NODE_KEYS: Final = ("label", "kind", "side", *COUNT_KEYS, "wikidata", "note")
EDGE_KEYS: Final = ("weight", "quotes", "events")
WRITTEN: Final = {
    "dossier": "title",
    "people": "id name kind side wikidata note x_*",
    "quotes": "id event who to",
    "events": "id",
}
"""The keys of each kind of record that the graph has."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the document."""
    extra = dict.fromkeys(name for person in selection.people for name in person.extra)
    node = {name: f"node-{name}" for name in NODE_KEYS} | {name: f"node-x{number}" for number, name in enumerate(extra)}
    edge = {name: f"edge-{name}" for name in EDGE_KEYS}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield f"  <desc>{xml_text(chr(10).join(note.lines()))}</desc>\n"
    yield from (_key("node", id, name, name in COUNT_KEYS) for name, id in node.items())
    yield from (_key("edge", id, name, name == "weight") for name, id in edge.items())
    yield '  <graph id="who-to-whom" edgedefault="directed">\n'
    for person in selection.people:
        yield f"    <node id={xml_attribute(person.id)}>\n"
        yield from _data(node, _person(selection, person))
        yield "    </node>\n"
    for (who, to), quotes in group_by_pair(selection).items():
        yield f"    <edge source={xml_attribute(who)} target={xml_attribute(to)}>\n"
        yield from _data(edge, _edge(quotes))
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what is neither a person nor an edge between two."""
    unlinked = [quote for quote in selection.quotes if not quote.who or not quote.to]
    omitted = [f"{format_count(len(unlinked), 'quote')} without speaker or addressee"] if unlinked else []
    linked = (quote.event for quote in selection.quotes if quote.who and quote.to)
    return omitted + find_unnamed(selection, events=linked) + find_unwritten(selection, WRITTEN)


def group_by_pair(selection: Selection) -> dict[tuple[str, str], list[Quote]]:
    """Return the quotes by speaker and addressee."""
    groups: dict[tuple[str, str], list[Quote]] = {}
    for quote in selection.quotes:
        for pair in dict.fromkeys((who, to) for who in quote.who for to in quote.to):
            groups.setdefault(pair, []).append(quote)
    return groups


def _person(selection: Selection, person: Person) -> dict[str, Any]:
    counts = selection.counts[person.id]._asdict()
    values = {"label": person.name, "kind": person.kind, "side": person.side, "wikidata": person.wikidata}
    return values | counts | {"note": person.note} | own_words(person)


def _edge(quotes: list[Quote]) -> dict[str, Any]:
    events = dict.fromkeys(quote.event for quote in quotes)
    return {"weight": len(quotes), "quotes": " ".join(quote.id for quote in quotes), "events": " ".join(events)}


def _key(of: str, id: str, name: str, is_count: bool) -> str:
    kind = "int" if is_count else "string"
    return f'  <key id="{id}" for="{of}" attr.name={xml_attribute(name)} attr.type="{kind}"/>\n'


def _data(keys: Mapping[str, str], values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            yield f'      <data key="{keys[name]}">{xml_text(str(value))}</data>\n'
