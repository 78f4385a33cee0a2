"""A drawn pane: its lines, and what the mouse can point at in them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from peace_tui.ui.render.lines import Line


class Spot(NamedTuple):
    """A stretch of a line that stands for something."""

    line: int
    columns: range
    what: Hashable


@dataclass(frozen=True, slots=True)
class Picture:
    """What a pane shows in place of its rows."""

    lines: tuple[Line, ...]
    spots: tuple[Spot, ...] = ()
