"""What docs/importing.md says: its examples give what stands below them, and its commands are commands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from imports import import_data
from peace_tui.cli.dispatch import build_parser
from peace_tui.cli.spec import COMMAND_BY_NAME
from peace_tui.importers.registry import IMPORTS, WORKBOOKS
from peace_tui.importers.table_columns import FIELDS

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
BLOCK = r"```(?:csv|json|xml|text)\n(.*?)```\n\n```toml\n(.*?)```"


def test_every_format_has_a_section_with_an_example() -> None:
    assert [*SECTIONS] == [*IMPORTS]


@pytest.mark.parametrize("kind", [kind for kind in IMPORTS if kind not in ("sqlite", *WORKBOOKS)])
def test_examples_give_what_stands_below_them(kind: str) -> None:
    (given, written), *more = re.findall(BLOCK, SECTIONS[kind], re.S)
    assert not more
    assert import_data(kind, given).toml.endswith(f"\n\n{written}")


def test_commands_can_be_followed() -> None:
    lines = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()]
    assert len(lines) > len(IMPORTS)
    for line in lines:
        program, command, *words = shlex.split(line)
        if program == "sqlite3":
            continue
        assert program == "peace-tui"
        assert command in ("import", "export")
        arguments = build_parser(COMMAND_BY_NAME[command]).parse_args(words)
        assert all(said.partition("=")[0] in FIELDS for said in getattr(arguments, "map", None) or ())


def test_fields_of_the_table_are_fields() -> None:
    rows = re.findall(r"^\| (`.*?) \|", SECTIONS["csv"], re.M)
    named = [name for row in rows for name in re.findall("`([^`]+)`", row)]
    assert len(named) > 20
    assert set(named) <= set(FIELDS)
