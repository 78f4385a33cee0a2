"""Dossiers as TOML, in the style of the format's description: values, keys, records, and the beginning of a file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record
from peace_tui.model.records import ARRAYS, FORMAT, Info, Quote, Version, table_fields
from peace_tui.text.terminal_safe import UNSAFE, escape_unsafe

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

MAX_LINE_CHARS: Final = 116
"""How many characters a line has before a text is folded or an array is spread over lines."""
BARE_KEY: Final = re.compile("[A-Za-z0-9_-]+")
MUST_BE_ESCAPED: Final = re.compile(rf'["\\\t\n\r]|{UNSAFE}')
SHORT_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
FOLDING_POINT: Final = re.compile(r"(?<=[^ \t\n]) (?=[^ \t\n])")
"""Where a text can be folded: TOML drops all white space after the backslash at the end of a line."""


def format_key(name: str) -> str:
    """Return a key, in quotes where TOML wants them."""
    return name if BARE_KEY.fullmatch(name) else _format_string(name)


def _format_string(text: str) -> str:
    """Return a string on one line; control characters are escaped, lone surrogates, which TOML lacks, replaced."""
    return f'"{MUST_BE_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _format_text(text: str, used: int = 0) -> str:
    """Return a string as a reader likes it: over several lines where it has several or is long.

    `used` is how many characters stand before it on its line.
    """
    if "\n" not in text:
        line = _format_string(text)
        if used + len(line) <= MAX_LINE_CHARS or not FOLDING_POINT.search(text):
            return line
        inside = re.sub("^ +", _escape_spaces, _escape_multiline(text))
        return f'"""\\\n  {_fold(inside, "  ")}"""'
    return '"""\n' + "\n".join(_fold(line) for line in _escape_multiline(text).split("\n")) + '"""'


def _escape_multiline(text: str) -> str:
    """Return text as it stands between triple quotation marks: only what would end it there is escaped."""
    text = MUST_BE_ESCAPED.sub(lambda found: found[0] if found[0] in '"\n' else _escape(found), text)
    text = re.sub(r"(?<! ) ++(?=\n|\Z)", _escape_spaces, text)  # editors like to strip those
    text = text.replace('"""', '""\\"')
    return text[:-1] + '\\"' if text.endswith('"') else text


def _escape_spaces(found: re.Match[str]) -> str:
    return "\\u0020" * len(found[0])


def _fold(text: str, margin: str = "") -> str:
    """Fold one line of escaped text at spaces."""
    lines: list[str] = []
    words = FOLDING_POINT.split(text)
    room = MAX_LINE_CHARS - len(margin) - len('"""')  # which end the last line; a space and a backslash end the others
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > room:
            lines.append(f"{line} \\")
            line = word
        else:
            line = f"{line} {word}"
    return f"\n{margin}".join([*lines, line])


def format_value(value: Any) -> str:
    """Return any value on one line.

    Raises:
        TypeError: TOML has nothing for it, as for None.
    """
    if isinstance(value, str):
        return _format_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value)  # inf and nan are TOML's names as well
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{format_key(name)} = {format_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(format_value, value))}]"
    raise TypeError(f"TOML has nothing for {value!r}")


def format_pair(name: str, value: Any, margin: str = "") -> str:
    """Return a key/value pair, behind `margin`; a long array has a line for each item."""
    start = f"{margin}{format_key(name)} = "
    if isinstance(value, str):
        return start + _format_text(value, len(start))
    line = start + format_value(value)
    if len(line) <= MAX_LINE_CHARS or not isinstance(value, list | tuple) or len(value) < 2:
        return line
    items = "".join(f"{margin}  {format_value(item)},\n" for item in value)
    return f"{start}[\n{items}{margin}]"


def format_head(info: Mapping[str, Any] | Info, comment: str = "") -> str:
    """Return the beginning of a dossier: a comment, the format, and what it says of itself."""
    lines = [f"# {escape_unsafe(line)}".rstrip() for line in comment.splitlines()]
    if comment:
        lines.append("")
    return "\n".join(
        [*lines, format_pair("format", FORMAT), "", "[dossier]", *_format_pairs(Info, _as_table(info)), ""]
    )


def dumps(dossier: Dossier) -> str:
    """Return a dossier as the TOML of one file, which reads as the same dossier again."""
    records = (format_record(kind, record) for kind in ARRAYS for record in getattr(dossier, kind))
    return format_head(dossier.info) + "".join(records)


def format_record(kind: str, record: Mapping[str, Any] | Record) -> str:
    """Return one record of an array as TOML; `record` is a record or a plain table with the same keys."""
    of, table = ARRAYS[kind], _as_table(record)
    versions = table.get("versions", ()) if of is Quote else ()
    if versions:
        table = {name: value for name, value in table.items() if name != "versions"}
    lines = ["", f"[[{kind}]]", *_format_pairs(of, table)]
    for version in versions:
        lines += ["", f"  [[{kind}.versions]]", *_format_pairs(Version, version, "  ")]
    return "\n".join([*lines, ""])


def _as_table(record: Mapping[str, Any] | Record) -> Mapping[str, Any]:
    return record_to_table(record) if isinstance(record, Record) else record


def _format_pairs(of: type[Any], table: Mapping[str, Any], margin: str = "") -> list[str]:
    """Return the keys of a table, those of the format first and in its order."""
    known = table_fields(of)
    ordered = [name for name in known if name in table] + [name for name in table if name not in known]
    return [format_pair(name, table[name], margin) for name in ordered]


def record_to_table(record: Any) -> dict[str, Any]:
    """Return a record as a reader of TOML would get it: its keys in the order of their declaration, then `x_*` keys.

    Keys that have their default are left out. A quote whose one version says no more than where its text is printed
    names the source itself.
    """
    fields = type(record).FIELDS
    values = {name: getattr(record, name) for name in fields}
    table = {name: _to_toml(value) for name, value in values.items() if value != fields[name].default}
    table |= record.extra
    if isinstance(record, Quote) and _needs_no_versions(record):
        version = table.pop("versions")[0]
        table |= {name: version[name] for name in ("source", "locator") if name in version}
    return table


def _needs_no_versions(quote: Quote) -> bool:
    if len(quote.versions) != 1:
        return False
    only = quote.versions[0]
    return only == Version(source=only.source, text=quote.text, locator=only.locator)


def _to_toml(value: Any) -> Any:
    """Return a field's value as TOML has it."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, tuple):
        return [_to_toml(item) for item in value]
    return value.as_plain() or record_to_table(value) if isinstance(value, Record) else value
