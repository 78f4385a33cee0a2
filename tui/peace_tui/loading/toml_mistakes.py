"""First mistakes in TOML: what was meant, and the line to write instead.

The TOML reader stops at the first character that cannot stand where it is, and says so in its own terms. Most of the
time one line was written as people write in other places: with quotation marks inside, curly ones around or none at
all, as YAML or as JSON. From the line at which it stopped a corrected one is made; the reader takes it, or it is not
offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import tomli

from peace_tui.model.fields import Record, References, Strings, Tables
from peace_tui.model.records import ARRAYS, FORMAT, Info, table_fields
from peace_tui.text.terminal_safe import UNSAFE

MAX_LINE_CHARS: Final = 2_000
"""How long a line may be that is corrected; what it should be is shown whole."""
MAX_TEXT_LINES: Final = 40
"""How many lines further on the end of a text is looked for."""
KEY: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\.[\w-]+)*"""
STATEMENT: Final = re.compile(rf"(?P<indent>\s*)(?P<key>{KEY})\s*=+\s*(?P<value>.*?)\s*$", re.DOTALL)
HEADER: Final = re.compile(r"\s*(?P<open>\[{1,2})\s*(?P<name>[\w.-]+)\s*(?P<close>\]{0,2})\s*(?P<rest>.*?)\s*$")
NEW_STATEMENT: Final = re.compile(rf"\s*(?:$|#|\[|{KEY}\s*=)")
OPENING, CLOSING = "“„«‘‚‹”’`", "”“»’‘›`"
"""Quotation marks other than TOML's, in front of a text and behind it."""
COMMENT_BEHIND: Final = re.compile(r"""(?P<value>(?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*?)\s*(?P<comment>\s#.*)?""")
RECORDS: Final[tuple[type[Record], ...]] = (Info, *ARRAYS.values())
ARRAY_KEYS: Final = frozenset(
    name for of in RECORDS for name, field in table_fields(of).items() if isinstance(field.shape, References | Strings)
)
"""The keys whose value is an array of strings."""
TABLE_KEYS: Final = {
    **{
        name: f"{kind}.{name}"
        for kind, of in ARRAYS.items()
        for name, field in table_fields(of).items()
        if isinstance(field.shape, Tables)
    },
    **{kind: kind for kind in ARRAYS},
}
"""The names of arrays of tables, each with what stands in the double brackets above each of its tables."""


class Mistake(NamedTuple):
    """What is wrong at an offset of a document, and what to do; the first line says what to write."""

    offset: int
    message: str
    hint: str


def explain_mistake(error: tomli.TOMLDecodeError) -> Mistake | None:
    """Return what was meant where a document is no TOML; None where no one knows."""
    place = _Place(error.doc, error.pos, error.msg)
    for look in RULES if len(place.line) <= MAX_LINE_CHARS else (_explain_other_format,):
        found = look(place)
        if found and not re.search(UNSAFE, found.hint):
            return found
    return None


