"""The same utterance in several articles, and what only looks like it."""

from __future__ import annotations

import pytest

from peace_tui.drafting.grouping import GroupedPassage, group_passages

ROE = frozenset(("roe",))
SMITH = frozenset(("smith",))
WORDS = "We put a plan together that was twenty points for peace and I think we do the same with you."


def is_joined(one: GroupedPassage, other: GroupedPassage) -> bool:
    return len(group_passages([one, other])) == 1


@pytest.mark.parametrize(
    "other",
    [
        WORDS,
        "we put a plan together that was 20 points for peace and I think we do the same with you",
        "twenty points for peace and I think we do",
        "We put a [peace] plan together that was … twenty points for peace, and I think we do the same with you,",
        "that was twenty points for peace and I think we do the same with you. And then we go home to bed.",
    ],
)
def test_other_cuts_and_spellings_of_one_utterance_are_joined(other: str) -> None:
    assert is_joined(GroupedPassage(0, 0, WORDS, ROE, True), GroupedPassage(1, 0, other))


@pytest.mark.parametrize(
    "other",
    [
        "We never put a plan together for anyone, and I will not do so with you.",
        "I think we know what it takes to get peace for people who want the same.",
        "the same with you",
    ],
)
def test_other_words_are_not(other: str) -> None:
    assert not is_joined(GroupedPassage(0, 0, WORDS, ROE, True), GroupedPassage(1, 0, other))


def test_a_phrase_in_the_middle_of_both_joins_nothing() -> None:
    one = "Maybe he says that we want to explore what it is going to take to get a peace deal done"
    other = "Now, me to you, I know what it is going to take to get a peace deal done: land and a swap somewhere north"
    assert not is_joined(GroupedPassage(0, 0, one, ROE, True), GroupedPassage(1, 0, other, ROE, True))


def test_two_sure_speakers_are_never_one() -> None:
    assert not is_joined(GroupedPassage(0, 0, WORDS, ROE, True), GroupedPassage(1, 0, WORDS, SMITH, True))
    assert is_joined(GroupedPassage(0, 0, WORDS, ROE, True), GroupedPassage(1, 0, WORDS, SMITH, False))
    passages = [
        GroupedPassage(0, 0, WORDS, ROE, True),
        GroupedPassage(1, 0, WORDS),
        GroupedPassage(2, 0, WORDS, SMITH, True),
    ]
    assert group_passages(passages) == [[0, 1], [2]]


def test_few_words_need_the_same_speaker() -> None:
    few = "a standard negotiation"
    long = "I heard it was a standard negotiation, and that is what it was."
    assert is_joined(GroupedPassage(0, 0, few, ROE), GroupedPassage(1, 0, long, ROE))
    assert not is_joined(GroupedPassage(0, 0, few, ROE), GroupedPassage(1, 0, long))
    assert not is_joined(GroupedPassage(0, 0, "I heard it", ROE), GroupedPassage(1, 0, long, ROE))


def test_passages_of_one_utterance_stay_together_and_those_of_one_article_are_not_compared() -> None:
    passages = [
        GroupedPassage(0, 1, "It will,"),
        GroupedPassage(0, 1, "hold."),
        GroupedPassage(0, 2, WORDS),
        GroupedPassage(0, 3, WORDS),
    ]
    assert group_passages(passages) == [[0, 1], [2], [3]]


def test_articles_that_cut_elsewhere_come_together() -> None:
    first, second = WORDS[:52], WORDS[52:]
    passages = [GroupedPassage(0, 0, first), GroupedPassage(0, 1, second), GroupedPassage(1, 0, WORDS)]
    assert group_passages(passages) == [[0, 1, 2]]


def test_a_phrase_that_everyone_prints_does_not_make_it_slow() -> None:
    passages = [GroupedPassage(number, 0, f"make it great again {number} times over") for number in range(2_000)]
    assert len(group_passages(passages)) <= 2_000
