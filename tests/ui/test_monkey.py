"""Seeded storms of keys and sizes: whatever is pressed, the explorer is still there."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from dossiers import dossier
from peace_tui.ui.palette import Palette
from processes import TUI
from ui.monkey import stale
from ui.reader import reading

TESTS: Final = Path(__file__).parents[1]
KEYS: Final = 1_000
LONGEST: Final = 400.0
"""Seconds after which a storm hangs; on an idle machine it takes five."""


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_thousands_of_keys_and_sizes_at_random_end_without_a_traceback(seed: int, tmp_path: Path) -> None:
    """In a process and folders of its own, so that neither a hang nor what it writes outlives the test."""
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "STATE", "CACHE", "DATA")}
    path = os.pathsep.join([str(TUI), str(TESTS)])
    env = {**os.environ, **folders, "HOME": str(tmp_path), "PYTHONPATH": path, "EDITOR": "false", "VISUAL": ""}
    command = [sys.executable, "-m", "ui.monkey", str(seed), str(KEYS), str(LONGEST)]
    run = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=LONGEST + 30, stdin=subprocess.DEVNULL
    )
    assert run.returncode == 0, f"{run.stdout[-600:]}\n{run.stderr[-6000:]}"
    assert "Traceback" not in run.stderr
    assert run.stdout.splitlines()[-1].startswith("pressed ")


@pytest.mark.parametrize("keys", [["enter"] * 4, ["escape"] * 3])
async def test_keys_typed_ahead_over_the_palette_close_it_once(keys: list[str]) -> None:
    async with reading(dossier()) as reader:
        await reader.press("ctrl+p")
        await reader.type("full screen")
        await reader.until(lambda: "z: Switch full screen" in reader.text())
        await reader.app.workers.wait_for_complete()
        await reader.hurry(*keys)
        await reader.until(lambda: reader.app.screen is reader.main or reader.app.screen_stack[1:])
        await reader.press("escape", "escape")
        assert reader.app.screen_stack == [reader.main]


async def test_a_palette_closed_before_it_is_there_ends_nothing_and_one_that_stays_begins_with_the_text() -> None:
    async with reading(dossier()) as reader:
        reader.app.search_commands_for("tour: ")
        reader.app.screen.dismiss()
        await reader.press("down")
        assert reader.app.screen_stack == [reader.main]
        reader.app.search_commands_for("tour: ")
        await reader.until(lambda: "tour: The five minutes that matter" in reader.text())


async def test_rows_that_stay_where_they_are_mark_what_is_searched_now() -> None:
    async with reading(dossier()) as reader:
        await reader.press("slash")
        for letter in "reading te":
            await reader.type(letter)
            assert "The reading text" in reader.text()
            assert stale(reader) == []


async def test_two_thousand_pages_opened_and_closed_leave_nothing() -> None:
    """Counted in blocks of memory and in objects, once the first pages have left what all share."""
    async with reading(dossier(), size=(40, 10)) as reader:

        async def open_and_close(times: int) -> tuple[int, int]:
            for _ in range(times):
                reader.main.action_help()
                while reader.app.screen is reader.main:
                    await asyncio.sleep(0)
                await reader.app.pop_screen()
            gc.collect()
            return sys.getallocatedblocks(), len(gc.get_objects())

        blocks, objects = await open_and_close(400)
        blocks_then, objects_then = await open_and_close(1_600)
        assert blocks_then < blocks * 1.02
        assert objects_then - objects < 160, "a page is some hundred objects, and ten leave none"


async def test_a_search_of_the_palette_may_end_after_its_list_is_gone() -> None:
    """As it does when a session ends while one searches: on a busy machine, or where a limit of time ends it."""
    async with reading(dossier()) as reader:
        await reader.press("colon")
        palette = reader.app.screen
        assert isinstance(palette, Palette)
        await reader.app.workers.wait_for_complete()
        await palette.query("*").remove()
        palette._list_visible = not palette._list_visible
        palette._show_busy = not palette._show_busy
        await reader.pilot.pause()
        assert reader.app.is_running
