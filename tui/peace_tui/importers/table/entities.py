"""What the rows of a table share: the events that quotes belong to, their speakers and their sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from peace_tui.edtf.spans import parse_date
from peace_tui.importers.coerce import keep_as_extra, one_line
from peace_tui.importers.dates import is_date, make_interval
from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.table.cells import TableRow
from peace_tui.text.folding import fold

MAX_EVENT_DATES: Final = 10_000
"""How many different dates of one event are remembered to find the first and the last."""
EVENT_FIELDS: Final = ("type", "summary", "place", "duration", "certainty")
"""Keys of an event whose cells are text."""
SPEAKER_FIELDS: Final = ("side", "kind", "wikidata")


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
            if dates and "date" not in event and (span := _span_of(dates)):
                event["date"] = span

    # --- Events ---

    def event(self, row: TableRow, date: str | None, quote: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the event of a row, by its id or title, else the one of its day and place; a new one if there is none.

        What a row says of the event that contradicts earlier rows is kept with the `quote`.
        """
        title, id = one_line(row.text("event.title")), one_line(row.text("event.id"))
        values = {name: value for name in EVENT_FIELDS if (value := row.text(f"event.{name}"))}
        tags, involved = row.values("event.tags"), self.involved(row, ("event.involved",))
        if not title and not id:
            return self._event_of_day(date, values, quote)
        key = f"id {id}" if id else f"title {fold(title)}"
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = self._builder.open_event(title, {"title": title or id}, id)
        for name, value in values.items():
            if event.setdefault(name, value) != value and quote is not None:
                keep_as_extra(quote, name, value)
        for name, items in (("tags", tags), ("involved", involved)):
            event[name] = [*event.get(name, ()), *(item for item in items if item not in event.get(name, ()))]
        self._add_date(event, row, date)
        return event

    def _add_date(self, event: dict[str, Any], row: TableRow, date: str | None) -> None:
        """Date an event as its own column says; where the table has none, remember the date of its quote."""
        if row.has_column("event.date"):
            if own_date := row.date("event", event) if row.text("event.date") else None:
                event.setdefault("date", own_date)
        elif date and len(dates := self._dates.setdefault(event["id"], set())) < MAX_EVENT_DATES:
            dates.add(date)

    def _event_of_day(self, date: str | None, values: dict[str, str], quote: dict[str, Any] | None) -> dict[str, Any]:
        day = date.partition("T")[0] if date and "/" not in date and is_date(date.partition("T")[0]) else date
        place = values.pop("place", "")
        if quote is not None:
            for name, value in values.items():
                keep_as_extra(quote, name, value)
        key = f"day {day} {fold(place)}"
        if key not in self._events:
            words = parse_date(day, self._builder.zone).words() if day else ""
            title = f"Statements of {words}" if words else "Statements without a date"
            table = {"type": "statement", "title": f"{title}, {one_line(place)}" if place else title, "place": place}
            wanted = f"statements-{day or 'undated'} {place}"
            self._events[key] = self._builder.open_event(wanted, table | ({"date": day} if day else {}))
        return self._events[key]

    # --- People ---

    def speakers(self, row: TableRow, quote: dict[str, Any]) -> list[str]:
        """Return the ids of who speaks; what the row says of a single speaker is added to the person."""
        people = self.people(row, "who")
        values = {name: value for name in SPEAKER_FIELDS if (value := one_line(row.text(f"who.{name}")))}
        if len(people) == 1:
            person = people[0]
            for name, value in values.items():
                if person.setdefault(name, value) != value:
                    keep_as_extra(quote, name, value)
            for title in row.values("who.role"):
                if {"title": title} not in person.setdefault("roles", []):
                    person["roles"].append({"title": title})
        else:
            for name, value in values.items():
                keep_as_extra(quote, name, value)
        return list(dict.fromkeys(person["id"] for person in people))

    def people(self, row: TableRow, field: str) -> list[dict[str, Any]]:
        """Return the people in the cell of a field; those that have ids in another cell are told apart by these."""
        if pairs := row.values_with_ids(f"quote.{field}", f"quote.{field}_ids"):
            return [self._builder.get_or_add_person(name, f"id {id}", id) for name, id in pairs]
        return [self._builder.get_or_add_person(name) for name in row.values(f"quote.{field}")]

    def involved(self, row: TableRow, fields: Iterable[str]) -> list[dict[str, str]]:
        """Return who takes part in the event of a row, according to the cells of these fields."""
        ids = dict.fromkeys(id for field in fields for id in self._builder.get_or_add_people(row.values(field)))
        return [{"person": id} for id in ids]

    # --- Sources ---

    def sources(self, row: TableRow) -> list[str]:
        """Return the ids of the sources that a row names."""
        names, title = row.values("version.source"), one_line(row.text("source.title"))
        is_single = len(names) < 2
        urls = [one_line(row.text("source.url"))] if is_single else re.split(r"[\s|]+", row.text("source.url"))
        ids = []
        for index, name in enumerate(names or [""] * bool(title or urls[0])):
            url = urls[index] if len(urls) == max(len(names), 1) else ""
            if re.match(r"https?://\S+$", name) and not url:
                name, url = "", name
            table: dict[str, Any] = {"container_title": name, "url": url}
            if is_single:
                table |= self._source_details(row, title, table)
            if not name and not title:
                table["title"] = url
            wanted = name or title or _host_of(url)
            key = "\t".join(fold(part) for part in (name, table.get("title", ""), str(table.get("issued") or ""))) + url
            ids.append(self._builder.get_or_add_source(key, wanted, table)["id"])
        return list(dict.fromkeys(ids))

    def _source_details(self, row: TableRow, title: str, table: dict[str, Any]) -> dict[str, Any]:
        details: dict[str, Any] = {"title": title, "author": row.values("source.author")}
        details |= {name: row.source_date(f"source.{name}", table) for name in ("issued", "accessed")}
        return details | {name: row.text(f"source.{name}") for name in ("type", "publisher", "language", "note")}

    def versions(self, row: TableRow, text: str) -> dict[str, Any]:
        """Return the keys of a quote that say where it is printed."""
        if exported := self._exported_versions(row):
            return {"versions": exported}
        ids = self.sources(row)
        locator = row.text("version.locator")
        if not ids and self._own_source:
            name = self._own_source
            ids = [self._builder.get_or_add_source("", name, {"type": "dataset", "title": name})["id"]]
            locator = locator or row.location
        more = {
            "via": row.values("version.via"),
            "translated_from": one_line(row.text("version.translated_from")),
        }
        if not ids:
            extras = {f"x_{name}": value for name, value in more.items()}
            return extras | ({"x_locator": locator} if locator else {})
        if len(ids) == 1 and not any(more.values()):
            return {"source": ids[0], "locator": locator}
        return {"versions": [{"source": id, "text": text, "locator": locator, **more} for id in ids]}

    def _exported_versions(self, row: TableRow) -> list[dict[str, Any]]:
        """Return the versions from the JSON in a cell that `peace-tui export csv` wrote, if it is such a table."""
        written = row.text("version.all")
        if not written.startswith("[{"):
            return []
        try:
            versions = json.loads(written)
        except (ValueError, RecursionError):
            return []
        if not all(isinstance(version, dict) for version in versions):
            return []
        required = [version.get(name) for version in versions for name in ("source", "text")]
        if not all(isinstance(value, str) and one_line(value) for value in required):
            return []
        pairs = row.values_with_ids("version.source", "version.source_ids")
        if [id for _, id in pairs] != [version["source"] for version in versions]:
            return []
        get = self._builder.get_or_add_source
        sources = [get(f"id {id}", name, {"container_title": name}, id)["id"] for name, id in pairs]
        return [{**version, "source": source} for version, source in zip(versions, sources, strict=True)]


def _span_of(dates: set[str]) -> str | None:
    """Return the interval from the first to the last date, None where the dates are too vague to tell."""
    if len(dates) == 1:
        return next(iter(dates))
    days = {date.partition("T")[0] for date in dates if not set(date) & set("/[]X")}
    if len(days) < len({date.partition("T")[0] for date in dates}):
        return None
    spans = sorted((parse_date(day.rstrip("?~%")) for day in days), key=lambda date: date.sort_key)
    return spans[0].text if len(spans) == 1 else make_interval(spans[0].text, spans[-1].text)


def _host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "source").removeprefix("www.")
    except ValueError:
        return "source"
