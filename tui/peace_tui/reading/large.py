"""Large dossiers: packed once they are read, and opened from the cache when the same bytes come again."""

from __future__ import annotations

from hashlib import sha256

from peace_tui.dates import forget_dates
from peace_tui.packing import cache
from peace_tui.packing.opening import opened
from peace_tui.packing.rows import Unpackable
from peace_tui.packing.sections import Damaged
from peace_tui.packing.writing import packed
from peace_tui.progress import Progress
from peace_tui.reading.document import Reading, read, without_collector


def read_large(data: bytes, file: str, progress: Progress) -> Reading:
    """Read a large document, or what is kept of it; `file` is what its problems call it.

    `progress` is told how far it is. Warnings are not kept: without an error none is looked for.
    """
    progress("looking whether it has been read before", 0)
    digest = sha256(data).hexdigest()
    keeping = cache.in_use()
    if keeping and (pack := cache.fetch(digest)):
        try:
            return Reading(opened(pack, file, digest))
        except Damaged:
            cache.drop(digest)
    with without_collector():
        reading = read(data, file, progress=progress)
        if reading.dossier is None or reading.problems:
            return reading
        progress("building the indexes", 0.75)
        try:
            pack = packed(reading.dossier)
        except Unpackable:
            return reading
        reading.dossier.__dict__.clear()  # its indexes know it: without this only the collector could free it
        forget_dates()
    if keeping:
        progress("keeping a copy for the next time", 0.98)
        cache.keep(digest, pack)
    return Reading(opened(pack, file, digest))
