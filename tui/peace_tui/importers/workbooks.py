"""Workbooks of spreadsheets, XLSX and ODS, as tables of text: values as they are shown, dates as dates.

XLSX is read by openpyxl, which is an extra; ODS by the parser of XML that all imports share. A workbook is a zip file:
how much it unpacks to has a bound, and so has the number of cells.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import unescape
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

from peace_tui.errors import InputError
from peace_tui.importers.dates import UnclearDate, to_edtf
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.xml_stream import XmlStream
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import preview

ZIP_START: Final = b"PK\x03\x04"
MAX_UNPACKED_BYTES: Final = 2**28
MAX_CELLS: Final = 20_000_000
MAX_COLUMNS: Final = 2**14
MAX_MERGED_CELLS: Final = 1_000_000
MISSING_EXTRA: Final = "XLSX is read by the library openpyxl, which is not installed"


class SheetRow(NamedTuple):
    """One row of a sheet: its number, as the spreadsheet counts, its texts, and the addresses they link to."""

    number: int
    texts: list[str]
    links: dict[int, str]
    """By column, counted from 0."""


Notes = list[tuple[str, str, int]]
"""What there is to tell: a phrase that begins with a noun, where first, how often."""


class Sheet(NamedTuple):
    """One sheet: its rows by number, each a list of texts, and what there is to tell about it."""

    name: str
    others: list[str]
    """The other sheets that have something in them."""
    rows: Iterator[SheetRow]
    linked: list[int]
    """The columns, counted from 0, in which cells link to addresses."""
    notes: Notes
    """What was changed."""
    losses: Notes
    """What is left out."""


def is_workbook(input_file: InputFile) -> bool:
    """Tell whether a file is a zip file, as workbooks are."""
    return input_file.first_bytes().startswith(ZIP_START)


def open_sheet(input_file: InputFile, sheet: str) -> Sheet:
    """Open a sheet by name, without one the first that has something in it.

    Raises:
        InputError: It is no workbook, or has no such sheet.
    """
    try:
        input_file.stream.seek(0)
        archive = zipfile.ZipFile(input_file.stream)
        names = set(archive.namelist())
        size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise input_file.error(f"the workbook is damaged: {preview(str(error), 100)}") from None
    if size > MAX_UNPACKED_BYTES:
        raise input_file.error(f"the workbook unpacks to {size:,} bytes, which is too much; export the sheet as CSV")
    try:
        if "xl/workbook.xml" in names:
            return _open_xlsx(input_file, archive, sheet)
        if "content.xml" in names:
            return _open_ods(input_file, archive, sheet)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise input_file.error(f"the workbook is damaged: {preview(str(error), 100)}") from None
    raise input_file.error("this is a zip file, but no workbook: XLSX and ODS are read")


def _choose(input_file: InputFile, names: list[str], wanted: str) -> str:
    """Return the name of the sheet that is asked for, or of the first."""
    if not names:
        raise input_file.error("there is no sheet with anything in it")
    if not wanted:
        return names[0]
    if wanted in names:
        return wanted
    hint = suggest(wanted, names) or "there are " + ", ".join(preview(name, 40) for name in names)
    raise input_file.error(f"--sheet: there is no sheet '{preview(wanted, 40)}'; {hint}")


def _refuse_too_many(input_file: InputFile, cells: int) -> None:
    if cells > MAX_CELLS:
        raise input_file.error("the sheet has too many cells; export it as CSV")


class _MergedCells:
    """The cells that span several rows, whose text is that of each."""

    def __init__(self) -> None:
        """Begin above the first row."""
        self.count = 0
        self._below: dict[int, tuple[str, int]] = {}
        """By column: the text, and for how many more rows it is."""

    @property
    def columns(self) -> list[int]:
        """The columns in which the next row is a part of a cell above."""
        return [*self._below]

    def start(self, column: int, text: str, height: int) -> None:
        """Begin a cell that spans several rows."""
        self._below[column] = (text, height - 1)
        self.count += 1

    def take(self, column: int, rows: int = 1) -> str:
        """Return the text that the cell above has for the next rows of a column; nothing where it ends above."""
        text, left = self._below.pop(column, ("", 0))
        if left > rows:
            self._below[column] = (text, left - rows)
        return text

    def report(self, notes: Notes) -> None:
        """Add to the notes how many there were."""
        if self.count:
            notes.append(("merged cell, its value taken for each of its rows", "", self.count))


# --- Values ----------------------------------------------------------------------------------------------------------


def _format_number(value: float) -> str:
    """Return a number as it is shown where nothing else is said: no fraction of a whole one."""
    return str(int(value)) if value == int(value) and abs(value) < 10**15 else format(value, ".15g")


def _format_moment(moment: datetime.datetime, form: str) -> str:
    """Return a date no finer than its format shows it: `mmm yyyy` is a month."""
    moment = (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form.lower())
    if "y" in plain and "d" not in plain and "h" not in plain:
        return f"{moment:%Y-%m}" if "m" in plain else f"{moment:%Y}"
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):  # which a day is for a spreadsheet
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.second else f"{moment:%Y-%m-%dT%H:%M}"


def _format_cell(value: Any, form: str) -> str:
    """Return the value of a cell of XLSX."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _format_number(value) if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime.datetime):
        return _format_moment(value, form)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M:%S}".removesuffix(":00")
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


