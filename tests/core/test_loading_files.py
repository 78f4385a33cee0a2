"""Files read as one: those that a dossier includes, none of them from elsewhere, and several dossiers of one reader."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers import MARK, place_of_mark
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.cache.reader import PackedDossier
from peace_tui.cli.commands import edit
from peace_tui.lint.edits import Edited, EditError, save_edits
from peace_tui.lint.record_edits import merge_records, rename_id
from peace_tui.lint.warnings import find_warnings
from peace_tui.loading.files import DossierError, load, read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS
from peace_tui.model.values import format_record
from peace_tui.system import output_file
from peace_tui.system.paths import NO_CACHE_VARIABLE
from processes import TUI

FORMAT = 'format = "peace-tui/1"\n'
OWN = f"""{FORMAT}include = ["people.toml", "shared/sources.toml"]

[dossier]
title = "The bridge"
timezone = "America/New_York"

[[people]]
id = "mayor"
name = "The Mayor"

[[events]]
id = "rally"
title = "Rally"
involved = [{{ person = "smith", role = "speaker" }}]
sources = ["gazette"]

[[quotes]]
id = "rally-1"
event = "rally"
who = "smith"
to = "mayor"
text = "Enough."
source = "gazette"
"""
PEOPLE = f"""{FORMAT}
[[people]]
id = "smith"
name = "John Smith"

