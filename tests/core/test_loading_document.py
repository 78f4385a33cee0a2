"""The reader: what it reads, and every kind of mistake with its place, its key path and its remedy."""

from __future__ import annotations

import io
import os
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomli
from hypothesis import given, settings

from dossiers import EXAMPLE, MARK, changed, dossier, place_of_mark, problems
from generated import dossiers, to_toml
from peace_tui.loading.converters import convert_each
from peace_tui.loading.diagnostics import MAX_LISTED, Invalid, invalid
from peace_tui.loading.document import read_document
from peace_tui.loading.files import DossierError, Unreadable, load, read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, Clock, Evidence, Involvement, Link, Name, Version

HEAD = 'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n'

# --- What is read ----------------------------------------------------------------------------------------------------


def test_defaults_are_the_formats() -> None:
    read = dossier()
    person, event, quote = read.people[1], read.events[1], read.quotes[2]
    assert (person.kind, person.aliases, person.roles) == ("person", (), ())
    assert (event.type, event.certainty, event.date, event.involved) == ("other", "unknown", None, ())
    assert (quote.mode, quote.status, quote.who, quote.to, quote.versions) == ("direct", "asserted", (), (), ())
    assert read.claims[1].status == "asserted"


def test_records_are_read_whole() -> None:
    read = dossier()
    assert read.info.timezone == "America/New_York"
    assert read.people[0].roles[0].org == "kremlin"
    assert read.people[0].extra == {"x_card": {"number": 7, "boxes": ["a", "b"]}}
    assert read.events[0].involved[1] == Involvement(person="smith", role="receiver")
    assert [version.source for version in read.quotes[0].versions] == ["outlet-a", "outlet-b"]
    assert read.claims[0].evidence[1] == Evidence(source="outlet-b", stance="19 points")
    assert read.eras[0].title == "Ceasefire talks"
    assert read.views[0].view == "event:call-1 who:ivanov"


def test_one_person_may_stand_as_a_plain_string() -> None:
    assert dossier().quotes[0].to == ("smith",)
    assert dossier().claims[1].about == ("smith",)


def test_a_quote_with_one_source_has_one_version() -> None:
    quote = dossier().quotes[1]
    assert quote.versions == (Version(source="outlet-a", text=quote.text, locator="para 3"),)


def test_keys_that_came_later_are_read() -> None:
    read = dossier()
    assert read.info.clocks == (Clock(name="Washington", zone="America/New_York"), Clock(zone="Europe/Moscow"))
    assert (read.people[0].short, read.people[0].roles[0].sources) == ("Ivanov", ("outlet-a",))
    assert (read.sources[0].short, read.sources[0].archived) == ("A", "https://archive.example/a")
    assert read.sources[0].author == (Name(family="Reporter", given="B."), Name(literal="Staff"))
    assert read.events[0].accounts[0].outcome == "no agreement"
    assert read.events[1].links == (Link(to="call-1", type="follows", source="outlet-a"),)
    assert (read.quotes[2].agreed, read.quotes[2].draft, read.quotes[1].draft) == (True, True, False)
    assert (read.sources[2].checked, read.sources[0].checked) == (("unused-source",), ())


@pytest.mark.parametrize("value", ["true", "false", '"wording"', '["wording", "date"]', "[]"])
def test_agreed_and_checked_are_read_by_their_former_names(value: str) -> None:
    now = dossier(changed("agreed = true", f"agreed = {value}\nchecked = {value}"))
    before = dossier(changed("agreed = true", f"x_agreed = {value}\nx_checked = {value}"))
    assert before.quotes == now.quotes


def test_without_a_reading_text_it_is_the_longest_passage_of_the_first_source() -> None:
    more = '\n  [[quotes.versions]]\n  source = "outlet-a"\n  text = "{}"\n'
    text = changed('text = "The reading text."\n', "")
    assert dossier(text).quotes[0].text == "Wording as printed, with [its] insertions and … cuts."
    longer = "This is another passage of the first of the sources, and longer than what it printed first."
    last = 'text = "The wording, otherwise."\n'
    again = text.replace(last, last + more.format(longer) + more.format("Short."))
    assert dossier(again).quotes[0].text == longer
    assert dossier(changed(last, last + more.format(longer))).quotes[0].text == "The reading text."


