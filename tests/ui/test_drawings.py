"""Stories of people who look at time and at who speaks to whom: the chart, the brush, the matrix."""

from __future__ import annotations

import re
from typing import Final

import pytest
from rich.cells import cell_len
from rich.segment import Segment

from dossiers import dossier as dossier_of
from peace_tui.charts.brush import find_brush
from peace_tui.charts.matrix import find_exchange
from peace_tui.edtf.formatting import format_under_heading
from peace_tui.edtf.grammar import wall_seconds
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.query.selection import select
from peace_tui.session.settings import READER_SESSION, Session
from peace_tui.ui.render.glyphs import ASCII
from peace_tui.ui.render.header_footer import find_strip
from peace_tui.ui.render.time_chart import find_moment
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
        assert reader.note(TIMELINE) == "by date of event"
        assert reader.pane(TIMELINE).size.width == 120
        assert "After the" in chart  # an era
        assert "14 Oct ❝┄┄ Trump says Putin doesn't want to end the war" in reader.words(TIMELINE)
        assert "1–12 of 55 events" in chart
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
            assert axis.start <= axis.from_wall(at.date.earliest or (at.date.latest or 0) - 1) < axis.end


@pytest.mark.parametrize("size", [(44, 12), (80, 24), (120, 36)])
async def test_each_event_has_a_row_and_the_one_under_the_cursor_its_whole_title(size: tuple[int, int]) -> None:
    dossier = load()
    async with reading(dossier, size=size) as reader:
        await reader.press("t", "z")
        for event in dossier.event_index.records:
            await reader.press("down")
            assert reader.cursor(TIMELINE) == event.id
            under = {part.text.strip() for part in reversed_parts(reader)}
            assert set(event.title.split()) <= set(" ".join(under).split())


def reversed_parts(reader: Reader) -> list[Segment]:
    """What is drawn on the ground of the cursor in the Timeline."""
    region, ground = reader.pane(TIMELINE).region, reader.app.text_styles["cursor"].bgcolor
    strips = [strip.crop(region.x, region.right) for strip in reader.strips()[region.y + 1 : region.bottom]]
    return [part for strip in strips for part in strip if part.style and part.style.bgcolor == ground]


async def test_groups_axis_and_folds_are_the_readers_choice() -> None:
    async with reading(load()) as reader:
        await reader.press("t")
        seen = []
        for _ in range(5):
            await reader.press("r")
            seen.append(re.findall(r"^grouped by (\w+) · by date of event$", reader.note(TIMELINE))[0])
            assert reader.footer() == f"Events grouped by {seen[-1]}"
        assert sorted(seen) == ["person", "side", "source", "tag", "type"]
        await reader.press("r")
        assert "grouped" not in reader.note(TIMELINE)
        assert reader.footer() == "Events in order of time"
        await reader.press("a")
        assert reader.footer() == "Dates: when it was said"
        assert reader.note(TIMELINE) == "by date of speech"
        await reader.press("a")
        assert reader.note(TIMELINE) == "by date of publication"
        await reader.press("b")
        assert "Periods can be selected by date of event or of speech" in reader.footer()
        assert brush(reader) == ""


async def test_groups_of_sides_and_people_have_their_signs_and_colors() -> None:
    async with reading(load()) as reader:
        await reader.press("t", "r", "r", "r")
        assert "grouped by side" in reader.note(TIMELINE)
        assert reader.row(TIMELINE, "● United").startswith(" ● United")
        assert "▲ Russia" in reader.words(TIMELINE)
        us, russia = (
            next(part.style for strip in reader.strips() for part in strip if part.text.startswith(sign))
            for sign in ("● United", "▲ Russia")
        )
        assert us
        assert russia
        assert us.color != russia.color


