"""The pages on provenance: versions compared, the ladder, the conversation, disagreements, coverage, citations."""

from __future__ import annotations

import base64
import gc
import itertools
import json
import re
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.widgets import Input

from dossiers import PRESS
from dossiers import dossier as dossier_of
from peace_tui.cli.commands.show import format_record
from peace_tui.edtf.formatting import format_heading, format_under_heading
from peace_tui.edtf.spans import parse_date
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, Event, Person, Quote
from peace_tui.query.discounts import find_discounted, find_resting_alone
from peace_tui.query.engine import match_clauses, match_quotes
from peace_tui.query.facets import QUOTES
from peace_tui.query.statistics import compute_statistics, describe_statistics
from peace_tui.query.view import View, parse_view
from peace_tui.session.state import ViewState, state_from_view
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.clipboard import MAX_CLIPBOARD_BYTES, encode_osc52
from peace_tui.ui.frame import FrameData, compute_frame
from peace_tui.ui.render.comparison import write_comparison
from peace_tui.ui.render.context import write_conversation
from peace_tui.ui.render.glyphs import ASCII, UNICODE
from peace_tui.ui.render.lines import Line, line_width
from peace_tui.ui.render.page_text import PageText, find_in_lines, find_span, restyle
from peace_tui.ui.render.pages import (
    compute_coverage,
    find_shown_disagreements,
    write_coverage,
    write_disagreements,
)
from peace_tui.ui.render.record import draw_reader
from peace_tui.ui.render.record_pages import write_record
from peace_tui.ui.render.rows import (
    EventColumns,
    PeopleColumns,
    PersonCounts,
    RowKey,
    draw_event,
    draw_outlets,
    draw_person,
    draw_quote,
    find_unseen_hits,
    measure_event_columns,
)
from peace_tui.ui.screens.dossier_pages import CoveragePage, write_overview
from peace_tui.ui.screens.page import Page
from peace_tui.ui.screens.record_pages import ComparisonPage, ConversationPage, RecordPage
from ui.reader import Reader, reading

WIDTHS = (1, 10, 40, 80, 160, 300)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load()


def written(lines: list[Line]) -> str:
    return "\n".join("".join(text for text, _ in line) for line in lines)


def page_of(dossier: Dossier, width: int = 100, view: str = "", everything: bool = False) -> PageText:
    """An empty page, as it is when a view is open."""
    frame = compute_frame(dossier, state_from_view(parse_view(view, dossier), dossier))
    return PageText(frame, width, UNICODE, everything)


def comparison_lines(dossier: Dossier, quote: Quote, base: int, width: int) -> list[Line]:
    page = page_of(dossier, width)
    write_comparison(page, quote, base)
    return page.lines


def conversation_lines(dossier: Dossier, event: Event, width: int) -> list[Line]:
    page = page_of(dossier, width)
    write_conversation(page, event)
    return page.lines


def disagreement_lines(dossier: Dossier, view: str, width: int, unfolded: bool = False) -> list[Line]:
    page = page_of(dossier, width, view)
    write_disagreements(page, find_shown_disagreements(dossier, parse_view(view, dossier)), unfolded)
    return page.lines


def pane_lines(dossier: Dossier, record: Event | Person | Quote, width: int, *needles: str) -> list[Line]:
    """What the reader pane says of a record while words are searched for."""
    frame = compute_frame(dossier, ViewState())
    return draw_reader(FrameData(dossier, frame.state, frame.panes, needles), record, width, 40, width, UNICODE)


def inked(lines: list[Line], style: str) -> list[str]:
    return [text.strip() for line in lines for text, name in line if name == style]


def quote(dossier: Dossier, id: str) -> Quote:
    return dossier.quote_index.records[dossier.quote_index.position_of[id]]


def test_versions_of_the_same_words_have_no_difference_marked(dossier: Dossier) -> None:
    for base in range(2):
        lines = comparison_lines(dossier, quote(dossier, "cheung-statement-01"), base, 90)
        assert inked(lines, "differing") == []
        assert "2 outlets · the same words" in written(lines)


def test_of_very_many_versions_the_first_are_shown(dossier: Dossier) -> None:
    said = quote(dossier, "call-oct14-03")
    many = said.replace(
        versions=tuple(said.versions[number % 3].replace(locator=f"p. {number}") for number in range(5_000))
    )
    other = dossier.replace(quotes=tuple(many if each is said else each for each in dossier.quotes))
    text = " ".join(written(comparison_lines(other, many, 0, 90)).split())
    assert "only the first 200 of 5,000 versions are compared" in text
    assert "p. 199" in text
    assert "p. 200" not in text


def test_words_that_an_outlet_drops_are_told(dossier: Dossier) -> None:
    for base in range(3):
        text = written(comparison_lines(dossier, quote(dossier, "call-oct14-03"), base, 90))
        assert "3 outlets · 2 cuts · 2 sentences not printed" in text
        assert "Cut or added: “I think” in Beast, Matzav; printed without it in Fortune" in text
    glance = written(pane_lines(dossier, quote(dossier, "call-oct14-03"), 80))
    assert re.search(r"The Daily Beast +the same words", glance)
    assert re.search(r"Fortune +without “I think”; 2 sentences not in this record", glance)


def test_what_a_version_lacks_is_told_apart_from_what_only_it_prints(dossier: Dossier) -> None:
    def counts(id: str, base: int) -> list[str]:
        lines = [line.strip() for line in written(comparison_lines(dossier, quote(dossier, id), base, 90)).splitlines()]
        heads = lines[: next(n for n, line in enumerate(lines) if line.startswith("DIFFERENCES"))]
        return [line for line in heads if "not here:" in line or "only here:" in line]

    beast, matzav, fortune = range(3)  # outlets, not passages
    assert counts("call-oct14-03", beast) == [
        "not here: words in 1 place",
        "not here: 2 sentences, words in 1 place",
    ]
    assert counts("call-oct14-03", matzav) == [
        "only here: words in 1 place",
        "not here: 2 sentences, words in 1 place",
    ]
    assert counts("call-oct14-03", fortune) == [
        "only here: 2 sentences, words in 1 place",
        "only here: 2 sentences, words in 1 place",
    ]


def test_all_passages_of_an_outlet_stand_under_its_name_once(dossier: Dossier) -> None:
    for width in (80, 150):
        text = written(comparison_lines(dossier, quote(dossier, "call-oct14-03"), 0, width))
        heads = text[: text.index("DIFFERENCES")]
        assert [heads.count(name) for name in ("Beast", "Matzav", "Fortune")] == [1, 1, 1]
        assert [heads.count(place) for place in ("para 4", "para 5", "para 3", "para 17")] == [1, 1, 2, 1]
    lit = inked(comparison_lines(dossier, quote(dossier, "call-oct14-03"), 1, 300), "text")
    assert not any("So I would say that" in text for text in lit if text.startswith("So"))


def test_passages_of_one_outlet_are_not_said_to_differ_where_one_goes_on_in_the_other(dossier: Dossier) -> None:
    text = written(comparison_lines(dossier, quote(dossier, "trump-on-war-01"), 0, 90))
    assert "1 outlet, 2 passages\n" in text
    assert "compared with" not in text
    assert "not here" not in text


def test_of_a_paraphrase_it_is_not_said_that_it_is_identical_or_differs(dossier: Dossier) -> None:
    for id in ("call-oct14-01", "call-oct14-02"):
        said = quote(dossier, id)
        for lines in (comparison_lines(dossier, said, 0, 90), pane_lines(dossier, said, 90)):
            text = written(lines)
            assert not re.search("identical|same words|DIFFERENCES|other words|compared with", text)
    glance = written(pane_lines(dossier, quote(dossier, "call-oct14-02"), 90))
    assert re.search("reported by +Fortune, para 16", glance)


def test_a_comma_at_the_end_makes_no_text_a_composed_one(dossier: Dossier) -> None:
    for id in ("call-oct14-11", "post-nov25-01"):
        text = written(conversation_lines(dossier, dossier.event_of[quote(dossier, id).event], 120))
        assert "but for the mark at the end" in text
    assert "composed" not in text


def test_the_name_of_a_source_is_whole_beside_what_it_says_of_a_claim() -> None:
    claims = dossier_of("""
format = "peace-tui/1"
[dossier]
title = "T"
[[sources]]
id = "record"
title = "The Congressional Record of 2022"
[[sources]]
id = "sun"
title = "The Sun"
[[claims]]
id = "c"
text = "Whether Ann accepts the result."
evidence = [{ source = "record", stance = "yes" }, { source = "sun", stance = "no" }]
""")
    text = written(disagreement_lines(claims, "", 80))
    assert "   The Congressional Record of 2022: yes" in text
    assert re.search("   The Sun +no", text)


def test_a_word_that_differs_is_marked_and_told_below(dossier: Dossier) -> None:
    lines = comparison_lines(dossier, quote(dossier, "trump-air-force-one-02"), 0, 90)
    marked = [text for text in inked(lines, "differing") if text != "different words"]
    assert any("gotta" in text for text in marked)
    assert "DIFFERENCES" in written(lines)
    assert re.search(r"\d\. Other words: .*“gotta” in Beast", written(lines))


def test_the_ladder_of_the_call_shows_one_origin_for_three_outlets(dossier: Dossier) -> None:
    text = written(comparison_lines(dossier, quote(dossier, "call-oct14-03"), 0, 120))
    assert "3 outlets; 1 independent source" in text
    for step in (
        "Recording of the call, 14 October",
        "Bloomberg transcript",
        "Fortune",
        "Matzav.com",
        "The Daily Beast",
    ):
        assert step in text


def test_versions_stand_beside_each_other_where_there_is_room(dossier: Dossier) -> None:
    said = quote(dossier, "trump-air-force-one-02")
    wide, narrow = (written(comparison_lines(dossier, said, 0, width)).splitlines() for width in (150, 80))
    together = [line for line in wide if "Fortune" in line and "Matzav.com" in line and "Beast" in line]
    assert together
    assert not [line for line in narrow[:12] if "Fortune" in line and "Matzav.com" in line]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_page(dossier: Dossier, width: int) -> None:
    for said in dossier.quotes:
        for line in comparison_lines(dossier, said, 0, width):
            assert line_width(line) <= max(width, 40), written([line])


