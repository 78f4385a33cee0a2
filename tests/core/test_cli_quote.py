"""`peace-tui quote`: a quote is captured with what the dossier knows, once, and whole or not at all."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli

from command_line import Run
from peace_tui.cli.commands import quote as command
from peace_tui.lint import record_edits
from peace_tui.lint.edits import Edited

GIVEN = ("--event", "call-1", "--who", "smith", "--source", "outlet-b")
FILE = Path("a.toml")


def pipe(monkeypatch: pytest.MonkeyPatch, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))


class Keyboard(io.StringIO):
    """Standard input of a person at a terminal: a quote that ends with Ctrl+D, then the answers."""

    def __init__(self, pasted: str, answers: str) -> None:
        super().__init__(answers)
        self.pasted = pasted

    def isatty(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> str:
        return self.pasted


def quotes() -> dict[str, dict[str, Any]]:
    return {quote["id"]: quote for quote in tomli.loads(FILE.read_text("utf-8"))["quotes"]}


def line_of(id: str) -> int:
    """The line of the header above an id."""
    return FILE.read_text("utf-8").partition(f'id = "{id}"')[0].count("\n")


def test_a_quote_is_added_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "\n“It is over\nfor us.”\n\n")
    answer = run("quote", "a.toml", *GIVEN, "--to", "Ivanov", "--locator", "para 4", "--mode", "transcript")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"a.toml: added 'call-1-08', line {line_of('call-1-08')}\n"
    assert quotes()["call-1-08"] == {
        "id": "call-1-08",
        "event": "call-1",
        "who": ["smith"],
        "to": ["ivanov"],
        "mode": "transcript",
        "text": "It is over for us.",
        "source": "outlet-b",
        "locator": "para 4",
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"Yes."', "Yes."),
        ("«\u00a0Oui.\u00a0»", "Oui."),
        ("„Ja.“", "Ja."),
        ("“Yes,” he said. “No.”", "“Yes,” he said. “No.”"),
        ("‘It’s over.’", "‘It’s over.’"),
        ("One\r\ntwo\r\n\r\n\r\nthree", "One two\n\nthree"),
        ("of a page\x0cand the next", "of a page and the next"),
        ("\ufeffYes", "Yes"),
        ('\\ """', '\\ """'),
    ],
)
def test_words_are_kept_to_the_letter(run: Run, monkeypatch: pytest.MonkeyPatch, written: str, kept: str) -> None:
    pipe(monkeypatch, written)
    assert run("quote", "a.toml", *GIVEN).code == 0
    assert quotes()["call-1-08"]["text"] == kept


def test_no_one_may_be_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "Who knows.")
    assert run("quote", "a.toml", "--event", "later", "--who", "", "--source", "outlet-b", "--id", "own").code == 0
    assert "who" not in quotes()["own"]


def test_the_same_words_of_the_same_outlet_are_not_added_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = FILE.read_bytes()
    pipe(monkeypatch, "“Said before; written after!”")
    answer = run("quote", "a.toml", "--source", "Outlet A", "--event", "call-1", "--who", "smith")
    assert (answer.code, answer.out) == (
        0,
        "a.toml: nothing added: 'call-1-02' has these words of this source already\n",
    )
    assert FILE.read_bytes() == before


def test_the_same_words_of_another_outlet_become_a_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = FILE.read_bytes()
    pipe(monkeypatch, "Said before, written after.")
    answer = run("quote", "a.toml", *GIVEN)
    assert answer.code == 2
    assert "'call-1-02' has these words already; add --version-of call-1-02" in answer.err
    assert FILE.read_bytes() == before

    pipe(monkeypatch, "Said before, written after.")
    answer = run("quote", "a.toml", "--source", "outlet-b", "--version-of", "call-1-02", "--locator", "p. 2")
    assert (answer.code, answer.out) == (0, f"a.toml: added a version of 'call-1-02', line {line_of('call-1-02')}\n")
    assert quotes()["call-1-02"]["versions"] == [
        {"source": "outlet-a", "text": "Said before, written after.", "locator": "para 3"},
        {"source": "outlet-b", "text": "Said before, written after.", "locator": "p. 2"},
    ]


def test_the_same_words_may_be_said_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "Said before, written after.")
    assert run("quote", "a.toml", *GIVEN, "--separate").code == 0
    assert quotes()["call-1-08"]["text"] == quotes()["call-1-02"]["text"]
    pipe(monkeypatch, "Said before, written after.")  # at another event it is another quote anyway
    assert run("quote", "a.toml", "--event", "later", "--who", "smith", "--source", "outlet-b").code == 0


def test_what_is_missing_is_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = FILE.read_bytes()
    pipe(monkeypatch, "New words.")
    answer = run("quote", "a.toml", "--who", "smith")
    assert answer.code == 2
    assert answer.err == (
        "peace-tui: add --event and --source:\n"
        "    --event: call-1 (First call), later (Something later)\n"
        "    --source: outlet-a (Outlet A), outlet-b (Outlet B), unused (Nothing is from here)\n"
    )
    assert FILE.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--event", "cal-1"), "--event: no event called 'cal-1'; did you mean “First call” (call-1)?"),
        (("--who", "Smit"), "--who: no person called 'Smit'; did you mean “John Smith” (smith)?"),
        (("--source", "outlet-z"), "--source: no source called 'outlet-z'; did you mean"),
        (("--source", "Outlet"), "--source: 'Outlet' can be “Outlet A” (outlet-a) or “Outlet B” (outlet-b)"),
        (("--version-of", "strai"), "--version-of: no quote with the id 'strai'; did you mean 'stray'?"),
        (("--version-of", "smith"), "--version-of: no quote with the id 'smith'"),
        (("--id", "smith"), "--id: 'smith' is the id of another record"),
        (("--mode", "sung"), "unknown mode 'sung'"),
        (("--version-of", "stray", "--separate"), "exclude each other"),
        (("--version-of", "stray", "--source", "outlet-a", "--event", "call-1"), "was said at 'later'"),
        (("--version-of", "call-1-02", "--source", "outlet-b", "--who", "ivanov"), "was said by 'smith'; leave --who"),
        (("--version-of", "call-1-07", "--source", "outlet-b", "--to", "ivanov"), "was said to 'smith'; leave --to"),
        (
            ("--version-of", "call-1-02", "--source", "outlet-b", "--id", "x"),
            "--id and --mode are for a new",
        ),
    ],
)
def test_mistakes_have_sentences(run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str) -> None:
    before = FILE.read_bytes()
    pipe(monkeypatch, "New words.")
    answer = run("quote", "a.toml", *words)
    assert answer.code == 2
    assert said in answer.err
    assert FILE.read_bytes() == before


@pytest.mark.parametrize(("data", "said"), [(b" \n", "the quote is empty"), (b"\xff", "is not UTF-8 text")])
def test_no_words_are_no_quote(run: Run, monkeypatch: pytest.MonkeyPatch, data: bytes, said: str) -> None:
    pipe(monkeypatch, data)
    answer = run("quote", "a.toml", *GIVEN)
    assert answer.code == 2
    assert said in answer.err


def test_standard_input_cannot_be_the_dossier_too(run: Run) -> None:
    assert "not standard input, which holds the quote" in run("quote", "-").err


def test_a_dry_run_shows_the_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = FILE.read_bytes()
    pipe(monkeypatch, "New words.")
    answer = run("quote", "a.toml", *GIVEN, "--dry-run")
    line = line_of("call-1-02") + 8
    assert answer.out.splitlines()[:3] == [f"@@ line {line} @@", "+", "+[[quotes]]"]
    assert answer.out.endswith(f"a.toml: would add 'call-1-08', line {line + 1}\n")
    assert FILE.read_bytes() == before


def test_a_file_that_changed_meanwhile_is_left_alone(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def change_and_add(data: bytes, *rest: Any) -> Edited:
        FILE.write_bytes(data + b"# somebody else\n")
        return add_quote(data, *rest)

    add_quote = record_edits.add_quote
    monkeypatch.setattr(record_edits, "add_quote", change_and_add)
    pipe(monkeypatch, "New words.")
    answer = run("quote", "a.toml", *GIVEN)
    assert answer.code == 2
    assert "has changed in the meantime" in answer.err
    assert FILE.read_text("utf-8").endswith("# somebody else\n")
    assert "call-1-08" not in quotes()


# --- At a terminal ---------------------------------------------------------------------------------------------------


@pytest.fixture
def no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CLIPBOARD_TOOLS", ())


@pytest.mark.usefixtures("no_clipboard")
def test_a_person_is_asked_for_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["outlet-z", "2", "call-1", "smith", "", "para 8"]
    monkeypatch.setattr(sys, "stdin", Keyboard("“New words.”\n", "\n".join(answers) + "\n"))
    answer = run("quote", "a.toml")
    assert answer.code == 0
    assert "no source called 'outlet-z'; did you mean" in answer.err
    assert "  1 Something later (later)\n  2 First call (call-1)\n" in answer.err
    assert quotes()["call-1-08"] == {
        "id": "call-1-08",
        "event": "call-1",
        "who": ["smith"],
        "text": "New words.",
        "source": "outlet-b",
        "locator": "para 8",
    }


@pytest.mark.usefixtures("no_clipboard")
def test_a_person_decides_whether_it_is_a_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("Said before, written after.", "\n\n"))
    answer = run("quote", "a.toml", "--source", "outlet-b")
    assert (answer.code, answer.out) == (0, f"a.toml: added a version of 'call-1-02', line {line_of('call-1-02')}\n")
    monkeypatch.setattr(sys, "stdin", Keyboard("Said before, written after.", "n\n1\nsmith\n\n\n"))
    answer = run("quote", "a.toml", "--source", "unused")
    assert answer.out == f"a.toml: added 'later-2', line {line_of('later-2')}\n"


@pytest.mark.usefixtures("no_clipboard")
def test_who_is_not_there_yet_is_added_with_the_quote(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["+The Tribune", "+ A speech", "+Jane Roe", "+ Jane Roe", ""]
    monkeypatch.setattr(sys, "stdin", Keyboard("New words.", "\n".join(answers) + "\n"))
    assert run("quote", "a.toml").code == 0
    found = tomli.loads(FILE.read_text("utf-8"))
    assert found["sources"][-1] == {"id": "the-tribune", "container_title": "The Tribune"}
    assert found["events"][-1] == {"id": "a-speech", "title": "A speech"}
    assert found["people"][-1] == {"id": "jane-roe", "name": "Jane Roe"}
    quote = quotes()["a-speech-1"]
    assert (quote["who"], quote["to"], quote["source"]) == (["jane-roe"], ["jane-roe"], "the-tribune")
    assert run("check", "a.toml").code == 0


@pytest.mark.usefixtures("no_clipboard")
def test_a_new_source_prints_a_quote_that_is_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard("Said before, written after.", "+Smith\n\n\n"))
    assert run("quote", "a.toml").code == 0
    assert quotes()["call-1-02"]["versions"][1]["source"] == "smith-2"


@pytest.mark.usefixtures("no_clipboard")
def test_a_dossier_without_records_gets_its_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    FILE.write_text('format = "peace-tui/1"\n[dossier]\ntitle = "T"\n', "utf-8")
    monkeypatch.setattr(sys, "stdin", Keyboard("New words.", "+S\n+E\n+P\n+Q\n\n"))
    assert run("quote", "a.toml").code == 0
    assert quotes()["e-1"]["to"] == ["q"]
    assert [person["id"] for person in tomli.loads(FILE.read_text("utf-8"))["people"]] == ["p", "q"]


@pytest.mark.usefixtures("no_clipboard")
def test_whoever_stops_adds_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = FILE.read_bytes()
    monkeypatch.setattr(sys, "stdin", Keyboard("New words.", "outlet-a\n"))
    answer = run("quote", "a.toml")
    assert (answer.code, answer.err.splitlines()[-1]) == (2, "peace-tui: stopped; nothing was added")
    assert FILE.read_bytes() == before


def test_the_clipboard_is_read_by_the_tool_that_is_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin").mkdir()
    for name, words in (("wl-paste", "exit 1"), ("xclip", "printf '“Copied words.”'")):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{words}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "w")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(sys, "stdin", Keyboard("not read", "\n"))
    answer = run("quote", "a.toml", *GIVEN, "--to", "ivanov")
    assert "From the clipboard" in answer.err
    assert quotes()["call-1-08"]["text"] == "Copied words."


def test_the_real_command_adds_a_quote(run: Run) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "peace_tui", "quote", "a.toml", *GIVEN],
        input="„Neue Wörter.“\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert quotes()["call-1-08"]["text"] == "Neue Wörter."
