"""Characters as a terminal takes them: which of them it could take for a command, and how many cells they fill."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

UNSAFE: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""A pattern of control characters, bidirectional overrides and lone surrogates; only tab and newline are text.

It and the patterns below are compiled by `re` at their first use: most texts are plain, and need none of them."""


def escape_unsafe(text: str) -> str:
    r"""Return `text` with unsafe characters written as escapes: \u001b."""
    if text.isprintable():
        return text
    return re.sub(UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def preview(text: str, max_chars: int = 60) -> str:
    """Return text from a file as a message may show it: short, on one line, with unsafe characters escaped."""
    text = re.sub(r"\s+", " ", text if len(text) <= max_chars else text[: max_chars - 1] + "…")
    return escape_unsafe(text)


ZERO_WIDTH: Final = (
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u0e31"
    "\u0e34-\u0e3a\u0e47-\u0e4e\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060-\u2064\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
ZERO_WIDTH_FLOOD: Final = f"({ZERO_WIDTH}{{7}}){ZERO_WIDTH}+({ZERO_WIDTH})"
"""More than eight marks without a width in a row, which no script needs."""
NOT_PORTABLE: Final = (
    "(?P<flag>[\U0001f1e6-\U0001f1ff])"
    "|[\u00ad\u034f\u115f\u1160\u200d\u3164\uffa0\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
"""What terminals give different widths: what joins and colors emoji, flags, selectors and fillers."""
RIGHT_TO_LEFT: Final = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"

SIMPLE_RANGES: Final = (
    *(range(0xA0, 0xAD), range(0xAE, 0x300), range(0x370, 0x483), range(0x1E00, 0x1F00)),
    *(range(0x2010, 0x2028), range(0x2030, 0x2060), range(0x20A0, 0x20C1), range(0x2100, 0x231A)),
    *(range(0x2500, 0x25FD), range(0x2600, 0x2614), range(0x2706, 0x270A), range(0x270C, 0x2728)),
    range(0x2758, 0x2795),
)
"""Most of what Europe writes from left to right, and the signs of this program: one cell each in every terminal."""
SIMPLE_TEXT: Final = "[\0-\x7f" + "".join(f"{chr(each[0])}-{chr(each[-1])}" for each in SIMPLE_RANGES) + "]*"


def is_simple(text: str) -> bool:
    """Tell whether a text surely takes one cell a character in every terminal, and runs from left to right."""
    return text.isascii() or re.fullmatch(SIMPLE_TEXT, text) is not None


def make_portable(text: str) -> str:
    """Return `text` in characters that every terminal shows in the same number of cells.

    Joined or colored emoji stand alone, a flag becomes the letters of its country, what is invisible is left out.
    """
    return text if is_simple(text) else re.sub(NOT_PORTABLE, _replace_flag, re.sub(ZERO_WIDTH_FLOOD, r"\1\2", text))


def sanitize_line(text: str) -> str:
    """Return `text` as one line that no terminal takes for a command, and every terminal shows equally wide."""
    if text.isascii() and text.isprintable():
        return text
    return escape_unsafe(make_portable(text.replace("\n", " ").replace("\t", " ")))


def _replace_flag(found: re.Match[str]) -> str:
    """Return the letter of a flag, and nothing for the rest."""
    return chr(ord(found["flag"]) - 0x1F1E6 + ord("A")) if found["flag"] else ""


def append_lrm(text: str) -> str:
    """Return `text` with a left-to-right mark behind it if any of it is read from right to left.

    Without it a terminal that reorders text would draw what follows into it.
    """
    return f"{text}\u200e" if not is_simple(text) and re.search(RIGHT_TO_LEFT, text) else text


def cell_width(text: str) -> int:
    """Return how many cells of a terminal `text` takes.

    The one measure of everything that is printed or drawn. Each character counts by itself, as in most terminals;
    those that some terminals join are left out by `make_portable`. Control characters count as one cell: escape them
    first.
    """
    return len(text) if is_simple(text) else sum(map(_char_width, text))


@cache
def _char_width(char: str) -> int:
    from wcwidth import wcwidth  # slow to import, and only some texts need it

    width = wcwidth(char)
    return 1 if width < 0 else width


def split_cells(text: str) -> list[str]:
    """Return what the cells of `text` hold: a character with its marks, and "" for the second half of a wide one."""
    cells: list[str] = []
    head = -1
    for char in text:
        if width := _char_width(char):
            head = len(cells)
            cells += [char, *[""] * (width - 1)]
        elif cells:
            cells[head] += char
    return cells


def fit_cells(text: str, width: int) -> int:
    """Return how many characters from the beginning of `text` fit in `width` cells, with the marks on the last one."""
    if is_simple(text):
        return min(len(text), max(width, 0))
    used = 0
    for index, char in enumerate(text):
        used += _char_width(char)
        if used > width:
            return index
    return len(text)


def truncate_text(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, with an ellipsis where something is cut."""
    return text if cell_width(text) <= width else text[: fit_cells(text, width - 1)].rstrip() + "…"
