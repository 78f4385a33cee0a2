"""Records, or more versions of a quote, added to a dossier's file, of which nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final

from peace_tui.lint.edits import Edit, Edited, EditError, Editor
from peace_tui.lint.merging import Merger
from peace_tui.loading.diagnostics import KeyPath
from peace_tui.model.records import KIND_NAMES
from peace_tui.model.toml_writer import format_record

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
        raise EditError(f"{file}: '{id}' is a {KIND_NAMES[str(path[0])]}, and only quotes have versions")
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
