"""What the first screen must show whole, measured on the bundled dossier."""

from __future__ import annotations

import pytest

from peace_tui.edtf.formatting import format_under_heading
from peace_tui.loading.files import load
from peace_tui.query.facets import TIMELINE
from peace_tui.session.layout import compute_layout
from peace_tui.session.state import ViewState
from peace_tui.ui.render.glyphs import UNICODE
from peace_tui.ui.render.rows import RowKey, event_columns, event_row
from peace_tui.ui.widgets.record_list import EDGES

SIZES = [(80, 24), (120, 36), (200, 50)]


def rows_of_events(size: tuple[int, int], *, is_cursor: bool = False) -> list[str]:
    """What the Timeline in focus says of each event, its lines in one."""
    dossier = load()
    width = compute_layout(ViewState(), *size).panes[TIMELINE].width - EDGES - 1
    columns = event_columns(dossier, True)
    found = []
    for position, event in enumerate(dossier.event_index.records):
        lines = event_row(event, RowKey(position, 3, 3), width, columns, (), UNICODE, is_cursor)
        found.append("\n".join("".join(text for text, _ in line) for line in lines))
    return found


@pytest.mark.parametrize(("size", "most"), [((80, 24), 0), ((120, 36), 10), ((200, 50), 0)])
def test_titles_are_whole(size: tuple[int, int], most: int) -> None:
    assert len([row for row in rows_of_events(size) if "…" in row]) <= most


@pytest.mark.parametrize("size", [(44, 12), (60, 20), *SIZES])
def test_the_title_under_the_cursor_is_whole_at_any_size(size: tuple[int, int]) -> None:
    for event, row in zip(load().event_index.records, rows_of_events(size, is_cursor=True), strict=True):
        first, *more = row.split("\n")
        assert event.title in " ".join([first.rstrip(" 3"), *map(str.strip, more)])


@pytest.mark.parametrize("size", [(44, 12), (60, 20), *SIZES])
def test_dates_are_whole(size: tuple[int, int]) -> None:
    dossier = load()
    columns = event_columns(dossier, True)
    for event, row in zip(dossier.event_index.records, rows_of_events(size), strict=True):
        assert event.date is None or format_under_heading(event.date.text, columns.unit) in row
