"""What keeps a stranger's session small: the system itself refuses what the program would not do anyway.

So that a mistake in the program, or in what it is built on, opens no file for writing, starts no program and reaches
no other machine. Landlock (Linux 5.13) refuses it for files, a filter of system calls (seccomp) for the rest. Neither
needs any right, and neither can be taken back. Where the system has none of it, nothing is refused here: docs/ssh.md
says what to put around the program.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import FrameType
from typing import Any, Final

from peace_tui.errors import LimitReached

try:
    import resource
except ImportError:  # Windows has no limits on processes
    resource = None  # type: ignore[assignment]

LANDLOCK, SECCOMP = "landlock", "seccomp"
"""What may be in force, as `confine` returns it."""
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_FILTER = 38, 22, 2
SET_MODE_FILTER, ALL_THREADS = 1, 1
SECCOMP_CALL: Final = {"x86_64": 317, "aarch64": 277}
"""The call that sets a filter for all threads at once, as the one that reads what a browser sends."""

# Landlock: https://docs.kernel.org/userspace-api/landlock.html. The numbers of its calls are the same everywhere.
CREATE_RULESET, RESTRICT_SELF = 444, 446
GET_VERSION: Final = 1
ACCESS_READ: Final = 1 << 2 | 1 << 3
ACCESS_FILES: Final = (0, 13, 14, 15, 15, 15)
"""How many rights on files each version knows, of those that we refuse: all but to read files and folders."""
ACCESS_NETWORK: Final = 0b11
"""To bind and to connect TCP sockets; from version 4 on."""

# seccomp: a program of the classic packet filter, over the number of the call and its arguments.
LOAD, JUMP_IF_EQUAL, JUMP_IF_ANY, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
EACCES, EPERM, ENOSYS = 13, 1, 38
CLONE_THREAD: Final = 0x10000
WRITE_FLAGS: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
ARGUMENT: Final = 16
"""Where the first argument is in what the filter is given; each takes eight bytes, the lower half first."""
AUDIT_ARCH: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS: Final[dict[str, dict[str, int]]] = {
    machine: {name: int(number) for name, _, number in (word.partition("=") for word in words.split())}
    for machine, words in {
        "x86_64": """
        open=2 creat=85 openat=257 openat2=437 clone=56 fork=57 vfork=58 clone3=435 execve=59 execveat=322
        ptrace=101 process_vm_writev=311 socket=41 connect=42 bind=49 rename=82 mkdir=83 rmdir=84 link=86 unlink=87
        symlink=88 mknod=133 truncate=76 chmod=90 chown=92 mkdirat=258 mknodat=259 unlinkat=263 renameat=264
        linkat=265 symlinkat=266 fchmodat=268 fchownat=260 renameat2=316 mount=165 unshare=272 setns=308
        io_uring_setup=425 bpf=321 keyctl=250 open_by_handle_at=304 perf_event_open=298 userfaultfd=323
    """,
        "aarch64": """
        openat=56 openat2=437 clone=220 clone3=435 execve=221 execveat=281 ptrace=117 process_vm_writev=271
        socket=198 connect=203 bind=200 mkdirat=34 mknodat=33 unlinkat=35 renameat=38 linkat=37 symlinkat=36
        fchmodat=53 fchownat=54 renameat2=276 truncate=45 mount=40 unshare=97 setns=268 io_uring_setup=425 bpf=280
        keyctl=219 open_by_handle_at=265 perf_event_open=241 userfaultfd=282
    """,
    }.items()
}
"""The calls that are refused, with their numbers; those of opening and cloning only with some arguments."""


def confine() -> set[str]:
    """Refuse this process, for good, to write to files, to start programs and to reach out; return what sees to it."""
    if sys.platform != "linux":
        return set()
    libc: Any = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return set()
    found = {LANDLOCK} if _restrict_files(libc) else set()
    return found | ({SECCOMP} if _filter_calls(libc) else set())


def _restrict_files(libc: Any) -> bool:
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), GET_VERSION)
    if version < 1:
        return False
    files = (1 << ACCESS_FILES[min(version, len(ACCESS_FILES) - 1)]) - 1 & ~ACCESS_READ
    attributes = struct.pack("QQ", files, ACCESS_NETWORK if version >= 4 else 0)[: 16 if version >= 4 else 8]
    rules = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return False
    try:
        return bool(libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _filter_calls(libc: Any) -> bool:
    program = _write_filter(platform.machine())
    if not program:
        return False
    code = ctypes.create_string_buffer(b"".join(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    filled = Program(len(program), ctypes.addressof(code))
    call = SECCOMP_CALL[platform.machine()]
    if libc.syscall(call, SET_MODE_FILTER, ALL_THREADS, ctypes.byref(filled)) == 0:
        return True
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.byref(filled), 0, 0) == 0)


def _write_filter(machine: str) -> list[bytes]:
    """Return the steps of the filter, each of eight bytes; none for a machine whose calls are not known."""
    calls = dict(CALLS.get(machine, {}))
    if not calls:
        return []
    refuse = {error: _step(RETURN, REFUSE | error) for error in (EACCES, EPERM, ENOSYS)}
    steps = [
        _step(LOAD, 4),
        _step(JUMP_IF_EQUAL, AUDIT_ARCH[machine], 1, 0),
        refuse[EPERM],  # a call of another machine's, whose numbers mean other things
        _step(LOAD, 0),
    ]
    for name, argument in (("open", 1), ("openat", 2)):
        if number := calls.pop(name, 0):
            steps += [
                _step(JUMP_IF_EQUAL, number, 0, 4),
                _step(LOAD, ARGUMENT + 8 * argument),
                _step(JUMP_IF_ANY, WRITE_FLAGS, 0, 1),
                refuse[EACCES],
                _step(RETURN, ALLOW),
            ]
    steps += [
        _step(JUMP_IF_EQUAL, calls.pop("clone"), 0, 4),
        _step(LOAD, ARGUMENT),
        _step(JUMP_IF_ANY, CLONE_THREAD, 1, 0),
        refuse[EPERM],
        _step(RETURN, ALLOW),
    ]
    for name, number in calls.items():  # of those with their arguments in memory the C library tries the older one next
        error = ENOSYS if name in ("clone3", "openat2") else EPERM
        steps += [_step(JUMP_IF_EQUAL, number, 0, 1), refuse[error]]
    return [*steps, _step(RETURN, ALLOW)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


# --- Memory and processor -------------------------------------------------------------------------------------------

SPARE: Final = 16_000_000
"""Bytes beyond the limit for what is left to do once it is reached: to say so."""
FREE_SHARE: Final = 0.8
"""How much of the free memory one file may take."""
CGROUP: Final = "/sys/fs/cgroup"
"""Where a container, and a service, reads what it may have."""
GROUPS_OF_PROCESS: Final = "/proc/self/cgroup"
GROUP_FILES: Final = {
    "": ("", "memory.max", "memory.current", "inactive_file"),
    "memory": ("/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
}
"""Of both versions of control groups, by what /proc calls them: the folder, the files with what a group may have and
what it has, and what `memory.stat` calls the part of that which can be had back at once."""
LOOK_SECONDS: Final = 0.5
"""After so much of the processor's time the watch looks again."""
POLITE_STEP: Final = 5
POLITE_END: Final = 19
"""The last place in the queue for the processor."""
AUTOGROUP: Final = "/proc/self/autogroup"
"""Where Linux orders sessions, rather than processes, by how polite they are."""


