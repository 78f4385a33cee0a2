"""What a reader can say about an import on the command line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What was said."""

    columns: tuple[tuple[str, str], ...] = ()
    """Which column each field is taken from, as pairs of field and column."""
    date_order: str = ""
    """`dmy`, `mdy` or `ymd`; empty: a date that can be read in two ways is kept aside."""
