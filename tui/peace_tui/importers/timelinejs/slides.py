"""Slides of TimelineJS in one form, that of version 3, however they are written; and when they happen, as EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from peace_tui.importers.dates import (
    MissingTimeZone,
    UnclearDate,
    date_from_parts,
    format_clock_time,
    is_date,
    make_interval,
    parse_integer,
    to_edtf,
)

Slide = dict[str, Any]
"""A slide as the JSON of version 3 has it."""
COLUMN_PATHS: Final = {
    **{"year": ("start_date", "year"), "month": ("start_date", "month"), "day": ("start_date", "day")},
    **{"time": ("start_date", "time"), "endtime": ("end_date", "time")},
    **{"endyear": ("end_date", "year"), "endmonth": ("end_date", "month"), "endday": ("end_date", "day")},
    **{"startdate": ("start_date", "text"), "enddate": ("end_date", "text"), "displaydate": ("display_date",)},
    **{"headline": ("text", "headline"), "text": ("text", "text")},
    **{"media": ("media", "url"), "link": ("media", "link")},
    **{"mediacredit": ("media", "credit"), "mediacaption": ("media", "caption"), "alttext": ("media", "alt")},
    **{"mediathumbnail": ("media", "thumbnail"), "type": ("type",), "group": ("group",), "tag": ("group",)},
    **{"background": ("background",), "uniqueid": ("unique_id",), "id": ("unique_id",)},
}
"""Columns of the spreadsheet, as `_normalize` returns them, and where each belongs in a slide."""
RENAMED_KEYS: Final = {
    "startDate": "start_date",
    "endDate": "end_date",
    "asset": "media",
    "tag": "group",
    "uniqueid": "unique_id",
    "display_text": "display_date",
}
"""Keys of versions 1 and 2, and what version 3 calls them."""


# --- The spreadsheet -------------------------------------------------------------------------------------------------


def is_timelinejs_spreadsheet(header: list[str]) -> bool:
    """Tell whether a table is TimelineJS's spreadsheet by its column names."""
    names = set(map(_normalize, header))
    return "headline" in names and bool(names & {"year", "startdate"})


def _normalize(column: str) -> str:
    """Return a column name as TimelineJS compares it."""
    return re.sub(r"[\s_]+", "", column).lower()


def slide_from_row(row: Mapping[str, str]) -> Slide:
    """Return a row of the spreadsheet as a slide."""
    slide: Slide = {}
    for column, value in row.items():
        if not value.strip():
            continue
        path = COLUMN_PATHS.get(_normalize(column), (column,))
        table = slide
        for key in path[:-1]:
            table = table.setdefault(key, {})
        table[path[-1]] = value.strip()
    if isinstance(background := slide.get("background"), str):
        slide["background"] = {"url" if re.match("(https?:)?//?", background) else "color": background}
    return slide


# --- JSON ------------------------------------------------------------------------------------------------------------


def slides_from_json(document: Any) -> Iterator[tuple[str, Slide]]:
    """Yield the slides of a JSON document of any version, each with what it is: `title`, `event` or `era`."""
    if isinstance(document, list):
        document = {"events": document}
    if isinstance(timeline := document.get("timeline"), dict):
        document = timeline
    if isinstance(document.get("title"), dict):
        yield "title", _modernize(document["title"])
    elif "date" in document and isinstance(document["date"], list):
        text = {key: document.get(key) for key in ("headline", "text")}
        yield "title", _modernize({"text": text, "asset": document.get("asset")})
    for key, kind in (("events", "event"), ("slides", "event"), ("date", "event"), ("eras", "era"), ("era", "era")):
        for slide in document.get(key) if isinstance(document.get(key), list) else ():
            yield kind, _modernize(slide) if isinstance(slide, dict) else {"": slide}


def _modernize(old: Mapping[str, Any]) -> Slide:
    """Return a slide of any version as version 3 has it."""
    slide = {RENAMED_KEYS.get(name, name): value for name, value in old.items()}
    if not isinstance(slide.get("text"), dict):
        slide["text"] = {"headline": slide.pop("headline", None), "text": slide.pop("text", None)}
    for name in ("start_date", "end_date"):
        if isinstance(slide.get(name), str | int):
            slide[name] = {"text": str(slide[name])}
    media = slide.get("media")
    if isinstance(media, str):
        slide["media"] = {"url": media}
    elif isinstance(media, dict) and "media" in media:
        slide["media"] = {"url": media["media"], **{name: value for name, value in media.items() if name != "media"}}
    return slide


# --- Dates -----------------------------------------------------------------------------------------------------------

