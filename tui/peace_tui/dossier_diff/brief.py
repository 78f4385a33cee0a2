"""Changes in one line: how many records of each kind were added, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from peace_tui.dossier_diff.changes import ADDED, CHANGED, REMOVED, Change
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.text.messages import format_count

PLURALS: Final = {**{KIND_NAMES[kind]: kind for kind in ARRAYS}, "guided view": "guided views", "dossier": "dossiers"}
"""The kinds of change, many of them."""
FIRST: Final = ("quote", "event")
"""The kinds that readers come for."""


def in_brief(changes: Iterable[Change]) -> str:
    """Return "2 quotes added, 1 event changed"; nothing where nothing has."""
    ids: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        ids.setdefault((change.kind, change.change), set()).add(change.id)
    ways = (ADDED, CHANGED, REMOVED)
    kinds = (*FIRST, *(kind for kind in PLURALS if kind not in FIRST))
    found = [(kind, way) for kind in kinds for way in ways if (kind, way) in ids]
    return ", ".join(
        f"{format_count(len(ids[kind, way]), kind, PLURALS[kind])} {way}" if kind != "dossier" else "the head changed"
        for kind, way in found
    )
