"""CSV: the quotes as a table, a row for each, as spreadsheets open it and `peace-tui import csv` reads it back.

People, the event and the sources stand by their names, and by their ids in columns of their own; `versions` is JSON, as
in `peace-tui list`. Where `composed_from` names outlets, `text` is the dossier's and none of them prints it as it
stands, be it only for the mark at the end: what each prints is in `versions`. Where it is empty an outlet does.
`records` is JSON too: of each record that a table of quotes has no columns for, all keys, in the first row that names
it; records that no row names are spread over the rows. Where there are no quotes there is a row for each event, and
without events one row.

A table of another kind of record, or of all, says in `record` what a row is, and has a column for each key; tables in
a record are JSON in a cell. Several values in a cell are joined with `; `, those that hold a separator in quotes.
Under a view that goes without a source, or asks what was in print by a day, `discounted` says which outlets of a row do
not count, and so do its versions.

A spreadsheet takes a cell for a formula that begins with `=`, `+`, `-`, `@` or a tab: an apostrophe is put before it,
as spreadsheets themselves do for text, and one more where a cell begins with apostrophes and then such a sign, so that
removing one always gives the original. The provenance note counts these cells; `import csv` removes the apostrophe.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from peace_tui.collation.apparatus import find_outlets_behind
from peace_tui.exporters.provenance_note import ALL_KEYS, DOSSIER, ProvenanceNote, find_unwritten
from peace_tui.model.fields import Rules
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Event, Info, Quote, Source
from peace_tui.model.values import own_values, record_values, to_plain
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.selection import KINDS, Selection, mark_parts, note_discounts
from peace_tui.query.view import discounting_clauses
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
SEPARATING: Final = re.compile('[;|"]|^\\s|\\s$|^$')
"""What a reader of the cell would take for the end of a value, or drop."""
RECORD: Final = "record"
"""The column that says what a row is, in a table of another kind of record, or of all."""
ALL: Final = "all"
"""In place of a kind of record: every one."""
RECORD_KINDS: Final = ("people", "sources", "events", "claims")
"""The kinds of records in the column `records` that a selection has."""
OF_THE_DOSSIER: Final = ("eras", "views")
"""The kinds that are the dossier's, and in the table only where all of it is."""


def render(selection: Selection, note: ProvenanceNote, of: str = "quotes") -> Iterator[str]:
    """Yield the header and the rows: of quotes, or `of` another kind of record, or of `all`."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    if of != "quotes":
        rows = [*_record_rows(selection, of)]
        columns = _columns_of(rows)
        writer.writerow(map(make_safe, columns))
        writer.writerows([make_safe(cells.get(name, "")) for name in columns] for _, cells in rows)
        yield table.getvalue()
        return
    extra = [*_extra_columns(selection), *([DISCOUNTED] if discounting_clauses(selection.view.clauses) else [])]
    writer.writerow([*COLUMNS, *map(make_safe, extra)])
    subjects = _subjects(selection)
    for subject, records in zip(subjects, _records(selection, subjects), strict=True):
        cells = _cells(selection, subject)
        cells["records"] = json.dumps(records, ensure_ascii=False) if records else ""
        writer.writerow([make_safe(cells.get(name, "")) for name in (*COLUMNS, *extra)])
    yield table.getvalue()


def find_omissions(selection: Selection, of: str = "quotes") -> list[str]:
    """Return what the table has no column for, and how many cells were made safe."""
    written = (DOSSIER, *KINDS, *(() if selection.view.clauses else OF_THE_DOSSIER))
    if of == "quotes":
        rows = [_cells(selection, subject) for subject in _subjects(selection)]
    else:
        rows = [cells for _, cells in _record_rows(selection, of)]
        written = written if of == ALL else (of,)
    return [
        *find_unwritten(selection, dict.fromkeys(written, ALL_KEYS)),
        *_count_safe(cell for cells in rows for cell in cells.values()),
    ]


def _subjects(selection: Selection) -> tuple[Quote | Event | None, ...]:
    """Return what the rows of the table of quotes are about: without quotes the events, without events nothing."""
    return selection.quotes or selection.events or (None,)


def _count_safe(cells: Iterable[str]) -> list[str]:
    """Return how many cells were made safe, if any."""
    count = sum(1 for cell in cells if FORMULA.match(cell))
    return [f"an apostrophe put before {format_count(count, 'cell')} that could be run as a formula"] if count else []


def _record_rows(selection: Selection, of: str) -> Iterator[tuple[type[Any], dict[str, str]]]:
    """Yield the class and the cells of each record of a kind, or of all and of what the dossier says of itself."""
    if of != ALL:
        yield from (
            (type(record), record_cells(KIND_NAMES[of], record, selection)) for record in getattr(selection, of)
        )
        return
    yield Info, record_cells(DOSSIER, selection.dossier.info, selection)
    for kind, record_class in ARRAYS.items():
        yield from (
            (record_class, record_cells(KIND_NAMES[kind], record, selection)) for record in selection.every(kind)
        )


def _columns_of(rows: Iterable[tuple[type[Any], Mapping[str, str]]]) -> list[str]:
    """Return the columns: what a row is, the keys of the format that any record has, then the authors' own."""
    known: dict[str, None] = {RECORD: None}
    used: set[str] = set()
    for record_class, cells in rows:
        known |= dict.fromkeys(record_class.FIELDS)
        used.update(cells)
    return [*(name for name in known if name in used), *sorted(used.difference(known))]


