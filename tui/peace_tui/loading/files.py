"""Dossiers as files: the one that comes with the program, those of authors, and standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence

from peace_tui.errors import InputError
from peace_tui.loading.bundled import bundled_file
from peace_tui.loading.diagnostics import ERROR, Problem, file_problem
from peace_tui.loading.document import LARGE_FILE_BYTES, ReadResult, read
from peace_tui.model.dossier import Dossier
from peace_tui.system.progress import Progress, ignore_progress
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.messages import format_count

MAX_FILE_BYTES = 2_000_000_000
"""How many bytes a dossier may have."""


class Unreadable(InputError):
    """A file that cannot be opened or read at all; the text says which and why."""

    def __init__(self, file: str, text: str) -> None:
        """Keep the text, also as the one problem of the file."""
        super().__init__(text, [file_problem(file, text)])


class DossierError(InputError):
    """A file that is no dossier; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Write the problems, all of which are errors, one after the other."""
        count = format_count(len(problems), "error")
        super().__init__("\n".join([f"the dossier has {count}", *map(str, problems)]), problems)


def load(
    file: str | os.PathLike[str] | None = None, *, digest: bool = False, progress: Progress = ignore_progress
) -> Dossier:
    """Read a dossier: a file, `-` for standard input, or None for the one that comes with the program.

    With `digest` the dossier knows the SHA-256 of the bytes that were read; `progress` is told how far it is.

    Raises:
        Unreadable: There is nothing to read.
        DossierError: It is no valid dossier.
    """
    name = bundled_file() if file is None else os.fspath(file)
    data = read_bytes(name)
    reading = read_to_show(data, name, progress)
    if reading.dossier is None:
        raise DossierError([problem for problem in reading.problems if problem.level == ERROR])
    if digest and not reading.dossier.digest:
        return reading.dossier.replace(digest=_digest(data))
    return reading.dossier


def read_to_show(data: bytes, file: str, progress: Progress = ignore_progress) -> ReadResult:
    """Read a document that is to be shown; a large one is packed, and opened from the cache when it comes again."""
    if len(data) < LARGE_FILE_BYTES:
        return read(data, file)
    from peace_tui.loading.large import read_large  # what a small dossier never needs

    return read_large(data, file, progress)


def _digest(data: bytes) -> str:
    from hashlib import sha256  # most commands need no digest, and OpenSSL takes long to load

    return sha256(data).hexdigest()


def read_bytes(file: str) -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        Unreadable: It is missing, no regular file, or the system does not let us.
    """
    try:
        if file == STANDARD_INPUT:
            if sys.stdin is None:
                raise Unreadable(file, "standard input is closed; name a dossier (a TOML file)")
            return sys.stdin.buffer.read()
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(descriptor, "rb") as opened:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
                raise Unreadable(file, f"{file}: this is {kind}; name a dossier (a TOML file), or - for standard input")
            if os.fstat(descriptor).st_size > MAX_FILE_BYTES:
                raise Unreadable(file, f"{file}: it is larger than {MAX_FILE_BYTES:,} bytes, which no dossier may be")
            return opened.read()
    except FileNotFoundError:
        raise Unreadable(file, f"{file}: there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(file, f"{file}: this is a folder; name a dossier (a TOML file)") from None
    except (OSError, ValueError) as error:
        raise Unreadable(file, f"{file}: it cannot be read: {getattr(error, 'strerror', None) or error}") from None
