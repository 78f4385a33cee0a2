"""Where the panes stand: one arrangement for every size and every way of drawing them, worked out in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.state import Place
from peace_tui.ui.widgets.drawn import ground
from peace_tui.ui.widgets.record_list import FlatList

NARROW: Final = 70
"""Below so many columns there is one pane at a time."""
WIDE: Final = 110
"""From so many columns on the three panes stand beside each other."""
VAST: Final = 160


def boxes(place: Place, size: Size) -> dict[str, Region]:
    """Return where each pane stands in an area of this size; a pane without a place is out of sight.

    A pane that is drawn, the chart or the matrix, goes across the top with the others below it.
    """
    width, height = size
    if place.zoomed or width < NARROW:
        return {place.focus: Region(0, 0, width, height)}
    chart, matrix = place.look.chart, place.look.matrix
    if chart or matrix:
        top = max(height * 13 // 20, min(height - 4, 10))
        drawn = TIMELINE if chart else PEOPLE
        beside = PEOPLE if chart else TIMELINE
        if chart and matrix and width >= VAST:
            above = {TIMELINE: width * 3 // 5, PEOPLE: width - width * 3 // 5}
            return {**_row(above, 0, top), QUOTES: Region(0, top, width, height - top)}
        below = _row({beside: width * 2 // 5, QUOTES: width - width * 2 // 5}, top, height - top)
        return {drawn: Region(0, 0, width, top), **below}
    if width < WIDE:
        left, upper = width * 44 // 100, height * 55 // 100
        return {
            TIMELINE: Region(0, 0, left, upper),
            PEOPLE: Region(0, upper, left, height - upper),
            QUOTES: Region(left, 0, width - left, height),
        }
    left = width * (52 if width >= VAST else 60) // 100
    first = left * 61 // 100
    return _row({TIMELINE: first, PEOPLE: left - first, QUOTES: width - left}, 0, height)


def _row(widths: dict[str, int], y: int, height: int) -> dict[str, Region]:
    x, found = 0, {}
    for pane, width in widths.items():
        found[pane] = Region(x, y, width, height)
        x += width
    return found


class Arrangement(Layout):
    """Places the panes as [boxes][peace_tui.ui.widgets.pane_layout.boxes] says for the place the reader is at."""

    name = "arrangement"

    def __init__(self, place: Callable[[], Place]) -> None:
        """Ask `place` where the reader is."""
        self._place = place

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the panes."""
        found = boxes(self._place(), size)
        return [
            WidgetPlacement(found[child.id], Offset(), NULL_SPACING, child) for child in children if child.id in found
        ]


class Panes(Widget):
    """The area of the three panes."""

    def __init__(self, *lists: FlatList, place: Callable[[], Place]) -> None:
        """Hold these panes, arranged for the place that `place` tells."""
        super().__init__(*lists, id="panes")
        self.lists = lists
        self._arrangement = Arrangement(place)

    @property
    def layout(self) -> Layout:
        """The arrangement of the panes."""
        return self._arrangement

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines under the panes."""
        return ground(self, crop)
