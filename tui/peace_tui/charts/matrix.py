"""The matrix of who speaks to whom: counts of the quotes from each speaker to each addressee.

A quote to two people counts in both their cells, and once in each sum: the sums are the counts that a list has for
`who:`, for `to:` and for the complete view. Quotes whose speaker or addressee is not known are under *unknown*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyroaring import BitMap

from peace_tui.model.dossier import Dossier

UNKNOWN: Final = ""
"""The key of speakers and addressees who are not named."""


@dataclass(frozen=True, slots=True, eq=False)
class Exchange:
    """All quotes of a dossier by speaker, by addressee and by pair of these, the keys with most quotes first."""

    speakers: Mapping[str, BitMap]
    addressees: Mapping[str, BitMap]
    pairs: Mapping[tuple[str, str], BitMap]


@lru_cache(maxsize=4)
def find_exchange(dossier: Dossier) -> Exchange:
    """Return who speaks to whom in a dossier. Keys with equal counts keep the order of the file, *unknown* is last."""
    speakers, addressees = _by_weight(dossier, "who"), _by_weight(dossier, "to")
    pairs: dict[tuple[str, str], list[int]] = {}
    for position, quote in enumerate(dossier.quote_index.records):
        for speaker in dict.fromkeys(quote.who or (UNKNOWN,)):
            for to in dict.fromkeys(quote.to or (UNKNOWN,)):
                pairs.setdefault((speaker, to), []).append(position)
    ordered = sorted(pairs, key=lambda pair: len(pairs[pair]), reverse=True)
    return Exchange(speakers, addressees, {pair: BitMap(pairs[pair]) for pair in ordered})


def _by_weight(dossier: Dossier, facet: str) -> dict[str, BitMap]:
    values = dossier.quote_index.postings(facet)
    named = [(person.id, values[person.id]) for person in dossier.people if person.id in values]
    named.sort(key=lambda one: len(one[1]), reverse=True)
    unknown = dossier.quote_index.everything - BitMap().union(*values.values())
    return dict([*named, (UNKNOWN, unknown)] if unknown else named)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The counts of some quotes, by the ids of speakers and addressees; None means all of them.

    The order is that of the complete dossier, so that it does not change with a filter.
    """

    quotes: BitMap
    exchange: Exchange

    @property
    def speakers(self) -> list[str]:
        """The speakers of the quotes, those with most quotes first."""
        return [key for key, quotes in self.exchange.speakers.items() if quotes.intersect(self.quotes)]

    @property
    def addressees(self) -> list[str]:
        """The addressees of the quotes, those with most quotes first."""
        return [key for key, quotes in self.exchange.addressees.items() if quotes.intersect(self.quotes)]

    @property
    def edges(self) -> list[tuple[str, str]]:
        """The pairs of speaker and addressee of the quotes, those with most quotes first."""
        return [pair for pair, quotes in self.exchange.pairs.items() if quotes.intersect(self.quotes)]

    def count(self, speaker: str | None, to: str | None) -> int:
        """Return the number of quotes from a speaker to an addressee."""
        if speaker is None and to is None:
            return len(self.quotes)
        if speaker is None:
            quotes = self.exchange.addressees.get(to or UNKNOWN)
        elif to is None:
            quotes = self.exchange.speakers.get(speaker)
        else:
            quotes = self.exchange.pairs.get((speaker, to))
        return quotes.intersection_cardinality(self.quotes) if quotes else 0


def make_matrix(dossier: Dossier, quotes: BitMap) -> Matrix:
    """Return the matrix of some quotes, given by their positions."""
    return Matrix(quotes, find_exchange(dossier))
