"""What is done by the clock: work and the collecting of garbage while the reader pauses, and the end of a session."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peace_tui.session.settings import Session
    from peace_tui.ui.app import PeaceApp

IDLE_SECONDS: Final = 0.3
"""Seconds without a key that are a pause; a key held down repeats thirty times a second."""
MAX_TURN_SECONDS: Final = 0.004
"""Seconds of work after which waiting keys are handled first."""
GC_THRESHOLDS: Final = (2_000, 5, 50)
"""After how many new objects garbage is collected, and how often the older of it: what many keys leave, at once, would
hold up the next."""
MUCH_GARBAGE: Final = 5
"""After how many collections of younger garbage the reader's next pause is used to collect all, which takes as long as
some keys: each page that was closed is garbage in rings."""


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


class GarbageCollector:
    """Collects garbage a little at a time, and all of it while the reader pauses."""

    def __init__(self, last_activity: Callable[[], float]) -> None:
        """Begin before the first pause; `last_activity` returns when the reader last did something."""
        self._last_activity = last_activity
        self._is_waiting = False

    def start(self) -> None:
        """Collect from now on; never go through what the start has made."""
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)

    def collect_in_pause(self, *, at_once: bool) -> None:
        """Collect all garbage in the next pause, if there may be much; `at_once` where keys are typed ahead."""
        if gc.get_count()[2] < MUCH_GARBAGE:
            return
        if at_once:
            gc.collect()
        elif not self._is_waiting:
            self._is_waiting = True
            run_when_idle(self._collect(), self._last_activity)

    def _collect(self) -> Iterator[None]:
        gc.collect()
        self._is_waiting = False
        yield


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
