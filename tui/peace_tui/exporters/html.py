"""HTML: one page for readers that needs nothing else; it can be searched, printed, read aloud, and kept.

It loads nothing: style and script stand in the page, and its content security policy allows these two alone, by their
hashes. All that a script does is hide what a search does not find; without it everything is visible. All text is
escaped; only web addresses of sources become links.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from peace_tui.collation.apparatus import compare_outlets
from peace_tui.collation.diff import SegmentKind, diff_texts
from peace_tui.exporters.chronology import (
    Chronology,
    date_words,
    event_duration,
    list_bibliography,
    reading_text,
    safe_link,
    version_details,
)
from peace_tui.exporters.markdown import WRITTEN as MARKDOWN_KEYS
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unwritten
from peace_tui.model.records import VERBATIM, Claim, Event, Person, Quote, Source, Version
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection
from peace_tui.text.messages import format_count

STYLE_FILE: Final = "page.css"
SCRIPT_FILE: Final = "page.js"
SECTION_TITLES: Final = {
    "events": "Chronology",
    "claims": "Claims",
    "eras": "Eras",
    "people": "People",
    "sources": "Sources",
}
"""The headings of the page, by what they hold."""
SIDE_COLORS: Final = 6
"""How many colors for sides the style sheet has."""
MARKED: Final = (SegmentKind.WORDS, SegmentKind.INSERTED, SegmentKind.MOVED)
"""What is marked in a version that does not print the words of the reading text."""
MAX_MARKED_CHARS: Final = 20_000
"""So many characters of a quote's versions are compared; in longer ones nothing is marked."""


WRITTEN: Final = {
    **{kind: keys for kind, keys in MARKDOWN_KEYS.items() if kind not in ("dossier", "quotes")},
    "dossier": f"{MARKDOWN_KEYS['dossier']} language",
    "quotes": f"{MARKDOWN_KEYS['quotes']} id language",
}
"""The keys of each kind of record that the page has."""


