"""The critical apparatus: one text, and below it, numbered, every place where the outlets differ.

It says of each place what every outlet prints, as the positive apparatus of scholarly editions does (TEI's `app`, `lem`
and `rdg`, https://tei-c.org/release/doc/tei-p5-doc/en/html/TC.html), in a newsroom's English. Outlets are compared, not
passages: what an outlet prints in any of its passages it does print. Passages in different languages are translations
of one another, and not compared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence, collate_quote, describe_limit
from peace_tui.collation.differences import ONE_SIDED, DifferenceKind
from peace_tui.collation.entries import ELLIPSIS, MAX_READING_CHARS, Entry, describe_counts, find_entries, shorten
from peace_tui.collation.tokens import spellings_of, tokenize
from peace_tui.model.records import FALLS, VERBATIM
from peace_tui.text.messages import add_mark, format_count, join_words, quotation_marks

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.records import Quote

SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits to superscripts."""
KIND_HEADINGS: Final = {DifferenceKind.CUT: "Cut or added", DifferenceKind.SENTENCE: "Sentence not in all"}
"""What stands before an entry, where that is not the count's name: no one may know who cut words, or added them."""
WITHOUT: Final = "printed without it in"
"""What is said of the outlets that print the sentence without these words."""
NOT_RECORDED: Final = "not in this record:"
"""What is said of the outlets of which no passage of the quote has the sentence; another record may have it."""
ELSEWHERE: Final = "in another record of this event:"
"""What is said of the outlets that lack words here, and print them in another quote of the event."""
MIN_WORDS_ELSEWHERE: Final = 4
"""How many words these must be: "I think" is said often."""
MAX_QUOTES_ELSEWHERE: Final = 200
"""In events of more quotes no other is looked at, which would take long."""
INSIDE: Final = frozenset({Presence.OMITTED, Presence.CUT, Presence.INSERTED, Presence.MOVED})
"""How a passage lacks words between words that it prints."""
AS_ABOVE: Final = "as above"
"""What is said of a paraphrase that is the reading text: it is the outlet's own, and not identical to any words."""
NO_DISCOUNT: Final[Mapping[int, str]] = {}
"""In place of the marks of versions that a view does not count, by number: it counts all."""
PUNCTUATION: Final = frozenset(".,;:!? ")


