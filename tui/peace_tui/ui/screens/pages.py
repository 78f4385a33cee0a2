"""What opens each page, from a pane or from another page; help, and which keys have anything to act on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from peace_tui.charts.brush import find_brush
from peace_tui.model.records import Event, Quote, Source
from peace_tui.query.facets import FACETS, PIN, QUOTES
from peace_tui.query.selection import select
from peace_tui.session.layout import PANE_HEADINGS
from peace_tui.session.state import record_clauses
from peace_tui.ui.clipboard import find_link
from peace_tui.ui.dossier_file import add_digest, find_own_file
from peace_tui.ui.keys import CHART, MAIN, Key, find_keys
from peace_tui.ui.render.header_footer import has_drafts
from peace_tui.ui.render.help import PAGE_TITLES, SEARCH, write_help, write_page_help
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.screens.dossier_pages import CoveragePage, DisagreementsPage, MarksPage, OverviewPage, live_view
from peace_tui.ui.screens.export import CitationPage, ExportPage
from peace_tui.ui.screens.page import Page, show, subject_of
from peace_tui.ui.screens.record_pages import ComparisonPage, ConversationPage, RecordPage
from peace_tui.ui.screens.review import ReviewPage, can_review, open_review

if TYPE_CHECKING:
    from peace_tui.ui.screens.main import MainScreen

CHOOSE_EVENT: Final = "Choose an event or a quote first."
CHOOSE_QUOTE: Final = "Choose a quote first; {pane.quotes} goes to the quotes."


def ask_for_id(screen: MainScreen | Page) -> None:
    """Ask for another id of what is under the cursor, or for the record that it is a double of."""
    subject = subject_of(screen)
    if why := screen.app.main.decisions.why_not():
        screen.say(why)
    elif subject is None or not subject.id:
        screen.say("Choose a row first.")
    else:
        screen.app.ask_for_id()


def chosen_quote(screen: MainScreen | Page) -> Quote | None:
    """Return the quote that the reader chose, or the only one there is; none that nobody chose."""
    if isinstance(screen, Page):
        return screen.quote
    frame = screen.frame
    is_chosen = frame.state.followed == QUOTES or len(frame.panes.matches.quotes) == 1
    return frame.quote if is_chosen or (frame.quote and frame.quote.id == frame.state.quotes) else None


def _say_no_quote(screen: MainScreen | Page, what: str) -> None:
    if isinstance(screen, Page):
        screen.say("Choose a quote first.")
    elif screen.frame.panes.matches.quotes:
        screen.say(screen.frame.hint(CHOOSE_QUOTE))
    else:
        screen.say(f"There is no quote to {what}.")


def open_record(screen: MainScreen | Page) -> None:
    """Open the record under the cursor; on the row All, the dossier itself; from a cell of the matrix, its quotes."""
    if isinstance(screen, Page):
        _open_item(screen)
        return
    if screen.state.is_matrix(screen.state.followed):
        screen.set_state(screen.state.with_focus(QUOTES))
        return
    record = screen.frame.record()
    if record and can_review(screen, record):
        show(screen, ReviewPage(record))
        return
    page = RecordPage(record)

    def turn(step: int) -> None:
        screen.move_followed(step)
        page.show_record(screen.frame.record())

    page.turn = turn
    show(screen, page)


def _open_item(page: Page) -> None:
    """Open what the item under the cursor stands for."""
    item, cell = page.item, page.body.cell
    record = cell.record if cell else item.record if item else None
    if item is None or record is None:
        page.say("Nothing to open here.")
    elif item.opens == "comparison" and isinstance(record, Quote) and not cell:
        show(page, ComparisonPage(record, item.number))
    elif can_review(page, record):
        show(page, ReviewPage(record))
    else:
        opened = RecordPage(record)
        opened.turn = _turner(page, opened) if not cell else None
        show(page, opened)


def _turner(parent: Page, page: Page) -> Callable[[int], None]:
    """Return what shows, in a page opened from an item, the records of the items before and after that."""

    def turn(step: int) -> None:
        record = parent.step_item(step)
        if record is None:
            page.say("This is the last one." if step > 0 else "This is the first one.")
        else:
            page.show_record(record)

    return turn


def open_comparison(screen: MainScreen | Page) -> None:
    """Compare the versions of the quote that is chosen."""
    if quote := chosen_quote(screen):
        show(screen, ComparisonPage(quote))
    else:
        _say_no_quote(screen, "compare")


def open_conversation(screen: MainScreen | Page) -> None:
    """Show the event under the cursor as a conversation, from the quote that is chosen."""
    subject = subject_of(screen)
    dossier = screen.app.main.dossier
    event = screen.event if isinstance(screen, Page) else subject
    quote = chosen_quote(screen)
    if isinstance(event, Quote) or (event is None and quote):
        quote = event if isinstance(event, Quote) else quote
        event = dossier.event_of[quote.event] if quote else None
    if isinstance(event, Event):
        show(screen, ConversationPage(event, quote.id if quote and quote.event == event.id else None))
    else:
        screen.say(CHOOSE_EVENT)


def open_disagreements(screen: MainScreen | Page) -> None:
    """Show where sources disagree on what is listed."""
    show(screen, DisagreementsPage())


def open_coverage(screen: MainScreen | Page) -> None:
    """Show which source prints what of the events shown; a cell that is chosen filters."""
    subject = subject_of(screen)
    show(screen, CoveragePage(subject if isinstance(subject, Event | Source) else None))


def open_overview(screen: MainScreen | Page) -> None:
    """Show the dossier at a glance."""
    show(screen, OverviewPage())


def open_marks(screen: MainScreen | Page) -> None:
    """Show what the reader has marked."""
    show(screen, MarksPage())


def work_on(screen: MainScreen | Page, what: str) -> None:
    """Do what leaves something behind, or shows it: marks, names of views, other ids, reviews. Strangers cannot."""
    from peace_tui.ui import own_marks  # which many readers never need

    {
        "star": own_marks.star,
        "note": own_marks.annotate,
        "view": own_marks.name_view,
        "marks": open_marks,
        "rename": ask_for_id,
        "review": open_review,
    }[what](screen)


def open_citation(screen: MainScreen | Page) -> None:
    """Send the quote that is chosen with its citation to the clipboard, and show what was sent."""
    if quote := chosen_quote(screen):
        first = screen.version if isinstance(screen, Page) else 0
        main = screen.app.main
        show(
            screen, CitationPage(add_digest(main.dossier), quote, screen.app.send, first, main.frame.discounted(quote))
        )
    else:
        _say_no_quote(screen, "cite")


def open_export(screen: MainScreen) -> None:
    """Ask for a format and a file, then write what passes the view and the rows under the cursors."""

    def say(said: str | None) -> None:
        if said:
            screen.call_later(screen.say, said)

    screen.app.push_screen(ExportPage(select(add_digest(screen.dossier), live_view(screen))), say)


def open_help(screen: MainScreen | Page) -> None:
    """Explain the signs and the keys of the screen."""
    show(screen, HelpPage(screen))


OPENERS: Final[dict[str, Callable[[MainScreen | Page], None]]] = {
    "record": open_record,
    "comparison": open_comparison,
    "conversation": open_conversation,
    "disagreements": open_disagreements,
    "coverage": open_coverage,
    "overview": open_overview,
    "citation": open_citation,
}
"""The pages that keys open, by the names that the table of keys gives them."""


# --- Help ------------------------------------------------------------------------------------------------------------


class HelpPage(Page):
    """The signs and the keys of the screen below it, on which Enter does what the key under the cursor does."""

    without = frozenset(
        (
            *("pin", "exclude", "without", "show_everything", "open_link", "edit", "work_on"),
            *("copy_view", "undo", "redo"),
        )
    )

    def __init__(self, origin: MainScreen | Page) -> None:
        """Explain a screen."""
        super().__init__()
        self.origin = origin
        without = origin.without if isinstance(origin, Page) else ()
        self.keys = [key for key in origin.app.keys if key.action_name not in without]

    @property
    def crumb(self) -> str:
        """The title."""
        origin = self.origin
        of = PAGE_TITLES[origin.name_of_keys] if isinstance(origin, Page) else PANE_HEADINGS[origin.state.focus][2:]
        return f"Help: {of}"

    def write(self, page: PageText) -> None:
        """Write the help."""
        if isinstance(self.origin, Page):
            write_page_help(page, self.origin.name_of_keys, self.keys)
        else:
            write_help(page, self.origin.state.focus, self.keys)

    def _begin(self) -> None:
        """Begin at the top, on the first item where all of it is in sight there."""
        super()._begin()
        if self.item and self.item.last > self.body.height:
            self.body.at = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Open nothing but what is under the cursor."""
        return super().check_action(action, parameters) and (action != "open" or parameters == ("record",))

    @property
    def verb(self) -> str:
        """What Enter does."""
        return "search" if self.item and self.item.opens == SEARCH else "run"

    def action_open(self, page: str) -> None:
        """Go back, and do what the item under the cursor says."""
        item, origin = self.item, self.origin
        if item is None:
            return
        if item.opens == SEARCH:
            self.return_to(origin)
            self.main.call_later(self.main.search.open, f"{FACETS[item.number].name}:")
        else:
            self.press_elsewhere(self.keys[item.number])

    def keys_elsewhere(self) -> Sequence[Key]:
        """Return the keys of the screen that is explained."""
        return find_keys(self.origin.name_of_keys if isinstance(self.origin, Page) else CHART, self.app.keys)

    def press_elsewhere(self, key: Key) -> None:
        """Go back, and do what a key does there."""
        origin = self.origin
        self.return_to(origin)
        if isinstance(origin, Page):
            origin.call_later(origin.run_action, key.action)
        else:
            origin.call_later(origin.run_key, key)

    def action_help(self) -> None:
        """Go back."""
        self.dismiss(None)


