"""The real program in real terminals: a pseudo-terminal, tmux, and ssh to a real sshd."""

from __future__ import annotations

import re
import shlex
import subprocess
import tempfile
from pathlib import Path

import pytest

from dossiers import EXAMPLE
from processes import PATIENCE, PROGRAM, until
from terminal.bundled import ALL, COUNT, DOSSIER, FIRST, FOLLOWED, ONE_PASSAGE, PINNED, SECOND, count
from terminal.emulator import ALTERNATE_SCREEN, MOUSE, Terminal, Tmux, environment, terminal
from terminal.sshd import Sshd

# A pseudo-terminal


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
def test_it_opens_filters_quits_and_leaves_the_terminal_as_it_was(size: tuple[int, int]) -> None:
    with terminal(PROGRAM, size=size) as seen:
        seen.wait_for("1 Timeline", "2 People", ALL, "q quit")
        assert seen.modes()[ALTERNATE_SCREEN]
        assert seen.modes()[MOUSE]
        seen.send("2")
        seen.wait_for("▌2 People")
        seen.send("j")
        seen.wait_for(f"‹involving {FIRST.name}›", count(f"person:{FIRST.id}"))
        seen.send("\x1b[A")
        seen.wait_for(ALL, without="‹involving")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_a_view_given_on_the_command_line_opens() -> None:
    with terminal([*PROGRAM, "--view", "event:call-oct14 at:call-oct14-03"]) as seen:
        seen.wait_for(f"▐{DOSSIER.event_of['call-oct14'].title} ✕▌", count("event:call-oct14"), "▌3 Quotes")
        seen.send("\r")
        seen.wait_for("Esc back")
        seen.send("q")
        seen.wait_for("▌3 Quotes")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_keys_typed_ahead_arrive_in_their_order() -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for(ALL)
        seen.send("2jjl/deal source:fortune\rh ")
        left = count(f"person:{SECOND.id} source:fortune deal")
        seen.wait_for(f"{PINNED} ▐from Fortune ✕▌ ▐“deal” ✕▌", left, "▌2 People")
        seen.send("uu/йод")
        seen.wait_for(count("йод"), " йод")
        seen.send("\x7f\x7f\x7f\x1b")
        seen.wait_for(FOLLOWED, "▌2 People", COUNT)  # the chips: the box is closed
        seen.send("й")  # q
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_it_follows_the_size_of_its_terminal() -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "2 People", "3 Quotes")
        seen.resize(50, 20)
        seen.wait_for("1 Timeline", "q quit", without="2 People")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_a_dossier_from_standard_input_leaves_the_keyboard_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE, "utf-8")
    with file.open("rb") as stdin, terminal([*PROGRAM, "-"], stdin=stdin) as seen:
        seen.wait_for("An example call", "  3 quotes")
        seen.send("/wording")
        seen.wait_for("1 of 3 quotes")
        seen.send("\r")
        seen.wait_for("▐“wording” ✕▌")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


# No terminal


def assert_refused(seen: Terminal, said: str, *reasons: str) -> None:
    assert seen.exit_code() == 2
    text = f"{said}{seen.output.decode()}"
    assert "peace-tui list" in text
    assert "Traceback" not in text
    assert "\x1b" not in text
    assert [reason for reason in reasons if reason not in text] == []


def test_without_a_keyboard_it_names_what_works() -> None:
    with terminal(PROGRAM, stdin=subprocess.DEVNULL) as seen:
        assert_refused(seen, "", "standard input", "ssh -t")


def test_without_a_screen_it_names_what_works() -> None:
    with terminal(PROGRAM, stderr=subprocess.PIPE) as seen:
        _, said = seen.process.communicate(timeout=PATIENCE)
        assert_refused(seen, said.decode(), "standard error")


@pytest.mark.parametrize("name", ["dumb", ""])
def test_on_a_terminal_that_cannot_place_a_cursor_it_names_what_works(name: str) -> None:
    with terminal(PROGRAM, env=environment(TERM=name)) as seen:
        assert_refused(seen, "", "TERM")


def test_a_bad_dossier_or_view_is_told_before_the_screen_is_touched(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[dossier", "utf-8")
    for words in ([str(tmp_path / "bad.toml")], ["--view", "whom:ann"]):
        with terminal([*PROGRAM, *words]) as seen:
            assert seen.exit_code() == 2
            assert b"\x1b" not in seen.output
            assert b"Traceback" not in seen.output


# tmux


def test_in_tmux_it_opens_filters_and_quits() -> None:
    command = f"echo before; {shlex.join(PROGRAM)}; echo left $?; read line"
    with tempfile.TemporaryDirectory() as folder:
        tmux = Tmux(folder, command)
        try:
            tmux.wait_for("1 Timeline", "2 People", ALL)
            tmux("send-keys", "2", "Down", "Down", "Space")
            tmux.wait_for(PINNED, COUNT, "✓")
            tmux("send-keys", "Escape")
            tmux.wait_for(ALL)
            tmux("resize-window", "-x", "60", "-y", "20")
            tmux.wait_for("▌2 People", FIRST.name)
            tmux("send-keys", "q")
            tmux.wait_for("before", "left 0")
        finally:
            tmux("kill-server")


def test_tmux_takes_what_is_copied_where_it_may() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tmux = Tmux(folder, f"read line; {shlex.join([*PROGRAM, '--view', f'at:{ONE_PASSAGE.id}'])}")
        try:
            tmux("set-option", "-s", "set-clipboard", "on")
            tmux("send-keys", "Enter")
            tmux.wait_for(ALL)
            tmux("send-keys", "y")
            tmux.wait_for("Sent to your terminal's clipboard")
            until(lambda: bool(tmux("list-buffers")), "tmux has not taken it")
            assert ONE_PASSAGE.versions[0].text[:20] in tmux("show-buffer")
        finally:
            tmux("kill-server")


# ssh


def test_over_ssh_it_opens_filters_and_quits(sshd: Sshd) -> None:
    with terminal(sshd.command("-tt"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "2 People", ALL)
        seen.send("2jj ")
        seen.wait_for(PINNED, COUNT)
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_over_ssh_copying_goes_to_the_terminal_one_sits_at(sshd: Sshd) -> None:
    with terminal(sshd.command("-tt", view=f"at:{ONE_PASSAGE.id}"), size=(120, 36)) as seen:
        seen.wait_for(ALL)
        seen.send("y")
        seen.wait_for("Sent to your terminal's clipboard")
        assert b"\x1b]52;c;" in seen.output
        seen.send("\x1b")
        seen.wait_for("▌3 Quotes")
        seen.send("q")
        assert seen.exit_code() == 0


def test_over_ssh_without_a_terminal_it_says_what_to_do(sshd: Sshd) -> None:
    run = subprocess.run(sshd.command("-T"), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    assert run.returncode == 2
    assert "ssh -t" in run.stderr
    assert "peace-tui list" in run.stderr
    assert "\x1b" not in run.stdout + run.stderr


@pytest.mark.parametrize("name", ["linux", "xterm-256color"])
def test_without_colors_it_writes_none(name: str) -> None:
    with terminal(PROGRAM, env=environment(TERM=name, NO_COLOR="1", COLORTERM="truecolor")) as seen:
        seen.wait_for(ALL)
        seen.send("2jx")
        seen.wait_for(f"not involving {FIRST.name}")
        seen.send("q")
        assert seen.exit_code() == 0
        attributes = re.findall(rb"\x1b\[([0-9;:]*)m", seen.output)
        assert attributes
        colors = [a for a in attributes if re.search(rb"(^|;)(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|:|$)", a)]
        assert colors == []
