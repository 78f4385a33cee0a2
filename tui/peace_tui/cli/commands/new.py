"""Write a dossier to start from."""

from __future__ import annotations

import shlex
from types import SimpleNamespace as Namespace

from peace_tui.cli.dispatch import DONE, Refused
from peace_tui.formats.template import beginning
from peace_tui.loading.files import STANDARD_INPUT
from peace_tui.system.paths import write_new
from peace_tui.system.streams import write
from peace_tui.text.terminal_safe import spelled_out


def run(arguments: Namespace) -> int:
    """Write a small commented dossier, never over a file that is there."""
    file = arguments.file
    if file == STANDARD_INPUT:
        write([beginning()])
        return DONE
    try:
        write_new(file, beginning(file).encode())
    except FileExistsError:
        raise Refused(f"{file}: there is such a file already; give the new one another name") from None
    except FileNotFoundError:
        raise Refused(f"{file}: there is no such folder; make it first, or name a file in one that is there") from None
    except (OSError, ValueError) as error:
        raise Refused(f"{file}: it cannot be written: {getattr(error, 'strerror', None) or error}") from None
    write(
        [spelled_out(f"{file}: written; open it in your editor, and beside it with: peace-tui {shlex.quote(file)}\n")]
    )
    return DONE
