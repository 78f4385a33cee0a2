"""Documents of the TEI: debates, letters and editions, read from their first element to their last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from os.path import basename
from typing import Final
from xml.etree.ElementTree import Element

from peace_tui.errors import InputError
from peace_tui.importers.coerce import one_line
from peace_tui.importers.dossier_builder import DossierBuilder, words_of
from peace_tui.importers.input_file import InputFile, open_input
from peace_tui.importers.report import ImportOptions, count_noun
from peace_tui.importers.table import convert as table
from peace_tui.importers.tei.elements import SPEECH, label, unread_values
from peace_tui.importers.tei.header import TeiHeader
from peace_tui.importers.tei.letters import LetterConverter
from peace_tui.importers.tei.people import TeiPeople
from peace_tui.importers.tei.speech import EventStack, SpeechConverter
from peace_tui.importers.xml_stream import INCLUDE, XmlEvent, XmlStream, find_included_file, refuse_non_xml
from peace_tui.model.records import LANGUAGE
from peace_tui.text.terminal_safe import preview

HEADER_PARTS: Final = ("titleStmt", "publicationStmt", "sourceDesc", "settingDesc", "creation", "listWit")
LIST_ENTRIES: Final = ("person", "personGrp", "org")
SPEECH_BLOCKS: Final = ("p", "ab", "l", "seg", "q", "quote")
"""Elements that may hold speech or an apparatus."""
COMPLETE: Final = frozenset(
    (*HEADER_PARTS, *LIST_ENTRIES, *SPEECH, "app", *SPEECH_BLOCKS, "correspDesc", "head", "note", INCLUDE)
)
STRUCTURAL: Final = ("xml:id", "source", "full")
STRUCTURAL_PAIRS: Final = (("type", "correspAction"), ("type", "bibl"), ("type", "title"), ("cert", "date"))
"""Attributes of headers that say how the rest is to be read, and are not kept as words."""
DOCUMENTS: Final = ("TEI", "TEI.2")
DIVISIONS: Final = ("div", *(f"div{number}" for number in range(1, 8)))
TEI_CONTAINERS: Final = frozenset((*DOCUMENTS, "text", "front", "body", "back", *DIVISIONS))
ROOTS: Final = frozenset((*DOCUMENTS, "teiCorpus", "teiCorpus.2", "listPerson", "listOrg", "standOff"))
REPORTED: Final = {
    "correspDesc": (
        "letter",
        "letters",
        ["event ← correspDesc", "involved ← correspAction", "source ← @source or @ref"],
    ),
    "u": ("utterance", "utterances", ["quote ← u", "who ← @who", "event ← sitting or headed div"]),
    "said": ("passage said", "passages said", ["quote ← said", "who ← @who", "to ← @toWhom", "mode ← @direct"]),
    "sp": ("speech of a play", "speeches of plays", ["quote ← sp", "who ← @who or speaker"]),
    "app": ("entry of an apparatus", "entries of apparatus", ["version ← lem, rdg", "source ← witness"]),
    "person": ("person listed", "people listed", ["person ← person"]),
}
"""Elements that the report counts: one and many of them, and what they become."""
MAX_INCLUSION_DEPTH: Final = 4
"""How deep files may include files."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a document or a corpus; a table that is written as XML is converted as `import csv` does."""
    refuse_non_xml(input_file)
    converter = TeiConverter(input_file, builder)
    try:
        converter.convert_document()
    except OtherRootError as error:
        try:
            table.convert(input_file, builder, options)
        except InputError:
            raise error from None
        builder.report.add_change("table written as XML, read as import csv does")


class OtherRootError(InputError):
    """The outermost element is none of the TEI's; nothing has been converted."""


