"""Stories of people at the explorer: what they press, and what they then see."""

from __future__ import annotations

import base64
import random
import shlex
from pathlib import Path
from typing import Final

import pytest
from textual import events
from textual.widgets import Input

from dossiers import EXAMPLE
from dossiers import dossier as dossier_of
from hostile import hostile
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import Mark, NamedView
from peace_tui.model.records import (
    Event,
    Info,
    Person,
    Quote,
)
from peace_tui.query.facets import FACETS, FREE, PANES, PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import PANE_HEADINGS, READER
from peace_tui.session.marks import add_marks, change_marks, marks_file, read_marks
from peace_tui.session.settings import Session
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import CHART, MAIN, format_key
from peace_tui.ui.palette import ENTRIES_AT_ONCE, Commands, Directory
from peace_tui.ui.screens.page import Page
from peace_tui.ui.screens.pages import HelpPage
from peace_tui.ui.widgets.search_input import MAX_CHARS, TOO_LONG
from ui.reader import Reader, reading

SIZES: Final = ((1, 1), (10, 3), (20, 5), (40, 12), (60, 20), (80, 24), (120, 36), (200, 50))

ORCHARD: Final = dossier_of("""\
format = "peace-tui/1"
[dossier]
title = "The orchard"
[[people]]
id = "ann"
name = "Ann Archer"
side = "East"
roles = [{ title = "gardener" }]
[[people]]
id = "bob"
name = "Bob Baker"
side = "West"
[[people]]
id = "cleo"
name = "Cleo Clark"
[[sources]]
id = "gazette"
container_title = "The Gazette"
url = "https://example.org/gazette"
issued = "2025-10-20"
[[sources]]
id = "herald"
container_title = "The Herald"
[[events]]
id = "call"
type = "call"
title = "Ann telephones Bob"
date = "2025-10-14"
involved = [{ person = "ann" }, { person = "bob" }]
[[events]]
id = "meeting"
type = "meeting"
title = "Cleo meets Ann"
date = "2025-10-16"
involved = [{ person = "ann" }, { person = "cleo" }]
[[events]]
id = "party"
title = "An undated party"
[[quotes]]
id = "c1"
event = "call"
n = 1
who = "ann"
to = "bob"
text = "The apples are ripe."
  [[quotes.versions]]
  source = "gazette"
  text = "The apples are ripe."
  [[quotes.versions]]
  source = "herald"
  text = "[The] apples are ripe, dear Bob."
[[quotes]]
id = "c2"
event = "call"
n = 2
who = "bob"
to = "ann"
text = "Then pick them all."
source = "gazette"
[[quotes]]
id = "m1"
event = "meeting"
n = 1
who = "cleo"
to = "ann"
text = "Pears, not apples."
source = "gazette"
[[quotes]]
id = "m2"
event = "meeting"
n = 2
who = "ann"
to = "cleo"
text = "Peace with pears."
source = "gazette"
[[quotes]]
id = "p1"
event = "party"
who = "bob"
text = "Nobody wrote the day down."
source = "herald"
[[views]]
id = "the-call"
title = "How it began"
view = "event:call at:c2"
""")


# The live cursor


async def test_walking_down_the_people_filters_the_other_panes_in_the_same_turn() -> None:
    async with reading(ORCHARD, "at:ann") as reader:
        reader.main.action_move(1)
        assert [row for pane in PANES if (row := reader.main.frame.shown_and_total(pane))] == [(2, 3), (3, 3), (3, 5)]
        assert reader.row(TIMELINE, "Ann telephones Bob")
        assert not reader.row(TIMELINE, "Cleo meets Ann")
        assert "The apples are ripe" in reader.words(QUOTES)
        assert "Pears" not in reader.words(QUOTES)
        assert (reader.count(TIMELINE), reader.count(PEOPLE), reader.count(QUOTES)) == ("2/3", "3/3", "3/5")


async def test_the_row_all_gives_everything_back() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "1")  # from now on the reader shows quotes, no longer what the dossier is
        before = reader.text()
        await reader.press("2", "down", "down")
        assert reader.chips() == ["person:bob"]
        assert reader.count(QUOTES) == "3/5"
        await reader.press("up", "up", "1")
        assert reader.chips() == []
        assert reader.text() == before


async def test_an_event_under_the_cursor_filters_people_and_quotes() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("j", "j")
        assert reader.chips() == ["event:meeting"]
        assert reader.row(PEOPLE, "Cleo Clark")
        assert not reader.row(PEOPLE, "Bob Baker")
        assert reader.count(QUOTES) == "2/5"
        assert reader.count(TIMELINE) == "3/3"


async def test_in_quotes_the_cursor_filters_nothing_but_marks_who_and_where() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("3", "end")
        assert reader.cursor(QUOTES) == "p1"
        assert reader.chips() == []
        assert "›" in reader.row(TIMELINE, "An undated party")
        assert "›" in reader.row(PEOPLE, "Bob Baker")
        assert "›" not in reader.row(PEOPLE, "Ann Archer")
        assert "Nobody wrote the day down." in reader.words(READER)


async def test_home_and_end_and_pages_stop_at_the_edges() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("G")
        assert reader.cursor(TIMELINE) == "party"
        await reader.press("down", "pagedown")
        assert reader.cursor(TIMELINE) == "party"
        await reader.press("g", "up", "pageup")
        assert reader.cursor(TIMELINE) is None


# Pins


async def test_a_pin_takes_the_place_of_the_live_row_and_moving_then_only_browses() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "space")
        assert reader.main.state.view.clauses
        assert "✓" in reader.row(PEOPLE, "Bob Baker")
        shown = reader.rows(QUOTES)
        await reader.press("down")
        assert reader.cursor(PEOPLE) == "cleo"
        assert reader.rows(QUOTES) == shown
        assert reader.chips() == ["person:bob"]
        await reader.press("up", "space")
        assert reader.main.state.view.clauses == ()
        assert "✓" not in reader.row(PEOPLE, "Bob Baker")


async def test_more_pins_widen() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "space")
        assert reader.count(QUOTES) == "3/5"
        await reader.press("down", "space")
        assert reader.chips() == ["person:bob,cleo"]
        assert reader.count(QUOTES) == "5/5"


async def test_pins_of_two_panes_narrow() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("down", "space", "2", "down", "down", "space")
        assert reader.chips() == ["person:bob", "event:call"]
        assert reader.count(QUOTES) == "2/5"


