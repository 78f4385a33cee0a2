"""What the reader pane says of a record; and addresses, which lead where they say in terminals that know links."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from peace_tui.edtf.grammar import format_duration
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, VERBATIM, Event, IdentifiedRecord, Person, Quote
from peace_tui.terminal.compat import has_symbols
from peace_tui.text.messages import add_mark, format_count, join_words, quotation_marks
from peace_tui.text.terminal_safe import UNSAFE, cell_width, truncate_text
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.header_footer import draw_discounts
from peace_tui.ui.render.lines import EMPTY, Line, justify, line_width, single_line, wrap_text
from peace_tui.ui.render.page_text import LABEL_WIDTH, PageText, find_in_lines, restyle
from peace_tui.ui.render.rows import (
    cut_excerpt,
    draw_outlets,
    find_outlet_letters,
    find_unseen_hits,
    fit_who_to,
    format_words,
)
from peace_tui.ui.render.styles import LINK

SMALL_READER: Final = 7
"""Up to this height the words of a quote come first."""
MIN_SIDE_BY_SIDE: Final = 86
"""From this width on the versions of a quote are set side by side."""
NO_RECORDS: Final = "This dossier has no records yet."
WRITE_RECORDS: Final = " Write events, people and quotes in its file; {file.edit} opens it."
MODE_WORDS: Final = {"indirect": "indirect speech", "summary": "a summary", "transcript": "a transcript"}
"""How a quote is reported, in words; nothing of direct speech, which the quotation marks tell."""


def draw_reader(
    frame: FrameData, record: Event | Person | Quote | None, width: int, height: int, max_width: int, glyphs: Glyphs
) -> list[Line]:
    """Return what the reader pane says of a record: on a tour the note of its step first.

    A quote that several outlets print is set side by side where there is room for it. Where there are only a few lines,
    its words come first, and the note goes as soon as the reader moves on.

    Args:
        frame: What is shown.
        record: The record; None for the dossier itself.
        width: The cells of a line.
        height: The lines that are in sight at once.
        max_width: How long a line of text is at most.
        glyphs: The signs to draw with.
    """
    page = PageText(frame, max(min(width, max_width), 10), glyphs)
    is_small = height <= SMALL_READER
    if (step := frame.tour_step) and step.note and (not is_small or frame.is_at_step):
        page.text(step.title, "strong")
        page.text(step.note)
        page.gap()
    elif frame.record() is None:
        page.add(*draw_discounts(frame, page.width))
    match record:
        case Quote():
            _quote(page, record, width, words_first=is_small)
        case Event():
            _event(page, record)
        case Person():
            _person(page, record)
        case _:
            _dossier(page)
    lines = page.lines
    for number, spans in find_in_lines(lines, frame.needles).items():
        lines[number] = restyle(lines[number], spans, "match")
    return lines


def describe_second_hand(dossier: Dossier, event: Event, discounted: Collection[str]) -> str:
    """Return what is left of an event if that is known only through sources that do not count; nothing otherwise."""
    if not discounted:
        return ""
    from peace_tui.query.discounts import find_ways  # which only a view that leaves something uncounted needs

    ways = find_ways(dossier, discounted)
    left = [id for id in event.sources if id not in discounted]
    if not left or not ways or any(id not in ways for id in left):
        return ""
    names = join_words(dict.fromkeys(dossier.source_of[id].label for id in left))
    through = join_words(dict.fromkeys(dossier.source_of[way].label for id in left for way in ways[id]))
    return f"What is left, {names}, is known here only through {through}."


# --- A quote ----------------------------------------------------------------------------------------------------------


def _quote(page: PageText, quote: Quote, width: int, words_first: bool) -> None:
    """Write a quote: who to whom and which outlets, the words, then how they are printed."""
    discounted = page.frame.discounted(quote)
    outlets = draw_outlets(page.dossier, quote, page.glyphs, discounted)
    speakers = fit_who_to(page.dossier, quote, page.width - line_width(outlets) - 3, page.glyphs)
    page.add(justify(((" ", ""), *speakers), (*outlets, (" ", "")) if outlets else EMPTY, page.width))
    if not words_first:
        _occasion(page, quote)
    write_marks(page, quote)
    _unseen_hits(page, quote)
    _words(page, quote, has_gaps=not words_first)
    columns: list[Line] = []
    if width >= MIN_SIDE_BY_SIDE and len(quote.versions) > 1:
        from peace_tui.ui.render.comparison import draw_side_by_side  # which only a wide screen needs

        columns = draw_side_by_side(page.dossier, quote, width, discounted)
        page.add(*columns)
    if not columns:
        _versions(page, quote)
    if words_first:
        page.gap()
        _occasion(page, quote)
    page.gap()
    page.labeled("about", _names(page, quote.about))
    page.labeled("reported as", MODE_WORDS.get(quote.mode, ""))
    page.labeled("status", quote.status if quote.status != "asserted" else "")
    page.labeled("tags", ", ".join(page.dossier.tags_of(quote)), "quiet")
    page.labeled("note", quote.note, "quiet")
    _claims(page, quote.id)


def _occasion(page: PageText, quote: Quote) -> None:
    """Write at what event, when and where a quote was said, and what offices those people held."""
    event, date = page.dossier.event_of[quote.event], page.dossier.date_of(quote)
    occasion = [event.title, date.words() if date else "undated", event.place]
    page.text(", ".join(filter(None, occasion)), "quiet")
    # In the same order whoever of them speaks.
    people = sorted({*quote.who, *quote.to}, key=lambda id: page.dossier.person_of[id].name)
    offices = {id: page.dossier.office_of(id, date, page.frame.discounted_sources) for id in people}
    page.text("; ".join(f"{_names(page, (id,))}, {office}" for id, office in offices.items() if office), "quiet")


def _words(page: PageText, quote: Quote, has_gaps: bool) -> None:
    """Write the reading text, and what it is composed from."""
    if has_gaps:
        page.gap()
    page.text(format_words(quote), "words", indent=3)
    if quote.is_composed or page.frame.discounted(quote):
        from peace_tui.ui.render.comparison import summarize_versions  # as below

        found = summarize_versions(page.dossier, quote.id, page.frame.discounted(quote))
        page.text(found.composed_from, "quiet", indent=3)
    if has_gaps:
        page.gap()


def _unseen_hits(page: PageText, quote: Quote) -> None:
    """Say where the words searched for stand, if not in what the reader sees first."""
    needles = page.frame.needles
    names = [page.dossier.person_of[id].name for id in (*quote.who, *quote.to)]
    for label, text in find_unseen_hits(page.dossier, quote, needles, (quote.text, *names)):
        room = max(page.width - LABEL_WIDTH - 4, 10)
        page.labeled(f"{label}:", truncate_text(single_line(cut_excerpt(text, needles, room // 3)), room), "quiet")


def _versions(page: PageText, quote: Quote) -> None:
    """Say in how many wordings a quote is printed, then by whom, and how."""
    if len(quote.versions) == 1 and quote.versions[0].text == quote.text:
        (version,) = quote.versions
        label = add_mark(page.dossier.source_of[version.source].label, page.frame.discounted(quote).get(0))
        does = "printed by" if quote.mode in VERBATIM else "reported by"
        page.labeled(does, ", ".join(filter(None, (label, version.locator))))
        return
    if not quote.versions:
        return
    from peace_tui.ui.render.comparison import summarize_versions  # which the first screen may not need

    found = summarize_versions(page.dossier, quote.id, page.frame.discounted(quote))
    page.text(found.verdict, "strong")
    page.text(found.discounted, "quiet")
    printing: dict[Line, list[str]] = {}
    for name, digest in found.outlets:
        printing.setdefault(digest, []).append(single_line(name))
    for digest, names in printing.items():
        listed, room = _list_names(list(dict.fromkeys(names)), page.width // 2), page.label_cells
        gap = " " * (room - cell_width(listed)) if cell_width(listed) < room else "  "
        page.line((listed + gap, "quiet"), *digest)


def _list_names(names: list[str], room: int) -> str:
    """Return the names of some sources, as many of them as have room; the others are counted."""
    names = [truncate_text(name, room) for name in names]
    listed = ""
    for shown in range(len(names), 0, -1):
        listed = ", ".join(names[:shown]) + (f" and {len(names) - shown:,} more" if shown < len(names) else "")
        if cell_width(listed) <= room:
            break
    return listed


# --- An event, a person, the dossier ----------------------------------------------------------------------------------


def _event(page: PageText, event: Event) -> None:
    kind = event.type if event.type != "other" else ""
    lasted = format_duration(event.duration) if event.duration else ""
    page.text(event.title, "strong")
    when = event.date.words() if event.date else "undated"
    page.text(", ".join(filter(None, (kind, when, lasted, event.place))), "quiet")
    write_marks(page, event)
    page.gap()
    page.text(event.summary)
    page.gap()
    parts = [
        f"{_names(page, (part.person,))} ({part.role})" if part.role else _names(page, (part.person,))
        for part in event.involved
    ]
    page.labeled("involved", ", ".join(parts))
    discounted = page.frame.discounted_sources
    page.labeled("sources", ", ".join(page.dossier.label_sources(event.sources, discounted)))
    page.labeled("", describe_second_hand(page.dossier, event, discounted), "quiet")
    for number, (_, words) in enumerate(page.dossier.link_words(event, marks=discounted)):
        page.labeled("" if number else "links", words)
    for number, (_, words) in enumerate(page.dossier.account_words(event, marks=discounted)):
        page.labeled("" if number else "accounts", words)
    page.labeled("certainty", event.certainty if event.certainty != "unknown" else "")
    page.labeled("tags", ", ".join(event.tags), "quiet")
    _claims(page, event.id)
    page.labeled("note", event.note, "quiet")


def _person(page: PageText, person: Person) -> None:
    page.text(person.name, "strong")
    also = f"also {', '.join(person.aliases)}" if person.aliases else ""
    page.text("; ".join(filter(None, (person.kind, person.side, also))), "quiet")
    write_marks(page, person)
    page.gap()
    for role in person.roles:
        page.labeled("role", page.dossier.role_words(role, marks=page.frame.discounted_sources))
    quote_index, timeline = page.dossier.quote_index, page.dossier.event_index
    for label, attribute in (("said", "who"), ("addressed in", "to"), ("mentioned in", "about")):
        if count := len(quote_index.with_value(attribute, person.id)):
            page.labeled(label, format_count(count, "quote"))
    if count := len(timeline.with_value("person", person.id)):
        page.labeled("involved in", format_count(count, "event"))
    page.labeled("note", person.note, "quiet")
    _claims(page, person.id)


def _dossier(page: PageText) -> None:
    dossier, info, views = page.dossier, page.dossier.info, page.dossier.views
    page.text(info.title, "strong")
    page.text(", ".join(info.authors), "quiet")
    page.gap()
    page.text(info.note)
    if not (dossier.events or dossier.people or dossier.sources):
        can_write = "file.edit" in page.frame.key_names  # strangers have no editor
        page.text(page.frame.hint(f"{NO_RECORDS}{WRITE_RECORDS if can_write else ''}"), "quiet")
    if len(letters := find_outlet_letters(dossier)) > 1:
        labels = {source.outlet: single_line(source.label) for source in dossier.sources}
        page.gap()
        page.text(
            f"Printed by {', '.join(f'{letter} {labels[outlet]}' for outlet, letter in letters.items())}.", "quiet"
        )
    if views:
        page.gap()
        first = quotation_marks(views[0].title or views[0].view)
        press = page.frame.hint("Press {view.guided} for a guided tour")
        page.text(f"{press} in {format_count(len(views), 'step')}, beginning with {first}.", "quiet")


def _names(page: PageText, ids: Sequence[str]) -> str:
    return ", ".join(single_line(page.dossier.person_of[id].name) for id in ids)


def _claims(page: PageText, id: str) -> None:
    """Write the claims about a record, and with a quote those that cite it."""
    for claim in page.dossier.claims:
        if id in claim.about or any(id == evidence.quote for evidence in claim.evidence):
            page.gap()
            page.labeled("claim", f"{claim.text} ({claim.standing})")


def write_marks(page: PageText, record: IdentifiedRecord) -> None:
    """Write that a record is not reviewed yet, and what the reader has marked on it."""
    if record.draft:
        page.text(NOT_REVIEWED, "warning")
    mark = page.dossier.marks.of(record.id)
    if not mark.is_empty:
        page.text(" ".join(filter(None, (page.glyphs.star if mark.starred else "", mark.words))), "strong")


# --- Addresses --------------------------------------------------------------------------------------------------------

SCHEME: Final = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
UNESCAPED: Final = "!#$%&'()*+,/:;=?@[]~"
"""What an address may hold besides letters and digits of ASCII; the rest is percent-encoded: %C3%BC."""
MAX_ADDRESS_BYTES: Final = 2_000
"""Terminals take addresses of so many bytes: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda"""


def find_target(address: str) -> str:
    """Return where a link to an address leads; nothing for an address that is unsafe, or not of a page or of mail."""
    if not SCHEME.fullmatch(address) or re.search(UNSAFE, address):
        return ""
    found = quote(address, safe=UNESCAPED)
    return found if len(found) <= MAX_ADDRESS_BYTES else ""


def style_address(address: str) -> str:
    """Return the style of an address: one that leads there, where the terminal knows links."""
    leads = find_target(address)
    return f"{LINK}{leads}" if leads and has_symbols(os.environ.get("TERM", "")) else "link" if leads else "text"


def link_addresses(text: str, addresses: Collection[str], style: str, width: int, indent: str = "") -> list[Line]:
    """Return text as wrapped lines in which each of the addresses leads where it says, also where it is broken."""
    words = iter(single_line(text).strip().split(" "))
    lines: list[Line] = []
    word, at = "", 0
    for row in wrap_text(text, width - len(indent)):
        line: Line = ((indent, style),) if indent else EMPTY
        for chunk in row.split(" "):
            if at == len(word):
                word, at = next(words, chunk), 0
            blank = ((" ", style),) if len(line) > bool(indent) else EMPTY
            line = (*line, *blank, *_split_addresses(word, at, at + len(chunk), addresses, style))
            at += len(chunk)
        lines.append(line)
    return lines


def _split_addresses(
    word: str, start: int, end: int, addresses: Collection[str], style: str
) -> Iterator[tuple[str, str]]:
    """Yield a part of a word, divided where an address in it begins and ends."""
    for address in sorted(addresses, key=len, reverse=True):
        shown = single_line(address)
        first = word.find(shown) if shown else -1
        if first >= 0:
            cuts = (start, min(max(first, start), end), max(min(first + len(shown), end), start), end)
            styles = (style, style_address(address), style)
            yield from ((word[a:b], name) for a, b, name in zip(cuts, cuts[1:], styles, strict=False) if a < b)
            return
    if start < end:
        yield word[start:end], style


def find_addresses(dossier: Dossier, record: Event | Person | Quote | None) -> dict[str, str]:
    """Return the addresses of the sources of a record, each with the name of its source."""
    ids: tuple[str, ...] = ()
    if isinstance(record, Quote):
        ids = tuple(version.source for version in record.versions)
    elif isinstance(record, Event):
        ids = record.sources
    sources = [dossier.source_of[id] for id in ids]
    return {source.url: source.label for source in sources if source.url and source.url.strip()}
