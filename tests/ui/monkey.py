"""A monkey at the keyboard: a seeded storm of keys and sizes. `python -m ui.monkey SEED KEYS SECONDS` runs one.

Its way out is nailed shut, so that every key can be among them; a mistake of the program still ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import random
import sys
import tempfile
from collections.abc import Callable
from typing import Any, Final

from hostile import SCRIPTS, UNSAFE_TEXTS, hostile
from peace_tui.loading.files import load
from peace_tui.session.settings import READER_SESSION, Session
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.keys import LAYOUTS
from peace_tui.ui.widgets.record_list import FramedPane, RecordList
from peace_tui.ui.widgets.text_lines import TextLines
from processes import PATIENCE
from ui.reader import Reader, reading

BOUND: Final = [name for key in KEYS for name in key.keys]
TYPED: Final = ["escape", "enter", "space", "backspace", "delete", "tab", "home", "end", "f1", "ctrl+a"]
SIGNS: Final = [*"abcqxyz0189:,-\"'\\()é王", *filter(str.isalpha, "".join(LAYOUTS.values()))]
BEGINNINGS: Final = ["t", "m", "slash", "ctrl+p", "question_mark", "enter", "d", "D", "c", "C", "Y", "y", "v"]
"""What opens something: the time chart, the matrix, the search, the palette, pages."""
WIDTHS: Final = (1, 2, 10, 40, 69, 70, 80, 110, 120, 160, 300, 500)
HEIGHTS: Final = (1, 2, 5, 17, 18, 24, 30, 45, 60, 200)
BURST: Final = 8
"""So many keys at the most come at once, as typed ahead."""
DEEP: Final = 6
"""From so many screens over one another on, the monkey goes back: nobody learns more from the seventh."""


def burst(chance: random.Random) -> list[str]:
    """Some keys."""
    kind = chance.random()
    if kind < 0.15:
        return [chance.choice(BEGINNINGS), *chance.choices(SIGNS, k=chance.randrange(3)), chance.choice(TYPED)]
    keys = BOUND if kind < 0.75 else [*TYPED, *SIGNS]
    return chance.choices(keys, k=chance.randrange(1, BURST))


def say(done: str) -> None:
    print(done, flush=True)


async def storm(seed: int, count: int, tell: Callable[[str], object] = say) -> int:
    """Press so many keys, the size of the terminal changing meanwhile, and tell of each; return how many it were."""
    chance = random.Random(seed)
    dossier = load() if seed % 2 else hostile(" ".join([*SCRIPTS, *UNSAFE_TEXTS]))
    pressed = 0
    async with reading(dossier, size=(80, 24), session=READER_SESSION if seed % 3 else Session(kiosk=True)) as reader:
        app: Any = reader.app
        app.exit = lambda *result, **more: None
        while pressed < count:
            keys = burst(chance)
            if len(app.screen_stack) > DEEP:
                keys = ["escape"] * 3
            tell(" ".join(keys))
            await asyncio.wait_for(reader.hurry(*keys), PATIENCE)
            pressed += len(keys)
            if chance.random() < 0.08:
                size = chance.choice(WIDTHS), chance.choice(HEIGHTS)
                tell(str(size))
                await asyncio.wait_for(reader.resize(*size), PATIENCE)
            assert not (old := stale(reader)), old
        await reader.resize(120, 36)
        await reader.press("escape", "escape", "escape", "escape")
        assert reader.app.is_running
        assert reader.text().strip()
    return pressed


def stale(reader: Reader) -> list[str]:
    """The lines that widgets in sight keep and would draw otherwise now."""
    found: list[str] = []
    for widget in (*reader.app.screen.query(FramedPane), *reader.app.screen.query(TextLines)):
        if widget.region:
            kept = widget.render_lines(widget.size.region)
            if isinstance(widget, FramedPane):
                widget._strips.clear()
            if isinstance(widget, RecordList) and widget.size == widget._shown_for:  # in sight, and laid out by now
                widget._lines.clear()
            widget._drawn.clear()
            drawn = widget.render_lines(widget.size.region)
            found += [f"{widget!r} keeps {old.text!r}" for old, new in zip(kept, drawn, strict=True) if old != new]
    return found


if __name__ == "__main__":
    faulthandler.dump_traceback_later(float(sys.argv[3]), exit=True)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # among what it does is exporting
        print("pressed", asyncio.run(storm(int(sys.argv[1]), int(sys.argv[2]))))
