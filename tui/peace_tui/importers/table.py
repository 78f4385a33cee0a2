"""Tables (CSV and its kin, workbooks, rows in XML): a row is a quote, or an event where the table has no words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import filterfalse, islice
from typing import Any, Final

from peace_tui.exporters.jsonl import RECORD
from peace_tui.importers import claims, timelinejs
from peace_tui.importers.coerce import add_extra, find_unused_key, keep_as_extra, make_extra_key, to_one_line
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun, is_placeholder
from peace_tui.importers.exported import (
    KIND_OF,
    has_event_cells,
    import_records,
    is_exported,
    is_of_records,
    read_quote,
    read_records,
)
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.table_cells import TableContext, TableRow
from peace_tui.importers.table_columns import (
    MAX_COLUMNS_NAMED,
    ColumnShape,
    explain_guesses,
    holds_letters,
    map_columns,
    shape_columns,
)
from peace_tui.importers.table_entities import EVENT_FIELDS, PARTICIPANT_FIELDS, EntityRegistry, merge_versions
from peace_tui.importers.table_rows import MORE_CELLS, Table, TextTable, WorkbookTable, XmlTable
from peace_tui.importers.timelinejs_slides import is_timelinejs_spreadsheet
from peace_tui.importers.workbooks import is_workbook
from peace_tui.importers.xml_stream import is_xml

QUOTE_FIELDS: Final = ("mode", "language", "n", "status", "note")
"""Keys of a quote whose cells are text."""
RECORDS_COLUMN: Final = "records"
"""The column of whole records in a table of our own export."""
MAX_ROWS_LOOKED_AT: Final = 200
"""How many rows are searched for words before a column is taken for speech."""
ADDRESS: Final = re.compile(r"https?://\S+")
MAX_ROWS_SET_ASIDE: Final = 200
"""How many rows are kept that become no record."""
MAX_TITLE_CHARS: Final = 80
"""A longer description is not used as the title as well."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a table."""
    if not options.columns and _convert_other_kind(input_file, builder, options):
        return
    table = _open_table(input_file, options)
    is_ours = is_exported(table.header)
    shape = ColumnShape() if is_ours else shape_columns(table.header, options)
    header = shape.header(table.header)
    columns = map_columns(header, options)
    if not is_ours and holds_no_speech(table, shape, columns, options):
        why = "it holds nothing but numbers and addresses; if it is speech: --map text=COLUMN"
        builder.report.guesses.append(f"{columns['quote.text']} is no speech: {why}")
        columns = map_columns(header, replace(options, columns=(*options.columns, ("text", ""))))
    _check_columns(columns, header, input_file)
    if not is_ours:
        builder.report.guesses += [*shape.guesses(), *explain_guesses(columns, header, options)]
    _convert_rows(TableContext(builder, input_file, options, columns, is_ours), shape, header)


def _convert_rows(context: TableContext, shape: ColumnShape, header: list[str]) -> None:
    """Convert the rows of a table whose columns are known; the file is read again for each of up to three passes."""
    input_file, options, columns = context.input_file, context.options, context.columns
    has_letters = not context.is_exported and holds_letters(columns, header)
    has_ids = {"quote.id", "quote.text"} <= columns.keys() and not has_letters
    rows_of = _count_values(_open_table(input_file, options), columns["quote.id"]) if has_ids else Counter()
    converter = TableConverter(context, header, rows_of, has_letters=has_letters)
    if context.is_exported:
        converter.add_exported(_open_table(input_file, options))
    table = _open_table(input_file, options)
    count = 0
    for number, cells in table:
        count += 1
        input_file.show_progress(count_noun(count, "row"))
        converter.convert_row(shape.cells(cells), f"row {number}")
    if not count:
        raise input_file.error("there are no rows under the header")
    converter.finish()
    report = context.builder.report
    table.report(report)
    report.read.append(f"{count_noun(count, 'row')} ({table.description})")


