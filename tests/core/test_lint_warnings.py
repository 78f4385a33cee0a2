"""Warnings for authors: found where they are due, with place and remedy, and silenced by a word on the record."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from dossiers import EXAMPLE, MARK, place_of_mark
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.lint.autofix import fix_document
from peace_tui.lint.warnings import MAX_EXCERPT_WORDS, RENAMED_RULE, RULES, find_warnings
from peace_tui.loading.diagnostics import MAX_LISTED, Problem
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier
from peace_tui.system.paths import bundled_file
from peace_tui.text.messages import count_words

SOUND = """\
format = "peace-tui/1"
[dossier]
title = "Sound"
[[people]]
id = "doe"
name = "Jane Doe"
[[sources]]
id = "gazette"
title = "Gazette"
[[sources]]
id = "herald"
title = "Herald"
[[events]]
id = "session"
title = "Session"
date = "2025-03-01"
sources = ["gazette", "herald"]
[[quotes]]
id = "one"
event = "session"
who = "doe"
text = "The bridge will be built."
source = "gazette"
"""
SPEECH = "The bridge will be built this year, whatever it takes and whatever anybody in this town may say."
TWICE = """\
[[quotes]]
id = "two"
event = "session"
who = "doe"
{more}
text = "{text}"
[[quotes.versions]]
source = "gazette"
text = "{text}"
{first}
[[quotes.versions]]
source = {mark}"herald"
text = "{text}"
{second}
"""


def warnings(text: str) -> list[Problem]:
    return [*read(text.replace(MARK, "").encode(), "my.toml", lint=find_warnings).problems]


def twice(text: str = SPEECH, *, more: str = "", first: str = "", second: str = "") -> str:
    return SOUND + TWICE.format(text=text, more=more, first=first, second=second, mark=MARK)


def test_a_sound_dossier_has_none() -> None:
    assert warnings(SOUND) == []


@pytest.mark.parametrize("record", ['[[sources]]\nid = "post"\ntitle = "Post"', '[[people]]\nid = "roe"\nname = "Roe"'])
def test_a_mere_list_of_sources_or_people_has_none(record: str) -> None:
    assert warnings(SOUND.partition("[[")[0] + record) == []


FAULTS = {
    "no-source": SOUND + f'[[{MARK}quotes]]\nid = "two"\nevent = "session"\nwho = "doe"\ntext = "No."\n',
    "unused-source": SOUND + f'[[{MARK}sources]]\nid = "post"\ntitle = "Post"\n',
    "unmentioned-person": SOUND + f'[[{MARK}people]]\nid = "roe"\nname = "Richard Roe"\n',
    "same-person": SOUND.replace('who = "doe"', 'who = "doe"\nto = "dow"')
    + f'[[{MARK}people]]\nid = "dow"\nname = "J. Doe"\n',
    "outside-event": SOUND + f'[[quotes]]\nid = "two"\nevent = "session"\nwho = "doe"\n{MARK}date = "2025-03-03"\n'
    'text = "No."\nsource = "gazette"\n',
    "long-version": SOUND + f'[[quotes]]\nid = "two"\nevent = "session"\nwho = "doe"\nsource = "gazette"\n'
    f'{MARK}text = "{"word " * (MAX_EXCERPT_WORDS + 1)}"\n',
    "no-based-on": twice().replace(f"source = {MARK}", f"{MARK}source = "),
    "strange-rule": SOUND.replace('title = "Sound"', f'title = "Sound"\n{MARK}checked = ["no-sauce"]'),
    "renamed-key": SOUND.replace('text = "The bridge', f'{MARK}x_agreed = true\ntext = "The bridge'),
    "strange-key": SOUND.replace('text = "The bridge', f'{MARK}x_argeed = true\ntext = "The bridge'),
}
CANNOT_BE_SILENCED = ("strange-rule", RENAMED_RULE)


@pytest.mark.parametrize("rule", RULES)
def test_each_fault_is_a_warning_with_place_and_remedy(rule: str) -> None:
    (problem,) = warnings(FAULTS[rule])
    assert (problem.line, problem.column) == place_of_mark(FAULTS[rule])
    assert (problem.level, problem.file) == ("warning", "my.toml")
    assert problem.path
    assert problem.message
    assert (f'checked = ["{rule}"]' in problem.hint) == (rule != RENAMED_RULE)
    assert read(FAULTS[rule].replace(MARK, "").encode(), "my.toml").problems == ()  # nobody but check is told


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("x_clocks", SOUND.replace('title = "Sound"', 'title = "Sound"\nx_clocks = ["UTC", { zone = "Europe/Kyiv" }]')),
        ("x_accounts", SOUND.replace("[[quotes]]", '[[events.x_accounts]]\nsource = "gazette"\n[[quotes]]', 1)),
    ],
)
def test_tables_under_a_former_key_are_checked_as_under_the_new_one(key: str, text: str) -> None:
    (problem,) = warnings(text)
    assert problem.message == f"{key} is now called {key.removeprefix('x_')}"
    assert warnings(text.replace(key, key.removeprefix("x_"))) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in CANNOT_BE_SILENCED])
@pytest.mark.parametrize("word", ["true", '"{}"', '["{}"]', '["same-person", "{}"]'])
def test_each_can_be_silenced_on_its_record(rule: str, word: str) -> None:
    text = FAULTS[rule].replace(MARK, "")
    (problem,) = warnings(text)
    table, place = problem.path.replace("]", "").split(".")[0].split("[")
    at = -1
    for _ in range(int(place) + 1):
        at = text.index(f"[[{table}]]\n", at + 1)
    end = at + len(f"[[{table}]]\n")
    assert warnings(f"{text[:end]}checked = {word.format(rule)}\n{text[end:]}") == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in CANNOT_BE_SILENCED])
def test_each_can_be_silenced_for_the_whole_file(rule: str) -> None:
    assert warnings(FAULTS[rule].replace("[dossier]", f'[dossier]\nchecked = "{rule}"')) == []
    assert len(warnings(FAULTS[rule].replace("[dossier]", '[dossier]\nchecked = ["strange-rule"]'))) == 1


@pytest.mark.parametrize("old", ["checked", "agreed"])
@pytest.mark.parametrize("value", ["true", '"long-version"', '["wording"]'])
def test_a_former_key_is_warned_of_even_where_it_silences_everything(old: str, value: str) -> None:
    text = SOUND.replace('text = "The bridge', f'x_{old} = {value}\ntext = "The bridge')
    found = [problem.path for problem in warnings(text) if problem.message == f"x_{old} is now called {old}"]
    assert found == [f"quotes[0].x_{old}"]
    assert len(warnings(text.replace("[dossier]", "[dossier]\nchecked = true"))) == 1


def test_a_former_key_beside_the_new_one_counts_for_nothing() -> None:
    text = SOUND.replace('text = "The bridge', 'agreed = ["wording"]\nx_agreed = true\ntext = "The bridge')
    (problem,) = warnings(text)
    assert "agreed is there as well" in problem.hint
    dossier = read(text.encode(), "my.toml").dossier
    assert dossier
    assert dossier.quotes[0].agreed == ("wording",)


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("quotes", "x_chekced", "checked"),  # two letters swapped
        ("quotes", "x_agred", "agreed"),  # one left out
        ("quotes", "x_statuss", "status"),  # one added
        ("people", "x_roses", "roles"),  # one changed
        ("sources", "x_achive", "x_archive"),
        ("events", "x_accoumts", "accounts"),
    ],
)
def test_a_key_of_ones_own_is_compared_with_those_of_the_format(table: str, key: str, meant: str) -> None:
    (problem,) = warnings(SOUND.replace(f"[[{table}]]\n", f"[[{table}]]\n{key} = 7\n", 1))
    assert problem.message == f"{key} is one letter from {meant}"


@pytest.mark.parametrize("key", ["x_date", "x_page", "x_tag", "x_committee", "x_archive", "x_status", "x_chekdec"])
def test_a_key_of_ones_own_may_be_anything_else(key: str) -> None:
    assert warnings(SOUND.replace("[[sources]]\n", f"[[sources]]\n{key} = 7\n", 1)) == []


@pytest.mark.parametrize(
    "use",
    [
        '[[people]]\nid = "p"\nname = "P"\nchecked = true\nroles = [{ title = "R", sources = ["post"] }]\n',
        '[[events]]\nid = "e"\ntitle = "E"\naccounts = [{ source = "post" }]\n',
        '[[events]]\nid = "e"\ntitle = "E"\nlinks = [{ to = "session", type = "follows", source = "post" }]\n',
        '[[sources]]\nid = "other"\ntitle = "Other"\nbased_on = ["post"]\nchecked = true\n',
        '[[claims]]\nid = "c"\ntext = "C"\nevidence = [{ source = "post" }]\n',
        '[[events]]\nid = "e"\ntitle = "E"\naccounts = [{ source = "post", date = "2025" }]\n',
        '[[events]]\nid = "e"\ntitle = "E"\nsources = ["post"]\n',
        *(
            '[[quotes]]\nid = "q"\nevent = "session"\ntext = "Q"\n'
            f'versions = [{{ source = "gazette", text = "Q", via = [{via}] }}]\n'
            for via in ('"post"', '"a tape", "Post"', '"transcript by Post"')
        ),
        # the quote has an error, and still names the source
        '[[quotes]]\nid = "q"\nevent = "nowhere"\ntext = "Q"\nversions = [{ source = "post", text = "Q" }]\n',
    ],
)
def test_a_source_is_used_wherever_it_is_named(use: str) -> None:
    found = warnings(f'{SOUND}[[sources]]\nid = "post"\ntitle = "Post"\n{use}')
    assert [problem.message for problem in found if problem.level == "warning"] == []


def test_people_are_mentioned_as_part_of_events_and_as_organizations() -> None:
    more = """\
