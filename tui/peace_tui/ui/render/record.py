"""A record as a person reads it, and the addresses of its sources, which lead there where the terminal knows links."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import quote

from peace_tui.edtf.grammar import format_duration
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, VERBATIM, Event, Person, Quote, Version
from peace_tui.query.engine import find_ways
from peace_tui.terminal.compat import has_symbols
from peace_tui.text.folding import STRAIGHT
from peace_tui.text.messages import format_count, join_words, quotation_marks
from peace_tui.text.terminal_safe import UNSAFE, cell_width, escape_unsafe, truncate_text
from peace_tui.ui.frame import FrameData
from peace_tui.ui.render.glyphs import Glyphs
from peace_tui.ui.render.header_footer import loss_lines, tour_step
from peace_tui.ui.render.lines import (
    EMPTY,
    LINK,
    Line,
    highlight,
    justify,
    line_width,
    paragraph,
    single_line,
    truncate,
    wrap_text,
)
from peace_tui.ui.render.rows import (
    excerpt,
    find_unseen_hits,
    fitting_label,
    outlets_line,
    quoted,
    who_to,
    who_to_line,
)

LABEL = 17
"""How many cells the labels and the names of sources take."""
SMALL_READER: Final = 7
"""In so many lines the words of a quote come first."""
MIN_SIDE_BY_SIDE: Final = 86
"""From so many cells on the versions of a quote stand side by side."""
MAX_COMPARED_CHARS: Final = 6_000
"""Longer versions are compared on their page, not while the cursor passes."""
IDENTICAL = "identical"  # as in the apparatus, which the first screen does not need
AS_ABOVE = "as above"  # as there
MODE_WORDS: Final = {"indirect": "indirect speech", "summary": "a summary", "transcript": "a transcript"}
"""How a quote is reported, in words; nothing of direct speech, which the quotation marks tell."""


def record_lines(
    dossier: Dossier, record: Event | Person | Quote | None, width: int, needles: Sequence[str], is_full: bool = True
) -> list[Line]:
    """Return the lines of a record; of the dossier itself for None.

    A quote that is not shown in full has a line for each version: what it prints otherwise than the reading text.
    """
    return _RecordLines(dossier, max(width, 10), needles, is_full).of(record)


def reader_lines(
    frame: FrameData, record: Event | Person | Quote | None, width: int, height: int, max_width: int, glyphs: Glyphs
) -> list[Line]:
    """Return what the reader pane says of a record: on a tour the note of its step first.

    A quote that several outlets print is set side by side where there is room for it; where there are only a few
    lines, its words come first.

    Args:
        frame: What is shown.
        record: The record; None for the dossier itself.
        width: The cells of a line.
        height: The lines that are in sight at once.
        max_width: How long a line of text is at most.
        glyphs: The signs to draw with.
    """
    narrow = min(width, max_width)
    lines: list[Line] = []
    if (step := tour_step(frame)) and step.note:
        title = paragraph(step.title or "", "strong", narrow - 1, indent=" ") if step.title else []
        lines = [*title, *paragraph(step.note, "text", narrow - 1, indent=" "), EMPTY]
    elif frame.record() is None:
        lines = loss_lines(frame, narrow)
    if not isinstance(record, Quote):
        page = _RecordLines(frame.dossier, max(narrow, 10), frame.needles, is_full=False)
        page.fallen_sources = frame.fallen_sources
        return [*lines, *page.of(record)]
    page = _RecordLines(frame.dossier, max(narrow, 10), frame.needles, is_full=False)
    page.fallen = frame.fallen(record)
    columns: list[Line] = []
    if width >= MIN_SIDE_BY_SIDE and len(record.versions) > 1 and is_quickly_compared(record):
        from peace_tui.ui.render.comparison import outlets_side_by_side  # which only a wide screen needs

        columns = outlets_side_by_side(frame.dossier, record, width, frame.fallen(record))
    page.quote_in_pane(record, glyphs, columns, words_first=height <= SMALL_READER)
    return [*lines, *page.lines]


def label_sources(dossier: Dossier, ids: Iterable[str], fallen: Collection[str]) -> list[str]:
    """Return the names of sources, those marked that fall with a source that the view goes without."""
    return [f"{dossier.source_of[id].label}{' (falls)' if id in fallen else ''}" for id in ids]


def describe_second_hand(dossier: Dossier, event: Event, fallen: Collection[str]) -> str:
    """Return what is left of an event if that is known only through sources that fall; nothing otherwise."""
    ways = find_ways(dossier, fallen) if fallen else {}
    left = [id for id in event.sources if id not in fallen]
    if not left or not ways or any(id not in ways for id in left):
        return ""
    names = join_words(dict.fromkeys(dossier.source_of[id].label for id in left))
    through = join_words(dict.fromkeys(dossier.source_of[way].label for id in left for way in ways[id]))
    return f"What is left, {names}, is known here only through {through}."


def is_quickly_compared(quote: Quote) -> bool:
    """Tell whether the versions of a quote are short enough to be compared while the cursor passes."""
    return sum(len(version.text) for version in quote.versions) <= MAX_COMPARED_CHARS


class _RecordLines:
    """Collects the lines of one record."""

    def __init__(self, dossier: Dossier, width: int, needles: Sequence[str], is_full: bool) -> None:
        self.dossier, self.width, self.needles, self.is_full = dossier, width, needles, is_full
        self.lines: list[Line] = []
        self.fallen: frozenset[int] = frozenset()
        """The numbers of the versions that fall with a source that the view goes without."""
        self.fallen_sources: frozenset[str] = frozenset()
        """The ids of the sources that fall so."""

    def of(self, record: Event | Person | Quote | None) -> list[Line]:
        """Write a record, and return the lines."""
        match record:
            case Quote():
                self.quote(record)
            case Event():
                self.event(record)
            case Person():
                self.person(record)
            case _:
                self.dossier_itself()
        return self.lines

    def text(self, text: str | None, style: str = "text", indent: str = " ") -> None:
        for part in (text or "").split("\n") if text else ():
            if part.strip():
                self.lines += paragraph(part, style, self.width - 1, self.needles, indent)

    def gap(self) -> None:
        if self.lines and self.lines[-1] != EMPTY:
            self.lines.append(EMPTY)

    def labeled(self, label: str, text: str | None, style: str = "text") -> None:
        if not text:
            return
        room = min(LABEL, self.width // 3)
        name = single_line(label)
        lines = paragraph(text, style, self.width - room - 2, self.needles)
        head = truncate(((" ", ""), (name, "quiet")), room)
        pad = room - line_width(head)
        self.lines.append((*head, (" " * max(pad, 0) + " ", ""), *lines[0]))
        self.lines += [((" " * (room + 1), ""), *line) for line in lines[1:]]

    def quote_in_pane(self, quote: Quote, glyphs: Glyphs, columns: list[Line], words_first: bool) -> None:
        """Write a quote for the reader pane: who to whom and which outlets, the words, then how they are printed."""
        outlets = outlets_line(self.dossier, quote, glyphs, self.fallen)
        room = self.width - line_width(outlets) - 2
        speakers = who_to_line(self.dossier, quote, False, self.needles, glyphs)
        if line_width(speakers) >= room:
            speakers = who_to_line(self.dossier, quote, True, self.needles, glyphs)
        self.lines.append(justify(((" ", ""), *speakers), (*outlets, (" ", "")) if outlets else EMPTY, self.width))
        if not words_first:
            self._occasion(quote)
        self._unreviewed(quote)
        self._unseen_hits(quote)
        self._words(quote, has_gaps=not words_first)
        if columns:
            self.lines += columns
        else:
            self._versions(quote)
        if words_first:
            self.gap()
            self._occasion(quote)
        self._quote_details(quote)

    def _occasion(self, quote: Quote) -> None:
        """Write at what event, when and where a quote was said, and what offices those people held."""
        event, date = self.dossier.event_of[quote.event], self.dossier.date_of(quote)
        occasion = [event.title, date.words() if date else "undated", event.place]
        self.text(", ".join(filter(None, occasion)), "quiet")
        self._offices(quote)

    def _words(self, quote: Quote, has_gaps: bool = True) -> None:
        """Write the reading text, and what it is composed from."""
        if has_gaps:
            self.gap()
        self.text(single_line(quote.text) if quote.is_composed else quoted(quote), "words", indent="   ")
        if quote.is_composed:
            from peace_tui.ui.render.comparison import summarize_versions

            self.text(summarize_versions(self.dossier, quote.id, self.fallen).composed_from, "quiet", indent="   ")
        if has_gaps:
            self.gap()

    def quote(self, quote: Quote) -> None:
        event = self.dossier.event_of[quote.event]
        date = self.dossier.date_of(quote)
        occasion = [event.title, date.words() if date else "undated", event.place]
        self._edges(who_to(self.dossier, quote), "strong", ", ".join(filter(None, occasion)))
        self._offices(quote)
        self._unreviewed(quote)
        self._unseen_hits(quote)
        self._words(quote)
        self._versions(quote)
        self._quote_details(quote)

    def _offices(self, quote: Quote) -> None:
        """Write the offices that speakers and listeners held at the time."""
        date = self.dossier.date_of(quote)
        people = sorted({*quote.who, *quote.to}, key=self._name)  # in one order, whoever of them speaks
        offices = {id: self.dossier.office_of(id, date) for id in people}
        named = [f"{self._name(id)}, {single_line(office)}" for id, office in offices.items() if office]
        self.text("; ".join(named), "quiet")

    def _unseen_hits(self, quote: Quote) -> None:
        """Say where the words searched for stand, if not in what the reader sees first."""
        names = [self.dossier.person_of[id].name for id in (*quote.who, *quote.to)]
        for label, text in find_unseen_hits(self.dossier, quote, self.needles, (quote.text, *names)):
            if not self.is_full or label == "alias":
                room = max(self.width - LABEL - 4, 10)
                words = truncate_text(single_line(excerpt(text, self.needles, room // 3)), room)
                self.labeled(f"{label}:", words, "quiet")

    def _edges(self, left: str, style: str, right: str) -> None:
        """Write two texts at the two edges of a line, one under the other where both do not fit."""
        left, right = single_line(left), single_line(right)
        if cell_width(left) + cell_width(right) + 4 <= self.width:
            line = ((" ", ""), *highlight(left, style, self.needles))
            self.lines.append(justify(line, (*highlight(right, "quiet", self.needles), (" ", "")), self.width))
        else:
            self.text(left, style)
            self.text(right, "quiet")

    def _versions(self, quote: Quote) -> None:
        """Say in how many wordings a quote is printed, then by whom, and how."""
        labels = [self.dossier.source_of[version.source].label for version in quote.versions]
        same = IDENTICAL if quote.mode in VERBATIM else AS_ABOVE
        outlets: Sequence[tuple[str, Line]] = [(label, ((same, "quiet"),)) for label in labels]
        if len(quote.versions) > 1 or any(version.text != quote.text for version in quote.versions):
            from peace_tui.ui.render.comparison import summarize_versions  # which the first screen may not need

            found = summarize_versions(self.dossier, quote.id, self.fallen)
            outlets = found.outlets
            self.text(found.verdict, "strong")
            self.text(found.fallen, "quiet")
        if self.is_full:
            self.gap()
            for version in quote.versions:
                is_same = _as_said(version.text) == _as_said(quote.text)
                name = fitting_label(self.dossier.source_of[version.source], min(LABEL, self.width // 3) - 1)
                self.labeled(name, same if is_same else version.text, "quiet" if is_same else "text")
                self._way(version)
            return
        printing: dict[Line, list[str]] = {}
        for name, digest in outlets:
            printing.setdefault(digest, []).append(single_line(name))
        for digest, names in printing.items():
            self._at_a_glance(self._listed(list(dict.fromkeys(names))), digest)

    def _listed(self, names: list[str]) -> str:
        """Return the names of some sources, no more of them than leave half the line to what they print."""
        names = [truncate_text(name, self.width // 2) for name in names]
        listed = ""
        for shown in range(len(names), 0, -1):
            listed = ", ".join(names[:shown]) + (f" and {len(names) - shown} more" if shown < len(names) else "")
            if cell_width(listed) <= self.width // 2:
                break
        return listed

    def _at_a_glance(self, names: str, digest: Line) -> None:
        """Say in a line how some sources print a quote."""
        room = min(LABEL, self.width // 3) - 1
        gap = " " * (room + 1 - cell_width(names)) if cell_width(names) <= room else "  "
        words = (run for text, style in digest for run in highlight(text, style, self.needles))
        self.lines.append(truncate(((" ", ""), (names + gap, "quiet"), *words), self.width - 1))

    def _way(self, version: Version) -> None:
        """Say where a version is printed, and by which way it came there."""
        way = " → ".join(version.via)
        translated = f"translated from {version.translated_from}" if version.translated_from else ""
        details = "; ".join(filter(None, (version.locator, translated, f"via {way}" if way else "", version.note)))
        self.labeled("", details, "quiet")

    def _quote_details(self, quote: Quote) -> None:
        self.gap()
        self.labeled("about", ", ".join(map(self._name, quote.about)))
        self.labeled("reported as", MODE_WORDS.get(quote.mode, ""))
        self.labeled("status", quote.status if quote.status != "asserted" else "")
        self.labeled("tags", ", ".join(self.dossier.tags_of(quote)), "quiet")
        self.labeled("note", quote.note, "quiet")
        self._claims(quote.id)
        self._own_keys(quote)
        self._id(quote)

    def event(self, event: Event) -> None:
        when = event.date.words() if event.date else "undated"
        lasted = f", {format_duration(event.duration)}" if event.duration else ""
        place = f", {single_line(event.place)}" if event.place else ""
        self.text(event.title, "strong")
        kind = f"{event.type}, " if event.type != "other" else ""
        self.text(f"{kind}{when}{lasted}{place}", "quiet")
        self._unreviewed(event)
        self.gap()
        self.text(event.summary)
        self.gap()
        parts = [
            f"{self._name(part.person)} ({part.role})" if part.role else self._name(part.person)
            for part in event.involved
        ]
        self.labeled("involved", ", ".join(parts))
        self.labeled("reported by", ", ".join(label_sources(self.dossier, event.sources, self.fallen_sources)))
        self.labeled("", describe_second_hand(self.dossier, event, self.fallen_sources), "quiet")
        for label, words in self._links(event):
            self.labeled(label, words)
        self.labeled("certainty", event.certainty if event.certainty != "unknown" else "")
        self.labeled("tags", ", ".join(event.tags), "quiet")
        self._claims(event.id)
        self.labeled("note", event.note, "quiet")
        self._own_keys(event)
        self._id(event)

    def _links(self, event: Event) -> Iterator[tuple[str, str]]:
        """Yield what an event has to do with others and where sources differ, each label once."""
        for number, (_, words) in enumerate(self.dossier.link_words(event)):
            yield "" if number else "links", words
        for number, words in enumerate(self.dossier.account_words(event)):
            yield "" if number else "accounts", words

    def _claims(self, id: str) -> None:
        """Write the claims about a record, and with a quote those that cite it."""
        for claim in self.dossier.claims:
            if id in claim.about or any(id == evidence.quote for evidence in claim.evidence):
                self.gap()
                self.labeled("claim", f"{claim.text} ({claim.standing})")
                for evidence in claim.evidence if self.is_full else ():
                    self.labeled("  " + self.dossier.source_of[evidence.source].label, evidence.stance, "quiet")
                    self.labeled("", evidence.note, "quiet")
                self.labeled("", claim.note if self.is_full else None, "quiet")

    def person(self, person: Person) -> None:
        self.text(person.name, "strong")
        also = f"also {', '.join(person.aliases)}" if person.aliases else ""
        self.text("; ".join(filter(None, (person.kind, person.side, also))), "quiet")
        self._unreviewed(person)
        self.gap()
        for role in person.roles:
            self.labeled("role", self.dossier.role_words(role))
        quote_index, timeline = self.dossier.quote_index, self.dossier.event_index
        for label, attribute in (("said", "who"), ("addressed in", "to"), ("mentioned in", "about")):
            if count := len(quote_index.with_value(attribute, person.id)):
                self.labeled(label, format_count(count, "quote"))
        if count := len(timeline.with_value("person", person.id)):
            self.labeled("involved in", format_count(count, "event"))
        self.labeled("note", person.note, "quiet")
        self._claims(person.id)
        self._own_keys(person)
        self._id(person)

    def dossier_itself(self) -> None:
        info = self.dossier.info
        self.text(info.title, "strong")
        self.text(", ".join(info.authors), "quiet")
        self.gap()
        self.text(info.note)
        if self.dossier.views:
            self.gap()
            first, steps = self.dossier.views[0], format_count(len(self.dossier.views), "step")
            self.text(
                f"Press v for a guided tour in {steps}, beginning with {quotation_marks(first.title or first.view)}.",
                "quiet",
            )

    def _name(self, id: str) -> str:
        return single_line(self.dossier.person_of[id].name)

    def _own_keys(self, record: Event | Person | Quote) -> None:
        """Show the author's own keys, where the record is shown in full."""
        if self.is_full and record.extra:
            from peace_tui.model.values import own_words  # which few records need

            for name, text in own_words(record).items():
                self.labeled(name, text, "quiet")

    def _id(self, record: Event | Person | Quote) -> None:
        """Show the id where the record is shown in full: elsewhere names do."""
        if self.is_full:
            self.labeled("id", record.id, "quiet")

    def _unreviewed(self, record: Event | Person | Quote) -> None:
        if record.draft:
            self.text(NOT_REVIEWED, "warning")


