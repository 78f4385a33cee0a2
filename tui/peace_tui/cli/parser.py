"""The parser of a command: it writes the help, and says what is wrong with a command line that cannot be followed.

A command line that is as it should be needs none of it: [taken][peace_tui.cli.taking.taken] reads it in a tenth of the
time that `argparse` takes to load.
"""

from __future__ import annotations

import argparse
from functools import partial
from types import SimpleNamespace
from typing import NoReturn

from peace_tui.cli.spec import BY_NAME, EXPLORE, Command
from peace_tui.errors import UsageError
from peace_tui.system.streams import terminal_width
from peace_tui.text.suggest import did_you_mean


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are usage errors like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong, with the usage."""
        raise UsageError(f"{message[:1].lower()}{message[1:]}\n{self.format_usage().strip()}")


def parser_of(command: Command) -> Parser:
    """Return the parser of a command."""
    program = "peace-tui" if command is EXPLORE else f"peace-tui {command.name}"
    parser = Parser(
        prog=program,
        usage=f"{program} {command.usage}".strip() + ("\n       peace-tui COMMAND …" if command is EXPLORE else ""),
        description=command.summary,
        epilog=_epilog(command),
        formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=(terminal_width() or 80) - 2),
        add_help=False,
        allow_abbrev=False,
    )
    for each in command.arguments:
        parser.add_argument(each.flag, **each.options)
    parser.add_argument("-h", "--help", action="store_true", help="show this help")
    parser.add_argument("--version", action="store_true", help="show the version")
    return parser


def _epilog(command: Command) -> str:
    examples = ["examples:", *(f"  {example}" for example in command.examples)]
    if command is not EXPLORE:
        return "\n".join(examples)
    rows = [f"  {each.name:<10} {each.summary}" for each in BY_NAME.values()]
    more = "'peace-tui COMMAND --help' tells more of each. Press ? in the explorer for its keys."
    return "\n".join(["commands:", *rows, "", *examples, "", more])


def parsed(command: Command, options: list[str], names: list[str]) -> SimpleNamespace:
    """Return the arguments of a command.

    Raises:
        UsageError: They are not what the command takes.
    """
    parser = parser_of(command)
    words = [*options, "--", *names] if names else options
    arguments, rest = parser.parse_known_args(words, SimpleNamespace())
    rest = [word for word in rest if word != "--"]
    if rest and rest[0].startswith("-") and rest[0] in options:
        flag = rest[0].partition("=")[0]
        near = did_you_mean(flag, [each.flag for each in command.arguments if each.flag.startswith("--")])
        parser.error(f"there is no option {flag} here" + (f"; {near}" if near else ""))
    if rest:
        early = f"; a command comes first: peace-tui {rest[0]} …" if rest[0] in BY_NAME else ""
        parser.error(f"'{rest[0]}' is one name too many{early}")
    return arguments
