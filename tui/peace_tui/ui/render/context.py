"""Words in their context: the turns of a conversation, a draft in its paragraph, a saved article. Lines, no state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.collation.apparatus import describe_composition
from peace_tui.exporters.citations import cite_place, find_passages_as_read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, VERBATIM, Event, Quote, Source
from peace_tui.text.messages import add_mark
from peace_tui.text.terminal_safe import truncate_text
from peace_tui.ui.render.lines import EMPTY, Line, line_width, paragraph, single_line, truncate, wrap_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.rows import NO_QUOTES, draw_outlets, find_outlet_letters, format_words

if TYPE_CHECKING:
    from peace_tui.lint.verdicts import SavedPassage

NUMBER_WIDTH: Final = 4
"""How many cells the numbers of paragraphs take."""
VERSION: Final = "version"
"""What Enter does on a version under review: it shows it in its article."""
SHARE: Final = 0.74
"""How much of the width a turn takes, so that the two sides are seen."""
NOT_ADJACENT: Final = "may not follow directly"
"""What a gap in the numbers of turns says: it is not known whether anything was said in between."""
UNNUMBERED: Final = "The order of these quotes is not recorded."
"""What is said of an event whose quotes have neither numbers nor dates of their own."""


# --- A conversation ---------------------------------------------------------------------------------------------------


def write_conversation(page: PageText, event: Event) -> None:
    """Write the quotes of an event as a talk: the first speaker at the left, the next one at the right."""
    quote_index = page.dossier.quote_index
    quotes = [quote_index.records[position] for position in quote_index.with_value("event", event.id)]
    page.text(event.title, "strong")
    where = ", ".join(filter(None, (event.date.words() if event.date else "undated", event.place)))
    page.text(where, "quiet")
    page.text(NOT_REVIEWED if event.draft else "", "warning")
    if not quotes:
        page.gap()
        page.text(NO_QUOTES, "quiet")
        return
    page.letters()
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
        dimmed = not page.everything and quote_index.position_of[quote.id] not in passing
        side = speakers.setdefault(quote.who, len(speakers)) % 2
        turn = quote.n or 0
        is_joined = before is not None and not gap and before.who == quote.who and before.to == quote.to
        with page.item(quote, number=turn):
            _turn(page, quote, turn, side, names=not is_joined, to=len(speakers) > 2, dimmed=dimmed)
        before = quote


def _describe_gap(event: Event, before: Quote | None, quote: Quote, is_numbered: bool) -> str:
    """Return what the numbers of two turns leave open, in an event with numbered turns."""
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
    printing = draw_outlets(page.dossier, quote, page.glyphs, discounted)
    beside = line_width(printing) + 2 if printing else 0
    inside = f"{number or '':>3} "
    room = block - len(inside)
    lines = paragraph(format_words(quote), "quiet" if dimmed else "text", max(room - beside, 12))
    first = (
        (*lines[0], (" " * max(room - line_width(lines[0]) - beside + 2, 1), ""), *printing) if printing else lines[0]
    )
    page.add(truncate(((margin, ""), (inside, "quiet"), *first), page.width))
    gap = (margin + " " * len(inside), "")
    page.add(*((gap, *line) for line in lines[1:]))
    where = _where_printed(page.dossier, quote, discounted)
    page.add(*((gap, *line) for line in wrap_line(where, max(room - beside, 12))))


def _where_printed(dossier: Dossier, quote: Quote, discounted: Mapping[int, str]) -> Line:
    """Return when a turn was said, if it has a date of its own; where it is printed, and which outlets differ."""
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
    differing = " ".join(letter for outlet, letter in find_outlet_letters(dossier).items() if outlet in others)
    if differing and reading and quote.mode in VERBATIM:
        return ((f"{words} · ", "quiet"), (f"differs in {differing}", "differs"))
    return ((words, "quiet"),) if words else EMPTY


# --- A draft under review ---------------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    """Who likely says a quote, as the draft has it."""

    name: str
    why: str
    ids: tuple[str, ...]
    """The ids of the people; none where the dossier has no person of that name."""


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
        page.labeled("reads", format_words(quote), "words")
    if before:
        words = truncate_text(format_words(before), page.width)
        page.labeled("quote before", f"{_names(page, before)}: {words}", "quiet")
    for remark in remarks:
        page.labeled("comment", remark, "quiet")
    page.labeled("note", quote.note, "quiet")


def _write_versions(page: PageText, quote: Quote, passages: Sequence[SavedPassage | None]) -> None:
    """Write each version in its paragraph; of several in the same one the others by themselves."""
    shown: set[tuple[str, int, str]] = set()
    for number, (version, passage) in enumerate(zip(quote.versions, passages, strict=True)):
        with page.item(quote, VERSION, number, source=version.source):
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
    """Return a paragraph with the spans in bold; they count characters of a text in which it begins at `start`."""
    inside = [(max(first - start, 0), min(last - start, len(words))) for first, last in spans]
    cuts = sorted({0, len(words), *(cut for span in inside for cut in span if 0 <= cut <= len(words))})
    return tuple(
        (words[first:last], "strong" if any(a <= first < b for a, b in inside) else "quiet")
        for first, last in pairwise(cuts)
    )


# --- A saved article --------------------------------------------------------------------------------------------------


def write_article(
    page: PageText, source: Source, paragraphs: Sequence[str], passage: SavedPassage, quotes: Mapping[int, Quote]
) -> None:
    """Write the paragraphs of an article, each with its number; the words of a passage are in bold.

    `quotes` are those with words of a paragraph, by its number from 0; Enter opens them, or the source.
    """
    size = passage.words.count("\n") + 1
    start = 0
    for number, words in enumerate(paragraphs):
        with page.item(quotes.get(number, source), number=number, source=source.id):
            if 0 <= number - passage.paragraph < size:
                line = _mark_spans(words, start, passage.spans)
                start += len(words) + 1
            else:
                line = ((words, "text" if number in quotes else "quiet"),)
            first = len(page.lines)
            page.runs(line, NUMBER_WIDTH + 1)
            page.lines[first] = ((f"{number + 1:>{NUMBER_WIDTH}} ", "faint"), *page.lines[first][1:])
        page.gap()
