"""Where everything is on the main screen, for every size and every way of drawing: one pure function.

The first paint, the widgets and the tests all ask it. It imports neither Textual nor the records, so that the first
paint can come before both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from peace_tui.session.state import ViewState

TIMELINE, PEOPLE, QUOTES = "timeline", "people", "quotes"  # as in the facets, which import the records
HEADINGS: Final = {TIMELINE: "1 TIMELINE", PEOPLE: "2 PEOPLE", QUOTES: "3 QUOTES"}
NARROW_BELOW: Final = 70
"""Below so many columns there is one pane at a time."""
WIDE_FROM: Final = 110
"""From so many columns on the three panes are side by side."""
VAST_FROM: Final = 160
LOW_FROM, HIGH_FROM, TALL_FROM = 18, 30, 45
"""From so many lines on there is a strip below the title; the reader's lines below the panes; more of both."""
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
    rule: Rect | None
    reader: Rect | None
    problems: Rect | None
    """What is wrong with the dossier's file, in place of the rule and the reader."""
    footer: Rect


def compute_layout(
    state: ViewState | None, width: int, height: int, *, searching: bool = False, problem_lines: int = 0
) -> Layout:
    """Return the layout of a screen of this size.

    Args:
        state: What is shown; None for the state in which the explorer opens without a view.
        width: The columns of the screen.
        height: The lines of the screen.
        searching: Whether the search box is open.
        problem_lines: How many lines say what is wrong with the dossier's file.
    """
    options = state.options if state else None
    is_drawn = bool(options and (options.chart or options.matrix))
    banner = Rect(0, 0, width, 4 if height >= TALL_FROM else 3 if height >= LOW_FROM else 1)
    y = banner.height
    search, said = (Rect(0, y, width, 1), Rect(0, y + 1, width, 1)) if searching else (None, None)
    chips = None if searching else Rect(0, y, width, 1)
    top = y + (2 if searching else 1)
    bottom = max(height - 1, top)
    footer = Rect(0, bottom, width, 1)
    rule = reader = problems = None
    if problem_lines:
        problems = Rect(0, max(bottom - problem_lines, top), width, min(problem_lines, bottom - top))
        bottom = problems.y
    elif lines := _reader_lines(height, is_drawn):
        reader = Rect(0, bottom - lines, width, lines)
        rule = Rect(0, reader.y - 1, width, 1)
        bottom = rule.y
    panes = {
        pane: Rect(rect.x, top + rect.y, rect.width, rect.height)
        for pane, rect in _arrange_panes(state, width, bottom - top).items()
    }
    return Layout(banner, chips, search, said, panes, rule, reader, problems, footer)


def max_problem_lines(height: int) -> int:
    """Return how many lines of a screen of this height may say what is wrong with the file."""
    return min(MAX_PROBLEM_LINES, max(height // 3, 2))


def _reader_lines(height: int, is_drawn: bool) -> int:
    if height >= TALL_FROM:
        return 8 if is_drawn else 15
    return 11 if height >= HIGH_FROM and not is_drawn else 0


def _arrange_panes(state: ViewState | None, width: int, height: int) -> dict[str, Rect]:
    """Return where the panes in sight are, from the top of their area.

    A pane that is drawn, the chart or the matrix, goes across the top with the others below it.
    """
    if width < NARROW_BELOW or (state and state.zoomed):
        return {state.focus if state else TIMELINE: Rect(0, 0, width, height)}
    if state and (state.options.chart or state.options.matrix):
        return _arrange_drawings(state.options.chart, state.options.matrix, width, height)
    if width < WIDE_FROM:
        left, upper = width * 44 // 100, height * 55 // 100
        return {
            TIMELINE: Rect(0, 0, left, upper),
            PEOPLE: Rect(0, upper, left, height - upper),
            QUOTES: Rect(left, 0, width - left, height),
        }
    left = width * (52 if width >= VAST_FROM else 60) // 100
    first = left * 61 // 100
    return _arrange_row({TIMELINE: first, PEOPLE: left - first, QUOTES: width - left}, 0, height)


def _arrange_drawings(chart: bool, matrix: bool, width: int, height: int) -> dict[str, Rect]:
    upper = max(height * 13 // 20, min(height - 4, 10))
    drawn, listed = (TIMELINE, PEOPLE) if chart else (PEOPLE, TIMELINE)
    if chart and matrix and width >= VAST_FROM:
        above = {TIMELINE: width * 3 // 5, PEOPLE: width - width * 3 // 5}
        return {**_arrange_row(above, 0, upper), QUOTES: Rect(0, upper, width, height - upper)}
    below = _arrange_row({listed: width * 2 // 5, QUOTES: width - width * 2 // 5}, upper, height - upper)
    return {drawn: Rect(0, 0, width, upper), **below}


def _arrange_row(widths: dict[str, int], y: int, height: int) -> dict[str, Rect]:
    x, found = 0, {}
    for pane, width in widths.items():
        found[pane] = Rect(x, y, width, height)
        x += width
    return found
