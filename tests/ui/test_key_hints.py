"""Whatever names a key names the one that the reader has: with every action on another key, no hint is left behind."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from dossiers import dossier
from peace_tui.loading.files import load
from peace_tui.session.settings import Session
from peace_tui.ui.key_table import KEYS
from peace_tui.ui.palette import Commands
from ui.reader import Reader, reading

UI: Final = Path(__file__).parents[2] / "tui/peace_tui/ui"
LETTERS: Final = [chr(code) for code in (*range(0x561, 0x587), *range(0x10D0, 0x10F1), *range(0x13A0, 0x13D0))]
"""Armenian, Georgian and Cherokee letters: a key of its own for each action, and on no keyboard that we know."""
OWN_KEYS: Final = tuple(key._replace(keys=(letter,)) for key, letter in zip(KEYS, LETTERS, strict=False))
OWN: Final = {key.id: key.keys[0] for key in OWN_KEYS}
WORDS: Final = re.compile(r"\b(?:Enter|Esc|Space|Tab|Backspace|PgDn|Ctrl\+\w)\b|[↑↓](?= (?:to )?(?:explore|move))")
"""The names of usual keys, which no other word of the screen is."""
IN_THE_BOX: Final = re.compile(r"(Enter|Esc|Tab): \w+")
"""The keys of a line that is typed into, which are no one's to change."""


async def press(reader: Reader, *ids: str) -> None:
    """Do actions by the reader's own keys."""
    await reader.press(*(OWN[id] for id in ids))


def usual_keys(text: str) -> list[str]:
    """The names of usual keys in a text."""
    return [found[0] for found in WORDS.finditer(IN_THE_BOX.sub("", text))]


WAYS: Final = (
    (),
    ("move.down",),
    ("move.down", "filter.pin"),
    ("move.down", "filter.exclude"),
    ("move.down", "filter.pin", "filter.clear"),
    ("filter.clear",),
    ("move.down", "filter.pin", "filter.undo"),
    ("match.next",),
    ("matrix.show", "people.part"),
    ("matrix.show", "filter.exclude"),
    ("view.previous",),
    ("view.guided",),
    ("view.guided", "view.previous"),
    ("view.guided", "view.next", "view.next"),
    ("chart.show", "brush.grow"),
    ("chart.show", "time.axis", "time.axis", "brush.mark"),
    ("brush.mark",),
    ("pane.people",),
    ("pane.quotes", "move.down"),
    ("pane.quotes", "move.down", "pane.reader"),
    ("pane.quotes", "record.compare", "comparison.base", "show.disagreements", "filter.without"),
    ("pane.quotes", "copy.quote"),
    ("show.disagreements", "filter.exclude", "match.next"),
    ("show.coverage", "filter.pin"),
    ("show.overview",),
    ("move.down", "move.down", "move.down", "move.down", "record.conversation", "chart.show"),
    ("move.down", "record.read", "filter.pin", "match.next"),
    ("record.read",),
    ("file.export",),
    ("show.marks",),
    ("pane.timeline", "help"),
    ("pane.people", "help"),
    ("pane.quotes", "help"),
    ("pane.quotes", "pane.reader", "help"),
    ("chart.show", "help"),
    ("show.coverage", "help"),
    ("show.disagreements", "help"),
    ("pane.quotes", "copy.quote", "help"),
    ("pane.quotes", "record.compare", "help"),
    ("pane.quotes", "record.conversation", "help"),
    ("file.export", "help"),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way) or "start")
async def test_with_every_action_on_another_key_no_screen_names_a_usual_one(way: tuple[str, ...]) -> None:
    async with reading(load(), size=(120, 200 if "help" in way else 36), keys=OWN_KEYS) as reader:
        assert usual_keys(reader.text()) == []
        for id in way:
            await press(reader, id)
            assert usual_keys(reader.text()) == [], reader.text()


@pytest.mark.parametrize("view", ["nothinglikethis", "who:putin to:ushakov", "event:call-oct14 zzz", "asof:1999"])
async def test_an_empty_list_names_the_readers_own_keys(view: str) -> None:
    async with reading(load(), view, keys=OWN_KEYS) as reader:
        assert f"{OWN['filter.drop']} removes" in reader.words("quotes")
        assert usual_keys(reader.text()) == []


