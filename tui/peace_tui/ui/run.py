"""A session of the explorer: how it is opened, what is done while the reader pauses, and how it ends.

The state in which the reader leaves a dossier is kept for the next session.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Final

from peace_tui.errors import UsageError
from peace_tui.loading.diagnostics import NOTE
from peace_tui.query.view import View
from peace_tui.session.settings import read_config, remember
from peace_tui.session.store import load_state, save_state
from peace_tui.system.streams import STANDARD_INPUT, discard_output, write_farewell
from peace_tui.terminal import splash
from peace_tui.text.messages import suggest
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import read_keys

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.session.settings import Session
    from peace_tui.ui.app import PeaceApp

ESC_DELAY: Final = "30"
"""Milliseconds after which an ESC that nothing follows is the key, where the environment does not say otherwise."""


def run(dossier: Dossier, view: View, session: Session) -> int:
    """Open the explorer on a dossier and a view; return the exit code once the reader has left.

    Over SSH the mouse stays the terminal's, which can then select text, unless the session says otherwise.

    Raises:
        UsageError: There is no theme of the name that the command line gives.
    """
    os.environ.setdefault("ESCDELAY", ESC_DELAY)  # which Textual reads once, when it is imported
    from peace_tui.ui.app import PeaceApp

    keys, problems = (KEYS, []) if session.kiosk else read_keys(KEYS)
    app = PeaceApp(dossier, view, keys, session, light=splash.detect_light())
    _check_theme(session.theme, app.available_themes)
    if not session.kiosk:
        found = (*read_config([*app.available_themes])[1], *problems)
        app.problems = [problem for problem in found if problem.level != NOTE]
        app.remember = remember
    if not session.kiosk and dossier.path != STANDARD_INPUT:
        _keep_state(app)
    # GNU screen keeps Esc back until the next key while the mouse is on: https://github.com/mawww/kakoune/issues/4376
    has_mouse = not (app.is_remote or "STY" in os.environ) if session.mouse is None else session.mouse
    app.run(mouse=has_mouse)
    if app.return_code == splash.HANGUP_EXIT_CODE:
        discard_output()
    elif app.exit_message:
        write_farewell(app.exit_message)
    if app.return_code is None:  # Textual leaves it so after a panic
        return 1
    return app.return_code


def _check_theme(theme: str, known: Collection[str]) -> None:
    """Refuse a theme that there is not, which the command line asks for."""
    if theme and theme not in known:
        raise UsageError(f"unknown theme '{theme}'; {suggest(theme, known) or 'try ' + ', '.join(known)}")


def _keep_state(app: PeaceApp) -> None:
    """Offer the state in which the reader left the dossier, and keep the one in which they leave it now."""
    start, nothing = app.main.state, View()
    if (saved := load_state(app.dossier)) and saved.state.to_view() != nothing:
        app.main.saved_state, app.main.gone_since = replace(saved.state, options=start.options), saved.gone

    def keep() -> None:
        state = app.main.state
        if state != start and state.to_view() != nothing:  # no one comes back to a look at the first screen
            save_state(app.dossier, state)

    app.on_leaving = keep


# --- Pauses, and the end ----------------------------------------------------------------------------------------------

IDLE_SECONDS: Final = 0.3
"""Seconds without a key that are a pause; a key held down repeats thirty times a second."""
MAX_TURN_SECONDS: Final = 0.004
"""Seconds of work after which waiting keys are handled first."""
GC_THRESHOLDS: Final = (2_000, 5, 50)
"""After how many new objects garbage is collected, and how often its older generations: what many keys leave would hold
up the next if it were collected at once."""
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
