"""The pages on more than one record: a conversation, the coverage, the disagreements. Lines, no state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from peace_tui.collation.apparatus import outlets_drawn_on
from peace_tui.exporters.citation import Passage, as_read, reference
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, Quote, Source, is_silenced
from peace_tui.provenance.disagreements import RULES, STANCE, Disagreement, find_disagreements
from peace_tui.query.engine import Matches, find_claims
from peace_tui.query.listings import keep_listed
from peace_tui.query.view import View
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.lines import EMPTY, Line, line_width, paragraph, single_line
from peace_tui.ui.render.rows import fitting_label, names, quoted

SHARE: Final = 0.72
"""How much of the width a turn takes, so that the two sides are seen."""


def conversation_lines(dossier: Dossier, event: Event, width: int) -> list[Line]:
    """Return the quotes of an event as a conversation: the first speaker at the left, the others at the right."""
    positions = dossier.quote_index.with_value("event", event.id)
    quotes = [dossier.quote_index.records[position] for position in positions]
    when = event.date.words() if event.date else "undated"
    lines = paragraph(event.title, "strong", width - 1, indent=" ")
    lines += [*paragraph(when, "quiet", width - 1, indent=" "), EMPTY]
    if not quotes:
        return [*lines, ((" No words of it are quoted.", "quiet"),)]
    first = quotes[0].who
    printing = list(dict.fromkeys(version.source for quote in quotes for version in quote.versions))
    before: Quote | None = None
    for quote in quotes:
        lines += _gap(before, quote, width)
        lines += _turn(dossier, quote, printing, width, at_right=quote.who != first)
        before = quote
    return lines


def _gap(before: Quote | None, quote: Quote, width: int) -> list[Line]:
    """Return what separates two turns: an empty line, or what is not known."""
    if before is None:
        return []
    if quote.n is None and before.n is not None:
        return [EMPTY, _middle("their place in the conversation is not known", width), EMPTY]
    if quote.n is not None and before.n is not None and quote.n > before.n + 1:
        return [EMPTY, _middle("what was said between is not known", width), EMPTY]
    return [EMPTY]


def _middle(text: str, width: int) -> Line:
    said = f"· · ·  {text}  · · ·"
    return ((" " * max((width - len(said)) // 2, 1), ""), (said, "quiet"))


def _turn(dossier: Dossier, quote: Quote, printing: Sequence[str], width: int, at_right: bool) -> list[Line]:
    room = max(int(width * SHARE), 20)
    who = names(dossier, quote.who, False) or "unknown"
    lines: list[Line] = [((who, "title" if not at_right else "pin"),)]
    lines += paragraph(single_line(quote.text) if quote.is_composed else quoted(quote), "text", room)
    lines += paragraph(_printed(dossier, quote, printing), "quiet", room)
    indent = max(width - room - 1, 1) if at_right else 1
    return [((" " * indent, ""), *line) for line in lines]


def _printed(dossier: Dossier, quote: Quote, printing: Sequence[str]) -> str:
    """Return who printed a turn and who left it out, and from which language it was translated."""
    reading = as_read(dossier, quote)
    read = {version.source for version in reading}
    has = {version.source for version in quote.versions}

    def name(ids: Iterable[str]) -> str:
        return ", ".join(dict.fromkeys(single_line(dossier.source_of[id].label) for id in ids))

    drawn_on = outlets_drawn_on(dossier, quote)
    composed = single_line(f"composed from {', '.join(drawn_on)}") if drawn_on else ""
    others = [id for id in printing if id in has - read and dossier.source_of[id].label not in drawn_on]
    did = "; also in ".join(
        single_line(", ".join(filter(None, (dossier.source_of[version.source].label, version.locator))))
        for version in reading
    )
    otherwise = name(others)
    left = name(id for id in printing if id not in has)
    languages = ", ".join(dict.fromkeys(v.translated_from for v in quote.versions if v.translated_from))
    parts = [composed, f"in {did}" if did else ""]
    parts.append(f"with differences in {otherwise}" if otherwise else "")
    parts.append(f"not in {left}" if left else "")
    parts.append(f"translated from {languages}" if languages else "")
    return "; ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Coverage:
    """A grid of events by sources."""

    events: tuple[Event, ...]
    sources: tuple[Source, ...]
    printed: tuple[tuple[int, ...], ...]
    """For each event, the number of its passing quotes that each source prints."""
    reported: tuple[tuple[bool, ...], ...]
    """For each event, whether each source is among those that report it."""


def coverage_of(dossier: Dossier, matches: Matches) -> Coverage:
    """Return the coverage of the events shown by the sources that print a passing quote or report one of them."""
    quote_index = dossier.quote_index
    events = tuple(dossier.event_index.records[position] for position in matches.events)
    cited = {id for event in events for id in event.sources}
    sources = tuple(
        source
        for source in dossier.sources
        if source.id in cited or quote_index.with_value("source", source.id).intersect(matches.quotes)
    )
    printed = tuple(
        tuple(
            len(quote_index.with_value("event", event.id) & matches.quotes & quote_index.with_value("source", s.id))
            for s in sources
        )
        for event in events
    )
    reported = tuple(tuple(source.id in event.sources for source in sources) for event in events)
    return Coverage(events, sources, printed, reported)


def coverage_lines(grid: Coverage, at: tuple[int, int], width: int) -> list[Line]:
    """Return the grid; `at` is the row and column of the cursor. Sources that do not fit follow as the cursor moves."""
    if not grid.events or not grid.sources:
        return [EMPTY, ((" Nothing is shown here.", "quiet"),)]
    names = [truncate_text(fitting_label(source, 14), 14) for source in grid.sources]
    column = max(map(cell_width, names)) + 2
    label = max(min(width // 3, 46), 12)
    room = max((width - label - 2) // column, 1)
    first = min(max(at[1] - room + 1, 0), max(len(names) - room, 0))
    shown = range(first, min(first + room, len(names)))
    more = " →" if shown.stop < len(names) else ""
    head: Line = ((" " * (label + 3), ""), *((f"{_padded(names[n], column)}", "head") for n in shown), (more, "quiet"))
    lines = [head]
    for row, event in enumerate(grid.events):
        here = row == at[0]
        title = _padded(truncate_text(single_line(event.title), label), label)
        cells = (_cell(grid, row, n, column, (row, n) == at) for n in shown)
        lines.append(((" ", ""), (title + " ", "strong" if here else "text"), *(run for cell in cells for run in cell)))
    return lines


def _cell(grid: Coverage, row: int, column: int, width: int, chosen: bool) -> Line:
    count = grid.printed[row][column]
    text = str(count) if count else "reports" if grid.reported[row][column] else "·"
    style = "match" if chosen else "text" if count else "quiet"
    shown = f"[{text}]" if chosen else f" {text} "
    return ((shown, style), (" " * max(width - len(shown), 0), ""))


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_width(text), 0)


LABEL: Final = 18
"""How many cells the name of a source takes next to its stance."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The claims and the findings that a view lists."""

    claims: tuple[Claim, ...]
    findings: tuple[Disagreement, ...]
    """What the rules find, but for the claims: these are listed whole."""
    total: int
    """How many claims and findings there are in the dossier."""

    @property
    def title(self) -> str:
        """The title of the page: how many of them are in the view."""
        shown = len(self.claims) + len(self.findings)
        return f"Disagreements · {shown} of {self.total} in this view"


