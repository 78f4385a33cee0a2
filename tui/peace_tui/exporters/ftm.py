"""FollowTheMoney: people, sources, events, passages and claims as entities, each JSON on a line, as Aleph takes them.

A passage is a Note of its speakers and its event, with the article that prints it as `proof`: its words to the letter
in `description`. Words of the dossier's own, which no outlet prints, are a Note without a proof. FollowTheMoney's dates
are the beginnings of ISO 8601: any other stands in `notes` as it is said. Its ids take few signs: others become
hyphens, and a hash tells such ids apart. What a view does not count is marked in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha1
from typing import Any, Final
from unicodedata import category

from peace_tui.edtf.spans import Date, date_ends
from peace_tui.exporters.chronology import Chronology, event_duration, quote_text, safe_link, version_details
from peace_tui.exporters.citations import describe_speaker, issued_words
from peace_tui.exporters.provenance_note import ProvenanceNote, count_uncounted, find_unwritten
from peace_tui.model.records import NOT_REVIEWED, Claim, Event, Person, Quote, Source, Version
from peace_tui.model.values import own_words
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.selection import Selection
from peace_tui.text.messages import add_mark, format_count

SCHEMATA: Final = {"person": "Person", "organization": "Organization"}
"""The schema of a kind of person; of any other it is LegalEntity, which may be either."""
ARTICLES: Final = ("article", "post", "webpage")
"""How the CSL types begin of what FollowTheMoney calls an Article; anything else is a Document."""
REQUIRED_PROPERTIES: Final = {
    **{"Person": "name", "Organization": "name", "LegalEntity": "name", "Event": "name"},
    **{"Note": "description", "Document": "fileName"},
}
"""What an entity of a schema must have: its id stands where the dossier has no letter of it."""
SAFE_ID: Final = re.compile(r"[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?")
UNSAFE_IN_ID: Final = re.compile("[^0-9A-Za-z.-]+")
FTM_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
UNITS: Final = ("year", "month", "day")
WRITTEN: Final = {
    "dossier": "id",
    "people": "id name short aliases kind roles.title roles.org roles.date roles.sources side wikidata note draft x_*",
    "sources": "id title container_title author.* publisher issued accessed url archived based_on note draft x_*",
    "events": "id type title summary date duration place involved.person involved.role sources certainty tags links.to "
    "links.type links.source links.note accounts.source accounts.date accounts.outcome accounts.note note draft x_*",
    "quotes": "id event who to about mode date text tags status note draft versions.source versions.text "
    "versions.locator versions.via versions.language versions.translated_from versions.note versions.x_* x_*",
    "claims": "id text about evidence.source evidence.stance evidence.note evidence.x_* status note draft x_*",
}
"""The keys of each kind of record that the entities have."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield a line for each entity."""
    entities = _EntityBuilder(selection)
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for entity in entities.build():
        visible = {name: [*filter(_is_visible, values)] for name, values in entity["properties"].items()}
        required = REQUIRED_PROPERTIES.get(entity["schema"], "")
        properties = {name: values or [entity["id"]] for name, values in visible.items() if values or name == required}
        yield encode(entity | {"properties": properties}) + "\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what is left out: reading texts, where outlets print something else, and keys without a property."""
    composed = sum(quote.is_composed for quote in selection.quotes)
    said = f"the reading text of {format_count(composed, 'quote')}, which no outlet prints as it stands"
    return [*([said] if composed else []), *count_uncounted(selection), *find_unwritten(selection, WRITTEN)]


