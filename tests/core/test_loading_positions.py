"""Key paths as lines and columns: by hand, and against toml-rs over generated documents."""

import re
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import toml_rs
import tomli
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.loading.diagnostics import KeyPath
from peace_tui.loading.positions import Position, Positions, format_path

DOSSIER = """\
# What was said.
title = "Peace" # said
info.authors = ["a", "b"]

[[quotes]]
text = 'one'

[[quotes]]
text = 'two'
  [[quotes.versions]]
  source = "s"

  [[ quotes . versions ]]
  "source" = { id = "t", pages = [1, 2] }
  [quotes.place]
  name = "x"

[a.b]
c = 1
[a]
d.e."f g" = [[1, 2], [{h = 3}], [
  # [[quotes]]
  4, # four
  [ 5, ],
]]
"""


def place(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def both(positions: Positions, path: KeyPath) -> tuple[tuple[int, int], tuple[int, int]]:
    key, value = positions.key(path), positions.value(path)
    return (key.line, key.column), (value.line, value.column)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("title",), (2, 1), (2, 9)),
        (("info",), (3, 1), (3, 1)),
        (("info", "authors"), (3, 6), (3, 16)),
        (("info", "authors", 1), (3, 22), (3, 22)),
        (("quotes",), (5, 3), (5, 1)),
        (("quotes", 0), (5, 3), (5, 1)),
        (("quotes", 0, "text"), (6, 1), (6, 8)),
        (("quotes", 1), (8, 3), (8, 1)),
        (("quotes", 1, "text"), (9, 1), (9, 8)),
        (("quotes", 1, "versions"), (10, 12), (10, 3)),
        (("quotes", 1, "versions", 0), (10, 12), (10, 3)),
        (("quotes", 1, "versions", 0, "source"), (11, 3), (11, 12)),
        (("quotes", 1, "versions", 1), (13, 15), (13, 3)),
        (("quotes", 1, "versions", 1, "source"), (14, 3), (14, 14)),
        (("quotes", 1, "versions", 1, "source", "pages"), (14, 26), (14, 34)),
        (("quotes", 1, "versions", 1, "source", "pages", 1), (14, 38), (14, 38)),
        (("quotes", 1, "place"), (15, 11), (15, 3)),
        (("quotes", 1, "place", "name"), (16, 3), (16, 10)),
        (("a", "b"), (18, 4), (18, 1)),
        (("a", "b", "c"), (19, 1), (19, 5)),
        (("a",), (20, 2), (20, 1)),
        (("a", "d"), (21, 1), (21, 1)),
        (("a", "d", "e"), (21, 3), (21, 3)),
        (("a", "d", "e", "f g"), (21, 5), (21, 13)),
        (("a", "d", "e", "f g", 0), (21, 14), (21, 14)),
        (("a", "d", "e", "f g", 0, 1), (21, 18), (21, 18)),
        (("a", "d", "e", "f g", 1, 0, "h"), (21, 24), (21, 28)),
        (("a", "d", "e", "f g", 2), (21, 33), (21, 33)),
        (("a", "d", "e", "f g", 2, 0), (23, 3), (23, 3)),
        (("a", "d", "e", "f g", 2, 1, 0), (24, 5), (24, 5)),
    ],
)
def test_keys_and_values_are_found(
    path: KeyPath, key: tuple[int, int], value: tuple[int, int], mark: str, line_end: str
) -> None:
    assert both(Positions(mark + DOSSIER.replace("\n", line_end)), path) == (key, value)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ((), (1, 1)),
        (("nothing",), (1, 1)),
        ((0,), (1, 1)),
        (("quotes", 0, "date"), (5, 3)),
        (("quotes", 7), (5, 3)),
        (("quotes", 1, "versions", 1, "text"), (13, 15)),
        (("quotes", 1, "versions", 1, "source", "page", 3, "x"), (14, 3)),
        (("quotes", 1, "text", 0), (9, 1)),
        (("quotes", "text"), (5, 3)),
        (("a", "x"), (20, 2)),
        (("a", "b", "x"), (18, 4)),
    ],
)
def test_what_is_missing_stands_at_the_nearest_key_that_is_there(path: KeyPath, nearest: tuple[int, int]) -> None:
    assert both(Positions(DOSSIER), path) == (nearest, nearest)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "# only\n# comments", " \t\r\n"])
