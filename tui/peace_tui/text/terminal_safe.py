"""Characters as a terminal takes them: which of them it could take for a command, and how many cells they fill."""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from unicodedata import category

UNSAFE: Final = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""A pattern of control characters, bidirectional overrides and lone surrogates; only tab and newline are text.

It and the patterns below are compiled by `re` at their first use: most texts are plain, and need none of them."""


def clean_text(text: str) -> str:
    """Return text as a dossier may hold it: lines end in a newline, control characters are gone."""
    if text.isprintable():  # as nearly all text is, which is much faster than to search it
        return text
    return re.sub(UNSAFE, "", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape_unsafe(text: str) -> str:
    r"""Return `text` with unsafe characters written as escapes: \u001b."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return re.sub(UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def escape_name(file: str) -> str:
    r"""Return the name of a file as it stands at the beginning of a line: a newline in it is \u000a."""
    return escape_unsafe(file).replace("\n", "\\u000a").replace("\t", "\\u0009")


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
    "|[\u00ad\u034f\u115f\u1160\u3164\uffa0\U0001f3fb-\U0001f3ff\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
    "|(?<![\u0600-\u1fff\u3400-\u9fff\uf900-\ufaff\U00010a00-\U00011fff\U00020000-\U0003ffff])"
    "[\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""What joins and colors emoji, flags, fillers. Joiners and selectors stay behind letters that need them to be spelled:
Sinhala has joiners, Han names have variants."""
RIGHT_TO_LEFT: Final = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"

SIMPLE_RANGES: Final = (
    *(range(0xA0, 0xAD), range(0xAE, 0x300), range(0x370, 0x483), range(0x1E00, 0x1F00)),
    *(range(0x2010, 0x2028), range(0x2030, 0x2060), range(0x20A0, 0x20C1), range(0x2100, 0x231A)),
    *(range(0x2500, 0x25FD), range(0x2600, 0x2614), range(0x2706, 0x270A), range(0x270C, 0x2728)),
    range(0x2758, 0x2795),
)
"""Most of what Europe writes from left to right, and the signs of this program: one cell each in every terminal."""
SIMPLE_TEXT: Final = "[\0-\x7f" + "".join(f"{chr(each[0])}-{chr(each[-1])}" for each in SIMPLE_RANGES) + "]*"
SURE_TEXT: Final = SIMPLE_TEXT.removesuffix("]*") + (
    "\u2e80-\u2e99\u2e9b-\u2ef3\u2f00-\u2fd5\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3105-\u312d\u3131-\u3163"
    "\u3165-\u318e\u3190-\u31ba\u31f0-\u321e\u3220-\u3243\u3260-\u32fe\u3300-\u4db5\u4e00-\u9fcc\ua000-\ua48c"
    "\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6]*"
)
"""And what East Asia writes and every terminal shows in two cells; signs that came to Unicode later are left out."""


def is_simple(text: str) -> bool:
    """Tell whether a text surely takes one cell a character in every terminal, and runs from left to right."""
    return text.isascii() or re.fullmatch(SIMPLE_TEXT, text) is not None


def is_sure(text: str) -> bool:
    """Tell whether every terminal shows a text in as many cells as `cell_width` says, a character at a time.

    Not so with marks, with scripts that join letters or run from right to left, with emoji, and with whatever else the
    tables of terminals differ on.
    """
    return text.isascii() or re.fullmatch(SURE_TEXT, text) is not None


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


def is_right_to_left(text: str) -> bool:
    """Tell whether any of a text is read from right to left."""
    return not is_simple(text) and re.search(RIGHT_TO_LEFT, text) is not None


def append_lrm(text: str) -> str:
    """Return `text` with a left-to-right mark behind it if any of it is read from right to left.

    Without it a terminal that reorders text would draw what follows into it.
    """
    return f"{text}\u200e" if is_right_to_left(text) else text


def cell_width(text: str) -> int:
    """Return how many cells of a terminal `text` takes, at most.

    The one measure of everything that is printed or drawn. Each character counts by itself, as in most terminals;
    those that some terminals join are left out by `make_portable`, or count in full: where there is room for the
    widest, no terminal loses a letter. Control characters count as one cell: escape them first.
    """
    return len(text) if is_simple(text) else sum(map(_char_width, text))


@cache
def _char_width(char: str) -> int:
    from wcwidth import wcwidth  # slow to import, and only some texts need it

    width = wcwidth(char)
    if width == 0 and category(char) == "Mc":  # vowel signs of India and its neighbors, with a cell in many terminals
        return 1
    return 1 if width < 0 else width


@cache
def is_mark(char: str) -> bool:
    """Tell whether a character belongs to the one before it: an accent, a vowel sign, a joiner."""
    if is_simple(char):
        return False
    return category(char)[0] == "M" or char in "\u200c\u200d" or _char_width(char) == 0


def split_cells(text: str) -> list[str]:
    """Return what the cells of `text` hold: a character with its marks, and "" for the second half of a wide one.

    A mark that has a width of its own has a cell of its own.
    """
    cells: list[str] = []
    head = -1
    for char in text:
        if width := _char_width(char):
            head = len(cells)
            cells += [char, *[""] * (width - 1)]
        elif cells:
            cells[head] += char
    return cells


def leading_marks(text: str) -> str:
    """Return the characters without a width that a text begins with, which `split_cells` has no cell for."""
    line = sanitize_line(text)
    end = next((index for index, char in enumerate(line) if _char_width(char)), len(line))
    return line[:end]


def fit_cells(text: str, width: int, start: int = 0) -> int:
    """Return to where `text` fits in `width` cells from index `start` on, with the marks on the last character."""
    end = start + max(width, 0)
    if is_simple(text[start : end + 1]):
        return min(len(text), end)
    used = 0
    for index in range(start, len(text)):
        used += _char_width(text[index])
        if used > width:
            return _find_base(text, index, start)
    return len(text)


def _find_base(text: str, index: int, start: int) -> int:
    """Return where the character begins that the one at `index` is a part of; `index` itself if that is `start`."""
    base = index
    while base > start and (is_mark(text[base]) or text[base - 1] == "\u200d"):
        base -= 1
    return base if base > start else index


def truncate_text(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, with an ellipsis where something is cut."""
    cut = fit_cells(text, width)
    return text if cut == len(text) else text[: fit_cells(text, width - 1)].rstrip() + "…"


