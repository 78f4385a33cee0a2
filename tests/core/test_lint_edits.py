"""`rename` and `merge`: an id changes wherever it is meant, two records become one, and not a byte of anything else."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed
from generated import dossiers, to_toml, views
from peace_tui.__main__ import main
from peace_tui.errors import PeaceTuiError
from peace_tui.lint.edits import Edited, EditError
from peace_tui.lint.record_edits import merge_records, rename_id
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, GuidedView

NAMING = {"id", "who", "to", "about", "person", "event", "sources", "based_on", "source", "quote", "org", "via"}
"""The keys whose values are ids, or may be."""


def rename(text: str, old: str, new: str) -> str:
    return rename_id(text.encode(), "a.toml", old, new).data.decode()


def merge(text: str, keep: str, drop: str) -> Edited:
    return merge_records(text.encode(), "a.toml", keep, drop)


def merged(text: str, keep: str, drop: str) -> str:
    return merge(text, keep, drop).data.decode()


def replaced(value: Any, old: str, new: str, key: str = "") -> Any:
    """A document with one id in place of another, where keys name ids; views as they are."""
    if isinstance(value, dict):
        return {name: replaced(inner, old, new, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [replaced(item, old, new, key) for item in value]
    return new if value == old and key in NAMING else value


# --- Renaming --------------------------------------------------------------------------------------------------------

WITH_VIEWS = EXAMPLE.replace('via = ["recording reviewed by outlet-b"]', 'via = ["a tape", "outlet-b"]') + (
    """
[[views]] # 'smith', "smith"
view = '''who:"smith",ivanov -person:smith to:"John Smith" smith "smith" text:smith tag:plan at:smith'''

[[views]]
view = "source:\\"outlet-b\\" without:outlet-b,\\u006futlet-a asof:2025 outlet-b"

[[views]]
id = 'last'
view = \"""who:„smith“ \\
        event:call-1 at:call-1\"""
"""
)


@pytest.mark.parametrize(
    ("old", "lines"),
    [
        (
            "smith",
            {
                'id = "smith"',
                'involved = [{ person = "ivanov", role = "caller" }, { person = "smith", role = "receiver" }]',
                'to = "smith"',
                'who = "smith"',
                'about = "smith"',
                """view = '''who:"smith",ivanov -person:smith to:"John Smith" smith "smith" """
                "text:smith tag:plan at:smith'''",
                'view = """who:„smith“ \\',
            },
        ),
        (
            "kremlin",
            {
                'id = "kremlin"',
                'roles = [{ title = "presidential aide", org = "kremlin", date = "2012/..", sources = ["outlet-a"] }]',
            },
        ),
        (
            "outlet-b",
            {
                'id = "outlet-b"',
                'based_on = ["outlet-b"]',
                '  source = "outlet-b"',
                '  { source = "outlet-b", stance = "19 points" },',
                '  via = ["a tape", "outlet-b"]',
                'view = "source:\\"outlet-b\\" without:outlet-b,\\u006futlet-a asof:2025 outlet-b"',
            },
        ),
        (
            "call-1",
            {
                'id = "call-1"',
                'event = "call-1"',
                'about = ["call-1"]',
                'links = [{ to = "call-1", type = "follows", source = "outlet-a" }]',
                'view = "event:call-1 who:ivanov"',
                '        event:call-1 at:call-1"""',
            },
        ),
        ("call-1-07", {'id = "call-1-07"', '  { source = "outlet-a", stance = "28 points", quote = "call-1-07" },'}),
        ("plan-points", {'id = "plan-points"'}),
        ("last", {"id = 'last'"}),
    ],
)
def test_every_place_that_means_a_record_is_changed(old: str, lines: set[str]) -> None:
    new = "new.id-é"
    text = WITH_VIEWS.replace("\n", "\r\n")
    after = rename(text, old, new)
    differing = [
        (before, now) for before, now in zip(text.split("\r\n"), after.split("\r\n"), strict=True) if before != now
    ]
    assert {before for before, _ in differing} == lines
    assert all(before in (now.replace(new, old), now) for before, now in differing)
    assert rename(after, new, old) == text
    assert rename("\ufeff" + text, old, new) == "\ufeff" + after


