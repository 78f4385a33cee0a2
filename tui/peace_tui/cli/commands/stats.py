"""Print a dossier at a glance: who speaks how much, what is reported by one alone, and what is missing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

from peace_tui.cli.inputs import add_marks_for, load_dossier, read_view
from peace_tui.cli.tables import to_json
from peace_tui.errors import SUCCESS
from peace_tui.model.dossier import Dossier
from peace_tui.query.statistics import Statistics, count, describe, describe_shown
from peace_tui.query.view import View
from peace_tui.system.streams import stdout_is_utf8, terminal_width, write_stdout
from peace_tui.text.terminal_safe import cell_width, sanitize_line, truncate_text


def run(arguments: Namespace) -> int:
    """Print the statistics of a dossier under a view."""
    dossier = load_dossier(*arguments.dossiers, digest=True)
    view = read_view(arguments.view, dossier, arguments.made_on)
    dossier = add_marks_for(view, dossier)
    found = count(dossier, view)
    if arguments.format == "json":
        document = {"dossier": dossier.info.title, "sha256": dossier.digest, "view": str(view), **found.as_dict()}
        write_stdout([to_json(document, ascii=not stdout_is_utf8()), "\n"])
    else:
        write_stdout(f"{line}\n" for line in _format(dossier, view, found, terminal_width()))
    return SUCCESS


def _format(dossier: Dossier, view: View, found: Statistics, width: int | None) -> Iterator[str]:
    """Yield the statistics as lines, the counts of a part under each other."""
    yield sanitize_line(dossier.info.title)
    yield sanitize_line(describe_shown(view, found))
    for part in describe(dossier, found):
        yield ""
        yield f"{part.title}: {part.note}" if part.note else part.title
        names = [("    " if row.is_listed else "  ") + sanitize_line(row.name) for row in part.rows]
        counted = [cell_width(name) for name, row in zip(names, part.rows, strict=True) if row.counts]
        column = min(max(counted, default=0), (width or 100) * 2 // 3)
        for name, row in zip(names, part.rows, strict=True):
            if not row.counts:
                yield name
                continue
            name = truncate_text(name, column) if width else name
            yield f"{name}{' ' * max(column - cell_width(name), 0)}  {row.counts}"
