"""Text of any script in all panes and pages: every line has its width, and columns stand where they stood."""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from wcwidth import wcwidth

from dossiers import dossier as dossier_of
from hostile import SCRIPTS, UNSAFE_TEXTS, hostile
from peace_tui.session.layout import PANE_HEADINGS
from peace_tui.text import terminal_safe
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import UNSAFE, cell_width, is_mark
from peace_tui.ui.render.lines import (
    highlight,
    justify,
    line_width,
    single_line,
    to_strip,
    truncate,
    wrap_line,
    wrap_text,
)
from peace_tui.ui.render.styles import TextStyles
from ui.reader import Reader, reading

STYLES: Final = TextStyles({"paper": Style()})
LETTERS = st.characters(exclude_categories=("Cn", "Co", "Cs", "Cc"))
WORDS = st.one_of(st.sampled_from(SCRIPTS + UNSAFE_TEXTS), st.text(LETTERS, max_size=12), st.text(max_size=12))
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def drawn(text: str) -> int:
    """How many cells a terminal takes that looks at one character at a time, as most do, and gives a sign a cell."""
    return sum(map(widest, text))


def widest(character: str) -> int:
    return max(wcwidth(character), unicodedata.category(character) == "Mc", 0)


@pytest.mark.parametrize("text", SCRIPTS)
def test_there_is_room_for_what_a_terminal_draws(text: str) -> None:
    assert cell_width(single_line(text)) == drawn(single_line(text))


@given(st.text(LETTERS))
def test_there_is_room_for_what_a_terminal_draws_of_any_text(text: str) -> None:
    assert cell_width(single_line(text)) == drawn(single_line(text))


@given(TEXTS, TEXTS, st.integers(1, 120))
def test_every_line_has_its_width(left: str, right: str, width: int) -> None:
    line = justify(((single_line(left), "text"),), ((single_line(right), "text"),), width)
    for each in (line, truncate(line, width), ((left, "text"),)):
        strip = to_strip(each, width, STYLES)
        assert strip.cell_length == width
        assert drawn(strip.text) == width
        assert not re.search(UNSAFE, strip.text)
        assert "\n" not in strip.text


@given(TEXTS, st.integers(2, 60))
def test_a_paragraph_keeps_within_its_width(text: str, width: int) -> None:
    for line in wrap_text(text, width):
        assert cell_width(line) <= width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Xi says 中华人民共和国成立", 14, ["Xi says 中华人", "民共和国成立"]),
        ("他说「我们要和平」。很好", 14, ["他说「我们要和", "平」。很好"]),  # no line begins with what closes
        ("他说过「我们要和平」", 8, ["他说过", "「我们要", "和平」"]),  # or ends with what opens
        ("he’s said “that’s fine” today", 12, ["he’s said", "“that’s", "fine” today"]),
        ("평화 협정에 서명했다", 10, ["평화", "협정에", "서명했다"]),  # Korean has blanks
    ],
)
def test_chinese_and_japanese_fill_their_lines(text: str, width: int, lines: list[str]) -> None:
    assert [*wrap_text(text, width)] == lines
    for cut in range(len(text)):  # a text in two styles is broken alike
        runs = tuple(run for run in ((text[:cut], "a"), (text[cut:], "b")) if run[0])
        assert all(line_width(line) <= width for line in wrap_line(runs, width))
    assert ["".join(run for run, _ in line) for line in wrap_line(((text, ""),), width)] == lines


@given(TEXTS)
def test_nothing_beyond_right_to_left_text_is_drawn_into_it(text: str) -> None:
    """What follows it begins after a mark that is read from left to right."""
    shown = to_strip(((single_line(text), "text"), ("│", "text")), 500, STYLES).text
    strong = [c for c in shown[: shown.index("│")] if unicodedata.bidirectional(c) in ("L", "R", "AL")]
    assert not strong or unicodedata.bidirectional(strong[-1]) == "L"


PAGES: Final = ("", "enter", "d", "c", "D", "C", "question_mark", "y")
SIZES: Final = ((120, 36), (80, 24), (41, 20))


def assert_even(reader: Reader, size: tuple[int, int]) -> None:
    strips = reader.strips()
    assert len(strips) == size[1]
    for strip in strips:
        assert strip.cell_length == size[0]
        assert drawn(strip.text) == size[0], strip.text
        assert not re.search(UNSAFE, strip.text.replace("\u200e", ""))


def find_broken_frames(reader: Reader) -> list[list[str]]:
    """The lines of panes in sight that do not stand between the walls of the frame, where a terminal draws them."""
    lines = [columns_of(strip.text) for strip in reader.strips()]
    broken = []
    for region in (reader.pane(name).region for name in reader.in_sight()):
        for y, walls in enumerate(("╭╮", *["││"] * (region.height - 2), "╰╯"), region.y):
            if lines[y][region.x] + lines[y][region.right - 1].replace("┃", "│") != walls:
                broken.append(lines[y])
    return broken


