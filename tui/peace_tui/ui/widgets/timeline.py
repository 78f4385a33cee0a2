"""The Timeline: the events, by date."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import Final

from peace_tui.charts.time_chart import default_grouping
from peace_tui.query.engine import count_quotes
from peace_tui.query.facets import TIMELINE
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import POSSIBLY, Scene
from peace_tui.ui.render.lines import Line
from peace_tui.ui.render.picture import Picture
from peace_tui.ui.render.rows import EventColumns, RowKey, all_row, event_row
from peace_tui.ui.widgets.record_list import FlatList

ENOUGH: Final = 250
"""So many dates tell how wide the column of dates is to be."""


class Timeline(FlatList):
    """The events shown, those outside the date clauses dimmed."""

    pane = TIMELINE
    name_of_pane = "Timeline"

    def row_key(self, scene: Scene, row: int) -> Hashable:
        """Return the event's place, its counts, its mark and whether it is dimmed."""
        quotes = scene.panes.timeline_matches.quotes
        if row == 0:
            return RowKey(-1, len(quotes))
        place = scene.panes.timeline[row - 1]
        count, total = count_quotes(scene.dossier, place, quotes)
        id = scene.dossier.event_index.records[place].id
        mark = scene.mark(TIMELINE, id) or POSSIBLY * (place in scene.panes.possible_matches.events)
        return RowKey(place, count, total, mark, place in scene.panes.outside)

    def draw(self, key: Hashable, width: int) -> list[Line]:
        """Return the row of an event."""
        assert isinstance(key, RowKey)
        assert self.scene
        if key.place < 0:
            return [all_row("All events", key.passing, width)]
        event = self.scene.dossier.event_index.records[key.place]
        date_width = min(self._date_width, 10 if width < 60 else 16, max(width * 2 // 7, 6))
        columns = EventColumns(date_width, self._with_year, self._most)
        return [event_row(event, key, width, columns, self.scene.needles, self.glyphs)]

    def heading_note(self, scene: Scene) -> str:
        """Return, of a chart, what its lanes and its time are."""
        look = scene.place.look
        by = look.lanes or default_grouping(scene.dossier)
        return f"lanes by {by}, as {look.axis} " if look.chart else ""

    def picture(self, scene: Scene, width: int, height: int) -> Picture | None:
        """Return the time chart, where it is wanted."""
        if not scene.place.look.chart:
            return None
        from peace_tui.ui.render.time_chart import chart_picture  # what the list does without

        return chart_picture(scene, width, height, self.glyphs)

    @cached_property
    def _with_year(self) -> bool:
        assert self.scene
        return spans_years(self.scene)

    @cached_property
    def _date_width(self) -> int:
        assert self.scene
        dates = [*self.scene.dossier.event_index.dates]
        some = [date.short(self._with_year) for date in dates[:: len(dates) // ENOUGH + 1]]
        widths = sorted(map(cell_width, some)) or [7]
        return min(max(widths[len(widths) * 9 // 10], 6), 16)

    @cached_property
    def _most(self) -> int:
        assert self.scene
        return max(map(len, self.scene.dossier.quote_index.postings("event").values()), default=1)


def spans_years(scene: Scene) -> bool:
    """Tell whether the dossier's dates lie in more than one year, so that rows have to name it."""
    years = {date.text[:4] for date in scene.dossier.event_index.dates if date.earliest is not None}
    return len(years) > 1
