"""Records as rows: tuples of nothing but strings, numbers and tuples, which `marshal` writes and reads fast.

A row has the values of a record's fields in their order, with a date as it is written, a record inside it as a row,
and None for no keys of one's own.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from peace_tui.edtf.spans import parse_date
from peace_tui.model.fields import Tables, When, keys_of, names_of
from peace_tui.model.making import maker
from peace_tui.model.records import NO_EXTRA

Row = tuple[Any, ...]
NATIVE: Final = (datetime.datetime, datetime.date, datetime.time)


class Unpackable(Exception):
    """A record that no row can hold."""


class Form(NamedTuple):
    """How the records of a class become rows, and rows records again."""

    row: Callable[[Any], Any]
    record: Callable[[Any], Any]


def form_of(record: type[Any], zone: str | None) -> Form:
    """Return the form of a class of records, in a dossier whose clock times are of this time zone."""
    names, make = names_of(record), maker(record)
    forms: dict[str, Form] = {"extra": Form(_plain, _own)}
    for name, key in keys_of(record).items():
        if isinstance(key.shape, When):
            forms[name] = Form(lambda date: date.text, lambda text: parse_date(text, zone))
        elif isinstance(key.shape, Tables):
            forms[name] = _each(form_of(key.shape.of, zone))
    changed = [(names.index(name), form.record) for name, form in forms.items()]

    def again(row: Row) -> Any:
        values = list(row)
        for place, record in changed:
            if values[place]:
                values[place] = record(values[place])
        values[-1] = values[-1] or NO_EXTRA
        return make(values)

    return Form(_row_maker(names, forms), again)


def _row_maker(names: Sequence[str], forms: Mapping[str, Form]) -> Callable[[Any], Row]:
    """Return the function that makes a record's row; written out value by value, it takes a third of the time."""
    pieces = [
        f"{name}(of.{name}) if of.{name} else {None if name == 'extra' else f'of.{name}'}"
        if name in forms
        else f"of.{name}"
        for name in names
    ]
    row: Callable[[Any], Row] = eval(
        f"lambda of: ({', '.join(pieces)},)", {name: form.row for name, form in forms.items()}
    )
    return row


def _each(form: Form) -> Form:
    row, record = form
    return Form(
        lambda records: tuple([row(each) for each in records]), lambda rows: tuple([record(each) for each in rows])
    )


def _plain(value: Any) -> Any:
    """Return a TOML value without the dates that `marshal` does not know; a tuple stands for one, as TOML has none."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if type(value) in NATIVE:
        return NATIVE.index(type(value)), value.isoformat()
    if isinstance(value, str | int | float):
        return value
    raise Unpackable


def _own(value: Any) -> Any:
    """Return the TOML value that `_plain` was given."""
    if isinstance(value, dict):
        return {name: _own(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_own(inner) for inner in value]
    if isinstance(value, tuple):
        return NATIVE[value[0]].fromisoformat(value[1])
    return value
