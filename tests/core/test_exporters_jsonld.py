"""JSON-LD: a node for each record that `list` lists, in the terms of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dossiers import changed, dossier
from exports import export_text, listed_ids
from generated import dossiers, views
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.loading.files import load
from peace_tui.query.selection import KINDS, select


@given(st.data())
def test_jsonld_nodes_are_what_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    document = json.loads(publish(FORMAT_BY_NAME["jsonld"], selection).text)
    ids = [node["@id"] for node in document["@graph"]]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if id != "#"] == [f"#{id}" for kind in KINDS for id in listed_ids(selection, kind)]
    quotations = [node for node in document["@graph"] if node["@type"] == "Quotation"]
    assert [node["@id"][1:] for node in quotations] == listed_ids(selection, "quotes")
    assert set(references(document["@graph"])) <= set(ids)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for each in value.values():
            yield from references(each)


def test_an_office_of_a_time_is_a_role_between_person_and_occupation() -> None:
    graph = json.loads(export_text("jsonld", dossier(changed("roles = [{", 'roles = [{ title = "writer" }, {'))))[
        "@graph"
    ]
    person = next(node for node in graph if node["@id"] == "#ivanov")
    assert person["jobTitle"] == ["writer"]
    (held,) = person["hasOccupation"]
    assert held["hasOccupation"] == {"@type": "Occupation", "name": "presidential aide"}
    assert held["temporalCoverage"]["@value"] == "2012/.."
    assert (held["subjectOf"], held["worksFor"]) == (
        [{"@id": "#outlet-a"}],
        {"@type": "Organization", "name": "The Kremlin"},
    )


def test_an_office_in_the_words_of_an_outlet_names_it() -> None:
    text = changed('org = "kremlin", date = "2012/..", ', 'org = "A ministry", ')
    (held,) = {node["@id"]: node for node in json.loads(export_text("jsonld", dossier(text)))["@graph"]}["#ivanov"][
        "hasOccupation"
    ]
    assert held["subjectOf"] == [{"@id": "#outlet-a"}]
    assert held["worksFor"] == {"@type": "Organization", "name": "A ministry"}


def test_the_dossier_says_what_of_a_quotation_is_its_own() -> None:
    nodes = json.loads(export_text("jsonld", dossier()))["@graph"]
    assert "when, is this dossier's statement" in nodes[0]["disambiguatingDescription"]


def test_a_speaker_is_no_author_of_the_sentence_in_which_an_outlet_reports_the_words() -> None:
    nodes = {node["@id"]: node for node in json.loads(export_text("jsonld", load()))["@graph"]}
    assert nodes["#call-oct14-03"]["creator"] == [{"@id": "#witkoff"}]
    assert nodes["#trump-on-call-01"]["spokenByCharacter"] == [{"@id": "#trump"}]
    assert "creator" not in nodes["#trump-on-call-01"]


def test_jsonld_says_the_part_of_whom_an_event_concerns_and_no_more_of_an_author_than_is_known() -> None:
    text = changed('role = "receiver"', 'role = "spoken of"')
    nodes = {node["@id"]: node for node in json.loads(export_text("jsonld", dossier(text)))["@graph"]}
    assert {"@type": "Role", "roleName": "spoken of", "about": {"@id": "#smith"}} in nodes["#call-1"]["about"]
    assert "attendee" not in nodes["#call-1"]
    certainty = {"@type": "PropertyValue", "name": "certainty", "value": "high"}
    assert certainty in nodes["#call-1"]["additionalProperty"]
    assert [author.get("@type") for author in nodes["#outlet-a"]["author"]] == ["Person", None]


def test_jsonld_speaks_schema_org() -> None:
    nodes = {node["@id"]: node for node in json.loads(export_text("jsonld", dossier()))["@graph"]}
    said = nodes["#call-1-07"]
    assert (said["spokenByCharacter"], said["recordedAt"]) == ([{"@id": "#ivanov"}], {"@id": "#call-1"})
    assert (said["dateCreated"], said["isBasedOn"][0]) == ("2025-10-14", {"@id": "#outlet-a"})
    assert nodes["#call-1-02"]["citation"] == [{"@id": "#outlet-a"}]
    translation = {"@type": "PropertyValue", "name": "translated_from", "value": "ru"}
    assert [translation in passage.get("additionalProperty", []) for passage in said["workExample"]] == [True, False]
    assert (nodes["#outlet-a"]["@type"], nodes["#plan-points"]["@type"]) == ("NewsArticle", "Claim")
    assert nodes["#call-1"]["startDate"] == "2025-10-14"
    uncertain = json.loads(export_text("jsonld", dossier(changed("date = 2025-10-14", 'date = "2025-10-14~"'))))[
        "@graph"
    ]
    event = next(node for node in uncertain if node["@id"] == "#call-1")
    assert "startDate" not in event
    assert event["temporalCoverage"] == {"@type": "edtf:EDTF", "@value": "2025-10-14~"}
