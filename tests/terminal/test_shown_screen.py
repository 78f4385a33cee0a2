"""Cells and keys by themselves: whatever is put on the shown screen stands on a terminal's, and any input is heard."""

from __future__ import annotations

from typing import Any, Final

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from peace_tui.terminal.background import answer_in
from peace_tui.terminal.cell_diff import ShownScreen
from peace_tui.terminal.input import Ear
from peace_tui.terminal.sgr import change, pen_of

WIDTH, HEIGHT = 12, 3
STYLES: Final = [
    Style(),
    Style(color="#102030", bgcolor="#405060"),
    Style(color="#102030", bgcolor="#405060", bold=True),
    Style(color="#ffffff", bgcolor="#405060", underline=True, italic=True),
    Style(color="#5fafff", bgcolor="#121212"),
    Style(color="#eeeeee", bgcolor="#121212", bold=True),
    Style(color="red", reverse=True, strike=True),
    Style(bgcolor="blue"),
]
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
    shown = ShownScreen(WIDTH, HEIGHT, "truecolor", term)
    lines = [[Segment(" " * WIDTH, STYLES[1])] for _ in range(HEIGHT)]
    for y in range(HEIGHT):
        pyte.Stream(ours).feed(shown.put(y, 0, [Strip(lines[y])]))
    for y, x, pieces in puts:
        before = Strip(lines[y])
        new = Strip([Segment(text, style) for text, style in pieces]).crop(0, WIDTH - x)
        after = Strip.join([before.crop(0, x), new, before.crop(x + new.cell_length, WIDTH)])
        lines[y] = list(after)
        pyte.Stream(ours).feed(shown.put(y, 0, [after]))
        assert shown.put(y, 0, [after]) == ""
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
    shown, there = ShownScreen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(there).feed(shown.put(0, 0, [Strip([Segment(text), Segment("|x")])]))
    assert "".join(there.buffer[0][x].data for x in range(WIDTH)).rstrip() == f"{stands}|x"


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_strip_takes_the_cells_it_says_whatever_it_holds(width: int) -> None:
    shown, there = ShownScreen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(there).feed(shown.put(0, 0, [Strip([Segment("世")], width), Strip([Segment("|")])]))
    assert there.buffer[0][width].data == "|"


@given(st.sampled_from(STYLES), st.sampled_from(STYLES))
def test_a_change_of_pens_is_the_pen_itself(old: Style, new: Style) -> None:
    colours = ShownScreen(1, 1).colours
    changed, fresh = pyte.Screen(2, 1), pyte.Screen(2, 1)
    first, second = pen_of(old, colours), pen_of(new, colours)
    pyte.Stream(changed).feed(change(None, first) + change(first, second) + "x")
    pyte.Stream(fresh).feed(change(None, second) + "x")
    assert changed.buffer[0][0] == fresh.buffer[0][0]
    assert change(second, second) == ""


@pytest.mark.parametrize("number", range(22, 256))
def test_a_colour_that_terminals_know_by_number_is_named_so(number: int) -> None:
    colour = Color.from_ansi(number).get_truecolor().hex
    pen = pen_of(Style(color=colour, bgcolor=colour), ShownScreen(1, 1).colours)
    assert len(pen.front) < len("38;5;255.")
    shown = pyte.Screen(2, 1)
    pyte.Stream(shown).feed(change(None, pen) + "x")
    assert {shown.buffer[0][0].fg, shown.buffer[0][0].bg} == {colour.removeprefix("#")}


def test_other_colours_are_sent_as_they_are() -> None:
    assert pen_of(Style(color="#5fafdc", bgcolor="#121213"), ShownScreen(1, 1).colours).front == "38;2;95;175;220"


def test_no_number_is_trusted_that_themes_of_terminals_change() -> None:
    assert pen_of(Style(color="#000000", bgcolor="#0000ff"), ShownScreen(1, 1).colours)[1:3] == (
        "38;2;0;0;0",
        "48;2;0;0;255",
    )


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_no_input_is_too_strange(pieces: list[bytes]) -> None:
    ear = Ear()
    for piece in pieces:
        ear.hear(piece.decode("utf-8", "replace"))
    ear.settle()
    heard = [*ear.hear("\x1b[201~\x1b\\ "), *ear.settle(), *ear.hear("j"), *ear.settle()]
    assert all(isinstance(message.time, float) for message in heard)


def keys(ear: Ear, *pieces: str) -> list[str]:
    heard = [message for piece in pieces for message in ear.hear(piece)] + ear.settle()
    return [message.key for message in heard if isinstance(message, events.Key)]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["\x1b"], ["escape"]),
        (["\x1bj"], ["escape", "j"]),
        (["\x1b", "j"], ["escape", "j"]),
        (["\x1b/"], ["escape", "slash"]),
        (["\x1b\x1b"], ["escape", "escape"]),
        (["\x1b[A"], ["up"]),
        (["\x1b", "[A"], ["up"]),
        (["\x1b[", "B"], ["down"]),
        (["\x1bOA"], ["up"]),
        (["\x1b\x1b[A"], ["escape", "up"]),
        (["2jj"], ["2", "j", "j"]),
        (["a\x1b]11;rgb:00/00/00\x07b"], ["a", "b"]),
        (["a\x1b]11;rg", "b:00/00/00\x1b\\b"], ["a", "b"]),
    ],
)
def test_esc_is_a_key_or_the_beginning_of_one(pieces: list[str], expected: list[str]) -> None:
    assert keys(Ear(), *pieces) == expected


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("rgb:ffff/ffff/ffff", True),
        ("rgb:00/00/00", False),
        ("rgb:f/f/0", True),
        ("rgba:0000/0000/ffff/8000", False),
    ],
)
def test_a_background_is_light_or_dark_to_the_eye(answer: str, light: bool) -> None:
    assert answer_in(f"a\x1b]11;{answer}\x07b") == (light, "ab")
