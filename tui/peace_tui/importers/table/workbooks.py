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


# --- Values ----------------------------------------------------------------------------------------------------------


def _number_text(value: float) -> str:
    """Return a number as it is shown where nothing else is said: no fraction of a whole one."""
    return str(int(value)) if value == int(value) and abs(value) < 10**15 else format(value, ".15g")


def _moment_text(moment: datetime.datetime, form: str) -> str:
    """Return a date no finer than its format shows it: `mmm yyyy` is a month."""
    moment = (moment + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)
    plain = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", form.lower())
    if "y" in plain and "d" not in plain and "h" not in plain:
        return f"{moment:%Y-%m}" if "m" in plain else f"{moment:%Y}"
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):  # which a day is for a spreadsheet
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if moment.second else f"{moment:%Y-%m-%dT%H:%M}"


def _cell_text(value: Any, form: str) -> str:
    """Return the value of a cell of XLSX."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number_text(value) if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, datetime.datetime):
        return _moment_text(value, form)
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
        filled = [name for name, sheet in found.items() if re.search(rb"<(?:\w+:)?(?:v|t)\b", _part(archive, sheet))]
        name = _choose(input_file, [*found] if wanted else filled, wanted)
        raw = _part(archive, found[name])
        losses: Notes = []
        links = _links_of(archive, found[name], raw, losses)
    except InputError:
        raise
    except Exception as error:  # openpyxl raises what comes, of any file that is not as Excel writes it
        raise input_file.error(
            f"the workbook cannot be read: {preview(str(error) or type(error).__name__, 120)}"
        ) from None
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
    merged = _merged_ranges(raw, notes)
    others = [each for each in filled if each != name]
    linked = sorted({_column_number(re.sub("[^A-Z]", "", cell)) - 1 for cell in links})
    return Sheet(name, others, _xlsx_rows(input_file, found[name], merged, links, notes), linked, notes, losses)


def _part(archive: zipfile.ZipFile, sheet: Any) -> bytes:
    """Return the XML of a sheet, which has what openpyxl does not say when it only reads."""
    return archive.read(str(sheet._worksheet_path).lstrip("/"))


def _links_of(archive: zipfile.ZipFile, sheet: Any, raw: bytes, losses: Notes) -> dict[str, str]:
    """Return the addresses that cells link to, by the names of the cells; add to `losses` what is none."""
    path = str(sheet._worksheet_path).lstrip("/")
    folder, _, file = path.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.namelist():
        return {}
    targets = {}
    for relation in RELATION.findall(archive.read(relations)):
        values = _attributes(relation)
        targets[values.get("Id", "")] = values.get("Target", "")
    links = {}
    for link in LINK.findall(raw):
        values = _attributes(link)
        target = next((targets[value] for key, value in values.items() if key.endswith(":id") and value in targets), "")
        if target.startswith(("http://", "https://")):
            links[values.get("ref", "").partition(":")[0]] = target
        else:
            losses.append(("link of a cell that is no web address", values.get("ref", ""), 1))
    return links


def _attributes(tag: bytes) -> dict[str, str]:
    return {key.decode(): unescape(value.decode("utf-8", "replace")) for key, value in ATTRIBUTE.findall(tag)}


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _merged_ranges(raw: bytes, notes: Notes) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the cells that are merged with one above them, each with that one."""
    above: dict[tuple[int, int], tuple[int, int]] = {}
    ranges = 0
    for first, top, _, bottom in MERGED.findall(raw):
        column = _column_number(first.decode())
        if int(bottom) > int(top) and len(above) + int(bottom) - int(top) <= MAX_MERGED_CELLS:
            ranges += 1
            above |= {(row, column): (int(top), column) for row in range(int(top) + 1, int(bottom) + 1)}
    if ranges:
        notes.append(("merged cell, its value taken for each of its rows", "", ranges))
    return above


def _xlsx_rows(
    input_file: InputFile,
    sheet: Any,
    merged: dict[tuple[int, int], tuple[int, int]],
    links: dict[str, str],
    notes: Notes,
) -> Iterator[SheetRow]:
    tops = {*merged.values()}
    values: dict[tuple[int, int], str] = {}
    errors, cells, last = 0, 0, 0
    try:
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            given = [cell for cell in row if cell.value is not None]
            number = given[0].row if given else last + 1
            last = number
            texts: list[str] = []
            addresses: dict[int, str] = {}
            for cell in given:
                texts += [""] * (cell.column - 1 - len(texts))
                text = _cell_text(cell.value, str(cell.number_format or ""))
                errors += cell.data_type == "e"
                if address := links.get(cell.coordinate, ""):
                    addresses[cell.column - 1] = address
                texts.append(text)
                if (number, cell.column) in tops:
                    values[number, cell.column] = text
            cells += len(texts)
            if cells > MAX_CELLS:
                raise input_file.error("the sheet has too many cells; export it as CSV")
            for column in [column for row_of, column in values if (number, column) in merged]:
                texts += [""] * (column - len(texts))
                texts[column - 1] = texts[column - 1] or values.get(merged[number, column], "")
            yield SheetRow(number, texts, addresses)
    except InputError:
        raise
    except Exception as error:  # as above
        why = f"the workbook cannot be read: {preview(str(error) or type(error).__name__, 120)}"
        raise input_file.error(why, f"row {last + 1}") from None
    if errors:
        notes.append(("cell with an error of a formula, such as #REF!, kept as it is", "", errors))


