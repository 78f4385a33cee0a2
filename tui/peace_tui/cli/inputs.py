"""What commands are given: a dossier and a view; what is wrong with either is a sentence."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import Final

from peace_tui.cli.error_output import unreadable
from peace_tui.errors import InputError
from peace_tui.loading.diagnostics import ERROR, Problem
from peace_tui.loading.files import DossierError, Unreadable, load
from peace_tui.model.dossier import Dossier
from peace_tui.query.view import View, ViewError, parse_view
from peace_tui.system.progress import Progress, show_progress
from peace_tui.text.plurals import counted
from peace_tui.text.terminal_safe import UNSAFE, cell_width

MARGIN: Final = 60
"""How many characters of a long view string are shown on each side of a mistake."""


def dossier_of(file: str | None, *, digest: bool = False, progress: Progress | None = None) -> Dossier:
    """Read the dossier that a command was given, or the bundled one; with its digest for what goes by it.

    `progress` is told how far it is; standard error is, where nobody is named.

    Raises:
        InputError: There is none, or it has errors.
    """
    told = nullcontext(progress) if progress else show_progress(opening(file))
    try:
        with told as telling:
            return load(file, digest=digest, progress=telling)
    except Unreadable as error:
        raise InputError(str(error), [unreadable(file or "", str(error))]) from None
    except DossierError as error:
        count = counted(len(error.problems), "error")
        raise InputError("\n".join([f"the dossier has {count}", *map(str, error.problems)]), error.problems) from None


def opening(file: str | None) -> str:
    """Return what is being done with a dossier, in words."""
    return f"Opening {(file or '').rpartition('/')[2] or 'the dossier'}"


def view_of(text: str | None, dossier: Dossier) -> View:
    """Read the view that a command was given; the empty one without.

    Raises:
        InputError: It cannot be read; says where and why.
    """
    try:
        return parse_view(text or "", dossier)
    except ViewError as error:
        problem = Problem("--view", 1, error.column + 1, "", ERROR, error.message, error.hint)
        raise InputError(_pointed_at(text or "", error), [problem]) from None


def _pointed_at(text: str, error: ViewError) -> str:
    """Return what is wrong with a view string, and the string with a mark under the place."""
    column = min(error.column, len(text))
    start = max(column - MARGIN, 0)
    piece = re.sub(rf"\s|{UNSAFE.pattern}", " ", text[start : column + MARGIN])
    lines = [f"the view cannot be read: {error.message}", piece, " " * cell_width(piece[: column - start]) + "^"]
    return "\n    ".join([*lines, error.hint] if error.hint else lines)
