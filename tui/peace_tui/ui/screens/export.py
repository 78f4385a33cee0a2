"""What is taken along: a quote with its citation, to the clipboard; and what is shown, to a file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from textual.app import ComposeResult
from textual.widgets import Input

from peace_tui.collation.apparatus import NO_DISCOUNT, describe_discounted
from peace_tui.errors import OutputError
from peace_tui.exporters.citations import STYLES, Passage, cite, list_passages
from peace_tui.exporters.registry import FORMATS, ExportFormat, is_empty, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.query.selection import KINDS, Selection
from peace_tui.system.output_file import check_output, save
from peace_tui.text.messages import format_count
from peace_tui.text.terminal_safe import escape_unsafe
from peace_tui.ui.key_table import make_bindings
from peace_tui.ui.keys import CITATION, EXPORT
from peace_tui.ui.render.comparison import write_passages
from peace_tui.ui.render.lines import EMPTY, line_width, single_line, wrap_text
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.record import find_addresses, link_addresses
from peace_tui.ui.screens.page import Page

FILE_HINT: Final = "File name (Enter: save, {page.leave}: cancel)"
NOUNS: Final = {
    "events": ("event",),
    "people": ("person", "people"),
    "quotes": ("quote",),
    "sources": ("source",),
    "claims": ("claim",),
}
"""What is counted, one and many."""
NOT_ON_FORMS: Final = frozenset(
    (
        *("pin", "exclude", "undo", "redo", "search", "match", "show_everything", "copy_view", "edit"),
        *("open_link", "pane", "sideways"),
    )
)
"""The actions of every page that make no sense where something is asked."""


class CitationPage(Page):
    """A citation as it went to the clipboard, to be read, selected, or sent again in another style.

    Where outlets print different words it asks which, and sends nothing before one is chosen.
    """

    BINDINGS = make_bindings(CITATION)
    name_of_keys = CITATION
    without = NOT_ON_FORMS
    is_live = False

    def __init__(
        self,
        dossier: Dossier,
        quote: Quote,
        send: Callable[[str], str],
        first: int = 0,
        discounted: Mapping[int, str] = NO_DISCOUNT,
    ) -> None:
        """Cite a quote.

        Args:
            dossier: The dossier.
            quote: The quote.
            send: Sends text to the clipboard and returns a sentence on what came of it.
            first: The number of the version under the cursor, which is offered first.
            discounted: The numbers of the versions that fall under the view, which are not offered.
        """
        super().__init__(quote)
        self.dossier, self.cited, self.send, self.style = dossier, quote, send, next(iter(STYLES))
        self.passages = list_passages(dossier, quote, discounted)
        self.falling = describe_discounted(dossier, quote, discounted)
        version = quote.versions[first] if quote.versions else None
        self.offered = next((n for n, each in enumerate(self.passages) if version in (each.version, *each.also)), 0)
        self.chosen: Passage | None = None
        self.sent = ""
        if len(self.passages) == 1:
            self._choose(self.passages[0])

    @property
    def crumb(self) -> str:
        """The title."""
        return "Citation"

    def _choose(self, passage: Passage) -> None:
        self.chosen = passage
        self.sent = self.send(cite(self.dossier, passage, self.style))

    def write(self, page: PageText) -> None:
        """Write the citation, line for line as it was sent, so that it can be selected with the mouse."""
        if self.falling:
            page.text(self.falling, "quiet")
        if self.chosen is None:
            write_passages(page, self.passages, self._style_in_words())
            return
        page.gap()
        addresses = [escape_unsafe(address) for address in find_addresses(self.dossier, self.cited)]
        for row in cite(self.dossier, self.chosen, self.style).split("\n"):
            text = escape_unsafe(row)
            indent = " " * (len(text) - len(text.lstrip()))
            page.add(*(link_addresses(text, addresses, "text", page.width, indent) if text.strip() else [EMPTY]))
        page.add(EMPTY, ((f"{self.sent}.", "strong"),))

    def _style_in_words(self) -> str:
        label = next(key.label for key in self.app.keys if key.action == f"style('{self.style}')")
        return "as plain text" if self.style == "plain" else f"in {label}"

    def _begin(self) -> None:
        if self.chosen is None:
            self.body.select(self.offered)
        else:
            super()._begin()

    def hints(self) -> Iterator[tuple[str, str]]:
        """Yield the styles."""
        if self.chosen is None:
            yield "citation.choose", "copy"
        yield from ((key.id, key.label) for key in self.app.keys if key.action_name == "style")

    def press_enter(self) -> None:
        """Do what Enter does."""
        self.action_choose()

    def action_choose(self) -> None:
        """Send the words of the outlet under the cursor; once that is done, go back."""
        if self.chosen:
            self.dismiss(None)
        elif self.item:
            self._choose(self.passages[self.item.number])
            self.rewrite()

    def action_style(self, style: str) -> None:
        """Send the citation in another style; before an outlet is chosen, remember the style."""
        self.style = style
        if self.chosen:
            self._choose(self.chosen)
        self.rewrite()


class ExportPage(Page):
    """The formats by number; the file that is named is written, and nothing else."""

    AUTO_FOCUS = ""  # the numbers are not for the line
    BINDINGS = make_bindings(EXPORT)
    name_of_keys = EXPORT
    without = NOT_ON_FORMS
    is_live = False

    def __init__(self, selection: Selection) -> None:
        """Offer to export a selection."""
        super().__init__()
        self.selection = selection
        self.format: ExportFormat | None = None
        self.answer = ""
        """What came of the last try."""
        self.replacing = ""
        """The name of a file that is there already, and which the next Enter replaces."""

    def compose(self) -> ComposeResult:
        """Lay out the page, and a line to type a name into, which opens with a format."""
        yield from (self.head, self.body)
        name = Input(id="page-file", placeholder="file name")
        name.cursor_blink = False
        name.display = False
        yield name
        yield self.foot

    @property
    def crumb(self) -> str:
        """The title."""
        return "Export this view"

    def hints(self) -> Iterator[tuple[str, str]]:
        """Name the keys of the first format and the cursor."""
        yield f"export.{FORMATS[0].name}", "… choose a format"
        yield "record.read", "choose"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Open nothing but the format under the cursor."""
        return super().check_action(action, parameters) and (action != "open" or parameters == ("record",))

    def write(self, page: PageText) -> None:
        """Write what would be exported, and the formats."""
        selection = self.selection
        counts = ", ".join(format_count(len(getattr(selection, kind)), *NOUNS[kind]) for kind in KINDS)
        page.gap()
        page.text(f"View: {selection.view}" if selection.view.clauses else "The whole dossier")
        page.text(counts, "quiet")
        page.gap()
        for number, format in enumerate(FORMATS):
            key = page.frame.key_names[f"export.{format.name}"]
            chosen = format is self.format
            style = "faint" if is_empty(format, selection) else "strong" if chosen else "text"
            head = ((" › " if chosen else "   ", "title"), (key, "key"), (f"  {format.name:<11}", style))
            first, *more = wrap_text(format.summary, page.width - line_width(head) - 1)
            with page.item(None, "format", number):
                page.add((*head, (first, "quiet")))
                page.add(*(((" " * line_width(head), ""), (line, "quiet")) for line in more))
        if said := self.answer or (self.main.frame.hint(FILE_HINT) if self.format else ""):
            page.gap()
            page.text(said, "strong")

    def action_open(self, page: str) -> None:
        """Choose the format under the cursor."""
        if self.item:
            self.action_choose(FORMATS[self.item.number].name)

    def action_choose(self, name_of_format: str) -> None:
        """Choose a format, and ask for the name of the file."""
        format = next(format for format in FORMATS if format.name == name_of_format)
        self.replacing = ""
        if is_empty(format, self.selection):
            self.answer = f"Nothing to export as {format.name}."
        else:
            self.format, self.answer = format, ""
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
            self.answer = f"{single_line(file)} is not a regular file. Choose another name."
        elif os.path.exists(file) and self.replacing != file:
            self.replacing = file
            self.answer = f"{single_line(file)} exists. Enter again to overwrite."
        else:
            self._write(file, self.format)
        self.rewrite()

    def _write(self, file: str, format: ExportFormat) -> None:
        try:
            check_output(file, self.selection.dossier.files, replace=True)
            publication = publish(format, self.selection)
            save(file, [publication.data], replace=True)
        except OutputError as error:
            self.answer = single_line(str(error))
            return
        omissions = publication.note.omissions
        self.dismiss(
            f"Saved as {single_line(file)}." + (f" Left out or changed: {'; '.join(omissions)}" if omissions else "")
        )
