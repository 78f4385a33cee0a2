"""What is around the panes: title and totals, the strip of dates, the chips of the filter, and the last line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from peace_tui.charts.axis import THIN_SHARE, Axis, bar_eighths
from peace_tui.charts.brush import find_brush
from peace_tui.charts.viewport import spread_records, window_axis
from peace_tui.edtf.formatting import format_date, is_readable
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, GuidedView, Person, Quote, Source
from peace_tui.query.engine import find_losses
from peace_tui.query.facets import FACET, FREE, PEOPLE, QUOTES, TIMELINE, Facet, ViewError
from peace_tui.query.view import Clause, parse_view
from peace_tui.session.layout import READER
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.frame import FrameData, count_without
from peace_tui.ui.keys import MAIN, Key
from peace_tui.ui.render.canvas import Canvas
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, justify, line_width, paragraph, single_line, truncate
from peace_tui.ui.render.rows import heading_unit, mark_run, names_line

HINTS: Final = (
    " No filter. Press ↓ to explore, / to search, v for a guided tour.",
    " No filter. ↓ explores, / searches, v starts the tour.",
    " No filter. ↓ explores, / searches",
    " No filter",
)
"""What the line of chips says when there are none; the first that fits."""
HINTS_WITHOUT_TOUR: Final = (" No filter. Press ↓ to explore, / to search.", *HINTS[2:])
OFFERS: Final = (" Press B to resume: {}", " Press B to resume.")
"""What it says instead at the beginning, where a state was saved."""
FOLLOWS: Final = "(follows the cursor; Space keeps it)"
KEPT: Final = "(kept: moving now only browses; Esc releases)"
MAX_CHIP_CELLS, SHORT_CHIP_CELLS = 60, 28
"""How long the words of a chip are at most, alone and among others."""
MIN_STRIP_CELLS: Final = 16
PART_WORDS: Final = {"person": "in any part", "who": "who speaks", "to": "who is told"}
"""What the rows of People ask for."""


# --- Frames -----------------------------------------------------------------------------------------------------------


def frame_edge(
    glyphs: Glyphs,
    width: int,
    is_focused: bool,
    *,
    name: str = "",
    note: str = "",
    position: str = "",
    is_upper: bool = True,
) -> Line:
    """Return the upper edge of a pane's frame, with its name and what it is about; or the lower with the position."""
    style = "frame-focus" if is_focused else "frame"
    left, right = glyphs.corners[0 if is_upper else 1]
    room = max(width - 6, 0)
    name = truncate_text(f"{single_line(name)} ", room - 1) if name and room > 4 else ""
    sign = (glyphs.cursor if is_focused else " ") if name else ""
    rest = room - cell_width(sign + name)
    text = note or position
    text = f" {truncate_text(single_line(text), rest - 4)} " if text and rest >= 8 else ""
    line = glyphs.rule * max(width - 4 - cell_width(sign + name) - cell_width(text), 0)
    return (
        (left + glyphs.rule, style),
        (sign, style),
        (name, "title-focus" if is_focused else "title"),
        (line, style),
        (text, "quiet"),
        (glyphs.rule + right, style),
    )


def pane_note(frame: FrameData, pane: str) -> str:
    """Return what a pane is about: how much of all it shows, and in what order or for what."""
    shown, total = frame.shown_and_total(pane)
    count = f"{shown} of {total}" if shown < total else ""
    if pane == PEOPLE:
        part = "" if frame.state.options.matrix or not frame.dossier.quotes else PART_WORDS[frame.state.part]
        return " · ".join(filter(None, (count, part)))
    if pane == QUOTES:
        event = frame.state.timeline
        about = " in this event" if event and not frame.state.has_pins(TIMELINE) and shown < total else ""
        return f"{format_count(shown, 'quote')}{about}" if about else count
    if frame.state.options.chart:
        from peace_tui.ui.render.time_chart import chart_note  # which the list does without

        return chart_note(frame.dossier, frame.state.options)
    unit = heading_unit(frame.dossier)
    return count or (f"by {unit}" if unit and total else "")


