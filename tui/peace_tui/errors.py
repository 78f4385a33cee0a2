"""Every error that ends in a sentence for a person: raised anywhere, turned into an exit code by the command line.

Commands end as `grep` and `diff` do: 0 and 1 are answers, 2 is a failure, with what was wrong. Nothing of the program
is imported here, so that every room may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

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


class PeaceTuiError(Exception):
    """An error for a person to read; the text says what is wrong and what to do."""

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        """Keep the text, and the same as `problems` for programs, where it is about places in files."""
        super().__init__(text)
        self.problems = problems


class UsageError(PeaceTuiError):
    """A command line that cannot be followed."""


class InputError(PeaceTuiError):
    """Input that cannot be read."""


class OutputError(PeaceTuiError):
    """Output, to a file or to standard output, that cannot be written."""


class OutputClosed(Exception):
    """The reader of our standard output has closed it, as `head` does: no one needs to read anything."""


class LimitReached(Exception):
    """A session has used up what it may have, and ends with this sentence."""

    def __rich__(self) -> str:
        """Return what is shown in place of a traceback where the explorer ends."""
        return str(self)
