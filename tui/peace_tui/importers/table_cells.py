"""One row of a table, read by the fields that its columns stand for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, NamedTuple

from peace_tui.importers.coerce import add_extra, keep_as_extra, to_one_line
from peace_tui.importers.dates import (
    NOONS,
    PartlyRead,
    SerialNumber,
    UnclearDate,
    add_era,
    format_clock_time,
    format_offset,
    hint_at,
    is_date,
    make_interval,
    read_parts,
    to_edtf,
)
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions
from peace_tui.importers.exported import split_cell
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.table_columns import find_date_order
from peace_tui.text.folding import fold
from peace_tui.text.html import PlainText, is_html, to_plain_text

VALUE_SEPARATOR: Final = re.compile("[;|]")
"""What separates several values in one cell."""
WHOLE_FIELDS: Final = ("version.source", "version.via")
"""Fields whose cells are parted only in our own export: a headline may have such a sign, and no outlet of that name."""
MIN_YEAR_DIGITS: Final = 3
"""How many digits make a year whose century is known."""
CELL_CLOCK_TIME: Final = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,]0+)?)?(?:\s*Uhr)?|(?=\s*[ap]\.?m))"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?(?:[0-9]{2})?)?",
    re.I,
)
TIME_IN_RECORDING: Final = re.compile(
    r"(?:(?P<hour>[0-9]{1,3}):)?(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{2}(?:[.,][0-9]{1,3})?)"
)
TIMES_OF_ROW: Final = (("quote.date", "date.end"), ("date.time", "date.end_time"))
"""The fields in which a table of what is said in a recording has the times, where it has no day."""
MAX_REPORTED_CHARS: Final = 40
"""How much of a cell a message shows."""


class TableContext(NamedTuple):
    """What all rows of a table have in common."""

    builder: DossierBuilder
    input_file: InputFile
    options: ImportOptions
    columns: Mapping[str, str]
    """Which column each field is taken from."""
    is_exported: bool = False
    """Whether `peace-tui export csv` wrote the table."""


class TableRow:
    """A row: the text, the values or the date in the column of a field.

    What is read counts as kept; the cells that nothing has read in the end are the `rest`.
    """

    def __init__(self, cells: dict[str, str], location: str, context: TableContext) -> None:
        """Wrap the cells of a row, by column; `location` names the row in messages."""
        self._links: list[str] = []
        if not context.is_exported:
            cells = {column: self._to_plain_text(text, context, location) for column, text in cells.items()}
        self._cells, self.location, self._context = cells, location, context
        self._read: set[str] = set()
        self._parted: set[str] = set()

    def _to_plain_text(self, text: str, context: TableContext, location: str) -> str:
        """Return a cell as plain text where it is certainly HTML, and remember the addresses in it."""
        if text.startswith(("http://", "https://")):
            plain = PlainText(text.replace("&amp;", "&"))  # as HTML has an address; other references may be its own
        elif ("<" in text or "&" in text) and is_html(text):
            plain = to_plain_text(text)
        else:
            return text
        if plain.text == text:
            return text
        self._links += [
            *(address for address, _ in plain.links),
            *filter(None, (plain.iframe_address,)),
            *plain.embedded,
        ]
        context.builder.report.add_change("cell in HTML, made plain text", location)
        context.builder.report.add_html_losses(plain.left_out, location)
        return plain.text

    def text(self, field: str) -> str:
        """Return the cell of a field, stripped; nothing where the table or the row has none."""
        column = self._context.columns.get(field, "")
        self._read.add(column)
        return self._cells.get(column, "").strip()

    def glance(self, field: str) -> str:
        """Return the cell of a field as `text` does, without counting it as read."""
        return self._cells.get(self._context.columns.get(field, ""), "").strip()

    def glance_values(self, field: str) -> list[str]:
        """Return the values in the cell of a field as `values` does, without counting it as read."""
        return list(dict.fromkeys(filter(None, split_values(self.glance(field), self._context.is_exported))))

    def has_column(self, field: str) -> bool:
        """Tell whether the table has a column for a field, whatever is in this row."""
        return field in self._context.columns

    def values(self, field: str) -> list[str]:
        """Return the values in the cell of a field, each once; the report tells which cells were parted."""
        text, is_exported = self.text(field), self._context.is_exported
        if field in WHOLE_FIELDS and not is_exported:
            return [to_one_line(text)] if text else []
        values = list(dict.fromkeys(filter(None, split_values(text, is_exported))))
        if len(values) > 1 and not is_exported and field not in self._parted:
            self._parted.add(field)
            what = f"cell of {self._context.columns[field]} parted at ; and | into several"
            self._context.builder.report.add_change(what, f"{self.location}: '{text[:MAX_REPORTED_CHARS]}'")
        return values

    def values_with_ids(self, field: str, id_field: str) -> list[tuple[str, str]]:
        """Return the values of a field, each with its id from another field's cell; none unless each has one.

        A value stands here as often as in the cell, because two things may share a name.
        """
        values = split_values(self.glance(field), self._context.is_exported)
        ids = split_values(self.glance(id_field), False)
        if len(values) != len(ids) and len(ids) == 1 and self._context.is_exported:
            values = [to_one_line(self.glance(field))]
        if len(values) != len(ids) or not all(values) or not all(ids):
            return []
        self.text(field)
        self.text(id_field)
        return [*zip(values, ids, strict=True)]

    def cell(self, column: str) -> str:
        """Return the cell of a column that stands for no field, stripped, and count it as read."""
        self._read.add(column)
        return self._cells.get(column, "").strip()

    def cells(self) -> dict[str, str]:
        """Return all cells with something in them, by column."""
        return {column: text.strip() for column, text in self._cells.items() if text.strip()}

    def keep_rest(self, keys: Mapping[str, str], table: dict[str, Any]) -> None:
        """Add the cells that nothing has read to a table; `keys` gives the `x_*` key of each column.

        A column whose name is such a key comes from our own export, which writes the values of these as JSON.
        """
        for column, key in keys.items():
            text = self._cells.get(column, "").strip()
            if text and column not in self._read:
                if column in self._context.columns.values() and not self._context.is_exported:
                    what = f"cell of {column} for which there is no place, kept as {key}"
                    self._context.builder.report.add_change(what, self.location)
                add_extra(table, key, _parse_exported(text, self._context.is_exported) if column == key else text)
        if self._links:
            add_extra(table, "x_links", list(dict.fromkeys(self._links)))

    # --- Dates ---

    def date(self, part: str, table: dict[str, Any]) -> str | None:
        """Return the date of the row's `quote` or `event` as EDTF; what cannot be read is kept in `table`."""
        if part == "quote" and self._is_in_recording(table):
            return None
        date = self.read_date(f"{part}.date", "date", table)
        date = self._add_parts(date, "", table)
        end = self._add_parts(self.read_date("date.end", "end_date", table), "end_", table)
        date = self._with_clock_time(date, "time", table)
        if end or not self.glance("date.end_time") or not date or "T" not in date or "/" in date:
            end = self._with_clock_time(end, "end_time", table)
        else:  # it ends on the day on which it begins
            timed = self._with_clock_time(date.partition("T")[0], "end_time", table)
            end = timed if timed and "T" in timed else None
        if date and end and end != date:
            interval = None if "/" in date + end else make_interval(date, end, self._context.builder.zone)
            if interval is None:
                self._keep_aside("end that is no date after the start", "end_date", end, table)
            return interval or date
        return date or (f"../{end}" if end and "/" not in end else end)

    def _is_in_recording(self, table: dict[str, Any]) -> bool:
        """Tell whether a row has no day, but times such as 0:00:01 and 0:00:04.5 in a recording, and keep those."""
        for fields in TIMES_OF_ROW:
            times = [TIME_IN_RECORDING.fullmatch(self.glance(field)) for field in fields]
            is_sure = all(time and (time["hour"] or len(time["second"]) > 2) for time in times)
            others = [field for pair in TIMES_OF_ROW for field in pair if field not in fields]
            if is_sure and not any(map(self.glance, ("date.year", *others))):
                for name, field, time in zip(("x_start", "x_end"), fields, filter(None, times), strict=True):
                    self.text(field)
                    second = float(time["second"].replace(",", "."))
                    table[name] = f"{int(time['hour'] or 0):02}:{int(time['minute']):02}:{second:06.3f}"
                what = "row with times in a recording, kept as x_start and x_end"
                self._context.builder.report.add_change(what, self.location)
                return True
        return False

    def read_date(self, field: str, name: str, table: dict[str, Any]) -> str | None:
        """Return the date in the one cell of a field; what cannot be read is kept in `table` under the `x_` key."""
        text = self.text(field)
        if not text:
            return None
        context = self._context
        order = context.options.date_order or find_date_order(context.columns.get(field, ""))
        try:
            if date := to_edtf(text, order, context.builder.zone):
                return date
            why = f"date that cannot be read{hint_at(text)}"
        except SerialNumber:
            hint = "in the spreadsheet give the column the format YYYY-MM-DD and export it again"
            hint += f", or leave the column aside: --map {field.removeprefix('quote.')}="
            why = f"the date '{text[:MAX_REPORTED_CHARS]}' is a spreadsheet's serial number"
            raise context.input_file.error(f"{why}\n    {hint}", self.location) from None
        except PartlyRead as error:
            self._keep_aside(f"date {error}", name, text, table)
            return error.day
        except UnclearDate as error:
            why = f"date {error}"
        self._keep_aside(why, name, text, table)
        return None

    def _add_parts(self, date: str | None, end: str, table: dict[str, Any]) -> str | None:
        """Return a date, or what the columns of its parts give; parts that are not in it are kept in `table`."""
        names = [f"{end}{part}" for part in ("year", "month", "day")]
        parts = [self.glance(f"date.{name}") for name in names]
        year = add_era(parts[0], self.glance(f"date.{end}era"))
        read, unread = read_parts([year, *parts[1:]])
        if year is None or (year.isdigit() and len(year) < MIN_YEAR_DIGITS):  # 98 may be 1998
            read, unread = None, [index for index, part in enumerate(parts) if part]
        elif year != parts[0] and read:
            self.text(f"date.{end}era")
        if date and not (read and date.startswith(read)):
            return date  # the parts stay unread
        for index, (name, part) in enumerate(zip(names, parts, strict=True)):
            self.text(f"date.{name}")
            if index in unread:
                self._keep_aside(
                    f"{name.replace('_', ' of the ')} that cannot be read as a part of a date", name, part, table
                )
        return date or read

    def _with_clock_time(self, date: str | None, name: str, table: dict[str, Any]) -> str | None:
        """Return a day with the clock time from a column of its own."""
        text = self.text(f"date.{name}")
        if not text:
            return date
        match = CELL_CLOCK_TIME.fullmatch(text)
        time = "12:00" if fold(text) in NOONS else None
        if match:
            time = format_clock_time(match["hour"], match["minute"] or "00", match["second"], match["half"])
            time = f"{time}{format_offset(match['offset'] or '')}" if time else None
        if time and date and is_date(f"{date}T{time}", self._context.builder.zone):
            return f"{date}T{time}"
        why = "that cannot be read" if not time else "without a day" if not date or not is_date(f"{date}T12Z") else ""
        why = why or "of no time zone (say --timezone Europe/Berlin, for example)"
        self._keep_aside(f"time of day {why}", name, text, table)
        return date

    def _keep_aside(self, why: str, name: str, text: str, table: dict[str, Any]) -> None:
        if table.get(f"x_{name}") != text:
            keep_as_extra(table, name, text)
        location = f"{self.location}: '{text[:MAX_REPORTED_CHARS]}'"
        self._context.builder.report.add_change(f"{why}, kept as x_{name}", location)


def split_values(text: str, is_exported: bool) -> list[str]:
    """Return the values in a cell; in one of our own export those with a separator in them are in quotation marks."""
    if not text:
        return []
    values = split_cell(text) if is_exported else VALUE_SEPARATOR.split(text)
    return [*map(to_one_line, values)]


def _parse_exported(text: str, is_exported: bool) -> Any:
    """Return the value that an export has written as JSON; in other tables only arrays, objects, true and false."""
    if is_exported or text in ("true", "false") or text[:1] in ("[", "{"):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text
