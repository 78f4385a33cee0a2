"""One version read against another: every segment of its text with how it relates to the base, and a digest of those.

What is marked depends on the base; where versions really differ does not
(see [variants][peace_tui.collation.variants.variants]).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence
from peace_tui.collation.tokens import Kind, Token, tokens
from peace_tui.collation.variants import CONTEXT, printed


class Difference(StrEnum):
    """How a stretch of a version relates to the base."""

    SAME = "same"
    SPELLING = "spelling"
    """The same words in another case or spelling."""
    PUNCTUATION = "punctuation"
    """Punctuation, quote marks or a pause that the other prints otherwise or not at all."""
    WORDS = "words"
    """Different words; words that the other leaves out; or, where the stretch is empty, words left out here."""
    INSERTED = "inserted"
    """Inserted by the outlet, or where the other outlet inserts its own words."""
    CUT = "cut"
    """An ellipsis in place of words, or words in whose place the other has one."""
    UNPRINTED = "unprinted"
    """Beyond the excerpt that one of the two prints."""
    MOVED = "moved"
    """A phrase that the other prints elsewhere."""


GAPS = {
    Presence.OMITTED: Difference.WORDS,
    Presence.CUT: Difference.CUT,
    Presence.INSERTED: Difference.INSERTED,
    Presence.UNPRINTED: Difference.UNPRINTED,
    Presence.MOVED: Difference.MOVED,
}


class Segment(NamedTuple):
    """A stretch of a version's text. All of them in order are the whole text, blanks included."""

    difference: Difference
    start: int
    end: int
    base: str = ""
    """What the base prints in its place, where that differs; where `start` is `end`, what is not in this version."""


def compared(alignment: Alignment, row: int, base: int) -> tuple[Segment, ...]:
    """Return the text number `row` in segments, as it differs from the text number `base`."""
    text, end = alignment.texts[row], 0
    segments: list[Segment] = []
    for difference, columns in _stretches(alignment, row, base):
        pieces = [piece for column in columns if (piece := alignment.columns[column].tokens[row])]
        instead = "" if difference is Difference.SAME else printed(alignment, base, columns)
        if pieces:
            segments += _blank(end, pieces[0].start)
            segments.append(Segment(difference, pieces[0].start, pieces[-1].end, instead))
            end = pieces[-1].end
        elif instead:
            segments.append(Segment(difference, end, end, instead))
    return tuple(_joined([*segments, *_blank(end, len(text))]))


def _blank(start: int, end: int) -> list[Segment]:
    return [Segment(Difference.SAME, start, end)] if start < end else []


def _joined(segments: list[Segment]) -> Iterator[Segment]:
    """Yield the segments with neighbours that are the same as the base in one."""
    start: int | None = None
    end = 0
    for segment in segments:
        if segment.difference is Difference.SAME:
            start, end = (segment.start if start is None else start), segment.end
            continue
        if start is not None:
            yield Segment(Difference.SAME, start, end)
            start = None
        yield segment
    if start is not None:
        yield Segment(Difference.SAME, start, end)


def _stretches(alignment: Alignment, row: int, base: int) -> Iterator[tuple[Difference, list[int]]]:
    """Yield the runs of columns with the same difference; columns in which neither text has anything are left out."""
    kinds = [
        _of_words(alignment, column, row, base) if spoken else _of_marks(alignment, column, row, base)
        for column, (_, spoken) in enumerate(alignment.columns)
    ]
    _spell(alignment, kinds, row, base)
    _punctuate(alignment, kinds)
    stretch: list[int] = []
    for column, difference in enumerate(kinds):
        if difference is None:
            continue
        if stretch and difference is not kinds[stretch[0]]:
            yield kinds[stretch[0]] or difference, stretch
            stretch = []
        stretch.append(column)
    if stretch:
        yield kinds[stretch[0]] or Difference.SAME, stretch


def _spell(alignment: Alignment, kinds: list[Difference | None], row: int, base: int) -> None:
    """Note where different words are the same letters: "cease fire" is another spelling of "ceasefire"."""
    run: list[int] = []
    for column, difference in [*enumerate(kinds), (len(kinds), Difference.SAME)]:
        if difference is Difference.WORDS:
            run.append(column)
        elif run and difference and (column == len(kinds) or alignment.columns[column].spoken):
            if _letters(alignment, row, run) == _letters(alignment, base, run):
                for place in run:
                    kinds[place] = Difference.SPELLING
            run = []


def _punctuate(alignment: Alignment, kinds: list[Difference | None]) -> None:
    """Count punctuation within a stretch of words that the other text lacks as part of it."""
    marks: list[int] = []
    before: Difference | None = None
    for column, difference in enumerate(kinds):
        if difference is Difference.PUNCTUATION:
            marks.append(column)
        elif difference is not None:
            if difference is before and before not in (Difference.SAME, Difference.SPELLING):
                for mark in marks:
                    kinds[mark] = before
            before, marks = (difference if alignment.columns[column].spoken else None), []


