"""Edits of whole records: an id renamed everywhere, two records made into one, records and versions added.

Renaming and merging go through all files that are read as one; what is added is added to one file.

When two records become one, their arrays are united, keys that only the second has are taken over, and the name of a
person becomes an alias. Where they contradict each other the first holds, and what the second says is reported.
"""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final

import tomli

from peace_tui.lint.edits import Edit, Edited, EditError, Editor, check_result, find_record, get, no_record, read_sound
from peace_tui.loading.converters import is_id
from peace_tui.loading.diagnostics import KeyPath, known_fields
from peace_tui.loading.files import DossierError, Unreadable, read, read_bytes
from peace_tui.loading.includes import open_included
from peace_tui.model.fields import Reference, References, Shape, Strings, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, SHORTHAND, Person, Quote
from peace_tui.model.values import format_pair, format_record, format_value
from peace_tui.text.terminal_safe import escape_name, preview

MERGED_KINDS: Final = ("people", "sources", "events", "quotes")
"""The arrays of which two records can be merged."""
NOT_UNITED: Final = ("author", "authors")
"""Arrays that are one statement, and not several: of two of them one is kept."""


def rename_id(data: bytes, file: str, old: str, new: str, beside: Sequence[str] = ()) -> Edited:
    """Give a record another id, and change all that refers to it, in all files that are read as one.

    Raises:
        DossierError: The dossiers have errors.
        EditError: There is no such record, or `new` is no id that it could have.
    """
    files = _Files(data, file, beside)
    old, new = (unicodedata.normalize("NFC", id) for id in (old, new))
    editor, path = files.find(old)
    if not is_id(new):
        raise EditError(
            f"'{preview(new)}' is not an id, which is made of letters and digits of any script, '.', '_', '-'"
        )
    if new in files.dossier.by_id:
        record = files.dossier.by_id[new]
        kind = next(KIND_NAMES[kind] for kind, of in ARRAYS.items() if isinstance(record, of))
        raise EditError(f"the {kind} '{new}' has that id already; choose another, or merge the two records")
    editor.replace_string((*path, "id"), new)
    files.replace(str(path[0]), old, new, names_too=False)
    return files.finish(str(path[0]), old, new)


def merge_records(data: bytes, file: str, keep: str, drop: str, beside: Sequence[str] = ()) -> Edited:
    """Make one record of two: what the second says is added to the first, and what refers to it refers to the first.

    Raises:
        DossierError: The dossiers have errors.
        EditError: They are no two records of one kind, or the result would have errors.
    """
    files = _Files(data, file, beside)
    keep, drop = (unicodedata.normalize("NFC", id) for id in (keep, drop))
    (editor, path), (other_editor, dropped) = files.find(keep), files.find(drop)
    kind = str(path[0])
    if keep == drop:
        raise EditError(f"'{keep}' is the same record twice; name two")
    if kind != dropped[0]:
        kinds = f"{KIND_NAMES[kind]}, {KIND_NAMES[str(dropped[0])]}"
        raise EditError(f"'{keep}' and '{drop}' are of different kinds ({kinds}); name two records of one kind")
    if kind not in MERGED_KINDS:
        raise EditError(f"'{keep}' is a {KIND_NAMES[kind]}; only {', '.join(MERGED_KINDS)} can be merged")
    if kind == "quotes":
        _refuse_two_speakers(get(editor.expected, path), get(other_editor.expected, dropped))
    if kind == "events":
        files.keep_dates(get(editor.expected, path), get(other_editor.expected, dropped))
    other_editor.remove_table(dropped)
    files.replace(kind, drop, keep, names_too=True)
    for each in files.editors:
        each.remove_duplicates(path if each is editor else None)
    editor.unite(path, get(other_editor.expected, dropped))
    return files.finish(kind, drop, keep)


def _refuse_two_speakers(kept: Mapping[str, Any], dropped: Mapping[str, Any]) -> None:
    """Raise an error where two quotes have different speakers: one would be said to have said what the other did."""
    if have_other_speakers(kept, dropped):
        one, other = (f"'{quote['id']}' ({', '.join(as_list(quote['who']))})" for quote in (kept, dropped))
        raise EditError(f"{one} and {other} are said by different people; correct `who` of one of them first")


