"""Search text: how words are folded so that what looks alike is found, and where a hit lies in the original.

Folding is NFKD, combining marks dropped, casefold; curly and angled quotes and dashes become straight; runs of white
space are one blank. Every character folds by itself, so folded offsets map back to the original.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final

STRAIGHT: Final = str.maketrans(
    dict.fromkeys("‘’‚‛‹›ʼ", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‐‑‒–—―−⸺⸻֊־᐀᠆⸗⸚⹀⹝〜〰゠𐵮𐺭", "-")
)
"""Quotation marks and dashes to straight ones; dashes are the dash punctuation of every script and the minus sign."""
BLANKS: Final = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.translate(STRAIGHT))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().translate(STRAIGHT)


def fold(text: str) -> str:
    """Return `text` as search sees it."""
    text = text.casefold() if text.isascii() else "".join(map(_folded_character, text))
    return BLANKS.sub(" ", text)


def spans(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Yield where the folded `needle` lies in `text`: half-open spans of characters, in order, none overlapping."""
    if not needle:
        return
    folded, origins = _with_origins(text)
    at = folded.find(needle)
    while at >= 0:
        after = at + len(needle)
        end = max(origins[after - 1] + 1, origins[after])  # with the marks and blanks that folding has dropped
        yield origins[at], end
        at = folded.find(needle, bisect_left(origins, end))


def _with_origins(text: str) -> tuple[str, Sequence[int]]:
    """Return `text` folded, and the place that each folded character came from, then the end of the text."""
    if text.isascii() and "  " not in text and text.isprintable():
        return text.casefold(), range(len(text) + 1)
    pieces: list[str] = []
    origins: list[int] = []
    blank = False
    for place, character in enumerate(text):
        for folded in _folded_character(character):
            if folded.isspace():
                if not blank:
                    pieces.append(" ")
                    origins.append(place)
                blank = True
            else:
                pieces.append(folded)
                origins.append(place)
                blank = False
    return "".join(pieces), [*origins, len(text)]


class Haystack:
    """Many folded texts searched as one string: a scan costs what the text's length costs, not its number of records.

    Each record is a group of fields; a needle is found within one field.
    """

    def __init__(self, records: Iterable[Iterable[str]]) -> None:
        """Fold and join `records`; the number of a record is its place in the iterable."""
        texts = ["\n".join(fold(field) for field in fields) for fields in records]
        self._text = "\n".join(texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts)][: len(texts)]

    def find(self, needle: str) -> list[int]:
        """Return the numbers, ascending, of the records in which the folded `needle` occurs."""
        if not needle:
            return list(range(len(self._starts)))
        found: list[int] = []
        starts, text, count = self._starts, self._text, len(self._starts)
        at = text.find(needle)
        while at >= 0:
            record = bisect_right(starts, at) - 1
            found.append(record)
            if record + 1 == count:
                break
            at = text.find(needle, starts[record + 1])
        return found
