"""CSV: the quotes as a table, a row for each, as spreadsheets open it and `peace-tui import csv` reads it back.

People, the event and the sources stand by their names, and by their ids in columns of their own; `versions` is JSON, as
in `peace-tui list`. Where `composed_from` names outlets, `text` is the dossier's and none of them prints it as it
stands: what each prints is in `versions`. Several values in a cell are joined with `; `.

A spreadsheet takes a cell for a formula that begins with `=`, `+`, `-`, `@` or a tab: an apostrophe is put before it,
as spreadsheets themselves do for text, and one more where a cell begins with apostrophes and then such a sign, so that
removing one always gives the original. The provenance note counts these cells; `import csv` removes the apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final

from peace_tui.collation.apparatus import outlets_drawn_on
from peace_tui.exporters.provenance_note import ProvenanceNote
from peace_tui.model.records import Quote
from peace_tui.model.values import own_words, plain
from peace_tui.query.selection import Selection
from peace_tui.text.messages import format_count

COLUMNS: Final = (
    *("id", "date", "who", "to", "about", "text", "source", "mode", "status", "language", "n", "tags", "note"),
    *("event", "event_date", "event_type", "event_place", "event_tags"),
    *("event_id", "who_id", "to_id", "about_id", "source_id", "composed_from", "versions"),
)
"""The columns; the authors' own `x_*` keys stand after them."""
FORMULA: Final = re.compile("'*[=+\\-@\t\r＝＋－＠]")
"""The beginning of a cell that a spreadsheet could run, and of one that looks as if it had been made safe already."""
SEPARATOR: Final = "; "


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the header and the rows."""
    extra = _extra_columns(selection)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*COLUMNS, *map(make_safe, extra)])
    for quote in selection.quotes:
        cells = _cells(selection, quote)
        writer.writerow([make_safe(cells.get(name, "")) for name in (*COLUMNS, *extra)])
    yield table.getvalue()


def omissions(selection: Selection) -> list[str]:
    """Return what a table of quotes has no column for, and how many cells were made safe."""
    omitted = []
    without_quotes = {event.id for event in selection.events} - {quote.event for quote in selection.quotes}
    if without_quotes:
        omitted.append(f"{format_count(len(without_quotes), 'event')} without a quote that passes")
    omitted.append("of events, people and sources all but what a row names")
    marked = [quote for quote in selection.quotes if quote.draft or quote.agreed or quote.checked]
    if marked:
        omitted.append(f"draft, agreed and checked of {format_count(len(marked), 'quote')}")
    if selection.claims:
        omitted.append(format_count(len(selection.claims), "claim"))
    cells = (cell for quote in selection.quotes for cell in _cells(selection, quote).values())
    safe_cells = sum(1 for cell in cells if FORMULA.match(cell))
    if safe_cells:
        omitted.append(f"an apostrophe put before {format_count(safe_cells, 'cell')} that could be run as a formula")
    return omitted


def make_safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _extra_columns(selection: Selection) -> list[str]:
    return list(dict.fromkeys(name for quote in selection.quotes for name in quote.extra))


def _cells(selection: Selection, quote: Quote) -> dict[str, str]:
    dossier = selection.dossier
    event, date = dossier.event_of[quote.event], dossier.date_of(quote)

    def names(ids: Iterable[str]) -> str:
        return SEPARATOR.join(dossier.person_of[id].name for id in ids)

    sources = [dossier.source_of[version.source] for version in quote.versions]
    return {
        "id": quote.id,
        "date": date.text if date else "",
        **{name: names(getattr(quote, name)) for name in ("who", "to", "about")},
        "text": quote.text,
        "source": SEPARATOR.join(source.label for source in sources),
        "mode": quote.mode,
        "status": quote.status,
        "language": quote.language or "",
        "n": "" if quote.n is None else str(quote.n),
        "tags": SEPARATOR.join(quote.tags),
        "note": quote.note or "",
        "event": event.title,
        "event_date": event.date.text if event.date else "",
        "event_type": event.type,
        "event_place": event.place or "",
        "event_tags": SEPARATOR.join(event.tags),
        "event_id": event.id,
        **{f"{name}_id": SEPARATOR.join(getattr(quote, name)) for name in ("who", "to", "about")},
        "source_id": SEPARATOR.join(source.id for source in sources),
        "composed_from": SEPARATOR.join(outlets_drawn_on(dossier, quote)),
        "versions": json.dumps(plain(quote.versions), ensure_ascii=False) if quote.versions else "",
        **own_words(quote),
    }
