"""Rows of plain values in the formats that people and programs read: text, JSON, JSON Lines, CSV, Markdown.

JSON keeps every value as it is. In a cell of CSV a list of strings is joined with `; ` and a list of records is JSON;
in a cell of Markdown they are joined with commas and line by line. None is an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from peace_tui.text.terminal_safe import cell_width, truncate_text

Keys = Sequence[str]
Rows = Sequence[Mapping[str, Any]]
WHITESPACE: Final = re.compile(r"\s+")
COLUMN_GAP: Final = "  "
MARKDOWN_SPECIAL: Final = r"([\\`*_\[\]<>&|~$])"
"""What Markdown, HTML in it, tables and GitHub's formulas give a meaning."""


def to_json(value: Any, *, ascii: bool = False, indent: int | None = 2) -> str:
    """Return a value as JSON; `ascii` for where other characters cannot be written."""
    from json import dumps  # what other formats do without, as below

    return dumps(value, ensure_ascii=ascii, indent=indent)


def format_json(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield the rows as one JSON array."""
    yield to_json(rows, ascii=ascii) + "\n"


def format_json_lines(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield each row as JSON on a line."""
    from json import JSONEncoder

    encode = JSONEncoder(ensure_ascii=ascii).encode
    for row in rows:
        yield encode(row) + "\n"


def format_csv(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield a header and the rows as CSV in the form of RFC 4180, lines ending as they do on Unix."""
    import csv

    writer: Any = csv.writer(_LineReturner(), lineterminator="\n")
    yield writer.writerow(keys)
    for row in rows:
        yield writer.writerow([_format_csv_cell(row[key]) for key in keys])


class _LineReturner:
    """A file for `csv.writer` that returns each line, which `writerow` returns in turn."""

    def write(self, line: str) -> str:
        return line


def _format_csv_cell(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return to_json(value, indent=None)


def format_markdown(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield a table of GitHub Flavored Markdown in which every value reads as the text it is."""
    yield _format_markdown_row(keys)
    yield _format_markdown_row("---" for _ in keys)
    for row in rows:
        yield _format_markdown_row(_escape_markdown(_format_markdown_cell(row[key])) for key in keys)


def _format_markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _format_markdown_cell(value: Any) -> str:
    if isinstance(value, dict):
        return ": ".join(str(inner) for inner in value.values() if inner is not None)
    if isinstance(value, list):
        return ("\n" if any(isinstance(item, dict) for item in value) else ", ").join(map(_format_markdown_cell, value))
    return "" if value is None else str(value)


def _escape_markdown(text: str) -> str:
    lines = re.sub(MARKDOWN_SPECIAL, r"\\\1", text).split("\n")
    return "<br>".join(WHITESPACE.sub(" ", line) for line in lines)


FORMATTERS: Final[Mapping[str, Callable[[Keys, Rows, bool], Iterator[str]]]] = {
    "json": format_json,
    "jsonl": format_json_lines,
    "csv": format_csv,
    "markdown": format_markdown,
}
"""The formats for programs, by name: functions of keys, rows, and whether nothing but ASCII can be written."""


def format_table(heads: Keys, rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Yield the rows in aligned columns.

    Args:
        heads: What the columns are called; written only to a terminal.
        rows: The cells, those of the longest kind last.
        width: How many cells the terminal is wide; None where it is none, and then nothing is cut.
    """
    table = [[WHITESPACE.sub(" ", cell) for cell in row] for row in rows]
    if not table:
        return
    if width is not None:
        table.insert(0, [head.upper() for head in heads])
    columns = [*zip(*table, strict=True)][: -1 if width is None else None]
    widths = [max(cell_width(cell[:width]) for cell in column) for column in columns]
    if width is not None:
        available = max(width - len(COLUMN_GAP) * (len(widths) - 1), len(widths))
        first = fit_widths(widths[:-1], max(available * 3 // 5, available - widths[-1]))
        widths = [*first, max(available - sum(first), 1)]
    for row in table:
        line = [_pad(cell, cells) for cell, cells in zip(row[:-1], widths, strict=False)]
        last = row[-1] if width is None else truncate_text(row[-1], widths[-1])
        yield COLUMN_GAP.join([*line, last]).rstrip() + "\n"


def fit_widths(widths: Sequence[int], available: int) -> list[int]:
    """Return the widths of columns so that they fit in `available` cells: the widest give way first."""
    left, columns = max(available, len(widths)), len(widths)
    limit = 0
    for narrow in sorted(widths):
        limit = left // columns
        if narrow > limit:
            break
        left, columns, limit = left - narrow, columns - 1, narrow
    return [min(width, limit) for width in widths]


def _pad(text: str, width: int) -> str:
    text = truncate_text(text, width)
    return text + " " * (width - cell_width(text))