ASCII_TWINS: Final = {
    **dict.fromkeys("“”„‟«»❝❞", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("‐‑‒–—―−─━┄┈", "-"),
    **dict.fromkeys("│┃┊▏▎▕▌▐", "|"),
    **dict.fromkeys("└├┌┐┘┤┬┴┼╭╮╯╰", "+"),
    **dict.fromkeys("▍▋▊▉█▀▄▂▃▅▆▇", "#"),
    **dict.fromkeys("→›▸▶", ">"),
    **dict.fromkeys("←‹◂◀", "<"),
    **{"↑": "^", "↓": "v", "≤": "<", "≥": ">", "≈": "~", "…": "~", "·": ".", "•": "*", "▁": "_", "▔": "-"},
    **{"×": "x", "⇄": "=", "✕": "x"},
    "🔎": "> ",  # of Textual's palette, in two cells
    **{"✗": "x", "✓": "+", "★": "*", "¶": "&", "¬": "-", "\u00a0": " ", "\u202f": " "},
    **{sign: str(number) for number, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}
"""The signs that we write, and marks between words, each with what is drawn for it in ASCII, in as many cells."""
TWINS_OF_CHARS: Final = {ord(sign): twin for sign, twin in ASCII_TWINS.items()}


def to_ascii(text: str) -> str:
    """Return `text` for a terminal that has no signs beyond ASCII, in as many cells; letters stay as they are."""
    if text.isascii():
        return text
    text = re.sub(r"(?<= )·(?= |$)", "|", text)  # between two things that are said; else it may be a part of a word
    return text.translate(TWINS_OF_CHARS)
