"""Dossiers as files: the one that comes with the program, those of authors with what they include, standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from peace_tui.errors import InputError
from peace_tui.loading.diagnostics import ERROR, INCLUDE, Problem, file_problem, locate
from peace_tui.loading.document import (
    LARGE_FILE_BYTES,
    PARSED,
    Lint,
    ReadResult,
    parse,
    paused_collector,
    read_document,
)
from peace_tui.model.dossier import Dossier
from peace_tui.system.paths import bundled_file
from peace_tui.system.streams import STANDARD_INPUT, Progress, ignore_progress
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import escape_name, preview

MAX_FILE_BYTES: Final = 2_000_000_000
"""How many bytes a dossier may have."""
MEMORY_VARIABLE: Final = "PEACE_TUI_MEMORY"
"""The environment variable with the GB that reading a large file may take, in place of a share of what is free."""
MANY_RECORDS: Final = 1_000
"""A large file of fewer tables is not too large for them, but for what is in them."""
MAX_MEMORY: Final = 1e6
"""The most GB that the variable may name: a petabyte."""


class Unreadable(InputError):
    """A file that cannot be opened or read at all; the text says which and why."""

    def __init__(self, file: str, text: str) -> None:
        """Keep the text, also as the one problem of the file."""
        super().__init__(text, [file_problem(file, text)])


class DossierError(InputError):
    """A file that is no dossier; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Write the problems, all of which are errors, one after the other."""
        count = format_count(sum(1 + problem.unlisted for problem in problems), "error")
        super().__init__("\n".join([f"the dossier has {count}", *map(str, problems)]), problems)


def load(
    file: str | os.PathLike[str] | None = None,
    *beside: str | os.PathLike[str],
    digest: bool = False,
    progress: Progress = ignore_progress,
) -> Dossier:
    """Read a dossier: a file, `-` for standard input, or None for the one that comes with the program.

    Dossiers named `beside` it are read as one with it, whose head is that of the first. With `digest` the dossier knows
    the SHA-256 of the bytes that were read; `progress` is called with how far it is.

    Raises:
        Unreadable: There is nothing to read.
        DossierError: It is no valid dossier.
    """
    name = bundled_file() if file is None else os.fspath(file)
    others = [os.fspath(each) for each in beside]
    if others and STANDARD_INPUT in (name, *others):
        raise Unreadable(STANDARD_INPUT, "standard input cannot be read together with other dossiers; name files only")
    if not others and name != STANDARD_INPUT and os.path.isfile(name) and os.path.getsize(name) >= LARGE_FILE_BYTES:
        from peace_tui.loading.large import open_kept  # what a small dossier never needs

        if kept := open_kept(name, progress):
            return kept
    data = read_bytes(name)
    reading = read_to_show(data, name, progress, others)
    if reading.dossier is None:
        raise DossierError([problem for problem in reading.problems if problem.level == ERROR])
    if digest and not reading.dossier.digest:
        return reading.dossier.replace(digest=compute_digest(data))
    return reading.dossier


def read(
    data: bytes,
    file: str,
    *,
    lint: Lint | None = None,
    progress: Progress = ignore_progress,
    edited: Mapping[str, bytes] | None = None,
    beside: Sequence[str] = (),
) -> ReadResult:
    """Read a document; `file` is what its problems call it. What `lint` yields is among the problems.

    Files it includes are taken to hold what `edited` has for them, and not read. Dossiers named `beside` it are read as
    one with it.

    Raises:
        Unreadable: One of those `beside` it cannot be read; the first is given, and what is included is a problem.
    """
    included = None
    with paused_collector(), bounded_memory(file, data):
        parsed = parse(data, file, progress)
        if isinstance(parsed, ReadResult):
            return parsed
        document, chunks = parsed
        if INCLUDE in document or beside:
            from peace_tui.loading.includes import IncludedFiles  # what a dossier of one file never needs

            included = IncludedFiles(document, data, file, chunks, edited, beside)
            document = included.join()
        progress("checking the records", PARSED)
        dossier, findings = read_document(document, file, lint, included, progress)
        problems = included.locate(findings) if included else locate(findings, data, file, chunks)
    is_valid = not any(problem.level == ERROR for problem in problems)
    return ReadResult(dossier if is_valid else None, tuple(problems), tuple(included.names) if included else ())


@contextmanager
def bounded_memory(file: str, data: bytes) -> Iterator[None]:
    """Read or edit a large document in the memory that is free, before the machine begins to swap.

    Raises:
        Unreadable: It takes more.
    """
    if len(data) < LARGE_FILE_BYTES:
        yield
        return
    # Only large files need these, and they bring ctypes.
    from peace_tui.system.confinement import FREE_SHARE, find_free_memory, limit_memory, release_memory

    most = _read_memory_setting() or int(find_free_memory() * FREE_SHARE)
    is_limited = most > 0 and limit_memory(most, for_good=False)
    try:
        yield
    except MemoryError as error:
        error.__context__ = None  # with Python 3.12, compiled tomli leaves a class there, and a further error crashes
        count = data.count(b"\n[[")
        what = f"too many records (about {count:,})" if count > MANY_RECORDS else f"too large ({len(data):,} bytes)"
        raise Unreadable(
            file,
            f"{escape_name(file)}: {what}: reading it takes more than {most / 1e9:,.1f} GB of memory;"
            f" split the file, or let it take more: {MEMORY_VARIABLE}={max(round(most / 5e8), 1)} (GB)",
        ) from None
    finally:
        if is_limited:
            release_memory()


def _read_memory_setting() -> int:
    """Return how many bytes of memory reading may take at the reader's word; 0 without one."""
    word = os.environ.get(MEMORY_VARIABLE, "")
    with suppress(ValueError):
        if not word or 0 < float(word) < MAX_MEMORY:
            return int(float(word or 0) * 1e9)
    what = f"{MEMORY_VARIABLE} is '{preview(word)}', which is no number of GB"
    raise Unreadable(MEMORY_VARIABLE, f"{what}; write, for example, {MEMORY_VARIABLE}=8")


