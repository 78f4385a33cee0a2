"""An author at work: the explorer follows the file that is edited beside it."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from dossiers import EXAMPLE, changed, dossier
from peace_tui.lint.record_edits import rename_id
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.view import parse_view
from peace_tui.session.state import state_from_view
from peace_tui.system.editor import EditorError
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.screens.page import Page
from ui.reader import WIDE, Reader, reading

LATER = """
[[quotes]]
id = "call-1-09"
event = "call-1"
who = "smith"
text = "One more thing."
source = "outlet-b"

[[quotes]]
id = "call-1-10"
event = "call-1"
who = "smith"
text = "And another."
source = "outlet-b"
"""


class Desk:
    """The author's desk: the file, and the reader beside it."""

    def __init__(self, file: Path, reader: Reader) -> None:
        self.file, self.reader = file, reader

    async def save(self, text: str, said: str = "Reloaded") -> None:
        """Save the file, and wait for what the explorer says of it."""
        self.file.write_text(text, "utf-8")
        await self.sees(said)

    async def sees(self, *texts: str) -> None:
        await self.reader.until(lambda: all(text in self.reader.text() for text in texts))
        await self.reader.pilot.pause()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my.toml"
    file.write_text(EXAMPLE, "utf-8")
    old = time.time() - 3600
    os.utime(file, (old, old))
    return file


@asynccontextmanager
async def desk(file: Path, view: str = "", size: tuple[int, int] = WIDE) -> AsyncIterator[Desk]:
    async with reading(load(file), view, size) as reader:
        yield Desk(file, reader)


