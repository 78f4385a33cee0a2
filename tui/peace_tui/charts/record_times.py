"""The three times of a record: when it happened, when it was said and when it was published.

Each gives a date to events and to quotes alike:

- *happened*: an event's date; a quote has that of its event;
- *said*: a quote's date, its own or its event's; an event has that of its first quote;
- *published*: the first publication of a source that tells of it; an event's own sources and those of its quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier

HAPPENED: Final = "happened"
SAID: Final = "said"
PUBLISHED: Final = "published"

Dated = Mapping[Date, BitMap]
"""The places of the records of each date."""


@dataclass(frozen=True, slots=True)
class Occasions:
    """The dates of a dossier's records on one of the three axes: places of events and of quotes."""

    events: Dated
    quotes: Dated


def occasions(dossier: Dossier, kind: str) -> Occasions:
    """Return the dates on the axis of this `kind`."""
    return KINDS[kind](dossier)


def _happened(dossier: Dossier) -> Occasions:
    dates = dossier.event_index.dates
    return Occasions(dates, {date: quotes_of(dossier, places) for date, places in dates.items()})


def _said(dossier: Dossier) -> Occasions:
    dates = dossier.quote_index.dates
    return Occasions(_first((date, events_of(dossier, dates[date])) for date in _in_order(dates)), dates)


def _published(dossier: Dossier) -> Occasions:
    out = sorted((s for s in dossier.sources if s.issued), key=lambda s: s.issued.sort_key if s.issued else ())
    quotes = [(s.issued, dossier.quote_index.with_value("source", s.id)) for s in out if s.issued]
    told = [(s.issued, dossier.event_index.with_value("source", s.id)) for s in out if s.issued]
    events = ((date, own | events_of(dossier, said)) for (date, own), (_, said) in zip(told, quotes, strict=True))
    return Occasions(_first(events), _first(quotes))


KINDS: Final[dict[str, Callable[[Dossier], Occasions]]] = {HAPPENED: _happened, SAID: _said, PUBLISHED: _published}
"""The axes, in the order in which a reader goes through them."""


def _in_order(dates: Iterable[Date]) -> list[Date]:
    return sorted(dates, key=lambda date: date.sort_key)


def _first(dated: Iterable[tuple[Date, BitMap]]) -> Dated:
    """Return, of dates in order with the places they have, each place at its first date only."""
    seen, found = BitMap(), dict[Date, BitMap]()
    for date, places in dated:
        if new := places - seen:
            found[date] = found.get(date, BitMap()) | new
            seen |= new
    return found


def quotes_of(dossier: Dossier, events: BitMap) -> BitMap:
    """Return the places of the quotes of events."""
    return BitMap().union(*(dossier.quotes_by_event[event] for event in events if event in dossier.quotes_by_event))


def events_of(dossier: Dossier, quotes: BitMap) -> BitMap:
    """Return the places of the events of quotes."""
    return BitMap(map(dossier.event_of_quote.__getitem__, quotes))
