"""Stories of people who look at time and at who speaks to whom: the chart, the brush, the matrix."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from dossiers import dossier as dossier_of
from peace_tui.charts.brush import find_brush
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.limits import READER, Session
from peace_tui.ui.render.glyphs import ASCII
from ui.reader import Reader, reading
from ui.test_stories import ORCHARD, SIZES

NASTY = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "[bold]Nasty[/nope] 王 👩‍👩‍👧 שלום"
x_clocks = ["../../etc/passwd", { name = "[red]\\u200dX", zone = "UTC" }]
[[people]]
id = "a"
name = "王小明王小明王小明王小明王小明王小明王小明"
side = "[/nope]"
[[people]]
id = "b"
name = "שלום e\\u0301\\u0301\\u0301"
[[events]]
id = "e1"
title = "[bold]一二三四五六七八九十一二三四五六七八九十[/nope]"
date = "2025-10-14"
involved = [{ person = "a" }]
[[events]]
id = "e2"
title = "a\\u0301\\u0301\\u0301👩‍👩‍👧 👍🏽 x"
date = "2025-10-15T12:05Z"
[[quotes]]
id = "q1"
event = "e1"
who = "a"
to = ["b"]
text = "[link=x]words"
[[quotes]]
id = "q2"
event = "e2"
who = "b"
to = "a"
text = "words"
[[eras]]
title = "[era] 王王王王王王王"
date = "2025-10-14/2025-10-15"
""")

