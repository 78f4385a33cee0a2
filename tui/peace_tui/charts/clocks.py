"""The clocks of a dossier: what time it is in the places that it is about, with daylight saving time.

The zones come from the dossier: `clocks` of `[dossier]` lists IANA names, or tables with `zone` and the `name` to show;
without it the only clock is the dossier's own `timezone`. Moments are wall-clock seconds in that zone, as on the
[axis][peace_tui.charts.axis.Axis]; without it in UTC.
"""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from peace_tui.charts.axis import HOUR, STEPS, Axis
from peace_tui.edtf.grammar import civil_fields
from peace_tui.edtf.spans import instant_to_wall, wall_to_instant
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


def local_seconds(moment: int, home: str | None, clock: Clock) -> int | None:
    """Return the wall seconds of a clock when the clocks at `home` show `moment`; None outside the years 2 to 9998."""
    if not 1 < civil_fields(moment)[0] < 9_999:
        return None
    return instant_to_wall(wall_to_instant(moment, home or UTC), clock.zone)


def format_offset(moment: int, home: str | None, clock: Clock) -> str:
    """Format how far a clock is from UTC: "UTC+3", "UTC−3:30"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, home, clock)
    if local is None:
        return ""
    minutes = (local - wall_to_instant(moment, home or UTC)) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def format_time(moment: int, home: str | None, clock: Clock) -> str:
    """Format the day of the week and the time of a clock: "Tue 19:05"; empty outside the years 2 to 9998."""
    local = local_seconds(moment, home, clock)
    if local is None:
        return ""
    year, month, day, hour, minute, _ = civil_fields(local)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[datetime.date(year, month, day).weekday()]
    return f"{weekday} {hour:02}:{minute:02}"


def hour_ruler(axis: Axis, home: str | None, clock: Clock) -> list[tuple[int, str]]:
    """Return cells and the hours of a clock at them, from the left; empty where a cell is too long for hours."""
    first, last = local_seconds(axis.start, home, clock), local_seconds(axis.end, home, clock)
    if axis.seconds_per_cell > MAX_RULER_SECONDS / HOUR_LABEL_CELLS or first is None or last is None:
        return []
    shown = {
        instant_to_wall(instant, home or UTC): _label(local)
        for local in _round_hours(min(first, last) - HOUR, max(first, last) + HOUR, axis.seconds_per_cell)
        for instant in _instants_of(local, clock.zone)
    }
    placed: list[tuple[int, str]] = []
    free = 0
    for moment, text in sorted(shown.items()):
        cell = axis.cell(moment)
        if axis.start <= moment < axis.end and cell >= free and cell + len(text) <= axis.width:
            placed.append((cell, text))
            free = cell + len(text) + 1
    return placed


def _instants_of(local: int, zone: str) -> list[int]:
    """Return when the clocks of a zone show `local`: never where they are set forward over it, twice where set back."""
    first = wall_to_instant(local, zone)
    return [instant for instant in (first, first + HOUR // 2, first + HOUR) if instant_to_wall(instant, zone) == local]


def _round_hours(first: int, last: int, per_cell: float) -> range:
    lengths = (length for length, unit, _ in STEPS if unit in ("minutes", "hours", "days"))
    step = next(length for length in lengths if length >= per_cell * HOUR_LABEL_CELLS)
    return range(-(-first // step) * step, last + 1, step)


def _label(local: int) -> str:
    *_, hour, minute, _ = civil_fields(local)
    return f"{hour:02}:{minute:02}"