def have_other_speakers(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two quotes name different speakers; one that names none may be by those of the other."""
    speakers, others = ({*as_list(quote.get("who"))} for quote in (one, other))
    return bool(speakers and others) and speakers != others


class _Files:
    """The editors of all files that are read as one: of a dossier, of what it includes, of the dossiers beside it."""

    def __init__(self, data: bytes, file: str, beside: Sequence[str]) -> None:
        self.file, self.beside = file, tuple(beside)
        try:
            self.dossier = read_sound(data, file, beside)
        except DossierError as error:
            if any(problem.path == "dossier" and "is missing" in problem.message for problem in error.problems):
                why = "it has no [dossier]; name the dossiers that include it instead"
                raise EditError(f"{escape_name(file)}: nothing is changed: {why}") from None
            raise
        included = open_included(data, file, beside)
        if included:
            included.join()
        files = [(each.data, each.file) for each in included.files] if included else [(data, file)]
        self.editors = [Merger(*each, self.dossier) for each in files]

    def find(self, id: str) -> tuple[Merger, KeyPath]:
        """Return the editor of the file that a record is in, and the record's path there."""
        for editor in self.editors:
            if path := find_record(editor.document, id):
                return editor, path
        raise no_record(self.file, self.dossier, id)

    def replace(self, kind: str, old: str, new: str, *, names_too: bool) -> None:
        """Replace an id wherever it is meant."""
        for editor in self.editors:
            editor.replace_references(kind, old, new)
            editor.replace_in_views(kind, old, new, names_too=names_too)

    def keep_dates(self, kept: Mapping[str, Any], dropped: Mapping[str, Any]) -> None:
        """Write the date of an event that goes to its quotes that have none, where that of the other is another."""
        if "date" not in kept.keys() & dropped.keys() or kept["date"] == dropped["date"]:
            return
        for editor in self.editors:
            for number, quote in enumerate(editor.expected.get("quotes", ())):
                if quote["event"] == dropped["id"] and "date" not in quote:
                    editor.add_keys(("quotes", number), {"date": dropped["date"]})

    def finish(self, kind: str, old: str, new: str) -> Edited:
        """Return what becomes of the dossier and of the other files, once it is sure that all are sound together."""
        edited = [editor.apply() for editor in self.editors]
        self._refuse_forgotten([each for each in edited[1:] if each.changes], old)
        data = {each.file: each.data for each in edited}
        reading = read(edited[0].data, self.file, edited=data, beside=self.beside)
        check_result(self.file, self.dossier, reading, kind, old, new)
        return edited[0]._replace(others=tuple(each for each in edited[1:] if each.changes))

    def _refuse_forgotten(self, edited: Sequence[Edited], old: str) -> None:
        """Refuse to change what a dossier in the same folder includes too that names the record and is not changed."""
        shared = {os.path.realpath(each.file) for each in edited}
        read_already = {os.path.realpath(editor.file) for editor in self.editors}
        folder = os.path.dirname(self.file)
        names = sorted(os.listdir(folder or os.curdir)) if shared else []
        for file in (os.path.join(folder, name) for name in names if name.endswith(".toml")):
            if os.path.realpath(file) not in read_already and _names_record(file, shared, old):
                named = " ".join(map(shlex.quote, (self.file, *self.beside, file)))
                raise EditError(
                    f"{self.file}: nothing is changed: {file} includes one of the files too, and has '{old}' in it;"
                    f" name all dossiers together: {named}"
                )


def _names_record(file: str, shared: Collection[str], id: str) -> bool:
    """Tell whether a file is a dossier that includes one of the `shared` files, and has an id somewhere in it."""
    try:
        data = read_bytes(file)
        document = tomli.loads(data.decode()) if b"include" in data and id.encode() in data else {}
    except (Unreadable, ValueError, RecursionError):
        return False
    included = document.get("include")
    names = [name for name in included if isinstance(name, str)] if isinstance(included, list) else []
    return any(os.path.realpath(os.path.join(os.path.dirname(file), name)) in shared for name in names)


class Merger(Editor):
    """An editor of a document in which a record gets what another says."""

    def remove_duplicates(self, path: KeyPath | None) -> None:
        """Remove from arrays what two references that became one have made double.

        And from the record at `path`, if it is in this file, what refers to itself.
        """
        arrays = {reference[:at] for reference in self.changed for at in range(3, len(reference), 2)}
        own = get(self.document, path)["id"] if path else ""
        for array in sorted(arrays, key=lambda array: (-len(array), array)):
            if any(array[: len(gone)] == gone for gone in self.removed):
                continue
            items, left = get(self.expected, array), []
            for number, item in enumerate(items):
                names_itself = path and array[: len(path)] == path and _refers_to(array, item, own)
                if item in left or names_itself or self._take_over_part(array, item, before=number):
                    self.remove_table((*array, number))
                else:
                    left.append(item)

    def _take_over_part(self, array: KeyPath, item: Any, before: int) -> bool:
        """Add what an element says to an earlier one that is about the same person's part in an event, if there is one.

        A person is involved once; where the two contradict each other the first holds.
        """
        if array[0] != "events" or array[-1] != "involved":
            return False
        for number, part in enumerate(get(self.expected, array)[:before]):
            if part["person"] == item["person"] and (*array, number) not in self.removed:
                other = {name: value for name, value in item.items() if part.get(name, value) != value}
                if other:
                    self.left_out.append(preview(format_pair("involved", {"person": item["person"], **other}), 200))
                self.add_keys((*array, number), {name: item[name] for name in item if name not in part})
                return True
        return False

    def unite(self, path: KeyPath, other: Mapping[str, Any]) -> None:
        """Add to a record what a table says, and note what is left out."""
        of = ARRAYS[str(path[0])]
        kept, other = get(self.expected, path), dict(other)
        if of is Person and other["name"] != kept["name"]:
            other["aliases"] = [other["name"], *other.get("aliases", ())]
        added: dict[str, Any] = {}
        if of is Quote:
            self._unite_about(path, kept, other)
            added = self._unite_versions(path, kept, other)
        fields = known_fields(of)
        for name, value in other.items():
            shape = fields[name].shape if name in fields else None
            if name == "id" or (name == "name" and of is Person) or kept.get(name) == value:
                continue
            if isinstance(value, list) and _is_united(name, shape):
                new = [item for item in value if not _refers_to((*path, name), item, kept["id"])]
                self._add_items(path, name, new, added)
            elif name not in kept and (name not in fields or fields[name].default in (None, ())):
                added[name] = value
            elif name in kept or value != fields[name].default:
                self.left_out.append(preview(format_pair(name, value), 200))
        self.add_keys(path, added)

    def _unite_about(self, path: KeyPath, kept: Mapping[str, Any], other: dict[str, Any]) -> None:
        """Make a quote be about whom the other is about, too; either may name one person without brackets."""
        own, more = (as_list(quote.get("about")) for quote in (kept, other))
        if own and (new := [each for each in more if each not in own]):
            self.set_value((*path, "about"), [*own, *new])
        if own:
            other.pop("about", None)

    def _unite_versions(self, path: KeyPath, kept: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        """Make versions of what either quote says of its one source, where they do not say the same."""
        if "source" in other:
            other["versions"] = [_version_of(other)]
        for name in SHORTHAND:
            other.pop(name, None)
        if any(version["text"] == other.get("text") for version in other.get("versions", ())):
            other.pop("text", None)  # which is kept as a version
        if "source" not in kept or "versions" not in other:
            return {}
        own = _version_of(kept)
        more = [version for version in other.pop("versions") if version != own]
        if not more:
            return {}
        for name in SHORTHAND:
            if name in kept:
                self.remove_key((*path, name))
        return {"versions": [own, *more]}

    def _add_items(self, path: KeyPath, name: str, items: Sequence[Any], added: dict[str, Any]) -> None:
        """Add to an array of a record what it has not yet."""
        table = get(self.expected, path)
        there = table.get(name, [])
        known = [*there, *([table["name"]] if name == "aliases" else [])]
        new: list[Any] = []
        for item in items:
            if item in known or item in new or any(_says_more(each, item) for each in known):
                continue
            if name not in table or not self._take_over_part((*path, name), item, before=len(there)):
                new.append(item)
        if not new:
            return
        if name not in table:
            added[name] = new
            return
        there += new
        array = (*path, name)
        span = self.positions.span(array)
        if span is None:
            self.insert(self.end_of_headers(path), self.format_tables(path, name, new))
            return
        first = len(there) - len(new)
        kept = [n for n in range(first) if (*array, n) not in self.removed]
        written = ", ".join(map(format_value, new))
        if kept:
            _, at = self.positions.span((*array, kept[-1])) or span
            self.edits.append(Edit(at, at, f", {written}"))
        else:
            self.edits.append(Edit(span[0] + 1, span[0] + 1, written))


def _says_more(table: Any, item: Any) -> bool:
    """Tell whether a table has all that another has: Smith as host, and Smith."""
    return isinstance(table, dict) and isinstance(item, dict) and item.items() <= table.items()


def _refers_to(array: KeyPath, item: Any, id: str) -> bool:
    """Tell whether an element of an array inside a record, or a key of the table that it is, names a record."""
    if not isinstance(item, dict):
        return bool(item == id)
    of: type[Any] = ARRAYS[str(array[0])]
    for name in array[2::2]:
        shape = known_fields(of)[str(name)].shape
        assert isinstance(shape, Tables)
        of = shape.of
    return any(isinstance(key.shape, Reference) and item.get(name) == id for name, key in known_fields(of).items())


def as_list(value: Any) -> list[Any]:
    """Return what a key names that takes one id or several; nothing where it is left out."""
    return value if isinstance(value, list) else [value] if value else []


def _is_united(name: str, shape: Shape | None) -> bool:
    """Tell whether an array of two records becomes one with the elements of both."""
    if name in NOT_UNITED or (isinstance(shape, References) and shape.single):
        return False
    return isinstance(shape, Tables | References | Strings)


def _version_of(quote: Mapping[str, Any]) -> dict[str, Any]:
    """Return the version that a quote of one source stands for."""
    version = {"source": quote["source"], "text": quote["text"]}
    return version | ({"locator": quote["locator"]} if "locator" in quote else {})


# --- Records and versions that are added -----------------------------------------------------------------------------

COMMENTS_BELOW: Final = re.compile(r"(?:\r?\n[ \t]*#[^\n]*+)+(?=\r?\n[ \t]*\r?\n|\s*\Z)")
"""Comments right below a record, which are about it: what follows them is an empty line or nothing."""


class Adder(Editor):
    """An editor that adds records."""

    def free_id(self, wanted: str) -> str:
        """Return an id that no record has: the one that is wanted, else with a number."""
        numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        taken = {*self.dossier.by_id, *(table["id"] for _, _, table in self.added)}
        return next(each for each in numbered if each not in taken)

    def add_record(self, kind: str, table: Mapping[str, Any], after: KeyPath | None = None) -> None:
        """Add a record behind another one, else behind the last of its kind or at the end."""
        there = self.document.get(kind, [])
        is_array = self.positions.span((kind,)) is not None
        if is_array or (there and not self.positions.header_spans((kind, len(there) - 1))):
            raise EditError(f"{self.file}: nothing is changed: {kind} is written in one array; edit it by hand")
        last = after or ((kind, len(there) - 1) if there else None)
        end = self._end_of_record(last) if last else len(self.text.rstrip())
        self.insert(end, "\n" + format_record(kind, table).rstrip("\n"))
        number = int(last[1]) + 1 if last else 0
        for before in sorted(number for of, number, _ in self.added if of == kind):
            number += before <= number
        self.added.append((kind, number, table))

    def _end_of_record(self, path: KeyPath) -> int:
        """Return where the last value of a record ends that stays, or the comments below it."""
        gone = {start for each in self.removed for start, _ in self.positions.header_spans(each)}
        end = max(end for start, end in self.positions.header_spans(path) if start not in gone)
        comments = COMMENTS_BELOW.match(self.text, self.end_of_line(end))
        return comments.end() - 1 if comments else end


def add_quote(
    data: bytes, file: str, quote: Mapping[str, Any], new: Sequence[tuple[str, Mapping[str, Any]]] = ()
) -> Edited:
    """Add a quote behind the last one of its event, else behind the last one, else at the end.

    Args:
        data: What the file holds.
        file: Its name.
        quote: The quote, with its id.
        new: Other records that it names and that are added with it, each with its array.

    Raises:
        DossierError: The file has errors.
        EditError: The result would have errors, or the file writes its quotes without headers.
    """
    editor = Adder(data, file)
    for kind, table in new:
        editor.add_record(kind, table)
    quotes = editor.document.get("quotes", ())
    same = [number for number, table in enumerate(quotes) if table["event"] == quote["event"]]
    editor.add_record("quotes", quote, ("quotes", same[-1]) if same else None)
    return editor.finish("quotes", quote["id"], quote["id"])


class _VersionAdder(Merger, Adder):
    """An editor that adds versions to quotes, and records that they name."""


def add_version(
    data: bytes, file: str, id: str, version: Mapping[str, Any], new: Sequence[tuple[str, Mapping[str, Any]]] = ()
) -> Edited:
    """Add a version to a quote; one that names its only source itself gets versions instead.

    As in `add_quote`, `new` records are added with it.

    Raises:
        DossierError: The file has errors.
        EditError: It has no such quote, or the result would have errors.
    """
    editor = _VersionAdder(data, file)
    for kind, table in new:
        editor.add_record(kind, table)
    path = editor.find(id)
    if path[0] != "quotes":
        raise EditError(f"{escape_name(file)}: '{id}' is a {KIND_NAMES[str(path[0])]}, and only quotes have versions")
    editor.unite(path, {"versions": [dict(version)]})
    return editor.finish("quotes", id, id)


def add_records(
    data: bytes,
    file: str,
    records: Iterable[tuple[str, Mapping[str, Any], str]],
    versions: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Edited:
    """Add records at the end of a file, each by its array, as a table and as TOML, and versions to quotes by their ids.

    Raises:
        DossierError: The file has errors.
        EditError: The result would have errors, or the file is written in a way that nothing can be added to.
    """
    editor = Merger(data, file)
    for id, more in versions.items():
        editor.unite(editor.find(id), {"versions": [dict(version) for version in more]})
    end = len(editor.text)
    text = "" if editor.text.endswith("\n") else "\n"
    for kind, table, lines in records:
        editor.expected.setdefault(kind, []).append(dict(table))
        text += lines
    editor.edits.append(Edit(end, end, text.replace("\n", editor.line_end)))
    return editor.finish()
