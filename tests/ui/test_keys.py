"""The table of keys: sound in itself, possible on any keyboard, and listed in docs/keys.md."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from string import punctuation
from typing import Any, Final

import pytest
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.widgets import Input

from dossiers import dossier
from peace_tui.__main__ import main
from peace_tui.loading.diagnostics import NOTE
from peace_tui.query.view import View
from peace_tui.session.layout import PANE_HEADINGS
from peace_tui.session.state import DisplayOptions, state_from_view
from peace_tui.ui.chart_views import ChartView
from peace_tui.ui.frame import compute_frame
from peace_tui.ui.key_table import KEY_NAMES, KEYS
from peace_tui.ui.keys import (
    CHART,
    CITATION,
    COMPARISON,
    CONVERSATION,
    COVERAGE,
    EXPORT,
    KEYBOARD,
    LAYOUTS,
    MAIN,
    PAGE,
    REVIEW,
    SIGNS,
    TAKEN,
    Key,
    Keyboard,
    find_keys,
    format_footer_key,
    format_key,
    name_keys,
    parse_key,
    read_keys,
    remap_keys,
    with_keys,
)
from peace_tui.ui.palette import Commands
from peace_tui.ui.render.header_footer import draw_footer
from peace_tui.ui.screens.dossier_pages import CoveragePage
from peace_tui.ui.screens.export import CitationPage, ExportPage
from peace_tui.ui.screens.main import MainScreen
from peace_tui.ui.screens.page import Page
from peace_tui.ui.screens.pages import OPENERS, can_act
from peace_tui.ui.screens.record_pages import ComparisonPage, ConversationPage
from peace_tui.ui.screens.review import ReviewPage
from ui.reader import reading

DOCUMENT = Path(__file__).parents[2] / "docs/keys.md"
PROMISED = [
    *("↑", "↓", "←", "→", "h", "j", "k", "l", "Tab", "Shift+Tab", "1", "2", "3", "/", "Enter", "Space", "x", "Esc"),
    *("u", "Ctrl+R", "n", "N", "z", "y", "Y", "o", "?", "Ctrl+P", "q"),
]
"""The keys that every version has, as a person calls them."""


SCREENS: Final[dict[str, type[Screen[Any]]]] = {
    MAIN: MainScreen,
    CHART: MainScreen,
    PAGE: Page,
    COMPARISON: ComparisonPage,
    COVERAGE: CoveragePage,
    CONVERSATION: ConversationPage,
    REVIEW: ReviewPage,
    EXPORT: ExportPage,
    CITATION: CitationPage,
}


def test_every_id_and_every_key_stands_once() -> None:
    assert [id for id, times in Counter(key.id for key in KEYS).items() if times > 1] == []
    for screen in SCREENS:
        names = Counter(name for key in find_keys(screen, KEYS) for name in key.keys)
        assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_does_something_and_says_what(key: Key) -> None:
    for screen in key.screens:
        assert callable(getattr(SCREENS[screen], f"action_{key.action_name}", None))
    if key.action_name == "open":
        assert key.action[len("open('") : -len("')")] in OPENERS
    if key.action_name in ("chart", "in_chart"):
        assert (key.action_name == "in_chart") == (CHART in key.screens)
        assert callable(getattr(ChartView, key.action.split("'")[1]))
    assert key.help.endswith(".")
    assert key.label
    assert set(key.panes) <= set(PANE_HEADINGS)
    assert key.panes


@pytest.mark.parametrize("name", [name for key in KEYS for name in key.keys])
def test_no_key_needs_alt_a_function_key_or_square_brackets(name: str) -> None:
    assert "alt+" not in name
    assert "bracket" not in name
    assert not re.fullmatch(r"(.*\+)?f\d+", name)
    assert name not in "[]"


LETTERS = {name for key in KEYS for name in key.keys if len(name) == 1 and name.isalpha()}
NO_LETTER = {"Greek": {"q"}, "Hebrew": {"q", "w"}}
"""Latin letters at whose place a layout has a sign."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_letter_has_its_place_on_every_layout(layout: str) -> None:
    there = filter(str.isalpha, LAYOUTS[layout] + LAYOUTS[layout].upper())
    here = {*map(Keyboard().latin, there)}
    wanted = {letter for letter in LETTERS if letter.lower() not in NO_LETTER.get(layout, ())}
    if layout == "Hebrew":  # which has no capitals: with Shift it types Latin ones
        wanted = {letter for letter in wanted if letter.islower()}
    wanted -= {"W"} if layout == "Greek" else set()  # its Σ is that of s
    assert wanted - here == set()