def find_free_memory() -> int:
    """Return how many bytes of memory can be had without swapping; 0 where the system does not say."""
    found = []
    with suppress(OSError, ValueError, IndexError), open("/proc/meminfo", "rb") as opened:
        found.append(int(opened.read().split(b"MemAvailable:")[1].split()[0]) * 1024)
    with suppress(OSError), open(GROUPS_OF_PROCESS, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            _, kind, path = line.rstrip("\n").split(":", 2)
            if kind in GROUP_FILES:
                found += _find_free_in_groups(path, *GROUP_FILES[kind])
    return max(min(found, default=0), 0)


def _find_free_in_groups(path: str, folder: str, limit: str, usage: str, reclaimable: str) -> Iterator[int]:
    """Yield what is free in a control group and in each that it is in, as far as they can be seen and have a limit."""
    while True:
        group = f"{CGROUP}{folder}{path.rstrip('/')}/"
        with suppress(OSError, ValueError):
            most, used = _read_number(group + limit), _read_number(group + usage)
            with open(group + "memory.stat") as details:
                stat = dict(line.split() for line in details)
            yield most - used + int(stat.get(reclaimable, 0))
        if path in ("", "/"):
            return
        path = path.rpartition("/")[0]


def _read_number(file: str) -> int:
    with open(file) as opened:
        return int(opened.read())


def limit_memory(more: int, *, for_good: bool = True) -> bool:
    """Let this process have so many bytes more than it has now; whatever needs others raises MemoryError.

    Return whether that is in force, and not a limit that there was before, or one from outside that is lower.
    """
    with suppress(AttributeError, OSError, ValueError):
        with open("/proc/self/statm", "rb") as opened:
            limit = int(opened.read().split()[0]) * resource.getpagesize() + more
        now, most = resource.getrlimit(resource.RLIMIT_AS)
        if now == most and (most == resource.RLIM_INFINITY or limit + SPARE < most):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit + SPARE if for_good else most))
            return True
    return False