class _EntityBuilder:
    """Builds the entities of a selection; what is not shown is not referred to."""

    def __init__(self, selection: Selection) -> None:
        self.selection, self.dossier = selection, selection.dossier
        self.chronology = Chronology(selection)
        self.prefix = selection.dossier.info.id or selection.dossier.info.title
        self.people = selection.every("people")
        shown = (self.people, selection.sources, selection.events)
        self.shown = {record.id for records in shown for record in records}

    def build(self) -> Iterator[dict[str, Any]]:
        yield from map(self.person, self.people)
        yield from map(self.source, self.selection.sources)
        for source in self.selection.sources:
            yield from (self.link(source.id, id, "based on") for id in source.based_on if id in self.shown)
        for event in self.selection.events:
            yield self.event(event)
            yield from (
                self.link(event.id, link.to, link.type, link.note, link.source)
                for link in event.links
                if link.to in self.shown and (link.source is None or link.source in self.shown)
            )
        for quote in self.selection.quotes:
            gone = self.chronology.discounted(quote)
            listed = [(number, version) for number, version in enumerate(quote.versions) if number not in gone]
            listed = listed or [*enumerate(quote.versions)]
            yield from (self.passage(quote, version, number + 1) for number, version in listed)  # in every view alike
            if not quote.versions:
                yield self.passage(quote, None, 1)
        yield from map(self.claim, self.selection.claims)

    def id(self, *parts: str) -> str:
        """Return the id of an entity: the record's, after the dossier's, where FollowTheMoney takes it."""
        id, own = ".".join((self.prefix, *parts)), ".".join(parts)
        is_clear = len(parts) == 1 or not (own in self.dossier.by_id or any("." in part for part in parts))
        if is_clear and SAFE_ID.fullmatch(id):
            return id
        digest = sha1("\0".join((self.prefix, *parts)).encode("utf-8", "backslashreplace")).hexdigest()
        return f"{UNSAFE_IN_ID.sub('-', id).strip('.-')}-{digest[:12]}".lstrip("-")

    def ids(self, ids: Iterable[str | None]) -> list[str]:
        return [self.id(id) for id in dict.fromkeys(ids) if id in self.shown and id]

    def person(self, person: Person) -> dict[str, Any]:
        offices = self.chronology.offices(person)
        schema = SCHEMATA.get(person.kind, "LegalEntity")
        facts = [f"side: {person.side}" if person.side else "", *([person.kind] if schema == "LegalEntity" else [])]
        return {
            "id": self.id(person.id),
            "schema": schema,
            "properties": {
                "name": [flatten_name(person.name)],
                "alias": list(person.aliases),
                "weakAlias": _texts(person.short),
                "wikidataId": _texts(person.wikidata),
                **({"position": offices} if schema == "Person" else {}),
                "notes": _texts(person.note, *facts, *(offices if schema != "Person" else []), *_own(person)),
            },
        }

    def source(self, source: Source) -> dict[str, Any]:
        is_article = not source.type or source.type.startswith(ARTICLES)
        return {
            "id": self.id(source.id),
            "schema": "Article" if is_article else "Document",
            "properties": {
                "name": [flatten_name(source.title or source.label)],
                "title": [flatten_name(source.title or source.label)],
                **({} if is_article else {"fileName": [flatten_name(source.title or source.label)]}),
                "author": [str(name) for name in source.author],
                "publisher": _texts(source.container_title, source.publisher),
                **_dates("publishedAt", source.issued),
                **_dates("retrievedAt", source.accessed),
                "sourceUrl": _texts(safe_link(source.url)),
                "notes": _texts(
                    source.note,
                    f"issued: {issued_words(source)}" if source.issued and not _iso(source.issued) else "",
                    f"read: {source.accessed.words()}" if source.accessed and not _iso(source.accessed) else "",
                    f"address: {source.url}" if source.url and not safe_link(source.url) else "",
                    f"archived: {source.archived}" if source.archived else "",
                    f"{DISCOUNTED}: {mark}" if (mark := self.chronology.mark_of(source)) else "",
                    *_own(source),
                ),
            },
        }

    def event(self, event: Event) -> dict[str, Any]:
        more = self.chronology.more_facts(event)
        more.pop("review")
        return {
            "id": self.id(event.id),
            "schema": "Event",
            "properties": {
                "name": [flatten_name(event.title)],
                "summary": _texts(event.summary),
                **_event_dates(event.date),
                "location": _texts(event.place),
                "involved": self.ids(part.person for part in event.involved),
                "proof": self.ids(event.sources),
                "keywords": [event.type, *event.tags],
                "notes": _texts(
                    f"date: {event.date.words()}" if event.date and not _event_dates(event.date) else "",
                    f"lasted: {event_duration(event)}" if event.duration else "",
                    f"who: {self.chronology.involved_words(event)}" if event.involved else "",
                    f"certainty: {event.certainty}" if event.certainty != "unknown" else "",
                    *(f"{label}: {words}" for label, words in more.items() if words),
                    *(f"{DISCOUNTED}: {words}" for words in self.discounted(event)),
                    event.note,
                    *_own(event),
                ),
            },
        }

    def link(self, subject: str, object: str, role: str, note: str | None = None, proof: str | None = None) -> Any:
        """Return a connection of two entities."""
        return {
            "id": self.id(subject, role.replace(" ", "-"), object, *([proof] if proof else [])),
            "schema": "UnknownLink",
            "properties": {
                "subject": [self.id(subject)],
                "object": [self.id(object)],
                "role": [role],
                "summary": _texts(note),
                "proof": self.ids([proof]),
            },
        }

    def passage(self, quote: Quote, version: Version | None, number: int) -> dict[str, Any]:
        """Return what one outlet prints of a quote; without a version the quote itself, which no outlet prints."""
        about = ", ".join(self.dossier.person_of[id].name for id in quote.about if id in self.shown)
        where = self.chronology.reference(version) if version else ""
        return {
            "id": self.id(quote.id, str(number)),
            "schema": "Note",
            "properties": {
                "name": [describe_speaker(self.dossier, quote, self.dossier.date_of(quote))],
                "description": [quote_text(quote, version.text if version else quote.text)],
                "entity": self.ids((quote.event, *quote.who)),
                "proof": self.ids([version.source] if version else ()),
                "keywords": [quote.mode, *self.dossier.tags_of(quote)],
                "summary": _texts(where, version_details(version) if version else "the dossier names no outlet"),
                "notes": _texts(f"about {about}" if about else "", quote.note, *_own(quote)),
            },
        }

    def claim(self, claim: Claim) -> dict[str, Any]:
        return {
            "id": self.id(claim.id),
            "schema": "Note",
            "properties": {
                "name": [f"claim, {claim.standing}"],
                "description": [claim.text],
                "entity": self.ids(claim.about),
                "summary": [f"{label}: {words}" for label, words in self.chronology.evidence(claim)],
                "notes": _texts(claim.note, *(f"{name}: {text}" for name, text in own_words(claim).items())),
            },
        }

    def discounted(self, event: Event) -> Iterator[str]:
        """Yield the sources of an event that the view does not count, each with its mark."""
        for source in self.chronology.sources(event):
            if mark := self.chronology.mark_of(source):
                yield add_mark(source.label, mark)


