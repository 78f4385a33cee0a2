"""The real program in real terminals: a pseudo-terminal, tmux, and ssh to a real sshd."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyte
import pytest

import peace_tui
from dossiers import EXAMPLE

TUI: Final = Path(peace_tui.__file__).parents[1]
PROGRAM: Final = [sys.executable, "-m", "peace_tui"]
PATIENCE: Final = 30.0
"""Seconds to wait for what a slow machine does at last."""

TAKE_TERMINAL: Final = """
import fcntl, os, sys, termios
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Makes the terminal with this file descriptor the one that controls the process, as a login does."""

HALF: Final = re.compile(rb"\x1b(\[[0-9;?<>=$]*)?\Z")
UNKNOWN_TO_PYTE: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p")
MODES: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
ALTERNATE_SCREEN, CURSOR, MOUSE = 1049, 25, 1000


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSH_", "TMUX", "LC_", "LANG"))}
    return {**kept, "PYTHONPATH": str(TUI), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}


class Terminal:
    """A terminal with a program in it."""

    def __init__(
        self,
        command: list[str],
        size: tuple[int, int] = (80, 24),
        env: dict[str, str] | None = None,
        stdin: Any = None,
        stderr: Any = None,
    ) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        self.pending = b""
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings = termios.tcgetattr(self.theirs)
        self.process = subprocess.Popen(
            [sys.executable, "-SEc", TAKE_TERMINAL, str(self.theirs), *command],
            stdin=self.theirs if stdin is None else stdin,
            stdout=self.theirs,
            stderr=self.theirs if stderr is None else stderr,
            env=env or environment(),
            start_new_session=True,
            pass_fds=[self.theirs],
        )

    def listen(self) -> None:
        """Take what the program wrote."""
        if select.select([self.ours], [], [], 0.05)[0]:
            data = self.pending + os.read(self.ours, 65536)
            half = HALF.search(data)
            self.pending = data[half.start() :] if half else b""
            data = data[: len(data) - len(self.pending)]
            self.output += data
            self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, *texts: str, without: str = "\0") -> None:
        """Wait until all of the texts, and the other one no longer, stand on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not all(text in self.text() for text in texts) or without in self.text():
            if time.monotonic() > deadline:
                raise AssertionError(f"{texts} are not on the screen:\n{self.text()}")
            self.listen()

    def send(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def exit_code(self) -> int:
        """Wait for the end of the program."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program does not end:\n{self.text()}")
            self.listen()
        while select.select([self.ours], [], [], 0.1)[0]:
            self.listen()
        return self.process.returncode

    def modes(self) -> dict[int, bool]:
        """The terminal's private modes that the program touched, as it left them."""
        found: dict[int, bool] = {}
        for numbers, letter in MODES.findall(self.output):
            found |= {int(number): letter == b"h" for number in numbers.split(b";")}
        return found

    def was_restored(self) -> bool:
        """Tell whether the terminal is as it was before; says what is not."""
        left_on = {mode for mode, on in self.modes().items() if on and mode not in (7, CURSOR)}
        assert left_on == set()
        assert self.modes()[CURSOR]
        assert len(re.findall(rb"\x1b\[>\d+u", self.output)) == self.output.count(b"\x1b[<u")
        assert termios.tcgetattr(self.theirs) == self.settings
        return True

    def hang_up(self) -> None:
        """Lose the connection."""
        for end in (self.ours, self.theirs):
            with contextlib.suppress(OSError):
                os.close(end)
        self.ours = self.theirs = -1

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()


@contextlib.contextmanager
def terminal(command: list[str], **options: Any) -> Iterator[Terminal]:
    found = Terminal(command, **options)
    try:
        yield found
    finally:
        found.close()


def tool(name: str) -> str:
    """Where a tool is; without it the test cannot be: it fails where everything has to be tested."""
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if path is None:
        reason = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


# A pseudo-terminal


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
def test_it_opens_filters_quits_and_leaves_the_terminal_as_it_was(size: tuple[int, int]) -> None:
    with terminal(PROGRAM, size=size) as seen:
        seen.wait_for("1 TIMELINE", "2 PEOPLE", "3 QUOTES  42/42", "q quit")
        assert seen.modes()[ALTERNATE_SCREEN]
        assert seen.modes()[MOUSE]
        seen.send("2")
        seen.wait_for("▌2 PEOPLE")
        seen.send("j")
        seen.wait_for("‹person:trump›", "24 of 42 quotes", "3 QUOTES  24/42")
        seen.send("\x1b[A")
        seen.wait_for("3 QUOTES  42/42", without="‹person:trump›")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_a_view_given_on_the_command_line_opens() -> None:
    with terminal([*PROGRAM, "--view", "event:call-oct14 at:call-oct14-03"]) as seen:
        seen.wait_for("event:call-oct14", "13 of 42 quotes", "▌3 QUOTES")
        seen.send("\r")
        seen.wait_for("Esc back")
        seen.send("q")
        seen.wait_for("▌3 QUOTES")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_keys_typed_ahead_arrive_in_their_order() -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for("3 QUOTES  42/42")
        seen.send("2jjl/deal who:witkoff\rh ")
        seen.wait_for("▐who:witkoff▌ ▐person:witkoff▌ ▐deal▌", "3 of 42 quotes", "▌2 PEOPLE")
        seen.send("uu/йод")
        seen.wait_for("0 of 42 quotes", " йод")
        seen.send("\x7f\x7f\x7f\x1b")
        seen.wait_for("‹person:witkoff›", "▌2 PEOPLE", "3 QUOTES  21/42")  # the chips: the box is closed
        seen.send("й")  # q
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_it_follows_the_size_of_its_terminal() -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for("1 TIMELINE", "2 PEOPLE", "3 QUOTES")
        seen.screen.resize(20, 50)
        seen.screen.reset()
        fcntl.ioctl(seen.ours, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 50, 0, 0))
        os.kill(seen.process.pid, signal.SIGWINCH)
        seen.wait_for("1 TIMELINE", "q quit", without="2 PEOPLE")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_sigterm_ends_it_in_order() -> None:
    with terminal(PROGRAM) as seen:
        seen.wait_for("q quit")
        seen.process.terminate()
        assert seen.exit_code() == 128 + signal.SIGTERM
        assert seen.was_restored()


