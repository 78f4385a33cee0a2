"""What is around the panes: title and totals, the strip of dates, the chips of the filter, and the last line."""

from __future__ import annotations

from collections.abc import Sequence

from peace_tui.charts.axis import Axis
from peace_tui.charts.density import THIN_SHARE, bar_eighths
from peace_tui.charts.viewport import spread_records, window_axis
from peace_tui.model.dossier import Dossier
from peace_tui.query.engine import find_losses
from peace_tui.query.facets import FACET
from peace_tui.query.view import Clause
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.frame import FrameData
from peace_tui.ui.keys import MAIN, Key
from peace_tui.ui.render.canvas import Canvas
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, justify, line_width, paragraph, single_line, truncate

HINTS = (
    " Everything is shown. / searches, Space pins a row, v opens the author's views.",
    " Everything is shown. / searches, v opens views.",
    " Everything is shown.",
)
"""What the line of chips says when there are none; the first that fits."""
OFFERS = (" Press B to resume: {}", " Press B to resume.")
"""What it says instead at the beginning, where a state was saved."""


def title_line(frame: FrameData, width: int) -> Line:
    """Return the dossier's title, and how much there is in it."""
    dossier = frame.dossier
    counts = [(len(dossier.events), "events"), (len(dossier.people), "people"), (len(dossier.quotes), "quotes")]
    counts.append((len(dossier.sources), "sources"))
    totals = "  ".join(f"{count} {what}" for count, what in counts if width >= 70 or what == "quotes")
    return justify(((" " + single_line(dossier.info.title), "strong"),), ((totals + " ", "quiet"),), width)


def chips(frame: FrameData) -> list[tuple[Clause, bool]]:
    """Return the clauses in force, each with whether it is live: of the row under a cursor."""
    return [(clause, False) for clause in frame.state.view.clauses] + [
        (clause, True) for clause in frame.state.live_clauses()
    ]


def chip_line(frame: FrameData, width: int, glyphs: Glyphs, offer: str = "") -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips with what is left, and the columns of each chip that can be removed.

    Where there are none it says what can be done; first of all, to go back to the view `offer`.
    """
    shown, total = frame.shown_and_total("quotes")
    possibly = len(frame.panes.possible_matches.quotes)
    apart = f" ({shown - possibly} certain, {possibly} possible)" if possibly else ""
    losses = find_losses(frame.dossier, [clause for clause, _ in chips(frame)])
    fall = f", {losses[0].counts_in_words().partition(', ')[2]}" if len(losses) == 1 else ""
    right: Line = ((f"{shown} of {total} quotes{apart}{fall} ", "accent" if shown < total else "quiet"),)
    clauses = chips(frame)
    if not clauses:
        room = width - line_width(right)
        hints = (*((hint.format(single_line(offer)) for hint in OFFERS) if offer else ()), *HINTS)
        return justify(((next((hint for hint in hints if cell_width(hint) < room), ""), "quiet"),), right, width), []
    line: Line = ((" ", ""),)
    regions: list[tuple[range, Clause]] = []
    opening, closing = glyphs.chip
    end = 1
    for clause, live in clauses:
        if end > width:  # more than is shown
            break
        label = f"{opening}{single_line(str(clause))}{closing}" if not live else f"‹{single_line(str(clause))}›"
        line = (*line, (label, "live" if live else "chip"), (" ", ""))
        start, end = end, end + cell_width(label) + 1
        if not live:
            regions.append((range(start, end - 1), clause))
    if losses:
        line = (*line, ("; ".join(single_line(loss.sources_in_words()) for loss in losses), "quiet"))
    return justify(truncate(line, width), right, width), regions


def loss_lines(frame: FrameData, width: int) -> list[Line]:
    """Return in full what falls with the sources that the view goes without."""
    losses = find_losses(frame.dossier, [clause for clause, _ in chips(frame)])
    return [line for loss in losses for line in (*paragraph(str(loss), "accent", width - 1, indent=" "), EMPTY)]


def clause_words(clause: Clause, dossier: Dossier) -> str:
    """Return a clause in words: "not said by Steve Witkoff"."""
    facet = FACET[clause.facet]
    names = [getattr(dossier.by_id.get(v), "name", None) if facet.names == "people" else None for v in clause.values]
    values = " or ".join(name or value for name, value in zip(names, clause.values, strict=True))
    return f"{'not ' if clause.negated else ''}{facet.words} {values}"


def strip_lines(frame: FrameData, width: int, rows: int, glyphs: Glyphs) -> list[Line]:
    """Return the labels of the axis and the strip, `rows` high. Heights grow with the root of the number."""
    room, options = width - 2, frame.state.options
    axis = window_axis(frame.dossier, options.axis, None, False, room)
    if axis is None:
        return [((" nothing here is dated", "quiet"),), *[EMPTY] * rows]
    canvas = Canvas(width, rows + 1)
    free = 0
    for cell, text in axis.ticks():
        canvas.put(1 + cell, 0, text, "quiet")
        free = 1 + cell + len(text)
    if free + len(options.axis) + 2 < width:
        canvas.put(width - len(options.axis) - 1, 0, options.axis, "quiet")
    shown, everything = _weights(frame, axis)
    most = max(*everything, 1.0)
    for cell, (here, behind) in enumerate(zip(shown, everything, strict=True)):
        heights = bar_eighths(here, most, rows), bar_eighths(behind, most, rows)
        _draw_column(canvas, 1 + cell, heights, 0 < here < THIN_SHARE, glyphs)
    return canvas.lines()


def _weights(frame: FrameData, axis: Axis) -> tuple[list[float], list[float]]:
    """Return the density on the axis of what passes the view, and of all."""
    passing = frame.panes.matches
    events, quotes = spread_records(frame.dossier, frame.state.options.axis, axis)
    chosen = events.density(passing.events - frame.panes.outside), quotes.density(passing.quotes)
    total = events.density(), quotes.density()
    return [a + b for a, b in zip(*chosen, strict=True)], [a + b for a, b in zip(*total, strict=True)]


def _draw_column(canvas: Canvas, x: int, heights: tuple[int, int], thin: bool, glyphs: Glyphs) -> None:
    """Draw a column: what passes, and all behind it, above it as far as a cell can show both."""
    for y in range(canvas.height - 1, 0, -1):
        here, behind = (min(max(height - 8 * (canvas.height - 1 - y), 0), 8) for height in heights)
        if here:
            above = "ghost+" if behind - here > (8 - here) / 2 else ""
            canvas.dot(x, y, glyphs.eighths[here - 1], "faint" if thin else above + "bar")
        elif behind:
            canvas.dot(x, y, glyphs.behind[behind - 1], "behind")


def footer_line(frame: FrameData, table: Sequence[Key], width: int) -> Line:
    """Return the keys that matter in the pane in focus, as many as fit; help and quit always."""
    drawn = frame.state.drawing()
    keys = [
        key
        for key in table
        if key.footer and MAIN in key.screens and frame.state.focus in key.panes and key.drawing in ("", drawn)
    ]
    keys.sort(key=lambda key: key.drawing != drawn)
    last = [key for key in keys if key.id in ("help", "quit")]
    kept = [key for key in keys if key not in last]
    while True:
        line: Line = ()
        for key in (*kept, *last):
            name, _, label = key.footer.partition(" ")
            line = (*line, ("   " if line else " ", ""), (name, "key"), (f" {label}", "quiet"))
        if line_width(line) <= width or not kept:
            return truncate(line, width)
        kept.pop()


def message_line(text: str, width: int) -> Line:
    """Return what the program says."""
    return truncate(((" " + single_line(text), "accent"),), width)
