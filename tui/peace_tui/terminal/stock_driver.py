"""Signals and the loss of the terminal, where Textual's own driver is in use, which heeds neither."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peace_tui.ui.app import PeaceApp

STILL_THERE: Final = 2.0
"""How often, in seconds, the program looks whether its terminal is still there."""


def keep_watch(app: PeaceApp) -> None:
    """End in order on SIGTERM, at once on SIGHUP and when the terminal is gone."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGTERM, app.exit, None, 128 + signal.SIGTERM)
        loop.add_signal_handler(signal.SIGHUP, _vanish, app)  # Textual's writer waits for ever on the terminal
    except (AttributeError, NotImplementedError, RuntimeError, ValueError):  # Windows; not the main thread
        pass
    if not app.in_browser:
        app.set_interval(STILL_THERE, lambda: _leave_if_alone(app))


def _leave_if_alone(app: PeaceApp) -> None:
    """Leave when the terminal is gone but no SIGHUP came: https://github.com/Textualize/textual/pull/6690."""
    stdin = sys.__stdin__
    if stdin is None or not os.isatty(stdin.fileno()):
        _vanish(app)


def _vanish(app: PeaceApp) -> None:
    """End without a terminal to give back."""
    app.on_leaving()
    os._exit(128 + getattr(signal, "SIGHUP", 1))