def read_to_show(
    data: bytes, file: str, progress: Progress = ignore_progress, beside: Sequence[str] = ()
) -> ReadResult:
    """Read a document that is to be shown; a large one is packed, and opened from the cache when it comes again.

    Several dossiers that are read as one are not packed.
    """
    if beside or len(data) < LARGE_FILE_BYTES:
        return read(data, file, progress=progress, beside=beside)
    from peace_tui.loading.large import read_large  # what a small dossier never needs

    with bounded_memory(file, data):
        return read_large(data, file, progress)


def compute_digest(*pieces: bytes) -> str:
    """Return the SHA-256 of bytes, one piece after the other, in hexadecimal."""
    from hashlib import sha256  # most commands need no digest, and OpenSSL takes long to load

    found = sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def read_bytes(file: str) -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        Unreadable: It is missing, no regular file, or the system does not let us.
    """
    name = escape_name(file)
    try:
        if file == STANDARD_INPUT:
            if sys.stdin is None:
                raise Unreadable(file, "standard input is closed; name a dossier (a TOML file)")
            return sys.stdin.buffer.read()
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with open(descriptor, "rb") as opened:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                what = "this is not a regular file; name a dossier (a TOML file), or - for standard input"
                raise Unreadable(file, f"{name}: {what}")
            if status.st_size > MAX_FILE_BYTES:
                raise Unreadable(file, f"{name}: it is larger than {MAX_FILE_BYTES:,} bytes, the limit for a dossier")
            return opened.read()
    except FileNotFoundError:
        raise Unreadable(file, f"{name}: there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(file, f"{name}: this is a folder; name a dossier (a TOML file)") from None
    except (OSError, ValueError) as error:
        raise Unreadable(file, f"{name}: it cannot be read: {getattr(error, 'strerror', None) or error}") from None
