"""Markdown: a document that reads well as it is and in whatever renders GitHub Flavored Markdown.

All text is escaped, so that a dossier can put neither markup, HTML, formulas, mentions nor links of its own into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from peace_tui.exporters.chronology import Chronology, bibliography, in_words, lasted, link, quoted
from peace_tui.exporters.provenance_note import Colophon
from peace_tui.model.records import Claim, Event, Quote, Source, Version
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection

MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$@])")
"""What may begin markup wherever it stands: that of CommonMark, tables, HTML, formulas, mentions, marks."""
AUTOLINK: Final = re.compile(r"(?<=\w)(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
"""Where GitHub sees an address that nobody marked as one."""
FIRST: Final = re.compile(r"^([-+:=]|[0-9]+(?=[.)]))")
"""What is markup at the start of a line only: lists, definitions, what makes the line above a heading."""
BREAK: Final = "  \n"


def pieces(selection: Selection, colophon: Colophon) -> Iterator[str]:
    """Yield the document: title, view, chronology, claims, sources, colophon."""
    chronology = Chronology(selection)
    info = selection.dossier.info
    blocks = [f"# {escaped(info.title)}"]
    blocks += [f"By {escaped(', '.join(info.authors))}"] if info.authors else []
    blocks += [f"View: {escaped(colophon.view)}"] if colophon.view else []
    blocks += [paragraphs(info.note)] if info.note else []
    blocks += ["## Chronology"] if selection.events else []
    for event, quotes in chronology.events():
        blocks += _event(chronology, event)
        blocks += [_quote(chronology, quote) for quote in quotes]
    if selection.claims:
        blocks += ["## Claims", *(_claim(chronology, claim) for claim in selection.claims)]
    if selection.people:
        blocks += ["## People", "\n".join(_people(selection))]
    if selection.sources:
        blocks += ["## Sources", "\n".join(f"- {_source(source)}" for source in selection.sources)]
    blocks += ["---", "\n".join(f"- {label}: {escaped(text)}" for label, text in colophon.parts())]
    yield "\n\n".join(blocks) + "\n"


def left_out(selection: Selection) -> list[str]:
    """Return what does not fit: nothing."""
    return []


def escaped(text: str) -> str:
    """Return text as one line of Markdown that shows it and does nothing."""
    line = " ".join(text.split())
    line = AUTOLINK.sub(lambda found: f"\\{found[0]}", MARKUP.sub(r"\\\1", line))
    return FIRST.sub(lambda found: f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}", line)


def paragraphs(text: str, indent: str = "") -> str:
    """Return text as Markdown that keeps its lines."""
    return f"{BREAK}{indent}".join(filter(None, map(escaped, text.split("\n"))))


def _event(chronology: Chronology, event: Event) -> Iterator[str]:
    yield f"### {escaped(in_words(event.date))}: {escaped(event.title)}"
    involved = [f"{person.name} ({role})" if role else person.name for person, role in chronology.involved(event)]
    facts = {
        "type": event.type if event.type != "other" else "",
        "lasted": lasted(event),
        "place": event.place or "",
        "involved": "; ".join(involved),
        "certainty": event.certainty if event.certainty != "unknown" else "",
        "tags": ", ".join(event.tags),
        "reported by": ", ".join(source.label for source in chronology.sources(event)),
        **own_words(event),
    }
    if any(facts.values()):
        yield "\n".join(f"- {escaped(label)}: {escaped(text)}" for label, text in facts.items() if text)
    yield from (paragraphs(text) for text in (event.summary, event.note) if text and text.strip())


def _quote(chronology: Chronology, quote: Quote) -> str:
    lines = [paragraphs(quoted(quote, quote.text), "> "), ""]
    to = chronology.names(quote.to)
    said = f"**{escaped(chronology.speakers(quote))}**{f' → {escaped(to)}' if to else ''}"
    details = (
        chronology.when(quote),
        f"about {chronology.names(quote.about)}" if quote.about else "",
        quote.mode if quote.mode != "direct" else "",
        quote.status if quote.status != "asserted" else "",
        f"tags: {', '.join(quote.tags)}" if quote.tags else "",
    )
    lines.append(f"— {', '.join([said, *map(escaped, filter(None, details))])}")
    if quote.note:
        lines += ["", paragraphs(quote.note, "> ")]
    notes = [f"{label}: {text}" for label, text in own_words(quote).items()]
    told = [_version(chronology, quote, version) for version in quote.versions] + [*map(escaped, notes)]
    lines += ["", *(f"- {line}" for line in told)] if told else []
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _version(chronology: Chronology, quote: Quote, version: Version) -> str:
    words = "the same words" if version.text == quote.text else quoted(quote, version.text)
    details = (
        f"translated from {version.translated_from}" if version.translated_from else "",
        f"by way of {' → '.join(version.via)}" if version.via else "",
        version.note or "",
        *(f"{label}: {text}" for label, text in own_words(version).items()),
    )
    more = "; ".join(filter(None, details))
    return f"{escaped(chronology.printed(version))}: {escaped(words)}" + (f" ({escaped(more)})" if more else "")


def _claim(chronology: Chronology, claim: Claim) -> str:
    said = [
        f"- {escaped(chronology.dossier.source_of[each.source].label)}: {escaped(each.stance or 'is evidence')}"
        for each in claim.evidence
    ]
    return "\n".join([f"**{escaped(claim.text)}** ({claim.status})", *([""] if said else []), *said])


def _people(selection: Selection) -> Iterator[str]:
    for person in selection.people:
        roles = ", ".join(role.title for role in person.roles)
        count = selection.counts[person.id]
        found = f"{count.quotes} of {count.quotes_total} quotes, {count.events} of {count.events_total} events"
        yield f"- {escaped(person.name)}{escaped(f', {roles}') if roles else ''} ({found})"


def _source(source: Source) -> str:
    entry = escaped(". ".join(bibliography(source)))
    url = link(source.url)
    return f"{entry}. <{url}>" if url else f"{entry}." + (f" {escaped(source.url)}" if source.url else "")