class TeiConverter:
    """Converts one file and what it includes, and hands each element to whoever is responsible for it."""

    def __init__(self, input_file: InputFile, builder: DossierBuilder) -> None:
        """Begin outside any document."""
        self._input_file, self._builder = input_file, builder
        self._header = TeiHeader()
        self._people = TeiPeople(builder)
        self._events = EventStack(builder)
        self._letters = LetterConverter(builder, self._people)
        self._speech = SpeechConverter(builder, self._people, self._events)
        self._text_depth = 0
        self._counts: Counter[str] = Counter()
        self._file = ""
        """The name of the file that is being read, for messages."""
        self._included: set[str] = set()
        self._given: set[tuple[str, str]] = set()
        """What the headers and lists say, each value with what it is, to be looked for in the dossier in the end."""
        self._names_dossier = True
        """Whether a header may still say what the dossier is called."""

    def convert_document(self) -> None:
        """Convert everything in the file; refuses one in which there is nothing to convert."""
        for event in self._read_events(self._input_file, 0):
            tag = event.element.tag
            if event.kind == "complete":
                self._convert_element(event.element, f"{self._file}:{event.line}")
            elif tag in DOCUMENTS and event.kind == "start":
                self._begin_document(event.element)
            elif tag == "text":
                self._text_depth += 1 if event.kind == "start" else -1
            elif tag in DIVISIONS:
                (self._events.enter_division if event.kind == "start" else self._events.leave_division)()
        self._finish()

    def _read_events(self, input_file: InputFile, depth: int) -> Iterator[XmlEvent]:
        """Yield the events of a file and, where it includes files, of these."""
        stream = XmlStream(input_file, COMPLETE, TEI_CONTAINERS)
        self._file = basename(input_file.name)
        for event in stream:
            if stream.root not in ROOTS:
                raise OtherRootError(str(input_file.error(_explain_other_root(stream.root))))
            if event.element.tag != INCLUDE:
                self._input_file.show_progress(count_noun(self._counts.total(), "element"))
                yield event
                continue
            href = event.element.get("href", "")
            file = find_included_file(input_file.path, href)
            if not file or file in self._included or depth >= MAX_INCLUSION_DEPTH:
                self._builder.report.add_loss("inclusion of a file that is not beside this one", preview(href))
                continue
            self._included.add(file)
            with open_input(file) as included:
                yield from self._read_events(included, depth + 1)
            self._file = basename(input_file.name)
        for what, count in stream.skipped.items():
            self._builder.report.add_loss(f"{what}, which no record has a place for", count=count)
        if stream.root and stream.root not in ROOTS:
            raise OtherRootError(str(input_file.error(_explain_other_root(stream.root))))

    def _begin_document(self, element: Element) -> None:
        language = element.get("xml:lang") or ""
        self._header = TeiHeader(id=element.get("xml:id") or "", language=language)
        self._events.begin_document(self._header)
        if self._names_dossier and re.fullmatch(LANGUAGE.pattern, language):
            self._builder.info["language"] = language

    def _convert_element(self, element: Element, location: str) -> None:
        self._counts.update(each.tag for each in element.iter() if each.tag in REPORTED)
        if not self._text_depth or element.tag in LIST_ENTRIES:
            self._given.update(_values_of(element))
        else:
            lost = Counter(what for what in unread_values(element))
            for what, count in lost.items():
                self._builder.report.add_loss(what, location, count)
        if element.tag in HEADER_PARTS and not self._text_depth:
            self._header.read_part(element, self._builder.zone)
            self._name_dossier()
        elif element.tag in LIST_ENTRIES:
            self._people.add_entry(element)
        elif element.tag == "correspDesc":
            self._letters.convert_letter(element, self._header, location)
        elif self._text_depth and element.tag == "head":
            self._events.set_heading(label(element))
        elif self._text_depth and element.tag == "note":
            self._events.add_note(element)
        elif self._text_depth:
            self._speech.convert_element(element, self._header, location)

    def _name_dossier(self) -> None:
        """Let the first header, of the corpus or the document, say what the dossier is called and its license."""
        header, info = self._header, self._builder.info
        if self._names_dossier and header.title:
            info["title"] = header.title
            info["note"] = header.subtitle
            info["license"] = header.license
            if header.license:
                self._names_dossier = False

    def _finish(self) -> None:
        self._people.finish()
        self._report_unread()
        report, counts = self._builder.report, self._builder.counts
        for tag, (singular, plural, mapped) in REPORTED.items():
            if count := self._counts[tag]:
                report.read.append(count_noun(count, singular, plural))
                report.mapped += [each for each in mapped if each not in report.mapped]
        if not counts["events"] and not counts["quotes"] and not counts["people"]:
            why = "there is no speech in it (u, said, sp), no apparatus (app), no letter (correspDesc)"
            raise self._input_file.error(f"{why} and no list of people")

    def _report_unread(self) -> None:
        """Report what the headers and lists say that is nowhere in the dossier."""
        written = self._builder.written_words()
        for what, value in sorted(self._given):
            if not written.issuperset(words_of(value)):
                self._builder.report.add_loss(f"{what}, which no record has a place for", f"'{value[:60]}'")


def _values_of(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the texts and attributes in an element, each with what it is."""
    for each in element.iter():
        for name, value in each.attrib.items():
            if name in STRUCTURAL or (name, each.tag) in STRUCTURAL_PAIRS:
                continue
            yield f"attribute {name} of {each.tag}", one_line(value)
        if text := one_line(" ".join(filter(None, (each.text, *(child.tail for child in each))))):
            yield f"text in {each.tag}", text


def _explain_other_root(root: str) -> str:
    name = preview(root.rpartition(" ")[2], 40)
    why = f"this is XML, but not of the TEI: its outermost element is {name} and not TEI or teiCorpus"
    return why if name.lower() == "html" else f"{why}; a table written as XML is read by: peace-tui import csv"
