"""Files that mean no good: each gives a sentence or is taken as it is, in bounded time and memory."""

from __future__ import annotations

import os
import random
import re
import resource
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed
from hostile import SCRIPTS, hostile
from peace_tui.cli.commands.show import format_record
from peace_tui.cli.tables import format_table
from peace_tui.loading.files import read
from peace_tui.model.marks import Mark, Marks
from peace_tui.query.selection import LISTINGS
from peace_tui.query.view import View
from peace_tui.text.terminal_safe import UNSAFE
from processes import PROGRAM, TUI

MEMORY: Final = 1_500_000_000
SECONDS: Final = 60
COMMANDS: Final = (("check",), ("list", "quotes"), ("list", "disagreements"), ("show", "call-1-07"))

DEEP: Final = 10_000
TEXTS: Final[dict[str, Callable[[], str]]] = {
    "deep arrays": lambda: f"x_a = {'[' * DEEP}{']' * DEEP}\n{EXAMPLE}",
    "deep tables": lambda: f"x_a = {'{a=' * DEEP}1{'}' * DEEP}\n{EXAMPLE}",
    "a deep key": lambda: f"{EXAMPLE}\n[x_a{'.a' * DEEP}]\n",
    "unclosed arrays": lambda: f"x_a = {'[' * DEEP}",
    "a long string": lambda: changed("The reading text.", f"{'a' * 99} " * 50_000),
    "a long word": lambda: changed("The reading text.", "a" * 5_000_000),
    "a long version": lambda: changed("The wording, otherwise.", f"{'b' * 99} " * 50_000),
    "a long id": lambda: changed('id = "stray"', f'id = "{"a" * 5_000_000}"'),
    "a long key": lambda: f"{'a' * 1_000_000} = 1\n{EXAMPLE}",
    "a long date": lambda: changed('date = "2012/.."', f'date = "{"2" * 5_000_000}"'),
    "a long view": lambda: changed("event:call-1 who:ivanov", "word " * 100_000),
    "a flood without width": lambda: changed("The reading text.", "z" + "\u0351\u200b" * 30_000),
    "many of one id": lambda: EXAMPLE + '\n[[people]]\nid = "smith"\nname = "a"\n' * 3_000,
    "many unknown keys": lambda: "".join(f"key{n} = 1\n" for n in range(5_000)) + EXAMPLE,
    "many unknown people": lambda: changed('who = ["ivanov"]', f"who = {[f'p{n}' for n in range(20_000)]}"),
    "a source on itself": lambda: changed('based_on = ["outlet-b"]', 'based_on = ["outlet-a"]'),
    "sources in a circle": lambda: EXAMPLE.replace(
        'container_title = "Outlet B"', 'container_title = "Outlet B"\nbased_on = ["outlet-a"]'
    ),
    "a long ring": lambda: (
        EXAMPLE
        + "".join(f'\n[[sources]]\nid = "s{n}"\ntitle = "a"\nbased_on = ["s{(n + 1) % 3_000}"]\n' for n in range(3_000))
    ),
    "control characters": lambda: changed("The reading text.", "a\\u001b[31m\\u009b\\u0000\\u202e\\u0007b"),
    "raw control characters": lambda: changed("The reading text.", "a\x1b[31m\x07\x00b"),
    "an escaped surrogate": lambda: changed("The reading text.", "a\\ud800"),
    "markup": lambda: changed("The reading text.", "[/nope] [bold] [@click=app.quit]x[/]"),
}
BYTES: Final[dict[str, Callable[[], bytes]]] = {
    "surrogates": lambda: EXAMPLE.encode().replace(b"The reading", b"\xed\xa0\x80\xff"),
    "noise": lambda: random.Random(3).randbytes(2_000_000),
    "NULs": lambda: b"\0" * 5_000_000,
    "UTF-16": lambda: EXAMPLE.encode("utf-16"),
    "half a file": lambda: EXAMPLE.encode()[:1500],
}


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": str(TUI), "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        [*PROGRAM, *words],
        capture_output=True,
        cwd=folder,
        env={**os.environ, **paths},
        errors="strict",
        encoding="utf-8",
        timeout=20 * SECONDS,
        preexec_fn=bounded,
    )


def assert_harmless(answer: subprocess.CompletedProcess[str]) -> None:
    assert answer.returncode in (0, 1, 2), answer.stderr[:2000]
    assert "Traceback" not in answer.stderr
    assert not re.search(UNSAFE, answer.stdout + answer.stderr)


@pytest.mark.parametrize("name", [*TEXTS, *BYTES])
def test_any_file_is_answered_in_bounds(name: str, tmp_path: Path) -> None:
    data = TEXTS[name]().encode() if name in TEXTS else BYTES[name]()
    (tmp_path / "a.toml").write_bytes(data)
    for command in COMMANDS:
        words = (*command, "a.toml")
        assert_harmless(run(*words, folder=tmp_path))


@pytest.mark.parametrize("kind", ["fifo", "folder", "socket", "/dev/zero", "/dev/tty", "/proc/self/mem", "sparse"])
def test_what_is_no_file_is_not_waited_for(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    if kind == "fifo":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "sparse":
        with file.open("wb") as opened:
            opened.truncate(50_000_000_000)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(file))
    else:
        file = Path(kind)
    for command in COMMANDS:
        answer = run(*command, str(file), folder=tmp_path)
        assert_harmless(answer)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert str(file) in answer.stderr


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    file, done = tmp_path / "a.toml", threading.Event()
    text = EXAMPLE.encode() + b"# more\n" * 20_000

    def change() -> None:
        chance = random.Random(5)
        while not done.is_set():
            with file.open("r+b" if file.exists() else "wb") as opened:
                opened.truncate(chance.randrange(len(text)))
                opened.write(text[: chance.randrange(len(text))])

    writer = threading.Thread(target=change)
    writer.start()
    try:
        for _ in range(8):
            assert_harmless(run("list", "quotes", "a.toml", folder=tmp_path))
    finally:
        done.set()
        writer.join()


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_dossier_or_have_a_problem(data: bytes) -> None:
    for whole in (data, EXAMPLE.encode() + data, EXAMPLE.encode().replace(b"The reading text.", data)):
        reading = read(whole, "a.toml")
        assert reading.dossier is not None or reading.problems
        assert not re.search(UNSAFE, "".join(map(str, reading.problems)))
        if reading.dossier:
            assert all(not re.search(UNSAFE, quote.text) for quote in reading.dossier.quotes)


@pytest.mark.parametrize("text", SCRIPTS)
def test_text_commands_show_any_script(text: str) -> None:
    found = hostile(text)
    found = found.with_marks(Marks({id: Mark(True, text, (text,)) for id in (*found.by_id, "gone")}))
    assert all(format_record(found, record, 60) for record in found.by_id.values())
    for name, listing in LISTINGS.items():
        rows = listing.rows(found, View(), False)
        assert rows or name == "disagreements"
        assert bool([*format_table(listing.headings, [listing.cells(found, row) for row in rows], 80)]) == bool(rows)
