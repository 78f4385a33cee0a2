"""Slides of TimelineJS in one form, that of version 3, however they are written; and when they happen, as EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from peace_tui.importers.dates import (
    NOONS,
    MissingTimeZone,
    PartlyRead,
    UnclearDate,
    format_clock_time,
    is_date,
    make_interval,
    parse_integer,
    read_all_parts,
    read_parts,
    to_edtf,
)
from peace_tui.text.folding import fold

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


def read_row(row: Mapping[str, str]) -> Slide:
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


def read_json_slides(document: Any) -> Iterator[tuple[str, Slide]]:
    """Yield the slides of a JSON document of any version, each with what it is: `title`, `event` or `era`."""
    if isinstance(document, list):
        document = {"events": document}
    document = find_timeline(document)
    if isinstance(document.get("title"), dict):
        yield "title", _modernize(document["title"])
    elif "date" in document and isinstance(document["date"], list):
        text = {key: document.get(key) for key in ("headline", "text")}
        yield "title", _modernize({"text": text, "asset": document.get("asset")})
    for key, kind in (("events", "event"), ("slides", "event"), ("date", "event"), ("eras", "era"), ("era", "era")):
        for slide in document.get(key) if isinstance(document.get(key), list) else ():
            yield kind, _modernize(slide) if isinstance(slide, dict) else {"": slide}


def find_timeline(document: dict[str, Any]) -> dict[str, Any]:
    """Return the object that holds the slides; versions 1 and 2 have it under the key `timeline`."""
    return timeline if isinstance(timeline := document.get("timeline"), dict) else document


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
SLIDE_CLOCK_TIME: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:[.,]0+)?\s*([ap]\.?m\.?)?", re.I)
DEFAULT_ORDER: Final = "mdy"
"""How TimelineJS reads 5/6/2011."""
KNOWN_PARTS: Final = frozenset(
    (*DATE_PARTS, "hour", "minute", "second", "millisecond", "time", "format", "text", "display_date", "display_text")
)
KEPT_PARTS: Final = {"millisecond": "fraction of a second", "format": "format of a date"}
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


def find_slide_date(slide: Slide, zone: str | None, order: str = "") -> SlideDate:
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
    if not isinstance(value, dict):
        value = {"text": value} if value not in (None, "", [], {}) else {}
    if not any(item not in ("", None) for item in value.values()):
        return None
    date, change = _read_day(value, order, zone)
    if change:
        when.extras[f"x_{name}"] = value
        when.changes.append(change if date and "time zone" in change else f"{change}, kept as x_{name}")
    if date is None:
        return None
    for part, what in KEPT_PARTS.items():
        if value.get(part) and not change:
            when.extras[f"x_{name}_{part}"] = value[part]
            when.changes.append(f"{what}, kept as x_{name}_{part}")
    for part in ("display_date", "display_text"):
        if isinstance(shown := value.get(part), str) and shown.strip():
            when.shown[f"x_{name}_shown"] = shown
    return _add_clock_time(date, value, name, zone, when)


def _read_day(value: dict[str, Any], order: str, zone: str | None) -> tuple[str | None, str]:
    """Return what is certain of one end of a slide's date, and what is wrong with the rest of it."""
    date, unread = read_parts([value.get(part) for part in DATE_PARTS])
    why = ""
    if value.get("text"):
        is_only = date is None and not unread
        try:
            date, unread = _read_text(str(value["text"]), order, zone), [0] * (not is_only)
        except MissingTimeZone as error:
            return (
                error.day,
                "time of day without a time zone left out of the date (say --timezone Europe/Berlin, for example)",
            )
        except PartlyRead as error:
            date, why = error.day, f"date {error}"
        except UnclearDate as error:
            date, why = None, f"date {error}"
    why = why or ("date that cannot be read" if date is None else "")
    is_whole = not unread and value.keys() <= KNOWN_PARTS
    return date, why or ("" if is_whole else "date of which a part cannot be read")


def _read_text(text: str, order: str, zone: str | None) -> str | None:
    if not (match := VERSION_2_DATE.fullmatch(re.sub(r"\s+", "", text))):
        return to_edtf(text, order or DEFAULT_ORDER, zone)
    date = read_all_parts([match[1], match[2], match[3]])
    time = format_clock_time(match[4], match[5].zfill(2), None, None) if match[4] else None
    if not date or not time or time == "00:00":
        return date
    if not is_date(f"{date}T{time}", zone):
        raise MissingTimeZone(date)
    return f"{date}T{time}"


def _add_clock_time(date: str, value: dict[str, Any], name: str, zone: str | None, when: SlideDate) -> str:
    """Return a day with its clock time, if there is one that can be read and the dossier has a time zone."""
    time, written = _read_clock_time(value)
    if not written:
        return date
    if time and is_date(f"{date}T{time}", zone):
        return f"{date}T{time}"
    why = "time of day that cannot be read" if not time else "time of day without a day"
    hint = ""
    if time and is_date(f"{date}T{time}Z"):
        why, hint = "time of day without a time zone", " (say --timezone Europe/Berlin, for example)"
    is_noon = time == "12:00" and "12" not in str(written)
    when.extras[f"x_{name}_time"] = written if is_noon or not time else time
    when.changes.append(f"{why}, kept as x_{name}_time{hint}")
    return date


def _read_clock_time(value: dict[str, Any]) -> tuple[str | None, Any]:
    """Return the clock time of one end of a slide's date, None where it cannot be read; and all that says it."""
    parts = {part: value[part] for part in ("hour", "minute", "second") if value.get(part) not in (None, "")}
    written = str(value.get("time") or "").strip()
    if written and not parts:
        match = SLIDE_CLOCK_TIME.fullmatch(written)
        noon = "12:00" if fold(written) in NOONS else None
        return format_clock_time(*match.groups()) if match else noon, written
    if written or fold(str(parts.get("hour", ""))) not in NOONS:
        numbers = [parse_integer(part) for part in parts.values()]
        is_clock = [*parts] == ["hour", "minute", "second"][: len(parts)] and None not in numbers
        if written or not parts or not is_clock:
            return None, {"time": written, **parts} if written else parts
        limits = zip(numbers, (23, 59, 59), strict=False)
        if not all(number is not None and 0 <= number <= limit for number, limit in limits):
            return None, parts
        return ":".join(f"{number:02}" for number in numbers if number is not None).removesuffix(":00:00"), parts
    return ("12:00" if len(parts) == 1 else None), parts
