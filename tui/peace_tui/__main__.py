"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from peace_tui.cli.exit_codes import INTERRUPTED


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program on `argv`, the words after its name, and return its exit code."""
    try:
        from peace_tui.cli.dispatch import run  # here, so that Ctrl+C while modules load ends as quietly as later

        return run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
