"""The indexes of a dossier: for each value of a facet, the set of quotes or events that have it.

Sets are roaring bitmaps of *positions*: the position of a record is its index in the order in which its pane lists it,
so that reading a set in ascending order is reading the pane from the top. Each index is built when it is first used.

Texts have an index of their words, for a search that follows each key typed. It looks through the different words, not
through the texts: a dossier uses the same words over and over, so that a hundred thousand quotes have no more than some
ten thousand. Where a phrase is searched for, its words say which texts have to be looked at.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from typing import Final, Generic, Protocol, TypeVar

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.records import Event, Quote
from peace_tui.text.folding import FIELD_SEPARATOR, RECORD_SEPARATOR, fold_records

NOTHING = BitMap()


class Identified(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """The record's id."""


R = TypeVar("R", bound=Identified)
V = TypeVar("V")
Values = Callable[[R], Iterable[str]]
Attributes = Mapping[str, "Values[R] | tuple[str, ...] | Inherited"]
Numbers = Mapping[str, Sequence[int]]
"""For each value, the numbers in the file of the records that have it."""


class Inherited:
    """An attribute whose values a record has from another: from the record that one of its attributes names."""

    __slots__ = ("attribute", "values")

    def __init__(self, attribute: str, values: Callable[[str], Iterable[str]]) -> None:
        """Take the attribute, and what gives the values that come with each value of it."""
        self.attribute, self.values = attribute, values


class RecordIndex(Generic[R]):
    """The quotes or the events of a dossier in display order, and the positions of those that have a value."""

    def __init__(
        self,
        in_file_order: Sequence[R],
        order: Sequence[int],
        attributes: Attributes[R],
        words: Mapping[str, Values[R]],
        effective: Callable[[], Iterable[Date | None]],
    ) -> None:
        """Take the records as they are filed, and the order in which they are displayed.

        Args:
            in_file_order: The records in file order, in which going through them is fastest: so they lie in memory.
            order: The number in the file of each record in display order.
            attributes: For each attribute that filters, the values a record has, those it inherits, or the
                attributes whose values are its own.
            words: For each kind of text that is searched, the fields of a record.
            effective: What gives the effective date of each record, in file order.
        """
        self.in_file_order = in_file_order
        self.order = order
        self.attributes = attributes
        self.words = words
        self.effective = effective
        self._postings: dict[str, Mapping[str, BitMap]] = {}
        self._text_indexes: dict[str, TextIndex] = {}

    @cached_property
    def records(self) -> Sequence[R]:
        """The records in display order; the index of a record here is its position."""
        return [self.in_file_order[number] for number in self.order]

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """The position of each record, by its id."""
        return {record.id: position for record, position in zip(self.in_file_order, self.positions, strict=True)}

    @cached_property
    def positions(self) -> Sequence[int]:
        """The position of each record in file order."""
        positions = array("I", bytes(4 * len(self.order)))
        for position, number in enumerate(self.order):
            positions[number] = position
        return positions

    @cached_property
    def everything(self) -> BitMap:
        """The positions of all records."""
        return BitMap(range(len(self.order)))

    def with_value(self, attribute: str, value: str) -> BitMap:
        """Return the positions of the records whose `attribute` has `value`."""
        return self.postings(attribute).get(value, NOTHING)

    def postings(self, attribute: str) -> Mapping[str, BitMap]:
        """Return, for each value of `attribute`, the positions of the records that have it."""
        if (postings := self._postings.get(attribute)) is None:
            postings = self._postings[attribute] = self.compute_postings(attribute)
        return postings

    def compute_postings(self, attribute: str) -> Mapping[str, BitMap]:
        """Work out the positions of the records that have each value of `attribute`."""
        values_of = self.attributes[attribute]
        if isinstance(values_of, Inherited):
            postings = self.postings(values_of.attribute)
            return _merge((value, postings[one]) for one in postings for value in values_of.values(one))
        if isinstance(values_of, tuple):
            return _merge_postings([self.postings(each) for each in values_of])
        position_of = self.positions.__getitem__
        return {value: BitMap([*map(position_of, numbers)]) for value, numbers in self.file_numbers(attribute).items()}

    def file_numbers(self, attribute: str) -> Numbers:
        """Return the numbers of the records that have each value of `attribute`, which is one of their own."""
        values_of = self.attributes[attribute]
        assert callable(values_of)
        found: dict[str, list[int]] = defaultdict(list)
        add_numbers(found, values_of, self.in_file_order, 0)
        return found

    def search(self, kind: str, query: str) -> BitMap:
        """Return the positions of the records in one of whose texts of this `kind` the folded `query` occurs."""
        return self.text_index(kind).find(query)

    def text_index(self, kind: str) -> TextIndex:
        """Return the texts of this `kind`, to be searched; the number of a record in it is its position."""
        if (text_index := self._text_indexes.get(kind)) is None:
            text_index = self._text_indexes[kind] = TextIndex(map(self.words[kind], self.records))
        return text_index

    @cached_property
    def dates(self) -> Mapping[Date, BitMap]:
        """The positions of the records of each date."""
        kinds: dict[int, Date] = {}  # by identity first: a date is one object nearly always, and slow to hash
        lists: dict[int, list[int]] = defaultdict(list)
        for position, date in zip(self.positions, self.effective(), strict=True):
            if date:
                kinds[id(date)] = date
                lists[id(date)].append(position)
        return _merge_postings({kinds[one]: BitMap(positions)} for one, positions in lists.items())

    @cached_property
    def undated(self) -> BitMap:
        """The positions of the records without a date."""
        return self.everything - BitMap().union(*self.dates.values())

    def with_date(self, test: Callable[[Date], bool]) -> BitMap:
        """Return the positions of the records whose date passes `test`."""
        return BitMap().union(*(positions for date, positions in self.dates.items() if test(date)))


