"""How every command ends, as `grep` and `diff` do: 0 and 1 are answers, 2 is a failure, with what was wrong.

Errors are sentences for people, and objects for programs that asked for JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from peace_tui.errors import PeaceTuiError

if TYPE_CHECKING:
    from peace_tui.loading.diagnostics import Problem

SUCCESS: Final = 0
NEGATIVE: Final = 1
"""The answer is no: a dossier has errors, two dossiers differ, no record passes the view or has the id."""
FAILURE: Final = 2
"""Wrong usage, or unreadable or invalid input."""
INTERRUPTED: Final = 130
"""128 and the number of SIGINT."""
PIPE_CLOSED: Final = 141
"""128 and the number of SIGPIPE."""


def requested_format(options: Sequence[str]) -> str:
    """Return the output format that the options of a command line ask for, whether there is such a format or not."""
    return next((o.partition("=")[2] for o in reversed(options) if o.startswith("--format=")), "")


def format_error(error: PeaceTuiError, format: str) -> str:
    """Return an error as it is written to standard error while standard output has some format.

    With JSON it is what `check` prints: an array of objects with file, line, column, path, level, message and hint;
    with JSON Lines each of them on a line. The line is 0 where no place in a file is meant.
    """
    if format not in ("json", "jsonl"):
        return f"peace-tui: {error}"
    from json import dumps

    problems = [problem._asdict() for problem in error.problems or [_as_problem(str(error))]]
    return "\n".join(map(dumps, problems)) if format == "jsonl" else dumps(problems)


def _as_problem(text: str) -> Problem:
    """Return a sentence as a problem of no file; its further lines are the hint."""
    from peace_tui.loading.diagnostics import ERROR, Problem

    message, _, hint = text.partition("\n")
    return Problem("", 0, 0, "", ERROR, message, "\n".join(line.strip() for line in hint.splitlines()))
