"""What writes files of the author's, killed at any call to the system, refused by it, or overtaken by an editor."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from dossiers import EXAMPLE, dossier
from kills import KILLED, assert_refusals_said, assert_whole, in_child, killed_after
from peace_tui.__main__ import main
from peace_tui.cache import store
from peace_tui.loading.files import load
from peace_tui.model.marks import Mark, Marks
from peace_tui.session.marks import MarksError, change_marks, marks_file, read_marks
from peace_tui.session.settings import CONFIG_FILE, read_settings_file, remember
from peace_tui.session.state import ViewState
from peace_tui.session.store import save_state, state_file

if not hasattr(os, "fork"):
    pytest.skip("a kill takes a process of its own", allow_module_level=True)

DOSSIER: Final = dossier()
SPOILT: Final = EXAMPLE.replace('"outlet-b"', '"Outlet B"', 1).replace('kind = "organization"', 'kind = "organisation"')
DOUBLE: Final = '[[people]]\nid = "smith-2"\nname = "John Smith"\n\n'
DOUBLED: Final = EXAMPLE.replace('[[people]]\nid = "王"', DOUBLE + '[[people]]\nid = "王"')
ARTICLE: Final = "No money for the bridge\n\n“We won’t pay,” Richard Roe told the council on Monday night.\n"
TABLE: Final = "date,speaker,quote,source\n2025-10-14,Ann Smith,I said it.,The Paper\n"
OTHER: Final = "# what somebody else has saved meanwhile\n"
PART: Final = 'format = "peace-tui/1"\n\n[[claims]]\nid = "more"\ntext = "More of it."\nabout = ["ivanov"]\n'
INCLUDING: Final = EXAMPLE.replace("[dossier]", 'include = ["b.toml"]\n\n[dossier]', 1)


class Writing(NamedTuple):
    """What is there, and a command that writes."""

    words: list[str]
    files: dict[str, str] = {"a.toml": EXAMPLE}
    linked: bool = False
    """Whether the dossier has another name, so that it is written in place."""

    def begin(self) -> None:
        """Make the folder one in which these files are, and no other."""
        for path in sorted(Path().rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        for name, text in self.files.items():
            Path(name).write_text(text, "utf-8")
        if self.linked:
            os.link("a.toml", "linked.toml")

    def act(self) -> int:
        """Run the command, on a sentence in standard input."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(b"Another word of it."))
        return main(self.words)

    def states(self) -> dict[str, bytes]:
        """What is in each file; line ends at the end of one that is written in place may be left of its longer self."""
        found = {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}
        found = {name: data for name, data in found.items() if ".part" not in name}
        return {name: data.rstrip(b"\n") for name, data in found.items()} if self.linked else found


WRITINGS: Final = {
    "fix": Writing(["check", "--fix", "a.toml"], {"a.toml": SPOILT}),
    "fix in place": Writing(["check", "--fix", "a.toml"], {"a.toml": SPOILT}, linked=True),
    "rename": Writing(["rename", "smith", "smythe", "a.toml"]),
    "rename in place": Writing(["rename", "smith", "s", "a.toml"], linked=True),
    "rename in two files": Writing(["rename", "ivanov", "ivan", "a.toml"], {"a.toml": INCLUDING, "b.toml": PART}),
    "merge": Writing(["merge", "smith", "smith-2", "a.toml"], {"a.toml": DOUBLED}),
    "quote": Writing(["quote", "a.toml", "--event", "call-1", "--who", "smith", "--source", "outlet-b"]),
    "draft": Writing(["draft", "b.txt", "-o", "a.toml"], {"a.toml": EXAMPLE, "b.txt": ARTICLE}),
    "new draft": Writing(["draft", "b.txt", "-o", "out"], {"b.txt": ARTICLE}),
    "export": Writing(["export", "jsonl", "a.toml", "-o", "out", "--force"], {"a.toml": EXAMPLE, "out": OTHER}),
    "new export": Writing(["export", "jsonl", "a.toml", "-o", "out"]),
    "export of parts": Writing(["export", "jsonl", "a.toml", "-o", "parts/"]),
    "import": Writing(["import", "csv", "b.csv", "-o", "out", "--force"], {"b.csv": TABLE, "out": OTHER}),
    "new import": Writing(["import", "csv", "b.csv", "-o", "out"], {"b.csv": TABLE}),
    "new": Writing(["new", "out.toml"], {}),
    "schema": Writing(["schema", "-o", "out", "--force"], {"out": OTHER}),
}
ERRORS: Final = {"not allowed": (errno.EACCES,), "failed": (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)}
"""The first is answered otherwise: what may not be written beside a file is written into it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the commands are given, and nothing else is."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.mark.parametrize("name", WRITINGS)
@pytest.mark.usefixtures("folder")
def test_a_kill_at_any_call_leaves_whole_files(name: str) -> None:
    writing = WRITINGS[name]
    assert_whole(writing.begin, writing.act, writing.states)


@pytest.mark.parametrize("errors", ERRORS)
@pytest.mark.parametrize("name", WRITINGS)
def test_what_the_system_refuses_is_said_and_changes_nothing(name: str, errors: str, folder: Path) -> None:
    writing = WRITINGS[name]
    assert_refusals_said(ERRORS[errors], writing.begin, writing.act, writing.states, folder)


class Own(NamedTuple):
    """A file of the reader's own."""

    place: Callable[[], str]
    write: Callable[[bool], object]
    """Writes one of two contents; returns why it cannot, or nothing."""
    says: bool
    """Whether it does say so."""


OWN: Final = {
    "state": Own(lambda: state_file(DOSSIER), lambda new: save_state(DOSSIER, ViewState(zoomed=new)), says=False),
    "settings": Own(lambda: read_settings_file(CONFIG_FILE).path, lambda new: remember("mouse", new), says=True),
    "marks": Own(marks_file, lambda new: mark(star=new), says=True),
    "cache": Own(
        lambda: store.pack_file(DIGEST), lambda new: store.save_pack(DIGEST, [bytes([new]) * 5_000]), says=False
    ),
}
DIGEST: Final = "0" * 64


def mark(*, star: bool) -> str:
    try:
        change_marks(DOSSIER, lambda _: Marks({"smith": Mark(starred=star, note="a note")}))
    except MarksError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", OWN)
def test_what_the_reader_has_kept_is_whole_after_a_kill_and_where_the_system_refuses(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    own = OWN[name]
    own.write(False)
    file = Path(own.place())
    before = file.read_bytes()

    def begin() -> None:
        for path in (file, *file.parent.glob(".*.part")):
            path.unlink(missing_ok=True)
        file.write_bytes(before)
        file.chmod(0o600)

    def act() -> int:
        why = own.write(True)
        print(why)
        return 2 if why else 0

    assert_whole(begin, act, file.read_bytes)
    for numbers in ERRORS.values():
        assert_refusals_said(numbers, begin, act, file.read_bytes, tmp_path, failed=2 if own.says else 0)


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
    text, words = WRITINGS[name].files["a.toml"], WRITINGS[name].words
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
