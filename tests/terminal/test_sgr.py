"""Styles in the terminal's codes: whatever way leads from one to the next, and however few bytes a color takes."""

from __future__ import annotations

from typing import Final

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.style import Style

from peace_tui.terminal.cell_diff import ScreenBuffer
from peace_tui.terminal.sgr import sgr_of, transition

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


@given(st.sampled_from(STYLES), st.sampled_from(STYLES))
def test_a_transition_leads_to_the_state_itself(old: Style, new: Style) -> None:
    colors = ScreenBuffer(1, 1).color_system
    changed, fresh = pyte.Screen(2, 1), pyte.Screen(2, 1)
    first, second = sgr_of(old, colors), sgr_of(new, colors)
    pyte.Stream(changed).feed(transition(None, first) + transition(first, second) + "x")
    pyte.Stream(fresh).feed(transition(None, second) + "x")
    assert changed.buffer[0][0] == fresh.buffer[0][0]
    assert transition(second, second) == ""


@pytest.mark.parametrize("number", range(22, 256))
def test_a_color_that_terminals_know_by_number_is_named_so(number: int) -> None:
    color = Color.from_ansi(number).get_truecolor().hex
    state = sgr_of(Style(color=color, bgcolor=color), ScreenBuffer(1, 1).color_system)
    assert len(state.foreground) < len("38;5;255.")
    shown = pyte.Screen(2, 1)
    pyte.Stream(shown).feed(transition(None, state) + "x")
    assert {shown.buffer[0][0].fg, shown.buffer[0][0].bg} == {color.removeprefix("#")}


def test_other_colors_are_sent_as_they_are() -> None:
    assert (
        sgr_of(Style(color="#5fafdc", bgcolor="#121213"), ScreenBuffer(1, 1).color_system).foreground
        == "38;2;95;175;220"
    )


def test_no_number_is_trusted_that_themes_of_terminals_transition() -> None:
    assert sgr_of(Style(color="#000000", bgcolor="#0000ff"), ScreenBuffer(1, 1).color_system)[1:3] == (
        "38;2;0;0;0",
        "48;2;0;0;255",
    )
