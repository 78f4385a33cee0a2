"""JSON-LD in the terms of schema.org: Quotation, Claim, Event, Person, Organization, NewsArticle.

Records are the nodes of one `@graph`, named `#id`. A date that ISO 8601 cannot express is an EDTF literal in
`temporalCoverage`. The first node is the dossier itself and says what is shown of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from peace_tui.collation.apparatus import find_outlets_behind
from peace_tui.edtf.spans import Date, date_ends
from peace_tui.exporters.chronology import safe_link
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unwritten
from peace_tui.model.records import (
    VERBATIM,
    Claim,
    Clock,
    Event,
    IdentifiedRecord,
    Info,
    Involvement,
    Name,
    Person,
    Quote,
    Role,
    Source,
    Version,
)
from peace_tui.model.values import own_words
from peace_tui.query.discounts import DISCOUNTED, Discount, find_discounted_sources, list_discounts
from peace_tui.query.selection import Selection

LD_CONTEXT: Final = ["https://schema.org", {"edtf": "http://id.loc.gov/datatypes/edtf/"}]
SCHEMA_ORG_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d(:\d\d)?)?)?)?)?", re.ASCII)
"""Dates of ISO 8601 as schema.org takes them; the number of a season looks like that of a month here."""
WORK_TYPES: Final = {
    **{"article-newspaper": "NewsArticle", "article-magazine": "Article", "article-journal": "ScholarlyArticle"},
    **{"book": "Book", "chapter": "Chapter", "dataset": "Dataset", "report": "Report", "thesis": "Thesis"},
    **{"webpage": "WebPage", "post": "SocialMediaPosting", "post-weblog": "BlogPosting", "article": "Article"},
    **{"motion_picture": "Movie", "map": "Map", "legislation": "Legislation"},
}
"""The class in schema.org for a CSL type; any other source is a CreativeWork."""
PROPERTIES: Final = {
    Info: ("id", "timezone", "clocks"),
    Event: ("certainty", "draft", "agreed", "checked"),
    Person: ("short", "draft", "checked"),
    Quote: ("draft", "agreed", "checked"),
    Source: ("short", "accessed", "draft", "checked"),
    Claim: ("draft", "agreed", "checked"),
    Version: ("translated_from", "checked"),
}
"""The keys of a record for which schema.org has no terms: each is a property by its name."""
WRITTEN: Final = {
    "dossier": "id title language timezone clocks.* authors license note x_*",
    "events": "id type title summary date duration place involved.person involved.role sources certainty tags links.to "
    "links.type links.source links.note accounts.source accounts.date accounts.outcome accounts.note note agreed "
    "checked draft x_*",
    "people": "id name short aliases kind roles.* roles.x_* side wikidata note checked draft x_*",
    "quotes": "id event who to about mode language date n text tags status note agreed checked draft versions.* "
    "versions.x_* x_*",
    "sources": "id type title container_title short author.* publisher issued accessed language url archived based_on "
    "note checked draft x_*",
    "claims": "id text about evidence.* evidence.x_* status note agreed checked draft x_*",
}
"""The keys of each kind of record that the document has."""
OWN_STATEMENTS: Final = (
    "Who said a quotation to whom, and when, is this dossier's statement, as is its text where isBasedOn names "
    "outlets; what each outlet prints is in workExample."
)
"""What the first node says, so that nothing in the node of a quotation is taken for an outlet's."""
Node = dict[str, Any]


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the document."""
    nodes = _NodeBuilder(selection)
    builders: list[tuple[Callable[[Any], Node], Iterable[Any]]] = [
        (nodes.event, selection.events),
        (nodes.person, selection.people),
        (nodes.quote, selection.quotes),
        (nodes.source, selection.sources),
        (nodes.claim, selection.claims),
    ]
    graph = [nodes.dossier(note), *(build(record) for build, records in builders for record in records)]
    graph = [{name: value for name, value in node.items() if value not in (None, [], "")} for node in graph]
    yield json.dumps({"@context": LD_CONTEXT, "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what has no place in schema.org, nor among the properties of a node."""
    return find_unwritten(selection, WRITTEN)