def of_many_versions(texts: list[str], reading_text: str) -> Dossier:
    """A dossier of one quote, each of its versions by an outlet of its own."""
    outlets = "".join(f"[[sources]]\nid = 'o{n}'\ncontainer_title = 'Outlet 王 {n}'\n" for n in range(len(texts)))
    versions = "".join(f"[[quotes.versions]]\nsource = 'o{n}'\ntext = '{text}'\n" for n, text in enumerate(texts))
    return dossier_of(
        "format = 'peace-tui/1'\n[dossier]\ntitle = 'T'\n[[events]]\nid = 'e'\ntitle = 'E'\n"
        f"{outlets}[[quotes]]\nid = 'q'\nevent = 'e'\ntext = '{reading_text}'\n{versions}"
    )


@pytest.mark.parametrize("width", [60, 70, 80, 85])
def test_many_outlets_leave_room_for_what_they_print(width: int) -> None:
    many = of_many_versions(["We will go."] * 12 + ["We shall go."], "We will go.")
    lines = pane_lines(many, quote(many, "q"), width)
    told = [line for line in written(lines).splitlines() if "Outlet" in line]
    assert [line.split("  ")[-1].strip() for line in told] == ["identical", "We shall go."]
    assert all(line_width(line) <= width for line in lines)
    names, more = re.findall(r"Outlet", told[0]), re.search(r"and (\d+) more", told[0])
    assert len(names) + int(more[1] if more else 0) == 12


def test_an_accent_makes_another_word_in_the_pane_and_on_the_page() -> None:
    accented = of_many_versions(["Er könnte gehen."], "Er konnte gehen.")
    page = page_of(accented)
    write_record(page, quote(accented, "q"))
    for told in map(written, (pane_lines(accented, quote(accented, "q"), 100), page.lines)):
        assert "könnte" in told
        assert "the same words" not in told


def test_the_call_reads_as_one_conversation(dossier: Dossier) -> None:
    event = dossier.event_of["call-oct14"]
    text = written(conversation_lines(dossier, event, 100))
    turns = ["useful", "My recommendation", "real peace man", "Now, me to you", "That sounds good", "Before, before"]
    places = [text.index(turn) for turn in turns]
    assert places == sorted(places)
    assert text.count("place in the call not recorded") == 3
    first = next(line for line in text.splitlines() if "useful" in line)
    assert first.endswith("F · M")  # nothing is recorded of The Daily Beast
    assert "paraphrased" in text


def test_a_gap_in_the_numbers_is_shown_as_unknown(dossier: Dossier) -> None:
    lines = written(conversation_lines(dossier, dossier.event_of["call-oct14"], 100))
    numbers = [said.n for said in dossier.quote_index.records if said.event == "call-oct14" and said.n]
    gaps = sum(after > before + 1 for before, after in itertools.pairwise(numbers))
    assert lines.count("may not follow directly") == gaps
    assert "not printed" not in lines


ONE_SPEAKER = """\
format = "peace-tui/1"
[dossier]
title = "Two answers"
[[people]]
id = "a"
name = "Ann Ash"
[[events]]
id = "e"
title = "A talk"
date = "2025-01"
[[quotes]]
id = "yes"
event = "e"
who = ["a"]
text = "Yes."
[[quotes]]
id = "no"
event = "e"
who = ["a"]
text = "No."
"""


def test_quotes_without_numbers_are_given_no_order() -> None:
    talk = ONE_SPEAKER.replace('text = "Yes."', 'text = "Yes."\nn = 1').replace('text = "No."', 'text = "No."\nn = 2')
    times = ONE_SPEAKER.replace('text = "Yes."', 'text = "Yes."\ndate = "2025-01-01"')
    for text, said in ((ONE_SPEAKER, True), (talk, False), (times, False)):
        dossier = dossier_of(text)
        lines = written(conversation_lines(dossier, dossier.event_of["e"], 100))
        assert ("The order of these quotes is not recorded." in lines) is said
        assert "· · ·" not in lines


def test_the_coverage_never_says_that_a_source_was_silent(dossier: Dossier) -> None:
    grid = compute_coverage(dossier, match_clauses(dossier, ()))
    for width in (20, 40, 80, 160):
        page = page_of(dossier, width)
        write_coverage(page, grid, 0)
        assert "silent" not in written(page.lines)
    assert "· nothing recorded" in written(page.lines)
    letters = page_of(dossier, 80)
    letters.letters()
    assert written(letters.lines).strip() == "F Fortune   B The Daily Beast   M Matzav.com   · nothing recorded"


@pytest.mark.parametrize("source", ["fortune", "matzav", "daily-beast", "bloomberg", "kremlin-readout"])
def test_the_page_of_a_source_lists_what_rests_on_it_alone(dossier: Dossier, source: str) -> None:
    alone = find_resting_alone(dossier, source)
    for view in ("", f"without:{source}", f"-without:{source}"):
        page = page_of(dossier, 100, view)
        write_record(page, dossier.source_of[source])
        text = written(page.lines)
        assert alone.quotes == match_quotes(dossier, parse_view(f"-without:{source}", dossier).clauses)
        for noun, found in (("QUOTES", alone.quotes), ("EVENTS", alone.events)):
            heading = re.search(rf"{noun} THAT REST ON IT ALONE  (\d+)$", text, re.MULTILINE)
            assert (int(heading[1]) if heading else 0) == len(found)
        items = {item.record.id for item in page.items if item.record}
        assert {dossier.quote_index.records[each].id for each in alone.quotes} <= items
        assert {dossier.event_index.records[each].id for each in alone.events} <= items
    told = " ".join(format_record(dossier, dossier.source_of[source]))
    assert f"{len(alone.quotes)} quotes rest on it alone" in told or len(alone.quotes) < 2


@pytest.mark.parametrize("view", ["without:bloomberg", "without:daily-beast", "without:fortune without:matzav"])
def test_what_falls_is_nowhere_shown_as_standing(dossier: Dossier, view: str) -> None:
    clauses = parse_view(view, dossier).clauses
    frame = compute_frame(dossier, state_from_view(parse_view(view, dossier), dossier))
    letters = {"Fortune": "F", "The Daily Beast": "B", "Matzav.com": "M"}
    fell = 0
    for said in dossier.quotes:
        discounted = find_discounted(dossier, said, clauses)
        if len(discounted) == len(said.versions):
            continue
        standing = {dossier.source_of[v.source].label for n, v in enumerate(said.versions) if n not in discounted}
        lost = {dossier.source_of[v.source].label for v in said.versions} - standing
        fell += len(lost)
        line = "".join(text for text, _ in draw_outlets(dossier, said, UNICODE, discounted))
        assert {letter for letter in line if letter.isalpha()} == {letters[name] for name in standing}
        assert line.count("✗") == len(lost)
        for width in (60, 110):
            reader = written(draw_reader(frame, said, width, 40, 100, UNICODE))
            count = f"{len(standing)} outlet{'s' * (len(standing) > 1)}"
            assert not re.search(r"\d outlets?", reader) or count in reader
            for name in lost:
                assert f": {name}" in reader or f", {name}" in reader
                assert not re.search(
                    rf"^ {re.escape(name)} +(identical|the same|without|as above)", reader, re.MULTILINE
                )
        page = page_of(dossier, 110, view)
        write_comparison(page, said, 0)
        if lost:
            assert re.search(r"^ falls?: ", written(page.lines), re.MULTILINE)
        ladder = written(page.lines).partition("HOW IT REACHED PRINT")[2]
        assert not any(f"─ {name}" in ladder or f"└ {name}" in ladder for name in lost)
    assert fell > 3


def test_what_was_not_in_print_yet_is_marked_as_such_on_every_page() -> None:
    read, view = dossier_of(PRESS), "asof:2025-03-15"
    frame = compute_frame(read, state_from_view(parse_view(view, read), read))
    said, speech = quote(read, "q1"), read.event_of["speech"]
    for width in (60, 140):
        reader = written(draw_reader(frame, said, width, 40, 100, UNICODE))
        assert "not yet in print: Herald; undated: Post" in reader
        assert "outlets ·" not in reader
        assert "mayor of the town (Gazette)" in reader
    letters = "".join(text for text, _ in draw_outlets(read, said, UNICODE, frame.discounted(said)))
    assert letters.split() == ["G", "✗", "✗"]
    clauses = parse_view(view, read).clauses
    pages: dict[str, Callable[[PageText], object]] = {
        "comparison": lambda page: write_comparison(page, said, 0),
        "conversation": lambda page: write_conversation(page, speech),
        "coverage": lambda page: write_coverage(page, compute_coverage(read, match_clauses(read, ()), clauses), 0),
        "quote": lambda page: write_record(page, said),
        "event": lambda page: write_record(page, speech),
        "claim": lambda page: write_record(page, read.claims[0]),
        "person": lambda page: write_record(page, read.person_of["ann"]),
        "linked event": lambda page: write_record(page, read.event_of["reply"]),
    }
    for name, write in pages.items():
        page = PageText(frame, 120, UNICODE, False)
        write(page)
        assert "not yet in print" in written(page.lines), name
    disagreements = PageText(frame, 120, UNICODE, False)
    write_disagreements(disagreements, find_shown_disagreements(read, parse_view(view, read)), False)
    assert "with applause (not yet in print)" in written(disagreements.lines)


def test_the_page_of_a_source_says_that_the_view_does_not_count_it() -> None:
    read = dossier_of(PRESS)
    for view, id, said, marked in (
        ("", "herald", "", ""),
        ("asof:2025-03-15", "herald", "not yet in print", "We shall build it. not yet in print"),
        ("asof:2025-03-15", "post", "undated", "We will build. undated"),
        ("without:herald", "herald", "falls", "We shall build it. falls"),
        ("without:weekly", "memo", "known only through Weekly", "Weekly · falls"),
        ("without:agency", "agency", "falls", "Herald · falls"),
        ("without:agency", "herald", "falls", "Agency · falls"),
    ):
        page = page_of(read, 100, view, everything=True)
        write_record(page, read.source_of[id])
        text = " ".join(written(page.lines).split())
        assert (f" in this view {said}" in text) == bool(said), (view, id, text)
        assert marked in text, (view, id, text)


