"""The container of a pack: named sections of bytes behind a head that says who wrote them, and whether they are whole.

    magic, check sum of all that follows, length of the table, the table, the sections

The table is a `marshal` of the writer's tag and the length of each section by its name. `marshal` makes nothing but
plain values and runs nothing; what it reads here has been found whole first, and lies in a folder of the reader's own.
"""

from __future__ import annotations

import marshal
import sys
import zlib
from collections.abc import Mapping
from struct import Struct, error
from typing import Any, Final

from peace_tui import __version__
from peace_tui.model.records import FORMAT

LAYOUT: Final = 3
"""The number of the way in which packs are laid out; another layout gets another number."""
TAG: Final = f"{__version__} {FORMAT} {LAYOUT} {sys.implementation.cache_tag} {sys.byteorder}"
"""Who wrote a pack: another program, Python or machine may read it differently."""
MAGIC: Final = b"peace-tui pack\r\n"
HEAD: Final = Struct("<16sI")
LENGTH: Final = Struct("<I")


Sections = Mapping[str, memoryview]
"""The sections of a pack, by name."""


class Damaged(Exception):
    """What was read is no pack of ours, or not whole."""


def joined(sections: Mapping[str, bytes | memoryview]) -> list[bytes | memoryview]:
    """Return the pieces that make one pack of the sections."""
    table = marshal.dumps((TAG, {name: len(section) for name, section in sections.items()}))
    pieces = [LENGTH.pack(len(table)), table, *sections.values()]
    sum = 0
    for piece in pieces:
        sum = zlib.crc32(piece, sum)
    return [HEAD.pack(MAGIC, sum), *pieces]


def parted(pack: bytes) -> Sections:
    """Return the sections of a pack.

    Raises:
        Damaged: It is not whole, or another program's.
    """
    try:
        magic, sum = HEAD.unpack_from(pack)
        body = memoryview(pack)[HEAD.size :]
        if magic != MAGIC or zlib.crc32(body) != sum:
            raise Damaged
        start = LENGTH.size + LENGTH.unpack_from(body)[0]
        tag, table = marshal.loads(body[LENGTH.size : start])
    except (error, EOFError, TypeError, ValueError) as cause:
        raise Damaged from cause
    if tag != TAG:
        raise Damaged
    return _cut(body[start:], table)


def _cut(body: memoryview, table: Mapping[str, Any]) -> Sections:
    sections, start = {}, 0
    for name, size in table.items():
        sections[name] = body[start : start + size]
        start += size
    if start != len(body):
        raise Damaged
    return sections