def people_summary(frame: FrameData, width: int, glyphs: Glyphs) -> Line:
    """Return in a line who speaks and who is told and named, for a pane without room for rows."""
    dossier, passing = frame.dossier, frame.panes.people_matches.quotes
    line: Line = EMPTY
    people = frame.panes.people
    for number, found in enumerate(people):
        id = dossier.people_by_weight[found.position].id
        counts = [
            (len(dossier.quote_index.with_value(attribute, id) & passing), word)
            for attribute, word in (("who", "said"), ("to", "told"), ("about", "named"))
        ]
        in_events = f"in {format_count(found.events, 'event')}"
        words = next((f"{count} {word}" for count, word in counts if count), in_events)
        mark = mark_run(glyphs, frame.row_mark(PEOPLE, id))
        entry: Line = (
            *((mark,) if mark[0] != " " else ()),
            *names_line(dossier, (id,), True, (), glyphs),
            (f" {words}", "quiet"),
        )
        separator: Line = ((" · ", "faint"),) if number else EMPTY
        more: Line = ((f" · +{len(people) - number}", "quiet"),)
        if line_width(line) + line_width(separator) + line_width(entry) + line_width(more) > width:
            return truncate((*line, *more), width)
        line = (*line, *separator, *entry)
    return line


def reader_hint(frame: FrameData, record: Event | Person | Quote | None, width: int) -> str:
    """Return the keys that act on what the reader pane shows."""
    if record is None:
        return ""
    keys = ["Enter open"]
    if isinstance(record, Quote):
        keys = [*(["d compare"] if len(record.versions) > 1 else []), "y cite", "c conversation"]
        if frame.state.focus not in (QUOTES, READER):
            number, total = frame.cursor_row(QUOTES) + 1, len(frame.panes.matches.quotes)
            keys = [f"{number} of {format_count(total, 'quote')}", *(keys if width > 90 else [])]
    elif isinstance(record, Event) and frame.dossier.quote_index.with_value("event", record.id):
        keys = ["Enter open", "c conversation"]
    return " · ".join(keys)


def nothing_lines(frame: FrameData, width: int) -> list[Line]:
    """Say why no quotes are shown, and how to go on."""
    dossier, state = frame.dossier, frame.state
    if not dossier.quotes:
        return [EMPTY, *paragraph("This dossier has no quotes.", "quiet", width - 2, indent=" ")]
    event = dossier.by_id.get(state.timeline or "")
    if isinstance(event, Event) and not dossier.quote_index.with_value("event", event.id):
        outlets = list(dict.fromkeys(dossier.source_of[id].label for id in event.sources))
        reported = f" Reported by {', '.join(map(single_line, outlets))}." if outlets else ""
        lines = paragraph(f"No words are quoted for this event.{reported}", "text", width - 2, indent=" ")
        return [EMPTY, *lines, EMPTY, *paragraph("Enter opens the event.", "quiet", width - 2, indent=" ")]
    lines = [EMPTY, *paragraph("No quotes match these filters.", "strong", width - 2, indent=" "), EMPTY]
    for clause, count in count_without(dossier, state):
        without = f"Remove “{clause_words(clause, dossier)}”: {format_count(count, 'quote')}"
        lines += paragraph(without, "text" if count else "quiet", width - 2, indent="   ")
    if any(clause.facet == "asof" and not clause.negated for clause in state.view.clauses):
        lines += [EMPTY, *paragraph(_earliest_in_print(dossier), "text", width - 2, indent=" ")]
    clauses = state.view.clauses
    hint = "Esc shows all."
    if clauses:
        hint = f"Backspace removes “{clause_words(clauses[-1], dossier)}”. Esc clears all filters."
    return [*lines, EMPTY, *paragraph(hint, "quiet", width - 2, indent=" ")]


def _earliest_in_print(dossier: Dossier) -> str:
    """Return which source was out first, for a view of what was in print by a day."""
    dated = [source for source in dossier.sources if source.issued and source.issued.earliest is not None]
    if not dated:
        return "No source of this dossier says when it was published."
    first = min(dated, key=lambda source: source.issued.sort_key if source.issued else ())
    when = first.issued.words() if first.issued else ""
    return f"The earliest source is {single_line(first.label)}, {when}."


# --- The head of the screen -------------------------------------------------------------------------------------------


