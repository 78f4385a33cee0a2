"""What lines look like that are no TOML, what is said of them, and what is meant: tables, tried from the top.

What is meant must be TOML, or it is not offered; so a row may look like many lines, and need not be right for each. And
what whole files look like that are something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import tomli

from peace_tui.model.fields import Boolean, Record, References, Strings, Tables
from peace_tui.model.records import ARRAYS, Info, table_fields

KEY: Final = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\.[\w-]+)*"""
STATEMENT: Final = re.compile(rf"\s*(?P<key>{KEY})\s*=+\s*(?P<value>.*?)\s*")
HEADER: Final = re.compile(r"\s*(?P<open>\[{1,2})\s*(?P<name>[\w.-]+)\s*(?P<close>\]{0,2})\s*(?P<rest>.*?)\s*")
OPENING, CLOSING = "“„«‘‚‹”’`", "”“»’‘›`"
"""Quotation marks other than TOML's, in front of a text and behind it."""
RECORD_CLASSES: Final[tuple[type[Record], ...]] = (Info, *ARRAYS.values())
FIELDS: Final = [pair for of in RECORD_CLASSES for pair in table_fields(of).items()]
ARRAY_KEYS: Final = frozenset(name for name, field in FIELDS if isinstance(field.shape, References | Strings))
"""The keys whose value is an array of strings."""
BOOLEAN_KEYS: Final = frozenset(name for name, field in FIELDS if isinstance(field.shape, Boolean))
"""The keys whose value is true or false."""
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


class Correction(NamedTuple):
    """A mistake that can be seen in one line or one value, and how to correct it."""

    pattern: str
    """What all of the line or the value looks like."""
    message: str
    """What is said of it; `{key}` stands for the key."""
    meant: str | Callable[[re.Match[str]], str]
    """What is meant, as a template for what the pattern finds; further lines say what else to do."""
    keys: Collection[str] | None = None
    """The keys at which it is a mistake; None: at all."""