def test_sighup_ends_it() -> None:
    with terminal(PROGRAM) as seen:
        seen.wait_for("q quit")
        seen.process.send_signal(signal.SIGHUP)
        assert seen.exit_code() in (-signal.SIGHUP, 128 + signal.SIGHUP)


def test_it_does_not_outlive_its_terminal() -> None:
    with terminal(PROGRAM) as seen:
        seen.wait_for("q quit")
        seen.hang_up()
        seen.process.wait(PATIENCE)


def test_ctrl_z_gives_the_shell_back_and_fg_returns() -> None:
    script = "set -m; " + shlex.join(PROGRAM) + "; echo stopped; fg >/dev/null; echo left $?; exit 0"
    with terminal([tool("bash"), "--norc", "--noprofile", "-c", script]) as seen:
        seen.wait_for("q quit")
        seen.send("\x1a")
        seen.wait_for("stopped", "q quit")
        seen.send("2")
        seen.wait_for("▌2 PEOPLE")
        seen.send("q")
        seen.wait_for("left 0")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_a_dossier_from_standard_input_leaves_the_keyboard_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE, "utf-8")
    with file.open("rb") as stdin, terminal([*PROGRAM, "-"], stdin=stdin) as seen:
        seen.wait_for("An example call", "3 QUOTES  3/3")
        seen.send("/wording")
        seen.wait_for("1 of 3 quotes")
        seen.send("\r")
        seen.wait_for("▐wording▌")
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


class Tmux:
    """A tmux server of our own with one window."""

    def __init__(self, folder: str, command: str) -> None:
        self.start = [tool("tmux"), "-u", "-S", f"{folder}/socket", "-f", "/dev/null"]
        self("new-session", "-d", "-x", "120", "-y", "36", command)

    def __call__(self, *words: str) -> str:
        run = subprocess.run([*self.start, *words], env=environment(), capture_output=True, text=True, check=True)
        return run.stdout

    def wait_for(self, *texts: str) -> None:
        until(lambda: all(text in self("capture-pane", "-p") for text in texts), f"{texts} are not in tmux's window")


def test_in_tmux_it_opens_filters_and_quits() -> None:
    command = f"echo before; {shlex.join(PROGRAM)}; echo left $?; read line"
    with tempfile.TemporaryDirectory() as folder:
        tmux = Tmux(folder, command)
        try:
            tmux.wait_for("1 TIMELINE", "2 PEOPLE", "3 QUOTES  42/42")
            tmux("send-keys", "2", "Down", "Down", "Space")
            tmux.wait_for("▐person:witkoff▌", "3 QUOTES  21/42", "✓")
            tmux("send-keys", "Escape")
            tmux.wait_for("3 QUOTES  42/42")
            tmux("resize-window", "-x", "60", "-y", "20")
            tmux.wait_for("▌2 PEOPLE", "Donald Trump")
            tmux("send-keys", "q")
            tmux.wait_for("before", "left 0")
        finally:
            tmux("kill-server")


