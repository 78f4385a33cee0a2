"""What the main screen must show whole at any size, measured on the bundled dossier."""

from __future__ import annotations

import re

import pytest

from dossiers import dossier
from peace_tui.cli.commands.explore import _compute_outline
from peace_tui.edtf.formatting import format_under_heading
from peace_tui.loading.files import load
from peace_tui.query.facets import TIMELINE
from peace_tui.session.layout import READER, compute_layout
from peace_tui.session.state import ViewState
from peace_tui.ui.render.glyphs import UNICODE
from peace_tui.ui.render.rows import RowKey, draw_event, measure_event_columns
from peace_tui.ui.run import _keep_state
from peace_tui.ui.widgets.record_list import FRAME_CELLS
from ui.reader import reading

SIZES = [(80, 24), (120, 36), (200, 50)]


def rows_of_events(size: tuple[int, int], *, is_cursor: bool = False) -> list[str]:
    """What the Timeline in focus says of each event, its lines in one."""
    dossier = load()
    width = compute_layout(ViewState(), *size).panes[TIMELINE].width - FRAME_CELLS - 1
    columns = measure_event_columns(dossier, True)
    found = []
    for position, event in enumerate(dossier.event_index.records):
        lines = draw_event(event, RowKey(position, 3, 3), width, columns, (), UNICODE, is_cursor)
        found.append("\n".join("".join(text for text, _ in line) for line in lines))
    return found


@pytest.mark.parametrize(("size", "most"), [((80, 24), 0), ((120, 36), 10), ((200, 50), 0)])
def test_titles_are_whole(size: tuple[int, int], most: int) -> None:
    assert len([row for row in rows_of_events(size) if "…" in row]) <= most


@pytest.mark.parametrize("size", [(44, 12), (60, 20), *SIZES])
def test_the_title_under_the_cursor_is_whole_at_any_size(size: tuple[int, int]) -> None:
    for event, row in zip(load().event_index.records, rows_of_events(size, is_cursor=True), strict=True):
        first, *more = row.split("\n")
        assert event.title in " ".join([first.rstrip(" 3"), *map(str.strip, more)])


@pytest.mark.parametrize("size", [(44, 12), (60, 20), *SIZES])
def test_dates_are_whole(size: tuple[int, int]) -> None:
    dossier = load()
    columns = measure_event_columns(dossier, True)
    for event, row in zip(dossier.event_index.records, rows_of_events(size), strict=True):
        assert event.date is None or format_under_heading(event.date.text, columns.unit) in row


def test_a_row_without_quotes_keeps_no_room_for_a_count() -> None:
    event, columns = load().event_index.records[0], measure_event_columns(load(), True)
    width = 4 + columns.date_cells + len(event.title) + 1
    for count, is_whole in ((3, False), (0, True)):
        (row,) = draw_event(event, RowKey(0, count, count), width, columns, (), UNICODE)
        assert (event.title in "".join(text for text, _ in row)) == is_whole


async def test_the_first_screen_at_80x24_says_what_this_is_and_how_to_begin() -> None:
    async with reading(load(), size=(80, 24)) as reader:
        first, second, *_ = reader.text().splitlines()
        assert first.split()[:3] == ["The", "Witkoff–Ushakov", "call"]
        assert "Press ↓ to explore, / to search, v for a guided tour." in second
        assert reader.words(READER).startswith("The Witkoff–Ushakov call")
        assert "On 14 October 2025 Steve Witkoff, an envoy of President Trump," in reader.words(READER)
        assert reader.footer() == "Tab pane  / search  D disputes  C coverage  t chart  v tour  ? keys  q quit"


