"""A dossier of which only that is held which its indexes are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peace_tui.model.dossier import Dossier
from peace_tui.model.index import QUOTE_ATTRIBUTES, Numbers, RecordIndex, SortFields, note
from peace_tui.model.records import Quote


class Notes:
    """What is noted of quotes that pass by: what each is filed under, and what its place in the list depends on."""

    def __init__(self) -> None:
        """Note nothing yet."""
        self.numbers: dict[str, dict[str, list[int]]] = {attribute: defaultdict(list) for attribute in QUOTE_ATTRIBUTES}
        self.sort_fields: list[SortFields] = []

    def take(self, quotes: Sequence[Quote]) -> None:
        """Take note of the next quotes in file order."""
        for attribute, values_of in QUOTE_ATTRIBUTES.items():
            note(self.numbers[attribute], values_of, quotes, len(self.sort_fields))
        self.sort_fields += [(quote.event, quote.date, quote.n) for quote in quotes]

    def add(self, more: Notes) -> None:
        """Take the notes of the quotes that follow."""
        first = len(self.sort_fields)
        for attribute, found in more.numbers.items():
            for value, numbers in found.items():
                self.numbers[attribute][value] += map(first.__add__, numbers)
        self.sort_fields += more.sort_fields


class NotedIndex(RecordIndex[Quote]):
    """A shelf without its quotes."""

    def __init__(self, shelf: RecordIndex[Quote], notes: Notes) -> None:
        """Take the declaration of the shelf, and the notes of the quotes."""
        super().__init__((), shelf.order, shelf.attributes, shelf.words, shelf.effective)
        self._notes = notes

    def file_numbers(self, attribute: str) -> Numbers:
        """Return the numbers of the quotes that have each value of `attribute`."""
        return self._notes.numbers[attribute]


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft(Dossier):
    """A dossier of whose quotes there are only notes."""

    notes: Notes

    @property
    def sort_fields(self) -> Iterable[SortFields]:
        """The setting of each quote, in file order."""
        return self.notes.sort_fields

    def _index_of_quotes(self, order: Sequence[int]) -> RecordIndex[Quote]:
        return NotedIndex(super()._index_of_quotes(order), self.notes)
