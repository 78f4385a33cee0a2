"""What is done while the reader rests: work for later, in steps between which keys are looked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final

REST: Final = 0.3
"""Seconds without a key that are a rest; a key held down repeats after 33 ms."""
TURN: Final = 0.004
"""Seconds after which keys are looked for again."""


def work_at_rest(steps: Iterator[None], heard_at: Callable[[], float]) -> None:
    """Do the steps of some work whenever the reader rests; `heard_at` tells when they were heard last."""
    loop, now = asyncio.get_running_loop(), monotonic()
    if (quiet := now - heard_at()) < REST:
        loop.call_later(REST - quiet, work_at_rest, steps, heard_at)
        return
    for _ in steps:
        if monotonic() - now > TURN:
            loop.call_soon(work_at_rest, steps, heard_at)
            return
