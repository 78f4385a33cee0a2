"""The command line: what may be written on it, what it answers, and how it ends, whatever its streams are."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import select
import signal
import subprocess
import sys
import types
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peace_tui.ui
from command_line import Run, ids
from dossiers import EXAMPLE, changed
from peace_tui import __version__
from peace_tui.__main__ import main
from peace_tui.cli import spec as usage
from peace_tui.cli.dispatch import TOPICS, parse_args, split_argv
from peace_tui.cli.tables import FORMATTERS
from peace_tui.errors import UsageError
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import MODES
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import View
from peace_tui.session.settings import Session
from peace_tui.system.paths import docs_folder
from processes import PATIENCE, PROGRAM, TUI

# --- Words on the command line ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "list quotes a.toml --view who:smith --format jsonl",
        "list quotes --view who:smith --format jsonl a.toml",
        "list --format jsonl --view who:smith quotes a.toml",
        "--view who:smith list --format=jsonl quotes a.toml",
        "--format jsonl --view=who:smith list quotes a.toml",
        "list quotes --view who:smith a.toml --format jsonl",
        "list --format jsonl --view who:smith -- quotes a.toml",
    ],
)
def test_options_stand_anywhere(run: Run, words: str) -> None:
    answer = run(*words.split())
    assert (answer.code, ids(answer), answer.err) == (0, ["call-1-02"], "")


@pytest.mark.parametrize("view", ["-who:smith", "--who:smith", "-who:smith -text:nobody", "-", "--"])
def test_a_view_may_begin_with_a_hyphen(run: Run, view: str) -> None:
    one = run("list", "quotes", "a.toml", "--format", "jsonl", "--view", view)
    other = run("list", "quotes", f"--view={view}", "a.toml", "--format=jsonl")
    assert (one.code, one.out) == (other.code, other.out)
    if view == "-who:smith":
        assert ids(one) == ["call-1-07", "stray"]


def parse(words: list[str]) -> argparse.Namespace:
    """The arguments of a command line that begins with a command's name."""
    options, names, _ = split_argv(words)
    return parse_args(usage.COMMAND_BY_NAME[names[0]], options, names[1:])


def test_of_an_option_given_twice_the_last_counts_or_both() -> None:
    assert parse(["list", "quotes", "--view", "who:a", "--view=who:b"]).view == "who:b"
    assert parse(["import", "csv", "x.csv", "--map", "a=b", "--map=c=d"]).map == ["a=b", "c=d"]
    assert parse(["import", "csv", "x.csv"]).map is None


def test_several_names_are_one_argument() -> None:
    arguments = parse(["check", "a.toml", "--fix", "b.toml", "--", "-c.toml"])
    assert arguments.dossiers == ["a.toml", "b.toml", "-c.toml"]
    assert arguments.fix


FLAGS = sorted({each.flag for command in usage.COMMANDS for each in command.arguments if each.is_option})
NAMES = st.sampled_from(("quotes", "csv", "bash", "8000", "x.toml", "-", "", "a=b"))
VALUES = st.sampled_from(("text", "json", "dmy", "8", "-who:x", "--", "", "a=b"))
OPTIONS = st.builds("{}={}".format, st.sampled_from(FLAGS), VALUES) | st.sampled_from([*FLAGS, "--unknown", "-x"])


@given(st.sampled_from(sorted(usage.COMMAND_BY_NAME)), st.lists(NAMES, max_size=3), st.lists(OPTIONS, max_size=3))
def test_any_line_is_read_alike_in_any_order_or_refused(command: str, names: list[str], options: list[str]) -> None:
    def outcome(words: list[str]) -> object:
        try:
            return parse(words)
        except UsageError as error:
            return str(error)

    before = [command, *(word for word in options if word not in usage.VALUE_OPTIONS), *names]
    after = [command, *names, *(word for word in options if word not in usage.VALUE_OPTIONS)]
    assert outcome(before) == outcome(after)


def test_a_view_is_the_word_after_it(run: Run) -> None:
    for words in (["--view"], ["--view", "--format", "json"]):
        answer = run("list", "quotes", "a.toml", *words)
        assert (answer.code, answer.out) == (2, "")
        assert "--view" in answer.err


