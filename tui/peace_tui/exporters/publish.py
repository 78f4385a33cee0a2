"""A selection written in a format, and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from peace_tui.exporters.provenance_note import ProvenanceNote, make_note
from peace_tui.exporters.registry import ExportFormat
from peace_tui.query.selection import Selection


@dataclass(frozen=True, slots=True)
class Publication:
    """What an export writes, and the note on it, which formats without a footer do not hold themselves."""

    text: str
    note: ProvenanceNote

    @property
    def data(self) -> bytes:
        """The bytes of the file: UTF-8, whatever the terminal speaks, since most formats name their encoding."""
        return self.text.encode("utf-8", "backslashreplace")


def publish(format: ExportFormat, selection: Selection, options: Mapping[str, str] | None = None) -> Publication:
    """Write a selection in a format; `options` are those that the format takes, by name."""
    module = import_module(format.module)
    note = make_note(selection, module.omissions(selection))
    return Publication("".join(module.render(selection, note, **(options or {}))), note)


def is_empty(format: ExportFormat, selection: Selection) -> bool:
    """Tell whether nothing passes that the format could hold."""
    return not any(getattr(selection, kind) for kind in format.kinds)
