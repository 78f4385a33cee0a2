"""A dossier into the sections of a pack, from records that are handed over one after another."""

from __future__ import annotations

import marshal
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from peace_tui.cache.container import Row, Sections, encode_postings, row_codec
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import QUOTE_ATTRIBUTES, Numbers, RecordIndex, SortFields, add_numbers
from peace_tui.model.records import ARRAYS, Info, Quote

INDEXES: Final = {"event_index": "events", "quote_index": "quotes"}
"""The indexes of a dossier, with the array whose records each has."""
MARSHAL_VERSION: Final = 2
"""The version of `marshal` that does not look whether a value has been written before."""
WITHOUT_ROWS: Final = ("eras", "views")
"""The arrays whose records are read at once when a pack is opened; not all of them have ids."""


class PackWriter:
    """Packs the records of a dossier as they come: of the quotes, which are many, none has to be held."""

    def __init__(self, info: Info, included: Mapping[str, Mapping[str, int]] | None = None) -> None:
        """Begin a pack; of `included` files it keeps what the dossier knows of them."""
        self._info, self._included = info, included or {}
        self._encoders = {kind: row_codec(of, info.timezone).encode for kind, of in ARRAYS.items()}
        self._rows = {kind: RowsWriter() for kind in ARRAYS}
        self._records: dict[str, Any] = {kind: [] for kind in ARRAYS if kind != "quotes"}
        self._quotes = QuoteNumbers()

    def add(self, records: Mapping[str, Sequence[Any]]) -> None:
        """Pack the next records of each array, in file order.

        Raises:
            Unpackable: One of them cannot be packed.
        """
        for kind, each in records.items():
            self._rows[kind].add(each, self._encoders[kind])
            if kind == "quotes":
                self._quotes.add(each)
            else:
                self._records[kind] += each

    def sections(self) -> Sections:
        """Return the pack of all that was added."""
        dossier = DossierWithoutQuotes(info=self._info, quote_numbers=self._quotes, **self._records)
        sections: dict[str, bytes | bytearray] = {
            "info": marshal.dumps(row_codec(Info, self._info.timezone).encode(self._info)),
            "included": marshal.dumps([{**first} for first in self._included.values()]),
        }
        for kind, rows in self._rows.items():
            sections |= {f"{kind}.{part}": section for part, section in rows.sections()}
        for name in INDEXES:
            sections |= {f"{name}.{part}": section for part, section in _index_sections(getattr(dossier, name))}
        numbers = {person.id: number for number, person in enumerate(dossier.people)}
        sections["people.order"] = array("I", [numbers[person.id] for person in dossier.people_by_weight]).tobytes()
        sections["people.names"] = marshal.dumps({**dossier.folded_names})
        dossier.__dict__.clear()  # its indexes refer to it: without this only the cycle collector could free it
        return {name: memoryview(section) for name, section in sections.items()}


def pack_dossier(dossier: Dossier) -> Sections:
    """Return a dossier packed.

    Raises:
        Unpackable: One of its records cannot be packed.
    """
    writer = PackWriter(dossier.info, dossier.included)
    writer.add({kind: getattr(dossier, kind) for kind in ARRAYS})
    return writer.sections()


class RowsWriter:
    """Writes the rows of an array."""

    def __init__(self) -> None:
        """Begin an array."""
        self._rows, self._ends = bytearray(), array("Q")
        self._ids: list[str] = []

    def add(self, records: Sequence[Any], encode: Callable[[Any], Row]) -> None:
        """Write records as rows."""
        rows = [marshal.dumps(encode(record), MARSHAL_VERSION) for record in records]
        start = len(self._rows)
        self._ends.extend([start + end for end in accumulate(map(len, rows))])
        self._rows += b"".join(rows)
        self._ids += [getattr(record, "id", None) or "" for record in records]

    def sections(self) -> Iterator[tuple[str, bytes | bytearray]]:
        """Yield the ids, the ends of the rows and the rows, each with its name."""
        yield "ids", "\n".join(self._ids).encode()  # no id holds a line feed
        yield "ends", self._ends.tobytes()
        yield "rows", self._rows


class QuoteNumbers:
    """What the index of quotes is made of: the numbers of those that have a value, and what their order depends on."""

    def __init__(self) -> None:
        """Begin without quotes."""
        self.by_attribute: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in QUOTE_ATTRIBUTES}
        self.sort_fields: list[SortFields] = []

    def add(self, quotes: Sequence[Quote]) -> None:
        """Add the next quotes in file order."""
        for attribute, values_of in QUOTE_ATTRIBUTES.items():
            add_numbers(self.by_attribute[attribute], values_of, quotes, len(self.sort_fields))
        self.sort_fields += [(quote.event, quote.date, quote.n) for quote in quotes]


class DossierWithoutQuotes(Dossier):
    """A dossier of whose quotes only that is held which their index is made of."""

    def __init__(self, *, quote_numbers: QuoteNumbers, **contents: Any) -> None:
        """Hold these numbers of the quotes, besides the `contents` of every dossier."""
        super().__init__(**contents)
        self.quote_numbers = quote_numbers

    @property
    def sort_fields(self) -> Iterable[SortFields]:
        """What the position of each quote depends on, in file order."""
        return self.quote_numbers.sort_fields

    def _index_of_quotes(self, order: Sequence[int]) -> RecordIndex[Quote]:
        return IndexWithoutQuotes(super()._index_of_quotes(order), self.quote_numbers)


class IndexWithoutQuotes(RecordIndex[Quote]):
    """The index of quotes that are not held."""

    def __init__(self, declared: RecordIndex[Quote], quote_numbers: QuoteNumbers) -> None:
        """Begin with an index as it is declared, and the numbers of the quotes."""
        super().__init__((), declared.order, declared.attributes, declared.words, declared.effective)
        self._quote_numbers = quote_numbers

    def file_numbers(self, attribute: str) -> Numbers:
        """Return the numbers of the quotes that have each value of `attribute`."""
        return self._quote_numbers.by_attribute[attribute]


def _index_sections(index: RecordIndex[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield what is kept of an index by the names of its sections."""
    yield "order", array("I", index.order).tobytes()
    for attribute in index.attributes:
        yield f"{attribute}.postings", encode_postings(index.postings(attribute))
    dates = [(d.text, d.earliest, d.latest, d.earliest_instant, d.latest_instant, d.clocked) for d in index.dates]
    yield "dates", marshal.dumps((dates, [positions.serialize() for positions in index.dates.values()]))