async def test_hints_name_the_readers_own_keys() -> None:
    async with reading(load(), keys=OWN_KEYS) as reader:
        down, search, tour = (OWN[id] for id in ("move.down", "filter.search", "view.guided"))
        assert f"Press {down} to explore, {search} to search, {tour} for a guided tour." in reader.text()
        assert f"{OWN['move.up']} {down} move  {OWN['pane.next']} pane  {search} search" in reader.footer()
        await press(reader, "move.down", "filter.pin")
        assert reader.footer() == f"Kept. Moving now only browses; {OWN['filter.clear']} releases."
        await press(reader, "view.guided", "view.next")
        assert f"{OWN['view.previous']} previous   {OWN['view.next']} next" in reader.text()
        await reader.click(f"{OWN['view.next']} next")
        assert "Tour 3 of" in reader.text()
        await press(reader, "pane.quotes")
        assert f"{OWN['copy.quote']} cite" in reader.note("reader")
        await reader.click(f"{OWN['copy.quote']} cite", "reader")
        assert "Citation" in reader.text()
        await press(reader, "page.leave", "show.disagreements")
        assert reader.footer().startswith(f"{OWN['page.leave']} back  {OWN['record.read']} open")
        await reader.click(f"{OWN['page.leave']} back")
        await press(reader, "file.export")
        assert f" {OWN['export.markdown']}  markdown" in reader.text()


async def test_an_empty_dossier_and_strangers_are_offered_what_they_have() -> None:
    empty = dossier('format = "peace-tui/1"\n[dossier]\ntitle = "Nothing yet"')
    async with reading(empty, keys=OWN_KEYS) as reader:
        assert f"{OWN['file.edit']} opens it." in reader.words("reader")
    async with reading(empty, session=Session(kiosk=True)) as reader:
        assert reader.words("reader").endswith("This dossier has no records yet.")


async def test_the_palette_names_the_readers_own_keys() -> None:
    async with reading(load(), keys=OWN_KEYS) as reader:
        found = {command.title: command.help for command in Commands(reader.main).actions()}
        assert f"{OWN['coverage.filter']} filters by a cell." in found["coverage"]
        assert [text for text in found.values() if usual_keys(text)] == []


NAMED_KEY: Final = re.compile(
    r"\b[Pp]ress (?!\{|again)\S"
    r"|(?:^|[ (;.·])(?:[a-zA-Z/.,?+*-]|Esc|Enter|Space|Tab|Backspace|[↓↑←→]):? (?:opens?|lists|shows|keeps|clears"
    r"|removes|releases|undoes|brings|goes|accepts|explores|searches|starts|reviews|resumes|filters|copies|begins|acts"
    r"|zooms|extend|to|done|stars|notes|names)\b"
)


def texts_of_the_screen() -> list[str]:
    """Every text in the code of the screen that is no docstring."""
    found = []
    for file in UI.rglob("*.py"):
        if file.name != "serve.py":  # whose sentences are for a shell
            tree = ast.parse(file.read_text("utf-8"))
            documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documented)
            found += [text.value for text in texts if isinstance(text.value, str)]
    return found


def test_no_sentence_of_the_screen_has_a_key_written_into_it() -> None:
    """Also those that no test brings to the screen: keys are named by the ids of their actions."""
    assert [text for text in texts_of_the_screen() if NAMED_KEY.search(text)] == []


def test_every_action_that_a_sentence_names_is_there() -> None:
    named = {id for text in texts_of_the_screen() for id in re.findall(r"\{([a-z]+\.[a-z_]+)\}", text)}
    assert len(named) > 20
    assert named - {key.id for key in KEYS} == set()


async def test_arrows_are_words_in_ascii() -> None:
    async with reading(load(), session=Session(ascii=True)) as reader:
        assert "Press Down to explore, / to search, v for a guided tour." in reader.text()
        assert reader.footer().startswith("Up Down move")
