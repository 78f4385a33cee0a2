"""The package as a library: its public names, what they load, and the examples of the documents."""

from __future__ import annotations

import doctest
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from mypy.api import run as run_mypy

import peace_tui
from dossiers import dossier
from dossiers import dossier as loaded
from generated import dossiers
from peace_tui.__main__ import main
from peace_tui.query.selection import LISTINGS

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("docs/library.md",)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_examples_of_the_documents_are_true(name: str) -> None:
    found = doctest.testfile(str(ROOT / name), module_relative=False, encoding="utf-8")
    assert found.attempted > 3
    assert not found.failed


def test_public_names_are_there_and_documented() -> None:
    for name in peace_tui.__all__:
        assert getattr(peace_tui, name).__doc__
        assert name in dir(peace_tui)
        assert f"`{name}" in (ROOT / "docs/library.md").read_text("utf-8")
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        peace_tui.nothing  # noqa: B018


def test_every_kind_of_use_does_without_the_screen() -> None:
    code = (
        "import sys, peace_tui\n"
        "assert not any(name.startswith('peace_tui.') for name in sys.modules)\n"
        "dossier = peace_tui.load()\n"
        "peace_tui.filter(dossier, peace_tui.parse_view('who:witkoff', dossier))\n"
        "assert not {'textual', 'rich', 'argparse'} & {name.partition('.')[0] for name in sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT / "tui")}, check=True)


def test_a_view_may_be_written_or_made() -> None:
    read = dossier()
    made = peace_tui.View((peace_tui.Clause("who", ("smith",)),))
    for view in (made, "who:smith", peace_tui.parse_view("who:smith", read)):
        found = peace_tui.filter(read, view)
        assert [quote.id for quote in found.quotes] == ["call-1-02"]
        assert found.view == made
    assert found.quotes_at(read.events[0]) == found.quotes
    assert found.quotes_at(read.events[1]) == ()


def test_types_are_those_that_mypy_sees(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import peace_tui\n"
        "dossier: peace_tui.Dossier = peace_tui.load('a.toml')\n"
        "found: peace_tui.Selection = peace_tui.filter(dossier, peace_tui.View())\n"
        "names: list[str] = [person.name for person in found.people]\n"
        "dossier.info.title = 'no'  # wrong: records are frozen\n",
        "utf-8",
    )
    out, _, code = run_mypy(["--strict", "--cache-dir", str(tmp_path), str(program)])
    assert code == 1
    assert "read-only" in out
    assert out.count("error:") == 1


def test_a_selection_of_the_bundled_dossier_is_what_list_prints() -> None:
    read = peace_tui.load()
    found = peace_tui.filter(read, "source:matzav -who:trump")
    for kind in ("events", "people", "quotes", "sources", "claims"):
        rows = LISTINGS[kind].rows(read, found.view, False)
        assert [record.id for record in getattr(found, kind)] == [row["id"] for row in rows]
        assert rows


@given(dossiers())
def test_a_dossier_is_written_pickled_and_made_plain_without_loss(read: peace_tui.Dossier) -> None:
    for again in (pickle.loads(pickle.dumps(read)), loaded(peace_tui.dumps(read))):
        assert peace_tui.to_dict(again) == peace_tui.to_dict(read)
    values = peace_tui.to_dict(read)
    assert json.loads(json.dumps(values)) == values
    for kind in ("people", "sources", "events", "quotes", "claims"):
        assert [row["id"] for row in values.get(kind, ())] == [record.id for record in getattr(read, kind)]


def test_an_export_is_that_of_the_command(tmp_path: Path) -> None:
    file = tmp_path / "out"
    for name in ("csv", "sqlite"):
        assert main(["export", name, "--view", "tag:plan", "-o", str(file), "--force"]) == 0
        read = peace_tui.load(digest=True)
        assert peace_tui.export(read, name, "tag:plan") == file.read_bytes()
    assert peace_tui.export(read, "svg", chart="matrix") != peace_tui.export(read, "svg")
    with pytest.raises(KeyError):
        peace_tui.export(read, "docx")
