"""A whole dossier as TOML, in the style of the format's description, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from peace_tui.formats.tables import table_of
from peace_tui.formats.toml_values import toml_line
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Record
from peace_tui.model.records import ARRAYS, FORMAT, Info, Quote, Version, table_fields
from peace_tui.text.terminal_safe import spelled_out


def written(dossier: Dossier, opening: str = "") -> Iterator[str]:
    """Yield a dossier as TOML; reading it gives equal records. `opening` becomes the comment at the top."""
    yield head(dossier.info, opening)
    for kind in ARRAYS:
        for record in getattr(dossier, kind):
            yield block(kind, record)


def document(tables: Mapping[str, Any], opening: str = "") -> Iterator[str]:
    """Yield a dossier that is given as plain tables: `dossier`, the arrays of records, and `x_*` keys."""
    yield head(tables["dossier"], opening, {name: value for name, value in tables.items() if name.startswith("x_")})
    for kind in ARRAYS:
        records: Iterable[Any] = tables.get(kind, ())
        for record in records:
            yield block(kind, record)


def head(info: Info | Mapping[str, Any], opening: str = "", extra: Mapping[str, Any] | None = None) -> str:
    """Return the beginning of a dossier: a comment, the format, `x_*` keys of the file, and what it says of itself."""
    lines = [f"# {spelled_out(line)}".rstrip() for line in opening.splitlines()] + [""] * bool(opening)
    lines.append(toml_line("format", FORMAT))
    lines += [toml_line(name, value) for name, value in (extra or {}).items()]
    return "\n".join([*lines, "", "[dossier]", *_lines(Info, _table(info)), ""])


def block(kind: str, record: Any) -> str:
    """Return one record of an array as TOML; `record` is a record or a plain table with the same keys."""
    of, table = ARRAYS[kind], _table(record)
    nested = table.get("versions", ()) if of is Quote else ()
    if nested:
        table = {name: value for name, value in table.items() if name != "versions"}
    lines = ["", f"[[{kind}]]", *_lines(of, table)]
    for version in nested:
        lines += ["", f"  [[{kind}.versions]]", *_lines(Version, version, "  ")]
    return "\n".join([*lines, ""])


def _table(record: Any) -> Mapping[str, Any]:
    if isinstance(record, Record):
        return table_of(record)
    table: Mapping[str, Any] = record
    return table


def _lines(of: type[Any], table: Mapping[str, Any], margin: str = "") -> list[str]:
    """Return the keys of a table, those of the format first and in its order."""
    known = table_fields(of)
    ordered = [name for name in known if name in table] + [name for name in table if name not in known]
    return [toml_line(name, table[name], margin) for name in ordered]
