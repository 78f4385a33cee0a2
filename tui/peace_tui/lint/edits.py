"""Edits of a dossier's file that keep every byte of the rest: what refers to a record, tables removed, values written.

What refers to a record is found by what the records declare (`Reference`, `References`, strings that may name one),
and in the view strings of guided views. As in [autofix][peace_tui.lint.autofix] only the places that change are
written, so that comments and layout stay. The result is read again before it is returned: it must be exactly the
document that was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, NamedTuple

import tomli

from peace_tui.errors import InputError, OutputError
from peace_tui.loading.diagnostics import ERROR, KeyPath, find_references
from peace_tui.loading.document import BYTE_ORDER_MARK, ReadResult
from peace_tui.loading.files import DossierError, read
from peace_tui.loading.includes import DossierFile, open_included
from peace_tui.loading.positions import Positions
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS
from peace_tui.model.values import format_key, format_pair, format_value
from peace_tui.query.facets import FACET
from peace_tui.query.view import AT, QUOTATION_MARKS, View, parse_view, read_values
from peace_tui.system.output_file import save
from peace_tui.text.messages import quotation_marks, suggest
from peace_tui.text.terminal_safe import escape_name, preview

COMMENT: Final = r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|(?P<comment>#[^\r\n]*)'


class LineChange(NamedTuple):
    """Lines that are replaced: the number of the first, what they were, and what they become; without line ends."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]


class Edited(NamedTuple):
    """What becomes of a file."""

    data: bytes
    changes: list[LineChange]
    places: int
    """How many references were changed."""
    left_out: list[str]
    """What a merged record said and the result does not, a sentence each."""
    file: str
    before: bytes
    """What the file held."""
    loses_record: bool
    """Whether a record is removed from it."""
    others: tuple[Edited, ...] = ()
    """What becomes of the other files that are read as one with it, of those that change."""

    @property
    def together(self) -> tuple[Edited, ...]:
        """All files that change, its own first."""
        return tuple(each for each in (self._replace(others=()), *self.others) if each.changes)


def save_edits(together: Sequence[Edited]) -> None:
    """Write several files, or none of them: where one cannot be written, those before it get back what they held.

    One that loses a record is written last. If the program is killed before that, the record is still there, and the
    edit can be made again.

    Raises:
        OutputError: One cannot be written, or has changed since it was read.
    """
    saved: list[Edited] = []
    try:
        for each in sorted(together, key=lambda each: each.loses_record):
            save(each.file, [each.data], replace=True, before=each.before)
            saved.append(each)
    except OutputError:
        for each in saved:
            save(each.file, [each.before], replace=True, before=each.data)
        raise


class EditError(InputError):
    """An edit that cannot be made; the file stays as it is."""


class Edit(NamedTuple):
    """A part of the text, and what is to stand there."""

    start: int
    end: int
    new: str


