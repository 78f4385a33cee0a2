"""Selections: the records of a dossier that pass a view, as `peace-tui list` lists them, for programs and exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, Person, Quote, Source
from peace_tui.query.listings import LISTINGS
from peace_tui.query.view import View, parse_view

KINDS: Final = ("events", "people", "quotes", "sources", "claims")
"""The kinds of records that a selection has."""


class Count(NamedTuple):
    """How many of a record's quotes and events pass, and how many it has; 0 for a kind that does not apply."""

    quotes: int = 0
    quotes_total: int = 0
    events: int = 0
    events_total: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
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

    def quotes_at(self, event: Event) -> tuple[Quote, ...]:
        """Return the quotes of an event that pass."""
        return tuple(quote for quote in self.quotes if quote.event == event.id)


def select(dossier: Dossier, view: View | str = "") -> Selection:
    """Return the records of a dossier that pass a view, which may be a view string; the empty view passes everything.

    Raises:
        ViewError: The string is not a view of this dossier.
    """
    if isinstance(view, str):
        view = parse_view(view, dossier)
    rows = {kind: LISTINGS[kind].rows(dossier, view, False) for kind in KINDS}
    found = {kind: tuple(dossier.by_id[row["id"]] for row in rows[kind]) for kind in KINDS}
    counted = (row for kind in ("events", "people", "sources") for row in rows[kind])
    counts = {row["id"]: Count(**{key: row[key] for key in Count._fields if key in row}) for row in counted}
    return Selection(dossier, view, counts=counts, **found)  # type: ignore[arg-type]  # each kind by its own ids
