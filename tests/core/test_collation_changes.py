"""Two states of a dossier compared: in a reader's terms, by themselves and inside git."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed, dossier
from generated import dossiers
from peace_tui.__main__ import main
from peace_tui.collation.changes import ADDED, CHANGED, REMOVED, compare_dossiers, diff_words
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, Info
from peace_tui.model.values import dossier_lines
from processes import TUI


def told(*spoilt: tuple[str, str]) -> list[str]:
    """What is told of the example after the replacements."""
    text = EXAMPLE
    for old, new in spoilt:
        assert old in text
        text = text.replace(old, new)
    return [f"{change.kind} {change.id}: {change.text}" for change in compare_dossiers(dossier(), dossier(text))]


def ordered(dossier: Dossier, order: Callable[[Any], Any]) -> Dossier:
    """The dossier with its records in another order."""
    arrays: dict[str, Any] = {kind: tuple(order(getattr(dossier, kind))) for kind in ARRAYS}
    return dossier.replace(**arrays)


# --- What is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("date = 2025-10-14", 'date = "2025-10"', "event call-1: date widened from 2025-10-14 to 2025-10"),
        ("date = 2025-10-14", 'date = "2025-10-14T09"', "event call-1: date narrowed from 2025-10-14 to 2025-10-14T09"),
        ("date = 2025-10-14", "date = 2025-10-15", "event call-1: date moved from 2025-10-14 to 2025-10-15"),
        (
            "date = 2025-10-14",
            'date = "2025-10-14?"',
            "event call-1: date is written differently: from 2025-10-14 to 2025-10-14?",
        ),
        ("date = 2025-10-14\n", "", "event call-1: date removed: 2025-10-14"),
        ('name = "Ivan Ivanov"', 'name = "Ivan Ivanow"', "person ivanov: renamed from Ivan Ivanov to Ivan Ivanow"),
        ('to = "smith"\n', "", "quote call-1-07: to removed: John Smith (smith)"),
        ('who = "smith"', 'who = ["smith", "ivanov"]', "quote call-1-02: who added: Ivan Ivanov (ivanov)"),
        ("n = 2\n", "n = 3\n", "quote call-1-02: n changed from 2 to 3"),
        (
            "The wording, otherwise.",
            "The wording, quite otherwise.",
            "quote call-1-07: version of Outlet B (outlet-b): wording changed (1 cut): "
            "The wording, {+quite+} otherwise.",
        ),
        (
            '\n  [[quotes.versions]]\n  source = "outlet-b"\n  text = "The wording, otherwise."\n',
            "",
            "quote call-1-07: version removed: Outlet B (outlet-b): The wording, otherwise.",
        ),
        (
            'role = "receiver"',
            'role = "host"',
            "event call-1: involvement of John Smith (smith): role changed from receiver to host",
        ),
        (
            'stance = "19 points"',
            'stance = "20 points"',
            "claim plan-points: evidence of Outlet B (outlet-b): stance changed from 19 points to 20 points",
        ),
        (
            'title = "An example call"',
            'title = "The call"',
            "dossier The call: title changed: [-An example-] {+The+} call",
        ),
        ('boxes = ["a", "b"]', "boxes = []", "person ivanov: x_card changed"),
        (
            "2025-10-09/2025-10-28",
            "2025-10-09/2025-11-28",
            "era Ceasefire talks: date widened from 2025-10-09/2025-10-28 to 2025-10-09/2025-11-28",
        ),
        (
            'view = "event:call-1 who:ivanov"',
            'view = "who:ivanov"',
            "guided view core: view changed: [-event:call-1-] who:ivanov",
        ),
    ],
)
def test_a_change_is_told_in_words(old: str, new: str, said: str) -> None:
    assert told((old, new)) == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('type = "follows"', 'type = "answers"', "event later: link of First call (call-1): type changed"),
        (
            'links = [{ to = "call-1", type = "follows", source = "outlet-a" }]\n',
            "",
            "link removed: follows First call",
        ),
        ('outcome = "no agreement", ', "", "account of Outlet A (outlet-a): outcome removed: no agreement"),
        (', "Europe/Moscow"]', "]", "clock removed: Europe/Moscow"),
        (', "Staff"]', ', "Staff", "Desk"]', "source outlet-a: author added: Desk"),
        ('family = "Reporter"', 'family = "Roe"', "source outlet-a: author added: B. Roe"),
        ('short = "Ivanov"', 'short = "I."', "person ivanov: short changed from Ivanov to I."),
        ("agreed = true", 'agreed = ["wording"]', "quote stray: agreed changed from True to ('wording',)"),
        ("agreed = true\n", "", "quote stray: agreed removed: True"),
        ("draft = true\n", "", "quote stray: draft changed from True to False"),
    ],
)
def test_a_change_in_a_table_or_a_mark_is_told(old: str, new: str, said: str) -> None:
    changes = told((old, new))
    assert any(said in change for change in changes), changes


def test_authors_in_another_order_are_told() -> None:
    authors = '{ family = "Reporter", given = "B." }'
    assert told((f'[{authors}, "Staff"]', f'["Staff", {authors}]')) == [
        "source outlet-a: author now in the order Staff → B. Reporter"
    ]


def test_statuses_change() -> None:
    assert told(('status = "disputed"\nnote', 'status = "denied"\nnote')) == [
        "quote call-1-07: status changed from disputed to denied"
    ]


def test_records_come_and_go() -> None:
    cut = EXAMPLE.replace(
        '[[quotes]]\nid = "stray"\nevent = "later"\ntext = "Nobody knows when."\nagreed = true\ndraft = true\n', ""
    )
    (gone,) = compare_dossiers(dossier(), dossier(cut))
    assert (gone.kind, gone.id, gone.change, gone.text) == ("quote", "stray", REMOVED, "Nobody knows when.")
    (come,) = compare_dossiers(dossier(cut), dossier())
    assert (come.id, come.change, come.new["event"]) == ("stray", ADDED, "later")


def test_another_id_is_one_change_wherever_it_is_used() -> None:
    assert told(('"smith"', '"j-smith"')) == ["person j-smith: id changed from smith to j-smith"]
    assert told(('"outlet-b"', '"b"')) == ["source b: id changed from outlet-b to b"]


def test_order_is_not_told() -> None:
    read = dossier()
    turned = ordered(read, lambda records: records[::-1])
    first = turned.quotes[-1]
    turned = turned.replace(quotes=(*turned.quotes[:-1], first.replace(versions=first.versions[::-1])))
    assert not compare_dossiers(read, turned)
    assert told(('who = ["ivanov"]', 'who = ["ivanov", "smith"]'))
    both = dossier(changed('who = ["ivanov"]', 'who = ["ivanov", "smith"]'))
    other = dossier(changed('who = ["ivanov"]', 'who = ["smith", "ivanov"]'))
    assert not compare_dossiers(both, other)


@given(st.data())
def test_what_is_told_is_what_differs(data: st.DataObject) -> None:
    old, new = data.draw(dossiers()), data.draw(dossiers())
    assert not compare_dossiers(old, old)
    assert not compare_dossiers(old, ordered(old, lambda records: data.draw(st.permutations(records))))
    found, back = compare_dossiers(old, new), compare_dossiers(new, old)
    assert json.dumps([change.new for change in found])
    ids = {change.id for change in found if change.key == "id"}
    for kind, name in (("people", "person"), ("quotes", "quote"), ("events", "event"), ("sources", "source")):
        before = {record.id for record in getattr(old, kind)}
        after = {record.id for record in getattr(new, kind)}
        of_kind = [change for change in found if change.kind == name]
        assert {c.id for c in of_kind if c.change == ADDED} | ids >= after - before
        assert {c.id for c in of_kind if c.change == ADDED} <= after - before
        assert {c.id for c in of_kind if c.change == REMOVED} <= before - after
        assert {c.id for c in of_kind if c.change == CHANGED} <= after
    assert bool(found) == bool(back)


@given(dossiers(), st.data())
def test_lines_say_all_and_do_not_depend_on_order(dossier: Dossier, data: st.DataObject) -> None:
    lines = [*dossier_lines(dossier)]
    turned = ordered(dossier, lambda records: data.draw(st.permutations(records)))
    assert [*dossier_lines(turned)] == lines
    text = "\n".join(lines)
    assert all(line in text for quote in dossier.quotes for line in quote.text.split("\n"))


def test_lines_say_what_an_author_keeps_in_any_shape() -> None:
    kept = dossier().replace(info=Info(title="T", extra={"x_a": [{}], "x_b": [{}, {"c": [1]}], "x_d": {"e": []}}))
    lines = ["dossier · x_a: [{}]", 'dossier · x_b: [{}, {"c": [1]}]', 'dossier · x_d: {"e": []}']
    assert [line for line in dossier_lines(kept) if line.startswith("dossier · x_")] == lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("one two three", "one three", "one [-two-] three"),
        ("a b c d e f g h i j k l m n", "a b c d e f g h i j k l m X", "… i j k l m [-n-] {+X+}"),
        ("A b c d e f g h i j k l m n", "X b c d e f g h i j k l m n", "[-A-] {+X+} b c d e f …"),
        (
            "x 1 2 3 4 5 6 7 8 9 a b y",
            "X 1 2 3 4 5 6 7 8 9 a b Y",
            "[-x-] {+X+} 1 2 3 4 5 … 7 8 9 a b [-y-] {+Y+}",
        ),
        ("二十点计划", "十九点计划", "[-二-] 十 {+九+} 点计划"),
    ],
)
def test_rewording_shows_what_went_and_came(old: str, new: str, said: str) -> None:
    assert diff_words(old, new) == said


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.toml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "new.toml").write_text(changed("date = 2025-10-14", "date = 2025-10-15"), "utf-8")
    return tmp_path


def test_exit_codes_say_whether_they_differ(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.toml", "new.toml"]) == 1
    assert capsys.readouterr().out == "1 event changed\n  call-1: date moved from 2025-10-14 to 2025-10-15\n"
    assert main(["diff", "old.toml", "old.toml"]) == 0
    assert "no visible changes" in capsys.readouterr().out
    for wrong in (["old.toml"], [], ["-", "-"], ["old.toml", "none.toml"], ["--textconv", "old.toml", "new.toml"]):
        assert main(["diff", *wrong]) == 2
        out, err = capsys.readouterr()
        assert not out
        assert err.startswith("peace-tui: ")


def test_json_holds_the_values(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.toml", "new.toml", "--format", "json"]) == 1
    (change,) = json.loads(capsys.readouterr().out)
    assert (change["kind"], change["id"], change["change"], change["key"]) == ("event", "call-1", "changed", "date")
    assert (change["old"], change["new"]) == ("2025-10-14", "2025-10-15")
    assert main(["diff", "old.toml", "old.toml", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


# --- Inside git ------------------------------------------------------------------------------------------------------


class Repository:
    """A git repository with one commit of the example, in which `peace-tui` compares dossiers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = f"{sys.executable} -m peace_tui"
        self.git("init", "--quiet")
        (folder / ".gitattributes").write_text("*.toml diff=dossier\n")
        self.write(EXAMPLE)
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "A dossier")

    def write(self, text: str) -> None:
        (self.folder / "a.toml").write_text(text, "utf-8")

    def git(self, *words: str) -> str:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            **{"PYTHONPATH": str(TUI), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
        run = subprocess.run(["git", *words], cwd=self.folder, env=environment, capture_output=True, check=True)
        return run.stdout.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_git_diff_reads_a_dossier_through_textconv(repository: Repository) -> None:
    repository.git("config", "diff.dossier.textconv", f"{repository.program} diff --textconv")
    repository.write(changed("date = 2025-10-14", "date = 2025-10-15"))
    lines = repository.git("diff", "a.toml").splitlines()
    assert [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-event call-1 · date: 2025-10-14",
        "+event call-1 · date: 2025-10-15",
    ]
    repository.write("# a comment\n" + EXAMPLE.replace("authors = ", "\nauthors   =   "))
    assert not repository.git("diff", "a.toml")
    repository.write(EXAMPLE + "\nbroken =\n")
    assert "+broken =" in repository.git("diff", "a.toml")


def test_git_difftool_tells_in_a_readers_terms(repository: Repository) -> None:
    repository.git("config", "difftool.dossier.cmd", f'{repository.program} diff "$LOCAL" "$REMOTE"')
    repository.write(changed("date = 2025-10-14", "date = 2025-10-15"))
    said = repository.git("difftool", "--no-prompt", "--tool=dossier", "a.toml")
    assert said == "1 event changed\n  call-1: date moved from 2025-10-14 to 2025-10-15\n"