def test_an_empty_document_has_a_beginning(text: str) -> None:
    assert both(Positions(text), ("a", 0)) == ((1, 1), (1, 1))


def test_a_document_may_end_anywhere() -> None:
    assert both(Positions("a = 1"), ("a",)) == ((1, 1), (1, 5))
    assert both(Positions("a = 1 # no line end"), ("a",)) == ((1, 1), (1, 5))
    assert both(Positions("[a]"), ("a",)) == ((1, 2), (1, 1))


def test_columns_count_characters() -> None:
    text = '"é😀" = { "ü" = ["ß", \'\u0301\', 1] } # é\n'
    positions = Positions(text)
    assert positions.value(("é😀",)) == place(text, text.index("{"))
    assert positions.value(("é😀", "ü", 2)) == place(text, text.index("1"))


@pytest.mark.parametrize(
    "value",
    [
        '"""\n[[quotes]]\nb = 2\n# " \\""" ""\n"""',
        '"""\\\n  """',
        '""""""',
        '"""""a"""""',
        '"""a\\\\"""',
        "'''\n[b]\nb = \"\"\" '' \\'''",
        "''''''",
        "'''''a'''''",
        '""',
        "''",
        r'"\" ] # \\"',
        "'\\'",
        "1979-05-27 07:32:00.5-08:00",
        "1979-05-27T07:32Z",
        "1979-05-27 07:32",
        "1979-05-27 # 07:32",
        "07:32",
        "+1_000.5e-3",
        "-inf",
        "0xDEAD_beef",
        "true",
        "[ ]",
        "[\n# ] , [\n]",
        "{ }",
        "{ # }\n}",
        "{\n  x.y = [ # ]\n    '}', ],\n  'z' = 1, # {\n}",
        '[ "]", \'[\', """\n]""", { a = "}" }, ]',
    ],
)
@pytest.mark.parametrize("after", ["", " # c = 3"])
def test_any_value_is_passed_whole(value: str, after: str) -> None:
    text = f"[t]\nfirst = {value}{after}\nsecond = {value}{after}\n[[third]]\nlast = {value}"
    assert list(tomli.loads(text)) == ["t", "third"]
    positions = Positions(text)
    assert positions.value(("t", "first")) == Position(2, 9)
    assert positions.key(("t", "second")) == place(text, text.index("second"))
    assert positions.key(("third", 0)) == place(text, text.index("third"))
    assert positions.key(("third", 0, "last")) == place(text, text.index("last"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r'"a\u0041\U0001F600\x41\e\"\\"', 'aA😀A\x1b"\\'),
        (r"'a\u0041'", r"a\u0041"),
        ('"a.b = [c]"', "a.b = [c]"),
        ("'[[\"]]'", '[["]]'),
        ('""', ""),
        ("''", ""),
        ("3", "3"),
        ("-_-", "-_-"),
        ("1979-05-27", "1979-05-27"),
    ],
)
def test_keys_are_known_by_what_they_mean(written: str, name: str) -> None:
    text = (
        f"{written} = 1\nt.{written} . {written}= 2\n[ x .\t{written} ]\n[[y.{written}]]\n{written}.z = {{{written}=3}}"
    )
    positions = Positions(text)
    size = len(written)
    assert both(positions, (name,)) == ((1, 1), (1, size + 4))
    assert both(positions, ("t", name, name)) == ((2, size + 6), (2, 2 * size + 8))
    assert both(positions, ("x", name)) == ((3, 7), (3, 1))
    assert both(positions, ("y", name, 0)) == ((4, 5), (4, 1))
    assert both(positions, ("y", name, 0, name, "z", name)) == ((5, size + 7), (5, 2 * size + 8))


