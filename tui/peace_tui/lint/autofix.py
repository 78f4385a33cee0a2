"""Fixes of `check --fix`: of values whose meaning is certain. The rest of the file keeps every byte.

The values are replaced where [Positions][peace_tui.loading.positions] finds them, so that comments, layout, line ends
and a byte order mark are not touched. A TOML writer that keeps style, such as tomlkit, writes the complete file again,
and on large files takes twenty times as long.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import tomli

from peace_tui.edtf.grammar import DateError, parse_expression
from peace_tui.loading.positions import Path, Position, Positions
from peace_tui.model.fields import Choice, EdtfDate, Id, Reference, References, Shape, String, Tables
from peace_tui.model.records import ARRAYS, LANGUAGE, Info, table_fields
from peace_tui.text.folding import fold

BYTE_ORDER_MARK: Final = "\ufeff"
NAME_KEYS: Final = {
    "people": ("name", "aliases"),
    "sources": ("title", "container_title"),
    "events": ("title",),
}
"""The keys of a record with the names that people write where the format wants its id."""
LOOSE_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})"
    r"(?:(?:[Tt]|[ ]+)(?P<time>[0-9]{1,2}(?::[0-9]{2}){0,2})[ ]*(?P<offset>[Zz]|[-+−][0-9]{1,2}(?::?[0-9]{2})?)?)?)?"
    r"(?P<mark>[~?%]?)"
)
"""A date with all its parts in their order, some of them with a digit too few."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One value that is replaced by another."""

    path: Path
    old: str
    new: str
    position: Position

    def __str__(self) -> str:
        """Return the fix as the rest of a sentence."""
        return f"{_quote(self.old)} becomes {_quote(self.new)}"


def fix_document(data: bytes) -> tuple[bytes, list[Fix]]:
    """Return a file with all fixes, and the fixes in the order of the file; invalid TOML is not changed."""
    try:
        decoded = data.decode("utf-8")
        text = decoded.removeprefix(BYTE_ORDER_MARK)
        document = tomli.loads(text)
    except (ValueError, RecursionError):
        return data, []
    proposed = [*_propose_fixes(document)]
    if not proposed:
        return data, []
    positions = Positions(text)
    pieces, fixes, at = [decoded[: len(decoded) - len(text)]], [], 0
    placed = [(span, fix) for fix in proposed if (span := positions.string(fix[0]))]
    for (start, end), (path, old, new) in sorted(placed):
        pieces += [text[at:start], _toml_literal(new, text[start:end])]
        fixes.append(Fix(path, old, new, positions.value(path)))
        at = end
    return "".join([*pieces, text[at:]]).encode(), fixes


def _toml_literal(value: str, before: str) -> str:
    """Return a string as a TOML literal, in the kind of quotation marks of `before` where these allow it."""
    plain = value.isprintable() and "'" not in value
    return f"'{value}'" if plain and before.startswith("'") and not before.startswith("'''") else _quote(value)


def _quote(value: str) -> str:
    return json.dumps(value, ensure_ascii=not value.isprintable())


ProposedFix = tuple[Path, str, str]
"""The path of a value, the value, and what it should be."""


@dataclass
class _NameTable:
    """The ids of each array, and the id that each folded name means; "" where it means several."""

    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, kind: str, table: Mapping[str, Any]) -> None:
        """Add the id and the names of a record."""
        id = table["id"]
        self.ids.setdefault(kind, {})[id] = id
        meant = self.meant.setdefault(kind, {})
        values = [id]
        for name in NAME_KEYS.get(kind, ()):
            value = table.get(name)
            values += value if isinstance(value, list) else [value]
        for folded in {fold(value).strip() for value in values if isinstance(value, str)}:
            meant[folded] = id if meant.get(folded, id) == id else ""

    def id_of(self, kind: str, written: str) -> str:
        """Return the id that is meant by what is written instead of it; if that is unknown, what is written."""
        kinds = [kind] if kind else [*ARRAYS]
        if any(written in self.ids.get(each, ()) for each in kinds):
            return written
        composed = unicodedata.normalize("NFC", written)
        if any(composed in self.ids.get(each, ()) for each in kinds):
            return composed
        sought = fold(written).strip()
        found = {self.meant.get(each, {}).get(sought) for each in kinds} - {None}
        return (found.pop() if len(found) == 1 else "") or written


