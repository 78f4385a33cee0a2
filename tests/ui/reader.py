"""A reader at the explorer: what they press, and what they then see. The words in which stories are told."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip

from peace_tui.model.dossier import Dossier
from peace_tui.query.view import parse_view
from peace_tui.session.limits import READER, Session
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import Key
from peace_tui.ui.screens.main import MainScreen
from peace_tui.ui.widgets.record_list import RecordList

WIDE: Final = (120, 36)
PATIENCE: Final = 90.0
"""Seconds to wait for what a slow machine does at last."""
CHIP: Final = re.compile(r"[▐‹](.*?)[▌›]")


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
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            screen = self.app.screen
            waiting: tuple[Any, ...] = (screen._dirty_widgets, screen._callbacks)
            laid_out = not any(widget._layout_required for widget in (screen, *screen.query("*")))
            if laid_out and not any(waiting):
                return
            await self.pilot.pause(0.01)
        raise AssertionError("the screen is never done with drawing")

    async def type(self, text: str) -> None:
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def search(self, text: str) -> None:
        await self.press("slash")
        await self.type(text)

    async def hurry(self, key: str) -> None:
        """Press a key and wait no longer than it takes, which `Pilot.press` does."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        character = " " if key == "space" else key if len(key) == 1 else None
        event = events.Key(name, character)
        event.set_sender(self.app)
        driver: Any = self.app._driver
        driver.send_message(event)
        for _ in range(2):  # what a key sets off may set off more
            await self.pilot._wait_for_screen(PATIENCE)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for what comes in its own time, such as what the palette finds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.text()
            await self.pilot.pause(0.02)

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

    def pane(self, name: str) -> RecordList:
        return self.main.query_one(f"#{name}", RecordList)

    def cropped(self, region: Any) -> list[str]:
        strips = self.strips()[region.y : region.bottom]
        return [strip.crop(region.x, region.right).text for strip in strips]

    @staticmethod
    def segments(text: str) -> list[Any]:
        from rich.segment import Segment

        return [Segment(text)]

    def lines(self, pane: str) -> list[str]:
        """The lines of a pane, its heading first, without the scroll bar."""
        return [line[:-1].rstrip() for line in self.cropped(self.pane(pane).region)]

    def rows(self, pane: str) -> list[str]:
        """What stands under the heading of a pane."""
        return [line.strip() for line in self.lines(pane)[1:] if line.strip()]

    def row(self, pane: str, text: str) -> str:
        """The line of a pane in which a text stands."""
        return next((line for line in self.lines(pane)[1:] if text in line), "")

    def words(self, pane: str) -> str:
        """All that a pane says, in one line."""
        return " ".join(self.rows(pane))

    def count(self, pane: str) -> str:
        """How much of all the heading says is shown: 3/5."""
        found = re.search(r"\d+/\d+", self.lines(pane)[0])
        return found[0] if found else ""

    def chips(self) -> list[str]:
        """The clauses in force, as they stand above the panes."""
        return CHIP.findall(self._line_of("chips"))

    def said(self) -> str:
        """What stands under the search box."""
        return self._line_of("said")

    def _line_of(self, id: str) -> str:
        return " ".join(self.cropped(self.main.query_one(f"#{id}").region)).strip()

    def highlighted(self, pane: str = "") -> list[str]:
        """The pieces of text drawn as matches of the search."""
        region = self.pane(pane).region if pane else self.app.screen.region
        styles = self.app.text_styles
        looks = [styles.on("match"), styles.on("match", "cursor")]
        strips = [strip.crop(region.x, region.right) for strip in self.strips()[region.y : region.bottom]]
        return [
            segment.text
            for strip in strips
            for segment in strip
            if segment.style and any(segment.style == segment.style + look for look in looks)
        ]

    def cursor(self, pane: str) -> str | None:
        """The id under the cursor of a pane."""
        return self.main.state.cursor(pane)


@asynccontextmanager
async def reading(
    dossier: Dossier,
    view: str = "",
    size: tuple[int, int] = WIDE,
    session: Session = READER,
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
