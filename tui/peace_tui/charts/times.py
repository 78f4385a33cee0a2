"""The three times of a record, when it happened, was said and was published; the clocks that tell them; the window.

Each of the times gives a date to events and to quotes alike:

- *happened*: an event's date; a quote has that of its event;
- *said*: a quote's date, its own or its event's; an event has that of its first quote;
- *published*: the first publication among its sources; an event has its own sources and those of its quotes.

Clocks tell what time it is in the places that a dossier is about, with daylight saving time. The zones come from the
dossier: `clocks` of `[dossier]` lists IANA names, or tables with `zone` and the `name` to show; without it the only
clock is the dossier's own `timezone`. Moments are instants, as on an [axis][peace_tui.charts.axis] with a time zone.

The window is the span of time that a chart shows; [brush][peace_tui.charts.brush] zooms and pans it.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.charts.axis import (
    HOUR,
    MARGIN_SHARE,
    STEPS,
    Axis,
    Spread,
    TickStep,
    TimeSpan,
    bound_spans,
    make_axis,
    round_instants,
    spread_dates,
)
from peace_tui.edtf.grammar import DateError, civil_fields
from peace_tui.edtf.spans import Date, instant_to_wall, wall_to_instant
from peace_tui.model.dossier import Dossier

HAPPENED: Final = "happened"
SAID: Final = "said"
PUBLISHED: Final = "published"

RecordsByDate = Mapping[Date, BitMap]
"""The positions of the records of each date."""


class RecordTimes(NamedTuple):
    """The dates of a dossier's records on one of the three axes: the positions of events and of quotes."""

    events: RecordsByDate
    quotes: RecordsByDate


@lru_cache(maxsize=8)
def find_record_times(dossier: Dossier, kind: str, zone: str = "") -> RecordTimes:
    """Return the dates of a dossier's records on the axis of a `kind`, one of `TIME_KINDS`.

    Their ends are on the wall clock as written; with a `zone`, those of clock times are instants, and a day is from
    midnight to midnight there: what happened on the 14th is on the 14th, whatever zone is shown.
    """
    times = TIME_KINDS[kind](dossier)
    if not zone:
        return times
    home = home_zone(dossier)
    placed = (
        {_place(date, zone, home): records for date, records in some.items()} for some in (times.events, times.quotes)
    )
    return RecordTimes(*placed)


def _place(date: Date, zone: str, home: str) -> Date:
    """Return a date with instants as its ends, without a clock time those of a zone."""
    if date.clocked or zone == home:
        return date._replace(earliest=date.earliest_instant, latest=date.latest_instant)
    earliest, latest = (None if end is None else wall_to_instant(end, zone) for end in (date.earliest, date.latest))
    return date._replace(earliest=earliest, latest=latest)


def _when_happened(dossier: Dossier) -> RecordTimes:
    dates = dossier.event_index.dates
    return RecordTimes(dates, {date: quotes_of_events(dossier, events) for date, events in dates.items()})


def _when_said(dossier: Dossier) -> RecordTimes:
    dates = dossier.quote_index.dates
    ordered = sorted(dates, key=lambda date: date.sort_key)
    return RecordTimes(_keep_first_dates((date, events_of_quotes(dossier, dates[date])) for date in ordered), dates)


def _when_published(dossier: Dossier) -> RecordTimes:
    events: list[tuple[Date, BitMap]] = []
    quotes: list[tuple[Date, BitMap]] = []
    issued = [(source.issued, source.id) for source in dossier.sources if source.issued]
    for date, id in sorted(issued, key=lambda one: one[0].sort_key):
        printed = dossier.quote_index.with_value("source", id)
        quotes.append((date, printed))
        events.append((date, dossier.event_index.with_value("source", id) | events_of_quotes(dossier, printed)))
    return RecordTimes(_keep_first_dates(events), _keep_first_dates(quotes))


