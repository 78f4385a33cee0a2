"""List the records that pass a view, or what there is to count of them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from peace_tui.cli.inputs import add_marks_for, add_own_marks, load_dossier, read_view
from peace_tui.cli.tables import FORMATTERS, format_table, to_json
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED
from peace_tui.query.facets import FREE
from peace_tui.query.selection import KINDS, LISTINGS, list_by
from peace_tui.query.view import View, discounting_clauses
from peace_tui.session.marks import read_marks
from peace_tui.system.streams import is_stdout_utf8, terminal_width, write_paged, write_stderr, write_stdout
from peace_tui.text.terminal_safe import cell_width, preview, sanitize_line, truncate_text

if TYPE_CHECKING:
    from peace_tui.query.statistics import Part

MAX_VIEW_CHARS: Final = 500
"""How many characters of a view string are repeated in a sentence."""

YOURS: Final = "yours"
"""The heading of what the reader has marked, which is no part of the records."""


def run(arguments: Namespace) -> int:
    """Print the records that pass a view."""
    dossier = load_dossier(*arguments.dossiers, digest=bool(arguments.made_on))
    view = read_view(arguments.view, dossier, arguments.made_on)
    if arguments.by and arguments.kind != "people":
        raise UsageError("--by is for people, such as: peace-tui list people --by words")
    if arguments.kind == "marks":
        dossier = dossier.with_marks(read_marks(dossier))
    else:
        dossier = add_marks_for(view, dossier)
        dossier = add_own_marks(dossier) if arguments.format == "text" and dossier.marks == UNMARKED else dossier
    paged = not arguments.no_pager
    return print_list(dossier, view, arguments.kind, arguments.as_pane, arguments.format, arguments.by, paged=paged)


def print_list(
    dossier: Dossier,
    view: View,
    kind: str,
    as_pane: bool = False,
    format: str = "text",
    by: str | None = None,
    *,
    paged: bool = False,
) -> int:
    """Print the records of a kind that pass a view; say so where none do.

    People may be listed `by` what they say. Long lists may be `paged`, where the reader is no stranger.
    """
    listing = list_by(by) if by else LISTINGS[kind]
    rows = listing.rows(dossier, view, as_pane)
    if format == "text":
        headings, lines = listing.headings, [listing.cells(dossier, row) for row in rows]
        marks = [dossier.marks.of(row["id"]) for row in rows] if kind in KINDS else []
        if any(not mark.is_empty for mark in marks):
            headings = (*headings[:-1], YOURS, headings[-1])
            yours = ("" if mark.is_empty else "starred" if mark.starred else "noted" for mark in marks)
            lines = [(*cells[:-1], mark, cells[-1]) for cells, mark in zip(lines, yours, strict=True)]
        write_paged(format_table(headings, lines, terminal_width()), wanted=paged)
    else:
        keys = [*listing.keys, *(key for key in rows[0] if key not in listing.keys)] if rows else listing.keys
        write_paged(FORMATTERS[format](keys, rows, not is_stdout_utf8()), wanted=paged)
    if rows:
        if discounting_clauses(view.clauses) and terminal_width():
            from peace_tui.query.discounts import describe_discounts  # which few lists need

            for line in describe_discounts(dossier, view.clauses):
                write_stderr(sanitize_line(line))
        return SUCCESS
    why = f"no {kind} match: {preview(str(view), MAX_VIEW_CHARS)}" if view.clauses else f"there are no {kind}"
    write_stderr("\n    ".join([f"peace-tui: {why}", *_offers(dossier, view)]))
    return NEGATIVE


def _offers(dossier: Dossier, view: View) -> list[str]:
    """Return what may be meant by the free words of a view that nothing passes."""
    if not view.clauses_of(FREE):
        return []
    from peace_tui.query.offers import find_offers  # only where nothing is found

    return [sanitize_line(str(offer)) for offer in find_offers(dossier, view)]


def print_statistics(arguments: Namespace) -> int:
    """Print the statistics of a dossier under a view."""
    from peace_tui.query.statistics import compute_statistics, describe_shown, describe_statistics  # what no list needs

    dossier = load_dossier(*arguments.dossiers, digest=True)
    view = read_view(arguments.view, dossier, arguments.made_on)
    dossier = add_marks_for(view, dossier)
    found = compute_statistics(dossier, view)
    if arguments.format == "json":
        document = {"dossier": dossier.info.title, "sha256": dossier.digest, "view": str(view), **found.as_dict()}
        write_stdout([to_json(document, ascii=not is_stdout_utf8()), "\n"])
    else:
        parts = describe_statistics(dossier, found)
        lines = [dossier.info.title, describe_shown(view, found)]
        write_stdout(f"{sanitize_line(line)}\n" for line in lines)
        write_stdout(f"{line}\n" for line in _format_parts(parts, terminal_width()))
    return SUCCESS


def _format_parts(parts: Iterable[Part], width: int | None) -> Iterator[str]:
    """Yield the parts of the statistics as lines, the counts of a part under each other."""
    for part in parts:
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
