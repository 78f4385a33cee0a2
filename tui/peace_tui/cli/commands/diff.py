"""Compare two states of a dossier."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from types import SimpleNamespace as Namespace

from peace_tui.cli.exit_codes import NEGATIVE, SUCCESS
from peace_tui.cli.inputs import dossier_of
from peace_tui.cli.tables import as_json
from peace_tui.dossier_diff.brief import PLURALS
from peace_tui.dossier_diff.changes import ADDED, CHANGED, REMOVED, Change, changes
from peace_tui.errors import InputError, UsageError
from peace_tui.loading.document import read
from peace_tui.loading.files import Unreadable, read_bytes
from peace_tui.system.streams import stdout_is_utf8, write_stdout
from peace_tui.text.plurals import counted
from peace_tui.text.terminal_safe import spelled_out


def run(arguments: Namespace) -> int:
    """Print how two dossiers differ, or one as lines that `git diff` can compare."""
    if arguments.textconv:
        if arguments.old:
            raise UsageError("--textconv takes one file and no other: peace-tui diff --textconv FILE")
        return _textconv(arguments.textconv)
    if not arguments.old or not arguments.new:
        raise UsageError("two dossiers are needed: peace-tui diff OLD NEW")
    if arguments.old == arguments.new == "-":
        raise UsageError("standard input can be one of the two only; name a file for the other")
    found = changes(dossier_of(arguments.old), dossier_of(arguments.new))
    if arguments.format == "json":
        from dataclasses import asdict

        write_stdout([as_json([asdict(change) for change in found], ascii=not stdout_is_utf8()), "\n"])
    else:
        write_stdout(line + "\n" for line in _lines(found))
    return NEGATIVE if found else SUCCESS


def _lines(found: list[Change]) -> Iterator[str]:
    """Yield the changes under a heading for each kind and what became of it."""
    if not found:
        yield "nothing a reader would notice has changed"
    order = (ADDED, CHANGED, REMOVED)
    for kind, of_kind in groupby(found, key=lambda change: change.kind):
        for change, group in groupby(sorted(of_kind, key=lambda c: order.index(c.change)), key=lambda c: c.change):
            told = [*group]
            records = len({each.id for each in told})
            yield f"{counted(records, kind, PLURALS[kind])} {change}"
            yield from (f"  {each.id}: {' '.join(each.text.split())}" for each in told)


def _textconv(file: str) -> int:
    """Print a dossier as lines; a file that is none as it is, so that git can compare it all the same."""
    from peace_tui.dossier_diff.textconv import dossier_lines

    try:
        data = read_bytes(file)
    except Unreadable as error:
        raise InputError(str(error)) from None
    dossier = read(data, file).dossier
    lines = dossier_lines(dossier) if dossier else data.decode("utf-8", "replace").split("\n")
    write_stdout(spelled_out(line) + "\n" for line in lines)
    return SUCCESS
