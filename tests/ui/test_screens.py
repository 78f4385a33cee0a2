"""Screens of the bundled dossier, and of a draft, as text.

`pytest tests/ui/test_screens.py --update-screens` writes them again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from drafts import write_draft
from peace_tui.loading.files import load
from ui.reader import reading

FOLDER: Final = Path(__file__).parents[1] / "screens"


class Shot(NamedTuple):
    """One screen: its name, the terminal's size, the view it opens, and the keys pressed."""

    name: str
    size: tuple[int, int]
    view: str = ""
    keys: tuple[str, ...] = ()
    is_draft: bool = False
    """Whether it is not of the bundled dossier, but of a draft."""


SHOTS: Final = (
    Shot("start-60x20", (60, 20)),
    Shot("start-80x24", (80, 24)),
    Shot("start-120x36", (120, 36)),
    Shot("start-200x50", (200, 50)),
    Shot("small-40x12", (40, 12), "at:witkoff"),
    Shot("person-pinned-120x36", (120, 36), "person:ushakov at:call-oct14-05"),
    Shot("excluded-80x24", (80, 24), "-source:fortune", ("2", "down", "x")),
    Shot("search-120x36", (120, 36), "", ("slash", *"deal", "space", *"who:witkoff")),
    Shot("mistake-80x24", (80, 24), "", ("slash", *"peron:trump")),
    Shot("nothing-left-80x24", (80, 24), "who:ushakov date:2025-11"),
    Shot("quote-read-100x36", (100, 36), "at:trump-air-force-one-02", ("enter",)),
    Shot("conversation-80x24", (80, 24), "at:call-oct14-07", ("c",)),
    Shot("conversation-120x36", (120, 36), "at:call-oct14", ("c",)),
    Shot("disagreements-80x24", (80, 24), "event:meeting-oct17", ("D", "down", "down")),
    Shot("disagreements-120x36", (120, 36), "", ("D", "end", "pageup")),
    Shot("overview-80x24", (80, 24), "", ("S", "down")),
    Shot("coverage-80x24", (80, 24), "", ("C", "down", "down", "right")),
    Shot("coverage-120x36", (120, 36), "", ("C", "up", "right")),
    Shot("source-80x24", (80, 24), "", ("C", "up", "right", "enter")),
    Shot("source-120x36", (120, 36), "", ("C", "up", "right", "enter", "tab")),
    Shot("chart-80x24", (80, 24), "", ("t",)),
    Shot("chart-120x36", (120, 36), "at:call-oct14", ("t",)),
    Shot("chart-200x50", (200, 50), "", ("t", "z")),
    Shot("hours-120x36", (120, 36), "at:call-oct14", ("t", *["plus"] * 6)),
    Shot("marked-120x36", (120, 36), "at:call-oct14", ("t", "b", "right", "right", "right", "b")),
    Shot("matrix-80x24", (80, 24), "", ("2", "m", "down", "down")),
    Shot("matrix-200x50", (200, 50), "", ("t", "2", "m", "down", "down", "right")),
    Shot("edges-44x20", (44, 20), "", ("2", "m", "down")),
    Shot("review-80x24", (80, 24), "", ("R", "right"), is_draft=True),
    Shot("article-80x24", (80, 24), "at:q2", ("R", "enter"), is_draft=True),
    Shot("help-80x24", (80, 24), "at:witkoff", ("question_mark",)),
)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
async def test_the_screen_looks_as_it_did(shot: Shot, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    dossier = load(write_draft(tmp_path)) if shot.is_draft else load()
    async with reading(dossier, shot.view, shot.size) as reader:
        await reader.press(*shot.keys)
        text = reader.text() + "\n"
    file = FOLDER / f"{shot.name}.txt"
    if request.config.getoption("--update-screens"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    assert file.exists(), "write it with --update-screens"
    assert text.splitlines() == file.read_text("utf-8").splitlines()


def test_no_screen_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.txt")} == {shot.name for shot in SHOTS}
