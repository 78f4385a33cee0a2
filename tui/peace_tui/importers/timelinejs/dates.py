"""When a slide of TimelineJS happens, as EDTF."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from peace_tui.importers.date_parts import interval, is_date, parts, whole
from peace_tui.importers.timelinejs.slides import Slide
from peace_tui.importers.written_dates import Unclear, Zoneless, as_edtf, clock

PARTS: Final = ("year", "month", "day")
OLD: Final = re.compile(r"(-?[0-9]{1,6})(?:[,/-]([0-9]{1,2}))?(?:[,/-]([0-9]{1,2}))?(?:,([0-9]{1,2}),([0-9]{1,2}).*)?")
"""`2011,12,10,12,30` of versions 1 and 2."""
LOST: Final = {"millisecond": "fraction of a second", "format": "format of a date"}
"""Parts of a date that a dossier has no place for."""
AMERICAN: Final = "mdy"
"""How TimelineJS reads 5/6/2011."""
CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*([ap]\.?m\.?)?", re.I)


@dataclass(slots=True)
class When:
    """A slide's date as EDTF, None where there is none; what is kept beside it; and what had to be changed."""

    date: str | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    """How the timeline shows the ends of the date."""


def slide_date(slide: Slide, zone: str | None, order: str = "") -> When:
    """Return when a slide happens; `zone` is the time zone of its clock times, `order` how 03/04/2025 is read."""
    when = When()
    written = slide.get("x_date")
    if isinstance(written, str) and is_date(written, zone):
        when.date = written
        return when
    if written:
        when.kept["x_date"] = written
    start, end = (_end(slide.get(name), name, zone, order, when) for name in ("start_date", "end_date"))
    when.date = start or (f"../{end}" if end else None)
    if start and end:
        when.date = interval(start, end)
        if when.date is None:
            when.changes.append("end before the start, kept as x_end_date")
            when.date, when.kept["x_end_date"] = start, end
    return when


def _end(value: Any, name: str, zone: str | None, order: str, when: When) -> str | None:
    """Return one end of a slide's date; what cannot be read is kept."""
    if not isinstance(value, dict) or not any(item not in ("", None) for item in value.values()):
        return None
    try:
        date = _written(str(value["text"]), order, zone) if value.get("text") else parts([value.get(p) for p in PARTS])
    except Zoneless as error:
        date = error.day
        when.kept[f"x_{name}"] = value
        when.changes.append("clock time without a time zone left out of the date (say --timezone Europe/Berlin, say)")
    except Unclear:
        date = None
    if date is None and not value.get("month"):
        date = _year(str(value.get("year") or ""))
    if date is None:
        when.kept[f"x_{name}"] = value
        when.changes.append(f"date that cannot be read, kept as x_{name}")
        return None
    when.losses += [loss for part, loss in LOST.items() if value.get(part)]
    for part in ("display_date", "display_text"):
        if isinstance(shown := value.get(part), str) and shown.strip():
            when.shown[f"x_{name}_shown"] = shown
    return _clocked(date, value, name, zone, when)


def _year(text: str) -> str | None:
    """Return a year that is written in words, such as 44 BC."""
    try:
        return as_edtf(text)
    except Unclear:
        return None


def _written(text: str, order: str, zone: str | None) -> str | None:
    if not (match := OLD.fullmatch(re.sub(r"\s+", "", text))):
        return as_edtf(text, order or AMERICAN, zone)
    date = parts([match[1], match[2], match[3]])
    time = clock(match[4], match[5].zfill(2), None, None) if match[4] else None
    if not date or not time or time == "00:00":
        return date
    if not is_date(f"{date}T{time}", zone):
        raise Zoneless(date)
    return f"{date}T{time}"


def _clocked(date: str, value: dict[str, Any], name: str, zone: str | None, when: When) -> str:
    """Return a day with its clock time, where there is one and the dossier has a time zone."""
    time = _time(value)
    if not time:
        return date
    if is_date(f"{date}T{time}", zone):
        return f"{date}T{time}"
    when.kept[f"x_{name}_time"] = time
    when.changes.append(f"clock time without a time zone, kept as x_{name}_time (say --timezone Europe/Berlin, say)")
    return date


def _time(value: dict[str, Any]) -> str | None:
    if isinstance(written := value.get("time"), str):
        match = CLOCK.fullmatch(written.strip())
        return clock(*match.groups()) if match else written.strip() or None
    hour, minute, second = (whole(value.get(part)) for part in ("hour", "minute", "second"))
    if hour is None:
        return None
    return f"{hour:02}" + (f":{minute:02}" + (f":{second:02}" if second else "") if minute is not None else "")
