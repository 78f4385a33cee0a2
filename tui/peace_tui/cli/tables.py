"""Rows of plain values in the forms that people and programs read: text, JSON, JSON Lines, CSV, Markdown.

JSON keeps every value as it is. In a cell of CSV a list of strings is joined with `; ` and a list of records is JSON;
in a cell of Markdown they are joined with commas and line by line. None is an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from peace_tui.text.terminal_safe import cell_width, clipped

Keys = Sequence[str]
Rows = Sequence[Mapping[str, Any]]
BLANKS: Final = re.compile(r"\s+")
GAP: Final = "  "
MARKUP: Final = re.compile(r"([\\`*_\[\]<>&|~$])")
"""What Markdown, HTML in it, tables and GitHub's formulas give a meaning."""


def as_json(value: Any, *, ascii: bool = False, indent: int | None = 2) -> str:
    """Return a value as JSON; `ascii` for where other characters cannot be written."""
    import json  # 4 ms that the text form does not need

    return json.dumps(value, ensure_ascii=ascii, indent=indent)


def json_array(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield the rows as one JSON array."""
    yield as_json(rows, ascii=ascii) + "\n"


def json_lines(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield each row as JSON on a line."""
    import json

    encode = json.JSONEncoder(ensure_ascii=ascii).encode
    for row in rows:
        yield encode(row) + "\n"


def csv_table(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield a header and the rows as CSV in the form of RFC 4180, lines ending as they do on Unix."""
    import csv  # 3 ms that the other forms do not need

    written: Any = csv.writer(_Lines(), lineterminator="\n")
    yield written.writerow(keys)
    for row in rows:
        yield written.writerow([_csv_cell(row[key]) for key in keys])


class _Lines:
    """A file that hands each line back, which `writerow` returns."""

    def write(self, line: str) -> str:
        return line


def _csv_cell(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return as_json(value, indent=None)


def markdown_table(keys: Keys, rows: Rows, ascii: bool) -> Iterator[str]:
    """Yield a table of GitHub Flavored Markdown in which every value reads as the text it is."""
    yield _markdown_row(keys)
    yield _markdown_row("---" for _ in keys)
    for row in rows:
        yield _markdown_row(_escaped(_markdown_cell(row[key])) for key in keys)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _markdown_cell(value: Any) -> str:
    if isinstance(value, dict):
        return ": ".join(str(inner) for inner in value.values() if inner is not None)
    if isinstance(value, list):
        return ("\n" if any(isinstance(item, dict) for item in value) else ", ").join(map(_markdown_cell, value))
    return "" if value is None else str(value)


def _escaped(text: str) -> str:
    lines = MARKUP.sub(r"\\\1", text).split("\n")
    return "<br>".join(BLANKS.sub(" ", line) for line in lines)


TABLES: Final[Mapping[str, Callable[[Keys, Rows, bool], Iterator[str]]]] = {
    "json": json_array,
    "jsonl": json_lines,
    "csv": csv_table,
    "markdown": markdown_table,
}
"""The forms for programs, by name: functions of keys, rows, and whether nothing but ASCII can be written."""


def text_table(heads: Keys, rows: Sequence[Sequence[str]], width: int | None) -> Iterator[str]:
    """Yield the rows in aligned columns.

    Args:
        heads: What the columns are called; written only to a terminal.
        rows: The cells, the longest kind last.
        width: How many cells the terminal is wide; None where it is none, and then nothing is cut.
    """
    table = [[BLANKS.sub(" ", cell) for cell in row] for row in rows]
    if not table:
        return
    if width is not None:
        table.insert(0, [head.upper() for head in heads])
    columns = [*zip(*table, strict=True)][: -1 if width is None else None]
    widths = [max(cell_width(cell[:width]) for cell in column) for column in columns]
    if width is not None:
        room = max(width - len(GAP) * (len(widths) - 1), len(widths))
        first = fitted(widths[:-1], max(room * 3 // 5, room - widths[-1]))
        widths = [*first, max(room - sum(first), 1)]
    for row in table:
        line = [_padded(cell, room) for cell, room in zip(row[:-1], widths, strict=False)]
        last = row[-1] if width is None else clipped(row[-1], widths[-1])
        yield GAP.join([*line, last]).rstrip() + "\n"


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Return the widths of columns so that they fit in `room` cells: the widest give way first."""
    left, waiting = max(room, len(widths)), len(widths)
    limit = 0
    for narrow in sorted(widths):
        limit = left // waiting
        if narrow > limit:
            break
        left, waiting, limit = left - narrow, waiting - 1, narrow
    return [min(wide, limit) for wide in widths]


def _padded(text: str, room: int) -> str:
    text = clipped(text, room)
    return text + " " * (room - cell_width(text))
