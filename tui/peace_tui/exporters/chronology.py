"""A selection as a chronology: the events in their order, each with its quotes, and its records in readers' words.

What a document for readers says of a selection and what it leaves unsaid is decided here, once for all such formats:
people and sources that the view leaves out are not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from peace_tui.collation.apparatus import describe_composition, leave_out_versions
from peace_tui.edtf.grammar import format_duration
from peace_tui.edtf.spans import Date
from peace_tui.exporters.citations import cite_place, describe_printing, find_passages_as_read, issued_words
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import (
    NOT_REVIEWED,
    VERBATIM,
    Claim,
    Event,
    IdentifiedRecord,
    Person,
    Quote,
    Source,
    Version,
)
from peace_tui.model.values import own_words, own_words_aloud
from peace_tui.query.discounts import find_discounted, find_discounted_sources, mark_evidence, mark_second_hand
from peace_tui.query.selection import KINDS, Selection
from peace_tui.text.messages import add_mark, join_words, quotation_marks

LINKABLE: Final = re.compile(r"https?://[^\s\"'<>()\[\]{}\\^`|]+", re.ASCII)
"""Addresses that may become a link; nothing else does."""


class Chronology:
    """The events of a selection, each with its quotes; and its records in words."""

    def __init__(self, selection: Selection) -> None:
        """Sort the quotes of a selection by their events."""
        self.selection = selection
        self.dossier: Dossier = selection.dossier
        self._people = {person.id for person in selection.people}
        self._sources = {source.id for source in selection.sources}
        self._marks = find_discounted_sources(selection.dossier, selection.view.clauses)
        self._shown = {r.id for kind in KINDS for r in getattr(selection, kind)}
        self._quotes: dict[str, list[Quote]] = {event.id: [] for event in selection.events}
        for quote in selection.quotes:
            self._quotes[quote.event].append(quote)

    def events(self) -> Iterator[tuple[Event, list[Quote]]]:
        """Yield each event with its quotes: the undated last."""
        for event in self.selection.events:
            yield event, self._quotes[event.id]

    def involved(self, event: Event) -> list[tuple[Person, str]]:
        """Return who took part, each with the role, if any."""
        parts = [part for part in event.involved if part.person in self._people]
        return [(self.dossier.person_of[part.person], part.role or "") for part in parts]

    def involved_words(self, event: Event) -> str:
        """Return who took part as one line, roles in brackets."""
        return "; ".join(f"{person.name} ({role})" if role else person.name for person, role in self.involved(event))

    def sources(self, event: Event) -> list[Source]:
        """Return the sources that report an event."""
        return [self.dossier.source_of[id] for id in event.sources if id in self._sources]

    def more_facts(self, event: Event) -> dict[str, str]:
        """Return what an event has to do with others, where single sources differ on it, and whether it is reviewed."""
        return {
            "links": "; ".join(words for _, words in self.dossier.link_words(event, self._sources, self._marks)),
            "accounts": "; ".join(words for _, words in self.dossier.account_words(event, self._sources, self._marks)),
            "review": NOT_REVIEWED if event.draft else "",
        }

    def offices(self, person: Person) -> list[str]:
        """Return the offices that a person holds or held, with their times."""
        shown = self._sources | self._people if self.selection.view.clauses else None
        return [self.dossier.role_words(role, shown, self._marks) for role in person.roles]

    def person_details(self, person: Person) -> list[str]:
        """Return what is known of a person: kind, offices, side, other names, the author's own keys."""
        return [
            *filter(
                None,
                (
                    person.kind if person.kind != "person" else "",
                    "; ".join(self.offices(person)),
                    f"side: {person.side}" if person.side else "",
                    f"also called {', '.join(person.aliases)}" if person.aliases else "",
                    *(f"{name}: {text}" for name, text in own_words(person).items()),
                    NOT_REVIEWED if person.draft else "",
                ),
            )
        ]

    def source_details(self, source: Source) -> list[str]:
        """Return what follows the entry of a source: what it rests on, when it was read, the author's own keys."""
        based = self.dossier.label_sources((id for id in source.based_on if id in self._sources), self._marks)
        return [
            *filter(
                None,
                (
                    f"based on {join_words(based)}" if based else "",
                    self.mark_of(source),
                    f"read {source.accessed.words()}" if source.accessed else "",
                    *(f"{name}: {text}" for name, text in own_words_aloud(source).items()),
                    NOT_REVIEWED if source.draft else "",
                ),
            )
        ]

    def evidence(self, claim: Claim) -> list[tuple[str, str]]:
        """Return what each source says of a claim, those of one outlet together, with the notes."""
        said: dict[str, list[str]] = {}
        for each in claim.evidence:
            words = (each.stance or "cited, no position given") + (f" ({each.note})" if each.note else "")
            own = (f"{name}: {text}" for name, text in own_words(each).items())
            mark = mark_evidence(self.dossier, each, self.selection.view.clauses)
            label = add_mark(self.dossier.source_of[each.source].label, mark)
            said.setdefault(label, []).append("; ".join((words, *own)))
        return [(label, "; ".join(words)) for label, words in said.items()]

    def subjects(self, claim: Claim) -> str:
        """Return what a claim is about: the records that are shown, by title, name or words."""
        records = (self.dossier.by_id[id] for id in claim.about if id in self._shown)
        return "; ".join(record_name(record) for record in records)

    def eras(self) -> list[tuple[str, str]]:
        """Return the eras: title and date, and a note where there is one. They are the dossier's, whatever the view."""
        return [
            (
                f"{era.title}, {era.date.words()}",
                "; ".join(
                    filter(
                        None,
                        (
                            era.note,
                            *(f"{name}: {text}" for name, text in own_words(era).items()),
                            NOT_REVIEWED if era.draft else "",
                        ),
                    )
                ),
            )
            for era in self.dossier.eras
        ]

    def reporters(self, event: Event) -> str:
        """Return the labels of the sources of an event, those that report it and those credited; with their marks."""
        return ", ".join(add_mark(source.label, self.mark_of(source)) for source in self.sources(event))

    def mark_of(self, source: Source) -> str:
        """Return why the view does not count a source, or through which such sources alone it is known."""
        id = str(source.id)
        return self._marks.get(id) or mark_second_hand(self.dossier, id, self._marks)

    def discounted(self, quote: Quote) -> Mapping[int, str]:
        """Return the numbers of the versions of a quote that the view does not count, each with its mark."""
        return find_discounted(self.dossier, quote, self.selection.view.clauses)

    def standing(self, quote: Quote) -> Quote:
        """Return a quote with those of its versions that the view counts."""
        return leave_out_versions(quote, self.discounted(quote))

    def references(self, quote: Quote) -> Iterator[str]:
        """Yield where each version of a quote is printed, with the marks of those that the view does not count."""
        marks = self.discounted(quote)
        yield from (add_mark(self.reference(v), marks.get(n)) for n, v in enumerate(quote.versions))

    def composed_from(self, quote: Quote) -> str:
        """Return what is said of a reading text that no outlet prints as it stands."""
        return describe_composition(self.dossier, quote, self.discounted(quote))

    def speakers(self, quote: Quote) -> str:
        """Return the names of those who say it."""
        return self.names(quote.who) or "unknown"

    def names(self, ids: Iterable[str]) -> str:
        """Return the names of people."""
        return ", ".join(self.dossier.person_of[id].name for id in ids)

    def details(self, quote: Quote) -> list[str]:
        """Return what follows the speaker's name: its own date, whom it is about, a mode but direct, drafts."""
        date = quote.date.words() if quote.date else ""
        about = f"about {self.names(quote.about)}" if quote.about else ""
        mode = quote.mode if quote.mode != "direct" else ""
        return [*filter(None, (date, about, mode, NOT_REVIEWED if quote.draft else ""))]

    def attribution(self, quote: Quote) -> str:
        """Return where the reading text is printed, or what it is composed from; nothing where no source is named."""
        if quote.is_composed:
            return self.composed_from(quote)
        standing = self.standing(quote)
        read = find_passages_as_read(self.dossier, standing)
        marks, gone = self.discounted(quote), () if read else find_passages_as_read(self.dossier, quote)
        lost = [add_mark(self.reference(v), marks.get(quote.versions.index(v))) for v in gone]
        first, *also = [*map(self.reference, read), *lost] or [""]
        return f"{first}; also in {'; '.join(also)}" if also else first

    def printing(self, quote: Quote) -> str:
        """Return which outlets print the reading text, and which print the quote otherwise; who paraphrases it."""
        return describe_printing(self.dossier, quote, self.discounted(quote))

    def reference(self, version: Version) -> str:
        """Return where a version is printed: outlet, day, and page or paragraph."""
        return cite_place(self.dossier, version)


