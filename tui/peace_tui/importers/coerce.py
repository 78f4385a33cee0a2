"""Tables, ids and keys made to fit the dossier format: what a key does not accept is kept under an `x_` key.

Whatever an importer hands in, the result is a table in which `check` finds no error.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from peace_tui.edtf.grammar import DateError, parse_duration
from peace_tui.edtf.spans import parse_date
from peace_tui.loading.converters import is_id
from peace_tui.model.fields import (
    Boolean,
    Choice,
    EdtfDate,
    Field,
    Integer,
    IsoDuration,
    Record,
    Reference,
    References,
    Rules,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.records import Name, table_fields
from peace_tui.provenance.first_look import find_cycles
from peace_tui.text.terminal_safe import clean_text

MAX_EXTRA_DEPTH: Final = 6
"""How many levels of tables and arrays an `x_` key holds; what is nested deeper is kept as text."""
A_MOMENT: Final = "2000-01-01T00"
"""A date that needs a time zone."""
TOML_INTEGER_LIMIT: Final = 2**63
MAX_DIGITS: Final = 400
"""How much of an integer beyond TOML's is kept, as text."""
MisfitCallback = Callable[[str, str], None]
"""Is called with the key and the value of what does not fit."""


class MisfitError(Exception):
    """A value that its key does not accept."""


class PartlyMisfitError(MisfitError):
    """An array of which a key accepts a part."""

    def __init__(self, accepted: list[Any], refused: list[Any]) -> None:
        """Take both parts."""
        super().__init__("tables")
        self.accepted, self.refused = accepted, refused


def join_name_parts(given: str, particle: str, family: str, suffix: str) -> str:
    """Return the parts of a person's name as it is read aloud; in Han script and Hangul the family name is first."""
    name = Name(given=given or None, dropping_particle=particle or None, family=family or None)
    return " ".join(filter(None, (str(name), suffix)))


def to_one_line(text: str) -> str:
    """Return text on one line, single spaces between its words: for names and titles."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return re.sub(r"\s+", " ", clean_text(text)).strip()


def to_extra_value(value: Any, depth: int = 0, *, exact: bool = False) -> Any:
    """Return any value of JSON or of a table as TOML can hold it; None where there is nothing to keep.

    An `exact` one keeps blanks and control characters in its texts, and tables in tables however deep.
    """
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -TOML_INTEGER_LIMIT <= value < TOML_INTEGER_LIMIT else str(value)[:MAX_DIGITS]
    if isinstance(value, float | datetime.date | datetime.time):
        return value
    if isinstance(value, str) and exact:
        return clean_text(value)
    if isinstance(value, Mapping) and (exact or depth < MAX_EXTRA_DEPTH):
        inner = {clean_text(str(name)): to_extra_value(item, depth + 1, exact=exact) for name, item in value.items()}
        kept = {name: item for name, item in inner.items() if item is not None}
        return kept if kept or exact else None
    if isinstance(value, list | tuple) and (exact or depth < MAX_EXTRA_DEPTH):
        items = [to_extra_value(each, depth + 1, exact=exact) for each in value]
        if exact:
            return [item for item in items if item is not None]
        if any(isinstance(each, Mapping | list | tuple) for each in value):
            return [item for item in items if item is not None] or None
        has_value = any(item is not None for item in items)  # of a list of parts the places count
        return ["" if item is None else item for item in items] if has_value else None
    return clean_text(value if isinstance(value, str) else format_json(value)).strip() or None


def format_json(value: Any) -> str:
    """Return a value as JSON on one line; what is nested too deeply, as an ellipsis."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        return "…"


def add_extra(table: dict[str, Any], key: str, value: Any) -> None:
    """Put a value into `table` under an `x_` key, with a number where the key is in use."""
    table[find_unused_key(key, table)] = value


def keep_as_extra(table: dict[str, Any], name: str, value: Any) -> None:
    """Keep a value that the key `name` does not accept, under the `x_` key of that name."""
    add_extra(table, f"x_{name}", value)


def find_unused_key(name: str, used: Container[str]) -> str:
    """Return `name`, with a number where it is in use."""
    key, number = name, 2
    while key in used:
        key, number = f"{name}_{number}", number + 1
    return key


