"""The facets: attributes that can filter. The engine, the parser, completion, the chips and the help read one table.

A facet says for one value which quotes match it and which events match it by themselves, as sets of positions in the
dossier's display order. docs/architecture.md lists what a new facet needs besides its row of `FACETS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from pyroaring import BitMap

from peace_tui.edtf.grammar import DateError, civil_fields, is_readable
from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import RecordIndex
from peace_tui.model.marks import Mark
from peace_tui.model.records import EVENT_TYPES, KIND_NAMES, MODES, STATUSES, Event, IdentifiedRecord, Person, Source
from peace_tui.text.folding import STRAIGHT, fold
from peace_tui.text.messages import find_nearest, format_count, quotation_marks, suggest

UNDATED: Final = "undated"
YES: Final = "yes"
NO: Final = "no"
FREE: Final = ""
"""The facet of free words and phrases, which a view string writes without a name."""
TEXT_FACETS: Final = (FREE, "text")
"""The facets whose values are words that are found anywhere, and marked where they are."""

TIMELINE: Final = "timeline"
PEOPLE: Final = "people"
QUOTES: Final = "quotes"
PANES: Final = (TIMELINE, PEOPLE, QUOTES)
"""The three panes, in the order of their keys 1, 2 and 3."""
PIN: Final = {TIMELINE: "event", PEOPLE: "person"}
"""The facet that a pin and the live cursor of a pane set."""
NAMED_RECORDS: Final = ("people", "sources", "events")
"""The kinds of records that a view may name by a part of their names."""
MAX_EXAMPLES: Final = 5
"""How many records or dates an error lists."""

Matcher = Callable[[Dossier, RecordIndex[Any], str], BitMap]
"""From a dossier, the index of its quotes or events, and one value of a clause to the positions that match."""


def match_value(attribute: str) -> Matcher:
    """Match the records whose attribute has the value; an attribute is one that the record index knows."""
    return lambda dossier, index, value: index.with_value(attribute, value)


def match_date(test: Callable[[Date, Date], bool]) -> Matcher:
    """Match the records whose date passes `test` against the value, or for `undated` those without a date."""

    def match(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
        if value == UNDATED:
            return index.undated
        span = parse_date(value, dossier.info.timezone)
        return index.with_date(lambda date: test(date, span))

    return match


def match_published(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records with a source that was published by the end of the value, or for `undated`, without a date."""
    if value == UNDATED:
        sources = [source.id for source in dossier.sources if source.issued is None]
    else:
        span = parse_date(value, dossier.info.timezone)
        dated = [(source.id, source.issued) for source in dossier.sources if source.issued]
        sources = [id for id, issued in dated if issued.starts_before_end_of(span)]
    return BitMap().union(*(index.with_value("source", source) for source in sources))


