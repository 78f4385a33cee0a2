"""Who speaks to whom: counts of the quotes from each speaker to each addressee.

A quote to two people counts in both their cells, and once in each sum: the sums are the counts that a list gives of
`who:`, of `to:` and of the whole view. Quotes whose speaker or addressee is not known stand under *unknown*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyroaring import BitMap

from peace_tui.dossier import Dossier

UNKNOWN: Final = ""
"""Stands for a speaker or an addressee who is not named."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The counts, by the ids of speakers and addressees, heaviest first; only pairs that have a quote are listed."""

    speakers: tuple[str, ...]
    addressees: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    by_speaker: Mapping[str, int]
    by_addressee: Mapping[str, int]
    total: int

    def count(self, speaker: str | None, to: str | None) -> int:
        """Return the number of quotes from a speaker to an addressee; None stands for all of them."""
        if speaker is None:
            return self.total if to is None else self.by_addressee.get(to, 0)
        return self.by_speaker.get(speaker, 0) if to is None else self.cells.get((speaker, to), 0)

    @property
    def edges(self) -> list[tuple[str, str]]:
        """The pairs of speaker and addressee, in the order of the rows and columns."""
        return [pair for speaker in self.speakers for to in self.addressees if (pair := (speaker, to)) in self.cells]


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """The quotes of each speaker, to each addressee and of each pair in the whole dossier, heaviest first."""

    speakers: Mapping[str, BitMap]
    addressees: Mapping[str, BitMap]
    pairs: Mapping[tuple[str, str], BitMap]


@lru_cache(maxsize=4)
def exchange(dossier: Dossier) -> Exchange:
    """Return who speaks to whom in a dossier. Equal weights keep the order of the file, *unknown* comes last."""
    speakers, addressees = _sides(dossier, "who"), _sides(dossier, "to")
    pairs: dict[tuple[str, str], list[int]] = {}
    for place, quote in enumerate(dossier.sayings.records):
        for speaker in dict.fromkeys(quote.who or (UNKNOWN,)):
            for to in dict.fromkeys(quote.to or (UNKNOWN,)):
                pairs.setdefault((speaker, to), []).append(place)
    ordered = sorted(pairs, key=lambda pair: len(pairs[pair]), reverse=True)
    return Exchange(speakers, addressees, {pair: BitMap(pairs[pair]) for pair in ordered})


def _sides(dossier: Dossier, facet: str) -> dict[str, BitMap]:
    values = dossier.sayings.values(facet)
    named = [(person.id, values[person.id]) for person in dossier.people if person.id in values]
    named.sort(key=lambda one: len(one[1]), reverse=True)
    unknown = dossier.sayings.everything - BitMap().union(*values.values())
    return dict([*named, (UNKNOWN, unknown)] if unknown else named)


def matrix_of(dossier: Dossier, quotes: BitMap) -> Matrix:
    """Return the counts of these quotes. The order is that of the whole dossier: it never changes with a filter."""
    known = exchange(dossier)

    def counted(sets: Mapping[str, BitMap]) -> dict[str, int]:
        counts = {key: places.intersection_cardinality(quotes) for key, places in sets.items()}
        return {key: count for key, count in counts.items() if count}

    by_speaker, by_addressee = counted(known.speakers), counted(known.addressees)
    cells = {pair: count for pair, places in known.pairs.items() if (count := places.intersection_cardinality(quotes))}
    return Matrix(tuple(by_speaker), tuple(by_addressee), cells, by_speaker, by_addressee, len(quotes))
