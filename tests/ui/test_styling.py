"""The first screen is styled once, as it would be if it were styled again; and all that is sent can be read."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

import pytest
import textual.color
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.geometry import Region
from textual.theme import BUILTIN_THEMES, Theme

from peace_tui import View, load
from peace_tui.terminal.sgr import sgr_of
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.render.lines import to_strip, truncate, wrap_line
from peace_tui.ui.render.styles import (
    CURSOR,
    DARK,
    GHOST,
    GROUNDS,
    INKS,
    LIGHT,
    MATCH,
    WARNING,
    TextStyles,
    find_nearest_indexed,
    make_styles,
    with_contrast,
)
from ui.reader import Reader, reading


def styles(app: PeaceApp) -> list[tuple[str, str]]:
    return [(repr(node.css_identifier), node.styles.css) for node in app.walk_children(with_self=True)]


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("theme", ["", "nord", "textual-light", "ansi-light"])
async def test_the_first_styles_are_those_of_the_theme(
    theme: str, light: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    app = PeaceApp(load(), View(), light=light)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        first = styles(app)
        assert app.theme == (theme or ("peace-light" if light else "peace-dark"))
        app.refresh_css(animate=False)
        await pilot.pause()
        assert styles(app) == first
        app.theme = "nord" if app.theme != "nord" else "textual-light"
        await pilot.pause()
        assert styles(app) != first


# --- What is sent can be read -----------------------------------------------------------------------------------------

KEYS: Final = (
    ("", ()),
    ("person:ushakov at:call-oct14-05", ("1", "x")),
    ("date:2025-10-14", ("1",)),
    ("deal", ("1", "down", "3", "down")),
    ("", ("slash", *"deal")),
    ("", ("slash", *"peron:x")),
    ("who:ushakov date:2025-11", ()),
    ("at:call-oct14", ("t", "b", "right", "right", "b")),
    ("", ("2", "m", "down", "down", "right")),
    ("at:trump-air-force-one-02", ("d",)),
    ("at:call-oct14", ("c",)),
    ("", ("D",)),
    ("", ("C", "down", "right")),
    ("", ("question_mark",)),
    ("", ("E",)),
)
"""Views and keys that lead to all kinds of text."""
CODE: Final = re.compile("[34]8;(?:5;(?P<number>[0-9]+)|2;(?P<rgb>[0-9;]+))")
UNREAD: Final = frozenset("▔▁─━│┃╭╮╰╯┄┤├┬┴◂▸▌▐▏▎▍▋▊▉█▁▂▃▄▅▆▇╱")
"""Lines and bars: what is seen, and not read."""


def sent_color(code: str) -> tuple[int, int, int]:
    """The color that a code of SGR selects."""
    found = CODE.fullmatch(code)
    assert found, code
    if found["number"]:
        return Color.from_ansi(int(found["number"])).get_truecolor()
    red, green, blue = map(int, found["rgb"].split(";"))
    return red, green, blue


def contrast_of(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colors, as https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio defines it."""
    lights = []
    for color in (one, other):
        levels = [level / 255 for level in color]
        linear = [level / 12.92 if level <= 0.03928 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


def contrasts(reader: Reader, colors: ColorSystem, region: Region | None = None) -> Iterator[tuple[str, float, Style]]:
    """Each text on the screen, its contrast to its ground in the bytes that are sent, and its style."""
    region = region or reader.app.screen.region
    for strip in (strip.crop(region.x, region.right) for strip in reader.strips()[region.y : region.bottom]):
        for text, style, _ in strip:
            state = sgr_of(style, colors)
            if style and text.strip():
                yield text, contrast_of(sent_color(state.foreground), sent_color(state.background)), style


def dimmed_colors(styles: TextStyles) -> set[tuple[Color | None, Color | None]]:
    """The colors of dimmed text with those of the grounds it is drawn on."""
    names, found = ("faint", "unrecorded", "behind", "frame"), set()
    for name, ground in itertools.product(names, ("", *GROUNDS)):
        style = styles["paper"] + styles.on(ground) + styles.on(name, ground)
        found.add((style.color, style.bgcolor))
    return found


THEMES: Final = [DARK, LIGHT, *(theme for theme in BUILTIN_THEMES.values() if not theme.ansi)]


@pytest.mark.parametrize("colors", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=["true color", "256 colors"])
@pytest.mark.parametrize("view", KEYS, ids=lambda view: "-".join([view[0], *view[1]]) or "start")
async def test_everything_on_the_screen_is_read_easily_in_every_theme(
    view: tuple[str, tuple[str, ...]], colors: ColorSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor" if colors is ColorSystem.TRUECOLOR else "")
    async with reading(load(), view[0]) as reader:
        await reader.press(*view[1])
        reader.app.warn("A warning")
        seen = set()
        for theme in THEMES if colors is ColorSystem.TRUECOLOR else THEMES[:6]:
            reader.app.theme = theme.name
            await reader.pilot.pause()
            dimmed = dimmed_colors(reader.app.text_styles)
            for text, found, style in contrasts(reader, colors):
                is_dimmed = (style.color, style.bgcolor) in dimmed
                least = 3.0 if UNREAD.issuperset(text.replace(" ", "")) else 4.5 if is_dimmed else 7.0
                assert found >= least, (theme.name, text, style)
                seen.add(text)
        assert len(seen) > 20


async def test_the_palette_is_read_easily_in_every_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with reading(load()) as reader:
        await reader.press("ctrl+p")
        await reader.until(lambda: "tour" in reader.text())
        await reader.press("down")
        parts = [reader.app.screen.query_one(name) for name in ("CommandInput", "CommandList")]
        for theme in THEMES:
            reader.app.theme = theme.name
            await reader.pilot.pause()
            drawn = [one for part in parts for one in contrasts(reader, ColorSystem.TRUECOLOR, part.region)]
            assert len(drawn) > 5
            for text, found, style in drawn:
                least = 3.0 if UNREAD.issuperset(text.replace(" ", "")) else 4.5
                assert found >= least, (theme.name, text, style)


@pytest.mark.parametrize("colors", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=["true color", "256 colors"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_ink_is_legible_on_every_ground(theme: Theme, colors: ColorSystem) -> None:
    """Text has a contrast of 7 to what it is drawn on, dimmed text 4.5, and lines and bars 3."""
    styles = make_styles(theme, colors)
    for ground in ("", *GROUNDS):
        if ground == GHOST:  # on which there are only bars
            continue
        under = styles["paper"] + styles.on(ground)
        for name, ink in INKS.items():
            state = sgr_of(under + styles.on(name, ground), colors)
            found = contrast_of(sent_color(state.foreground), sent_color(state.background))
            assert found >= ink.contrast, (name, ground)


@pytest.mark.parametrize("colors", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=["true color", "256 colors"])
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_shows_a_state_stands_out_from_the_paper(theme: Theme, colors: ColorSystem) -> None:
    """The row under the cursor, a match and a warning by their ground; focus, pins and marked time by lines."""
    styles = make_styles(theme, colors)
    paper = sent_color(sgr_of(styles["paper"], colors).background)
    for name in (CURSOR, MATCH, WARNING):
        assert contrast_of(sent_color(sgr_of(styles[name], colors).background), paper) >= 3, name
    for name in ("frame-focus", "title-focus", "pin", "edge"):
        assert contrast_of(sent_color(sgr_of(styles[name], colors).foreground), paper) >= 3, name
    focused, other = (sent_color(sgr_of(styles[name], colors).foreground) for name in ("frame-focus", "frame"))
    assert contrast_of(focused, other) >= 1.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_color_is_a_side_and_amber_is_what_differs(theme: Theme) -> None:
    styles = make_styles(theme)
    sides = [styles[f"side{number}"].color for number in range(8)]
    assert len({*sides, styles["differs"].color}) == 9
    neutral = {name for name, ink in INKS.items() if not ink.hue}
    assert not {styles[name].color for name in neutral} & {*sides[:7], styles["differs"].color}
    assert {name for name in INKS if styles[name].color == styles["differs"].color} == {"differs", "differing", "moved"}


@pytest.mark.parametrize("theme", [BUILTIN_THEMES["ansi-dark"], BUILTIN_THEMES["ansi-light"]], ids=lambda t: t.name)
def test_with_16_colors_text_has_the_color_of_the_terminal(theme: Theme) -> None:
    styles = make_styles(theme)
    for name, ink in INKS.items():
        if not ink.hue or name.startswith("name"):
            assert styles[name].color is None, name
    assert styles[CURSOR].reverse
    assert all(not styles.on(name, CURSOR).color and not styles.on(name, CURSOR).dim for name in INKS)
    # Focus is told without any color, too.
    states = [sgr_of(styles[name].without_color, ColorSystem.STANDARD) for name in ("frame", "frame-focus")]
    assert states[0] != states[1]
    assert sgr_of(styles["title-focus"], ColorSystem.STANDARD) != sgr_of(styles["title"], ColorSystem.STANDARD)


@given(st.tuples(*[st.integers(0, 255)] * 3), st.tuples(*[st.integers(0, 255)] * 3), st.sampled_from([3.0, 4.5, 7.0]))
def test_a_color_is_blended_until_it_has_its_contrast(
    color: tuple[int, int, int], ground: tuple[int, int, int], ratio: float
) -> None:
    best = max(contrast_of((255, 255, 255), ground), contrast_of((8, 8, 8), ground))
    exact = with_contrast(textual.color.Color(*color), textual.color.Color(*ground), ratio)
    assert contrast_of(exact.rgb, ground) >= min(ratio, best)
    found = with_contrast(textual.color.Color(*color), textual.color.Color(*ground), ratio, find_nearest_indexed)
    assert contrast_of(found.rgb, ground) >= min(ratio, best)
    code = sgr_of(Style(color=found.hex), ColorSystem.EIGHT_BIT).foreground
    assert sent_color(code) == found.rgb  # nothing changes it on its way


@pytest.mark.parametrize("terminal", [{"TERM": "xterm"}, {"TERM": "xterm-256color", "NO_COLOR": "1"}])
async def test_a_terminal_of_16_colors_or_none_has_the_themes_of_its_own_colors(
    terminal: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"COLORTERM": "", "TEXTUAL_THEME": "nord", **terminal}.items():
        monkeypatch.setenv(name, value)
    assert PeaceApp(load(), View(), light=False).theme == "ansi-dark"
    assert PeaceApp(load(), View(), light=True).theme == "ansi-light"


def test_a_line_that_is_cut_between_its_pieces_says_so() -> None:
    line = (("5 May", "quiet"), (" · ", "quiet"), ("The hearing", "text"))
    for width in range(1, 18):
        cut = "".join(text for text, _ in truncate(line, width))
        assert len(cut) <= width
        assert cut.endswith("…")
    assert truncate(line, 19) == line


@pytest.mark.parametrize("styles", [("text", "text"), ("text", "match")])
def test_words_that_run_from_right_to_left_stay_in_their_order_where_a_line_is_wrapped(styles: tuple[str, str]) -> None:
    one, other = styles
    (row,) = wrap_line((("שלום לכל", one), (" ", ""), ("העולם", other), (" x", "quiet")), 40)
    strip = to_strip(row, 40, make_styles(BUILTIN_THEMES["nord"], ColorSystem.TRUECOLOR))
    assert strip.text.rstrip() == "שלום לכל העולם\u200e x"


def test_a_word_that_runs_from_right_to_left_stays_one_where_a_part_of_it_is_lit() -> None:
    line = (("“ה", "text"), ("שלום", "match"), (" הוא”", "text"), (" → ", "quiet"), ("דוד", "text"), (" x", "text"))
    strip = to_strip(line, 40, make_styles(BUILTIN_THEMES["nord"], ColorSystem.TRUECOLOR))
    assert strip.text.rstrip() == "“השלום הוא”\u200e → דוד\u200e x"