def test_words_in_a_view_that_only_look_like_the_id_stay() -> None:
    after = rename(WITH_VIEWS, "smith", "x")
    assert """who:"x",ivanov -person:x to:"John Smith" smith "smith" text:smith tag:plan at:x'''""" in after
    assert "who:„x“" in after
    after = rename(WITH_VIEWS, "outlet-a", "x")
    assert "without:outlet-b,x asof:2025" in after


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("smit", "x", "did you mean 'smith'"),
        ("smith", "ivanov", "the person 'ivanov' has that id already"),
        ("smith", "call-1", "the event 'call-1' has that id"),
        ("smith", "a b", "not an id"),
        ("smith", "", "not an id"),
        ("smith", "\x1b[1m", "not an id"),
        ("smith", "smith", "has that id already"),
    ],
)
def test_what_cannot_be_renamed_is_a_sentence(old: str, new: str, said: str) -> None:
    with pytest.raises(PeaceTuiError, match=said):
        rename(EXAMPLE, old, new)


def test_a_view_that_would_show_something_else_is_no_prey_of_a_new_id() -> None:
    text = EXAMPLE.replace('view = "event:call-1 who:ivanov"', 'view = "who:Smith"').replace(
        'name = "John Smith"', 'name = "John Smith"\naliases = ["Smith"]'
    )
    with pytest.raises(PeaceTuiError, match="would show something else"):
        rename(text, "王", "Smith")
    assert 'view = "who:Smith"' in rename(text, "smith", "Smith")


def test_a_file_with_errors_is_not_edited() -> None:
    with pytest.raises(PeaceTuiError, match="1 error"):
        rename(changed("n = 7", 'n = "7"'), "smith", "x")


def written_with_views(found: Dossier, data: st.DataObject) -> str:
    guided = [GuidedView(view=str(view)) for view in data.draw(st.lists(views(found), max_size=3))]
    text = to_toml(found.replace(views=tuple(guided)))
    assume(read(text.encode(), "a.toml").dossier is not None)
    return text


@settings(max_examples=60)
@given(dossiers(), st.data(), st.sampled_from(("new", "é.1", "-", "2025-10-14", "НОВЫЙ")))
def test_a_renamed_dossier_is_the_old_one_with_another_id_and_the_way_back_leads_home(
    found: Dossier, data: st.DataObject, new: str
) -> None:
    assume(found.by_id)
    text = written_with_views(found, data)
    old = data.draw(st.sampled_from([*found.by_id]))
    after = rename(text, old, new)
    document, renamed = tomli.loads(text), tomli.loads(after)
    document.pop("views", None)
    renamed.pop("views", None)
    assert renamed == replaced(document, old, new)
    assert rename(after, new, old) == text
    changed_lines = [line for line in difflib.ndiff(text.split("\n"), after.split("\n")) if line[0] == "+"]
    assert all(new in line for line in changed_lines)


# --- Merging ---------------------------------------------------------------------------------------------------------

PEOPLE = """\
format = "peace-tui/1"
[dossier]
title = "T" # of people

# The first.
[[people]]
id = "a" # he
name = "Volodymyr Zelensky"
aliases = [
  "Zelensky", # by himself
]
note = "Mine."

  [[people.roles]]
  title = "president"

# The second.
[[people]]
id = "b"   # a comment that goes
name = "Zelenskyy"
aliases = ["Zelensky", "Ze"]
side = "Ukraine"
note = "Yours."
roles = [{ title = "president" }, { title = "actor", date = "2003/2019" }]

# The third.
[[people]]
id = "c"
name = "C"

[[events]]
id = "e"
title = "E"
involved = [
  { person = "a" },
  { person = "b" }, # twice
  { person = "b", role = "host" },
]

[[quotes]]
id = "q"
event = "e"
who = ["b"]
to = ["a", "b"] # both
about = ["b", "c",
  "a"]
text = "T"

[[views]]
view = "person:c,b,a who:Ze -to:b at:b"
"""