def date_words(date: Date | None) -> str:
    """Return a date as a reader says it."""
    return date.words() if date else "undated"


def record_name(record: IdentifiedRecord) -> str:
    """Return what a reader calls a record: its name, title or words."""
    if isinstance(record, Person):
        return record.name
    if isinstance(record, Source):
        return record.label
    return (record.text if isinstance(record, Quote | Claim) else record.title) or record.id or ""


def event_duration(event: Event) -> str:
    """Return how long an event lasted, in words."""
    return format_duration(event.duration) if event.duration else ""


def version_details(version: Version) -> str:
    """Return how a version came about: its languages, over whom it came, note and `x_*` keys."""
    details = (
        f"translated from {version.translated_from}" if version.translated_from else "",
        f"in {version.language}" if version.language else "",
        f"via {' → '.join(version.via)}" if version.via else "",
        version.note or "",
        *(f"{label}: {text}" for label, text in own_words(version).items()),
    )
    return "; ".join(filter(None, details))


def reading_text(quote: Quote) -> str:
    """Return the reading text: between quotation marks only where it is printed so, or no outlet is named."""
    return quote.text if quote.is_composed else quote_text(quote, quote.text)


def quote_text(quote: Quote, text: str) -> str:
    """Return a quote's words between quotation marks, where they are the speaker's own."""
    return quotation_marks(text) if quote.mode in VERBATIM else text


def safe_link(url: str | None) -> str:
    """Return an address that may become a link, or nothing."""
    return url if url and LINKABLE.fullmatch(url) else ""


def list_bibliography(source: Source) -> Iterator[str]:
    """Yield the parts of a source's entry: authors, title, outlet, publisher, day."""
    yield from filter(
        None, (", ".join(map(str, source.author)), source.title, source.container_title, source.publisher)
    )
    yield issued_words(source) or "no date"
