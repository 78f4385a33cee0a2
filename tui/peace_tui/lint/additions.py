"""Records, or more versions of a quote, added to a dossier's file, of which nothing else changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from peace_tui.formats.toml_writer import format_record
from peace_tui.lint.edits import Edit, Edited, EditError, Editor
from peace_tui.lint.merging import Merger
from peace_tui.model.records import KIND_NAMES

COMMENTS_BELOW: Final = re.compile(r"(?:\r?\n[ \t]*#[^\n]*+)+(?=\r?\n[ \t]*\r?\n|\s*\Z)")
"""Comments right below a record, which are about it: what follows them is an empty line or nothing."""


def add_quote(data: bytes, file: str, quote: Mapping[str, Any]) -> Edited:
    """Add a quote behind the last one of its event, else behind the last one, else at the end.

    Raises:
        DossierError: The file has errors.
        EditError: The result would have errors, or the file writes its quotes without headers.
    """
    editor = Editor(data, file)
    quotes = editor.expected.setdefault("quotes", [])
    if editor.positions.span(("quotes",)):
        raise EditError(f"{file}: nothing is changed: its quotes are not written as [[quotes]]; add this one by hand")
    before = [number for number, table in enumerate(quotes) if table["event"] == quote["event"]]
    number = max(before, default=len(quotes) - 1)
    if quotes:
        last_end = max(end for _, end in editor.positions.header_spans(("quotes", number)))
        at = editor.end_of_line(last_end)
        comments = COMMENTS_BELOW.match(editor.text, at)
        at = editor.end_of_line(comments.end() - 1) if comments else at
        text = "\n" + format_record("quotes", quote).rstrip("\n")
    else:
        at = len(editor.text)
        text = "\n" * (not editor.text.endswith("\n")) + format_record("quotes", quote)
    editor.edits.append(Edit(at, at, text.replace("\n", editor.line_end)))
    quotes.insert(number + 1, dict(quote))
    return editor.finish("quotes", quote["id"], quote["id"])


def add_version(data: bytes, file: str, id: str, version: Mapping[str, Any]) -> Edited:
    """Add a version to a quote; one that names its only source itself gets versions instead.

    Raises:
        DossierError: The file has errors.
        EditError: It has no such quote, or the result would have errors.
    """
    editor = Merger(data, file)
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
