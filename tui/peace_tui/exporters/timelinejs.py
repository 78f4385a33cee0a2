"""TimelineJS: the events that have a date as slides of a TimelineJS 3 timeline, each with its quotes; eras; a title.

A slide's dates are no finer than what was written. Where numbers cannot tell a date, because it is uncertain,
approximate, open or one of a set, `display_date` says it in words. `x_date` keeps it as written: TimelineJS passes
over such keys. A clock time stands as it was on the wall, since TimelineJS knows no time zones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

from peace_tui.edtf.grammar import Point
from peace_tui.edtf.spans import Date
from peace_tui.exporters.chronology import Chronology, lasted, quoted
from peace_tui.exporters.date_parts import UNITS, ends, first_numbers, last_numbers, numbers, without_year_0
from peace_tui.exporters.provenance_note import Colophon
from peace_tui.model.records import Era, Event, Quote
from peace_tui.model.values import own_values
from peace_tui.query.selection import Selection
from peace_tui.text.plurals import counted

FIRST_YEAR, LAST_YEAR = -271_820, 275_759
"""The years that dates in JavaScript know; others need TimelineJS's cosmological scale."""
SIDE: Final = "side"
Slide = dict[str, Any]


def pieces(selection: Selection, colophon: Colophon, group: str = "type") -> Iterator[str]:
    """Yield the timeline; slides are grouped by the type of their event, or by the side of who speaks or takes part."""
    chronology = Chronology(selection)
    slides = [_event(chronology, event, quotes, group) for event, quotes in chronology.events() if event.date]
    slides += [_stray(chronology, quote, group) for quote in stray(selection)]
    eras = [_era(era) for era in _eras(selection) if ends(era.date).closed]
    timeline = {
        "scale": "cosmological" if any(map(_is_far, (*slides, *eras))) else "human",
        "title": {"text": _title(selection)},
        "events": slides,
        "eras": eras,
        "x_footer": colophon.as_dict(),
    }
    yield json.dumps(timeline, ensure_ascii=False, indent=2) + "\n"


def left_out(selection: Selection) -> list[str]:
    """Return what has no place on a timeline: the undated, claims, and eras without beginning or end."""
    events = dict.fromkeys(event.id for event in selection.events if not event.date)
    quotes = [quote.id for quote in selection.quotes if quote.event in events and not quote.date]
    eras = [era for era in _eras(selection) if not ends(era.date).closed]
    told = [f"{counted(len(events), 'undated event')} ({', '.join(events)})"] if events else []
    told += [f"{counted(len(quotes), 'undated quote')} ({', '.join(quotes)})"] if quotes else []
    told += ["people, quotes and sources: in the text of the slides"] if len(events) < len(selection.events) else []
    told += [counted(len(selection.claims), "claim")] if selection.claims else []
    return told + ([counted(len(eras), "era") + " without beginning or end"] if eras else [])


def stray(selection: Selection) -> list[Quote]:
    """Return the quotes that have a date though their event has none; each is a slide of its own."""
    dated = {event.id for event in selection.events if event.date}
    return [quote for quote in selection.quotes if quote.event not in dated and quote.date]


def _eras(selection: Selection) -> list[Era]:
    """Return the eras in which something falls that is shown."""
    dates = [event.date for event in selection.events if event.date]
    return [era for era in selection.dossier.eras if any(era.date.overlaps(date) for date in dates)]


def _event(chronology: Chronology, event: Event, quotes: list[Quote], group: str) -> Slide:
    people = [*(person.side for person, _ in chronology.involved(event)), *_sides(chronology, quotes)]
    place = ", ".join(filter(None, (event.place, lasted(event))))
    text = [*_paragraphs(event.summary), *_paragraphs(place), *(_blockquote(chronology, quote) for quote in quotes)]
    text += _paragraphs(event.note)
    text += _paragraphs("Reported by " + names if (names := _reporters(chronology, event)) else None)
    return {
        "unique_id": event.id,
        **dates(event.date),
        "text": {"headline": escape(event.title), "text": "".join(text)},
        "group": escape(event.type if group != SIDE else next(filter(None, people), "")),
        **own_values(event),
    }


def _stray(chronology: Chronology, quote: Quote, group: str) -> Slide:
    event = chronology.dossier.event_of[quote.event]
    return {
        "unique_id": quote.id,
        **dates(quote.date),
        "text": {"headline": escape(event.title), "text": _blockquote(chronology, quote)},
        "group": escape(event.type if group != SIDE else next(filter(None, _sides(chronology, [quote])), "")),
        **own_values(quote),
    }


def _sides(chronology: Chronology, quotes: list[Quote]) -> Iterator[str | None]:
    for quote in quotes:
        yield from (chronology.dossier.person_of[id].side for id in quote.who)


def _era(era: Era) -> Slide:
    found = ends(era.date)
    assert found.first, "the open ones are left out"
    assert found.last
    return {
        "start_date": _numbered(first_numbers(found.first)),
        "end_date": _numbered(last_numbers(found.last)),
        "text": {"headline": escape(era.title), "text": "".join(_paragraphs(era.note))},
        "x_date": era.date.text,
    }


def _title(selection: Selection) -> dict[str, str]:
    info = selection.dossier.info
    by = f"By {', '.join(info.authors)}" if info.authors else None
    view = f"View: {selection.view}" if selection.view.clauses else None
    text = [*_paragraphs(by), *_paragraphs(info.note), *_paragraphs(view)]
    return {"headline": escape(info.title), "text": "".join(text)}


def dates(date: Date | None) -> Slide:
    """Return a date as a slide has it: where it starts and ends, and how it is said where numbers do not tell it."""
    if date is None:
        return {}
    found = ends(date)
    first, last = found.first or found.last, found.last or found.first
    assert first, "a date without any bound cannot be written"
    assert last
    told: Slide = {"start_date": _numbered(first_numbers(first))}
    if last is not first or not numbers(last):
        told["end_date"] = _numbered(last_numbers(last))
    if found.one_of or found.qualified or not found.closed or not all(map(_is_told, found.points)):
        told["display_date"] = escape(date.words())
    return told | {"x_date": date.text}


def _is_told(point: Point) -> bool:
    """Tell whether numbers say all of a point: not a decade, a season, nor a clock in a zone that is written."""
    return bool(numbers(point)) and point.offset is None


def _numbered(values: list[int]) -> dict[str, int]:
    return dict(zip(UNITS, without_year_0(values), strict=False))


def _is_far(slide: Slide) -> bool:
    years = (slide[name]["year"] for name in ("start_date", "end_date") if name in slide)
    return any(not FIRST_YEAR <= year <= LAST_YEAR for year in years)


def _blockquote(chronology: Chronology, quote: Quote) -> str:
    to = chronology.names(quote.to)
    said = ", ".join(filter(None, (f"{chronology.speakers(quote)}{f' → {to}' if to else ''}", chronology.when(quote))))
    printed = "; ".join(chronology.printed(version) for version in quote.versions)
    foot = f"— {said}" + (f" ({printed})" if printed else "")
    words = "".join(_paragraphs(quoted(quote, quote.text)))
    return f"<blockquote>{words}<cite>{escape(foot)}</cite></blockquote>"


def _reporters(chronology: Chronology, event: Event) -> str:
    return ", ".join(source.label for source in chronology.sources(event))


def _paragraphs(text: str | None) -> Iterator[str]:
    for line in (text or "").split("\n"):
        if line.strip():
            yield f"<p>{escape(line.strip())}</p>"