def add_numbers(found: dict[str, list[int]], values_of: Values[R], records: Iterable[R], first: int) -> None:
    """Add to each value the numbers of the records that have it; those of `records` begin with `first`."""
    for number, record in enumerate(records, first):
        for value in values_of(record):
            found[value].append(number)


def _merge_postings(postings: Iterable[Mapping[V, BitMap]]) -> dict[V, BitMap]:
    return _merge(pair for each in postings for pair in each.items())


def _merge(pairs: Iterable[tuple[V, BitMap]]) -> dict[V, BitMap]:
    """Return for each value the positions that come with it, once or more often."""
    sets: dict[V, list[BitMap]] = defaultdict(list)
    for value, positions in pairs:
        sets[value].append(positions)
    return {value: each[0] if len(each) == 1 else BitMap().union(*each) for value, each in sets.items()}


QUOTE_ATTRIBUTES: Final[Mapping[str, Values[Quote]]] = {
    "who": lambda quote: quote.who,
    "to": lambda quote: quote.to,
    "about": lambda quote: quote.about,
    "event": lambda quote: (quote.event,),
    "source": lambda quote: [version.source for version in quote.versions],
    "own tag": lambda quote: quote.tags,
    "mode": lambda quote: (quote.mode,),
    "status": lambda quote: (quote.status,),
    "n": lambda quote: () if quote.n is None else (str(quote.n),),
    "draft": lambda quote: ("yes",) if quote.draft else (),
}
"""The attributes that a quote has by itself, each with its values."""
AFTER_ALL_NUMBERS: Final = 2**63
"""After all numbers that a quote may have in the order of its event."""


SortFields = tuple[str, Date | None, int | None]
"""What a quote's position in the list depends on: its event, its own date, and its `n`, the order inside the event."""


def date_sort_key(date: Date | None) -> tuple[object, ...]:
    """Return a sorting key that puts the undated last."""
    return (0, date.sort_key) if date else (1, ())


