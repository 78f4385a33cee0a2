"""The reader of tables: it reads what the records say, and finds the same wrong in chunks as in one piece."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml
from peace_tui.loading.diagnostics import INVALID, Finding, find_named_ids, find_references
from peace_tui.loading.document import DocumentReader, read_document
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS

SPOILT: tuple[Any, ...] = (
    *("", " ", "no such id", "a\x1bb", "a\u202eb", "2025-13", "2025-10-14T12:05", "PT5M", "P5", "Q42", "direct"),
    *(7, -1, 2**63, 1.5, float("nan"), True, datetime.date(2025, 10, 14), datetime.time(12, 5), None),
    *(
        [],
        ["a"],
        ["a\x07"],
        [""],
        [7],
        [["a"]],
        {},
        {"id": "new"},
        {"x_own": 1},
        {"x_own": "\x1b"},
        [{"x_own": 1}],
        [{}],
    ),
)
NAMES = ("id", "x_own", "x_", "source", "locator", "versions", "no_such_key", "date", "title", "text", "event", "n")


def tables_in(value: Any) -> Iterator[Any]:
    """Every table and array of a document, the outermost first."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from tables_in(inner)


def read_in_chunks(document: Mapping[str, Any], sizes: Iterator[int]) -> tuple[Mapping[str, list[Any]], list[Finding]]:
    """The records and findings of a document whose arrays come in chunks of so many tables, the last array first."""
    arrays: dict[str, list[Any]] = {kind: document.get(kind, []) for kind in reversed([*ARRAYS])}
    arrays = {kind: tables for kind, tables in arrays.items() if isinstance(tables, list)}
    head = {name: value for name, value in document.items() if name not in arrays}
    reader = DocumentReader(head)
    records: dict[str, list[Any]] = {kind: [] for kind in ARRAYS}
    chunks = [head]
    for kind, tables in arrays.items():
        start = 0
        while start < len(tables):
            end = start + next(sizes)
            chunks.append({kind: tables[start:end]})
            start = end
    for chunk in chunks:
        for kind, found in reader.read(chunk).items():
            records[kind] += found
    return records, reader.finish(lambda kind, position: arrays[kind][position])


def assert_read_alike(document: dict[str, Any], data: st.DataObject) -> None:
    """What comes in chunks, before any id is known, is judged as what is known from the beginning."""
    dossier, whole = read_document(document, "file")
    sizes = iter(lambda: data.draw(st.integers(1, 4)), 0)
    records, found = read_in_chunks(document, sizes)
    whole = [finding for finding in whole if finding.path[0] != "views" or finding.path[-1] != "view"]
    found = [finding for finding in found if finding.path[0] != "views" or finding.path[-1] != "view"]
    assert sorted(map(repr, found)) == sorted(map(repr, whole))
    if not found:
        assert records == {kind: [*getattr(dossier, kind)] for kind in ARRAYS}


@given(dossiers())
def test_a_valid_dossier_is_read_as_it_was_written(dossier: Dossier) -> None:
    read, findings = read_document(tomli.loads(to_toml(dossier)), "file")
    assert findings == []
    for kind in ("info", *ARRAYS):
        assert getattr(read, kind) == getattr(dossier, kind)


@settings(deadline=None)
@given(dossiers(), st.data())
def test_whatever_is_wrong_is_found_in_chunks_too(dossier: Dossier, data: st.DataObject) -> None:
    document = tomli.loads(to_toml(dossier) if data.draw(st.booleans()) else EXAMPLE)
    for _ in range(data.draw(st.integers(0, 2))):
        tables = [*tables_in(document)]
        table = tables[data.draw(st.integers(0, len(tables) - 1))]
        value = copy.deepcopy(data.draw(st.sampled_from(SPOILT)))
        if isinstance(table, list):
            table.insert(data.draw(st.integers(0, len(table))), value)
        elif value is None and table:
            del table[data.draw(st.sampled_from([*table]))]
        else:
            table[data.draw(st.sampled_from([*table, *NAMES, *ARRAYS]))] = value
    assert_read_alike(document, data)
    assert find_named_ids(document) == {id for *_, id in find_references(document)}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"format": "peace-tui/2"},
        {"people": {}},
        {"people": "id"},
        {"people": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]},
        {"people": [{"id": "a", "name": "A"}], "sources": [{"id": "a", "title": "B"}]},
        {"people": [{"id": "e\u0301", "name": "A"}]},
        {"sources": [{"id": "a"}]},
        {"views": [{"view": "no:thing"}]},
        {"x_own": "\x1b"},
        {"own": 1},
        {"dossier": {"title": "T", "timezone": "Mars/Phobos"}},
        {"dossier": []},
    ],
)
def test_what_is_wrong_is_found(spoilt: dict[str, Any]) -> None:
    document = {"format": "peace-tui/1", "dossier": {"title": "T"}} | spoilt
    assert len(read_document(document, "file")[1]) == 1


def test_a_record_that_cannot_be_read_keeps_its_position() -> None:
    people = [{"id": "a", "name": "A"}, {"id": "b"}, {"id": "c", "name": "C"}]
    document = {"format": "peace-tui/1", "dossier": {"title": "T"}, "people": people}
    first, second, third = DocumentReader(document).read(document, is_last=True)["people"]
    assert (first.id, second, third.id) == ("a", INVALID, "c")
