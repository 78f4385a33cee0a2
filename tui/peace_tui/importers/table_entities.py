"""What the rows of a table share: the events that quotes belong to, their speakers and their sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from peace_tui.edtf.spans import parse_date
from peace_tui.importers.coerce import A_MOMENT, keep_as_extra, to_one_line
from peace_tui.importers.dates import is_date, make_interval
from peace_tui.importers.dossier_builder import DossierBuilder, find_site
from peace_tui.importers.table_cells import TableRow
from peace_tui.model.records import ARRAYS
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.text.folding import fold

MAX_EVENT_DATES: Final = 10_000
"""How many different dates of one event are remembered to find the first and the last."""
EVENT_FIELDS: Final = ("type", "summary", "place", "duration", "certainty")
"""Keys of an event whose cells are text."""
ADDRESS: Final = re.compile(r"[^\s|]*[.:/][^\s|]*")
"""An address of a source; that of a house has spaces in it, and two may have a bar between them."""
SPEAKER_FIELDS: Final = ("side", "kind", "wikidata")
PARTICIPANT_FIELDS: Final = ("quote.who", "quote.to", "event.involved")
"""The fields of a row that is an event in which people stand."""


class EntityRegistry:
    """The events, people and sources that rows name again and again."""

    def __init__(self, builder: DossierBuilder, own_source: str | None) -> None:
        """Begin with none; `own_source` is the name of the file where the table itself is the only source."""
        self._builder, self._own_source = builder, own_source
        self._events: dict[str, dict[str, Any]] = {}
        self._dates: dict[str, set[str]] = {}
        self._quote_counts: Counter[str] = Counter()

    def next_quote_id(self, event: str) -> str:
        """Return what the id of an event's next quote is made of."""
        self._quote_counts[event] += 1
        return f"{event}-{self._quote_counts[event]:02}"

    def finish(self) -> None:
        """Date the events whose rows have no column for it: from the first to the last of their quotes."""
        for event in self._events.values():
            dates = self._dates.get(event["id"])
            if dates and "date" not in event and (span := _find_span(dates)):
                event["date"] = span

    # --- Events ---

    def event(self, row: TableRow, date: str | None, spill: dict[str, Any]) -> dict[str, Any]:
        """Return the event of a row, by its id or title, else the one of its day and place; a new one if there is none.

        What a row says of the event that contradicts earlier rows is kept in `spill`, as is all it says of a day's.
        """
        title, id = to_one_line(row.text("event.title")), to_one_line(row.glance("event.id"))
        if not title and not id:
            return self._event_of_day(row, date)
        row.text("event.id")
        key = f"id {id}" if id else f"title {fold(title)}"
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = self._builder.open_event(title, {"title": title or id}, id)
        elif title and fold(title) != fold(to_one_line(str(event["title"]))):
            keep_as_extra(spill, "event", title)
        for name in EVENT_FIELDS:
            _fill_in(event, name, row.text(f"event.{name}"), spill)
        tags, involved = row.values("event.tags"), self.involved(row, ("event.involved",))
        for name, items in (("tags", tags), ("involved", involved)):
            event[name] = [*event.get(name, ()), *(item for item in items if item not in event.get(name, ()))]
        if row.has_column("event.date"):
            _fill_in(event, "date", row.read_date("event.date", "event_date", spill), spill, "event_date")
        elif date and len(dates := self._dates.setdefault(event["id"], set())) < MAX_EVENT_DATES:
            dates.add(date)
        return event

    def _event_of_day(self, row: TableRow, date: str | None) -> dict[str, Any]:
        days = {end.partition("T")[0] for end in (date or "").split("/")}
        day = min(days) if len(days) == 1 and is_date(min(days)) else date
        place = row.text("event.place")
        key = f"day {day} {fold(place)}"
        if key not in self._events:
            words = parse_date(day, self._builder.zone).words() if day else ""
            title = f"Statements of {words}" if words else "Statements without a date"
            table = {"type": "statement", "title": f"{title}, {to_one_line(place)}" if place else title, "place": place}
            wanted = f"statements-{day or 'undated'} {place}"
            self._events[key] = self._builder.open_event(wanted, table | ({"date": day} if day else {}))
        return self._events[key]

    # --- People ---

    def speakers(self, row: TableRow, quote: dict[str, Any]) -> list[str]:
        """Return the ids of who speaks; what the row says of a single speaker is added to the person."""
        people = self.people(row, "who")
        if len(people) == 1:
            person = self._describe(people[0], row, quote)
            for title in row.values("who.role"):
                if {"title": title} not in person.setdefault("roles", []):
                    person["roles"].append({"title": title})
        return people

    def participants(self, row: TableRow, event: dict[str, Any]) -> list[dict[str, Any]]:
        """Return who takes part in the event that a row is; what it says of a single one is added to the person."""
        involved: list[dict[str, Any]] = [*self.involved(row, PARTICIPANT_FIELDS)]
        if len(involved) == 1:
            self._describe(involved[0]["person"], row, event)
            involved[0]["role"] = to_one_line(row.text("who.role"))
        return involved

    def correspondents(self, row: TableRow) -> list[dict[str, Any]]:
        """Return who sends and who receives the letter that a row is, and who else takes part."""
        involved = [
            {"person": id, "role": role}
            for field, role in (("who", "sender"), ("to", "recipient"))
            for id in self.people(row, field)
        ]
        involved += self.involved(row, ("event.involved",))
        return [each for index, each in enumerate(involved) if each not in involved[:index]]

    def _describe(self, id: str, row: TableRow, spill: dict[str, Any]) -> dict[str, Any]:
        """Add to a person what a row says of them, and return the person."""
        person = self._builder.find_record("people", id) or {}
        for name in SPEAKER_FIELDS:
            _fill_in(person, name, to_one_line(row.text(f"who.{name}")), spill)
        return person

    def people(self, row: TableRow, field: str) -> list[str]:
        """Return the ids of the people in the cell of a field; those with ids in another cell keep these apart."""
        if pairs := row.values_with_ids(f"quote.{field}", f"quote.{field}_ids"):
            found = (self._builder.get_or_add_person(name, f"id {id}", id)["id"] for name, id in pairs)
            return list(dict.fromkeys(found))
        return self._builder.get_or_add_people(row.values(f"quote.{field}"))

    def involved(self, row: TableRow, fields: Iterable[str]) -> list[dict[str, str]]:
        """Return who takes part in the event of a row, according to the cells of these fields."""
        ids = dict.fromkeys(id for field in fields for id in self._builder.get_or_add_people(row.values(field)))
        return [{"person": id} for id in ids]

    # --- Sources ---

    def sources(self, row: TableRow, spill: dict[str, Any]) -> list[str]:
        """Return the ids of the sources that a row names; what it says against earlier rows is kept in `spill`."""
        names, title = row.values("version.source"), to_one_line(row.glance("source.title"))
        is_single = len(names) < 2
        urls = [to_one_line(row.glance("source.url"))] if is_single else re.split(r"[\s|]+", row.glance("source.url"))
        if len(urls) == max(len(names), 1) and all(ADDRESS.fullmatch(url) for url in urls):
            row.text("source.url")
        else:
            urls = []
            if is_single and row.glance("source.url"):
                what = "address of a source that is none, kept under an x_ key"
                self._builder.report.add_change(what, f"{row.location}: '{row.glance('source.url')[:60]}'")
        ids = []
        for index, name in enumerate(names or [""] * bool(title or any(urls))):
            url = urls[index] if urls else ""
            if re.match(r"https?://\S+$", name) and not url:
                name, url = "", name
            table: dict[str, Any] = {"container_title": name, "url": url}
            if is_single:
                row.text("source.title")
                table |= self._source_details(row, title, table)
            if not name and not title:
                table["title"] = url
            key = "\t".join(fold(part) for part in (name, table.get("title", ""), str(table.get("issued") or ""))) + url
            source = self._builder.get_or_add_source(key, name or title or find_site(url) or "source", table)
            for field, value in table.items():
                _fill_in(source, field, value, spill, f"source_{field.removeprefix('x_')}")
            ids.append(source["id"])
        return list(dict.fromkeys(ids))

    def _source_details(self, row: TableRow, title: str, table: dict[str, Any]) -> dict[str, Any]:
        details: dict[str, Any] = {"title": title, "author": row.values("source.author")}
        details |= {name: row.read_date(f"source.{name}", name, table) for name in ("issued", "accessed")}
        details |= {name: row.text(f"source.{name}") for name in ("type", "publisher", "language", "note")}
        return details | table

    def versions(self, row: TableRow, text: str, spill: dict[str, Any]) -> dict[str, Any]:
        """Return the keys of a quote that say where it is printed."""
        if exported := self._exported_versions(row):
            return {"versions": exported}
        ids = self.sources(row, spill)
        if not ids and self._own_source:
            name = self._own_source
            ids = [self._builder.get_or_add_source("", name, {"type": "dataset", "title": name})["id"]]
        if not ids:
            return {}
        locator = row.text("version.locator") or (row.location if self._own_source else "")
        via, original = row.values("version.via"), to_one_line(row.text("version.translated_from"))
        if len(ids) == 1 and not via and not original:
            return {"source": ids[0], "locator": locator}
        more = {"locator": locator, "via": via, "translated_from": original}
        return {"versions": [{"source": id, "text": text, **more} for id in ids]}

    def _exported_versions(self, row: TableRow) -> list[dict[str, Any]]:
        """Return the versions from the JSON in a cell that `peace-tui export csv` wrote, if it is such a table."""
        written = row.glance("version.all")
        if not written.startswith("[{"):
            return []
        try:
            versions: list[dict[str, Any]] = json.loads(written)
        except (ValueError, RecursionError):
            return []
        if not all(isinstance(version, dict) for version in versions):
            return []
        required = [version.get(name) for version in versions for name in ("source", "text")]
        if not all(isinstance(value, str) and to_one_line(value) for value in required):
            return []
        ids = [str(version["source"]) for version in versions]
        pairs = row.values_with_ids("version.source", "version.source_ids")
        if [id for _, id in pairs] != ids:
            names = row.glance_values("version.source")
            if len(names) == len(ids):
                row.text("version.source")
            pairs = [*zip(names if len(names) == len(ids) else ids, ids, strict=True)]
        row.text("version.all")
        row.text("version.composed_from")  # as `versions` shows
        row.text("version.discounted")  # as the view of the export did
        get = self._builder.get_or_add_source
        sources = [get(f"id {id}", name, {"container_title": name}, id)["id"] for name, id in pairs]
        for version, source in zip(versions, sources, strict=True):
            version["source"] = source
            version.pop(DISCOUNTED, None)
        return versions

    # --- Our own export ---

    def add_exported(self, written: str) -> dict[str, Any]:
        """Add the records in a cell that `peace-tui export csv` wrote; return the keys of the row's quote in it."""
        try:
            found = json.loads(written) if written else {}
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        self._builder.may_dangle = True
        for kind in ARRAYS:
            for table in found.get(kind, ()) if isinstance(found.get(kind), list) else ():
                if isinstance(table, dict):
                    self._add_table(kind, table)
        if isinstance(info := found.get("dossier"), dict):
            self._builder.info |= info
            if self._builder.zone is None and isinstance(zone := info.get("timezone"), str) and is_date(A_MOMENT, zone):
                self._builder.zone = zone
            self._builder.info["timezone"] = self._builder.zone
        own = found.get("quote")
        return own if isinstance(own, dict) else {}

    def _add_table(self, kind: str, table: dict[str, Any]) -> None:
        builder, id = self._builder, str(table.get("id") or "")
        rest = {name: value for name, value in table.items() if name != "id"}
        if kind == "people" and id:
            person = builder.get_or_add_person(str(rest.get("name", id)), f"id {id}", id)
            person |= {name: value for name, value in rest.items() if name == "name" or name not in person}
        elif kind == "sources" and id:
            builder.get_or_add_source(f"id {id}", id, rest, id)
        elif kind == "events" and id and f"id {id}" not in self._events:
            self._events[f"id {id}"] = builder.open_event(id, {"title": id, **rest}, id)
        elif kind in ("claims", "eras", "views"):
            has_id = kind == "claims" or (bool(id) and kind == "views")
            kept = {"id": builder.new_id(kind, id, id)} if has_id else {"x_id": id} if id else {}
            builder.add_open(kind, kept | rest)


