"""The engine: what each pane shows of a dossier under a view, with its counts.

A pure function of (dossier, view). A record passes a view when it passes every
clause; each pane ignores the clauses of its own facets, as crossfilter and Mosaic do, so that a choice never hides its
neighbours. Sets of records are roaring bitmaps of places in display order: clauses intersect, counts are
intersections counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Quote
from peace_tui.provenance.sources import SourceGraph, Support
from peace_tui.query.facets import FACET, PEOPLE, TIMELINE
from peace_tui.query.view import Clause, View

ANSWERS_KEPT: Final = 256
"""How many clauses' answers a dossier keeps."""


class Passing(NamedTuple):
    """The records that pass: places of quotes in `Dossier.quote_index` and of events in `Dossier.timeline`."""

    quotes: BitMap
    events: BitMap


class PersonRow(NamedTuple):
    """A line of the People pane: the person's place in `Dossier.cast` and the counts, passing and all."""

    place: int
    quotes: int
    quotes_total: int
    events: int
    events_total: int


class Panes:
    """What the three panes show under one view; each part is worked out when it is first asked for.

    Of the places that a cursor passes on its way only the rows of its own pane are ever asked for.
    """

    def __init__(self, dossier: Dossier, view: View, live: tuple[Clause, ...]) -> None:
        """Ask a dossier under `view` and the `live` clauses."""
        self._dossier, self._pinned, self._clauses = dossier, view.clauses, (*view.clauses, *live)

    @cached_property
    def passing(self) -> Passing:
        """What passes the whole view: the quotes of Quotes, and the events shown."""
        return passing(self._dossier, self._clauses)

    @cached_property
    def timeline_passing(self) -> Passing:
        """What passes the view that Timeline sees."""
        return self._passing([c for c in self._clauses if FACET[c.facet].pane != TIMELINE])

    @cached_property
    def timeline(self) -> BitMap:
        """The places of the events that Timeline lists."""
        named = (id for c in self._clauses if c.facet == "event" for id in c.values)
        return self.timeline_passing.events | BitMap(map(self._dossier.event_index.position_of.__getitem__, named))

    @cached_property
    def outside(self) -> BitMap:
        """The places of listed events that Timeline's own clauses leave out: dimmed, not hidden."""
        return self.timeline - _inside(self._dossier, self._pinned)

    @cached_property
    def people_passing(self) -> Passing:
        """What passes the view that People sees."""
        return self._passing([c for c in self._clauses if c.negated or FACET[c.facet].pane != PEOPLE])

    @cached_property
    def people(self) -> tuple[PersonRow, ...]:
        """The lines of People."""
        return _people(self._dossier, self.people_passing, kept=_people_named(self._clauses))

    @cached_property
    def possibly(self) -> Passing:
        """What passes the date clauses only because its date is wider: quotes of Quotes, events not outside."""
        return _possibly(self._dossier, self._clauses, self.passing, self.timeline - self.outside)

    def _passing(self, clauses: Sequence[Clause]) -> Passing:
        return self.passing if len(clauses) == len(self._clauses) else passing(self._dossier, clauses)

    def __eq__(self, other: object) -> bool:
        """Tell whether other panes show the same."""
        return isinstance(other, Panes) and all(getattr(self, part) == getattr(other, part) for part in PARTS)


PARTS: Final = tuple(name for name, part in vars(Panes).items() if isinstance(part, cached_property))


def passing(dossier: Dossier, clauses: Iterable[Clause]) -> Passing:
    """Return the quotes that pass every clause, and the events that pass by themselves or by one of their quotes."""
    quotes, events = dossier.quote_index.everything, dossier.event_index.everything
    for clause in clauses:
        matched = _passing(dossier, clause)
        quotes, events = quotes & matched.quotes, events & matched.events
    return Passing(quotes, _with_quotes(dossier, quotes, events))


def filter_panes(dossier: Dossier, view: View, live: tuple[Clause, ...] = ()) -> Panes:
    """Return what each pane shows under `view` and the `live` clauses, which filter like any other but dim nothing."""
    return Panes(dossier, view, live)


def surely(clauses: Iterable[Clause]) -> list[Clause]:
    """Return the clauses with those that ask what may lie in a time asking for what surely does."""
    return [replace(c, facet="during") if c.facet == "date" and not c.negated else c for c in clauses]


def _possibly(dossier: Dossier, clauses: tuple[Clause, ...], whole: Passing, near: BitMap) -> Passing:
    """Return the passing quotes, and of the events `near`, those that are not surely in the time that is asked for."""
    if not any(c.facet == "date" and not c.negated for c in clauses):
        return Passing(BitMap(), BitMap())
    quotes = passing(dossier, surely(clauses)).quotes
    return Passing(whole.quotes - quotes, near - _inside(dossier, surely(clauses)))