async def test_what_is_excluded_stays_in_its_pane_marked() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "down", "x")
        assert reader.chips()[0] == "-person:bob"
        assert "✗" in reader.row(PEOPLE, "Bob Baker")
        await reader.press("home")
        assert reader.count(QUOTES) == "2/5"
        assert "✗" in reader.row(PEOPLE, "Bob Baker")
        await reader.press("down", "down", "x")
        assert reader.main.state.view.clauses == ()


async def test_the_row_all_and_quotes_cannot_be_pinned_and_say_so() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("space")
        assert reader.footer() == "Choose a row first."
        await reader.press("3", "x")
        assert reader.footer() == "You can keep and hide events and people, not quotes."
        assert reader.main.state.view.clauses == ()


async def test_escape_clears_the_pane_and_then_everything() -> None:
    async with reading(ORCHARD, "event:call source:gazette") as reader:
        await reader.press("2", "down", "space", "escape")
        assert reader.chips() == ["event:call", "source:gazette"]
        await reader.press("escape")
        assert reader.chips() == []
        assert reader.count(QUOTES) == "5/5"


async def test_undo_and_redo_step_through_pins_and_searches_but_not_through_moves() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down", "space", "down", "down", "up")
        await reader.search("pears")
        await reader.press("enter", "1", "down", "up")
        assert str(reader.main.state.view) == "person:ann pears"
        await reader.press("u")
        assert str(reader.main.state.view) == "person:ann"
        await reader.press("u")
        assert str(reader.main.state.view) == ""
        await reader.press("u")
        assert reader.footer() == "Nothing to undo."
        await reader.press("ctrl+r")
        assert str(reader.main.state.view) == "person:ann"
        await reader.press("ctrl+r")
        assert str(reader.main.state.view) == "person:ann pears"
        await reader.press("ctrl+r")
        assert reader.footer() == "Nothing to redo."


async def test_going_without_a_source_says_what_falls_with_it() -> None:
    async with reading(ORCHARD, "without:gazette", size=(120, 36)) as reader:
        loss = "2 quotes stand, 3 fall"
        assert reader.count(QUOTES) == "2/5"
        assert f"Without The Gazette: no other source falls · {loss}" in reader.words(READER)
        assert "no other source falls" in reader.text().splitlines()[3]  # beside the chip, too
        assert "2 of 5 quotes, 3 fall" in reader.text()
        await reader.press("escape", "escape")
        assert "fall" not in reader.text()


# Searching


async def test_a_search_filters_as_it_is_typed_and_shows_the_words_found() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("app")
        assert reader.count(QUOTES) == "2/5"
        assert "2 of 5 quotes" in reader.said()
        assert reader.highlighted(QUOTES) == ["app", "app"]
        await reader.press("backspace", "backspace", "backspace")
        await reader.type("ann")
        assert {text.lower() for pane in PANES for text in reader.highlighted(pane)} == {"ann"}
        assert reader.highlighted(TIMELINE)
        assert reader.highlighted(PEOPLE)


async def test_a_mistake_in_the_search_is_told_and_the_last_good_view_stays() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("pears")
        shown = reader.rows(QUOTES)
        await reader.type(' "an')
        assert reader.said().startswith("This quotation mark is not closed.")
        assert reader.rows(QUOTES) == shown
        for key in ("enter", "tab", "down"):
            await reader.press(key)
            assert reader.said().startswith("This quotation mark is not closed.")
            assert reader.main.before_search
        await reader.type('n"')
        await reader.press("enter")
        assert not reader.main.before_search
        assert str(reader.main.state.view) == "pears ann"


async def test_a_clause_that_is_being_typed_filters_nothing() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("pears ")
        assert reader.count(QUOTES) == "2/5"
        for letter in "-who:an":
            await reader.type(letter)
            if letter in ":an":
                assert str(reader.main.state.view) == "pears"
        await reader.press("enter")
        assert "No person called 'an'" in reader.said()
        assert str(reader.main.state.view) == "pears"
        assert reader.count(QUOTES) == "2/5"
        await reader.press("escape")
        assert reader.chips() == []
        assert reader.count(QUOTES) == "5/5"


async def test_no_page_or_action_takes_up_a_search_that_cannot_be_read() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("who:an")
        await reader.press("ctrl+p")
        await reader.choose("full screen", "full screen")
        assert reader.chips() == []
        assert reader.main.state.zoomed


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_tab_or_the_right_arrow_takes_what_a_search_offers(key: str) -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("-who:bob gazette")
        assert "0 of 5 quotes · Tab: use source:gazette (The Gazette is a source)" in reader.said()
        await reader.press("left", "right")  # within the text it moves only
        assert str(reader.main.state.view) == "-who:bob gazette"
        await reader.press(key)
        assert reader.app.screen.query_one("#search", Input).value == "-who:bob source:gazette "
        assert reader.count(QUOTES) == "3/5"
        await reader.press("right", "tab")  # nothing is left to take
        assert not reader.main.before_search
        assert str(reader.main.state.view) == "-who:bob source:gazette"


async def test_tab_completes_what_is_typed_in_a_search() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("pears -wh")
        assert reader.said().endswith("· Enter: apply · Esc: cancel · Tab: complete -who:")
        await reader.press("tab")
        assert reader.app.screen.query_one("#search", Input).value == "pears -who:"
        await reader.type("an")
        await reader.press("tab")
        assert str(reader.main.state.view) == "-who:ann pears"
        assert reader.main.before_search
        await reader.press("tab")
        assert not reader.main.before_search


@pytest.mark.parametrize("size", [(44, 20), (80, 24), (120, 36)])
@pytest.mark.parametrize("key", ["enter", "down"])
async def test_a_search_leads_to_the_first_quote_that_it_finds(key: str, size: tuple[int, int]) -> None:
    async with reading(ORCHARD, size=size) as reader:
        await reader.search("pick")
        found = reader.main.frame.quote
        assert found
        await reader.press(key)
        assert reader.main.state.focus == QUOTES
        assert reader.cursor(QUOTES) == found.id
        await reader.press("c")
        assert "Conversation" in reader.text()
        await reader.press("escape", "escape")
        assert reader.chips() == []


