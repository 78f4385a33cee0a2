"""The reader's own marks: kept beside the dossier, found again, carried along, and never lost."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

import peace_tui
from command_line import Run
from dossiers import EXAMPLE, changed
from dossiers import dossier as dossier_of
from generated import MARK, ODD_TEXTS, dossiers
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED, Mark, Marks, NamedView
from peace_tui.query.engine import match_clauses
from peace_tui.query.view import parse_view
from peace_tui.session.marks import MarksError, change_marks, marks_file, name_dossier, read_marks
from processes import PATIENCE

DOSSIER: Final = dossier_of()


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def keep(id: str, mark: Mark, dossier: Dossier = DOSSIER) -> Marks:
    return change_marks(dossier, lambda marks: marks.with_mark(id, mark)).after


# --- Kept and found again --------------------------------------------------------------------------------------------


def test_marks_are_kept_in_a_file_for_their_owner_only(state: Path) -> None:
    assert read_marks(DOSSIER) == UNMARKED
    mark = Mark(True, "ask", ("lead",), "The reading text.")
    keep("call-1-07", mark)
    assert read_marks(DOSSIER).by_id == {"call-1-07": mark}
    file = Path(marks_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    written = tomli.loads(file.read_text("utf-8"))
    assert written["dossiers"]["example-call"]["records"]["call-1-07"]["note"] == "ask"
    keep("call-1-07", Mark())
    assert read_marks(DOSSIER) == UNMARKED


NAMES = st.sampled_from([*ODD_TEXTS, "a.b", "x y", ""])
WRITTEN = st.text(max_size=30).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


@given(
    st.dictionaries(
        NAMES, MARK.flatmap(lambda mark: WRITTEN.map(lambda note: mark._replace(note=note, name=note))), max_size=4
    ),
    st.dictionaries(NAMES, st.builds(NamedView, WRITTEN, WRITTEN), max_size=3),
)
def test_whatever_is_marked_is_found_again(by_id: dict[str, Mark], views: dict[str, NamedView]) -> None:
    marks = Marks({id: mark for id, mark in by_id.items() if not mark.is_empty}, views)
    assert change_marks(DOSSIER, lambda before: marks).after == marks
    other = DOSSIER.replace(info=DOSSIER.info.replace(id="another"))
    keep("x", Mark(True), other)
    assert read_marks(DOSSIER) == marks
    assert read_marks(other).by_id == {"x": Mark(True)}


def test_a_dossier_without_an_id_is_known_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(changed('id = "example-call"\n', ""), "utf-8")
    (tmp_path / "link.toml").symlink_to("a.toml")
    keep("ivanov", Mark(True), load(str(tmp_path / "a.toml")))
    assert read_marks(load(str(tmp_path / "link.toml"))).of("ivanov").starred
    piped = DOSSIER.replace(info=DOSSIER.info.replace(id=None), path="-")
    assert name_dossier(piped) == ""
    assert read_marks(piped) == UNMARKED
    with pytest.raises(MarksError, match="no id"):
        keep("ivanov", Mark(True), piped)


def test_a_dossier_whose_file_has_a_name_that_is_not_utf_8_keeps_its_marks(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.toml")
    Path(file).write_text(changed('id = "example-call"\n', ""), "utf-8")
    keep("ivanov", Mark(True), load(file))
    assert read_marks(load(file)).of("ivanov").starred
    assert name_dossier(load(file)).endswith("caf\\xe9.toml")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_regular_file_is_not_waited_for() -> None:
    os.makedirs(os.path.dirname(marks_file()))
    os.mkfifo(marks_file())
    with pytest.raises(MarksError, match="not a regular file"):
        read_marks(DOSSIER)


def test_what_else_the_file_holds_stays() -> None:
    keep("ivanov", Mark(True))
    file = Path(marks_file())
    file.write_text(
        file.read_text("utf-8")
        + "color = 0\n\n[dossiers.other]\nseen = 2025-10-14\n[dossiers.other.records.z]\nstarred = true\n",
        "utf-8",
    )
    keep("smith", Mark(note="two\nlines"))
    written = tomli.loads(file.read_text("utf-8"))["dossiers"]
    assert written["other"]["records"]["z"] == {"starred": True}
    assert str(written["other"]["seen"]) == "2025-10-14"
    assert written["example-call"]["records"]["ivanov"] == {"starred": True, "color": 0}
    assert written["example-call"]["records"]["smith"] == {"note": "two\nlines"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"[", "is not TOML"),
        (b"\xff", "is not UTF-8"),
        (b"a = " + b"9" * 5_000, "is not TOML"),
        (b'format = "peace-tui-marks/2"', "update peace-tui"),
        (b"dossiers = 1", "dossiers must be a table"),
        (b"[dossiers.a]\nrecords = [1]", "dossiers.a.records must be a table"),
        (b"[dossiers.a.records.b]\nstarred = 1", "dossiers.a.records.b.starred must be true or false"),
        (b"[dossiers.a.records.b]\ntags = [1]", "dossiers.a.records.b.tags must be an array of words"),
        (b"[dossiers.a.views.b]\nview = 1", "dossiers.a.views.b.view must be text in quotes"),
    ],
)
def test_a_file_that_holds_no_marks_is_left_as_it_is(text: bytes, why: str, run: Run) -> None:
    file = Path(marks_file())
    file.parent.mkdir(parents=True)
    file.write_bytes(text)
    with pytest.raises(MarksError, match=why):
        read_marks(DOSSIER)
    with pytest.raises(MarksError, match=why):
        keep("ivanov", Mark(True))
    assert file.read_bytes() == text
    answer = run("list", "marks", "a.toml")
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err
    assert run("list", "quotes", "a.toml").code == 0  # which asks for none


# --- Two programs, a full disk, a killed program ---------------------------------------------------------------------

WRITE: Final = """
import resource, signal, sys
from peace_tui.loading.files import load
from peace_tui.model.marks import Mark
from peace_tui.session.marks import MarksError, change_marks

