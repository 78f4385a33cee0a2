"""What the explorer does with the dossier's file, and with the texts saved beside it.

It follows the file while its author writes, opens it in their editor, and changes it as they decide on drafts.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.app import SuspendNotSupported

from peace_tui.errors import InputError, OutputError
from peace_tui.loading.diagnostics import ERROR, Problem
from peace_tui.loading.document import ReadResult
from peace_tui.loading.files import DossierError, Unreadable, load, read_bytes, read_to_show
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY, Event, IdentifiedRecord, Quote
from peace_tui.session.state import rebase_history, rebase_state, rename_in_history, rename_in_state
from peace_tui.system.paths import bundled_file
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.messages import format_count
from peace_tui.ui.render.lines import Line, single_line, truncate

# Pages, editors, and what compares, checks and changes dossiers, are imported where they are used: the first screen
# does not wait for them.

if TYPE_CHECKING:
    from peace_tui.lint.edits import Edited
    from peace_tui.lint.verify import Archive
    from peace_tui.system.editor import DossierWatcher
    from peace_tui.ui.frame import FrameData
    from peace_tui.ui.screens.main import MainScreen

Renaming = tuple[str, str]
"""The id that a record had, and the one that it has, or that of the record that it is part of now."""
FIX_FIRST: Final = "Fix the errors in the file first; {file.edit} opens it."
CHECK_INTERVAL: Final = 0.5
"""How often, in seconds, the file is checked for changes; a check does not read it."""


def find_own_file(dossier: Dossier) -> str:
    """Return the file of a dossier that its author may change; nothing for the bundled one and standard input."""
    return "" if dossier.path in ("", STANDARD_INPUT, str(bundled_file())) else dossier.path


class Reloader:
    """Reads the dossier again when its file has changed, and shows what is wrong with it for as long as it is."""

    def __init__(self, screen: MainScreen) -> None:
        """Follow the file of a screen's dossier from [start][peace_tui.ui.dossier_file.Reloader.start] on."""
        self.screen = screen
        self.problems: tuple[Problem, ...] = ()
        """What keeps the file, as it is now, from being shown."""
        self.watch: DossierWatcher | None = None

    def start(self) -> None:
        """Check the file from now on; a kiosk shows what its operator opened."""
        if (file := find_own_file(self.screen.dossier)) and not self.screen.app.session.kiosk:
            from peace_tui.system.editor import DossierWatcher

            self.watch = DossierWatcher(file, self.screen.dossier.files[1:])
            self.screen.set_interval(CHECK_INTERVAL, self.check)

    def check(self, *, finished: bool = False) -> None:
        """Read the file again if it, or one it includes, has changed and is no longer being written.

        While a page is open that cannot be written again, nothing is read: what it shows would no longer be true.

        Args:
            finished: Whether it is known that whoever wrote the file has finished.
        """
        from peace_tui.ui.screens.page import Page

        watch, top = self.watch, self.screen.app.screen
        if watch is None or not (top is self.screen or (isinstance(top, Page) and top.is_live)):
            return
        if watch.has_changed_at_once() if finished else watch.has_changed():
            self.screen.run_worker(self._reload(watch), group="reload", exclusive=True)

    async def _reload(self, watch: DossierWatcher) -> None:
        """Read the file in another thread, so that keys are answered meanwhile, then show it."""
        screen = self.screen
        try:
            reading, change = await asyncio.to_thread(_read_and_compare, watch.path, screen.dossier)
        except Unreadable as error:
            reading, change = _describe_unreadable(error, watch.path, screen.dossier), ""
        had_problems = bool(self.problems)
        self.problems = tuple(problem for problem in reading.problems if problem.level == ERROR)
        if reading.dossier:
            self.problems = ()
            change = change or ("" if watch.uncertain and not had_problems else "no changes")
            screen.app.reopen_articles(reading.dossier)
            self._replace_dossier(reading.dossier, change)
        watch.mark_read()
        watch.follow(reading.included)
        if had_problems or self.problems:
            screen.draw(screen.app.size)

    def show_written(self, reading: ReadResult, renamed: Renaming | None = None) -> None:
        """Show the dossier as we have written it ourselves, perhaps with another id of a record."""
        self.screen.workers.cancel_group(self.screen, "reload")  # which may be reading what was there before
        if self.watch:
            self.watch.has_changed_at_once()
            self.watch.mark_read()
            self.watch.follow(reading.included)
        if reading.dossier:
            self._replace_dossier(reading.dossier, "", renamed)

    def _replace_dossier(self, dossier: Dossier, change: str, renamed: Renaming | None = None) -> None:
        """Show the dossier as it has been read again, in the same state; `change` says how it differs."""
        from peace_tui.ui.render.comparison import forget_summaries
        from peace_tui.ui.screens.page import Page

        screen, said = self.screen, self.screen.said
        old = screen.dossier
        if renamed:
            self._follow_renaming(*renamed)
        dossier = dossier.with_marks(old.marks)
        state, lost = rebase_state(screen.state, old, dossier)
        screen.history = rebase_history(screen.history, old, dossier, state)
        if screen.before_search:
            screen.before_search, _ = rebase_state(screen.before_search, old, dossier)
        if screen.saved_state:
            screen.saved_state, gone_since = rebase_state(screen.saved_state, old, dossier)
            screen.gone_since += tuple(gone_since)
        screen.dossier = screen.app.dossier = dossier
        screen.app.prepare(dossier)
        forget_summaries()  # else the cache would keep the old dossier in memory
        screen.set_state(state, is_step=False)
        screen.say(said)
        if isinstance(screen.app.screen, Page):
            screen.app.screen.rewrite()
        gone = f"; filter removed (deleted from the file): {' '.join(lost)}" if lost else ""
        if change:
            screen.say(f"Reloaded: {change}{gone}")

    def _follow_renaming(self, old: str, new: str) -> None:
        """Name a record by its new id in what is shown, undone and resumed, before all of it is carried over."""
        from peace_tui.ui.screens.page import Page

        screen = self.screen
        screen.state = rename_in_state(screen.state, old, new)
        screen.history = rename_in_history(screen.history, old, new)
        screen.saved_state = screen.saved_state and rename_in_state(screen.saved_state, old, new)
        for page in screen.app.screen_stack:
            if isinstance(page, Page):
                page.follow_renaming(old, new)


