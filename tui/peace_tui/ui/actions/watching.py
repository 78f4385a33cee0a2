"""The dossier follows its file: what its author saves is shown, what is wrong with it stands under the panes."""

from __future__ import annotations

import asyncio
from typing import Final

from peace_tui.loading.bundled import bundled
from peace_tui.loading.diagnostics import ERROR, Problem
from peace_tui.loading.document import ReadResult
from peace_tui.loading.files import Unreadable, read_bytes, read_to_show
from peace_tui.loading.watcher import Watch
from peace_tui.model.dossier import Dossier
from peace_tui.session.rebase import kept, kept_history
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.messages import format_count
from peace_tui.ui.actions import Acting
from peace_tui.ui.render.lines import Line, Lines, cut, flat

LOOK: Final = 0.5
"""How often, in seconds, the file is looked at; no look reads it."""
MOST: Final = 8
"""How many lines the problems take at the most."""


def own_file(dossier: Dossier) -> str:
    """Return the file of a dossier that its author may change; nothing for the bundled one and standard input."""
    return "" if dossier.path in ("", STANDARD_INPUT, str(bundled())) else dossier.path


class Watching(Acting):
    """Reads the dossier again when its file has changed."""

    file: Watch | None = None
    problems: tuple[Problem, ...] = ()
    """What keeps the file, as it is now, from being shown."""

    def on_mount(self) -> None:
        """Look at the file from now on; a kiosk shows what its operator opened."""
        if (file := own_file(self.dossier)) and not self.app.session.kiosk:
            self.file = Watch(file)
            self.set_interval(LOOK, self.look)

    def look(self, *, written: bool = False) -> None:
        """Read the file again if it has changed and come to rest; `written` says that whoever wrote it has finished.

        While a page is open that tells of the dossier as it was, nothing is read: the page would no longer be true.
        """
        file, top = self.file, self.app.screen
        if file is None or not (top is self or getattr(top, "follows", False)):
            return
        if file.rested() if written else file.due():
            self.run_worker(self._read_again(file), group="reading again", exclusive=True)

    async def _read_again(self, file: Watch) -> None:
        """Read the file beside the keys, then show what came of it."""
        name = self.dossier.path
        try:
            reading, what = await asyncio.to_thread(_read_and_compared, file.path, name, self.dossier)
        except Unreadable as error:
            why, hint = str(error).removeprefix(f"{file.path}: "), "what was read last is still shown"
            reading, what = ReadResult(None, (Problem(name, 0, 0, "", ERROR, why, hint),)), ""
        if reading.dossier:
            mended = bool(self.problems)
            self.problems = ()
            self._take(reading.dossier, what or ("" if file.doubtful and not mended else "no record has changed"))
        else:
            self.problems = tuple(problem for problem in reading.problems if problem.level == ERROR)
        file.doubtful = False
        await self._show_problems()

    def _take(self, new: Dossier, what: str) -> None:
        """Go to the same place in the dossier as it is now, and say what has changed."""
        old = self.dossier
        place, lost = kept(self.place, old, new)
        self.history = kept_history(self.history, old, new, place)
        if self.before_search:
            self.before_search, _ = kept(self.before_search, old, new)
        self.dossier = self.app.dossier = new
        self.app.prepare(new)
        said = self.said
        self.go(place, step=False)
        self.say(said)
        from peace_tui.ui.render.comparison import glance  # what the first screen does not need
        from peace_tui.ui.screens.page import Page

        glance.cache_clear()  # else it would hold the dossier as it was for a thousand quotes more
        if isinstance(self.app.screen, Page):
            self.app.screen.rewrite()
        gone = f"; no longer in the view, since it is gone: {' '.join(lost)}" if lost else ""
        if what:
            self.say(f"Read again: {what}{gone}")

    async def _show_problems(self) -> None:
        """Show what is wrong under the panes, for as long as it is."""
        panel = self.query("#problems")
        self.set_class(bool(self.problems), "-broken")
        if not self.problems:
            await panel.remove()
            self.call_after_refresh(self.draw)
            return
        lines = problem_lines(self.problems, self.size.width, min(MOST, max(self.size.height // 3, 2)))
        shown = panel.first(Lines) if panel else Lines(id="problems")
        shown.styles.height = len(lines)
        if not panel:
            await self.mount(shown, before="#footer")
        shown.show(lines, 0)

    def on_resize(self) -> None:
        """Cut the lines of the problems anew."""
        if self.problems:
            self.call_after_refresh(self._show_problems)


def _read_and_compared(path: str, name: str, old: Dossier) -> tuple[ReadResult, str]:
    """Read a file, and tell in a line how it differs from the dossier as it was."""
    from peace_tui.dossier_diff.changes import (  # what the first screen does not need
        compare_dossiers,
        summarize_changes,
    )

    reading = read_to_show(read_bytes(path), name)
    return reading, summarize_changes(compare_dossiers(old, reading.dossier)) if reading.dossier else ""


def problem_lines(problems: tuple[Problem, ...], width: int, room: int) -> list[Line]:
    """Return what is wrong with the file, each problem with its place and remedy, as many as there is room for."""
    many = format_count(len(problems), "error")
    head = f" The file has {many} now; this is how it was read last. e goes to the place."
    lines: list[Line] = [((head, "warning"),)]
    for number, problem in enumerate(problems):
        where, _, hint = str(problem).partition("\n")
        pair: list[Line] = [((" " + flat(where), ""),), *([((f"   {flat(hint.strip())}", "quiet"),)] if hint else [])]
        if len(lines) + len(pair) > room - (number + 1 < len(problems)) and number:
            lines.append(((f" and {len(problems) - number} more", "quiet"),))
            break
        lines += pair
    return [cut(line, width) for line in lines[:room]]
