"""Values as TOML: strings whole or folded over lines, arrays, inline tables, dates and numbers."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, Final

from peace_tui.text.terminal_safe import UNSAFE

WIDTH: Final = 116
"""How many characters a line has before a text is folded or an array is spread over lines."""
BARE: Final = re.compile("[A-Za-z0-9_-]+")
ESCAPED: Final = re.compile(rf'["\\\t\n\r]|{UNSAFE.pattern}')
SHORT: Final = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
FOLD: Final = re.compile(r"(?<=[^ \t\n]) (?=[^ \t\n])")
"""Where a text can be folded: TOML drops all white space after the backslash at the end of a line."""


def toml_key(name: str) -> str:
    """Return a key, in quotes where TOML wants them."""
    return name if BARE.fullmatch(name) else toml_string(name)


def toml_string(text: str) -> str:
    """Return a string on one line; control characters are escaped, lone surrogates, which TOML lacks, replaced."""
    return f'"{ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return SHORT.get(character) or f"\\u{ord(character):04X}"


def toml_text(text: str, used: int = 0) -> str:
    """Return a string as a reader likes it: over several lines where it has several or is long.

    `used` is how many characters stand before it on its line.
    """
    if "\n" not in text:
        line = toml_string(text)
        if used + len(line) <= WIDTH or not FOLD.search(text):
            return line
        inside = re.sub("^ +", _escaped_blanks, _inside(text))
        return f'"""\\\n  {_folded(inside, "  ")}"""'
    return '"""\n' + "\n".join(_folded(line) for line in _inside(text).split("\n")) + '"""'


def _inside(text: str) -> str:
    """Return text as it stands between triple quotation marks: only what would end it there is escaped."""
    text = ESCAPED.sub(lambda found: found[0] if found[0] in '"\n' else _escape(found), text)
    text = re.sub(r" +(?=\n|\Z)", _escaped_blanks, text)  # editors like to strip those
    text = text.replace('"""', '""\\"')
    return text[:-1] + '\\"' if text.endswith('"') else text


def _escaped_blanks(found: re.Match[str]) -> str:
    return "\\u0020" * len(found[0])


def _folded(text: str, margin: str = "") -> str:
    """Fold one line of escaped text at blanks."""
    lines: list[str] = []
    words = FOLD.split(text)
    room = WIDTH - len(margin) - len('"""')  # with which the last line ends; the others end in a blank and a backslash
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > room:
            lines.append(f"{line} \\")
            line = word
        else:
            line = f"{line} {word}"
    return f"\n{margin}".join([*lines, line])


def toml_value(value: Any) -> str:
    """Return any value on one line.

    Raises:
        TypeError: TOML has nothing for it, as for None.
    """
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)  # inf and nan are TOML's names as well
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{toml_key(name)} = {toml_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    raise TypeError(f"TOML has nothing for {value!r}")


def toml_line(name: str, value: Any, margin: str = "") -> str:
    """Return a key with its value; a long array has a line for each item."""
    start = f"{margin}{toml_key(name)} = "
    if isinstance(value, str):
        return start + toml_text(value, len(start))
    line = start + toml_value(value)
    if len(line) <= WIDTH or not isinstance(value, list | tuple) or len(value) < 2:
        return line
    items = "".join(f"{margin}  {toml_value(item)},\n" for item in value)
    return f"{start}[\n{items}{margin}]"