def test_the_places_are_those_of_the_keyboards() -> None:
    """Some that everybody knows who has typed in the wrong layout."""
    typed = {
        "йцукен": "qwerty",
        "фыва": "asdf",
        "фіва": "asdf",
        "ЯЧС": "ZXC",
        "ασδφ": "asdf",
        "ΞΚΛ": "JKL",
        "שדגכ": "asdf",
    }
    assert {word: "".join(map(str, map(Keyboard().latin, word))) for word in typed} == typed


def test_signs_are_called_as_textual_calls_them() -> None:
    assert [*SIGNS.values()] == [*punctuation]
    assert {_character_to_key(sign): sign for sign in punctuation} == SIGNS
    assert [parse_key(sign)[0] for sign in "/§"] == [*map(_character_to_key, "/§")]


def test_signs_act_by_place_only_after_letters_of_their_layout() -> None:
    keyboard = Keyboard()
    assert keyboard.latin(";") is None
    assert keyboard.latin("η") == "h"
    assert keyboard.latin(";") == "q"
    assert keyboard.latin(".") is None
    assert keyboard.latin("й") == "q"
    assert (keyboard.latin("."), keyboard.latin(",")) == ("/", "?")
    assert keyboard.latin("j") is None
    assert keyboard.latin(".") is None


def test_keys_of_ones_own_and_signs_that_act_are_left_alone() -> None:
    keyboard = Keyboard({"й", "slash"})
    assert keyboard.latin("й") is None
    assert keyboard.latin("ש") == "a"
    assert keyboard.latin("/") is None
    assert keyboard.latin(".") == "/"


@pytest.mark.parametrize("typed", ["щ", "ο", "ם"])
async def test_letters_act_by_place_on_every_screen(typed: str) -> None:
    layout = next(name for name, row in LAYOUTS.items() if typed in row)
    keys = dict(zip(KEYBOARD, LAYOUTS[layout], strict=True))
    async with reading(dossier(), "at:call-1-02") as reader:
        await reader.press(keys["k"])
        assert reader.cursor("quotes") == "call-1-02"
        await reader.press(keys["j"])
        assert reader.cursor("quotes") == "call-1-07"
        await reader.press("enter", keys["j"], keys["k"], keys["y"])
        assert "Citation" in reader.text()
        await reader.press("escape", keys["o"])
        assert reader.opened == ["https://example.org/a"]
        await reader.press("escape")
        await reader.press("slash", typed)
        assert reader.main.query_one("#search", Input).value == typed
        assert "0 of 3 quotes" in reader.said()


@pytest.mark.parametrize("pane", PANE_HEADINGS)
def test_no_footer_names_the_same_key_twice(pane: str) -> None:
    for screen in (MAIN, CHART):
        keys = (key for key in find_keys(screen, KEYS) if key.footer and pane in key.panes)
        names = [format_footer_key(key, {key.id: key for key in KEYS}, KEY_NAMES) for key in keys]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("options", [DisplayOptions(), DisplayOptions(chart=True), DisplayOptions(matrix=True)])
