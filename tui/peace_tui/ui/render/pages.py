"""The pages on the whole dossier: the coverage, the disagreements. Lines, no state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import FALLS, Claim, Event, Quote, Source, is_silenced
from peace_tui.provenance.disagreements import (
    ADDRESSEE,
    DATE,
    EVENT_DATE,
    OUTCOME,
    SPEAKER,
    STANCE,
    WORDING,
    Disagreement,
    DisagreementSearch,
    is_contested,
)
from peace_tui.query.discounts import find_discounted, find_discounted_sources
from peace_tui.query.engine import Matches, find_claims
from peace_tui.query.selection import keep_listed
from peace_tui.query.view import Clause, View, discounting_clauses
from peace_tui.text.messages import add_mark, format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.lines import EMPTY, Line, line_width, single_line, truncate, wrap_entries
from peace_tui.ui.render.page_text import Cell, PageText
from peace_tui.ui.render.rows import NOT_RECORDED, cut_excerpt, draw_outlets, fit_label, format_words, spans_years

# --- The coverage -----------------------------------------------------------------------------------------------------

PRINTS, REPORTS = "prints", "is a source"
"""What a dossier has of a source and an event, where anything is recorded."""
MIN_STEP: Final = 3
"""The least distance between columns."""
MAX_HEAD_LINES: Final = 5
"""How many lines the names of sources take at most."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A grid of events by sources."""

    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    printed: tuple[Counter[str], ...]
    """For each event, the number of its passing quotes that each source prints, by the source's id."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """The ids of the sources that the view does not count, each with its mark."""

    def describe(self, row: int, column: int) -> str:
        """Return what a source has of an event: "Fortune prints 10 quotes"."""
        event, source = self.events[row], self.sources[column]
        count = self.printed[row][source.id]
        if (mark := self.marks.get(source.id)) and (count or source.id in event.sources):
            return f"{source.label} {'is ' * (mark != FALLS)}{mark}"
        if count:
            return f"{source.label} prints {format_count(count, 'quote')}"
        return (
            f"{source.label} is a source of it"
            if source.id in event.sources
            else f"Nothing recorded from {source.label}"
        )


def compute_coverage(dossier: Dossier, matches: Matches, clauses: Sequence[Clause] = ()) -> Coverage:
    """Return the coverage of the events shown by the sources that print a passing quote or report one of them.

    Versions that the clauses discount do not count, but for those of sources discounted as a whole, which are marked.
    """
    asking, discounted = discounting_clauses(clauses), find_discounted_sources(dossier, clauses)
    quote_index = dossier.quote_index
    events = tuple(dossier.event_index.records[position] for position in matches.events)
    row_of = {position: row for row, position in enumerate(matches.events)}
    printed = tuple(Counter[str]() for _ in events)
    cited = {id for event in events for id in event.sources}
    sources = []
    for source in dossier.sources:
        quotes = quote_index.with_value("source", source.id) & matches.quotes
        for position in quotes:
            quote = quote_index.records[position]
            lost = find_discounted(dossier, quote, clauses) if asking and source.id not in discounted else ()
            if any(v.source == source.id and number not in lost for number, v in enumerate(quote.versions)):
                printed[row_of[dossier.event_of_quote[position]]][source.id] += 1
        if quotes or source.id in cited:
            sources.append(source)
    return Coverage(events, tuple(sources), printed, discounted)


class _Columns(NamedTuple):
    """Where a grid is on the page: titles of events, and columns of sources."""

    label: int
    """How wide a title is at the most."""
    start: int
    """Where the first column begins."""
    step: int
    """How wide each is, with the space behind it."""
    shown: range
    """The numbers of the sources that fit."""

    def begin(self, number: int) -> int:
        """Return where a column begins, counted among those that fit."""
        return self.start + number * self.step


def write_coverage(page: PageText, grid: Coverage, first: int) -> range:
    """Write the grid, from source number `first` on; return the numbers of the sources that fit.

    The first item is the head, with the sources; of the others each is an event. The first cell is the item's own.
    """
    if not grid.events or not grid.sources:
        page.gap()
        if not page.dossier.sources:
            page.text("This dossier names no sources.", "quiet")
        else:
            nothing = "No events in this filter." if page.dossier.events else "This dossier has no events."
            nothing = "No source is named for these events." if grid.events else nothing
            page.text(nothing, "quiet")
        return range(0)
    signs = dict(zip((PRINTS, REPORTS, NOT_RECORDED), page.glyphs.coverage, strict=True))
    signs |= dict.fromkeys(grid.marks.values(), page.glyphs.excluded)
    columns = _arrange_columns(page, grid, first)
    _write_heads(page, grid, columns, signs)
    page.column_heads = len(page.lines)
    for row, event in enumerate(grid.events):
        sign = page.draft_sign(event)
        title = truncate_text(single_line(event.title), columns.label - line_width(sign))
        gap = " " * (columns.label + 1 - line_width(sign) - cell_width(title))
        runs = [(" ", ""), *sign, (title + gap, "text")]
        cells = [Cell(range(1, columns.label), event)]
        for number, source in enumerate(grid.sources[columns.shown.start : columns.shown.stop]):
            runs.append(_coverage_run(grid, row, source, signs, columns.step))
            at = columns.begin(number)
            cells.append(Cell(range(at, at + columns.step - 1), source, "cell"))
        with page.item(event, cells=tuple(cells)):
            page.add(tuple(runs))
    return columns.shown


def _arrange_columns(page: PageText, grid: Coverage, first: int) -> _Columns:
    """Share the width of a page among the titles and as many sources as fit, from number `first` on."""
    count, width = len(grid.sources), page.width
    widest = max(line_width(page.draft_sign(event)) + cell_width(single_line(event.title)) for event in grid.events)
    label = min(max(width * 2 // 5, 14), widest + 1, 50)
    label = min(label, max(width - 4 - MIN_STEP * count, width // 4, 10))
    room = width - label - 4
    step = min(max(room // count, MIN_STEP), _longest_name(page, grid))
    first = max(0, min(first, count - room // step))
    return _Columns(label, label + 2, step, range(first, min(first + max(room // step, 1), count)))


def _format_column_name(page: PageText, source: Source) -> str:
    """Return what stands over the column of a source."""
    return "".join(text for text, _ in (*page.draft_sign(source), (single_line(source.siglum), "")))


def _longest_name(page: PageText, grid: Coverage) -> int:
    """Return the cells that the longest name of a source takes, with the space behind it."""
    return max(cell_width(_format_column_name(page, source)) for source in grid.sources) + 2


def _write_heads(page: PageText, grid: Coverage, columns: _Columns, signs: Mapping[str, str]) -> None:
    """Write the names of the sources over their columns, and beside or above them what the signs mean."""
    sources = [grid.sources[number] for number in columns.shown]
    names = [_format_column_name(page, source) for source in sources]
    rows = min(-(-_longest_name(page, grid) // columns.step), MAX_HEAD_LINES, len(sources))
    key = [f"{sign} {what}" for what, sign in signs.items()]
    above = max(len(key) - rows, 0)
    if max(map(cell_width, key)) > columns.label:  # it has no room beside the names
        key = wrap_entries(key, page.width - 2)
        above = len(key)
    cells = [Cell(range(0), None)]
    for number, (source, name) in enumerate(zip(sources, names, strict=True)):
        at = columns.begin(number)
        cells.append(Cell(range(at, at + cell_width(name)), source, line=above + number % rows))
    with page.item(None, "record", cells=tuple(cells)):
        page.add(*(((f" {text}", "quiet"),) for text in key[:above]))
        beside = [f" {text}" for text in key[above:]]
        page.add(*_column_heads(names, beside, page.glyphs.wall, columns, page.width - 1, rows))


def _coverage_run(grid: Coverage, row: int, source: Source, signs: Mapping[str, str], step: int) -> tuple[str, str]:
    """Return the sign of what a source has of an event, with the number of quotes where that has room."""
    count = grid.printed[row][source.id]
    does = PRINTS if count else REPORTS if source.id in grid.events[row].sources else NOT_RECORDED
    if does != NOT_RECORDED:
        does = grid.marks.get(source.id, does)
    number = f"{count:,}" if does == PRINTS else ""
    number = number if step > 4 and len(number) + 1 < step else ""
    return f"{signs[does]}{number}".ljust(step), {PRINTS: "outlet", REPORTS: "quiet"}.get(does, "unrecorded")


def _column_heads(
    names: Sequence[str], key: Sequence[str], wall: str, columns: _Columns, width: int, rows: int
) -> list[Line]:
    """Return the names of columns, each beginning over its column, on as many lines as let them be read.

    A line made of `wall` leads from each name down to its column, as far as no other name is in the way. The lines of
    `key` stand before them.
    """
    lines: list[Line] = []
    for row in range(rows):
        text = truncate_text(key[row], columns.start - 1) if row < len(key) else ""
        end = cell_width(text)
        for number, name in enumerate(names):
            at = columns.begin(number)
            if number % rows == row:
                room = min(columns.begin(number + rows) - 1, width) - at
                text += " " * (at - end) + truncate_text(name, max(room, 1))
                end = cell_width(text)
            elif number % rows < row and end < at:
                text, end = text + " " * (at - end) + wall, at + 1
        lines.append(((text, "quiet"),))
    return lines


# --- Disagreements ----------------------------------------------------------------------------------------------------

RULE_HEADINGS: Final = {
    OUTCOME: "Same event, different outcomes",
    EVENT_DATE: "Same event, different dates",
    WORDING: "Same quote, different words",
    SPEAKER: "Same words, different speakers",
    ADDRESSEE: "Same words, said to different people",
    DATE: "Same words, different dates",
}
"""What stands over the findings of each rule, in the order of the page."""
COMPARED_AT_ONCE: Final = 400
"""How many quotes are compared before the page of disagreements is first shown."""
AGREED: Final = "agreed"
"""What Enter does on the line under which the claims are folded that the author calls agreed."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The claims and the findings that a view lists."""

    claims: tuple[Claim, ...]
    findings: tuple[Disagreement, ...]
    """What the rules find, but for the claims: these are listed whole."""
    agreed: tuple[Claim, ...]
    """The claims on which the sources agree, as the author says; they are no disagreements."""
    total: int
    """How many claims and findings there are in the dossier."""
    is_complete: bool = True
    """Whether all quotes have been compared."""

    @property
    def count(self) -> int:
        """How many of them are in the view."""
        return len(self.claims) + len(self.findings)


