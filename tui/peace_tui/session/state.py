"""Where the reader is: the view, a cursor in each pane, the pane in focus. The one state of the explorer.

Everything here is a pure function from one place to the next; widgets hold none of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from peace_tui.charts.brush import TimeSpan
from peace_tui.charts.record_times import HAPPENED
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.facets import FACET, PANES, PEOPLE, PIN, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View

WHO: Final = "who"
TO: Final = "to"


@dataclass(frozen=True, slots=True)
class Look:
    """How the time and the people are drawn: what the reader looks at and not what is filtered."""

    chart: bool = False
    """Whether the Timeline is a time chart."""
    matrix: bool = False
    """Whether People is a matrix of who speaks to whom."""
    lanes: str = ""
    """What the chart's lanes are by; empty: what tells most of this dossier."""
    axis: str = HAPPENED
    folded: bool = True
    """Whether long empty stretches are folded away."""
    window: TimeSpan | None = None
    """The time that the chart shows; None: all."""
    moment: int | None = None
    """Where the chart's cursor stands; None: at the event under the Timeline's."""
    anchor: TimeSpan | None = None
    """Where the brush begins that is being drawn."""
    snap: str = ""
    """What a brush snaps to; see `SNAPS`."""


Pair = tuple[str | None, str | None]
"""A speaker and an addressee; None stands for all of them, `` for one who is not named."""


@dataclass(frozen=True, slots=True)
class Place:
    """A view with its pins and text, and the cursors: the ids under them, None on the row All (or on no row)."""

    view: View = field(default_factory=View)
    timeline: str | None = None
    people: str | None = None
    quotes: str | None = None
    focus: str = TIMELINE
    zoomed: bool = False
    pair: Pair = (None, None)
    """The cell under the matrix's cursor."""
    look: Look = field(default_factory=Look)

    def cursor(self, pane: str) -> str | None:
        """Return the id under the cursor of a pane."""
        cursors = {TIMELINE: self.timeline, PEOPLE: self.people, QUOTES: self.quotes}
        return cursors[pane]

    def with_cursor(self, pane: str, id: str | None) -> Place:
        """Move the cursor of a pane; the chart's goes to the event under that of the Timeline."""
        look = replace(self.look, moment=None) if pane == TIMELINE else self.look
        return replace(self, look=look, **{pane: id})  # type: ignore[arg-type]  # the panes' names are the fields'

    def pinned(self, pane: str) -> bool:
        """Tell whether the pane has pins, so that its cursor only browses."""
        facets = (WHO, TO) if self.crossed(pane) else (PIN.get(pane),)
        return any(clause.facet in facets for clause in self.view.clauses)

    def drawn(self) -> str:
        """Return what the pane in focus is drawn as: `chart`, `matrix`, or nothing where it is a list."""
        if self.focus == TIMELINE and self.look.chart:
            return "chart"
        return "matrix" if self.crossed(self.focus) else ""

    def crossed(self, pane: str) -> bool:
        """Tell whether the pane is drawn as the matrix of who speaks to whom."""
        return pane == PEOPLE and self.look.matrix

    def live(self) -> tuple[Clause, ...]:
        """Return the clauses of the rows under the cursors, where no pins stand in their place."""
        return tuple(clause for pane in PIN for clause in self.live_in(pane))

    def live_in(self, pane: str) -> tuple[Clause, ...]:
        """Return the clauses of the row (or the matrix's cell) under the cursor of a pane, where it filters."""
        if self.pinned(pane):
            return ()
        if self.crossed(pane):
            return clauses_of(self.pair)
        id = self.cursor(pane)
        return (Clause(PIN[pane], (id,)),) if pane in PIN and id else ()

    def pinned_pair(self, pair: Pair) -> Place:
        """Pin a cell of the matrix, in place of the one that is pinned; or let it go where it is pinned already."""
        view = self.view
        for clause in (*view.clauses_of(WHO), *view.clauses_of(TO)):
            view = view.replace_clause(clause, None)
        wanted = clauses_of(pair)
        if any(clause not in self.view.clauses for clause in wanted):
            view = replace(view, clauses=(*view.clauses, *wanted))
        return replace(self, view=view)

    def toggled(self, pane: str, id: str, negated: bool) -> Place:
        """Pin or exclude a row, or let it go where it is pinned so already; the opposite pin gives way."""
        facet = PIN[pane]
        view = self.view.remove_value(facet, id, not negated).toggle_value(facet, id, negated)
        return replace(self, view=view)

    def cleared(self, pane: str) -> Place:
        """Let go of everything that a pane filters by: its facets' clauses and its cursor; all where it has nothing."""
        own = [clause for clause in self.view.clauses if FACET[clause.facet].pane == pane]
        if own or (pane in PIN and self.cursor(pane)) or (self.crossed(pane) and clauses_of(self.pair)):
            kept = tuple(clause for clause in self.view.clauses if clause not in own)
            place = replace(self, view=replace(self.view, clauses=kept))
            place = replace(place, pair=(None, None)) if pane == PEOPLE else place
            return place.with_cursor(pane, None) if pane in PIN else place
        return replace(self, view=View(), timeline=None, people=None, pair=(None, None))

    def as_view(self) -> View:
        """Write the screen as one view: what filters live becomes a clause, the cursor in focus becomes `at:`."""
        live = (c for pane in PIN if pane != self.focus or self.crossed(pane) for c in self.live_in(pane))
        return View((*self.view.clauses, *live), None if self.crossed(self.focus) else self.cursor(self.focus))


def clauses_of(pair: Pair) -> tuple[Clause, ...]:
    """Return the clauses that a cell of the matrix stands for; who is not named, none can name."""
    return tuple(Clause(facet, (id,)) for facet, id in zip((WHO, TO), pair, strict=True) if id)


def place_of(view: View, dossier: Dossier) -> Place:
    """Return the place that a view opens: its clauses, and the cursor and focus where its `at:` says."""
    place = Place(view=replace(view, at=None))
    record = dossier.by_id.get(view.at) if view.at else None
    pane = {Event: TIMELINE, Person: PEOPLE, Quote: QUOTES}.get(type(record))
    return replace(place.with_cursor(pane, view.at), focus=pane) if pane else place


@dataclass(slots=True)
class History:
    """The places to go back to: changes of pins and text are steps, moves of a cursor are none."""

    past: list[Place] = field(default_factory=list)
    future: list[Place] = field(default_factory=list)

    def step(self, before: Place, after: Place) -> None:
        """Take note of a change from one place to another, where it is a step."""
        if before.view.clauses != after.view.clauses:
            self.past.append(before)
            self.future.clear()

    def undo(self, now: Place) -> Place | None:
        """Return the place before the last step; None at the beginning."""
        return self._back(self.past, self.future, now)

    def redo(self, now: Place) -> Place | None:
        """Return the place that was last undone; None where nothing was."""
        return self._back(self.future, self.past, now)

    @staticmethod
    def _back(here: list[Place], there: list[Place], now: Place) -> Place | None:
        if not here:
            return None
        there.append(now)
        return replace(here.pop(), focus=now.focus, zoomed=now.zoomed, look=replace(now.look, anchor=None))


def neighbour(pane: str, step: int, around: bool = True) -> str:
    """Return the pane `step` further on; past the last comes the first again, or none with `around` false."""
    place = PANES.index(pane) + step
    return PANES[place % len(PANES)] if around else PANES[min(max(place, 0), len(PANES) - 1)]
