"""What writes files of the author's, killed at any call to the system or overtaken by an editor: nothing is lost."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE, dossier
from kills import KILLED, assert_whole, in_child, killed_after
from peace_tui.__main__ import main
from peace_tui.loading.files import load
from peace_tui.session.marks import marks_file, read_marks
from peace_tui.session.settings import CONFIG_FILE, read_settings_file, remember
from peace_tui.session.state import ViewState
from peace_tui.session.store import save_state, state_file

if not hasattr(os, "fork"):
    pytest.skip("a kill takes a process of its own", allow_module_level=True)

DOSSIER: Final = dossier()
SPOILT: Final = EXAMPLE.replace('"outlet-b"', '"Outlet B"', 1).replace('kind = "organization"', 'kind = "organisation"')
DOUBLE: Final = '[[people]]\nid = "smith-2"\nname = "John Smith"\n\n'
DOUBLED: Final = EXAMPLE.replace('[[people]]\nid = "王"', DOUBLE + '[[people]]\nid = "王"')
WORDS: Final = {
    "fix": (SPOILT, ["check", "--fix", "a.toml"]),
    "rename": (EXAMPLE, ["rename", "smith", "smythe", "a.toml"]),
    "merge": (DOUBLED, ["merge", "smith", "smith-2", "a.toml"]),
    "quote": (EXAMPLE, ["quote", "a.toml", "--event", "call-1", "--who", "smith", "--source", "outlet-b"]),
    "draft": (EXAMPLE, ["draft", "article.txt", "-o", "a.toml"]),
    "export": (EXAMPLE, ["export", "jsonl", "a.toml", "-o", "out", "--force"]),
}
ARTICLE: Final = "No money for the bridge\n\n“We won’t pay,” Richard Roe told the council on Monday night.\n"
OTHER: Final = "# what somebody else has saved meanwhile\n"


@pytest.mark.parametrize("name", WORDS)
def test_a_kill_at_any_call_leaves_whole_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, words = WORDS[name]
    target = Path("out" if name == "export" else "a.toml")

    def begin() -> None:
        for path in tmp_path.iterdir():
            path.unlink()
        Path("a.toml").write_text(text, "utf-8")
        Path("article.txt").write_text(ARTICLE, "utf-8")
        if name == "export":
            target.write_text(OTHER, "utf-8")

    def act() -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Another word of it.")))
        return main(words)

    def states() -> bytes:
        others = {path.name for path in tmp_path.iterdir() if path.suffix != ".part"}
        assert others == {"a.toml", "article.txt", target.name}
        return target.read_bytes()

    assert_whole(begin, act, states)
    assert not [*tmp_path.glob(".*.part")]


OWN: Final[dict[str, tuple[Callable[[], str], Callable[[bool], object]]]] = {
    "state": (lambda: state_file(DOSSIER), lambda new: save_state(DOSSIER, ViewState(zoomed=new))),
    "settings": (lambda: read_settings_file(CONFIG_FILE).path, lambda new: remember("mouse", new)),
}
"""The files of the reader's own: where each is, and what writes it."""


@pytest.mark.parametrize("name", OWN)
def test_a_kill_leaves_what_the_reader_has_kept(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("STATE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    place, write = OWN[name]
    write(False)
    file = Path(place())
    before = file.read_bytes()
    assert_whole(lambda: void(file.write_bytes(before)), lambda: void(write(True)), file.read_bytes)


def void(_: object) -> None:
    """Return nothing, which is a success."""


@pytest.mark.parametrize(
    "words",
    [
        ["mark", "smith", "a.toml", "--note", "the other"],
        ["rename", "ivanov", "ivanov-i", "a.toml"],
        ["merge", "smith", "smith-2", "a.toml"],
    ],
    ids=" ".join,
)
def test_a_kill_at_any_call_keeps_the_readers_marks(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are on the record, under its new id or its former one; a mark that was being made is there or not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Path("a.toml").write_text(DOUBLED, "utf-8")
    for id in ("ivanov", "smith-2"):
        assert in_child(partial(main, ["mark", id, "a.toml", "--note", f"on {id}"])) == 0
    marks, begun = Path(marks_file()), Path(marks_file()).read_bytes()
    for calls in range(200):
        Path("a.toml").write_text(DOUBLED, "utf-8")
        marks.write_bytes(begun)
        code = killed_after(calls, partial(main, words))
        kept = read_marks(load("a.toml"))
        assert {mark.note for mark in kept.by_id.values()} - {"the other"} == {"on ivanov", "on smith-2"}
        assert marks.stat().st_mode & 0o777 == 0o600
        if code != KILLED:
            break
    assert code == 0
    assert calls > 4
    assert kept.by_id.keys() <= load("a.toml").by_id.keys()


def test_a_killed_program_shows_nobody_else_the_first_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    Path("a.toml").write_text(EXAMPLE, "utf-8")
    marks = Path(marks_file())
    for calls in range(200):
        marks.unlink(missing_ok=True)
        code = killed_after(calls, partial(main, ["mark", "smith", "a.toml", "--star"]))
        assert not marks.exists() or marks.stat().st_mode & 0o777 == 0o600
        if code != KILLED:
            break
    assert code == 0


@pytest.mark.parametrize("name", ["fix", "rename", "merge"])
def test_what_somebody_saves_meanwhile_is_kept(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, words = WORDS[name]
    file = Path("a.toml")
    file.write_text(text, "utf-8")

    def act() -> int:
        fsync = os.fsync

        def overtaken(descriptor: int) -> None:
            file.write_text(text + OTHER, "utf-8")
            fsync(descriptor)

        setattr(os, "fsync", overtaken)  # noqa: B010  # in this process alone
        return main(words)

    assert in_child(act) == 2
    assert file.read_text("utf-8") == text + OTHER
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]


def test_no_export_overwrites_its_own_dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.toml").write_text(EXAMPLE, "utf-8")
    Path("link.toml").symlink_to("a.toml")
    for output in ("a.toml", "./a.toml", "link.toml"):
        words = ["export", "jsonl", "a.toml", "-o", output, "--force"]
        assert in_child(partial(main, words)) == 2
    assert Path("a.toml").read_text("utf-8") == EXAMPLE
