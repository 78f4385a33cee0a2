"""Storms in a real terminal: keys and sizes at random, hostile text, and many sessions at once."""

from __future__ import annotations

import contextlib
import fcntl
import random
import re
import signal
import struct
import termios
from pathlib import Path
from typing import Final

import pytest

from bench.sessions import opened, sessions, weight_of
from dossiers import EXAMPLE
from processes import PROGRAM, status
from terminal.emulator import QUIET, Terminal, terminal
from terminal.kiosk_server import published

LETTERS: Final = "jkhlgG123 x/unNdcDCzvyYo?Bqй;"
KEYS: Final = [*LETTERS, "\x1b", "\r", "\t", "\x7f", "\x10", "\x12", "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[Z"]
NOISE: Final = ["\x1b[", "\x00", "\x1b[200~paste\x1b[201~", "\x1b[<0;5;5M", "\x1b[I", "é王", "\x1b[999999C"]
PAGES: Final = ("3", "j", *(key for page in "\rdDCyY?\x10" for key in (page, "\x1b")))
SEQUENCES: Final = re.compile(
    rb"\x1b\[[0-9;:?<>=$]*[A-Za-z]"  # colors, places, modes, questions
    rb"|\x1b\](?:52;c;[A-Za-z0-9+/=]*|11;\?|10;\?|22;[a-z]*)(?:\x07|\x1b\\)"  # clipboard, background, pointer
    rb"|\x1b\]8;[^;\x1b\x07]*;[!-~]*(?:\x07|\x1b\\)"  # links
    rb"|\x1b[=>78]|\x1bP\+q[0-9A-Fa-f;]*\x1b\\"
)


def go_back_and_quit(seen: Terminal) -> None:
    """Press Esc and q until the program ends, wherever it is."""

    def ends() -> bool:
        for key in ("\x1b", "q"):
            seen.send(key)
            seen.wait_until_idle(QUIET)
        return seen.is_over()

    seen.until(ends, "there is no way out")


def test_a_storm_of_keys_and_sizes_leaves_the_terminal_as_it_was() -> None:
    chance = random.Random(11)
    with terminal([*PROGRAM, "--kiosk"]) as seen:
        seen.wait_for("1 Timeline", "q quit")
        for _ in range(60):
            if seen.is_over():
                break
            for _ in range(chance.randrange(1, 9)):
                seen.send(chance.choice(KEYS if chance.random() < 0.9 else NOISE))
            if chance.random() < 0.2:
                seen.resize(chance.choice([1, 2, 20, 80, 120, 500]), chance.choice([1, 2, 5, 24, 50, 200]))
            seen.wait_until_read()
        seen.resize(80, 24)
        go_back_and_quit(seen)
        assert seen.exit_code() == 0
        assert seen.was_restored()
        assert b"Traceback" not in seen.output


@pytest.mark.parametrize("size", [(65_535, 65_535), (8_000, 8_000), (65_535, 1), (1, 65_535)])
def test_of_a_terminal_larger_than_any_screen_a_part_is_drawn_in(size: tuple[int, int]) -> None:
    with terminal(PROGRAM, size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        fcntl.ioctl(seen.ours, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        seen.process.send_signal(signal.SIGWINCH)
        seen.send("jG?")
        seen.wait_until_idle(QUIET)
        fcntl.ioctl(seen.ours, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        seen.process.send_signal(signal.SIGWINCH)
        seen.wait_for("Help: Timeline")
        assert status(seen.process.pid)["VmHWM"] < 300_000
        seen.send("qq")
        assert seen.exit_code() == 0


def test_nothing_of_a_dossier_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    """All that the program sends is text and the sequences of its own."""
    evil = "[/nope] ]0;title [31m \u200f שלום 👨\u200d👩 ^[[2J ESC]52;c;eA=="
    (tmp_path / "a.toml").write_text(EXAMPLE.replace("The reading text.", evil).replace("First call", evil), "utf-8")
    with terminal([*PROGRAM, str(tmp_path / "a.toml")], size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        for keys in PAGES:
            seen.send(keys)
            seen.wait_until_idle(QUIET)
        seen.send("q")
        assert seen.exit_code() == 0
    left = SEQUENCES.sub(b"", seen.output).decode("utf-8")
    assert re.findall("[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069].{,20}", left) == []


def test_many_sessions_at_once_over_ssh(tmp_path: Path) -> None:
    """Eight here; tests/bench/sessions.py weighs thirty."""
    with published(tmp_path) as server, contextlib.ExitStack() as stack:
        seats = opened(stack, server.words("-tt"), 8)
        for number, seat in enumerate(seats):
            seat.send("2" + "j" * (1 + number % 3))
        for seat in seats:
            seat.wait_for("‹involving ")
        found = sessions(str(tmp_path))
        assert len(found) == 8
        assert all(weight_of(pid).pss < 80_000 for pid in found)
        for seat in seats:
            seat.send("q")
        assert [seat.exit_code() for seat in seats] == [0] * 8
