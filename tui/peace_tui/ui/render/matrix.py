"""Who to whom in cells: a matrix of speakers and addressees, or, without room for one, the list of its edges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from peace_tui.charts.matrix import UNKNOWN, Matrix, find_exchange, make_matrix
from peace_tui.model.dossier import Dossier
from peace_tui.session.state import TO, WHO, Pair
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.glyphs import Glyphs, draw_bar
from peace_tui.ui.render.lines import Canvas, ClickRegion, Line, Picture, line_width, single_line, wrap_text
from peace_tui.ui.render.rows import find_side

MIN_COLUMN_WIDTH: Final = 7
MAX_COLUMN_WIDTH: Final = 24
MIN_COLUMNS: Final = 5
"""With room for fewer columns there is a list of edges."""
HEAT_LEVELS: Final = 4
"""How many shades there are."""
TALL_FROM: Final = 8
"""The lowest height at which names of addressees may take two lines."""
ALL_QUOTES: Final = "All quotes"
"""The name of the first row."""
SIGN_CELLS: Final = 2
"""How many cells the sign of a side takes before a name."""


def is_grid(matrix: Matrix, width: int, dossier: Dossier) -> bool:
    """Tell whether a pane of this width has room for the matrix."""
    columns = min(len(matrix.addressees) + 1, MIN_COLUMNS)
    return width - measure_names(dossier, width) >= columns * MIN_COLUMN_WIDTH


@lru_cache(maxsize=16)
def measure_names(dossier: Dossier, width: int) -> int:
    """Return how many cells the names of speakers take: in full where they fit in a quarter, else the short ones."""
    speakers = [id for id in find_exchange(dossier).speakers if id != UNKNOWN]
    full = max((cell_width(single_line(dossier.person_of[id].name)) for id in speakers), default=8)
    brief = max((cell_width(single_line(dossier.brief_of(id))) for id in speakers), default=8)
    around = SIGN_CELLS + 2
    return min(max(full + around, len(ALL_QUOTES) + 3), max(brief + around, width // 4))


MatrixKeys = list[str | None]


def find_axes(frame: FrameData) -> tuple[MatrixKeys, MatrixKeys]:
    """Return the rows and the columns of the matrix, all first."""
    matrix = make_matrix(frame.dossier, frame.panes.people_matches.quotes)
    return [None, *matrix.speakers], [None, *matrix.addressees]


def find_edges(frame: FrameData) -> list[Pair]:
    """Return the rows of the list of edges, all first."""
    return [(None, None), *make_matrix(frame.dossier, frame.panes.people_matches.quotes).edges]


def draw_matrix(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Return the matrix of a frame in a pane of this size."""
    matrix = make_matrix(frame.dossier, frame.panes.people_matches.quotes)
    if not matrix.quotes:
        return Picture((((" No speakers", "quiet"),),))
    drawing = _MatrixDrawing(frame, matrix, width, height, glyphs)
    return drawing.grid() if is_grid(matrix, width, frame.dossier) else drawing.edges()


class Column(NamedTuple):
    """A column of the matrix: an addressee, the lines of the name above it, and how wide it is."""

    to: str | None
    head: Sequence[str]
    width: int


def _sum_widths(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns)


