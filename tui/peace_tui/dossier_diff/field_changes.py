"""How a field of a record changed, in words: by the shape that it is declared with.

Of texts it is shown which words went and which came, as `git diff --word-diff` marks them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import EdtfDate, Record, Reference, References, Shape, String, Strings, Tables
from peace_tui.model.records import Account, Clock, Evidence, Involvement, Link, Role, Version
from peace_tui.model.values import own_values, plain

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
            yield FieldChange(_describe_dates(name, before, after), name, plain(before), plain(after))
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
    from peace_tui.collation.alignment import MAX_COMPARED_CHARS, align
    from peace_tui.collation.differences import SAME_WORDS, PassageComparison, describe_counts, have_same_words

    if len(before) + len(after) > MAX_COMPARED_CHARS:
        return SAME_WORDS if have_same_words(before, after) else "different words"
    return describe_counts(place.kind for place in PassageComparison(align([before, after])).places((0,), (1,)))


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
            yield FieldChange(f"{SINGULARS[name]} added: {_describe_table(new, record)}", name, None, plain(record))
            continue
        left.remove(was)
        label = f"{SINGULARS[name]} of {_subject(new, record)}"
        for change in _compare_table(old, new, was, record):
            yield FieldChange(f"{label}: {change.text}", name, plain(was), plain(record))
    if name in ORDERED and sorted(map(str, before)) == sorted(map(str, after)):
        yield FieldChange(f"{name} now in the order {' → '.join(map(str, after))}", name, plain(before), plain(after))
    for record in left:
        yield FieldChange(f"{SINGULARS[name]} removed: {_describe_table(old, record)}", name, plain(record), None)


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
