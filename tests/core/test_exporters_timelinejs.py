"""TimelineJS: the dated events as slides, with dates no finer than those of the dossier."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from exports import export_text, listed_ids, parse_page
from generated import dossiers, views
from hostile import HOSTILE_TEXTS, hostile
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters import timelinejs
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.records import Era
from peace_tui.query.selection import select


@given(st.data())
def test_timelinejs_holds_the_dated_events_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    timeline = json.loads(publish(FORMAT_BY_NAME["timelinejs"], selection).text)
    dated = [event.id for event in selection.events if event.date]
    stray = [quote.id for quote in selection.quotes if quote.date and quote.event not in dated]
    assert [slide["unique_id"] for slide in timeline["events"]] == dated + stray
    shown = "".join(slide["text"]["text"] for slide in timeline["events"])
    assert shown.count("<blockquote>") == len([q for q in selection.quotes if q.event in dated]) + len(stray)
    undated = [id for id in listed_ids(selection, "events") if id not in dated]
    assert all(id in " ".join(timeline["x_footer"]["left_out"]) for id in undated)
    for slide in timeline["events"]:
        for name in ("start_date", "end_date"):
            parts = list(slide.get(name, {"year": 1}))
            assert parts == ["year", "month", "day", "hour", "minute", "second"][: len(parts)]


@pytest.mark.parametrize(
    ("date", "start", "end", "said"),
    [
        ("2025-10-14", (2025, 10, 14), None, None),
        ("2025-10", (2025, 10), None, None),
        ("2025", (2025,), None, None),
        ("-0043-03-15", (-44, 3, 15), None, None),
        ("2025-10-14/2025-10-16", (2025, 10, 14), (2025, 10, 16), None),
        ("2025-10-14?", (2025, 10, 14), None, "14 October 2025, uncertain"),
        ("2025-23", (2025, 9), (2025, 11), "autumn 2025"),
        ("202X", (2020,), (2029,), "2020s"),
        ("../2025-10-14", (2025, 10, 14), None, "until 14 October 2025"),
        ("2025-10-14/..", (2025, 10, 14), None, "from 14 October 2025"),
        ("[2025-10-14,2025-10-16]", (2025, 10, 14), (2025, 10, 16), "14 October 2025 or 16 October 2025"),
        ("2025-10-14T12:05", (2025, 10, 14, 12, 5), None, None),
        ("2025-10-14T12:05-04:00", (2025, 10, 14, 12, 5), None, "14 October 2025, 12:05 (UTC−4)"),
    ],
)
def test_timelinejs_dates_are_no_finer_than_written(
    date: str, start: tuple[int, ...], end: tuple[int, ...] | None, said: str | None
) -> None:
    slide = timelinejs.slide_dates(parse_date(date, "UTC"))
    assert tuple(slide["start_date"].values()) == start
    assert (tuple(slide["end_date"].values()) if "end_date" in slide else None) == end
    assert (slide.get("display_date") is None) == (said is None)
    assert said is None or slide["display_date"] == parse_date(date, "UTC").words()
    assert slide["x_date"] == date


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_timelinejs_shows_hostile_text_as_text(text: str) -> None:
    timeline = json.loads(export_text("timelinejs", hostile(text), group="side"))
    slide = timeline["events"][0]
    pieces = [*timeline["title"]["text"].values(), *slide["text"].values(), slide["group"]]
    pieces += [era["text"]["headline"] for era in timeline["eras"]]
    assert parse_page("".join(pieces)).elements == {"p", "blockquote", "cite"}


def test_timelinejs_groups_by_type_or_side() -> None:
    assert json.loads(export_text("timelinejs", dossier()))["events"][0]["group"] == "call"
    assert json.loads(export_text("timelinejs", dossier(), group="side"))["events"][0]["group"] == "Russia"


def test_eras_stay_where_nothing_falls_in_them() -> None:
    lonely = Era(title="The nineties", date=parse_date("1990/1999"), note="Long ago.")
    open_ended = Era(title="Since", date=parse_date("2020/.."))
    changed = dossier().replace(eras=(lonely, *dossier().eras, open_ended))
    timeline = json.loads(export_text("timelinejs", changed, "event:call-1"))
    assert [era["text"]["headline"] for era in timeline["eras"]] == ["The nineties", "Ceasefire talks"]
    assert timeline["eras"][0]["start_date"] == {"year": 1990}
    left_out = timeline["x_footer"]["left_out"]
    assert [each for each in left_out if "era" in each.split()] == ["1 era without beginning or end"]


def test_an_attribution_has_in_brackets_what_is_the_dossiers() -> None:
    slide = json.loads(export_text("timelinejs", dossier()))["events"][0]["text"]["text"]
    assert "<cite>— John Smith (Outlet A, 25 November 2025, 17:04 (UTC−5), para 3)</cite>" in slide
    assert "<cite>— Ivan Ivanov [to John Smith, disputed] (composed from Outlet A, Outlet B)</cite>" in slide


def test_an_outlet_that_prints_the_same_words_twice_has_no_other_wording() -> None:
    text = """
format = "peace-tui/1"
[dossier]
title = "T"
[[sources]]
id = "a"
container_title = "Gazette"
[[events]]
id = "e"
title = "E"
date = "2025"
[[quotes]]
id = "q"
event = "e"
text = "We go."
[[quotes.versions]]
source = "a"
text = "We go."
[[quotes.versions]]
source = "a"
text = "{second}"
"""
    left_out = timelinejs.find_omissions(select(dossier(text.replace("{second}", "“We go.”")), ""))
    assert not any("wording" in line for line in left_out)
    left_out = timelinejs.find_omissions(select(dossier(text.replace("{second}", "We went.")), ""))
    assert "other wordings of 1 quote" in left_out


@pytest.mark.parametrize("date", ["2025-10-15T00:30+02:00/2025-10-14T23:30-04:00", "2025-10-14/2025-10"])
def test_no_slide_ends_before_it_starts(date: str) -> None:
    slide = timelinejs.slide_dates(parse_date(date))
    assert "end_date" not in slide
    assert slide["display_date"]
