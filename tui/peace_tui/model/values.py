"""Records as plain values, which JSON and the cells of a table can hold; and a dossier as lines of them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record
from peace_tui.model.records import ARRAYS, FORMAT, KIND_NAMES

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

TOO_DEEP: Final = "(nested too deeply to be exported)"


def record_values(record: Any) -> dict[str, Any]:
    """Return the keys that a record has, in the order of the contract, and then its author's own."""
    values = {name: plain(getattr(record, name)) for name in type(record).FIELDS}
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
            values[name] = plain(value)
        except RecursionError:
            values[name] = TOO_DEEP
    return values


def own_words(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text: strings as they are, the rest as JSON."""
    from json import dumps

    values = own_values(record).items()
    return {name: value if isinstance(value, str) else dumps(value, ensure_ascii=False) for name, value in values}


def plain(value: Any) -> Any:
    """Return a value as JSON takes it: dates as they are written, records as objects, no number that is none."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
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
    elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for item in value:
            subject, *rest = item.items()
            inner = f"{label} {_on_one_line(str(subject[1]))}"
            yield inner
            for name, each in rest:
                yield from _key_lines(f"{inner} · {name}", each)
    else:
        from json import dumps

        yield f"{label}: {dumps(value, ensure_ascii=False)}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
