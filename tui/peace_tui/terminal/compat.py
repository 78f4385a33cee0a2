"""The names of Textual's and Rich's, not promised to stay, that our ways with the terminal lean on, all of them.

Textual 8.2.8 has them. They are looked for at each start; without one of them the terminal is driven by Textual itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from peace_tui.terminal.settings import own_ways

if TYPE_CHECKING:
    from textual.driver import Driver

LEANED_ON: Final = (
    # Frames, and what they are made of.
    "textual.app:App._display",
    "textual._compositor:ChopsUpdate.__init__.__annotations__.chops",
    "textual._compositor:ChopsUpdate.__init__.__annotations__.spans",
    "textual._compositor:LayoutUpdate.__init__.__annotations__.strips",
    "textual._compositor:LayoutUpdate.__init__.__annotations__.region",
    "textual.strip:Strip.render_style",
    # Keys.
    "textual._xterm_parser:XTermParser.feed",
    "textual._xterm_parser:XTermParser.tick",
    "textual.constants:ESCAPE_DELAY",
    "textual.constants:DISABLE_KITTY_KEY",
    # What a driver is to an app.
    "textual.driver:Driver.process_message",
    "textual.driver:Driver.suspend_application_mode",
    "textual.driver:Driver.resume_application_mode",
    "textual.driver:Driver.SignalResume",
    "textual.app:App._on_terminal_supports_synchronized_output",
)
"""Modules, and what must be found in them."""
HELD: Final = ("_driver", "_batch_count", "_running", "_closed", "_sync_available")
"""What an app holds beside, once it is made."""


def missing() -> list[str]:
    """Return the names that this Textual lacks."""
    return [name for name in LEANED_ON if not _is_there(name)]


def driver_class() -> type[Driver] | None:
    """Return our own driver; None, for Textual's, where that is wished for or ours would lack something."""
    if not own_ways() or missing():
        return None
    from peace_tui.terminal.driver import TerminalDriver

    return TerminalDriver


def _is_there(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        found: object = import_module(module)
    except ImportError:
        return False
    for step in path.split("."):
        if isinstance(found, dict):
            if step not in found:
                return False
            found = found[step]
        elif hasattr(found, step):
            found = getattr(found, step)
        else:
            return False
    return True
