"""TOML values into the values of records, as the shapes of the records' fields say.

A converter is made once for each field of a file. It takes a TOML value and returns the field's value, or raises
[Invalid][peace_tui.loading.diagnostics.Invalid] with all that is wrong in it, so that one run finds every mistake.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from sys import intern
from typing import Any, Final

from peace_tui.edtf.grammar import DateError, parse_duration
from peace_tui.edtf.spans import date_from_native, parse_date
from peace_tui.loading.diagnostics import (
    INCLUDE,
    Context,
    Finding,
    Findings,
    Invalid,
    check_extra,
    check_unsafe,
    invalid,
    toml_type,
)
from peace_tui.model.fields import (
    Boolean,
    Choice,
    EdtfDate,
    Field,
    Id,
    Integer,
    IsoDuration,
    Record,
    Reference,
    References,
    Rules,
    Shape,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.records import RENAMED, Quote, Version, table_fields
from peace_tui.text.terminal_safe import preview

Converter = Callable[[Any], Any]
ID: Final = re.compile(r"[\w.-]+")
"""Most ids; those of scripts that write vowels as marks on letters have marks as well."""
INTEGER_LIMIT: Final = 2**63
"""TOML's whole numbers are less; some parsers take others."""


class FieldContext:
    """What a converter has to know beside the shape it converts."""

    def __init__(self, context: Context, field: Field, path: str) -> None:
        """Take the names that lead to the field in a file as its `path`, such as `quotes.versions.source`."""
        self.context, self.field, self.path = context, field, path

    @property
    def name(self) -> str:
        """The field's own name."""
        return self.path.rpartition(".")[2]


class RecordConverter:
    """Turns tables into records of one class."""

    def __init__(self, context: Context, record_class: type[Record], path: str) -> None:
        """Make the converters of all fields; `path` is what leads to such a table in a file, such as `quotes`."""
        self._context, self._class, self._path = context, record_class, path
        self._fields = table_fields(record_class)
        self._required = frozenset(name for name, field in self._fields.items() if field.required)
        self._converters = {
            name: CONVERTERS[type(field.shape)](FieldContext(context, field, f"{path}.{name}"), field.shape)
            for name, field in self._fields.items()
        }

    def convert(self, table: Any) -> Any:
        """Return a table as a record.

        Raises:
            Invalid: Something in it cannot be read.
        """
        if isinstance(table, str) and (plain := self._class.PLAIN):
            return self._class.from_checked({plain: self._converters[plain](table)})
        if not isinstance(table, dict):
            raise invalid(f"expected a table, found {toml_type(table)}", self._suggest_table(table))
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        findings: list[Finding] = []
        converters = self._converters
        for name, value in table.items():
            try:
                if convert := converters.get(name):
                    values[intern(name)] = convert(value)  # one string for all tables, each of which has its own
                else:
                    self._check_own(name, value)
                    if not (name in RENAMED and self._read_renamed(table, name, values)):
                        extra[name] = value
            except Invalid as error:
                findings += error.at(name)
        if not self._required <= table.keys():
            findings += self._find_missing(table)
        if self._class is Quote and ("source" in table or "locator" in table):
            findings += [each for each in _add_version(table, values) if not self._is_misspelled("source", table)]
        if findings:
            raise Invalid(findings)
        if self._class is Quote and "text" not in values:
            first = [version.text for version in values["versions"] if version.source == values["versions"][0].source]
            values["text"] = max(first, key=len)
        if extra:
            values["extra"] = extra
        return self._class.from_checked(values)

    def _suggest_table(self, value: Any) -> str:
        """Return how to write what is not the table that it should be."""
        if self._path == "dossier":
            return "write it in single brackets, [dossier]"
        from peace_tui.model.values import format_value  # only for a mistake

        names = [name for name in self._fields if name in self._required]
        is_plain = isinstance(value, str) and len(names) == 1 and value.isprintable()
        return f"write it as {{ {names[0]} = {format_value(value)} }}" if is_plain else "write it as { key = value }"

    def _is_misspelled(self, name: str, table: Mapping[str, Any]) -> bool:
        """Tell whether a key that a table lacks is there in another spelling, which has a message of its own."""
        unknown = (key for key in table if key not in self._fields and not key.startswith("x_"))
        return any(self._context.find_nearest(key, self._class.__name__, self._fields) == name for key in unknown)

    def _find_missing(self, table: Mapping[str, Any]) -> Iterator[Finding]:
        for name, field in self._fields.items():
            is_missing = field.required and name not in table and not (name == "text" and table.get("versions"))
            if is_missing and not self._is_misspelled(name, table):
                yield Finding((), f"{name} is missing", f"add {name} = …: {field.doc}", at_key=True)

    def _read_renamed(self, table: Mapping[str, Any], old: str, values: dict[str, Any]) -> bool:
        """Read the value of a key by its former name, where the table does not have it by the new one.

        What cannot be read of it was never an error, and is left out. Tells whether all of it was read.
        """
        name, value = RENAMED[old], table[old]
        if name not in self._converters or name in table:
            return False
        if isinstance(value, bool) and isinstance(self._fields[name].shape, Rules):
            values[name] = value or ()
            return True
        unresolved = self._context.unresolved
        read: list[Any] = []
        items = value if isinstance(value, list) else [value]
        for item in items:
            waiting = len(unresolved)
            with suppress(Invalid):
                converted = self._converters[name]([item])
                read += converted if len(unresolved) == waiting else ()
            del unresolved[waiting:]
        if read:
            values[name] = tuple(read)
        return len(read) == len(items)

    def _check_own(self, name: str, value: Any) -> None:
        """Refuse a key that is neither of the format nor the author's own."""
        if name.startswith("x_"):
            check_extra(name, value)
        else:
            hint = self._context.suggest(name, self._class.__name__, self._fields)
            if name == INCLUDE and self._path == "dossier":
                hint = "it stands above [dossier], below format: move it there"
            hint = hint or f"the keys here are {', '.join(self._fields)}, and any that begins with x_"
            raise invalid(f"unknown key '{preview(name)}'", hint, at_key=True)


