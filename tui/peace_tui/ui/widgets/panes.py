"""The three panes, the Timeline, People and Quotes; and the layout of the screen they are on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from functools import lru_cache

from textual.geometry import NULL_SPACING, Offset, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

from peace_tui.model.dossier import Dossier
from peace_tui.query.engine import count_quotes
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import Layout as Areas
from peace_tui.text.messages import format_count
from peace_tui.ui.frame import POSSIBLY, FrameData, count_without
from peace_tui.ui.render.canvas import Picture
from peace_tui.ui.render.lines import EMPTY, Line, paragraph
from peace_tui.ui.render.rows import (
    RowKey,
    all_row,
    event_columns,
    event_row,
    mark_run,
    person_row,
    quote_rows,
    spans_years,
)
from peace_tui.ui.widgets.record_list import RecordList


class Timeline(RecordList):
    """The events shown, by date; those outside the date clauses are dimmed."""

    pane = TIMELINE

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the event's position, its counts, its mark and whether it is dimmed."""
        quotes = frame.panes.timeline_matches.quotes
        if row == 0:
            return RowKey(-1, len(quotes))
        position = frame.panes.timeline[row - 1]
        count, total = count_quotes(frame.dossier, position, quotes)
        id = frame.dossier.event_index.records[position].id
        mark = frame.row_mark(TIMELINE, id) or POSSIBLY * (position in frame.panes.possible_matches.events)
        return RowKey(position, count, total, mark, position in frame.panes.outside)

    def draw_row(self, frame: FrameData, key: Hashable, width: int) -> list[Line]:
        """Return the row of an event."""
        assert isinstance(key, RowKey)
        if key.position < 0:
            return [all_row("All events", key.passing, width)]
        event = frame.dossier.event_index.records[key.position]
        columns = event_columns(frame.dossier, width)
        return [event_row(event, key, width, columns, frame.needles, self.glyphs)]

    def heading_note(self, frame: FrameData) -> str:
        """Return, of a chart, what its lanes and its time are."""
        options = frame.state.options
        if not options.chart:
            return ""
        from peace_tui.charts.time_chart import default_grouping  # which the list does without

        return f"lanes by {options.lanes or default_grouping(frame.dossier)}, as {options.axis} "

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return the time chart, where it is wanted."""
        if not frame.state.options.chart:
            return None
        from peace_tui.ui.render.time_chart import chart_picture  # which the list does without

        return chart_picture(frame, width, height, self.glyphs)


class People(RecordList):
    """The people found, those who speak and are spoken about most first."""

    pane = PEOPLE

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the person's position, counts and mark, and the count of events."""
        if row == 0:
            return RowKey(-1, len(frame.panes.people_matches.quotes)), 0
        found = frame.panes.people[row - 1]
        mark = frame.row_mark(PEOPLE, frame.dossier.people_by_weight[found.position].id)
        return RowKey(found.position, found.quotes, found.quotes_total, mark), found.events

    def draw_row(self, frame: FrameData, key: Hashable, width: int) -> list[Line]:
        """Return the row of a person."""
        assert isinstance(key, tuple)
        row, events = key
        if row.position < 0:
            return [all_row("All people", row.passing, width)]
        person = frame.dossier.people_by_weight[row.position]
        signs = len(self.glyphs.sides)
        side = sides_of(frame.dossier, signs).get(person.side, signs - 1)
        most = _max_quotes_of_a_person(frame.dossier)
        return [person_row(frame.dossier, person, row, events, side, width, most, frame.needles, self.glyphs)]

    def draw_picture(self, frame: FrameData, width: int, height: int) -> Picture | None:
        """Return the matrix of who speaks to whom, where it is wanted."""
        if not frame.state.options.matrix:
            return None
        from peace_tui.ui.render.matrix import matrix_picture  # which the list does without

        return matrix_picture(frame, width, height, self.glyphs)


@lru_cache(maxsize=1)
def sides_of(dossier: Dossier, signs: int) -> dict[str | None, int]:
    """Return the number of the sign of each side, the side with most people first; the last sign is for the rest."""
    weights = Counter(person.side for person in dossier.people if person.side)
    return {side: min(number, signs - 1) for number, (side, _) in enumerate(weights.most_common())}


@lru_cache(maxsize=1)
def _max_quotes_of_a_person(dossier: Dossier) -> int:
    return max(map(len, dossier.quote_index.postings("person").values()), default=1)


class Quotes(RecordList):
    """The quotes that pass, in the order in which they were said."""

    pane = QUOTES
    row_height = 3
    has_cursor_bar = False  # the mark is as high as the row, and moves in a fifth of the bytes

    def row_key(self, frame: FrameData, row: int) -> Hashable:
        """Return the quote's position and mark: it says the same in any row."""
        position = frame.panes.matches.quotes[row]
        return position, POSSIBLY * (position in frame.panes.possible_matches.quotes)

    def draw_row(self, frame: FrameData, key: Hashable, width: int) -> list[Line]:
        """Return the lines of a quote."""
        assert isinstance(key, tuple)
        position, mark = key
        dossier = frame.dossier
        quote = dossier.quote_index.records[position]
        head, *words = quote_rows(
            dossier, quote, width, self.row_height, spans_years(dossier), frame.needles, self.glyphs
        )
        return [(mark_run(self.glyphs, mark), *head[1:]), *words]

    def draw_empty(self, frame: FrameData, width: int) -> list[Line]:
        """Say which clauses leave nothing, and how to go on."""
        if not frame.dossier.quotes:
            return [EMPTY, *paragraph("This dossier has no quotes.", "quiet", width - 2, indent=" ")]
        lines = [EMPTY, *paragraph("No quotes match these filters.", "strong", width - 2, indent=" "), EMPTY]
        for clause, count in count_without(frame.dossier, frame.state):
            without = f"Remove {clause}: {format_count(count, 'quote')}"
            lines += paragraph(without, "accent" if count else "quiet", width - 2, indent="   ")
        clauses = frame.state.view.clauses
        hint = f"Backspace removes {clauses[-1]}. Esc clears the filters." if clauses else "Esc shows all."
        return [*lines, EMPTY, *paragraph(hint, "quiet", width - 2, indent=" ")]


class ScreenLayout(Layout):
    """Places the widgets of the main screen; those without an area are out of sight."""

    name = "screen"

    def __init__(self, compute: Callable[[Size], Areas]) -> None:
        """Have `compute` return the areas of a screen of a size."""
        self._compute = compute

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place the widgets by their ids, which are the names of the areas and of the panes."""
        areas = self._compute(size)
        rects = {**areas._asdict(), **areas.panes}
        placed = [(child, rects.get(child.id or "")) for child in children]
        return [WidgetPlacement(Region(*rect), Offset(), NULL_SPACING, child) for child, rect in placed if rect]
