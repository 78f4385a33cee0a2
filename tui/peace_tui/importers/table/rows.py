"""Tables of text: rows by their column names, whatever separates columns and however the file is encoded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from peace_tui.importers.input_file import Intake
from peace_tui.importers.table.coerce import line

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MADE_SAFE: Final = re.compile("'(?='*[=+\\-@\t\r＝＋－＠])")
"""The apostrophe before what a spreadsheet could run as a formula: whoever wrote the table put it there."""
MORE: Final = "more cells"
"""The name of what a row has beyond the header."""
LARGEST_CELL: Final = 2**22
SAMPLE: Final = 2**15
"""How many characters tell what separates the columns."""


class Rows:
    """A table; iterating gives each row that has any text: its number as a spreadsheet counts, its cells by name."""

    def __init__(self, intake: Intake) -> None:
        """Read the header of a table.

        Raises:
            InputError: There is none.
        """
        self._intake = intake
        self._text, self.encoding = intake.text()
        sample = self._text.read(SAMPLE)
        _refuse_other_kinds(intake, sample)
        self._text, _ = intake.text()
        stated = re.match(r"\ufeff?sep=(.)\r?\n", sample)
        self.delimiter = stated[1] if stated else delimiter_of(sample)
        csv.field_size_limit(LARGEST_CELL)
        self._reader = csv.reader(self._text, delimiter=self.delimiter, skipinitialspace=self.delimiter != "\t")
        self._number = 0
        rows = self._lists()
        if stated:
            next(rows, None)
        header = next((row for row in rows if any(cell.strip() for cell in row)), None)
        if header is None:
            raise intake.refusal("there is nothing in it but blanks; the first row names the columns")
        self.header = _distinct(header)
        self._rest = rows
        self.form = f"{self.encoding}, {DELIMITERS.get(self.delimiter, self.delimiter)}"
        """How the file is written, in words."""
        self.longer = 0
        """How many rows have more cells than the header."""

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for row in self._rest:
            if not any(cell.strip() for cell in row):
                continue
            self.longer += len(row) > len(self.header)
            row = [MADE_SAFE.sub("", cell, count=1) if cell[:1] == "'" else cell for cell in row]
            cells = dict(zip(self.header, row, strict=False))
            if len(row) > len(self.header) and any(cell.strip() for cell in row[len(self.header) :]):
                cells[MORE] = " | ".join(row[len(self.header) :])
            yield self._number, cells

    def _lists(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                self._number += 1
                yield row
        except csv.Error as error:
            why = f"this is not a table: {error}"
            if "limit" in str(error):
                why = f"a cell has more than {LARGEST_CELL:,} characters; a quotation mark is likely not closed"
            raise self._intake.refusal(why, f"line {self._reader.line_num}") from None


def _refuse_other_kinds(intake: Intake, sample: str) -> None:
    """Refuse what is plainly JSON or XML, and name what reads it."""
    first = sample.lstrip("\ufeff \t\r\n")
    if first[:1] == "{" or re.match(r"\[\s*[\[{]", first):
        raise intake.refusal("this is JSON, not a table; try: peace-tui import timelinejs, or csl for sources")
    if first[:1] == "<":
        raise intake.refusal("this is XML or HTML, not a table of text")


def delimiter_of(sample: str) -> str:
    """Return what separates the columns: what cuts the first rows into the most columns, all alike."""
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for _, row in zip(range(60), reader, strict=False) if row]
        except csv.Error:
            continue
        widths = widths[:-1] if len(widths) > 2 else widths  # the sample may end inside the last row
        width = widths[0] if widths else 1
        alike = sum(other == width for other in widths) / max(len(widths), 1)
        if width > 1 and (score := alike * (2 + min(width, 20) / 20)) > most:
            best, most = delimiter, score
    return best


def _distinct(header: list[str]) -> list[str]:
    """Return column names each once; those without a name are called by their place."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(header, 1):
        name = line(cell.removeprefix("\ufeff")) or f"column {place}"
        stem, number = name, 2
        while name in taken:
            name, number = f"{stem} {number}", number + 1
        names.append(name)
        taken.add(name)
    while len(names) > 1 and re.fullmatch(r"column [0-9]+", names[-1]) and not header[len(names) - 1].strip():
        names.pop()
    return names
