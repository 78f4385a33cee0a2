"""Long output on a terminal: read with the reader's pager, as git does, and in no other case."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from peace_tui.loading.files import load
from processes import PROGRAM, tool
from terminal.emulator import environment, terminal

LIST = [*PROGRAM, "list", "events"]


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says that it is one, and how many lines it was given."""
    script = tmp_path / "page me"
    script.write_text("#!/bin/sh\nread first; echo paged: $(wc -l) more than: $first; echo LESS=$LESS\n")
    script.chmod(0o755)
    return shlex.quote(str(script))


def seen(command: list[str], *texts: str, size: tuple[int, int] = (100, 20), **env: str) -> str:
    with terminal(command, size=size, env=environment(**env)) as shown:
        shown.wait_for(*texts)
        assert shown.exit_code() == 0
        return shown.text()


def test_a_long_list_is_paged(pager: str) -> None:
    count = len(load().events)
    text = seen(LIST, f"paged: {count} more than: DATE", "LESS=FRX", PAGER=pager)
    assert "LESS=FRX" in text
    assert "LESS=M" in seen(LIST, "LESS=M", PEACE_TUI_PAGER=pager, PAGER="false", LESS="M")
    assert "paged" in seen([*PROGRAM, "help", "views"], "paged:", PAGER=pager)
    assert "paged" in seen([*PROGRAM, "show", "fortune"], "paged:", size=(100, 6), PAGER=pager)


@pytest.mark.parametrize(
    ("command", "size", "env"),
    [
        ([*LIST, "--no-pager"], (100, 20), {}),
        (LIST, (100, 90), {}),  # all of it is in sight
        (LIST, (100, 20), {"TERM": "dumb"}),
        (LIST, (100, 20), {"PAGER": "cat"}),
        (LIST, (100, 20), {"PAGER": ""}),
        (LIST, (100, 20), {"PAGER": "no-such-pager"}),
        (LIST, (100, 20), {"PAGER": "'"}),
    ],
)
def test_what_is_short_or_not_wanted_is_not(
    command: list[str], size: tuple[int, int], env: dict[str, str], pager: str
) -> None:
    last = load().event_index.records[-1].id
    assert "paged" not in seen(command, last, size=size, **{"PAGER": pager, **env})


def test_a_pipe_is_not_paged(pager: str) -> None:
    run = subprocess.run(LIST, env=environment(PAGER=pager), capture_output=True, text=True, check=True)
    assert len(run.stdout.splitlines()) == len(load().events)


def test_a_reader_may_leave_the_pager_early() -> None:
    leave = f"{sys.executable} -c 'input()'"
    with terminal([*LIST, "--format", "json"], size=(100, 20), env=environment(PAGER=leave)) as shown:
        assert shown.exit_code() == 0
        assert "Traceback" not in shown.text()


def test_less_shows_the_beginning_and_ends_with_q() -> None:
    tool("less")
    with terminal(
        LIST, size=(100, 20), env={k: v for k, v in environment().items() if k not in ("PAGER", "LESS")}
    ) as shown:
        shown.wait_for("DATE", ":")
        shown.send("q")
        assert shown.exit_code() == 0
