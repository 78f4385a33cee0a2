"""What went wrong, told to programs: JSON on standard error where JSON was asked for on standard output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dossiers import EXAMPLE, changed
from peace_tui.__main__ import main
from peace_tui.cli.dispatch import requested_format

KEYS = ["file", "line", "column", "path", "level", "message", "hint"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text(EXAMPLE, "utf-8")
    Path("b.toml").write_text(changed("n = 7", 'n = "7"').replace('type = "call"', 'type = "chat"'), "utf-8")


def complained(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    """The objects on standard error of a command line that fails without a word on standard output."""
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    found: list[dict[str, Any]] = json.loads(told.err)
    assert all(list(each) == KEYS and each["level"] == "error" for each in found)
    return found


def test_a_wrong_dossier_is_told_with_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    found = complained(capsys, "list", "quotes", "b.toml", "--format", "json")
    places = [(each["file"], each["line"], each["column"], each["path"]) for each in found]
    assert places == [("b.toml", 60, 8, "events[0].type"), ("b.toml", 84, 5, "quotes[0].n")]
    assert main(["list", "quotes", "b.toml", "--format=jsonl"]) == 2
    assert [json.loads(line) for line in capsys.readouterr().err.splitlines()] == found


def test_a_wrong_view_is_told_with_its_column(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = complained(capsys, "list", "quotes", "a.toml", "--view", "who:smith who:smoth", "--format", "json")
    assert (found["file"], found["line"], found["column"]) == ("--view", 1, 15)
    assert "no person called 'smoth'" in found["message"]
    assert "(smith)?" in found["hint"]


@pytest.mark.parametrize(
    ("words", "file", "message"),
    [
        ("list quotes missing.toml --format json", "missing.toml", "missing.toml: there is no such file"),
        ("list quotes . --format json", ".", ".: this is a folder; name a dossier (a TOML file)"),
        ("list quots --format json", "", "argument KIND: unknown list 'quots'; did you mean 'quotes'?"),
        ("list --format json", "", "the following arguments are required: KIND"),
        ("lst --format json", "", "no file called 'lst'; did you mean the command 'list'?"),
        ("list quotes --vew x --format json", "", "unknown option --vew; did you mean '--view'?"),
        ("check --dry-run a.toml --format=json", "", "--dry-run shows what --fix would change"),
        ("check --verify nowhere a.toml --format=json", "", "nowhere: cannot read this folder of texts"),
        ("diff a.toml --format json", "", "two dossiers are needed"),
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], words: str, file: str, message: str) -> None:
    (found,) = complained(capsys, *words.split())
    assert (found["file"], found["line"]) == (file, 0)
    assert found["message"].startswith(message)


def test_what_may_be_left_out_is_not_called_required(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = complained(capsys, "list", "--format", "json")
    assert found["message"] == "the following arguments are required: KIND"


def test_check_tells_of_unreadable_files_beside_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "missing.toml", "b.toml", "--format", "json"]) == 2
    told = capsys.readouterr()
    assert [each["file"] for each in json.loads(told.err)] == ["missing.toml"]
    assert {each["file"] for each in json.loads(told.out)} == {"b.toml"}


@pytest.mark.parametrize("form", ["text", "csv", "markdown"])
def test_people_get_sentences(capsys: pytest.CaptureFixture[str], form: str) -> None:
    assert main(["list", "quotes", "missing.toml", "--format", form]) == 2
    assert capsys.readouterr().err == "peace-tui: missing.toml: there is no such file\n"


def test_control_characters_stay_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = complained(capsys, "list", "quotes", "\x1b[31m.toml", "--format", "json")
    assert found["file"] == "\x1b[31m.toml"


def test_the_last_form_counts() -> None:
    assert requested_format(["--format=text", "--view=x", "--format=json"]) == "json"
    assert requested_format(["--view=--format=json"]) == ""
