"""SQLite: every record as rows of tables, with full-text search, for Datasette, DuckDB and SQL by hand.

The tables follow from the fields of the records. A kind of record is a table, each of its keys a column, each key that
holds several values a table of its own (`quote_who`, `event_tags`, `versions`). Dates are EDTF as written, with the
first second and the second after the last, in UTC since 1970, in columns of their own. The author's own `x_*` keys are
JSON in the column `extra`. Two views, `printed` and `spoken_to`, join what is asked for most. What of a record the view
does not count, since it goes without a source or asks what was in print by a day, is in the table `discounted`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from peace_tui.exporters.provenance_note import ALL_KEYS, ProvenanceNote, find_unwritten
from peace_tui.model.fields import (
    Boolean,
    EdtfDate,
    Id,
    Integer,
    Record,
    Reference,
    References,
    Rules,
    Shape,
    String,
    Strings,
    Tables,
)
from peace_tui.model.records import ARRAYS, KIND_NAMES, Info
from peace_tui.model.values import own_values
from peace_tui.query.discounts import list_discounts
from peace_tui.query.selection import KINDS, Selection

DOSSIER: Final = "dossier"
"""The table of what the dossier says of itself: one row."""
VERSIONS: Final = "versions"
"""The table of what each source prints, which has a name of its own; of the others `quote_who` is called by both."""
SEARCHED: Final = {
    "events": ("title", "summary", "note"),
    "people": ("name", "note"),
    "quotes": ("text", "note"),
    "versions": ("text", "note"),
    "sources": ("title", "container_title", "note"),
    "claims": ("text", "note"),
}
"""The columns of a table whose words are found by full-text search."""
VIEWS: Final = """
CREATE VIEW printed AS
SELECT versions.quote, versions.position AS version, quotes.event, events.title AS event_title,
  coalesce(quotes.date, events.date) AS date,
  CASE WHEN quotes.date IS NULL THEN events.date_earliest ELSE quotes.date_earliest END AS date_earliest,
  CASE WHEN quotes.date IS NULL THEN events.date_latest ELSE quotes.date_latest END AS date_latest,
  (SELECT group_concat(name, '; ') FROM (SELECT people.name FROM quote_who JOIN people ON people.id = quote_who.person
    WHERE quote_who.quote = quotes.id ORDER BY quote_who.position)) AS who,
  (SELECT group_concat(name, '; ') FROM (SELECT people.name FROM quote_to JOIN people ON people.id = quote_to.person
    WHERE quote_to.quote = quotes.id ORDER BY quote_to.position)) AS "to",
  quotes.mode, quotes.status, versions.source, coalesce(sources.container_title, sources.title) AS outlet,
  versions.text, versions.locator, versions.language
FROM versions
  JOIN quotes ON quotes.id = versions.quote
  LEFT JOIN events ON events.id = quotes.event
  LEFT JOIN sources ON sources.id = versions.source;
CREATE VIEW spoken_to AS
SELECT quote_who.person AS who, quote_to.person AS "to", count(*) AS quotes
FROM quote_who JOIN quote_to ON quote_to.quote = quote_who.quote
GROUP BY 1, 2;
"""
"""What each outlet prints, with who said it to whom; and how often who speaks to whom."""


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table of the database: of a kind of record, or of a key of one that holds several values."""

    name: str
    fields: dict[str, Shape]
    """Each column with the shape of its key; a list of plain values has one column, `value` or what it refers to."""
    owner: DatabaseTable | None = None
    """The table that a row of this one belongs to a row of."""
    key: str = ""
    """The key of the owner's record."""
    record_class: type[Record] | None = None
    """The class of a row's record; None where a row is a plain value."""
    parts: list[DatabaseTable] = field(default_factory=list)
    """The tables of those keys that hold several values."""

    @property
    def has_id(self) -> bool:
        """Whether rows are named by the id of their record, and not only by their position."""
        return isinstance(self.fields.get("id"), Id)

    @property
    def owner_column(self) -> str:
        """The column that says to what row of the owner one belongs."""
        return _singular(self.owner.name) if self.owner else ""

    @property
    def columns(self) -> list[str]:
        """The columns, in order."""
        names = ["position", *([self.owner_column] if self.owner else [])]
        for name, shape in self.fields.items():
            names += [name, f"{name}_earliest", f"{name}_latest"] if isinstance(shape, EdtfDate) else [name]
        return [*names, "extra"] if self.record_class else names


