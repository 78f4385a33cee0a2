"""SVG: the explorer's time chart or its matrix of who speaks to whom as a picture for a page or a slide.

It stands alone, is read in light and dark, and its words are text that can be selected. What is drawn where is worked
out by [charting][peace_tui.charts], as for the terminal; a cell there is a small rectangle here.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyroaring import BitMap

from peace_tui.exporters.provenance_note import Colophon
from peace_tui.exporters.svg_chart import chart_picture
from peace_tui.exporters.svg_matrix import matrix_picture
from peace_tui.exporters.xml_text import attribute, text
from peace_tui.query.selection import Selection
from peace_tui.text.plurals import counted

STYLE = """
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


def pieces(selection: Selection, colophon: Colophon, chart: str = "time", lanes: str = "auto") -> Iterator[str]:
    """Yield the document."""
    if chart == "matrix":
        width, height, drawn = matrix_picture(selection)
    else:
        width, height, drawn = chart_picture(selection, "" if lanes == "auto" else lanes)
    foot = list(colophon.lines())
    top, bottom = 44, 16 * len(foot) + 20
    whole = top + height + bottom
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}"'
    yield f' role="img" aria-labelledby="title desc"{_language(selection)}>\n'
    what = "who speaks to whom" if chart == "matrix" else "a chart of time"
    yield f'<title id="title">{text(colophon.title)}: {what}</title>\n<desc id="desc">{text("; ".join(foot))}</desc>\n'
    yield f"<style>{STYLE}</style>\n"
    yield f'<rect class="paper" width="{width}" height="{whole}"/>\n'
    yield f'<text class="title" x="16" y="28">{text(colophon.title)}</text>\n<g transform="translate(0 {top})">\n'
    yield from drawn
    yield "</g>\n"
    for number, line in enumerate(foot):
        yield f'<text class="quiet small" x="16" y="{top + height + 20 + 16 * number}">{text(line)}</text>\n'
    yield "</svg>\n"


def left_out(selection: Selection) -> list[str]:
    """Return what a chart of time has no place for, and what a matrix has none for."""
    places = BitMap(selection.dossier.event_index.position_of[event.id] for event in selection.events)
    undated = len(places & selection.dossier.event_index.undated)
    told = [f"{counted(undated, 'event')} without a date"] if undated else []
    return [*told, "the words of the quotes, which stand as their number"] if selection.quotes else told


def _language(selection: Selection) -> str:
    language = selection.dossier.info.language
    return f" xml:lang={attribute(language)}" if language else ""
