"""The arguments of a command line that is as it should be, taken without `argparse`, whose loading takes 5 ms."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from peace_tui.cli.spec import Argument, Command

ALWAYS = ("help", "version")
"""What every command takes beside its own arguments."""


def taken(command: Command, options: list[str], names: list[str]) -> SimpleNamespace | None:
    """Return the arguments of a command as its parser does; None where there is something that the parser should say.

    `options` are single words, each with its value behind `=`.
    """
    flags = {each.flag: each for each in command.arguments if each.flag.startswith("-")}
    values = {each.name: each.options.get("default") for each in flags.values() if each.takes_value}
    values |= {each.name: False for each in flags.values() if not each.takes_value} | dict.fromkeys(ALWAYS, False)
    try:
        for word in options:
            flag, equals, value = word.partition("=")
            each = flags[flag]
            if bool(equals) is not each.takes_value:
                return None
            if "action" not in each.options:
                values[each.name] = _read(each, value)
            elif each.takes_value:
                values[each.name] = [*(values[each.name] or ()), _read(each, value)]
            else:
                values[each.name] = True
        _take_names([each for each in command.arguments if each.flag not in flags], names, values)
    except Exception:  # what a type refuses, in its own words, and an option that there is not: all said by the parser
        return None
    return SimpleNamespace(**values)


def _take_names(arguments: list[Argument], names: list[str], values: dict[str, Any]) -> None:
    """Take the names in order: each argument one, one that may be left out none, and the last of several the rest."""
    waiting = list(names)
    for each in arguments:
        many = each.options.get("nargs")
        if many == "+":
            values[each.name] = [_read(each, waiting.pop(0)), *(_read(each, name) for name in waiting)]
            waiting.clear()
        elif many == "?" and not waiting:
            values[each.name] = each.options.get("default")
        else:
            values[each.name] = _read(each, waiting.pop(0))
    if waiting or "--" in names:
        raise ValueError("names that the parser has a word on")


def _read(argument: Argument, word: str) -> Any:
    return argument.options.get("type", str)(word)
