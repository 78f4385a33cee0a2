"""The engine: what each pane shows of a dossier under a view, with its counts.

A pure function of (dossier, view). A record passes a view if it passes every clause; each pane ignores the clauses of
its own facets, as crossfilter (https://crossfilter.github.io/crossfilter/) and Mosaic do, so that a choice never hides
its neighbors. Sets of records are roaring bitmaps of positions in display order: clauses are intersected, and counts
are the sizes of intersections.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, Person, Quote, Source
from peace_tui.query.facets import FACET, PEOPLE, TIMELINE
from peace_tui.query.view import Clause, View

MAX_CACHED_CLAUSES: Final = 256
"""For how many clauses the engine keeps what matches in a dossier."""


class Matches(NamedTuple):
    """The records that match: positions of quotes in `Dossier.quote_index` and of events in `Dossier.event_index`."""

    quotes: BitMap
    events: BitMap


class PersonRow(NamedTuple):
    """A row of the People pane: the person's position in `Dossier.people_by_weight`, and the counts of what passes."""

    position: int
    quotes: int
    quotes_total: int
    events: int
    events_total: int


class PaneContents:
    """What the three panes show under one view; each part is computed when it is first used.

    While a cursor moves fast, only the rows of its own pane are ever used.
    """

    def __init__(self, dossier: Dossier, view: View, live: tuple[Clause, ...]) -> None:
        """Prepare to filter a dossier by `view` and the `live` clauses."""
        self._dossier, self._pinned, self._clauses = dossier, view.clauses, (*view.clauses, *live)

    @cached_property
    def matches(self) -> Matches:
        """What passes all clauses: the quotes of Quotes, and the events shown."""
        return match_clauses(self._dossier, self._clauses)

    @cached_property
    def timeline_matches(self) -> Matches:
        """What passes the view that Timeline sees."""
        return self._match([c for c in self._clauses if FACET[c.facet].pane != TIMELINE])

    @cached_property
    def timeline(self) -> BitMap:
        """The positions of the events that Timeline lists."""
        named = (id for c in self._clauses if c.facet == "event" for id in c.values)
        return self.timeline_matches.events | BitMap(map(self._dossier.event_index.position_of.__getitem__, named))

    @cached_property
    def outside(self) -> BitMap:
        """The positions of listed events that Timeline's own clauses exclude: dimmed, not hidden."""
        return self.timeline - _events_inside(self._dossier, self._pinned)

    @cached_property
    def people_matches(self) -> Matches:
        """What passes the view that People sees."""
        return self._match([c for c in self._clauses if c.negated or FACET[c.facet].pane != PEOPLE])

    @cached_property
    def people(self) -> tuple[PersonRow, ...]:
        """The rows of People."""
        return _count_people(self._dossier, self.people_matches, kept=_find_named_people(self._clauses))

    @cached_property
    def possible_matches(self) -> Matches:
        """What passes the date clauses only because its own date is uncertain: quotes of Quotes, events not outside."""
        return _find_possible(self._dossier, self._clauses, self.matches, self.timeline - self.outside)

    def _match(self, clauses: Sequence[Clause]) -> Matches:
        return self.matches if len(clauses) == len(self._clauses) else match_clauses(self._dossier, clauses)


def match_quotes(dossier: Dossier, clauses: Iterable[Clause]) -> BitMap:
    """Return the quotes that pass every clause."""
    return reduce(BitMap.__and__, (_match_clause(dossier, c).quotes for c in clauses), dossier.quote_index.everything)


def match_clauses(dossier: Dossier, clauses: Iterable[Clause]) -> Matches:
    """Return the quotes that pass every clause, and the events that pass by themselves or by one of their quotes."""
    quotes, events = dossier.quote_index.everything, dossier.event_index.everything
    for clause in clauses:
        matched = _match_clause(dossier, clause)
        quotes, events = quotes & matched.quotes, events & matched.events
    return Matches(quotes, _add_events_of(dossier, quotes, events))


def filter_panes(dossier: Dossier, view: View, live: tuple[Clause, ...] = ()) -> PaneContents:
    """Return what each pane shows under `view` and the `live` clauses, which filter like any other but dim nothing."""
    return PaneContents(dossier, view, live)


def require_certain_dates(clauses: Iterable[Clause]) -> list[Clause]:
    """Return the clauses, those for what may be in a span of time replaced by what certainly is."""
    return [c.replace(facet="during") if c.facet == "date" and not c.negated else c for c in clauses]


def _find_possible(dossier: Dossier, clauses: tuple[Clause, ...], matches: Matches, near: BitMap) -> Matches:
    """Return the passing quotes, and of the events `near`, those that are not certainly in the span asked for."""
    if not any(c.facet == "date" and not c.negated for c in clauses):
        return Matches(BitMap(), BitMap())
    quotes = match_quotes(dossier, require_certain_dates(clauses))
    return Matches(matches.quotes - quotes, near - _events_inside(dossier, require_certain_dates(clauses)))


def find_people(dossier: Dossier, view: View) -> tuple[PersonRow, ...]:
    """Return the people found under a view, the facets of People applied too, without those it excludes."""
    excluded = {value for c in view.clauses if c.negated and c.facet == "person" for value in c.values}
    rows = _count_people(dossier, match_clauses(dossier, view.clauses), kept=frozenset())
    return tuple(row for row in rows if dossier.people_by_weight[row.position].id not in excluded)


