"""What the reader marks for themselves in the explorer: stars, notes, tags and names for views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from peace_tui.model.marks import NO_MARK, Mark, Marks, MarksChange, NamedView
from peace_tui.query.facets import ViewError
from peace_tui.query.view import parse_kept_view
from peace_tui.session.marks import MarksError, carry_marks, change_marks
from peace_tui.session.state import state_from_view
from peace_tui.text.folding import fold
from peace_tui.text.messages import join_words
from peace_tui.ui.dossier_file import add_digest
from peace_tui.ui.frame import Transition
from peace_tui.ui.palette import Commands, PaletteCommand
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.screens.page import Page, subject_of

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.ui.screens.main import MainScreen

CHOOSE: Final = "Choose a row first."
STARRED_MESSAGE: Final = "Starred. starred:yes filters; {show.marks} lists your marks."
NOTED_MESSAGE: Final = "Kept. mine:WORD filters by it; {show.marks} lists your marks."


def keep(screen: MainScreen | Page, change: Callable[[Marks], Marks], said: str) -> None:
    """Keep a change of the marks, show them, and say so; or say why it cannot be kept."""
    main = screen.app.main
    try:
        done = change_marks(main.dossier, change)
    except MarksError as error:
        screen.say(single_line(str(error)))
        return
    main.history.record_marks(done)
    main.show_marks(done.after)
    if isinstance(screen, Page):
        screen.rewrite()
    screen.say(said)


def repeat(main: MainScreen, change: MarksChange) -> str:
    """Make a change of the marks again, or one that reverses it; return what it is about, in words.

    Raises:
        MarksError: It cannot be made: the marks cannot be kept, or they are others by now.
    """
    done = change_marks(main.dossier, lambda marks: marks.with_change(change))
    main.show_marks(done.after)
    if done.before == done.after:
        raise MarksError("your marks have been changed elsewhere since")
    known = main.dossier.by_id
    records = [main.dossier.name_record(id) if id in known else change.before.of(id).name or id for id in change.ids]
    return single_line(join_words([*records, *change.names]))


def _make_change(main: MainScreen, id: str, change: Callable[[Mark], Mark]) -> Callable[[Marks], Marks]:
    """Return the change of the marks that changes the one on a record."""
    dossier = main.dossier

    def change_mark(marks: Marks) -> Marks:
        name = dossier.name_record(id) if id in dossier.by_id else marks.of(id).name
        return marks.with_mark(id, change(marks.of(id))._replace(name=name))

    return change_mark


def find_marked_id(screen: MainScreen | Page) -> str:
    """Return the id of the record under the cursor, also of one that is gone; nothing without one."""
    gone = getattr(screen, "gone_id", "")
    subject = subject_of(screen)
    return gone or (subject.id if subject and subject.id else "")


def star(screen: MainScreen | Page) -> None:
    """Star the record under the cursor, or remove its star."""
    main, id = screen.app.main, find_marked_id(screen)
    if not id:
        screen.say(CHOOSE)
        return
    is_starred = main.dossier.marks.of(id).starred
    change = _make_change(main, id, lambda mark: mark._replace(starred=not is_starred))
    keep(screen, change, "Star removed." if is_starred else main.frame.hint(STARRED_MESSAGE))


def annotate(screen: MainScreen | Page) -> None:
    """Ask for a note on the record under the cursor."""
    if id := find_marked_id(screen):
        screen.app.ask(Annotator, "Your note; words with # are tags", screen.app.main.dossier.marks.of(id).words)
    else:
        screen.say(CHOOSE)


def name_view(screen: MainScreen | Page) -> None:
    """Ask for a name for the view that is shown."""
    screen.app.ask(ViewNamer, "A name for this view, or one of your views to remove")


def open_view(main: MainScreen, name: str) -> None:
    """Show a view that the reader has named, and say what is gone of it."""
    kept = main.dossier.marks.views[name]
    try:
        view, gone = parse_kept_view(kept.view, main.dossier)
    except ViewError as error:
        main.say(f"This view cannot be shown: {error}")
        return
    said = f"Gone from the dossier since: {', '.join(gone)}." if gone else f"Your view: {single_line(name)}"
    state = replace(state_from_view(view, main.dossier), zoomed=main.state.zoomed, options=main.state.options)
    main.apply(Transition(state, said))


def carry(main: MainScreen, before: Dossier, old: str, new: str) -> str:
    """Carry the marks of a record over to its new id; return why that cannot be done, or nothing."""
    try:
        if marks := carry_marks([before], old, new):
            main.show_marks(marks)
    except MarksError as error:
        return f" Your marks are still on '{old}': {single_line(str(error))}"
    return ""


class Annotator(Commands):
    """Offers to keep what is typed as the note on the record under the cursor."""

    async def _find(self, words: Sequence[str]) -> list[PaletteCommand]:
        """Return how to keep what is typed; before a letter is typed, how to remove the note."""
        screen = cast("MainScreen | Page", self.screen)
        id = find_marked_id(screen)
        mark = NO_MARK.with_words(self.typed)
        if mark.is_empty:
            title = "Remove your note and tags"
        else:
            tags = f"tags: {', '.join(mark.tags)}" if mark.tags else ""
            title = " · ".join(filter(None, (mark.note, tags)))

        def change(before: Mark) -> Mark:
            return mark._replace(starred=before.starred)

        said = "Note removed." if mark.is_empty else self.main.frame.hint(NOTED_MESSAGE)
        run = partial(keep, screen, _make_change(self.main, id, change), said)
        return [PaletteCommand(single_line(title), "", partial(self.main.app.call_later, run))]


class ViewNamer(Commands):
    """Offers to keep the view under the name that is typed, and to remove views that have a name."""

    async def _find(self, words: Sequence[str]) -> list[PaletteCommand]:
        """Return how to keep the view under the name that is typed, and the views there are."""
        name, main = " ".join(self.typed.split()), self.main
        view = str(main.state.to_view())
        kept = NamedView(view, add_digest(main.dossier).short_digest)
        change = partial(Marks.with_view, name=name, view=kept)
        said = f"Kept as {name}; {main.frame.hint('{show.marks} lists it.')}"
        naming = self._command(f"Name this view: {name}", view or "everything", change, said)
        return [naming, *self._removals(name)] if name else self._removals("")

    def _removals(self, typed: str) -> list[PaletteCommand]:
        return [
            self._command(f"Remove: {name}", kept.view, partial(Marks.with_view, name=name, view=None), "Removed.")
            for name, kept in self.main.dossier.marks.views.items()
            if fold(typed) in fold(name)
        ]

    def _command(self, title: str, help: str, change: Callable[[Marks], Marks], said: str) -> PaletteCommand:
        screen = cast("MainScreen | Page", self.screen)
        run = partial(keep, screen, change, single_line(said))
        return PaletteCommand(single_line(title), single_line(help), partial(self.main.app.call_later, run))
