"""A program in a pseudo-terminal: what it writes, when, how much, and what it takes of the machine meanwhile."""

from __future__ import annotations

import fcntl
import os
import pty
import random
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

import pyte

from bench.answers import FRAME, Answers, key_bytes

SIZE: Final = (120, 40)
now: Final = time.perf_counter

QUIET: Final = 0.08
"""Seconds of silence that end the answer to a key."""
SILENCE: Final = 0.15
"""Seconds of silence that end an opening."""
WORDS: Final = re.compile(r"\w{3}")
BEYOND_PYTE: Final = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*(?:\$p|u)|\x1bP.*?\x1b\\")
"""What pyte would print instead of leaving it alone."""


class NotReady(Exception):
    """A program that ended, or did not show what was waited for; the text holds its screen."""


class Opening(NamedTuple):
    """The seconds from the start of a program to its first words, and to what was waited for."""

    paint: float
    ready: float


class Burst(NamedTuple):
    """The answer to a key: seconds to its first and its last byte, bytes, frames, and seconds of the processor.

    None where there was no answer.
    """

    first: float | None = None
    last: float | None = None
    bytes: int = 0
    frames: int = 0
    cpu: float | None = None


class Session:
    """A running program. Bytes are only kept and counted while time is taken; pyte draws them afterwards."""

    def __init__(
        self, command: Sequence[str], env: dict[str, str], *, modern: bool = True, size: tuple[int, int] = SIZE
    ) -> None:
        self.answers = Answers(size, modern=modern)
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.chunks: list[tuple[float, bytes]] = []
        self.drawn = 0
        self.total = 0
        self.status: int | None = None
        self.chance = random.Random(1)
        self.patience = 0.5
        """Seconds after which a key counts as one without an answer."""
        self.started = now()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            _become(command, env, size)
        os.set_blocking(self.master, False)
        self.end = os.pidfd_open(self.pid)

    # What it writes

    def read(self, seconds: float) -> bytes:
        """The next output, or nothing when none comes in this time or the program has ended."""
        ready = select.select([self.master] if self.status is None else [], [], [], seconds)[0]
        data = b""
        if ready:
            with suppress(OSError):  # the program has closed its end
                data = os.read(self.master, 1 << 18)
            if not data:
                self._reap(1.0)
                return b""
            self.chunks.append((now(), data))
            self.total += len(data)
            if reply := self.answers.to(data):
                self.write(reply)
        return data

    def burst(self, sent: float, wait: float = 0.5, quiet: float = QUIET, longest: float = 10.0) -> Burst:
        """The answer to what was sent, until it is followed by silence."""
        first, count = len(self.chunks), self.total
        while self.read(quiet if len(self.chunks) > first else wait) and now() - sent < longest:
            pass
        if len(self.chunks) == first:
            return Burst()
        frames = b"".join(data for _, data in self.chunks[first:]).count(FRAME)
        return Burst(self.chunks[first][0] - sent, self.chunks[-1][0] - sent, self.total - count, frames)

    def read_until_silence(self, quiet: float = SILENCE, longest: float = 10.0) -> None:
        """Read until nothing comes."""
        deadline = now() + longest
        while self.read(quiet) and now() < deadline:
            pass

    def draw(self, seen: re.Pattern[str] | None = None, also: re.Pattern[str] = WORDS) -> Iterator[tuple[float, bool]]:
        """Draw what was written; yields the time of each chunk after which one of two patterns stands on the screen.

        The second half of what is yielded tells whether it was the first of the two.
        """
        while self.drawn < len(self.chunks):
            stamp, data = self.chunks[self.drawn]
            self.drawn += 1
            self.stream.feed(BEYOND_PYTE.sub(b"", data))
            text = self.text() if seen else ""
            if seen and (seen.search(text) or also.search(text)):
                yield stamp, bool(seen.search(text))

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def shown(self) -> str:
        """The screen as it is by now."""
        for _ in self.draw():
            pass
        return self.text()

    def open(self, ready: str, patience: float = 120.0) -> Opening:
        """Wait until a pattern stands on the screen; the time is that of the bytes, not of finding them."""
        pattern, paint = re.compile(ready), None
        while now() - self.started < patience:
            waiting = self.read(0.03)
            if waiting and len(self.chunks) - self.drawn < 64:
                continue
            for stamp, found in self.draw(pattern):
                paint = paint or stamp
                if found:
                    return Opening(paint - self.started, stamp - self.started)
            if self.status is not None:
                break
        raise NotReady(f"'{ready}' is not on the screen (exit code {self.status}):\n{self.shown()}")

    # What is typed

    def write(self, data: bytes) -> None:
        while data and self.status is None:
            try:
                data = data[os.write(self.master, data) :]
            except BlockingIOError:
                self.read(0.01)
            except OSError:
                return

    def key(self, key: str) -> Burst:
        """Type a key at a moment that does not follow the program's own clock, and take the answer."""
        self.pause(self.chance.uniform(0.005, 0.045))
        spent = self.processor()
        sent = now()
        self.write(self.encoded(key))
        burst = self.burst(sent, self.patience)
        return burst._replace(cpu=self.processor() - spent)

    def encoded(self, key: str) -> bytes:
        return key_bytes(key, self.answers.kitty)

    def pause(self, seconds: float) -> None:
        """Pass time, reading what comes."""
        until = now() + seconds
        while (left := until - now()) > 0 and self.status is None:
            self.read(left)

    def leave(self, key: str, patience: float = 20.0) -> float:
        """Type the key that quits; the seconds until the process is gone."""
        sent = now()
        self.write(self.encoded(key))
        while not self._reap(0.0):
            if now() - sent > patience:
                raise NotReady(f"the program does not end:\n{self.shown()}")
            if self.master in select.select([self.master, self.end], [], [], 0.5)[0]:
                with suppress(OSError):
                    self.chunks.append((now(), os.read(self.master, 1 << 18)))
        return now() - sent

    def _reap(self, seconds: float) -> bool:
        """Tell whether the process has ended, waiting so long for it."""
        if self.status is None and select.select([self.end], [], [], seconds)[0]:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status is not None

    # What it takes

    def processor(self) -> float:
        """The seconds of the processor it has taken so far, in all its threads."""
        with suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)  # a process's clock, as clock_getcpuclockid(3) makes it
        return 0.0

    def memory(self) -> int:
        """The proportional set size of the process and its children, in bytes."""
        return sum(_pss(pid) for pid in _family(self.pid))

    def wakeups(self) -> int:
        """How often its threads have gone to sleep so far."""
        return sum(_switches(pid) for pid in _family(self.pid))

    def close(self) -> None:
        if self.status is None:
            for pid in reversed(_family(self.pid)):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)
        os.close(self.end)


@contextmanager
def session(command: Sequence[str], env: dict[str, str], *, modern: bool = True) -> Iterator[Session]:
    opened = Session(command, env, modern=modern)
    try:
        yield opened
    finally:
        opened.close()


def _become(command: Sequence[str], env: dict[str, str], size: tuple[int, int]) -> None:
    """Be the program, in the child; never returns."""
    try:
        columns, rows = size
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, columns * 8, rows * 16))
        os.execvpe(command[0], list(command), env)
    finally:
        os._exit(127)


def _family(pid: int) -> list[int]:
    """A process and what it started, the elder first."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = file.read().split()
    except OSError:
        children = []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _pss(pid: int) -> int:
    with suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        if found := re.search(r"^Pss:\s+(\d+)", file.read(), re.M):
            return int(found[1]) * 1024
    return 0


def _switches(pid: int) -> int:
    count = 0
    with suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/status") as file:
                found = re.search(r"^voluntary_ctxt_switches:\s*(\d+)", file.read(), re.M)
                count += int(found[1]) if found else 0
    return count
