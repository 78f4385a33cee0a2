"""Opening: first words, data on the screen, bytes, memory; first and again."""

from __future__ import annotations

import time
from pathlib import Path

from bench.figures import Ledger
from bench.plan import Plan
from bench.session import Session, session
from bench.subjects import BUNDLED, HELLO, PEACE, PEERS, PYTHON, Workshop
from bench.text_commands import seconds_of

LARGE = "100k"
LOADS = """
import sys, time
import tomli
text = open(sys.argv[1], encoding="utf-8").read()
start = time.perf_counter()
tomli.loads(text)
print(time.perf_counter() - start)
"""
"""What is called bare: the parser alone, called once, with Python as it comes."""


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Open each program in turn, one round after another; the first round only warms the machine."""
    for round in range(plan.openings + 1):
        kept = ledger if round else Ledger()
        for name in (HELLO, PEACE, *PEERS):
            opened(kept, workshop, name, BUNDLED)


def measure_large(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Open a large dossier for the first time and again, and parse it bare, in turn."""
    for round in range(plan.large_openings):
        loads(ledger, workshop, LARGE)
        opened(ledger, workshop, PEACE, LARGE, again=f"{round}")
        for name in (HELLO, *(PEERS if round == 0 else ())):  # one takes ten seconds
            opened(ledger, workshop, name, LARGE)
    if plan.large_openings:
        ledger.note("file", LARGE, workshop.dossier(LARGE).stat().st_size)


def loads(ledger: Ledger, workshop: Workshop, size: str) -> None:
    """Time the bare parser in a process of its own."""
    ledger.note("tomli", f"loads@{size}", seconds_of((*PYTHON, "-c", LOADS, str(workshop.dossier(size)))))


def opened(ledger: Ledger, workshop: Workshop, name: str, size: str, again: str = "") -> None:
    """Open one program; with a name for a cache, twice over: with an empty one, and with what it then holds."""
    subject = workshop.subject(name, size)
    if subject is None:
        return
    when = (".first", ".again") if again else ("",)
    for place in when:
        with session(subject.command, workshop.environment(again)) as running:
            opening = running.open(subject.ready)
            running.read_until_silence()
            if name == HELLO:
                _note_hello(ledger, opening.ready, running)
                return
            ledger.note(name, "paint" if size == BUNDLED else f"paint.{size}", opening.paint)
            ledger.note(name, f"ready.{size}{place}", opening.ready)
            ledger.note(name, f"pss.{size}", running.memory())
            if size == BUNDLED:
                ledger.note(name, "start.bytes", running.total)
            if place == ".first":
                _at_rest(workshop.cache(again), running)
            left = running.leave(subject.quit)
            ledger.note(name, "quit.ms" if size == BUNDLED else f"quit.{size}", left)


def _note_hello(ledger: Ledger, ready: float, running: Session) -> None:
    ledger.note(HELLO, "ready", ready)
    ledger.note(HELLO, "pss", running.memory())


def _at_rest(folder: Path, running: Session, patience: float = 30.0) -> None:
    """Wait until nothing is written any more into a cache."""
    seen: tuple[int, int] | None = None
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        running.pause(0.7)
        files = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
        if seen == (len(files), sum(files)):
            return
        seen = len(files), sum(files)
