"""The clocks of a dossier: what time it is in the places it tells of, daylight saving heeded.

The zones come from the dossier: `x_clocks` of `[dossier]` lists IANA names, or tables with `zone` and the `name` to
show; without it the only clock is the dossier's own `timezone`. Moments are wall-clock seconds in that zone, as on the
[axis][peace_tui.charts.axis.Axis]; without it in UTC.
"""

from __future__ import annotations

import datetime
from typing import Final, NamedTuple

from peace_tui.charts.axis import HOUR, STEPS, Axis
from peace_tui.edtf.grammar import DateError, civil_fields
from peace_tui.edtf.spans import instant_to_wall, wall_to_instant
from peace_tui.model.dossier import Dossier

UTC: Final = "UTC"
CLOCKS: Final = "x_clocks"
LABEL: Final = 7
"""Cells that an hour of a clock's ruler takes, the blanks after it included."""
FINEST: Final = 6 * HOUR
"""The most seconds a cell may stand for that the hours of a day can be told apart."""


class Clock(NamedTuple):
    """A place's name and its IANA time zone."""

    name: str
    zone: str


def clocks_of(dossier: Dossier) -> tuple[Clock, ...]:
    """Return the clocks that a dossier asks for; those whose zone nobody knows are left out."""
    wished = dossier.info.extra.get(CLOCKS, ())
    named = [_clock(each) for each in wished] if isinstance(wished, list | tuple) else []
    own = dossier.info.timezone or UTC
    return tuple(clock for clock in named if clock and _known(clock.zone)) or (Clock(city(own), own),)


def _clock(wish: object) -> Clock | None:
    if isinstance(wish, str):
        return Clock(city(wish), wish)
    if isinstance(wish, dict) and isinstance(zone := wish.get("zone"), str):
        name = wish.get("name")
        return Clock(name if isinstance(name, str) and name else city(zone), zone)
    return None


def _known(zone: str) -> bool:
    try:
        wall_to_instant(0, zone)
    except DateError:
        return False
    return True


def city(zone: str) -> str:
    """Return the place that names a zone: "New York" of America/New_York."""
    return zone.rpartition("/")[2].replace("_", " ")


def shown(moment: int, home: str | None, clock: Clock) -> int | None:
    """Return what a clock shows, in wall seconds, when the clocks at `home` show `moment`; None beyond the calendar."""
    if not 1 < civil_fields(moment)[0] < 9_999:
        return None
    return instant_to_wall(wall_to_instant(moment, home or UTC), clock.zone)


def offset_words(moment: int, home: str | None, clock: Clock) -> str:
    """Return how far a clock is from UTC: "UTC+3", "UTC−3:30"; nothing beyond the calendar."""
    local = shown(moment, home, clock)
    if local is None:
        return ""
    minutes = (local - wall_to_instant(moment, home or UTC)) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def time_words(moment: int, home: str | None, clock: Clock) -> str:
    """Return the day of the week and the time of a clock: "Tue 19:05"; nothing beyond the calendar."""
    local = shown(moment, home, clock)
    if local is None:
        return ""
    year, month, day, hour, minute, _ = civil_fields(local)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[datetime.date(year, month, day).weekday()]
    return f"{weekday} {hour:02}:{minute:02}"


def ruler(axis: Axis, home: str | None, clock: Clock) -> list[tuple[int, str]]:
    """Return cells and the hours of a clock at them, from the left; nothing where a cell is too long for hours."""
    first, last = shown(axis.start, home, clock), shown(axis.end, home, clock)
    if axis.per_cell > FINEST / LABEL or first is None or last is None:
        return []
    placed: list[tuple[int, str]] = []
    free = 0
    for local in _round_hours(first, last, axis.per_cell):
        moment = instant_to_wall(wall_to_instant(local, clock.zone), home or UTC)
        cell = axis.cell(moment)
        text = _label(local)
        if axis.start <= moment < axis.end and cell >= free and cell + len(text) <= axis.width:
            placed.append((cell, text))
            free = cell + len(text) + 1
    return placed


def _round_hours(first: int, last: int, per_cell: float) -> range:
    step = next(
        length for length, unit, _ in STEPS if unit in ("minutes", "hours", "days") and length >= per_cell * LABEL
    )
    return range(-(-first // step) * step, last + 1, step)


def _label(local: int) -> str:
    *_, hour, minute, _ = civil_fields(local)
    return f"{hour:02}:{minute:02}"
