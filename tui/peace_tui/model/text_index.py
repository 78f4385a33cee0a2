"""An index of the words in the texts of many records, for a search that follows each key typed.

A search looks through the different words, not through the texts: a dossier uses the same words over and over, so that
a hundred thousand quotes have no more than some ten thousand. Where a phrase is searched for, its words say which texts
have to be looked at.
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
    """Records, each a group of fields; what is searched for is found within one field."""

    def __init__(self, records: Iterable[Iterable[str]] = ()) -> None:
        """Add the first records; they are numbered in the order in which they come."""
        self.folded: bytearray | memoryview = bytearray()
        """The folded texts in UTF-8."""
        self.ends = array("Q")
        """Where in them each record ends."""
        self.words: dict[str, BitMap] = {}
        """The words, each with the numbers of the records that hold it."""
        self._phrase, self._phrase_matches = "", BitMap()
        self.add(records)

    @classmethod
    def from_folded(cls, words: dict[str, BitMap], ends: array[int], folded: memoryview) -> TextIndex:
        """Return an index of records that have been folded before; no more can be added."""
        index = cls()
        index.words, index.ends, index.folded = words, ends, folded
        return index

    def add(self, records: Iterable[Iterable[str]]) -> None:
        """Add more records."""
        assert isinstance(self.folded, bytearray)
        lists: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(_fold_each(records), len(self.ends)):
            self.folded += text
            self.ends.append(len(self.folded))
            for word in {*text.replace(FIELD_END, b" ").split(b" ")}:
                lists[word].append(number)
        lists.pop(b"", None)  # around the spaces at the ends of a field
        for word, numbers in lists.items():
            self.words.setdefault(word.decode("utf-8", "surrogatepass"), BitMap()).update(numbers)

    def find(self, query: str) -> BitMap:
        """Return the numbers of the records in which `query` occurs, which must be folded as the texts are."""
        if not query:
            return BitMap(range(len(self.ends)))
        return self._with_phrase(query) if " " in query else self._with_word(query)

    def _with_word(self, part: str) -> BitMap:
        """Return the numbers of the records with a word that holds `part`."""
        return BitMap().union(*[numbers for word, numbers in self.words.items() if part in word])

    def _with_phrase(self, query: str) -> BitMap:
        """Return the numbers of the records with a query of several words; those of a query that grows become fewer."""
        found = self._phrase_matches if self._phrase and self._phrase in query else self.find("")
        found = reduce(BitMap.__and__, map(self._with_word, filter(None, query.split(" "))), found)
        encoded = query.encode("utf-8", "surrogatepass")
        self._phrase, self._phrase_matches = (
            query,
            BitMap([number for number in found if encoded in self._text(number)]),
        )
        return self._phrase_matches

    def _text(self, number: int) -> bytes:
        return bytes(self.folded[self.ends[number - 1] if number else 0 : self.ends[number]])


def _fold_each(records: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """Fold records in one go, and yield the text of each."""
    groups = [*records]
    return iter(fold_records(groups).split(RECORD_END) if groups else ())
