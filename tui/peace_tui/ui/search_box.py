"""The search box: the view string, read while it is typed."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

from peace_tui.dossier import Dossier
from peace_tui.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.folding import fold


class SearchBox(Input):
    """A line to type a view into; what it holds is read at every letter."""

    BINDINGS = [
        Binding("escape", "give_up", "back"),
        Binding("down,tab", "accept", "to the panes"),
    ]

    class Left(Message):
        """The reader left the box, keeping what was typed or not."""

        def __init__(self, keep: bool) -> None:
            """Say whether the search stays."""
            super().__init__()
            self.keep = keep

    def __init__(self, dossier: Dossier) -> None:
        """Suggest what this dossier has."""
        super().__init__(
            id="search", placeholder='words, "a phrase", who:…, date:2025-10 …', suggester=Completion(dossier)
        )
        self.cursor_blink = False
        self.select_on_focus = False

    def action_give_up(self) -> None:
        """Leave as if nothing had been typed."""
        self.post_message(self.Left(False))

    def action_accept(self) -> None:
        """Leave with what was typed."""
        self.post_message(self.Left(True))

    async def action_submit(self) -> None:
        """Leave with what was typed."""
        self.post_message(self.Left(True))


class Completion(Suggester):
    """Completes the facet or the value that is being typed."""

    def __init__(self, dossier: Dossier) -> None:
        """Know what a dossier has."""
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
            known = list(self.dossier.names(facet.names)) if facet.names else []
        return next((value + word[len(typed) :] for word in known if fold(word).startswith(fold(typed))), None)
