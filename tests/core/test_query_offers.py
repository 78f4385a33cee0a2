"""What a search offers beside its result: each offer can be taken, and finds what it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import dossier as dossier_of
from generated import dossiers, views
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Person, Quote
from peace_tui.query.engine import match_clauses
from peace_tui.query.facets import FREE
from peace_tui.query.offers import complete_view, find_offers
from peace_tui.query.view import Clause, parse_view

HARBOR = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "The harbor"
[[people]]
id = "ushakov"
name = "Yuri Ushakov"
[[people]]
id = "zelensky"
name = "Volodymyr Zelensky"
[[people]]
id = "mao"
name = "毛泽东"
[[sources]]
id = "r"
container_title = "Reuters"
title = "Ships in the harbor"
[[sources]]
id = "f1"
container_title = "Fortune"
title = "One"
[[sources]]
id = "f2"
container_title = "Fortune"
title = "Two"
[[events]]
id = "call"
title = "A call"
date = "2025-10-14"
involved = [{ person = "ushakov" }, { person = "zelensky" }, { person = "mao" }]
[[quotes]]
id = "q"
event = "call"
who = "ushakov"
text = "They asked for Tomahawk missiles, and for more ships."
source = "f1"
[[claims]]
id = "c"
text = "How many vessels sailed."
about = ["call"]
evidence = [{ source = "r", stance = "seventeen vessels" }]
[[claims]]
id = "p"
text = "Whether he signed."
about = ["ushakov"]
[[claims]]
id = "s"
text = "Whether it rained."
evidence = [{ source = "f2" }]
""")


def offered(text: str) -> list[str]:
    return [str(offer) for offer in find_offers(HARBOR, parse_view(text, HARBOR))]


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("", []),
        ("asked", []),
        ("xyz", []),
        ("who:ushakov", []),
        ("-reuters", []),
        ("reuters", ["Reuters is a source: source:r"]),
        ("REUTERS", ["Reuters is a source: source:r"]),
        ("reuter", []),  # still being typed
        ("harbor", ["It is in the title of Reuters: source:r"]),
        ("fortune", ["2 sources have it in their names: source:f1,f2"]),
        ("tomahwak", ["“tomahawk” is in 1 quote: tomahawk"]),
        ('"tomahwak missiles"', ['“tomahawk missiles” is in 1 quote: "tomahawk missiles"']),
        ("Ushakof", ["“ushakov” is in 1 quote: ushakov"]),
        ("Ушаков", ["Ушаков may be Yuri Ushakov: person:ushakov"]),
        ("Зеленський", ["Зеленський may be Volodymyr Zelensky: person:zelensky"]),
        ("maozedong", ["maozedong may be 毛泽东: person:mao"]),
        ("14 Oct 2025", ["14 Oct 2025 is a date: date:2025-10-14"]),
        ("14 Oct", ["14 Oct is a date: date:2025-10-14"]),
        ("vessels", ["Claim “How many vessels sailed.”: event:call"]),
        ("seventeen sailed", ["Claim “How many vessels sailed.”: event:call"]),
        ("signed", ["Claim “Whether he signed.”: person:ushakov"]),
        ("rained", ["Claim “Whether it rained.”: source:f2"]),
    ],
)
def test_what_is_offered(text: str, offers: list[str]) -> None:
    assert offered(text) == offers


def test_an_offer_takes_the_place_of_its_words_only() -> None:
    (offer,) = find_offers(HARBOR, parse_view("-who:ushakov asked reuters at:q", HARBOR))
    assert offer.clause == Clause("source", ("r",))
    assert str(offer.view) == "-who:ushakov source:r asked at:q"
    date, *_ = find_offers(HARBOR, parse_view("ships 14 Oct", HARBOR))
    assert str(date.view) == "date:2025-10-14 ships"


@settings(max_examples=60)
@given(st.data())
def test_every_offer_can_be_taken(data: st.DataObject) -> None:
    known = data.draw(dossiers())
    view = data.draw(views(known))
    for offer in find_offers(known, view):
        assert parse_view(str(offer.view), known) == offer.view
        assert offer.clause in offer.view.clauses
        assert offer.view != view
        assert {*view.clauses} - {*offer.view.clauses} <= {*view.clauses_of(FREE)}
        if offer.clause.facet == FREE:
            assert any(match_clauses(known, (offer.clause,)))


@pytest.mark.parametrize("text", ["\udcff\udcfe", "\ue000", "\u0301"])
def test_what_has_no_latin_letters_is_like_nobody(text: str) -> None:
    """Bytes that are no text, a private character, an accent alone: Latin letters say nothing of them."""
    assert not [offer for offer in find_offers(HARBOR, parse_view(text, HARBOR)) if "may be" in offer.sentence]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("wh", "who:"),
        ("-wh", "-who:"),
        ("peace –wh", "peace –who:"),
        ("−who:zel", "−who:zelensky"),
        ("who:mao,ush", "who:mao,ushakov"),
        ("who:", None),
        ('"wh', None),
        ("nothing:x", None),
    ],
)
def test_what_is_typed_is_completed(typed: str, completed: str | None) -> None:
    assert complete_view(typed, HARBOR) == completed


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("tag:pe", 'tag:"peace deal"'),
        ("-tag:a,x", '-tag:a,"x,y"'),
        ("who:stras", "who:straße"),
        ("who:strasse", "who:straße"),
        ("who:STR", "who:straße"),
    ],
)
def test_a_completion_is_read_as_what_it_completes(typed: str, completed: str) -> None:
    spoken = Dossier(
        info=Info(title="T"),
        people=(Person(id="straße", name="S"),),
        events=(Event(id="e", title="E", tags=("a", "peace deal", "x,y")),),
        quotes=(Quote(id="q", event="e", who=("straße",), text="So."),),
    )
    assert complete_view(typed, spoken) == completed
    assert str(parse_view(completed, spoken)) == completed
