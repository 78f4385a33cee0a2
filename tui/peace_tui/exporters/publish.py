"""A publication: a selection written in a format, with what has to be told beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from os.path import exists, samefile

from peace_tui.exporters.provenance_note import Colophon, colophon
from peace_tui.exporters.registry import Format
from peace_tui.query.selection import Selection
from peace_tui.system.paths import write_whole


class Unsaved(Exception):
    """A file that is not written; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What an export writes."""

    text: str
    colophon: Colophon

    @property
    def data(self) -> bytes:
        """The bytes of the file: UTF-8, whatever the terminal speaks, since most formats name their encoding."""
        return self.text.encode("utf-8", "backslashreplace")


def publish(format: Format, selection: Selection, options: Mapping[str, str] | None = None) -> Publication:
    """Write a selection in a format; `options` are those that the format takes, by name."""
    module = import_module(format.module)
    foot = colophon(selection, module.left_out(selection))
    return Publication("".join(module.pieces(selection, foot, **(options or {}))), foot)


def is_empty(format: Format, selection: Selection) -> bool:
    """Tell whether nothing passes that the format could hold."""
    return not any(getattr(selection, kind) for kind in format.carries)


def save(file: str, data: bytes, dossier: str) -> None:
    """Write a file, whole or not at all, but never over the file of the `dossier` that it is made from.

    Raises:
        Unsaved: It is that file, or cannot be written.
    """
    try:
        if exists(file) and exists(dossier) and samefile(file, dossier):
            raise Unsaved(f"{file} is the dossier itself; name another file")
        write_whole(file, data)
    except (OSError, ValueError) as error:
        raise Unsaved(f"{file}: it cannot be written: {getattr(error, 'strerror', None) or error}") from None
