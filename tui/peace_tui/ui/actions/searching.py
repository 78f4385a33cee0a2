"""The search box: opened, typed into, left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peace_tui.query.facets import QUOTES
from peace_tui.query.view import ViewError, parse_view
from peace_tui.session.state import place_of
from peace_tui.ui.actions import Acting
from peace_tui.ui.render.lines import Lines, flat

if TYPE_CHECKING:
    from peace_tui.ui.widgets.search_input import SearchBox


class Searching(Acting):
    """Reads the view while it is typed."""

    def search_box(self) -> SearchBox:
        """Return the search box, which is made, with the line under it, for the first search."""
        from peace_tui.ui.widgets.search_input import SearchBox

        if not self.query(SearchBox):
            box = SearchBox(lambda: self.dossier, self.search_typed, self.search_left)
            self.mount(box, Lines(id="said"), after="#chips")
        return self.query_one(SearchBox)

    def action_search(self) -> None:
        """Open the search box on the present view."""
        self.add_class("-searching")
        box = self.search_box()
        text = str(self.place.view)
        box.value = f"{text} " if text else ""
        box.cursor_position = len(box.value)
        self.before_search = self.place
        self.query_one("#said", Lines).show([((" Enter keeps the search, Esc goes back, → completes.", "quiet"),)])
        self.set_focus(box)  # in this same turn: the next key may be here already

    def search_typed(self, text: str) -> None:
        """Show the view in the search box, once that is open; say what is wrong with it where it cannot be read."""
        if not self.before_search:
            return
        said = self.query_one("#said", Lines)
        try:
            view = parse_view(text, self.dossier)
        except ViewError as error:
            hint = f"; {error.hint}" if error.hint else ""
            said.show([((flat(f" column {error.column + 1}: {error.message}{hint}"), "warning"),)])
            return
        place = place_of(view, self.dossier) if view.at else replace(self.place, view=view)
        self.go(replace(place, zoomed=self.place.zoomed, look=self.place.look), step=False)
        shown, total = self.scene.shown_of(QUOTES)
        said.show([((f" {shown} of {total} quotes. Enter keeps the search, Esc goes back.", "quiet"),)])

    def search_left(self, keep: bool) -> None:
        """Close the search box, in the same turn as the key that left it; the whole search is one step to undo."""
        before = self.before_search or self.place
        self.before_search = None
        self.set_focus(None)
        self.remove_class("-searching")
        if keep:
            self.history.step(before, self.place)
        self.go(self.place if keep else before, step=False)
        self.call_after_refresh(self.draw)
