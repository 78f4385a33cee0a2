"""Matching two sequences of words: which word of the one is which word of the other.

The method is patience diff (Bram Cohen, https://bramcohen.livejournal.com/73318.html), on runs of four words, then two,
then one that occur once on either side, since a long run is where an excerpt belongs and a lone "the" is not. What is
left between those anchors and repeats itself is matched longest run first (Ratcliff and Obershelp) where that takes few
steps, about `MAX_RATCLIFF_STEPS`, else by a longest common subsequence in bit vectors (Hyyrö, "Bit-parallel LCS-length
computation revisited", 2004), which takes one step a word. Beyond `MAX_COMPARED_PAIRS` pairs of words all count as
different: no text can make the comparison slow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, NamedTuple

ANCHOR_SIZES: Final = (4, 2, 1, 1)
"""The lengths of the runs that anchor a match, in words, in the order in which they are tried."""
MAX_RATCLIFF_STEPS: Final = 10_000
"""Up to about so many comparisons the longest run is matched first."""
MAX_COMPARED_PAIRS: Final = 16_000_000
"""Regions of more pairs of a column and a word are not compared at all."""
MAX_OCCURRENCES: Final = 500
"""How many occurrences of a word say where some words are in a text; more common ones stand everywhere."""


class Region(NamedTuple):
    """A range of columns and a range of words, half-open."""

    column: int
    column_end: int
    word: int
    word_end: int

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return self.column_end - self.column

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.word_end - self.word


class Run(NamedTuple):
    """A range of columns whose words are the same as those of a range of words."""

    column: int
    word: int
    length: int


@dataclass(frozen=True, slots=True)
class WordMatcher:
    """Matches two sequences: the `columns` of a collation so far, by their first reading, and the `words` to add."""

    columns: Sequence[str]
    words: Sequence[str]
    others: Mapping[int, Collection[str]] = field(default_factory=dict)
    """The further readings of a column."""
    broken_columns: Sequence[int] = ()
    broken_words: Sequence[int] = ()
    """Ascending: the positions before which a printed form leaves words out, so that what is near on one side is far
    on the other."""

    def find_runs(self) -> list[Run]:
        """Return the longest runs of the same words, ascending on both sides."""
        found: list[Run] = []
        regions = [Region(0, len(self.columns), 0, len(self.words))]
        for size in ANCHOR_SIZES:
            regions = [rest for region in regions for rest in self._match_anchors(region, size, found)]
        for region in regions:
            found += self._match_rest(self._limit_reach(region))
        return _shift_repetitions(_join_adjacent(sorted(found)), self.columns, self.words)

    def _is_same(self, column: int, word: int) -> bool:
        if self.columns[column] == self.words[word]:
            return True
        return column in self.others and self.words[word] in self.others[column]

    def _limit_reach(self, region: Region) -> Region:
        """Return the part of a region at one end of the texts in which a lone word can be believed to be the same.

        An excerpt that begins with another word than its neighbors is not to be tied to that word a page earlier.
        """
        is_first = region.column == region.word == 0
        is_last = region.column_end == len(self.columns) and region.word_end == len(self.words)
        if is_first == is_last:
            return region
        if _any_between(self.broken_words, region.word, region.word_end):
            return region
        if _any_between(self.broken_columns, region.column, region.column_end):
            return region
        reach = 4 * min(region.columns, region.words) + 4
        if is_first:
            return region._replace(
                column=max(region.column, region.column_end - reach), word=max(region.word, region.word_end - reach)
            )
        return region._replace(
            column_end=min(region.column_end, region.column + reach),
            word_end=min(region.word_end, region.word + reach),
        )

    def _match_anchors(self, region: Region, size: int, found: list[Run]) -> list[Region]:
        """Match the runs of `size` words that occur once on either side, and return the regions that are left."""
        if min(region.columns, region.words) < size:
            return [region]
        anchors = self._find_anchors(self._limit_reach(region) if size == 1 else region, size)
        left_over: list[Region] = []
        rest = region
        for column, word in _longest_ascending(anchors):
            if column >= rest.column and word >= rest.word:
                run = self._extend(column, word, rest)
                found.append(run)
                left_over.append(rest._replace(column_end=run.column, word_end=run.word))
                rest = rest._replace(column=run.column + run.length, word=run.word + run.length)
        return [each for each in (*left_over, rest) if each.columns and each.words]

    def _extend(self, column: int, word: int, region: Region) -> Run:
        """Return the longest run in a region that contains the match of a column and a word."""
        before = after = 0
        most_before = min(column - region.column, word - region.word)
        most_after = min(region.column_end - column, region.word_end - word)
        while before < most_before and self._is_same(column - before - 1, word - before - 1):
            before += 1
        while after < most_after and self._is_same(column + after, word + after):
            after += 1
        return Run(column - before, word - before, before + after)

    def _find_anchors(self, region: Region, size: int) -> list[tuple[int, int]]:
        """Return where the runs of `size` words begin that occur once on either side, in the order of the words."""
        columns = _find_unique_runs(self.columns[region.column : region.column_end], size)
        words = _find_unique_runs(self.words[region.word : region.word_end], size)
        return [(region.column + columns[run], region.word + at) for run, at in words.items() if run in columns]

    def _match_rest(self, region: Region) -> list[Run]:
        """Return the words in common, or nothing where the region is too large."""
        words = self.words[region.word : region.word_end]
        times = Counter(words)
        columns = [self._best_reading(column, times) for column in range(region.column, region.column_end)]
        equal = sum(times[word] for word in columns)
        if not equal or len(columns) * len(words) > MAX_COMPARED_PAIRS:
            return []
        is_small = (len(columns) + equal) * min(len(columns), len(words)) <= MAX_RATCLIFF_STEPS
        found = _match_longest_first(columns, words) if is_small else _match_subsequence(columns, words)
        return [Run(region.column + column, region.word + word, length) for column, word, length in found]

    def _best_reading(self, column: int, words: Container[str]) -> str:
        """Return the reading of a column that is among the words, else the first."""
        key = self.columns[column]
        if key in words or column not in self.others:
            return key
        return next((other for other in sorted(self.others[column]) if other in words), key)


def find_nearest_runs(words: Sequence[str], text: Sequence[str]) -> list[Run]:
    """Return where in a text the words are that have most in common with `words`: runs of the text and the words.

    Nothing where less than half of the words are in one place, or less than two. A word votes for where the first of
    `words` would be, the rarer it is in the text the more; the most votes of places near to one another decide.
    """
    wanted = frozenset(words)
    places: dict[str, list[int]] = {word: [] for word in wanted}
    for position, word in enumerate(text):
        if word in wanted:
            places[word].append(position)
    votes: Counter[int] = Counter()
    for number, word in enumerate(words):
        if len(places[word]) <= MAX_OCCURRENCES:
            for position in places[word]:
                votes[position - number] += 1_000_000 // len(places[word])
    if not votes:
        return []
    reach = max(len(words) // 4, 2)
    first, last = _most_votes(sorted(votes.items()), reach)
    start, end = max(first - reach, 0), last + len(words) + reach
    runs = [run._replace(column=run.column + start) for run in WordMatcher(text[start:end], words).find_runs()]
    matched = sum(run.length for run in runs)
    return runs if matched >= 2 and 2 * matched >= len(words) else []


def _most_votes(votes: Sequence[tuple[int, int]], reach: int) -> tuple[int, int]:
    """Return the first and the last of the ascending places, within reach of each other, that have the most votes."""
    best, found = -1, (0, 0)
    start = total = 0
    for place, count in votes:
        total += count
        while place - votes[start][0] > reach:
            total -= votes[start][1]
            start += 1
        if total > best:
            best, found = total, (votes[start][0], place)
    return found


def _match_longest_first(columns: Sequence[str], words: Sequence[str]) -> Iterable[tuple[int, int, int]]:
    """Return the longest run in common, then the longest before and after it, and so on (Ratcliff and Obershelp).

    So a short excerpt is found in one piece where each of its words occurs more than once.
    """
    return SequenceMatcher(None, columns, words, autojunk=False).get_matching_blocks()[:-1]


def _match_subsequence(columns: Sequence[str], words: Sequence[str]) -> Iterable[tuple[int, int, int]]:
    """Return a longest common subsequence (Hyyrö 2004): one bit of a row for each column, one row for each word."""
    bits: dict[str, int] = {}
    for bit, word in enumerate(columns):
        bits[word] = bits.get(word, 0) | 1 << bit
    rows: list[int] = []
    row = every = (1 << len(columns)) - 1
    for word in words:
        if same := row & bits.get(word, 0):
            row = (row + same | row - same) & every
        rows.append(row)
    return _trace_back(rows, bits, words, len(columns))


def _trace_back(
    rows: list[int], bits: Mapping[str, int], words: Sequence[str], width: int
) -> Iterable[tuple[int, int, int]]:
    """Walk back through the rows of bit vectors: a clear bit is where the common subsequence grows by one."""
    bit, at = width - 1, len(rows) - 1
    while bit >= 0 and at >= 0:
        if bits.get(words[at], 0) >> bit & 1:
            yield bit, at, 1
            bit, at = bit - 1, at - 1
        elif rows[at] >> bit & 1:
            bit -= 1
        else:
            at -= 1


def _any_between(positions: Sequence[int], start: int, end: int) -> bool:
    """Tell whether one of the ascending `positions` is between `start` and `end`."""
    return bisect_left(positions, start) < bisect_left(positions, end)


def _find_unique_runs(words: Sequence[str], size: int) -> dict[object, int]:
    """Return the runs of `size` words that occur once, with where they begin, ascending."""
    runs: Sequence[object] = words if size == 1 else list(zip(*(words[shift:] for shift in range(size)), strict=False))
    times = Counter(runs)
    return {run: at for at, run in enumerate(runs) if times[run] == 1}


def _longest_ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest part of `pairs`, whose words ascend, in which the columns ascend too (patience sorting)."""
    if all(left[0] < right[0] for left, right in pairwise(pairs)):
        return pairs
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (column, _) in enumerate(pairs):
        pile = bisect_left(ends, column)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [column]
        tops[pile : pile + 1] = [number]
    found: list[tuple[int, int]] = []
    number = tops[-1]
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _join_adjacent(runs: list[Run]) -> list[Run]:
    """Return ascending runs, those that follow each other on both sides joined into one."""
    found: list[Run] = []
    for run in runs:
        if found:
            column, word, length = found[-1]
            if (column + length, word + length) == run[:2]:
                found[-1] = Run(column, word, length + run.length)
                continue
        found.append(run)
    return found