def find_tables() -> list[DatabaseTable]:
    """Return the tables of the kinds of records, and that of the dossier, each with its parts."""
    return [_make_table(DOSSIER, Info), *(_make_table(kind, record_class) for kind, record_class in ARRAYS.items())]


def render(selection: Selection, note: ProvenanceNote) -> Iterator[bytes]:
    """Yield the database file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        write = _Writer(connection).write
        for table in find_tables():
            _create(connection, table)
            write(table, [selection.dossier.info] if table.name == DOSSIER else selection.every(table.name))
        connection.execute("CREATE TABLE provenance (label TEXT, words TEXT)")
        connection.executemany("INSERT INTO provenance VALUES (?, ?)", map(_encodable, note.items()))
        connection.execute("CREATE TABLE discounted (kind TEXT, record TEXT, part INTEGER, source TEXT, why TEXT)")
        connection.executemany("INSERT INTO discounted VALUES (?, ?, ?, ?, ?)", map(_encodable, _discounts(selection)))
        _execute_all(connection, VIEWS)
        if _has_search(connection):
            for name, columns in SEARCHED.items():
                listed = ", ".join(columns)
                connection.execute(
                    f'CREATE VIRTUAL TABLE {name}_fts USING fts5({listed}, content="{name}", content_rowid=position,'
                    " tokenize='unicode61 remove_diacritics 2')"  # Datasette knows it by the marks around the name
                )
                connection.execute(f"INSERT INTO {name}_fts({name}_fts) VALUES ('rebuild')")
        connection.execute("COMMIT")
        data = connection.serialize()
    yield data


def _discounts(selection: Selection) -> Iterator[tuple[str, str, int | None, str, str]]:
    """Yield what of each record the view does not count; of a quote the version, of a claim the evidence, from 1."""
    for kind in KINDS:
        for record in getattr(selection, kind):
            for source, why, part in list_discounts(selection.dossier, record, selection.view.clauses):
                yield kind, record.id, None if part is None else part + 1, source, why


def find_omissions(selection: Selection) -> list[str]:
    """Return what is left out: under a view eras and guided views, and full-text search where SQLite has none."""
    kinds = (DOSSIER, *(KINDS if selection.view.clauses else ARRAYS))
    found = find_unwritten(selection, dict.fromkeys(kinds, ALL_KEYS))
    with closing(sqlite3.connect(":memory:")) as connection:
        if not _has_search(connection):
            found.append("the tables for full-text search, since this Python's SQLite has no FTS5")
    return found


def _has_search(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def _execute_all(connection: sqlite3.Connection, script: str) -> None:
    """Run statements inside the transaction, which `executescript` would end."""
    for statement in filter(None, map(str.strip, script.split(";\n"))):
        connection.execute(statement)


def _make_table(
    name: str, record_class: type[Record], owner: DatabaseTable | None = None, key: str = ""
) -> DatabaseTable:
    shapes = {name: field.shape for name, field in record_class.FIELDS.items()}
    several = {key: shape for key, shape in shapes.items() if isinstance(shape, Tables | References | Strings)}
    table = DatabaseTable(name, {k: s for k, s in shapes.items() if k not in several}, owner, key, record_class)
    for key, shape in several.items():
        part = f"{_singular(name)}_{key}"
        part = VERSIONS if key == VERSIONS else part
        if isinstance(shape, Tables):
            table.parts.append(_make_table(part, shape.of, table, key))
        else:
            column = KIND_NAMES.get(shape.kind, "record") if isinstance(shape, References) else "value"
            column = key if column == _singular(name) else column
            referred = Reference(shape.kind) if isinstance(shape, References) else String()
            table.parts.append(DatabaseTable(part, {column: referred}, table, key))
    return table


def _singular(name: str) -> str:
    """Return what a row of a table is called: `person_roles` holds a `role` each."""
    return KIND_NAMES.get(name) or name.rpartition("_")[2].removesuffix("s")


def _create(connection: sqlite3.Connection, table: DatabaseTable) -> None:
    """Create a table, the tables of its parts, and an index for what rows of these belong to."""
    lines = ["position INTEGER PRIMARY KEY"]
    if table.owner:
        target = "id" if table.owner.has_id else "position"
        kind = "TEXT" if table.owner.has_id else "INTEGER"
        lines.append(f'"{table.owner_column}" {kind} NOT NULL REFERENCES "{table.owner.name}"("{target}")')
    for name, shape in table.fields.items():
        lines += _column_lines(name, shape)
    if table.record_class:
        lines.append("extra TEXT")
    connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(lines)})')
    if table.owner:
        connection.execute(f'CREATE INDEX "{table.name}_owner" ON "{table.name}"("{table.owner_column}")')
    for part in table.parts:
        _create(connection, part)


def _column_lines(name: str, shape: Shape) -> list[str]:
    if name == "id":
        return ["id TEXT UNIQUE"]
    if isinstance(shape, Integer | Boolean):
        return [f'"{name}" INTEGER']
    if isinstance(shape, EdtfDate):
        return [f'"{name}" TEXT', f'"{name}_earliest" INTEGER', f'"{name}_latest" INTEGER']
    if isinstance(shape, Reference) and shape.kind:
        return [f'"{name}" TEXT REFERENCES "{shape.kind}"(id)']
    return [f'"{name}" TEXT']


class _Writer:
    """Writes records as rows; counts the rows of each table, whose positions these are."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._positions: dict[str, int] = {}

    def write(self, table: DatabaseTable, records: Iterable[Any], owner: str | int | None = None) -> None:
        """Write a row for each record, and the rows of its parts."""
        marks = ", ".join("?" for _ in table.columns)
        insert = f'INSERT INTO "{table.name}" VALUES ({marks})'
        for record in records:
            position = self._positions[table.name] = self._positions.get(table.name, 0) + 1
            row: list[Any] = [position, *([owner] if table.owner else [])]
            if table.record_class is None:
                self._connection.execute(insert, _encodable([*row, record]))
                continue
            for name, shape in table.fields.items():
                row += _cells(shape, getattr(record, name))
            own = own_values(record)
            row.append(json.dumps(own, ensure_ascii=False) if own else None)
            self._connection.execute(insert, _encodable(row))
            for part in table.parts:
                self.write(part, getattr(record, part.key), record.id if table.has_id else position)


def _cells(shape: Shape, value: Any) -> list[Any]:
    """Return the cells of one key: of a date three, in all other cases one."""
    if isinstance(shape, EdtfDate):
        return [value.text, _second(value.earliest_instant), _second(value.latest_instant)] if value else [None] * 3
    if isinstance(shape, Rules):
        return [json.dumps(value if value is True else [*value]) if value else None]
    return [value]


def _second(moment: int | None) -> int | None:
    """Return a moment, None for one beyond what SQLite counts: some 292 billion years."""
    return moment if moment is not None and -(2**63) <= moment < 2**63 else None


def _encodable(cells: Iterable[Any]) -> list[Any]:
    """Return cells in which lone surrogates, which UTF-8 does not have, are written as escapes."""
    return [cell.encode("utf-8", "backslashreplace").decode() if isinstance(cell, str) else cell for cell in cells]
