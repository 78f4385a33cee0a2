"""The explorer on the screen. Importing this package costs nothing; [run][peace_tui.ui.run] brings Textual in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peace_tui.streams import complain

if TYPE_CHECKING:
    from peace_tui.dossier import Dossier
    from peace_tui.session import Session
    from peace_tui.views import View


def run(dossier: Dossier, view: View, session: Session) -> int:
    """Open the explorer on a dossier and a view; return the exit code once the reader has left."""
    from peace_tui.ui.app import PeaceApp  # 250 ms that no other command needs
    from peace_tui.ui.keymap import KeymapError, read_keys
    from peace_tui.ui.keys import KEYS

    try:
        keys = KEYS if session.kiosk else read_keys()
    except KeymapError as error:
        complain(f"peace-tui: {error}")
        return 2
    app = PeaceApp(dossier, view, keys, session)
    app.run()
    if app.farewell:
        complain(app.farewell)
    if app.return_code is None:  # Textual leaves it so after a panic
        return 1
    return app.return_code