class _MatrixDrawing:
    """One matrix being drawn."""

    def __init__(self, frame: FrameData, matrix: Matrix, width: int, height: int, glyphs: Glyphs) -> None:
        self.frame, self.matrix, self.glyphs = frame, matrix, glyphs
        self.canvas = Canvas(width, height)
        self.regions: list[ClickRegion] = []
        self.pair = frame.state.pair
        self.most = 1
        """The largest count in sight, by which the others are shaded."""

    def grid(self) -> Picture:
        (speakers, addressees), canvas = find_axes(self.frame), self.canvas
        left = measure_names(self.frame.dossier, canvas.width)
        lines = 2 if canvas.height >= TALL_FROM else 1
        columns = self._columns(addressees, canvas.width - left, lines)
        top = max(len(column.head) for column in columns)
        rows = _find_in_sight(speakers, self.pair[0], canvas.height - top)
        pairs = [(speaker, column.to) for speaker in rows for column in columns if None not in (speaker, column.to)]
        self.most = max((self.matrix.count(*pair) for pair in pairs), default=1) or 1
        for y, speaker in enumerate(rows, top):
            self._row_name(y, speaker, left)
        x = left
        for to, head, width in columns:
            self._head(x, width, to, head, top)
            for y, speaker in enumerate(rows, top):
                self._cell(x, y, width, (speaker, to))
            x += width
        if len(columns) < len(addressees):
            before = "← " if columns[1].to != addressees[1] else ""
            beyond = " →" if columns[-1].to != addressees[-1] else ""
            text = f"{before}{len(columns) - 1:,} of {len(addressees) - 1:,}{beyond}"
            self.canvas.put(1, top - 1, text, "quiet", left)
        return Picture(tuple(canvas.lines()), tuple(self.regions))

    def _columns(self, keys: MatrixKeys, room: int, lines: int) -> list[Column]:
        """Return the columns in sight: all, with full names if these fit, else with short ones; else some of them."""
        for brief, most in ((False, 1), (False, lines), (True, 1), (True, lines)):
            heads = [_break_name(self._name(key, "total", brief=brief), most) for key in keys]
            columns = [Column(key, head, self._column_width(key, head)) for key, head in zip(keys, heads, strict=True)]
            widest = max(column.width for column in columns)
            if sum(column.width for column in columns) <= room and (brief or widest <= MAX_COLUMN_WIDTH):
                return columns
        first, *others = columns
        last = max(keys.index(self.pair[1]) - 1 if self.pair[1] in keys else 0, 0)
        start = next(n for n in range(last + 1) if n == last or _sum_widths(others[n : last + 1]) <= room - first.width)
        shown = [n for n in range(start, len(others)) if _sum_widths(others[start : n + 1]) <= room - first.width]
        return [first, *(others[n] for n in shown or [last])]

    def _column_width(self, key: str | None, head: Sequence[str]) -> int:
        return max(self._sign_cells(key) + max(map(cell_width, head)) + 2, MIN_COLUMN_WIDTH)

    def _sign_cells(self, id: str | None) -> int:
        return SIGN_CELLS if id else 0

    def edges(self) -> Picture:
        edges, height = find_edges(self.frame), self.canvas.height
        at = edges.index(self.pair) if self.pair in edges else 0
        self.most = max((self.matrix.count(*pair) for pair in edges[1:2]), default=1) or 1
        before = [len(self._edge_lines(pair)) for pair in edges[max(at - height, 0) : at]]
        after = sum(len(self._edge_lines(pair)) for pair in edges[at : at + height])
        above, first = max(height // 2, height - after), at
        while before and before[-1] <= above:
            above -= before.pop()
            first -= 1
        y = 0
        for pair in edges[first : first + height]:
            y = self._edge(y, pair)
        return Picture(tuple(self.canvas.lines()), tuple(self.regions))

    def _edge(self, y: int, pair: Pair) -> int:
        """Draw the row of a pair; return the line after it."""
        width, count = self.canvas.width, self.matrix.count(*pair)
        chart, here, lines = self._chart_width(), pair == self.pair, self._edge_lines(pair)
        for line, runs in enumerate(lines, y):
            self.canvas.put(0, line, self.glyphs.cursor if here else " ", "title")
            x = 2
            for text, style in runs:
                self.canvas.put(x, line, text, style, self._edge_end(pair))
                x += cell_width(text)
            for x in range(1, self._edge_end(pair)) if here else ():
                self.canvas.lay_under(x, line, "cursor")
            self.regions.append(ClickRegion(line, range(width), pair))
        if pair != (None, None):
            self.canvas.put(width - chart - 1, y, draw_bar(self.glyphs, min(count / self.most, 1), chart), "bar")
        number = f"{count:,}"
        self.canvas.put(width - chart - len(number) - 2, y, number, "text")
        return y + len(lines)

    def _chart_width(self) -> int:
        return 6 if self.canvas.width >= 36 else 0

    def _edge_end(self, pair: Pair) -> int:
        return self.canvas.width - self._chart_width() - len(f"{self.matrix.count(*pair):,}") - 3

    def _edge_lines(self, pair: Pair) -> list[Line]:
        """Return the lines of a pair's row: one where the names fit, some of them the short ones, else one for each."""
        strong, room = pair == self.pair, self._edge_end(pair) - 2
        if pair == (None, None):
            return [((ALL_QUOTES, "strong" if strong else "text"),)]
        for briefs in ((False, False), (False, True), (True, False), (True, True)):
            who, to = (
                self._name_runs(facet, id, strong=strong, brief=brief)
                for facet, id, brief in zip((WHO, TO), pair, briefs, strict=True)
            )
            if line_width(line := (*who, (" → ", "quiet"), *to)) <= room:
                return [line]
        lines: list[Line] = []
        for facet, id, sign in ((WHO, pair[0], ""), (TO, pair[1], "→ ")):
            *before, (name, style) = self._name_runs(facet, id, strong=strong)
            head: Line = ((sign, "quiet"), *before)
            indent: Line = ((" " * line_width(head), ""),)
            wrapped = wrap_text(name, room - line_width(head))
            lines += [(*(indent if number else head), (text, style)) for number, text in enumerate(wrapped)]
        return lines

    def _name_runs(self, facet: str, id: str | None, *, strong: bool, brief: bool = False) -> Line:
        """Return a name in the color of its side, with the sign before it."""
        if not id:
            return ((self._name(id), "quiet"),)
        side = find_side(self.frame.dossier, id, self.glyphs)
        style = f"strong+name{side}" if strong or self._is_pinned(facet, id) else f"name{side}"
        return (self.glyphs.sides[side], f"side{side}"), (" ", ""), (self._name(id, brief=brief), style)

    def _row_name(self, y: int, speaker: str | None, left: int) -> None:
        """Write the name of a row: whether it is pinned, the sign of the side, the name in full where it fits."""
        if speaker is None:
            self.canvas.put(2, y, ALL_QUOTES, "strong" if self.pair[0] is None else "head", left - 1)
        else:
            self.canvas.put(0, y, self.glyphs.pinned if self._is_pinned(WHO, speaker) else " ", "pin")
            strong, x = speaker == self.pair[0], 1
            runs = self._name_runs(WHO, speaker, strong=strong)
            if line_width(runs) > left - 2:
                runs = self._name_runs(WHO, speaker, strong=strong, brief=True)
            for text, style in runs:
                self.canvas.put(x, y, text, style, left - 1)
                x += cell_width(text)

    def _head(self, x: int, width: int, id: str | None, names: Sequence[str], top: int) -> None:
        """Write the name of a column above its numbers, in the color of its side."""
        here = id == self.pair[1]
        side = find_side(self.frame.dossier, id, self.glyphs) if id else None
        style = "head" if side is None else f"name{side}"
        style = f"strong+{style}" if here or self._is_pinned(TO, id) else style
        signs = self._sign_cells(id)
        block = min(max(map(cell_width, names)) + signs, width - 1)
        start = x + max(width - 2 - block, 0)
        if side is not None:
            self.canvas.put(start, top - len(names), self.glyphs.sides[side], f"side{side}")
        if self._is_pinned(TO, id):
            self.canvas.put(max(start - 1, x), top - len(names), self.glyphs.pinned, "pin")
        for y, name in enumerate(names, top - len(names)):
            self.canvas.put(start + signs, y, name, style, x + width - 1)

    def _cell(self, x: int, y: int, width: int, pair: Pair) -> None:
        count = self.matrix.count(*pair)
        is_sum = None in pair
        here = pair == self.pair
        number = f"{count:,}" if count else self.glyphs.nothing
        text = f"{number:>{width - 2}}"
        share = count / self.most
        heat = f"heat{min(int(share * HEAT_LEVELS) + 1, HEAT_LEVELS)}" if count and not is_sum else ""
        style = "strong" if here or (is_sum and count) else "text" if count else "faint"
        ground = "cursor" if here else heat
        self.canvas.put(x, y, text, f"{ground}+{style}" if ground else style)
        if count and not is_sum:
            block = self.glyphs.eighths[min(int(share * 8), 7)]
            self.canvas.put(x + width - 2, y, block, f"{ground}+bar")
        self.regions.append(ClickRegion(y, range(x, x + width), pair))

    def _name(self, id: str | None, all_of_them: str = "all", brief: bool = False) -> str:
        if id is None:
            return all_of_them
        if id == UNKNOWN:
            return "unknown"
        dossier = self.frame.dossier
        return single_line(dossier.brief_of(id) if brief else dossier.person_of[id].name)

    def _is_pinned(self, facet: str, id: str | None) -> bool:
        return bool(id) and any(id in clause.values for clause in self.frame.state.view.clauses_of(facet))


def _break_name(name: str, most: int) -> Sequence[str]:
    """Return a name on at most so many lines, broken so that they are short."""
    words = name.split(" ")
    breaks = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))] if most > 1 else []
    return min([(name,), *breaks], key=lambda lines: (max(map(cell_width, lines)), len(lines)))


def _find_in_sight(keys: MatrixKeys, at: str | None, room: int) -> MatrixKeys:
    """Return as many rows or columns as there is room for, all first, among them the one `at` the cursor."""
    position = keys.index(at) if at in keys else 0
    first = max(1, min(position - room // 2, len(keys) - room + 1))
    return [None, *keys[first : first + room - 1]]
