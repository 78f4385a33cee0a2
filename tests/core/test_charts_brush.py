"""The brush: EDTF that says its span, ways to grow and move it that can be taken back, and what it counts."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
from generated import dossiers, views
from peace_tui.charts.axis import TimeSpan
from peace_tui.charts.brush import (
    SNAPS,
    add_units,
    cell_unit,
    choose_brush_unit,
    extend_to_stops,
    find_brush,
    floor_to_unit,
    format_span,
    resize_span,
    round_outward,
    set_brush,
    shift_span,
    toggle_strictness,
    unit_span,
)
from peace_tui.edtf.grammar import civil_fields, wall_seconds
from peace_tui.edtf.spans import parse_date
from peace_tui.query.engine import filter_panes
from peace_tui.query.view import Clause, View, format_view, parse_view

NEW_YORK = "America/New_York"
UNITS = ("minute", "hour", "day", "week", "month", "year")
MOMENTS = st.integers(wall_seconds(2), wall_seconds(9_990)) | st.integers(wall_seconds(2_024), wall_seconds(2_027))
DAY = 86_400


@st.composite
def spans(draw: st.DrawFn, units: tuple[str, ...] = UNITS) -> TimeSpan:
    """Spans whose ends fall on whole units."""
    start = floor_to_unit(draw(MOMENTS), unit := draw(st.sampled_from(units)))
    return TimeSpan(start, add_units(start, unit, draw(st.integers(1, 40))))


@given(MOMENTS, st.sampled_from(UNITS))
def test_a_moment_lies_in_its_unit(moment: int, unit: str) -> None:
    start, end = unit_span(moment, unit)
    assert start <= moment < end
    assert floor_to_unit(end - 1, unit) == start
    assert floor_to_unit(end, unit) == end


def test_weeks_begin_on_monday_and_february_may_have_a_leap_day() -> None:
    assert civil_fields(floor_to_unit(wall_seconds(2025, 10, 14), "week"))[:3] == (2025, 10, 13)
    assert add_units(wall_seconds(2024, 2), "month") - wall_seconds(2024, 2) == 29 * DAY
    assert add_units(wall_seconds(1900, 2), "month") - wall_seconds(1900, 2) == 28 * DAY
    assert add_units(wall_seconds(2024, 12, 31), "day") == wall_seconds(2025)


@given(spans(), st.sampled_from([None, "Asia/Kathmandu"]))
def test_what_is_written_says_the_span(span: TimeSpan, zone: str | None) -> None:
    date = parse_date(format_span(span, zone), zone)
    assert (date.earliest, date.latest) == span


@given(MOMENTS, st.integers(1, 10**9))
def test_what_cannot_be_written_is_rounded_outward(start: int, length: int) -> None:
    assume(civil_fields(start + length)[0] < 9_999)
    date = parse_date(format_span(TimeSpan(start, start + length), NEW_YORK), NEW_YORK)
    assert date.earliest is not None
    assert date.latest is not None
    assert start - 60 < date.earliest <= start
    assert start + length <= date.latest < start + length + 60


@pytest.mark.parametrize(
    ("start", "end", "zone", "text"),
    [
        (wall_seconds(2025), wall_seconds(2026), None, "2025"),
        (wall_seconds(2025), wall_seconds(2027), None, "2025/2026"),
        (wall_seconds(2025, 10), wall_seconds(2025, 11), None, "2025-10"),
        (wall_seconds(2025, 10, 14), wall_seconds(2025, 10, 15), None, "2025-10-14"),
        (wall_seconds(2025, 10, 14), wall_seconds(2025, 10, 18), None, "2025-10-14/2025-10-17"),
        (wall_seconds(2025, 10, 14, 12), wall_seconds(2025, 10, 14, 13), NEW_YORK, "2025-10-14T12"),
        (
            wall_seconds(2025, 10, 14, 12, 5),
            wall_seconds(2025, 10, 14, 12, 10),
            NEW_YORK,
            "2025-10-14T12:05/2025-10-14T12:09",
        ),
        (wall_seconds(2025, 10, 14, 12, 5), wall_seconds(2025, 10, 14, 12, 6), None, "2025-10-14T12:05Z"),
        (wall_seconds(-43, 3, 15), wall_seconds(-43, 3, 16), NEW_YORK, "-0043-03-15"),
        (wall_seconds(-43, 3, 15, 12), wall_seconds(-43, 3, 15, 13), NEW_YORK, "-0043-03-15"),
        (wall_seconds(12_345, 3), wall_seconds(12_345, 4), None, "Y12345"),
        (wall_seconds(-12_345), wall_seconds(-12_343), None, "Y-12345/Y-12344"),
    ],
)
def test_it_is_written_in_the_coarsest_unit(start: int, end: int, zone: str | None, text: str) -> None:
    assert format_span(TimeSpan(start, end), zone) == text
    parse_date(text, zone)


@given(
    st.integers(wall_seconds(-20_000), wall_seconds(20_000)), st.integers(1, 10**12), st.sampled_from([None, NEW_YORK])
)
def test_whatever_is_marked_can_be_written_and_read(start: int, length: int, zone: str | None) -> None:
    date = parse_date(format_span(TimeSpan(start, start + length), zone), zone)
    assert date.earliest is not None
    assert date.latest is not None
    assert date.earliest <= start
    assert start + length <= date.latest


@given(spans(("minute", "hour", "day", "week")), st.sampled_from(("minute", "hour", "day", "week")))
def test_growing_is_taken_back_by_shrinking(span: TimeSpan, unit: str) -> None:
    whole = round_outward(span, unit)
    grown = resize_span(whole, unit, 1)
    assert grown.start < whole.start
    assert grown.end > whole.end
    assert resize_span(grown, unit, -1) == whole


@given(spans(), st.sampled_from(UNITS))
def test_it_never_shrinks_to_nothing(span: TimeSpan, unit: str) -> None:
    for _ in range(50):
        span = resize_span(span, unit, -1)
        assert span.start < span.end


@given(spans(("day", "week", "month", "year")), st.sampled_from(("minute", "hour", "day", "week")))
def test_a_move_keeps_the_length_and_is_taken_back(span: TimeSpan, unit: str) -> None:
    whole = round_outward(span, unit)
    moved = shift_span(whole, unit, 1)
    assert moved.end - moved.start == whole.end - whole.start
    assert moved.start > whole.start
    assert shift_span(moved, unit, -1) == whole


@given(spans(("month",)))
def test_months_move_by_months(span: TimeSpan) -> None:
    moved = shift_span(span, "month", 1)
    assert floor_to_unit(moved.start, "month") == moved.start
    assert floor_to_unit(moved.end, "month") == moved.end
    assert shift_span(moved, "month", -1) == span


def test_it_grows_and_shrinks_to_the_ends_of_events() -> None:
    stops = [10, 20, 30, 40]
    assert resize_span(TimeSpan(20, 30), "day", 1, stops) == TimeSpan(10, 40)
    assert resize_span(TimeSpan(10, 40), "day", -1, stops) == TimeSpan(20, 30)
    assert resize_span(TimeSpan(10, 40), "day", 1, stops) == TimeSpan(10, 40)
    assert resize_span(TimeSpan(20, 30), "day", -1, stops) == TimeSpan(20, 30)


def test_it_snaps_outward_to_the_ends_of_events() -> None:
    assert extend_to_stops(TimeSpan(22, 31), [10, 20, 30, 40]) == TimeSpan(20, 40)
    assert extend_to_stops(TimeSpan(20, 30), [10, 20, 30, 40]) == TimeSpan(20, 30)
    assert extend_to_stops(TimeSpan(5, 45), [10, 20, 30, 40]) == TimeSpan(5, 45)


@pytest.mark.parametrize(
    ("per_cell", "drawn", "told"),
    [
        (1, "minute", "minute"),
        (600, "minute", "hour"),
        (3_600, "hour", "hour"),
        (8 * 3_600, "hour", "day"),
        (18 * 3_600, "day", "day"),
        (10 * DAY, "day", "month"),
        (40 * DAY, "month", "year"),
        (300 * DAY, "year", "year"),
        (10**12, "year", "year"),
    ],
)
def test_units_fit_the_scale(per_cell: float, drawn: str, told: str) -> None:
    assert choose_brush_unit(per_cell) == drawn
    assert cell_unit(per_cell) == told


def test_snaps_are_units_or_events() -> None:
    assert {*SNAPS} - {"", "event"} <= {*UNITS}


# --- In a view -------------------------------------------------------------------------------------------------------


@given(st.data())
def test_a_brush_is_a_clause_like_any_other(data: st.DataObject) -> None:
    known = data.draw(dossiers())
    zone = known.info.timezone
    view = data.draw(views(known))
    span = data.draw(spans())
    marked = set_brush(view, span, zone)
    found = find_brush(marked, zone)
    assert found is not None
    assert found[1] == span
    assert parse_view(format_view(marked), known) == marked
    other = toggle_strictness(marked, zone)
    assert other is not None
    again = toggle_strictness(other, zone)
    assert again is not None
    assert {*again.clauses} == {*marked.clauses}  # of one facet, the one that was turned comes last
    assert find_brush(other, zone) is not None
    before = find_brush(view, zone)
    kept = [clause for clause in view.clauses if before is None or clause != before[0]]
    assert all(clause in marked.clauses for clause in kept)


@pytest.mark.parametrize("text", ["-date:2025", "date:undated", "date:2025,2026", "date:2025/..", "who:a", "2025"])
def test_what_has_not_two_ends_is_no_brush(text: str) -> None:
    facet, _, value = text.lstrip("-").rpartition(":")
    view = View((Clause(facet, tuple(value.split(",")), text.startswith("-")),))
    assert find_brush(view, None) is None
    assert toggle_strictness(view, None) is None


@given(st.data())
def test_inside_and_possibly_are_counted_apart(data: st.DataObject) -> None:
    known = data.draw(dossiers())
    view = data.draw(views(known))
    panes = filter_panes(known, view)
    surely = [
        Clause("during", clause.values) if clause.facet == "date" and not clause.negated else clause
        for clause in view.clauses
    ]
    passing = {quote.id for quote in oracle.quotes_passing(known, view.clauses)}
    inside = {quote.id for quote in oracle.quotes_passing(known, surely)}
    assert {known.quote_index.records[place].id for place in panes.possible_matches.quotes} == passing - inside
    listed = {line.id for line in oracle.timeline_pane(known, view.clauses)}
    near = listed - oracle.timeline_outside(known, view.clauses)
    wanted = near & oracle.timeline_outside(known, surely)
    assert {known.event_index.records[place].id for place in panes.possible_matches.events} == wanted
