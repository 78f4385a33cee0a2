"""A pack into a dossier whose records are read when they are looked at."""

from __future__ import annotations

import marshal
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar, cast, overload

from pyroaring import BitMap

from peace_tui.cache import store
from peace_tui.cache.pack import (
    INDEXES,
    WITHOUT_ROWS,
    DamagedPack,
    RowCodec,
    Sections,
    decode_numbers,
    decode_postings,
    encode_postings,
    join_sections,
    row_codec,
    split_sections,
)
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import Identified, RecordIndex, TextIndex
from peace_tui.model.records import ARRAYS, Event, IdentifiedRecord, Info, Person, Quote, Source

R = TypeVar("R", bound=Identified)
T = TypeVar("T")
MAX_HELD: Final = 2048
"""How many records of an array are held once they have been read."""
TEXTS: Final = "texts"
"""What the pack of the texts to be searched is called in the cache."""
FOLDED_AT_ONCE: Final = 200
"""How many records are folded in one step: few enough that no key press has to wait."""


def open_pack(sections: Sections, file: str, digest: str, included_files: Sequence[str] = ()) -> Dossier:
    """Return the dossier in the sections of a pack.

    `file` is what its reader calls it, `digest` that of the TOML, `included_files` are those it includes, in order.
    """
    info: Info = row_codec(Info, None).decode(marshal.loads(sections["info"]))
    records: dict[str, Sequence[Any]] = {}
    by_id: dict[str, RecordsById[Any]] = {}
    for kind, of in ARRAYS.items():
        ends = decode_numbers("Q", sections[f"{kind}.ends"])
        rows: PackedRecords[Any] = PackedRecords(sections[f"{kind}.rows"], ends, row_codec(of, info.timezone))
        if kind in WITHOUT_ROWS:
            records[kind] = [*rows]
        else:
            records[kind] = rows
            by_id[kind] = RecordsById(rows, sections[f"{kind}.ids"])
    included = dict(zip(included_files, marshal.loads(sections["included"]), strict=True))
    contents = {"info": info, "path": file, "digest": digest, "included": included, **records}
    return PackedDossier(sections=sections, records_by_id=by_id, **contents)


class PackedRecords(Sequence[T]):
    """The records of an array, each read from its row when it is looked at."""

    def __init__(self, rows: memoryview, ends: Sequence[int], codec: RowCodec) -> None:
        """Take the rows, and where each ends."""
        self._rows, self._ends, self._codec = rows, ends, codec
        self._held: dict[int, T] = {}

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> list[T]: ...
    def __getitem__(self, number: int | slice) -> T | list[T]:
        """Return a record, or several."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if (held := self._held.get(number)) is None:
            if len(self._held) >= MAX_HELD:
                self._held.clear()
            held = self._held[number] = self._read(range(len(self))[number])
        return held

    def __iter__(self) -> Iterator[T]:
        """Return all records; those of a long array are not held."""
        return map(self.__getitem__ if len(self) <= MAX_HELD else self._read, range(len(self)))

    def _read(self, number: int) -> T:
        start = self._ends[number - 1] if number else 0
        record: T = self._codec.decode(marshal.loads(self._rows[start : self._ends[number]]))
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
    def __getitem__(self, position: int) -> T: ...
    @overload
    def __getitem__(self, position: slice) -> list[T]: ...
    def __getitem__(self, position: int | slice) -> T | list[T]:
        """Return the record at a position in the other order, or several."""
        if isinstance(position, slice):
            return [self._records[number] for number in self._order[position]]
        return self._records[self._order[position]]


class RecordsById(Mapping[str, R]):
    """The records of an array by id; the list of ids is read when it is first needed."""

    def __init__(self, records: Sequence[R], ids: memoryview) -> None:
        """Take the records, and the section that holds their ids, in the same order."""
        self._records, self._ids = records, ids

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each id in the file; there are many, and the first screen needs few of them."""
        ids = bytes(self._ids).decode().split("\n") if self._records else []
        return dict(zip(ids, range(len(ids)), strict=True))

    def __getitem__(self, id: str) -> R:
        """Return the record with this id."""
        return self._records[self.numbers[id]]

    def __contains__(self, id: object) -> bool:
        """Tell whether a record has this id, without reading it."""
        return id in self.numbers

    def __iter__(self) -> Iterator[str]:
        """Return the ids."""
        return iter(self.numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._records)


