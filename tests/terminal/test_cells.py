"""What stands on the screen is the same whether cells are sent or Textual's own frames, key after key."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any, Final

import pytest

from dossiers import EXAMPLE
from terminal.emulator import PROGRAM, Terminal, environment, terminal

KEYS: Final = (
    *("j", "k", "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[5~", "g", "G", "\t", "\x1b[Z", "1", "2", "3", "h", "l") * 2,
    *(" ", "x", "u", "\x12", "z", "m", "n", "N", "\x1b", "\x7f"),
    *("\r", "?", "d", "c", "C", "D", "/peace\r", "/平和\x1b", "/e\r"),
)
"""What may be pressed at any time; a page is left by the Esc that follows those that open one."""
PAGES: Final = ("\r", "?", "d", "c", "C", "D")
SIZES: Final = ((120, 40), (80, 24), (61, 19), (133, 31), (40, 12), (170, 46), (24, 7))
STEPS: Final = 50
WIDE: Final = """
[[people]]
id = "li"
name = "李明 (Li Míng)"
side = "中国"

[[people]]
id = "emoji"
name = "Jose\u0301 🕊 peace"

[[events]]
id = "beijing"
title = "北京会谈：和平与发展的长期合作框架协议草案讨论会议记录"
date = "2025-10-15"
summary = "한국어와 日本語が混ざった要約。 Ça va e\u0301te\u0301 🕊🌍."
involved = [{ person = "li" }, { person = "emoji" }]

[[quotes]]
id = "beijing-1"
event = "beijing"
who = "li"
to = "emoji"
text = "我们应该再谈一次，平和のために。 We should talk again 🌍, 他说。다시 이야기해야 합니다."
source = "outlet-a"

[[quotes]]
id = "beijing-2"
event = "beijing"
who = "emoji"
text = "🕊🕊🕊 a🌍b🌍c zwei e\u0301e\u0301e\u0301 １２３ ﾊﾟ"
source = "outlet-a"
"""


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """A dossier of characters that take two cells, or none."""
    file = tmp_path / "wide.toml"
    file.write_text(EXAMPLE + WIDE, "utf-8")
    return file


def settled(seen: Terminal) -> None:
    """Take what the program writes until it writes no more."""
    quiet = time.monotonic()
    while time.monotonic() - quiet < 0.05:
        before = len(seen.output)
        seen.listen()
        if len(seen.output) != before:
            quiet = time.monotonic()


def press(seen: Terminal, key: str) -> None:
    """Press a key, and Esc after one that opens a page. What is typed ahead is not what is compared here."""
    seen.send(key)
    if key in PAGES:
        settled(seen)
        seen.send("\x1b")
    if key in PAGES or key.endswith("\x1b"):
        time.sleep(0.12)  # Textual looks ten times a second whether an ESC is the key


def looks(cell: Any) -> tuple[object, ...]:
    """What of a cell is seen; of a blank only the paper."""
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return (" ", cell.bg)
    return tuple(cell)


def picture(seen: Terminal) -> list[list[tuple[object, ...]]]:
    rows, columns = seen.screen.lines, seen.screen.columns
    return [[looks(seen.screen.buffer[y][x]) for x in range(columns)] for y in range(rows)]


def assert_alike(ours: Terminal, stock: Terminal, done: list[object]) -> None:
    """Compare all cells, with a little patience: a frame may still be under way."""
    for _ in range(40):
        settled(ours)
        settled(stock)
        if picture(ours) == picture(stock):
            return
    differing = [
        (y, x, mine, theirs)
        for y, (line, other) in enumerate(zip(picture(ours), picture(stock), strict=True))
        for x, (mine, theirs) in enumerate(zip(line, other, strict=True))
        if mine != theirs
    ]
    raise AssertionError(f"after {done}: {differing[:5]}\n{ours.text()}\n{stock.text()}")


@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color"])
def test_the_screen_is_the_one_textual_would_have_drawn(wide: Path, tmp_path: Path, term: str) -> None:
    chance = random.Random(f"cells {term}")
    command = [*PROGRAM, str(wide)]
    env = environment(TERM=term, COLORTERM="truecolor", XDG_STATE_HOME=str(tmp_path), ESCDELAY="10")
    with (
        terminal(command, size=(120, 40), env=env) as ours,
        terminal(command, size=(120, 40), env={**env, "PEACE_TUI_TERMINAL": "stock"}) as stock,
    ):
        for seen in (ours, stock):
            seen.wait_for("1 TIMELINE", "q quit")
        done: list[object] = []
        for _ in range(STEPS):
            now = (ours.screen.columns, ours.screen.lines)
            size = chance.choice([size for size in SIZES if size != now]) if chance.random() < 0.1 else None
            key = chance.choice(KEYS)
            done.append(size or key)
            for seen in (ours, stock):
                if size:
                    seen.resize(*size)
                else:
                    press(seen, key)
            assert_alike(ours, stock, done)
            assert (ours.process.poll(), stock.process.poll()) == (None, None), f"after {done}: {ours.text()}"
        assert len(ours.output) * 3 < len(stock.output)
