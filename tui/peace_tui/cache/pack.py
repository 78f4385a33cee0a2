"""The container of a pack: named sections of bytes behind a head that says who wrote them and proves them undamaged.

    magic, checksum of all that follows, length of the table, the table, the sections

The table is a `marshal` of the writer's tag and the length of each section by its name. `marshal` makes nothing but
plain values and runs nothing; what it reads here has passed the checksum, and lies in a folder of the user's own.

Records are rows in it: tuples of nothing but strings, numbers and tuples, which `marshal` writes and reads fast. A row
has the values of a record's fields in their order, with a date as it is written, a record inside it as a row, and None
for no keys of the author's own.
"""

from __future__ import annotations

import datetime
import marshal
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from struct import Struct, error
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui import __version__
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import NO_EXTRA, EdtfDate, Record, Tables
from peace_tui.model.index import QUOTE_ATTRIBUTES, Numbers, RecordIndex, SortFields, add_numbers
from peace_tui.model.records import ARRAYS, FORMAT, Info, Quote

LAYOUT: Final = 6
"""The number of the way in which packs are laid out and texts folded; another way gets another number."""


def _describe_contents() -> str:
    """Return a checksum of what records and indexes declare: with other fields or attributes a pack differs."""
    empty = Dossier(info=Info(title=""))
    fields = sorted((record.__name__, record.FIELD_NAMES) for record in Record.__subclasses__())
    attributes = [[*index.attributes, *index.words] for index in (empty.event_index, empty.quote_index)]
    return f"{zlib.crc32(repr((fields, attributes)).encode()):08x}"


WRITER_TAG: Final = (
    f"{__version__} {FORMAT} {LAYOUT} {_describe_contents()} {sys.implementation.cache_tag} {sys.byteorder}"
)
"""Who wrote a pack: another program, Python or machine may read it differently."""
MAGIC: Final = b"peace-tui pack\r\n"
HEAD: Final = Struct("<16sI")
LENGTH: Final = Struct("<I")

Sections = Mapping[str, memoryview]
"""The sections of a pack, by name."""


class DamagedPack(Exception):
    """What was read is no pack of ours, or damaged."""


def join_sections(sections: Mapping[str, bytes | memoryview]) -> list[bytes | memoryview]:
    """Return the pieces that make one pack of the sections."""
    table = marshal.dumps((WRITER_TAG, {name: len(section) for name, section in sections.items()}))
    pieces = [LENGTH.pack(len(table)), table, *sections.values()]
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return [HEAD.pack(MAGIC, checksum), *pieces]


def split_sections(pack: bytes | memoryview) -> Sections:
    """Return the sections of a pack.

    Raises:
        DamagedPack: It is not complete, or another program's.
    """
    try:
        magic, checksum = HEAD.unpack_from(pack)
        body = memoryview(pack)[HEAD.size :]
        if magic != MAGIC or zlib.crc32(body) != checksum:
            raise DamagedPack
        start = LENGTH.size + LENGTH.unpack_from(body)[0]
        tag, table = marshal.loads(body[LENGTH.size : start])
    except (error, EOFError, TypeError, ValueError) as cause:
        raise DamagedPack from cause
    if tag != WRITER_TAG:
        raise DamagedPack
    return _split(body[start:], table)


def _split(body: memoryview, table: Mapping[str, Any]) -> Sections:
    sections, start = {}, 0
    for name, size in table.items():
        sections[name] = body[start : start + size]
        start += size
    if start != len(body):
        raise DamagedPack
    return sections


def decode_numbers(code: str, section: memoryview) -> array[int]:
    """Return the whole numbers of a section; `code` is their type as `array` names it."""
    numbers: array[int] = array(code)
    numbers.frombytes(section)
    return numbers


def encode_postings(postings: Mapping[str, BitMap]) -> bytes:
    """Return values, each with the positions of the records that have it, as a section."""
    return marshal.dumps((list(postings), [positions.serialize() for positions in postings.values()]))


def decode_postings(section: memoryview) -> dict[str, BitMap]:
    """Return the values of a section, each with the positions of the records that have it."""
    values, positions = marshal.loads(section)
    return dict(zip(values, map(BitMap.deserialize, positions), strict=True))


PackedRow = tuple[Any, ...]
TOML_TIMES: Final = (datetime.datetime, datetime.date, datetime.time)


class Unpackable(Exception):
    """A record that no row can hold."""


class RowCodec(NamedTuple):
    """How the values of a field, or the records of a class, become what a row holds, and how they come back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def row_codec(record_class: type[Record], zone: str | None) -> RowCodec:
    """Return the codec of a class of records, in a dossier whose clock times are of this time zone."""
    names = record_class.FIELD_NAMES
    codecs = [(names.index(name), codec) for name, codec in _field_codecs(record_class, zone).items()]
    values_of = attrgetter(*names)

    def encode(record: Any) -> PackedRow:
        row = list(values_of(record))
        for position, codec in codecs:
            row[position] = codec.encode(row[position]) if row[position] else row[position]
        row[-1] = row[-1] or None
        return tuple(row)

    def decode(row: PackedRow) -> Any:
        values = dict(zip(names, row, strict=True))
        for position, codec in codecs:
            if row[position]:
                values[names[position]] = codec.decode(row[position])
        values["extra"] = values["extra"] or NO_EXTRA
        return record_class.from_checked(values)

    return RowCodec(encode, decode)


def _field_codecs(record_class: type[Record], zone: str | None) -> Mapping[str, RowCodec]:
    """Return the codecs of the fields whose values no row can hold as they are."""
    codecs = {"extra": RowCodec(_encode_toml, _decode_toml)}
    for name, field in record_class.FIELDS.items():
        if isinstance(field.shape, EdtfDate):
            codecs[name] = RowCodec(lambda date: date.text, lambda text: parse_date(text, zone))
        elif isinstance(field.shape, Tables):
            codecs[name] = _each(row_codec(field.shape.of, zone))
    return codecs


def _each(codec: RowCodec) -> RowCodec:
    return RowCodec(
        lambda records: tuple([codec.encode(record) for record in records]),
        lambda rows: tuple([codec.decode(row) for row in rows]),
    )


def _encode_toml(value: Any) -> Any:
    """Return a TOML value without dates, which `marshal` does not know; a tuple, which TOML lacks, stands for one."""
    if isinstance(value, Mapping):
        return {name: _encode_toml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_encode_toml(inner) for inner in value]
    if type(value) in TOML_TIMES:
        return TOML_TIMES.index(type(value)), value.isoformat()
    if isinstance(value, str | int | float):
        return value
    raise Unpackable


def _decode_toml(value: Any) -> Any:
    """Return the TOML value that `_encode_toml` was given."""
    if isinstance(value, dict):
        return {name: _decode_toml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_decode_toml(inner) for inner in value]
    if isinstance(value, tuple):
        return TOML_TIMES[value[0]].fromisoformat(value[1])
    return value


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

    def add(self, records: Sequence[Any], encode: Callable[[Any], PackedRow]) -> None:
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