def test_the_footer_cuts_no_key_where_help_and_quit_fit(options: DisplayOptions) -> None:
    known = dossier()
    for pane in PANE_HEADINGS:
        frame = compute_frame(known, replace(state_from_view(View(), known), focus=pane, options=options))
        for width in range(20, 200):
            line = "".join(text for text, _ in draw_footer(frame, KEYS, width))
            assert line.endswith("? keys  q quit")
            assert len(line) <= width


def remapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[Key, ...]:
    """The table as a file of the reader's own keys makes it."""
    monkeypatch.setattr("peace_tui.session.settings.settings_folder", lambda: str(tmp_path))
    (tmp_path / "keys.toml").write_text(text, "utf-8")
    table, problems = read_keys(KEYS)
    assert [problem for problem in problems if problem.level != NOTE] == []
    return table


def mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """What is wrong with a file of the reader's own keys, each with its line."""
    monkeypatch.setattr("peace_tui.session.settings.settings_folder", lambda: str(tmp_path))
    (tmp_path / "keys.toml").write_text(text, "utf-8")
    return [f"{problem.line}: {problem.message}; {problem.hint}" for problem in read_keys(KEYS)[1]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('\n"filter.searc" = "s"', "2: there is no action 'filter.searc'; did you mean 'filter.search'?"),
        ('nothing.like.it = "s"', "1: there is no action 'nothing'; 'peace-tui keys' lists them"),
        ('"move.down" = "pagdown"', "1: there is no key 'pagdown'; did you mean 'pagedown'?"),
        ('"move.down" = ["down", "ctlr+j"]', "1: there is no key 'ctlr+j'; did you mean 'ctrl'?"),
        ('"move.down" = "cmd+j"', "1: there is no key 'cmd+j'; try ctrl, shift, alt"),
        ('"move.down" = 1', "1: write a key in quotes, or an array of keys; "),
        ('"move.down" = []', "1: write a key in quotes, or an array of keys; "),
        (
            '"move.down" = "Shift+J"',
            "1: 'Shift+J' never arrives, since Shift types another sign; write what it types: A, or ?",
        ),
        (
            '"move.down" = ["Ctrl+I", "down"]',
            "1: 'Ctrl+I' never arrives: most terminals send Tab for it; choose another key",
        ),
        (
            '"move.down" = "alt+j"',
            "1: 'alt+j' never arrives: most terminals send Esc and the key for it; choose a key without Alt",
        ),
        ('"move.down" = "ctrl+shift+j"', "1: 'ctrl+shift+j' never arrives from most terminals; choose another key"),
        ('"move.down" = "f2"', "1: 'f2' turns the mouse on and off in any case; choose another key"),
        (
            '"view.zoom" = "s"\n"show.coverage" = "s"',
            "2: 's' is already given to view.zoom; give one of them another key",
        ),
        (
            '"comparison.base" = "s"\n"copy.quote" = "s"',
            "2: 's' is already given to comparison.base; give one of them another key",
        ),
        ('"move.down" = "n', "1: the closing quotation mark is missing; "),
    ],
)
def test_a_wrong_or_a_stolen_key_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problem: str
) -> None:
    assert [told for told in mistakes(tmp_path, monkeypatch, text) if told.startswith(problem)]


def test_keys_of_different_pages_and_of_the_chart_may_be_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '"comparison.base" = "s"\n"citation.plain" = "s"\n"chart.fold" = "s"\n"brush.snap" = "S"'
    assert mistakes(tmp_path, monkeypatch, text) == []


def test_what_is_wrong_leaves_an_action_its_usual_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mistakes(tmp_path, monkeypatch, '"move.down" = "pagdown"\n"view.zoom" = "w"\n"move.up" = ["w", "m"]')
    table = {key.id: key.keys for key in read_keys(KEYS)[0]}
    assert table["move.down"] == ("down", "j")
    assert (table["view.zoom"], table["move.up"]) == (("w",), ("m",))