def test_an_empty_view_passes_everything(run: Run) -> None:
    assert len(ids(run("list", "quotes", "a.toml", "--format", "jsonl", "--view", ""))) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("lst quotes", "no file called 'lst'; did you mean the command 'list'?"),
        ("quotes", "no file called 'quotes'; did you mean the command 'list quotes'?"),
        ("chek a.toml", "did you mean the command 'check'?"),
        ("nothing.like.it", "no file called 'nothing.like.it'"),
        ("list quote a.toml", "unknown list 'quote'; did you mean 'quotes'?"),
        ("list", "KIND"),
        ("rename a b a.toml missing.toml", "missing.toml: there is no such file"),
        ("a.toml list quotes", "unexpected argument 'list'; the command comes first: peace-tui list …"),
        ("list quotes a.toml --vew x", "unknown option --vew; did you mean '--view'?"),
        ("list quotes a.toml --form json", "unknown option --form"),
        ("list quotes a.toml --format jason", "unknown format 'jason'; did you mean 'json'?"),
        ("check a.toml --format csv", "unknown format 'csv'"),
        ("check", "DOSSIER"),
        ("show", "ID"),
        ("schema a.toml", "unexpected argument 'a.toml'"),
        ("list quotes missing.toml", "missing.toml: there is no such file"),
        ("list quotes .", ".: this is a folder"),
        ("-x", "unknown option -x"),
    ],
)
def test_wrong_usage_is_a_sentence(run: Run, words: str, sentence: str) -> None:
    answer = run(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("peace-tui: ")
    assert sentence in answer.err
    assert "Traceback" not in answer.err


def test_a_file_may_have_the_name_of_a_command(run: Run) -> None:
    Path("list").write_text(changed("n = 7", 'n = "7"'), "utf-8")
    answer = run("show", "call-1", "--", "list")
    assert answer.code == 2
    assert "list:84:5: error: quotes[0].n" in answer.err


def test_help_and_version(run: Run) -> None:
    for words in (["--help"], ["-h"], ["--help", "--view", "x"]):
        answer = run(*words)
        assert answer.code == 0
        assert all(name in answer.out for name in usage.COMMAND_BY_NAME)
        assert "examples:" in answer.out
    for name, command in usage.COMMAND_BY_NAME.items():
        answer = run(name, "--help")
        assert answer.code == 0
        assert all(example in answer.out for example in command.examples)
        assert answer.out == run("--help", name).out
    assert run("--version").out == run("-V").out == f"peace-tui {__version__}\n"
    full = run("--version", "--verbose").out
    assert full.startswith(f"peace-tui {__version__}\nPython {platform.python_version()}")
    assert "\ntextual 8" in full


def test_help_of_a_command_is_asked_for_in_two_ways(run: Run) -> None:
    assert run("help", "list").out == run("list", "--help").out
    assert run("help").out == run("--help").out
    answer = run("help", "lst")
    assert (answer.code, answer.err) == (2, "peace-tui: no command called 'lst'; did you mean 'list'?\n")
    Path("help").write_text(EXAMPLE, "utf-8")
    assert run("help").out != run("--help").out, "a file of this name is a dossier"


@pytest.mark.parametrize("topic", TOPICS)
def test_there_is_help_on_topics(run: Run, topic: str) -> None:
    answer = run("help", topic)
    assert (answer.code, answer.err) == (0, "")
    head = (Path(docs_folder()) / f"{topic}.md").read_text("utf-8").partition("\n")[0]
    assert head in answer.out.splitlines()
    assert "<!--" not in answer.out
    assert "](" not in answer.out.replace("](http", "")
    assert f"{topic}" in run("--help").out


def test_an_unknown_topic_names_the_nearest(run: Run) -> None:
    assert run("help", "librar").err == "peace-tui: no topic called 'librar'; did you mean 'library'?\n"
    assert "the topics are views, keys" in run("help", "zzzz").err
    assert run("help", "keys").out.startswith(run("keys", "--help").out)  # a command, and a topic


def test_each_command_is_a_row_and_a_function() -> None:
    for command in usage.COMMANDS:
        assert callable(getattr(import_module(command.module), command.function))
    assert set(LISTINGS) == set(usage.LIST_KINDS)
    assert ("text", *FORMATTERS) == usage.OUTPUT_FORMATS
    assert MODES == usage.MODES


def test_examples_of_the_help_can_be_followed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import shlex

    followed: list[object] = []

    def follow(arguments: object) -> int:
        followed.append(arguments)
        return 0

    for command in usage.COMMANDS:
        monkeypatch.setattr(import_module(command.module), command.function, follow)
    examples = [example for command in usage.COMMANDS for example in command.examples]
    Path("my-dossier.toml").touch()
    for example in examples:
        program, *words = shlex.split(re.split(" [<>]", example)[0])
        assert program == "peace-tui"
        assert main(words) == 0
    assert len(followed) == len(examples)


# --- The explorer ----------------------------------------------------------------------------------------------------


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was opened by an explorer that only takes note; there seems to be a terminal."""
    seen: list[tuple[str, str]] = []
    ui = types.ModuleType("peace_tui.ui.run")

    def open_explorer(dossier: Dossier, view: View, session: Session) -> int:
        seen.append((dossier.info.title, str(view)))
        return 7

    vars(ui)["run"] = open_explorer
    monkeypatch.setitem(sys.modules, "peace_tui.ui.run", ui)
    monkeypatch.setattr(peace_tui.ui, "run", ui, raising=False)
    monkeypatch.setattr("peace_tui.cli.commands.explore.find_terminal_problem", lambda **_: "")
    return seen


def test_standard_input_is_named_once(run: Run) -> None:
    answer = run("check", "-", "-")
    assert answer.code == 2
    assert "standard input is there once" in answer.err


def test_the_explorer_is_given_dossier_and_view(run: Run, opened: list[tuple[str, str]]) -> None:
    assert run("a.toml", "--view", "-who:smith").code == 7
    assert run("--view=who:Ivann", "a.toml").code == 2
    assert run("--view", "who:Петров\u00a0who:ivanov", "a.toml").code == 2
    assert run("--view", 'who:"Иван Иванов"', "a.toml").code == 7
    assert opened == [("An example call", "-who:smith"), ("An example call", "who:ivanov")]


def test_what_is_wrong_is_said_before_anything_is_drawn(run: Run, opened: list[tuple[str, str]]) -> None:
    Path("b.toml").write_text(changed("n = 7", 'n = "7"'), "utf-8")
    answer = run("b.toml")
    assert (answer.code, answer.out) == (2, "")
    assert "b.toml:84:5: error" in answer.err
    assert opened == []


class Hollow:
    """A stream that is, or is not, a terminal."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("stdin", "stderr", "term", "reason"),
    [
        (False, True, "xterm", "standard input is not a terminal"),
        (True, False, "xterm", "standard error is not a terminal"),
        (None, True, "xterm", "standard input is not a terminal"),
        (True, True, "dumb", "TERM is 'dumb'"),
        (True, True, "unknown", "TERM is 'unknown'"),
        (True, True, "", "TERM is not set"),
        (True, True, None, "TERM is not set"),
    ],
)
def test_without_a_terminal_the_explorer_names_list(
    run: Run, monkeypatch: pytest.MonkeyPatch, stdin: bool | None, stderr: bool, term: str | None, reason: str
) -> None:
    monkeypatch.setattr(sys, "__stdin__", None if stdin is None else Hollow(stdin))
    monkeypatch.setattr(sys, "__stderr__", Hollow(stderr))
    if term is None:
        monkeypatch.delenv("TERM", raising=False)
    else:
        monkeypatch.setenv("TERM", term)
    answer = run("a.toml")
    assert (answer.code, answer.out) == (2, "")
    assert reason in answer.err
    assert "peace-tui list" in answer.err


