"""The JSON Schema of the dossier format, generated from the records, for editors and other programs.

It says what a schema can say: keys, shapes and listed words. What holds between records (that an id exists, that no
two are the same), what a date means and which characters are refused, `peace-tui check` alone knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from peace_tui.model.fields import (
    Boolean,
    Choice,
    EdtfDate,
    Field,
    Id,
    Integer,
    IsoDuration,
    Reference,
    References,
    Rules,
    Shape,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.records import ARRAYS, FORMAT, SHORTHAND, Info, Quote, Source

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = (
    r"^[^\u0000-\u002c\u002f\u003a-\u0040\u005b-\u005e\u0060\u007b-\u00a9"
    r"\u2000-\u206f\u2e00-\u2e7f\u3000-\u3004\ufeff]+$"
)
"""Letters and digits of any script, `.`, `_` and `-`: no dialect of regular expressions that all validators share has
classes for letters, so what is no letter is taken out instead, as far as it has blocks of its own."""
NOT_EMPTY: Final = r"\S"
EDTF: Final = r"^[-0-9XYTZ:.,/?~%+\[\] ]+$"
DURATION: Final = r"^P[0-9.,YMWDTHS]+$"
JSON_TYPES: Final = ("string", "number", "boolean", "array", "object", "null")

ANY_TABLE: Final[Schema] = {"additionalProperties": True}
"""What the author's own keys may hold; tombi, which is strict, wants it said that tables may hold any keys."""
ID_SCHEMA: Final[Schema] = {"$ref": "#/$defs/id"}
IDS_SCHEMA: Final[Schema] = {"type": "array", "items": ID_SCHEMA}
NATIVE_DATE: Final[Schema] = {"not": {"type": [*JSON_TYPES]}}
"""A TOML date, where the validator is given one: it has no type that JSON knows."""
NATIVE_FORMATS: Final = ("date", "date-time", "date-time-local")
"""What an editor that knows TOML (tombi, say) takes its dates for."""


def build_schema() -> Schema:
    """Return the schema of a dossier."""
    head = {
        "format": {"const": FORMAT, "description": "The format's name and version."},
        "include": {
            "description": "Files in the dossier's folder whose records are read as if they stood in this one.",
            "type": "array",
            "items": {"type": "string"},
        },
        "dossier": _ref_to(Info),
    }
    arrays = {name: {"type": "array", "items": _ref_to(of)} for name, of in ARRAYS.items()}
    defs = {of.__name__: _record_schema(of) for of in _table_classes()}
    return {
        "$schema": DIALECT,
        "title": f"A dossier ({FORMAT})",
        "description": "Who said what, to whom, when, and according to whom.",
        **_table_schema({**head, **arrays}, ["format", "dossier"]),
        "$defs": {**defs, "id": _id_schema(), "date": _date_schema()},
    }


def _table_classes() -> list[type[Any]]:
    """Return the classes of all tables, each before those inside it."""
    waiting: list[type[Any]] = [Info, *ARRAYS.values()]
    for of in waiting:
        waiting += [key.shape.of for key in of.FIELDS.values() if isinstance(key.shape, Tables)]
    return waiting


def _ref_to(of: type[Any]) -> Schema:
    return {"$ref": f"#/$defs/{of.__name__}"}


def _table_schema(properties: Schema, required: list[str]) -> Schema:
    """Return the schema of a table that may hold these keys and the author's own, `x_*`."""
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {"^x_": ANY_TABLE},
        "additionalProperties": False,
        "required": required,
    }


def _record_schema(of: type[Any]) -> Schema:
    keys = of.FIELDS
    properties = {name: _field_schema(key) for name, key in keys.items()}
    table = _table_schema(properties, [name for name, key in keys.items() if key.required])
    if of is Quote:
        properties |= {name: _field_schema(key) for name, key in SHORTHAND.items()}
        table["required"].remove("text")
        table["anyOf"] = [{"required": ["text"]}, {"required": ["versions"]}]
        table["dependentRequired"] = {"locator": ["source"]}
        table["dependentSchemas"] = {"versions": {"properties": dict.fromkeys(SHORTHAND, False)}}
    if of is Source:
        named = ("title", "container_title")
        table["anyOf"] = [{"required": [name], "properties": {name: {"minLength": 1}}} for name in named]
    return table


def _field_schema(key: Field) -> Schema:
    schema = {"description": key.doc, **SHAPES[type(key.shape)](key.shape)}
    if key.required and schema.get("type") == "string" and "pattern" not in schema:
        schema["pattern"] = NOT_EMPTY
    return {**schema, "default": key.default} if isinstance(key.default, str) else schema


def _string_schema(shape: String) -> Schema:
    return {"type": "string", "pattern": f"^(?:{shape.pattern})$"} if shape.pattern else {"type": "string"}


def _references_schema(shape: References) -> Schema:
    return {"anyOf": [ID_SCHEMA, IDS_SCHEMA]} if shape.single else IDS_SCHEMA


def _tables_schema(shape: Tables) -> Schema:
    of: type[Any] = shape.of
    items = _ref_to(of)
    if of.PLAIN:
        plain = of.FIELDS[of.PLAIN].shape
        items = {"anyOf": [SHAPES[type(plain)](plain), items]}
    return {"type": "array", "items": items}


def _id_schema() -> Schema:
    return {
        "description": "Letters and digits of any script, '.', '_' and '-'; unique over the whole dossier.",
        "type": "string",
        "pattern": ID,
    }


def _date_schema() -> Schema:
    string = {"type": "string", "pattern": EDTF}
    return {
        "description": "A date in EDTF, or a TOML date.",
        "anyOf": [string, *({**string, "format": native} for native in NATIVE_FORMATS), NATIVE_DATE],
        "examples": ["2025-10-14", "2025-10-14T12:05-04:00", "2025-10", "2025-10-14/2025-10-17", "2025-11?", "2012/.."],
    }


SHAPES: Final[Mapping[type[Shape], Callable[[Any], Schema]]] = {
    String: _string_schema,
    Choice: lambda shape: {"enum": [*shape.options]},
    Id: lambda shape: ID_SCHEMA,
    Reference: lambda shape: ID_SCHEMA,
    References: _references_schema,
    Strings: lambda shape: {"type": "array", "items": {"type": "string"}},
    EdtfDate: lambda shape: {"$ref": "#/$defs/date"},
    IsoDuration: lambda shape: {"type": "string", "pattern": DURATION},
    TimeZone: lambda shape: {"type": "string", "pattern": NOT_EMPTY},
    Integer: lambda shape: {"type": "integer"},
    Boolean: lambda shape: {"type": "boolean"},
    Rules: lambda shape: {"type": ["boolean", "string", "array"], "items": {"type": "string"}},
    Tables: _tables_schema,
}
"""The schema of what each shape lets TOML hold."""
