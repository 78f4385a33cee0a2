"""The bundled dossier: sound, faithful to the three documents, and in our own words wherever it does not quote."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
from rich.cells import cell_len

from exports import export_text
from peace_tui.cli.spec import COMMANDS
from peace_tui.loading.files import load, read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Quote, Version
from peace_tui.query.discounts import find_losses, find_resting_alone, find_ways
from peace_tui.query.engine import match_clauses, match_quotes
from peace_tui.query.selection import list_disagreements
from peace_tui.query.view import Clause, parse_view
from peace_tui.system.paths import bundled_file

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = Path(os.environ.get("PEACE_TUI_SEEDS", CHECKOUT.parent / "shared" / "seeds"))
RUN = 8
"""So many words in a row are a quotation."""
COPIED = (("quotes", "text"), ("versions", "text"), ("sources", "title"))
"""The tables and keys that hold words of the documents."""

needs_documents = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="the three documents are not at hand")


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return load()


def documents() -> dict[str, str]:
    """The documents by the id of the source that they are."""
    marks = {"{Matzav.com}": "matzav", "©": "fortune", "The Daily Beast has reached out": "daily-beast"}
    texts = [path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*.txt"))]
    return {source: text for text in texts for mark, source in marks.items() if mark in text}


def paragraphs(source: str, text: str) -> list[str]:
    """The paragraphs of an article's body, without the page around it and its lines that only lead elsewhere."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if source == "fortune":
        first = next(n for n, line in enumerate(lines) if line.startswith("US presidential envoy"))
        last = next(n for n, line in enumerate(lines) if line.endswith("“That sounds good.”"))
        lines = lines[first : last + 1]
    return [line for line in lines if line != "Recommended Video" and not line.endswith("click here.")]


def printed_versions(dossier: Dossier) -> Iterator[tuple[Quote, Version, str, list[str]]]:
    """Every version with its quote, the paragraph that its locator names, and the pieces that are printed there."""
    bodies = {source: paragraphs(source, text) for source, text in documents().items()}
    for quote in dossier.quotes:
        for version in quote.versions:
            number = re.match(r"para (\d+)", version.locator or "")
            assert number, quote.id
            paragraph = bodies[version.source][int(number[1]) - 1]
            yield quote, version, paragraph, pieces_in(version.text, paragraph)


