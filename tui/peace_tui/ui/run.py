"""Opens the explorer on the screen, and keeps the state in which the reader leaves it."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from peace_tui.errors import UsageError
from peace_tui.loading.diagnostics import NOTE
from peace_tui.query.view import View
from peace_tui.session.settings import read_config, remember
from peace_tui.session.store import load_state, save_state
from peace_tui.system.streams import STANDARD_INPUT, discard_output, write_farewell
from peace_tui.terminal import splash
from peace_tui.text.messages import suggest
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import read_keys

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.query.view import View
    from peace_tui.session.settings import Session
    from peace_tui.ui.app import PeaceApp


ESC_DELAY: Final = "30"
"""Milliseconds after which an ESC that nothing follows is the key, where the environment does not say otherwise."""


def run(dossier: Dossier, view: View, session: Session) -> int:
    """Open the explorer on a dossier and a view; return the exit code once the reader has left.

    Over SSH the mouse stays the terminal's, which can then select text, unless the session says otherwise.

    Raises:
        UsageError: There is no theme of the name that the command line gives.
    """
    os.environ.setdefault("ESCDELAY", ESC_DELAY)  # which Textual reads once, when it is imported
    from peace_tui.ui.app import PeaceApp

    keys, problems = (KEYS, []) if session.kiosk else read_keys(KEYS)
    app = PeaceApp(dossier, view, keys, session, light=splash.detect_light())
    _check_theme(session.theme, app.available_themes)
    if not session.kiosk:
        found = (*read_config([*app.available_themes])[1], *problems)
        app.problems = [problem for problem in found if problem.level != NOTE]
        app.remember = remember
    if not session.kiosk and dossier.path != STANDARD_INPUT:
        _keep_state(app)
    # GNU screen keeps Esc back until the next key while the mouse is on: https://github.com/mawww/kakoune/issues/4376
    has_mouse = not (app.is_remote or "STY" in os.environ) if session.mouse is None else session.mouse
    app.run(mouse=has_mouse)
    if app.return_code == splash.HANGUP_EXIT_CODE:
        discard_output()
    elif app.exit_message:
        write_farewell(app.exit_message)
    if app.return_code is None:  # Textual leaves it so after a panic
        return 1
    return app.return_code


def _check_theme(theme: str, known: Collection[str]) -> None:
    """Refuse a theme that there is not, which the command line asks for."""
    if theme and theme not in known:
        raise UsageError(f"unknown theme '{theme}'; {suggest(theme, known) or 'try ' + ', '.join(known)}")


def _keep_state(app: PeaceApp) -> None:
    """Offer the state in which the reader left the dossier, and keep the one in which they leave it now."""
    start, nothing = app.main.state, View()
    if (saved := load_state(app.dossier)) and saved.state.to_view() != nothing:
        app.main.saved_state, app.main.gone_since = replace(saved.state, options=start.options), saved.gone

    def keep() -> None:
        state = app.main.state
        if state != start and state.to_view() != nothing:  # no one comes back to a look at the first screen
            save_state(app.dossier, state)

    app.on_leaving = keep
