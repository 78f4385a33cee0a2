"""What the terminal shows is what the buffer was updated with, and what Textual's own frames would have shown."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any, Final

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from dossiers import EXAMPLE
from peace_tui.terminal.cell_diff import ScreenBuffer
from processes import PATIENCE, PROGRAM
from terminal.emulator import Terminal, environment, terminal
from terminal.test_sgr import STYLES

WIDTH, HEIGHT = 12, 3
texts = st.text(st.sampled_from("ab  世界🌍é"), min_size=1, max_size=8)
puts = st.lists(
    st.tuples(
        st.integers(0, HEIGHT - 1),
        st.integers(0, WIDTH - 1),
        st.lists(st.tuples(texts, st.sampled_from(STYLES)), min_size=1, max_size=3),
    ),
    max_size=8,
)


def cell(found: Any) -> tuple[object, ...]:
    if found.data == " " and not (found.reverse or found.underscore or found.strikethrough):
        return (" ", found.bg)
    return tuple(found)


@given(puts=puts, term=st.sampled_from(["xterm-256color", "screen"]))
def test_what_is_put_is_what_a_terminal_shows(puts: list[Any], term: str) -> None:
    """The line is written whole on another terminal, as Textual would."""
    ours, whole = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    shown = ScreenBuffer(WIDTH, HEIGHT, "truecolor", term)
    lines = [[Segment(" " * WIDTH, STYLES[1])] for _ in range(HEIGHT)]
    for y in range(HEIGHT):
        pyte.Stream(ours).feed(shown.update(y, 0, [Strip(lines[y])]))
    for y, x, pieces in puts:
        before = Strip(lines[y])
        new = Strip([Segment(text, style) for text, style in pieces]).crop(0, WIDTH - x)
        after = Strip.join([before.crop(0, x), new, before.crop(x + new.cell_length, WIDTH)])
        lines[y] = list(after)
        pyte.Stream(ours).feed(shown.update(y, 0, [after]))
        assert shown.update(y, 0, [after]) == ""
    for y, segments in enumerate(lines):
        line = "".join(style.render(text) for text, style, _ in segments if style is not None)
        pyte.Stream(whole).feed(f"\x1b[{y + 1};1H{line}")
    for y in range(HEIGHT):
        assert [cell(ours.buffer[y][x]) for x in range(WIDTH)] == [cell(whole.buffer[y][x]) for x in range(WIDTH)]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("👨\u200d👩\u200d👧", "👨"),
        ("❤\ufe0f", "❤ "),
        ("🇺🇦", "UA"),
        ("👍🏽", "👍"),
        ("a\x1b[31mb", "a\\u001"),
        ("世", "世"),
    ],
)
def test_what_terminals_dispute_takes_the_cells_that_rich_has_laid_out(text: str, stands: str) -> None:
    shown, there = ScreenBuffer(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(there).feed(shown.update(0, 0, [Strip([Segment(text), Segment("|x")])]))
    assert "".join(there.buffer[0][x].data for x in range(WIDTH)).rstrip() == f"{stands}|x"


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_strip_takes_the_cells_it_says_whatever_it_holds(width: int) -> None:
    shown, there = ScreenBuffer(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(there).feed(shown.update(0, 0, [Strip([Segment("世")], width), Strip([Segment("|")])]))
    assert there.buffer[0][width].data == "|"


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


def press(seen: Terminal, key: str) -> None:
    """Press a key, and Esc after one that opens a page. What is typed ahead is not what is compared here."""
    seen.send(key)
    if key in PAGES:
        seen.wait_until_idle()
        seen.send("\x1b")
    if key in PAGES or key.endswith("\x1b"):
        seen.wait_until_idle(0.15)  # Textual looks ten times a second whether an ESC is the key


def looks(cell: Any) -> tuple[object, ...]:
    """What of a cell is seen; of a blank only the paper."""
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return (" ", cell.bg)
    return tuple(cell)


def picture(seen: Terminal) -> list[list[tuple[object, ...]]]:
    rows, columns = seen.screen.lines, seen.screen.columns
    return [[looks(seen.screen.buffer[y][x]) for x in range(columns)] for y in range(rows)]


def assert_alike(ours: Terminal, stock: Terminal, done: list[object]) -> None:
    """Wait until all cells are alike."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ours.wait_until_idle()
        stock.wait_until_idle()
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
            seen.wait_for("1 Timeline", "q quit")
            seen.wait_until_idle(0.15)
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
