"""Exports of peace-tui's own, which hold a dossier completely: JSON Lines, SQLite and CSV become the same dossier.

What was exported may have been changed by hand or made smaller by SQL: what is there is read, and references to what is
no longer there are set aside under `x_` keys.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from peace_tui.exporters.csv import COLUMNS, event_cells
from peace_tui.exporters.jsonl import OWN_KEY, RECORD
from peace_tui.exporters.provenance_note import DOSSIER
from peace_tui.exporters.sqlite import DatabaseTable, find_tables
from peace_tui.importers.coerce import A_MOMENT, add_extra, make_extra_key
from peace_tui.importers.dates import is_date
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun
from peace_tui.importers.input_file import InputFile
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Boolean, Integer, References, Rules, Shape, Strings, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Event, Info, Person, Quote, Source
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.facets import ViewError
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import parse_view
from peace_tui.text.terminal_safe import preview

SQLITE_START: Final = b"SQLite format 3\0"
"""The first bytes of every SQLite database."""
INHERITED: Final = "what the quote has from its event"
"""The key of a quote, while a file is read, for what it says of its event's date and tags."""
KIND_OF: Final = {DOSSIER: DOSSIER, **{name: kind for kind, name in KIND_NAMES.items()}}
"""The kinds by what `record` says in JSON Lines."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert an export in JSON Lines or SQLite, whichever of the two it is."""
    is_database = input_file.first_bytes().startswith(SQLITE_START)
    import_records(input_file, builder, _read_database(input_file, builder) if is_database else _read_lines(input_file))


def import_records(
    input_file: InputFile, builder: DossierBuilder, records: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """Add all records of an export, each by its kind and its values."""
    builder.may_dangle = builder.is_exact = True
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ARRAYS}
    count = 0
    for kind, values in records:
        count += 1
        input_file.show_progress(count_noun(count, "record"))
        if kind == DOSSIER:
            builder.info |= {name: value for name, value in values.items() if value is not None}
            zone = builder.info["timezone"]
            builder.zone = zone if isinstance(zone, str) and is_date(A_MOMENT, zone) else None
            continue
        fields = ARRAYS[kind].FIELDS
        if "id" in fields and (values.get("id") or fields["id"].required):
            wanted = next((str(values[name]) for name in ("id", "title", "name", "text") if values.get(name)), "")
            builder.identify(kind, values, wanted, str(values.get("id") or ""))
        found[kind].append(values)
    events = {event.get("id") for event in found["events"]}
    for quote in found["quotes"]:
        inherited = quote.pop(INHERITED, {})
        if str(quote.get("event")) not in events:  # of which the quote has date and tags
            quote |= inherited
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
            parse_view(str(values["view"]), dossier)
            builder.add_open("views", values)
        except (ViewError, KeyError) as error:
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


def _find_kind(name: Any) -> str | None:
    """Return the kind of record that a line is, as its key or the name of its folder says."""
    return KIND_OF.get(name.replace("-", " ")) if isinstance(name, str) else None


