"""What passes a view, outside of the explorer: the rows of `peace-tui list`, and selections of records for exports.

Each kind of row has the keys that the contract promises, in its order. Values are strings, integers, None, lists of
strings, and lists of such dicts, so that a row is written to JSON as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, KIND_NAMES, VERBATIM, Claim, Event, IdentifiedRecord, Person, Quote, Source
from peace_tui.query.engine import (
    PersonRow,
    count_quotes,
    filter_panes,
    find_claims,
    find_listed_ids,
    find_people,
    find_sources,
    match_clauses,
    match_quotes,
)
from peace_tui.query.facets import UNDATED
from peace_tui.query.view import View, discounting_clauses, parse_view
from peace_tui.text.messages import quotation_marks

if TYPE_CHECKING:
    from peace_tui.provenance.disagreements import Disagreement

# What a view leaves uncounted, and how much people say, is found out by `query/discounts.py`, which is imported where
# that is asked for: few lists do.

Row = dict[str, Any]
NAMED_VIEW: Final = "named view"
"""The kind of a row of marks that is a view."""


class Listing(NamedTuple):
    """One kind of list."""

    keys: tuple[str, ...]
    """The keys of each row, as JSON has them."""
    rows: Callable[[Dossier, View, bool], list[Row]]
    """Returns the rows under a view; its last argument says whether they are those of the pane, own facets ignored."""
    headings: tuple[str, ...]
    """The headings of the cells."""
    cells: Callable[[Dossier, Row], tuple[str, ...]]
    """Returns the cells of a row in a line of text."""


def list_events(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the events shown with the counts of their quotes, passing and all."""
    if as_pane:
        panes = filter_panes(dossier, view)
        positions, among = panes.timeline, panes.timeline_matches.quotes
    else:
        among, positions = match_clauses(dossier, view.clauses)
    records = dossier.event_index.records
    rows = ((_event_row(dossier, position, among), records[position]) for position in positions)
    return [row | note_discounts(dossier, view, event) for row, event in rows]


def _event_row(dossier: Dossier, position: int, among: BitMap) -> Row:
    event: Event = dossier.event_index.records[position]
    passed, total = count_quotes(dossier, position, among)
    return {
        "id": event.id,
        "type": event.type,
        "title": event.title,
        "date": _date_text(event.date),
        "quotes": passed,
        "quotes_total": total,
    }


