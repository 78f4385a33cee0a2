"""Exporting: a page with the formats to choose from, and a line for the name of the file."""

from __future__ import annotations

import os
import re
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input

from peace_tui.errors import OutputError
from peace_tui.exporters.publish import is_empty, publish
from peace_tui.exporters.registry import FORMATS, ExportFormat
from peace_tui.query.selection import KINDS, Selection
from peace_tui.system.output_file import check_output, save
from peace_tui.text.messages import format_count
from peace_tui.ui.key_table import FORMAT_DIGITS
from peace_tui.ui.keys import EXPORT
from peace_tui.ui.render.lines import EMPTY, Line, paragraph, single_line
from peace_tui.ui.screens.page import Page, bindings_on

NOUNS: Final = {
    "events": ("event",),
    "people": ("person", "people"),
    "quotes": ("quote",),
    "sources": ("source",),
    "claims": ("claim",),
}
"""What is counted, one and many."""


class ExportPage(Page):
    """The formats by number; the file that is named is written, and nothing else."""

    AUTO_FOCUS = ""  # the numbers are not for the line
    BINDINGS = bindings_on(EXPORT)
    name_of_keys = EXPORT
    hints = ((f"{FORMAT_DIGITS[0]}–{FORMAT_DIGITS[-1]}", "the format"),)

    def __init__(self, selection: Selection) -> None:
        """Offer to export a selection."""
        super().__init__(self.lines_of, "Export what is shown")
        self.selection = selection
        self.format: ExportFormat | None = None
        self.said = ""
        self.replacing = ""
        """The name of a file that is there already, and which the next Enter replaces."""

    def compose(self) -> ComposeResult:
        """Lay out the page, and a line to type a name into, which opens with a format."""
        *page, foot = super().compose()
        yield from page
        name = Input(id="page-file", placeholder="the file to write")
        name.cursor_blink = False
        name.display = False
        yield name
        yield foot

    def lines_of(self, width: int) -> list[Line]:
        """Write what would be exported, and the formats."""
        selection = self.selection
        counts = ", ".join(format_count(len(getattr(selection, kind)), *NOUNS[kind]) for kind in KINDS)
        shown = f"View: {selection.view}" if selection.view.clauses else "Everything"
        lines = [EMPTY, *paragraph(shown, "text", width, indent=" "), *paragraph(counts, "quiet", width, indent=" ")]
        lines.append(EMPTY)
        for key, format in zip(FORMAT_DIGITS, FORMATS, strict=True):
            chosen = format is self.format
            style = "faint" if is_empty(format, selection) else "strong" if chosen else "text"
            head = ((" › " if chosen else "   ", "accent"), (key, "key"), (f"  {format.name:<11}", style))
            lines.append((*head, (format.summary, "quiet")))
        said = self.said or ("Type the file's name; Enter writes it, Esc leaves." if self.format else "")
        return [*lines, EMPTY, *paragraph(said, "accent", width, indent=" ")] if said else lines

    def action_choose(self, name_of_format: str) -> None:
        """Choose a format, and ask for the name of the file."""
        format = next(format for format in FORMATS if format.name == name_of_format)
        self.replacing = ""
        if is_empty(format, self.selection):
            self.said = f"Nothing of what is shown goes into {format.name}."
        else:
            self.format, self.said = format, ""
            name = self.query_one("#page-file", Input)
            name.value, name.display = self._suggested(format), True
            name.cursor_position = len(name.value)
            name.focus()
        self.call_after_refresh(self.rewrite)

    def _suggested(self, format: ExportFormat) -> str:
        info = self.selection.dossier.info
        stem = re.sub(r"[^\w.-]+", "-", info.id or info.title).strip("-.") or "dossier"
        return stem[:60] + format.extension

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write the file; one that is there already only when it is said twice."""
        event.stop()
        file = os.path.expanduser(event.value.strip())
        if not file or self.format is None:
            return
        if os.path.exists(file) and not os.path.isfile(file):  # a pipe would hold the explorer up, a terminal show it
            self.said = f"{single_line(file)} is no regular file; name another."
        elif os.path.exists(file) and self.replacing != file:
            self.replacing = file
            self.said = f"{single_line(file)} is there already; Enter again replaces it."
        else:
            self._write(file, self.format)
        self.rewrite()

    def _write(self, file: str, format: ExportFormat) -> None:
        try:
            check_output(file, self.selection.dossier.files, replace=True)
            publication = publish(format, self.selection)
            save(file, [publication.data], replace=True)
        except OutputError as error:
            self.said = single_line(str(error))
            return
        omissions = publication.note.omissions
        self.dismiss(
            f"Written to {single_line(file)}" + (f"; left out or changed: {'; '.join(omissions)}" if omissions else "")
        )