def find_sources(dossier: Dossier, clauses: Sequence[Clause]) -> list[Source]:
    """Return the sources of passing quotes and of shown events; without clauses all, those that nothing cites too."""
    if not clauses:
        return [*dossier.sources]
    found = match_clauses(dossier, clauses)
    pairs = ((dossier.quote_index, found.quotes), (dossier.event_index, found.events))
    return [
        source
        for source in dossier.sources
        if any(index.with_value("source", source.id).intersect(among) for index, among in pairs)
    ]


def find_claims(dossier: Dossier, view: View) -> list[Claim]:
    """Return the claims about a quote that passes, an event shown, a person found or a source listed.

    Without clauses these are all. No facet applies to a claim itself.
    """
    if not view.clauses:
        return [*dossier.claims]
    listed = find_listed_ids(dossier, view, {id for claim in dossier.claims for id in claim.about})
    return [claim for claim in dossier.claims if not listed.isdisjoint(claim.about)]


def find_listed_ids(dossier: Dossier, view: View, among: Iterable[str]) -> set[str]:
    """Return which of some records are listed under a view."""
    found = match_clauses(dossier, view.clauses)
    records = [dossier.by_id[id] for id in among if id in dossier.by_id]
    listed = {q.id for q in records if isinstance(q, Quote) and dossier.quote_index.position_of[q.id] in found.quotes}
    listed |= {e.id for e in records if isinstance(e, Event) and dossier.event_index.position_of[e.id] in found.events}
    if any(isinstance(record, Person) for record in records):
        listed |= {dossier.people_by_weight[row.position].id for row in find_people(dossier, view)}
    if any(isinstance(record, Source) for record in records):
        listed |= {source.id for source in find_sources(dossier, view.clauses)}
    return listed


def count_quotes(dossier: Dossier, event: int, among: BitMap) -> tuple[int, int]:
    """Return how many quotes of the event at a position are `among` some, and how many it has."""
    quotes = dossier.quote_index.with_value("event", dossier.event_index.records[event].id)
    return quotes.intersection_cardinality(among), len(quotes)


def _events_inside(dossier: Dossier, clauses: Iterable[Clause]) -> BitMap:
    """Return the events that pass Timeline's own clauses, by themselves or by one of their quotes."""
    return match_clauses(dossier, (c for c in clauses if FACET[c.facet].pane == TIMELINE)).events


def _find_named_people(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return the people whom the clauses select or exclude: their rows stay, whatever their counts."""
    return frozenset(value for c in clauses if FACET[c.facet].pane == PEOPLE for value in c.values)


def _count_people(dossier: Dossier, found: Matches, kept: frozenset[str]) -> tuple[PersonRow, ...]:
    people = dossier.participation
    quote_counts = _count_shares([person.in_quotes for person in people], found.quotes, dossier.quote_index.everything)
    event_counts = _count_shares([person.in_events for person in people], found.events, dossier.event_index.everything)
    return tuple(
        [
            PersonRow(person.position, quotes, person.quotes, events, person.events)
            for person, quotes, events in zip(people, quote_counts, event_counts, strict=True)
            if quotes or events or person.id in kept
        ]
    )


def _count_shares(sets: Iterable[BitMap], among: BitMap, everything: BitMap) -> list[int]:
    """Return how many of each set are `among` some of everything.

    They are counted against the larger of these and the rest: a roaring bitmap keeps it as bits, which intersect much
    faster than a list of positions.
    """
    rest = everything - among
    if len(rest) > len(among):
        return [len(each) - each.intersection_cardinality(rest) for each in sets]
    return [each.intersection_cardinality(among) for each in sets]


def _add_events_of(dossier: Dossier, quotes: BitMap, events: BitMap) -> BitMap:
    """Return `events` and those that have one of the `quotes`."""
    if len(quotes) == len(dossier.quotes):
        return events | dossier.quoted_events
    if len(quotes) < len(dossier.quotes_by_event):
        return events | BitMap(map(dossier.event_of_quote.__getitem__, quotes))
    return events | BitMap([event for event, own in dossier.quotes_by_event.items() if own.intersect(quotes)])


def _match_clause(dossier: Dossier, clause: Clause) -> Matches:
    """Return the quotes and the events that pass one clause, each by itself."""
    if FACET[clause.facet].of_marks:
        return _compute_match(dossier, clause)
    cache: dict[Clause, Matches] = dossier.memo.setdefault(_match_clause, {})
    if (matches := cache.get(clause)) is None:
        if len(cache) >= MAX_CACHED_CLAUSES:
            cache.clear()
        matches = cache[clause] = _compute_match(dossier, clause)
    return matches


def _compute_match(dossier: Dossier, clause: Clause) -> Matches:
    facet = FACET[clause.facet]
    quote_index, event_index = dossier.quote_index, dossier.event_index
    quotes = reduce(BitMap.__or__, (facet.quotes(dossier, quote_index, value) for value in clause.values))
    if facet.events is None:
        events = event_index.everything if clause.negated else BitMap()
    else:
        events = reduce(BitMap.__or__, (facet.events(dossier, event_index, value) for value in clause.values))
        events = event_index.everything - events if clause.negated else events
    return Matches(quote_index.everything - quotes if clause.negated else quotes, events)
