"""What one session can take of the machine, whatever is typed: memory, processor, and how long it outlives a signal."""

from __future__ import annotations

import os
import platform
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bench.extremes import HEAD
from dossiers import EXAMPLE
from peace_tui.collation.alignment import MAX_COMPARED_VERSIONS
from peace_tui.session.limits import STRANGER_LIMITS
from peace_tui.system.confinement import CALLS, LANDLOCK, LOOK_SECONDS, SECCOMP, confine
from processes import PATIENCE, PROGRAM, TUI, status, until
from terminal.emulator import Terminal, environment, program_with, terminal

PAGES: Final = "C\x1b"
"""Opens a page and closes it."""
STORM: Final = "j\x1bt\x1bmC\x1b"


IMPOLITE: Final = "from peace_tui.system import confinement\nconfinement.POLITE_END = 0"
"""So that a test of something else does not wait for all that the machine does besides."""
SMALL_STEPS: Final = """
from peace_tui.system import confinement
confinement.POLITE_STEP, confinement.POLITE_END, confinement.LOOK_SECONDS = 1, 2, 0.05
"""
"""So that one who steps back still has the processor for the next step, whatever the machine does besides."""
HASTY: Final = """
from peace_tui.session import limits
limits.STRANGER_LIMITS = limits.STRANGER_LIMITS._replace(key_seconds=0.5)
"""
STUCK: Final = """
from peace_tui.ui.screens import main as screens
def stuck(self, *_):
    while True:
        pass
screens.MainScreen.action_help = stuck
"""
STUCK_IN_CALLBACK: Final = """
import asyncio
from peace_tui.ui.screens import main as screens
def stuck():
    while True:
        pass
screens.MainScreen.action_help = lambda self: asyncio.get_running_loop().call_soon(stuck) and None
"""
SLOW_FAREWELL: Final = """
import os, signal, time
from peace_tui.terminal.driver import TerminalDriver
disable_input = TerminalDriver.disable_input
def slow(self):
    if self._is_active:
        disable_input(self)
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.write(2, b"ending")
        time.sleep(999)
TerminalDriver.disable_input = slow
"""
GREEDY: Final = """
from peace_tui.ui.screens import main as screens
def greedy(self, *_):
    self.hoard = [bytes(1_000_000) for _ in range(10_000)]
screens.MainScreen.action_help = greedy
"""
SLOW_TO_END: Final = """
import atexit, time
def burn(now=time.process_time, long=2 * {look}):
    until = now() + long
    while now() < until:
        pass
class Late:
    def __del__(self, burn=burn):
        burn()
sys.late = Late()  # which Python takes down once it has given up our signals
atexit.register(burn)
"""


def pressed(seen: Terminal, keys: str) -> None:
    """Press as many keys as the terminal takes, and wait until nothing is left of them."""
    os.set_blocking(seen.ours, False)
    left = memoryview(keys.encode())
    while left:
        try:
            left = left[os.write(seen.ours, left[:1000]) :]
        except BlockingIOError:
            seen.listen(0.01)
    os.set_blocking(seen.ours, True)
    seen.wait_until_idle(0.3)


