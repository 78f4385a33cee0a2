"""Show one record with everything that belongs to it."""

from __future__ import annotations

import unicodedata
from argparse import Namespace

from peace_tui.cli.exit_codes import NEGATIVE, SUCCESS
from peace_tui.cli.inputs import load_dossier
from peace_tui.cli.record_text import record_text
from peace_tui.system.streams import terminal_width, write_stderr, write_stdout
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import preview


def run(arguments: Namespace) -> int:
    """Print one record, or the nearest id where there is none."""
    dossier = load_dossier(*arguments.dossiers)
    id = unicodedata.normalize("NFC", arguments.id)
    if id not in dossier.by_id:
        near = suggest(id, dossier.by_id)
        write_stderr(f"peace-tui: no record with the id '{preview(id)}'" + (f"; {near}" if near else ""))
        return NEGATIVE
    write_stdout(line + "\n" for line in record_text(dossier, dossier.by_id[id], terminal_width()))
    return SUCCESS
