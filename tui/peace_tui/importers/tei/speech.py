"""What is said in TEI texts, and at which event: debates, direct speech, and texts with an apparatus."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.tei.elements import SPEECH, label, remarks, spoken_text, witnesses_of
from peace_tui.importers.tei.header import TeiHeader
from peace_tui.importers.tei.people import TeiPeople

EXTRA_ATTRIBUTES: Final = ("start", "end", "synch", "prev", "next", "n", "aloud", "cert", "resp")
"""Attributes of speech that are kept under `x_` keys."""
MAX_EVENT_NOTES: Final = 500
"""How many notes between speeches an event keeps."""


@dataclass
class Division:
    """A part of a text that is open: its heading, the notes in it, and its event once something is said."""

    head: str = ""
    notes: list[str] = field(default_factory=list)
    event: dict[str, Any] | None = None


class EventStack:
    """The event that speech belongs to: the innermost open division with a heading, else the document itself."""

    def __init__(self, builder: DossierBuilder) -> None:
        """Begin outside any document."""
        self._builder = builder
        self._header = TeiHeader()
        self._divisions = [Division()]
        self.next_speaker = ""
        """The note that names the next speaker, in documents that have such notes."""

    def begin_document(self, header: TeiHeader) -> None:
        """Begin a document, whose header is still to be filled."""
        self._header, self._divisions, self.next_speaker = header, [Division()], ""

    def enter_division(self) -> None:
        """Enter a division of the text."""
        self._divisions.append(Division())

    def leave_division(self) -> None:
        """Leave the innermost division."""
        if len(self._divisions) > 1:
            self._divisions.pop()

    def set_heading(self, text: str) -> None:
        """Set the heading of the innermost division, unless it has one or something has been said in it."""
        division = self._divisions[-1]
        if text and not division.head and division.event is None and len(self._divisions) > 1:
            division.head = text

    def add_note(self, element: Element) -> None:
        """Add a note between speeches to the event."""
        text, kind = label(element), element.get("type") or ""
        if kind == "speaker":
            self.next_speaker = text
        elif text:
            division = self._current_division()
            if len(division.notes) < MAX_EVENT_NOTES:
                division.notes.append(f"{kind}: {text}" if kind else text)
                if division.event is not None:
                    division.event["x_remarks"] = division.notes
            else:
                self._builder.report.add_loss(f"note beyond {MAX_EVENT_NOTES} of one event")

    def current_event(self, is_utterance: bool) -> dict[str, Any]:
        """Return the event of what is said now; utterances belong to a meeting, other speech may be a document's."""
        division = self._current_division()
        if division.event is None:
            header = self._header
            is_meeting = is_utterance or header.has_setting
            table: dict[str, Any] = {"type": "meeting" if is_meeting else "document", "date": header.date}
            table["place"] = header.place
            if header.unread_date:
                table["x_date"] = header.unread_date
                why = (
                    "date with a clock time of no time zone (say --timezone Europe/Berlin, for example), kept as x_date"
                )
                self._builder.report.add_change(why, f"'{header.unread_date}'")
            title = division.head or header.title or header.id or "Untitled document"
            if division.head:
                table["x_part_of"] = header.title
            else:
                table["summary"] = header.subtitle
            given = "" if division.head else header.id
            table |= {"title": title, "x_remarks": division.notes}
            division.event = self._builder.open_event(title, table, given)
        return division.event

    def _current_division(self) -> Division:
        return next((each for each in reversed(self._divisions) if each.head), self._divisions[0])


