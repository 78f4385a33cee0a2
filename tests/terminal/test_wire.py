"""What goes over the wire, and how it ends: bytes and frames of a key, an idle program, modes, a lost terminal."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE
from peace_tui.cli.commands.explore import _compute_outline
from processes import PATIENCE, PROGRAM, status
from terminal.bundled import ALL, COUNT, EVENT, FOLLOWED, SECOND, count
from terminal.emulator import QUIET, Terminal, environment, program_with, terminal

TRUE_COLOUR: Final = {"COLORTERM": "truecolor"}
HAS_FRAMES: Final = "\x1b[?2026;2$y"
"""What a terminal answers that can take a frame as one."""
LIGHT: Final = b"48;2;252;251;248"
DARK: Final = b"48;2;18;22;29"
FRAME: Final = b"\x1b[?2026h"


def opened(seen: Terminal) -> None:
    seen.send(HAS_FRAMES)
    seen.wait_for(ALL, "q quit")
    seen.wait_until_idle(QUIET)


def painted(seen: Terminal) -> None:
    """Wait for the first paint, which comes before Textual is there."""
    seen.wait_for("Opening the dossier")


def written(seen: Terminal, keys: str) -> bytes:
    """What the program writes in answer to keys."""
    before = len(seen.output)
    seen.send(keys)
    seen.wait_until_idle(QUIET)
    return seen.output[before:]


def test_the_start_is_one_frame_of_few_bytes() -> None:
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        assert seen.output.count(FRAME) == 1
        assert len(seen.output) < 15_000


def test_a_key_is_one_frame_of_few_bytes() -> None:
    most = {"j": 3_500, "k": 3_500, "\t": 3_500, "\x1b[6~": 6_000, "\x1b[5~": 6_000, "3": 3_500, "z": 8_000}
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        for key in ("j", "j", "k", "\t", "j", "j", "\x1b[6~", "\x1b[5~", "k", "3", "j", "j", "k", "\x1b[6~", "z", "z"):
            answer = written(seen, key)
            assert len(answer) < most[key], key
            assert answer.count(FRAME) <= 1, key


def test_a_row_move_in_quotes_is_the_next_quote_and_little_else() -> None:
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        written(seen, "3jj")
        moves = [len(written(seen, key)) for key in "jkjk"]
        assert sum(moves) / len(moves) <= 800, moves


def test_keys_that_come_at_once_are_few_frames_and_the_last_state_is_right() -> None:
    """Whatever a machine takes for them: no frame is drawn between because it is late."""
    patient = f"from peace_tui.ui.screens import main as screens\nscreens.MAX_DELAY = {PATIENCE}"
    with terminal(program_with(patient), size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        answer = written(seen, "jk" * 100 + "2jj")
        assert answer.count(FRAME) < 20
        seen.wait_for("▌2 People", FOLLOWED, COUNT)


def test_keys_typed_ahead_over_a_page_all_count() -> None:
    with terminal(PROGRAM, size=(120, 40)) as seen:
        opened(seen)
        seen.send("?")
        seen.wait_for("Esc back")
        seen.send("\x1bj")
        seen.wait_for(f"‹{EVENT.title[:20]}", without="Esc back")


def test_an_idle_program_writes_nothing_and_is_not_woken() -> None:
    """Once it has come to rest, be that late: a machine short of memory wakes a program, too."""
    with terminal(PROGRAM) as seen:
        opened(seen)

        def rests() -> bool:
            before = len(seen.output), status(seen.process.pid)["voluntary_ctxt_switches"]
            seen.wait_until_idle(2)
            return (len(seen.output), status(seen.process.pid)["voluntary_ctxt_switches"]) == before

        seen.until(rests, "it never rests for two seconds")


def test_the_keyboard_is_silent_from_the_first_paint_on_and_early_keys_count() -> None:
    with terminal(PROGRAM, size=(120, 40)) as seen:
        painted(seen)
        seen.send("2jj")
        seen.wait_for("▌2 People", FOLLOWED)
        assert not any("2jj" in line for line in seen.text().splitlines())
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("early", [True, False])
def test_a_signal_leaves_the_terminal_as_it_was(number: signal.Signals, early: bool) -> None:
    with terminal(PROGRAM, size=(120, 40)) as seen:
        if early:
            painted(seen)
        else:
            opened(seen)
        seen.process.send_signal(number)
        assert seen.exit_code() == 128 + number
        assert seen.was_restored()
        assert "Traceback" not in seen.text()


def test_ctrl_c_ends_what_takes_long_before_the_screen_is_there() -> None:
    with terminal(PROGRAM, size=(120, 40)) as seen:
        painted(seen)
        seen.send("\x03")
        assert seen.exit_code() == 130
        assert seen.was_restored()


def test_a_crash_leaves_the_terminal_as_it_was_and_tells_of_it() -> None:
    crash = "from peace_tui.ui.screens.main import MainScreen\nMainScreen.action_help = lambda self: 1 / 0"
    with terminal(program_with(crash), size=(120, 40)) as seen:
        opened(seen)
        seen.send("?")
        assert seen.exit_code() == 1
        assert seen.was_restored()
        assert "ZeroDivisionError" in seen.text()


@pytest.mark.parametrize("way", ["lost", "closed"])
def test_nothing_outlives_its_terminal_though_sighup_is_ignored(way: str) -> None:
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", ignoring, *PROGRAM]
    with terminal(command, size=(120, 40)) as seen:
        opened(seen)
        seen.hang_up()
        if way == "closed":
            seen.process.send_signal(signal.SIGWINCH)
        assert seen.exit_code() == 128 + signal.SIGHUP


def test_a_terminal_that_takes_nothing_does_not_hold_the_program() -> None:
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        for _ in range(60):  # more than a pseudo-terminal keeps
            seen.send("zGzg")
            seen.wait_until_read()
        seen.send("2jj")
        seen.wait_for("▌2 People", FOLLOWED, COUNT)
        assert seen.process.poll() is None


def test_the_mouse_is_the_terminals_over_ssh_unless_it_is_asked_for(tmp_path: Path) -> None:
    far_away = environment(SSH_CONNECTION="192.0.2.1 5 192.0.2.2 22", XDG_CONFIG_HOME=str(tmp_path))
    with terminal(PROGRAM, size=(120, 40), env=far_away) as seen:
        opened(seen)
        assert mouse_modes(seen) == {}
        seen.send("\x1bOQ")
        seen.wait_for("Mouse on.")
        assert set(mouse_modes(seen).values()) == {True}
        seen.send("M")
        seen.wait_for("Mouse off: select text as usual.")
        assert set(mouse_modes(seen).values()) == {False}
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()
    with terminal([*PROGRAM, "--mouse"], size=(120, 40), env=far_away) as seen:
        opened(seen)
        assert mouse_modes(seen)


def mouse_modes(seen: Terminal) -> dict[int, bool]:
    return {mode: on for mode, on in seen.modes().items() if mode in (9, *range(1000, 1017)) and mode != 1004}


def test_what_is_pasted_goes_into_the_search() -> None:
    with terminal(PROGRAM, size=(120, 40)) as seen:
        opened(seen)
        seen.send("/")
        seen.wait_for("Enter: apply")
        seen.send(f"\x1b[200~who:{SECOND.id}\x1b[201~")
        seen.wait_for(f" who:{SECOND.id}", count(f"who:{SECOND.id}"))


@pytest.mark.parametrize(("color", "paper"), [("fbfb/fcfc/f8f8", LIGHT), ("1010/1010/1010", b"48;2;18;22;29")])
def test_light_or_dark_is_taken_from_the_terminal(color: str, paper: bytes) -> None:
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        painted(seen)
        seen.send(f"\x1b]11;rgb:{color}\x1b\\")
        opened(seen)
        assert paper in seen.output
        assert "rgb" not in seen.text()


def test_a_late_answer_is_no_key_and_is_heeded() -> None:
    with terminal(PROGRAM, size=(120, 40), env=environment(**TRUE_COLOUR)) as seen:
        opened(seen)
        assert LIGHT not in seen.output
        seen.send("\x1b]11;rgb:ffff/ff")
        seen.send("ff/ffff\x07j")
        seen.wait_for(f"‹{EVENT.title[:20]}")
        seen.wait_until_idle(QUIET)
        assert LIGHT in seen.output


def test_the_readers_choice_of_colors_goes_before_the_terminals() -> None:
    env = environment(**TRUE_COLOUR, TEXTUAL_THEME="peace-light")
    with terminal(PROGRAM, size=(120, 40), env=env) as seen:
        opened(seen)
        assert b"\x1b]11;?" not in seen.output
        assert LIGHT in seen.output


def test_a_broken_dossier_is_told_in_a_sentence_after_the_first_paint(tmp_path: Path) -> None:
    """Where our own is broken, which is painted for before it is read."""
    bad = tmp_path / "bad.toml"
    bad.write_text(EXAMPLE.replace('format = "peace-tui/1"', ""), "utf-8")
    break_it = f"import peace_tui.loading.files as files\nfiles.bundled_file = lambda: {str(bad)!r}"
    with terminal(program_with(break_it), size=(120, 40)) as seen:
        assert seen.exit_code() == 2
        assert seen.was_restored()
        assert "format" in seen.text()
        assert "Traceback" not in seen.text()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (100, 33), (161, 50), (200, 45), (110, 30), (70, 18)])
def test_the_first_paint_is_laid_out_as_the_screen_is(size: tuple[int, int]) -> None:
    with terminal(PROGRAM, size=size) as seen:
        opened(seen)
        for box in _compute_outline(*size):
            left, right, bottom = box.x, box.x + box.width - 1, box.y + box.height - 1
            corners = [seen.screen.buffer[y][x].data for y in (box.y, bottom) for x in (left, right)]
            assert corners == ["╭", "╮", "╰", "╯"]
            assert box.heading in seen.text().splitlines()[box.y][left + 2 : right]
