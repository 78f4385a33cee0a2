"""Large dossiers: packed while they are read, and opened from the cache when the same bytes come again."""

from __future__ import annotations

from hashlib import sha256
from itertools import chain
from typing import Final

from peace_tui.dates import forget_dates
from peace_tui.dossier import Dossier
from peace_tui.packing import cache
from peace_tui.packing.opening import opened
from peace_tui.packing.rows import Unpackable
from peace_tui.packing.sections import Damaged, Sections, joined, parted
from peace_tui.packing.writing import Packer, packed
from peace_tui.progress import Progress
from peace_tui.reading.bench import Odd
from peace_tui.reading.checks import passes
from peace_tui.reading.document import Reading, read, without_collector
from peace_tui.reading.pieces import Entangled, documents
from peace_tui.reading.sound import SoundReader

READ: Final = 0.9
"""What part of opening a large dossier is done once its records are read."""
KEEPING: Final = 0.98


def read_large(data: bytes, file: str, progress: Progress) -> Reading:
    """Read a large document, or what is kept of it; `file` is what its problems call it.

    `progress` is told how far it is. Warnings are not kept: without an error none is looked for.
    """
    progress("looking whether it has been read before", 0)
    digest = sha256(data).hexdigest()
    keeping = cache.in_use()
    if keeping and (pack := cache.fetch(digest)):
        try:
            return Reading(opened(parted(pack), file, digest))
        except Damaged:
            cache.drop(digest)
    with without_collector():
        sections = packed_by_pieces(data, progress)
        if sections is None or not passes(opened(sections, file, digest)):
            reading = read(data, file, careful=True, progress=progress)
            if reading.problems or reading.dossier is None or not (sections := _packed(reading.dossier, progress)):
                return reading
            reading.dossier.__dict__.clear()  # its indexes know it: without this only the collector could free it
        forget_dates()
    if keeping:
        progress("keeping a copy for the next time", KEEPING)
        cache.keep(digest, joined(sections))
    return Reading(opened(sections, file, digest))


def packed_by_pieces(data: bytes, progress: Progress) -> Sections | None:
    """Read and pack one piece after another, so that the whole is never held; None where anything is odd.

    What only the records together can show to be wrong is still to be looked for.
    """
    try:
        pieces = documents(data)
        first = next(pieces)
        reader = SoundReader(first[0])
        packer = Packer(reader.info)
        for document, part in chain([first], pieces):
            for kind, records in reader.records(document).items():
                packer.take(kind, records)
            progress("reading the records", part * READ)
        reader.finish()
        progress("building the indexes", READ)
        return packer.sections()
    except (Odd, Unpackable, Entangled, ValueError, RecursionError):
        return None


def _packed(dossier: Dossier, progress: Progress) -> Sections | None:
    """Pack a dossier that was read as a whole; None where one of its records cannot be."""
    progress("building the indexes", READ)
    try:
        return packed(dossier)
    except Unpackable:
        return None
