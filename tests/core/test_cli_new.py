"""A dossier to start from: written once, never over another file, and free of problems."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.__main__ import main
from peace_tui.cli.commands.reference import make_template
from peace_tui.lint.warnings import find_warnings
from peace_tui.loading.files import read


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("my-first_dossier.toml", "My first dossier"),
        ("/somewhere/Über uns.toml", "Über uns"),
        ('a "b" \\ c.toml', 'A "b" \\ c'),
        ("ab\x1b[31m.toml", "Ab [31m"),
        ("notes", "Notes"),
        ("-.toml", "My dossier"),
        ("", "My dossier"),
    ],
)
def test_the_title_comes_from_the_file(file: str, title: str) -> None:
    assert tomllib.loads(make_template(file))["dossier"]["title"] == title


@given(st.text())
def test_whatever_the_file_is_called_there_is_nothing_to_mend(file: str) -> None:
    reading = read(make_template(file).encode(), "new.toml", lint=find_warnings)
    assert reading.problems == ()
    assert reading.dossier is not None
    assert reading.dossier.quotes


def test_it_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my town.toml"
    assert main(["new", str(file)]) == 0
    assert f"peace-tui '{file}'" in capsys.readouterr().out
    assert file.read_text("utf-8") == make_template(str(file))
    assert main(["check", str(file)]) == 0
    file.write_text("mine", "utf-8")
    capsys.readouterr()
    assert main(["new", str(file)]) == 2
    assert "the file exists" in capsys.readouterr().err
    assert file.read_text("utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link.toml").symlink_to(tmp_path / "target.toml")
    assert main(["new", str(tmp_path / "link.toml")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["link.toml"]


def test_no_folder_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "folder" / "my.toml")]) == 2
    assert "the folder does not exist" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("file", ["folder", "a\0b"])
def test_what_cannot_be_written_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    (tmp_path / "folder").mkdir()
    assert main(["new", f"{tmp_path}/{file}"]) == 2
    assert capsys.readouterr().err.startswith("peace-tui: ")


def test_a_hyphen_prints_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "-"]) == 0
    assert capsys.readouterr().out == make_template()
    assert [*tmp_path.iterdir()] == []
