"""Coverage: which source prints how many quotes of which event, and who is silent. Lines, no state."""

from __future__ import annotations

from dataclasses import dataclass

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Source
from peace_tui.query.engine import Matches
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.lines import EMPTY, Line, flat


@dataclass(frozen=True, slots=True)
class Coverage:
    """A grid of events by sources."""

    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    printed: tuple[tuple[int, ...], ...]
    """For each event, the number of its passing quotes that each source prints."""
    reported: tuple[tuple[bool, ...], ...]
    """For each event, whether each source is among those that report it."""


def coverage_of(dossier: Dossier, passing: Matches) -> Coverage:
    """Return the coverage of the events shown by the sources that print a passing quote or report one of them."""
    quote_index = dossier.quote_index
    events = tuple(dossier.event_index.records[place] for place in passing.events)
    cited = {id for event in events for id in event.sources}
    sources = tuple(
        source
        for source in dossier.sources
        if source.id in cited or quote_index.with_value("source", source.id).intersect(passing.quotes)
    )
    printed = tuple(
        tuple(
            len(quote_index.with_value("event", event.id) & passing.quotes & quote_index.with_value("source", s.id))
            for s in sources
        )
        for event in events
    )
    reported = tuple(tuple(source.id in event.sources for source in sources) for event in events)
    return Coverage(events, sources, printed, reported)


def coverage_lines(grid: Coverage, at: tuple[int, int], width: int) -> list[Line]:
    """Return the grid; `at` is the row and column of the cursor. Sources that do not fit follow as the cursor moves."""
    if not grid.events or not grid.sources:
        return [EMPTY, ((" Nothing is shown here.", "quiet"),)]
    names = [truncate_text(flat(source.label), 14) for source in grid.sources]
    column = max(map(cell_width, names)) + 2
    label = max(min(width // 3, 46), 12)
    room = max((width - label - 2) // column, 1)
    first = min(max(at[1] - room + 1, 0), max(len(names) - room, 0))
    shown = range(first, min(first + room, len(names)))
    more = " →" if shown.stop < len(names) else ""
    head: Line = ((" " * (label + 3), ""), *((f"{_padded(names[n], column)}", "head") for n in shown), (more, "quiet"))
    lines = [head]
    for row, event in enumerate(grid.events):
        here = row == at[0]
        title = _padded(truncate_text(flat(event.title), label), label)
        cells = (_cell(grid, row, n, column, (row, n) == at) for n in shown)
        lines.append(
            ((" ", ""), (title + " ", "strong" if here else "text"), *(piece for cell in cells for piece in cell))
        )
    return lines


def _cell(grid: Coverage, row: int, column: int, width: int, chosen: bool) -> Line:
    count = grid.printed[row][column]
    text = str(count) if count else "reports" if grid.reported[row][column] else "·"
    ink = "match" if chosen else "text" if count else "quiet"
    shown = f"[{text}]" if chosen else f" {text} "
    return ((shown, ink), (" " * max(width - len(shown), 0), ""))


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_width(text), 0)
