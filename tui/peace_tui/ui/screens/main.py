"""The main screen: the actions over the stage, bound to keys and the mouse. Nothing else."""

from __future__ import annotations

from dataclasses import replace

from textual import events
from textual.binding import Binding

from peace_tui.query.facets import TIMELINE
from peace_tui.ui.actions.brushing import Brushing
from peace_tui.ui.actions.crossing import Crossing
from peace_tui.ui.actions.editing import Editing
from peace_tui.ui.actions.exporting import Exporting
from peace_tui.ui.actions.reading import Reading
from peace_tui.ui.actions.searching import Searching
from peace_tui.ui.keys import KEYS, Key
from peace_tui.ui.render.lines import Lines
from peace_tui.ui.screens.stage import Stage
from peace_tui.ui.widgets.record_list import FlatList


class MainScreen(Brushing, Crossing, Searching, Reading, Editing, Exporting, Stage):
    """The three panes with everything the reader can do."""

    # With priority, so that they act before a key typed ahead goes anywhere: "/deal" may arrive in one piece.
    BINDINGS = [
        *(Binding(",".join(key.keys), key.action, key.label, id=key.id, show=False, priority=True) for key in KEYS),
        Binding("f2", "mouse", show=False, priority=True),  # beside its letter: nothing needs a function key
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave every key to the search box while it has the focus; refuse strangers what leads out."""
        return self.focused is None and action not in self.app.barred

    async def run_key(self, key: Key) -> None:
        """Do what a key does."""
        if self.focused:
            self.search_left(keep=True)
        await self.run_action(key.action)

    def on_flat_list_clicked(self, event: FlatList.Clicked) -> None:
        """Go to the row or the pane that was clicked."""
        self.go(replace(self.place, focus=event.pane))
        if event.row >= 0:
            self.move_to(event.pane, event.row)

    def on_flat_list_pointed(self, event: FlatList.Pointed) -> None:
        """Go to what was clicked in a picture."""
        self.go(replace(self.place, focus=event.pane), step=False)
        if event.pane == TIMELINE:
            self.chart_pointed(event.column, event.what)
        elif isinstance(event.what, tuple):
            self.cross(event.what)

    def on_click(self, event: events.Click) -> None:
        """Drop the chip that was clicked."""
        chips = self.query_one("#chips", Lines)
        if event.screen_y == chips.region.y and not self.has_class("-searching"):
            for columns, clause in self.chip_spots:
                if event.screen_x in columns:
                    self.drop_clause(clause)
