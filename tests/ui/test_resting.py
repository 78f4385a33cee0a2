"""Work for moments of rest: done while nothing is heard, a little at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from peace_tui.ui.idle_work import TURN, work_at_rest


def work(done: list[int], seconds: float = 0.0) -> Iterator[None]:
    for number in range(5):
        time.sleep(seconds)
        done.append(number)
        yield


async def test_work_is_done_to_the_end_while_nothing_is_heard() -> None:
    done: list[int] = []
    work_at_rest(work(done), lambda: 0.0)
    assert done == [*range(5)]


async def test_work_waits_while_keys_come() -> None:
    done: list[int] = []
    work_at_rest(work(done), time.monotonic)
    await asyncio.sleep(0.05)
    assert not done


async def test_a_key_that_comes_during_work_is_heard_before_the_next_turn() -> None:
    done: list[int] = []
    heard_at = 0.0

    def key() -> None:
        nonlocal heard_at
        heard_at = time.monotonic()

    asyncio.get_running_loop().call_soon(key)
    work_at_rest(work(done, TURN * 2), lambda: heard_at)
    await asyncio.sleep(0.05)
    assert done == [0]