@pytest.mark.parametrize(
    ("native", "text"),
    [
        ("2025-10-14", "2025-10-14"),
        ("2025-10-14T12:05:30-04:00", "2025-10-14T12:05:30-04:00"),
        ("2025-10-14 12:05:30Z", "2025-10-14T12:05:30Z"),
        ("2025-10-14T12:05:30", "2025-10-14T12:05:30"),
    ],
)
def test_native_dates_are_dates(native: str, text: str) -> None:
    event = dossier(changed("date = 2025-10-14", f"date = {native}")).events[0]
    expected = dossier(changed("date = 2025-10-14", f'date = "{text}"')).events[0]
    assert event.date == expected.date


@pytest.mark.parametrize("id", ["встреча", "王.2", "-x", "..", "_", "7", "हिन्दी", "เหตุการณ์", "ünal", "a²"])
def test_ids_have_letters_of_any_script(id: str) -> None:
    assert dossier(changed('id = "later"', f'id = "{id}"').replace('"later"', f'"{id}"')).events[1].id == id


def test_a_reference_may_be_decomposed() -> None:
    text = HEAD + '[[events]]\nid = "caf\u00e9"\ntitle = "T"\n[[claims]]\nid = "c"\ntext = "t"\nabout = "cafe\u0301"\n'
    assert dossier(text).claims[0].about == ("caf\u00e9",)


@pytest.mark.parametrize("text", ["\ufeff" + EXAMPLE, EXAMPLE.replace("\n", "\r\n"), EXAMPLE.rstrip()])
def test_files_as_editors_write_them(text: str) -> None:
    plain, read = dossier(), dossier(text)
    for kind in ("info", *ARRAYS):
        assert getattr(read, kind) == getattr(plain, kind)


def test_a_dossier_without_records_is_one() -> None:
    assert dossier(HEAD).quotes == ()
    assert dossier(HEAD.replace("[d", "events = []\n[d")).events == ()


def test_both_toml_readers_give_the_same_records() -> None:
    by_tomllib, findings = read_document(tomllib.loads(EXAMPLE), "example.toml")
    assert findings == []
    for kind in ("info", *ARRAYS):
        assert getattr(by_tomllib, kind) == getattr(dossier(), kind)


@settings(max_examples=30)
@given(dossiers())
def test_both_toml_readers_agree_on_generated_dossiers(generated: Dossier) -> None:
    text = to_toml(generated)
    assert tomllib.loads(text) == tomli.loads(text)


# --- One mistake at a time -------------------------------------------------------------------------------------------

ROLES = 'roles = [{ title = "presidential aide", org = "kremlin", date = "2012/..", sources = ["outlet-a"] }]'

