"""The time chart as the elements of an SVG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.charts.record_times import HAPPENED
from peace_tui.charts.time_chart import DOUBT, POINT, Band, Chart, Mark, chart_of, lanes, telling
from peace_tui.charts.viewport import axis_in, laid, occasions_of
from peace_tui.exporters.xml_text import text
from peace_tui.model.records import Era
from peace_tui.query.selection import Selection
from peace_tui.text.terminal_safe import clipped

CELLS: Final = 150
"""How many cells the axis has; the explorer's at a wide terminal."""
CELL: Final = 7
ROW: Final = 18
LEFT: Final = 150
WIDTH: Final = LEFT + CELLS * CELL + 40
MOST_ROWS: Final = 8
"""Of one lane; further events of a cell are counted."""

Drawn = tuple[int, int, list[str]]
"""The width and the height of a picture, and its elements."""


def chart_picture(selection: Selection, by: str) -> Drawn:
    """Return the chart of a selection, with lanes by one of `LANES`, or by what tells most."""
    dossier = selection.dossier
    axis = axis_in(dossier, HAPPENED, None, True, CELLS)
    if axis is None:
        return WIDTH, ROW, ['<text class="quiet" x="16" y="14">Nothing here is dated.</text>\n']
    events = BitMap(dossier.event_index.position_of[event.id] for event in selection.events)
    quotes = BitMap(dossier.quote_index.position_of[quote.id] for quote in selection.quotes)
    chosen = lanes(dossier, by or telling(dossier))
    height = sum(min(len(lane.events & events), MOST_ROWS) + 1 for lane in chosen)
    _, said = laid(dossier, HAPPENED, axis)
    chart = chart_of(dossier, axis, chosen, occasions_of(dossier, HAPPENED).events, said, (events, quotes), height)
    return _Picture(selection, chart).drawn()


class _Picture:
    """One chart being written."""

    def __init__(self, selection: Selection, chart: Chart) -> None:
        self.selection, self.chart, self.axis = selection, chart, chart.axis
        self.eras = [era for era in selection.dossier.eras if chart.axis.shows(era.date)]

    def drawn(self) -> Drawn:
        rows = max((band.top + band.height for band in self.chart.bands), default=0)
        top = 3 + bool(self.eras)
        elements = [*_ticks(self.axis, (top + rows) * ROW), *self._eras()]
        for band in self.chart.bands:
            elements += self._band(band, top + band.top)
        return WIDTH, (top + rows) * ROW, elements

    def _eras(self) -> Iterator[str]:
        for era in self.eras:
            yield from _era(era, self.axis)

    def _band(self, band: Band, row: int) -> Iterator[str]:
        count = sum(1 + mark.more for mark in band.marks)
        y = row * ROW
        yield f'<text class="head" x="16" y="{y + 13}">{text(clipped(band.lane.name, 19))}</text>\n'
        yield f'<text class="quiet end" x="{LEFT - 8}" y="{y + 13}">{count}</text>\n'
        for mark in sorted(band.marks, key=lambda mark: mark.kind == POINT):
            yield from self._mark(mark, y + mark.row * ROW)
        most = max(band.density, default=0)
        for cell, weight in enumerate(band.density):
            if weight:
                height = max((weight / max(most, 1)) ** 0.5 * (ROW - 4), 1)
                bottom = y + (band.rows + 1) * ROW - 2
                yield f'<rect class="density" x="{_x(cell)}" y="{bottom - height:.1f}" width="{CELL}" '
                yield f'height="{height:.1f}"/>\n'

    def _mark(self, mark: Mark, y: int) -> Iterator[str]:
        event = self.selection.dossier.event_index.records[mark.event]
        when = event.date.words() if event.date else "undated"
        yield f"<g><title>{text(f'{when}: {event.title}')}</title>"
        left, right, middle = _x(mark.cells.start), _x(mark.cells.stop), y + ROW // 2
        if mark.kind == DOUBT:
            yield f'<path class="doubt" d="M{left} {middle}H{right}"/>'
        elif mark.kind != POINT:
            yield f'<rect class="{mark.kind}" x="{left}" y="{middle - 1}" width="{right - left}" height="2"/>'
        yield f'<circle class="point" cx="{_x(mark.head) + CELL / 2}" cy="{middle}" r="3.5"/>'
        if mark.more:
            yield f'<text class="small quiet" x="{_x(mark.head) + CELL + 2}" y="{middle + 4}">+{mark.more}</text>'
        elif mark.title:
            title = text(clipped(event.title, len(mark.title)))
            yield f'<text class="on" x="{_x(mark.title.start)}" y="{middle + 4}">{title}</text>'
        yield "</g>\n"


def _ticks(axis: Axis, height: int) -> Iterator[str]:
    for cell, label in axis.ticks():
        yield f'<text class="quiet" x="{_x(cell)}" y="{ROW - 5}">{text(label)}</text>\n'
        yield f'<path class="tick" d="M{_x(cell)} {ROW}V{height}" stroke-opacity=".5"/>\n'
    for part in axis.stretches:
        yield f'<path class="axis" d="M{_x(part.first)} {ROW + 4}H{_x(part.first + part.cells)}"/>\n'
    for cells in axis.breaks:
        for x in (_x(cells.start) + 2, _x(cells.start) + 7):
            yield f'<path class="fold" d="M{x} {ROW + 9}l5 -10"/>\n'


def _era(era: Era, axis: Axis) -> Iterator[str]:
    cells = axis.cells(era.date)
    left, right = _x(cells.start), _x(cells.stop)
    yield f"<g><title>{text(f'{era.title}, {era.date.words()}')}</title>"
    yield f'<rect class="era" x="{left}" y="{ROW * 2 - 4}" width="{right - left - 1}" height="{ROW}"/>'
    if len(cells) >= 4:
        title = text(clipped(era.title, len(cells)))
        yield f'<text class="small quiet" x="{left + 4}" y="{ROW * 2 + 9}">{title}</text>'
    yield "</g>\n"


def _x(cell: int) -> int:
    return LEFT + cell * CELL
