"""A dossier: its records, what they inherit, the order in which they are listed, and their indexes."""

from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.index import (
    QUOTE_ATTRIBUTES,
    Inherited,
    RecordIndex,
    SortFields,
    TextIndex,
    date_sort_key,
    sort_quotes,
)
from peace_tui.model.marks import UNMARKED, Marks
from peace_tui.model.records import (
    ARRAYS,
    Claim,
    Era,
    Event,
    GuidedView,
    IdentifiedRecord,
    Info,
    Link,
    Person,
    Quote,
    Role,
    Source,
    Version,
)
from peace_tui.text.folding import fold
from peace_tui.text.messages import add_mark, join_words

MAX_COMPARED_NAMES: Final = 2_000
"""In a dossier of more people their short names are not compared, and count as different."""
SHORT_DIGEST: Final = 12
"""How many digits of a digest name a state of a dossier."""
MAX_NAME_CHARS: Final = 80
"""How many characters of a quote or a claim are shown in place of a name."""
NO_MARKS: Final[Mapping[str, str]] = {}
"""In place of the marks of sources that a view does not count, by id: it counts all."""
MAX_NAMED_OUTLETS: Final = 2
"""How many outlets are named with an office whose wording it is; an office that more of them give is no one's own."""


class Participation(NamedTuple):
    """What a person has to do with a dossier: the quotes that name them, and the events they were involved in."""

    position: int
    """The person's position in `people_by_weight`."""
    id: str
    in_quotes: BitMap
    in_events: BitMap
    quotes: int
    """How many quotes there are of them in all."""
    events: int