# What is replaced in the example, by what (the mark shows where the problem is), the key path, words of the message
# and words of the hint.
MISTAKES = [
    ('format = "peace-tui/1"', f"{MARK}", "format", "format is missing", 'format = "peace-tui/1"'),
    ('"peace-tui/1"', f'{MARK}"peace-tui/2"', "format", "the format is 'peace-tui/2'", 'format = "peace-tui/1"'),
    ('"peace-tui/1"', f"{MARK}1", "format", "the format is a whole number", 'format = "peace-tui/1"'),
    ("x_made_by", f"{MARK}qoutes", "qoutes", "unknown key 'qoutes'", "did you mean 'quotes'?"),
    ("x_made_by", f"{MARK}zzz", "zzz", "unknown key 'zzz'", "people, sources, events, quotes"),
    ("url =", f"{MARK}ulr =", "sources[0].ulr", "unknown key 'ulr'", "did you mean 'url'?"),
    ('role = "caller"', f'{MARK}rle = "caller"', "events[0].involved[0].rle", "unknown key 'rle'", "'role'?"),
    (
        'locator = "para 9"',
        f'{MARK}locater = "p"',
        "quotes[0].versions[0].locater",
        "unknown key 'locater'",
        "'locator'?",
    ),
    ('"Q42"', f'{MARK}"42"', "people[0].wikidata", "'42' is not a Wikidata id", "Q42"),
    ('"ru"', f'{MARK}"Russian language"', "quotes[0].versions[0].translated_from", "is not a BCP 47", "uk-UA"),
    ('name = "John Smith"', f'name = {MARK}""', "people[1].name", "name is empty", "write"),
    ('text = "Nobody', f'text = {MARK}" " # "Nobody', "quotes[2].text", "text is empty", "The reading text"),
    ('"Ivan Ivanov"', f"{MARK}5", "people[0].name", "expected a string, found a whole number", "in quotes"),
    ('"Ivan Ivanov"', f'{MARK}["I"]', "people[0].name", "expected a string, found an array", "without brackets"),
    ('"Ivan Ivanov"', f"{MARK}2025-10-14", "people[0].name", "found a date or time", "in quotes"),
    ('["A. Writer"]', f'{MARK}"A. Writer"', "dossier.authors", "expected an array of strings, found a string", "[ ]"),
    ('"I. Ivanoff", ', f'"I. Ivanoff", {MARK}5, ', "people[0].aliases[1]", "expected a string", "in quotes"),
    ('["outlet-b"]', f'{MARK}"outlet-b"', "sources[0].based_on", "expected an array of ids, found a string", "[ ]"),
    ('["ivanov"]', f"{MARK}7", "quotes[0].who", "expected an array of ids, found a whole number", "[ ]"),
    ('"Europe/Moscow"]', f'{MARK}"Europe/Moskow"]', "dossier.clocks[1]", "no time zone 'Europe/Moskow'", "IANA"),
    ('name = "Washington", ', f'{MARK}nme = "W", ', "dossier.clocks[0].nme", "unknown key 'nme'", "'name'?"),
    ('short = "Iva', f'{MARK}shrt = "Iva', "people[0].shrt", "unknown key 'shrt'", "did you mean 'short'?"),
    (
        'sources = ["outlet-a"] }]',
        f'sources = [{MARK}"outlet-c"] }}]',
        "people[0].roles[0].sources[0]",
        "no source has",
        "'outlet-",
    ),
    ('family = "Rep', f'{MARK}famly = "Rep', "sources[0].author[0].famly", "unknown key 'famly'", "'family'?"),
    ('to = "call-1"', f'to = {MARK}"cal-1"', "events[1].links[0].to", "no event has the id 'cal-1'", "'call-1'?"),
    ('"follows"', f'{MARK}"folows"', "events[1].links[0].type", "type cannot be 'folows'", "did you mean 'follows'?"),
    (
        '"follows", source = "',
        f'"follows", source = {MARK}"x',
        "events[1].links[0].source",
        "no source has",
        "'outlet-a'?",
    ),
    (
        '"2025-10-14", source = "',
        f'"2025-10-14", source = {MARK}"x',
        "events[0].accounts[0].source",
        "no source",
        "'outlet-a'?",
    ),
    (
        "draft = true",
        f'draft = {MARK}"true"',
        "quotes[2].draft",
        "expected true or false, found a string",
        "without quotes",
    ),
    ("agreed = true", f"agreed = {MARK}1", "quotes[2].agreed", "expected true or an array of strings", "wording"),
    ('["unused-source"]', f"[{MARK}1]", "sources[2].checked[0]", "expected a string", "in quotes"),
    ("n = 7", f'n = {MARK}"7"', "quotes[0].n", "expected a whole number, found a string", "digits"),
    ("n = 7", f"n = {MARK}true", "quotes[0].n", "expected a whole number, found a boolean", "digits"),
    ("n = 7", f"n = {MARK}7.0", "quotes[0].n", "expected a whole number, found a number", "digits"),
    ("n = 7", f"n = {MARK}9223372036854775808", "quotes[0].n", "too large", "64 bits"),
    (ROLES, f'roles = {MARK}{{ title = "aide" }}', "people[0].roles", "tables, found a table", "[[people.roles]]"),
    ("{ person", f'{MARK}"ivanov", {{ person', "events[0].involved[0]", "expected a table, found a string", "{ person"),
    ('type = "call"', f'type = {MARK}"cal"', "events[0].type", "type cannot be 'cal'", "did you mean 'call'?"),
    ('"disputed"', f'{MARK}"true"', "quotes[0].status", "status cannot be 'true'", "asserted, confirmed, denied"),
    ('id = "unused"', f'id = {MARK}"un used"', "sources[2].id", "'un used' is not an id", "letters and digits"),
    ('id = "unused"', f'id = {MARK}"\u0301"', "sources[2].id", "is not an id", "letters and digits"),
    ('id = "unused"', f'id = {MARK}"e\u0301"', "sources[2].id", "composed form (NFC)", "again"),
    ('id = "unused"', f'id = {MARK}"smith"', "sources[2].id", "already taken by the person people[1]", "unique"),
    ('id = "stray"', f'id = {MARK}"call-1-02"', "quotes[2].id", "already taken by the quote quotes[1]", "unique"),
    ('event = "later"', f'event = {MARK}"latter"', "quotes[2].event", "no event has the id 'latter'", "'later'?"),
    ('about = ["王"]', f'about = ["王", {MARK}"qqq"]', "quotes[0].about[1]", "no person has the id", "[[people]]"),
    ('to = "smith"', f'to = {MARK}"smth"', "quotes[0].to", "no person has the id 'smth'", "'smith'?"),
    ('to = "smith"', f'to = {MARK}"outlet-a"', "quotes[0].to", "the id of a source, not of a person", "[[people]]"),
    ('about = "smith"', f'about = {MARK}"qqq"', "claims[1].about", "no record has the id 'qqq'", "add it"),
    ('quote = "call-1-07"', f'quote = {MARK}"call-1"', "claims[0].evidence[0].quote", "id of an event", "'call-1-07'?"),
    ('event = "later"', f'event = "later"\n{MARK}locator = "p. 1"', "quotes[2].locator", "without source", "source"),
    ('note = "Why', f'{MARK}source = "outlet-a"\nnote = "Why', "quotes[0].source", "either versions or", "a version"),
    ('["outlet-b"]', f'{MARK}["outlet-a"]', "sources[0].based_on", "circle: outlet-a → outlet-a", "remove one"),
    ('"2025-11-25T17:04-05:00"', f'"{MARK}25.11.2025"', "sources[0].issued", "date", "write 2025-11-25"),
    ("date = 2025-10-14", f'date = "{MARK}next Tuesday"', "events[0].date", "not a date", "2025"),
    ("date = 2025-10-14", f"date = {MARK}07:32:00", "events[0].date", "a time without a date", "2025-10-14T12:05"),
    ('"America/New_York"', f'{MARK}"Mars/Olympus"', "dossier.timezone", "Mars/Olympus", "IANA"),
    ('"PT5M"', f'{MARK}"5 minutes"', "events[0].duration", "not a duration", "PT5M"),
    ('"Start here."', f'"Start {MARK}\\u001b[31mhere"', "views[0].note", "control character U+001B", "remove it"),
    ('"Start here."', f'"Start {MARK}\u202ehere"', "views[0].note", "bidirectional control U+202E", "remove it"),
    ('"hand"', f'"{MARK}\\u0085"', "x_made_by", "control character U+0085", "remove it"),
    ('"a", "b"', f'"a", "b{MARK}\\u0007"', "people[0].x_card.boxes[1]", "boxes holds", "remove it"),
    ("x_made_by", f'{MARK}"x_\\u001b"', r'"x_\u001B"', "the key holds the control character U+001B", "remove it"),
    ("x_card = {", f'x_card = {{ {MARK}"\\u001b" = 1,', r'people[0].x_card."\u001B"', "the key holds", "remove it"),
    ("who:ivanov", f"who:{MARK}ivanof", "views[0].view", "no person called 'ivanof'", "(ivanov)?"),
    ("who:ivanov", f"{MARK}whom:ivanov", "views[0].view", "unknown filter 'whom'", "'who'?"),
    ("who:ivanov", f"who:{MARK}qqq", "views[0].view", "no person called 'qqq'", "ivanov, smith"),
]


