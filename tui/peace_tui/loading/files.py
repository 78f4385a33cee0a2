"""Dossiers as files: the one that comes with the program, those of authors with what they include, standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from peace_tui.errors import InputError
from peace_tui.loading.diagnostics import (
    ERROR,
    INCLUDE,
    Finding,
    Invalid,
    Problem,
    check_unsafe,
    file_problem,
    invalid,
    locate,
    toml_type,
)
from peace_tui.loading.document import (
    LARGE_FILE_BYTES,
    PARSED,
    Lint,
    ReadResult,
    check_array,
    check_format,
    check_top_level,
    parse,
    paused_collector,
    read_document,
)
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS
from peace_tui.system.paths import bundled_file
from peace_tui.system.streams import STANDARD_INPUT, Progress, ignore_progress
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import escape_name, preview

MAX_FILE_BYTES = 2_000_000_000
"""How many bytes a dossier may have."""
MEMORY_VARIABLE: Final = "PEACE_TUI_MEMORY"
"""The environment variable with the GB that reading a large file may take, in place of a share of what is free."""
MANY_RECORDS: Final = 1_000
"""A large file of fewer tables is not too large for them, but for what is in them."""
MAX_MEMORY: Final = 1e6
AFTER_MISTAKE: Final = "references to its records are checked once this is fixed"


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
        return reading.dossier.replace(digest=_digest(data))
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


def _digest(*pieces: bytes) -> str:
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


class DossierFile:
    """One of the files that are read as one."""

    def __init__(self, file: str, data: bytes, document: Any, chunks: Sequence[Any] = ()) -> None:
        """Take its name, its bytes, the TOML in it (None before it is parsed), and the chunks of a large one."""
        self.file, self.data, self.document, self.chunks = file, data, document, chunks
        self.first = dict.fromkeys(ARRAYS, 0)
        """The number that its first record of each array has among those of all files."""
        self.findings: list[Finding] = []
        """What is wrong with it, whatever the other files hold."""


class IncludedFiles:
    """The files that a dossier includes, or that are named beside it, and the dossier's own file, which is the first.

    Their records are read as if they stood in the dossier's own file, below its own.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        data: bytes,
        file: str,
        chunks: Sequence[Any] = (),
        edited: Mapping[str, bytes] | None = None,
        beside: Iterable[str] = (),
    ) -> None:
        """Read the bytes of the files that a parsed document names, but for those that are given as `edited`.

        Raises:
            Unreadable: A dossier named `beside` the first cannot be read.
        """
        self._own = DossierFile(file, data, document, chunks)
        self._edited, self._beside = edited or {}, tuple(beside)
        others = {os.path.realpath(each): each for each in self._beside}
        others.pop(os.path.realpath(file), None)
        self._seen = {os.path.realpath(file), *others}
        """The files that are read already."""
        self._read: list[DossierFile] = []
        """The other files; only dossiers, whose own `include` had to be known, are parsed yet."""
        self.files = [self._own]
        self.names: list[str] = []
        """The other files, whether they exist or not, each with the path from the dossier that includes it."""
        self.problems: list[Problem] = []
        """What is wrong with files that are no TOML."""
        self.is_complete = True
        """Whether the records of all files are known."""
        self._read_included(self._own)
        for each in others.values():
            self._read_beside(each)

    def _read_beside(self, file: str) -> None:
        """Read a dossier that is named beside the first, and what it includes."""
        edited = self._edited.get(file)
        data = read_bytes(file) if edited is None else edited
        self.names.append(file)
        parsed = parse(data, file)
        if isinstance(parsed, ReadResult):
            self.problems += parsed.problems
            self.is_complete = False
            return
        self._read.append(DossierFile(file, data, *parsed))
        self._read_included(self._read[-1])

    def _read_included(self, dossier: DossierFile) -> None:
        try:
            self._read_files(dossier, dossier.document.get(INCLUDE, []))
        except Invalid as error:
            self._refuse(dossier, error, INCLUDE)

    def _refuse(self, dossier: DossierFile, error: Invalid, *path: str | int) -> None:
        dossier.findings += error.at(*path)
        self.is_complete = False

    def _read_files(self, dossier: DossierFile, value: Any) -> None:
        if not isinstance(value, list):
            hint = 'write the names of files in brackets, such as include = ["people.toml"]'
            raise invalid(f"expected an array of strings, found {toml_type(value)}", hint)
        if value and dossier.file == STANDARD_INPUT:
            raise invalid("standard input has no folder from which to include files", "read the dossier from its file")
        folder, own = os.path.dirname(dossier.file), os.path.realpath(dossier.file)
        here: set[str] = set()
        for position, name in enumerate(value):
            try:
                real = _find_included(folder, name)
                file = os.path.join(folder, name)
                if real == own:
                    raise invalid(f"'{preview(name)}' is this file itself", "remove it")
                if real in here:  # its records are there
                    again = invalid(f"'{preview(name)}' is included already", "remove it")
                    dossier.findings += again.at(INCLUDE, position)
                    continue
                here.add(real)
                if real not in self._seen:  # several dossiers may share a file
                    self.names.append(file)
                    edited = self._edited.get(file)
                    self._read.append(DossierFile(file, read_bytes(real) if edited is None else edited, None, ()))
                    self._seen.add(real)
            except Invalid as error:
                self._refuse(dossier, error, INCLUDE, position)
            except Unreadable as error:
                why = str(error).removeprefix(f"{real}: ").partition(";")[0]
                hint = f"fix the name, or remove it; {AFTER_MISTAKE}"
                self._refuse(dossier, invalid(f"'{preview(name)}' cannot be included: {why}", hint), INCLUDE, position)

    def join(self) -> dict[str, Any]:
        """Return the document that the files make together, without what cannot be read."""
        joined = dict(self._own.document)
        for kind in ARRAYS:
            self.is_complete &= not any(check_array(joined, kind))
        for file in self._read:
            is_included = file.document is None
            parsed = parse(file.data, file.file) if is_included else None
            if isinstance(parsed, ReadResult):
                self.problems += parsed.problems
                self.is_complete = False
                continue
            if parsed:
                file.document, file.chunks = parsed
                self._refuse_include(file)
            self._add(joined, file)
        return joined

    def _refuse_include(self, file: DossierFile) -> None:
        if INCLUDE in file.document:
            hint = f"remove it here, and name its files in the include of the dossier; {AFTER_MISTAKE}"
            file.findings.append(Finding((INCLUDE,), "an included file cannot include others", hint, at_key=True))
            self.is_complete = False

    def _add(self, joined: dict[str, Any], file: DossierFile) -> None:
        """Add the records of a file to those before; its [dossier] is for those who read it by itself."""
        file.findings += [*check_format(file.document), *check_top_level(file.document)]
        for kind in ARRAYS:
            mistakes = [*check_array(file.document, kind)]
            file.findings += mistakes
            self.is_complete &= not mistakes
            if isinstance(before := joined.get(kind, []), list):
                file.first[kind] = len(before)
                joined[kind] = [*before, *([] if mistakes else file.document.get(kind, []))]
        self.files.append(file)

    def is_foreign(self, kind: str, number: int, zone: str | None) -> bool:
        """Tell whether a record is in a file that names another time zone than `zone`, which is the dossier's."""
        table = self.split_path((kind, number))[0].document.get("dossier")
        return isinstance(table, dict) and table.get("timezone", zone) != zone

    def split_path(self, path: tuple[str | int, ...]) -> tuple[DossierFile, tuple[str | int, ...]]:
        """Return the file of a value of the joined document, and its path there."""
        kind, number = (*path, None)[:2]
        if kind not in ARRAYS or not isinstance(number, int):
            return self._own, path
        file = [file for file in self.files if file.first[str(kind)] <= number][-1]
        return file, (str(kind), number - file.first[str(kind)], *path[2:])

    def name_file(self, kind: str, number: int, *, beside: tuple[str, int]) -> str:
        """Return where a record stands, for the message about another one; with its file if it is not in the same."""
        file, (_, at) = self.split_path((kind, number))
        if file is self.split_path(beside)[0]:
            return f"{kind}[{at}]"
        name = os.path.basename(file.file)
        is_unique = [os.path.basename(each.file) for each in self.files].count(name) == 1
        return f"{kind}[{at}] of {preview(name if is_unique else file.file, 200)}"

    def locate(self, findings: Iterable[Finding]) -> list[Problem]:
        """Return all problems with their files, lines and columns, file by file; `findings` are of all together."""
        found = {file.file: [*file.findings] for file in self.files}
        for finding in findings:
            file, path = self.split_path(finding.path)
            found[file.file].append(finding._replace(path=path))
        problems = [locate(found[file.file], file.data, file.file, file.chunks) for file in self.files]
        return [*(problem for each in problems for problem in each), *self.problems]

    def describe(self) -> dict[str, Any]:
        """Return what a dossier knows of the files it was read from."""
        included = {file.file: file.first for file in self.files[1:]}
        return {"included": included, "beside": self._beside, "digest": self.digest()}

    def digest(self) -> str:
        """Return the SHA-256 of the bytes of all files, one after the other."""
        return _digest(self._own.data, *(file.data for file in self._read))


