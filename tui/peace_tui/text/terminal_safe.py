"""Characters as a terminal takes them: which of them it could take for a command, and how many cells they fill."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import Final

UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, bidirectional overrides and lone surrogates; only tab and newline are text."""


def spelled_out(text: str) -> str:
    """Return `text` with unsafe characters written as escapes."""
    if text.isprintable():
        return text
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def preview(text: str, max_chars: int = 60) -> str:
    """Return text from a file as a message may show it: short, on one line, with unsafe characters spelled out."""
    text = re.sub(r"\s+", " ", text if len(text) <= max_chars else text[: max_chars - 1] + "…")
    return spelled_out(text)


WEIGHTLESS: Final = (
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
FLOOD: Final = re.compile(f"({WEIGHTLESS}{{8}}){WEIGHTLESS}+")
"""More marks without a width after one another than any script needs."""
UNEVEN: Final = re.compile(
    "(?P<flag>[\U0001f1e6-\U0001f1ff])"
    "|[\u00ad\u034f\u115f\u1160\u200d\u3164\uffa0\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
"""What terminals give different widths: what joins and colours emoji, flags, selectors and fillers."""
RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")

LEVEL: Final = (
    *(range(0xAD), range(0xAE, 0x300), range(0x370, 0x483)),
    *(range(0x2010, 0x2028), range(0x2030, 0x2060), range(0x2190, 0x2400), range(0x2500, 0x2800)),
)
"""Most of what Europe writes from left to right, and the signs of this program, which are none of all these."""


@cache
def _level() -> frozenset[str]:
    return frozenset(map(chr, chain.from_iterable(LEVEL)))


def is_level(text: str) -> bool:
    """Tell whether a text surely holds nothing that has no width or another one elsewhere, or runs to the left."""
    return text.isascii() or _level().issuperset(text)


def even(text: str) -> str:
    """Return `text` in characters that every terminal shows in the same number of cells.

    Emoji that are joined or coloured stand alone, a flag is the letters of its country, what nobody sees is left out.
    """
    return text if is_level(text) else UNEVEN.sub(_letter, FLOOD.sub(r"\1", text))


def _letter(found: re.Match[str]) -> str:
    """Return the letter of a flag, and nothing for the rest."""
    return chr(ord(found["flag"]) - 0x1F1E6 + ord("A")) if found["flag"] else ""


def bounded(text: str) -> str:
    """Return `text` with a mark after what is read from right to left, so that nothing beyond it is drawn in."""
    return f"{text}\u200e" if not is_level(text) and RIGHT_TO_LEFT.search(text) else text


def cells(text: str) -> int:
    """Return how many cells of a terminal `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


@cache
def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clipped(text: str, room: int) -> str:
    """Return `text` cut to `room` cells, with an ellipsis where something is cut."""
    if cells(text) <= room:
        return text
    used = 0
    for place, character in enumerate(text):
        used += _cells_of(character)
        if used >= room:
            return text[:place].rstrip() + "…"
    return text
