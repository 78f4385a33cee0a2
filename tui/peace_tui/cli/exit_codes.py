"""How every command ends, as `grep` and `diff` do: 0 and 1 are answers, 2 is a failure."""

from __future__ import annotations

from typing import Final

SUCCESS: Final = 0
NEGATIVE: Final = 1
"""The answer is no: a dossier has errors, two dossiers differ, no record passes the view or has the id."""
FAILURE: Final = 2
"""Wrong usage, or unreadable or invalid input."""
INTERRUPTED: Final = 130
"""128 and the number of SIGINT."""
PIPE_CLOSED: Final = 141
"""128 and the number of SIGPIPE."""
