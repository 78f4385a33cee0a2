"""The clocks of a dossier: what time it is in the places that it is about, with daylight saving time.

The zones come from the dossier: `clocks` of `[dossier]` lists IANA names, or tables with `zone` and the `name` to show;
without it the only clock is the dossier's own `timezone`. Moments are instants, as on an [axis][peace_tui.charts.axis]
with a time zone.
"""

from __future__ import annotations

import datetime
import os
from contextlib import suppress
from typing import Final, NamedTuple

from peace_tui.charts.axis import HOUR, STEPS, Axis, TickStep, round_instants
from peace_tui.edtf.grammar import DateError, civil_fields
from peace_tui.edtf.spans import instant_to_wall
from peace_tui.model.dossier import Dossier

UTC: Final = "UTC"
HOUR_LABEL_CELLS: Final = 7
"""How many cells an hour of a clock's ruler takes, the spaces after it included."""
MAX_RULER_SECONDS: Final = 6 * HOUR
"""The longest distance of two hours of a ruler, in seconds; beyond it a ruler has no hours."""


class Clock(NamedTuple):
    """The name of a place and its IANA time zone."""

    name: str
    zone: str


def find_clocks(dossier: Dossier) -> tuple[Clock, ...]:
    """Return the clocks that a dossier asks for, else that of its own time zone."""
    own = dossier.info.timezone or UTC
    asked = [(clock.name, clock.zone) for clock in dossier.info.clocks] or [(None, own)]
    return tuple(Clock(name or city_of_zone(zone), zone) for name, zone in asked)


def city_of_zone(zone: str) -> str:
    """Return the city after which a zone is named: "New York" for America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


def find_zones(dossier: Dossier, reader: Clock | None = None) -> tuple[Clock, ...]:
    """Return the zones in which times can be shown: the dossier's own, those of its clocks, and the reader's."""
    own, clocks = home_zone(dossier), find_clocks(dossier)
    found = {own: Clock(city_of_zone(own), own)}
    for clock in (*clocks, *([reader] if reader and reader.zone not in found else [])):
        if clock.zone == own or clock.zone not in found:
            found[clock.zone] = clock
    return tuple(found.values())


def home_zone(dossier: Dossier) -> str:
    """Return the zone of a dossier's clock times that have no offset; UTC where it names none."""
    return dossier.info.timezone or UTC


def reader_clock() -> Clock | None:
    """Return the clock of the computer that this runs on, where it tells the name of its zone."""
    for zone in (
        os.environ.get("TZ", "").removeprefix(":"),
        os.path.realpath("/etc/localtime").partition("zoneinfo/")[2],
    ):
        with suppress(DateError):
            if zone and instant_to_wall(0, zone) is not None:
                return Clock(f"{city_of_zone(zone)}, this computer", zone)
    return None


def local_seconds(moment: int, clock: Clock) -> int | None:
    """Return the wall seconds of a clock at a moment; None outside the years 2 to 9998."""
    return instant_to_wall(moment, clock.zone) if 1 < civil_fields(moment)[0] < 9_999 else None


def format_offset(moment: int, clock: Clock) -> str:
    """Format how far a clock is from UTC: "UTC+3", "UTC−3:30"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, clock)
    if local is None:
        return ""
    minutes = (local - moment) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def format_time(moment: int, clock: Clock) -> str:
    """Format the day of the week and the time of a clock: "Tue 19:05"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, clock)
    if local is None:
        return ""
    year, month, day, hour, minute, _ = civil_fields(local)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[datetime.date(year, month, day).weekday()]
    return f"{weekday} {hour:02}:{minute:02}"


def hour_ruler(axis: Axis, clock: Clock) -> list[tuple[int, str]]:
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
