"""First mistakes in TOML: a sentence each, and the line to write, which the reader takes."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import assume, given
from hypothesis import strategies as st

from dossiers import EXAMPLE
from peace_tui.loading import chunks
from peace_tui.loading.document import LARGE_FILE_BYTES
from peace_tui.loading.files import read, read_to_show
from peace_tui.loading.toml_mistakes import explain_mistake

HEAD = 'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n'
MARKS = "inside a text needs a backslash"
CURLY = "curly quotation marks"
CLOSING_MARK = "the closing quotation mark is missing"
MISSING = "quotation marks around this text are missing"
COLON = "equals sign between a key and its value"

LINES = [
    ('text = "He said "no" to it."', MARKS, r'text = "He said \"no\" to it."'),
    ('text = "She said: "I will not." And left.', MARKS, r'text = "She said: \"I will not.\" And left."'),
    ('text = "He said "no", then "yes"."  # both', MARKS, r'text = "He said \"no\", then \"yes\"."  # both'),
    ('aliases = ["The "Boss"", "X"]', MARKS, r'aliases = ["The \"Boss\"", "X"]'),
    ('x = { title = "The "Boss" of all" }', MARKS, r'x = { title = "The \"Boss\" of all" }'),
    ("name = 'it's'", "an apostrophe", 'name = "it\'s"'),
    ('name = ""A""', "one quotation mark too many", 'name = "A"'),
    ("title = “A call”", CURLY, 'title = "A call"'),
    ("title = „A call“ # x", CURLY, 'title = "A call" # x'),
    ("title = «A call»", CURLY, 'title = "A call"'),
    ("title = «\u00a0A call\u00a0»", CURLY, 'title = "A call"'),
    ("title = ‘A call’", CURLY, 'title = "A call"'),
    ('title = "A call”', CURLY, 'title = "A call"'),
    ("title = “The “inner” one”", CURLY, 'title = "The “inner” one"'),
    ('text = “He said "no"”', CURLY, r'text = "He said \"no\""'),
    ("who = [“a”, “b”]", CURLY, 'who = ["a", "b"]'),
    ('title = "A call', CLOSING_MARK, 'title = "A call"'),
    ("title = 'A call", CLOSING_MARK, "title = 'A call'"),
    ('who = ["a", "b]', CLOSING_MARK, 'who = ["a", "b"]'),
    ('links = [{ to = "a", type = "b"]', "the closing brace is missing", 'links = [{ to = "a", type = "b" }]'),
    ('links = [{ to = "a"', "the closing brace and bracket are missing", 'links = [{ to = "a" }]'),
    ('who = ["a", "b"', "the closing bracket is missing", 'who = ["a", "b"]'),
    ('x = { title = "A"', "the closing brace is missing", 'x = { title = "A" }'),
    ("title = A call", MISSING, 'title = "A call"'),
    ("title = A: call # x", MISSING, 'title = "A: call" # x'),
    ('name = Ivan "the" Ivanov', MISSING, r'name = "Ivan \"the\" Ivanov"'),
    ("date = 2025-10", MISSING, 'date = "2025-10"'),
    ("date = 2025-3-7", "two digits", "date = 2025-03-07"),
    ('title = A call"', "the opening quotation mark is missing", 'title = "A call"'),
    ('title ＝ "A call"', "not the plain one", 'title = "A call"'),
    ('title = "A\x00 call"', "control character", 'title = "A call"'),
    ("people]]", "square brackets", "[[people]]"),
    ('who = "a", "b"]', "the opening bracket is missing", 'who = ["a", "b"]'),
    ("<p>A call</p>", "neither a key", "# <p>A call</p>"),
    ("These are all, we think, of the calls.", "neither a key", "# These are all, we think, of the calls."),
    ("date = 14 October 2025", MISSING, 'date = "14 October 2025"'),
    ("who = [ivanov, smith]", MISSING, 'who = ["ivanov", "smith"]'),
    ("who = ivanov, smith", "around these values", 'who = ["ivanov", "smith"]'),
    ('who = "ivanov", "smith"', "brackets around these values", 'who = ["ivanov", "smith"]'),
    ("x = [{ person = ivanov }]", MISSING, 'x = [{ person = "ivanov" }]'),
    ('who = ["a" "b"]', "the comma between two values is missing", 'who = ["a", "b"]'),
    ('who = ["a",, "b"]', "one comma too many", 'who = ["a", "b"]'),
    ("draft = True", "small letters", "draft = true"),
    ("n = 07", "does not begin with 0", "n = 7"),
    ("note = null", "remove the line", 'note = "…"'),
    ("note =", "the value is missing", 'note = "…"'),
    ('note == "a"', "one equals sign too many", 'note = "a"'),
    ('note = "a",', "does not end with a comma", 'note = "a"'),
    ('note = "a";', "does not end with a semicolon", 'note = "a"'),
    ('note = "a" — said twice', "nothing but a comment may follow", 'note = "a"  # — said twice'),
    ('note = "No," she said.', "nothing but a comment may follow", 'note = "No,"  # she said.'),
    ('note = """a """b""" c"""', MARKS, r'note = """a \"\"\"b\"\"\" c"""'),
    (r'note = "it\'s"', "needs no backslash", 'note = "it\'s"'),
    (r"note = 'it\'s'", "an apostrophe", 'note = "it\'s"'),
    ("draft = yes", "yes is true", "draft = true"),
    ("note = no", MISSING, 'note = "no"'),
    ('- note = "a"', "does not begin with a hyphen", 'note = "a"'),
    ('note\u00a0= "a\u00a0b"', "unseen characters", 'note = "a\u00a0b"'),
    ('\u00a0\u202fnote = "a"', "unseen characters", 'note = "a"'),
    ('\u200bnote = "a"\ufeff', "unseen characters", 'note = "a"'),
    ("[[people]]\u00a0", "unseen characters", "[[people]]"),
    ('{"id": "a", "n": 7}', "this record is JSON", 'id = "a"'),
    ('{\n  "id": "a",\n  "n": 7\n}', "this record is JSON", 'id = "a"'),
    ("{{quotes}}", "square brackets", "[[quotes]]"),
    ("<versions>", "square brackets", "[[quotes.versions]]"),
    ("who:", COLON, 'who = ["…"]'),
    ('note = "a" // b', "a comment begins with #", 'note = "a"  # b'),
    ("// b", "a comment begins with #", "# b"),
    (r'note = "C:\Users"', "a backslash inside a text", r'note = "C:\\Users"'),
    ('note "a"', "no equals sign", 'note = "a"'),
    ('container title = "a"', "a key is one word", 'container_title = "a"'),
    ('“note” = "a"', "a key needs no quotation marks", 'note = "a"'),
    ('"note": "a",', COLON, 'note = "a"'),
    ("note: A call", COLON, 'note = "A call"'),
    ("- n: 7", COLON, "n = 7"),
    ("who: [a, b]", COLON, 'who = ["a", "b"]'),
    ("people:", "name in brackets", "[[people]]"),
    ("involved:", "name in brackets", "[[events.involved]]"),
    ("[[people]", "brackets of this header", "[[people]]"),
    ("[people]]", "brackets of this header", "[[people]]"),
    ("[[quotes.versions]", "brackets of this header", "[[quotes.versions]]"),
    ('[[people]] id = "a"', "a line of its own", "[[people]]"),
    ('id = "a" name = "b"', "a line of its own", 'id = "a"'),
]