DATE_PARTS: Final = ("year", "month", "day")
VERSION_2_DATE: Final = re.compile(
    r"(-?[0-9]{1,6})(?:[,/-]([0-9]{1,2}))?(?:[,/-]([0-9]{1,2}))?(?:,([0-9]{1,2}),([0-9]{1,2}).*)?"
)
"""`2011,12,10,12,30` of versions 1 and 2."""
SLIDE_CLOCK_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,][0-9]+)?\s*([ap]\.?m\.?)?", re.I)
DEFAULT_ORDER: Final = "mdy"
"""How TimelineJS reads 5/6/2011."""
LOST_PARTS: Final = {"millisecond": "fraction of a second", "format": "format of a date"}
"""Parts of a date that the dossier format lacks, and what the report calls them."""


@dataclass(slots=True)
class SlideDate:
    """When a slide happens as EDTF, None where it does not say; and what the event has to keep beside it."""

    date: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)
    """`x_*` keys for what could not be read."""
    shown: dict[str, str] = field(default_factory=dict)
    """`x_*` keys for how the timeline shows the ends of the date."""
    changes: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)


def slide_date(slide: Slide, zone: str | None, order: str = "") -> SlideDate:
    """Return when a slide happens; `zone` is the time zone of its clock times, `order` how 03/04/2025 is read."""
    when = SlideDate()
    exported = slide.get("x_date")
    if isinstance(exported, str) and is_date(exported, zone):
        when.date = exported
        return when
    if exported:
        when.extras["x_date"] = exported
    start, end = (_read_end(slide.get(name), name, zone, order, when) for name in ("start_date", "end_date"))
    when.date = start or (f"../{end}" if end else None)
    if start and end:
        when.date = make_interval(start, end)
        if when.date is None:
            when.changes.append("end before the start, kept as x_end_date")
            when.date, when.extras["x_end_date"] = start, end
    return when


def _read_end(value: Any, name: str, zone: str | None, order: str, when: SlideDate) -> str | None:
    """Return one end of a slide's date, and add to `when` what cannot be read."""
    if not isinstance(value, dict) or not any(item not in ("", None) for item in value.values()):
        return None
    date: str | None
    try:
        if value.get("text"):
            date = _read_text(str(value["text"]), order, zone)
        else:
            date = date_from_parts([value.get(part) for part in DATE_PARTS])
    except MissingTimeZone as error:
        date = error.day
        when.extras[f"x_{name}"] = value
        when.changes.append("clock time without a time zone left out of the date (say --timezone Europe/Berlin, say)")
    except UnclearDate:
        date = None
    if date is None and not value.get("month"):
        date = _read_year(str(value.get("year") or ""))
    if date is None:
        when.extras[f"x_{name}"] = value
        when.changes.append(f"date that cannot be read, kept as x_{name}")
        return None
    when.losses += [loss for part, loss in LOST_PARTS.items() if value.get(part)]
    for part in ("display_date", "display_text"):
        if isinstance(shown := value.get(part), str) and shown.strip():
            when.shown[f"x_{name}_shown"] = shown
    return _add_clock_time(date, value, name, zone, when)


def _read_year(text: str) -> str | None:
    """Return a year that is written in words, such as 44 BC."""
    try:
        return to_edtf(text)
    except UnclearDate:
        return None


def _read_text(text: str, order: str, zone: str | None) -> str | None:
    if not (match := VERSION_2_DATE.fullmatch(re.sub(r"\s+", "", text))):
        return to_edtf(text, order or DEFAULT_ORDER, zone)
    date = date_from_parts([match[1], match[2], match[3]])
    time = format_clock_time(match[4], match[5].zfill(2), None, None) if match[4] else None
    if not date or not time or time == "00:00":
        return date
    if not is_date(f"{date}T{time}", zone):
        raise MissingTimeZone(date)
    return f"{date}T{time}"


def _add_clock_time(date: str, value: dict[str, Any], name: str, zone: str | None, when: SlideDate) -> str:
    """Return a day with its clock time, if there is one and the dossier has a time zone."""
    time = _read_clock_time(value)
    if not time:
        return date
    if is_date(f"{date}T{time}", zone):
        return f"{date}T{time}"
    when.extras[f"x_{name}_time"] = time
    when.changes.append(f"clock time without a time zone, kept as x_{name}_time (say --timezone Europe/Berlin, say)")
    return date


def _read_clock_time(value: dict[str, Any]) -> str | None:
    if isinstance(written := value.get("time"), str):
        match = SLIDE_CLOCK_TIME.fullmatch(written.strip())
        return format_clock_time(*match.groups()) if match else written.strip() or None
    hour, minute, second = (parse_integer(value.get(part)) for part in ("hour", "minute", "second"))
    if hour is None:
        return None
    return f"{hour:02}" + (f":{minute:02}" + (f":{second:02}" if second else "") if minute is not None else "")
