"""A dossier as lines that can be compared one by one, for `git diff`: each says by itself what it is of.

Records stand by kind and id, so that moving them about in the file changes nothing. Nothing is derived, so that one
change in the file is one change here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.model.values import record_values


def dossier_lines(dossier: Dossier) -> Iterator[str]:
    """Yield the lines of a dossier."""
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
        yield f"{label}: {json.dumps(value, ensure_ascii=False)}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
