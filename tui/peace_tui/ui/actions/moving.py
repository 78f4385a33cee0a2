"""Moving the cursors and the focus."""

from __future__ import annotations

from dataclasses import replace

from peace_tui.session.state import neighbour
from peace_tui.ui.actions import Acting
from peace_tui.ui.widgets.record_list import FlatList


class Moving(Acting):
    """Moves between rows and panes."""

    def pane_in_focus(self) -> FlatList:
        """Return the pane that keys go to."""
        return self.pane(self.place.focus)

    def pane(self, name: str) -> FlatList:
        """Return a pane."""
        return self.query_one(f"#{name}", FlatList)

    def move_to(self, pane: str, row: int) -> None:
        """Move a pane's cursor to a row, or as near as there is one."""
        if rows := self.scene.rows(pane):
            id = self.scene.id_at(pane, min(max(row, 0), rows - 1))
            self.go(self.place.with_cursor(pane, id))

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self.move_to(self.place.focus, self.scene.cursor_row(self.place.focus) + step)

    def action_page(self, step: int) -> None:
        """Move the cursor by pages."""
        self.action_move(step * max(self.pane_in_focus().page - 1, 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self.move_to(self.place.focus, self.scene.rows(self.place.focus) if end else 0)

    def action_pane(self, step: int) -> None:
        """Go to the next pane, or the one before."""
        self.go(replace(self.place, focus=neighbour(self.place.focus, step)))

    def action_beside(self, step: int) -> None:
        """Go to the pane at the right or the left."""
        self.go(replace(self.place, focus=neighbour(self.place.focus, step, around=False)))

    def action_focus_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.go(replace(self.place, focus=pane))

    def action_zoom(self) -> None:
        """Give the pane in focus the whole screen, or give it back."""
        self.go(replace(self.place, zoomed=not self.place.zoomed))

    def go_to(self, pane: str, id: str) -> None:
        """Go to a record's row; what keeps it from being listed is cleared."""
        place = replace(self.place.with_cursor(pane, id), focus=pane)
        self.go(place)

    def action_match(self, step: int) -> None:
        """Move to the next row of the pane that holds the words searched for."""
        if not self.scene.needles:
            self.say("Nothing is searched for; / starts a search.")
            return
        pane, rows = self.pane_in_focus(), self.scene.rows(self.place.focus)
        start = self.scene.cursor_row(self.place.focus)
        for row in ((start + step * n) % rows for n in range(1, rows + 1)):
            key = pane.row_key(self.scene, row)
            if any(ink == "match" for line in pane.draw(key, pane.size.width) for _, ink in line):
                self.move_to(self.place.focus, row)
                return
        self.say("No row here holds the words searched for.")