def disagreements_in(dossier: Dossier, view: View) -> Disagreements:
    """Return where sources disagree on what a view lists, without the claims that the author calls agreed."""
    every = [finding for finding in find_disagreements(dossier) if finding.rule != STANCE]
    findings = keep_listed(dossier, view, every)
    agreed = [claim for claim in dossier.claims if is_silenced("agreed", STANCE, (claim,))]
    claims = tuple(claim for claim in find_claims(dossier, view) if claim not in agreed)
    return Disagreements(claims, tuple(findings), len(dossier.claims) - len(agreed) + len(every))


def disagreement_lines(dossier: Dossier, shown: Disagreements, width: int) -> list[Line]:
    """Return the claims with their stances side by side, then the findings by rule."""
    lines: list[Line] = []
    for claim in shown.claims:
        lines += [*_claim(dossier, claim, width), EMPTY]
    for rule, words in RULES.items():
        found = [finding for finding in shown.findings if finding.rule == rule]
        if found:
            lines += [((f" {words[0].upper()}{words[1:]} ", "title"), (f"({rule})", "quiet")), EMPTY]
        for finding in found:
            lines += paragraph(finding.text, "text", width - 1, indent=" ")
            sources = ", ".join(single_line(dossier.source_of[id].label) for id in finding.sources)
            lines += [*paragraph(f"{', '.join(finding.records)}: {sources}", "quiet", width - 1, indent="   "), EMPTY]
    if lines:
        return lines
    return [
        (
            (
                " No disagreements in this view." if shown.total else " The sources of this dossier do not disagree.",
                "quiet",
            ),
        )
    ]