async def test_a_search_that_finds_no_quote_leads_to_the_first_event_and_one_that_finds_nothing_leads_nowhere() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("-mode:direct meets")
        await reader.press("enter")
        assert reader.main.state.focus == TIMELINE
        assert reader.cursor(TIMELINE) == "meeting"
        await reader.press("escape", "escape", "2")
        await reader.search("quinces")
        await reader.press("enter")
        assert reader.main.state.focus == PEOPLE
        await reader.press("slash", "enter")  # nothing is changed
        assert reader.main.state.focus == PEOPLE
        await reader.search(" at:bob")
        await reader.press("enter")
        assert reader.cursor(PEOPLE) == "bob"


async def test_while_a_search_is_typed_the_last_line_names_filters_and_no_key_of_the_panes() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("slash")
        assert reader.footer().startswith("Filters  who: to: person:")
        assert "quit" not in reader.footer()
        await reader.press("escape")
        assert reader.footer().endswith("q quit")


@pytest.mark.parametrize("size", [(44, 20), (60, 20), (80, 24), (120, 36)])
async def test_an_empty_list_says_how_to_go_on(size: tuple[int, int]) -> None:
    async with reading(ORCHARD, "quinces", size=size) as reader:
        for pane, what in ((TIMELINE, "events"), (PEOPLE, "people")):
            await reader.press(str([*PANE_HEADINGS].index(pane) + 1))
            assert f"No {what} match these filters." in reader.words(pane)
            assert "Backspace removes “quinces”." in reader.words(pane)
        await reader.press("backspace")
        assert "match these filters" not in reader.text()


async def test_beside_what_it_finds_a_search_names_its_keys_before_what_it_offers() -> None:
    async with reading(load()) as reader:
        await reader.search("donet")
        assert reader.said().startswith("1 of 38 quotes · Enter: apply · Esc: cancel · Tab: use event:")


async def test_what_a_search_offers_names_its_key_where_the_reason_is_cut() -> None:
    async with reading(ORCHARD, size=(44, 20)) as reader:
        await reader.search("gazette")
        assert reader.said().startswith("0 of 5 quotes · Tab: use source:gazette")


async def test_an_item_that_can_be_completed_is_no_mistake_until_the_search_is_to_be_kept() -> None:
    async with reading(ORCHARD) as reader:

        def box() -> str:
            return reader.cropped(reader.app.screen.query_one("#search", Input).region)[0].strip()

        await reader.search("-who:an")
        await reader.until(lambda: box() == "-who:ann")
        assert reader.said() == "Tab: complete -who:ann · Esc: cancel"
        await reader.press("enter")
        assert reader.said().startswith("No person called 'an'.")
        assert box() == "-who:an"
        await reader.press("n")
        assert reader.count(QUOTES) == "3/5"
        await reader.press("escape")
        await reader.search("whom:ann tag:x typ")  # what stands before is wrong
        await reader.app.workers.wait_for_complete()
        await reader.press()
        assert reader.said().startswith("Unknown filter 'whom'.")
        assert box() == "whom:ann tag:x typ"


async def test_all_lines_of_what_is_pasted_are_read() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("slash")
        reader.app.post_message(events.Paste("–who：ann\n“pears”\r\n"))
        await reader.press("enter")
        assert str(reader.main.state.view) == "-who:ann pears"


async def test_of_a_paste_that_is_no_view_the_box_takes_a_part_and_says_so() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("slash")
        reader.app.post_message(events.Paste("".join(f"w{number} " for number in range(50_000))))
        await reader.press("home")
        assert len(reader.app.screen.query_one("#search", Input).value) == MAX_CHARS
        assert [notice.message for notice in reader.app._notifications] == [TOO_LONG]
        assert reader.count(QUOTES) == "0/5"


async def test_a_mistyped_clause_is_told_with_what_was_meant() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("peron:ann")
        assert "Unknown filter 'peron'. Did you mean 'person'?" in reader.said()
        await reader.press("home", "right", "right", "right")
        await reader.type("s")
        assert "4 of 5 quotes" in reader.said()
        assert reader.count(QUOTES) == "4/5"


@pytest.mark.parametrize("key", ["enter", "down", "tab"])
async def test_a_name_that_no_one_has_is_never_searched_for_as_words(key: str) -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("who:bobb")
        said = reader.said()
        assert "bobb" in said
        await reader.press(key)
        assert reader.said() == said  # the box stays open
        assert str(reader.main.state.view) == "who:bob"  # the last that could be read
        await reader.press("backspace", key)
        assert str(reader.main.state.view) == "who:bob"


async def test_escape_in_the_search_box_goes_back_to_where_one_was() -> None:
    async with reading(ORCHARD, "event:call") as reader:
        before = reader.text()
        await reader.search("apples")
        assert reader.count(QUOTES) == "1/5"
        await reader.press("escape")
        await reader.until(lambda: reader.text() == before)
        await reader.press("u")
        assert reader.footer() == "Nothing to undo."


async def test_the_search_box_begins_with_the_present_view_and_keeps_what_is_typed_on() -> None:
    async with reading(ORCHARD, "event:call") as reader:
        await reader.press("slash")
        assert reader.app.screen.query_one("#search", Input).value == "event:call "
        await reader.type("who:bob")
        await reader.press("enter")
        assert reader.chips() == ["who:bob", "event:call"]
        assert reader.count(QUOTES) == "1/5"
        await reader.press("q")
        assert reader.app.return_code == 0


async def test_letters_are_typed_into_the_search_and_do_nothing_else() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search('"quiz?" xyz')
        assert reader.app.screen.query_one("#search", Input).value == '"quiz?" xyz'
        assert reader.app.return_code is None
        assert len(reader.app.screen_stack) == 1


async def test_n_walks_through_the_matches_of_a_pane_and_around() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("ann")
        await reader.press("enter", "1", "n")
        assert reader.cursor(TIMELINE) == "call"
        await reader.press("n")
        assert reader.cursor(TIMELINE) == "meeting"
        await reader.press("n")
        assert reader.cursor(TIMELINE) == "call"
        await reader.press("N")
        assert reader.cursor(TIMELINE) == "meeting"


async def test_n_without_a_search_says_how_to_begin_one() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("n")
        assert reader.footer() == "No search yet; press /."


async def test_n_in_an_empty_pane_finds_nothing_and_says_so() -> None:
    async with reading(ORCHARD, "quinces") as reader:
        await reader.press("3", "n")
        assert reader.footer() == "No match in this pane."


