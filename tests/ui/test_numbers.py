"""From a thousand on, what is counted for people has separators: on every screen, and in what text commands print."""

from __future__ import annotations

import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final

import pytest

from dossiers import dossier
from peace_tui.__main__ import main
from peace_tui.cli.commands.read import LineReader
from peace_tui.model.dossier import Dossier
from peace_tui.query.view import parse_view
from ui.reader import Reader, reading

MANY: Final = 1234
BARE: Final = re.compile(r"(?<![\d,.])(?!20\d\d\b)\d{4,}\b")
"""A number of four digits and more that is no year."""


@cache
def text() -> str:
    """A dossier in which one person says very much, to very many, most of it in one event of very many."""
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "Person {chr(97 + n % 26)}"\n' for n in range(MANY))
    events = "".join(
        f'[[events]]\nid = "e{n}"\ntitle = "Speech {chr(97 + n % 26)}"\ndate = "2025"\nsources = ["s"]\n'
        for n in range(MANY)
    )
    quotes = "".join(
        f'[[quotes]]\nid = "q{n}"\nevent = "e{0 if n < MANY else n % MANY}"\nwho = "ann"\nto = "p{n % MANY}"\n'
        'about = "bob"\ntext = "peace"\nsource = "s"\ndraft = true\n'
        for n in range(MANY + MANY // 2)
    )
    head = 'format = "peace-tui/1"\n[dossier]\ntitle = "Long speeches"\n'
    named = '[[people]]\nid = "ann"\nname = "Ann"\n[[people]]\nid = "bob"\nname = "Bob"\n'
    return f'{head}{named}[[sources]]\nid = "s"\ntitle = "The Herald"\n{people}{events}{quotes}'


@cache
def many() -> Dossier:
    """The same, read."""
    return dossier(text())


def bare_numbers(shown: str) -> list[str]:
    """The lines with a number from a thousand on that has no separator; ids are no numbers."""
    return [line for line in re.sub(r"\b[epq]\d+\b", "", shown).splitlines() if BARE.search(line)]


WAYS: Final = (
    "",
    "down down",
    "down down 3 end",
    "2 down",
    "2 down space 3 end 4",
    "2 m",
    "2 m down",
    "t",
    "t r",
    "t r r",
    "D",
    "C",
    "C a",
    "S",
    "2 down enter",
    "2 down enter space",
    "1 down enter",
    "1 down c",
    "1 down c end",
    "1 down c slash p e a c e enter n",
    "slash p e a c e",
    "slash p e a c e enter",
    "slash - p e a c e enter",
    "question_mark",
    "E",
)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 50)])
async def test_every_count_on_the_screen_has_separators(size: tuple[int, int]) -> None:
    shown = []

    async def look(reader: Reader, keys: str) -> None:
        for key in keys.split():
            await reader.press(key)
        shown.append(reader.text())
        assert bare_numbers(reader.text()) == [], keys

    for keys in WAYS:
        async with reading(many(), size=size) as reader:
            await look(reader, keys)
    assert "1,851 quotes" in "".join(shown)


@pytest.mark.parametrize("view", ["", "who:ann to:p1,p2,p3 peace", "during:2025 event:e0"])
@pytest.mark.parametrize("command", ["stats", "list events", "list people", "list sources", "show ann", "show s"])
def test_every_count_that_is_printed_has_separators(
    command: str, view: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "many.toml"
    file.write_text(text(), "utf-8")
    name, *arguments = command.split()
    filtered = ["--view", view] if view and name in ("stats", "list") else []
    assert main([name, *arguments, str(file), *filtered]) == 0
    printed = capsys.readouterr().out
    assert bare_numbers(printed) == []
    assert name == "show" or re.search(r"\d,\d\d\d", printed) or view


@pytest.mark.parametrize("typed", ["1", "2", "3", "4", "5", "peace", "3\npeace", "who:ann\n1\n1", "2\n1", "1\nn"])
def test_every_count_that_is_read_line_by_line_has_separators(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = StringIO()
    monkeypatch.setattr("sys.stdin", StringIO(f"{typed}\n"))
    monkeypatch.setattr("sys.stdout", printed)
    assert LineReader(many(), parse_view("", many())).run() == 0
    assert bare_numbers(printed.getvalue()) == []
