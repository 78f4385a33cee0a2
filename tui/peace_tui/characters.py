"""Characters as a terminal takes them: which of them it could take for a command, and how many cells they fill."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, bidirectional overrides and lone surrogates; only tab and newline are text."""


def spelled_out(text: str) -> str:
    """Return `text` with unsafe characters written as escapes."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


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
