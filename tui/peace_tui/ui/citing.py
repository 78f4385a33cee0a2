"""What goes to the clipboard: a quote with its citation, the command that opens a view, the address of a source."""

from __future__ import annotations

import shlex

from peace_tui.dossier import Dossier
from peace_tui.reading.files import bundled
from peace_tui.records import Event, Person, Quote, Source
from peace_tui.ui.lines import flat
from peace_tui.ui.prompts import quoted, who_to
from peace_tui.views import View


def cite_text(dossier: Dossier, quote: Quote) -> str:
    """Return a quote with speaker, date and the sources that print it."""
    date = dossier.date_of(quote)
    printed = "; ".join(_printed(dossier, version.source, version.locator) for version in quote.versions)
    said = f"{who_to(dossier, quote)}, {date.words() if date else 'undated'}"
    return f"{quoted(quote)} — {said}" + (f" ({printed})" if printed else "")


def _printed(dossier: Dossier, id: str, locator: str | None) -> str:
    source = dossier.source_of[id]
    issued = source.issued.words() if source.issued else ""
    return ", ".join(filter(None, (flat(source.label), issued, flat(locator or ""))))


def view_command(dossier: Dossier, view: View) -> str:
    """Return the command line that opens a view of this dossier."""
    file = [] if dossier.path == str(bundled()) else [dossier.path]
    words = ["peace-tui", *file, *([f"--view={view}"] if str(view) else [])]
    return shlex.join(words)


def link_of(dossier: Dossier, record: Event | Person | Quote | None) -> str:
    """Return the first web address among a record's sources."""
    if isinstance(record, Quote):
        ids = [version.source for version in record.versions]
    else:
        ids = list(record.sources) if isinstance(record, Event) else []
    sources: list[Source] = [dossier.source_of[id] for id in ids]
    return next((s.url for s in sources if s.url and s.url.startswith(("https://", "http://"))), "")
