"""One record whole, as text a person reads: every key it has, people and sources by name, and what belongs to it.

The keys are those the record's class declares, so that a new one is shown without further ado.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from peace_tui.collation.tokens import spellings_of
from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Field, Id, Reference, References, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, Claim, Event, IdentifiedRecord, Person, Quote, Source
from peace_tui.provenance.sources import SourceGraph
from peace_tui.text.terminal_safe import cell_width

LABEL: Final = 12
"""How many cells a label takes, if it does not need more."""
NARROWEST: Final = 20
"""Text is broken at no less than this many cells, however narrow the terminal."""
NAMES: Final = {of: KIND_NAMES[kind] for kind, of in ARRAYS.items()}
FACETS: Final = {Person: "person", Source: "source"}
"""The facet by which quotes and events of a record are found."""


def record_text(dossier: Dossier, record: IdentifiedRecord, width: int | None = None) -> Iterator[str]:
    """Yield the lines of a record, without line ends, broken at `width` cells where one is given."""
    text = _Text(dossier, width)
    yield f"{NAMES[type(record)]} {record.id}"
    yield ""
    yield from text.keys(record)
    yield from text.related(record)
    if isinstance(record, Quote):
        yield from text.provenance(record)


class _Text:
    """Writes records of one dossier as lines."""

    def __init__(self, dossier: Dossier, width: int | None) -> None:
        self.dossier = dossier
        self.width = width

    def keys(self, record: IdentifiedRecord) -> Iterator[str]:
        """Yield the keys the record has, what it inherits, and the author's own."""
        for name, key in type(record).FIELDS.items():
            value = getattr(record, name)
            if isinstance(record, Quote) and name == "tags":
                value = self.dossier.tags_of(record)
            if isinstance(record, Quote) and name == "date" and not value:
                value = self.dossier.date_of(record)
                yield from self._line(name, f"{_date(value)}, as its event") if value else ()
            elif not isinstance(key.shape, Id):
                yield from self._key(name, key, value)
        yield from self._extra(record.extra)

    def related(self, record: IdentifiedRecord) -> Iterator[str]:
        """Yield what of the rest of the dossier belongs to the record."""
        if isinstance(record, Event):
            for place in self.dossier.quote_index.with_value("event", record.id):
                quote = self.dossier.quote_index.records[place]
                who = ", ".join(self.dossier.person_of[id].name for id in quote.who) or "unknown"
                yield from self._line("quote", f"{who}: {quote.text} ({quote.id})")
        if facet := FACETS.get(type(record)):
            for kind, shelf in (("quotes", self.dossier.quote_index), ("events", self.dossier.event_index)):
                count = len(shelf.with_value(facet, record.id or ""))
                yield from self._line(kind, f"{count} (list {kind} --view {facet}:{record.id})") if count else ()
        if isinstance(record, Source):
            resting = [source.id for source in self.dossier.sources if record.id in source.based_on]
            yield from self._line("basis of", "; ".join(map(self._name, resting))) if resting else ()
        for claim in self.dossier.claims:
            if _concerns(claim, record.id):
                yield from self._line("claim", f"{claim.text} ({claim.id})")

    def provenance(self, quote: Quote) -> Iterator[str]:
        """Yield how the versions of a quote differ, and the ladder from the mouth to the page."""
        from peace_tui.collation.alignment import collate_quote
        from peace_tui.collation.apparatus import apparatus
        from peace_tui.collation.apparatus import format_apparatus as apparatus_lines
        from peace_tui.collation.variants import summary
        from peace_tui.provenance.ladder import build_ladder, format_ladder

        if len(quote.versions) > 1:
            alignment = collate_quote(quote, spellings_of(self.dossier))
            names = [self.dossier.source_of[version.source].label for version in quote.versions]
            yield from ("", summary(alignment, [version.source for version in quote.versions]), "")
            yield from apparatus_lines(apparatus(alignment, None, names), self.width and max(self.width, NARROWEST))
        if quote.versions:
            yield ""
            yield from format_ladder(
                build_ladder(quote, self.dossier.event_of[quote.event], SourceGraph.for_dossier(self.dossier))
            )

    def _key(self, label: str, key: Field, value: Any, indent: str = "") -> Iterator[str]:
        if value is None or value == () or value == "":
            return
        if isinstance(key.shape, Tables):
            for record in value:
                yield from self._inner(label, record)
        else:
            yield from self._line(indent + label, self._words(key, value))

    def _inner(self, label: str, record: Any) -> Iterator[str]:
        """Yield a record inside another: its first key, which is what it is about, stands beside the label."""
        for name, key in type(record).FIELDS.items():
            if label:
                yield from self._key(label, key, getattr(record, name))
                label = ""
            else:
                yield from self._key(name, key, getattr(record, name), "  ")
        yield from self._extra(record.extra, "  ")

    def _extra(self, extra: Mapping[str, Any], indent: str = "") -> Iterator[str]:
        for name, value in extra.items():
            yield from self._line(indent + name, _plain(value))

    def _words(self, key: Field, value: Any) -> str:
        if isinstance(key.shape, Reference):
            return self._name(value)
        if isinstance(key.shape, References):
            return "; ".join(map(self._name, value))
        if isinstance(value, Date):
            return _date(value)
        return "; ".join(value) if isinstance(value, tuple) else str(value)

    def _name(self, id: str) -> str:
        """Return what a person reads and, in brackets, what a program does."""
        record = self.dossier.by_id[id]
        if isinstance(record, Person):
            return f"{record.name} ({id})"
        if isinstance(record, Source):
            return f"{record.label} ({id})"
        words = record.text if isinstance(record, Quote | Claim) else record.title or ""
        return f"{words} ({id})".lstrip()

    def _line(self, label: str, text: str) -> Iterator[str]:
        """Yield a label and its text, the text broken into lines that stand under each other."""
        head = label.ljust(LABEL - 1) + " "
        for line in wrapped(text, self.width and max(self.width - LABEL, NARROWEST)):
            yield (head + line).rstrip()
            head = " " * LABEL


def _date(date: Date) -> str:
    words = date.words()
    return words if words == date.text else f"{words} [{date.text}]"


def _concerns(claim: Claim, id: str | None) -> bool:
    return id in claim.about or any(id in (evidence.source, evidence.quote) for evidence in claim.evidence)


def _plain(value: Any) -> str:
    """Return a value of the author's own as text: a string as it is, the rest as JSON."""
    if isinstance(value, str):
        return value
    import json  # 4 ms that few records need

    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "(too large to show)"


def wrapped(text: str, width: int | None) -> Iterator[str]:
    """Yield the lines of `text`, broken at blanks so that none takes more than `width` cells unless one word does."""
    for paragraph in text.split("\n"):
        if not width:
            yield paragraph
            continue
        line, used = "", 0
        for word in paragraph.split(" "):
            room = cell_width(word)
            if line and used + 1 + room > width:
                yield line
                line, used = word, room
            else:
                line, used = (f"{line} {word}", used + 1 + room) if line else (word, room)
        yield line