async def test_the_page_of_a_source_has_the_quotes_of_the_row_that_its_head_shows() -> None:
    async with reading(load(), size=(100, 40)) as reader:
        await reader.press("C", "up", "enter")
        assert "in this view" not in reader.text()
        await reader.press("escape", "escape", "2", "down", "C", "up", "enter")
        assert first_line(reader).endswith("› Fortune")
        fortune = reader.main.dossier.quote_index.with_value("source", "fortune")
        shown = len(reader.main.frame.panes.matches.quotes & fortune)
        counts = re.findall(r"(\d+) of (\d+) in this view", written(on_page(reader).body.lines))
        assert sum(int(some) for some, _ in counts) == shown
        assert sum(int(every) for _, every in counts) == len(fortune)


def test_in_a_conversation_a_translation_does_not_differ_and_nothing_is_numbered_that_is_not() -> None:
    text = PRESS.replace('text = "We shall build it."', 'text = "Wir werden bauen."\n  language = "de"').replace(
        'id = "q1"', 'id = "q1"\nlanguage = "en"'
    )
    read = dossier_of(text)
    lines = written(conversation_lines(read, read.event_of["speech"], 100))
    assert re.search(r"^ +“We shall build.” +G H P$", lines, re.MULTILINE)
    assert "Gazette · differs in P" in lines


async def test_the_help_explains_the_sign_of_what_falls() -> None:
    for view in ("", "without:bloomberg"):
        async with reading(load(), view, size=(120, 60)) as reader:
            await reader.press("question_mark")
            assert ("✗ falls" in reader.text()) == bool(view)
            assert "· nothing recorded" in reader.text()


def test_words_that_only_a_fallen_outlet_prints_are_said_to_be_its(dossier: Dossier) -> None:
    said = quote(dossier, "call-oct14-01")
    frame = compute_frame(dossier, state_from_view(parse_view("without:bloomberg", dossier), dossier))
    page = page_of(dossier, 110, "without:bloomberg")
    write_record(page, said)
    for lines in (draw_reader(frame, said, 60, 40, 100, UNICODE), page.lines):
        assert "the words of Fortune (falls)" in written(lines)
    everything = compute_frame(dossier, state_from_view(parse_view("", dossier), dossier))
    assert "the words of" not in written(draw_reader(everything, said, 60, 40, 100, UNICODE))


def test_under_without_pages_mark_the_sources_that_fall(dossier: Dossier) -> None:
    view = "without:bloomberg"
    clauses = parse_view(view, dossier).clauses
    page = page_of(dossier, 110, view)
    grid = compute_coverage(dossier, match_clauses(dossier, clauses), clauses)
    write_coverage(page, grid, 0)
    text = written(page.lines)
    assert "✗ falls" in text
    assert re.search(r"Witkoff and Ushakov talk by telephone +✗ +○ +● +✗", text)  # The Daily Beast's passages fall
    column = next(n for n, source in enumerate(grid.sources) if source.id == "fortune")
    assert grid.describe(0, column) == "Fortune falls"
    page = page_of(dossier, 110, view)
    write_record(page, dossier.by_id["dmitriev-miami"])
    text = written(page.lines)
    assert "Bloomberg · [Report on the two calls] · falls" in text
    assert "What is left, Axios, is known here only through Bloomberg." in text
    text = written(disagreement_lines(dossier, view, 110))
    assert re.search(r"Fortune +Witkoff and Dmitriev \(falls\)", text)
    assert re.search(r"The Daily Beast +Witkoff told Ushakov that Putin should call \(falls\)", text)
    assert "3 outlets" not in text
    assert "falls" not in written(disagreement_lines(dossier, "", 110))
    talk = page_of(dossier, 110, view)
    write_conversation(talk, dossier.event_of["call-oct14"])
    assert "composed from The Daily Beast (falls)" in written(talk.lines)
    assert "differs in F" not in written(talk.lines)


def test_the_coverage_counts_no_version_that_falls_with_either_of_two_sources() -> None:
    """No source falls as a whole: one agency may be right where the other is wrong."""
    read = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "By way of two agencies"
[[sources]]
id = "north"
title = "Agency North"
[[sources]]
id = "south"
title = "Agency South"
[[sources]]
id = "gazette"
title = "Gazette"
[[sources]]
id = "herald"
title = "Herald"
[[events]]
id = "speech"
title = "A speech"
[[quotes]]
id = "q"
event = "speech"
text = "We shall build."
versions = [
  { source = "gazette", text = "We shall build.", via = ["north", "south"] },
  { source = "herald", text = "We shall build." },
]
""")
    clauses = parse_view("without:north,south", read).clauses
    assert [*find_discounted(read, quote(read, "q"), clauses)] == [0]
    grid = compute_coverage(read, match_clauses(read, clauses), clauses)
    assert [dict(printed) for printed in grid.printed] == [{"herald": 1}]


def test_the_page_of_a_claim_says_that_no_one_has_reviewed_it(dossier: Dossier) -> None:
    for is_draft in (True, False):
        page = page_of(dossier, 100)
        write_record(page, dossier.claims[0].replace(draft=is_draft))
        assert (NOT_REVIEWED in written(page.lines)) == is_draft


def test_the_chain_is_drawn_with_every_step_under_the_one_it_rests_on(dossier: Dossier) -> None:
    said = quote(dossier, "call-oct14-07")
    steps = [
        "├ [Bloomberg transcript, call of 14 October]",
        "│ ├ Matzav.com",
        "│ └ Bloomberg",
        "│   └ Fortune",
        "└ Bloomberg",
        "  └ The Daily Beast",
    ]
    frame = compute_frame(dossier, state_from_view(parse_view("", dossier), dossier))
    for lines in (comparison_lines(dossier, said, 0, 120), draw_reader(frame, said, 140, 40, 140, UNICODE)):
        text = written(lines)
        assert "\n".join(f"   {step}" for step in steps) in text
    narrow = written(comparison_lines(dossier, said, 0, 24)).splitlines()
    assert any(line.rstrip().endswith("│   └ Fortune") for line in narrow)


def test_a_conversation_tells_what_does_not_simply_stand() -> None:
    text = ONE_SPEAKER.replace('text = "Yes."', 'text = "Yes."\nstatus = "denied"\ndraft = true')
    text = text.replace('text = "No."', 'text = "Nein."\nlanguage = "de"').replace(
        "[[events]]", '[[sources]]\nid = "s"\ncontainer_title = "The Sun"\n[[events]]'
    )
    answers = dossier_of(text + '[[quotes.versions]]\nsource = "s"\ntext = "No."\nlanguage = "en"\n')
    lines = written(conversation_lines(answers, answers.event_of["e"], 100))
    assert "denied · not reviewed yet" in lines
    assert "the dossier's own, printed in translation by The Sun" in lines
    assert "composed" not in lines
    assert "translated from" not in lines
    row = written(draw_quote(answers, answers.quotes[0], 60, 3, "", (), UNICODE))
    assert "denied" in row
    assert "asserted" not in written(draw_quote(answers, answers.quotes[1], 60, 3, "", (), UNICODE))


def test_a_translation_is_noted(dossier: Dossier) -> None:
    assert "translated from ru" in written(conversation_lines(dossier, dossier.event_of["call-oct29"], 100))


def test_disagreements_lists_claims_with_each_stance_and_other_words(dossier: Dossier) -> None:
    text = written(disagreement_lines(dossier, "", 110))
    for claim in dossier.claims:
        assert claim.agreed or claim.text.split()[0] in text
    assert "SAME QUOTE, DIFFERENT WORDS" in text
    assert re.search(r"Kremlin re\S* +a warning", text)


CLAIMS = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "Claims only"
[[people]]
id = "ann"
name = "Ann Archer"
[[people]]
id = "bob"
name = "Bob Baker"
[[sources]]
id = "roll"
container_title = "Roll call"
[[sources]]
id = "record"
container_title = "Record"
[[events]]
id = "vote"
title = "The vote"
involved = [{ person = "ann" }]
[[events]]
id = "count"
title = "The count"
involved = [{ person = "bob" }]
[[claims]]
id = "accepts"
text = "Whether Ann accepts it."
about = ["ann"]
note = "Asked twice."
evidence = [{ source = "roll", stance = "yes", note = "By show of hands." }, { source = "record", stance = "no" }]
[[claims]]
id = "counted"
text = "Whether it was counted."
about = ["count"]
evidence = [{ source = "record", stance = "yes" }, { source = "roll", stance = "twice" }]
""")


def test_disagreements_are_those_of_the_view_with_their_notes() -> None:
    shown = find_shown_disagreements(CLAIMS, parse_view("person:ann", CLAIMS))
    assert (shown.count, shown.total) == (1, 2)
    text = written(disagreement_lines(CLAIMS, "person:ann", 60))
    assert "Whether Ann accepts it." in text
    assert "By show of hands." in text
    assert "Asked twice." in text
    assert "counted" not in text
    nothing = written(disagreement_lines(CLAIMS, "-event:count,vote", 60))
    assert nothing.strip() == "No disagreements in this view."


@pytest.mark.parametrize(("id", "claims"), [("ann", "Ann accepts"), ("count", "it was counted")])
def test_the_page_of_a_record_has_the_claims_about_it(id: str, claims: str) -> None:
    page = page_of(CLAIMS, 80)
    write_record(page, CLAIMS.by_id[id])
    text = written(page.lines)
    assert f"Whether {claims}" in text
    assert text.count("Whether") == 1


def test_the_page_of_a_source_has_the_claims_that_cite_it() -> None:
    page = page_of(CLAIMS, 80)
    write_record(page, CLAIMS.source_of["roll"])
    assert written(page.lines).count("Whether") == 2


def test_what_is_agreed_is_folded_away(dossier: Dossier) -> None:
    shown = find_shown_disagreements(dossier, View())
    agreed = {claim.id for claim in dossier.claims if claim.agreed}
    assert agreed
    assert {claim.id for claim in shown.claims} == {claim.id for claim in dossier.claims} - agreed
    assert shown.total == len(shown.claims) + len(shown.findings)
    folded, unfolded = (written(disagreement_lines(dossier, "", 110, which)) for which in (False, True))
    assert f"agreed ({len(agreed)})" in folded
    for claim in dossier.claims:
        assert (claim.text in folded) == (claim.id not in agreed)
        assert claim.text in unfolded


