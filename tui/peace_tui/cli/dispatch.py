"""From the words of a command line to the command that answers, and to the exit code.

Each command is a row of [COMMANDS][peace_tui.cli.spec.COMMANDS] and a module of [commands][peace_tui.cli.commands].

`argparse` reads the values, writes the help, and says what is wrong; what it cannot do is in
[split_argv][peace_tui.cli.dispatch.split_argv].
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, NoReturn

from peace_tui import __version__
from peace_tui.cli.spec import COMMAND_BY_NAME, COMMANDS, EXPLORE, LIST_KINDS, VALUE_OPTIONS, Command
from peace_tui.errors import FAILURE, PIPE_CLOSED, SUCCESS, InputError, OutputClosed, PeaceTuiError, UsageError
from peace_tui.system.paths import NO_CACHE_VARIABLE, docs_folder, settings_folder
from peace_tui.system.streams import (
    STANDARD_INPUT,
    terminal_width,
    write_in_ascii,
    write_paged,
    write_stderr,
    write_stdout,
)
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import escape_name, preview

if TYPE_CHECKING:
    from peace_tui.loading.diagnostics import Problem

HELP = "help"
"""The word after which the name of a command or a topic asks for its help."""
TOPICS: Final = ["views", "keys", "format", "dossier", "importing", "cli", "ssh", "library", "scale", "troubleshooting"]
"""What there is help on besides commands: the documents of these names."""


def split_argv(argv: Sequence[str]) -> tuple[list[str], list[str], int]:
    """Separate the options of a command line from its names, in whatever order they are written.

    It does two things that `argparse` cannot. A view may begin with a hyphen, and what follows `--view` in a word of
    its own is its value (https://github.com/python/cpython/issues/53580). A command may stand behind options, and which
    word that is has to be known before its parser can be made.

    Returns:
        The options, each in one word with its value (`--view=who:smith`); the words that are no options, such as the
        name of a command and the files; and how many of these stand before `--`: those behind it name no command.
    """
    options: list[str] = []
    names: list[str] = []
    words = [*argv]
    while words:
        word = words.pop(0)
        if word == "--":
            return options, [*names, *words], len(names)
        if word in VALUE_OPTIONS and words and not _is_option(words[0]):
            options.append(f"{word}={words.pop(0)}")
        elif word.startswith("-") and word != "-":
            options.append(word)
        else:
            names.append(word)
    return options, names, len(names)


def _is_option(word: str) -> bool:
    """Tell whether a word is an option of any command, and so not the value of the option before it."""
    flags = {each.flag for command in COMMANDS for each in command.arguments if each.is_option}
    return word.partition("=")[0] in {"-h", "--help", "-V", "--version", *flags}


class Parser(argparse.ArgumentParser):
    """A parser whose errors are usage errors like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong, with the usage."""
        raise UsageError(f"{message[:1].lower()}{message[1:]}\n{self.format_usage().strip()}")


def build_parser(command: Command) -> Parser:
    """Return the parser of a command."""
    program = "peace-tui" if command is EXPLORE else f"peace-tui {command.name}"
    parser = Parser(
        prog=program,
        usage=f"{program} {command.usage}".strip() + ("\n       peace-tui COMMAND …" if command is EXPLORE else ""),
        description=command.summary,
        epilog=_format_epilog(command),
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=(terminal_width() or 80) - 2),
        add_help=False,
        allow_abbrev=False,
    )
    for each in command.arguments:
        parser.add_argument(each.flag, **each.options)
    parser.add_argument("-h", "--help", action="store_true", help="show this help")
    parser.add_argument("-V", "--version", action="store_true", help="show the version; with --verbose, all it runs on")
    return parser


def _format_epilog(command: Command) -> str:
    examples = ["examples:", *(f"  {example}" for example in command.examples)]
    if command is not EXPLORE:
        return "\n".join(examples)
    rows = [f"  {each.name:<10} {each.summary}" for each in COMMAND_BY_NAME.values()]
    more = "'peace-tui COMMAND --help' explains each. Press ? in the explorer for its keys.\n"
    more += f"'peace-tui help TOPIC' tells more: {', '.join(TOPICS)}."
    return "\n".join(["commands:", *rows, "", *examples, "", more])


def _is_misplaced_command(word: str) -> bool:
    """Tell whether a word that stands where files are named is none, but the name of a command."""
    return word in COMMAND_BY_NAME and not os.path.lexists(word)


def parse_args(command: Command, options: list[str], names: list[str]) -> argparse.Namespace:
    """Return the arguments of a command; `options` and `names` are as [split_argv][] returns them.

    Raises:
        UsageError: They are not what the command takes.
    """
    parser = build_parser(command)
    words = [*options, "--", *names] if names else options
    arguments, rest = parser.parse_known_args(words)
    rest = [word for word in rest if word != "--"]
    rest += [word for word in getattr(arguments, "dossiers", [])[1:] if _is_misplaced_command(word)]
    if rest and rest[0].startswith("-") and rest[0] in options:
        flag = rest[0].partition("=")[0]
        near = suggest(flag, [each.flag for each in command.arguments if each.flag.startswith("--")])
        parser.error(f"unknown option {flag}" + (f"; {near}" if near else ""))
    if rest:
        early = f"; the command comes first: peace-tui {rest[0]} …" if rest[0] in COMMAND_BY_NAME else ""
        parser.error(f"unexpected argument '{rest[0]}'{early}")
    return arguments


def run(argv: Sequence[str], *, owns_process: bool = False) -> int:
    """Run a command line and return its exit code; everything that goes wrong is a sentence on standard error.

    Where it `owns_process`, a kiosk confines that to what it needs, which cannot be taken back.
    """
    try:
        return dispatch(argv, owns_process=owns_process)
    except PeaceTuiError as error:
        write_stderr(format_error(error, requested_format(split_argv(argv)[0])))
    except OutputClosed:
        return PIPE_CLOSED
    except MemoryError:
        write_stderr("peace-tui: out of memory")
    return FAILURE


def requested_format(options: Sequence[str]) -> str:
    """Return the output format that the options of a command line ask for, whether there is such a format or not."""
    return next((o.partition("=")[2] for o in reversed(options) if o.startswith("--format=")), "")


def format_error(error: PeaceTuiError, format: str) -> str:
    """Return an error as it is written to standard error while standard output has some format.

    With JSON it is what `check` prints: an array of objects with file, line, column, path, level, message and hint;
    with JSON Lines each of them on a line. The line is 0 where no place in a file is meant.
    """
    if format not in ("json", "jsonl"):
        return f"peace-tui: {error}"
    from json import dumps  # only for a mistake, as the next

    problems = [problem.to_dict() for problem in error.problems or [_as_problem(str(error))]]
    return "\n".join(map(dumps, problems)) if format == "jsonl" else dumps(problems)


def _as_problem(text: str) -> Problem:
    """Return a sentence as a problem of no file; its further lines are the hint."""
    from peace_tui.loading.diagnostics import ERROR, Problem

    message, _, hint = text.partition("\n")
    return Problem("", 0, 0, "", ERROR, message, "\n".join(line.strip() for line in hint.splitlines()))


def dispatch(argv: Sequence[str], *, owns_process: bool = False) -> int:
    """Find the command that a command line names, run it, and return its exit code.

    Raises:
        UsageError: The command line cannot be followed.
        InputError: What the command is to read cannot be read.
        OutputError: Its output cannot be written.
        OutputClosed: Whoever reads its output has left.
    """
    options, names, names_before_dashes = split_argv(argv)
    write_in_ascii("--ascii" in options and requested_format(options) in ("", "text"))
    command = COMMAND_BY_NAME.get(names[0]) if names_before_dashes else None
    if command:
        names = names[1:]
    elif names_before_dashes and names[0] == HELP and not os.path.lexists(HELP):
        return _print_topic(names[1:], wanted="--no-pager" not in options)
    if "-h" in options or "--help" in options:
        write_stdout([build_parser(command or EXPLORE).format_help()])
        return SUCCESS
    if "--version" in options or "-V" in options:
        write_stdout(line + "\n" for line in _describe_version("--verbose" in options))
        return SUCCESS
    if not command:
        _refuse_mistyped_command(names)
    arguments = parse_args(command or EXPLORE, options, names)
    arguments.owns_process = owns_process
    if [*getattr(arguments, "dossiers", ())].count(STANDARD_INPUT) > 1:
        raise UsageError("standard input is there once; name it once")
    is_text = command and "ascii" in arguments and requested_format(options) in ("", "text")
    if is_text and terminal_width() and is_set_to_ascii():  # only where someone reads what is printed
        write_in_ascii(True)
    if getattr(arguments, "no_cache", False):
        os.environ[NO_CACHE_VARIABLE] = "1"  # for the whole process: the explorer reads the file again when it changes
    command = command or EXPLORE
    code: int = getattr(import_module(command.module), command.function)(arguments)  # only what this command needs
    return code


def is_set_to_ascii() -> bool:
    """Tell whether the reader has set that everything is in ASCII; the settings are imported only where there are some.

    The first paint waits for it, and so does each command that prints to a terminal.
    """
    if not os.path.exists(os.path.join(settings_folder(), "config.toml")):
        return False
    from peace_tui.session.settings import read_config

    return read_config()[0].ascii


def _print_topic(names: Sequence[str], *, wanted: bool) -> int:
    """Print what `peace-tui help NAME` asks about: the program itself, a command, a topic, or both of one name.

    Raises:
        UsageError: There is none of this name.
    """
    name = names[0] if names else ""
    command = COMMAND_BY_NAME.get(name)
    if name and not command and name not in TOPICS:
        for what, known in (("command", COMMAND_BY_NAME), ("topic", TOPICS)):
            if near := suggest(name, known):
                raise UsageError(f"no {what} called '{name}'; {near}")
        every = f"the topics are {', '.join(TOPICS)}; the commands {', '.join(COMMAND_BY_NAME)}"
        raise UsageError(f"no command or topic called '{name}'; {every}")
    parts = [build_parser(command or EXPLORE).format_help()] if command or not name else []
    if name in TOPICS:
        parts.append(_read_topic(name))
    write_paged("\n\n".join(parts).splitlines(keepends=True), wanted=wanted)
    return SUCCESS


def _read_topic(name: str) -> str:
    """Return a document as text: without the marks of its generated parts, and with the names of what it links to."""
    try:
        with open(os.path.join(docs_folder(), f"{name}.md"), encoding="utf-8") as opened:
            text = opened.read()
    except OSError as error:
        raise InputError(f"this installation lacks the document on {name}: {error.strerror}") from None
    text = re.sub(r"^<!--.*-->\n+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^!\[[^\]]*\]\([^)]*\)\n+", "", text, flags=re.MULTILINE)  # pictures
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]*\)", r"\1", text)


def _describe_version(in_full: bool) -> Iterator[str]:
    """Yield the version and, in full, what a report of a fault needs besides."""
    yield f"peace-tui {__version__}"
    if not in_full:
        return
    import platform  # slow to import, as the next, and only this needs them
    from importlib.metadata import PackageNotFoundError, version

    yield f"Python {platform.python_version()} ({platform.python_implementation()}), {platform.platform()}"
    for package in ("textual", "rich", "tomli", "pyroaring", "wcwidth"):
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} is not installed"
    for name in ("TERM", "COLORTERM", "TERM_PROGRAM", "LANG", "LC_ALL", "NO_COLOR", "TEXTUAL_THEME", "SSH_TTY", "TMUX"):
        if name in os.environ:
            yield f"{name}={preview(os.environ[name], 200)}"


def _refuse_mistyped_command(names: list[str]) -> None:
    """Refuse a name that is neither a command nor a file, and name the nearest command."""
    if not names or names[0] == "-" or os.path.lexists(names[0]):
        return
    known = [*COMMAND_BY_NAME, *(f"list {kind}" for kind in LIST_KINDS)]
    near = f"did you mean 'list {names[0]}'?" if names[0] in LIST_KINDS else suggest(names[0], known)
    near = near.replace("did you mean", "did you mean the command")
    raise UsageError(f"no file called '{escape_name(names[0])}'" + (f"; {near}" if near else ""))