dossier = load(sys.argv[1])
if sys.argv[2] == "full":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    for number in range(25):
        change_marks(dossier, lambda marks: marks.with_mark(f"{sys.argv[2]}-{number}", Mark(True)))
except MarksError as error:
    sys.exit(str(error))
"""


def writer(tmp_path: Path, how: str) -> subprocess.Popen[str]:
    (tmp_path / "a.toml").write_text(EXAMPLE, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(peace_tui.__file__).parents[1])}
    command = [sys.executable, "-c", WRITE, str(tmp_path / "a.toml"), how]
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)


def test_two_programs_lose_nothing_of_each_other(tmp_path: Path) -> None:
    writers = [writer(tmp_path, name) for name in ("one", "two", "three")]
    assert [each.communicate(timeout=PATIENCE)[1] for each in writers] == ["", "", ""]
    assert len(read_marks(DOSSIER).by_id) == 75


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    keep("ivanov", Mark(True))
    before = Path(marks_file()).read_bytes()
    run = writer(tmp_path, "full")
    _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert said.startswith("not kept: ")
    assert "nothing is changed" in said
    assert Path(marks_file()).read_bytes() == before


def test_a_killed_program_leaves_what_was_kept(tmp_path: Path) -> None:
    for _ in range(3):
        run = writer(tmp_path, "killed")
        run.kill()
        run.communicate()
        read_marks(DOSSIER)  # whole, whenever it was killed
    keep("ivanov", Mark(True))
    assert read_marks(DOSSIER).of("ivanov").starred


# --- Edits, renames, merges ------------------------------------------------------------------------------------------


def test_marks_follow_a_rename_and_a_merge_and_outlive_an_edit(run: Run) -> None:
    file = Path("a.toml")
    assert run("mark", "ivanov", "a.toml", "--star", "--note", "who is he", "--tag", "lead").out == (
        "ivanov: starred; who is he #lead\n"
    )
    assert run("mark", "smith", "a.toml", "--note", "the other").code == 0
    dossier = load("a.toml")
    view = NamedView("who:ivanov at:ivanov")
    change_marks(dossier, lambda marks: marks.with_view("Mine", view))
    text = file.read_text("utf-8")
    assert run("rename", "ivanov", "ivanov-i", "a.toml", "--dry-run").code == 0
    assert "ivanov" in read_marks(dossier).by_id
    assert run("rename", "ivanov", "ivanov-i", "a.toml").err == ""
    marks = read_marks(load("a.toml"))
    assert marks.of("ivanov-i").words == "who is he #lead"
    assert "ivanov" not in marks.by_id
    assert marks.views["Mine"].view == "who:ivanov-i at:ivanov-i"
    assert run("merge", "ivanov-i", "smith", "a.toml").err == ""
    united = read_marks(load("a.toml")).by_id
    assert {id: (mark.starred, mark.note, mark.tags) for id, mark in united.items()} == {
        "ivanov-i": (True, "who is he\nthe other", ("lead",))
    }
    file.write_text(text, "utf-8")  # edited by hand: the record has its old id again
    rows = json.loads(run("list", "marks", "a.toml", "--format", "json").out)
    assert [(row["id"], row["title"], row["gone"]) for row in rows] == [
        ("ivanov-i", "Ivan Ivanov", True),
        ("Mine", "who:ivanov-i at:ivanov-i", False),
    ]
    assert "gone" in run("list", "marks", "a.toml").out
    assert run("mark", "ivanov-i", "a.toml", "--remove").out == "ivanov-i: not marked\n"


def test_marks_are_listed_filtered_and_exported(run: Run) -> None:
    assert run("list", "marks", "a.toml").code == 1
    run("mark", "call-1-07", "a.toml", "--star", "--note", "ask *them*", "--tag", "lead")
    run("mark", "outlet-a", "a.toml", "--note", "paywalled")
    assert run("list", "quotes", "a.toml", "--view", "starred:yes").out.count("\n") == 1
    assert "call-1-07" in run("list", "quotes", "a.toml", "--view", "mine:lead").out
    assert [row["id"] for row in json.loads(run("list", "marks", "a.toml", "--format", "json").out)] == [
        "call-1-07",
        "outlet-a",
    ]
    filtered = run("list", "marks", "a.toml", "--view", "starred:yes", "--format", "jsonl").out
    assert "call-1-07" in filtered
    plain = run("export", "markdown", "a.toml").out
    assert "ask" not in plain
    noted = run("export", "markdown", "a.toml", "--with-notes").out
    assert "*My mark:* ★  \nask \\*them\\*  \ntags: lead\n" in noted
    assert "  *My mark:* paywalled\n" in noted
    assert "--with-notes is an option of markdown" in run("export", "csv", "a.toml", "--with-notes").err
    assert run("mark", "call-1-07", "a.toml", "--unstar", "--note", "").out == "call-1-07: #lead\n"
    assert run("mark", "call-1-07", "a.toml").out == "call-1-07: #lead\n"
    assert run("mark", "call-1-7", "a.toml", "--star").code == 1
    assert run("mark", "call-1-07", "a.toml", "--star", "--unstar").code == 2
    for more in (["--star"], ["--note", "ask"], ["--tag", "lead"]):
        assert run("mark", "call-1-07", "a.toml", "--remove", *more).code == 2
    assert run("mark", "call-1-07", "a.toml").out == "call-1-07: #lead\n"


def test_a_note_commands_no_terminal(run: Run) -> None:
    run("mark", "call-1-07", "a.toml", "--note", "a\x1b[2Jb\nc", "--tag", "d\x07")
    assert read_marks(DOSSIER).of("call-1-07")[1:3] == ("a[2Jb\nc", ("d",))
    assert run("mark", "call-1-07", "a.toml", "--tag", "\x07").code == 2
    keep("call-1-07", Mark(note="a\x1b[2Jb", tags=("d\x07",)))
    noted = run("export", "markdown", "a.toml", "--with-notes").out
    assert "\x1b" not in noted
    assert "\x07" not in noted
    assert "u001b" in noted


def test_records_are_shown_and_listed_with_what_is_marked_apart_from_what_they_are(run: Run) -> None:
    bare, records = run("show", "call-1-07", "a.toml").out, run("show", "call-1-07", "a.toml", "--format", "json").out
    listed = {kind: run("list", kind, "a.toml").out for kind in ("quotes", "people", "claims")}
    assert "yours" not in "".join(listed.values())
    run("mark", "call-1-07", "a.toml", "--star", "--tag", "lead")
    change_marks(
        DOSSIER, lambda marks: marks.with_mark("call-1-07", marks.of("call-1-07")._replace(note="ask\x1b[31m"))
    )
    run("mark", "smith", "a.toml", "--note", "the other")
    said = "\nMarked by you, not in the dossier: starred; ask\\u001b[31m #lead\n"
    shown = run("show", "call-1-07", "a.toml")
    assert shown.out.startswith(bare)
    assert shown.out.removeprefix(bare) == said
    assert run("show", "call-1-07", "a.toml", "--format", "json").out == records
    (row,) = [line for line in run("list", "quotes", "a.toml").out.splitlines() if "call-1-07" in line]
    assert re.search(r"call-1-07 +starred  \S", row)
    (row,) = [line for line in run("list", "people", "a.toml").out.splitlines() if "John Smith" in line]
    assert re.search(r"smith +noted +John Smith", row)
    assert run("list", "claims", "a.toml").out == listed["claims"]
    assert "starred" not in run("list", "quotes", "a.toml", "--format", "csv").out
    Path(marks_file()).write_text("[", "utf-8")
    for words in (["show", "call-1-07"], ["list", "quotes"]):
        answer = run(*words, "a.toml")
        assert (answer.code, answer.err.count("\n")) == (0, 1)
        assert answer.err.startswith("peace-tui: your marks are not shown: ")
    assert run("show", "call-1-07", "a.toml").out == bare


@given(dossiers(), st.data())
def test_a_marked_dossier_is_the_same_dossier(dossier: Dossier, data: st.DataObject) -> None:
    ids = st.sampled_from([*dossier.by_id, "gone"])
    marks = Marks(data.draw(st.dictionaries(ids, MARK.filter(lambda mark: not mark.is_empty), max_size=3)))
    match_clauses(dossier, parse_view("starred:yes", dossier).clauses)
    marked = dossier.with_marks(marks)
    assert dossier.marks == UNMARKED
    assert marked.quotes is dossier.quotes
    found = match_clauses(marked, parse_view("starred:yes", marked).clauses).quotes
    assert {marked.quote_index.records[position].id for position in found} == {
        quote.id for quote in dossier.quotes if marks.of(quote.id).starred
    }


def test_words_with_a_hash_are_tags() -> None:
    mark = Mark(True, "old").with_words("ask  #lead the outlet #Two a#b # #lead")
    assert mark == Mark(True, "ask the outlet a#b #", ("lead", "Two"))
    assert mark.words == "ask the outlet a#b # #lead #Two"
