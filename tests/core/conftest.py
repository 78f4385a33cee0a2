"""Fixtures of the tests that need no screen."""

from __future__ import annotations

from collections.abc import Iterator
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


@pytest.fixture(autouse=True, scope="session")
def _not_confined() -> Iterator[None]:
    """A kiosk that runs in this process must not confine it: that cannot be taken back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("peace_tui.system.confinement.confine", set)
        patch.setattr("peace_tui.system.confinement.limit_memory", lambda more, for_good=True: False)
        patch.setattr("peace_tui.cli.commands.explore.end_when_stalled", lambda seconds: None)
        yield
