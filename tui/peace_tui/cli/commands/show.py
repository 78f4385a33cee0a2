"""Show one record as text that a person reads: every field, people and sources by name, and what belongs to it.

The fields are those that the record's class declares, so that a new one is shown without a change here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final

from peace_tui.cli.inputs import add_own_marks, load_dossier
from peace_tui.collation.apparatus import (
    NO_DISCOUNT,
    build_apparatus,
    compare_outlets,
    describe_composition,
    format_apparatus,
    leave_out_versions,
)
from peace_tui.edtf.spans import Date
from peace_tui.errors import NEGATIVE, SUCCESS
from peace_tui.exporters.citations import describe_printing
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Field, Id, Reference, References, Tables
from peace_tui.model.records import (
    ARRAYS,
    KIND_NAMES,
    NOT_REVIEWED,
    VERBATIM,
    Claim,
    Event,
    IdentifiedRecord,
    Name,
    Person,
    Quote,
    Role,
    Source,
)
from peace_tui.model.values import record_values
from peace_tui.provenance.ladder import build_ladder, format_ladder
from peace_tui.provenance.sources import SourceGraph
from peace_tui.query.discounts import (
    find_discounted,
    find_discounted_sources,
    find_losses,
    find_resting_alone,
    mark_evidence,
)
from peace_tui.query.view import Clause, View
from peace_tui.system.streams import is_stdout_utf8, terminal_width, write_paged, write_stderr
from peace_tui.text.messages import add_mark, format_count, join_words, quotation_marks, speak, suggest
from peace_tui.text.terminal_safe import cell_width, preview, sanitize_line

LABEL_CELLS: Final = 12
"""How many cells a label takes, if it does not need more."""
MIN_TEXT_CELLS: Final = 20
"""Text is broken at no less than this many cells, however narrow the terminal."""
RECORD_NAMES: Final = {of: KIND_NAMES[kind] for kind, of in ARRAYS.items()}
MAX_RECORDS: Final = 50
"""How many quotes and how many events are listed that rest on a source alone."""
HOW_GIVEN: Final = {"indirect": "indirect speech", "summary": "a summary", "transcript": "a transcript"}
"""How a quote is given, in words; nothing of direct speech, which the quotation marks tell."""
RANGE: Final = re.compile(r" ?[–—] ?")
"""The dash between two dates, which is read as a pause or not at all."""
FIELD_LABEL: Final = re.compile(r"^( *(?:[a-z_]{12,}(?= )|\S+(?: \S+)?(?= {2}))) +(?=\S)")
"""The label of a line and the blanks after it, by which columns are aligned."""
FACET_OF_RECORD: Final = {Person: "person", Source: "source"}
"""The facet by which quotes and events of a record are found."""


def format_record(
    dossier: Dossier, record: IdentifiedRecord, width: int | None = None, *, in_full: bool = True
) -> Iterator[str]:
    """Yield the lines of a record, without line ends, broken at `width` cells where one is given.

    Where it is not to be `in_full`, how outlets differ and how the words came to print is summed up in a line each.
    """
    writer = _RecordWriter(dossier, width)
    yield f"{RECORD_NAMES[type(record)]} {record.id}"
    yield ""
    yield from writer.fields(record)
    yield from writer.related(record)
    if isinstance(record, Quote):
        yield from writer.provenance(record, in_full)


# --- In sentences, as `read` does ------------------------------------------------------------------------------------


def describe_record(dossier: Dossier, record: IdentifiedRecord) -> str:
    """Return a record in a sentence."""
    if isinstance(record, Quote):
        return f"{describe_speech(dossier, record)}: {describe_words(dossier, record)}"
    if isinstance(record, Event):
        said = len(dossier.quote_index.with_value("event", record.id))
        counted = format_count(said, "quote") if said else "no quotes"
        kind = "" if record.type == "other" else f"{record.type}, "
        return f"{_speak_date(record.date)}: {record.title} ({kind}{counted})"
    if isinstance(record, Person):
        return f"{record.name}: {_parts_in_quotes(dossier, record.id)}"
    if isinstance(record, Source):
        printed = len(dossier.quote_index.with_value("source", record.id))
        prints = f"prints {format_count(printed, 'quote')}" if printed else "prints no quotes"
        return ", ".join(filter(None, (record.container_title, record.title, prints)))
    if isinstance(record, Claim):
        return f"{record.text} ({record.standing})"
    return getattr(record, "title", None) or str(record.id)


def _parts_in_quotes(dossier: Dossier, person: str) -> str:
    """Return in how many quotes a person has which part."""
    parts = (("who", "speaks in"), ("to", "is told"), ("about", "is named in"))
    counts = ((verb, len(dossier.quote_index.with_value(facet, person))) for facet, verb in parts)
    found = [f"{verb} {count:,}" for verb, count in counts if count]
    if not found:
        return "no quotes"
    return ", ".join([f"{found[0]} {'quote' if found[0].endswith(' 1') else 'quotes'}", *found[1:]])


def describe_speech(dossier: Dossier, quote: Quote) -> str:
    """Return who said a quote to whom, and when."""
    date = _speak_date(dossier.date_of(quote))
    return f"{name_speakers(dossier, quote)}, {date[:1].lower()}{date[1:]}"


def name_speakers(dossier: Dossier, quote: Quote) -> str:
    """Return who speaks to whom."""
    who, to = (join_words(dossier.person_of[id].name for id in ids) for ids in (quote.who, quote.to))
    return " to ".join(filter(None, (who or "Speaker unknown", to)))


def describe_words(dossier: Dossier, quote: Quote, discounted: Mapping[int, str] = NO_DISCOUNT) -> str:
    """Return the words of a quote, and what they are composed from where no outlet prints them so."""
    if quote.is_composed:
        return f"{quote.text} ({describe_composition(dossier, quote, discounted)})"
    return quotation_marks(quote.text) if quote.mode in VERBATIM else quote.text


def _speak_date(date: Date | None) -> str:
    """Return a date in words, "to" for the dash of a span."""
    return RANGE.sub(" to ", date.words()) if date else "Undated"


def describe_briefly(dossier: Dossier, record: IdentifiedRecord, view: View) -> Iterator[str]:
    """Yield what a record says, in sentences; what a view does not count of it is marked."""
    lost = find_discounted_sources(dossier, view.clauses)
    if isinstance(record, Quote):
        discounted = find_discounted(dossier, record, view.clauses)
        yield describe_words(dossier, record, discounted)
        yield from _describe_quote(dossier, record, discounted)
    elif isinstance(record, Event):
        yield from filter(None, (record.summary, f"Place: {record.place}." if record.place else ""))
        yield from (f"{words}." for _, words in dossier.account_words(record, marks=lost))
        yield from [f"Certainty: {record.certainty}."] if record.certainty in ("low", "medium") else []
    elif isinstance(record, Person):
        yield from [] if record.kind == "person" else [f"Not a person by name: {record.kind}."]
        yield from (f"Office: {dossier.role_words(role, marks=lost)}." for role in record.roles)
        yield from [f"Also called {', '.join(record.aliases)}."] if record.aliases else []
    elif isinstance(record, Source):
        yield from _describe_source(dossier, record)
    elif isinstance(record, Claim):
        for evidence in record.evidence:
            label = add_mark(dossier.source_of[evidence.source].label, mark_evidence(dossier, evidence, view.clauses))
            yield f"{label}: {evidence.stance or 'cited, no position given'}."
    yield from [f"{NOT_REVIEWED.capitalize()}."] if getattr(record, "draft", False) else []
    yield from [f"Note: {note}"] if (note := getattr(record, "note", None)) else []


def _describe_quote(dossier: Dossier, quote: Quote, discounted: Mapping[int, str]) -> Iterator[str]:
    yield from [f"Given as {HOW_GIVEN[quote.mode]}."] if quote.mode in HOW_GIVEN else []
    yield from [f"Status: {quote.status}."] if quote.status != "asserted" else []
    yield f"{describe_printing(dossier, quote, discounted)}." if quote.versions else "No source is given for it."
    standing = leave_out_versions(quote, discounted)
    if standing.versions:
        summary = build_ladder(standing, dossier.event_of[quote.event], SourceGraph.for_dossier(dossier)).summary
        if len(standing.versions) > 1:  # both begin with how many outlets there are
            summary = f"{speak(compare_outlets(dossier, standing).summary)}; {summary.partition('; ')[2]}"
        yield f"{summary}."


def _describe_source(dossier: Dossier, source: Source) -> Iterator[str]:
    authors = join_words(str(name) for name in source.author)
    published = f"Published {_speak_date(source.issued)}" if source.issued else "Without a date"
    yield f"{published}, by {authors}." if authors else f"{published}."
    yield from [f"Based on {join_words(dossier.label_sources(source.based_on))}."] if source.based_on else []
    (loss,) = find_losses(dossier, [Clause("without", (source.id,))])
    yield from [f"Without it: {'; '.join(loss.parts_in_words())}."] if loss.fall or loss.along else []
    yield from [source.url] if source.url else []


def describe_in_full(dossier: Dossier, record: IdentifiedRecord) -> Iterator[str]:
    """Yield everything that the dossier has of a record, each line with what it is before a colon."""
    yield f"id: {record.id}"
    lines = islice(format_record(dossier, record, in_full=False), 1, None)
    yield from (FIELD_LABEL.sub(r"\1: ", line).strip() for line in lines if line)


class _RecordWriter:
    """Writes records of one dossier as lines."""

    def __init__(self, dossier: Dossier, width: int | None) -> None:
        self.dossier = dossier
        self.width = width

    def fields(self, record: IdentifiedRecord) -> Iterator[str]:
        """Yield the fields that the record has, what it inherits, and the author's own keys."""
        for name, field in type(record).FIELDS.items():
            value = getattr(record, name)
            if isinstance(record, Quote) and name == "tags":
                value = self.dossier.tags_of(record)
            if isinstance(record, Quote) and name == "date" and not value:
                value = self.dossier.date_of(record)
                yield from self._line(name, f"{_format_date(value)}, as its event") if value else ()
            elif isinstance(record, Event) and name == "links":
                for id, words in self.dossier.link_words(record):
                    yield from self._line(name, f"{words} ({id})")
            elif not isinstance(field.shape, Id):
                yield from self._field(name, field, value)
            if isinstance(record, Quote) and name == "text" and record.is_composed:
                yield from self._line("", describe_composition(self.dossier, record))
        yield from self._extra(record.extra)

    def related(self, record: IdentifiedRecord) -> Iterator[str]:
        """Yield what of the rest of the dossier belongs to the record."""
        if isinstance(record, Event):
            for position in self.dossier.quote_index.with_value("event", record.id):
                quote = self.dossier.quote_index.records[position]
                who = ", ".join(self.dossier.person_of[id].name for id in quote.who) or "unknown"
                yield from self._line("quote", f"{who}: {quote.text} ({quote.id})")
        if facet := FACET_OF_RECORD.get(type(record)):
            for kind, index in (("quotes", self.dossier.quote_index), ("events", self.dossier.event_index)):
                count = len(index.with_value(facet, record.id or ""))
                yield from self._line(kind, f"{count:,} (list {kind} --view {facet}:{record.id})") if count else ()
        if isinstance(record, Source):
            based = [source.id for source in self.dossier.sources if record.id in source.based_on]
            yield from self._line("basis of", "; ".join(map(self._name, based))) if based else ()
            (loss,) = find_losses(self.dossier, [Clause("without", (record.id,))])
            if loss.fall or loss.along:
                yield from self._line("without it", "; ".join(loss.parts_in_words()))
            yield from self._resting_alone(record)
        for claim in self.dossier.claims:
            if is_about(claim, record.id):
                yield from self._line("claim", f"{claim.text} ({claim.standing}, {claim.id})")
                for evidence in claim.evidence:
                    label = self.dossier.source_of[evidence.source].label
                    yield from (
                        self._line("", ": ".join(filter(None, (label, evidence.stance)))) if evidence.stance else ()
                    )

    def _resting_alone(self, source: Source) -> Iterator[str]:
        """Yield the quotes and events of which nothing is left without a source, as many as a reader looks through."""
        alone = find_resting_alone(self.dossier, source.id)
        for noun, index, found in (
            ("quote", self.dossier.quote_index, alone.quotes),
            ("event", self.dossier.event_index, alone.events),
        ):
            if found:
                on_it = "rests on it alone" if len(found) == 1 else "rest on it alone"
                yield from self._line("", f"{format_count(len(found), noun)} {on_it}:")
            for position in islice(found, MAX_RECORDS):
                yield from self._line("", self._name(index.records[position].id))
            if (more := len(found) - MAX_RECORDS) > 0:
                yield from self._line("", f"and {more:,} more (list {noun}s --view -without:{source.id})")

    def provenance(self, quote: Quote, in_full: bool) -> Iterator[str]:
        """Yield how the versions of a quote differ, and the ladder from the speaker to the page."""
        if len(quote.versions) > 1:
            comparison = compare_outlets(self.dossier, quote)
            yield from ("", comparison.summary if in_full else speak(comparison.summary), "")
            if in_full and comparison.entries and comparison.is_verbatim:  # paraphrases differ by right, as a whole
                width = self.width and max(self.width, MIN_TEXT_CELLS)
                yield from format_apparatus(build_apparatus(comparison), width)
        if quote.versions:
            yield ""
            graph = SourceGraph.for_dossier(self.dossier)
            ladder = build_ladder(quote, self.dossier.event_of[quote.event], graph)
            yield from format_ladder(ladder) if in_full else (ladder.summary,)

    def _field(self, label: str, field: Field, value: Any, indent: str = "") -> Iterator[str]:
        if value is None or value is False or value in ((), ""):
            return
        if isinstance(field.shape, Tables):
            for record in value:
                words = record.as_plain() or (str(record) if isinstance(record, Name) else "")
                if isinstance(record, Role):
                    words = self.dossier.role_words(record)
                yield from self._line(indent + label, words) if words else self._table(label, record)
                yield from self._extra(record.extra, f"{indent}  ") if words else ()
        elif label == "draft":
            yield from self._line(label, NOT_REVIEWED)
        else:
            yield from self._line(indent + label, self._words(field, value))

    def _table(self, label: str, record: Any) -> Iterator[str]:
        """Yield a record inside another: its first field, which is what it is about, stands next to the label."""
        for name, field in type(record).FIELDS.items():
            if label:
                yield from self._field(label, field, getattr(record, name))
                label = ""
            else:
                yield from self._field(name, field, getattr(record, name), "  ")
        yield from self._extra(record.extra, "  ")

    def _extra(self, extra: Mapping[str, Any], indent: str = "") -> Iterator[str]:
        for name, value in extra.items():
            yield from self._line(indent + name, _format_own_value(value))

    def _words(self, field: Field, value: Any) -> str:
        if isinstance(field.shape, Reference):
            return self._name(value)
        if isinstance(field.shape, References):
            return "; ".join(map(self._name, value))
        if isinstance(value, Date):
            return _format_date(value)
        if value is True:
            return "all of it"
        return "; ".join(value) if isinstance(value, tuple) else str(value)

    def _name(self, id: str) -> str:
        """Return what a person reads and, in brackets, what a program does."""
        record = self.dossier.by_id[id]
        if isinstance(record, Person):
            return f"{record.name} ({id})"
        if isinstance(record, Source):
            return f"{record.label} ({id})"
        words = record.text if isinstance(record, Quote | Claim) else record.title or ""
        if isinstance(record, Quote) and record.is_composed:  # it may stand under the name of an outlet
            words += f" [{describe_composition(self.dossier, record)}]"
        return f"{words} ({id})".lstrip()

    def _line(self, label: str, text: str) -> Iterator[str]:
        """Yield a label and its text, broken into lines that stand under each other."""
        head = label.ljust(LABEL_CELLS - 1) + " "
        for line in wrap(text, self.width and max(self.width - LABEL_CELLS, MIN_TEXT_CELLS)):
            yield (head + line).rstrip()
            head = " " * LABEL_CELLS


