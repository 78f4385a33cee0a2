"""What writes files of the author's, killed at any call to the system or overtaken by an editor: nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from dossiers import EXAMPLE
from peace_tui.__main__ import main
from peace_tui.loading.files import load
from peace_tui.session.marks import marks_file, read_marks

if not hasattr(os, "fork"):
    pytest.skip("a kill takes a process of its own", allow_module_level=True)

CALLS: Final = ("open", "write", "replace", "link", "unlink", "chmod", "chown", "fsync", "ftruncate", "close", "rename")
"""The functions of `os` through which files are changed."""
SPOILT: Final = EXAMPLE.replace('"outlet-b"', '"Outlet B"', 1).replace('kind = "organization"', 'kind = "organisation"')
DOUBLE: Final = '[[people]]\nid = "smith-2"\nname = "John Smith"\n\n'
DOUBLED: Final = EXAMPLE.replace('[[people]]\nid = "王"', DOUBLE + '[[people]]\nid = "王"')
WORDS: Final = {
    "fix": (SPOILT, ["check", "--fix", "a.toml"]),
    "rename": (EXAMPLE, ["rename", "smith", "smythe", "a.toml"]),
    "merge": (DOUBLED, ["merge", "smith", "smith-2", "a.toml"]),
    "export": (EXAMPLE, ["export", "jsonl", "a.toml", "-o", "out", "--force"]),
}
OTHER: Final = "# what somebody else has saved meanwhile\n"


def in_child(act: Callable[[], int]) -> int:
    """Run a function in a process of its own, in silence; return its exit code."""
    if not (child := os.fork()):
        code = 99
        try:
            nowhere = os.open(os.devnull, os.O_RDWR)
            for descriptor in (1, 2):
                os.dup2(nowhere, descriptor)
            code = act()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(calls: int, words: list[str]) -> int:
    """Run a command that is killed in place of one of its calls; return its exit code, -9 where it was killed."""

    def act() -> int:
        left = iter(range(calls))
        for name in CALLS:
            setattr(os, name, _ending(getattr(os, name), left))
        return main(words)

    return in_child(act)


def _ending(call: Callable[..., Any], left: Iterator[int]) -> Callable[..., Any]:
    def wrapper(*args: Any, **options: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), 9)
        return call(*args, **options)

    return wrapper


@pytest.mark.parametrize("name", WORDS)
def test_a_kill_at_any_call_leaves_whole_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, words = WORDS[name]
    target = Path("out" if name == "export" else "a.toml")

    def begin() -> None:
        for path in tmp_path.iterdir():
            path.unlink()
        Path("a.toml").write_text(text, "utf-8")
        if name == "export":
            target.write_text(OTHER, "utf-8")

    begin()
    before = target.read_bytes()
    assert killed_after(10_000, words) in (0, 1)
    after = target.read_bytes()
    assert after != before
    for calls in range(200):
        begin()
        code = killed_after(calls, words)
        assert target.read_bytes() in (before, after)
        assert {path.name for path in tmp_path.iterdir() if path.suffix != ".part"} == {"a.toml", target.name}
        if code != -9:
            break
    assert code in (0, 1)
    assert calls > 4
    assert not [*tmp_path.glob(".*.part")]


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
        code = killed_after(calls, words)
        kept = read_marks(load("a.toml"))
        assert {mark.note for mark in kept.by_id.values()} - {"the other"} == {"on ivanov", "on smith-2"}
        assert marks.stat().st_mode & 0o777 == 0o600
        if code != -9:
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
        code = killed_after(calls, ["mark", "smith", "a.toml", "--star"])
        assert not marks.exists() or marks.stat().st_mode & 0o777 == 0o600
        if code != -9:
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