def test_headers_reach_into_the_last_element() -> None:
    text = "[[a]]\n[[a.b]]\n[a.b.c.d]\n[[a]]\n[a.x]\n[[a.b]]\n[[a.b]]\n[a.b.c]\ne = 1\n"
    positions = Positions(text)
    assert positions.key(("a", 0, "b", 0, "c", "d")) == Position(3, 8)
    assert positions.key(("a", 0, "b", 0, "c")) == Position(3, 6)
    assert positions.key(("a", 1, "b")) == Position(6, 5)
    assert positions.key(("a", 1, "b", 1, "c", "e")) == Position(9, 1)


# Inside strings


@pytest.mark.parametrize(
    ("value", "offset", "expected"),
    [
        ('"abc"', 0, (2, 6)),
        ('"abc"', 2, (2, 8)),
        ('"abc"', 3, (2, 9)),
        ('"abc"', 99, (2, 9)),
        ('"abc"', -1, (2, 5)),
        (r'"\u00e9\"b"', 1, (2, 12)),
        (r'"\u00e9\"b"', 2, (2, 14)),
        (r"'\u00e9'", 2, (2, 8)),
        ("''", 0, (2, 6)),
        ('"""\nab\n\n  cd"""', 0, (3, 1)),
        ('"""\nab\n\n  cd"""', 6, (5, 3)),
        ('"""\nab\n\n  cd"""', 8, (5, 5)),
        ('"""a \\\n   \n  b"""', 2, (4, 3)),
        ('"""a \\\n   \n  """', 2, (4, 3)),
        ("'''\na\\\nb'''", 3, (4, 1)),
        ("'''ab'''", 0, (2, 8)),
        ("1945-08-06", 3, (2, 5)),
        ("[1, 2]", 3, (2, 5)),
        ("{}", 0, (2, 5)),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_character_of_a_string_is_found(value: str, offset: int, expected: tuple[int, int], line_end: str) -> None:
    text = f"\na = {value}\n".replace("\n", line_end)
    assert Positions(text).inside(("a",), offset) == Position(*expected)


def test_what_is_no_string_stands_at_its_value() -> None:
    positions = Positions("x = ['ab']\n'a b'.c = 1\n[['t u']]\n['v w'.'x y']\n")
    assert positions.inside(("x", 0), 1) == Position(1, 8)
    for path in [(), ("a b",), ("t u",), ("t u", 0), ("v w",), ("v w", "x y"), ("t u", 0, "none"), ("x", 0, 0)]:
        assert positions.inside(path, 1) == positions.value(path)


# A character as written, as meant, and where in the first the second begins.
Piece = tuple[str, str, int]
PLAIN = [(char, char, 0) for char in ("a", "é", "😀", "#", "[", " =", "]]")]
ESCAPED = [
    (r"\"", '"', 0),
    (r"\\", "\\", 0),
    (r"\n", "\n", 0),
    (r"\e", "\x1b", 0),
    (r"\x41", "A", 0),
    (r"\u00E9", "é", 0),
    (r"\U0001F600", "😀", 0),
]
LONG = [("\n", "\n", 0), ("\n\n", "\n\n", 0), ("\t", "\t", 0)]
KINDS: dict[str, list[Piece]] = {
    '"': [*PLAIN, *ESCAPED, ("'", "'", 0)],
    "'": [*PLAIN, ("\\", "\\", 0), ('"', '"', 0)],
    '"""': [*PLAIN, *ESCAPED, *LONG, ('"-', '"-', 0), ('""-', '""-', 0), ("\\\n b", "b", 3), ("\\ \n\n\tb", "b", 5)],
    "'''": [*PLAIN, *LONG, ("''-", "''-", 0), ("\\", "\\", 0), ('"', '"', 0)],
}


@st.composite
def strings(draw: st.DrawFn) -> tuple[str, list[Piece]]:
    """An opening delimiter and what follows it, with a closing quote or two as text at the end of a long string."""
    quotes = draw(st.sampled_from(sorted(KINDS)))
    pieces = draw(st.lists(st.sampled_from(KINDS[quotes]), max_size=12))
    if len(quotes) == 3:
        pieces += [(quotes[0], quotes[0], 0)] * draw(st.integers(0, 2))
        if draw(st.booleans()) or (pieces and pieces[0][0][0] == "\n"):
            pieces.insert(0, ("\n", "", 0))
    return quotes, pieces


def written(string: tuple[str, list[Piece]]) -> str:
    quotes, pieces = string
    return quotes + "".join(source for source, _, _ in pieces) + quotes


@given(strings(), st.sampled_from(["\n", "\r\n"]))
def test_every_character_of_a_string_is_found(string: tuple[str, list[Piece]], line_end: str) -> None:
    quotes, pieces = string
    at = len(before := f"# é{line_end}key = [1, {quotes}")
    starts, meant = [], ""
    for source, value, delta in pieces:
        starts += [at + len((source[: delta + i]).replace("\n", line_end)) for i in range(len(value))]
        at += len(source.replace("\n", line_end))
        meant += value
    text = before + written(string).replace("\n", line_end).removeprefix(quotes) + "]"
    assert tomli.loads(text)["key"][1] == meant
    positions = Positions(text)
    for offset, start in enumerate([*starts, at]):
        assert positions.inside(("key", 1), offset) == place(text, start)


# Against toml-rs. It counts columns in bytes, tells no places of tables (also inline ones in arrays in arrays), and of
# the elements that headers write only the brackets.


class Writer:
    """Writes a tree as TOML in one of the many ways there are."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []

    def document(self, table: dict[str, Any]) -> str:
        self.body((), table, "")
        text = "\n".join(self.lines) + self.pick("\n", "")
        return text.replace("\n", self.pick("\n", "\r\n"))

    def pick(self, *options: str) -> str:
        return self.random.choice(options)

    def chance(self) -> bool:
        return self.random.random() < 0.5

    def space(self) -> str:
        return self.pick("", "", " ", "\t ")

    def line(self, text: str) -> None:
        self.lines.extend(self.pick("", "# [[é]]", "  # x = '''", " ") for _ in range(self.random.choice((0, 0, 1, 2))))
        self.lines.append(self.space() + text + self.space() + self.pick("", "", '# é = """', "#"))

    def key(self, *names: str) -> str:
        return "".join(self.space() + "." + self.space() + self.name(name) for name in names).lstrip(" \t.")

    def name(self, name: str) -> str:
        ways = ['"' + "".join(self.pick(rf"\U{ord(char):08x}", safe(char)) for char in name) + '"']
        if "'" not in name and name.isprintable():
            ways.append(f"'{name}'")
        if re.fullmatch("[A-Za-z0-9_-]+", name):
            ways += [name] * 4
        return self.pick(*ways)

    def value(self, item: Any) -> str:
        if isinstance(item, str):
            return item
        if isinstance(item, list):
            return f"[{self.listed([self.value(inner) for inner in item])}]"
        return f"{{{self.listed([pair for name, inner in item.items() for pair in self.pairs((name,), inner)])}}}"

    def listed(self, items: list[str]) -> str:
        gaps = ["", "", " ", "\n", " # ] }\n", "\n\n\t"]
        apart = [f"{self.pick(*gaps)}{item}{self.pick(*gaps)}" for item in items]
        return ",".join(apart) + (self.pick("", ",") if items else "") + self.pick(*gaps)

    def pairs(self, names: tuple[str, ...], item: Any) -> Iterator[str]:
        if isinstance(item, dict) and item and self.chance():
            for name, inner in item.items():
                yield from self.pairs((*names, name), inner)
        else:
            yield f"{self.key(*names)}{self.space()}={self.space()}{self.value(item)}"

    def body(self, path: tuple[str, ...], table: dict[str, Any], header: str) -> None:
        """Write a table: what fits under its header, and tables with headers of their own, before it or after it."""
        own = {name for name, item in table.items() if self.has_header(item) and self.chance()}
        pairs = [pair for name in table.keys() - own for pair in self.pairs((name,), table[name])]
        tables = [name for name in table if name in own]
        late = bool(header) and header[1] != "[" and self.chance()
        if not late:
            self.head(header, pairs, bool(tables))
        for name in tables:
            self.table((*path, name), table[name])
        if late:
            self.head(header, pairs, bool(tables))

    def head(self, header: str, pairs: list[str], implied: bool) -> None:
        if header and (pairs or not implied or header[1] == "[" or self.chance()):
            self.line(header)
        for pair in pairs:
            self.line(pair)

    def has_header(self, item: Any) -> bool:
        elements = item if isinstance(item, list) else [item]
        return bool(elements) and all(isinstance(element, dict) for element in elements)

    def table(self, path: tuple[str, ...], item: Any) -> None:
        if isinstance(item, dict):
            self.body(path, item, f"[{self.space()}{self.key(*path)}{self.space()}]")
        else:
            for element in item:
                self.body(path, element, f"[[{self.space()}{self.key(*path)}{self.space()}]]")


def safe(char: str) -> str:
    return f"\\u{ord(char):04X}" if char in '"\\' or not char.isprintable() else char


NAMES = st.one_of(
    st.sampled_from(["a", "b", "c", "1", "1-2", "key", "key_line", "value_line", "value"]),
    st.text(alphabet="aé😀.\"'\\ #=[]\n\x1b", max_size=4),
)
SCALARS = st.one_of(
    st.sampled_from(["1", "-0.5e+3", "true", "nan", "0xF_F", "1979-05-27", "1979-05-27 07:32:00.5Z", "07:32"]),
    strings().map(written),
)
ITEMS: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(NAMES, inner, max_size=3),
        st.lists(st.dictionaries(NAMES, inner, max_size=2), min_size=1, max_size=3),
    ),
    max_leaves=12,
)
DOCUMENTS = st.builds(
    lambda table, random: Writer(random).document(table),
    st.dictionaries(NAMES, ITEMS, max_size=4),
    st.randoms(use_true_random=False),
)


