"""What differs between two dossiers: a list of changes, each of one record or of one field of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from peace_tui.collation.alignment import MAX_COMPARED_CHARS, align
from peace_tui.collation.differences import SAME_WORDS, PassageComparison, have_same_words
from peace_tui.collation.entries import describe_counts
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import EdtfDate, Id, Record, Reference, References, Shape, String, Strings, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, Account, Clock, Evidence, Involvement, Link, Role, Version
from peace_tui.model.values import own_values, record_values, to_plain
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


PROSE: Final = ("text", "summary", "note", "title", "view")
"""The fields that hold sentences."""
ORDERED: Final = ("via", "author", "authors")
"""The arrays whose order means something; the order of any other is not compared."""
KEY_FIELDS: Final[Mapping[type[Record], str]] = {
    **dict.fromkeys((Version, Evidence, Account), "source"),
    **{Involvement: "person", Role: "title", Link: "to", Clock: "zone"},
}
"""The field that identifies a table of an array; an author is identified by the complete name."""
SINGULARS: Final = {
    **{"versions": "version", "involved": "involvement", "evidence": "evidence", "roles": "role"},
    **{"links": "link", "accounts": "account", "clocks": "clock", "author": "author"},
}
"""What one table of each array is called."""
WORDS: Final = re.compile(r"([⺀-鿿豈-﫿]|[^\s⺀-鿿豈-﫿]+)(\s*)")
"""Words and the space after them; scripts that are written without spaces are compared character by character."""
CONTEXT_WORDS: Final = 5
"""How many words are shown around a change."""
MAX_WORDS: Final = 4_000
"""How many words are compared; of a longer text only the beginnings are shown."""


class FieldChange(NamedTuple):
    """A change of a field: in words, its name, and the values."""

    text: str
    key: str
    old: Any
    new: Any


def compare_field(
    old: Dossier, new: Dossier, name: str, shape: Shape, before: Any, after: Any
) -> Iterator[FieldChange]:
    """Yield how a field changed; `before` and `after` differ."""
    match shape:
        case Tables():
            yield from _compare_tables(old, new, name, before, after)
        case References() | Strings():
            yield from _compare_arrays(old, new, name, shape, before, after)
        case EdtfDate():
            yield FieldChange(_describe_dates(name, before, after), name, to_plain(before), to_plain(after))
        case Reference():
            names = before and _name(old, before), after and _name(new, after)
            yield FieldChange(_describe_values(name, *names), name, before, after)
        case String() if name in PROSE and before and after:
            label = f"wording changed ({_count_differences(before, after)})" if name == "text" else f"{name} changed"
            yield FieldChange(f"{label}: {diff_words(before, after)}", name, before, after)
        case _:
            label = "renamed" if name == "name" else name
            yield FieldChange(_describe_values(label, before, after), name, before, after)


def _count_differences(before: str, after: str) -> str:
    """Return how two states of a passage differ; of long ones only whether they have the same words."""
    if len(before) + len(after) > MAX_COMPARED_CHARS:
        return SAME_WORDS if have_same_words(before, after) else "different words"
    return describe_counts(place.kind for place in PassageComparison(align([before, after])).find_places((0,), (1,)))


def _describe_values(name: str, before: Any, after: Any) -> str:
    if before in (None, ()):
        return f"{name} added: {after}"
    if after in (None, ()):
        return f"{name} removed: {before}"
    return f"{name} from {before} to {after}" if name == "renamed" else f"{name} changed from {before} to {after}"


def _describe_dates(name: str, before: Date | None, after: Date | None) -> str:
    """Return how a date changed: whether it was narrowed, widened or moved, or is only written in another way."""
    if before is None or after is None:
        return _describe_values(name, before and before.text, after and after.text)
    inside, around = after.within(before), before.within(after)
    verbs = {(True, True): "is written differently:", (True, False): "narrowed", (False, True): "widened"}
    verb = verbs.get((inside, around), "moved")
    return f"{name} {verb} from {before.text} to {after.text}"


def _compare_arrays(
    old: Dossier, new: Dossier, name: str, shape: Shape, before: Sequence[str], after: Sequence[str]
) -> Iterator[FieldChange]:
    """Yield what was added to an array and removed; that its order changed only where that means something."""
    are_ids = isinstance(shape, References)
    added = [_name(new, each) if are_ids else each for each in dict.fromkeys(after) if each not in before]
    removed = [_name(old, each) if are_ids else each for each in dict.fromkeys(before) if each not in after]
    parts = [f"{name} added: {', '.join(added)}"] if added else []
    parts += [f"{name} removed: {', '.join(removed)}"] if removed else []
    if not parts and name in ORDERED:
        parts = [f"{name} now in the order {' → '.join(after)}"]
    if parts:
        yield FieldChange("; ".join(parts), name, list(before), list(after))


def _compare_tables(
    old: Dossier, new: Dossier, name: str, before: Sequence[Any], after: Sequence[Any]
) -> Iterator[FieldChange]:
    """Yield which tables were added, removed and changed; each is named by who or what it is about."""
    left = [record for record in before if record not in after]
    for record in after:
        if record in before:
            continue
        was = next((each for each in left if _key(each) == _key(record)), None)
        if was is None:
            yield FieldChange(f"{SINGULARS[name]} added: {_describe_table(new, record)}", name, None, to_plain(record))
            continue
        left.remove(was)
        label = f"{SINGULARS[name]} of {_subject(new, record)}"
        for change in _compare_table(old, new, was, record):
            yield FieldChange(f"{label}: {change.text}", name, to_plain(was), to_plain(record))
    if name in ORDERED and sorted(map(str, before)) == sorted(map(str, after)):
        yield FieldChange(
            f"{name} now in the order {' → '.join(map(str, after))}", name, to_plain(before), to_plain(after)
        )
    for record in left:
        yield FieldChange(f"{SINGULARS[name]} removed: {_describe_table(old, record)}", name, to_plain(record), None)


def _compare_table(old: Dossier, new: Dossier, was: Any, now: Any) -> Iterator[FieldChange]:
    for name, field in type(now).FIELDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield from compare_field(old, new, name, field.shape, before, after)
    if own_values(was) != own_values(now):
        yield FieldChange("the author's own keys changed", "extra", own_values(was), own_values(now))


def _key(record: Record) -> str:
    """Return what identifies a table of an array: the id or the words that say what it is about."""
    return str(getattr(record, KEY_FIELDS[type(record)])) if type(record) in KEY_FIELDS else str(record)


def _subject(dossier: Dossier, record: Record) -> str:
    return _name(dossier, _key(record))


def _describe_table(dossier: Dossier, record: Any) -> str:
    """Return a table in a few words."""
    words = next(filter(None, (getattr(record, name, None) for name in ("text", "stance", "role", "outcome"))), None)
    if isinstance(record, Link):
        return f"{record.type} {_subject(dossier, record)}"
    return _subject(dossier, record) + (f": {' '.join(words.split())}" if words else "")


def _name(dossier: Dossier, id: str) -> str:
    """Return what a person reads for an id, and the id where that is something else."""
    record: Any = dossier.by_id.get(id)
    name = next(filter(None, (getattr(record, key, None) for key in ("name", "label", "title"))), None)
    return f"{name} ({id})" if name else id


class Word(NamedTuple):
    """A word, and the space that follows it, if one does."""

    text: str
    space: str


def diff_words(old: str, new: str) -> str:
    """Return the new text with [-words that went-] and {+words that came+}, and an ellipsis for what stayed."""
    before, after = _split_words(old), _split_words(new)
    if max(len(before), len(after)) > MAX_WORDS:
        return f"[-{_join(before[:CONTEXT_WORDS])} …-] {{+{_join(after[:CONTEXT_WORDS])} …+}}"
    return " ".join(_diff_pieces(before, after))


def _split_words(text: str) -> list[Word]:
    return [Word(word, " " if space else "") for word, space in WORDS.findall(text)]


def _join(words: Sequence[Word]) -> str:
    return "".join(word.text + word.space for word in words).rstrip()


def _diff_pieces(before: list[Word], after: list[Word]) -> Iterator[str]:
    matcher = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            is_first = start == new_start == 0
            is_last = end == len(before) and new_end == len(after)
            yield _shorten(after[new_start:new_end], is_first, is_last)
            continue
        if start < end:
            yield f"[-{_join(before[start:end])}-]"
        if new_start < new_end:
            yield f"{{+{_join(after[new_start:new_end])}+}}"


def _shorten(words: list[Word], is_first: bool, is_last: bool) -> str:
    """Return words that stayed, shortened to those next to a change."""
    if len(words) <= CONTEXT_WORDS * (2 - is_first - is_last):
        return _join(words)
    before = "" if is_first else _join(words[:CONTEXT_WORDS]) + " "
    after = "" if is_last else " " + _join(words[-CONTEXT_WORDS:])
    return f"{before}…{after}"
