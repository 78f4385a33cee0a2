"""What `check --fix` mends: values of which it is certain what was meant. All else in the file stays, to the byte.

The values are put in place where [Positions][peace_tui.loading.positions] finds them, so that comments, layout, line
ends and a byte order mark need no keeping: nothing touches them. A TOML writer that keeps style, such as tomlkit,
writes the file anew, and on large files takes twenty times as long.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import tomli

from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.grammar import parse_expression as read_date
from peace_tui.loading.positions import Path, Position, Positions
from peace_tui.model.fields import Choice, EdtfDate, Id, Reference, References, Shape, String, Tables
from peace_tui.model.records import ARRAYS, LANGUAGE, Info, table_fields
from peace_tui.text.folding import fold

BYTE_ORDER_MARK: Final = "\ufeff"
NAMES: Final = {
    "people": ("name", "aliases"),
    "sources": ("title", "container_title"),
    "events": ("title",),
}
"""The keys by which people call a record for which a file wants an id."""
DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})"
    r"(?:(?:[Tt]|[ ]+)(?P<time>[0-9]{1,2}(?::[0-9]{2}){0,2})[ ]*(?P<offset>[Zz]|[-+−][0-9]{1,2}(?::?[0-9]{2})?)?)?)?"
    r"(?P<mark>[~?%]?)"
)
"""A date with all its parts in their order, some of them short of a digit."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One value that is mended."""

    path: Path
    old: str
    new: str
    position: Position

    def __str__(self) -> str:
        """Write it as one would say it."""
        return f"{_quoted(self.old)} becomes {_quoted(self.new)}"


def mended(data: bytes) -> tuple[bytes, list[Mend]]:
    """Return a file with what can be mended, and each change in the order of the file; broken TOML is left alone."""
    try:
        whole = data.decode("utf-8")
        text = whole.removeprefix(BYTE_ORDER_MARK)
        document = tomli.loads(text)
    except (ValueError, RecursionError):
        return data, []
    wishes = [*_wishes(document)]
    if not wishes:
        return data, []
    positions = Positions(text)
    pieces, mends, at = [whole[: len(whole) - len(text)]], [], 0
    placed = [(span, wish) for wish in wishes if (span := positions.string(wish[0]))]
    for (start, end), (path, old, new) in sorted(placed):
        pieces += [text[at:start], _literal(new, text[start:end])]
        mends.append(Mend(path, old, new, positions.value(path)))
        at = end
    return "".join([*pieces, text[at:]]).encode(), mends


def _literal(value: str, before: str) -> str:
    """Return a string as TOML writes it, in the quotation marks that stood there where they can hold it."""
    plain = value.isprintable() and "'" not in value
    return f"'{value}'" if plain and before.startswith("'") and not before.startswith("'''") else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=not value.isprintable())


Wish = tuple[Path, str, str]


@dataclass
class _Names:
    """The ids of each array, and whom or what each folded name means; "" where it means several."""

    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, kind: str, table: Mapping[str, Any]) -> None:
        """Take in a record by its id and names."""
        id = table["id"]
        self.ids.setdefault(kind, {})[id] = id
        meant = self.meant.setdefault(kind, {})
        values = [id]
        for name in NAMES.get(kind, ()):
            value = table.get(name)
            values += value if isinstance(value, list) else [value]
        for folded in {fold(value).strip() for value in values if isinstance(value, str)}:
            meant[folded] = id if meant.get(folded, id) == id else ""

    def id_of(self, kind: str, written: str) -> str:
        """Return the id that is meant by what is written in its place; where that is unknown, what is written."""
        kinds = [kind] if kind else [*ARRAYS]
        if any(written in self.ids.get(each, ()) for each in kinds):
            return written
        composed = unicodedata.normalize("NFC", written)
        if any(composed in self.ids.get(each, ()) for each in kinds):
            return composed
        sought = fold(written).strip()
        found = {self.meant.get(each, {}).get(sought) for each in kinds} - {None}
        return (found.pop() if len(found) == 1 else "") or written


