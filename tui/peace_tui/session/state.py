"""The one state of the explorer: the view, a cursor in each pane, the pane in focus, and how things are drawn.

Everything here is a pure function from one state to the next; widgets keep none of it. When the dossier has been read
again, [rebase_state][peace_tui.session.state.rebase_state] keeps what its records still allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from peace_tui.charts.axis import TimeSpan
from peace_tui.charts.times import HAPPENED
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import MarksChange
from peace_tui.model.records import Claim, Event, IdentifiedRecord, Person, Quote, Source
from peace_tui.query.facets import FACET, PEOPLE, PIN, QUOTES, TIMELINE, ViewError
from peace_tui.query.view import Clause, View, parse_view
from peace_tui.session.layout import PANE_HEADINGS, READER

WHO: Final = "who"
TO: Final = "to"
PARTS: Final = (PIN[PEOPLE], WHO, TO)
"""The facets that a row of People can ask for: a person in any part, as the speaker, as the addressee."""
CHART: Final = "chart"
MATRIX: Final = "matrix"
"""The drawings that stand in place of a list: of the Timeline, and of People."""


@dataclass(frozen=True, slots=True)
class DisplayOptions:
    """How the time and the people are drawn: what the reader looks at and not what is filtered."""

    chart: bool = False
    """Whether the Timeline is a time chart."""
    matrix: bool = False
    """Whether People is a matrix of who speaks to whom."""
    measure: str = ""
    """By what People stand in order, a field of `Speech`; empty: by how many quotes and events they are in."""
    lanes: str = ""
    """What the chart's events are grouped by; empty: by nothing, in order of time."""
    zone: str = ""
    """The time zone in which the chart shows times; empty: the dossier's."""
    axis: str = HAPPENED
    folded: bool = True
    """Whether long spans of time without records are folded away."""
    window: TimeSpan | None = None
    """The time that the chart shows, in instants; None: all."""
    moment: int | None = None
    """Where the chart's cursor stands, an instant; None: at the event under the Timeline's."""
    anchor: TimeSpan | None = None
    """Where the brush begins that is being drawn, on the wall clock of the zone shown."""
    snap: str = ""
    """What a brush snaps to; see `SNAPS`."""