class Editor:
    """A document, its text, and what is to change in either."""

    def __init__(self, data: bytes, file: str, dossier: Dossier | None = None) -> None:
        """Read a file, or take it as one of the files of a `dossier` that was read.

        Raises:
            DossierError: It has errors.
        """
        self.dossier, self.file, self.data = dossier or read_sound(data, file), file, data
        included = None if dossier else open_included(data, file)
        if included:
            included.join()
        self.included = included.files[1:] if included else []
        """The files it includes, where these are not changed with it."""
        decoded = data.decode()
        self.text = decoded.removeprefix(BYTE_ORDER_MARK)
        self.mark = decoded[: len(decoded) - len(self.text)]
        self.document = tomli.loads(self.text)
        self.expected = deepcopy(self.document)
        """What the document is to be; arrays keep what is `removed` to the end, so that paths stay the same."""
        self.positions = Positions(self.text)
        self.line_end = "\r\n" if "\r\n" in self.text else "\n"
        self.edits: list[Edit] = []
        self.changed: list[KeyPath] = []
        """The references that were changed."""
        self.removed: set[KeyPath] = set()
        """What is taken out of arrays and tables."""
        self.left_out: list[str] = []
        self.added: list[tuple[str, int, Mapping[str, Any]]] = []
        """Records that are added: the array of each, its number there once all that is removed is gone, its table."""

    def find(self, id: str) -> KeyPath:
        """Return the path of the record with an id."""
        if path := find_record(self.document, id):
            return path
        self._refuse_other_files(id, [file for file in self.included if find_record(file.document, id)])
        raise no_record(self.file, self.dossier, id)

    def _refuse_other_files(self, id: str, files: Sequence[DossierFile]) -> None:
        """Refuse to change a record that other files define or name: files cannot be changed all at once."""
        if files:
            names = " and ".join(file.file for file in files)
            raise EditError(
                f"{self.file}: nothing is changed: '{preview(id)}' is in {names}, which this file includes, and only"
                f" one file is changed at a time; change it by hand in every file that has it, then run peace-tui check"
            )

    # --- References ---------------------------------------------------------------------------------------------------

    def replace_string(self, path: KeyPath, new: str) -> None:
        """Replace a string by an id, which needs no escapes in any quotation marks."""
        if span := self.positions.string(path):
            written = self.text[slice(*span)]
            marks = written[:3] if written.startswith(('"""', "'''")) else written[0]
            self.edits.append(Edit(*span, f"{marks}{new}{marks}"))
        _set(self.expected, path, new)

    def replace_inside(self, path: KeyPath, edit: Edit, new: str) -> None:
        """Replace a part of a string, which becomes `new`; the part and what takes its place need no escapes."""
        self.edits.append(edit)
        _set(self.expected, path, new)

    def replace_references(self, kind: str, old: str, new: str) -> None:
        """Replace each reference to a record; those in records that are removed need no edit."""
        naming = [file for file in self.included if any(id == old for _, _, id in find_references(file.document))]
        self._refuse_other_files(old, naming)
        for path, named, value in find_references(self.document):
            if named in (kind, "") and unicodedata.normalize("NFC", value) == old:
                self.changed.append(path)
                self.replace_string(path, new)

    def replace_in_views(self, kind: str, old: str, new: str, *, names_too: bool) -> None:
        """Replace an id in view strings, and where `names_too` also other words that mean the record."""
        for number, guided in enumerate(self.document.get("views", ())):
            path, text = ("views", number, "view"), guided["view"]
            edits: list[Edit] = []
            for facet, values in read_values(text, self.dossier):
                if facet == AT or FACET[facet].names == kind:
                    edits += _replace_values(text, values, old, new, names_too)
            for start, end, written in edits:
                self.changed.append(path)
                first, last = (self.positions.offset_inside(path, offset) for offset in (start, end))
                self.edits.append(Edit(first, last, written))
            _set(self.expected, path, _apply(text, edits))

    # --- What is removed ----------------------------------------------------------------------------------------------

    def remove_table(self, path: KeyPath) -> None:
        """Remove a table from its array, which is written with headers or inline."""
        self.removed.add(path)
        if self.positions.span(path):
            self._remove_element(path)
            return
        for start, end in self.positions.header_spans(path):
            self.tell_comments(start, self.end_of_line(end))
            self._remove_lines(start, end)

    def _remove_element(self, path: KeyPath) -> None:
        """Remove an element of an array and a comma; a comment stays."""
        *array, index = path
        start, end = self.positions.span(path) or (0, 0)
        before = self.positions.span((*array, int(index) - 1)) if index else None
        comma = re.compile(r"[ \t]*,[ \t]*").match(self.text, end)
        if comma:
            line_start = self.text.rfind("\n", 0, start) + 1
            line_end = re.compile(r"\r?\n").match(self.text, comma.end())
            if line_end and not self.text[line_start:start].strip():
                start, end = line_start, line_end.end()
            else:
                end = comma.end()
        elif before and "," in (between := self.text[before[1] : start]) and "#" not in between:
            start = before[1]
        self.edits.append(Edit(start, end, ""))

    def _remove_lines(self, start: int, end: int) -> None:
        """Remove the lines from `start` to `end`, and the empty ones behind them if there are some before them too."""
        start, end = self.text.rfind("\n", 0, start) + 1, self.end_of_line(end)
        before = len(self.text[:start].rstrip())
        is_apart = self.text.count("\n", before, start) > 1
        following = re.compile(r"\r?\n(?:[ \t]*\r?\n)*" if is_apart else r"\r?\n").match(self.text, end)
        end = following.end() if following else end
        if end == len(self.text):
            start = before + len(self.line_end)
        self.edits.append(Edit(start, end, ""))

    def end_of_line(self, offset: int) -> int:
        """Return where the line ends that a value ends on, before its line end."""
        found = self.text.find("\n", offset)
        end = len(self.text) if found < 0 else found
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def tell_comments(self, start: int, end: int) -> None:
        """Note the comments of a part of the text that is removed."""
        for found in re.finditer(COMMENT, self.text[start:end], re.DOTALL):
            if found["comment"]:
                self.left_out.append(f"the comment {preview(found['comment'], 200)}")

    def remove_key(self, path: KeyPath) -> None:
        """Remove a key of a table: its line, or inside an inline table the pair and a comma."""
        get(self.expected, path[:-1]).pop(path[-1])
        self.removed.add(path)
        start, (_, end) = self.positions.key_offset(path), self.positions.span(path) or (0, 0)
        if self.positions.span(path[:-1]) is None:
            line_start = self.text.rfind("\n", 0, start) + 1
            self.tell_comments(end, self.end_of_line(end))
            line_end = re.compile(r"\r?\n?").match(self.text, self.end_of_line(end))
            self.edits.append(Edit(line_start, line_end.end() if line_end else end, ""))
            return
        comma = re.compile(r"\s*,\s*").match(self.text, end)
        before = len(self.text[:start].rstrip())
        self.edits.append(Edit(start, comma.end(), "") if comma else Edit(before - 1, end, ""))

    # --- What is added ------------------------------------------------------------------------------------------------

    def set_value(self, path: KeyPath, value: Any) -> None:
        """Write a value in place of another, or with its key into a table that does not have it."""
        table, name = path[:-1], str(path[-1])
        if name not in get(self.document, table):
            self.add_keys(table, {name: value})
            return
        span = self.positions.span(path) or (0, 0)
        is_inline = self.positions.span(table) is not None
        start = self.positions.key_offset(path)
        margin = "" if is_inline else self.text[self.text.rfind("\n", 0, start) + 1 : start]
        key = f"{margin}{format_key(name)} = "
        written = format_value(value) if is_inline else format_pair(name, value, margin).removeprefix(key)
        self.edits.append(Edit(*span, written.replace("\n", self.line_end)))
        _set(self.expected, path, value)

    def add_keys(self, path: KeyPath, added: Mapping[str, Any]) -> None:
        """Write keys that a table did not have, below those that it has."""
        if not added:
            return
        get(self.expected, path).update(added)
        table = get(self.document, path)
        kept = ((*path, name) for name in table if (*path, name) not in self.removed)
        ends = [span[1] for name in kept if (span := self.positions.span(name))]
        last = max(ends)
        if self.positions.span(path):
            pairs = (f", {format_key(name)} = {format_value(value)}" for name, value in added.items())
            self.edits.append(Edit(last, last, "".join(pairs)))
            return
        start = self.positions.header_spans(path)[0][0]
        margin = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        lines = [format_pair(name, value, margin) for name, value in added.items() if name != "versions"]
        if lines:
            self.insert(last, "\n" + "\n".join(lines))
        if "versions" in added:
            at = max(self.end_of_headers(path), last) if len(self.positions.header_spans(path)) > 1 else last
            self.insert(at, self.format_tables(path, "versions", added["versions"]))

    def end_of_headers(self, path: KeyPath) -> int:
        """Return where the last value ends that is below a header of a table or of those in it."""
        return max(end for _, end in self.positions.header_spans(path))

    def insert(self, value_end: int, text: str) -> None:
        """Insert lines behind the line that a value ends on."""
        at = self.end_of_line(value_end)
        self.edits.append(Edit(at, at, text.replace("\n", self.line_end)))

    def format_tables(self, path: KeyPath, name: str, tables: Iterable[Mapping[str, Any]]) -> str:
        """Return tables as they stand below their record, each with its header behind an empty line."""
        header = f"\n\n  [[{path[0]}.{name}]]\n"
        return "".join(header + "\n".join(format_pair(*pair, "  ") for pair in table.items()) for table in tables)

    # --- The result ---------------------------------------------------------------------------------------------------

    def finish(self, kind: str = "", old: str = "", new: str = "") -> Edited:
        """Return what becomes of the file, once it is sure that it says what it should.

        Its guided views show what they showed, with the record `new` of an array in place of `old`.
        """
        edited = self.apply()
        before, views = self.dossier, self.dossier.views
        kept = tuple(view for number, view in enumerate(views) if ("views", number) not in self.removed)
        if len(kept) < len(views):
            before = before.replace(views=kept)
        check_result(self.file, before, read(edited.data, self.file), kind, old, new)
        return edited

    def apply(self) -> Edited:
        """Return what becomes of the file, which is the document that was meant, sound or not."""
        for path in sorted((path for path in self.removed if isinstance(path[-1], int)), reverse=True):
            array = get(self.expected, path[:-1])
            array.pop(path[-1])
            if not array and self.positions.span(path[:-1]) is None:  # no header is left that makes it
                get(self.expected, path[:-2]).pop(path[-2])
        for kind, number, table in self.added:
            self.expected.setdefault(kind, []).insert(number, dict(table))
        edits = _join_edits(self.edits)
        text = _apply(self.text, edits)
        try:
            is_as_meant = tomli.loads(text) == self.expected
        except tomli.TOMLDecodeError:
            is_as_meant = False
        if not is_as_meant:
            raise EditError(f"{self.file}: nothing is changed: the file is written in an unusual way; edit it by hand")
        data = (self.mark + text).encode()
        changes = list(_line_changes(self.text, edits))
        loses_record = any(len(path) == 2 and path[0] in ARRAYS for path in self.removed)
        return Edited(data, changes, len(self.changed), self.left_out, self.file, self.data, loses_record)