def _read_lines(input_file: InputFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and values of each line."""
    text, _ = input_file.open_text()
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        location = input_file.place(number)
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            if number == 1 and not line.lstrip().startswith("{"):
                formats = "a database of peace-tui export sqlite nor lines of peace-tui export jsonl"
                raise input_file.error(f"this is neither {formats}; name the format it has") from None
            raise input_file.error(f"this is no JSON: {error}", location) from None
        if not isinstance(values, dict) or _find_kind(values.get(RECORD)) is None:
            what = (
                f'no "{RECORD}" says what it is'
                if not isinstance(values, dict) or RECORD not in values
                else (f'"{RECORD}" is {preview(json.dumps(values[RECORD]), 40)}')
            )
            why = f"this is no line of peace-tui export jsonl: {what}; tables are for peace-tui import csv"
            raise input_file.error(why, location)
        kind = _find_kind(values.pop(RECORD)) or ""
        if kind == "quotes":
            own = values.pop(OWN_KEY, None) or {}
            own = own if isinstance(own, dict) else {"x_own": own}
            values |= own | {
                INHERITED: {name: values[name] for name in own.keys() & {"date", "tags"} if name in values}
            }
        yield kind, _drop_counts(kind, _drop_marks(values))


def _drop_counts(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of the record without what `list` counts, and what a view does not: else the unknown is kept."""
    fields = Info.FIELDS if kind == DOSSIER else ARRAYS[kind].FIELDS
    counted = {name for name in LISTINGS[kind].keys if name not in fields} if kind in LISTINGS else set()
    counted.add(DISCOUNTED)
    return {name: value for name, value in values.items() if name not in counted}


def _drop_marks(values: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of a record without what its versions and evidence say of the view."""
    for key in ("versions", "evidence"):
        parts = values.get(key)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                part.pop(DISCOUNTED, None)
    return values


OWN_TABLES: Final = re.compile(r"provenance|discounted|sqlite_\w+|\w+_fts(_\w+)?")
"""Tables of an export that hold no records."""


def _list_tables(tables: Iterable[DatabaseTable]) -> Iterator[str]:
    for table in tables:
        yield table.name
        yield from _list_tables(table.parts)


def _read_database(input_file: InputFile, builder: DossierBuilder) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and values of each row."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(input_file.read_all())
        connection.row_factory = sqlite3.Row
        known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = find_tables()
        if not {table.name for table in tables} <= known:
            raise input_file.error("this is no database of peace-tui export sqlite; export a query's result as CSV")
        for name in sorted(known - {*_list_tables(tables)}):
            if not OWN_TABLES.fullmatch(name):
                builder.report.add_loss("table that peace-tui export sqlite does not write", f"'{preview(name)}'")
        for table in tables:
            for values in _read_table(connection, table):
                yield table.name, values
    except sqlite3.Error as error:
        raise input_file.error(f"the database cannot be read: {error}") from None
    finally:
        connection.close()


def _read_table(connection: sqlite3.Connection, table: DatabaseTable) -> Iterator[dict[str, Any]]:
    """Yield the values of each row with those of its parts."""
    parts = [(part, _group_rows(connection, part)) for part in table.parts]
    for row in connection.execute(f'SELECT * FROM "{table.name}" ORDER BY position'):
        yield _read_row(table, row) | {
            part.key: rows[_find_row_key(table, row)] for part, rows in parts if _find_row_key(table, row) in rows
        }


def _group_rows(connection: sqlite3.Connection, table: DatabaseTable) -> dict[Any, list[Any]]:
    """Return the rows of a part by the row of the owner they belong to."""
    grouped: dict[Any, list[Any]] = {}
    records = _read_table(connection, table)
    for row, values in zip(connection.execute(f'SELECT * FROM "{table.name}" ORDER BY position'), records, strict=True):
        value = values if table.record_class else row[next(iter(table.fields))]
        grouped.setdefault(row[table.owner_column], []).append(value)
    return grouped


def _find_row_key(table: DatabaseTable, row: sqlite3.Row) -> Any:
    return row["id" if table.has_id else "position"]


def _read_row(table: DatabaseTable, row: sqlite3.Row) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, shape in table.fields.items():
        value = row[name]
        if value is None or (isinstance(shape, Boolean) and not value):
            continue
        if isinstance(shape, Rules):
            value = parse_own(str(value))
        values[name] = bool(value) if isinstance(shape, Boolean) else value
    if table.record_class and row["extra"]:
        extra = parse_own(str(row["extra"]))
        values |= extra if isinstance(extra, dict) else {"x_extra": extra}
    for name in row.keys() if table.record_class else ():  # those that SQL has added
        if name not in table.columns and row[name] is not None:
            add_extra(values, make_extra_key(name), row[name])
    return values


# --- Tables ----------------------------------------------------------------------------------------------------------

EXPORTED_COLUMNS: Final = frozenset(("who_id", "to_id", "about_id", "source_id", "event_id", "versions"))
"""Columns that only a table of quotes of our own export has."""
VALUE: Final = re.compile(r"""\s*("(?:[^"]|"")*"|[^;]*?)\s*;""")
"""One of several values in a cell, with what follows it."""


def is_exported(header: Sequence[str]) -> bool:
    """Tell whether `peace-tui export csv` wrote a table of quotes."""
    return EXPORTED_COLUMNS.issubset(header)


def is_of_records(header: Sequence[str]) -> bool:
    """Tell whether a table seems to be one that `peace-tui export csv --of` wrote, of another kind or of all."""
    return header[:1] == [RECORD] and len(header) > 1


