"""What a version prints otherwise than another text, in few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from peace_tui.wording.alignment import Alignment
from peace_tui.wording.comparison import Difference, Segment, compared
from peace_tui.wording.variant import CONTEXT

SAME_WORDS: Final = "the same words"
SAME_IN_PART: Final = "the same words, not all of them"
NO_OTHER_WORDS: Final = frozenset({Difference.SAME, Difference.SPELLING, Difference.PUNCTUATION})
LEFT_OUT: Final = {Difference.WORDS: "‸", Difference.CUT: "…", Difference.MOVED: "⇄"}
"""What stands for words that a version leaves out."""
KEPT: Final = CONTEXT + 1
"""How many pieces between blanks are kept on either side of a difference, whose blanks belong to what is the same."""

Piece = tuple[str, Difference]


def digest(alignment: Alignment, row: int, base: int) -> tuple[Piece, ...]:
    """Return the text number `row` in pieces, most of what the text number `base` prints as well left out.

    Where they differ in no word there is one piece that says so.
    """
    segments = compared(alignment, row, base)
    if all(segment.difference in NO_OTHER_WORDS for segment in segments):
        return ((SAME_WORDS, Difference.SAME),)
    if all(segment.difference in NO_OTHER_WORDS or _lacking(segment) for segment in segments):
        return ((SAME_IN_PART, Difference.SAME),)
    return tuple(_shortened(alignment.texts[row], segments))


def _lacking(segment: Segment) -> bool:
    """Tell whether words are missing here, of which the text says with an ellipsis, if at all, that they are."""
    return segment.difference is Difference.CUT or (
        segment.difference is Difference.UNPRINTED and segment.start == segment.end
    )


def _shortened(text: str, segments: tuple[Segment, ...]) -> Iterator[Piece]:
    """Yield the pieces of a text, in place of long ones that are the same their first and last words."""
    for number, segment in enumerate(segments):
        words = text[segment.start : segment.end].split(" ")
        if segment.difference not in NO_OTHER_WORDS:
            if piece := " ".join(words) or LEFT_OUT.get(segment.difference, ""):
                yield piece, segment.difference
            continue
        head = words[: KEPT if number else 0]
        tail = words[-KEPT:] if number + 1 < len(segments) else []
        if len(head) + len(tail) < len(words):
            words = [*head, "[…]", *tail]
        yield " ".join(words), segment.difference
