"""Large dossiers: packed while they are read, and opened from the cache when the same bytes come again."""

from __future__ import annotations

from hashlib import file_digest, sha256
from typing import Any, Final

import tomli

from peace_tui.cache import store
from peace_tui.cache.pack import (
    DamagedPack,
    PackWriter,
    Sections,
    Unpackable,
    join_sections,
    pack_dossier,
    split_sections,
)
from peace_tui.cache.reader import open_pack
from peace_tui.edtf.spans import clear_date_cache
from peace_tui.loading.chunks import Chunk, ChunkIndex, NotSeparable, read_chunks, read_head
from peace_tui.loading.diagnostics import INCLUDE, locate
from peace_tui.loading.document import (
    ONE_PIECE,
    DocumentReader,
    ReadResult,
    check_views,
    explain_syntax,
    paused_collector,
)
from peace_tui.loading.files import read
from peace_tui.loading.includes import IncludedFiles
from peace_tui.model.dossier import Dossier
from peace_tui.system.streams import Progress

HEAD_BYTES: Final = 65_536
"""How much of a large file is read for the keys above its first table."""
READ_SHARE: Final = 0.9
"""The part of opening a large dossier that is done once its records are read."""
PACKED: Final = 0.98
"""The part that is done once it is packed."""


def read_large(data: bytes, file: str, progress: Progress) -> ReadResult:
    """Read a large document, or what is kept of it; `file` is what its problems call it.

    No warnings are looked for.
    """
    progress("checking the cache", 0)
    included = _read_included(data, file)
    if included and not included.is_complete:
        return read(data, file, progress=progress)
    digest = included.digest() if included else sha256(data).hexdigest()
    names = tuple(included.names) if included else ()
    if (pack := store.fetch_pack(digest) if store.is_enabled() else None) is not None:
        try:
            return ReadResult(open_pack(split_sections(pack), file, digest, names), included=names)
        except DamagedPack:
            store.delete(digest)
    with paused_collector():
        try:
            result = _read_chunks(data, file, digest, progress)
        except tomli.TOMLDecodeError as error:
            result = explain_syntax(file, error)
        except (NotSeparable, RecursionError):
            result = _read_whole(data, file, digest, progress)
        clear_date_cache()
    if isinstance(result, ReadResult):
        return result
    if store.is_enabled():
        progress("saving a copy in the cache", PACKED)
        store.save_pack(digest, join_sections(result))
    return ReadResult(open_pack(result, file, digest, names), included=names)


def open_kept(file: str, progress: Progress) -> Dossier | None:
    """Return what the cache has of a large file that includes no others; None where it has nothing.

    The file is only hashed for it, a piece at a time, which takes half as long as having all of it in memory.
    """
    if not store.is_enabled():
        return None
    progress("checking the cache", 0)
    try:
        with open(file, "rb") as opened:
            head = read_head(opened.read(HEAD_BYTES))
            if not head or INCLUDE in head:
                return None
            opened.seek(0)
            digest = file_digest(opened, "sha256").hexdigest()
        if pack := store.fetch_pack(digest):
            return open_pack(split_sections(pack), file, digest)
    except (OSError, NotSeparable, DamagedPack):
        pass  # reading it finds out what is wrong
    return None


def _read_included(data: bytes, file: str) -> IncludedFiles | None:
    """Return the files that a document includes, which its first keys say; None where it includes none."""
    try:
        head = read_head(data)
    except NotSeparable:
        return None  # which it is read with then is found out later, and it is not kept
    return IncludedFiles(head, data, file) if INCLUDE in head else None


def _read_chunks(data: bytes, file: str, digest: str, progress: Progress) -> Sections | ReadResult:
    """Return the pack of a document that is read and packed chunk by chunk, or else its problems.

    Raises:
        NotSeparable: It cannot be read so.
        RecursionError: Keys of the author's own are nested too deeply to be packed.
    """
    chunks: list[Chunk] = []
    reader: DocumentReader | None = None
    writer: PackWriter | None = None
    for chunk, document in read_chunks(data, lambda: progress(*ONE_PIECE)):
        if reader is None:
            if not {"format", "dossier"} <= document.keys() or INCLUDE in document:
                raise NotSeparable
            reader = DocumentReader(document)
            writer = PackWriter(reader.info)
        chunks.append(chunk)
        records = reader.read(document, is_last=chunk.end == len(data))
        if reader.valid and writer:
            writer.add(records)
        else:
            writer = None  # only the problems are wanted now
        progress("reading the records", chunk.end / len(data) * READ_SHARE)
    if reader is None:
        raise NotSeparable
    findings = reader.finish(TableFinder(data, chunks).find)
    if writer and not findings:
        progress("building the indexes", READ_SHARE)
        sections = writer.sections()
        findings += check_views(open_pack(sections, file, digest))
        if not findings:
            return sections
    return ReadResult(None, tuple(locate(findings, data, file, chunks)))


class TableFinder:
    """Reads single tables of a document again, whose chunks are no longer held."""

    def __init__(self, data: bytes, chunks: list[Chunk]) -> None:
        """Take the document, and its chunks."""
        self._data, self._index = data, ChunkIndex(chunks)
        self._chunk: Chunk | None = None
        """The chunk that was read last, as the next table is likely to be in it too."""
        self._document: dict[str, Any] = {}

    def find(self, kind: str, position: int) -> Any:
        """Return the table of an array at a position."""
        chunk = self._index.find((kind, position))
        assert chunk
        if chunk is not self._chunk:
            self._chunk, self._document = chunk, chunk.parse(self._data)
        return self._document[kind][position - chunk.first[kind]]


def _read_whole(data: bytes, file: str, digest: str, progress: Progress) -> Sections | ReadResult:
    """Return the pack of a document that cannot be read in chunks, or what came of reading it where there is none.

    There is none either where the files that are read have another digest, as they have changed meanwhile.
    """
    result = read(data, file, progress=progress)
    if result.dossier is None or result.problems or result.dossier.digest not in ("", digest):
        return result
    progress("building the indexes", READ_SHARE)
    try:
        return pack_dossier(result.dossier)
    except (Unpackable, RecursionError):
        return result
