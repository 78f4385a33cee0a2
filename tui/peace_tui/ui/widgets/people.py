"""People: who speaks, is spoken to and is spoken about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from functools import cached_property

from peace_tui.query.facets import PEOPLE
from peace_tui.ui.frame import Scene
from peace_tui.ui.render.lines import Line
from peace_tui.ui.render.picture import Picture
from peace_tui.ui.render.rows import RowKey, all_row, person_row
from peace_tui.ui.widgets.record_list import FlatList


class People(FlatList):
    """The people found, those who say and are named most first."""

    pane = PEOPLE
    name_of_pane = "People"

    def row_key(self, scene: Scene, row: int) -> Hashable:
        """Return the person's place, counts and mark, and the count of events."""
        if row == 0:
            return RowKey(-1, len(scene.panes.people_matches.quotes)), 0
        found = scene.panes.people[row - 1]
        mark = scene.mark(PEOPLE, scene.dossier.people_by_weight[found.position].id)
        return RowKey(found.position, found.quotes, found.quotes_total, mark), found.events

    def draw(self, key: Hashable, width: int) -> list[Line]:
        """Return the row of a person."""
        assert isinstance(key, tuple)
        assert self.scene
        row, events = key
        if row.place < 0:
            return [all_row("All people", row.passing, width)]
        person = self.scene.dossier.people_by_weight[row.place]
        side = self._sides.get(person.side, len(self.glyphs.sides) - 1)
        return [person_row(person, row, events, side, width, self._most, self.scene.needles, self.glyphs)]

    def picture(self, scene: Scene, width: int, height: int) -> Picture | None:
        """Return the matrix of who speaks to whom, where it is wanted."""
        if not scene.place.look.matrix:
            return None
        from peace_tui.ui.render.matrix import matrix_picture  # what the list does without

        return matrix_picture(scene, width, height, self.glyphs)

    @cached_property
    def _sides(self) -> dict[str | None, int]:
        assert self.scene
        return sides_of(self.scene, len(self.glyphs.sides))

    @cached_property
    def _most(self) -> int:
        assert self.scene
        return max(map(len, self.scene.dossier.quote_index.postings("person").values()), default=1)


def sides_of(scene: Scene, signs: int) -> dict[str | None, int]:
    """Return the number of the sign of each side, the side with most people first; the last serves for the rest."""
    weights = Counter(person.side for person in scene.dossier.people if person.side)
    return {side: min(place, signs - 1) for place, (side, _) in enumerate(weights.most_common())}
