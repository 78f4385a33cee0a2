"""The stage: the widgets, and the way from one place to the next. What the reader can do stands in the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip

from peace_tui.query.view import Clause, View
from peace_tui.session.state import History, Place, place_of
from peace_tui.ui.frame import scene_of
from peace_tui.ui.render.chrome import chip_line, title_line
from peace_tui.ui.render.density_strip import strip_lines
from peace_tui.ui.render.footer import footer_line, message_line
from peace_tui.ui.render.lines import Line, Lines
from peace_tui.ui.render.record import record_lines
from peace_tui.ui.widgets.drawn import ground
from peace_tui.ui.widgets.pane_layout import Panes, boxes
from peace_tui.ui.widgets.people import People
from peace_tui.ui.widgets.quotes import Quotes
from peace_tui.ui.widgets.record_list import FlatList
from peace_tui.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.ui.app import PeaceApp


PATIENCE: Final = 0.05
"""Seconds after which something is drawn though keys are waiting, so that the reader sees where they lead."""


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
        self.drawn_for = Size(0, 0)
        """The size of the terminal for which all was drawn last."""
        self.chip_spots: list[tuple[range, Clause]] = []
        self.said = ""
        self.waiting = False
        """Whether something is still to be drawn, since keys were waiting."""
        self.banner_shows: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the widgets; app.tcss says where, by classes that Textual would set a layout later."""
        breakpoints = zip(self.app.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True)
        fitting = [[name for limit, name in limits if length >= limit][-1] for length, limits in breakpoints]
        self.add_class(*fitting)  # before there are widgets that would be styled anew
        glyphs = self.app.glyphs
        yield Lines(id="banner")
        yield Lines(id="chips")
        yield Panes(Timeline(glyphs), People(glyphs), Quotes(glyphs), place=lambda: self.place)
        yield Lines(id="rule")
        yield Lines(id="reader")
        yield Lines(id="footer")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines under the widgets."""
        return ground(self, crop)

    def on_mount(self) -> None:
        """Hand the scene to the widgets before they are laid out, so that the first frame is the whole picture."""
        self.draw()

    def on_resize(self) -> None:
        """Draw once the new sizes are known; at the start they were."""
        if self.drawn_for != self.app.size:
            self.call_after_refresh(self.draw)

    @property
    def panes(self) -> Panes:
        """The area of the three panes."""
        return self.query_one(Panes)

    def room(self, pane: str) -> int:
        """Return how many columns a pane has to draw in, also while its new place is not laid out yet; 0 unseen."""
        box = boxes(self.place, self.panes.size).get(pane)
        return max(box.width - 1, 0) if box else 0

    def go(self, place: Place, *, step: bool = True) -> None:
        """Go to a place: work out its scene and hand it to every widget in this same turn."""
        if step:
            self.history.step(self.place, place)
        self.set_class(place.look.chart or place.look.matrix, "-drawn")
        moved = boxes(self.place, self.panes.size) != boxes(place, self.panes.size)
        self.place = place
        self.scene = scene_of(self.dossier, place, self.scene)
        self.said = ""
        if moved:
            self.query_one(FlatList).refresh(layout=True)  # a widget's own arrangement is kept, its parents' is not
        self.draw_when_idle()

    def draw_when_idle(self) -> None:
        """Draw in this turn, unless more keys are waiting: of what these lead to only some is drawn, and the last."""
        if self.app.keys_waiting <= 0:
            self.draw()
        elif not self.waiting:
            self.waiting = True
            self.set_timer(PATIENCE, self._draw_at_last)

    def _draw_at_last(self) -> None:
        """Draw what was left out, unless a later key has led to its being drawn."""
        if self.waiting:
            self.draw()

    def draw(self) -> None:
        """Hand the scene to every widget."""
        self.waiting = False
        self.drawn_for = self.app.size
        (width, height), scene, glyphs = self.app.size, self.scene, self.app.glyphs
        panes = self.panes
        seen = boxes(self.place, panes.size)
        for pane in panes.lists:
            if pane.pane in seen and pane.size.height:
                pane.show(scene)
            else:
                pane.hold(scene)
        self._draw_banner()
        offer = str(self.left_at.as_view()) if self.left_at and not self.history.past else ""
        chips, self.chip_spots = chip_line(scene, width, glyphs, offer)
        self.query_one("#chips", Lines).show([chips])
        self.query_one("#rule", Lines).show([((glyphs.rule * width, "faint"),)])
        if height >= 30:
            lines = record_lines(self.dossier, scene.record(), width, scene.needles, whole=False)
            self.query_one("#reader", Lines).show(lines, 0)
        self.say(self.said)

    def _draw_banner(self) -> None:
        """Draw the title and the strip, where another view or another size has changed them."""
        (width, height), scene = self.app.size, self.scene
        shows = (self.dossier, scene.panes, width, height, scene.place.look.axis)
        if shows == self.banner_shows:
            return
        self.banner_shows = shows
        banner = [title_line(scene, width)]
        if height >= 18:
            banner += strip_lines(scene, width, 2 if height >= 45 else 1, self.app.glyphs)
        self.query_one("#banner", Lines).show(banner)

    def say(self, text: str) -> None:
        """Say something in the last line until the next key; nothing: show the keys."""
        self.said = text
        width = self.app.size.width
        line: Line = message_line(text, width) if text else footer_line(self.scene, self.app.keys, width)
        self.query_one("#footer", Lines).show([line])