async def test_d_opens_the_disagreements_of_what_the_cursor_chooses() -> None:
    async with reading(CLAIMS, size=(100, 30)) as reader:
        await reader.press("D")
        assert "Disagreements · 2 of 2 in this view" in reader.text()
        await reader.press("escape", "2", "down", "D")
        assert "Disagreements · 1 of 2 in this view" in reader.text()
        await reader.press("escape", "enter")
        assert re.search(r"Whether Ann accepts it\. +asserted", reader.text())
        assert "By show of hands." in reader.text()


def test_coverage_counts_what_the_engine_counts(dossier: Dossier) -> None:
    view = parse_view("date:2025-10", dossier)
    grid = compute_coverage(dossier, match_clauses(dossier, view.clauses))
    for event, row in zip(grid.events, grid.printed, strict=True):
        for source in grid.sources:
            both = parse_view(f"date:2025-10 event:{event.id} source:{source.id}", dossier)
            assert row[source.id] == len(match_quotes(dossier, both.clauses))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_grid_fits_and_every_source_comes_into_sight(dossier: Dossier, width: int) -> None:
    grid = compute_coverage(dossier, match_clauses(dossier, ()))
    seen: set[int] = set()
    for first in range(len(grid.sources)):
        page = page_of(dossier, width)
        shown = write_coverage(page, grid, first)
        assert all(line_width(line) <= max(width, 20) for line in page.lines)
        assert len(page.items) == 1 + len(grid.events)
        for item in page.items:
            assert len(item.cells) == 1 + len(shown)
        seen.update(shown)
    assert seen == set(range(len(grid.sources)))
    assert width < 80 or len(shown) == len(grid.sources)


async def test_d_compares_and_b_takes_another_base() -> None:
    async with reading(load(), "at:trump-air-force-one-02", size=(100, 40)) as reader:
        await reader.press("d")
        assert re.search("Fortune +compared with this", reader.text())
        await reader.press("b")
        assert re.search("Matzav +compared with this", reader.text())
        await reader.press("escape")
        assert reader.main.state.quotes == "trump-air-force-one-02"
        assert reader.focused() == [QUOTES]


TWICE = dossier_of(
    re.sub(r'id = "(gazette|herald|post)"', r'\g<0>\nurl = "https://\1.example/"', PRESS).replace(
        """\
  [[quotes.versions]]
  source = "herald"
""",
        """\
  [[quotes.versions]]
  source = "gazette"
  text = "We build."

  [[quotes.versions]]
  source = "herald"
""",
    )
)
"""Outlets with addresses, the first of which prints two passages of a quote: its versions and its outlets part."""


@pytest.mark.parametrize("view", ["", "without:gazette", "without:post"])
async def test_enter_on_a_version_compares_with_its_outlet(view: str) -> None:
    async with reading(TWICE, f"{view} at:q1") as reader:
        await reader.press("enter", "down", "down", "down", "enter")
        assert re.search("Herald +compared with this", reader.text())


@pytest.mark.parametrize(
    ("at", "keys", "outlet"),
    [
        ("q1", ("enter",), "gazette"),
        ("q1", ("enter", "down", "down"), "gazette"),
        ("q1", ("enter", "down", "down", "down"), "herald"),
        ("q1", ("d", "right", "right"), "post"),
        ("speech", ("D", "down", "down"), "herald"),
        ("speech", ("D", "enter", "down", "down"), "herald"),
        ("speech", ("C", "right"), "herald"),
        ("speech", ("C", "right", "up", "enter", "down", "down"), "herald"),
    ],
)
async def test_the_link_is_that_of_the_source_under_the_cursor(at: str, keys: tuple[str, ...], outlet: str) -> None:
    async with reading(TWICE, f"at:{at}") as reader:
        await reader.press(*keys, "o")
        assert reader.opened == [f"https://{outlet}.example/"], reader.text()


async def test_without_an_address_of_its_source_an_item_has_no_link() -> None:
    async with reading(TWICE, "at:speech") as reader:
        await reader.press("D", "down", "down", "down", "o")
        assert reader.footer() == "No link for this source."
        await reader.press("up")
        assert "o link" in reader.footer()
        await reader.press("down")
        assert "o link" not in reader.footer()


@pytest.mark.parametrize(
    ("at", "keys", "words"),
    [
        ("q1", ("enter",), "We shall build."),
        ("q1", ("enter", "down", "down"), "We build."),
        ("q1", ("enter", "down", "down", "down"), "We shall build it."),
        ("speech", ("D", "down", "down"), "We shall build it."),
        ("speech", ("C", "right", "right", "up", "enter", "down"), "We will build."),
    ],
)
async def test_the_version_under_the_cursor_is_offered_first(at: str, keys: tuple[str, ...], words: str) -> None:
    async with reading(TWICE, f"at:{at}") as reader:
        await reader.press(*keys, "y")
        passage = on_page(reader)
        assert passage.item
        assert words in written(passage.body.lines[passage.item.first : passage.item.last]), reader.text()


async def test_c_shows_the_conversation_from_a_quote_and_from_its_event() -> None:
    for view in ("at:call-oct14-05", "at:call-oct14"):
        async with reading(load(), view) as reader:
            before = reader.text()
            await reader.press("c")
            assert "Conversation" in reader.text()
            assert "F Fortune   B The Daily Beast   M Matzav.com" in reader.text()
            assert "F · M" in reader.text()
            await reader.press("escape")
            assert reader.text() == before


async def test_a_cell_of_the_coverage_filters() -> None:
    async with reading(load(), "date:2025-11-25") as reader:
        await reader.press("C", "down", "right", "enter")
        grid = compute_coverage(
            reader.main.dossier, match_clauses(reader.main.dossier, parse_view("date:2025-11-25", load()).clauses)
        )
        wanted = [f"event:{grid.events[1].id}", "date:2025-11-25", f"source:{grid.sources[1].id}"]
        assert reader.chips() == wanted


@pytest.mark.parametrize("keys", [(), ("2", "down")])
async def test_a_cell_of_all_the_coverage_shows_its_quotes_whatever_filtered(keys: tuple[str, ...]) -> None:
    async with reading(load(), "who:putin") as reader:
        await reader.press(*keys, "C", "a")
        page = on_page(reader)
        assert isinstance(page, CoveragePage)
        row = next(n for n, event in enumerate(page.grid.events) if event.id == "call-oct14")
        page.body.select(row + 1, 1)
        count = page.grid.printed[row][page.grid.sources[0].id]
        assert count
        await reader.press("enter")
        assert reader.chips() == ["event:call-oct14", f"source:{page.grid.sources[0].id}"]
        assert len(reader.main.frame.panes.matches.quotes) == count
        await reader.press("u")
        assert "who:putin" in reader.chips()


async def test_w_asks_what_stands_without_a_source_and_asks_no_longer() -> None:
    async with reading(load()) as reader:
        await reader.press("D", "w")
        assert reader.footer() == "Choose a source first; C lists all of them."
        await reader.press("escape", "C", "up", "w")
        assert re.fullmatch(r"Without Fortune: \d+ quotes stand, \d+ fall · u undoes", reader.footer())
        await reader.press("right", "w")
        assert [str(clause) for clause in reader.main.state.view.clauses] == ["without:fortune", "without:daily-beast"]
        await reader.press("left", "enter")
        assert re.search(r"without it +no other source falls; \d+ quotes stand, \d+ fall", reader.text())
        await reader.press("w")
        assert reader.footer() == "Filter removed: without Fortune · u undoes"
        await reader.press("u")
        assert "without:fortune" in str(reader.main.state.view)


async def test_every_style_of_citation_is_shown_and_sent() -> None:
    async with reading(load(), "at:trump-air-force-one-02", size=(100, 50)) as reader:
        for key, shown in (
            ("y", "3 outlets with different words"),
            ("enter", "“He’s got to sell"),
            ("m", "> “He’s"),
            ("b", "@article{"),
            ("j", '"container-title"'),
        ):
            await reader.press(key)
            assert shown in reader.text()
            assert shown in reader.app.clipboard or key == "y"
        assert json.loads(reader.app.clipboard)
        await reader.press("enter")
        assert reader.app.screen is reader.main


async def test_nothing_is_copied_that_nobody_chose() -> None:
    async with reading(load(), "at:trump-air-force-one-02", size=(100, 50)) as reader:
        await reader.press("y")
        assert "Enter copies the one under the cursor, as plain text." in reader.text()
        await reader.press("m")
        assert "Enter copies the one under the cursor, in Markdown." in reader.text()
        await reader.press("up", "down", "down", "down", "down")
        assert reader.app.clipboard == ""
        await reader.press("up", "enter")
        assert "“You know, because he’s got to sell" in reader.app.clipboard
        assert "Matzav" in reader.app.clipboard
        assert "Fortune" not in reader.app.clipboard


async def test_outlets_with_the_same_words_are_copied_at_once() -> None:
    async with reading(load(), "at:cheung-statement-01", size=(100, 50)) as reader:
        await reader.press("y")
        assert "also in The Daily Beast" in reader.app.clipboard


async def test_on_the_comparison_the_version_under_the_cursor_is_offered_first() -> None:
    async with reading(load(), "at:trump-air-force-one-02", size=(100, 50)) as reader:
        await reader.press("d", "down", "down", "down", "y", "enter")
        assert "gotta sell" in reader.app.clipboard
        await reader.press("escape")
        assert "Comparison" in reader.text()


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_the_passage_under_the_cursor_is_in_sight(size: tuple[int, int]) -> None:
    async with reading(load(), "at:call-oct14-07", size=size) as reader:
        await reader.press("y")
        assert "▌Matzav" in reader.text()
        for _ in range(4):
            await reader.press("down")
            assert "▌" in reader.text()


async def test_a_composed_text_is_called_so_and_not_put_between_quotation_marks(dossier: Dossier) -> None:
    text = written(conversation_lines(dossier, dossier.event_of["call-oct14"], 100))
    for said in dossier.quotes:
        if said.event == "call-oct14" and said.is_composed:
            assert f"“{said.text[:20]}" not in text
    assert "composed from Fortune, The Daily Beast" in text


