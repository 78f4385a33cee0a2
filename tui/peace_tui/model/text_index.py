"""Haystacks: many records to be searched as one types.

What is looked through at each letter is not the texts but their words, each once: a dossier says the same words over
and over, so that a hundred thousand quotes have no more than some ten thousand. Where a phrase is sought, its words say
which texts are worth a look.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Final

from pyroaring import BitMap

from peace_tui.text.folding import FIELD_SEPARATOR, RECORD_SEPARATOR, fold_records

FIELD_END: Final = FIELD_SEPARATOR.encode()
RECORD_END: Final = RECORD_SEPARATOR.encode()


class TextIndex:
    """Records, each a group of fields; a needle is found within one field."""

    def __init__(self, records: Iterable[Iterable[str]] = ()) -> None:
        """Take the first records; the number of a record is its place in the order in which they come."""
        self.folded: bytearray | memoryview = bytearray()
        """The folded texts in UTF-8."""
        self.ends = array("Q")
        """Where in them each record ends."""
        self.words: dict[str, BitMap] = {}
        """The words, each with the numbers of the records that hold it."""
        self._phrase, self._phrased = "", BitMap()
        self.add(records)

    @classmethod
    def from_folded(cls, words: dict[str, BitMap], ends: array[int], folded: memoryview) -> TextIndex:
        """Return a index of records that have been folded before; it takes no more."""
        index = cls()
        index.words, index.ends, index.folded = words, ends, folded
        return index

    def add(self, records: Iterable[Iterable[str]]) -> None:
        """Take more records."""
        assert isinstance(self.folded, bytearray)
        lists: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(_folded_each(records), len(self.ends)):
            self.folded += text
            self.ends.append(len(self.folded))
            for word in {*text.replace(FIELD_END, b" ").split(b" ")}:
                lists[word].append(number)
        lists.pop(b"", None)  # around the blanks at the ends of a field
        for word, numbers in lists.items():
            self.words.setdefault(word.decode("utf-8", "surrogatepass"), BitMap()).update(numbers)

    def find(self, needle: str) -> BitMap:
        """Return the numbers of the records in which the folded `needle` occurs."""
        if not needle:
            return BitMap(range(len(self.ends)))
        return self._with_phrase(needle) if " " in needle else self._with_word(needle)

    def _with_word(self, piece: str) -> BitMap:
        """Return the numbers of the records with a word that holds `piece`."""
        return BitMap().union(*[numbers for word, numbers in self.words.items() if piece in word])

    def _with_phrase(self, needle: str) -> BitMap:
        """Return the numbers of the records with a needle that blanks part; those of a growing needle are fewer."""
        found = self._phrased if self._phrase and self._phrase in needle else self.find("")
        found = reduce(BitMap.__and__, map(self._with_word, filter(None, needle.split(" "))), found)
        sought = needle.encode("utf-8", "surrogatepass")
        self._phrase, self._phrased = needle, BitMap([number for number in found if sought in self._text(number)])
        return self._phrased

    def _text(self, number: int) -> bytes:
        return bytes(self.folded[self.ends[number - 1] if number else 0 : self.ends[number]])


def _folded_each(records: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Fold records in one go, and yield the text of each."""
    groups = [*records]
    return iter(fold_records(groups).split(RECORD_END) if groups else ())
