"""What a view does not count, and how lists, exports and pages say so, against the oracle and by example."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from dossiers import PRESS
from dossiers import dossier as loaded
from generated import dossiers, forms
from imports import import_data
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import FALLS, Evidence
from peace_tui.query.discounts import (
    NOT_YET,
    describe_discounts,
    find_discounted,
    find_discounted_sources,
    find_losses,
    list_discounts,
    mark_evidence,
)
from peace_tui.query.facets import UNDATED
from peace_tui.query.selection import LISTINGS, select
from peace_tui.query.view import Clause, parse_view
from peace_tui.ui.render.header_footer import describe_clause

MARCH, WITHOUT = "asof:2025-03-15", "without:agency"
TEXT_FORMATS = ("markdown", "html")


@pytest.fixture(scope="module")
def press() -> Dossier:
    return loaded(PRESS)


def rows(dossier: Dossier, kind: str, view: str) -> list[dict[str, Any]]:
    return LISTINGS[kind].rows(dossier, parse_view(view, dossier), False)


def exported(dossier: Dossier, name: str, view: str, **options: str) -> bytes:
    return publish(FORMAT_BY_NAME[name], select(dossier, view), options).data


@given(st.data())
def test_of_a_quote_that_passes_what_does_not_count_is_what_the_facet_does_not_find(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    days = forms(dossier.info.timezone)[0]
    clauses = {
        "asof": [Clause("asof", (data.draw(st.sampled_from(days)),))],
        "without": [Clause("without", (id,)) for id in dossier.source_of][:1],
    }
    for facet, asked in clauses.items():
        for clause in asked:
            passes = oracle.out_by if facet == "asof" else lambda read, id, value: not oracle.falls(read, id, value)
            sources = {source.id for source in dossier.sources if not passes(dossier, source.id, clause.values[0])}
            marks = find_discounted_sources(dossier, [clause])
            assert marks.keys() == sources
            assert set(marks.values()) <= ({FALLS} if facet == "without" else {NOT_YET, UNDATED})
            assert not find_discounted_sources(dossier, [clause.replace(negated=True)])
            for quote in dossier.quotes:
                lost = {n for n, version in enumerate(quote.versions) if version.source in sources}
                assert find_discounted(dossier, quote, [clause]).keys() >= lost
                if facet == "asof":
                    assert find_discounted(dossier, quote, [clause]).keys() == lost
                parts = [each.part for each in list_discounts(dossier, quote, [clause])]
                assert parts == [*find_discounted(dossier, quote, [clause])]


def test_each_row_says_what_of_it_does_not_count(press: Dossier) -> None:
    (quote,) = rows(press, "quotes", MARCH)
    late, undated = f"{NOT_YET} ({MARCH})", f"{UNDATED} ({MARCH})"
    assert [version.get("discounted") for version in quote["versions"]] == [None, late, undated]
    assert quote["discounted"] == [f"Herald: {late}", f"Post: {undated}"]
    events = {row["id"]: row["discounted"] for row in rows(press, "events", MARCH)}
    assert events == {"speech": [f"Herald: {late}"], "reply": []}
    (claim,) = rows(press, "claims", MARCH)
    assert [each.get("discounted") for each in claim["evidence"]] == [None, late, None]
    falls = f"{FALLS} ({WITHOUT})"
    assert rows(press, "quotes", WITHOUT)[0]["discounted"] == [f"Herald: {falls}"]
    assert {row["id"]: row["discounted"] for row in rows(press, "sources", WITHOUT)}["herald"] == [f"Herald: {falls}"]
    assert "discounted" not in rows(press, "quotes", "")[0]
    assert (
        "discounted" not in rows(press, "quotes", f"-{MARCH}" if rows(press, "quotes", f"-{MARCH}") else "who:ann")[0]
    )


def test_evidence_has_the_mark_of_its_own_words(press: Dossier) -> None:
    quote = press.quotes[0]
    versions = (quote.versions[2], *quote.versions[:1], quote.versions[1].replace(source="memo", via=("Agency",)))
    evidence = (Evidence(source="memo", quote="q1"),)
    dossier = press.replace(
        quotes=[quote.replace(versions=versions)], claims=[press.claims[0].replace(evidence=evidence)]
    )
    view = f"{MARCH} {WITHOUT}"
    assert [version.get("discounted") for version in rows(dossier, "quotes", view)[0]["versions"]] == [
        f"{UNDATED} ({view})",
        None,
        f"{FALLS} ({view})",
    ]
    (claim,) = dossier.claims
    assert mark_evidence(dossier, claim.evidence[0], parse_view(view, dossier).clauses) == FALLS


def test_a_source_falls_in_part_where_one_of_its_passages_falls_with_each_that_may_be_wrong(press: Dossier) -> None:
    quote = press.quotes[0]
    memo = quote.versions[0].replace(source="memo")

    def fall_in_part(*ways: str) -> list[tuple[str, ...]]:
        versions = tuple(memo.replace(via=(way,)) for way in ways)
        dossier = press.replace(quotes=[quote.replace(versions=versions)])
        return [loss.in_part for loss in find_losses(dossier, parse_view("without:post,gazette", dossier).clauses)]

    assert fall_in_part("by the Post", "by the Gazette") == [()]
    assert fall_in_part("by the Post", "by the Post to the Gazette") == [("Memo",)]


def test_a_row_says_which_article_of_an_outlet_does_not_count(press: Dossier) -> None:
    one_outlet = {"gazette": "First story", "herald": "Second story"}
    sources = [
        source.replace(title=one_outlet[source.id], container_title="Daily") if source.id in one_outlet else source
        for source in press.sources
    ]
    (quote,) = rows(press.replace(sources=sources), "quotes", WITHOUT)
    assert quote["discounted"] == [f"Daily (Second story): {FALLS} ({WITHOUT})"]


def test_what_is_known_only_through_what_falls_is_marked(press: Dossier) -> None:
    known = "known only through Weekly (without:weekly)"
    (claim,) = rows(press, "claims", "without:weekly")
    assert claim["evidence"][2]["discounted"] == known
    events = {row["id"]: row["discounted"] for row in rows(press, "events", "without:weekly")}
    assert events["reply"] == ["Weekly: falls (without:weekly)", f"Memo: {known}"]
    for name in TEXT_FORMATS:
        text = exported(press, name, "without:weekly").decode()
        assert text.count("Memo (known only through Weekly)") == 2  # as evidence, and as a source of the event


@pytest.mark.parametrize("view", [MARCH, WITHOUT, f"{MARCH} without:weekly"])
def test_exports_carry_the_marks_and_imports_leave_them_out(press: Dossier, view: str) -> None:
    found = {quote.id: list_discounts(press, quote, parse_view(view, press).clauses) for quote in press.quotes}
    marked = [(part, why) for _, why, part in found["q1"]]
    assert marked
    (row,) = csv.DictReader(io.StringIO(exported(press, "csv", view).decode()))
    assert all(why in row["discounted"] for _, why in marked)
    assert [(n, v["discounted"]) for n, v in enumerate(json.loads(row["versions"])) if "discounted" in v] == marked
    lines = [json.loads(line) for line in exported(press, "jsonl", view).decode().splitlines()]
    (quote,) = (line for line in lines if line["record"] == "quote")
    assert [(n, v["discounted"]) for n, v in enumerate(quote["versions"]) if "discounted" in v] == marked
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(exported(press, "sqlite", view))
        kept = database.execute("SELECT part, why FROM discounted WHERE record = 'q1' ORDER BY part").fetchall()
    assert kept == [(part + 1, why) for part, why in marked if part is not None]
    graph = json.loads(exported(press, "jsonld", view))["@graph"]
    (node,) = (node for node in graph if node["@id"] == "#q1")
    told = [
        (number, each["value"])
        for number, version in enumerate(node["workExample"])
        for each in version.get("additionalProperty", ())
        if each["name"] == "discounted"
    ]
    assert told == marked
    claims = exported(press, "csv", view, of="claims").decode()
    assert view.split()[0] in claims
    for name, data in (
        *((name, exported(press, name, view)) for name in ("csv", "jsonl", "sqlite")),
        ("csv", exported(press, "csv", view, of="all")),
    ):
        again = import_data(name, data)
        assert [version.extra for quote in again.quotes for version in quote.versions] == [{}, {}, {}]
        records = (*again.quotes, *again.events, *again.sources)
        assert not any("discounted" in key for record in records for key in getattr(record, "extra", ()))


def test_lists_of_sources_and_lanes_of_a_chart_say_which_do_not_count(press: Dossier) -> None:
    items = {item["id"]: item.get("custom", {}) for item in json.loads(exported(press, "csl", WITHOUT))}
    assert items["herald"]["discounted"] == f"{FALLS} ({WITHOUT})"
    assert "discounted" not in items["gazette"]
    assert import_data("csl", exported(press, "csl", WITHOUT)).sources[1].extra.keys() <= {"x_based_on"}
    (entry,) = re.findall(r"@\w+\{herald,.*?^\}", exported(press, "bibtex", WITHOUT).decode(), re.DOTALL | re.MULTILINE)
    assert f"discounted = {{{FALLS} ({WITHOUT})}}" in entry
    herald, gazette = (
        next(each for each in exported(press, "ris", WITHOUT).decode().split("ER  - ") if f"ID  - {id}\r" in each)
        for id in ("herald", "gazette")
    )
    assert f"N1  - discounted: {FALLS} ({WITHOUT})\r" in herald
    assert "discounted" not in gazette
    calendar = exported(press, "icalendar", WITHOUT).decode().replace("\r\n ", "").replace("\\", "")
    assert "Herald (falls)" in calendar
    assert not re.search(r"Gazette \(falls", calendar)
    chart = exported(press, "svg", WITHOUT, lanes="source").decode()
    assert "<title>Herald: falls</title>✗ Herald" in chart
    assert ">Gazette</text>" in chart
    assert "✗" not in exported(press, "svg", WITHOUT, lanes="type").decode()


@pytest.mark.parametrize("name", ["ftm", "citations"])
def test_formats_of_what_counts_alone_say_how_much_does_not(press: Dossier, name: str) -> None:
    for view, said in ((MARCH, "2 passages"), (WITHOUT, "1 passage"), ("", "")):
        publication = publish(FORMAT_BY_NAME[name], select(press, view))
        found = [each for each in publication.note.omissions if "passage" in each]
        assert found == ([f"{said} not counted under this view"] if said else [])
        assert ("We will build." in publication.text) == (view != MARCH)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_documents_mark_whoever_does_not_count(press: Dossier, name: str) -> None:
    text = exported(press, name, MARCH).decode()
    assert f"Herald, 2 June 2025 ({NOT_YET})" in text
    assert f"Post ({UNDATED})" in text or f"Post, undated ({UNDATED})" in text
    assert f"Herald: applause ({NOT_YET})" in text
    assert f"according to Herald ({NOT_YET})" in text
    assert "By 15 March 2025" in text


def test_an_office_of_outlets_that_count_is_told_first(press: Dossier) -> None:
    assert press.office_of("ann", None) == "mayor (Herald)"
    marks = find_discounted_sources(press, parse_view(MARCH, press).clauses)
    assert press.office_of("ann", None, marks) == "mayor of the town (Gazette)"
    both = {**marks, "gazette": FALLS}
    assert press.office_of("ann", None, both) == f"mayor (Herald, {NOT_YET})"


def test_it_is_said_which_sources_were_in_print(press: Dossier) -> None:
    (line,) = describe_discounts(press, parse_view(MARCH, press).clauses)
    assert (
        line
        == "By 15 March 2025, sources: 3 in print (Agency, Gazette, Memo), 1 perhaps (Weekly), 1 not yet, 1 undated"
    )
    assert describe_discounts(press, parse_view("asof:undated", press).clauses) == []
    assert describe_discounts(press, parse_view(f"-{MARCH}", press).clauses) == []


def test_sources_of_the_same_publisher_that_stand_are_named() -> None:
    house = PRESS.replace('title = "Memo"', 'title = "Memo"\npublisher = "Agency"').replace(
        'title = "Agency"\n', 'title = "Report"\ncontainer_title = "Agency"\n'
    )
    read = loaded(house)
    (line,) = describe_discounts(read, parse_view("without:agency", read).clauses)
    assert line.endswith("not left out, of the same publisher: Memo")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("asof:undated", "printed by an undated source"),
        ("-asof:undated", "not printed by an undated source"),
        ("asof:2025-03-15,undated", "possibly in print by 15 March 2025 or printed by an undated source"),
        ("date:undated", "undated"),
        ("-date:undated", "not undated"),
        ("during:2025,undated", "certainly within 2025 or undated"),
        ("-date:2025,undated", "not dated 2025 and not undated"),
    ],
)
def test_a_filter_for_what_has_no_date_reads_well(press: Dossier, view: str, words: str) -> None:
    (clause,) = parse_view(view, press).clauses
    assert describe_clause(clause, press) == words


def test_a_note_joins_the_sources_of_one_clause_with_or(press: Dossier) -> None:
    agency, gazette = map(press.name_source, ("agency", "gazette"))
    assert f"Without {agency} or {gazette}: " in exported(press, "markdown", "without:agency,gazette").decode()
