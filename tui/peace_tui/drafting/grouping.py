"""The same utterance in several articles: passages whose words are the same for the most part, whoever cuts them where.

Words are matched as the comparison of versions does. In doubt two passages stay apart: an author joins them in a
second, but hardly notices two that are wrongly one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from peace_tui.collation.tokens import tokenize
from peace_tui.collation.word_runs import Run, WordMatcher

SHINGLE: Final = 3
"""How many words in a row two passages have in common before they are compared."""
MAX_SHARING: Final = 60
"""How many passages may share such words; words that more of them have are a phrase of the trade."""
MIN_WORDS: Final = 6
"""A passage of fewer words is that of another article only where the speaker is the same and all words are."""
MIN_SHARE: Final = 0.7
"""What part of the shorter passage is in the longer one."""
MIN_RUN: Final = 4
"""How many of those words are together at least once."""
LONG_RUN: Final = 8
"""How many words in a row make one utterance of the end of a passage and the beginning of another."""
MIN_CONTENT_CHARS: Final = 6
"""How long a word is that carries meaning, for want of a better measure."""


class GroupedPassage(NamedTuple):
    """A passage to be grouped."""

    article: int
    utterance: int
    """Its number in the article: passages of one utterance stay together."""
    text: str
    speakers: frozenset[str] = frozenset()
    """Who said it, by ids; empty where that is not known."""
    is_sure: bool = False


def group_passages(passages: Sequence[GroupedPassage]) -> list[list[int]]:
    """Return the positions of the passages of each utterance; the first passages come first."""
    groups = _Groups(passages)
    first: dict[tuple[int, int], int] = {}
    for number, passage in enumerate(passages):
        groups.unite(first.setdefault((passage.article, passage.utterance), number), number)
    words = [tuple(token.key for token in tokenize(passage.text) if token.key) for passage in passages]
    for one, other in _find_candidates(passages, words):
        if not groups.are_united(one, other) and is_same_utterance(
            passages[one], passages[other], words[one], words[other]
        ):
            groups.unite(one, other)
    return groups.lists()


def _find_candidates(passages: Sequence[GroupedPassage], words: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of passages of different articles that have some words in a row in common, each once."""
    shingles: dict[tuple[str, ...], list[int]] = {}
    seen: set[tuple[int, int]] = set()
    short = [number for number in range(len(words)) if 2 <= len(words[number]) < SHINGLE]
    pairs = {words[number] for number in short}
    for number, own in enumerate(words):
        keys = {own[at : at + SHINGLE] for at in range(len(own) - SHINGLE + 1)}
        keys |= {own[at : at + 2] for at in range(len(own) - 1)} & pairs
        for key in sorted(keys):
            sharing = shingles.setdefault(key, [])
            for other in sharing[:MAX_SHARING]:
                if passages[other].article != passages[number].article and (other, number) not in seen:
                    seen.add((other, number))
                    yield other, number
            sharing.append(number)


def is_same_utterance(one: GroupedPassage, other: GroupedPassage, words: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether two passages print the same words of the same speaker, as far as either says who that is."""
    short, long = sorted((words, others), key=len)
    agree = bool(one.speakers & other.speakers)
    conflict = bool(one.speakers and other.speakers) and not agree
    if conflict and one.is_sure and other.is_sure:
        return False
    runs = WordMatcher(long, short).find_runs()
    longest = max((run.length for run in runs), default=0)
    if len(short) < MIN_WORDS:
        has_content = any(len(word) >= MIN_CONTENT_CHARS for word in short)
        return agree and longest == len(short) and has_content
    matched = sum(run.length for run in runs if run.length > 1)
    is_contained = matched >= MIN_SHARE * len(short) and longest >= MIN_RUN
    if conflict:
        return is_contained and longest >= LONG_RUN
    return is_contained or any(_dovetails(run, len(long), len(short)) for run in runs)


def _dovetails(run: Run, columns: int, words: int) -> bool:
    """Tell whether a run is at the end of one passage and at the beginning of the other, but for a word."""
    ends, begins = run.column + run.length >= columns - 1, run.column <= 1
    ends_other, begins_other = run.word + run.length >= words - 1, run.word <= 1
    return run.length >= LONG_RUN and ((ends and begins_other) or (begins and ends_other))


class _Groups:
    """Sets of passages that are united; no two sure speakers come into one."""

    def __init__(self, passages: Sequence[GroupedPassage]) -> None:
        self._top = list(range(len(passages)))
        self._sure = [passage.speakers if passage.is_sure else frozenset() for passage in passages]

    def unite(self, one: int, other: int) -> None:
        first, second = sorted((self._find(one), self._find(other)))
        sure, more = self._sure[first], self._sure[second]
        if first == second or (sure and more and not sure & more):
            return
        self._top[second] = first
        self._sure[first] = sure | more

    def are_united(self, one: int, other: int) -> bool:
        return self._find(one) == self._find(other)

    def _find(self, number: int) -> int:
        while self._top[number] != number:
            self._top[number] = self._top[self._top[number]]
            number = self._top[number]
        return number

    def lists(self) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for number in range(len(self._top)):
            groups.setdefault(self._find(number), []).append(number)
        return list(groups.values())