[[people]]
id = "jones"
name = "Ann Jones"
roles = [{{ title = "clerk", sources = ["gazette"] }}]
"""
SOURCES = f"""{FORMAT}
[[sources]]
id = "gazette"
title = "Gazette"
issued = "2025-03-02T07:30"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dossier that includes two files."""
    folder = tmp_path / "work"
    (folder / "shared").mkdir(parents=True)
    (folder / "people.toml").write_text(PEOPLE, "utf-8")
    (folder / "shared" / "sources.toml").write_text(SOURCES, "utf-8")
    (folder / "bridge.toml").write_text(OWN, "utf-8")
    return folder / "bridge.toml"


def errors(file: Path, own: str = OWN) -> list[tuple[str, str, str]]:
    """The errors of a dossier: file, key path and message of each."""
    file.write_text(own, "utf-8")
    problems = read(own.encode(), str(file)).problems
    return [(os.path.relpath(problem.file, file.parent), problem.path, problem.message) for problem in problems]


def contents(dossier: Dossier | None) -> dict[str, list[object]]:
    assert dossier
    return {kind: [*getattr(dossier, kind)] for kind in ARRAYS} | {"info": [dossier.info]}


# --- Read as one -----------------------------------------------------------------------------------------------------


def test_the_files_are_one_dossier(file: Path) -> None:
    dossier = load(file)
    assert [person.id for person in dossier.people] == ["mayor", "smith", "jones"]
    assert dossier.source_of["gazette"].issued
    assert dossier.person_of["jones"].roles[0].sources == ("gazette",)


def split(dossier: Dossier, data: st.DataObject) -> dict[str, str]:
    """A dossier as three files, the first of which includes the others."""
    whole = tomli.loads(to_toml(dossier))
    files = {"people.toml": FORMAT, "b/more.toml": FORMAT}
    own = {kind: whole.get(kind, []) for kind in ARRAYS}
    for kind in data.draw(st.sets(st.sampled_from([*ARRAYS]), min_size=1).map(sorted)):
        first = data.draw(st.integers(0, len(own[kind])))
        second = data.draw(st.integers(first, len(own[kind])))
        files["people.toml"] += "".join(format_record(kind, table) for table in own[kind][first:second])
        files["b/more.toml"] += "".join(format_record(kind, table) for table in own[kind][second:])
        own[kind] = own[kind][:first]
    head = to_toml(dossier.replace(**dict.fromkeys(ARRAYS, ()))).replace(
        FORMAT, FORMAT + 'include = ["people.toml", "b/more.toml"]\n'
    )
    text = head + "".join(format_record(kind, table) for kind, tables in own.items() for table in tables)
    return {"own.toml": text, **files}


@given(dossiers(), st.data())
def test_split_in_any_way_it_is_the_same_dossier(dossier: Dossier, data: st.DataObject) -> None:
    files = split(dossier, data)
    text = files.pop("own.toml")
    result = read(text.encode(), "own.toml", edited={name: text.encode() for name, text in files.items()})
    assert result.problems == ()
    assert contents(result.dossier) == contents(read(to_toml(dossier).encode(), "whole.toml").dossier)
    assert result.dossier
    for name, written in {"own.toml": text, **files}.items():
        here = {record["id"] for kind in ARRAYS for record in tomli.loads(written).get(kind, []) if "id" in record}
        found = {id for id, record in result.dossier.by_id.items() if result.dossier.file_of(record) == name}
        assert found == here


def test_its_own_table_is_ignored_so_that_a_dossier_can_include_another(file: Path) -> None:
    (file.parent / "people.toml").write_text(f"{FORMAT}[dossier]\ntimezone = 7\n{PEOPLE[len(FORMAT) :]}", "utf-8")
    dossier = load(file)
    assert (dossier.info.title, dossier.info.timezone) == ("The bridge", "America/New_York")


def test_the_digest_is_of_all_files(file: Path) -> None:
    assert load(file, digest=True).digest == hashlib.sha256((OWN + PEOPLE + SOURCES).encode()).hexdigest()


@pytest.fixture
def large(file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same files counted as large, and a cache folder of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(file.parent.parent / "cache"))
    monkeypatch.delenv(NO_CACHE_VARIABLE, raising=False)
    monkeypatch.setattr("peace_tui.loading.files.LARGE_FILE_BYTES", 1)
    monkeypatch.setattr("peace_tui.loading.document.LARGE_FILE_BYTES", 1)
    return file


def test_a_large_dossier_is_kept_with_what_it_includes(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = read(OWN.encode(), str(large)).dossier
    assert contents(load(large)) == contents(plain)
    with monkeypatch.context() as patch:
        patch.setattr("peace_tui.loading.large.read", None)  # nothing is read again
        again = load(large)
    assert isinstance(again, PackedDossier)
    assert contents(again) == contents(plain)
    people = str(large.parent / "people.toml")
    assert [again.file_of(again.by_id[id]) for id in ("mayor", "smith", "jones", "rally-1")] == [
        str(large),
        people,
        people,
        str(large),
    ]
    Path(people).write_text(PEOPLE.replace("Ann", "Anna"), "utf-8")
    assert load(large).person_of["jones"].name == "Anna Jones"
    assert load(large).digest != again.digest


def test_what_is_kept_does_not_hide_that_a_file_is_gone(large: Path) -> None:
    load(large)
    (large.parent / "people.toml").unlink()
    with pytest.raises(DossierError, match=r"'people\.toml' cannot be included: there is no such file"):
        load(large)


def test_a_large_dossier_moves_with_its_files(large: Path) -> None:
    load(large)
    there = large.parent.with_name("there")
    large.parent.rename(there)
    dossier = load(there / large.name)
    assert dossier.file_of(dossier.by_id["gazette"]) == str(there / "shared" / "sources.toml")


# --- What is wrong, and where ----------------------------------------------------------------------------------------

MISTAKES: list[tuple[str, str, str, str, str]] = [
    ("people.toml", 'name = "Ann Jones"', f'{MARK}nam = "Ann Jones"', "people[1].nam", "unknown key 'nam'"),
    ("people.toml", '"jones"', f'{MARK}"mayor"', "people[1].id", "by the person people[0] of bridge.toml"),
    ("people.toml", '"jones"', f'{MARK}"smith"', "people[1].id", "by the person people[0]"),
    ("people.toml", '["gazette"]', f'[{MARK}"herald"]', "people[1].roles[0].sources[0]", "no source has the id"),
    ("people.toml", FORMAT, f"{MARK}{FORMAT.replace('format', 'x_format')}", "format", "format is missing"),
    ("people.toml", '"peace-tui/1"', f'{MARK}"peace-tui/7"', "format", "the format is 'peace-tui/7'"),
    ("people.toml", FORMAT, f"{FORMAT}{MARK}inclde = []\n", "inclde", "unknown key 'inclde'"),
    ("people.toml", FORMAT, f"{FORMAT}{MARK}include = []\n", "include", "an included file cannot include others"),
    ("people.toml", FORMAT, f"{FORMAT}quotes = {MARK}7\n", "quotes", "expected tables, found a whole number"),
    ("people.toml", '"jones"', f"{MARK}jones", "", "quotation marks"),
    ("shared/sources.toml", '"2025-03-02T07:30"', f'"2025-{MARK}13-02"', "sources[0].issued", "month"),
    ("bridge.toml", 'to = "mayor"', f'to = {MARK}"major"', "quotes[0].to", "no person has the id 'major'"),
    ("bridge.toml", '"rally"', f'{MARK}"jones"', "events[0].id", "by the person people[1] of people.toml"),
    ("bridge.toml", '"rally"', f'{MARK}"gazette"', "events[0].id", "by the source sources[0] of sources.toml"),
]


@pytest.mark.parametrize(("name", "old", "new", "path", "said"), MISTAKES)
def test_each_problem_has_its_file_line_and_column(
    file: Path, name: str, old: str, new: str, path: str, said: str
) -> None:
    spoilt = file.parent / name
    text = spoilt.read_text("utf-8")
    assert old in text
    marked = text.replace(old, new, 1)
    spoilt.write_text(marked.replace(MARK, ""), "utf-8")
    result = read(file.read_bytes(), str(file))
    assert result.dossier is None
    found = {(problem.line, problem.column): problem for problem in result.problems if problem.file == str(spoilt)}
    problem = found[place_of_mark(marked)]
    assert said in problem.message
    assert path in ("", problem.path)
    assert problem.hint


def test_all_problems_of_all_files_are_told_at_once(file: Path) -> None:
    (file.parent / "people.toml").write_text(PEOPLE.replace("name", "nam"), "utf-8")
    (file.parent / "shared" / "sources.toml").write_text(SOURCES.replace("title", "titel"), "utf-8")
    found = errors(file, OWN.replace('who = "smith"', "who = 7").replace("Enough", "\\u001b"))
    assert [(name, path) for name, path, _ in found] == [
        ("bridge.toml", "quotes[0].who"),
        ("bridge.toml", "quotes[0].text"),
        ("people.toml", "people[0].nam"),
        ("people.toml", "people[1].nam"),
        ("shared/sources.toml", "sources[0].titel"),
    ]


def test_what_is_missing_with_a_file_is_no_error_besides(file: Path) -> None:
    (file.parent / "people.toml").unlink()
    found = errors(file, OWN.replace("Enough", "\\u001b"))
    assert [(name, path) for name, path, _ in found] == [
        ("bridge.toml", "include[0]"),
        ("bridge.toml", "quotes[0].text"),
    ]
    assert "'people.toml' cannot be included: there is no such file" in found[0][2]


# --- Names that lead elsewhere ---------------------------------------------------------------------------------------


def outside(file: Path) -> Path:
    """A sound file outside the folder of the dossier."""
    return Path(shutil.copy(file.parent / "people.toml", file.parent.parent / "outside.toml"))


def link_to_file(file: Path) -> None:
    (file.parent / "link.toml").symlink_to(outside(file))


def link_to_folder(file: Path) -> None:
    outside(file)
    (file.parent / "up").symlink_to(file.parent.parent)


def link_to_itself(file: Path) -> None:
    (file.parent / "loop.toml").symlink_to("loop.toml")


def make_pipe(file: Path) -> None:
    os.mkfifo(file.parent / "pipe.toml")


NAMES: list[tuple[str, Callable[[Path], object] | None, str]] = [
    ("../outside.toml", outside, "is outside the folder"),
    ("shared/../../outside.toml", outside, "is outside the folder"),
    ("../work/people.toml", None, "is outside the folder"),
    ("..", None, "is outside the folder"),
    ("/etc/passwd", None, "is not a relative path"),
    ("C:/people.toml", None, "is not a relative path"),
    ("\\\\\\\\server\\\\people.toml", None, "is not a relative path"),
    ("link.toml", link_to_file, "is a link that leads out"),
    ("up/outside.toml", link_to_folder, "is a link that leads out"),
    ("up/../../outside.toml", link_to_folder, "is outside the folder"),
    ("loop.toml", link_to_itself, "cannot be included"),
    ("pipe.toml", make_pipe, "cannot be included"),
    ("nowhere.toml", None, "there is no such file"),
    ("shared", None, "this is a folder"),
    ("", None, "this is a folder"),
    ("-", None, "there is no such file"),
    ("people.toml\\u0000", None, "control character U+0000"),
    ("\\u202epeople.toml", None, "bidirectional control"),
    ("a" * 5_000, None, "cannot be included"),
    ("bridge.toml", None, "is this file itself"),
    ("./shared/../bridge.toml", None, "is this file itself"),
]


@pytest.mark.parametrize(("name", "prepare", "said"), NAMES)
def test_no_name_leads_elsewhere(file: Path, name: str, prepare: Callable[[Path], object] | None, said: str) -> None:
    if prepare:
        prepare(file)
    found = errors(file, OWN.replace('"people.toml"', f'"{name}"'))
    assert [(where, path) for where, path, _ in found] == [("bridge.toml", "include[0]")]
    assert said in found[0][2]
    assert len(found[0][2]) < 300
    with pytest.raises(DossierError):
        load(file)


def test_links_within_the_folder_are_followed(file: Path) -> None:
    (file.parent / "people.toml").rename(file.parent / "shared" / "all.toml")
    (file.parent / "people.toml").symlink_to("shared/all.toml")
    assert len(load(file).people) == 3


@pytest.mark.parametrize(
    ("value", "path", "said"),
    [
        ('"people.toml"', "include", "expected an array of strings, found a string"),
        ("[7]", "include[0]", "expected a string, found a whole number"),
        ('["people.toml", "shared/sources.toml", "./people.toml"]', "include[2]", "is included already"),
    ],
)
def test_only_an_array_of_different_names_will_do(file: Path, value: str, path: str, said: str) -> None:
    found = errors(file, OWN.replace('["people.toml", "shared/sources.toml"]', value))
    assert [(where, at) for where, at, _ in found] == [("bridge.toml", path)]
    assert said in found[0][2]


def test_what_is_included_twice_hides_no_other_mistake(file: Path) -> None:
    twice = OWN.replace(
        '["people.toml", "shared/sources.toml"]', '["people.toml", "shared/sources.toml", "people.toml"]'
    )
    found = errors(file, twice + '\n[[claims]]\nid = "claim-9"\ntext = "Nobody."\nabout = ["nobody"]\n')
    assert [at for _, at, _ in found] == ["include[2]", f"claims[{OWN.count('[[claims]]')}].about[0]"]


def test_nothing_is_included_from_standard_input(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    (problem,) = read(OWN.encode(), "-").problems
    assert (problem.line, problem.path) == (2, "include")
    assert "standard input" in problem.message


def test_a_dossier_is_named_from_its_own_folder_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    dossier = load("bridge.toml")
    assert dossier.files == ["bridge.toml", "people.toml", os.path.join("shared", "sources.toml")]


# --- Checked and changed ---------------------------------------------------------------------------------------------


def test_what_others_need_of_a_shared_file_is_no_warning(file: Path) -> None:
    result = read(OWN.replace('to = "mayor"\n', "").encode(), str(file), lint=find_warnings)
    assert [(problem.file, problem.path) for problem in result.problems] == [(str(file), "people[0]")]


def test_the_merger_that_is_offered_is_made_in_every_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = file.parent / "people.toml"
    people.write_text(PEOPLE.replace("Ann Jones", "John Smyth"), "utf-8")
    (problem,) = read(OWN.encode(), str(file), lint=find_warnings).problems
    assert (problem.file, problem.path) == (str(people), "people[1]")
    assert "may be the same" in problem.message
    command = problem.hint.removeprefix("if so, peace-tui ").partition(" merges them")[0]
    assert main(shlex.split(command)) == 0
    dossier = load(file)
    assert [person.id for person in dossier.people] == ["mayor", "smith"]
    assert dossier.person_of["smith"].aliases[-1] == "John Smyth"


def test_fixes_are_made_in_every_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people, sources = file.parent / "people.toml", file.parent / "shared" / "sources.toml"
    people.write_text(PEOPLE.replace('["gazette"]', '["Gazette"]'), "utf-8")
    sources.write_text(SOURCES.replace("2025-03-02T07:30", "2025-3-2"), "utf-8")
    file.write_text(OWN.replace('who = "smith"', 'who = "John Smith"'), "utf-8")
    before = [each.read_bytes() for each in (file, people, sources)]
    assert main(["check", "--fix", "--dry-run", str(file)]) == 0
    shown = capsys.readouterr().out
    assert [each.read_bytes() for each in (file, people, sources)] == before
    assert main(["check", "--fix", str(file)]) == 0
    assert capsys.readouterr().out == shown.replace("would fix", "fixed")
    assert [line.split(":")[0] for line in shown.splitlines()[:3]] == [str(file), str(people), str(sources)]
    assert file.read_text("utf-8") == OWN
    assert people.read_text("utf-8") == PEOPLE
    assert sources.read_text("utf-8") == SOURCES.replace("2025-03-02T07:30", "2025-03-02")


def test_versions_are_looked_up_in_included_quotes_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, quote = OWN.split("[[quotes]]")
    file.write_text(head, "utf-8")
    (file.parent / "people.toml").write_text(f"{PEOPLE}\n[[quotes]]{quote}", "utf-8")
    (file.parent / "texts").mkdir()
    (file.parent / "texts" / "gazette.txt").write_text("Nothing of the kind.", "utf-8")
    assert main(["check", "--verify", str(file.parent / "texts"), str(file)]) == 1
    assert f"{file.parent / 'people.toml'}:17:8: error: quotes[0].text" in capsys.readouterr().out


def texts(folder: Path) -> dict[str, str]:
    return {str(each.relative_to(folder)): each.read_text("utf-8") for each in sorted(folder.rglob("*.toml"))}


def test_an_id_changes_in_every_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = file.parent / "people.toml"
    before = texts(file.parent)
    assert main(["rename", "smith", "john", str(file), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("---")] == [f"--- {file}", f"--- {people}"]
    assert texts(file.parent) == before
    assert main(["rename", "smith", "john", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}, {people}: 'smith' is 'john' now; 2 references changed\n"
    assert file.read_text("utf-8") == OWN.replace('"smith"', '"john"')
    assert people.read_text("utf-8") == PEOPLE.replace('"smith"', '"john"')
    assert main(["rename", "john", "smith", str(file)]) == 0
    assert texts(file.parent) == before


def test_a_record_of_one_file_becomes_part_of_one_in_another(file: Path) -> None:
    assert main(["merge", "jones", "mayor", str(file)]) == 0
    dossier = load(file)
    assert dossier.quotes[0].to == ("jones",)
    assert dossier.file_of(dossier.person_of["jones"]) == str(file.parent / "people.toml")
    assert "mayor" not in dossier.by_id


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rename", "mayor", "jones"], "the person 'jones' has that id already"),
        (["rename", "gazete", "g"], "did you mean 'gazette'?"),
        (["merge", "smith", "gazette"], "of different kinds (person, source)"),
    ],
)
def test_no_file_changes_where_one_cannot(
    file: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = texts(file.parent)
    assert main([*words, str(file)]) == 2
    assert said in capsys.readouterr().err
    assert texts(file.parent) == before


def test_files_that_were_written_get_back_what_they_held(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "people.toml").chmod(0o444)
    before = texts(file.parent)
    assert main(["rename", "smith", "john", str(file)]) == 2
    assert "read-only" in capsys.readouterr().err
    assert texts(file.parent) == before


def test_a_file_that_changed_meanwhile_undoes_the_others(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    people = file.parent / "people.toml"

    def change_and_rename(*arguments: Any) -> Edited:
        edited = rename_id(*arguments)
        people.write_text(PEOPLE + "# somebody else\n", "utf-8")
        return edited

    monkeypatch.setattr(edit, "rename_id", change_and_rename)
    assert main(["rename", "smith", "john", str(file)]) == 2
    assert "has changed in the meantime" in capsys.readouterr().err
    assert file.read_text("utf-8") == OWN
    assert people.read_text("utf-8") == PEOPLE + "# somebody else\n"


def test_dossiers_that_share_a_file_change_together(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.parent / "tunnel.toml"
    other.write_text(OTHER, "utf-8")
    before = texts(file.parent)
    assert main(["rename", "jones", "ann", str(file)]) == 2
    assert f"name all dossiers together: {file} {other}" in capsys.readouterr().err
    assert texts(file.parent) == before
    assert main(["rename", "jones", "ann", str(file), str(other)]) == 0
    assert texts(file.parent) == {name: text.replace('"jones"', '"ann"') for name, text in before.items()}
    assert main(["rename", "mayor", "boss", str(file)]) == 0  # which only this file has


@settings(max_examples=25)
@given(dossiers(), st.data())
def test_edits_of_several_files_are_those_of_one(dossier: Dossier, data: st.DataObject) -> None:
    dossier = dossier.replace(views=())
    kinds = [kind for kind in ("people", "sources", "events", "quotes") if len(getattr(dossier, kind)) > 1]
    assume(kinds)
    kind = data.draw(st.sampled_from(kinds))
    keep, drop = data.draw(st.permutations([record.id for record in getattr(dossier, kind)]))[:2]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "own.toml")
        Path(folder, "b").mkdir()
        for name, text in split(dossier, data).items():
            Path(folder, name).write_text(text, "utf-8")
        before = texts(file.parent)
        for edit_files, arguments in (
            (rename_id, (keep, "new")),
            (rename_id, ("new", keep)),
            (merge_records, (keep, drop)),
        ):
            whole = to_toml(dossier).encode()
            try:
                expected = edit_files(whole, "whole.toml", *arguments).data if arguments[0] == keep else whole
            except EditError as error:
                if "are said by different people" in str(error):
                    return
                assume("in a circle" not in str(error))
                raise
            save_edits(edit_files(file.read_bytes(), str(file), *arguments).together)
            assert contents(load(file)) == contents(read(expected, "whole.toml").dossier)
            assert (texts(file.parent) == before) == (arguments[0] == "new")


@pytest.mark.parametrize(("keep", "drop"), [("jones", "mayor"), ("mayor", "jones")])
def test_a_merger_that_is_cut_short_between_two_files_can_be_made_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, keep: str, drop: str
) -> None:
    expected = {each.file: each.data for each in merge_records(file.read_bytes(), str(file), keep, drop).together}
    assert len(expected) == 2
    written: list[str] = []

    def save_one(name: str, *pieces: Any, **options: Any) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(name)
        output_file.save(name, *pieces, **options)

    together = merge_records(file.read_bytes(), str(file), keep, drop).together
    with monkeypatch.context() as killed:
        killed.setattr("peace_tui.lint.edits.save", save_one)
        with pytest.raises(KeyboardInterrupt):
            save_edits(together)
    assert {keep, drop} <= load(file).by_id.keys()
    save_edits(merge_records(file.read_bytes(), str(file), keep, drop).together)
    assert {name: Path(name).read_bytes() for name in expected} == expected


def test_a_shared_file_is_named_by_its_dossiers(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = file.parent / "people.toml"
    assert main(["rename", "smith", "john", str(people)]) == 2
    assert f"{people}: nothing is changed: it has no [dossier]; name the dossiers that include it" in (
        capsys.readouterr().err
    )


def test_no_export_replaces_an_included_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = file.parent / "people.toml"
    assert main(["export", "markdown", str(file), "-o", str(people), "--force"]) != 0
    assert people.read_text("utf-8") == PEOPLE


# --- Several dossiers ------------------------------------------------------------------------------------------------

OTHER = f"""{FORMAT}include = ["people.toml", "shared/sources.toml"]

