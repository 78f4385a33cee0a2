"""GraphML: who speaks to whom, a directed graph for Gephi, yEd and NetworkX.

The nodes are the people; an edge from a speaker to an addressee weighs as many quotes as pass, and names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from peace_tui.counting import counted
from peace_tui.exporting.colophon import Colophon
from peace_tui.exporting.values import own_words
from peace_tui.exporting.xml_text import attribute, text
from peace_tui.records import Person, Quote
from peace_tui.selection import Selection

NODE: Final = ("label", "kind", "side", "quotes", "quotes_total", "events", "events_total", "wikidata", "note")
EDGE: Final = ("weight", "quotes", "events")
WHOLE: Final = ("weight", "quotes_total", "events_total")
"""The attributes that are numbers, beside the counts of a node."""


def pieces(selection: Selection, colophon: Colophon) -> Iterator[str]:
    """Yield the document."""
    own = list(dict.fromkeys(name for person in selection.people for name in person.extra))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield f"  <desc>{text(chr(10).join(colophon.lines()))}</desc>\n"
    yield from (_key("node", name, "int" if place in range(3, 7) else "string") for place, name in enumerate(NODE))
    yield from (_key("node", name, "string") for name in own)
    yield from (_key("edge", name, "int" if name in WHOLE else "string") for name in EDGE)
    yield '  <graph id="who-to-whom" edgedefault="directed">\n'
    for person in selection.people:
        yield f"    <node id={attribute(person.id)}>\n"
        yield from _data("node", _person(selection, person))
        yield "    </node>\n"
    for (who, to), quotes in spoken(selection).items():
        yield f"    <edge source={attribute(who)} target={attribute(to)}>\n"
        yield from _data("edge", _edge(quotes))
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def left_out(selection: Selection) -> list[str]:
    """Return what is no edge between two people."""
    lost = [quote for quote in selection.quotes if not quote.who or not quote.to]
    told = [f"{counted(len(lost), 'quote')} without speaker or addressee"] if lost else []
    kinds = [kind for kind in ("events", "sources", "claims") if getattr(selection, kind)]
    return told + ([f"{', '.join(kinds)}: the graph holds people and who speaks to whom"] if kinds else [])


def spoken(selection: Selection) -> dict[tuple[str, str], list[Quote]]:
    """Return the quotes that each speaker says to each addressee."""
    found: dict[tuple[str, str], list[Quote]] = {}
    for quote in selection.quotes:
        for pair in dict.fromkeys((who, to) for who in quote.who for to in quote.to):
            found.setdefault(pair, []).append(quote)
    return found


def _person(selection: Selection, person: Person) -> dict[str, Any]:
    counts = selection.counts[person.id]._asdict()
    told = {"label": person.name, "kind": person.kind, "side": person.side, "wikidata": person.wikidata}
    return told | counts | {"note": person.note} | own_words(person)


def _edge(quotes: list[Quote]) -> dict[str, Any]:
    events = dict.fromkeys(quote.event for quote in quotes)
    return {"weight": len(quotes), "quotes": " ".join(quote.id for quote in quotes), "events": " ".join(events)}


def _key(of: str, name: str, type: str) -> str:
    id = f"{of}-{name}"
    return f'  <key id={attribute(id)} for="{of}" attr.name={attribute(name)} attr.type="{type}"/>\n'


def _data(of: str, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            key = f"{of}-{name}"
            yield f"      <data key={attribute(key)}>{text(str(value))}</data>\n"