def oracle(text: str) -> Iterator[tuple[str, KeyPath, Position]]:
    """What toml-rs says: ("key" or "value", path, position) for every place it tells."""
    lines = text.encode().split(b"\n")

    def spot(line: Any, column: Any) -> Position:
        line, column = (first[0] if isinstance(first, tuple) else first for first in (line, column))
        return Position(line, len(lines[line - 1][: column - 1].decode()) + 1)

    def table(path: KeyPath, nodes: dict[str, Any]) -> Iterator[tuple[str, KeyPath, Position]]:
        for name, node in nodes.items():
            if isinstance(node.get("key_line"), int):
                yield "key", (*path, name), spot(node["key_line"], node["key_col"])
                yield from value((*path, name), node)
            else:
                yield from table((*path, name), node)

    def value(path: KeyPath, node: dict[str, Any]) -> Iterator[tuple[str, KeyPath, Position]]:
        if isinstance(node.get("value_line"), int | tuple):
            yield "value", path, spot(node["value_line"], node["value_col"])
        elif not isinstance(node.get("value"), list):
            yield from table(path, node)
            return
        if isinstance(node["value"], dict):
            yield from table(path, node["value"])
        elif isinstance(node["value"], list):
            for index, element in enumerate(node["value"]):
                yield from value((*path, index), element)

    yield from table((), toml_rs.load_with_metadata(text).meta["nodes"])


def paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*path, step))


def key_at(lines: list[str], position: Position) -> str:
    """The key that is written at a position."""
    rest = lines[position.line - 1][position.column - 1 :]
    key = re.match(r"""[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*'""", rest)
    assert key
    return next(iter(tomli.loads(f"{key[0]} = 1")))


def assert_agrees_with_oracles(text: str) -> int:
    """Compare with toml-rs what it knows, and see that each key of tomli's stands where it is said to."""
    positions, lines = Positions(text), text.split("\n")
    compared = 0
    for what, path, expected in oracle(text):
        found = positions.key(path) if what == "key" else positions.value(path)
        assert (what, path, found) == (what, path, expected)
        compared += 1
    for path in paths(tomli.loads(text)):
        key, value = positions.key(path), positions.value(path)
        if isinstance(name := path[-1], str):
            assert key_at(lines, key) == name
        elif key != value:
            assert key_at(lines, key) == path[-2]
        compared += 1
    return compared


@given(DOCUMENTS)
def test_positions_agree_with_the_oracles(text: str) -> None:
    assert_agrees_with_oracles(text)


def test_a_large_generated_document_agrees_with_the_oracles() -> None:
    random = Random(1945)
    scalars = ["1", '"""\n[[a]]\n"""', "'é'", r'"\u00e9"', "1945-08-06", "'''\n'' x'''"]

    def tree(depth: int) -> Any:
        kind = random.random() if depth else 0.0
        if kind < 0.4:
            return random.choice(scalars)
        if kind < 0.6:
            return [tree(depth - 1) for _ in range(random.randrange(5))]
        table = [{f"k{i}": tree(depth - 1) for i in range(random.randrange(1, 6))} for _ in range(3)]
        return table if kind < 0.8 else table[0]

    text = Writer(random).document({f"é{i}": tree(5) for i in range(150)})
    assert assert_agrees_with_oracles(text) > 10_000


