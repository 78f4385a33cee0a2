"""Tables that are written as XML: one element a row under the outermost one, and in it one element a cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from peace_tui.importers.input_file import Intake
from peace_tui.importers.report import number
from peace_tui.importers.table.coerce import line
from peace_tui.importers.xml_stream import Stream
from peace_tui.text.terminal_safe import preview

ROW: Final = 2
"""How deep the elements lie that are rows; the outermost element lies at 1."""
MOST_COLUMNS: Final = 200
TEXTS: Final = ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2", "html", "HTML")
"""Outermost elements of what is a text and no table."""


class XmlRows:
    """A table; iterating gives each row that has any text: its number and its cells by name."""

    longer = 0
    """How many rows have cells that the header does not name; here there are none."""

    def __init__(self, intake: Intake) -> None:
        """Find out what cells there are, which takes one reading of the file.

        Raises:
            InputError: It is no table.
        """
        self._intake = intake
        names: dict[str, None] = {}
        tags: dict[str, None] = {}
        for place, element in enumerate(self._elements(), 1):
            intake.progress(number(place, "element"))
            tags.setdefault(element.tag)
            names |= dict.fromkeys(cells_of(element))
            if len(tags) > 1 or len(names) > MOST_COLUMNS:
                raise intake.refusal("this is XML, but no table: the elements in it are not alike")
        self.header = [*names]
        if not names:
            raise intake.refusal("this is XML, but no table: one element a row, with an element a cell, is expected")
        self.form = f"XML, {preview(next(iter(tags)), 40)} elements"

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows."""
        for place, element in enumerate(self._elements(), 1):
            if any(cells := cells_of(element)):
                yield place, cells

    def _elements(self) -> Iterator[Element]:
        stream = Stream(self._intake, (), (), depth=ROW)
        for piece in stream:
            if stream.root in TEXTS:
                hint = "; XML of the TEI is read by: peace-tui import tei" if "html" not in stream.root.lower() else ""
                raise self._intake.refusal(f"this is a text in XML or HTML, not a table{hint}")
            if piece.kind == "whole":
                yield piece.element


def cells_of(row: Element) -> dict[str, str]:
    """Return the cells of an element by name; what lies deeper or stands in attributes is named after both.

    Cells of the same name are one with several values.
    """
    cells: dict[str, str] = {}
    for name, text in _cells(row, "", 0):
        if text:
            cells[name] = f"{cells[name]} | {text}" if name in cells else text
    return cells


def _cells(element: Element, before: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        yield f"{before} {_plain(name)}".strip(), line(value)
    for child in element:
        name = f"{before} {_plain(child.tag)}".strip()
        if len(child) and depth < 2 and not (child.text or "").strip():
            yield from _cells(child, name, depth + 1)
        else:
            yield name, line("".join(child.itertext()))
            yield from ((f"{name} {_plain(key)}", line(value)) for key, value in child.attrib.items())


def _plain(name: str) -> str:
    """Return a name without the address of its namespace."""
    return name.rpartition(" ")[2].rpartition(":")[2]
