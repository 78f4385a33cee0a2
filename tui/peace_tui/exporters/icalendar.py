"""iCalendar (RFC 5545): the events, for calendars and whatever reads .ics.

An event of a known day, or of known days, is a VEVENT: clock times in UTC, everything else as whole days. What is not
known to the day, or not surely, is made no more precise: it is a journal entry (VJOURNAL) without a day, and its date
stands in its description as it is said. There is no time of day of the export in it, so that the same dossier gives the
same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from peace_tui import __version__
from peace_tui.edtf.grammar import DAY, Point, civil_fields
from peace_tui.edtf.spans import Date, date_ends
from peace_tui.exporters.chronology import Chronology, date_words, event_duration, safe_link
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unnamed, find_unwritten
from peace_tui.model.records import Event
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection

MAX_OCTETS: Final = 75
"""How long a line may be, in octets of UTF-8 and without its end."""
TO_THE_DAY: Final = ("day", "hour", "minute", "second")
TO_THE_MINUTE: Final = ("minute", "second")
DURATION: Final = re.compile(r"P(\d+W|(?=\d|T)(\d+D)?(T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))?)", re.ASCII)
"""The durations of ISO 8601 that RFC 5545 knows."""
STAMP: Final = "19700101T000000Z"
"""When an entry was made, which every one has to say."""
WRITTEN: Final = {
    "dossier": "id title",
    "events": "id type title summary date duration place involved.person involved.role sources certainty tags links.to "
    "links.type links.source links.note accounts.source accounts.date accounts.outcome accounts.note note draft x_*",
    "people": "name",
    "sources": "container_title url",
}
"""The keys of each kind of record that the calendar has."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the calendar."""
    chronology = Chronology(selection)
    dossier = selection.dossier
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//peace-tui//peace-tui {__version__}//EN"]
    lines += [f"{name}:{escape_property(dossier.info.title)}" for name in ("NAME", "X-WR-CALNAME")]
    lines.append("DESCRIPTION:" + escape_property("\n".join(note.lines())))
    for event, _ in chronology.events():
        lines += _entry(chronology, event, dossier.info.id or dossier.info.title)
    yield "".join(map(fold_line, (*lines, "END:VCALENDAR")))


def find_omissions(selection: Selection) -> list[str]:
    """Return what is no event, and which events have no day in the calendar."""
    without = [event.id for event in selection.events if not _when(event)]
    said = [f"of no known day, and so journal entries: {', '.join(without)}"] if without else []
    people = [part.person for event in selection.events for part in event.involved]
    sources = [id for event in selection.events for id in event.sources]
    return said + find_unnamed(selection, people=people, sources=sources) + find_unwritten(selection, WRITTEN)


def escape_property(text: str) -> str:
    """Return text as the value of a property: on one line, with what would end a value escaped."""
    text = re.sub(r"[\\;,]", lambda sign: f"\\{sign[0]}", text)
    return "".join("\\n" if sign in "\n\u0085\u2028\u2029" else sign for sign in text if sign >= " " or sign in "\t\n")


def fold_line(line: str) -> str:
    """Return a line with its end, broken after as many octets as a line may have, never inside a character."""
    rows, row, length = [], "", 0
    for character in line:
        octets = len(character.encode("utf-8", "backslashreplace"))
        if length + octets > MAX_OCTETS:
            rows.append(row)
            row, length = " ", 1
        row, length = row + character, length + octets
    return "\r\n".join([*rows, row]) + "\r\n"


def _entry(chronology: Chronology, event: Event, of: str) -> Iterator[str]:
    """Yield the lines of an event; `of` makes its id one of its own among all calendars."""
    when = _when(event)
    kind = "VEVENT" if when else "VJOURNAL"
    standing = (source for source in chronology.sources(event) if not chronology.mark_of(source))
    links = [link for source in standing if (link := safe_link(source.url))]
    yield f"BEGIN:{kind}"
    yield f"UID:{escape_property(f'{event.id}@{of}')}"
    yield f"DTSTAMP:{STAMP}"
    yield from when
    yield f"SUMMARY:{escape_property(event.title)}"
    yield "DESCRIPTION:" + escape_property("\n".join(_details(chronology, event)))
    if event.place and when:
        yield f"LOCATION:{escape_property(event.place)}"
    yield f"CATEGORIES:{','.join(map(escape_property, (event.type, *event.tags)))}"
    yield from (f"URL:{link}" for link in links[:1])
    yield f"END:{kind}"


def _details(chronology: Chronology, event: Event) -> Iterator[str]:
    """Yield what is said of an event besides its title, a line each: also its date, as it is said."""
    facts = {
        "When": date_words(event.date),
        "Lasted": event_duration(event),
        "Where": event.place or "",
        "Who": chronology.involved_words(event),
        "Sources": chronology.reporters(event),
        "Certainty": event.certainty if event.certainty != "unknown" else "",
        **{name.capitalize(): words for name, words in chronology.more_facts(event).items()},
        "Note": event.note or "",
        **own_words(event),
    }
    yield from filter(None, [event.summary])
    yield from (f"{label}: {text}" for label, text in facts.items() if text)


def _when(event: Event) -> list[str]:
    """Return the lines that say when an event was; none where that is not known to the day, or not for sure."""
    date = event.date
    ends = date_ends(date) if date else None
    if not date or not ends or ends.one_of or ends.qualified or not ends.first or not ends.last:
        return []
    first, last = ends.first, ends.last
    if first.unit not in TO_THE_DAY or last.unit not in TO_THE_DAY:
        return []
    if first.unit in TO_THE_MINUTE and last.unit in TO_THE_MINUTE:
        return _clock_times(event, date, first, last)
    start, end = _day(first.earliest), _day(last.latest - 1 + DAY)
    return [f"DTSTART;VALUE=DATE:{start}", f"DTEND;VALUE=DATE:{end}"] if start and end and start < end else []


def _clock_times(event: Event, date: Date, first: Point, last: Point) -> list[str]:
    """Return the lines of clock times, in UTC; how long it lasted where only the start is known."""
    start, end = date.earliest_instant, date.latest_instant
    assert start is not None
    assert end is not None
    lines = [f"DTSTART:{_moment(start)}"]
    close = end - (60 if last.unit == "minute" else 1)
    if first is not last:
        lines += [f"DTEND:{_moment(close)}"] if close > start else []  # RFC 5545 has no end that is not later
    elif event.duration and re.fullmatch(DURATION, event.duration):
        lines.append(f"DURATION:{event.duration}")
    return lines if _day(start) and _day(end) else []


def _day(second: int) -> str:
    year, month, day, *_ = civil_fields(second)
    return f"{year:04}{month:02}{day:02}" if 0 < year <= 9999 else ""


def _moment(second: int) -> str:
    _, _, _, hour, minute, seconds = civil_fields(second)
    return f"{_day(second)}T{hour:02}{minute:02}{seconds:02}Z"