def _find_included(folder: str, name: Any) -> str:
    """Return the file that is meant by a name, which must be in the folder of the dossier."""
    if not isinstance(name, str):
        raise invalid(f"expected a string, found {toml_type(name)}", 'put it in quotes, "…"')
    check_unsafe(name, INCLUDE)
    hint = "an included file is in the folder of the dossier, or a folder in it: put it there"
    if name[:1] in ("/", "\\") or name[1:2] == ":":
        raise invalid(f"'{preview(name)}' is not a relative path", f"{hint}, for example people.toml")
    if os.path.normpath(name).split(os.sep)[0] == os.pardir:
        raise invalid(f"'{preview(name)}' is outside the folder of the dossier", hint)
    folder = os.path.realpath(folder)
    real = os.path.realpath(os.path.join(folder, name))
    if os.path.commonpath([folder, real]) != folder:
        raise invalid(f"'{preview(name)}' is a link that leads out of the folder of the dossier", hint)
    return real


def open_included(data: bytes, file: str, beside: Sequence[str] = ()) -> IncludedFiles | None:
    """Return the files that a document includes, and those `beside` it; None where it is alone, or no TOML."""
    parsed = parse(data, file)
    if isinstance(parsed, ReadResult) or (INCLUDE not in parsed[0] and not beside):
        return None
    return IncludedFiles(parsed[0], data, file, parsed[1], beside=beside)