def _add_version(table: Mapping[str, Any], values: dict[str, Any]) -> Iterable[Finding]:
    """Make the one version of a quote that names its source itself; returns what is wrong with that."""
    source, locator = values.pop("source", None), values.pop("locator", None)
    if "versions" in table:
        name = "source" if "source" in table else "locator"
        message = f"a quote has either versions or {name}"
        return [Finding((name,), message, f"move {name} into a version", at_key=True)]
    if "source" not in table:
        return [Finding(("locator",), "locator without source", "add the source it is a place in", at_key=True)]
    if source is not None and "text" in values:
        version = Version.from_checked({"source": source, "text": values["text"], "locator": locator})
        values["versions"] = (version,)
    return []


def convert_each(convert: Converter, values: Iterable[Any]) -> tuple[Any, ...]:
    """Convert the elements of an array; where some are wrong, Invalid lists them, or counts them if they are many."""
    try:
        return tuple(map(convert, values))
    except Invalid:
        raise Invalid(Findings(_with_diagnostics(convert, values))) from None


def _with_diagnostics(convert: Converter, values: Iterable[Any]) -> Iterator[Finding]:
    """Yield what is wrong with each element of an array, in which something is."""
    for position, value in enumerate(values):
        try:
            convert(value)
        except Invalid as error:
            yield from error.at(position)


def _check_string(value: Any, name: str, called: str = "a string") -> str:
    if not isinstance(value, str):
        hint = 'put it in quotes, "…"'
        if isinstance(value, list | dict):
            hint = "write one alone, without brackets" if isinstance(value, list) else "write it alone, without braces"
        raise invalid(f"expected {called}, found {toml_type(value)}", hint)
    if not value.isprintable():  # what prints is safe, and that is known much faster
        check_unsafe(value, name)
    return value


def _string(of: FieldContext, shape: String) -> Converter:
    name, required, doc = of.name, of.field.required, of.field.doc
    matches = re.compile(shape.pattern).fullmatch if shape.pattern else None

    def convert(value: Any) -> str:
        text = _check_string(value, name, shape.called)
        if matches and not matches(text):
            hint = f"write {shape.called}, or leave {name} out"
            raise invalid(f"'{preview(text)}' is not {shape.called}", hint)
        if required and (not text or text.isspace()):
            raise invalid(f"{name} is empty", f"write it out: {doc}")
        return text

    return convert


def _choice(of: FieldContext, shape: Choice) -> Converter:
    context, name, options = of.context, of.name, {option: option for option in shape.options}

    def convert(value: Any) -> str:
        if isinstance(value, str) and value in options:
            return options[value]
        _check_string(value, name)
        allowed = f"it is one of {', '.join(options)}"
        near = context.suggest(value, allowed, options)
        raise invalid(f"{name} cannot be '{preview(value)}'", f"{near} {allowed}" if near else allowed)

    return convert


def _id(of: FieldContext, shape: Id) -> Converter:
    name = of.name

    def convert(value: Any) -> str:
        id = _check_string(value, name)
        if not is_id(id):
            hint = "an id is made of letters and digits of any script, '.', '_' and '-'"
            raise invalid(f"'{preview(id)}' is not an id", hint)
        if not unicodedata.is_normalized("NFC", id):
            raise invalid(f"the id '{id}' is not in Unicode's composed form (NFC)", "type its letters again")
        return id

    return convert


