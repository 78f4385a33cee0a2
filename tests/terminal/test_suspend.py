"""Stopped by a shell with job control, and what becomes of it: the terminal is the shell's until fg gives it back."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from processes import PROGRAM, children, has_ended, runs, stat_of, tool, until
from terminal.bundled import ALL, COUNT, PINNED, SECOND
from terminal.emulator import ALTERNATE_SCREEN, CURSOR, Terminal, environment, kept_view, terminal
from terminal.sshd import sshd_in

SHELL: Final = ("--norc", "--noprofile", "-i")
KEPT_ON: Final = (7, CURSOR, 2004)
"""Modes that a shell may have on while it waits for a command: marked paste is its own wish."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Terminal]:
    """A shell with job control and the explorer in it, filtered by a person."""
    env = environment(PS1="ready> ", HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path / "state"))
    with terminal([tool("bash"), *SHELL], size=(120, 36), env=env) as seen:
        seen.wait_for("ready>")
        seen.send(f"stty -g > {tmp_path}/before; {shlex.join(PROGRAM)}\r")
        seen.wait_for(ALL, "q quit")
        seen.send("2jj ")
        seen.wait_for(PINNED, COUNT)
        yield seen


def stopped(seen: Terminal, folder: Path, way: str) -> int:
    """Stop the explorer in a way; return its process."""
    if way == "key":
        seen.send("\x1a")
    else:
        os.kill(children(seen.process.pid)[0], signal.SIGTSTP)
    seen.wait_for("Stopped", "ready>")
    seen.send(f"stty -g > {folder}/between; jobs -p > {folder}/pid; echo not''ed\r")
    seen.wait_for("noted")
    return int((folder / "pid").read_text())


def assert_shells_own(seen: Terminal, folder: Path, when: str) -> None:
    assert (folder / when).read_text() == (folder / "before").read_text()
    assert {mode for mode, on in seen.modes().items() if on and mode not in KEPT_ON} == set()
    assert seen.modes()[CURSOR]


@pytest.mark.parametrize("way", ["key", "signal"])
def test_stopped_it_leaves_the_terminal_to_the_shell_and_fg_brings_all_back(
    desk: Terminal, tmp_path: Path, way: str
) -> None:
    for _ in range(2):
        pid = stopped(desk, tmp_path, way)
        assert stat_of(pid)[0] == "T"
        assert_shells_own(desk, tmp_path, "between")
        desk.send("fg\r")
        desk.wait_for(PINNED, "1 Timeline", COUNT, "q quit" if way == "key" else "Kept.", without="noted")
        assert desk.modes()[ALTERNATE_SCREEN]
    desk.send("3")
    desk.wait_for("▌3 Quotes")
    desk.send("q")
    until(lambda: not runs(pid), "the program does not end")
    desk.wait_for("ready>")
    desk.send(f"echo left $?; stty -g > {tmp_path}/after\r")
    desk.wait_for("left 0")
    desk.send("exit\r")
    assert desk.exit_code() == 0
    assert_shells_own(desk, tmp_path, "after")
    assert kept_view(tmp_path / "state") == f"person:{SECOND.id}"
    assert "Traceback" not in desk.output.decode(errors="replace")


@pytest.mark.parametrize("ending", ["closed", "terminated"])
def test_stopped_it_still_ends_with_its_terminal_or_by_a_signal(desk: Terminal, tmp_path: Path, ending: str) -> None:
    pid = stopped(desk, tmp_path, "key")
    if ending == "closed":
        desk.hang_up()
    else:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
    until(lambda: has_ended(pid), "the program outlives its terminal")
    assert kept_view(tmp_path / "state") == f"person:{SECOND.id}"


def test_the_place_is_kept_when_the_network_falls_silent(tmp_path: Path) -> None:
    """The client is stopped, as a cut cable would: only the server's keep-alive tells."""
    folder = tmp_path / "server"
    folder.mkdir()
    state, pid_file = tmp_path / "state", tmp_path / "pid"
    before = f"echo $$ > {shlex.quote(str(pid_file))}; "
    with sshd_in(folder, "ClientAliveInterval 4\nClientAliveCountMax 1\n") as server:
        command = server.command("-tt", before=before, XDG_STATE_HOME=str(state))
        with terminal(command, size=(120, 36)) as seen:
            seen.wait_for(ALL, "q quit")
            seen.send("2jj ")
            seen.wait_for(PINNED)
            pid = int(pid_file.read_text())
            seen.process.send_signal(signal.SIGSTOP)
            until(lambda: not runs(pid), "the program outlives its connection")
    assert kept_view(state) == f"person:{SECOND.id}"


def test_ctrl_c_as_a_key_tells_how_to_leave_and_two_q_on_a_page_do() -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for(ALL, "q quit")
        seen.send("\x03")
        seen.wait_for("Press q to quit")
        seen.send("3j\r")
        seen.wait_for("Esc back")
        seen.send("qq")
        assert seen.exit_code() == 0
        assert seen.was_restored()
