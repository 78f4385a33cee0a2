"""TOML read in chunks, so that a large file shows its progress, can be cancelled and need not be held in memory.

A TOML parser is one call that cannot be interrupted. But what stands above and below a line such as `[[quotes]]` can be
parsed apart and joined, unless the line stands inside a string or an array, and then what is above it is unfinished and
no TOML by itself. Whatever cannot be read so is parsed in one piece, which says what is wrong with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import tomli

from peace_tui.loading.diagnostics import KeyPath
from peace_tui.model.records import ARRAYS
from peace_tui.system.streams import one_long_call

CHUNK_BYTES: Final = 200_000
"""About how many bytes are parsed at once: few enough to show progress, and to stay in the processor's cache."""
LONG_BYTES: Final = 10 * CHUNK_BYTES
"""From so many bytes on what cannot be parsed in smaller pieces is announced, since it takes a while."""
MAX_LOOK_AHEAD: Final = 100
"""How many characters in front of it the parser may have seen when it says what is wrong."""
TABLE_START: Final = re.compile(rf"^\[\[(?:{'|'.join(ARRAYS)})\]\][ \t]*\r?$".encode(), re.MULTILINE)
HEADER: Final = re.compile(rb"^[ \t]*\[", re.MULTILINE)
NAME_IN_HEADER: Final = re.compile(
    r"""^[ \t]*\[(?P<array>\[)?[ \t]*(?P<name>[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*(?P<inner>\.)?""", re.MULTILINE
)


class NotSeparable(Exception):
    """A document whose chunks mean something else apart than together."""


class Chunk(NamedTuple):
    """A part of a document: its first byte, the one after its last, and what stands in it."""

    start: int
    end: int
    first: Mapping[str, int]
    """The names of its tables and top-level keys; of an array of records with the number of its first table here."""

    def parse(self, data: bytes) -> dict[str, Any]:
        """Return what stands in it; `data` is the whole document."""
        return _parse(data[self.start : self.end])

    def path_inside(self, path: KeyPath) -> KeyPath:
        """Return the path of a value of the document as it is in this chunk by itself."""
        name, *rest = path
        if rest and isinstance(rest[0], int):
            rest[0] -= self.first.get(str(name), 0)
        return (name, *rest)


class ChunkIndex:
    """Finds the chunk in which a value of a document stands."""

    def __init__(self, chunks: Iterable[Chunk]) -> None:
        """Take the chunks in the order of the file."""
        self._chunks: dict[str, list[Chunk]] = defaultdict(list)
        for chunk in chunks:
            for name in chunk.first:
                self._chunks[name].append(chunk)

    def find(self, path: KeyPath) -> Chunk | None:
        """Return the chunk of the value at `path`; None where nothing of that name is in the document."""
        name, position = str(path[0]), path[1] if len(path) > 1 else 0
        chunks = self._chunks.get(name)
        if not chunks or not isinstance(position, int):
            return chunks[0] if chunks else None
        return chunks[bisect_right(chunks, position, key=lambda chunk: chunk.first[name]) - 1]


def read_head(data: bytes) -> dict[str, Any]:
    """Return the keys of a document that stand above its first table; none where it has no table.

    Raises:
        NotSeparable: They cannot be read by themselves, or not without reading much twice.
    """
    header = HEADER.search(data)
    if header and header.start() > LONG_BYTES:
        raise NotSeparable
    return _parse(data[: header.start()]) if header else {}


def read_chunks(data: bytes, announce: Callable[[], None] = lambda: None) -> Iterator[tuple[Chunk, dict[str, Any]]]:
    """Yield the chunks of a document with what each holds; `announce` is called before one that takes a while.

    Raises:
        NotSeparable: They cannot be joined, or one cannot be parsed by itself.
        TOMLDecodeError: The document is no TOML, and it takes no reading from the beginning to know.
    """
    inline = read_head(data)
    continues: dict[str, bool] = {}
    """Of each name so far whether it is an array that may go on in another chunk: not one that is written inline."""
    counts: dict[str, int] = {}
    start = 0
    while start < len(data):
        found = TABLE_START.search(data, start + CHUNK_BYTES)
        end = found.start() if found else len(data)
        if end - start > LONG_BYTES:
            announce()
        try:
            document = _parse(data[start:end])
        except NotSeparable as error:
            mistake = _find_syntax_error(data, start, end, error.__cause__)
            if mistake:
                _refuse_conflicts(_list_headers(mistake.doc[: mistake.pos]), continues, inline)
                before = data[:start].decode("utf-8-sig").replace("\r\n", "\n")
                text = data.decode("utf-8-sig").replace("\r\n", "\n")
                raise tomli.TOMLDecodeError(mistake.msg, text, len(before) + mistake.pos) from None
            raise
        _refuse_conflicts(document, continues, inline)
        first: dict[str, int] = {}
        for name, value in document.items():
            continues[name] = isinstance(value, list) and name not in inline
            first[name] = counts.get(name, 0)
            counts[name] = first[name] + (len(value) if continues[name] else 0)
        yield Chunk(start, end, first), document
        start = end


def _refuse_conflicts(document: Mapping[str, Any], continues: Mapping[str, bool], inline: Mapping[str, Any]) -> None:
    """Refuse a chunk with a name that one before has, unless it is an array that goes on in it."""
    for name, value in document.items():
        if name in continues and not (isinstance(value, list) and name not in inline and continues[name]):
            raise NotSeparable


def _list_headers(text: str) -> dict[str, Any]:
    """Return what the headers in a text declare, arrays and tables by name; some may stand inside strings."""
    names: dict[str, Any] = {}
    for found in NAME_IN_HEADER.finditer(text):
        names.setdefault(found["name"].strip("\"'"), [] if found["array"] and not found["inner"] else {})
    return names


def _parse(data: bytes) -> dict[str, Any]:
    try:
        return _parse_whole(data)
    except (ValueError, RecursionError) as error:
        raise NotSeparable from error


def _parse_whole(data: bytes) -> dict[str, Any]:
    with one_long_call():
        return tomli.loads(data.decode("utf-8-sig"))


def _find_syntax_error(data: bytes, start: int, end: int, error: BaseException | None) -> tomli.TOMLDecodeError | None:
    """Return what is wrong with a chunk that could not be parsed; None where only the whole document shows it.

    All chunks before were complete, so that the rest is read as in the document, but for tables declared before.
    """
    if end < len(data) and isinstance(error, tomli.TOMLDecodeError) and error.pos > len(error.doc) - MAX_LOOK_AHEAD:
        try:  # the chunk may end inside a text
            _parse(data[start:])
            return None
        except NotSeparable as longer:
            error = longer.__cause__
    return error if isinstance(error, tomli.TOMLDecodeError) and not error.msg.startswith("Cannot") else None


def parse_in_chunks(data: bytes, progress: Callable[[float | None], None]) -> tuple[dict[str, Any], list[Chunk]]:
    """Return what `tomli.loads` does, and the chunks in which it was read; none where it had to be read in one piece.

    `progress` is called with the part that is read; with None before what takes a while.

    Raises:
        ValueError: It is no TOML; as `tomli.loads` says it.
        RecursionError: As `tomli.loads` does.
    """
    joined: dict[str, Any] = {}
    chunks = []
    try:
        for chunk, document in read_chunks(data, lambda: progress(None)):
            for name, value in document.items():
                if name in joined:
                    joined[name] += value
                else:
                    joined[name] = value
            chunks.append(chunk)
            progress(chunk.end / len(data))
    except NotSeparable:
        progress(None)
        return _parse_whole(data), []
    return joined, chunks