async def test_an_empty_result_names_the_clauses_and_backspace_drops_the_last() -> None:
    async with reading(ORCHARD, "person:bob event:meeting") as reader:
        said = reader.words(QUOTES)
        assert "No quotes match these filters." in said
        assert "Remove “involving Bob Baker”: 2 quotes" in said
        assert "Remove “Cleo meets Ann”: 3 quotes" in said
        assert "Backspace removes “Cleo meets Ann”." in said
        await reader.press("backspace")
        assert reader.chips() == ["person:bob"]
        assert reader.count(QUOTES) == "3/5"


# Reading


async def test_the_reader_shows_a_quote_at_a_glance_with_what_its_versions_print_otherwise() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        at_a_glance = reader.words(READER)
        for words in (
            "● Ann Archer → ▲ Bob Baker",
            "Ann telephones Bob, 14 October 2025",
            "2 outlets · 1 insertion · 1 cut",
            " independent sources",
        ):
            assert words in at_a_glance
        assert "The Gazette identical The Herald [The] apples are ripe, dear Bob." in at_a_glance
        assert at_a_glance.count("The apples are ripe.") == 1


async def test_enter_reads_a_quote_whole_with_every_version() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        before = reader.text()
        await reader.press("enter")
        for words in ("Ann Archer → ", "Bob Baker", "14 October 2025", "gardener", "The Gazette", "The Herald"):
            assert words in reader.text()
        assert "“The apples are ripe.”" in reader.text()
        assert "[The] apples are ripe, dear Bob." in reader.text()
        await reader.press("escape")
        assert reader.text() == before


async def test_left_and_right_turn_to_the_neighbours_of_what_is_read() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        await reader.press("enter", "right")
        assert "Then pick them all." in reader.text()
        await reader.press("l", "left")
        assert "Then pick them all." in reader.text()
        await reader.press("h", "h")
        assert "dear Bob" in reader.text()
        await reader.press("right", "q")
        assert not isinstance(reader.app.screen, Page)
        assert reader.cursor(QUOTES) == "c2"


async def test_events_people_and_the_dossier_are_read_the_same_way() -> None:
    async with reading(ORCHARD, "at:call") as reader:
        await reader.press("enter")
        assert "Ann telephones Bob" in reader.text().splitlines()[0]
        await reader.press("escape", "2", "end", "enter")
        assert "Bob Baker" in reader.text()
        await reader.press("escape", "home", "enter")
        assert "The orchard" in reader.text()


async def test_a_long_page_scrolls_to_its_end_and_back() -> None:
    async with reading(load(), size=(40, 12)) as reader:
        await reader.press("question_mark")
        top = reader.text()
        assert "↓" in reader.footer()
        await reader.press("end")
        assert "↓" not in reader.footer()
        await reader.press("home")
        assert reader.text() == top
        await reader.press("j", "pagedown", "k", "pageup", "pageup")
        assert reader.text() == top


# Going about


async def test_panes_are_reached_by_tab_number_and_neighbourhood() -> None:
    async with reading(ORCHARD) as reader:
        for key, pane in (
            *(("tab", PEOPLE), ("tab", QUOTES), ("tab", READER), ("tab", TIMELINE), ("shift+tab", READER)),
            *(("shift+tab", QUOTES), ("2", PEOPLE), ("1", TIMELINE), ("3", QUOTES), ("4", READER), ("l", READER)),
            *(("h", QUOTES), ("l", READER), ("left", QUOTES), ("h", PEOPLE), ("left", TIMELINE), ("h", TIMELINE)),
            *(("right", PEOPLE), ("l", QUOTES)),
        ):
            await reader.press(key)
            assert reader.main.state.focus == pane
            assert reader.focused() == [pane]


async def test_z_gives_a_pane_the_screen_and_gives_it_back() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "1")
        before = reader.text()
        for key, pane, seen in (
            ("1", TIMELINE, "Ann telephones Bob"),
            ("2", PEOPLE, "Ann Archer"),
            ("3", QUOTES, "The apples are ripe"),
            ("4", READER, "The apples are ripe"),
        ):
            await reader.press(key, *(["z"] if pane == TIMELINE else []))
            assert reader.in_sight() == [pane]
            assert reader.pane(pane).size.width == 120
            assert seen in reader.words(pane)
        await reader.press("1", "z")
        await reader.until(lambda: reader.text() == before)


@pytest.mark.parametrize("pane", PANE_HEADINGS)
async def test_the_help_tells_every_key_of_the_pane_and_every_facet(pane: str) -> None:
    async with reading(ORCHARD, size=(120, 150)) as reader:
        await reader.press(PANE_HEADINGS[pane][0], "question_mark")
        text = reader.text().replace(reader.app.glyphs.cursor, " ")
        for key in KEYS:
            if (MAIN in key.screens or CHART in key.screens) and pane in key.panes:
                assert f" {', '.join(map(format_key, key.keys))} " in text
                assert " ".join(key.help.split()[:6]) in text
        assert [facet.name for facet in FACETS if facet.name != FREE and f"{facet.name}:…" not in text] == []
        assert "East" in text
        await reader.press("escape")
        assert reader.main.state.focus == pane


async def test_the_help_names_keys_as_they_are_typed_and_explains_every_sign() -> None:
    async with reading(ORCHARD, size=(100, 140)) as reader:
        await reader.press("t", "question_mark")
        text = reader.text()
        signs = reader.app.glyphs
        for sign in (*signs.types.values(), signs.pinned, signs.excluded, signs.possibly, signs.draft, signs.fold):
            assert f" {sign} " in text
        assert all(f" {key} " in text for key in ("<", ">", "+, =", "Ctrl+R", "Shift+Tab", "?"))
        assert "_" not in text
        assert "G The Gazette" in " ".join(text.split())
        await reader.press("question_mark")
        assert reader.app.screen is reader.main


async def test_enter_in_the_help_does_what_the_key_does() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("question_mark", "slash", *"full screen", "enter")
        assert "1 match" in reader.footer() or "Switch full screen" in reader.text()
        await reader.press("enter")
        await reader.until(lambda: reader.main.state.zoomed)
        assert reader.app.screen is reader.main
        await reader.press("question_mark", "slash", *"said by", "enter", "enter")
        await reader.until(lambda: reader.main.focused)
        assert reader.main.query_one("#search", Input).value == "who:"


