"""Work done apart: what comes of it, and that no child is left, however its parent ends."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from dossiers import EXAMPLE
from peace_tui.cache.settings import SWITCH
from peace_tui.loading import apart as module
from peace_tui.loading import files, sharing
from peace_tui.loading.apart import another_processor, apart
from peace_tui.loading.document import read

pytestmark = pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="there is no other processor to ask for")

PARENT = """
import os, signal, sys, time
from peace_tui.loading.apart import apart

for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)  # whatever we were started under
signal.signal(signal.SIGINT, signal.default_int_handler)

def work():
    os.write(1, b"%d\\n" % os.getpid())  # in one piece
    while True:
        pass

try:
    with apart(work) as result:
        os.write(1, b"waiting\\n")
        result()
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def no_children() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def forever() -> NoReturn:
    while True:
        time.sleep(1)


def no_fork() -> int:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def runs(pid: int) -> bool:
    """Whether a process is there, and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_child_hands_back_what_it_has_worked_out() -> None:
    with apart(lambda: b"%d" % os.getppid() + b"x" * 1_000_000) as result:
        assert result() == b"%d" % os.getpid() + b"x" * 1_000_000
    assert no_children()


def test_nothing_comes_of_work_that_fails() -> None:
    def failing() -> bytes:
        raise MemoryError

    with apart(failing) as result:
        assert result() == b""
    assert no_children()


def test_what_is_handed_back_is_whole_or_nothing() -> None:
    written = (5).to_bytes(module.SIZE, "big") + b"words"
    assert module._whole(io.BytesIO(written)) == b"words"
    for size in range(len(written)):
        assert module._whole(io.BytesIO(written[:size])) == b""


def test_nothing_comes_of_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", no_fork)
    with apart(forever) as result:
        assert result() == b""
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_a_child_is_ours_to_bury_even_where_children_are_ignored() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with apart(lambda: b"done") as result:
            assert result() == b"done"
        assert signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert no_children()


def test_the_child_is_gone_when_nobody_waits_for_it() -> None:
    with pytest.raises(ZeroDivisionError), apart(forever):
        raise ZeroDivisionError
    assert no_children()


def test_the_parent_heeds_its_signals_as_before() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        with apart(lambda: bytes([signal.getsignal(signal.SIGTERM) is signal.SIG_DFL])) as result:
            os.kill(os.getpid(), signal.SIGTERM)
            assert result() == b"\1"
    finally:
        signal.signal(signal.SIGTERM, before)
    assert heard == [signal.SIGTERM]
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    """A process that waits for a child, in a session of its own."""
    command, pipe = [sys.executable, "-c", PARENT], subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        yield process
        process.kill()


def child_of(parent: subprocess.Popen[str]) -> int:
    """The child, once both are at it."""
    assert parent.stdout
    words = {parent.stdout.readline().strip() for _ in range(2)}
    return int((words - {"waiting"}).pop())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_no_child_outlives_its_parent(number: signal.Signals, parent: subprocess.Popen[str]) -> None:
    child = child_of(parent)
    assert runs(child)
    parent.send_signal(number)
    assert parent.wait(10) == -number
    until(lambda: not runs(child))


def test_ctrl_c_is_heeded_by_the_parent_alone(parent: subprocess.Popen[str]) -> None:
    child = child_of(parent)
    os.killpg(parent.pid, signal.SIGINT)  # as a terminal does
    assert parent.communicate(timeout=10) == ("interrupted\n", "")
    assert parent.returncode == 0
    assert not runs(child)


def test_with_one_processor_or_another_thread_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0})
    assert not another_processor()
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    assert another_processor()
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not another_processor()


@pytest.mark.parametrize("processors", [1, 2])
@pytest.mark.parametrize("fails", ["nothing", "the child", "the fork"])
def test_a_large_dossier_is_read_by_one_or_two(processors: int, fails: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "1")
    monkeypatch.setattr(files, "LARGE", 1)
    monkeypatch.setattr(sharing, "SHARE", 200)
    monkeypatch.setattr(sharing, "another_processor", lambda: processors > 1)
    if fails == "the fork":
        monkeypatch.setattr(os, "fork", no_fork)
    if fails == "the child":
        monkeypatch.setattr(module, "_do", lambda *given: os._exit(1))  # the child is gone at once
    large, small = files.read_to_show(EXAMPLE.encode(), "file").dossier, read(EXAMPLE.encode(), "file").dossier
    assert large
    assert small
    assert [*large.quotes] == [*small.quotes]
    assert [*large.quote_index.records] == [*small.quote_index.records]
    assert no_children()
