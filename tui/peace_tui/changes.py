"""What has changed from one state of a dossier to another, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from peace_tui.records import ARRAYS, KIND_NAMES

if TYPE_CHECKING:
    from peace_tui.dossier import Dossier

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
WAYS: Final = (ADDED, REMOVED, CHANGED)
ORDER: Final = ("quotes", "events", *(kind for kind in ARRAYS if kind not in ("quotes", "events")))
"""The arrays of records, those first that readers come for."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record that was added, removed or changed."""

    kind: str
    """The array of the record."""
    way: str
    """One of `WAYS`."""
    id: str
    """Its id; for eras and views without one, what they are told apart by."""
    old: Any = None
    new: Any = None


def changes(old: Dossier, new: Dossier) -> Iterator[Change]:
    """Yield every record that differs, told apart by id; by arrays, in the order of the new file, removed ones last."""
    for kind in ORDER:
        before, after = _by_id(getattr(old, kind)), _by_id(getattr(new, kind))
        for id, record in after.items():
            if id not in before:
                yield Change(kind, ADDED, id, new=record)
            elif record != before[id]:
                yield Change(kind, CHANGED, id, before[id], record)
        yield from (Change(kind, REMOVED, id, old=record) for id, record in before.items() if id not in after)


def _by_id(records: Sequence[Any]) -> dict[str, Any]:
    """Return the records by id; eras and views without one by what they show."""
    return {getattr(r, "id", None) or getattr(r, "view", None) or r.title: r for r in records}


def told(old: Dossier, new: Dossier) -> str:
    """Return in a line what has changed: "2 quotes added, 1 event changed"; nothing where no record has."""
    counts: dict[tuple[str, str], int] = {}
    for change in changes(old, new):
        counts[change.kind, change.way] = counts.get((change.kind, change.way), 0) + 1
    pieces = [
        f"{counts[kind, way]} {KIND_NAMES[kind] if counts[kind, way] == 1 else _many(kind)} {way}"
        for kind in ORDER
        for way in WAYS
        if (kind, way) in counts
    ]
    return ", ".join([*pieces, "the head changed"] if old.info != new.info else pieces)


def _many(kind: str) -> str:
    return "guided views" if kind == "views" else kind
