"""`check --fix`: what is certain is fixed, and not a byte of anything else."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.lint.autofix import fix_document
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier

DECOMPOSED = unicodedata.normalize("NFD", "rené")
COMPOSED = unicodedata.normalize("NFC", "rené")


def fix(text: str) -> str:
    return fix_document(text.encode())[0].decode()


@pytest.mark.parametrize(
    ("old", "spoilt", "new"),
    [
        ('who = ["ivanov"]', 'who = [ "Ivan Ivanov" ]  # he', 'who = [ "ivanov" ]  # he'),
        ('to = "smith"', 'to = "john  SMITH"', 'to = "smith"'),
        ('to = "smith"', "to = 'John Smith'", "to = 'smith'"),
        ('to = "smith"', 'to = """John Smith"""', 'to = "smith"'),
        ('to = "smith"', 'to = "\\u004aohn Smith"', 'to = "smith"'),
        ('about = ["王"]', 'about = ["王小明", "I. Ivanoff"]', 'about = ["王", "ivanov"]'),
        ('{ person = "ivanov", role', '{ person="Иван Иванов", role', '{ person="ivanov", role'),
        ('sources = ["outlet-a"]', 'sources = [\n  "Headline", # h\n]', 'sources = [\n  "outlet-a", # h\n]'),
        ('  source = "outlet-b"', '  source = "Outlet B"', '  source = "outlet-b"'),
        ('event = "later"', 'event = "Something later"', 'event = "later"'),
        ('quote = "call-1-07"', 'quote = "Call-1-07"', 'quote = "call-1-07"'),
        ('based_on = ["outlet-b"]', 'based_on = ["OUTLET B"]', 'based_on = ["outlet-b"]'),
        ('about = "smith"', 'about = "John Smith"', 'about = "smith"'),
        ('status = "disputed"\nnote', 'status = "Disputed"\nnote', 'status = "disputed"\nnote'),
        ('kind = "organization"', 'kind = " ORGANIZATION "', 'kind = "organization"'),
        ('language = "en"\nn', 'language = "en_GB"\nn', 'language = "en-GB"\nn'),
        ("date = 2025-10-14", 'date = "2025-10-14T9:05"', 'date = "2025-10-14T09:05"'),
        ("date = 2025-10-14", 'date = "2025-9-3"', 'date = "2025-09-03"'),
        ("date = 2025-10-14", 'date = " 2025-10-4? "', 'date = "2025-10-04?"'),
        ("date = 2025-10-14", 'date = "2025-10-14 9:05:07 −0400"', 'date = "2025-10-14T09:05:07-04:00"'),
        ("date = 2025-10-14", 'date = "2025-10-14t12:05z"', 'date = "2025-10-14T12:05Z"'),
        ("date = 2025-10-14", 'date = "2025-10-4/2025-10-17"', 'date = "2025-10-04/2025-10-17"'),
        ("date = 2025-10-14", 'date = "2025-10-4/.."', 'date = "2025-10-04/.."'),
        ('"2025-10-09/2025-10-28"', '"2025-10-9 / 2025-10-28"', '"2025-10-09/2025-10-28"'),
        ('issued = "2025-11-25T17:04-05:00"', 'issued = "2025-11-25T17:04-5"', 'issued = "2025-11-25T17:04-05:00"'),
    ],
)
def test_what_is_certain_is_mended_where_it_stands(old: str, spoilt: str, new: str) -> None:
    assert fix(changed(old, spoilt)) == changed(old, new)
    assert read(fix(changed(old, spoilt)).encode(), "x").problems == ()


@pytest.mark.parametrize(
    ("former", "new"),
    [
        ('x_clocks = ["UTC"]  # c\n', 'clocks = ["UTC"]  # c\n'),
        ("'x_clocks'=['UTC']\r\n", "'clocks'=['UTC']\r\n"),
        ('"x_checked" = true\n', '"checked" = true\n'),
        # what the new key would not take stays
        ('x_clocks = ["Nowhere"]\n', 'x_clocks = ["Nowhere"]\n'),
        ('clocks = ["UTC"]\nx_clocks = ["UTC"]\n', 'clocks = ["UTC"]\nx_clocks = ["UTC"]\n'),
        ("x_agreed = true\n", "x_agreed = true\n"),  # no key of [dossier]
        ("x_mine = true\n", "x_mine = true\n"),
    ],
)
def test_a_former_key_gets_its_new_name(former: str, new: str) -> None:
    before, clocks, after = EXAMPLE.partition(
        'clocks = [{ name = "Washington", zone = "America/New_York" }, "Europe/Moscow"]\n'
    )
    assert clocks
    assert fix(before + former + after) == before + new + after


@pytest.mark.parametrize("zone", ["5", "[]", "true", '"Nowhere"'])
def test_a_time_zone_that_is_none_keeps_no_date_from_being_looked_at(zone: str) -> None:
    text = changed('timezone = "America/New_York"', f"timezone = {zone}").replace("accounts = [", "x_accounts = [")
    text = text.replace('date = "2025-10-14", source', 'date = "2025-10-14T12:00", source')
    assert 'T12:00", source' in text
    assert fix(text) == text


def test_a_value_with_unseen_characters_is_written_as_toml() -> None:
    text = changed('status = "disputed"\nnote', 'status = "Disputed"\nnote')
    text = text.replace('who = ["ivanov"]', 'who = ["A\\u007fB 😀"]').replace('id = "ivanov"', 'id = "a\\u007fb 😀"')
    assert 'who = ["a\\u007Fb 😀"]' in fix(text)


def test_former_keys_are_renamed_at_every_header_and_inside_tables() -> None:
    text = changed(
        'accounts = [{ outcome = "no agreement", date = "2025-10-14", source = "outlet-a" }]\ntags = ["leak"]\n',
        'tags = ["leak"]\n[[events.x_accounts]]\nsource = "outlet-a"\n# c\n'
        '  [[ events . x_accounts ]]\n  source = "outlet-b"\n  date = 2025-10-15\n',
    )
    text = text.replace('locator = "para 9"\n', 'locator = "para 9"\n  x_checked = ["not-found"]\n')
    new, fixes = fix_document(text.encode())
    assert new.decode() == text.replace("x_accounts", "accounts").replace("x_checked", "checked")
    assert [str(fix) for fix in fixes] == ['"x_accounts" becomes "accounts"', '"x_checked" becomes "checked"']
    dossier = read(new, "x").dossier
    assert dossier
    assert [account.source for account in dossier.events[0].accounts] == ["outlet-a", "outlet-b"]
    assert dossier.quotes[0].versions[0].checked == ("not-found",)
    before = read(text.encode(), "x").dossier
    assert before
    assert (before.events, before.quotes) == (dossier.events, dossier.quotes)


@pytest.mark.parametrize(
    ("old", "spoilt"),
    [
        ('to = "smith"', 'to = "Smith"'),
        ('to = "smith"', 'to = "J. Smith"'),
        ('event = "later"', 'event = "John Smith"'),
        ("date = 2025-10-14", 'date = "10/14/2025"'),
        ("date = 2025-10-14", 'date = "14 October 2025"'),
        ("date = 2025-10-14", 'date = "2025-13-1"'),
        ("date = 2025-10-14", 'date = "2025-10/11"'),
        ("date = 2025-10-14", 'date = "2025-10-14T9:5"'),
        ("date = 2025-10-14", 'date = ""'),
        ('kind = "organization"', 'kind = "organisation"'),
        ("n = 7", 'n = "7"'),
        ('title = "First call"', 'title = "“First”  call…"'),
        ('who = ["ivanov"]', "who = [3, {}]"),
        ('note = "Why this reading."', 'note = "John Smith"'),
        ('x_card = { number = 7, boxes = ["a", "b"] }', 'x_card = { who = "John Smith", date = "2025-9-3" }'),
    ],
)
def test_what_is_not_is_left_alone(old: str, spoilt: str) -> None:
    text = (
        changed(old, spoilt).replace('id = "smith"', 'id = "jsmith"') if '"Smith"' in spoilt else changed(old, spoilt)
    )
    assert fix(text) == text


def test_a_name_of_two_people_is_left_alone() -> None:
    two = changed('aliases = ["I. Ivanoff", "Иван Иванов"]', 'aliases = ["John Smith"]').replace(
        'to = "smith"', 'to = "John Smith"'
    )
    assert fix(two) == two


def test_an_id_is_composed_and_so_is_what_names_it() -> None:
    text = EXAMPLE.replace('"smith"', f'"{DECOMPOSED}"')
    assert fix(text) == EXAMPLE.replace('"smith"', f'"{COMPOSED}"')
    clash = text.replace('id = "王"', f'id = "{COMPOSED}"')
    assert f'id = "{DECOMPOSED}"' in fix(clash)


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[[people]\n", b"people = 3\nquotes = [1]\nevents = {}\n", b"[" * 9999]
)
def test_what_is_no_dossier_is_left_alone(data: bytes) -> None:
    assert fix_document(data) == (data, [])


def spoil(text: str, found: Dossier, data: st.DataObject) -> str:
    """Write names in place of some ids, in one way of many."""
    for person in found.people:
        if data.draw(st.booleans()):
            names = [n for n in (person.name, *person.aliases) if n.isprintable() and not re.search(r"[\"\\]", n)]
            for name in names[:1]:
                text = text.replace(f'person = "{person.id}"', f'person = "{name}"')
    return text


@settings(max_examples=60)
@given(dossiers(), st.data(), st.sampled_from(("\n", "\r\n")), st.sampled_from(("", "\ufeff")))
def test_only_values_change_and_once_is_enough(found: Dossier, data: st.DataObject, end: str, mark: str) -> None:
    text = mark + spoil(to_toml(found), found, data).replace("\n", end)
    new, fixes = fix_document(text.encode())
    assert fix_document(new) == (new, [])
    after = new.decode()
    before_lines, after_lines = text.split("\n"), after.split("\n")
    assert len(before_lines) == len(after_lines)
    differing = {n for n, (a, b) in enumerate(zip(before_lines, after_lines, strict=True), 1) if a != b}
    assert differing == {fix.position.line for fix in fixes if fix.old != fix.new}
    for fix in fixes:
        assert json.dumps(fix.new, ensure_ascii=False) in after_lines[fix.position.line - 1]


def test_tomlkit_would_write_the_same() -> None:
    """What a writer that keeps style makes of the same changes."""
    text = EXAMPLE.replace('who = ["ivanov"]', 'who = ["Ivan Ivanov"]  # he').replace('"PT5M"', '"PT5M"  # long')
    document = tomlkit.parse(text)
    document["quotes"][0]["who"][0] = "ivanov"
    assert fix(text) == tomlkit.dumps(document)


# --- The command -----------------------------------------------------------------------------------------------------

NAMED = changed('to = "smith"', 'to = "John Smith"').replace("[dossier]\n", "[dossier]\nchecked = true\n")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my.toml"
    file.write_bytes(b"\xef\xbb\xbf" + NAMED.replace("\n", "\r\n").encode())
    return file


def test_each_change_is_told_and_the_file_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    assert main(["check", "--fix", "--dry-run", str(file)]) == 0
    out = capsys.readouterr().out
    assert 'my.toml:82:6: note: quotes[0].to: would fix: "John Smith" becomes "smith"' in out
    assert file.read_bytes() == before
    assert main(["check", str(file)]) == 1
    capsys.readouterr()
    assert main(["check", "--fix", str(file)]) == 0
    out = capsys.readouterr().out
    assert 'my.toml:82:6: note: quotes[0].to: fixed: "John Smith" becomes "smith"' in out
    assert "no problems" in out
    assert file.read_bytes() == before.replace(b'"John Smith"\r\nabout', b'"smith"\r\nabout')
    assert [path.name for path in file.parent.iterdir()] == ["my.toml"]


def test_what_is_left_is_reported(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(NAMED.replace("n = 7", 'n = "7"'), "utf-8")
    assert main(["check", "--fix", str(file), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(problem["path"], problem["level"]) for problem in told] == [
        ("quotes[0].to", "note"),
        ("quotes[0].n", "error"),
    ]


def test_a_file_that_needs_nothing_is_not_written(file: Path) -> None:
    file.write_text(EXAMPLE, "utf-8")
    before = file.stat()
    assert main(["check", "--fix", str(file)]) == 0
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(("words", "said"), [(["--dry-run", "x"], "--fix --dry-run"), (["--fix", "-"], "needs a file")])
def test_options_that_make_no_sense_are_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *words]) == 2
    assert said in capsys.readouterr().err
