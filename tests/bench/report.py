"""The report: the rows as a table and as JSON."""

from __future__ import annotations

import datetime
import os
import platform
import statistics
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from bench.figures import Ledger, Row
from bench.subjects import PEACE, PEERS, ROOT


def table(rows: Sequence[Row], ledger: Ledger) -> str:
    """The rows as a Markdown table, with what the same keys cost in the peers, and the references below."""
    head = ["what", "measured", "must hold", "aim", "", *PEERS]
    lines = [head, *([row.title, *_figures(row, ledger)] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:4]), "-" * widths[4]])
    lines[1] += ["-" * (width - 1) + ":" for width in widths[5:]]
    return "\n".join(f"| {' | '.join(_padded(line, widths))} |" for line in lines)


def references(rows: Sequence[Row], ledger: Ledger) -> str:
    """What the ratios are to, in figures of this very run."""
    found = {}
    for row in rows:
        if row.of and (samples := ledger.found(row.of.who, row.of.what)):
            value = statistics.median(samples) * row.of.unit.times
            found[f"{row.of.who} {row.of.what}"] = f"{value:,.{row.of.unit.decimals}f} {row.of.unit.name}"
    return "; ".join(f"{name} {value}" for name, value in found.items())


def document(rows: Sequence[Row], ledger: Ledger) -> dict[str, Any]:
    """Everything as JSON: where and when, the rows, and what every sample was, in seconds and bytes."""
    return {
        "machine": machine(),
        "rows": [
            {
                "id": row.id,
                "title": row.title,
                "unit": row.unit_name,
                "value": row.value(ledger),
                "must": row.must,
                "aim": row.aim,
                "verdict": row.verdict(ledger),
                "peers": {peer: row.value(ledger, peer) for peer in PEERS},
            }
            for row in rows
        ],
        "samples": {f"{who}: {what}": samples for (who, what), samples in ledger.samples.items()},
    }


def machine() -> dict[str, Any]:
    """What was measured on, and when."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="minutes"),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "textual": version("textual"),
        "commit": _commit(),
    }


def _commit() -> str:
    import subprocess

    run = subprocess.run(("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"), capture_output=True, text=True)
    return run.stdout.strip()


def _figures(row: Row, ledger: Ledger) -> list[str]:
    bounds = [_told(row, bound) if bound is not None else "" for bound in (row.must, row.aim)]
    values = [_told(row, row.value(ledger, who)) for who in (PEACE, *PEERS)]
    return [values[0], *bounds, row.verdict(ledger), *values[1:]]


def _told(row: Row, value: float | None) -> str:
    if value is None:
        return "–"
    number = f"{value:,.{row.decimals}f}"
    return f"{number} {row.unit_name}".strip()


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    figures = range(1, len(line))
    return [
        cell.rjust(width) if column in figures and column != 4 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
