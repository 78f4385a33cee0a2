"""Pins, exclusions and clauses; undo and redo."""

from __future__ import annotations

from dataclasses import replace

from peace_tui.query.facets import PIN
from peace_tui.query.view import Clause, View
from peace_tui.session.state import Place, clauses_of, place_of
from peace_tui.ui.actions import Acting


class Filtering(Acting):
    """Changes the view."""

    def action_pin(self) -> None:
        """Pin the row under the cursor, or let it go."""
        self._toggle(negated=False)

    def action_exclude(self) -> None:
        """Exclude the row under the cursor, or let it in again."""
        self._toggle(negated=True)

    def _toggle(self, negated: bool) -> None:
        pane = self.place.focus
        if self.place.crossed(pane):
            self._toggle_pair(negated)
            return
        id = self.place.cursor(pane) if pane in PIN else None
        if id:
            self.go(self.place.toggled(pane, id, negated))
        else:
            self.say("The row All filters nothing." if pane in PIN else "Pins are set in the Timeline and in People.")

    def _toggle_pair(self, negated: bool) -> None:
        """Pin or exclude the cell under the matrix's cursor; only a whole row or column can be excluded."""
        wanted = clauses_of(self.place.pair)
        if not wanted:
            self.say("This cell filters nothing.")
        elif not negated:
            self.go(self.place.pinned_pair(self.place.pair))
        elif len(wanted) == 1:
            (value,) = wanted[0].values
            view = self.place.view.remove_value(wanted[0].facet, value).toggle_value(
                wanted[0].facet, value, negated=True
            )
            self.go(replace(self.place, view=view))
        else:
            self.say("A row or a column can be excluded: at its sum.")

    def toggle(self, facet: str, value: str) -> None:
        """Set or drop a clause of any facet."""
        self.go(replace(self.place, view=self.place.view.toggle_value(facet, value)))

    def action_clear(self) -> None:
        """Clear what the pane filters, or everything where it filters nothing."""
        self.go(self.place.cleared(self.place.focus))

    def action_drop(self) -> None:
        """Take the last clause out."""
        if self.place.view.clauses:
            self.drop_clause(self.place.view.clauses[-1])

    def drop_clause(self, clause: Clause) -> None:
        """Take a clause out."""
        self.go(replace(self.place, view=self.place.view.replace_clause(clause, None)))

    def action_undo(self) -> None:
        """Go back to the filter before."""
        self._travel(self.history.undo(self.place), "Nothing to undo.")

    def action_redo(self) -> None:
        """Take an undo back."""
        self._travel(self.history.redo(self.place), "Nothing to redo.")

    def _travel(self, place: Place | None, otherwise: str) -> None:
        if place:
            self.go(place, step=False)
        else:
            self.say(otherwise)

    def action_back(self) -> None:
        """Go back to where the reader left this dossier last time."""
        if self.left_at:
            self.go(self.left_at)
        else:
            self.say("This dossier was not left anywhere yet.")

    def open_view(self, view: View) -> None:
        """Show a view: its clauses in place of those there are."""
        self.go(replace(place_of(view, self.dossier), zoomed=self.place.zoomed, look=self.place.look))
