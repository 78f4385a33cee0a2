"""Compare two states of a dossier."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from peace_tui.cli.inputs import load_dossier
from peace_tui.cli.tables import to_json
from peace_tui.collation.changes import ADDED, CHANGED, PLURALS, REMOVED, Change, compare_dossiers
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.loading.files import read, read_bytes
from peace_tui.model.values import dossier_lines
from peace_tui.system.streams import STANDARD_INPUT, is_stdout_utf8, write_stdout
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import escape_unsafe


def run(arguments: Namespace) -> int:
    """Print how two dossiers differ, or one as lines that `git diff` can compare."""
    if arguments.textconv:
        if arguments.old:
            raise UsageError("--textconv takes one file and no other: peace-tui diff --textconv FILE")
        return _print_lines(arguments.textconv)
    if not arguments.old or not arguments.new:
        raise UsageError("two dossiers are needed: peace-tui diff OLD NEW")
    if arguments.old == arguments.new == STANDARD_INPUT:
        raise UsageError("only one of the two can be standard input; name a file for the other")
    found = compare_dossiers(load_dossier(arguments.old), load_dossier(arguments.new))
    if arguments.format == "json":
        write_stdout([to_json([asdict(change) for change in found], ascii=not is_stdout_utf8()), "\n"])
    else:
        write_stdout(line + "\n" for line in _format_changes(found))
    return NEGATIVE if found else SUCCESS


def _format_changes(found: list[Change]) -> Iterator[str]:
    """Yield the changes under a heading for each kind of record and of change."""
    if not found:
        yield "no visible changes"
    order = (ADDED, CHANGED, REMOVED)
    for kind, of_kind in groupby(found, key=lambda change: change.kind):
        for way, group in groupby(sorted(of_kind, key=lambda c: order.index(c.change)), key=lambda c: c.change):
            alike = [*group]
            records = len({change.id for change in alike})
            yield f"{format_count(records, kind, PLURALS[kind])} {way}"
            yield from (f"  {change.id}: {' '.join(change.text.split())}" for change in alike)


def _print_lines(file: str) -> int:
    """Print a dossier as lines; a file that is none as it is, so that git can compare it all the same."""
    data = read_bytes(file)
    dossier = read(data, file).dossier
    lines = dossier_lines(dossier) if dossier else data.decode("utf-8", "replace").split("\n")
    write_stdout(escape_unsafe(line) + "\n" for line in lines)
    return SUCCESS
