"""The kiosk: what strangers may ask for, and what of their environment is heeded."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peace_tui
from dossiers import EXAMPLE, dossier
from peace_tui.__main__ import main
from peace_tui.cli.commands.explore import MAX_REQUEST_BYTES, REQUEST, requested_view, restrict_process
from peace_tui.cli.tables import format_table
from peace_tui.errors import InputError
from peace_tui.query.facets import ViewError
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import parse_view
from peace_tui.session.limits import IDLE_MINUTES, LIMIT_MINUTES
from peace_tui.session.settings import Session
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import keep_kiosk_keys

DOSSIER: Final = dossier()


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    before, stop = dict(os.environ), signal.getsignal(signal.SIGTSTP)
    (tmp_path / "a.toml").write_text(EXAMPLE, "utf-8")
    monkeypatch.chdir(tmp_path)
    yield
    os.environ.clear()
    os.environ.update(before)
    signal.signal(signal.SIGTSTP, stop)


def test_only_what_is_harmless_is_left_of_the_environment() -> None:
    harmless = {"TERM": "xterm", "LANG": "C", "LC_ALL": "C", "NO_COLOR": "1", "SSH_CONNECTION": "1", REQUEST: "a"}
    harmful = dict.fromkeys(("TEXTUAL_LOG", "TEXTUAL", "EDITOR", "PAGER", "BROWSER", "XDG_CONFIG_HOME"), "/tmp/x")
    os.environ.clear()
    os.environ.update(harmless | harmful | {"TEXTUAL_DRIVER": "os:system", "HOME": "/", "COLUMNS": "9"})
    restrict_process()
    assert dict(os.environ) == harmless | {"PEACE_TUI_NO_CACHE": "1"}
    assert signal.getsignal(signal.SIGTSTP) is signal.SIG_IGN


def test_what_the_web_server_says_is_heeded() -> None:
    os.environ |= {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "COLUMNS": "90", "TEXTUAL_LOG": "/tmp/x"}
    restrict_process()
    assert os.environ["COLUMNS"] == "90"
    assert "TEXTUAL_LOG" not in os.environ


def test_what_is_asked_for_is_text_of_a_bounded_length() -> None:
    for sent in (b"\xff\xfe", b"a" * (MAX_REQUEST_BYTES + 1)):
        os.environb[REQUEST.encode()] = sent
        with pytest.raises(InputError, match="your request"):
            requested_view()
    os.environb[REQUEST.encode()] = " who:Иван ".encode()
    assert requested_view() == "who:Иван"
    del os.environ[REQUEST]
    assert requested_view() == ""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["--kiosk", "a.toml", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_without_a_terminal_the_words_print_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    os.environ[REQUEST] = "who:ivanov"
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "The reading text." in out
    os.environ[REQUEST] = "nowhere-to-be-found"
    assert run(capsys) == (1, "", "peace-tui: no quotes match: nowhere-to-be-found\n")


def test_a_link_that_is_old_still_opens(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    os.environ[REQUEST] = "who:ivanov,gone-1 --made-on=0123456789ab"
    code, out, err = run(capsys)
    assert (code, "The reading text." in out) == (0, True)
    assert "gone from it: who:gone-1" in err
    os.environ[REQUEST] = "read who:gone-1 --made-on=0123456789ab"
    code, out, err = run(capsys)
    assert (code, "No filter: all" in out) == (0, True)
    assert "gone from it: who:gone-1" in err


def test_without_a_terminal_and_without_words_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    os.environ.pop(REQUEST, None)
    code, out, err = run(capsys)
    assert (code, out) == (2, "")
    assert "ssh -t" in err
    assert "peace-tui list" not in err


def test_a_kiosk_reads_nothing_from_the_visitor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--kiosk", "-"]) == 2
    assert "name a file" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--idle", "soon"], ["--limit", "-1"], ["--idle", "nan"], ["--limit", "inf"]])
def test_times_are_minutes(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *words)
    assert code == 2
    assert "minutes" in err


COMMANDS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            "/bin/sh",
            "bash -i",
            "scp -t /tmp",
            "internal-sftp",
            "; id",
            "$(id)",
            "`id`",
            "| cat /etc/passwd",
            "--view x list quotes /etc/passwd",
            "-- list quotes",
            "at:/etc/passwd",
            "source:../../etc/passwd",
            '"',
            "\\",
            "%s%n",
            "\x1b]0;x\x07",
            "who:ivanov\nwho:smith",
        ]
    ),
    st.lists(
        st.sampled_from(["who:ivanov", "-date:2025-10", "tag:plan", "wording", "at:call-1", "-", ":", ",", '"x y"']),
        max_size=6,
    ).map(" ".join),
)


@given(COMMANDS.filter(lambda text: "\0" not in text and text.strip()))
def test_whatever_is_asked_for_gives_the_list_of_that_view_or_a_sentence(text: str) -> None:
    try:
        os.environ[REQUEST] = text
    except UnicodeEncodeError:  # a lone surrogate that no byte stands for
        return
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        written: list[str] = []
        patch.setattr("peace_tui.cli.commands.list.write_paged", lambda pieces, wanted: written.extend(pieces))
        patch.setattr("peace_tui.cli.commands.list.write_stderr", said.append)
        patch.setattr("peace_tui.cli.dispatch.write_stderr", said.append)
        code = main(["--kiosk", "a.toml"])
    try:
        view = parse_view(os.environb[REQUEST.encode()].decode().strip(), DOSSIER)
    except (ViewError, UnicodeDecodeError):
        assert (code, written) == (2, [])
        assert said[0].startswith("peace-tui: ")
        return
    rows = LISTINGS["quotes"].rows(DOSSIER, view, False)
    assert code == (0 if rows else 1)
    assert written == ([*format_table(LISTINGS["quotes"].headings, _cells(rows), None)] if rows else written)
    assert len(said) == (0 if rows else 1)


def _cells(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return [LISTINGS["quotes"].cells(DOSSIER, row) for row in rows]


def test_a_kiosk_runs_nothing_and_writes_nothing(tmp_path: Path) -> None:
    """Every file that is opened, every program that is started, as Python itself reports them."""
    watch = (
        "import sys, os\n"
        "seen = []\n"
        "def look(event, args):\n"
        "    if event in ('os.system', 'os.exec', 'os.posix_spawn', 'subprocess.Popen', 'os.fork', 'socket.connect'):\n"
        "        seen.append(event)\n"
        "    if event == 'open' and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):\n"
        "        seen.append(args[0])\n"
        "sys.addaudithook(look)\n"
        "from peace_tui.__main__ import main\n"
        "code = main(['--kiosk', 'a.toml'])\n"
        "print(code, seen)\n"
    )
    for text in ("who:ivanov", "; touch x", "$(touch x)", "at:call-1-07"):
        seen = subprocess.run(
            [sys.executable, "-Bc", watch],
            env={**os.environ, REQUEST: text, "PYTHONPATH": str(Path(peace_tui.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=True,
        )
        assert seen.stdout.splitlines()[-1].endswith(" []")
    assert [*tmp_path.iterdir()] == [tmp_path / "a.toml"]


def test_the_table_of_keys_loses_what_leads_out() -> None:
    assert {key.id for key in KEYS} - {key.id for key in keep_kiosk_keys(KEYS)} >= {"suspend"}
    assert all(not key.leaves_program for key in keep_kiosk_keys(KEYS))


def test_a_session_closes_by_whichever_limit_comes_first() -> None:
    session = Session(True, idle=2, limit=10)
    assert session.next_end(30, 100) == (90, "2 minutes idle")
    assert session.next_end(0, 595) == (5, "session limit of 10 minutes")
    assert Session().next_end(1e9, 1e9) is None
    assert Session(idle=1).next_end(60, 0) == (0, "1 minute idle")
    assert session.warning_seconds == 30
    assert Session(True, IDLE_MINUTES, LIMIT_MINUTES).warning_seconds == 60


def test_a_program_that_calls_us_is_not_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot be taken back, and only the command itself is ours to confine."""
    monkeypatch.setenv(REQUEST, "who:ivanov")
    assert main(["--kiosk", "a.toml"]) == 0
    (tmp_path / "written").write_text("afterwards")
    assert subprocess.run([sys.executable, "-c", ""]).returncode == 0