def _describe_unreadable(error: Unreadable, own_path: str, old: Dossier) -> ReadResult:
    """Return the problem that a file cannot be read; all files of the dossier as it was are followed on."""
    file = error.problems[0].file
    why, hint = str(error).removeprefix(f"{file}: "), "showing the last good version"
    problem = Problem(old.path if file == own_path else file, 0, 0, "", ERROR, why, hint)
    return ReadResult(None, (problem,), tuple(old.files[1:]))


def _read_and_compare(path: str, old: Dossier) -> tuple[ReadResult, str]:
    """Read a file, and describe in a line how it differs from the dossier as it was."""
    from peace_tui.collation.changes import compare_dossiers, summarize_changes

    reading = read_to_show(read_bytes(path), old.path, beside=old.beside)
    return reading, summarize_changes(compare_dossiers(old, reading.dossier)) if reading.dossier else ""


def draw_problems(frame: FrameData, problems: Sequence[Problem], width: int, room: int) -> list[Line]:
    """Return what is wrong with the file, each problem with its position and remedy, as many as there is room for."""
    many, way = format_count(len(problems), "error"), frame.hint("{file.edit}: open the line")
    head = f" {many} in the file. Showing the last good version. {way}"
    lines: list[Line] = [((head, "warning"),)]
    for number, problem in enumerate(problems):
        where, _, hint = str(problem).partition("\n")
        remedy: list[Line] = [((f"   {single_line(hint.strip())}", "quiet"),)] if hint else []
        pair: list[Line] = [((" " + single_line(where), ""),), *remedy]
        if len(lines) + len(pair) > room - (number + 1 < len(problems)) and number:
            lines.append(((f" and {len(problems) - number} more", "quiet"),))
            break
        lines += pair
    return [truncate(line, width) for line in lines[:room]]


class Decision(NamedTuple):
    """A change that was written."""

    file: str
    before: bytes
    after: bytes
    record: str
    """The id of the record that it was about."""
    said: str


