"""Quotes: the words."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from peace_tui.query.facets import QUOTES
from peace_tui.ui.frame import POSSIBLY, Scene, ways_out
from peace_tui.ui.render.lines import EMPTY, Line, paragraph
from peace_tui.ui.render.rows import mark_piece, quote_rows
from peace_tui.ui.widgets.record_list import FlatList
from peace_tui.ui.widgets.timeline import spans_years


class Quotes(FlatList):
    """The quotes that pass, in the order in which they were said."""

    pane = QUOTES
    name_of_pane = "Quotes"
    row_height = 3
    raised = False  # a bar as high as the row is seen well, and moves in a fifth of the bytes

    def row_key(self, scene: Scene, row: int) -> Hashable:
        """Return the quote's place and mark: it says the same wherever it stands."""
        place = scene.panes.matches.quotes[row]
        return place, POSSIBLY * (place in scene.panes.possible_matches.quotes)

    def draw(self, key: Hashable, width: int) -> list[Line]:
        """Return the lines of a quote."""
        assert isinstance(key, tuple)
        assert self.scene
        place, mark = key
        quote = self.scene.dossier.quote_index.records[place]
        head, *words = quote_rows(
            self.scene.dossier, quote, width, self.row_height, self._with_year, self.scene.needles
        )
        return [(mark_piece(self.glyphs, mark), *head[1:]), *words]

    def empty(self, scene: Scene, width: int) -> list[Line]:
        """Say which clauses leave nothing, and how to go on."""
        if not scene.dossier.quotes:
            return [EMPTY, *paragraph("This dossier has no quotes.", "quiet", width - 2, indent=" ")]
        lines = [EMPTY, *paragraph("No quotes pass all of this together:", "strong", width - 2, indent=" "), EMPTY]
        for clause, count in ways_out(scene.dossier, scene.place):
            without = f"{clause}   without it: {count} quote{'s' if count != 1 else ''}"
            lines += paragraph(without, "accent" if count else "quiet", width - 2, indent="   ")
        if scene.place.view.clauses:
            last = str(scene.place.view.clauses[-1])
            lines += [
                EMPTY,
                *paragraph(f"Backspace drops the last, {last}; Esc clears.", "quiet", width - 2, indent=" "),
            ]
        else:
            lines += [EMPTY, *paragraph("Esc goes back to all.", "quiet", width - 2, indent=" ")]
        return lines

    @cached_property
    def _with_year(self) -> bool:
        assert self.scene
        return spans_years(self.scene)