ROW_KEYS = ["Tab pane", "Space keep", "x hide", "/ search", "Enter open"]
PAGE_KEYS = ["D disputes", "C coverage"]
QUOTE_KEYS = ["↑↓ move", "Tab pane", "/ search", "Enter open", "d compare", "c talk", *PAGE_KEYS, "v tour", "y cite"]


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("", ["↑↓ move", "Tab pane", "/ search", *PAGE_KEYS, "t chart", "m matrix", "v tour"]),
        ("↓↓↓↓", [*ROW_KEYS, "c talk", *PAGE_KEYS, "t chart", "v tour"]),
        ("2↓", ["Tab pane", "p part", *ROW_KEYS[1:], *PAGE_KEYS, "m matrix", "v tour"]),
        ("3↓", QUOTE_KEYS),
        ("3↓4", QUOTE_KEYS),
        ("2m↓", ["↑↓ move", "Tab pane", *ROW_KEYS[1:4], "Enter quotes", *PAGE_KEYS, "m list", "v tour"]),
    ],
)
async def test_the_last_line_at_120_columns_names_every_key_that_acts(keys: str, named: list[str]) -> None:
    async with reading(load(), size=(120, 36)) as reader:
        await reader.press(*("down" if key == "↓" else key for key in keys))
        shown = reader.footer().split("  ")
        assert [*sorted(shown)] == sorted([*named, "? keys", "q quit"])


@pytest.mark.parametrize("width", [44, 60, 69])
async def test_where_there_is_one_pane_the_last_line_tells_how_to_get_to_the_others(width: int) -> None:
    async with reading(load(), size=(width, 20)) as reader:
        for keys in ("", "↓↓↓↓", "2", "↓", "3", "4"):
            await reader.press(*("down" if key == "↓" else key for key in keys))
            assert reader.footer().startswith("Tab pane  ")
            assert ("Enter open" in reader.footer()) == (reader.main.frame.record() is not None)


async def test_in_the_chart_the_last_line_names_its_keys_and_how_to_get_back() -> None:
    async with reading(load(), size=(80, 24)) as reader:
        await reader.press("t")
        assert "+ - zoom  < > pan  r group  Z zone  b select" in reader.footer()
        assert "t list" in reader.footer()
        assert "w W wider" not in reader.footer()  # nothing is selected
        await reader.press("b", "right", "b", "1")
        assert "w W wider" in reader.footer()
        assert "t list" in reader.footer()


ONE_OUTLET = """
format = "peace-tui/1"
[dossier]
title = "A speech"
[[people]]
id = "ann"
name = "Ann Archer"
[[sources]]
id = "herald"
title = "The Herald"
[[sources]]
id = "courier"
title = "The Courier"
[[events]]
id = "speech"
title = "Ann speaks"
[[quotes]]
id = "q"
event = "speech"
who = "ann"
text = "There is not much to be said."
source = "herald"
"""
SECOND_VERSION = ONE_OUTLET.replace(
    'source = "herald"',
    'versions = [{ source = "herald", text = "I said it." }, { source = "courier", text = "TEXT" }]',
)


async def test_disagreements_are_in_the_last_line_only_where_there_may_be_one() -> None:
    async with reading(dossier(ONE_OUTLET)) as reader:
        assert "D disputes" not in reader.footer()
        assert "C coverage" in reader.footer()
    async with reading(dossier(SECOND_VERSION.replace("TEXT", "I denied it."))) as reader:
        assert "D disputes" in reader.footer()
        await reader.press("D")
        assert "Disagreements · 1 of 1" in reader.text()
        await reader.press("escape")
        assert "D disputes" in reader.footer()
    async with reading(dossier(SECOND_VERSION.replace("TEXT", "I said it"))) as reader:
        assert "D disputes" in reader.footer()  # two texts: they may differ
        await reader.press("D")
        assert "Disagreements · none" in reader.text()
        assert "No disagreements found" in reader.text()
        await reader.press("escape", "down")
        assert "D disputes" not in reader.footer()


@pytest.mark.parametrize("size", [(44, 12), (44, 20), (60, 20), *SIZES])
async def test_every_chip_keeps_what_removes_it(size: tuple[int, int]) -> None:
    view = "person:witkoff,ushakov -event:ceasefire source:fortune,daily-beast during:2025-10-14/2025-10-17 deal"
    async with reading(load(), view, size=size) as reader:
        assert len(reader.chips()) == 5  # those that are drawn are drawn with their ends, the others are counted
        spots = len(reader.main.chip_spots)
        assert spots >= {44: 1, 60: 2, 80: 3}.get(size[0], 5)
        line = reader.text().splitlines()[reader.main.query_one("#chips").region.y]
        assert line.count("✕▌") == spots
        assert (f"+{5 - spots} " in line) == (spots < 5)
        assert re.search(rf"\d of {len(load().quotes)}", line) or re.search(r" 0 ?$", line)
        await reader.click("✕")
        assert reader.footer().startswith("Removed filter: ")


