"""A dossier: its records, what they inherit, the order in which they are listed, and their indexes."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.dataclass import dataclass
from peace_tui.model.index import Inherited, Shelf
from peace_tui.model.ordering import OF_A_QUOTE, Setting, in_order, moment
from peace_tui.model.records import Claim, Era, Event, GuidedView, Info, Person, Quote, Record, Source
from peace_tui.model.text_index import Haystack
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.provenance.source_graph import Footing


class Part(NamedTuple):
    """What a person has to do with a dossier: the quotes that name them, and the events they were involved in."""

    place: int
    """The person's place in the cast."""
    id: str
    said: BitMap
    seen: BitMap
    quotes: int
    """How many quotes there are of them in all."""
    events: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Dossier:
    """The records of one file, in file order. Ids and references are sound: the reader has checked them."""

    info: Info
    people: Sequence[Person] = ()
    sources: Sequence[Source] = ()
    events: Sequence[Event] = ()
    quotes: Sequence[Quote] = ()
    claims: Sequence[Claim] = ()
    eras: Sequence[Era] = ()
    views: Sequence[GuidedView] = ()
    path: str = ""
    """The file it was read from, as the reader named it."""
    digest: str = ""
    """The SHA-256 of the bytes it was read from, in hexadecimal, where that was asked for."""

    def prepare(self) -> Iterator[None]:
        """Work out, step by step, what the first search would have to wait for, where that takes long."""
        return iter(())

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
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
        return _each_once((*quote.tags, *inherited)) if quote.tags or inherited else ()

    @cached_property
    def timeline(self) -> Shelf[Event]:
        """The events as the Timeline lists them: by date, undated ones last, then in file order."""
        keys = [moment(event.date) for event in self.events]
        return self._shelf_of_events(sorted(range(len(keys)), key=keys.__getitem__))

    def _shelf_of_events(self, order: Sequence[int]) -> Shelf[Event]:
        return Shelf(
            self.events,
            order,
            {
                "event": lambda event: (event.id,),
                "type": lambda event: (event.type,),
                "tag": lambda event: event.tags,
                "source": lambda event: event.sources,
                "person": lambda event: [part.person for part in event.involved],
                "named": ("person",),
            },
            {"free": lambda event: (event.title, event.summary or "", event.place or "")},
            lambda: (event.date for event in self.events),
        )

    @cached_property
    def sayings(self) -> Shelf[Quote]:
        """The quotes as the Quotes pane lists them: by date, then by event, then by `n`, undated ones last."""
        return self._shelf_of_quotes(in_order([*self.settings], self.events, self.timeline.place))

    @property
    def settings(self) -> Iterable[Setting]:
        """The setting of each quote, in file order."""
        return ((quote.event, quote.date, quote.n) for quote in self.quotes)

    def _effective(self) -> Iterable[Date | None]:
        inherited = {event.id: event.date for event in self.events}
        return (date or inherited[event] for event, date, _ in self.settings)

    def _shelf_of_quotes(self, order: Sequence[int]) -> Shelf[Quote]:
        events = self.event_of
        return Shelf(
            self.quotes,
            order,
            {
                **OF_A_QUOTE,
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
    def cast(self) -> Sequence[Person]:
        """The people as the People pane lists them: by how much there is of them, most first, then in file order."""

        def weight(person: Person) -> int:
            quotes, events = self.sayings.having("person", person.id), self.timeline.having("person", person.id)
            return len(quotes) + len(events)

        return tuple(sorted(self.people, key=weight, reverse=True))

    @property
    def cast_ids(self) -> Sequence[str]:
        """The ids of the cast."""
        return [person.id for person in self.cast]

    @cached_property
    def roll(self) -> list[Part]:
        """The part that each person of the cast has in the quotes and the events."""
        sayings, timeline = self.sayings, self.timeline
        return [
            Part(
                place,
                id,
                said := sayings.having("person", id),
                seen := timeline.having("person", id),
                len(said),
                len(seen),
            )
            for place, id in enumerate(self.cast_ids)
        ]

    @cached_property
    def occasions(self) -> Mapping[int, BitMap]:
        """The places of the quotes of each event that has some, by the place of the event."""
        place = self.timeline.place
        return {place[event]: said for event, said in self.sayings.values("event").items()}

    @cached_property
    def occasion_of(self) -> Sequence[int]:
        """The place of the event that each quote was said at, by the place of the quote."""
        events = array("I", bytes(4 * len(self.quotes)))
        for event, said in self.occasions.items():
            for quote in said:
                events[quote] = event
        return events

    @cached_property
    def spoken_events(self) -> BitMap:
        """The places of the events that have a quote."""
        return BitMap([*self.occasions])

    @cached_property
    def footing(self) -> "Footing":
        """What its sources rest on."""
        from peace_tui.provenance.source_graph import Footing  # 4 ms that most lists do not need

        return Footing(self.sources)

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """The spellings of names that stand for one another in the wording of versions: Zelensky, Zelenskiy."""
        from peace_tui.collation.tokens import spellings  # what only comparing needs

        return spellings((person.name, *person.aliases) for person in self.people)

    @cached_property
    def answers(self) -> dict[object, Any]:
        """What the engine has found of single clauses and keeps, since most of a view stays when one clause changes."""
        return {}

    @cached_property
    def folded_names(self) -> Mapping[str, tuple[str, ...]]:
        """The folded name and aliases of each person, by id."""
        return {person.id: tuple(map(fold, (person.name, *person.aliases))) for person in self.people}

    @cached_property
    def named(self) -> Haystack:
        """The names of the people, in file order, to be searched."""
        return Haystack(self.folded_names.values())

    def names(self, kind: str) -> Collection[str]:
        """Return what values of a facet may name: the ids of `people`, `events` or `sources`, or the `tags`."""
        known: dict[str, Collection[str]] = {
            "people": self.person_of,
            "events": self.event_of,
            "sources": self.source_of,
            "tags": self.tags,
        }
        return known[kind]

    @cached_property
    def tags(self) -> dict[str, None]:
        """Every tag in use, in alphabetical order."""
        return dict.fromkeys(sorted({*self.sayings.values("tag"), *self.timeline.values("tag")}))


T = TypeVar("T")


def _each_once(values: Iterable[T]) -> tuple[T, ...]:
    """Return the values without repeats, in their first order."""
    return tuple(dict.fromkeys(values))
