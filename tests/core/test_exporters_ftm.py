"""FollowTheMoney: entities of schemata that exist, each reference to one that is there, and passages to the letter."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dossiers import PRESS, dossier
from exports import export_text
from generated import views, whole_dossiers
from peace_tui.exporters.ftm import SAFE_ID
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Link, Person, Quote, Source
from peace_tui.query.selection import Selection, select

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
REQUIRED = {
    "Person": {"name"},
    "Organization": {"name"},
    "LegalEntity": {"name"},
    "Event": {"name"},
    "Document": {"fileName"},
    "UnknownLink": {"subject", "object"},
}
"""The properties that an entity of a schema must have."""
THINGS = SCHEMATA.keys() - {"UnknownLink"}
RANGES = {
    "involved": {"Person", "Organization", "LegalEntity"},
    "proof": {"Article", "Document"},
    "entity": THINGS,
    "subject": THINGS,
    "object": THINGS,
}
"""The schemata of the entities that a property may refer to."""
DATES = ("date", "startDate", "endDate", "publishedAt", "retrievedAt")


def entities(read: Dossier, view: str = "") -> list[dict[str, Any]]:
    return [json.loads(line) for line in export_text("ftm", read, view).split("\n")[:-1]]


@given(st.data())
def test_every_reference_is_to_an_entity_that_is_there(data: st.DataObject) -> None:
    read = data.draw(whole_dossiers())
    view = str(data.draw(views(read)))
    found = entities(read, view)
    ids = [entity["id"] for entity in found]
    assert len({*ids}) == len(ids) - repeated_links(select(read, view))
    assert all(map(SAFE_ID.fullmatch, ids))
    for entity in found:
        for name, values in entity["properties"].items():
            assert name in SCHEMATA[entity["schema"]]
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if name in RANGES:
                assert {*ids} >= {*values}
    selection = select(read, view)
    assert sum(entity["schema"] == "Event" for entity in found) == len(selection.events)


def repeated_links(selection: Selection) -> int:
    """How many links say again what another of the same event says by the same source."""
    shown = {record.id for kind in (selection.events, selection.sources) for record in kind}
    links = [
        (event.id, link.type, link.to, link.source)
        for event in selection.events
        for link in event.links
        if link.to in shown and (link.source is None or link.source in shown)
    ]
    return len(links) - len({*links}) + sum(len(s.based_on) - len({*s.based_on}) for s in selection.sources)


def test_ids_are_of_one_entity() -> None:
    event, first, second = Event(id="e", title="A"), Event(id="f", title="B"), Event(id="e.follows.f", title="C")
    sources = (Source(id="a", title="A"), Source(id="b", title="B"))
    links = tuple(Link(to="f", type="follows", source=id, note=f"said by {id}") for id in "ab")
    quotes = tuple(Quote(id=id, event="e", text="Yes.") for id in ("q", "q.1"))
    found = entities(
        Dossier(
            info=Info(title="T", id="d"),
            sources=sources,
            events=(event.replace(links=(*links, Link(to="f", type="follows"))), first, second),
            quotes=quotes,
        )
    )
    assert len({entity["id"] for entity in found}) == len(found) == 10
    assert all(map(SAFE_ID.fullmatch, (entity["id"] for entity in found)))
    said = [each["properties"] for each in found if each["schema"] == "UnknownLink"]
    assert [(each.get("summary"), each.get("proof")) for each in said] == [
        (["said by a"], ["d.a"]),
        (["said by b"], ["d.b"]),
        (None, None),
    ]


def test_names_are_one_line_and_no_outlet_is_a_file() -> None:
    sources = (
        Source(id="a", type="article", title="Two\nlines", container_title="Outlet"),
        Source(id="b", type="book", title="Book", container_title="Series"),
    )
    article, book, event = entities(
        Dossier(info=Info(title="T", id="d"), sources=sources, events=(Event(id="e", title="One\ntwo"),))
    )
    assert article["properties"] | {"name": ["Two lines"], "title": ["Two lines"]} == article["properties"]
    assert "fileName" not in article["properties"]
    assert book["properties"]["fileName"] == ["Book"]  # without one a Document has no caption
    assert event["properties"]["name"] == ["One two"]


def test_what_shows_nothing_is_no_value() -> None:
    event = Event(id="e", title="\u200b", place="\u2060 ", summary="Seen.")
    person = Person(id="p", name="\u200b")
    someone, found = entities(Dossier(info=Info(title="T", id="d"), events=(event,), people=(person,)))
    assert someone["properties"]["name"] == ["d.p"]
    assert found["properties"] == {"name": ["d.e"], "summary": ["Seen."], "keywords": ["other"]}


def test_what_a_view_does_not_count_is_marked() -> None:
    press = dossier(PRESS).replace(info=Info(title="T", id="d"))
    found = {entity["id"].partition(".")[2]: entity["properties"] for entity in entities(press, "without:agency")}
    assert "discounted: falls" in found["herald"]["notes"]
    assert not any("discounted" in note for note in found["gazette"].get("notes", ()))
    assert "discounted: Herald (falls)" in found["speech"]["notes"]
    assert found["ann"]["position"] == ["mayor, according to Herald (falls)", "mayor of the town, according to Gazette"]
    assert found["crowd"]["summary"] == ["Gazette: with whistles", "Herald (falls): with applause", "Memo: as planned"]
    assert [each["proof"] for id, each in found.items() if id.startswith("q1.")] == [["d.gazette"], ["d.post"]]


def test_a_passage_has_the_same_id_in_every_view() -> None:
    press = dossier(PRESS).replace(info=Info(title="T", id="d"))
    every, some = (
        {each["id"]: each["properties"]["proof"] for each in entities(press, view) if "proof" in each["properties"]}
        for view in ("", "without:agency")
    )
    kept = {id: proof for id, proof in some.items() if id.startswith("d.q")}
    assert kept
    assert kept.items() <= every.items()


@given(whole_dossiers())
def test_entities_have_what_their_schemata_ask_for(read: Dossier) -> None:
    found = entities(read)
    schema_of = {entity["id"]: entity["schema"] for entity in found}
    for entity in found:
        properties = entity["properties"]
        assert REQUIRED.get(entity["schema"], set()) <= properties.keys()
        for name, values in properties.items():
            if name in DATES:
                assert all(map(is_date, values)), values
            if name in RANGES:
                assert {schema_of[value] for value in values} <= RANGES[name], name
            if name == "sourceUrl":
                assert all(value.startswith(("http://", "https://")) for value in values)


def is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day that there is, as FollowTheMoney writes them."""
    if len(text) not in (4, 7, 10):
        return False
    try:
        return date.fromisoformat(text + "0001-01-01"[len(text) :]).isoformat().startswith(text)
    except ValueError:
        return False


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
    (link,) = (each["properties"] for id, each in found.items() if id.startswith("example-call.later.follows.call-1"))
    assert link["role"] == ["follows"]