class DecisionLog:
    """The decisions on drafts: each is written to the file at once, and can be taken back."""

    def __init__(self, screen: MainScreen) -> None:
        """Begin without any."""
        self.screen = screen
        self.done: list[Decision] = []
        self._shown: dict[str, bytes] = {}
        """What each file held when it said what is on the screen."""

    def why_not(self) -> str:
        """Return why nothing can be decided here; nothing where it can."""
        screen = self.screen
        if screen.app.session.kiosk:
            return "Nothing can be changed here."
        if not find_own_file(screen.dossier):
            piped = screen.dossier.path == STANDARD_INPUT
            why = "came from standard input; save it in a file to change it" if piped else None
            return f"This dossier {why or 'is read-only; nothing can be changed'}."
        return screen.frame.hint(FIX_FIRST) if screen.reloader.problems else ""

    def decide(self, record: IdentifiedRecord, edit: Callable[[bytes, str], Edited], said: str) -> str:
        """Write a change to the file of a record and show what comes of it.

        Returns:
            Why it cannot be done; nothing where it was.
        """
        file = self.screen.dossier.file_of(record)
        if file in self.screen.dossier.included and file not in self.screen.dossier.beside:
            hint = self.screen.frame.hint("{file.edit} opens it there.")
            return f"This is in {os.path.basename(file)}, an included file; {hint}"
        try:
            before = read_bytes(file)
            if why := self.why_not() or self._has_changed(file, before):
                return why
            before = self._shown[file]  # the same bytes, kept once
            after = edit(before, file).data
            self._write(file, before, after)
        except InputError as error:
            return single_line(str(error).removeprefix(f"{file}: "))
        except OutputError as error:
            return single_line(f"Nothing is changed: {os.path.basename(file)} {str(error).removeprefix(f'{file}: ')}")
        self.done.append(Decision(file, before, after, record.id or "", said))
        return ""

    def change_all(self, edit: Callable[..., Edited], renamed: Renaming) -> Edited | str:
        """Write another id of a record to all files of the dossier that it reaches, and show what comes of it.

        Returns:
            The change, or why it cannot be made.
        """
        from peace_tui.lint.edits import save_edits

        dossier, file = self.screen.dossier, find_own_file(self.screen.dossier)
        if why := self.why_not():
            return why
        try:
            edited = edit(read_bytes(file), file, beside=dossier.beside)
            save_edits(edited.together)
        except (InputError, OutputError) as error:
            return single_line(" ".join(str(error).removeprefix(f"{file}: ").split()))
        self._shown.update({each.file: each.data for each in edited.together})
        self.screen.reloader.show_written(read_to_show(read_bytes(file), file, beside=dossier.beside), renamed)
        return edited

    def undo(self) -> Decision | str:
        """Take the last decision back; return it, or why that cannot be."""
        if not self.done:
            return "No decision to undo."
        last = self.done[-1]
        try:
            if why := self.why_not():
                return why
            if read_bytes(last.file) != last.after:
                return self.screen.frame.hint("The file has changed since; undo this in your editor ({file.edit}).")
            self._write(last.file, last.after, last.before)
        except (InputError, OutputError) as error:
            return single_line(str(error))
        return self.done.pop()

    def _has_changed(self, file: str, data: bytes) -> str:
        """Return what there is to say where a file says something else than the screen; comments do not count."""
        from peace_tui.collation.changes import compare_dossiers

        screen = self.screen
        if self._shown.get(file) != data:
            reading = read_to_show(read_bytes(screen.dossier.path), screen.dossier.path, beside=screen.dossier.beside)
            if reading.dossier is None or compare_dossiers(screen.dossier, reading.dossier):
                screen.reloader.check(finished=True)
                return "Nothing is changed: the file has changed meanwhile. Look at it again first."
            self._shown[file] = data
        return ""

    def _write(self, file: str, before: bytes, after: bytes) -> None:
        from peace_tui.system.output_file import save

        save(file, [after], replace=True, before=before)
        self._shown[file] = after
        dossier = self.screen.dossier
        self.screen.reloader.show_written(read_to_show(read_bytes(dossier.path), dossier.path, beside=dossier.beside))


ARTICLE_FOLDERS: Final = ("articles", "archive")
"""The folders beside a dossier in which saved articles are looked for, in this order."""


