"""What is told apart at a glance is what the patterns tell."""

from __future__ import annotations

import re
import sys

from hypothesis import given
from hypothesis import strategies as st

from peace_tui.text.terminal_safe import (
    FLOOD,
    LEVEL,
    RIGHT_TO_LEFT,
    UNEVEN,
    UNSAFE,
    WEIGHTLESS,
    even,
    is_level,
    spelled_out,
)


def test_level_characters_are_none_that_the_patterns_look_for() -> None:
    level = "".join(chr(number) for numbers in LEVEL for number in numbers)
    assert is_level(level)
    for pattern in (re.compile(WEIGHTLESS), FLOOD, UNEVEN, RIGHT_TO_LEFT):
        assert not pattern.search(level)


def test_what_can_be_printed_is_safe() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert not UNSAFE.search(printable)


@given(st.text())
def test_what_is_written_is_safe_and_even(text: str) -> None:
    assert not UNSAFE.search(spelled_out(text))
    assert not UNEVEN.search(even(text))
    assert is_level(text) <= (even(text) == text)


def test_a_late_pattern_is_one_that_was_compiled_at_once() -> None:
    pattern = re.compile("(b+)", 2)
    assert pattern.pattern == "(b+)"
    assert [pattern.sub("x", "aBBa") for _ in range(2)] == ["axa", "axa"]
    assert pattern.fullmatch("b")
    assert pattern.groups == 1
