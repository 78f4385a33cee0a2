"""A dossier at a glance: what is counted, against plain loops and the engine, and by example."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier as dossier_of
from generated import dossiers, views
from hostile import UNSAFE_TEXTS, hostile
from peace_tui.__main__ import main
from peace_tui.edtf.spans import parse_date
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Quote, Source, Version
from peace_tui.provenance.sources import SourceGraph, Support, find_origins
from peace_tui.query.discounts import find_discounted, find_discounted_sources, find_resting_alone
from peace_tui.query.engine import match_clauses
from peace_tui.query.selection import list_by
from peace_tui.query.statistics import PRECISIONS, Tally, compute_statistics, describe_statistics, find_precision
from peace_tui.query.view import View, parse_view

TWO_OUTLETS = """\
format = "peace-tui/1"
[dossier]
title = "Two outlets"
[[people]]
id = "a"
name = "Ann"
[[people]]
id = "b"
name = "Bob"
[[people]]
id = "office"
name = "The Office"
kind = "organization"
[[people]]
id = "no-one"
name = "No One"
[[sources]]
id = "wire"
container_title = "The Wire"
issued = "2025-10-15"
[[sources]]
id = "wire-2"
container_title = "The Wire"
[[sources]]
id = "copy"
container_title = "The Copy"
based_on = ["wire"]
[[sources]]
id = "own"
container_title = "The Own"
[[events]]
id = "talk"
title = "Talk"
date = "2025-10-14"
involved = [{ person = "b" }]
sources = ["wire", "wire-2"]
[[events]]
id = "later"
title = "Later"
date = "2025-11?"
[[quotes]]
id = "q1"
event = "talk"
who = ["a"]
text = "We [the two] will go there now."
versions = [{ source = "wire", text = "We [the two] will go there now." },
            { source = "copy", text = "We will go there." }]
