"""What comes in its own time: the end of a session that may last only so long, and work while the reader pauses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peace_tui.session.settings import Session
    from peace_tui.ui.app import PeaceApp


class SessionTimer:
    """Watches the time of one session. Between the moments at which something is due it sleeps."""

    def __init__(self, app: PeaceApp, session: Session) -> None:
        """Watch over an app from when it starts."""
        self.app, self.session = app, session
        self.started = self.last_activity = monotonic()
        self.warned = ""

    def start(self) -> None:
        """Begin to count."""
        self.last_activity = monotonic()
        self._check()

    def note_activity(self) -> None:
        """Note that the reader is there."""
        self.last_activity = monotonic()

    def _check(self) -> None:
        """Do what is due, and come back when the next thing is."""
        now = monotonic()
        end = self.session.next_end(now - self.last_activity, now - self.started)
        if end is None:
            return
        left, why = end
        if left <= 0:
            self.app.exit_with(f"Closed: {why}.")
            return
        warning = self.session.warning_seconds
        if left > warning:
            self.warned = ""
            self.app.set_timer(left - warning, self._check)
            return
        if self.warned != why:
            self.warned = why
            self.app.warn(f"Closing in {max(round(left), 1)} s ({why}).")
        self.app.set_timer(min(left, 1.0), self._check)


IDLE_SECONDS: Final = 0.3
"""Seconds without a key that are a pause; a key held down repeats thirty times a second."""
MAX_TURN_SECONDS: Final = 0.004
"""Seconds after which keys are looked for again."""


def run_when_idle(steps: Iterator[None], last_activity: Callable[[], float]) -> None:
    """Do the steps of some work whenever the reader pauses; `last_activity` returns when they last did something."""
    loop, now = asyncio.get_running_loop(), monotonic()
    if (quiet := now - last_activity()) < IDLE_SECONDS:
        loop.call_later(IDLE_SECONDS - quiet, run_when_idle, steps, last_activity)
        return
    for _ in steps:
        if monotonic() - now > MAX_TURN_SECONDS:
            loop.call_soon(run_when_idle, steps, last_activity)
            return
