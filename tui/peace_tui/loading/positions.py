"""Where the keys and values of a TOML document stand: key paths as lines and columns.

The TOML reader keeps no positions, so a mistake in a document that is valid TOML has a key path but no line. This
module finds the line afterwards, in one pass over the text, and has nothing to do while a document has no mistakes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice
from typing import Final

import tomli

from peace_tui.loading.diagnostics import KeyPath
from peace_tui.model.records import ARRAYS

BARE: Final = r"[A-Za-z0-9_-]++"
BASIC: Final = r'"(?:[^"\\]++|\\.)*+"'
LITERAL: Final = r"'[^']*+'"
# A quote or two inside long strings, and two more before the closing ones, belong to the text. The look-ahead comes
# first: Python before 3.11.5 loses its place after one that fails last (https://github.com/python/cpython/pull/106515).
LONG_BASIC: Final = r'"""(?:"(?!"")|\\.|[^"\\]++)*+"{3,5}'
LONG_LITERAL: Final = r"'''(?:'(?!'')|[^']++)*+'{3,5}"
TEXT: Final = f"{LONG_BASIC}|{LONG_LITERAL}|{BASIC}|{LITERAL}"
# Numbers, booleans and dates; a date may have a space before its time.
PLAIN: Final = r"[A-Za-z0-9_.:+-]++(?:[ ]\d\d:[0-9:.Zz+-]++)?"

GAP: Final = r"(?:[ \t\r\n,]++|#[^\n]*+)*+"
PART: Final = f"(?:{BARE}|{BASIC}|{LITERAL})"
KEY: Final = rf"{PART}(?:[ \t]*\.[ \t]*{PART})*"
VALUE: Final = rf"(?P<value>{TEXT}|{PLAIN}|[\[{{])"
HEADER: Final = rf"(?P<brackets>\[\[?)[ \t]*(?P<header>{KEY})[ \t]*\]\]?"

# What may come next in a table, inline or not, and in an array. An opening bracket stands for the complete value.
IN_TABLE: Final = re.compile(rf"{GAP}(?:(?P<key>{KEY})[ \t]*=[ \t]*{VALUE}|\}}|{HEADER})", re.DOTALL)
IN_ARRAY: Final = re.compile(rf"{GAP}(?:{VALUE}|\])", re.DOTALL)

KEY_PART: Final = re.compile(PART, re.DOTALL)
BARE_KEY: Final = re.compile(BARE)
STRING: Final = re.compile(TEXT, re.DOTALL)
LINE_END: Final = re.compile(r"\r?\n")
# The source of one character; a backslash at the end of a line stands for none.
CHARACTER: Final = re.compile(r"\r\n|.", re.DOTALL)
ESCAPED_CHARACTER: Final = re.compile(r"(?P<none>\\[ \t]*\r?\n[ \t\r\n]*)|\\(?:u.{4}|U.{8}|x..|.)|\r\n|.", re.DOTALL)

