"""What the explorer shows of the bundled dossier, found in the dossier: tests open it, and depend on nothing in it."""

from __future__ import annotations

from typing import Final

from peace_tui.loading.files import load
from peace_tui.query.selection import select

DOSSIER: Final = load()
FIRST, SECOND = DOSSIER.people_by_weight[:2]
"""The people of the first two rows of People, below the row All."""
EVENT: Final = DOSSIER.event_index.records[0]
"""The event of the first row of the Timeline, below the row All."""
ONE_PASSAGE: Final = next(quote for quote in DOSSIER.quotes if len(quote.versions) == 1)
"""A quote that can be copied without choosing whose words."""


def count(view: str) -> str:
    """How many quotes pass a view, as the explorer says it."""
    return f"{len(select(DOSSIER, view).quotes)} of {len(DOSSIER.quotes)} quotes"


ALL: Final = f"  {len(DOSSIER.quotes)} quotes"
FOLLOWED: Final = f"‹involving {SECOND.name}›"
"""The filter that the cursor on the second person makes, after the keys `2jj`."""
PINNED: Final = f"▐involving {SECOND.name} ✕▌"
"""The same when it is pinned."""
COUNT: Final = count(f"person:{SECOND.id}")