def test_two_people_become_one() -> None:
    edited = merge(PEOPLE, "a", "b")
    assert edited.data.decode() == (
        PEOPLE.replace('  "Zelensky", # by himself', '  "Zelensky", "Zelenskyy", "Ze", # by himself')
        .replace('note = "Mine."\n', 'note = "Mine."\nside = "Ukraine"\n')
        .replace(
            '  title = "president"\n',
            '  title = "president"\n\n  [[people.roles]]\n  title = "actor"\n  date = "2003/2019"\n',
        )
        .replace(PEOPLE[PEOPLE.index('[[people]]\nid = "b"') : PEOPLE.index("\n# The third.")], "")
        .replace('{ person = "a" }', '{ person = "a", role = "host" }')
        .replace('  { person = "b" }, # twice\n  { person = "b", role = "host" },\n', "  # twice\n")
        .replace('who = ["b"]', 'who = ["a"]')
        .replace('to = ["a", "b"]', 'to = ["a"]')
        .replace('about = ["b", "c",\n  "a"]', 'about = ["a", "c"]')
        .replace("person:c,b,a who:Ze -to:b at:b", "person:c,a who:a -to:a at:a")
    )
    assert edited.left_out == ["the comment # a comment that goes", 'note = "Yours."']


def test_one_that_comes_first_is_taken_out_all_the_same() -> None:
    edited = merge(PEOPLE, "c", "a")
    text = edited.data.decode()
    assert '# The first.\n\n# The second.\n[[people]]\nid = "b"' in text
    added = 'aliases = ["Volodymyr Zelensky", "Zelensky"]\nnote = "Mine."\nroles = [{ title = "president" }]\n'
    assert f'id = "c"\nname = "C"\n{added}' in text
    assert edited.left_out == ["the comment # he", "the comment # by himself"]


SOURCES = """\
format = "peace-tui/1"
dossier = { title = "T" }
sources = [
  { id = "a", title = "A", based_on = ["b", "c"] },
  { id = "b", title = "B", url = "https://b.example", author = ["X"], based_on = ["c"] },
  { id = "c", title = "C" }
]
events = [{ id = "e", title = "E", sources = ["b", "a"] }]
quotes = [{ id = "q", event = "e", text = "T", versions = [
  { source = "a", text = "T" }, { source = "b", text = "T" }, { source = "b", text = "U" } ] }]
"""


def test_what_is_written_inline_is_merged_inline() -> None:
    edited = merge(SOURCES, "a", "b")
    assert edited.data.decode() == (
        SOURCES.replace('based_on = ["b", "c"] }', 'based_on = ["c"], url = "https://b.example", author = ["X"] }')
        .replace('  { id = "b", title = "B", url = "https://b.example", author = ["X"], based_on = ["c"] },\n', "")
        .replace('["b", "a"]', '["a"]')
        .replace('{ source = "b", text = "T" }, { source = "b"', '{ source = "a"')
    )
    assert edited.left_out == ['title = "B"']
    assert '{ id = "b", title = "B", ' in merged(SOURCES, "b", "c")
    assert '  { id = "a", title = "A", based_on = ["b"] },\n' in merged(SOURCES, "b", "c")


QUOTES = """\
format = "peace-tui/1"
[dossier]
title = "T"
[[sources]]
id = "a"
title = "A"
[[sources]]
id = "b"
title = "B"
[[events]]
id = "e"
title = "E"
[[events]]
id = "f"
title = "F"
date = "2025"
tags = ["t"]

[[quotes]]
id = "q"
event = "e"
text = "One."
source = "a"
locator = "p. 1"

[[quotes]]
id = "r"
event = "e"
text = "Two."
mode = "indirect"
source = "b"

[[claims]]
id = "k"
text = "K"
about = ["q", "r"]
evidence = [{ source = "a", stance = "x", quote = "r" }]"""


def test_two_quotes_become_one_of_both_versions() -> None:
    edited = merge(QUOTES, "q", "r")
    start, end = QUOTES.index('source = "a"\nloc'), QUOTES.index("[[claims]]")
    assert edited.data.decode() == QUOTES[:start] + (
        '\n  [[quotes.versions]]\n  source = "a"\n  text = "One."\n  locator = "p. 1"\n'
        '\n  [[quotes.versions]]\n  source = "b"\n  text = "Two."\n\n'
    ) + QUOTES[end:].replace('["q", "r"]', '["q"]').replace('quote = "r"', 'quote = "q"')
    assert edited.left_out == ['mode = "indirect"']  # the text is a version now


