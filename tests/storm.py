"""Storms for an hour: `python tests/storm.py [SEED] [SECONDS]`, or `make storm`.

Session after session in a terminal of its own: keys, noise and pastes at random, sizes that change, signals, and
connections that are lost in the middle of it. Each has to end as it should, give the terminal back, say nothing of a
mistake of ours and stay small. In between the monkey of tests/ui plays, inside the program. The seed is printed, so
that a run can be had again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import sys
import time
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tui")]

from terminal.emulator import PATIENCE, PROGRAM, Terminal, terminal  # noqa: E402
from terminal.test_storm import KEYS, NOISE  # noqa: E402
from ui.monkey import storm as monkey  # noqa: E402

WIDTHS: Final = (1, 2, 20, 80, 120, 500, 65_535)
HEIGHTS: Final = (1, 2, 5, 24, 50, 200, 65_535)
PASTES: Final = ("one word " * 2_000, "x" * 100_000, "who:smith " * 500)
ENDS: Final = (signal.SIGTERM, signal.SIGHUP, None)
"""By what a session ends in the middle of its storm; None: its connection is lost."""
MAX_KB: Final = 200_000
MONKEY_KEYS: Final = 150


def burst(seen: Terminal, chance: random.Random) -> None:
    """Some keys, and perhaps another size."""
    for _ in range(chance.randrange(1, 30)):
        type_on(seen, chance.choice(KEYS if chance.random() < 0.9 else NOISE))
    if chance.random() < 0.05:
        type_on(seen, f"\x1b[200~{chance.choice(PASTES)}\x1b[201~")
    if chance.random() < 0.2:
        seen.resize(chance.choice(WIDTHS[:-1]), chance.choice(HEIGHTS[:-1]))


def type_on(seen: Terminal, text: str) -> None:
    """Type as fast as it is taken, unless the session ends in the middle of it."""
    left = memoryview(text.encode())
    while left and seen.process.poll() is None:
        with contextlib.suppress(BlockingIOError):
            left = left[os.write(seen.ours, left[:1000]) :]
            continue
        listen(seen)


def listen(seen: Terminal) -> None:
    """Take what is written, if anything is."""
    with contextlib.suppress(OSError):
        seen.listen(0.02)


def session(chance: random.Random) -> str:
    """One session with its end; return what is wrong with it, or nothing."""
    words = [*PROGRAM, *(["--kiosk"] if chance.random() < 0.8 else [])]
    end = chance.choice(ENDS)
    with terminal(words, size=(chance.choice(WIDTHS[1:-1]), chance.choice(HEIGHTS[1:-1]))) as seen:
        seen.wait_for_output(b"\x1b[?2004h")
        os.set_blocking(seen.ours, False)
        for _ in range(chance.randrange(1, 40)):
            if seen.process.poll() is not None:
                break
            burst(seen, chance)
            listen(seen)
        status = Path(f"/proc/{seen.process.pid}/status")
        peak = re.findall(r"VmHWM:\s*(\d+)", status.read_text()) if seen.process.poll() is None else []
        if end is None:
            seen.hang_up()
            code = seen.process.wait(PATIENCE)
            return "" if abs(code) in (0, 1, 129) else f"ends with {code} where its terminal is gone"
        if seen.process.poll() is None:
            seen.process.send_signal(end)
        code = seen.exit_code()
        if b"Traceback" in seen.output:
            plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.output.decode("utf-8", "replace"))
            return plain[plain.rindex("Traceback") :][-3000:]
        if code not in (0, 128 + end):
            return f"ends with {code}: {seen.text()[-500:]}"
        if peak and int(peak[0]) > MAX_KB:
            return f"takes {peak[0]} KB"
        seen.was_restored()
    return ""


def main(seed: int, seconds: float) -> int:
    """Storm for so long; return 1 if anything was wrong."""
    print(f"seed {seed}", flush=True)
    chance, end, count, faults = random.Random(seed), time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        count += 1
        number = chance.randrange(1 << 32)
        try:
            if count % 10:
                wrong = session(random.Random(number))
            else:
                wrong = "" if asyncio.run(monkey(number, MONKEY_KEYS)) else "the monkey pressed no key"
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        if wrong:
            faults += 1
            print(f"storm {count}, of its own seed {number}: {wrong}", flush=True)
    print(f"{count:,} storms, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else random.randrange(1 << 32), float(given[1]) if given[1:] else 3600))
