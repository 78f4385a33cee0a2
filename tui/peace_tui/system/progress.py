"""How far a long task is: told to whoever waits, not at once and not too often."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from peace_tui.text.terminal_safe import clipped, spelled_out

Progress = Callable[[str, float], None]
"""Is told what is being done, and what part of the whole task is done."""
PATIENCE: Final = 0.4
"""After how many seconds somebody who waits wants to know."""
EVERY: Final = 0.1
"""How many seconds lie between two tellings."""


def untold(what: str, done: float) -> None:
    """Tell nobody."""


def telling(say: Callable[[str], None], task: str, patience: float = PATIENCE) -> Progress:
    """Return what says how far a task is once it has taken so many seconds, and then now and then."""
    due = time.monotonic() + patience

    def progress(what: str, done: float) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + EVERY
            say(f"{task}: {what}, {done:.0%} (Ctrl+C cancels)")

    return progress


@contextmanager
def on_standard_error(task: str) -> Iterator[Progress]:
    """Tell in one line on standard error, which is gone in the end; nothing where that is no terminal."""
    stream = sys.stderr
    try:
        told = stream is not None and stream.isatty()
    except ValueError:  # it is closed
        told = False
    if not told:
        yield untold
        return
    written = False

    def say(text: str) -> None:
        nonlocal written
        written = True
        stream.write(f"\r{clipped(spelled_out(text), 78)}\x1b[K")
        stream.flush()

    try:
        yield telling(say, task)
    finally:
        if written:
            stream.write("\r\x1b[K")
            stream.flush()
