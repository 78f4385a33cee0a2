"""What a session may use of the machine, in one table: less where the reader is a stranger.

Each limit ends in a sentence, and none of them is in the way of anyone who reads.
"""

from typing import Final, NamedTuple

IDLE_MINUTES: Final = 15.0
"""After so long without a key a kiosk closes, unless the operator says otherwise."""
LIMIT_MINUTES: Final = 240.0
"""After so long a kiosk closes in any case, unless the operator says otherwise."""
MAX_MINUTES: Final = 100_000
"""The longest time that a session may be given."""
MAX_WARNING_SECONDS: Final = 60.0
"""So long before a session closes the reader is warned, at the most."""


class Limits(NamedTuple):
    """What a session may use; 0: as much as there is."""

    columns: int = 1_000
    lines: int = 400
    """How much of a terminal is drawn in, whatever size it claims: more than any screen shows."""
    memory: int = 0
    """Bytes of memory that it may take once the dossier is open."""
    memory_of_file: float = 0.0
    """And so much more for each byte of the dossier's file."""
    key_seconds: float = 0.0
    """Seconds of the processor's time that one key may take."""
    key_seconds_of_file: float = 0.0
    """And so many more for each byte of the dossier's file: the first search reads all of it."""
    unread_bytes: int = 16_000_000
    """How much may wait for a terminal that takes nothing."""
    stalled_seconds: float = 0.0
    """For so long a reader of printed text may take nothing of it."""


OWN_LIMITS: Final = Limits()
"""What a reader at their own machine may use."""
STRANGER_LIMITS: Final = Limits(
    columns=500,
    lines=150,
    memory=64_000_000,
    memory_of_file=4.0,
    key_seconds=5.0,
    key_seconds_of_file=3e-7,
    unread_bytes=1_000_000,
    stalled_seconds=60.0,
)
"""What a visitor of a kiosk may use."""


class Ends:
    """When a session closes: after so long without a key, and after so long in any case."""

    def __init__(self, idle: float, limit: float) -> None:
        """Take both in minutes; 0: never."""
        self.idle, self.limit = idle, limit

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


def _minutes(count: float) -> str:
    return f"{count:g} minute{'' if count == 1 else 's'}"