FAR_APART = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "Two events, and nothing between them"
[[events]]
id = "first"
title = "First"
date = "2025-09-07"
[[events]]
id = "last"
title = "Last"
date = "2025-11-25"
""")


def brush(reader: Reader) -> str:
    found = find_brush(reader.main.state.view, reader.main.dossier.info.timezone)
    return str(found[0]) if found else ""


async def test_t_draws_time_and_lists_it_again() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "1")  # past the start, at which the reader shows what the dossier is
        before = reader.text()
        await reader.press("t")
        chart = reader.text()
        assert reader.note(TIMELINE) == "grouped by side · happened"
        assert reader.pane(TIMELINE).size.width == 120
        assert "After the" in chart  # an era
        assert "United S…" in reader.words(TIMELINE)
        assert "3 undated" in chart
        assert reader.rows(PEOPLE)
        assert reader.rows(QUOTES)
        await reader.press("t")
        await reader.until(lambda: reader.text() == before)


async def test_the_event_under_the_cursor_filters_from_the_chart_too() -> None:
    async with reading(load(), "at:call-oct14", size=(120, 48)) as reader:
        dossier = reader.main.dossier
        listed = reader.records(PEOPLE)
        await reader.press("t")
        assert reader.cursor(TIMELINE) == "call-oct14"
        said = [{*quote.who, *quote.to, *quote.about} for quote in dossier.quotes if quote.event == "call-oct14"]
        shown = reader.records(PEOPLE)
        assert listed[0].split()[-1] == shown[0].split()[-1] == str(len(said))
        people = {dossier.person_of[id].name: sum(id in each for each in said) for id in set().union(*said)}
        assert len(people) == len(listed) - 1
        for wide, narrow in zip(listed[1:], shown[1:], strict=True):  # the same people, with fewer columns
            name, passing, of = re.findall(r"^\W*(.+?) +(\d+)/(\d+)$", narrow)[0]
            assert people[name] == int(passing)
            assert re.sub(r"^\W+", "", wide).split()[0] in name
            assert wide.split()[-1] == of
        assert "Witkoff and Ushakov t" in reader.words(TIMELINE)
        assert "14 October 2025" in reader.words(TIMELINE)
        assert "Moscow UTC+3" in reader.words(TIMELINE)
        await reader.press("down")
        assert reader.cursor(TIMELINE) != "call-oct14"
        await reader.press("space")
        assert reader.chips() == [f"event:{reader.cursor(TIMELINE)}"]


async def test_time_is_zoomed_and_panned() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t")
        whole = reader.lines(TIMELINE)[1]
        await reader.press("plus")
        assert reader.lines(TIMELINE)[1] != whole
        for _ in range(6):
            await reader.press("plus")
        assert ":00" in reader.lines(TIMELINE)[1]  # hours
        assert "Moscow" in reader.words(TIMELINE)
        assert "Kyiv" in reader.words(TIMELINE)
        await reader.press("greater_than_sign")
        later = reader.lines(TIMELINE)[1]
        await reader.press("less_than_sign")
        assert reader.lines(TIMELINE)[1] != later
        for _ in range(12):
            await reader.press("minus")
        assert reader.lines(TIMELINE)[1] == whole
        await reader.press("plus", "plus", "0")
        assert reader.lines(TIMELINE)[1] == whole


async def test_the_next_event_comes_into_sight() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t", *["plus"] * 6)
        for _ in range(30):
            await reader.press("down")
            at = reader.main.dossier.event_of[reader.cursor(TIMELINE) or ""]
            assert at.date is not None
            axis = reader.main.chart.axis
            assert axis is not None
            assert axis.shows(at.date)


async def test_lanes_axis_and_folds_are_the_readers_choice() -> None:
    async with reading(load()) as reader:
        await reader.press("t")
        seen = []
        for _ in range(5):
            seen.append(re.findall(r"^grouped by (\w+) · happened$", reader.note(TIMELINE))[0])
            await reader.press("r")
        assert sorted(seen) == ["person", "side", "source", "tag", "type"]
        await reader.press("a")
        assert reader.note(TIMELINE).endswith(" · said")
        await reader.press("a")
        assert reader.note(TIMELINE).endswith(" · published")
        await reader.press("b")
        assert "happened or were said" in reader.footer()
        assert brush(reader) == ""


async def test_empty_weeks_are_folded_where_the_reader_wishes() -> None:
    async with reading(FAR_APART, "at:first") as reader:
        await reader.press("t")
        assert "╱╱" in reader.words(TIMELINE)
        await reader.press("f")
        assert "╱╱" not in reader.words(TIMELINE)
        await reader.press("f")
        assert "╱╱" in reader.words(TIMELINE)


async def test_time_is_marked_by_keys_and_the_panes_follow() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t", "b")
        assert brush(reader) == "date:2025-10-14"
        assert reader.count(QUOTES) == "15/38"
        await reader.press("right", "right", "right")
        assert brush(reader).startswith("date:2025-10-14/2025-10-1")
        assert "inside" in reader.footer()
        wide = reader.count(QUOTES)
        await reader.press("b", "right")
        assert reader.count(QUOTES) == wide  # the end stays where it was left
        await reader.press("u")
        assert brush(reader) == ""


async def test_a_mark_goes_on_to_events_and_can_be_dropped() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t", "b", "down")
        first = brush(reader)
        await reader.press("down")
        assert brush(reader) != first
        await reader.press("escape")
        assert brush(reader) == ""


async def test_a_mark_grows_moves_and_snaps() -> None:
    async with reading(load(), "date:2025-10-14/2025-10-16") as reader:
        await reader.press("s")
        assert "days" in reader.footer()
        await reader.press("w")
        assert brush(reader) == "date:2025-10-13/2025-10-17"
        await reader.press("W", "L")
        assert brush(reader) == "date:2025-10-15/2025-10-17"
        await reader.press("H", "s")
        assert brush(reader) == "date:2025-10-13/2025-10-19"  # the week
        await reader.press("s")
        assert "events" in reader.footer()


async def test_what_may_lie_outside_is_marked_and_counted_apart() -> None:
    async with reading(load(), "date:2025-10-14") as reader:
        assert "15 of 38 quotes (14 certain, 1 possible)" in reader.text()
        assert any(row.startswith("≈") for row in reader.rows(TIMELINE))
        await reader.press("i")
        assert reader.chips() == ["during:2025-10-14"]
        assert "14 of 38 quotes" in reader.text()
        assert "possible" not in reader.text()
        assert not any(row.startswith("≈") for row in reader.rows(TIMELINE))
        await reader.press("i")
        assert reader.chips() == ["date:2025-10-14"]


async def test_without_a_mark_its_keys_say_how_to_begin() -> None:
    async with reading(ORCHARD) as reader:
        for key in ("w", "W", "H", "L", "i"):
            await reader.press(key)
            assert "b in the time chart begins" in reader.footer()


async def test_m_draws_who_speaks_to_whom() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "m")
        lines = reader.lines(PEOPLE)
        assert lines[1].split() == [
            "all",
            "Ushakov",
            "Witkoff",
            "Trump",
            "Dmitriev",
            "Council",
            "o…",
            "Reporters",
            "unknown",
        ]
        assert lines[2].split() == ["all", "speakers", "38", "11", "4", "3", "2", "1", "1", "16"]
        await reader.press("down", "down", "right")
        assert reader.chips() == ["who:witkoff", "to:ushakov"]
        assert reader.count(QUOTES) == "9/38"
        await reader.press("space")
        assert str(reader.main.state.view) == "who:witkoff to:ushakov"
        await reader.press("down")
        assert reader.count(QUOTES) == "9/38"  # pinned: the cursor only browses
        await reader.press("escape", "escape")
        assert reader.count(QUOTES) == "38/38"
        await reader.press("m")
        assert reader.row(PEOPLE, "Donald Trump")


async def test_a_row_of_the_matrix_can_be_excluded() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "m", "down", "x")
        assert str(reader.main.state.view) == "-who:trump"
        await reader.press("right", "x")
        assert "at its sum" in reader.footer()


async def test_a_small_screen_has_edges() -> None:
    async with reading(load(), size=(44, 20)) as reader:
        await reader.press("2", "m")
        assert reader.rows(PEOPLE)[2].startswith("Steve Witkoff → Yuri Ushakov")
        assert reader.rows(PEOPLE)[2].split()[-2] == "9"
        await reader.press("down", "down")
        assert reader.main.state.pair == ("witkoff", "ushakov")
        assert "9 of 38" in reader.text()


async def test_the_mouse_points_into_the_drawings() -> None:
    async with reading(load()) as reader:
        await reader.press("t")
        await reader.click("A 28-point plan", TIMELINE)
        assert reader.cursor(TIMELINE) is not None
        await reader.press("escape")
        await reader.press("t", "2", "m")
        await reader.click("Ushakov", PEOPLE)
        await reader.press("down")
        assert reader.main.state.pair[0] is not None


async def test_the_look_is_no_part_of_the_view() -> None:
    async with reading(load()) as reader:
        await reader.press("t", "plus", "r", "a")
        assert str(reader.main.state.to_view()) == ""
        await reader.search("deal")
        await reader.press("enter")
        assert reader.main.state.options.chart


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dossier", [load(), NASTY, dossier_of('format = "peace-tui/1"\n[dossier]\ntitle = "None"\n')])
async def test_every_line_of_a_drawing_is_as_wide_as_its_pane(dossier: Dossier, size: tuple[int, int]) -> None:
    async with reading(dossier, size=size) as reader:
        await reader.press("t", "plus", "b", "right", "b", "r", "m", "down", "right", "z", "z", "1", "minus", "a")
        await reader.press("0", "f", "less_than_sign", "greater_than_sign", "w", "s", "s", "s", "i")
        for strip in reader.strips():
            assert cell_len(strip.text) == size[0]


@pytest.mark.parametrize("session", [READER, Session(ascii=True)])
async def test_there_is_a_chart_and_a_matrix_in_ascii(monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    monkeypatch.setenv("TERM", "xterm-256color" if session.ascii else "vt100")
    async with reading(load(), session=session) as reader:
        assert reader.app.glyphs == ASCII
        await reader.press("t", "m")
        drawn = "\n".join([*reader.lines(TIMELINE)[1:2], *reader.lines(PEOPLE)[1:]])
        assert not set(drawn) & set("▁▂▃▄▅▆▇█─┄━│╱┤◂▸·≈")
    async with reading(FAR_APART, "at:first", session=session) as reader:
        await reader.press("t")
        assert "//" in reader.words(TIMELINE)