@pytest.mark.parametrize(("old", "new", "path", "message", "hint"), MISTAKES)
def test_a_mistake_is_found_where_it_is(old: str, new: str, path: str, message: str, hint: str) -> None:
    spoilt = changed(old, new)
    (problem,) = problems(spoilt)
    assert (problem.line, problem.column) == place_of_mark(spoilt)
    assert problem.path == path
    assert problem.level == "error"
    assert message in problem.message
    assert hint in problem.hint
    assert problem.hint
    assert problem.file == "spoilt.toml"


REQUIRED = [
    ('title = "An example call"\n', "dossier", "title"),
    ('name = "John Smith"\n', "people[1]", "name"),
    ('title = "Something later"\n', "events[1]", "title"),
    ('event = "later"\n', "quotes[2]", "event"),
    ('text = "Nobody knows when."\n', "quotes[2]", "text"),
    ('  source = "outlet-b"\n', "quotes[0].versions[1]", "source"),
    ('  text = "The wording, otherwise."\n', "quotes[0].versions[1]", "text"),
    ('text = "A claim about a person."\n', "claims[1]", "text"),
    ('title = "Ceasefire talks"\n', "eras[0]", "title"),
    ('date = "2025-10-09/2025-10-28"\n', "eras[0]", "date"),
    ('view = "event:call-1 who:ivanov"\n', "views[0]", "view"),
    ('person = "ivanov", ', "events[0].involved[0]", "person"),
    ('title = "presidential aide", ', "people[0].roles[0]", "title"),
    ('source = "outlet-a", ', "claims[0].evidence[0]", "source"),
    *((f'id = "{id}"\n', path, "id") for id, path in [("unused", "sources[2]"), ("aside", "claims[1]")]),
]


