"""Open the explorer."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli import Refused
from peace_tui.commands.given import dossier_of, view_of
from peace_tui.reading.files import STANDARD_INPUT
from peace_tui.streams import draw_in_unicode, hear_the_keyboard, lack_of_terminal


def run(arguments: Namespace) -> int:
    """Open the explorer, once it is certain that there is something to show and a terminal to show it on."""
    piped = arguments.dossier == STANDARD_INPUT
    if reason := lack_of_terminal(needs_input=not piped):
        hint = "print a list instead: peace-tui list quotes"
        raise Refused(f"the explorer needs a terminal, but {reason}\n    {hint}")
    dossier = dossier_of(arguments.dossier)
    view = view_of(arguments.view, dossier)
    if piped:
        hear_the_keyboard()
    draw_in_unicode()
    from peace_tui import ui  # 250 ms that no other command needs

    return ui.run(dossier, view)
