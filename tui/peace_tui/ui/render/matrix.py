"""Who to whom in cells: a matrix of speakers and addressees, or, without room for one, the list of its edges."""

from __future__ import annotations

from peace_tui.charts.matrix import UNKNOWN, Matrix, make_matrix
from peace_tui.model.dossier import Dossier
from peace_tui.session.state import TO, WHO, Pair
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.canvas import Canvas, ClickRegion, Picture
from peace_tui.ui.render.glyphs import Glyphs, bar
from peace_tui.ui.render.lines import single_line

MIN_COLUMN_WIDTH = 7
MAX_COLUMN_WIDTH = 14
MIN_COLUMNS = 5
"""With room for fewer columns there is a list of edges."""
HEAT_LEVELS = 4
"""How many shades there are."""


def is_grid(matrix: Matrix, width: int, dossier: Dossier) -> bool:
    """Tell whether a pane of this width has room for the matrix."""
    columns = min(len(matrix.addressees) + 1, MIN_COLUMNS)
    return width - names_width(dossier, width) >= columns * MIN_COLUMN_WIDTH


def names_width(dossier: Dossier, width: int) -> int:
    """Return how many cells the names of speakers take."""
    longest = max((len(single_line(person.name)) for person in dossier.people), default=8)
    return min(longest + 2, max(width // 4, 12))


Keys = list[str | None]


def axes_of(frame: FrameData) -> tuple[Keys, Keys]:
    """Return the rows and the columns of the matrix, all first."""
    matrix = make_matrix(frame.dossier, frame.panes.people_matches.quotes)
    return [None, *matrix.speakers], [None, *matrix.addressees]


def edges_of(frame: FrameData) -> list[Pair]:
    """Return the rows of the list of edges, all first."""
    return [(None, None), *make_matrix(frame.dossier, frame.panes.people_matches.quotes).edges]


def matrix_picture(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Return the matrix of a frame in a pane of this size."""
    matrix = make_matrix(frame.dossier, frame.panes.people_matches.quotes)
    if not matrix.quotes:
        return Picture((((" nobody speaks here", "quiet"),),))
    drawing = _MatrixDrawing(frame, matrix, width, height, glyphs)
    return drawing.grid() if is_grid(matrix, width, frame.dossier) else drawing.edges()


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
        (speakers, addressees), canvas = axes_of(self.frame), self.canvas
        left = names_width(self.frame.dossier, canvas.width)
        column = min(max((canvas.width - left) // len(addressees), MIN_COLUMN_WIDTH), MAX_COLUMN_WIDTH)
        rows = _in_sight(speakers, self.pair[0], canvas.height - 1)
        columns = _in_sight(addressees, self.pair[1], (canvas.width - left) // column)
        pairs = [(speaker, to) for speaker in rows for to in columns if None not in (speaker, to)]
        self.most = max((self.matrix.count(*pair) for pair in pairs), default=1) or 1
        for x, to in enumerate(columns):
            self._head(left + x * column, column, to)
        for y, speaker in enumerate(rows, 1):
            name = self._name(speaker, "all speakers")
            name = name if cell_width(name) < left - 1 else self._name(speaker, "all", brief=True)
            self.canvas.put(1, y, name, self._style(WHO, speaker), left - 1)
            for x, to in enumerate(columns):
                self._cell(left + x * column, y, column, (speaker, to))
        return Picture(tuple(canvas.lines()), tuple(self.regions))

    def edges(self) -> Picture:
        edges = edges_of(self.frame)
        at = edges.index(self.pair) if self.pair in edges else 0
        first = max(0, min(at - self.canvas.height // 2, len(edges) - self.canvas.height))
        shown = edges[first : first + self.canvas.height]
        self.most = max((self.matrix.count(*pair) for pair in edges[1:2]), default=1) or 1
        for y, pair in enumerate(shown):
            self._edge(y, pair)
        return Picture(tuple(self.canvas.lines()), tuple(self.regions))

    def _edge(self, y: int, pair: Pair) -> None:
        width, count = self.canvas.width, self.matrix.count(*pair)
        chart = 6 if width >= 36 else 0
        here = pair == self.pair
        self.canvas.put(0, y, self.glyphs.cursor if here else " ", "title")
        end = width - chart - len(str(count)) - 3
        if pair == (None, None):
            self.canvas.put(2, y, "All that is said", "text", end)
        else:
            text = f"{self._name(pair[0])} → {self._name(pair[1])}"
            pinned = self._style(WHO, pair[0]) == "pin" and self._style(TO, pair[1]) == "pin"
            self.canvas.put(2, y, text, "pin" if pinned else "strong" if here else "text", end)
            self.canvas.put(width - chart - 1, y, bar(self.glyphs, min(count / self.most, 1), chart), "bar")
        self.canvas.put(width - chart - len(str(count)) - 2, y, str(count), "text")
        self.regions.append(ClickRegion(y, range(width), pair))

    def _head(self, x: int, width: int, id: str | None) -> None:
        name = self._name(id, "all", brief=True)
        self.canvas.put(x + max(width - 2 - len(name), 0), 0, name, self._style(TO, id), x + width - 1)

    def _cell(self, x: int, y: int, width: int, pair: Pair) -> None:
        count = self.matrix.count(*pair)
        is_sum = None in pair
        here = pair == self.pair
        text = f"{count or self.glyphs.nothing:>{width - 2}}"
        share = count / self.most
        heat = f"heat{min(int(share * HEAT_LEVELS) + 1, HEAT_LEVELS)}" if count and not is_sum else ""
        style = "match" if here else "strong" if is_sum and count else "text" if count else "faint"
        self.canvas.put(x, y, text, style if here or not heat else f"{heat}+{style}")
        if count and not is_sum:
            block = self.glyphs.eighths[min(int(share * 8), 7)]
            self.canvas.put(x + width - 2, y, block, "match" if here else f"{heat}+bar")
        self.regions.append(ClickRegion(y, range(x, x + width), pair))

    def _name(self, id: str | None, all_of_them: str = "all", brief: bool = False) -> str:
        if id is None:
            return all_of_them
        if id == UNKNOWN:
            return "unknown"
        dossier = self.frame.dossier
        return single_line(dossier.brief_of(id) if brief else dossier.person_of[id].name)

    def _style(self, facet: str, id: str | None) -> str:
        """Return the style of a name: pinned, under the cursor's row or column, or neither."""
        if id and any(id in clause.values for clause in self.frame.state.view.clauses_of(facet)):
            return "pin"
        return "strong" if id in (self.pair[facet == TO],) and id is not None else "quiet"


def _in_sight(keys: Keys, at: str | None, room: int) -> Keys:
    """Return as many rows or columns as there is room for, all first, among them the one `at` the cursor."""
    position = keys.index(at) if at in keys else 0
    first = max(1, min(position - room // 2, len(keys) - room + 1))
    return [None, *keys[first : first + room - 1]]
