"""What an export says of itself, at its foot: which dossier and view it shows, how much of it, and what is omitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from peace_tui import __version__
from peace_tui.model.records import KIND_NAMES
from peace_tui.query.engine import find_losses
from peace_tui.query.selection import KINDS, Selection


@dataclass(frozen=True, slots=True)
class ProvenanceNote:
    """Where an export comes from. It holds no time of day: the same dossier and view give the same bytes."""

    title: str
    view: str
    """The view string; empty where everything is shown."""
    counts: dict[str, tuple[int, int]]
    """For each kind of record how many pass, and how many the dossier has."""
    omissions: tuple[str, ...]
    """What passes the view and yet is not in the export, or not as it was, since the format has no place for it."""
    digest: str
    """The SHA-256 of the dossier's bytes, in hexadecimal; empty for one that was not read from anywhere."""
    program: str = f"peace-tui {__version__}"
    losses: tuple[tuple[str, str], ...] = ()
    """For each clause that leaves sources out: without which, and what falls along."""

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each label and the words that belong to it."""
        yield "Dossier", self.title
        yield "View", self.view or "everything"
        yield from self.losses
        yield "Shown", ", ".join(_share(kind, *count) for kind, count in self.counts.items() if count[1])
        yield "Left out or changed", "; ".join(self.omissions) or "nothing"
        if self.digest:
            yield "Dossier's SHA-256", self.digest
        yield "Made with", self.program

    def lines(self) -> Iterator[str]:
        """Yield the note as lines of plain text."""
        for label, text in self.items():
            yield f"{label}: {text}"

    def as_dict(self) -> dict[str, Any]:
        """Return the note as JSON takes it."""
        return {
            "dossier": self.title,
            "view": self.view,
            **({"falls_along": dict(self.losses)} if self.losses else {}),
            "shown": {kind: {"shown": shown, "all": all} for kind, (shown, all) in self.counts.items()},
            "left_out": list(self.omissions),
            "sha256": self.digest or None,
            "program": self.program,
        }


def make_note(selection: Selection, omissions: Iterable[str]) -> ProvenanceNote:
    """Return the note of a selection in a format that has these omissions."""
    dossier = selection.dossier
    counts = {kind: (len(getattr(selection, kind)), len(getattr(dossier, kind))) for kind in KINDS}
    losses = tuple(
        (f"Without {', '.join(loss.without)}", f"{loss.sources_in_words()}; {loss.counts_in_words()}")
        for loss in find_losses(dossier, selection.view.clauses)
    )
    return ProvenanceNote(
        dossier.info.title, str(selection.view), counts, tuple(omissions), dossier.digest, losses=losses
    )


def _share(kind: str, shown: int, all: int) -> str:
    return f"{shown} of {all} {KIND_NAMES[kind] if all == 1 else kind}"