def find_shown_disagreements(dossier: Dossier, view: View) -> Disagreements:
    """Return where sources disagree on what a view lists."""
    search = DisagreementSearch.for_dossier(dossier)
    if not search.found and not search.is_complete:
        search.go_on(COMPARED_AT_ONCE)
    every = [finding for finding in search.found if finding.rule != STANCE]
    contested = [claim for claim in dossier.claims if is_contested(dossier, claim)]
    agreed = [claim for claim in contested if is_silenced("agreed", STANCE, (claim,))]
    listed = find_claims(dossier, view)
    return Disagreements(
        tuple(claim for claim in listed if claim in contested and claim not in agreed),
        tuple(keep_listed(dossier, view, every)),
        tuple(claim for claim in listed if claim in agreed),
        len(contested) - len(agreed) + len(every),
        search.is_complete,
    )


def write_disagreements(page: PageText, shown: Disagreements, unfolded: bool) -> None:
    """Write the claims with what each source says, then the findings by rule; `unfolded` also what is agreed."""
    if shown.claims:
        page.section("Claims", len(shown.claims))
    for claim in shown.claims:
        page.gap()
        write_claim(page, claim)
    for rule, heading in RULE_HEADINGS.items():
        found = [finding for finding in shown.findings if finding.rule == rule]
        if found:
            page.section(heading, len(found))
        for finding in found:
            page.gap()
            _finding(page, finding)
    if not shown.count:
        page.gap()
        page.text("No disagreements in this view." if shown.total else "No disagreements found.", "quiet")
    if shown.agreed:
        page.section("Agreed", "the author says that these are no disagreements")
        with page.item(None, AGREED):
            page.add(((f" {page.glyphs.folds[unfolded]} agreed ({len(shown.agreed):,})", "text"),))
        for claim in shown.agreed if unfolded else ():
            page.gap()
            write_claim(page, claim)


