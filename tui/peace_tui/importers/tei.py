"""Documents of the TEI: debates (ParlaMint), letters (`correspDesc`, as in CMIF), speech and critical texts.

A document is read from its first element to its last, since it may be larger than memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.errors import InputError
from peace_tui.importers import table
from peace_tui.importers.coerce import to_one_line
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun, split_words
from peace_tui.importers.input_file import InputFile, open_input
from peace_tui.importers.tei_elements import (
    SOURCE_TAGS,
    SPEECH,
    TeiHeader,
    find_remarks,
    find_unread_values,
    read_date,
    read_label,
    read_spoken_text,
    read_written_date,
    report_unmarked_quotations,
)
from peace_tui.importers.tei_speech import EventStack, SpeechConverter, TeiPeople, find_spoken_name
from peace_tui.importers.xml_stream import XINCLUDE_TAG, XmlEvent, XmlStream, find_included_file, refuse_non_xml
from peace_tui.model.records import CERTAINTIES, LANGUAGE
from peace_tui.text.terminal_safe import preview

HEADER_PARTS: Final = ("titleStmt", "publicationStmt", "sourceDesc", "settingDesc", "creation", "listWit")
LIST_ENTRIES: Final = ("person", "personGrp", "org")
SPEECH_BLOCKS: Final = ("p", "ab", "l", "seg", "q", "quote")
"""Elements that may hold speech or an apparatus."""
LETTER_BLOCKS: Final = ("opener", "closer", "postscript", "dateline", "salute", "signed")
"""Elements that only letters have."""
CONVERTED_TAGS: Final = frozenset(
    (
        *(*HEADER_PARTS, *LIST_ENTRIES, *SPEECH, "app", *SPEECH_BLOCKS, *LETTER_BLOCKS),
        *("correspDesc", "head", "note", "stage", XINCLUDE_TAG),
    )
)
NEVER_READ: Final = ("corresp", "ana", "n", "rend", "resp")
"""Attributes of headers that nothing is made of, even where their words stand in the dossier for another reason."""
REFERRED_TO: Final = (*LIST_ENTRIES, *SOURCE_TAGS, "witness", "listWit", "correspDesc")
"""Elements of headers and lists that others name by their `xml:id`."""
STRUCTURAL: Final = (
    *(("type", "correspAction"), ("type", "bibl"), ("type", "title"), ("cert", "date")),
    *(("source", "correspDesc"), ("full", "orgName"), *(("xml:id", tag) for tag in REFERRED_TO)),
)
"""Attributes of headers that say how the rest is to be read, and are not kept as words."""
DOCUMENT_TAGS: Final = ("TEI", "TEI.2")
DIVISIONS: Final = ("div", *(f"div{number}" for number in range(1, 8)))
TEI_CONTAINERS: Final = frozenset((*DOCUMENT_TAGS, "text", "front", "body", "back", *DIVISIONS))
ROOTS: Final = frozenset((*DOCUMENT_TAGS, "teiCorpus", "teiCorpus.2", "listPerson", "listOrg", "standOff"))
REPORTED: Final = {
    "correspDesc": (
        "letter",
        "letters",
        [
            "event ← correspDesc",
            "involved ← correspAction",
            "source ← @source or @ref",
            "quote in mode summary ← letter",
        ],
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
            if event.kind == "start":
                self._report_attributes(event.element, f"{self._file}:{event.line}")
            if event.kind == "complete":
                self._convert_element(event.element, f"{self._file}:{event.line}")
            elif tag in DOCUMENT_TAGS and event.kind == "start":
                self._begin_document(event.element)
            elif tag == "text":
                self._text_depth += 1 if event.kind == "start" else -1
                if not self._text_depth:
                    self._letters.finish_text(self._header, f"{self._file}:{event.line}")
            elif tag in DIVISIONS and event.kind == "start":
                self._events.enter_division()
                self._letters.enter_division(event.element)
            elif tag in DIVISIONS:
                self._events.leave_division()
                self._letters.leave_division()
        self._finish()

    def _read_events(self, input_file: InputFile, depth: int) -> Iterator[XmlEvent]:
        """Yield the events of a file and, where it includes files, of these."""
        stream = XmlStream(input_file, CONVERTED_TAGS, TEI_CONTAINERS)
        self._file = input_file.file_name
        for event in stream:
            if stream.root not in ROOTS:
                raise OtherRootError(str(input_file.error(_explain_other_root(stream.root))))
            if event.element.tag != XINCLUDE_TAG:
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
            self._file = input_file.file_name
        if stream.comments:
            self._builder.report.add_loss("comment in the XML", count=stream.comments)
        for what, count in stream.skipped.items():
            self._builder.report.add_loss(f"{what}, which no record has a place for", count=count)
        if stream.root and stream.root not in ROOTS:
            raise OtherRootError(str(input_file.error(_explain_other_root(stream.root))))

    def _report_attributes(self, element: Element, location: str) -> None:
        """Report the attributes of an element that holds others; two of a document may yet come into the dossier."""
        for name, value in element.attrib.items():
            what = f"attribute {name} of {element.tag}"
            if element.tag in DOCUMENT_TAGS and name in ("xml:id", "xml:lang"):
                self._given.add((what, to_one_line(value)))
            else:
                self._builder.report.add_loss(f"{what}, which no record has a place for", location)

    def _begin_document(self, element: Element) -> None:
        language = element.get("xml:lang") or ""
        self._header = TeiHeader(id=element.get("xml:id") or "", language=language)
        self._events.begin_document(self._header)
        self._letters.begin_document()
        if self._names_dossier and re.fullmatch(LANGUAGE.pattern, language):
            self._builder.info["language"] = language

    def _convert_element(self, element: Element, location: str) -> None:
        self._counts.update(each.tag for each in element.iter() if each.tag in REPORTED)
        if not self._text_depth or element.tag in LIST_ENTRIES:
            self._given.update(_find_values(element))
        else:
            lost = Counter(what for what in find_unread_values(element))
            for what, count in lost.items():
                self._builder.report.add_loss(what, location, count)
        if element.tag in HEADER_PARTS and not self._text_depth:
            self._header.read_part(element, self._builder.zone)
            self._name_dossier()
        elif element.tag in LIST_ENTRIES:
            self._people.add_entry(element)
        elif element.tag == "correspDesc":
            self._letters.convert_letter(element, self._header, location)
        elif self._text_depth and self._letters.is_text_of_letter(element):
            self._letters.add_text(element, location)
        elif self._text_depth and element.tag == "head":
            self._events.set_heading(read_label(element))
        elif self._text_depth and element.tag in ("note", "stage"):
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
        self._letters.finish()
        self._events.finish()
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
            is_never_read = what.startswith("attribute ") and what.split()[1] in NEVER_READ
            if is_never_read or not all(word in written or _is_part_of(word, written) for word in split_words(value)):
                self._builder.report.add_loss(f"{what}, which no record has a place for", f"'{value[:60]}'")


def _find_values(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the texts and attributes in an element, each with what it is."""
    for each in element.iter():
        for name, value in each.attrib.items():
            if (name, each.tag) in STRUCTURAL:
                continue
            yield f"attribute {name} of {each.tag}", to_one_line(value)
        if text := to_one_line(" ".join(filter(None, (each.text, *(child.tail for child in each))))):
            yield f"text in {each.tag}", text