[dossier]
title = "The tunnel"
timezone = "America/New_York"

[[events]]
id = "vote"
title = "Vote"
date = "2025-03-04T12:05"

[[quotes]]
id = "vote-1"
event = "vote"
who = "jones"
text = "More."
source = "gazette"
"""


@pytest.fixture
def other(file: Path) -> Path:
    """Another dossier that includes the same files."""
    other = file.with_name("tunnel.toml")
    other.write_text(OTHER, "utf-8")
    return other


def test_several_dossiers_are_read_as_one_under_the_head_of_the_first(file: Path, other: Path) -> None:
    dossier = load(file, other, digest=True)
    assert dossier.info.title == "The bridge"
    assert [event.id for event in dossier.events] == ["rally", "vote"]
    assert [person.id for person in dossier.people] == ["mayor", "smith", "jones"]
    assert dossier.digest == hashlib.sha256((OWN + PEOPLE + SOURCES + OTHER).encode()).hexdigest()
    assert dossier.file_of(dossier.event_of["vote"]) == str(other)
    assert dossier.beside == (str(other),)
    assert load(other, file).info.title == "The tunnel"


def test_one_file_named_twice_is_read_once(file: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(file.parent)
    assert len(load(file, other, "./tunnel.toml", "bridge.toml").quotes) == 2


def test_one_that_includes_another_may_be_named_with_it(file: Path, other: Path) -> None:
    file.write_text(OWN.replace('"people.toml"', '"people.toml", "tunnel.toml"'), "utf-8")
    with pytest.raises(DossierError, match="an included file cannot include others"):
        load(file)
    assert len(load(file, other).quotes) == 2


def test_they_include_from_their_own_folders(file: Path) -> None:
    elsewhere = file.parent.with_name("elsewhere")
    shutil.copytree(file.parent, elsewhere)
    (elsewhere / "bridge.toml").write_text(OTHER, "utf-8")
    with pytest.raises(DossierError) as raised:
        load(file, elsewhere / "bridge.toml")
    found = [(problem.file, problem.path) for problem in raised.value.problems]
    assert (str(elsewhere / "people.toml"), "people[0].id") in found
    assert f"the person people[0] of {file.parent / 'people.toml'}" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "path", "said"),
    [
        ('"vote-1"', f'{MARK}"rally-1"', "quotes[0].id", "by the quote quotes[0] of bridge.toml"),
        ('"jones"', f'{MARK}"joness"', "quotes[0].who", "no person has the id 'joness'"),
        ('"people.toml"', f'{MARK}"../people.toml"', "include[0]", "is outside the folder"),
        ('"More."', f"{MARK}More", "", "quotation marks"),
        ("America/New_York", "Europe/Kyiv", "events[0].date", "a file whose time zone is not that of the dossier"),
    ],
)
def test_mistakes_in_the_second_are_told_of_it(
    file: Path, other: Path, old: str, new: str, path: str, said: str
) -> None:
    marked = OTHER.replace(old, new, 1)
    other.write_text(marked.replace(MARK, ""), "utf-8")
    with pytest.raises(DossierError) as raised:
        load(file, other)
    (problem,) = raised.value.problems
    assert (problem.file, problem.path) == (str(other), path)
    assert said in problem.message
    assert MARK not in marked or (problem.line, problem.column) == place_of_mark(marked)


def test_clock_times_with_an_offset_are_read_in_any_time_zone(file: Path, other: Path) -> None:
    other.write_text(OTHER.replace("America/New_York", "Europe/Kyiv").replace("12:05", "12:05+02:00"), "utf-8")
    assert load(file, other).event_of["vote"].date == load(other).event_of["vote"].date


@given(dossiers(), st.integers(0, 9))
def test_a_dossier_and_what_was_cut_from_it_are_the_same_together(dossier: Dossier, cut: int) -> None:
    whole = to_toml(dossier)
    document = tomli.loads(whole)
    head = to_toml(dossier.replace(**dict.fromkeys(ARRAYS, ())))
    parts = [head, head]
    for kind in ARRAYS:
        for number, table in enumerate(document.get(kind, [])):
            parts[number >= cut] += format_record(kind, table)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("one.toml", "two.toml")]
        for file, text in zip(files, parts, strict=True):
            file.write_bytes(text.encode())
        assert contents(load(*files)) == contents(read(whole.encode(), "whole.toml").dossier)


def test_commands_take_several(file: Path, other: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [str(file), str(other)]
    assert main(["list", "quotes", *both]) == 0
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["“More.”", "“Enough.”"]
    assert main(["show", "vote-1", *both]) == 0
    assert "Ann Jones" in capsys.readouterr().out
    assert main(["export", "jsonl", *both, "--view", "event:vote"]) == 0
    assert "vote-1" in capsys.readouterr().out
    assert main(["list", "quotes", str(file), "-"]) == 2
    assert "standard input cannot be read together" in capsys.readouterr().err
    assert main(["export", "csv", *both, "-o", str(other), "--force"]) != 0
    assert other.read_text("utf-8") == OTHER
    assert main(["list", "quotes", str(file), str(file.with_name("none.toml"))]) == 2
    assert "none.toml: there is no such file" in capsys.readouterr().err


def test_large_ones_are_read_as_one_too(large: Path, other: Path) -> None:
    assert contents(load(large, other)) == contents(read(OWN.encode(), str(large), beside=[str(other)]).dossier)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what is free")
def test_a_file_that_takes_more_memory_than_is_free_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """Before the machine begins to swap; as much is free here as another process says."""
    file = tmp_path / "large.toml"
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "Person {n}"\n' for n in range(60_000))
    file.write_text(f'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n{people}')
    code = (
        "import sys; from peace_tui.system import confinement; confinement.find_free_memory = lambda: 20_000_000\n"
        "from peace_tui.__main__ import main; sys.exit(main())"
    )
    for command in (["check"], ["list", "people", "--no-cache"], ["check", "--fix"], ["rename", "p1", "q1"]):
        words = [sys.executable, "-c", code, *command, str(file)]
        run = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(TUI)}, capture_output=True, text=True)
        assert (run.returncode, run.stdout) == (2, ""), run.stderr[-500:]
        assert "too many records (about 60,000)" in run.stderr
        assert "let it take more: PEACE_TUI_MEMORY=1 (GB)" in run.stderr
        assert "Traceback" not in run.stderr
    words = [sys.executable, "-c", code, "check", str(file)]
    for memory, answer in ("1", 0), ("0.01", 2), ("much", 2), ("-1", 2), ("0", 2):
        env = {**os.environ, "PYTHONPATH": str(TUI), "PEACE_TUI_MEMORY": memory}
        run = subprocess.run(words, env=env, capture_output=True, text=True)
        assert run.returncode == answer, run.stderr[-500:]
        assert ("PEACE_TUI_MEMORY" in run.stderr) == bool(answer)
        assert "Traceback" not in run.stderr
    file.write_text(f'format = "peace-tui/1"\nx_all = [{", ".join(f"{{a = {n}}}" for n in range(120_000))}]\n')
    run = subprocess.run(words, env={**os.environ, "PYTHONPATH": str(TUI)}, capture_output=True, text=True)
    assert run.returncode == 2
    assert f"large.toml: too large ({file.stat().st_size:,} bytes): reading it takes more than 0.0 GB" in run.stderr
