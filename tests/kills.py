"""A program that is killed in place of any of its calls to the system that change files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, Final

CALLS: Final = ("open", "write", "replace", "link", "unlink", "chmod", "chown", "fsync", "ftruncate", "close", "rename")
"""The functions of `os` through which files are changed."""
KILLED: Final = -9


def in_child(act: Callable[[], int | None]) -> int:
    """Run a function in a process of its own, in silence; return its exit code, which is what the function returns."""
    if not (child := os.fork()):
        code = 99
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (1, 2):
                os.dup2(nowhere, descriptor)
            code = act() or 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(calls: int, act: Callable[[], int | None]) -> int:
    """Run a function in a process that is killed in place of one of its calls; return its exit code, or `KILLED`."""

    def bounded() -> int | None:
        left = iter(range(calls))
        for name in CALLS:
            setattr(os, name, _ending(getattr(os, name), left))
        return act()

    return in_child(bounded)


def _ending(call: Callable[..., Any], left: Iterator[int]) -> Callable[..., Any]:
    def wrapper(*args: Any, **options: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), 9)
        return call(*args, **options)

    return wrapper


def assert_whole(begin: Callable[[], object], act: Callable[[], int | None], states: Callable[[], object]) -> None:
    """Assert that what a function writes is as before or as after, wherever it is killed.

    Args:
        begin: Makes the files what they are before.
        act: Changes them.
        states: Returns what is in them.
    """
    begin()
    before = states()
    assert killed_after(10_000, act) in (0, 1)
    after = states()
    assert after != before
    seen = set()
    for calls in range(200):
        begin()
        code = killed_after(calls, act)
        found = states()
        assert found in (before, after), f"killed in place of call {calls + 1}"
        seen.add(found == after)
        if code != KILLED:
            break
    assert code in (0, 1)
    assert calls > 3
    assert seen == {False, True}