def test_quotes_of_two_speakers_are_not_merged() -> None:
    people = '[[people]]\nid = "p"\nname = "P"\n[[people]]\nid = "o"\nname = "O"\n[[quotes]]\n'
    said = QUOTES.replace("[[quotes]]\n", people, 1).replace('text = "One."\n', 'text = "One."\nwho = ["p"]\n')
    with pytest.raises(EditError, match=r"'q' \(p\) and 'r' \(o\) are said by different people; correct `who`"):
        merge(said.replace('text = "Two."\n', 'text = "Two."\nwho = "o"\n'), "q", "r")
    assert tomli.loads(merged(said.replace('text = "Two."\n', 'text = "Two."\nwho = "p"\n'), "q", "r"))
    assert tomli.loads(merged(said, "q", "r"))["quotes"][0]["who"] == ["p"]


@pytest.mark.parametrize(
    ("own", "other", "united"),
    [
        ('about = "p"', 'about = ["o", "p"]', ["p", "o"]),
        ('about = ["p"]  # him', 'about = "o"', ["p", "o"]),
        ('about = ["p"]', 'about = "p"', ["p"]),
        ("", 'about = "o"', "o"),
        ('about = "p"', "", "p"),
    ],
)
def test_a_quote_of_two_is_about_whom_either_is_about(own: str, other: str, united: object) -> None:
    people = '[[people]]\nid = "p"\nname = "P"\n[[people]]\nid = "o"\nname = "O"\n[[quotes]]\n'
    text = QUOTES.replace("[[quotes]]\n", people, 1)
    text = text.replace('text = "One."\n', f'text = "One."\n{own}\n').replace(
        'text = "Two."\n', f'text = "Two."\n{other}\n'
    )
    edited = merge(text, "q", "r")
    assert tomli.loads(edited.data.decode())["quotes"][0]["about"] == united
    assert edited.left_out == ['mode = "indirect"']
    assert ("# him" in edited.data.decode()) == ("# him" in own)


def test_two_events_become_one() -> None:
    edited = merge(QUOTES, "e", "f")
    assert 'title = "E"\ndate = "2025"\ntags = ["t"]\n\n[[quotes]]' in edited.data.decode()
    assert edited.left_out == ['title = "F"']
    text = merged(QUOTES, "f", "e")
    assert text.count('event = "f"') == 2
    assert 'id = "e"' not in text


def test_quotes_keep_the_date_of_an_event_that_becomes_another() -> None:
    dated = QUOTES.replace('id = "e"\n', 'id = "e"\ndate = "2024"\n')
    edited = merge(dated.replace('text = "Two."\n', 'text = "Two."\ndate = "2023"\n'), "f", "e")
    one, two = tomli.loads(edited.data.decode())["quotes"]
    assert (one["event"], one["date"]) == ("f", "2024")
    assert (two["event"], two["date"]) == ("f", "2023")
    assert sorted(edited.left_out) == ['date = "2024"', 'title = "E"']
    assert edited.data.decode().count("date") == 3
    assert merged(dated.replace("2024", "2025"), "f", "e").count("date") == 1