def _claim(dossier: Dossier, claim: Claim, width: int) -> list[Line]:
    lines = paragraph(f"{claim.text} ({claim.standing})", "strong", width - 1, indent=" ")
    for evidence in claim.evidence:
        source = dossier.source_of[evidence.source]
        name = single_line(source.label if len(source.label) < LABEL else source.siglum)[: LABEL - 1]
        said = paragraph(evidence.stance or "cited, without a stance", "text", max(width - LABEL - 4, 10))
        head: Line = (("   ", ""), (name, "accent"))
        lines.append((*head, (" " * max(LABEL + 3 - line_width(head), 1), ""), *said[0]))
        lines += [((" " * (LABEL + 3), ""), *line) for line in said[1:]]
        if evidence.note:
            note = paragraph(evidence.note, "quiet", max(width - LABEL - 4, 10))
            lines += [((" " * (LABEL + 3), ""), *line) for line in note]
    if claim.note:
        lines += paragraph(claim.note, "quiet", width - 1, indent="   ")
    return lines


CURSOR: Final = "›"
"""The sign of the row under the cursor."""


def passage_lines(dossier: Dossier, found: Sequence[Passage], at: int, width: int) -> list[Line]:
    """Return the passages that can be cited, each with the outlets that print its words; `at` is under the cursor."""
    count = len({dossier.source_of[each.version.source].outlet for each in found if each.version})
    question = f"{format_count(count, 'outlet')} with different words. Which do you want to cite?"
    if count == 1:
        question = f"{len(found)} passages. Which do you want to cite?"
    lines = paragraph(question, "strong", width - 1, indent=" ")
    lines += [((" Enter copies the one under the cursor.", "quiet"),), EMPTY]
    for number, passage in enumerate(found):
        sign, style = (CURSOR, "title") if number == at else (" ", "strong")
        where = reference(dossier, passage.version) if passage.version else ""
        also = ", ".join(single_line(dossier.source_of[version.source].label) for version in passage.also)
        first, *more = paragraph(f"{where}; also in {also}" if also else where, style, width - 4)
        lines.append(((f" {sign} ", "accent"), *first))
        lines += [(("   ", ""), *line) for line in more]
        lines += [(("   ", ""), *line) for line in paragraph(passage.text, "text", width - 4)]
        lines.append(EMPTY)
    return lines


def cursor_span(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and the last line of what is under the cursor."""
    first = next((number for number, line in enumerate(lines) if line and line[0][0] == f" {CURSOR} "), 0)
    return first, next((number for number in range(first, len(lines)) if lines[number] == EMPTY), first)