async def test_chips_take_short_names_before_they_cut_any() -> None:
    view = "person:witkoff event:call-oct14"
    async with reading(load(), view, size=(120, 36)) as reader:
        assert "▐involving Steve Witkoff ✕▌" in reader.text()
        await reader.resize(70, 24)
        assert "▐Witkoff ✕▌" in reader.text()
        await reader.resize(120, 36)
        await reader.search("zzz")
        await reader.press("enter")
        assert "Remove “zzz”: " in reader.text()


@pytest.mark.parametrize("width", range(30, 130, 9))
async def test_frames_say_less_rather_than_break_off(width: int) -> None:
    async with reading(load(), size=(width, 30)) as reader:
        for keys in ("↓↓↓↓", "2p↓", "3", "4", "1t", "rr", "aa", "Z"):
            await reader.press(*("down" if key == "↓" else key for key in keys))
            for pane in reader.in_sight():
                assert "…" not in reader.heading(pane)


@pytest.mark.parametrize("size", [(44, 20), (60, 20), (69, 30), *SIZES])
async def test_the_note_of_every_step_of_the_tour_is_whole_and_never_cut_in_the_bar(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        for number, step in enumerate(load().views, 1):
            await reader.press("v" if number == 1 else "full_stop")
            lines = reader.text().splitlines()
            words = " ".join(" ".join(re.sub("[│┃▌]", " ", line) for line in lines).split())
            assert f"Tour {number} of " in words
            bar = lines[reader.main.query_one("#chips").region.y]
            assert step.note
            assert step.title
            assert step.note in words or step.note in reader.words(READER)
            assert step.title in words.replace("▐", " ") or f"{step.title}▌" in bar
            assert not re.search(r"\.…|[a-z]…(?!▌)", bar)


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (132, 40), (160, 45), (200, 50)])
async def test_the_reader_says_at_every_width_which_outlets_print_a_quote(size: tuple[int, int]) -> None:
    async with reading(load(), "at:call-oct14-07", size=size) as reader:
        await reader.press("4", "z")
        names = ("Fortune", "Matzav.com", "The Daily Beast")
        assert all(name in reader.words(READER) for name in names)
        await reader.press("z")
        is_wide = size[0] >= 160
        assert any(all(name in row for name in names) for row in reader.rows(READER)) == is_wide
        if is_wide:  # three columns, and the chain of sources under them
            await reader.press("end")
            assert "3 outlets; 1 independent source" in reader.words(READER)


async def test_only_what_differs_between_outlets_is_amber() -> None:
    async with reading(load(), "at:call-oct14-07", size=(200, 50)) as reader:
        amber = reader.app.text_styles["differs"].color

        def lit() -> str:
            runs = (run for strip in reader.strips() for run in strip)
            return "".join(run.text for run in runs if run.style and run.style.color == amber)

        assert "2 cuts" in lit()
        await reader.press("home")
        assert "1 outlet, 2 passages" in reader.words(READER)
        assert "outlet" not in lit()


@pytest.mark.parametrize("typed", ["donets", "speaker:ann"])
async def test_what_is_said_under_the_search_box_tells_that_it_is_cut(typed: str) -> None:
    async with reading(load(), size=(80, 24)) as reader:
        await reader.search(typed)
        assert reader.said().endswith("…")
        await reader.resize(200, 50)
        await reader.press("backspace")
        assert not reader.said().endswith("…")


async def test_a_view_to_resume_is_told_in_words() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "down", "space", "1", "down", "down")
        left = reader.main.state
    async with reading(load()) as reader:
        reader.main.saved_state = left
        await reader.resize(*SIZES[1])
        assert "Press B to resume: involving Donald Trump; Release of the last living hostages" in reader.text()
        await reader.resize(60, 20)
        assert "Press B to resume where you left." in reader.text()