def _letters(alignment: Alignment, row: int, columns: list[int]) -> str:
    return "".join(token.key for column in columns if (token := alignment.columns[column].tokens[row]))


def _of_words(alignment: Alignment, column: int, row: int, base: int) -> Difference | None:
    """Return how two texts differ in a column of words, or None when neither has a word there."""
    tokens = alignment.columns[column].tokens
    mine, theirs = tokens[row], tokens[base]
    if mine and theirs:
        if mine.text == theirs.text:
            return Difference.SAME
        if Kind.ALTERED in (mine.kind, theirs.kind):
            return Difference.INSERTED
        return Difference.SPELLING if mine.key == theirs.key else Difference.WORDS
    if one := mine or theirs:
        if one.kind is Kind.ALTERED:
            return Difference.INSERTED
        lacking = alignment.presences[base if mine else row][column]
        return GAPS[lacking] if lacking else None
    return None


def _of_marks(alignment: Alignment, column: int, row: int, base: int) -> Difference | None:
    """Return how two texts differ in a column of marks, or None when neither has one there."""
    tokens = alignment.columns[column].tokens
    mine, theirs = tokens[row], tokens[base]
    if mine and theirs and mine.text == theirs.text:
        return Difference.SAME
    if mine:
        return _of_mark(alignment, column, row, mine)
    if theirs:
        return Difference.INSERTED if theirs.kind is Kind.INSERTION else None
    return None


def _of_mark(alignment: Alignment, column: int, row: int, mark: Token) -> Difference:
    """Return what a mark does: an ellipsis that stands for words of another version cuts, any other is a pause."""
    if mark.kind is Kind.INSERTION:
        return Difference.INSERTED
    if mark.kind is Kind.ELLIPSIS:
        before = next((place for place in range(column - 1, -1, -1) if alignment.columns[place].spoken), column)
        after = next(
            (place for place in range(column + 1, len(alignment.columns)) if alignment.columns[place].spoken), column
        )
        if Presence.CUT in (alignment.presences[row][before], alignment.presences[row][after]):
            return Difference.CUT
        if mark.text[0] in "[(":
            return Difference.CUT
    return Difference.PUNCTUATION


SAME_WORDS: Final = "the same words"
SAME_IN_PART: Final = "the same words, not all of them"
NO_WORDS: Final = "none of the words"
NO_OTHER_WORDS: Final = frozenset({Difference.SAME, Difference.SPELLING, Difference.PUNCTUATION})
EXCERPTED: Final = frozenset({Difference.CUT, Difference.UNPRINTED, Difference.INSERTED})
"""How texts differ where one of them does not print, and says so or begins later, what the other does."""
WORDED: Final = frozenset({Kind.WORD, Kind.ALTERED, Kind.INSERTION})
LEFT_OUT: Final = {Difference.WORDS: "^", Difference.CUT: "…", Difference.MOVED: "⇄"}
"""What stands for words that a version leaves out."""

Piece = tuple[str, Difference]


def digest(alignment: Alignment, row: int, base: int) -> tuple[Piece, ...]:
    """Return the text number `row` in pieces, most of what the text number `base` prints as well left out.

    Where they differ in no word there is one piece that says so.
    """
    segments = compared(alignment, row, base)
    if all(segment.difference in NO_OTHER_WORDS for segment in segments):
        return ((SAME_WORDS, Difference.SAME),)
    if not _worded(alignment.tokens[row]):
        return ((NO_WORDS, Difference.SAME),)
    text = alignment.texts[row]
    if all(segment.difference in NO_OTHER_WORDS or _lacking(text, segment) for segment in segments):
        return ((SAME_IN_PART, Difference.SAME),)
    return tuple(_shortened(text, segments))


def _lacking(text: str, segment: Segment) -> bool:
    """Tell whether words are missing here, of which the text says with an ellipsis, if at all, that they are."""
    return segment.difference in EXCERPTED and not _worded(tokens(text[segment.start : segment.end]))


def _worded(pieces: Iterable[Token]) -> bool:
    return any(piece.kind in WORDED for piece in pieces)


def _shortened(text: str, segments: tuple[Segment, ...]) -> Iterator[Piece]:
    """Yield the pieces of a text, in place of long ones that are the same their first and last words."""
    runs = [(same, list(run)) for same, run in groupby(segments, lambda found: found.difference in NO_OTHER_WORDS)]
    for number, (same, run) in enumerate(runs):
        if same:
            words = text[run[0].start : run[-1].end]
            yield _ends(words, number > 0, number + 1 < len(runs)), Difference.SAME
            continue
        for segment in run:
            if piece := text[segment.start : segment.end] or LEFT_OUT.get(segment.difference, ""):
                yield piece, segment.difference


def _ends(text: str, head: bool, tail: bool) -> str:
    """Return the first and the last words of a text, what is between them left out."""
    words = [token for token in tokens(text) if token.key]
    if len(words) <= CONTEXT * (head + tail):
        return text
    first = text[: words[CONTEXT - 1].end] if head else ""
    last = text[words[-CONTEXT].start :] if tail else ""
    return " ".join(filter(None, (first, "[…]", last)))
