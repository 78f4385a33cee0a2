"""The engine against the oracle, and every row of the format's table of facets by example."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from generated import ZONES, clauses, forms, views
from generated import marked_dossiers as dossiers
from oracle import EventLine, PersonLine, pane_parts
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import Mark, Marks
from peace_tui.model.records import Event, Info, Involvement, Person, Quote, Source, Version
from peace_tui.query.discounts import Loss, find_losses
from peace_tui.query.engine import (
    PaneContents,
    PersonRow,
    count_quotes,
    filter_panes,
    find_people,
    match_clauses,
)
from peace_tui.query.view import Clause, View, parse_view

# --- Against the oracle ----------------------------------------------------------------------------------------------


@settings(max_examples=400)
@given(st.data())
def test_engine_is_the_oracle(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    view = data.draw(views(dossier))
    live = tuple(data.draw(st.lists(clauses(dossier), max_size=2)))
    both = (*view.clauses, *live)
    panes = filter_panes(dossier, view, live)
    assert timeline(dossier, panes) == oracle.timeline_pane(dossier, both)
    assert people(dossier, panes.people) == oracle.people_pane(dossier, both)
    assert quotes(dossier, panes) == oracle.quotes_pane(dossier, both)
    seen_by_people = [c for c in both if c.negated or c.facet not in ("who", "to", "person")]
    assert panes.people_matches == match_clauses(dossier, seen_by_people)
    listed = {line.id for line in oracle.timeline_pane(dossier, both)}
    assert outside(dossier, panes) == oracle.timeline_outside(dossier, view.clauses) & listed
    assert people(dossier, find_people(dossier, view)) == oracle.list_people(dossier, view)
    assert events(dossier, view) == oracle.list_events(dossier, view)


@settings(max_examples=120)
@given(st.data())
def test_single_clauses_are_the_oracles(data: st.DataObject) -> None:
    dossier = data.draw(dossiers().filter(lambda dossier: bool(dossier.quotes)))
    for clause in data.draw(st.lists(clauses(dossier), min_size=4, max_size=8)):
        for one in (clause, Clause(clause.facet, clause.values, not clause.negated)):
            found = match_clauses(dossier, [one])
            assert [dossier.quote_index.records[place] for place in found.quotes] == oracle.quotes_passing(
                dossier, [one]
            )
            assert [dossier.event_index.records[place] for place in found.events] == oracle.events_shown(dossier, [one])


@settings(max_examples=60)
@given(st.data())
def test_what_is_said_to_fall_does(data: st.DataObject) -> None:
    dossier = data.draw(dossiers().filter(lambda dossier: bool(dossier.sources)))
    view = data.draw(views(dossier))
    ids = data.draw(st.lists(st.sampled_from([source.id for source in dossier.sources]), min_size=1, max_size=2))
    without = Clause("without", tuple(ids), data.draw(st.booleans()))
    others = [clause for clause in view.clauses if clause.facet != "without"]
    (loss,) = find_losses(dossier, [*others, without])
    standing = oracle.quotes_passing(dossier, [*others, without.replace(negated=False)])
    assert loss.stand == len(standing)
    assert loss.stand + loss.fall == len(oracle.quotes_passing(dossier, others))
    lost = [
        source.label
        for source in dossier.sources
        if source.id not in ids and all(oracle.falls(dossier, source.id, id) for id in ids)
    ]
    assert loss.along == tuple(dict.fromkeys(lost))
    assert find_losses(dossier, others) == []


def test_a_source_that_falls_is_named_with_its_title_where_its_outlet_has_others() -> None:
    articles = [
        Source(id=id, container_title="The Sun", title=title) for id, title in (("a", "First"), ("b", "Second"))
    ]
    sources = (*articles, Source(id="c", container_title="The Moon", title="Third", based_on=("a",)))
    (loss,) = find_losses(Dossier(info=Info(title="Two articles"), sources=sources), [Clause("without", ("a",))])
    assert (loss.without, loss.along) == (("The Sun (First)",), ("The Moon",))


def test_a_loss_in_words() -> None:
    assert str(Loss(("Bloomberg",), ("Fortune",), ("The Daily Beast",), 22, 21)) == (
        "Without Bloomberg: Fortune falls too, The Daily Beast in part · 22 quotes stand, 21 fall"
    )
    assert str(Loss(("A",), (), (), 1, 0)) == "Without A: no other source falls · 1 quote stands, 0 fall"
    assert str(Loss(("A", "B"), (), (), 2, 0)) == "Without A or B: no other source falls · 2 quotes stand, 0 fall"
    assert str(Loss((*"ABCDEF",), (), (), 2, 0)).startswith("Without A or B or C or D or 2 more: ")
    assert Loss(("A",), tuple("BCDEFG"), (), 0, 9).sources_in_words() == "B, C, D, E and 2 more fall too"


@settings(max_examples=50)
@given(st.data())
def test_an_answer_does_not_depend_on_what_was_asked_before(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    first, second = data.draw(views(dossier)), data.draw(views(dossier))
    alone = pane_parts(filter_panes(dossier, first))
    pane_parts(filter_panes(dossier, second))
    assert pane_parts(filter_panes(dossier, first)) == alone


@pytest.mark.parametrize("zone", ZONES)
def test_dates_of_every_form_compare_as_the_oracles(zone: str | None) -> None:
    texts = sorted({text for form in forms(zone) for text in form})
    both = [(parse_date(text, zone), oracle.span(text, zone)) for text in texts]
    for date, span in both:
        for other_date, other_span in both:
            assert date.overlaps(other_date) == oracle.overlaps(span, other_span), (date.text, other_date.text)
            assert date.within(other_date) == oracle.within(span, other_span), (date.text, other_date.text)


def timeline(dossier: Dossier, panes: PaneContents) -> list[EventLine]:
    among = panes.timeline_matches.quotes
    return [
        EventLine(dossier.event_index.records[place].id, *count_quotes(dossier, place, among))
        for place in panes.timeline
    ]


def events(dossier: Dossier, view: View) -> list[EventLine]:
    found = match_clauses(dossier, view.clauses)
    return [
        EventLine(dossier.event_index.records[place].id, *count_quotes(dossier, place, found.quotes))
        for place in found.events
    ]


def people(dossier: Dossier, rows: tuple[PersonRow, ...]) -> list[PersonLine]:
    return [PersonLine(dossier.people_by_weight[row.position].id, *row[1:]) for row in rows]


def quotes(dossier: Dossier, panes: PaneContents) -> list[str]:
    return [dossier.quote_index.records[place].id for place in panes.matches.quotes]


def outside(dossier: Dossier, panes: PaneContents) -> set[str]:
    return {dossier.event_index.records[place].id for place in panes.outside}


# --- By example ------------------------------------------------------------------------------------------------------


def date(text: str) -> Any:
    return parse_date(text, "America/New_York")


def example() -> Dossier:
    """Two calls and a meeting nobody dates; Ivanov speaks at all of them."""
    return Dossier(
        info=Info(title="An example", timezone="America/New_York"),
        people=(
            Person(id="ivanov", name="Ivan Ivanov", aliases=("Иван Иванов",)),
            Person(id="smith", name="Ann Smith"),
            Person(id="jones", name="Bo Jones"),
            Person(id="nobody", name="No Body"),
        ),
        sources=(
            Source(id="outlet-a", container_title="Outlet A"),
            Source(id="outlet-b", container_title="Outlet B", issued=date("2025-10-20T17:04")),
            Source(id="outlet-c", container_title="Outlet C", issued=date("2025-11")),
        ),
        events=(
            Event(
                id="call-1",
                type="call",
                title="First call",
                summary="They spoke of a Straße.",
                place="by telephone",
                date=date("2025-10-14T12:05"),
                involved=(Involvement(person="ivanov"), Involvement(person="smith")),
                sources=("outlet-c",),
                tags=("leak",),
            ),
            Event(id="call-2", type="call", title="Second call", date=date("2025-10-20/2025-10-24")),
            Event(id="talk", type="meeting", title="A talk", draft=True, involved=(Involvement(person="jones"),)),
        ),
        quotes=(
            Quote(
                id="q1",
                event="call-1",
                who=("ivanov",),
                to=("smith",),
                about=("jones",),
                text="It’s the ﬁnal  plan",
                n=7,
                note="As heard.",
                tags=("plan",),
                versions=(
                    Version(source="outlet-a", text="This is [the] final plan"),
                    Version(source="outlet-b", text="Last plan", locator="S. 12, 00:14:33"),
                ),
            ),
            Quote(
                id="q2",
                event="call-1",
                who=("smith",),
                to=("ivanov",),
                date=date("2025-10-15"),
                text="Yes.",
                n=12,
                draft=True,
                mode="summary",
                status="denied",
                versions=(Version(source="outlet-a", text="Yes, yes."),),
            ),
            Quote(id="q3", event="call-2", who=("ivanov", "smith"), text="Amen"),
            Quote(id="q4", event="talk", who=("ivanov",), text="Who knows when"),
        ),
    )


MARKS = Marks(
    {
        "q1": Mark(starred=True, note="A léad"),
        "q3": Mark(note="ask", tags=("leads",)),
        "call-2": Mark(starred=True),
        "ivanov": Mark(starred=True, note="lead"),
        "gone": Mark(starred=True, note="lead"),
    }
)
ALL_QUOTES, ALL_EVENTS = "q1 q2 q3 q4", "call-1 call-2 talk"


@pytest.mark.parametrize(
    ("view", "passing_quotes", "shown_events"),
    [
        ("", ALL_QUOTES, ALL_EVENTS),
        # who, to: never an event by itself
        ("who:smith", "q2 q3", "call-1 call-2"),
        ("-who:smith", "q1 q4", ALL_EVENTS),
        ("to:smith", "q1", "call-1"),
        ("-to:smith", "q2 q3 q4", ALL_EVENTS),
        # person: who, to and about; involved
        ("person:jones", "q1", "call-1 talk"),
        ("-person:jones", "q2 q3 q4", "call-1 call-2 talk"),
        ("-person:ivanov", "", "call-2 talk"),
        # event
        ("event:call-1", "q1 q2", "call-1"),
        ("-event:call-1", "q3 q4", "call-2 talk"),
        # date: q2 has its own, the others their event's
        ("date:2025-10-14", "q1", "call-1"),
        ("date:2025-10-15", "q2", "call-1"),
        ("date:2025-10", "q1 q2 q3", "call-1 call-2"),
        ("date:2025-10-24/..", "q3", "call-2"),
        ("date:2025-10-14T16:05Z", "q1", "call-1"),
        ("date:2025-10-14T16:06Z", "", ""),
        ("-date:2025-10-14", "q2 q3 q4", ALL_EVENTS),
        ("date:undated", "q4", "talk"),
        ("-date:undated", "q1 q2 q3", "call-1 call-2"),
        ('date:"[2025-10-14,2025-10-15]"', "q1 q2", "call-1"),
        ("date:2025-10-14,undated", "q1 q4", "call-1 talk"),
        # during: the span lies inside
        ("during:2025-10-20/2025-10-24", "q3", "call-2"),
        ("during:2025-10-20/2025-10-23", "", ""),
        ("date:2025-10-20/2025-10-23", "q3", "call-2"),
        ("-during:2025-10", "q4", "talk"),
        ("during:undated", "q4", "talk"),
        ("-during:undated", "q1 q2 q3", "call-1 call-2"),
        # source: any version's; the event's own
        ("source:outlet-b", "q1", "call-1"),
        ("source:outlet-c", "", "call-1"),
        ("-source:outlet-a", "q3 q4", ALL_EVENTS),
        ("-source:outlet-c", ALL_QUOTES, ALL_EVENTS),
        # asof: a source of it was, or may have been, out before the day was over; outlet-a has no date
        ("asof:2025-10-19", "", ""),
        ("asof:2025-10-20", "q1", "call-1"),
        ("asof:2025-10-20T17:03", "", ""),
        ("asof:2025-10-20T21:04Z", "q1", "call-1"),
        ("asof:2025-11-15", "q1", "call-1"),
        ("asof:undated", "q1 q2", "call-1"),
        ("-asof:2025", "q2 q3 q4", "call-1 call-2 talk"),
        # tag: own and inherited
        ("tag:leak", "q1 q2", "call-1"),
        ("tag:plan", "q1", "call-1"),
        ("-tag:leak", "q3 q4", "call-2 talk"),
        ("-tag:plan", "q2 q3 q4", ALL_EVENTS),
        # mode, status: never an event by itself
        ("mode:summary", "q2", "call-1"),
        ("-mode:direct", "q2", ALL_EVENTS),
        ("status:denied", "q2", "call-1"),
        ("-status:denied", "q1 q3 q4", ALL_EVENTS),
        # type
        ("type:meeting", "q4", "talk"),
        ("-type:meeting", "q1 q2 q3", "call-1 call-2"),
        # n: equal or inside; never an event by itself
        ("n:7", "q1", "call-1"),
        ("n:7-12", "q1 q2", "call-1"),
        ("n:8-20", "q2", "call-1"),
        ("n:8–20", "q2", "call-1"),
        ("n:1,12", "q2", "call-1"),
        ("n:1", "", ""),
        ("-n:7", "q2 q3 q4", ALL_EVENTS),
        # draft: each by itself
        ("draft:yes", "q2", "call-1 talk"),
        ("draft:no", "q1 q3 q4", ALL_EVENTS),
        ("-draft:no", "q2", "call-1 talk"),
        ("draft:yes,no", ALL_QUOTES, ALL_EVENTS),
        # starred, mine: the reader's own marks, each record by itself
        ("starred:yes", "q1", "call-1 call-2"),
        ("starred:no", "q2 q3 q4", "call-1 call-2 talk"),
        ("-starred:yes", "q2 q3 q4", "call-1 call-2 talk"),
        ("mine:LEAD", "q1 q3", "call-1 call-2"),
        ("mine:lead starred:yes", "q1", "call-1"),
        ("mine:ask", "q3", "call-2"),
        ("-mine:lead", "q2 q4", ALL_EVENTS),
        # text: folded, in the reading text or any version; not in the note
        ('text:"it\'s the FINAL plan"', "q1", "call-1"),
        ("text:last", "q1", "call-1"),
        # locator: folded, in the place of any version; never an event by itself
        ("locator:00:14", "q1", "call-1"),
        ('locator:"s. 12"', "q1", "call-1"),
        ("locator:13", "", ""),
        ("-locator:12", "q2 q3 q4", ALL_EVENTS),
        ("text:nal", "q1", "call-1"),
        ("text:heard", "", ""),
        ("-text:plan", "q2 q3 q4", ALL_EVENTS),
        # free text: note, names of who and to, an event's words and names of its involved; several words, any fields
        ("heard", "q1", "call-1"),
        ("smith", "q1 q2 q3", "call-1 call-2"),
        ("jones", "", "talk"),
        ("ИВАН", ALL_QUOTES, ALL_EVENTS),
        ("strasse", "", "call-1"),
        ("telephone", "", "call-1"),
        ("amen second", "", ""),
        ("last heard smith", "q1", "call-1"),
        ('"last heard"', "", ""),
        ("-smith", "q4", "call-2 talk"),
        # any of several values; every clause
        ("who:smith,ivanov", ALL_QUOTES, ALL_EVENTS),
        ("who:smith who:ivanov", "q3", "call-2"),
        ("-who:smith,ivanov", "", ALL_EVENTS),
        ("-who:smith to:ivanov,smith", "q1", "call-1"),
    ],
)
def test_what_passes(view: str, passing_quotes: str, shown_events: str) -> None:
    dossier = example().with_marks(MARKS)
    read = parse_view(view, dossier)
    assert " ".join(oracle.quotes_pane(dossier, read.clauses)) == passing_quotes
    assert " ".join(event.id for event in oracle.events_shown(dossier, read.clauses)) == shown_events
    found = match_clauses(dossier, read.clauses)
    assert " ".join(dossier.quote_index.records[place].id for place in found.quotes) == passing_quotes
    assert " ".join(dossier.event_index.records[place].id for place in found.events) == shown_events


def shown(view: str) -> tuple[Dossier, PaneContents]:
    dossier = example()
    return dossier, filter_panes(dossier, parse_view(view, dossier))


def test_timeline_ignores_its_own_facets_and_dims() -> None:
    dossier, panes = shown("date:2025-10-14 -event:call-2 who:ivanov")
    assert timeline(dossier, panes) == [("call-1", 1, 2), ("call-2", 1, 1), ("talk", 1, 1)]
    assert outside(dossier, panes) == {"call-2", "talk"}
    assert quotes(dossier, panes) == ["q1"]
    assert people(dossier, panes.people) == [("ivanov", 1, 4, 1, 1), ("smith", 1, 3, 1, 1), ("jones", 1, 1, 0, 1)]


def test_people_ignores_what_it_picks_and_heeds_what_it_excludes() -> None:
    dossier, panes = shown("who:smith -to:ivanov")
    assert people(dossier, panes.people) == [
        ("ivanov", 3, 4, 1, 1),
        ("smith", 2, 3, 1, 1),
        ("jones", 1, 1, 1, 1),
    ]
    assert quotes(dossier, panes) == ["q3"]


def test_picked_rows_stay_at_nought() -> None:
    dossier, panes = shown("person:nobody event:talk source:outlet-b")
    assert timeline(dossier, panes) == [("talk", 0, 1)]
    assert people(dossier, panes.people) == [("nobody", 0, 0, 0, 0)]
    assert find_people(dossier, parse_view("person:nobody", dossier)) == ()


def test_excluded_rows_stay_in_their_pane_and_leave_the_list() -> None:
    dossier, panes = shown("-person:smith -event:call-1")
    assert [line.id for line in timeline(dossier, panes)] == ["call-1", "call-2", "talk"]
    assert ("smith", 0, 3, 0, 1) in people(dossier, panes.people)
    listed = find_people(dossier, parse_view("-person:smith", dossier))
    assert [line.id for line in people(dossier, listed)] == ["ivanov", "jones"]
    spoken_to = find_people(dossier, parse_view("-who:smith", dossier))
    assert [line.id for line in people(dossier, spoken_to)] == ["ivanov", "smith", "jones"]


def test_live_clauses_filter_the_other_panes_and_dim_nothing() -> None:
    dossier = example()
    panes = filter_panes(dossier, View(), live=(Clause("event", ("call-2",)), Clause("person", ("smith",))))
    assert [line.id for line in timeline(dossier, panes)] == ["call-1", "call-2"]
    assert [line.id for line in people(dossier, panes.people)] == ["ivanov", "smith"]
    assert quotes(dossier, panes) == ["q3"]
    assert outside(dossier, panes) == set()


def test_order_never_changes_because_a_count_did() -> None:
    dossier = example()
    order = [person.id for person in dossier.people_by_weight]
    for view in ("", "who:smith", "-who:ivanov", "tag:plan", "source:outlet-c"):
        listed = [line.id for line in people(dossier, filter_panes(dossier, parse_view(view, dossier)).people)]
        assert listed == sorted(listed, key=order.index)


def test_an_empty_dossier_has_nothing() -> None:
    dossier = Dossier(info=Info(title="Empty"))
    panes = filter_panes(dossier, parse_view("peace -date:2025 type:call", dossier))
    assert (list(panes.timeline), panes.people, list(panes.matches.quotes)) == ([], (), [])
