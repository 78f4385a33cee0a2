"""The colophon at the foot of an export: which dossier and view it shows, how much of it, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peace_tui import __version__
from peace_tui.model.records import KIND_NAMES
from peace_tui.query.selection import KINDS, Selection


@dataclass(frozen=True, slots=True)
class Colophon:
    """What an export says of itself. It holds no time of day: the same dossier and view give the same bytes."""

    title: str
    view: str
    """The view string; empty where everything is shown."""
    counts: dict[str, tuple[int, int]]
    """For each kind of record how many pass, and how many the dossier has."""
    left_out: tuple[str, ...]
    """What passes the view and yet is not in the export, since the format has no place for it."""
    digest: str
    """The SHA-256 of the dossier's bytes, in hexadecimal; empty for one that was not read from anywhere."""
    program: str = f"peace-tui {__version__}"

    def lines(self) -> Iterator[str]:
        """Yield it as lines of plain text."""
        for label, text in self.parts():
            yield f"{label}: {text}"

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield each label and what is said under it."""
        yield "Dossier", self.title
        yield "View", self.view or "everything"
        yield "Shown", ", ".join(_share(kind, *count) for kind, count in self.counts.items() if count[1])
        yield "Left out or changed", "; ".join(self.left_out) or "nothing"
        if self.digest:
            yield "Dossier's SHA-256", self.digest
        yield "Made with", self.program

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        return {
            "dossier": self.title,
            "view": self.view,
            "shown": {kind: {"shown": shown, "all": all} for kind, (shown, all) in self.counts.items()},
            "left_out": list(self.left_out),
            "sha256": self.digest or None,
            "program": self.program,
        }


def colophon(selection: Selection, left_out: Iterable[str]) -> Colophon:
    """Return the colophon of a selection."""
    dossier = selection.dossier
    counts = {kind: (len(getattr(selection, kind)), len(getattr(dossier, kind))) for kind in KINDS}
    return Colophon(dossier.info.title, str(selection.view), counts, tuple(left_out), dossier.digest)


def _share(kind: str, shown: int, all: int) -> str:
    return f"{shown} of {all} {KIND_NAMES[kind] if all == 1 else kind}"
