"""Storms for an hour: `python tests/storm.py [SEED] [SECONDS]`, or `make storm`.

Session after session in a terminal of its own: keys, noise and pastes at random, sizes that change, signals, and
connections that are lost in the middle of it. Each has to end as it should, give the terminal back, say nothing of a
mistake of ours and stay small. In between the monkey of tests/ui plays, inside the program. The seed is printed, so
that a run can be had again; but what a session meets depends on the moment, too. Of each that goes wrong a folder keeps
what was typed and when it was another size, all that came to the terminal, and where the program was when it failed.
`python tests/storm.py SEED 0 NUMBER` plays one session again, by the number that was printed of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tui")]

from processes import PATIENCE, status  # noqa: E402
from terminal.emulator import Terminal, terminal  # noqa: E402
from terminal.test_storm import KEYS, NOISE  # noqa: E402
from ui.monkey import storm as monkey  # noqa: E402

WIDTHS: Final = (1, 2, 20, 80, 120, 500, 65_535)
HEIGHTS: Final = (1, 2, 5, 24, 50, 200, 65_535)
PASTES: Final = ("one word " * 2_000, "x" * 100_000, "who:smith " * 500)
ENDS: Final = (signal.SIGTERM, signal.SIGHUP, None)
"""By what a session ends in the middle of its storm; None: its connection is lost."""
MAX_KB: Final = 200_000
MONKEY_KEYS: Final = 150
KEPT: Final = Path(tempfile.gettempdir(), "peace-tui-storm")
"""Where a folder for each session that went wrong is."""
WATCHED: Final = """
import faulthandler, os, sys, traceback
said = open(sys.argv.pop(1), "w", buffering=1)  # now: a kiosk opens no file for writing
faulthandler.enable(said)
from peace_tui.ui import run as opening
def watched(*words):
    os.environ.setdefault("ESCDELAY", opening.ESC_DELAY)
    from textual.app import App
    handle = App._handle_exception
    def noted(self, error):
        traceback.print_exception(error, file=said)
        handle(self, error)
    App._handle_exception = noted
    return run(*words)
run, opening.run = opening.run, watched
from peace_tui.__main__ import main
sys.exit(main())
"""
"""The program, which also tells a file where it fails: on a narrow terminal nobody finds a traceback again."""


class Storm:
    """One session in its terminal, and what was done to it."""

    def __init__(self, seen: Terminal, chance: random.Random) -> None:
        self.seen, self.chance = seen, chance
        self.done: list[object] = []
        """What was typed, and the sizes."""

    def burst(self) -> None:
        """Some keys, and perhaps another size."""
        chance = self.chance
        for _ in range(chance.randrange(1, 30)):
            self.type(chance.choice(KEYS if chance.random() < 0.9 else NOISE))
        if chance.random() < 0.05:
            self.type(f"\x1b[200~{chance.choice(PASTES)}\x1b[201~")
        if chance.random() < 0.2:
            size = chance.choice(WIDTHS[:-1]), chance.choice(HEIGHTS[:-1])
            self.done.append(size)
            self.seen.resize(*size)

    def type(self, text: str) -> None:
        """Type as fast as it is taken, unless the session ends in the middle of it."""
        self.done.append(text)
        left = memoryview(text.encode())
        while left and not self.seen.is_over():
            with contextlib.suppress(BlockingIOError):
                left = left[os.write(self.seen.ours, left[:1000]) :]
                continue
            self.listen()

    def listen(self) -> None:
        """Take what is written, if anything is."""
        with contextlib.suppress(OSError):
            self.seen.listen(0.02)

    def play(self, end: signal.Signals | None) -> str:
        """Type on, then end it; return what is wrong with that, or nothing."""
        seen = self.seen
        seen.wait_for_output(b"\x1b[?2004h")
        os.set_blocking(seen.ours, False)
        for _ in range(self.chance.randrange(1, 40)):
            if seen.is_over():
                break
            self.burst()
            self.listen()
        peak = status(seen.process.pid).get("VmHWM", 0) if not seen.is_over() else 0
        if end is None:
            seen.hang_up()
            code = seen.process.wait(PATIENCE)
            return "" if abs(code) in (0, 1, 129) else f"ends with {code} where its terminal is gone"
        if not seen.is_over():
            seen.process.send_signal(end)
        code = seen.exit_code()
        if code not in (0, 128 + end):
            return f"ends with {code}: {seen.text()[-500:]}"
        if b"Traceback" in seen.output:
            return "it shows a traceback"
        if peak > MAX_KB:
            return f"takes {peak} KB"
        seen.was_restored()
        return ""


def session(number: int) -> str:
    """One session with its end; return what is wrong with it, or nothing. What is wrong is kept."""
    chance = random.Random(number)
    kiosk = ["--kiosk"] if chance.random() < 0.8 else []
    end = chance.choice(ENDS)
    size = chance.choice(WIDTHS[1:-1]), chance.choice(HEIGHTS[1:-1])
    folder = KEPT / str(number)
    folder.mkdir(parents=True, exist_ok=True)
    said = folder / "failed"
    with terminal([sys.executable, "-c", WATCHED, str(said), *kiosk], size=size) as seen:
        storm = Storm(seen, chance)
        try:
            wrong = storm.play(end)
        except Exception:
            wrong = traceback.format_exc()
        if wrong := "\n".join(filter(None, (wrong, said.read_text() if said.exists() else ""))):
            (folder / "done").write_text("".join(f"{json.dumps(each)}\n" for each in ((kiosk, end, size), *storm.done)))
            (folder / "output").write_bytes(seen.output + seen.pending)
            return f"{wrong}\nkept in {folder}"
    shutil.rmtree(folder)
    return ""


def play(number: int, *, with_monkey: bool) -> str:
    """One storm; return what is wrong with it, or nothing."""
    if not with_monkey:
        return session(number)
    pressed: list[str] = []
    try:
        return "" if asyncio.run(monkey(number, MONKEY_KEYS, pressed.append)) else "the monkey pressed no key"
    except Exception:
        return f"{traceback.format_exc()}the monkey pressed {' / '.join(pressed)}"


def main(seed: int, seconds: float, *numbers: int) -> int:
    """Storm for so long, or play only the sessions of these numbers; return 1 if anything was wrong."""
    print(f"seed {seed}", flush=True)
    chance, end, count, faults = random.Random(seed), time.monotonic() + seconds, 0, 0
    for number in numbers or iter(lambda: chance.randrange(1 << 32), None):
        if not numbers and time.monotonic() > end:
            break
        count += 1
        if wrong := play(number, with_monkey=not numbers and count % 10 == 0):
            faults += 1
            print(f"storm {count}, of its own number {number}: {wrong}", flush=True)
    print(f"{count:,} storms, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    words = [int(word) for word in sys.argv[1:]] or [random.randrange(1 << 32)]
    with tempfile.TemporaryDirectory() as home, contextlib.chdir(home):  # among what it does is exporting
        for kind in ("CONFIG", "STATE", "CACHE", "DATA"):
            os.environ[f"XDG_{kind}_HOME"] = str(Path(home, kind.lower()))
        sys.exit(main(words[0], words[1] if words[1:] else 3600, *words[2:]))