TIME_KINDS: Final[dict[str, Callable[[Dossier], RecordTimes]]] = {
    HAPPENED: _when_happened,
    SAID: _when_said,
    PUBLISHED: _when_published,
}
"""The axes by name, in the order in which a key switches between them."""


def _keep_first_dates(dated: Iterable[tuple[Date, BitMap]]) -> RecordsByDate:
    """Return positions by date, each position only at the first of its dates, which are given in order."""
    seen, found = BitMap(), dict[Date, BitMap]()
    for date, positions in dated:
        if new := positions - seen:
            found[date] = found.get(date, BitMap()) | new
            seen |= new
    return found


def quotes_of_events(dossier: Dossier, events: BitMap) -> BitMap:
    """Return the positions of the quotes of some events."""
    return BitMap().union(*(dossier.quotes_by_event[event] for event in events if event in dossier.quotes_by_event))


def events_of_quotes(dossier: Dossier, quotes: BitMap) -> BitMap:
    """Return the positions of the events of some quotes."""
    return BitMap(map(dossier.event_of_quote.__getitem__, quotes))


# --- Clocks ----------------------------------------------------------------------------------------------------------

UTC: Final = "UTC"
HOUR_LABEL_CELLS: Final = 7
"""How many cells an hour of a clock's ruler takes, the spaces after it included."""
MAX_RULER_SECONDS: Final = 6 * HOUR
"""The longest distance of two hours of a ruler, in seconds; beyond it a ruler has no hours."""


class NamedZone(NamedTuple):
    """The name of a place and its IANA time zone."""

    name: str
    zone: str


def find_clocks(dossier: Dossier) -> tuple[NamedZone, ...]:
    """Return the clocks that a dossier asks for, else that of its own time zone."""
    own = home_zone(dossier)
    asked = [(clock.name, clock.zone) for clock in dossier.info.clocks] or [(None, own)]
    return tuple(NamedZone(name or city_of_zone(zone), zone) for name, zone in asked)


def city_of_zone(zone: str) -> str:
    """Return the city after which a zone is named: "New York" for America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


def find_zones(dossier: Dossier, reader: NamedZone | None = None) -> tuple[NamedZone, ...]:
    """Return the zones in which times can be shown: the dossier's own, those of its clocks, and the reader's."""
    own, clocks = home_zone(dossier), find_clocks(dossier)
    found = {own: NamedZone(city_of_zone(own), own)}
    for clock in (*clocks, *([reader] if reader and reader.zone not in found else [])):
        if clock.zone == own or clock.zone not in found:
            found[clock.zone] = clock
    return tuple(found.values())


def home_zone(dossier: Dossier) -> str:
    """Return the zone of a dossier's clock times that have no offset; UTC where it names none."""
    return dossier.info.timezone or UTC


def reader_clock() -> NamedZone | None:
    """Return the clock of the computer that this runs on, where it tells the name of its zone."""
    for zone in (
        os.environ.get("TZ", "").removeprefix(":"),
        os.path.realpath("/etc/localtime").partition("zoneinfo/")[2],
    ):
        with suppress(DateError):
            if zone:
                instant_to_wall(0, zone)  # knows whether there is such a zone
                return NamedZone(f"{city_of_zone(zone)}, this computer", zone)
    return None


def local_seconds(moment: int, clock: NamedZone) -> int | None:
    """Return the wall seconds of a clock at a moment; None outside the years 2 to 9998."""
    return instant_to_wall(moment, clock.zone) if 1 < civil_fields(moment)[0] < 9_999 else None


def format_offset(moment: int, clock: NamedZone) -> str:
    """Format how far a clock is from UTC: "UTC+3", "UTC−3:30"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, clock)
    if local is None:
        return ""
    minutes = (local - moment) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def format_time(moment: int, clock: NamedZone) -> str:
    """Format the day of the week and the time of a clock: "Tue 19:05"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, clock)
    if local is None:
        return ""
    year, month, day, hour, minute, _ = civil_fields(local)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[datetime.date(year, month, day).weekday()]
    return f"{weekday} {hour:02}:{minute:02}"


