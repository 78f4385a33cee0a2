"""Records as rows: tuples of nothing but strings, numbers and tuples, which `marshal` writes and reads fast.

A row has the values of a record's fields in their order, with a date as it is written, a record inside it as a row,
and None for no keys of the author's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Final, NamedTuple

from peace_tui.edtf.spans import parse_date
from peace_tui.model.fields import NO_EXTRA, EdtfDate, Record, Tables

Row = tuple[Any, ...]
TOML_TIMES: Final = (datetime.datetime, datetime.date, datetime.time)


class Unpackable(Exception):
    """A record that no row can hold."""


class RowCodec(NamedTuple):
    """How the values of a field, or the records of a class, become what a row holds, and how they come back."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def row_codec(record_class: type[Record], zone: str | None) -> RowCodec:
    """Return the codec of a class of records, in a dossier whose clock times are of this time zone."""
    names = record_class.FIELD_NAMES
    codecs = [(names.index(name), codec) for name, codec in _field_codecs(record_class, zone).items()]
    values_of = attrgetter(*names)

    def encode(record: Any) -> Row:
        row = list(values_of(record))
        for position, codec in codecs:
            row[position] = codec.encode(row[position]) if row[position] else row[position]
        row[-1] = row[-1] or None
        return tuple(row)

    def decode(row: Row) -> Any:
        values = dict(zip(names, row, strict=True))
        for position, codec in codecs:
            if row[position]:
                values[names[position]] = codec.decode(row[position])
        values["extra"] = values["extra"] or NO_EXTRA
        return record_class.from_checked(values)

    return RowCodec(encode, decode)


def _field_codecs(record_class: type[Record], zone: str | None) -> Mapping[str, RowCodec]:
    """Return the codecs of the fields whose values no row can hold as they are."""
    codecs = {"extra": RowCodec(_encode_toml, _decode_toml)}
    for name, field in record_class.FIELDS.items():
        if isinstance(field.shape, EdtfDate):
            codecs[name] = RowCodec(lambda date: date.text, lambda text: parse_date(text, zone))
        elif isinstance(field.shape, Tables):
            codecs[name] = _each(row_codec(field.shape.of, zone))
    return codecs


def _each(codec: RowCodec) -> RowCodec:
    return RowCodec(
        lambda records: tuple([codec.encode(record) for record in records]),
        lambda rows: tuple([codec.decode(row) for row in rows]),
    )


def _encode_toml(value: Any) -> Any:
    """Return a TOML value without dates, which `marshal` does not know; a tuple, which TOML lacks, stands for one."""
    if isinstance(value, Mapping):
        return {name: _encode_toml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_encode_toml(inner) for inner in value]
    if type(value) in TOML_TIMES:
        return TOML_TIMES.index(type(value)), value.isoformat()
    if isinstance(value, str | int | float):
        return value
    raise Unpackable


def _decode_toml(value: Any) -> Any:
    """Return the TOML value that `_encode_toml` was given."""
    if isinstance(value, dict):
        return {name: _decode_toml(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_decode_toml(inner) for inner in value]
    if isinstance(value, tuple):
        return TOML_TIMES[value[0]].fromisoformat(value[1])
    return value
