"""The matrix of who speaks to whom as the elements of an SVG."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyroaring import BitMap

from peace_tui.charts.matrix import UNKNOWN, Matrix, matrix_of
from peace_tui.exporters.svg_chart import Drawn
from peace_tui.exporters.xml_text import text
from peace_tui.model.dossier import Dossier
from peace_tui.query.selection import Selection
from peace_tui.text.terminal_safe import clipped

SIZE: Final = 34
LETTER: Final = 7
"""About how wide a letter is, and some more."""
LONGEST: Final = 40
"""How many letters of a name are shown."""


def matrix_picture(selection: Selection) -> Drawn:
    """Return the matrix of a selection."""
    dossier = selection.dossier
    matrix = matrix_of(dossier, BitMap(dossier.quote_index.position_of[quote.id] for quote in selection.quotes))
    rows = [(None, "all speakers"), *((id, _name(dossier, id)) for id in matrix.speakers)]
    columns = [(None, "to all"), *((id, f"to {_name(dossier, id)}") for id in matrix.addressees)]
    left = max(len(name) for _, name in rows) * LETTER + 32
    above = max(len(name) for _, name in columns) * LETTER * 2 // 3 + 16
    drawn = [f'<g transform="translate({left} {above})">\n']
    for column, (id, name) in enumerate(columns):
        place = f"translate({column * SIZE + SIZE // 2 + 4} -8) rotate(-40)"
        drawn.append(f'<text class="{_weight(id)}" transform="{place}">{text(name)}</text>\n')
    for row, (id, name) in enumerate(rows):
        drawn.append(f'<text class="end {_weight(id)}" x="-8" y="{row * SIZE + SIZE // 2 + 4}">{text(name)}</text>\n')
    drawn += [*_cells(dossier, matrix), "</g>\n"]
    return left + len(columns) * SIZE + above + 16, above + len(rows) * SIZE, drawn


def _weight(id: str | None) -> str:
    return "quiet" if id is None else "head"


def _cells(dossier: Dossier, matrix: Matrix) -> Iterator[str]:
    most = max((matrix.count(*pair) for pair in matrix.edges), default=1)
    for row, speaker in enumerate([None, *matrix.speakers]):
        for column, to in enumerate([None, *matrix.addressees]):
            if count := matrix.count(speaker, to):
                x, y = column * SIZE, row * SIZE
                told = f"{_name(dossier, speaker)} → {_name(dossier, to)}: {count}"
                yield f"<g><title>{text(told)}</title>"
                if speaker is not None and to is not None:
                    yield f'<rect class="cell" x="{x + 1}" y="{y + 1}" width="{SIZE - 2}" height="{SIZE - 2}" rx="3" '
                    yield f'opacity="{0.12 + 0.58 * count / most:.2f}"/>'
                centre = x + SIZE // 2
                yield f'<text class="cell-text" x="{centre}" y="{y + SIZE // 2 + 4}">{count}</text></g>\n'


def _name(dossier: Dossier, id: str | None) -> str:
    if id is None:
        return "all"
    return "unknown" if id == UNKNOWN else clipped(" ".join(dossier.person_of[id].name.split()), LONGEST)
