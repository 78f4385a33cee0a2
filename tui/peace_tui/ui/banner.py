"""The top of the screen: title and totals, the date axis with its density strip, the chips of the filter."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len

from peace_tui.axis import Axis, axis_of, density
from peace_tui.dossier import Dossier
from peace_tui.facets import FACET
from peace_tui.ui.glyphs import Glyphs
from peace_tui.ui.lines import EMPTY, Line, between, cut, flat, length
from peace_tui.ui.scene import Scene
from peace_tui.views import Clause

HINTS = (
    " Everything is shown. / searches, Space pins a row, v opens the author's views.",
    " Everything is shown. / searches, v opens views.",
    " Everything is shown.",
)
"""What the line of chips says when there are none; the first that fits."""
OFFERS = (" B goes back to where you left: {}", " B goes back to where you left.")
"""What it says instead at the beginning, where a place is remembered."""


def title_line(scene: Scene, width: int) -> Line:
    """Return the dossier's title, and how much there is in it."""
    dossier = scene.dossier
    counts = [(len(dossier.events), "events"), (len(dossier.people), "people"), (len(dossier.quotes), "quotes")]
    counts.append((len(dossier.sources), "sources"))
    totals = "  ".join(f"{count} {what}" for count, what in counts if width >= 70 or what == "quotes")
    return between(((" " + flat(dossier.info.title), "strong"),), ((totals + " ", "quiet"),), width)


def axis_lines(scene: Scene, width: int, glyphs: Glyphs) -> list[Line]:
    """Return the tick labels and the strip: blocks where shown records lie, dots where others do."""
    room = width - 2
    drawn = _axis(scene.dossier, room)
    if drawn is None:
        return [((" nothing here is dated", "quiet"),), EMPTY]
    axis, everything = drawn
    labels, at = "", 0
    for cell, label in axis.ticks():
        labels += " " * (cell - at) + label
        at = cell + len(label)
    shown = _density(scene, axis)
    most = max(*everything, 1.0)
    pieces: list[tuple[str, str]] = [(" ", "")]
    for here, all_here in zip(shown, everything, strict=True):
        piece = _cell(here, all_here, most, glyphs)
        if pieces[-1][1] == piece[1]:
            pieces[-1] = (pieces[-1][0] + piece[0], piece[1])
        else:
            pieces.append(piece)
    return [((" " + labels, "quiet"),), tuple(pieces)]


def _cell(here: float, all_here: float, most: float, glyphs: Glyphs) -> tuple[str, str]:
    """Return a cell of the strip. Heights grow with the root of the number; what is spread thin is drawn thin."""
    if 0 < here < 0.1:
        return glyphs.eighths[0], "faint"
    if here > 0:
        return glyphs.eighths[min(int((here / most) ** 0.5 * 8), 7)], "bar"
    return (glyphs.outside, "faint") if all_here > 0 else (" ", "")


@lru_cache(maxsize=4)
def _axis(dossier: Dossier, width: int) -> tuple[Axis, list[float]] | None:
    axis = axis_of(dossier, width)
    if axis is None:
        return None
    events, quotes = density(axis, dossier.timeline.dates), density(axis, dossier.sayings.dates)
    return axis, [a + b for a, b in zip(events, quotes, strict=True)]


def _density(scene: Scene, axis: Axis) -> list[float]:
    """Return how densely what passes the whole view lies on the axis."""
    passing, dossier = scene.panes.passing, scene.dossier
    events = density(axis, dossier.timeline.dates, passing.events - scene.panes.outside)
    quotes = density(axis, dossier.sayings.dates, passing.quotes)
    return [a + b for a, b in zip(events, quotes, strict=True)]


def chips(scene: Scene) -> list[tuple[Clause, bool]]:
    """Return the clauses in force, each with whether it is live: of the row under a cursor."""
    return [(clause, False) for clause in scene.place.view.clauses] + [(clause, True) for clause in scene.place.live()]


def chip_line(scene: Scene, width: int, glyphs: Glyphs, offer: str = "") -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips with what is left, and the columns of each chip that can be removed.

    Where there are none it says what can be done; first of all, to go back to the view `offer`.
    """
    shown, total = scene.shown_of("quotes")
    right: Line = ((f"{shown} of {total} quotes ", "accent" if shown < total else "quiet"),)
    clauses = chips(scene)
    if not clauses:
        room = width - length(right)
        hints = (*((hint.format(flat(offer)) for hint in OFFERS) if offer else ()), *HINTS)
        return between(((next((hint for hint in hints if cell_len(hint) < room), ""), "quiet"),), right, width), []
    line: Line = ((" ", ""),)
    spots: list[tuple[range, Clause]] = []
    opening, closing = glyphs.chip
    for clause, live in clauses:
        start = length(line)
        label = f"{opening}{flat(str(clause))}{closing}" if not live else f"‹{flat(str(clause))}›"
        line = (*line, (label, "live" if live else "chip"), (" ", ""))
        if not live:
            spots.append((range(start, length(line) - 1), clause))
    return between(cut(line, width), right, width), spots


def clause_words(clause: Clause, dossier: Dossier) -> str:
    """Return a clause in words: "not said by Steve Witkoff"."""
    facet = FACET[clause.facet]
    names = [getattr(dossier.by_id.get(v), "name", None) if facet.names == "people" else None for v in clause.values]
    values = " or ".join(name or value for name, value in zip(names, clause.values, strict=True))
    return f"{'not ' if clause.negated else ''}{facet.words} {values}"
