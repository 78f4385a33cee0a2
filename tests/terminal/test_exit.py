"""The ways out of the explorer: each leaves the terminal as it was found, nothing running, and the place kept."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from dossiers import EXAMPLE
from processes import PATIENCE, PROGRAM, runs, ticks, tool, until
from terminal.bundled import ALL, COUNT, PINNED, SECOND
from terminal.emulator import Terminal, environment, kept_view, terminal
from terminal.sshd import Sshd

WAYS: dict[str, Callable[[Terminal], object]] = {
    "q": lambda seen: seen.send("q"),
    "Ctrl+Q": lambda seen: seen.send("\x11"),
    "SIGTERM": lambda seen: seen.process.send_signal(signal.SIGTERM),
    "SIGINT": lambda seen: seen.process.send_signal(signal.SIGINT),
    "SIGHUP": lambda seen: seen.process.send_signal(signal.SIGHUP),
    "closed": lambda seen: seen.hang_up(),
}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def go_somewhere(seen: Terminal) -> None:
    seen.wait_for("1 Timeline", "q quit")
    seen.send("2jj ")
    seen.wait_for(PINNED, "✓")


@pytest.mark.parametrize("way", WAYS)
def test_the_place_is_kept_whatever_the_way_out(way: str, state: Path) -> None:
    env = environment(XDG_STATE_HOME=str(state))
    with terminal(PROGRAM, env=env) as seen:
        go_somewhere(seen)
        WAYS[way](seen)
        seen.process.wait(PATIENCE)
    assert kept_view(state) == f"person:{SECOND.id}"
    with terminal(PROGRAM, env=env, size=(120, 36)) as seen:
        seen.wait_for(f"Press B to resume: involving {SECOND.name}", ALL)
        seen.send("B")
        seen.wait_for(PINNED, "▌2 People", COUNT, without="Press B to resume")
        seen.send("u")
        seen.wait_for(ALL)
        seen.send("q")
        assert seen.exit_code() == 0


def test_the_place_is_kept_when_a_parent_ignores_the_loss(state: Path) -> None:
    """Then no signal comes."""
    ignoring = [tool("sh"), "-c", f"trap '' HUP; exec {shlex.join(PROGRAM)}"]
    with terminal(ignoring, env=environment(XDG_STATE_HOME=str(state))) as seen:
        go_somewhere(seen)
        seen.hang_up()
        seen.process.wait(PATIENCE)
    assert kept_view(state) == f"person:{SECOND.id}"


def test_the_place_is_kept_when_the_connection_is_lost(state: Path, sshd: Sshd, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    before = f"echo $$ > {shlex.quote(str(pid_file))}; "
    with terminal(sshd.command("-tt", before=before, XDG_STATE_HOME=str(state))) as seen:
        go_somewhere(seen)
        pid = int(pid_file.read_text())
        seen.process.kill()
        until(lambda: not runs(pid), "the program outlives its connection")
    assert kept_view(state) == f"person:{SECOND.id}"


def test_the_untouched_first_screen_is_no_place_to_keep(state: Path) -> None:
    for words in ([], ["--view", "who:witkoff"]):
        with terminal([*PROGRAM, *words], env=environment(XDG_STATE_HOME=str(state))) as seen:
            seen.wait_for("1 Timeline", "q quit")
            seen.send("q")
            assert seen.exit_code() == 0
    assert not state.exists()


def test_a_dossier_from_standard_input_leaves_nothing_behind(state: Path, tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE, "utf-8")
    with (
        file.open("rb") as stdin,
        terminal([*PROGRAM, "-"], stdin=stdin, env=environment(XDG_STATE_HOME=str(state))) as seen,
    ):
        seen.wait_for("1 Timeline", "q quit")
        seen.send("2jj ")
        seen.wait_for("✓")
        seen.send("q")
        assert seen.exit_code() == 0
    assert not state.exists()


@pytest.mark.parametrize(
    "limit", ["ulimit -f 0", "mkdir -p {0} && chmod 500 {0}", "mkdir -p {0} && mkfifo {0}/peace-tui"]
)
def test_what_cannot_be_kept_keeps_nobody(limit: str, state: Path) -> None:
    """Neither a full disk nor a home that cannot be written, nor something else in the folder's place."""
    command = [tool("sh"), "-c", f"{limit.format(shlex.quote(str(state)))}; exec {shlex.join(PROGRAM)}"]
    with terminal(command, env=environment(XDG_STATE_HOME=str(state))) as seen:
        go_somewhere(seen)
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()
        assert "Traceback" not in seen.output.decode(errors="replace")


def test_it_burns_nothing_while_nobody_does_anything() -> None:
    with terminal(PROGRAM) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.wait_until_idle(0.5)
        before = ticks([seen.process.pid])
        seen.wait_until_idle(2)
        assert ticks([seen.process.pid]) - before < 0.1 * 2 * os.sysconf("SC_CLK_TCK")
