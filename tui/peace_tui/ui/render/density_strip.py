"""The density strip: how many records lie where on the date axis; what passes, in front of all there are."""

from __future__ import annotations

from peace_tui.charts.axis import Axis
from peace_tui.charts.density import THIN_SHARE, bar_eighths
from peace_tui.charts.viewport import spread_records, window_axis
from peace_tui.ui.frame import Scene
from peace_tui.ui.render.canvas import Canvas
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line


def strip_lines(scene: Scene, width: int, rows: int, glyphs: Glyphs) -> list[Line]:
    """Return the labels of the axis and the strip, `rows` high. Heights grow with the root of the number."""
    room, look = width - 2, scene.place.look
    axis = window_axis(scene.dossier, look.axis, None, False, room)
    if axis is None:
        return [((" nothing here is dated", "quiet"),), *[EMPTY] * rows]
    canvas = Canvas(width, rows + 1)
    free = 0
    for cell, text in axis.ticks():
        canvas.put(1 + cell, 0, text, "quiet")
        free = 1 + cell + len(text)
    if free + len(look.axis) + 2 < width:
        canvas.put(width - len(look.axis) - 1, 0, look.axis, "quiet")
    shown, everything = _weights(scene, axis)
    most = max(*everything, 1.0)
    for cell, (here, behind) in enumerate(zip(shown, everything, strict=True)):
        _draw(
            canvas,
            1 + cell,
            (bar_eighths(here, most, rows), bar_eighths(behind, most, rows)),
            0 < here < THIN_SHARE,
            glyphs,
        )
    return canvas.lines()


def _weights(scene: Scene, axis: Axis) -> tuple[list[float], list[float]]:
    """Return how densely what passes the whole view lies on the axis, and how densely all does."""
    passing = scene.panes.matches
    events, quotes = spread_records(scene.dossier, scene.place.look.axis, axis)
    chosen = events.density(passing.events - scene.panes.outside), quotes.density(passing.quotes)
    whole = events.density(), quotes.density()
    return [a + b for a, b in zip(*chosen, strict=True)], [a + b for a, b in zip(*whole, strict=True)]


def _draw(canvas: Canvas, x: int, heights: tuple[int, int], thin: bool, glyphs: Glyphs) -> None:
    """Draw a column: what passes, and what lies behind it, above it as far as a cell can show both."""
    for y in range(canvas.height - 1, 0, -1):
        here, behind = (min(max(height - 8 * (canvas.height - 1 - y), 0), 8) for height in heights)
        if here:
            above = "ghost+" if behind - here > (8 - here) / 2 else ""
            canvas.dot(x, y, glyphs.eighths[here - 1], "faint" if thin else above + "bar")
        elif behind:
            canvas.dot(x, y, glyphs.behind[behind - 1], "behind")