class OutletComparison(NamedTuple):
    """A quote as its outlets print it."""

    alignment: Alignment
    names: tuple[str, ...]
    """The names of the sides: each is the passages of an outlet in one language, or of a single outlet one passage."""
    sides: tuple[tuple[int, ...], ...]
    """The numbers of the passages of each."""
    outlets: int
    languages: tuple[str, ...]
    """The languages that are printed, where there is more than one; empty for one that is not known."""
    side_languages: tuple[str, ...]
    """The language of each side."""
    labels: tuple[str, ...]
    """The outlets of the passages."""
    entries: tuple[Entry, ...]
    """The places where they differ."""
    is_verbatim: bool
    limit: str = ""
    """Which versions are compared, where these are not all of them."""
    elsewhere: tuple[str, ...] = ()
    """Of each side the words that its outlet prints in other quotes of the event, as `_joined_words` returns them."""

    def with_names(self, names: Sequence[str]) -> OutletComparison:
        """Return it with the sides called by the names of their first passages."""
        return self._replace(names=tuple(names[rows[0]] for rows in self.sides))

    @property
    def outlet_sides(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Each outlet's name and its passages of one language, together also where it is the only outlet."""
        by_language: dict[str, list[int]] = {}
        if self.outlets > 1:
            yield from zip(self.names, self.sides, strict=True)
            return
        for language, rows in zip(self.side_languages, self.sides, strict=True):
            by_language.setdefault(language, []).extend(rows)
        for together in by_language.values():
            yield self.labels[together[0]], tuple(together)

    @property
    def counts(self) -> str:
        """The four counts in words."""
        if self.entries or not self.alignment.compared_chars:
            return describe_counts(entry.kind for entry in self.entries)
        return "no difference in the part compared"

    @property
    def summary(self) -> str:
        """A line such as "3 outlets · other words in 2 places · 1 cut"."""
        line = format_count(self.outlets, "outlet")
        if self.outlets == 1 and len(self.sides) > 1:
            line = f"1 outlet, {len(self.sides)} passages"
        parts = [line]
        if self.outlets > 1 and not self.is_verbatim:
            parts = [f"{line}, {format_count(len(self.sides), 'paraphrase')}"]
        elif len(self.sides) > max(len(self.languages), 1) and (self.outlets > 1 or self.entries):
            parts.append(self.counts)
        if len(self.languages) > 1:
            names = " and ".join(name or "an unknown language" for name in self.languages)
            parts.append(f"a translation: printed in {names}")
        if chars := self.alignment.compared_chars:
            parts.append(f"only the first {chars:,} characters of each are compared")
        if self.limit:
            parts.append(f"only {self.limit} are compared")
        return " · ".join(parts)

    @property
    def drawn_on(self) -> tuple[str, ...]:
        """The outlets that the reading text is composed from: as few as have all of its words that any of them has."""
        columns = self.alignment.columns
        reading = self.alignment.reading_text
        shared = [
            {
                number
                for number, column in enumerate(columns)
                if (word := column.tokens[reading or 0]) and word.key
                if any((token := column.tokens[row]) and token.key == word.key for row in rows)
            }
            for rows in self.sides
        ]
        missing = set().union(*shared)
        names: dict[str, None] = {}
        while missing:
            side = max(range(len(shared)), key=lambda side: len(shared[side] & missing))
            names[self.names[side]] = None
            missing -= shared[side]
        return tuple(names) or tuple(dict.fromkeys(self.names))

    def examples(self, entries: Sequence[Entry], most: int = 2) -> str:
        """Return the first of some places where the outlets differ, in a line."""
        told = [self.describe(entry, MAX_READING_CHARS) for entry in entries[:most]]
        rest = len(entries) - len(told)
        return "; ".join([*told, *([f"and {format_count(rest, 'more difference')}"] if rest > 0 else [])])

    def describe(self, entry: Entry, max_chars: int = 0) -> str:
        """Return what the outlets print at a place: "“got to” in Fortune; “gotta” in The Daily Beast"."""
        parts = []
        places = ", in different places" if self._is_moved(entry) else ""
        is_mark = entry.kind is DifferenceKind.CUT and all(ELLIPSIS.issuperset(text) for text, _ in entry.readings)
        readings = [("" if _is_only_marks(entry, text) else text, sides) for text, sides in entry.readings]
        for text, sides in sorted(readings, key=lambda reading: not reading[0]):
            if text:
                parts.append(f"{quotation_marks(shorten(text, max_chars))} in {self._name(sides)}")
            elif is_mark:
                parts.append(f"not marked in {self._name(sides)}")
            else:
                parts += self._describe_lacking(sides, entry)
        return "; ".join(parts) + places

    def _describe_lacking(self, sides: Sequence[int], entry: Entry) -> Iterator[str]:
        """Yield of sides that lack the words of an entry which print the sentence without them, and which do not."""
        around = [side for side in sides if self._prints_around(side, entry)]
        elsewhere = [side for side in around if self._prints_elsewhere(side, entry)]
        groups = {
            WITHOUT: [side for side in around if side not in elsewhere],
            ELSEWHERE: elsewhere,
            NOT_RECORDED: [side for side in sides if side not in around and self.outlets > 1],
        }
        yield from (f"{label} {self._name(named)}" for label, named in groups.items() if named)

    def _is_moved(self, entry: Entry) -> bool:
        """Tell whether outlets print the same words in different places: none of these columns has those of all."""
        texts = {text for text, _ in entry.readings}
        wordings = {tuple(word[:1].lower() + word[1:] for word in re.findall(r"\w+", text)) for text in texts}
        if entry.kind is not DifferenceKind.WORDS or len(wordings) > 1:
            return False
        if len(texts) > 1 and len(next(iter(wordings))) < 2:
            return False  # “Polish” and “polish” are two words
        printing = [self.sides[side] for text, sides in entry.readings if text for side in sides]
        columns = [self.alignment.columns[number] for number in entry.columns]
        return not any(
            all(any(column.tokens[row] for row in rows) for rows in printing) for column in columns if column.has_words
        )

    def _prints_elsewhere(self, side: int, entry: Entry) -> bool:
        """Tell whether an outlet prints the words of an entry in another quote of the event."""
        lacking = [_joined_words(text) for text, _ in entry.readings] if self.elsewhere and _is_long_cut(entry) else []
        return any(len(words.split()) >= MIN_WORDS_ELSEWHERE and words in self.elsewhere[side] for words in lacking)

    def _name(self, sides: Iterable[int]) -> str:
        return ", ".join(dict.fromkeys(self.names[side] for side in sides))

    def _prints_around(self, side: int, entry: Entry) -> bool:
        """Tell whether a side that lacks the words of an entry prints some of the sentence in which they stand."""
        if entry.kind in (DifferenceKind.CUT, DifferenceKind.SENTENCE):
            return entry.kind is DifferenceKind.CUT
        columns = self.alignment.columns
        if any(text and side in sides for text, sides in entry.readings):  # punctuation in place of the words
            return True
        printing = [row for text, sides in entry.readings if text for other in sides for row in self.sides[other]]
        for other in printing:
            around = _words_around(self.alignment, other, entry.columns)
            if around and any(all(columns[word].tokens[row] for word in around) for row in self.sides[side]):
                return True
        return False


def compare_outlets(dossier: Dossier, quote: Quote) -> OutletComparison:
    """Compare the passages of a quote, outlet by outlet; the last comparison is kept, since exports ask repeatedly."""
    kept: tuple[Quote, OutletComparison] | None = dossier.memo.get(compare_outlets)
    if kept is None or kept[0] is not quote:
        kept = dossier.memo[compare_outlets] = quote, _compare_outlets(dossier, quote)
    return kept[1]


def _compare_outlets(dossier: Dossier, quote: Quote) -> OutletComparison:
    alignment = collate_quote(quote, spellings_of(dossier))
    passages: dict[tuple[str, str], list[int]] = {}
    compared = quote.versions[: alignment.version_count]
    for number, version in enumerate(compared):
        key = (dossier.source_of[version.source].outlet, dossier.language_of(quote, version))
        passages.setdefault(key, []).append(number)
    outlets = len({outlet for outlet, _ in passages})
    sides = [(language, tuple(rows)) for (_, language), rows in passages.items()]
    if outlets == 1:
        sides = [(language, (row,)) for language, rows in sides for row in rows]
    languages = [language for language, _ in sides]
    rows = tuple(rows for _, rows in sides)
    entries = find_entries(alignment, rows, languages)
    if outlets == 1:
        entries = [entry for entry in entries if _is_left_out_inside(alignment, rows, entry)]
    is_cut = outlets > 1 and any(_is_long_cut(entry) for entry in entries)
    return OutletComparison(
        alignment=alignment,
        names=tuple(_side_name(dossier, quote, each, outlets == 1) for each in rows),
        sides=rows,
        outlets=outlets,
        languages=printed if len(printed := tuple(dict.fromkeys(languages))) > 1 else (),
        side_languages=tuple(languages),
        labels=tuple(dossier.source_of[version.source].label for version in compared),
        entries=tuple(entries),
        is_verbatim=quote.mode in VERBATIM,
        limit=describe_limit(quote, len(compared)),
        elsewhere=_find_words_elsewhere(dossier, quote, [outlet for outlet, _ in passages]) if is_cut else (),
    )


def _is_long_cut(entry: Entry) -> bool:
    """Tell whether some outlets lack so many words that it is worth looking for them elsewhere."""
    return entry.kind is DifferenceKind.CUT and len(entry.columns) >= MIN_WORDS_ELSEWHERE


def _find_words_elsewhere(dossier: Dossier, quote: Quote, outlets: Sequence[str]) -> tuple[str, ...]:
    """Return the words that each outlet prints in other quotes of the event; those of the last event are kept."""
    kept: tuple[str, list[tuple[str, str, str]]] | None = dossier.memo.get(_find_words_elsewhere)
    if kept is None or kept[0] != quote.event:
        index = dossier.quote_index
        positions = index.with_value("event", quote.event)
        found = [index.records[position] for position in positions] if len(positions) <= MAX_QUOTES_ELSEWHERE else []
        printed = [
            (each.id, dossier.source_of[version.source].outlet, _joined_words(version.text))
            for each in found
            if each.mode in VERBATIM
            for version in each.versions
        ]
        kept = dossier.memo[_find_words_elsewhere] = quote.event, printed
    others = [(outlet, words) for id, outlet, words in kept[1] if id != quote.id]
    return tuple("|".join(words for printing, words in others if printing == outlet) for outlet in outlets)


def _joined_words(text: str) -> str:
    """Return the words of a text as they are compared, each between blanks."""
    return f" {' '.join(token.key for token in tokenize(text) if token.key)} "


def _words_around(alignment: Alignment, row: int, columns: Sequence[int]) -> list[int]:
    """Return the columns of the words before and after what a text prints in some columns; none if that is nothing."""
    if not any(alignment.columns[column].tokens[row] for column in columns):
        return []
    before = (n for n in range(columns[0] - 1, -1, -1) if alignment.columns[n].has_words)
    after = (n for n in range(columns[-1] + 1, len(alignment.columns)) if alignment.columns[n].has_words)
    found = (next((n for n in side if alignment.columns[n].tokens[row]), None) for side in (before, after))
    return [column for column in found if column is not None]


def _is_left_out_inside(alignment: Alignment, sides: Sequence[Sequence[int]], entry: Entry) -> bool:
    """Tell whether passages of one outlet differ at a place, or one of them only breaks off where another begins."""
    if entry.kind not in ONE_SIDED:
        return True
    rows = (row for text, lacking in entry.readings if not text for side in lacking for row in sides[side])
    return any(alignment.presences[row][column] in INSIDE for row in rows for column in entry.columns)


def find_outlets_drawn_on(dossier: Dossier, quote: Quote) -> tuple[str, ...]:
    """Return the outlets that a reading text is composed from; none where one prints it, if with another end mark."""
    if not quote.is_composed or quote.same_but_end:
        return ()
    own = tuple(version for version in quote.versions if not dossier.is_translation(quote, version))
    names = tuple(dict.fromkeys(dossier.source_of[version.source].label for version in own))
    drawing = quote if own == quote.versions else quote.replace(versions=own)
    return compare_outlets(dossier, drawing).drawn_on if len(names) > 1 else names


def find_outlets_behind(dossier: Dossier, quote: Quote) -> tuple[str, ...]:
    """Return the outlets behind a reading text that none of them prints as it stands, the mark at its end included."""
    if not quote.is_composed:
        return ()
    behind = quote.same_but_end or quote.versions
    return find_outlets_drawn_on(dossier, quote) or tuple(
        dict.fromkeys(dossier.source_of[v.source].label for v in behind)
    )


def leave_out_versions(quote: Quote, discounted: Collection[int]) -> Quote:
    """Return a quote without some of its versions, by number."""
    if not discounted:
        return quote
    return quote.replace(versions=tuple(version for n, version in enumerate(quote.versions) if n not in discounted))


def describe_discounted(dossier: Dossier, quote: Quote, discounted: Mapping[int, str]) -> str:
    """Return in words which outlets have no version of a quote left: "falls: Gazette; not yet in print: Herald"."""
    named: dict[str, list[str]] = {}
    for name, mark in _find_gone(dossier, quote, discounted, "outlet").items():
        named.setdefault(mark, []).append(name)
    return "; ".join(
        f"{'fall' if mark == FALLS and len(names) > 1 else mark}: {', '.join(names)}" for mark, names in named.items()
    )


def _find_gone(dossier: Dossier, quote: Quote, discounted: Mapping[int, str], by: str) -> dict[str, str]:
    """Return the labels of the outlets of which all versions are discounted, each with its mark."""
    sources = [dossier.source_of[version.source] for version in quote.versions]
    standing = {getattr(source, by) for number, source in enumerate(sources) if number not in discounted}
    gone: dict[str, str] = {}
    for number, source in enumerate(sources):
        if getattr(source, by) not in standing:
            gone.setdefault(source.label, discounted[number])
    return gone


def describe_composition(dossier: Dossier, quote: Quote, discounted: Mapping[int, str] = NO_DISCOUNT) -> str:
    """Return what is said of a reading text that no outlet prints as it stands; nothing of one that is printed.

    Outlets of which all versions are `discounted`, by number, are marked, also where they alone print it as it stands.
    """
    gone = _find_gone(dossier, quote, discounted, "label")

    def mark(names: Iterable[str]) -> list[str]:
        return [add_mark(name, gone.get(name)) for name in dict.fromkeys(names)]

    if not quote.is_composed:
        printed = [
            number for number, version in enumerate(quote.versions) if version.text.split() == quote.text.split()
        ]
        names = mark(dossier.source_of[quote.versions[number].source].label for number in printed)
        return f"the words of {join_words(names)}" if printed and {*printed}.issubset(discounted) else ""
    if same := quote.same_but_end:
        outlets = mark(dossier.source_of[version.source].label for version in same)
        return f"the words of {join_words(outlets)} but for the mark at the end"
    names = mark(find_outlets_drawn_on(dossier, quote))
    if not names:
        translating = mark(dossier.source_of[version.source].label for version in quote.versions)
        return f"the dossier's own, printed in translation by {join_words(translating)}"
    return f"composed from {', '.join(names)}"


def _side_name(dossier: Dossier, quote: Quote, rows: Sequence[int], is_alone: bool) -> str:
    version = quote.versions[rows[0]]
    name = dossier.source_of[version.source].label
    return f"{name}, {version.locator or f'passage {rows[0] + 1}'}" if is_alone and len(quote.versions) > 1 else name


def _is_only_marks(entry: Entry, text: str) -> bool:
    """Tell whether an outlet prints nothing but punctuation where others print an insertion."""
    return entry.kind is DifferenceKind.INSERTION and PUNCTUATION.issuperset(text)


class ApparatusEntry(NamedTuple):
    """A place where outlets differ, as seen from the base."""

    number: int
    """From 1, in the order of the base."""
    start: int
    end: int
    """Where it is in the base, in characters; the same as `start` where the base has nothing there."""
    entry: Entry


class Apparatus(NamedTuple):
    """A base text and the entries for what the outlets print differently."""

    text: str
    entries: tuple[ApparatusEntry, ...]
    comparison: OutletComparison


def build_apparatus(comparison: OutletComparison, base: int | None = None) -> Apparatus:
    """Return the apparatus of a base: text number `base`, else the reading text, else the first text.

    There is an entry for every place where outlets differ, whatever the base.
    """
    alignment = comparison.alignment
    if base is None:
        base = alignment.reading_text if alignment.reading_text is not None else 0
    placed = sorted(
        ((*_span(alignment, base, entry.columns), entry) for entry in comparison.entries),
        key=lambda each: (each[0], each[1], each[2].columns),
    )
    entries = (ApparatusEntry(number, *each) for number, each in enumerate(placed, 1))
    return Apparatus(alignment.texts[base] if alignment.texts else "", tuple(entries), comparison)


def _span(alignment: Alignment, row: int, columns: Sequence[int]) -> tuple[int, int]:
    """Return where a text has the columns, or the empty span after what it has before them."""
    pieces = [token for column in columns if (token := alignment.columns[column].tokens[row])]
    if pieces:
        return pieces[0].start, pieces[-1].end
    before = (alignment.columns[column].tokens[row] for column in range(columns[0] - 1, -1, -1))
    end = next((token.end for token in before if token), 0)
    return end, end


def format_apparatus(found: Apparatus, width: int | None = None) -> list[str]:
    """Format an apparatus as lines of plain text: the base with superscript numbers, then a line for each entry.

    With `width`, lines are wrapped to so many characters.
    """
    text, end = "", 0
    for entry in found.entries:
        text += found.text[end : max(end, entry.end)] + str(entry.number).translate(SUPERSCRIPTS)
        end = max(end, entry.end)
    paragraphs = [*(text + found.text[end:]).splitlines(), *(format_entry(found, entry) for entry in found.entries)]
    if width is None:
        return paragraphs
    return [row for paragraph in paragraphs for row in wrap(paragraph, max(width, 1), subsequent_indent="  ") or [""]]


def format_entry(found: Apparatus, entry: ApparatusEntry) -> str:
    """Format an entry as a line: "1. Cut or added: “I think” in The Daily Beast; printed without it in Fortune"."""
    kind = KIND_HEADINGS.get(entry.entry.kind, entry.entry.kind.capitalize())
    return f"{entry.number}. {kind}: {' '.join(found.comparison.describe(entry.entry).split())}"
