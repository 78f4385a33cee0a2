"""The main screen: it wires keys to the place, and the place's scene to the widgets. Nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input

from peace_tui.facets import PANES, PIN, QUOTES
from peace_tui.place import History, Place, neighbour, place_of
from peace_tui.ui.banner import axis_lines, chip_line, title_line
from peace_tui.ui.citing import cite_text, link_of, view_command
from peace_tui.ui.footer import footer_line, message_line
from peace_tui.ui.keys import KEYS, LATIN, Key
from peace_tui.ui.lines import Line, Lines, flat
from peace_tui.ui.panes.flat_list import FlatList
from peace_tui.ui.panes.people import People, sides_of
from peace_tui.ui.panes.quotes import Quotes
from peace_tui.ui.panes.timeline import Timeline
from peace_tui.ui.reading_text import record_lines
from peace_tui.ui.scene import scene_of
from peace_tui.ui.screens.help import help_lines
from peace_tui.ui.screens.page import Page, Write
from peace_tui.ui.search_box import SearchBox
from peace_tui.views import Clause, View, ViewError, parse_view

if TYPE_CHECKING:
    from peace_tui.dossier import Dossier
    from peace_tui.ui.app import PeaceApp


class MainScreen(Screen[None]):
    """Three panes over one place."""

    AUTO_FOCUS = ""  # the panes have no focus of Textual's: a change of it would repaint them
    BINDINGS = [Binding(",".join(key.keys), key.action, key.label, id=key.id, show=False) for key in KEYS]
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
        self.before_search: Place | None = None
        self.chip_spots: list[tuple[range, Clause]] = []

    def compose(self) -> ComposeResult:
        """Lay out the widgets; app.tcss says where."""
        glyphs = self.app.glyphs
        yield Lines(id="banner")
        yield Lines(id="chips")
        yield SearchBox(self.dossier)
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
        self._set_layout()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Lay out for the new size, then draw."""
        self._set_layout()
        self.call_after_refresh(self.draw)

    # From one place to the next

    def go(self, place: Place, *, step: bool = True) -> None:
        """Go to a place: work out its scene and hand it to every widget in this same turn."""
        if step:
            self.history.step(self.place, place)
        moved = (self.place.focus, self.place.zoomed) != (place.focus, place.zoomed)
        self.place = place
        self.scene = scene_of(self.dossier, place)
        if moved and self._set_layout():
            self.call_after_refresh(self.draw)
        else:
            self.draw()

    def draw(self) -> None:
        """Hand the scene to every widget."""
        scene, width, glyphs = self.scene, self.size.width, self.app.glyphs
        for pane in self.query(FlatList):
            if pane.display and pane.size.height:
                pane.show(scene)
        banner = [title_line(scene, width)]
        if self.size.height >= 18:
            banner += axis_lines(scene, width, glyphs)
        self.query_one("#banner", Lines).show(banner)
        chips, self.chip_spots = chip_line(scene, width, glyphs)
        self.query_one("#chips", Lines).show([chips])
        self.query_one("#rule", Lines).show([((glyphs.rule * width, "faint"),)])
        if self.size.height >= 30:
            lines = record_lines(self.dossier, scene.record(), width, scene.needles)
            self.query_one("#reader", Lines).show(lines, 0)
        self.say("")

    def say(self, text: str) -> None:
        """Say something in the last line until the next key; nothing: show the keys."""
        width = self.size.width
        line: Line = message_line(text, width) if text else footer_line(self.scene, width)
        self.query_one("#footer", Lines).show([line])

    def _set_layout(self) -> bool:
        """Set the classes that lay out the panes; tell whether any of them changed."""
        one = self.place.zoomed or self.app.size.width < 70
        wanted = {"-one": one, **{f"-on-{pane}": one and pane == self.place.focus for pane in PANES}}
        changed = any(self.has_class(name) != has for name, has in wanted.items())
        for name, has in wanted.items():
            self.set_class(has, name)
        return changed

    # Moving

    def pane_in_focus(self) -> FlatList:
        """Return the pane that keys go to."""
        return self.query_one(f"#{self.place.focus}", FlatList)

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

    # Filtering

    def action_pin(self) -> None:
        """Pin the row under the cursor, or let it go."""
        self._toggle(negated=False)

    def action_exclude(self) -> None:
        """Exclude the row under the cursor, or let it in again."""
        self._toggle(negated=True)

    def _toggle(self, negated: bool) -> None:
        pane = self.place.focus
        id = self.place.cursor(pane) if pane in PIN else None
        if id:
            self.go(self.place.toggled(pane, id, negated))
        else:
            self.say("The row All filters nothing." if pane in PIN else "Pins are set in the Timeline and in People.")

    def toggle(self, facet: str, value: str) -> None:
        """Set or drop a clause of any facet."""
        self.go(replace(self.place, view=self.place.view.toggled(facet, value)))

    def action_clear(self) -> None:
        """Clear what the pane filters, or everything where it filters nothing."""
        self.go(self.place.cleared(self.place.focus))

    def action_drop(self) -> None:
        """Take the last clause out."""
        if self.place.view.clauses:
            self.drop_clause(self.place.view.clauses[-1])

    def drop_clause(self, clause: Clause) -> None:
        """Take a clause out."""
        self.go(replace(self.place, view=self.place.view.with_clause(clause, None)))

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

    def open_view(self, view: View) -> None:
        """Show a view: its clauses in place of those there are."""
        self.go(replace(place_of(view, self.dossier), zoomed=self.place.zoomed))

    # Searching

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
        box.focus()

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

    # Reading, copying, help

    def action_read(self) -> None:
        """Show the record under the cursor whole."""
        write, title = self._page()
        self.app.push_screen(Page(write, title, self._turned), self._page_left)

    def _page(self) -> tuple[Write, str]:
        scene = self.scene
        title = {"timeline": "Event", "people": "Person", "quotes": "Quote"}[self.place.focus]
        if scene.record() is None:
            title = "Dossier"
        return lambda width: [(), *record_lines(self.dossier, scene.record(), width, scene.needles)], title

    def _turned(self, step: int) -> tuple[Write, str] | None:
        self.action_move(step)
        return self._page()

    def _page_left(self, action: str | None) -> None:
        if action:
            self.call_later(self.run_action, action)

    def action_help(self) -> None:
        """Show what the keys do in this pane."""
        glyphs = self.app.glyphs
        sides = [(glyphs.sides[n], flat(side or "")) for side, n in sides_of(self.scene, len(glyphs.sides)).items()]
        focus = self.place.focus
        self.app.push_screen(Page(lambda width: help_lines(focus, sides, width), f"Help: {focus.title()}"))

    def action_guided(self) -> None:
        """Choose one of the author's views."""
        if not self.dossier.views:
            self.say("The author of this dossier recommends no views.")
            return
        self.app.search_commands_for("view: ")

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_cite(self) -> None:
        """Copy the quote under the cursor with its citation."""
        if quote := self.scene.quote:
            self.app.copy_to_clipboard(cite_text(self.dossier, quote))
            self.say(f"Sent to your terminal's clipboard: {flat(cite_text(self.dossier, quote))}")
        else:
            self.say("There is no quote to cite.")

    def action_copy_view(self) -> None:
        """Copy the command that opens this screen again."""
        command = view_command(self.dossier, self.place.as_view())
        self.app.copy_to_clipboard(command)
        self.say(f"Sent to your terminal's clipboard: {command}")

    def action_open_link(self) -> None:
        """Open the address of the source, or hand it over where the reader is far away."""
        record = self.scene.record() or self.scene.quote
        url = link_of(self.dossier, record)
        if not url:
            self.say("The sources of this record give no address.")
        elif self.app.far_away:
            self.app.copy_to_clipboard(url)
            self.say(f"Sent to your terminal's clipboard: {url}")
        else:
            self.app.open_url(url)
            self.say(f"Opening {url}")

    def action_suspend(self) -> None:
        """Go back to the shell until fg."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()

    async def run_key(self, key: Key) -> None:
        """Do what a key does."""
        await self.run_action(key.action)

    # Letters of other layouts, and the mouse

    async def on_key(self, event: events.Key) -> None:
        """Let letters of a Cyrillic layout act by their place on the keyboard."""
        letter = LATIN.get(event.character or "")
        if letter and self.focused is None:
            name = {".": "slash", ",": "question_mark"}.get(letter, letter)
            if key := next((key for key in KEYS if name in key.keys), None):
                event.stop()
                await self.run_action(key.action)

    def on_flat_list_clicked(self, event: FlatList.Clicked) -> None:
        """Go to the row or the pane that was clicked."""
        self.go(replace(self.place, focus=event.pane))
        if event.row >= 0:
            self.move_to(event.pane, event.row)

    def on_click(self, event: events.Click) -> None:
        """Drop the chip that was clicked."""
        chips = self.query_one("#chips", Lines)
        if event.screen_y == chips.region.y and not self.has_class("-searching"):
            for columns, clause in self.chip_spots:
                if event.screen_x in columns:
                    self.drop_clause(clause)
