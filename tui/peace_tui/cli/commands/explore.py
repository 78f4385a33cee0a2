"""Open the explorer."""

from __future__ import annotations

import gc
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING, Final

from peace_tui.errors import InputError, UsageError
from peace_tui.loading.bundled import bundled, title_in
from peace_tui.session.limits import IDLE, LIMIT, Session
from peace_tui.system.streams import (
    STANDARD_INPUT,
    encode_stderr_as_utf8,
    find_terminal_problem,
    reopen_stdin_on_terminal,
)
from peace_tui.terminal import splash as early

if TYPE_CHECKING:
    from peace_tui.system.progress import Progress

INSTEAD: Final = "print a list instead: peace-tui list quotes"
INSTEAD_IN_KIOSK: Final = (
    "use ssh -t to open it, or write a view to print its quotes: ssh HOST 'date:2025-10 \"some words\"'"
)


def run(arguments: Namespace) -> int:
    """Open the explorer, once it is certain that there is something to show and a terminal to show it on."""
    session, asked = session_of(arguments), ""
    if session.kiosk:
        from peace_tui.cli import kiosk

        kiosk.close_off()
        asked = kiosk.asked_for()
    reason = find_terminal_problem(needs_input=arguments.dossier != STANDARD_INPUT)
    if reason and not asked:
        raise InputError(
            f"the explorer needs a terminal, but {reason}\n    {INSTEAD_IN_KIOSK if session.kiosk else INSTEAD}"
        )
    if reason:
        return _print_instead(arguments, asked)
    encode_stderr_as_utf8()
    with early.restored():
        return _open(arguments, asked or arguments.view, session)


def _print_instead(arguments: Namespace, view: str) -> int:
    """Print the quotes of a view."""
    from peace_tui.cli.commands.list import print_list
    from peace_tui.cli.inputs import dossier_of, view_of

    dossier = dossier_of(arguments.dossier)
    return print_list(dossier, view_of(view, dossier), "quotes")


def _open(arguments: Namespace, words: str | None, session: Session) -> int:
    """Paint as soon as it is certain that the dossier will open; with our own there is nothing to wait for."""
    if not arguments.dossier and not words:
        early.paint(title_in(bundled()))
    gc.disable()  # what is made from here to the first screen stays; once it stands, the app collects again
    from peace_tui.cli.inputs import dossier_of, opening, view_of  # 60 ms, after the first paint
    from peace_tui.system.progress import make_progress

    told = _while_importing(arguments.dossier, make_progress(early.say, opening(arguments.dossier)))
    dossier = dossier_of(arguments.dossier, progress=told)
    view = view_of(words, dossier)
    if arguments.dossier == STANDARD_INPUT:
        reopen_stdin_on_terminal()
    early.paint(dossier.info.title)
    from peace_tui.ui import run as ui

    return ui.run(dossier, view, session)


def _while_importing(file: str | None, tell: Progress) -> Progress:
    """Paint and import the explorer when a large dossier begins to be looked for in the cache: Python idles then."""
    from peace_tui.ui import run as ui

    def progress(what: str, done: float) -> None:
        if not done:
            if file and file != STANDARD_INPUT:
                early.paint(title_in(file))
            ui.import_app()
        tell(what, done)

    return progress


def session_of(arguments: Namespace) -> Session:
    """Return the session that the options ask for.

    Raises:
        UsageError: A kiosk is to read its dossier from the visitor.
    """
    if not arguments.kiosk:
        return Session(False, arguments.idle or 0.0, arguments.limit or 0.0, arguments.mouse, arguments.ascii)
    if arguments.dossier == STANDARD_INPUT:
        raise UsageError("a kiosk cannot read its dossier from standard input, which is the visitor's; name a file")
    idle, limit = arguments.idle, arguments.limit
    idle, limit = IDLE if idle is None else idle, LIMIT if limit is None else limit
    return Session(True, idle, limit, arguments.mouse, arguments.ascii)