async def test_enter_in_the_help_of_a_page_acts_on_that_page() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        await reader.press("enter")
        page = reader.app.screen
        await reader.press("question_mark", "slash", *"with a citation", "enter", "enter")
        await reader.until(lambda: "Citation" in reader.text())
        assert page in reader.app.screen_stack
        assert not any(isinstance(screen, HelpPage) for screen in reader.app.screen_stack)


async def test_the_palette_finds_a_person_and_goes_there() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("ctrl+p")
        await reader.choose("cleo cl", "person")
        assert (reader.main.state.focus, reader.cursor(PEOPLE)) == (PEOPLE, "cleo")
        assert reader.count(QUOTES) == "2/5"


async def offered(reader: Reader, typed: str = "") -> list[str]:
    """The titles in the palette on this screen, in their order."""
    commands = Commands(reader.app.screen)
    return [str(hit.text) async for hit in (commands.search(typed) if typed else commands.discover())]


async def test_the_palette_begins_with_the_tour_people_events_and_outlets() -> None:
    async with reading(ORCHARD) as reader:
        titles = await offered(reader)
        assert titles[0] == "tour: How it began"
        places = [titles.index(title) for title in ("Ann Archer", "Ann telephones Bob", "The Gazette", "open", "down")]
        assert places == sorted(places)


async def test_what_begins_with_the_letters_typed_comes_first_and_other_names_are_found() -> None:
    async with reading(ORCHARD) as reader:
        titles = await offered(reader, "an")
        assert titles[:2] == ["Ann Archer", "Ann telephones Bob"]
        assert "guided tour" not in titles  # "an" is not in it
        assert (await offered(reader, "tele bob"))[0] == "Ann telephones Bob"
        assert await offered(reader, "ann zzz") == []


async def test_what_folds_to_nothing_is_to_the_palette_as_if_no_letter_were_typed() -> None:
    """An accent alone, or a soft hyphen that was pasted."""
    async with reading(ORCHARD) as reader:
        for typed in ("\u00ad", "\u0301", "\u200b"):
            assert await offered(reader, typed) == await offered(reader)
        await reader.press("ctrl+p")
        reader.app.screen.query_one(Input).insert_text_at_cursor("\u00ad")
        await reader.until(lambda: "tour: How it began" in reader.text())


async def test_of_many_events_the_palette_reads_some_at_a_time_and_finds_the_last() -> None:
    count = 2 * ENTRIES_AT_ONCE + 3
    many = ORCHARD.replace(events=tuple(Event(id=f"e{n}", title=f"Harvest {n}") for n in range(count)), quotes=())
    async with reading(many) as reader:
        directory, turns = Directory.for_dossier(many), [0]
        while directory.go_on():
            turns.append(sum(map(len, directory.kinds)))
            assert turns[-1] - turns[-2] <= ENTRIES_AT_ONCE
        assert len(turns) > 3
        assert await offered(reader, f"harvest {count - 1}") == [f"Harvest {count - 1}"]


async def test_while_the_palette_is_open_nothing_else_is_prepared() -> None:
    async with reading(ORCHARD) as reader:
        reader.app.session_timer.last_activity = 0.0
        assert reader.app.last_busy() == 0.0
        await reader.press("ctrl+p")
        reader.app.session_timer.last_activity = 0.0
        assert reader.app.last_busy() > 0.0
        await reader.press("escape")
        reader.app.session_timer.last_activity = 0.0
        assert reader.app.last_busy() == 0.0


async def test_the_palette_offers_nothing_that_cannot_act_now() -> None:
    async with reading(ORCHARD) as reader:
        idle = {"undo", "redo", "remove last filter", "next match", "keep this filter", "zoom in", "resume"}
        assert idle.isdisjoint(await offered(reader))
        await reader.press("down", "space", "t")
        shown = await offered(reader)
        assert {"undo", "remove last filter", "keep this filter", "zoom in"} <= {*shown}
        assert {"redo", "longer selection"}.isdisjoint(shown)


async def test_the_palette_keeps_a_person_whom_the_filters_hide() -> None:
    async with reading(ORCHARD, "event:meeting -who:cleo") as reader:
        await reader.press("ctrl+p")
        await reader.choose("cleo", "person")
        assert (reader.main.state.focus, reader.cursor(PEOPLE)) == (PEOPLE, "cleo")
        await reader.press("u", "3", "enter", "ctrl+p")
        await reader.choose("bob", "person")  # from a page, too
        assert reader.app.screen is reader.main
        assert (reader.main.state.focus, reader.cursor(PEOPLE)) == (PEOPLE, "bob")


async def test_v_begins_the_tour_and_on_it_offers_its_steps() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("v")
        assert reader.chips() == ["event:call"]
        assert (reader.main.state.focus, reader.cursor(QUOTES)) == (QUOTES, "c2")
        await reader.press("u")
        assert reader.chips() == []
        await reader.press("v", "v")
        await reader.choose("", "tour: How it began")
        assert reader.chips() == ["event:call"]


async def test_the_palette_does_an_action_and_drops_a_clause() -> None:
    async with reading(ORCHARD, "event:call") as reader:
        await reader.press("ctrl+p")
        await reader.choose("full screen", "z: Switch full screen")
        assert reader.main.state.zoomed
        await reader.press("ctrl+p")
        await reader.choose("remove event", "Remove filter: ")
        assert reader.chips() == []


async def test_the_palette_also_acts_from_within_the_search() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("pears")
        await reader.press("ctrl+p")
        await reader.choose("full screen", "z: Switch full screen")
        assert reader.main.state.zoomed
        assert reader.chips() == ["pears"]


async def test_the_colors_are_changed_from_the_palette() -> None:
    async with reading(ORCHARD) as reader:
        before = reader.text()
        await reader.press("ctrl+p")
        await reader.choose("theme", "Change the colors")
        await reader.choose("peace-light", "peace-light")
        assert reader.app.theme == "peace-light"
        assert reader.text() == before


# Taking along


def clipboard_sent(reader: Reader) -> str:
    """What the terminal was asked to put on the clipboard."""
    (request,) = [data for data in reader.sent if data.startswith("\x1b]52;c;")]
    return base64.b64decode(request.removeprefix("\x1b]52;c;").removesuffix("\a")).decode()


async def test_y_cites_the_quote() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        await reader.press("y", "enter")
        cited = clipboard_sent(reader)
        assert cited == reader.app.clipboard
        assert cited.startswith("“The apples are ripe.” — Ann Archer [to Bob Baker; Ann telephones Bob, 14 October")
        assert "(The Gazette, 20 October 2025)" in cited
        assert "Sent to your terminal's clipboard" in reader.text()
        assert "“The apples are ripe.” — Ann Archer [to Bob Baker" in reader.text()
        await reader.press("escape")
        assert not isinstance(reader.app.screen, Page)


