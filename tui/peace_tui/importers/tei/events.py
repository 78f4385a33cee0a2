"""The events of TEI documents: a sitting or a document as a whole, and the headed parts of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.tei.header import Header
from peace_tui.importers.tei.plain_text import label

MOST_NOTES: Final = 500
"""How many notes between speeches an event keeps."""


@dataclass
class Part:
    """A part of a text that is open: its heading, what is noted in it, and the event once something is said."""

    head: str = ""
    notes: list[str] = field(default_factory=list)
    event: dict[str, Any] | None = None


class Occasions:
    """The event to which what is said belongs: the innermost part that has a heading, else the whole document."""

    def __init__(self, draft: Draft) -> None:
        """Begin outside any document."""
        self._draft = draft
        self._header = Header()
        self._parts = [Part()]
        self.speaker = ""
        """The note that names the next speaker, where the document has such notes."""

    def begin(self, header: Header) -> None:
        """Begin a document, whose header is still to be filled."""
        self._header, self._parts, self.speaker = header, [Part()], ""

    def enter(self, element: Element) -> None:
        """Enter a part of the text."""
        self._parts.append(Part())

    def leave(self, element: Element) -> None:
        """Leave a part of the text."""
        if len(self._parts) > 1:
            self._parts.pop()

    def head(self, text: str) -> None:
        """Take the heading of the part that is open."""
        part = self._parts[-1]
        if text and not part.head and part.event is None and len(self._parts) > 1:
            part.head = text

    def note(self, element: Element) -> None:
        """Take a note that stands between what is said."""
        text, kind = label(element), element.get("type") or ""
        if kind == "speaker":
            self.speaker = text
        elif text:
            part = next((part for part in reversed(self._parts) if part.head), self._parts[0])
            if len(part.notes) < MOST_NOTES:
                part.notes.append(f"{kind}: {text}" if kind else text)
                if part.event is not None:
                    part.event["x_notes"] = part.notes
            else:
                self._draft.report.lost(f"note beyond {MOST_NOTES} of one event")

    def current(self, spoken: bool) -> dict[str, Any]:
        """Return the event that is on; `spoken` says whether it is a sitting, where people speak, or a text."""
        part = next((part for part in reversed(self._parts) if part.head), self._parts[0])
        if part.event is None:
            header = self._header
            sitting = spoken or header.has_setting
            table: dict[str, Any] = {"type": "meeting" if sitting else "document", "date": header.date}
            table["place"] = header.place
            title = part.head or header.title or header.id or "Untitled document"
            if part.head:
                table["x_part_of"] = header.title
            else:
                table["summary"] = header.subtitle
            given = "" if part.head else header.id
            part.event = self._draft.open_event(title, {"title": title, **table, "x_notes": part.notes}, given)
        return part.event
