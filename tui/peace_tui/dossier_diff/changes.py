"""What differs between two dossiers: a list of changes, each of one record or of one field of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from peace_tui.dossier_diff.field_changes import FieldChange, compare_field
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Id, Reference, References, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.model.values import own_values, record_values
from peace_tui.text.messages import format_count

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"
PLURALS: Final = {**{KIND_NAMES[kind]: kind for kind in ARRAYS}, "guided view": "guided views", "dossier": "dossiers"}
"""The plural of each kind that a change may have."""
FIRST_IN_SUMMARY: Final = ("quote", "event")
"""The kinds that readers come for."""


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


def compare_dossiers(old: Dossier, new: Dossier) -> list[Change]:
    """Return what differs, kind by kind, in the order of the new file; what was removed comes last of its kind."""
    found = [
        Change("dossier", new.info.title, CHANGED, *each) for each in _compare_fields(old, new, old.info, new.info)
    ]
    new_ids: dict[str, str] = {}
    for kind in ARRAYS:
        before = _index_by_name(tuple(_with_new_ids(record, new_ids) for record in getattr(old, kind)))
        after = _index_by_name(getattr(new, kind))
        renamed = _find_renamed(before, after)
        new_ids |= {was: now for now, was in renamed.items()}
        before = {name: _with_new_ids(record, new_ids) for name, record in before.items()}
        found += _compare_kind(old, new, KIND_NAMES[kind], before, after, renamed)
    return found


def summarize_changes(changes: Iterable[Change]) -> str:
    """Return "2 quotes added, 1 event changed", the records of each kind counted once; nothing without changes."""
    ids: dict[tuple[str, str], set[str]] = {}
    for change in changes:
        ids.setdefault((change.kind, change.change), set()).add(change.id)
    kinds = (*FIRST_IN_SUMMARY, *(kind for kind in PLURALS if kind not in FIRST_IN_SUMMARY))
    found = [(kind, way) for kind in kinds for way in (ADDED, CHANGED, REMOVED) if (kind, way) in ids]
    return ", ".join(
        "the dossier's description changed"
        if kind == "dossier"
        else f"{format_count(len(ids[kind, way]), kind, PLURALS[kind])} {way}"
        for kind, way in found
    )


def _with_new_ids(record: Any, new_ids: Mapping[str, str]) -> Any:
    """Return a record of the old dossier as it refers to others under their new ids."""
    if not new_ids:
        return record
    changed: dict[str, Any] = {}
    for name, field in type(record).FIELDS.items():
        value = getattr(record, name)
        if isinstance(field.shape, Reference):
            changed[name] = new_ids.get(value, value)
        elif isinstance(field.shape, References):
            changed[name] = tuple(new_ids.get(id, id) for id in value)
        elif isinstance(field.shape, Tables):
            changed[name] = tuple(_with_new_ids(inner, new_ids) for inner in value)
    return record.replace(**changed)


def _compare_kind(
    old: Dossier, new: Dossier, kind: str, before: Mapping[str, Any], after: Mapping[str, Any], renamed: dict[str, str]
) -> Iterator[Change]:
    for name, record in after.items():
        if name in renamed:
            yield Change(kind, name, CHANGED, f"id changed from {renamed[name]} to {name}", "id", renamed[name], name)
        was = before.get(renamed.get(name, name))
        if was is None:
            yield Change(kind, name, ADDED, _describe(new, record), None, None, record_values(record))
        else:
            yield from (Change(kind, name, CHANGED, *each) for each in _compare_fields(old, new, was, record))
    for name, record in before.items():
        if name not in after and name not in renamed.values():
            record = old.by_id[name] if getattr(record, "id", None) else record  # with the ids that it had
            yield Change(kind, name, REMOVED, _describe(old, record), None, record_values(record), None)


def _index_by_name(records: tuple[Any, ...]) -> dict[str, Any]:
    """Return records by what identifies them: the id; for eras and nameless views the title or the view."""
    named: dict[str, Any] = {}
    for record in records:
        name = getattr(record, "id", None) or getattr(record, "title", None) or record.view
        number, free = 2, name
        while free in named:
            number, free = number + 1, f"{name} ({number})"
        named[free] = record
    return named


def _find_renamed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """Return the new ids of records that are otherwise what they were, with the old ones."""
    gone: dict[str, list[str]] = {}
    for name, record in before.items():
        if name not in after:
            gone.setdefault(_content_without_id(record), []).append(name)
    found: dict[str, str] = {}
    for name, record in after.items():
        if name not in before and len(olds := gone.get(_content_without_id(record), [])) == 1:
            found[name] = olds.pop()
    return found


def _content_without_id(record: Any) -> str:
    values = record_values(record)
    return repr({name: value for name, value in values.items() if name != "id"})


def _compare_fields(old: Dossier, new: Dossier, was: Any, now: Any) -> Iterator[FieldChange]:
    """Yield what changed between two states of a record: field by field, and then the author's own keys."""
    if was == now:
        return
    for name, field in type(now).FIELDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after and not isinstance(field.shape, Id):
            yield from compare_field(old, new, name, field.shape, before, after)
    before, after = own_values(was), own_values(now)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            verb = "added" if name not in before else "removed" if name not in after else "changed"
            yield FieldChange(f"{name} {verb}", name, before.get(name), after.get(name))


def _describe(dossier: Dossier, record: Any) -> str:
    """Return a record in a few words."""
    who = ", ".join(dossier.person_of[id].name for id in getattr(record, "who", ()))
    words = next(filter(None, (getattr(record, name, None) for name in ("name", "text", "title", "label", "view"))), "")
    date = getattr(record, "date", None)
    return "".join((f"{date.text}: " if date else "", f"{who}: " if who else "", " ".join(str(words).split())))
