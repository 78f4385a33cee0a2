"""The openings of texts too long to be compared whole, so that no text can keep anybody waiting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

COMPARED: Final = 200_000
"""So many characters of a quote's versions and its reading text are compared, shared among them."""
LEAST: Final = 1_000
"""So many characters of each are compared, however many there are."""


def openings(texts: Sequence[str]) -> tuple[list[str], int]:
    """Return what is compared of texts, and how many characters of each that is at the most; 0 where it is all.

    A text is cut after a word.
    """
    if sum(map(len, texts)) <= COMPARED:
        return list(texts), 0
    most = max(COMPARED // len(texts), LEAST)
    cut = any(len(text) > most for text in texts)
    return [opening(text, most) for text in texts], most if cut else 0


def opening(text: str, most: int) -> str:
    """Return the beginning of a text up to a blank before or at `most` characters; without a blank, just so much."""
    if len(text) <= most:
        return text
    beginning = text[: most + 1]
    blank = max(beginning.rfind(" "), beginning.rfind("\n"))
    return text[:blank] if blank > 0 else text[:most]
