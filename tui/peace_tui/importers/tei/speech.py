"""What is said in TEI texts: utterances of debates, direct speech, and texts of which witnesses differ."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.tei.events import Occasions
from peace_tui.importers.tei.header import Header
from peace_tui.importers.tei.people import People
from peace_tui.importers.tei.plain_text import label, remarks, witnesses_of, words

OTHER: Final = ("start", "end", "synch", "prev", "next", "n", "aloud", "cert", "resp")
"""Attributes of speech that are kept under keys of our own."""
SPEECH: Final = ("u", "said", "sp")


class Speech:
    """What is said, as quotes of the events it is said at."""

    def __init__(self, draft: Draft, people: People, occasions: Occasions) -> None:
        """Begin in silence."""
        self._draft, self._people, self._occasions = draft, people, occasions
        self._numbers: Counter[str] = Counter()

    def take(self, element: Element, header: Header, place: str) -> None:
        """Take in an element of a text: speech itself, or a block in which there is speech or an apparatus."""
        spoken = [each for each in element.iter() if each.tag in SPEECH]
        for each in spoken:
            self._quote(each, header, place)
        if not spoken and element.find(".//app") is None and element.tag != "app":
            if words(element):
                self._draft.report.lost(f"element {element.tag} in which nobody is said to speak", place)
        elif not spoken:
            self._quote(element, header, place)

    def _quote(self, element: Element, header: Header, place: str) -> None:
        text = words(_within(element) if element.tag == "app" else element)
        if not text:
            self._draft.report.lost("speech without words", place)
            return
        event = self._occasions.current(element.tag == "u")
        self._numbers[event["id"]] += 1
        count = self._numbers[event["id"]]
        language = element.get("xml:lang")
        quote: dict[str, Any] = {"event": event["id"], "n": count, "text": text}
        quote["who"] = self._speakers(element, header)
        quote["to"] = self._people.several(element.get("toWhom"), header.date)
        quote["mode"] = _mode(element)
        quote["language"] = language if language and language != self._draft.info.get("language") else None
        quote["tags"] = [tag for tag in (ref.rpartition("#")[2] for ref in (element.get("ana") or "").split()) if tag]
        quote["note"] = "; ".join(remarks(element))
        quote |= {f"x_{name}": element.get(name) for name in OTHER if element.get(name)}
        if element.tag == "u" and self._occasions.speaker:
            quote["x_speaker"], self._occasions.speaker = self._occasions.speaker, ""
        quote |= self._printed(element, header, text)
        quote["id"] = self._draft.id("quotes", f"{event['id']}-{count:02}", element.get("xml:id") or "")
        self._draft.add("quotes", quote, place)

    def _speakers(self, element: Element, header: Header) -> list[str]:
        if who := element.get("who"):
            return self._people.several(who, header.date)
        if (speaker := label(element.find("speaker")).rstrip(".:")) and element.tag == "sp":
            return [self._draft.person(speaker)["id"]]
        if element.tag in SPEECH:
            return []
        return self._draft.people(header.authors)  # of an edited text, the words are its author's

    def _printed(self, element: Element, header: Header, text: str) -> dict[str, Any]:
        """Return what of a quote says where it is printed: in the witnesses of its apparatus, else in the document."""
        versions = []
        for siglum in _witnesses(element, header):
            found = words(_within(element) if element.tag == "app" else element, siglum)
            if found:
                versions.append({"source": self._witness(siglum, header), "text": found})
        if versions:
            return {"versions": versions}
        table = header.own_source(element.tag == "u")
        wanted = str(table["title"] or header.id)
        return {"source": self._draft.source(f"{header.id} {header.title}", wanted, table)["id"]}

    def _witness(self, siglum: str, header: Header) -> str:
        title = header.witnesses.get(siglum, siglum)
        table = {"type": "manuscript", "title": title, "x_siglum": siglum}
        source = self._draft.source(f"witness {header.id} {siglum}", siglum, table)
        return str(source["id"])


def _mode(element: Element) -> str:
    if element.tag == "u":
        return "transcript"
    return "indirect" if element.tag == "said" and element.get("direct") == "false" else "direct"


def _within(app: Element) -> Element:
    """Return an element around an entry of an apparatus that stands alone, so that it is read as part of a text."""
    around = Element("ab")
    around.append(app)
    return around


def _witnesses(element: Element, header: Header) -> list[str]:
    """Return the sigla of which an element gives the text: those it names and, where a lemma names none, all others."""
    entries = [element] if element.tag == "app" else [*element.iter("app")]
    readings = [each for entry in entries for each in entry.iter() if each.tag in ("lem", "rdg")]
    named = [siglum for each in readings for siglum in witnesses_of(each)]
    silent = any(each.tag == "lem" and not witnesses_of(each) for each in readings)
    found = dict.fromkeys(one for siglum in named for one in header.groups.get(siglum, [siglum]))
    return [*dict.fromkeys([*(header.witnesses if silent else ()), *found])]
