"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

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


if __name__ == "__main__":
    raise SystemExit(main())
