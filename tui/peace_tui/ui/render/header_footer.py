"""What is around the panes: title and totals, the strip of dates, the chips of the filter, and the last line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.charts.axis import THIN_SHARE, Axis, TimeSpan, bar_eighths
from peace_tui.charts.times import spread_records, window_axis
from peace_tui.edtf.formatting import format_date
from peace_tui.edtf.grammar import is_readable
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote, Source
from peace_tui.provenance.first_look import may_disagree
from peace_tui.query.facets import FACET, FACETS, FREE, PEOPLE, TIMELINE, UNDATED, YES, Facet
from peace_tui.query.view import Clause, View
from peace_tui.session.layout import NARROW_BELOW
from peace_tui.session.state import CHART, MATRIX, pair_clauses
from peace_tui.text.messages import format_count, quotation_marks
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.frame import FrameData
from peace_tui.ui.keys import MAIN, Key, format_footer_key
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.lines import EMPTY, Canvas, Line, justify, line_width, paragraph, single_line, truncate

if TYPE_CHECKING:
    from peace_tui.query.discounts import AsOf, Loss

HINTS: Final = (
    " No filter. Press {move.down} to explore, {filter.search} to search, {view.guided} for a guided tour.",
    " No filter. {move.down} explores, {filter.search} searches, {view.guided} starts the tour.",
    " {move.down} explores, {filter.search} searches, {view.guided} starts the tour.",
    " {move.down} explore, {filter.search} search, {view.guided} tour",
    " {move.down} explore, {filter.search} search",
    " No filter",
)
"""What the line of chips says when there are none; the first that fits."""
HINTS_WITHOUT_TOUR: Final = (" No filter. Press {move.down} to explore, {filter.search} to search.", *HINTS[4:])
FOLLOWS: Final = (" (follows the cursor; {filter.pin} keeps it)", " ({filter.pin} keeps it)")
KEPT: Final = (" (kept: moving now only browses; {filter.clear} releases)", " (kept; {filter.clear} releases)")
MAX_CHIP_CELLS, SHORT_CHIP_CELLS, MIN_CHIP_CELLS = 90, 28, 8
"""How long the words of a chip are at most, alone and among others; and at least, before chips are left out."""
MIN_STRIP_CELLS: Final = 16


# --- The head of the screen -------------------------------------------------------------------------------------------


def draw_banner(frame: FrameData, width: int, height: int, glyphs: Glyphs) -> list[Line]:
    """Return the dossier's title with what there is in it, and the strip of dates; perhaps all in one line."""
    if height > 1:
        return [draw_title(frame, width), *draw_strip(frame, width, height - 2, glyphs)]
    place, totals = _place_strip(frame, width, height), _format_totals(frame)
    if not place:
        return [draw_title(frame, width)]
    title, strip = single_line(frame.dossier.info.title), draw_strip(frame, len(place) + 2, 1, glyphs)[-1]
    rest = width - place.start - line_width(strip) - cell_width(totals)
    return [((f" {title} ", "strong"), *strip, (" " * rest, ""), (totals, "quiet"))]


def _format_totals(frame: FrameData) -> str:
    events, quotes = len(frame.dossier.events), len(frame.dossier.quotes)
    more = f" · {format_count(quotes, 'quote')}" if quotes else ""
    return f"{format_count(events, 'event')}{more} "


def _place_strip(frame: FrameData, width: int, height: int) -> range:
    """Return the columns of the strip of dates, in a banner of this height; none where it has no room."""
    if height > 1:
        return range(1, width - 1)
    before = cell_width(single_line(frame.dossier.info.title)) + 2
    room = width - before - cell_width(_format_totals(frame)) - 3
    is_hidden = room < MIN_STRIP_CELLS or frame.state.options.chart
    return range(0) if is_hidden else range(before + 1, before + room - 1)


