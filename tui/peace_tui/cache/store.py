"""The cache of packed dossiers, in the user's own cache folder: what makes a large file open again at once.

A pack is named for the SHA-256 of the file it was made from and for the program that made it, so that a changed file
or program finds none. What cannot be read, trusted or written is done without: the cache saves time and nothing else.
"""

from __future__ import annotations

import mmap
import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from os.path import join
from typing import Final, NamedTuple
from zlib import crc32

from peace_tui.cache.pack import WRITER_TAG
from peace_tui.system.paths import ABANDONED_AFTER, NO_CACHE_VARIABLE, cache_folder, write_pieces_atomically

MAX_CACHE_BYTES: Final = 2 * 1024**3
"""How many bytes of packs are kept; those not opened for longest go first."""
RECORDS_PACK: Final = "records"
"""What a pack of records and indexes is called."""


def is_enabled() -> bool:
    """Tell whether the user wants a cache, and the system can tell whose a file is."""
    return not os.environ.get(NO_CACHE_VARIABLE) and hasattr(os, "geteuid")


def packs_folder() -> str:
    """Return the folder of the packs; it may not exist."""
    return join(cache_folder(), "dossiers")


def pack_file(digest: str, kind: str = RECORDS_PACK) -> str:
    """Return the file that holds a pack, of its records or of another kind, of the dossier with this SHA-256."""
    return join(packs_folder(), f"{digest[:40]}-{crc32(WRITER_TAG.encode()):08x}.{kind}.pack")


def fetch_pack(digest: str, kind: str = RECORDS_PACK) -> memoryview | None:
    """Return what is kept of a dossier; None where nothing is that only the user could have written.

    It is mapped, not read: a pack is put in place whole and never changed, and what is not looked at is not copied.
    """
    try:
        if not _is_private(os.stat(packs_folder())):
            return None
        descriptor = os.open(pack_file(digest, kind), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb"):
            status = os.fstat(descriptor)
            if not _is_private(status) or not stat.S_ISREG(status.st_mode):
                return None
            with suppress(OSError):
                os.utime(descriptor)  # opened just now: the last to go
            return memoryview(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ))
    except (OSError, MemoryError, ValueError):  # the last: it is empty
        return None


def save_pack(digest: str, pack: Sequence[bytes | memoryview], kind: str = RECORDS_PACK) -> None:
    """Keep the pack of a dossier, given in pieces, if that can be done."""
    size = sum(map(len, pack))
    with suppress(OSError):
        os.makedirs(packs_folder(), mode=0o700, exist_ok=True)
        if size <= MAX_CACHE_BYTES and _is_private(os.stat(packs_folder())):
            evict(MAX_CACHE_BYTES - size)
            write_pieces_atomically(pack_file(digest, kind), pack, lasting=False)


def delete(digest: str) -> None:
    """Delete a pack that turned out to be damaged."""
    with suppress(OSError):
        os.unlink(pack_file(digest))


class CachedFile(NamedTuple):
    """A file in the cache."""

    file: str
    size: int
    opened: float
    """When it was last opened, in seconds since 1970."""


def list_files() -> list[CachedFile]:
    """Return the files in the cache, the last opened first."""
    found = []
    with suppress(OSError), os.scandir(packs_folder()) as entries:
        for entry in entries:
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode) and entry.name.endswith((".pack", ".part")):
                    found.append(CachedFile(entry.path, status.st_size, status.st_mtime))
    return sorted(found, key=lambda each: each.opened, reverse=True)


def evict(max_bytes: int) -> None:
    """Delete what was not opened for longest until `max_bytes` are left, and files whose writer was killed."""
    left = max_bytes
    for each in list_files():
        left -= each.size
        unfinished = each.file.endswith(".part")
        if (unfinished and time.time() - each.opened > ABANDONED_AFTER) or (not unfinished and left < 0):
            with suppress(OSError):
                os.unlink(each.file)


def _is_private(status: os.stat_result) -> bool:
    """Tell whether a file or folder is the user's, and no one else may write to it."""
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022
