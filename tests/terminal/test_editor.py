"""The author's editor in the explorer's terminal: handed over, and taken back whatever happens."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from dossiers import EXAMPLE
from processes import PROGRAM, runs, tool, until
from terminal.emulator import ALTERNATE_SCREEN, environment, terminal

CALL: Final = 'id = "call-1-02"'
EDITOR: Final = f"""#!{sys.executable}
import json, os, pathlib, sys
pathlib.Path(__file__).with_name("told.json").write_text(json.dumps([os.getpid(), *sys.argv[1:]]))
print("THE EDITOR HAS THE TERMINAL")
for line in sys.stdin:
    word = line.strip()
    if word == "save":
        file = pathlib.Path(sys.argv[-1])
        file.write_text(file.read_text().replace("First call", "Edited call"))
        print("SAVED")
    elif word == "die":
        os.abort()
    elif word == "fail":
        sys.exit(3)
    else:
        break
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a dossier and an editor that says what it was told."""
    (tmp_path / "my.toml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "vi").write_text(EDITOR, "utf-8")
    (tmp_path / "vi").chmod(0o755)
    return tmp_path


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def told(desk: Path) -> list[str]:
    words: list[str] = json.loads((desk / "told.json").read_text())
    return words[1:]


def line_of(text: str) -> int:
    return EXAMPLE[: EXAMPLE.index(text)].count("\n")


def explorer(desk: Path, *words: str) -> list[str]:
    return [*PROGRAM, str(desk / "my.toml"), *words]


def test_the_record_under_the_cursor_opens_at_its_line(desk: Path) -> None:
    env = environment(VISUAL=f"{desk}/vi --quiet")
    with terminal(explorer(desk, "--view", "at:call-1-02"), size=(120, 36), env=env) as seen:
        seen.wait_for("▌3 Quotes", "First call")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        assert not seen.modes()[ALTERNATE_SCREEN]
        assert told(desk) == ["--quiet", f"+{line_of(CALL)}", str(desk / "my.toml")]
        seen.send("save\r")
        seen.wait_for("SAVED")
        seen.send("\r")
        seen.wait_for("Edited call", "1 event changed", without="THE EDITOR")
        assert seen.modes()[ALTERNATE_SCREEN]
        seen.send("1")
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        assert told(desk)[1] == "+1"  # the row All
        seen.send("\r")
        seen.wait_for("▌1 Timeline")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


@pytest.mark.parametrize(("word", "code"), [("fail", 3), ("die", -signal.SIGABRT)])
def test_an_editor_that_fails_gives_the_terminal_back(desk: Path, word: str, code: int) -> None:
    with terminal(explorer(desk), size=(120, 36), env=environment(EDITOR=f"{desk}/vi")) as seen:
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        seen.send(f"{word}\r")
        seen.wait_for(f"ended with exit code {code}", "▌1 Timeline")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_an_editor_that_does_not_start_is_a_sentence(desk: Path) -> None:
    with terminal(explorer(desk), size=(120, 36), env=environment(EDITOR="no-such-editor; touch spoilt")) as seen:
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("Could not start no-such-editor;", "▌1 Timeline")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()
    assert not (desk / "spoilt").exists()


def test_a_quote_is_pasted_into_the_event_under_the_cursor(desk: Path) -> None:
    env = environment(DISPLAY="", WAYLAND_DISPLAY="")
    with terminal(explorer(desk, "--view", "at:call-1-02"), size=(120, 36), env=env) as seen:
        seen.wait_for("▌3 Quotes", "First call")
        seen.send("A")
        seen.wait_for("Paste the quote")
        assert not seen.modes()[ALTERNATE_SCREEN]
        seen.send("“Never again.”\r\x04")
        seen.wait_for("Which source prints it?")
        seen.send("outlet-b\r")
        seen.wait_for("Who says it?")
        seen.send("smith\r")
        seen.wait_for("To whom?")
        seen.send("\r")
        seen.wait_for("Where in the source")
        seen.send("\r")
        seen.wait_for("1 quote added", "▌3 Quotes", without="Paste")
        quote = next(q for q in read(desk / "my.toml")["quotes"] if q["id"] == "call-1-08")
        assert quote == {
            "id": "call-1-08",
            "event": "call-1",
            "who": ["smith"],
            "text": "Never again.",
            "source": "outlet-b",
        }
        seen.send("A")
        seen.wait_for("Paste the quote")
        seen.send("\x04")
        seen.wait_for("the quote is empty", "Press Enter to go back.")
        seen.send("\r")
        seen.wait_for("No quote was added.", "▌3 Quotes", without="Paste")
        seen.send("A")
        seen.wait_for("Paste the quote")
        seen.send("\x03")
        seen.wait_for("No quote was added.", "▌3 Quotes", without="Paste")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_ctrl_c_in_the_editor_ends_the_editor_only(desk: Path) -> None:
    with terminal(explorer(desk), size=(120, 36), env=environment(EDITOR=f"{desk}/vi")) as seen:
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        seen.send("\x03")
        seen.wait_for("ended with exit code", "▌1 Timeline")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_ctrl_z_in_the_editor_gives_the_shell_back_and_fg_returns_to_it(desk: Path) -> None:
    script = f"set -m; {shlex.join(explorer(desk))}; echo stopped; fg >/dev/null; echo left $?; exit 0"
    command = [tool("bash"), "--norc", "--noprofile", "-c", script]
    with terminal(command, size=(120, 36), env=environment(EDITOR=f"{desk}/vi")) as seen:
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        seen.send("\x1a")
        seen.wait_for("stopped")
        seen.send("save\r")
        seen.wait_for("SAVED")
        seen.send("\r")
        seen.wait_for("Edited call")
        seen.send("q")
        seen.wait_for("left 0")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_a_lost_terminal_ends_both(desk: Path) -> None:
    with terminal(explorer(desk), size=(120, 36), env=environment(EDITOR=f"{desk}/vi")) as seen:
        seen.wait_for("▌1 Timeline")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        editor = json.loads((desk / "told.json").read_text())[0]
        seen.hang_up()
        until(lambda: not runs(editor), "the editor outlives its terminal")
        until(lambda: seen.process.poll() is not None, "the explorer outlives its terminal")


def test_a_broken_file_opens_where_it_is_broken(desk: Path) -> None:
    with terminal(explorer(desk), size=(120, 36), env=environment(EDITOR=f"{desk}/vi")) as seen:
        seen.wait_for("▌1 Timeline")
        file = desk / "my.toml"
        broken = EXAMPLE.replace("n = 7", 'n = "7"')
        line = broken.partition('n = "7"')[0].count("\n") + 1
        file.write_text(broken, "utf-8")
        os.utime(file, (1, 1))
        seen.wait_for("1 error in the file", f":{line}:5: error: quotes[0].n")
        seen.send("e")
        seen.wait_for("THE EDITOR HAS THE TERMINAL")
        assert told(desk)[0] == f"+{line}"
        seen.send("\r")
        seen.wait_for("▌1 Timeline")
        file.write_text(EXAMPLE, "utf-8")
        seen.wait_for("no changes", without="1 error in the file")
        seen.send("q")
        assert seen.exit_code() == 0