def coerce_record(
    record_class: type[Record],
    table: Mapping[str, Any],
    zone: str | None,
    on_misfit: MisfitCallback,
    *,
    exact: bool = False,
) -> dict[str, Any]:
    """Return `table` with every value as its key in the record class accepts it; empty ones are left out.

    Ids and references have to be sound already. Whatever else does not fit is kept under `x_` and passed to
    `on_misfit`, as is a nested table that lacks a required key. Free text loses the blanks at its ends and
    control characters, unless it is to be `exact`, as what was a dossier before.
    """
    fields: Mapping[str, Field] = table_fields(record_class)
    coerced: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for name, value in table.items():
        if name not in fields:
            name, kept = name if name.startswith("x_") else f"x_{name}", to_extra_value(value, exact=exact)
        else:
            try:
                kept = _coerce_value(fields[name], value, zone, on_misfit, exact)
            except PartlyMisfitError as error:
                on_misfit(name, str(error.refused[0]))
                add_extra(extras, f"x_{name}", to_extra_value(error.refused, exact=exact))
                kept = error.accepted
            except MisfitError:
                on_misfit(name, str(value))
                name, kept = f"x_{name}", to_extra_value(value, exact=exact)
        if kept is None or (kept in ("", [], {}) and not (exact and name not in fields)):
            continue
        if name in fields:
            coerced[name] = kept
        else:
            add_extra(extras, name, kept)
    return coerced | extras


def _coerce_value(field: Field, value: Any, zone: str | None, on_misfit: MisfitCallback, exact: bool) -> Any:
    """Return one value as its field accepts it, None for none.

    Raises:
        MisfitError: It does not accept it.
    """
    shape = field.shape
    if value is None or (isinstance(value, str) and not value.strip() and not exact):
        return None
    if isinstance(shape, Tables):
        return _coerce_tables(shape.of, [value] if isinstance(value, str) else value, zone, on_misfit, exact)
    if isinstance(shape, Strings):
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise MisfitError("strings")
        if exact:
            return [clean_text(str(item)) for item in items]
        return list(dict.fromkeys(text for item in items if (text := to_one_line(str(item)))))
    if isinstance(shape, References):
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
            raise MisfitError("ids")
        return [clean_text(item) for item in items]
    if isinstance(shape, Integer):
        return _coerce_integer(value)
    if isinstance(shape, Boolean | Rules):
        is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if not isinstance(value, bool) and not (isinstance(shape, Rules) and is_list):
            raise MisfitError("true or false")
        return [clean_text(item) for item in value] if is_list else value
    if isinstance(value, str):
        if exact and isinstance(shape, String) and not shape.pattern:
            return clean_text(value)
        value = clean_text(value).strip()
        return _coerce_text(shape, value, zone) if value else None
    if isinstance(shape, String | Choice | EdtfDate | IsoDuration | Reference | TimeZone):
        raise MisfitError("a string")
    return value


def _coerce_tables(of: type[Record], items: Any, zone: str | None, on_misfit: MisfitCallback, exact: bool) -> list[Any]:
    """Return nested tables, or strings that stand for them, as their record class accepts them; no string twice.

    Raises:
        MisfitError: They are none, or some of them lack a required key.
    """
    kinds = str | Mapping if of.PLAIN else Mapping
    if not isinstance(items, list | tuple) or not all(isinstance(item, kinds) for item in items):
        raise MisfitError("tables")
    required = [name for name, field in of.FIELDS.items() if field.required]
    found: list[Any] = []
    refused: list[Any] = []
    for item in items:
        if isinstance(item, str):
            table: Any = clean_text(item) if exact else to_one_line(item)
            with suppress(MisfitError):
                table = _coerce_text(of.FIELDS[of.PLAIN].shape, table, zone) if table else ""
                found += [table] if table and (exact or table not in found) else []
                continue
        else:
            table = coerce_record(of, item, zone, on_misfit, exact=exact)
        if table and not isinstance(table, str) and all(name in table for name in required):
            found += [table] if table not in found or not of.PLAIN or exact else []
        elif table:
            refused.append(item)
    if refused:
        raise PartlyMisfitError(found, refused)
    return found


def _coerce_text(shape: Any, text: str, zone: str | None) -> str:
    try:
        if isinstance(shape, EdtfDate):
            parse_date(text, zone)
        elif isinstance(shape, IsoDuration):
            parse_duration(text)
        elif isinstance(shape, TimeZone):
            parse_date(A_MOMENT, text)
    except DateError as error:
        raise MisfitError(error.message) from None
    if isinstance(shape, String) and shape.pattern and not re.fullmatch(shape.pattern, text):
        raise MisfitError(shape.called)
    if isinstance(shape, Choice) and text not in shape.options:
        lowered = text.lower()
        if lowered not in shape.options:
            raise MisfitError(", ".join(shape.options))
        return lowered
    return text


