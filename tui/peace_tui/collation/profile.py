"""The columns of a collation, grown text by text: a progressive multiple alignment of words.

The fullest text comes first; each further one is matched with the columns so far (Feng and Doolittle, "Progressive
sequence alignment", 1987), so that two texts which share what the first lacks share a column too. Different words that
stand in the same place between the same neighbours share a column; this is what makes them readings of one place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from peace_tui.collation.matching import Matching, Run

MOVED: Final = 3
"""A run of as many words that stands elsewhere has been moved."""
SHORT: Final = 3
"""So few words are no passage of their own."""


Span = tuple[int, int]
"""The first and the last of some columns."""


class Text(NamedTuple):
    """The words of a version, as keys."""

    words: tuple[str, ...]
    breaks: tuple[int, ...] = ()
    """Ascending: the places before which it has a break, that is, leaves out or replaces words."""
    stops: frozenset[int] = frozenset()
    """The places before which a sentence ends."""


@dataclass(slots=True)
class Profile:
    """The columns so far."""

    keys: list[str] = field(default_factory=list)
    """The first reading of each."""
    others: dict[int, set[str]] = field(default_factory=dict)
    """The further readings."""
    broken: list[int] = field(default_factory=list)
    """Ascending: where a text has a break right before its word."""
    stops: set[int] = field(default_factory=set)
    """Where a sentence of some text ends right before its word."""
    passages: list[tuple[Span, Span]] = field(default_factory=list)
    """Stretches that are different passages, of which an excerpt prints one or the other."""
    rows: list[list[int]] = field(default_factory=list)
    """For each text merged the column of each of its words."""


def columns_of(texts: Sequence[Text]) -> tuple[list[list[int]], list[tuple[Span, Span]]]:
    """Return for each text the column of each of its words, ascending, and the pairs of different passages.

    The order of the texts makes no difference. Texts of the same words share all columns; they are broken where all of
    them are.
    """
    twins: dict[tuple[str, ...], list[int]] = {}
    for number, text in enumerate(texts):
        twins.setdefault(text.words, []).append(number)
    order = sorted(twins, key=lambda words: (-len(words), words))
    profile = Profile()
    for words in order:
        breaks = set.intersection(*(set(texts[twin].breaks) for twin in twins[words]))
        stops = frozenset[int]().union(*(texts[twin].stops for twin in twins[words]))
        profile = _merged(profile, Text(words, tuple(sorted(breaks)), stops))
    place = {words: number for number, words in enumerate(order)}
    return [list(profile.rows[place[text.words]]) for text in texts], profile.passages


def _merged(profile: Profile, text: Text) -> Profile:
    """Return the columns with `text` in them."""
    runs = Matching(profile.keys, text.words, profile.others, profile.broken, text.breaks).runs()
    runs, ends_apart = _ending_together(runs, profile, text)
    runs, begins_apart = _beginning_together(runs, profile, text)
    merging = _Merging(profile, text, runs, begins_apart, ends_apart, *_transposed(profile.keys, text.words, runs))
    column = word = 0
    for run in [*runs, Run(len(profile.keys), len(text.words), 0)]:
        merging.between(column, run.column, word, run.word)
        merging.share(run)
        column, word = run.column + run.length, run.word + run.length
    return merging.profile()


@dataclass(slots=True)
class _Merging:
    """One text on its way into the columns."""

    old: Profile
    text: Text
    runs: list[Run]
    """What it shares with the columns; nothing: it stands beside them from the first word."""
    begins_apart: bool
    ends_apart: bool
    """Whether it begins or ends with another passage than the columns do, and not with other words for the same."""
    moved_columns: set[int]
    moved_words: set[int]
    keys: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """The new number of each old column."""
    row: list[int] = field(default_factory=list)
    """The new number of the column of each word."""
    passages: list[tuple[Span, Span]] = field(default_factory=list)

    def share(self, run: Run) -> None:
        """Put words into columns, in order."""
        new = range(len(self.keys), len(self.keys) + run.length)
        self.keys += self.old.keys[run.column : run.column + run.length]
        self.numbers += new
        self.row += new

    def between(self, column: int, column_end: int, word: int, word_end: int) -> None:
        """Put in the columns and the words between two runs, of which none is the same."""
        heads = tails = 0
        if column < column_end and word < word_end:
            heads, tails = self._pairs(column, column_end, word, word_end)
            self.share(Run(column, word, heads))
        old = range(column + heads, column_end - tails)
        self.numbers += range(len(self.keys), len(self.keys) + len(old))
        self.keys += self.old.keys[old.start : old.stop]
        new = range(word + heads, word_end - tails)
        self.row += range(len(self.keys), len(self.keys) + len(new))
        self.keys += self.text.words[new.start : new.stop]
        if (
            old
            and new
            and ((word == 0 and self.begins_apart) or (word_end == len(self.text.words) and self.ends_apart))
        ):
            middle = len(self.keys) - len(new)
            self.passages.append(((middle - len(old), middle - 1), (middle, len(self.keys) - 1)))
        if tails:
            self.share(Run(column_end - tails, word_end - tails, tails))

    def _pairs(self, column: int, column_end: int, word: int, word_end: int) -> tuple[int, int]:
        """Return how many words to pair with columns from the left and from the right.

        Words pair from the left after a match and from the right before one, as far as no break lies between: an
        excerpt that begins or ends with another word has that reading next to what it shares.
        """
        heads = tails = 0
        first, last = word == 0, word_end == len(self.text.words)
        if ((column and word) or not self.runs) and not (last and self.ends_apart):
            heads = min(
                _head(column, column_end, self.old.broken, self.moved_columns),
                _head(word, word_end, self.text.breaks, self.moved_words),
            )
        if column_end < len(self.old.keys) and not last and not (first and self.begins_apart):
            tails = min(
                _tail(column + heads, column_end, self.old.broken, self.moved_columns),
                _tail(word + heads, word_end, self.text.breaks, self.moved_words),
            )
        return heads, tails

    def profile(self) -> Profile:
        """Return the columns with the text in them."""
        numbers, keys, row = self.numbers, self.keys, self.row
        others = {numbers[column]: set(readings) for column, readings in self.old.others.items()}
        for column, word in zip(row, self.text.words, strict=True):
            if keys[column] != word:
                others.setdefault(column, set()).add(word)
        broken = {numbers[column] for column in self.old.broken}
        broken.update(row[word] for word in self.text.breaks if word < len(row))
        stops = {numbers[column] for column in self.old.stops}
        stops.update(row[word] for word in self.text.stops if word < len(row))
        rows = [[numbers[column] for column in each] for each in self.old.rows]
        passages = [((numbers[a], numbers[b]), (numbers[c], numbers[d])) for (a, b), (c, d) in self.old.passages]
        return Profile(keys, others, sorted(broken), stops, [*passages, *self.passages], [*rows, row])


def _ending_together(runs: list[Run], profile: Profile, text: Text) -> tuple[list[Run], bool]:
    """Return the runs without stray words in two endings that are different passages, and whether they are.

    Two excerpts that after the end of a sentence go on with more than `SHORT` words each, and share no phrase and less
    than a third of the words there, do not print one sentence in two wordings: each prints what the other does not.
    """
    kept, shared, apart = len(runs), 0, False
    for place in range(len(runs) - 1, -1, -1):
        column, word, length = runs[place]
        rest = min(len(profile.keys) - column - length, len(text.words) - word - length)
        at_stop = column + length in profile.stops or word + length in text.stops
        if at_stop and rest > SHORT and 3 * shared < rest:
            kept, apart = place + 1, True
        if length >= MOVED:
            break
        shared += length
    return runs[:kept], apart


def _beginning_together(runs: list[Run], profile: Profile, text: Text) -> tuple[list[Run], bool]:
    """Return the runs without stray words in two beginnings that are different passages, and whether they are."""
    dropped, shared, apart = 0, 0, False
    for place, (column, word, length) in enumerate(runs):
        at_stop = column in profile.stops or word in text.stops
        if at_stop and min(column, word) > SHORT and 3 * shared < min(column, word):
            dropped, apart = place, True
        if length >= MOVED:
            break
        shared += length
    return runs[dropped:], apart


def _head(start: int, end: int, breaks: Sequence[int], moved: set[int]) -> int:
    """Return how many items follow `start` without a break before them or a moved run."""
    next_break = bisect_left(breaks, start)
    if next_break < len(breaks):
        end = min(end, breaks[next_break])
    return next((item for item in range(start, end) if item in moved), max(start, end)) - start


def _tail(start: int, end: int, breaks: Sequence[int], moved: set[int]) -> int:
    """Return how many items lead up to `end` without a break after them or a moved run."""
    last_break = bisect_left(breaks, end + 1) - 1
    if last_break >= 0:
        start = max(start, breaks[last_break])
    return end - next((item + 1 for item in range(end - 1, start - 1, -1) if item in moved), start)


def _transposed(columns: Sequence[str], words: Sequence[str], runs: list[Run]) -> tuple[set[int], set[int]]:
    """Return the unmatched columns and words of the phrases that stand once on either side, elsewhere."""
    lone_columns = _lone_phrases(columns, ((run.column, run.length) for run in runs))
    lone_words = _lone_phrases(words, ((run.word, run.length) for run in runs)) if lone_columns else {}
    moved_columns: set[int] = set()
    moved_words: set[int] = set()
    for phrase, word in lone_words.items():
        column = lone_columns.get(phrase, -1)
        if column >= 0 and word >= 0:
            moved_columns.update(range(column, column + MOVED))
            moved_words.update(range(word, word + MOVED))
    return moved_columns, moved_words


def _lone_phrases(words: Sequence[str], matched: Iterable[tuple[int, int]]) -> dict[tuple[str, ...], int]:
    """Return where the phrases of `MOVED` words outside the `matched` stretches begin; -1 for one that occurs twice."""
    found: dict[tuple[str, ...], int] = {}
    start = 0
    for begin, length in [*matched, (len(words), 0)]:
        for at in range(start, begin - MOVED + 1):
            phrase = tuple(words[at : at + MOVED])
            found[phrase] = -1 if phrase in found else at
        start = begin + length
    return found
