"""The texts of a packed dossier to be searched: folded when the first search comes near, and kept for the next time.

They have a pack of their own, since to fold them takes as long as to pack all the rest, and not everyone searches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from peace_tui.cache import store
from peace_tui.cache.container import (
    DamagedPack,
    Sections,
    decode_numbers,
    decode_postings,
    encode_postings,
    join_sections,
    split_sections,
)
from peace_tui.model.index import RecordIndex
from peace_tui.model.text_index import TextIndex

KIND: Final = "texts"
"""What their pack is called in the cache."""
FOLDED_AT_ONCE: Final = 200
"""How many records are folded in one step: few enough that no key press has to wait."""


class SearchTexts:
    """The texts of several record indexes, each kind of each of them a text index."""

    def __init__(self, digest: str, indexes: Mapping[str, RecordIndex[Any]]) -> None:
        """Take the SHA-256 of the dossier's file, and its indexes by name."""
        self._digest, self._indexes = digest, indexes
        self._is_cached = bool(digest) and store.is_enabled()
        self._text_indexes: dict[str, TextIndex] = {}
        self.steps = self._prepare()
        """What is still to be done before the texts can be searched, step by step, while the reader rests."""

    def text_index(self, index: str, kind: str) -> TextIndex:
        """Return the texts of a kind of an index; whoever asks early does what steps are left."""
        for _ in self.steps:
            pass
        return self._text_indexes[f"{index}.{kind}"]

    def _prepare(self) -> Iterator[None]:
        self._text_indexes = self._fetch()
        yield
        if not self._text_indexes:
            yield from self._fold()

    def _fetch(self) -> dict[str, TextIndex]:
        pack = store.fetch(self._digest, KIND) if self._is_cached else None
        try:
            return self._decode(split_sections(pack)) if pack else {}
        except DamagedPack:
            return {}

    def _fold(self) -> Iterator[None]:
        text_indexes = {name: TextIndex() for name in self._names()}
        for name, index in self._indexes.items():
            for start in range(0, len(index.records), FOLDED_AT_ONCE):
                records = index.records[start : start + FOLDED_AT_ONCE]
                for kind, words in index.words.items():
                    text_indexes[f"{name}.{kind}"].add(map(words, records))
                yield
        sections: dict[str, memoryview] = {}
        for name, text_index in text_indexes.items():
            sections |= {
                f"{name}.words": memoryview(encode_postings(text_index.words)),
                f"{name}.ends": memoryview(text_index.ends.tobytes()),
                f"{name}.folded": memoryview(bytes(text_index.folded)),
            }
            yield
        if self._is_cached:
            store.save(self._digest, join_sections(sections), KIND)
            yield
        self._text_indexes = self._decode(sections)

    def _names(self) -> list[str]:
        return [f"{name}.{kind}" for name, index in self._indexes.items() for kind in index.words]

    def _decode(self, sections: Sections) -> dict[str, TextIndex]:
        return {
            name: TextIndex.from_folded(
                decode_postings(sections[f"{name}.words"]),
                decode_numbers("Q", sections[f"{name}.ends"]),
                sections[f"{name}.folded"],
            )
            for name in self._names()
        }