def _coerce_integer(value: Any) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise MisfitError("an integer")
    return int(text)


# --- Ids and keys ----------------------------------------------------------------------------------------------------

MAX_ID_CHARS: Final = 48
"""How long an id made of a title may be; it ends at the end of a word where it can."""
MAX_KEY_CHARS: Final = 60
MAX_CHARS_READ: Final = 400
"""How many characters of a title or header are looked at."""
RESERVED_KEYS: Final = frozenset(("x_checked", "x_agreed", "x_accounts", "x_archive", "x_clocks", "x_layers"))
"""`x_*` keys that the program itself reads; a column becomes one only if its header is exactly that."""


def set_cycles_aside(sources: Iterable[dict[str, Any]], on_change: MisfitCallback) -> None:
    """Move what sources rest on to `x_based_on` where that goes in a circle."""
    sources = [*sources]
    bases = {each["id"]: each.get("based_on") or () for each in sources}
    bases = {id: (found,) if isinstance(found, str) else found for id, found in bases.items()}
    known = {
        id: [clean_text(base) for base in found if isinstance(base, str)]
        for id, found in bases.items()
        if isinstance(found, list | tuple)
    }
    in_cycles = {id for cycle in find_cycles(known) for id in cycle}
    for source in sources:
        if source["id"] in in_cycles:
            keep_as_extra(source, "based_on", source.pop("based_on", None))
            on_change("source in a circle of based_on, kept as x_based_on", source["id"])


class IdRegistry:
    """The ids given out so far, unique over the whole dossier and the same for the same input."""

    def __init__(self) -> None:
        """Begin with no ids."""
        self._used: dict[str, str] = {}
        """The ids, each with the array that its record is in."""
        self._next: dict[str, int] = {}

    def has(self, id: Any, kind: str = "") -> bool:
        """Tell whether a record, of the array `kind` if that is given, has this id."""
        found = self._used.get(id) if isinstance(id, str) else None
        return found is not None and (found == kind or (not kind and found != "views"))

    def assign(self, wanted: str, fallback: str, *, given: str = "", kind: str = "") -> str:
        """Return a new id: the one `given` in the file if it is sound, else one made of it or of `wanted`.

        Where neither has a letter or digit it is made of `fallback`. An id that is in use gets a number.
        """
        stem = given if is_sound_id(given) else make_slug(given) or make_slug(wanted) or fallback
        id, number = stem, self._next.get(stem, 2)
        while id in self._used:
            id, number = f"{stem}-{number}", number + 1
        self._next[stem] = number
        self._used[id] = kind
        return id


def make_slug(text: str) -> str:
    """Return an id that resembles `text`, or nothing where `text` holds no letter or digit."""
    words = "".join(map(_strip_accents, unicodedata.normalize("NFC", text[:MAX_CHARS_READ]))).lower()
    words = "".join(character if _is_kept(character) else "-" for character in words)
    words = re.sub("[-.]*-[-.]*", "-", unicodedata.normalize("NFC", words)).strip("-._")
    if len(words) > MAX_ID_CHARS:
        cut = words[: MAX_ID_CHARS + 1].rpartition("-")[0]
        words = (cut if len(cut) > MAX_ID_CHARS // 2 else words[:MAX_ID_CHARS]).strip("-._")
    return words if is_sound_id(words) else ""


@lru_cache(maxsize=4096)
def _strip_accents(character: str) -> str:
    """Return an accented Latin letter without its accents, any other character as it is."""
    decomposed = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return decomposed if decomposed and decomposed.isascii() else character


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category in ("Mn", "Mc") or character in "._"


def is_sound_id(text: str) -> bool:
    """Tell whether a dossier accepts `text` as an id."""
    return is_id(text) and unicodedata.is_normalized("NFC", text)


def make_extra_key(header: str) -> str:
    """Return the `x_*` key for a column or field that the dossier format lacks."""
    words = re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", header[:MAX_CHARS_READ])
    words = unicodedata.normalize("NFC", words).lower()
    words = re.sub(r"\W+", "_", words).strip("_").removeprefix("x_").strip("_")
    key = "x_" + (words[:MAX_KEY_CHARS].strip("_") or "column")
    return f"{key}_column" if key in RESERVED_KEYS and key != header.strip().lower() else key