def test_pages_that_are_opened_and_closed_leave_nothing() -> None:
    """Typed ahead, so that the program never rests; what a page takes would be to be seen: 0.3 MB each."""
    with terminal(program_with(IMPOLITE, "--kiosk"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        pressed(seen, PAGES * 40)
        before = status(seen.process.pid)
        pressed(seen, PAGES * 80 + STORM * 10)
        after = status(seen.process.pid)
        assert after["VmRSS"] < before["VmRSS"] * 1.1
        assert after["VmHWM"] < before["VmHWM"] * 1.1
        seen.send("q")
        assert seen.exit_code() == 0


def test_a_stranger_whose_screen_stands_lets_others_go_before_and_one_who_storms_all_others() -> None:
    with terminal(program_with(SMALL_STEPS, "--kiosk"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        pid, own = seen.process.pid, os.getpriority(os.PRIO_PROCESS, 0)
        first, last = min(own + 1, 19), min(own + 2, 19)
        until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == first, "it does not step back")
        os.set_blocking(seen.ours, False)

        def storms() -> bool:
            with suppress(BlockingIOError):
                os.write(seen.ours, STORM.encode() * 50)
            seen.listen(0.01)
            return os.getpriority(os.PRIO_PROCESS, pid) == last

        until(storms, "it does not step back further")
    with terminal(PROGRAM, size=(120, 36)) as seen:  # a reader at their own machine
        seen.wait_for("1 Timeline", "q quit")
        assert os.getpriority(os.PRIO_PROCESS, seen.process.pid) == own


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_keys_of_one_who_is_gone_are_dropped(number: signal.Signals) -> None:
    with terminal([*PROGRAM, "--kiosk"], size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        os.set_blocking(seen.ours, False)
        taken = [1]
        with suppress(BlockingIOError):
            while sum(taken) < 200_000:
                taken.append(os.write(seen.ours, (STORM * 500).encode()))
        assert sum(taken) < 200_000, "what is not read stays with the terminal"
        os.set_blocking(seen.ours, True)
        seen.listen()
        seen.process.send_signal(number)
        assert seen.exit_code() == 128 + number
        assert seen.was_restored()
        assert len(seen.output) < 1_000_000


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_second_signal_leaves_the_terminal_as_it_was(number: signal.Signals) -> None:
    """It comes while the first has the program end."""
    with terminal(program_with(SLOW_FAREWELL)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.process.send_signal(number)
        seen.wait_for_output(b"ending")
        seen.process.send_signal(number)
        assert seen.exit_code() == 128 + number
        assert seen.was_restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_the_middle_of_a_key(number: signal.Signals) -> None:
    with terminal(program_with(STUCK)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("?")
        seen.wait_until_read()
        seen.process.send_signal(number)
        assert seen.exit_code() == 128 + number
        assert seen.was_restored()


def test_a_lost_terminal_ends_a_stranger_in_the_middle_of_a_key() -> None:
    with terminal(program_with(STUCK, "--kiosk")) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("?")
        seen.wait_until_read()
        seen.hang_up()
        assert seen.exit_code() == 128 + signal.SIGHUP


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (HASTY + STUCK, "Closed: what you asked for takes too long."),
        (HASTY + STUCK_IN_CALLBACK, "Closed: what you asked for takes too long."),
        (GREEDY, "used all the memory"),
    ],
)
def test_a_key_of_a_stranger_that_takes_too_much_ends_the_session_with_a_sentence(change: str, said: str) -> None:
    with terminal(program_with(change, "--kiosk"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("?")
        assert seen.exit_code() == 1
        assert said in seen.text()
        assert b"Traceback" not in seen.output
        assert seen.was_restored()


def test_a_stranger_may_compare_versions_that_have_little_in_common(tmp_path: Path) -> None:
    """Which takes the most memory of all that a key can ask for."""
    chance = Random(1)
    common = ["the", "a", "of", "to", "and", "in", "that", "it", "is", "was", "for", "on", "with", "as", "we", "not"]
    file = tmp_path / "strange.toml"
    with file.open("w") as toml:
        toml.write(HEAD)
        for number in range(MAX_COMPARED_VERSIONS):
            toml.write(f'[[sources]]\nid = "s{number}"\ntitle = "Gazette {number}"\n')
        toml.write('[[quotes]]\nid = "q"\nevent = "e"\nwho = "p"\ntext = "We go."\n')
        for number in range(MAX_COMPARED_VERSIONS):
            text = " ".join(chance.choices(common, k=180))
            toml.write(f'[[quotes.versions]]\nsource = "s{number}"\ntext = "{text}"\n')
    with terminal(program_with(IMPOLITE, "--kiosk", str(file)), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("3d")
        seen.wait_for("Gazette 1", "compare with another")
        seen.send("qq")
        assert seen.exit_code() == 0


def test_a_session_whose_end_takes_long_ends_in_order() -> None:
    with terminal(program_with(SLOW_TO_END.format(look=LOOK_SECONDS), "--kiosk")) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("q")
        assert seen.exit_code() == 0
        assert b"Traceback" not in seen.output
        assert seen.was_restored()


def test_a_stranger_has_so_much_memory_and_a_reader_all_there_is() -> None:
    for words, bound in (((), False), (("--kiosk",), True)):
        with terminal([*PROGRAM, *words], size=(120, 36)) as seen:
            seen.wait_for("1 Timeline", "q quit")
            limits = Path(f"/proc/{seen.process.pid}/limits").read_text()
            found = re.search(r"Max address space\s+(\S+)", limits)
            assert found
            assert (found[1] != "unlimited") is bound
            if bound:
                assert int(found[1]) < status(seen.process.pid)["VmSize"] * 1024 + STRANGER_LIMITS.memory * 1.1
            seen.send("q")
            assert seen.exit_code() == 0


# Confined: tried from inside

ATTEMPTS: Final = {
    "write": "open(there, 'w')",
    "append": "open(there, 'a')",
    "update": "open(there, 'r+')",
    "create": "open(there + '.new', 'x')",
    "create by number": "os.open(there + '.new', os.O_CREAT | os.O_RDONLY)",
    "cut": "os.truncate(there, 0)",
    "remove": "os.unlink(there)",
    "rename": "os.rename(there, there + '.new')",
    "link": "os.link(there, there + '.new')",
    "symbolic link": "os.symlink(there, there + '.new')",
    "folder": "os.mkdir(there + '.new')",
    "mode": "os.chmod(there, 0o777)",
    "run": "subprocess.run(['true'])",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "fork": "os.fork()",
    "connect": "socket.create_connection(('127.0.0.1', int(sys.argv[2])))",
    "listen": "socket.create_server(('127.0.0.1', 0))",
}
INSIDE: Final = """
import os, socket, subprocess, sys, threading
from peace_tui.system.confinement import confine
there, go = sys.argv[1], threading.Event()
def attack(who):
    for attempt in sys.argv[3:]:
        try:
            eval(attempt)
        except PermissionError:
            continue
        print("done:", attempt, who)
earlier = threading.Thread(target=lambda: go.wait() and attack("by an earlier thread"))
earlier.start()
print(*sorted(confine()))
attack("")
thread = threading.Thread(target=lambda: print("a thread"))
thread.start()
thread.join()
go.set()
earlier.join()
print(len(open(there).read()))
"""


@pytest.fixture
def system() -> None:
    if sys.platform != "linux" or platform.machine() not in CALLS:
        pytest.skip("this system has nothing of the kind")


@pytest.mark.usefixtures("system")
def test_from_inside_nothing_is_written_started_or_reached(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("as it was")
    words = [sys.executable, "-c", INSIDE, str(file), "22", *ATTEMPTS.values()]
    env = environment(PYTHONPATH=str(TUI))
    run = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    in_force, *rest = run.stdout.splitlines()
    assert SECCOMP in in_force
    assert rest == ["a thread", "9"]
    assert [*tmp_path.iterdir()] == [file]
    assert file.read_text() == "as it was"


@pytest.mark.usefixtures("system")
def test_landlock_alone_keeps_files_as_they_are(tmp_path: Path) -> None:
    """Where there is no filter of calls, as on a machine whose numbers are not known."""
    file = tmp_path / "file"
    file.write_text("as it was")
    code = INSIDE.replace("print(*sorted", "import platform; platform.machine = lambda: ''\nprint(*sorted")
    code = code.replace('go.wait() and attack("by an earlier thread")', "go.wait()")  # it knows no other threads
    names = ("write", "append", "update", "create", "cut", "remove", "rename", "folder", "exec")
    words = [sys.executable, "-c", code, str(file), "22", *(ATTEMPTS[name] for name in names)]
    env = environment(PYTHONPATH=str(TUI))
    run = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    in_force, *rest = run.stdout.splitlines()
    if LANDLOCK not in in_force:
        pytest.skip("this kernel has no Landlock")
    assert rest == ["a thread", "9"]
    assert file.read_text() == "as it was"


def test_a_system_that_has_none_of_it_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "freebsd14")
    assert confine() == set()


@pytest.mark.usefixtures("system")
def test_a_kiosk_is_confined_before_its_first_key() -> None:
    with terminal([*PROGRAM, "--kiosk"], size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        found = status(seen.process.pid)
        assert (found["NoNewPrivs"], found["Seccomp"]) == (1, 2)
        seen.send("q")
        assert seen.exit_code() == 0


# What is read


def test_ctrl_c_ends_the_one_call_that_parses_a_long_piece(tmp_path: Path) -> None:
    """In the middle of it: the parser is compiled, and lets no exception in."""
    file = tmp_path / "large.toml"
    file.write_text(f"x_a = [{'1,' * 1_500_000}]\n{EXAMPLE}")
    endless = (
        "import tomli\ntomli.loads = lambda text: print(' now', file=sys.stderr, flush=True) or sum(range(10**15))"
    )
    with terminal(program_with(endless, "check", str(file))) as seen:
        seen.wait_for("Checking large.toml: reading the TOML in one piece (Ctrl+C cancels) now")
        seen.send("\x03")
        assert seen.process.wait(PATIENCE) == -signal.SIGINT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("inside", [False, True])
def test_a_signal_ends_the_explorer_in_that_call_and_leaves_the_terminal_as_it_was(
    number: signal.Signals, inside: bool, tmp_path: Path
) -> None:
    file = tmp_path / "large.toml"
    long = f"x_a = [{'1,' * 1_500_000}]\n"
    file.write_text(EXAMPLE + f"[[people]]\nid = 'x'\nname = 'X'\n{long}" if inside else long + EXAMPLE)
    endless = (
        "import tomli\nloads = tomli.loads\n"
        "tomli.loads = lambda text: sum(range(10**15)) if len(text) > 2_000_000 else loads(text)"
    )
    with terminal(program_with(endless, str(file))) as seen:
        seen.wait_for("Opening large.toml: reading the TOML in one piece (Ctrl+C cancels)")
        if number == signal.SIGINT:
            seen.send("\x03")
        else:
            seen.process.send_signal(number)
        assert seen.process.wait(PATIENCE) == -number
        assert seen.was_restored()


def test_the_explorer_opens_after_that_call(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text(f"x_a = [{'1,' * 1_500_000}]\n{EXAMPLE}")
    with terminal([*PROGRAM, str(file)]) as seen:
        seen.wait_for("reading the TOML in one piece")
        seen.wait_for("1 Timeline", "q quit")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()
        assert "in one piece" not in seen.text()


def test_a_mistake_is_told_on_a_line_of_its_own_after_that_call(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_text(f"x_a = [{'1,' * 1_500_000}]\nx_b = ]\n{EXAMPLE}")
    with terminal([*PROGRAM, str(file)], size=(120, 36)) as seen:
        assert seen.exit_code() == 2
        assert "\npeace-tui: the dossier has 1 error" in f"\n{seen.text()}"
        assert "in one piece" not in seen.text()
        assert seen.was_restored()


# What is printed for one who reads nothing


@pytest.mark.parametrize("asked", ["read", "date:2025-10"])
def test_printing_ends_in_time_where_nothing_is_read(asked: str) -> None:
    """The pipe is full from the beginning."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writes, bytes(4096))
    os.set_blocking(writes, True)
    env = environment(SSH_ORIGINAL_COMMAND=asked)
    words = [*PROGRAM, "--kiosk", "--idle", "0.02"]
    with subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=writes, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert process.wait(PATIENCE) in (0, -signal.SIGALRM)
        assert process.stderr.read() == b""
    os.close(reads)
    os.close(writes)


def test_text_that_was_read_ends_in_order_however_long_the_end_takes() -> None:
    """The time in which nothing is read is over with the last that is written."""
    env = environment(SSH_ORIGINAL_COMMAND="date:2025-10")
    slow = "import atexit, time\natexit.register(time.sleep, 3)"
    words = program_with(slow, "--kiosk", "--idle", "0.02")
    run = subprocess.run(words, env=env, stdin=subprocess.PIPE, capture_output=True, timeout=PATIENCE)
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout


def test_a_lost_terminal_ends_it_with_the_code_of_that_whatever_was_still_to_be_written() -> None:
    with terminal([*PROGRAM, "--kiosk"], size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.send("D\x1bC\x1byY?" * 20)
        seen.hang_up()
        assert seen.exit_code() == 128 + signal.SIGHUP


def test_a_page_opened_while_the_size_changes_is_drawn() -> None:
    with terminal([*PROGRAM, "--kiosk"], size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        for height in (5, 50, 24, 36):
            seen.send("?")
            seen.resize(120, height)
            seen.send("jG\x1b?")
        seen.wait_for("Help: Timeline")
        seen.send("qq")
        assert seen.exit_code() == 0
        assert b"Error" not in seen.output
