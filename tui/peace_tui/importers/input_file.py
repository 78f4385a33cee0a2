"""What is imported, as bytes, text or JSON: a file or standard input, of any size and encoding, with progress shown."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import shutil
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

COPY_BYTES: Final = 2**20
FIRST_BYTES: Final = 2**16
"""How many bytes tell what kind of file this is."""
MAX_UNSTREAMED_BYTES: Final = 2**30
"""How large a file may be of a format that cannot be read piece by piece."""
MAX_STDIN_BYTES_IN_MEMORY: Final = 2**24
"""Standard input that is longer goes to a temporary file."""
PROGRESS_INTERVAL: Final = 0.1
"""Seconds from one sign of progress to the next."""
PROGRESS_BAR_CELLS: Final = 20
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Each with the encoding it stands for and its name. UTF-32 comes first: its mark begins like that of UTF-16."""

UNREADABLE_STARTS: Final = {
    b"PK\x03\x04": "this is a spreadsheet, document or archive (xlsx, ods, zip); export the table as CSV, UTF-8",
    b"\xd0\xcf\x11\xe0": "this is a spreadsheet or document of old (xls, doc); export the table as CSV, UTF-8",
    b"\x1f\x8b": "this is compressed; unpack it first: gunzip",
    b"%PDF": "this is a PDF; its text has to be extracted first",
}
"""The first bytes of files that hold no text to import, and what to do with such a file."""
BIBTEX: Final = re.compile(rb"\s*@\w+\s*\{")
JSON_WRAPPER: Final = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*(?:=\s*|\()(?=[\[{])", re.ASCII)
"""What stands before JSON in a JavaScript file: an assignment or a call (JSONP)."""


class InputFile:
    """A file that is imported; it can be read more than once."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        """Wrap an open file; `name` is what messages call it."""
        self.name = preview(name if name != STANDARD_INPUT else "standard input", 200)
        self.path = name if name != STANDARD_INPUT and os.path.isfile(name) else None
        """Where the file is, if it is one in a folder, whose other files it may refer to."""
        self.stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self._text: io.TextIOWrapper | None = None
        self._shows_progress = _is_terminal(sys.stderr)
        self._shown_at = 0.0
        self._has_shown = False

    def error(self, why: str, location: str = "") -> InputError:
        """Return the error to raise where the file cannot be read further."""
        return InputError(f"{self.name}: {location + ': ' if location else ''}{why}")

    def refuse_containers(self) -> None:
        """Refuse what has to be unpacked or exported first.

        Raises:
            InputError: It is such a file; says what to do.
        """
        start = self.first_bytes()
        for mark, remedy in UNREADABLE_STARTS.items():
            if start.startswith(mark):
                raise self.error(remedy)
        if BIBTEX.match(start):
            raise self.error("this is BibTeX; export the library as CSL JSON, then: peace-tui import csl")

    def first_bytes(self) -> bytes:
        """Return the first bytes, enough to tell what kind of file this is."""
        self.stream.seek(0)
        start = self.stream.read(FIRST_BYTES)
        self.stream.seek(0)
        return start

    def read_all(self) -> bytes:
        """Return all bytes, for a format that cannot be read piece by piece."""
        if self.size > MAX_UNSTREAMED_BYTES:
            raise self.error(f"this format has to be read whole, and {self.size:,} bytes are too many; split the file")
        self.stream.seek(0)
        return self.stream.read()

    def open_text(self) -> tuple[io.TextIOWrapper, str]:
        """Return the file as text from its beginning, and the name of its encoding; ends what was opened before.

        The encoding is found by reading the file once.
        """
        if self._text is not None:
            self._text.detach()
            self._text = None
        encoding, name = self._detect_encoding()
        self.stream.seek(0)
        self._text = io.TextIOWrapper(self.stream, encoding, errors="replace", newline="")
        return self._text, name

    def _detect_encoding(self) -> tuple[str, str]:
        start = self.first_bytes()
        for mark, encoding, name in BYTE_ORDER_MARKS:
            if start.startswith(mark):
                return encoding, name
        if b"\0" in start:
            utf16 = _detect_utf16(start)
            if utf16 is None:
                raise self.error("this is a binary file, not text; export the table as CSV, UTF-8")
            return utf16, "UTF-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := self.stream.read(COPY_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", "Windows-1252, since it is not UTF-8"
        return "utf-8", "UTF-8"

    def show_progress(self, done: str) -> None:
        """Show on a terminal how far reading has come; `done` says how much was read, in words."""
        if not self._shows_progress or (now := time.monotonic()) - self._shown_at < PROGRESS_INTERVAL:
            return
        self._shown_at, self._has_shown = now, True
        share = min(self.stream.tell() / self.size, 1.0) if self.size else 1.0
        bar = ("#" * round(share * PROGRESS_BAR_CELLS)).ljust(PROGRESS_BAR_CELLS, "-")
        sys.stderr.write(f"\r\x1b[K[{bar}] {share:4.0%} {truncate_text(done, 30)}")
        sys.stderr.flush()

    def erase_progress(self) -> None:
        """Erase the sign of progress, if there is one."""
        if self._has_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._has_shown = False


def _detect_utf16(start: bytes) -> str | None:
    """Tell which UTF-16 this is without a mark: in Western text every other byte is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) // 2 * 0.4 or min(even, odd) > max(even, odd) * 0.1:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


@contextmanager
def open_input(file: str) -> Iterator[InputFile]:
    """Open a file, or standard input for `-`, to import it.

    Raises:
        InputError: It is missing, no regular file, empty, or the system does not let us read it.
    """
    name = preview(file, 200)
    try:
        with _spool_standard_input() if file == STANDARD_INPUT else _open_regular_file(file, name) as stream:
            input_file = InputFile(file, stream)
            if not input_file.size:
                raise input_file.error("the file is empty")
            try:
                yield input_file
            finally:
                input_file.erase_progress()
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: this is a folder; name a file to import, or - for standard input") from None
    except OSError as error:
        raise InputError(f"{name}: it cannot be read: {error.strerror or error}") from None


def _open_regular_file(file: str, name: str) -> IO[bytes]:
    """Open a file without waiting for the other end of a pipe or device, which are refused."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except ValueError as error:  # there is a zero byte in the name
        raise InputError(f"{name}: it cannot be read: {error}") from None
    stream = open(descriptor, "rb")  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        stream.close()
        raise InputError(f"{name}: this is not a regular file; name a file to import, or - for standard input")
    return stream


def _spool_standard_input() -> IO[bytes]:
    if sys.stdin is None:
        raise InputError("standard input is closed; name a file to import")
    spool = tempfile.SpooledTemporaryFile(MAX_STDIN_BYTES_IN_MEMORY)  # noqa: SIM115
    shutil.copyfileobj(sys.stdin.buffer, spool, COPY_BYTES)
    return spool


# --- JSON ------------------------------------------------------------------------------------------------------------


def read_json(input_file: InputFile) -> Any:
    """Read a file of JSON in any encoding, also one with a byte order mark or inside a JavaScript assignment.

    Raises:
        InputError: It is none; says in which line and why.
    """
    data = input_file.read_all()
    if data.lstrip()[:1] == b"<":
        raise input_file.error("this is XML or HTML, not JSON; XML of the TEI is read by: peace-tui import tei")
    try:
        text = data.decode(json.detect_encoding(data), "strict").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise input_file.error("this is not text in UTF-8; save it as UTF-8") from None
    if wrapper := JSON_WRAPPER.match(text):
        text = text[wrapper.end() :].rstrip().rstrip(";").rstrip().removesuffix(")")
    if not text.strip():
        raise input_file.error("the file is empty")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        why = preview(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", 200)
        raise input_file.error(why, f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise input_file.error("arrays or objects are nested too deeply") from None
    except ValueError:  # an integer of more digits than Python converts
        raise input_file.error("a number is too long") from None


def guess_json_format(value: Any) -> str:
    """Return the import format that a JSON value looks like, nothing where it looks like none."""
    if isinstance(value, dict):
        if isinstance(value.get("timeline"), dict) or ("events" in value and isinstance(value["events"], list)):
            return "timelinejs"
        if isinstance(items := value.get("items"), list):
            return guess_json_format(items)
    if isinstance(value, list) and value:
        first = value[0]
        if isinstance(first, dict) and ("start_date" in first or "startDate" in first):
            return "timelinejs"
        if isinstance(first, dict) and first.keys() & {"issued", "container-title", "title", "author", "URL", "DOI"}:
            return "csl"
    return ""
