"""A draft under review, its words in the paragraph of the article; and a saved article. Lines, no state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.exporters.citations import cite_place
from peace_tui.model.records import Quote, Source
from peace_tui.text.terminal_safe import truncate_text
from peace_tui.ui.render.lines import Line, single_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.rows import quoted

if TYPE_CHECKING:
    from peace_tui.lint.verdicts import SavedPassage

NUMBER_WIDTH: Final = 4
"""How many cells the numbers of paragraphs take."""
VERSION: Final = "version"
"""What Enter does on a version under review: it shows it in its article."""


class Proposal(NamedTuple):
    """Who likely says a quote, as the draft has it."""

    name: str
    why: str
    ids: tuple[str, ...]
    """Those of the people; none where the dossier has no one of that name."""


def write_review(
    page: PageText,
    quote: Quote,
    passages: Sequence[SavedPassage | None],
    proposal: Proposal | None,
    remarks: Sequence[str],
    before: Quote | None,
) -> None:
    """Write a quote under review: what there is to decide, then each version in its paragraph.

    Args:
        page: What is written to.
        quote: The quote.
        passages: Where each of its versions is in a saved article; None where it is not found.
        proposal: Who likely says it, where it has no speaker.
        remarks: What else the file says of it in comments.
        before: The quote before it from the same source, with which it can be joined.
    """
    dossier = page.dossier
    page.labeled("speaker", _speaker(page, quote, proposal), "strong" if quote.who else "warning")
    page.labeled("to whom", ", ".join(dossier.person_of[id].name for id in quote.to) or "–")
    event = dossier.event_of[quote.event]
    page.labeled("event", ", ".join(filter(None, (event.title, event.date.words() if event.date else "undated"))))
    page.labeled("reported as", quote.mode if quote.mode != "direct" else "")
    page.gap()
    _write_versions(page, quote, passages)
    if not quote.versions or quote.is_composed:
        page.labeled("reads", single_line(quote.text) if quote.is_composed else quoted(quote), "words")
    if before:
        words = single_line(before.text) if before.is_composed else quoted(before)
        page.labeled("quote before", f"{_names(page, before)}: {truncate_text(words, page.width)}", "quiet")
    for remark in remarks:
        page.labeled("comment", remark, "quiet")
    page.labeled("note", quote.note, "quiet")


def _write_versions(page: PageText, quote: Quote, passages: Sequence[SavedPassage | None]) -> None:
    """Write each version in its paragraph; of several in the same one the others by themselves."""
    shown: set[tuple[str, int, str]] = set()
    for number, (version, passage) in enumerate(zip(quote.versions, passages, strict=True)):
        with page.item(quote, VERSION, number):
            page.text(cite_place(page.dossier, version), "quiet")
            place = _place(passage)
            if passage and place not in shown:
                if passage.paragraph and not number:
                    page.excerpt(passage.text.paragraphs[passage.paragraph - 1].words, "faint")
                beside = [each.spans for each in passages if each and _place(each) == place]
                _write_passage(page, passage, [span for spans in beside for span in spans])
            else:
                page.text(version.text, "strong", indent=3)
            if not passage:
                page.text("not found in a saved article", "quiet", indent=3)
            shown.add(place)
        page.gap()


def _names(page: PageText, quote: Quote) -> str:
    return ", ".join(map(page.dossier.brief_of, quote.who)) or "unknown"


def _speaker(page: PageText, quote: Quote, proposal: Proposal | None) -> str:
    if quote.who:
        return ", ".join(page.dossier.person_of[id].name for id in quote.who)
    if proposal:
        return f"likely {proposal.name}" + (f": {proposal.why}" if proposal.why else "")
    return "unknown"


def _place(passage: SavedPassage | None) -> tuple[str, int, str]:
    """Return what two passages in the same paragraphs have in common."""
    return (passage.text.path, passage.paragraph, passage.words) if passage else ("", 0, "")


def _write_passage(page: PageText, passage: SavedPassage, spans: Sequence[tuple[int, int]]) -> None:
    start = 0
    for words in passage.words.split("\n"):
        page.runs(_mark_spans(words, start, spans), 3)
        start += len(words) + 1


def _mark_spans(words: str, start: int, spans: Sequence[tuple[int, int]]) -> Line:
    """Return a paragraph that begins at `start` of what the spans are characters of, these in bold."""
    inside = [(max(first - start, 0), min(last - start, len(words))) for first, last in spans]
    cuts = sorted({0, len(words), *(cut for span in inside for cut in span if 0 <= cut <= len(words))})
    return tuple(
        (words[first:last], "strong" if any(a <= first < b for a, b in inside) else "quiet")
        for first, last in pairwise(cuts)
    )


def write_article(
    page: PageText, source: Source, paragraphs: Sequence[str], passage: SavedPassage, quotes: Mapping[int, Quote]
) -> None:
    """Write the paragraphs of an article, each with its number; the words of a passage are in bold.

    `quotes` are those with words of a paragraph, by its number from 0; Enter opens them, or the source.
    """
    size = passage.words.count("\n") + 1
    start = 0
    for number, words in enumerate(paragraphs):
        with page.item(quotes.get(number, source), number=number):
            if 0 <= number - passage.paragraph < size:
                line = _mark_spans(words, start, passage.spans)
                start += len(words) + 1
            else:
                line = ((words, "text" if number in quotes else "quiet"),)
            first = len(page.lines)
            page.runs(line, NUMBER_WIDTH + 1)
            page.lines[first] = ((f"{number + 1:>{NUMBER_WIDTH}} ", "faint"), *page.lines[first][1:])
        page.gap()
