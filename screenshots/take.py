"""Takes the pictures in this folder from the real program and the bundled dossier.

python screenshots/take.py            takes them anew
python screenshots/take.py --check    takes them into a folder that is thrown away, and names those that differ
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

for name in [name for name in os.environ if name.startswith("TEXTUAL_") or name in ("NO_COLOR", "COLORFGBG")]:
    del os.environ[name]
os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}

from peace_tui.loading.files import load  # noqa: E402  the environment is read when Textual is imported
from peace_tui.query.view import parse_view  # noqa: E402
from peace_tui.ui.app import PeaceApp  # noqa: E402

HERE = Path(__file__).parent


class Picture(NamedTuple):
    """One picture: its name, the terminal's size, the view it opens, the keys pressed, and the theme."""

    name: str
    size: tuple[int, int]
    view: str = ""
    keys: tuple[str, ...] = ()
    theme: str = "peace-dark"


PICTURES = (
    Picture("overview", (132, 40), "at:call-oct14"),
    Picture("80x24", (80, 24), "at:witkoff"),
    Picture("person-pinned", (120, 36), "person:ushakov at:call-oct14-05"),
    Picture("search", (120, 36), "", ("slash", *"deal", "space", *"who:witkoff")),
    Picture("quote-whole", (100, 36), "at:trump-air-force-one-02", ("enter",)),
    Picture("versions-compared", (120, 40), "at:trump-air-force-one-02", ("d",)),
    Picture("conversation", (100, 40), "at:call-oct14", ("c",)),
    Picture("guided-tour", (120, 36), "", ("v", "full_stop", "full_stop")),
    Picture("side-by-side", (200, 50), "at:call-oct14-07"),
    Picture("disagreements", (110, 36), "", ("D",)),
    Picture("coverage", (120, 36), "", ("C", "down", "down", "down", "down", "right")),
    Picture("chart", (150, 42), "at:call-oct14", ("t",)),
    Picture("marked-time", (120, 36), "at:call-oct14", ("t", "b", "right", "right", "right", "b"), "peace-light"),
    Picture("who-to-whom", (120, 36), "", ("2", "m", "down", "down", "right")),
    Picture("citation", (100, 24), "at:trump-air-force-one-02", ("y", "m")),
    Picture("light", (120, 36), "event:call-oct14 at:call-oct14-07", (), "peace-light"),
    Picture("16-colours", (100, 30), "tag:plan date:2025-11", ("2", "down"), "ansi-dark"),
)


async def take(picture: Picture, folder: Path) -> None:
    dossier = load()
    app = PeaceApp(dossier, parse_view(picture.view, dossier))
    app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        await pilot.press(*picture.keys)
        await pilot.pause()
        svg = app.export_screenshot(title="peace-tui")
    # Textual names the styles of a picture by a number of its own that is another in every run.
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    (folder / f"{picture.name}.svg").write_text(svg, "utf-8")


def take_all(folder: Path) -> None:
    for picture in PICTURES:
        asyncio.run(take(picture, folder))


def write_or_check(write: Callable[[Path], None], is_written: Callable[[str], bool]) -> int:
    """Write files into this folder; with --check, into one that is thrown away, and name those that differ."""
    if sys.argv[1:] != ["--check"]:
        write(HERE)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        write(Path(temporary))
        names = {path.name for folder in (HERE, Path(temporary)) for path in folder.iterdir() if is_written(path.name)}
        differing = [name for name in sorted(names) if _text(HERE / name) != _text(Path(temporary) / name)]
    print(f"{len(names)} files compared; differing: {', '.join(differing) or 'none'}")
    return 1 if differing else 0


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    raise SystemExit(write_or_check(take_all, lambda name: name.endswith(".svg") and name != "tour.svg"))
