"""The frames of the panes, and what a pane says that has no rows or no room for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.facets import PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import READER
from peace_tui.text.messages import format_count, quotation_marks
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.frame import FrameData, count_without
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.header_footer import describe_clause, list_tour_hints
from peace_tui.ui.render.lines import EMPTY, Line, line_width, paragraph, single_line, truncate
from peace_tui.ui.render.rows import NO_QUOTES, PeopleColumns, draw_mark, draw_names, find_heading_unit

PART_COLUMNS: Final = (("who", "speaks"), ("to", "is told"), ("", "is named"))
"""The columns of People, each with the facet that asks for it; none asks for those who are only named."""
PART_WORDS: Final = {"person": "in any part", "who": "who speaks", "to": "who is told"}
"""What the rows of People ask for."""


def draw_frame_edge(
    glyphs: Glyphs,
    width: int,
    is_focused: bool,
    *,
    name: str = "",
    notes: Sequence[str] = (),
    is_upper: bool = True,
) -> Line:
    """Return an edge of a pane's frame: the upper with the name and what it is about, the lower with the position.

    Of the `notes`, which say the same in ever fewer words, the first is written that fits.
    """
    style = "frame-focus" if is_focused else "frame"
    left, right = glyphs.corners[0 if is_upper else 1]
    room = max(width - 6, 0)
    name = truncate_text(f"{single_line(name)} ", room - 1) if name and room > 4 else ""
    sign = (glyphs.cursor if is_focused else " ") if name else ""
    rest = room - cell_width(sign + name)
    fitting = (note for note in map(single_line, notes) if cell_width(note) <= rest - 4)
    text = f" {note} " if (note := next(fitting, "")) else ""
    line = glyphs.rule * max(width - 4 - cell_width(sign + name) - cell_width(text), 0)
    return (
        (left + glyphs.rule, style),
        (sign, style),
        (name, "title-focus" if is_focused else "title"),
        (line, style),
        (text, "quiet"),
        (glyphs.rule + right, style),
    )


def describe_pane(frame: FrameData, pane: str) -> Sequence[str]:
    """Return what a pane is about, in ever fewer words: how much of all it shows, and in what order or for what."""
    shown, total = frame.shown_and_total(pane)
    count = f"{shown:,} of {total:,}" if shown < total else ""
    if pane == PEOPLE:
        options = frame.state.options
        part = "" if options.matrix or not frame.dossier.quotes else PART_WORDS[frame.state.part]
        order = f"by {options.measure}" if options.measure and not options.matrix else ""
        return [" · ".join(filter(None, each)) for each in ((count, part, order), (count, order), (count,))]
    if pane == QUOTES:
        is_of_event = frame.state.timeline and not frame.state.has_pins(TIMELINE) and shown < total
        if not is_of_event:
            return (count,)
        recorded = len(frame.dossier.quote_index.with_value("event", str(frame.state.timeline)))
        quotes = f"{f'{shown:,} of ' if shown < recorded else ''}{format_count(recorded, 'quote')}"
        return f"{quotes} in this event", quotes
    if frame.state.options.chart:
        from peace_tui.ui.render.time_chart import describe_chart  # which the list does without

        return describe_chart(frame.dossier, frame.state.options)
    unit = find_heading_unit(frame.dossier)
    return (count or (f"by {unit}" if unit and total else ""),)


def measure_people_columns(frame: FrameData, width: int) -> PeopleColumns:
    """Return the columns of People in a pane of this width."""
    dossier, measure = frame.dossier, frame.state.options.measure
    most: float = count_most_quotes(dossier)
    total = len(f"{most:,}") + 1
    if not dossier.quotes:
        return PeopleColumns(0, 0, max(total, 10), most)
    narrow = 7 if measure else 6
    part, bar = 9 if width >= 56 else narrow if width >= 44 else 0, 6 if width >= 56 else 0
    if measure:
        most = frame.most_said(measure)
        total = total if part else len(f"{most:,.0f}") + 1
    return PeopleColumns(part, bar, max(total, 5), most, measure, bool(measure) and "seconds" in frame.measures)


@lru_cache(maxsize=1)
def count_most_quotes(dossier: Dossier) -> int:
    """Return in how many quotes the person is who is in most of them."""
    return max(map(len, dossier.quote_index.postings("person").values()), default=0)


def draw_people_header(columns: PeopleColumns, width: int, part: str) -> Line:
    """Return the names of the columns of People; lit are the part that its rows ask for, and what orders them."""
    if not columns.part:
        return EMPTY
    words, seconds = ("words", "words"), ("seconds", "seconds")  # the fields of `Speech`
    speaks, told, named = PART_COLUMNS
    shown = (speaks, words, seconds) if columns.has_times else (speaks, told, words if columns.measure else named)
    narrow = {"speaks": "says", "is told": "told", "is named": "named"}
    names = [(facet, name if columns.part > 7 else narrow.get(name, name)) for facet, name in shown]
    lit = (part, columns.measure)
    runs = tuple((f"{name:>{columns.part}}", "strong" if facet and facet in lit else "quiet") for facet, name in names)
    total = f"{'all':>{columns.total + (columns.bar + 1 if columns.bar else 0)}} "
    head = " " * (width - columns.part * 3 - len(total))
    return ((head, ""), *runs, (total, "strong" if part == "person" else "quiet"))


def draw_people_summary(frame: FrameData, width: int, glyphs: Glyphs) -> Line:
    """Return one line on who speaks, is told and is named, for a pane without room for rows."""
    dossier, passing = frame.dossier, frame.panes.people_matches.quotes
    line: Line = EMPTY
    people, measure = frame.people, frame.state.options.measure
    for number, found in enumerate(people):
        id = dossier.people_by_weight[found.position].id
        counts = [
            (len(dossier.quote_index.with_value(attribute, id) & passing), word)
            for attribute, word in (("who", "said"), ("to", "told"), ("about", "named"))
        ]
        in_events = f"in {format_count(found.events, 'event')}"
        words = next((f"{count:,} {word}" for count, word in counts if count), in_events)
        if speech := frame.said(id):
            words = format_count(round(getattr(speech, measure) or 0), measure.removesuffix("s"))
        mark = draw_mark(glyphs, frame.row_mark(PEOPLE, id))
        entry: Line = (
            *((mark,) if mark[0] != " " else ()),
            *draw_names(dossier, (id,), glyphs, brief=True),
            (f" {words}", "quiet"),
        )
        separator: Line = ((" · ", "faint"),) if number else EMPTY
        more: Line = ((f" · +{len(people) - number:,}", "quiet"),)
        if line_width(line) + line_width(separator) + line_width(entry) + line_width(more) > width:
            return truncate((*line, *more), width)
        line = (*line, *separator, *entry)
    return line


READER_HINTS: Final = (
    ("record.read", "open"),
    ("record.conversation", "conversation"),
    ("record.compare", "compare"),
    ("copy.quote", "cite"),
)
"""The actions that the frame of the reader names, by their ids, with what it says of them."""


def describe_reader(frame: FrameData, record: Event | Person | Quote | None) -> Sequence[str]:
    """Return the keys that act on what the reader pane shows, ever fewer; for a quote not chosen, its number."""
    if record is None or (record is not frame.record() and not isinstance(record, Quote)):
        return ()
    read, talk, compare, cite = (f"{frame.key_names[id]} {word}" for id, word in READER_HINTS)
    keys = [read]
    if isinstance(record, Quote):
        keys = [*([compare] if len(record.versions) > 1 else []), cite, talk]
        if frame.state.focus not in (QUOTES, READER):
            number, total = frame.cursor_row(QUOTES) + 1, len(frame.panes.matches.quotes)
            keys = [f"{number:,} of {format_count(total, 'quote')}", *(keys if total == 1 else [])]
    elif isinstance(record, Event) and frame.dossier.quote_index.with_value("event", record.id):
        keys = [read, talk]
    return drop_one_by_one(keys)


def drop_one_by_one(parts: Sequence[str]) -> Sequence[str]:
    """Return the parts in a row, then all but the last of them, and so on."""
    return [" · ".join(parts[:count]) for count in range(len(parts), 0, -1)]


def draw_no_quotes(frame: FrameData, width: int) -> list[Line]:
    """Say why no quotes are shown, and how to go on."""
    dossier, state = frame.dossier, frame.state
    if not dossier.quotes:
        return [EMPTY, *paragraph("This dossier has no quotes.", "quiet", width - 2, indent=" ")]
    event = dossier.by_id.get(state.timeline or "")
    is_empty = isinstance(event, Event) and not dossier.quote_index.with_value("event", event.id)
    if isinstance(event, Event) and is_empty and not state.has_pins(TIMELINE):
        outlets = dossier.label_sources(event.sources, frame.discounted_sources)
        sources = f" Sources: {', '.join(map(single_line, outlets))}." if outlets else ""
        lines = paragraph(f"{NO_QUOTES}{sources}", "text", width - 2, indent=" ")
        return [
            EMPTY,
            *lines,
            EMPTY,
            *paragraph(frame.hint("{record.read} opens the event."), "quiet", width - 2, indent=" "),
        ]
    lines = [EMPTY, *paragraph("No quotes match these filters.", "strong", width - 2, indent=" "), EMPTY]
    for clause, count in count_without(dossier, state):
        without = f"Remove {quotation_marks(describe_clause(clause, dossier))}: {format_count(count, 'quote')}"
        lines += paragraph(without, "text" if count else "quiet", width - 2, indent="   ")
    if any(clause.facet == "asof" and not clause.negated for clause in state.view.clauses):
        lines += [EMPTY, *paragraph(_describe_first_print(dossier), "text", width - 2, indent=" ")]
    hint = _describe_undo(frame) if state.view.clauses else frame.hint("{filter.clear} shows all.")
    return [*lines, EMPTY, *paragraph(hint, "quiet", width - 2, indent=" ")]


def draw_no_rows(frame: FrameData, what: str, width: int) -> list[Line]:
    """Say in a list without rows that none of its records match, and how to go on; without a filter, why."""
    if not frame.state.view.clauses:
        of_whom = "here" if frame.state.live_clauses() else "in this dossier"
        why = f"No one {of_whom} is quoted, addressed or involved." if what == "people" else f"No {what} {of_whom}."
        return [EMPTY, *paragraph(why, "quiet", width - 2, indent=" ")]
    hint = _describe_undo(frame)
    return [
        EMPTY,
        *paragraph(f"No {what} match these filters.", "strong", width - 2, indent=" "),
        *paragraph(hint, "quiet", width - 2, indent=" "),
    ]


def _describe_undo(frame: FrameData) -> str:
    """Return which keys remove the last filter, and all of them."""
    words = quotation_marks(describe_clause(frame.state.view.clauses[-1], frame.dossier))
    return f"{frame.hint('{filter.drop} removes')} {words}. {frame.hint('{filter.clear} clears all filters.')}"


def _describe_first_print(dossier: Dossier) -> str:
    """Return which source was published first, for a view of what was in print by a day."""
    dated = [source for source in dossier.sources if source.issued and source.issued.earliest is not None]
    if not dated:
        return "No source of this dossier says when it was published."
    first = min(dated, key=lambda source: source.issued.sort_key if source.issued else ())
    when = first.issued.words() if first.issued else ""
    return f"The earliest source is {single_line(first.label)}, {when}."


CLICKED_KEYS: Final = {
    **{id: f"open('{page}')" for id, page in (("record.read", "record"), ("record.conversation", "conversation"))},
    **{id: f"open('{page}')" for id, page in (("record.compare", "comparison"), ("copy.quote", "citation"))},
    **{"view.previous": "tour(-1)", "view.next": "tour(1)"},
}
"""What can be clicked of the tour's bar and the frame of the reader: an action by the id of its key."""
COLUMN_NAMES: Final = re.compile(
    r"\W*(?P<who>speaks|says) +(?:(?P<to>is told|told)|words) +(?:is named|named|words|seconds) +(?P<person>all)\W*"
)
"""The line with the names of the columns of People, those that can be clicked by the facet that they ask for."""


def find_action(frame: FrameData, text: str, column: int) -> str:
    """Return the action of the words that a line has in a column; nothing where they only say something."""
    hints = (*list_tour_hints(is_last=False), *list_tour_hints(is_last=True), *READER_HINTS)
    named = {f"{frame.key_names[id]} {word}": CLICKED_KEYS[id] for id, word in hints}
    for words, action in named.items():
        before, found, _ = text.rpartition(words)
        if found and 0 <= column - cell_width(before) < cell_width(words):
            return action
    return ""


def find_part(text: str, column: int) -> str:
    """Return the action of the name of a column of People in a line; nothing beside them, and in a row."""
    found = COLUMN_NAMES.fullmatch(text)
    parts = (part for part in found.groupdict() if column in range(*found.span(part))) if found else iter(())
    return next((f"part('{part}')" for part in parts), "")
