"""Work done apart: by a child process on another processor, which hands back what came of it and is gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, Final, NoReturn

LOOKS: Final = 0.05
"""How often, in seconds, a child looks whether its parent is still there."""
OTHERS: Final = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ()
"""The signals that end the child at once, whatever its parent would do."""
SIZE: Final = 8
"""In how many bytes it is written how many follow."""


def another_processor() -> bool:
    """Tell whether a child could work beside us; with other threads there is none, as it would have but one of them."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


@contextmanager
def apart(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Have a child do some work meanwhile; what is yielded waits for what comes of it: nothing where it failed.

    The child writes to a pipe and nowhere else. It ends with its work, with this context, and with its parent, however
    that ends; Ctrl+C, which the terminal sends to both, is its parent's to heed. Only the main thread may call this.
    """
    ours, theirs = os.pipe()
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, *OTHERS))  # until it is clear who heeds them
    heeded = signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # ignored, as some start us, a child is not ours to bury
    child = _forked()
    if child == 0:
        _do(work, parent, theirs, before)
    try:
        os.close(theirs)
        with open(ours, "rb") as pipe:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield lambda: _whole(pipe)
    finally:
        if child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        signal.signal(signal.SIGCHLD, heeded)


def _forked() -> int | None:
    """Return the child, and 0 in it; None where the system lets us have none."""
    with suppress(OSError):
        return os.fork()
    return None


def _whole(pipe: BinaryIO) -> bytes:
    """Return what a child has written, unless it was ended meanwhile."""
    size = int.from_bytes(pipe.read(SIZE), "big")
    result = pipe.read()
    return result if len(result) == size else b""


def _do(work: Callable[[], bytes], parent: int, pipe: int, mask: Any) -> NoReturn:
    """Do the work, in the child, and end without any of the things that its parent does at its end."""

    def look(number: int, frame: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    with suppress(BaseException):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in OTHERS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, LOOKS, LOOKS)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        result = work()
        with open(pipe, "wb") as opened:
            opened.write(len(result).to_bytes(SIZE, "big"))
            opened.write(result)
    os._exit(0)
