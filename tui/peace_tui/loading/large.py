"""Large dossiers: packed while they are read, and opened from the cache when the same bytes come again."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from threading import Thread
from typing import Final

from peace_tui.cache import store as cache
from peace_tui.cache.container import Damaged, Sections, joined, parted
from peace_tui.cache.reader import opened
from peace_tui.cache.rows import Unpackable
from peace_tui.cache.writer import packed
from peace_tui.edtf.spans import clear_date_cache
from peace_tui.loading.document import Reading, read, without_collector
from peace_tui.loading.integrity import passes
from peace_tui.loading.sharing import READ, packed_by_pieces
from peace_tui.model.dossier import Dossier
from peace_tui.system.progress import Progress

KEEPING: Final = 0.98
"""What part of opening a large dossier is done once it is packed."""


def read_large(data: bytes, file: str, progress: Progress) -> Reading:
    """Read a large document, or what is kept of it; `file` is what its problems call it.

    `progress` is told how far it is. Warnings are not kept: without an error none is looked for.
    """
    lookup = Lookup(data)
    lookup.begin()
    progress("looking whether it has been read before", 0)
    lookup.end()
    digest = lookup.digest
    if lookup.sections:
        return Reading(opened(lookup.sections, file, digest))
    with without_collector():
        sections = packed_by_pieces(data, progress)
        if sections is None or not passes(opened(sections, file, digest)):
            reading = read(data, file, careful=True, progress=progress)
            if reading.problems or reading.dossier is None or not (sections := _packed(reading.dossier, progress)):
                return reading
            reading.dossier.__dict__.clear()  # its indexes know it: without this only the collector could free it
        clear_date_cache()
        _give_back()
    if cache.in_use():
        progress("keeping a copy for the next time", KEEPING)
        cache.keep(digest, joined(sections))
    return Reading(opened(sections, file, digest))


def _give_back() -> None:
    """Give the system what reading has left free: glibc would keep it, of a million quotes as much as they need."""
    with suppress(ImportError, AttributeError, OSError):
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)


class Lookup(Thread):
    """Looks for a document in the cache, while the main thread may do something else: Python has nothing to do here."""

    def __init__(self, data: bytes) -> None:
        """Take the document."""
        super().__init__(daemon=True)
        self._data = data
        self.digest = ""
        self.sections: Sections | None = None
        """What is kept of it, in the end."""

    def begin(self) -> None:
        """Begin; where the system has no thread for us, end as well."""
        try:
            self.start()
        except RuntimeError:
            self.run()

    def end(self) -> None:
        """Wait until all is looked up."""
        if self.ident:
            self.join()

    def run(self) -> None:
        """Sum up the document, and read what is kept of it."""
        self.digest = sha256(self._data).hexdigest()
        if cache.in_use() and (pack := cache.fetch(self.digest)):
            try:
                self.sections = parted(pack)
            except Damaged:
                cache.drop(self.digest)


def _packed(dossier: Dossier, progress: Progress) -> Sections | None:
    """Pack a dossier that was read as a whole; None where one of its records cannot be."""
    progress("building the indexes", READ)
    try:
        return packed(dossier)
    except Unpackable:
        return None