async def test_y_on_the_page_cites_what_is_read() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        await reader.press("enter", "right", "y")
        await reader.pilot.pause()
        assert clipboard_sent(reader).startswith("“Then pick them all.” — Bob Baker")


async def test_d_on_the_page_compares_what_is_read_as_the_page_says() -> None:
    async with reading(ORCHARD, "at:c1") as reader:
        await reader.press("enter")
        assert "d compare" in reader.footer()
        await reader.press("d")
        await reader.until(lambda: "Comparison" in reader.text())
        before = reader.text().splitlines()[:-1]
        await reader.press("d")
        assert reader.text().splitlines()[:-1] == before
        assert "This is what you are reading." in reader.footer()


async def test_y_without_a_quote_says_so() -> None:
    async with reading(ORCHARD, "quinces") as reader:
        await reader.press("y")
        assert reader.footer() == "There is no quote to cite."
        assert reader.app.clipboard == ""


@pytest.mark.parametrize(
    "keys",
    [
        ("2", "down", "space", "3", "down", "down"),
        ("down", "space", "down", "x", "2", "end"),
        ("2", "down", "3", "down"),
        ("1", "down", "2", "down", "down"),
        ("2", "p", "down", "1", "down"),
        ("2", "p", "down"),
        ("2", "p", "p", "down", "space", "4"),
    ],
)
async def test_the_copied_command_opens_the_same_screen(keys: tuple[str, ...]) -> None:
    async with reading(ORCHARD) as reader:
        await reader.press(*keys)
        places = {pane: (reader.records(pane), reader.count(pane)) for pane in (PEOPLE, QUOTES)}
        focus, cursor = reader.main.state.followed, reader.cursor(reader.main.state.focus)
        await reader.press("Y")
        program, _file, view = shlex.split(clipboard_sent(reader))
    assert program == "peace-tui"
    async with reading(ORCHARD, view.removeprefix("--view=")) as friend:
        assert friend.main.state.focus == focus
        assert friend.cursor(focus) == cursor
        assert friend.main.frame.panes.matches == reader.main.frame.panes.matches
        assert friend.count(QUOTES) == places[QUOTES][1]
        assert friend.count(PEOPLE) == places[PEOPLE][1]
        assert friend.records(QUOTES) == places[QUOTES][0]