class _NodeBuilder:
    """Builds the nodes of a selection; a record that is not shown is not referred to."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.shown = {r.id for kind in (selection.events, selection.people, selection.quotes) for r in kind}
        self.shown |= {source.id for source in selection.sources}
        self.marks = find_discounted_sources(selection.dossier, selection.view.clauses)

    def dossier(self, note: ProvenanceNote) -> Node:
        info = self.selection.dossier.info
        return {
            "@id": "#",
            "@type": "Dataset",
            "name": info.title,
            "description": "\n".join(note.lines()),
            "abstract": info.note,
            "disambiguatingDescription": OWN_STATEMENTS,
            "identifier": f"sha256:{note.digest}" if note.digest else None,
            "creator": [{"@type": "Person", "name": name} for name in info.authors],
            "license": info.license,
            "inLanguage": info.language,
            "additionalProperty": _properties(info),
        }

    def event(self, event: Event) -> Node:
        return {
            **_head(event, "Event"),
            "additionalProperty": [*_properties(event), *self.relations(event), *self.discounted(event)],
            "name": event.title,
            "description": event.summary,
            "disambiguatingDescription": event.note,
            **_dates(event.date, "startDate", "endDate"),
            "duration": event.duration,
            "location": {"@type": "Place", "name": event.place} if event.place else None,
            "about": [self.part(part) for part in event.involved if part.person in self.shown],
            "subjectOf": self.references(event.sources),
            "superEvent": self.references(link.to for link in event.links if link.type == "part-of"),
            "keywords": [event.type, *event.tags],
        }

    def part(self, part: Involvement) -> Node:
        """Return a person whom an event concerns, with the part in it: one who is spoken of attends nothing."""
        reference = {"@id": f"#{part.person}"}
        return {"@type": "Role", "roleName": part.role, "about": reference} if part.role else reference

    def relations(self, event: Event) -> Iterator[Node]:
        """Yield the links and accounts of an event, for which schema.org has no terms."""
        dossier = self.selection.dossier
        for id, words in dossier.link_words(event, self.shown, self.marks):
            reference = {"valueReference": {"@id": f"#{id}"}} if id in self.shown else {}
            yield _property("link", words) | reference
        for _, words in dossier.account_words(event, self.shown, self.marks):
            yield _property("account", words)

    def person(self, person: Person) -> Node:
        kind = "Organization" if person.kind == "organization" else "Person"
        shown = self.shown if self.selection.view.clauses else None
        roles = person.roles if kind == "Organization" else ()
        words = [self.selection.dossier.role_words(role, shown, self.marks) for role in roles]
        own = [each for role in roles for each in _properties(role)]
        return {
            **_head(person, kind),
            "additionalProperty": [*_properties(person), *(_property("office", each) for each in words), *own],
            "name": person.name,
            "alternateName": list(person.aliases),
            "jobTitle": [role.title for role in person.roles if _is_bare(role)] if kind == "Person" else None,
            "hasOccupation": [
                self.occupation(role) for role in person.roles if kind == "Person" and not _is_bare(role)
            ],
            "sameAs": f"https://www.wikidata.org/wiki/{person.wikidata}" if person.wikidata else None,
            "description": person.note,
            "disambiguatingDescription": ", ".join(filter(None, (person.kind, person.side))),
        }

    def occupation(self, role: Role) -> Node:
        """Return an office; a Role says when and where it was held, and in whose words."""
        node = {
            "@type": "Role",
            "hasOccupation": {"@type": "Occupation", "name": role.title},
            "worksFor": self.organization(role.org) if role.org else None,
            **_dates(role.date, "startDate", "endDate"),
            "subjectOf": self.references(role.sources),
            "additionalProperty": _properties(role),
        }
        return {name: value for name, value in node.items() if value}

    def organization(self, org: str) -> Node | None:
        """Return the organization of an office, given by id or by name; nothing for one that the view leaves out."""
        if org in self.shown:
            return {"@id": f"#{org}"}
        person = self.selection.dossier.person_of.get(org)
        is_told = person is None or not self.selection.view.clauses
        return {"@type": "Organization", "name": person.name if person else org} if is_told else None

    def quote(self, quote: Quote) -> Node:
        date = self.selection.dossier.date_of(quote)
        why = {each.part: each.why for each in self.discounts(quote)}
        return {
            **_head(quote, "Quotation"),
            "text": quote.text,
            "spokenByCharacter": self.references(quote.who),
            "creator": self.references(quote.who if quote.mode in VERBATIM else ()),  # else the sentence is an outlet's
            "recipient": self.references(quote.to),
            "about": self.references(quote.about),
            **_dates(date, "dateCreated", ""),
            "recordedAt": {"@id": f"#{quote.event}"},
            "isPartOf": {"@id": "#"},
            "position": quote.n,
            "inLanguage": quote.language,
            "genre": quote.mode,
            "creativeWorkStatus": quote.status,
            "keywords": list(self.selection.dossier.tags_of(quote)),
            "description": quote.note,
            **self._printed(quote),
            "workExample": [_version(version, why.get(number)) for number, version in enumerate(quote.versions)],
        }

    def _printed(self, quote: Quote) -> Node:
        """Return the sources that print the text as it stands; of a composed one those that it draws on."""
        text = quote.text.split()
        exact = tuple(version for version in quote.versions if version.text.split() == text)
        dossier = self.selection.dossier
        outlets = find_outlets_behind(dossier, quote)
        printing = [
            version.source
            for version in quote.versions
            if version in exact or dossier.source_of[version.source].label in outlets
        ]
        return {"isBasedOn" if quote.is_composed else "citation": self.references(dict.fromkeys(printing))}

    def source(self, source: Source) -> Node:
        return {
            **_head(source, WORK_TYPES.get(source.type or "", "CreativeWork")),
            "additionalProperty": [*_properties(source), *_unlinked(source), *self.discounted(source)],
            "name": source.title or source.container_title,
            "headline": source.title,
            "isPartOf": {"@type": "CreativeWork", "name": source.container_title} if source.container_title else None,
            "author": [_author(name) for name in source.author],
            "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
            **_dates(source.issued, "datePublished", ""),
            "inLanguage": source.language,
            "url": safe_link(source.url),
            "archivedAt": safe_link(source.archived),
            "isBasedOn": self.references(source.based_on),
            "description": source.note,
        }

    def claim(self, claim: Claim) -> Node:
        why = {each.part: each.why for each in self.discounts(claim)}
        comments = [
            {
                "@type": "Comment",
                **({"text": each.stance} if each.stance else {}),
                "citation": self.reference(each.source),
                **({"about": self.reference(each.quote)} if each.quote in self.shown else {}),
                **({"description": each.note} if each.note else {}),
                **({"additionalProperty": own} if (own := _properties(each, why.get(number))) else {}),
            }
            for number, each in enumerate(claim.evidence)
        ]
        return {
            **_head(claim, "Claim"),
            "text": claim.text,
            "about": self.references(claim.about),
            "creativeWorkStatus": claim.status,
            "description": claim.note,
            "isPartOf": {"@id": "#"},
            "comment": comments,
        }

    def discounts(self, record: IdentifiedRecord) -> list[Discount]:
        """Return what of a record the view does not count."""
        return list_discounts(self.selection.dossier, record, self.selection.view.clauses)

    def discounted(self, record: Event | Source) -> Iterator[Node]:
        """Yield which sources of an event the view does not count, and why; of a source whether it does."""
        for each in self.discounts(record):
            label = self.selection.dossier.source_of[each.source].label
            yield _property(DISCOUNTED, each.why if isinstance(record, Source) else f"{label}: {each.why}")

    def references(self, ids: Iterable[str]) -> list[Node]:
        """Return references to records that are shown."""
        return [{"@id": f"#{id}"} for id in ids if id in self.shown]

    def reference(self, id: str | None) -> Node:
        """Return a reference to a record; a source that is not shown stands by its name alone."""
        if id in self.shown or id not in self.selection.dossier.source_of:
            return {"@id": f"#{id}"}
        return {"@type": "CreativeWork", "name": self.selection.dossier.source_of[id or ""].label}


def _dates(date: Date | None, start: str, end: str) -> Node:
    """Return a date under the properties of its start and end; as an EDTF literal where ISO 8601 cannot say it."""
    if date is None:
        return {}
    ends = date_ends(date)
    written = dict(zip((start, end), date.text.split("/"), strict=False))
    plain = ends.closed and not ends.one_of and all(point.unit != "season" for point in ends.points)
    if plain and len(ends.points) <= bool(start) + bool(end) and all(map(SCHEMA_ORG_DATE.fullmatch, written.values())):
        return written
    return {"temporalCoverage": {"@type": "edtf:EDTF", "@value": date.text}}


def _head(record: Any, kind: str) -> Node:
    return {"@id": f"#{record.id}", "@type": kind, "additionalProperty": _properties(record)}


def _is_bare(role: Role) -> bool:
    """Tell whether nothing is known of an office but what it is."""
    return not (role.date or role.org or role.sources or role.extra)


def _author(name: Name) -> Node:
    """Return an author; whether a name that is not divided is a person's is not known."""
    node = {
        "@type": "Person" if name.family or name.given else "",
        "name": str(name),
        "familyName": " ".join(filter(None, (name.non_dropping_particle, name.family))),
        "givenName": name.given,
        "honorificSuffix": name.suffix,
    }
    return {key: value for key, value in node.items() if value}