class PositionsById(Mapping[str, int]):
    """The positions of the records of an array, by id."""

    def __init__(self, records: RecordsById[Any], positions: Sequence[int]) -> None:
        """Take the records by id, and the position of each in file order."""
        self._records, self._positions = records, positions

    def __getitem__(self, id: str) -> int:
        """Return the position of the record with this id."""
        return self._positions[self._records.numbers[id]]

    def __iter__(self) -> Iterator[str]:
        """Return the ids."""
        return iter(self._records)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._records)


class PackedIndex(RecordIndex[R]):
    """An index that was worked out before."""

    def __init__(
        self,
        declared: RecordIndex[R],
        name: str,
        sections: Sections,
        records_by_id: RecordsById[R],
        texts: Callable[[], SearchTexts],
    ) -> None:
        """Begin with an index as it is declared, and with the sections that hold the rest of it under its name."""
        super().__init__(
            declared.in_file_order, declared.order, declared.attributes, declared.words, declared.effective
        )
        self._name, self._sections, self._records_by_id, self._texts = name, sections, records_by_id, texts

    @cached_property
    def records(self) -> Sequence[R]:
        """The records in display order."""
        return Reordered(self.in_file_order, self.order)

    @cached_property
    def position_of(self) -> Mapping[str, int]:
        """The position of each record, by its id."""
        return PositionsById(self._records_by_id, self.positions)

    def compute_postings(self, attribute: str) -> Mapping[str, BitMap]:
        """Read the positions of the records that have each value of `attribute`."""
        return decode_postings(self._sections[f"{self._name}.{attribute}.postings"])

    def text_index(self, kind: str) -> TextIndex:
        """Return the texts of this `kind`, to be searched."""
        return self._texts().text_index(self._name, kind)

    @cached_property
    def dates(self) -> Mapping[Date, BitMap]:
        """The positions of the records of each date."""
        dates, positions = marshal.loads(self._sections[f"{self._name}.dates"])
        return {Date(*date): BitMap.deserialize(each) for date, each in zip(dates, positions, strict=True)}


