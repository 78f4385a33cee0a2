"""Records as plain values: what JSON and the cells of a table can hold."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record

TOO_DEEP: Final = "(nested too deeply to be exported)"


def record_values(record: Any) -> dict[str, Any]:
    """Return the keys that a record has, in the order of the contract, and then its author's own."""
    values = {name: plain(getattr(record, name)) for name in type(record).FIELDS}
    return {name: value for name, value in values.items() if value not in (None, [], "") and value is not False} | (
        own_values(record)
    )


def own_values(record: Any) -> dict[str, Any]:
    """Return the `x_*` keys of a record."""
    values = {}
    for name, value in record.extra.items():
        try:
            values[name] = plain(value)
        except RecursionError:
            values[name] = TOO_DEEP
    return values


def own_words(record: Any) -> dict[str, str]:
    """Return the `x_*` keys of a record as text: strings as they are, the rest as JSON."""
    from json import dumps

    values = own_values(record).items()
    return {name: value if isinstance(value, str) else dumps(value, ensure_ascii=False) for name, value in values}


def plain(value: Any) -> Any:
    """Return a value as JSON takes it: dates as they are written, records as objects, no number that is none."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, Record):
        return value.as_plain() or record_values(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
