"""Fixes of `check --fix`: of values whose meaning is certain, and of former names of keys. The rest keeps every byte.

Both are replaced where [Positions][peace_tui.loading.positions] finds them, so that comments, layout, line ends
and a byte order mark are not touched. A TOML writer that keeps style, such as tomlkit, writes the complete file again,
and on large files takes twenty times as long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import tomli

from peace_tui.edtf.grammar import DateError, parse_expression
from peace_tui.loading.converters import CONVERTERS, FieldContext
from peace_tui.loading.diagnostics import Context, Invalid, KeyPath, known_fields, walk_tables
from peace_tui.loading.document import BYTE_ORDER_MARK
from peace_tui.loading.includes import IncludedFiles, open_included
from peace_tui.loading.positions import Position, Positions
from peace_tui.model.fields import Choice, EdtfDate, Field, Reference, References, Shape, String
from peace_tui.model.records import ARRAYS, LANGUAGE, RENAMED
from peace_tui.model.values import format_value
from peace_tui.text.folding import fold

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

    path: KeyPath
    old: str
    new: str
    position: Position

    def __str__(self) -> str:
        """Return the fix as the rest of a sentence."""
        return f"{format_value(self.old)} becomes {format_value(self.new)}"


def fix_document(data: bytes) -> tuple[bytes, list[Fix]]:
    """Return a file with all fixes, and the fixes in the order of the file; invalid TOML is not changed."""
    try:
        document = tomli.loads(data.decode("utf-8").removeprefix(BYTE_ORDER_MARK))
    except (ValueError, RecursionError):
        return data, []
    return _apply_fixes(data, [*_propose_fixes(document)], [*_propose_names(document)])


def propose_fixes(file: str, data: bytes) -> Iterator[tuple[str, bytes, bytes, list[Fix]]]:
    """Yield a file and those it includes: the name of each, what it holds, and what `fix_document` returns."""
    if included := open_included(data, file):
        yield from fix_files(included)
    else:
        yield file, data, *fix_document(data)


def fix_files(included: IncludedFiles) -> Iterator[tuple[str, bytes, bytes, list[Fix]]]:
    """Yield each file of several that are read as one: its name, what it holds, and what `fix_document` returns."""
    document = included.join()
    proposed, renamed = [*_propose_fixes(document)], [*_propose_names(document)]
    for file in included.files:
        own = [
            [(path, old, new) for at, old, new in fixes for of, path in [included.split_path(at)] if of is file]
            for fixes in (proposed, renamed)
        ]
        yield file.file, file.data, *_apply_fixes(file.data, *own)


def _apply_fixes(
    data: bytes, proposed: Sequence[ProposedFix], renamed: Sequence[ProposedFix]
) -> tuple[bytes, list[Fix]]:
    if not proposed and not renamed:
        return data, []
    decoded = data.decode("utf-8")
    text = decoded.removeprefix(BYTE_ORDER_MARK)
    positions = Positions(text)
    placed = [(span, fix, False) for fix in proposed if (span := positions.string(fix[0]))]
    placed += [(span, fix, True) for fix in renamed for span in positions.key_spans(fix[0])]
    pieces, at = [decoded[: len(decoded) - len(text)]], 0
    fixes: list[Fix] = []
    for (start, end), (path, old, new), is_key in sorted(placed):
        written = text[start:end]
        pieces += [text[at:start], written.replace(old, new) if is_key else _toml_literal(new, written)]
        position = positions.key(path) if is_key else positions.value(path)
        if not (fixes and fixes[-1].path == path):  # an array of tables has its key at each header
            fixes.append(Fix(path, old, new, position))
        at = end
    return "".join([*pieces, text[at:]]).encode(), fixes


def _toml_literal(value: str, before: str) -> str:
    """Return a string as a TOML literal, in the kind of quotation marks of `before` where these allow it."""
    plain = value.isprintable() and "'" not in value
    return f"'{value}'" if plain and before.startswith("'") and not before.startswith("'''") else format_value(value)


ProposedFix = tuple[KeyPath, str, str]
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
    for path, table, of in walk_tables(document):
        fields = known_fields(of)
        for name in filter(table.__contains__, fields):
            shape, value = fields[name].shape, table[name]
            if fix := FIXERS.get(type(shape)):
                items = [((*path, name, n), item) for n, item in enumerate(value)] if isinstance(value, list) else []
                for at, item in items or [((*path, name), value)]:
                    if isinstance(item, str) and (new := fix(names, shape, item)) != item:
                        yield at, item, new


def _propose_names(document: Mapping[str, Any]) -> Iterator[ProposedFix]:
    """Yield the keys with a former name, in tables that do not have them by the new one: what they are called now.

    One whose value is not sound by the new name stays, as the file could not be read afterwards.
    """
    context = Context()
    context.all_ids_known = True
    info = document.get("dossier")
    zone = info.get("timezone") if isinstance(info, dict) else None
    context.zone = zone if isinstance(zone, str) else None
    for kind in ARRAYS:
        ids = [table.get("id") for _, table in _list_tables(document.get(kind))]
        context.ids[kind] = {id: id for id in ids if isinstance(id, str)}
    for path, table, of in walk_tables(document):
        fields = known_fields(of)
        for name, new in RENAMED.items():
            is_old = name in fields and name in table and new not in table
            if is_old and _is_sound(context, fields[name], new, table[name]):
                yield (*path, name), name, new


def _is_sound(context: Context, field: Field, name: str, value: Any) -> bool:
    try:
        CONVERTERS[type(field.shape)](FieldContext(context, field, name), field.shape)(value)
    except Invalid:
        return False
    return True


def _list_tables(value: Any) -> list[tuple[int, dict[str, Any]]]:
    items = value if isinstance(value, list) else []
    return [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]


def _fix_reference(names: _NameTable, shape: Reference | References, value: str) -> str:
    return names.id_of(shape.kind, value)


def _fix_choice(names: _NameTable, shape: Choice, value: str) -> str:
    return {fold(option): option for option in shape.options}.get(fold(value).strip(), value)


def _fix_language(names: _NameTable, shape: String, value: str) -> str:
    """Return a language tag with hyphens, as BCP 47 has them and locales do not."""
    tag = value.strip().replace("_", "-")
    return tag if shape is LANGUAGE and re.fullmatch(shape.pattern, tag) else value


def _fix_date(names: _NameTable, shape: EdtfDate, value: str) -> str:
    """Return a date, or an interval of dates, with every part as long as EDTF has it."""
    new = value if _is_date(value) else "/".join(_pad_date(part.strip()) for part in value.split("/"))
    return new if _is_date(new) else value


def _pad_date(written: str) -> str:
    match = LOOSE_DATE.fullmatch(written)
    if not match or _is_date(written):
        return written
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
