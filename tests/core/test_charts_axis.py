"""The date axis: ticks that can be read at any width and scale, and a density that counts every dated record once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyroaring import BitMap

from dossiers import dossier
from generated import dossiers
from peace_tui.charts.axis import Axis, bar_eighths, bound_spans, make_axis, spread_dates
from peace_tui.charts.times import HAPPENED, SAID, TIME_KINDS, find_record_times, window_axis
from peace_tui.edtf.grammar import civil_fields, wall_seconds
from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info

DAY = 86_400
FURTHEST = wall_seconds(1_000_000_000)
"""Beyond the last year that a date can be written in."""

WIDTHS = st.integers(1, 300)


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    """Axes from three seconds to two billion years, long or short alike."""
    length = draw(st.integers(3, 120) | st.integers(3, 10**8) | st.integers(3, 10**11) | st.integers(3, FURTHEST))
    start = draw(
        st.integers(wall_seconds(1_900), wall_seconds(2_100))
        | st.integers(-(10**12), 10**12)
        | st.integers(-FURTHEST, 0)
    )
    return Axis(start, start + length, draw(WIDTHS))


def dated(*texts: str) -> Dossier:
    """A dossier with an event of each date; an empty text is no date."""
    events = [
        Event(id=str(number), title="Something", date=parse_date(text) if text else None)
        for number, text in enumerate(texts)
    ]
    return Dossier(info=Info(title="Dates"), events=tuple(events))


def whole_axis(dossier: Dossier, width: int, kind: str = HAPPENED) -> Axis | None:
    """The axis of all there is, without folds."""
    return window_axis(dossier, kind, None, False, width)


def axis(width: int, *texts: str) -> Axis:
    found = whole_axis(dated(*texts), width)
    assert found is not None
    return found


def labels(width: int, *texts: str) -> list[str]:
    return [label for _, label in axis(width, *texts).ticks()]


def strip(axis: Axis, *texts: str) -> list[float]:
    return spread_dates(axis, dated(*texts).event_index.dates).density()


# --- Ticks -----------------------------------------------------------------------------------------------------------


@given(axes())
@example(Axis(wall_seconds(-2_000), wall_seconds(-1_000), 80))  # labels longer than their step has room for
def test_labels_lie_within_the_width_and_never_touch(axis: Axis) -> None:
    ticks = axis.ticks()
    assert all(label and label == label.strip() for _, label in ticks)
    assert all(cell >= 0 and cell + len(label) <= axis.width for cell, label in ticks)
    assert all(cell + len(label) < after for (cell, label), (after, _) in pairwise(ticks))


@pytest.mark.parametrize(("width", "wanted"), [(12, ["14 Oct"]), (25, ["15 Oct", "17 Oct"])])
def test_a_ruler_without_a_round_moment_names_another(width: int, wanted: list[str]) -> None:
    six_days = Axis(wall_seconds(2025, 10, 13, 19), wall_seconds(2025, 10, 19, 22), width)
    assert [text for _, text in six_days.ticks()] == wanted  # in 12 cells there is room for every seventh day


@given(axes())
def test_there_are_no_more_ticks_than_have_room(axis: Axis) -> None:
    assert len(axis.ticks()) <= axis.width // 4 + 1


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        # two centuries, and as many about the turn of the era, which has no year 0
        (("1825", "2025"), ["1840", "1860", "1880", "1900", "1920", "1940", "1960", "1980", "2000", "2020"]),
        (("-0150", "0050"), ["150 BC", "100 BC", "50 BC", "AD 1"]),
        (("-3100", "1648"), ["3000 BC", "2000 BC", "1000 BC", "AD 1", "1000"]),
        (("-0003", "0003"), ["4 BC", "3 BC", "2 BC", "1 BC", "AD 1", "AD 2", "AD 3"]),
        (("2019", "2025"), ["2019", "2020", "2021", "2022", "2023", "2024", "2025"]),
        # a year is said once
        (("2025-06", "2026-02"), ["Jul 2025", "Sep", "Nov", "Jan 2026"]),
        (("2025-10-05", "2025-11-25"), ["10 Oct", "17 Oct", "24 Oct", "31 Oct", "7 Nov", "14 Nov", "21 Nov"]),
        (("2025-10-14", "2025-10-15"), ["14 Oct", "12:00", "15 Oct", "12:00"]),
        (("2025-10-14T12:05Z/2025-10-14T13:00Z",), ["12:15", "12:30", "12:45"]),
        # a minute is no finer than a minute; a second has the one it is in
        (("2025-10-14T12:05Z",), ["12:05"]),
        (("2025-10-14T12:05:06Z",), ["12:05"]),
    ],
)
def test_ticks_are_round_moments(texts: tuple[str, ...], wanted: list[str]) -> None:
    assert labels(80, *texts) == wanted


@pytest.mark.parametrize("year", [1900, 2000, 2024, 2025])
def test_a_leap_day_has_a_tick_in_leap_years_only(year: int) -> None:
    found = labels(80, f"{year}-02-27", f"{year}-03-02")
    assert ("29 Feb" in found) == (year in (2000, 2024))
    assert found[0] == "27 Feb"
    assert "1 Mar" in found


@pytest.mark.parametrize("width", [1, 2, 3, 5, 8, 13, 21, 40, 80, 200])
@pytest.mark.parametrize("texts", [("2025",), ("2025-10-14T12:05Z",), ("1825", "2025"), ("Y-170000002", "Y170000002")])
def test_every_width_has_an_axis(width: int, texts: tuple[str, ...]) -> None:
    found = axis(width, *texts)
    assert len(strip(found, *texts)) == width
    assert all(cell + len(label) <= width for cell, label in found.ticks())


def test_a_tick_stands_over_the_records_of_its_day() -> None:
    found = axis(120, "2025-10-10", "2025-10-14", "2025-10-20")
    (cell,) = [cell for cell, label in found.ticks() if label == "14 Oct"]
    assert cell == found.cells(parse_date("2025-10-14")).start


def test_midnight_is_called_by_its_day() -> None:
    assert labels(40, "2025-10-14T23:55Z/2025-10-15T00:04Z") == ["23:55", "15 Oct"]
    assert labels(80, "2025-10-14T23:55Z/2025-10-15T00:04Z")[4:7] == ["23:59", "15 Oct", "00:01"]
    assert "00:00" not in labels(80, "2025/..")


# --- Cells -----------------------------------------------------------------------------------------------------------


@given(axes(), st.lists(st.integers(-FURTHEST, FURTHEST), min_size=2))
def test_a_later_moment_is_never_further_left(axis: Axis, moments: list[int]) -> None:
    cells = [axis.cell(moment) for moment in sorted(moments)]
    assert cells == sorted(cells)
    assert all(0 <= cell < axis.width for cell in cells)
    assert (axis.cell(axis.start), axis.cell(axis.end)) == (0, axis.width - 1)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("2025-10-11", range(0, 1)),
        ("2025-10-14", range(3, 4)),
        ("2025-10-14/2025-10-16", range(3, 6)),
        ("2025-10-14T23:59:59Z", range(3, 4)),
        # an open end reaches the edge
        ("2025-10-14/..", range(3, 10)),
        ("../2025-10-14", range(0, 4)),
        # what lies outside or reaches beyond stays on the axis
        ("2025", range(0, 10)),
        ("2025-09", range(0, 1)),
        ("2025-11", range(9, 10)),
        ("../2025-09", range(0, 1)),
        ("2025-11/..", range(9, 10)),
    ],
)
def test_a_date_lies_in_the_cells_that_it_may_be_in(text: str, cells: range) -> None:
    ten_days = Axis(wall_seconds(2025, 10, 11), wall_seconds(2025, 10, 21), 10)
    assert ten_days.cells(parse_date(text)) == cells


@given(dossiers(), WIDTHS, st.sampled_from([*TIME_KINDS]))
def test_every_date_has_cells_on_the_axis_of_its_dossier(dossier: Dossier, width: int, kind: str) -> None:
    found, dated = whole_axis(dossier, width, kind), find_record_times(dossier, kind)
    for date in [*dated.events, *dated.quotes]:
        assert found is not None
        cells = found.cells(date)
        assert len(cells) > 0
        assert 0 <= cells.start < cells.stop <= width
        assert all(found.start < end < found.end for end in (date.earliest, date.latest) if end is not None)


# --- Density ---------------------------------------------------------------------------------------------------------


@given(dossiers(), WIDTHS, st.sampled_from([*TIME_KINDS]), st.sets(st.integers(0, 5)))
def test_density_counts_every_dated_record_once(dossier: Dossier, width: int, kind: str, chosen: set[int]) -> None:
    found, dated = whole_axis(dossier, width, kind), find_record_times(dossier, kind)
    for dates in (dated.events, dated.quotes):
        if found is None:
            assert not dates
            continue
        everything = BitMap().union(*dates.values())
        whole = spread_dates(found, dates).density()
        assert sum(whole) == pytest.approx(len(everything))
        assert len(whole) == width
        among = BitMap(chosen) & everything
        part = spread_dates(found, dates).density(among)
        assert sum(part) == pytest.approx(len(among))
        assert all(0 <= some <= all_ + 1e-9 for some, all_ in zip(part, whole, strict=True))


@given(st.floats(0, 50), st.floats(1, 50), st.integers(1, 3))
def test_a_column_is_as_high_as_it_has_room_and_something_is_never_nothing(here: float, most: float, rows: int) -> None:
    height = bar_eighths(here, max(here, most), rows)
    assert 0 <= height <= 8 * rows
    assert (height == 0) == (here == 0)
    assert bar_eighths(most, most, rows) == 8 * rows
    assert height <= bar_eighths(max(here, most), max(here, most), rows)


def test_a_record_is_spread_over_all_that_its_date_may_be() -> None:
    ten_days = Axis(wall_seconds(2025, 10, 11), wall_seconds(2025, 10, 21), 10)
    assert strip(ten_days, "2025-10-14", "2025-10-14", "") == [0, 0, 0, 2, 0, 0, 0, 0, 0, 0]
    assert strip(ten_days, "2025-10-12/2025-10-15") == [0, 0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0, 0]
    assert strip(ten_days, "2025-10-17/..") == [0, 0, 0, 0, 0, 0, 0.25, 0.25, 0.25, 0.25]


# --- The axis of a dossier -------------------------------------------------------------------------------------------


def test_without_a_date_there_is_no_axis() -> None:
    assert whole_axis(dated(), 80) is None
    assert whole_axis(dated("", ""), 80) is None


def test_without_room_there_is_no_axis() -> None:
    assert whole_axis(dated("2025"), 0) is None


def test_the_axis_holds_quotes_as_well_as_events() -> None:
    example = dossier()
    found = whole_axis(example, 80, SAID)
    assert found is not None
    quotes = spread_dates(found, find_record_times(example, SAID).quotes).density()
    assert sum(quotes) == pytest.approx(2)  # the third has no date, and no event that has one


@pytest.mark.parametrize("text", ["2025-10-14/..", "../2025-10-14", "[2025-10-14..]", "[..2025-10-14]"])
def test_an_open_end_needs_no_other_date(text: str) -> None:
    found = axis(80, text)
    bound = next(end for end in ends(parse_date(text)) if end is not None)
    assert found.start < bound < found.end
    assert sum(strip(found, text)) == pytest.approx(1)


def test_an_open_end_does_not_stretch_the_axis() -> None:
    found = axis(80, "2025-10-10", "2025-10-14/..", "../2025-10-12")
    assert civil_fields(found.start)[:2] == (2025, 10)
    assert found.end - found.start < 6 * DAY


def ends(date: Date) -> tuple[int | None, int | None]:
    return date.earliest, date.latest


# --- Folds -----------------------------------------------------------------------------------------------------------

MOMENTS = st.integers(wall_seconds(1_900), wall_seconds(2_100))


@st.composite
def folded_axes(draw: st.DrawFn) -> tuple[Axis, list[tuple[int, int]]]:
    """An axis with what is long empty folded away, and the spans that lie on it: minutes or years apart."""
    scale = draw(st.sampled_from([60, DAY, 366 * DAY]))
    starts = draw(st.lists(st.integers(0, 200 * scale), min_size=1, max_size=8))
    lengths = st.integers(1, 3 * scale)
    first = draw(MOMENTS)
    spans = [(first + start, first + start + draw(lengths)) for start in starts]
    start, end = min(a for a, _ in spans), max(b for _, b in spans)
    margin = max((end - start) // 50, 1)
    return make_axis(start - margin, end + margin, draw(WIDTHS), spans), spans


@given(folded_axes())
def test_the_parts_and_the_breaks_fill_the_width(drawn: tuple[Axis, list[tuple[int, int]]]) -> None:
    axis, _ = drawn
    cells = [cell for part in axis.parts for cell in range(part.first, part.first + part.cells)]
    cells += [cell for cells in axis.fold_cells for cell in cells]
    assert sorted(cells) == [*range(axis.width)]
    assert all(part.cells > 0 for part in axis.parts)
    assert axis.parts[0].start == axis.start
    assert axis.parts[-1].end == axis.end


@given(folded_axes())
def test_nothing_that_lies_on_the_axis_is_folded(drawn: tuple[Axis, list[tuple[int, int]]]) -> None:
    axis, spans = drawn
    assert all(end <= first or start >= last for start, end in spans for first, last in axis.folds)
    breaks = {cell for cells in axis.fold_cells for cell in cells}
    assert not breaks & {axis.cell(moment) for span in spans for moment in (span[0], span[1] - 1)}


@given(folded_axes())
def test_what_is_left_empty_is_not_long(drawn: tuple[Axis, list[tuple[int, int]]]) -> None:
    axis, spans = drawn
    shown = sum(part.end - part.start for part in axis.parts)
    if not axis.fold_cells and axis.folds:
        return  # no room for so many
    for part in axis.parts:
        inside = sorted((max(a, part.start), min(b, part.end)) for a, b in spans if a < part.end and b > part.start)
        reached = inside[0][0]
        for first, last in inside:
            assert first - reached <= shown / 4 + 2
            reached = max(reached, last)


@given(folded_axes(), st.lists(MOMENTS, min_size=2, max_size=6))
def test_later_is_never_further_left_with_folds_either(
    drawn: tuple[Axis, list[tuple[int, int]]], moments: list[int]
) -> None:
    axis, _ = drawn
    moments = sorted(axis.start + moment % (axis.end - axis.start) for moment in moments)
    cells = [axis.cell(moment) for moment in moments]
    assert cells == sorted(cells)
    assert (axis.cell(axis.start), axis.cell(axis.end)) == (0, axis.width - 1)


@given(folded_axes(), st.data())
def test_a_cell_begins_at_its_moment(drawn: tuple[Axis, list[tuple[int, int]]], data: st.DataObject) -> None:
    axis, _ = drawn
    cell = data.draw(st.integers(0, axis.width - 1))
    moment = axis.moment(cell)
    assert axis.start <= moment <= axis.end
    part = max((part for part in axis.parts if part.first <= cell), key=lambda part: part.first)
    if cell < part.first + part.cells and part.end - part.start >= part.cells:
        assert axis.cell(moment) == cell
        assert moment == part.start or axis.cell(moment - 1) < cell


@given(folded_axes())
def test_labels_never_touch_with_folds_either(drawn: tuple[Axis, list[tuple[int, int]]]) -> None:
    axis, _ = drawn
    ticks = axis.ticks()
    assert all(cell >= 0 and cell + len(label) <= axis.width for cell, label in ticks)
    assert all(cell + len(label) < after for (cell, label), (after, _) in pairwise(ticks))


def test_two_years_apart_are_brought_together() -> None:
    spans = [
        (wall_seconds(1962, 10, 16), wall_seconds(1962, 10, 28)),
        (wall_seconds(2025, 10, 14), wall_seconds(2025, 10, 20)),
    ]
    axis = make_axis(wall_seconds(1962, 10, 15), wall_seconds(2025, 10, 21), 80, spans)
    assert len(axis.fold_cells) == 1
    assert [label for _, label in axis.ticks()] == ["15 Oct 1962", "22 Oct", "13 Oct 2025"]


def test_what_is_evenly_spread_is_not_folded() -> None:
    months = [(wall_seconds(2025, month), wall_seconds(2025, month, 2)) for month in range(1, 13)]
    assert make_axis(wall_seconds(2025), wall_seconds(2026), 80, months).folds == ()


@pytest.mark.parametrize("text", ["2025-10-14/..", "../2025-10-14", "2025-10-14", "2025-10-14T12:05Z"])
def test_an_open_end_is_a_moment_where_folds_are_sought(text: str) -> None:
    date = parse_date(text)
    ((start, end),) = bound_spans([date])
    assert start in (date.earliest, date.latest)
    assert end > start