SideColors = Mapping[str | None, str]
"""The class of each side's color; sides beyond the first few have none."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the page."""
    info = selection.dossier.info
    style, script = (files(__package__).joinpath(name).read_text("utf-8") for name in (STYLE_FILE, SCRIPT_FILE))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield f'<!doctype html>\n<html lang="{escape(info.language or "en")}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f'<meta name="generator" content="{escape(note.program)}">\n'
    yield f'<title>{escape(" ".join(info.title.split()))}</title>\n<link rel="icon" href="data:,">\n'
    yield f"<style>{style}</style>\n</head>\n<body>\n"
    yield from _header(selection, note)
    yield '<main id="page:main">\n'
    yield from _main(selection)
    yield "</main>\n"
    yield from _footer(note)
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what a reader of the page would not look for."""
    return find_unwritten(selection, WRITTEN)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _header(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    info = selection.dossier.info
    yield '<a class="skip" href="#page:main">Skip to the chronology</a>\n<header>\n'
    yield f'<h1 dir="auto">{escape(info.title)}</h1>\n'
    if info.authors:
        yield f'<p class="byline plain">By {escape(", ".join(info.authors))}</p>\n'
    if note.view:
        yield f'<p class="view plain">Filter: <code>{escape(note.view)}</code></p>\n'
    yield f'<div class="standfirst">{_paragraphs(info.note)}</div>\n'
    yield _facts({"License": info.license or "", **own_words(info)})
    yield '<nav aria-label="Contents"><ul>\n'
    for kind, title in SECTION_TITLES.items():
        if count := len(getattr(selection.dossier if kind == "eras" else selection, kind)):
            amount = format_count(count, "event") if kind == "events" else str(count)
            yield f'<li><a href="#page:{kind}">{title}</a> ({amount})</li>\n'
    yield "</ul></nav>\n</header>\n"
    yield '<form role="search" hidden>\n<label for="page:search">Search</label>\n'
    yield '<input id="page:search" type="search" autocomplete="off" spellcheck="false" '
    yield 'placeholder="words, or a &quot;phrase&quot;">\n'
    yield '<output id="page:count" class="count" for="page:search" aria-live="polite"></output>\n</form>\n'


def _main(selection: Selection) -> Iterator[str]:
    chronology, colors = Chronology(selection), _side_colors(selection)
    if selection.events:
        yield '<section aria-labelledby="page:events">\n<h2 id="page:events">Chronology</h2>\n'
        for event, quotes in chronology.events():
            yield from _event(chronology, colors, event, quotes)
        yield "</section>\n"
    if selection.claims:
        yield '<section aria-labelledby="page:claims">\n<h2 id="page:claims">Claims</h2>\n'
        yield from (_claim(chronology, claim) for claim in selection.claims)
        yield "</section>\n"
    if eras := chronology.eras():
        yield '<section aria-labelledby="page:eras">\n<h2 id="page:eras">Eras</h2>\n<ul class="eras">\n'
        for what, note in eras:
            told = f'<div class="note">{_paragraphs(note)}</div>' if note else ""
            yield f'<li dir="auto">{escape(what)}{told}</li>\n'
        yield "</ul>\n</section>\n"
    if selection.people:
        yield '<section aria-labelledby="page:people">\n<h2 id="page:people">People</h2>\n<ul class="people">\n'
        yield from (_person(chronology, colors, person) for person in selection.people)
        yield "</ul>\n</section>\n"
    if selection.sources:
        yield '<section aria-labelledby="page:sources">\n<h2 id="page:sources">Sources</h2>\n<ol class="sources">\n'
        yield from (_source(chronology, source) for source in selection.sources)
        yield "</ol>\n</section>\n"


def _side_colors(selection: Selection) -> SideColors:
    """Give the first few sides that are shown a color each; the name of the side stands wherever it is used."""
    sides = dict.fromkeys(person.side for person in selection.people if person.side)
    return {side: f"s{number}" for number, side in enumerate(sides, 1) if number <= SIDE_COLORS}


def _event(chronology: Chronology, colors: SideColors, event: Event, quotes: list[Quote]) -> Iterator[str]:
    kind = f'<span class="kind">{escape(event.type)}</span>' if event.type != "other" else ""
    yield f'<article class="event" id="{escape(event.id)}">\n'
    yield f'<div class="when own">{escape(date_words(event.date))}{kind}</div>\n<div class="body">\n'
    yield f'<div class="own">\n<h3 dir="auto">{escape(event.title)}</h3>\n{_paragraphs(event.summary)}'
    yield _facts(
        {
            "Place": event.place or "",
            "Lasted": event_duration(event),
            "Involved": chronology.involved_words(event),
            "Certainty": event.certainty if event.certainty != "unknown" else "",
            "Tags": ", ".join(event.tags),
            "Sources": chronology.reporters(event),
            **{label.capitalize(): words for label, words in chronology.more_facts(event).items()},
            **own_words(event),
        }
    )
    yield "</div>\n"
    yield from (_quote(chronology, colors, quote) for quote in quotes)
    yield f'<div class="note own">{_paragraphs(event.note)}</div>\n' if event.note else ""
    yield "</div>\n</article>\n"


def _quote(chronology: Chronology, colors: SideColors, quote: Quote) -> str:
    side = chronology.dossier.person_of[quote.who[0]].side if quote.who else None
    classes = [*filter(None, (colors.get(side), "" if quote.mode in VERBATIM else "reported"))]
    language = f' lang="{escape(quote.language)}"' if quote.language else ""
    to = chronology.names(quote.to)
    attribution = f"<b>{escape(chronology.speakers(quote))}</b>"
    attribution += (f" ({escape(side)})" if side else "") + (f" → {escape(to)}" if to else "")
    details = [
        *chronology.details(quote),
        *([f"tags: {', '.join(quote.tags)}"] if quote.tags else []),
        *(f"{name}: {text}" for name, text in own_words(quote).items()),
    ]
    status = f' <span class="status">{escape(quote.status)}</span>' if quote.status != "asserted" else ""
    return (
        f'<figure id="{escape(quote.id)}"{_class(*classes)}>\n'
        f'<blockquote dir="auto"{language}>{_paragraphs(reading_text(quote))}</blockquote>\n'
        f'<figcaption>\n<div class="by">— {", ".join([attribution, *map(escape, details)])}{status}</div>\n'
        f"{_composed(chronology, quote)}{_versions(chronology, quote)}"
        + (f'<div class="note">{_paragraphs(quote.note)}</div>\n' if quote.note else "")
        + "</figcaption>\n</figure>\n"
    )


def _composed(chronology: Chronology, quote: Quote) -> str:
    words = chronology.composed_from(quote)
    return f'<p class="plain">Reading text, {escape(words)}</p>\n' if words else ""


def _versions(chronology: Chronology, quote: Quote) -> str:
    if not quote.versions:
        return ""
    rows = (
        f'<div><dt><a href="#{escape(version.source)}">{escape(where)}</a></dt>'
        f'<dd dir="auto">{words}{_version_details(version)}</dd></div>\n'
        for version, words, where in zip(
            quote.versions, _marked_words(chronology, quote), chronology.references(quote), strict=True
        )
    )
    summary = escape(chronology.printing(quote))
    is_compared = len(quote.versions) > 1 and sum(len(version.text) for version in quote.versions) <= MAX_MARKED_CHARS
    standing = chronology.standing(quote)
    is_told = is_compared and len(standing.versions) > 1
    counts = compare_outlets(chronology.dossier, standing).summary if is_told else ""
    told = f'<p class="plain">{escape(counts)}</p>\n' if counts else ""
    return f'<details><summary>{summary}</summary>\n{told}<dl class="printed">\n{"".join(rows)}</dl></details>\n'


def _marked_words(chronology: Chronology, quote: Quote) -> Iterator[str]:
    """Yield the words of each version, those marked that differ from the reading text.

    Of paraphrases and translations, which rightly differ, none are; nor are any where not all versions are compared.
    """
    texts = [version.text for version in quote.versions]
    is_plain = quote.mode not in VERBATIM or all(text == quote.text for text in texts)
    is_long = sum(map(len, texts)) > MAX_MARKED_CHARS
    if is_plain or is_long or compare_outlets(chronology.dossier, quote).limit:
        yield from (f'<span class="words">{_lines(text)}</span>' for text in texts)
        return
    alignment = compare_outlets(chronology.dossier, quote).alignment
    for row, text in enumerate(texts):
        if chronology.dossier.is_translation(quote, quote.versions[row]):
            yield f'<span class="words">{_lines(text)}</span>'
            continue
        parts = []
        for segment in diff_texts(alignment, row, len(texts)):
            words = _lines(text[segment.start : segment.end])
            parts.append(f'<span class="other">{words}</span>' if words and segment.difference in MARKED else words)
        yield f'<span class="words">{"".join(parts)}</span>'


def _version_details(version: Version) -> str:
    details = version_details(version)
    return f'<br><small class="note">{_lines(details)}</small>' if details else ""


def _claim(chronology: Chronology, claim: Claim) -> str:
    facts = _facts(dict([*chronology.evidence(claim), ("About", chronology.subjects(claim))]) | own_words(claim))
    return (
        f'<article class="claim" id="{escape(claim.id)}">\n<h3 dir="auto">{escape(claim.text)} '
        f'<span class="status plain">{escape(claim.standing)}</span></h3>\n{facts}{_paragraphs(claim.note)}</article>\n'
    )


def _person(chronology: Chronology, colors: SideColors, person: Person) -> str:
    count = chronology.selection.counts[person.id]
    counts = f"{format_count(count.quotes, 'quote')}, {format_count(count.events, 'event')}"
    details = " · ".join((*chronology.person_details(person), counts))
    note = f'<div class="note">{_paragraphs(person.note)}</div>' if person.note else ""
    return (
        f'<li id="{escape(person.id)}"{_class(colors.get(person.side, ""))}>'
        f'<bdi>{escape(person.name)}</bdi><span class="roles">{escape(details)}</span>{note}</li>\n'
    )


def _source(chronology: Chronology, source: Source) -> str:
    entry = escape(". ".join(list_bibliography(source)))
    url = escape(safe_link(source.url))
    link = f' <a href="{url}" rel="external noreferrer noopener">{url}</a>' if url else ""
    unlinked = f" {escape(source.url)}" if source.url and not url else ""
    note = f'<div class="note">{_paragraphs(source.note)}</div>' if source.note else ""
    if copy := escape(safe_link(source.archived)):
        link += f' Archived: <a href="{copy}" rel="external noreferrer noopener">{copy}</a>'
    elif source.archived:
        unlinked += f" Archived: {escape(source.archived)}"
    details = "; ".join(chronology.source_details(source))
    told = f' <small class="note">({escape(details)})</small>' if details else ""
    return f'<li id="{escape(source.id)}" dir="auto">{entry}.{link}{unlinked}{told}{note}</li>\n'


def _footer(note: ProvenanceNote) -> Iterator[str]:
    yield "<footer>\n<dl>\n"
    for label, text in note.items():
        yield f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>\n"
    yield "</dl>\n</footer>\n"


def _class(*names: str) -> str:
    return f' class="{" ".join(names)}"' if any(names) else ""


def _paragraphs(text: str | None) -> str:
    """Return text as paragraphs, one a line."""
    return "".join(f'<p dir="auto">{escape(line.strip())}</p>\n' for line in (text or "").split("\n") if line.strip())


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _facts(facts: Mapping[str, str]) -> str:
    rows = [f"<div><dt>{escape(label)}</dt> <dd>{escape(text)}</dd></div>" for label, text in facts.items() if text]
    return f'<dl class="facts">\n{chr(10).join(rows)}\n</dl>\n' if rows else ""
