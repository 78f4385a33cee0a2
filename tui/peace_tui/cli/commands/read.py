"""Read a dossier line by line: for screen readers, braille displays, slow lines, terminals that place no cursor.

Nothing is redrawn, no cursor is moved and nothing is drawn with lines. What is typed is a number, a letter, or words of
a view. The screens are those of [line_screens][peace_tui.cli.line_screens].
"""

from __future__ import annotations

import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Final

from peace_tui.cli.commands.show import wrap
from peace_tui.cli.inputs import load_dossier, read_view
from peace_tui.cli.line_screens import (
    Screen,
    ScreenChoice,
    ScreenMaker,
    list_records,
    mark_draft,
    show_home,
    show_record,
)
from peace_tui.errors import SUCCESS, InputError
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED
from peace_tui.query.engine import match_clauses
from peace_tui.query.facets import ViewError
from peace_tui.query.offers import find_offers
from peace_tui.query.view import View, example_view, parse_kept_view, parse_view
from peace_tui.session.marks import MarksError, add_marks, change_marks
from peace_tui.system.streams import (
    STANDARD_INPUT,
    is_stdout_utf8,
    terminal_width,
    write_last,
    write_stderr,
    write_stdout,
)
from peace_tui.text.terminal_safe import sanitize_line

PAGE_ITEMS: Final = 10
"""How many numbered choices are printed at once."""
MAX_LINE_CHARS: Final = 4_000
"""A line that is longer is no answer."""
READ_HELP: Final = (
    "Type a number to open what stands beside it. Type a letter for what the last line offers.",
    "Words find quotes and events; between quotation marks they are a phrase. A filter finds them too{example}. What"
    " you type takes the place of the filter that was there. A slash before words says that they are no letter: /b"
    " finds b. A slash alone removes the filter.",
    "At any time: b goes back, h to the beginning, r reads this again, u takes back the last filter, q quits.",
)

PLAIN_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **{"…": "...", "·": ".", "→": "to", "€": "EUR"},
    }
)
"""What is printed for signs where an encoding lacks them: else they would be escaped, and read out as numbers."""
MARKING: Final = (
    "On a record, * stars it for you alone, or removes the star; * and words note them on it, words with # as tags."
    " starred:yes and mine:WORD find what you marked; o lists all of it."
)
NOTHING_MARKED: Final = "There is nothing marked to open. On a record, * stars it."


def list_own_marks(dossier: Dossier, view: View) -> Screen:
    """Return what the reader has marked, whatever the filter is; what is gone of it is told, and cannot be opened."""
    marks, lines, choices = dossier.marks, [], []
    for id, mark in marks.by_id.items():
        if id in dossier.by_id:
            name = mark_draft(dossier.name_record(id), dossier.by_id[id])
            choices.append(ScreenChoice(f"{name}: {mark.summary}", partial(show_record, id)))
        else:
            lines.append(f"No longer in the dossier: {mark.name or id}: {mark.summary}.")
    for name, kept in marks.views.items():
        try:
            found, gone = parse_kept_view(kept.view, dossier)
        except ViewError as error:
            lines.append(f"Your view {name} cannot be read: {error.message}.")
            continue
        without = f", without {', '.join(gone)}, gone since" if gone else ""
        words = f"Your view {name}: {kept.view or 'everything'}{without}"
        choices.append(ScreenChoice(words, partial(list_records, "quotes"), found))
    return Screen(f"Your marks: {len(lines) + len(choices)}.", lines if choices else [*lines, NOTHING_MARKED], choices)


def run(arguments: Namespace) -> int:
    """Read a dossier line by line, to the end of the input."""
    if STANDARD_INPUT in arguments.dossiers:
        raise InputError("read takes its answers from standard input; name the dossier's file")
    dossier, why = add_marks(load_dossier(*arguments.dossiers, digest=True))
    if why:
        write_stderr(f"peace-tui: {sanitize_line(why)}")
    return LineReader(dossier, read_view(arguments.view, dossier, arguments.made_on), can_mark=True).run()


