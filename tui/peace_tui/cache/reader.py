"""A pack into a dossier whose records are read when they are looked at."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar, overload

from pyroaring import BitMap

from peace_tui.cache.columns import numbers, postings
from peace_tui.cache.container import Sections
from peace_tui.cache.registers import Placed, Register, Registers
from peace_tui.cache.rows import RowCodec, row_codec
from peace_tui.cache.search_texts import Texts
from peace_tui.cache.writer import FEW, SHELVES
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import Identified, RecordIndex
from peace_tui.model.records import ARRAYS, Event, IdentifiedRecord, Info, Person, Quote, Source
from peace_tui.model.text_index import TextIndex

R = TypeVar("R", bound=Identified)
T = TypeVar("T")
HELD: Final = 2048
"""How many records of an array are held once they have been read."""


class Rows(Sequence[T]):
    """The records of an array, each read from its row when it is looked at."""

    def __init__(self, rows: memoryview, ends: Sequence[int], codec: RowCodec) -> None:
        """Take the rows, and where each ends."""
        self._rows, self._ends, self._codec = rows, ends, codec
        self._held: dict[int, T] = {}

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._ends)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """Return the record at a place."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if (held := self._held.get(place)) is None:
            if len(self._held) >= HELD:
                self._held.clear()
            held = self._held[place] = self._read(range(len(self))[place])
        return held

    def __iter__(self) -> Iterator[T]:
        """Return all records; those of a long array are read anew each time."""
        return map(self.__getitem__ if len(self) <= HELD else self._read, range(len(self)))

    def _read(self, place: int) -> T:
        start = self._ends[place - 1] if place else 0
        record: T = self._codec.decode(marshal.loads(self._rows[start : self._ends[place]]))
        return record


class Reordered(Sequence[T]):
    """The records of an array in another order."""

    def __init__(self, records: Sequence[T], order: Sequence[int]) -> None:
        """Take the records, and the number of each in the other order."""
        self._records, self._order = records, order

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        """Return the record at a place of the other order."""
        if isinstance(place, slice):
            return [self._records[each] for each in self._order[place]]
        return self._records[self._order[place]]


class PackedShelf(RecordIndex[R]):
    """A shelf whose indexes were worked out before."""

    def __init__(
        self, shelf: RecordIndex[R], name: str, sections: Sections, register: Register[R], texts: Callable[[], Texts]
    ) -> None:
        """Take the declaration of a shelf, the sections with its indexes under this name, its register and texts."""
        super().__init__(shelf.in_file_order, shelf.order, shelf.attributes, shelf.words, shelf.effective)
        self._name, self._sections, self._register, self._texts = name, sections, register, texts

    @cached_property
    def records(self) -> Sequence[R]:
        """The records in display order."""
        return Reordered(self.in_file_order, self.order)

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """The place of each record, by its id."""
        return Placed(self._register, self.positions)

    def compute_postings(self, attribute: str) -> Mapping[str, BitMap]:
        """Read the places of the records that have each value of `attribute`."""
        return postings(self._sections[f"{self._name}.{attribute}.places"])

    def text_index(self, kind: str) -> TextIndex:
        """Return the texts of this `kind`, to be searched."""
        return self._texts().of(self._name, kind)

    @cached_property
    def dates(self) -> Mapping[Date, BitMap]:
        """The places of the records of each date."""
        dates, places = marshal.loads(self._sections[f"{self._name}.dates"])
        return {Date(*date): BitMap.deserialize(each) for date, each in zip(dates, places, strict=True)}

    @cached_property
    def undated(self) -> BitMap:
        """The places of the records without a date."""
        return self.everything - BitMap().union(*self.dates.values())


@dataclass(frozen=True, kw_only=True, eq=False)
class PackedDossier(Dossier):
    """A dossier out of a pack."""

    sections: Sections
    """The sections of the pack."""
    registers: Mapping[str, Register[Any]]
    """For each array whose records are read when looked at, the records by id."""

    @cached_property
    def by_id(self) -> Mapping[str, IdentifiedRecord]:
        """Every record that has an id, by its id."""
        return Registers(*self.registers.values(), {view.id: view for view in self.views if view.id})

    @property
    def event_of(self) -> Mapping[str, Event]:
        """The events by id."""
        return self.registers["events"]

    @property
    def person_of(self) -> Mapping[str, Person]:
        """The people by id."""
        return self.registers["people"]

    @property
    def source_of(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self.registers["sources"]

    @cached_property
    def event_index(self) -> RecordIndex[Event]:
        """The events as the Timeline lists them."""
        return self._index("event_index", self._index_of_events)

    @cached_property
    def quote_index(self) -> RecordIndex[Quote]:
        """The quotes as the Quotes pane lists them."""
        return self._index("quote_index", self._index_of_quotes)

    def _index(self, name: str, declared: Callable[[Sequence[int]], RecordIndex[R]]) -> RecordIndex[R]:
        shelf = declared(numbers("I", self.sections[f"{name}.order"]))
        return PackedShelf(shelf, name, self.sections, self.registers[SHELVES[name]], lambda: self.texts)

    @cached_property
    def texts(self) -> Texts:
        """The texts to be searched."""
        return Texts(self.digest, {"event_index": self.event_index, "quote_index": self.quote_index})

    def prepare(self) -> Iterator[None]:
        """Work out, step by step, what the first move and the first search would have to wait for."""
        _ = self.registers["quotes"].numbers
        yield
        yield from self.texts.steps
        _ = self.name_index
        yield
        _ = self.event_of_quote

    @cached_property
    def people_by_weight(self) -> Sequence[Person]:
        """The people as the People pane lists them."""
        return Reordered(self.people, numbers("I", self.sections["cast.order"]))

    @property
    def people_ids_by_weight(self) -> Sequence[str]:
        """The ids of the cast."""
        ids = list(self.registers["people"])
        return [ids[number] for number in numbers("I", self.sections["cast.order"])]

    @cached_property
    def folded_names(self) -> Mapping[str, tuple[str, ...]]:
        """The folded name and aliases of each person, by id."""
        names: Mapping[str, tuple[str, ...]] = marshal.loads(self.sections["names"])
        return names


def opened(sections: Sections, file: str, digest: str) -> Dossier:
    """Return the dossier in the sections of a pack; `file` is what its reader calls it, `digest` that of the TOML."""
    info: Info = row_codec(Info, None).decode(marshal.loads(sections["info"]))
    records: dict[str, Sequence[Any]] = {}
    registers: dict[str, Register[Any]] = {}
    for kind, of in ARRAYS.items():
        codec = row_codec(of, info.timezone)
        rows: Rows[Any] = Rows(sections[f"{kind}.rows"], numbers("Q", sections[f"{kind}.ends"]), codec)
        records[kind] = [*rows] if kind in FEW else rows
        if kind not in FEW:
            registers[kind] = Register(records[kind], sections[f"{kind}.ids"])
    return PackedDossier(info=info, path=file, digest=digest, sections=sections, registers=registers, **records)
