"""A file that is edited: read when it has come to rest; the lines of its records; what has changed in it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed, dossier
from generated import dossiers, to_toml, views
from peace_tui.collation.changes import compare_dossiers, summarize_changes
from peace_tui.loading.positions import find_record_line
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED, Mark, Marks, MarksChange
from peace_tui.query.view import View, parse_view
from peace_tui.session.state import History, ViewState, rebase_history, rebase_state, state_from_view
from peace_tui.system.editor import MAX_ABSENT_LOOKS, DossierWatcher, FileWatcher
from peace_tui.ui.frame import compute_frame


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my.toml"
    file.write_text("one", "utf-8")
    age(file, 3600)
    return file


def age(file: Path, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(file, (moment, moment))


def looks(watch: FileWatcher, number: int = 3) -> list[bool]:
    return [watch.has_changed() for _ in range(number)]


def test_a_file_at_rest_is_not_read(file: Path) -> None:
    assert looks(FileWatcher(str(file)), 5) == [False] * 5


def test_a_change_is_read_once_it_rests(file: Path) -> None:
    watch = FileWatcher(str(file))
    file.write_text("half", "utf-8")
    age(file, 30)
    assert not watch.has_changed()
    file.write_text("whole", "utf-8")
    age(file, 20)
    assert looks(watch, 4) == [False, True, False, False]


def test_a_replacement_of_the_same_size_and_time_is_seen(file: Path) -> None:
    watch = FileWatcher(str(file))
    other = file.with_name("other")
    other.write_text("two", "utf-8")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert looks(watch) == [False, True, False]


def test_a_file_that_is_gone_for_a_moment_is_no_change(file: Path) -> None:
    watch = FileWatcher(str(file))
    away = file.rename(file.with_name("away"))
    assert looks(watch, MAX_ABSENT_LOOKS - 1) == [False] * (MAX_ABSENT_LOOKS - 1)
    away.rename(file)
    assert looks(watch) == [False] * 3


def test_a_file_that_is_gone_for_good_is_told_once_and_read_when_it_is_back(file: Path) -> None:
    watch = FileWatcher(str(file))
    away = file.rename(file.with_name("away"))
    assert looks(watch, MAX_ABSENT_LOOKS + 3) == [*[False] * (MAX_ABSENT_LOOKS - 1), True, *[False] * 3]
    away.rename(file)
    assert looks(watch) == [False, True, False]


def test_a_file_written_while_it_was_first_read_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text("new", "utf-8")
    assert looks(FileWatcher(str(tmp_path / "new.toml"))) == [True, False, False]


def test_who_knows_that_it_is_finished_need_not_wait(file: Path) -> None:
    watch = FileWatcher(str(file))
    assert not watch.has_changed_at_once()
    file.write_text("two", "utf-8")
    assert watch.has_changed_at_once()
    assert not watch.has_changed()


@pytest.mark.parametrize("name", ["nowhere/my.toml", "a\0b"])
def test_what_cannot_be_looked_at_is_gone(tmp_path: Path, name: str) -> None:
    assert looks(FileWatcher(str(tmp_path / name)), MAX_ABSENT_LOOKS).count(True) == 1


def test_a_change_in_an_included_file_is_a_change(file: Path) -> None:
    people = file.with_name("people.toml")
    people.write_text("two", "utf-8")
    age(people, 3600)
    watch = DossierWatcher(str(file), [str(people)])
    assert not watch.uncertain
    assert [watch.has_changed() for _ in range(3)] == [False] * 3
    people.write_text("more", "utf-8")
    assert [watch.has_changed() for _ in range(4)] == [False, True, False, False]
    people.write_text("even more", "utf-8")
    assert watch.has_changed_at_once()
    file.write_text("other", "utf-8")
    assert watch.has_changed_at_once()


def test_an_included_file_is_watched_while_it_is_included(file: Path) -> None:
    people = file.with_name("people.toml")
    watch = DossierWatcher(str(file), [])
    watch.follow([str(people)])
    people.write_text("now it is there", "utf-8")
    assert [watch.has_changed() for _ in range(3)] == [False, True, False]
    watch.follow([])
    people.write_text("no longer of interest", "utf-8")
    assert [watch.has_changed() for _ in range(3)] == [False] * 3


# --- Lines -----------------------------------------------------------------------------------------------------------


def header(id: str, text: str = EXAMPLE) -> int:
    return text[: text.index(f'id = "{id}"')].count("\n")


@pytest.mark.parametrize("id", ["ivanov", "王", "unused", "later", "call-1-07", "aside", "core"])
def test_a_record_has_a_line(id: str) -> None:
    assert find_record_line(EXAMPLE.encode(), id) == header(id)
    assert find_record_line(f"\ufeff{EXAMPLE}".replace("\n", "\r\n").encode(), id) == header(id)
    assert find_record_line((EXAMPLE + "\n[[broken\n").encode(), id) == header(id) + 1


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"people = 3", b"[[people]]\nid = 3", b"[" * 9999])
def test_what_is_not_there_is_at_the_top(data: bytes) -> None:
    assert find_record_line(data, "ivanov") == 1


# --- What changed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (EXAMPLE, ""),
        (EXAMPLE + '[[quotes]]\nid = "new"\nevent = "later"\ntext = "T"\n', "1 quote added"),
        (changed('text = "Nobody', 'text = "Somebody').replace("n = 2", "n = 3"), "2 quotes changed"),
        (changed('id = "unused"', 'id = "used"'), "1 source changed"),
        (changed("An example call", "Another"), "the dossier's description changed"),
        (changed("Ceasefire talks", "Talks"), "1 era added, 1 era removed"),
        (changed("Start here.", "Begin here."), "1 guided view changed"),
        (changed("number = 7", "number = 8"), "1 person changed"),
    ],
)
def test_changes_are_told_in_a_line(new: str, said: str) -> None:
    assert summarize_changes(compare_dossiers(dossier(), dossier(new))) == said


# --- What is kept of a place -----------------------------------------------------------------------------------------


@given(dossiers(), st.data())
def test_in_the_same_dossier_all_is_kept(found: Dossier, data: st.DataObject) -> None:
    view = data.draw(views(found))
    place = state_from_view(parse_view(str(view), found), found)
    again = dossier(to_toml(found))
    assert rebase_state(place, found, again) == (place, [])


@given(dossiers(), dossiers(), st.data())
def test_in_any_other_what_is_kept_can_be_shown(old: Dossier, new: Dossier, data: st.DataObject) -> None:
    place = state_from_view(data.draw(views(old)), old)
    moved, _ = rebase_state(place, old, new)
    assert parse_view(str(moved.view), new) == moved.view
    compute_frame(new, moved)


def test_a_person_under_another_id_is_found_again() -> None:
    new = dossier(EXAMPLE.replace('"smith"', '"j-smith"').replace("John Smith", "Smith"))
    place, lost = rebase_state(ViewState(view=parse_view("person:smith", dossier())), dossier(), new)
    assert (str(place.view), lost) == ("person:j-smith", [])


def test_steps_that_change_nothing_any_more_are_none() -> None:
    old, new = dossier(), dossier(changed('tags = ["plan"]\n', ""))

    def at(view: str) -> ViewState:
        return ViewState(view=parse_view(view, old))

    starred = MarksChange(UNMARKED, Marks({"smith": Mark(True)}))
    history = History([at(""), at("tag:plan"), starred, at("tag:leak")], [at("tag:plan tag:leak")])
    moved = rebase_history(history, old, new, ViewState(view=View()))
    assert moved.past == [at(""), starred, at("tag:leak")]
    assert moved.future == [at("tag:leak")]
