"""XML read piece by piece, in bounded memory, and without anything that an XML file could make a reader do.

Entity declarations are refused, the parser never opens another file, and depth and size have bounds. This drives expat
itself, because the parser of `xml.etree` neither lets entity declarations be refused nor knows the line of an element.
"""

from __future__ import annotations

import codecs
import os
from collections import Counter, deque
from collections.abc import Collection, Iterator
from html.entities import html5
from typing import Any, Final, Literal, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from peace_tui.errors import InputError
from peace_tui.importers.input_file import InputFile
from peace_tui.text.terminal_safe import preview

TEI_NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"
XINCLUDE_TAG: Final = "http://www.w3.org/2001/XInclude include"
"""The element that stands for another file."""
CHUNK_BYTES: Final = 2**16
MAX_DEPTH: Final = 200
MAX_ELEMENT_CHARS: Final = 2**25
"""How much text a complete element may have."""


class XmlEvent(NamedTuple):
    """What the parser came to: an element that starts or ends, or one that is complete, with all its descendants."""

    kind: Literal["start", "end", "complete"]
    element: Element
    line: int


class XmlStream:
    """A file of XML as events: `complete` names the elements that are read with all that they contain.

    Of other elements only those in `containers`, and the outermost one, give events when they start and end. Elements
    at `depth` are complete as well; the outermost one is at depth 1. Elements of the TEI and those without a namespace
    have their local names, others the form `namespace name`.
    """

    def __init__(
        self, input_file: InputFile, complete: Collection[str], containers: Collection[str], depth: int = 0
    ) -> None:
        """Prepare to read a file from its beginning."""
        self.root = ""
        """The name of the outermost element, once it has been read."""
        self._input_file, self._complete, self._containers, self._depth = input_file, complete, containers, depth
        self._events: deque[XmlEvent] = deque()
        self._names: list[str] = []
        """The names of the elements that are open."""
        self._open: list[Element | None] = []
        """Of these, those outside complete elements; None for one that gives no events."""
        self._builder: TreeBuilder | None = None
        """Builds the complete element that is open."""
        self._builder_depth = 0
        self._builder_chars = 0
        self._builder_line = 0
        self.comments = 0
        self.skipped: Counter[str] = Counter()
        """What stands outside complete elements and gives no events: texts by element, and attributes, in words."""

    def __iter__(self) -> Iterator[XmlEvent]:
        """Yield the events; raises `InputError` where the file cannot be read."""
        self._parser = parser = self._make_parser()
        stream = self._input_file.stream
        stream.seek(0)
        try:
            encoding = self._input_file.stated_encoding
            decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding else None
            while chunk := stream.read(CHUNK_BYTES):
                parser.Parse(decoder.decode(chunk) if decoder else chunk, False)
                while self._events:
                    yield self._events.popleft()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            why = f"this is not well-formed XML: {expat.ErrorString(error.code)}"
            raise self._input_file.error(why, f"line {error.lineno}, column {error.offset + 1}") from None
        except (LookupError, ValueError):  # from Python's codecs, which expat asks for encodings it does not know
            why = "the encoding it declares cannot be read; save it as UTF-8"
            raise self._input_file.error(why, "line 1") from None
        while self._events:
            yield self._events.popleft()

    def _make_parser(self) -> Any:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._add_text
        parser.CommentHandler = self._count_comment
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._add_skipped_entity
        return parser

    def _start_element(self, name: str, attributes: dict[str, str]) -> None:
        name = _strip_namespace(name)
        self.root = self.root or name
        self._names.append(name)
        if len(self._names) > MAX_DEPTH:
            raise self._error("elements are nested too deeply")
        attributes = {_strip_namespace(key): value for key, value in attributes.items()}
        line = self._parser.CurrentLineNumber
        if self._builder is not None:
            self._builder.start(name, attributes)
            self._builder_depth += 1
        elif name in self._complete or len(self._names) == self._depth:
            self._builder, self._builder_depth, self._builder_chars, self._builder_line = TreeBuilder(), 1, 0, line
            self._builder.start(name, attributes)
        else:
            is_reported = name in self._containers or len(self._names) == 1
            element = Element(name, attributes) if is_reported else None
            self._open.append(element)
            if element is None:
                self.skipped.update(f"attribute {key} of {name}" for key in attributes)
            if element is not None:
                self._events.append(XmlEvent("start", element, line))

    def _end_element(self, name: str) -> None:
        name = self._names.pop()
        if self._builder is None:
            if (element := self._open.pop()) is not None:
                self._events.append(XmlEvent("end", element, self._parser.CurrentLineNumber))
            return
        element = self._builder.end(name)
        self._builder_depth -= 1
        if not self._builder_depth:
            self._events.append(XmlEvent("complete", element, self._builder_line))
            self._builder = None

    def _add_text(self, text: str) -> None:
        if self._builder is not None:
            self._builder_chars += len(text)
            if self._builder_chars > MAX_ELEMENT_CHARS:
                raise self._error(f"an element has more than {MAX_ELEMENT_CHARS:,} characters")
            self._builder.data(text)
        elif self._names and text.strip():
            self.skipped[f"text in {self._names[-1]}"] += 1

    def _count_comment(self, text: str) -> None:
        self.comments += bool(text.strip())

    def _refuse_entity(self, *declaration: Any) -> None:
        why = "it declares entities, which are not expanded for safety; write them out first: xmllint --noent"
        raise self._error(why)

    def _add_skipped_entity(self, name: str, is_parameter: bool) -> None:
        """Replace an entity that a file declares which is not read, by what HTML means by it."""
        if not is_parameter:
            self._add_text(html5.get(f"{name};", f"&{name};"))

    def _error(self, why: str) -> InputError:
        return self._input_file.error(why, f"line {self._parser.CurrentLineNumber}")


def _strip_namespace(name: str) -> str:
    """Return the name of an element or attribute: that of the TEI alone, `xml:id`, others with their namespace."""
    namespace, _, local = name.rpartition(" ")
    if namespace in ("", TEI_NAMESPACE):
        return local
    return f"xml:{local}" if namespace == XML_NAMESPACE else name


def find_included_file(file: str | None, href: str) -> str:
    """Return the existing file that a relative address names, nothing unless it is in the folder of `file` or below."""
    if not file or not href or "\\" in href or ":" in href or href.startswith("/"):
        return ""
    folder = os.path.dirname(os.path.realpath(file))
    included = os.path.realpath(os.path.join(folder, href.partition("#")[0]))
    is_inside = included.startswith(os.path.join(folder, ""))
    return included if is_inside and os.path.isfile(included) and included != os.path.realpath(file) else ""


def is_xml(input_file: InputFile) -> bool:
    """Tell whether a file begins as XML does."""
    return input_file.first_text().startswith(b"<")


def refuse_non_xml(input_file: InputFile) -> None:
    """Refuse what is plainly no XML, and name the format that reads it; raises `InputError`."""
    start = input_file.first_text()
    if start.startswith(b"<"):
        return
    if start.startswith((b"{", b"[")):
        raise input_file.error("this is JSON, not XML; try: peace-tui import csl, or timelinejs")
    first = preview(start[:40].decode("utf-8", "replace"), 40)
    raise input_file.error(f"this is not XML: it begins with '{first}'; a table is read by: peace-tui import csv")
