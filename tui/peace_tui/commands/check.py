"""Report the problems of dossiers."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from dataclasses import asdict

from peace_tui import reading
from peace_tui.cli import DONE, FOUND, WRONG
from peace_tui.counting import counted
from peace_tui.reading.problems import ERROR, Problem
from peace_tui.records import ARRAYS, KIND_NAMES
from peace_tui.streams import complain, takes_unicode, write
from peace_tui.tabulating import as_json


def run(arguments: Namespace) -> int:
    """Print the problems of dossiers, all of them."""
    problems: list[Problem] = []
    lines: list[str] = []
    unreadable = False
    for file in arguments.dossiers:
        try:
            found = reading.read(reading.read_bytes(file), file, advise=True)
        except reading.Unreadable as error:
            complain(f"peace-tui: {error}")
            unreadable = True
            continue
        problems += found.problems
        lines += [*map(str, found.problems), _verdict(file, found)]
    if arguments.format == "json":
        lines = [as_json([asdict(problem) for problem in problems], ascii=not takes_unicode())]
    write(line + "\n" for line in lines)
    if unreadable:
        return WRONG
    return FOUND if any(problem.level == ERROR for problem in problems) else DONE


def _verdict(file: str, found: reading.Reading) -> str:
    """Return in one line how a dossier fares."""
    if found.problems:
        counts = Counter(problem.level for problem in found.problems)
        return f"{file}: {', '.join(counted(count, level) for level, count in sorted(counts.items()))}"
    counts_of_kinds = ((len(getattr(found.dossier, kind)), kind) for kind in ARRAYS)
    sizes = ", ".join(counted(size, KIND_NAMES[kind], kind) for size, kind in counts_of_kinds if size)
    return f"{file}: no problems: {sizes or 'no records yet'}"
