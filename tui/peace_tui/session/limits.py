"""A session at the explorer: for whom it is, and how long it may last."""

from typing import Final

IDLE_MINUTES: Final = 15.0
"""After so long without a key a kiosk closes, unless the operator says otherwise."""
LIMIT_MINUTES: Final = 240.0
"""After so long a kiosk closes in any case, unless the operator says otherwise."""
MAX_WARNING_SECONDS: Final = 60.0
"""So long before a session closes the reader is warned, at the most."""


class Session:
    """What the reader may do besides reading, and for how long."""

    def __init__(
        self,
        kiosk: bool = False,
        idle: float = 0.0,
        limit: float = 0.0,
        mouse: bool = False,
        ascii: bool = False,
    ) -> None:
        """Begin a session.

        Args:
            kiosk: Whether the reader is a stranger, who gets no further than the dossier.
            idle: The minutes without a key after which it closes; 0: never.
            limit: The minutes after which it closes in any case; 0: never.
            mouse: Whether the mouse is wanted over SSH too, where selecting text is then no longer the terminal's.
            ascii: Whether everything is drawn in ASCII, for screen readers and old terminals.
        """
        self.kiosk, self.idle, self.limit, self.mouse, self.ascii = kiosk, idle, limit, mouse, ascii

    def next_end(self, quiet: float, open: float) -> tuple[float, str] | None:
        """Return the seconds until it closes, and why; None if never.

        Args:
            quiet: Seconds since the reader last pressed a key.
            open: Seconds since the session began.
        """
        ends = []
        if self.idle:
            ends.append((self.idle * 60 - quiet, f"{_minutes(self.idle)} idle"))
        if self.limit:
            ends.append((self.limit * 60 - open, f"session limit of {_minutes(self.limit)}"))
        return min(ends, default=None)

    @property
    def warning_seconds(self) -> float:
        """How long before its end the reader is warned: a minute, or a quarter of a session of a few minutes."""
        return min([MAX_WARNING_SECONDS, *(minutes * 60 / 4 for minutes in (self.idle, self.limit) if minutes)])


READER: Final = Session()
"""The session of a reader at their own machine."""


def _minutes(count: float) -> str:
    return f"{count:g} minute{'' if count == 1 else 's'}"
