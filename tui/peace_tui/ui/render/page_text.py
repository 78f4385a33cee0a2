"""What a page is made of: lines, and the items among them that the cursor stands on; and what stands at its edges.

Renderers fill a `PageText`. Lines, no state.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.model.records import Claim, Event, IdentifiedRecord, Person, Quote, Source
from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import cell_width, fit_cells, truncate_text
from peace_tui.ui.render.lines import (
    EMPTY,
    Line,
    TextRun,
    justify,
    line_width,
    paragraph,
    single_line,
    truncate,
    wrap_entries,
    wrap_line,
    wrap_text,
)
from peace_tui.ui.render.rows import NOT_RECORDED, draw_names, draw_who_to, find_outlet_letters

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.ui.frame import FrameData
    from peace_tui.ui.render.glyphs import Glyphs

Span = tuple[int, int]
LABEL_WIDTH: Final = 19
"""How many cells a label takes beside its text."""
CRUMB: Final = " › "
MAX_CRUMB: Final = 28
"""How many cells the name of a page has in the path, except the last one's."""


class Cell(NamedTuple):
    """One of several things that stand beside each other in the lines of an item."""

    columns: range
    """The columns of the screen that it takes."""
    record: IdentifiedRecord | None
    opens: str = "record"
    line: int | None = None
    """The line of the item that it is on; None: it is on all of them."""


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
    source: str = ""
    """The id of the source that it is from, where it is what one source has of the record; else nothing."""

    @property
    def name(self) -> Hashable:
        """What it is recognized by when the page is written again."""
        return self.opens, self.record and self.record.id, self.number, self.section

    @property
    def is_row(self) -> bool:
        """Whether the cursor lights all of it; of things side by side it lights only the one that it is in."""
        return not self.cells or any(cell.columns and cell.record is self.record for cell in self.cells)