def test_the_clipboard_sequence_is_wrapped_for_what_stands_between() -> None:
    data = base64.b64encode("Ґ".encode()).decode()
    bare = f"\x1b]52;c;{data}\x07"
    assert encode_osc52("Ґ") == bare
    assert encode_osc52("Ґ", "tmux-256color", tmux=True) == f"{bare}\x1bPtmux;\x1b{bare}\x1b\\"
    assert encode_osc52("Ґ", "screen-256color") == f"\x1bP{bare}\x1b\\"
    long = encode_osc52("x" * 3000, "screen")
    assert all(len(piece) <= 768 for piece in long.split("\x1b\\"))
    assert "".join(piece.removeprefix("\x1bP") for piece in long.split("\x1b\\")) == encode_osc52("x" * 3000)


def test_what_is_too_long_for_a_clipboard_is_refused() -> None:
    assert encode_osc52("x" * MAX_CLIPBOARD_BYTES)
    with pytest.raises(ValueError, match="too long"):
        encode_osc52("x" * (MAX_CLIPBOARD_BYTES + 1))


UNSEEN = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "T"
[[people]]
id = "ann"
name = "Ann Archer"
aliases = ["Стив"]
[[people]]
id = "bob"
name = "Bob Baker"
[[sources]]
id = "s"
container_title = "The Gazette"
[[events]]
id = "e"
title = "E"
[[quotes]]
id = "q"
event = "e"
who = "ann"
to = "bob"
text = "The apples are ripe."
note = "So says the gardener, who was not there, and was asked only long after what it was that he had heard of pears."
[[quotes.versions]]
source = "s"
text = "Those apples are ripe."
""")


@pytest.mark.parametrize(
    ("words", "hits", "width", "row"),
    [
        ("apples", [], 50, ""),
        ("archer", [], 50, ""),
        ("ann", [("name", "Ann Archer")], 30, "name: Ann Archer"),
        ("ann", [("name", "Ann Archer")], 50, ""),  # where the row has room for the name itself
        ("стив", [("alias", "Стив")], 50, "alias: Стив"),
        ("pears", [("note", "pears")], 50, "matched in the note"),
        ("those", [("The Gazette", "Those")], 50, "in The Gazette"),
        ("plums", [], 50, ""),
    ],
)
def test_a_row_says_why_it_matches_where_its_words_do_not(
    words: str, hits: list[tuple[str, str]], width: int, row: str
) -> None:
    said = quote(UNSEEN, "q")
    shown = ("“The apples are ripe.”", "Archer → Baker")
    found = find_unseen_hits(UNSEEN, said, [words], shown)
    assert [label for label, _ in found] == [label for label, _ in hits]
    assert all(part in text for (_, part), (_, text) in zip(hits, found, strict=True))
    head, line = draw_quote(UNSEEN, said, width, 3, "", [words], UNICODE)
    _, spoken, reason = re.split(r"(The [^.…]+[.…])", written([line]), maxsplit=1)  # unmarked: no outlet prints it so
    assert spoken == "The apples are ripe." or width < 50
    assert reason.strip() == row
    assert ("Ann" in written([head])) == (width == 50)
    assert all(line_width(each) <= width for each in (head, line))


def test_the_reader_shows_the_note_from_where_it_matches() -> None:
    told = written(pane_lines(UNSEEN, quote(UNSEEN, "q"), 60, "pears"))
    (note,) = [line for line in told.splitlines() if "note:" in line]
    assert "…" in note
    assert "pears" in note
    assert "note:" not in written(pane_lines(UNSEEN, quote(UNSEEN, "q"), 60, "apples"))
    assert "alias:" in written(pane_lines(UNSEEN, quote(UNSEEN, "q"), 60, "стив"))


OFFICES = """\
format = "peace-tui/1"
[dossier]
title = "Offices"
[[people]]
id = "jones"
name = "Thurgood B. Jones, Jr."
draft = true
roles = [{ title = "judge", date = "2010/2014", sources = ["sun"] }, { title = "justice", date = "2015/.." }]
[[people]]
id = "smith"
name = "Ann Smith of the Long Name"
short = "A. S."
[[sources]]
id = "sun"
container_title = "The Sun of the Morning"
short = "Sun"
[[events]]
id = "first"
title = "First hearing"
date = "2012"
[[events]]
id = "second"
title = "Second hearing"
date = "2016-03"
links = [{ to = "first", type = "follows", source = "sun" }]
draft = true
[[quotes]]
id = "q1"
event = "first"
who = "jones"
to = "smith"
text = "Ann?"
source = "sun"
[[quotes]]
id = "q2"
event = "second"
who = "jones"
to = "smith"
text = "Ann, again?"
source = "sun"
draft = true
[[quotes]]
id = "q3"
event = "second"
date = "2009"
who = "jones"
text = "Who?"
"""


def test_the_reader_shows_the_office_of_the_time() -> None:
    offices = dossier_of(OFFICES)
    told = {id: written(pane_lines(offices, quote(offices, id), 90)) for id in ("q1", "q2", "q3")}
    assert [("judge" in told[id], "justice" in told[id]) for id in told] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    person = written(pane_lines(offices, offices.people[0], 90))
    assert "judge (2010–2014), according to The Sun of the Morning" in person
    assert "justice (since 2015)" in person


def test_a_record_in_full_has_the_keys_of_its_author() -> None:
    own = dossier_of(OFFICES.replace('id = "q1"', 'id = "q1"\nx_shelf = ["A", 1]\nx_mood = "[b]calm"'))
    page = page_of(own)
    write_record(page, quote(own, "q1"))
    told = written(page.lines)
    assert re.search(r'x_shelf +\["A", 1\]', told)
    assert re.search(r"x_mood +\[b\]calm", told)
    assert "x_shelf" not in written(pane_lines(own, quote(own, "q1"), 90))


def test_an_event_tells_its_links() -> None:
    offices = dossier_of(OFFICES)
    told = written(pane_lines(offices, offices.events[1], 90))
    assert re.search(r"links +Follows: First hearing, 2012, according to The Sun of the Morning", told)


def test_what_is_not_reviewed_is_marked_in_its_row_and_said_in_the_reader() -> None:
    offices = dossier_of(OFFICES)
    columns = measure_event_columns(offices, True)
    for glyphs, is_cursor in itertools.product((UNICODE, ASCII), (False, True)):
        for number, event in enumerate(offices.events):
            lines = draw_event(event, RowKey(number), 60, columns, (), glyphs, is_cursor)
            assert [(glyphs.draft, "warning") in line for line in lines] == [event.draft]
            assert all(line_width(line) <= 60 for line in lines)
        for number, person in enumerate(offices.people):
            key, counts = RowKey(number, 2, 3), PersonCounts(2, 1)
            lines = draw_person(offices, person, key, counts, PeopleColumns(0, 0, 5, 3), 40, (), glyphs, is_cursor)
            assert [(glyphs.draft, "warning") in line for line in lines] == [person.draft]
            assert all(line_width(line) <= 40 for line in lines)
        for each in offices.quotes:
            lines = draw_quote(offices, each, 60, 3, "", (), glyphs)
            assert [(glyphs.draft, "warning") in line for line in lines] == [each.draft, False]
    records: list[Event | Person | Quote] = [*offices.events, *offices.people, *offices.quotes]
    for record in records:
        told = written(pane_lines(offices, record, 90))
        assert ("not reviewed yet" in told) == record.draft


UNREVIEWED = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "Unreviewed"
[[people]]
id = "ann"
name = "Ann Archer"
draft = true
[[people]]
id = "bob"
name = "Bob Baker"
[[sources]]
id = "wire"
container_title = "Wire"
draft = true
[[sources]]
id = "sun"
container_title = "The Sun"
based_on = ["wire"]
[[events]]
id = "call"
title = "The call"
date = "2025-10-14"
sources = ["wire", "sun"]
accounts = [{ source = "wire", date = "2025-10-15" }]
involved = [{ person = "ann" }, { person = "bob" }]
draft = true
[[events]]
id = "talk"
title = "The talk"
date = "2025-10-16"
sources = ["sun"]
links = [{ to = "call", type = "follows" }]
[[quotes]]
id = "yes"
event = "call"
who = "ann"
to = "bob"
text = "Yes, I shall come."
draft = true
versions = [{ source = "wire", text = "Yes, I shall come." }, { source = "sun", text = "Yes, we will come." }]
[[quotes]]
id = "no"
event = "talk"
who = "bob"
about = "ann"
text = "No."
source = "wire"
[[claims]]
id = "comes"
text = "Whether Ann comes."
about = ["ann", "bob", "call", "talk", "yes", "no", "wire", "sun"]
draft = true
evidence = [{ source = "sun", stance = "yes", quote = "yes" }, { source = "wire", stance = "no" }]
[[claims]]
id = "stays"
text = "Whether Bob stays."
about = ["bob"]
evidence = [{ source = "sun", stance = "yes" }, { source = "wire", stance = "no" }]
""")


def items_marked(page: PageText) -> list[tuple[str, bool]]:
    """The records of the items below what the page is about, each with whether it is told to be a draft."""
    found = []
    for item in page.items:
        told = written(page.lines[item.first : item.last])
        if item.record and item.opens != "row":
            found.append((str(item.record.id), page.glyphs.draft in told or NOT_REVIEWED in told))
    return found


DRAFTS = {
    record.id
    for kind in ("people", "sources", "events", "quotes", "claims")
    for record in getattr(UNREVIEWED, kind)
    if record.draft
}


@pytest.mark.parametrize("width", [30, 100])
@pytest.mark.parametrize("id", ["ann", "bob", "wire", "sun", "call", "talk", "no", "comes", "stays", None])
def test_what_is_not_reviewed_is_marked_on_the_pages_of_others(id: str | None, width: int) -> None:
    page = page_of(UNREVIEWED, width)
    write_record(page, UNREVIEWED.by_id[id] if id else None)
    marked = items_marked(page)
    assert marked
    for record, is_marked in marked:
        assert is_marked == (record in DRAFTS), record
    assert all(line_width(line) <= width for line in page.lines)


@pytest.mark.parametrize("width", [30, 100])
def test_what_is_not_reviewed_is_marked_on_the_pages_of_the_dossier(width: int) -> None:
    view = View()
    pages = [page_of(UNREVIEWED, width) for _ in range(3)]
    write_disagreements(pages[0], find_shown_disagreements(UNREVIEWED, view), unfolded=True)
    write_overview(pages[1], describe_statistics(UNREVIEWED, compute_statistics(UNREVIEWED, view)))
    write_coverage(pages[2], compute_coverage(UNREVIEWED, match_clauses(UNREVIEWED, ())), 0)
    for page in pages:
        marked = items_marked(page)
        assert {True, False} == {is_marked for _, is_marked in marked}
        for record, is_marked in marked:
            assert is_marked == (record in DRAFTS), record
        assert all(line_width(line) <= width for line in page.lines)
    heads = written(pages[2].lines[: pages[2].column_heads])
    assert f"{UNICODE.draft} Wire" in heads
    assert f"{UNICODE.draft} The Sun" not in heads