ROOT: Final = 0
TABLE: Final = -1


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text: line and column, both from 1, the column in characters of that line."""

    line: int
    column: int


class Positions:
    """Where each key and value of a valid TOML document stands.

    Lines and columns are those of the text as given, CRLF or not; a byte order mark counts for nothing. A path that
    leads nowhere stands where the longest part of it that exists has its key: a missing key at its table's header.
    """

    def __init__(self, text: str) -> None:
        """Find every key and value of `text`, a document that the TOML reader took without complaint."""
        self._text = text.removeprefix("\ufeff")
        self._line_starts = [0, *(end.end() for end in re.finditer("\n", self._text))]
        # A tree, flat so that depth costs nothing: (node, key or index) -> node, and what each node's offsets are.
        self._nodes: dict[tuple[int, str | int], int] = {}
        self._offsets: list[tuple[int, int]] = [(0, 0)]
        # The elements of arrays of tables that headers write, by the node of the array.
        self._elements: dict[int, list[int]] = {}
        # Where each value ends that is no table of a header, and each header: where it stands, its table, and where the
        # last value below it ends.
        self._ends: dict[int, int] = {}
        self._headers: list[tuple[int, int, int]] = []
        self._read()

    def key(self, path: KeyPath) -> Position:
        """Return where the last key of `path` is written.

        An element of an array stands where it starts, one written `[[like.this]]` where the last part of that name
        starts. A table that several lines make stands at its own header if it has one, else where it is first named.
        """
        node, _ = self._find(path)
        return self._position(self._offsets[node][0])

    def value(self, path: KeyPath) -> Position:
        """Return where the value at `path` starts: for a table with a header, that header's bracket."""
        node, found = self._find(path)
        return self._position(self._offsets[node][found])

    def string(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where the string at `path` starts and ends in the text, quotes and all; None for what is no string."""
        node, found = self._find(path)
        key, start = self._offsets[node]
        # A table that a dotted key implies starts where its key does, and a quoted key looks like a string.
        implied = key == start and not (path and isinstance(path[-1], int))
        string = STRING.match(self._text, start) if found and not implied else None
        return string.span() if string else None

    def key_spans(self, path: KeyPath) -> list[tuple[int, int]]:
        """Return where the last key of `path` starts and ends, quotes and all: of an array of tables at each header."""
        node, found = self._find(path)
        starts = {self._offsets[each][0] for each in (node, *self._elements.get(node, ()))} if found else ()
        return [match.span() for start in sorted(starts) if (match := KEY_PART.match(self._text, start))]

    def span(self, path: KeyPath) -> tuple[int, int] | None:
        """Return where the value at `path` starts and ends in the text; None for a table or array that headers make."""
        node, found = self._find(path)
        return (self._offsets[node][1], self._ends[node]) if found and node in self._ends else None

    def key_offset(self, path: KeyPath) -> int:
        """Return where in the text the last key of `path` starts."""
        return self._offsets[self._find(path)[0]][0]

    def header_spans(self, path: KeyPath) -> list[tuple[int, int]]:
        """Return the parts of the text that make a table by headers: its own, and those of the tables in it.

        Each is from the header's bracket to the end of the last value below it; the first is the table's own, if any.
        """
        node, found = self._find(path)
        inside = {node} if found else set[int]()
        for (parent, _), child in self._nodes.items():  # entered later than what they are in
            if parent in inside:
                inside.add(child)
        return [(start, end) for start, of, end in self._headers if of in inside]

    def offset_inside(self, path: KeyPath, offset: int) -> int:
        """Return where in the text character `offset` of the string at `path` is written."""
        start, end = self.string(path) or (0, 0)
        return start + _offset_in_source(self._text[start:end], offset)

    def inside(self, path: KeyPath, offset: int) -> Position:
        r"""Return where character `offset` of the string at `path` is written, at most its closing quotes.

        `offset` counts the characters of the value, so that `\u00E9` is one. What is no string stands at its value.
        """
        span = self.string(path)
        if span is None or offset < 0:
            return self.value(path)
        return self._position(span[0] + _offset_in_source(self._text[slice(*span)], offset))

    def _find(self, path: KeyPath) -> tuple[int, bool]:
        """Return the node at the end of `path`, or the last on the way there, and whether it is the end."""
        node = ROOT
        for step in path:
            inner = self._nodes.get((node, step))
            if inner is None:
                return node, False
            node = inner
        return node, True

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def _read(self) -> None:
        """Enter all of the text, one key and value, element, header or closing bracket at a time."""
        text, at = self._text, 0
        node, index = ROOT, TABLE
        outer: list[tuple[int, int]] = []
        while found := (IN_TABLE if index == TABLE else IN_ARRAY).match(text, at):
            at = found.end()
            start = found.start("value")
            if start < 0:
                if index == TABLE and found["header"]:
                    node = self._enter_header(found)
                    self._headers.append((found.start("brackets"), node, at))
                else:
                    self._end(node, at)
                    node, index = outer.pop()
                continue
            if index == TABLE:
                entered = self._enter_pair(node, found["key"], found.start("key"), start)
            else:
                entered = self._enter(node, index, start, start)
                index += 1
            if text[start] in "[{":
                outer.append((node, index))
                node, index = entered, 0 if text[start] == "[" else TABLE
            else:
                self._end(entered, at)

    def _end(self, node: int, at: int) -> None:
        self._ends[node] = at
        if self._headers:
            start, of, _ = self._headers[-1]
            self._headers[-1] = (start, of, at)

    def _enter(self, parent: int, step: str | int, key: int, value: int) -> int:
        node = len(self._offsets)
        self._nodes[parent, step] = node
        self._offsets.append((key, value))
        return node

    def _enter_pair(self, node: int, written: str, key: int, value: int) -> int:
        *outer, (name, at) = _parts(written, key)
        for step, offset in outer:
            node = self._enter_table(node, step, offset)
        return self._enter(node, name, at, value)

    def _enter_table(self, parent: int, name: str, at: int) -> int:
        """Return the table that a part of a dotted key names: of an array of tables the last."""
        node = self._nodes.get((parent, name))
        if node is None:
            return self._enter(parent, name, at, at)
        return self._elements[node][-1] if node in self._elements else node

    def _enter_header(self, found: re.Match[str]) -> int:
        bracket = found.start("brackets")
        *outer, (name, at) = _parts(found["header"], found.start("header"))
        parent = ROOT
        for step, offset in outer:
            parent = self._enter_table(parent, step, offset)
        node = self._nodes.get((parent, name))
        if node is None:
            node = self._enter(parent, name, at, bracket)
        if found["brackets"] == "[":
            self._offsets[node] = (at, bracket)
            return node
        elements = self._elements.setdefault(node, [])
        elements.append(self._enter(node, len(elements), at, bracket))
        return elements[-1]


def format_path(path: KeyPath) -> str:
    """Return `path` as people write it: `quotes[3].versions[0].source`, with quotes around keys that need them."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{_quoted(step)}" for step in path).removeprefix(".")


