"""TimelineJS: the events that have a date as slides of a TimelineJS 3 timeline, each with its quotes; eras; a title.

A slide's dates are no finer than the dossier's. Where numbers cannot express a date, because it is uncertain,
approximate, open or one of a set, `display_date` says it in words. `x_date` keeps it as EDTF: TimelineJS ignores such
keys. A clock time is local, since TimelineJS knows no time zones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any, Final

from peace_tui.collation.apparatus import find_outlets_drawn_on
from peace_tui.edtf.grammar import Point
from peace_tui.edtf.spans import (
    POINT_NUMBERS,
    Date,
    date_ends,
    first_numbers,
    last_numbers,
    point_numbers,
    without_year_0,
)
from peace_tui.exporters.chronology import Chronology, event_duration, reading_text
from peace_tui.exporters.citations import describe_speaker, find_passages_as_read, list_passages
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unnamed, find_unwritten
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Era, Event, Quote
from peace_tui.model.values import own_values
from peace_tui.query.selection import Selection
from peace_tui.text.messages import format_count

FIRST_YEAR, LAST_YEAR = -271_820, 275_759
"""The years that dates in JavaScript know; others need TimelineJS's cosmological scale."""
BY_SIDE: Final = "side"
WRITTEN: Final = {
    "dossier": "title authors note",
    "events": "id title summary date duration place sources note x_*",
    "people": "name",
    "quotes": "event who to mode date text status draft versions.source versions.text versions.locator",
    "sources": "container_title issued",
    "eras": "title date note",
}
"""The keys of each kind of record that a timeline has, besides what its slides are grouped by."""
Slide = dict[str, Any]


def render(selection: Selection, note: ProvenanceNote, group: str = "type") -> Iterator[str]:
    """Yield the timeline; slides are grouped by the type of their event, or by the side of who speaks or takes part."""
    chronology = Chronology(selection)
    slides = [_event_slide(chronology, event, quotes, group) for event, quotes in chronology.events() if event.date]
    slides += [_quote_slide(chronology, quote, group) for quote in dated_alone(selection)]
    eras = [_era_slide(era) for era in selection.dossier.eras if date_ends(era.date).closed]
    timeline = {
        "scale": "cosmological" if any(map(_is_far, (*slides, *eras))) else "human",
        "title": {"text": _title(selection)},
        "events": slides,
        "eras": eras,
        "x_footer": note.as_dict(),
    }
    yield json.dumps(timeline, ensure_ascii=False, indent=2) + "\n"


def find_omissions(selection: Selection, group: str = "type") -> list[str]:
    """Return what a timeline cannot show: the undated, eras without beginning or end, and what no slide says."""
    events = dict.fromkeys(event.id for event in selection.events if not event.date)
    quotes = [quote.id for quote in selection.quotes if quote.event in events and not quote.date]
    eras = [era for era in selection.dossier.eras if not date_ends(era.date).closed]
    omitted = [f"{format_count(len(events), 'undated event')} ({', '.join(events)})"] if events else []
    omitted += [f"{format_count(len(quotes), 'undated quote')} ({', '.join(quotes)})"] if quotes else []
    otherwise = sum(_has_other_wordings(selection.dossier, quote) for quote in selection.quotes)
    omitted += [f"other wordings of {format_count(otherwise, 'quote')}"] if otherwise else []
    omitted += [format_count(len(eras), "era") + " without beginning or end"] if eras else []
    cited = [quote for quote in selection.quotes if quote.date or quote.event not in events]
    sources = [
        *(id for event in selection.events if event.date for id in event.sources),
        *(id for quote in cited for id in _named_sources(selection.dossier, quote)),
    ]
    people = [id for quote in cited for id in (*quote.who, *quote.to)]
    kind, key = ("people", "side") if group == BY_SIDE else ("events", "type")
    written = WRITTEN | {kind: f"{WRITTEN[kind]} {key}"}
    return omitted + find_unnamed(selection, people=people, sources=sources) + find_unwritten(selection, written)


def dated_alone(selection: Selection) -> list[Quote]:
    """Return the quotes that have a date though their event has none; each is a slide of its own."""
    dated = {event.id for event in selection.events if event.date}
    return [quote for quote in selection.quotes if quote.event not in dated and quote.date]


