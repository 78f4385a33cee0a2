"""The three times of a record, against plain loops."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from generated import dossiers
from peace_tui.charts.record_times import HAPPENED, PUBLISHED, SAID, TIME_KINDS, RecordsByDate, find_record_times
from peace_tui.charts.viewport import busy_spans, full_span
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote


def by_place(dates: RecordsByDate) -> dict[int, Date]:
    found = [(place, date) for date, places in dates.items() for place in places]
    assert len(found) == len(dict(found)), "a record has one date"
    return dict(found)


@given(dossiers())
def test_what_happened(dossier: Dossier) -> None:
    found = find_record_times(dossier, HAPPENED)
    dates = {event.id: event.date for event in dossier.events}
    events, quotes = by_place(found.events), by_place(found.quotes)
    assert all(events.get(place) == event.date for place, event in enumerate(dossier.event_index.records))
    assert all(quotes.get(place) == dates[quote.event] for place, quote in enumerate(dossier.quote_index.records))


@given(dossiers())
def test_what_was_said(dossier: Dossier) -> None:
    found = find_record_times(dossier, SAID)
    events, quotes = by_place(found.events), by_place(found.quotes)
    assert all(quotes.get(place) == dossier.date_of(quote) for place, quote in enumerate(dossier.quote_index.records))
    for place, event in enumerate(dossier.event_index.records):
        said = [date for quote in dossier.quotes if quote.event == event.id and (date := dossier.date_of(quote))]
        assert (place in events) == bool(said)
        assert not said or events[place].sort_key == min(date.sort_key for date in said)


@given(dossiers())
def test_what_was_published(dossier: Dossier) -> None:
    found = find_record_times(dossier, PUBLISHED)
    events, quotes = by_place(found.events), by_place(found.quotes)
    issued = {source.id: source.issued for source in dossier.sources}

    def out(quote: Quote) -> list[Date]:
        return [date for version in quote.versions if (date := issued[version.source])]

    for place, quote in enumerate(dossier.quote_index.records):
        assert (place in quotes) == bool(out(quote))
        assert not out(quote) or quotes[place].sort_key == min(date.sort_key for date in out(quote))
    for place, event in enumerate(dossier.event_index.records):
        dates = [date for source in event.sources if (date := issued[source])]
        dates += [date for quote in dossier.quotes if quote.event == event.id for date in out(quote)]
        assert (place in events) == bool(dates)
        assert not dates or events[place].sort_key == min(date.sort_key for date in dates)


@given(dossiers())
def test_the_busy_time_is_in_order_and_holds_everything(dossier: Dossier) -> None:
    for kind in TIME_KINDS:
        spans = busy_spans(dossier, kind)
        assert all(one.end < other.start for one, other in pairwise(spans))
        found = find_record_times(dossier, kind)
        ends = [
            end for date in {**found.events, **found.quotes} for end in (date.earliest, date.latest) if end is not None
        ]
        assert all(any(span.start <= end <= span.end for span in spans) for end in ends)
        everything = full_span(dossier, kind)
        assert (everything is None) == (not ends)
        assert everything is None or all(everything.start < end < everything.end for end in ends)
