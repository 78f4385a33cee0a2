"""The signs that rows are drawn with, and their ASCII twins for terminals that lack them."""

from __future__ import annotations

import os
from typing import Final, NamedTuple

from peace_tui.terminal.compat import has_symbols


class Glyphs(NamedTuple):
    """One set of signs, each a single cell wide."""

    types: dict[str, str]
    """A sign for each type of event."""
    sides: str
    """A sign for each side, in the order of their weight; the last serves for the rest."""
    cursor: str
    pinned: str
    excluded: str
    linked: str
    possibly: str
    """What marks a record that may lie outside the time asked for."""
    draft: str
    """What marks a record that is still to be reviewed."""
    star: str
    note: str
    """What marks a record that the reader has starred, or noted something on."""
    eighths: str
    """Blocks of a height or width of one to eight eighths."""
    widths: str
    behind: str
    """Blocks of one to eight eighths for all records on the date axis, behind those that pass."""
    nothing: str
    """The sign for a count of zero."""
    rule: str
    wall: str
    thumb: str
    corners: tuple[tuple[str, str], tuple[str, str]]
    """The corners of a frame: the two above, the two below."""
    drop: str
    """What removes a chip."""
    chip: tuple[str, str]
    axis: str
    """The line of the chart's axis, a tick on it, and its brushed part."""
    fold: str
    """The sign for time that is folded away, as wide as one fold."""
    bars: dict[str, str]
    """What fills the cells of an event by how they are to be read."""
    ends: tuple[str, str, str]
    """The end of a bar, and what shows that it goes on: to the left, to the right."""
    column: str
    """The chart's cursor."""
    coverage: str
    """What a source does of an event: prints its words, is a source of it; and that nothing is recorded."""
    words: str
    """What marks that there are words to be read of something."""
    folds: str
    """The signs of a folded and of an unfolded part."""


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
    possibly="≈",
    draft="✎",
    star="★",
    note="¶",
    eighths="▁▂▃▄▅▆▇█",
    widths="▏▎▍▌▋▊▉█",
    behind="▁▂▃▄▅▆▇█",
    nothing="·",
    rule="─",
    wall="│",
    thumb="┃",
    corners=(("╭", "╮"), ("╰", "╯")),
    drop="✕",
    chip=("▐", "▌"),
    axis="─┴━",
    fold="╱╱",
    bars={"lasting": "━", "interval": "─", "doubt": "┄"},
    ends=("┤", "◂", "▸"),
    column="│",
    coverage="●○·",
    words="❝",
    folds="▸▾",
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
    possibly="~",
    draft="?",
    star="!",
    note="&",
    eighths=".:-=+*%#",
    widths="-------=",
    behind=",,,,,,,,",
    nothing=".",
    rule="-",
    wall="|",
    thumb="#",
    corners=(("+", "+"), ("+", "+")),
    drop="x",
    chip=("[", "]"),
    axis="-+=",
    fold="//",
    bars={"lasting": "=", "interval": "-", "doubt": "."},
    ends=("|", "<", ">"),
    column=":",
    coverage="#o.",
    words='"',
    folds=">v",
)


def choose_glyphs() -> Glyphs:
    """Return the signs that this terminal can be trusted to have."""
    return UNICODE if has_symbols(os.environ.get("TERM", "")) else ASCII


def draw_bar(glyphs: Glyphs, share: float, width: int) -> str:
    """Return a bar as long as `share` (0 to 1) of `width` cells, to an eighth; never nothing for something."""
    eighths = round(share * width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, 8)
    return (glyphs.widths[7] * whole + (glyphs.widths[rest - 1] if rest else ""))[:width].ljust(width)
