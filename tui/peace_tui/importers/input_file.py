"""What is imported, as bytes and as text: a file or standard input, of any size and encoding, with progress shown."""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from peace_tui.errors import InputError
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.terminal_safe import preview, truncate_text

CHUNK: Final = 2**20
WHOLE: Final = 2**30
"""How many bytes a format may have that can only be read whole."""
HELD: Final = 2**24
"""How many bytes of standard input are held in memory before they go to a temporary file."""
OFTEN: Final = 0.1
"""Seconds from one sign of progress to the next."""
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Byte order marks, with the encoding each stands for; that of UTF-32 begins like that of UTF-16."""

CONTAINERS: Final = {
    b"PK\x03\x04": "this is a spreadsheet, document or archive (xlsx, ods, zip); export the table as CSV, UTF-8",
    b"\xd0\xcf\x11\xe0": "this is a spreadsheet or document of old (xls, doc); export the table as CSV, UTF-8",
    b"\x1f\x8b": "this is compressed; unpack it first: gunzip",
    b"%PDF": "this is a PDF; its text has to be extracted first",
}
"""First bytes of what is no text to import, and what to do with it."""
BIBTEX: Final = re.compile(rb"\s*@\w+\s*\{")


class Intake:
    """A file that is imported; it can be read more than once."""

    def __init__(self, name: str, opened: IO[bytes]) -> None:
        """Take a file that is open; `name` is what sentences call it."""
        self.name = preview(name if name != STANDARD_INPUT else "standard input", 200)
        self.path = name if name != STANDARD_INPUT and os.path.isfile(name) else None
        """The file, where there is one beside which others can lie."""
        self.opened = opened
        self.size = opened.seek(0, os.SEEK_END)
        opened.seek(0)
        self._last = 0.0
        self._watched = _is_terminal(sys.stderr)
        self._drawn = False

    def refusal(self, why: str, place: str = "") -> InputError:
        """Return what to raise where the file cannot be read further."""
        return InputError(f"{self.name}: {place + ': ' if place else ''}{why}")

    def refuse_containers(self) -> None:
        """Refuse what has to be unpacked or exported first; raises `InputError`."""
        start = self.start()
        for mark, what in CONTAINERS.items():
            if start.startswith(mark):
                raise self.refusal(what)
        if BIBTEX.match(start):
            raise self.refusal("this is BibTeX; export the library as CSL JSON, then: peace-tui import csl")

    def start(self) -> bytes:
        """Return the first bytes, enough to tell what kind of file this is."""
        self.opened.seek(0)
        first = self.opened.read(2**16)
        self.opened.seek(0)
        return first

    def whole(self) -> bytes:
        """Return all bytes, for a format that can only be read whole."""
        if self.size > WHOLE:
            raise self.refusal(
                f"this format has to be read whole, and {self.size:,} bytes are too many; split the file"
            )
        self.opened.seek(0)
        return self.opened.read()

    def text(self) -> tuple[io.TextIOWrapper, str]:
        """Return the file as text, and the name of its encoding, which is found out by reading it once."""
        encoding, name = self._encoding()
        self.opened.seek(0)
        raw: Any = Unclosed(self.opened)
        return io.TextIOWrapper(io.BufferedReader(raw), encoding, errors="replace", newline=""), name

    def _encoding(self) -> tuple[str, str]:
        start = self.start()
        for mark, encoding, name in MARKS:
            if start.startswith(mark):
                return encoding, name
        if b"\0" in start:
            wide = _wide(start)
            if wide is None:
                raise self.refusal("this is a binary file, not text; export the table as CSV, UTF-8")
            return wide, "UTF-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := self.opened.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", "Windows-1252, since it is not UTF-8"
        return "utf-8", "UTF-8"

    def progress(self, done: str) -> None:
        """Show on a terminal how far reading has come; `done` counts what was read."""
        if not self._watched or (now := time.monotonic()) - self._last < OFTEN:
            return
        self._last, self._drawn = now, True
        share = min(self.opened.tell() / self.size, 1.0) if self.size else 1.0
        filled = round(share * 20)
        bar = "#" * filled + "-" * (20 - filled)
        sys.stderr.write(f"\r\x1b[K[{bar}] {share:4.0%} {truncate_text(done, 30)}")
        sys.stderr.flush()

    def end_progress(self) -> None:
        """Take the sign of progress away."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False


class Unclosed(io.RawIOBase):
    """A view of a file that can be read, and thrown away while the file stays open."""

    def __init__(self, opened: IO[bytes]) -> None:
        """Look at an open file."""
        self._opened = opened

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Read into a buffer, as files do."""
        piece = self._opened.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _wide(start: bytes) -> str | None:
    """Tell which UTF-16 without a mark this is: of Western text every other byte is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    most, few = max(even, odd), min(even, odd)
    if most < len(start) // 2 * 0.4 or few > most * 0.1:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


@contextmanager
def opened(file: str) -> Iterator[Intake]:
    """Open a file, or standard input for `-`, to import it.

    Raises:
        InputError: It is missing, no regular file, empty, or the system does not let us.
    """
    name = preview(file, 200)
    try:
        with _standard_input() if file == STANDARD_INPUT else _regular(file, name) as stream:
            intake = Intake(file, stream)
            if not intake.size:
                raise intake.refusal("the file is empty")
            try:
                yield intake
            finally:
                intake.end_progress()
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: this is a folder; name a file to import, or - for standard input") from None
    except OSError as error:
        raise InputError(f"{name}: it cannot be read: {error.strerror or error}") from None


def _regular(file: str, name: str) -> IO[bytes]:
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except ValueError as error:  # there is a zero byte in the name
        raise InputError(f"{name}: it cannot be read: {error}") from None
    stream = open(descriptor, "rb")  # noqa: SIM115
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        stream.close()
        raise InputError(f"{name}: this is not a regular file; name a file to import, or - for standard input")
    return stream


def _standard_input() -> IO[bytes]:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file to import")
    spool = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115
    while chunk := sys.stdin.buffer.read(CHUNK):
        spool.write(chunk)
    return spool
