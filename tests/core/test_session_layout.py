"""Where everything is on the main screen: whatever is shown, on a screen of any size."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.query.facets import PANES
from peace_tui.session.layout import HEADINGS, Layout, Rect, compute_layout, max_problem_lines
from peace_tui.session.state import ViewState

STATES = [
    ViewState(focus=pane, zoomed=zoomed).with_options(chart=chart, matrix=matrix)
    for pane, (zoomed, chart, matrix) in product(PANES, product((False, True), repeat=3))
]


def rects(layout: Layout) -> list[Rect]:
    """Everything in sight."""
    single = (rect for rect in layout if isinstance(rect, Rect))
    return [*single, *layout.panes.values()]


@given(st.sampled_from(STATES), st.integers(1, 300), st.integers(4, 100), st.booleans(), st.integers(0, 8))
def test_every_cell_is_in_one_part(state: ViewState, width: int, height: int, searching: bool, problems: int) -> None:
    problems = min(problems, max_problem_lines(height))
    layout = compute_layout(state, width, height, searching=searching, problem_lines=problems)
    cells = Counter(
        (x, y)
        for rect in rects(layout)
        for x in range(rect.x, rect.x + rect.width)
        for y in range(rect.y, rect.y + rect.height)
    )
    assert set(cells.values()) == {1}
    assert len(cells) == width * height
    assert all(0 <= x < width and 0 <= y < height for x, y in cells)


@given(st.integers(1, 300), st.integers(1, 100))
def test_the_explorer_opens_as_its_first_state(width: int, height: int) -> None:
    assert compute_layout(None, width, height) == compute_layout(ViewState(), width, height)


@pytest.mark.parametrize("state", STATES)
def test_the_pane_in_focus_is_in_sight_and_on_large_screens_all_are(state: ViewState) -> None:
    assert state.focus in compute_layout(state, 40, 20).panes
    panes = compute_layout(state, 200, 50).panes
    assert set(panes) == ({state.focus} if state.zoomed else set(PANES))


def test_every_pane_has_a_heading() -> None:
    assert tuple(HEADINGS) == PANES
