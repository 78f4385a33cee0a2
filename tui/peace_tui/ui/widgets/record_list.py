"""The flat list: a heading and rows of one height, drawn line by line; only lines that changed are drawn again.

A plain widget with its own offset and scroll mark: a scrollbar that comes and goes or a virtual size would lay out the
whole screen at a key press. What a row says is a hashable *key*; the same key always draws the same strips.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from peace_tui.ui.frame import Scene
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, between, strip_of
from peace_tui.ui.render.picture import Picture, Spot
from peace_tui.ui.render.styles import Inks
from peace_tui.ui.widgets.drawn import Drawn

STRIPS_KEPT: Final = 2_000
HEADING: Final = 1
"""Lines above the rows."""


class FlatList(Drawn):
    """A pane. It is told a scene and draws it; it holds nothing but how far it is scrolled."""

    pane: str = ""
    name_of_pane: str = ""
    row_height = 1
    raised = True
    """Whether the row of the cursor stands on a ground of its own, beside its mark in the gutter."""

    class Clicked(Message):
        """The reader clicked a row, or the heading (row -1)."""

        def __init__(self, pane: str, row: int) -> None:
            """Say which row of which pane."""
            super().__init__()
            self.pane, self.row = pane, row

    class Pointed(Message):
        """The reader clicked into a picture: at this column, on this spot of it."""

        def __init__(self, pane: str, column: int, what: Hashable) -> None:
            """Say where."""
            super().__init__()
            self.pane, self.column, self.what = pane, column, what

    def __init__(self, glyphs: Glyphs) -> None:
        """Draw with these signs."""
        super().__init__(id=self.pane)
        self.glyphs = glyphs
        self.scene: Scene | None = None
        self.top = 0
        self.spots: tuple[Spot, ...] = ()
        self._picture: tuple[Line, ...] | None = None
        self._anchor = 0
        """The first row in sight when the pane was last shown: sizes it has but for a moment leave it alone."""
        self._fitted, self._is_fitted = Size(0, 0), False
        """The size for which the lines were worked out last, and whether that was for this scene."""
        self._rows, self._cursor = 0, -1
        self._thumb = range(0)
        """The lines at which the right edge shows the thumb of the scroll bar."""
        self._nothing: list[Line] = []
        """What stands in the pane when it has no rows."""
        self._shown: list[Hashable] = []
        self._strips: dict[Hashable, list[Strip]] = {}

    def row_key(self, scene: Scene, row: int) -> Hashable:
        """Return all that row `row` says, as a hashable value."""
        raise NotImplementedError

    def draw(self, key: Hashable, width: int) -> list[Line]:
        """Return the lines of a row from its key."""
        raise NotImplementedError

    def empty(self, scene: Scene, width: int) -> list[Line]:
        """Return what stands in the pane when it has no rows."""
        return []

    def picture(self, scene: Scene, width: int, height: int) -> Picture | None:
        """Return what is drawn in place of the rows, where the reader wants to look rather than read."""
        return None

    @property
    def page(self) -> int:
        """How many rows the pane has room for."""
        return max((self.outer_size.height - HEADING) // self.row_height, 1)

    def show(self, scene: Scene, follow: bool = True) -> None:
        """Draw a scene; `follow` keeps the cursor in sight."""
        self._take(scene)
        self._fit(scene, follow)
        self._anchor = self.top
        self._sync()

    def _fit(self, scene: Scene, follow: bool = True) -> None:
        """Work out, once for all lines: the rows in sight, the row of the cursor, the thumb of the scroll bar."""
        if self.outer_size.width != self._fitted.width:
            self._strips.clear()
            self._shown.clear()
        width, height = self._fitted = self.outer_size
        self._is_fitted = True
        self._rows, page = scene.rows(self.pane), self.page
        self._cursor = scene.cursor_row(self.pane) if self._rows else -1
        top = self._anchor
        if follow:
            top = min(max(top, self._cursor - page + 1), self._cursor)
        self.top = max(0, min(top, self._rows - page))
        self._thumb = self._thumb_of(self._rows, height)
        self._nothing = [] if self._rows else self.empty(scene, width - 1)
        picture = self.picture(scene, width - 1, height - HEADING)
        self._picture, self.spots = (picture.lines, picture.spots) if picture else (None, ())

    def hold(self, scene: Scene) -> None:
        """Take a scene while out of sight, to draw it as soon as there is room."""
        self._take(scene)
        self._shown.clear()
        self._fitted = Size(0, 0)
        self.refresh()  # else the lines drawn when it was last in sight would be shown again

    def _take(self, scene: Scene) -> None:
        if self.scene and self.scene.needles != scene.needles:
            self._strips.clear()
            self._shown.clear()  # rows that stay where they are look otherwise
        if self.scene and self.scene.dossier is not scene.dossier:
            for name, kept in vars(type(self)).items():
                if isinstance(kept, cached_property):
                    vars(self).pop(name, None)
            self.forget()
        self.scene = scene
        self._is_fitted = False

    def _sync(self) -> None:
        height = self.outer_size.height
        keys = self._line_keys(height)
        if len(self._shown) != height:
            self.refresh()
        else:
            self.refresh_lines(y for y in range(height) if keys[y] != self._shown[y])
        self._shown = keys

    def _line_keys(self, height: int) -> list[Hashable]:
        """Return what each line shows, to tell which of them changed."""
        scene = self.scene
        if scene is None:
            return [None] * height
        keys: list[Hashable] = [self._heading_key(scene)]
        if self._picture is not None:
            keys += self._picture
        elif self._rows:
            in_sight = -(-(height - HEADING) // self.row_height)  # the last of them in part
            for row in range(self.top, min(self.top + in_sight, self._rows)):
                state = self._row_state(scene, row)
                keys += [(state, line) for line in range(self.row_height)]
        else:
            keys += self._nothing
        keys += [EMPTY] * (height - len(keys))
        return [(key, y in self._thumb) for y, key in enumerate(keys[:height])]

    def _row_state(self, scene: Scene, row: int) -> tuple[Hashable, str]:
        base = ("cursor" if scene.place.focus == self.pane else "browse") if row == self._cursor else ""
        return self.row_key(scene, row), base

    def _heading_key(self, scene: Scene) -> Hashable:
        shown, total = scene.shown_of(self.pane)
        return ("heading", scene.place.focus == self.pane, shown, total, self.heading_note(scene))

    def heading_note(self, scene: Scene) -> str:
        """Return what the heading says at its right."""
        return ""

    def heading(self, scene: Scene) -> Line:
        """Return the pane's heading: its number and name, and how much of all it shows."""
        shown, total = scene.shown_of(self.pane)
        focused = scene.place.focus == self.pane
        number = "123"[("timeline", "people", "quotes").index(self.pane)]
        sign = (self.glyphs.cursor if focused else " ", "title")
        name = (f"{number} {self.name_of_pane.upper()}", "title" if focused else "head")
        return (sign, name, (f"  {shown}/{total}", "accent" if shown < total else "quiet"))

    def _thumb_of(self, rows: int, height: int) -> range:
        """Return the lines of the thumb; none where all rows are in sight."""
        page, room = self.page, height - HEADING
        if rows <= page:
            return range(0)
        size = max(room * page // rows, 1)
        start = HEADING + (room - size) * self.top // max(rows - page, 1)
        return range(start, start + size)

    def _scroll_mark(self, y: int) -> str:
        """Return what the right edge shows at line `y`: the thumb of the scroll bar, or the wall."""
        return self.glyphs.thumb if y in self._thumb else self.glyphs.wall

    def line(self, y: int, size: Size) -> Strip:
        """Draw line `y` of the widget."""
        inks: Inks = self.app.inks  # type: ignore[attr-defined]
        width = size.width - 1
        scene = self.scene
        if scene is None:
            return strip_of(EMPTY, size.width, inks)
        if not self._is_fitted or self._fitted != size:  # laid out anew, of which it is told after this frame
            self._fit(scene)
        if y < HEADING:
            note = self.heading_note(scene)
            line = between(self.heading(scene), ((note, "quiet"),) if note else EMPTY, width)
            return self._walled(strip_of(line, width, inks), self.glyphs.wall, inks)
        if self._picture is not None:
            line = self._picture[y - HEADING] if y - HEADING < len(self._picture) else EMPTY
            return self._walled(strip_of(line, width, inks), self.glyphs.wall, inks)
        row, line_number = divmod(y - HEADING, self.row_height)
        row += self.top
        if row < self._rows:
            strip = self._row_strips(scene, row, width, inks)[line_number]
        else:
            place = y - HEADING
            strip = strip_of(self._nothing[place] if place < len(self._nothing) else EMPTY, width, inks)
        return self._walled(strip, self._scroll_mark(y), inks)

    def _walled(self, strip: Strip, mark: str, inks: Inks) -> Strip:
        if (wall := self._strips.get(mark)) is None:
            ink = "quiet" if mark == self.glyphs.thumb else "faint"
            wall = self._strips[mark] = [strip_of(((mark, ink),), 1, inks)]
        return Strip([*strip, *wall[0]], strip.cell_length + 1)

    def _row_strips(self, scene: Scene, row: int, width: int, inks: Inks) -> list[Strip]:
        key, base = self._row_state(scene, row)
        if (strips := self._strips.get((key, base))) is None:
            if len(self._strips) > STRIPS_KEPT:
                self._strips.clear()
            gutter = (self.glyphs.cursor if base else " ", "title" if base == "cursor" else "quiet")
            lines = [(gutter, *line) for line in self.draw(key, width - 1)]
            ground = base if self.raised else ""
            strips = self._strips[key, base] = [strip_of(line, width, inks, ground) for line in lines]
        return strips

    def forget(self) -> None:
        """Draw everything anew: the dossier or the colours changed."""
        self._strips.clear()
        self._shown.clear()
        super().forget()

    def on_resize(self) -> None:
        """Take note of what the lines show at the new size, at which they are drawn already."""
        if self.scene:
            self._fit(self.scene)
            self._shown = self._line_keys(self.outer_size.height)

    def on_show(self) -> None:
        """Fit the rows to the size it has now: of what changed out of sight it was not told."""
        self.on_resize()

    def on_click(self, event: events.Click) -> None:
        """Tell the screen which row was clicked."""
        if event.y >= HEADING and self._picture is not None:
            spot = next(
                (spot for spot in self.spots if spot.line == event.y - HEADING and event.x in spot.columns), None
            )
            self.post_message(self.Pointed(self.pane, event.x, spot.what if spot else None))
            return
        row = (event.y - HEADING) // self.row_height + self.top if event.y >= HEADING else -1
        self.post_message(self.Clicked(self.pane, row))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the rows; the cursor stays."""
        self._scroll(3, event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the rows; the cursor stays."""
        self._scroll(-3, event)

    def _scroll(self, step: int, event: events.MouseEvent) -> None:
        event.stop()
        if self.scene:
            self._anchor = self.top + step
            self.show(self.scene, follow=False)
