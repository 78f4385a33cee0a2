"""Tables as rows by column name: text, however its columns are separated and encoded; sheets; elements of XML."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any, Final, Protocol
from xml.etree.ElementTree import Element

from peace_tui.importers.coerce import find_unused_key, to_one_line
from peace_tui.importers.dossier_builder import ImportReport, count_noun
from peace_tui.importers.exported import is_exported, is_of_records
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.table_columns import COLUMN_NAMES, PROSE_NAMES, normalize
from peace_tui.importers.workbooks import SheetRow, open_sheet
from peace_tui.importers.xml_stream import XmlStream
from peace_tui.text.terminal_safe import preview

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SAMPLE_CHARS: Final = 2**15
"""How many characters tell what separates the columns."""
SAMPLE_ROWS: Final = 60
MAX_CELL_CHARS: Final = 2**22
MAX_CELL_CHARS_OF_OURS: Final = 2**30
"""Of a cell of `peace-tui export csv`, which may hold thousands of records."""
FORMULA_APOSTROPHE: Final = re.compile("'(?='*[=+\\-@\t\r＝＋－＠])")
"""The apostrophe before what a spreadsheet could run as a formula: whoever exported the table put it there."""
END_OF_TABLE: Final = "\ue000end of table\ue000"
"""A line put after the last one: where it ends up in a cell, a quotation mark is open."""
MORE_CELLS: Final = "more cells"
"""The name of the cell that holds what a row has beyond the header."""

ROW_DEPTH: Final = 2
"""The depth of elements that are rows; the outermost element is at depth 1."""
MAX_XML_COLUMNS: Final = 200
MAX_CELL_DEPTH: Final = 2
"""How deep cells may be nested in a row; what is deeper is text of a cell."""
TEXT_ROOTS: Final = ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2", "html", "HTML")
"""Outermost elements of what is a text and no table."""


class Table(Protocol):
    """A table; iterating yields each row that is not empty: its number, as a spreadsheet counts, and its cells."""

    header: list[str]
    """The names of the columns, all different."""
    description: str
    """How the file is written, in words."""

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows; what one has beyond the header is its cell `MORE_CELLS`."""
        ...

    def report(self, report: ImportReport) -> None:
        """Tell what of the table was changed or left out, once its rows have been read."""
        ...