CLOCKED = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "Clocks change in Kyiv"
timezone = "UTC"
clocks = ["UTC", "Europe/Kyiv", "America/New_York"]
[[events]]
id = "before"
title = "Before"
date = "2025-03-30T00:30Z"
[[events]]
id = "after"
title = "After"
date = "2025-03-30T04:15+03:00"
[[events]]
id = "last"
title = "Last"
date = "2025-03-30T02:30Z"
""")


async def test_the_clocks_below_the_chart_agree_with_the_rulers_when_clocks_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At 01:00 in UTC clocks in Kyiv go from 03:00 on to 04:00."""
    monkeypatch.setenv("TZ", "UTC")
    async with reading(CLOCKED, "at:after") as reader:
        await reader.press("t", "f")
        assert "Sun 01:15 Kyiv Sun 04:15" in reader.words(TIMELINE)
        kyiv, mark = reader.row(TIMELINE, " Kyiv"), reader.row(TIMELINE, " After")
        assert kyiv[mark.index("•") :].startswith("04:15")
        await reader.press("Z")
        assert reader.footer() == "Times in Kyiv (UTC+3)"
        assert "by date of event · times in Kyiv" in reader.lines(TIMELINE)[0]
        assert "30 March 2025, 04 h as written 30 March 2025, 04:15 (UTC+3)" in reader.words(TIMELINE)
        assert [hour for hour in reader.lines(TIMELINE)[1].split() if ":" in hour][:3] == ["02:30", "02:45", "04:00"]
        await reader.press("Z", "b")
        assert "times in New York" in reader.lines(TIMELINE)[0]
        assert brush(reader) == "date:2025-03-29T21:15-04:00/2025-03-29T21:15-04:00"
        await reader.press("Z")
        assert "times in" not in reader.lines(TIMELINE)[0]


async def test_plus_zooms_to_the_selected_period() -> None:
    async with reading(load(), "date:2025-10-14/2025-10-16") as reader:
        await reader.press("t", "plus")
        axis = reader.main.chart.axis
        assert axis is not None
        assert wall_seconds(2025, 10, 13) < axis.wall(axis.start) < wall_seconds(2025, 10, 14)
        assert wall_seconds(2025, 10, 17) < axis.wall(axis.end) < wall_seconds(2025, 10, 18)
        await reader.press("plus")
        closer = reader.main.chart.axis
        assert closer is not None
        assert closer.end - closer.start < axis.end - axis.start


async def test_where_records_have_days_a_selection_has_no_hours() -> None:
    async with reading(FAR_APART, "at:first") as reader:
        await reader.press("t", *["plus"] * 8, "b", "right", "right")
        assert ":55" in reader.lines(TIMELINE)[1]  # the scale is one of minutes
        assert brush(reader) == "date:2025-09-07"


async def test_the_selected_period_is_a_band_between_two_lines() -> None:
    async with reading(load(), "date:2025-10-24/2025-10-27") as reader:
        await reader.press("t")
        axis = reader.lines(TIMELINE)[2]
        left = axis.index("│")
        right = axis.index("│", left + 1)
        assert set(axis[left + 1 : right]) == {"━"}
        styles, region = reader.app.text_styles, reader.pane(TIMELINE).region
        for strip in reader.strips()[region.y + 2 : region.bottom - 2]:
            for edge in (left, right):
                (part, *_) = strip.crop(region.x + 1 + edge, region.x + 2 + edge)
                if part.text != "│":  # a letter, reversed
                    assert part.style
                    assert part.style.bgcolor == styles["cursor"].bgcolor
                    assert part.style.color in [styles.on(look, "cursor").color for look in ("text", "faint")]
            inside = strip.crop(region.x + left + 2, region.x + 1 + right)
            assert {part.style.bgcolor for part in inside if part.style} == {styles["marked"].bgcolor}


async def test_empty_weeks_are_folded_where_the_reader_wishes() -> None:
    async with reading(FAR_APART, "at:first") as reader:
        await reader.press("t")
        assert "╱╱" in reader.words(TIMELINE)
        await reader.press("f")
        assert "╱╱" not in reader.words(TIMELINE)
        await reader.press("f")
        assert "╱╱" in reader.words(TIMELINE)


