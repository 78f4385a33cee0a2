"""Tables as rows by column name: text, however its columns are separated and encoded; or XML, one element a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Any, Final, NamedTuple, Protocol
from xml.etree.ElementTree import Element

from peace_tui.importers.coerce import one_line, unused_key
from peace_tui.importers.dossier_builder import ImportOptions, ImportReport, count_noun
from peace_tui.importers.exported import is_exported, is_of_records
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.table.columns import COLUMN_NAMES, NO_WORD, PLACE_OR_PERSON, normalize
from peace_tui.importers.table.workbooks import Row, open_sheet
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
    long_rows: int
    """How many rows so far have more cells than the header; the rest of each is its cell `MORE_CELLS`."""

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
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
        start = _first_row(sample, delimiter)
        is_own = is_exported(start) or is_of_records(start)
        csv.field_size_limit(MAX_CELL_CHARS_OF_OURS if is_own else MAX_CELL_CHARS)
        self._form: dict[str, Any] = {"delimiter": delimiter, "skipinitialspace": delimiter != "\t" and not is_own}
        self._lines: list[str] = []
        """The lines of the row that is being read."""
        self._reader = csv.reader(self._remember_lines(text), **self._form)
        self._number = 0
        self._rows = self._read_rows()
        if stated:
            next(self._rows, None)
        header = next((row for row in self._rows if any(cell.strip() for cell in row)), None)
        if header is None:
            raise input_file.error("there is nothing in it but blanks; the first row names the columns")
        self.header = start if is_own and len({*start, ""}) == len(start) + 1 else distinct_names(header)
        self.description = f"{encoding}, {DELIMITERS.get(delimiter, delimiter)}"
        self.long_rows = 0

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for row in self._rows:
            if not any(cell.strip() for cell in row):
                continue
            self.long_rows += len(row) > len(self.header)
            row = [FORMULA_APOSTROPHE.sub("", cell, count=1) if cell[:1] == "'" else cell for cell in row]
            cells = dict(zip(self.header, row, strict=False))
            if len(row) > len(self.header) and any(cell.strip() for cell in row[len(self.header) :]):
                cells[MORE_CELLS] = " | ".join(row[len(self.header) :])
            yield self._number, cells

    def _remember_lines(self, text: Iterable[str]) -> Iterator[str]:
        for line in chain(text, (END_OF_TABLE,)):
            self._lines.append(line)
            yield line

    def _read_rows(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                if row == [END_OF_TABLE]:
                    return
                self._number += 1
                if len(self._lines) > 1:
                    self._refuse_unclosed_mark()
                self._lines.clear()
                yield row
        except csv.Error as error:
            why = f"this is not a table: {error}"
            if "limit" in str(error):
                why = f"a cell has more than {MAX_CELL_CHARS:,} characters; a quotation mark is likely not closed"
            raise self._input_file.error(why, self._first_line()) from None

    def _refuse_unclosed_mark(self) -> None:
        """Refuse a row of several lines in which a quotation mark is not closed, or by one that opens another cell."""
        try:
            row = next(csv.reader(self._lines, strict=True, **self._form))
        except csv.Error:
            row = [END_OF_TABLE]
        if row[-1].endswith(END_OF_TABLE):
            why = "a quotation mark is opened and not closed; close it, or write it twice where it is part of the text"
            raise self._input_file.error(why, self._first_line())

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


def _first_row(sample: str, delimiter: str) -> list[str]:
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


def distinct_names(header: list[str]) -> list[str]:
    """Return column names each once; those without a name are called by their number."""
    names: list[str] = []
    used: set[str] = set()
    for index, cell in enumerate(header, 1):
        stem = name = one_line(cell.removeprefix("\ufeff")) or f"column {index}"
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
            names |= dict.fromkeys(_cells_of(element))
            if len(tags) > 1 or len(names) > MAX_XML_COLUMNS:
                raise input_file.error("this is XML, but no table: the elements in it are not alike")
        if not names:
            raise input_file.error("this is XML, but no table: one element a row, with an element a cell, is expected")
        self.header = [*names]
        self.description = f"XML, {preview(next(iter(tags)), 40)} elements"
        self.long_rows = 0

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for number, element in enumerate(self._elements(), 1):
            if any(cells := _cells_of(element)):
                yield number, cells

    def _elements(self) -> Iterator[Element]:
        stream = XmlStream(self._input_file, (), (), depth=ROW_DEPTH)
        for event in stream:
            if stream.root in TEXT_ROOTS:
                hint = "; XML of the TEI is read by: peace-tui import tei" if "html" not in stream.root.lower() else ""
                raise self._input_file.error(f"this is a text in XML or HTML, not a table{hint}")
            if event.kind == "complete":
                yield event.element


def _cells_of(row: Element) -> dict[str, str]:
    """Return the cells of an element by name; nested elements and attributes are named after both, `name key`.

    Cells of the same name are one with several values.
    """
    cells: dict[str, str] = {}
    for name, text in _named_texts(row, "", 0):
        if text:
            cells[name] = f"{cells[name]} | {text}" if name in cells else text
    return cells


def _named_texts(element: Element, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        yield f"{prefix} {_local_name(key)}".strip(), one_line(value)
    if len(element) and (beside := one_line(" ".join([element.text or "", *(child.tail or "" for child in element)]))):
        yield f"{prefix} text".strip(), beside
    for child in element:
        name = f"{prefix} {_local_name(child.tag)}".strip()
        if len(child) and depth < MAX_CELL_DEPTH and not (child.text or "").strip():
            yield from _named_texts(child, name, depth + 1)
            continue
        yield name, one_line("".join(child.itertext()))
        for each in child.iter():
            inner = name if each is child else f"{name} {_local_name(each.tag)}"
            yield from ((f"{inner} {_local_name(key)}", one_line(value)) for key, value in each.attrib.items())


def _local_name(name: str) -> str:
    """Return a name without its namespace or prefix."""
    return name.rpartition(" ")[2].rpartition(":")[2]


# --- Workbooks -------------------------------------------------------------------------------------------------------

ADDRESS_NAMES: Final = frozenset(map(normalize, COLUMN_NAMES["source.url"]))
MAX_TITLE_ROWS: Final = 5
"""How many rows with a single cell may stand above the header."""


class WorkbookTable:
    """A sheet of a workbook; the first row with several cells names the columns."""

    def __init__(self, input_file: InputFile, sheet: str = "") -> None:
        """Open a sheet by name, without one the first that has something in it.

        Raises:
            InputError: It is no workbook, or has no such sheet, or nothing in it.
        """
        self.long_rows = 0
        self._titles: list[str] = []
        self._input_file, self._sheet = input_file, open_sheet(input_file, sheet)
        self._first: list[Row] = []
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
        self._columns = distinct_names(header)
        self._link_columns = self._name_links()
        self.header = [*self._columns, *self._link_columns.values()]
        self.description = f"sheet {preview(self._sheet.name, 40)}"

    def _refuse_long_cell(self, row: Row) -> None:
        if row.texts and max(map(len, row.texts)) > MAX_CELL_CHARS:
            raise self._input_file.error(f"a cell has more than {MAX_CELL_CHARS:,} characters", f"row {row.number}")

    def _name_links(self) -> dict[int, str]:
        """Return the columns that hold what cells link to, or the words of a link in a column of addresses."""
        names: dict[int, str] = {}
        for column in self._sheet.linked:
            if column < len(self._columns):
                kind = "text" if self._holds_addresses(column) else "link"
                names[column] = unused_key(f"{self._columns[column]} {kind}", {*self._columns, *names.values()})
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
                self.long_rows += 1
                cells[MORE_CELLS] = " | ".join(more)
            yield row.number, cells

    def report(self, report: ImportReport) -> None:
        """Tell what of the workbook was changed or left out, once its rows have been read."""
        for what, location, count in self._sheet.notes:
            report.add_change(what, location, count)
        for what, location, count in self._sheet.losses:
            report.add_loss(what, location, count)
        for title in self._titles:
            report.add_loss(f"row above the header: '{preview(title, 200)}'")
        for name in self._sheet.others:
            report.add_loss(f"sheet '{preview(name, 40)}' (read it with --sheet)")


# --- Names in parts --------------------------------------------------------------------------------------------------

GIVEN_NAMES: Final = (
    *("first name", "given name", "given names", "forename", "firstname", "vorname", "prenom", "nombre", "voornaam"),
    *("fornamn", "fornavn", "etunimi", "imie", "jmeno", "имя", "ім'я"),
)
MIDDLE_NAMES: Final = ("middle name", "middlename", "отчество", "по батькові")
FAMILY_NAMES: Final = (
    *("last name", "surname", "family name", "lastname", "nachname", "familienname", "nom", "nom de famille"),
    *("apellido", "apellidos", "cognome", "sobrenome", "achternaam", "efternamn", "etternavn", "sukunimi"),
    *("nazwisko", "prijmeni", "фамилия", "прізвище"),
)
NAME_PARTS: Final = (GIVEN_NAMES, MIDDLE_NAMES, FAMILY_NAMES)
BRACKETS: Final = re.compile(r"\s*(.*\S)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
"""`Ann Ay (Greens)`."""


MAX_NAME_CHARS: Final = 300
"""How long a name with something in brackets may be."""


class ColumnShape(NamedTuple):
    """How columns are put together and taken apart before they mean anything."""

    joined: Mapping[str, tuple[str, ...]] = {}
    """Columns that hold the parts of a name, by the column that they become."""
    split: Mapping[str, tuple[str, str]] = {}
    """Columns such as `Speaker (party)`, and the two that they become."""
    renamed: Mapping[str, str] = {}
    """Columns that get another name: `Title` beside the parts of a name is no title of an event."""

    def header(self, header: list[str]) -> list[str]:
        """Return the columns as they are then."""
        first = {columns[0]: name for name, columns in self.joined.items()}
        rest = {column for columns in self.joined.values() for column in columns[1:]}
        shaped: list[str] = []
        for column in header:
            shaped += self.split.get(column) or [first.get(column) or self.renamed.get(column, column)]
        return [column for column in shaped if column not in rest]

    def cells(self, cells: dict[str, str]) -> dict[str, str]:
        """Return the cells of a row as they are then."""
        shaped = {self.renamed.get(column, column): text for column, text in cells.items()}
        for name, columns in self.joined.items():
            parts = [shaped.pop(column, "").strip() for column in columns]
            shaped[name] = " ".join(filter(None, parts))
        for column, (name, more) in self.split.items():
            text = shaped.pop(column, "")
            match = BRACKETS.fullmatch(text) if len(text) < MAX_NAME_CHARS else None
            shaped |= {name: match[1], more: match[2]} if match else {name: text}
        return shaped

    def guesses(self) -> list[str]:
        """Return what is done, for the report."""
        lines = [f"{name} ← {' + '.join(columns)}, put together" for name, columns in self.joined.items()]
        return lines + [f"{' and '.join(names)} ← {column}, taken apart" for column, names in self.split.items()]


def shape_columns(header: list[str], options: ImportOptions) -> ColumnShape:
    """Return which columns of a table are parts of names, or hold a name with something in brackets.

    Columns that `--map` names are left as they are.
    """
    stated = {column for _, column in options.columns}
    free = [column for column in header if column not in stated]
    names = {normalize(column): column for column in header}
    parts: dict[str, dict[int, str]] = {}
    for column in free:
        name = normalize(column)
        for index, endings in enumerate(NAME_PARTS):
            if ending := next(
                (each for each in sorted(endings, key=len, reverse=True) if f" {name}".endswith(f" {each}")), ""
            ):
                parts.setdefault(name.removesuffix(ending).strip(), {}).setdefault(index, column)
    joined = {}
    for owner, columns in parts.items():
        if {0, 2} <= columns.keys() and (name := owner or "name") not in names:
            joined[name] = tuple(columns[index] for index in sorted(columns))
    renamed = {}
    if (title := names.get("title", "")) in free and "name" in joined:
        places = [header.index(column) for column in joined["name"]]
        if header.index(title) in (min(places) - 1, max(places) + 1):
            renamed[title] = "honorific title"
    speakers = {*map(normalize, COLUMN_NAMES["quote.who"])} - PLACE_OR_PERSON
    split = {}
    for column in free:
        match = None if NO_WORD.search(column) else BRACKETS.fullmatch(column)
        if match and normalize(match[1]) in speakers and names.keys().isdisjoint(map(normalize, match.groups())):
            split[column] = (match[1], match[2])
    return ColumnShape(joined, split, renamed)
