"""What once was a fault stays none, and input that is changed at random is none either; see tests/fuzz.py."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from fuzz import CORPUS, cases, targets

TARGETS = targets()
INPUTS = 1_000
"""How many are tried of each kind: of all together a minute of a processor's time. `make fuzz` goes on from there."""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the files are that are the reader's own."""
    for kind in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path))


@pytest.mark.parametrize("name", TARGETS)
def test_changed_input_is_read_or_refused_with_an_error_of_ours(name: str) -> None:
    for _, reader, data in islice(cases(17, (name,)), INPUTS):
        reader(data)


@pytest.mark.parametrize("file", sorted(CORPUS.glob("*/*")), ids=lambda file: f"{file.parent.name}-{file.name}")
def test_what_was_a_fault_is_none_any_more(file: Path) -> None:
    TARGETS[file.parent.name][0](file.read_bytes())