# --- XLSX ------------------------------------------------------------------------------------------------------------

HIDDEN_ROW: Final = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*\bhidden=[\"'](?:1|true)[\"'])[^<>]*\br=[\"'](\d+)[\"']")
HIDDEN_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\b[^<>]*\bhidden=[\"'](?:1|true)[\"']")
MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*\bref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
NOT_CALCULATED: Final = re.compile(
    rb"<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"
)
LINK: Final = re.compile(rb"<(?:\w+:)?hyperlink\b[^<>]*>")
ATTRIBUTE: Final = re.compile(rb"([\w:]+)=[\"']([^\"']*)[\"']")
RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^<>]*>")


def _open_xlsx(input_file: InputFile, archive: zipfile.ZipFile, wanted: str) -> Sheet:
    try:
        from openpyxl import load_workbook
    except ImportError:
        hint = "pip install 'peace-tui[xlsx]'\n    or export the sheet as CSV, UTF-8"
        raise input_file.error(f"{MISSING_EXTRA}\n    {hint}") from None
    try:
        workbook = load_workbook(input_file.stream, read_only=True, data_only=True, keep_links=False)
        found = {sheet.title: sheet for sheet in workbook.worksheets}
        filled = [
            name for name, sheet in found.items() if re.search(rb"<(?:\w+:)?(?:v|t)\b", _read_part(archive, sheet))
        ]
        name = _choose(input_file, [*found] if wanted else filled, wanted)
        raw = _read_part(archive, found[name])
        losses: Notes = []
        links = _find_links(archive, found[name], raw, losses)
    except InputError:
        raise
    except Exception as error:  # openpyxl raises what comes, of any file that is not as Excel writes it
        raise _describe_unreadable(input_file, error) from None
    notes: Notes = []
    if hidden := HIDDEN_ROW.findall(raw):
        notes.append(("hidden row, read like the others", f"row {hidden[0].decode()}", len(hidden)))
    if columns := HIDDEN_COLUMN.findall(raw):
        notes.append(("hidden range of columns, read like the others", "", len(columns)))
    if formulas := NOT_CALCULATED.findall(raw):
        what = "formula without a value, read as empty (open and save the workbook in a spreadsheet program)"
        notes.append((what, "", len(formulas)))
    losses += [
        ("file of comments on cells", part, 1)
        for part in archive.namelist()
        if re.search(r"comments?[^/]*\.xml$", part, re.I)
    ]
    others = [each for each in filled if each != name]
    linked = sorted({_find_column_number(re.sub("[^A-Z]", "", cell)) - 1 for cell in links})
    rows = _read_xlsx_rows(input_file, found[name], _find_merged_heights(raw), links, notes)
    return Sheet(name, others, rows, linked, notes, losses)


def _read_part(archive: zipfile.ZipFile, sheet: Any) -> bytes:
    """Return the XML of a sheet, which has what openpyxl does not say when it only reads."""
    return archive.read(str(sheet._worksheet_path).lstrip("/"))


def _find_links(archive: zipfile.ZipFile, sheet: Any, raw: bytes, losses: Notes) -> dict[str, str]:
    """Return the addresses that cells link to, by the names of the cells; add to `losses` what is none."""
    path = str(sheet._worksheet_path).lstrip("/")
    folder, _, file = path.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.namelist():
        return {}
    targets = {}
    for relation in RELATION.findall(archive.read(relations)):
        values = _parse_attributes(relation)
        targets[values.get("Id", "")] = values.get("Target", "")
    links = {}
    for link in LINK.findall(raw):
        values = _parse_attributes(link)
        target = next((targets[value] for key, value in values.items() if key.endswith(":id") and value in targets), "")
        if target.startswith(("http://", "https://")):
            links[values.get("ref", "").partition(":")[0]] = target
        else:
            losses.append(("link of a cell that is no web address", values.get("ref", ""), 1))
    return links