def test_a_large_dossier_agrees_with_the_oracles() -> None:
    assert assert_agrees_with_oracles(large_dossier(2_000)) > 30_000


def large_dossier(quotes: int) -> str:
    return "".join(
        f"""\
[[quotes]] # {i}
id = "q{i}"
date = 1945-08-06 08:15:0{i % 10}
to = ["a", "b", "c"]
text = '''
What was said, “word for word”, on that morning and by whom; and what was not said by anybody.'''

  [[quotes.versions]]
  source = "s{i % 17}"
  pages = [{{ from = {i}, to = {i + 1} }}]

"""
        for i in range(quotes)
    )


# Size and depth. The limits are some twenty times the work that it is, however busy the machine.


def processor_seconds(text: str) -> float:
    start = time.process_time()
    Positions(text)
    return time.process_time() - start


def test_a_megabyte_is_little_work() -> None:
    assert processor_seconds(large_dossier(3_700)) < 2


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + r"\n" * 400_000 + '"',
        'a = """' + r'\n"' * 300_000 + 'x"""',
        "a = '''" + "''x" * 300_000 + "'''",
        "# comment\n" * 100_000,
        "\r\n" * 400_000,
        "a = [" + "1," * 200_000 + "]",
    ],
    ids=["escapes", "long", "long literal", "comments", "blank", "array"],
)
def test_no_document_takes_more_than_linear_time(text: str) -> None:
    positions = Positions(text + "\nlast = 1")
    assert processor_seconds(text) < 3
    assert positions.key(("last",)) == Position((text + "\n").count("\n") + 1, 1)


def test_depth_is_no_matter() -> None:
    depth = 10_000
    arrays, tables = "[" * depth + "7" + "]" * depth, "{a = " * depth + "7" + "}" * depth
    positions = Positions(f"x = {arrays}\ny = {tables}\n{'a.' * depth}z = 7\nlast = 1\n")
    assert positions.value(("x", *(0,) * depth)) == Position(1, depth + 5)
    assert positions.value(("y", *("a",) * depth)) == Position(2, 5 * depth + 5)
    assert positions.key((*("a",) * depth, "z")) == Position(3, 2 * depth + 1)
    assert positions.key(("last",)) == Position(4, 1)


# Paths as text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("quotes", 3, "versions", 0, "source"), "quotes[3].versions[0].source"),
        ((0, "a"), "[0].a"),
        (("a", 0, 1), "a[0][1]"),
        (("", "a b", "a.b", "[0]"), '""."a b"."a.b"."[0]"'),
        (("été", "1-_A"), '"été".1-_A'),
        (('a"b\\c',), r'"a\"b\\c"'),
        (("\b\t\n\f\r\x00\x1b\x7f\x9b",), r'"\b\t\n\f\r\u0000\u001B\u007F\u009B"'),
        (("\u202ea\u200b\U000e0041",), r'"\u202Ea\u200B\U000E0041"'),
    ],
)
def test_a_path_is_written_as_people_write_it(path: KeyPath, text: str) -> None:
    assert format_path(path) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_a_path_of_keys_is_a_toml_key(names: list[str]) -> None:
    text = format_path(tuple(names))
    assert text.isprintable()
    value = tomli.loads(f"{text} = 1")
    assert list(paths(value))[-1] == tuple(names)
