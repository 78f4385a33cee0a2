"""HTML: one page for readers that needs nothing else; it can be searched, printed, read aloud, and kept.

It loads nothing: style and script stand in the page, and its content security policy allows these two alone, by their
hashes. All that a script does is hide what a search does not find; without it everything is there. All text is
escaped; only web addresses of sources become links.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Final

from peace_tui.exporters.chronology import Chronology, bibliography, in_words, link
from peace_tui.exporters.html_records import Sides, claim, event, paragraphs, person
from peace_tui.exporters.provenance_note import Colophon
from peace_tui.model.records import Source
from peace_tui.query.selection import Selection
from peace_tui.text.plurals import counted

STYLE: Final = "page.css"
SCRIPT: Final = "page.js"


def pieces(selection: Selection, colophon: Colophon) -> Iterator[str]:
    """Yield the page."""
    info = selection.dossier.info
    style, script = (files(__package__).joinpath(name).read_text("utf-8") for name in (STYLE, SCRIPT))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield f'<!doctype html>\n<html lang="{escape(info.language or "en")}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f'<meta name="generator" content="{escape(colophon.program)}">\n'
    yield f'<title>{escape(" ".join(info.title.split()))}</title>\n<link rel="icon" href="data:,">\n'
    yield f"<style>{style}</style>\n</head>\n<body>\n"
    yield from _header(selection, colophon)
    yield '<main id="page:main">\n'
    yield from _main(selection)
    yield "</main>\n"
    yield from _footer(colophon)
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def left_out(selection: Selection) -> list[str]:
    """Return what does not fit: nothing."""
    return []


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _header(selection: Selection, colophon: Colophon) -> Iterator[str]:
    info = selection.dossier.info
    yield '<a class="skip" href="#page:main">Skip to the chronology</a>\n<header>\n'
    yield f'<h1 dir="auto">{escape(info.title)}</h1>\n'
    if info.authors:
        yield f'<p class="byline plain">By {escape(", ".join(info.authors))}</p>\n'
    if colophon.view:
        yield f'<p class="view plain">What passes the view <code>{escape(colophon.view)}</code></p>\n'
    yield f'<div class="standfirst">{paragraphs(info.note)}</div>\n'
    yield '<nav aria-label="Contents"><ul>\n'
    for kind, title in (("events", "Chronology"), ("claims", "Claims"), ("people", "People"), ("sources", "Sources")):
        if count := len(getattr(selection, kind)):
            told = counted(count, kind.removesuffix("s"), kind) if kind == "events" else str(count)
            yield f'<li><a href="#page:{kind}">{title}</a> ({told})</li>\n'
    yield "</ul></nav>\n</header>\n"
    yield '<form role="search" hidden>\n<label for="page:search">Search</label>\n'
    yield '<input id="page:search" type="search" autocomplete="off" spellcheck="false" '
    yield 'placeholder="words, or a &quot;phrase&quot;">\n'
    yield '<output id="page:count" class="count" for="page:search" aria-live="polite"></output>\n</form>\n'


def _main(selection: Selection) -> Iterator[str]:
    chronology, sides = Chronology(selection), Sides(selection)
    if selection.events:
        yield '<section aria-labelledby="page:events">\n<h2 id="page:events">Chronology</h2>\n'
        for each, quotes in chronology.events():
            yield from event(chronology, sides, each, quotes)
        yield "</section>\n"
    if selection.claims:
        yield '<section aria-labelledby="page:claims">\n<h2 id="page:claims">Claims</h2>\n'
        yield from (claim(chronology, each) for each in selection.claims)
        yield "</section>\n"
    if selection.people:
        yield '<section aria-labelledby="page:people">\n<h2 id="page:people">People</h2>\n<ul class="people">\n'
        yield from (person(selection, sides, each) for each in selection.people)
        yield "</ul>\n</section>\n"
    if selection.sources:
        yield '<section aria-labelledby="page:sources">\n<h2 id="page:sources">Sources</h2>\n<ol class="sources">\n'
        yield from map(_source, selection.sources)
        yield "</ol>\n</section>\n"


def _source(source: Source) -> str:
    entry = escape(". ".join(bibliography(source)))
    url = escape(link(source.url))
    where = f' <a href="{url}" rel="external noreferrer noopener">{url}</a>' if url else ""
    written = f" {escape(source.url)}" if source.url and not url else ""
    note = f'<div class="note">{paragraphs(source.note)}</div>' if source.note else ""
    accessed = f", read {escape(in_words(source.accessed))}" if source.accessed else ""
    return f'<li id="{escape(source.id)}" dir="auto">{entry}{accessed}.{where}{written}{note}</li>\n'


def _footer(colophon: Colophon) -> Iterator[str]:
    yield "<footer>\n<dl>\n"
    for label, text in colophon.parts():
        yield f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>\n"
    yield "</dl>\n</footer>\n"
