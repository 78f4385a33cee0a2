"""What the sections of a pack hold beside rows: whole numbers, and values with the places that have them."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Mapping

from pyroaring import BitMap


def numbers(code: str, section: memoryview) -> array[int]:
    """Return the whole numbers of a section, as `array` names their kind."""
    found: array[int] = array(code)
    found.frombytes(section)
    return found


def posted(postings: Mapping[str, BitMap]) -> bytes:
    """Return values and the places that have each as a section."""
    return marshal.dumps((list(postings), [places.serialize() for places in postings.values()]))


def postings(section: memoryview) -> dict[str, BitMap]:
    """Return the values of a section, each with the places that have it."""
    values, places = marshal.loads(section)
    return dict(zip(values, map(BitMap.deserialize, places), strict=True))