def _shift_repetitions(runs: list[Run], columns: Sequence[str], words: Sequence[str]) -> list[Run]:
    """Move the matches at the ends so that a repeated word is missing inside a text and not at its end.

    "Ok, ok my friend" next to "OK my friend" has an "ok" more (dittography, or haplography seen from the other side);
    it is not an excerpt that begins one word later.
    """
    for _ in range(2):  # at the beginning; and once more with both sides read backwards, at the end
        runs = _shift_first_repetition(runs, columns, words)
        runs = _swap_sides(_shift_first_repetition(_swap_sides(runs), words, columns))
        runs = [Run(len(columns) - c - length, len(words) - w - length, length) for c, w, length in reversed(runs)]
        columns, words = columns[::-1], words[::-1]
    return runs


def _swap_sides(runs: list[Run]) -> list[Run]:
    """Return runs with the words in place of the columns, and the columns in place of the words."""
    return [Run(run.word, run.column, run.length) for run in runs]


def _shift_first_repetition(runs: list[Run], longer: Sequence[str], shorter: Sequence[str]) -> list[Run]:
    """Move the first matches to the front where `shorter` lacks nothing there but a repetition of its first words."""
    if not runs or runs[0].word or not (lacking := runs[0].column) or longer[0] != shorter[0]:
        return runs
    for size in range(1, min(lacking, runs[0].length) + 1):
        if lacking % size == 0 and list(longer[:lacking]) == list(shorter[:size]) * (lacking // size):
            rest = Run(lacking + size, size, runs[0].length - size)
            return [Run(0, 0, size), *([rest] if rest.length else []), *runs[1:]]
    return runs
