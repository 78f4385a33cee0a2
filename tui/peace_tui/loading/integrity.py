"""What only the records together can show to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peace_tui.loading.context import INVALID, Desk
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Source
from peace_tui.query.view import ViewError, parse_view


def passes(dossier: Dossier) -> bool:
    """Tell whether nothing is wrong between the records of a dossier, each of which is sound by itself."""
    desk = Desk(ids={}, wary=False)
    check(desk, dossier, {"sources": tuple(dossier.sources)})
    return not desk.findings


def check(desk: Desk, dossier: Dossier, records: Mapping[str, tuple[Any, ...]]) -> None:
    """Note what is wrong between records; `records` holds those of each array, with INVALID for unreadable ones."""
    for place, source in enumerate(records["sources"]):
        if source is not INVALID and not (source.title or source.container_title):
            hint = "add title or container_title"
            desk.bad(("sources", place), "a source needs a title or a container_title", hint, at_key=True)
    _check_based_on(desk, records["sources"])
    if not desk.findings:  # a view is read against the records, which must be sound for that
        _check_views(desk, dossier)


def _check_based_on(desk: Desk, sources: tuple[Any, ...]) -> None:
    """Refuse a source that rests, over others or at once, on itself."""
    credited = {source.id: source.based_on for source in sources if isinstance(source, Source)}
    if not any(credited.values()):
        return
    from peace_tui.model.graph import cycles

    places = {source.id: place for place, source in enumerate(sources) if isinstance(source, Source)}
    for ring in cycles(credited):
        first = min(ring, key=places.__getitem__)
        start = ring.index(first)
        way = " → ".join([*ring[start:], *ring[:start], first] if ring[0] != ring[-1] or len(ring) == 1 else ring)
        hint = "a source cannot rest on itself: take one of these steps out"
        desk.bad(("sources", places[first], "based_on"), f"based_on goes in a circle: {way}", hint)


def _check_views(desk: Desk, dossier: Dossier) -> None:
    for place, guided in enumerate(dossier.views):
        try:
            parse_view(guided.view, dossier)
        except ViewError as error:
            hint = error.hint or "mend the view string, or take this guided view out"
            desk.bad(("views", place, "view"), error.message, hint, offset=error.column)
