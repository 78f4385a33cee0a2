"""The indexes of a dossier: for each value of a facet, the set of quotes or events that have it.

Sets are roaring bitmaps of *places*: the place of a record in the order in which its pane lists it, so that reading a
set in ascending order is reading the pane from the top. Each index is built when it is first asked for.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.text_index import TextIndex

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
    """The quotes or the events of a dossier in display order, and the places of those that have a value."""

    def __init__(
        self,
        filed: Sequence[R],
        order: Sequence[int],
        attributes: Attributes[R],
        words: Mapping[str, Values[R]],
        effective: Callable[[], Iterable[Date | None]],
    ) -> None:
        """Take the records as they are filed, and the order in which they are displayed.

        Args:
            filed: The records in file order, in which going through them is fastest: so they lie in memory.
            order: The number in the file of each record in display order.
            attributes: For each attribute that filters, the values a record has, those it inherits, or the
                attributes whose values are its own.
            words: For each kind of text that is searched, the fields of a record.
            effective: What gives the effective date of each record, in file order.
        """
        self.filed = filed
        self.order = order
        self.attributes = attributes
        self.words = words
        self.effective = effective
        self._postings: dict[str, Mapping[str, BitMap]] = {}
        self._text_indexes: dict[str, TextIndex] = {}

    @cached_property
    def records(self) -> Sequence[R]:
        """The records in display order; a record's number here is its place."""
        return [self.filed[number] for number in self.order]

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each record, by its id."""
        return {record.id: place for record, place in zip(self.filed, self.places, strict=True)}

    @cached_property
    def places(self) -> Sequence[int]:
        """The place of each record in file order."""
        places = array("I", bytes(4 * len(self.order)))
        for place, number in enumerate(self.order):
            places[number] = place
        return places

    @cached_property
    def everything(self) -> BitMap:
        """The places of all records."""
        return BitMap(range(len(self.order)))

    def having(self, attribute: str, value: str) -> BitMap:
        """Return the places of the records whose `attribute` has `value`."""
        return self.values(attribute).get(value, NOTHING)

    def values(self, attribute: str) -> Mapping[str, BitMap]:
        """Return, for each value of `attribute`, the places of the records that have it."""
        if (postings := self._postings.get(attribute)) is None:
            postings = self._postings[attribute] = self.posted(attribute)
        return postings

    def posted(self, attribute: str) -> Mapping[str, BitMap]:
        """Work out the places of the records that have each value of `attribute`."""
        values_of = self.attributes[attribute]
        if isinstance(values_of, Inherited):
            places = self.values(values_of.attribute)
            return _gathered((value, places[one]) for one in places for value in values_of.values(one))
        if isinstance(values_of, tuple):
            return _united([self.values(each) for each in values_of])
        place_of = self.places.__getitem__
        return {value: BitMap([*map(place_of, numbers)]) for value, numbers in self.numbers(attribute).items()}

    def numbers(self, attribute: str) -> Numbers:
        """Return the numbers of the records that have each value of `attribute`, which is one of their own."""
        values_of = self.attributes[attribute]
        assert callable(values_of)
        found: dict[str, list[int]] = defaultdict(list)
        note(found, values_of, self.filed, 0)
        return found

    def finding(self, kind: str, needle: str) -> BitMap:
        """Return the places of the records in one of whose texts of this `kind` the folded `needle` occurs."""
        return self.text_index(kind).find(needle)

    def text_index(self, kind: str) -> TextIndex:
        """Return the texts of this `kind`, to be searched; the number of a record in it is its place."""
        if (text_index := self._text_indexes.get(kind)) is None:
            text_index = self._text_indexes[kind] = TextIndex(map(self.words[kind], self.records))
        return text_index

    @cached_property
    def dates(self) -> Mapping[Date, BitMap]:
        """The places of the records of each date."""
        kinds: dict[int, Date] = {}  # by identity first: a date is one object nearly always, and slow to hash
        lists: dict[int, list[int]] = defaultdict(list)
        for place, date in zip(self.places, self.effective(), strict=True):
            if date:
                kinds[id(date)] = date
                lists[id(date)].append(place)
        return _united({kinds[one]: BitMap(places)} for one, places in lists.items())

    @cached_property
    def undated(self) -> BitMap:
        """The places of the records without a date."""
        return self.everything - BitMap().union(*self.dates.values())

    def dated(self, test: Callable[[Date], bool]) -> BitMap:
        """Return the places of the records whose date passes `test`."""
        return BitMap().union(*(places for date, places in self.dates.items() if test(date)))


def note(found: dict[str, list[int]], values_of: Values[R], records: Iterable[R], first: int) -> None:
    """Note under each value the numbers of the records that have it; theirs begin with `first`."""
    for number, record in enumerate(records, first):
        for value in values_of(record):
            found[value].append(number)


def _united(postings: Iterable[Mapping[V, BitMap]]) -> dict[V, BitMap]:
    return _gathered(pair for each in postings for pair in each.items())


def _gathered(pairs: Iterable[tuple[V, BitMap]]) -> dict[V, BitMap]:
    """Return for each value the places that come with it, once or more often."""
    sets: dict[V, list[BitMap]] = defaultdict(list)
    for value, places in pairs:
        sets[value].append(places)
    return {value: each[0] if len(each) == 1 else BitMap().union(*each) for value, each in sets.items()}
