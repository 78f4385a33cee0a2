from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.collation.alignment import cut_opening
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import DISAGREEMENTS, Account, Claim, Event, Evidence, Info, Person, Quote, Source, Version
from peace_tui.provenance.disagreements import (
    ADDRESSEE,
    DATE,
    DISAGREEMENT_RULES,
    EVENT_DATE,
    OUTCOME,
    SPEAKER,
    STANCE,
    WORDING,
    Disagreement,
    find_disagreements,
)
from peace_tui.provenance.first_look import may_disagree

SOURCES = (
    Source(id="a", container_title="Outlet A", language="en"),
    Source(id="b", container_title="Outlet B", language="en-GB"),
    Source(id="c", container_title="Журнал", language="ru"),
)
EVENT = Event(id="call", title="A call")
SENTENCE = "I think we are going to get to a deal here"


def said(*texts: str, id: str = "q", **keys: Any) -> Quote:
    versions = tuple(Version(source=source.id, text=text) for source, text in zip(SOURCES, texts, strict=False) if text)
    return Quote(**({"id": id, "event": "call", "text": texts[0] or SENTENCE, "versions": versions} | keys))


def found(*quotes: Quote, claims: tuple[Claim, ...] = (), events: tuple[Event, ...] = (EVENT,)) -> list[Disagreement]:
    people = (Person(id="z", name="Volodymyr Zelensky", aliases=("Zelenskiy",)),)
    dossier = Dossier(info=Info(title="T"), people=people, sources=SOURCES, events=events, quotes=quotes, claims=claims)
    return list(find_disagreements(dossier))


def claim(*stances: tuple[str, str | None], **keys: Any) -> Claim:
    evidence = tuple(Evidence(source=source, stance=stance) for source, stance in stances)
    return Claim(**({"id": "points", "text": "How many points.", "about": ("call",), "evidence": evidence} | keys))


WORDS = st.sampled_from(
    (
        *("We will go to the town at noon.", "we will go to the town, at nóon", "We will go to the town [at] noon"),
        *("We will go to the town at noon (today)", "We will go to the city at noon", "Мы пойдём в город в полдень"),
    )
)
LANGUAGES = st.sampled_from((None, "en", "en-US", "ru"))
PRINTED = st.builds(Version, source=st.sampled_from("abc"), text=WORDS, language=LANGUAGES)
UTTERANCE = st.builds(
    Quote,
    id=st.just("q"),
    event=st.just("call"),
    text=WORDS,
    language=LANGUAGES,
    who=st.sampled_from(((), ("z",), ("y",))),
    versions=st.lists(PRINTED, max_size=3).map(tuple),
)


@given(st.lists(UTTERANCE, max_size=3), LANGUAGES)
def test_that_sources_do_not_disagree_is_said_only_where_nothing_is_found(
    quotes: list[Quote], language: str | None
) -> None:
    numbered = [quote.replace(id=f"q{number}") for number, quote in enumerate(quotes)]
    info = Info(title="T", language=language)
    dossier = Dossier(info=info, sources=SOURCES, events=(EVENT,), quotes=numbered)
    assert may_disagree(dossier) or not [*find_disagreements(dossier)]


def test_the_same_utterance_in_different_words() -> None:
    (finding,) = found(said("We will agree", "We shall agree"))
    text = "2 outlets · other words in 1 place: “will” in Outlet A; “shall” in Outlet B"
    assert finding == Disagreement(WORDING, ("q",), text, ("a", "b"))


def test_of_very_many_versions_the_first_are_compared_and_that_is_told() -> None:
    versions = tuple(Version(source="ab"[number % 2], text=f"We go to town {number % 4}") for number in range(5_000))
    (finding,) = found(said("We go").replace(versions=versions))
    assert "only the first 200 of 5,000 versions are compared" in finding.text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OK my friend. I agree", "Ok, ok my friend. I agree"),
        ("I think from that it’s going to be a good call", "From that, it’s going to be a good call,"),
        ("I would not make the call", "I would make the call"),
        ("[He] would make the call", "Ivanov would make the call"),
        ("they agree[d] to it", "they agree to it"),
        ("it is -5 outside", "it is 5 outside"),
    ],
)
def test_words_left_out_as_if_they_had_not_been_said_are_a_disagreement(one: str, other: str) -> None:
    assert [finding.rule for finding in found(said(one, other))] == [WORDING]
    assert [finding.rule for finding in found(said(other, one))] == [WORDING]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("My advice…. I would make the call.", "I would make [the] call,"),
        ("Zelensky is coming on Friday", "“Zelenskiy is coming on Friday,”"),
        ("a 20-point plan to (Gaza’s plan for) peace", "a 20-point plan to peace"),
        ("those things — to explore", "those things—to explore"),
        ("Mr. Ivanov is a real peace man and so", "Mr Ivanov is a real peace man,"),
        ("I would really make the call", "I would … make the call"),
        ("I think from that it’s going to be a good call", "it’s going to be a good call"),
        ("We agree. We go. We sing.", "We agree. We sing."),
    ],
)
def test_how_outlets_print_the_same_words_is_no_disagreement(one: str, other: str) -> None:
    assert found(said(one, other)) == []


def test_translations_and_the_outlets_own_words_differ_by_right() -> None:
    assert found(said("a deal", "", "сделка")) == []
    assert found(said("whether it would be useful", "whether it would help", mode="indirect")) == []


