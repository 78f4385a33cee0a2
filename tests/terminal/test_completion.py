"""Completion in the shells themselves: typed, Tab pressed, and looked at."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE
from processes import tool
from terminal.emulator import Terminal, environment, install_program, terminal

SHELLS: Final = {
    "bash": (["--norc", "--noprofile", "-i"], ":", "'"),
    "zsh": (["-f", "-i"], "autoload -Uz compinit; compinit -u -D", ""),
}
"""The options with which a shell reads no settings, what users have in theirs, and how it ends a quotation."""


TYPED: Final = (
    ("peace-tui li", "st "),
    ("peace-tui list qu", "otes "),
    ("peace-tui list sources --fo", "rmat "),
    ("peace-tui list quotes --format ma", "rkdown "),
    ("peace-tui list claims my.t", "oml "),
    ("peace-tui show call-oct14-07", " "),
    ("peace-tui list people --view who:witk", "off"),
    ("peace-tui list people --view=who:rub", "io"),
    ("peace-tui list events --view 'who:witkoff -per", "son:"),
    ('peace-tui list sources my.toml --view "sou', "rce:"),
)
"""What is typed, and what Tab adds to it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a dossier, and one with the program."""
    install_program(tmp_path)
    (tmp_path / "my.toml").write_text(EXAMPLE.replace('tags = ["leak"]', 'tags = ["peace plan"]'), "utf-8")
    return tmp_path


def settings(folder: Path) -> dict[str, str]:
    return environment(
        PATH=f"{folder}/bin:{environment()['PATH']}", HOME=str(folder), BASH_SILENCE_DEPRECATION_WARNING="1"
    )


def becomes(seen: Terminal, line: str) -> None:
    """Wait until the line that is being edited is this one, to the blank, up to the cursor."""

    def edited() -> str:
        cursor = seen.screen.cursor
        return seen.screen.display[cursor.y][: cursor.x]

    seen.until(lambda: edited() == f"READY {line}", f"{line!r} is not what is being edited")


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes(shell: str, folder: Path) -> None:
    options, setup, end = SHELLS[shell]
    command = [tool("bash"), "-c", f"cd {shlex.quote(str(folder))}; exec {shell} {shlex.join(options)}"]
    tool(shell)
    with terminal(command, size=(120, 40), env=settings(folder)) as seen:
        seen.send(f"{setup}; eval \"$(peace-tui completion {shell})\"; PS1='READY '; echo SET-UP\r")
        seen.wait_for("\nSET-UP")
        becomes(seen, "")  # from then on the shell edits the line itself
        for keys, more in TYPED:
            shown = keys + more
            seen.send(f"{keys}\t")
            becomes(seen, shown)
            seen.send("\x15")
            becomes(seen, "")
        seen.send("peace-tui list events --view 'who:witkoff -person:ush\t")
        becomes(seen, f"peace-tui list events --view 'who:witkoff -person:ushakov{end}")
        seen.send("\x15")
        seen.send("peace-tui my.toml --view tag:pea\t --help >/dev/null && echo WENT WELL\r")
        seen.wait_for("\nWENT WELL")
        seen.send("exit\r")
        assert seen.exit_code() == 0


def test_bash_lists_what_may_follow(folder: Path) -> None:
    command = [tool("bash"), "--norc", "--noprofile", "-i"]
    with terminal(command, size=(120, 40), env=settings(folder)) as seen:
        seen.send("eval \"$(peace-tui completion bash)\"; PS1='READY '; echo SET-UP\r")
        seen.wait_for("\nSET-UP")
        becomes(seen, "")  # from then on the shell edits the line itself
        seen.send("peace-tui list \t\t")
        seen.wait_for("disagreements", "events", "people", "quotes")
        seen.send("\x15exit\r")
        assert seen.exit_code() == 0


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("peace-tui li", "list\tList records that match a filter."),
        ("peace-tui list quotes --format ma", "markdown"),
        ("peace-tui show call-oct14-07", "call-oct14-07\t"),
        ("peace-tui list people --view who:witk", "who:witkoff\tSteve Witkoff"),
        ("peace-tui list people --view 'who:witkoff -person:ush", "who:witkoff -person:ushakov\tYuri Ushakov"),
        ("peace-tui list quotes my.to", "my.toml"),
        ("FOO=1 peace-tui chec", "check\t"),
        ("true; peace-tui chec", "check\t"),
    ],
)
def test_fish_completes(line: str, offered: str, folder: Path) -> None:
    script = "peace-tui completion fish | source; complete --do-complete $line"
    fish = [tool("fish"), "--no-config", "-c", script]
    run = subprocess.run(
        fish, cwd=folder, env={**settings(folder), "line": line}, capture_output=True, text=True, check=True
    )
    assert [each for each in run.stdout.splitlines() if each.startswith(offered)], run