def flatten_name(text: str) -> str:
    """Return a name on one line, as FollowTheMoney has names."""
    return " ".join(text.split())


def _is_visible(text: str) -> bool:
    """Tell whether a text is more than spaces and signs that show nothing, which FollowTheMoney takes for no text."""
    return any(category(character)[0] not in "CZ" for character in text)


def _texts(*texts: str | None) -> list[str]:
    """Return those texts that there are, each once."""
    return list(dict.fromkeys(text for text in texts if text))


def _own(record: Any) -> list[str]:
    """Return the author's own keys of a record, and whether it is reviewed."""
    own = [f"{name}: {text}" for name, text in own_words(record).items()]
    return [*own, NOT_REVIEWED] if record.draft else own


def _iso(date: Date) -> str:
    """Return a date that is nothing but a year, month or day of the common era; nothing for any other."""
    ends = date_ends(date)
    is_plain = ends.first is ends.last and ends.first is not None and ends.first.unit in UNITS and not ends.qualified
    return date.text if is_plain and FTM_DATE.fullmatch(date.text) and date.text[:4] != "0000" else ""


def _dates(name: str, date: Date | None) -> dict[str, list[str]]:
    """Return a date under a name, if FollowTheMoney can say it."""
    return {name: [written]} if date and (written := _iso(date)) else {}


def _event_dates(date: Date | None) -> dict[str, list[str]]:
    """Return the date of an event, or the start and end of an interval, if both are known for sure."""
    if not date:
        return {}
    if written := _iso(date):
        return {"date": [written]}
    start, slash, end = date.text.partition("/")
    ends = date_ends(date)
    is_plain = (
        bool(slash)
        and not ends.qualified
        and not ends.one_of
        and bool(FTM_DATE.fullmatch(start) and FTM_DATE.fullmatch(end))
    )
    is_plain = is_plain and all(point.unit in UNITS for point in ends.points) and ends.closed
    return {"startDate": [start], "endDate": [end]} if is_plain else {}
