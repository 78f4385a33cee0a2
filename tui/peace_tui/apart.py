"""Work done apart: by a child process on another processor, which hands back what came of it and is gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NoReturn

LOOKS: Final = 0.05
"""How often, in seconds, a child looks whether its parent is still there."""
OTHERS: Final = (signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ()
"""The signals that end the child at once, whatever its parent would do."""


def another_processor() -> bool:
    """Tell whether a child could work beside us; with other threads there is none, as it would have but one of them."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1


@contextmanager
def apart(work: Callable[[], bytes]) -> Iterator[Callable[[], bytes]]:
    """Have a child do some work meanwhile; what is yielded waits for what comes of it: nothing where it failed.

    The child writes to a pipe and nowhere else. It ends with its work, with this context, and with its parent, however
    that ends; Ctrl+C, which the terminal sends to both, is its parent's to heed.
    """
    ours, theirs = os.pipe()
    parent = os.getpid()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, *OTHERS))  # until it is clear who heeds them
    child = os.fork()
    if not child:
        _do(work, parent, theirs, before)
    try:
        os.close(theirs)
        with open(ours, "rb") as pipe:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield pipe.read
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


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
            opened.write(result)
    os._exit(0)
