"""The texts of a packed dossier to be searched: folded when the first search comes near, and kept for the next time.

They have a pack of their own, since to fold them takes as long as to pack all the rest, and not everybody searches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from peace_tui.cache import store as cache
from peace_tui.cache.columns import numbers, posted, postings
from peace_tui.cache.container import Damaged, Sections, joined, parted
from peace_tui.model.index import RecordIndex
from peace_tui.model.text_index import TextIndex

KIND: Final = "texts"
"""What their pack is called in the cache."""
AT_ONCE: Final = 200
"""So many records are folded in one go, which takes 4 ms."""


class Texts:
    """The texts of shelves, each kind of each shelf a text_index."""

    def __init__(self, digest: str, shelves: Mapping[str, RecordIndex[Any]]) -> None:
        """Take the SHA-256 of the dossier's file, and its shelves by name."""
        self._digest, self._shelves = digest, shelves
        self._kept = bool(digest) and cache.in_use()
        self._text_indexes: dict[str, TextIndex] = {}
        self.steps = self._prepared()
        """What is still to be done for the indexes, step by step, while the reader rests."""

    def of(self, shelf: str, kind: str) -> TextIndex:
        """Return the texts of a kind; whoever asks early does what steps are left."""
        for _ in self.steps:
            pass
        return self._text_indexes[f"{shelf}.{kind}"]

    def _prepared(self) -> Iterator[None]:
        self._text_indexes = self._fetched()
        yield
        if not self._text_indexes:
            yield from self._folded()

    def _fetched(self) -> dict[str, TextIndex]:
        pack = cache.fetch(self._digest, KIND) if self._kept else None
        try:
            return self._unpacked(parted(pack)) if pack else {}
        except Damaged:
            return {}

    def _folded(self) -> Iterator[None]:
        found = {name: TextIndex() for name in self._names()}
        for name, shelf in self._shelves.items():
            for start in range(0, len(shelf.records), AT_ONCE):
                records = shelf.records[start : start + AT_ONCE]
                for kind, words in shelf.words.items():
                    found[f"{name}.{kind}"].add(map(words, records))
                yield
        sections: dict[str, memoryview] = {}
        for each in found.items():
            sections |= {name: memoryview(section) for name, section in _packed(*each)}
            yield
        if self._kept:
            cache.keep(self._digest, joined(sections), KIND)
            yield
        self._text_indexes = self._unpacked(sections)

    def _names(self) -> list[str]:
        return [f"{name}.{kind}" for name, shelf in self._shelves.items() for kind in shelf.words]

    def _unpacked(self, sections: Sections) -> dict[str, TextIndex]:
        return {
            name: TextIndex.of(
                postings(sections[f"{name}.words"]), numbers("Q", sections[f"{name}.ends"]), sections[f"{name}.folded"]
            )
            for name in self._names()
        }


def _packed(name: str, text_index: TextIndex) -> Iterator[tuple[str, bytes]]:
    """Yield the sections of a text_index, whose names begin with its own."""
    yield f"{name}.words", posted(text_index.words)
    yield f"{name}.ends", text_index.ends.tobytes()
    yield f"{name}.folded", bytes(text_index.folded)