def open_articles(dossier: Dossier, named: str, *, kiosk: bool) -> Archive | None:
    """Return the saved texts of a dossier: in the folder that is named, else in one beside the dossier, else beside it.

    Of the dossier's own folder only the files of its sources count: the others may be anything. Strangers see texts
    only where the folder is named.

    Raises:
        InputError: There is no folder of that name, or it cannot be read.
    """
    from peace_tui.lint.verify import Archive

    if named:
        return Archive(named)
    file = find_own_file(dossier)
    if kiosk or not file:
        return None
    folder = os.path.dirname(os.path.abspath(file))
    beside = next((path for name in ARTICLE_FOLDERS if os.path.isdir(path := os.path.join(folder, name))), "")
    try:
        if beside:
            return Archive(beside)
        archive = Archive(folder, subfolders=False)
    except InputError:
        return None
    found = (archive.find_texts(source.id, source.extra.get(ARCHIVE_KEY)) for source in dossier.sources)
    archive.texts = {text.name: text for texts in found for text in texts}
    return archive if archive.texts else None


def edit_file(screen: MainScreen, record: IdentifiedRecord | None = None) -> str:
    """Open a record in the author's editor, else the one under the cursor; of a file with problems the first of these.

    Returns:
        What to say of it; nothing where all went well.
    """
    from peace_tui.system.editor import EditorError, build_command, find_editor

    file = find_own_file(screen.dossier)
    if not file:
        return _explain_no_file(screen.dossier)
    try:
        command = build_command(find_editor(os.environ), *_place_to_edit(screen, record or screen.frame.record(), file))
        with screen.app.suspend():
            said = _run_editor(command)
    except (EditorError, Unreadable) as error:
        said = f"{error}."
    except SuspendNotSupported:
        said = "No editor can be opened from here."
    screen.reloader.check(finished=True)
    return said


def _explain_no_file(dossier: Dossier) -> str:
    what = "came from standard input" if dossier.path == STANDARD_INPUT else "comes with the program and is read-only"
    return f"This dossier {what}. Start your own with: peace-tui new FILE"


def run_quote(screen: MainScreen) -> str:
    """Have `peace-tui quote` add a quote in this terminal, to the event under the cursor; return what to say of it."""
    from peace_tui.system.editor import run_text_command

    dossier, record = screen.dossier, screen.frame.record()
    file = find_own_file(dossier)
    if not file:
        return _explain_no_file(dossier)
    event = dossier.event_of[record.event] if isinstance(record, Quote) else record
    options = [f"--event={event.id}"] if isinstance(event, Event) else []
    file = os.path.abspath(dossier.file_of(event) if isinstance(event, Event) else file)
    try:
        with screen.app.suspend():
            code, printed = run_text_command([sys.executable, "-m", "peace_tui", "quote", *options, file])
    except SuspendNotSupported:
        return "No quote can be added from here."
    screen.reloader.check(finished=True)
    said = printed.strip().removeprefix(f"{file}: ")
    return f"{said[:1].upper()}{said[1:]}." if code == 0 else "No quote was added."


def _place_to_edit(screen: MainScreen, record: IdentifiedRecord | None, file: str) -> tuple[str, int]:
    """Return the file and the line to open: those of the first problem, else those of a record."""
    from peace_tui.loading.positions import find_record_line

    if screen.reloader.problems:
        problem = screen.reloader.problems[0]
        return problem.file, max(problem.line, 1)
    if record is None or not record.id:
        return file, 1
    file = screen.dossier.file_of(record)
    return file, find_record_line(read_bytes(file), record.id)


def _run_editor(command: list[str]) -> str:
    """Run the editor; return what there is to say of it. An error raised here would leave the terminal to it."""
    from peace_tui.system.editor import EditorError, run_editor

    try:
        code = run_editor(command)
    except EditorError as error:
        return f"{error}."
    return f"'{command[0]}' ended with exit code {code}." if code else ""


def add_digest(dossier: Dossier) -> Dossier:
    """Return a dossier with the digest of its file, where the file still says what is shown."""
    if dossier.digest or not dossier.path or dossier.path == STANDARD_INPUT:
        return dossier
    known: Dossier | None = dossier.memo.get(add_digest)
    if known is None:
        from peace_tui.collation.changes import compare_dossiers

        try:
            read = load(dossier.path, *dossier.beside, digest=True)
        except (Unreadable, DossierError):
            return dossier
        if compare_dossiers(dossier, read):
            return dossier
        known = dossier.memo[add_digest] = read
    return known.with_marks(dossier.marks)