def release_memory() -> None:
    """Let the process have all that it may."""
    with suppress(AttributeError, OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class ProcessorWatch:
    """Watches what an event loop takes of the processor: who takes much steps back, what is stuck is broken off."""

    def __init__(
        self,
        seconds: float,
        ask: Callable[[Callable[[], None]], object],
        has_more: Callable[[], bool],
    ) -> None:
        """Watch from now on.

        Args:
            seconds: How long the loop may be busy with one thing, of the processor's time, not of the clock's; what
                takes longer is broken off with LimitReached.
            ask: Has the loop call something when it comes to it; called at any moment.
            has_more: Tells whether there is more to do than the loop comes to.
        """
        self._seconds, self._ask, self._has_more = seconds, ask, has_more
        self._unanswered, self._politeness = 0, 0
        self._session_politeness = 0
        """What was last said for the session."""
        self._autogroup = -1
        with suppress(OSError):
            self._autogroup = os.open(AUTOGROUP, os.O_WRONLY | os.O_CLOEXEC)  # before that is refused
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, LOOK_SECONDS, LOOK_SECONDS)

    def stop(self) -> None:
        """Watch no more: where the loop has ended nothing answers, and where Python ends the signal would kill."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)

    def _look(self, number: int, frame: FrameType | None) -> None:
        if self._unanswered * LOOK_SECONDS >= self._seconds:
            raise LimitReached("Closed: what you asked for takes too long.")  # in the middle of it
        if self._unanswered or self._has_more():
            self.step_back()
        else:
            self._order_session()
        self._unanswered += 1
        self._ask(self._answer)

    def _answer(self) -> None:
        self._unanswered = 0

    def step_back(self) -> None:
        """Let others go before, as one who begins: a session whose screen stands can wait for a moment."""
        if self._politeness < POLITE_END:
            step = min(POLITE_STEP, POLITE_END - self._politeness)
            self._politeness += step
            with suppress(OSError):
                os.nice(step)
        self._order_session()

    def _order_session(self) -> None:
        """Say so for the session as well, unless it was said; Linux takes ten of these a second from all together."""
        if self._autogroup < 0 or self._session_politeness == self._politeness:
            return
        try:
            os.write(self._autogroup, str(self._politeness).encode())
        except BlockingIOError:  # too many at once; it is said again at the next look
            return
        except OSError:
            pass
        self._session_politeness = self._politeness