# --- A process of its own --------------------------------------------------------------------------------------------


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return {**kept, "PYTHONPATH": str(TUI), **changes}


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    env = options.pop("env", environment())
    return subprocess.run([*PROGRAM, *words], env=env, stderr=subprocess.PIPE, timeout=PATIENCE, check=False, **options)


@pytest.fixture
def large(tmp_path: Path) -> str:
    """A dossier whose list is longer than any buffer."""
    file = tmp_path / "large.toml"
    quotes = "".join(f'[[quotes]]\nid = "q{n}"\nevent = "e"\ntext = "{"word " * 100}"\n' for n in range(1000))
    file.write_text(f'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n[[events]]\nid = "e"\ntitle = "E"\n{quotes}')
    return str(file)


def test_a_closed_pipe_ends_it_quietly(large: str) -> None:
    read, written = os.pipe()
    os.close(read)
    for words in (("list", "quotes", large), ("--help",), ("schema",)):
        run = process(*words, stdout=written)
        assert (run.returncode, run.stderr) == (141, b"")
    os.close(written)


def test_a_reader_that_leaves_early_ends_it_quietly(large: str) -> None:
    with subprocess.Popen(
        [*PROGRAM, "list", "quotes", large], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout
        assert run.stderr
        assert run.stdout.read(10).startswith(b"undated")
        run.stdout.close()
        assert run.stderr.read() == b""
        assert run.wait(PATIENCE) == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_a_sentence(large: str) -> None:
    for words in (("list", "quotes", large), ("--version",)):
        with open("/dev/full", "wb") as full:
            run = process(*words, stdout=full)
        assert run.returncode == 2
        assert run.stderr.startswith(b"peace-tui: cannot write to standard output: ")
        assert len(run.stderr.splitlines()) == 1


def test_closed_streams_are_no_traceback(large: str) -> None:
    for redirection, code in ((">&-", 2), ("2>&-", 0), ("<&-", 0), (">&- 2>&-", 2)):
        shell = f'"$@" {redirection}'
        run = subprocess.run(
            ["sh", "-c", shell, "sh", *PROGRAM, "list", "events", large],
            env=environment(),
            capture_output=True,
            timeout=PATIENCE,
        )
        assert run.returncode == code
        assert b"Traceback" not in run.stderr
        assert b"Exception ignored" not in run.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
    ],
)
def test_an_encoding_without_the_letters_is_no_traceback(tmp_path: Path, changes: dict[str, str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    for form in usage.OUTPUT_FORMATS:
        run = process("list", "quotes", str(file), "--format", form, env=environment(**changes), stdout=subprocess.PIPE)
        assert (run.returncode, run.stderr) == (0, b"")
        if form == "json":
            assert json.loads(run.stdout)[1]["about"] == ["王"]
    assert process("show", "ivanov", str(file), env=environment(**changes), stdout=subprocess.PIPE).returncode == 0
    assert process("--help", env=environment(**changes), stdout=subprocess.PIPE).returncode == 0
    wrong = process("list", "quotes", str(file), "--view", "who:王王", env=environment(**changes))
    assert wrong.returncode == 2
    assert b"Traceback" not in wrong.stderr


def test_standard_input_is_a_dossier() -> None:
    run = process("list", "people", "-", "--format", "json", input=EXAMPLE.encode(), stdout=subprocess.PIPE)
    assert run.returncode == 0
    assert json.loads(run.stdout)[0]["id"] == "smith"
    run = process("check", "-", input=b"x = 1\n", stdout=subprocess.PIPE)
    assert run.returncode == 1
    assert run.stdout.startswith(b"-:1:1: error: ")


def test_an_interrupt_is_130_without_a_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(arguments: object) -> int:
        signal.raise_signal(signal.SIGINT)
        return 0

    monkeypatch.setattr("peace_tui.cli.commands.list.run", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        answer = run("list", "quotes", "a.toml")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (answer.code, answer.out, answer.err) == (130, "", "")


OPEN_ON_TERMINAL = """
import fcntl, os, sys, termios, types

fcntl.ioctl(2, termios.TIOCSCTTY, 0)
ui = types.ModuleType("peace_tui.ui.run")
ui.run = lambda dossier, view, session: print(dossier.info.title, os.isatty(0), os.read(0, 9)) or 3
sys.modules["peace_tui.ui.run"] = ui
from peace_tui.__main__ import main

sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_a_piped_dossier_leaves_the_keyboard() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", OPEN_ON_TERMINAL, "-"],
        env=environment(TERM="xterm"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    ) as run:
        os.write(ours, b"key\n")
        out, _ = run.communicate(EXAMPLE.encode(), timeout=PATIENCE)
    os.close(theirs)
    assert (run.returncode, out) == (3, b"An example call True b'key\\n'\n"), _read(ours)
    os.close(ours)


def _read(descriptor: int) -> bytes:
    """Return what can be read without waiting."""
    ready, _, _ = select.select([descriptor], [], [], 0)
    return os.read(descriptor, 10_000) if ready else b""
