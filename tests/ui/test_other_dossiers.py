"""Dossiers unlike the bundled one: minutes instead of weeks, years, millennia; without quotes, or without people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest

from dossiers import dossier as dossier_of
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.provenance.disagreements import find_disagreements
from peace_tui.query.facets import QUOTES
from peace_tui.query.selection import keep_listed
from peace_tui.query.view import parse_view
from peace_tui.ui.render.comparison import SEGMENT_STYLES, draw_side_by_side
from ui.reader import reading

SIZES: Final = ((80, 24), (120, 36), (200, 50))
HEAD: Final = """
format = "peace-tui/1"
[dossier]
title = "Another one"
timezone = "America/Chicago"
[[people]]
id = "doe"
name = "Jane Doe"
[[people]]
id = "elder"
name = "Richard Roe the Elder"
[[sources]]
id = "herald"
container_title = "The Herald"
"""


def event(id: str, date: str, *, more: str = "") -> str:
    return f'\n[[events]]\nid = "{id}"\ntitle = "What happened at {id}"\ndate = "{date}"\n{more}'


def quote(id: str, event: str, *, who: str = "doe", date: str = "") -> str:
    dated = f'date = "{date}"\n' if date else ""
    words = f'text = "We have said {id} before."\nsource = "herald"'
    return f'\n[[quotes]]\nid = "{id}"\nevent = "{event}"\nwho = "{who}"\n{dated}{words}\n'


def debate() -> Dossier:
    """Three parts of an evening; each quote has its second."""
    parts = ("opening", "taxes", "closing")
    hours = (f"2025-03-01T20:{part * 10:02}" for part in range(3))
    text = "".join(event(part, hour, more='type = "meeting"\n') for part, hour in zip(parts, hours, strict=True))
    for number, part in enumerate(parts):
        for minute in range(3):
            who = "doe" if minute % 2 else "elder"
            text += quote(f"{part}-{minute}", part, who=who, date=f"2025-03-01T20:{number * 10 + minute * 2:02}:30")
    return dossier_of(HEAD + text)


def chronicle() -> Dossier:
    """Events at which nobody is quoted; each has one person."""
    people = ("doe", "elder")
    return dossier_of(
        HEAD
        + "".join(
            event(f"e{n}", f"2024-0{n + 1}-05", more=f'involved = [{{ person = "{people[n % 2]}" }}]\n')
            for n in range(6)
        )
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_quotes_of_a_debate_stand_under_their_part_each_with_its_time(size: tuple[int, int]) -> None:
    async with reading(debate(), size=size) as reader:
        await reader.press("3")
        rows = reader.rows("quotes")
        assert sum("What happened at opening" in row for row in rows) == 1
        assert re.search(r"Roe the Elder +20:00$", rows[1])
        await reader.press("1", "down")
        if "quotes" in reader.in_sight():
            assert re.findall(r"20:\d\d", reader.words("quotes"))[:3] == ["20:00", "20:02", "20:04"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        (("1838", "1842-10-02?", "1849-21", "1898-07~"), ("1838", "2 Oct 1842?", "spring 1849", "~Jul 1898")),
        (("-3100~", "-0331-04-07?", "0077", "1960-01-09"), ("~3101 BC", "7 Apr 332 BC?", "AD 77", "9 Jan 1960")),
    ],
)
async def test_dates_of_centuries_and_millennia_are_whole(
    size: tuple[int, int], dates: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    text = "".join(event(f"e{n}", date) for n, date in enumerate(dates))
    async with reading(dossier_of(HEAD + text), size=size) as reader:
        for date, words in zip(reader.records("timeline")[1:], shown, strict=True):
            assert date.startswith(f"{words} ")


@pytest.mark.parametrize(("read", "shown"), [(dossier_of, "who:ivanov date:2025-10"), (chronicle, "date:2024-01")])
async def test_the_search_box_shows_a_filter_of_this_dossier(read: Callable[[], Dossier], shown: str) -> None:
    async with reading(read()) as reader:
        await reader.press("slash")
        assert f"Search words, or filter: {shown}" in reader.text()
        await reader.type(shown)
        await reader.press("enter")
        assert " match" not in reader.words("timeline")


@pytest.mark.parametrize("size", SIZES)
async def test_where_nobody_is_quoted_quotes_are_not_counted(size: tuple[int, int]) -> None:
    async with reading(chronicle(), size=size) as reader:
        assert "quote" not in reader.text()
        assert "6 events" in reader.text().splitlines()[0]
        assert "6 of 6" not in reader.text()
        assert reader.row("timeline", "All events").split() == ["▌", "All", "events"]
        await reader.press("down")
        assert "conversation" not in reader.footer()
        assert "other" not in reader.words("reader")  # the type of an event that has none
        await reader.press("2")
        assert reader.row("people", "All people").split()[-2:] == ["All", "people"]


async def test_a_list_without_rows_says_why() -> None:
    async with reading(dossier_of(HEAD)) as reader:  # of a beginner, who has written people and no events yet
        assert "No events in this dossier." in reader.words("timeline")
        assert "No one in this dossier is quoted, addressed or involved." in reader.words("people")
        await reader.press("C")
        assert "This dossier has no events." in reader.text()
    async with reading(dossier_of(HEAD + event("flood", "1927"))) as reader:
        await reader.press("down")
        assert "No one here is quoted, addressed or involved." in reader.words("people")
    undated = '[[events]]\nid = "walk"\ntitle = "A walk"\n'
    async with reading(dossier_of(HEAD + undated)) as reader:
        await reader.press("t")
        assert "No dates here; t lists the events" in reader.words("timeline")


async def test_the_line_of_people_follows_the_cursor_where_nothing_is_counted() -> None:
    async with reading(chronicle(), size=(80, 24)) as reader:
        await reader.press("down")
        assert "Doe in 1 event" in reader.words("people")
        await reader.press("down")
        assert "Roe in 1 event" in reader.words("people")


async def test_without_people_or_sources_the_footer_names_no_key_that_finds_nothing() -> None:
    bare = 'format = "peace-tui/1"\n[dossier]\ntitle = "Bare"\n' + event("e0", "2024-01") + event("e1", "2024-02")
    async with reading(dossier_of(bare), size=(120, 36)) as reader:
        assert reader.in_sight() == ["timeline", "reader"]
        for key in ("C coverage", "D disputes", "m matrix", "v tour"):
            assert key not in reader.footer()
        await reader.press("C")
        assert "This dossier names no sources." in reader.text()
        await reader.press("escape", "t")
        assert "UTC+0" not in reader.text()


async def test_an_empty_dossier_says_what_to_do() -> None:
    bare = 'format = "peace-tui/1"\n[dossier]\ntitle = "Bare"\n'
    async with reading(dossier_of(bare), size=(80, 24)) as reader:
        assert "This dossier has no records yet." in reader.words("reader")
        assert "↓ to explore" not in reader.text()


async def test_an_event_without_quotes_is_no_conversation() -> None:
    dossier = dossier_of(HEAD + event("e0", "2024-01") + event("e1", "2024-02") + quote("q0", "e0"))
    async with reading(dossier, "at:e0", size=(120, 36)) as reader:
        assert "c talk" in reader.footer()
        await reader.press("end")
        assert "c talk" not in reader.footer()
        await reader.press("c")
        assert "No quotes are recorded for this event." in reader.text()
        assert "turn" not in reader.footer()


async def test_the_first_screen_says_which_outlets_the_letters_are() -> None:
    two = HEAD + '[[sources]]\nid = "courier"\ncontainer_title = "The Courier"\n' + event("e0", "2024-01")
    printed = quote("q0", "e0") + quote("q1", "e0").replace('"herald"', '"courier"')
    async with reading(dossier_of(two + printed), size=(120, 36)) as reader:
        assert "Printed by H The Herald, C The Courier." in reader.words("reader")


# --- One event's quotes around another's, an outlet with two passages, paraphrases -----------------------------------

WOVEN: Final = """
format = "peace-tui/1"

