"""The reader's settings: what `config.toml` says, what is wrong with it, and how it is kept up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.session.settings import CHECKS, Config, read_config, remember, set_value

DOCUMENT = Path(__file__).parents[2] / "docs/keys.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings."""
    monkeypatch.setattr("peace_tui.session.settings.settings_folder", lambda: str(tmp_path))
    return tmp_path


def told(folder: Path, text: str) -> list[str]:
    """What is wrong with a file of settings, each with its line."""
    (folder / "config.toml").write_text(text, "utf-8")
    return [f"{problem.line}: {problem.message} {problem.hint}".strip() for problem in read_config()[1]]


def test_without_a_file_nothing_is_set(folder: Path) -> None:
    assert read_config() == (Config(), [])


def test_everything_that_can_be_set_is_read_and_documented(folder: Path) -> None:
    text = 'theme = "nord"\nmouse = false\nascii = true\nzone = "Europe/Paris"\nsnap = "week"\nidle = 1.5\n'
    (folder / "config.toml").write_text(text, "utf-8")
    assert read_config() == (Config("nord", False, True, "Europe/Paris", "week", 1.5), [])
    assert {*Config._fields} == {*CHECKS} == {*tomli.loads(text)}
    assert [name for name in CHECKS if f"`{name}`" not in DOCUMENT.read_text("utf-8")] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('\nthme = "nord"', "2: unknown setting 'thme' did you mean 'theme'?"),
        ("colors = 1", "1: unknown setting 'colors' try theme, mouse, ascii, zone, snap, idle"),
        ("theme = 1", "1: it must be a name in quotes"),
        ('mouse = "no"', "1: it must be true or false"),
        ("ascii = 0", "1: it must be true or false"),
        ('zone = "Paris"', "1: unknown time zone 'Paris'; use a name such as Europe/Paris"),
        ("zone = 1", "1: it must be the name of a time zone, such as Europe/Paris"),
        ('snap = "days"', "1: it must be one of scale, day, week, event"),
        ("idle = true", "1: it must be a number of minutes from 0 to 100,000"),
        ("idle = -1", "1: it must be a number of minutes from 0 to 100,000"),
        ("idle = nan", "1: it must be a number of minutes from 0 to 100,000"),
        ('theme = "nord', "1: the closing quotation mark is missing"),
        ("[theme]\nname = 1", "1: it must be a name in quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_rest_holds(folder: Path, text: str, problem: str) -> None:
    assert told(folder, text) == [problem]
    assert read_config()[0] == Config()
    if "[" not in text and not problem.endswith("missing"):
        more = "ascii = true" if text.startswith("idle") else "idle = 2"
        assert told(folder, f"{text}\n{more}") == [problem]
        assert read_config()[0] in (Config(idle=2), Config(ascii=True))


def test_a_theme_is_known_where_the_themes_are(folder: Path) -> None:
    (folder / "config.toml").write_text('theme = "nrod"', "utf-8")
    assert read_config()[1] == []
    (problem,) = read_config(["nord", "peace-dark"])[1]
    assert (problem.message, problem.hint) == ("unknown theme 'nrod'", "did you mean 'nord'?")


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "config.toml").mkdir()
    assert [problem.message for problem in read_config()[1]] == ["cannot be read: Is a directory"]
    assert remember("mouse", True) == f"Not remembered in {folder / 'config.toml'}: it cannot be read"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "nord"\n'),
        ("idle = 5", 'idle = 5\ntheme = "nord"\n'),
        ("\ufeffidle = 5\r\n", '\ufeffidle = 5\r\ntheme = "nord"\r\n'),
        ('# mine\n theme   =  "dracula"   # dark\n\nidle = 5\n', '# mine\n theme   =  "nord"   # dark\n\nidle = 5\n'),
        ('\'theme\' = """\na""" # x\nidle = 5', "'theme' = \"nord\" # x\nidle = 5"),
        ('[other]\ntheme = "a"\n', 'theme = "nord"\n[other]\ntheme = "a"\n'),
        ('note = """\ntheme = "a"\n"""\n', 'note = """\ntheme = "a"\n"""\ntheme = "nord"\n'),
        ('x = ["theme"] # theme = 1\ntheme=false', 'x = ["theme"] # theme = 1\ntheme="nord"'),
    ],
)
def test_a_setting_is_written_and_all_else_stays_to_the_byte(before: str, after: str) -> None:
    assert set_value(before, "theme", "nord") == after


def test_what_is_no_value_is_not_replaced() -> None:
    with pytest.raises(ValueError, match="theme is not written as a value"):
        set_value("[theme]\nname = 1\n", "theme", "nord")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])), st.booleans())
def test_any_text_can_be_written_and_read(value: str, mouse: bool) -> None:
    text = set_value(set_value("# mine\n", "theme", value), "mouse", mouse)
    assert tomli.loads(text) == {"theme": value, "mouse": mouse}
    assert set_value(set_value(text, "theme", "a"), "theme", value) == text


def test_what_is_remembered_is_read_again(folder: Path) -> None:
    (folder / "shared.toml").write_text("# shared\nidle = 5\n", "utf-8")
    (folder / "config.toml").symlink_to("shared.toml")
    for name, value in (("mouse", False), ("zone", "Asia/Tokyo"), ("snap", "day"), ("theme", "nord"), ("mouse", True)):
        assert remember(name, value) == ""
    assert read_config() == (Config("nord", True, zone="Asia/Tokyo", snap="day", idle=5), [])
    assert (folder / "config.toml").is_symlink()
    assert remember("snap", "") == ""
    assert 'snap = "scale"' in (folder / "shared.toml").read_text("utf-8")
    assert read_config()[0].snap == ""
    assert sorted(os.listdir(folder)) == ["config.toml", "shared.toml"]


def test_a_file_with_a_mistake_is_left_alone(folder: Path) -> None:
    (folder / "config.toml").write_text("theme = \n", "utf-8")
    assert remember("mouse", True) == f"Not remembered in {folder / 'config.toml'}: it has an error"
    assert (folder / "config.toml").read_text("utf-8") == "theme = \n"


def test_a_folder_that_cannot_be_made_is_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_text("", "utf-8")
    monkeypatch.setattr("peace_tui.session.settings.settings_folder", lambda: str(folder / "file" / "settings"))
    assert remember("mouse", True).startswith(f"Not remembered in {folder / 'file' / 'settings' / 'config.toml'}: ")
