"""The program as a process of its own, and processes as Linux tells of them."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

import peace_tui

TUI: Final = Path(peace_tui.__file__).parents[1]
"""The folder that a process needs in its path to import the program."""
PROGRAM: Final = [sys.executable, "-m", "peace_tui"]
PATIENCE: Final = 90.0
"""Seconds to wait for what a slow machine does at last."""


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
    """Wait until something is so; `what` says that it is not."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stat_of(pid: int) -> list[str]:
    """What Linux says of a process behind its name; nothing of one that is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return []


def has_ended(pid: int) -> bool:
    """Tell whether a process has ended; its parent may not have heard of it."""
    return stat_of(pid)[:1] in ([], ["Z"])


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status(pid: int) -> dict[str, int]:
    """What Linux says of a process: numbers alone, of memory in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text()
    return {name: int(count) for name, count in re.findall(r"^(\w+):\s*(\d+)", lines, re.MULTILINE)}


def ticks(pids: Iterable[int]) -> int:
    """The ticks of the processor that processes have used."""
    return sum(int(each[11]) + int(each[12]) for each in map(stat_of, pids))


def is_asleep(pid: int) -> bool:
    """Tell whether every thread of a process waits for something; True also where the system doesn't say."""
    states = []
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with contextlib.suppress(OSError):  # a thread that has ended meanwhile
            states.append(stat.read_text().rpartition(")")[2].split()[0])
    return {*states} <= {"S", "T", "Z"}
