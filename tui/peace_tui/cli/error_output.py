"""What went wrong, for whoever reads it: sentences for people, objects for programs that asked for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peace_tui.loading.diagnostics import Problem

MACHINE: Final = ("json", "jsonl")
"""The forms of output that programs read."""


def form_asked_for(options: Sequence[str]) -> str:
    """Return the form of output that the options of a command line ask for, whether there is such a form or not."""
    return next((o.partition("=")[2] for o in reversed(options) if o.startswith("--format=")), "")


def complaint(error: Exception, form: str) -> str:
    """Return what is wrong as it is to be said beside output in some form.

    Beside JSON it is what `check` prints: an array of objects with file, line, column, path, level, message and hint,
    and beside JSON Lines each of them on a line; the line is 0 where no place in a file is meant.
    """
    if form not in MACHINE:
        return f"peace-tui: {error}"
    import json
    from dataclasses import asdict

    found = [asdict(problem) for problem in getattr(error, "problems", ()) or (_problem(str(error)),)]
    return "\n".join(map(json.dumps, found)) if form == "jsonl" else json.dumps(found)


def _problem(text: str) -> Problem:
    """Return a sentence as a problem of no place; what stands on its next lines is how to mend it."""
    from peace_tui.loading.diagnostics import ERROR, Problem

    message, _, hint = text.partition("\n")
    return Problem("", 0, 0, "", ERROR, message, "\n".join(line.strip() for line in hint.splitlines()))


def unreadable(file: str, text: str) -> Problem:
    """Return as a problem that a file cannot be read."""
    from peace_tui.loading.diagnostics import ERROR, Problem

    return Problem(file, 0, 0, "", ERROR, text, "")
