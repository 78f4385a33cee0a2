"""A frame: all that the widgets draw, computed once for a state and handed to all of them in one turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import accumulate
from operator import and_
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Evidence, GuidedView, Person, Quote
from peace_tui.query.engine import PaneContents, PersonRow, filter_panes, match_quotes
from peace_tui.query.facets import PANES, PEOPLE, QUOTES, TEXT_FACETS, TIMELINE, ViewError
from peace_tui.query.view import DISCOUNTING, Clause, parse_view
from peace_tui.session.state import ViewState, pin_facets
from peace_tui.text.folding import fold
from peace_tui.ui.key_table import KEY_NAMES
from peace_tui.ui.keys import with_keys

# What a view leaves uncounted is found out by `query/discounts.py`, which is imported where that is asked for: few
# views leave anything uncounted, and the first screen does without.

if TYPE_CHECKING:
    from peace_tui.query.discounts import AsOf, Loss, Speech

PINNED: Final = "pinned"
EXCLUDED: Final = "excluded"
LINKED: Final = "linked"
POSSIBLY: Final = "possibly"


class FrameData:
    """A state of the explorer in a dossier, and what the panes show in it. It never changes."""

    def __init__(
        self,
        dossier: Dossier,
        state: ViewState,
        panes: PaneContents,
        needles: tuple[str, ...],
        key_names: Mapping[str, str] = KEY_NAMES,
    ) -> None:
        """Hold these.

        Args:
            dossier: Where the records are.
            state: What the reader looks at.
            panes: What the panes list.
            needles: The folded words and phrases that are searched for, to be highlighted.
            key_names: What the reader calls the keys, by the ids of their actions.
        """
        self.dossier, self.state, self.panes, self.needles = dossier, state, panes, needles
        self.key_names = key_names

    def hint(self, text: str) -> str:
        """Return a text of ours, `Press {filter.search}`, with the reader's keys for the ids of actions."""
        return with_keys(text, self.key_names)

    @cached_property
    def quote(self) -> Quote | None:
        """The quote under the cursor of Quotes: the one chosen, or the first where that does not pass."""
        return None if self.quote_position is None else self.dossier.quote_index.records[self.quote_position]

    @cached_property
    def quote_position(self) -> int | None:
        """The position of that quote in the index."""
        quotes = self.panes.matches.quotes
        chosen = self.dossier.quote_index.position_of.get(self.state.quotes) if self.state.quotes else None
        if chosen is None or chosen not in quotes:
            return quotes[0] if quotes else None
        return chosen

    @cached_property
    def tour_step(self) -> GuidedView | None:
        """The step of the tour that is shown; None where the reader has changed the filter since."""
        step, views = self.state.step, self.dossier.views
        if step is None or step >= len(views):
            return None
        try:
            wanted = parse_view(views[step].view, self.dossier)
        except ViewError:
            return None
        return views[step] if wanted.clauses == self.state.view.clauses else None

    @cached_property
    def _may_discount(self) -> bool:
        """Whether the view may leave a part of a record uncounted, so that `query/discounts.py` is needed."""
        return any(clause.facet in DISCOUNTING for clause in (*self.state.view.clauses, *self.state.live_clauses()))

    @cached_property
    def losses(self) -> list[Loss]:
        """What falls with the sources that the view goes without."""
        if not self._may_discount:
            return []
        from peace_tui.query.discounts import find_losses

        return find_losses(self.dossier, (*self.state.view.clauses, *self.state.live_clauses()))

    @cached_property
    def times(self) -> list[AsOf]:
        """Which sources were in print at the times that the view asks about."""
        if not self._may_discount:
            return []
        from peace_tui.query.discounts import find_times

        return find_times(self.dossier, self.state.view.clauses)

    @cached_property
    def people(self) -> tuple[PersonRow, ...]:
        """The rows of People in their order, which no filter changes: by what they say in all of the dossier."""
        rows = self.panes.people
        if not (measure := self.state.options.measure):
            return rows
        said = self._said_in_all()
        return tuple(sorted(rows, key=lambda row: -(getattr(said[row.position], measure) or 0)))

    def _said_in_all(self) -> list[Speech]:
        """Return how much each person says, in the order of weight; it is kept with the dossier."""
        if (said := self.dossier.memo.get(FrameData)) is None:
            from peace_tui.query.discounts import measure_speech

            index = self.dossier.quote_index
            own = (index.with_value("who", person.id) for person in self.dossier.people_by_weight)
            said = self.dossier.memo[FrameData] = [measure_speech(self.dossier, quotes, ()) for quotes in own]
        return said

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """What People can be sorted by besides weight: words; seconds only where quotes say how long they last."""
        from peace_tui.query.discounts import Speech

        has_times = any(speech.seconds is not None for speech in self._said_in_all())
        return Speech._fields if has_times else Speech._fields[:1] if self.dossier.quotes else ()

    def most_said(self, measure: str) -> float:
        """Return the most that any person says in the whole dossier."""
        return max((getattr(speech, measure) or 0 for speech in self._said_in_all()), default=0)

    def said(self, id: str) -> Speech | None:
        """Return how much a person says in the quotes that pass, where People are listed by that."""
        if not self.state.options.measure:
            return None
        from peace_tui.query.discounts import measure_speech

        own = self.dossier.quote_index.with_value("who", id) & self.panes.people_matches.quotes
        return measure_speech(self.dossier, own, self.state.view.clauses)

    def row_count(self, pane: str) -> int:
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
        return self.dossier.participation[self.people[row - 1].position].id

    def cursor_row(self, pane: str) -> int:
        """Return the row of a pane's cursor."""
        if pane == QUOTES:
            return 0 if self.quote_position is None else self.panes.matches.quotes.rank(self.quote_position) - 1
        id = self.state.cursor(pane)
        if id is None:
            return 0
        if pane == TIMELINE:
            return int(self.panes.timeline.rank(self.dossier.event_index.position_of[id]))
        people = self.dossier.participation
        return next((row for row, found in enumerate(self.people, 1) if people[found.position].id == id), 0)

    def lists(self, pane: str, id: str) -> bool:
        """Tell whether the Timeline or People has a row of this event or person."""
        if pane == TIMELINE:
            return self.dossier.event_index.position_of[id] in self.panes.timeline
        people = self.dossier.participation
        return any(people[found.position].id == id for found in self.panes.people)

    def row_mark(self, pane: str, id: str) -> str:
        """Return how a row is marked: pinned, excluded, linked to the quote in focus, or not at all."""
        for clause in self.state.view.clauses:
            if clause.facet in pin_facets(pane) and id in clause.values:
                return EXCLUDED if clause.negated else PINNED
        return LINKED if id in self.linked(pane) else ""

    def linked(self, pane: str) -> tuple[str, ...]:
        """Return the ids in Timeline or People that belong to the quote in focus; none without a quote in focus."""
        if self.state.followed != QUOTES or not self.quote:
            return ()
        return (self.quote.event,) if pane == TIMELINE else (*self.quote.who, *self.quote.to, *self.quote.about)

    def seen_in(self, pane: str) -> tuple[object, ...]:
        """Return all that a list depends on; the cursor of Quotes changes only the links in Timeline and People."""
        state = self.state
        is_drawn = state.options.chart if pane == TIMELINE else state.is_matrix(pane)
        if pane == QUOTES or is_drawn:
            return self.dossier, self.panes, self.needles, state
        return self.dossier, self.panes, self.needles, replace(state, quotes=None), self.linked(pane)

    def record(self) -> Event | Person | Quote | None:
        """Return the record under the cursor of the list in focus; None on the row All and in an empty pane.

        For the reader pane it is that of the list which it follows. A cell of the matrix is no record.
        """
        if self.state.followed == QUOTES:
            return self.quote
        if self.state.is_matrix(self.state.followed):
            return None
        id = self.state.cursor(self.state.followed)
        record = self.dossier.by_id.get(id) if id else None
        return record if isinstance(record, Event | Person) else None

    def subject(self) -> Event | Person | Quote | None:
        """Return what the reader pane shows: the record under the cursor, else the first that the filter finds.

        None for the dossier itself: at the start, and where nothing is found.
        """
        if (record := self.record()) or (self.state.is_new and not self.state.view.clauses):
            return record
        cursors = (self.state.timeline, None if self.state.is_matrix(PEOPLE) else self.state.people)
        filtering = (self.dossier.by_id.get(id) for id in cursors if id)
        if self.quote:
            return self.quote
        if chosen := next((record for record in filtering if isinstance(record, Event | Person)), None):
            return chosen  # the row under the cursor of another list
        shown = self.panes.timeline - self.panes.outside or self.panes.timeline
        return self.dossier.event_index.records[shown[0]] if shown else None

    def at_first_match(self) -> ViewState:
        """Return the state at what the filter finds: the quote that the reader pane shows, else the first event."""
        if self.quote:
            return self.state.with_cursor(QUOTES, self.quote.id).with_focus(QUOTES)
        if isinstance(found := self.subject(), Event):
            return self.state.with_cursor(TIMELINE, found.id).with_focus(TIMELINE)
        return self.state

    def discounted(self, quote: Quote) -> Mapping[int, str]:
        """Return the numbers of the versions of a quote that the view does not count, each with its mark."""
        if not self._may_discount:
            return {}
        from peace_tui.query.discounts import find_discounted

        return find_discounted(self.dossier, quote, self.state.view.clauses)

    def mark_evidence(self, evidence: Evidence) -> str:
        """Return why the view does not count what a source says of a claim, or through what it is known."""
        from peace_tui.query.discounts import mark_evidence

        return mark_evidence(self.dossier, evidence, self.state.view.clauses)

    @cached_property
    def discounted_sources(self) -> Mapping[str, str]:
        """The ids of the sources that the view does not count, each with its mark."""
        if not self._may_discount:
            return {}
        from peace_tui.query.discounts import find_discounted_sources

        return find_discounted_sources(self.dossier, self.state.view.clauses)

    @property
    def is_at_step(self) -> bool:
        """Whether the cursor is still where the step of the tour put it."""
        if not (step := self.tour_step):
            return False
        if self.state.is_matrix(self.state.followed):
            return not any(self.state.pair)
        record = self.record()
        return (record.id if record else None) == parse_view(step.view, self.dossier).at

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The panes for which the dossier has nothing to show."""
        has_people = self.dossier.people or self.state.focus == PEOPLE
        has_quotes = self.dossier.quotes or self.state.focus == QUOTES
        return (*(() if has_people else (PEOPLE,)), *(() if has_quotes else (QUOTES,)))

    def matched_and_total(self) -> tuple[int, int, str]:
        """Return how many quotes pass all filters, how many there are, and the noun; events where there are none."""
        matches, dossier = self.panes.matches, self.dossier
        if dossier.quotes:
            return len(matches.quotes), len(dossier.quotes), "quote"
        return len(matches.events), len(dossier.events), "event"

    def shown_and_total(self, pane: str) -> tuple[int, int]:
        """Return how many records a pane shows, and how many there are."""
        totals = dict(zip(PANES, (self.dossier.events, self.dossier.people, self.dossier.quotes), strict=True))
        return self.row_count(pane) - (pane != QUOTES), len(totals[pane])


class Transition(NamedTuple):
    """What an action makes of the state."""

    state: ViewState | None = None
    """The next state; None: it stays as it is."""
    message: str | Callable[[FrameData], str] = ""
    """What to say of it, which may depend on what is shown then."""
    is_step: bool = True
    """Whether a change of the filter is one that undo goes back to."""


def compute_frame(
    dossier: Dossier,
    state: ViewState,
    before: FrameData | None = None,
    key_names: Mapping[str, str] = KEY_NAMES,
) -> FrameData:
    """Return what the panes show in a state; what they showed `before` where the same clauses filter."""
    if before and before.dossier is dossier and _filters(before.state) == _filters(state):
        panes = before.panes
    else:
        panes = filter_panes(dossier, state.view, state.live_clauses())
    clauses = [c for c in state.view.clauses if c.facet in TEXT_FACETS and not c.negated]
    needles = tuple(dict.fromkeys(fold(value) for clause in clauses for value in clause.values))
    return FrameData(dossier, state, panes, needles, before.key_names if before else key_names)


def _filters(state: ViewState) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    return state.view.clauses, state.live_clauses()


def count_without(dossier: Dossier, state: ViewState) -> list[tuple[Clause, int]]:
    """Return, for a view that nothing passes, each clause with the number of quotes that pass without it."""
    clauses = [*dict.fromkeys((*state.view.clauses, *state.live_clauses()))]
    passing = [match_quotes(dossier, (clause,)) for clause in clauses]
    everything = dossier.quote_index.everything
    before = accumulate(passing, and_, initial=everything)
    after = [*accumulate(reversed(passing), and_, initial=everything)][-2::-1]
    return [(clause, len(others & rest)) for clause, others, rest in zip(clauses, before, after, strict=False)]
