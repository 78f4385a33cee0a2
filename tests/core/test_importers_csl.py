"""CSL-JSON: items of every form into sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command_line import Run, ids
from imports import import_data, to_tables
from peace_tui.errors import InputError
from peace_tui.importers.csl import convert_csl_date

ITEM: dict[str, Any] = {
    "id": "smith_2020",
    "type": "article-journal",
    "title": "A <i>title</i> &amp; more",
    "container-title": "Journal",
    "publisher": "Press",
    "language": "en-GB",
    "URL": "https://e.example/a",
    "note": "Seen.",
    "author": [
        {"family": "Smith", "given": "Jane"},
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."},
        {"literal": "The Agency"},
    ],
    "editor": [{"family": "Doe", "given": "Joe"}],
    "issued": {"date-parts": [["2020", "5", 4]]},
    "accessed": {"date-parts": [[2021, 1]]},
    "DOI": "10.1/x",
    "page": "1-3",
    "publisher-place": "Rome",
    "event-date": {"date-parts": [[2019]]},
}


def source(**item: Any) -> dict[str, Any]:
    return to_tables(import_data("csl", json.dumps([{"type": "book", "title": "T", **item}])).sources)[0]


def test_an_item_becomes_a_source() -> None:
    imported = import_data("csl", json.dumps([ITEM]))
    assert to_tables(imported.sources) == [
        {
            **{"id": "smith_2020", "type": "article-journal", "title": "A title & more", "container_title": "Journal"},
            "author": [
                {"family": "Smith", "given": "Jane"},
                {"family": "Gogh", "given": "Vincent", "non_dropping_particle": "van", "suffix": "Jr."},
                "The Agency",
            ],
            "publisher": "Press",
            **{"issued": "2020-05-04", "accessed": "2021-01", "language": "en-GB", "url": "https://e.example/a"},
            **{"note": "Seen.", "x_editor": [{"family": "Doe", "given": "Joe"}], "x_doi": "10.1/x", "x_page": "1-3"},
            **{"x_publisher_place": "Rome", "x_event_date": "2019"},
        }
    ]
    assert imported.report.startswith("given: read 1 CSL item; 1 source")


@pytest.mark.parametrize(
    "document",
    [
        [ITEM],
        {"items": [ITEM]},
        {"references": [ITEM]},
        ITEM,
        {"smith_2020": ITEM},
        {"citationItems": [{"id": 1, "itemData": ITEM}]},
        [{"citationItems": [{"id": 1, "itemData": ITEM}]}],
    ],
)
def test_items_are_found_wherever_exports_put_them(document: Any) -> None:
    assert [found.id for found in import_data("csl", json.dumps(document)).sources] == ["smith_2020"]


@pytest.mark.parametrize(
    ("date", "edtf"),
    [
        ({"date-parts": [[2020]]}, "2020"),
        ({"date-parts": [["2020", "05"]]}, "2020-05"),
        ({"date-parts": [[2020, 5, 0]]}, "2020-05"),
        ({"date-parts": [[2020, 5, 4], [2020, 6]]}, "2020-05-04/2020-06"),
        ({"date-parts": [[2020], [0, 0, 0]]}, "2020/.."),
        ({"date-parts": [[2020, 5, 4]], "circa": True}, "2020-05-04~"),
        ({"date-parts": [[2020], [2021]], "circa": "1"}, "2020~/2021~"),
        ({"date-parts": [[2020]], "circa": 0}, "2020"),
        ({"date-parts": [[2020]], "season": "2"}, "2020-22"),
        ({"date-parts": [[2020]], "season": "Winter"}, "2020-24"),
        ({"date-parts": [[-44, 3, 15]]}, "-0043-03-15"),
        ({"date-parts": [[2020, 13]]}, None),
        ({"date-parts": [[2020, "season-03"]]}, "2020-23"),
        ({"date-parts": [[2020, "septembre", "5th"]]}, "2020-09-05"),
        ({"date-parts": [["120 BC"]]}, "-0119"),
        ({"date-parts": [[2020], [2021]], "season": 2}, None),
        ({"date-parts": [[2020]], "literal": "Hilary term 2020"}, None),
        ({"date-parts": [[2020, 5]], "raw": "2020-05"}, "2020-05"),
        ({"date-parts": [[2020, 5, 4]], "date-time": "2020-05-04T00:00:00Z", "timestamp": 1588550400000}, "2020-05-04"),
        ({"date-parts": []}, None),
        ({"date-parts": [[None]]}, None),
        ({"raw": "2020-03/2020-05"}, "2020-03/2020-05"),
        ({"raw": "14 October 2025"}, "2025-10-14"),
        ({"literal": "Spring 2020"}, "2020-21"),
        ({"literal": "n.d."}, None),
        ("2020-05-04", "2020-05-04"),
        (2020, "2020"),
    ],
)
def test_dates_of_every_form(date: Any, edtf: str | None) -> None:
    assert convert_csl_date(date) == edtf


def test_a_date_that_cannot_be_read_is_kept() -> None:
    imported = import_data("csl", json.dumps([{**ITEM, "issued": {"literal": "n.d."}}]))
    assert imported.sources[0].extra["x_issued"] == "n.d."
    assert "kept as x_issued" in imported.report


@pytest.mark.parametrize(
    ("issued", "certain"),
    [
        ({"date-parts": [[2020, 13]]}, "2020"),
        ({"date-parts": [[2020, "", 5]]}, "2020"),
        ({"date-parts": [[2020, 5, 4, 12]]}, "2020-05-04"),
        ({"date-parts": [[2020], [2021]], "season": 2}, "2020/2021"),
        ({"date-parts": [[2020]], "literal": "Hilary term 2020"}, "2020"),
        ({"date-parts": [["c. 2020", 5]]}, "2020~"),
        ({"date-parts": [[2020], [2019]]}, "2020"),
        ({"raw": "2020-05-04 24:00"}, "2020-05-04"),
        ({"date-parts": [[2020]], "note": "of the reprint"}, "2020"),
    ],
)
def test_what_is_certain_of_a_date_is_taken_and_all_of_it_kept(issued: dict[str, Any], certain: str) -> None:
    imported = import_data("csl", json.dumps([{**ITEM, "issued": issued}]))
    found = to_tables(imported.sources)[0]
    kept = issued.get("raw", issued)
    assert (found["issued"], found["x_issued"]) == (certain, kept if isinstance(kept, str) else {**kept})
    assert "kept as x_issued" in imported.report


def test_a_name_keeps_its_parts_and_what_else_is_said_of_it() -> None:
    names = [
        {"family": "安倍", "given": "晋三"},
        {"family": "Orléans", "given": "Jean", "dropping-particle": "d’"},
        {"family": "Ay", "given": "Ann", "suffix": "III", "ORCID": "0000-0001"},
        {"literal": "Ministry of the Interior, Press Office"},
    ]
    found = source(author=names, editor=names, translator=[{"family": "Roe", "given": "Jo"}])
    assert found["author"] == [
        *({"family": "安倍", "given": "晋三"}, {"family": "Orléans", "given": "Jean", "dropping_particle": "d’"}),
        {"family": "Ay", "given": "Ann", "suffix": "III", "x_orcid": "0000-0001"},
        "Ministry of the Interior, Press Office",
    ]
    assert found["x_editor"] == found["author"]
    assert found["x_translator"] == [{"family": "Roe", "given": "Jo"}]


def test_ids_that_a_dossier_does_not_take_are_made_anew_and_kept() -> None:
    found = source(id="http://zotero.org/items/AB C", title="The Title")
    assert (found["id"], found["x_id"]) == ("http-zotero.org-items-ab-c", "http://zotero.org/items/AB C")
    twice = import_data("csl", json.dumps([ITEM, ITEM])).sources
    assert [each.id for each in twice] == ["smith_2020", "smith_2020-2"]


def test_a_source_without_title_is_called_by_what_there_is() -> None:
    assert source(title="", URL="https://e.example/")["title"] == "https://e.example/"
    assert source(title="", type="webpage")["title"] == "(webpage)"


def test_nothing_of_an_item_is_overwritten_or_dropped() -> None:
    found = source(author="Jo Roe", page="1", x_page="2", editor=[{"family": "Doe"}, {}])
    assert found["author"] == ["Jo Roe"]
    assert (found["x_page"], found["x_page_2"]) == ("1", "2")
    assert found["x_editor"] == [{"family": "Doe"}]
    assert source(author=[{"family": "Doe"}, {"x": "y"}])["x_author"] == [{"family": "Doe"}, {"x": "y"}]


def test_a_doi_stands_for_an_address() -> None:
    assert source(DOI="https://doi.org/10.1/x")["url"] == "https://doi.org/10.1/x"


def test_what_an_export_of_ours_keeps_in_custom_is_restored() -> None:
    custom = {"type": "thread", "issued": "2025-11-25T17:04-05:00", "x_page": 4, "other": 1}
    found = source(issued={"date-parts": [[2025, 11, 25]]}, custom=custom)
    assert found["type"] == "thread"
    assert found["issued"] == "2025-11-25T17:04-05:00"
    assert (found["x_page"], found["x_custom"]) == (4, {"other": 1})


def test_what_sources_rest_on_is_restored_but_neither_dangles_nor_goes_in_a_circle() -> None:
    def item(id: str, *bases: object, **more: str) -> dict[str, Any]:
        return {"id": id, "type": "book", "title": id, "custom": {"based_on": [*bases]}, **more}

    items = [item("a", "b c"), item("b c"), item("d", "e"), item("e", "d"), item("f", "nobody"), item("g", 3)]
    items.append(item("h", "h"))
    imported = import_data("csl", json.dumps(items))
    assert {source.id: source.based_on for source in imported.sources if source.based_on} == {"a": ("b-c",)}
    assert [source.id for source in imported.sources if "x_based_on" in source.extra] == ["d", "e", "f", "g", "h"]
    assert "3 sources in a circle of based_on, kept as x_based_on (first: d)" in imported.report
    renamed = import_data("csl", json.dumps([item("a", "b"), item("b", **{"citation-key": "key"})]))
    assert renamed.sources[0].based_on == ()


def test_an_answer_of_crossref_is_read() -> None:
    item = {"type": "book", "title": ["The title"], "container-title": ["The journal"], "DOI": "10.1/x"}
    for message in (item, {"items": [item], "total-results": 1}):
        found = import_data("csl", json.dumps({"status": "ok", "message": message})).sources[0]
        assert (found.title, found.container_title) == ("The title", "The journal")


@pytest.mark.parametrize("data", ["[]", "{}", "[1, 2]", '{"a": "b"}', '"x"', "[[]]"])
def test_json_without_items_is_refused(data: str) -> None:
    with pytest.raises(InputError, match="no CSL items"):
        import_data("csl", data)


def test_entries_that_are_no_items_are_reported_and_the_others_keep_their_numbers() -> None:
    entries = [{"x": 1}, {"URL": "https://e.example/"}, "text", {"note": "n"}, {"DOI": "10.1/x"}, {"author": []}]
    imported = import_data("csl", json.dumps(entries))
    assert len([*imported.sources]) == 4
    assert "2 entries without anything that a CSL item has" in imported.report
    assert "item 1: {" in imported.report
    assert "what there is (first: item 2)" in imported.report


def test_a_bibliography_that_nothing_cites_is_listed_and_exported_whole(run: Run) -> None:
    items = [{**ITEM, "id": f"item-{number}"} for number in range(12)]
    Path("items.json").write_text(json.dumps(items), "utf-8")
    assert run("import", "csl", "items.json", "-o", "items.toml").code == 0
    assert len(run("list", "sources", "items.toml").out.splitlines()) == 12
    assert ids(run("list", "sources", "items.toml", "--format", "jsonl")) == [item["id"] for item in items]
    assert [item["id"] for item in json.loads(run("export", "csl", "items.toml").out)] == [item["id"] for item in items]


def test_an_organization_of_crossref_is_a_name_and_an_empty_one_is_none() -> None:
    authors = [{"name": "The Consortium", "sequence": "first"}, {"family": "", "given": ""}, {"given": "Madonna"}]
    imported = import_data("csl", json.dumps([{"type": "book", "title": "T", "author": authors}]))
    assert [str(name) for name in imported.sources[0].author] == ["The Consortium", "Madonna"]
    assert dict(imported.sources[0].author[0].extra) == {"x_sequence": "first"}


def test_what_is_no_name_among_authors_is_kept_and_told() -> None:
    item = {"type": "book", "title": "T", "author": [{"family": "Roe"}, {"orcid": "7"}]}
    imported = import_data("csl", json.dumps([item]))
    assert imported.sources[0].extra["x_author"] == [{"family": "Roe"}, {"orcid": "7"}]
    assert "1 list of authors with what is no name, kept as x_author (item 1)" in imported.report


def test_markup_in_a_title_is_told() -> None:
    imported = import_data("csl", '[{"type": "book", "title": "On <i>Homo</i> &amp; H<sub>2</sub>O if x<y"}]')
    assert imported.sources[0].title == "On Homo & H2O if x<y"
    assert "1 title with markup, made plain (item 1)" in imported.report
    assert "markup" not in import_data("csl", '[{"type": "book", "title": "If x<y & y>z"}]').report


@pytest.mark.parametrize("path", ["file:///home/ann/a.pdf", "C:\\Users\\ann\\a.pdf", "/Users/ann/a.pdf", "~/a.pdf"])
def test_no_path_of_whoever_made_the_file_is_kept(path: str) -> None:
    imported = import_data("csl", json.dumps([{"type": "book", "title": "T", "URL": path}]))
    assert imported.sources[0].url is None
    assert "a.pdf" not in imported.toml + imported.report
    assert "1 path on the machine of whoever made the file" in imported.report


def test_what_is_left_out_of_a_title_in_html_is_told() -> None:
    title = "The <abbr title='tok5'>UN</abbr><!-- tok2 -->"
    report = import_data("csl", json.dumps([{"id": "a", "type": "book", "title": title}])).report
    assert "left out: 1 attribute title of abbr in HTML" in report
    assert "left out: 1 comment in HTML" in report


@pytest.mark.parametrize(
    ("parts", "date"), [([2009, 21], "2009-21"), (["2009", "24"], "2009-24"), (["Herbst 2009"], "2009-23")]
)
def test_a_season_in_place_of_a_month_and_a_date_in_words_are_read(parts: list[Any], date: str) -> None:
    read = source(issued={"date-parts": [parts]})
    assert (read["issued"], read.get("x_issued")) == (date, None)


def test_a_day_is_no_season() -> None:
    assert source(issued={"date-parts": [[2009, 10, 21]]})["issued"] == "2009-10-21"


def test_what_a_citation_says_beside_its_item_is_kept() -> None:
    item = {"type": "book", "title": "T"}
    cited = {"id": 7, "uris": ["u"], "itemData": item, "locator": "12", "label": "page", "prefix": "see"}
    (read,) = to_tables(import_data("csl", json.dumps({"citationItems": [cited]})).sources)
    assert {name: read[name] for name in read if name.startswith("x_")} == {
        **{"x_locator": "12", "x_label": "page", "x_citation_prefix": "see"},
    }


def test_nothing_is_told_as_lost_of_a_title_that_our_export_has_as_it_is() -> None:
    item = {"type": "book", "title": "<script>a</script> T", "custom": {"title": "<script>a</script> T"}}
    imported = import_data("csl", json.dumps([item]))
    assert to_tables(imported.sources)[0]["title"] == item["title"]
    assert "left out: nothing" in imported.report
