"""One row of a table, read by the fields that its columns stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from peace_tui.importers.coerce import keep_as_extra, one_line
from peace_tui.importers.dates import (
    MONTH_NUMBERS,
    MissingTimeZone,
    SerialNumber,
    UnclearDate,
    date_from_parts,
    format_clock_time,
    is_date,
    make_interval,
    to_edtf,
)
from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.report import ImportOptions

VALUE_SEPARATOR: Final = re.compile("[;|]")
"""What separates several values in one cell."""
CELL_CLOCK_TIME: Final = re.compile(
    r"([0-9]{1,2})[:.h]([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*([ap]\.?m\.?)?(?:\s*Uhr)?", re.I
)
MAX_REPORTED_CHARS: Final = 40
"""How much of a cell a message shows."""


class TableContext(NamedTuple):
    """What all rows of a table have in common."""

    builder: DossierBuilder
    input_file: InputFile
    options: ImportOptions
    columns: Mapping[str, str]
    """Which column each field is taken from."""


class TableRow:
    """A row: the text, the values or the date in the column of a field."""

    def __init__(self, cells: dict[str, str], location: str, context: TableContext) -> None:
        """Wrap the cells of a row, by column; `location` names the row in messages."""
        self._cells, self.location, self._context = cells, location, context

    def text(self, field: str) -> str:
        """Return the cell of a field, stripped; nothing where the table or the row has none."""
        column = self._context.columns.get(field)
        return self._cells.get(column, "").strip() if column else ""

    def has_column(self, field: str) -> bool:
        """Tell whether the table has a column for a field, whatever is in this row."""
        return field in self._context.columns

    def values(self, field: str) -> list[str]:
        """Return the values in the cell of a field, each once."""
        return list(dict.fromkeys(filter(None, self._split(field))))

    def values_with_ids(self, field: str, id_field: str) -> list[tuple[str, str]]:
        """Return the values of a field, each with its id from another field's cell; none unless each has one.

        A value stands here as often as in the cell, because two things may share a name.
        """
        values, ids = self._split(field), self._split(id_field)
        return [*zip(values, ids, strict=True)] if len(values) == len(ids) and all(values) and all(ids) else []

    def _split(self, field: str) -> list[str]:
        return [one_line(value) for value in VALUE_SEPARATOR.split(self.text(field))]

    def extras(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """Return the cells of columns that stand for no field; `keys` gives the `x_*` key of each such column.

        A column whose name is such a key comes from our own export, which writes the values of these as JSON.
        """
        cells = ((column, key, self._cells.get(column, "").strip()) for column, key in keys.items())
        return {key: _parse_exported(text) if column == key else text for column, key, text in cells if text}

    def date(self, part: str, table: dict[str, Any]) -> str | None:
        """Return the date of the row's `quote` or `event` as EDTF; what cannot be read is kept in `table`."""
        date = self._read_date(f"{part}.date", "date", table) or self._date_from_parts()
        end = self._read_date("date.end", "end_date", table)
        date = self._with_clock_time(date, table) if date else None
        if date and end and end != date:
            interval = None if "/" in date + end else make_interval(date, end)
            if interval is None:
                self._keep_aside("end that is no date after the start", "end_date", end, table)
            return interval or date
        return date or (f"../{end}" if end and "/" not in end else end)

    def source_date(self, field: str, table: dict[str, Any]) -> str | None:
        """Return the date in the cell of a field of a source; what cannot be read is kept in `table`."""
        return self._read_date(field, field.partition(".")[2], table)

    def _read_date(self, field: str, name: str, table: dict[str, Any]) -> str | None:
        text = self.text(field)
        if not text:
            return None
        context = self._context
        try:
            if date := to_edtf(text, context.options.date_order, context.builder.zone):
                return date
            why = "date that cannot be read"
        except SerialNumber:
            hint = "in the spreadsheet give the column the format YYYY-MM-DD and export it again"
            hint += f", or leave the column aside: --map {field.removeprefix('quote.')}="
            why = f"the date '{text[:MAX_REPORTED_CHARS]}' is a spreadsheet's serial number"
            raise context.input_file.error(f"{why}\n    {hint}", self.location) from None
        except MissingTimeZone as error:
            self._keep_aside(f"date {error}", name, text, table)
            return error.day
        except UnclearDate as error:
            why = f"date {error}"
        self._keep_aside(why, name, text, table)
        return None

    def _date_from_parts(self) -> str | None:
        year, month, day = (self.text(f"date.{part}") for part in ("year", "month", "day"))
        if not year:
            return None
        number = MONTH_NUMBERS.get(month.lower().rstrip("."), month)
        return date_from_parts([year, number, day]) or date_from_parts([year])

    def _with_clock_time(self, date: str, table: dict[str, Any]) -> str:
        """Return a day with the clock time from a column of its own."""
        text = self.text("date.time")
        if not text:
            return date
        match = CELL_CLOCK_TIME.fullmatch(text)
        time = format_clock_time(*match.groups()) if match else None
        if time and is_date(f"{date}T{time}", self._context.builder.zone):
            return f"{date}T{time}"
        why = "that cannot be read" if not time else "of no time zone (say --timezone Europe/Berlin, for example)"
        self._keep_aside(f"clock time {why}", "time", text, table)
        return date

    def _keep_aside(self, why: str, name: str, text: str, table: dict[str, Any]) -> None:
        keep_as_extra(table, name, text)
        location = f"{self.location}: '{text[:MAX_REPORTED_CHARS]}'"
        self._context.builder.report.add_change(f"{why}, kept as x_{name}", location)


def _parse_exported(text: str) -> Any:
    """Return the value that an export has written as JSON: an array, an object, true or false; else the text."""
    if text in ("true", "false") or text[:1] in ("[", "{"):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text