def count(view: str) -> str:
    """How many quotes of the bundled dossier pass a view, of how many."""
    return f"{len(select(load(), view).quotes)}/{len(load().quotes)}"


async def test_time_is_marked_by_keys_and_the_panes_follow() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t", "b")
        assert brush(reader) == "date:2025-10-14"
        assert reader.count(QUOTES) == count("date:2025-10-14")
        await reader.press("right", "right", "right")
        assert brush(reader).startswith("date:2025-10-14/2025-10-1")
        assert "15 quotes (14 certain, 1 possible)" in reader.footer()
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
        await reader.press("t", "s")
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
        possibly = len(select(load(), "date:2025-10-14").quotes) - len(select(load(), "during:2025-10-14").quotes)
        assert possibly
        assert f"({int(count('during:2025-10-14').partition('/')[0])} certain, {possibly} possible)" in reader.text()
        assert any(row.startswith("≈") for row in reader.rows(TIMELINE))
        await reader.press("t", "i", "t")
        assert reader.chips() == ["during:2025-10-14"]
        assert reader.count(QUOTES) == count("during:2025-10-14")
        assert "possible" not in reader.text()
        assert not any(row.startswith("≈") for row in reader.rows(TIMELINE))
        await reader.press("t", "i")
        assert reader.chips() == ["date:2025-10-14"]


async def test_without_a_mark_its_keys_say_how_to_begin() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("t")
        for key in ("w", "W", "H", "L", "i"):
            await reader.press(key)
            assert "No period selected" in reader.footer()


async def test_m_draws_who_speaks_to_whom() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "m")
        lines = reader.lines(PEOPLE)
        heads = "total  ▲ Ushakov  ● Witkoff  ● Trump  ▲ Dmitriev    officials  ◇ Reporters  unknown"
        assert lines[1].split() == ["▲", "Council"]
        assert lines[2].strip() == heads
        assert lines[3].split() == ["All", "quotes", "38", "11", "4", "3", "2", "1", "1", "16"]
        assert lines[4].split() == ["●", "Donald", "Trump", "11", "·", "·", "·", "·", "·", "1▁", "10█"]
        await reader.press("down", "down", "right")
        assert reader.chips() == ["who:witkoff", "to:ushakov"]
        assert reader.count(QUOTES) == count("who:witkoff to:ushakov")
        await reader.press("space")
        assert str(reader.main.state.view) == "who:witkoff to:ushakov"
        await reader.press("down")
        assert reader.count(QUOTES) == count("who:witkoff to:ushakov")  # pinned: the cursor only browses
        await reader.press("escape", "escape")
        assert reader.count(QUOTES) == count("")
        await reader.press("m")
        assert reader.row(PEOPLE, "Donald Trump")


