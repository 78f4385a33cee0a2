"""Fixtures of the tests that need no screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Answer, Run
from dossiers import EXAMPLE
from peace_tui.__main__ import main


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run command lines in a folder that holds `a.toml`, the example."""
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text(EXAMPLE, "utf-8")

    def run(*words: str) -> Answer:
        code = main(words)
        return Answer(code=code, **capsys.readouterr()._asdict())

    return run
