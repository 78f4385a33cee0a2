"""The top of the screen: title and totals, and the chips of the filter."""

from __future__ import annotations

from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET
from peace_tui.query.view import Clause
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import Scene
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import Line, between, cut, flat, length

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


def chips(scene: Scene) -> list[tuple[Clause, bool]]:
    """Return the clauses in force, each with whether it is live: of the row under a cursor."""
    return [(clause, False) for clause in scene.place.view.clauses] + [(clause, True) for clause in scene.place.live()]


def chip_line(scene: Scene, width: int, glyphs: Glyphs, offer: str = "") -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips with what is left, and the columns of each chip that can be removed.

    Where there are none it says what can be done; first of all, to go back to the view `offer`.
    """
    shown, total = scene.shown_of("quotes")
    possibly = len(scene.panes.possible_matches.quotes)
    apart = f": {shown - possibly} inside, {possibly} possibly" if possibly else ""
    right: Line = ((f"{shown} of {total} quotes{apart} ", "accent" if shown < total else "quiet"),)
    clauses = chips(scene)
    if not clauses:
        room = width - length(right)
        hints = (*((hint.format(flat(offer)) for hint in OFFERS) if offer else ()), *HINTS)
        return between(((next((hint for hint in hints if cell_width(hint) < room), ""), "quiet"),), right, width), []
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
