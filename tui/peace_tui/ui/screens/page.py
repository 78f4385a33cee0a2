"""A page of text over the panes: a record read whole, the help, the guided views to choose from."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from peace_tui.ui.lines import Line, Lines

Write = Callable[[int], list[Line]]
"""Writes the page's lines for a width in cells."""


class Page(ModalScreen[str | None]):
    """Text that scrolls; Esc, Enter or q goes back to the same place."""

    BINDINGS = [
        Binding("escape,q,enter", "leave", "back"),
        Binding("down,j", "scroll(1)", "down"),
        Binding("up,k", "scroll(-1)", "up"),
        Binding("pagedown,space,ctrl+d", "scroll_page(1)", "page down"),
        Binding("pageup,ctrl+u", "scroll_page(-1)", "page up"),
        Binding("home,g", "edge(0)", "top"),
        Binding("end,G", "edge(1)", "end"),
        Binding("left,h", "other(-1)", "the one before"),
        Binding("right,l", "other(1)", "the next"),
        Binding("y", "hand_on('cite')", "cite"),
        Binding("o", "hand_on('open_link')", "open the source"),
        Binding("e", "hand_on('edit')", "edit"),
    ]

    widest = 100
    """How many cells a line has at the most: longer ones tire the eye."""
    follows = False
    """Whether it can be written again from a dossier that has been read anew."""
    keys: tuple[tuple[str, str], ...] = ()
    """Keys of a particular page, and what they do."""

    def __init__(
        self, write: Write, title: str, other: Callable[[int], tuple[Write, str] | None] | None = None
    ) -> None:
        """Show what `write` writes; `other` gives the page a step further on, where there are several."""
        super().__init__()
        self.write = write
        self.head = title
        self.other = other

    def compose(self) -> ComposeResult:
        """Lay out a heading, the text and the keys."""
        yield Lines(id="page-head")
        yield Lines(id="page-text")
        yield Lines(id="page-foot")

    def on_mount(self) -> None:
        """Write the page once its size is known."""
        self.call_after_refresh(self.rewrite, 0)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self.rewrite)

    def rewrite(self, top: int | None = None) -> None:
        """Write the page for the present width; a long line is no longer than eyes like."""
        if not self.query("#page-text"):  # it was left before it was drawn, or is drawn later
            return
        body = self.query_one("#page-text", Lines)
        self.query_one("#page-head", Lines).show([((" " + self.head, "title"),)])
        body.show(self.write(min(body.size.width, self.widest)), top)
        self._foot()

    def _foot(self) -> None:
        body, foot = self.query_one("#page-text", Lines), self.query_one("#page-foot", Lines)
        more = len(body.lines) - body.top - body.size.height
        keys = [("Esc", "back"), *self.keys] + ([("← →", "the one before, the next")] if self.other else [])
        keys += [("↓", f"{more} more line{'s' if more != 1 else ''}")] if more > 0 else []
        foot.show(
            [((" ", ""), *(piece for name, label in keys for piece in ((name, "key"), (f" {label}   ", "quiet"))))]
        )

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_scroll(self, step: int) -> None:
        """Scroll by lines."""
        self.query_one("#page-text", Lines).scroll_lines(step)
        self._foot()

    def action_scroll_page(self, step: int) -> None:
        """Scroll by pages."""
        self.action_scroll(step * max(self.query_one("#page-text", Lines).size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Scroll to the top or the end."""
        self.action_scroll(len(self.query_one("#page-text", Lines).lines) * (1 if end else -1))

    def action_other(self, step: int) -> None:
        """Turn to another page."""
        if self.other and (found := self.other(step)):
            self.write, self.head = found
            self.rewrite(0)

    def action_hand_on(self, action: str) -> None:
        """Let the screen below do it."""
        self.dismiss(action)

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.action_scroll(-3)