class _Place:
    """Where the reader stopped."""

    def __init__(self, text: str, offset: int, message: str) -> None:
        if message.startswith("Unterminated") and text[:offset].endswith("\n"):
            offset -= 1
        elif message.startswith('Expected "\'"'):  # said at the end of the file
            offset = text.rfind("'", 0, offset)
        self.text, self.offset, self.message = text, offset, message
        self.start = text.rfind("\n", 0, offset) + 1
        """Where the line begins."""
        end = text.find("\n", offset)
        self.line = text[self.start : len(text) if end < 0 else end]

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before the line but comments."""
        return not re.sub(r"#[^\n]*", "", self.text[max(self.start - 10_000, 0) : self.start]).strip()

    def following(self) -> Iterator[str]:
        """Yield the next lines."""
        at = self.start + len(self.line) + 1
        for _ in range(MAX_TEXT_LINES):
            if at > len(self.text):
                return
            end = self.text.find("\n", at)
            end = len(self.text) if end < 0 else end
            yield self.text[at:end]
            at = end + 1

    def line_before(self) -> _Place | None:
        """Return the place at the end of the last line before this one that holds anything."""
        before = self.text[max(self.start - 2 * MAX_LINE_CHARS, 0) : self.start].rstrip()
        offset = self.start - len(self.text[max(self.start - 2 * MAX_LINE_CHARS, 0) : self.start]) + len(before)
        return _Place(self.text, offset, "") if before else None


def _is_toml(line: str) -> bool:
    try:
        tomli.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(place: _Place, message: str, line: str, more: str = "") -> Mistake | None:
    """Return a mistake with the corrected line, if that is TOML."""
    line = line.strip()
    if not _is_toml(line) or line == place.line.strip():
        return None
    return Mistake(place.offset, message, f"write {line}" + (f"\n{more}" if more else ""))


# --- Another language ------------------------------------------------------------------------------------------------


def _explain_other_format(place: _Place) -> Mistake | None:
    """Explain a file that was pasted as it is."""
    if not place.is_first:
        return None
    start = place.text[place.start : place.start + 2_000].lstrip()
    template = "peace-tui new FILE writes an example"
    if re.match(r'\{\s*(?:"|\}|$)|\[\s*[\[{"]\s*[{"\s]', start) and not HEADER.fullmatch(place.line[:200]):
        more = "peace-tui import reads TimelineJS and CSL-JSON"
        name, lines = "JSON", f'write format = "{FORMAT}"\nand keys as {_example(start)}; {template}, and {more}'
    elif start.startswith("---"):
        name, lines = "YAML", f'write format = "{FORMAT}"\nand keys as {_example(start)}; {template}'
    elif start.startswith("<"):
        name, lines = "HTML or XML", f'write format = "{FORMAT}"\n{template}, and peace-tui import reads TEI'
    else:
        return None
    return Mistake(place.offset, f"this looks like {name}, and a dossier is TOML", lines)


def _example(text: str) -> str:
    """Return the first pair of JSON or YAML that has a plain value, as TOML has it."""
    for found in re.finditer(r'^[\s{\[-]*"?([A-Za-z_]+)"?\s*:[ \t]*([^\s{\[][^\n]*?),?[\s}]*$', text, re.MULTILINE):
        line = f"{found[1]} = {_value_as_toml(found[2])}"
        if _is_toml(line):
            return line
    return 'title = "…"'


def _value_as_toml(value: str) -> str:
    value = value.strip().rstrip(",").strip()
    if value.lower() in ("true", "false"):
        return value.lower()
    return value if value and _is_toml(f"x = {value}") else _quote_items(value) or _quote(value)


def _explain_colon(place: _Place) -> Mistake | None:
    """Explain a line of YAML or JSON, or one without an equals sign."""
    found = re.fullmatch(r"""\s*(?:-\s+)?(["']?)(?P<key>[\w-]+)\1\s*:\s*(?P<value>.*?)\s*,?\s*""", place.line)
    if not found or not place.message.startswith("Expected '='"):
        return None
    key, value = found["key"], found["value"]
    message = "the colon is of YAML or JSON; TOML has an equals sign between a key and its value"
    if value in ("", "|", ">", "{", "["):
        if key in TABLE_KEYS:
            return _write(
                place, f"each of {key} is a table with its name in brackets", f"[[{TABLE_KEYS[key]}]]", "above each"
            )
        if key == "dossier":
            return _write(place, f"{key} is a table, whose name stands in brackets", f"[{key}]")
        return _write(place, message, f'{key} = "…"')
    return _write(place, message, f"{key} = {_value_as_toml(value)}")


def _explain_key(place: _Place) -> Mistake | None:
    """Explain a key that is written as no key can be, or without what follows a key."""
    line = place.line
    if found := re.fullmatch(rf"\s*[{OPENING}\"]([\w-]+)[{CLOSING}\"]\s*=\s*(.*)", line):
        return _write(place, "a key needs no quotation marks", f"{found[1]} = {found[2]}")
    if found := re.fullmatch(r"\s*([^\W\d][\w-]*(?:[ \t]+[\w-]+)+)\s*=\s*(.*)", line):
        key = "_".join(found[1].split())
        return _write(place, "a key is one word", f"{key} = {found[2]}")
    if found := re.fullmatch(r"\s*([\w-]+)\s+([\"'\[{\d].*)", line):
        return _write(place, "there is no equals sign between the key and its value", f"{found[1]} = {found[2]}")
    if found := re.fullmatch(r"\s*(?://|/\*|;|--)\s*(.*?)\s*(?:\*/)?\s*", line):
        return _write(place, "a comment begins with #", f"# {found[1]}")
    return None


# --- Headers ---------------------------------------------------------------------------------------------------------


def _explain_header(place: _Place) -> Mistake | None:
    """Explain a header with the wrong brackets."""
    found = HEADER.fullmatch(place.line)
    if not found:
        return None
    name = found["name"]
    is_array = name.rpartition(".")[2] in TABLE_KEYS
    right = f"[[{name}]]" if is_array else f"[{name}]"
    if place.message.startswith("Cannot"):
        if not is_array:
            return Mistake(place.offset, f"[{name}] is here twice", "make one table of the two")
        single = re.compile(rf"^[ \t]*\[[ \t]*{re.escape(name)}[ \t]*\]", re.MULTILINE).search(place.text)
        offset = single.start() if single else place.offset
        message = f"there are several {name}, and each begins with its name in double brackets"
        return Mistake(offset, message, f"write {right}\nabove each, and not [{name}]")
    if found["close"] and (rest := found["rest"]) and not rest.startswith("#"):
        return Mistake(place.offset, "a header has a line of its own", f"write {right}\nand {rest} on the next line")
    if len(found["open"]) != len(found["close"]) or is_array != (len(found["open"]) == 2):
        return _write(place, "the brackets of this header do not match", f"{right} {found['rest']}")
    return None


# --- Values ----------------------------------------------------------------------------------------------------------


def _explain_long_text(place: _Place) -> Mistake | None:
    """Explain a text in three quotation marks that is not closed, which the beginning of the next such text closes."""
    last = place.text.rfind('"""', 0, place.offset)
    if not place.message.startswith("Unterminated"):
        # outside of a text the last marks ended one, although they stand where one begins
        last = place.text.rfind('"""', 0, last) if _begins_text(place.text, last) else -1
    if not _begins_text(place.text, last):
        return None
    opened = _Place(place.text, last, "")
    message = 'the text that begins here with """ is not closed'
    if NEW_STATEMENT.match(next(opened.following(), "")):
        return _write(opened, message, f'{opened.line}"""')
    return Mistake(last, message, 'write """\nat its end')


def _begins_text(text: str, offset: int) -> bool:
    """Tell whether what stands at an offset is the beginning of a value."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset] if offset >= 0 else ""
    return re.fullmatch(rf"\s*{KEY}\s*=\s*", before) is not None


def _explain_text_of_several_lines(place: _Place) -> Mistake | None:
    """Explain a text that begins on one line and ends on another."""
    found = STATEMENT.fullmatch(place.line)
    if not found or found["value"][:1] not in ('"', "'") or found["value"].count(found["value"][0]) != 1:
        return None
    mark = found["value"][0]
    for line in place.following():
        if re.fullmatch(rf"[^{mark}]*{mark}\s*(?:#.*)?", line):
            message = "a text of several lines needs three quotation marks at each end"
            more = 'and """ at its end, on the line where it is'
            return Mistake(place.offset, message, f'write {found["key"]} = """{found["value"][1:]}\n{more}')
        if NEW_STATEMENT.match(line):
            return None
    return None


def _explain_statement(place: _Place) -> Mistake | None:
    """Explain a value that is written as no value can be."""
    found = STATEMENT.fullmatch(place.line)
    if not found or len(place.line) > MAX_LINE_CHARS or _is_toml(place.line):
        return None
    key, value = found["key"], found["value"]
    for correct in CORRECTIONS:
        for message, right in correct(place, key, value):
            line, *more = right.split("\n")
            if mistake := _write(place, message, f"{key} = {line}", "\n".join(more)):
                return mistake
    return None


Corrections = Iterator[tuple[str, str]]
"""What may be wrong with a value, and the value that may be meant; further lines say what else to do."""


def _correct_signs(place: _Place, key: str, value: str) -> Corrections:
    """Leave out or replace what other languages have around a value."""
    if not value or value.startswith("#"):
        yield "the value is missing", '"…"'
    if re.match(r"\s*\S+\s*==", place.line):
        yield "there is one equals sign too many", value
    if value.lower() in ("null", "none", "nil"):
        yield "TOML has nothing for an empty value: leave the line out, or give it a text", '"…"'
    if value.lower() in ("true", "false"):
        yield "true and false are written in small letters", value.lower()
    if re.fullmatch(r"0+\d+", value):
        yield "a number does not begin with 0", value.lstrip("0") or "0"
    if re.search(r"[,;]\s*$", value):
        sign = "comma" if value.rstrip()[-1] == "," else "semicolon"
        yield f"the line does not end with a {sign}", value.rstrip()[:-1]
    if found := re.fullmatch(r"(.*?)\s+(?://|/\*)\s*(.*?)(?:\*/)?", value):
        yield "a comment begins with #", f"{found[1]}  # {found[2]}"


def _correct_curly(place: _Place, key: str, value: str) -> Corrections:
    """Put straight quotation marks around what has curly ones, on either side or on both."""
    message = "curly quotation marks do not begin or end a text, straight ones do"
    found = COMMENT_BEHIND.fullmatch(value)
    bare, comment = (found["value"].strip(), found["comment"] or "") if found else (value, "")
    if len(bare) > 1 and (bare[0] in OPENING or (bare[0] == '"' and bare[-1] in CLOSING)):
        end = -1 if bare[-1] in CLOSING + '"' else None
        yield message, _quote(bare[1:end]) + comment
    if bare.startswith("["):
        text = rf'(?<=[\[,\s])[{OPENING}"]([^{OPENING}{CLOSING}"]*)[{CLOSING}"](?=\s*[,\]])'
        yield message, re.sub(text, r'"\1"', bare) + comment


def _correct_unclosed(place: _Place, key: str, value: str) -> Corrections:
    """Close a string at the end of its line, an array or an inline table."""
    mark = value[:1]
    if mark and mark in "\"'" and mark not in value[1:].replace(f"\\{mark}", ""):
        yield "the closing quotation mark is missing", f"{value}{mark}"
    if mark == "[":
        yield "the closing bracket is missing", f"{value.rstrip(', ')}]"
        yield "the closing quotation mark is missing", f'{value[:-1]}"]'
        yield "the closing quotation mark is missing", f'{value}"]'
    if mark == "{":
        yield "the closing brace is missing", f"{value} }}"


def _correct_joined(place: _Place, key: str, value: str) -> Corrections:
    """Take apart two statements on a line, and put several values into brackets."""
    if found := re.fullmatch(rf"(\"[^\"]*\"|'[^']*'|\S+?)[\s,;]+({KEY}\s*=\s*[^\s=].*)", value):
        yield "each key has a line of its own", f"{found[1]}\nand {found[2]} on the next line"
    if re.fullmatch(r'"[^"]*"(?:\s*,\s*"[^"]*")+', value):
        yield "the brackets around these values are missing", f"[{value}]"
    if found := re.fullmatch(r"(\"\"|'')([^\"']+)\1", value):
        yield "there is one quotation mark too many on each side", _quote(found[2])
    if value.startswith("[") and re.search(r'"\s+"', value):
        yield "the comma between two values is missing", re.sub(r'"\s+"', '", "', value)
    if value.startswith("["):
        yield "a comma stands here that separates nothing", re.sub(r",(\s*,)+", ",", value)


def _correct_inner(place: _Place, key: str, value: str) -> Corrections:
    """Escape what stands inside a string and would end it or begin an escape."""
    message = 'a quotation mark inside a text needs a backslash before it: \\"'
    slashes = "a backslash inside a text needs another before it"
    if '"' in value[1:] and value.startswith('"'):
        end = value.rindex('"')
        inside, behind = value[1:end], value[end + 1 :]
        doubled = re.sub(r"\\(?![\"\\])", r"\\\\", inside)
        yield slashes, f'"{doubled}"{behind}'
        inner = re.sub(r'(?<!\\)"', r"\"", inside)
        yield message, f'"{inner}"{behind}'
        yield message, _quote(inside) + behind
    if value.startswith("'") and "'" in value[1:]:
        end = value.rindex("'")
        yield (
            "a text with an apostrophe needs double quotation marks",
            _quote(value[1:end]) + value[end + 1 :],
        )
    if value.startswith(("[", "{")):
        yield message, _escape_inner_marks(value)
    if value.startswith('"'):
        yield message, _quote(value[1:])


def _escape_inner_marks(value: str) -> str:
    """Escape the quotation marks of an array or inline table that neither follow nor precede one of its signs."""
    pieces, is_inside = value.split('"'), False
    right = pieces[0]
    for before, after in pairwise(pieces):
        begins = not is_inside and before.rstrip()[-1:] in tuple("[{,=")
        ends = is_inside and not before.endswith("\\") and after.lstrip()[:1] in tuple(",]}#")
        is_inside = begins or (is_inside and not ends)
        right += ('"' if begins or ends or before.endswith("\\") else '\\"') + after
    return right


def _correct_bare(place: _Place, key: str, value: str) -> Corrections:
    """Put quotation marks around words."""
    message = "the quotation marks around this text are missing"
    found = re.fullmatch(r"(.*?)(\s+#.*)?", value)
    bare, comment = (found[1], found[2] or "") if found else (value, "")
    if quoted := _quote_items(bare):
        yield message, quoted + comment
    elif "," in bare and key in ARRAY_KEYS and bare[:1] not in "\"'[{":
        yield (
            "brackets and quotation marks around these values are missing",
            f"{_quote_items(f'[{bare}]')}{comment}",
        )
    if bare[:1] not in "\"'[{":
        yield message, _quote(bare) + comment


def _quote_items(value: str) -> str:
    """Return an array or an inline table of words with quotation marks around each; nothing for anything else."""
    if value.startswith("[") and value.endswith("]") and "{" not in value:
        items = [item.strip() for item in value[1:-1].split(",") if item.strip()]
        return f"[{', '.join(item if _is_toml(f'x = {item}') else _quote(item.strip(chr(39))) for item in items)}]"
    if value[:1] in ("{", "["):
        return re.sub(r"""(=\s*)([^\s"'\[{=,}\]][^"'\[{=,}\]]*?)(?=\s*[,}])""", _quote_in_table, value)
    return ""


def _quote_in_table(found: re.Match[str]) -> str:
    return found[0] if _is_toml(f"x = {found[2]}") else found[1] + _quote(found[2])


CORRECTIONS: Final[tuple[Callable[[_Place, str, str], Corrections], ...]] = (
    _correct_signs,
    _correct_curly,
    _correct_unclosed,
    _correct_joined,
    _correct_inner,
    _correct_bare,
)


def _explain_element(place: _Place) -> Mistake | None:
    """Explain a line inside an array of several lines, which is an array by itself."""
    element = re.fullmatch(r"(\s*)(.*?)(,?)\s*", place.line)
    is_inside = place.message in ("Invalid value", "Unclosed array", "Unterminated string", "Unclosed inline table")
    if not is_inside or not element or not element[2] or STATEMENT.fullmatch(place.line):
        return None
    for correct in CORRECTIONS[1:]:
        for message, right in correct(place, "", element[2] if element[2][0] == "{" else f"[{element[2]}]"):
            line = right.split("\n")[0]
            if _is_toml(f"x = {line}"):
                line = line if element[2][0] == "{" else line[1:-1]
                if line != element[2]:
                    return Mistake(place.offset, message, f"write {line},")
    return None


def _explain_line_before(place: _Place) -> Mistake | None:
    """Explain what the line before has left open."""
    is_new = NEW_STATEMENT.match(place.line) and not place.text[place.start : place.offset].strip()
    if not place.message.startswith("Unclosed") or not is_new:
        return None
    before = place.line_before()
    return _explain_statement(before) if before else None


def _explain_repeated_key(place: _Place) -> Mistake | None:
    found = STATEMENT.fullmatch(place.line)
    if not found or not place.message.startswith("Cannot overwrite"):
        return None
    return Mistake(place.offset, f"{found['key']} is given twice in this table", "keep one of the two lines")


RULES: Final[tuple[Callable[[_Place], Mistake | None], ...]] = (
    _explain_other_format,
    _explain_header,
    _explain_repeated_key,
    _explain_colon,
    _explain_long_text,
    _explain_line_before,
    _explain_text_of_several_lines,
    _explain_statement,
    _explain_key,
    _explain_element,
)
"""From the most certain to the least."""
