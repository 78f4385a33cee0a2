"""Work for moments of rest: done while nothing is heard, a little at a time."""

from __future__ import annotations

import asyncio
import gc
import time
import weakref
from collections.abc import Callable, Iterator

import pytest

from peace_tui.loading.files import load
from peace_tui.ui.run import MAX_TURN_SECONDS, run_when_idle
from processes import PATIENCE
from ui.reader import reading


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)


def work(done: list[int], seconds: float = 0.0) -> Iterator[None]:
    for number in range(5):
        time.sleep(seconds)
        done.append(number)
        yield


class Keyboard:
    """Says when keys were heard last, and counts how often it was asked."""

    def __init__(self, *, busy: bool) -> None:
        self.busy, self.asked = busy, 0

    def heard_at(self) -> float:
        self.asked += 1
        return time.monotonic() if self.busy else 0.0


async def test_work_is_done_to_the_end_while_nothing_is_heard() -> None:
    done: list[int] = []
    run_when_idle(work(done, MAX_TURN_SECONDS / 2), Keyboard(busy=False).heard_at)
    await until(lambda: done == [*range(5)])


async def test_work_waits_while_keys_come() -> None:
    done: list[int] = []
    keyboard = Keyboard(busy=True)
    run_when_idle(work(done), keyboard.heard_at)
    await until(lambda: keyboard.asked > 1)
    assert not done


async def test_a_key_that_comes_during_work_is_heard_before_the_next_turn() -> None:
    done: list[int] = []
    keyboard = Keyboard(busy=False)

    def key() -> None:
        keyboard.busy = True

    asyncio.get_running_loop().call_soon(key)
    run_when_idle(work(done, MAX_TURN_SECONDS * 2), keyboard.heard_at)
    await until(lambda: keyboard.asked > 2)
    assert done == [0]


class Ring:
    """Garbage that only the collector finds, once nothing else holds it."""

    def __init__(self) -> None:
        self.itself = self


async def test_old_garbage_is_collected_when_the_reader_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peace_tui.ui.run.MUCH_GARBAGE", 0)
    async with reading(load()) as reader:
        ring = Ring()
        kept = weakref.ref(ring)
        gc.collect()  # from now on it is old
        gc.disable()
        try:
            del ring
            assert kept()
            await reader.press("down")
            await reader.until(lambda: kept() is None)
        finally:
            gc.enable()
