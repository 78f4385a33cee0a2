"""One row of a table, by the fields that its columns stand for."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from peace_tui.importers.date_parts import interval, is_date, parts
from peace_tui.importers.table.coerce import keep, line
from peace_tui.importers.written_dates import MONTH_OF, Serial, Unclear, Zoneless, as_edtf, clock

if TYPE_CHECKING:
    from peace_tui.importers.table.convert import Table

BETWEEN: Final = re.compile("[;|]")
"""What stands between several values in one cell."""
CLOCK: Final = re.compile(
    r"([0-9]{1,2})[:.h]([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*([ap]\.?m\.?)?(?:\s*Uhr)?", re.I
)


def _exported(text: str) -> Any:
    """Return what an export has written as JSON: an array, an object, or whether something is so."""
    if text in ("true", "false") or text[:1] in ("[", "{"):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text


class Cells:
    """A row: what stands in the column of a field."""

    def __init__(self, row: dict[str, str], fields: dict[str, str], place: str, table: Table) -> None:
        """Take the cells by column, and which column each field is taken from."""
        self._row, self._fields, self.place, self._table = row, fields, place, table

    def text(self, field: str) -> str:
        """Return the cell of a field, without blanks at its ends; nothing where there is none."""
        column = self._fields.get(field)
        return self._row.get(column, "").strip() if column else ""

    def has(self, field: str) -> bool:
        """Tell whether the table has a column for a field, whatever stands in this row."""
        return field in self._fields

    def several(self, field: str) -> list[str]:
        """Return the values in the cell of a field, each once."""
        text = self.text(field)
        return list(dict.fromkeys(value for piece in BETWEEN.split(text) if (value := line(piece)))) if text else []

    def paired(self, field: str, ids: str) -> list[tuple[str, str]]:
        """Return the values in the cell of a field with their ids, which another cell holds; none if they do not pair.

        A name stands here as often as there are things of that name.
        """
        names, known = ([line(piece) for piece in BETWEEN.split(self.text(each))] for each in (field, ids))
        return [*zip(names, known, strict=True)] if len(names) == len(known) and all(names) and all(known) else []

    def own(self, keys: dict[str, str]) -> dict[str, Any]:
        """Return the cells of columns that stand for no field; an export writes the values of `x_*` keys as JSON."""
        cells = ((column, key, self._row.get(column, "").strip()) for column, key in keys.items())
        return {key: _exported(text) if column == key else text for column, key, text in cells if text}

    def date(self, part: str, table: dict[str, Any]) -> str | None:
        """Return the date of the row's quote or event as EDTF; what cannot be read is kept in `table`."""
        date = self._read(f"{part}.date", "date", table) or self._from_parts()
        end = self._read("date.end", "end_date", table)
        date = self._clocked(date, table) if date else None
        if date and end and end != date:
            between = None if "/" in date + end else interval(date, end)
            if between is None:
                self._aside("end that is no date after the start", "end_date", end, table)
            return between or date
        return date or (f"../{end}" if end and "/" not in end else end)

    def issued(self, field: str, table: dict[str, Any]) -> str | None:
        """Return the date in the cell of a field of a source."""
        return self._read(field, field.partition(".")[2], table)

    def _read(self, field: str, name: str, table: dict[str, Any]) -> str | None:
        text = self.text(field)
        if not text:
            return None
        draft = self._table.draft
        try:
            if date := as_edtf(text, self._table.options.date_order, draft.zone):
                return date
            why = "date that cannot be read"
        except Serial:
            hint = "in the spreadsheet give the column the format YYYY-MM-DD and export it again"
            hint += f", or leave the column aside: --map {field.removeprefix('quote.')}="
            why = f"the date '{text[:40]}' is a spreadsheet's serial number"
            raise self._table.intake.refusal(f"{why}\n    {hint}", self.place) from None
        except Zoneless as error:
            self._aside(f"date {error}", name, text, table)
            return error.day
        except Unclear as error:
            why = f"date {error}"
        self._aside(why, name, text, table)
        return None

    def _from_parts(self) -> str | None:
        year, month, day = (self.text(f"date.{part}") for part in ("year", "month", "day"))
        if not year:
            return None
        return parts([year, MONTH_OF.get(month.lower().rstrip("."), month), day]) or parts([year])

    def _clocked(self, date: str, table: dict[str, Any]) -> str:
        """Return a day with the clock time of its own column."""
        text = self.text("date.time")
        if not text:
            return date
        match = CLOCK.fullmatch(text)
        time = clock(*match.groups()) if match else None
        if time and is_date(f"{date}T{time}", self._table.draft.zone):
            return f"{date}T{time}"
        why = "that cannot be read" if not time else "of no time zone (say --timezone Europe/Berlin, for example)"
        self._aside(f"clock time {why}", "time", text, table)
        return date

    def _aside(self, why: str, name: str, text: str, table: dict[str, Any]) -> None:
        keep(table, name, text)
        self._table.draft.report.changed(f"{why}, kept as x_{name}", f"{self.place}: '{text[:40]}'")