# ssh


class Sshd:
    """An ssh server of our own on this machine, and the words that reach it."""

    def __init__(self, folder: Path) -> None:
        sshd, ssh, keygen = tool("sshd"), tool("ssh"), tool("ssh-keygen")
        for name in ("host", "client"):
            subprocess.run(
                [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, capture_output=True
            )
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "ListenAddress": f"127.0.0.1:{self.port}",
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "client.pub",
            "PidFile": "none",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "StrictModes": "no",
            "UsePAM": "no",
            "PrintMotd": "no",
        }
        config = folder / "sshd_config"
        config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.log = folder / "log"
        self.process = subprocess.Popen([sshd, "-D", "-E", str(self.log), "-f", str(config)], env=environment())
        client = {
            "IdentityFile": folder / "client",
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
        }
        options = [word for name, value in client.items() for word in ("-o", f"{name}={value}")]
        self.ssh = [ssh, "-F", "/dev/null", "-p", str(self.port), *options]
        until(self._answers, "sshd does not answer")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            return connection.recv(3) == b"SSH"
        return False

    def command(self, *options: str, before: str = "") -> list[str]:
        """What one types to run the program over there."""
        words = shlex.join(["env", f"PYTHONPATH={TUI}", "LC_ALL=C.UTF-8", *PROGRAM])
        return [*self.ssh, *options, "127.0.0.1", f"{before}exec {words}"]


@pytest.fixture(scope="module")
def sshd() -> Iterator[Sshd]:
    with tempfile.TemporaryDirectory() as folder:
        server = Sshd(Path(folder))
        try:
            yield server
        finally:
            server.process.terminate()
            server.process.wait()


def test_over_ssh_it_opens_filters_and_quits(sshd: Sshd) -> None:
    with terminal(sshd.command("-tt"), size=(120, 36)) as seen:
        seen.wait_for("1 TIMELINE", "2 PEOPLE", "3 QUOTES  42/42")
        seen.send("2jj ")
        seen.wait_for("▐person:witkoff▌", "3 QUOTES  21/42")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_over_ssh_copying_goes_to_the_terminal_one_sits_at(sshd: Sshd) -> None:
    with terminal(sshd.command("-tt"), size=(120, 36)) as seen:
        seen.wait_for("3 QUOTES  42/42")
        seen.send("y")
        seen.wait_for("Sent to your terminal's clipboard")
        assert b"\x1b]52;c;" in seen.output
        seen.send("\x1b")
        seen.wait_for("▌1 TIMELINE")
        seen.send("q")
        assert seen.exit_code() == 0


def test_over_ssh_without_a_terminal_it_says_what_to_do(sshd: Sshd) -> None:
    run = subprocess.run(sshd.command("-T"), capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
    assert run.returncode == 2
    assert "ssh -t" in run.stderr
    assert "peace-tui list" in run.stderr
    assert "\x1b" not in run.stdout + run.stderr


def test_a_lost_ssh_connection_ends_it(sshd: Sshd, tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with terminal(sshd.command("-tt", before=f"echo $$ > {shlex.quote(str(pid_file))}; ")) as seen:
        seen.wait_for("q quit")
        pid = int(pid_file.read_text())
        assert _runs(pid)
        seen.process.kill()
        until(lambda: not _runs(pid), "the program outlives its connection")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("name", ["linux", "xterm-256color"])
def test_without_colours_it_writes_none(name: str) -> None:
    with terminal(PROGRAM, env=environment(TERM=name, NO_COLOR="1", COLORTERM="truecolor")) as seen:
        seen.wait_for("3 QUOTES  42/42")
        seen.send("2jx")
        seen.wait_for("-person:trump")
        seen.send("q")
        assert seen.exit_code() == 0
        attributes = re.findall(rb"\x1b\[([0-9;:]*)m", seen.output)
        assert attributes
        colours = [a for a in attributes if re.search(rb"(^|;)(3[0-8]|4[0-8]|9[0-7]|10[0-7])(;|:|$)", a)]
        assert colours == []