def pieces_in(text: str, paragraph: str) -> list[str]:
    """The text whole or in two pieces, as a paragraph has it; nothing if it has neither."""
    if text in paragraph:
        return [text]
    cuts = (cut.start() for cut in re.finditer(" ", text))
    halves = ((text[:cut], text[cut + 1 :]) for cut in cuts)
    return next(([one, two] for one, two in halves if one in paragraph and two in paragraph.split(one, 1)[1]), [])


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def own_words(value: Any, key: str = "", inside: str = "") -> Iterator[str]:
    """Every string of the dossier but the words of quotes and versions, and the headlines of sources."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from own_words(inner, name, inside if name in ("text", "title") else name)
    elif isinstance(value, list):
        for inner in value:
            yield from own_words(inner, key, inside)
    elif isinstance(value, str) and (inside, key) not in COPIED:
        yield value


def test_it_reads_without_a_problem() -> None:
    assert read(Path(bundled_file()).read_bytes(), "bundled").problems == ()


def test_any_parser_of_toml_1_0_reads_it_the_same() -> None:
    text = Path(bundled_file()).read_text("utf-8")
    assert tomllib.loads(text) == tomli.loads(text)


def test_every_quote_has_a_version_with_a_source(dossier: Dossier) -> None:
    assert [quote.id for quote in dossier.quotes if not quote.versions] == []


@pytest.mark.parametrize(
    ("piece", "sources"),
    [
        ("sell this to Ukraine", ["daily-beast", "fortune", "fortune", "matzav"]),
        ("This story proves one thing", ["daily-beast", "matzav"]),
        ("real peace man", ["daily-beast", "fortune", "fortune", "matzav"]),
    ],
)
def test_an_utterance_is_one_quote_however_many_outlets_print_it(
    dossier: Dossier, piece: str, sources: list[str]
) -> None:
    (quote,) = [quote for quote in dossier.quotes if any(piece in version.text for version in quote.versions)]
    assert sorted(version.source for version in quote.versions) == sources


def test_every_event_title_fits_a_timeline(dossier: Dossier) -> None:
    """A line of the Timeline has 58 cells for a title on a screen of 80, and about 40 in a column of a wide one."""
    widths = {event.title: cell_len(event.title) for event in dossier.events}
    assert [title for title, width in widths.items() if width > 58] == []
    assert len([title for title, width in widths.items() if width > 40]) <= 10


def test_each_step_of_the_tour_fits_its_bar(dossier: Dossier) -> None:
    """A step has one line for its title and two for what to see there."""
    assert [view.title for view in dossier.views if not 0 < cell_len(view.title or "") <= 50] == []
    assert [view.note for view in dossier.views if not 0 < cell_len(view.note or "") <= 140] == []


def test_the_tour_begins_with_the_call_and_ends_with_one_outlet_alone(dossier: Dossier) -> None:
    """In few steps: `v` and a `.` for each that follows are not more keys than a reader presses for an answer."""
    steps = [view.id for view in dossier.views]
    assert steps[:3] == ["core", "four-days", "advice-and-echo"]
    assert steps[-2:] == ["how-we-know", "only-matzav"]
    assert len(steps) <= 8


@pytest.mark.parametrize("outlet", ["matzav", "daily-beast", "fortune"])
def test_what_rests_on_one_outlet_alone_is_in_no_other_and_counted_in_its_step(dossier: Dossier, outlet: str) -> None:
    places, shown = match_clauses(dossier, parse_view(f"-without:{outlet}", dossier).clauses)
    quotes = [dossier.quote_index.records[place] for place in places]
    assert {version.source for quote in quotes for version in quote.versions} == {outlet}
    alone = find_resting_alone(dossier, outlet)
    assert alone.quotes == places
    assert alone.events <= shown
    counts = f"These {len(places)} quotes, and {len(alone.events & shown)} of the {len(shown)} events"
    steps = [view for view in dossier.views if view.id == f"only-{outlet}"]
    assert [step.view for step in steps] == [f"-without:{outlet}"] * (outlet == "matzav")
    assert all(f"{counts}, have no source without it" in (step.note or "") for step in steps)


def test_what_stands_only_at_second_hand_is_said(dossier: Dossier) -> None:
    for source, count in (("bloomberg", 2), ("matzav", 1), ("daily-beast", 4), ("fortune", 0)):
        (loss,) = find_losses(dossier, [Clause("without", (source,))])
        assert loss.at_second_hand == count
        assert ("known through" in str(loss)) == (count > 0)
    assert find_ways(dossier, {"bloomberg", "fortune"})["axios"] == ("bloomberg",)
    assert "bloomberg-transcript-oct14" not in find_ways(dossier, {"bloomberg", "fortune"})  # Matzav rests on it, too
    assert find_ways(dossier, ()) == {}


def test_nobody_is_listed_who_does_nothing_and_of_whom_nothing_is_said(dossier: Dossier) -> None:
    seen = {each.person for event in dossier.events for each in event.involved}
    seen.update(each for quote in dossier.quotes for each in (*quote.who, *quote.to, *quote.about))
    assert [person.id for person in dossier.people if person.id not in seen] == []


def test_the_call_can_be_asked_for(dossier: Dossier) -> None:
    view = parse_view("person:witkoff,ushakov date:2025-10-14 event:call-oct14", dossier)
    same = parse_view("person:witkoff,ushakov date:2025-10-14", dossier)
    assert len(match_quotes(dossier, view.clauses)) == 13
    assert match_quotes(dossier, view.clauses) == match_quotes(dossier, same.clauses)


def test_what_bloomberg_alone_supports_falls_with_it(dossier: Dossier) -> None:
    """Fortune carries its report, and The Daily Beast has both calls from it; Matzav names a transcript instead."""
    places = match_quotes(dossier, parse_view("without:bloomberg", dossier).clauses)
    outlets = [{version.source for version in dossier.quote_index.records[place].versions} for place in places]
    assert 0 < len(outlets) < len(dossier.quotes)
    assert {"fortune"} not in outlets


def test_what_is_undated_but_not_before_the_25th_is_found_on_the_26th(dossier: Dossier) -> None:
    places = match_clauses(dossier, parse_view("date:2025-11-26 type:publication", dossier).clauses).events
    found = {dossier.event_index.records[place].id for place in places}
    assert {"daily-beast-publishes", "matzav-publishes"} <= found
    assert "fortune-publishes" not in found


@pytest.mark.parametrize("name", ["Zelensky", "Zelenskiy", "zelensky", "Volodymyr Zelensky"])
def test_every_spelling_leads_to_the_same_person(dossier: Dossier, name: str) -> None:
    (clause,) = parse_view(f'person:"{name}"', dossier).clauses
    assert clause.values == ("zelensky",)


def test_every_guided_view_shows_quotes(dossier: Dossier) -> None:
    assert len(dossier.views) >= 5
    for guided in dossier.views:
        assert match_quotes(dossier, parse_view(guided.view, dossier).clauses), guided.title


def examples() -> list[str]:
    """The views in the README and in the examples of the commands that are asked of the bundled dossier.

    What readers mark for themselves is not in it.
    """
    lines = (CHECKOUT / "README.md").read_text("utf-8").splitlines()
    lines += [example for command in COMMANDS for example in command.examples]
    calls = [shlex.split(line, comments=True) for line in lines if line.startswith("peace-tui") and "--view '" in line]
    views = [call[call.index("--view") + 1] for call in calls if not any(word.endswith(".toml") for word in call)]
    return [view for view in views if "starred:" not in view]


def test_the_examples_find_something(dossier: Dossier) -> None:
    assert len(examples()) > 5
    views = {view: parse_view(view, dossier).clauses for view in examples()}
    assert [view for view, clauses in views.items() if not match_quotes(dossier, clauses)] == []


@needs_documents
def test_all_three_documents_are_at_hand() -> None:
    assert sorted(documents()) == ["daily-beast", "fortune", "matzav"]


@needs_documents
def test_every_passage_in_quotation_marks_is_a_version_to_the_letter(dossier: Dossier) -> None:
    printed = {source: [] for source in dossier.source_of}  # type: dict[str, list[str]]
    for quote in dossier.quotes:
        for version in quote.versions:
            printed[version.source].append(version.text)
    missing = [
        (source, passage)
        for source, text in documents().items()
        for passage in re.findall(r"“([^”]+)”", text)
        if not any(passage in version for version in printed[source])
    ]
    assert missing == []


@needs_documents
def test_every_version_stands_to_the_letter_in_the_paragraph_that_its_locator_names(dossier: Dossier) -> None:
    wrong = [
        (quote.id, version.source, version.locator)
        for quote, version, _, pieces in printed_versions(dossier)
        if len(pieces) != 1 + ("two passages" in (version.locator or ""))
    ]
    assert wrong == []


@needs_documents
def test_words_given_as_spoken_are_printed_between_quotation_marks(dossier: Dossier) -> None:
    spoken = [each for each in printed_versions(dossier) if each[0].mode in VERBATIM]
    assert len(spoken) > 30
    unmarked = [
        (quote.id, version.source)
        for quote, version, paragraph, pieces in spoken
        if not all(any(piece in passage for passage in re.findall(r"“([^”]+)”", paragraph)) for piece in pieces)
    ]
    assert unmarked == []


@needs_documents
def test_reported_speech_is_a_clause_and_no_sentence_of_the_outlet(dossier: Dossier) -> None:
    """What an outlet tells in a sentence of its own, as of a threat or a reproach, is an event without quotes."""
    reported = [each for each in printed_versions(dossier) if each[0].mode not in VERBATIM]
    assert len(reported) > 10
    sentences = [
        (quote.id, version.source)
        for quote, version, paragraph, _ in reported
        if re.search(r"(?:^|[.!?]”?)$", paragraph.split(version.text)[0].rstrip())
    ]
    assert sentences == []


@needs_documents
def test_the_title_of_a_source_is_a_printed_headline_or_a_description_in_brackets(dossier: Dossier) -> None:
    printed = {line.strip() for text in documents().values() for line in text.splitlines()}
    titles = [source.title or "" for source in dossier.sources]
    described = [title for title in titles if title.startswith("[") and title.endswith("]")]
    assert [title for title in titles if title not in described and title not in printed] == []


@needs_documents
def test_nothing_but_quotes_repeats_eight_words_of_a_document() -> None:
    seen = {
        tuple(text[place : place + RUN])
        for text in map(words, documents().values())
        for place in range(len(text) - RUN + 1)
    }
    text = Path(bundled_file()).read_text("utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    readme = (CHECKOUT / "data" / "README.md").read_text("utf-8")
    own = map(words, [*own_words(tomllib.loads(text)), comments, readme])
    repeated = [
        " ".join(text[place : place + RUN])
        for text in own
        for place in range(len(text) - RUN + 1)
        if tuple(text[place : place + RUN]) in seen
    ]
    assert repeated == []


def test_an_outlet_that_prints_words_in_another_record_is_not_said_to_print_without_them(dossier: Dossier) -> None:
    told = {row["records"][0]: row["text"] for row in list_disagreements(dossier, parse_view("", dossier), False)}
    assert told["trump-air-force-one-01"].endswith(
        "“I haven’t heard it, but” in Matzav.com; in another record of this event: The Daily Beast"
    )
    assert "“I think” in The Daily Beast, Matzav.com; printed without it in Fortune" in told["call-oct14-03"]


def test_what_an_outlet_makes_of_words_falls_with_its_words(dossier: Dossier) -> None:
    view = "without:bloomberg"  # with which the passages of The Daily Beast fall, and not all that it says
    markdown = export_text("markdown", dossier, view)
    assert "- The Daily Beast (falls): it seems to admit that Kyiv would give up much" in markdown
    assert "- The Daily Beast: Witkoff oversaw the first draft" in markdown
    told = {row["records"][0]: row["text"] for row in list_disagreements(dossier, parse_view(view, dossier), False)}
    assert "donetsk-line" not in told  # since only Matzav's reading of it stands
    assert "Witkoff oversaw the first draft (The Daily Beast)" in told["plan-author"]
