"""Print a shell's completion script, or answer what such a script asks."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.completion.scripts import SCRIPTS, complete_line
from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.system.streams import write_stdout


def run(arguments: Namespace) -> int:
    """Print the script of a shell, or what may stand at the cursor of its line."""
    if arguments.answer is None:
        write_stdout([SCRIPTS[arguments.shell]])
    else:
        write_stdout(f"{line}\n" for line in complete_line(arguments.shell, arguments.answer, arguments.rest))
    return SUCCESS