@pytest.mark.parametrize(("line", "path", "name"), REQUIRED)
def test_what_is_missing_is_named_at_its_table(line: str, path: str, name: str) -> None:
    (problem,) = problems(changed(line, ""))
    assert problem.path == path
    assert problem.message == f"{name} is missing"
    assert problem.hint.startswith(f"add {name} = ")


def test_what_is_missing_stands_at_the_header_of_its_table() -> None:
    spoilt = changed('[[people]]\nid = "smith"\n', f'{MARK}[[people]]\nid = "smith"\n').replace(
        'name = "John Smith"\n', ""
    )
    (problem,) = problems(spoilt)
    assert (problem.line, problem.path) == (place_of_mark(spoilt)[0], "people[1]")


def test_an_array_of_records_is_tables() -> None:
    (problem,) = problems("eras = 5\n" + HEAD)
    assert (problem.line, problem.column, problem.path) == (1, 8, "eras")
    assert "[[eras]]" in problem.hint
    assert [p.path for p in problems("people = [1, {id = 'a', name = 'A'}]\n" + HEAD)] == ["people[0]"]


@pytest.mark.parametrize("title", ["", 'title = " "\n', 'title = "\u3000"\ncontainer_title = ""\n'])
def test_a_source_needs_a_title_or_an_outlet(title: str) -> None:
    (problem,) = problems(changed('title = "Nothing is from here"\n', title))
    assert problem.path == "sources[2]"
    assert "title or a container_title" in problem.message
    assert problem.hint


def test_a_circle_of_sources_is_named_once() -> None:
    (problem,) = problems(changed('container_title = "Outlet B"', 'title = "B"\nbased_on = ["outlet-a"]'))
    assert "outlet-a → outlet-b → outlet-a" in problem.message


def test_a_clock_time_needs_an_offset_or_a_time_zone() -> None:
    spoilt = changed('timezone = "America/New_York"\n', "").replace("2025-10-14\n", '"2025-10-14T12:05"\n', 1)
    (problem,) = problems(spoilt)
    assert problem.path == "events[0].date"
    assert "timezone" in problem.hint


# --- Many at once ----------------------------------------------------------------------------------------------------