def test_of_an_outlet_with_several_articles_each_is_marked_by_itself() -> None:
    several = UNREVIEWED.replace(sources=[each.replace(container_title="Sun") for each in UNREVIEWED.sources])
    page = page_of(several)
    write_overview(page, describe_statistics(several, compute_statistics(several, View())))
    outlets = written(page.lines).split("OUTLETS")[1].split("WHAT RESTS")[0]
    assert "Sun" in outlets
    assert UNICODE.draft not in outlets
    swapped = several.replace(sources=[each.replace(draft=not each.draft) for each in several.sources])
    for made in (several, swapped):
        page = page_of(made, 40)
        write_comparison(page, quote(made, "yes"), 0)
        marked = items_marked(page)
        assert {("wire", made is several), ("sun", made is swapped)} == set(marked)


def test_a_comparison_and_a_conversation_say_that_what_they_are_about_is_not_reviewed() -> None:
    for id in ("yes", "no"):
        told = written(comparison_lines(UNREVIEWED, quote(UNREVIEWED, id), 0, 100))
        assert (NOT_REVIEWED in told) == (id in DRAFTS)
    for width in (30, 100):
        page = page_of(UNREVIEWED, width)
        write_comparison(page, quote(UNREVIEWED, "yes"), 1)
        told = written(page.lines)
        assert f"{UNICODE.draft} Wire" in told.split("HOW IT REACHED PRINT")[0]
        assert re.search(f"[├└] {UNICODE.draft} Wire", told)
        assert f"{UNICODE.draft} The Sun" not in told
        assert all(line_width(line) <= width for line in page.lines)
    for event in (event.replace(draft=is_draft) for event in UNREVIEWED.events for is_draft in (True, False)):
        page = page_of(UNREVIEWED)
        write_conversation(page, event)
        above = written(page.lines[: page.items[0].first])
        assert (NOT_REVIEWED in above) == event.draft


def test_short_names_stand_where_full_ones_do_not_fit_and_under_the_cursor_full_ones_always() -> None:
    offices = dossier_of(OFFICES)

    def row(number: int, width: int, is_cursor: bool = False) -> str:
        person, counts = offices.people[number], PersonCounts(3, 0, 0, 2)
        columns = PeopleColumns(9 if width >= 56 else 0, 6 if width >= 56 else 0, 5, 3)
        lines = draw_person(offices, person, RowKey(number, 3, 3), counts, columns, width, (), UNICODE, is_cursor)
        assert all(line_width(line) <= width for line in lines)
        return " ".join(written(lines).split())

    assert "Thurgood B. Jones, Jr." in row(0, 70)
    assert "Ann Smith of the Long Name" in row(1, 70)
    assert "Jones" in row(0, 24)
    assert "Thurgood" not in row(0, 24)
    assert "A. S." in row(1, 24)
    assert "Thurgood B. Jones, Jr." in row(0, 24, True).replace("3/3 ", "")
    assert "Ann Smith of the Long Name" in row(1, 24, True).replace("3/3 ", "")
    for width, speakers in ((40, "◇ Jones → ◇ A. S."), (90, "Jones, Jr. → ◇ Ann Smith of")):
        assert speakers in written(draw_quote(offices, offices.quotes[0], width, 3, "", (), UNICODE))


HEADED = [
    ("1955-03-22", "month", "March 1955", "22"),
    ("1955-03-22", "year", "1955", "22 Mar"),
    ("1955-03-22", "", "", "22 Mar 1955"),
    ("2020-08-31T12:05Z", "day", "31 August 2020", "12:05"),
    ("2020-08-31T12:05Z", "month", "August 2020", "31 12:05"),
    ("2025-10-14/2025-10-16", "month", "October 2025", "14–16"),
    ("2025-10-14/2025-11-25", "month", "October 2025", "14→25 Nov"),
    ("2024-12-30/2025-01-02", "month", "December 2024", "30→2 Jan 2025"),
    ("2024-12-30/2025-01-02", "year", "2024", "30 Dec–2 Jan 2025"),
    ("2025-10-14~", "month", "October 2025", "~14"),
    ("2025-10-14?", "month", "October 2025", "14?"),
    ("[..2025-10-14]", "month", "October 2025", "≤14"),
    ("[2025-10-14..]", "month", "October 2025", "≥14"),
    ("[2025-10-14..2025-10-16]", "month", "October 2025", "in 14–16"),
    ("../2025-10-14", "month", "October 2025", "–14"),
    ("2025-10-14T12:05Z/..", "day", "14 October 2025", "12:05–"),
    ("2025-10", "month", "October 2025", "Oct"),
    ("2025-23", "month", "autumn 2025", "autumn"),
    ("2025-23", "year", "2025", "autumn"),
    ("201X", "month", "2010s", "2010s"),
    ("[2025-10-14,2025-10-16]", "month", "October 2025", "14 or 16"),
    ("[2025-10-14,2025-11-03]", "month", "October 2025", "14 or 3 Nov"),
    ("[2024-12-31,2025-01-01]", "month", "December 2024", "31 or 1 Jan 2025"),
    ("[2025-10-14?,2025-11-03~]", "month", "October 2025", "14? or ~3 Nov"),
]
"""Dates, each with a unit of headings, the heading under which its row stands, and what the row says."""


@pytest.mark.parametrize(("date", "unit", "heading", "row"), HEADED)
def test_a_heading_and_a_row_together_say_a_date(date: str, unit: str, heading: str, row: str) -> None:
    assert (format_heading(date, unit), format_under_heading(date, unit)) == (heading, row)


@given(st.sampled_from(HEADED), st.sampled_from(HEADED), st.integers(20, 80), st.booleans())
def test_a_row_shows_its_date_whole_whatever_its_width(
    case: tuple[str, ...], other: tuple[str, ...], width: int, is_cursor: bool
) -> None:
    """Also where other dates in the column are shorter."""
    event = Event(id="e", title="What happened on that day", date=parse_date(case[0]))
    column = EventColumns(case[1], cell_width(format_under_heading(other[0], case[1])), 0)
    first, *_ = draw_event(event, RowKey(0), width, column, (), UNICODE, is_cursor)
    assert case[3] in written([first])
    assert line_width(first) <= width or width < 8 + 4 + len(case[3])


# --- Pages as lists ---------------------------------------------------------------------------------------------------


def on_page(reader: Reader) -> Page:
    page = reader.app.screen
    assert isinstance(page, Page)
    return page


def first_line(reader: Reader) -> str:
    return reader.text().splitlines()[0].strip()


async def test_every_page_opens_from_every_other_and_esc_goes_back_step_by_step() -> None:
    async with reading(load(), "at:call-oct14-07", size=(100, 36)) as reader:
        trail = [first_line(reader)]
        for key, crumb in (
            ("enter", "Witkoff → Ushakov"),
            ("d", "Comparison"),
            ("enter", "Matzav.com"),
            ("C", "Coverage"),
            ("c", "Conversation"),  # of no words: nothing is quoted of the first event
            ("D", "Disagreements"),
        ):
            await reader.press(key)
            assert first_line(reader).partition(" · ")[0].endswith(crumb)
            trail.append(reader.text())
        assert "Comparison › Matzav.com › Coverage › Conversation › Disagreements" in first_line(reader)
        for key in ("escape", "backspace", "q", "escape", "escape"):
            trail.pop()
            await reader.press(key)
            assert reader.text() == trail[-1]
        await reader.press("escape")
        assert reader.app.screen is reader.main
        assert reader.cursor("quotes") == "call-oct14-07"


async def test_a_page_that_is_open_already_is_gone_back_to() -> None:
    async with reading(load(), "at:call-oct14", size=(100, 36)) as reader:
        await reader.press("D", "enter")
        assert len(reader.app.screen_stack) == 3
        await reader.press("D")
        assert len(reader.app.screen_stack) == 2
        for _ in range(3):
            await reader.press("enter", "D")
        assert len(reader.app.screen_stack) == 2


async def test_going_back_finds_the_cursor_and_the_scroll_where_they_were() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        await reader.press("enter", "pagedown", "down", "down")
        before = reader.text()
        assert "▌" in before
        await reader.press("enter")
        assert reader.text() != before
        await reader.press("escape")
        assert reader.text() == before


async def test_turning_pages_moves_the_cursor_that_they_were_opened_from() -> None:
    async with reading(load(), "at:call-oct14", size=(100, 50)) as reader:
        await reader.press("enter")
        parent = on_page(reader)
        (first, second) = [item.record for item in parent.body.items[1:3]]
        await reader.press("down", "enter", "right")
        page = on_page(reader)
        assert page is not parent
        assert page.record is second
        await reader.press("left", "left")
        assert page.record is first
        assert reader.footer() == "This is the first one."
        await reader.press("right", "escape")
        assert parent.item
        assert parent.item.record is second


async def test_space_filters_by_an_item_and_x_hides_it_with_a_word_on_it_and_an_undo() -> None:
    async with reading(load(), size=(100, 36)) as reader:
        await reader.press("D", "space")
        assert [clause.facet for clause in reader.main.state.view.clauses] == ["event"]
        assert re.match(r"Filter: .+ · \d+ of \d+ quotes · u undoes", reader.footer())
        assert re.match(r"Disagreements · (\d+) of (\d+) in this view", first_line(reader))
        await reader.press("u")
        assert reader.main.state.view == View()
        shown, total = re.findall(r"\d+", first_line(reader))
        assert shown == total
        await reader.press("ctrl+r")
        assert reader.main.state.view.clauses
        await reader.press("space")
        assert reader.main.state.view == View()
        assert "Filter removed" in reader.footer()
        await reader.press("x")
        assert all(clause.negated for clause in reader.main.state.view.clauses)
        assert "Hidden" in reader.footer()