def _parse_attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): unescape(value.decode("utf-8", "replace")) for key, value in ATTRIBUTE.findall(tag)}


def _find_column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _find_merged_heights(raw: bytes) -> dict[tuple[int, int], int]:
    """Return the heights of the cells that span several rows, by row and column."""
    heights: dict[tuple[int, int], int] = {}
    covered = 0
    for first, top, _, bottom in MERGED.findall(raw):
        height = int(bottom) - int(top) + 1
        if height > 1 and covered + height <= MAX_MERGED_CELLS:
            covered += height
            heights[int(top), _find_column_number(first.decode())] = height
    return heights


def _read_xlsx_rows(
    input_file: InputFile, sheet: Any, heights: dict[tuple[int, int], int], links: dict[str, str], notes: Notes
) -> Iterator[SheetRow]:
    merged = _MergedCells()
    errors, cells, number = 0, 0, 0
    try:
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            given = [cell for cell in row if cell.value is not None]
            number = given[0].row if given else number + 1
            errors += sum(cell.data_type == "e" for cell in given)
            texts = {cell.column: _format_cell(cell.value, str(cell.number_format or "")) for cell in given}
            for column in merged.columns:
                above = merged.take(column)
                texts[column] = texts.get(column) or above
            for column, text in texts.items():
                if height := heights.get((number, column)):
                    merged.start(column, text, height)
            width = max(texts, default=0)
            cells += width
            _refuse_too_many(input_file, cells)
            addresses = {cell.column - 1: links[cell.coordinate] for cell in given if cell.coordinate in links}
            yield SheetRow(number, [texts.get(column, "") for column in range(1, width + 1)], addresses)
    except InputError:
        raise
    except Exception as error:  # as above
        raise _describe_unreadable(input_file, error, f"row {number + 1}") from None
    merged.report(notes)
    if errors:
        notes.append(("cell with an error of a formula, such as #REF!, kept as it is", "", errors))


def _describe_unreadable(input_file: InputFile, error: Exception, location: str = "") -> InputError:
    why = preview(str(error) or type(error).__name__, 120)
    return input_file.error(f"the workbook cannot be read: {why}", location)


# --- ODS -------------------------------------------------------------------------------------------------------------

TABLE_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
COVERED_CELL: Final = f"{TABLE_NAMESPACE}covered-table-cell"
"""A cell that is a part of a merged one above it, or at its left."""
OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
XLINK: Final = "http://www.w3.org/1999/xlink "
CLOCK_TIME: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def _open_ods(input_file: InputFile, archive: zipfile.ZipFile, wanted: str) -> Sheet:
    inner = InputFile(input_file.name, io.BytesIO(archive.read("content.xml")))
    names: dict[str, bool] = {}
    linked: set[tuple[str, int]] = set()
    for name, row in _find_ods_rows(inner):
        names[name] = names.get(name, False) or any(_format_ods_cell(cell) for cell in row)
        linked |= {
            (name, column) for columns, cell in _find_ods_cells(row) if _find_ods_link(cell) for column in columns
        }
    filled = [name for name, has_text in names.items() if has_text]
    name = _choose(input_file, [*names] if wanted else filled, wanted)
    notes: Notes = []
    losses: Notes = []
    rows = _read_ods_rows(input_file, (row for each, row in _find_ods_rows(inner) if each == name), notes, losses)
    columns = sorted(column for each, column in linked if each == name)
    return Sheet(name, [each for each in filled if each != name], rows, columns, notes, losses)


def _find_ods_rows(inner: InputFile) -> Iterator[tuple[str, Element]]:
    """Yield the rows of all sheets, each with the name of its sheet."""
    name = ""
    for event in XmlStream(inner, (f"{TABLE_NAMESPACE}table-row",), (f"{TABLE_NAMESPACE}table",)):
        if event.element.tag == f"{TABLE_NAMESPACE}table" and event.kind == "start":
            name = event.element.get(f"{TABLE_NAMESPACE}name", "")
        elif event.kind == "complete":
            yield name, event.element