def _format_date(date: Date) -> str:
    words = date.words()
    return words if words == date.text else f"{words} [{date.text}]"


def is_about(claim: Claim, id: str | None) -> bool:
    """Tell whether a claim is about a record, or rests on it."""
    return id in claim.about or any(id in (evidence.source, evidence.quote) for evidence in claim.evidence)


def _format_own_value(value: Any) -> str:
    """Return a value of the author's own as text: a string as it is, the rest as JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "(too large to show)"


def wrap(text: str, width: int | None) -> Iterator[str]:
    """Yield the lines of `text`, broken at spaces so that none takes more than `width` cells unless one word does.

    Other than on a screen a long word stays whole: a terminal that breaks an address itself still opens and copies it.
    """
    for paragraph in text.split("\n"):
        if not width:
            yield paragraph
            continue
        line, used = "", 0
        for word in paragraph.split(" "):
            cells = cell_width(word)
            if line and used + 1 + cells > width:
                yield line
                line, used = word, cells
            else:
                line, used = (f"{line} {word}", used + 1 + cells) if line else (word, cells)
        yield line


def _own_mark(dossier: Dossier, id: str, width: int | None) -> Iterator[str]:
    """Yield what the reader has marked on a record, apart from it."""
    if marked := dossier.marks.of(id).summary:
        yield ""
        yield from wrap(sanitize_line(f"Marked by you, not in the dossier: {marked}"), width)


def run(arguments: Namespace) -> int:
    """Print one record, or the nearest id where there is none."""
    dossier = add_own_marks(load_dossier(*arguments.dossiers))
    id = unicodedata.normalize("NFC", arguments.id)
    if id not in dossier.by_id:
        near = suggest(id, dossier.by_id)
        write_stderr(f"peace-tui: no record with the id '{preview(id)}'; {near or 'peace-tui list prints the ids'}")
        return NEGATIVE
    record = dossier.by_id[id]
    if arguments.format == "json":
        values = {"record": RECORD_NAMES[type(record)], **record_values(record)}
        lines: Iterable[str] = [json.dumps(values, ensure_ascii=not is_stdout_utf8(), indent=2)]
    else:
        width = terminal_width()
        lines = chain(format_record(dossier, record, width), _own_mark(dossier, id, width))
    write_paged((line + "\n" for line in lines), wanted=not arguments.no_pager)
    return SUCCESS