def test_whoever_has_a_part_in_one_event_is_not_added_without_it() -> None:
    there = QUOTES.replace('id = "e"\n', 'id = "e"\ninvolved = [{ person = "p", role = "host" }]\n')
    both = there.replace('id = "f"\n', 'id = "f"\ninvolved = [{ person = "p" }]\n')
    person = '[[people]]\nid = "p"\nname = "P"\n'
    assert 'involved = [{ person = "p", role = "host" }]\n' in merged(f"{both}\n{person}", "e", "f")


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize(
    ("parts", "united", "left_out"),
    [
        ([{"person": "p"}, {"person": "o", "role": "host"}], {"person": "p", "role": "host"}, []),
        ([{"person": "o", "role": "host"}, {"person": "p"}], {"person": "p", "role": "host"}, []),
        (
            [{"person": "p", "role": "host"}, {"person": "o", "role": "guest", "x_seat": "2"}],
            {"person": "p", "role": "host", "x_seat": "2"},
            ['involved = { person = "p", role = "guest" }'],
        ),
    ],
)
def test_nobody_is_involved_twice(
    header: bool, parts: list[dict[str, str]], united: dict[str, str], left_out: list[str]
) -> None:
    def with_parts(title: str, parts: list[dict[str, str]]) -> str:
        written = (", ".join(f'{name} = "{value}"' for name, value in part.items()) for part in parts)
        if header:
            tables = (f"[[events.involved]]\n{part.replace(', ', chr(10))}\n" for part in written)
            return f'[[events]]\nid = "{title}"\ntitle = "E"\n{"".join(tables)}'
        tables = (f"{{ {part} }}" for part in written)
        return f'[[events]]\nid = "{title}"\ntitle = "E"\ninvolved = [{", ".join(tables)}]\n'

    head = 'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n'
    people = '[[people]]\nid = "p"\nname = "P"\n[[people]]\nid = "o"\nname = "O"\n'
    edited = merge(head + people + with_parts("e", parts), "p", "o")
    (event,) = tomli.loads(edited.data.decode())["events"]
    assert (event["involved"], edited.left_out) == ([united], left_out)

    first, second = [[{**part, "person": "p"}] for part in parts]
    edited = merge(head + people + with_parts("e", first) + with_parts("f", second), "e", "f")
    (event,) = tomli.loads(edited.data.decode())["events"]
    assert (event["involved"], edited.left_out) == ([united], left_out)


def test_an_event_is_linked_to_itself_by_no_merger() -> None:
    links = '[{ to = "f", type = "follows" }, { to = "g", type = "follows" }, { to = "g", type = "answers" }]'
    text = QUOTES.replace('title = "E"', f'title = "E"\nlinks = {links}') + '\n[[events]]\nid = "g"\ntitle = "G"\n'
    after = tomli.loads(merged(text, "e", "f"))
    assert after["events"][0]["links"] == [{"to": "g", "type": "follows"}, {"to": "g", "type": "answers"}]
    united = tomli.loads(merged(text, "f", "e"))["events"][0]
    assert united["links"] == [{"to": "g", "type": "follows"}, {"to": "g", "type": "answers"}]


def test_keys_by_their_former_names_are_references_too() -> None:
    text = QUOTES.replace('title = "E"', 'title = "E"\nx_accounts = [{ source = "b", date = "2025" }]')
    assert 'x_accounts = [{ source = "new", date' in rename(text, "b", "new")


@pytest.mark.parametrize(
    ("keep", "drop", "said"),
    [
        ("smith", "smith", "the same record twice"),
        ("smith", "call-1", "name two records of one kind"),
        ("plan-points", "aside", "can be merged"),
        ("smith", "nobody", "no record with the id"),
        ("outlet-x", "outlet-a", "did you mean"),
    ],
)
def test_what_cannot_be_merged_is_a_sentence(keep: str, drop: str, said: str) -> None:
    with pytest.raises(PeaceTuiError, match=said):
        merge(EXAMPLE, keep, drop)


def without_order(value: Any) -> Any:
    return sorted({repr(item) for item in value}) if isinstance(value, list) else value


