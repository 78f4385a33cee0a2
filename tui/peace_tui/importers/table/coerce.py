"""Tables made to fit the format: what a key does not take is kept under a key of our own, so that nothing is lost.

Whatever an importer hands in, what comes out is a table in which the reader finds no error.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from peace_tui.edtf.durations import parse_duration
from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.model.fields import Choice, EdtfDate, Field, Integer, IsoDuration, String, Strings, Tables
from peace_tui.model.records import table_fields
from peace_tui.text.terminal_safe import UNSAFE

DEEPEST: Final = 6
"""How many levels of tables and arrays a key of our own keeps; what lies deeper is kept as text."""
LARGEST: Final = 2**63
Misfit = Callable[[str, str], None]
"""Told the key and the value of what does not fit."""


class Unfit(Exception):
    """A value that its key does not take."""


def clean(text: str) -> str:
    """Return text as a dossier may hold it: lines end in a newline, control characters are gone."""
    if text.isprintable():  # as nearly all of it is, and so nothing has to be looked for
        return text
    return UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str) -> str:
    """Return text on one line, without blanks at its ends: for names and titles."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return re.sub(r"\s+", " ", clean(text)).strip()


def own_value(value: Any, depth: int = 0) -> Any:
    """Return any value of JSON or of a table as TOML takes it; None where there is nothing to keep."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -LARGEST <= value < LARGEST else str(value)[:400]
    if isinstance(value, float | datetime.date | datetime.time):
        return value
    if isinstance(value, Mapping) and depth < DEEPEST:
        inner = {clean(str(name)): own_value(item, depth + 1) for name, item in value.items()}
        return {name: item for name, item in inner.items() if item is not None} or None
    if isinstance(value, list | tuple) and depth < DEEPEST:
        items = [item for each in value if (item := own_value(each, depth + 1)) is not None]
        return items or None
    return clean(value if isinstance(value, str) else _as_text(value)).strip() or None


def _as_text(value: Any) -> str:
    import json

    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "…"


def fit(of: type[Any], table: Mapping[str, Any], zone: str | None, misfit: Misfit) -> dict[str, Any]:
    """Return `table` with every value as its key in the record class `of` takes it; empty ones are left out.

    Ids and references have to be sound already. Whatever else does not fit is kept under `x_` and told to `misfit`.
    A table inside that lacks what it needs is left out.
    """
    keys: Mapping[str, Field] = table_fields(of)
    fitted: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for name, value in table.items():
        if name not in keys:
            name, kept = name if name.startswith("x_") else f"x_{name}", own_value(value)
        else:
            try:
                kept = _fitted(keys[name], value, zone, misfit)
            except Unfit:
                misfit(name, str(value))
                name, kept = f"x_{name}", own_value(value)
        if kept is None or kept in ("", [], {}):
            continue
        if name in keys:
            fitted[name] = kept
        else:
            own[_free(name, own)] = kept
    return fitted | own


def keep(table: dict[str, Any], name: str, value: Any) -> None:
    """Put a value that the format has no place for into `table`, beside what is there."""
    put(table, f"x_{name}", value)


def put(table: dict[str, Any], key: str, value: Any) -> None:
    """Put a value into `table` under a key of our own, with a number where the key is taken."""
    table[_free(key, table)] = value


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _fitted(key: Field, value: Any, zone: str | None, misfit: Misfit) -> Any:
    """Return one value as its key takes it, None for none; raises `Unfit`."""
    shape = key.shape
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(shape, Tables):
        if not isinstance(value, list | tuple) or not all(isinstance(item, Mapping) for item in value):
            raise Unfit("tables")
        needed = [name for name, key in shape.of.FIELDS.items() if key.required]
        tables = [fit(shape.of, item, zone, misfit) for item in value]
        return [table for table in tables if all(name in table for name in needed)]
    if isinstance(shape, Strings):
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise Unfit("strings")
        return list(dict.fromkeys(text for item in items if (text := line(str(item)))))
    if isinstance(shape, Integer):
        return _whole(value)
    if isinstance(value, str):
        value = clean(value).strip()
        return _text(shape, value, zone) if value else None
    if isinstance(shape, String | Choice | EdtfDate | IsoDuration):
        raise Unfit("a string")
    return value


def _text(shape: Any, text: str, zone: str | None) -> str:
    try:
        if isinstance(shape, EdtfDate):
            parse_date(text, zone)
        elif isinstance(shape, IsoDuration):
            parse_duration(text)
    except DateError as error:
        raise Unfit(error.message) from None
    if isinstance(shape, String) and shape.pattern and not re.fullmatch(shape.pattern, text):
        raise Unfit(shape.called)
    if isinstance(shape, Choice) and text not in shape.options:
        lowered = text.lower()
        if lowered not in shape.options:
            raise Unfit(", ".join(shape.options))
        return lowered
    return text


def _whole(value: Any) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise Unfit("a whole number")
    return int(text)
