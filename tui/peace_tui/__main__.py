"""The command `peace-tui`, and `python -m peace_tui`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Final

from peace_tui.errors import INTERRUPTED

GC_THRESHOLD: Final = 50_000
"""After how many new objects garbage is collected, until the explorer's first screen stands and it sets a threshold of
its own: what is made before that is needed to the end, but for what imports leave behind."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program on `argv`, the words after its name, and return its exit code."""
    gc.set_threshold(GC_THRESHOLD)
    try:
        from peace_tui.cli.dispatch import run  # here, so that Ctrl+C while modules load ends as quietly as later

        if argv is not None:
            return run(argv)
        code = run(sys.argv[1:], owns_process=True)
        gc.freeze()  # Python ends by looking through all there is for garbage, and frees it with the process anyway
        return code
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
