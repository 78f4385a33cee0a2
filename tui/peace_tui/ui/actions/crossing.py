"""The matrix of who speaks to whom: its cursor, and the pins of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from peace_tui.charts.matrix import UNKNOWN, make_matrix
from peace_tui.query.facets import PEOPLE
from peace_tui.session.state import Pair
from peace_tui.ui.actions.moving import Moving
from peace_tui.ui.render.matrix import axes_of, edges_of, is_grid


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
        speaker, to = self.place.pair
        if self._as_grid():
            self.cross((_moved(axes_of(self.scene)[0], speaker, step), to))
        else:
            self.cross(_moved(edges_of(self.scene), self.place.pair, step))

    def action_beside(self, step: int) -> None:
        """Move the cursor by columns; in the list of edges and elsewhere, go to the pane at the right or the left."""
        if self.on_matrix() and self._as_grid():
            speaker, to = self.place.pair
            self.cross((speaker, _moved(axes_of(self.scene)[1], to, step)))
        else:
            super().action_beside(step)

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        if self.on_matrix():
            self.action_move(len(self.dossier.quotes) * (1 if end else -1))
        else:
            super().action_edge(end)

    def _as_grid(self) -> bool:
        matrix = make_matrix(self.dossier, self.scene.panes.people_matches.quotes)
        return is_grid(matrix, self.room(PEOPLE), self.dossier)


K = TypeVar("K")


def _moved(keys: Sequence[K], at: K, step: int) -> K:
    """Return the key some steps from one; the last there is."""
    place = keys.index(at) if at in keys else 0
    return keys[min(max(place + step, 0), len(keys) - 1)]