def _version(version: Any, discount: str | None = None) -> Node:
    node = {
        "@type": "Quotation",
        "text": version.text,
        "isPartOf": {"@id": f"#{version.source}"},
        "pagination": version.locator,
        "description": version.note,
        "creditText": " → ".join(version.via),
        "inLanguage": version.language,
        "additionalProperty": _properties(version, discount),
    }
    return {name: value for name, value in node.items() if value}


def _properties(record: Any, discount: str | None = None) -> list[Node]:
    """Return what schema.org has no terms for: some keys of the format, the author's own, why a view discounts it."""
    values = ((name, getattr(record, name)) for name in PROPERTIES.get(type(record), ()))
    found = {name: _property_words(value) for name, value in values if value and value != "unknown"}
    found |= own_words(record) | ({DISCOUNTED: discount} if discount else {})
    return [_property(name, words) for name, words in found.items()]


def _unlinked(source: Source) -> Iterator[Node]:
    """Yield what of a source its class and its links do not say: another type, addresses that are no safe links."""
    if source.type and source.type not in WORK_TYPES:
        yield _property("type", source.type)
    for name in ("url", "archived"):
        if (address := getattr(source, name)) and not safe_link(address):
            yield _property(name, address)


def _property(name: str, value: str) -> Node:
    return {"@type": "PropertyValue", "name": name, "value": value}


def _property_words(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_property_words, value))
    if isinstance(value, Clock):
        return f"{value.name} ({value.zone})" if value.name else value.zone
    return "true" if value is True else value.text if isinstance(value, Date) else str(value)
