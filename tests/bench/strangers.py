"""What strangers at their worst leave to a reader: many over a real sshd, each doing one of the things that cost most.

    python tests/bench/strangers.py [STRANGERS]

Measures how long a reader among them waits for a key, what memory all take together, and when nothing of them is left
after they are gone. It takes the whole machine: run it on one that has nothing else to do.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import select
import signal
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "tui")]

from bench.sessions import commands, sessions, weight_of  # noqa: E402
from terminal.emulator import Terminal  # noqa: E402
from terminal.kiosk_server import published  # noqa: E402

PAGES: Final = "j\x1bt\x1bmC\x1b" * 3_000
WORST: Final = (
    PAGES,
    "?\x1b" * 20_000,
    "/" + "x" * 100_000 + "\x1b",
    "\x1b[200~" + "word" * 250_000 + "\x1b[201~",
    "3jd\x1bD\x1bc\x1b\r\x1b" * 5_000,
    "y" * 100_000,
)
"""What is typed: pages opened and closed, one long word, a paste of 1 MB, comparisons, the clipboard."""
SIZES: Final = ((120, 36), (500, 150), (8_000, 8_000), (80, 24))
KEYS: Final = 20


def pester(seat: Terminal, keys: str, stop: threading.Event, *, reads: bool) -> None:
    """Type on, as fast as it is taken; one who does not read leaves what is written where it is."""
    left = memoryview(b"")
    os.set_blocking(seat.ours, False)
    with contextlib.suppress(OSError):
        while not stop.is_set():
            left = left or memoryview(keys.encode())
            with contextlib.suppress(BlockingIOError):
                left = left[os.write(seat.ours, left[:4000]) :]
            if reads and select.select([seat.ours], [], [], 0.05)[0]:
                os.read(seat.ours, 65_536)
            elif not reads:
                time.sleep(0.05)


def clients(port: int) -> list[int]:
    """The processes of `ssh` that are connected to a port of ours."""
    return [pid for pid, words in commands() if words[0].endswith(b"ssh") and str(port).encode() in words]


def wait_for_a_key(reader: Terminal, key: str) -> float:
    """Press a key, and return the seconds until the first byte of the answer."""
    while select.select([reader.ours], [], [], 0.1)[0]:
        os.read(reader.ours, 65_536)
    began = time.monotonic()
    reader.send(key)
    select.select([reader.ours], [], [], 30)
    return time.monotonic() - began


def step_back(pid: str) -> None:
    """Let a process and its session come last, where Linux orders sessions as well as processes."""
    os.setpriority(os.PRIO_PROCESS, 0 if pid == "self" else int(pid), 19)
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text("19")


def strangers(words: list[str], count: int) -> None:
    """Open so many sessions and pester them for ever, politely: in earnest they are on other machines."""
    os.setsid()
    step_back("self")
    stop = threading.Event()
    for number in range(count):
        seat = Terminal(words, SIZES[number % 4])
        step_back(str(seat.process.pid))
        keys, reads = WORST[number % len(WORST)], number % 5 != 4
        threading.Thread(target=pester, args=(seat, keys, stop), kwargs={"reads": reads}).start()
    stop.wait()


def meet(words: list[str], folder: str, who: str) -> None:
    """Open a session as a reader does, press keys, and print what was waited for."""
    began = time.monotonic()
    reader = Terminal(words, (120, 36))
    try:
        reader.wait_for_output(b"Timeline")
        painted = time.monotonic() - began
        reader.wait_for("1 Timeline", "q quit")
        print(f"{who}: first paint after {painted:.1f} s, the dossier after {time.monotonic() - began:.1f} s", end="; ")
        waits = sorted(wait_for_a_key(reader, "jk"[number % 2]) * 1000 for number in range(KEYS))
        middle, most = statistics.median(waits), waits[int(KEYS * 0.95)]
        print(f"a key: median {middle:.0f} ms, 95 % {most:.0f}, longest {waits[-1]:.0f}")
    finally:
        reader.close()


def main(count: int = 50) -> None:
    """Meet a reader alone and among strangers, weigh these, and see what is left of them."""
    with tempfile.TemporaryDirectory() as name, published(Path(name)) as server:
        words = server.words("-tt")
        for _ in range(3):
            meet(words, name, "a reader alone")
        crowd = multiprocessing.get_context("fork").Process(target=strangers, args=(words, count))
        crowd.start()
        deadline = time.monotonic() + 300
        while len(sessions(name)) < count and time.monotonic() < deadline:
            time.sleep(0.5)
        print(f"{len(sessions(name))} sessions of strangers")
        for seconds in (5, 10, 10):
            time.sleep(seconds)
            meet(words, name, "a reader who comes among them")
        sizes = []
        for pid in sessions(name):
            with contextlib.suppress(OSError):
                sizes.append(weight_of(pid).pss / 1024)
        print(f"{len(sizes)} sessions take {sum(sizes):.0f} MiB, the largest {max(sizes):.0f}")
        os.killpg(crowd.pid or 0, signal.SIGKILL)
        for client in clients(server.port):
            with contextlib.suppress(OSError):
                os.kill(client, signal.SIGKILL)
        began = time.monotonic()
        while (left := sessions(name)) and time.monotonic() < began + 60:
            time.sleep(0.1)
        print(f"{time.monotonic() - began:.1f} s after they went {len(left)} sessions are left")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
