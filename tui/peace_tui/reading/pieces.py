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

PIECE: Final = 1_000_000
"""About how many characters are read in one piece: a twentieth of a second."""
BEGINNING: Final = re.compile(rf"^\[\[(?:{'|'.join(ARRAYS)})\]\][ \t]*\r?$", re.MULTILINE)
HEADER: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


class Entangled(Exception):
    """Two pieces that are not to be joined."""


def parsed(text: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Return what `tomli.loads` does; calls `progress` with what part of the text is read.

    Raises:
        ValueError: It is no TOML; as `tomli.loads` says it.
        RecursionError: As `tomli.loads` does.
    """
    try:
        return _joined(text, progress)
    except (Entangled, ValueError, RecursionError):
        return tomli.loads(text)


def _joined(text: str, progress: Callable[[float], None]) -> dict[str, Any]:
    header = HEADER.search(text)
    plain = tomli.loads(text[: header.start()]) if header else {}
    document: dict[str, Any] = {}
    for start, end in _pieces(text):
        for name, value in tomli.loads(text[start:end]).items():
            if name not in document:
                document[name] = value
            elif name in plain or not isinstance(value, list) or not isinstance(document[name], list):
                raise Entangled
            else:
                document[name] += value
        progress(end / len(text))
    return document


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        beginning = BEGINNING.search(text, start + PIECE)
        end = beginning.start() if beginning else len(text)
        yield start, end
        start = end
