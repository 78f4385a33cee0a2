"""The end of a session that may last only so long: a warning first, then the farewell."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peace_tui.session.limits import Session
    from peace_tui.ui.app import PeaceApp


class Closing:
    """Watches the time of one session. Between the moments at which something is due it sleeps."""

    def __init__(self, app: PeaceApp, session: Session) -> None:
        """Watch over an app from when it starts."""
        self.app, self.session = app, session
        self.began = self.heard_at = monotonic()
        self.warned = ""

    def start(self) -> None:
        """Begin to count."""
        self.heard_at = monotonic()
        self._look()

    def heard(self) -> None:
        """Take note that the reader is there."""
        self.heard_at = monotonic()

    def _look(self) -> None:
        """Do what is due, and come back when the next thing is."""
        now = monotonic()
        closing = self.session.closing(now - self.heard_at, now - self.began)
        if closing is None:
            return
        left, why = closing
        if left <= 0:
            self.app.leave_with(f"Closed {why}.")
            return
        notice = self.session.notice
        if left > notice:
            self.warned = ""
            self.app.set_timer(left - notice, self._look)
            return
        if self.warned != why:
            self.warned = why
            count = max(round(left), 1)
            self.app.warn(f"In {count} second{'s' if count > 1 else ''} this closes, {why}.")
        self.app.set_timer(min(left, 1.0), self._look)
