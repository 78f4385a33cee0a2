"""The lanes of the time chart: its events and quotes by person, side, source, type or tag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyroaring import BitMap

from peace_tui.charts.record_times import events_of, quotes_of
from peace_tui.model.dossier import Dossier

NOBODY: Final = ""
"""The key of the lane of what belongs to no other."""


@dataclass(frozen=True, slots=True, eq=False)
class Lane:
    """A value of a facet, its name, and the places of the events and quotes that have it."""

    key: str
    name: str
    events: BitMap
    quotes: BitMap


@lru_cache(maxsize=8)
def lanes(dossier: Dossier, by: str) -> tuple[Lane, ...]:
    """Return the lanes by one of [LANES][peace_tui.charts.lanes.LANES]: the heaviest first, then what has none.

    A lane holds the events that have its value by themselves or through a quote, and the quotes that have it. Its
    weight is that of the whole dossier, so that the order never changes because a filter did.
    """
    found = [lane for lane in BY[by](dossier) if lane.events or lane.quotes]
    found.sort(key=lambda lane: len(lane.events) + len(lane.quotes), reverse=True)
    rest = dossier.event_index.everything - BitMap().union(*(lane.events for lane in found))
    if rest:
        found.append(Lane(NOBODY, f"no {by}", rest, quotes_of(dossier, rest)))
    return tuple(found)


def _by_attribute(
    attribute: str, names: Callable[[Dossier], Iterable[tuple[str, str]]]
) -> Callable[..., Iterator[Lane]]:
    def find(dossier: Dossier) -> Iterator[Lane]:
        for key, name in names(dossier):
            quotes = dossier.quote_index.having(attribute, key)
            yield Lane(key, name, dossier.event_index.having(attribute, key) | events_of(dossier, quotes), quotes)

    return find


def _by_side(dossier: Dossier) -> Iterator[Lane]:
    of_side: dict[str, list[Lane]] = {}
    sides = {person.id: person.side for person in dossier.people}
    for lane in BY["person"](dossier):
        if side := sides[lane.key]:
            of_side.setdefault(side, []).append(lane)
    for side, members in of_side.items():
        events = BitMap().union(*(lane.events for lane in members))
        yield Lane(side, side, events, BitMap().union(*(lane.quotes for lane in members)))


BY: Final[dict[str, Callable[[Dossier], Iterable[Lane]]]] = {
    "type": _by_attribute("type", lambda dossier: ((t, t) for t in dossier.event_index.values("type"))),
    "person": _by_attribute("person", lambda dossier: ((p.id, p.name) for p in dossier.people)),
    "side": _by_side,
    "source": _by_attribute("source", lambda dossier: ((s.id, s.label) for s in dossier.sources)),
    "tag": _by_attribute("tag", lambda dossier: ((tag, tag) for tag in dossier.tags)),
}


@lru_cache(maxsize=4)
def telling(dossier: Dossier) -> str:
    """Return what lanes are by at first: sides, which the signs of events do not tell, where there are several."""
    sides = {person.side for person in dossier.people if person.side}
    return "side" if len(sides) > 1 else "type"


LANES: Final = tuple(BY)
"""What the chart can have lanes by, in the order in which a reader goes through them."""