def test_a_key_that_may_not_arrive_leaves_an_action_its_usual_keys_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes(tmp_path, monkeypatch, '"help" = "Alt+X"\n"move.down" = ["Alt+J", "J"]\n"view.zoom" = "j"')
    table = {key.id: key for key in read_keys(KEYS)[0]}
    assert table["help"].keys == ("question_mark", "alt+x")
    assert name_keys(table.values())["help"] == "?"
    assert table["move.down"].keys == ("alt+j", "J")


def test_the_last_line_names_no_key_that_an_action_has_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = remapped(tmp_path, monkeypatch, '"show.coverage" = "D"\n"view.zoom" = "down"')
    known = {key.id: key for key in table}
    named = {id: format_footer_key(key, known, name_keys(table)) for id, key in known.items()}
    assert named["show.coverage"] == "D"
    assert named["show.disagreements"] == ""
    assert named["move.down"] == "↑ j"
    assert named["filter.search"] == "/"


def test_a_hint_says_where_to_find_what_has_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = name_keys(remapped(tmp_path, monkeypatch, '"show.coverage" = "D"'))
    assert with_keys("Press {show.disagreements} or {show.coverage}.", names) == 'Press Ctrl+P "disagreements" or D.'


def test_an_action_that_is_left_without_a_key_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = mistakes(tmp_path, monkeypatch, '"view.zoom" = "c"')
    assert note == "1: this leaves 'conversation' (record.conversation) without a key; it is still in the palette"


@pytest.mark.parametrize("key", sorted({name for key in KEYS for name in key.keys}))
def test_every_key_can_be_written_as_textual_and_as_a_person_calls_it(key: str) -> None:
    if key not in TAKEN:
        assert parse_key(key) == parse_key(format_key(key)) == (key, "", "")


async def test_keys_of_ones_own_act_on_panes_and_on_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = remapped(tmp_path, monkeypatch, '"move.down" = "f"\n"pane.right" = ["L"]\n"page.back" = "w"')
    async with reading(dossier(), "at:call-1-02", size=(60, 12), keys=keys) as reader:
        await reader.press("f")
        assert reader.cursor("quotes") == "call-1-07"
        await reader.press("question_mark")
        page = reader.app.screen
        assert isinstance(page, Page)
        await reader.press("f", "f", "j")
        assert page.body.top == 2
        await reader.press("k", "q")
        assert page.body.top == 1
        await reader.press("w")
        assert reader.app.screen is reader.main
        await reader.press("C")
        grid = reader.app.screen
        assert isinstance(grid, CoveragePage)
        await reader.press("f", "down", "L")
        assert grid.cell == (grid.grid.events[1], grid.grid.sources[1])


async def test_the_keys_of_a_page_can_be_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = remapped(tmp_path, monkeypatch, '"comparison.base" = "down"\n"citation.bibtex" = "j"')
    assert {"down", "j"} <= {*next(key for key in keys if key.id == "move.down").keys}
    async with reading(dossier(), "at:call-1-07", keys=keys) as reader:
        await reader.press("d", "down")
        page = reader.app.screen
        assert isinstance(page, ComparisonPage)
        assert page.base == 1
        await reader.press("b")
        assert page.base == 1
        await reader.press("escape", "y", "j")
        citation = reader.app.screen
        assert isinstance(citation, CitationPage)
        assert citation.style == "bibtex"


def test_an_action_loses_a_key_only_on_screens_where_another_has_it() -> None:
    table = {key.id: key.keys for key in remap_keys(KEYS, {"filter.pin": ("b",), "move.up": ("m",)})}
    assert table["brush.mark"] == ()
    assert table["comparison.base"] == ()  # pins are set on every page
    assert table["citation.bibtex"] == ()
    assert table["matrix.show"] == ()
    assert table["citation.markdown"] == ()
    table = {key.id: key.keys for key in remap_keys(KEYS, {"view.guided": ("b",)})}
    assert table["brush.mark"] == ()
    assert table["comparison.base"] == ("b",)


