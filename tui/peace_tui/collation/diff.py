"""One version read against another: every segment of its text with how it relates to the base.

What is marked depends on the base; where versions really differ does not
(see [PassageComparison][peace_tui.collation.differences.PassageComparison]). Both ask `WordComparison` whether words
that are aligned are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import compress, pairwise
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence, find_printed_text
from peace_tui.collation.tokens import (
    ABBREVIATIONS,
    FIRST_WORDS,
    SENTENCE_ENDS,
    Likeness,
    Token,
    TokenKind,
    compare_runs,
    compare_words,
    find_joints,
    find_starts,
    is_loud,
    opens_sentence,
)

TRAILING_ABBREVIATIONS: Final = frozenset(
    ("jr", "sr", "inc", "co", "corp", "ltd", "bros", "etc", "al", "ave", "blvd", "dept")
)
"""Words after which a period ends a sentence only where the next word opens one: "King Jr. He left", "King Jr. Day"."""
NUMBER_ABBREVIATIONS: Final = frozenset(
    (
        *("no", "nos", "nr", "art", "sec", "p", "pp", "vol", "ch", "fig"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    )
)
"""Words after which a period ends no sentence where a number follows."""


class SegmentKind(StrEnum):
    """How a segment of a version relates to the base."""

    SAME = "same"
    SPELLING = "spelling"
    """The same words in another case or spelling."""
    PUNCTUATION = "punctuation"
    """Punctuation, quote marks or a pause that the other prints otherwise or not at all."""
    WORDS = "words"
    """Different words; words that the other leaves out; or, where the segment is empty, words left out here."""
    INSERTED = "inserted"
    """Inserted by the outlet, or where the other outlet inserts its own words."""
    CUT = "cut"
    """An ellipsis in place of words, or words in whose place the other has one."""
    UNPRINTED = "unprinted"
    """Beyond the excerpt that one of the two prints."""
    MOVED = "moved"
    """A phrase that the other prints elsewhere."""


GAP_DIFFERENCES = {
    Presence.OMITTED: SegmentKind.WORDS,
    Presence.CUT: SegmentKind.CUT,
    Presence.INSERTED: SegmentKind.INSERTED,
    Presence.UNPRINTED: SegmentKind.UNPRINTED,
    Presence.MOVED: SegmentKind.MOVED,
}


class Segment(NamedTuple):
    """A segment of a version's text. All of them in order are the complete text, spaces included."""

    difference: SegmentKind
    start: int
    end: int
    base: str = ""
    """What the base prints instead, where that differs; where `start` is `end`, what is missing from this version."""


class _WordTraits(NamedTuple):
    """What a word has from those around it in its text, by its column."""

    starts: frozenset[int]
    """Where a sentence begins."""
    joints: Mapping[int, str]
    """What joins a word to the one before, where something does."""
    loud: frozenset[int]
    """Where a word in capitals stands beside another."""