def match_text(*kinds: str, named: bool = False) -> Matcher:
    """Match the records with the folded value in their texts of these kinds; `named`: or in a name of their people."""

    def match(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
        needle = fold(value)
        found = [index.search(kind, needle) for kind in kinds]
        if named:
            ids = [*dossier.folded_names]
            found += [index.with_value("named", ids[number]) for number in dossier.name_index.find(needle)]
        return BitMap().union(*found)

    return match


def match_locator(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records with the folded value in the locator of a version: page, line, or time in a recording."""
    folded: list[list[str]] | None = dossier.memo.get(match_locator)
    if folded is None:
        folded = dossier.memo[match_locator] = [
            [fold(version.locator) for version in record.versions if version.locator] for record in index.in_file_order
        ]
    needle = fold(value)
    found = zip(index.positions, folded, strict=True)
    return BitMap(position for position, locators in found if any(needle in each for each in locators))


def match_supported(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records that keep some support if the value, a source, is wrong."""
    from peace_tui.provenance.sources import Support  # what rests on what: only such a view asks for it

    support = Support.for_dossier(dossier, value)
    records = zip(index.positions, index.in_file_order, strict=True)
    return BitMap(position for position, record in records if not support.loses(record))


def match_number(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records whose place in the order of their event is the value, or lies in it."""
    first, last = read_numbers(value)
    if first == last:
        return index.with_value("n", str(first))
    inside = (positions for n, positions in index.postings("n").items() if first <= int(n) <= last)
    return BitMap().union(*inside)


def match_draft(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records that are still to be reviewed, or for `no` the others."""
    drafts = index.with_value("draft", YES)
    return drafts if value == YES else index.everything - drafts


def match_starred(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records that the reader has starred, or for `no` the others."""
    starred = _marked(dossier, index, lambda mark: mark.starred)
    return starred if value == YES else index.everything - starred


def match_own_words(dossier: Dossier, index: RecordIndex[Any], value: str) -> BitMap:
    """Match the records with the folded value in the reader's own note on them, or in one of their own tags."""
    needle = fold(value)
    return _marked(dossier, index, lambda mark: any(needle in fold(text) for text in (mark.note, *mark.tags)))


def _marked(dossier: Dossier, index: RecordIndex[Any], test: Callable[[Mark], bool]) -> BitMap:
    ids = (id for id, mark in dossier.marks.by_id.items() if test(mark))
    return BitMap(position for id in ids if (position := index.position_of.get(id)) is not None)


class ViewError(ValueError):
    """A view string that cannot be read.

    Attributes:
        message: What is wrong.
        hint: How to correct it; may be empty.
        column: The 0-based offset of the mistake in the string, in characters.
    """

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        """Create an error about the mistake at `column` of the view string."""
        super().__init__(message)
        self.message, self.hint, self.column = message, hint, column


class UnknownValue(ViewError):
    """A value that names nothing in the dossier, and may be from another state of it."""


class Facet:
    """An attribute that can filter."""

    def __init__(
        self,
        name: str,
        words: str,
        quotes: Matcher,
        events: Matcher | None,
        pane: str = QUOTES,
        names: str = "",
        options: tuple[str, ...] = (),
        negated: str = "",
        of_marks: bool = False,
    ) -> None:
        """Declare a facet.

        Args:
            name: How a view string writes it.
            words: What a clause says, to be followed by the value: "said by" Witkoff.
            quotes: Finds the quotes that match one value.
            events: Finds the events that match one value by themselves; None: never.
            pane: The pane to which the facet belongs, and which ignores its clauses; Quotes ignores no facet.
            names: What its values name: `people`, `events`, `sources`, `dates`, `numbers` or `values in use`; empty for
                text and `options`.
            options: All possible values, where the format lists them.
            negated: What a negated clause says; empty: "not" before the words.
            of_marks: Whether it asks for what the reader has marked, which is not the dossier's and can change.
        """
        self.name, self.words, self.quotes, self.events = name, words, quotes, events
        self.pane, self.names, self.options = pane, names, options
        self.negated = negated or f"not {words}"
        self.of_marks = of_marks

    def known_values(self, dossier: Dossier) -> Collection[str]:
        """Return the values to parse and to complete: options, ids, or values in use; of dates only `undated`."""
        match self.names:
            case "people":
                return dossier.person_of
            case "events":
                return dossier.event_of
            case "sources":
                return dossier.source_of
            case "dates":
                return (UNDATED,)
            case "numbers":
                return dict.fromkeys(sorted(dossier.quote_index.postings(self.name), key=int))
            case "values in use":
                return self._values_in_use(dossier)
        return self.options

    def _values_in_use(self, dossier: Dossier) -> Collection[str]:
        """Return the values that quotes and events have, in alphabetical order."""
        values: dict[str, None] | None = dossier.memo.get((Facet, self.name))
        if values is None:
            indexes = (dossier.quote_index, dossier.event_index) if self.events else (dossier.quote_index,)
            found = sorted({value for index in indexes for value in index.postings(self.name)})
            values = dossier.memo[Facet, self.name] = dict.fromkeys(found)
        return values


FACETS: Final = (
    Facet("who", "said by", match_value("who"), None, PEOPLE, "people"),
    Facet("to", "said to", match_value("to"), None, PEOPLE, "people"),
    Facet("person", "involving", match_value("person"), match_value("person"), PEOPLE, "people"),
    Facet("event", "at", match_value("event"), match_value("event"), TIMELINE, "events"),
    Facet("date", "dated", match_date(Date.overlaps), match_date(Date.overlaps), TIMELINE, "dates"),
    Facet("during", "certainly within", match_date(Date.within), match_date(Date.within), TIMELINE, "dates"),
    Facet("source", "from", match_value("source"), match_value("source"), names="sources"),
    Facet("tag", "tagged", match_value("tag"), match_value("tag"), names="values in use"),
    Facet("mode", "reported as", match_value("mode"), None, options=MODES),
    Facet("status", "with status", match_value("status"), None, options=STATUSES),
    Facet("type", "of event type", match_value("type"), match_value("type"), options=EVENT_TYPES),
    Facet("text", "with the words", match_text("text"), None),
    Facet("locator", "printed at", match_locator, None),
    Facet("asof", "possibly in print by", match_published, match_published, names="dates", negated="not in print by"),
    Facet("without", "still supported without", match_supported, match_supported, names="sources"),
    Facet("n", "numbered", match_number, None, names="numbers"),
    Facet("draft", "awaiting review:", match_draft, match_draft, options=(YES, NO)),
    Facet("starred", "starred:", match_starred, match_starred, options=(YES, NO), of_marks=True),
    Facet("mine", "with my words", match_own_words, match_own_words, of_marks=True),
    Facet(FREE, "mentioning", match_text("text", "note", named=True), match_text("free", named=True)),
)
"""All facets, in the order in which a view string lists them."""

FACET: Final = {facet.name: facet for facet in FACETS}
"""The facets by name."""


# --- What a value of a view string names -----------------------------------------------------------------------------


def find_value(dossier: Dossier, facet: Facet, value: str, column: int) -> str:
    """Return a value as a facet that is not of dates knows it: the id that a name means, a tag in use, an option.

    Raises:
        ViewError: There is none, or the name is that of several.
    """
    if not facet.names and not facet.options:
        return value
    if facet.names == "numbers":
        return _find_numbers(value, column)
    known = facet.known_values(dossier)
    for written in (value, unicodedata.normalize("NFC", value), " ".join(value.split())):
        if written in known:
            return written
    names = _folded_names(dossier, facet.names) if facet.names in NAMED_RECORDS else {}
    found = find_named(dossier, facet.names, value) if names else []
    if len(found) == 1:
        return found[0]
    label = KIND_NAMES.get(facet.names, facet.name)
    if found:
        listed = [f"{quotation_marks(next(_names_of(dossier.by_id[id])))} ({id})" for id in found[:MAX_EXAMPLES]]
        listed += [format_count(len(found) - MAX_EXAMPLES, "other")] if len(found) > MAX_EXAMPLES else []
        message = f"'{value}' can be {', '.join(listed[:-1])} or {listed[-1]}"
        raise ViewError(message, column, "use the id of the one you mean")
    written_names = [name for id in names for name in _names_of(dossier.by_id[id])]
    nearest = find_nearest(value, [*written_names, *known])
    if not nearest and names and not fold(value).isascii():
        from anyascii import anyascii  # large tables, which only names in other scripts need

        nearest = find_nearest(anyascii(value), [*written_names, *known])
    if nearest in names:  # an id tells a reader little
        name = next(_names_of(dossier.by_id[nearest]), nearest)  # a record with mistakes may have no name
        hint = f"did you mean {quotation_marks(name)} ({nearest})?"
    elif nearest:
        hint = f"did you mean '{nearest}'?"
    else:
        hint = f"try {', '.join(known)}" if 0 < len(known) < 9 else ""
    unknown = ViewError if facet.options else UnknownValue
    raise unknown(f"no {label} {'called ' if names else ''}'{value}'", column, hint)


def read_numbers(value: str) -> tuple[int, int]:
    """Return the first and the last of the whole numbers that a value such as `5` or `12-20` means.

    Raises:
        ValueError: It means none.
    """
    found = re.fullmatch(r"(-?[0-9]{1,19})(?:-(-?[0-9]{1,19}))?", value)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise ValueError(value)
    return int(found[1]), int(found[2] or found[1])


def _find_numbers(value: str, column: int) -> str:
    """Return a number, or two with a hyphen between them, in the shortest form."""
    straight = value.strip().translate(STRAIGHT)
    try:
        first, last = read_numbers(straight)
    except ValueError:
        hint = "use a whole number (5) or a range (12-20)"
        raise ViewError(f"'{value}' is not a number", column, hint) from None
    return f"{first}-{last}" if "-" in straight[1:] else str(first)


def _names_of(record: IdentifiedRecord) -> Iterator[str]:
    """Yield the names of a person, the outlet, title and short name of a source, the title of an event."""
    for key in ("name", "container_title", "title", "short"):
        if name := getattr(record, key, None):
            yield name
    yield from getattr(record, "aliases", ())


def _folded_names(dossier: Dossier, kind: str) -> Mapping[str, Collection[str]]:
    """Return the folded names of all people, sources or events, by id."""
    names: dict[str, list[str]] | None = dossier.memo.get((_folded_names, kind))
    if names is None:
        records: Iterable[Person | Source | Event] = getattr(dossier, kind)
        names = {record.id: [fold(name).strip() for name in _names_of(record)] for record in records}
        dossier.memo[_folded_names, kind] = names
    return names


def find_named(dossier: Dossier, kind: str, name: str) -> list[str]:
    """Return the ids of the people, sources or events with a name; where there are none, of those with it in a name.

    Names are compared folded, parts of them word by word.
    """
    names, sought = _folded_names(dossier, kind), fold(name).strip()
    whole = [id for id, each in names.items() if sought in each]
    return whole or [id for id, each in names.items() if any(_has_words(name, sought) for name in each)]


def _has_words(name: str, words: str) -> bool:
    """Tell whether a folded name has some words as words: not with a letter before or after them."""
    start = name.find(words) if words.strip("-'\" .,") else -1
    while start >= 0:
        before, after = name[:start][-1:], name[start + len(words) :][:1]
        if not _are_of_one_word(before, words[0]) and not _are_of_one_word(words[-1], after):
            return True
        start = name.find(words, start + 1)
    return False


def _are_of_one_word(one: str, other: str) -> bool:
    """Tell whether two characters in a row are of one word; scripts without capitals may write words without spaces."""
    return all(c.isdigit() or (c.isalpha() and c.upper() != c.lower()) for c in (one, other))


def check_date(dossier: Dossier, value: str, column: int) -> str:
    """Return a value that is a date in EDTF, or `undated`.

    Raises:
        ViewError: It is none.
    """
    try:
        if value != UNDATED:
            parse_date(value, dossier.info.timezone)
    except DateError as error:
        unclosed = value.startswith("[") and not value.endswith("]")
        hint = f"{error.hint}; a set that holds commas goes in quotes" if unclosed else error.hint
        raise ViewError(error.message, column + error.column, hint) from None
    return value


def find_shown_date(dossier: Dossier, value: str, column: int) -> str | None:
    """Return in EDTF a date that is written as the program shows it, or with typographic dashes; None if it is none.

    Raises:
        ViewError: It may be in several years, or is a clock time of no time zone.
    """
    from peace_tui.edtf.shown import read_shown_date  # only such dates need it

    straight = unicodedata.normalize("NFKC", value).translate(STRAIGHT)
    dates = read_shown_date(value, find_years(dossier))
    if not dates and straight != value and is_readable(straight):
        dates = [straight]
    if len(dates) > 1:
        message = f"'{value}' can be {', '.join(dates[:-1][:MAX_EXAMPLES])} or {dates[-1]}"
        raise ViewError(message, column, "write the year")
    return check_date(dossier, dates[0], column) if dates else None


def find_years(dossier: Dossier) -> list[int]:
    """Return the years in which the dated records of a dossier begin or end."""
    years: list[int] | None = dossier.memo.get(find_years)
    if years is None:
        dates = {*dossier.event_index.dates, *dossier.quote_index.dates}
        moments = [date.earliest for date in dates if date.earliest is not None]
        moments += [date.latest - 1 for date in dates if date.latest is not None]
        years = dossier.memo[find_years] = sorted({civil_fields(moment)[0] for moment in moments})
    return years


def find_cursor(dossier: Dossier, value: str, column: int) -> str:
    """Return the id of the record that a value of `at:` names.

    Raises:
        ViewError: There is none.
    """
    id = unicodedata.normalize("NFC", value)
    if id not in dossier.by_id:
        raise UnknownValue(f"no record with the id '{id}'", column, suggest(id, dossier.by_id))
    return id