async def test_a_look_at_the_first_screen_is_not_come_back_to() -> None:
    async with reading(load()) as reader:
        _keep_state(reader.app)
        await reader.press("t", "2", "1")
        reader.app.on_leaving()
    async with reading(load()) as reader:
        _keep_state(reader.app)
        assert reader.main.saved_state is None
        await reader.press("3", "down")
        reader.app.on_leaving()
    async with reading(load()) as reader:
        _keep_state(reader.app)
        await reader.resize(*SIZES[1])
        assert "Press B to resume: a quote by Ushakov" in reader.text()


@pytest.mark.parametrize("size", [(44, 12), (60, 20), (100, 30), *SIZES])
async def test_the_first_paint_heads_the_panes_as_the_first_screen_does(size: tuple[int, int]) -> None:
    painted = [(box.heading, (box.x, box.y, box.width, box.height)) for box in _compute_outline(*size)]
    async with reading(load(), size=size) as reader:
        for pane, (heading, place) in zip(reader.in_sight(), painted, strict=True):
            assert tuple(reader.pane(pane).region) == place
            assert reader.heading(pane).partition("  ")[0] == heading


WITHOUT_QUOTES = """
format = "peace-tui/1"
[dossier]
title = "A chronology"
[[people]]
id = "ann"
name = "Ann Archer"
[[sources]]
id = "herald"
title = "The Herald"
[[events]]
id = "opened"
title = "The bridge is opened"
date = "1999-05-01"
[[events]]
id = "closed"
title = "The bridge is closed"
date = "2003-11"
[[claims]]
id = "length"
text = "How long the bridge was closed."
about = "closed"
evidence = [{ source = "herald", stance = "seven years" }]
"""


async def test_without_quotes_the_events_that_pass_are_counted() -> None:
    async with reading(dossier(WITHOUT_QUOTES), size=(80, 24)) as reader:
        await reader.press("down")
        assert reader.text().splitlines()[1].endswith("1 of 2 events")
        await reader.press("escape")
        await reader.search("date:2003")
        assert reader.said().startswith("1 of 2 events · Enter: apply")


async def test_a_claim_on_which_no_source_differs_is_no_disagreement() -> None:
    async with reading(dossier(WITHOUT_QUOTES), size=(80, 24)) as reader:
        await reader.press("D")
        assert "No disagreements found." in reader.text()
    disputed = WITHOUT_QUOTES.replace('about = "closed"', 'about = "closed"\nstatus = "disputed"')
    async with reading(dossier(disputed), size=(80, 24)) as reader:
        await reader.press("D")
        assert "Disagreements · 1 of 1" in reader.text()


async def test_the_reader_does_not_repeat_what_quotes_says_of_an_empty_list() -> None:
    silent = ONE_OUTLET.replace("[[quotes]]", '[[events]]\nid = "silence"\ntitle = "Ann is silent"\n[[quotes]]')
    async with reading(dossier(silent), size=(80, 24)) as reader:
        await reader.press("end", "2")
        assert "No quotes are recorded for this event." in reader.words(READER)
        await reader.press("3")
        assert "No quotes are recorded for this event." in reader.words("quotes")
        assert reader.words(READER).startswith("Ann is silent")


async def test_the_name_of_an_outlet_is_whole_where_versions_are_compared() -> None:
    name = (
        "The collected letters, papers and speeches of the first years, edited from the manuscripts, in three volumes"
    )
    long = SECOND_VERSION.replace("The Herald", name).replace("TEXT", "I denied it.")
    for size in ((80, 24), (120, 36)):
        async with reading(dossier(long), "at:q", size=size) as reader:
            await reader.press("d")
            lines = [line.strip(" ▌") for line in reader.text().splitlines()]
            assert name in " ".join(lines) if size[0] < 100 else {*name.split()} <= {*" ".join(lines).split()}
            assert "compared with this" in reader.text()
