"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, NoReturn

INTERRUPTED: Final = 130
"""128 and the number of SIGINT."""

SELDOM: Final = 50_000
"""After how many new objects the collector of cycles looks for the first time."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program on `argv`, the words after its name, and return its exit code."""
    try:
        import gc

        gc.set_threshold(SELDOM, 20, 20)  # 3 ms: a short command is over before there could be anything to collect
        from peace_tui.cli import run  # here, so that Ctrl+C while modules load ends as quietly as later

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED


def program() -> NoReturn:
    """Run the program and end the process, at once where the explorer was open: to take it all apart takes 50 ms."""
    code = main()
    if "peace_tui.ui.app" in sys.modules and sys.modules["threading"].active_count() == 1 and sys.gettrace() is None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):
                stream.flush()
        os._exit(code)
    raise SystemExit(code)


if __name__ == "__main__":
    program()
