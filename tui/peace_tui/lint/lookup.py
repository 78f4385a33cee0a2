"""How a version stands in a text: to the letter, but for its signs, with cuts and insertions, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from peace_tui.lint.archive import Text
from peace_tui.lint.warnings import letters_without_blanks
from peace_tui.text.folding import fold

Way = Literal["exact", "normalised", "with cuts", "not found"]
EXACT: Final = "exact"
NORMALISED: Final = "normalised"
WITH_CUTS: Final = "with cuts"
NOT_FOUND: Final = "not found"
WAYS: Final[tuple[Way, ...]] = (EXACT, NORMALISED, WITH_CUTS, NOT_FOUND)
"""From the best to the worst: to the letter; the same once folded (quotation marks, dashes, blanks, case); its parts
one after the other, with something between them where it has an ellipsis or a bracket, or where the outlet interrupts
the speaker; not in the text."""

GAP: Final = re.compile(r"\[\s*\.\s?\.\s?\.\s*\]|\(\s*\.\s?\.\s?\.\s*\)|\.(?:\s?\.){2,}|(?<!\w)\[[^\]\[]*\](?!\w)")
"""In folded text: an ellipsis, in brackets or not, or an insertion that is no part of a word."""
CUT: Final = 4_000
"""Characters that an ellipsis may leave out; what stands further on is of another passage."""
INSERTED: Final = 120
"""Characters in whose place an insertion may stand."""
TRIES: Final = 200
"""Places at which the first part is looked for."""


class Part(NamedTuple):
    """A part of a version, and how far after the one before it may stand."""

    words: str
    within: int


def way_in(version: str, text: Text) -> Way:
    """Return how a version stands in a text."""
    folded = fold(version).strip()
    parts = parts_of(folded)
    if not parts:
        return NOT_FOUND
    if _stands(version.strip(), text.words):
        return EXACT
    if _stands(folded, text.folded):
        return NORMALISED
    if _in_order(parts, text.folded) or _in_order(parts, text.spoken):
        return WITH_CUTS
    return NOT_FOUND


def parts_of(folded: str) -> list[Part]:
    """Return the parts of a folded version between its cuts and insertions; an altered letter, [t]he, is a letter."""
    parts: list[Part] = []
    at, within = 0, 0
    for gap in (*GAP.finditer(folded), None):
        piece = folded[at : gap.start() if gap else len(folded)]
        words = re.sub(r"[\[\]]", "", piece).strip(" ,;:")
        if words.strip("\"'-. "):
            parts.append(Part(words, within))
            within = 0
        if gap:
            within = max(within, INSERTED if "[" in gap[0] and "." not in gap[0] else CUT)
            at = gap.end()
    return parts


def _stands(words: str, text: str) -> bool:
    return bool(words) and next(_places(words, text), None) is not None


def _places(words: str, text: str, start: int = 0, stop: int | None = None) -> Iterator[int]:
    """Yield where words stand in a text as whole words."""
    at = text.find(words, start, stop)
    while at >= 0:
        end = at + len(words)
        if not (_one_word(text[at - 1 : at], words[0]) or _one_word(words[-1], text[end : end + 1])):
            yield at
        at = text.find(words, at + 1, stop)


def _one_word(left: str, right: str) -> bool:
    """Tell whether two letters that stand together are of one word, where words have blanks between them."""
    return left.isalnum() and right.isalnum() and not letters_without_blanks(left + right)


def _in_order(parts: list[Part], text: str) -> bool:
    """Tell whether the parts stand one after the other in a text, none further on than it may be."""
    for tried, start in enumerate(_places(parts[0].words, text)):
        end = start + len(parts[0].words)
        for part in parts[1:]:
            at = next(_places(part.words, text, end, end + part.within + len(part.words)), None)
            if at is None:
                break
            end = at + len(part.words)
        else:
            return True
        if tried == TRIES:
            break
    return False
