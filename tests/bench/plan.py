"""How much is measured: the whole, or a form that takes a minute."""

from __future__ import annotations

from typing import Final, NamedTuple

from bench.subjects import SIZES


class Plan(NamedTuple):
    """How often things are done, and up to which size."""

    openings: int
    """Starts of each program on the bundled dossier."""
    large_openings: int
    sittings: int
    """Sessions in which keys are typed, for each program and dossier."""
    keys: int
    """Keys of each kind in a sitting."""
    commands: int
    held: float
    """Seconds for which a key is held down."""
    idle: float
    """Seconds for which nothing is typed."""
    sizes: tuple[str, ...]
    peers: bool
    """Whether the peers are typed into as well, not only opened."""


WHOLE: Final = Plan(7, 2, 2, 24, 11, 3.0, 3.0, tuple(SIZES), True)
QUICK: Final = Plan(2, 0, 1, 8, 3, 1.0, 1.0, ("1k", "10k"), False)