class Dossier:
    """The records of a file, in file order, then those of the files that are read as one with it.

    Ids and references are sound: the reader has checked them. A dossier never changes: what is derived from its records
    is worked out once. Two are equal only if they are one.
    """

    def __init__(
        self,
        *,
        info: Info,
        people: Sequence[Person] = (),
        sources: Sequence[Source] = (),
        events: Sequence[Event] = (),
        quotes: Sequence[Quote] = (),
        claims: Sequence[Claim] = (),
        eras: Sequence[Era] = (),
        views: Sequence[GuidedView] = (),
        path: str = "",
        digest: str = "",
        included: Mapping[str, Mapping[str, int]] | None = None,
        beside: Sequence[str] = (),
    ) -> None:
        """Hold the records of a file.

        Args:
            info: What the file says of itself.
            people: The people, in file order, as the other records.
            sources: The sources.
            events: The events.
            quotes: The quotes.
            claims: The claims.
            eras: The eras.
            views: The guided views.
            path: The file, as the reader named it.
            digest: The SHA-256 of its bytes, in hexadecimal, where that was asked for; of several files that of all
                their bytes, one file after the other.
            included: The other files it was read from, each with the number of its first record in each array.
            beside: Those of them that the reader named beside `path`, and that no other includes.
        """
        self.info, self.path, self.digest = info, path, digest
        self.included, self.beside = included or {}, beside
        self.people, self.sources, self.events, self.quotes = people, sources, events, quotes
        self.claims, self.eras, self.views = claims, eras, views
        self.marks = UNMARKED
        """What whoever looks at it has marked; see [with_marks][peace_tui.model.dossier.Dossier.with_marks]."""

    def replace(self, **changes: Any) -> "Dossier":
        """Return a dossier with other contents; what is derived from them is worked out for it alone."""
        changed = Dossier(**self._values() | changes)
        changed.marks = self.marks
        return changed

    def with_marks(self, marks: Marks) -> "Dossier":
        """Return the same dossier as a reader with these marks looks at it; what is derived of its records is shared.

        So nothing that depends on marks may be kept in `memo`.
        """
        memo = self.memo
        marked = object.__new__(type(self))
        marked.__dict__.update(self.__dict__, marks=marks, memo=memo)
        return marked

    def _values(self) -> dict[str, Any]:
        names = ("info", *ARRAYS, "path", "digest", "included", "beside")
        return {name: getattr(self, name) for name in names}

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy the records alone; what is derived from them is worked out again."""
        return partial(Dossier, **self._values()), ()

    def prepare(self) -> Iterator[None]:
        """Work out, step by step, what the first search would have to wait for, where that takes long."""
        return iter(())

    @property
    def short_digest(self) -> str:
        """The beginning of the digest, by which people tell states of a dossier apart; empty where it is not known."""
        return self.digest[:SHORT_DIGEST]

    @property
    def files(self) -> list[str]:
        """The files it was read from: its own first, then those that it includes or that were named beside it."""
        return [self.path, *self.included]

    def file_of(self, record: IdentifiedRecord) -> str:
        """Return the file in which a record of it stands, named as its own file is."""
        if not self.included:
            return self.path
        kind = next(kind for kind, of in ARRAYS.items() if isinstance(record, of))
        number = self.number_of(kind, record.id)
        starts = [0, *(first[kind] for first in self.included.values())]
        return self.files[max(position for position, start in enumerate(starts) if start <= number)]

    def number_of(self, kind: str, id: str | None) -> int:
        """Return the number in file order, from 0, that the record with an id has in its array."""
        return next(number for number, record in enumerate(getattr(self, kind)) if record.id == id)

    @cached_property
    def by_id(self) -> Mapping[str, IdentifiedRecord]:
        """Every record that has an id, by its id."""
        arrays = (self.people, self.sources, self.events, self.quotes, self.claims, self.views)
        return {record.id: record for array in arrays for record in array if record.id}

    @cached_property
    def event_of(self) -> Mapping[str, Event]:
        """The events by id."""
        return {event.id: event for event in self.events}

    @cached_property
    def person_of(self) -> Mapping[str, Person]:
        """The people by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def source_of(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.sources}

    def date_of(self, quote: Quote) -> Date | None:
        """Return the quote's date, else its event's."""
        return quote.date or self.event_of[quote.event].date

    def tags_of(self, quote: Quote) -> tuple[str, ...]:
        """Return the quote's own tags and those it inherits from its event, each once."""
        inherited = self.event_of[quote.event].tags
        return tuple(dict.fromkeys((*quote.tags, *inherited)))

    def language_of(self, quote: Quote, version: Version) -> str:
        """Return the language in which a version is printed, as far as it is known, without its region.

        It is the version's, else its source's, the quote's or the dossier's; never the one it was translated from.
        """
        source = self.source_of[version.source].language
        known = (version.language, source, quote.language, self.info.language)
        from_ = (version.translated_from or "").partition("-")[0].casefold()
        names = [(language or "").partition("-")[0].casefold() for language in known]
        return names[0] or next((name for name in names if name and name != from_), "")

    def is_translation(self, quote: Quote, version: Version) -> bool:
        """Tell whether a version is known to be in a language other than that of the reading text."""
        reading = (quote.language or self.info.language or "").partition("-")[0].casefold()
        return bool(reading) and self.language_of(quote, version) not in ("", reading)

    def brief_of(self, id: str) -> str:
        """Return what stands for a person where there is little room: the full name where others have the same."""
        person = self.person_of[id]
        return person.name if person.brief in self._namesakes else person.brief

    @cached_property
    def _namesakes(self) -> set[str]:
        """The brief names that several people have, unless there are too many people to compare."""
        people = self.people if len(self.people) <= MAX_COMPARED_NAMES else ()
        return {brief for brief, count in Counter(person.brief for person in people).items() if count > 1}

    def office_of(self, id: str, date: Date | None, marks: Mapping[str, str] = NO_MARKS) -> str:
        """Return the office of a person at the time of something: one that is dated so, else the first without a date.

        Where it is the wording of only a few outlets these are named: "presidential aide (Gazette)". One whose sources
        all have a mark is returned only where there is no other, with the mark. Empty where no office is known.
        """

        def is_marked(role: Role) -> bool:
            return bool(role.sources) and all(source in marks for source in role.sources)

        offices = sorted(self.person_of[id].offices_at(date), key=lambda role: (is_marked(role), role.date is None))
        if not offices:
            return ""
        office = offices[0]
        sources = [source for source in office.sources if source not in marks or is_marked(office)]
        outlets = {", ".join(filter(None, (self.source_of[each].siglum, marks.get(each)))): None for each in sources}
        return f"{office.title} ({join_words(outlets)})" if 0 < len(outlets) <= MAX_NAMED_OUTLETS else office.title

    def role_words(self, role: Role, among: Container[str] | None = None, marks: Mapping[str, str] = NO_MARKS) -> str:
        """Return an office as a reader says it: what, where, when, and in whose words.

        Only people and sources `among` some are named, where that is asked for, and those that have a mark with it; so
        in the words of links and accounts.
        """
        org = self.person_of.get(role.org or "")
        where = (org.name if org else role.org) or ""
        is_named = (org is None or among is None or org.id in among) and where.casefold() not in role.title.casefold()
        named = ", ".join(filter(None, (role.title, where if is_named else "")))
        dated = f"{named} ({role.date.words()})" if role.date else named
        return dated + self._according_to(role.sources, among, marks)

    def link_words(
        self,
        event: Event,
        among: Container[str] | None = None,
        marks: Mapping[str, str] = NO_MARKS,
        this: str | None = None,
    ) -> list[tuple[str, str]]:
        """Return the ids of the events that an event has to do with, each with what it has to do with it.

        The words are such as "Follows: First call, 14 October 2025, according to Gazette"; for the event that is
        `this` one, from the other's side, "follows this, according to Gazette".
        """
        links: dict[tuple[str, str], list[Link]] = {}
        for link in event.links:
            if link.source is None or among is None or link.source in among:
                links.setdefault((link.type, link.to), []).append(link)
        words = []
        for (type, id), same in links.items():
            other = self.event_of[id]
            what = f"{other.title}, {other.date.words()}" if other.date else other.title
            said_by = self._according_to([link.source for link in same if link.source], marks=marks)
            notes = "; ".join(link.note for link in same if link.note)
            note = f" ({notes})" if notes else ""
            does = type.replace("-", " ")
            words.append((id, f"{f'{does} this' if id == this else f'{does.capitalize()}: {what}'}{said_by}{note}"))
        return words

    def account_words(
        self, event: Event, among: Container[str] | None = None, marks: Mapping[str, str] = NO_MARKS
    ) -> list[tuple[str, str]]:
        """Return what single sources say of an event, with their ids: "Gazette: 16 October 2025, no agreement"."""
        said = [
            (account, ", ".join(filter(None, (account.date and account.date.words(), account.outcome))))
            for account in event.accounts
            if among is None or account.source in among
        ]
        noted = ((account.source, f"{words} ({account.note})" if account.note else words) for account, words in said)
        labeled = ((id, f"{self.source_of[id].label}: {words.strip()}") for id, words in noted if words)
        return [(id, add_mark(words, marks.get(id))) for id, words in labeled]

    def name_source(self, id: str) -> str:
        """Return what a source is called; of an outlet that has several, with its title."""
        source = self.source_of[id]
        is_alone = self._labels[source.label] == 1 or source.title in (None, source.label)
        return source.label if is_alone else f"{source.label} ({source.title})"

    def name_record(self, id: str) -> str:
        """Return what a record is called: its name or title, of a quote or a claim the beginning of its words."""
        record = self.by_id[id]
        if isinstance(record, Source):
            return self.name_source(id)
        name: str = next(filter(None, (getattr(record, key, None) for key in ("name", "title", "text"))), id)
        line = " ".join(name.split())
        return line if len(line) <= MAX_NAME_CHARS else f"{line[:MAX_NAME_CHARS]}…"

    @cached_property
    def _labels(self) -> Counter[str]:
        return Counter(source.label for source in self.sources)

    def label_sources(self, ids: Iterable[str], marks: Mapping[str, str] = NO_MARKS) -> list[str]:
        """Return the labels of sources, each once, with the marks that say why a view does not count them."""
        return [*dict.fromkeys(add_mark(self.source_of[id].label, marks.get(id)) for id in ids)]

    def _according_to(
        self, sources: Sequence[str], among: Container[str] | None = None, marks: Mapping[str, str] = NO_MARKS
    ) -> str:
        names = join_words(self.label_sources((id for id in sources if among is None or id in among), marks))
        return f", according to {names}" if names else ""

    @cached_property
    def event_index(self) -> RecordIndex[Event]:
        """The events as the Timeline lists them: by date, undated ones last, then in file order."""
        keys = [date_sort_key(event.date) for event in self.events]
        return self._index_of_events(sorted(range(len(keys)), key=keys.__getitem__))

    def _index_of_events(self, order: Sequence[int]) -> RecordIndex[Event]:
        return RecordIndex(
            self.events,
            order,
            {
                "event": lambda event: (event.id,),
                "type": lambda event: (event.type,),
                "tag": lambda event: event.tags,
                "source": lambda event: event.sources,
                "person": lambda event: [part.person for part in event.involved],
                "draft": lambda event: ("yes",) if event.draft else (),
                "named": ("person",),
            },
            {"free": lambda event: (event.title, event.summary or "", event.place or "")},
            lambda: (event.date for event in self.events),
        )

    @cached_property
    def quote_index(self) -> RecordIndex[Quote]:
        """The quotes as the Quotes pane lists them: by date, then by event, then by `n`, undated ones last."""
        return self._index_of_quotes(sort_quotes([*self.sort_fields], self.events, self.event_index.position_of))

    @property
    def sort_fields(self) -> Iterable[SortFields]:
        """What the position of each quote depends on, in file order."""
        return ((quote.event, quote.date, quote.n) for quote in self.quotes)

    def _effective(self) -> Iterable[Date | None]:
        inherited = {event.id: event.date for event in self.events}
        return (date or inherited[event] for event, date, _ in self.sort_fields)

    def _index_of_quotes(self, order: Sequence[int]) -> RecordIndex[Quote]:
        events = self.event_of
        return RecordIndex(
            self.quotes,
            order,
            {
                **QUOTE_ATTRIBUTES,
                "named": ("who", "to"),
                "person": ("who", "to", "about"),
                "inherited tag": Inherited("event", lambda event: events[event].tags),
                "tag": ("own tag", "inherited tag"),
                "type": Inherited("event", lambda event: (events[event].type,)),
            },
            {
                "text": lambda quote: (
                    quote.text,
                    *[version.text for version in quote.versions if version.text != quote.text],
                ),
                "note": lambda quote: (quote.note or "",),
            },
            self._effective,
        )

    @cached_property
    def people_by_weight(self) -> Sequence[Person]:
        """The people as the People pane lists them: by how much there is of them, most first, then in file order."""

        def weight(person: Person) -> int:
            return sum(len(index.with_value("person", person.id)) for index in (self.quote_index, self.event_index))

        return tuple(sorted(self.people, key=weight, reverse=True))

    @property
    def people_ids_by_weight(self) -> Sequence[str]:
        """The ids of the people in this order."""
        return [person.id for person in self.people_by_weight]

    @cached_property
    def participation(self) -> list[Participation]:
        """The part that each person has in the quotes and the events, in the order of `people_by_weight`."""
        participation = []
        for position, id in enumerate(self.people_ids_by_weight):
            quotes = self.quote_index.with_value("person", id)
            events = self.event_index.with_value("person", id)
            participation.append(Participation(position, id, quotes, events, len(quotes), len(events)))
        return participation

    @cached_property
    def quotes_by_event(self) -> Mapping[int, BitMap]:
        """The positions of the quotes of each event that has some, by the position of the event."""
        position_of = self.event_index.position_of
        return {position_of[event]: quotes for event, quotes in self.quote_index.postings("event").items()}

    @cached_property
    def event_of_quote(self) -> Sequence[int]:
        """The position of the event of each quote, by the position of the quote."""
        events = array("I", bytes(4 * len(self.quotes)))
        for event, quotes in self.quotes_by_event.items():
            for quote in quotes:
                events[quote] = event
        return events

    @cached_property
    def quoted_events(self) -> BitMap:
        """The positions of the events that have a quote."""
        return BitMap([*self.quotes_by_event])

    @cached_property
    def memo(self) -> dict[object, Any]:
        """What other rooms have worked out of these records and keep, each under a key of its own."""
        return {}

    @cached_property
    def folded_names(self) -> Mapping[str, tuple[str, ...]]:
        """The folded name and aliases of each person, by id."""
        return {person.id: tuple(map(fold, (person.name, *person.aliases))) for person in self.people}

    @cached_property
    def name_index(self) -> TextIndex:
        """The names of the people, in file order, to be searched."""
        return TextIndex(self.folded_names.values())

    @cached_property
    def tags(self) -> dict[str, None]:
        """Every tag in use, in alphabetical order."""
        return dict.fromkeys(sorted({*self.quote_index.postings("tag"), *self.event_index.postings("tag")}))
