"""Print the table of keys, or what is wrong with the reader's own keys and settings."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.tables import text_table
from peace_tui.errors import NEGATIVE, SUCCESS
from peace_tui.loading.diagnostics import NOTE
from peace_tui.session.settings import CONFIG_FILE, read_config, read_settings_file
from peace_tui.system.streams import terminal_width, write_stdout
from peace_tui.text.messages import format_count
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import KEYMAP_FILE, key_name, read_keys


def run(arguments: Namespace) -> int:
    """Print the table of keys as the reader's own file changes it, or check that file and the other settings."""
    keys, problems = read_keys(KEYS)
    if arguments.check:
        from peace_tui.ui.render.styles import theme_names  # and with them Textual, which no other text command loads

        problems = [*read_config(theme_names())[1], *problems]
        files = [read_settings_file(name).path for name in (CONFIG_FILE, KEYMAP_FILE)]
        faults = [problem for problem in problems if problem.level != NOTE]
        summary = f"{' and '.join(files)}: {format_count(len(faults), 'problem') if faults else 'no problems'}"
        write_stdout(line + "\n" for line in (*map(str, problems), summary))
        return NEGATIVE if faults else SUCCESS
    rows = [(key.id, ", ".join(map(key_name, key.keys)), key.help) for key in keys]
    write_stdout(text_table(("action", "keys", "what it does"), rows, terminal_width()))
    return SUCCESS