class WordComparison:
    """Compares the words that texts have in the same column."""

    def __init__(self, alignment: Alignment) -> None:
        """Compare words of an alignment."""
        self._alignment = alignment
        self._traits: dict[int, _WordTraits] = {}

    def compare(self, number: int, mine: Sequence[int], theirs: Sequence[int]) -> tuple[Likeness, bool]:
        """Return how much the words of a column have in common, and whether an outlet has brackets in one of them.

        Each side is the rows of one or more texts, of which those count that are most alike. Words that have not even
        a key in common are not compared here.
        """
        tokens = self._alignment.columns[number].tokens
        found: list[tuple[Likeness, bool]] = []
        for row in mine:
            one = tokens[row]
            for other_row in theirs if one else ():
                other = tokens[other_row]
                if one and other and one.key == other.key:
                    if one.text == other.text:
                        return Likeness.SAME, False
                    is_altered = TokenKind.ALTERED in (one.kind, other.kind)
                    found.append((self._compare_tokens(number, (row, one), (other_row, other)), is_altered))
        return min(found, default=(Likeness.SAME, False))

    def _compare_tokens(self, number: int, mine: tuple[int, Token], theirs: tuple[int, Token]) -> Likeness:
        traits = [self._traits_of(row) for row, _ in (mine, theirs)]
        return compare_words(
            mine[1],
            theirs[1],
            begins=any(number in each.starts for each in traits),
            is_loud=any(number in each.loud for each in traits),
        )

    def find_joined(self, rows: Iterable[int]) -> set[int]:
        """Return the columns in which one of the texts joins a word to the one before."""
        return {column for row in rows for column in self._traits_of(row).joints}

    def differ_in_joint(self, before: int, number: int, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Tell whether only one side joins a word to that of the column before, as in "20-point" and "20 point"."""
        joints = {
            tuple(self._traits_of(each).joints.get(number, "") for each in (row, other))
            for row in mine
            for other in theirs
            if self._have_both((before, number), row, other)
        }
        return bool(joints) and all(one != other for one, other in joints)

    def _have_both(self, numbers: Iterable[int], row: int, other: int) -> bool:
        pairs = ((self._alignment.columns[n].tokens[row], self._alignment.columns[n].tokens[other]) for n in numbers)
        return all(one and two and one.key == two.key for one, two in pairs)

    def _traits_of(self, row: int) -> _WordTraits:
        if row not in self._traits:
            pieces = self._alignment.tokens[row]
            columns = [n for n, column in enumerate(self._alignment.columns) if (t := column.tokens[row]) and t.key]
            loud = [False, *(is_loud(piece) for piece in pieces if piece.key), False]
            self._traits[row] = _WordTraits(
                frozenset(compress(columns, find_starts(pieces))),
                {column: joint for column, joint in zip(columns, find_joints(pieces), strict=True) if joint},
                frozenset(column for n, column in enumerate(columns, 1) if loud[n] and (loud[n - 1] or loud[n + 1])),
            )
        return self._traits[row]


def split_sentences(alignment: Alignment, row: int) -> Iterator[tuple[int, ...]]:
    """Yield the columns of the words of each sentence.

    An outlet that interrupts a quotation to name the speaker prints a comma where a sentence ends: "We go," he said.
    "They stay." Where the reading text ends a sentence there, so does a text with a mark and no small letter after it.
    """
    reading = alignment.reading_text
    starts = {each[0] for each in split_sentences(alignment, reading)} if reading not in (None, row) else set()
    sentence: list[int] = []
    last: Token | None = None
    stopped = marked = False
    for number, column in enumerate(alignment.columns):
        token = column.tokens[row]
        if token is None:
            continue
        if not column.has_words:
            stopped |= token.kind is TokenKind.PUNCTUATION and not SENTENCE_ENDS.isdisjoint(token.text)
            marked |= token.kind is TokenKind.PUNCTUATION
            continue
        if last and (
            (stopped and not _is_abbreviation(last, token))
            or opens_sentence(last, token)
            or (marked and number in starts and not token.text[0].islower())
            or alignment.texts[row].count("\n", last.end, token.start) > 1
        ):
            yield tuple(sentence)
            sentence = []
        sentence.append(number)
        last, stopped, marked = token, False, False
    if sentence:
        yield tuple(sentence)


def _is_abbreviation(word: Token, after: Token) -> bool:
    """Tell whether the period after a word ends no sentence: that of a title, an initial, a number's "No."."""
    if after.text[0].islower() or word.key in ABBREVIATIONS:
        return True
    if after.text[0].isdigit() and word.key in NUMBER_ABBREVIATIONS:
        return True
    is_letter = len(word.key) == 1 and word.text.isalpha()
    if is_letter and word.text.islower():
        return len(after.key) == 1 and after.text.isupper()  # z. B.
    is_initial = is_letter and word.text.isupper() and word.key != "i"
    opens = after.key in FIRST_WORDS and len(after.key) > 1
    return (is_initial or word.key in TRAILING_ABBREVIATIONS) and not opens


def diff_texts(alignment: Alignment, row: int, base: int) -> tuple[Segment, ...]:
    """Return the text number `row` in segments, as it differs from the text number `base`."""
    text, end = alignment.texts[row], 0
    segments: list[Segment] = []
    for difference, columns in _find_runs(alignment, row, base):
        pieces = _find_tokens(alignment, row, columns)
        instead = "" if difference is SegmentKind.SAME else find_printed_text(alignment, base, columns)
        if pieces:
            segments += _space_between(end, pieces[0].start)
            segments.append(Segment(difference, pieces[0].start, pieces[-1].end, instead))
            end = pieces[-1].end
        elif instead:
            segments.append(Segment(difference, end, end, instead))
    return tuple(_join_same([*segments, *_space_between(end, len(text))]))


CLOSENESS: Final = (
    SegmentKind.SAME,
    SegmentKind.PUNCTUATION,
    SegmentKind.SPELLING,
    SegmentKind.MOVED,
    SegmentKind.INSERTED,
    SegmentKind.WORDS,
    SegmentKind.CUT,
    SegmentKind.UNPRINTED,
)
"""The differences, from texts that print the same to those that print nothing there."""


def diff_side(alignment: Alignment, row: int, bases: Sequence[int]) -> tuple[Segment, ...]:
    """Return the text number `row` in segments, as it differs from a side: from the closest of its texts each time."""
    found = [diff_texts(alignment, row, base) for base in bases]
    if len(found) == 1:
        return found[0]
    gaps: dict[int, dict[Segment, None]] = {}
    for segment in (segment for segments in found for segment in segments if segment.start == segment.end):
        gaps.setdefault(segment.start, {})[segment] = None
    printed = [[segment for segment in segments if segment.start < segment.end] for segments in found]
    edges = sorted({edge for segments in printed for segment in segments for edge in (segment.start, segment.end)})
    merged: list[Segment] = []
    at = [0] * len(printed)
    for start, end in pairwise(edges):
        for number, segments in enumerate(printed):
            at[number] += segments[at[number]].end <= start
        covering = [segments[at[number]] for number, segments in enumerate(printed)]
        closest = min(covering, key=lambda each: CLOSENESS.index(each.difference))
        merged += [*gaps.get(start, ()), closest._replace(start=start, end=end)]
    return tuple(_join_same([*merged, *gaps.get(len(alignment.texts[row]), ())]))


def _space_between(start: int, end: int) -> list[Segment]:
    return [Segment(SegmentKind.SAME, start, end)] if start < end else []


def _join_same(segments: list[Segment]) -> Iterator[Segment]:
    """Yield the segments, consecutive ones that are the same as the base joined into one."""
    start: int | None = None
    end = 0
    for segment in segments:
        if segment.difference is SegmentKind.SAME:
            start, end = (segment.start if start is None else start), segment.end
            continue
        if start is not None:
            yield Segment(SegmentKind.SAME, start, end)
            start = None
        yield segment
    if start is not None:
        yield Segment(SegmentKind.SAME, start, end)


def _find_runs(alignment: Alignment, row: int, base: int) -> Iterator[tuple[SegmentKind, list[int]]]:
    """Yield the runs of columns with the same difference; columns in which neither text has anything are left out."""
    words = WordComparison(alignment)
    kinds = [
        _compare_words(alignment, words, number, row, base)
        if column.has_words
        else _compare_marks(alignment, number, row, base)
        for number, column in enumerate(alignment.columns)
    ]
    _mark_spellings(alignment, kinds, row, base)
    _absorb_punctuation(alignment, kinds)
    run: list[int] = []
    for column, difference in enumerate(kinds):
        if difference is None:
            continue
        if run and difference is not kinds[run[0]]:
            yield kinds[run[0]] or difference, run
            run = []
        run.append(column)
    if run:
        yield kinds[run[0]] or SegmentKind.SAME, run


def _mark_spellings(alignment: Alignment, kinds: list[SegmentKind | None], row: int, base: int) -> None:
    """Mark different words of the same letters as spellings: "cease fire" is another spelling of "ceasefire"."""
    run: list[int] = []
    for column, difference in [*enumerate(kinds), (len(kinds), SegmentKind.SAME)]:
        if difference is SegmentKind.WORDS:
            run.append(column)
        elif run and difference and (column == len(kinds) or alignment.columns[column].has_words):
            mine, theirs = (_find_tokens(alignment, each, run) for each in (row, base))
            if mine and theirs and compare_runs(mine, theirs) is not Likeness.OTHER:
                for word in run:
                    kinds[word] = SegmentKind.SPELLING
            run = []


def _absorb_punctuation(alignment: Alignment, kinds: list[SegmentKind | None]) -> None:
    """Make punctuation between words that the other text lacks part of that difference."""
    marks: list[int] = []
    before: SegmentKind | None = None
    for column, difference in enumerate(kinds):
        if difference is SegmentKind.PUNCTUATION:
            marks.append(column)
        elif difference is not None:
            if difference is before and before not in (SegmentKind.SAME, SegmentKind.SPELLING):
                for mark in marks:
                    kinds[mark] = before
            before, marks = (difference if alignment.columns[column].has_words else None), []


def _find_tokens(alignment: Alignment, row: int, columns: list[int]) -> list[Token]:
    return [token for column in columns if (token := alignment.columns[column].tokens[row])]


def _compare_words(alignment: Alignment, words: WordComparison, column: int, row: int, base: int) -> SegmentKind | None:
    """Return how two texts differ in a column of words, or None if neither has a word there."""
    tokens = alignment.columns[column].tokens
    mine, theirs = tokens[row], tokens[base]
    if mine and theirs:
        if mine.text == theirs.text:
            return SegmentKind.SAME
        if TokenKind.ALTERED in (mine.kind, theirs.kind):
            return SegmentKind.INSERTED
        is_other = mine.key != theirs.key or words.compare(column, (row,), (base,))[0] is Likeness.OTHER
        return SegmentKind.WORDS if is_other else SegmentKind.SPELLING
    if one := mine or theirs:
        if one.kind is TokenKind.ALTERED:
            return SegmentKind.INSERTED
        lacking = alignment.presences[base if mine else row][column]
        return GAP_DIFFERENCES[lacking] if lacking else None
    return None


def _compare_marks(alignment: Alignment, column: int, row: int, base: int) -> SegmentKind | None:
    """Return how two texts differ in a column of marks, or None if neither has one there."""
    tokens = alignment.columns[column].tokens
    mine, theirs = tokens[row], tokens[base]
    if mine and theirs and mine.text == theirs.text:
        return SegmentKind.SAME
    if mine:
        return _classify_mark(alignment, column, row, mine)
    if theirs:
        return SegmentKind.INSERTED if theirs.kind is TokenKind.INSERTION else None
    return None


def _classify_mark(alignment: Alignment, column: int, row: int, mark: Token) -> SegmentKind:
    """Return what a mark means: an ellipsis in place of words of another version is a cut, any other is a pause."""
    if mark.kind is TokenKind.INSERTION:
        return SegmentKind.INSERTED
    if mark.kind is TokenKind.ELLIPSIS:
        columns = alignment.columns
        before = next((left for left in range(column - 1, -1, -1) if columns[left].has_words), column)
        after = next((right for right in range(column + 1, len(columns)) if columns[right].has_words), column)
        if Presence.CUT in (alignment.presences[row][before], alignment.presences[row][after]):
            return SegmentKind.CUT
        if mark.text[0] in "[(":
            return SegmentKind.CUT
    return SegmentKind.PUNCTUATION