def _event_slide(chronology: Chronology, event: Event, quotes: list[Quote], group: str) -> Slide:
    people = [*(person.side for person, _ in chronology.involved(event)), *_sides(chronology, quotes)]
    place = ", ".join(filter(None, (event.place, event_duration(event))))
    text = [*_paragraphs(event.summary), *_paragraphs(place), *(_blockquote(chronology, quote) for quote in quotes)]
    text += _paragraphs(event.note)
    text += _paragraphs("Sources: " + names if (names := chronology.reporters(event)) else None)
    return {
        "unique_id": event.id,
        **slide_dates(event.date),
        "text": {"headline": escape(event.title), "text": "".join(text)},
        "group": escape(event.type if group != BY_SIDE else next(filter(None, people), "")),
        **own_values(event),
    }


def _quote_slide(chronology: Chronology, quote: Quote, group: str) -> Slide:
    event = chronology.dossier.event_of[quote.event]
    return {
        "unique_id": quote.id,
        **slide_dates(quote.date),
        "text": {"headline": escape(event.title), "text": _blockquote(chronology, quote)},
        "group": escape(event.type if group != BY_SIDE else next(filter(None, _sides(chronology, [quote])), "")),
        **own_values(quote),
    }


def _sides(chronology: Chronology, quotes: list[Quote]) -> Iterator[str | None]:
    for quote in quotes:
        yield from (chronology.dossier.person_of[id].side for id in quote.who)


def _era_slide(era: Era) -> Slide:
    ends = date_ends(era.date)
    assert ends.first, "open eras are omissions"
    assert ends.last
    return {
        "start_date": _numbered(first_numbers(ends.first)),
        "end_date": _numbered(last_numbers(ends.last)),
        "text": {"headline": escape(era.title), "text": "".join(_paragraphs(era.note))},
        "x_date": era.date.text,
    }


def _title(selection: Selection) -> dict[str, str]:
    info = selection.dossier.info
    by = f"By {', '.join(info.authors)}" if info.authors else None
    view = f"View: {selection.view}" if selection.view.clauses else None
    text = [*_paragraphs(by), *_paragraphs(info.note), *_paragraphs(view)]
    return {"headline": escape(info.title), "text": "".join(text)}


def slide_dates(date: Date | None) -> Slide:
    """Return a date as a slide has it: start and end as numbers, and words where these do not say it all."""
    if date is None:
        return {}
    ends = date_ends(date)
    first, last = ends.first or ends.last, ends.last or ends.first
    assert first, "EDTF has no date that is open at both ends"
    assert last
    dates: Slide = {"start_date": _numbered(first_numbers(first))}
    is_long = last is not first or not point_numbers(last)
    is_turned = is_long and last_numbers(last) < first_numbers(first)  # by the clocks of two zones, or less precise
    if is_long and not is_turned:
        dates["end_date"] = _numbered(last_numbers(last))
    if is_turned or ends.one_of or ends.qualified or not ends.closed or not all(map(_has_numbers, ends.points)):
        dates["display_date"] = escape(date.words())
    return dates | {"x_date": date.text}


def _has_numbers(point: Point) -> bool:
    """Tell whether numbers say all of a point: no decade, no season, no clock time with an offset."""
    return bool(point_numbers(point)) and point.offset is None


def _numbered(values: list[int]) -> dict[str, int]:
    return dict(zip(POINT_NUMBERS, without_year_0(values), strict=False))


def _is_far(slide: Slide) -> bool:
    years = (slide[name]["year"] for name in ("start_date", "end_date") if name in slide)
    return any(not FIRST_YEAR <= year <= LAST_YEAR for year in years)


def _blockquote(chronology: Chronology, quote: Quote) -> str:
    where = chronology.attribution(quote)
    foot = f"— {describe_speaker(chronology.dossier, quote, quote.date)}" + (f" ({where})" if where else "")
    words = "".join(_paragraphs(reading_text(quote)))
    return f"<blockquote>{words}<cite>{escape(foot)}</cite></blockquote>"


def _has_other_wordings(dossier: Dossier, quote: Quote) -> bool:
    """Tell whether an outlet prints a quote in other words than those of the slide, or in another language."""
    shown = 1 if find_passages_as_read(dossier, quote) else 0
    return bool(quote.versions) and len(list_passages(dossier, quote)) > shown


def _named_sources(dossier: Dossier, quote: Quote) -> list[str]:
    """Return the sources that a quote on a slide names: of its reading text, or those that this is composed from."""
    drawn_on = find_outlets_drawn_on(dossier, quote)
    composing = [version.source for version in quote.versions if dossier.source_of[version.source].label in drawn_on]
    return composing or [version.source for version in find_passages_as_read(dossier, quote)]


def _paragraphs(text: str | None) -> Iterator[str]:
    for line in (text or "").split("\n"):
        if line.strip():
            yield f"<p>{escape(line.strip())}</p>"
