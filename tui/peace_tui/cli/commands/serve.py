"""Serve the explorer to browsers."""

from __future__ import annotations

import os.path
from argparse import Namespace

from peace_tui.cli.inputs import load_dossier, read_view
from peace_tui.errors import InputError, UsageError
from peace_tui.system.streams import STANDARD_INPUT


def run(arguments: Namespace) -> int:
    """Serve the explorer of a dossier until a signal ends it."""
    if arguments.dossier == STANDARD_INPUT:
        raise UsageError("each reader opens the dossier again; name a file, not standard input")
    try:
        from peace_tui.ui.serve import Explorers, is_loopback, session_words
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("peace_tui"):
            raise
        hint = "install it with: pip install 'peace-tui[web]'"
        raise InputError(f"serving to browsers needs textual-serve, which is not installed\n    {hint}") from None
    if arguments.no_kiosk and not is_loopback(arguments.host):
        raise UsageError("--no-kiosk would let strangers at your files; it goes with the loopback only")
    dossier = load_dossier(*([arguments.dossier] if arguments.dossier else []))
    read_view(arguments.view, dossier)  # so that an error is reported now, and not to each reader
    options = [] if arguments.no_kiosk else ["--kiosk"]
    for flag, minutes in (("--idle", arguments.idle), ("--limit", arguments.limit)):
        options += [] if minutes is None else [f"{flag}={minutes:g}"]
    file = os.path.abspath(arguments.dossier) if arguments.dossier else None
    words = session_words(file, arguments.view, options)
    try:
        return Explorers(words, dossier.info.title, arguments.host, arguments.port).run()
    except UnicodeError:
        raise InputError(f"--host {arguments.host}: this is no name of a host; try 127.0.0.1") from None
    except OSError as error:
        raise InputError(f"{arguments.host}:{arguments.port}: {error.strerror or error}") from None