# --- What can act -----------------------------------------------------------------------------------------------------


def can_act(main: MainScreen, screen: object, key: Key) -> bool:
    """Tell whether a key has anything to act on, on the main screen or on a page over it."""
    if isinstance(screen, Page):
        return key.action_name not in screen.without and bool(_find_needed(key.id, main, screen))
    screens = {MAIN, CHART} if main.state.options.chart else {MAIN}
    return not screens.isdisjoint(key.screens) and bool(_find_needed(key.id, main, main))


def _find_needed(id: str, main: MainScreen, screen: MainScreen | Page) -> object:
    """Return what an action acts on, if anything; True for those that always do something."""
    page = screen if isinstance(screen, Page) else None
    match id:
        case "filter.pin" | "filter.exclude":
            return _find_filter(main, page)
        case "filter.without":
            return page and page.source
        case "match.next" | "match.previous":
            return page.body.matches if page else main.frame.needles and not main.state.is_matrix(main.state.followed)
        case "record.read":
            return page.item if page else True
        case "record.compare" | "copy.quote":
            return chosen_quote(screen)
        case "record.conversation":
            return page.event if page else _find_conversation(main)
        case "source.open":
            return page.link if page else find_link(main.dossier, main.frame.record() or main.frame.quote)
        case "file.rename":
            subject = subject_of(screen)
            return subject and subject.id and find_own_file(main.dossier)
        case "review.split":
            return page and page.quote and len(page.quote.versions) > 1
        case "page.everything":
            return page and (page.is_partial or page.everything)
    return _find_in_state(id, main)


