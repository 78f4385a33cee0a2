"""TimelineJS, its JSON and its spreadsheet: slides become events, with their media and links as sources, and eras.

Format: https://timeline.knightlab.com/docs/json-format.html. Text there is HTML; here it becomes plain text.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from peace_tui.importers.coerce import add_extra, make_extra_key, to_extra_value, to_one_line
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun, find_site
from peace_tui.importers.input_file import InputFile, read_json
from peace_tui.importers.registry import guess_json_format
from peace_tui.importers.table_rows import Table, TextTable
from peace_tui.importers.timelinejs_slides import (
    Slide,
    SlideDate,
    find_slide_date,
    find_timeline,
    is_timelinejs_spreadsheet,
    read_json_slides,
    read_row,
)
from peace_tui.model.records import EVENT_TYPES
from peace_tui.text.html import PlainText, is_html, to_plain_text

CONVERTED_KEYS: Final = frozenset(
    ("start_date", "end_date", "display_date", "text", "media", "group", "unique_id", "x_date", "location")
)
"""Keys of a slide that become keys of an event; all others are kept under `x_` keys."""
MEDIA_TYPES: Final = (
    (re.compile(r"\.(jpe?g|png|gif|svg|webp|tiff?|bmp)(\?|$)", re.I), "graphic"),
    (re.compile(r"(youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com)/|\.mp4(\?|$)", re.I), "motion_picture"),
    (re.compile(r"soundcloud\.com/|\.(mp3|ogg|wav)(\?|$)", re.I), "song"),
    (re.compile(r"(twitter|x|instagram|facebook)\.com/", re.I), "post"),
)
"""The CSL type of a medium, by its address; any other is a web page."""
TIMELINE_MAPPING: Final = (
    *("event ← slide", "title ← headline", "summary ← text", "date ← start_date to end_date"),
    *("source ← media and links", "tag or type ← group"),
)
"""What becomes what, for the report."""
COSMOLOGICAL: Final = "cosmological"
SLIDE_KEYS: Final = frozenset(("title", "events", "slides", "eras", "era", "date", "timeline"))
"""Keys of a timeline that hold slides."""
MAX_TITLE_CHARS: Final = 80
"""How much of a text becomes the title of a slide without a headline."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions, table: Table | None = None) -> None:
    """Convert a timeline; `table` is its spreadsheet, where that is open already."""
    first = input_file.first_text() if table is None else b""  # which rewinds the file
    converter = TimelineConverter(builder, options)
    if table is not None:
        slides, noun = _read_spreadsheet(input_file, table), "row"
    elif first.startswith((b"{", b"[")) or re.match(rb"\s*((var|let|const)\s+)?[\w.$]+\s*[=(]\s*[\[{]", first):
        slides, noun = _read_json_slides(input_file, converter), "slide"
    else:
        slides, noun = _read_spreadsheet(input_file, TextTable(input_file)), "row"
    count = 0
    for kind, slide in slides:
        count += 1
        input_file.show_progress(count_noun(count, noun))
        converter.convert_slide(kind, slide, f"{noun} {count}")
    if not count:
        raise input_file.error("there are no slides in it: an object with an array of events is expected")
    builder.report.read.append(count_noun(count, noun))
    builder.report.mapped += TIMELINE_MAPPING


def _read_json_slides(input_file: InputFile, converter: TimelineConverter) -> Iterator[tuple[str, Slide]]:
    document = read_json(input_file)
    kind = guess_json_format(document)
    if kind != "timelinejs":
        hint = f"; it looks like {kind}: peace-tui import {kind}" if kind else ""
        raise input_file.error(f"this is no timeline: an object with an array of events is expected{hint}")
    if isinstance(document, dict):
        wrapped = find_timeline(document)
        for keys in (document, wrapped) if wrapped is not document else (document,):
            converter.convert_timeline_keys(
                {name: value for name, value in keys.items() if not _holds_slides(name, value)}
            )
    yield from read_json_slides(document)


