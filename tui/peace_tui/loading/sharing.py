"""A large document read and packed piece by piece, by two processors where there are two."""

from __future__ import annotations

import os
import pickle
from itertools import pairwise
from typing import Any, Final, NamedTuple

from peace_tui.cache.container import Sections
from peace_tui.cache.rows import Unpackable
from peace_tui.cache.writer import Packer, Taken
from peace_tui.loading.apart import another_processor, apart
from peace_tui.loading.bench import Odd
from peace_tui.loading.chunks import Entangled, Outline, beginning, documents
from peace_tui.loading.sound import Seen, SoundReader
from peace_tui.system.progress import Progress, ignore_progress

READ: Final = 0.9
"""What part of opening a large dossier is done once its records are read."""
SHARE: Final = 1_500_000
"""About how many bytes are read by one processor before it looks what is still to be done."""
MOST_SHARES: Final = 64
Cuts = list[tuple[int, int]]


def packed_by_pieces(data: bytes, progress: Progress) -> Sections | None:
    """Read and pack one piece after another, so that the whole is never held; None where anything is odd.

    What only the records together can show to be wrong is still to be looked for.
    """
    try:
        head, _ = next(documents(data, Outline(data)))
        hand = Hand(data, head)
        if another_processor():
            for share in _shared(hand, Hand(data, head), _cuts(data), progress):
                hand.add(share)
        else:
            hand.read(0, len(data), progress)
        progress("building the indexes", READ)
        return hand.sections()
    except (Odd, Unpackable, Entangled, ValueError, RecursionError):
        return None


class Share(NamedTuple):
    """What was read and packed of some pieces that follow one another."""

    names: dict[str, bool]
    seen: Seen
    taken: Taken


class Hand:
    """Reads and packs pieces of a document."""

    def __init__(self, data: bytes, head: dict[str, Any]) -> None:
        """Take the document, and its first piece, whose head holds for all."""
        self._data = data
        self._outline, self._reader = Outline(data), SoundReader(head)
        self._packer = Packer(self._reader.info)

    def read(self, start: int, end: int, progress: Progress) -> None:
        """Read and pack the pieces between two places."""
        for document, done in documents(self._data, self._outline, start, end):
            for kind, records in self._reader.records(document).items():
                self._packer.take(kind, records)
            progress("reading the records", done / len(self._data) * READ)

    def hand_over(self) -> Share:
        """Return what was read, and begin anew."""
        return Share(self._outline.hand_over(), self._reader.hand_over(), self._packer.hand_over())

    def add(self, share: Share) -> None:
        """Take what another hand has read of the pieces that follow."""
        self._outline.add(share.names)
        self._reader.add(share.seen)
        self._packer.add(share.taken)

    def sections(self) -> Sections:
        """Return the pack, now that all is read."""
        self._reader.finish()
        return self._packer.sections()


def _cuts(data: bytes) -> Cuts:
    """Return where the shares of a document begin and end."""
    size = max(SHARE, len(data) // MOST_SHARES + 1)
    places = [0]
    while places[-1] < len(data):
        places.append(beginning(data, places[-1] + size, len(data)))
    return [*pairwise(places)]


def _shared(hand: Hand, other: Hand, cuts: Cuts, progress: Progress) -> list[Share]:
    """Read all shares, each by whoever is free: by this hand here, or by the other in a child."""
    bag, fill = os.pipe()
    try:
        with open(fill, "wb") as pipe:
            pipe.write(bytes(range(len(cuts))))
        with apart(lambda: pickle.dumps(_drawn(bag, other, cuts, ignore_progress), pickle.HIGHEST_PROTOCOL)) as result:
            own = _drawn(bag, hand, cuts, progress)
            found = result()
        shares: dict[int, Share] = own | (pickle.loads(found) if found else {})
        if len(shares) < len(cuts):
            raise Odd
        return [shares[number] for number in range(len(cuts))]
    finally:
        os.close(bag)


def _drawn(bag: int, hand: Hand, cuts: Cuts, progress: Progress) -> dict[int, Share]:
    """Draw numbers of shares from a bag until it is empty, and read each; nobody else draws the same."""
    found = {}
    try:
        while number := os.read(bag, 1):
            hand.read(*cuts[number[0]], progress)
            found[number[0]] = hand.hand_over()
    finally:
        os.read(bag, len(cuts))  # where one has failed, nobody has to go on
    return found
