"""TOML tables into records: each value is read as its key's shape says, and everything wrong is found in one run."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from peace_tui.edtf.durations import parse_duration
from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import date_from_native, parse_date
from peace_tui.loading.context import INVALID, Desk, look_over, named, safe
from peace_tui.model.fields import (
    Choice,
    EdtfDate,
    Id,
    Integer,
    IsoDuration,
    Reference,
    References,
    Shape,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.records import KIND_NAMES, Quote, Version, table_fields
from peace_tui.text.terminal_safe import preview

if TYPE_CHECKING:
    from peace_tui.loading.positions import Path

ID: Final = re.compile(r"[\w.-]+")
"""Most ids; those of scripts that write vowels as marks on letters have marks as well."""
LARGEST: Final = 2**63
"""TOML's whole numbers are less; some parsers take others."""


def read_table(desk: Desk, of: type[Any], table: Any, path: Path) -> Any:
    """Read a table as a record of the class `of`; returns INVALID when a key it needs cannot be read."""
    if not isinstance(table, dict):
        hint = "write it in single brackets, [dossier]" if path == ("dossier",) else "write it as { key = value }"
        return desk.bad(path, f"expected a table, found {named(table)}", hint)
    keys = table_fields(of)
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, raw in table.items():
        if key := keys.get(name):
            value = READ[type(key.shape)](desk, key.shape, raw, (*path, name))
            if value is not INVALID and key.required and isinstance(value, str) and not value.strip():
                value = desk.bad((*path, name), f"{name} is empty", f"write it out: {key.doc}")
            values[name] = value
        elif name.startswith("x_"):
            extra[name] = raw
            look_over(desk, raw, (*path, name))
        else:
            near = desk.near(name, of.__name__, keys)
            hint = near or f"the keys here are {', '.join(keys)}, and any that begins with x_"
            desk.bad((*path, name), f"'{preview(name)}' is not a key here", hint, at_key=True)
    for name in needed(of):
        if name not in table:
            values[name] = desk.bad(path, f"{name} is missing", f"add {name} = …: {keys[name].doc}", at_key=True)
    if of is Quote:
        _one_version(desk, table, values, path)
    if INVALID in values.values():
        return INVALID
    return of(**values, extra=extra) if extra else of(**values)


_NEEDED: dict[type[Any], list[str]] = {}


def needed(of: type[Any]) -> list[str]:
    """Return the keys that a table of a record must hold."""
    if (names := _NEEDED.get(of)) is None:
        names = _NEEDED[of] = [name for name, key in table_fields(of).items() if key.required]
    return names


def _one_version(desk: Desk, table: dict[str, Any], values: dict[str, Any], path: Path) -> None:
    """Make the one version of a quote that names its source on the quote itself."""
    source, locator = values.pop("source", None), values.pop("locator", None)
    if "source" not in table and "locator" not in table:
        return
    if "versions" in table:
        name = "source" if "source" in table else "locator"
        desk.bad((*path, name), f"a quote has either versions or {name}", f"move {name} into a version", at_key=True)
    elif "source" not in table:
        desk.bad((*path, "locator"), "locator without source", "add the source it is a place in", at_key=True)
    elif INVALID in (source, locator, values["text"]):
        values["versions"] = INVALID
    else:
        values["versions"] = (Version(source=source, text=values["text"], locator=locator),)


def _string(desk: Desk, value: Any, path: Path, called: str = "a string") -> Any:
    if not isinstance(value, str):
        hint = "write one alone, without brackets" if isinstance(value, list | dict) else 'put it in quotes, "…"'
        return desk.bad(path, f"expected {called}, found {named(value)}", hint)
    return safe(desk, value, path) if desk.wary else value


def _text(desk: Desk, shape: String, value: Any, path: Path) -> Any:
    value = _string(desk, value, path, shape.called)
    if shape.pattern and value is not INVALID and not re.fullmatch(shape.pattern, value):
        hint = f"write {shape.called}, or leave {path[-1]} out"
        return desk.bad(path, f"'{preview(value)}' is not {shape.called}", hint)
    return value


def _choice(desk: Desk, shape: Choice, value: Any, path: Path) -> Any:
    value = _string(desk, value, path)
    if value is not INVALID and value not in shape.options:
        allowed = f"it is one of {', '.join(shape.options)}"
        near = desk.near(value, allowed, shape.options)
        hint = f"{near} {allowed}" if near else allowed
        return desk.bad(path, f"{path[-1]} cannot be '{preview(value)}'", hint)
    return value


