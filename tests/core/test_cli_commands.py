"""What `list`, `show` and `check` print, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from command_line import Answer, Run, ids
from dossiers import EXAMPLE, changed, dossier
from peace_tui.cli import spec as usage
from peace_tui.model.values import record_values

# --- list ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["events", "people", "quotes", "sources", "claims"])
def test_every_kind_is_listed_in_every_form(run: Run, kind: str) -> None:
    rows = json.loads(run("list", kind, "a.toml", "--format", "json").out)
    assert rows
    for form in usage.OUTPUT_FORMATS:
        answer = run("list", kind, "a.toml", "--format", form)
        assert (answer.code, answer.err) == (0, "")
        assert all(row["id"] in answer.out for row in rows)
    assert len(run("list", kind, "a.toml").out.splitlines()) == len(rows)


def test_as_pane_is_the_pane(run: Run) -> None:
    words = ("list", "events", "a.toml", "--view", "event:later", "--format", "jsonl")
    assert ids(run(*words)) == ["later"]
    assert ids(run(*words, "--as-pane")) == ["call-1", "later"]


def test_nothing_matched_is_1_and_still_the_form(run: Run) -> None:
    words = ("list", "quotes", "a.toml", "--view", "zzz", "--format")
    assert (run(*words, "json").out, run(*words, "jsonl").out, run(*words, "text").out) == ("[]\n", "", "")
    assert run(*words, "csv").out.startswith("id,event,")
    answer = run(*words, "json")
    assert answer.code == 1
    assert answer.err == "peace-tui: no quotes match: zzz\n"


def test_a_bad_view_shows_the_place(run: Run) -> None:
    answer = run("list", "quotes", "a.toml", "--view", "mode:direct who:ivanof")
    assert (answer.code, answer.out) == (2, "")
    message, view, mark, hint = answer.err.splitlines()
    assert message == "peace-tui: the view cannot be read: no person called 'ivanof'"
    assert view.strip() == "mode:direct who:ivanof"
    assert view[mark.index("^") :] == "ivanof"
    assert hint.strip() == "did you mean “Ivan Ivanov” (ivanov)?"


@pytest.mark.parametrize("start", ["王 ", "x " * 500, "a\tb\n", "\x1b[31m "])
def test_the_place_in_an_odd_view_is_marked_where_it_is_seen(run: Run, start: str) -> None:
    answer = run("list", "quotes", "a.toml", "--view", f"{start}tag:nowhere")
    assert answer.code == 2
    _, view, mark, *_ = answer.err.splitlines()
    wide = view.count("王")
    assert view[mark.index("^") - wide :] == "nowhere"
    assert "\x1b" not in answer.err


def test_a_view_of_another_state_says_what_is_gone_and_shows_the_rest(run: Run) -> None:
    words = ("list", "quotes", "a.toml", "--view", "who:ivanov,ivanof at:gone-1")
    assert run(*words).code == 2
    state = json.loads(run("stats", "a.toml", "--format", "json").out)["sha256"]
    answer = run(*words, "--made-on", "0123456789ab", "--format", "jsonl")
    rest = run("list", "quotes", "a.toml", "--view", "who:ivanov", "--format", "jsonl")
    assert (answer.code, ids(answer)) == (0, ids(rest))
    assert answer.err.startswith("peace-tui: this view was made on another state of the dossier (0123456789ab; ")
    assert f"this one is {state[:12]})" in answer.err
    assert "gone from it: who:ivanof (did you mean “Ivan Ivanov” (ivanov)?), at:gone-1" in answer.err
    assert run(*words, "--made-on", state[:12]).code == 2  # on the same state it is a mistake
    answer = run("list", "quotes", "a.toml", "--view", "who:ivanov", "--made-on", "0123456789ab")
    assert "all that it names is still there" in answer.err
    assert run("list", "quotes", "a.toml", "--view", "who:ivanov", "--made-on", state).err == ""
    assert "is not the digest of a dossier" in run("list", "quotes", "a.toml", "--made-on", "latest").err


def test_a_wrong_dossier_is_reported_whole(run: Run) -> None:
    Path("b.toml").write_text(changed("n = 7", 'n = "7"').replace('"call"', '"cal"', 1), "utf-8")
    for words in (["list", "quotes"], ["show", "call-1"]):
        answer = run(*words, "b.toml")
        assert (answer.code, answer.out) == (2, "")
        assert "the dossier has 2 errors" in answer.err
        assert "b.toml:60:8: error: events[0].type" in answer.err
        assert "b.toml:84:5: error: quotes[0].n" in answer.err


def test_the_bundled_dossier_is_listed(run: Run) -> None:
    answer = run("list", "quotes", "--view", "person:witkoff,ushakov date:2025-10-14", "--format", "jsonl")
    assert answer.code == 0
    assert len(ids(answer)) > 3


# --- show ------------------------------------------------------------------------------------------------------------


def shown(run: Run, id: str) -> str:
    answer = run("show", id, "a.toml")
    assert (answer.code, answer.err) == (0, "")
    text: str = answer.out
    return text


def test_a_quote_is_shown_whole(run: Run) -> None:
    text = shown(run, "call-1-07")
    for words in (
        "quote call-1-07",
        "Ivan Ivanov (ivanov)",
        "John Smith (smith)",
        "王小明 (王)",
        "First call (call-1)",
        "14 October 2025 [2025-10-14], as its event",
        "The reading text.",
        "Wording as printed, with [its] insertions and … cuts.",
        "Outlet A (outlet-a)",
        "para 9",
        "recording reviewed by outlet-b",
        "translated_from ru",
        "The wording, otherwise.",
        "plan; leak",
        "disputed",
        "Why this reading.",
        "How many points the plan had. (disputed, plan-points)",
    ):
        assert words in text


def test_the_other_records_are_shown_whole(run: Run) -> None:
    event = shown(run, "call-1")
    assert all(words in event for words in ("PT5M", "by telephone", "caller", "high", "leak", "Said before, written"))
    person = shown(run, "ivanov")
    assert all(words in person for words in ("Иван Иванов", "presidential aide", "Q42", "Russia", "person:ivanov"))
    assert '{"number": 7, "boxes": ["a", "b"]}' in person
    source = shown(run, "outlet-b")
    assert "basis of    Outlet A (outlet-a)" in source
    assert "28 points" in shown(run, "plan-points")
    assert "roles       presidential aide, The Kremlin (since 2012), according to Outlet A" in person
    assert "links       Follows: First call, 14 October 2025, according to Outlet A (call-1)" in shown(run, "later")
    assert "author      B. Reporter" in shown(run, "outlet-a")
    assert "draft       not reviewed yet" in shown(run, "stray")
    assert "event:call-1 who:ivanov" in shown(run, "core")


def test_an_unknown_id_names_the_nearest(run: Run) -> None:
    answer = run("show", "call-1-7", "a.toml")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "peace-tui: no record with the id 'call-1-7'; did you mean 'call-1-07'?\n"


def test_an_id_may_begin_with_a_hyphen(run: Run) -> None:
    Path("a.toml").write_text(changed('id = "unused"', 'id = "-x"'), "utf-8")
    assert run("show", "--", "-x", "a.toml").out.startswith("source -x\n")


# --- check -----------------------------------------------------------------------------------------------------------


def checked(text: str) -> str:
    """The document, with every warning about it silenced."""
    return text.replace("[dossier]\n", "[dossier]\nchecked = true\n", 1)


def test_a_sound_dossier_is_counted(run: Run) -> None:
    Path("a.toml").write_text(checked(EXAMPLE), "utf-8")
    answer = run("check", "a.toml")
    counted = "4 people, 3 sources, 2 events, 3 quotes, 2 claims, 1 era, 1 guided view"
    drafts = "a.toml: quotes: 2 of 3 reviewed (the others have draft = true)\n"
    assert (answer.code, answer.out, answer.err) == (0, f"{drafts}a.toml: no problems: {counted}\n", "")
    assert run("check", "a.toml", "--format", "json").out == "[]\n"


def test_drafts_are_counted_down(run: Run) -> None:
    text = checked(EXAMPLE).replace("[[people]]", "[[people]]\ndraft = true", 1)
    Path("a.toml").write_text(text, "utf-8")
    counted = "a.toml: 5 of 7 reviewed: people 3 of 4, quotes 2 of 3 (the others have draft = true)\n"
    assert counted in run("check", "a.toml").out
    Path("a.toml").write_text(text.replace("draft = true\n", ""), "utf-8")
    assert "reviewed" not in run("check", "a.toml").out


def test_show_as_json_has_every_key_of_the_record(run: Run) -> None:
    shown = json.loads(run("show", "call-1-07", "a.toml", "--format", "json").out)
    record = dossier().by_id["call-1-07"]
    assert shown == {"record": "quote", **record_values(record)}


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
def test_strict_checks_end_with_1_for_warnings(run: Run, strict: tuple[str, ...], code: int) -> None:
    Path("w.toml").write_text(changed('title = "First call"', 'title = "First call"\nx_tag = ["a"]'), "utf-8")
    answer = run("check", "w.toml", *strict)
    assert (answer.code, "warning" in answer.out) == (code, True)
    Path("s.toml").write_text(checked(EXAMPLE), "utf-8")
    assert run("check", "s.toml", *strict).code == 0


def test_check_says_what_fix_would_correct(run: Run) -> None:
    spoilt = checked(changed("n = 7", 'n = "7"')).replace('to = "smith"', 'to = "John Smith"', 1)
    Path("b.toml").write_text(spoilt, "utf-8")
    answer = run("check", "b.toml")
    assert '\n    check --fix corrects this: "John Smith" becomes "smith"\n' in answer.out
    assert answer.out.endswith("b.toml: 2 errors (check --fix corrects 1 of them)\n")
    hints = [problem["hint"] for problem in json.loads(run("check", "b.toml", "--format", "json").out)]
    assert [hint.count("--fix") for hint in hints] == [1, 0]
    answer = run("check", "b.toml", "--fix")
    assert answer.out.endswith("b.toml: 1 error\n")


def test_problems_are_printed_for_people_and_for_programs(run: Run) -> None:
    Path("a.toml").write_text(checked(EXAMPLE), "utf-8")
    Path("b.toml").write_text(checked(changed("n = 7", 'n = "7"')), "utf-8")
    answer = run("check", "a.toml", "b.toml")
    assert answer.code == 1
    assert "b.toml:85:5: error: quotes[0].n: expected a whole number, found a string\n" in answer.out
    assert answer.out.endswith("b.toml: 1 error\n")
    answer = run("check", "--format", "json", "a.toml", "b.toml")
    assert answer.code == 1
    (problem,) = json.loads(answer.out)
    assert list(problem) == ["file", "line", "column", "path", "level", "message", "hint"]
    assert (problem["file"], problem["line"], problem["column"]) == ("b.toml", 85, 5)


def test_broken_toml_is_a_finding(run: Run) -> None:
    Path("b.toml").write_text('format = "peace-tui/1"\ntitle = \n', "utf-8")
    answer = run("check", "b.toml", "--format", "json")
    assert answer.code == 1
    (problem,) = json.loads(answer.out)
    assert (problem["line"], problem["path"], problem["level"]) == (2, "", "error")


def test_a_missing_file_does_not_keep_others_from_being_checked(run: Run) -> None:
    Path("b.toml").write_text("x = 1\n", "utf-8")
    answer = run("check", "missing.toml", "b.toml", "--format", "json")
    assert answer.code == 2
    assert "missing.toml: there is no such file" in answer.err
    assert {problem["file"] for problem in json.loads(answer.out)} == {"b.toml"}


def test_the_bundled_dossier_has_no_problems(run: Run) -> None:
    from peace_tui.system.paths import bundled_file

    assert run("check", bundled_file(), "--format", "json").out == "[]\n"


# --- Where commands write --------------------------------------------------------------------------------------------

WRITERS = {
    "export": ("export", "jsonl", "a.toml"),
    "import": ("import", "jsonl", "a.jsonl"),
    "draft": ("draft", "article.txt"),
    "schema": ("schema",),
    "new": ("new",),
}
"""Each command that writes a file of a name, with what it reads."""


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_is_written_where_it_may_be(name: str, run: Run) -> None:
    Path("a.jsonl").write_text(run("export", "jsonl", "a.toml").out, "utf-8")
    Path("article.txt").write_text("Ann Archer said: “We will go to the harbor.”\n", "utf-8")
    inputs = {file: file.read_bytes() for file in Path().iterdir()}
    words = WRITERS[name]
    option = () if name == "new" else ("-o",)

    def write(file: str, *more: str) -> Answer:
        return run(*words, *option, file, *more)

    printed = write("-")
    assert printed.code == 0
    assert printed.out
    refused = write("missing/out")
    assert (refused.code, refused.out) == (2, "")
    assert "missing/out: the folder does not exist; create it first" in refused.err
    assert "this is a folder" in write(".").err
    for file in inputs:
        answer = write(str(file))
        if name != "draft" or str(file) in words:  # draft adds to a dossier
            assert answer.code == 2
            assert file.read_bytes() == inputs[file]
    Path("there").write_text("mine", "utf-8")
    assert write("there").code == 2
    assert Path("there").read_text("utf-8") == "mine"
    if name not in ("draft", "new"):
        assert "add --force" in write("there").err
        assert write("there", "--force").code == 0
        assert Path("there").read_text("utf-8") == printed.out
        for given in words[2:]:
            assert "this is the input file" in write(given, "--force").err
            assert Path(given).read_bytes() == inputs[Path(given)]
    assert write(os.devnull).code == 0
    assert write("fresh").code == 0
    assert Path("fresh").stat().st_size


@pytest.mark.parametrize("name", ["export", "import", "draft"])
def test_nothing_is_written_over_the_file_that_standard_input_is_read_from(name: str, run: Run) -> None:
    Path("a.jsonl").write_text(run("export", "jsonl", "a.toml").out, "utf-8")
    Path("article.txt").write_text("Ann Archer said: “We will go to the harbor.”\n", "utf-8")
    *words, file = WRITERS[name]
    before = Path(file).read_bytes()
    force = [] if name == "draft" else ["--force"]
    with Path(file).open("rb") as opened:
        command = [sys.executable, "-m", "peace_tui", *words, "-", "-o", file, *force]
        answer = subprocess.run(command, stdin=opened, capture_output=True, text=True, encoding="utf-8", check=False)
    assert answer.returncode == 2
    assert f"{file}: this is the input file; choose another name" in answer.stderr
    assert Path(file).read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", ["export", "schema"])
def test_a_named_pipe_is_written_to(name: str, run: Run) -> None:
    os.mkfifo("pipe")
    read: list[str] = []
    reader = Thread(target=lambda: read.append(Path("pipe").read_text("utf-8")))
    reader.start()
    assert run(*WRITERS[name], "-o", "pipe").code == 0
    reader.join()
    assert read == [run(*WRITERS[name]).out]
    assert not Path("pipe").is_file()


@pytest.mark.skipif(os.name == "nt", reason="no name of a file holds a newline there")
@pytest.mark.parametrize("text", [EXAMPLE, "x = 1\n"])
def test_a_newline_in_the_name_of_a_file_begins_no_line_of_what_check_says(text: str, run: Run) -> None:
    file = "good.toml: no problems: 1 person\nfalse.toml"
    Path(file).write_text(text, "utf-8")
    lines = run("check", file, "--verify", ".").out.splitlines()
    assert lines
    assert all(line.startswith((r"good.toml: no problems: 1 person\u000afalse.toml:", "    ")) for line in lines)


NO_SUCH = "none\nthere: no problems"


@pytest.mark.parametrize(
    "words",
    [
        ["list", "quotes", NO_SUCH],
        ["diff", NO_SUCH, NO_SUCH],
        ["show", "q1", NO_SUCH],
        ["check", NO_SUCH],
        ["rename", "a", "b", NO_SUCH],
        ["import", "csv", NO_SUCH],
        ["draft", NO_SUCH],
        ["export", "csv", "-o", f"{NO_SUCH}/file"],
        [NO_SUCH],
    ],
)
def test_a_newline_in_the_name_of_a_file_begins_no_line_of_an_error(words: list[str], run: Run) -> None:
    said = run(*words)
    assert said.code == 2
    assert len(said.err.splitlines()) == 1