def is_id(value: str) -> bool:
    """Tell whether a string is made of letters with their marks, digits, `.`, `_` and `-`."""
    if ID.fullmatch(value):
        return True
    unmarked = "".join(c for c in value if unicodedata.category(c) not in ("Mn", "Mc"))
    return bool(ID.fullmatch(unmarked))


def _reference(of: FieldContext, shape: Reference | References) -> Converter:
    context, name, kind = of.context, of.name, shape.kind
    ids: Mapping[str, str] = context.ids[kind] if kind else {}

    def convert(value: Any) -> str:
        if isinstance(value, str) and value in ids:
            return ids[value]
        return context.resolve(kind, _check_string(value, name, "an id"))

    return convert


def _array(of: FieldContext, elements: str, convert_one: Converter) -> Converter:
    def convert(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            hint = f"write [[{of.path}]] above each" if isinstance(value, dict) else "put it in [ ]"
            raise invalid(f"expected an array of {elements}, found {toml_type(value)}", hint)
        return convert_each(convert_one, value)

    return convert


def _references(of: FieldContext, shape: References) -> Converter:
    convert_one = _reference(of, shape)
    convert_array = _array(of, "ids", convert_one)
    if not shape.single:
        return convert_array
    return lambda value: (convert_one(value),) if isinstance(value, str) else convert_array(value)


def _strings(of: FieldContext, shape: Strings) -> Converter:
    name = of.name
    return _array(of, "strings", lambda value: _check_string(value, name))


def _boolean(of: FieldContext, shape: Boolean) -> Converter:
    def convert(value: Any) -> bool:
        if not isinstance(value, bool):
            raise invalid(f"expected true or false, found {toml_type(value)}", "write true or false, without quotes")
        return value

    return convert


def _rules(of: FieldContext, shape: Rules) -> Converter:
    convert_names = _strings(of, Strings())

    def convert(value: Any) -> bool | tuple[str, ...]:
        if isinstance(value, bool):
            return value or ()
        if not isinstance(value, str | list):
            hint = 'write true, or names in brackets, such as ["wording"]'
            raise invalid(f"expected true or an array of strings, found {toml_type(value)}", hint)
        names: tuple[str, ...] = convert_names([value] if isinstance(value, str) else value)
        return names

    return convert


def _tables(of: FieldContext, shape: Tables) -> Converter:
    return _array(
        of, "tables or strings" if shape.of.PLAIN else "tables", RecordConverter(of.context, shape.of, of.path).convert
    )


def _date(of: FieldContext, shape: EdtfDate) -> Converter:
    context, name = of.context, of.name

    def parse(value: Any, zone: str | None) -> Any:
        if isinstance(value, datetime.date | datetime.time):
            return date_from_native(value, zone)
        return parse_date(_check_string(value, name, "a date"), zone)

    def convert(value: Any) -> Any:
        try:
            date = parse(value, context.zone)
        except DateError as error:
            offset = error.column if isinstance(value, str) else None
            raise invalid(error.message, error.hint, offset=offset) from None
        if context.is_foreign:
            try:
                parse(value, None)
            except DateError:
                message = "a clock time without offset, in a file whose time zone is not that of the dossier"
                raise invalid(message, "add its offset, such as -04:00") from None
        return date

    return convert


def _checked_string(of: FieldContext, called: str, check: Callable[[str], object]) -> Converter:
    """Return what converts a string that stays one; `check` raises a DateError where it is wrong."""

    def convert(value: Any) -> str:
        text = _check_string(value, of.name, called)
        try:
            check(text)
        except DateError as error:
            raise invalid(error.message, error.hint) from None
        return text

    return convert


def _integer(of: FieldContext, shape: Integer) -> Converter:
    def convert(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid(f"expected a whole number, found {toml_type(value)}", "write digits only, such as 7")
        if not -INTEGER_LIMIT <= value < INTEGER_LIMIT:
            raise invalid("the number is too large", "TOML's whole numbers have 64 bits")
        return value

    return convert


CONVERTERS: Final[Mapping[type[Shape], Callable[[FieldContext, Any], Converter]]] = {
    String: _string,
    Choice: _choice,
    Id: _id,
    Reference: _reference,
    References: _references,
    Strings: _strings,
    Tables: _tables,
    EdtfDate: _date,
    IsoDuration: lambda of, shape: _checked_string(of, "a duration", parse_duration),
    TimeZone: lambda of, shape: _checked_string(of, "a time zone", lambda zone: parse_date("2000-01-01T00", zone)),
    Integer: _integer,
    Boolean: _boolean,
    Rules: _rules,
}
"""What makes the converter of each shape."""