class TextTable:
    """A table of text."""

    def __init__(self, input_file: InputFile) -> None:
        """Read the header of a table.

        Raises:
            InputError: There is none.
        """
        self._input_file = input_file
        text, encoding = input_file.open_text()
        sample = text.read(SAMPLE_CHARS)
        _refuse_other_kinds(input_file, sample)
        text, _ = input_file.open_text()
        stated = re.match(r"\ufeff?sep=(.)\r?\n", sample)
        delimiter = stated[1] if stated else guess_delimiter(sample)
        start = _read_first_row(sample, delimiter)
        is_own = is_exported(start) or is_of_records(start)
        csv.field_size_limit(MAX_CELL_CHARS_OF_OURS if is_own else MAX_CELL_CHARS)
        self._form: dict[str, Any] = {"delimiter": delimiter, "skipinitialspace": delimiter != "\t" and not is_own}
        self._is_own = is_own
        self._spaces_behind_marks = re.compile(rf'"[ \t]+(?=[{re.escape(delimiter)}\r\n]|$)')
        self._has_backslashes = not is_own and _has_backslashes(sample, self._form)
        self._lines: list[str] = []
        """The lines of the row that is being read."""
        self._long_rows = self._apostrophes = self._odd_marks = 0
        self.header: list[str] = []
        self._reader = csv.reader(self._remember_lines(text), **self._form)
        self._number = 0
        self._rows = self._read_rows()
        if stated:
            next(self._rows, None)
        header = next((row for row in self._rows if any(cell.strip() for cell in row)), None)
        if header is None:
            raise input_file.error("there is nothing in it but blanks; the first row names the columns")
        self.header = start if is_own and len({*start, ""}) == len(start) + 1 else make_distinct_names(header)
        self.description = f"{encoding}, {DELIMITERS.get(delimiter, delimiter)}"
        self.description += ", backslashes before quotation marks" * self._has_backslashes

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for row in self._rows:
            if not any(cell.strip() for cell in row):
                continue
            self._long_rows += len(row) > len(self.header)
            row = [self._without_apostrophe(cell) if cell[:1] == "'" else cell for cell in row]
            cells = dict(zip(self.header, row, strict=False))
            if len(row) > len(self.header) and any(cell.strip() for cell in row[len(self.header) :]):
                cells[MORE_CELLS] = " | ".join(row[len(self.header) :])
            yield self._number, cells

    def report(self, report: ImportReport) -> None:
        """Tell of rows that are too long, and of apostrophes that were taken away."""
        _report_long_rows(report, self._long_rows)
        if self._apostrophes and not self._is_own:
            what = "cell without the apostrophe before what a spreadsheet would take for a formula"
            report.add_change(what, count=self._apostrophes)
        if self._odd_marks:
            report.add_change(
                "row with text behind a quotation mark that ends a cell, kept as it is written", count=self._odd_marks
            )

    def _without_apostrophe(self, cell: str) -> str:
        """Return a cell without the apostrophe that makes it safe; one with another apostrophe is quoted speech."""
        if not self._is_own and re.search("['’]", cell[1:]):
            return cell
        safe = FORMULA_APOSTROPHE.sub("", cell, count=1)
        self._apostrophes += safe != cell
        return safe

    def _remember_lines(self, text: Iterable[str]) -> Iterator[str]:
        for line in chain(text, (END_OF_TABLE,)):
            line = ESCAPED_MARK.sub(DOUBLED_MARK, line) if self._has_backslashes else line
            self._lines.append(line)
            yield line

    def _read_rows(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if row == [END_OF_TABLE]:
                    return
                self._number += 1
                if len(self._lines) > 1 or (not self._is_own and '"' in self._lines[0]):
                    row = self._check_marks(row)
                self._lines.clear()
                yield row
        except csv.Error as error:
            why = f"this is not a table: {error}"
            if "limit" in str(error):
                why = f"a cell has more than {MAX_CELL_CHARS:,} characters; a quotation mark is likely not closed"
            raise self._input_file.error(why, self._first_line()) from None

    def _check_marks(self, row: list[str]) -> list[str]:
        """Return a row in which every quotation mark is kept, as in `"x" y`.

        Raises:
            InputError: A mark is not closed, or by one that is part of the text, and nobody can tell where cells end.
        """
        try:
            lines = (self._spaces_behind_marks.sub('"', line) for line in self._lines)
            strict = next(csv.reader(lines, strict=True, **self._form))
        except csv.Error:
            strict = []
        if len(self._lines) > 1 and (not strict or strict[-1].endswith(END_OF_TABLE)):
            why = "a quotation mark is opened and not closed; close it, or write it twice where it is part of the text"
            raise self._input_file.error(why, self._first_line())
        if strict:
            return row
        plain = next(csv.reader([self._lines[0].rstrip("\r\n")], quoting=csv.QUOTE_NONE, **self._form))
        if len(plain) != len(self.header or row):
            why = "a quotation mark inside a cell that is in quotation marks has to be written twice"
            raise self._input_file.error(why, self._first_line())
        self._odd_marks += 1
        return [cell[1:-1] if re.fullmatch('"[^"]*"', cell) else cell for cell in plain]

    def _first_line(self) -> str:
        """Return where the row begins that is being read."""
        return f"line {self._reader.line_num - len(self._lines) + 1}"


def _refuse_other_kinds(input_file: InputFile, sample: str) -> None:
    """Refuse what is plainly JSON or XML, and name the format that reads it."""
    start = sample.lstrip("\ufeff \t\r\n")
    if start[:1] == "{" or re.match(r"\[\s*[\[{]", start):
        raise input_file.error("this is JSON, not a table; try: peace-tui import timelinejs, or csl for sources")
    if start[:1] == "<":
        raise input_file.error("this is XML or HTML, not a table of text")


ESCAPED_MARK: Final = re.compile(r'(?<!\\)((?:\\\\)*)\\"')
DOUBLED_MARK: Final = r'\1""'
"""A quotation mark with a backslash before it, as some databases write one in a cell, and as CSV has it."""


def _has_backslashes(sample: str, form: Mapping[str, Any]) -> bool:
    """Tell whether quotation marks inside cells have a backslash before them, and would break the rows otherwise."""
    return '\\"' in sample and not _is_sound(sample, form) and _is_sound(ESCAPED_MARK.sub(DOUBLED_MARK, sample), form)


def _is_sound(sample: str, form: Mapping[str, Any]) -> bool:
    try:
        for _ in csv.reader(io.StringIO(sample, newline=""), strict=True, **form):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)  # the sample may end inside a cell
    return True


