"""What is told apart at a glance is what the patterns tell."""

from __future__ import annotations

import re
import sys
from typing import Final
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcwidth

from peace_tui.text.terminal_safe import (
    NOT_PORTABLE,
    RIGHT_TO_LEFT,
    SIMPLE_RANGES,
    UNSAFE,
    ZERO_WIDTH,
    ZERO_WIDTH_FLOOD,
    append_lrm,
    cell_width,
    escape_unsafe,
    fit_cells,
    is_mark,
    is_simple,
    is_sure,
    make_portable,
    sanitize_line,
    split_cells,
)


def test_simple_characters_are_none_that_the_patterns_look_for() -> None:
    simple = "".join(chr(number) for numbers in SIMPLE_RANGES for number in numbers)
    assert is_simple(simple)
    assert {wcwidth(char) for char in simple} == {1}
    for pattern in map(re.compile, (ZERO_WIDTH, ZERO_WIDTH_FLOOD, NOT_PORTABLE, RIGHT_TO_LEFT)):
        assert not pattern.search(simple)


def test_what_can_be_printed_is_safe() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert not re.search(UNSAFE, printable)


@given(st.text())
def test_what_is_escaped_is_safe_and_what_is_portable_stays(text: str) -> None:
    assert not re.search(UNSAFE, escape_unsafe(text))
    assert not re.search(NOT_PORTABLE, make_portable(text))
    assert is_simple(text) <= (make_portable(text) == text)


@given(st.text())
def test_a_line_that_is_safe_stays_as_it_is(text: str) -> None:
    safe = append_lrm(sanitize_line(text))
    assert sanitize_line(safe) == safe


LETTERS: Final = "aé世界🌍क\u094dषो\u0940ি\u0301e \u05d0\u05b0\u200dශ\u0dca한\u1112\u1161\u11ab"
texts = st.text() | st.text(st.sampled_from(LETTERS))


@given(texts, st.integers(0, 20), st.integers(0, 5))
@example("\u200d0\u0949", 1, 0)
def test_cells_are_as_many_as_the_width_says(text: str, width: int, start: int) -> None:
    line = sanitize_line(text)
    assert len(split_cells(line)) == cell_width(line) == sum(map(cell_width, line))
    assert "".join(split_cells(line)) == line.lstrip("".join(char for char in line if not cell_width(char)))
    spacing = sum(category(char) == "Mc" and wcwidth(char) == 0 for char in line)
    assert cell_width(line) == sum(max(wcwidth(char), 0) for char in line) + spacing
    start = min(start, len(line))
    end = fit_cells(line, width, start)
    assert cell_width(line[start:end]) <= width
    if end < len(line):
        following = end + 1
        while following < len(line) and is_mark(line[following]):
            following += 1
        assert cell_width(line[start:following]) > width or line[following - 1] == "\u200d"
        joined = "\u200d" in line[start:end]  # what a joiner begins with is one character as far as it goes
        assert not is_mark(line[end]) or end == start or joined or all(map(is_mark, line[start + 1 : end]))


@pytest.mark.parametrize(
    ("text", "width", "fits"),
    [
        ("मोदी", 4, "मोदी"),
        ("मोदी", 3, "मो"),
        ("मोदी", 1, "म"),  # no room for the sign at all
        ("ශ්\u200dරී", 1, "ශ්\u200d"),
        ("aशि", 2, "a"),
        ("e\u0301e\u0301", 1, "e\u0301"),
        ("世界", 3, "世"),
    ],
)
def test_no_letter_is_parted_from_its_marks(text: str, width: int, fits: str) -> None:
    assert text[: fit_cells(text, width)] == fits


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("ශ්\u200dරී ලංකා", "ශ්\u200dරී ලංකා"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("❤\ufe0f", "❤"),
        ("👨\u200d👩", "👨👩"),
        ("🇺🇦", "UA"),
    ],
)
def test_letters_keep_what_spells_them_and_emoji_stand_alone(text: str, drawn: str) -> None:
    assert sanitize_line(text) == drawn


def test_letters_that_terminals_measure_alike_are_sure_and_others_are_not() -> None:
    assert is_sure("Peace — мир, ειρήνη, 和平, 평화, へいわ ◇ ▁│")
    for text in ("e\u0301", "शान्ति", "سلام", "שלום", "សន្តិភាព", "🕊", "☮\ufe0f", "\u1112\u1161"):
        assert not is_sure(text)
    wide = [char for char in map(chr, range(0x2E80, 0xFFEF)) if is_sure(char)]
    assert {wcwidth(char) for char in wide} == {2}
    assert len(wide) > 30_000
