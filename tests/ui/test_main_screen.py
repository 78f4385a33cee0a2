"""What the main screen shows: frames and headings, the reader pane, the parts of people, the tour, what is said."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest
from textual import events
from textual.geometry import Size

from dossiers import dossier as dossier_of
from peace_tui.edtf.formatting import format_under_heading
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, GuidedView, Info, Quote
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import PANE_HEADINGS, READER
from peace_tui.ui.key_table import KEY_NAMES
from peace_tui.ui.keys import with_keys
from peace_tui.ui.pane_views import END_OF_TOUR
from peace_tui.ui.render.pane_frames import find_part
from peace_tui.ui.render.rows import measure_event_columns
from peace_tui.ui.widgets.record_list import RecordList
from ui.reader import Reader, reading
from ui.test_stories import ORCHARD

SIZES: Final = ((44, 12), (60, 20), (80, 24), (120, 36), (200, 50))
NOTE: Final = "What was said in the orchard, and what was not."
NOTED: Final = ORCHARD.replace(info=Info(title="The orchard", note=NOTE))


def ids_of(size: tuple[int, int]) -> str:
    return "x".join(map(str, size))


# What the reader pane shows


async def test_the_reader_says_what_the_dossier_is_at_the_start_and_not_later() -> None:
    async with reading(NOTED) as reader:
        assert NOTE in reader.words(READER)
        for key in ("down", "up", "home", "4", "escape", "space", "space", "u", "escape"):
            await reader.press(key)
            assert reader.cursor(TIMELINE) in (None, "call")
            assert NOTE not in reader.text()
        assert reader.chips() == []
        assert "The apples are ripe." in reader.words(READER)
    async with reading(NOTED, "pears") as reader:
        assert NOTE not in reader.text()


async def test_the_reader_shows_what_the_cursor_is_on() -> None:
    async with reading(NOTED) as reader:
        for keys, words in (
            (("1", "down", "down"), "Cleo meets Ann meeting, 16 October 2025"),
            (("end",), "An undated party undated"),
            (("home", "2", "down"), "Ann Archer person; East"),
            (("down",), "Bob Baker person; West"),
            (("home", "3", "end"), "▲ Bob Baker · H An undated party, undated “Nobody wrote the day down.”"),
            (("up",), "“Peace with pears.”"),
        ):
            await reader.press(*keys)
            assert words in reader.words(READER)
            shown = reader.rows(READER)
            await reader.press("4")
            assert reader.rows(READER) == shown  # it follows the list that had the focus before
            await reader.press("escape")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("pears", "“Pears, not apples.”"),
        ("person:bob", "“The apples are ripe.”"),
        ("event:meeting", "“Pears, not apples.”"),
        ("undated", "An undated party"),  # no word of a quote
    ],
)
async def test_the_reader_shows_the_first_that_is_found_where_the_cursor_is_on_no_record(view: str, words: str) -> None:
    async with reading(NOTED, view) as reader:
        assert words in reader.words(READER)
        quotes = len(reader.main.frame.panes.matches.quotes)
        assert (f"1 of {quotes} quote" in reader.note(READER)) == (quotes > 0)
        await reader.press("2")
        assert words in reader.words(READER)


async def test_where_nothing_is_quoted_the_reader_stays_with_the_event_or_the_person_chosen() -> None:
    async with reading(ORCHARD.replace(quotes=())) as reader:
        await reader.press("down", "down", "3")
        assert reader.words(READER).startswith("Cleo meets Ann")
        await reader.press("1", "home", "2", "down", "down", "3")
        assert reader.words(READER).startswith("Bob Baker")


async def test_the_reader_names_no_key_that_acts_on_something_else() -> None:
    async with reading(ORCHARD, size=(80, 24)) as reader:
        await reader.press("down")
        assert reader.note(READER) == "1 of 2 quotes"  # d, y and c would ask to choose one of them
        await reader.press("3")
        assert reader.note(READER) == "d compare · y cite · c conversation"
        await reader.search("quinces")
        await reader.press("enter", "2")
        assert reader.note(READER) == ""


async def test_where_nothing_is_found_the_reader_says_what_the_dossier_is() -> None:
    async with reading(NOTED, "quinces") as reader:
        await reader.press("2")
        assert NOTE in reader.words(READER)


@pytest.mark.parametrize("size", [(80, 24), (70, 20), (100, 30)], ids=ids_of)
async def test_on_a_small_screen_the_reader_stands_for_quotes_too(size: tuple[int, int]) -> None:
    async with reading(NOTED, size=size) as reader:
        assert reader.in_sight() == [TIMELINE, PEOPLE, READER]
        assert reader.heading(READER).startswith("3 Quotes · 4 Reader")
        await reader.press("down", "down")
        assert "“Pears, not apples.”" in reader.words(READER)
        assert reader.note(READER).startswith("1 of 2 quotes")
        await reader.press("3", "down")
        assert reader.in_sight() == [*PANE_HEADINGS]
        assert reader.heading(READER).startswith("4 Reader")
        assert "“Peace with pears.”" in reader.words(READER)
        await reader.press("1")
        assert reader.note(READER).startswith("2 of 2 quotes")
        assert "“Peace with pears.”" in reader.words(READER)


LONG: Final = Dossier(
    info=Info(title="Long"),
    events=(
        Event(id="long", title="A long day", summary="\n".join(f"Hour {number} of it." for number in range(80))),
        Event(id="other", title="Another long day", summary="\n".join(f"Minute {number}." for number in range(40))),
    ),
)


async def test_the_reader_is_scrolled_and_says_how_much_there_is_above_and_below() -> None:
    async with reading(LONG, "at:long") as reader:
        lines = len(reader.lines(READER)) - 1
        first = reader.lines(READER)[1:]
        below = int(re.fullmatch(r"↓ (\d+) more", reader.position(READER))[1])  # type: ignore[index]
        assert below > lines
        await reader.press("4", "down")
        assert reader.cursor(TIMELINE) == "long"  # the list stays where it is
        assert reader.lines(READER)[1:-1] == first[1:]
        assert reader.position(READER).split() == ["↑", "1", "↓", f"{below - 1}", "more"]
        seen = [*first, reader.lines(READER)[-1]]
        for number in range(2, below + 1):
            await reader.press("j")
            seen.append(reader.lines(READER)[-1])
            more = f"↓ {below - number} more".split() if number < below else []
            assert reader.position(READER).split() == ["↑", f"{number}", *more]
        assert [line for line in seen if "Hour" in line] == [f" Hour {number} of it." for number in range(80)]
        await reader.press("down", "end")
        assert reader.position(READER) == f"↑ {below}"
        await reader.press("pageup")
        assert reader.position(READER).startswith(f"↑ {below - (lines - 2)} ")  # two lines of the last page stay
        await reader.press("home")
        assert reader.position(READER) == f"↓ {below} more"


async def test_another_record_is_read_from_its_beginning_and_the_same_one_from_where_it_was_scrolled_to() -> None:
    async with reading(LONG, "at:long") as reader:
        await reader.press("4", "down", "down", "escape", "space")
        assert reader.position(READER).startswith("↑ 2")
        await reader.press("down")
        assert reader.words(READER).startswith("Another long day")
        assert reader.position(READER).startswith("↓ ")


async def test_the_wheel_scrolls_the_reader_and_a_click_goes_there() -> None:
    from textual.events import MouseScrollDown

    async with reading(LONG, "at:long") as reader:
        await reader.pilot._post_mouse_events([MouseScrollDown], reader.pane(READER))
        await reader.pilot.pause()
        assert reader.position(READER).startswith("↑ 3")
        assert reader.focused() == [TIMELINE]
        await reader.click("Hour 9", READER)
        assert reader.focused() == [READER]
        assert reader.position(READER).startswith("↑ 3")


@pytest.mark.parametrize("key", ["1", "2", "3"])
async def test_escape_in_the_reader_goes_back_to_the_list_and_leaves_the_filter(key: str) -> None:
    async with reading(NOTED, "date:2025") as reader:
        await reader.press(key, "down", "4")
        before = reader.main.state
        await reader.press("escape")
        assert reader.focused() == [{"1": TIMELINE, "2": PEOPLE, "3": QUOTES}[key]]
        assert reader.main.state.view == before.view
        assert [reader.cursor(pane) for pane in (TIMELINE, PEOPLE, QUOTES)] == [
            before.timeline,
            before.people,
            before.quotes,
        ]
        await reader.press("escape")
        assert reader.main.state != before.with_focus(before.followed) or key == "3"


async def test_in_the_reader_keys_act_on_the_record_that_is_read() -> None:
    async with reading(NOTED, "at:meeting") as reader:
        await reader.press("4", "space")
        assert reader.chips() == ["event:meeting"]
        assert "✓" in reader.row(TIMELINE, "Cleo meets Ann")
        await reader.press("x")
        assert reader.chips() == ["-event:meeting"]
        await reader.press("enter")
        assert reader.app.screen is not reader.main
        assert "Cleo meets Ann" in reader.text()
        await reader.press("escape")
        assert reader.focused() == [READER]


# Rows: titles, dates and headings


async def walk(reader: Reader, pane: str) -> AsyncIterator[str]:
    """Go down a list row by row, from the first record on; the ids."""
    await reader.press("home")
    for row in range(1, reader.main.frame.row_count(pane)):
        await reader.press("down")
        id = reader.main.frame.id_at(pane, row)
        assert reader.cursor(pane) == id
        assert id
        yield id


def is_whole(text: str, reader: Reader, pane: str) -> bool:
    """Whether the row under the cursor has a text whole, on one line or broken at blanks; numbers end its first."""
    first, *more = reader.row_at_cursor(pane)
    name = re.sub(r"( +([\d/]+|–|events?|[▏▎▍▌▋▊▉█]+))+$", "", first)
    return any(text in " ".join([head, *more]) for head in (first, name))


@pytest.mark.parametrize("size", SIZES, ids=ids_of)
async def test_the_title_under_the_cursor_is_whole(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        events = reader.main.dossier.event_of
        async for id in walk(reader, TIMELINE):
            assert is_whole(events[id].title, reader, TIMELINE)


@pytest.mark.parametrize("size", SIZES, ids=ids_of)
async def test_the_name_under_the_cursor_is_whole(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("2")
        people = reader.main.dossier.person_of
        async for id in walk(reader, PEOPLE):
            assert is_whole(people[id].name, reader, PEOPLE)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)], ids=ids_of)
async def test_the_title_under_the_cursor_is_whole_while_another_pane_has_the_focus(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        for event in reader.main.dossier.events:
            reader.main.set_state(reader.main.state.with_cursor(TIMELINE, event.id).with_focus(QUOTES))
            await reader.press("2")
            assert is_whole(event.title, reader, TIMELINE)


def headed(reader: Reader) -> Iterator[tuple[Event, str, str]]:
    """Each event in sight, with the heading under which its row stands and what the first line of the row says."""
    frame, heading, seen = reader.main.frame, "", None
    rows = reader.main.query_one(f"#{TIMELINE}", RecordList)._row_of_line
    for line, row in zip(reader.lines(TIMELINE)[1:], rows, strict=False):
        if row < 0:
            heading = line.strip()
        elif row and row != seen:
            yield frame.dossier.event_of[frame.id_at(TIMELINE, row) or ""], heading, line
        seen = row


@pytest.mark.parametrize("size", SIZES, ids=ids_of)
async def test_dates_are_whole_and_titles_begin_in_one_column(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        columns = measure_event_columns(reader.main.dossier, True)
        seen, starts = set(), set()
        for _ in range(40):
            for event, heading, row in headed(reader):
                assert heading
                date = format_under_heading(event.date.text, columns.unit) if event.date else ""
                assert f"{date} " in row
                assert date or heading == "UNDATED"
                if len(date) <= columns.date_cells:
                    starts.add(row.index(event.title[:6]))
                seen.add(event.id)
            await reader.press("pagedown")
        assert len(seen) == len(reader.main.dossier.events)
        assert len(starts) == 1


def dated(*dates: str) -> Dossier:
    """A dossier of an event for each date."""
    events = (f'[[events]]\nid = "e{n}"\ntitle = "Number {n}"\ndate = "{date}"\n' for n, date in enumerate(dates))
    return dossier_of(f'format = "peace-tui/1"\n[dossier]\ntitle = "Dates"\n{"".join(events)}')


YEARS: Final = {
    "by month": ("2023-11-03", "2023-11-05", "2023-12-30/2024-01-02", "2024-01-05", "2024-01-06", "2024-01-07T10:00Z"),
    "by year": ("2021-03", "2021-05-07", "2021-06/2022-02", "2022-04-01", "2022-08-09~", "2022-11", "2023"),
    "": ("1789-07-14", "1815-06-18", "1848", "1914-07-28/1918-11-11", "1939-09-01/1945-05-08", "1989-11-09"),
}
"""Dates of several years, by what the frame says of their headings."""


@pytest.mark.parametrize("size", [*SIZES, (80, 10)], ids=ids_of)
@pytest.mark.parametrize("note", YEARS)
async def test_the_year_of_every_row_is_known_from_it_or_from_its_heading(note: str, size: tuple[int, int]) -> None:
    async with reading(dated(*YEARS[note], *(f"{2025 + n}" for n in range(2))), size=size) as reader:
        seen = set()
        for _ in range(12):
            for event, heading, row in headed(reader):
                assert event.date
                for year in re.findall(r"\d{4}", event.date.text):
                    assert year in f"{heading} {row}"
                seen.add(event.id)
            await reader.press("down")
        assert len(seen) == len(YEARS[note]) + 2


async def test_in_a_pane_that_is_collapsed_the_year_stands_in_the_row() -> None:
    async with reading(dated(*YEARS["by month"]), size=(80, 24)) as reader:
        for number, date in enumerate(sorted(YEARS["by month"])):
            reader.main.select_record(TIMELINE, f"e{number}")
            await reader.press("4")
            (row,) = reader.row_at_cursor(TIMELINE)
            assert re.findall(r"\d{4}", date)[-1] in row


DEBATE: Final = tuple(f"2024-06-27T21:{minute:02}-04:00" for minute in range(0, 50, 5))
ANTIQUITY: Final = ("-0479", "-0430/-0426", "0079-08-24", "0800-12-25", "1066-10-14", "1492")


@pytest.mark.parametrize(
    ("dates", "note", "headings", "first"),
    [
        (DEBATE, "by day", ["27 JUNE 2024"], "21:00"),
        (("2025-10-14", "2025-10-16", "2025-11-02", "2025-11-25"), "by month", ["OCTOBER 2025", "NOVEMBER 2025"], "14"),
        (YEARS["by year"], "by year", ["2021", "2022", "2023"], "Mar"),
        (ANTIQUITY, "", [], "480 BC"),
    ],
)
async def test_events_are_headed_by_what_they_share(
    dates: tuple[str, ...], note: str, headings: list[str], first: str
) -> None:
    async with reading(dated(*dates)) as reader:
        assert reader.note(TIMELINE) == note
        rows = reader.main.query_one(f"#{TIMELINE}", RecordList)._row_of_line
        found = [line.strip() for line, row in zip(reader.lines(TIMELINE)[1:], rows, strict=False) if row < 0]
        assert found == headings
        records = reader.records(TIMELINE)
        assert records[0].startswith("All events")
        assert records[1].startswith(f"{first} ")
        assert len(records) == len(dates) + 1


async def test_quotes_are_headed_by_event_and_day_unless_the_timeline_says_it() -> None:
    async with reading(ORCHARD) as reader:
        rows = reader.rows(QUOTES)
        heads = ["14 Oct ☎ Ann telephones Bob", "16 Oct ◆ Cleo meets Ann"]
        assert [row for row in rows if row in heads] == heads
        assert rows.index(heads[1]) > rows.index("“Then pick them all.”")
        await reader.press("down")
        assert reader.note(QUOTES) == "2 quotes in this event"
        assert not [row for row in reader.rows(QUOTES) if row in heads]
        await reader.press("3", "end")
        assert not [row for row in reader.rows(QUOTES) if row in heads]
    async with reading(ORCHARD, "event:call") as reader:
        assert reader.rows(QUOTES)[0] == heads[0]


async def test_the_frame_says_how_much_is_shown_and_where_the_cursor_is() -> None:
    async with reading(ORCHARD) as reader:
        assert [reader.note(pane) for pane in (TIMELINE, QUOTES)] == ["by month", ""]
        assert [reader.position(pane) for pane in (TIMELINE, PEOPLE, QUOTES)] == ["3", "3", "1 of 5"]
        await reader.press("2", "down", "down")
        assert [reader.note(pane) for pane in (TIMELINE, QUOTES)] == ["2 of 3", "3 of 5"]
        assert [reader.position(pane) for pane in (TIMELINE, PEOPLE, QUOTES)] == ["2", "2 of 3", "1 of 3"]
        await reader.press("3", "end")
        assert reader.position(QUOTES) == "3 of 3"


async def test_a_thumb_shows_how_far_a_list_is_scrolled() -> None:
    async with reading(load(), size=(80, 24)) as reader:

        def thumb() -> list[int]:
            region = reader.pane(TIMELINE).region
            return [y for y, line in enumerate(reader.cropped(region)) if line[-1] == "┃"]

        height = reader.pane(TIMELINE).size.height
        assert thumb()[0] == 1
        await reader.press("end")
        assert thumb()[-1] == height - 2
        assert reader.position(TIMELINE) == f"{len(reader.main.dossier.events)} of {len(reader.main.dossier.events)}"
        await reader.press("z", "slash", *"at:call-oct14 event:call-oct14", "enter", "t")
        assert not thumb()  # of a drawing all is in sight


# The parts that people have


async def test_p_turns_to_what_rows_of_people_ask_for_and_the_frame_says_it() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down")
        for note, facet, quotes, said, lit in (
            ("in any part", "person", "4/5", "", "all"),
            ("who speaks", "who", "2/5", "People now filter by what they say.", "speaks"),
            ("who is told", "to", "2/5", "People now filter by what they are told.", "is told"),
            ("in any part", "person", "4/5", "People now filter by any part they have.", "all"),
        ):
            assert reader.note(PEOPLE).endswith(note)
            assert reader.chips() == [f"{facet}:ann"]
            assert reader.count(QUOTES) == quotes
            assert not said or reader.footer() == said
            assert emphasized(reader) == [lit]
            await reader.press("p")


def emphasized(reader: Reader) -> list[str]:
    """The names of columns of People that are bold."""
    region = reader.pane(PEOPLE).region
    strip = reader.strips()[region.y + 1].crop(region.x + 1, region.right - 1)
    return [part.text.strip() for part in strip if part.style and part.style.bold and part.text.strip()]


async def test_a_new_pin_asks_for_the_part_that_was_chosen() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "p", "space")
        assert reader.chips() == ["who:bob"]
        assert reader.count(QUOTES) == "2/5"
        await reader.press("p", "up", "space")
        assert reader.chips() == ["who:bob", "to:ann"]
        assert reader.count(QUOTES) == "1/5"
        await reader.press("p", "down", "down", "x")
        assert reader.chips() == ["who:bob", "to:ann", "-person:cleo"]
        await reader.press("up", "space")  # the same key lets go, whatever part it was pinned for
        assert reader.chips() == ["to:ann", "-person:cleo"]


TIMED = ORCHARD.replace(
    quotes=tuple(
        quote.replace(extra={"x_start": "0:01:00", "x_end": "0:02:30.5"}) if quote.id == "m1" else quote
        for quote in ORCHARD.quotes
    )
)
NAMES = ("Ann Archer", "Bob Baker", "Cleo Clark")


def listed(reader: Reader) -> list[str]:
    return [name for row in reader.rows(PEOPLE) for name in NAMES if name in row]


async def test_people_are_listed_by_words_and_seconds() -> None:
    async with reading(TIMED, size=(120, 36)) as reader:
        before = reader.lines(PEOPLE)
        assert listed(reader) == ["Ann Archer", "Bob Baker", "Cleo Clark"]
        await reader.press("2", "P")
        assert listed(reader) == ["Bob Baker", "Ann Archer", "Cleo Clark"]
        assert reader.note(PEOPLE) == "in any part · by words"
        assert "speaks words seconds all" in " ".join(reader.words(PEOPLE).split())
        assert "words" in emphasized(reader)
        assert [reader.row(PEOPLE, name).split()[-5:-2] for name in NAMES] == [
            ["2", "7", "–"],
            ["2", "9", "–"],
            ["1", "3", "90"],
        ]
        await reader.press("P")
        assert listed(reader) == ["Cleo Clark", "Ann Archer", "Bob Baker"]
        await reader.press("P", "1")
        assert reader.lines(PEOPLE)[1:-1] == before[1:-1]


@pytest.mark.parametrize("size", [(44, 24), (80, 24), (120, 36), (200, 50)])
async def test_people_listed_by_seconds_no_longer_show_their_words(size: tuple[int, int]) -> None:
    timed = TIMED.replace(
        quotes=tuple(
            q.replace(extra={"x_start": "0:00:00", "x_end": f"0:0{n}:00"}) for n, q in enumerate(TIMED.quotes, 2)
        )
    )
    async with reading(timed, size=size) as reader:
        await reader.press("2", "P", "P")
        seen = reader.lines(PEOPLE)
        await reader.resize(size[0] + 1, size[1])
        await reader.resize(*size)
        assert reader.lines(PEOPLE) == seen


async def test_a_filter_changes_what_people_are_counted_to_say_and_not_their_order() -> None:
    async with reading(ORCHARD, "event:meeting", size=(120, 36)) as reader:
        await reader.press("2", "P")
        assert listed(reader) == ["Ann Archer", "Cleo Clark"]
        assert "speaks is told words all" in " ".join(reader.words(PEOPLE).split())  # no quote says how long it lasts
        assert [reader.row(PEOPLE, name).split()[-5:-2] for name in ("Ann Archer", "Cleo Clark")] == [
            ["1", "1", "3"],
            ["1", "1", "3"],
        ]
        await reader.press("down", "down", "space")  # the row under the cursor is that of the list
        assert reader.chips() == ["person:cleo", "event:meeting"]
        await reader.press("P")
        assert reader.note(PEOPLE).endswith("in any part")


async def test_a_view_that_is_copied_says_that_the_order_of_people_is_left_out() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "P", "Y")
        assert "without the words of People" in reader.text()


@pytest.mark.parametrize("size", [(44, 24), (60, 24), (80, 24), (120, 36), (200, 50)])
async def test_words_fit_people_of_any_width(size: tuple[int, int]) -> None:
    async with reading(TIMED, size=size) as reader:
        await reader.press("2", "P")
        assert re.search(r"\b9\b", reader.row(PEOPLE, "Bob Baker"))
        if size == (80, 24):  # where People has one line without the focus
            await reader.press("1")
            assert reader.words(PEOPLE) == "▌▲ Baker 9 words · ● Archer 7 words · ◇ Clark 3 words"


async def test_rows_that_a_clause_names_for_any_part_are_marked() -> None:
    async with reading(ORCHARD, "who:ann to:bob -who:cleo") as reader:
        assert reader.row(PEOPLE, "Ann Archer").lstrip("▌ ").startswith("✓")
        assert reader.row(PEOPLE, "Bob Baker").lstrip("▌ ").startswith("✓")
        assert reader.row(PEOPLE, "Cleo Clark").lstrip("▌ ").startswith("✗")
        await reader.press("2", "end")
        assert set(reader.chips()) == {"who:ann", "to:bob", "-who:cleo"}  # with pins the cursor only browses
    async with reading(ORCHARD, "person:bob") as reader:
        assert reader.row(PEOPLE, "Bob Baker").lstrip("▌ ").startswith("✓")
        assert "✓" not in reader.row(PEOPLE, "Ann Archer")


async def test_people_are_counted_by_their_parts() -> None:
    async with reading(ORCHARD) as reader:
        assert reader.rows(PEOPLE)[0].split() == ["speaks", "is", "told", "is", "named", "all"]
        row = re.sub(r"[▏▎▍▌▋▊▉█]", "", reader.row(PEOPLE, "Cleo Clark")).split()
        assert row == ["◇", "Cleo", "Clark", "1", "1", "–", "2"]
        await reader.press("down")
        row = re.sub(r"[▏▎▍▌▋▊▉█]", "", reader.row(PEOPLE, "Bob Baker")).split()
        assert row == ["▲", "Bob", "Baker", "1", "1", "–", "3"]


# The tour


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)], ids=ids_of)
async def test_the_tour_leads_through_every_step_to_its_end_and_back(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        views = reader.main.dossier.views
        assert len(views) > 3

        def assert_shown(number: int) -> None:
            step = views[number]
            assert step.title
            assert step.note
            line = reader.text().splitlines()[chips_line]
            assert line.startswith(f" Tour {number + 1} of {len(views)} ▐{step.title}▌")
            assert reader.words(READER).startswith(" ".join([*step.title.split(), *step.note.split()[:8]]))
            assert (". start exploring" in line) == (number == len(views) - 1)
            assert (". next" in line) == (number < len(views) - 1)
            if size[0] >= 120:
                assert (", previous" in line) == (number > 0)

        chips_line = reader.main.query_one("#chips").region.y
        await reader.press("v")
        for number in range(len(views)):
            assert_shown(number)
            await reader.press("full_stop")
        assert reader.footer().startswith(with_keys(END_OF_TOUR, KEY_NAMES)[: size[0] - 4])
        assert "Tour" not in reader.text().splitlines()[chips_line]
        assert reader.chips() == []
        await reader.press("v")
        assert_shown(0)
        await reader.press(*["full_stop"] * (len(views) - 1))
        for number in reversed(range(len(views) - 1)):
            await reader.press("comma")
            assert_shown(number)
        await reader.press("comma")
        assert reader.footer() == "This is the first step of the tour; . goes on."
        assert_shown(0)


async def test_in_a_small_reader_the_note_of_a_step_gives_way_to_what_the_cursor_goes_to() -> None:
    async with reading(TOUR, size=(80, 24)) as reader:
        await reader.press("v")
        assert reader.words(READER).startswith("First the call They telephone.")
        await reader.press("down")
        assert "They telephone." not in reader.words(READER)
        assert reader.words(READER).startswith("● Ann Archer → ▲ Bob Baker")
        assert "Tour 1 of 3 " in reader.text()
        await reader.press("up")
        assert "They telephone." in reader.words(READER)
        await reader.resize(120, 36)
        await reader.press("down")
        assert "They telephone." in reader.words(READER)


TOUR: Final = NOTED.replace(
    views=(
        GuidedView(id="one", title="First the call", view="event:call", note="They telephone."),
        GuidedView(id="two", title="Then the meeting", view="event:meeting at:cleo", note="They meet."),
        GuidedView(id="three", title="At last pears", view="pears"),
    )
)


async def test_the_tour_is_left_by_another_filter_and_goes_on_from_there() -> None:
    async with reading(TOUR) as reader:
        await reader.press("v", "full_stop")
        assert (reader.main.state.focus, reader.cursor(PEOPLE)) == (PEOPLE, "cleo")
        assert "They meet." in reader.words(READER)
        assert ", . step" not in reader.footer()  # the bar of the tour names them
        await reader.press("space", "1")
        assert ", . step" in reader.footer()
        assert "Tour" not in reader.text()
        assert reader.chips() == ["person:cleo", "event:meeting"]
        assert "They meet." not in reader.text()
        await reader.press("v")
        assert "Tour 2 of 3 ▐Then the meeting▌" in reader.text()
        await reader.press("backspace", "full_stop")
        assert "Tour 3 of 3 ▐At last pears▌" in reader.text()
        await reader.press("u")
        assert reader.chips() == ["person:cleo"]  # of the row under the cursor
        await reader.press("u")
        assert "Tour 2 of 3" in reader.text()
        await reader.press("comma")
        assert "Tour 1 of 3 ▐First the call▌ They telephone." in reader.text()


async def test_before_the_tour_its_keys_begin_it_or_say_how_to() -> None:
    async with reading(TOUR) as reader:
        await reader.press("comma")
        assert reader.footer() == "Press v to begin the tour."
        await reader.press("full_stop")
        assert "Tour 1 of 3" in reader.text()
    async with reading(NOTED.replace(views=())) as reader:
        for key in ("v", "full_stop", "comma"):
            await reader.press("1", key)
            assert reader.footer() == "This dossier has no guided tour."


async def test_on_the_tour_a_step_can_be_chosen() -> None:
    async with reading(TOUR) as reader:
        await reader.press("v", "v")
        await reader.choose("pears", "tour: At last pears")
        assert "Tour 3 of 3 ▐At last pears▌" in reader.text()
        await reader.press("comma")
        assert "Tour 2 of 3 ▐Then the meeting▌" in reader.text()


async def test_a_step_that_cannot_be_shown_is_told_and_the_next_goes_on() -> None:
    spoilt = GuidedView(id="two", title="Broken", view="peron:ann")
    async with reading(TOUR.replace(views=(TOUR.views[0], spoilt, TOUR.views[2]))) as reader:
        await reader.press("v", "full_stop")
        assert "cannot be shown: " in reader.footer()
        assert "'peron'" in reader.footer()
        await reader.press("full_stop")
        assert "Tour 3 of 3 ▐At last pears▌" in reader.text()


async def test_from_the_page_of_a_quote_that_the_filters_hide_one_comes_back_to_the_panes() -> None:
    async with reading(ORCHARD, "who:ann event:call") as reader:
        await reader.press("3", "c", "a", "down", "enter")
        assert "“Then pick them all.”" in reader.text()
        assert "show in panes" in reader.footer()
        await reader.press("enter")
        assert reader.app.screen is reader.main
        assert reader.focused()


# What there is nothing of


async def test_of_events_without_quotes_it_says_who_reports_them() -> None:
    async with reading(load()) as reader:
        dossier = reader.main.dossier
        quoted = {quote.event for quote in dossier.quotes}
        unquoted = 0
        async for id in walk(reader, TIMELINE):
            said = reader.words(QUOTES)
            assert ("No quotes are recorded for this event." in said) == (id not in quoted)
            if id not in quoted:
                unquoted += 1
                outlets = [dossier.source_of[source].label for source in dossier.event_of[id].sources]
                reported = f" Sources: {', '.join(dict.fromkeys(outlets))}." if outlets else ""
                assert said == f"No quotes are recorded for this event.{reported} Enter opens the event."
                assert reader.note(QUOTES) == "0 quotes in this event"
                assert "No quotes match" not in said
        assert unquoted > 10


PEOPLE_ONLY: Final = ORCHARD.replace(quotes=(), views=())
UNPEOPLED: Final = Dossier(
    info=Info(title="Nobody is named"),
    events=(Event(id="e", title="A voice is heard"),),
    quotes=(Quote(id="q", event="e", text="Who is there?"),),
)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (80, 45)], ids=ids_of)
@pytest.mark.parametrize(("dossier", "missing"), [(PEOPLE_ONLY, QUOTES), (UNPEOPLED, PEOPLE)], ids=["quotes", "people"])
async def test_what_a_dossier_lacks_leaves_its_room_to_the_rest(
    dossier: Dossier, missing: str, size: tuple[int, int]
) -> None:
    async with reading(dossier, size=size) as reader:
        assert missing not in reader.in_sight()
        panes = [reader.pane(pane).region for pane in reader.in_sight()]
        top, bottom = min(region.y for region in panes), max(region.bottom for region in panes)
        assert bottom == size[1] - 1
        assert sum(region.area for region in panes) == size[0] * (bottom - top)  # no room is left empty
        before = [*panes]
        for pane in (pane for pane in PANE_HEADINGS if pane in reader.in_sight() or (pane == QUOTES != missing)):
            assert reader.main.state.focus == pane
            await reader.press("tab")
            assert missing not in reader.in_sight()
        assert [reader.pane(pane).region for pane in reader.in_sight()] == before


async def test_a_pane_without_anything_can_still_be_gone_to() -> None:
    async with reading(PEOPLE_ONLY) as reader:
        await reader.press("3")
        assert reader.focused() == [QUOTES]
        assert reader.words(QUOTES) == "This dossier has no quotes."
        assert "3 of 3 events" in reader.text() or "3 events" in reader.text()
    async with reading(UNPEOPLED) as reader:
        await reader.press("2")
        assert reader.focused() == [PEOPLE]


# What is said of what was done


async def test_pin_and_release_exclude_and_include_say_what_they_did() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "space")
        assert reader.footer() == "Kept. Moving now only browses; Esc releases."
        await reader.press("space")
        assert reader.footer() == "Released."
        await reader.press("x")
        assert reader.footer() == "Hidden; x shows it again."
        await reader.press("x")
        assert reader.footer() == "Shown again."
        await reader.press("x", "space")
        assert reader.footer() == "Kept. Moving now only browses; Esc releases."
        await reader.press("down")
        assert "Kept" not in reader.footer()


async def test_undo_redo_and_drop_say_what_they_did() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "space", "1", "down", "x")
        await reader.press("u")
        assert reader.footer() == "Undone. Filter: involving Bob Baker"
        await reader.press("u")
        assert reader.footer() == "Undone. No filter."
        await reader.press("u")
        assert reader.footer() == "Nothing to undo."
        await reader.press("ctrl+r")
        assert reader.footer() == "Redone. Filter: involving Bob Baker"
        await reader.press("ctrl+r")
        assert reader.footer() == "Redone. Filter: involving Bob Baker; not Ann telephones Bob"
        await reader.press("ctrl+r")
        assert reader.footer() == "Nothing to redo."
        await reader.press("backspace")
        assert reader.footer() == "Removed filter: not Ann telephones Bob"
        await reader.click("involving Bob Baker")
        assert reader.footer() == "Removed filter: involving Bob Baker"
        await reader.press("backspace")
        assert reader.footer() == "No filter to remove."


async def test_beside_the_chips_it_says_whether_the_filter_follows_the_cursor_or_is_kept() -> None:
    async with reading(ORCHARD) as reader:
        assert "No filter." in reader.text()
        await reader.press("2", "down")
        assert "‹involving Ann Archer›  (follows the cursor; Space keeps it)" in reader.text()
        await reader.press("space")
        assert "▐involving Ann Archer ✕▌  (kept: moving now only browses; Esc releases)" in reader.text()
        await reader.press("escape")
        assert "No filter." in reader.text()


async def test_a_filter_by_print_does_not_say_that_an_outlet_of_unknown_day_was_out() -> None:
    async with reading(load(), "asof:2025-11-25 at:call-oct14-10") as reader:
        assert "▐possibly in print by 25 November 2025 ✕▌" in reader.text()
    async with reading(load(), "-asof:2025-11-24") as reader:
        assert "▐not in print by 24 November 2025 ✕▌" in reader.text()


async def test_words_that_name_a_key_or_a_part_can_be_clicked() -> None:
    async with reading(load(), "at:call-oct14-05") as reader:
        await reader.click("is told")
        assert reader.main.state.part == "to"
        assert reader.note(PEOPLE) == "who is told"
        await reader.click("all", PEOPLE)
        assert reader.main.state.part == "person"
        await reader.press("3")
        await reader.click("c conversation")
        assert "Conversation" in reader.text().splitlines()[0]
        await reader.press("escape", "v")
        await reader.click(". next")
        await reader.click(". next")
        assert reader.main.state.step == 2
        await reader.click(", previous")
        assert reader.main.state.step == 1


async def test_what_is_cleared_is_said_and_that_there_is_nothing_to_clear() -> None:
    async with reading(load()) as reader:
        await reader.press("escape")
        assert reader.footer() == "No filter to clear."
        await reader.press("2", "down", "space", "escape")
        assert reader.footer() == "Cleared. u brings back: involving Donald Trump"
        await reader.press("u")
        assert reader.chips() == ["person:trump"]


async def test_keys_of_the_chart_that_change_nothing_say_so() -> None:
    async with reading(load(), size=(120, 36)) as reader:
        await reader.press("t", "0")
        assert reader.footer() == "Whole period shown; + zooms in"
        await reader.press("f")
        assert reader.footer() == "No empty period here is long enough to collapse."


async def test_a_size_or_a_timer_that_comes_while_it_ends_draws_nothing() -> None:
    """The widgets go before the screen that they are on."""
    async with reading(load()) as reader:
        main = reader.app.main
        reader.app.exit()
        await main.query("#banner").remove()
        main.on_resize(events.Resize(Size(80, 24), Size(80, 24)))
        main._is_waiting = True
        main._draw_if_waiting()


@pytest.mark.parametrize("size", [(44, 20), (80, 24), (120, 36)])
async def test_a_click_on_any_line_of_the_people_moves_the_cursor_at_the_most(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("2")
        region = reader.pane(PEOPLE).region
        for y in range(region.y, region.bottom):
            await reader.pilot.click(offset=(region.right - 5, y))
        await reader.press()
        assert reader.app.screen is reader.main
        assert reader.focused() == [PEOPLE]


async def test_words_of_a_tour_are_no_names_of_columns_that_can_be_clicked() -> None:
    tour = (GuidedView(title="What all of them say", view="event:meeting", note=""),)
    async with reading(ORCHARD.replace(views=tour), size=(120, 36)) as reader:
        await reader.press("v", "2", "p")
        part = reader.main.state.part
        await reader.click("all of them")
        assert reader.main.state.part == part != "person"
        assert "Tour 1 of 1 " in reader.text()


@pytest.mark.parametrize("size", [(120, 36), (44, 30)])
async def test_every_name_of_a_column_of_people_that_asks_for_something_can_be_clicked(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        await reader.press("2")
        names = {"who": ("speaks", "says"), "to": ("is told", "told"), "person": ("all",)}
        header = reader.lines(PEOPLE)[1]
        for part, words in names.items():
            name = next((word for word in words if f" {word} " in f" {header} "), None)
            if name:
                x = header.index(f" {name}") + 1
                assert find_part(header, x) == f"part('{part}')"
        assert find_part("│▌ ● Marshall Smith                 3 │", 9) == ""