@settings(max_examples=60)
@given(dossiers(), st.data())
def test_nothing_refers_to_a_record_that_was_merged_and_nothing_else_changes(
    found: Dossier, data: st.DataObject
) -> None:
    kinds = [kind for kind in ("people", "sources", "events", "quotes") if len(getattr(found, kind)) > 1]
    assume(kinds)
    text = written_with_views(found, data)
    kind = data.draw(st.sampled_from(kinds))
    keep, drop = data.draw(st.permutations([record.id for record in getattr(found, kind)]))[:2]
    try:
        after = merged(text, keep, drop)
    except PeaceTuiError as error:
        if "are said by different people" in str(error):
            who = {record.id: set(record.who) for record in found.quotes}
            assert who[keep] != who[drop]
            assert all((who[keep], who[drop]))
            return
        # of the sources of a dossier some rest on others, which may go in a circle then; a name may mean two people
        assume("in a circle" not in str(error) and "would show something else" not in str(error))
        raise
    document, new = replaced(tomli.loads(text), drop, keep), tomli.loads(after)
    if kind == "events":
        keep_dates(
            document.get("quotes", []), tomli.loads(text).get("quotes", []), found.event_of[keep], found.event_of[drop]
        )
    for each in ("people", "sources", "events", "quotes"):
        assert [table["id"] for table in new.get(each, ())] == [
            table["id"] for table in tomli.loads(text).get(each, ()) if table["id"] != drop
        ]
        ours = {table["id"]: table for table in new.get(each, ())}
        for table in document.get(each, ()):
            if table["id"] == keep:
                assert set(map(repr, table.get("tags", ()))) <= set(map(repr, ours[keep].get("tags", ())))
                continue
            assert ours[table["id"]].keys() == table.keys()
            for name, value in table.items():
                assert without_order(ours[table["id"]][name]) == without_order(value)


def keep_dates(merged: list[Any], before: list[Any], kept: Event, dropped: Event) -> None:
    """Give quotes of the event that goes its date, where they have none and the other has another."""
    if kept.date and dropped.date and kept.date.text != dropped.date.text:
        for quote, old in zip(merged, before, strict=True):
            if old["event"] == dropped.id:
                quote.setdefault("date", dropped.date.text)


# --- The commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.toml"
    file.write_text(PEOPLE, "utf-8")
    return file


def test_a_dry_run_shows_the_lines_and_writes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rename", "c", "carl", "a.toml", "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "@@ line 28 @@",
        '-id = "c"',
        '+id = "carl"',
        "@@ line 45 @@",
        '-about = ["b", "c",',
        '+about = ["b", "carl",',
        "@@ line 50 @@",
        '-view = "person:c,b,a who:Ze -to:b at:b"',
        '+view = "person:carl,b,a who:Ze -to:b at:b"',
        "a.toml: 'c' would be 'carl' now; 2 references changed",
    ]
    assert file.read_text("utf-8") == PEOPLE
    assert main(["merge", "a", "b", "a.toml", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert '-  "Zelensky", # by himself\n+  "Zelensky", "Zelenskyy", "Ze", # by himself\n' in out
    assert "a.toml: left out of 'b': note = \"Yours.\"\n" in out
    assert file.read_text("utf-8") == PEOPLE


def test_the_file_is_written_and_sound(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rename", "c", "carl", "a.toml"]) == 0
    assert capsys.readouterr().out == "a.toml: 'c' is 'carl' now; 2 references changed\n"
    assert main(["merge", "a", "b", "a.toml"]) == 0
    assert "a.toml: 'b' is part of 'a' now; " in capsys.readouterr().out
    assert file.read_text("utf-8") == merged(rename(PEOPLE, "c", "carl"), "a", "b")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rename", "nobody", "x", "a.toml"], "no record with the id 'nobody'; peace-tui list prints the ids"),
        (["rename", "a", "x", "-"], "needs a file"),
        (["rename", "a", "x"], "dossier"),
        (["merge", "a", "e", "a.toml"], "name two records of one kind"),
        (["merge", "a", "b", "none.toml"], "no such file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    file: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert not out
    assert said.lower() in err.lower()
    assert file.read_text("utf-8") == PEOPLE


def test_check_prints_the_command_that_merges(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "a.toml"])
    found = re.search(r"if so, peace-tui (merge a b a\.toml) merges them", capsys.readouterr().out)
    assert found
    assert main(found[1].split()) == 0


MAKERS: list[Callable[[str], str]] = [
    lambda text: rename(text, "a", "x"),
    lambda text: merged(text, "a", "b"),
    lambda text: merged(text, "c", "b"),
]


@pytest.mark.parametrize("make", MAKERS)
def test_line_ends_and_a_missing_one_at_the_end_stay(make: Callable[[str], str]) -> None:
    for text in (PEOPLE, PEOPLE.rstrip("\n")):
        assert make(text.replace("\n", "\r\n")) == make(text).replace("\n", "\r\n")
