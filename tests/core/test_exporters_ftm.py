"""FollowTheMoney: entities of schemata that exist, each reference to one that is there, and passages to the letter."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from exports import export_text
from generated import views, whole_dossiers
from peace_tui.exporters.ftm import SAFE_ID
from peace_tui.model.dossier import Dossier
from peace_tui.query.selection import select

REFERENCES = ("involved", "proof", "entity", "subject", "object")
THING = {"name", "alias", "weakAlias", "wikidataId", "notes", "summary", "description", "proof", "keywords"} | {
    *("publisher", "sourceUrl", "retrievedAt")
}
DOCUMENT = THING | {"title", "fileName", "author", "publishedAt"}
SCHEMATA = {
    "Person": THING | {"position"},
    "Organization": THING,
    "LegalEntity": THING,
    "Article": DOCUMENT,
    "Document": DOCUMENT,
    "Event": THING | {"date", "startDate", "endDate", "location", "involved"},
    "Note": THING | {"entity"},
    "UnknownLink": {"subject", "object", "role", "summary", "proof"},
}
"""The schemata and properties of FollowTheMoney 4.11 that entities may have."""


def entities(read: Dossier, view: str = "") -> list[dict[str, Any]]:
    return [json.loads(line) for line in export_text("ftm", read, view).split("\n")[:-1]]


@given(st.data())
def test_every_reference_is_to_an_entity_that_is_there(data: st.DataObject) -> None:
    read = data.draw(whole_dossiers())
    view = str(data.draw(views(read)))
    found = entities(read, view)
    ids = [entity["id"] for entity in found]
    things = [entity["id"] for entity in found if entity["schema"] != "UnknownLink"]
    assert len({*things}) == len(things)
    assert all(map(SAFE_ID.fullmatch, ids))
    for entity in found:
        for name, values in entity["properties"].items():
            assert name in SCHEMATA[entity["schema"]]
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if name in REFERENCES:
                assert {*ids} >= {*values}
    selection = select(read, view)
    assert sum(entity["schema"] == "Event" for entity in found) == len(selection.events)


@given(whole_dossiers())
def test_the_library_takes_them(read: Dossier) -> None:
    library = pytest.importorskip("followthemoney")
    for entity in entities(read):
        proxy = library.model.get_proxy(entity, cleaned=False)
        for name, values in entity["properties"].items():
            prop = proxy.schema.get(name)
            assert prop is not None, (entity["schema"], name)
            if name in ("date", "startDate", "endDate", "publishedAt", "retrievedAt"):
                assert all(prop.type.clean(value) == value for value in values), values
            if name in REFERENCES:
                assert all(prop.type.validate(value) for value in values)
        proxy.schema.validate({"properties": entity["properties"]})


def test_a_passage_is_what_its_outlet_prints() -> None:
    found = {entity["id"]: entity for entity in entities(dossier())}
    passage = found["example-call.call-1-07.1"]
    assert passage["schema"] == "Note"
    assert passage["properties"] == {
        "name": ["Ivan Ivanov [to John Smith, 14 October 2025, disputed]"],
        "description": ["“Wording as printed, with [its] insertions and … cuts.”"],
        "entity": ["example-call.call-1", "example-call.ivanov"],
        "proof": ["example-call.outlet-a"],
        "keywords": ["direct", "plan", "leak"],
        "summary": [
            "Outlet A, 25 November 2025, 17:04 (UTC−5), para 9",
            "translated from ru; via recording reviewed by outlet-b",
        ],
        "notes": ["about 王小明", "Why this reading."],
    }
    assert "The reading text." not in json.dumps([*found.values()], ensure_ascii=False)
    assert "proof" not in found["example-call.stray.1"]["properties"]
    assert found["example-call.kremlin"]["schema"] == "Organization"
    assert found["example-call.later.follows.example-call.call-1".replace(".example-call", "")]["properties"][
        "role"
    ] == ["follows"]
