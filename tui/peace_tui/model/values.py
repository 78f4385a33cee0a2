"""Records as plain values, which JSON and the cells of a table can hold; and a dossier as lines of them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from json import dumps
from typing import TYPE_CHECKING, Any, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record
from peace_tui.model.records import ARRAYS, FORMAT, KIND_NAMES, Name, Source

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

ROLES: Final = frozenset(
    (
        *("chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator"),
        *("director", "editor", "editor-translator", "editorial-director", "executive-producer", "guest", "host"),
        *("illustrator", "interviewer", "narrator", "organizer", "original-author", "performer", "producer"),
        *("recipient", "reviewed-author", "script-writer", "series-creator", "translator"),
    )
)
"""The roles besides the author's of which CSL 1.0.2 has names; a source keeps them as `x_editor` and so on."""
TOO_DEEP: Final = "(nested too deeply to be exported)"


def record_values(record: Any) -> dict[str, Any]:
    """Return the keys that a record has, in the order of the contract, and then its author's own."""
    values = {name: to_plain(getattr(record, name)) for name in type(record).FIELDS}
    return {name: value for name, value in values.items() if value not in (None, [], "") and value is not False} | (
        own_values(record)
    )


def to_dict(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as plain values, shaped as its file is: `dossier`, then an array of each kind of record.

    Dates are as they are written, and nothing is derived. Keys that have nothing are left out.
    """
    arrays = {kind: [record_values(record) for record in getattr(dossier, kind)] for kind in ARRAYS}
    return {"format": FORMAT, "dossier": record_values(dossier.info)} | {
        kind: rows for kind, rows in arrays.items() if rows
    }


def own_values(record: Any) -> dict[str, Any]:
    """Return the `x_*` keys of a record."""
    values = {}
    for name, value in record.extra.items():
        try:
            values[name] = to_plain(value)
        except RecursionError:
            values[name] = TOO_DEEP
    return values


def own_words(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text: strings as they are, the rest as JSON."""
    values = own_values(record).items()
    return {name: value if isinstance(value, str) else dumps(value, ensure_ascii=False) for name, value in values}


def role_key(role: str) -> str:
    """Return the key under which a source keeps the names of a role of CSL: `x_container_author`."""
    return f"x_{role.replace('-', '_')}"


def role_names(source: Source) -> dict[str, tuple[Name, ...]]:
    """Return the names that a source keeps of the roles of CSL, as far as they are names like those of its authors."""
    found = {role: _read_names(source.extra[key]) for role in sorted(ROLES) if (key := role_key(role)) in source.extra}
    return {role: names for role, names in found.items() if names}


def _read_names(value: Any) -> tuple[Name, ...]:
    """Return the names in a list such as that of the authors; none where anything in it is no name."""
    names = [_read_name(each) for each in value] if isinstance(value, list | tuple) else []
    return tuple(name for name in names if name) if all(names) else ()


def _read_name(value: Any) -> Name | None:
    parts = {"literal": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    own = {part: each for part, each in parts.items() if part.startswith("x_")}
    known = {part: each for part, each in parts.items() if part not in own}
    is_name = known.keys() <= Name.FIELDS.keys() and all(isinstance(each, str) and each for each in known.values())
    name = Name(**known, extra=own) if known and is_name else None
    return name if name and str(name).strip() else None


def own_texts(source: Source, names: Mapping[str, str]) -> dict[str, str]:
    """Return the `x_*` keys of a source that have a text and a name in `names`, the variables or tags of a format.

    A DOI is among them only where the source has an address too: readers of bibliographies make one of it.
    """
    texts = {key: text for key in names if isinstance(text := source.extra.get(key), str) and text.strip()}
    return {key: text for key, text in texts.items() if key != "x_doi" or source.url}


def own_words_aloud(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text to be read, with the names of editors and the like as they are said."""
    names = role_names(record) if isinstance(record, Source) else {}
    return own_words(record) | {role_key(role): ", ".join(map(str, each)) for role, each in names.items()}


def to_plain(value: Any) -> Any:
    """Return a value as JSON takes it: dates as they are written, records as objects, infinity and NaN as text."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, Record):
        return value.as_plain() or record_values(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def dossier_lines(dossier: Dossier) -> Iterator[str]:
    """Yield a dossier as lines that can be compared one by one, for `git diff`: each says by itself what it is of.

    Records stand by kind and id, so that moving them about in the file changes nothing. Nothing is derived, so that one
    change in the file is one change here.
    """
    yield from _record_lines("dossier", record_values(dossier.info))
    for kind in ARRAYS:
        records = [record_values(record) for record in getattr(dossier, kind)]
        for values in sorted(records, key=_sort_key):
            name = values.pop("id", None) or values.get("title") or values.get("view")
            yield ""
            yield from _record_lines(f"{KIND_NAMES[kind]} {_on_one_line(str(name))}", values)


def _sort_key(values: dict[str, Any]) -> tuple[str, str]:
    return str(values.get("id") or ""), str(values.get("title") or values.get("view") or "")


def _record_lines(label: str, values: dict[str, Any]) -> Iterator[str]:
    yield label
    for name, value in values.items():
        yield from _key_lines(f"{label} · {name}", value)


def _key_lines(label: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (f"{label}: {line}" for line in value.split("\n"))
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield from (f"{label}: {_on_one_line(item)}" for item in value)
    elif isinstance(value, list) and value and all(isinstance(item, dict) and item for item in value):
        for item in value:
            subject, *rest = item.items()
            inner = f"{label} {_on_one_line(str(subject[1]))}"
            yield inner
            for name, each in rest:
                yield from _key_lines(f"{inner} · {name}", each)
    else:
        yield f"{label}: {dumps(value, ensure_ascii=False)}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