def write_claim(page: PageText, claim: Claim) -> None:
    """Write a claim, what each source says of it, and its note; each of these sources is an item too."""
    with page.item(claim):
        page.edges(((single_line(claim.text), "strong"),), ((claim.standing, "quiet"),))
    for number, evidence in enumerate(claim.evidence):
        source = page.dossier.source_of[evidence.source]
        quote = page.dossier.by_id.get(evidence.quote) if evidence.quote else None
        said = evidence.stance or "cited, no position given"
        said = add_mark(said, page.frame.mark_evidence(evidence))
        with page.item(quote or source, number=number, source=source.id):
            said += f" {page.glyphs.words}" if quote else ""
            sign = page.draft_sign(quote or source)
            room = page.label_cells - 3 - line_width(sign)
            label = fit_label(source, room)
            if cell_width(label) <= room:
                page.labeled(label, said, indent=3, sign=sign)
            else:
                page.runs((*sign, (f"{single_line(label)}: ", "quiet"), (single_line(said), "text")), indent=3)
            page.labeled("", evidence.note, "quiet")
    page.text(claim.note, "quiet", indent=3)


def _finding(page: PageText, finding: Disagreement) -> None:
    """Write a finding: a quote or an event, and how sources differ; of several quotes each is an item."""
    dossier = page.dossier
    records = [dossier.by_id[id] for id in finding.records]
    quotes = [record for record in records if isinstance(record, Quote)]
    if finding.rule == WORDING and quotes:
        letters = draw_outlets(dossier, quotes[0], page.glyphs, page.frame.discounted(quotes[0]))
        with page.item(quotes[0], "comparison"):
            page.edges((*page.draft_sign(quotes[0]), *page.who_to(quotes[0])), letters)
            page.excerpt(format_words(quotes[0]))
            page.text(finding.text, "quiet", indent=3)
        return
    if quotes:
        names = ", ".join(dict.fromkeys(dossier.source_of[id].label for id in finding.sources))
        page.text(names, "quiet")
        for quote in quotes:
            write_quote(page, quote)
        return
    with page.item(records[0]):
        page.runs((*page.draft_sign(records[0]), (finding.text, "text")))


def write_quote(page: PageText, quote: Quote, with_date: bool = True, with_speaker: bool = True) -> None:
    """Write a quote as an item of two lines or three: who to whom, who prints it, and the beginning of its words.

    Where it is known who speaks, the event is told to which it was said.
    """
    date = page.dossier.date_of(quote)
    people = page.who_to(quote)
    if not with_speaker:
        event: Line = ((single_line(page.dossier.event_of[quote.event].title), "quiet"),)
        to: Line = (*page.names(quote.to, page.width < 60), (" · ", "quiet")) if quote.to else EMPTY
        people = truncate((("to ", "quiet"), *to, *event) if to else event, max(page.width * 3 // 5, 20))
    when: Line = ((f"{date.short(spans_years(page.dossier))}  ", "quiet"),) if with_date and date else EMPTY
    with page.item(quote):
        outlets = draw_outlets(page.dossier, quote, page.glyphs, page.frame.discounted(quote))
        page.edges((*page.draft_sign(quote), *when, *people), outlets)
        page.excerpt(cut_excerpt(format_words(quote), page.frame.needles, page.width))
