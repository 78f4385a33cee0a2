"""How an author silences a rule on a record: with `true`, the rule's name, or a list of such names at an `x_` key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Silencing(Protocol):
    """A record, which keeps its `x_*` keys in `extra`."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """The record's `x_*` keys."""


def silenced(key: str, rule: str, records: Iterable[Silencing | None]) -> bool:
    """Tell whether one of the records silences a rule at a key such as `x_agreed`."""
    for record in records:
        said = record.extra.get(key) if record else None
        if said is True or said == rule or (isinstance(said, list | tuple) and rule in said):
            return True
    return False
