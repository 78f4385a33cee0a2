"""Where everything is on the main screen: whatever is shown, on a screen of any size."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.query.facets import PANES, PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import PANE_HEADINGS, READER, Layout, Rect, compute_layout, max_problem_lines
from peace_tui.session.state import ViewState

STATES = [
    ViewState(focus=pane, zoomed=zoomed).with_options(chart=chart, matrix=matrix)
    for pane, (zoomed, chart, matrix) in product(PANE_HEADINGS, product((False, True), repeat=3))
]


def rects(layout: Layout) -> list[Rect]:
    """Everything in sight."""
    single = (rect for rect in layout if isinstance(rect, Rect))
    return [*single, *layout.panes.values()]


@given(
    st.sampled_from(STATES),
    st.integers(1, 300),
    st.integers(4, 100),
    st.booleans(),
    st.integers(0, 8),
    st.integers(0, 9),
)
def test_every_cell_is_in_one_part(
    state: ViewState, width: int, height: int, searching: bool, problems: int, tour: int
) -> None:
    problems = min(problems, max_problem_lines(height))
    layout = compute_layout(state, width, height, searching=searching, problem_lines=problems, tour_lines=tour)
    cells = Counter(
        (x, y)
        for rect in rects(layout)
        for x in range(rect.x, rect.x + rect.width)
        for y in range(rect.y, rect.y + rect.height)
    )
    assert set(cells.values()) == {1}
    assert len(cells) == width * height
    assert all(0 <= x < width and 0 <= y < height for x, y in cells)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
def test_below_a_drawing_no_room_is_given_to_what_a_dossier_lacks(size: tuple[int, int]) -> None:
    state = ViewState().with_options(chart=True)
    assert QUOTES in compute_layout(state, *size).panes
    panes = compute_layout(state, *size, missing=(QUOTES,)).panes
    assert set(panes) == {TIMELINE, PEOPLE, READER}
    assert sum(rect.width for pane, rect in panes.items() if pane != TIMELINE) == size[0]


@given(st.integers(1, 300), st.integers(1, 100))
def test_the_explorer_opens_as_its_first_state(width: int, height: int) -> None:
    assert compute_layout(None, width, height) == compute_layout(ViewState(), width, height)


@pytest.mark.parametrize("state", STATES)
def test_the_pane_in_focus_is_in_sight_and_on_large_screens_all_are(state: ViewState) -> None:
    for size in ((40, 20), (80, 24), (100, 30), (120, 36)):
        assert state.focus in compute_layout(state, *size).panes
    panes = compute_layout(state, 200, 50).panes
    is_drawn = state.options.chart or state.options.matrix
    assert is_drawn or set(panes) == ({state.focus} if state.zoomed else set(PANE_HEADINGS))
    assert state.focus in panes


@pytest.mark.parametrize("focus", [TIMELINE, PEOPLE, QUOTES])
def test_where_panes_are_stacked_the_list_in_focus_is_the_tallest(focus: str) -> None:
    panes = compute_layout(ViewState(focus=focus), 80, 24).panes
    lists = {pane: rect.height for pane, rect in panes.items() if pane != READER}
    assert max(lists, key=lambda pane: lists[pane]) == focus
    assert {rect.width for rect in panes.values()} == {80}


def test_there_are_two_columns_where_they_fit() -> None:
    panes = compute_layout(ViewState(), 120, 36).panes
    assert panes[TIMELINE].x == panes[PEOPLE].x == 0
    assert panes[QUOTES].x == panes[READER].x == panes[TIMELINE].width


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
def test_panes_with_nothing_to_show_leave_their_room_to_the_others(size: tuple[int, int]) -> None:
    whole = compute_layout(ViewState(), *size).panes
    panes = compute_layout(ViewState(), *size, missing=(PEOPLE, QUOTES)).panes
    assert set(panes) == {TIMELINE, READER}
    assert panes[TIMELINE].height > whole[TIMELINE].height
    assert panes[READER].height >= whole[READER].height


def test_the_chart_takes_the_place_of_the_strip() -> None:
    assert compute_layout(ViewState(), 120, 36).banner.height > 1
    assert compute_layout(ViewState().with_options(chart=True), 120, 36).banner.height == 1


def test_every_pane_has_a_heading() -> None:
    assert tuple(PANE_HEADINGS) == (*PANES, READER)
