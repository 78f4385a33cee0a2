"""What only the records together can show to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peace_tui.dossier import Dossier
from peace_tui.reading.desk import BAD, Desk
from peace_tui.records import Source
from peace_tui.views import ViewError, parse_view


def check(desk: Desk, dossier: Dossier, records: Mapping[str, tuple[Any, ...]]) -> None:
    """Note what is wrong between records; `records` holds those of each array, with BAD for unreadable ones."""
    for place, source in enumerate(records["sources"]):
        if source is not BAD and not (source.title or source.container_title):
            hint = "add title or container_title"
            desk.bad(("sources", place), "a source needs a title or a container_title", hint, at_key=True)
    _check_based_on(desk, records["sources"])
    if not desk.findings:  # a view is read against the records, which must be sound for that
        _check_views(desk, dossier)


def _check_based_on(desk: Desk, sources: tuple[Any, ...]) -> None:
    """Refuse a source that rests, over others or at once, on itself."""
    credited = {source.id: source.based_on for source in sources if isinstance(source, Source)}
    cleared: set[str] = set()
    for place, source in enumerate(sources):
        if source is BAD or source.id in cleared:
            continue
        if ring := _ring(source.id, credited, cleared):
            way = " → ".join(ring)
            hint = "a source cannot rest on itself: take one of these steps out"
            desk.bad(("sources", place, "based_on"), f"based_on goes in a circle: {way}", hint)
            cleared.update(ring)


def _ring(start: str, credited: Mapping[str, tuple[str, ...]], cleared: set[str]) -> list[str]:
    """Return a circle met on the way from `start`, its first id repeated at the end; marks what is clear of circles."""
    way: list[str] = [start]
    waiting = [iter(credited.get(start, ()))]
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            cleared.add(way.pop())
        elif step in way:
            return [*way[way.index(step) :], step]
        elif step not in cleared:
            way.append(step)
            waiting.append(iter(credited.get(step, ())))
    return []


def _check_views(desk: Desk, dossier: Dossier) -> None:
    for place, guided in enumerate(dossier.views):
        try:
            parse_view(guided.view, dossier)
        except ViewError as error:
            hint = error.hint or "mend the view string, or take this guided view out"
            desk.bad(("views", place, "view"), error.message, hint, offset=error.column)
