"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

INTERRUPTED: Final = 130
"""128 and the number of SIGINT."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program on `argv`, the words after its name, and return its exit code."""
    try:
        import gc

        gc.disable()  # a command is over before it would find anything; the explorer turns it on again
        from peace_tui.cli import run  # here, so that Ctrl+C while modules load ends as quietly as later

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
