"""The files that a dossier includes, and those that are named beside it: several files read as one dossier."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from peace_tui.loading.diagnostics import INCLUDE, Finding, Invalid, Problem, check_unsafe, invalid, locate, toml_type
from peace_tui.loading.document import ReadResult, check_array, check_format, check_top_level, parse
from peace_tui.loading.files import Unreadable, compute_digest, read_bytes
from peace_tui.model.records import ARRAYS
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.terminal_safe import escape_name, preview

AFTER_MISTAKE: Final = "references to its records are checked once this is fixed"


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
                    self._read.append(DossierFile(file, read_bytes(real) if edited is None else edited, None))
                    self._seen.add(real)
            except Invalid as error:
                self._refuse(dossier, error, INCLUDE, position)
            except Unreadable as error:
                why = str(error).removeprefix(f"{escape_name(real)}: ").partition(";")[0]
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
        return compute_digest(self._own.data, *(file.data for file in self._read))


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
