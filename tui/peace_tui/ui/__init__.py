"""The explorer on the screen. Importing this package costs nothing; [run][peace_tui.ui.run] brings Textual in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peace_tui.dossier import Dossier
    from peace_tui.views import View


def run(dossier: Dossier, view: View) -> int:
    """Open the explorer on a dossier and a view; return the exit code once the reader has left."""
    from peace_tui.ui.app import PeaceApp  # 250 ms that no other command needs
    from peace_tui.ui.keymap import KeymapError, read_keys

    try:
        keys = read_keys()
    except KeymapError as error:
        print(f"peace-tui: {error}", file=sys.stderr)
        return 2
    app = PeaceApp(dossier, view, keys)
    app.run()
    if app.return_code is None:  # Textual leaves it so after a panic
        return 1
    return app.return_code
