"""A dossier's file while its author edits it: whether it has changed, and has come to rest since.

Editors write a file in place, in two steps, or put another in its place, so that for a moment it is empty, half or
gone. It is looked at now and then, and read once it has looked the same twice.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Final

Stamp = tuple[int, int, int]
UNCERTAIN_SECONDS: Final = 10.0
"""A file written so few seconds ago may have been written after we read it."""
UNREAD: Final[Stamp] = (0, 0, 0)
"""The stamp of no file."""
MAX_ABSENT_LOOKS: Final = 4
"""After so many looks without the file it is not being replaced, but gone."""


class FileWatcher:
    """Tells when a file that has been read is to be read again, by looking at it now and then."""

    def __init__(self, file: str) -> None:
        """Assume that the file was read as it is now, which is `uncertain` if it has only just been written."""
        self.path = os.path.abspath(file)
        self._seen = _stamp(self.path)
        self._read: Stamp | None = self._seen
        self.uncertain = False
        if self._seen and abs(time.time() - self._seen[0] / 1e9) < UNCERTAIN_SECONDS:
            self._read = UNREAD
            self.uncertain = True
        self._absent = 0

    def has_changed(self) -> bool:
        """Look at the file; tell whether it is to be read again. True once for each change that is complete."""
        before, self._seen = self._seen, _stamp(self.path)
        if self._seen is None:
            self._absent += 1
            self._read = UNREAD if self._absent == MAX_ABSENT_LOOKS else self._read
            return self._absent == MAX_ABSENT_LOOKS
        self._absent = 0
        if self._seen == self._read or self._seen != before:
            return False
        self._read = self._seen
        return True

    def has_changed_at_once(self) -> bool:
        """Tell by one look whether the file is to be read again: whoever wrote it has finished."""
        self._seen = _stamp(self.path)
        return self.has_changed()


class DossierWatcher:
    """Tells when a dossier is to be read again: its own file, or one that it includes, has changed."""

    def __init__(self, file: str, included: Iterable[str]) -> None:
        """Assume that the files were read as they are now."""
        self.path = os.path.abspath(file)
        self._watchers = {self.path: FileWatcher(file)}
        self.follow(included)

    def follow(self, included: Iterable[str]) -> None:
        """Watch these files beside the dossier's own, and no others any more."""
        paths = [self.path, *map(os.path.abspath, included)]
        self._watchers = {path: self._watchers.get(path) or FileWatcher(path) for path in paths}

    @property
    def uncertain(self) -> bool:
        """Whether a file may have been written after it was read."""
        return any(watcher.uncertain for watcher in self._watchers.values())

    def settle(self) -> None:
        """Note that all files have been read, so that none is uncertain any more."""
        for watcher in self._watchers.values():
            watcher.uncertain = False

    def has_changed(self) -> bool:
        """Look at all files; tell whether they are to be read again."""
        return True in [watcher.has_changed() for watcher in self._watchers.values()]  # each of them looks

    def has_changed_at_once(self) -> bool:
        """Tell by one look whether they are to be read again: whoever wrote them has finished."""
        return True in [watcher.has_changed_at_once() for watcher in self._watchers.values()]


def _stamp(file: str) -> Stamp | None:
    """Return what changes when a file is written or replaced; None when it is not there."""
    try:
        status = os.stat(file)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
