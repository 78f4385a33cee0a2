"""The search box: the view string, read while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import events
from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input

from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.text.folding import fold


class SearchBox(Input):
    """A line to type a view into; what it holds is read at every letter."""

    BINDINGS = [
        Binding("ctrl+p", "app.command_palette", "palette"),
        Binding("ctrl+z", "app.suspend_process", "suspend"),
    ]
    LEAVE: Final = {"escape": False, "enter": True, "down": True, "tab": True}
    """The keys that leave the box, and whether they keep what was typed."""

    def __init__(
        self, dossier: Callable[[], Dossier], typed: Callable[[str], None], leave: Callable[[bool], None]
    ) -> None:
        """Suggest what a dossier has.

        Args:
            dossier: Tells the dossier to be searched.
            typed: Told what the box holds in the same turn as the key that changed it: both make one frame.
            leave: Told in that turn that the reader leaves, and whether to keep what was typed.
        """
        super().__init__(
            id="search", placeholder='words, "a phrase", who:…, date:2025-10 …', suggester=Completion(dossier)
        )
        self.typed, self.leave = typed, leave
        self.cursor_blink = False
        self.select_on_focus = False

    async def _on_key(self, event: events.Key) -> None:
        """Leave in the order of the keys; those typed ahead after that belong to the panes."""
        if self.screen.focused is not self:
            self.app.post_message(events.Key(event.key, event.character))
        elif event.key in self.LEAVE:
            self.leave(self.LEAVE[event.key])
        else:
            return await super()._on_key(event)
        event.stop()
        event.prevent_default()

    def watch_value(self, value: str) -> None:
        """Have a letter read as soon as it stands here."""
        self.typed(value)


class Completion(Suggester):
    """Completes the facet or the value that is being typed."""

    def __init__(self, dossier: Callable[[], Dossier]) -> None:
        """Ask `dossier` for what there is: it may be read again."""
        super().__init__(use_cache=False, case_sensitive=True)
        self.dossier = dossier

    async def get_suggestion(self, value: str) -> str | None:
        """Return the text with its last item completed, where there is one way to."""
        item = value.rsplit(" ", 1)[-1].removeprefix("-")
        if not item or '"' in item:
            return None
        name, colon, typed = item.partition(":")
        if not colon:
            return next(
                (value + f.name[len(name) :] + ":" for f in FACETS if f.name.startswith(name) and f.name != FREE), None
            )
        facet = FACET.get(name)
        typed = typed.rsplit(",", 1)[-1]
        if not facet or not typed:
            return None
        if facet.options:
            known = list(facet.options)
        elif facet.names == "dates":
            known = [UNDATED]
        else:
            known = list(self.dossier().names(facet.names)) if facet.names else []
        return next((value + word[len(typed) :] for word in known if fold(word).startswith(fold(typed))), None)
