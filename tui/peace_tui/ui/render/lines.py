"""Lines of inked text: how they are broken, cut, highlighted and turned into strips; and the widget for them.

A line is a tuple of pieces, a piece is (text, ink). Lines are made by pure functions and know no colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import (
    append_lrm,
    cell_width,
    escape_unsafe,
    fit_cells,
    make_portable,
    sanitize_line,
    truncate_text,
)
from peace_tui.ui.render.styles import Inks
from peace_tui.ui.widgets.drawn import Drawn

Piece = tuple[str, str]
Line = tuple[Piece, ...]
EMPTY: Final[Line] = ()
PLAIN: Final = Style()
BLANKS: Final = re.compile(r"\s+")
LINK: Final = "link>"
"""Begins the ink of an address that leads somewhere; where, follows."""


def flat(text: str) -> str:
    """Return text from a dossier as one safe line, as wide in one terminal as in another."""
    return sanitize_line(BLANKS.sub(" ", text))


def marked(text: str, ink: str, needles: Sequence[str]) -> Line:
    """Return a line of `text` with each folded needle in it highlighted."""
    hits = sorted({span for needle in needles for span in find_spans(text, needle)}) if needles else []
    if not hits:
        return ((text, ink),) if text else EMPTY
    pieces: list[Piece] = []
    at = 0
    for start, end in hits:
        if end <= at:
            continue
        start = max(start, at)
        pieces += [(text[at:start], ink), (text[start:end], "match")]
        at = end
    pieces.append((text[at:], ink))
    return tuple(piece for piece in pieces if piece[0])


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of `text` broken at blanks to `width` cells; a longer word is broken where it must be."""
    width = max(width, 1)
    line, used = "", 0
    for word in flat(text).strip().split(" "):
        room = cell_width(word)
        if used and used + 1 + room > width:
            yield line
            line, used = "", 0
        while room > width:
            cut = max(fit_cells(word, width), 1)
            yield word[:cut]
            word = word[cut:]
            room = cell_width(word)
        line, used = (f"{line} {word}", used + 1 + room) if used else (word, room)
    yield line


def wrapped_line(line: Line, width: int) -> list[Line]:
    """Return a line of several inks broken at blanks to `width` cells."""
    words: list[list[Piece]] = [[]]
    for text, ink in line:
        first, *rest = BLANKS.split(escape_unsafe(make_portable(text)))
        words[-1] += [(first, ink)] if first else []
        words += [[(piece, ink)] if piece else [] for piece in rest]
    rows: list[Line] = []
    row: Line = EMPTY
    for word in filter(None, words):
        room = length(tuple(word))
        if row and length(row) + 1 + room > width:
            rows.append(row)
            row = EMPTY
        blank = ((" ", row[-1][1] if row[-1][1] == word[0][1] else ""),) if row else EMPTY
        row = (*row, *blank, *word)
    return [*rows, row]


def paragraph(text: str, ink: str, width: int, needles: Sequence[str] = (), indent: str = "") -> list[Line]:
    """Return `text` as wrapped lines with an indent."""
    before = ((indent, ink),) if indent else EMPTY
    return [(*before, *marked(line, ink, needles)) for line in wrapped(text, width - len(indent))]


def length(line: Line) -> int:
    """Return how many cells a line takes."""
    return sum(cell_width(text) for text, _ in line)


def between(left: Line, right: Line, width: int) -> Line:
    """Return `left` and `right` at the two edges of `width` cells; the left one is cut where both do not fit."""
    room = width - length(right)
    if room < 4:
        return cut(left, width)
    left = cut(left, room - 1 if right else room)
    return (*left, (" " * (room - length(left)), ""), *right)


def cut(line: Line, width: int) -> Line:
    """Return a line cut to `width` cells, with an ellipsis where something is cut."""
    if length(line) <= width:
        return line
    pieces: list[Piece] = []
    for text, ink in line:
        room = width - length(tuple(pieces))
        pieces.append((truncate_text(text, max(room, 1)), ink))
        if cell_width(text) >= room:
            break
    return tuple(pieces)


def strip_of(line: Line, width: int, inks: Inks, base: str = "") -> Strip:
    """Return a line as a strip of exactly `width` cells; the paper and the ink `base` lie under the whole of it."""
    under = inks["paper"] + inks.get(base, PLAIN)
    segments: list[Segment] = []
    room = width
    for text, ink in line:
        text = sanitize_line(text)
        is_last = cell_width(text) > room
        if is_last:
            text = text[: fit_cells(text, room)]
        if text:
            segments.append(Segment(append_lrm(text), under + style_of(ink, inks)))
            room -= cell_width(text)
        if is_last:
            break
    if room:
        segments.append(Segment(" " * room, under))
    return Strip(segments, width)  # of a width that Rich need not measure: its table may differ from ours


def style_of(ink: str, inks: Inks) -> Style:
    """Return the style of an ink; of `a+b`, that of b laid over a."""
    if ink.startswith(LINK):
        return inks["link"] + Style(link=ink.removeprefix(LINK))
    if "+" in ink:
        return Style.combine(inks.get(name, PLAIN) for name in ink.split("+"))
    return inks.get(ink, PLAIN)


class Lines(Drawn):
    """Shows lines, from `top` on; only lines that changed are drawn again."""

    DEFAULT_CSS = "Lines { height: 1; }"

    def __init__(self, lines: Iterable[Line] = (), *, id: str | None = None) -> None:
        """Show these lines at first."""
        super().__init__(id=id)
        self.lines: list[Line] = list(lines)
        self.top = 0

    def show(self, lines: Iterable[Line], top: int | None = None) -> None:
        """Show other lines."""
        height = self.outer_size.height
        before = self.lines[self.top : self.top + height]
        self.lines = list(lines)
        self.top = max(0, min(self.top if top is None else top, len(self.lines) - height))
        after = self.lines[self.top : self.top + height]
        changed = [
            y
            for y in range(height)
            if (before[y] if y < len(before) else EMPTY) != (after[y] if y < len(after) else EMPTY)
        ]
        if not height:
            self.refresh()  # out of sight; else what was drawn of the lines would be shown again
        else:
            self.refresh_lines(changed)

    def scroll_lines(self, step: int) -> None:
        """Move the text by `step` lines."""
        self.show(self.lines, self.top + step)

    def line(self, y: int, size: Size) -> Strip:
        """Draw line `y` of the widget."""
        place = self.top + y
        inks: Inks = self.app.inks  # type: ignore[attr-defined]
        return strip_of(self.lines[place] if place < len(self.lines) else EMPTY, size.width, inks)
