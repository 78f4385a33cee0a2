"""The last line: the few keys that matter now, or what the program has just said."""

from __future__ import annotations

from collections.abc import Sequence

from peace_tui.ui.frame import Scene
from peace_tui.ui.keys import Key
from peace_tui.ui.render.lines import Line, cut, flat, length


def footer_line(scene: Scene, table: Sequence[Key], width: int) -> Line:
    """Return the keys that matter in the pane in focus, as many as fit; help and quit always."""
    drawn = scene.place.drawn()
    keys = [key for key in table if key.footer and scene.place.focus in key.panes and key.drawn in ("", drawn)]
    keys.sort(key=lambda key: key.drawn != drawn)
    last = [key for key in keys if key.id in ("help", "quit")]
    kept = [key for key in keys if key not in last]
    while True:
        line: Line = ()
        for key in (*kept, *last):
            name, _, label = key.footer.partition(" ")
            line = (*line, ("   " if line else " ", ""), (name, "key"), (f" {label}", "quiet"))
        if length(line) <= width or not kept:
            return cut(line, width)
        kept.pop()


def message_line(text: str, width: int) -> Line:
    """Return what the program says."""
    return cut(((" " + flat(text), "accent"),), width)
