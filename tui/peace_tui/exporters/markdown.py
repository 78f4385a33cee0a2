"""Markdown: a document that reads well as it is and in whatever renders GitHub Flavored Markdown.

All text is escaped, so that a dossier can put neither markup, HTML, formulas, mentions nor links of its own into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from peace_tui.collation.apparatus import AS_ABOVE
from peace_tui.collation.entries import IDENTICAL
from peace_tui.exporters.chronology import (
    Chronology,
    date_words,
    event_duration,
    list_bibliography,
    quote_text,
    reading_text,
    safe_link,
    version_details,
)
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unwritten
from peace_tui.model.marks import UNMARKED, Mark, Marks
from peace_tui.model.records import VERBATIM, Claim, Event, Quote, Source, Version
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection
from peace_tui.text.terminal_safe import escape_unsafe

MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$@])")
"""What may begin markup wherever it stands: that of CommonMark, tables, HTML, formulas, mentions, marks."""
AUTOLINK: Final = re.compile(r"(?<=\w)(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
"""Where GitHub finds an address without any markup."""
LINE_START: Final = re.compile(r"^([-+:=]|[0-9]+(?=[.)]))")
"""What is markup at the start of a line only: lists, definitions, what makes the line above a heading."""
STAR: Final = "★"
LINE_BREAK: Final = "  \n"
WRITTEN: Final = {
    "dossier": "title authors license note x_*",
    "events": "type title summary date duration place involved.person involved.role sources certainty tags links.to "
    "links.type links.source links.note accounts.source accounts.date accounts.outcome accounts.note note draft x_*",
    "people": "name aliases kind roles.title roles.org roles.date roles.sources side note draft x_*",
    "quotes": "event who to about mode date text tags status note draft versions.source versions.text "
    "versions.locator versions.via versions.language versions.translated_from versions.note versions.x_* x_*",
    "sources": "title container_title author.* publisher issued accessed url archived based_on note draft x_*",
    "claims": "text about evidence.source evidence.stance evidence.note evidence.x_* status note draft x_*",
    "eras": "title date note draft x_*",
}
"""The keys of each kind of record that the document has."""


def render(selection: Selection, note: ProvenanceNote, with_notes: str = "") -> Iterator[str]:
    """Yield the document: title, view, chronology, claims, people, sources, provenance note.

    `with_notes`: also what the reader has marked on the records, beside each.
    """
    chronology = Chronology(selection)
    marks = selection.dossier.marks if with_notes else UNMARKED
    info = selection.dossier.info
    blocks = [f"# {escape_markdown(info.title)}"]
    blocks += [f"By {escape_markdown(', '.join(info.authors))}"] if info.authors else []
    blocks += [f"View: {escape_markdown(note.view)}"] if note.view else []
    blocks += [paragraphs(info.note)] if info.note else []
    facts = {"license": info.license or "", **own_words(info)}
    blocks += ["\n".join(f"- {escape_markdown(f'{label}: {text}')}" for label, text in facts.items() if text)]
    blocks += ["## Chronology"] if selection.events else []
    for event, quotes in chronology.events():
        blocks += [*_event(chronology, event), _mark(marks.of(event.id))]
        blocks += [block for quote in quotes for block in (_quote(chronology, quote), _mark(marks.of(quote.id)))]
    if selection.claims:
        blocks += ["## Claims"]
        blocks += [block for each in selection.claims for block in (_claim(chronology, each), _mark(marks.of(each.id)))]
    if eras := chronology.eras():
        blocks += [
            "## Eras",
            "\n".join(f"- {escape_markdown(f'{what}: {note}' if note else what)}" for what, note in eras),
        ]
    if selection.people:
        blocks += ["## People", "\n".join(_people(chronology, marks))]
    if selection.sources:
        blocks += [
            "## Sources",
            "\n".join(
                f"- {_source(chronology, source)}{_item_mark(marks.of(source.id))}" for source in selection.sources
            ),
        ]
    blocks += ["---", "\n".join(f"- {label}: {escape_markdown(text)}" for label, text in note.items())]
    yield "\n\n".join(filter(None, blocks)) + "\n"


def find_omissions(selection: Selection, with_notes: str = "") -> list[str]:
    """Return what a reader of the document would not look for."""
    return find_unwritten(selection, WRITTEN)


def escape_markdown(text: str) -> str:
    """Return text as one line of Markdown that shows it and does nothing."""
    line = " ".join(text.split())
    line = AUTOLINK.sub(lambda match: f"\\{match[0]}", MARKUP.sub(r"\\\1", line))
    return LINE_START.sub(lambda match: f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}", line)


def paragraphs(text: str, indent: str = "") -> str:
    """Return text as Markdown that keeps its lines."""
    return f"{LINE_BREAK}{indent}".join(filter(None, map(escape_markdown, text.split("\n"))))


def _event(chronology: Chronology, event: Event) -> Iterator[str]:
    yield f"### {escape_markdown(date_words(event.date))}: {escape_markdown(event.title)}"
    facts = {
        "type": event.type if event.type != "other" else "",
        "lasted": event_duration(event),
        "place": event.place or "",
        "involved": chronology.involved_words(event),
        "certainty": event.certainty if event.certainty != "unknown" else "",
        "tags": ", ".join(event.tags),
        "sources": chronology.reporters(event),
        **chronology.more_facts(event),
        **own_words(event),
    }
    if any(facts.values()):
        yield "\n".join(f"- {escape_markdown(label)}: {escape_markdown(text)}" for label, text in facts.items() if text)
    yield from (paragraphs(text) for text in (event.summary, event.note) if text and text.strip())


def _quote(chronology: Chronology, quote: Quote) -> str:
    lines = [paragraphs(reading_text(quote), "> "), ""]
    to = chronology.names(quote.to)
    attribution = f"**{escape_markdown(chronology.speakers(quote))}**{f' → {escape_markdown(to)}' if to else ''}"
    details = [*chronology.details(quote), quote.status if quote.status != "asserted" else ""]
    details += [f"tags: {', '.join(quote.tags)}" if quote.tags else ""]
    lines.append(f"— {', '.join([attribution, *map(escape_markdown, filter(None, details))])}")
    if words := chronology.composed_from(quote):
        lines += ["", f"*Reading text, {escape_markdown(words)}*"]
    if quote.note:
        lines += ["", paragraphs(quote.note, "> ")]
    references = chronology.references(quote)
    items = [_version(quote, version, where) for version, where in zip(quote.versions, references, strict=True)]
    items += [escape_markdown(f"{label}: {text}") for label, text in own_words(quote).items()]
    lines += ["", *(f"- {item}" for item in items)] if items else []
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _version(quote: Quote, version: Version, where: str) -> str:
    same = IDENTICAL if quote.mode in VERBATIM else AS_ABOVE
    words = same if version.text == quote.text else quote_text(quote, version.text)
    details = version_details(version)
    return f"{escape_markdown(where)}: {escape_markdown(words)}" + (f" ({escape_markdown(details)})" if details else "")


def _claim(chronology: Chronology, claim: Claim) -> str:
    facts = [*chronology.evidence(claim), ("about", chronology.subjects(claim)), *own_words(claim).items()]
    items = [f"- {escape_markdown(label)}: {escape_markdown(text)}" for label, text in facts if text]
    blocks = [f"**{escape_markdown(claim.text)}** ({claim.standing})", "\n".join(items), paragraphs(claim.note or "")]
    return "\n\n".join(filter(None, blocks))


def _people(chronology: Chronology, marks: Marks) -> Iterator[str]:
    for person in chronology.selection.people:
        details = "; ".join(chronology.person_details(person))
        count = chronology.selection.counts[person.id]
        counts = f"quotes: {count.quotes} of {count.quotes_total}, events: {count.events} of {count.events_total}"
        more = _item_note(person.note) + _item_mark(marks.of(person.id))
        yield f"- {escape_markdown(person.name)}{escape_markdown(f', {details}') if details else ''} ({counts}){more}"


def _source(chronology: Chronology, source: Source) -> str:
    entry = escape_markdown(". ".join(list_bibliography(source)))
    address = f" {_address(source.url)}" if source.url else ""
    copy = f" Archived: {_address(source.archived)}" if source.archived else ""
    details = "; ".join(chronology.source_details(source))
    return f"{entry}.{address}{copy}{f' ({escape_markdown(details)})' if details else ''}{_item_note(source.note)}"


def _address(url: str) -> str:
    return f"<{url}>" if safe_link(url) else escape_markdown(url)


def _mark(mark: Mark) -> str:
    """Return what the reader has marked on a record, as a paragraph of its own; nothing without."""
    note, tags = escape_unsafe(mark.note), escape_unsafe(", ".join(mark.tags))
    said = (STAR if mark.starred else "", paragraphs(note), escape_markdown(f"tags: {tags}") if tags else "")
    return f"*My mark:* {LINE_BREAK.join(filter(None, said))}" if any(said) else ""


def _item_mark(mark: Mark) -> str:
    """Return the same as further lines of an item of a list."""
    words = _mark(mark)
    return (LINE_BREAK + words).replace(LINE_BREAK, f"{LINE_BREAK}  ") if words else ""


def _item_note(note: str | None) -> str:
    """Return a note as further lines of an item of a list."""
    return f"{LINE_BREAK}  {paragraphs(note, '  ')}" if note and note.strip() else ""
