"""A page of text over the panes: a record read whole, the help, the guided views to choose from."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from peace_tui.ui.render.lines import Line, Lines

Write = Callable[[int], list[Line]]
"""Writes the page's lines for a width in cells."""


class Page(ModalScreen[str | None]):
    """Text that scrolls; Esc, Enter or q goes back to the same place."""

    # With priority, so that a key acts before the next one goes anywhere: "Esc j" may arrive in one piece.
    BINDINGS = [
        Binding("escape", "leave", "back", priority=True),
        Binding("q,enter", "go_back", "back", priority=True),
        Binding("down,j", "scroll(1)", "down", priority=True),
        Binding("up,k", "scroll(-1)", "up", priority=True),
        Binding("pagedown,space,ctrl+d", "scroll_page(1)", "page down", priority=True),
        Binding("pageup,ctrl+u", "scroll_page(-1)", "page up", priority=True),
        Binding("home,g", "edge(0)", "top", priority=True),
        Binding("end,G", "edge(1)", "end", priority=True),
        Binding("left,h", "other(-1)", "the one before", priority=True),
        Binding("right,l", "other(1)", "the next", priority=True),
        Binding("d", "hand_on('compare')", "compare", priority=True),
        Binding("y", "hand_on('cite')", "cite", priority=True),
        Binding("o", "hand_on('open_link')", "open the source", priority=True),
        Binding("e", "hand_on('edit')", "edit", priority=True),
    ]

    widest = 100
    """How many cells a line has at the most: longer ones tire the eye."""
    follows = False
    """Whether it shows what is under the cursor, also of a dossier that has been read anew."""
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave every key but Esc to a line that is typed into."""
        return self.focused is None or action == "leave"

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_go_back(self) -> None:
        """Go back; where a line is typed into, the keys of this are letters and its end."""
        self.action_leave()

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
        """Let the screen below do it with what is under the cursor, where this page shows that."""
        if self.follows:
            self.dismiss(action)

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self.action_scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self.action_scroll(-3)
