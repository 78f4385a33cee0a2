"""The container of a pack: named sections of bytes behind a head that says who wrote them and proves them undamaged.

    magic, checksum of all that follows, length of the table, the table, the sections

The table is a `marshal` of the writer's tag and the length of each section by its name. `marshal` makes nothing but
plain values and runs nothing; what it reads here has passed the checksum, and lies in a folder of the user's own.
"""

from __future__ import annotations

import marshal
import sys
import zlib
from array import array
from collections.abc import Mapping
from struct import Struct, error
from typing import Any, Final

from pyroaring import BitMap

from peace_tui import __version__
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Record
from peace_tui.model.records import FORMAT, Info

LAYOUT: Final = 6
"""The number of the way in which packs are laid out and texts folded; another way gets another number."""


def _describe_contents() -> str:
    """Return a checksum of what records and indexes declare: with other fields or attributes a pack differs."""
    empty = Dossier(info=Info(title=""))
    fields = sorted((record.__name__, record.FIELD_NAMES) for record in Record.__subclasses__())
    attributes = [[*index.attributes, *index.words] for index in (empty.event_index, empty.quote_index)]
    return f"{zlib.crc32(repr((fields, attributes)).encode()):08x}"


TAG: Final = f"{__version__} {FORMAT} {LAYOUT} {_describe_contents()} {sys.implementation.cache_tag} {sys.byteorder}"
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
    table = marshal.dumps((TAG, {name: len(section) for name, section in sections.items()}))
    pieces = [LENGTH.pack(len(table)), table, *sections.values()]
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return [HEAD.pack(MAGIC, checksum), *pieces]


def split_sections(pack: bytes) -> Sections:
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
    if tag != TAG:
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