def _as_said(text: str) -> list[str]:
    """Return the words and marks of a text, alike however it is set; accents stay, which search goes without."""
    return unicodedata.normalize("NFC", text).casefold().translate(STRAIGHT).split()


SCHEME: Final = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
UNESCAPED: Final = "!#$%&'()*+,/:;=?@[]~"
"""What an address may hold besides letters and digits of ASCII; the rest is percent-encoded: %C3%BC."""
MAX_ADDRESS_BYTES: Final = 2_000
"""Terminals take addresses of so many bytes: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda"""


def target(address: str) -> str:
    """Return where a link to an address leads; nothing for what is no safe address of a page or of mail."""
    if not SCHEME.fullmatch(address) or re.search(UNSAFE, address):
        return ""
    found = quote(address, safe=UNESCAPED)
    return found if len(found) <= MAX_ADDRESS_BYTES else ""


def address_style(address: str) -> str:
    """Return the style of an address: one that leads there, where the terminal knows links."""
    leads = target(address)
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
            styles = (style, address_style(address), style)
            yield from ((word[a:b], name) for a, b, name in zip(cuts, cuts[1:], styles, strict=False) if a < b)
            return
    if start < end:
        yield word[start:end], style


def addresses_of(dossier: Dossier, record: Event | Person | Quote | None) -> dict[str, str]:
    """Return the addresses of the sources of a record, each with the name of its source."""
    ids: tuple[str, ...] = ()
    if isinstance(record, Quote):
        ids = tuple(version.source for version in record.versions)
    elif isinstance(record, Event):
        ids = record.sources
    sources = [dossier.source_of[id] for id in ids]
    return {source.url: source.label for source in sources if source.url and source.url.strip()}


def address_lines(dossier: Dossier, record: Event | Person | Quote | None, width: int) -> list[Line]:
    """Return the addresses of the sources of a record, below the names of these."""
    lines: list[Line] = []
    for url, label in addresses_of(dossier, record).items():
        lines += [EMPTY, ((" ", ""), (single_line(label), "quiet"))]
        lines += link_addresses(escape_unsafe(url), (escape_unsafe(url),), "text", max(width - 1, 10), " ")
    return lines
