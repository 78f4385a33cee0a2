"""What a reader asks of the bundled dossier, from the first screen: few keys, an answer, and Esc back to the start."""

from __future__ import annotations

import re
from typing import Final

import pytest

from peace_tui.loading.files import load
from ui.reader import Reader, reading

SIZES: Final = ((80, 24), (120, 36))
MAX_KEYS: Final = 8
"""More keys than this nobody presses for an answer before they ask somebody else."""

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


class Journey:
    """A way through the explorer: keys that are counted."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.keys = 0

    async def press(self, *keys: str) -> str:
        """Press keys, one of which may be a word that is typed; return the screen, its words in a row."""
        for key in keys:
            self.keys += 1
            await self.reader.press(key)
        return self.words()

    def words(self) -> str:
        """All that the screen says, without frames and the mark of the cursor."""
        return " ".join(re.sub(r"[│▌┃]", " ", self.reader.text()).split())

    async def leads_back(self) -> None:
        """Press Esc until the first screen is there again: each Esc must take something away."""
        assert self.keys <= MAX_KEYS
        while not self.is_at_start():
            before = self.reader.text()
            await self.reader.press("escape")
            assert self.reader.text() != before, f"Esc leads nowhere from here:\n{before}"

    def is_at_start(self) -> bool:
        """Whether nothing filters, and no page is open."""
        main, state = self.reader.main, self.reader.main.state
        is_open = self.reader.app.screen is not main or main.before_search
        return not (is_open or state.view.clauses or state.live_clauses() or state.step is not None)


@at_both_sizes
async def test_what_witkoff_said_of_donetsk_and_who_printed_it(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        await journey.press("slash", *"donet", "enter")
        read = reader.words("reader" if "reader" in reader.in_sight() else "quotes")
        assert read.startswith("● Steve Witkoff → ▲ Yuri Ushakov F B M")
        assert "get a peace deal done: Donetsk and maybe a land swap somewhere." in read
        seen = await journey.press("d")
        assert "3 outlets · 2 cuts · 2 sentences not printed" in seen
        assert "Matzav compared with this" in seen
        assert "Fortune" in seen
        await journey.leads_back()


@at_both_sizes
async def test_what_the_outlets_make_of_the_line_about_donetsk(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        seen = await journey.press("D", "slash", *"don", "enter", "enter")
        assert "What does Witkoff's line about Donetsk mean?" in seen
        assert "The sentence is printed by all three." in seen
        assert "● Witkoff: Now, me to you, I know what it’s going to take" in seen
        await journey.leads_back()


@at_both_sizes
async def test_which_outlet_alone_says_how_the_meeting_of_17_october_ended(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        await journey.press("D", "slash", "1", "7", "enter")
        marked = reader.text()[reader.text().index("▌How did Zelensky's meeting with Trump on 17 October go?") :]
        assert re.search(r"Beast +said, by reports it does not name, to have ended in a loud", marked)
        assert "The Daily Beast stands alone with the quarrel" in marked
        await journey.leads_back()


@at_both_sizes
async def test_what_stands_without_the_recording_from_a_quote(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        seen = await journey.press("3", "down", "d", "tab")
        assert "└ [Recording of the call, 14 October]" in reader.text()
        assert "w without it" in seen
        await journey.press("w")
        assert re.fullmatch(
            r"Without \[Recording of the call, 14 Octo.+: 25 quotes stand, 13 fall · .+", reader.footer()
        )
        seen = await journey.press("escape")
        assert "25 of 38 quotes, 13 fall" in seen
        assert reader.row("timeline", "All events").split()[-1].startswith("25")
        await journey.leads_back()


@at_both_sizes
async def test_what_stands_without_the_recording_from_the_coverage(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        await journey.press("C", *["right"] * 6)
        assert "[Recording of the call, 14 October]" in reader.text()
        await journey.press("w")
        assert "25 quotes stand, 13 fall" in reader.footer()
        await journey.leads_back()


@at_both_sizes
async def test_the_call_as_a_conversation(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        while reader.cursor("timeline") != "call-oct14":
            await journey.press("down")
        seen = await journey.press("c")
        assert seen.startswith("Conversation · 13 turns")
        assert re.search(r"▲ Yuri Ushakov 1 whether it would be “useful” for Putin to call( Trump)? F · M", seen)
        assert "● Steve Witkoff 2 it would." in seen
        await journey.leads_back()


@at_both_sizes
async def test_the_tour_to_its_end(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        views, journey = reader.main.dossier.views, Journey(reader)
        for number, view in enumerate(views, 1):
            await journey.press("v" if number == 1 else "full_stop")
            assert f"Tour {number} of {len(views)} " in reader.text()
            assert (view.note or "") in reader.words("reader" if "reader" in reader.in_sight() else "quotes")
        assert journey.keys <= MAX_KEYS
        assert ". start exploring" in journey.words()
        await reader.press("full_stop")
        assert reader.footer() == "End of the tour. Explore on your own: ↓, / and Space; v begins again."
        assert journey.is_at_start()


@at_both_sizes
async def test_the_last_step_of_the_tour_from_the_list_of_its_steps(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        last = len(reader.main.dossier.views)
        assert f"Tour 1 of {last} " in await journey.press("v")
        await journey.press("v")
        await reader.until(lambda: f"step {last} of {last}" in reader.text())
        await reader.app.workers.wait_for_complete()
        await journey.press("up", "enter")
        await reader.until(lambda: reader.app.screen is reader.main)
        assert f"Tour {last} of {last} " in journey.words()
        await journey.leads_back()


@at_both_sizes
async def test_a_step_of_the_tour_is_reached_by_its_number(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        await journey.press("v")
        assert "v steps" in reader.footer()
        number = len(reader.main.dossier.views)
        await journey.press("v")
        await reader.until(lambda: f"step {number} of {number}" in reader.text())
        await journey.press(*str(number))
        await reader.until(lambda: "step 1 of" not in reader.text())
        await reader.app.workers.wait_for_complete()
        await journey.press("enter")
        await reader.until(lambda: reader.app.screen is reader.main)
        assert f"Tour {number} of {number} " in journey.words()
        await journey.leads_back()


@at_both_sizes
async def test_a_tour_is_left_on_the_way(size: tuple[int, int]) -> None:
    async with reading(load(), size=size) as reader:
        journey = Journey(reader)
        await journey.press("v", "full_stop", "full_stop", "down")
        await journey.leads_back()