def _report_long_rows(report: ImportReport, count: int) -> None:
    if count:
        report.add_change("row with more cells than the header, the rest kept as x_more_cells", count=count)


def _read_first_row(sample: str, delimiter: str) -> list[str]:
    """Return the first row of a table, nothing where there is none."""
    with suppress(csv.Error):
        return next(csv.reader(io.StringIO(sample.removeprefix("\ufeff"), newline=""), delimiter=delimiter), [])
    return []


def guess_delimiter(sample: str) -> str:
    """Return the delimiter that splits the first rows into the most columns, in all of them as many.

    `csv.Sniffer` would take letters and spaces for delimiters too.
    """
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for _, row in zip(range(SAMPLE_ROWS), reader, strict=False) if row]
        except csv.Error:
            continue
        widths = widths[:-1] if len(widths) > 2 else widths  # the sample may end inside the last row
        width = widths[0] if widths else 1
        alike = sum(other == width for other in widths) / max(len(widths), 1)
        if width > 1 and (score := alike * (2 + min(width, 20) / 20)) > best_score:
            best, best_score = delimiter, score
    return best


def make_distinct_names(header: list[str]) -> list[str]:
    """Return column names each once; those without a name are called by their number."""
    names: list[str] = []
    used: set[str] = set()
    for index, cell in enumerate(header, 1):
        stem = name = to_one_line(cell.removeprefix("\ufeff")) or f"column {index}"
        number = 2
        while name in used:
            name, number = f"{stem} {number}", number + 1
        names.append(name)
        used.add(name)
    while len(names) > 1 and re.fullmatch(r"column [0-9]+", names[-1]) and not header[len(names) - 1].strip():
        names.pop()
    return names


# --- XML -------------------------------------------------------------------------------------------------------------


class XmlTable:
    """A table written as XML: under the outermost element one a row, in each of these one a cell."""

    def __init__(self, input_file: InputFile) -> None:
        """Find the columns, for which the file is read once.

        Raises:
            InputError: It is no table.
        """
        self._input_file = input_file
        names: dict[str, None] = {}
        tags: dict[str, None] = {}
        for number, element in enumerate(self._elements(), 1):
            input_file.show_progress(count_noun(number, "element"))
            tags.setdefault(element.tag)
            names |= dict.fromkeys(_read_cells(element))
            if len(tags) > 1 or len(names) > MAX_XML_COLUMNS:
                raise input_file.error("this is XML, but no table: the elements in it are not alike")
        if not names:
            raise input_file.error("this is XML, but no table: one element a row, with an element a cell, is expected")
        self.header = [*names]
        self.description = f"XML, {preview(next(iter(tags)), 40)} elements"

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for number, element in enumerate(self._elements(), 1):
            if any(cells := _read_cells(element)):
                yield number, cells

    def report(self, report: ImportReport) -> None:
        """Tell nothing: all elements become cells."""

    def _elements(self) -> Iterator[Element]:
        stream = XmlStream(self._input_file, (), (), depth=ROW_DEPTH)
        for event in stream:
            if stream.root in TEXT_ROOTS:
                hint = "; XML of the TEI is read by: peace-tui import tei" if "html" not in stream.root.lower() else ""
                raise self._input_file.error(f"this is a text in XML or HTML, not a table{hint}")
            if event.kind == "complete":
                yield event.element


WORDS_COLUMNS: Final = frozenset((*COLUMN_NAMES["quote.text"], *PROSE_NAMES))
"""Names of cells whose text is left as it is."""


def _read_cells(row: Element) -> dict[str, str]:
    """Return the cells of an element by name; nested elements and attributes are named after both, `name key`.

    Cells of the same name are one with several values, those of what is said cells with a number.
    """
    cells: dict[str, str] = {}
    for name, text in _find_texts(row, "", 0):
        if text and name in cells and normalize(name) in WORDS_COLUMNS:
            cells[find_unused_key(name, cells)] = text
        elif text:
            cells[name] = f"{cells[name]} | {text}" if name in cells else text
    return cells


