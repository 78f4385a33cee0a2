"""TOML read piece by piece, so that a large file shows how far it is and can be cancelled.

A TOML reader is one call that neither tells nor listens. But a line such as `[[quotes]]` begins anew: what stands
above and below it can be read apart and joined, unless it stands inside a string or an array, and then what is above
it is unfinished and no TOML by itself. Whatever does not read so is read as a whole, and says what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import tomli

from peace_tui.records import ARRAYS

PIECE: Final = 200_000
"""About how many bytes are read in one piece: a hundredth of a second, and no more than lies near the processor."""
BEGINNING: Final = re.compile(rf"^\[\[(?:{'|'.join(ARRAYS)})\]\][ \t]*\r?$".encode(), re.MULTILINE)
HEADER: Final = re.compile(rb"^[ \t]*\[", re.MULTILINE)


class Entangled(Exception):
    """Two pieces that are not to be joined."""


def parsed(data: bytes, progress: Callable[[float], None]) -> dict[str, Any]:
    """Return what `tomli.loads` does; calls `progress` with what part of the bytes is read.

    Raises:
        ValueError: It is no TOML; as `tomli.loads` says it.
        RecursionError: As `tomli.loads` does.
    """
    document: dict[str, Any] = {}
    try:
        for piece, part in documents(data):
            for name, value in piece.items():
                if name in document:
                    document[name] += value
                else:
                    document[name] = value
            progress(part)
    except (Entangled, ValueError, RecursionError):
        return tomli.loads(data.decode("utf-8-sig"))
    return document


def documents(data: bytes) -> Iterator[tuple[dict[str, Any], float]]:
    """Yield what each piece holds, and what part of the whole is read with it; a name that comes again is a list's.

    Raises:
        Entangled: The pieces are not to be joined.
        ValueError: A piece by itself is no TOML.
        RecursionError: It is nested too deeply.
    """
    header = HEADER.search(data)
    open_lists: dict[str, bool] = {}  # for each name whether it may come again
    plain = tomli.loads(data[: header.start()].decode("utf-8-sig")) if header else {}
    for start, end in _pieces(data):
        document = tomli.loads(data[start:end].decode("utf-8-sig"))
        for name, value in document.items():
            more = isinstance(value, list) and name not in plain
            if name in open_lists and not (more and open_lists[name]):
                raise Entangled
            open_lists[name] = more
        yield document, end / len(data)


def _pieces(data: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(data):
        beginning = BEGINNING.search(data, start + PIECE)
        end = beginning.start() if beginning else len(data)
        yield start, end
        start = end
