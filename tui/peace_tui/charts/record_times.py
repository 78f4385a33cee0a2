"""The three times of a record: when it happened, when it was said and when it was published.

Each gives a date to events and to quotes alike:

- *happened*: an event's date; a quote has that of its event;
- *said*: a quote's date, its own or its event's; an event has that of its first quote;
- *published*: the first publication among its sources; an event has its own sources and those of its quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.spans import Date, wall_to_instant
from peace_tui.model.dossier import Dossier

HAPPENED: Final = "happened"
SAID: Final = "said"
PUBLISHED: Final = "published"

RecordsByDate = Mapping[Date, BitMap]
"""The positions of the records of each date."""


class RecordTimes(NamedTuple):
    """The dates of a dossier's records on one of the three axes: the positions of events and of quotes."""

    events: RecordsByDate
    quotes: RecordsByDate


@lru_cache(maxsize=8)
def find_record_times(dossier: Dossier, kind: str, zone: str = "") -> RecordTimes:
    """Return the dates of a dossier's records on the axis of a `kind`, one of `TIME_KINDS`.

    Their ends are on the wall clock as written; with a `zone`, those of clock times are instants, and a day is from
    midnight to midnight there: what happened on the 14th is on the 14th, whatever zone is shown.
    """
    times = TIME_KINDS[kind](dossier)
    if not zone:
        return times
    home = dossier.info.timezone or "UTC"
    placed = (
        {_place(date, zone, home): records for date, records in some.items()} for some in (times.events, times.quotes)
    )
    return RecordTimes(*placed)


def _place(date: Date, zone: str, home: str) -> Date:
    """Return a date with instants as its ends, without a clock time those of a zone."""
    if date.clocked or zone == home:
        return date._replace(earliest=date.earliest_instant, latest=date.latest_instant)
    earliest, latest = (None if end is None else wall_to_instant(end, zone) for end in (date.earliest, date.latest))
    return date._replace(earliest=earliest, latest=latest)


def _when_happened(dossier: Dossier) -> RecordTimes:
    dates = dossier.event_index.dates
    return RecordTimes(dates, {date: quotes_of_events(dossier, events) for date, events in dates.items()})


def _when_said(dossier: Dossier) -> RecordTimes:
    dates = dossier.quote_index.dates
    return RecordTimes(
        _keep_first_dates((date, events_of_quotes(dossier, dates[date])) for date in _sort_dates(dates)), dates
    )


def _when_published(dossier: Dossier) -> RecordTimes:
    out = sorted((s for s in dossier.sources if s.issued), key=lambda s: s.issued.sort_key if s.issued else ())
    quotes = [(s.issued, dossier.quote_index.with_value("source", s.id)) for s in out if s.issued]
    reported = [(s.issued, dossier.event_index.with_value("source", s.id)) for s in out if s.issued]
    events = (
        (date, own | events_of_quotes(dossier, said)) for (date, own), (_, said) in zip(reported, quotes, strict=True)
    )
    return RecordTimes(_keep_first_dates(events), _keep_first_dates(quotes))


TIME_KINDS: Final[dict[str, Callable[[Dossier], RecordTimes]]] = {
    HAPPENED: _when_happened,
    SAID: _when_said,
    PUBLISHED: _when_published,
}
"""The axes by name, in the order in which a key switches between them."""


def _sort_dates(dates: Iterable[Date]) -> list[Date]:
    return sorted(dates, key=lambda date: date.sort_key)


def _keep_first_dates(dated: Iterable[tuple[Date, BitMap]]) -> RecordsByDate:
    """Return positions by date, each position only at the first of its dates, which are given in order."""
    seen, found = BitMap(), dict[Date, BitMap]()
    for date, positions in dated:
        if new := positions - seen:
            found[date] = found.get(date, BitMap()) | new
            seen |= new
    return found


def quotes_of_events(dossier: Dossier, events: BitMap) -> BitMap:
    """Return the positions of the quotes of some events."""
    return BitMap().union(*(dossier.quotes_by_event[event] for event in events if event in dossier.quotes_by_event))


def events_of_quotes(dossier: Dossier, quotes: BitMap) -> BitMap:
    """Return the positions of the events of some quotes."""
    return BitMap(map(dossier.event_of_quote.__getitem__, quotes))
