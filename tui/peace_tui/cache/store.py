"""The cache of packed dossiers, in the user's own cache folder: what makes a large file open again at once.

A pack is named for the SHA-256 of the file it was made from and for the program that made it, so that a changed file
or program finds none. What cannot be read, trusted or written is done without: the cache saves time and nothing else.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from os.path import join
from typing import Final, NamedTuple
from zlib import crc32

from peace_tui.cache.container import TAG
from peace_tui.cache.settings import SWITCH
from peace_tui.system.paths import cache_folder, write_pieces_atomically

MOST: Final = 2 * 1024**3
"""How many bytes of packs are kept; those not opened for longest go first."""
RECORDS: Final = "records"
"""What a pack of records and indexes is called."""
LEFT_OVER: Final = 3_600
"""After so many seconds a file half written is nobody's any more."""


def in_use() -> bool:
    """Tell whether the user wants a cache, and the system can tell whose a file is."""
    return not os.environ.get(SWITCH) and hasattr(os, "geteuid")


def folder() -> str:
    """Return the folder of the packs; it may not exist."""
    return join(cache_folder(), "dossiers")


def file_of(digest: str, kind: str = RECORDS) -> str:
    """Return the file that holds a pack, of its records or of another kind, of the dossier with this SHA-256."""
    return join(folder(), f"{digest[:40]}-{crc32(TAG.encode()):08x}.{kind}.pack")


def fetch(digest: str, kind: str = RECORDS) -> bytes | None:
    """Return what is kept of a dossier; None where nothing is that only the user could have written."""
    try:
        if not _own(os.stat(folder())):
            return None
        descriptor = os.open(file_of(digest, kind), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if not _own(status) or not stat.S_ISREG(status.st_mode):
                return None
            with suppress(OSError):
                os.utime(descriptor)  # opened just now: the last to go
            return opened.read()
    except (OSError, MemoryError):
        return None


def keep(digest: str, pack: Sequence[bytes | memoryview], kind: str = RECORDS) -> None:
    """Keep the pack of a dossier, given in pieces, if that can be done."""
    size = sum(map(len, pack))
    with suppress(OSError):
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        if size <= MOST and _own(os.stat(folder())):
            make_room(MOST - size)
            write_pieces_atomically(file_of(digest, kind), pack, lasting=False)


def drop(digest: str) -> None:
    """Throw a pack away that turned out to be damaged."""
    with suppress(OSError):
        os.unlink(file_of(digest))


class Kept(NamedTuple):
    """A file in the cache."""

    file: str
    size: int
    opened: float
    """When it was last opened, in seconds."""


def kept() -> list[Kept]:
    """Return the files in the cache, the last opened first."""
    found = []
    with suppress(OSError), os.scandir(folder()) as entries:
        for entry in entries:
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and entry.name.endswith((".pack", ".part")):
                    found.append(Kept(entry.path, status.st_size, status.st_mtime))
    return sorted(found, key=lambda each: each.opened, reverse=True)


def make_room(most: int) -> None:
    """Throw away what was not opened for longest until no more than `most` bytes are left, and what is half written."""
    left = most
    for each in kept():
        left -= each.size
        half = each.file.endswith(".part")
        if (half and time.time() - each.opened > LEFT_OVER) or (not half and left < 0):
            with suppress(OSError):
                os.unlink(each.file)


def _own(status: os.stat_result) -> bool:
    """Tell whether a file or folder is the user's, and nobody else may write to it."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022
