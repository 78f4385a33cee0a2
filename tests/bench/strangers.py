"""What strangers at their worst leave to a reader: many over a real sshd, each doing one of the things that cost most.

    python tests/bench/strangers.py [STRANGERS]

Measures how long a reader among them waits for a key, what memory all take together, and when nothing of them is left
after they are gone. It takes the whole machine: run it on one that has nothing else to do.
"""

from __future__ import annotations

import contextlib
import os
import select
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "tui")]

from bench.sessions import weight_of  # noqa: E402
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


def sessions(folder: str) -> list[int]:
    """The processes that a published dossier has."""
    found = []
    for each in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (each / "cmdline").read_bytes() if each.name.isdigit() else b""
            if (
                b"--kiosk\0" in words
                and folder.encode() in words
                and not words.startswith((b"sh\0", b"/bin/sh", b"ssh"))
            ):
                found.append(int(each.name))
    return found


def wait_for_a_key(reader: Terminal, key: str) -> float:
    """Press a key, and return the seconds until the first byte of the answer."""
    while select.select([reader.ours], [], [], 0.1)[0]:
        os.read(reader.ours, 65_536)
    began = time.monotonic()
    reader.send(key)
    select.select([reader.ours], [], [], 30)
    return time.monotonic() - began


def main(count: int = 50) -> None:
    """Open, pester, measure, and go."""
    with tempfile.TemporaryDirectory() as name, published(Path(name)) as server, contextlib.ExitStack() as stack:
        seats = []
        for number in range(count):
            seats.append(stack.enter_context(contextlib.closing(Terminal(server.words("-tt"), SIZES[number % 4]))))
        deadline = time.monotonic() + 300
        while len(sessions(name)) < count and time.monotonic() < deadline:
            time.sleep(0.5)
        print(f"{len(sessions(name))} sessions of strangers")
        stop = threading.Event()
        threads = [
            threading.Thread(target=pester, args=(seat, WORST[n % len(WORST)], stop), kwargs={"reads": n % 5 != 4})
            for n, seat in enumerate(seats)
        ]
        for thread in threads:
            thread.start()
        time.sleep(25)
        reader = stack.enter_context(contextlib.closing(Terminal(server.words("-tt"), (120, 36))))
        began = time.monotonic()
        reader.wait_for("1 Timeline", "q quit")
        print(f"a reader who comes then sees the dossier after {time.monotonic() - began:.1f} s")
        waits = []
        for number in range(KEYS):
            waits.append(wait_for_a_key(reader, "jk"[number % 2]))
        waits.sort()
        alive = sessions(name)
        weights = []
        for pid in alive:
            with contextlib.suppress(OSError):
                weights.append(weight_of(pid))
        middle, most = statistics.median(waits), waits[int(KEYS * 0.95)]
        print(f"a key of theirs: median {middle * 1000:.0f} ms, 95 % {most * 1000:.0f}, longest {waits[-1] * 1000:.0f}")
        sizes = [weight.pss / 1024 for weight in weights]
        print(f"{len(sizes)} sessions take {sum(sizes):.0f} MiB, the largest {max(sizes):.0f}")
        stop.set()
        for thread in threads:
            thread.join()
        for seat in seats:
            seat.process.kill()
        began = time.monotonic()
        while len(left := sessions(name)) > 1 and time.monotonic() < began + 60:
            time.sleep(0.1)
        print(f"{time.monotonic() - began:.1f} s after they went {max(len(left) - 1, 0)} sessions are left")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