class PageText:
    """What a page shows: its lines, and the items among them. The first cell of each line is free for the cursor."""

    def __init__(self, frame: FrameData, width: int, glyphs: Glyphs, everything: bool = False) -> None:
        """Begin an empty page.

        Args:
            frame: What the main screen shows: the dossier, and what passes the view.
            width: How many cells a line has.
            glyphs: The signs to draw with.
            everything: Whether to show also what does not pass the view.
        """
        self.frame, self.dossier = frame, frame.dossier
        self.width, self.glyphs, self.everything = max(width, 20), glyphs, everything
        self.titled = False
        """Whether what the page is about stands above it already."""
        self.is_partial = False
        """Whether something is left out that does not pass the view."""
        self.lines: list[Line] = []
        self.items: list[Item] = []
        self.sections = 0
        self.column_heads = 0
        """How many lines at the beginning name columns, which stay in sight while the rest scrolls."""

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
        """Add the beginning of a text, no more of it than fills some lines, cut behind a word where there is one."""
        room = self.width - 1 - indent
        shown = [*islice(wrap_text(text[: (rows + 1) * room * 2], room), rows + 1)]
        if len(shown) > rows:
            last = shown[rows - 1].rstrip()
            if cell_width(last) >= room:
                last = last.rpartition(" ")[0] or truncate_text(last, room - 1).removesuffix("…")
            shown[rows - 1 :] = [f"{last}…"]
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

    def section(self, title: str, note: str | int = "") -> None:
        """Begin a part of the page with a heading, and perhaps with how much is in it."""
        self.gap()
        self.sections += 1
        said = note if isinstance(note, str) else f"{note:,}"
        note_run: Line = ((f"  {said}", "quiet"),) if said else EMPTY
        self.add(truncate(((f" {title.upper()}", "head"), *note_run), self.width - 1))

    @property
    def label_cells(self) -> int:
        """How many cells labels take on this page."""
        return min(LABEL_WIDTH, self.width // 3)

    def labeled(self, label: str, text: str | None, style: str = "text", indent: int = 1, sign: Line = EMPTY) -> None:
        """Add text with its label beside it; a sign stands before the label."""
        if not text:
            return
        room = self.label_cells
        lines = paragraph(text, style, self.width - room - 2)
        head = truncate(((" " * indent, ""), *sign, (single_line(label), "quiet")), room)
        self.add((*head, (" " * (room - line_width(head) + 1), ""), *lines[0]))
        self.add(*(((" " * (room + 1), ""), *line) for line in lines[1:]))

    @contextmanager
    def item(
        self,
        record: IdentifiedRecord | None,
        opens: str = "record",
        number: int = 0,
        cells: Sequence[Cell] = (),
        source: str = "",
    ) -> Iterator[None]:
        """Make an item of the lines that are added meanwhile."""
        first = len(self.lines)
        yield
        if len(self.lines) > first:
            self.items.append(Item(first, len(self.lines), record, opens, number, self.sections, tuple(cells), source))

    def draft_sign(self, record: IdentifiedRecord | None) -> Line:
        """Return the sign that stands before a record that is not reviewed yet; nothing before others."""
        return ((f"{self.glyphs.draft} ", "warning"),) if record and record.draft else EMPTY

    def names(self, ids: Sequence[str], brief: bool = False) -> Line:
        """Return the names of people in the colors of their sides, with commas."""
        return draw_names(self.dossier, ids, self.glyphs, brief=brief)

    def who_to(self, quote: Quote) -> Line:
        """Return who speaks to whom."""
        return draw_who_to(self.dossier, quote, self.glyphs, brief=self.width < 60)

    def letters(self) -> None:
        """Add what the letters of the outlets stand for: "F Fortune   B The Daily Beast   · nothing recorded"."""
        letters = find_outlet_letters(self.dossier)
        if len(letters) < 2:
            return
        labels = {source.outlet: single_line(source.label) for source in self.dossier.sources}
        entries = [f"{letter} {labels[outlet]}" for outlet, letter in letters.items()]
        entries += [f"{self.glyphs.excluded} {mark}" for mark in dict.fromkeys(self.frame.discounted_sources.values())]
        for line in wrap_entries([*entries, f"{self.glyphs.nothing} {NOT_RECORDED}"], self.width - 2):
            self.line((line, "quiet"))


# --- Words found, and the cursor ------------------------------------------------------------------------------------


def replace_gutter(line: Line, sign: TextRun) -> Line:
    """Return a line with a sign in its first cell, which is free in the lines of pages."""
    if not line or not line[0][0].startswith(" "):
        return (sign, *line)
    (text, style), *rest = line
    return (sign, (text[1:], style), *rest)


def find_span(line: Line, columns: range) -> Span:
    """Return the characters of a line that stand in some columns of the screen."""
    text = "".join(run for run, _ in line)
    return fit_cells(text, columns.start), fit_cells(text, columns.stop)


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


# --- What stands above and below --------------------------------------------------------------------------------------


def draw_path(crumbs: Sequence[str], note: str, width: int) -> Line:
    """Return the path of pages that led here, the first of them left out where it does not fit; and what a page says.

    The last of the crumbs is the name of the page.
    """
    said = f" · {single_line(note)}" if note else ""
    room = max(width - cell_width(said) - 2, 8)
    last = truncate_text(single_line(crumbs[-1]), room)
    before = [truncate_text(single_line(crumb), MAX_CRUMB) for crumb in crumbs[:-1]]
    while before and cell_width(CRUMB.join([*before, last])) > room:
        before = before[2:] if before[0] == "…" else before[1:]
        before = ["…", *before] if before else []
    path = (run for crumb in before for run in ((crumb, "quiet"), (CRUMB, "faint")))
    return ((" ", ""), *path, (last, "title"), (said, "quiet"))


def draw_hints(hints: Sequence[tuple[str, str]], more: int, width: int) -> Line:
    """Return keys with what they do, as many as fit, the first and the last always; and how many lines follow."""
    right: Line = ((f"↓ {more:,} {'more ' if width >= 60 else ''}", "quiet"),) if more > 0 else EMPTY
    shown = [*hints]
    while True:
        runs = (run for name, label in shown for run in ((name, "key"), (f" {label}  ", "quiet")))
        line: Line = ((" ", ""), *runs)
        room = width - line_width(line) - line_width(right)
        if room >= 0 or len(shown) <= 2:
            return (*line, (" " * max(room, 0), ""), *right)
        del shown[-2]


def find_named_key(line: Line, column: int) -> str:
    """Return the name of the key that a line of keys has in a column, or what it does; nothing beside them."""
    name, end = "", 0
    for text, style in line:
        name = text if style == "key" else name
        start, end = end, end + cell_width(text)
        if start <= column < end:
            return name if text.strip() and not text.startswith("↓") else ""
    return ""


def name_of(dossier: Dossier, record: IdentifiedRecord | None) -> str:
    """Return what a record is called in the path of pages."""
    match record:
        case Event():
            return record.title
        case Person():
            return record.name
        case Source():
            return record.label
        case Claim():
            return record.text
        case Quote():
            who = ", ".join(map(dossier.brief_of, record.who)) or "unknown"
            return f"{who} → {', '.join(map(dossier.brief_of, record.to))}" if record.to else who
    return dossier.info.title