def find_strip(frame: FrameData, width: int, height: int) -> tuple[int, Axis] | None:
    """Return the first column of the strip of dates, and its axis; None without a strip."""
    place = _place_strip(frame, width, height)
    axis = window_axis(frame.dossier, frame.state.options.axis, None, False, len(place))
    return (place.start, axis) if axis else None


def draw_title(frame: FrameData, width: int) -> Line:
    """Return the dossier's title with its time, and how much there is in it."""
    dossier = frame.dossier
    counts = [(len(dossier.events), "event"), (len(dossier.people), "person"), (len(dossier.quotes), "quote")]
    counts.append((len(dossier.sources), "source"))
    words = [format_count(count, what, "people" if what == "person" else "") for count, what in counts if count]
    totals = " · ".join(words) + " " if width >= 90 else _format_totals(frame)
    return justify(((" " + single_line(dossier.info.title), "strong"),), ((totals, "quiet"),), width)


def find_chips(frame: FrameData) -> list[tuple[Clause, bool]]:
    """Return the clauses in force, each with whether it is live: of the row under a cursor."""
    return [(clause, False) for clause in frame.state.view.clauses] + [
        (clause, True) for clause in frame.state.live_clauses()
    ]


def draw_chips(
    frame: FrameData, width: int, glyphs: Glyphs, offers: Sequence[str] = (), *, on_page: bool = False
) -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips with what is left, and the columns of each chip, which can be clicked.

    What keeps or releases them is said on the main screen, since there are other keys `on_page`.
    Where there are none it says what can be done; first of all what it `offers`, in the first wording that fits. On a
    tour it says which step of it is shown.
    """
    if tour := draw_tour(frame, width, glyphs, on_page=on_page):
        return tour[0], []
    right = _draw_counts(frame, width * 3 // 5)
    clauses = find_chips(frame)
    if not clauses:
        hints = HINTS if frame.dossier.views else HINTS_WITHOUT_TOUR if frame.dossier.events else HINTS[-1:]
        wordings = (*offers, *map(frame.hint, hints))
        return justify(((_first_fit(wordings, width - line_width(right)), "quiet"),), right, width), []
    label: Line = ((" Filter: ", "quiet"),) if width >= 60 else ((" ", ""),)
    line, regions = _fit_chips(frame, clauses, label, width - line_width(right) - 1, glyphs)
    meaning = _describe_discounts(frame.losses, frame.times) or (() if on_page else _find_chip_hints(frame))
    hint = _first_fit(meaning, width - line_width((*line, *right)))
    return justify((*line, (hint, "quiet")), right, width), regions


def offer_review(frame: FrameData) -> tuple[str, ...]:
    """Return how to review the drafts, in several wordings; nothing where there are none."""
    count = len(frame.dossier.quote_index.with_value("draft", "yes"))
    many = format_count(count, "draft")
    explore = "{move.down} to explore, {filter.search} to search"
    wordings = (f" No filter. Press {{show.review}} to review {many}, {explore}.", f" {{show.review}} reviews {many}")
    return tuple(map(frame.hint, wordings)) if count else ()


def _first_fit(wordings: Sequence[str], room: int) -> str:
    """Return the first wording that takes fewer cells than there is room for; nothing where none does."""
    return next((words for words in wordings if cell_width(words) < room), "")


def _fit_chips(
    frame: FrameData, clauses: list[tuple[Clause, bool]], label: Line, width: int, glyphs: Glyphs
) -> tuple[Line, list[tuple[range, Clause]]]:
    """Return the line of chips after a label, and the columns of each: words are cut, and no chip is.

    Those for which there is no room at all are counted.
    """
    room = width - line_width(label)
    least = MIN_CHIP_CELLS + 5  # its ends, what removes it, and a blank
    shown = clauses if len(clauses) * least <= room else clauses[: max((room - 3) // least, 1)]
    names = [single_line(describe_clause(clause, frame.dossier)) for clause, _ in shown]
    if sum(cell_width(name) + 5 for name in names) > room:
        names = [single_line(describe_clause(clause, frame.dossier, brief=True)) for clause, _ in shown]
    more = f"+{len(clauses) - len(shown)} " if len(shown) < len(clauses) else ""
    room -= len(more)
    longest = MAX_CHIP_CELLS if len(clauses) == 1 else SHORT_CHIP_CELLS
    while longest > 1 and sum(min(cell_width(name), longest) + 5 for name in names) > room:
        longest -= 1
    line, regions, end = label, [], line_width(label)
    for (clause, is_live), name in zip(shown, names, strict=True):
        opening, closing = ("‹", "›") if is_live else (glyphs.chip[0], f" {glyphs.drop}{glyphs.chip[1]}")
        words = f"{opening}{truncate_text(name, longest)}{closing}"
        regions.append((range(end, end + cell_width(words)), clause))
        line = (*line, (words, "live" if is_live else "chip"), (" ", ""))
        end += cell_width(words) + 1
    return (*line, (more, "quiet")), regions


def describe_view(view: View, dossier: Dossier) -> str:
    """Return a view in words: its clauses, and the record at the cursor, where that is a quote only without any."""
    words = [describe_clause(clause, dossier) for clause in view.clauses]
    at = dossier.by_id.get(view.at) if view.at else None
    if isinstance(at, Event | Person):
        words.append(_name_value(FACET["event" if isinstance(at, Event) else "person"], at.id, dossier))
    if isinstance(at, Quote) and not words:
        who = ", ".join(map(dossier.brief_of, at.who))
        words.append(f"a quote by {who}" if who else "a quote")
    return single_line("; ".join(words) or "the first screen")


def offer_resuming(view: View, frame: FrameData) -> Sequence[str]:
    """Return what the line of chips says at the beginning, where a view was saved, in ever fewer words."""
    press, words = frame.hint(" Press {view.back} to resume"), describe_view(view, frame.dossier)
    return f"{press}: {words}", f"{press} where you left.", frame.hint(" {view.back} resumes.")


def _describe_discounts(losses: Sequence[Loss], times: Sequence[AsOf]) -> Sequence[str]:
    """Return which sources the view does not count, in ever fewer words."""
    along = sum(len(loss.along) for loss in losses)
    briefly = [f"{format_count(along, 'source')} {'falls' if along == 1 else 'fall'} too"] if losses else []
    wordings = (
        [*(loss.sources_in_words() for loss in losses), *(time.sources_in_words() for time in times)],
        [*briefly, *(time.sources_in_words(names=False) for time in times)],
    )
    return [*(f" {single_line('; '.join(words))}" for words in wordings), " "] if losses or times else []


def _find_chip_hints(frame: FrameData) -> Sequence[str]:
    """Return what the filter of the pane in focus means, that it follows the cursor or is kept, in ever fewer words."""
    pane = frame.state.focus
    hints = KEPT if frame.state.has_pins(pane) else FOLLOWS if frame.state.live_clauses_of(pane) else ()
    return [*map(frame.hint, hints)]


def _draw_counts(frame: FrameData, width: int) -> Line:
    """Return how many quotes pass, how many of them only possibly, how many fall with a source; as much as fits."""
    shown, total, noun = frame.matched_and_total()
    possibly = len(frame.panes.possible_matches.quotes)
    apart = f" ({shown - possibly:,} certain, {possibly:,} possible)" if possibly and frame.dossier.quotes else ""
    losses = frame.losses if frame.dossier.quotes else []
    fall = f", {losses[0].counts_in_words().partition(', ')[2]}" if len(losses) == 1 else ""
    count = f"{'' if shown == total else f'{shown:,} of '}{format_count(total, noun)}"
    wordings = [f"{count}{apart}{fall} ", f"{count}{fall} ", f"{count} ", f"{shown:,} "]
    return ((_first_fit(wordings, width), "text" if shown < total else "quiet"),)


def draw_tour(frame: FrameData, width: int, glyphs: Glyphs, *, on_page: bool = False) -> list[Line]:
    """Return the bar of the tour, and below it what has no room in the bar: the title, the note; nothing off the tour.

    The bar says where the reader is, what the step shows, and the keys to go on, which no page has.
    """
    if not (step := frame.tour_step):
        return []
    number, steps = (frame.state.step or 0) + 1, len(frame.dossier.views)
    place: Line = ((f" Tour {number} of {steps} ", "strong"),)
    back, onward = (f"{frame.key_names[id]} {word}" for id, word in list_tour_hints(number == steps))
    title, note = single_line(step.title or step.view), single_line(step.note or "")
    count, (opening, closing) = _draw_counts(frame, width * 3 // 5), glyphs.chip
    room = width - line_width(place) - 3
    wordings: list[Line] = [
        ((keys, "key"), *right)
        for right in ((("   ", ""), *count), (("  ", ""),))
        for keys in ([""] if on_page else [f"   {back}   {onward}" if number > 1 else f"   {onward}", f"  {onward}"])
    ]
    end = next((each for each in wordings if line_width(each) + cell_width(title) <= room), wordings[-1])
    end = end if line_width(end) + MIN_CHIP_CELLS <= room else EMPTY
    shown = truncate_text(title, max(room - line_width(end), 1))
    bar: Line = (*place, (f"{opening}{shown}{closing}", "chip"))
    is_whole = line_width((*bar, *end)) + cell_width(note) + 2 < width
    rest = [(title, "strong")] * (shown != title) + [(note, "text")] * bool(note and not is_whole)
    return [
        justify((*bar, (f" {note}", "text")) if note and is_whole else bar, end, width),
        *(line for text, style in rest for line in paragraph(text, style, width - 1, indent=" ")),
    ]


def list_tour_hints(is_last: bool) -> Sequence[tuple[str, str]]:
    """Return the actions that the bar of the tour names, by their ids, with what it says of them."""
    return ("view.previous", "previous"), ("view.next", "start exploring" if is_last else "next")


def draw_discounts(frame: FrameData, width: int) -> list[Line]:
    """Return in full what the view does not count."""
    said = map(str, (*frame.losses, *frame.times))
    return [line for words in said for line in (*paragraph(words, "text", width - 1, indent=" "), EMPTY)]


def describe_clause(clause: Clause, dossier: Dossier, brief: bool = False) -> str:
    """Return a clause in words: "not said by Steve Witkoff"; an event and words searched for by themselves.

    Where `brief`, people and outlets have their short names, and it is not said that a person is involved.
    """
    facet = FACET[clause.facet]
    values = " or ".join(_name_value(facet, value, dossier, brief) for value in clause.values)
    if clause.facet in ("event", FREE, "person" if brief else FREE):
        return f"{'not ' if clause.negated else ''}{values}"
    if facet.names == "dates" and UNDATED in clause.values:
        return _describe_undated(clause, dossier)
    return f"{facet.negated if clause.negated else facet.words} {values}"


def _describe_undated(clause: Clause, dossier: Dossier) -> str:
    """Return a clause in words that asks for what has no date: "undated", "not printed by an undated source"."""
    said = "printed by an undated source" if clause.facet == "asof" else UNDATED
    said = f"not {said}" if clause.negated else said
    dates = tuple(value for value in clause.values if value != UNDATED)
    joint = " and " if clause.negated else " or "
    return f"{describe_clause(clause.replace(values=dates), dossier)}{joint}{said}" if dates else said


def _name_value(facet: Facet, value: str, dossier: Dossier, brief: bool = False) -> str:
    """Return what a value of a facet is called: a person's name, an event's title, an outlet, a date in words."""
    record = dossier.by_id.get(value) if facet.names in ("people", "events", "sources") else None
    if isinstance(record, Person):
        return dossier.brief_of(value) if brief else record.name
    if isinstance(record, Event):
        return record.title
    if isinstance(record, Source):
        return record.siglum if brief else dossier.name_source(record.id)
    if facet.names == "dates" and is_readable(value):
        return format_date(value)
    return quotation_marks(value) if facet.name in (FREE, "text") else value


def draw_strip(frame: FrameData, width: int, rows: int, glyphs: Glyphs) -> list[Line]:
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
    shown, everything = _compute_densities(frame, axis)
    most = max(*everything, 1.0)
    for cell, (here, behind) in enumerate(zip(shown, everything, strict=True)):
        heights = bar_eighths(here, most, rows), bar_eighths(behind, most, rows)
        _draw_column(canvas, 1 + cell, heights, 0 < here < THIN_SHARE, glyphs)
    _draw_mark(canvas, frame, axis, glyphs)
    return canvas.lines()


def _find_brush(frame: FrameData) -> tuple[Clause, TimeSpan] | None:
    """Return the clause that selects a period, and the period; None where the view has none."""
    if not frame.state.view.clauses:
        return None
    from peace_tui.charts.brush import find_brush  # which no reader needs who filters by nothing

    return find_brush(frame.state.view, frame.dossier.info.timezone)


def _draw_mark(canvas: Canvas, frame: FrameData, axis: Axis, glyphs: Glyphs) -> None:
    """Lay the selected period under the strip, between two lines."""
    found = _find_brush(frame)
    if found is None or found[1].start >= axis.end or found[1].end <= axis.start:
        return
    cells = range(1 + axis.cell(found[1].start), 2 + axis.cell(found[1].end - 1))
    for y in range(1, canvas.height):
        for x in cells:
            canvas.lay_under(x, y, "marked")
        for x in (cells.start - 1, cells.stop):
            canvas.dot(x, y, glyphs.wall, "edge")


def _compute_densities(frame: FrameData, axis: Axis) -> tuple[list[float], list[float]]:
    """Return the densities on the axis: of the records that pass the view, and of all."""
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
    ("move.down",),
    ("filter.exclude", "people.part"),
    ("show.coverage", "chart.show", "matrix.show"),
    ("show.disagreements",),
    ("pane.next", "record.conversation"),
    ("copy.quote", "record.compare"),
    ("view.next", "view.guided"),
    ("filter.pin",),
    ("record.read",),
)
"""The keys that the footer leaves out where it has no room for all, by their ids: the first first."""
LAST_DROPPED_IN_ONE_PANE: Final = {"filter.search": 8, "record.read": 9, "pane.next": 10}
"""Where there is one pane at a time, nothing but a key tells of the others."""
DRAWN_PANES: Final = {"chart.show": TIMELINE, "matrix.show": PEOPLE}
"""The panes of the keys that are left out before these while another pane has the focus."""
SWITCHES: Final = {CHART: "chart.show", MATRIX: "matrix.show"}
"""The keys that list a pane again, by what it is drawn as."""


class FooterHint(NamedTuple):
    """What the last line says of a key."""

    key: Key
    name: str
    """What the key is called, or the keys of several actions."""
    label: str

    @property
    def width(self) -> int:
        """How many cells it takes, with what sets it apart from the next."""
        return cell_width(f"{self.name} {self.label}  ")


def find_footer_hints(frame: FrameData, table: Sequence[Key], width: int) -> list[FooterHint]:
    """Return the keys that act on something in the pane in focus, as many as fit; help and quit always."""
    drawn, idle = frame.state.drawing(), _find_idle_keys(frame)
    known = {key.id: key for key in table}
    hints = [
        FooterHint(key, name, key.footer)
        for key in table
        if key.footer
        and not {MAIN, drawn}.isdisjoint(key.screens)
        and frame.state.focus in key.panes
        and key.id not in idle
        and (name := format_footer_key(key, known, frame.key_names))
    ]
    back = SWITCHES.get(drawn)
    labels = {back: "list"} | ({"view.guided": "steps"} if frame.tour_step else {})
    labels |= {"record.read": "quotes"} if frame.state.is_matrix(frame.state.followed) else {}
    hints = [hint._replace(label=labels.get(hint.key.id, hint.label)) for hint in hints]
    hints.sort(key=lambda hint: drawn not in hint.key.screens)
    ranks = {id: rank for rank, ids in enumerate(FIRST_DROPPED) for id in ids}
    ranks |= {id: -1 for id, pane in DRAWN_PANES.items() if pane != frame.state.focus}
    ranks |= LAST_DROPPED_IN_ONE_PANE if width < NARROW_BELOW else {}
    kept = [hint for hint in hints if hint.key.id not in ("help", "quit")]
    kept.sort(key=lambda each: (each.key.id == back, MAIN not in each.key.screens, ranks.get(each.key.id, len(ranks))))
    too_wide = sum(hint.width for hint in hints) - 1 - width
    while kept and too_wide > 0:
        dropped = kept.pop(0)
        hints.remove(dropped)
        too_wide -= dropped.width
    return hints


def draw_footer(frame: FrameData, table: Sequence[Key], width: int) -> Line:
    """Return the last line, which names the keys that act on something in the pane in focus."""
    line: Line = ()
    for hint in find_footer_hints(frame, table, width):
        line = (*line, ("  " if line else " ", ""), (hint.name, "key"), (f" {hint.label}", "quiet"))
    return truncate(line, width)


def find_footer_key(frame: FrameData, table: Sequence[Key], width: int, column: int) -> Key | None:
    """Return the key that the last line names in a column."""
    end = 1
    for hint in find_footer_hints(frame, table, width):
        start, end = end, end + hint.width
        if start <= column < end - 2:
            return hint.key
    return None


def _find_idle_keys(frame: FrameData) -> set[str]:
    """Return the ids of the keys that have nothing to act on."""
    dossier, record = frame.dossier, frame.record()
    is_talk = isinstance(record, Event) and dossier.quote_index.with_value("event", record.id)
    idle = set() if is_talk or isinstance(record, Quote) else {"record.conversation"}
    has_mark = frame.state.drawing() == CHART and _find_brush(frame)
    idle |= set() if has_mark else {"brush.grow", "brush.during"}
    is_matrix = frame.state.is_matrix(frame.state.followed)
    is_cell = is_matrix and bool(pair_clauses(frame.state.pair))
    idle |= set() if record or is_cell else {"filter.pin", "filter.exclude"}
    idle |= set() if record or is_matrix else {"record.read"}
    idle |= set() if isinstance(record, Quote) else {"copy.quote", "record.compare"}
    idle |= set() if dossier.views else {"view.guided"}
    is_left = dossier.views and frame.state.step is not None and not frame.tour_step  # else the bar names its keys
    idle |= set() if is_left else {"view.next"}
    idle |= set() if dossier.quotes else {"record.conversation", "matrix.show", "people.part"}
    idle |= {"people.part"} if is_matrix else set()
    idle |= set() if may_disagree(dossier) else {"show.disagreements"}
    idle |= set() if dossier.sources else {"show.coverage"}
    idle |= set() if has_drafts(dossier) else {"show.review"}
    return idle


def has_drafts(dossier: Dossier) -> bool:
    """Tell whether any record is still marked for review."""
    if any(index.with_value("draft", YES) for index in (dossier.quote_index, dossier.event_index)):
        return True
    if has_drafts not in dossier.memo:
        others = (dossier.people, dossier.sources, dossier.claims)
        dossier.memo[has_drafts] = any(each.draft for kind in others for each in kind)
    return bool(dossier.memo[has_drafts])


def draw_facets(width: int) -> Line:
    """Return the last line while a search is typed: the filters that there are besides words, as many as fit."""
    line: Line = ((" Filters ", "quiet"),)
    for facet in FACETS:
        name: Line = ((f" {facet.name}:", "key"),) if facet.name != FREE else EMPTY
        if line_width(line) + line_width(name) > width:
            break
        line = (*line, *name)
    return line


def draw_message(text: str, width: int) -> Line:
    """Return what the program says."""
    return truncate(((" " + single_line(text), "strong"),), width)
