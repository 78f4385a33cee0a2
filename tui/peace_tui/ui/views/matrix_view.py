"""People as the matrix of who speaks to whom: its cursor, and the pins of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from peace_tui.charts.matrix import UNKNOWN, make_matrix
from peace_tui.query.facets import PEOPLE
from peace_tui.session.state import Pair, neighbor_pane, pair_clauses
from peace_tui.ui.frame import FrameData, Transition
from peace_tui.ui.render.matrix import axes_of, edges_of, is_grid
from peace_tui.ui.views.list_view import HIDDEN, KEPT, RELEASED, SHOWN_AGAIN

T = TypeVar("T")
UNNAMED: Final = {
    (False, True): "Unnamed addressees cannot be a filter; filtering by the speaker only.",
    (True, False): "Unnamed speakers cannot be a filter; filtering by the addressee only.",
    (True, True): "Unnamed speakers and addressees cannot be a filter.",
}
"""What is said of a cell by whether its speaker and its addressee are unknown."""


@dataclass(frozen=True)
class MatrixView:
    """The cells of the matrix, or where there is no room for one the list of its edges."""

    frame: FrameData
    width: int
    """How many columns it is drawn in."""
    page: int
    """How many rows are in sight."""

    def move(self, step: int) -> Transition:
        """Move the cursor by rows."""
        speaker, to = self.frame.state.pair
        if self._is_grid():
            return self.select((_step_from(axes_of(self.frame)[0], speaker, step), to))
        return self.select(_step_from(edges_of(self.frame), self.frame.state.pair, step))

    def move_page(self, pages: int) -> Transition:
        """Move the cursor by pages."""
        return self.move(pages * max(self.page - 1, 1))

    def move_to_edge(self, end: int) -> Transition:
        """Move the cursor to the first or the last row."""
        return self.move(len(self.frame.dossier.quotes) * (1 if end else -1))

    def move_sideways(self, step: int) -> Transition:
        """Move the cursor by columns; in the list of edges, go to the pane at that side."""
        if not self._is_grid():
            return Transition(self.frame.state.with_focus(neighbor_pane(PEOPLE, step, around=False)))
        speaker, to = self.frame.state.pair
        return self.select((speaker, _step_from(axes_of(self.frame)[1], to, step)))

    def select(self, pair: Pair) -> Transition:
        """Move the cursor to a cell; what it counts filters the other panes."""
        return Transition(
            replace(self.frame.state, pair=pair), UNNAMED.get((pair[0] == UNKNOWN, pair[1] == UNKNOWN), "")
        )

    def mark(self, negated: bool) -> Transition:
        """Pin or exclude the cell under the cursor; only all of a row or a column can be excluded."""
        state = self.frame.state
        wanted = pair_clauses(state.pair)
        if not wanted:
            return Transition(message="Nothing to filter by here.")
        if not negated:
            state = state.toggle_pair(state.pair)
            is_on = any(clause in state.view.clauses for clause in wanted)
            return Transition(state, KEPT if is_on else RELEASED)
        if len(wanted) > 1:
            return Transition(message="To exclude, move to a row or column total.")
        (value,) = wanted[0].values
        view = state.view.remove_value(wanted[0].facet, value).toggle_value(wanted[0].facet, value, negated=True)
        is_on = any(value in clause.values for clause in view.clauses_of(wanted[0].facet, negated=True))
        return Transition(state.with_view(view), HIDDEN if is_on else SHOWN_AGAIN)

    def clear(self) -> Transition:
        """Remove what People filters by, or everything where it filters by nothing."""
        return Transition(self.frame.state.clear(PEOPLE))

    def _is_grid(self) -> bool:
        dossier = self.frame.dossier
        return is_grid(make_matrix(dossier, self.frame.panes.people_matches.quotes), self.width, dossier)


def _step_from(keys: Sequence[T], at: T, step: int) -> T:
    """Return the key some steps from one; the first or the last where there are not so many."""
    position = keys.index(at) if at in keys else 0
    return keys[min(max(position + step, 0), len(keys) - 1)]
