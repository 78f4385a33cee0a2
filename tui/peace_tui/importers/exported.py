"""Exports of peace-tui's own, JSON Lines and SQLite, which hold a dossier completely: they become the same dossier.

A database may have been changed by hand or made smaller by SQL: what is in its tables is read, and references to what
is no longer there are set aside under `x_` keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from peace_tui.exporters.jsonl import OWN, RECORD
from peace_tui.exporters.provenance_note import DOSSIER
from peace_tui.exporters.sqlite import Table, find_tables
from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.report import ImportOptions, count_noun
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Boolean, Rules
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Event, Info, Person, Quote, Source
from peace_tui.query.facets import ViewError
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import parse_view
from peace_tui.text.terminal_safe import preview

SQLITE_START: Final = b"SQLite format 3\0"
"""The first bytes of every SQLite database."""
KIND_OF: Final = {DOSSIER: DOSSIER, **{name: kind for kind, name in KIND_NAMES.items()}}
"""The kinds by what `record` says in JSON Lines."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert an export, whichever of the two it is."""
    is_database = input_file.first_bytes().startswith(SQLITE_START)
    records = _read_database(input_file) if is_database else _read_lines(input_file)
    builder.may_dangle = builder.is_exact = True
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ARRAYS}
    count = 0
    for kind, values in records:
        count += 1
        input_file.show_progress(count_noun(count, "record"))
        if kind == DOSSIER:
            builder.info |= {name: value for name, value in values.items() if value is not None}
            builder.zone = builder.info["timezone"]
            continue
        if "id" in ARRAYS[kind].FIELDS and values.get("id"):
            builder.identify(kind, values, str(values["id"]), str(values["id"]))
        found[kind].append(values)
    views = found.pop("views")
    for kind, tables in found.items():
        for values in tables:
            builder.add_open(kind, values)
    _add_views(builder, found, views)
    if not count:
        raise input_file.error("there are no records in it")
    builder.report.read.append(count_noun(count, "record"))


def _add_views(builder: DossierBuilder, found: dict[str, list[dict[str, Any]]], views: list[dict[str, Any]]) -> None:
    """Add the guided views; those that name what is no longer there are kept with what the dossier says of itself."""
    dossier = _outline(builder.zone, found)
    lost = []
    for values in views:
        try:
            parse_view(str(values.get("view", "")), dossier)
            builder.add_open("views", values)
        except ViewError as error:
            builder.report.add_change(
                "view naming what is not in the file, kept under x_views of the dossier", str(error)
            )
            lost.append(values)
    if lost:
        builder.info["x_views"] = lost


def _outline(zone: str | None, found: dict[str, list[dict[str, Any]]]) -> Dossier:
    """Return a dossier with all that a view may name, and nothing else."""

    def texts(values: dict[str, Any], name: str) -> tuple[str, ...]:
        value = values.get(name)
        return tuple(map(str, value)) if isinstance(value, list) else ()

    return Dossier(
        info=Info(title="", timezone=zone),
        people=tuple(
            Person(id=str(each.get("id")), name=str(each.get("name")), aliases=texts(each, "aliases"))
            for each in found["people"]
        ),
        sources=tuple(
            Source(id=str(each.get("id")), title=each.get("title"), container_title=each.get("container_title"))
            for each in found["sources"]
        ),
        events=tuple(
            Event(id=str(each.get("id")), title=str(each.get("title")), tags=texts(each, "tags"))
            for each in found["events"]
        ),
        quotes=tuple(
            Quote(id=str(each.get("id")), event=str(each.get("event")), text="", tags=texts(each, "tags"))
            for each in found["quotes"]
        ),
        claims=tuple(Claim(id=str(each.get("id")), text="") for each in found["claims"]),
    )


def _read_lines(input_file: InputFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and values of each line."""
    text, _ = input_file.open_text()
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        location = f"line {number}"
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            if number == 1 and not line.lstrip().startswith("{"):
                formats = "a database of peace-tui export sqlite nor lines of peace-tui export jsonl"
                raise input_file.error(f"this is neither {formats}; name the format it has") from None
            raise input_file.error(f"this is no JSON: {error}", location) from None
        if not isinstance(values, dict) or values.get(RECORD) not in KIND_OF:
            what = (
                f'no "{RECORD}" says what it is'
                if not isinstance(values, dict) or RECORD not in values
                else (f'"{RECORD}" is {preview(json.dumps(values[RECORD]), 40)}')
            )
            why = f"this is no line of peace-tui export jsonl: {what}; tables are for peace-tui import csv"
            raise input_file.error(why, location)
        kind = KIND_OF[values.pop(RECORD)]
        if kind == "quotes":
            values |= values.pop(OWN, None) or {}
        yield kind, _without_counts(kind, values)


def _without_counts(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of the record without those that `list` counts: anything else that is unknown is kept."""
    fields = Info.FIELDS if kind == DOSSIER else ARRAYS[kind].FIELDS
    counted = {name for name in LISTINGS[kind].keys if name not in fields} if kind in LISTINGS else set()
    return {name: value for name, value in values.items() if name not in counted}


def _read_database(input_file: InputFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and values of each row."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(input_file.read_all())
        connection.row_factory = sqlite3.Row
        known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = find_tables()
        if not {table.name for table in tables} <= known:
            raise input_file.error("this is no database of peace-tui export sqlite; export a query's result as CSV")
        for table in tables:
            for values in _read_table(connection, table):
                yield table.name, values
    except sqlite3.Error as error:
        raise input_file.error(f"the database cannot be read: {error}") from None
    finally:
        connection.close()


def _read_table(connection: sqlite3.Connection, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the values of each row with those of its parts."""
    parts = [(part, _group_rows(connection, part)) for part in table.parts]
    for row in connection.execute(f'SELECT * FROM "{table.name}" ORDER BY position'):
        yield _values_of(table, row) | {
            part.key: rows[_name_of(table, row)] for part, rows in parts if _name_of(table, row) in rows
        }


def _group_rows(connection: sqlite3.Connection, table: Table) -> dict[Any, list[Any]]:
    """Return the rows of a part by the row of the owner they belong to."""
    grouped: dict[Any, list[Any]] = {}
    records = _read_table(connection, table)
    for row, values in zip(connection.execute(f'SELECT * FROM "{table.name}" ORDER BY position'), records, strict=True):
        value = values if table.record_class else row[next(iter(table.fields))]
        grouped.setdefault(row[table.owner_column], []).append(value)
    return grouped


def _name_of(table: Table, row: sqlite3.Row) -> Any:
    return row["id" if table.has_id else "position"]


def _values_of(table: Table, row: sqlite3.Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, shape in table.fields.items():
        value = row[name]
        if value is None or (isinstance(shape, Boolean) and not value):
            continue
        if isinstance(shape, Rules):
            value = json.loads(value)
        values[name] = bool(value) if isinstance(shape, Boolean) else value
    return values | (json.loads(row["extra"]) if table.record_class and row["extra"] else {})
