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

from peace_tui.model.records import ARRAYS

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
        for piece, end in documents(data, Outline(data)):
            for name, value in piece.items():
                if name in document:
                    document[name] += value
                else:
                    document[name] = value
            progress(end / len(data))
    except (Entangled, ValueError, RecursionError):
        return tomli.loads(data.decode("utf-8-sig"))
    return document


class Outline:
    """The names that pieces hold, and of each whether it is a list that may go on in another piece."""

    def __init__(self, data: bytes) -> None:
        """Take the whole; a list that stands above all headers is whole."""
        header = HEADER.search(data)
        self._plain = tomli.loads(data[: header.start()].decode("utf-8-sig")) if header else {}
        self.names: dict[str, bool] = {}

    def take(self, document: dict[str, Any]) -> None:
        """Take the names of a piece; raises Entangled where it goes on with what is whole."""
        self.add({name: isinstance(value, list) and name not in self._plain for name, value in document.items()})

    def hand_over(self) -> dict[str, bool]:
        """Return the names, and begin anew."""
        names, self.names = self.names, {}
        return names

    def add(self, names: dict[str, bool]) -> None:
        """Take names that were handed over."""
        if any(name in self.names and not (more and self.names[name]) for name, more in names.items()):
            raise Entangled
        self.names |= names


def documents(
    data: bytes, outline: Outline, start: int = 0, end: int | None = None
) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield what each piece between two places holds, and where it ends.

    Raises:
        Entangled: The pieces are not to be joined.
        ValueError: A piece by itself is no TOML.
        RecursionError: It is nested too deeply.
    """
    end = len(data) if end is None else end
    while start < end:
        after = beginning(data, start + PIECE, end)
        document = tomli.loads(data[start:after].decode("utf-8-sig"))
        outline.take(document)
        yield document, after
        start = after


def beginning(data: bytes, place: int, end: int) -> int:
    """Return where a piece may begin next after a place, at the latest at the end."""
    found = BEGINNING.search(data, place, end)
    return found.start() if found else end
