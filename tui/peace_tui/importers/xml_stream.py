"""XML read piece by piece, in bounded memory, and without anything that an XML file could make a reader do.

Entity declarations are refused, nothing outside the file is ever opened by the parser, and depth and size have bounds.
Elements of the TEI are called by their local names, others by their prefix's address as well.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Collection, Iterator
from html.entities import html5
from typing import Any, Final, Literal, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from peace_tui.importers.input_file import Intake
from peace_tui.text.terminal_safe import preview

TEI: Final = "http://www.tei-c.org/ns/1.0"
XML: Final = "http://www.w3.org/XML/1998/namespace"
INCLUDE: Final = "http://www.w3.org/2001/XInclude include"
CHUNK: Final = 2**16
DEEPEST: Final = 200
LARGEST: Final = 2**25
"""How many characters one element may have that is taken whole."""


class Piece(NamedTuple):
    """What the parser came to: an element that opens or closes, or one that is complete."""

    kind: Literal["open", "close", "whole"]
    element: Element
    line: int


class Stream:
    """A file of XML as its pieces: `whole` names the elements that are taken whole, `parts` those that are followed.

    Elements at `depth` are taken whole as well; the outermost one lies at 1.
    """

    def __init__(self, intake: Intake, whole: Collection[str], parts: Collection[str], depth: int = 0) -> None:
        """Begin at the beginning of a file."""
        self._intake, self._whole, self._parts, self._depth = intake, whole, parts, depth
        self._ready: deque[Piece] = deque()
        self._builder: TreeBuilder | None = None
        self._inside: list[str] = []
        self._taken = 0
        self._size = 0
        self._lines: list[int] = []
        self._open: list[Element | None] = []
        self.root = ""
        """The name of the outermost element, once it has been seen."""

    def __iter__(self) -> Iterator[Piece]:
        """Yield the pieces; raises `InputError` where the file cannot be read."""
        self._parser = parser = self._made()
        opened = self._intake.opened
        opened.seek(0)
        try:
            while chunk := opened.read(CHUNK):
                parser.Parse(chunk, False)
                while self._ready:
                    yield self._ready.popleft()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            where = f"line {error.lineno}, column {error.offset + 1}"
            raise self._intake.refusal(f"this is not well-formed XML: {what}", where) from None
        except (LookupError, ValueError):  # what Python's codecs say of an encoding that expat does not know itself
            raise self._intake.refusal("the encoding it declares cannot be read; save it as UTF-8", "line 1") from None
        while self._ready:
            yield self._ready.popleft()

    def _made(self) -> Any:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.EntityDeclHandler = self._declared
        parser.SkippedEntityHandler = self._skipped
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        self.root = self.root or name
        self._inside.append(name)
        if len(self._inside) > DEEPEST:
            raise self._refusal("elements are nested too deeply")
        attributes = {_local(key): value for key, value in attributes.items()}
        if self._builder is not None:
            self._builder.start(name, attributes)
            self._taken += 1
        elif name in self._whole or len(self._inside) == self._depth:
            self._builder, self._taken, self._size = TreeBuilder(), 1, 0
            self._lines.append(self._parser.CurrentLineNumber)
            self._builder.start(name, attributes)
        else:
            followed = Element(name, attributes) if name in self._parts or len(self._inside) == 1 else None
            self._open.append(followed)
            if followed is not None:
                self._ready.append(Piece("open", followed, self._parser.CurrentLineNumber))

    def _end(self, name: str) -> None:
        name = self._inside.pop()
        if self._builder is None:
            if (followed := self._open.pop()) is not None:
                self._ready.append(Piece("close", followed, self._parser.CurrentLineNumber))
            return
        element = self._builder.end(name)
        self._taken -= 1
        if not self._taken:
            self._ready.append(Piece("whole", element, self._lines.pop()))
            self._builder = None

    def _data(self, text: str) -> None:
        if self._builder is not None:
            self._size += len(text)
            if self._size > LARGEST:
                raise self._refusal(f"an element has more than {LARGEST:,} characters")
            self._builder.data(text)

    def _declared(self, *what: Any) -> None:
        raise self._refusal(
            "it declares entities, which are not expanded for safety; write them out first: xmllint --noent"
        )

    def _skipped(self, name: str, is_parameter: bool) -> None:
        """Take what HTML means by an entity whose declaration is in a file that is not read."""
        if not is_parameter:
            self._data(html5.get(f"{name};", f"&{name};"))

    def _refusal(self, why: str) -> Exception:
        return self._intake.refusal(why, f"line {self._parser.CurrentLineNumber}")


def _local(name: str) -> str:
    """Return the name of an element or attribute: that of the TEI alone, `xml:id`, others with their address."""
    address, _, local = name.rpartition(" ")
    if address in ("", TEI):
        return local
    return f"xml:{local}" if address == XML else name


def beside(file: str | None, href: str) -> str:
    """Return the file that a relative address names, nothing unless it is there, in the folder of `file` or below."""
    if not file or not href or "\\" in href or ":" in href or href.startswith("/"):
        return ""
    folder = os.path.dirname(os.path.realpath(file))
    named = os.path.realpath(os.path.join(folder, href.partition("#")[0]))
    within = named.startswith(os.path.join(folder, ""))
    return named if within and os.path.isfile(named) and named != os.path.realpath(file) else ""


def is_xml(intake: Intake) -> bool:
    """Tell whether a file begins as XML does."""
    return _start(intake)[:1] == b"<"


def _start(intake: Intake) -> bytes:
    return intake.start().replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def refuse_other_kinds(intake: Intake) -> None:
    """Refuse what is plainly no XML, and name what reads it."""
    start = _start(intake)
    if start[:1] == b"<":
        return
    if start[:1] in (b"{", b"["):
        raise intake.refusal("this is JSON, not XML; try: peace-tui import csl, or timelinejs")
    first = preview(start[:40].decode("utf-8", "replace"), 40)
    raise intake.refusal(f"this is not XML: it begins with '{first}'; a table is read by: peace-tui import csv")
