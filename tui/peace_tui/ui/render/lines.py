"""Lines of styled text: how they are broken, truncated, highlighted and turned into Textual's strips.

A line is a tuple of runs, a run is a text and the name of a style. Lines are made by pure functions and know no color.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import (
    append_lrm,
    cell_width,
    escape_unsafe,
    fit_cells,
    is_mark,
    make_portable,
    sanitize_line,
    truncate_text,
)
from peace_tui.ui.render.styles import TextStyles

if TYPE_CHECKING:
    from peace_tui.model.records import IdentifiedRecord, Quote
    from peace_tui.ui.frame import FrameData
    from peace_tui.ui.render.glyphs import Glyphs

TextRun = tuple[str, str]
Span = tuple[int, int]
Line = tuple[TextRun, ...]
EMPTY: Final[Line] = ()
PLAIN: Final = Style()
SPACES: Final = re.compile(r"\s+")
LABEL_WIDTH: Final = 17
"""How many cells a label takes beside its text."""
LINK: Final = "link>"
"""Begins the style of an address that leads somewhere; where, follows."""


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
    line, used = "", 0
    for word in single_line(text).strip().split(" "):
        start, end = 0, fit_cells(word, width)
        room = cell_width(word[:end]) if end == len(word) else width + 1
        if used and used + 1 + room > width:
            yield line
            line, used = "", 0
        while end < len(word):
            end = max(end, start + 1)
            yield word[start:end]
            start, end = end, fit_cells(word, width, end)
        line, used = (f"{line} {word}", used + 1 + room) if used else (word[start:], cell_width(word[start:]))
    yield line


def wrap_line(line: Line, width: int) -> list[Line]:
    """Return a line of several styles broken at blanks to `width` cells; a longer word is broken where it must be."""
    words: list[list[TextRun]] = [[]]
    for text, style in line:
        first, *rest = SPACES.split(escape_unsafe(make_portable(text)))
        words[-1] += [(first, style)] if first else []
        words += [[(run, style)] if run else [] for run in rest]
    rows: list[Line] = []
    row: list[TextRun] = []
    used = 0
    for word in filter(None, words):
        if row and used + 1 + line_width(tuple(word)) > width:
            rows.append(tuple(row))
            row, used = [], 0
        elif row:
            row.append((" ", row[-1][1] if row[-1][1] == word[0][1] else ""))
            used += 1
        for text, style in word:
            start = 0
            while (end := fit_cells(text, width - used, start)) < len(text):
                end = max(end, start if row else start + 1)
                rows.append((*row, (text[start:end], style)) if end > start else tuple(row))
                row, used, start = [], 0, end
            row.append((text[start:], style))
            used += cell_width(text[start:])
    return [*rows, tuple(row)]


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
        runs.append((truncate_text(text, max(room, 1)), style))
        if cell_width(text) >= room:
            break
    return tuple(runs)


def to_strip(line: Line, width: int, styles: TextStyles, base: str = "") -> Strip:
    """Return a line as a strip of exactly `width` cells, on the paper or on the ground `base`."""
    under = styles["paper"] + styles.on(base)
    segments: list[Segment] = []
    room = width
    for text, style in line:
        text = sanitize_line(text)
        is_last = cell_width(text) > room
        if is_last:
            text = text[: fit_cells(text, room)]
        if text:
            segments.append(Segment(append_lrm(text), under + resolve_style(style, styles, base)))
            room -= cell_width(text)
        if is_last:
            break
    if room:
        segments.append(Segment(" " * room, under))
    return Strip(segments, width)  # of a width that Rich need not measure: its table may differ from ours


def resolve_style(style: str, styles: TextStyles, ground: str = "") -> Style:
    """Return the style of a style name on a ground; of `a+b`, that of b on a."""
    if style.startswith(LINK):
        return styles.on("link", ground) + Style(link=style.removeprefix(LINK))
    if "+" in style:
        *grounds, style = style.split("+")
        return Style.combine(map(styles.on, grounds)) + styles.on(style, grounds[-1])
    return styles.on(style, ground) if style else PLAIN


def replace_gutter(line: Line, sign: TextRun) -> Line:
    """Return a line with a sign in its first cell, which is free in the lines of pages."""
    if not line or not line[0][0].startswith(" "):
        return (sign, *line)
    (text, style), *rest = line
    return (sign, (text[1:], style), *rest)


def restyle(line: Line, spans: Sequence[Span], style: str) -> Line:
    """Return a line with another style where its text has the spans, which are in order and do not overlap."""
    cuts = sorted({0, *(end for span in spans for end in span)})
    runs: list[TextRun] = []
    at = 0
    for text, old in line:
        edges = [at, *(cut for cut in cuts if at < cut < at + len(text)), at + len(text)]
        for start, end in pairwise(edges):
            inside = any(first <= start < last for first, last in spans)
            runs.append((text[start - at : end - at], style if inside else old))
        at += len(text)
    return tuple(run for run in runs if run[0])


def find_in_lines(lines: Sequence[Line], needles: Sequence[str]) -> dict[int, list[Span]]:
    """Return where the folded needles are in lines: spans of characters by the number of the line.

    Lines are read as one text, so that a phrase is found though it is broken at the end of a line.
    """
    found: dict[int, list[Span]] = {}
    texts = ["".join(text for text, _ in line) for line in lines] if any(needles) else []
    starts: list[int] = []
    pieces: list[str] = []
    end = 0
    for text in texts:
        starts.append(end)
        pieces.append(text.strip())
        end += len(pieces[-1]) + 1
    for start, stop in sorted(span for needle in needles for span in find_spans(" ".join(pieces), needle)):
        line = bisect_right(starts, start) - 1
        while line < len(starts) and starts[line] < stop:
            indent = len(texts[line]) - len(texts[line].lstrip())
            first = max(start - starts[line], 0)
            last = min(stop - starts[line], len(pieces[line]))
            before = found.get(line, [(0, 0)])[-1][1]
            if (span := (max(first + indent, before), last + indent))[0] < span[1]:
                found.setdefault(line, []).append(span)
            line += 1
    return found


class Cell(NamedTuple):
    """One of several things that stand beside each other in the lines of an item."""

    columns: range
    """The characters of the line that it takes."""
    record: IdentifiedRecord | None
    opens: str = "record"


class Item(NamedTuple):
    """Something on a page that the cursor stands on."""

    first: int
    last: int
    """The lines it takes: from the first one, up to and without the last."""
    record: IdentifiedRecord | None
    """What it stands for, and what keys act on."""
    opens: str
    """The page that Enter opens, by its name in [OPENERS][peace_tui.ui.screens.pages.OPENERS], or what else it does."""
    number: int
    """Which of several it is: the version of a quote, the turn of a conversation."""
    section: int
    """Under which heading it stands."""
    cells: tuple[Cell, ...] = ()

    @property
    def name(self) -> Hashable:
        """What it is recognized by when the page is written again."""
        return self.opens, self.record and self.record.id, self.number, self.section


class PageText:
    """What a page shows: its lines, and the items among them. The first cell of each line is free for the cursor."""

    def __init__(
        self, frame: FrameData, width: int, glyphs: Glyphs, sides: Mapping[str | None, int], everything: bool = False
    ) -> None:
        """Begin an empty page.

        Args:
            frame: What the main screen shows: the dossier, and what passes the view.
            width: How many cells a line has.
            glyphs: The signs to draw with.
            sides: The number of the sign and the color of each side.
            everything: Whether to show also what does not pass the view.
        """
        self.frame, self.dossier = frame, frame.dossier
        self.width, self.glyphs, self.sides, self.everything = max(width, 20), glyphs, sides, everything
        self.titled = False
        """Whether what the page is about stands above it already."""
        self.is_partial = False
        """Whether something is left out that does not pass the view."""
        self.lines: list[Line] = []
        self.items: list[Item] = []
        self.sections = 0

    def add(self, *lines: Line) -> None:
        """Add lines as they are."""
        self.lines += lines

    def text(self, text: str | None, style: str = "text", indent: int = 1) -> None:
        """Add text as wrapped lines, each of its paragraphs by itself."""
        for part in (text or "").split("\n"):
            if part.strip():
                self.lines += paragraph(part, style, self.width - 1, indent=" " * indent)

    def title(self, text: str) -> None:
        """Add what the page is about, unless it stands above it."""
        if not self.titled:
            self.text(text, "strong")

    def excerpt(self, text: str, style: str = "text", indent: int = 3, rows: int = 2) -> None:
        """Add the beginning of a text, no more of it than fills some lines."""
        room = self.width - 1 - indent
        shown = [*islice(wrap_text(text[: (rows + 1) * room * 2], room), rows + 1)]
        if len(shown) > rows:
            shown[rows - 1 :] = [truncate_text(f"{shown[rows - 1]} {shown[rows]}", room)]
            shown[-1] += "" if shown[-1].endswith("…") else "…"
        self.add(*(((" " * indent, ""), (line, style)) for line in shown))

    def line(self, *runs: TextRun) -> None:
        """Add a line of several styles, cut where it does not fit."""
        self.add(truncate(((" ", ""), *runs), self.width - 1))

    def runs(self, line: Line, indent: int = 1) -> None:
        """Add a line of several styles, wrapped."""
        room = max(self.width - 1 - indent, 4)
        self.lines += [((" " * indent, ""), *row) for row in wrap_line(line, room)]

    def edges(self, left: Line, right: Line, indent: int = 1) -> None:
        """Add two texts at the two edges of a line; one under the other where both do not fit."""
        if line_width(left) + line_width(right) + indent + 2 <= self.width - 1:
            self.add((*justify(((" " * indent, ""), *left), right, self.width - 1),))
            return
        self.runs(left, indent)
        if right:
            self.runs(right, indent)

    def gap(self) -> None:
        """Add an empty line, unless there is one."""
        if self.lines and self.lines[-1] != EMPTY:
            self.lines.append(EMPTY)

    def section(self, title: str, note: str = "") -> None:
        """Begin a part of the page with a heading."""
        self.gap()
        self.sections += 1
        note_run: Line = ((f"  {note}", "quiet"),) if note else EMPTY
        self.add(truncate(((f" {title.upper()}", "head"), *note_run), self.width - 1))

    def labeled(self, label: str, text: str | None, style: str = "text", indent: int = 1) -> None:
        """Add text with its label beside it."""
        if not text:
            return
        room = min(LABEL_WIDTH, self.width // 3)
        lines = paragraph(text, style, self.width - room - 2)
        head = truncate(((" " * indent, ""), (single_line(label), "quiet")), room)
        self.add((*head, (" " * (room - line_width(head) + 1), ""), *lines[0]))
        self.add(*(((" " * (room + 1), ""), *line) for line in lines[1:]))

    @contextmanager
    def item(
        self, record: IdentifiedRecord | None, opens: str = "record", number: int = 0, cells: Sequence[Cell] = ()
    ) -> Iterator[None]:
        """Make an item of the lines that are added meanwhile."""
        first = len(self.lines)
        yield
        if len(self.lines) > first:
            self.items.append(Item(first, len(self.lines), record, opens, number, self.sections, tuple(cells)))

    def name(self, id: str, brief: bool = False) -> Line:
        """Return a person's name in the color of their side, with its sign."""
        person = self.dossier.person_of[id]
        side = self.sides.get(person.side, len(self.glyphs.sides) - 1)
        name = self.dossier.brief_of(id) if brief else person.name
        return ((f"{self.glyphs.sides[side]} ", f"side{side}"), (single_line(name), f"name{side}"))

    def names(self, ids: Sequence[str], brief: bool = False) -> Line:
        """Return the names of people, with commas."""
        line: Line = EMPTY
        for number, id in enumerate(ids):
            line = (*line, *(((", ", "quiet"),) if number else ()), *self.name(id, brief))
        return line

    def who_to(self, quote: Quote) -> Line:
        """Return who speaks to whom."""
        brief = self.width < 60
        who = self.names(quote.who, brief) or (("unknown", "quiet"),)
        return (*who, (" → ", "quiet"), *self.names(quote.to, brief)) if quote.to else who