def test_a_key_of_ones_own_in_the_chart_acts_otherwise_elsewhere() -> None:
    keys = remap_keys(KEYS, {"brush.mark": ("j",)})
    assert [key.id for key in find_keys(CHART, keys) if "j" in key.keys] == ["brush.mark"]
    assert [key.id for key in find_keys(MAIN, keys) if "j" in key.keys] == ["move.down"]


async def test_the_keys_of_the_chart_act_in_the_chart_alone() -> None:
    async with reading(dossier(), "date:2025-10-14") as reader:
        for pane in ("1", "2", "3"):
            await reader.press(pane)
            before = reader.main.state
            for key in KEYS:
                if CHART in key.screens:
                    await reader.press(*key.keys)
                    assert reader.main.state == before, key.id
                    assert reader.main.said.endswith("acts in the time chart. Open it first."), key.id
        await reader.press("t", "w")
        assert reader.main.state.view != before.view
        changed = reader.main.state.view
        await reader.press("2", "w", "i")
        assert reader.main.state.view == changed


async def test_the_palette_goes_to_the_chart_for_what_is_done_in_it() -> None:
    async with reading(dossier(), "date:2025-10-14") as reader:
        assert "longer selection" not in {command.title for command in Commands(reader.main).actions()}
        await reader.press("t", "2", "ctrl+p")
        await reader.choose("longer selection", "Extend the selected period")
        assert reader.main.state.drawing() == CHART
        assert str(reader.main.state.view) != "date:2025-10-14"


async def test_pages_tell_their_keys_in_help_and_palette() -> None:
    async with reading(dossier(), "at:call-1-02", size=(100, 80)) as reader:
        opened = (("y", CITATION), ("C", COVERAGE), ("d", COMPARISON), ("c", CONVERSATION), ("E", EXPORT), ("D", PAGE))
        for opens, screen in opened:
            await reader.press(opens)
            page = reader.app.screen
            assert isinstance(page, Page)
            keys = [key for key in find_keys(screen, KEYS) if key.action_name not in page.without]
            await reader.press("question_mark")
            for key in filter(lambda key: key.keys, keys):
                assert with_keys(key.page_help or key.help, KEY_NAMES) in " ".join(reader.text().split())
            await reader.press("escape", "ctrl+p")
            offered = {command.title for command in Commands(page).actions()}
            acting = {key.label for key in keys if can_act(reader.main, page, key)}
            assert offered == acting - {"palette"} | {"theme"}
            assert {"back", "help"} <= offered
            await reader.press("escape", "escape")
            assert reader.app.screen is reader.main


def test_the_document_names_the_keys() -> None:
    rows = re.findall(r"^\| (`.+?) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    named = {name for cell in rows for name in re.findall(r"`(.+?)`", cell)}
    assert [name for name in PROMISED if name not in named] == []


def test_keys_of_ones_own_are_listed_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mistakes(tmp_path, monkeypatch, '"view.zoom" = "s"') != []  # it is noted who had the key
    assert main(["keys"]) == 0
    assert re.search(r"^view\.zoom +s +Switch", capsys.readouterr().out, re.MULTILINE)
    assert main(["keys", "--check"]) == 0
    assert capsys.readouterr().out.endswith(f"{tmp_path / 'keys.toml'}: no problems\n")
    mistakes(tmp_path, monkeypatch, '"view.zoom" = "s"\n"view.zom" = "x"')
    (tmp_path / "config.toml").write_text('theme = "nrod"', "utf-8")
    assert main(["keys", "--check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert f"{tmp_path / 'config.toml'}:1:9: error: theme: unknown theme 'nrod'" in lines
    assert f"{tmp_path / 'keys.toml'}:2:1: error: \"view.zom\": there is no action 'view.zom'" in lines
    assert lines[-1].endswith(": 2 problems")
