"""Where the reader is: pins, live rows, exclusions, clearing, the way back, and the view that says it all."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from generated import dossiers, views
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED, Mark, Marks, MarksChange
from peace_tui.query.facets import PANES, PEOPLE, PIN, QUOTES, TIMELINE
from peace_tui.query.view import Clause, View, parse_view
from peace_tui.session.layout import READER
from peace_tui.session.state import History, ViewState, neighbor_pane, pin_facets, rebase_state, state_from_view

DOSSIER = dossier()


def at(view: str = "", **rest: Any) -> ViewState:
    """The place with a view of the example; the rest is cursors on rows, the focus and the zoom."""
    return ViewState(view=parse_view(view, DOSSIER), **rest)


def live(place: ViewState) -> str:
    return str(View(place.live_clauses()))


@st.composite
def places(draw: st.DrawFn) -> tuple[Dossier, ViewState]:
    """A dossier and any place in it."""
    found = draw(dossiers())
    place = ViewState(
        view=View(draw(views(found)).clauses), focus=draw(st.sampled_from(PANES)), zoomed=draw(st.booleans())
    )
    records = ((TIMELINE, found.events), (PEOPLE, found.people), (QUOTES, found.quotes))
    rows: dict[str, list[str]] = {pane: [record.id for record in listed] for pane, listed in records}
    for pane, ids in rows.items():
        place = place.with_cursor(pane, draw(st.sampled_from([None, *ids])))
    return found, place


def effective(place: ViewState) -> set[Clause]:
    """All that filters the screen."""
    return {*place.view.clauses, *place.live_clauses()}


# --- Live rows -------------------------------------------------------------------------------------------------------


def test_the_row_under_the_cursor_filters() -> None:
    assert live(at()) == ""
    assert live(at(people="ivanov")) == "person:ivanov"
    assert live(at(timeline="call-1", people="ivanov")) == "person:ivanov event:call-1"


def test_a_quote_under_the_cursor_filters_nothing() -> None:
    place = at(quotes="call-1-07", focus=QUOTES)
    assert place.live_clauses() == ()
    assert place.live_clauses_of(QUOTES) == ()
    assert not place.has_pins(QUOTES)


def test_with_pins_the_cursor_of_their_pane_only_browses() -> None:
    place = at("person:smith", people="ivanov", timeline="call-1")
    assert place.has_pins(PEOPLE)
    assert not place.has_pins(TIMELINE)
    assert live(place) == "event:call-1"


def test_an_exclusion_is_a_pin_too() -> None:
    assert live(at("-person:smith", people="ivanov")) == ""


@pytest.mark.parametrize("view", ["date:2025", "plan", "source:outlet-a"])
def test_other_clauses_are_no_pins(view: str) -> None:
    assert live(at(view, people="ivanov", timeline="call-1")) == "person:ivanov event:call-1"


@pytest.mark.parametrize("view", ["who:smith", "to:smith", "-who:smith"])
def test_people_named_for_a_part_are_pins_too(view: str) -> None:
    assert live(at(view, people="ivanov", timeline="call-1")) == "event:call-1"


def test_a_row_of_people_asks_for_the_part_that_was_chosen() -> None:
    state = at(people="ivanov")
    asked = []
    for _ in range(4):
        asked.append(live(state))
        state = state.next_part()
    assert asked == ["person:ivanov", "who:ivanov", "to:ivanov", "person:ivanov"]


def test_a_pin_is_released_whatever_part_it_was_pinned_for() -> None:
    spoken = at(people="ivanov").next_part().toggle_pin(PEOPLE, "ivanov", False)
    assert str(spoken.view) == "who:ivanov"
    assert str(spoken.next_part().toggle_pin(PEOPLE, "ivanov", False).view) == ""
    assert str(spoken.next_part().toggle_pin(PEOPLE, "smith", False).view) == "who:ivanov to:smith"


def test_the_reader_follows_the_list_that_had_the_focus() -> None:
    state = at(people="ivanov", focus=PEOPLE).with_focus(READER)
    assert (state.followed, state.cursor(READER)) == (PEOPLE, "ivanov")
    assert state.with_focus(READER).followed == PEOPLE
    assert state.with_focus(QUOTES).followed == QUOTES


# --- Pins and exclusions ---------------------------------------------------------------------------------------------


def test_pins_widen_and_are_let_go() -> None:
    place = at().toggle_pin(PEOPLE, "ivanov", False)
    assert str(place.view) == "person:ivanov"
    place = place.toggle_pin(PEOPLE, "smith", False)
    assert str(place.view) == "person:ivanov,smith"
    place = place.toggle_pin(TIMELINE, "call-1", False)
    assert str(place.view) == "person:ivanov,smith event:call-1"
    assert str(place.toggle_pin(PEOPLE, "ivanov", False).view) == "person:smith event:call-1"


def test_exclusions_each_stand_alone() -> None:
    place = at().toggle_pin(PEOPLE, "ivanov", True).toggle_pin(PEOPLE, "smith", True)
    assert str(place.view) == "-person:ivanov -person:smith"
    assert str(place.toggle_pin(PEOPLE, "ivanov", True).view) == "-person:smith"


def test_the_opposite_gives_way() -> None:
    assert str(at("person:ivanov,smith").toggle_pin(PEOPLE, "ivanov", True).view) == "person:smith -person:ivanov"
    assert str(at("-person:ivanov").toggle_pin(PEOPLE, "ivanov", False).view) == "person:ivanov"
    assert str(at("-person:ivanov,smith").toggle_pin(PEOPLE, "ivanov", False).view) == "-person:smith person:ivanov"


@given(places(), st.sampled_from([TIMELINE, PEOPLE]), st.booleans(), st.data())
def test_a_toggled_row_is_pinned_one_way_and_toggled_again_not_at_all(
    found: tuple[Dossier, ViewState], pane: str, negated: bool, data: st.DataObject
) -> None:
    dossier, place = found
    ids = [record.id for record in (dossier.events if pane == TIMELINE else dossier.people)]
    if not ids:
        return
    id = data.draw(st.sampled_from(ids))

    def named(state: ViewState, is_negated: bool) -> int:
        """How many clauses name the row."""
        clauses = (clause for facet in pin_facets(pane) for clause in state.view.clauses_of(facet, is_negated))
        return sum(id in clause.values for clause in clauses)

    before, after = named(place, negated), place.toggle_pin(pane, id, negated)
    assert named(after, negated) == (before - 1 if before else 1)
    assert not any(id in clause.values for clause in after.view.clauses_of(PIN[pane], not negated))
    again = after.toggle_pin(pane, id, negated)
    if before < 2:
        assert again.toggle_pin(pane, id, negated).toggle_pin(pane, id, negated).view == again.view
    kept = [clause for clause in place.view.clauses if clause.facet not in pin_facets(pane)]
    assert [clause for clause in after.view.clauses if clause.facet not in pin_facets(pane)] == kept
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
    assert str(place.clear(pane).view) == left
    assert place.clear(pane).quotes == "stray"


def test_clearing_takes_exclusions_and_the_live_row() -> None:
    place = at("-person:smith plan", people="ivanov", timeline="call-1").clear(PEOPLE)
    assert (str(place.view), place.people, place.timeline) == ("plan", None, "call-1")
    assert at(people="ivanov", timeline="call-1").clear(PEOPLE) == at(timeline="call-1")


def test_clearing_again_clears_everything() -> None:
    place = at("who:smith plan", timeline="call-1", quotes="stray", focus=PEOPLE)
    twice = place.clear(PEOPLE).clear(PEOPLE)
    assert twice == at(quotes="stray", focus=PEOPLE)


@given(places(), st.sampled_from(PANES))
def test_clearing_twice_leaves_nothing_that_filters(found: tuple[Dossier, ViewState], pane: str) -> None:
    _, place = found
    assert effective(place.clear(pane)) <= effective(place)
    assert effective(place.clear(pane).clear(pane)) == set()
    assert place.clear(pane).focus == place.focus


# --- The way back ----------------------------------------------------------------------------------------------------


def test_undo_and_redo_walk_the_same_way() -> None:
    history = History()
    start = at()
    pinned = start.toggle_pin(PEOPLE, "ivanov", False)
    both = pinned.toggle_pin(TIMELINE, "call-1", False)
    history.record(start, pinned)
    history.record(pinned, both)
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
        history.record(start, after)
        start = after
    assert history.undo(start) is None


def test_moving_the_cursor_leaves_what_was_undone() -> None:
    history = History()
    start, pinned = at(), at("person:ivanov")
    history.record(start, pinned)
    back = history.undo(pinned)
    assert isinstance(back, ViewState)
    history.record(back, back.with_cursor(PEOPLE, "smith"))
    assert history.redo(back) == pinned


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History()
    start, pinned, other = at(), at("person:ivanov"), at("person:smith")
    history.record(start, pinned)
    history.undo(pinned)
    history.record(start, other)
    assert history.redo(other) is None
    assert history.undo(other) == start


def test_a_change_of_the_marks_is_a_step_between_others() -> None:
    history = History()
    start, pinned = at(), at("person:ivanov")
    starred = MarksChange(UNMARKED, Marks({"smith": Mark(True)}))
    history.record(start, pinned)
    history.record_marks(starred)
    assert history.undo(pinned) == starred.reversed
    assert history.undo(pinned) == start
    assert history.redo(start) == pinned
    assert history.redo(pinned) == starred
    assert history.redo(pinned) is None
    assert history.undo(pinned) == starred.reversed


def test_going_back_keeps_the_pane_and_its_zoom() -> None:
    history = History()
    before, after = at(people="smith"), at("person:ivanov", focus=QUOTES, zoomed=True)
    history.record(before, after)
    assert history.undo(after) == at(people="smith", focus=QUOTES, zoomed=True)


@given(st.lists(st.sampled_from(["ivanov", "smith", "kremlin", "王"]), max_size=8), st.booleans())
def test_undoing_everything_leads_to_the_start_and_redoing_to_the_end(ids: list[str], negated: bool) -> None:
    history, place = History(), at()
    walked = [place]
    for id in ids:
        after = place.toggle_pin(PEOPLE, id, negated)
        history.record(place, after)
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
        assert isinstance(forth, ViewState)
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
def test_the_screen_is_a_view(place: ViewState, view: str) -> None:
    assert str(place.to_view()) == view


@pytest.mark.parametrize(
    ("cursor", "pane"),
    [("call-1", TIMELINE), ("ivanov", PEOPLE), ("call-1-07", QUOTES)],
)
def test_a_view_opens_on_the_record_it_names(cursor: str, pane: str) -> None:
    place = state_from_view(parse_view(f"plan at:{cursor}", DOSSIER), DOSSIER)
    assert (place.focus, place.cursor(pane), place.view) == (pane, cursor, parse_view("plan", DOSSIER))
    assert [place.cursor(other) for other in PANES if other != pane] == [None, None]


@pytest.mark.parametrize("cursor", ["outlet-a", "plan-points"])
def test_a_record_that_no_pane_lists_places_no_cursor(cursor: str) -> None:
    assert state_from_view(parse_view(f"plan at:{cursor}", DOSSIER), DOSSIER) == at("plan")


@given(places())
def test_a_place_comes_back_from_its_view(found: tuple[Dossier, ViewState]) -> None:
    dossier, place = found
    written = str(place.to_view())
    back = state_from_view(parse_view(written, dossier), dossier)
    assert effective(back) == effective(place)
    assert back.cursor(place.focus) == place.cursor(place.focus)
    assert back.focus == (place.focus if place.cursor(place.focus) else TIMELINE)
    assert str(back.to_view()) == written


@pytest.mark.parametrize(("left", "step"), [(1, 0), (0, None)])
def test_a_step_of_the_tour_that_is_gone_is_forgotten(left: int, step: int | None) -> None:
    old = dossier()
    new = old.replace(views=old.views[:left])
    assert rebase_state(ViewState(step=0), old, new)[0].step == step


# --- Panes -----------------------------------------------------------------------------------------------------------


ROUND: Final = (*PANES, READER)


def test_the_panes_go_round() -> None:
    assert [neighbor_pane(pane, 1) for pane in ROUND] == [PEOPLE, QUOTES, READER, TIMELINE]
    assert [neighbor_pane(pane, -1) for pane in ROUND] == [READER, TIMELINE, PEOPLE, QUOTES]


def test_the_panes_stop_at_the_edge() -> None:
    assert [neighbor_pane(pane, 1, around=False) for pane in ROUND] == [PEOPLE, QUOTES, READER, READER]
    assert [neighbor_pane(pane, -1, around=False) for pane in ROUND] == [TIMELINE, TIMELINE, PEOPLE, QUOTES]


def test_panes_with_nothing_to_show_are_left_out() -> None:
    assert [neighbor_pane(pane, 1, missing=(QUOTES,)) for pane in ROUND] == [PEOPLE, READER, READER, TIMELINE]
