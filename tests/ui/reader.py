"""A reader at the explorer: what they press, and what they then see. The words in which stories are told."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from rich.style import Style
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from peace_tui.model.dossier import Dossier
from peace_tui.query.view import parse_view
from peace_tui.session.layout import PANE_HEADINGS
from peace_tui.session.settings import READER_SESSION, Session
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import Key
from peace_tui.ui.render.header_footer import describe_clause, find_chips
from peace_tui.ui.render.lines import single_line
from peace_tui.ui.screens.main import MainScreen
from peace_tui.ui.widgets.record_list import FramedPane, RecordList
from processes import PATIENCE

WIDE: Final = (120, 36)


def key_event(key: str) -> events.Key:
    """A key as the terminal's parser would tell of it."""
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    return events.Key(name, " " if key == "space" else key if len(key) == 1 else None)


class Reader:
    """Somebody at the keyboard."""

    def __init__(self, app: PeaceApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.sent: list[str] = []
        """What the program wrote to the terminal beside the screen."""
        self.opened: list[str] = []
        """The addresses that were opened in a browser."""

    # What they do

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.hurry(key)
        await self.pilot.pause()
        await self._until_drawn()

    async def _until_drawn(self) -> None:
        """Wait until nothing is left to lay out or to draw: Textual's pause gives up where the machine is busy."""

        def is_drawn() -> bool:
            screen = self.app.screen
            waiting: tuple[Any, ...] = (screen._dirty_widgets, screen._callbacks)
            return not any((*waiting, *(widget._layout_required for widget in (screen, *screen.query("*")))))

        await self.until(is_drawn)

    async def type(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def search(self, text: str) -> None:
        await self.press("slash")
        await self.type(text)

    async def hurry(self, *keys: str) -> None:
        """Press keys at once, and wait no longer than they take, which `Pilot.press` does."""
        driver: Any = self.app._driver
        for key in keys:
            event = key_event(key)
            event.set_sender(self.app)
            driver.send_message(event)
        for _ in range(2):  # what a key sets off may set off more
            await self.pilot._wait_for_screen(PATIENCE)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what comes in its own time, such as what the palette finds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.text()
            await self.pilot.pause(0.01)

    async def choose(self, typed: str, listed: str) -> None:
        """Type into the palette, and take what it lists first once that is to be seen."""
        await self.type(typed)
        palette = self.app.screen
        await self.until(lambda: listed in self.text())
        await self.app.workers.wait_for_complete()
        await self.until(lambda: listed in self.text())
        await self.press("enter")
        await self.until(lambda: self.app.screen is not palette)
        await self.pilot.pause()

    async def click(self, text: str, pane: str = "") -> None:
        """Click where a text stands on the screen, or in a pane."""
        region = self.pane(pane).region if pane else self.app.screen.region
        for y, line in enumerate(self.cropped(region)):
            if text in line:
                x = Strip(self.segments(line[: line.index(text)])).cell_length
                await self.pilot.click(offset=(region.x + x, region.y + y))
                await self.pilot.pause()
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    async def drag(self, start: tuple[int, int], *ends: tuple[int, int]) -> None:
        """Press the mouse in a cell of the screen, move it to others, and let it go in the last."""
        await self.pilot._post_mouse_events([events.MouseDown], offset=start, button=1)
        for end in ends:
            await self.pilot._post_mouse_events([events.MouseMove], offset=end, button=1)
        await self.pilot._post_mouse_events([events.MouseUp, events.Click], offset=(ends or (start,))[-1], button=1)
        await self.press()

    async def resize(self, width: int, height: int) -> None:
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    # What they see

    @property
    def main(self) -> MainScreen:
        return self.app.main

    def strips(self) -> list[Strip]:
        return self.app.screen._compositor.render_strips()

    def text(self) -> str:
        """The whole screen."""
        return "\n".join(strip.text.rstrip() for strip in self.strips())

    def footer(self) -> str:
        return self.text().splitlines()[-1].strip()

    def pane(self, name: str) -> FramedPane:
        return self.main.query_one(f"#{name}", FramedPane)

    def in_sight(self) -> list[str]:
        """The panes that are on the screen."""
        return [name for name in PANE_HEADINGS if self.pane(name).region]

    def cropped(self, region: Any) -> list[str]:
        strips = self.strips()[region.y : region.bottom]
        return [strip.crop(region.x, region.right).text for strip in strips]

    @staticmethod
    def segments(text: str) -> list[Any]:
        from rich.segment import Segment

        return [Segment(text)]

    def _framed(self, pane: str) -> list[str]:
        assert pane in self.in_sight(), f"{pane} is not on the screen:\n{self.text()}"
        return self.cropped(self.pane(pane).region)

    def lines(self, pane: str) -> list[str]:
        """The lines of a pane: the upper edge of its frame, and what is within."""
        edge, *within, _ = self._framed(pane)
        return [edge, *(line[1:-1].rstrip() for line in within)]

    def heading(self, pane: str) -> str:
        """What the upper edge of a pane's frame says: the name, and after two blanks the note."""
        return re.sub(r"[╭╮─+\-\s]{2,}", "  ", self._framed(pane)[0]).strip(" ▌>")

    def note(self, pane: str) -> str:
        """What the upper edge of a pane's frame says after the name."""
        return self.heading(pane).partition("  ")[2].strip()

    def position(self, pane: str) -> str:
        """What the lower edge of a pane's frame says."""
        return self._framed(pane)[-1].strip("╰─╯+- ")

    def rows(self, pane: str) -> list[str]:
        """What stands within the frame of a pane."""
        return [line.strip() for line in self.lines(pane)[1:] if line.strip()]

    def row(self, pane: str, text: str) -> str:
        """The line of a pane in which a text stands."""
        return next((line for line in self.lines(pane)[1:] if text in line), "")

    def records(self, pane: str) -> list[str]:
        """The lines of the rows of a list, without headings, names of columns and the mark of the cursor."""
        rows = self.main.query_one(f"#{pane}", RecordList)._row_of_line
        return [line[1:].strip() for line, row in zip(self.lines(pane)[1:], rows, strict=False) if row >= 0]

    def row_at_cursor(self, pane: str) -> list[str]:
        """The lines of the row under the cursor, without its mark."""
        return [line[1:].strip() for line in self.lines(pane)[1:] if line.startswith("▌")]

    def words(self, pane: str) -> str:
        """All that a pane says, in one line."""
        return " ".join(" ".join(self.rows(pane)).split())

    def count(self, pane: str) -> str:
        """How much of all the frame says is shown: 3/5; where it says nothing, all is shown."""
        note = self.note(pane)
        if pane == "quotes" and (found := re.fullmatch(r"(\d+) quotes? in this event", note)):
            return f"{found[1]}/{len(self.main.dossier.quotes)}"
        if found := re.match(r"(\d+) of (\d+)", note):
            return f"{found[1]}/{found[2]}"
        shown, total = self.main.frame.shown_and_total(pane)
        return f"{total}/{total}" if shown == total else "not told"

    def chips(self) -> list[str]:
        """The clauses in force, each of which stands in words above the panes; on the tour its step does."""
        line = self._line_of("chips")
        clauses = find_chips(self.main.frame)
        if step := self.main.frame.tour_step:
            assert f"Tour {(self.main.state.step or 0) + 1} of " in line
            assert single_line(step.title or step.view)[:4] in line
            return [str(clause) for clause, _ in clauses]
        not_shown = int(found[1]) if (found := re.search(r"[›▌] \+(\d+) ", line)) else 0
        for clause, is_live in clauses[: len(clauses) - not_shown]:
            dossier = self.main.dossier
            wordings = [single_line(describe_clause(clause, dossier, brief)) for brief in (False, True)]
            shown = re.findall(r"‹(.+?)›" if is_live else r"▐(.+?) ✕▌", line)
            begins = [each.removesuffix("…") for each in shown]
            assert any(words.startswith(begin) for words in wordings for begin in begins), (wordings, line)
        if not clauses:
            assert not {*"‹▐"}.intersection(line), line
        return [str(clause) for clause, _ in clauses]

    def said(self) -> str:
        """What stands under the search box."""
        return self._line_of("said")

    def _line_of(self, id: str) -> str:
        return " ".join(self.cropped(self.main.query_one(f"#{id}").region)).strip()

    def highlighted(self, pane: str = "") -> list[str]:
        """The pieces of text drawn as matches of the search."""
        region = self.pane(pane).region if pane else self.app.screen.region
        styles = self.app.text_styles
        looks = [styles.on("match", ground) for ground in ("", "cursor", "browse")]
        strips = [strip.crop(region.x, region.right) for strip in self.strips()[region.y : region.bottom]]
        return [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and any(segment.style == segment.style + look for look in looks)
        ]

    def focused(self) -> list[str]:
        """The panes in sight that are drawn as the one in focus: by a sign before the name, the name and the frame."""
        styles = self.app.text_styles
        found = []
        for name in self.in_sight():
            region = self.pane(name).region
            strip = self.strips()[region.y].crop(region.x, region.right)
            edge, title = (next(part for part in strip if text in part.text) for text in ("╭", PANE_HEADINGS[name]))
            drawn = ((edge, "frame-focus"), (title, "title-focus"))
            lit = {part.style == (part.style or Style()) + styles[look] for part, look in drawn}
            lit.add(strip.text[2] == "▌")
            assert len(lit) == 1, strip
            found += [name] if all(lit) else []
        return found

    def cursor(self, pane: str) -> str | None:
        """The id under the cursor of a pane."""
        return self.main.state.cursor(pane)


@asynccontextmanager
async def reading(
    dossier: Dossier,
    view: str = "",
    size: tuple[int, int] = WIDE,
    session: Session = READER_SESSION,
    keys: tuple[Key, ...] = KEYS,
) -> AsyncIterator[Reader]:
    """Open the explorer for a reader, at a view."""
    app = PeaceApp(dossier, parse_view(view, dossier), keys, session)
    app.theme = "peace-dark"
    async with app.run_test(size=size) as pilot:
        reader = Reader(app, pilot)
        driver: Any = app._driver
        driver.write = reader.sent.append
        driver.open_url = lambda url, new_tab=True: reader.opened.append(url)
        await pilot.pause()
        yield reader
