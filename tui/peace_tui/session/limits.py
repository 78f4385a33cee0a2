"""A session at the explorer: for whom it is, and how long it may last."""

from typing import Final, NamedTuple

IDLE: Final = 15.0
"""Minutes without a key after which a kiosk closes, unless it is told otherwise."""
LIMIT: Final = 240.0
"""Minutes after which a kiosk closes in any case, unless it is told otherwise."""
NOTICE: Final = 60.0
"""Seconds before a session is closed at which the reader is told."""


class Session(NamedTuple):
    """What the reader may do beside reading, and for how many minutes; 0 minutes are without end."""

    kiosk: bool = False
    """Whether the reader is a stranger, who gets no further than the dossier."""
    idle: float = 0.0
    limit: float = 0.0
    mouse: bool = False
    """Whether the mouse is wanted over SSH too, where selecting text is then no longer the terminal's."""
    ascii: bool = False
    """Whether signs are to be drawn with ASCII alone, as screen readers read them and old terminals have them."""

    def closing(self, quiet: float, open: float) -> tuple[float, str] | None:
        """Return in how many seconds it closes, and why; None if never.

        Args:
            quiet: Seconds since the reader last pressed a key.
            open: Seconds since the session began.
        """
        ends = []
        if self.idle:
            ends.append((self.idle * 60 - quiet, f"after {_minutes(self.idle)} without a key"))
        if self.limit:
            ends.append((self.limit * 60 - open, f"after {_minutes(self.limit)}, as it does for everyone"))
        return min(ends, default=None)

    @property
    def notice(self) -> float:
        """How many seconds before its end the reader is told: a minute, less where a minute is much of the whole."""
        return min([NOTICE, *(minutes * 60 / 4 for minutes in (self.idle, self.limit) if minutes)])


READER: Final = Session()
"""The session of a reader at their own machine."""


def _minutes(count: float) -> str:
    return "a minute" if count == 1 else f"{count:g} minutes"
