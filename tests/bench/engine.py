"""The engine and the reader without a screen: python tests/bench/engine.py DOSSIER prints their seconds as JSON."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from itertools import islice

from bench.figures import Ledger
from bench.openings import loads
from bench.plan import Plan
from bench.subjects import PEACE, PYTHON, Workshop

SCREENFUL = 40
BEFORE = ("", "tag:plan -source:s1")
"""The views in which the cursor walks."""


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Ask the engine for the panes of many views, at each size, each in a process of its own."""
    for size in plan.sizes:
        for _ in range(1 if size == "1M" else 3):
            loads(ledger, workshop, size)
            command = (*PYTHON, "-m", "bench.engine", str(workshop.dossier(size)))
            run = subprocess.run(command, env=workshop.environment(), capture_output=True, check=True)
            told = json.loads(run.stdout)
            ledger.note(PEACE, f"loading.{size}", told["loading"])
            for seconds in told["panes"]:
                ledger.note(PEACE, f"engine.{size}", seconds)


def timed(file: str) -> dict[str, object]:
    """Load a dossier, then walk through its people and events."""
    from oracle import pane_parts
    from peace_tui.loading.files import load
    from peace_tui.query.engine import count_quotes, filter_panes
    from peace_tui.query.view import Clause, parse_view

    start = time.perf_counter()
    dossier = load(file)
    loading = time.perf_counter() - start
    steps = [Clause("person", (person.id,)) for person in dossier.people_by_weight[1 : SCREENFUL + 1]]
    steps += [Clause("event", (event.id,)) for event in dossier.event_index.records[1 : SCREENFUL + 1]]
    seconds = []
    for view in (parse_view(text, dossier) for text in BEFORE):
        filter_panes(dossier, view)  # indexes are built when they are first asked
        for step in steps:
            start = time.perf_counter()
            panes = filter_panes(dossier, view, (step,))
            pane_parts(panes)
            for event in islice(panes.timeline, SCREENFUL):
                count_quotes(dossier, event, panes.timeline_matches.quotes)
            seconds.append(time.perf_counter() - start)
    return {"loading": loading, "panes": seconds, "median": statistics.median(seconds)}


if __name__ == "__main__":
    print(json.dumps(timed(sys.argv[1])))
