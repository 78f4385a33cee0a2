"""The indexes of a dossier: for each value of a facet, the set of quotes or events that have it.

Sets are roaring bitmaps of *places*: the place of a record in the order in which its pane lists it, so that reading a
set in ascending order is reading the pane from the top. Each index is built when it is first asked for.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from pyroaring import BitMap

from peace_tui.dates import Date
from peace_tui.folding import Haystack

NOTHING = BitMap()


class Identified(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str:
        """The record's id."""


R = TypeVar("R", bound=Identified)
Values = Callable[[R], Iterable[str]]


class Shelf(Generic[R]):
    """The quotes or the events of a dossier in display order, and the places of those that have a value."""

    def __init__(
        self,
        records: Sequence[R],
        attributes: Mapping[str, Values[R]],
        words: Mapping[str, Values[R]],
        date: Callable[[R], Date | None],
    ) -> None:
        """Take the records in display order.

        Args:
            records: The records; a record's number here is its place.
            attributes: For each attribute that filters, the values a record has.
            words: For each kind of text that is searched, the fields of a record.
            date: A record's effective date.
        """
        self.records = records
        self.place = {record.id: place for place, record in enumerate(records)}
        self.everything = BitMap(range(len(records)))
        self._attributes = attributes
        self._words = words
        self._date = date
        self._postings: dict[str, dict[str, BitMap]] = {}
        self._haystacks: dict[str, Haystack] = {}

    def having(self, attribute: str, value: str) -> BitMap:
        """Return the places of the records whose `attribute` has `value`."""
        return self.values(attribute).get(value, NOTHING)

    def values(self, attribute: str) -> Mapping[str, BitMap]:
        """Return, for each value of `attribute`, the places of the records that have it."""
        if (postings := self._postings.get(attribute)) is None:
            values_of = self._attributes[attribute]
            postings = self._postings[attribute] = _posted(values_of(record) for record in self.records)
        return postings

    def finding(self, kind: str, needle: str) -> BitMap:
        """Return the places of the records in one of whose texts of this `kind` the folded `needle` occurs."""
        if (haystack := self._haystacks.get(kind)) is None:
            fields_of = self._words[kind]
            haystack = self._haystacks[kind] = Haystack(fields_of(record) for record in self.records)
        return BitMap(haystack.find(needle))

    @cached_property
    def dates(self) -> Mapping[Date, BitMap]:
        """The places of the records of each date."""
        return _posted((date,) if (date := self._date(record)) else () for record in self.records)

    @cached_property
    def undated(self) -> BitMap:
        """The places of the records without a date."""
        return BitMap(place for place, record in enumerate(self.records) if self._date(record) is None)

    def dated(self, test: Callable[[Date], bool]) -> BitMap:
        """Return the places of the records whose date passes `test`."""
        return BitMap().union(*(places for date, places in self.dates.items() if test(date)))


V = TypeVar("V")


def _posted(values_of: Iterable[Iterable[V]]) -> dict[V, BitMap]:
    lists: dict[V, array[int]] = {}
    for place, values in enumerate(values_of):
        for value in values:
            if (places := lists.get(value)) is None:
                places = lists[value] = array("I")
            places.append(place)
    return {value: BitMap(places) for value, places in lists.items()}