def _id(desk: Desk, shape: Id, value: Any, path: Path) -> Any:
    value = _string(desk, value, path)
    if value is INVALID:
        return INVALID
    if not is_id(value):
        hint = "an id is made of letters and digits of any script, '.', '_' and '-'"
        return desk.bad(path, f"'{preview(value)}' is not an id", hint)
    if not unicodedata.is_normalized("NFC", value):
        return desk.bad(path, f"the id '{value}' is not in Unicode's composed form (NFC)", "type its letters anew")
    return value


def is_id(value: str) -> bool:
    """Tell whether a string is made of letters with their marks, digits, `.`, `_` and `-`."""
    if ID.fullmatch(value):
        return True
    unmarked = "".join(c for c in value if unicodedata.category(c) not in ("Mn", "Mc"))
    return bool(ID.fullmatch(unmarked))


def _ref(desk: Desk, shape: Reference | References, value: Any, path: Path) -> Any:
    value = _string(desk, value, path, "an id")
    if value is INVALID:
        return INVALID
    if shape.kind and value in desk.ids[shape.kind]:
        return value
    kinds = [shape.kind] if shape.kind else list(desk.ids)
    if any(value in desk.ids[kind] for kind in kinds):
        return value
    composed = unicodedata.normalize("NFC", value)
    if any(composed in desk.ids[kind] for kind in kinds):
        return composed
    what, where = (KIND_NAMES[shape.kind], f" to [[{shape.kind}]]") if shape.kind else ("record", "")
    near = desk.near(value, shape.kind, (id for kind in kinds for id in desk.ids[kind]))
    hint = near or f"add it{where}, or mend the id"
    for kind, ids in desk.ids.items():
        if value in ids:
            return desk.bad(path, f"'{value}' is the id of {_a(KIND_NAMES[kind])}, not of {_a(what)}", hint)
    return desk.bad(path, f"no {what} has the id '{preview(value)}'", hint)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _array(desk: Desk, value: Any, path: Path, of: str, read: Callable[[Any, Path], Any]) -> Any:
    """Read an array item by item; INVALID when an item is."""
    if not isinstance(value, list):
        names = ".".join(step for step in path if isinstance(step, str))
        hint = f"write [[{names}]] above each" if isinstance(value, dict) else "put it in [ ]"
        return desk.bad(path, f"expected an array of {of}, found {named(value)}", hint)
    items = tuple([read(item, (*path, place)) for place, item in enumerate(value)])
    return INVALID if INVALID in items else items


def _refs(desk: Desk, shape: References, value: Any, path: Path) -> Any:
    if shape.single and isinstance(value, str):
        one = _ref(desk, shape, value, path)
        return INVALID if one is INVALID else (one,)
    return _array(desk, value, path, "ids", lambda item, at: _ref(desk, shape, item, at))


def _texts(desk: Desk, shape: Strings, value: Any, path: Path) -> Any:
    return _array(desk, value, path, "strings", lambda item, at: _string(desk, item, at))


def _tables(desk: Desk, shape: Tables, value: Any, path: Path) -> Any:
    return _array(desk, value, path, "tables", lambda item, at: read_table(desk, shape.of, item, at))


def _when(desk: Desk, shape: EdtfDate, value: Any, path: Path) -> Any:
    try:
        if isinstance(value, datetime.date | datetime.time):
            return date_from_native(value, desk.zone)
        value = _string(desk, value, path, "a date")
        return value if value is INVALID else parse_date(value, desk.zone)
    except DateError as error:
        offset = error.column if isinstance(value, str) else None
        return desk.bad(path, error.message, error.hint, offset=offset)


def _length(desk: Desk, shape: IsoDuration, value: Any, path: Path) -> Any:
    value = _string(desk, value, path, "a duration")
    if value is not INVALID:
        try:
            parse_duration(value)
        except DateError as error:
            return desk.bad(path, error.message, error.hint)
    return value


def _zone(desk: Desk, shape: TimeZone, value: Any, path: Path) -> Any:
    value = _string(desk, value, path, "a time zone")
    if value is not INVALID:
        try:
            parse_date("2000-01-01T00", value)
        except DateError as error:
            return desk.bad(path, error.message, error.hint)
    return value


def _whole(desk: Desk, shape: Integer, value: Any, path: Path) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return desk.bad(path, f"expected a whole number, found {named(value)}", "write digits only, such as 7")
    if not -LARGEST <= value < LARGEST:
        return desk.bad(path, "the number is too large", "TOML's whole numbers have 64 bits")
    return value


READ: Final[Mapping[type[Shape], Callable[[Desk, Any, Any, Path], Any]]] = {
    String: _text,
    Choice: _choice,
    Id: _id,
    Reference: _ref,
    References: _refs,
    Strings: _texts,
    EdtfDate: _when,
    IsoDuration: _length,
    TimeZone: _zone,
    Integer: _whole,
    Tables: _tables,
}
"""How a value of each shape is read."""
