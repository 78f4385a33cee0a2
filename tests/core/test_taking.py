"""What is taken from a command line without the parser is what the parser would take."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peace_tui.cli.dispatch import separated
from peace_tui.cli.parser import parsed
from peace_tui.cli.spec import COMMANDS, Command
from peace_tui.cli.taking import taken
from peace_tui.errors import UsageError

WORDS = (
    "text",
    "json",
    "quotes",
    "events",
    "csv",
    "markdown",
    "bash",
    "dmy",
    "8",
    "8000",
    "x.toml",
    "-",
    "--",
    "",
    "a=b",
)


def flags_of(command: Command) -> list[str]:
    return [each.flag for each in command.arguments if each.flag.startswith("-")]


@st.composite
def lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    """A command and words behind it, many of which it takes."""
    command = draw(st.sampled_from(COMMANDS))
    flags = st.sampled_from([*flags_of(command), "--unknown", "-x"])
    word = st.sampled_from(WORDS)
    valued = st.builds("{}={}".format, flags, word)
    return command, draw(st.lists(st.one_of(word, word, flags, valued), max_size=6))


@given(lines())
@example((COMMANDS[0], ["--view=", "--", "--", "x"]))
@example((COMMANDS[0], ["x.toml", "--view", "who:a", "--view=who:b", "--idle", "8"]))
def test_the_parser_would_take_the_same(line: tuple[Command, list[str]]) -> None:
    command, words = line
    options, names, _ = separated(words)
    found = taken(command, options, names)
    expected: SimpleNamespace | None
    try:
        expected = parsed(command, options, names)
    except UsageError:
        expected = None
    assert found in (expected, None)
    if expected is not None and not {"--", "-x"} & {*words}:
        assert found == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("list", ["quotes", "--view", "who:a", "--as-pane", "--format=json"]),
        ("check", ["a.toml", "b.toml", "--fix"]),
        ("diff", ["old", "new"]),
        ("explore", []),
        ("import", ["csv", "x.csv", "--map", "a=b", "--map", "c=d"]),
    ],
)
def test_sound_lines_need_no_parser(name: str, words: list[str]) -> None:
    command = next(each for each in COMMANDS if each.name == name)
    options, names, _ = separated(words)
    assert taken(command, options, names) == parsed(command, options, names)