Pair = tuple[str | None, str | None]
"""The ids of a speaker and an addressee; None stands for all of them, `` for one who is not named."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """A view with its pins and text, and the cursors: the ids under them, None on the row All (or on no row)."""

    view: View = field(default_factory=View)
    timeline: str | None = None
    people: str | None = None
    quotes: str | None = None
    focus: str = TIMELINE
    list_before: str = TIMELINE
    """The list that had the focus before the reader, where that has it."""
    zoomed: bool = False
    part: str = PIN[PEOPLE]
    """What the row under the cursor of People and a new pin ask for: one of `PARTS`."""
    step: int | None = None
    """The step of the tour that was opened last, from 0; None outside the tour."""
    is_new: bool = True
    """Whether the reader has not pressed a key yet."""
    pair: Pair = (None, None)
    """The cell under the matrix's cursor."""
    options: DisplayOptions = field(default_factory=DisplayOptions)

    @property
    def followed(self) -> str:
        """The list that the reader pane follows: the one that has the focus, or had it before the reader."""
        return self.list_before if self.focus == READER else self.focus

    def cursor(self, pane: str) -> str | None:
        """Return the id under the cursor of a pane; that of the list it follows for the reader pane."""
        cursors = {TIMELINE: self.timeline, PEOPLE: self.people, QUOTES: self.quotes}
        return cursors[self.followed if pane == READER else pane]

    def with_cursor(self, pane: str, id: str | None) -> ViewState:
        """Move the cursor of a pane; the chart's goes to the event under that of the Timeline."""
        options = replace(self.options, moment=None) if pane == TIMELINE else self.options
        moved: dict[str, Any] = {pane: id}  # the fields have the names of the panes
        return replace(self, options=options, **moved)

    def with_view(self, view: View) -> ViewState:
        """Filter by another view; cursors and drawings stay."""
        return replace(self, view=view)

    def with_focus(self, pane: str) -> ViewState:
        """Move the focus to a pane."""
        return replace(self, focus=pane, list_before=self.followed if pane == READER else TIMELINE)

    def with_options(self, **changes: Any) -> ViewState:
        """Draw the same in another way: `changes` are fields of [DisplayOptions][peace_tui.session.state]."""
        return replace(self, options=replace(self.options, **changes))

    def has_pins(self, pane: str) -> bool:
        """Tell whether the pane has pins, so that its cursor only browses."""
        facets = (WHO, TO) if self.is_matrix(pane) else pin_facets(pane)
        return any(clause.facet in facets for clause in self.view.clauses)

    def drawing(self) -> str:
        """Return what the pane in focus is drawn as: `chart`, `matrix`, or nothing where it is a list."""
        if self.focus == TIMELINE and self.options.chart:
            return CHART
        return MATRIX if self.is_matrix(self.focus) else ""

    def is_matrix(self, pane: str) -> bool:
        """Tell whether the pane is drawn as the matrix of who speaks to whom."""
        return pane == PEOPLE and self.options.matrix

    def live_clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of the rows under the cursors, where no pins stand in their place."""
        return tuple(clause for pane in PIN for clause in self.live_clauses_of(pane))

    def live_clauses_of(self, pane: str) -> tuple[Clause, ...]:
        """Return the clauses of the row (or the matrix's cell) under the cursor of a pane, where it filters."""
        if self.has_pins(pane):
            return ()
        if self.is_matrix(pane):
            return pair_clauses(self.pair)
        id = self.cursor(pane)
        return (Clause(self.pin_facet(pane), (id,)),) if pane in PIN and id else ()

    def pin_facet(self, pane: str) -> str:
        """Return the facet that a row of a pane asks for."""
        return self.part if pane == PEOPLE else PIN[pane]

    def next_part(self) -> ViewState:
        """Have the rows of People ask for the next part that a person can have in a quote."""
        return replace(self, part=PARTS[(PARTS.index(self.part) + 1) % len(PARTS)])

    def next_measure(self, measures: Collection[str]) -> ViewState:
        """List People by the next of some measures of what they say, and after the last by their quotes and events."""
        every = ["", *measures]
        place = every.index(self.options.measure) if self.options.measure in every else -1
        return self.with_options(measure=every[(place + 1) % len(every)])

    def toggle_pair(self, pair: Pair) -> ViewState:
        """Pin a cell of the matrix in place of the one that is pinned; unpin it where it is pinned already."""
        view = self.view
        for clause in (*view.clauses_of(WHO), *view.clauses_of(TO)):
            view = view.replace_clause(clause, None)
        wanted = pair_clauses(pair)
        if any(clause not in self.view.clauses for clause in wanted):
            view = view.replace(clauses=(*view.clauses, *wanted))
        return self.with_view(view)

    def toggle_pin(self, pane: str, id: str, negated: bool) -> ViewState:
        """Pin or exclude a row, or undo that; an opposite pin is removed."""
        named = [
            clause.facet
            for clause in self.view.clauses
            if clause.facet in pin_facets(pane) and id in clause.values and clause.negated == negated
        ]
        facet = named[0] if named else self.pin_facet(pane)  # the same key undoes it, whatever part it was pinned for
        return self.with_view(self.view.remove_value(facet, id, not negated).toggle_value(facet, id, negated))

    def clear(self, pane: str) -> ViewState:
        """Remove everything that a pane filters by: its facets' clauses and its cursor; all where it has nothing."""
        own = [clause for clause in self.view.clauses if FACET[clause.facet].pane == pane]
        if own or (pane in PIN and self.cursor(pane)) or (self.is_matrix(pane) and pair_clauses(self.pair)):
            rest = tuple(clause for clause in self.view.clauses if clause not in own)
            state = self.with_view(self.view.replace(clauses=rest))
            state = replace(state, pair=(None, None)) if pane == PEOPLE else state
            return state.with_cursor(pane, None) if pane in PIN else state
        return replace(self, view=View(), timeline=None, people=None, pair=(None, None), step=None)

    def to_view(self) -> View:
        """Write the screen as one view: what filters live becomes a clause, the cursor in focus becomes `at:`."""
        says_more = self.followed == PEOPLE and self.part != PIN[PEOPLE]  # `at:` asks for a person in any part
        panes = [pane for pane in PIN if pane != self.followed or self.is_matrix(pane) or says_more]
        live = (clause for pane in panes for clause in self.live_clauses_of(pane))
        return View((*self.view.clauses, *live), None if self.is_matrix(self.followed) else self.cursor(self.followed))

    def beyond_view(self) -> list[str]:
        """Return what of the screen is no part of its view, in words: how it is drawn, and how large."""
        options = self.options
        parts = (
            (options.chart, "the chart"),
            (options.matrix, "the matrix"),
            (options.measure and not options.matrix, f"the {options.measure} of People"),
            (self.zoomed, "the full screen"),
        )
        return [words for is_so, words in parts if is_so]


def pin_facets(pane: str) -> tuple[str, ...]:
    """Return the facets with which rows of a pane are pinned."""
    return PARTS if pane == PEOPLE else (PIN[pane],) if pane in PIN else ()


def pair_clauses(pair: Pair) -> tuple[Clause, ...]:
    """Return the clauses that a cell of the matrix stands for; a person without a name has none."""
    return tuple(Clause(facet, (id,)) for facet, id in zip((WHO, TO), pair, strict=True) if id)


def record_clauses(dossier: Dossier, record: IdentifiedRecord | None) -> list[tuple[str, str]]:
    """Return what filters by a record, as facets with a value: a quote is filtered by its event, a claim by its events.

    A claim about no event is filtered by the people or the sources that it is about.
    """
    match record:
        case Event():
            return [("event", record.id)]
        case Person():
            return [("person", record.id)]
        case Source():
            return [("source", record.id)]
        case Quote():
            return [("event", record.event)]
        case Claim():
            clauses = [clause for id in record.about for clause in record_clauses(dossier, dossier.by_id.get(id))]
            facet = min((facet for facet, _ in clauses), key=("event", "person", "source").index, default="")
            return [*dict.fromkeys(clause for clause in clauses if clause[0] == facet)]
    return []


def state_from_view(view: View, dossier: Dossier) -> ViewState:
    """Return the state that a view opens: its clauses, and the cursor and focus where its `at:` says."""
    state = ViewState(view=view.replace(at=None))
    record = dossier.by_id.get(view.at) if view.at else None
    pane = {Event: TIMELINE, Person: PEOPLE, Quote: QUOTES}.get(type(record))
    return state.with_cursor(pane, view.at).with_focus(pane) if pane else state


HistoryStep = ViewState | MarksChange
"""What undo leads to: a state, or the change back of the reader's marks."""


class History:
    """The steps to go back: changes of pins, of text and of the reader's marks; moves of a cursor are none."""

    def __init__(self, past: Iterable[HistoryStep] = (), future: Iterable[HistoryStep] = ()) -> None:
        """Begin with these steps, the last of each the nearest."""
        self.past, self.future = [*past], [*future]

    def record(self, before: ViewState, after: ViewState) -> None:
        """Note a change from one state to another, where it is a step."""
        if before.view.clauses != after.view.clauses:
            self._add(before)

    def record_marks(self, change: MarksChange) -> None:
        """Note a change of the marks."""
        self._add(change.reversed)

    def _add(self, step: HistoryStep) -> None:
        self.past.append(step)
        self.future.clear()

    def undo(self, now: ViewState) -> HistoryStep | None:
        """Return the state before the last step, or the change back of the marks; None at the beginning."""
        return self._travel(self.past, self.future, now)

    def redo(self, now: ViewState) -> HistoryStep | None:
        """Return the state or the change that was last undone; None where nothing was."""
        return self._travel(self.future, self.past, now)

    @staticmethod
    def _travel(source: list[HistoryStep], target: list[HistoryStep], now: ViewState) -> HistoryStep | None:
        if not source:
            return None
        step = source.pop()
        if isinstance(step, MarksChange):
            target.append(step.reversed)
            return step
        target.append(now)
        found = step.with_focus(now.followed).with_focus(now.focus)
        return replace(found, zoomed=now.zoomed, options=replace(now.options, anchor=None))


def neighbor_pane(pane: str, step: int, around: bool = True, missing: Collection[str] = ()) -> str:
    """Return the pane `step` further on; past the last comes the first again, or none with `around` false.

    Those `missing` are left out: the dossier has nothing for them.
    """
    panes = [each for each in PANE_HEADINGS if each not in missing or each == pane]
    position = panes.index(pane) + step
    return panes[position % len(panes)] if around else panes[min(max(position, 0), len(panes) - 1)]


def rebase_state(state: ViewState, old: Dossier, new: Dossier) -> tuple[ViewState, list[str]]:
    """Return a state of the old dossier as the new one has it, and what is lost of it, each as a view string.

    A clause loses the values that name what is gone; a person who now has another id is found again. The
    cursors stay on their records; that of Quotes goes to the next quote that is still there, the others to All. A tour
    that no longer has the step that was opened last has to be begun again.
    """
    clauses: list[Clause] = []
    lost: list[str] = []
    for clause in state.view.clauses:
        known = {value: _known_values(clause.replace(values=(value,)), new) for value in clause.values}
        lost += [str(clause.replace(values=(value,))) for value, found in known.items() if not found]
        if values := tuple(value for found in known.values() for value in found):
            clauses.append(clause.replace(values=values))
    who, to = (id if not id or id in new.person_of else None for id in state.pair)
    return replace(
        state,
        view=View(tuple(clauses)),
        timeline=state.timeline if state.timeline in new.event_of else None,
        people=state.people if state.people in new.person_of else None,
        quotes=_next_quote(state.quotes, old, new),
        pair=(who, to),
        step=state.step if state.step is not None and state.step < len(new.views) else None,
    ), lost


def _known_values(clause: Clause, dossier: Dossier) -> tuple[str, ...]:
    """Return the value of a clause as the dossier has it; none where it does not."""
    try:
        return parse_view(str(clause), dossier).clauses[0].values
    except ViewError:
        return ()


def rename_in_state(state: ViewState, old: str, new: str) -> ViewState:
    """Return a state with another id of a record, in its filter and under its cursors."""
    timeline, people, quotes, who, to = (
        new if id == old else id for id in (state.timeline, state.people, state.quotes, *state.pair)
    )
    view = state.view.renamed(old, new)
    return replace(state, view=view, timeline=timeline, people=people, quotes=quotes, pair=(who, to))


def rename_in_history(history: History, old: str, new: str) -> History:
    """Return the steps with another id of a record; those that changed marks have it from the marks."""

    def rename(steps: Iterable[HistoryStep]) -> list[HistoryStep]:
        return [step if isinstance(step, MarksChange) else rename_in_state(step, old, new) for step in steps]

    return History(rename(history.past), rename(history.future))


def _next_quote(id: str | None, old: Dossier, new: Dossier) -> str | None:
    """Return the id of a quote, or where that is gone of the first after it that is not."""
    records, remaining = old.quote_index.records, new.quote_index.position_of
    if id in remaining:
        return id
    start = old.quote_index.position_of.get(id or "")
    if start is None:
        return None
    return next((record.id for record in islice(records, start, None) if record.id in remaining), None)


def rebase_history(history: History, old: Dossier, new: Dossier, now: ViewState) -> History:
    """Return the steps that can still be undone and redone; one that no longer changes anything is no step."""

    def steps(before: Iterable[HistoryStep]) -> list[HistoryStep]:
        found: list[HistoryStep] = []
        last = now
        for step in before:
            moved = step if isinstance(step, MarksChange) else rebase_state(step, old, new)[0]
            if isinstance(moved, MarksChange):
                found.append(moved)
            elif moved.view.clauses != last.view.clauses:
                found.append(moved)
                last = moved
        return found[::-1]

    return History(steps(reversed(history.past)), steps(reversed(history.future)))
