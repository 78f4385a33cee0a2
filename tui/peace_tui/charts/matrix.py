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

from peace_tui.model.dossier import Dossier

UNKNOWN: Final = ""
"""Stands for a speaker or an addressee who is not named."""


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
    for place, quote in enumerate(dossier.quote_index.records):
        for speaker in dict.fromkeys(quote.who or (UNKNOWN,)):
            for to in dict.fromkeys(quote.to or (UNKNOWN,)):
                pairs.setdefault((speaker, to), []).append(place)
    ordered = sorted(pairs, key=lambda pair: len(pairs[pair]), reverse=True)
    return Exchange(speakers, addressees, {pair: BitMap(pairs[pair]) for pair in ordered})


def _sides(dossier: Dossier, facet: str) -> dict[str, BitMap]:
    values = dossier.quote_index.postings(facet)
    named = [(person.id, values[person.id]) for person in dossier.people if person.id in values]
    named.sort(key=lambda one: len(one[1]), reverse=True)
    unknown = dossier.quote_index.everything - BitMap().union(*values.values())
    return dict([*named, (UNKNOWN, unknown)] if unknown else named)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The counts of some quotes, by the ids of speakers and addressees; None stands for all of them.

    The order is that of the whole dossier: it never changes because a filter did.
    """

    quotes: BitMap
    whole: Exchange

    @property
    def speakers(self) -> list[str]:
        """Those who say one of the quotes, heaviest first."""
        return [key for key, said in self.whole.speakers.items() if said.intersect(self.quotes)]

    @property
    def addressees(self) -> list[str]:
        """Those to whom one of the quotes is said, heaviest first."""
        return [key for key, said in self.whole.addressees.items() if said.intersect(self.quotes)]

    @property
    def edges(self) -> list[tuple[str, str]]:
        """The pairs of speaker and addressee that have one of the quotes, heaviest first."""
        return [pair for pair, said in self.whole.pairs.items() if said.intersect(self.quotes)]

    def count(self, speaker: str | None, to: str | None) -> int:
        """Return the number of quotes from a speaker to an addressee."""
        if speaker is None and to is None:
            return len(self.quotes)
        if speaker is None:
            said = self.whole.addressees.get(to or UNKNOWN)
        elif to is None:
            said = self.whole.speakers.get(speaker)
        else:
            said = self.whole.pairs.get((speaker, to))
        return said.intersection_cardinality(self.quotes) if said else 0


def matrix_of(dossier: Dossier, quotes: BitMap) -> Matrix:
    """Return the counts of these quotes."""
    return Matrix(quotes, exchange(dossier))