def read_sound(data: bytes, file: str, beside: Sequence[str] = ()) -> Dossier:
    """Read a dossier, and those `beside` it, and raise DossierError where it has errors."""
    reading = read(data, file, beside=beside)
    if reading.dossier is None:
        raise DossierError([problem for problem in reading.problems if problem.level == ERROR])
    return reading.dossier


def no_record(file: str, dossier: Dossier, id: str) -> EditError:
    """Return the error that no record has an id."""
    near = suggest(id, dossier.by_id) or "peace-tui list prints the ids"
    return EditError(f"{escape_name(file)}: no record with the id '{preview(id)}'; {near}")


def check_result(file: str, before: Dossier, reading: ReadResult, kind: str, old: str, new: str) -> None:
    """Refuse a result with errors, and one in which a guided view shows something else.

    So it does where an id becomes what is somebody else's name.
    """
    dossier = reading.dossier
    if dossier is None:
        problems = [problem for problem in reading.problems if problem.level == ERROR]
        raise EditError(f"{escape_name(file)}: nothing is changed, as there would be an error then:\n    {problems[0]}")
    for view_before, view_after in zip(before.views, dossier.views, strict=True):
        view = parse_view(view_before.view, before)
        clauses = (
            c.replace(values=tuple(new if v == old else v for v in c.values)) if FACET[c.facet].names == kind else c
            for c in view.clauses
        )
        if parse_view(view_after.view, dossier) != View(tuple(clauses), new if view.at == old else view.at):
            name = quotation_marks(preview(view_after.title or view_after.view))
            why = f"the guided view {name} would show something else; write ids in it first"
            raise EditError(f"{escape_name(file)}: {why}")


