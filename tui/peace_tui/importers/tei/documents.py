"""Documents of the TEI from their first element to their last: who is to take in which part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from os.path import basename
from typing import Final
from xml.etree.ElementTree import Element

from peace_tui.errors import InputError
from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.input_file import Intake, opened
from peace_tui.importers.options import Options
from peace_tui.importers.report import number
from peace_tui.importers.tei.events import Occasions
from peace_tui.importers.tei.header import Header
from peace_tui.importers.tei.letters import Letters
from peace_tui.importers.tei.people import People
from peace_tui.importers.tei.plain_text import label
from peace_tui.importers.tei.speech import Speech
from peace_tui.importers.xml_stream import INCLUDE, Piece, Stream, beside, refuse_other_kinds
from peace_tui.model.records import LANGUAGE
from peace_tui.text.terminal_safe import preview

HEADER: Final = ("titleStmt", "publicationStmt", "sourceDesc", "settingDesc", "creation", "listWit")
PEOPLE: Final = ("person", "personGrp", "org")
SPOKEN: Final = ("u", "said", "sp", "app")
BLOCKS: Final = ("p", "ab", "l", "seg", "q", "quote")
"""Elements that may hold speech or an apparatus."""
WHOLE: Final = frozenset((*HEADER, *PEOPLE, *SPOKEN, *BLOCKS, "correspDesc", "head", "note", INCLUDE))
DOCUMENTS: Final = ("TEI", "TEI.2")
PARTS: Final = frozenset((*DOCUMENTS, "text", "front", "body", "back", *(f"div{n}" for n in ("", *range(1, 8)))))
ROOTS: Final = frozenset((*DOCUMENTS, "teiCorpus", "teiCorpus.2", "listPerson", "listOrg", "standOff"))
TOLD: Final = {
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
"""What is counted, and what it becomes."""
MOST_INCLUDED: Final = 4
"""How deep files may include files."""


def convert(intake: Intake, draft: Draft, options: Options) -> None:
    """Take in a document or a corpus."""
    refuse_other_kinds(intake)
    reading = Documents(intake, draft)
    try:
        for piece in reading.pieces(intake, 0):
            reading.take(piece)
    except OtherRoot as other:
        _convert_table(intake, draft, options, other)
    else:
        reading.finish()


class OtherRoot(InputError):
    """The outermost element is none of the TEI's; nothing has been taken in."""


def _convert_table(intake: Intake, draft: Draft, options: Options, other: OtherRoot) -> None:
    """Take in what may be a table written as XML, as `import csv` does; refuse it as no TEI where it is none."""
    from peace_tui.importers.table import convert as csv

    try:
        csv.convert(intake, draft, options)
    except InputError:
        raise other from None
    draft.report.changed("table written as XML, read as import csv does")


class Documents:
    """The documents of one file and of what it includes."""

    def __init__(self, intake: Intake, draft: Draft) -> None:
        """Begin with none."""
        self._intake, self._draft = intake, draft
        self._header = Header()
        self._people = People(draft)
        self._occasions = Occasions(draft)
        self._letters = Letters(draft, self._people)
        self._speech = Speech(draft, self._people, self._occasions)
        self._in_text = 0
        self._read: Counter[str] = Counter()
        self._file = ""
        self._included: set[str] = set()
        self._names_dossier = True

    def pieces(self, intake: Intake, depth: int) -> Iterator[Piece]:
        """Yield the pieces of a file and, in their places, of the files that it includes."""
        stream = Stream(intake, WHOLE, PARTS)
        self._file = basename(intake.name)
        for piece in stream:
            if stream.root not in ROOTS:
                raise OtherRoot(str(intake.refusal(_other_root(stream.root))))
            if piece.element.tag != INCLUDE:
                self._intake.progress(number(self._read.total(), "element"))
                yield piece
                continue
            href = piece.element.get("href", "")
            file = beside(intake.path, href)
            if not file or file in self._included or depth >= MOST_INCLUDED:
                self._draft.report.lost("inclusion of a file that is not beside this one", preview(href))
                continue
            self._included.add(file)
            with opened(file) as inner:
                yield from self.pieces(inner, depth + 1)
            self._file = basename(intake.name)
        if stream.root and stream.root not in ROOTS:
            raise OtherRoot(str(intake.refusal(_other_root(stream.root))))

    def take(self, piece: Piece) -> None:
        """Take in one piece."""
        element = piece.element
        tag = element.tag
        if piece.kind == "whole":
            self._whole(element, f"{self._file}:{piece.line}")
        elif tag in DOCUMENTS and piece.kind == "open":
            self._open(element)
        elif tag == "text":
            self._in_text += 1 if piece.kind == "open" else -1
        elif tag.startswith("div"):
            (self._occasions.enter if piece.kind == "open" else self._occasions.leave)(element)

    def _open(self, element: Element) -> None:
        language = element.get("xml:lang") or ""
        self._header = Header(id=element.get("xml:id") or "", language=language)
        self._occasions.begin(self._header)
        if self._names_dossier and re.fullmatch(LANGUAGE.pattern, language):
            self._draft.info["language"] = language

    def _whole(self, element: Element, place: str) -> None:
        self._read.update(each.tag for each in element.iter() if each.tag in TOLD)
        if element.tag in HEADER and not self._in_text:
            self._header.take(element, self._draft.zone)
            self._name_dossier()
        elif element.tag in PEOPLE:
            self._people.take(element)
        elif element.tag == "correspDesc":
            self._letters.take(element, self._header, place)
        elif self._in_text and element.tag == "head":
            self._occasions.head(label(element))
        elif self._in_text and element.tag == "note":
            self._occasions.note(element)
        elif self._in_text:
            self._speech.take(element, self._header, place)

    def _name_dossier(self) -> None:
        """Let the first header, of the corpus or the document, say what the dossier is called and by whom it is."""
        header, info = self._header, self._draft.info
        if self._names_dossier and header.title:
            info["title"] = header.title
            info["note"] = header.subtitle
            info["license"] = header.license
            if header.license:
                self._names_dossier = False

    def finish(self) -> None:
        """Make an end of it; refuses where there was nothing to take in."""
        self._people.finish()
        made = self._draft.made
        for tag, (one, many, mapped) in TOLD.items():
            if count := self._read[tag]:
                self._draft.report.read.append(number(count, one, many))
                self._draft.report.mapped += [each for each in mapped if each not in self._draft.report.mapped]
        if not made["events"] and not made["quotes"] and not made["people"]:
            why = "there is no speech in it (u, said, sp), no apparatus (app), no letter (correspDesc)"
            raise self._intake.refusal(f"{why} and no list of people")


def _other_root(root: str) -> str:
    name = preview(root.rpartition(" ")[2], 40)
    why = f"this is XML, but not of the TEI: its outermost element is {name} and not TEI or teiCorpus"
    return why if name.lower() == "html" else f"{why}; a table written as XML is read by: peace-tui import csv"
