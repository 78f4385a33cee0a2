"""Letters described in TEI headers: correspDesc of the Correspondence Metadata Interchange Format (CMIF)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.tei.elements import date_as_written, element_date, label
from peace_tui.importers.tei.header import TeiHeader
from peace_tui.importers.tei.people import TeiPeople, spoken_name
from peace_tui.model.records import CERTAINTIES

NAME_TAGS: Final = ("persName", "orgName", "name", "rs")
ROLES: Final = {"sent": "sender", "received": "recipient"}
"""The role of a correspondent by the type of the action."""
MAX_ID_SOURCE_CHARS: Final = 60
"""How much of a bibliographic description an id is made of."""


class LetterConverter:
    """Turns letters into events."""

    def __init__(self, builder: DossierBuilder, people: TeiPeople) -> None:
        """Convert into a dossier."""
        self._builder, self._people = builder, people

    def convert_letter(self, element: Element, header: TeiHeader, location: str) -> None:
        """Convert the description of one letter."""
        event: dict[str, Any] = {"type": "document", "involved": []}
        names: dict[str, list[str]] = {"sent": [], "received": []}
        for action in element.iter("correspAction"):
            kind = action.get("type") or "sent"
            for person in self._correspondents(action):
                involvement = {"person": person["id"], "role": ROLES.get(kind, kind)}
                event["involved"] += [involvement] * (involvement not in event["involved"])
                names.setdefault(kind, []).append(spoken_name(person))
            self._read_date_and_place(event, action, kind, location)
        event["title"] = _title(names)
        event["sources"] = [*self._sources(element, header, event["title"])]
        event["note"] = "; ".join(filter(None, map(label, element.findall("note"))))
        event["x_mentions"] = [_reference(ref) for ref in element.findall("note/ref")]
        event |= {f"x_{name}": element.get(name) for name in ("key", "sameAs", "status") if element.get(name)}
        refs = element.findall("correspContext/ref")
        event["x_context"] = [_reference(ref) for ref in refs]
        wanted = "letter " + (re.sub("[^0-9-]+", "-", event.get("date") or "") or "undated")
        event["id"] = self._builder.new_id("events", wanted, element.get("xml:id") or "")
        self._builder.add_record("events", event, location)

    def _correspondents(self, action: Element) -> Iterator[dict[str, Any]]:
        for each in action:
            if each.tag in NAME_TAGS and (label(each) or each.get("ref")):
                yield self._people.get_named(each)

    def _read_date_and_place(self, event: dict[str, Any], action: Element, kind: str, location: str) -> None:
        """Read the date and the place of an action: those of sending are the letter's."""
        dates, places = action.findall("date"), action.findall("placeName")
        place = ", ".join(dict.fromkeys(filter(None, map(label, places))))
        date = element_date(dates[0], self._builder.zone) if dates else None
        if dates and date is None and (written := date_as_written(dates[0])):
            self._builder.report.add_change("date that cannot be read, kept as x_date", f"{location}: '{written}'")
            event["x_date" if kind == "sent" else f"x_{kind}_date"] = written
        if len(dates) > 1:
            event[f"x_{kind}_dates"] = [date_as_written(each) for each in dates[1:]]
        if kind != "sent":
            event |= {f"x_{kind}_date": date} if date else {}
            event |= {f"x_{kind}_place": place} if place else {}
            return
        event |= {"date": date} if date and "date" not in event else {}
        event.setdefault("place", place)
        event["x_place_ref"] = [each.get("ref") for each in places if each.get("ref")]
        doubts = {each.get("cert") for each in dates} & set(CERTAINTIES)
        if doubts:
            event["certainty"] = min(doubts, key=lambda doubt: -CERTAINTIES.index(str(doubt)))

    def _sources(self, element: Element, header: TeiHeader, title: str) -> Iterator[str]:
        """Yield the ids of the editions that print a letter, and of the page that a `ref` names."""
        for ref in (element.get("source") or "").split():
            key = ref.removeprefix("#")
            table = header.sources.get(key) or {"title": ref, "url": ref if ref.startswith("http") else None}
            yield self._source(f"edition {header.id} {key}", str(table["title"])[:MAX_ID_SOURCE_CHARS], table)
        if not element.get("source") and (header.sources or header.title):
            table = header.own_source(False)
            yield self._source(f"{header.id} {header.title}", str(table["title"])[:MAX_ID_SOURCE_CHARS], table)
        if (ref := (element.get("ref") or "").strip()).startswith(("http://", "https://")):
            table = {"type": "personal_communication", "title": title, "url": ref}
            yield self._source(ref, ref.rstrip("/").rpartition("/")[2].removesuffix(".html"), table)

    def _source(self, key: str, wanted: str, table: dict[str, Any]) -> str:
        return str(self._builder.get_or_add_source(key, wanted, table)["id"])


def _reference(ref: Element) -> str:
    return f"{ref.get('type') or 'ref'}: {' '.join(filter(None, (label(ref), ref.get('target'))))}"


def _title(names: dict[str, list[str]]) -> str:
    senders, receivers = (" and ".join(dict.fromkeys(names[kind])) for kind in ("sent", "received"))
    return "Letter" + (f" from {senders}" if senders else "") + (f" to {receivers}" if receivers else "")
