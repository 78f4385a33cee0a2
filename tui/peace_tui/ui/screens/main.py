"""The main screen: three panes over one state, and everything the reader can do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.screen import Screen

from peace_tui.errors import OutputError
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View
from peace_tui.session.layout import READER, Layout, compute_layout, max_problem_lines
from peace_tui.session.state import DisplayOptions, History, HistoryStep, ViewState, neighbor_pane, state_from_view
from peace_tui.text.messages import join_words
from peace_tui.ui.dossier_file import DecisionLog, Reloader, add_digest, draw_problems, edit_file, run_quote
from peace_tui.ui.frame import Transition, compute_frame
from peace_tui.ui.key_table import KEY_NAMES, make_bindings
from peace_tui.ui.keys import CHART, MAIN, Key, format_key
from peace_tui.ui.render.glyphs import ASCII
from peace_tui.ui.render.header_footer import (
    describe_clause,
    draw_banner,
    draw_chips,
    draw_facets,
    draw_footer,
    draw_message,
    draw_tour,
    find_footer_key,
    find_strip,
    offer_resuming,
    offer_review,
)
from peace_tui.ui.render.lines import Line, single_line
from peace_tui.ui.render.pane_frames import find_action, find_part
from peace_tui.ui.widgets.panes import People, Quotes, Reader, ScreenLayout, Timeline
from peace_tui.ui.widgets.record_list import FRAME_CELLS, FramedPane, RecordList
from peace_tui.ui.widgets.text_lines import TextLines

# What keys do, pages, charts and the search box are imported where they are used: the first screen does not wait for
# them.

if TYPE_CHECKING:
    from peace_tui.charts.axis import Axis
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.marks import Marks
    from peace_tui.ui.app import PeaceApp
    from peace_tui.ui.chart_views import ChartView, MatrixView
    from peace_tui.ui.pane_views import ListView, PaneView
    from peace_tui.ui.widgets.search_input import Search

Travel = Callable[[ViewState], HistoryStep | None]
MAX_DELAY: Final = 0.05
"""Seconds after which a frame is drawn though keys are waiting, so that the reader sees where they lead."""


class Drag:
    """The mouse held down over the chart, or over the strip of dates."""

    def __init__(self, start: int, left: int, strip: tuple[int, Axis] | None) -> None:
        """Begin where it was pressed.

        Args:
            start: The column where it was pressed.
            left: The first column of the chart.
            strip: The first column of the strip and its axis; None for the chart.
        """
        self.start, self.left, self.strip = start, left, strip
        self.state: ViewState | None = None
        """The state before the mouse was dragged; None until it is."""


class MainScreen(Screen[None]):
    """Three panes over one state. Keys ask the view in focus for the next state; every widget is handed its frame."""

    AUTO_FOCUS = ""  # the panes have no focus of Textual's: a change of it would repaint them
    BLANK = True
    BINDINGS = [
        *make_bindings(CHART),
        *make_bindings(MAIN),
        Binding("f2", "mouse", show=False, priority=True),  # besides its letter: nothing needs a function key
    ]
    app: PeaceApp

    def __init__(
        self,
        dossier: Dossier,
        view: View,
        options: DisplayOptions | None = None,
        key_names: Mapping[str, str] = KEY_NAMES,
    ) -> None:
        """Open a dossier at a view, drawn in the way that the reader has set; `key_names` are those of their keys."""
        super().__init__()
        self.dossier = dossier
        self.state = replace(state_from_view(view, dossier), options=options or DisplayOptions())
        self.frame = compute_frame(dossier, self.state, key_names=key_names)
        self.history = History()
        self.before_search: ViewState | None = None
        """The state before the search that is open; None while none is."""
        self.reloader = Reloader(self)
        self.decisions = DecisionLog(self)
        self.saved_state: ViewState | None = None
        """The state in which the reader left this dossier last time."""
        self.gone_since: tuple[str, ...] = ()
        """What the filter of that state named and the dossier no longer has."""
        self.said = ""
        self.chip_spots: list[tuple[range, Clause]] = []
        self._layout = ScreenLayout(self.compute_areas)
        self._areas = self.compute_areas(Size(0, 0))
        self._lists: tuple[RecordList, ...] = ()
        self._drag: Drag | None = None
        self._is_waiting = False
        """Whether something is still to be drawn, since keys were waiting."""
        self._banner_shows: tuple[object, ...] = ()

    @cached_property
    def search(self) -> Search:
        """The search, whose box is imported for the first."""
        from peace_tui.ui.widgets.search_input import Search

        return Search(self)

    def compose(self) -> ComposeResult:
        """Make the widgets; their layout is computed."""
        glyphs = self.app.glyphs
        self._lists = (Timeline(glyphs), People(glyphs), Quotes(glyphs))
        yield TextLines(id="banner")
        yield TextLines(id="chips")
        yield from (*self._lists, Reader(glyphs))
        for name in ("problems", "footer"):
            yield TextLines(id=name)

    @property
    def layout(self) -> ScreenLayout:
        """The layout of the widgets."""
        return self._layout

    def compute_areas(self, size: Size) -> Layout:
        """Return the areas of a screen of a size."""
        problems = len(self._problem_lines(size)) if self.reloader.problems else 0
        return compute_layout(
            self.state,
            *size,
            searching=bool(self.before_search),
            problem_lines=problems,
            tour_lines=len(self._tour_note(size)),
            missing=self.frame.missing,
        )

    def _tour_note(self, size: Size) -> list[Line]:
        """Return what the step of the tour says and its bar has no room for."""
        return draw_tour(self.frame, size.width, self.app.glyphs)[1:] if self.state.step is not None else []

    def _problem_lines(self, size: Size) -> list[Line]:
        return draw_problems(self.frame, self.reloader.problems, size.width, max_problem_lines(size.height))

    def on_mount(self) -> None:
        """Draw before the widgets are laid out, so that the first frame is complete."""
        self.reloader.start()
        self.draw(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size, in the turn in which Textual lays out for it."""
        self.draw(event.size)

    # From one state to the next

    def set_state(self, state: ViewState, *, is_step: bool = True) -> None:
        """Compute the frame of a state and hand it to every widget in this same turn."""
        if is_step:
            self.history.record(self.state, state)
        self.state = state = replace(state, is_new=False)
        self.frame = compute_frame(self.dossier, state, self.frame)
        self.said = ""
        self.draw_when_idle()

    def apply(self, transition: Transition) -> None:
        """Do what an action makes of the state, and say what there is to say of it."""
        if transition.state is not None:
            self.set_state(transition.state, is_step=transition.is_step)
        message = transition.message
        if text := message if isinstance(message, str) else message(self.frame):
            self.say(text)

    # Drawing

    def draw_when_idle(self) -> None:
        """Draw in this turn, unless more keys are waiting: of what these lead to only some is drawn, and the last."""
        if self.app.keys_waiting <= 0:
            self.draw(self.app.size)
        elif not self._is_waiting:
            self._is_waiting = True
            self.set_timer(MAX_DELAY, self._draw_if_waiting)

    def _draw_if_waiting(self) -> None:
        if self._is_waiting:
            self.draw(self.app.size)

    def draw(self, size: Size) -> None:
        """Hand the frame to every widget in sight on a screen of this size."""
        self._is_waiting = False
        if self.app.is_ending:  # and the widgets may be gone
            return
        areas = self.compute_areas(size)
        if areas != self._areas:
            self._areas = areas
            self.query_one("#banner").refresh(layout=True)  # of a screen's own refresh its arrangement would be kept
        for pane in self._lists:
            if rect := areas.panes.get(pane.pane):
                pane.show(self.frame, Size(rect.width, rect.height))
        if reader := areas.panes.get(READER):
            is_shared = QUOTES not in areas.panes and len(areas.panes) > 1
            self.reader.show(self.frame, Size(reader.width, reader.height), is_shared)
        self._draw_banner(size, areas.banner.height)
        can_offer = self.saved_state and not self.history.past
        offers = offer_resuming(self.saved_state.to_view(), self.frame) if self.saved_state and can_offer else ()
        if not self.decisions.why_not():
            offers = (*offer_review(self.frame), *offers)
        chips, self.chip_spots = draw_chips(self.frame, size.width, self.app.glyphs, offers)
        self._show_lines("chips", [chips, *self._tour_note(size)])
        if areas.problems:
            self._show_lines("problems", self._problem_lines(size))
        self.say(self.said)

    def _draw_banner(self, size: Size, height: int) -> None:
        """Draw the title and the strip, where another view or another size has changed them."""
        options = self.state.options
        shows = (self.dossier, self.frame.panes, size, height, options.axis, options.chart)
        if shows != self._banner_shows:
            self._banner_shows = shows
            self._show_lines("banner", draw_banner(self.frame, size.width, height, self.app.glyphs))

    def _show_lines(self, name: str, lines: list[Line]) -> None:
        self.query_one(f"#{name}", TextLines).show(lines, 0)

    def say(self, text: str) -> None:
        """Say something in the last line until the next key; nothing: show the keys."""
        self.said = text
        width = self.app.size.width
        if text:
            line = draw_message(text, width)
        elif self.before_search:
            line = draw_facets(width)  # letters are typed, and no key of the panes acts
        else:
            line = draw_footer(self.frame, self._keys_in_footer(), width)
        self._show_lines("footer", [line])

    def _keys_in_footer(self) -> Sequence[Key]:
        """Return the keys that the last line may name: no review where nothing can be decided."""
        keys = self.app.keys
        return [key for key in keys if key.id != "show.review"] if self.decisions.why_not() else keys

    # Keys and the mouse

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave every key to the search box while it has the focus, the chart its own; refuse strangers the way out."""
        if action == "in_chart" and self.state.drawing() != CHART:
            return False
        return self.focused is None and action not in self.app.disabled_actions

    def on_key(self, event: events.Key) -> None:
        """Answer a key of the time chart, which does nothing elsewhere: none is silent."""
        key = next((key for key in self.app.keys if event.key in key.keys and key.screens == (CHART,)), None)
        if key and self.focused is None:
            way = "Go to the Timeline" if self.state.options.chart else "Open it"
            name = format_key(event.key, ascii=self.app.glyphs is ASCII)
            self.say(f"{name} ({key.label}) acts in the time chart. {way} first.")

    async def run_key(self, key: Key) -> None:
        """Do what a key does."""
        if self.focused:
            self.search.close(keep=True)
        if key.screens == (CHART,):
            self.set_state(self.state.with_options(chart=True).with_focus(TIMELINE))
        await self.run_action(key.action)

    def on_framed_pane_clicked(self, event: FramedPane.Clicked) -> None:
        """Go to the row or the pane that was clicked."""
        self.set_state(self.state.with_focus(event.pane))
        if event.row >= 0:
            self.apply(self.list_view(event.pane).select(event.row))

    def on_record_list_region_clicked(self, event: RecordList.RegionClicked) -> None:
        """Go to what was clicked in a drawing, unless the mouse was dragged there."""
        if self._drag and self._drag.state:
            return
        self.set_state(self.state.with_focus(event.pane))
        if event.pane == TIMELINE:
            self.apply(self.chart.select(event.column, event.target))
        elif isinstance(event.target, tuple):
            self.apply(self.matrix.select(event.target))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take note where a drag over the chart or the strip of dates may begin."""
        x, y, chart = event.screen_x, event.screen_y, self._areas.panes.get(TIMELINE)
        self._drag = None
        if y < self._areas.banner.height:
            strip = find_strip(self.frame, self.size.width, self._areas.banner.height)
            self._drag = Drag(x, 0, strip) if strip else None
        elif chart and self.state.options.chart and Region(*chart).contains(x, y):
            self._drag = Drag(x, chart.x + 1, None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select the period over which the mouse is dragged."""
        drag = self._drag
        if drag and event.button and (drag.state or event.screen_x != drag.start):
            drag.state = drag.state or self.state
            transition = self.chart.drag(drag.start - drag.left, event.screen_x - drag.left, drag.strip)
            self.apply(transition._replace(is_step=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag, which is one step to undo; or go to where the strip was clicked."""
        drag = self._drag
        if drag and drag.state:
            self.history.record(drag.state, self.state)
        elif drag and drag.strip and event.screen_x == drag.start:
            self.apply(self.chart.go(event.screen_x, drag.strip))

    async def on_click(self, event: events.Click) -> None:
        """Remove or keep the chip that was clicked; do what the key does that was clicked in the footer."""
        chips = self._areas.chips
        if chips and event.screen_y == chips.y:
            for columns, clause in self.chip_spots:
                if event.screen_x in columns:
                    self.click_chip(clause)
        if action := self._action_at(event.screen_x, event.screen_y):
            await self.run_action(action)
        if event.screen_y == self._areas.footer.y and not self.said:
            key = find_footer_key(self.frame, self._keys_in_footer(), self.size.width, event.screen_x)
            if key:
                await self.run_action(key.action)

    def _action_at(self, x: int, y: int) -> str:
        """Return what the words in a cell do; nothing where they only say something."""
        panes, chips = self._areas.panes, self._areas.chips
        if self.frame.tour_step and chips and y == chips.y:
            left, text = 0, "".join(text for text, _ in self.query_one("#chips", TextLines).lines[0])
        elif (reader := panes.get(READER)) and y == reader.y and x >= reader.x:
            left, text = reader.x, self.reader.text_at(0)
        elif (people := panes.get(PEOPLE)) and y == people.y + 1 and x < people.x + people.width:
            return "" if self.state.options.matrix else find_part(self.query_one(People).text_at(1), x - people.x)
        else:
            return ""
        return find_action(self.frame, text, x - left)

    # What is in focus

    @property
    def view(self) -> PaneView:
        """What keys go to: a list, the chart or the matrix."""
        drawing = self.state.drawing()
        if drawing:
            return self.chart if drawing == CHART else self.matrix
        pane = self.state.focus
        if pane == READER:
            from peace_tui.ui.pane_views import ReaderView

            reader = self.reader
            return ReaderView(self.frame, reader.scroll_lines, reader.scroll_pages, reader.scroll_to_edge)
        return self.list_view(pane)

    def list_view(self, pane: str) -> ListView:
        """Return the rows of a pane."""
        from peace_tui.ui.pane_views import ListView

        return ListView(self.frame, pane, self._page(pane))

    @property
    def reader(self) -> Reader:
        """The pane that shows a record whole."""
        return self.query_one(Reader)

    @property
    def chart(self) -> ChartView:
        """The time chart, as it is or as it would be."""
        from peace_tui.ui.chart_views import ChartView

        rect = self._areas.panes.get(TIMELINE)
        return ChartView(self.frame, (rect.width if rect else self.size.width) - FRAME_CELLS, self._page(TIMELINE))

    @property
    def matrix(self) -> MatrixView:
        """The matrix."""
        from peace_tui.ui.chart_views import MatrixView

        rect = self._areas.panes.get(PEOPLE)
        return MatrixView(self.frame, rect.width - FRAME_CELLS if rect else 0, self._page(PEOPLE))

    def _page(self, pane: str) -> int:
        """Return how many rows of a pane are in sight."""
        return self.query_one(f"#{pane}", RecordList).page()

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self.apply(self.view.move(step))

    def move_followed(self, step: int) -> None:
        """Move the cursor of the list in focus, or of the one that the reader pane follows, by rows."""
        if self.state.focus == READER:
            self.apply(self.list_view(self.state.followed).move(step))
        else:
            self.action_move(step)

    def action_page(self, step: int) -> None:
        """Move the cursor by pages."""
        self.apply(self.view.move_page(step))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self.apply(self.view.move_to_edge(end))

    def action_sideways(self, step: int) -> None:
        """Move the cursor by columns, or go to the pane at the left or the right."""
        self.apply(self.view.move_sideways(step))

    def action_pin(self) -> None:
        """Pin what is under the cursor, or undo that."""
        self.apply(self.view.mark(negated=False))

    def action_exclude(self) -> None:
        """Exclude what is under the cursor, or undo that."""
        self.apply(self.view.mark(negated=True))

    def action_clear(self) -> None:
        """Remove the brush that is being drawn; else what the pane filters by, or everything."""
        self.apply(self.chart.clear() if self.state.options.anchor else self.view.clear())

    def action_match(self, step: int) -> None:
        """Move to the next row of the pane with the words searched for."""
        pane = self.state.followed
        if not self.frame.needles:
            from peace_tui.ui.widgets.search_input import NO_SEARCH

            self.say(self.frame.hint(NO_SEARCH))
            return
        if self.state.is_matrix(pane):
            from peace_tui.ui.pane_views import NOTHING_TO_GO_TO

            self.say(self.frame.hint(NOTHING_TO_GO_TO))
            return
        row = self.query_one(f"#{pane}", RecordList).find_match(self.frame, step)
        if row is None:
            self.say("No match in this pane.")
        else:
            self.apply(self.list_view(pane).select(row))

    def action_pane(self, step: int) -> None:
        """Go to the next pane, or the one before."""
        self.set_state(self.state.with_focus(neighbor_pane(self.state.focus, step, missing=self.frame.missing)))

    def action_focus_pane(self, pane: str) -> None:
        """Go to a pane."""
        self.set_state(self.state.with_focus(pane))

    def action_part(self, part: str = "") -> None:
        """Have the rows of People ask for a part, or the next one."""
        from peace_tui.ui.pane_views import change_part

        self.apply(change_part(self.frame, part))

    def action_measure(self) -> None:
        """List People by the words or the seconds that they say, or again by their quotes and events."""
        from peace_tui.ui.pane_views import change_measure

        self.apply(change_measure(self.frame))

    def action_zoom(self) -> None:
        """Give the pane in focus all of the screen, or give it back."""
        self.set_state(replace(self.state, zoomed=not self.state.zoomed))

    def action_chart(self, method: str, *arguments: int) -> None:
        """Change the time chart or its brush by a method of [ChartView][peace_tui.ui.chart_views.ChartView]."""
        self.apply(getattr(self.chart, method)(*arguments))

    def action_in_chart(self, method: str, *arguments: int) -> None:
        """Change the time chart or its brush, which only keys pressed in the chart do."""
        before = self.state.options
        self.action_chart(method, *arguments)
        for name in ("zone", "snap"):
            if (value := getattr(self.state.options, name)) != getattr(before, name):
                self.app.keep_setting(name, value)

    def action_matrix(self) -> None:
        """Draw People as a matrix of who speaks to whom, or list them again."""
        self.set_state(self.state.with_options(matrix=not self.state.options.matrix).with_focus(PEOPLE))

    # The filter

    def action_search(self) -> None:
        """Open the search box on the present view."""
        self.search.open()

    def action_drop(self) -> None:
        """Remove the last clause."""
        if self.state.view.clauses:
            self.drop_clause(self.state.view.clauses[-1])
        else:
            self.say("No filter to remove.")

    def drop_clause(self, clause: Clause) -> None:
        """Remove a clause."""
        state = self.state.with_view(self.state.view.replace_clause(clause, None))
        self.apply(Transition(state, f"Removed filter: {describe_clause(clause, self.dossier)}"))

    def click_chip(self, clause: Clause) -> None:
        """Remove a clause that is kept; keep one that follows the cursor."""
        if clause in self.state.view.clauses:
            self.drop_clause(clause)
        else:
            self.apply(Transition(self.state.with_view(self.state.view.toggle_value(clause.facet, clause.values[0]))))

    def toggle_clause(self, facet: str, value: str) -> None:
        """Set or remove a clause of any facet."""
        self.set_state(self.state.with_view(self.state.view.toggle_value(facet, value)))

    def select_record(self, pane: str, id: str) -> None:
        """Go to the row of an event or a person; one that the filters hide is kept, which lists it."""
        is_listed = self.frame.lists(pane, id)
        state = self.state if is_listed else self.state.toggle_pin(pane, id, negated=False)
        self.set_state(state.with_cursor(pane, id).with_focus(pane))

    def action_undo(self) -> None:
        """Go back to the filter before."""
        self._travel(self.history.undo, self.history.redo, "Undone", "Nothing to undo.")

    def action_redo(self) -> None:
        """Reverse an undo."""
        self._travel(self.history.redo, self.history.undo, "Redone", "Nothing to redo.")

    def _travel(self, go: Travel, go_back: Travel, done: str, nothing: str) -> None:
        """Go to an earlier or a later state, or change the marks back, and say which filter or mark that is."""
        step = go(self.state)
        if step is None:
            self.say(nothing)
        elif isinstance(step, ViewState):
            words = "; ".join(describe_clause(clause, self.dossier) for clause in step.view.clauses)
            self.apply(Transition(step, f"{done}. Filter: {words}" if words else f"{done}. No filter.", False))
        else:
            from peace_tui.ui.own_marks import repeat

            try:
                self.say(f"{done}: your mark on {repeat(self, step)}")
            except OutputError as error:
                go_back(self.state)
                self.say(f"Not {done.lower()}: {single_line(str(error))}")

    def action_back(self) -> None:
        """Go back to where the reader left this dossier last time."""
        gone = f"Gone from the dossier since: {', '.join(self.gone_since)}." if self.gone_since else ""
        self.apply(Transition(self.saved_state, gone if self.saved_state else "Nothing to resume yet."))

    # Pages, and what leads out

    def action_open(self, page: str) -> None:
        """Open a page by its name in [OPENERS][peace_tui.ui.screens.pages.OPENERS]."""
        from peace_tui.ui.screens.pages import OPENERS

        OPENERS[page](self)

    def action_work_on(self, what: str) -> None:
        """Mark what is under the cursor, name the view, rename a record or review drafts."""
        from peace_tui.ui.screens.pages import work_on

        work_on(self, what)

    def action_help(self) -> None:
        """Show what the keys do in this pane."""
        from peace_tui.ui.screens.pages import open_help

        open_help(self)

    def action_export(self) -> None:
        """Choose a format and a file for what is shown."""
        from peace_tui.ui.screens.pages import open_export

        open_export(self)

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_guided(self) -> None:
        """Begin the tour, the author's views in their order; on the tour, choose one of them."""
        if self.frame.tour_step:
            self.app.search_commands_for("tour: ")
        else:
            self.show_step(self.state.step or 0)

    def action_tour(self, step: int) -> None:
        """Go to the next or the previous step of the tour."""
        from peace_tui.ui.pane_views import walk_tour

        self.apply(walk_tour(self.frame, step))

    def show_step(self, number: int) -> None:
        """Show a step of the tour."""
        from peace_tui.ui.pane_views import show_step

        self.apply(show_step(self.frame, number))

    def action_edit(self) -> None:
        """Open the record under the cursor in the author's editor."""
        self.say(edit_file(self))

    def show_marks(self, marks: Marks) -> None:
        """Show what the reader has marked."""
        self.dossier = self.app.dossier = self.dossier.with_marks(marks)
        self.set_state(self.state, is_step=False)

    def action_add_quote(self) -> None:
        """Add a quote to the dossier's file, from the clipboard or as it is pasted."""
        self.say(run_quote(self))

    def action_copy_view(self) -> None:
        """Copy the command that opens this screen again; at a kiosk, what to write after ssh -t and the host."""
        view = self.state.to_view()
        from peace_tui.ui.clipboard import format_kiosk_command, format_view_command

        to_command = format_kiosk_command if self.app.session.kiosk else format_view_command
        command = to_command(add_digest(self.dossier), view)
        left_out = join_words(self.state.beyond_view())
        self.say(f"{self.app.send(command)}{f', without {left_out}' if left_out else ''}: {command}")

    def action_open_link(self) -> None:
        """Open the address of the source, or send it to the reader's terminal where that is far away."""
        from peace_tui.ui.clipboard import find_link

        self.say(self.app.follow_link(find_link(self.dossier, self.frame.record() or self.frame.quote)))

    def action_mouse(self) -> None:
        """Use the mouse, or leave it to the terminal."""
        self.say(self.app.toggle_mouse())

    def action_suspend(self) -> None:
        """Go back to the shell until fg."""
        self.app.action_suspend_process()

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()
