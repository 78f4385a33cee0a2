"""The explorer on the screen. Importing this package costs nothing; [run][peace_tui.ui.run.run] brings Textual in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from peace_tui.errors import InputError
from peace_tui.system.streams import STANDARD_INPUT, write_stderr
from peace_tui.terminal import splash

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.query.view import View
    from peace_tui.session.limits import Session
    from peace_tui.ui.app import PeaceApp


ESC_DELAY: Final = "30"
"""Milliseconds after which an ESC that nothing follows is the key, where the environment does not say otherwise."""


def run(dossier: Dossier, view: View, session: Session) -> int:
    """Open the explorer on a dossier and a view; return the exit code once the reader has left.

    Over SSH the mouse stays the terminal's, which can then select text, unless the session says otherwise.

    Raises:
        InputError: The reader's own keys cannot be read.
    """
    import_app()
    from peace_tui.ui.app import PeaceApp
    from peace_tui.ui.keymap import KeymapError, read_keys
    from peace_tui.ui.keys import KEYS

    try:
        keys = KEYS if session.kiosk else read_keys()
    except KeymapError as error:
        raise InputError(str(error)) from None
    app = PeaceApp(dossier, view, keys, session, light=splash.detect_light())
    if not session.kiosk and dossier.path != STANDARD_INPUT:
        keep_the_place(app)
    # GNU screen keeps Esc back until the next key while the mouse is on: https://github.com/mawww/kakoune/issues/4376
    app.run(mouse=session.mouse or not (app.far_away or "STY" in os.environ))
    if app.farewell:
        write_stderr(app.farewell)
    if app.return_code is None:  # Textual leaves it so after a panic
        return 1
    return app.return_code


def import_app() -> None:
    """Import Textual and the app, which no other command needs."""
    os.environ.setdefault("ESCDELAY", ESC_DELAY)  # read once, when Textual is imported
    import peace_tui.ui.app  # noqa: F401


def keep_the_place(app: PeaceApp) -> None:
    """Offer the place in which the reader left the dossier, and keep the one in which they leave it now."""
    from peace_tui.session.store import remember, remembered

    start = app.main.place
    app.main.left_at = remembered(app.dossier)

    def keep() -> None:
        if app.main.place != start:  # a look at the first screen is no place to come back to
            remember(app.dossier, app.main.place)

    app.on_leaving = keep