def _read_spreadsheet(input_file: InputFile, table: Table) -> Iterator[tuple[str, Slide]]:
    if not is_timelinejs_spreadsheet(table.header):
        why = "this is no spreadsheet of TimelineJS: it has no columns Year and Headline; try: peace-tui import csv"
        raise input_file.error(why)
    for _, row in table:
        slide = read_row(row)
        kind = str(slide.get("type", "")).strip().lower()
        if kind in ("title", "era", "event"):
            del slide["type"]
        yield kind if kind in ("title", "era") else "event", slide


class TimelineConverter:
    """Turns the slides of one timeline into records."""

    def __init__(self, builder: DossierBuilder, options: ImportOptions) -> None:
        """Convert into a dossier."""
        self._builder, self._options = builder, options

    def convert_timeline_keys(self, keys: dict[str, Any]) -> None:
        """Keep the keys of the timeline itself."""
        if keys.get("scale") == COSMOLOGICAL:
            self._builder.report.add_change("timeline on the cosmological scale: its dates are years")
        for name, value in keys.items():
            add_extra(self._builder.info, make_extra_key(name), value)

    def convert_slide(self, kind: str, slide: Slide, location: str) -> None:
        """Convert a slide: the `title` of the dossier, an `era` or an `event`."""
        if kind == "era":
            self._convert_era(slide, location)
        elif kind == "title" and "x_title_slide" not in self._builder.info:
            self._convert_title(slide)
        else:
            self._convert_event(slide, location)

    def _convert_title(self, slide: Slide) -> None:
        info = self._builder.info
        rest = {name: value for name, value in slide.items() if name not in ("text", "type")}
        headline, text = self._headline_and_text(slide, rest, "title slide", ())
        if headline:
            info["title"] = headline
        info["note"] = text
        info["x_title_slide"] = rest

    def _convert_era(self, slide: Slide, location: str) -> None:
        rest: dict[str, Any] = {}
        headline, text = self._headline_and_text(slide, rest, location, ())
        when = self._date(slide, location)
        if not when.date:
            told = f"{location}: '{headline}'" if headline else location
            self._set_aside("era without a date that can be read", "x_eras", slide, told)
            return
        era = {"title": headline or when.date, "date": when.date, "note": text, **when.extras, **when.shown, **rest}
        for name, value in slide.items():
            if name not in ("start_date", "end_date", "text", "x_date"):
                add_extra(era, make_extra_key(name), value)
        self._builder.add_record("eras", era, location)

    def _set_aside(self, what: str, key: str, slide: Any, location: str) -> None:
        """Keep a slide that becomes no record with what the dossier says of itself."""
        if to_extra_value(slide) is None:
            self._builder.report.add_loss(what, location)
            return
        self._builder.info.setdefault(key, []).append(slide)
        self._builder.report.add_change(f"{what}, kept in {key} of the dossier", location)

    def _convert_event(self, slide: Slide, location: str) -> None:
        builder = self._builder
        if not any(slide.get(name) for name in ("text", "media", "start_date", "end_date", "unique_id")):
            self._set_aside("slide without anything in it", "x_slides", slide.get("", slide), location)
            return
        rest: dict[str, Any] = {}
        sources = self._linked_sources(slide)
        headline, text = self._headline_and_text(slide, rest, location, sources)
        when = self._date(slide, location)
        media = _find_table(slide, "media")
        title = headline or _shorten(text) or _shorten(_to_plain_text(media.get("caption")))
        if not title:
            builder.report.add_change("slide without headline", location)
            title = f"Slide of {when.date}" if when.date else "Slide without headline"
        event: dict[str, Any] = {"title": title, "summary": text, "date": when.date, **when.extras, **rest}
        event["sources"] = [*sources.values()]
        event |= _find_type_or_tag(to_one_line(_to_plain_text(slide.get("group"))))
        labels = (to_plain_text(str(slide.get(name) or "")) for name in ("group", "display_date"))
        self._report_left_out(location, *labels)
        if when.date is None or when.date != slide.get("x_date"):  # where they are equal, our export wrote both
            display_date = _to_plain_text(slide.get("display_date"))
            event |= when.shown | ({"x_display_date": display_date} if display_date else {})
        if place := _find_table(slide, "location"):
            event |= {"place": str(place.get("name") or ""), "x_location": place}
        for name, value in slide.items():
            is_odd = name in ("media", "location") and not isinstance(value, dict)
            if name not in CONVERTED_KEYS or is_odd:
                add_extra(event, make_extra_key(name), value)
        builder.identify("events", event, title, str(slide.get("unique_id") or "").strip())
        quote = self._add_medium(media, event, location)
        builder.add_record("events", event, location)
        if quote:
            quote = {"id": builder.new_id("quotes", f"{event['id']}-quote"), "event": event["id"], **quote}
            builder.add_record("quotes", quote, location)

    def _headline_and_text(
        self, slide: Slide, rest: dict[str, Any], location: str, sources: Container[str]
    ) -> tuple[str, str]:
        """Return the headline on one line, and the text.

        What they do not say is added to `rest` under `x_` keys, the addresses that have become `sources` excepted.
        """
        text = _find_table(slide, "text")
        parts = {name: to_plain_text(str(text.get(name) or "")) for name in ("headline", "text")}
        for name, value in text.items():
            if name not in parts:
                add_extra(rest, make_extra_key(name), value)
        links = [address for part in parts.values() for address, _ in part.links if address not in sources]
        links += [address for part in parts.values() for address in (part.iframe_address, *part.embedded) if address]
        self._report_left_out(location, *parts.values())
        if links:
            rest["x_links"] = list(dict.fromkeys(links))
        if any(is_html(str(text.get(name) or "")) for name in parts):
            self._builder.report.add_change("text in HTML, made plain", location)
        return to_one_line(parts["headline"].text), parts["text"].text

    def _report_left_out(self, location: str, *parts: PlainText) -> None:
        for part in parts:
            self._builder.report.add_html_losses(part.left_out, location)

    def _date(self, slide: Slide, location: str) -> SlideDate:
        """Return when a slide happens, and report what had to be changed for that."""
        when = find_slide_date(slide, self._builder.zone, self._options.date_order)
        for change in when.changes:
            self._builder.report.add_change(change, location)
        return when

    def _linked_sources(self, slide: Slide) -> dict[str, str]:
        """Return the ids of the sources that a slide's text links to, by their addresses."""
        text = _find_table(slide, "text")
        links = [link for name in ("headline", "text") for link in to_plain_text(str(text.get(name) or "")).links]
        return {
            address: self._source(address, {"title": words}) for address, words in links if _is_web_address(address)
        }

    def _add_medium(self, media: Mapping[str, Any], event: dict[str, Any], location: str) -> dict[str, Any] | None:
        """Add a slide's medium to its event, as a source or under `x_` keys; return the quote that it is, if so."""
        address = str(media.get("url") or "").strip()
        embedded = to_plain_text(address)
        address = embedded.iframe_address or address
        credit, caption = (to_plain_text(str(media.get(name) or "")) for name in ("credit", "caption"))
        self._report_left_out(location, embedded, credit, caption)
        extras: dict[str, Any] = {}
        for name, value in media.items():
            if name not in ("url", "caption", "credit"):
                add_extra(extras, make_extra_key(name), value)
        links = [address for part in (embedded, caption, credit) for address, _ in part.links]
        links += [address for part in (embedded, caption, credit) for address in part.embedded]
        extras["x_links"] = [*links, *filter(None, (caption.iframe_address, credit.iframe_address))]
        if embedded.quoted:
            event["x_media_caption"] = caption.text
            event["x_media"] = extras
            return self._quote_in_place(embedded, credit)
        if _is_web_address(address):
            source_type = next((kind for pattern, kind in MEDIA_TYPES if pattern.search(address)), "webpage")
            table = {"type": source_type, "title": to_one_line(caption.text), **extras}
            table["container_title"] = to_one_line(credit.text) or find_site(address)
            if embedded.iframe_address:
                table["x_text"] = embedded.text
            id = self._source(address, table)
            event["sources"] = list(dict.fromkeys([*event["sources"], id]))
            source = self._builder.get_or_add_source(address, "", {})
            told = {"caption": to_one_line(caption.text), "credit": to_one_line(credit.text), **extras}
            kept = {*map(str, source.values())}
            event["x_media"] = {name: value for name, value in told.items() if value and str(value) not in kept}
        elif address:
            medium = {"url": embedded.text or address, "caption": caption.text, "credit": credit.text}
            event["x_media"] = {**medium, **extras}
        else:
            event["x_media"] = {"caption": caption.text, "credit": credit.text, **extras}
        return None

    def _quote_in_place(self, embedded: PlainText, credit: PlainText) -> dict[str, Any]:
        """Return the quote that a blockquote in place of a medium is."""
        self._builder.report.add_change("blockquote in place of a medium, made a quote")
        words, cited = _split_signature(embedded.quoted)
        beside = embedded.text.partition(embedded.quoted)[2]
        cited = "; ".join(
            filter(None, (embedded.cited, cited, to_one_line(beside).removeprefix(embedded.cited).strip()))
        )
        printed = self._credited_source(credit) if to_one_line(credit.text) else self._timeline_source()
        return {"text": words, "x_cited": cited, "source": printed}

    def _source(self, address: str, table: Mapping[str, Any]) -> str:
        """Return the id of the source at an address, new or known."""
        site = find_site(address)
        full = {"title": "", "container_title": site, **table, "url": address}
        title = str(full["title"])
        if not to_one_line(title):
            full["title"] = title = address
        id: str = self._builder.get_or_add_source(address, title if title != address else site, full)["id"]
        return id

    def _credited_source(self, credit: PlainText) -> str:
        """Return the id of the source that the credit of a blockquote names, with the address it links to."""
        address = next((address for address, _ in credit.links if _is_web_address(address)), "")
        name = to_one_line(credit.text)
        table = {"container_title": name, "url": address}
        id: str = self._builder.get_or_add_source(f"credit {name} {address}", name, table)["id"]
        return id

    def _timeline_source(self) -> str:
        """Return the id of the source that the timeline itself is, for words that are printed nowhere else."""
        title = str(self._builder.info["title"])
        table = {"type": "webpage", "title": title}
        id: str = self._builder.get_or_add_source("timeline", title, table)["id"]
        return id


