"""The time chart: every event that is shown has its mark or is counted, and no title lies over another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from generated import dossiers, views
from peace_tui.charts.axis import Axis
from peace_tui.charts.time_chart import (
    DOUBT,
    GROUPINGS,
    INTERVAL,
    LASTING,
    POINT,
    UNDATED_MARK,
    UNGROUPED,
    EventMark,
    TimeChart,
    default_grouping,
    group_records,
    make_row_chart,
    make_time_chart,
    pack_marks,
)
from peace_tui.charts.times import HAPPENED, TIME_KINDS, find_record_times, spread_records, window_axis
from peace_tui.edtf.grammar import wall_seconds
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Involvement, Person
from peace_tui.query.engine import filter_panes
from peace_tui.text.terminal_safe import cell_width


def chart(dossier: Dossier, axis: Axis, by: str = "type", height: int = 20, kind: str = HAPPENED) -> TimeChart:
    shown = dossier.event_index.everything, dossier.quote_index.everything
    quotes = spread_records(dossier, kind, axis)[1]
    return make_time_chart(
        dossier, axis, group_records(dossier, by), find_record_times(dossier, kind).events, quotes, shown, height
    )


# --- Lanes -----------------------------------------------------------------------------------------------------------


@given(dossiers(), st.sampled_from(GROUPINGS))
def test_every_event_has_a_lane(dossier: Dossier, by: str) -> None:
    found = group_records(dossier, by)
    assert BitMap().union(*(lane.events for lane in found)) == dossier.event_index.everything
    assert len({lane.key for lane in found}) == len(found)
    weights = [len(lane.events) + len(lane.quotes) for lane in found if lane.key != UNGROUPED]
    assert weights == sorted(weights, reverse=True)
    assert all(lane.key != UNGROUPED for lane in found[:-1])


@given(dossiers())
def test_a_lane_holds_what_has_its_value(dossier: Dossier) -> None:
    events = dossier.event_index.records

    def about(event: Event) -> set[str]:
        said = [quote for quote in dossier.quotes if quote.event == event.id]
        return {part.person for part in event.involved}.union(*((*q.who, *q.to, *q.about) for q in said))

    for lane in group_records(dossier, "person"):
        if lane.key:
            assert {events[place].id for place in lane.events} == {e.id for e in events if lane.key in about(e)}
    for lane in group_records(dossier, "type"):
        assert {events[place].id for place in lane.events} == {e.id for e in events if e.type == lane.key}


def test_sides_tell_most_where_there_are_several() -> None:
    def with_sides(*sides: str) -> Dossier:
        people = tuple(Person(id=f"p{n}", name="P", side=side or None) for n, side in enumerate(sides))
        return Dossier(info=Info(title="Sides"), people=people)

    assert default_grouping(with_sides("A", "B")) == "side"
    assert default_grouping(with_sides("A", "A", "")) == default_grouping(with_sides()) == "type"


# --- Marks -----------------------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(st.data())
def test_every_event_that_is_shown_is_drawn_or_counted(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    kind, by = data.draw(st.sampled_from([*TIME_KINDS])), data.draw(st.sampled_from(GROUPINGS))
    axis = window_axis(dossier, kind, None, data.draw(st.booleans()), data.draw(st.integers(1, 120)))
    if axis is None:
        return
    panes = filter_panes(dossier, data.draw(views(dossier)))
    dates = find_record_times(dossier, kind).events
    height = data.draw(st.integers(1, 30))
    shown = panes.timeline, panes.timeline_matches.quotes
    found = make_time_chart(
        dossier, axis, group_records(dossier, by), dates, spread_records(dossier, kind, axis)[1], shown, height
    )
    dated = BitMap().union(*dates.values()) & panes.timeline
    assert found.undated == len(panes.timeline - dated)
    assert found.elsewhere == 0
    assert sum(band.height for band in found.bands) <= height
    for band in found.bands:
        assert sum(1 + mark.more for mark in band.marks) == len(band.group.events & dated)
        assert {mark.event for mark in band.marks} <= {*(band.group.events & dated)}
        assert all(0 <= mark.row < band.rows for mark in band.marks)
        assert all(0 <= mark.cells.start < mark.cells.stop <= axis.width for mark in band.marks)
        assert not band.density or len(band.density) == axis.width
    tops = [(band.top, band.height) for band in found.bands]
    assert all(top + height <= below for (top, height), (below, _) in pairwise(tops))
    lit = [lane for lane in group_records(dossier, by) if lane.events & dated or lane.quotes & shown[1]]
    assert found.hidden == max(len(lit) - height, 0)


@given(
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 30), st.integers(1, 60), st.booleans()), max_size=40),
    st.integers(1, 6),
)
def test_no_title_lies_over_a_mark_or_another_title(drawn: list[tuple[int, int, int, bool]], rows: int) -> None:
    marks, titles = [], []
    for number, (start, length, title, open_end) in enumerate(sorted(drawn)):
        cells = range(start, min(start + length, 60))
        marks.append(
            EventMark(number, cells, POINT if len(cells) == 1 else DOUBT, open_end=open_end and cells.stop == 60)
        )
        titles.append(title)
    found = pack_marks(marks, titles.__getitem__, rows, 60)
    assert sum(1 + mark.more for mark in found) == len(marks)
    for row in range(rows):
        inside = sorted((mark for mark in found if mark.row == row), key=lambda mark: mark.head)
        heads = [mark.head for mark in inside]
        assert len(heads) == len(set(heads))
        for mark, following in pairwise(inside):
            assert not mark.title or mark.title.stop < following.head
        assert all(mark.title.stop <= 60 and len(mark.title) <= titles[mark.event] for mark in inside)
        assert all(not mark.title or mark.title.start > mark.head for mark in inside)


@settings(max_examples=40)
@given(st.data())
def test_in_order_of_time_every_event_has_a_row_of_its_own(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    kind, zone = data.draw(st.sampled_from([*TIME_KINDS])), data.draw(st.sampled_from(["UTC", "Europe/Kyiv"]))
    width, height = data.draw(st.integers(1, 120)), data.draw(st.integers(1, 12))
    axis = window_axis(dossier, kind, None, data.draw(st.booleans()), width, zone)
    if axis is None:
        return
    events = filter_panes(dossier, data.draw(views(dossier))).timeline
    seen: dict[int, EventMark] = {}
    for at in events:
        found = make_row_chart(dossier, axis, kind, events, height, at, axis.start)
        assert [mark.row for mark in found.marks] == [*range(len(found.marks))]
        assert len(found.marks) == min(height, found.total - found.first, found.total)
        assert at in {mark.event for mark in found.marks}  # the one under the cursor is in sight
        assert found.total + found.elsewhere == len(events)
        seen |= {mark.event: mark for mark in found.marks}
    assert {*seen} == {*events}
    for mark in seen.values():
        assert 0 <= mark.title.start <= mark.title.stop <= width
        assert mark.kind == UNDATED_MARK or mark.head not in mark.title


@pytest.mark.parametrize(
    ("date", "title", "cells"),
    [
        ("2025-10-14", 10, range(15, 25)),  # to the right of a point
        ("2025-10-28", 10, range(16, 26)),  # to the left, without room at the right
        ("2025-10-02/2025-10-04", 10, range(5, 15)),  # to the right of a bar
        ("2025-10-02/2025-10-29", 10, range(3, 13)),  # in a bar that leaves no room
        ("../2025-10-30", 10, range(18, 28)),  # over a bar that goes on to the edge
        ("2025-10-14", 40, range(15, 31)),  # cut, where there is more room
        ("2025-10-20", 40, range(0, 18)),
    ],
)
def test_a_title_stands_beside_its_mark(date: str, title: int, cells: range) -> None:
    event = Event(id="e", title="x" * title, date=parse_date(date))
    dossier = Dossier(info=Info(title="One"), events=(event,))
    axis = Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 31, zone="UTC")
    (mark,) = make_row_chart(dossier, axis, HAPPENED, dossier.event_index.everything, 5, 0, axis.start).marks
    assert mark.title == cells


def test_most_steps_move_nothing_but_the_cursor() -> None:
    days = tuple(Event(id=f"e{n}", title="An event", date=parse_date(f"2025-10-{n + 1:02}")) for n in range(31))
    dossier = Dossier(info=Info(title="Days"), events=days)
    axis = Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 90, zone="UTC")
    firsts = [
        make_row_chart(dossier, axis, HAPPENED, dossier.event_index.everything, 10, at, axis.start).first
        for at in range(31)
    ]
    assert firsts == sorted(firsts)
    assert len(set(firsts)) <= 6
    assert all(first <= at < first + 10 for at, first in enumerate(firsts))


def test_a_title_of_wide_letters_has_all_the_cells_that_it_takes() -> None:
    event = Event(id="e", title="北京会談の前", date=parse_date("2025-10-14"))
    dossier = Dossier(info=Info(title="Wide"), events=(event,))
    axis = Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 90)
    (band,) = chart(dossier, axis).bands
    assert [len(mark.title) for mark in band.marks] == [cell_width(event.title)]


def test_the_event_under_the_cursor_has_its_title() -> None:
    crowd = tuple(Event(id=f"e{n}", title=f"Event number {n}", date=parse_date("2025-10-14")) for n in range(30))
    dossier = Dossier(info=Info(title="A crowd"), events=crowd)
    axis = Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 90)
    quotes = spread_records(dossier, HAPPENED, axis)[1]
    shown = dossier.event_index.everything, BitMap()
    for first in (0, 17, 29):
        (band,) = make_time_chart(
            dossier, axis, group_records(dossier, "type"), dossier.event_index.dates, quotes, shown, 4, first
        ).bands
        assert [mark for mark in band.marks if mark.event == first and mark.title]


@pytest.mark.parametrize(
    ("date", "duration", "kind", "cells"),
    [
        ("2025-10-14", None, POINT, range(13, 14)),
        ("2025-10-14T12:05Z", "PT5M", POINT, range(13, 14)),
        ("2025-10-14T12:05Z", "P3D", LASTING, range(13, 17)),
        ("2025-10-14", "P2DT12H", LASTING, range(13, 16)),
        ("2025-10-14/2025-10-16", None, INTERVAL, range(13, 16)),
        ("2025-10", None, DOUBT, range(0, 31)),
        ("2025-10", "PT5M", DOUBT, range(0, 31)),
        ("[2025-10-14..2025-10-16]", None, DOUBT, range(13, 16)),
        ("../2025-10-14", None, DOUBT, range(0, 14)),
        ("2025-10-14/..", None, DOUBT, range(13, 31)),
    ],
)
def test_an_event_is_as_wide_as_it_lasted_or_may_be(date: str, duration: str | None, kind: str, cells: range) -> None:
    event = Event(id="e", title="An event", date=parse_date(date), duration=duration)
    dossier = Dossier(info=Info(title="One"), events=(event,))
    (band,) = chart(dossier, Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 31)).bands
    (mark,) = band.marks
    assert (mark.kind, mark.cells) == (kind, cells)


def test_a_day_is_in_doubt_where_hours_are_shown() -> None:
    events = (
        Event(id="day", title="On the day", date=parse_date("2025-10-14"), duration="PT5M"),
        Event(id="hour", title="At noon", date=parse_date("2025-10-14T12:00Z"), duration="PT2H"),
    )
    dossier = Dossier(info=Info(title="A day"), events=events)
    (band,) = chart(dossier, Axis(wall_seconds(2025, 10, 14), wall_seconds(2025, 10, 15), 24)).bands
    found = {dossier.event_index.records[mark.event].id: mark for mark in band.marks}
    assert (found["day"].kind, found["day"].cells) == (DOUBT, range(0, 24))
    assert (found["hour"].kind, found["hour"].cells) == (LASTING, range(12, 14))


def test_an_event_of_two_people_stands_in_both_lanes() -> None:
    event = Event(
        id="e",
        title="A call",
        date=parse_date("2025-10-14"),
        involved=(Involvement(person="a"), Involvement(person="b")),
    )
    people = (Person(id="a", name="Ann"), Person(id="b", name="Bob"), Person(id="c", name="Cy"))
    dossier = Dossier(info=Info(title="Two"), people=people, events=(event,))
    found = chart(dossier, Axis(wall_seconds(2025, 10), wall_seconds(2025, 11), 31), "person")
    assert [band.group.name for band in found.bands] == ["Ann", "Bob"]
