"""What differs between two dossiers: a list of changes, each of one record or of one key of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from peace_tui.dossier_diff.field_changes import Told, key_changes
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Id, Reference, References, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.model.values import own_values, record_values

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in words and in values that JSON takes."""

    kind: str
    """What kind of record it is: person, source, event, quote, claim, era, guided view, or dossier."""
    id: str
    """The record's id; what it is called where it has none."""
    change: str
    """Whether the record was added, removed or changed."""
    text: str
    """The change in words, after the record's id."""
    key: str | None = None
    """The key that changed."""
    old: Any = None
    new: Any = None


def changes(old: Dossier, new: Dossier) -> list[Change]:
    """Return what differs, kind by kind, in the order of the new file; what was removed comes last of its kind."""
    found = [Change("dossier", new.info.title, CHANGED, *told) for told in _told(old, new, old.info, new.info)]
    ids: dict[str, str] = {}
    for kind in ARRAYS:
        before = _by_name(tuple(_with_ids(record, ids) for record in getattr(old, kind)))
        after = _by_name(getattr(new, kind))
        renamed = _renamed(before, after)
        ids |= {was: now for now, was in renamed.items()}
        before = {name: _with_ids(record, ids) for name, record in before.items()}
        found += _of_kind(old, new, KIND_NAMES[kind], before, after, renamed)
    return found


def _with_ids(record: Any, ids: Mapping[str, str]) -> Any:
    """Return a record of the old dossier as it refers to others under their new ids."""
    if not ids:
        return record
    changed: dict[str, Any] = {}
    for name, key in type(record).FIELDS.items():
        value = getattr(record, name)
        if isinstance(key.shape, Reference):
            changed[name] = ids.get(value, value)
        elif isinstance(key.shape, References):
            changed[name] = tuple(ids.get(id, id) for id in value)
        elif isinstance(key.shape, Tables):
            changed[name] = tuple(_with_ids(inner, ids) for inner in value)
    return record.replace(**changed)


def _of_kind(
    old: Dossier, new: Dossier, what: str, before: Mapping[str, Any], after: Mapping[str, Any], renamed: dict[str, str]
) -> Iterator[Change]:
    for name, record in after.items():
        if name in renamed:
            yield Change(what, name, CHANGED, f"id changed from {renamed[name]} to {name}", "id", renamed[name], name)
        was = before.get(renamed.get(name, name))
        if was is None:
            yield Change(what, name, ADDED, in_short(new, record), None, None, record_values(record))
        else:
            yield from (Change(what, name, CHANGED, *told) for told in _told(old, new, was, record))
    for name, record in before.items():
        if name not in after and name not in renamed.values():
            record = old.by_id[name] if getattr(record, "id", None) else record  # with the ids that it had
            yield Change(what, name, REMOVED, in_short(old, record), None, record_values(record), None)


def _by_name(records: tuple[Any, ...]) -> dict[str, Any]:
    """Return records by what tells one from another: the id; for eras and nameless views the title or the view."""
    named: dict[str, Any] = {}
    for record in records:
        name = getattr(record, "id", None) or getattr(record, "title", None) or record.view
        number, free = 2, name
        while free in named:
            number, free = number + 1, f"{name} ({number})"
        named[free] = record
    return named


def _renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return the new ids of records that are otherwise what they were, with the old ones."""
    gone: dict[str, list[str]] = {}
    for name, record in before.items():
        if name not in after:
            gone.setdefault(_without_id(record), []).append(name)
    found: dict[str, str] = {}
    for name, record in after.items():
        if name not in before and len(olds := gone.get(_without_id(record), [])) == 1:
            found[name] = olds.pop()
    return found


def _without_id(record: Any) -> str:
    values = record_values(record)
    return repr({name: value for name, value in values.items() if name != "id"})


def _told(old: Dossier, new: Dossier, was: Any, now: Any) -> Iterator[Told]:
    """Yield what changed between two states of a record: key by key, and then the author's own keys."""
    if was == now:
        return
    for name, key in type(now).FIELDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after and not isinstance(key.shape, Id):
            yield from key_changes(old, new, name, key.shape, before, after)
    before, after = own_values(was), own_values(now)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            verb = "added" if name not in before else "removed" if name not in after else "changed"
            yield Told(f"{name} {verb}", name, before.get(name), after.get(name))


def in_short(dossier: Dossier, record: Any) -> str:
    """Return a record in a few words."""
    who = ", ".join(dossier.person_of[id].name for id in getattr(record, "who", ()))
    words = next(filter(None, (getattr(record, name, None) for name in ("name", "text", "title", "label", "view"))), "")
    date = getattr(record, "date", None)
    return "".join((f"{date.text}: " if date else "", f"{who}: " if who else "", " ".join(str(words).split())))
