"""The layout of the main screen, computed by the session, as Textual asks for it."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from peace_tui.session.layout import Layout as Areas


class ScreenLayout(Layout):
    """Places the widgets of the main screen; those without an area are out of sight."""

    name = "screen"

    def __init__(self, compute: Callable[[Size], Areas]) -> None:
        """Have `compute` return the areas of a screen of a size."""
        self._compute = compute

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the widgets by their ids, which are the names of the areas and of the panes."""
        areas = self._compute(size)
        rects = {**areas._asdict(), **areas.panes}
        placed = [(child, rects.get(child.id or "")) for child in children]
        return [WidgetPlacement(Region(*rect), Offset(), NULL_SPACING, child) for child, rect in placed if rect]
