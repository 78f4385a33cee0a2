"""The stage: the widgets, and the way from one place to the next. What the reader can do stands in the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from peace_tui.facets import PANES
from peace_tui.place import History, Place, place_of
from peace_tui.ui.banner import axis_lines, chip_line, title_line
from peace_tui.ui.footer import footer_line, message_line
from peace_tui.ui.lines import Line, Lines
from peace_tui.ui.panes.flat_list import FlatList
from peace_tui.ui.panes.people import People
from peace_tui.ui.panes.quotes import Quotes
from peace_tui.ui.panes.timeline import Timeline
from peace_tui.ui.reading_text import record_lines
from peace_tui.ui.scene import scene_of
from peace_tui.ui.search_box import SearchBox
from peace_tui.views import Clause, View

if TYPE_CHECKING:
    from peace_tui.dossier import Dossier
    from peace_tui.ui.app import PeaceApp


class Stage(Screen[None]):
    """Three panes over one place."""

    AUTO_FOCUS = ""  # the panes have no focus of Textual's: a change of it would repaint them
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-medium"), (110, "-wide"), (160, "-vast")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (18, "-low"), (30, "-high"), (45, "-tall")]

    app: PeaceApp

    def __init__(self, dossier: Dossier, view: View) -> None:
        """Open a dossier at a view."""
        super().__init__()
        self.dossier = dossier
        self.place = place_of(view, dossier)
        self.scene = scene_of(dossier, self.place)
        self.history = History()
        self.left_at: Place | None = None
        """Where the reader left this dossier last time."""
        self.before_search: Place | None = None
        self.chip_spots: list[tuple[range, Clause]] = []
        self.said = ""

    def compose(self) -> ComposeResult:
        """Lay out the widgets; app.tcss says where."""
        glyphs = self.app.glyphs
        yield Lines(id="banner")
        yield Lines(id="chips")
        yield SearchBox(self.dossier, self.search_left)
        yield Lines(id="said")
        with Container(id="panes"):
            with Container(id="left"):
                yield Timeline(glyphs)
                yield People(glyphs)
            yield Quotes(glyphs)
        yield Lines(id="rule")
        yield Lines(id="reader")
        yield Lines(id="footer")

    def on_mount(self) -> None:
        """Draw once the sizes are known."""
        self.set_layout()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Lay out for the new size, then draw."""
        self.set_layout()
        self.call_after_refresh(self.draw)

    def go(self, place: Place, *, step: bool = True) -> None:
        """Go to a place: work out its scene and hand it to every widget in this same turn."""
        if step:
            self.history.step(self.place, place)
        moved = (self.place.focus, self.place.zoomed) != (place.focus, place.zoomed)
        self.place = place
        self.scene = scene_of(self.dossier, place)
        self.said = ""
        if moved and self.set_layout():
            self.call_after_refresh(self.draw)
        else:
            self.draw()

    def draw(self) -> None:
        """Hand the scene to every widget."""
        scene, width, glyphs = self.scene, self.size.width, self.app.glyphs
        for pane in self.query(FlatList):
            if pane.display and pane.size.height:
                pane.show(scene)
            else:
                pane.hold(scene)
        banner = [title_line(scene, width)]
        if self.size.height >= 18:
            banner += axis_lines(scene, width, glyphs)
        self.query_one("#banner", Lines).show(banner)
        offer = str(self.left_at.as_view()) if self.left_at and not self.history.past else ""
        chips, self.chip_spots = chip_line(scene, width, glyphs, offer)
        self.query_one("#chips", Lines).show([chips])
        self.query_one("#rule", Lines).show([((glyphs.rule * width, "faint"),)])
        if self.size.height >= 30:
            lines = record_lines(self.dossier, scene.record(), width, scene.needles)
            self.query_one("#reader", Lines).show(lines, 0)
        self.say(self.said)

    def search_left(self, keep: bool) -> None:
        """Close the search box, keeping what was typed or not."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Say something in the last line until the next key; nothing: show the keys."""
        self.said = text
        width = self.size.width
        line: Line = message_line(text, width) if text else footer_line(self.scene, self.app.keys, width)
        self.query_one("#footer", Lines).show([line])

    def set_layout(self) -> bool:
        """Set the classes that lay out the panes; tell whether any of them changed."""
        one = self.place.zoomed or self.app.size.width < 70
        wanted = {"-one": one, **{f"-on-{pane}": one and pane == self.place.focus for pane in PANES}}
        changed = any(self.has_class(name) != has for name, has in wanted.items())
        for name, has in wanted.items():
            self.set_class(has, name)
        return changed
