"""Terminals to run the program in: a pseudo-terminal whose screen a test can read, and tmux."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyte

from processes import PATIENCE, PROGRAM, TUI, is_asleep, tool, until

QUIET: Final = 0.15
"""Seconds without a byte after which nothing more comes of a key: longer than any timer of the program's."""
NOWHERE: Final = "/dev/null"
"""A folder in which nothing can be kept, so that no test finds what another left."""

TAKE_TERMINAL: Final = """
import fcntl, os, signal, sys, termios
signal.signal(signal.SIGINT, signal.default_int_handler)
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execvp(sys.argv[2], sys.argv[2:])
"""
"""Makes the terminal with this file descriptor the one that controls the process, as a login does.

And lets Ctrl+C be heard, which shells have their jobs in the background ignore, tests among them.
"""

HALF: Final = re.compile(rb"\x1b(\[[0-9;?<>=$]*)?\Z")
UNKNOWN_TO_PYTE: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*(?:\$p|n)")
MODES: Final = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
ALTERNATE_SCREEN, CURSOR, MOUSE = 1049, 25, 1000


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSH_", "TMUX", "LC_", "LANG"))}
    return {
        **kept,
        "PYTHONPATH": str(TUI),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "XDG_STATE_HOME": NOWHERE,
        **more,
    }


class Terminal:
    """A terminal with a program in it."""

    def __init__(
        self,
        command: list[str],
        size: tuple[int, int] = (80, 24),
        env: dict[str, str] | None = None,
        stdin: Any = None,
        stderr: Any = None,
        claimed: tuple[int, int] | None = None,
    ) -> None:
        """Run it; the terminal is of a `size`, and may claim to be of another."""
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.output = b""
        self.pending = b""
        self.ours, self.theirs = pty.openpty()
        told_columns, told_rows = claimed or size
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", told_rows, told_columns, 0, 0))
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

    def listen(self, timeout: float = 0.05) -> None:
        """Take what the program wrote."""
        if select.select([self.ours], [], [], timeout)[0]:
            data = self.pending + os.read(self.ours, 65536)
            half = HALF.search(data)
            self.pending = data[half.start() :] if half else b""
            data = data[: len(data) - len(self.pending)]
            self.output += data
            self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))

    def text(self) -> str:
        """What stands on the screen. Not `screen.display`, which fails where half a wide character was written over."""
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return "\n".join("".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in rows)

    def until(self, condition: Callable[[], object], wrong: str) -> None:
        """Listen until something is so; `wrong` says that it is not."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{wrong}:\n{self.text()}"
            self.listen()

    def wait_for(self, *texts: str, without: str = "\0") -> None:
        """Wait until all of the texts, and the other one no longer, stand on the screen."""

        def stands() -> bool:
            text = self.text()
            return all(each in text for each in texts) and without not in text

        self.until(stands, f"{texts} are not on the screen")

    def wait_for_output(self, data: bytes, times: int = 1) -> None:
        """Wait until the program has written something, which may stand on the screen for a moment only."""
        self.until(lambda: self.output.count(data) >= times, f"{data!r} is not written {times} times")

    def wait_until_read(self) -> None:
        """Wait until the program has read every key, or has ended."""
        self.until(lambda: not self.has_unread_keys() or self.is_over(), "the keys are not read")

    def wait_until_idle(self, seconds: float = 0.05) -> None:
        """Wait until for so long the program has written nothing, has read every key and sleeps.

        Silence alone says little on a busy machine, where a program may wait for its turn at the processor.
        """
        deadline = time.monotonic() + PATIENCE
        idle_since = time.monotonic()
        while time.monotonic() < idle_since + seconds:
            assert time.monotonic() < deadline, f"the program is never idle:\n{self.text()}"
            before = len(self.output)
            self.listen(0.01)
            if len(self.output) > before or self.has_unread_keys() or not is_asleep(self.process.pid):
                idle_since = time.monotonic()

    def has_unread_keys(self) -> bool:
        count = fcntl.ioctl(self.theirs, termios.FIONREAD, b"\0" * 4)
        return count != b"\0" * 4

    def is_over(self) -> bool:
        return self.process.poll() is not None

    def send(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, as somebody does who drags its window."""
        self.screen.resize(rows, columns)
        self.screen.reset()
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def exit_code(self) -> int:
        """Wait for the end of the program; of one that a signal has ended, return what a shell does."""
        if self.ours < 0:
            self.process.wait(PATIENCE)
        else:
            self.until(self.is_over, "the program does not end")
        while self.ours >= 0 and select.select([self.ours], [], [], 0.1)[0]:
            self.listen()
        code: int = self.process.returncode
        return code if code >= 0 else 128 - code

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


def program_with(change: str, *words: str) -> list[str]:
    """The program with something changed in it, in Python."""
    code = (
        f"import sys\nsys.path.insert(0, {str(TUI)!r})\n{change}\nfrom peace_tui.__main__ import main\nsys.exit(main())"
    )
    return [sys.executable, "-c", code, *words]


def install_program(folder: Path) -> Path:
    """Put a command `peace-tui` into a folder; return the folder in it that a shell must know."""
    program = folder / "bin" / "peace-tui"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.join(PROGRAM)} "$@"\n')
    program.chmod(0o755)
    return program.parent


def kept_view(state: Path) -> str:
    """The view of the only place that is kept in a folder."""
    (file,) = (file for file in state.rglob("*") if file.is_file())
    view: str = json.loads(file.read_bytes())["view"]
    return view


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
