"""Records written out: as plain values, which JSON and the cells of a table can hold, as lines, and as TOML.

TOML is in the style of the format's description: values, keys, records, and the beginning of a file.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record
from peace_tui.model.records import ARRAYS, FORMAT, KIND_NAMES, Info, Name, Quote, Source, Version, table_fields
from peace_tui.text.terminal_safe import UNSAFE, escape_unsafe

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

ROLES: Final = frozenset(
    (
        *("chair", "collection-editor", "compiler", "composer", "container-author", "contributor", "curator"),
        *("director", "editor", "editor-translator", "editorial-director", "executive-producer", "guest", "host"),
        *("illustrator", "interviewer", "narrator", "organizer", "original-author", "performer", "producer"),
        *("recipient", "reviewed-author", "script-writer", "series-creator", "translator"),
    )
)
"""The roles besides the author's of which CSL 1.0.2 has names; a source keeps them as `x_editor` and so on."""
TOO_DEEP: Final = "(nested too deeply to be exported)"


def record_values(record: Any) -> dict[str, Any]:
    """Return the keys that a record has, in the order of the contract, and then its author's own."""
    values = {name: to_plain(getattr(record, name)) for name in type(record).FIELDS}
    return {name: value for name, value in values.items() if value not in (None, [], "") and value is not False} | (
        own_values(record)
    )


def to_dict(dossier: Dossier) -> dict[str, Any]:
    """Return a dossier as plain values, shaped as its file is: `dossier`, then an array of each kind of record.

    Dates are as they are written, and nothing is derived. Keys that have nothing are left out.
    """
    arrays = {kind: [record_values(record) for record in getattr(dossier, kind)] for kind in ARRAYS}
    return {"format": FORMAT, "dossier": record_values(dossier.info)} | {
        kind: rows for kind, rows in arrays.items() if rows
    }


def own_values(record: Any) -> dict[str, Any]:
    """Return the `x_*` keys of a record."""
    values = {}
    for name, value in record.extra.items():
        try:
            values[name] = to_plain(value)
        except RecursionError:
            values[name] = TOO_DEEP
    return values


def own_words(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text: strings as they are, the rest as JSON."""
    values = own_values(record).items()
    return {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for name, value in values}


def role_key(role: str) -> str:
    """Return the key under which a source keeps the names of a role of CSL: `x_container_author`."""
    return f"x_{role.replace('-', '_')}"


def role_names(source: Source) -> dict[str, tuple[Name, ...]]:
    """Return the names that a source keeps of the roles of CSL, as far as they are names like those of its authors."""
    found = {role: _read_names(source.extra[key]) for role in sorted(ROLES) if (key := role_key(role)) in source.extra}
    return {role: names for role, names in found.items() if names}


def _read_names(value: Any) -> tuple[Name, ...]:
    """Return the names in a list such as that of the authors; none where anything in it is no name."""
    names = [_read_name(each) for each in value] if isinstance(value, list | tuple) else []
    return tuple(name for name in names if name) if all(names) else ()


def _read_name(value: Any) -> Name | None:
    parts = {"literal": value} if isinstance(value, str) else value if isinstance(value, Mapping) else {}
    own = {part: each for part, each in parts.items() if part.startswith("x_")}
    known = {part: each for part, each in parts.items() if part not in own}
    is_name = known.keys() <= Name.FIELDS.keys() and all(isinstance(each, str) and each for each in known.values())
    name = Name(**known, extra=own) if known and is_name else None
    return name if name and str(name).strip() else None


def own_texts(source: Source, names: Mapping[str, str]) -> dict[str, str]:
    """Return the `x_*` keys of a source that have a text and a name in `names`, the variables or tags of a format.

    A DOI is among them only where the source has an address too: readers of bibliographies make one of it.
    """
    texts = {key: text for key in names if isinstance(text := source.extra.get(key), str) and text.strip()}
    return {key: text for key, text in texts.items() if key != "x_doi" or source.url}


def own_words_aloud(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text to be read, with the names of editors and the like as they are said."""
    names = role_names(record) if isinstance(record, Source) else {}
    return own_words(record) | {role_key(role): ", ".join(map(str, each)) for role, each in names.items()}


def to_plain(value: Any) -> Any:
    """Return a value as JSON takes it: dates as they are written, records as objects, infinity and NaN as text."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): to_plain(item) for name, item in value.items()}
    if isinstance(value, Record):
        return value.as_plain() or record_values(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def dossier_lines(dossier: Dossier) -> Iterator[str]:
    """Yield a dossier as lines that can be compared one by one, for `git diff`: each says by itself what it is of.

    Records stand by kind and id, so that moving them about in the file changes nothing. Nothing is derived, so that one
    change in the file is one change here.
    """
    yield from _record_lines("dossier", record_values(dossier.info))
    for kind in ARRAYS:
        records = [record_values(record) for record in getattr(dossier, kind)]
        for values in sorted(records, key=_sort_key):
            name = values.pop("id", None) or values.get("title") or values.get("view")
            yield ""
            yield from _record_lines(f"{KIND_NAMES[kind]} {_on_one_line(str(name))}", values)


def _sort_key(values: dict[str, Any]) -> tuple[str, str]:
    return str(values.get("id") or ""), str(values.get("title") or values.get("view") or "")


def _record_lines(label: str, values: dict[str, Any]) -> Iterator[str]:
    yield label
    for name, value in values.items():
        yield from _key_lines(f"{label} · {name}", value)


def _key_lines(label: str, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (f"{label}: {line}" for line in value.split("\n"))
    elif isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        yield from (f"{label}: {_on_one_line(item)}" for item in value)
    elif isinstance(value, list) and value and all(isinstance(item, dict) and item for item in value):
        for item in value:
            subject, *rest = item.items()
            inner = f"{label} {_on_one_line(str(subject[1]))}"
            yield inner
            for name, each in rest:
                yield from _key_lines(f"{inner} · {name}", each)
    else:
        yield f"{label}: {json.dumps(value, ensure_ascii=False)}"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


# --- TOML -------------------------------------------------------------------------------------------------------------

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