class LineReader:
    """A reader's way through the screens."""

    def __init__(
        self, dossier: Dossier, view: View, *, idle: float = 0, limit: float = 0, can_mark: bool = False
    ) -> None:
        """Begin at the first screen.

        Args:
            dossier: The dossier.
            view: The filter.
            idle: The minutes without an answer after which it ends; 0: never.
            limit: The minutes after which it ends in any case; 0: never.
            can_mark: Whether the reader can mark records for themselves.
        """
        self.dossier, self.view, self.can_mark = dossier, view, can_mark
        self._earlier: list[View] = []
        """The filters before this one."""
        self._places: list[ScreenMaker] = [show_home]
        self._first = 0
        """The number of the first choice that is printed, counted from 0."""
        self._firsts: list[int] = []
        """That of each screen that can be gone back to."""
        self._screen: Screen | None = None
        """The screen that was printed last; None where another is to be printed."""
        self._idle, self._ends = idle * 60, time.monotonic() + limit * 60 if limit else 0.0

    def run(self) -> int:
        """Print screens and take answers until there are none."""
        while True:
            try:
                with _alarm(self._seconds_left()):
                    if self._screen is None:
                        self._screen = self._places[-1](self.dossier, self.view)
                        self._print_screen(self._screen)
                    write_stdout(["> "])
                    answer = _read_line()
                    if answer is None:
                        self._print([""])
                        return SUCCESS
                    if answer == "q":
                        return SUCCESS
                    if message := self._answer(self._screen, answer):
                        self._print([message])
            except _TimeOver:
                write_last("\nClosed: the time is over.\n")
                return SUCCESS

    def _seconds_left(self) -> float:
        """Return for how long an answer is waited for, 0 for ever."""
        times = ([self._idle] if self._idle else []) + ([self._ends - time.monotonic()] if self._ends else [])
        return max(min(times), 0.001) if times else 0

    def _print_screen(self, screen: Screen) -> None:
        """Print a screen: where one is, the text, the choices, and what can be typed."""
        shown = screen.items[self._first : self._first + PAGE_ITEMS]
        lines = ["", screen.heading, *screen.paragraphs]
        for number in range(self._first, self._first + len(shown)):
            lines.append(f"{number + 1}. {screen.choice(number).words}")
        if len(screen.items) > PAGE_ITEMS:
            lines.append(f"{self._first + 1:,} to {self._first + len(shown):,} of {len(screen.items):,}.")
        letters = self._paging(screen) | {letter: choice.words for letter, choice in screen.commands.items()}
        offered = [*(f"{letter} {words}" for letter, words in letters.items())]
        offered += ["o your marks"] if self.can_mark and self.dossier.marks != UNMARKED else []
        offered += ["/ remove the filter"] if self.view.clauses else []
        offered += ["b back"] if len(self._places) > 1 else []
        lines.append(
            "; ".join(["Number, or words to find" if shown else "Words to find", *offered, "? help", "q quit"])
        )
        self._print(lines)

    def _paging(self, screen: Screen) -> dict[str, str]:
        found = {"m": "more"} if self._first + PAGE_ITEMS < len(screen.items) else {}
        return found | ({"l": "those before"} if self._first else {})

    def _answer(self, screen: Screen, answer: str) -> str:
        """Do what was typed, and return what is to be said of it."""
        if answer.isdecimal() and len(answer) < 9:
            number = int(answer)
            if not 1 <= number <= len(screen.items):
                return f"There is no {answer} here." + (f" Choose 1 to {len(screen.items)}." if screen.items else "")
            return self._open(screen.choice(number - 1))
        if choice := screen.commands.get(answer) or screen.commands.get(answer.lower()):
            return self._open(choice)
        if answer in self._paging(screen):
            return self._go_to(self._first + (PAGE_ITEMS if answer == "m" else -PAGE_ITEMS))
        if self.can_mark and answer in ("o", "O"):
            return self._open(ScreenChoice("", list_own_marks))
        if answer == "?":
            example = example_view(self.dossier)
            lines = [line.format(example=f": {example}" if example else "") for line in READ_HELP]
            return "\n".join([*lines, *([MARKING] if self.can_mark else [])])
        if self.can_mark and (answer == "*" or answer.startswith("* ")):
            return self._mark(screen, answer[1:].strip())
        if answer in ("", "r"):
            return self._go_to(self._first)
        if answer in ("b", "h"):
            return self._go_back(to_start=answer == "h")
        if answer == "u":
            return self._undo()
        if len(answer) == 1 and answer != "/":
            return f"There is no {answer} here. To find it as a word, type /{answer}"
        return self._filter(answer.removeprefix("/"))

    def _open(self, choice: ScreenChoice) -> str:
        self._set_view(choice.view)
        if choice.replaces:
            self._places.pop()
        else:
            self._firsts.append(self._first)
        self._places.append(choice.place)
        return self._go_to(0)

    def _mark(self, screen: Screen, words: str) -> str:
        """Star the record of a screen, or remove its star; with words, note them on it."""
        id = screen.record
        if not id:
            return "Open a record first, to mark it."
        mark = self.dossier.marks.of(id)
        name = self.dossier.name_record(id)
        marked = mark.with_words(words) if words else mark._replace(starred=not mark.starred)
        try:
            marks = change_marks(self.dossier, lambda marks: marks.with_mark(id, marked._replace(name=name))).after
        except MarksError as error:
            return f"Not marked: {error}"
        self.dossier = self.dossier.with_marks(marks)
        return f"Noted: {marked.words}" if words else "Starred." if marked.starred else "The star is removed."

    def _go_to(self, first: int) -> str:
        """Have a screen printed, from its choice number `first` on."""
        self._first, self._screen = first, None
        return ""

    def _go_back(self, *, to_start: bool) -> str:
        if len(self._places) == 1:
            return "This is where you began. q quits."
        del self._places[1 if to_start else -1 :]
        first = 0
        while len(self._firsts) >= len(self._places):
            first = self._firsts.pop()
        return self._go_to(first)

    def _set_view(self, view: View | None) -> None:
        if view is not None and view != self.view:
            self._earlier.append(self.view)
            self.view = view

    def _undo(self) -> str:
        if not self._earlier:
            return "There is no earlier filter."
        self.view = self._earlier.pop()
        return self._go_to(0)

    def _filter(self, text: str) -> str:
        """Filter by words of a view, and show the quotes; where nothing passes, say what else may be meant."""
        try:
            view = parse_view(text, self.dossier)
        except ViewError as error:
            return f"The filter stays as it was: {error.message}" + (f"; {error.hint}" if error.hint else "")
        matches = match_clauses(self.dossier, view.clauses)
        if not matches.quotes and not matches.events:
            offers = "".join(f" {each.sentence}: type {each.clause}." for each in find_offers(self.dossier, view))
            return f"Nothing is found by {view}. The filter stays as it was.{offers}"
        self._set_view(view)
        del self._places[1:], self._firsts[:]
        kind = "quotes" if matches.quotes else "events"
        if view.clauses:
            self._places.append(partial(list_records, kind))
            self._firsts.append(0)
        return self._go_to(0)

    def _print(self, lines: Iterable[str]) -> None:
        """Print lines, broken at the width of the terminal, where there is one."""
        width, is_plain = terminal_width(), not is_stdout_utf8()
        for line in lines:
            said = "\n".join(map(sanitize_line, line.split("\n")))
            write_stdout(f"{piece}\n" for piece in wrap(said.translate(PLAIN_SIGNS) if is_plain else said, width))


class _TimeOver(Exception):
    """The time is over in which an answer was waited for."""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise _TimeOver inside after so many seconds, 0 for never; also while a screen is written that no one takes."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise _TimeOver

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _read_line() -> str | None:
    """Return the line that was typed, None at the end of the input; of one that is too long, nothing."""
    line = sys.stdin.readline(MAX_LINE_CHARS)
    is_long = False
    while len(line) == MAX_LINE_CHARS and not line.endswith("\n"):
        is_long, line = True, sys.stdin.readline(MAX_LINE_CHARS)
    return (None if not line else "") if is_long or not line else line.strip()
