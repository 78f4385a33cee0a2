"""CSL-JSON and BibTeX: the sources that `list` lists, in the form that each program takes."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import changed, dossier
from exports import export_text, listed_ids
from generated import dossiers, views
from hostile import HOSTILE_TEXTS, hostile
from imports import import_data
from peace_tui.exporters import bibtex as bibtex_format
from peace_tui.exporters import csl, ris
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Info, Source
from peace_tui.query.selection import select


@given(st.data())
def test_csl_and_bibtex_hold_the_sources_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    items = json.loads(publish(FORMAT_BY_NAME["csl"], selection).text)
    assert [item["id"] for item in items] == listed_ids(selection, "sources")
    assert all(item["type"] in csl.CSL_TYPES for item in items)
    bibliography = bibtex(publish(FORMAT_BY_NAME["bibtex"], selection).text)
    assert [entry.fields["title"].replace("\\_", "_") for entry in bibliography] == [
        f"{{{item['title']}}}" for item in items
    ]


class Entry(NamedTuple):
    kind: str
    key: str
    fields: dict[str, str]


def bibtex(text: str) -> list[Entry]:
    """The entries, read as BibTeX reads them: what stands outside is comment, braces count, also after a backslash."""
    entries, place = [], 0
    while (place := text.find("@", place)) >= 0:
        head = re.compile(r"@([a-z]+)\{([A-Za-z0-9._-]+),\s*").match(text, place)
        assert head, text[place : place + 80]
        place, fields = head.end(), {}
        while text[place] != "}":
            name = re.compile(r"([A-Za-z0-9_-]+) = \{").match(text, place)
            assert name, text[place : place + 80]
            start = place = name.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[place], 0)
                place += 1
            fields[name[1]] = text[start : place - 1]
            place = re.compile(r",\s*").match(text, place).end()  # type: ignore[union-attr]
        entries.append(Entry(head[1], head[2], fields))
    return entries


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_bibtex_shows_hostile_text_as_text(text: str) -> None:
    entries = bibtex(export_text("bibtex", hostile(text)))
    assert [entry.key for entry in entries] == ["outlet-a", "outlet-b", "unused"]
    title = entries[0].fields["title"]
    bare = re.sub(r"\\(text[a-z]+\{\}|[&%$#_])", "", title)
    assert not re.search(r"[&%$#_~^\\]", bare)
    assert bare.startswith("{")
    assert not re.search("[{}]", bare[1:-1])


def test_bibtex_keys_are_safe_and_differ() -> None:
    text = changed('id = "outlet-b"', 'id = "Outlet-A"').replace('"outlet-b"', '"Outlet-A"')
    text = text.replace('id = "unused"', 'id = "王"').replace('id = "王"\nname', 'id = "wang"\nname')
    text = text.replace('about = ["王"]', 'about = ["wang"]').replace('sources = ["outlet-a"]', 'sources = ["王"]')
    keys = [entry.key for entry in bibtex(export_text("bibtex", dossier(text)))]
    assert keys == ["outlet-a", "Outlet-A-2", "u738b"]


def test_csl_keeps_what_it_has_no_field_for() -> None:
    item = json.loads(export_text("csl", dossier()))[0]
    kept = {"short": "A", "archived": "https://archive.example/a"}
    assert item["issued"] == {"date-parts": [[2025, 11, 25]]}
    assert item["custom"] == {"issued": "2025-11-25T17:04-05:00", "based_on": ["outlet-b"], **kept}
    assert (item["author"], item["container-title"]) == (
        [
            {"family": "Reporter", "given": "B."},
            {"literal": "Staff"},
        ],
        "Outlet A",
    )


@pytest.mark.parametrize(
    ("issued", "fields"),
    [
        ("2025-11-25", {"year": "2025", "month": "11", "day": "25"}),
        ("2025-11", {"year": "2025", "month": "11"}),
        ("2025-22", {"date": "2025-22"}),
        ("2025-22~", {"date": "2025-22~"}),
        ("192X", {"date": "192X"}),
        ("19XX", {"date": "19XX"}),
        ("2025-11-25?", {"date": "2025-11-25?"}),
        ("2025-11/..", {"date": "2025-11/.."}),
        ("2025-21/2025-23", {"date": "2025-21/2025-23"}),
        ("[2025-11-25..]", {"date": "2025-11-25/..", "issued": "[2025-11-25..]"}),
        ("[..2025-11-25]", {"date": "../2025-11-25", "issued": "[..2025-11-25]"}),
        ("[2025-11-25,2025-11-27]", {"date": "2025-11-25/2025-11-27", "issued": "[2025-11-25,2025-11-27]"}),
        (
            "2025-11-25T17:04-05:00",
            {"year": "2025", "month": "11", "day": "25", "issued": "2025-11-25T17:04-05:00"},
        ),
    ],
)
def test_bibtex_says_a_date_as_biblatex_reads_it(issued: str, fields: dict[str, str]) -> None:
    text = changed('issued = "2025-11-25T17:04-05:00"', f'issued = "{issued}"')
    found = bibtex(export_text("bibtex", dossier(text)))[0].fields
    assert {name: found[name] for name in ("year", "month", "day", "date", "issued") if name in found} == fields


@pytest.mark.parametrize("title", ["AT&T and R&D", "Is x<y or y<z?", "Tom & Jerry &amp; all", "A <i>title</i>"])
def test_csl_has_titles_as_they_are_written(title: str) -> None:
    text = changed('title = "Headline"', f"title = '{title}'")
    assert json.loads(export_text("csl", dossier(text)))[0]["title"] == title


def test_a_title_with_a_huge_character_reference_is_written_as_it_is() -> None:
    title = f"It is &#{'9' * 5_000}; so"
    (item, *_) = json.loads(export_text("csl", dossier(changed('title = "Headline"', f'title = "{title}"'))))
    assert (item["title"], item["custom"]["title"]) == (title, title)


def test_names_of_every_role_come_back_in_their_parts() -> None:
    names = [
        {"family": "Roe", "given": "Jo"},
        {"family": "García Márquez", "given": "Gabriel", "suffix": "Jr.", "comma-suffix": True},
        {"family": "Gogh", "given": "V.", "non-dropping-particle": "van", "static-ordering": True},
        {"literal": "The Agency"},
    ]
    roles = dict.fromkeys(("author", "editor", "translator", "container-author", "collection-editor"), names)
    item = {"id": "a", "type": "book", "title": "T", **roles}
    sources = import_data("csl", json.dumps([item])).sources
    assert sources[0].extra["x_editor"][0] == {"family": "Roe", "given": "Jo"}
    assert sources[0].extra["x_editor"][3] == "The Agency"
    exported = export_text("csl", Dossier(info=Info(title="T"), sources=sources))
    assert json.loads(exported) == [item]


@pytest.mark.parametrize("value", ["Jo Roe", [], [""], [3], [{"family": 3}], [{"role": "x"}], {"family": "Roe"}, [{}]])
def test_what_is_no_list_of_names_stays_a_key_of_the_author(value: object) -> None:
    source = Source(id="a", title="T", extra={"x_editor": value})
    (item,) = json.loads(export_text("csl", Dossier(info=Info(title="T"), sources=(source,))))
    assert (item["custom"], "editor" in item) == ({"x_editor": value}, False)


def test_bibtex_has_its_own_fields_for_other_roles_and_for_texts_that_it_knows() -> None:
    names = [{"family": "García Márquez", "given": "Gabriel"}, {"family": "Roe", "given": "Jo"}, "The Agency and Sons"]
    extra: dict[str, Any] = {f"x_{role}": names for role in ("editor", "translator", "container_author", "director")}
    extra |= {"x_volume": "3", "x_page": "1-2", "x_keyword": ["peace", "talks"], "x_issue": 4, "x_read": ["a", "b"]}
    read = Dossier(info=Info(title="T"), sources=(Source(id="a", title="T", extra=extra),))
    text = export_text("bibtex", read)
    written = r"García Márquez, Gabriel and Roe, Jo and {The Agency and Sons}"
    assert bibtex(text)[0].fields == {
        **{"title": "{T}", "editor": written, "translator": written, "bookauthor": written, "x_director": written},
        **{"volume": "3", "pages": "1-2", "keywords": "peace, talks", "x_issue": "4", "x_read": "a, b"},
    }
    again = import_data("bibtex", text).sources[0].extra
    assert {
        key: again[key] for key in extra if key[2:] in ("editor", "translator", "container_author", "director")
    } == {key: names for key in extra if extra[key] is names}
    assert (again["x_volume"], again["x_page"], again["x_keyword"]) == ("3", "1-2", "peace, talks")


def test_what_a_name_of_an_editor_has_besides_its_parts_is_told() -> None:
    extra = {"x_editor": [{"family": "Roe", "x_orcid": "7"}]}
    read = Dossier(info=Info(title="T"), sources=(Source(id="a", title="T", extra=extra),))
    told = "what 1 name of editors and the like has besides its parts"
    assert told in bibtex_format.find_omissions(select(read))
    assert told in ris.find_omissions(select(read))


def test_names_of_editors_are_read_as_names() -> None:
    extra = {"x_editor": [{"family": "Roe", "given": "Jo"}, "The Agency"], "x_shelf": ["A"]}
    read = Dossier(info=Info(title="T"), sources=(Source(id="a", title="T", extra=extra),))
    assert 'x\\_editor: Jo Roe, The Agency; x\\_shelf: \\["A"\\]' in export_text("markdown", read)


def test_texts_that_csl_has_variables_for_stand_there() -> None:
    texts = {"volume": "3", "page": "1-2", "publisher-place": "Rome", "DOI": "10.1/x_y", "URL": "https://e.example/"}
    item = {"id": "a", "type": "book", "title": "T", **texts}
    sources = import_data("csl", json.dumps([item])).sources
    assert json.loads(export_text("csl", Dossier(info=Info(title="T"), sources=sources))) == [item]
    lines = export_text("ris", Dossier(info=Info(title="T"), sources=sources)).split("\r\n")
    assert {"VL  - 3", "SP  - 1-2", "CY  - Rome", "DO  - 10.1/x_y"} <= {*lines}
    entry = bibtex(export_text("bibtex", Dossier(info=Info(title="T"), sources=sources)))[0].fields
    assert (entry["volume"], entry["pages"], entry["address"], entry["doi"]) == ("3", "1-2", "Rome", "10.1/x_y")


def test_a_doi_without_an_address_and_a_volume_that_is_no_text_stay_keys_of_the_author() -> None:
    extra = {"x_doi": "10.1/x", "x_volume": 3, "x_issue": " "}
    (item,) = json.loads(
        export_text("csl", Dossier(info=Info(title="T"), sources=(Source(id="a", title="T", extra=extra),)))
    )
    assert item["custom"] == extra


def test_dates_and_texts_that_csl_knows_besides_those_of_a_source_come_back_in_their_variables() -> None:
    dates = {
        "available-date": {"date-parts": [[2019]]},
        "event-date": {"date-parts": [[2019, 9, 23], [2019, 9, 24]]},
        "original-date": {"date-parts": [[-44, 3, 15]]},
    }
    texts = {"locator": "12", "genre": "Speech", "event-title": "UNGA", "archive_location": "Box 7", "PMID": "1"}
    item = {"id": "a", "type": "speech", "title": "T", **texts, **dates}
    sources = import_data("csl", json.dumps([item])).sources
    assert json.loads(export_text("csl", Dossier(info=Info(title="T"), sources=sources))) == [item]


def test_a_date_that_the_parts_of_csl_do_not_say_stands_as_it_is_as_well() -> None:
    extra = {"x_original_date": "192X~", "x_event_date": "soon"}
    read = Dossier(info=Info(title="T"), sources=(Source(id="a", title="T", extra=extra),))
    (item,) = json.loads(export_text("csl", read))
    assert item["custom"] == extra
    assert "event-date" not in item
    assert [source.extra for source in import_data("csl", json.dumps([item])).sources] == [extra]
