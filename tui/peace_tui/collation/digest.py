"""What a version prints otherwise than another text, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from peace_tui.collation.alignment import Alignment
from peace_tui.collation.diff import Difference, Segment, compared
from peace_tui.collation.tokens import Kind, Token, tokens
from peace_tui.collation.variants import CONTEXT

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