def _propose_fixes(document: Mapping[str, Any]) -> Iterator[ProposedFix]:
    """Yield the fixes of a document."""
    names = _NameTable()
    tables = {kind: _list_tables(document.get(kind)) for kind in ARRAYS}
    taken = {table["id"] for each in tables.values() for _, table in each if isinstance(table.get("id"), str)}
    for kind, each in tables.items():
        for number, table in each:
            id = table.get("id")
            if not isinstance(id, str):
                continue
            composed = unicodedata.normalize("NFC", id)
            if composed != id and composed not in taken:
                taken.add(composed)
                yield (kind, number, "id"), id, composed
                names.add(kind, {**table, "id": composed})
            else:
                names.add(kind, table)
    info = document.get("dossier")
    if isinstance(info, dict):
        yield from _propose_in_table(Info, info, ("dossier",), names)
    for kind, of in ARRAYS.items():
        for number, table in tables[kind]:
            yield from _propose_in_table(of, table, (kind, number), names)


def _list_tables(value: Any) -> list[tuple[int, dict[str, Any]]]:
    items = value if isinstance(value, list) else []
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]


def _propose_in_table(of: type[Any], table: Mapping[str, Any], path: Path, names: _NameTable) -> Iterator[ProposedFix]:
    """Yield the fixes of a table and of the tables inside it."""
    keys = table_fields(of)
    for name, value in table.items():
        key = keys.get(name)
        if not key or isinstance(key.shape, Id):
            continue
        if isinstance(key.shape, Tables):
            for number, inner in _list_tables(value):
                yield from _propose_in_table(key.shape.of, inner, (*path, name, number), names)
            continue
        fix = FIXERS.get(type(key.shape))
        at = (*path, name)
        items = (
            [((*at, number), item) for number, item in enumerate(value)] if isinstance(value, list) else [(at, value)]
        )
        for there, item in items if fix else ():
            if fix and isinstance(item, str) and (new := fix(names, key.shape, item)) != item:
                yield there, item, new


def _fix_reference(names: _NameTable, shape: Reference | References, value: str) -> str:
    return names.id_of(shape.kind, value)


def _fix_choice(names: _NameTable, shape: Choice, value: str) -> str:
    return value if value in shape.options else {fold(o): o for o in shape.options}.get(fold(value).strip(), value)


def _fix_language(names: _NameTable, shape: String, value: str) -> str:
    """Return a language tag with hyphens, as BCP 47 has them and locales do not."""
    tag = value.strip().replace("_", "-")
    return tag if shape is LANGUAGE and re.fullmatch(shape.pattern, tag) else value


def _fix_date(names: _NameTable, shape: EdtfDate, value: str) -> str:
    """Return a date, or an interval of dates, with every part as long as EDTF has it."""
    if _is_date(value):
        return value
    parts = [LOOSE_DATE.fullmatch(part.strip()) for part in value.split("/")]
    written = [part.strip() if part.strip() in ("", "..") or _is_date(part) else None for part in value.split("/")]
    new = "/".join(_pad_date(match) if match else kept or "?" for match, kept in zip(parts, written, strict=True))
    return new if _is_date(new) else value


def _pad_date(match: re.Match[str]) -> str:
    date = "-".join(match[part].zfill(2) for part in ("year", "month", "day") if match[part])
    if not match["time"]:
        return date + match["mark"]
    hour, colon, rest = match["time"].partition(":")
    return f"{date}T{hour.zfill(2)}{colon}{rest}{_pad_offset(match['offset'] or '')}{match['mark']}"


def _pad_offset(written: str) -> str:
    if written in ("", "Z", "z"):
        return written.upper()
    sign, digits = "+" if written[0] == "+" else "-", written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{hours.zfill(2)}:{minutes}"


def _is_date(text: str) -> bool:
    try:
        parse_expression(text)
    except DateError:
        return False
    return True


FIXERS: Final[Mapping[type[Shape], Callable[[_NameTable, Any, str], str]]] = {
    Reference: _fix_reference,
    References: _fix_reference,
    Choice: _fix_choice,
    String: _fix_language,
    EdtfDate: _fix_date,
}
"""How to fix a value of each shape; other shapes are never fixed."""