@pytest.mark.parametrize("size", [(44, 20), (80, 24), (120, 36)])
async def test_enter_goes_from_a_cell_of_the_matrix_to_its_quotes(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("2", "m", "down", "down", *(["right"] if size[0] > 44 else []))
        assert reader.main.state.pair == ("witkoff", "ushakov")
        assert "Enter quotes" in reader.footer() or size[0] == 44
        await reader.press("enter")
        assert reader.main.state.focus == QUOTES
        assert reader.count(QUOTES) == "9/38"
        await reader.press("2")
        assert reader.main.state.pair == ("witkoff", "ushakov")


@pytest.mark.parametrize("key", ["asterisk", "T"])
async def test_in_the_matrix_no_key_acts_on_the_row_that_people_had_under_the_cursor(key: str) -> None:
    async with reading(load(), "at:dmitriev") as reader:
        await reader.press("2", "m", "down")
        assert reader.words("reader").startswith("● Donald Trump")
        assert "Dmitriev" not in reader.words("reader")
        await reader.press(key)
        assert reader.footer() == "Choose a row first."
        assert not reader.main.dossier.marks.by_id


async def test_from_the_reader_pane_keys_act_on_the_cell_of_the_matrix() -> None:
    async with reading(load(), "at:dmitriev") as reader:
        await reader.press("2", "m", "down", "down", "4")
        assert "Enter quotes" in reader.footer()
        await reader.press("space")
        assert str(reader.main.state.view) == "who:witkoff"
        await reader.press("enter")
        assert reader.main.state.focus == QUOTES


async def test_in_the_matrix_there_is_no_match_to_go_to() -> None:
    async with reading(load(), "Trump") as reader:
        await reader.press("2", "m")
        before = reader.main.state
        await reader.press("n")
        assert reader.main.state == before
        assert reader.footer() == "In the matrix there is no row to go to; m lists people again."


async def test_a_row_of_the_matrix_can_be_excluded() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "m", "down", "x")
        assert str(reader.main.state.view) == "-who:trump"
        assert reader.footer() == "Hidden; x shows it again."
        await reader.press("right", "x")
        assert reader.footer() == "To exclude, move to a row or column total."
        await reader.press("space")
        assert reader.footer() == "Kept. Moving now only browses; Esc releases."


async def test_names_in_the_matrix_are_full_where_they_fit_and_never_cut() -> None:
    async with reading(load(), size=(200, 50)) as reader:
        await reader.press("2", "m")
        heads = [" ".join(line.split()) for line in reader.lines(PEOPLE)[1:3]]
        assert heads[0] == "▲ Yuri ● Steve ● Donald ▲ Kirill ▲ Senior officials at"
        assert heads[1] == "total Ushakov Witkoff Trump Dmitriev the Security Council ◇ Reporters unknown"
    async with reading(load(), size=(80, 24)) as reader:
        await reader.press("2", "m")
        head = reader.lines(PEOPLE)[1]
        assert head.split() == [
            *["4", "of", "7", "→", "total", "▲", "Ushakov", "●", "Witkoff", "●", "Trump", "▲", "Dmitriev"]
        ]
        await reader.press(*["right"] * 7)
        assert reader.main.state.pair == (None, "")
        assert reader.lines(PEOPLE)[1].split() == ["▲", "Council"]
        head = reader.lines(PEOPLE)[2]
        assert head.split() == ["←", "3", "of", "7", "total", "officials", "◇", "Reporters", "unknown"]
        assert reader.footer().startswith("Unnamed addressees cannot be a filter")


async def test_names_in_the_matrix_have_the_color_of_their_side() -> None:
    async with reading(load()) as reader:
        await reader.press("2", "m")
        region, styles = reader.pane(PEOPLE).region, reader.app.text_styles
        parts = [part for strip in reader.strips()[region.y : region.bottom] for part in strip]
        for text, side in (("Steve Witkoff", 0), ("Yuri Ushakov", 1), ("Ukraine", 2), ("Ushakov", 1)):
            drawn = [part.style for part in parts if part.text.strip() == text]
            assert drawn
            assert {style.color for style in drawn if style} == {styles[f"name{side}"].color}


async def test_without_quotes_there_are_no_speakers() -> None:
    async with reading(FAR_APART) as reader:
        await reader.press("2", "m")
        assert "No speakers" in reader.words(PEOPLE)


async def test_a_small_screen_has_edges() -> None:
    async with reading(load(), size=(44, 20)) as reader:
        await reader.press("2", "m")
        assert reader.rows(PEOPLE)[0].startswith("▌ All quotes")
        assert reader.rows(PEOPLE)[2].startswith("● Steve Witkoff → ▲ Ushakov")
        await reader.press("down", "down")
        assert reader.main.state.pair == ("witkoff", "ushakov")
        assert count("who:witkoff to:ushakov").replace("/", " of ") in reader.text()


