"""Write a dossier to start from."""

from __future__ import annotations

import shlex
from argparse import Namespace

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.formats.template import make_template
from peace_tui.system.output_file import check_output, save
from peace_tui.system.streams import STANDARD_INPUT, write_stdout


def run(arguments: Namespace) -> int:
    """Write a small commented dossier, never over a file that is there."""
    file = arguments.file
    if file == STANDARD_INPUT:
        write_stdout([make_template()])
        return SUCCESS
    check_output(file, remedy="choose another name")
    save(file, [make_template(file).encode()])
    write_stdout([f"{file}: written; open it in your editor, and beside it with: peace-tui {shlex.quote(file)}\n"])
    return SUCCESS