def _read_ods_rows(input_file: InputFile, rows: Iterable[Element], notes: Notes, losses: Notes) -> Iterator[SheetRow]:
    number, cells, hidden, comments = 1, 0, 0, 0
    merged = _MergedCells()
    for row in rows:
        repeated = _count(row, f"{TABLE_NAMESPACE}number-rows-repeated")
        comments += sum(each.tag == f"{OFFICE}annotation" for cell in row for each in cell)
        texts, links = _read_ods_row(input_file, row, merged, repeated)
        if not texts:
            number += repeated
            continue
        if row.get(f"{TABLE_NAMESPACE}visibility") in ("collapse", "filter"):
            hidden += repeated
        cells += len(texts) * repeated
        _refuse_too_many(input_file, cells)
        for _ in range(repeated):
            yield SheetRow(number, texts, links)
            number += 1
    if hidden:
        notes.append(("hidden row, read like the others", "", hidden))
    merged.report(notes)
    if comments:
        losses.append(("comment on a cell", "", comments))


def _read_ods_row(
    input_file: InputFile, row: Element, merged: _MergedCells, repeated: int
) -> tuple[list[str], dict[int, str]]:
    """Return the texts of a row up to the last that is not empty, and the addresses that its cells link to."""
    texts: list[str] = []
    links: dict[int, str] = {}
    for columns, cell in _find_ods_cells(row):
        _refuse_too_many(input_file, columns.stop)
        text, address = _format_ods_cell(cell), _find_ods_link(cell)
        links |= dict.fromkeys(columns, address) if address else {}
        if cell.tag == COVERED_CELL:
            above = [merged.take(column, repeated) for column in columns]
            texts += [text or each for each in above]
            continue
        if (height := _count(cell, f"{TABLE_NAMESPACE}number-rows-spanned")) > 1:
            merged.start(columns.start, text, height)
        texts += [text] * len(columns)
    while texts and not texts[-1]:
        texts.pop()
    return texts, links


def _find_ods_cells(row: Element) -> Iterator[tuple[range, Element]]:
    """Yield the cells of a row, each with the columns, counted from 0, in which it is repeated."""
    column = 0
    for cell in row:
        if cell.tag in (f"{TABLE_NAMESPACE}table-cell", COVERED_CELL):
            start, column = column, column + min(_count(cell, f"{TABLE_NAMESPACE}number-columns-repeated"), MAX_COLUMNS)
            yield range(start, column), cell


def _count(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _format_ods_cell(cell: Element) -> str:
    """Return the value of a cell; a date no finer than it is shown."""
    kind = cell.get(f"{OFFICE}value-type", "")
    shown = "\n".join("".join(_find_words(each)) for each in cell if each.tag == f"{TEXT_NAMESPACE}p")
    value = cell.get(f"{OFFICE}{'date-' if kind == 'date' else 'time-' if kind == 'time' else ''}value", "")
    if kind == "date" and value:
        value = re.sub(r"T00:00:00(?:\.0+)?$", "", value)
        with suppress(UnclearDate):
            coarse = to_edtf(shown) or ""
            if re.fullmatch(r"\d{4}(?:-\d\d)?", coarse) and value.startswith(coarse):
                return coarse
        shows_day = int(value[8:10] or 0) in map(int, re.findall(r"\d+", shown)) if value[8:10].isdigit() else True
        return value if shows_day or not shown else f"{shown} ({value})"
    if kind == "time" and (match := CLOCK_TIME.fullmatch(value)):
        return f"{int(match[1]):02}:{match[2]}:{match[3]}".removesuffix(":00")
    if kind in ("float", "currency", "percentage") and value:
        with suppress(ValueError, OverflowError):
            return _format_number(float(value))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", shown)
    return shown or cell.get(f"{OFFICE}string-value", "")


def _find_words(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph: with its spaces, without notes."""
    if element.tag == f"{TEXT_NAMESPACE}s":
        yield " " * min(_count(element, f"{TEXT_NAMESPACE}c"), 100)
    elif element.tag == f"{TEXT_NAMESPACE}tab":
        yield "\t"
    elif element.tag == f"{TEXT_NAMESPACE}line-break":
        yield "\n"
    if element.tag == f"{OFFICE}annotation":
        return
    yield element.text or ""
    for child in element:
        yield from _find_words(child)
        yield child.tail or ""


def _find_ods_link(cell: Element) -> str:
    """Return the web address that a cell links to, if one."""
    addresses = (link.get(f"{XLINK}href", "") for link in cell.iter(f"{TEXT_NAMESPACE}a"))
    return next((each for each in addresses if each.startswith(("http://", "https://"))), "")
