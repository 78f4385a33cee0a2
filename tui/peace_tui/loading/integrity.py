"""What only the records together can show to be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from peace_tui.loading.diagnostics import Finding
from peace_tui.model.dossier import Dossier
from peace_tui.model.graph import find_cycles
from peace_tui.model.records import Source
from peace_tui.query.facets import ViewError
from peace_tui.query.view import parse_view


def check_sources(sources: Sequence[Any]) -> Iterator[Finding]:
    """Yield what is wrong with sources, among which INVALID stands for each that could not be read."""
    valid = {position: source for position, source in enumerate(sources) if isinstance(source, Source)}
    for position, source in valid.items():
        if not (source.title or source.container_title):
            hint = "add title or container_title"
            yield Finding(("sources", position), "a source needs a title or a container_title", hint, at_key=True)
    positions = {source.id: position for position, source in valid.items()}
    for ring in find_cycles({source.id: source.based_on for source in valid.values()}):
        first = min(ring, key=positions.__getitem__)
        start = ring.index(first)
        way = " → ".join([*ring[start:], *ring[:start], first])
        hint = "a source cannot rest on itself: take one of these steps out"
        yield Finding(("sources", positions[first], "based_on"), f"based_on goes in a circle: {way}", hint)


def check_views(dossier: Dossier) -> Iterator[Finding]:
    """Yield what is wrong with the guided views of a dossier in which all else is right."""
    for position, guided in enumerate(dossier.views):
        try:
            parse_view(guided.view, dossier)
        except ViewError as error:
            hint = error.hint or "fix the view string, or remove this guided view"
            yield Finding(("views", position, "view"), error.message, hint, offset=error.column)