def banner_lines(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return the dossier's title with what there is in it, and the strip of dates; perhaps all in one line."""
    if height > 1:
        return [title_line(frame, width), *strip_lines(frame, width, height - 2, glyphs)]
    place, totals = _place_strip(frame, width, height), _short_totals(frame)
    if not place:
        return [title_line(frame, width)]
    title, strip = single_line(frame.dossier.info.title), strip_lines(frame, len(place) + 2, 1, glyphs)[-1]
    rest = width - place.start - line_width(strip) - cell_width(totals)
    return [((f" {title} ", "strong"), *strip, (" " * rest, ""), (totals, "quiet"))]


def _short_totals(frame: FrameData) -> str:
    events, quotes = len(frame.dossier.events), len(frame.dossier.quotes)
    more = f" · {format_count(quotes, 'quote')}" if quotes else ""
    return f"{format_count(events, 'event')}{more} "


def _place_strip(frame: FrameData, width: int, height: int) -> range:
    """Return the columns of the strip of dates, in a banner of this height; none where it has no room."""
    if height > 1:
        return range(1, width - 1)
    before = cell_width(single_line(frame.dossier.info.title)) + 2
    room = width - before - cell_width(_short_totals(frame)) - 3
    is_hidden = room < MIN_STRIP_CELLS or frame.state.options.chart
    return range(0) if is_hidden else range(before + 1, before + room - 1)


def find_strip(frame: FrameData, width: int, height: int) -> tuple[int, Axis] | None:
    """Return the first column of the strip of dates, and its axis; None where there is none."""
    place = _place_strip(frame, width, height)
    axis = window_axis(frame.dossier, frame.state.options.axis, None, False, len(place))
    return (place.start, axis) if axis else None


def title_line(frame: FrameData, width: int) -> Line:
    """Return the dossier's title with its time, and how much there is in it."""
    dossier = frame.dossier
    counts = [(len(dossier.events), "event"), (len(dossier.people), "person"), (len(dossier.quotes), "quote")]
    counts.append((len(dossier.sources), "source"))
    words = [format_count(count, what, "people" if what == "person" else "") for count, what in counts if count]
    totals = " · ".join(words) + " " if width >= 90 else _short_totals(frame)
    return justify(((" " + single_line(dossier.info.title), "strong"),), ((totals, "quiet"),), width)


def chips(frame: FrameData) -> list[tuple[Clause, bool]]:
    """Return the clauses in force, each with whether it is live: of the row under a cursor."""
    return [(clause, False) for clause in frame.state.view.clauses] + [
        (clause, True) for clause in frame.state.live_clauses()
    ]


def tour_step(frame: FrameData) -> GuidedView | None:
    """Return the step of the tour that is shown; None where the reader has changed the filter since."""
    step, views = frame.state.step, frame.dossier.views
    if step is None or step >= len(views):
        return None
    try:
        wanted = parse_view(views[step].view, frame.dossier)
    except ViewError:
        return None
    return views[step] if wanted.clauses == frame.state.view.clauses else None


def chip_line(frame: FrameData, width: int, glyphs: Glyphs, offer: str = "") -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips with what is left, and the columns of each chip, which can be clicked.

    Where there are none it says what can be done; first of all, to go back to the view `offer`. On a tour it says
    which step of it is shown.
    """
    right = _what_passes(frame)
    if step := tour_step(frame):
        return _tour_line(frame, step, width, right, glyphs), []
    clauses = chips(frame)
    if not clauses:
        room = width - line_width(right)
        hints = HINTS if frame.dossier.views else HINTS_WITHOUT_TOUR
        hints = (*((hint.format(single_line(offer)) for hint in OFFERS) if offer else ()), *hints)
        return justify(((next((hint for hint in hints if cell_width(hint) < room), ""), "quiet"),), right, width), []
    line: Line = ((" Filter: ", "quiet"),) if width >= 60 else ((" ", ""),)
    regions: list[tuple[range, Clause]] = []
    end = line_width(line)
    longest = MAX_CHIP_CELLS if len(clauses) == 1 else SHORT_CHIP_CELLS
    for clause, live in clauses:
        if end > width:  # more than is shown
            break
        words = truncate_text(single_line(clause_words(clause, frame.dossier)), min(longest, max(width // 2, 8)))
        opening, closing = ("‹", "›") if live else glyphs.chip
        label = f"{opening}{words}{closing}" if live else f"{opening}{words} {glyphs.drop}{closing}"
        line = (*line, (label, "live" if live else "chip"), (" ", ""))
        start, end = end, end + cell_width(label) + 1
        regions.append((range(start, end - 1), clause))
    hint = _chip_hint(frame)
    if losses := find_losses(frame.dossier, [clause for clause, _ in clauses]):
        hint = "; ".join(single_line(loss.sources_in_words()) for loss in losses)
    if hint and (losses or end + cell_width(hint) + line_width(right) + 2 <= width):
        line = (*line, (" " + hint, "quiet"))
    return justify(truncate(line, width), right, width), regions


def _chip_hint(frame: FrameData) -> str:
    """Return what the filter of the pane in focus means: that it follows the cursor, or is kept."""
    pane = frame.state.focus
    if frame.state.has_pins(pane):
        return KEPT
    return FOLLOWS if frame.state.live_clauses_of(pane) else ""


def _what_passes(frame: FrameData) -> Line:
    """Return how many quotes pass, and how many of them only possibly; and how many fall with a source."""
    shown, total = frame.shown_and_total(QUOTES)
    possibly = len(frame.panes.possible_matches.quotes)
    apart = f" ({shown - possibly} certain, {possibly} possible)" if possibly else ""
    losses = find_losses(frame.dossier, [clause for clause, _ in chips(frame)])
    fall = f", {losses[0].counts_in_words().partition(', ')[2]}" if len(losses) == 1 else ""
    if not total:
        shown, total = frame.shown_and_total(TIMELINE)
        of = "" if shown == total else f"{shown:,} of "
        return ((f"{of}{format_count(total, 'event')} ", "text" if of else "quiet"),)
    of = "" if shown == total else f"{shown:,} of "
    count = f"{of}{format_count(total, 'quote')}{apart}{fall} "
    return ((count, "text" if shown < total else "quiet"),)


def _tour_line(frame: FrameData, step: GuidedView, width: int, right: Line, glyphs: Glyphs) -> Line:
    """Return where the reader is on the tour, what the step shows, and the keys to go on."""
    number, steps = (frame.state.step or 0) + 1, len(frame.dossier.views)
    opening, closing = glyphs.chip
    title = f"{opening}{single_line(step.title or step.view)}{closing}"
    head: Line = ((f" Tour {number} of {steps} ", "strong"), (title, "chip"))
    onward = ". end the tour" if number == steps else ". next"
    ways = (f"   {', previous   ' if number > 1 else ''}{onward}   ", f"  {onward}  ", " ")
    room = width - line_width(head) - line_width(right)
    keys = next((way for way in ways if cell_width(way) < room), "")
    right = ((keys, "key"), *(right if room > 1 else EMPTY))
    left = width - line_width(head) - line_width(right) - 2
    note = truncate_text(single_line(step.note or ""), left) if left > 24 else ""
    return justify((*head, (f" {note}" if note else "", "text")), right, width)


def loss_lines(frame: FrameData, width: int) -> list[Line]:
    """Return in full what falls with the sources that the view goes without."""
    losses = find_losses(frame.dossier, [clause for clause, _ in chips(frame)])
    return [line for loss in losses for line in (*paragraph(str(loss), "text", width - 1, indent=" "), EMPTY)]


def clause_words(clause: Clause, dossier: Dossier) -> str:
    """Return a clause in words: "not said by Steve Witkoff"; an event and words searched for by themselves."""
    facet = FACET[clause.facet]
    values = " or ".join(_name_value(facet, value, dossier) for value in clause.values)
    words = "" if clause.facet in ("event", FREE) else f"{facet.words} "
    return f"{'not ' if clause.negated else ''}{words}{values}"


def _name_value(facet: Facet, value: str, dossier: Dossier) -> str:
    """Return what a value of a facet is called: a person's name, an event's title, an outlet, a date in words."""
    record = dossier.by_id.get(value) if facet.names in ("people", "events", "sources") else None
    if isinstance(record, Person):
        return record.name
    if isinstance(record, Event):
        return record.title
    if isinstance(record, Source):
        return record.label
    if facet.names == "dates" and is_readable(value):
        return format_date(value)
    return f"“{value}”" if facet.name in (FREE, "text") else value


def strip_lines(frame: FrameData, width: int, rows: int, glyphs: Glyphs) -> list[Line]:
    """Return the labels of the axis and the strip, `rows` high. Heights grow with the root of the number."""
    room, options = width - 2, frame.state.options
    axis = window_axis(frame.dossier, options.axis, None, False, room)
    if axis is None:
        return [((" No dates here", "quiet"),), *[EMPTY] * rows]
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
    _draw_mark(canvas, frame, axis, glyphs)
    return canvas.lines()


def _draw_mark(canvas: Canvas, frame: FrameData, axis: Axis, glyphs: Glyphs) -> None:
    """Lay the selected period under the strip, between two lines."""
    found = find_brush(frame.state.view, frame.dossier.info.timezone)
    if found is None or found[1].start >= axis.end or found[1].end <= axis.start:
        return
    cells = range(1 + axis.cell(found[1].start), 2 + axis.cell(found[1].end - 1))
    for y in range(1, canvas.height):
        for x in cells:
            canvas.lay_under(x, y, "marked")
        for x in (cells.start - 1, cells.stop):
            canvas.dot(x, y, glyphs.wall, "edge")


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


FIRST_DROPPED: Final = (
    ("filter.exclude", "view.zoom"),
    ("matrix.show", "people.part", "copy.quote"),
    ("show.coverage", "chart.show"),
    ("show.disagreements", "record.conversation"),
    ("record.compare",),
    ("record.read", "pane.next", "view.next"),
    ("move.down", "filter.pin"),
)
"""The keys that the footer leaves out where it has no room for all, by their ids: the first first."""


def footer_keys(frame: FrameData, table: Sequence[Key], width: int) -> list[Key]:
    """Return the keys that act on something in the pane in focus, as many as fit; help and quit always."""
    drawn, idle = frame.state.drawing(), _idle_keys(frame)
    keys = [
        key
        for key in table
        if key.footer
        and not {MAIN, drawn}.isdisjoint(key.screens)
        and frame.state.focus in key.panes
        and key.id not in idle
    ]
    keys.sort(key=lambda key: drawn not in key.screens)
    drops = [id for ids in FIRST_DROPPED for id in ids]
    while sum(cell_width(key.footer) + 2 for key in keys) - 1 > width:
        kept = [key for key in keys if key.id not in ("help", "quit")]
        if not kept:
            break
        drawing = [key for key in kept if MAIN in key.screens] or kept
        keys.remove(min(reversed(drawing), key=lambda key: drops.index(key.id) if key.id in drops else len(drops)))
    return keys


def footer_line(frame: FrameData, table: Sequence[Key], width: int) -> Line:
    """Return the last line, which names the keys that act on something in the pane in focus."""
    line: Line = ()
    for key in footer_keys(frame, table, width):
        name, _, label = key.footer.partition(" ")
        line = (*line, ("  " if line else " ", ""), (name, "key"), (f" {label}", "quiet"))
    return truncate(line, width)


def key_in_footer(frame: FrameData, table: Sequence[Key], width: int, column: int) -> Key | None:
    """Return the key that the last line names in a column."""
    end = 1
    for key in footer_keys(frame, table, width):
        start, end = end, end + cell_width(key.footer) + 2
        if start <= column < end - 2:
            return key
    return None


def _idle_keys(frame: FrameData) -> set[str]:
    """Return the ids of the keys that have nothing to act on: the same for most rows of a pane, so that it rests."""
    dossier, record = frame.dossier, frame.record()
    idle = set() if record and not isinstance(record, Person) else {"record.conversation"}
    idle |= set() if record else {"record.read", "filter.pin", "filter.exclude"}
    idle |= set() if isinstance(record, Quote) else {"copy.quote", "record.compare"}
    idle |= set() if dossier.views else {"view.guided"}
    idle |= set() if dossier.views and frame.state.step is not None else {"view.next"}
    idle |= set() if dossier.quotes else {"record.conversation", "matrix.show", "people.part"}
    idle |= set() if dossier.quotes or dossier.claims else {"show.disagreements"}
    idle |= set() if dossier.sources else {"show.coverage"}
    return idle


def message_line(text: str, width: int) -> Line:
    """Return what the program says."""
    return truncate(((" " + single_line(text), "strong"),), width)
