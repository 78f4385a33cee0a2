"""The pages on more than one record: a conversation, the coverage, the disagreements. Lines, no state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from peace_tui.collation.apparatus import describe_composition
from peace_tui.exporters.citations import find_passages_as_read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import FALLS, NOT_REVIEWED, VERBATIM, Claim, Event, Quote, Source, is_silenced
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
from peace_tui.query.discounts import discounting_clauses, find_discounted, find_discounted_sources
from peace_tui.query.engine import Matches, find_claims
from peace_tui.query.selection import keep_listed
from peace_tui.query.view import Clause, View
from peace_tui.text.messages import add_mark, format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.lines import (
    EMPTY,
    Line,
    line_width,
    paragraph,
    single_line,
    truncate,
    wrap_line,
)
from peace_tui.ui.render.page_text import Cell, PageText
from peace_tui.ui.render.rows import (
    NO_QUOTES,
    excerpt,
    fitting_label,
    outlet_letters,
    outlets_line,
    quoted,
    spans_years,
)

SHARE: Final = 0.74
"""How much of the width a turn takes, so that the two sides are seen."""
NOT_ADJACENT: Final = "may not follow directly"
"""What a gap in the numbers of turns says; whether anything was said in between, no one may know."""
UNNUMBERED: Final = "The order of these quotes is not recorded."
"""What is said of an event whose quotes have neither numbers nor dates of their own."""


# --- Outlets as letters -----------------------------------------------------------------------------------------------


def write_letters(page: PageText) -> None:
    """Write what the letters of the outlets stand for: "F Fortune   B The Daily Beast   · nothing recorded"."""
    letters = outlet_letters(page.dossier)
    labels = {source.outlet: single_line(source.label) for source in page.dossier.sources}
    if len(letters) > 1:
        entries = [f"{letter} {labels[outlet]}" for outlet, letter in letters.items()]
        entries += [f"{page.glyphs.excluded} {mark}" for mark in dict.fromkeys(page.frame.discounted_sources.values())]
        entries.append(f"{page.glyphs.nothing} {NOT_RECORDED}")
        for line in _lines_of_entries(entries, page.width - 2):
            page.line((line, "quiet"))


def _lines_of_entries(entries: Sequence[str], width: int) -> list[str]:
    """Return entries side by side, on as many lines as they need."""
    lines: list[str] = []
    for entry in entries:
        if lines and cell_width(f"{lines[-1]}   {entry}") <= width:
            lines[-1] = f"{lines[-1]}   {entry}"
        else:
            lines.append(entry)
    return lines


# --- A conversation ---------------------------------------------------------------------------------------------------


def turns_of(dossier: Dossier, event: Event) -> list[Quote]:
    """Return the quotes of an event in their order."""
    positions = dossier.quote_index.with_value("event", event.id)
    return [dossier.quote_index.records[position] for position in positions]


def write_conversation(page: PageText, event: Event) -> None:
    """Write the quotes of an event as a talk: the first speaker at the left, the next one at the right."""
    quotes = turns_of(page.dossier, event)
    page.text(event.title, "strong")
    where = ", ".join(filter(None, (event.date.words() if event.date else "undated", event.place)))
    page.text(where, "quiet")
    if not quotes:
        page.gap()
        page.text(NO_QUOTES, "quiet")
        return
    write_letters(page)
    passing = page.frame.panes.timeline_matches.quotes
    speakers: dict[tuple[str, ...], int] = {}
    is_numbered = any(quote.n is not None for quote in quotes)
    is_one_date = len({page.dossier.date_of(quote) for quote in quotes}) == 1
    if len(quotes) > 1 and is_one_date and not is_numbered:
        page.text(UNNUMBERED, "quiet")
    before: Quote | None = None
    for quote in quotes:
        gap = _describe_gap(event, before, quote, is_numbered)
        page.gap()
        if gap:
            _middle(page, gap)
            page.gap()
        dimmed = not page.everything and page.dossier.quote_index.position_of[quote.id] not in passing
        side = speakers.setdefault(quote.who, len(speakers)) % 2
        turn = quote.n or 0
        is_joined = before is not None and not gap and before.who == quote.who and before.to == quote.to
        with page.item(quote, number=turn):
            _turn(page, quote, turn, side, names=not is_joined, to=len(speakers) > 2, dimmed=dimmed)
        before = quote


def _describe_gap(event: Event, before: Quote | None, quote: Quote, is_numbered: bool) -> str:
    """Return what the numbers leave open between two turns of an event of which any turn is numbered."""
    if before is None or not is_numbered:
        return ""
    if quote.n is None:
        where = event.type if event.type in ("call", "meeting") else "conversation"
        return f"place in the {where} not recorded"
    return NOT_ADJACENT if before.n is not None and quote.n > before.n + 1 else ""


def _middle(page: PageText, text: str) -> None:
    said = f"· · ·  {text}  · · ·"
    page.add(((" " * max((page.width - len(said)) // 2, 1), ""), (said, "quiet")))


def _turn(
    page: PageText,
    quote: Quote,
    number: int,
    side: int,
    *,
    names: bool,
    to: bool,
    dimmed: bool,
) -> None:
    """Write a turn: who speaks, where that changes; its number, its words and who prints them; and where they stand."""
    block = max(int(page.width * SHARE), 18)
    margin = " " * (page.width - block - 1 if side else 1)
    if names:
        who = page.who_to(quote) if to else page.names(quote.who) or (("unknown", "quiet"),)
        page.add(truncate(((margin, ""), *who), page.width - 1))
    discounted = page.frame.discounted(quote)
    printing = outlets_line(page.dossier, quote, page.glyphs, discounted)
    beside = line_width(printing) + 2 if printing else 0
    inside = f"{number or '':>3} "
    room = block - len(inside)
    text = single_line(quote.text) if quote.is_composed else quoted(quote)
    lines = paragraph(text, "quiet" if dimmed else "text", max(room - beside, 12))
    first = (
        (*lines[0], (" " * max(room - line_width(lines[0]) - beside + 2, 1), ""), *printing) if printing else lines[0]
    )
    page.add(truncate(((margin, ""), (inside, "quiet"), *first), page.width))
    gap = (margin + " " * len(inside), "")
    page.add(*((gap, *line) for line in lines[1:]))
    where = _where_printed(page.dossier, quote, discounted)
    page.add(*((gap, *line) for line in wrap_line(where, max(room - beside, 12))))


def _where_printed(dossier: Dossier, quote: Quote, discounted: Mapping[int, str]) -> Line:
    """Return when a turn was said, if that is known of it alone; where it stands, and which outlets differ."""
    standing = [version for number, version in enumerate(quote.versions) if number not in discounted]
    reading = sorted(find_passages_as_read(dossier, quote), key=lambda version: version not in standing)
    places = [", ".join(filter(None, (dossier.source_of[v.source].siglum, v.locator))) for v in reading[:1]]
    places = [add_mark(place, discounted.get(quote.versions.index(reading[0]))) for place in places]
    composed = describe_composition(dossier, quote, discounted)
    languages = ", ".join(dict.fromkeys(version.translated_from or "" for version in quote.versions))
    is_translated = quote.versions and all(version.translated_from for version in quote.versions)
    parts = [quote.date.words() if quote.date else "", *places]
    parts.append(composed if quote.is_composed else "")
    parts.append(f"translated from {languages}" if is_translated else "")
    parts.append("" if quote.mode in VERBATIM else "paraphrased" if quote.mode == "indirect" else "summed up")
    parts.append(quote.status if quote.status != "asserted" else "")
    parts.append(NOT_REVIEWED if quote.draft else "")
    words = " · ".join(single_line(part) for part in parts if part)
    same = {dossier.source_of[version.source].outlet for version in reading}
    compared = (version for version in standing if not dossier.is_translation(quote, version))
    others = {dossier.source_of[version.source].outlet for version in compared} - same
    differing = " ".join(letter for outlet, letter in outlet_letters(dossier).items() if outlet in others)
    if differing and reading and quote.mode in VERBATIM:
        return ((f"{words} · ", "quiet"), (f"differs in {differing}", "differs"))
    return ((words, "quiet"),) if words else EMPTY


# --- The coverage -----------------------------------------------------------------------------------------------------

PRINTS, REPORTS, NOT_RECORDED = "prints", "is a source", "nothing recorded"
"""What a dossier has of a source and an event. That nothing is recorded does not say that the source was silent."""
MIN_STEP: Final = 3
"""How far columns are apart at the least."""
MAX_HEAD_LINES: Final = 5
"""On so many lines the names of sources stand at the most."""


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
    columns = _arrange_columns(grid, page.width, first)
    _write_heads(page, grid, columns, signs)
    page.column_heads = len(page.lines)
    for row, event in enumerate(grid.events):
        title = truncate_text(single_line(event.title), columns.label)
        runs = [(" ", ""), (title + " " * (columns.label + 1 - cell_width(title)), "text")]
        cells = [Cell(range(1, columns.label), event)]
        for number, source in enumerate(grid.sources[columns.shown.start : columns.shown.stop]):
            runs.append(_coverage_run(grid, row, source, signs, columns.step))
            at = columns.begin(number)
            cells.append(Cell(range(at, at + columns.step - 1), source, "cell"))
        with page.item(event, cells=tuple(cells)):
            page.add(tuple(runs))
    return columns.shown


def _arrange_columns(grid: Coverage, width: int, first: int) -> _Columns:
    """Share the width of a page among the titles and as many sources as fit, from number `first` on."""
    count = len(grid.sources)
    widest = max(cell_width(single_line(event.title)) for event in grid.events)
    label = min(max(width * 2 // 5, 14), widest + 1, 50)
    label = min(label, max(width - 4 - MIN_STEP * count, width // 4, 10))
    room = width - label - 4
    step = min(max(room // count, MIN_STEP), _longest_name(grid))
    first = max(0, min(first, count - room // step))
    return _Columns(label, label + 2, step, range(first, min(first + max(room // step, 1), count)))


def _longest_name(grid: Coverage) -> int:
    """Return the cells that the longest name of a source takes, with the space behind it."""
    return max(cell_width(single_line(source.siglum)) for source in grid.sources) + 2


def _write_heads(page: PageText, grid: Coverage, columns: _Columns, signs: Mapping[str, str]) -> None:
    """Write the names of the sources over their columns, and beside or above them what the signs mean."""
    sources = [grid.sources[number] for number in columns.shown]
    names = [single_line(source.siglum) for source in sources]
    rows = min(-(-_longest_name(grid) // columns.step), MAX_HEAD_LINES, len(sources))
    key = [f"{sign} {what}" for what, sign in signs.items()]
    above = max(len(key) - rows, 0)
    if max(map(cell_width, key)) > columns.label:  # it has no room beside the names
        key = _lines_of_entries(key, page.width - 2)
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
"""So many quotes are compared before the page of disagreements is first shown."""
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
        with page.item(quote or source, number=number):
            sign = f" {page.glyphs.words}" if quote else ""
            room = page.label_cells - 3
            label = fitting_label(source, room)
            if cell_width(label) <= room:
                page.labeled(label, said + sign, indent=3)
            else:
                page.runs(((f"{single_line(label)}: ", "quiet"), (single_line(said + sign), "text")), indent=3)
            page.labeled("", evidence.note, "quiet")
    page.text(claim.note, "quiet", indent=3)


def _finding(page: PageText, finding: Disagreement) -> None:
    """Write a finding: a quote or an event, and how sources differ; of several quotes each is an item."""
    dossier = page.dossier
    records = [dossier.by_id[id] for id in finding.records]
    quotes = [record for record in records if isinstance(record, Quote)]
    if finding.rule == WORDING and quotes:
        letters = outlets_line(dossier, quotes[0], page.glyphs, page.frame.discounted(quotes[0]))
        with page.item(quotes[0], "comparison"):
            page.edges(page.who_to(quotes[0]), letters)
            page.excerpt(quoted(quotes[0]))
            page.text(finding.text, "quiet", indent=3)
        return
    if quotes:
        names = ", ".join(dict.fromkeys(dossier.source_of[id].label for id in finding.sources))
        page.text(names, "quiet")
        for quote in quotes:
            write_quote(page, quote)
        return
    with page.item(records[0]):
        page.text(finding.text)


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
        page.edges((*when, *people), outlets_line(page.dossier, quote, page.glyphs, page.frame.discounted(quote)))
        page.excerpt(excerpt(quoted(quote), page.frame.needles, page.width))
