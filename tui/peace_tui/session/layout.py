"""Where everything is on the main screen, for every size and every way of drawing: one pure function.

The first paint, the widgets and the tests all ask it. It imports neither Textual nor the records, so that the first
paint can come before both.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from peace_tui.session.state import ViewState

TIMELINE, PEOPLE, QUOTES = "timeline", "people", "quotes"  # as in the facets, which import the records
READER: Final = "reader"
"""The pane that shows a record whole: what the cursor is on."""
PANE_HEADINGS: Final = {TIMELINE: "1 Timeline", PEOPLE: "2 People", QUOTES: "3 Quotes", READER: "4 Reader"}
NARROW_BELOW: Final = 70
"""Below so many columns there is one pane at a time."""
WIDE_FROM: Final = (110, 28)
"""From so many columns and lines on the panes are in two columns; below, they are stacked."""
VAST_FROM: Final = 160
MAX_LEFT_WIDTH: Final = 72
"""How wide the column of Timeline and People gets at most: titles fit, the rest is for reading."""
FLAT_BELOW: Final = 12
"""Below so many lines for the panes there is one pane at a time; below `LOW_BELOW` the one in focus and the reader."""
LOW_BELOW: Final = 17
TALL_FROM: Final = 40
"""From so many lines on stacked panes need not collapse."""
COLLAPSED: Final = 3
"""The lines of a pane that shows no more than what is under its cursor, the frame included."""
MAX_PROBLEM_LINES: Final = 8
"""How many lines of what is wrong with the file are shown."""


class Rect(NamedTuple):
    """A part of the screen, in cells."""

    x: int
    y: int
    width: int
    height: int


class Layout(NamedTuple):
    """Where each part of the main screen is; None for what is out of sight."""

    banner: Rect
    chips: Rect | None
    search: Rect | None
    """The search box, in place of the chips."""
    said: Rect | None
    """What is said about the search, below it."""
    panes: dict[str, Rect]
    """The panes in sight, in their order."""
    problems: Rect | None
    """What is wrong with the dossier's file, below the panes."""
    footer: Rect


