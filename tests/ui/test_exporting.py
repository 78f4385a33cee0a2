"""Exporting from the explorer: what the screen shows goes to the file that the reader names, and nowhere else."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from dossiers import EXAMPLE, changed, dossier
from peace_tui.loading.files import load
from peace_tui.session.settings import Session
from ui.reader import reading


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = Path("a.toml")
    file.write_text(EXAMPLE, "utf-8")
    return file


async def test_what_is_shown_is_written(example: Path) -> None:
    async with reading(load(example), "-tag:plan") as reader:
        await reader.press("down", "E")
        for said in ("-tag:plan", "event:call-1", "1 event", "1 quote", "timelinejs"):
            assert said in reader.text()
        await reader.press("4")
        assert "example-call.jsonl" in reader.text()
        await reader.press("enter")
        assert "Saved as example-call.jsonl" in reader.footer()
    rows = [json.loads(line) for line in Path("example-call.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows if row["record"] == "quote"] == ["call-1-02"]
    assert [row["id"] for row in rows if row["record"] == "event"] == ["call-1"]


async def test_a_view_on_the_readers_own_marks_is_written(example: Path) -> None:
    async with reading(load(example)) as reader:
        await reader.press("3", "asterisk")
        await reader.search("starred:yes")
        await reader.press("enter", "E")
        assert "1 quote" in reader.text()
        await reader.press("4", "enter")
    rows = [json.loads(line) for line in Path("example-call.jsonl").read_text("utf-8").splitlines()]
    assert [row["record"] for row in rows].count("quote") == 1


async def test_the_footer_has_the_digest_while_the_file_says_what_is_shown(example: Path) -> None:
    async with reading(load(example)) as reader:
        await reader.press("E", "1", "enter")
    assert sha256(EXAMPLE.encode()).hexdigest() in Path("example-call.md").read_text("utf-8")
    Path("example-call.md").unlink()
    read = load(example)
    example.write_text(changed("n = 2\n", "n = 3\n"), "utf-8")
    async with reading(read) as reader:
        reader.main.reloader.watch = None  # which would read it again
        await reader.press("E", "1", "enter")
    assert "SHA-256" not in Path("example-call.md").read_text("utf-8")


async def test_a_file_that_is_there_is_replaced_when_it_is_said_twice(example: Path) -> None:
    other = Path("example-call.html")
    other.write_text("mine", "utf-8")
    async with reading(load(example)) as reader:
        await reader.press("E", "2", "enter")
        assert "Enter again to overwrite" in reader.text()
        assert other.read_text("utf-8") == "mine"
        await reader.press("escape")
        assert other.read_text("utf-8") == "mine"
        await reader.press("E", "2", "enter", "enter")
        assert "Saved as" in reader.footer()
    assert other.read_text("utf-8").startswith("<!doctype html>")


async def test_the_dossier_is_never_written_over(example: Path) -> None:
    async with reading(load(example)) as reader:
        await reader.press("E", "1", "ctrl+u")
        await reader.type("./a.toml")
        await reader.press("enter", "enter")
        assert "this is the input file" in reader.text()
        await reader.press("ctrl+u")
        await reader.type("a.toml/x.md")
        await reader.press("enter")
        assert "cannot be written" in reader.text()
    assert example.read_text("utf-8") == EXAMPLE
    assert [*Path().iterdir()] == [example]


async def test_what_a_format_cannot_hold_is_not_offered(example: Path) -> None:
    async with reading(load(example), "event:later") as reader:
        await reader.press("E", "6")
        assert "Nothing to export as csl" in reader.text()
        await reader.press("escape")
        assert reader.app.screen is reader.main
    assert [*Path().iterdir()] == [example]


async def test_at_a_kiosk_nothing_is_written(example: Path) -> None:
    async with reading(dossier(), session=Session(kiosk=True)) as reader:
        await reader.press("E")
        assert reader.app.screen is reader.main
    assert [*Path().iterdir()] == [example]


@pytest.mark.parametrize(
    ("key", "named"), [("D", "D (disagreements)"), ("d", "d (compare versions)"), ("y", "y (cite the quote)")]
)
async def test_what_the_page_of_formats_does_not_open_it_says(key: str, named: str) -> None:
    async with reading(dossier(), "at:call-1-07") as reader:
        await reader.press("E", key)
        assert f"{named} is not on this page. Esc goes back." in reader.text()
        await reader.press("escape")
        assert reader.app.screen is reader.main