def read_records(
    input_file: InputFile, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield kind and values of each row of a table of records."""
    for number, cells in rows:
        kind = KIND_OF.get(cells.get(RECORD, ""))
        if kind is None:
            why = f'"{RECORD}" is {preview(cells.get(RECORD, ""), 40)!r}, and no kind of record: {", ".join(KIND_OF)}'
            raise input_file.error(why, f"row {number}")
        fields = Info.FIELDS if kind == DOSSIER else ARRAYS[kind].FIELDS
        values = {
            name: _parse_cell(cell, fields[name].shape) if name in fields else parse_own(cell)
            for name, cell in cells.items()
            if cell and name not in (RECORD, DISCOUNTED)
        }
        yield kind, _drop_marks(values)


def _parse_cell(cell: str, shape: Shape) -> Any:
    """Return the value in the cell of a key; what is not as it was exported stays text, which the builder reports."""
    if isinstance(shape, Strings | References):
        return split_cell(cell)
    if isinstance(shape, Boolean) or (isinstance(shape, Rules) and cell in ("true", "false")):
        return cell == "true" if cell in ("true", "false") else cell
    if isinstance(shape, Rules):
        return split_cell(cell)
    if isinstance(shape, Tables):
        tables = parse_own(cell)
        is_whole = isinstance(tables, list) and tables and all(isinstance(each, str | dict) for each in tables)
        return tables if is_whole else split_cell(cell)
    if isinstance(shape, Integer):
        return int(cell) if re.fullmatch("-?[0-9]{1,19}", cell) else cell
    return cell


def split_cell(cell: str) -> list[str]:
    """Return the values in a cell, to the letter."""
    if not cell:
        return []
    values: list[str] = VALUE.findall(f"{cell};")
    return [each[1:-1].replace('""', '"') if each[:1] == '"' else each for each in values]


def parse_own(cell: str) -> Any:
    """Return the value of an author's own key: what is JSON was written as such."""
    with suppress(ValueError, RecursionError):
        return json.loads(cell)
    return cell


def read_quote(
    cells: Mapping[str, str], own: Mapping[str, Any], find: Callable[[str, str], Mapping[str, Any] | None]
) -> dict[str, Any] | None:
    """Return the quote in a row of an exported table to the letter, None where the row is not as it was exported.

    Args:
        cells: The cells by column.
        own: What the column `records` says of the quote.
        find: Returns the values of a record by its kind and id, None where there is none.
    """
    event = find("events", cells.get("event_id", ""))
    known = (*COLUMNS, DISCOUNTED)
    is_changed = any(cell and name not in known and not name.startswith("x_") for name, cell in cells.items())
    if not cells.get("text", "").strip() or event is None or is_changed or not has_event_cells(cells, event):
        return None
    quote: dict[str, Any] = {name: cells.get(name) for name in ("id", "text", "mode", "status", "language", "note")}
    for name in ("who", "to", "about"):
        quote[name] = split_cell(cells.get(f"{name}_id", ""))
        if _list_names("people", quote[name], find) != split_cell(cells.get(name, "")):
            return None
    versions = parse_own(cells.get("versions") or "[]")
    if not isinstance(versions, list) or not all(isinstance(each, dict) for each in versions):
        return None
    sources = [str(each.get("source")) for each in versions]
    is_same = sources == split_cell(cells.get("source_id", ""))
    if not is_same or _list_names("sources", sources, find) != split_cell(cells.get("source", "")):
        return None
    date, number = cells.get("date"), cells.get("n", "")
    if number and not re.fullmatch("-?[0-9]{1,19}", number):
        return None
    quote |= {"event": cells["event_id"], "n": int(number) if number else None, "versions": versions}
    quote = _drop_marks(quote)
    quote |= {"tags": split_cell(cells.get("tags", "")), "date": date if date != cells.get("event_date") else None}
    quote |= {name: parse_own(cell) for name, cell in cells.items() if cell and name.startswith("x_")}
    return quote | dict(own)


def has_event_cells(cells: Mapping[str, str], event: Mapping[str, Any]) -> bool:
    """Tell whether a row says of an event what was exported."""
    return all(cells.get(name, "") == cell for name, cell in event_cells(event).items())


def _list_names(
    kind: str, ids: Iterable[str], find: Callable[[str, str], Mapping[str, Any] | None]
) -> list[str] | None:
    """Return the names by which an exported row calls records; None where it does not have one of them."""
    found = [find(kind, id) for id in ids]
    if not all(found):
        return None
    keys = ("name",) if kind == "people" else ("container_title", "title", "id")
    return [next((str(each[key]) for key in keys if each.get(key)), "") for each in found if each]
