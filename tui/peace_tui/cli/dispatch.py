"""The command line: what may be written on it, and which command answers.

Each command is a row of [COMMANDS][peace_tui.cli.spec.COMMANDS] and a module of [commands][peace_tui.cli.commands].
Options may stand before or after names, and a value that begins with `-` is a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

from peace_tui import __version__
from peace_tui.cli.spec import BY_NAME, COMMANDS, EXPLORE, KINDS, VALUED, Command
from peace_tui.cli.taking import taken
from peace_tui.errors import InputError, OutputClosed, OutputError, UsageError
from peace_tui.system.streams import complain, write

if TYPE_CHECKING:
    pass

DONE: Final = 0
FOUND: Final = 1
"""Errors were found in a dossier, or nothing at all by a view or an id."""
WRONG: Final = 2
"""Wrong usage, unreadable or invalid input."""
PIPE_CLOSED: Final = 141
"""128 and the number of SIGPIPE."""


def run(words: Sequence[str]) -> int:
    """Follow a command line; everything that goes wrong is a sentence on standard error and an exit code."""
    try:
        return follow(words)
    except (UsageError, InputError, OutputError) as error:
        from peace_tui.cli.error_output import complaint, form_asked_for

        complain(complaint(error, form_asked_for(separated(words)[0])))
    except OutputClosed:
        return PIPE_CLOSED
    except MemoryError:
        complain("peace-tui: this machine has too little memory for that")
    return WRONG


def follow(words: Sequence[str]) -> int:
    """Find the command in the words and run it; returns its exit code."""
    options, names, loose = separated(words)
    command = BY_NAME.get(names[0]) if names and loose else None
    if command:
        names = names[1:]
    if "-h" in options or "--help" in options:
        from peace_tui.cli.parser import parser_of

        write([parser_of(command or EXPLORE).format_help()])
        return DONE
    if "--version" in options:
        write([f"peace-tui {__version__}\n"])
        return DONE
    if not command:
        _refuse_mistyped_command(names)
    arguments = _read(command or EXPLORE, options, names)
    if getattr(arguments, "no_cache", False):
        _do_without_cache()
    from importlib import import_module

    done: int = import_module((command or EXPLORE).module).run(arguments)  # only what this command needs
    return done


def _do_without_cache() -> None:
    """Have this process read files itself, also when it reads one again."""
    import os

    from peace_tui.cache.settings import SWITCH

    os.environ[SWITCH] = "1"


def separated(words: Sequence[str]) -> tuple[list[str], list[str], int]:
    """Return the options, each in one word with its value; the names; and how many of those stand before `--`."""
    options: list[str] = []
    names: list[str] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            return options, [*names, *reversed(waiting)], len(names)
        if word in VALUED and waiting and not _is_option(waiting[-1]):
            options.append(f"{word}={waiting.pop()}")
        else:
            (options if word.startswith("-") and word != "-" else names).append(word)
    return options, names, len(names)


def _is_option(word: str) -> bool:
    """Tell whether a word is an option that exists, so that it is no other option's value."""
    flags = {a.flag for command in COMMANDS for a in command.arguments if a.flag.startswith("-")}
    return word.partition("=")[0] in {"-h", "--help", "--version", *flags}


def _read(command: Command, options: list[str], names: list[str]) -> SimpleNamespace:
    if (arguments := taken(command, options, names)) is not None:
        return arguments
    from peace_tui.cli.parser import parsed  # what a sound command line never needs

    return parsed(command, options, names)


def _refuse_mistyped_command(names: list[str]) -> None:
    """Refuse a name that is neither a command nor a file but near to a command."""
    import os.path

    if not names or names[0] == "-" or os.path.lexists(names[0]):
        return
    from peace_tui.text.suggest import did_you_mean

    known = [*BY_NAME, *(f"list {kind}" for kind in KINDS)]
    near = did_you_mean(names[0], known).replace("did you mean", "did you mean the command")
    raise UsageError(f"there is no file '{names[0]}'" + (f"; {near}" if near else ""))