def sort_quotes(
    sort_fields: Sequence[SortFields], events: Iterable[Event], event_positions: Mapping[str, int]
) -> list[int]:
    """Return the numbers of quotes by date, then by event, then by `n`, undated ones last.

    `event_positions` gives the position of each event by its id. Sorting twice by whole numbers is much faster than
    sorting once by tuples.
    """
    inherited = {event.id: date_sort_key(event.date) for event in events}
    own = {date: date_sort_key(date) for _, date, _ in sort_fields if date}
    rank = {each: rank * len(event_positions) for rank, each in enumerate(sorted({*inherited.values(), *own.values()}))}
    base = {event: rank[each] + event_positions[event] for event, each in inherited.items()}
    keys = [rank[own[date]] + event_positions[event] if date else base[event] for event, date, _ in sort_fields]
    numbered = [AFTER_ALL_NUMBERS if n is None else n for _, _, n in sort_fields]
    order = sorted(range(len(sort_fields)), key=numbered.__getitem__)
    order.sort(key=keys.__getitem__)
    return order


FIELD_END: Final = FIELD_SEPARATOR.encode()
RECORD_END: Final = RECORD_SEPARATOR.encode()


class TextIndex:
    """Records, each a group of fields; what is searched for is found within one field."""

    def __init__(self, records: Iterable[Iterable[str]] = ()) -> None:
        """Add the first records; they are numbered in the order in which they come."""
        self.folded: bytearray | memoryview = bytearray()
        """The folded texts in UTF-8."""
        self.ends = array("Q")
        """Where in them each record ends."""
        self.words: dict[str, BitMap] = {}
        """The words, each with the numbers of the records that hold it."""
        self._phrase, self._phrase_matches = "", BitMap()
        self.add(records)

    @classmethod
    def from_folded(cls, words: dict[str, BitMap], ends: array[int], folded: memoryview) -> TextIndex:
        """Return an index of records that have been folded before; no more can be added."""
        index = cls()
        index.words, index.ends, index.folded = words, ends, folded
        return index

    def add(self, records: Iterable[Iterable[str]]) -> None:
        """Add more records."""
        assert isinstance(self.folded, bytearray)
        lists: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(_fold_each(records), len(self.ends)):
            self.folded += text
            self.ends.append(len(self.folded))
            for word in {*text.replace(FIELD_END, b" ").split(b" ")}:
                lists[word].append(number)
        lists.pop(b"", None)  # around the spaces at the ends of a field
        for word, numbers in lists.items():
            self.words.setdefault(word.decode("utf-8", "surrogatepass"), BitMap()).update(numbers)

    def find(self, query: str) -> BitMap:
        """Return the numbers of the records in which `query` occurs, which must be folded as the texts are."""
        if not query:
            return BitMap(range(len(self.ends)))
        return self._with_phrase(query) if " " in query else self._with_word(query)

    def _with_word(self, part: str) -> BitMap:
        """Return the numbers of the records with a word that holds `part`."""
        return BitMap().union(*[numbers for word, numbers in self.words.items() if part in word])

    def _with_phrase(self, query: str) -> BitMap:
        """Return the numbers of the records with a query of several words; those of a query that grows become fewer."""
        found = self._phrase_matches if self._phrase and self._phrase in query else self.find("")
        found = reduce(BitMap.__and__, map(self._with_word, filter(None, query.split(" "))), found)
        encoded = query.encode("utf-8", "surrogatepass")
        self._phrase, self._phrase_matches = (
            query,
            BitMap([number for number in found if encoded in self._text(number)]),
        )
        return self._phrase_matches

    def _text(self, number: int) -> bytes:
        return bytes(self.folded[self.ends[number - 1] if number else 0 : self.ends[number]])


def _fold_each(records: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Fold records in one go, and yield the text of each."""
    groups = [*records]
    return iter(fold_records(groups).split(RECORD_END) if groups else ())