[dossier]
title = "Two meetings at once"
timezone = "UTC"
language = "en"

[[people]]
id = "ann"
name = "Ann Alpha"

[[people]]
id = "bob"
name = "Bob Beta"

[[sources]]
id = "gazette"
container_title = "Gazette"

[[sources]]
id = "herald"
container_title = "Herald"

[[sources]]
id = "courier"
container_title = "Courier"

[[events]]
id = "first"
title = "First meeting"
date = "2025-01-01"

[[events]]
id = "second"
title = "Second meeting"
date = "2025-01-01"

[[events]]
id = "third"
title = "Third meeting"
date = "2025-01-02"

[[quotes]]
id = "early"
event = "first"
who = "ann"
date = "2025-01-01T10:00Z"
text = "The plan has thirty points in all."
  [[quotes.versions]]
  source = "gazette"
  text = "The plan has thirty points in all."
  [[quotes.versions]]
  source = "herald"
  text = "The plan has thirty points in all."

[[quotes]]
id = "between"
event = "second"
who = "bob"
date = "2025-01-01T11:00Z"
text = "The plan has thirty points in all."
source = "courier"

[[quotes]]
id = "late"
event = "first"
who = "bob"
date = "2025-01-01T12:00Z"
mode = "indirect"
text = "He said that the plan was long."
  [[quotes.versions]]
  source = "gazette"
  text = "He said that the plan was long."
  [[quotes.versions]]
  source = "herald"
  text = "He complained of the length of it."
