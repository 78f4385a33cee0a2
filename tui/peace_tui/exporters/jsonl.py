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
from itertools import groupby
from typing import Any, Final

from peace_tui.exporters.provenance_note import ALL_KEYS, DOSSIER, ProvenanceNote, find_unwritten
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Quote
from peace_tui.model.values import record_values, to_plain
from peace_tui.query.selection import KINDS, LISTINGS, Selection, mark_parts

RECORD: Final = "record"
"""The key that says what a line is."""
OWN_KEY: Final = "own"
"""The key of what a quote says itself where `date` and `tags` say what it inherits."""
LINES_IN_PART: Final = 100_000
"""How many lines a file of a folder of parts has at most."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the lines: events, people, quotes, sources and claims, each kind in the order of `list`; then the rest."""
    yield from (line for _, line in _lines(selection))


def render_parts(selection: Selection) -> Iterator[tuple[str, str]]:
    """Yield the parts of an export to a folder: the path of each file in it, named as Hive does, and its text.

    Programs that read such a folder (DuckDB, Spark, Arrow) open only the files of the records that are asked for.
    """
    for name, of_kind in groupby(sorted(_lines(selection), key=lambda each: each[0]), key=lambda each: each[0]):
        lines = [line for _, line in of_kind]
        for number, start in enumerate(range(0, len(lines), LINES_IN_PART)):
            path = f"{RECORD}={name.replace(' ', '-')}/part-{number}.jsonl"
            yield path, "".join(lines[start : start + LINES_IN_PART])


def _lines(selection: Selection) -> Iterator[tuple[str, str]]:
    """Yield what each line is a record of, and the line."""
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
                line[OWN_KEY] = own
            yield KIND_NAMES[kind], encode(line) + "\n"
    for kind in ARRAYS:
        for record in selection.every(kind)[len(getattr(selection, kind, ())) :]:
            yield KIND_NAMES[kind], encode({RECORD: KIND_NAMES[kind], **record_values(record)}) + "\n"
    yield DOSSIER, encode({RECORD: DOSSIER, **record_values(dossier.info)}) + "\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what is left out: under a view, eras and guided views."""
    return find_unwritten(selection, dict.fromkeys((DOSSIER, *(KINDS if selection.view.clauses else ARRAYS)), ALL_KEYS))


def _own_values(quote: Quote, line: dict[str, Any]) -> dict[str, Any]:
    """Return the date and tags that a quote has itself, where its line gives others.

    Both, even if only one differs: programs for tables give a key that some lines have to all, with nothing in it.
    """
    own = {"date": to_plain(quote.date), "tags": to_plain(quote.tags)}
    return own if any(value != line.get(name) for name, value in own.items()) else {}
