"""What keys do in a pane that lists records, in the reader pane and on the tour; in drawings, see `chart_views`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

from peace_tui.query.facets import PEOPLE, PIN, ViewError
from peace_tui.query.view import parse_view
from peace_tui.session.layout import READER
from peace_tui.session.state import ViewState, neighbor_pane, state_from_view
from peace_tui.ui.frame import FrameData, Transition
from peace_tui.ui.render.header_footer import describe_clause

END_OF_TOUR: Final = (
    "End of the tour. Explore on your own: {move.down}, {filter.search} and {filter.pin}; {view.guided} begins again."
)
FIRST_STEP: Final = "This is the first step of the tour; {view.next} goes on."
IN_THE_MATRIX: Final = "In the matrix, rows speak and columns are told; {matrix.show} lists people again."
NOTHING_TO_GO_TO: Final = "In the matrix there is no row to go to; {matrix.show} lists people again."
PART_SENTENCES: Final = {"person": "any part they have", "who": "what they say", "to": "what they are told"}
KEPT_MESSAGE: Final = "Kept. Moving now only browses; {filter.clear} releases."
HIDDEN_MESSAGE: Final = "Hidden; {filter.exclude} shows it again."
RELEASED_MESSAGE: Final = "Released."
SHOWN_AGAIN_MESSAGE: Final = "Shown again."
"""What is said of a row or a cell that is pinned or excluded, and when that is undone."""


class PaneView(Protocol):
    """What the keys that every pane has ask of the view in focus."""

    def move(self, step: int) -> Transition:
        """Move the cursor by rows."""

    def move_page(self, pages: int) -> Transition:
        """Move the cursor by pages."""

    def move_to_edge(self, end: int) -> Transition:
        """Move the cursor to the first row, or with `end` to the last."""

    def move_sideways(self, step: int) -> Transition:
        """Move the cursor by columns, or the focus to the pane at that side."""

    def mark(self, negated: bool) -> Transition:
        """Pin what is under the cursor, or exclude it; undo that where it is so already."""

    def clear(self) -> Transition:
        """Remove what the pane filters by, or everything where it filters by nothing."""


class ListView(NamedTuple):
    """The rows of a pane."""

    frame: FrameData
    pane: str
    page: int
    """How many rows are in sight."""

    def move(self, step: int) -> Transition:
        """Move the cursor by rows."""
        return self.select(self.frame.cursor_row(self.pane) + step)

    def move_page(self, pages: int) -> Transition:
        """Move the cursor by pages, with a row of the last in sight."""
        return self.move(pages * max(self.page - 1, 1))

    def move_to_edge(self, end: int) -> Transition:
        """Move the cursor to the first or the last row."""
        return self.select(self.frame.row_count(self.pane) if end else 0)

    def move_sideways(self, step: int) -> Transition:
        """Go to the pane at the left or the right."""
        pane = neighbor_pane(self.pane, step, around=False, missing=self.frame.missing)
        return Transition(self.frame.state.with_focus(pane))

    def select(self, row: int) -> Transition:
        """Move the cursor to a row, or as near as there is one."""
        rows = self.frame.row_count(self.pane)
        if not rows:
            return Transition()
        id = self.frame.id_at(self.pane, min(max(row, 0), rows - 1))
        return Transition(self.frame.state.with_cursor(self.pane, id))

    def mark(self, negated: bool) -> Transition:
        """Pin or exclude the row under the cursor, or undo that."""
        id = self.frame.state.cursor(self.pane) if self.pane in PIN else None
        if not id:
            message = (
                "Choose a row first." if self.pane in PIN else "You can keep and hide events and people, not quotes."
            )
            return Transition(message=message)
        state = self.frame.state.toggle_pin(self.pane, id, negated)
        changed = [clause for clause in state.view.clauses if clause not in self.frame.state.view.clauses]
        is_on = any(id in clause.values and clause.negated == negated for clause in changed)
        on, off = (HIDDEN_MESSAGE, SHOWN_AGAIN_MESSAGE) if negated else (KEPT_MESSAGE, RELEASED_MESSAGE)
        return Transition(state, self.frame.hint(on if is_on else off))

    def clear(self) -> Transition:
        """Remove what the pane filters by, or everything where it filters by nothing; say what is gone."""
        before, after = self.frame.state, self.frame.state.clear(self.pane)
        gone = [clause for clause in before.view.clauses if clause not in after.view.clauses]
        if gone:
            words = "; ".join(describe_clause(clause, self.frame.dossier) for clause in gone)
            return Transition(after, f"{self.frame.hint('Cleared. {filter.undo} brings back')}: {words}")
        return Transition(after, "" if after != before else "No filter to clear.")


class ReaderView(NamedTuple):
    """The reader pane: keys scroll it, and what they would do to rows they do to the list that it follows."""

    frame: FrameData
    scroll_lines: Callable[[int], None]
    scroll_pages: Callable[[int], None]
    scroll_to_edge: Callable[[int], None]

    def move(self, step: int) -> Transition:
        """Scroll by a line."""
        self.scroll_lines(step)
        return Transition()

    def move_page(self, pages: int) -> Transition:
        """Scroll by a page."""
        self.scroll_pages(pages)
        return Transition()

    def move_to_edge(self, end: int) -> Transition:
        """Scroll to the beginning or the end."""
        self.scroll_to_edge(end)
        return Transition()

    def move_sideways(self, step: int) -> Transition:
        """Go to the pane at the left or the right."""
        pane = neighbor_pane(READER, step, around=False, missing=self.frame.missing)
        return Transition(self.frame.state.with_focus(pane))

    def mark(self, negated: bool) -> Transition:
        """Pin the record that is read, or exclude it; a cell of the matrix where the pane follows that."""
        pane = self.frame.state.followed
        if self.frame.state.is_matrix(pane):
            from peace_tui.ui.chart_views import MatrixView  # which few readers need, and which imports this module

            return MatrixView(self.frame, 0, 1).mark(negated)
        return ListView(self.frame, pane, 1).mark(negated)

    def clear(self) -> Transition:
        """Go back to the list."""
        return Transition(self.frame.state.with_focus(self.frame.state.followed))


# --- People, and the tour --------------------------------------------------------------------------------------------


def change_part(frame: FrameData, part: str = "") -> Transition:
    """Have the rows of People ask for a part, or the next one: any, the speaker, the addressee."""
    if frame.state.is_matrix(PEOPLE):
        return Transition(message=frame.hint(IN_THE_MATRIX))
    state = replace(frame.state, part=part) if part else frame.state.next_part()
    return Transition(state, f"People now filter by {PART_SENTENCES[state.part]}.")


def change_measure(frame: FrameData) -> Transition:
    """List People by the words or the seconds that they say, or again by their quotes and events."""
    if frame.state.is_matrix(PEOPLE):
        return Transition(message=frame.hint("The matrix counts quotes; {matrix.show} lists people again."))
    state = frame.state.next_measure(frame.measures)
    said = {"words": "words said", "seconds": "seconds spoken"}.get(state.options.measure)
    order = f"{said} in all quotes; the column counts this filter" if said else "their quotes and events"
    return Transition(state, f"People by {order}.")


def walk_tour(frame: FrameData, step: int) -> Transition:
    """Go to the next or the previous step of the tour; behind the last one it ends."""
    before, count = frame.state.step, len(frame.dossier.views)
    number = (-1 if before is None else before) + step
    if count and number >= count:
        return Transition(replace(ViewState(), options=frame.state.options), frame.hint(END_OF_TOUR))
    if count and number < 0:
        return Transition(
            message=frame.hint("Press {view.guided} to begin the tour." if before is None else FIRST_STEP)
        )
    return show_step(frame, number)


def show_step(frame: FrameData, number: int) -> Transition:
    """Show a step of the tour."""
    if not frame.dossier.views:
        return Transition(message="This dossier has no guided tour.")
    try:
        view = parse_view(frame.dossier.views[number].view, frame.dossier)
    except ViewError as error:
        return Transition(replace(frame.state, step=number), f"This step cannot be shown: {error}")
    before = frame.state
    return Transition(
        replace(state_from_view(view, frame.dossier), zoomed=before.zoomed, options=before.options, step=number)
    )