def test_all_mistakes_are_reported_in_the_order_of_the_file() -> None:
    spoilt = EXAMPLE
    for old, new in (
        ('view = "event', 'veiw = "event'),
        ("n = 7", "n = true"),
        ('type = "call"', 'type = "cal"'),
        ('id = "unused"', 'id = "un used"'),
        ('name = "The Kremlin"\n', ""),
    ):
        assert old in spoilt
        spoilt = spoilt.replace(old, new, 1)
    found = problems(spoilt)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    expected = ["people[2]", "sources[2].id", "events[0].type", "quotes[0].n", "views[0].veiw"]
    assert sorted(problem.path for problem in found) == sorted(expected)


def test_a_mistake_does_not_hide_others_in_the_same_table() -> None:
    found = problems(HEAD + '[[quotes]]\nid = "a b"\nevnt = "e"\nwho = 5\nn = "1"\n')
    assert {problem.path.removeprefix("quotes[0].") for problem in found} == {"quotes[0]", "id", "evnt", "who", "n"}
    assert [problem.message for problem in found if problem.message.endswith("is missing")] == ["text is missing"]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('name = "John Smith"', 'Name = "John Smith"', "did you mean 'name'?"),
        ('id = "outlet-b"', 'idd = "outlet-b"', "did you mean 'id'?"),
        ('format = "peace', 'Format = "peace', "did you mean 'format'?"),
        ("[dossier]", "[Dossier]", "did you mean 'dossier'?"),
        ('who = ["ivanov"]', 'who = "ivanov, smith"', 'write each in quotes: ["ivanov", "smith"]'),
        ('authors = ["A. Writer"]', 'authors = ["A. Writer"]\ninclude = ["a.toml"]', "above [dossier]"),
        ("{ person", '"ivanov", { person', 'write it as { person = "ivanov" }'),
        ('who = ["ivanov"]', 'who = [{ id = "ivanov" }]', "without braces"),
        ("date = 2025-10-14\n", 'date = "2025–10–14"\n', "write 2025-10-14"),
    ],
)
def test_one_mistake_is_one_error(old: str, new: str, hint: str) -> None:
    """What follows from it alone is no error besides, and no warning."""
    assert old in EXAMPLE
    (problem,) = problems(EXAMPLE.replace(old, new, 1))
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("name", "written"), [("events", "event"), ("people", "persons"), ("quotes", "qoutes"), ("sources", "Sources")]
)
def test_records_below_a_misspelled_header_are_known(name: str, written: str) -> None:
    (problem,) = problems(EXAMPLE.replace(f"[[{name}]]", f"[[{written}]]"))
    assert (problem.path, problem.hint) == (written, f"did you mean '{name}'?")


def test_a_source_in_a_misspelled_key_has_its_locator() -> None:
    quote = '[[events]]\nid = "e"\ntitle = "E"\n[[quotes]]\nid = "a"\nevent = "e"\ntext = "T"\n'
    (problem,) = problems(HEAD + quote + 'sources = ["s"]\nlocator = "p. 1"\n')
    assert problem.path == "quotes[0].sources"


def test_how_a_view_is_written_is_told_beside_other_mistakes_and_not_whom_it_names() -> None:
    for view, told in (("whom:ivanov", ["views[0].view"]), ("date:14 Oct at:nothing who:nobody", [])):
        spoilt = changed("n = 7", 'n = "7"').replace("event:call-1 who:ivanov", view)
        assert [problem.path for problem in problems(spoilt)] == ["quotes[0].n", *told]


def test_a_wrong_time_zone_is_not_reported_at_every_date() -> None:
    spoilt = changed('"America/New_York"', '"Mars"').replace("2025-10-14\n", '"2025-10-14T12:05"\n', 1)
    assert [problem.path for problem in problems(spoilt)] == ["dossier.timezone"]


def test_thousands_of_mistakes_are_reported_and_do_not_take_for_ever() -> None:
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "P"\n' for n in range(500))
    quotes = "".join(f'[[quotes]]\nid = "q{n}"\nevent = "e{n}"\nwho = "x{n}"\ntext = "t"\n' for n in range(1500))
    found = problems(HEAD + people + quotes)
    assert len(found) == 2 * MAX_LISTED
    assert sorted(problem.unlisted for problem in found)[-3:] == [0, 1500 - MAX_LISTED, 1500 - MAX_LISTED]
    with pytest.raises(DossierError, match="the dossier has 3,000 errors"):
        raise DossierError(found)


