"""Open the explorer."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from peace_tui.cli import Refused, UsageError
from peace_tui.commands.given import dossier_of, view_of
from peace_tui.reading.files import STANDARD_INPUT
from peace_tui.session import IDLE, LIMIT, Session
from peace_tui.streams import draw_in_unicode, hear_the_keyboard, lack_of_terminal

INSTEAD: Final = "print a list instead: peace-tui list quotes"
INSTEAD_IN_KIOSK: Final = (
    "use ssh -t to open it, or write a view to print its quotes: ssh HOST 'date:2025-10 \"some words\"'"
)


def run(arguments: Namespace) -> int:
    """Open the explorer, once it is certain that there is something to show and a terminal to show it on."""
    session, asked = session_of(arguments), ""
    if session.kiosk:
        from peace_tui import kiosk

        kiosk.close_off()
        asked = kiosk.asked_for()
    piped = arguments.dossier == STANDARD_INPUT
    reason = lack_of_terminal(needs_input=not piped)
    if reason and not asked:
        raise Refused(
            f"the explorer needs a terminal, but {reason}\n    {INSTEAD_IN_KIOSK if session.kiosk else INSTEAD}"
        )
    dossier = dossier_of(arguments.dossier)
    view = view_of(asked or arguments.view, dossier)
    if reason:
        from peace_tui.commands.list import print_list

        return print_list(dossier, view, "quotes")
    if piped:
        hear_the_keyboard()
    draw_in_unicode()
    from peace_tui import ui  # 250 ms that no other command needs

    return ui.run(dossier, view, session)


def session_of(arguments: Namespace) -> Session:
    """Return the session that the options ask for.

    Raises:
        UsageError: A kiosk is to read its dossier from the visitor.
    """
    if not arguments.kiosk:
        return Session(False, arguments.idle or 0.0, arguments.limit or 0.0)
    if arguments.dossier == STANDARD_INPUT:
        raise UsageError("a kiosk cannot read its dossier from standard input, which is the visitor's; name a file")
    idle, limit = arguments.idle, arguments.limit
    return Session(True, IDLE if idle is None else idle, LIMIT if limit is None else limit)