def list_people(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the people found in passing quotes or shown events, with counts."""
    if as_pane:
        panes = filter_panes(dossier, view)
        found, among = panes.people, panes.people_matches.quotes
    else:
        found, among = find_people(dossier, view), match_quotes(dossier, view.clauses)
    return [_person_row(dossier, row, among) for row in found]


def _person_row(dossier: Dossier, row: PersonRow, among: BitMap) -> Row:
    person: Person = dossier.people_by_weight[row.position]
    parts = {
        part: dossier.quote_index.with_value(attribute, person.id).intersection_cardinality(among)
        for part, attribute in (("says", "who"), ("told", "to"), ("named", "about"))
    }
    return {
        "id": person.id,
        "name": person.name,
        "kind": person.kind,
        "quotes": row.quotes,
        "quotes_total": row.quotes_total,
        **parts,
        "events": row.events,
        "events_total": row.events_total,
    }


def list_speakers(dossier: Dossier, view: View, as_pane: bool, by: str) -> list[Row]:
    """Return what `list_people` does, each with the `words` and `seconds` they speak in the quotes that pass.

    Whoever has most of what `by` names comes first. Seconds are None where no quote says from when to when it is.
    """
    from peace_tui.query.discounts import measure_speech

    rows = list_people(dossier, view, as_pane)
    passing = filter_panes(dossier, view).people_matches.quotes if as_pane else match_quotes(dossier, view.clauses)
    for row in rows:
        own = dossier.quote_index.with_value("who", row["id"]) & passing
        words, seconds = measure_speech(dossier, own, view.clauses)
        row |= {"words": words, "seconds": None if seconds is None else round(seconds, 3)}
    return sorted(rows, key=lambda row: -(row[by] or 0))


def list_quotes(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the quotes that pass, with the date and tags they have or inherit; the pane has the same."""
    records = dossier.quote_index.records
    quotes = (records[position] for position in match_quotes(dossier, view.clauses))
    return [mark_parts(dossier, view, quote, _quote_row(dossier, quote)) for quote in quotes]


def _quote_row(dossier: Dossier, quote: Quote) -> Row:
    return {
        "id": quote.id,
        "event": quote.event,
        "who": list(quote.who),
        "to": list(quote.to),
        "about": list(quote.about),
        "mode": quote.mode,
        "status": quote.status,
        "date": _date_text(dossier.date_of(quote)),
        "tags": list(dossier.tags_of(quote)),
        "text": quote.text,
        "versions": [{"source": version.source, "text": version.text} for version in quote.versions],
    }


def list_sources(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the sources of passing quotes and of shown events, all where nothing is filtered; no pane lists them."""
    among = match_quotes(dossier, view.clauses)
    return [
        _source_row(source, dossier.quote_index.with_value("source", source.id), among)
        | note_discounts(dossier, view, source)
        for source in find_sources(dossier, view.clauses)
    ]


def _source_row(source: Source, printed: BitMap, among: BitMap) -> Row:
    return {
        "id": source.id,
        "title": source.title,
        "container_title": source.container_title,
        "issued": _date_text(source.issued),
        "quotes": printed.intersection_cardinality(among),
        "quotes_total": len(printed),
    }


def list_claims(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the claims about what is listed, all where nothing is filtered; no pane lists them."""
    return [mark_parts(dossier, view, claim, _claim_row(claim)) for claim in find_claims(dossier, view)]


def list_disagreements(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return what the rules find in the quotes, events and claims that the view lists; no pane lists it."""
    from peace_tui.provenance.disagreements import find_disagreements  # no other list needs the collation

    return [
        {"rule": one.rule, "records": list(one.records), "text": one.text, "sources": list(one.sources)}
        for one in keep_listed(dossier, view, [*find_disagreements(dossier)])
    ]


def list_marks(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return what the reader has marked on what is listed; without a view also on what is gone, and the named views."""
    marks = dossier.marks
    listed = set(marks.by_id)
    if view.clauses:
        listed = find_listed_ids(dossier, view, listed) | {claim.id for claim in find_claims(dossier, view)}
    rows: list[Row] = []
    for id, mark in marks.by_id.items():
        if id in listed:
            record = dossier.by_id.get(id)
            kind = next((KIND_NAMES[kind] for kind, of in ARRAYS.items() if isinstance(record, of)), None)
            title = dossier.name_record(id) if record else mark.name
            rows.append(_mark_row(id, kind, title, starred=mark.starred, note=mark.note, tags=list(mark.tags)))
    if not view.clauses:
        rows += [_mark_row(name, NAMED_VIEW, kept.view) for name, kept in marks.views.items()]
    return rows


def _mark_row(id: str, kind: str | None, title: str, **marked: Any) -> Row:
    row = {"id": id, "kind": kind, "title": title, "starred": False, "note": "", "tags": []} | marked
    return row | {"gone": kind is None}


def _mark_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    own = " ".join(filter(None, (row["note"], *(f"#{tag}" for tag in row["tags"]))))
    kind = "gone" if row["gone"] else row["kind"]
    return "★" if row["starred"] else "", kind, row["id"], ": ".join(filter(None, (row["title"], own)))


def keep_listed(dossier: Dossier, view: View, found: list[Disagreement]) -> list[Disagreement]:
    """Return the disagreements on a record that a view lists; those on a claim with the claim."""
    if not view.clauses:
        return found
    listed = find_listed_ids(dossier, view, {id for one in found for id in one.records})
    claims = {claim.id for claim in dossier.claims}
    listed_claims = {claim.id for claim in find_claims(dossier, view)}
    kept = [
        one
        for one in found
        if (one.records[0] in listed_claims if one.records[0] in claims else not listed.isdisjoint(one.records))
    ]
    if not discounting_clauses(view.clauses):
        return kept
    from peace_tui.provenance.disagreements import find_standing  # no other view needs the collation
    from peace_tui.query.discounts import find_discounted, find_discounted_sources

    if not (discounted := find_discounted_sources(dossier, view.clauses)):
        return kept

    def lost(quote: Quote) -> Mapping[int, str]:
        return find_discounted(dossier, quote, view.clauses)

    return [left for one in kept for left in find_standing(dossier, one, lost, discounted)]


def _claim_row(claim: Claim) -> Row:
    evidence = [{"source": e.source, "stance": e.stance, "quote": e.quote} for e in claim.evidence]
    return {"id": claim.id, "text": claim.text, "status": claim.status, "evidence": evidence}


def note_discounts(dossier: Dossier, view: View, record: IdentifiedRecord) -> Row:
    """Return what of a record a view does not count, by outlet: a key that rows have where a view discounts at all."""
    if not discounting_clauses(view.clauses):
        return {}
    from peace_tui.query.discounts import DISCOUNTED, list_discounts

    parts = record.versions if isinstance(record, Quote) else record.evidence if isinstance(record, Claim) else ()
    found = list_discounts(dossier, record, view.clauses)
    whole, lost = Counter(each.source for each in parts), Counter(each.source for each in found)
    words = (
        f"{dossier.name_source(each.source)}{' in part' if lost[each.source] < whole[each.source] else ''}: {each.why}"
        for each in found
    )
    return {DISCOUNTED: [*dict.fromkeys(words)]}


def mark_parts(dossier: Dossier, view: View, record: Quote | Claim, row: Row) -> Row:
    """Return a row, or all keys of a record, with what the view does not count, in each version or evidence too."""
    if not discounting_clauses(view.clauses):
        return row
    from peace_tui.query.discounts import DISCOUNTED, list_discounts

    for key in ("versions", "evidence"):
        for each in list_discounts(dossier, record, view.clauses) if key in row else ():
            row[key][each.part or 0][DISCOUNTED] = each.why
    return row | note_discounts(dossier, view, record)


def _date_text(date: Date | None) -> str | None:
    return date.text if date else None


# --- A row as the cells of a line: the words last, since only they have no limited width ------------------------------


def _event_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    return row["date"] or UNDATED, row["type"], f"{row['quotes']:,}/{row['quotes_total']:,}", row["id"], row["title"]


def _person_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    quotes, events = f"{row['quotes']:,}/{row['quotes_total']:,}", f"{row['events']:,}/{row['events_total']:,}"
    return row["kind"], quotes, events, row["id"], row["name"]


def _quote_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    who, to = format_names(dossier, row["who"]) or "unknown", format_names(dossier, row["to"])
    is_printed = not row["versions"] or any(version["text"] == row["text"] for version in row["versions"])
    words = quotation_marks(row["text"]) if row["mode"] in VERBATIM and is_printed else row["text"]
    return row["date"] or UNDATED, f"{who} → {to}" if to else who, row["id"], words


def _source_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    count = f"{row['quotes']:,}/{row['quotes_total']:,}"
    return row["issued"] or UNDATED, count, row["id"], ": ".join(filter(None, (row["container_title"], row["title"])))


def _claim_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    stances = [": ".join(filter(None, (dossier.source_of[e["source"]].label, e["stance"]))) for e in row["evidence"]]
    return row["status"], row["id"], " · ".join((row["text"], *stances))


def format_names(dossier: Dossier, ids: Iterable[str]) -> str:
    """Return the names of the people with these ids, joined by commas."""
    return ", ".join(dossier.person_of[id].name for id in ids)


LISTINGS: Final[Mapping[str, Listing]] = {
    "events": Listing(
        ("id", "type", "title", "date", "quotes", "quotes_total"),
        list_events,
        ("date", "type", "quotes", "id", "title"),
        _event_cells,
    ),
    "people": Listing(
        ("id", "name", "kind", "quotes", "quotes_total", "says", "told", "named", "events", "events_total"),
        list_people,
        ("kind", "quotes", "events", "id", "name"),
        _person_cells,
    ),
    "quotes": Listing(
        ("id", "event", "who", "to", "about", "mode", "status", "date", "tags", "text", "versions"),
        list_quotes,
        ("date", "who → to", "id", "words"),
        _quote_cells,
    ),
    "sources": Listing(
        ("id", "title", "container_title", "issued", "quotes", "quotes_total"),
        list_sources,
        ("issued", "quotes", "id", "outlet: title"),
        _source_cells,
    ),
    "disagreements": Listing(
        ("rule", "records", "text", "sources"),
        list_disagreements,
        ("rule", "records", "what differs"),
        lambda dossier, row: (row["rule"], ", ".join(row["records"][:1]), row["text"]),
    ),
    "marks": Listing(
        ("id", "kind", "title", "starred", "note", "tags", "gone"),
        list_marks,
        ("star", "kind", "id", "title: own note"),
        _mark_cells,
    ),
    "claims": Listing(
        ("id", "text", "status", "evidence"), list_claims, ("status", "id", "claim · stances"), _claim_cells
    ),
}
"""The lists, by the kind of record."""


def list_by(by: str) -> Listing:
    """Return the list of people by what they say: `words` or `seconds`."""
    from peace_tui.query.discounts import Speech

    people = LISTINGS["people"]

    def rows(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
        return list_speakers(dossier, view, as_pane, by)

    def cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
        seconds = "" if row["seconds"] is None else f"{row['seconds']:.0f}"
        return str(row["words"]), seconds, *_person_cells(dossier, row)

    return Listing((*people.keys, *Speech._fields), rows, (*Speech._fields, *people.headings), cells)


KINDS: Final = ("events", "people", "quotes", "sources", "claims")
"""The kinds of records that a selection has."""


class Count(NamedTuple):
    """How many of a record's quotes and events pass, and how many it has; 0 for a kind that does not apply."""

    quotes: int = 0
    quotes_total: int = 0
    events: int = 0
    events_total: int = 0


class Selection(NamedTuple):
    """The records of a dossier that pass a view, each kind in the order in which `peace-tui list` prints it."""

    dossier: Dossier
    view: View
    events: tuple[Event, ...]
    """The events shown: those that pass by themselves or by one of their quotes."""
    people: tuple[Person, ...]
    """The people found in passing quotes or shown events."""
    quotes: tuple[Quote, ...]
    """The quotes that pass."""
    sources: tuple[Source, ...]
    """The sources of passing quotes and shown events; under a view without clauses, all sources."""
    claims: tuple[Claim, ...]
    """The claims about any of these; under a view without clauses, all claims."""
    counts: Mapping[str, Count]
    """The counts of each event, person and source, by id."""

    def every(self, kind: str) -> tuple[Any, ...]:
        """Return the records of a kind, and under a view without clauses those also that nothing refers to.

        Eras and guided views, which no view selects, are there or not as a whole.
        """
        found = getattr(self, kind, ())
        if self.view.clauses:
            return found
        ids = {record.id for record in found}
        return (*found, *(record for record in getattr(self.dossier, kind) if getattr(record, "id", None) not in ids))

    def quotes_at(self, event: Event) -> tuple[Quote, ...]:
        """Return the quotes of an event that pass."""
        return tuple(quote for quote in self.quotes if quote.event == event.id)


def explain_discounts(selection: Selection, source: Source) -> str:
    """Return why the view of a selection does not count a source; nothing where it does."""
    from peace_tui.query.discounts import list_discounts

    found = list_discounts(selection.dossier, source, selection.view.clauses)
    return "; ".join(each.why for each in found)


def select(dossier: Dossier, view: View | str = "") -> Selection:
    """Return the records of a dossier that pass a view, which may be a view string; the empty view passes everything.

    Raises:
        ViewError: The string is not a view of this dossier.
    """
    if isinstance(view, str):
        view = parse_view(view, dossier)
    rows = {kind: LISTINGS[kind].rows(dossier, view, False) for kind in KINDS}
    found: dict[str, Any] = {kind: tuple(dossier.by_id[row["id"]] for row in rows[kind]) for kind in KINDS}
    counted = (row for kind in ("events", "people", "sources") for row in rows[kind])
    counts = {row["id"]: Count(**{key: row[key] for key in Count._fields if key in row}) for row in counted}
    return Selection(dossier, view, counts=counts, **found)
