"""The bench on which sound tables become records: functions made for one file out of what the records declare."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from peace_tui.edtf.durations import parse_duration
from peace_tui.edtf.spans import date_from_native, parse_date
from peace_tui.loading.context import Desk, look_over
from peace_tui.loading.converters import LARGEST, is_id
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
from peace_tui.model.records import Quote, Version, table_fields
from peace_tui.text.terminal_safe import UNSAFE

Read = Callable[[Any], Any]
printable: Final = str.isprintable
"""Looks at most strings faster than any pattern: what prints is safe."""


class Odd(Exception):
    """Something that the careful reader has to look at."""


class Named(dict[str, str]):
    """The ids that are named, each as one string, however often it is."""

    def __missing__(self, id: str) -> str:
        """Take in an id that is named for the first time."""
        self[id] = id
        return id


def own_keys(found: dict[str, Any]) -> Mapping[str, Any]:
    """Return the keys of one's own, if all of them are and none holds an unsafe character."""
    desk = Desk(ids={}, wary=True)
    for name, value in found.items():
        if not name.startswith("x_"):
            raise Odd
        look_over(desk, value, (name,))
    if desk.findings:
        raise Odd
    return found


class Bench:
    """What makes the functions that read one file: its time zone, and the ids named of each array, under "" of any."""

    def __init__(self, zone: str | None, named: Mapping[str, Named]) -> None:
        """Begin a file."""
        self.zone, self.named = zone, named
        self._readers: dict[type[Any], Read] = {}

    def reader(self, record: type[Any]) -> Read:
        """Return what reads a table as a record of this class."""
        if (made := self._readers.get(record)) is None:
            made = self._readers[record] = self._reader(record)
        return made

    def _reader(self, record: type[Any]) -> Read:
        reads = {
            name: _words if key.required and key.shape.__class__ is String else VALUES[type(key.shape)](self, key.shape)
            for name, key in table_fields(record).items()
        }
        one_version = _one_version if record is Quote else None

        def read(table: dict[str, Any]) -> Any:
            values: dict[str, Any] = {}
            for name, raw in table.items():
                if one := reads.get(name):
                    values[name] = one(raw)
                else:
                    values["extra"] = {**values.get("extra", {}), **own_keys({name: raw})}
            if one_version and ("source" in table or "locator" in table):
                values["versions"] = one_version(table, values)
            return record(**values)  # a TypeError: a key that is required is missing

        return read

    def one_of(self, shape: Reference | References) -> Read:
        """Return what reads the id of a record, and takes note of its being named."""
        return self.named[shape.kind].__getitem__

    def text(self, shape: String) -> Read:
        """Return what reads a string."""
        if not shape.pattern:
            return _string
        fits = re.compile(shape.pattern).fullmatch

        @cache
        def read(value: Any) -> Any:
            if fits(value):
                return _string(value)
            raise Odd

        return read

    def choice(self, shape: Choice) -> Read:
        """Return what reads one of a few strings."""
        return {option: option for option in shape.options}.__getitem__

    def refs(self, shape: References) -> Read:
        """Return what reads an array of ids, or a single one."""
        known = self.one_of(shape)

        def read(value: Any) -> tuple[str, ...]:
            if value.__class__ is list:
                return tuple(map(known, value))
            if not shape.single:
                raise Odd
            return (known(value),)

        return read

    def tables(self, shape: Tables) -> Read:
        """Return what reads an array of tables."""
        one = self.reader(shape.of)

        def read(value: Any) -> tuple[Any, ...]:
            if value.__class__ is not list:
                raise Odd
            return tuple(map(one, value))

        return read

    def when(self, shape: EdtfDate) -> Read:
        """Return what reads a date."""

        def read(value: Any) -> Any:
            native = isinstance(value, datetime.date | datetime.time)
            return date_from_native(value, self.zone) if native else parse_date(value, self.zone)

        return read


def _one_version(table: dict[str, Any], values: dict[str, Any]) -> tuple[Version]:
    """Return the one version of a quote that names its source on the quote itself."""
    if "versions" in table:
        raise Odd
    return (Version(source=values.pop("source"), text=values["text"], locator=values.pop("locator", None)),)


def _string(value: Any) -> Any:
    if printable(value) or not UNSAFE.search(value):  # a TypeError: it is no string
        return value
    raise Odd


def _words(value: Any) -> Any:
    if (printable(value) or not UNSAFE.search(value)) and value and not value.isspace():
        return value
    raise Odd


def _strings(value: Any) -> tuple[str, ...]:
    if value.__class__ is list:
        return tuple(map(_string, value))
    raise Odd


def _own_id(value: Any) -> Any:
    if is_id(value) and (value.isascii() or unicodedata.is_normalized("NFC", value)):
        return value
    raise Odd


def _length(value: Any) -> Any:
    parse_duration(value)
    return _string(value)


def _zone(value: Any) -> Any:
    parse_date("2000-01-01T00", value)
    return _string(value)


def _whole(value: Any) -> Any:
    if value.__class__ is int and -LARGEST <= value < LARGEST:
        return value
    raise Odd


VALUES: Final[Mapping[type[Shape], Callable[[Bench, Any], Read]]] = {
    String: Bench.text,
    Choice: Bench.choice,
    Id: lambda bench, shape: _own_id,
    Reference: Bench.one_of,
    References: Bench.refs,
    Strings: lambda bench, shape: _strings,
    EdtfDate: Bench.when,
    IsoDuration: lambda bench, shape: _length,
    TimeZone: lambda bench, shape: _zone,
    Integer: lambda bench, shape: _whole,
    Tables: Bench.tables,
}
"""What makes the reader of values of each shape."""
