"""Records into plain tables: what a reader of TOML would get from the file they came from."""

from __future__ import annotations

from typing import Any

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import Record
from peace_tui.model.records import Quote, Version


def table_of(record: Any) -> dict[str, Any]:
    """Return a record as a table: its keys in the order of their declaration, without defaults, then its `x_*` keys.

    A quote whose one version says no more than where its text is printed names the source itself.
    """
    fields = type(record).FIELDS
    table = {name: plain(value) for name, field in fields.items() if (value := getattr(record, name)) != field.default}
    table |= record.extra
    if isinstance(record, Quote) and _is_short(record):
        version = table.pop("versions")[0]
        table |= {name: version[name] for name in ("source", "locator") if name in version}
    return table


def _is_short(quote: Quote) -> bool:
    if len(quote.versions) != 1:
        return False
    one = quote.versions[0]
    return one == Version(source=one.source, text=quote.text, locator=one.locator)


def plain(value: Any) -> Any:
    """Return a field's value as TOML has it."""
    if isinstance(value, Date):
        return value.text
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return table_of(value) if isinstance(value, Record) else value
