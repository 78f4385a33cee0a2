"""What commands are given: a dossier and a view; what is wrong with either is a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Final

from peace_tui.errors import InputError
from peace_tui.loading.diagnostics import ERROR, Problem
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.engine import match_clauses
from peace_tui.query.facets import FACET, ViewError
from peace_tui.query.view import View, parse_kept_view, parse_view
from peace_tui.session.marks import add_marks, read_marks
from peace_tui.system.streams import Progress, show_progress, write_stderr
from peace_tui.text.messages import format_count, speak
from peace_tui.text.terminal_safe import UNSAFE, cell_width, sanitize_line

MAX_CONTEXT_CHARS: Final = 60
"""How much of a long view string is shown on each side of a mistake."""
COUNTED: Final = ("quotes", "events")
"""What a filter is told to leave."""


def load_dossier(*files: str, digest: bool = False, progress: Progress | None = None) -> Dossier:
    """Read the dossiers that a command was given as one, or the bundled one; with its digest for what goes by it.

    Progress is shown on standard error where no other `progress` is given.

    Raises:
        InputError: There is none, or it has errors.
    """
    with nullcontext(progress) if progress else show_progress(describe_opening(*files)) as shown:
        return load(*files, digest=digest, progress=shown)


def describe_opening(*files: str) -> str:
    """Return the task of opening dossiers in words, for its progress."""
    return f"Opening {', '.join(file.rpartition('/')[2] for file in files) or 'the dossier'}"


def read_view(text: str | None, dossier: Dossier, made_on: str | None = None) -> View:
    """Read the view that a command was given; the empty one without.

    A view that was `made_on` a state of the dossier with another digest loses what is gone since, which is said.

    Raises:
        InputError: It cannot be read; says where and why.
    """
    view, said = read_kept_view(text, dossier, made_on)
    if said:
        write_stderr(f"peace-tui: {sanitize_line(said)}")
    return view


def read_kept_view(text: str | None, dossier: Dossier, made_on: str | None) -> tuple[View, str]:
    """Read a view as `read_view` does; return it with a sentence on what is gone of it, or nothing."""
    try:
        if not made_on or dossier.digest.startswith(made_on.casefold()):
            return parse_view(text or "", dossier), ""
        view, gone = parse_kept_view(text or "", dossier)
        return view, _describe_gone(dossier, made_on, gone)
    except ViewError as error:
        problem = Problem("--view", 1, error.column + 1, "", ERROR, error.message, error.hint)
        raise InputError(_point_at_error(text or "", error), [problem]) from None


def add_marks_for(view: View, dossier: Dossier) -> Dossier:
    """Return the dossier with what the reader has marked in it, where a view asks for that.

    Raises:
        MarksError: The marks cannot be read.
    """
    if not any(FACET[clause.facet].of_marks for clause in view.clauses):
        return dossier
    return dossier.with_marks(read_marks(dossier))


def add_own_marks(dossier: Dossier) -> Dossier:
    """Return the dossier with what the reader has marked in it; where that cannot be read, say why and go on."""
    marked, why = add_marks(dossier)
    if why:
        write_stderr(f"peace-tui: your marks are not shown: {sanitize_line(why)}")
    return marked


def _describe_gone(dossier: Dossier, made_on: str, gone: Sequence[str]) -> str:
    state = f"this view was made on another state of the dossier ({made_on}; this one is {dossier.short_digest})"
    return f"{state}; gone from it: {', '.join(gone)}" if gone else f"{state}; all that it names is still there"


def describe_filter(dossier: Dossier, view: View) -> str:
    """Return the filter and what it leaves, in a sentence."""
    total = {"quotes": len(dossier.quotes), "events": len(dossier.events)}
    if not view.clauses:
        return f"No filter: {_count_all(total['quotes'], 'quote')}, {_count_all(total['events'], 'event')}."
    matches = match_clauses(dossier, view.clauses)
    shown = {"quotes": len(matches.quotes), "events": len(matches.events)}
    counts = ", ".join(f"{shown[kind]:,} of {total[kind]:,} {kind}" for kind in COUNTED)
    return f"Filter {view.replace(at=None)}: {counts}." + "".join(map(" {}".format, describe_losses(dossier, view)))


def _count_all(count: int, noun: str) -> str:
    return f"all {format_count(count, noun)}" if count > 1 else format_count(count, noun)


def describe_losses(dossier: Dossier, view: View) -> list[str]:
    """Return for each clause that discounts something a sentence on what."""
    from peace_tui.query.discounts import describe_discounts  # which the explorer does not wait for

    return [f"{speak(line)}." for line in describe_discounts(dossier, view.clauses)]


def _point_at_error(text: str, error: ViewError) -> str:
    """Return what is wrong with a view string, and the string with a mark under the place."""
    column = min(error.column, len(text))
    start = max(column - MAX_CONTEXT_CHARS, 0)
    excerpt = re.sub(rf"\s|{UNSAFE}", " ", text[start : column + MAX_CONTEXT_CHARS])
    lines = [f"the view cannot be read: {error.message}", excerpt, " " * cell_width(excerpt[: column - start]) + "^"]
    return "\n    ".join([*lines, error.hint] if error.hint else lines)
