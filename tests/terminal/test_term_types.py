"""Over ssh from all kinds of terminals and locales, and inside multiplexers: it opens, filters, resizes and quits."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE
from processes import PATIENCE, PROGRAM, tool
from terminal.bundled import ALL, COUNT, FIRST, SECOND, count
from terminal.emulator import Terminal, environment, terminal
from terminal.sshd import Sshd

TERMS: Final = ("xterm-256color", "xterm", "screen-256color", "tmux-256color", "linux", "vt100")
LATIN_1: Final = "en_US.ISO-8859-1"


@pytest.fixture(scope="session")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Latin-1 locale, which few machines have."""
    folder = tmp_path_factory.mktemp("locales")
    command = [tool("localedef"), "-i", "en_US", "-f", "ISO-8859-1", str(folder / LATIN_1)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode > 1:
        pytest.fail(f"{made.stderr} (Debian's package locales has what it takes)")
    return folder


def use(seen: Terminal) -> None:
    """Open, filter, resize and quit."""
    seen.wait_for("1 Timeline", "2 People", ALL, "q quit")
    seen.send("2jj ")
    seen.wait_for(f"involving {SECOND.name}", COUNT)
    seen.resize(60, 20)
    seen.wait_for("2 People", FIRST.name, without="1 Timeline")
    seen.resize(130, 40)
    seen.wait_for("1 Timeline", "2 People", COUNT)
    seen.send("/peace")
    seen.wait_for(count(f"person:{SECOND.id} peace"), "Enter: apply")
    seen.send("\x1b")
    seen.wait_for(f"involving {SECOND.name}", COUNT, without="Enter: apply")
    seen.send("q")
    assert seen.exit_code() == 0
    assert "Traceback" not in seen.text()


@pytest.mark.parametrize("term", TERMS)
def test_over_ssh_from_any_terminal(sshd: Sshd, term: str) -> None:
    """COLORTERM does not come over, unless a server lets it in."""
    with terminal(sshd.command("-tt"), size=(120, 36), env=environment(TERM=term)) as seen:
        use(seen)
        assert seen.was_restored()


@pytest.mark.parametrize("term", TERMS)
def test_on_any_terminal_that_has_all_colors(term: str) -> None:
    far_away = environment(TERM=term, COLORTERM="truecolor", SSH_CONNECTION="192.0.2.1 5 192.0.2.2 22")
    with terminal(PROGRAM, size=(120, 36), env=far_away) as seen:
        use(seen)
        assert seen.was_restored()


def test_over_ssh_to_a_server_that_lets_colorterm_in(sshd: Sshd) -> None:
    with terminal(sshd.command("-tt", COLORTERM="truecolor"), size=(120, 36)) as seen:
        use(seen)
        assert seen.was_restored()
        assert b"\x1b[38;2;" in seen.output or b";38;2;" in seen.output


@pytest.mark.parametrize(("locale", "term"), [("C", "xterm-256color"), ("POSIX", "linux"), (LATIN_1, "xterm")])
def test_over_ssh_in_any_locale(sshd: Sshd, locales: Path, locale: str, term: str) -> None:
    variables = {"LC_ALL": "", "LANG": locale, "LOCPATH": str(locales), "PYTHONCOERCECLOCALE": "0"}
    with terminal(sshd.command("-tt", **variables), size=(120, 36), env=environment(TERM=term)) as seen:
        use(seen)
        assert seen.was_restored()
        assert b"\\u" not in seen.output


@pytest.mark.parametrize("locale", ["C", LATIN_1])
def test_lists_are_printed_in_any_locale(sshd: Sshd, locales: Path, locale: str) -> None:
    there = {"LC_ALL": "", "LANG": locale, "LOCPATH": str(locales), "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for words in ("list quotes", "show witkoff", "list people --format json"):
        command = sshd.command("-T", **there)
        run = subprocess.run([*command[:-1], f"{command[-1]} {words}"], capture_output=True, timeout=PATIENCE)
        assert (run.returncode, run.stderr) == (0, b"")
        text = run.stdout.decode("ascii" if locale == "C" else "latin-1")
        assert "Witkoff" in text


def test_over_ssh_on_a_dumb_terminal_it_says_what_to_do(sshd: Sshd) -> None:
    for term in ("dumb", "unknown"):
        with terminal(sshd.command("-tt"), env=environment(TERM=term)) as seen:
            assert seen.exit_code() == 2
            assert "TERM" in seen.text()
            assert "peace-tui list" in seen.text()
            assert b"\x1b" not in seen.output


def test_inside_tmux(tmp_path: Path) -> None:
    command = [
        tool("tmux"),
        "-u",
        "-S",
        str(tmp_path / "socket"),
        "-f",
        "/dev/null",
        "new-session",
        shlex.join(PROGRAM),
    ]
    with terminal(command, size=(120, 36)) as seen:
        use(seen)


def test_inside_screen(tmp_path: Path) -> None:
    """With its altscreen off, which is its default: what was there before does not come back."""
    folder = tmp_path / "screen"
    folder.mkdir(mode=0o700)
    command = [tool("screen"), "-U", "-c", "/dev/null", *PROGRAM]
    with terminal(command, size=(120, 36), env=environment(SCREENDIR=str(folder))) as seen:
        use(seen)


def test_with_ascii_nothing_else_is_written_from_the_first_paint_on(tmp_path: Path) -> None:
    dossier = tmp_path / "example.toml"
    dossier.write_text("".join(letter if letter.isascii() else "x" for letter in EXAMPLE), "utf-8")
    with terminal([*PROGRAM, str(dossier), "--ascii"], size=(80, 24), env=environment()) as seen:
        seen.wait_for("1 Timeline", "All events", "q quit")
        seen.send("j")
        seen.wait_for("follows the cursor")
        seen.send("?")
        seen.wait_for("Help: Timeline")
        seen.send("\x1bq")
        assert seen.exit_code() == 0
        assert seen.output.isascii()
