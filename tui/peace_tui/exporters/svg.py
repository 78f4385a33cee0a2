"""SVG: the explorer's time chart or its matrix of who speaks to whom as a picture for a page or a slide.

The picture needs no other file, follows the reader's light or dark mode, and its words are text that can be selected.
What stands where is computed by [charts][peace_tui.charts], as for the terminal: a cell there is a small rectangle
here. Lengths are in pixels unless a name says cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Final

from pyroaring import BitMap

from peace_tui.charts.axis import Axis
from peace_tui.charts.matrix import UNKNOWN, Matrix, make_matrix
from peace_tui.charts.time_chart import (
    DOUBT,
    POINT,
    Band,
    EventMark,
    TimeChart,
    default_grouping,
    group_records,
    make_time_chart,
)
from peace_tui.charts.times import HAPPENED, find_record_times, spread_records, window_axis
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unnamed, find_unwritten
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Era
from peace_tui.query.discounts import find_discounted_sources
from peace_tui.query.selection import Selection
from peace_tui.text.html import xml_attribute, xml_text
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import truncate_text

STYLE: Final = """
  svg { --paper: #fcfbf8; --ink: #22262d; --quiet: #5f6670; --faint: #b9bdc4; --mark: #8a5200; --bar: #0b5cad;
    --era: #eceae3; font: 12px ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #12161d; --ink: #d9dee7; --quiet: #98a0ac; --faint: #4a525e; --mark: #e3b567; --bar: #6cb6ff;
      --era: #1f2733; } }
  .paper { fill: var(--paper); } text { fill: var(--ink); white-space: pre; } .quiet { fill: var(--quiet); }
  .head { font-weight: 600; } .title { font-size: 18px; font-weight: 600; } .small { font-size: 10px; }
  .era { fill: var(--era); } .axis, .tick { stroke: var(--faint); } .fold { stroke: var(--mark); }
  .point { fill: var(--mark); } .lasting { fill: var(--mark); opacity: .7; } .interval { fill: var(--quiet); }
  .doubt { stroke: var(--faint); stroke-width: 1.5; stroke-dasharray: 3 3; } .density, .cell { fill: var(--bar); }
  .on { paint-order: stroke; stroke: var(--paper); stroke-width: 5px; stroke-linejoin: round; }
  .cell-text { text-anchor: middle; } .end { text-anchor: end; }
"""
HEADER_HEIGHT: Final = 44
FOOTER_LINE_HEIGHT: Final = 16

AXIS_CELLS: Final = 150
"""How many cells the time axis has: about as many as the explorer's in a wide terminal."""
CELL_WIDTH: Final = 7
ROW_HEIGHT: Final = 18
LANE_NAME_WIDTH: Final = 150
CHART_WIDTH: Final = LANE_NAME_WIDTH + AXIS_CELLS * CELL_WIDTH + 40
MAX_LANE_ROWS: Final = 8
"""Of one lane; further events of a cell are counted."""
MAX_LANE_NAME_CHARS: Final = 19

SQUARE: Final = 34
"""The side of a square of the matrix."""
LETTER_WIDTH: Final = 7
"""Rather more than the width of an average letter, so that names fit without measuring a font."""
SMALL_LETTER_WIDTH: Final = 6
"""The same for the letters of the footer."""
MAX_NAME_CHARS: Final = 40

WRITTEN: Final = {
    "time": {"dossier": "title language", "events": "title date", "quotes": "event", "eras": "title date"},
    "matrix": {"dossier": "title language", "quotes": "who to", "people": "name"},
}
"""The keys of each kind of record that a picture shows."""
WRITTEN_IN_LANES: Final = {
    "type": {"events": "type"},
    "person": {"events": "involved.person", "quotes": "who to about", "people": "name"},
    "side": {"people": "side"},
    "source": {"events": "sources", "quotes": "versions.source", "sources": "container_title"},
    "tag": {"events": "tags", "quotes": "tags"},
}
"""The keys besides that say in which lane of the chart something is."""
SvgPicture = tuple[int, int, list[str]]
"""A picture's width, its height and its elements."""


def render(selection: Selection, note: ProvenanceNote, chart: str = "time", lanes: str = "auto") -> Iterator[str]:
    """Yield the document."""
    if chart == "matrix":
        width, height, elements = _draw_matrix(selection)
    else:
        width, height, elements = _draw_chart(selection, _grouping(selection, lanes))
    footer = [row for line in note.lines() for row in wrap(line, (width - 32) // SMALL_LETTER_WIDTH)]
    top = HEADER_HEIGHT
    full = top + height + FOOTER_LINE_HEIGHT * len(footer) + 20
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {full}" width="{width}" height="{full}"'
    yield f' role="img" aria-labelledby="title desc"{_language(selection)}>\n'
    what = "who speaks to whom" if chart == "matrix" else "a chart of time"
    title = xml_text(note.title)
    yield f'<title id="title">{title}: {what}</title>\n<desc id="desc">{xml_text("; ".join(note.lines()))}</desc>\n'
    yield f"<style>{STYLE}</style>\n"
    yield f'<rect class="paper" width="{width}" height="{full}"/>\n'
    yield f'<text class="title" x="16" y="28">{title}</text>\n<g transform="translate(0 {top})">\n'
    yield from elements
    yield "</g>\n"
    for number, line in enumerate(footer):
        y = top + height + 20 + FOOTER_LINE_HEIGHT * number
        yield f'<text class="quiet small" x="16" y="{y}">{xml_text(line)}</text>\n'
    yield "</svg>\n"


def find_omissions(selection: Selection, chart: str = "time", lanes: str = "auto") -> list[str]:
    """Return what the picture does not show."""
    if chart == "matrix":
        people = [id for quote in selection.quotes for id in (*quote.who, *quote.to)]
        return find_unnamed(selection, people=people) + find_unwritten(selection, WRITTEN["matrix"])
    by = _grouping(selection, lanes)
    written = dict(WRITTEN["time"])
    for kind, keys in WRITTEN_IN_LANES[by].items():
        written[kind] = f"{written.get(kind, '')} {keys}"
    return _undrawn(selection, by) + find_unwritten(selection, written)


def _grouping(selection: Selection, lanes: str) -> str:
    return default_grouping(selection.dossier) if lanes == "auto" else lanes


def _undrawn(selection: Selection, by: str) -> list[str]:
    """Return which events and eras the chart of time has no mark for."""
    undated = sum(event.date is None for event in selection.events)
    omitted = [f"{format_count(undated, 'event')} without a date"] if undated else []
    if made := _make_chart(selection, by):
        drawn = {mark.event for band in made.bands for mark in band.marks}
        crowded = len(selection.events) - undated - len(drawn)
        omitted += [f"{format_count(crowded, 'event')} counted where there is no room for a mark"] if crowded else []
        beyond = sum(not made.axis.shows(era.date) for era in selection.dossier.eras)
        omitted += [f"{format_count(beyond, 'era')} beyond the axis"] if beyond else []
    return omitted


def _language(selection: Selection) -> str:
    language = selection.dossier.info.language
    return f" xml:lang={xml_attribute(language)}" if language else ""


# --- The chart of time -----------------------------------------------------------------------------------------------


def _draw_chart(selection: Selection, by: str) -> SvgPicture:
    """Draw the chart of time, with lanes by one of `GROUPINGS`."""
    dossier, chart = selection.dossier, _make_chart(selection, by)
    if chart is None:
        return CHART_WIDTH, ROW_HEIGHT, ['<text class="quiet" x="16" y="14">Nothing here is dated.</text>\n']
    marks = find_discounted_sources(dossier, selection.view.clauses) if by == "source" else {}
    return _SvgDrawing(dossier, chart, marks).draw()


def _make_chart(selection: Selection, by: str) -> TimeChart | None:
    """Return what stands where; None where nothing is dated."""
    dossier = selection.dossier
    axis = window_axis(dossier, HAPPENED, None, True, AXIS_CELLS)
    if axis is None:
        return None
    events = BitMap(dossier.event_index.position_of[event.id] for event in selection.events)
    quotes = BitMap(dossier.quote_index.position_of[quote.id] for quote in selection.quotes)
    chosen = group_records(dossier, by)
    height = sum(min(len(lane.events & events), MAX_LANE_ROWS) + 1 for lane in chosen)
    _, said = spread_records(dossier, HAPPENED, axis)
    times = find_record_times(dossier, HAPPENED)
    return make_time_chart(dossier, axis, chosen, times.events, said, (events, quotes), height)


class _SvgDrawing:
    """A chart of time as elements; rows are counted from the top of the picture."""

    def __init__(self, dossier: Dossier, chart: TimeChart, marks: Mapping[str, str]) -> None:
        self.dossier, self.chart, self.axis, self.marks = dossier, chart, chart.axis, marks
        self.eras = [era for era in dossier.eras if chart.axis.shows(era.date)]

    def draw(self) -> SvgPicture:
        rows = max((band.top + band.height for band in self.chart.bands), default=0)
        top = 3 + bool(self.eras)
        height = (top + rows) * ROW_HEIGHT
        elements = [*self._axis(height), *(part for era in self.eras for part in self._era(era))]
        for band in self.chart.bands:
            elements += self._band(band, top + band.top)
        return CHART_WIDTH, height, elements

    def _axis(self, height: int) -> Iterator[str]:
        axis: Axis = self.axis
        for cell, label in axis.ticks():
            yield f'<text class="quiet" x="{_x(cell)}" y="{ROW_HEIGHT - 5}">{xml_text(label)}</text>\n'
            yield f'<path class="tick" d="M{_x(cell)} {ROW_HEIGHT}V{height}" stroke-opacity=".5"/>\n'
        for part in axis.parts:
            yield f'<path class="axis" d="M{_x(part.first)} {ROW_HEIGHT + 4}H{_x(part.first + part.cells)}"/>\n'
        for cells in axis.fold_cells:
            for x in (_x(cells.start) + 2, _x(cells.start) + 7):
                yield f'<path class="fold" d="M{x} {ROW_HEIGHT + 9}l5 -10"/>\n'

    def _era(self, era: Era) -> Iterator[str]:
        cells = self.axis.cells(era.date)
        left, right = _x(cells.start), _x(cells.stop)
        yield f"<g><title>{xml_text(f'{era.title}, {era.date.words()}')}</title>"
        yield f'<rect class="era" x="{left}" y="{ROW_HEIGHT * 2 - 4}" width="{right - left - 1}" '
        yield f'height="{ROW_HEIGHT}"/>'
        if len(cells) >= 4:
            title = xml_text(truncate_text(era.title, len(cells)))
            yield f'<text class="small quiet" x="{left + 4}" y="{ROW_HEIGHT * 2 + 9}">{title}</text>'
        yield "</g>\n"

    def _band(self, band: Band, row: int) -> Iterator[str]:
        count = sum(1 + mark.more for mark in band.marks)
        y = row * ROW_HEIGHT
        fault = self.marks.get(band.group.key or "")
        name = xml_text(truncate_text(f"✗ {band.group.name}" if fault else band.group.name, MAX_LANE_NAME_CHARS))
        why = f"<title>{xml_text(f'{band.group.name}: {fault}')}</title>" if fault else ""
        yield f'<text class="{"quiet" if fault else "head"}" x="16" y="{y + 13}">{why}{name}</text>\n'
        yield f'<text class="quiet end" x="{LANE_NAME_WIDTH - 8}" y="{y + 13}">{count}</text>\n'
        for mark in sorted(band.marks, key=lambda mark: mark.kind == POINT):
            yield from self._mark(mark, y + mark.row * ROW_HEIGHT)
        maximum = max(band.density, default=0)
        for cell, weight in enumerate(band.density):
            if weight:
                height = max((weight / max(maximum, 1)) ** 0.5 * (ROW_HEIGHT - 4), 1)
                bottom = y + (band.rows + 1) * ROW_HEIGHT - 2
                yield f'<rect class="density" x="{_x(cell)}" y="{bottom - height:.1f}" width="{CELL_WIDTH}" '
                yield f'height="{height:.1f}"/>\n'

    def _mark(self, mark: EventMark, y: int) -> Iterator[str]:
        event = self.dossier.event_index.records[mark.event]
        when = event.date.words() if event.date else "undated"
        yield f"<g><title>{xml_text(f'{when}: {event.title}')}</title>"
        left, right, middle = _x(mark.cells.start), _x(mark.cells.stop), y + ROW_HEIGHT // 2
        if mark.kind == DOUBT:
            yield f'<path class="doubt" d="M{left} {middle}H{right}"/>'
        elif mark.kind != POINT:
            yield f'<rect class="{mark.kind}" x="{left}" y="{middle - 1}" width="{right - left}" height="2"/>'
        yield f'<circle class="point" cx="{_x(mark.head) + CELL_WIDTH / 2}" cy="{middle}" r="3.5"/>'
        if mark.more:
            x = _x(mark.head) + CELL_WIDTH + 2
            yield f'<text class="small quiet" x="{x}" y="{middle + 4}">+{mark.more}</text>'
        elif mark.title:
            title = xml_text(truncate_text(event.title, len(mark.title)))
            yield f'<text class="on" x="{_x(mark.title.start)}" y="{middle + 4}">{title}</text>'
        yield "</g>\n"


def _x(cell: int) -> int:
    return LANE_NAME_WIDTH + cell * CELL_WIDTH


# --- The matrix ------------------------------------------------------------------------------------------------------


def _draw_matrix(selection: Selection) -> SvgPicture:
    """Draw who speaks to whom: a row for each speaker, a column for each addressee."""
    dossier = selection.dossier
    matrix = make_matrix(dossier, BitMap(dossier.quote_index.position_of[quote.id] for quote in selection.quotes))
    rows = [(None, "all speakers"), *((id, _name(dossier, id)) for id in matrix.speakers)]
    columns = [(None, "to all"), *((id, f"to {_name(dossier, id)}") for id in matrix.addressees)]
    left = max(len(name) for _, name in rows) * LETTER_WIDTH + 32
    top = max(len(name) for _, name in columns) * LETTER_WIDTH * 2 // 3 + 16
    middle = SQUARE // 2 + 4
    elements = [f'<g transform="translate({left} {top})">\n']
    for column, (id, name) in enumerate(columns):
        turned = f"translate({column * SQUARE + middle} -8) rotate(-40)"
        elements.append(f'<text class="{_weight(id)}" transform="{turned}">{xml_text(name)}</text>\n')
    for row, (id, name) in enumerate(rows):
        elements.append(f'<text class="end {_weight(id)}" x="-8" y="{row * SQUARE + middle}">{xml_text(name)}</text>\n')
    elements += [*_squares(dossier, matrix), "</g>\n"]
    return left + len(columns) * SQUARE + top + 16, top + len(rows) * SQUARE, elements


def _weight(id: str | None) -> str:
    return "quiet" if id is None else "head"


def _squares(dossier: Dossier, matrix: Matrix) -> Iterator[str]:
    maximum = max((matrix.count(*pair) for pair in matrix.edges), default=1)
    for row, speaker in enumerate([None, *matrix.speakers]):
        for column, to in enumerate([None, *matrix.addressees]):
            if count := matrix.count(speaker, to):
                x, y = column * SQUARE, row * SQUARE
                title = f"{_name(dossier, speaker)} → {_name(dossier, to)}: {count}"
                yield f"<g><title>{xml_text(title)}</title>"
                if speaker is not None and to is not None:
                    yield f'<rect class="cell" x="{x + 1}" y="{y + 1}" width="{SQUARE - 2}" height="{SQUARE - 2}" '
                    yield f'rx="3" opacity="{0.12 + 0.58 * count / maximum:.2f}"/>'
                yield f'<text class="cell-text" x="{x + SQUARE // 2}" y="{y + SQUARE // 2 + 4}">{count}</text></g>\n'


def _name(dossier: Dossier, id: str | None) -> str:
    if id is None:
        return "all"
    return "unknown" if id == UNKNOWN else truncate_text(" ".join(dossier.person_of[id].name.split()), MAX_NAME_CHARS)
