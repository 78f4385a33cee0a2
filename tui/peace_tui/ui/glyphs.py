"""The signs that rows are drawn with, and their ASCII twins for terminals that lack them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs, each a single cell wide."""

    types: dict[str, str]
    """A sign for each type of event."""
    sides: str
    """A sign for each side, in the order of their weight; the last serves for the rest."""
    cursor: str
    pinned: str
    excluded: str
    linked: str
    eighths: str
    """Blocks of a height or width of one to eight eighths."""
    widths: str
    outside: str
    """What marks records outside the filter on the date axis."""
    rule: str
    wall: str
    thumb: str
    chip: tuple[str, str]


UNICODE: Final = Glyphs(
    types={
        "call": "☎",
        "meeting": "◆",
        "statement": "❝",
        "publication": "▤",
        "decision": "✔",
        "document": "▣",
        "other": "•",
    },
    sides="●▲■◆○△□◇",
    cursor="▌",
    pinned="✓",
    excluded="✗",
    linked="›",
    eighths="▁▂▃▄▅▆▇█",
    widths="▏▎▍▌▋▊▉█",
    outside="·",
    rule="─",
    wall="│",
    thumb="┃",
    chip=("▐", "▌"),
)
ASCII: Final = Glyphs(
    types={
        "call": "C",
        "meeting": "M",
        "statement": "S",
        "publication": "P",
        "decision": "D",
        "document": "T",
        "other": "o",
    },
    sides="@^#*o+=%",
    cursor=">",
    pinned="+",
    excluded="x",
    linked="*",
    eighths=".:-=+*%#",
    widths="-------=",
    outside=",",
    rule="-",
    wall="|",
    thumb="#",
    chip=("[", "]"),
)


def glyphs_for(term: str | None = None) -> Glyphs:
    """Return the signs that a terminal of this name can be trusted to have."""
    name = os.environ.get("TERM", "") if term is None else term
    return ASCII if name.split("-")[0] in ("linux", "vt100", "vt102", "vt220", "ansi", "cons25") else UNICODE


def bar(glyphs: Glyphs, share: float, width: int) -> str:
    """Return a bar as long as `share` (0 to 1) of `width` cells, to an eighth; never nothing for something."""
    eighths = round(share * width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, 8)
    return (glyphs.widths[7] * whole + (glyphs.widths[rest - 1] if rest else ""))[:width].ljust(width)
