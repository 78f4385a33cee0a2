"""Slides of TimelineJS, however they are written: JSON of version 3, 2 or 1, or rows of its spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

Slide = dict[str, Any]
SHEET: Final = {
    **{"year": ("start_date", "year"), "month": ("start_date", "month"), "day": ("start_date", "day")},
    **{"time": ("start_date", "time"), "endtime": ("end_date", "time")},
    **{"endyear": ("end_date", "year"), "endmonth": ("end_date", "month"), "endday": ("end_date", "day")},
    **{"startdate": ("start_date", "text"), "enddate": ("end_date", "text"), "displaydate": ("display_date",)},
    **{
        "headline": ("text", "headline"),
        "text": ("text", "text"),
        "media": ("media", "url"),
        "link": ("media", "link"),
    },
    **{"mediacredit": ("media", "credit"), "mediacaption": ("media", "caption"), "alttext": ("media", "alt")},
    **{"mediathumbnail": ("media", "thumbnail"), "type": ("type",), "group": ("group",), "tag": ("group",)},
    **{"background": ("background",), "uniqueid": ("unique_id",), "id": ("unique_id",)},
}
"""Columns of the spreadsheet, without blanks and in lower case, and where each stands in a slide."""
OLD: Final = {
    "startDate": "start_date",
    "endDate": "end_date",
    "asset": "media",
    "tag": "group",
    "uniqueid": "unique_id",
    "display_text": "display_date",
}
"""Keys of versions 1 and 2, and what they became."""


def is_sheet(header: list[str]) -> bool:
    """Tell whether a table is TimelineJS's spreadsheet by its column names."""
    names = set(map(column, header))
    return "headline" in names and bool(names & {"year", "startdate"})


def column(name: str) -> str:
    """Return a column name as TimelineJS compares it."""
    return re.sub(r"[\s_]+", "", name).lower()


def slide_of_row(row: Mapping[str, str]) -> Slide:
    """Return a row of the spreadsheet as a slide."""
    slide: Slide = {}
    for name, value in row.items():
        if not value.strip():
            continue
        way = SHEET.get(column(name), (name,))
        inner = slide
        for step in way[:-1]:
            inner = inner.setdefault(step, {})
        inner[way[-1]] = value.strip()
    if isinstance(background := slide.get("background"), str):
        slide["background"] = {"url" if re.match("(https?:)?//?", background) else "color": background}
    return slide


def slides_of(document: Any) -> Iterator[tuple[str, Slide]]:
    """Yield the slides of a JSON document, each with what it is: `title`, `event` or `era`."""
    if isinstance(document, list):
        document = {"events": document}
    if isinstance(inner := document.get("timeline"), dict):
        document = inner
    if isinstance(document.get("title"), dict):
        yield "title", modern(document["title"])
    elif "date" in document and isinstance(document["date"], list):
        text = {key: document.get(key) for key in ("headline", "text")}
        yield "title", modern({"text": text, "asset": document.get("asset")})
    for key, kind in (("events", "event"), ("slides", "event"), ("date", "event"), ("eras", "era"), ("era", "era")):
        for slide in document.get(key) if isinstance(document.get(key), list) else ():
            yield kind, modern(slide) if isinstance(slide, dict) else {"": slide}


def modern(slide: Mapping[str, Any]) -> Slide:
    """Return a slide of any version as version 3 has it."""
    found = {OLD.get(name, name): value for name, value in slide.items()}
    if not isinstance(found.get("text"), dict):
        found["text"] = {"headline": found.pop("headline", None), "text": found.pop("text", None)}
    for name in ("start_date", "end_date"):
        if isinstance(found.get(name), str | int):
            found[name] = {"text": str(found[name])}
    media = found.get("media")
    if isinstance(media, str):
        found["media"] = {"url": media}
    elif isinstance(media, dict) and "media" in media:
        found["media"] = {"url": media["media"], **{name: value for name, value in media.items() if name != "media"}}
    return found
