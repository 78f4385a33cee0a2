"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import atexit
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
        from peace_tui.cli.dispatch import run  # here, so that Ctrl+C while modules load ends as quietly as later

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED


def program() -> NoReturn:
    """Run the program and end the process, at once where nobody watches: to take all apart takes 5 to 50 ms."""
    code = main()
    if _nobody_watches():
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):
                stream.flush()
        os._exit(code)
    raise SystemExit(code)


def _nobody_watches() -> bool:
    """Tell whether nobody waits for Python's own end: no thread, debugger, profiler or interactive Python."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    watched = sys.gettrace() or sys.getprofile() or sys.flags.interactive
    return alone and not watched


if __name__ == "__main__":
    program()
