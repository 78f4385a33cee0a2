"""The rows of `peace-tui list`: what the engine finds of a dossier under a view, as plain dicts.

Each kind of row has the keys that the contract promises, in its order. Values are strings, whole numbers, None, lists
of strings, and lists of such dicts, so that a row goes into JSON as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Claim, Event, Person, Quote, Source
from peace_tui.query.engine import PersonRow, claim_stands, filter_panes, passing, people_found, quotes_of
from peace_tui.query.view import View

Row = dict[str, Any]
Cells = Callable[[Dossier, Row], tuple[str, ...]]
UNDATED: Final = "undated"


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of list: the keys of its rows, the rows, and how a row reads as a line of text."""

    keys: tuple[str, ...]
    rows: Callable[[Dossier, View, bool], list[Row]]
    """The rows under a view; the last argument says whether they are to be those of the pane."""
    heads: tuple[str, ...]
    cells: Cells


def events(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the events shown with the counts of their quotes, passing and all."""
    if as_pane:
        panes = filter_panes(dossier, view)
        places, among = panes.timeline, panes.timeline_passing.quotes
    else:
        among, places = passing(dossier, view.clauses)
    return [_event(dossier, place, among) for place in places]


def _event(dossier: Dossier, place: int, among: BitMap) -> Row:
    event: Event = dossier.event_index.records[place]
    passed, total = quotes_of(dossier, place, among)
    return {
        "id": event.id,
        "type": event.type,
        "title": event.title,
        "date": _written(event.date),
        "quotes": passed,
        "quotes_total": total,
    }


def people(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the people found in passing quotes or shown events, with counts."""
    found = filter_panes(dossier, view).people if as_pane else people_found(dossier, view)
    return [_person(dossier.people_by_weight[row.place], row) for row in found]


def _person(person: Person, row: PersonRow) -> Row:
    return {
        "id": person.id,
        "name": person.name,
        "kind": person.kind,
        "quotes": row.quotes,
        "quotes_total": row.quotes_total,
        "events": row.events,
        "events_total": row.events_total,
    }


def quotes(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the quotes that pass, with the date and tags they have or inherit; the pane has the same."""
    records = dossier.quote_index.records
    return [_quote(dossier, records[place]) for place in passing(dossier, view.clauses).quotes]


def _quote(dossier: Dossier, quote: Quote) -> Row:
    return {
        "id": quote.id,
        "event": quote.event,
        "who": list(quote.who),
        "to": list(quote.to),
        "about": list(quote.about),
        "mode": quote.mode,
        "status": quote.status,
        "date": _written(dossier.date_of(quote)),
        "tags": list(dossier.tags_of(quote)),
        "text": quote.text,
        "versions": [{"source": version.source, "text": version.text} for version in quote.versions],
    }


def sources(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the sources of passing quotes and of shown events, with counts; no pane lists them."""
    found = passing(dossier, view.clauses)
    rows = []
    for source in dossier.sources:
        printed = dossier.quote_index.with_value("source", source.id)
        if printed.intersect(found.quotes) or dossier.event_index.with_value("source", source.id).intersect(
            found.events
        ):
            rows.append(_source(source, printed, found.quotes))
    return rows


def _source(source: Source, printed: BitMap, among: BitMap) -> Row:
    return {
        "id": source.id,
        "title": source.title,
        "container_title": source.container_title,
        "issued": _written(source.issued),
        "quotes": printed.intersection_cardinality(among),
        "quotes_total": len(printed),
    }


def claims(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return the claims about shown events, all of them when nothing is filtered; no pane lists them."""
    events = dossier.event_index.records
    shown = {events[place].id for place in passing(dossier, view.clauses).events}
    return [
        _claim(claim)
        for claim in dossier.claims
        if (not view.clauses or not shown.isdisjoint(claim.about)) and claim_stands(dossier, claim, view.clauses)
    ]


def disagreements(dossier: Dossier, view: View, as_pane: bool) -> list[Row]:
    """Return what the rules find in the quotes and claims that the view lists; no pane lists it."""
    from peace_tui.provenance.disagreements import STANCE
    from peace_tui.provenance.disagreements import find_disagreements as found

    listed = {row["id"] for rows in (quotes, events, claims) for row in rows(dossier, view, False)}
    return [
        {"rule": one.rule, "records": list(one.records), "text": one.text, "sources": list(one.sources)}
        for one in found(dossier)
        if not listed.isdisjoint(one.records[:1] if one.rule == STANCE else one.records)
    ]


def _claim(claim: Claim) -> Row:
    evidence = [{"source": e.source, "stance": e.stance, "quote": e.quote} for e in claim.evidence]
    return {"id": claim.id, "text": claim.text, "status": claim.status, "evidence": evidence}


def _written(date: Date | None) -> str | None:
    return date.text if date else None


# --- A row as a line of text: the words last, since only they have no natural end ------------------------------------


def _event_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    return row["date"] or UNDATED, row["type"], f"{row['quotes']}/{row['quotes_total']}", row["id"], row["title"]


def _person_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    said, seen = f"{row['quotes']}/{row['quotes_total']}", f"{row['events']}/{row['events_total']}"
    return row["kind"], said, seen, row["id"], row["name"]


def _quote_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    who, to = names(dossier, row["who"]) or "unknown", names(dossier, row["to"])
    words = f"“{row['text']}”" if row["mode"] in VERBATIM else row["text"]
    return row["date"] or UNDATED, f"{who} → {to}" if to else who, row["id"], words


def _source_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    count = f"{row['quotes']}/{row['quotes_total']}"
    return row["issued"] or UNDATED, count, row["id"], ": ".join(filter(None, (row["container_title"], row["title"])))


def _claim_cells(dossier: Dossier, row: Row) -> tuple[str, ...]:
    said = [": ".join(filter(None, (dossier.source_of[e["source"]].label, e["stance"]))) for e in row["evidence"]]
    return row["status"], row["id"], " · ".join((row["text"], *said))


def names(dossier: Dossier, ids: Iterable[str]) -> str:
    """Return the names of people."""
    return ", ".join(dossier.person_of[id].name for id in ids)


LISTINGS: Final[Mapping[str, Listing]] = {
    "events": Listing(
        ("id", "type", "title", "date", "quotes", "quotes_total"),
        events,
        ("date", "type", "quotes", "id", "title"),
        _event_cells,
    ),
    "people": Listing(
        ("id", "name", "kind", "quotes", "quotes_total", "events", "events_total"),
        people,
        ("kind", "quotes", "events", "id", "name"),
        _person_cells,
    ),
    "quotes": Listing(
        ("id", "event", "who", "to", "about", "mode", "status", "date", "tags", "text", "versions"),
        quotes,
        ("date", "who → to", "id", "words"),
        _quote_cells,
    ),
    "sources": Listing(
        ("id", "title", "container_title", "issued", "quotes", "quotes_total"),
        sources,
        ("issued", "quotes", "id", "outlet: title"),
        _source_cells,
    ),
    "disagreements": Listing(
        ("rule", "records", "text", "sources"),
        disagreements,
        ("rule", "records", "what differs"),
        lambda dossier, row: (row["rule"], ", ".join(row["records"][:1]), row["text"]),
    ),
    "claims": Listing(("id", "text", "status", "evidence"), claims, ("status", "id", "claim · stances"), _claim_cells),
}
"""The lists, by the kind of record."""