[[quotes]]
id = "q2"
event = "talk"
who = ["a", "b"]
text = "Yes."
versions = [{ source = "copy", text = "Yes." }, { source = "own", text = "Yes." }]
[[quotes]]
id = "q3"
event = "later"
mode = "indirect"
who = "b"
text = "that it was late"
source = "wire-2"
[[quotes]]
id = "q4"
event = "later"
text = "No one heard it."
draft = true
"""


def test_what_either_of_two_sources_holds_up_rests_on_them() -> None:
    dossier = dossier_of(TWO_OUTLETS)
    found = compute_statistics(dossier, parse_view("without:copy without:own", dossier))
    assert found.rests_on["no_source"] == 1  # of q4, which never had one, and not of q2
    assert [outlet.name for outlet in found.outlets] == ["The Wire", "The Copy", "The Own"]


def test_what_is_counted_can_be_checked_by_hand() -> None:
    dossier = dossier_of(TWO_OUTLETS)
    found = compute_statistics(dossier, View())
    assert [(s.id, s.quotes, s.words, s.reported) for s in found.speakers] == [("a", 2, 6, 0), ("b", 2, 1, 1)]
    assert found.words == 5 + 1 + 4  # without what stands in brackets; of no speaker too
    outlets = {o.name: (o.passages, o.quotes, o.quotes_alone, o.events, o.events_alone) for o in found.outlets}
    assert outlets == {
        "The Wire": (2, 2, 2, 1, 0),  # the talk stands on q2, which The Own prints too
        "The Copy": (2, 2, 0, 0, 0),
        "The Own": (1, 1, 0, 0, 0),
    }
    assert [(o.name, o.source, o.quotes) for o in found.origins] == [
        (dossier.name_source("wire"), "wire", 1),
        (dossier.name_source("wire-2"), "wire-2", 1),
    ]
    assert found.rests_on == {"one_origin": 2, "several_origins": 1, "unknown_origin": 0, "no_source": 1}
    assert [(d.precision, d.events, d.quotes, d.sources, d.uncertain) for d in found.dates] == [
        ("day", 1, 2, 1, 0),
        ("month", 1, 2, 0, 3),
        ("undated", 0, 0, 3, 0),
    ]
    assert {kind: ids for kind, ids in found.missing.items() if ids} == {
        "drafts": ["q4"],
        "quotes_without_source": ["q4"],
        "quotes_without_speaker": ["q4"],
        "events_without_source": ["later"],
        "sources_undated": ["wire-2", "copy", "own"],
        "people_never_mentioned": ["office", "no-one"],
    }


def test_a_draft_of_someone_in_no_quote_is_a_draft_too() -> None:
    text = TWO_OUTLETS.replace('id = "no-one"', 'id = "no-one"\ndraft = true')
    assert text != TWO_OUTLETS
    dossier = dossier_of(text)
    assert compute_statistics(dossier, View()).missing["drafts"] == ["no-one", "q4"]
    assert compute_statistics(dossier, parse_view("who:a", dossier)).missing["drafts"] == []


def test_under_a_view_only_what_stands_there_is_counted() -> None:
    dossier = dossier_of(TWO_OUTLETS)
    found = compute_statistics(dossier, parse_view("without:wire", dossier))
    outlets = {o.name: (o.passages, o.quotes_alone) for o in found.outlets}
    assert outlets == {"The Own": (1, 1), "The Wire": (1, 1)}  # The Copy falls along, and wire-2 prints q3 alone
    assert found.shown == {"quotes": 3, "events": 2, "people": 2, "sources": 4, "claims": 0}
    assert found.missing["people_never_mentioned"] == []  # no view has them


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2025-10-14T12:05-04:00", "minute"),
        ("2025-10-14T12Z", "hour"),
        ("2025-10-14?", "day"),
        ("2025-10", "month"),
        ("2025-XX", "year"),
        ("2025-22", "season"),
        ("202X", "decade"),
        ("20XX", "century"),
        ("2025-10-14/2025-10-17", "period"),
        ("2025-10-14/..", "open"),
        ("[1667-03..1667-06]", "set"),
    ],
)
def test_how_exact_a_date_is(text: str, precision: str) -> None:
    assert find_precision(parse_date(text)) == precision
    assert precision in PRECISIONS


@pytest.mark.parametrize("text", ["[2025-10-14,2025-10-15?,2025-10-16]", "2025-10-14/2025-10-16~", "2025%", "1985?/.."])
def test_a_date_is_uncertain_where_any_part_of_it_is(text: str) -> None:
    event = Event(id="e", title="E", date=parse_date(text))
    (row,) = compute_statistics(Dossier(info=Info(title="T"), events=(event,)), View()).dates
    assert (row.events, row.uncertain) == (1, 1)


@given(st.data())
def test_counts_are_those_of_plain_loops(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    view = data.draw(views(dossier))
    found, matches = compute_statistics(dossier, view), match_clauses(dossier, view.clauses)
    quotes = [dossier.quote_index.records[position] for position in matches.quotes]
    for speaker in found.speakers:
        assert speaker.quotes == sum(speaker.id in quote.who for quote in quotes)
    assert {speaker.id for speaker in found.speakers} == {id for quote in quotes for id in quote.who}
    standing = {
        quote.id: [v for n, v in enumerate(quote.versions) if n not in find_discounted(dossier, quote, view.clauses)]
        for quote in quotes
    }
    for outlet in found.outlets:
        printed = [[v for v in versions if v.source in outlet.sources] for versions in standing.values()]
        assert outlet.passages == sum(map(len, printed))
        assert outlet.quotes == sum(map(bool, printed))
    graph = SourceGraph.for_dossier(dossier)
    sole = [find_origins(graph, versions) for versions in standing.values()]
    assert found.rests_on["one_origin"] == sum(len(each) == 1 and each[0].known for each in sole)
    assert sum(found.rests_on.values()) == len(quotes)
    assert sum(row.quotes for row in found.dates) == len(quotes)
    assert sum(row.events for row in found.dates) == len(matches.events)
    assert describe_statistics(dossier, found)


@given(dossiers())
def test_what_an_outlet_has_alone_is_what_falls_without_it(dossier: Dossier) -> None:
    for outlet in compute_statistics(dossier, View()).outlets:
        if len(outlet.sources) == 1:
            (source,) = outlet.sources
            alone = find_resting_alone(dossier, source)
            printed = dossier.quote_index.with_value("source", source)
            reported = dossier.event_index.with_value("source", source)
            assert outlet.quotes_alone == len(alone.quotes & printed)
            assert outlet.events_alone == len(alone.events & reported)


@given(st.data())
def test_what_is_alone_an_outlets_own_falls_with_all_its_sources(data: st.DataObject) -> None:
    drawn = data.draw(dossiers())
    names = st.sampled_from((None, "The Wire", "The Paper"))
    dossier = drawn.replace(sources=[source.replace(container_title=data.draw(names)) for source in drawn.sources])
    view = data.draw(views(dossier))
    found, matches = compute_statistics(dossier, view), match_clauses(dossier, view.clauses)
    quotes = [dossier.quote_index.records[position] for position in matches.quotes]
    events = [dossier.event_index.records[position] for position in matches.events]
    gone = find_discounted_sources(dossier, view.clauses)

    def standing(quote: Quote) -> list[Version]:
        lost = find_discounted(dossier, quote, view.clauses)
        return [version for number, version in enumerate(quote.versions) if number not in lost]

    for outlet in found.outlets:
        support = Support(SourceGraph.for_dossier(dossier), outlet.sources)
        printing = [quote for quote in quotes if any(version.source in outlet.sources for version in standing(quote))]
        assert outlet.quotes_alone == sum(all(map(support.loses_version, standing(quote))) for quote in printing)
        reporting = [event for event in events if any(id in outlet.sources and id not in gone for id in event.sources)]
        assert outlet.events_alone == sum(
            all(id in support.lost_sources for id in event.sources if id not in gone)
            and all(
                quote.versions and all(map(support.loses_version, standing(quote)))
                for quote in dossier.quotes
                if quote.event == event.id
            )
            for event in reporting
        )


def test_an_event_is_alone_an_outlets_own_where_the_rest_does_not_count() -> None:
    dossier = dossier_of(TWO_OUTLETS.replace('sources = ["wire", "wire-2"]', 'sources = ["copy", "own"]'))
    found = compute_statistics(dossier, parse_view("without:wire", dossier))
    assert {outlet.name: outlet.events_alone for outlet in found.outlets} == {"The Own": 1, "The Wire": 0}


@given(dossiers(), st.integers(1, 3))
def test_counting_in_steps_counts_the_same(dossier: Dossier, step: int) -> None:
    tally = Tally(dossier, View())
    while not tally.is_complete:
        tally.go_on(step)
    assert tally.result() == compute_statistics(dossier, View())


def test_an_origin_of_the_dossier_is_named_by_its_id() -> None:
    graph = SourceGraph([Source(id="a", title="A"), Source(id="b", title="B", based_on=("a",))])
    versions = [Version(source="b", text="words")]
    assert [(origin.label, origin.source) for origin in find_origins(graph, versions)] == [("A", "a")]


def test_the_command_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats"]) == 0
    text = capsys.readouterr().out
    dossier = load()
    found = compute_statistics(dossier, View())
    assert text.startswith(f"{dossier.info.title}\n{len(dossier.events)} events, ")
    assert f"{found.words} words in direct quotes" in text
    assert main(["stats", "--format", "json", "--view", "who:witkoff"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["view"] == "who:witkoff"
    assert document["speakers"][0]["id"] == "witkoff"
    assert document["shown"]["quotes"] == document["speakers"][0]["quotes"]


@pytest.mark.parametrize("text", UNSAFE_TEXTS)
def test_a_hostile_dossier_sends_nothing_to_the_terminal(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = hostile(text)
    monkeypatch.setattr("peace_tui.cli.commands.list.load_dossier", lambda *files, **options: dossier)
    assert main(["stats"]) == 0
    out = capsys.readouterr().out
    assert not [letter for letter in out if letter != "\n" and (letter < " " or "\x7f" <= letter < "\xa0")]


@given(dossiers())
def test_lists_of_people_count_the_same_words(dossier: Dossier) -> None:
    listed = {row["id"]: row["words"] for row in list_by("words").rows(dossier, View(), False)}
    assert {
        speaker.id: speaker.words for speaker in compute_statistics(dossier, View()).speakers
    }.items() <= listed.items()