def explained(text: str) -> tuple[int, str, list[str]]:
    """The line, message and hint of the one problem of a text."""
    (problem,) = read(text.encode(), "a.toml").problems
    assert problem.hint.endswith("fix this first; the rest is checked afterwards")
    return problem.line, problem.message, problem.hint.split("\n")


@pytest.mark.parametrize(("line", "said", "right"), LINES)
@pytest.mark.parametrize("behind", ["", "\n", '\nx_b = "b"\n', "\r\n\r\n[[people]]\r\n"])
def test_a_line_is_told_as_it_should_be(line: str, said: str, right: str, behind: str) -> None:
    number, message, hint = explained(f"{HEAD}{line}{behind}")
    assert (number, hint[0]) == (4, f"write {right}")
    assert said in message
    tomli.loads(right)


@pytest.mark.parametrize(
    ("text", "line", "said", "right"),
    [
        ('[[people]]\nid = "a"\naliases = [\n  "The "Boss"",\n  "X",\n]\n', 7, MARKS, r'"The \"Boss\"",'),
        ("[[events]]\ninvolved = [\n  { person = ivanov },\n]\n", 6, MISSING, '{ person = "ivanov" },'),
        ("[[quotes]]\nwho = [\n  “a”,\n]\n", 6, CURLY, '"a",'),
        ('text = "One.\nTwo."\nn = 1\n', 4, "three straight quotation marks at each end", 'text = """One.'),
        ('text = "One.\n\nTwo."\nn = 1\n', 4, "three straight quotation marks", 'text = """One.'),
        ("text = “One.\n\nTwo “2”.” # x\nn = 1\n", 4, "three straight quotation marks", 'text = """One.'),
        ("text = One\nand two.\nn = 1\n", 4, "three straight quotation marks", 'text = """One'),
        ('text = "One.\n\nnote = "Two."\n', 4, CLOSING_MARK, 'text = "One."'),
        ("text = “One.\nnote = “Two.”\n", 4, CURLY, 'text = "One."'),
        ('quotes = [\n  {"id": "a", "n": 7},\n]\n', 5, "JSON", '{ id = "a", n = 7 },'),
        ('[[people]]\nid = "a"\n\nid = "b"\n', 7, "given twice below [[people]]", "[[people]]"),
        ('text = """One.\nn = 1\ntext = """Two."""\n', 4, "is not closed", 'text = """One."""'),
        ('text = """One.\nTwo.\n\n[[quotes]]\ntext = """Two."""\n', 4, "is not closed", '"""'),
        ('text = """One.\nn = 1\n', 4, "is not closed", 'text = """One."""'),
        ('authors = ["a",\n\n[[people]]\nid = "a"\n', 4, "closing bracket", 'authors = ["a"]'),
        ('authors = [\n  "a",\n\n[[people]]\nid = "a"\n', 4, "is not closed", "]"),
        ('authors = [\n  "a",\n  "b"\n', 4, "is not closed", "]"),
        ('[quotes]\nid = "a"\n\n[quotes]\nid = "b"\n', 4, "several quotes", "[[quotes]]"),
        ('[quotes]\nid = "a"\n\n[[quotes]]\nid = "b"\n', 4, "several quotes", "[[quotes]]"),
        ('[[quotes]]\nid = "a"\n\n[quotes]\nid = "b"\n', 7, "several quotes", "[[quotes]]"),
        ("[[quotes]]\n[quotes.versions]\n[quotes.versions]\n", 5, "quotes.versions", "[[quotes.versions]]"),
        ('who = [\n  "a",\n  "b"\nn = 7\n', 6, "", ""),
    ],
)
def test_what_goes_over_lines_is_told_where_it_begins(text: str, line: int, said: str, right: str) -> None:
    number, message, hint = explained(HEAD + text)
    if right:
        assert (number, hint[0]) == (line, f"write {right}")
    assert said in message


