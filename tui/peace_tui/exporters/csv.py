"""CSV: the quotes as a table, a row for each, as spreadsheets open it and `peace-tui import csv` reads it back.

A table of another kind of record has a column for each of its keys; tables in a record are JSON in a cell.

People, the event and the sources stand by their names, and by their ids in columns of their own; `versions` is JSON, as
in `peace-tui list`. Where `composed_from` names outlets, `text` is the dossier's and none of them prints it as it
stands: what each prints is in `versions`. Where it is empty an outlet does, if with another comma or period at the end.
`records` is JSON too: of each record that a table of quotes has no columns for, all keys, in the first row that names
it; records that no row names are spread over the rows. Several values in a cell are joined with `; `, those that hold a
separator in quotation marks.

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
from typing import Any, Final

from peace_tui.collation.apparatus import outlets_drawn_on
from peace_tui.exporters.provenance_note import ALL_KEYS, ProvenanceNote, find_unwritten
from peace_tui.model.records import Quote
from peace_tui.model.values import own_values, plain, record_values
from peace_tui.query.selection import KINDS, Selection
from peace_tui.text.messages import format_count

COLUMNS: Final = (
    *("id", "date", "who", "to", "about", "text", "source", "mode", "status", "language", "n", "tags", "note"),
    *("event", "event_date", "event_type", "event_place", "event_tags"),
    *("event_id", "who_id", "to_id", "about_id", "source_id", "composed_from", "versions", "records"),
)
"""The columns; the authors' own `x_*` keys stand after them."""
FORMULA: Final = re.compile("'*[=+\\-@\t\r＝＋－＠]")
"""The beginning of a cell that a spreadsheet could run, and of one that looks as if it had been made safe already."""
SEPARATOR: Final = "; "
UNTABLED: Final = ("agreed", "checked", "draft")
"""Keys of a quote that have no column."""
SEPARATING: Final = re.compile('[;|"]|^\\s|\\s$')
"""What a reader of the cell would take for the end of a value, or drop."""
RECORD_KINDS: Final = ("people", "sources", "events", "claims")
"""The kinds of records in the column `records` that a selection has."""
OF_THE_DOSSIER: Final = ("eras", "views")
"""The kinds that are the dossier's, and in the table only where all of it is."""


def render(selection: Selection, note: ProvenanceNote, of: str = "quotes") -> Iterator[str]:
    """Yield the header and the rows: of quotes, or `of` another kind of record."""
    if of != "quotes":
        yield _render_records(getattr(selection, of))
        return
    extra = _extra_columns(selection)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*COLUMNS, *map(make_safe, extra)])
    for quote, records in zip(selection.quotes, _records(selection), strict=True):
        cells = _cells(selection, quote)
        cells["records"] = json.dumps(records, ensure_ascii=False) if records else ""
        writer.writerow([make_safe(cells.get(name, "")) for name in (*COLUMNS, *extra)])
    yield table.getvalue()


def omissions(selection: Selection, of: str = "quotes") -> list[str]:
    """Return what the table has no column for, and how many cells were made safe."""
    if of != "quotes":
        rows = [_record_cells(record) for record in getattr(selection, of)]
        return [*find_unwritten(selection, {of: ALL_KEYS}), *_count_safe(cell for row in rows for cell in row.values())]
    kinds = (*KINDS, *(() if selection.view.clauses else OF_THE_DOSSIER))
    omitted = find_unwritten(selection, dict.fromkeys(("dossier", *kinds), ALL_KEYS))
    omitted += _count_safe(cell for quote in selection.quotes for cell in _cells(selection, quote).values())
    return omitted


def _count_safe(cells: Iterable[str]) -> list[str]:
    """Return how many cells were made safe, if any."""
    count = sum(1 for cell in cells if FORMULA.match(cell))
    return [f"an apostrophe put before {format_count(count, 'cell')} that could be run as a formula"] if count else []


def _render_records(records: Iterable[Any]) -> str:
    """Return a table of records: the keys of their kind that any of them has, then the authors' own."""
    rows = [_record_cells(record) for record in records]
    used = {name for row in rows for name in row}
    known = [name for record in records for name in type(record).FIELDS] if rows else []
    columns = [*dict.fromkeys(name for name in known if name in used), *sorted(used.difference(known))]
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(map(make_safe, columns))
    writer.writerows([make_safe(row.get(name, "")) for name in columns] for row in rows)
    return table.getvalue()


