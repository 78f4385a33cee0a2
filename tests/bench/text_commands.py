"""The commands that print, and other processes that run to their end."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence

from bench.figures import Ledger
from bench.plan import Plan
from bench.subjects import BUNDLED, PASS, PROGRAM, Workshop


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Run each command and `python -c pass`, in turn; the first round only warms the machine."""
    commands = {
        "list": (*PROGRAM, "list", "quotes"),
        "check": (*PROGRAM, "check", str(workshop.dossier(BUNDLED))),
        "--help": (*PROGRAM, "--help"),
    }
    for round in range(plan.commands + 1):
        kept = ledger if round else Ledger()
        kept.note("python", "pass", duration(PASS, workshop))
        for name, command in commands.items():
            kept.note("peace-tui", f"command.{name}", duration(command, workshop))


def duration(command: Sequence[str], workshop: Workshop) -> float:
    """The seconds from the start of a process to its end."""
    env = workshop.environment()
    start = time.perf_counter()
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def seconds_of(command: Sequence[str], env: dict[str, str] | None = None) -> float:
    """The seconds that a process measures itself and prints."""
    return float(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout)
