"""The author's editor: which it is, how it is told the line, and what happens when it does not start."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from peace_tui.system.editor import EditorError, build_command, find_editor, run_editor, split_command


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"EDITOR": "nano"}, ["nano"]),
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"VISUAL": " ", "EDITOR": "'/opt/my editor/bin/vi' -u NONE"}, ["/opt/my editor/bin/vi", "-u", "NONE"]),
        ({"EDITOR": "vi; rm -rf $HOME `id`"}, ["vi;", "rm", "-rf", "$HOME", "`id`"]),
    ],
)
def test_the_editor_is_what_is_set(environment: dict[str, str], words: list[str]) -> None:
    assert find_editor(environment) == words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        (r'"C:\Program Files\Vim\gvim.exe" --nofork', [r"C:\Program Files\Vim\gvim.exe", "--nofork"]),
        ("code --wait", ["code", "--wait"]),
    ],
)
def test_a_path_of_windows_keeps_its_backslashes(command: str, words: list[str]) -> None:
    assert split_command(command, windows=True) == words


@pytest.mark.parametrize(
    ("environment", "said"),
    [({}, "export EDITOR=nano"), ({"EDITOR": ""}, "No editor set"), ({"VISUAL": "vi 'x"}, "mark in $VISUAL")],
)
def test_without_one_it_says_what_to_do(environment: dict[str, str], said: str) -> None:
    with pytest.raises(EditorError) as caught:
        find_editor(environment)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("vi", ["vi", "+7", "/a b.toml"]),
        ("/usr/bin/nvim -p", ["/usr/bin/nvim", "-p", "+7", "/a b.toml"]),
        ("nano", ["nano", "+7", "/a b.toml"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", "/a b.toml"]),
        ("code --wait", ["code", "--wait", "--goto", "/a b.toml:7"]),
        ("Code.exe", ["Code.exe", "--goto", "/a b.toml:7"]),
        ("hx", ["hx", "/a b.toml:7"]),
        ("subl -w", ["subl", "-w", "/a b.toml:7"]),
        ("kate", ["kate", "--line", "7", "/a b.toml"]),
        ("my-own-editor", ["my-own-editor", "/a b.toml"]),
    ],
)
def test_each_is_told_the_line_in_its_way(editor: str, words: list[str]) -> None:
    assert build_command(find_editor({"EDITOR": editor}), "/a b.toml", 7) == words


@pytest.mark.parametrize("name", ["-c:q.toml", "+1.toml", "{line}.toml"])
def test_no_name_is_taken_for_an_option(name: str) -> None:
    assert build_command(["vi"], name, 7) == ["vi", "+7", f"./{name}"]


def test_it_runs_without_a_shell_and_its_code_is_known(tmp_path: Path) -> None:
    code = "import sys; sys.exit(len(sys.argv) - 1)"
    assert run_editor([sys.executable, "-c", code, "$HOME; echo", "`id`"]) == 2


@pytest.mark.parametrize("program", ["no-such-editor-anywhere", "/", "a\0b"])
def test_one_that_cannot_be_started_is_a_sentence(program: str) -> None:
    with pytest.raises(EditorError, match="Could not start"):
        run_editor([program, "file"])


def test_ctrl_c_is_the_editors() -> None:
    """The terminal sends SIGINT to us and to it: we stay, it may end, and afterwards all is as before."""
    before = signal.getsignal(signal.SIGINT)
    code = "import os, signal; signal.signal(2, signal.SIG_DFL); os.kill(os.getppid(), 2); os.kill(os.getpid(), 2)"
    assert run_editor([sys.executable, "-c", code]) == -signal.SIGINT
    assert signal.getsignal(signal.SIGINT) is before