def _fill_in(record: dict[str, Any], name: str, value: Any, spill: dict[str, Any], kept_as: str = "") -> None:
    """Give a record a value that it lacks; one that differs from its own is kept in `spill` under an `x_` key."""
    if value and record.setdefault(name, value) != value:
        if not record[name]:
            record[name] = value
        elif spill.get(f"x_{kept_as or name}") != value:
            keep_as_extra(spill, kept_as or name, value)


def merge_versions(quote: dict[str, Any], more: dict[str, Any]) -> None:
    """Add the versions of another row of a quote to it; what else differs there is kept with the first of them."""
    versions = [version for version in more["versions"] if version not in quote["versions"]]
    spill = versions[0] if versions else quote
    for name, value in more.items():
        if name in ("tags", "to", "about"):
            quote[name] = list(dict.fromkeys([*quote.get(name, ()), *value]))
        elif name.startswith("x_") and value and quote.get(name) != value:
            keep_as_extra(spill, name.removeprefix("x_"), value)
        elif name not in ("text", "versions", "event", "who"):
            _fill_in(quote, name, value, spill, name.removeprefix("x_"))
    if not more["versions"] and more["text"] != quote["text"]:
        keep_as_extra(quote, "text", more["text"])
    quote["versions"] += versions


def _find_span(dates: set[str]) -> str | None:
    """Return the interval from the first to the last date, None where the dates are too vague to tell."""
    if len(dates) == 1:
        return next(iter(dates))
    days = {date.partition("T")[0] for date in dates if not set(date) & set("/[]X")}
    if len(days) < len({date.partition("T")[0] for date in dates}):
        return None
    spans = sorted((parse_date(day.rstrip("?~%")) for day in days), key=lambda date: date.sort_key)
    return spans[0].text if len(spans) == 1 else make_interval(spans[0].text, spans[-1].text)
