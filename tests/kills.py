"""A program that is killed, or refused by the system, at any of its calls that change files."""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

CALLS: Final = (
    *("open", "write", "replace", "rename", "link", "unlink", "mkdir", "rmdir"),
    *("chmod", "chown", "fsync", "ftruncate", "close"),
)
"""The functions of `os` through which files are changed; what Python's own files write and close counts, too."""
OPEN: Final = os.open
KILLED: Final = -9
MAX_CALLS: Final = 200
Act = Callable[[], int | None]
"""What writes files, and returns an exit code."""
Next = Callable[[], object]
"""What is asked before each call: it may kill the process, or raise an error."""


def in_child(act: Act, said: Path = Path(os.devnull)) -> int:
    """Run a function in a process of its own, which writes to a file; return its exit code: what the function returns.

    Of a function that raises something it is 99.
    """
    if not (child := os.fork()):
        code = 99
        try:
            with open(said, "w", encoding="utf-8") as streams:
                for descriptor in (1, 2):
                    os.dup2(streams.fileno(), descriptor)
                sys.stdout = sys.stderr = streams
                code = act() or 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(calls: int, act: Act) -> int:
    """Run a function in a process that is killed in place of one of its calls; return its exit code, or `KILLED`."""
    left = iter(range(calls))

    def kill() -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), 9)

    return in_child(_instrumented(kill, act))


def refused_after(calls: int, number: int, act: Act, said: Path, mark: Path) -> int:
    """Run a function in a process of which one call fails with an error of the system's; return its exit code.

    It is none that closes a file: what is on the disk by then is not lost.

    Args:
        calls: How many go well before.
        number: The error, as in `errno`.
        act: The function.
        said: The file that gets what it writes to its streams.
        mark: The file that is made once the call is refused.
    """
    left = iter(range(calls))
    done: list[bool] = []

    def refuse() -> None:
        if next(left, None) is None and not done:
            done.append(True)
            OPEN(mark, os.O_CREAT | os.O_WRONLY)
            raise OSError(number, os.strerror(number))

    return in_child(_instrumented(refuse, act, closes=False), said)


def _instrumented(before: Next, act: Act, *, closes: bool = True) -> Act:
    """Return a function that has something asked first; see `_instrument`."""

    def instrumented() -> int | None:
        _instrument(before, closes=closes)
        return act()

    return instrumented


def _instrument(before: Next, *, closes: bool) -> None:
    """Have something asked before every call of this process that changes files, and before closing them."""
    for name in CALLS if closes else CALLS[:-1]:
        setattr(os, name, _asking(getattr(os, name), before))

    class File(io.FileIO):
        def write(self, data: Any, /) -> int:
            before()
            return super().write(data)

        def close(self) -> None:
            try:
                if closes and not self.closed:
                    before()
            finally:
                super().close()

    real = open

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **options: Any) -> Any:
        if not {*"wxa+"} & {*mode} or "b" not in mode:
            return real(file, mode, buffering, *rest, **options)
        raw = File(file, mode.replace("b", ""), **options)
        return raw if buffering == 0 else io.BufferedWriter(raw)

    setattr(builtins, "open", opened)  # noqa: B010  # in this process alone


def _asking(call: Callable[..., Any], before: Next) -> Callable[..., Any]:
    def wrapper(*args: Any, **options: Any) -> Any:
        if call is not OPEN or args[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            before()
        return call(*args, **options)

    return wrapper


def is_whole(found: object, before: object, after: object) -> bool:
    """Tell whether what is found, each file on its own, is as it was before or as it is after."""
    if isinstance(found, dict) and isinstance(before, dict) and isinstance(after, dict):
        return all(found.get(name) in (before.get(name), after.get(name)) for name in {*found, *before, *after})
    return found in (before, after)


def assert_whole(begin: Callable[[], object], act: Act, states: Callable[[], object]) -> None:
    """Assert that what a function writes is as before or as after, wherever it is killed.

    Args:
        begin: Makes the files what they are before.
        act: Changes them.
        states: Returns what is in them; by their names if there are several.
    """
    begin()
    before = states()
    assert killed_after(10_000, act) in (0, 1)
    after = states()
    assert after != before
    seen = set()
    for calls in range(MAX_CALLS):
        begin()
        code = killed_after(calls, act)
        found = states()
        assert is_whole(found, before, after), f"killed in place of call {calls + 1}"
        seen.add(found == after)
        if code != KILLED:
            break
    assert code in (0, 1)
    assert calls > 3
    assert seen == {False, True}


def assert_refusals_said(
    numbers: Sequence[int],
    begin: Callable[[], object],
    act: Act,
    states: Callable[[], object],
    folder: Path,
    *,
    failed: int = 2,
) -> None:
    """Assert that an error of the system's, in any one call, is said in a sentence, and that the files are as before.

    Where the function can do without the call they are as after, and it tells of success.

    Args:
        numbers: The errors, as in `errno`, each call getting the next.
        begin: As for `assert_whole`.
        act: As for `assert_whole`.
        states: As for `assert_whole`.
        folder: Where this may keep files of its own.
        failed: The exit code that says that it did not work; 0 of what may fail without a word.
    """
    begin()
    before = states()
    assert in_child(act) in (0, 1)
    after = states()
    assert after != before
    said, mark = folder / "said", folder / "refused"
    codes = set()
    for calls in range(MAX_CALLS):
        begin()
        number = numbers[calls % len(numbers)]
        code = refused_after(calls, number, act, said, mark)
        found, text = states(), said.read_text("utf-8")
        where = f"{os.strerror(number)} in place of call {calls + 1}: {code}, {text}"
        if not mark.exists():
            break
        mark.unlink()
        codes.add(code)
        assert "Traceback" not in text, where
        if failed:
            assert code in (0, 1, failed), where
            assert found == (before if code == failed else after), where
            assert code != failed or os.strerror(number) in text, where
        else:
            assert code == 0, where
            assert is_whole(found, before, after), where
    assert code in (0, 1)
    assert failed in codes