@pytest.mark.parametrize("text", [" ".join(SCRIPTS), SCRIPTS[4], " ".join(UNSAFE_TEXTS), UNSAFE_TEXTS[0]])
async def test_no_text_breaks_a_column_in_any_pane_or_page(text: str) -> None:
    async with reading(hostile(text), "at:call-1-07") as reader:
        for size in SIZES:
            await reader.resize(*size)
            for pane in PANE_HEADINGS:
                await reader.press(PANE_HEADINGS[pane][0])
                await reader.until(lambda: not find_broken_frames(reader))
            await reader.press("3")
            for key in PAGES:
                if key:
                    await reader.press(key)
                assert_even(reader, size)
                if key:
                    await reader.press("escape")
            for pane in PANE_HEADINGS:
                await reader.press(PANE_HEADINGS[pane][0], "z")
                assert reader.in_sight() == [pane]
                await reader.until(lambda: not find_broken_frames(reader))
                assert_even(reader, size)
                await reader.press("z")
        copied = [sent for sent in reader.sent if "]52;" in sent]
        assert copied or "\ud800" in text  # which no terminal can be sent
        assert [sent for sent in copied if not re.fullmatch(r"\x1b\]52;c;[A-Za-z0-9+/=]+\x07", sent)] == []


async def test_rich_measures_our_rows_as_we_do() -> None:
    async with reading(hostile("हिन्दी क्षि শেখ স্টালিন ខ្មែរ မောင် 王小明 שלום")) as reader:
        for key in PAGES:
            await reader.press(*([key] if key else []))
            for strip in reader.strips():
                assert [cell_len(segment.text) for segment in strip] == [cell_width(segment.text) for segment in strip]
            await reader.press("escape")


async def test_what_the_palette_leaves_of_a_row_stands_where_it_stood() -> None:
    async with reading(hostile("हिन्दी क्षि")) as reader:
        await reader.resize(200, 36)
        before = [columns_of(strip.text) for strip in reader.strips()]
        await reader.press("ctrl+p")
        await reader.until(lambda: "Y: Copy the command" in reader.text())
        for y, strip in enumerate(reader.strips()):
            after = columns_of(strip.text)
            assert (after[:48], after[152:]) == (before[y][:48], before[y][152:]), strip.text


def columns_of(text: str) -> list[str]:
    return [each for character in text for each in (character, "")[: widest(character)]]


@given(TEXTS | st.just("हम कल फिर बात करेंगे, मोदी"), st.sampled_from("करमeaश王"))
def test_no_letter_is_parted_from_its_marks_where_it_is_marked(text: str, needle: str) -> None:
    line = highlight(text, "text", [fold(needle)])
    assert "".join(run for run, _ in line) == text
    assert not any(is_mark(run[0]) for run, _ in line[1:])


def count_widths(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which every character is added whose width is looked up."""
    looked_up: list[str] = []
    width_of = terminal_safe._char_width

    def look_up(char: str) -> int:
        looked_up.append(char)
        return width_of(char)

    monkeypatch.setattr(terminal_safe, "_char_width", look_up)
    return looked_up


@pytest.mark.parametrize("letters", ["漢字", "नमस्ते", "नमस्ते ", "a漢 "])
def test_a_text_is_broken_in_time_that_grows_with_its_length(letters: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = count_widths(monkeypatch)
    counts = []
    for length in (1_000, 10_000):
        text = (letters * length)[:length]
        looked_up.clear()
        lines = [*wrap_text(text, 40), *("".join(run for run, _ in line) for line in wrap_line(((text, ""),), 40))]
        assert "".join(lines).replace(" ", "") == text.replace(" ", "") * 2
        assert all(map(partial(fits, 40), lines))
        counts.append(len(looked_up))
    assert counts[1] < 12 * counts[0]
    assert counts[1] < 100_000


def fits(width: int, line: str) -> bool:
    return cell_width(line) <= width


@pytest.mark.parametrize("letters", ["漢字", "नमस्ते", "漢 字"])
async def test_a_speech_is_read_in_time_that_grows_with_its_length(
    letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were all that is left of it measured for each of its lines, it would be thousands of times a character."""
    looked_up = count_widths(monkeypatch)
    speech = (letters * 20_000)[:20_000].strip()
    async with reading(dossier_of(SPEECH.replace("SPEECH", speech))) as reader:
        await reader.press("3", "j", "k", "4", "down", "up", "enter", "down", "escape", "d", "escape", "z", "z")
    assert 20_000 < len(looked_up) < 100 * 20_000


SPEECH: Final = """
format = "peace-tui/1"
[dossier]
title = "A speech"
[[people]]
id = "ann"
name = "Ann"
[[sources]]
id = "one"
title = "One"
[[events]]
id = "talk"
title = "Talk"
date = "2025-10-14"
[[quotes]]
id = "speech"
event = "talk"
who = "ann"
text = "SPEECH"
source = "one"
[[quotes]]
id = "answer"
event = "talk"
who = "ann"
text = "Yes."
source = "one"
"""