class PackedDossier(Dossier):
    """A dossier out of a pack."""

    def __init__(self, *, sections: Sections, records_by_id: Mapping[str, RecordsById[Any]], **contents: Any) -> None:
        """Hold the sections of a pack, besides the `contents` of every dossier.

        `records_by_id` are, for each array whose records are read when they are looked at, the records by id.
        """
        super().__init__(**contents)
        self.sections, self.records_by_id = sections, records_by_id

    @cached_property
    def by_id(self) -> Mapping[str, IdentifiedRecord]:
        """Every record that has an id, by its id."""
        views = {view.id: view for view in self.views if view.id}
        # A ChainMap lists the keys of its last map first.
        return ChainMap(*reversed([*cast(Any, self.records_by_id).values(), views]))

    def number_of(self, kind: str, id: str | None) -> int:
        """Return the number of a record in its array, in most of them without reading any."""
        by_id = self.records_by_id.get(kind)
        return by_id.numbers[id] if by_id and id else super().number_of(kind, id)

    @property
    def event_of(self) -> Mapping[str, Event]:
        """The events by id."""
        return self.records_by_id["events"]

    @property
    def person_of(self) -> Mapping[str, Person]:
        """The people by id."""
        return self.records_by_id["people"]

    @property
    def source_of(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self.records_by_id["sources"]

    @cached_property
    def event_index(self) -> RecordIndex[Event]:
        """The events as the Timeline lists them."""
        return self._open_index("event_index", self._index_of_events)

    @cached_property
    def quote_index(self) -> RecordIndex[Quote]:
        """The quotes as the Quotes pane lists them."""
        return self._open_index("quote_index", self._index_of_quotes)

    def _open_index(self, name: str, declare: Callable[[Sequence[int]], RecordIndex[R]]) -> RecordIndex[R]:
        declared = declare(decode_numbers("I", self.sections[f"{name}.order"]))
        return PackedIndex(declared, name, self.sections, self.records_by_id[INDEXES[name]], lambda: self.search_texts)

    @cached_property
    def search_texts(self) -> SearchTexts:
        """The texts to be searched."""
        return SearchTexts(self.digest, {"event_index": self.event_index, "quote_index": self.quote_index})

    def prepare(self) -> Iterator[None]:
        """Work out, step by step, what the first move and the first search would have to wait for."""
        _ = self.records_by_id["quotes"].numbers
        yield
        yield from self.search_texts.steps
        _ = self.name_index
        yield
        _ = self.event_of_quote

    @cached_property
    def people_by_weight(self) -> Sequence[Person]:
        """The people as the People pane lists them."""
        return Reordered(self.people, decode_numbers("I", self.sections["people.order"]))

    @property
    def people_ids_by_weight(self) -> Sequence[str]:
        """The ids of the people_by_weight, without reading the people."""
        ids = list(self.records_by_id["people"])
        return [ids[number] for number in decode_numbers("I", self.sections["people.order"])]

    @cached_property
    def folded_names(self) -> Mapping[str, tuple[str, ...]]:
        """The folded name and aliases of each person, by id."""
        names: Mapping[str, tuple[str, ...]] = marshal.loads(self.sections["people.names"])
        return names


class SearchTexts:
    """The texts of several record indexes, each kind of each of them a text index.

    They are folded when the first search comes near, and kept for the next time. They have a pack of their own, since
    to fold them takes as long as to pack all the rest, and not everyone searches.
    """

    def __init__(self, digest: str, indexes: Mapping[str, RecordIndex[Any]]) -> None:
        """Take the SHA-256 of the dossier's file, and its indexes by name."""
        self._digest, self._indexes = digest, indexes
        self._is_cached = bool(digest) and store.is_enabled()
        self._text_indexes: dict[str, TextIndex] = {}
        self.steps = self._prepare()
        """What is still to be done before the texts can be searched, step by step, while the reader rests."""

    def text_index(self, index: str, kind: str) -> TextIndex:
        """Return the texts of a kind of an index; whoever asks early does what steps are left."""
        for _ in self.steps:
            pass
        return self._text_indexes[f"{index}.{kind}"]

    def _prepare(self) -> Iterator[None]:
        self._text_indexes = self._fetch()
        yield
        if not self._text_indexes:
            yield from self._fold()

    def _fetch(self) -> dict[str, TextIndex]:
        pack = store.fetch_pack(self._digest, TEXTS) if self._is_cached else None
        try:
            return self._decode(split_sections(pack)) if pack else {}
        except DamagedPack:
            return {}

    def _fold(self) -> Iterator[None]:
        text_indexes = {name: TextIndex() for name in self._names()}
        for name, index in self._indexes.items():
            for start in range(0, len(index.records), FOLDED_AT_ONCE):
                records = index.records[start : start + FOLDED_AT_ONCE]
                for kind, words in index.words.items():
                    text_indexes[f"{name}.{kind}"].add(map(words, records))
                yield
        sections: dict[str, memoryview] = {}
        for name, text_index in text_indexes.items():
            sections |= {
                f"{name}.words": memoryview(encode_postings(text_index.words)),
                f"{name}.ends": memoryview(text_index.ends.tobytes()),
                f"{name}.folded": memoryview(bytes(text_index.folded)),
            }
            yield
        if self._is_cached:
            store.save_pack(self._digest, join_sections(sections), TEXTS)
            yield
        self._text_indexes = self._decode(sections)

    def _names(self) -> list[str]:
        return [f"{name}.{kind}" for name, index in self._indexes.items() for kind in index.words]

    def _decode(self, sections: Sections) -> dict[str, TextIndex]:
        return {
            name: TextIndex.from_folded(
                decode_postings(sections[f"{name}.words"]),
                decode_numbers("Q", sections[f"{name}.ends"]),
                sections[f"{name}.folded"],
            )
            for name in self._names()
        }
