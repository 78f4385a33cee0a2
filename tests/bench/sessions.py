"""What readers at a kiosk take of a machine: opens so many sessions, each in a terminal, and weighs them.

    python tests/bench/sessions.py [SESSIONS] [DOSSIER]

PSS is the memory of a process with what it shares with others divided among them; private is what it has alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "tui")]

from processes import PROGRAM, ticks  # noqa: E402
from terminal.emulator import Terminal, terminal  # noqa: E402


class Weight(NamedTuple):
    """The memory of a process, in KiB."""

    rss: int
    pss: int
    private: int


def weight_of(pid: int) -> Weight:
    """Weigh a process, as Linux does."""
    said = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = {name: int(count) for name, count in re.findall(r"^(\w+):\s+(\d+) kB", said, re.MULTILINE)}
    return Weight(found["Rss"], found["Pss"], found["Private_Clean"] + found["Private_Dirty"])


def opened(stack: contextlib.ExitStack, command: list[str], count: int) -> list[Terminal]:
    """Open so many terminals with a command, and wait until all have drawn."""
    seats = [stack.enter_context(terminal(command, size=(120, 36))) for _ in range(count)]
    for seat in seats:
        seat.wait_for("1 Timeline", "q quit")
    return seats


def sessions(folder: str) -> list[int]:
    """The processes of readers that a dossier in a folder has, published as docs/ssh.md says."""
    named = folder.encode()
    return [pid for pid, words in commands() if b"--kiosk" in words and any(named in word for word in words)]


def commands() -> Iterator[tuple[int, list[bytes]]]:
    """The processes of this machine, each with the words of its command."""
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if each.name.isdigit():
                yield int(each.name), (each / "cmdline").read_bytes().split(b"\0")


def main(count: int = 30, *dossier: str) -> None:
    """Open, weigh, and see what they do when nobody presses a key."""
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        seats = opened(stack, [*PROGRAM, "--kiosk", *dossier], count)
        took = time.monotonic() - began
        pids = [seat.process.pid for seat in seats]
        weights = [weight_of(pid) for pid in pids]
        before = ticks(pids)
        time.sleep(5)
        idle = (ticks(pids) - before) / os.sysconf("SC_CLK_TCK") / 5
        print(f"{count} sessions open after {took:.1f} s; idle they take {idle:.1%} of a processor, all together")
        for name in Weight._fields:
            sizes = sorted(getattr(weight, name) / 1024 for weight in weights)
            middle, total = sizes[count // 2], sum(sizes)
            print(f"{name:8} {middle:6.1f} MiB a session (most {sizes[-1]:.1f}), {total:7.0f} MiB in all")


if __name__ == "__main__":
    words = sys.argv[1:]
    main(int(words[0]) if words else 30, *words[1:])
