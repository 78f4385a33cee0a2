"""Tables (CSV and its kin): a row is a quote, or an event where nobody says anything."""

from __future__ import annotations

from typing import Any, Final

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.ids import own_key
from peace_tui.importers.input_file import Intake
from peace_tui.importers.options import Options
from peace_tui.importers.report import number
from peace_tui.importers.table.cells import Cells
from peace_tui.importers.table.coerce import line
from peace_tui.importers.table.columns import mapping
from peace_tui.importers.table.entities import Gathering
from peace_tui.importers.table.rows import MORE, Rows
from peace_tui.importers.table.xml_rows import XmlRows
from peace_tui.importers.timelinejs import convert as timelinejs
from peace_tui.importers.timelinejs.slides import is_sheet
from peace_tui.importers.xml_stream import is_xml

QUOTE_FIELDS: Final = ("mode", "language", "n", "status", "note")
LONGEST_TITLE: Final = 80
"""How long a description may be that is the title as well."""
EVENT_FIELDS: Final = ("type", "summary", "place", "duration", "certainty")


def convert(intake: Intake, draft: Draft, options: Options) -> None:
    """Take in a table."""
    rows = XmlRows(intake) if is_xml(intake) else Rows(intake)
    if is_sheet(rows.header) and not options.columns:
        draft.report.changed("spreadsheet of TimelineJS, read as import timelinejs does")
        timelinejs.convert(intake, draft, options)
        return
    fields = mapping(rows.header, options)
    if not fields.keys() & {"quote.text", "event.title", "event.summary"}:
        names = ", ".join(rows.header[:40])
        why = "no column says what was said or what happened; say which does: --map text=COLUMN or --map event=COLUMN"
        raise intake.refusal(f"{why}\n    the columns are: {names}")
    table = Table(draft, options, fields, rows.header, intake)
    count = 0
    for place, row in rows:
        count += 1
        intake.progress(number(count, "row"))
        table.take(row, f"row {place}")
    if not count:
        raise intake.refusal("there are no rows under the header")
    table.gathering.finish()
    if rows.longer:
        draft.report.changed("row with more cells than the header, the rest kept as x_more_cells", "", rows.longer)
    draft.report.read.append(f"{number(count, 'row')} ({rows.form})")


class Table:
    """A table on its way into a draft."""

    def __init__(
        self, draft: Draft, options: Options, fields: dict[str, str], header: list[str], intake: Intake
    ) -> None:
        """Take what each column means."""
        self.draft, self.options, self.fields, self.intake = draft, options, fields, intake
        self.own = _own_keys(header, fields)
        own_source = None if fields.keys() & {"version.source", "source.url", "source.title"} else intake.name
        self.gathering = Gathering(draft, own_source)
        self.is_spoken = "quote.text" in fields
        draft.report.mapped += [f"{name.removeprefix('quote.')} ← {column}" for name, column in fields.items()]
        draft.report.mapped += [f"{key} ← {column}" for column, key in self.own.items()]
        self.own.setdefault(MORE, own_key(MORE))

    def take(self, row: dict[str, str], place: str) -> None:
        """Take in one row."""
        cells = Cells(row, self.fields, place, self)
        text = cells.text("quote.text")
        if not self.is_spoken:
            self._event(cells)
        elif text.strip():
            self._quote(cells, text)
        elif line(cells.text("event.title")):
            self.gathering.event(cells, None, EVENT_FIELDS)
            self.draft.report.changed("row without text, kept for its event", place)
        else:
            self.draft.report.lost("row without text", place)

    def _quote(self, cells: Cells, text: str) -> None:
        gathering = self.gathering
        quote: dict[str, Any] = {"text": text, **cells.own(self.own)}
        date = cells.date("quote", quote)
        event = gathering.event(cells, date, EVENT_FIELDS, quote)
        quote["event"] = event["id"]
        if date and date != event.get("date"):
            quote["date"] = date
        quote["who"] = gathering.speakers(cells, quote)
        for name in ("to", "about"):
            quote[name] = list(dict.fromkeys(person["id"] for person in gathering.people(cells, name)))
        quote |= {name: cells.text(f"quote.{name}") for name in QUOTE_FIELDS}
        quote["tags"] = cells.several("quote.tags")
        quote |= gathering.versions(cells, text)
        self.draft.identify("quotes", quote, gathering.numbered(event["id"]), cells.text("quote.id"))
        self.draft.add("quotes", quote, cells.place)

    def _event(self, cells: Cells) -> None:
        event: dict[str, Any] = {name: cells.text(f"event.{name}") for name in EVENT_FIELDS}
        title = self._title(cells)
        if not title:
            self.draft.report.lost("row without a title", cells.place)
            return
        event |= {"title": title, "note": cells.text("quote.note"), **cells.own(self.own)}
        event["date"] = cells.date("event", event) if "event.date" in self.fields else cells.date("quote", event)
        event["tags"] = [*cells.several("quote.tags"), *cells.several("event.tags")]
        event["involved"] = self.gathering.involved(cells)
        event["sources"] = self.gathering.sources(cells)
        wanted = line(cells.text("event.id") or cells.text("quote.id"))
        self.draft.identify("events", event, title, wanted)
        self.draft.add("events", event, cells.place)

    def _title(self, cells: Cells) -> str:
        """Return what an event is called; where no column says it, by what it was or who was there."""
        title, summary = line(cells.text("event.title")), line(cells.text("event.summary"))
        people = ", ".join(cells.several("event.involved"))
        if title or len(summary) <= LONGEST_TITLE:
            return title or summary or people
        return people or f"{summary[:LONGEST_TITLE]} …"


def _own_keys(header: list[str], fields: dict[str, str]) -> dict[str, str]:
    """Return the key under which each column without a field is kept."""
    keys: dict[str, str] = {}
    for column in header:
        if column not in fields.values():
            stem = key = own_key(column)
            count = 2
            while key in keys.values():
                key, count = f"{stem}_{count}", count + 1
            keys[column] = key
    return keys
