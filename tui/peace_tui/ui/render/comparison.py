"""A quote's versions compared, word by word; how they reached print; and which of them to cite. Lines, no state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, compared_versions, cut_opening
from peace_tui.collation.apparatus import (
    AS_ABOVE,
    NO_DISCOUNT,
    OutletComparison,
    build_apparatus,
    compare_outlets,
    describe_composition,
    describe_discounted,
    format_entry,
    leave_out_versions,
)
from peace_tui.collation.diff import SegmentKind, diff_side
from peace_tui.collation.differences import ONE_SIDED, DifferenceKind, PassageComparison, Place
from peace_tui.collation.entries import ELLIPSIS, describe_counts, digest_texts
from peace_tui.exporters.citations import Passage, cite_place
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, VERBATIM, Quote, Version
from peace_tui.provenance.ladder import build_ladder, ladder_rows
from peace_tui.provenance.sources import SourceGraph
from peace_tui.text.messages import format_count
from peace_tui.ui.render.lines import EMPTY, Line, line_width, paragraph, single_line, wrap_line
from peace_tui.ui.render.page_text import Cell, PageText

SEGMENT_STYLES: Final = {
    SegmentKind.SAME: "quiet",
    SegmentKind.SPELLING: "spelled",
    SegmentKind.PUNCTUATION: "quiet",
    SegmentKind.WORDS: "differing",
    SegmentKind.INSERTED: "inserted",
    SegmentKind.CUT: "inserted",
    SegmentKind.UNPRINTED: "text",
    SegmentKind.MOVED: "moved",
}
LEGEND: Final = (
    (SegmentKind.WORDS, "different words", ""),
    (SegmentKind.SPELLING, "spelling", ""),
    (SegmentKind.INSERTED, "in brackets", ""),
    (SegmentKind.CUT, "not here", "^"),
    (SegmentKind.MOVED, "moved", "⇄"),
    (SegmentKind.UNPRINTED, "only here", ""),
)
OMISSION_SIGNS: Final = {SegmentKind.WORDS: "^", SegmentKind.CUT: "^", SegmentKind.INSERTED: "", SegmentKind.MOVED: "⇄"}
"""The sign where a version omits what the base prints."""
MAX_SUMMARY_CHARS: Final = 6_000
"""Quotes with more characters, all texts together, are compared only on their page, not while the cursor passes."""
MAX_LINE_CHARS: Final = 500
"""More characters of a version fit in no line."""
TREE: Final = " │├└"
"""What the chain of sources is drawn with."""
MIN_LABEL_CELLS: Final = 8
MIN_COLUMN_CELLS: Final = 34
"""In narrower columns versions are hard to read: they follow one another then."""
MIN_READER_CELLS: Final = 24
"""The same in the reader, which has a part of the screen: three outlets have a column each from 160 cells on."""


def write_comparison(page: PageText, quote: Quote, base: int) -> None:
    """Write what the outlets print of a quote compared with the one number `base`, then how it reached print."""
    dossier, width, discounted = page.dossier, page.width, page.frame.discounted(quote)
    page.edges(page.who_to(quote), ((single_line(dossier.event_of[quote.event].title), "quiet"),))
    page.text(NOT_REVIEWED if quote.draft else "", "warning")
    page.text(describe_discounted(dossier, quote, discounted), "quiet")
    quote = leave_out_versions(quote, discounted)
    if quote.versions:
        comparison = compare_outlets(dossier, quote)
        page.text(comparison.summary, _verdict_style(comparison, "quiet"))
        page.gap()
        _outlets(page, quote, comparison, base)
        if comparison.entries and comparison.is_verbatim:  # paraphrases differ by right, as a whole
            page.add(EMPTY, _draw_legend(width))
            page.section("Differences", len(comparison.entries))
            names = [single_line(dossier.source_of[version.source].siglum) for version in compared_versions(quote)]
            short = comparison if comparison.outlets == 1 else comparison.with_names(names)
            page.add(*_draw_apparatus(short, comparison.sides[base][0], width))
    if quote.versions or not discounted:
        page.section("How it reached print")
        _ladder(page, quote)


def _verdict_style(comparison: OutletComparison, same: str) -> str:
    """Return the style of the verdict: that of differences where outlets differ, else `same`."""
    return "differs" if comparison.entries and comparison.is_verbatim else same


def _describe_places(places: Sequence[Place]) -> str:
    """Return how an outlet differs from the base: in what both print, in what it lacks, in what only it prints."""
    lacking = [place for place in places if _is_lacking(place)]
    only_here = [place for place in places if _is_lacking(place._replace(mine=place.theirs, theirs=place.mine))]
    others = [place.kind for place in places if place not in lacking and place not in only_here]
    parts = [describe_counts(others)] if others or not places else []
    for label, found in (("not here", lacking), ("only here", only_here)):
        sentences = sum(place.kind is DifferenceKind.SENTENCE for place in found)
        phrases = len(found) - sentences
        more = [format_count(sentences, "sentence")] if sentences else []
        more += [f"words in {format_count(phrases, 'place')}"] if phrases else []
        parts += [f"{label}: {', '.join(more)}"] if more else []
    return " · ".join(parts)


def _is_lacking(place: Place) -> bool:
    """Tell whether an outlet lacks at a place what the base prints."""
    return place.kind in ONE_SIDED and ELLIPSIS.issuperset(place.mine) and not ELLIPSIS.issuperset(place.theirs)


def _draw_apparatus(comparison: OutletComparison, base: int, width: int) -> list[Line]:
    """Return every place where outlets differ, in the order of the base, numbered."""
    lines: list[Line] = []
    found = build_apparatus(comparison, base)
    for entry in found.entries:
        first, *more = paragraph(format_entry(found, entry), "text", max(width - 4, 10))
        lines += [((" ", ""), *first), *(((("   ", "")), *line) for line in more)]
    return lines


class VersionSummary(NamedTuple):
    """What is seen at a glance of how a quote is printed."""

    verdict: str
    """How many outlets print it, how they differ, and from how many origins; nothing of one or of very long ones."""
    outlets: tuple[tuple[str, Line], ...]
    """The outlets, each with what it prints otherwise than the reading text."""
    composed_from: str = ""
    """What the reading text is composed from, where no outlet prints it as it stands."""
    discounted: str = ""
    """Which outlets the view does not count."""


def summarize_versions(dossier: Dossier, id: str, discounted: Mapping[int, str]) -> VersionSummary:
    """Return what is seen at a glance of how a quote is printed by the versions that count."""
    return _summarize_versions(dossier, id, tuple(discounted.items()))


@lru_cache(maxsize=1_024)
def _summarize_versions(dossier: Dossier, id: str, marks: tuple[tuple[int, str], ...]) -> VersionSummary:
    discounted = dict(marks)
    whole = dossier.quote_index.records[dossier.quote_index.position_of[id]]
    quote = leave_out_versions(whole, discounted)
    falling = describe_discounted(dossier, whole, discounted)
    if _is_long(quote):
        labels = (dossier.source_of[version.source].label for version in quote.versions)
        composed = "composed from what these outlets print" if whole.is_composed else ""
        return VersionSummary(
            "", tuple(zip(labels, map(_draw_opening, quote.versions), strict=True)), composed, falling
        )
    comparison = compare_outlets(dossier, quote)
    found = build_ladder(quote, None, SourceGraph.for_dossier(dossier))
    origins = found.summary.partition("; ")[2]
    verdict = f"{comparison.summary} · {origins}" if len(quote.versions) > 1 else ""
    outlets = (
        (name, _draw_digest(dossier, quote, comparison.alignment, rows)) for name, rows in comparison.outlet_sides
    )
    return VersionSummary(verdict, tuple(outlets), describe_composition(dossier, whole, discounted), falling)


def _is_long(quote: Quote) -> bool:
    """Tell whether the texts of a quote are too long to be compared while the cursor passes."""
    return sum(map(len, (quote.text, *(version.text for version in quote.versions)))) > MAX_SUMMARY_CHARS


def forget_summaries() -> None:
    """Empty the cache of summaries, which holds their dossier."""
    _summarize_versions.cache_clear()


def _draw_digest(dossier: Dossier, quote: Quote, alignment: Alignment, rows: Sequence[int]) -> Line:
    base = alignment.reading_text
    assert base is not None
    version = quote.versions[rows[0]]
    if dossier.is_translation(quote, version):
        return _draw_opening(version)
    if quote.mode not in VERBATIM:  # the words are the outlet's own, which are neither the same nor different
        return ((AS_ABOVE, "quiet"),) if version.text.split() == quote.text.split() else _draw_opening(version)
    return tuple(
        (single_line(text), SEGMENT_STYLES[difference]) for text, difference in digest_texts(alignment, rows, base)
    )


def _draw_opening(version: Version) -> Line:
    return ((single_line(cut_opening(version.text, MAX_LINE_CHARS)), "text"),)


def _ladder(page: PageText, quote: Quote) -> None:
    """Write the ladder of a quote: what was said, what rests on it, and from how many origins it all comes."""
    found = build_ladder(quote, page.dossier.event_of[quote.event], SourceGraph.for_dossier(page.dossier))
    for row, step in ladder_rows(found):
        source = page.dossier.source_of.get(step.source or "") if step else None
        if source:
            with page.item(source):
                page.add(*_draw_step(row, page.width, page.draft_sign(source)))
        else:
            page.add(*_draw_step(row, page.width))


def _outlets(page: PageText, quote: Quote, comparison: OutletComparison, base: int) -> None:
    """Write what each outlet prints, side by side or one below the other; each passage leads to its source."""
    sources = [page.dossier.source_of[version.source] for version in compared_versions(quote)]
    sides = comparison.sides
    room = (page.width - 1) // len(sides) - 2
    if room < MIN_COLUMN_CELLS or len(sides) == 1:
        for side, rows in enumerate(sides):
            page.gap()
            for row, lines in zip(rows, _passages(page, quote, comparison, side, base, page.width - 4), strict=True):
                with page.item(sources[row], number=row):
                    page.add(
                        *(((" " if row == rows[0] and not n else "   ", ""), *line) for n, line in enumerate(lines))
                    )
        return
    columns = [
        [line for lines in _passages(page, quote, comparison, side, base, room) for line in (*lines, EMPTY)][:-1]
        for side in range(len(sides))
    ]
    first, *others = zip_longest(*columns, fillvalue=EMPTY)
    cells = [Cell(range(1 + n * (room + 2), n * (room + 2) + room), sources[rows[0]]) for n, rows in enumerate(sides)]
    with page.item(quote, cells=cells):
        page.add(_draw_row(first, room))
    page.add(*(_draw_row(row, room) for row in others))


def _passages(
    page: PageText, quote: Quote, comparison: OutletComparison, side: int, base: int, width: int
) -> list[list[Line]]:
    """Return the lines of each passage of an outlet: first its name and how it differs from the base."""
    rows = comparison.sides[side]
    source = page.dossier.source_of[quote.versions[rows[0]].source]
    sign, name = page.draft_sign(source), single_line(source.siglum)
    is_compared = comparison.is_verbatim and comparison.outlets > 1
    if is_compared and side == base:
        base_note: Line = (("  compared with this", "quiet"),)
        *above, last = wrap_line((*sign, (name, "title")), width)
        fits = line_width((*last, *base_note)) <= width
        head = [*above, (*last, *base_note)] if fits else [*above, last, *paragraph(base_note[0][0], "quiet", width)]
    else:
        head = wrap_line((*sign, (name, "strong")), width)
        head += paragraph(_describe_side(comparison, side, base), "quiet", width) if is_compared else []
    passages = []
    for row in rows:
        locator = single_line(quote.versions[row].locator or "")
        place = paragraph(locator, "quiet", width) if locator else []
        plain: Line = ((comparison.alignment.texts[row], "text"),)
        is_marked = is_compared and side != base and not _is_translation(comparison, side, base)
        words = _draw_differences(comparison.alignment, row, comparison.sides[base]) if is_marked else plain
        if row == rows[0]:
            passages.append([*head, *place, *wrap_line(words, width)])
        else:  # it may be of another article than the one that is named above
            sign = page.draft_sign(page.dossier.source_of[quote.versions[row].source])
            passages.append([*place, *wrap_line((*sign, *words), width)])
    return passages


def _describe_side(comparison: OutletComparison, side: int, base: int) -> str:
    """Return how an outlet differs from the base."""
    if _is_translation(comparison, side, base):
        return "a translation"
    places = PassageComparison(comparison.alignment).find_places(comparison.sides[side], comparison.sides[base])
    return _describe_places(places)


def _is_translation(comparison: OutletComparison, side: int, base: int) -> bool:
    """Tell whether two sides are in different languages, so that their words are not compared."""
    return bool(comparison.languages) and comparison.side_languages[side] != comparison.side_languages[base]


def _draw_row(cells: Iterable[Line], room: int) -> Line:
    return tuple(run for cell in cells for run in ((" ", ""), *_fill(cell, room + 1)))


def _fill(line: Line, width: int) -> Line:
    return (*line, (" " * max(width - line_width(line), 0), ""))


def _draw_differences(alignment: Alignment, row: int, bases: Sequence[int]) -> Line:
    """Return a version with the words lit that the base does not have, and signs where it omits some."""
    runs: list[tuple[str, str]] = []
    for segment in diff_side(alignment, row, bases):
        text = alignment.texts[row][segment.start : segment.end] or OMISSION_SIGNS.get(segment.difference, "")
        if segment.difference is SegmentKind.MOVED and segment.start < segment.end:
            text = f"⇄{text}"
        style = SEGMENT_STYLES[segment.difference]
        runs.append((text if segment.start < segment.end else f" {text} " if text else "", style))
    return tuple(runs)


def _draw_legend(width: int) -> Line:
    line: Line = ((" ", ""),)
    for difference, words, sign in LEGEND:
        entry: Line = ((sign + words, SEGMENT_STYLES[difference]), ("   ", ""))
        if line_width(line) + line_width(entry) <= width:
            line = (*line, *entry)
    return line


def write_passages(page: PageText, found: Sequence[Passage], style: str) -> None:
    """Write the passages that can be cited as items, each with the outlets that print its words.

    Above them stands how they are copied: "in Markdown".
    """
    dossier = page.dossier
    count = len({dossier.source_of[each.version.source].outlet for each in found if each.version})
    question = f"{format_count(count, 'outlet')} with different words. Which do you want to cite?"
    if count == 1:
        question = f"{len(found)} passages. Which do you want to cite?"
    page.text(question, "strong")
    page.text(NOT_REVIEWED if any(each.quote.draft for each in found) else "", "warning")
    page.text(page.frame.hint("{citation.choose} copies the one under the cursor, ") + f"{style}.", "quiet")
    for number, passage in enumerate(found):
        page.gap()
        where = cite_place(dossier, passage.version) if passage.version else ""
        also = ", ".join(single_line(dossier.source_of[version.source].label) for version in passage.also)
        with page.item(passage.quote, "cite", number):
            page.text(f"{where}; also in {also}" if also else where, "strong")
            page.text(passage.text, indent=3)


def draw_side_by_side(
    dossier: Dossier, quote: Quote, width: int, discounted: Mapping[int, str] = NO_DISCOUNT
) -> list[Line]:
    """Return what each outlet prints of a quote in a column of its own, other words lit, and how it reached print.

    In paraphrases and translations nothing is lit: they differ as a whole. All passages of an outlet are in one
    column. Empty where columns are too narrow, or the texts are very long.
    """
    if _is_long(leave_out_versions(quote, discounted)):
        return []
    found = summarize_versions(dossier, quote.id, discounted)
    quote = leave_out_versions(quote, discounted)
    comparison = compare_outlets(dossier, quote)
    sides = [*comparison.outlet_sides]
    room = (width - 1) // max(len(sides), 1) - 2
    if not sides or room < MIN_READER_CELLS or comparison.alignment.reading_text is None:
        return []
    columns: list[list[Line]] = []
    for name, rows in sides:
        column: list[Line] = [((single_line(name), "strong"),)]
        for row in rows:
            locator = quote.versions[row].locator or ""
            column += [EMPTY] if len(column) > 1 else []
            column += paragraph(single_line(locator), "quiet", room) if locator else []
            words: Line = ((comparison.alignment.texts[row], "text"),)
            if comparison.is_verbatim and not dossier.is_translation(quote, quote.versions[row]):
                words = _draw_differences(comparison.alignment, row, (comparison.alignment.reading_text,))
            column += wrap_line(words, room)
        columns.append(column)
    ladder = build_ladder(quote, dossier.event_of[quote.event], SourceGraph.for_dossier(dossier))
    cells = zip_longest(*columns, fillvalue=EMPTY)
    lines = [tuple(run for cell in row for run in ((" ", ""), *_fill(cell, room + 1))) for row in cells]
    return [
        *paragraph(found.verdict, _verdict_style(comparison, "strong"), width - 1, indent=" "),
        *(paragraph(found.discounted, "quiet", width - 1, indent=" ") if found.discounted else []),
        EMPTY,
        *lines,
        EMPTY,
        ((" How it reached print", "title"),),
        *(line for row, _ in ladder_rows(ladder) for line in _draw_step(row, width)),
    ]


def _draw_step(row: str, width: int, sign: Line = EMPTY) -> list[Line]:
    """Return the lines of a step behind a sign, the lines of the tree to its left as they are."""
    label = row.lstrip(TREE)
    tree = " " + row[: len(row) - len(label)]
    lines = wrap_line((*sign, (label, "text")), max(width - 1 - len(tree), MIN_LABEL_CELLS))
    return [((tree if number == 0 else " " * len(tree), "text"), *line) for number, line in enumerate(lines)]
