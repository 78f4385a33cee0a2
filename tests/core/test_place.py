"""Where the reader is: pins, live rows, exclusions, clearing, the way back, and the view that says it all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from generated import dossiers, views
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import PANES, PEOPLE, PIN, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View, parse_view
from peace_tui.session.state import History, Place, neighbour, place_of

DOSSIER = dossier()


def at(view: str = "", **rest: Any) -> Place:
    """The place with a view of the example; the rest is cursors on rows, the focus and the zoom."""
    return Place(view=parse_view(view, DOSSIER), **rest)


def live(place: Place) -> str:
    return str(View(place.live()))


@st.composite
def places(draw: st.DrawFn) -> tuple[Dossier, Place]:
    """A dossier and any place in it."""
    found = draw(dossiers())
    place = Place(view=View(draw(views(found)).clauses), focus=draw(st.sampled_from(PANES)), zoomed=draw(st.booleans()))
    records = ((TIMELINE, found.events), (PEOPLE, found.people), (QUOTES, found.quotes))
    rows: dict[str, list[str]] = {pane: [record.id for record in listed] for pane, listed in records}
    for pane, ids in rows.items():
        place = place.with_cursor(pane, draw(st.sampled_from([None, *ids])))
    return found, place


def effective(place: Place) -> set[Clause]:
    """All that filters the screen."""
    return {*place.view.clauses, *place.live()}


# --- Live rows -------------------------------------------------------------------------------------------------------


def test_the_row_under_the_cursor_filters() -> None:
    assert live(at()) == ""
    assert live(at(people="ivanov")) == "person:ivanov"
    assert live(at(timeline="call-1", people="ivanov")) == "person:ivanov event:call-1"


def test_a_quote_under_the_cursor_filters_nothing() -> None:
    place = at(quotes="call-1-07", focus=QUOTES)
    assert place.live() == ()
    assert place.live_in(QUOTES) == ()
    assert not place.pinned(QUOTES)


def test_with_pins_the_cursor_of_their_pane_only_browses() -> None:
    place = at("person:smith", people="ivanov", timeline="call-1")
    assert place.pinned(PEOPLE)
    assert not place.pinned(TIMELINE)
    assert live(place) == "event:call-1"


def test_an_exclusion_is_a_pin_too() -> None:
    assert live(at("-person:smith", people="ivanov")) == ""


@pytest.mark.parametrize("view", ["who:smith", "to:smith", "date:2025", "plan", "source:outlet-a"])
def test_other_clauses_are_no_pins(view: str) -> None:
    assert live(at(view, people="ivanov", timeline="call-1")) == "person:ivanov event:call-1"


# --- Pins and exclusions ---------------------------------------------------------------------------------------------


def test_pins_widen_and_are_let_go() -> None:
    place = at().toggled(PEOPLE, "ivanov", False)
    assert str(place.view) == "person:ivanov"
    place = place.toggled(PEOPLE, "smith", False)
    assert str(place.view) == "person:ivanov,smith"
    place = place.toggled(TIMELINE, "call-1", False)
    assert str(place.view) == "person:ivanov,smith event:call-1"
    assert str(place.toggled(PEOPLE, "ivanov", False).view) == "person:smith event:call-1"


def test_exclusions_each_stand_alone() -> None:
    place = at().toggled(PEOPLE, "ivanov", True).toggled(PEOPLE, "smith", True)
    assert str(place.view) == "-person:ivanov -person:smith"
    assert str(place.toggled(PEOPLE, "ivanov", True).view) == "-person:smith"


def test_the_opposite_gives_way() -> None:
    assert str(at("person:ivanov,smith").toggled(PEOPLE, "ivanov", True).view) == "person:smith -person:ivanov"
    assert str(at("-person:ivanov").toggled(PEOPLE, "ivanov", False).view) == "person:ivanov"
    assert str(at("-person:ivanov,smith").toggled(PEOPLE, "ivanov", False).view) == "-person:smith person:ivanov"


@given(places(), st.sampled_from([TIMELINE, PEOPLE]), st.booleans(), st.data())
def test_a_toggled_row_is_pinned_one_way_and_toggled_again_not_at_all(
    found: tuple[Dossier, Place], pane: str, negated: bool, data: st.DataObject
) -> None:
    dossier, place = found
    ids = [record.id for record in (dossier.events if pane == TIMELINE else dossier.people)]
    if not ids:
        return
    id = data.draw(st.sampled_from(ids))
    was = any(id in clause.values for clause in place.view.clauses_of(PIN[pane], negated))
    after = place.toggled(pane, id, negated)
    assert any(id in clause.values for clause in after.view.clauses_of(PIN[pane], negated)) != was
    assert not any(id in clause.values for clause in after.view.clauses_of(PIN[pane], not negated))
    again = after.toggled(pane, id, negated)
    assert again.toggled(pane, id, negated).toggled(pane, id, negated).view == again.view
    kept = [clause for clause in place.view.clauses if clause.facet != PIN[pane]]
    assert [clause for clause in after.view.clauses if clause.facet != PIN[pane]] == kept
    assert (after.focus, after.zoomed, *map(after.cursor, PANES)) == (
        *(place.focus, place.zoomed),
        *map(place.cursor, PANES),
    )


# --- Clearing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pane", "left"),
    [
        (PEOPLE, "event:call-1 date:2025 source:outlet-a plan"),
        (TIMELINE, "who:smith person:ivanov source:outlet-a plan"),
        (QUOTES, "who:smith person:ivanov event:call-1 date:2025"),
    ],
)
def test_clearing_lets_go_of_what_the_pane_filters_by(pane: str, left: str) -> None:
    place = at("who:smith person:ivanov event:call-1 date:2025 source:outlet-a plan", quotes="stray")
    assert str(place.cleared(pane).view) == left
    assert place.cleared(pane).quotes == "stray"


def test_clearing_takes_exclusions_and_the_live_row() -> None:
    place = at("-person:smith plan", people="ivanov", timeline="call-1").cleared(PEOPLE)
    assert (str(place.view), place.people, place.timeline) == ("plan", None, "call-1")
    assert at(people="ivanov", timeline="call-1").cleared(PEOPLE) == at(timeline="call-1")


def test_clearing_again_clears_everything() -> None:
    place = at("who:smith plan", timeline="call-1", quotes="stray", focus=PEOPLE)
    twice = place.cleared(PEOPLE).cleared(PEOPLE)
    assert twice == at(quotes="stray", focus=PEOPLE)


@given(places(), st.sampled_from(PANES))
def test_clearing_twice_leaves_nothing_that_filters(found: tuple[Dossier, Place], pane: str) -> None:
    _, place = found
    assert effective(place.cleared(pane)) <= effective(place)
    assert effective(place.cleared(pane).cleared(pane)) == set()
    assert place.cleared(pane).focus == place.focus


# --- The way back ----------------------------------------------------------------------------------------------------


def test_undo_and_redo_walk_the_same_way() -> None:
    history = History()
    start = at()
    pinned = start.toggled(PEOPLE, "ivanov", False)
    both = pinned.toggled(TIMELINE, "call-1", False)
    history.step(start, pinned)
    history.step(pinned, both)
    assert history.undo(both) == pinned
    assert history.undo(pinned) == start
    assert history.undo(start) is None
    assert history.redo(start) == pinned
    assert history.redo(pinned) == both
    assert history.redo(both) is None


def test_moving_the_cursor_is_no_step() -> None:
    history = History()
    start = at()
    for cursor in ("ivanov", "smith", None):
        after = start.with_cursor(PEOPLE, cursor)
        history.step(start, after)
        start = after
    assert history.undo(start) is None


def test_moving_the_cursor_leaves_what_was_undone() -> None:
    history = History()
    start, pinned = at(), at("person:ivanov")
    history.step(start, pinned)
    back = history.undo(pinned)
    assert back is not None
    history.step(back, back.with_cursor(PEOPLE, "smith"))
    assert history.redo(back) == pinned


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History()
    start, pinned, other = at(), at("person:ivanov"), at("person:smith")
    history.step(start, pinned)
    history.undo(pinned)
    history.step(start, other)
    assert history.redo(other) is None
    assert history.undo(other) == start


def test_going_back_keeps_the_pane_and_its_zoom() -> None:
    history = History()
    before, after = at(people="smith"), at("person:ivanov", focus=QUOTES, zoomed=True)
    history.step(before, after)
    assert history.undo(after) == at(people="smith", focus=QUOTES, zoomed=True)


@given(st.lists(st.sampled_from(["ivanov", "smith", "kremlin", "王"]), max_size=8), st.booleans())
def test_undoing_everything_leads_to_the_start_and_redoing_to_the_end(ids: list[str], negated: bool) -> None:
    history, place = History(), at()
    walked = [place]
    for id in ids:
        after = place.toggled(PEOPLE, id, negated)
        history.step(place, after)
        place = after
        walked.append(place)
    end = place
    for earlier in reversed(walked[:-1]):
        back = history.undo(place)
        assert back == earlier
        place = back
    assert history.undo(place) is None
    for _ in ids:
        forth = history.redo(place)
        assert forth is not None
        place = forth
    assert place == end


# --- As a view -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "view"),
    [
        (at(), ""),
        (at(people="ivanov"), "person:ivanov"),
        (at(people="ivanov", focus=PEOPLE), "at:ivanov"),
        (at(people="ivanov", timeline="call-1", focus=PEOPLE), "event:call-1 at:ivanov"),
        (at("person:smith", people="ivanov", focus=PEOPLE), "person:smith at:ivanov"),
        # a row that only browses is left behind with its pane
        (at("person:smith", people="ivanov"), "person:smith"),
        (at(people="ivanov", quotes="stray", focus=QUOTES), "person:ivanov at:stray"),
    ],
)
def test_the_screen_is_a_view(place: Place, view: str) -> None:
    assert str(place.as_view()) == view


@pytest.mark.parametrize(
    ("cursor", "pane"),
    [("call-1", TIMELINE), ("ivanov", PEOPLE), ("call-1-07", QUOTES)],
)
def test_a_view_opens_on_the_record_it_names(cursor: str, pane: str) -> None:
    place = place_of(parse_view(f"plan at:{cursor}", DOSSIER), DOSSIER)
    assert (place.focus, place.cursor(pane), place.view) == (pane, cursor, parse_view("plan", DOSSIER))
    assert [place.cursor(other) for other in PANES if other != pane] == [None, None]


@pytest.mark.parametrize("cursor", ["outlet-a", "plan-points"])
def test_a_record_that_no_pane_lists_places_no_cursor(cursor: str) -> None:
    assert place_of(parse_view(f"plan at:{cursor}", DOSSIER), DOSSIER) == at("plan")


@given(places())
def test_a_place_comes_back_from_its_view(found: tuple[Dossier, Place]) -> None:
    dossier, place = found
    written = str(place.as_view())
    back = place_of(parse_view(written, dossier), dossier)
    assert effective(back) == effective(place)
    assert back.cursor(place.focus) == place.cursor(place.focus)
    assert back.focus == (place.focus if place.cursor(place.focus) else TIMELINE)
    assert str(back.as_view()) == written


# --- Panes -----------------------------------------------------------------------------------------------------------


def test_the_panes_go_round() -> None:
    assert [neighbour(pane, 1) for pane in PANES] == [PEOPLE, QUOTES, TIMELINE]
    assert [neighbour(pane, -1) for pane in PANES] == [QUOTES, TIMELINE, PEOPLE]


def test_the_panes_stop_at_the_edge() -> None:
    assert [neighbour(pane, 1, around=False) for pane in PANES] == [PEOPLE, QUOTES, QUOTES]
    assert [neighbour(pane, -1, around=False) for pane in PANES] == [TIMELINE, TIMELINE, PEOPLE]
