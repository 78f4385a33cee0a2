"""What a shell may complete, asked as its script asks."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import EXAMPLE, dossier
from generated import dossiers
from peace_tui.__main__ import main
from peace_tui.cli import spec as usage
from peace_tui.cli.commands.completion import SCRIPT_FORMATTERS, SCRIPTS, complete_line, find_view_values, parse_line
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACETS, ViewError
from peace_tui.query.view import parse_view


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a dossier, a broken one, another file and a folder with one more."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.toml").write_text(EXAMPLE.replace('tags = ["plan"]', 'tags = ["peace plan", "plan"]'), "utf-8")
    (tmp_path / "broken.toml").write_text("[", "utf-8")
    (tmp_path / "notes.txt").touch()
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a b.toml").touch()
    return tmp_path


def offered(line: str, shell: str = "fish") -> list[str]:
    """The words offered at the bar in a line, or at its end."""
    left, _, right = line.partition("¦")
    return [each.partition("\t")[0] for each in complete_line(shell, left, right)]


# --- Lines -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "current", "quote"),
    [
        ("peace-tui li", ["peace-tui"], "li", ""),
        ("peace-tui list ", ["peace-tui", "list"], "", ""),
        ("a | b; FOO=1 peace-tui 'x y' z", ["FOO=1", "peace-tui", "x y"], "z", ""),
        ("p 'a b", ["p"], "a b", "'"),
        ('p "a \'b\\" c', ["p"], "a 'b\" c", '"'),
        ("p a\\ b\\", ["p"], "a b", ""),
        ("p x'y'\"z\"w", ["p"], "xyzw", ""),
        ("p ''", ["p"], "", ""),
        ("", [], "", ""),
    ],
)
def test_a_line_is_read_as_a_shell_reads_it(text: str, words: list[str], current: str, quote: str) -> None:
    line = parse_line(text)
    assert (line.words, line.current, line.quote) == (words, current, quote)


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1)))
def test_words_quoted_for_a_shell_are_read_back(words: list[str]) -> None:
    assert parse_line(shlex.join(words) + " ").words == words


@given(st.text(), st.text(), st.sampled_from(sorted(SCRIPT_FORMATTERS)))
def test_any_line_can_be_asked(left: str, right: str, shell: str) -> None:
    assert all("\n" not in each for each in complete_line(shell, left, right))


# --- Words of the command line ---------------------------------------------------------------------------------------


def test_a_line_begins_with_commands_and_dossiers() -> None:
    assert offered("peace-tui ") == [*usage.COMMAND_BY_NAME, "broken.toml", "deep/", "my.toml"]
    assert offered("peace-tui li") == ["list"]
    assert offered("peace-tui deep/") == ["deep/a b.toml"]
    assert offered("peace-tui nothing-like-it") == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("peace-tui list qu", ["quotes"]),
        ("peace-tui --view x list qu", ["quotes"]),
        ("peace-tui list quotes m", ["my.toml"]),
        ("peace-tui list quotes my.toml b", ["broken.toml"]),
        ("peace-tui list quotes my.toml --f", ["--format"]),
        ("peace-tui list quotes --format json", ["json", "jsonl"]),
        ("peace-tui list quotes --format=c", ["--format=csv"]),
        ("peace-tui check b", ["broken.toml"]),
        ("peace-tui check broken.toml my", ["my.toml"]),
        ("peace-tui check --verify d", ["deep/"]),
        ("peace-tui check --verify deep/", []),
        ("peace-tui draft my.toml br", ["broken.toml"]),
        ("peace-tui diff my.toml b", ["broken.toml"]),
        ("peace-tui export mark", ["markdown"]),
        ("peace-tui completion z", ["zsh"]),
        ("peace-tui --ver", ["--version"]),
        ("peace-tui list --ver", []),
        ("peace-tui list -- --f", []),
        ("peace-tui schema ", []),
        ("peace-tui quote my.toml --event c", ["call-1"]),
        ("peace-tui quote my.toml --who Ivan", ["Ivan Ivanov"]),
        ("peace-tui quote --source ¦ my.toml", ["outlet-a", "outlet-b", "unused"]),
        ("peace-tui quote my.toml --version-of st", ["stray"]),
    ],
)
def test_each_place_has_its_words(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_every_command_offers_its_options() -> None:
    for command in usage.COMMANDS[1:]:
        own = [argument.flag for argument in command.arguments if argument.flag.startswith("-")]
        assert offered(f"peace-tui {command.name} -") == [*own, "--help"]


def test_ids_are_of_the_dossier_that_is_named_before_or_behind() -> None:
    assert "call-oct14-01" in offered("peace-tui show call-")
    assert offered("peace-tui show call-¦ my.toml") == ["call-1", "call-1-07", "call-1-02"]
    assert offered("peace-tui show ¦ broken.toml") == []
    assert offered("peace-tui show ¦ missing.toml") == []


def test_standard_input_is_left_alone() -> None:
    assert offered("peace-tui show ¦ -") == []
    assert "who:" in offered("peace-tui list quotes - --view ")


# --- Views -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "completed"),
    [
        ("who:sm", ["who:smith"]),
        ("-who:sm", ["-who:smith"]),
        ("who:smith,iv", ["who:smith,ivanov"]),
        ("who:smith,sm", []),
        ("source:outlet-", ["source:outlet-a", "source:outlet-b"]),
        ("without:outlet-b", ["without:outlet-b"]),
        ("tag:pea", ['tag:"peace plan"']),
        ('tag:"pea', ['tag:"peace plan"']),
        ('tag:"lea', ['tag:"leak"']),
        ('"a phrase" mode:d', ['"a phrase" mode:direct']),
        ("who:smith  stat", ["who:smith  status:"]),
        ("date:u", ["date:undated"]),
        ("during:2025-1", ["during:2025-10-14"]),
        ("at:call-1-0", ["at:call-1-07", "at:call-1-02"]),
        ("at", ["at:"]),
        ("nothing:x", []),
        ("text:x", []),
    ],
)
def test_the_last_item_of_a_view_is_completed(view: str, completed: list[str]) -> None:
    found = dossier(Path("my.toml").read_text("utf-8"))
    assert [offer.word for offer in find_view_values(view, found)] == completed
    if "'" not in view:
        assert offered(f"peace-tui list quotes my.toml --view '{view}") == completed


def test_every_facet_is_offered() -> None:
    assert offered("peace-tui --view=") == [f"--view={facet.name}:" for facet in FACETS if facet.name] + ["--view=at:"]


@given(dossiers(), st.data())
def test_a_completed_view_can_be_read(found: Dossier, data: st.DataObject) -> None:
    facet = data.draw(st.sampled_from([f.name for f in FACETS if f.names or f.options]))
    for offer in find_view_values(f"{facet}:", found):
        parse_view(offer.word, found)
        with pytest.raises(ViewError):
            parse_view(f"{facet}:", found)


# --- Shells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("peace-tui li", ["list "]),
        ("peace-tui --view who:witk", ["witkoff"]),
        ("peace-tui --view=who:witk", ["witkoff"]),
        ("peace-tui --view 'who:witk", ["who:witkoff"]),
        ('peace-tui --view "who:witk', ["who:witkoff"]),
        ("peace-tui my.toml --view tag:pea", ['\\"peace\\ plan\\"']),
        ("peace-tui my.toml --view 'tag:pea", ['tag:"peace plan"']),
        ('peace-tui my.toml --view "tag:pea', ['tag:\\"peace plan\\"']),
        ("peace-tui deep/", ["deep/a\\ b.toml "]),
        ("peace-tui de", ["deep/"]),
        ("peace-tui --view 'who", ["who:", "who: "]),
    ],
)
def test_bash_is_told_what_it_replaces(line: str, written: list[str]) -> None:
    assert [*complete_line("bash", line)] == written


def test_the_scripts_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert {*SCRIPTS} == {*SCRIPT_FORMATTERS} == {*usage.SHELLS}
    for shell, script in SCRIPTS.items():
        assert main(["completion", shell]) == 0
        assert capsys.readouterr().out == script
    assert main(["completion", "csh"]) == 2
    assert "unknown shell 'csh'; did you mean 'zsh'?" in capsys.readouterr().err
