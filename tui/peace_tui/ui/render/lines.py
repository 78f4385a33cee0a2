"""Lines of styled text: how they are broken, truncated, highlighted, drawn on and turned into Textual's strips.

A line is a tuple of runs, a run is a text and the name of a style. Lines are made by pure functions and know no color.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import (
    append_lrm,
    cell_width,
    escape_unsafe,
    fit_cells,
    is_mark,
    is_right_to_left,
    is_simple,
    make_portable,
    sanitize_line,
    to_ascii,
    truncate_text,
)
from peace_tui.ui.render.styles import TextStyles

TextRun = tuple[str, str]
Line = tuple[TextRun, ...]
EMPTY: Final[Line] = ()
SPACES: Final = re.compile(r"\s+")
WIDE_LETTERS: Final = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
OPENING, CLOSING = "〈《「『【〔〖〘〚（［｛", "、。〉》」』】〕〗〙〛！），．：；？］｝"
NOT_FIRST: Final = f"{CLOSING}‥…・ー々ゝゞヽヾぁぃぅぇぉっゃゅょァィゥェォッャュョ”’"
WIDE_BREAK: Final = re.compile(
    f"(?:(?<=[{WIDE_LETTERS}{CLOSING}])|(?=[{WIDE_LETTERS}{OPENING}]))(?<![{OPENING}“‘])(?![{NOT_FIRST}])"
)
"""Where Chinese and Japanese may be broken, which have no blanks: beside a letter, but not before a closing sign."""


def single_line(text: str) -> str:
    """Return text from a dossier as one safe line, as wide in one terminal as in another."""
    return sanitize_line(SPACES.sub(" ", text))


def highlight(text: str, style: str, needles: Sequence[str]) -> Line:
    """Return a line of `text` with each folded needle in it highlighted, and the marks on its last letter with it."""
    hits = sorted({span for needle in needles for span in find_spans(text, needle)}) if needles else []
    if not hits:
        return ((text, style),) if text else EMPTY
    runs: list[TextRun] = []
    at = 0
    for start, end in hits:
        if end <= at:
            continue
        while end < len(text) and is_mark(text[end]):
            end += 1
        while start > at and is_mark(text[start]):
            start -= 1
        start = max(start, at)
        runs += [(text[at:start], style), (text[start:end], "match")]
        at = end
    runs.append((text[at:], style))
    return tuple(run for run in runs if run[0])


def wrap_text(text: str, width: int) -> Iterator[str]:
    """Yield the lines of `text` broken at blanks to `width` cells; a longer word is broken where it must be."""
    width = max(width, 1)
    text = single_line(text).strip()
    measure = len if is_simple(text) else cell_width  # most texts need no look at each character
    if measure(text) <= width:
        yield text
        return
    line, used = "", 0
    for word in text.split(" "):
        room = measure(word)
        if used and used + 1 + room > width:
            begun = 0 if measure is len else _fit_letters(word, width - used - 1, 0)
            yield f"{line} {word[:begun]}" if begun else line
            line, used, word = "", 0, word[begun:]
            room = measure(word) if begun else room
        if room > width:
            start, end = 0, _fit_word(word, width)
            while end < len(word):
                yield word[start:end]
                start, end = end, _fit_word(word, width, end)
            line, used = word[start:], measure(word[start:])
        else:
            line, used = (f"{line} {word}", used + 1 + room) if used else (word, room)
    yield line


def _fit_letters(word: str, width: int, start: int) -> int:
    """Return to where a word without blanks fits from `start` on, in Chinese or Japanese; `start` where nowhere."""
    end = fit_cells(word, width, start)
    if end == len(word):
        return end
    return next((index for index in range(end, start, -1) if WIDE_BREAK.match(word, index)), start)


def _fit_word(word: str, width: int, start: int = 0) -> int:
    """Return to where a word fits from `start` on that is too long for a line: at least one letter does."""
    fitting = fit_cells(word, width, start)
    end = start if is_simple(word[start : fitting + 1]) else _fit_letters(word, width, start)
    return end if end > start else max(fitting, start + 1)


def wrap_line(line: Line, width: int) -> list[Line]:
    """Return a line of several styles broken at blanks to `width` cells; a longer word is broken where it must be."""
    words: list[list[TextRun]] = [[]]
    for text, style in line:
        first, *rest = SPACES.split(escape_unsafe(make_portable(text)))
        words[-1] += [(first, style)] if first else []
        words += [[(run, style)] if run else [] for run in rest]
    rows: list[Sequence[TextRun]] = []
    row: list[TextRun] = []
    used = 0
    for word in filter(None, words):
        whole = "".join(text for text, _ in word)
        room = width - used - 1
        if row and cell_width(whole) > room and (is_simple(whole) or not _fit_letters(whole, room, 0)):
            rows.append(row)
            row, used = [], 0
        elif row:
            row.append((" ", row[-1][1] if row[-1][1] == word[0][1] else ""))
            used += 1
        for text, style in word:
            start = 0
            while (end := fit_cells(text, width - used, start)) < len(text):
                end = _fit_letters(text, width - used, start) if row else _fit_word(text, width, start)
                rows.append([*row, (text[start:end], style)] if end > start else row)
                row, used, start = [], 0, end
            row.append((text[start:], style))
            used += cell_width(text[start:])
    return [join_runs(row) for row in (*rows, row)]


def wrap_entries(entries: Iterable[str], width: int) -> list[str]:
    """Return entries side by side, on as many lines of `width` cells as they need; none is broken."""
    lines: list[str] = []
    for entry in entries:
        if lines and cell_width(f"{lines[-1]}   {entry}") <= width:
            lines[-1] = f"{lines[-1]}   {entry}"
        else:
            lines.append(entry)
    return lines


def join_runs(row: Iterable[TextRun]) -> Line:
    """Return a line with neighbors of one style in one piece, so that words from right to left stay in their order."""
    return tuple(("".join(text for text, _ in group), style) for style, group in groupby(row, key=itemgetter(1)))


def paragraph(text: str, style: str, width: int, needles: Sequence[str] = (), indent: str = "") -> list[Line]:
    """Return `text` as wrapped lines with an indent."""
    before = ((indent, style),) if indent else EMPTY
    return [(*before, *highlight(line, style, needles)) for line in wrap_text(text, width - len(indent))]


def line_width(line: Line) -> int:
    """Return how many cells a line takes."""
    return sum(cell_width(text) for text, _ in line)


def justify(left: Line, right: Line, width: int) -> Line:
    """Return `left` and `right` at the two edges of `width` cells; the left one is cut where both do not fit."""
    room = width - line_width(right)
    if room < 4:
        return truncate(left, width)
    left = truncate(left, room - 1 if right else room)
    return (*left, (" " * (room - line_width(left)), ""), *right)


def truncate(line: Line, width: int) -> Line:
    """Return a line cut to `width` cells, with an ellipsis where something is cut."""
    if line_width(line) <= width:
        return line
    runs: list[TextRun] = []
    for text, style in line:
        room = width - line_width(tuple(runs))
        if cell_width(text) >= room:  # more follows even where it fits
            runs.append((truncate_text(f"{text}…", max(room, 1)), style))
            break
        runs.append((text, style))
    return tuple(runs)


def to_strip(line: Line, width: int, styles: TextStyles, base: str = "") -> Strip:
    """Return a line as a strip of exactly `width` cells, on the paper or on the ground `base`."""
    segments: list[Segment] = []
    room = width
    texts = [*map(sanitize_line, (text for text, _ in line)), "", ""]
    for number, (text, (_, style)) in enumerate(zip(texts, line, strict=False)):
        is_last = cell_width(text) > room
        if is_last:
            text = text[: fit_cells(text, room)]
        if text:
            marked = append_lrm(text)
            follows = texts[number + 1] if texts[number + 1] != " " else texts[number + 2]
            if marked != text and not is_last and is_right_to_left(follows):
                marked = text  # it goes on: a word may be lit in part
            segments.append(Segment(marked, styles.of_run(style, base)))
            room -= cell_width(text)
        if is_last:
            break
    if room:
        segments.append(Segment(" " * room, styles.of_run("", base)))
    return Strip(segments, width)  # of a width that Rich need not measure: its table may differ from ours


def to_segment(run: TextRun, styles: TextStyles) -> Segment:
    """Return a sign of our own on the paper."""
    sign, style = run
    return Segment(sign, styles.of_run(style))


class AsciiFilter(LineFilter):
    """Draws signs of ASCII for those that we write, in their cells; the letters of a dossier stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments of a line, drawn so."""
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]


class ClickRegion(NamedTuple):
    """Columns of a line that can be clicked, and for what."""

    line: int
    columns: range
    target: Hashable


class Picture(NamedTuple):
    """What a pane shows in place of its rows."""

    lines: tuple[Line, ...]
    regions: tuple[ClickRegion, ...] = ()


class Canvas:
    """Cells of characters and styles; a character of two cells fills both or none."""

    def __init__(self, width: int, height: int) -> None:
        """Begin with blanks."""
        self.width, self.height = width, height
        self._cells = [[(" ", "")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str, end: int | None = None) -> None:
        """Write text from a cell on, to before the cell `end` or the edge; what does not fit is cut."""
        limit = self.width if end is None else min(end, self.width)
        if not 0 <= y < self.height or x >= limit or x < 0:
            return
        text = sanitize_line(re.sub(r"\s", " ", text))
        if cell_width(text) > limit - x:
            text = text[: fit_cells(text, limit - x - 1)] + "…"
        for character in text:
            if x + cell_width(character) > limit:
                break
            x += self._set(x, y, character, style)

    def _set(self, x: int, y: int, character: str, style: str) -> int:
        """Write a character; returns how many cells it takes."""
        row, wide = self._cells[y], cell_width(character)
        if wide == 0:
            if x > 0:
                before = x - 1 if row[x - 1][0] or x < 2 else x - 2
                row[before] = (row[before][0] + character, row[before][1])
            return 0
        for cell in range(x, x + wide):
            self._tear(row, cell)
        row[x] = (character, style)
        if wide == 2:
            row[x + 1] = ("", style)
        return wide

    def _tear(self, row: list[tuple[str, str]], cell: int) -> None:
        """Blank the other half of a wide character that a cell is part of."""
        if row[cell][0] == "" and cell:
            row[cell - 1] = (" ", row[cell - 1][1])
        if cell + 1 < self.width and row[cell + 1][0] == "":
            row[cell + 1] = (" ", row[cell + 1][1])

    def dot(self, x: int, y: int, character: str, style: str) -> None:
        """Fill a cell on the canvas with a character of one cell."""
        row = self._cells[y]
        if not row[x][0] or (x + 1 < self.width and not row[x + 1][0]):
            self._tear(row, x)
        row[x] = (character, style)

    def fill(self, cells: range, y: int, character: str, style: str) -> None:
        """Fill cells with a character of one cell."""
        if 0 <= y < self.height:
            for x in cells:
                if 0 <= x < self.width:
                    self._tear(self._cells[y], x)
                    self._cells[y][x] = (character, style)

    def character(self, x: int, y: int) -> str:
        """Return what is drawn in a cell; nothing of the second half of a wide character."""
        return self._cells[y][x][0]

    def lay_under(self, x: int, y: int, style: str) -> None:
        """Lay a style under what a cell shows, where the cell is on the canvas."""
        if 0 <= x < self.width and 0 <= y < self.height:
            character, own = self._cells[y][x]
            self._cells[y][x] = (character, f"{style}+{own}" if own else style)

    def restyle(self, x: int, y: int, style: str) -> None:
        """Draw what a cell shows in another style."""
        self._cells[y][x] = (self._cells[y][x][0], style)

    def lines(self) -> list[Line]:
        """Return the rows as lines, neighbors of one style in one piece."""
        return [join_runs(row) for row in self._cells]