[[people]]
id = "roe"
name = "Richard Roe"
roles = [{ title = "clerk", org = "council" }]
[[people]]
id = "council"
name = "Council"
kind = "organization"
[[events]]
id = "e"
title = "E"
involved = [{ person = "roe" }]
"""
    assert warnings(SOUND + more) == []


@pytest.mark.parametrize("date", ["2025-03-01", "2025-03", "2025-02-28/2025-03-01", "2025-03-01T23:00+00:00"])
def test_a_date_that_touches_the_event_is_inside(date: str) -> None:
    assert warnings(FAULTS["outside-event"].replace('"2025-03-03"', f'"{date}"')) == []


@pytest.mark.parametrize("value", ["5", '"UTC"', "{ zone = 5 }", "[5]", '["UTC", 5]'])
def test_clocks_that_are_none_are_an_error_and_nothing_else(value: str) -> None:
    found = warnings(SOUND.replace("[dossier]\n", f"[dossier]\nclocks = {value}\n"))
    assert {problem.path.partition("[")[0] for problem in found} == {"dossier.clocks"}


def test_errors_and_warnings_come_in_one_run() -> None:
    text = FAULTS["no-source"].replace(MARK, "").replace('title = "Session"', 'titel = "Session"')
    assert {problem.level for problem in warnings(text)} == {"error", "warning"}


# Each is a warning that only follows from the error: fixing the error alone would make it go away.
UNUSED = '[[people]]\nid = "roe"\nname = "Richard Roe"\n[[sources]]\nid = "post"\ntitle = "Evening Post"\n'
MORE = '[[quotes]]\nid = "q"\nevent = "session"\nwho = "doe"\ntext = "Q"\nsource = "gazette"\n'


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        # a reference that leads nowhere: what it is near to, else any record of that kind
        ('who = "doe"', 'who = "rowe"', ["post"]),
        ('who = "doe"', 'who = "Richard Roe"', ["post"]),
        ('who = "doe"', 'who = ["doe", "zzz"]', ["post"]),
        ('who = "doe"', "who = 3", ["post"]),
        ('source = "gazette"', 'source = "pst"', ["roe"]),
        ('source = "gazette"', 'source = "Evening Post"', ["roe"]),
        ('event = "session"', 'event = "session-1"', ["roe", "post"]),
        # a key that is not one of the format
        ('who = "doe"', 'whoo = "roe"', ["post"]),
        ('who = "doe"', 'who = "doe"\nversion = [{ source = "post" }]', ["roe"]),
        ('who = "doe"', 'who = "doe"\nnotes = "Looked at it again, and again"', ["roe", "post"]),
        # a version without its source
        ('source = "gazette"', 'versions = [{ text = "Q" }]', ["roe"]),
        # tables under a wrong name
        ("[[quotes]]", "[[quote]]", []),
        ('source = "gazette"', '[[quote.versions]]\nsource = "post"\ntext = "Q"', []),
        # what has nothing to do with it
        ('who = "doe"', 'who = "doe"\ndate = "2025-13-01"', ["roe", "post"]),
        ('text = "Q"', "text = 3", ["roe", "post"]),
    ],
)
def test_nothing_is_called_unused_that_an_error_may_mean(old: str, new: str, left: list[str]) -> None:
    found = warnings(SOUND + UNUSED + MORE.replace(old, new))
    assert [problem.level for problem in found].count("error") >= 1
    messages = [problem.message for problem in found if problem.level == "warning"]
    assert [id for id in ("roe", "post") if any(f"'{id}'" in message for message in messages)] == left
    assert len(messages) == len(left)


@pytest.mark.parametrize(
    "broken",
    [
        # what the author silenced in a [dossier] with an error stays silenced
        FAULTS["unused-source"].replace('title = "Sound"', 'titel = "Sound"\nchecked = ["unused-source"]'),
        FAULTS["unused-source"].replace('title = "Sound"', "title = 3\nchecked = true"),
        # the same id twice is no second person, and no event that a date could be outside of
        SOUND.replace("[[sources]]", '[[people]]\nid = "doe"\nname = "Jane Doe"\n[[sources]]', 1),
        FAULTS["outside-event"] + '[[events]]\nid = "session"\ntitle = "S"\ndate = "2025-03-03"\n',
        # dates of a time zone that is not known, sources of which it is not known what they are based on
        FAULTS["outside-event"].replace('title = "Sound"', 'title = "Sound"\ntimezone = "Nowhere"'),
        twice().replace('title = "Herald"', 'title = "Herald"\nbased_on = ["gazete"]'),
    ],
)
def test_a_warning_that_follows_from_an_error_is_held_back(broken: str) -> None:
    assert {problem.level for problem in warnings(broken)} == {"error"}


# --- The same words in two outlets -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, True),
        ({"text": "The bridge will be built."}, False),  # outlets that heard it print it so
        ({"text": "The [new] bridge will be … built."}, True),  # an editor's hand
        ({"text": "that a bridge will be built", "more": 'mode = "indirect"'}, True),  # an outlet's own words
        ({"first": 'via = ["radio"]', "second": 'via = ["town hall"]'}, False),
        ({"first": 'via = ["radio"]', "second": 'via = ["Radio"]'}, False),
        ({"second": 'via = ["Gazette"]'}, False),
        ({"first": 'via = ["radio"]'}, True),
    ],
)
def test_the_same_words_want_a_reason(changes: dict[str, str], due: bool) -> None:
    assert [problem.message.split()[0] for problem in warnings(twice(**changes))] == (["'herald'"] if due else [])


def test_based_on_is_a_reason() -> None:
    for based_on in ('based_on = ["gazette"]', ""):
        text = twice().replace('title = "Herald"', f'title = "Herald"\n{based_on}')
        assert bool(warnings(text)) == (not based_on)
    common = twice().replace("[[events]]", '[[sources]]\nid = "wire"\ntitle = "Wire"\n[[events]]')
    for name in ("Herald", "Gazette"):
        common = common.replace(f'title = "{name}"', f'title = "{name}"\nbased_on = ["wire"]')
    assert warnings(common) == []


def test_two_sources_are_named_once() -> None:
    more = TWICE.format(text=SPEECH + " Twice.", more="", first="", second="", mark="").replace('"two"', '"three"')
    assert len(warnings(twice() + more)) == 1


# --- All of it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"), [("It's a well-known fact, isn't it?", 6), ("", 0), ("…", 0), ("一二三四 五六", 3), ("a1 b", 2)]
)
def test_words_are_counted(text: str, count: int) -> None:
    assert count_words(text) == count


def test_the_bundled_dossier_has_none() -> None:
    assert read(Path(bundled_file()).read_bytes(), "bundled", lint=find_warnings).problems == ()


def test_warnings_alone_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my.toml"
    file.write_text(FAULTS["no-source"].replace(MARK, ""), "utf-8")
    assert main(["check", str(file)]) == 0
    assert capsys.readouterr().out.endswith("my.toml: 1 warning\n")
    assert main(["check", str(file), "--format", "json"]) == 0
    (problem,) = json.loads(capsys.readouterr().out)
    assert list(problem) == ["file", "line", "column", "path", "level", "message", "hint"]
    assert problem["level"] == "warning"
    assert main(["list", "quotes", str(file)]) == 0
    assert "warning" not in capsys.readouterr().err


def test_many_warnings_of_a_rule_are_counted_and_the_first_hundred_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my.toml"
    unused = "".join(f'[[sources]]\nid = "post-{n}"\ntitle = "Post {n}"\n' for n in range(MAX_LISTED + 2))
    file.write_text(FAULTS["no-source"].replace(MARK, "") + unused, "utf-8")
    assert main(["check", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum("is never used" in line for line in lines) == MAX_LISTED
    assert [line for line in lines if "more" in line] == ["    and 2 more warnings like this"]
    assert lines[-1] == f"{file}: {MAX_LISTED + 3} warnings"
    main(["check", str(file), "--format", "json"])
    assert [problem.get("unlisted") for problem in json.loads(capsys.readouterr().out)] == [None] * MAX_LISTED + [2]


def test_any_broken_dossier_can_be_looked_at() -> None:
    """Each line of the example left out, each string become a number: whatever is wrong, nothing is raised."""
    lines = EXAMPLE.splitlines(keepends=True)
    spoilt = ["".join(lines[:place] + lines[place + 1 :]) for place in range(len(lines))]
    spoilt += [EXAMPLE[: found.start()] + "7" + EXAMPLE[found.end() :] for found in re.finditer(r'"[^"\n]*"', EXAMPLE)]
    for text in spoilt:
        reading = read(text.encode(), "my.toml", lint=find_warnings)
        plain = read(text.encode(), "my.toml")
        assert [problem for problem in reading.problems if problem.level == "error"] == [*plain.problems]
        fix_document(text.encode())


@settings(max_examples=50)
@given(dossiers())
def test_any_dossier_can_be_looked_at(generated: Dossier) -> None:
    reading = read(to_toml(generated).encode(), "my.toml", lint=find_warnings)
    assert reading.dossier is not None
    assert {problem.level for problem in reading.problems} <= {"warning"}
    assert all(problem.line and problem.hint for problem in reading.problems)