def _is_part_of(word: str, written: set[str]) -> bool:
    """Tell whether a word of a script that puts no spaces between words stands inside a longer one."""
    return word[:1] >= "\u1100" and any(word in each for each in written)


def _explain_other_root(root: str) -> str:
    name = preview(root.rpartition(" ")[2], 40)
    why = f"this is XML, but not of the TEI: its outermost element is {name} and not TEI or teiCorpus"
    return why if name.lower() == "html" else f"{why}; a table written as XML is read by: peace-tui import csv"


NAME_TAGS: Final = ("persName", "orgName", "name", "rs")
PLACE_TAGS: Final = ("placeName", "settlement", "region", "country")
QUOTE_OF_LETTER: Final = "quote ← text of a letter, by its sender"
PARTY_ROLES: Final = {"sent": "sender", "received": "recipient"}
"""The role of a correspondent by the type of the action."""
MAX_ID_SOURCE_CHARS: Final = 60
"""How much of a bibliographic description an id is made of."""


EDITORIAL_DIVISIONS: Final = re.compile("transl|note|comment|apparat|annot|abstract|summary|regest|bibl", re.I)
"""Types of divisions that are the editor's words, or another wording of the letter's."""


class LetterConverter:
    """Turns letters into events, and the text of a document that is a single letter into what its sender writes."""

    def __init__(self, builder: DossierBuilder, people: TeiPeople) -> None:
        """Convert into a dossier."""
        self._builder, self._people = builder, people
        self._pending: tuple[dict[str, Any], str] | None = None
        """The quote of the letter before, in case that its text is not in the file, and where that was."""
        self.begin_document()

    def begin_document(self) -> None:
        """Begin a document, of which no letter is known yet."""
        self.finish()
        self._letters: list[dict[str, Any]] = []
        self._divisions: list[str] = []
        self._parts: list[str] = []
        self._headings: list[str] = []
        self._remarks: list[str] = []

    def enter_division(self, element: Element) -> None:
        """Enter a division of the text."""
        self._divisions.append(element.get("type") or "")

    def leave_division(self) -> None:
        """Leave the innermost division."""
        del self._divisions[-1:]

    def is_text_of_letter(self, element: Element) -> bool:
        """Tell whether an element is a part of what the sender of the document's only letter writes."""
        is_prose = element.tag in (*SPEECH_BLOCKS, *LETTER_BLOCKS, "head")
        is_written = not any(EDITORIAL_DIVISIONS.search(kind) for kind in self._divisions)
        holds_other = any(each.tag in (*SPEECH, "app") for each in element.iter())
        return len(self._letters) == 1 and is_prose and is_written and not holds_other

    def add_text(self, element: Element, location: str) -> None:
        """Add a part of the letter's text."""
        text = read_spoken_text(element)
        report_unmarked_quotations(self._builder.report, element, location, is_said=True)
        (self._headings if element.tag == "head" else self._parts).extend([text] if text else [])
        self._remarks += find_remarks(element)

    def finish_text(self, header: TeiHeader, location: str) -> None:
        """Add what the sender writes, if the document has the text of its letter."""
        parts, self._parts = self._parts, []
        if not parts:
            if self._headings:
                self._builder.report.add_loss("heading of a letter without a text", location, len(self._headings))
            return
        event, self._pending = self._letters[0], None
        table = header.own_source(False)
        quote = {
            **{"event": event["id"], **_find_correspondents(event), "text": "\n".join(parts)},
            **{"x_heading": "; ".join(self._headings), "note": "; ".join(self._remarks)},
            "source": self._source(header.own_key, str(table["title"])[:MAX_ID_SOURCE_CHARS], table),
        }
        if header.language and header.language != self._builder.info.get("language"):
            quote["language"] = header.language
        quote["id"] = self._builder.new_id("quotes", f"{event['id']}-text")
        self._builder.add_record("quotes", quote, location)
        self._builder.report.mapped += [] if QUOTE_OF_LETTER in self._builder.report.mapped else [QUOTE_OF_LETTER]
        self._headings, self._remarks = [], []

    def convert_letter(self, element: Element, header: TeiHeader, location: str) -> None:
        """Convert the description of one letter."""
        event: dict[str, Any] = {"type": "document", "involved": []}
        names: dict[str, list[str]] = {"sent": [], "received": []}
        for action in element.iter("correspAction"):
            kind = action.get("type") or "sent"
            for person in self._correspondents(action):
                involvement = {"person": person["id"], "role": PARTY_ROLES.get(kind, kind)}
                event["involved"] += [involvement] * (involvement not in event["involved"])
                names.setdefault(kind, []).append(find_spoken_name(person))
            self._read_date_and_place(event, action, kind, location)
        event["title"] = _format_title(names)
        event["sources"] = [*self._sources(element, header, event["title"])]
        event["note"] = "; ".join(filter(None, map(read_label, element.findall("note"))))
        event["x_mentions"] = [_format_reference(ref) for ref in element.findall("note/ref")]
        event |= {f"x_{name}": element.get(name) for name in ("key", "sameAs", "status") if element.get(name)}
        refs = element.findall("correspContext/ref")
        event["x_context"] = [_format_reference(ref) for ref in refs]
        wanted = "letter " + (re.sub("[^0-9-]+", "-", event.get("date") or "") or "undated")
        event["id"] = self._builder.new_id("events", wanted, element.get("xml:id") or "")
        self._builder.add_record("events", event, location)
        self.finish()
        self._letters = [*self._letters[:1], event]  # of several none has the text of the document
        self._pending = self._summary(event, location)

    def _summary(self, event: dict[str, Any], location: str) -> tuple[dict[str, Any], str]:
        """Return what takes the place of a letter whose text is not in the file: that it was written, and to whom."""
        quote = {"event": event["id"], **_find_correspondents(event), "mode": "summary", "text": event["title"]}
        sources = event["sources"]
        return quote | {"source": sources[0] if sources else None}, location

    def finish(self) -> None:
        """Add the letter that is pending, whose text has not come."""
        if self._pending:
            quote, location = self._pending
            if quote["who"] or quote["to"]:
                quote["id"] = self._builder.new_id("quotes", f"{quote['event']}-letter")
                self._builder.add_record("quotes", quote, location)
        self._pending = None

    def _correspondents(self, action: Element) -> Iterator[dict[str, Any]]:
        for each in action:
            if each.tag in NAME_TAGS and (read_label(each) or each.get("ref")):
                yield self._people.get_named(each)

    def _read_date_and_place(self, event: dict[str, Any], action: Element, kind: str, location: str) -> None:
        """Read the date and the place of an action: those of sending are the letter's."""
        dates, places = action.findall("date"), [each for each in action if each.tag in PLACE_TAGS]
        place = ", ".join(dict.fromkeys(filter(None, map(read_label, places))))
        date = read_date(dates[0], self._builder.zone) if dates else None
        if dates and date is None and (written := read_written_date(dates[0])):
            self._builder.report.add_change("date that cannot be read, kept as x_date", f"{location}: '{written}'")
            event["x_date" if kind == "sent" else f"x_{kind}_date"] = written
        if len(dates) > 1:
            event[f"x_{kind}_dates"] = [read_written_date(each) for each in dates[1:]]
        if kind != "sent":
            event |= {f"x_{kind}_date": date} if date else {}
            event |= {f"x_{kind}_place": place} if place else {}
            return
        event |= {"date": date} if date and "date" not in event else {}
        event.setdefault("place", place)
        event["x_place_ref"] = [each.get("ref") for each in places if each.get("ref")]
        doubts = {each.get("cert") for each in dates} & set(CERTAINTIES)
        if doubts:
            event["certainty"] = min(doubts, key=lambda doubt: -CERTAINTIES.index(str(doubt)))

    def _sources(self, element: Element, header: TeiHeader, title: str) -> Iterator[str]:
        """Yield the ids of the editions that print a letter, and of the page that a `ref` names."""
        for ref in (element.get("source") or "").split():
            key = ref.removeprefix("#")
            table = header.sources.get(key) or {"title": ref, "url": ref if ref.startswith("http") else None}
            yield self._source(header.source_key(key), str(table["title"])[:MAX_ID_SOURCE_CHARS], table)
        if not element.get("source") and (header.sources or header.title):
            table = header.own_source(False)
            yield self._source(header.own_key, str(table["title"])[:MAX_ID_SOURCE_CHARS], table)
        if (ref := (element.get("ref") or "").strip()).startswith(("http://", "https://")):
            table = {"type": "personal_communication", "title": title, "url": ref}
            yield self._source(ref, ref.rstrip("/").rpartition("/")[2].removesuffix(".html"), table)

    def _source(self, key: str, wanted: str, table: dict[str, Any]) -> str:
        return str(self._builder.get_or_add_source(key, wanted, table)["id"])


def _find_correspondents(event: dict[str, Any]) -> dict[str, list[str]]:
    """Return the sender of a letter as who speaks, and the recipient as who is spoken to."""
    keys = {"who": "sender", "to": "recipient"}
    return {key: [each["person"] for each in event["involved"] if each["role"] == role] for key, role in keys.items()}


def _format_reference(ref: Element) -> str:
    return f"{ref.get('type') or 'ref'}: {' '.join(filter(None, (read_label(ref), ref.get('target'))))}"


def _format_title(names: dict[str, list[str]]) -> str:
    senders, receivers = (" and ".join(dict.fromkeys(names[kind])) for kind in ("sent", "received"))
    return "Letter" + (f" from {senders}" if senders else "") + (f" to {receivers}" if receivers else "")
