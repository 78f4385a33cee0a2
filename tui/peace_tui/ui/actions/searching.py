"""The search box: opened, typed into, left."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.widgets import Input

from peace_tui.facets import QUOTES
from peace_tui.place import place_of
from peace_tui.ui.lines import Lines, flat
from peace_tui.ui.search_box import SearchBox
from peace_tui.ui.stage import Stage
from peace_tui.views import ViewError, parse_view


class Searching(Stage):
    """Reads the view while it is typed."""

    def action_search(self) -> None:
        """Open the search box on the present view."""
        self.before_search = self.place
        self.add_class("-searching")
        box = self.query_one(SearchBox)
        text = str(self.place.view)
        with self.prevent(Input.Changed):
            box.value = f"{text} " if text else ""
        box.cursor_position = len(box.value)
        self.query_one("#said", Lines).show([((" Enter keeps the search, Esc goes back, → completes.", "quiet"),)])
        self.set_focus(box)  # in this same turn: the next key may be here already

    @on(Input.Changed, "#search")
    def search_typed(self, event: Input.Changed) -> None:
        """Show the view as far as it can be read; say what is wrong with it otherwise."""
        try:
            view = parse_view(event.value, self.dossier)
        except ViewError as error:
            hint = f"; {error.hint}" if error.hint else ""
            text = f" column {error.column + 1}: {error.message}{hint}"
            self.query_one("#said", Lines).show([((flat(text), "warning"),)])
            return
        place = place_of(view, self.dossier) if view.at else replace(self.place, view=view)
        self.go(replace(place, zoomed=self.place.zoomed), step=False)
        shown, total = self.scene.shown_of(QUOTES)
        self.query_one("#said", Lines).show(
            [((f" {shown} of {total} quotes. Enter keeps the search, Esc goes back.", "quiet"),)]
        )

    @on(SearchBox.Left)
    def search_left(self, event: SearchBox.Left) -> None:
        """Close the search box; the whole search is one step to undo."""
        self.set_focus(None)
        self.remove_class("-searching")
        before, self.before_search = self.before_search or self.place, None
        if event.keep:
            self.history.step(before, self.place)
            place = self.place
        else:
            place = before
        self.go(place, step=False)
        self.call_after_refresh(self.draw)