def record_cells(name: str, record: Any, selection: Selection) -> dict[str, str]:
    """Return the cells of a record called `name`: several values joined, tables as JSON, own keys as for quotes."""
    cells = {RECORD: name}
    values = record_values(record)
    if isinstance(record, Quote | Claim):
        values = mark_parts(selection.dossier, selection.view, record, values)
    elif isinstance(record, Event | Source):
        values |= note_discounts(selection.dossier, selection.view, record)
    for key, value in values.items():
        if key in record.extra:
            cells[key] = _own_cell(value)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            is_one_word = value == ["true"] and isinstance(record.FIELDS[key].shape, Rules)
            cells[key] = '"true"' if is_one_word else join_values(value)  # true without marks is all rules
        else:
            cells[key] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return cells


def make_safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def _records(selection: Selection, subjects: Iterable[Quote | Event | None]) -> Iterator[dict[str, Any]]:
    """Yield for each row the records that it is the first to name, and its share of those that no row names."""
    dossier: Any = selection.dossier
    named_in = [tuple(dict.fromkeys(_named(subject))) for subject in subjects]
    named = {id for ids in named_in for id in ids}
    is_all = not selection.view.clauses
    listed: list[tuple[str, Any]] = [
        (kind, record) for kind in RECORD_KINDS for record in getattr(dossier if is_all else selection, kind)
    ]
    rest = [(kind, record) for kind, record in listed if record.id not in named]
    if is_all:
        rest += [(kind, record) for kind in OF_THE_DOSSIER for record in getattr(dossier, kind)]
    share = -(-len(rest) // len(named_in))
    kind_of = {record.id: kind for kind, record in listed}
    seen: set[str] = set()
    for number, (subject, ids) in enumerate(zip(subjects, named_in, strict=True)):
        new = [(kind_of[id], dossier.by_id[id]) for id in ids if id not in seen]
        seen.update(ids)
        found: dict[str, Any] = {} if number else {DOSSIER: record_values(dossier.info)}
        for kind, record in (*new, *rest[number * share : (number + 1) * share]):
            found.setdefault(kind, []).append(record_values(record))
        if isinstance(subject, Quote) and (own := _untabled(subject, dossier.event_of[subject.event])):
            found["quote"] = own
        yield found


def _untabled(quote: Quote, event: Event) -> dict[str, Any]:
    """Return what a quote has besides its columns: also a date of its own that would seem to be inherited."""
    own = {name: value for name, value in record_values(quote).items() if name in UNTABLED}
    is_same = quote.date and event.date and quote.date.text == event.date.text
    return own | ({"date": quote.date.text} if quote.date and is_same else {})


def _named(subject: Quote | Event | None) -> Iterator[str]:
    """Yield the ids of the records that a row names."""
    if isinstance(subject, Quote):
        sources = (version.source for version in subject.versions)
        yield from (*subject.who, *subject.to, *subject.about, subject.event, *sources)
    elif subject:
        yield subject.id


def _extra_columns(selection: Selection) -> list[str]:
    return list(dict.fromkeys(name for quote in selection.quotes for name in quote.extra))


def _cells(selection: Selection, subject: Quote | Event | None) -> dict[str, str]:
    if subject is None:
        return {}
    if isinstance(subject, Event):
        return event_cells(record_values(subject))
    dossier, quote = selection.dossier, subject
    date = dossier.date_of(quote)
    sources = [dossier.source_of[version.source] for version in quote.versions]
    people = {name: [dossier.person_of[id] for id in getattr(quote, name)] for name in ("who", "to", "about")}
    marked = mark_parts(dossier, selection.view, quote, {"versions": to_plain(quote.versions)})
    return {
        "id": quote.id,
        "date": date.text if date else "",
        **{name: join_values(person.name for person in each) for name, each in people.items()},
        "text": quote.text,
        "source": join_values(source.label for source in sources),
        "mode": quote.mode,
        "status": quote.status,
        "language": quote.language or "",
        "n": "" if quote.n is None else str(quote.n),
        "tags": join_values(quote.tags),
        "note": quote.note or "",
        **event_cells(record_values(dossier.event_of[quote.event])),
        **{f"{name}_id": join_values(person.id for person in each) for name, each in people.items()},
        "source_id": join_values(source.id for source in sources),
        "composed_from": join_values(find_outlets_behind(dossier, quote)),
        "versions": json.dumps(marked["versions"], ensure_ascii=False) if quote.versions else "",
        **{name: _own_cell(value) for name, value in own_values(quote).items()},
        DISCOUNTED: join_values(marked.get(DISCOUNTED, ())),
    }


def event_cells(event: Mapping[str, Any]) -> dict[str, str]:
    """Return the cells of an event, given the values that it has, in the table of quotes."""
    cells = {f"event_{name}": str(event.get(name) or "") for name in ("id", "date", "place")}
    more = {"event_type": str(event.get("type") or "other"), "event_tags": join_values(event.get("tags") or ())}
    return {"event": str(event.get("title") or ""), **cells, **more}


def join_values(values: Iterable[str]) -> str:
    """Return several values in one cell; one that holds a separator is in quotation marks, as in the table itself."""
    return SEPARATOR.join(
        f'"{each.replace(chr(34), chr(34) * 2)}"' if SEPARATING.search(each) else each for each in values
    )


def _own_cell(value: Any) -> str:
    """Return the value of an author's own key: text as it is unless it would be read as JSON, the rest as JSON."""
    if isinstance(value, str) and value:
        try:
            json.loads(value)
        except (ValueError, RecursionError):
            return value
    return json.dumps(value, ensure_ascii=False)