async def test_a_person_a_source_and_the_event_of_a_quote_are_filtered_by() -> None:
    async with reading(load(), "at:call-oct14-07", size=(100, 60)) as reader:
        await reader.press("enter", "space")
        assert str(reader.main.state.view) == "event:call-oct14"
        await reader.press("u")
        page = on_page(reader)
        while not isinstance(page.item and page.item.record, Person):
            await reader.press("down")
        await reader.press("space")
        assert str(reader.main.state.view) == "person:witkoff"
        await reader.press("u", "g", "d", "enter", "space")
        assert str(reader.main.state.view).startswith("source:")


async def test_a_shows_all_and_then_again_what_the_view_leaves() -> None:
    async with reading(load(), "event:meeting-oct17", size=(100, 36)) as reader:
        await reader.press("D")
        few = first_line(reader)
        assert "in this view" in few
        await reader.press("a")
        assert re.search(r"· all \d+", first_line(reader))
        await reader.press("a")
        assert first_line(reader) == few
        await reader.press("escape", "C")
        assert re.search(r"Coverage · 1 of \d+ events", first_line(reader))
        await reader.press("a")
        assert re.search(r"Coverage · (\d+) of \1 events", first_line(reader))


async def test_coverage_says_that_it_is_of_the_row_under_the_cursor() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        await reader.press("C")
        assert re.search(r"Coverage · 1 of \d+ events \(cursor\)", first_line(reader))


async def test_a_head_of_the_coverage_opens_its_source_and_a_title_its_event() -> None:
    async with reading(load(), size=(100, 36)) as reader:
        await reader.press("C", "up", "enter")
        assert first_line(reader).endswith("› Fortune")
        await reader.press("escape", "down", "left", "enter")
        assert first_line(reader).startswith("Coverage › ")
        assert isinstance(on_page(reader).record, Event)


async def test_a_search_on_a_page_marks_what_it_finds_and_n_goes_on() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        await reader.press("c", "slash", *"peace deal")
        assert [text.casefold() for text in reader.highlighted()][:1] == ["peace deal"]
        assert "matches · Enter: keep · Esc: cancel" in reader.footer()
        await reader.press("enter")
        page = on_page(reader)
        seen = set()
        for _ in page.body.matches:
            await reader.press("n")
            assert reader.highlighted()
            seen.add(reader.footer())
        assert len(seen) == len(page.body.matches)
        await reader.press("N")
        assert reader.footer() in seen
        await reader.press("slash", *"zzz", "escape")
        assert page.body.matches == {}
        assert on_page(reader) is page


async def test_keys_typed_ahead_are_searched_for() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        for key in ("c", "slash", *"reiterate"):
            await reader.hurry(key)
        await reader.press("enter")
        assert reader.highlighted() == ["reiterate"]


async def test_digits_and_enter_go_to_a_turn() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        await reader.press("c", "1", "2", "enter")
        assert "▌" in next(line for line in reader.text().splitlines() if "12 And here" in line)
        await reader.press("9", "9", "enter")
        assert "No turn 99 here; the last is 14." in reader.footer()
        await reader.press("4", "escape")
        assert isinstance(on_page(reader), ConversationPage)


async def test_a_conversation_opens_at_the_quote_under_the_cursor() -> None:
    async with reading(load(), "at:call-oct14-09", size=(80, 24)) as reader:
        await reader.press("c")
        item = on_page(reader).item
        assert item
        assert item.record
        assert item.record.id == "call-oct14-09"


async def test_a_conversation_says_how_much_of_it_the_view_has() -> None:
    async with reading(load(), "who:witkoff at:call-oct14-07", size=(80, 24)) as reader:
        await reader.press("c")
        assert first_line(reader) == "Conversation · 9 of 13 turns in this view"
        await reader.press("a")
        assert first_line(reader) == "Conversation · 13 turns"


def test_turns_of_one_speaker_are_joined_and_sides_have_their_colors(dossier: Dossier) -> None:
    answers = dossier_of(ONE_SPEAKER)
    joined = written(conversation_lines(answers, answers.event_of["e"], 80))
    assert joined.count("Ann Ash") == 1
    lines = conversation_lines(dossier, dossier.event_of["call-oct14"], 80)
    named = [line for line in lines if any(style.startswith("speaker") for _, style in line)]
    columns = {line[0][0] for line in named}
    assert len(columns) == 2
    styles = {style for line in named for _, style in line if style.startswith("speaker")}
    assert len(styles) == 2


async def test_a_cursor_that_moves_down_shows_every_line_of_every_page() -> None:
    async with reading(load(), "at:call-oct14-07", size=(60, 12)) as reader:
        for keys in (("enter",), ("d",), ("c",), ("D",), ("1", "home", "enter"), ("question_mark",)):
            await reader.press(*keys)
            await reader.press("home")
            body = on_page(reader).body
            seen: set[int] = set()
            for _ in range(3 * len(body.lines)):
                seen.update(range(body.top, body.top + body.height))
                at, top = body.at, body.top
                body.move(1)
                assert body.item is None or body.item.first < body.top + body.height
                assert body.item is None or body.item.last > body.top
                if (body.at, body.top) == (at, top):
                    break
            assert seen >= set(range(len(body.lines)))
            passed = {body.at}
            for _ in range(3 * len(body.lines)):
                body.move(-1)
                passed.add(body.at)
            assert body.top == 0
            assert passed >= set(range(len(body.items)))
            await reader.press("escape")


async def test_tab_goes_from_section_to_section() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        await reader.press("enter")
        page = on_page(reader)
        sections = []
        for _ in range(4):
            assert page.item
            sections.append(page.item.section)
            await reader.press("tab")
        assert sections == sorted(set(sections))
        assert len(sections) == 4
        await reader.press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "shift+tab")
        assert page.item
        assert page.item.section == sections[0]


async def test_a_page_that_is_returned_to_obeys_the_filter_set_above_it() -> None:
    async with reading(load()) as reader:
        await reader.press("D", "down", "down")
        before = first_line(reader)
        await reader.press("enter", "space", "escape")
        after = first_line(reader)
        assert after != before
        on_page(reader).rewrite()
        await reader.press()
        assert first_line(reader) == after
        await reader.press("enter", "u", "escape")
        assert first_line(reader) == before


async def test_the_last_of_outlets_side_by_side_may_be_left_out() -> None:
    found = load()
    quote = max(found.quotes, key=lambda quote: len({version.source for version in quote.versions}))
    async with reading(found, f"at:{quote.id}", size=(200, 40)) as reader:
        await reader.press("d", *["right"] * 9)
        page = on_page(reader)
        assert isinstance(page, ComparisonPage)
        assert page.body.column > 1
        while page.body.column:
            sides = len(page.sides)
            await reader.press("w")
            assert len(page.sides) < sides
            assert re.match("Without .+ stand", reader.footer())
            await reader.press("left")


async def test_quotes_are_compared_while_the_page_is_read() -> None:
    many = of_many_quotes(1_000)
    async with reading(many, size=(100, 36)) as reader:
        await reader.press("D")
        await reader.until(lambda: first_line(reader) == "Disagreements · 1,000 of 1,000 in this view")
        await reader.press("escape", "D")
        assert first_line(reader) == "Disagreements · 1,000 of 1,000 in this view"


def of_many_quotes(count: int) -> Dossier:
    """A dossier of many quotes, each printed by two outlets in other words."""
    quotes = "".join(
        f"[[quotes]]\nid = 'q{n}'\nevent = 'e'\ntext = 'It is {n}.'\n"
        f"[[quotes.versions]]\nsource = 'a'\ntext = 'It is {n}.'\n"
        f"[[quotes.versions]]\nsource = 'b'\ntext = 'It was {n}.'\n"
        for n in range(count)
    )
    return dossier_of(
        "format = 'peace-tui/1'\n[dossier]\ntitle = 'T'\n[[events]]\nid = 'e'\ntitle = 'E'\n"
        f"[[sources]]\nid = 'a'\ntitle = 'A'\n[[sources]]\nid = 'b'\ntitle = 'B'\n{quotes}"
    )


def test_a_cell_is_marked_where_it_is_whatever_the_width_of_letters() -> None:
    line: Line = ((" 王小明 ", "text"), ("●", "outlet"), (" x", "text"))
    start, end = find_span(line, range(8, 9))
    assert "".join(text for text, _ in line)[start:end] == "●"
    assert [text for text, style in restyle(line, [(start, end)], "match") if style == "match"] == ["●"]


def test_a_phrase_is_found_across_the_end_of_a_line() -> None:
    lines: list[Line] = [((" a peace", "text"),), (), ((" ", ""), ("Deal now", "quiet"))]
    assert find_in_lines(lines, ("peace",)) == {0: [(3, 8)]}
    found = find_in_lines([lines[0], lines[2]], ("peace deal",))
    assert found == {0: [(3, 8)], 1: [(1, 5)]}
    assert find_in_lines(lines, ("",)) == {}


@pytest.mark.parametrize("id", ["call-oct14-07", "call-oct14", "witkoff"])
@pytest.mark.parametrize("view", ["", "who:putin", "event:meeting-oct17"])
async def test_enter_on_the_record_itself_goes_to_its_row_even_where_it_was_hidden(id: str, view: str) -> None:
    async with reading(load(), view, size=(100, 36)) as reader:
        record = reader.main.dossier.by_id[id]
        reader.app.push_screen(RecordPage(record))
        await reader.press("enter")
        assert reader.app.screen is reader.main
        shown = reader.main.frame.record()
        assert shown
        assert shown.id == id


async def test_the_mouse_chooses_opens_and_works_the_keys_in_the_foot() -> None:
    async with reading(load(), size=(120, 36)) as reader:
        await reader.press("D")
        page = on_page(reader)
        await reader.click("In what order did the turns")
        assert page.item
        assert "In what order" in getattr(page.item.record, "text", "")
        await reader.click("hide")
        assert reader.main.state.view.clauses
        await reader.press("u", "home")
        await reader.click("In what order did the turns")
        await reader.click("In what order did the turns")
        assert len(reader.app.screen_stack) == 3
        await reader.click("back")
        assert on_page(reader) is page


async def test_the_key_of_a_page_says_on_it_that_one_is_there() -> None:
    async with reading(load(), "at:call-oct14-02", size=(80, 24)) as reader:
        for key in "dcDCSO":
            await reader.press(key, key)
            assert reader.footer() == "This is what you are reading. Esc goes back."
            await reader.press("escape")
        await reader.press("d", "b")
        assert reader.footer() == "There is no other outlet here to compare with."


