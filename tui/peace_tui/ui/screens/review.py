"""Drafts under review: one key for each decision, which is written to the file at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import tomli
from pyroaring import BitMap

from peace_tui.importers.coerce import make_slug
from peace_tui.lint.edits import Edited
from peace_tui.lint.review import (
    UNKNOWN_SPEAKER,
    Remark,
    accept,
    drop,
    find_before,
    find_remarks,
    join,
    move,
    set_person,
    split_off,
)
from peace_tui.loading.files import Unreadable, read_bytes
from peace_tui.model.records import ARRAYS, IdentifiedRecord, Quote
from peace_tui.query.engine import match_quotes
from peace_tui.query.facets import ViewError
from peace_tui.query.view import parse_view
from peace_tui.text.messages import join_words
from peace_tui.ui.key_table import make_bindings
from peace_tui.ui.keys import REVIEW
from peace_tui.ui.render.context import VERSION, Proposal, write_review
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.screens.page import Page, show, subject_of
from peace_tui.ui.screens.record_pages import RecordPage

if TYPE_CHECKING:
    from peace_tui.model.records import Version
    from peace_tui.ui.screens.main import MainScreen

REVIEWED_KINDS: Final = ("quotes", "people", "events", "sources", "claims")
"""The arrays with drafts, in the order in which they are reviewed."""
QUESTIONS: Final = {
    "who": "Who says this? Type a name, also a new one",
    "to": "To whom is it said? Type a name, also a new one",
    "event": "Which event is it from? Type a title, also a new one",
}
"""What is asked for when something is picked."""
KEY_LABELS: Final = {"who": "Speaker", "to": "To", "event": "Event"}


def can_review(screen: MainScreen | Page, record: IdentifiedRecord) -> bool:
    """Tell whether a record is a draft that can be decided on."""
    return bool(getattr(record, "draft", False)) and not screen.app.main.decisions.why_not()


def open_review(screen: MainScreen | Page) -> None:
    """Review the drafts, from the record under the cursor on."""
    main = screen.app.main
    if why := main.decisions.why_not():
        screen.say(why)
        return
    drafts = list_drafts(main)
    subject = subject_of(screen)
    if subject not in drafts:
        subject = (main.frame.quote if main.frame.quote in drafts else None) or next(iter(drafts), None)
    if subject:
        show(screen, ReviewPage(subject))
    else:
        screen.say("No drafts in this view." if _count_drafts(main, "quotes")[1] else "No drafts to review.")


def list_drafts(main: MainScreen) -> list[IdentifiedRecord]:
    """Return the drafts: the quotes of the view in the order of their pane, then all other records."""
    index = main.dossier.quote_index
    quotes = [index.records[position] for position in _quotes_in_view(main) & index.with_value("draft", "yes")]
    others = (record for kind in REVIEWED_KINDS[1:] for record in getattr(main.dossier, kind) if record.draft)
    return [*quotes, *others]


def _quotes_in_view(main: MainScreen) -> BitMap:
    """Return the positions of the quotes of the view, be they drafts or not; rows under cursors do not count."""
    clauses = tuple(clause for clause in main.state.view.clauses if clause.facet != "draft")
    return match_quotes(main.dossier, clauses)


def _count_drafts(main: MainScreen, kind: str) -> tuple[int, int]:
    """Return how many records of a kind are left to review, and how many there are."""
    if kind == "quotes":
        quotes = _quotes_in_view(main)
        return len(quotes & main.dossier.quote_index.with_value("draft", "yes")), len(quotes)
    records = getattr(main.dossier, kind)
    return sum(record.draft for record in records), len(records)


class ReviewPage(RecordPage):
    """A draft, its words in the paragraph of the saved article, and a key for each decision."""

    BINDINGS = make_bindings(REVIEW)
    name_of_keys = REVIEW
    obeys_view = True
    without = frozenset(("show_everything",))

    def __init__(self, record: IdentifiedRecord) -> None:
        """Review a record first, and then the drafts behind it."""
        super().__init__(record)
        self.turn = self._turn
        self.picking = "who"
        """What is picked: who, to, event."""
        self.said_of_last = ""
        """What the last decision was, above the text so that the keys stay in sight."""
        self._text: tuple[bytes, str, dict[str, object]] = b"", "", {}

    # What is shown

    @property
    def crumb(self) -> str:
        """The title."""
        return "Review"

    @property
    def kind(self) -> str:
        """The array of the record."""
        return next((kind for kind, of in ARRAYS.items() if isinstance(self.record, of)), "quotes")

    @property
    def note(self) -> str:
        """How many are left."""
        left, total = _count_drafts(self.main, self.kind)
        return f"{self.kind}: {left:,} of {total:,} left to review"

    @property
    def detail(self) -> tuple[str, ...]:
        """The last decision."""
        return (self.said_of_last,) if self.said_of_last else ()

    def write(self, page: PageText) -> None:
        """Write the draft; of what is no quote its page."""
        quote = self.record
        if not isinstance(quote, Quote):
            page.titled = False  # the line above says that this is a review, and not of what
            super().write(page)
            return
        remarks = self._remarks()
        others = [remark.text for remark in remarks if not remark.likely and remark.text != UNKNOWN_SPEAKER]
        passages = [self.app.find_passage(version) for version in quote.versions]
        write_review(page, quote, passages, self._proposal(remarks), others, self._before())

    @property
    def chosen_version(self) -> Version | None:
        """The version under the cursor."""
        quote, item = self.record, self.item
        is_version = isinstance(quote, Quote) and item and item.opens == VERSION
        return quote.versions[item.number] if is_version and isinstance(quote, Quote) and item else None

    def _read(self) -> tuple[str, dict[str, object]]:
        """Return the text of the record's file, and its TOML; nothing where it cannot be read now."""
        try:
            data = read_bytes(self.main.dossier.file_of(self.record)) if self.record else b""
            if data != self._text[0]:
                text = data.decode("utf-8-sig")
                self._text = data, text, tomli.loads(text)
        except (Unreadable, ValueError):
            self._text = b"", "", {}
        return self._text[1:]

    def _remarks(self) -> list[Remark]:
        """Return the comments in the record."""
        text, document = self._read()
        tables = document.get(self.kind)
        for number, table in enumerate(tables if isinstance(tables, list) else ()):
            if self.record and table.get("id") == self.record.id:
                return find_remarks(text, (self.kind, number))
        return []

    def _proposal(self, remarks: list[Remark]) -> Proposal | None:
        """Return who likely says the quote, where it has no speaker."""
        likely = next((remark for remark in remarks if remark.likely), None)
        if not likely or not isinstance(self.record, Quote) or self.record.who:
            return None
        ids = find_named_people(self.main, likely.likely)
        names = join_words(self.main.dossier.person_of[id].name for id in ids) if ids else likely.likely
        return Proposal(names, likely.why, ids)

    def _before(self) -> Quote | None:
        """Return the quote with which this one can be joined."""
        id = find_before(self._read()[1], self.record.id or "") if self.record else ""
        found = self.main.dossier.by_id.get(id)
        return found if isinstance(found, Quote) else None

    def hints(self) -> Iterator[tuple[str, str]]:
        """Yield the decisions."""
        quote = self.record
        if getattr(quote, "draft", False):
            yield "review.accept", "accept"
        if isinstance(quote, Quote):
            yield "review.speaker", "speaker"
            yield "review.addressee", "to"
            yield "review.join", "join"
            yield "review.move", "event"
        yield "review.drop", "drop"
        yield "pane.right", "skip"
        if isinstance(quote, Quote) and len(quote.versions) > 1:
            yield "review.split", "split off"
        if self.main.decisions.done:
            yield "review.undo", "undo"
        if self.item:
            yield "record.read", self.verb

    # Decisions

    def decide(
        self, edit: Callable[[bytes, str], Edited], said: str, *, stays: bool = False, following: str = ""
    ) -> None:
        """Write a decision; go on to the next draft unless this one is still to be reviewed.

        Args:
            edit: Makes the change in the file.
            said: What was decided.
            stays: Whether it is still to be reviewed in any case.
            following: The id of the draft to go to, if it is one.
        """
        record, order = self.record, list_drafts(self.main)
        if record is None:
            self.say("This is no longer in the file.")
            return
        if why := self.main.decisions.decide(record, edit, said):
            self.say(why)
            return
        left = list_drafts(self.main)
        ids = [each.id for each in left]
        accept, undo = map(self.main.frame.hint, ("{review.accept} accepts.", "{review.undo} undoes."))
        if record.id in ids:
            shown = self.main.dossier.by_id[record.id or ""]
            is_missing = isinstance(shown, Quote) and not (shown.who or self._proposal(self._remarks()))
            left_to_do = "" if stays else " The speaker is still missing." if is_missing else f" {accept}"
            self.said_of_last = f"{said}.{left_to_do} {undo}"
            self.show_record(shown)
            return
        at = next((n for n, each in enumerate(order) if each.id == record.id), 0)
        if following not in ids:
            following = next((each.id for each in (*order[at + 1 :], *order[:at]) if each.id in ids), None) or ""
        if following:
            self.said_of_last = f"{said}. {undo}"
            self.show_record(self.main.dossier.by_id[following])
        else:
            self.said_of_last = f"{said}. Nothing is left to review. {undo}"
            self.show_record(self.main.dossier.by_id.get(record.id or ""))

    def action_accept(self) -> None:
        """Accept the record, with the speaker who is likely."""
        record = self.record
        if record is None:
            return
        proposal = self._proposal(self._remarks())
        if proposal and not proposal.ids:
            hint = self.main.frame.hint("Press {review.speaker} to choose or add the speaker.")
            self.say(f"The dossier has no one called {single_line(proposal.name)}. {hint}")
            return
        who = proposal.ids if proposal else ()
        said = f"Accepted, with {proposal.name} as speaker" if proposal else "Accepted"
        self.decide(lambda data, file: accept(data, file, record.id or "", who), said)

    def action_pick(self, what: str) -> None:
        """Ask for the speaker, the addressee or the event."""
        if not isinstance(self.record, Quote):
            self.say("Only quotes have a speaker and an event.")
            return
        self.picking = what
        proposal = self._proposal(self._remarks()) if what == "who" else None
        self.app.pick(QUESTIONS[what], single_line(proposal.name) if proposal and not proposal.ids else "")

    def near_ids(self) -> list[str]:
        """Return the ids of who or what is picked most likely: who speaks in the quotes around, the event before."""
        quote, before = self.record, self._before()
        if not isinstance(quote, Quote):
            return []
        if self.picking == "event":
            return [before.event] if before else []
        proposal = self._proposal(self._remarks())
        same = [each for each in self.main.dossier.quotes if each.event == quote.event]
        return [*(proposal.ids if proposal else ()), *(id for each in same for id in (*each.who, *each.to))]

    def pick(self, id: str, name: str = "") -> None:
        """Take what was picked: the id of a record, or the name of a new one; neither: no one."""
        record = self.record
        if record is None:
            return
        if self.picking != "event":
            self._set_person(self.picking, id or make_slug(name), name)
            return
        title = name or self.main.dossier.event_of[id].title
        wanted = id or make_slug(name) or "event"
        self.decide(lambda data, file: move(data, file, record.id or "", wanted, name), f"Event: {title}")

    def _set_person(self, key: str, id: str, name: str) -> None:
        record = self.record
        if record is None:
            return
        called = name or (self.main.dossier.person_of[id].name if id else "no one")
        wanted = id or ("person" if name else "")
        said = f"{KEY_LABELS[key]}: {called}{' (new)' if name else ''}"
        self.decide(lambda data, file: set_person(data, file, record.id or "", key, wanted, name), said)

    def action_join(self) -> None:
        """Join the quote with the one before it."""
        record = self.record
        if not isinstance(record, Quote):
            self.say("Only quotes can be joined.")
            return
        before, proposal = self._before(), self._proposal(self._remarks())
        if before and before.who and proposal and not {*proposal.ids} <= {*before.who}:
            self.say(
                f"Not joined: {proposal.name} likely says this, and not the quote before. Choose the speaker first."
            )
            return
        kept = before.id if before else ""
        edit = partial(join, id=record.id)
        self.decide(edit, "Joined with the quote before", following=kept)

    def action_split(self) -> None:
        """Make a quote of the version under the cursor."""
        record, item = self.record, self.item
        if not isinstance(record, Quote):
            self.say("Only quotes can be split.")
        elif len(record.versions) > 1 and self.chosen_version is None:
            self.say("Move to the version to split off first.")
        else:
            number = item.number if item else 0
            self.decide(lambda data, file: split_off(data, file, record.id, number), "Split off", stays=True)

    def action_drop_record(self) -> None:
        """Remove the record."""
        record = self.record
        if record:
            self.decide(lambda data, file: drop(data, file, record.id or ""), "Dropped")

    def action_undo_decision(self) -> None:
        """Take the last decision back, and return to what it was about."""
        undone = self.main.decisions.undo()
        if isinstance(undone, str):
            self.say(undone)
            return
        self.said_of_last = f"Undone: {undone.said}."
        self.show_record(self.main.dossier.by_id.get(undone.record) or self.record)

    def _turn(self, step: int) -> None:
        """Show the next draft, or the one before."""
        drafts = list_drafts(self.main)
        ids = [each.id for each in drafts]
        here = ids.index(self.record.id) if self.record and self.record.id in ids else -1
        if 0 <= here + step < len(drafts):
            self.said_of_last = ""
            self.show_record(drafts[here + step])
        else:
            self.say("This is the last draft." if step > 0 else "This is the first draft.")


def find_named_people(main: MainScreen, names: str) -> tuple[str, ...]:
    """Return the ids of the people whom names mean, such as "Doe and Roe"; none where one is no one's or several's."""
    for parts in ([names], names.split(" and ")):
        found = [_find_person(main, part) for part in parts]
        if all(found):
            return tuple(found)
    return ()


def _find_person(main: MainScreen, name: str) -> str:
    try:
        (clause,) = parse_view('who:"{}"'.format(name.replace("\\", "").replace('"', "")), main.dossier).clauses
    except (ViewError, ValueError):
        return ""
    return clause.values[0]