def test_two_tables_of_a_name_and_two_keys_are_told() -> None:
    assert explained(HEAD + '[dossier]\nid = "x"\n')[1:] == (
        "[dossier] is here twice",
        ["merge the two tables", "fix this first; the rest is checked afterwards"],
    )
    assert explained(HEAD + 'title = "x"\n')[1] == "title is given twice in this table"


@pytest.mark.parametrize(
    ("text", "name", "example"),
    [
        ('{\n  "title": "A call",\n  "n": 7\n}\n', "JSON", 'title = "A call"'),
        ('{"n": 7}', "JSON", "n = 7"),
        ('# a comment\n\n[\n  {"id": "x"}\n]', "JSON", 'id = "x"'),
        ('[["a", 1]]', "JSON", 'title = "…"'),
        ('{"a":' * 5000, "JSON", 'title = "…"'),
        ("---\ntitle: A call\n", "YAML", 'title = "A call"'),
        ("title: A call\npeople:\n  - id: x\n", "YAML", 'title = "A call"'),
        ("<html><body>\n", "HTML", "peace-tui draft FILE"),
    ],
)
def test_a_file_in_another_language_is_called_so(text: str, name: str, example: str) -> None:
    number, message, hint = explained(text)
    assert number == (3 if text.startswith("#") else 1)
    assert f"this looks like {name}" in message
    assert hint[0] == 'write format = "peace-tui/1"'
    assert example in hint[1]