def hour_ruler(axis: Axis, clock: NamedZone) -> list[tuple[int, str]]:
    """Return cells and the hours of a clock at them, from the left; empty where a cell is too long for hours."""
    if axis.seconds_per_cell > MAX_RULER_SECONDS / HOUR_LABEL_CELLS:
        return []
    if local_seconds(axis.start, clock) is None or local_seconds(axis.end, clock) is None:
        return []
    placed: list[tuple[int, str]] = []
    free = 0
    for moment in round_instants(axis.start, axis.end, _ruler_step(axis.seconds_per_cell), clock.zone):
        cell, text = axis.cell(moment), _label(instant_to_wall(moment, clock.zone))
        if cell >= free and cell + len(text) <= axis.width:
            placed.append((cell, text))
            free = cell + len(text) + 1
    return placed


def _ruler_step(per_cell: float) -> TickStep:
    """Return the smallest step of hours or minutes whose labels do not touch."""
    return next(step for step in STEPS if step[0] >= per_cell * HOUR_LABEL_CELLS)


def _label(local: int) -> str:
    *_, hour, minute, _ = civil_fields(local)
    return f"{hour:02}:{minute:02}"


# --- The window ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def busy_spans(dossier: Dossier, kind: str, zone: str = "") -> tuple[TimeSpan, ...]:
    """Return the spans of time in which there are records, in order, none touching another.

    Here and below, times are instants with a `zone`, and wall-clock seconds without.
    """
    found = find_record_times(dossier, kind, zone)
    joined: list[TimeSpan] = []
    for start, end in sorted(bound_spans({**found.events, **found.quotes})):
        if joined and start <= joined[-1].end:
            joined[-1] = joined[-1].hull(TimeSpan(start, end))
        else:
            joined.append(TimeSpan(start, end))
    return tuple(joined)


def full_span(dossier: Dossier, kind: str, zone: str = "") -> TimeSpan | None:
    """Return the span of all dated records with a margin, or None if nothing is dated."""
    spans = busy_spans(dossier, kind, zone)
    if not spans:
        return None
    margin = max((spans[-1].end - spans[0].start) // MARGIN_SHARE, 1)
    return TimeSpan(spans[0].start - margin, spans[-1].end + margin)


def window_axis(
    dossier: Dossier, kind: str, window: TimeSpan | None, folded: bool, width: int, zone: str = ""
) -> Axis | None:
    """Return the axis of a window, or without one of all records; None if nothing is dated or there is no room."""
    span = window or full_span(dossier, kind, zone)
    if span is None or width < 1:
        return None
    return make_axis(*span, width, busy_spans(dossier, kind, zone) if folded else (), zone)


@lru_cache(maxsize=8)
def spread_records(dossier: Dossier, kind: str, axis: Axis) -> tuple[Spread, Spread]:
    """Return the events and the quotes of a dossier, spread over an axis."""
    found = find_record_times(dossier, kind, axis.zone)
    return spread_dates(axis, found.events), spread_dates(axis, found.quotes)


def keep_visible(dossier: Dossier, kind: str, window: TimeSpan | None, moment: int, zone: str = "") -> TimeSpan | None:
    """Return the window, moved so that a moment outside it is in its middle."""
    if window is None or window.start <= moment < window.end:
        return window
    length = window.end - window.start
    span = TimeSpan(moment - length // 2, moment - length // 2 + length)
    everything = full_span(dossier, kind, zone)
    return clamp_window(span, everything) if everything else window


def clamp_window(span: TimeSpan, everything: TimeSpan) -> TimeSpan | None:
    """Return a window moved inside `everything`, as long as before; None if it is as long as everything."""
    length = span.end - span.start
    if length >= everything.end - everything.start:
        return None
    start = min(max(span.start, everything.start), everything.end - length)
    return TimeSpan(start, start + length)