async def test_of_outlets_side_by_side_the_one_under_the_cursor_is_lit_and_no_other() -> None:
    async with reading(load(), "at:trump-air-force-one-02", size=(120, 36)) as reader:
        await reader.press("d", "right")
        lit = reader.app.text_styles["cursor"].bgcolor
        line = next(strip for strip in reader.strips() if "Matzav" in strip.text)
        assert lit
        assert "".join(run.text for run in line if run.style and run.style.bgcolor == lit).split() == ["Matzav"]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_names_of_the_sources_stay_in_sight_while_the_coverage_scrolls(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("C")
        names = re.compile(r"\n ● prints.*\n.*\n.*\n")
        heads, events = names.findall(reader.text()), len(load().events)
        for keys in (["G"], ["k"] * events, ["pagedown"], ["pagedown", "pageup"], ["j"] * events, ["ctrl+u"] * 9):
            await reader.press(*keys)
            assert names.findall(reader.text().replace("▌", " ")) == heads
            assert "▌" in reader.text()
        await reader.press("G")
        await reader.click("Trump defends Witkoff")
        assert (subject := on_page(reader).subject)
        assert subject.id == "trump-air-force-one"


async def test_the_mouse_chooses_a_cell_of_the_coverage() -> None:
    async with reading(load(), size=(120, 36)) as reader:
        await reader.press("C")
        await reader.click("○")
        page = on_page(reader)
        assert isinstance(page, CoveragePage)
        await reader.click("●  ")
        event, source = page.cell
        assert event
        assert source
        await reader.click("●  ")
        assert reader.app.screen is reader.main
        assert str(reader.main.state.view) == f"event:{event.id} source:{source.id}"


async def test_nothing_is_compared_or_cited_that_nobody_chose() -> None:
    async with reading(load(), "at:call-oct14", size=(80, 24)) as reader:
        for key in ("d", "y"):
            await reader.press(key)
            assert reader.app.screen is reader.main
            assert "Choose a quote first" in reader.footer()
        assert reader.app.clipboard == ""


async def test_what_falls_under_the_view_is_not_offered_to_be_cited() -> None:
    async with reading(load(), "without:bloomberg at:call-oct14-07", size=(120, 36)) as reader:
        await reader.press("y")
        assert "fall: Fortune, The Daily Beast" in reader.text()
        assert "2 passages. Which do you want to cite?" in reader.text()
        assert reader.text().count("Matzav.com, [") == 2
        assert "Fortune, 25 November" not in reader.text()
        assert "also in" not in reader.text()


async def test_nothing_is_kept_of_a_page_that_is_closed() -> None:
    async with reading(load(), "at:call-oct14-07", size=(80, 24)) as reader:
        kept: list[weakref.ref[object]] = []
        for _ in range(3):
            for key in ("enter", "d", "c", "D", "C", "y", "question_mark"):
                await reader.press(key)
                page = on_page(reader)
                kept += [weakref.ref(each) for each in (page, page.body, page.search)]
                await reader.press("slash", "a", "escape", "escape")
                await reader.until(lambda: reader.app.screen is reader.main)
        await reader.press("down")
        del page
        gc.collect()
        assert [each() for each in kept if each() is not None] == []


def test_the_page_of_a_source_tells_what_rests_on_what(dossier: Dossier) -> None:
    page = page_of(dossier)
    write_record(page, dossier.source_of["daily-beast"])
    text = written(page.lines)
    for heading in ("RESTS ON", "PRINTS", "A SOURCE OF", "CLAIMS"):
        assert heading in text
    named = {item.record.id for item in page.items if item.record}
    assert {*dossier.source_of["daily-beast"].based_on} <= named
    page = page_of(dossier)
    write_record(page, dossier.source_of["bloomberg"])
    assert "WHAT RESTS ON IT" in written(page.lines)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_every_record_fits(dossier: Dossier, width: int) -> None:
    for record in (None, *dossier.by_id.values()):
        page = page_of(dossier, width)
        write_record(page, record)
        assert all(line_width(line) <= max(width, 20) for line in page.lines), record
        ends = [0, *(end for item in page.items for end in (item.first, item.last)), len(page.lines)]
        assert ends == sorted(ends)


async def test_the_overview_obeys_the_view_and_opens_what_it_counts(dossier: Dossier) -> None:
    async with reading(dossier, "who:witkoff") as reader:
        await reader.press("S")
        shown = len(reader.main.frame.panes.matches.quotes)
        assert f"At a glance · {shown} of {len(dossier.quotes)} quotes in this view" in reader.text()
        assert "Yuri Ushakov" not in reader.text()
        await reader.press("a")
        assert "Yuri Ushakov" in reader.text()
        await reader.press("a", "enter")
        page = reader.app.screen
        assert isinstance(page, RecordPage)
        assert page.record is dossier.person_of["witkoff"]
        await reader.press("escape", "w")
        assert "Choose a source first" in reader.text()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_overview_fits(dossier: Dossier, width: int) -> None:
    page = page_of(dossier, width)
    write_overview(page, describe_statistics(dossier, compute_statistics(dossier, View())))
    assert all(line_width(line) <= max(width, 20) for line in page.lines)


async def test_a_key_that_does_nothing_here_says_so() -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.press("b")
        assert reader.footer() == "b (select a period) acts in the time chart. Open it first."
        await reader.press("t", "2", "b")
        assert reader.footer() == "b (select a period) acts in the time chart. Go to the Timeline first."
        await reader.press("3", "c", "t")
        assert reader.footer() == "t (time chart) is not on this page. Esc goes back."
        await reader.press("slash", "t")
        assert reader.footer().startswith("Match ") or "match" in reader.footer()


async def test_a_citation_leads_on_and_is_come_back_to() -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        for key, title in (("D", "Disagreements"), ("C", "Coverage"), ("d", "Comparison")):
            await reader.press("y")
            cited = reader.text()
            await reader.press(key)
            assert title in reader.text().splitlines()[0]
            await reader.press("escape")
            assert reader.text() == cited
            await reader.press("escape")
            assert reader.app.screen is reader.main


async def test_a_key_pressed_in_the_help_does_what_the_help_says_of_it() -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.press("question_mark", "D")
        assert reader.text().startswith(" Disagreements")
        await reader.press("question_mark", "w")
        assert "Choose a source first" in reader.footer()
        await reader.press("escape", "question_mark", "t")
        assert reader.main.state.options.chart


async def test_the_chips_of_a_page_can_be_clicked() -> None:
    async with reading(load(), "person:witkoff deal", size=(120, 36)) as reader:
        await reader.press("D")
        assert "Steve Witkoff ✕" in reader.text()
        await reader.click("deal” ✕")
        assert str(reader.main.state.view) == "person:witkoff"
        assert "Removed filter: “deal”" in reader.text()
        assert reader.app.screen is not reader.main
        await reader.press("escape")
        assert reader.app.screen is reader.main


async def test_a_page_names_no_keys_of_the_main_screen_beside_its_filter() -> None:
    async with reading(load(), size=(120, 36)) as reader:
        await reader.press("down", "down", "down", "down")
        assert "(follows the cursor; Space keeps it)" in reader.text()
        for page in ("D", "C", "S"):
            await reader.press(page)
            assert "Filter: ‹Witkoff and Ushakov talk by telephone›" in reader.text()
            assert "keeps it" not in reader.text()
            await reader.press("escape")
        await reader.press("space", "D")
        assert "Witkoff and Ushakov talk by telephone ✕" in reader.text()
        assert "releases" not in reader.text()
        await reader.press("escape", "v", "full_stop")
        assert ". next" in reader.text()
        await reader.press("D")
        assert "Tour 2 of 8 ▐Four days in October▌" in reader.text()
        assert ". next" not in reader.text()


@pytest.mark.parametrize(
    ("key", "named"), [("t", "t (time chart)"), ("plus", "+ (zoom in)"), ("0", "0 (whole period)")]
)
async def test_no_key_is_silent_on_a_page(key: str, named: str) -> None:
    async with reading(load(), size=(80, 24)) as reader:
        for way in (("D",), ("3", "down", "enter"), ("3", "down", "y")):
            await reader.press(*way, key)
            assert f"{named} is not on this page. Esc goes back." in reader.text()
            await reader.press("escape")


@pytest.mark.parametrize("keys", ["C", "D", "down down down down c", "down down down down enter", "S"])
@pytest.mark.parametrize("small", [(1, 1), (20, 5), (44, 12)])
async def test_a_page_is_what_it_was_once_the_window_is_as_large_again(keys: str, small: tuple[int, int]) -> None:
    async with reading(load(), size=(80, 24)) as reader:
        await reader.press(*keys.split())
        before = reader.text()
        await reader.resize(*small)
        await reader.resize(80, 24)
        assert reader.text() == before


async def test_what_was_said_stands_until_the_next_key() -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.press("y", "t")
        assert reader.footer() == "t (time chart) is not on this page. Esc goes back."
        await reader.press("a")
        assert "in APA." in reader.text()
        assert "is not on this page" not in reader.text()
        await reader.press("t", "enter")
        assert "is not on this page" not in reader.text()
        await reader.press("escape", "3", "u")
        assert reader.footer() == "Nothing to undo."
        await reader.press("D", "escape")
        assert "Nothing to undo." not in reader.text()


@pytest.mark.parametrize("key", ["h", "5", "equals_sign"])
async def test_a_key_that_does_nothing_is_named_as_it_was_pressed(key: str) -> None:
    names = {"h": "h (pane on the left)", "5": "5 (go to a turn)", "equals_sign": "= (zoom in)"}
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.press("y", key)
        assert reader.footer() == f"{names[key]} is not on this page. Esc goes back."


@pytest.mark.parametrize("keys", [["slash"], ["D", "slash"], ["colon"], ["T"], ["V"]])
async def test_all_lines_that_are_pasted_are_taken(keys: list[str]) -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.press("3", *keys)
        await reader.until(lambda: isinstance(reader.app.focused, Input))
        box = reader.app.focused
        assert isinstance(box, Input)
        driver: Any = reader.app._driver
        driver.send_message(events.Paste("real\r\npeace man\n"))
        await reader.until(lambda: box.value == "real peace man")
