"""Regular expressions that are compiled when they are first used: most of them never are in one run of a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast


class _Late:
    """A regular expression that is still to be compiled; from its first use on it has the methods of that."""

    def __init__(self, pattern: str, flags: re.RegexFlag | int) -> None:
        self.pattern, self.flags = pattern, flags

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Compile, and keep what was asked for."""
            found = getattr(re.compile(self.pattern, self.flags), name)
            setattr(self, name, found)
            return found


def late(pattern: str, flags: re.RegexFlag | int = 0) -> re.Pattern[str]:
    """Return a pattern that costs nothing before it is used, and hardly anything more afterwards.

    It is for patterns that are looked for now and then; `re.compile` is for those that every run needs.
    """
    return cast("re.Pattern[str]", _Late(pattern, flags))
