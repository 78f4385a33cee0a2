"""What a state becomes when the dossier has been read again: everything that its records still allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import ViewError
from peace_tui.query.view import Clause, View, parse_view
from peace_tui.session.state import History, ViewState


def rebase_state(state: ViewState, old: Dossier, new: Dossier) -> tuple[ViewState, list[str]]:
    """Return a state of the old dossier as the new one has it, and what is lost of it, each as a view string.

    A clause loses the values that name what is gone; a person who now has another id is found again. The
    cursors stay on their records; that of Quotes goes to the next quote that is still there, the others to All.
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
    ), lost


def _known_values(clause: Clause, dossier: Dossier) -> tuple[str, ...]:
    """Return the value of a clause as the dossier has it; none where it does not."""
    try:
        return parse_view(str(clause), dossier).clauses[0].values
    except ViewError:
        return ()


def _next_quote(id: str | None, old: Dossier, new: Dossier) -> str | None:
    """Return the id of a quote, or where that is gone of the first after it that is not."""
    records, remaining = old.quote_index.records, new.quote_index.position_of
    start = old.quote_index.position_of.get(id or "")
    if start is None:
        return None
    return next((record.id for record in islice(records, start, None) if record.id in remaining), None)


def rebase_history(history: History, old: Dossier, new: Dossier, now: ViewState) -> History:
    """Return the steps that can still be undone and redone; one that no longer changes anything is no step."""

    def steps(states: Iterable[ViewState]) -> list[ViewState]:
        found = [now]
        for state in states:
            moved, _ = rebase_state(state, old, new)
            if moved.view.clauses != found[-1].view.clauses:
                found.append(moved)
        return found[:0:-1]

    return History(steps(reversed(history.past)), steps(reversed(history.future)))
