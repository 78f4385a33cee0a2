"""A quote's versions compared, word by word, and the ladder from the mouth to the page. Lines, no state."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, collate_quote, cut_opening
from peace_tui.collation.apparatus import apparatus
from peace_tui.collation.apparatus import format_apparatus as apparatus_lines
from peace_tui.collation.diff import Difference, diff_texts, digest
from peace_tui.collation.tokens import spellings_of
from peace_tui.collation.variants import summary
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Quote
from peace_tui.provenance.ladder import build_ladder, format_ladder
from peace_tui.provenance.sources import SourceGraph
from peace_tui.ui.render.lines import EMPTY, Line, line_width, paragraph, single_line, wrap_line
from peace_tui.ui.render.rows import who_to

STYLES: Final = {
    Difference.SAME: "quiet",
    Difference.SPELLING: "spelled",
    Difference.PUNCTUATION: "quiet",
    Difference.WORDS: "differing",
    Difference.INSERTED: "inserted",
    Difference.CUT: "inserted",
    Difference.UNPRINTED: "text",
    Difference.MOVED: "moved",
}
LEGEND: Final = (
    (Difference.WORDS, "other words", ""),
    (Difference.SPELLING, "other spelling", ""),
    (Difference.INSERTED, "inserted by an outlet", ""),
    (Difference.CUT, "cut here", ""),
    (Difference.MOVED, "moved", "⇄"),
    (Difference.UNPRINTED, "printed by one only", ""),
)
OMISSION_SIGNS: Final = {Difference.WORDS: "^", Difference.CUT: "^", Difference.INSERTED: "", Difference.MOVED: "⇄"}
"""The sign where a version omits what the base prints."""
MAX_SUMMARY_CHARS: Final = 6_000
"""So many characters of a quote's texts are compared while the cursor passes; longer ones on the page that compares."""
MAX_LINE_CHARS: Final = 500
"""More characters of a version fit in no line."""
MIN_COLUMN_CELLS: Final = 34
"""In narrower columns versions are hard to read: they follow one another then."""


def comparison_lines(dossier: Dossier, quote: Quote, base: int, width: int) -> list[Line]:
    """Return the versions of a quote compared with the one number `base`, then how they came about."""
    lines = paragraph(who_to(dossier, quote), "strong", width - 1, indent=" ")
    if quote.versions:
        alignment = collate_quote(quote, spellings_of(dossier))
        names = [single_line(dossier.source_of[version.source].label) for version in quote.versions]
        lines += paragraph(wordings_line(quote, alignment), "accent", width - 1, indent=" ")
        lines += [EMPTY, *_versions(alignment, names, base, width)]
        if len(quote.versions) > 1:
            lines += [EMPTY, _legend(width), EMPTY, ((" Apparatus", "title"),)]
            found = apparatus(alignment, base, names)
            for entry in apparatus_lines(found, max(width - 2, 10)):
                lines += paragraph(entry, "text", width - 1, indent=" ")
    lines += [EMPTY, ((" From the mouth to the page", "title"),), *ladder_text(dossier, quote, width)]
    return lines


def wordings_line(quote: Quote, alignment: Alignment) -> str:
    """Return in a line how many outlets print a quote in how many wordings, and where they first differ."""
    sources = [version.source for version in quote.versions]
    words = {tuple(token.key for token in row if token.key) for row in alignment.tokens[: alignment.version_count]}
    if quote.mode in VERBATIM or len(set(sources)) == 1 or len(words) == 1:
        return summary(alignment, sources)
    return f"{len(set(sources))} outlets, each in its own words"


class VersionSummary(NamedTuple):
    """What is seen at a glance of how a quote is printed."""

    verdict: str
    """How many outlets print it, in how many wordings, from how many origins; nothing of one or of very long ones."""
    versions: tuple[Line, ...]
    """Of each version what it prints otherwise than the reading text."""


@lru_cache(maxsize=1_024)
def summarize_versions(dossier: Dossier, id: str) -> VersionSummary:
    """Return what is seen at a glance of how a quote is printed."""
    quote = dossier.quote_index.records[dossier.quote_index.position_of[id]]
    if sum(map(len, (quote.text, *(version.text for version in quote.versions)))) > MAX_SUMMARY_CHARS:
        return VersionSummary(
            "", tuple(((single_line(cut_opening(version.text, MAX_LINE_CHARS)), "text"),) for version in quote.versions)
        )
    alignment = collate_quote(quote, spellings_of(dossier))
    found = build_ladder(quote, None, SourceGraph.for_dossier(dossier))
    origins = found.summary.partition(", ")[2]
    verdict = f"{wordings_line(quote, alignment)}; {origins}; d compares" if len(quote.versions) > 1 else ""
    return VersionSummary(verdict, tuple(_digest(alignment, row) for row in range(alignment.version_count)))


def _digest(alignment: Alignment, row: int) -> Line:
    base = alignment.reading_text
    assert base is not None
    return tuple((single_line(text), STYLES[difference]) for text, difference in digest(alignment, row, base))


def ladder_text(dossier: Dossier, quote: Quote, width: int) -> list[Line]:
    """Return the ladder of a quote: what was said, what rests on it, and from how many origins it all comes."""
    found = build_ladder(quote, dossier.event_of[quote.event], dossier.sources)
    lines: list[Line] = []
    for row in format_ladder(found):
        indent = " " * (len(row) - len(row.lstrip()) + 1)
        lines += paragraph(row.strip(), "text", width - 1, indent=indent)
    return lines


def _versions(alignment: Alignment, names: Sequence[str], base: int, width: int) -> list[Line]:
    room = (width - 1) // len(names) - 2
    columns = [_column(alignment, name, row, base, max(room, 1)) for row, name in enumerate(names)]
    if room >= MIN_COLUMN_CELLS and len(names) > 1:
        rows = zip_longest(*columns, fillvalue=EMPTY)
        return [tuple(run for cell in row for run in ((" ", ""), *_filled(cell, room + 1))) for row in rows]
    lines: list[Line] = []
    for row, name in enumerate(names):
        text = _column(alignment, name, row, base, max(width - 4, 1))
        lines += [((" ", ""), *text[0]), *(((("   ", "")), *line) for line in text[1:]), EMPTY]
    return lines[:-1]


def _filled(line: Line, width: int) -> Line:
    return (*line, (" " * max(width - line_width(line), 0), ""))


def _column(alignment: Alignment, name: str, row: int, base: int, width: int) -> list[Line]:
    """Return a version under its source's name."""
    if row == base:
        head: Line = ((name, "title"), ("  the base", "quiet"))
        return [head, *wrap_line(((alignment.texts[row], "text"),), width)]
    runs: list[tuple[str, str]] = []
    for segment in diff_texts(alignment, row, base):
        text = alignment.texts[row][segment.start : segment.end] or OMISSION_SIGNS.get(segment.difference, "")
        if segment.difference is Difference.MOVED and segment.start < segment.end:
            text = f"⇄{text}"
        style = STYLES[segment.difference]
        runs.append((text if segment.start < segment.end else f" {text} " if text else "", style))
    return [((name, "strong"),), *wrap_line(tuple(runs), width)]


def _legend(width: int) -> Line:
    line: Line = ((" ", ""),)
    for difference, words, sign in LEGEND:
        entry: Line = ((sign + words, STYLES[difference]), ("   ", ""))
        if line_width(line) + line_width(entry) <= width:
            line = (*line, *entry)
    return line