def people_found(dossier: Dossier, view: View) -> tuple[PersonRow, ...]:
    """Return the people found under the whole view, own facets applied too, without those it excludes."""
    excluded = {value for c in view.clauses if c.negated and c.facet == "person" for value in c.values}
    rows = _people(dossier, passing(dossier, view.clauses), kept=frozenset())
    return tuple(row for row in rows if dossier.people_by_weight[row.place].id not in excluded)


def claim_stands(dossier: Dossier, claim: Claim, clauses: Iterable[Clause]) -> bool:
    """Tell whether a claim passes the clauses that ask what is left without a source; others say nothing of claims."""
    asked = [clause for clause in clauses if clause.facet == "without"]
    if not asked:
        return True
    named = [dossier.by_id.get(evidence.quote or "") for evidence in claim.evidence]
    quotes = {quote.id: quote for quote in named if isinstance(quote, Quote)}
    graph = SourceGraph.for_dossier(dossier)
    return all(
        any(not Support(graph, (source,)).loses_claim(claim, quotes) for source in clause.values) != clause.negated
        for clause in asked
    )


def quotes_of(dossier: Dossier, event: int, among: BitMap) -> tuple[int, int]:
    """Return how many quotes the event at this place has `among` those that pass, and in all."""
    said = dossier.quote_index.with_value("event", dossier.event_index.records[event].id)
    return said.intersection_cardinality(among), len(said)


def _inside(dossier: Dossier, clauses: Iterable[Clause]) -> BitMap:
    """Return the events inside Timeline's own clauses, by themselves or by one of their quotes."""
    return passing(dossier, (c for c in clauses if FACET[c.facet].pane == TIMELINE)).events


def _people_named(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return the people whom the clauses pick or exclude: their rows stay, whatever their counts."""
    return frozenset(value for c in clauses if FACET[c.facet].pane == PEOPLE for value in c.values)


def _people(dossier: Dossier, found: Passing, kept: frozenset[str]) -> tuple[PersonRow, ...]:
    roll = dossier.participation
    said = _shares([person.in_quotes for person in roll], found.quotes, dossier.quote_index.everything)
    seen = _shares([person.in_events for person in roll], found.events, dossier.event_index.everything)
    return tuple(
        [
            PersonRow(person.position, quotes, person.quotes, events, person.events)
            for person, quotes, events in zip(roll, said, seen, strict=True)
            if quotes or events or person.id in kept
        ]
    )


def _shares(sets: Iterable[BitMap], among: BitMap, everything: BitMap) -> list[int]:
    """Return how many of each set lie `among` some of everything.

    They are counted against the larger of these and the rest: it is kept as bits, which are asked much faster than a
    list of places.
    """
    rest = everything - among
    if len(rest) > len(among):
        return [len(each) - each.intersection_cardinality(rest) for each in sets]
    return [each.intersection_cardinality(among) for each in sets]


def _with_quotes(dossier: Dossier, quotes: BitMap, events: BitMap) -> BitMap:
    """Return `events` and those that have one of the `quotes`."""
    if len(quotes) == len(dossier.quotes):
        return events | dossier.spoken_events
    if len(quotes) < len(dossier.quotes_by_event):
        return events | BitMap(map(dossier.event_of_quote.__getitem__, quotes))
    return events | BitMap([place for place, said in dossier.quotes_by_event.items() if said.intersect(quotes)])


def _passing(dossier: Dossier, clause: Clause) -> Passing:
    """Return the quotes and the events that pass one clause, each by itself."""
    answers: dict[Clause, Passing] = dossier.memo.setdefault(ANSWERS_KEPT, {})
    if (known := answers.get(clause)) is None:
        if len(answers) >= ANSWERS_KEPT:
            answers.clear()
        known = answers[clause] = _matching(dossier, clause)
    return known


def _matching(dossier: Dossier, clause: Clause) -> Passing:
    facet = FACET[clause.facet]
    quote_index, timeline = dossier.quote_index, dossier.event_index
    quotes = reduce(BitMap.__or__, (facet.quotes(dossier, quote_index, value) for value in clause.values))
    if facet.events is None:
        events = timeline.everything if clause.negated else BitMap()
    else:
        events = reduce(BitMap.__or__, (facet.events(dossier, timeline, value) for value in clause.values))
        events = timeline.everything - events if clause.negated else events
    return Passing(quote_index.everything - quotes if clause.negated else quotes, events)
