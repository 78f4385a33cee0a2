"""The columns of a collation, grown text by text: a progressive multiple alignment of words.

The fullest text comes first; each further one is matched with the columns so far (Feng and Doolittle, "Progressive
sequence alignment as a prerequisite to correct phylogenetic trees", 1987), so that two texts which share what the first
lacks share a column too. Different words between the same neighbors share a column; this makes them readings of one
place. Phrases that texts print in different places are found in the columns once all texts are in them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, NamedTuple

from peace_tui.collation.word_runs import Region, Run, WordMatcher

MIN_MOVED_WORDS: Final = 3
"""A run of at least so many words that another text prints elsewhere has been moved."""
MAX_CELLS: Final = 400_000
"""How many cells the table of a collation may have, a column for each reading and a row for each text.

Two texts of as many characters as are compared always fit, so that there is an end to comparing fewer.
"""
SHORT_PASSAGE_WORDS: Final = 3
"""So few words or fewer are not a passage of their own."""
MAX_SHARED_WORDS: Final = 8
"""How many first words that two sentences have in common are looked at."""


ColumnRange = tuple[int, int]
"""The first and the last of some columns, both included."""


class TooDifferent(Exception):
    """Texts that have so little in common that all of them together make too large a table."""


class KeyedText(NamedTuple):
    """The words of a version, as keys."""

    words: tuple[str, ...]
    breaks: tuple[int, ...] = ()
    """Ascending: the numbers of the words before which it leaves out or replaces words."""
    stops: frozenset[int] = frozenset()
    """The numbers of the words before which a sentence ends."""


@dataclass(slots=True)
class Profile:
    """The columns that the texts merged so far make."""

    keys: list[str] = field(default_factory=list)
    """The first reading of each column."""
    others: dict[int, set[str]] = field(default_factory=dict)
    """The further readings of a column."""
    broken: list[int] = field(default_factory=list)
    """Ascending: the columns before whose word a text has a break."""
    stops: set[int] = field(default_factory=set)
    """The columns before whose word a sentence of some text ends."""
    passages: list[tuple[ColumnRange, ColumnRange]] = field(default_factory=list)
    """The columns of pairs of different passages, of which an excerpt prints one or the other."""
    rows: list[list[int]] = field(default_factory=list)
    """For each text merged the column of each of its words."""

    def has_reading(self, column: int, word: str) -> bool:
        """Tell whether a text has a word in a column."""
        return self.keys[column] == word or word in self.others.get(column, ())


def align_columns(texts: Sequence[KeyedText]) -> tuple[list[list[int]], list[tuple[ColumnRange, ColumnRange]]]:
    """Return for each text the column of each of its words, ascending, and the pairs of different passages.

    The order of the texts makes no difference. Texts of the same words share all columns, and have the breaks that all
    of them have.

    Raises:
        TooDifferent: They make a table of more than `MAX_CELLS`.
    """
    twins: dict[tuple[str, ...], list[int]] = {}
    for number, text in enumerate(texts):
        twins.setdefault(text.words, []).append(number)
    order = sorted(twins, key=lambda words: (-len(words), words))
    profile = Profile()
    for words in order:
        breaks = set.intersection(*(set(texts[twin].breaks) for twin in twins[words]))
        stops = frozenset[int]().union(*(texts[twin].stops for twin in twins[words]))
        profile = _merge_text(profile, KeyedText(words, tuple(sorted(breaks)), stops))
        if len(profile.keys) * len(texts) > MAX_CELLS:
            raise TooDifferent
    for words, columns in zip(order, profile.rows, strict=True):
        _begin_gaps_with_sentences(profile, words, columns)
    columns_of = dict(zip(order, profile.rows, strict=True))
    return [list(columns_of[text.words]) for text in texts], profile.passages


def _begin_gaps_with_sentences(profile: Profile, words: Sequence[str], columns: list[int]) -> None:
    """Have a text that leaves out a whole sentence leave out that one, and not parts of two that begin alike.

    Of "We agree. We go. We sing." and "We agree. We sing." the second lacks "We go", and not "go. We". The columns of
    the words are changed in place.
    """
    for word in range(1, len(columns)):
        gap = columns[word] - columns[word - 1] - 1
        if not gap or columns[word - 1] + 1 in profile.stops:
            continue
        for shared in range(1, min(gap, word, MAX_SHARED_WORDS) + 1):
            first, target = word - shared, columns[word] - shared
            if (
                target in profile.stops
                and columns[first] in profile.stops
                and all(profile.has_reading(target + n, words[first + n]) for n in range(shared))
            ):
                columns[first:word] = range(target, target + shared)
                break


def _merge_text(profile: Profile, text: KeyedText) -> Profile:
    """Return the profile with the words of `text` added."""
    runs = WordMatcher(profile.keys, text.words, profile.others, profile.broken, text.breaks).find_runs()
    runs, ends_apart = _split_endings(runs, profile, text)
    runs, begins_apart = _split_beginnings(runs, profile, text)
    moved_columns, moved_words = _find_moved(profile.keys, text.words, runs)
    merge = _ProfileMerge(profile, text, runs, begins_apart, ends_apart, moved_columns, moved_words)
    column = word = 0
    for run in [*runs, Run(len(profile.keys), len(text.words), 0)]:
        merge.add_between(Region(column, run.column, word, run.word))
        merge.add_run(run)
        column, word = run.column + run.length, run.word + run.length
    return merge.build()


@dataclass(slots=True)
class _ProfileMerge:
    """The state of merging one text into the columns."""

    old: Profile
    text: KeyedText
    runs: list[Run]
    """The runs that it shares with the columns; where there are none, its words pair with them from the first on."""
    begins_apart: bool
    ends_apart: bool
    """Whether it begins or ends with another passage than the columns do, and not with other words for the same."""
    moved_columns: set[int]
    moved_words: set[int]
    """What is in a phrase that the text has in another place than the columns: it pairs with nothing."""
    keys: list[str] = field(default_factory=list)
    """The first reading of each new column."""
    numbers: list[int] = field(default_factory=list)
    """The new number of each old column."""
    row: list[int] = field(default_factory=list)
    """The new number of the column of each word."""
    passages: list[tuple[ColumnRange, ColumnRange]] = field(default_factory=list)

    def add_run(self, run: Run) -> None:
        """Put the words of a run into the columns of the run."""
        new = range(len(self.keys), len(self.keys) + run.length)
        self.keys += self.old.keys[run.column : run.column + run.length]
        self.numbers += new
        self.row += new

    def add_between(self, region: Region) -> None:
        """Add the columns and the words between two runs, of which none are the same."""
        heads, tails = self._count_pairs(region) if region.columns and region.words else (0, 0)
        self.add_run(Run(region.column, region.word, heads))
        old = range(region.column + heads, region.column_end - tails)
        self.numbers += range(len(self.keys), len(self.keys) + len(old))
        self.keys += self.old.keys[old.start : old.stop]
        new = range(region.word + heads, region.word_end - tails)
        self.row += range(len(self.keys), len(self.keys) + len(new))
        self.keys += self.text.words[new.start : new.stop]
        begins_apart = self.begins_apart and region.word == 0
        ends_apart = self.ends_apart and region.word_end == len(self.text.words)
        if old and new and (begins_apart or ends_apart):
            middle = len(self.keys) - len(new)
            self.passages.append(((middle - len(old), middle - 1), (middle, len(self.keys) - 1)))
        self.add_run(Run(region.column_end - tails, region.word_end - tails, tails))

    def _count_pairs(self, region: Region) -> tuple[int, int]:
        """Return how many words to pair with columns from the left and from the right.

        Words pair from the left after a match and from the right before one, up to a break between them: an
        excerpt that begins or ends with another word has that reading next to what it shares.
        """
        heads = tails = 0
        is_first, is_last = region.word == 0, region.word_end == len(self.text.words)
        if ((region.column and region.word) or not self.runs) and not (is_last and self.ends_apart):
            heads = min(
                _count_head(region.column, region.column_end, self.old.broken, self.moved_columns),
                _count_head(region.word, region.word_end, self.text.breaks, self.moved_words),
            )
        if region.column_end < len(self.old.keys) and not is_last and not (is_first and self.begins_apart):
            tails = min(
                _count_tail(region.column + heads, region.column_end, self.old.broken, self.moved_columns),
                _count_tail(region.word + heads, region.word_end, self.text.breaks, self.moved_words),
            )
        return heads, tails

    def build(self) -> Profile:
        """Return the profile with the text added."""
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


def _split_endings(runs: list[Run], profile: Profile, text: KeyedText) -> tuple[list[Run], bool]:
    """Return the runs without stray words in two endings that are different passages, and whether they are.

    Two excerpts that after the end of a sentence go on with more than `SHORT_PASSAGE_WORDS` words each, and share no
    phrase and less than a third of the words there, do not print one sentence in two wordings: each prints what the
    other does not.
    """
    kept, shared, apart = len(runs), 0, False
    for number in range(len(runs) - 1, -1, -1):
        column, word, length = runs[number]
        rest = min(len(profile.keys) - column - length, len(text.words) - word - length)
        at_stop = column + length in profile.stops or word + length in text.stops
        if at_stop and rest > SHORT_PASSAGE_WORDS and 3 * shared < rest:
            kept, apart = number + 1, True
        if length >= MIN_MOVED_WORDS:
            break
        shared += length
    return runs[:kept], apart


def _split_beginnings(runs: list[Run], profile: Profile, text: KeyedText) -> tuple[list[Run], bool]:
    """Return the runs without stray words in two beginnings that are different passages, and whether they are."""
    dropped, shared, apart = 0, 0, False
    for number, (column, word, length) in enumerate(runs):
        at_stop = column in profile.stops or word in text.stops
        if at_stop and min(column, word) > SHORT_PASSAGE_WORDS and 3 * shared < min(column, word):
            dropped, apart = number, True
        if length >= MIN_MOVED_WORDS:
            break
        shared += length
    return runs[dropped:], apart


def _count_head(start: int, end: int, breaks: Sequence[int], moved: set[int]) -> int:
    """Return how many items follow `start` without a break before them or a moved run."""
    next_break = bisect_left(breaks, start)
    if next_break < len(breaks):
        end = min(end, breaks[next_break])
    return next((item for item in range(start, end) if item in moved), max(start, end)) - start


def _count_tail(start: int, end: int, breaks: Sequence[int], moved: set[int]) -> int:
    """Return how many items lead up to `end` without a break after them or a moved run."""
    last_break = bisect_left(breaks, end + 1) - 1
    if last_break >= 0:
        start = max(start, breaks[last_break])
    return end - next((item + 1 for item in range(end - 1, start - 1, -1) if item in moved), start)


def _find_moved(columns: Sequence[str], words: Sequence[str], runs: list[Run]) -> tuple[set[int], set[int]]:
    """Return the unmatched columns and words of the phrases that both sides have once, in different places."""
    lone_columns = _find_lone_phrases(columns, ((run.column, run.length) for run in runs))
    lone_words = _find_lone_phrases(words, ((run.word, run.length) for run in runs)) if lone_columns else {}
    moved_columns: set[int] = set()
    moved_words: set[int] = set()
    for phrase, word in lone_words.items():
        column = lone_columns.get(phrase, -1)
        if column >= 0 and word >= 0:
            moved_columns.update(range(column, column + MIN_MOVED_WORDS))
            moved_words.update(range(word, word + MIN_MOVED_WORDS))
    return moved_columns, moved_words


def _find_lone_phrases(words: Sequence[str], matched: Iterable[tuple[int, int]]) -> dict[tuple[str, ...], int]:
    """Return where the phrases of `MIN_MOVED_WORDS` words outside what is `matched` begin; -1 where one occurs twice.

    The matched words are given as ascending pairs of start and length.
    """
    found: dict[tuple[str, ...], int] = {}
    start = 0
    for begin, length in [*matched, (len(words), 0)]:
        for at in range(start, begin - MIN_MOVED_WORDS + 1):
            phrase = tuple(words[at : at + MIN_MOVED_WORDS])
            found[phrase] = -1 if phrase in found else at
        start = begin + length
    return found


# --- Moved phrases --------------------------------------------------------------------------------------------------

WordRow = tuple[Sequence[str], Sequence[int]]
"""The keys of the words of a text, and the column of each."""


class PhraseSite(NamedTuple):
    """One of the positions at which a moved phrase is printed."""

    columns: tuple[int, ...]
    """The columns of its words, ascending."""
    rows: tuple[int, ...]
    """The numbers of the texts that have it here."""


class Transposition(NamedTuple):
    """A phrase that texts print in different places."""

    words: tuple[str, ...]
    sites: tuple[PhraseSite, ...]


def find_transpositions(rows: Sequence[WordRow], contested: Sequence[bool]) -> tuple[Transposition, ...]:
    """Return the moved phrases of `MIN_MOVED_WORDS` words or more.

    Only words in `contested` columns, which not all texts share, can have moved. A phrase that one text has twice is a
    repetition: two excerpts that each print one of its occurrences have moved nothing.
    """
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for scattered in _find_scattered(rows, contested):
        for (left, at), (right, there) in combinations(scattered.items(), 2):
            mine, theirs = rows[left][1][at : at + MIN_MOVED_WORDS], rows[right][1][there : there + MIN_MOVED_WORDS]
            if set(mine).isdisjoint(theirs):
                pairs.setdefault((left, right), []).append((at, there))
    placed: dict[tuple[str, ...], dict[int, int]] = {}
    for (left, right), runs in pairs.items():
        for at, there, size in _join_overlapping(runs):
            starts = placed.setdefault(tuple(rows[left][0][at : at + size]), {})
            starts[left], starts[right] = at, there
    return tuple(_make_transposition(words, starts, rows) for words, starts in placed.items())


def _find_scattered(rows: Sequence[WordRow], contested: Sequence[bool]) -> list[dict[int, int]]:
    """Return where the runs of words begin that occur in several columns, but once in a text: by text, its word."""
    found: dict[tuple[str, ...], dict[int, int]] = {}
    for row, (words, columns) in enumerate(rows):
        alone = [at for at, column in enumerate(columns) if contested[column]]
        for start, end in zip(alone, alone[MIN_MOVED_WORDS - 1 :], strict=False):
            if end - start == MIN_MOVED_WORDS - 1:
                starts = found.setdefault(tuple(words[start : end + 1]), {})
                starts[row] = -1 if row in starts else start
    return [
        starts
        for starts in found.values()
        if len(starts) > 1
        and -1 not in starts.values()
        and len({rows[row][1][start] for row, start in starts.items()}) > 1
    ]


def _join_overlapping(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the longest runs that overlapping ones make: where they begin on either side, and their length."""
    runs.sort()
    first = last = runs[0]
    for run in [*runs[1:], (-1, -1)]:
        if run != (last[0] + 1, last[1] + 1):
            yield *first, last[0] - first[0] + MIN_MOVED_WORDS
            first = run
        last = run


def _make_transposition(words: tuple[str, ...], starts: dict[int, int], rows: Sequence[WordRow]) -> Transposition:
    sites: dict[tuple[int, ...], list[int]] = {}
    for row, start in sorted(starts.items()):
        sites.setdefault(tuple(rows[row][1][start : start + len(words)]), []).append(row)
    return Transposition(words, tuple(PhraseSite(columns, tuple(at)) for columns, at in sorted(sites.items())))
