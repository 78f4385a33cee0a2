"""A page of text over the panes: a record in full, the help, what is compared or listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import PAGE
from peace_tui.ui.render.lines import EMPTY, Line
from peace_tui.ui.widgets.text_lines import TextLines

if TYPE_CHECKING:
    from peace_tui.ui.app import PeaceApp

WriteLines = Callable[[int], list[Line]]
"""Writes a page's lines for a width in cells."""


def bindings_on(screen: str) -> list[BindingType]:
    """Return a screen's own bindings, by whose ids Textual's keymap gives them the reader's own keys.

    Those of every page are inherited by the pages with keys of their own, which come first.

    With priority, so that a key acts before the next one goes anywhere: "Esc j" and "/deal" may arrive in one piece.
    """
    return [
        Binding(",".join(key.keys), key.action, key.label, id=key.id, show=False, priority=True)
        for key in KEYS
        if screen in key.screens
    ]


class Page(ModalScreen[str | None]):
    """Text that scrolls. It is left with None, or with an action for the main screen."""

    BINDINGS = bindings_on(PAGE)
    name_of_keys: ClassVar[str] = PAGE
    """The screen in the table of keys; see [keys_on][peace_tui.ui.keys.keys_on]."""
    hints: ClassVar[tuple[tuple[str, str], ...]] = ()
    """What the last line says of keys that the table has for every page: names, and what they do here."""
    max_width: ClassVar[int] = 100
    """How many cells a line has at the most: longer ones tire the eye."""
    app: PeaceApp

    def __init__(
        self,
        write: WriteLines,
        title: str,
        turn: Callable[[int], tuple[WriteLines, str] | None] | None = None,
        *,
        follows_cursor: bool = False,
    ) -> None:
        """Show what `write` writes.

        Args:
            write: Writes the lines.
            title: The first line.
            turn: Returns what a page some steps further on writes, and its title, where there are several.
            follows_cursor: Whether it shows what is under the cursor, also of a dossier that has been read again.
        """
        super().__init__()
        self.write = write
        self.heading = title
        self.turn = turn
        self.follows_cursor = follows_cursor

    def compose(self) -> ComposeResult:
        """Lay out a heading, the text and the keys."""
        yield TextLines(id="page-head")
        yield TextLines(id="page-text")
        yield TextLines(id="page-foot")

    @property
    def body(self) -> TextLines:
        """The text."""
        return self.query_one("#page-text", TextLines)

    def on_mount(self) -> None:
        """Write the page once its size is known."""
        self.call_after_refresh(self.rewrite, 0)

    def on_resize(self) -> None:
        """Break the lines for the new width."""
        self.call_after_refresh(self.rewrite)

    def rewrite(self, top: int | None = None) -> None:
        """Write the page for the present width, from line `top` on; None: from the present one."""
        if not self.query("#page-text"):  # it was left before it was drawn, or is drawn later
            return
        self.query_one("#page-head", TextLines).show([((" " + self.heading, "title"),)])
        self.body.show(self.write(min(self.body.size.width, self.max_width)), top)
        self._show_keys()

    def _show_keys(self) -> None:
        more = len(self.body.lines) - self.body.top - self.body.size.height
        keys = [("Esc", "back"), *self.hints]
        for key in self.app.keys:
            if key.footer and key.screens == (self.name_of_keys,):
                name, _, label = key.footer.partition(" ")
                keys.append((name, label))
        keys += [("← →", "the one before, the next")] if self.turn else []
        keys += [("↓", f"{more} more line{'s' if more != 1 else ''}")] if more > 0 else []
        runs = (run for name, label in keys for run in ((name, "key"), (f" {label}   ", "quiet")))
        self.query_one("#page-foot", TextLines).show([((" ", ""), *runs)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave every key but Esc to a line that is typed into; refuse strangers what leads out."""
        return (self.focused is None or action == "leave") and action not in self.app.disabled_actions

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)

    def action_go_back(self) -> None:
        """Go back; where a line is typed into, the keys of this are letters and its end."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Scroll by lines."""
        self.body.scroll_lines(step)
        self._show_keys()

    def action_page(self, step: int) -> None:
        """Scroll by pages, with a line of the last in sight."""
        self._scroll(step * max(self.body.size.height - 1, 1))

    def action_edge(self, end: int) -> None:
        """Scroll to the top or the end."""
        self._scroll(len(self.body.lines) * (1 if end else -1))

    def _scroll(self, step: int) -> None:
        self.body.scroll_lines(step)
        self._show_keys()

    def action_sideways(self, step: int) -> None:
        """Turn to another page."""
        if self.turn and (found := self.turn(step)):
            self.write, self.heading = found
            self.rewrite(0)

    def action_help(self) -> None:
        """Show what the keys do on this page."""
        from peace_tui.ui.render.help import PAGE_TITLES, page_help_lines

        names = dict.fromkeys((self.name_of_keys, PAGE))
        keys = self.app.keys

        def write(width: int) -> list[Line]:
            return [line for name in names for line in (EMPTY, *page_help_lines(name, keys, width))]

        self.app.push_screen(Page(write, f"Help: {PAGE_TITLES[self.name_of_keys]}"))

    def action_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def action_open(self, page: str) -> None:
        """Open a page on the record that is read."""
        self._leave_for(f"open('{page}')")

    def action_open_link(self) -> None:
        """Open the source of the record that is read."""
        self._leave_for("open_link")

    def action_edit(self) -> None:
        """Edit the record that is read."""
        self._leave_for("edit")

    def _leave_for(self, action: str) -> None:
        """Have the main screen do something with what is under the cursor, where this page shows that."""
        if self.follows_cursor:
            self.dismiss(action)

    def on_mouse_scroll_down(self) -> None:
        """Scroll down."""
        self._scroll(3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll up."""
        self._scroll(-3)