"""


def woven() -> Dossier:
    result = read(WOVEN.encode(), "woven.toml")
    assert result.dossier, result.problems
    return result.dossier


async def test_a_quote_of_another_event_never_stands_without_its_heading() -> None:
    async with reading(woven(), "-event:third") as reader:
        for keys in ((), ("1", "down")):  # with a pin the cursor of the Timeline only browses
            await reader.press(*keys)
            headings = [line for line in reader.rows(QUOTES) if "meeting" in line]
            assert [line.split(" ")[-2] for line in headings] == ["First", "Second", "First"]
    async with reading(woven(), "") as reader:
        await reader.press("1", "down")
        assert "meeting" not in reader.words(QUOTES)
        assert reader.note(QUOTES) == "2 quotes in this event"


async def test_how_many_quotes_of_an_event_pass_is_not_how_many_it_has() -> None:
    async with reading(woven(), "points") as reader:
        await reader.press("1", "down")
        assert reader.note(QUOTES) == "1 of 2 quotes in this event"


async def test_an_event_without_quotes_is_not_blamed_for_what_a_filter_leaves_out() -> None:
    async with reading(woven(), "event:first -who:ann,bob") as reader:
        await reader.press("1", "end")
        assert "No quotes match these filters." in reader.words(QUOTES)


async def test_paraphrases_side_by_side_are_not_lit_as_other_words() -> None:
    dossier = woven()
    quote = dossier.by_id["late"]
    assert isinstance(quote, Quote)
    lines = draw_side_by_side(dossier, quote, 120)
    assert any("paraphrases" in text for line in lines for text, _ in line)
    assert not {style for line in lines for _, style in line} & {*SEGMENT_STYLES.values()} - {"text"}


def test_a_disagreement_on_the_speaker_falls_with_the_only_source_of_one_side() -> None:
    dossier = woven()
    found = [each for each in find_disagreements(dossier) if each.rule == "speaker"]
    assert [each.records for each in found] == [("early", "between")]
    for view, sources in (("without:courier", []), ("without:herald", [("gazette", "courier")])):
        left = keep_listed(dossier, parse_view(view, dossier), found)
        assert [each.sources for each in left if each.rule == "speaker"] == sources
