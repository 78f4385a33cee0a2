"""iCalendar: days and clock times as they are known, and no text that ends a line."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from icalendar import Calendar

from dossiers import dossier
from exports import export_text
from generated import whole_dossiers
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.icalendar import MAX_OCTETS
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info
from peace_tui.query.selection import select


def calendar(event: Event) -> str:
    return export_text("icalendar", Dossier(info=Info(title="T", id="d"), events=(event,)))


def lines_of(event: Event, *names: str) -> list[str]:
    """The lines of an event's entry that have one of these names."""
    entry = calendar(event).partition("BEGIN:V")[2].partition("BEGIN:V")[2].replace("\r\n ", "")
    return [line for line in entry.split("\r\n") if line.startswith(names)]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2025-10-14", ["DTSTART;VALUE=DATE:20251014", "DTEND;VALUE=DATE:20251015"]),
        ("2025-12-31", ["DTSTART;VALUE=DATE:20251231", "DTEND;VALUE=DATE:20260101"]),
        ("2025-10-09/2025-10-28", ["DTSTART;VALUE=DATE:20251009", "DTEND;VALUE=DATE:20251029"]),
        ("2025-10-14T12:05-04:00", ["DTSTART:20251014T160500Z"]),
        ("2025-10-14T23:30:15-04:00", ["DTSTART:20251015T033015Z"]),
        ("2025-10-14T12:05-04:00/2025-10-14T12:10-04:00", ["DTSTART:20251014T160500Z", "DTEND:20251014T161000Z"]),
        ("2025-10-14T12-04:00", ["DTSTART;VALUE=DATE:20251014", "DTEND;VALUE=DATE:20251015"]),
        ("2025-10-14/2025-10-15T03:31Z", ["DTSTART;VALUE=DATE:20251014", "DTEND;VALUE=DATE:20251016"]),
        *((text, []) for text in ("2025-10", "2025", "2025-21", "192X", "2025-10-14~", "2025-10-14?", "2025-10-14/..")),
        *((text, []) for text in ("[2025-10-14..2025-10-16]", "-0043-03-15", "2025-10-XX")),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date: str, said: list[str]) -> None:
    event = Event(id="e", title="A talk", date=parse_date(date))
    assert lines_of(event, "DTSTART", "DTEND") == said
    assert ("BEGIN:VJOURNAL" in calendar(event)) == (not said)
    assert event.date
    assert f"When: {event.date.words()}".replace(",", "\\,") in calendar(event).replace("\r\n ", "")
    note = publish(FORMAT_BY_NAME["icalendar"], select(Dossier(info=Info(title="T"), events=(event,)))).note
    assert ("of no known day, and so journal entries: e" in note.omissions) == (not said)


@pytest.mark.parametrize(
    ("duration", "said"), [("PT5M", ["DURATION:PT5M"]), ("P1DT2H", ["DURATION:P1DT2H"]), ("P1M", []), ("PT1H5S", [])]
)
def test_how_long_it_lasted(duration: str, said: list[str]) -> None:
    event = Event(id="e", title="A talk", date=parse_date("2025-10-14T12:05Z"), duration=duration)
    assert lines_of(event, "DURATION") == said
    assert "Lasted: " in calendar(event).replace("\r\n ", "")


@given(whole_dossiers())
def test_a_calendar_program_finds_each_event(read: Dossier) -> None:
    text = publish(FORMAT_BY_NAME["icalendar"], select(read)).text
    assert all(len(line.encode()) <= MAX_OCTETS for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    found: list[Any] = Calendar.from_ical(text).walk()[1:]
    for event, entry in zip(select(read).events, found, strict=True):
        assert str(entry["SUMMARY"]) == event.title.replace("\u2028", "\n")
        assert str(entry["UID"]).startswith(f"{event.id}@")
        assert not entry.errors
        if "DTSTART" in entry:
            assert event.date
            assert not set("~?%X[") & set(event.date.text)
    uids = [str(entry["UID"]) for entry in found]
    assert len({*uids}) == len(uids)


def test_a_text_begins_no_line() -> None:
    hostile = "A\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO\n\\; x, \u2028y " + "ä" * 80
    text = calendar(Event(id="e", title=hostile, place=hostile, tags=(hostile,), date=parse_date("2025-10-14")))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith(("BEGIN:", "END:")) for line in lines) == 4
    assert not any(line.startswith("ACTION") for line in lines)
    assert "\\\\\\; x\\, \\ny" in "".join(lines)


def test_what_an_entry_says() -> None:
    text = export_text("icalendar", dossier()).replace("\r\n ", "").replace("\\", "")
    for said in (
        *("UID:call-1@example-call", "DTSTAMP:19700101T000000Z", "CATEGORIES:call,leak", "URL:https://example.org/a"),
        *("LOCATION:by telephone", "Who: Ivan Ivanov (caller); John Smith (receiver)", "Sources: Outlet A"),
        *("X-WR-CALNAME:An example call", "Accounts: Outlet A: 14 October 2025, no agreement"),
    ):
        assert said in text
    without = export_text("icalendar", dossier(), "-source:outlet-a event:later,call-1").replace("\r\n ", "")
    assert "according to Outlet A" not in without
    assert "no agreement" not in without


@pytest.mark.parametrize("date", ["2025-10-14T12:05Z/2025-10-14T12:05Z", "2025-10-14T12:05Z/2025-10-14T14:05+02:00"])
def test_what_ends_in_the_minute_it_starts_in_has_no_end(date: str) -> None:
    event = Event(id="e", title="E", date=parse_date(date))
    assert lines_of(event, "DTSTART", "DTEND") == ["DTSTART:20251014T120500Z"]