def corrections_of(text: str, table: Sequence[Correction], key: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield what is said of a line or a value by a table, what may be meant, and what else to do."""
    for pattern, message, meant, keys in table:
        found = re.fullmatch(pattern, text) if keys is None or key in keys else None
        if found:
            right, _, more = (found.expand(meant) if isinstance(meant, str) else meant(found)).partition("\n")
            yield message.format(key=key), right, more


# --- What is meant --------------------------------------------------------------------------------------------------


def is_toml(line: str) -> bool:
    """Tell whether the reader takes a line."""
    try:
        tomli.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _quote(text: str) -> str:
    """Return a text as a TOML string."""
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _convert_yes(found: re.Match[str]) -> str:
    return "true" if found[0].lower() == "yes" else "false"


def _pad_date(found: re.Match[str]) -> str:
    return "-".join(part.zfill(2) for part in found[0].split("-"))


def _quote_curly_items(found: re.Match[str]) -> str:
    """Put straight quotation marks around what has curly ones in an array."""
    item = rf'(?<=[\[,\s])[{OPENING}"]([^{OPENING}{CLOSING}"]*)[{CLOSING}"](?=\s*[,\]])'
    return re.sub(item, r'"\1"', found[0])


def _double_backslashes(found: re.Match[str]) -> str:
    return '"' + re.sub(r"\\(?![\"\\])", r"\\\\", found[1]) + '"' + found[2]


def _escape_marks(found: re.Match[str]) -> str:
    return '"' + re.sub(r'(?<!\\)"', r"\"", found[1]) + '"' + found[2]


def _escape_marks_of_items(found: re.Match[str]) -> str:
    """Escape the quotation marks of an array or inline table that neither follow nor precede one of its signs."""
    pieces, is_inside = found[0].split('"'), False
    right = pieces[0]
    for before, after in pairwise(pieces):
        begins = not is_inside and before.rstrip()[-1:] in tuple("[{,=")
        ends = is_inside and not before.endswith("\\") and after.lstrip()[:1] in tuple(",]}#")
        is_inside = begins or (is_inside and not ends)
        right += ('"' if begins or ends or before.endswith("\\") else '\\"') + after
    return right


def _quote_items(value: str) -> str:
    """Return an array or an inline table of words with quotation marks around each; nothing for anything else."""
    if value.startswith("[") and value.endswith("]") and "{" not in value:
        items = [item.strip() for item in value[1:-1].split(",") if item.strip()]
        return f"[{', '.join(item if is_toml(f'x = {item}') else _quote(item.strip(chr(39))) for item in items)}]"
    if value[:1] in ("{", "["):
        return re.sub(r"""(=\s*)([^\s"'\[{=,}\]][^"'\[{=,}\]]*?)(?=\s*[,}])""", _quote_value_of_pair, value)
    return ""


def _quote_value_of_pair(found: re.Match[str]) -> str:
    return found[0] if is_toml(f"x = {found[2]}") else found[1] + _quote(found[2])


def convert_value(value: str) -> str:
    """Return a value of YAML or JSON as TOML has it."""
    if value.lower() in ("true", "false"):
        return value.lower()
    return value if value and is_toml(f"x = {value}") else _quote_items(value) or _quote(value)


# --- The tables -----------------------------------------------------------------------------------------------------

CURLY: Final = "curly quotation marks cannot begin or end a text; use straight ones"
UNCLOSED: Final = "the closing quotation mark is missing"
INNER_MARK: Final = 'a quotation mark inside a text needs a backslash before it: \\"'
BACKSLASH: Final = "a backslash inside a text needs another before it"
APOSTROPHE: Final = "a text with an apostrophe needs double quotation marks"
APOSTROPHE_ESCAPED: Final = "an apostrophe needs no backslash before it"
UNQUOTED: Final = "the quotation marks around this text are missing"
COLON: Final = "a colon is YAML or JSON; TOML puts an equals sign between a key and its value"
NO_VALUE: Final = "TOML has no empty value: remove the line, or write a text"
YAML_KEY: Final = r"""\s*(?:-\s+)?(["']?)(?P<key>[\w-]+)\1\s*:\s*"""
YAML_BLOCK: Final = YAML_KEY + r"[|>{\[]?\s*,?\s*"

COLONS: Final = (
    Correction(
        YAML_BLOCK,
        "each of {key} is a table with its name in brackets",
        lambda found: f"[[{TABLE_KEYS[found['key']]}]]\nabove each",
        keys=TABLE_KEYS,
    ),
    Correction(YAML_BLOCK, "{key} is a table: its name goes in brackets", r"[\g<key>]", keys=("dossier",)),
    Correction(YAML_BLOCK, COLON, r'\g<key> = ["…"]', keys=ARRAY_KEYS),
    Correction(YAML_BLOCK, COLON, r'\g<key> = "…"'),
    Correction(YAML_KEY + r"(.*?)\s*,?\s*", COLON, lambda found: f"{found['key']} = {convert_value(found[3])}"),
)
"""Lines of YAML or JSON."""
VALUE_CORRECTIONS: Final = (
    Correction("(?:#.*)?", "the value is missing", '"…"'),
    Correction("(?i:null|none|nil)", NO_VALUE, '"…"'),
    Correction("(?i:yes|no)", "yes is true, and no is false", _convert_yes, keys=BOOLEAN_KEYS),
    Correction("(?i:true|false)", "true and false are written in small letters", lambda found: found[0].lower()),
    Correction(r"0+(\d+)", "a number does not begin with 0", r"\1"),
    Correction(r"\d{4}-\d\d?-\d\d?", "a month and a day have two digits", _pad_date),
    Correction("(.*),", "the line does not end with a comma", r"\1"),
    Correction("(.*);", "the line does not end with a semicolon", r"\1"),
    Correction(r"(.*?)\s+(?://|/\*)\s*(.*?)(?:\*/)?", "a comment begins with #", r"\1  # \2"),
)
"""Values with what other languages have around them."""
VALUES: Final = (
    Correction(r'("[^"]*")\s*(\[\[?[\w.]+\]\]?)', "a header has a line of its own", "\\1\nand \\2 on the next line"),
    Correction(rf'[{OPENING}](.*)[{CLOSING}"]', CURLY, lambda found: _quote(found[1].strip())),
    Correction(rf"[{OPENING}](.+)", CURLY, lambda found: _quote(found[1].strip())),
    Correction(rf'"(.*)[{CLOSING}]', CURLY, lambda found: _quote(found[1])),
    Correction(r"\[.*", CURLY, _quote_curly_items),
    Correction(r'"(?:[^"\\]|\\.)*', UNCLOSED, r'\g<0>"'),
    Correction(r"'[^']*", UNCLOSED, r"\g<0>'"),
    Correction(r"(\[\s*\{[^}]*?)[, ]*\]", "the closing brace is missing", r"\1 }]"),
    Correction(r"(\[\s*\{[^}]*?)[, ]*", "the closing brace and bracket are missing", r"\1 }]"),
    Correction(r"(\[.*?)[, ]*", "the closing bracket is missing", r"\1]"),
    Correction(r"(\[.*).", UNCLOSED, r'\1"]'),
    Correction(r"\[.*", UNCLOSED, r'\g<0>"]'),
    Correction(r"\{.*", "the closing brace is missing", r"\g<0> }"),
    Correction(
        rf"(\"[^\"]*\"|'[^']*'|\S+?)[\s,;]+({KEY}\s*=\s*[^\s=].*)",
        "each key has a line of its own",
        "\\1\nand \\2 on the next line",
    ),
    Correction(
        r'("[^"\[\]]*"(?:\s*,\s*"[^"\[\]]*")*)\s*\]', "the opening bracket is missing", r"[\1]", keys=ARRAY_KEYS
    ),
    Correction(r'"[^"]*"(?:\s*,\s*"[^"]*")+', "the brackets around these values are missing", r"[\g<0>]"),
    Correction(
        r"(\"\"|'')([^\"']+)\1", "there is one quotation mark too many on each side", lambda found: _quote(found[2])
    ),
    Correction(
        r'\[.*"\s+".*', "the comma between two values is missing", lambda found: re.sub(r'"\s+"', '", "', found[0])
    ),
    Correction(r"\[.*,\s*,.*", "there is one comma too many here", lambda found: re.sub(r",(\s*,)+", ",", found[0])),
    Correction(r'("(?:[^"\\]|\\.)*")\s+([^\s"#,;=\]}][^"]*)', "nothing but a comment may follow a text", r"\1  # \2"),
    Correction(r'".*\\\'.*"[^"]*', APOSTROPHE_ESCAPED, lambda found: found[0].replace("\\'", "'")),
    Correction(r'"(.*)"([^"]*)', BACKSLASH, _double_backslashes),
    Correction(r'"""(.*)"""', INNER_MARK, lambda found: f'"""{_escape(found[1])}"""'),
    Correction(r'"(.*)"([^"]*)', INNER_MARK, _escape_marks),
    Correction(r'"(.*)"([^"]*)', INNER_MARK, lambda found: _quote(found[1]) + found[2]),
    Correction(r"'(.*)'([^']*)", APOSTROPHE, lambda found: _quote(found[1].replace("\\'", "'")) + found[2]),
    Correction(r"[\[{].*", INNER_MARK, _escape_marks_of_items),
    Correction(r'"(.*)', INNER_MARK, lambda found: _quote(found[1])),
    Correction(r"[\[{].*", UNQUOTED, lambda found: _quote_items(found[0])),
    Correction(
        r"[^\"'\[{].*,.*",
        "brackets and quotation marks around these values are missing",
        lambda found: _quote_items(f"[{found[0]}]"),
        keys=ARRAY_KEYS,
    ),
    Correction(r"([^\s\"'\[{][^\"]*)\"", "the opening quotation mark is missing", r'"\1"'),
    Correction(r"[^\"'\[{].*", UNQUOTED, lambda found: _quote(found[0])),
)
"""Values that no value can be, also inside an array."""
EQUALS: Final = (Correction(rf"\s*({KEY})\s*==+\s*(.*)", "there is one equals sign too many", r"\1 = \2"),)
KEY_CORRECTIONS: Final = (
    Correction(rf"\s*[{OPENING}\"]([\w-]+)[{CLOSING}\"]\s*=\s*(.*)", "a key needs no quotation marks", r"\1 = \2"),
    Correction(
        r"\s*([^\W\d][\w-]*(?:[ \t]+[\w-]+)+)\s*=\s*(.*)",
        "a key is one word",
        lambda found: f"{'_'.join(found[1].split())} = {found[2]}",
    ),
    Correction(r"\s*([\w-]+)\s+([\"'\[{\d].*)", "there is no equals sign between the key and its value", r"\1 = \2"),
    Correction(rf"\s*({KEY})\s*[＝﹦]\s*(.*)", "this equals sign is not the plain one", r"\1 = \2"),
    Correction(
        rf"\s*[{{(<\[]*\s*({'|'.join(TABLE_KEYS)}|dossier)\s*[}})>\]]+\s*",
        "a header stands in square brackets",
        lambda found: f"[[{TABLE_KEYS[found[1]]}]]" if found[1] in TABLE_KEYS else f"[{found[1]}]",
    ),
    Correction(rf"\s*[-*•]\s+({KEY}\s*=.*)", "a line does not begin with a hyphen or a bullet", r"\1"),
    Correction(r"\s*(?://|/\*|;|--)\s*(.*?)\s*(?:\*/)?\s*", "a comment begins with #", r"# \1"),
)
"""Lines with a key that is written as no key can be, or without what follows a key."""


# --- What a file looks like that is something else -------------------------------------------------------------------


def is_yaml(text: str) -> bool:
    """Tell whether the first two lines are of YAML; one may be a line of TOML with a slip."""
    lines = [line for line in text.splitlines() if line.strip()][:2]
    return len(lines) == 2 and all(re.match(YAML_KEY + r"(?:\s|$)", line + " ") for line in lines)


def is_prose(text: str) -> bool:
    """Tell whether a text begins as an article does: with words, and with no line of TOML near."""
    lines = [line for line in text.splitlines() if line.strip()][:5]
    is_toml_near = any(STATEMENT.fullmatch(line) or HEADER.fullmatch(line) for line in lines)
    words = re.findall(r"[^\W\d_]{2,}", lines[0] if lines else "")
    return len(words) > 3 and not is_toml_near and not re.match(YAML_KEY, lines[0])


def find_separator(text: str) -> str:
    """Return what stands between the columns of a table; nothing if there are no two lines with as many columns."""
    first, second = [*text.split("\n", 2), ""][:2]
    if not re.fullmatch(r"[\w \t,;./()\"'-]+", first.strip()):
        return ""
    unquoted = re.sub(r'"[^"]*"', "", second)
    signs = ((",", "commas"), (";", "semicolons"), ("\t", "tabs"))
    return next((name for sign, name in signs if 0 < first.count(sign) == unquoted.count(sign)), "")


def find_example(text: str) -> str:
    """Return the first pair of JSON or YAML that has a plain value, as TOML has it."""
    for found in re.finditer(r'^[\s{\[-]*"?([A-Za-z_]+)"?\s*:[ \t]*([^\s{\[][^\n]*?),?[\s}]*$', text, re.MULTILINE):
        line = f"{found[1]} = {convert_value(found[2].strip().rstrip(',').strip())}"
        if is_toml(line):
            return line
    return 'title = "…"'
