"""JSON Lines: every record that passes as an object on a line; `peace-tui import jsonl` makes the same dossier of it.

Each has `record`, which says what it is, the keys of `peace-tui list`, every other key that its dossier gives it, and
the author's own `x_*` keys. Dates and tags of a quote are the effective ones, inherited included; where its own are
others, they stand in `own`. The last line is what the dossier says of itself. Before it stand, where all of it is
exported, people whom no quote and no event names, eras and guided views. Under a view that goes without a source, or
asks what was in print by a day, `discounted` says what of a record does not count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from peace_tui.exporters.provenance_note import ALL_KEYS, DOSSIER, ProvenanceNote, find_unwritten
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Quote
from peace_tui.model.values import plain, record_values
from peace_tui.query.selection import KINDS, LISTINGS, Selection, mark_parts

RECORD: Final = "record"
"""The key that says what a line is."""
OWN: Final = "own"
"""The key of what a quote says itself where `date` and `tags` say what it inherits."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the lines: events, people, quotes, sources and claims, each kind in the order of `list`; then the rest."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    dossier = selection.dossier
    for kind in KINDS:
        records = getattr(selection, kind)
        for record, row in zip(records, LISTINGS[kind].rows(dossier, selection.view, False), strict=True):
            values = record_values(record)
            nested = {name: values[name] for name in ("versions", "evidence") if name in values}
            line: dict[str, Any] = {RECORD: KIND_NAMES[kind], **row} | values | row | nested
            if isinstance(record, Quote | Claim):
                line = mark_parts(dossier, selection.view, record, line)
            if isinstance(record, Quote) and (own := _own_values(record, line)):
                line[OWN] = own
            yield encode(line) + "\n"
    for kind in ARRAYS:
        for record in selection.every(kind)[len(getattr(selection, kind, ())) :]:
            yield encode({RECORD: KIND_NAMES[kind], **record_values(record)}) + "\n"
    yield encode({RECORD: DOSSIER, **record_values(dossier.info)}) + "\n"


def omissions(selection: Selection) -> list[str]:
    """Return what is left out: under a view, eras and guided views."""
    return find_unwritten(selection, dict.fromkeys((DOSSIER, *(KINDS if selection.view.clauses else ARRAYS)), ALL_KEYS))


def _own_values(quote: Quote, line: dict[str, Any]) -> dict[str, Any]:
    """Return the date and tags that a quote has itself, where its line gives others."""
    own = {"date": plain(quote.date), "tags": plain(quote.tags)}
    return {name: value for name, value in own.items() if value != line.get(name)}
