"""Print the table of keys."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.cli.tables import text_table
from peace_tui.system.streams import terminal_width, write_stdout
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import key_name


def run(arguments: Namespace) -> int:
    """Print the table of keys."""
    rows = [(key.id, ", ".join(map(key_name, key.keys)), key.help) for key in KEYS]
    write_stdout(text_table(("action", "keys", "what it does"), rows, terminal_width()))
    return SUCCESS