def test_wrong_elements_are_counted_without_being_kept() -> None:
    """In each of some records; the whole is the sum, however often the first hundred of a kind are taken."""
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "N"\naliases = [{"1," * 150}]\n' for n in range(120))
    found = problems(HEAD + people)
    assert len(found) == MAX_LISTED
    assert sum(1 + problem.unlisted for problem in found) == 120 * 150
    with pytest.raises(Invalid) as error:
        convert_each(refuse, range(MAX_LISTED * 10))
    assert len(error.value.findings) == MAX_LISTED


def refuse(value: object) -> object:
    raise invalid("expected a string, found a whole number", "")


# --- What is no document at all --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (HEAD + 'note = "unclosed\n', 4, 17),
        (HEAD + 'title = "twice"\n', 4, 16),
        (HEAD + "x = \n", 4, 5),
        (HEAD + 'x_a = "\rb"', 4, 8),
    ],
)
def test_broken_toml_is_a_problem_with_a_place(text: str, line: int, column: int) -> None:
    (problem,) = problems(text)
    assert (problem.line, problem.path, problem.level) == (line, "", "error")
    assert abs(problem.column - column) <= 1
    assert problem.message
    assert problem.hint


def test_bytes_that_are_not_utf_8_have_a_place() -> None:
    (problem,) = read((HEAD + 'note = "caf').encode() + b'\xe9"\n', "latin.toml").problems
    assert (problem.line, problem.column) == (4, 12)
    assert "UTF-8" in problem.message
    assert read("format".encode("utf-16"), "wide.toml").dossier is None


@pytest.mark.parametrize(
    "text",
    [
        "x_a = " + "[" * 5000 + "]" * 5000,
        "x_a = " + "{a=" * 5000 + "1" + "}" * 5000,
        "[x_a" + ".a" * 5000 + "]",
        "x_a = " + "9" * 5000,
    ],
)
def test_what_is_too_deep_or_too_long_is_a_problem(text: str) -> None:
    (problem,) = problems(text)
    assert problem.line == 1
    assert problem.hint


def test_an_empty_file_says_how_to_begin() -> None:
    assert {problem.path for problem in problems("")} == {"format", "dossier"}
    assert all(problem.line == 1 for problem in problems(""))


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_loaded_under_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a dossier.toml"
    file.write_text(EXAMPLE, "utf-8")
    assert load(file).path == str(file)


def test_standard_input_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(EXAMPLE.encode())))
    assert load("-").info.title == "An example call"
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(Unreadable, match="closed"):
        load("-")


def test_a_wrong_file_raises_all_its_errors(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(changed("n = 7", 'n = "7"').replace('"call"', '"cal"', 1), "utf-8")
    with pytest.raises(DossierError) as caught:
        load(file)
    assert [problem.path for problem in caught.value.problems] == ["events[0].type", "quotes[0].n"]
    assert f"{file}:" in str(caught.value)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no such file"):
        load(tmp_path / "missing.toml")
    with pytest.raises(Unreadable, match="a folder"):
        load(tmp_path)
    with pytest.raises(Unreadable, match="cannot be read"):
        load("nul\0byte")
    with pytest.raises(Unreadable, match="not a regular file"):
        load(os.devnull)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(Unreadable, match="not a regular file"):
        load(tmp_path / "fifo")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read anything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    file = tmp_path / "secret.toml"
    file.write_text(EXAMPLE, "utf-8")
    file.chmod(0)
    with pytest.raises(Unreadable, match="cannot be read"):
        load(file)


def test_records_share_the_names_of_their_fields() -> None:
    """The parser makes a string of its own for each key of each table: with three thousand, too many to keep."""
    names = {id(name) for quote in dossier().quotes for name in vars(quote)}
    assert len(names) == len({name for quote in dossier().quotes for name in vars(quote)})
