"""What is told apart at a glance is what the patterns tell."""

from __future__ import annotations

import re
import sys

from hypothesis import given
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
    is_simple,
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


@given(st.text(), st.integers(0, 20))
def test_cells_are_as_many_as_the_width_says(text: str, width: int) -> None:
    line = sanitize_line(text)
    assert len(split_cells(line)) == cell_width(line) == sum(map(cell_width, line))
    assert cell_width(line) == sum(max(wcwidth(char), 0) for char in line)
    fitting = line[: fit_cells(line, width)]
    assert cell_width(fitting) <= width
    assert fitting == line or cell_width(line[: len(fitting) + 1]) > width
