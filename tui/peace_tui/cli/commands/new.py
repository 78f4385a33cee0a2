"""Write a dossier to start from."""

from __future__ import annotations

import shlex
from argparse import Namespace

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.errors import InputError, OutputError
from peace_tui.formats.template import make_template
from peace_tui.system.paths import create_file
from peace_tui.system.streams import STANDARD_INPUT, write_stdout
from peace_tui.text.terminal_safe import escape_unsafe


def run(arguments: Namespace) -> int:
    """Write a small commented dossier, never over a file that is there."""
    file = arguments.file
    if file == STANDARD_INPUT:
        write_stdout([make_template()])
        return SUCCESS
    try:
        create_file(file, make_template(file).encode())
    except FileExistsError:
        raise InputError(f"{file}: there is such a file already; give the new one another name") from None
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such folder; make it first, or name a file elsewhere") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{file}: it cannot be written: {getattr(error, 'strerror', None) or error}") from None
    write_stdout(
        [escape_unsafe(f"{file}: written; open it in your editor, and beside it with: peace-tui {shlex.quote(file)}\n")]
    )
    return SUCCESS