def find_record(document: Mapping[str, Any], id: str) -> KeyPath | None:
    """Return the path of the record with an id in a document; None if it has none."""
    for kind in ARRAYS:
        for number, table in enumerate(document.get(kind, ())):
            if table.get("id") == id:
                return (kind, number)
    return None


def _replace_values(
    text: str, values: Sequence[tuple[int, int, str]], old: str, new: str, names_too: bool
) -> list[Edit]:
    """Return the edits of a view string that replace an id among the values of a clause, each value once."""
    edits: list[Edit] = []
    written: dict[str, str] = {}
    for start, end, meaning in values:
        is_quoted = text[start] in QUOTATION_MARKS
        inner = (start + is_quoted, end - is_quoted)
        is_id = unicodedata.normalize("NFC", text[slice(*inner)]) == old
        if meaning == old and (is_id or names_too):
            edits.append(Edit(*inner, new))
            meaning, piece = new, text[start : inner[0]] + new + text[inner[1] : end]
        else:
            piece = text[start:end]
        written.setdefault(meaning, piece)
    if edits and len(written) < len(values):
        return [Edit(values[0][0], values[-1][1], ",".join(written.values()))]
    return edits


def get(document: Any, path: KeyPath) -> Any:
    """Return the value at a path of a document."""
    for step in path:
        document = document[step]
    return document


def _set(document: Any, path: KeyPath, value: Any) -> None:
    get(document, path[:-1])[path[-1]] = value


def _join_edits(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits in the order of the text, without those in what is removed; removals that overlap become one."""
    joined: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.start < edit.end, -edit.end, bool(edit.new))):
        last = joined[-1] if joined else None
        if last and edit.start < last.end:
            joined[-1] = last._replace(end=max(last.end, edit.end))
        else:
            joined.append(edit)
    return joined


def _apply(text: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for start, end, new in edits:
        pieces += [text[at:start], new]
        at = end
    return "".join([*pieces, text[at:]])


def _line_changes(text: str, edits: Iterable[Edit]) -> Iterator[LineChange]:
    """Yield the lines that edits change; lines that follow one another together."""
    start = end = 0
    group: list[Edit] = []
    line, counted = 1, 0
    for edit in [*edits, None]:
        if group and (edit is None or edit.start >= end):
            line, counted = line + text.count("\n", counted, start), start
            shifted = [each._replace(start=each.start - start, end=each.end - start) for each in group]
            old = text[start:end]
            yield LineChange(line, tuple(old.splitlines()), tuple(_apply(old, shifted).splitlines()))
            group = []
        if edit is not None:
            if not group:
                start = text.rfind("\n", 0, edit.start) + 1
            group.append(edit)
            found = text.find("\n", max(edit.start, edit.end - 1))
            end = max(end, len(text) if found < 0 else found + 1)