def test_yaml_without_a_first_line_is_told_by_its_line() -> None:
    assert explained("title: A call\nn = 1\n")[2][0] == 'write title = "A call"'


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("who,text,date\nDoe,Hello,2025\n", "a table with commas", "peace-tui import csv FILE"),
        ('Who;What said\nDoe;"Hello; you"\n', "a table with semicolons", "peace-tui import csv FILE"),
        ("who\ttext\nDoe\tHello\n", "a table with tabs", "peace-tui import csv FILE"),
        ("“We will rebuild,” said Doe.\n\nMore text = here.\n", "an article", "peace-tui draft FILE"),
        ("Mayor and council at odds\n\nThe Gazette\n", "an article", "peace-tui draft FILE"),
        ("{\\rtf1\\ansi\n", "a word processor", "save it as plain text"),
        ("PK\x03\x04", "a word processor", "save it as plain text"),
    ],
)
def test_files_of_other_programs_are_told(text: str, said: str, remedy: str) -> None:
    number, message, hint = explained(text)
    assert number == 1
    assert said in message
    assert remedy in hint[0]


def test_the_name_of_an_inner_table_is_told_whole() -> None:
    problems = read((HEAD + '[[versions]]\nsource = "a"\n').encode(), "a.toml").problems
    assert [problem.hint for problem in problems] == ["write [[quotes.versions]]"]


@pytest.mark.parametrize(
    "text", ["=", "[]", 'title="A"\\', 'text = "\x01"', "x = [[[", "a.b.", "'", '"""', "\x1b[1m = “x”"]
)
def test_what_no_one_knows_is_told_as_the_reader_tells_it(text: str) -> None:
    (problem,) = read(text.encode(), "a.toml").problems
    assert problem.message
    assert problem.hint.isprintable() or "\n" in problem.hint
    assert "\x1b" not in problem.hint + problem.message


def test_the_hint_is_printed_below_line_by_line() -> None:
    (problem,) = read((HEAD + "title: x").encode(), "a.toml").problems
    assert str(problem).split("\n")[1:] == [
        '    write title = "x"',
        "    fix this first; the rest is checked afterwards",
    ]


words = st.text(st.sampled_from("ab ,.:'“”»é"), min_size=1, max_size=12).filter(lambda text: text.strip() == text)


@given(words, words, words)
def test_marks_inside_any_text_are_escaped(before: str, inner: str, after: str) -> None:
    assume(inner.strip(","))  # as two texts have between them
    text = f'{before} "{inner}" {after}'
    line, _, hint = explained(f'{HEAD}text = "{text}"\n')
    assert line == 4
    assert tomli.loads(hint[0].removeprefix("write ")) == {"text": text}