def test_the_same_words_by_different_speakers_to_different_people_at_different_times() -> None:
    early, late = parse_date("2025-10-14"), parse_date("2025-10-16")
    one = said(SENTENCE, id="one", who=("x",), to=("y",), date=early)
    other = said("", SENTENCE.upper() + ".", id="two", who=("y",), to=("z",), date=late)
    assert [(finding.rule, finding.records, finding.sources) for finding in found(one, other)] == [
        (rule, ("one", "two"), ("a", "b")) for rule in (SPEAKER, ADDRESSEE, DATE)
    ]
    assert found(one, other.replace(who=("x",), to=(), date=parse_date("2025-10-14T12:05Z"))) == []


def test_short_words_and_one_source_are_no_disagreement() -> None:
    assert found(said("I agree", id="one", who=("x",)), said("", "I agree", id="two", who=("y",))) == []
    assert found(said(SENTENCE, id="one", who=("x",)), said(SENTENCE, id="two", who=("y",))) == []


def test_sources_that_say_different_things_of_a_claim() -> None:
    (finding,) = found(claims=(claim(("a", "28 points"), ("b", "19 points"), ("b", "28  Points"), ("c", None)),))
    told = "How many points: 28 points (Outlet A, Outlet B) / 19 points (Outlet B)"
    assert finding == Disagreement(STANCE, ("points", "call"), told, ("a", "b"))
    (asked,) = found(claims=(claim(("a", "28"), ("b", "19"), text="How many points?"),))
    assert asked.text == "How many points? 28 (Outlet A) / 19 (Outlet B)"
    assert (
        found(claims=(claim(("a", "28 points"), ("b", "28 POINTS")), claim(("a", "28"), ("a", "19"), id="own"))) == []
    )


@pytest.mark.parametrize("agreed", [True, ("wording",), ("stance", "wording")])
def test_a_false_alarm_is_silenced(agreed: Any) -> None:
    texts = ("we will go", "we shall go")
    assert found(said(*texts, agreed=agreed)) == []
    assert found(said(*texts), events=(EVENT.replace(agreed=agreed),)) == []


@pytest.mark.parametrize("agreed", [(), ("stance",), ("date", "speaker")])
def test_anything_else_silences_nothing(agreed: Any) -> None:
    assert len(found(said("we will go", "we shall go", agreed=agreed))) == 1


def test_a_claim_is_silenced() -> None:
    stances = (("a", "28 points"), ("b", "19 points"))
    assert found(claims=(claim(*stances, agreed=(STANCE,)),)) == []


def test_every_rule_says_what_it_finds() -> None:
    assert (
        tuple(DISAGREEMENT_RULES) == DISAGREEMENTS == (WORDING, SPEAKER, ADDRESSEE, DATE, STANCE, EVENT_DATE, OUTCOME)
    )


def accounts(*told: tuple[str, str, str | None], **more: Any) -> tuple[Event, ...]:
    """An event with an account of each: a source, a date ("" for none) and an outcome."""
    given = [Account(source=source, date=parse_date(date) if date else None, outcome=out) for source, date, out in told]
    return (EVENT.replace(accounts=tuple(given), **more),)


def test_accounts_of_an_event_that_differ() -> None:
    told = accounts(("a", "2025-10-16", "No agreement"), ("b", "2025-10-17", "an agreement"))
    assert found(events=told) == [
        Disagreement(
            EVENT_DATE, ("call",), "A call: 16 October 2025 (Outlet A) / 17 October 2025 (Outlet B)", ("a", "b")
        ),
        Disagreement(OUTCOME, ("call",), "A call: No agreement (Outlet A) / an agreement (Outlet B)", ("a", "b")),
    ]


@pytest.mark.parametrize(
    "told",
    [
        accounts(("a", "2025-10-16", None), ("b", "2025-10", None)),
        accounts(("a", "", "No  agreement"), ("b", "", "no agreement")),
        accounts(("a", "2025-10-16", None), ("a", "2025-10-17", None)),
        accounts(("a", "2025-10-16", " "), ("b", "", None)),
        accounts(("a", "", "x"), ("b", "", "y"), agreed=("outcome",)),
    ],
)
def test_accounts_that_can_all_be_true(told: tuple[Event, ...]) -> None:
    assert found(events=told) == []


def test_of_gigantic_texts_the_openings_are_compared_and_that_is_told() -> None:
    words = " ".join(f"w{number % 4_999}" for number in range(600_000))
    (late,) = found(said(words, f"{words} and more"))
    assert late.text == (
        "2 outlets · no difference in the part compared · only the first 66,666 characters of each are compared"
    )
    assert late.sources == ("a", "b")
    (early,) = found(said(words, f"w0 or w1 {words}"))
    assert early.text.startswith(
        "2 outlets · other words in 1 place · only the first 66,666 characters of each are compared: "
    )
    assert found(said(words, words)) == []


@given(st.lists(st.text(st.sampled_from("ab \n"), max_size=40), min_size=1, max_size=5), st.integers(0, 30))
def test_an_opening_is_a_beginning_that_ends_with_a_word(texts: list[str], most: int) -> None:
    for text in texts:
        beginning = cut_opening(text, most)
        assert text.startswith(beginning)
        assert len(beginning) <= most or beginning == text
        if 0 < len(beginning) < len(text) and any(blank in text[1 : most + 1] for blank in " \n"):
            assert text[len(beginning)].isspace()
