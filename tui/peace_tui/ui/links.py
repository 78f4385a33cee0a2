"""Ways to come back: the command that opens a view, and the address of a source."""

from __future__ import annotations

from peace_tui.loading.bundled import bundled
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote, Source
from peace_tui.query.view import View


def view_command(dossier: Dossier, view: View) -> str:
    """Return the command line that opens a view of this dossier."""
    file = [] if dossier.path == str(bundled()) else [dossier.path]
    words = ["peace-tui", *file, *([f"--view={view}"] if str(view) else [])]
    return _as_typed(words)


def words_for_ssh(view: View) -> str:
    """Return the words that open a view at a kiosk, as they are to be written after the name of the host."""
    return _as_typed(["ssh", "-t", "HOST", *([str(view)] if str(view) else [])])


def _as_typed(words: list[str]) -> str:
    from shlex import join  # 1 ms that the first screen does not need

    return join(words)


def link_of(dossier: Dossier, record: Event | Person | Quote | None) -> str:
    """Return the first web address among a record's sources."""
    if isinstance(record, Quote):
        ids = [version.source for version in record.versions]
    else:
        ids = list(record.sources) if isinstance(record, Event) else []
    sources: list[Source] = [dossier.source_of[id] for id in ids]
    return next((s.url for s in sources if s.url and s.url.startswith(("https://", "http://"))), "")