async def test_what_is_saved_is_prepared_to_be_searched(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[Dossier] = []
    monkeypatch.setattr(PeaceApp, "prepare", lambda app, dossier: prepared.append(dossier))
    async with desk(file) as at:
        first = at.reader.main.dossier
        await at.save(EXAMPLE.replace("First call", "The very first call"))
        assert prepared == [first, at.reader.main.dossier]
        assert first is not at.reader.main.dossier


async def test_what_is_saved_is_shown_and_said(file: Path) -> None:
    async with desk(file) as at:
        await at.save(EXAMPLE.replace("First call", "The very first call") + LATER)
        assert "Reloaded: 2 quotes added, 1 event changed" in at.reader.footer()
        assert at.reader.row("timeline", "The very first call")
        assert at.reader.count("quotes") == "5/5"
        await at.save(EXAMPLE + "# a comment only\n", "2 quotes removed, 1 event changed")
        await at.save(EXAMPLE, "no changes")


async def test_disagreements_of_what_is_saved_are_looked_for_to_the_end(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peace_tui.ui.render.pages.COMPARED_AT_ONCE", 0)
    async with desk(file) as at:
        first = at.reader.main.dossier
        await at.reader.press("D")
        await at.reader.until(lambda: "comparing more quotes" not in at.reader.text())
        file.write_text(EXAMPLE.replace("The wording, otherwise.", "The wording, quite another one."), "utf-8")
        await at.reader.until(lambda: at.reader.main.dossier is not first)
        await at.reader.until(lambda: "comparing more quotes" not in at.reader.text())


async def test_view_and_cursors_stay_by_id(file: Path) -> None:
    async with desk(file, "person:smith at:call-1-02") as at:
        at.reader.main.select_record("timeline", "later")
        before = at.reader.main.state
        await at.save(EXAMPLE.replace("[[people]]", '[[people]]\nid = "first"\nname = "First of all"\n\n[[people]]', 1))
        assert at.reader.main.state == before
        assert at.reader.cursor("quotes") == "call-1-02"


async def test_what_is_gone_leaves_the_view_with_a_word(file: Path) -> None:
    async with desk(file, "person:王,smith -tag:plan") as at:
        gone = EXAMPLE.replace('about = ["王"]\n', "").replace('[[people]]\nid = "王"\nname = "王小明"\n', "")
        await at.save(gone.replace('tags = ["plan"]\n', ""))
        assert "filter removed (deleted from the file): person:王 -tag:plan" in at.reader.footer()
        assert at.reader.chips() == ["person:smith"]


async def test_a_quote_that_is_gone_gives_its_cursor_to_the_next(file: Path) -> None:
    async with desk(file, "at:call-1-02") as at:
        start, end = EXAMPLE.index('[[quotes]]\nid = "call-1-02"'), EXAMPLE.index('[[quotes]]\nid = "stray"')
        await at.save(EXAMPLE[:start] + EXAMPLE[end:], "1 quote removed")
        assert at.reader.cursor("quotes") == "call-1-07"


async def test_undo_goes_on_with_what_is_still_there(file: Path) -> None:
    async with desk(file) as at:
        for view in ("person:smith", "person:smith tag:plan", "tag:leak"):
            await at.reader.press("slash", *["backspace"] * 30)
            await at.reader.type(view)
            await at.reader.press("enter")
        await at.save(changed('tags = ["plan"]\n', ""))
        seen = [str(at.reader.main.state.view)]
        for _ in range(3):
            await at.reader.press("u")
            seen.append(str(at.reader.main.state.view))
        assert seen == ["tag:leak", "person:smith", "", ""]
        assert "Nothing to undo" in at.reader.footer()


async def test_a_broken_file_is_shown_beside_the_last_good_state(file: Path) -> None:
    async with desk(file) as at:
        await at.save(changed("n = 7", 'n = "7"').replace('type = "call"', 'type = "chat"'), "2 errors in the file")
        await at.sees("my.toml:60:8: error: events[0].type", "my.toml:84:5: error: quotes[0].n")
        assert at.reader.row("timeline", "First call")
        await at.reader.press("2", "down")
        assert at.reader.chips() != []
        await at.reader.press("1")
        await at.save(EXAMPLE + LATER, "2 quotes added")
        await at.reader.until(lambda: not at.reader.main.reloader.problems)
        assert "error" not in at.reader.text()


async def test_broken_toml_tells_its_line(file: Path) -> None:
    async with desk(file) as at:
        await at.save(EXAMPLE + "\n[[quotes]\n", "1 error in the file")
        await at.sees(f"my.toml:{EXAMPLE.count(chr(10)) + 2}:")


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
async def test_many_problems_leave_room_for_the_panes(file: Path, size: tuple[int, int]) -> None:
    async with desk(file, size=size) as at:
        await at.save(EXAMPLE.replace("text =", "txt ="), "in the file. Showing")
        await at.reader.until(lambda: "more" in at.reader.text())
        pane = next(pane for pane in ("timeline", "quotes") if at.reader.pane(pane).display)
        assert len(at.reader.rows(pane)) >= 2


async def test_a_file_that_is_replaced_or_gone_for_a_moment(file: Path) -> None:
    async with desk(file) as at:
        other = file.with_suffix(".new")
        other.write_text(EXAMPLE + LATER, "utf-8")
        os.replace(other, file)
        await at.sees("2 quotes added")
        file.rename(other)
        await at.sees("there is no such file")
        assert at.reader.count("quotes") == "5/5"
        other.rename(file)
        await at.reader.until(lambda: not at.reader.main.reloader.problems)


async def test_a_page_that_is_open_follows(file: Path) -> None:
    async with desk(file, "at:call-1-02") as at:
        await at.reader.press("enter")
        await at.sees("Said before, written after.")
        file.write_text(changed("Said before, written after.", "Said otherwise."), "utf-8")
        await at.sees("Said otherwise.")
        await at.reader.press("escape")
        assert at.reader.row("quotes", "Said otherwise.")


@pytest.mark.parametrize("key", ["d", "c", "D", "C"])
async def test_a_page_of_any_kind_follows(file: Path, key: str) -> None:
    async with desk(file, "at:call-1-07") as at:
        await at.reader.press(key)
        file.write_text(EXAMPLE + LATER, "utf-8")
        await at.reader.until(lambda: len(at.reader.main.dossier.quotes) == 5)
        assert at.reader.app.screen is not at.reader.main
        await at.reader.press("escape")
        await at.reader.until(lambda: at.reader.app.screen is at.reader.main)
        assert at.reader.focused() == ["quotes"]


async def test_a_page_whose_record_is_gone_says_so(file: Path) -> None:
    async with desk(file, "at:call-1-02") as at:
        await at.reader.press("enter")
        start, end = EXAMPLE.index('[[quotes]]\nid = "call-1-02"'), EXAMPLE.index('[[quotes]]\nid = "stray"')
        file.write_text(EXAMPLE[:start] + EXAMPLE[end:], "utf-8")
        await at.sees("This is no longer in the file.")
        await at.reader.press("y", "d", "space", "enter", "escape")
        assert at.reader.app.screen is at.reader.main


async def test_what_is_asked_on_a_citation_stays_true(file: Path) -> None:
    async with desk(file, "at:call-1-07") as at:
        await at.reader.press("y")
        main = at.reader.main
        file.write_text(EXAMPLE + LATER, "utf-8")
        looks = 0

        def looked() -> bool:
            nonlocal looks
            looks += 1
            main.reloader.check()
            return looks > 5

        await at.reader.until(looked)
        assert len(main.dossier.quotes) == 3
        await at.reader.press("escape")
        await at.sees("2 quotes added")


async def test_the_search_box_goes_on(file: Path) -> None:
    async with desk(file) as at:
        await at.reader.search("who:smith")
        await at.save(EXAMPLE + LATER, "2 quotes added")
        await at.reader.press("enter")
        assert at.reader.count("quotes") == "3/5"
        await at.reader.press("u")
        assert at.reader.count("quotes") == "5/5"


@pytest.mark.parametrize("open_dossier", [load, dossier])
async def test_the_bundled_dossier_and_standard_input_are_not_watched(open_dossier: Callable[[], Dossier]) -> None:
    found = open_dossier()
    if found.path == "example.toml":
        object.__setattr__(found, "path", "-")
    async with reading(found) as reader:
        assert reader.main.reloader.watch is None
        await reader.press("e")
        assert "Start your own with: peace-tui new FILE" in reader.footer()


async def test_without_an_editor_it_says_what_to_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with desk(file) as at:
        await at.reader.press("e")
        assert "No editor set" in at.reader.footer()
        assert "export EDITOR=nano" in at.reader.footer()


@pytest.fixture
def shared(file: Path) -> Path:
    """A file that `file` includes: the people of the example."""
    start, end = EXAMPLE.index("[[people]]"), EXAMPLE.index("[[sources]]")
    people = file.with_name("people.toml")
    people.write_text(f'format = "peace-tui/1"\n\n{EXAMPLE[start:end]}', "utf-8")
    include = 'format = "peace-tui/1"\ninclude = ["people.toml"]\n'
    file.write_text((EXAMPLE[:start] + EXAMPLE[end:]).replace('format = "peace-tui/1"\n', include), "utf-8")
    old = time.time() - 3600
    for each in (file, people):
        os.utime(each, (old, old))
    return people


async def test_what_is_saved_in_an_included_file_is_shown(file: Path, shared: Path) -> None:
    async with desk(file) as at:
        people, own = shared.read_text("utf-8"), file.read_text("utf-8")
        shared.write_text(people.replace("John Smith", "Jonathan Smith"), "utf-8")
        await at.sees("Reloaded: 1 person changed", "Jonathan Smith")
        shared.write_text(people.replace('kind = "organization"', 'kind = "firm"'), "utf-8")
        await at.sees("people.toml:20:8: error: people[2].kind")
        shared.write_text(people, "utf-8")
        await at.reader.until(lambda: not at.reader.main.reloader.problems)
        await at.save(own.replace('"people.toml"', '"others.toml"'), "others.toml")
        file.with_name("others.toml").write_text(people.replace("John Smith", "Jim Smith"), "utf-8")
        await at.sees("Jim Smith")


async def test_several_dossiers_are_followed_together(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('format = "peace-tui/1"\n[[events]]\nid = "third"\ntitle = "A third event"\n', "utf-8")
    async with reading(load(file, other), "", WIDE) as reader:
        at = Desk(file, reader)
        await at.sees("A third event")
        other.write_text(other.read_text("utf-8").replace("third event", "last event"), "utf-8")
        await at.sees("A last event")
        await at.save(EXAMPLE + LATER, "2 quotes added")
        await at.sees("A last event")
        away = other.rename(tmp_path / "away.toml")
        await at.sees("other.toml: error: there is no such file")
        away.rename(other)
        await reader.until(lambda: not reader.main.reloader.problems)


async def test_the_editor_opens_the_file_in_which_the_record_is(
    file: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int]] = []

    def build_command(editor: str, file: str, line: int) -> list[str]:
        opened.append((file, line))
        raise EditorError("no editor is run here")

    monkeypatch.setenv("EDITOR", "nano")
    monkeypatch.setattr("peace_tui.system.editor.build_command", build_command)
    async with desk(file, "at:call-1-02") as at:
        await at.reader.press("3", "e")
        at.reader.main.select_record("people", "smith")
        await at.reader.press("2", "e")
        shared.write_text(shared.read_text("utf-8").replace('kind = "organization"', 'kind = "firm"'), "utf-8")
        await at.sees("people.toml:20:8: error")
        await at.reader.press("3", "e")
    assert opened[0] == (str(file), file.read_text("utf-8").split('id = "call-1-02"')[0].count("\n"))
    assert opened[1:] == [(str(shared), 13), (str(shared), 20)]


@pytest.mark.parametrize("keys", ["t", "m", "tm"])
async def test_the_chart_and_the_matrix_follow(file: Path, keys: str) -> None:
    async with desk(file, size=(160, 45)) as at:
        await at.reader.press(*keys)
        before = at.reader.main.state.options
        later = (
            LATER.replace('"smith"', '"kremlin"') + '\n[[events]]\nid = "new"\ntitle = "A new one"\ndate = "2025-11"\n'
        )
        await at.save(EXAMPLE + later, "2 quotes added, 1 event added")
        assert at.reader.main.state.options == before
        await at.reader.press("down", "down", "up")
        await at.save(EXAMPLE, "2 quotes removed, 1 event removed")
        await at.reader.press("down", "up", "2", "down")
        assert at.reader.count("quotes")


async def test_who_speaks_to_someone_gone_is_let_go(file: Path) -> None:
    async with desk(file, size=(160, 45)) as at:
        main = at.reader.main
        main.set_state(replace(main.state, pair=("ivanov", "smith")).with_options(matrix=True))
        await at.save(EXAMPLE.replace('"smith"', '"jones"'))
        assert main.state.pair == ("ivanov", None)


# --- Ids -------------------------------------------------------------------------------------------------------------


async def test_a_record_gets_another_id_everywhere(file: Path) -> None:
    async with reading(load(file), "at:smith", WIDE) as reader:
        await reader.press("I")
        await reader.choose("john", "New id: john")
        assert "Changed 4 references in my.toml." in reader.footer()
        assert file.read_text("utf-8") == rename_id(EXAMPLE.encode(), "a.toml", "smith", "john").data.decode()
        assert "john" in reader.app.dossier.by_id
        await reader.press("enter")
        page = reader.app.screen
        assert isinstance(page, Page)
        subject = page.subject
        assert subject
        await reader.press("I")  # what is under the cursor of a page, too
        await reader.choose("quite-new", "New id: quite-new")
        assert "quite-new" in reader.app.dossier.by_id
        after = rename_id(EXAMPLE.encode(), "a.toml", "smith", "john").data
        assert file.read_bytes() == rename_id(after, "a.toml", str(subject.id), "quite-new").data


async def test_a_new_id_is_followed_by_filter_cursor_undoing_and_page(file: Path) -> None:
    async with reading(load(file), "event:call-1 who:smith at:call-1-02", WIDE) as reader:
        await reader.press("1", "home", "down", "I")
        await reader.choose("zzz", "New id: zzz")
        assert reader.chips() == ["who:smith", "event:zzz"]
        assert reader.cursor("timeline") == "zzz"
        await reader.press("escape", "u")
        assert reader.chips() == ["who:smith", "event:zzz"]
        await reader.press("3", "enter", "I")
        await reader.choose("quite-new", "New id: quite-new")
        assert "no longer in the file" not in reader.text()
        assert "Said before, written after." in reader.text()


async def test_what_is_resumed_is_carried_over_to_a_file_that_has_changed(file: Path) -> None:
    async with desk(file) as at:
        dossier = at.reader.main.dossier
        at.reader.main.saved_state = state_from_view(parse_view("event:later who:ivanov at:later", dossier), dossier)
        await at.save(EXAMPLE.replace('"later"', '"sooner"').replace("Something later", "Something else"))
        await at.reader.press("B")
        assert at.reader.chips() == ["who:ivanov"]
        assert "Gone from the dossier since: event:later" in at.reader.footer()


async def test_an_article_that_is_saved_later_is_found(file: Path) -> None:
    folder = file.parent / "articles"
    folder.mkdir()
    (folder / "outlet-a.txt").write_text("Nothing of it.", "utf-8")
    async with desk(file) as at:
        version = at.reader.main.dossier.quotes[0].versions[1]
        assert at.reader.app.find_passage(version) is None
        (folder / "outlet-b.txt").write_text(f"“{version.text}”", "utf-8")
        await at.save(EXAMPLE.replace("First call", "The very first call"))
        assert at.reader.app.find_passage(at.reader.main.dossier.quotes[0].versions[1])


async def test_a_record_becomes_part_of_another(file: Path) -> None:
    double = '\n[[people]]\nid = "smyth"\nname = "John Smyth"\nside = "UK"\n'
    file.write_text(EXAMPLE + double, "utf-8")
    async with reading(load(file), "at:smyth", WIDE) as reader:
        await reader.press("I")
        await reader.until(lambda: "Same as John Smith" in reader.text())
        lines = [line for line in reader.text().splitlines() if "Same as" in line]
        assert "John Smith" in lines[0]  # who may be the same comes first
        await reader.choose("john smith", "Same as John Smith")
        assert "in my.toml" in reader.footer()
        assert reader.app.dossier.person_of["smith"].aliases == ("John Smyth",)
        assert "smyth" not in file.read_text("utf-8")


async def test_what_cannot_be_merged_is_said(file: Path) -> None:
    async with reading(load(file), "at:later", WIDE) as reader:
        await reader.press("I")
        before = file.read_text("utf-8")
        (file.parent / "my.toml").chmod(0o444)
        await reader.choose("other", "New id: other")
        assert "read-only" in reader.footer()
        assert file.read_text("utf-8") == before


async def test_the_bundled_dossier_keeps_its_ids() -> None:
    async with reading(load(), "at:trump", WIDE) as reader:
        await reader.press("I")
        assert "read-only; nothing can be changed" in reader.footer()
