"""The scene: all that the widgets draw, worked out once for a place and handed to all of them in one turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.engine import PaneContents, filter_panes, match_clauses
from peace_tui.query.facets import FREE, PANES, PIN, QUOTES, TIMELINE
from peace_tui.query.view import Clause
from peace_tui.session.state import Place
from peace_tui.text.folding import fold

PINNED: Final = "pinned"
EXCLUDED: Final = "excluded"
LINKED: Final = "linked"
POSSIBLY: Final = "possibly"


@dataclass(frozen=True)
class Scene:
    """A place in a dossier, and what its panes show there."""

    dossier: Dossier
    place: Place
    panes: PaneContents
    needles: tuple[str, ...]
    """The folded words and phrases that are searched for, to be highlighted."""

    @cached_property
    def quote(self) -> Quote | None:
        """The quote under the cursor of Quotes: the one chosen, or the first where that does not pass."""
        return None if self.quote_place is None else self.dossier.quote_index.records[self.quote_place]

    @cached_property
    def quote_place(self) -> int | None:
        """The place of that quote."""
        quotes = self.panes.matches.quotes
        chosen = self.dossier.quote_index.position_of.get(self.place.quotes) if self.place.quotes else None
        if chosen is None or chosen not in quotes:
            return quotes[0] if quotes else None
        return chosen

    def rows(self, pane: str) -> int:
        """Return how many rows a pane has, the row All included."""
        if pane == QUOTES:
            return len(self.panes.matches.quotes)
        return 1 + len(self.panes.timeline if pane == TIMELINE else self.panes.people)

    def id_at(self, pane: str, row: int) -> str | None:
        """Return the id of the record in a row; None for the row All."""
        if pane == QUOTES:
            return self.dossier.quote_index.records[self.panes.matches.quotes[row]].id
        if row == 0:
            return None
        if pane == TIMELINE:
            return self.dossier.event_index.records[self.panes.timeline[row - 1]].id
        return self.dossier.participation[self.panes.people[row - 1].position].id

    def cursor_row(self, pane: str) -> int:
        """Return the row of a pane's cursor."""
        if pane == QUOTES:
            return 0 if self.quote_place is None else self.panes.matches.quotes.rank(self.quote_place) - 1
        id = self.place.cursor(pane)
        if id is None:
            return 0
        if pane == TIMELINE:
            return int(self.panes.timeline.rank(self.dossier.event_index.position_of[id]))
        roll = self.dossier.participation
        return next((row for row, found in enumerate(self.panes.people, 1) if roll[found.position].id == id), 0)

    def mark(self, pane: str, id: str) -> str:
        """Return how a row is marked: pinned, excluded, linked to the quote in focus, or not at all."""
        for clause in self.place.view.clauses:
            if clause.facet == PIN[pane] and id in clause.values:
                return EXCLUDED if clause.negated else PINNED
        if self.place.focus == QUOTES and self.quote:
            linked = (self.quote.event,) if pane == TIMELINE else (*self.quote.who, *self.quote.to, *self.quote.about)
            return LINKED if id in linked else ""
        return ""

    def record(self) -> Event | Person | Quote | None:
        """Return the record under the cursor of the pane in focus; None on the row All and in an empty pane."""
        if self.place.focus == QUOTES:
            return self.quote
        id = self.place.cursor(self.place.focus)
        record = self.dossier.by_id.get(id) if id else None
        return record if isinstance(record, Event | Person) else None

    def shown_of(self, pane: str) -> tuple[int, int]:
        """Return how many records a pane shows, and how many there are."""
        totals = dict(zip(PANES, (self.dossier.events, self.dossier.people, self.dossier.quotes), strict=True))
        return self.rows(pane) - (pane != QUOTES), len(totals[pane])


def scene_of(dossier: Dossier, place: Place, before: Scene | None = None) -> Scene:
    """Return what the panes show at a place; what they showed `before` where the same clauses filter."""
    if before and before.dossier is dossier and _filters(before.place) == _filters(place):
        panes = before.panes
    else:
        panes = filter_panes(dossier, place.view, place.live())
    clauses = [c for c in place.view.clauses if c.facet in (FREE, "text") and not c.negated]
    needles = tuple(dict.fromkeys(fold(value) for clause in clauses for value in clause.values))
    return Scene(dossier, place, panes, needles)


def _filters(place: Place) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    return place.view.clauses, place.live()


def ways_out(dossier: Dossier, place: Place) -> list[tuple[Clause, int]]:
    """Return, for a view that nothing passes, each clause with the number of quotes that pass without it."""
    clauses = (*place.view.clauses, *place.live())
    return [(c, len(match_clauses(dossier, (other for other in clauses if other != c)).quotes)) for c in clauses]