def _find_texts(element: Element, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        yield f"{prefix} {_strip_namespace(key)}".strip(), to_one_line(value)
    if len(element) and (
        beside := to_one_line(" ".join([element.text or "", *(child.tail or "" for child in element)]))
    ):
        yield f"{prefix} mixed text".strip(), beside
    for child in element:
        name = f"{prefix} {_strip_namespace(child.tag)}".strip()
        if len(child) and depth < MAX_CELL_DEPTH and not (child.text or "").strip():
            yield from _find_texts(child, name, depth + 1)
            continue
        yield name, to_one_line("".join(child.itertext()))
        for each in child.iter():
            inner = name if each is child else f"{name} {_strip_namespace(each.tag)}"
            yield from ((f"{inner} {_strip_namespace(key)}", to_one_line(value)) for key, value in each.attrib.items())


def _strip_namespace(name: str) -> str:
    """Return a name without its namespace or prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


# --- Workbooks -------------------------------------------------------------------------------------------------------

ADDRESS_NAMES: Final = frozenset(COLUMN_NAMES["source.url"])
MAX_TITLE_ROWS: Final = 5
"""How many rows with a single cell may stand above the header."""


class WorkbookTable:
    """A sheet of a workbook; the first row with several cells names the columns."""

    def __init__(self, input_file: InputFile, sheet: str = "") -> None:
        """Open a sheet by name, without one the first that has something in it.

        Raises:
            InputError: It is no workbook, or has no such sheet, or nothing in it.
        """
        self._long_rows = 0
        self._titles: list[str] = []
        self._input_file, self._sheet = input_file, open_sheet(input_file, sheet)
        self._first: list[SheetRow] = []
        header: list[str] = []
        for row in self._sheet.rows:
            self._refuse_long_cell(row)
            filled = [cell for cell in row.texts if cell.strip()]
            if len(filled) == 1 and len(self._titles) < MAX_TITLE_ROWS:
                self._titles += filled
                self._first.append(row)
            elif filled:
                header, self._first = row.texts, []
                break
        if not header and self._first:  # a table of one column
            header, self._first, self._titles = self._first[0].texts, self._first[1:], []
        if not header:
            raise input_file.error("there is nothing in it but blanks; the first row names the columns")
        while header and not header[-1].strip():
            header.pop()
        self._columns = make_distinct_names(header)
        self._link_columns = self._name_links()
        self.header = [*self._columns, *self._link_columns.values()]
        self.description = f"sheet {preview(self._sheet.name, 40)}"

    def _refuse_long_cell(self, row: SheetRow) -> None:
        if row.texts and max(map(len, row.texts)) > MAX_CELL_CHARS:
            raise self._input_file.error(f"a cell has more than {MAX_CELL_CHARS:,} characters", f"row {row.number}")

    def _name_links(self) -> dict[int, str]:
        """Return the columns that hold what cells link to, or the words of a link in a column of addresses."""
        names: dict[int, str] = {}
        for column in self._sheet.linked:
            if column < len(self._columns):
                kind = "text" if self._holds_addresses(column) else "link"
                names[column] = find_unused_key(f"{self._columns[column]} {kind}", {*self._columns, *names.values()})
        return names

    def _holds_addresses(self, column: int) -> bool:
        return normalize(self._columns[column]) in ADDRESS_NAMES

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for row in chain(self._first, self._sheet.rows):
            texts = row.texts
            if not any(cell.strip() for cell in texts):
                continue
            self._refuse_long_cell(row)
            cells = dict(zip(self._columns, texts, strict=False))
            for column, address in row.links.items():
                name = self._link_columns.get(column)
                if name and address != texts[column]:
                    cells[name] = texts[column] if self._holds_addresses(column) else address
                    cells[self._columns[column]] = address if self._holds_addresses(column) else texts[column]
            if more := [cell for cell in texts[len(self._columns) :] if cell.strip()]:
                self._long_rows += 1
                cells[MORE_CELLS] = " | ".join(more)
            yield row.number, cells

    def report(self, report: ImportReport) -> None:
        """Tell what of the workbook was changed or left out, once its rows have been read."""
        _report_long_rows(report, self._long_rows)
        for what, location, count in self._sheet.notes:
            report.add_change(what, location, count)
        for what, location, count in self._sheet.losses:
            report.add_loss(what, location, count)
        for title in self._titles:
            report.add_loss(f"row above the header: '{preview(title, 200)}'")
        for name in self._sheet.others:
            report.add_loss(f"sheet '{preview(name, 40)}' (read it with --sheet)")