def _find_table(slide: Slide, name: str) -> dict[str, Any]:
    """Return an object in a slide, an empty one where there is none."""
    return value if isinstance(value := slide.get(name), dict) else {}


def _holds_slides(name: str, value: Any) -> bool:
    """Tell whether a key of a timeline holds slides, which are read one by one."""
    return isinstance(value, dict if name in ("title", "timeline") else list) and name in SLIDE_KEYS


def _split_signature(quoted: str) -> tuple[str, str]:
    """Return the words of a blockquote and, of an embedded post, the last line with the name of its author."""
    words, _, last = quoted.rpartition("\n")
    return (words.strip(), last) if words.strip() and last.startswith(("—", "–", "- ")) else (quoted, "")


def _to_plain_text(html: Any) -> str:
    return to_plain_text(str(html or "")).text


def _shorten(text: str) -> str:
    words = to_one_line(text)
    return words if len(words) <= MAX_TITLE_CHARS else words[:MAX_TITLE_CHARS].rpartition(" ")[0] + " …"


def _find_type_or_tag(group: str) -> dict[str, Any]:
    """Return what a slide's group becomes: the type of the event where it names one, else a tag."""
    return {"type": group} if group in EVENT_TYPES else {"tags": [group] if group else []}


def _is_web_address(address: str) -> bool:
    return bool(re.match(r"(https?:)?//[^\s<>]+$", address) and find_site(address))
