"""Letters described in TEI headers (correspDesc, as the Correspondence Metadata Interchange Format has it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.tei.dates import moment, told
from peace_tui.importers.tei.header import Header
from peace_tui.importers.tei.people import People, read_aloud
from peace_tui.importers.tei.plain_text import label

NAMES: Final = ("persName", "orgName", "name", "rs")
ROLES: Final = {"sent": "sender", "received": "recipient"}
"""The part that a correspondent takes in an action."""
CERTAINTIES: Final = ("high", "medium", "low", "unknown")


class Letters:
    """Letters, as events."""

    def __init__(self, draft: Draft, people: People) -> None:
        """Begin without any."""
        self._draft, self._people = draft, people

    def take(self, element: Element, header: Header, place: str) -> None:
        """Take in the description of one letter."""
        event: dict[str, Any] = {"type": "document", "involved": []}
        names: dict[str, list[str]] = {"sent": [], "received": []}
        for action in element.iter("correspAction"):
            kind = action.get("type") or "sent"
            for person in self._correspondents(action):
                part = {"person": person["id"], "role": ROLES.get(kind, kind)}
                event["involved"] += [part] * (part not in event["involved"])
                names.setdefault(kind, []).append(read_aloud(person))
            self._dated(event, action, kind, place)
        event["title"] = _title(names)
        event["sources"] = [*self._sources(element, header, event["title"])]
        event["note"] = "; ".join(filter(None, map(label, element.findall("note"))))
        event["x_mentions"] = [_reference(ref) for ref in element.findall("note/ref")]
        event |= {f"x_{name}": element.get(name) for name in ("key", "sameAs", "status") if element.get(name)}
        refs = element.findall("correspContext/ref")
        event["x_context"] = [_reference(ref) for ref in refs]
        wanted = "letter " + (re.sub("[^0-9-]+", "-", event.get("date") or "") or "undated")
        event["id"] = self._draft.id("events", wanted, element.get("xml:id") or "")
        self._draft.add("events", event, place)

    def _correspondents(self, action: Element) -> Iterator[dict[str, Any]]:
        for each in action:
            if each.tag in NAMES and (label(each) or each.get("ref")):
                yield self._people.written(each)

    def _dated(self, event: dict[str, Any], action: Element, kind: str, place: str) -> None:
        """Take the date and the place of an action: those of sending are the letter's."""
        dates, places = action.findall("date"), action.findall("placeName")
        where = ", ".join(dict.fromkeys(filter(None, map(label, places))))
        date = moment(dates[0], self._draft.zone) if dates else None
        if dates and date is None and told(dates[0]):
            self._draft.report.changed("date that cannot be read, kept as x_date", f"{place}: '{told(dates[0])}'")
            event["x_date" if kind == "sent" else f"x_{kind}_date"] = told(dates[0])
        if len(dates) > 1:
            event[f"x_{kind}_dates"] = [told(each) for each in dates[1:]]
        if kind != "sent":
            event |= {f"x_{kind}_date": date} if date else {}
            event |= {f"x_{kind}_place": where} if where else {}
            return
        event |= {"date": date} if date and "date" not in event else {}
        event.setdefault("place", where)
        event["x_place_ref"] = [each.get("ref") for each in places if each.get("ref")]
        doubts = {each.get("cert") for each in dates} & set(CERTAINTIES)
        if doubts:
            event["certainty"] = min(doubts, key=lambda doubt: -CERTAINTIES.index(str(doubt)))

    def _sources(self, element: Element, header: Header, title: str) -> Iterator[str]:
        """Yield the ids of the editions that print a letter, and of the page that a `ref` names."""
        for ref in (element.get("source") or "").split():
            key = ref.removeprefix("#")
            table = header.sources.get(key) or {"title": ref, "url": ref if ref.startswith("http") else None}
            yield self._draft.source(f"edition {header.id} {key}", _short(str(table["title"])), table)["id"]
        if not element.get("source") and (header.sources or header.title):
            table = header.own_source(False)
            yield self._draft.source(f"{header.id} {header.title}", _short(str(table["title"])), table)["id"]
        if (ref := (element.get("ref") or "").strip()).startswith(("http://", "https://")):
            table = {"type": "personal_communication", "title": title, "url": ref}
            yield self._draft.source(ref, ref.rstrip("/").rpartition("/")[2].removesuffix(".html"), table)["id"]


def _reference(ref: Element) -> str:
    return f"{ref.get('type') or 'ref'}: {' '.join(filter(None, (label(ref), ref.get('target'))))}"


def _title(names: dict[str, list[str]]) -> str:
    senders, receivers = (" and ".join(dict.fromkeys(names[kind])) for kind in ("sent", "received"))
    return "Letter" + (f" from {senders}" if senders else "") + (f" to {receivers}" if receivers else "")


def _short(title: str) -> str:
    """Return the beginning of a bibliographic description, for an id."""
    return title[:60]
