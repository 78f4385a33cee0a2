"""The reader's terminal before Textual is there: the hold on it, and the first paint.

What drives it once Textual is there is in [peace_tui.terminal][]. `PEACE_TUI_TERMINAL=stock` in the environment does
without both, to find out whether a trouble comes from here.
"""

from __future__ import annotations

import os
from typing import Final

SWITCH: Final = "PEACE_TUI_TERMINAL"
STOCK: Final = "stock"
"""The value of the switch with which Textual's own driver and output are used, and nothing is painted before."""
FEW_SIGNS: Final = ("linux", "vt100", "vt102", "vt220", "ansi", "cons25")
"""Names of terminals that have few signs beside letters."""


def own_ways() -> bool:
    """Tell whether the reader's terminal is driven in our own way; a browser never is."""
    return os.name == "posix" and os.environ.get(SWITCH) != STOCK and not os.environ.get("TEXTUAL_DRIVER")


def has_signs(term: str) -> bool:
    """Tell whether a terminal of this name can be trusted to have lines, blocks and the like."""
    return term.split("-")[0] not in FEW_SIGNS