@given(st.text(max_size=200), st.integers(0, 400))
def test_any_text_is_told_in_some_way(text: str, at: int) -> None:
    spoilt = EXAMPLE[:at] + text + EXAMPLE[at:]
    try:
        tomli.loads(spoilt)
    except tomli.TOMLDecodeError as error:
        mistake = explain_mistake(error)
        assert mistake is None or (0 <= mistake.offset <= len(spoilt) and mistake.message and mistake.hint)
    except (ValueError, RecursionError):
        pass


# --- Large files -----------------------------------------------------------------------------------------------------

QUOTE = (
    '[[quotes]]\nid = "q{}"\nevent = "e"\ntext = """\nA text of some length, which stands on lines of its own.\n"""\n'
)
LARGE = HEAD + '[[events]]\nid = "e"\ntitle = "E"\n' + "".join(QUOTE.format(n) for n in range(12_000))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ('note = "He said "no"."', MARKS),
        ("title = A", MISSING),
        ('note = """never closed', "is not closed"),
        ("who = [\nn = 7", ""),
    ],
)
@pytest.mark.parametrize("place", [0.1, 0.6, 1.0])
def test_a_mistake_in_a_large_file_costs_no_second_reading(
    monkeypatch: pytest.MonkeyPatch, spoilt: str, said: str, place: float, line_end: str
) -> None:
    at = LARGE.rfind("[[quotes]]", 0, int(len(LARGE) * place))
    data = f"{LARGE[:at]}{spoilt}\n{LARGE[at:]}".replace("\n", line_end).encode()
    assert len(data) > LARGE_FILE_BYTES
    taken: list[int] = []
    loads: Any = tomli.loads

    def count(text: str) -> Any:
        taken.append(len(text))
        return loads(text)

    monkeypatch.setattr(tomli, "loads", count)
    for open_file in (read, read_to_show):
        (problem,) = open_file(data, "a.toml").problems
        assert problem.line == LARGE[:at].count("\n") + 1 + (spoilt.startswith("who"))
        assert said in problem.message
        # what is above the mistake once, and of what is below it as much as an open text goes on
        assert sum(taken) <= len(data) * max(place, 1 if "is not closed" in said else 0) + 2 * chunks.CHUNK_BYTES
        taken.clear()


@pytest.mark.parametrize(
    "text", ["x = " + "a " * 500_000, "x = " + '"a" ' * 300_000, "[" + " " * 500_000, '{"a": ' + "[1, " * 200_000]
)
def test_a_line_of_any_length_is_no_trouble(text: str) -> None:
    """In quadratic time this would take hours."""
    assert len(read(text.encode(), "a.toml").problems) == 1


@pytest.mark.parametrize(
    ("text", "line", "said", "hint"),
    [
        (HEAD + '<<<<<<< HEAD\nid = "a"\n=======\nid = "b"\n>>>>>>> theirs\n', 4, "two versions", "keep one"),
        (HEAD + 'ann\tbob\t"No."\n', 4, "a row of a table", "import csv"),
        (HEAD + 'q1,call-1,ann,"Well, no",gazette\n', 4, "a row of a table", "import csv"),
        (HEAD + 'note = "a"[[people]]\nid = "a"\n', 4, "a header has a line of its own", "and [[people]] on the next"),
        (HEAD + 'x = [\n  "a"  # one\n\n  "b",\n]\n', 5, "the comma between two values is missing", 'write "a",'),
        (HEAD.replace("\n", "\r"), 1, "the lines end as on an old Mac", "save it"),
        (
            HEAD + '[[quotes.versions]]\ntext = "A"\n[[quotes]]\nid = "a"\n',
            4,
            "[[quotes.versions]] belongs to the record above it",
            "write [[quotes]]",
        ),
    ],
)
def test_what_was_pasted_among_the_lines_is_told(text: str, line: int, said: str, hint: str) -> None:
    number, message, hints = explained(text)
    assert (number, said in message, hint in "\n".join(hints)) == (line, True, True)
