"""TimelineJS, its JSON and its spreadsheet: slides become events, with their media and links as sources, and eras.

Format: https://timeline.knightlab.com/docs/json-format.html. Text there is HTML; here it becomes plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.ids import own_key
from peace_tui.importers.input_file import Intake
from peace_tui.importers.json_text import kind_of_json, read_json
from peace_tui.importers.markup import plain
from peace_tui.importers.options import Options
from peace_tui.importers.report import number
from peace_tui.importers.table.coerce import line, put
from peace_tui.importers.table.rows import Rows
from peace_tui.importers.timelinejs.dates import When, slide_date
from peace_tui.importers.timelinejs.slides import Slide, is_sheet, slide_of_row, slides_of
from peace_tui.model.records import EVENT_TYPES

TAKEN: Final = frozenset(
    ("start_date", "end_date", "display_date", "text", "media", "group", "unique_id", "x_date", "location")
)
"""Keys of a slide that have a place in an event; all others are kept as our own."""
KINDS: Final = (
    (re.compile(r"\.(jpe?g|png|gif|svg|webp|tiff?|bmp)(\?|$)", re.I), "graphic"),
    (re.compile(r"(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com)/|\.mp4(\?|$)", re.I), "motion_picture"),
    (re.compile(r"soundcloud\.com/|\.(mp3|ogg|wav)(\?|$)", re.I), "song"),
    (re.compile(r"(twitter|x|instagram|facebook)\.com/", re.I), "post"),
)
"""What a medium is in CSL's words, by its address; a web page else."""
MAPPED: Final = (
    *("event ← slide", "title ← headline", "summary ← text", "date ← start_date to end_date"),
    *("source ← media and links", "tag or type ← group"),
)
"""What becomes what, for the report."""
COSMOLOGICAL: Final = "cosmological"
PARTS: Final = frozenset(("title", "events", "slides", "eras", "timeline"))
WHOLE: Final = "whole"
"""What stands beside the slides."""


def convert(intake: Intake, draft: Draft, options: Options) -> None:
    """Take in a timeline."""
    first = intake.start().lstrip()
    if b"\0" in first[:4] or first[:3] == b"\xef\xbb\xbf":
        first = first.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if first[:1] in b"{[" or re.match(rb"\s*((var|let|const)\s+)?[\w.$]+\s*[=(]\s*[\[{]", first):
        slides, what = _from_json(intake), "slide"
    else:
        slides, what = _from_rows(intake), "row"
    count = 0
    for kind, slide in slides:
        count += kind != WHOLE
        intake.progress(number(count, what))
        TAKES[kind](draft, slide, f"{what} {count}", options)
    if not count:
        raise intake.refusal("there are no slides in it: an object with an array of events is expected")
    draft.report.read.append(number(count, what))
    draft.report.mapped += MAPPED


def _from_json(intake: Intake) -> Iterator[tuple[str, Slide]]:
    document = read_json(intake)
    kind = kind_of_json(document)
    if kind != "timelinejs":
        hint = f"; it looks like {kind}: peace-tui import {kind}" if kind else ""
        raise intake.refusal(f"this is no timeline: an object with an array of events is expected{hint}")
    if isinstance(document, dict):
        yield WHOLE, {name: value for name, value in document.items() if name not in PARTS}
    yield from ((kind, slide) for kind, slide in slides_of(document))


def _from_rows(intake: Intake) -> Iterator[tuple[str, Slide]]:
    rows = Rows(intake)
    if not is_sheet(rows.header):
        raise intake.refusal(
            "this is no spreadsheet of TimelineJS: it has no columns Year and Headline; try: peace-tui import csv"
        )
    for _, row in rows:
        slide = slide_of_row(row)
        kind = str(slide.get("type", "")).strip().lower()
        if kind in ("title", "era", "event"):
            del slide["type"]
        yield kind if kind in ("title", "era") else "event", slide


def _whole(draft: Draft, keys: Slide, place: str, options: Options) -> None:
    """Keep what stands beside the slides."""
    scale = keys.pop("scale", None)
    if scale == COSMOLOGICAL:
        draft.report.changed("timeline on the cosmological scale: its dates are years")
    draft.info |= {own_key(name): value for name, value in keys.items()}


def _title(draft: Draft, slide: Slide, place: str, options: Options) -> None:
    if "x_title_slide" in draft.info:
        _event(draft, slide, place, options)
        return
    headline, text = _texts(slide)
    if headline:
        draft.info["title"] = headline
    draft.info["note"] = text
    more = {name: value for name, value in slide.items() if name not in ("text", "type")}
    draft.info["x_title_slide"] = more


def _era(draft: Draft, slide: Slide, place: str, options: Options) -> None:
    headline, text = _texts(slide)
    found = _dated(draft, slide, place, options)
    if not found.date:
        draft.report.lost("era without a date that can be read", place)
        return
    more = {own_key(name): value for name, value in slide.items() if name not in TAKEN}
    draft.add("eras", {"title": headline or found.date, "date": found.date, "note": text, **found.kept, **more}, place)


def _dated(draft: Draft, slide: Slide, place: str, options: Options) -> When:
    """Return when a slide happens, having told what had to be changed for that."""
    found = slide_date(slide, draft.zone, options.date_order)
    for change in found.changes:
        draft.report.changed(change, place)
    for loss in found.losses:
        draft.report.lost(loss, place)
    return found