def compute_layout(
    state: ViewState | None,
    width: int,
    height: int,
    *,
    searching: bool = False,
    problem_lines: int = 0,
    tour_lines: int = 0,
    missing: Collection[str] = (),
) -> Layout:
    """Return the layout of a screen of this size.

    Args:
        state: What is shown; None for the state in which the explorer opens without a view.
        width: The columns of the screen.
        height: The lines of the screen.
        searching: Whether the search box is open.
        problem_lines: How many lines say what is wrong with the dossier's file.
        tour_lines: How many lines the tour's step takes below the chips, where no reader pane has them.
        missing: The panes for which the dossier has nothing to show: their room is given to the others.
    """
    has_chart = bool(state and state.options.chart)
    banner = Rect(0, 0, width, 3 if height >= WIDE_FROM[1] and not has_chart else 1)
    y = banner.height
    search, said = (Rect(0, y, width, 1), Rect(0, y + 1, width, 1)) if searching else (None, None)
    top = y + (2 if searching else 1)
    bottom = max(height - 1, top)
    footer = Rect(0, bottom, width, 1)
    problems = None
    if problem_lines:
        problems = Rect(0, max(bottom - problem_lines, top), width, min(problem_lines, bottom - top))
        bottom = problems.y
    focus = state.focus if state else TIMELINE
    is_single = width < NARROW_BELOW or bottom - top < FLAT_BELOW or bool(state and state.zoomed)
    if is_single and focus != READER and not searching:
        top += min(tour_lines, height // 3, bottom - top)
    chips = None if searching else Rect(0, y, width, top - y)
    is_wide = width >= WIDE_FROM[0] and height >= WIDE_FROM[1]
    room = bottom - top
    arranged = {focus: Rect(0, 0, width, room)} if is_single else _arrange_panes(state, width, room, is_wide, missing)
    return Layout(banner, chips, search, said, _move_down(arranged, top), problems, footer)


def _move_down(panes: dict[str, Rect], lines: int) -> dict[str, Rect]:
    """Return the panes that have any lines, in their order, so many lines further down."""
    return {
        pane: rect._replace(y=rect.y + lines) for pane in PANE_HEADINGS if (rect := panes.get(pane)) and rect.height
    }


def heading_of(pane: str, panes: Collection[str], missing: Collection[str] = ()) -> str:
    """Return what the frame of a pane is headed: that of the reader also Quotes where it stands for that pane too."""
    is_shared = pane == READER and len(panes) > 1 and QUOTES not in panes and QUOTES not in missing
    return f"{PANE_HEADINGS[QUOTES]} · {PANE_HEADINGS[READER]}" if is_shared else PANE_HEADINGS[pane]


def max_problem_lines(height: int) -> int:
    """Return how many lines of a screen of this height may say what is wrong with the file."""
    return min(MAX_PROBLEM_LINES, max(height // 3, 2))


def _arrange_panes(
    state: ViewState | None, width: int, height: int, is_wide: bool, missing: Collection[str]
) -> dict[str, Rect]:
    """Return where the panes are, from the top of their area, where there is room for more than one."""
    focus = state.focus if state else TIMELINE
    if state and (state.options.chart or state.options.matrix):
        return _arrange_drawings(focus, state.options.chart, state.options.matrix, width, height, missing)
    if not is_wide:
        return _stack(_stacked_heights(focus, height, missing), 0, width)
    left = min(width * 53 // 100, MAX_LEFT_WIDTH)
    people = 0 if PEOPLE in missing else max(height * 3 // 10, 9)
    quotes = 0 if QUOTES in missing else max(height * 47 // 100, 11)
    return {
        **_stack({TIMELINE: height - people, PEOPLE: people}, 0, left),
        **_stack({QUOTES: quotes, READER: height - quotes}, left, width - left),
    }


def _stacked_heights(focus: str, height: int, missing: Collection[str]) -> dict[str, int]:
    """Return how many lines each pane has where they are below one another: the one in focus most."""
    if height < LOW_BELOW:
        return {READER: height} if focus == READER else {focus: height - height // 3, READER: height // 3}
    if height >= TALL_FROM:
        heights = {TIMELINE: height * 2 // 5, PEOPLE: height // 5, QUOTES: height // 5}
    elif focus in (QUOTES, READER):
        heights = {TIMELINE: COLLAPSED, PEOPLE: COLLAPSED, QUOTES: COLLAPSED}
    else:
        heights = {TIMELINE: COLLAPSED, PEOPLE: COLLAPSED}  # the reader shows what is quoted
    heights = {pane: lines for pane, lines in heights.items() if pane not in missing or pane == focus}
    if height >= TALL_FROM or focus == READER:
        return {**heights, READER: height - sum(heights.values())}
    rest = height - sum(lines for pane, lines in heights.items() if pane != focus)
    reader = max(rest * 2 // 5, 6) if focus == QUOTES else max(height // 3, 7)
    return {**heights, focus: rest - reader, READER: reader}


def _arrange_drawings(
    focus: str, chart: bool, matrix: bool, width: int, height: int, missing: Collection[str]
) -> dict[str, Rect]:
    """Return the panes with a drawing, the chart or the matrix, across the top and the others below it."""
    upper = max(height * 3 // 5, min(height - 6, 10))
    drawn, listed = (TIMELINE, PEOPLE) if chart else (PEOPLE, TIMELINE)
    above = {drawn: width}
    lists = [pane for pane in (listed, QUOTES) if pane not in missing or pane == focus]
    if chart and matrix and width >= VAST_FROM:
        above = {TIMELINE: width * 3 // 5, PEOPLE: width - width * 3 // 5}
        lists = [pane for pane in lists if pane == QUOTES]
    elif width < WIDE_FROM[0]:
        lists = [focus] if focus in lists else lists[-1:]
    part = width // (len(lists) + 1)
    below = {**dict.fromkeys(lists, part), READER: width - part * len(lists)}
    return {**_line_up(above, 0, upper), **_line_up(below, upper, height - upper)}


def _line_up(widths: dict[str, int], y: int, height: int) -> dict[str, Rect]:
    """Return panes side by side."""
    x, found = 0, {}
    for pane, width in widths.items():
        found[pane] = Rect(x, y, width, height)
        x += width
    return found


def _stack(heights: dict[str, int], x: int, width: int) -> dict[str, Rect]:
    """Return panes one below the other, in their order."""
    y, found = 0, {}
    for pane in PANE_HEADINGS:
        if pane in heights:
            found[pane] = Rect(x, y, width, heights[pane])
            y += heights[pane]
    return found
