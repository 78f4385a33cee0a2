"""GraphML: the people as nodes, and edges that weigh their quotes."""

from __future__ import annotations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from exports import export_text, listed_ids
from generated import dossiers, views
from hostile import HOSTILE_TEXTS, hostile
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.query.selection import LISTINGS, select


@given(st.data())
def test_graphml_nodes_are_the_people_and_edges_weigh_their_quotes(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    read = networkx.parse_graphml(publish(FORMAT_BY_NAME["graphml"], selection).text)
    assert read.is_directed()
    assert list(read) == listed_ids(selection, "people")
    for row in LISTINGS["people"].rows(dossier, selection.view, False):
        node = read.nodes[row["id"]]
        assert {key: node[key] for key in ("quotes", "quotes_total", "events", "events_total")}.items() <= row.items()
    wanted: dict[tuple[str, str], int] = {}
    for quote in selection.quotes:
        for pair in {(who, to) for who in quote.who for to in quote.to}:
            wanted[pair] = wanted.get(pair, 0) + 1
    assert {(who, to): edge["weight"] for who, to, edge in read.edges(data=True)} == wanted


def test_events_that_no_edge_names_are_counted() -> None:
    read = dossier()
    linked = {quote.event for quote in read.quotes if quote.who and quote.to}
    publication = publish(FORMAT_BY_NAME["graphml"], select(read))
    assert (len(linked), len(read.events)) == (1, 2)
    assert "1 event not named in it" in publication.note.omissions
    named = {
        id for *_, edge in networkx.parse_graphml(publication.text).edges(data=True) for id in edge["events"].split()
    }
    assert named == linked


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "\ufffe"])
def test_graphml_shows_hostile_text_as_text(text: str) -> None:
    read = networkx.parse_graphml(export_text("graphml", hostile(text)))
    assert read.nodes["ivanov"]["label"] == text.replace("\ufffe", "\ufffd")
    assert read.edges["ivanov", "smith"]["quotes"] == "call-1-07"
