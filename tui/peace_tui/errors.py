"""Every error that ends in a sentence for a person: raised anywhere, turned into an exit code by the command line.

Nothing of the program is imported here, so that every room may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peace_tui.loading.diagnostics import Problem


class UsageError(Exception):
    """A command line that cannot be followed; the text says why and what to write."""


class InputError(Exception):
    """Input that cannot be read; the text says why and how to fix it."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        """Say it to people; `problems` say it to programs, where there is more to say than the text."""
        super().__init__(text)
        self.problems = problems


class OutputError(Exception):
    """Output, to a file or standard output, that cannot be written; the text says why."""


class OutputClosed(Exception):
    """Whoever read our standard output has heard enough, as `head` has."""