def _wishes(document: Mapping[str, Any]) -> Iterator[Wish]:
    """Yield what is to be mended in a document."""
    names = _Names()
    tables = {kind: _tables_of(document.get(kind)) for kind in ARRAYS}
    taken = {table["id"] for each in tables.values() for _, table in each if isinstance(table.get("id"), str)}
    for kind, each in tables.items():
        for place, table in each:
            id = table.get("id")
            if not isinstance(id, str):
                continue
            composed = unicodedata.normalize("NFC", id)
            if composed != id and composed not in taken:
                taken.add(composed)
                yield (kind, place, "id"), id, composed
                names.add(kind, {**table, "id": composed})
            else:
                names.add(kind, table)
    info = document.get("dossier")
    if isinstance(info, dict):
        yield from _in_table(Info, info, ("dossier",), names)
    for kind, of in ARRAYS.items():
        for place, table in tables[kind]:
            yield from _in_table(of, table, (kind, place), names)


def _tables_of(value: Any) -> list[tuple[int, dict[str, Any]]]:
    items = value if isinstance(value, list) else []
    return [(place, item) for place, item in enumerate(items) if isinstance(item, dict)]


def _in_table(of: type[Any], table: Mapping[str, Any], path: Path, names: _Names) -> Iterator[Wish]:
    """Yield what is to be mended in a table and those inside it."""
    keys = table_fields(of)
    for name, value in table.items():
        key = keys.get(name)
        if not key or isinstance(key.shape, Id):
            continue
        if isinstance(key.shape, Tables):
            for place, inner in _tables_of(value):
                yield from _in_table(key.shape.of, inner, (*path, name, place), names)
            continue
        mend = MENDED.get(type(key.shape))
        at = (*path, name)
        items = [((*at, place), item) for place, item in enumerate(value)] if isinstance(value, list) else [(at, value)]
        for there, item in items if mend else ():
            if mend and isinstance(item, str) and (new := mend(names, key.shape, item)) != item:
                yield there, item, new


def _reference(names: _Names, shape: Reference | References, value: str) -> str:
    return names.id_of(shape.kind, value)


def _choice(names: _Names, shape: Choice, value: str) -> str:
    return value if value in shape.options else {fold(o): o for o in shape.options}.get(fold(value).strip(), value)


def _language(names: _Names, shape: String, value: str) -> str:
    """Return a language tag with hyphens, as BCP 47 has them and locales do not."""
    tag = value.strip().replace("_", "-")
    return tag if shape is LANGUAGE and re.fullmatch(shape.pattern, tag) else value


def _date(names: _Names, shape: EdtfDate, value: str) -> str:
    """Return a date, or an interval of dates, with every part as long as EDTF has it."""
    if _is_date(value):
        return value
    parts = [DATE.fullmatch(part.strip()) for part in value.split("/")]
    written = [part.strip() if part.strip() in ("", "..") or _is_date(part) else None for part in value.split("/")]
    new = "/".join(_padded(match) if match else kept or "?" for match, kept in zip(parts, written, strict=True))
    return new if _is_date(new) else value


def _padded(match: re.Match[str]) -> str:
    date = "-".join(match[part].zfill(2) for part in ("year", "month", "day") if match[part])
    if not match["time"]:
        return date + match["mark"]
    hour, colon, rest = match["time"].partition(":")
    return f"{date}T{hour.zfill(2)}{colon}{rest}{_offset(match['offset'] or '')}{match['mark']}"


def _offset(written: str) -> str:
    if written in ("", "Z", "z"):
        return written.upper()
    sign, digits = "+" if written[0] == "+" else "-", written[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{hours.zfill(2)}:{minutes}"


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except DateError:
        return False
    return True


MENDED: Final[Mapping[type[Shape], Callable[[_Names, Any, str], str]]] = {
    Reference: _reference,
    References: _reference,
    Choice: _choice,
    String: _language,
    EdtfDate: _date,
}
"""How a value of each shape is mended; of other shapes nothing is certain."""
