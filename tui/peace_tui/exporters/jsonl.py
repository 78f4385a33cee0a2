"""JSON Lines: every record that passes as an object on a line.

Each has `record`, which says what it is, the keys of `peace-tui list`, every other key that its dossier gives it, and
the author's own `x_*` keys. Dates and tags of a quote are the effective ones, inherited included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from peace_tui.exporters.provenance_note import ALL_KEYS, ProvenanceNote, find_unwritten
from peace_tui.model.records import KIND_NAMES
from peace_tui.model.values import record_values
from peace_tui.query.selection import KINDS, LISTINGS, Selection


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the lines: events, people, quotes, sources and claims, each kind in the order of `list`."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for kind in KINDS:
        records = getattr(selection, kind)
        for record, row in zip(records, LISTINGS[kind].rows(selection.dossier, selection.view, False), strict=True):
            values = record_values(record)
            nested = {name: values[name] for name in ("versions", "evidence") if name in values}
            line: dict[str, Any] = {"record": KIND_NAMES[kind], **row}
            yield encode(line | values | row | nested) + "\n"


def omissions(selection: Selection) -> list[str]:
    """Return what is no record with an id of its own in a selection."""
    return find_unwritten(selection, dict.fromkeys(KINDS, ALL_KEYS))
