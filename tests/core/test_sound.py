"""The fast reader: it reads what the careful one reads, and leaves to it whatever is odd."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml
from peace_tui.loading import document as whole
from peace_tui.loading.bench import Odd
from peace_tui.loading.document import read_document
from peace_tui.loading.sound import read_sound
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


def arrays_of(dossier: Dossier) -> dict[str, Any]:
    return {kind: getattr(dossier, kind) for kind in ("info", *ARRAYS)}


def assert_read_alike(document: dict[str, Any]) -> None:
    """The fast reader returns what the careful one does, or nothing; nothing whenever there is a finding."""
    careful, findings = read_document(document, "file", wary=True)
    fast = whole._sound(document, "file", False)
    if findings:
        assert fast is None
    elif fast is not None:
        assert careful is not None
        assert fast[0] is not None
        assert arrays_of(fast[0]) == arrays_of(careful)


def tables_in(value: Any) -> Iterator[Any]:
    """Every table and array of a document, the outermost first."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from tables_in(inner)


@given(dossiers())
def test_a_sound_dossier_is_read_as_the_careful_reader_reads_it(dossier: Dossier) -> None:
    document = tomli.loads(to_toml(dossier))
    careful, findings = read_document(document, "file", wary=True)
    assert careful is not None
    assert findings == []
    assert arrays_of(read_sound(document, "file")) == arrays_of(careful)


@given(dossiers(), st.data())
def test_a_spoilt_dossier_is_left_to_the_careful_reader(dossier: Dossier, data: st.DataObject) -> None:
    document = tomli.loads(to_toml(dossier) if data.draw(st.booleans()) else EXAMPLE)
    for _ in range(data.draw(st.integers(1, 2))):
        tables = [*tables_in(document)]
        table = tables[data.draw(st.integers(0, len(tables) - 1))]
        value = copy.deepcopy(data.draw(st.sampled_from(SPOILT)))
        if isinstance(table, list):
            table.insert(data.draw(st.integers(0, len(table))), value)
        elif value is None and table:
            del table[data.draw(st.sampled_from([*table]))]
        else:
            table[data.draw(st.sampled_from([*table, *NAMES, *ARRAYS]))] = value
    assert_read_alike(document)


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
def test_what_is_odd_is_not_read_fast(spoilt: dict[str, Any]) -> None:
    document = {"format": "peace-tui/1", "dossier": {"title": "T"}} | spoilt
    assert read_document(document, "file", wary=True)[1]
    assert whole._sound(document, "file", False) is None


def test_what_is_missing_is_not_read_fast() -> None:
    for name in ("format", "dossier"):
        document = {"format": "peace-tui/1", "dossier": {"title": "T"}}
        del document[name]
        with pytest.raises(Odd):
            read_sound(document, "file")