def _record_cells(record: Any) -> dict[str, str]:
    """Return the cells of a record: several values joined, tables as JSON, own keys as for quotes."""
    cells = {}
    for name, value in record_values(record).items():
        if name in record.extra:
            cells[name] = _own_cell(value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            cells[name] = _join(value)
        else:
            cells[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cells


def make_safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _records(selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield for each quote the records that its row is the first to name, and its share of those that no row names."""
    dossier: Any = selection.dossier
    named = {id for quote in selection.quotes for id in _named(quote)}
    is_all = not selection.view.clauses
    listed: list[tuple[str, Any]] = [
        (kind, record) for kind in RECORD_KINDS for record in getattr(dossier if is_all else selection, kind)
    ]
    rest = [(kind, record) for kind, record in listed if record.id not in named]
    if is_all:
        rest += [(kind, record) for kind in OF_THE_DOSSIER for record in getattr(dossier, kind)]
    share = -(-len(rest) // max(len(selection.quotes), 1))
    kind_of = {record.id: kind for kind, record in listed}
    seen: set[str] = set()
    for number, quote in enumerate(selection.quotes):
        new = [(kind_of[id], dossier.by_id[id]) for id in dict.fromkeys(_named(quote)) if id not in seen]
        seen.update(record.id for _, record in new)
        found: dict[str, Any] = {} if number else {"dossier": record_values(dossier.info)}
        for kind, record in (*new, *rest[number * share : (number + 1) * share]):
            found.setdefault(kind, []).append(record_values(record))
        if own := {name: value for name, value in record_values(quote).items() if name in UNTABLED}:
            found["quote"] = own
        event = dossier.event_of[quote.event]
        if quote.date and event.date and quote.date.text == event.date.text:  # else it would seem to be inherited
            found.setdefault("quote", {})["date"] = quote.date.text
        yield found


def _named(quote: Quote) -> Iterator[str]:
    """Yield the ids of the records that a row names."""
    yield from (*quote.who, *quote.to, *quote.about, quote.event, *(version.source for version in quote.versions))


def _extra_columns(selection: Selection) -> list[str]:
    return list(dict.fromkeys(name for quote in selection.quotes for name in quote.extra))


def _cells(selection: Selection, quote: Quote) -> dict[str, str]:
    dossier = selection.dossier
    event, date = dossier.event_of[quote.event], dossier.date_of(quote)

    def names(ids: Iterable[str]) -> str:
        return _join(dossier.person_of[id].name for id in ids)

    sources = [dossier.source_of[version.source] for version in quote.versions]
    return {
        "id": quote.id,
        "date": date.text if date else "",
        **{name: names(getattr(quote, name)) for name in ("who", "to", "about")},
        "text": quote.text,
        "source": _join(source.label for source in sources),
        "mode": quote.mode,
        "status": quote.status,
        "language": quote.language or "",
        "n": "" if quote.n is None else str(quote.n),
        "tags": _join(quote.tags),
        "note": quote.note or "",
        "event": event.title,
        "event_date": event.date.text if event.date else "",
        "event_type": event.type,
        "event_place": event.place or "",
        "event_tags": _join(event.tags),
        "event_id": event.id,
        **{f"{name}_id": _join(getattr(quote, name)) for name in ("who", "to", "about")},
        "source_id": _join(source.id for source in sources),
        "composed_from": _join(outlets_drawn_on(dossier, quote)),
        "versions": json.dumps(plain(quote.versions), ensure_ascii=False) if quote.versions else "",
        **{name: _own_cell(value) for name, value in own_values(quote).items()},
    }


def _join(values: Iterable[str]) -> str:
    """Return several values in one cell; one that holds a separator is in quotation marks, as in the table itself."""
    return SEPARATOR.join(
        f'"{each.replace(chr(34), chr(34) * 2)}"' if SEPARATING.search(each) else each for each in values
    )


def _own_cell(value: Any) -> str:
    """Return the value of an author's own key: text as it is unless it would be read as JSON, the rest as JSON."""
    if isinstance(value, str):
        try:
            json.loads(value)
        except (ValueError, RecursionError):
            return value
    return json.dumps(value, ensure_ascii=False)