class SpeechConverter:
    """Turns what is said into quotes of the events it is said at."""

    def __init__(self, builder: DossierBuilder, people: TeiPeople, events: EventStack) -> None:
        """Begin with no speech."""
        self._builder, self._people, self._events = builder, people, events
        self._quote_counts: Counter[str] = Counter()

    def convert_element(self, element: Element, header: TeiHeader, location: str) -> None:
        """Convert an element of a text: speech itself, or a block in which there is speech or an apparatus."""
        speeches = [each for each in element.iter() if each.tag in SPEECH]
        for each in speeches:
            self._convert_quote(each, header, location)
        if not speeches and element.find(".//app") is None and element.tag != "app":
            if spoken_text(element):
                what = f"element {element.tag} in which no one is said to speak"
                self._builder.report.add_loss(what, location)
        elif not speeches:
            self._convert_quote(element, header, location)

    def _convert_quote(self, element: Element, header: TeiHeader, location: str) -> None:
        text = spoken_text(_in_context(element))
        if not text:
            self._builder.report.add_loss("speech without words", location)
            return
        event = self._events.current_event(element.tag == "u")
        self._quote_counts[event["id"]] += 1
        count = self._quote_counts[event["id"]]
        language = element.get("xml:lang")
        quote: dict[str, Any] = {"event": event["id"], "n": count, "text": text}
        quote["who"] = self._speakers(element, header)
        quote["to"] = self._people.find_all(element.get("toWhom"), header.date)
        quote["mode"] = _mode(element)
        quote["language"] = language if language and language != self._builder.info.get("language") else None
        quote["tags"] = [tag for ref in (element.get("ana") or "").split() if (tag := ref.rpartition("#")[2])]
        quote["note"] = "; ".join(remarks(element))
        quote |= {f"x_{name}": element.get(name) for name in EXTRA_ATTRIBUTES if element.get(name)}
        if element.tag == "u" and self._events.next_speaker:
            quote["x_speaker"], self._events.next_speaker = self._events.next_speaker, ""
        quote |= self._versions(element, header)
        quote["id"] = self._builder.new_id("quotes", f"{event['id']}-{count:02}", element.get("xml:id") or "")
        self._builder.add_record("quotes", quote, location)

    def _speakers(self, element: Element, header: TeiHeader) -> list[str]:
        if who := element.get("who"):
            return self._people.find_all(who, header.date)
        if (speaker := label(element.find("speaker")).rstrip(".:")) and element.tag == "sp":
            return [self._builder.get_or_add_person(speaker)["id"]]
        if element.tag in SPEECH:
            return []
        return self._builder.get_or_add_people(header.authors)  # of an edited text, the words are its author's

    def _versions(self, element: Element, header: TeiHeader) -> dict[str, Any]:
        """Return the keys of a quote that say where it is printed: in witnesses, else in the document."""
        versions = []
        for siglum in _witnesses(element, header):
            if text := spoken_text(_in_context(element), siglum):
                versions.append({"source": self._witness_source(siglum, header), "text": text})
        if versions:
            return {"versions": versions}
        table = header.own_source(element.tag == "u")
        wanted = str(table["title"] or header.id)
        return {"source": self._builder.get_or_add_source(f"{header.id} {header.title}", wanted, table)["id"]}

    def _witness_source(self, siglum: str, header: TeiHeader) -> str:
        table = {"type": "manuscript", "title": header.witnesses.get(siglum, siglum), "x_siglum": siglum}
        return str(self._builder.get_or_add_source(f"witness {header.id} {siglum}", siglum, table)["id"])


def _mode(element: Element) -> str:
    if element.tag == "u":
        return "transcript"
    return "indirect" if element.tag == "said" and element.get("direct") == "false" else "direct"


def _in_context(element: Element) -> Element:
    """Return an entry of an apparatus inside a block, so that it is read as part of a text; else the element itself."""
    if element.tag != "app":
        return element
    block = Element("ab")
    block.append(element)
    return block


def _witnesses(element: Element, header: TeiHeader) -> list[str]:
    """Return the sigla of which an element gives the text: those it names and, where a lemma names none, all others."""
    entries = [element] if element.tag == "app" else [*element.iter("app")]
    readings = [each for entry in entries for each in entry.iter() if each.tag in ("lem", "rdg")]
    named = [siglum for each in readings for siglum in witnesses_of(each)]
    is_open = any(each.tag == "lem" and not witnesses_of(each) for each in readings)
    sigla = dict.fromkeys(one for siglum in named for one in header.groups.get(siglum, [siglum]))
    return [*dict.fromkeys([*(header.witnesses if is_open else ()), *sigla])]