# --- ODS -------------------------------------------------------------------------------------------------------------

TABLE_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TEXT_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
XLINK: Final = "http://www.w3.org/1999/xlink "
CLOCK_TIME: Final = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")


def _open_ods(input_file: InputFile, archive: zipfile.ZipFile, wanted: str) -> Sheet:
    inner = InputFile(input_file.name, io.BytesIO(archive.read("content.xml")))
    names: dict[str, bool] = {}
    linked: set[tuple[str, int]] = set()
    for name, row in _ods_elements(inner):
        names[name] = names.get(name, False) or any(_ods_text(cell) for cell in row)
        column = 0
        for cell in row:
            linked |= {(name, column)} if _ods_link(cell) else set()
            column += _count(cell, f"{TABLE_NAMESPACE}number-columns-repeated")
    filled = [name for name, has_text in names.items() if has_text]
    name = _choose(input_file, [*names] if wanted else filled, wanted)
    notes: Notes = []
    losses: Notes = []
    rows = _ods_rows(input_file, (row for each, row in _ods_elements(inner) if each == name), notes, losses)
    columns = sorted(column for each, column in linked if each == name)
    return Sheet(name, [each for each in filled if each != name], rows, columns, notes, losses)


def _ods_elements(inner: InputFile) -> Iterator[tuple[str, Element]]:
    """Yield the rows of all sheets, each with the name of its sheet."""
    name = ""
    for event in XmlStream(inner, (f"{TABLE_NAMESPACE}table-row",), (f"{TABLE_NAMESPACE}table",)):
        if event.element.tag == f"{TABLE_NAMESPACE}table" and event.kind == "start":
            name = event.element.get(f"{TABLE_NAMESPACE}name", "")
        elif event.kind == "complete":
            yield name, event.element


class _MergedCells:
    """The cells that span several rows, whose text is that of each."""

    def __init__(self) -> None:
        """Begin above the first row."""
        self.count = 0
        self._left: dict[int, tuple[str, int]] = {}
        """By column: the text, and for how many more rows it is."""

    def fill(self, cell: Element, text: str, column: int) -> str:
        """Return the text of the next cell of a column: its own, or that of the cell above which covers it."""
        if not text and cell.tag == f"{TABLE_NAMESPACE}covered-table-cell" and column in self._left:
            text, left = self._left[column]
            self._left[column] = (text, left - 1)
            if left <= 1:
                del self._left[column]
        elif (height := _count(cell, f"{TABLE_NAMESPACE}number-rows-spanned")) > 1:
            self._left[column] = (text, height - 1)
            self.count += 1
        return text


def _ods_rows(
    input_file: InputFile,
    rows: Iterable[Element],
    notes: Notes,
    losses: Notes,
) -> Iterator[SheetRow]:
    number, cells, hidden, comments = 1, 0, 0, 0
    merged = _MergedCells()
    for row in rows:
        repeated = _count(row, f"{TABLE_NAMESPACE}number-rows-repeated")
        texts: list[str] = []
        links: dict[int, str] = {}
        for cell in row:
            if cell.tag not in (f"{TABLE_NAMESPACE}table-cell", f"{TABLE_NAMESPACE}covered-table-cell"):
                continue
            text, width = _ods_text(cell), _count(cell, f"{TABLE_NAMESPACE}number-columns-repeated")
            if address := _ods_link(cell):
                links[len(texts)] = address
            comments += sum(each.tag == f"{OFFICE}annotation" for each in cell)
            text = merged.fill(cell, text, len(texts))
            cells += width if text else 0
            if cells > MAX_CELLS:
                raise input_file.error("the sheet has too many cells; export it as CSV")
            texts += [text] * width if text else [""] * min(width, 2**14)
        while texts and not texts[-1]:
            texts.pop()
        if row.get(f"{TABLE_NAMESPACE}visibility") in ("collapse", "filter") and texts:
            hidden += repeated
        cells += len(texts) * (repeated - 1)
        if cells > MAX_CELLS:
            raise input_file.error("the sheet has too many cells; export it as CSV")
        for _ in range(repeated if texts else 0):
            yield SheetRow(number, texts, links)
            number += 1
        number += 0 if texts else repeated
    if hidden:
        notes.append(("hidden row, read like the others", "", hidden))
    if merged.count:
        notes.append(("merged cell, its value taken for each of its rows", "", merged.count))
    if comments:
        losses.append(("comment on a cell", "", comments))


def _count(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def _ods_text(cell: Element) -> str:
    """Return the value of a cell; a date no finer than it is shown."""
    kind = cell.get(f"{OFFICE}value-type", "")
    shown = "\n".join("".join(_words(each)) for each in cell if each.tag == f"{TEXT_NAMESPACE}p")
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
            return _number_text(float(value))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", shown)
    return shown or cell.get(f"{OFFICE}string-value", "")


def _words(element: Element) -> Iterator[str]:
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
        yield from _words(child)
        yield child.tail or ""


def _ods_link(cell: Element) -> str:
    """Return the web address that a cell links to, if one."""
    addresses = (link.get(f"{XLINK}href", "") for link in cell.iter(f"{TEXT_NAMESPACE}a"))
    return next((each for each in addresses if each.startswith(("http://", "https://"))), "")
