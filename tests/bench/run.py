"""Measures how fast the program is, in a real pseudo-terminal, and compares it: python tests/bench/run.py

Everything is measured from outside, in turn with what it is compared with, so that ratios hold on a machine that does
other work as well. `--quick` takes a minute. Rows are chosen by the beginnings of their names: --rows ready filter.
It needs Linux, and what the tests need; VisiData is measured where it is installed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:1] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "tui")]

from bench import alignment, engine, extremes, keystrokes, openings, report, text_commands  # noqa: E402
from bench.figures import Ledger, chosen  # noqa: E402
from bench.plan import QUICK, WHOLE, Plan  # noqa: E402
from bench.subjects import Workshop  # noqa: E402

Measuring = Callable[[Ledger, Workshop, Plan], None]

STAGES: tuple[tuple[str, Measuring, tuple[str, ...]], ...] = (
    ("opening", openings.measure, ("paint", "ready.bundled", "ready.100k.again", "start.", "pss.bundled", "quit.")),
    ("opening 100,000 quotes", openings.measure_large, ("ready.100k.", "paint.100k", "pss.100k")),
    (
        "keys",
        keystrokes.measure,
        ("row.", "scroll.", "filter.bundled", "filter.10k", "page.", "focus.", "frames", "idle"),
    ),
    ("keys in 100,000 quotes", keystrokes.measure_large, ("filter.100k", "search.100k")),
    ("keys held down, and many at once", keystrokes.measure_repeats, ("held.", "burst.")),
    ("Esc", keystrokes.measure_escape, ("escape.",)),
    ("text commands", text_commands.measure, ("command.",)),
    ("strange dossiers", extremes.measure, ("check.", "long.")),
    ("the engine", engine.measure, ("engine.", "loading.")),
    ("alignment", alignment.measure, ("alignment",)),
)
"""What is measured together, and for which rows it is needed."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", nargs="+", default=[], metavar="NAME", help="the beginnings of the rows' names")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and no large dossiers")
    parser.add_argument("--json", metavar="FILE", help="also write everything here, - for standard output")
    parser.add_argument("--folder", type=Path, help="where generated dossiers are kept")
    arguments = parser.parse_args()
    rows = chosen(arguments.rows)
    if not rows:
        parser.error("no row begins so; there are " + ", ".join(row.id for row in chosen(())))
    ledger = Ledger()
    with tempfile.TemporaryDirectory() as scratch:
        workshop = Workshop(arguments.folder or _kept(), Path(scratch))
        workshop.compile()
        plan = QUICK if arguments.quick else WHOLE
        for name, stage, begins in STAGES:
            if any(row.id.startswith(begins) for row in rows):
                print(f"measuring: {name}", end="", file=sys.stderr, flush=True)
                start = time.perf_counter()
                stage(ledger, workshop, plan)
                print(f", {time.perf_counter() - start:.0f} s", file=sys.stderr)
    told = json.dumps(report.document(rows, ledger), indent=1)
    if arguments.json == "-":
        print(told)
        return 0
    if arguments.json:
        Path(arguments.json).write_text(told + "\n", "utf-8")
    print(report.table(rows, ledger), "", report.references(rows, ledger), _where(), sep="\n")
    return 0


def _kept() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("peace-tui-bench", appauthor=False)


def _where() -> str:
    facts = report.machine()
    return ", ".join(f"{name} {value}" for name, value in facts.items())


if __name__ == "__main__":
    sys.exit(main())
