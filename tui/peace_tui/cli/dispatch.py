"""From the words of a command line to the command that answers, and to the exit code.

Each command is a row of [COMMANDS][peace_tui.cli.spec.COMMANDS] and a module of [commands][peace_tui.cli.commands].
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module

from peace_tui import __version__
from peace_tui.cli.exit_codes import FAILURE, PIPE_CLOSED, SUCCESS, format_error, requested_format
from peace_tui.cli.parser import build_parser, parse_args, split_argv
from peace_tui.cli.spec import COMMAND_BY_NAME, EXPLORE, LIST_KINDS
from peace_tui.errors import OutputClosed, PeaceTuiError, UsageError
from peace_tui.system.paths import NO_CACHE_VARIABLE
from peace_tui.system.streams import write_stderr, write_stdout
from peace_tui.text.messages import suggest


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code; everything that goes wrong is a sentence on standard error."""
    try:
        return dispatch(argv)
    except PeaceTuiError as error:
        write_stderr(format_error(error, requested_format(split_argv(argv)[0])))
    except OutputClosed:
        return PIPE_CLOSED
    except MemoryError:
        write_stderr("peace-tui: out of memory")
    return FAILURE


def dispatch(argv: Sequence[str]) -> int:
    """Find the command that a command line names, run it, and return its exit code.

    Raises:
        UsageError: The command line cannot be followed.
        InputError: What the command is to read cannot be read.
        OutputError: Its output cannot be written.
        OutputClosed: Whoever reads its output has left.
    """
    options, names, names_before_dashes = split_argv(argv)
    command = COMMAND_BY_NAME.get(names[0]) if names_before_dashes else None
    if command:
        names = names[1:]
    if "-h" in options or "--help" in options:
        write_stdout([build_parser(command or EXPLORE).format_help()])
        return SUCCESS
    if "--version" in options:
        write_stdout([f"peace-tui {__version__}\n"])
        return SUCCESS
    if not command:
        _refuse_mistyped_command(names)
    arguments = parse_args(command or EXPLORE, options, names)
    if getattr(arguments, "no_cache", False):
        os.environ[NO_CACHE_VARIABLE] = "1"  # for the whole process: the explorer reads the file again when it changes
    code: int = import_module((command or EXPLORE).module).run(arguments)  # only what this command needs
    return code


def _refuse_mistyped_command(names: list[str]) -> None:
    """Refuse a name that is neither a command nor a file, and name the nearest command."""
    if not names or names[0] == "-" or os.path.lexists(names[0]):
        return
    known = [*COMMAND_BY_NAME, *(f"list {kind}" for kind in LIST_KINDS)]
    near = f"did you mean 'list {names[0]}'?" if names[0] in LIST_KINDS else suggest(names[0], known)
    near = near.replace("did you mean", "did you mean the command")
    raise UsageError(f"no file called '{names[0]}'" + (f"; {near}" if near else ""))
