"""How a key of a record changed, in words: by the shape that the key is declared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from peace_tui.dossier_diff.wording import reworded
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import EdtfDate, Reference, References, Shape, String, Strings, Tables
from peace_tui.model.records import Evidence, Involvement, Role, Version
from peace_tui.model.values import own_values, plain

WORDINGS: Final = ("text", "summary", "note", "title", "view")
"""The keys that hold sentences: of these it is told which words went and came."""
ORDERED: Final = ("via", "author", "authors")
"""The arrays whose order says something; the order of any other is not compared."""
NAMES: Final = {"versions": "version", "involved": "involvement", "evidence": "evidence", "roles": "role"}
"""What one table of each array is called."""


class Told(NamedTuple):
    """A change of a key: in words, its name, and the values."""

    text: str
    key: str
    old: Any
    new: Any


def key_changes(old: Dossier, new: Dossier, name: str, shape: Shape, before: Any, after: Any) -> Iterator[Told]:
    """Yield how a key changed; `before` and `after` differ."""
    match shape:
        case Tables():
            yield from _tables(old, new, name, before, after)
        case References() | Strings():
            yield from _arrays(old, new, name, shape, before, after)
        case EdtfDate():
            yield Told(dated(name, before, after), name, plain(before), plain(after))
        case Reference():
            names = before and named(old, before), after and named(new, after)
            yield Told(_from_to(name, *names), name, before, after)
        case String() if name in WORDINGS and before and after:
            yield Told(f"{_wording(name)} changed: {reworded(before, after)}", name, before, after)
        case _:
            verb = "renamed" if name == "name" else name
            yield Told(_from_to(verb, before, after), name, before, after)


def _wording(name: str) -> str:
    return "wording" if name == "text" else name


def _from_to(name: str, before: Any, after: Any) -> str:
    if before is None:
        return f"{name} added: {after}"
    if after is None:
        return f"{name} removed: {before}"
    return f"{name} from {before} to {after}" if name == "renamed" else f"{name} changed from {before} to {after}"


def dated(name: str, before: Date | None, after: Date | None) -> str:
    """Return how a date changed: whether it was narrowed, widened or moved, or is only said otherwise."""
    if before is None or after is None:
        return _from_to(name, before and before.text, after and after.text)
    inside, around = after.within(before), before.within(after)
    verbs = {(True, True): "is said otherwise:", (True, False): "narrowed", (False, True): "widened"}
    verb = verbs.get((inside, around), "moved")
    return f"{name} {verb} from {before.text} to {after.text}"


def _arrays(
    old: Dossier, new: Dossier, name: str, shape: Shape, before: Sequence[str], after: Sequence[str]
) -> Iterator[Told]:
    """Yield what came into an array and what went; that its order changed only where that means something."""
    refs = isinstance(shape, References)
    came = [named(new, each) if refs else each for each in dict.fromkeys(after) if each not in before]
    went = [named(old, each) if refs else each for each in dict.fromkeys(before) if each not in after]
    parts = [f"{name} added: {', '.join(came)}"] if came else []
    parts += [f"{name} removed: {', '.join(went)}"] if went else []
    if not parts and name in ORDERED:
        parts = [f"{name} now in the order {' → '.join(after)}"]
    if parts:
        yield Told("; ".join(parts), name, list(before), list(after))


def _tables(old: Dossier, new: Dossier, name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Told]:
    """Yield what tables came, went and changed. What is told of is who or what each is about."""
    left = [record for record in before if record not in after]
    for record in after:
        if record in before:
            continue
        was = next((each for each in left if _about(each) == _about(record)), None)
        if was is None:
            yield Told(f"{NAMES[name]} added: {_entry(new, record)}", name, None, plain(record))
            continue
        left.remove(was)
        what = f"{NAMES[name]} of {_subject(new, record)}"
        for told in _inner(old, new, was, record):
            yield Told(f"{what}: {told.text}", name, plain(was), plain(record))
    for record in left:
        yield Told(f"{NAMES[name]} removed: {_entry(old, record)}", name, plain(record), None)


def _inner(old: Dossier, new: Dossier, was: Any, now: Any) -> Iterator[Told]:
    for name, key in type(now).FIELDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield from key_changes(old, new, name, key.shape, before, after)
    if own_values(was) != own_values(now):
        yield Told("its own keys changed", "extra", own_values(was), own_values(now))


def _about(record: Version | Evidence | Involvement | Role) -> str:
    """Return what tells a table of an array from the others."""
    if isinstance(record, Role):
        return record.title
    return record.person if isinstance(record, Involvement) else record.source


def _subject(dossier: Dossier, record: Any) -> str:
    return record.title if isinstance(record, Role) else named(dossier, _about(record))


def _entry(dossier: Dossier, record: Any) -> str:
    """Return a table in a few words."""
    words = getattr(record, "text", None) or getattr(record, "stance", None) or getattr(record, "role", None)
    return _subject(dossier, record) + (f": {' '.join(words.split())}" if words else "")


def named(dossier: Dossier, id: str) -> str:
    """Return what a person reads for an id, and the id where that is something else."""
    record: Any = dossier.by_id.get(id)
    name = getattr(record, "name", None) or getattr(record, "label", None)
    return f"{name} ({id})" if name else id