def holds_no_speech(table: Table, shape: ColumnShape, columns: Mapping[str, str], options: ImportOptions) -> bool:
    """Tell whether a column that was guessed to be speech has no words in the first rows, but numbers or addresses."""
    column = columns.get("quote.text", "")
    if not column or any(column == stated for _, stated in options.columns):
        return False
    texts = [shape.cells(cells).get(column, "").strip() for _, cells in islice(table, MAX_ROWS_LOOKED_AT)]
    filled = [text for text in texts if text]
    return bool(filled) and not any(re.search(r"[^\W\d_]", ADDRESS.sub("", text)) for text in filled)


def _convert_other_kind(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> bool:
    """Convert a table that another importer reads; tell whether it is one.

    Such are our own export of records of any kind, a spreadsheet of TimelineJS, and one of claims with verdicts.
    """
    table = _open_table(input_file, options)
    if is_of_records(table.header):
        _, first = next(iter(table), (0, {}))
        table = _open_table(input_file, options)
        if first.get(RECORD) in KIND_OF:
            import_records(input_file, builder, read_records(input_file, table))
            return True
    if is_timelinejs_spreadsheet(table.header):
        builder.report.add_change("spreadsheet of TimelineJS, read as import timelinejs does")
        timelinejs.convert(input_file, builder, options, table)
    elif not is_exported(table.header) and claims.is_claims_table(table.header):
        why = "a column has claims, and one verdicts; change it with --map text=COLUMN, or --map event=COLUMN"
        builder.report.guesses.append(f"each row is a claim that was checked, since {why}")
        claims.convert_table(table, input_file, builder, options)
    else:
        return False
    table.report(builder.report)
    return True


def _check_columns(columns: Mapping[str, str], header: Sequence[str], input_file: InputFile) -> None:
    """Refuse a table in which nothing is said and nothing happens."""
    says_what = columns.keys() & {"quote.text", "event.title", "event.summary"}
    if not says_what and not holds_letters(columns, header):
        names = ", ".join(header[:MAX_COLUMNS_NAMED])
        why = "no column says what was said or what happened; say which does: --map text=COLUMN or --map event=COLUMN"
        raise input_file.error(f"{why}\n    the columns are: {names}")


def _open_table(input_file: InputFile, options: ImportOptions) -> Table:
    if is_workbook(input_file):
        return WorkbookTable(input_file, options.sheet)
    return XmlTable(input_file) if is_xml(input_file) else TextTable(input_file)


def _count_values(table: Table, column: str) -> Counter[str]:
    """Return in how many rows each value of a column stands, without those that stand in one."""
    counts = Counter(cells.get(column, "").strip() for _, cells in table)
    return Counter({value: count for value, count in counts.items() if count > 1 and value})


class TableConverter:
    """Turns the rows of one table into records."""

    def __init__(
        self, context: TableContext, header: list[str], rows_of: Counter[str], *, has_letters: bool = False
    ) -> None:
        """Report what each column means; `rows_of` says in how many rows an id stands, if in more than one."""
        self._has_letters = has_letters
        self._context, self._builder = context, context.builder
        self._rows_of, self._rows_left = rows_of, rows_of.copy()
        self._open: dict[tuple[Any, ...], tuple[dict[str, Any], str]] = {}
        self._own: dict[str, dict[str, Any]] = {}
        """What each row of our own export has of its quote besides the columns, by location."""
        columns = context.columns
        hidden = RECORDS_COLUMN if context.is_exported else ""
        self._extra_keys = _make_extra_keys([column for column in header if column != hidden], columns)
        has_sources = bool(columns.keys() & {"version.source", "source.url", "source.title"})
        self.entities = EntityRegistry(context.builder, None if has_sources else context.input_file.file_name)
        mapped = context.builder.report.mapped
        mapped += [f"{name.removeprefix('quote.')} ← {column}" for name, column in columns.items()]
        mapped += [f"{key} ← {column}" for column, key in self._extra_keys.items() if column not in columns.values()]
        self._extra_keys.setdefault(MORE_CELLS, make_extra_key(MORE_CELLS))

    def add_exported(self, table: Table) -> None:
        """Add all records that a table of our own export holds whole; rows may be in another order by now."""
        for number, cells in table:
            if own := self.entities.add_exported(cells.get(RECORDS_COLUMN, "")):
                self._own[f"row {number}"] = own
        self._builder.is_exact = True

    def convert_row(self, cells: dict[str, str], location: str) -> None:
        """Convert one row to a quote or an event."""
        own = self._own.get(location, {})
        if self._context.is_exported and self._convert_unchanged(cells, own, location):
            return
        row = TableRow(cells, location, self._context)
        row.cell(RECORDS_COLUMN)
        text = row.text("quote.text")
        if self._has_letters or not row.has_column("quote.text"):
            self._convert_event(row, text)
        elif text:
            self._convert_quote(row, text, own)
        elif to_one_line(row.glance("event.title")):
            spill: dict[str, Any] = {}
            event = self.entities.event(row, None, spill)
            row.keep_rest(self._extra_keys, spill)
            for name, value in spill.items():
                if event.get(name) != value:
                    add_extra(event, name, value)
            self._builder.report.add_change("row without text, kept for its event", location)
        else:
            self._set_aside(row, "text")

    def _convert_unchanged(self, cells: Mapping[str, str], own: Mapping[str, Any], location: str) -> bool:
        """Convert a row of our own export if it is as it was exported; tell whether it is."""
        if not any(cell for column, cell in cells.items() if column != RECORDS_COLUMN):
            return True
        id, event = cells.get("id", ""), self._builder.find_record("events", cells.get("event_id", ""))
        if not id and not cells.get("text") and event and has_event_cells(cells, event):
            return True
        quote = None if self._rows_of[id] > 1 else read_quote(cells, own, self._builder.find_record)
        if quote:
            self._add_quote(quote, id, location)
        return bool(quote)

    def _convert_quote(self, row: TableRow, text: str, own: dict[str, Any]) -> None:
        entities = self.entities
        quote: dict[str, Any] = {"text": text, **own}
        date = row.date("quote", quote)
        quote["who"] = entities.speakers(row, quote)
        id = row.text("quote.id")
        first = self._first_of_day(row, id, quote["who"])
        event = first["event"] if first else entities.event(row, date, quote)["id"]
        day = self._builder.find_record("events", event)
        quote["event"] = event
        if first and date and day and date != first.get("date", day.get("date")):
            keep_as_extra(quote, "date", date)
        elif not first and date and day and date != day.get("date"):
            quote["date"] = date
        for name in ("to", "about"):
            quote[name] = entities.people(row, name)
        quote |= {name: row.text(f"quote.{name}") for name in QUOTE_FIELDS}
        quote["tags"] = row.values("quote.tags")
        quote |= entities.versions(row, text, quote)
        row.keep_rest(self._extra_keys, quote)
        if self._rows_of[id] > 1:
            self._add_to_quote(quote, id, row.location)
        else:
            self._add_quote(quote, id, row.location)

    def _first_of_day(self, row: TableRow, id: str, who: list[str]) -> dict[str, Any] | None:
        """Return the quote of an earlier row of this id and speaker, where no event is named that could be another."""
        if row.glance("event.title") or row.glance("event.id"):
            return None
        return next((quote for (of, _, by), (quote, _) in self._open.items() if (of, by) == (id, tuple(who))), None)

    def finish(self) -> None:
        """Add the quotes of which rows with nothing said were counted as well, and date the events."""
        for (id, _, _), (quote, location) in self._open.items():
            self._add_quote(quote, id, location)
        self._open.clear()
        self.entities.finish()

    def _add_quote(self, quote: dict[str, Any], id: str, location: str) -> None:
        self._builder.identify("quotes", quote, self.entities.next_quote_id(quote["event"]), id)
        self._builder.add_record("quotes", quote, location)

    def _add_to_quote(self, quote: dict[str, Any], id: str, location: str) -> None:
        """Make rows of one id, event and speaker the versions of one quote, which is added with the last of them."""
        key = (id, quote["event"], tuple(quote["who"]))
        if not quote.get("versions"):
            source, locator = quote.pop("source", None), quote.pop("locator", None)
            quote["versions"] = [{"source": source, "text": quote["text"], "locator": locator}] if source else []
        first, _ = self._open.setdefault(key, (quote, location))
        if first is not quote:
            self._builder.report.add_change("row of a quote that an earlier row has, made a version of it", location)
            merge_versions(first, quote)
        self._rows_left[id] -= 1
        if not self._rows_left[id]:
            for each in [each for each in self._open if each[0] == id]:
                opened, first_location = self._open.pop(each)
                self._add_quote(opened, id, first_location)

    def _convert_event(self, row: TableRow, text: str = "") -> None:
        """Convert a row to an event; in a table of letters that is a letter, and `text` what its sender writes."""
        title = self._event_title(row)
        if not title:
            self._set_aside(row, "title")
            return
        event: dict[str, Any] = {name: row.text(f"event.{name}") for name in EVENT_FIELDS}
        row.text("event.title")
        event |= {"title": title, "note": row.text("quote.note")}
        event["date"] = row.date("event" if row.has_column("event.date") else "quote", event)
        event["tags"] = [*row.values("quote.tags"), *row.values("event.tags")]
        if self._has_letters:
            event |= {"type": event["type"] or "document", "involved": self.entities.correspondents(row)}
        else:
            event["involved"] = self.entities.participants(row, event)
        mode = None
        if self._has_letters and not text and event["involved"]:  # that it was written, and to whom
            text, mode = event["summary"] or title, "summary"
        printed = self.entities.versions(row, text, event) if text else {}
        event["sources"] = self.entities.sources(row, event)
        id = to_one_line(row.text("event.id" if row.glance("event.id") else "quote.id"))
        row.keep_rest(self._extra_keys, event)
        self._builder.identify("events", event, title, id)
        self._builder.add_record("events", event, row.location)
        if text:
            people = {name: self.entities.people(row, name) for name in ("who", "to")}
            self._add_quote({"event": event["id"], **people, "mode": mode, "text": text, **printed}, "", row.location)

    def _set_aside(self, row: TableRow, what: str) -> None:
        """Keep a row that becomes no record with what the dossier says of itself."""
        key = f"x_rows_without_{what}"
        kept = self._builder.info.setdefault(key, [])
        if len(kept) < MAX_ROWS_SET_ASIDE:
            kept.append({"row": row.location.removeprefix("row "), **row.cells()})
            self._builder.report.add_change(f"row without {what}, kept in {key} of the dossier", row.location)
        else:
            self._builder.report.add_loss(f"row without {what} beyond {MAX_ROWS_SET_ASIDE}", row.location)

    def _event_title(self, row: TableRow) -> str:
        """Return what an event is called; where no column says it, what happened or who took part."""
        title, summary = to_one_line(row.glance("event.title")), to_one_line(row.glance("event.summary"))
        if not title and self._has_letters:
            names = ([*filterfalse(is_placeholder, row.glance_values(f"quote.{name}"))] for name in ("who", "to"))
            sender, recipient = map(" and ".join, names)
            return "Letter" + (f" from {sender}" if sender else "") + (f" to {recipient}" if recipient else "")
        people = ", ".join(name for field in PARTICIPANT_FIELDS for name in row.glance_values(field))
        if title or len(summary) <= MAX_TITLE_CHARS:
            return title or summary or people
        return people or f"{summary[:MAX_TITLE_CHARS]} …"


def _make_extra_keys(header: list[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Return the `x_*` key of each column, all different; those that stand for no field come first."""
    keys: dict[str, str] = {}
    mapped = {*columns.values()}
    for column in sorted(header, key=lambda column: column in mapped):
        keys[column] = find_unused_key(make_extra_key(column), keys.values())
    return keys
