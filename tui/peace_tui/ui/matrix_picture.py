"""Who to whom in cells: a matrix of speakers and addressees, or, without room for one, the list of its edges."""

from __future__ import annotations

from peace_tui.charting.matrix import UNKNOWN, Matrix, exchange, matrix_of
from peace_tui.dossier import Dossier
from peace_tui.place import TO, WHO, Pair
from peace_tui.ui.canvas import Canvas
from peace_tui.ui.glyphs import Glyphs, bar
from peace_tui.ui.lines import flat
from peace_tui.ui.picture import Picture, Spot
from peace_tui.ui.scene import Scene

LEAST_COLUMN = 7
MOST_COLUMN = 14
LEAST_COLUMNS = 4
"""With room for fewer columns there is a list of edges."""
HEATS = 4
"""How many shades there are."""


def is_grid(matrix: Matrix, width: int, dossier: Dossier) -> bool:
    """Tell whether a pane of this width has room for the matrix."""
    columns = min(len(matrix.addressees) + 1, LEAST_COLUMNS)
    return width - names_width(dossier, width) >= columns * LEAST_COLUMN


def names_width(dossier: Dossier, width: int) -> int:
    """Return how many cells the names of speakers take."""
    longest = max((len(flat(person.name)) for person in dossier.people), default=8)
    return min(longest + 2, max(width // 4, 12))


def cells_of(scene: Scene, grid: bool) -> list[list[Pair]]:
    """Return the cells that the cursor can stand on, row by row: all first; an edge a row where it is no grid."""
    matrix = matrix_of(scene.dossier, scene.panes.people_passing.quotes)
    if not grid:
        edges = sorted(matrix.edges, key=lambda pair: -len(exchange(scene.dossier).pairs[pair]))
        pairs: list[Pair] = [(None, None), *edges]
        return [[pair] for pair in pairs]
    columns: list[str | None] = [None, *matrix.addressees]
    return [[(speaker, to) for to in columns] for speaker in (None, *matrix.speakers)]


def matrix_picture(scene: Scene, width: int, height: int, glyphs: Glyphs) -> Picture:
    """Return the matrix of a scene in a pane of this size."""
    matrix = matrix_of(scene.dossier, scene.panes.people_passing.quotes)
    if not matrix.total:
        return Picture((((" nobody speaks here", "quiet"),),))
    drawing = _Drawing(scene, matrix, width, height, glyphs)
    return drawing.grid() if is_grid(matrix, width, scene.dossier) else drawing.edges()


class _Drawing:
    """One matrix being drawn."""

    def __init__(self, scene: Scene, matrix: Matrix, width: int, height: int, glyphs: Glyphs) -> None:
        self.scene, self.matrix, self.glyphs = scene, matrix, glyphs
        self.canvas = Canvas(width, height)
        self.spots: list[Spot] = []
        self.pair = scene.place.pair
        self.most = max(matrix.cells.values(), default=1)

    def grid(self) -> Picture:
        rows, canvas = cells_of(self.scene, True), self.canvas
        left = names_width(self.scene.dossier, canvas.width)
        column = min(max((canvas.width - left) // len(rows[0]), LEAST_COLUMN), MOST_COLUMN)
        room, high = (canvas.width - left) // column, canvas.height - 1
        row, place = self._cursor(rows)
        first, across = _scrolled(row, len(rows), high), _scrolled(place, len(rows[0]), room)
        columns = [0, *range(1 + across, min(len(rows[0]), room + across))]
        for x, number in enumerate(columns):
            self._head(left + x * column, column, rows[0][number][1])
        for y, cells in enumerate(rows[first : first + high], 1):
            self.canvas.put(1, y, self._name(cells[0][0], "all speakers"), self._ink(WHO, cells[0][0]), left - 1)
            for x, number in enumerate(columns):
                self._cell(left + x * column, y, column, cells[number])
        return Picture(tuple(canvas.lines()), tuple(self.spots))

    def edges(self) -> Picture:
        rows = cells_of(self.scene, False)
        row, _ = self._cursor(rows)
        first = _scrolled(row, len(rows), self.canvas.height)
        for y, (pair,) in enumerate(rows[first : first + self.canvas.height]):
            self._edge(y, pair)
        return Picture(tuple(self.canvas.lines()), tuple(self.spots))

    def _edge(self, y: int, pair: Pair) -> None:
        width, count = self.canvas.width, self.matrix.count(*pair)
        chart = 6 if width >= 36 else 0
        here = pair == self.pair
        self.canvas.put(0, y, self.glyphs.cursor if here else " ", "title")
        end = width - chart - len(str(count)) - 2
        if pair == (None, None):
            self.canvas.put(2, y, "All that is said", "text", end)
        else:
            text = f"{self._name(pair[0])} → {self._name(pair[1])}"
            pinned = self._ink(WHO, pair[0]) == "pin" and self._ink(TO, pair[1]) == "pin"
            self.canvas.put(2, y, text, "pin" if pinned else "strong" if here else "text", end)
            self.canvas.put(width - chart - 1, y, bar(self.glyphs, count / self.most, chart), "bar")
        self.canvas.put(width - chart - len(str(count)) - 1 - (not chart), y, str(count), "text")
        self.spots.append(Spot(y, range(width), pair))

    def _cursor(self, rows: list[list[Pair]]) -> tuple[int, int]:
        """Return the row and the column of the cursor."""
        row = next((number for number, cells in enumerate(rows) if self.pair in cells), 0)
        return row, rows[row].index(self.pair) if self.pair in rows[row] else 0

    def _head(self, x: int, width: int, id: str | None) -> None:
        name = self._name(id, "all", brief=True)
        self.canvas.put(x + max(width - 2 - len(name), 0), 0, name, self._ink(TO, id), x + width - 1)

    def _cell(self, x: int, y: int, width: int, pair: Pair) -> None:
        count = self.matrix.count(*pair)
        whole = None in pair
        here = pair == self.pair
        text = f"{count or self.glyphs.nothing:>{width - 2}}"
        share = count / self.most
        heat = f"heat{min(int(share * HEATS) + 1, HEATS)}" if count and not whole else ""
        ink = "match" if here else "strong" if whole and count else "text" if count else "faint"
        self.canvas.put(x, y, text, ink if here or not heat else f"{heat}+{ink}")
        if count and not whole:
            block = self.glyphs.eighths[min(int(share * 8), 7)]
            self.canvas.put(x + width - 2, y, block, "match" if here else f"{heat}+bar")
        self.spots.append(Spot(y, range(x, x + width), pair))

    def _name(self, id: str | None, all_of_them: str = "all", brief: bool = False) -> str:
        if id is None:
            return all_of_them
        if id == UNKNOWN:
            return "unknown"
        person = self.scene.dossier.person_of[id]
        name = flat(person.name)
        return name.split(" ")[-1] if brief and person.kind == "person" else name

    def _ink(self, facet: str, id: str | None) -> str:
        """Return the ink of a name: pinned, under the cursor's row or column, or neither."""
        if id and any(id in clause.values for clause in self.scene.place.view.having(facet)):
            return "pin"
        return "strong" if id in (self.pair[facet == TO],) and id is not None else "quiet"


def _scrolled(at: int, count: int, room: int) -> int:
    """Return how many of `count` rows are passed over so that row `at` is in sight."""
    return max(0, min(at - room // 2, count - room))
