"""The matrix of who speaks to whom: its cursor, and the pins of its cells."""

from __future__ import annotations

from dataclasses import replace

from peace_tui.charting.matrix import UNKNOWN, matrix_of
from peace_tui.facets import PEOPLE
from peace_tui.place import Pair
from peace_tui.ui.actions.moving import Moving
from peace_tui.ui.matrix_picture import cells_of, is_grid


class Crossing(Moving):
    """Moves through the matrix."""

    def on_matrix(self) -> bool:
        """Tell whether keys go to the matrix."""
        return self.place.crossed(self.place.focus)

    def action_matrix(self) -> None:
        """Draw People as a matrix of who speaks to whom, or list them again."""
        look = replace(self.place.look, matrix=not self.place.look.matrix)
        self.go(replace(self.place, look=look, focus=PEOPLE), step=False)

    def cross(self, pair: Pair) -> None:
        """Move the cursor to a cell; what stands there filters the other panes."""
        self.go(replace(self.place, pair=pair), step=False)
        if UNKNOWN in pair:
            self.say("Who is not named cannot be asked for; the rest of the cell filters.")

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        if not self.on_matrix():
            super().action_move(step)
            return
        rows = cells_of(self.scene, self._as_grid())
        self.cross(_moved(rows, self.place.pair, step, 0))

    def action_beside(self, step: int) -> None:
        """Move the cursor by columns; in the list of edges and elsewhere, go to the pane at the right or the left."""
        if self.on_matrix() and self._as_grid():
            self.cross(_moved(cells_of(self.scene, True), self.place.pair, 0, step))
        else:
            super().action_beside(step)

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        if self.on_matrix():
            self.action_move(len(self.dossier.people) * (1 if end else -1) * len(self.dossier.people))
        else:
            super().action_edge(end)

    def _as_grid(self) -> bool:
        pane = self.pane(PEOPLE)
        matrix = matrix_of(self.dossier, self.scene.panes.people_passing.quotes)
        return is_grid(matrix, pane.size.width - 1, self.dossier)


def _moved(rows: list[list[Pair]], pair: Pair, down: int, right: int) -> Pair:
    """Return the cell some rows and columns from a cell; the nearest there is."""
    row = next((number for number, cells in enumerate(rows) if pair in cells), 0)
    column = rows[row].index(pair) if pair in rows[row] else 0
    row = min(max(row + down, 0), len(rows) - 1)
    return rows[row][min(max(column + right, 0), len(rows[row]) - 1)]
