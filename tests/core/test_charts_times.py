"""The times of records, against plain loops; the clocks, as `zoneinfo` has them, across changes of daylight saving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import dossiers
from peace_tui.charts.axis import Axis
from peace_tui.charts.times import (
    HAPPENED,
    PUBLISHED,
    SAID,
    TIME_KINDS,
    NamedZone,
    RecordsByDate,
    busy_spans,
    city_of_zone,
    find_clocks,
    find_record_times,
    find_zones,
    format_offset,
    format_time,
    full_span,
    hour_ruler,
    local_seconds,
    reader_clock,
)
from peace_tui.edtf.grammar import civil_fields, wall_seconds
from peace_tui.edtf.spans import Date, instant_to_wall, parse_date, wall_to_instant
from peace_tui.loading.document import read_document
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import FORMAT, Event, Info, Quote


def by_place(dates: RecordsByDate) -> dict[int, Date]:
    found = [(place, date) for date, places in dates.items() for place in places]
    assert len(found) == len(dict(found)), "a record has one date"
    return dict(found)


@given(dossiers())
def test_what_happened(dossier: Dossier) -> None:
    found = find_record_times(dossier, HAPPENED)
    dates = {event.id: event.date for event in dossier.events}
    events, quotes = by_place(found.events), by_place(found.quotes)
    assert all(events.get(place) == event.date for place, event in enumerate(dossier.event_index.records))
    assert all(quotes.get(place) == dates[quote.event] for place, quote in enumerate(dossier.quote_index.records))


@given(dossiers())
def test_what_was_said(dossier: Dossier) -> None:
    found = find_record_times(dossier, SAID)
    events, quotes = by_place(found.events), by_place(found.quotes)
    assert all(quotes.get(place) == dossier.date_of(quote) for place, quote in enumerate(dossier.quote_index.records))
    for place, event in enumerate(dossier.event_index.records):
        said = [date for quote in dossier.quotes if quote.event == event.id and (date := dossier.date_of(quote))]
        assert (place in events) == bool(said)
        assert not said or events[place].sort_key == min(date.sort_key for date in said)


@given(dossiers())
def test_what_was_published(dossier: Dossier) -> None:
    found = find_record_times(dossier, PUBLISHED)
    events, quotes = by_place(found.events), by_place(found.quotes)
    issued = {source.id: source.issued for source in dossier.sources}

    def out(quote: Quote) -> list[Date]:
        return [date for version in quote.versions if (date := issued[version.source])]

    for place, quote in enumerate(dossier.quote_index.records):
        assert (place in quotes) == bool(out(quote))
        assert not out(quote) or quotes[place].sort_key == min(date.sort_key for date in out(quote))
    for place, event in enumerate(dossier.event_index.records):
        dates = [date for source in event.sources if (date := issued[source])]
        dates += [date for quote in dossier.quotes if quote.event == event.id for date in out(quote)]
        assert (place in events) == bool(dates)
        assert not dates or events[place].sort_key == min(date.sort_key for date in dates)


@given(dossiers())
def test_the_busy_time_is_in_order_and_holds_everything(dossier: Dossier) -> None:
    for kind in TIME_KINDS:
        spans = busy_spans(dossier, kind)
        assert all(one.end < other.start for one, other in pairwise(spans))
        found = find_record_times(dossier, kind)
        ends = [
            end for date in {**found.events, **found.quotes} for end in (date.earliest, date.latest) if end is not None
        ]
        assert all(any(span.start <= end <= span.end for span in spans) for end in ends)
        everything = full_span(dossier, kind)
        assert (everything is None) == (not ends)
        assert everything is None or all(everything.start < end < everything.end for end in ends)


ZONES = ("America/New_York", "Europe/Moscow", "Europe/Kyiv", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
WASHINGTON, MOSCOW, KYIV = (
    NamedZone("Washington", "America/New_York"),
    NamedZone("Moscow", "Europe/Moscow"),
    NamedZone("Kyiv", "Europe/Kyiv"),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(wall_seconds(1900), wall_seconds(2100)) | st.integers(
    wall_seconds(2025, 3), wall_seconds(2025, 11, 5)
)


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_clock_shows_what_zoneinfo_says(seconds: int, zone: str) -> None:
    local = (EPOCH + timedelta(seconds=seconds)).astimezone(ZoneInfo(zone))
    assert civil_fields(instant_to_wall(seconds, zone)) == local.timetuple()[:6]


@given(INSTANTS, st.sampled_from(ZONES))
def test_a_shown_time_is_an_instant_again(seconds: int, zone: str) -> None:
    again = wall_to_instant(instant_to_wall(seconds, zone), zone)
    assert instant_to_wall(again, zone) == instant_to_wall(seconds, zone)
    assert 0 <= seconds - again <= 2 * 3_600  # what clocks show twice is the first time


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        # summer time on both sides; then only in America; then on neither
        (wall_seconds(2025, 10, 14, 12, 5), ("Tue 12:05 UTC−4", "Tue 19:05 UTC+3", "Tue 19:05 UTC+3")),
        (wall_seconds(2025, 10, 29, 12, 5), ("Wed 12:05 UTC−4", "Wed 19:05 UTC+3", "Wed 18:05 UTC+2")),
        (wall_seconds(2025, 11, 25, 20, 30), ("Tue 20:30 UTC−5", "Wed 04:30 UTC+3", "Wed 03:30 UTC+2")),
    ],
)
def test_the_clocks_of_the_call(moment: int, told: tuple[str, ...]) -> None:
    clocks, instant = (WASHINGTON, MOSCOW, KYIV), wall_to_instant(moment, WASHINGTON.zone)
    assert tuple(f"{format_time(instant, clock)} {format_offset(instant, clock)}" for clock in clocks) == told


def test_half_hours_from_utc_are_told() -> None:
    assert format_offset(0, NamedZone("Kathmandu", "Asia/Kathmandu")) == "UTC+5:30"
    assert format_offset(wall_seconds(2025), NamedZone("Kathmandu", "Asia/Kathmandu")) == "UTC+5:45"
    assert format_offset(wall_seconds(2025), NamedZone("St John's", "America/St_Johns")) == "UTC−3:30"


@pytest.mark.parametrize("year", [-500, 0, 1, 9_999, 20_000])
def test_beyond_the_calendar_clocks_show_nothing(year: int) -> None:
    assert local_seconds(wall_seconds(year), MOSCOW) is None
    assert format_time(wall_seconds(year), MOSCOW) == ""
    assert format_offset(wall_seconds(year), MOSCOW) == ""
    assert hour_ruler(Axis(wall_seconds(year), wall_seconds(year) + 86_400, 80), MOSCOW) == []


def asking(key: str, wished: Any) -> Dossier:
    document = {
        "format": FORMAT,
        "dossier": {"title": "Clocks", "timezone": "America/New_York", key: wished},
    }
    return read_document(document, "clocks.toml")[0]


@pytest.mark.parametrize("key", ["clocks", "x_clocks"])
@pytest.mark.parametrize(
    ("wished", "found"),
    [
        (["Europe/Moscow", "Europe/Kyiv"], [NamedZone("Moscow", "Europe/Moscow"), KYIV]),
        ([{"name": "The Kremlin", "zone": "Europe/Moscow"}], [NamedZone("The Kremlin", "Europe/Moscow")]),
        ([{"zone": "Europe/Kyiv"}], [KYIV]),
        ([], [NamedZone("New York", "America/New_York")]),
    ],
)
def test_the_dossier_says_which_clocks(key: str, wished: Any, found: list[NamedZone]) -> None:
    assert [*find_clocks(asking(key, wished))] == found


@pytest.mark.parametrize(
    ("wished", "found"),
    [
        # what nobody knows is left out; without any the dossier's own zone is shown
        (["Europe/Atlantis", "Europe/Kyiv", 7, {"name": "no zone"}, {"zone": 3}], [KYIV]),
        (["Europe/Atlantis"], [NamedZone("New York", "America/New_York")]),
        (["../../etc/passwd"], [NamedZone("New York", "America/New_York")]),
    ],
)
def test_under_the_former_name_unknown_clocks_are_left_out(wished: Any, found: list[NamedZone]) -> None:
    dossier = asking("x_clocks", wished)
    assert [*find_clocks(dossier)] == found
    assert dossier.info.extra == {"x_clocks": wished}


def test_without_a_zone_the_clock_is_utc() -> None:
    assert [*find_clocks(Dossier(info=Info(title="None")))] == [NamedZone("UTC", "UTC")]
    assert city_of_zone("America/Argentina/Buenos_Aires") == "Buenos Aires"


# --- Rulers ----------------------------------------------------------------------------------------------------------


def minutes_of(axis: Axis, cell: int, zone: str) -> Iterator[int]:
    """The instants in a cell at which clocks of a zone show a full minute."""
    first, last = axis.moment(cell), axis.moment(cell + 1)
    for moment in range(first, last + 60, 60):
        full = moment - instant_to_wall(moment, zone) % 60
        if first <= full < last:
            yield full


@given(INSTANTS, st.integers(3_600, 3 * 86_400), st.integers(10, 200), st.sampled_from(ZONES), st.sampled_from(ZONES))
def test_an_hour_stands_where_it_is(start: int, length: int, width: int, home: str, zone: str) -> None:
    axis = Axis(start, start + length, width, zone=home)
    ticks = hour_ruler(axis, NamedZone("there", zone))
    assert all(cell + len(text) < after for (cell, text), (after, _) in pairwise(ticks))
    assert all(cell >= 0 and cell + len(text) <= width for cell, text in ticks)
    for cell, text in ticks:
        # Some moment of the cell is shown there as this time of day.
        seen = {civil_fields(instant_to_wall(moment, zone))[3:5] for moment in minutes_of(axis, cell, zone)}
        assert tuple(map(int, text.split(":"))) in seen


@given(INSTANTS, st.integers(3_600, 2 * 86_400), st.integers(20, 200), st.sampled_from(ZONES))
def test_the_labels_of_the_axis_are_those_of_the_ruler_of_its_zone(
    start: int, length: int, width: int, zone: str
) -> None:
    axis = Axis(start, start + length, width, zone=zone)
    for cell, text in axis.ticks():
        shown = {civil_fields(instant_to_wall(moment, zone)) for moment in minutes_of(axis, cell, zone)}
        if ":" in text:
            assert tuple(map(int, text.split(":"))) in {fields[3:5] for fields in shown}
        else:
            assert int(text.split()[0]) in {fields[2] for fields in shown}


def test_the_rulers_of_the_day_on_which_europe_turns_its_clocks_back() -> None:
    start = wall_to_instant(wall_seconds(2025, 10, 25, 18), "America/New_York")
    day = Axis(start, start + 12 * 3_600, 96, zone="America/New_York")
    washington, kyiv = ([(text, cell) for cell, text in hour_ruler(day, clock)] for clock in (WASHINGTON, KYIV))
    hours = ["01:00", "02:00", "03:00", "03:00", "04:00", "05:00", "06:00", "07:00", "08:00", "09:00", "10:00", "11:00"]
    assert kyiv == [(hour, cell) for hour, (_, cell) in zip(hours, washington, strict=True)]


def test_an_hour_that_is_shown_twice_has_room_twice_on_the_axis_of_its_own_zone() -> None:
    """In Kyiv clocks go from 04:00 back to 03:00 on 26 October 2025, at 01:00 in UTC."""
    start = wall_seconds(2025, 10, 25, 23)
    night = Axis(start, start + 5 * 3_600, 75, zone="Europe/Kyiv")
    hours = [tick for tick in night.ticks() if tick[1].endswith(":00")]
    assert hours == [(0, "02:00"), (15, "03:00"), (30, "03:00"), (45, "04:00"), (60, "05:00")]
    assert [text for _, text in hour_ruler(night, NamedZone("UTC", "UTC"))][::2] == [
        "23:00",
        "00:00",
        "01:00",
        "02:00",
        "03:00",
    ]


def test_an_hour_that_is_skipped_has_no_room_on_the_axis_of_its_own_zone() -> None:
    """In Kyiv clocks go from 03:00 on to 04:00 on 30 March 2025, at 01:00 in UTC."""
    start = wall_seconds(2025, 3, 29, 23)
    night = Axis(start, start + 5 * 3_600, 75, zone="Europe/Kyiv")
    assert [text for _, text in night.ticks()][::2] == ["01:00", "02:00", "04:00", "05:00", "06:00"]
    assert hour_ruler(night, KYIV) == night.ticks()


def test_the_ruler_of_the_hour_that_europe_skips_has_none_of_its_times() -> None:
    night = Axis(wall_seconds(2025, 3, 30, 0, 30), wall_seconds(2025, 3, 30, 2, 15), 70, zone="UTC")
    utc, kyiv = ([*dict(hour_ruler(night, clock)).values()] for clock in (NamedZone("UTC", "UTC"), KYIV))
    assert utc == ["00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "02:00"]
    assert kyiv == ["02:30", "02:45", "04:00", "04:15", "04:30", "04:45", "05:00"]


CHANGES: Final = {
    "Europe/Kyiv": (2025, 3, 30, 1),
    "America/New_York": (2025, 11, 2, 6),
    "Australia/Lord_Howe": (2025, 4, 5, 15),
}


@given(st.sampled_from([*CHANGES]), st.integers(-7_200, 0), st.integers(1_800, 14_400), st.integers(20, 200))
def test_a_ruler_is_right_and_has_no_gap_where_clocks_change(zone: str, before: int, length: int, width: int) -> None:
    start = wall_seconds(*CHANGES[zone]) + before
    axis, clock = Axis(start, start + length, width, zone="UTC"), NamedZone("there", zone)
    ticks = hour_ruler(axis, clock)
    for cell, text in ticks:
        hours = [instant_to_wall(moment, zone) for moment in range(axis.moment(cell) - 1, axis.moment(cell + 1) + 2)]
        assert text in {"{:02}:{:02}".format(*civil_fields(local)[3:5]) for local in hours}
    gaps = [after - cell for (cell, _), (after, _) in pairwise(ticks)]
    assert not gaps or max(gaps) <= 2 * min(gaps) + 2


def test_where_hours_cannot_be_told_apart_there_is_no_ruler() -> None:
    assert hour_ruler(Axis(wall_seconds(2025), wall_seconds(2026), 100), MOSCOW) == []


# --- The zone that is shown ------------------------------------------------------------------------------------------


def test_times_can_be_shown_in_the_zones_of_the_dossier_its_clocks_and_the_reader() -> None:
    dossier = asking("clocks", ["Europe/Moscow", "Europe/Kyiv"])
    berlin = NamedZone("Berlin, this computer", "Europe/Berlin")
    own = NamedZone("New York", "America/New_York")
    assert find_zones(dossier) == (own, MOSCOW, KYIV)
    assert find_zones(dossier, berlin) == (own, MOSCOW, KYIV, berlin)
    assert find_zones(dossier, NamedZone("Kyiv, this computer", "Europe/Kyiv")) == (own, MOSCOW, KYIV)
    named = asking("clocks", ["Europe/Moscow", {"name": "Washington", "zone": "America/New_York"}])
    assert find_zones(named) == (WASHINGTON, MOSCOW)
    assert find_zones(Dossier(info=Info(title="None"))) == (NamedZone("UTC", "UTC"),)


def test_the_zone_of_the_reader_is_that_of_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert reader_clock() == NamedZone("Kathmandu, this computer", "Asia/Kathmandu")
    monkeypatch.setenv("TZ", "../../etc/passwd")
    monkeypatch.setattr("os.path.realpath", lambda path: "/usr/share/zoneinfo/Europe/Kyiv")
    assert reader_clock() == NamedZone("Kyiv, this computer", "Europe/Kyiv")
    monkeypatch.setattr("os.path.realpath", lambda path: path)
    assert reader_clock() is None


def test_days_stay_days_and_clock_times_are_the_same_instant_in_every_zone() -> None:
    events = (
        Event(id="day", title="On the 14th", date=parse_date("2025-10-14", "America/New_York")),
        Event(id="hour", title="At noon", date=parse_date("2025-10-14T12:05", "America/New_York")),
        Event(id="there", title="At noon", date=parse_date("2025-10-14T19:05+03:00", "America/New_York")),
    )
    dossier = Dossier(info=Info(title="Zones", timezone="America/New_York"), events=events)
    for zone in ("America/New_York", "Europe/Moscow", "Asia/Kathmandu"):
        dates = find_record_times(dossier, HAPPENED, zone).events
        ends = {date.text: (date.earliest, date.latest) for date in dates}
        assert [instant_to_wall(end or 0, zone) for end in ends["2025-10-14"]] == [
            wall_seconds(2025, 10, 14),
            wall_seconds(2025, 10, 15),
        ]
        assert ends["2025-10-14T12:05"] == ends["2025-10-14T19:05+03:00"]
        assert ends["2025-10-14T12:05"][0] == wall_seconds(2025, 10, 14, 16, 5)