def _text(html: Any) -> str:
    """Return what a value of HTML says."""
    return plain(str(html or "")).text


def _event(draft: Draft, slide: Slide, place: str, options: Options) -> None:
    if not any(slide.get(name) for name in ("text", "media", "start_date", "end_date", "unique_id")):
        draft.report.lost("slide without anything in it", place)
        return
    headline, text = _texts(slide)
    found = _dated(draft, slide, place, options)
    media = _table(slide, "media")
    title = headline or _shortened(text) or _shortened(plain(str(media.get("caption") or "")).text)
    if not title:
        draft.report.changed("slide without headline", place)
        title = f"Slide of {found.date}" if found.date else "Slide without headline"
    event: dict[str, Any] = {"title": title, "summary": text, "date": found.date, **found.kept}
    event["sources"] = _linked(draft, slide)
    event |= _grouped(line(plain(str(slide.get("group") or "")).text))
    if found.date is None or found.date != slide.get("x_date"):  # our own export says there what it shows
        event |= found.shown | ({"x_display_date": shown} if (shown := _text(slide.get("display_date"))) else {})
    if location := _table(slide, "location"):
        event |= {"place": str(location.get("name") or ""), "x_location": location}
    for name, value in slide.items():
        if name not in TAKEN:
            put(event, own_key(name), value)
    wanted = str(slide.get("unique_id") or "").strip()
    draft.identify("events", event, title, wanted)
    quote = _medium(draft, media, title, event)
    draft.add("events", event, place)
    if quote:
        draft.add("quotes", {"id": draft.id("quotes", f"{event['id']}-quote"), "event": event["id"], **quote}, place)


def _table(slide: Slide, name: str) -> dict[str, Any]:
    """Return an object in a slide, an empty one where there is none."""
    return found if isinstance(found := slide.get(name), dict) else {}


def _texts(slide: Slide) -> tuple[str, str]:
    """Return the headline on one line, and the text."""
    text = _table(slide, "text")
    return line(plain(str(text.get("headline") or "")).text), plain(str(text.get("text") or "")).text


def _shortened(text: str) -> str:
    words = line(text)
    return words if len(words) <= 80 else words[:80].rpartition(" ")[0] + " …"


def _grouped(group: str) -> dict[str, Any]:
    """Return what the label of a row of slides becomes: a type of event where it names one, else a tag."""
    return {"type": group} if group in EVENT_TYPES else {"tags": [group] if group else []}


def _linked(draft: Draft, slide: Slide) -> list[str]:
    """Return the ids of the sources that a slide's text links to."""
    text = _table(slide, "text")
    ids = []
    for part in ("headline", "text"):
        for address, words in plain(str(text.get(part) or "")).links:
            if _is_web(address):
                ids.append(_source(draft, address, {"title": words})["id"])
            else:
                draft.report.lost("link that is no web address")
    return list(dict.fromkeys(ids))


def _medium(draft: Draft, media: Mapping[str, Any], title: str, event: dict[str, Any]) -> dict[str, Any] | None:
    """Add a slide's medium to its event, as a source or in keys of our own; return the quote that it is, if so."""
    address = str(media.get("url") or "").strip()
    said = plain(address)
    address = said.framed or address
    credit, caption = (plain(str(media.get(name) or "")) for name in ("credit", "caption"))
    if said.quoted:
        draft.report.changed("blockquote in place of a medium, made a quote")
        event["x_media_caption"], event["x_media_credit"] = caption.text, credit.text
        return {"text": said.quoted, "x_cited": said.cited, "source": _own(draft)}
    more: dict[str, Any] = {}
    for name, value in media.items():
        if name not in ("url", "caption", "credit"):
            put(more, own_key(name), value)
    more["x_links"] = [address for part in (caption, credit) for address, _ in part.links]
    if _is_web(address):
        kind = next((kind for pattern, kind in KINDS if pattern.search(address)), "webpage")
        site = urlsplit(address).hostname or ""
        table = {"type": kind, "title": line(caption.text) or title, **more}
        table["container_title"] = line(credit.text) or site
        event["sources"] = list(dict.fromkeys([*event["sources"], _source(draft, address, table)["id"]]))
    elif address:
        event["x_media"] = {"url": said.text or address, "caption": caption.text, "credit": credit.text, **more}
    return None


def _own(draft: Draft) -> str:
    """Return the id of the source that the timeline itself is, for words that stand nowhere else."""
    title = str(draft.info["title"])
    found: str = draft.source("timeline", title, {"type": "webpage", "title": title})["id"]
    return found


def _is_web(address: str) -> bool:
    try:
        return bool(re.match(r"(https?:)?//[^\s<>]+$", address) and urlsplit(address).hostname)
    except ValueError:
        return False


def _source(draft: Draft, address: str, table: Mapping[str, Any]) -> dict[str, Any]:
    site = (urlsplit(address).hostname or "").removeprefix("www.")
    full = {"title": "", "container_title": site, **table, "url": address}
    if not line(str(full["title"])):
        full["title"] = address
    return draft.source(address, str(full["title"]) if full["title"] != address else site, full)


TAKES: Final = {WHOLE: _whole, "title": _title, "era": _era, "event": _event}