def _quoted(name: str) -> str:
    """Return a key as TOML has it; what does not print, in a terminal above all, is escaped."""
    if BARE_KEY.fullmatch(name):
        return name
    escapes = {'"': r"\"", "\\": r"\\", "\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r"}
    return f'"{"".join(escapes.get(char) or _shown(char) for char in name)}"'


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if char <= "\uffff" else f"\\U{ord(char):08X}"


def _parts(written: str, at: int) -> list[tuple[str, int]]:
    """Return the parts of a dotted key that stands at `at`, each with its own offset."""
    if BARE_KEY.fullmatch(written):
        return [(written, at)]
    return [(_unquoted(part[0]), at + part.start()) for part in KEY_PART.finditer(written)]


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if part[0] == "'" or "\\" not in part:
        return part[1:-1]
    name: str = tomli.loads(f"name = {part}")["name"]
    return name


def _offset_in_source(source: str, offset: int) -> int:
    """Return where in a string as written, quotes and all, its character `offset` stands."""
    quotes = 3 if source.startswith(('"""', "'''")) else 1
    first, last = quotes, len(source) - quotes
    if quotes == 3 and (line_end := LINE_END.match(source, first)):
        first = line_end.end()
    character = ESCAPED_CHARACTER if source[0] == '"' else CHARACTER
    starts = (found.start() for found in character.finditer(source, first, last) if found.lastgroup is None)
    return next(islice(starts, offset, None), last)


def find_record_line(data: bytes, id: str) -> int:
    """Return the line of the record with an id: its header, in a broken file its `id = "…"`; else 1."""
    text = data.decode("utf-8-sig", errors="replace")
    try:
        document = tomli.loads(text)
        for kind in ARRAYS:
            tables = document.get(kind)
            for position, table in enumerate(tables if isinstance(tables, list) else ()):
                if isinstance(table, dict) and table.get("id") == id:
                    return Positions(text).value((kind, position)).line
    except (ValueError, RecursionError):
        pass
    written = re.compile(rf"""^[ \t]*id[ \t]*=[ \t]*(["']){re.escape(id)}\1""", re.MULTILINE)
    found = written.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