async def test_what_is_copied_names_the_state_of_the_dossier(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    state = load(str(file), digest=True).short_digest
    async with reading(load(str(file)), "who:ivanov at:call-1-07") as reader:
        await reader.press("Y")
        assert shlex.split(clipboard_sent(reader))[-1] == f"--made-on={state}"
        await reader.press("y")
        if "[dossier" not in reader.text():  # outlets print different words, of which one is to be chosen
            await reader.press("enter")
        assert f"[dossier: An example call, {state}]" in " ".join(reader.app.clipboard.split())
    async with reading(load(str(file)), "who:ivanov at:call-1-07") as reader:
        file.write_text(EXAMPLE.replace("Own words, neutral", "Other words"), "utf-8")
        await reader.press("Y")  # what was shown is no longer to be had, to be named
        assert f"--made-on={state}" not in clipboard_sent(reader)


async def test_o_opens_the_source_or_hands_its_address_over_from_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    async with reading(ORCHARD, "at:c2") as reader:
        await reader.press("o")
        assert reader.opened == ["https://example.org/gazette"]
        await reader.press("end", "o")
        assert reader.footer() == "No link for this source."
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with reading(ORCHARD, "at:c2") as reader:
        await reader.press("o")
        assert reader.opened == []
        assert clipboard_sent(reader) == "https://example.org/gazette"


# Other hands


async def test_cyrillic_letters_act_by_their_place_on_the_keyboard() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("о", "о")  # j j
        assert reader.cursor(TIMELINE) == "meeting"
        await reader.press("л")  # k
        assert reader.cursor(TIMELINE) == "call"
        await reader.press("ч")  # x
        assert reader.chips()[0] == "-event:call"
        await reader.press("г", "П")  # u G
        assert (reader.chips(), reader.cursor(TIMELINE)) == (["event:party"], "party")
        await reader.press("й")  # q
        assert reader.app.return_code == 0


async def test_cyrillic_letters_in_the_search_stay_what_they_are() -> None:
    async with reading(ORCHARD) as reader:
        await reader.search("йод")
        assert reader.app.screen.query_one("#search", Input).value == "йод"


async def test_a_click_goes_to_a_row_and_a_click_on_a_chip_drops_it() -> None:
    async with reading(ORCHARD, "event:call who:ann") as reader:
        await reader.click("Bob Baker", PEOPLE)
        assert (reader.main.state.focus, reader.cursor(PEOPLE)) == (PEOPLE, "bob")
        await reader.click("said by Ann Archer")
        assert reader.chips() == ["event:call", "person:bob"]
        await reader.click("14 Oct", QUOTES)  # a heading is no row
        assert (reader.main.state.focus, reader.main.state.quotes) == (QUOTES, None)
        await reader.click("Then pick them all", QUOTES)
        assert reader.cursor(QUOTES) == "c2"
        for pane in (TIMELINE, READER, PEOPLE, QUOTES):
            await reader.click(PANE_HEADINGS[pane])
            assert reader.main.state.focus == pane
        await reader.click("Then pick them all", READER)
        assert reader.focused() == [READER]


async def test_a_click_on_a_chip_that_follows_the_cursor_keeps_it() -> None:
    async with reading(ORCHARD) as reader:
        await reader.press("2", "down")
        await reader.click("‹")
        assert str(reader.main.state.view) == "person:ann"
        await reader.click("✕")
        assert str(reader.main.state.view) == ""


async def test_a_click_in_the_footer_does_what_the_key_does() -> None:
    async with reading(ORCHARD) as reader:
        await reader.click("D disputes")
        assert reader.app.screen is not reader.main


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    async with reading(load(), size=(80, 24)) as reader:
        await reader.press("3")
        first = reader.rows(QUOTES)
        await reader.pilot._post_mouse_events([_wheel()], reader.pane(QUOTES))
        await reader.pilot.pause()
        assert reader.rows(QUOTES) != first
        assert reader.main.state.quotes is None


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


@pytest.mark.parametrize(("id", "pane"), [("meeting", TIMELINE), ("cleo", PEOPLE), ("m2", QUOTES)])
async def test_a_view_opens_with_the_cursor_where_it_says(id: str, pane: str) -> None:
    async with reading(ORCHARD, f"person:ann at:{id}") as reader:
        assert (reader.main.state.focus, reader.cursor(pane)) == (pane, id)
        assert [line for line in reader.lines(pane) if line.startswith("▌")]
        assert reader.chips()[0] == "person:ann"


async def test_the_cursor_is_in_sight_wherever_a_view_puts_it() -> None:
    async with reading(load(), "at:fortune-publishes", size=(80, 24)) as reader:
        assert reader.row(TIMELINE, "Fortune").startswith("▌")


# Any dossier


NASTY: Final = "[/nope] [bold]x[/bold] 👩‍👩‍👧🇺🇸 שלום עליכם 漢字かな z\u200b\u200d\u0301w \x1b[31m \u202eright"
"""What is taken for markup or a command, or is wider or narrower than it seems."""


async def test_a_hostile_dossier_is_drawn_literally_everywhere() -> None:
    async with reading(hostile(NASTY)) as reader:
        literal = "[/nope] [bold]x[/bold]"
        assert literal[:7] in reader.words(TIMELINE)
        assert literal[:7] in reader.words(PEOPLE)
        assert literal in reader.words(QUOTES)
        for keys in (("3", "enter"), ("2", "down", "enter"), ("1", "down", "enter"), ("question_mark",)):
            await reader.press(*keys)
            assert isinstance(reader.app.screen, Page)
            if keys[-1] == "question_mark":
                lines = reader.app.screen.body.lines  # the sides are among the signs
                assert any(literal in "".join(text for text, _ in line) for line in lines)
            else:
                assert literal in reader.text()
            assert "\x1b" not in reader.text()
            assert "\u202e" not in reader.text()
            await reader.press("escape")
        for key in ("ctrl+p", "v"):
            await reader.press(key)
            await reader.type("nope")
            await reader.until(lambda: "[/nope]" in reader.text())
            await reader.app.workers.wait_for_complete()
            assert "\x1b" not in reader.text()
            await reader.press("escape", "escape")
        await reader.search("[/nope] x")
        assert "[/nope]" in reader.highlighted(QUOTES)
        await reader.press("enter")
        assert "[/nope]" in reader.chips()
        await reader.press("3", "y", "Y", "o", "escape", "2", "space", "1", "x")
        assert "\x1b" not in reader.text()


EMPTY: Final = {
    "nothing": Dossier(info=Info(title="Nothing")),
    "only people": Dossier(info=Info(title="People"), people=(Person(id="a", name="A"),)),
    "no quotes": Dossier(info=Info(title="Silence"), events=(Event(id="e", title="Rain"),)),
    "nothing dated": Dossier(
        info=Info(title="Once"),
        people=(Person(id="a", name="A"),),
        events=(Event(id="e", title="Once"),),
        quotes=(Quote(id="q", event="e", who=("a",), text="Whenever."),),
    ),
}


@pytest.mark.parametrize("name", EMPTY)
async def test_a_dossier_that_lacks_something_can_be_walked_all_the_same(name: str) -> None:
    async with reading(EMPTY[name]) as reader:
        assert "No dates here" in reader.text()
        for key in "1234":
            await reader.press(key)
            if key == "3" and not EMPTY[name].quotes:
                assert "This dossier has no quotes." in reader.words(QUOTES)
            await reader.press("down", "end", "space", "x", "n", "enter", "right", "escape", "y", "z", "escape")
        await reader.search("word")
        await reader.press("enter", "v", "escape", "u", "home", "up")


# Any size


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    async with reading(hostile(NASTY * 3), size=size) as reader:
        for keys in (
            *(("2", "down"), ("p",), ("3", "enter", "down", "escape"), ("4", "down", "end"), ("z",)),
            *(("question_mark", "escape"), ("v",), ("ctrl+p",)),
        ):
            await reader.press(*keys)
            lines = reader.strips()
            assert len(lines) == size[1]
            assert {line.cell_length for line in lines} == {size[0]}
        await reader.press("escape", "slash", "a", "escape")


async def test_the_size_may_change_at_any_time() -> None:
    async with reading(load(), "person:trump") as reader:
        before = reader.text()
        for keys, back in (((), ()), (("enter",), ("escape",)), (("slash", "a"), ("escape",)), (("z",), ("z",))):
            await reader.press(*keys)
            for size in (SIZES[0], SIZES[4], SIZES[1], SIZES[7], SIZES[2], SIZES[5], SIZES[3]):
                await reader.resize(*size)
                assert len(reader.strips()) == size[1]
            await reader.resize(120, 36)
            await reader.press(*back)
        assert reader.text() == before


async def test_a_small_screen_shows_one_pane_that_can_be_read() -> None:
    async with reading(ORCHARD, size=(40, 12)) as reader:
        assert "Ann telephones Bob" in reader.text()
        await reader.press("2")
        assert "Ann Archer" in reader.text()
        await reader.press("3")
        assert "The apples are ripe." in reader.text()
        assert "Timeline" not in reader.text()


@pytest.mark.parametrize("seed", range(2))
async def test_no_row_of_keys_breaks_it(seed: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # where exports go
    monkeypatch.setattr(PeaceApp, "exit", lambda *_, **__: None)  # which the palette offers too
    chance = random.Random(seed)
    keys = [name for key in KEYS for name in key.keys if key.id not in ("quit", "suspend")]
    async with reading([load(), hostile(NASTY)][seed], size=(100, 30)) as reader:
        for press in range(200):
            if press % 20 == 19:
                await reader.resize(*chance.choice(SIZES[1:]))
            key = chance.choice(keys)
            await reader.hurry({"slash": "/", "question_mark": "?"}.get(key, key))
            if chance.random() < 0.1:
                for letter in chance.choice(("who:", "deal", '"', "-x", "at:q")):
                    await reader.hurry(letter)
        reader.text()
        assert reader.app.is_running


# --- Marks of one's own ----------------------------------------------------------------------------------------------


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """The example in a file, and an empty state folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "a.toml").write_text(EXAMPLE, "utf-8")
    return load(str(tmp_path / "a.toml"))


async def test_a_reader_stars_notes_filters_and_finds_again(marked: Dossier) -> None:
    async with reading(marked, "at:call-1-07") as reader:
        await reader.press("asterisk")
        assert "Starred" in reader.footer()
        assert reader.app.glyphs.star in reader.words(QUOTES)
        await reader.press("T")
        await reader.choose("ask #lead", "ask · tags: lead")
        await reader.until(lambda: "Kept." in reader.footer())
        assert f"{reader.app.glyphs.star} ask #lead" in reader.words(READER)
        await reader.search("mine:ask")
        await reader.press("enter")
        found = reader.main.frame.panes.matches.quotes
        assert [reader.main.dossier.quote_index.records[position].id for position in found] == ["call-1-07"]
        await reader.press("V")
        await reader.choose("my own", "Name this view: my own")
        await reader.until(lambda: "Kept as my own" in reader.footer())
        await reader.press("escape", "escape")
    again, why = add_marks(load(marked.path))
    assert not why
    async with reading(again) as reader:
        await reader.press("O")
        assert "Your marks · 1 record" in reader.text()
        await reader.press("G", "enter")
        assert reader.app.screen is reader.main
        assert str(reader.main.state.view) == "mine:ask"
        await reader.press("3", "asterisk", "O", "T")
        await reader.until(lambda: "ask #lead" in reader.text())
        await reader.press("escape", "enter")
        assert f"{reader.app.glyphs.note} " not in reader.text()
        assert "ask #lead" in reader.text()


async def test_marks_are_undone_and_redone_in_turn_with_the_filter(marked: Dossier) -> None:
    async with reading(marked, "at:call-1-07") as reader:
        star = reader.app.glyphs.star
        await reader.press("asterisk")
        await reader.search("who:ivanov")
        await reader.press("enter", "T")
        await reader.choose("ask #lead", "ask · tags: lead")
        await reader.until(lambda: "Kept." in reader.footer())
        await reader.press("V")
        await reader.choose("mine", "Name this view: mine")
        await reader.until(lambda: "Kept as mine" in reader.footer())
        await reader.press("u")
        assert reader.footer().startswith("Undone: your mark on mine")
        assert not read_marks(marked).views
        await reader.press("u")
        assert "Undone: your mark on " in reader.footer()
        assert read_marks(marked).of("call-1-07").words == ""
        assert read_marks(marked).of("call-1-07").starred
        await reader.press("u")
        assert "Undone. No filter." in reader.footer()
        await reader.press("u")
        assert not read_marks(marked).by_id
        assert star not in reader.words(QUOTES)
        await reader.press("u")
        assert "Nothing to undo." in reader.footer()
        await reader.press("ctrl+r", "ctrl+r", "ctrl+r")
        assert "Redone: your mark on " in reader.footer()
        assert read_marks(marked).of("call-1-07").words == "ask #lead"
        assert str(reader.main.state.view) == "who:ivanov"
        await reader.press("3", "enter", "u")  # on a page too
        assert "Undone: your mark on " in reader.text()
        assert read_marks(marked).of("call-1-07").words == ""


async def test_a_view_with_a_name_is_opened_in_the_chart_and_zone_in_use(marked: Dossier) -> None:
    change_marks(marked, lambda marks: marks.with_view("mine", NamedView("who:ivanov")))
    again, _ = add_marks(load(marked.path))
    async with reading(again) as reader:
        await reader.press("t", "Z", "O", "G", "enter")
        assert str(reader.main.state.view) == "who:ivanov"
        options = reader.main.state.options
        assert (options.chart, options.zone) == (True, "Europe/Moscow")


async def test_what_another_program_has_marked_since_is_not_undone(marked: Dossier, tmp_path: Path) -> None:
    async with reading(marked, "at:call-1-07", size=(240, 36)) as reader:
        await reader.press("asterisk")
        starred = read_marks(marked).of("call-1-07")
        change_marks(marked, lambda marks: marks.with_mark("call-1-07", Mark(True, "from elsewhere")))
        await reader.press("u")
        assert "Not undone: your marks have been changed elsewhere since" in reader.footer()
        assert read_marks(marked).of("call-1-07").note == "from elsewhere"
        assert "from elsewhere" in reader.text()
        change_marks(marked, lambda marks: marks.with_mark("call-1-07", starred))
        file = Path(marks_file())
        text = file.read_text("utf-8")
        file.write_text("[", "utf-8")
        await reader.press("u")
        assert "Not undone: " in reader.footer()
        assert "is not TOML" in reader.footer()
        file.write_text(text, "utf-8")
        await reader.press("u")
        assert "Undone: your mark on " in reader.footer()
        assert not read_marks(marked).by_id


async def test_a_mark_follows_a_rename_and_one_that_is_gone_is_told(marked: Dossier) -> None:
    async with reading(marked, "at:smith") as reader:
        await reader.press("asterisk", "I")
        await reader.choose("smith-j", "New id: smith-j")
        await reader.until(lambda: "smith-j" in reader.main.dossier.person_of)
        await reader.until(lambda: reader.main.dossier.marks.of("smith-j").starred)
        file = Path(marked.path)
        file.write_text(file.read_text("utf-8").replace("smith-j", "j-smith"), "utf-8")
        await reader.until(lambda: "j-smith" in reader.main.dossier.person_of)
        await reader.press("O")
        assert "NO LONGER IN THE DOSSIER" in reader.text()
        assert "John Smith (smith-j)" in reader.text()
        await reader.press("asterisk")
        assert "Nothing is marked yet" in reader.text()


async def test_what_cannot_be_kept_is_said_and_not_shown(marked: Dossier, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way", "utf-8")
    async with reading(marked, "at:call-1-07") as reader:
        await reader.press("asterisk")
        assert "not kept" in reader.footer()
        assert not reader.main.dossier.marks.by_id


async def test_strangers_have_no_marks(marked: Dossier, tmp_path: Path) -> None:
    change_marks(marked, lambda marks: marks.with_mark("call-1-07", Mark(True)))
    async with reading(marked, "at:call-1-07", session=Session(kiosk=True)) as reader:
        await reader.press("asterisk", "T", "V", "O")
        assert reader.app.screen is reader.main
        assert read_marks(marked).of("call-1-07").starred
        await reader.press("enter")
        assert reader.app.screen is not reader.main  # opening is no less possible
        await reader.press("asterisk", "O")
        assert "Your marks" not in reader.text()
