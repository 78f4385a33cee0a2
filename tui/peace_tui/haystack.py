"""Haystacks: many records to be searched as one types.

What is looked through at each letter is not the texts but their words, each once: a dossier says the same words over
and over, so that a hundred thousand quotes have no more than some ten thousand. Where a phrase is sought, its words say
which texts are worth a look.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate

from pyroaring import BitMap

from peace_tui.folding import FIELD, RECORD, fold_all


class Haystack:
    """Records, each a group of fields; a needle is found within one field."""

    def __init__(self, records: Iterable[Iterable[str]]) -> None:
        """Fold `records` and note who says which word; the number of a record is its place in the iterable."""
        groups = [*map(tuple, records)]
        folded = fold_all(groups)
        texts = folded.split(RECORD.encode()) if groups else []
        self.folded: bytes | memoryview = folded
        """The folded texts in UTF-8, a record a line."""
        self.ends: Sequence[int] = array("Q", accumulate(len(text) + 1 for text in texts))
        """Where in them each record ends, the end of its line included."""
        self.words: Mapping[str, BitMap] = _by_word(texts)
        """The words, each with the numbers of the records that hold it."""
        self._phrase, self._phrased = "", BitMap()

    @classmethod
    def of(cls, words: Mapping[str, BitMap], ends: Sequence[int], folded: bytes | memoryview) -> Haystack:
        """Return a haystack whose records have been folded before."""
        haystack = cls(())
        haystack.words, haystack.ends, haystack.folded = words, ends, folded
        return haystack

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


def _by_word(texts: Iterable[bytes]) -> dict[str, BitMap]:
    """Return the numbers of the texts that hold each word."""
    lists: dict[bytes, array[int]] = defaultdict(lambda: array("I"))
    field = FIELD.encode()
    for number, text in enumerate(texts):
        for word in {*text.replace(field, b" ").split(b" ")}:
            lists[word].append(number)
    lists.pop(b"", None)  # around the blanks at the ends of a field
    return {word.decode("utf-8", "surrogatepass"): BitMap(numbers) for word, numbers in lists.items()}
