"""docs/dossier.md, followed by a stranger: every example is appended, run and looked at, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from peace_tui.lint.warnings import RULES, find_warnings
from peace_tui.loading.files import read
from processes import tool
from terminal.emulator import environment, install_program, terminal

GUIDE: Final = Path(__file__).parents[2] / "docs" / "dossier.md"
BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


OPENED: Final = b"\x1b[?1049h"
"""What a program writes that takes the whole screen."""


class Block(NamedTuple):
    """One example."""

    language: str
    text: str


def blocks() -> list[Block]:
    return [Block(*found.groups()) for found in BLOCK.finditer(GUIDE.read_text("utf-8"))]


def follow(script: str, folder: Path) -> str:
    """Type a block into a shell, look at the explorer where it opens, and return what the shell showed."""
    path = f"{install_program(folder)}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = [
        tool("bash"),
        "--norc",
        "--noprofile",
        "-euo",
        "pipefail",
        "-c",
        f"cd {shlex.quote(str(folder))}\n{script}",
    ]
    with terminal(command, size=(200, 200), env=environment(PATH=path)) as seen:
        left = 0

        def leaves() -> bool:
            nonlocal left
            if seen.output.count(OPENED) > left and "q quit" in seen.text():
                assert "1 Timeline" in seen.text()
                seen.send("q")
                left += 1
            return seen.is_over()

        seen.until(leaves, "the block does not end")
        assert seen.exit_code() == 0, seen.text()
        return seen.text()


def test_every_example_works_in_the_order_of_the_page(tmp_path: Path) -> None:
    dossier = tmp_path / "bridge.toml"
    shown = ""
    for block in blocks():
        if block.language == "toml":
            with dossier.open("a", encoding="utf-8") as file:
                file.write(block.text + "\n")
            tomllib.loads(dossier.read_text("utf-8"))
        elif block.language == "sh":
            shown = follow(block.text, tmp_path)
        elif block.language == "text":
            assert [line for line in block.text.splitlines() if line not in shown] == [], shown
        else:
            pytest.fail(f"nobody runs a block of {block.language}")
    reading = read(dossier.read_bytes(), "bridge.toml", lint=find_warnings)
    assert reading.problems == ()
    assert reading.dossier is not None
    assert len(reading.dossier.quotes) == 5
    assert (tmp_path / "my-town.toml").exists()


def test_each_part_leaves_a_sound_dossier() -> None:
    text = ""
    examples = [block.text for block in blocks() if block.language == "toml"]
    assert len(examples) > 6
    examples = [example for example in examples if 'Mayor Doe"\nto' not in example]  # names, for --fix to fix
    for example in examples:
        text += example + "\n"
        assert [problem for problem in read(text.encode(), "x").problems if problem.level == "error"] == []


def test_every_warning_and_date_is_told() -> None:
    from peace_tui.edtf.spans import parse_date

    page = GUIDE.read_text("utf-8")
    for rule in RULES:
        assert f"| `{rule}` |" in page
    table = page[page.index("| you know |") : page.index("| nothing |")]
    dates = re.findall(r"`([^`]+)`", table)
    assert len(dates) > 10
    for date in dates:
        parse_date(date, "America/New_York")
