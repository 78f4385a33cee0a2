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
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, pairwise
from typing import IO, Any, Final

from peace_tui.errors import InputError
from peace_tui.importers.coerce import find_unused_key
from peace_tui.importers.registry import WORKBOOKS
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.terminal_safe import preview, truncate_text

COPY_BYTES: Final = 2**20
FIRST_BYTES: Final = 2**16
"""How many bytes tell what kind of file this is."""
MAX_UNSTREAMED_BYTES: Final = 2**30
"""How large a file may be of a format that cannot be read piece by piece."""
MAX_STDIN_BYTES_IN_MEMORY: Final = 2**24
"""Standard input that is longer goes to a temporary file."""
MAX_COUNTED_BYTES: Final = 2**26
"""In how much of a file that is not UTF-8 the characters are counted that cannot be read."""
REPLACEMENT: Final = "\ufffd".encode()  # where it stands in the file, nothing is lost by reading it
LIKE_WESTERN: Final = {bytes((a, b)).decode() for a in range(0xC4, 0xDF) for b in b"\x85\x91\x92\x93\x94\x96\x97\xbb"}
"""Signs whose bytes are a capital and a quotation mark or a dash in Windows-1252; they do not tell that it is UTF-8."""
NOT_ASCII: Final = re.compile("[^\x00-\x7f\ufffd]+")
BESIDE_ASCII: Final = re.compile(f"(?<![^\x00-\x7f])[^\x00-\x7f\ufffd{''.join(sorted(LIKE_WESTERN))}]+(?![^\x00-\x7f])")
"""Letters beyond ASCII with no stray byte beside them, as Chinese has in another encoding."""
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
STATED_MARKS: Final = {
    "utf-8": codecs.BOM_UTF8,
    **{"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE},
    **{"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE},
}
"""The marks that Python leaves in a text whose encoding is stated."""

SAMPLE_LINES: Final = 200
SAMPLE_BYTES: Final = 2**12
"""How many lines with letters beyond ASCII are looked at, and how much of each."""
WESTERN: Final = "äöüß éèêëàâîïôœùûüç áéíñóúü ãõáéíóúâêôçà àèéìòù åäöé æøåé áðéíóúýþæö ëéïöü"
CENTRAL: Final = "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž"
RUSSIAN: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
UKRAINIAN: Final = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
GREEK: Final = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
ALPHABETS: Final = {
    **{"cp1254": "çğıöşüâi\u0307", "cp1252": WESTERN, "cp1250": CENTRAL, "iso8859_2": CENTRAL},
    "cp1251": f"{RUSSIAN} {UKRAINIAN} абвгдеёжзійклмнопрстуўфхцчшыьэюя абвгдђежзијклљмнњопрстћуфхцчџш",
    **{"koi8_r": RUSSIAN, "cp1253": GREEK, "iso8859_7": GREEK, "cp1257": "ąčęėįšųūž āčēģīķļņšūž äöõüšž"},
    **{"cp1255": "אבגדהוזחטיכךלמםנןסעפףצץקרשת", "cp1256": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ"},
    "cp874": "".join(map(chr, range(0x0E01, 0x0E4F))),
    **{"koi8_u": UKRAINIAN, "cp866": RUSSIAN, "iso8859_5": RUSSIAN, "mac_roman": WESTERN, "cp850": WESTERN},
}
"""The letters beyond ASCII of the languages of each encoding; of equally likely encodings the first is taken."""
RARE: Final = ("cp866", "iso8859_5", "mac_roman", "cp850")
"""Encodings in which hardly anybody writes now: they have to fit better than others."""
CYRILLIC_ENCODINGS: Final = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5")
EAST_ASIAN: Final = {"cp932": "Shift-JIS", "euc_jp": "EUC-JP", "cp949": "EUC-KR", "gb18030": "GBK", "big5": "Big5"}
WITHOUT_VOWELS: Final = ("cp1255", "cp1256", "cp874")
"""The encodings of languages whose words may have no vowels."""
ODD_SIGNS: Final = re.compile(
    r"(?<=[^\W\d_])[¡-¿×÷‚„†‡‰‹›™ˆ˜€](?=[^\W\d_])|[£¥¯³¹¼½¾¦¬±§¶©®](?=[^\W\d_])|(?<=[^\W\d_])[¦¬±¶®]"
    r"|[\x80-\x9f\u2500-\u259f]|[\u0e50-\u0e5b](?=[\u0e01-\u0e4e])"
)
"""Signs that stand before or between letters only where a text is read in a wrong encoding."""
ENCODING_NAMES: Final = {
    **EAST_ASIAN,
    **{"koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "cp866": "CP866", "cp850": "CP850", "mac_roman": "Mac Roman"},
    **{"iso8859_2": "ISO-8859-2", "iso8859_5": "ISO-8859-5", "iso8859_7": "ISO-8859-7"},
}
MAX_CHAOS: Final = 0.2
"""How much gibberish charset-normalizer may find in a text of few words; more counts as so much."""
VOWELS: Final = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýąęěůőűăâîāēėīųūūıαεηιουωάέήίόύώаеиоуыэюяіїєёъ]")

UNREADABLE_STARTS: Final = {
    b"PK\x03\x04": "this is a workbook or an archive; workbooks are read by: peace-tui import xlsx, or ods",
    b"\xd0\xcf\x11\xe0": "this is an old workbook or text (xls, doc), or has a password; export the table as CSV",
    b"\x1f\x8b": "this is compressed; unpack it first: gunzip",
    b"%PDF": "this is a PDF; its text has to be extracted first",
}
"""The first bytes of files that hold no text to import, and what to do with such a file."""
BIBTEX: Final = re.compile(rb"\s*@\w+\s*\{")
RIS: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*TY  - [A-Z]")
JSON_WRAPPER: Final = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$]+\s*(?:=\s*|\()(?=[\[{])", re.ASCII)
"""What stands before JSON in a JavaScript file: an assignment or a call (JSONP)."""


class InputFile:
    """A file that is imported; it can be read more than once."""

    def __init__(self, name: str, stream: IO[bytes], encoding: str = "") -> None:
        """Wrap an open file; `name` is what messages call it, `encoding` that of its text, empty to find it out."""
        self.name = preview(name if name != STANDARD_INPUT else "standard input", 200)
        self.file_name = preview(os.path.basename(name.rstrip("/")), 200) if name != STANDARD_INPUT else self.name
        """The name without the folders that it is in, which no output names."""
        self.path = name if name != STANDARD_INPUT and os.path.isfile(name) else None
        """Where the file is, if it is one in a folder, whose other files it may refer to."""
        self.parts: tuple[tuple[int, str], ...] = ()
        """Of a folder whose files are read as one: the first line of each, and its path."""
        self.stream = stream
        self.size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self._text: io.TextIOWrapper | None = None
        self._encoding, self._encoding_name, self._is_stated = encoding, encoding, bool(encoding)
        self.guess = ""
        """What was guessed of the encoding, for the report."""
        self.lost = 0
        """How many characters could not be read and stand as U+FFFD."""
        self._shows_progress = _is_terminal(sys.stderr)
        self._shown_at = 0.0
        self._has_shown = False

    def error(self, why: str, location: str = "") -> InputError:
        """Return the error to raise where the file cannot be read further."""
        return InputError(f"{self.name}: {location + ': ' if location else ''}{why}")

    def place(self, line: int) -> str:
        """Return what messages call a line; in a folder with the file that it is in."""
        first, path = next((part for part in reversed(self.parts) if part[0] <= line), (1, ""))
        return f"{path}: line {line - first + 1}" if path else f"line {line}"

    def refuse_containers(self, kind: str) -> None:
        """Refuse what has to be unpacked or exported first, and what another `kind` of import reads.

        Raises:
            InputError: It is such a file; says what to do.
        """
        start = self.first_bytes()
        is_workbook = start.startswith(b"PK\x03\x04")
        for mark, remedy in UNREADABLE_STARTS.items():
            if start.startswith(mark) and not (is_workbook and kind in WORKBOOKS):
                raise self.error(remedy)
        if BIBTEX.match(start) and kind not in ("bibtex", "ris"):
            raise self.error("this is BibTeX; it is read by: peace-tui import bibtex")
        if RIS.match(start) and kind not in ("bibtex", "ris"):
            raise self.error("this is RIS; it is read by: peace-tui import ris")
        if kind in WORKBOOKS and not is_workbook:
            raise self.error("this is no workbook; a table of text is read by: peace-tui import csv")

    def first_bytes(self) -> bytes:
        """Return the first bytes, enough to tell what kind of file this is."""
        self.stream.seek(0)
        start = self.stream.read(FIRST_BYTES)
        self.stream.seek(0)
        return start

    def first_text(self) -> bytes:
        """Return the first bytes without a mark of their encoding, the zeros of UTF-16 and white space before them."""
        return self.first_bytes().replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")

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
        if not self._encoding:
            self._encoding, self._encoding_name = self._detect_encoding()
        mark = STATED_MARKS.get(codecs.lookup(self._encoding).name)
        self.stream.seek(len(mark) if mark and self.first_bytes().startswith(mark) else 0)
        self._text = io.TextIOWrapper(self.stream, self._encoding, errors="replace", newline="")
        return self._text, self._encoding_name

    def read_text(self) -> str:
        """Return all of the file as text, without a byte order mark, for a format that cannot be read in pieces."""
        data = self.read_all()
        if not self._encoding:
            self._encoding, self._encoding_name = self._detect_encoding()
        text = data.decode(self._encoding, "replace").removeprefix("\ufeff")
        is_utf8 = codecs.lookup(self._encoding).name.startswith("utf-8")
        self.lost = text.count("\ufffd") - (data.count(REPLACEMENT) if is_utf8 else 0)
        return text

    @property
    def stated_encoding(self) -> str:
        """The encoding that the reader has named, empty if none."""
        return self._encoding if self._is_stated else ""

    def _detect_encoding(self) -> tuple[str, str]:
        start = self.first_bytes()
        for mark, encoding, name in BYTE_ORDER_MARKS:
            if start.startswith(mark):
                return encoding, name
        if re.search(rb"\x1b\$[@B]", start):
            self.guess = "the encoding, ISO-2022-JP, by its signs; change it with --encoding"
            return "iso2022_jp", "ISO-2022-JP, guessed"
        if b"\0" in start:
            utf16 = _detect_utf16(start)
            if utf16 is None:
                raise self.error("this is a binary file, not text; save it as text, a table as CSV (UTF-8)")
            return utf16, "UTF-16"
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        lost, letters, sure, end = 0, 0, 0, b""
        while chunk := self.stream.read(COPY_BYTES):
            if not chunk.isascii() or lost:
                text = decoder.decode(chunk)
                written = (end + chunk).count(REPLACEMENT)
                lost += text.count("\ufffd") - written
                letters += sum(map(len, NOT_ASCII.findall(text))) + written
                sure += sum(map(len, BESIDE_ASCII.findall(text)))
            end = chunk[-2:]
        lost += decoder.decode(b"", final=True).count("\ufffd")
        if lost * 3 <= letters or lost <= sure:  # two thirds of what is not ASCII are UTF-8, or half beyond doubt
            self.lost = lost
            return "utf-8", "UTF-8"
        self.stream.seek(0)
        encoding, name = _guess_encoding(self.stream)
        self.guess = f"the encoding, {name}, since the file is not UTF-8; change it with --encoding"
        self.stream.seek(0)
        self.lost = self.stream.read(MAX_COUNTED_BYTES).decode(encoding, "replace").count("\ufffd")
        return encoding, f"{name}, guessed"

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
    """Tell which UTF-16 this is without a mark: in one of the two orders it is text with signs of ASCII in it."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start[: len(start) // 2 * 2].decode(encoding, "replace")
        unknown = sum(unicodedata.category(letter) in ("Cc", "Cn", "Co") for letter in re.sub(r"[\t\r\n]", "", text))
        if re.search(r"[\n,;\t \"]", text) and unknown * 100 < len(text):
            return encoding
    return None


def _is_terminal(stream: IO[str] | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # it is closed
        return False


def _guess_encoding(stream: IO[bytes]) -> tuple[str, str]:
    """Return the likeliest encoding of a text that is not UTF-8, and what it is called.

    charset-normalizer says which encodings give no gibberish; for the few lines of a small table several do. Of these
    the one is taken whose letters beyond ASCII are most nearly those of a single language.
    """
    from charset_normalizer import from_bytes

    sample = b"".join(islice((line[:SAMPLE_BYTES] for line in stream if not line.isascii()), SAMPLE_LINES))
    every = (*EAST_ASIAN, *ALPHABETS)
    found = from_bytes(sample, cp_isolation=[*every], threshold=MAX_CHAOS, enable_fallback=False)
    chaos = {"cp1252": 0.0} | {match.encoding: match.chaos + 0.1 * (match.encoding in RARE) for match in found}
    scores = {
        name: _compute_plausibility(sample.decode(name, "replace"), name) - chaos.get(name, MAX_CHAOS) for name in every
    }
    best = max(scores, key=lambda name: scores[name])  # of equal ones the first
    if sample.decode(best, "replace") == sample.decode("cp1252", "replace"):
        best = "cp1252"
    return best, ENCODING_NAMES.get(best, f"Windows-{best.removeprefix('cp')}")


def _compute_plausibility(text: str, encoding: str) -> float:
    """Return how nearly the letters beyond ASCII are those of one language: 1 if all are, less for what is odd."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub("[\u0e31-\u0e4e]", "\u0e01", text))
    letters = [letter for word in words for letter in word.lower() if ord(letter) > 127]
    odd = text.count("\ufffd") * (1 if encoding in EAST_ASIAN else 0.3) + len(ODD_SIGNS.findall(text))
    if not letters:
        return 0.5 - odd
    if encoding in EAST_ASIAN:
        odd += 2 * len(re.findall("[A-Za-z](?=[\u1100-\uffef])|[\u1100-\uffef](?=[A-Za-z])", text))
        return _compute_east_asian_fit(letters, encoding) - odd / len(letters)
    fit = max(sum(letter in alphabet for letter in letters) for alphabet in ALPHABETS[encoding].split())
    for word in words:
        has_two_scripts = bool(re.search("[a-zA-Z]", word) and re.search("[\u0370-\u0fff]", word))
        is_mixed = any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(word))
        has_case_inside = is_mixed or (word[0].islower() and word != word.lower())
        is_long = len(word) > (2 if encoding in CYRILLIC_ENCODINGS else 3)
        has_no_vowel = is_long and encoding not in WITHOUT_VOWELS and not VOWELS.search(word.lower())
        is_shouted = (
            encoding in CYRILLIC_ENCODINGS[1:] and word.isupper()
        )  # as text of other encodings often seems there
        odd += 4 * has_two_scripts + has_case_inside + is_shouted + (has_no_vowel and not word.isascii())
    if encoding in (*CYRILLIC_ENCODINGS, "cp1253", "iso8859_7"):
        has_capitals = any(letter.isupper() for letter in text if ord(letter) > 127)  # Hebrew and Arabic have none
        odd += 0 if has_capitals else len(letters) / 5
    else:
        lone = re.findall(r"(?<!\w)[^\W\d_](?!\w)", text)
        odd += sum(not letter.isascii() and not VOWELS.match(letter.lower()) for letter in lone) / 2
    return (fit - odd) / len(letters)


def _compute_east_asian_fit(letters: list[str], encoding: str) -> float:
    """Return the share of letters that such a text is full of: kana, hangul, or the commoner Chinese characters."""
    kana = sum("\u3040" <= letter <= "\u30ff" for letter in letters)
    han = [letter for letter in letters if "\u4e00" <= letter <= "\u9fff"]
    if encoding == "cp949":  # of whose syllables those of KS X 1001 are common
        common = [letter for letter in letters if len(letter.encode("euc_kr", "ignore")) == 2]
        return sum("\uac00" <= letter <= "\ud7a3" for letter in common) / len(letters)
    if encoding in ("cp932", "euc_jp"):
        return (kana + len(han)) / len(letters) if kana * 5 >= len(letters) else 0.3
    is_simplified = encoding == "gb18030"  # the first parts of GB 2312 and of Big5 have the commoner characters
    leads = (letter.encode("gb2312" if is_simplified else encoding, "replace")[0] for letter in han)
    return sum(0xA4 <= lead <= (0xD7 if is_simplified else 0xC6) for lead in leads) / len(letters)


@contextmanager
def open_input(file: str, encoding: str = "", parts: str = "") -> Iterator[InputFile]:
    """Open a file, or standard input for `-`, to import it.

    Args:
        file: Its name.
        encoding: That of its text, empty to find it out.
        parts: How the names of files end that are read as one, where `file` is a folder; empty where it may be none.

    Raises:
        InputError: It is missing, no regular file, empty, or the system does not let us read it.
    """
    name = preview(file, 200)
    found: list[tuple[int, str]] = []
    try:
        if file == STANDARD_INPUT:
            opened = _spool_standard_input()
        elif parts and os.path.isdir(file):
            opened = _spool_folder(file, parts, found)
        else:
            opened = _open_regular_file(file, name)
        with opened as stream:
            input_file = InputFile(file, stream, encoding)
            input_file.parts = tuple(found)
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


def _spool_folder(folder: str, ending: str, found: list[tuple[int, str]]) -> IO[bytes]:
    """Return the files of a folder, and of those in it, one after the other; add to `found` where each begins."""
    spool = tempfile.SpooledTemporaryFile(MAX_STDIN_BYTES_IN_MEMORY)  # noqa: SIM115
    line = 1
    for path, folders, names in os.walk(folder):
        folders.sort()
        for file in sorted(os.path.join(path, name) for name in names if name.endswith(ending)):
            found.append((line, preview(os.path.relpath(file, folder), 200)))
            last = b"\n"
            with _open_regular_file(file, preview(file, 200)) as stream:
                while chunk := stream.read(COPY_BYTES):
                    spool.write(chunk)
                    line, last = line + chunk.count(b"\n"), chunk[-1:]
            if last != b"\n":
                line += spool.write(b"\n")
    return spool


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
    if input_file.first_text().startswith(b"<"):
        raise input_file.error("this is XML or HTML, not JSON; XML of the TEI is read by: peace-tui import tei")
    text = input_file.read_text()
    if wrapper := JSON_WRAPPER.match(text):
        text = text[wrapper.end() :].rstrip().rstrip(";").rstrip().removesuffix(")")
    if not text.strip():
        raise input_file.error("the file is empty")
    try:
        return json.loads(text, object_pairs_hook=_make_object)
    except json.JSONDecodeError as error:
        why = preview(f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", 200)
        raise input_file.error(why, f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise input_file.error("arrays or objects are nested too deeply") from None
    except ValueError:  # an integer of more digits than Python converts
        raise input_file.error("a number is too long") from None


def _make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; what stands under one key again is kept under `key_2`."""
    found = dict(pairs)
    if len(found) < len(pairs):
        found, again = {}, dict[str, list[Any]]()
        for key, value in pairs:
            if found.setdefault(key, value) != value:
                again.setdefault(key, []).append(value)
        for key, values in again.items():
            found[find_unused_key(f"{key}_2", found)] = values if len(values) > 1 else values[0]
    return found
