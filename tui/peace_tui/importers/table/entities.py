"""What the rows of a table share: the events that quotes belong to, their speakers and their sources."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final
from urllib.parse import urlsplit

from peace_tui.edtf.spans import parse_date
from peace_tui.importers.date_parts import interval, is_date
from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.table.cells import Cells
from peace_tui.importers.table.coerce import keep, line
from peace_tui.text.folding import fold

MOST_DATES: Final = 10_000
"""How many different dates of one event are held to find the first and the last."""


class Gathering:
    """The events, people and sources that rows name again and again."""

    def __init__(self, draft: Draft, own_source: str | None) -> None:
        """Begin with none; `own_source` is the name of the file where the table itself is the only source."""
        self._draft, self._own_source = draft, own_source
        self._events: dict[str, dict[str, Any]] = {}
        self._dates: dict[str, set[str]] = {}
        self._numbers: Counter[str] = Counter()

    def numbered(self, event: str) -> str:
        """Return what the id of an event's next quote is made of."""
        self._numbers[event] += 1
        return f"{event}-{self._numbers[event]:02}"

    def event(
        self, cells: Cells, date: str | None, fields: tuple[str, ...], quote: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the event of a row, new or known: by its id or title, else the one of its day and place.

        What a row says of the event beyond what is known, or against it, is kept with the `quote`.
        """
        title, wanted = line(cells.text("event.title")), line(cells.text("event.id"))
        told = {name: value for name in fields if (value := cells.text(f"event.{name}"))}
        tags, involved = cells.several("event.tags"), self.involved(cells, spoken=True)
        if not title and not wanted:
            return self._of_a_day(date, told, quote)
        key = f"id {wanted}" if wanted else f"title {fold(title)}"
        event = self._events.get(key)
        if event is None:
            event = self._events[key] = self._draft.open_event(title, {"title": title or wanted}, wanted)
        for name, value in told.items():
            if event.setdefault(name, value) != value and quote is not None:
                keep(quote, name, value)
        for name, values in (("tags", tags), ("involved", involved)):
            event[name] = [*event.get(name, ()), *(value for value in values if value not in event.get(name, ()))]
        self._date(event, cells, date)
        return event

    def _date(self, event: dict[str, Any], cells: Cells, date: str | None) -> None:
        """Date an event as its own column says; where the table has none, note the date of what is said at it."""
        if cells.has("event.date"):
            if said := cells.date("event", event) if cells.text("event.date") else None:
                event.setdefault("date", said)
        elif date and len(dates := self._dates.setdefault(event["id"], set())) < MOST_DATES:
            dates.add(date)

    def _of_a_day(self, date: str | None, told: dict[str, str], quote: dict[str, Any] | None) -> dict[str, Any]:
        day = date.partition("T")[0] if date and "/" not in date and is_date(date.partition("T")[0]) else date
        place = told.pop("place", "")
        if quote is not None:
            for name, value in told.items():
                keep(quote, name, value)
        key = f"day {day} {fold(place)}"
        if key not in self._events:
            words = parse_date(day, self._draft.zone).words() if day else ""
            title = f"Statements of {words}" if words else "Statements without a date"
            table = {"type": "statement", "title": f"{title}, {line(place)}" if place else title, "place": place}
            wanted = f"statements-{day or 'undated'} {place}"
            self._events[key] = self._draft.open_event(wanted, table | ({"date": day} if day else {}))
        return self._events[key]

    def finish(self) -> None:
        """Date the events that rows do not date themselves: from the first to the last of their quotes."""
        for event in self._events.values():
            dates = self._dates.get(event["id"])
            if dates and "date" not in event and (span := self._span(dates)):
                event["date"] = span

    def _span(self, dates: set[str]) -> str | None:
        if len(dates) == 1:
            return next(iter(dates))
        days = {date.partition("T")[0] for date in dates if not set(date) & set("/[]X")}
        if len(days) < len({date.partition("T")[0] for date in dates}):
            return None
        read = sorted((parse_date(day.rstrip("?~%")) for day in days), key=lambda date: date.sort_key)
        return read[0].text if len(read) == 1 else interval(read[0].text, read[-1].text)

    def speakers(self, cells: Cells, quote: dict[str, Any]) -> list[str]:
        """Return the ids of who speaks; what the row tells of a single speaker is added to the person."""
        people = self.people(cells, "who")
        told = {name: value for name in ("side", "kind", "wikidata") if (value := line(cells.text(f"who.{name}")))}
        if len(people) != 1:
            for name, value in told.items():
                keep(quote, name, value)
        else:
            person = people[0]
            for name, value in told.items():
                if person.setdefault(name, value) != value:
                    keep(quote, name, value)
            for role in cells.several("who.role"):
                if {"title": role} not in person.setdefault("roles", []):
                    person["roles"].append({"title": role})
        return list(dict.fromkeys(person["id"] for person in people))

    def people(self, cells: Cells, field: str) -> list[dict[str, Any]]:
        """Return the people in the cell of a field; those that have ids in another cell are told apart by these."""
        if pairs := cells.paired(f"quote.{field}", f"quote.{field}_ids"):
            return [self._draft.person(name, f"id {id}", id) for name, id in pairs]
        return [self._draft.person(name) for name in cells.several(f"quote.{field}")]

    def involved(self, cells: Cells, *, spoken: bool = False) -> list[dict[str, str]]:
        """Return who takes part in the event of a row; where nobody is quoted, speakers and addressees as well."""
        fields = ("event.involved",) if spoken else ("quote.who", "quote.to", "event.involved")
        ids = dict.fromkeys(id for field in fields for id in self._draft.people(cells.several(field)))
        return [{"person": id} for id in ids]

    def sources(self, cells: Cells) -> list[str]:
        """Return the ids of the sources that a row names."""
        names, title = cells.several("version.source"), line(cells.text("source.title"))
        alone = len(names) < 2
        addresses = [line(cells.text("source.url"))] if alone else re.split(r"[\s|]+", cells.text("source.url"))
        ids = []
        for place, name in enumerate(names or [""] * bool(title or addresses[0])):
            url = addresses[place] if len(addresses) == max(len(names), 1) else ""
            if re.match(r"https?://\S+$", name) and not url:
                name, url = "", name
            table: dict[str, Any] = {"container_title": name, "url": url}
            if alone:
                table |= {"title": title, "type": cells.text("source.type"), "author": cells.several("source.author")}
                table |= {when: cells.issued(f"source.{when}", table) for when in ("issued", "accessed")}
                names_of_keys = ("publisher", "language", "note")
                table |= {key: cells.text(f"source.{key}") for key in names_of_keys}
            if not name and not title:
                table["title"] = url
            wanted = name or title or _site(url)
            key = "\t".join(fold(part) for part in (name, table.get("title", ""), str(table.get("issued") or ""))) + url
            ids.append(self._draft.source(key, wanted, table)["id"])
        return list(dict.fromkeys(ids))

    def versions(self, cells: Cells, text: str) -> dict[str, Any]:
        """Return what of a quote says where it is printed."""
        if exported := self._exported(cells):
            return {"versions": exported}
        ids = self.sources(cells)
        locator = cells.text("version.locator")
        if not ids and self._own_source:
            name = self._own_source
            ids = [self._draft.source("", name, {"type": "dataset", "title": name})["id"]]
            locator = locator or cells.place
        more = {"via": cells.several("version.via"), "translated_from": line(cells.text("version.translated_from"))}
        if not ids:
            own = {f"x_{name}": value for name, value in more.items()}
            return own | ({"x_locator": locator} if locator else {})
        if len(ids) == 1 and not any(more.values()):
            return {"source": ids[0], "locator": locator}
        return {"versions": [{"source": id, "text": text, "locator": locator, **more} for id in ids]}

    def _exported(self, cells: Cells) -> list[dict[str, Any]]:
        """Return the versions that `peace-tui export csv` wrote whole into a cell of their own, if it did."""
        written = cells.text("version.all")
        if not written.startswith("[{"):
            return []
        import json

        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            return []
        tables = [each for each in found if isinstance(each, dict)]
        needed = [each.get(name) for each in tables for name in ("source", "text")]
        sound = len(tables) == len(found) and all(isinstance(value, str) and line(value) for value in needed)
        pairs = cells.paired("version.source", "version.source_ids")
        if not sound or [id for _, id in pairs] != [each["source"] for each in found]:
            return []
        sources = [self._draft.source(f"id {id}", name, {"container_title": name}, id)["id"] for name, id in pairs]
        return [{**each, "source": source} for each, source in zip(found, sources, strict=True)]


def _site(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "source").removeprefix("www.")
    except ValueError:
        return "source"
