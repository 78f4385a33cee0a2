"""First mistakes in TOML: what was meant, and the line to write instead.

The TOML reader stops at the first character that cannot stand where it is, and says so in its own terms. Most of the
time one line was written as people write in other places: with quotation marks inside, curly ones around or none at
all, as YAML or as JSON. Of such lines there are tables, in [toml_corrections][peace_tui.loading.toml_corrections]; this
module finds the line, and what goes over several. What is written instead must be TOML, or it is not offered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import tomli

from peace_tui.loading.toml_corrections import (
    CLOSING,
    COLON,
    COLONS,
    EQUALS,
    HEADER,
    KEY,
    KEY_CORRECTIONS,
    OPENING,
    STATEMENT,
    TABLE_KEYS,
    VALUE_CORRECTIONS,
    VALUES,
    YAML_KEY,
    Correction,
    corrections_of,
    find_example,
    find_separator,
    is_prose,
    is_toml,
    is_yaml,
)
from peace_tui.model.records import FORMAT
from peace_tui.model.values import format_pair, format_value
from peace_tui.text.terminal_safe import UNSAFE

MAX_LINE_CHARS: Final = 2_000
"""How long a line may be that is corrected; what it should be is shown whole."""
MAX_TEXT_LINES: Final = 40
"""How many lines further on the end of a text is looked for."""
SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces that TOML takes for letters; web pages and word processors are full of them."""
CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
"""Control characters, but for the tab and the end of a line; a CR stays where it belongs to that."""
CONFLICT: Final = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")
"""Marks that git leaves in a file which two have changed."""
UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Characters without any width."""
NEW_STATEMENT: Final = re.compile(rf"\s*(?:$|#|\[|{KEY}\s*=)")
CURLY_END: Final = re.compile(rf"(?!\s*{KEY}\s*=).*[{CLOSING}]+\s*(?:#.*)?")
"""A line on which a text ends that began with a curly quotation mark."""
JSON_RECORD: Final = "this record is JSON; in TOML each key has a line of its own, below a header such as [[quotes]]"
COMMENT_BEHIND: Final = re.compile(r"""(?P<value>(?:[^"'#]|"(?:[^"\\]|\\.)*"|'[^']*')*?)(?P<comment>\s+#.*)?""")
"""A value and the comment behind it; a # inside a string is none."""
COMMENT_BEHIND_WORDS: Final = re.compile(r"""(?P<value>[^"'].*?)(?P<comment>\s+#.*)?""")
"""The same of words without quotation marks around them."""


class Mistake(NamedTuple):
    """What is wrong at an offset of a document, and what to do; the first line says what to write."""

    offset: int
    message: str
    hint: str


def explain_mistake(error: tomli.TOMLDecodeError) -> Mistake | None:
    """Return what was meant where a document is no TOML; None where no one knows."""
    place = _Place(error.doc, error.pos, error.msg)
    for explain in EXPLANATIONS if len(place.line) <= MAX_LINE_CHARS else (_explain_other_format,):
        found = explain(place)
        if found and not re.search(UNSAFE, found.hint):
            return found
    return None


# --- Where the reader stopped ----------------------------------------------------------------------------------------


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
        first = max(self.start - 2 * MAX_LINE_CHARS, 0)
        before = self.text[first : self.start].rstrip()
        return _Place(self.text, first + len(before), "") if before else None

    def write(self, message: str, line: str, more: str = "") -> Mistake | None:
        """Return a mistake with the corrected line, if that is TOML and another than the one that is here."""
        line = line.strip()
        if not is_toml(line) or line == self.line.strip():
            return None
        return Mistake(self.offset, message, f"write {line}" + (f"\n{more}" if more else ""))

    def correct(self, table: Sequence[Correction], key: str = "") -> Mistake | None:
        """Return the first correction of the whole line that is TOML."""
        found = (self.write(*each) for each in corrections_of(self.line, table, key))
        return next(filter(None, found), None)


# --- From the most certain to the least ------------------------------------------------------------------------------


def _explain_other_format(place: _Place) -> Mistake | None:
    """Explain a file that was pasted as it is."""
    if not place.is_first:
        return None
    start = place.text[place.start : place.start + 2_000].lstrip()
    if start.startswith(("{\\rtf", "PK\x03\x04")):
        return Mistake(place.offset, "this is a document of a word processor", "save it as plain text in UTF-8")
    if separator := find_separator(start):
        message = f"this looks like a table with {separator} between the columns, and a dossier is TOML"
        return Mistake(place.offset, message, "run peace-tui import csv FILE, which makes a dossier of it")
    if is_prose(start):
        message = "this looks like an article, and a dossier is TOML"
        return Mistake(place.offset, message, "run peace-tui draft FILE, which makes a dossier of it")
    example = f"and keys as {find_example(start)}; peace-tui new FILE writes an example"
    if re.match(r'\{\s*(?:"|\}|$)|\[\s*[\[{"]\s*[{"\s]', start) and not HEADER.fullmatch(place.line[:200]):
        name, more = "JSON", f"{example}, and peace-tui import reads TimelineJS and CSL-JSON"
    elif start.startswith("---") or is_yaml(start):
        name, more = "YAML", example
    elif start.startswith("<"):
        name = "HTML or XML"
        more = "peace-tui draft FILE makes a dossier of a saved article, and peace-tui import reads TEI"
    else:
        return None
    hint = f'write format = "{FORMAT}"\n{more}'
    return Mistake(place.offset, f"this looks like {name}, and a dossier is TOML", hint)


def _explain_line_ends(place: _Place) -> Mistake | None:
    """Explain a file in which a carriage return alone ends each line."""
    hint = "save it with line ends of Unix or Windows"
    is_old = re.search(r"\r(?!\n)", place.line[:-1]) and "\n" not in place.text
    return Mistake(place.offset, "the lines end as on an old Mac", hint) if is_old else None


def _explain_control(place: _Place) -> Mistake | None:
    """Explain a line with control characters in it."""
    line = CONTROL.sub("", place.line)
    is_clean = line == place.line.removesuffix("\r")
    return None if is_clean else place.write("this line has a control character in it, which is not seen", line)


def _explain_conflict(place: _Place) -> Mistake | None:
    """Explain what git leaves where two have changed the same lines."""
    message = "two versions of these lines are here, between the marks <<<<<<< and >>>>>>> of git"
    hint = "keep one of the two, and remove the three lines with marks"
    return Mistake(place.start, message, hint) if CONFLICT.match(place.line.rstrip()) else None


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
            return Mistake(place.offset, f"[{name}] is here twice", "merge the two tables")
        inner = re.compile(rf"^[ \t]*\[\[[ \t]*({re.escape(name)}\.[\w.-]+)", re.MULTILINE).search(place.text)
        if inner and inner.start() < place.start and place.text.find(f"[[{name}]]") >= place.start:
            message = f"[[{inner[1]}]] belongs to the record above it, and there is none"
            return Mistake(inner.start(), message, f"write {right}\nand the keys of that record above it")
        single = re.compile(rf"^[ \t]*\[[ \t]*{re.escape(name)}[ \t]*\]", re.MULTILINE).search(place.text)
        offset = single.start() if single else place.offset
        message = f"there are several {name}, and each begins with its name in double brackets"
        return Mistake(offset, message, f"write {right}\nabove each, and not [{name}]")
    if found["close"] and (rest := found["rest"]) and not rest.startswith("#"):
        return Mistake(place.offset, "a header has a line of its own", f"write {right}\nand {rest} on the next line")
    if len(found["open"]) != len(found["close"]) or is_array != (len(found["open"]) == 2):
        return place.write("the brackets of this header do not match", f"{right} {found['rest']}")
    return None


def _explain_repeated_key(place: _Place) -> Mistake | None:
    found = STATEMENT.fullmatch(place.line)
    if not found or not place.message.startswith("Cannot overwrite"):
        return None
    headers = re.findall(r"^[ \t]*(\[\[[^\]\n]+\]\])", place.text[: place.start], re.MULTILINE)
    if found["key"] == "id" and headers:
        message = f"id is given twice below {headers[-1]}: each record begins with its header"
        return Mistake(place.offset, message, f"write {headers[-1]}\nabove the second record")
    return Mistake(place.offset, f"{found['key']} is given twice in this table", "keep one of the two lines")


def _explain_spaces(place: _Place) -> Mistake | None:
    """Explain a line with spaces that TOML does not know, or with characters that no one sees, outside of texts."""
    line = "".join(
        part if part[:1] in ('"', "'") else UNSEEN.sub("", SPACES.sub(" ", part))
        for part in re.split(r"""("(?:[^"\\]|\\.)*"|'[^']*')""", place.line)
    )
    if line == place.line or not is_toml(line.strip()):
        return None
    message = "this line has spaces or unseen characters in it, as web pages do, that TOML does not know"
    return Mistake(place.offset, message, f"write {line.strip()}")


def _explain_json_record(place: _Place) -> Mistake | None:
    """Explain a record of JSON on one line: among the lines of a table, or as an element of an array."""
    written = place.line.strip().rstrip(",")
    if written in ("{", "[{") and re.match(r'\s*"[\w-]+"\s*:', next(place.following(), "")):
        example = find_example("\n".join(place.following()))
        return Mistake(place.offset, JSON_RECORD, f"write {example}\nand the other keys likewise, without braces")
    if not re.match(r'\{\s*"', written):
        return None
    try:
        record = json.loads(written)
        pairs = [format_pair(name, value) for name, value in record.items()]
        element = format_value(record)
    except (ValueError, TypeError, RecursionError):
        return None
    if place.message.startswith("Invalid statement"):
        return Mistake(place.offset, JSON_RECORD, "write " + "\n".join(pairs))
    return Mistake(place.offset, COLON, f"write {element},")


def _explain_colon(place: _Place) -> Mistake | None:
    """Explain a line of YAML or JSON."""
    found = re.match(YAML_KEY, place.line)
    is_key = found and place.message.startswith("Expected '='")
    return place.correct(COLONS, found["key"]) if found and is_key else None


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
        return opened.write(message, f'{opened.line}"""')
    return Mistake(last, message, 'write """\nat its end')


def _begins_text(text: str, offset: int) -> bool:
    """Tell whether what stands at an offset is the beginning of a value."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset] if offset >= 0 else ""
    return re.fullmatch(rf"\s*{KEY}\s*=\s*", before) is not None


def _explain_line_before(place: _Place) -> Mistake | None:
    """Explain what the line before has left open."""
    is_new = NEW_STATEMENT.match(place.line) and not place.text[place.start : place.offset].strip()
    if not place.message.startswith("Unclosed") or not is_new:
        return None
    before = place.line_before()
    return _explain_statement(before) if before else None


def _explain_text_of_several_lines(place: _Place) -> Mistake | None:
    """Explain a text that begins on one line and ends on another."""
    found = STATEMENT.fullmatch(place.line)
    if not found:
        return None
    begun = re.fullmatch(rf"(?P<mark>[\"']|[{OPENING}]+)?(?P<rest>[^\s\"'{OPENING}\[{{#].*)", found["value"])
    if not begun:
        return None
    mark, rest = begun["mark"] or "", begun["rest"]
    ends = CURLY_END if mark not in ("", '"', "'") else re.compile(rf"[^{mark}]*{mark}\s*(?:#.*)?") if mark else None
    if (mark and mark in rest) or (ends is CURLY_END and re.search(f"[{CLOSING}]", rest)):
        return None
    message = "a text of several lines needs three straight quotation marks at each end"
    mistake = Mistake(
        place.offset, message, f'write {found["key"]} = """{rest}\nand """ at its end, on the line where it is'
    )
    for line in place.following():
        if ends is None:
            goes_on = re.match(r"\s*[^\W\d_]", line) and not NEW_STATEMENT.match(line) and not is_toml(place.line)
            return mistake if goes_on and not re.match(YAML_KEY, line) else None
        if ends.fullmatch(line):
            return mistake
        if line.strip() and NEW_STATEMENT.match(line):
            return None
    return None


def _explain_statement(place: _Place) -> Mistake | None:
    """Explain a value that is written as no value can be."""
    found = STATEMENT.fullmatch(place.line)
    if not found or len(place.line) > MAX_LINE_CHARS or is_toml(place.line):
        return None
    if mistake := place.correct(EQUALS):
        return mistake
    key = found["key"]
    parts = COMMENT_BEHIND.fullmatch(found["value"]) or COMMENT_BEHIND_WORDS.fullmatch(found["value"])
    value, comment = (parts["value"], parts["comment"] or "") if parts else (found["value"], "")
    for message, right, more in corrections_of(value, (*VALUE_CORRECTIONS, *VALUES), key):
        if mistake := place.write(message, f"{key} = {right}{comment}", more):
            return mistake
    return None


def _explain_open_array(place: _Place) -> Mistake | None:
    """Explain an array that is still open where the header of the next table stands, or the file ends."""
    header = HEADER.fullmatch(place.line)
    is_header = header is not None and bool(header["close"]) and not header["rest"]
    if place.message not in ("Invalid value", "Unclosed array") or not (is_header or not place.line.strip()):
        return None
    above = before = place.line_before()
    for _ in range(MAX_TEXT_LINES):
        found = STATEMENT.fullmatch(above.line) if above else None
        if above is None or (found and not found["value"].startswith("[")):
            return None
        if found:
            message = f"the list of {found['key']} that begins here is not closed"
            closed = _explain_statement(above) if above is before else None
            return closed or Mistake(above.offset, message, "write ]\nbelow its last value")
        above = above.line_before()
    return None


def _explain_comma(place: _Place) -> Mistake | None:
    """Explain a line of an array behind one that does not end with a comma."""
    before = place.line_before()
    if place.message != "Unclosed array" or before is None or place.text[place.start : place.offset].strip():
        return None
    element = re.fullmatch(r"(\s*\S.*?)(\s+#.*)?", before.line)
    if not element or not is_toml(f"x = [{element[1]}]"):
        return None
    return Mistake(before.offset, "the comma between two values is missing", f"write {element[1].strip()},")


def _explain_element(place: _Place) -> Mistake | None:
    """Explain a line inside an array of several lines, which is an array by itself."""
    element = re.fullmatch(r"\s*(.*?),?\s*", place.line)
    is_inside = place.message in ("Invalid value", "Unclosed array", "Unterminated string", "Unclosed inline table")
    if not is_inside or not element or not element[1] or STATEMENT.fullmatch(place.line):
        return None
    is_table = element[1].startswith("{")
    for message, right, _ in corrections_of(element[1] if is_table else f"[{element[1]}]", VALUES):
        line = right if is_table else right[1:-1]
        if is_toml(f"x = {right}") and line != element[1]:
            return Mistake(place.offset, message, f"write {line},")
    return None


def _explain_line_without_key(place: _Place) -> Mistake | None:
    """Explain a line that was pasted among the others, or behind a value."""
    line = place.line.strip()
    if place.message.startswith("Expected newline"):
        hint = "write each key and each header on a line of its own, and # before a remark"
        return Mistake(place.offset, "more stands behind this value", hint)
    is_statement = STATEMENT.fullmatch(line) or not place.message.startswith(("Invalid statement", "Expected '='"))
    if not line or is_statement:
        return None
    if "\t" in line or len(re.findall(r"[,;](?!\s)", line)) > 1:
        message = "this line is a row of a table; in TOML each value has a line with its key"
        return Mistake(place.start, message, "write KEY = VALUE, or run peace-tui import csv FILE on the table")
    more = 'to keep it as a comment; a text has a key in front: text = "…"'
    return place.write("this line is neither a key with its value nor a header", f"# {line}", more)


EXPLANATIONS: Final[tuple[Callable[[_Place], Mistake | None], ...]] = (
    _explain_line_ends,
    _explain_other_format,
    _explain_conflict,
    _explain_control,
    _explain_spaces,
    _explain_header,
    _explain_repeated_key,
    _explain_json_record,
    _explain_colon,
    _explain_long_text,
    _explain_line_before,
    _explain_open_array,
    _explain_text_of_several_lines,
    _explain_statement,
    lambda place: place.correct(KEY_CORRECTIONS),
    _explain_comma,
    _explain_element,
    _explain_line_without_key,
)
"""From the most certain to the least."""