def _find_in_state(id: str, main: MainScreen) -> object:
    """Return what an action acts on that does the same on every page; True for those that always do something."""
    match id:
        case "filter.drop":
            return main.state.view.clauses
        case "filter.clear":
            return main.state.view.clauses or main.state.live_clauses()
        case "filter.undo":
            return main.history.past
        case "filter.redo":
            return main.history.future
        case "brush.grow" | "brush.shrink" | "brush.earlier" | "brush.later" | "brush.during":
            return find_brush(main.state.view, main.dossier.info.timezone)
        case "matrix.show":
            return main.dossier.quotes
        case "view.guided":
            return main.dossier.views
        case "view.next" | "view.previous":
            return main.state.step is not None
        case "view.back":
            return main.saved_state
        case "file.edit" | "file.add_quote":
            return find_own_file(main.dossier)
        case "show.review":
            return not main.decisions.why_not() and has_drafts(main.dossier)
        case "review.undo":
            return main.decisions.done
    return True


def _find_filter(main: MainScreen, page: Page | None) -> object:
    """Return what a pin would filter by."""
    if page:
        return record_clauses(main.dossier, page.subject)
    return main.state.focus in PIN and (main.state.is_matrix(main.state.focus) or main.frame.record())


def _find_conversation(main: MainScreen) -> object:
    """Return the quotes of the event under the cursor, or the quote whose conversation would be shown."""
    event = main.frame.record()
    return main.dossier.quote_index.with_value("event", event.id) if isinstance(event, Event) else chosen_quote(main)
