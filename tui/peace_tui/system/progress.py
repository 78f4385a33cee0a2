"""Progress of a long task: shown to whoever waits, not at once and not too often."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from peace_tui.text.terminal_safe import escape_unsafe, truncate_text

Progress = Callable[[str, float], None]
"""Is called with what is being done, and with the part of the whole task that is done, from 0 to 1."""
SHOW_AFTER: Final = 0.4
"""Seconds that a task may take before its progress is shown."""
SHOW_EVERY: Final = 0.1
"""Seconds from one showing to the next."""


def ignore_progress(what: str, done: float) -> None:
    """Show nothing: the progress of tasks that no one waits for."""


def make_progress(show: Callable[[str], None], task: str, delay: float = SHOW_AFTER) -> Progress:
    """Return a progress that calls `show` with a line of text, once the task has taken `delay` seconds."""
    due = time.monotonic() + delay

    def progress(what: str, done: float) -> None:
        nonlocal due
        now = time.monotonic()
        if now >= due:
            due = now + SHOW_EVERY
            show(f"{task}: {what}, {done:.0%} (Ctrl+C cancels)")

    return progress


@contextmanager
def show_progress(task: str) -> Iterator[Progress]:
    """Show progress in one line on standard error, which is erased in the end; nothing where that is no terminal."""
    stream = sys.stderr
    try:
        is_terminal = stream is not None and stream.isatty()
    except ValueError:  # it is closed
        is_terminal = False
    if not is_terminal:
        yield ignore_progress
        return
    shown = False

    def show(text: str) -> None:
        nonlocal shown
        shown = True
        stream.write(f"\r{truncate_text(escape_unsafe(text), 78)}\x1b[K")
        stream.flush()

    try:
        yield make_progress(show, task)
    finally:
        if shown:
            stream.write("\r\x1b[K")
            stream.flush()