@pytest.mark.parametrize("width", [36, 44, 60, 70])
async def test_in_the_list_of_pairs_every_name_is_whole_in_full_or_short(width: int) -> None:
    async with reading(load(), size=(width, 30)) as reader:
        await reader.press("2", "m")
        dossier, words = reader.main.dossier, reader.words(PEOPLE)
        assert "…" not in words
        for id in find_exchange(dossier).speakers:
            named = (dossier.brief_of(id), dossier.person_of[id].name) if id else ("unknown",)
            assert any({*name.split()} <= {*words.split()} for name in named)
        await reader.press("end")
        assert "…" not in reader.words(PEOPLE)
        if width < 70:
            assert reader.main.state.pair == [*find_exchange(dossier).pairs][-1]
            assert reader.row_at_cursor(PEOPLE)
        await reader.press("home")
        assert reader.rows(PEOPLE)[0].startswith("▌ All quotes") or width == 70


LONG_DATES: Final = dossier_of("""
format = "peace-tui/1"
[dossier]
title = "Long dates"
timezone = "UTC"
[[events]]
id = "a"
title = "A"
date = "2024-12-30/2025-01-02"
[[events]]
id = "b"
title = "B"
date = "2024-12-30/2025-01-12"
[[events]]
id = "c"
title = "C"
date = "-0331-04-07?/-0331-11-30"
""")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_dates_before_the_rows_of_the_chart_are_whole(size: tuple[int, int]) -> None:
    async with reading(LONG_DATES, size=size) as reader:
        await reader.press("t")
        words = reader.words(TIMELINE)
        dates = [event.date for event in LONG_DATES.events if event.date]
        assert all(format_under_heading(date.text, "") in words for date in dates)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_names_of_groups_are_whole(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("t")
        for by in ("type", "person", "side", "source", "tag"):
            await reader.press("r")
            assert f"grouped by {by}" in reader.note(TIMELINE)
            width = reader.pane(TIMELINE).region.width * 3 // 10
            names = [line[:width] for line in reader.lines(TIMELINE)[3:-1]]
            assert not [name for name in names if re.match(r" \S[^┄─]*… +\d+ ", name)]


async def test_what_is_left_out_of_the_chart_is_said_before_the_clocks() -> None:
    async with reading(load(), size=(80, 24)) as reader:
        await reader.press("t")
        assert re.search(r"UTC[+−]\d 1–6 of 55 events", reader.words(TIMELINE))


async def test_the_mouse_points_into_the_drawings() -> None:
    async with reading(load()) as reader:
        await reader.press("t")
        await reader.click("Putin and Trump talk", TIMELINE)
        assert reader.cursor(TIMELINE) is not None
        await reader.press("escape")
        await reader.press("t", "2", "m")
        await reader.click("Ushakov", PEOPLE)
        await reader.press("down")
        assert reader.main.state.pair[0] is not None


async def test_the_mouse_drags_over_the_chart_and_selects_a_period() -> None:
    async with reading(load(), "at:call-oct14") as reader:
        await reader.press("t")
        region = reader.pane(TIMELINE).region
        x = region.x + 1 + reader.lines(TIMELINE)[1].index("25 Oct")
        before = reader.main.state
        first = reader.rows(TIMELINE)[4][:20]
        await reader.drag((x, region.y + 8), (x + 1, region.y + 8), (x + 8, region.y + 9))
        assert brush(reader).startswith("date:2025-10-25/2025-10-")
        assert reader.rows(TIMELINE)[4][:20] == first  # nothing has moved under the mouse
        assert reader.main.state.timeline is None  # a click would have gone to an event
        assert "possible)" in reader.footer()
        await reader.press("u")
        assert reader.main.state.view == before.view
        assert reader.main.history.past == []  # the whole drag is one step


async def test_a_click_on_the_strip_goes_there_and_a_drag_selects_a_period() -> None:
    async with reading(load()) as reader:
        labels, strip = reader.text().splitlines()[1:3]
        x = labels.index("26 Oct")
        await reader.drag((x, 2))
        event = reader.main.dossier.event_of[reader.cursor(TIMELINE) or ""]
        assert event.date is not None
        assert event.date.text.startswith("2025-10-2")
        assert reader.main.state.view.clauses == ()
        await reader.drag((x, 2), (x + 4, 2), (x + 16, 2))
        assert brush(reader).startswith("date:2025-10-26/2025-11-0")
        marked = reader.text().splitlines()[2]
        assert (marked[x - 1], strip[x - 1]) == ("│", "▂")
        await reader.drag((x, 0), (x + 4, 0))
        assert brush(reader).startswith("date:2025-10-26/2025-10-2")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_strip_is_found_where_it_stands(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        line = reader.text().splitlines()[0]
        bars = [x for x, char in enumerate(line) if char in "▁▂▃▄▅▆▇█"]
        found = find_strip(reader.main.frame, size[0], 1)
        assert (found is None) == (not bars)
        if found:
            assert [found[0], found[0] + found[1].width - 1] == [bars[0], bars[-1]]


async def test_the_look_is_no_part_of_the_view() -> None:
    async with reading(load()) as reader:
        await reader.press("t", "plus", "r", "a")
        assert str(reader.main.state.to_view()) == ""
        await reader.press("Y")
        assert reader.footer() == "Sent to your terminal's clipboard, without the chart: peace-tui"
        await reader.press("2", "m", "z", "Y")
        assert ", without the chart, the matrix and the full screen: peace-tui" in reader.footer()
        await reader.press("z", "m", "t", "Y")
        assert reader.footer() == "Sent to your terminal's clipboard: peace-tui"
        await reader.press("t")
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


@pytest.mark.parametrize("session", [READER_SESSION, Session(ascii=True)])
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


async def test_the_chart_takes_the_place_of_the_strip_of_dates_at_once() -> None:
    async with reading(load(), size=(80, 24)) as reader:
        strip = reader.text().splitlines()[0]
        await reader.press("t")
        drawn = reader.text().splitlines()[0]
        assert "▃" in strip
        assert "▃" not in drawn
        await reader.resize(120, 36)
        await reader.resize(80, 24)
        assert reader.text().splitlines()[0] == drawn
        await reader.press("t")
        assert reader.text().splitlines()[0] == strip


CHORUS: Final = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "One sentence of three people"
[[people]]
id = "a"
name = "Ada"
[[people]]
id = "b"
name = "Bea"
[[people]]
id = "c"
name = "Cyd"
[[events]]
id = "song"
title = "They sing"
[[quotes]]
id = "refrain"
event = "song"
who = ["a", "b", "c"]
to = ["a", "b"]
text = "La."
""")


@pytest.mark.parametrize("size", [(120, 36), (48, 24)])
async def test_end_goes_to_the_last_row_of_a_matrix_that_has_more_rows_than_quotes(size: tuple[int, int]) -> None:
    async with reading(CHORUS, size=size) as reader:
        await reader.press("2", "m", "end")
        assert reader.main.state.pair[0] == "c"
        await reader.press("home")
        assert reader.main.state.pair == (None, None)


async def test_a_matrix_of_short_names_says_in_full_what_its_first_row_is() -> None:
    async with reading(CHORUS) as reader:
        await reader.press("2", "m")
        assert "All quotes" in reader.words("people")


async def test_the_cursor_of_the_chart_is_at_an_event_at_the_beginning_of_1970() -> None:
    new_year = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "When the clocks of computers begin"
timezone = "UTC"
[[events]]
id = "before"
title = "Before"
date = "1969-11-01"
[[events]]
id = "zero"
title = "Zero"
date = "1970-01-01T00:00"
[[events]]
id = "after"
title = "After"
date = "1971-03-01"
""")
    async with reading(new_year) as reader:
        await reader.press("t", "down", "down")
        assert reader.main.state.timeline == "zero"
        assert reader.main.chart.axis
        assert find_moment(new_year, reader.main.state, reader.main.chart.axis) == 0
