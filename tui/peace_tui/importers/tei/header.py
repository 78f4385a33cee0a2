"""What a TEI document says of itself: title, language, date and place of a sitting, and what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.tei.elements import date_as_written, element_date, has_exact_date, is_coarser, label

EDITION_TYPES: Final = {"print": "book", "online": "webpage", "hybrid": "book"}
"""CSL types for the types of editions that the Correspondence Metadata Interchange Format has."""
WEB_ADDRESS: Final = re.compile(r"https?://\S+")
SOURCE_TAGS: Final = ("bibl", "biblStruct", "biblFull", "msDesc", "recording")


@dataclass
class TeiHeader:
    """The header of one document; filled while that is read."""

    id: str = ""
    language: str = ""
    title: str = ""
    subtitle: str = ""
    authors: list[str] = field(default_factory=list)
    publication: dict[str, Any] = field(default_factory=dict)
    license: str = ""
    place: str = ""
    date: str | None = None
    unread_date: str = ""
    """The date as it is written, where it has a clock time of no time zone."""
    has_setting: bool = False
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the document was made from, by `xml:id`; the first is the document's own source."""
    witnesses: dict[str, str] = field(default_factory=dict)
    """The names of witnesses by their sigla."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """The sigla of the witnesses in each list of witnesses that has one itself."""

    def read_part(self, element: Element, zone: str | None) -> None:
        """Read one part of the header."""
        if element.tag == "titleStmt":
            self._read_title(element)
        elif element.tag == "publicationStmt":
            self._read_publication(element, zone)
        elif element.tag == "sourceDesc":
            self._read_sources(element, zone)
        elif element.tag == "settingDesc":
            self._read_setting(element, zone)
        elif element.tag == "creation" and self.date is None:
            self.date = element_date(element.find(".//date"), zone)
        for listed in element.iter("listWit"):
            self._read_witnesses(listed)

    def _read_title(self, element: Element) -> None:
        titles = [title for title in element.findall("title") if label(title)]
        main = [title for title in titles if title.get("type", "main") == "main"] or titles
        own = [title for title in main if (title.get("xml:lang") or self.language) == self.language]
        self.title = label((own or main)[0]) if main else ""
        subtitle = next((title for title in titles if title.get("type") in ("sub", "subtitle")), None)
        self.subtitle = label(subtitle)
        self.authors = [name for author in element.findall("author") if (name := label(author))]

    def _read_publication(self, element: Element, zone: str | None) -> None:
        licence = element.find(".//licence")
        if licence is not None:
            self.license = licence.get("target") or label(licence)
        self.publication = {
            "publisher": label(element.find("publisher")),
            "issued": element_date(element.find("date"), zone),
            "url": _address(element, "idno"),
        }

    def _read_sources(self, element: Element, zone: str | None) -> None:
        for number, bibl in enumerate((each for each in element.iter() if each.tag in SOURCE_TAGS), 1):
            when, is_recording = bibl.find(".//date"), bibl.tag == "recording"
            self.sources[bibl.get("xml:id") or f"source {number}"] = {
                "type": EDITION_TYPES.get(bibl.get("type", "")),
                "title": label(bibl.find(".//title")) or (self.title if is_recording else label(bibl)),
                "author": [name for author in bibl.iter("author") if (name := label(author))],
                "publisher": label(bibl.find(".//publisher")),
                "issued": element_date(when, zone),
                "url": _address(bibl, "idno", "ref", "ptr"),
            }
            if (has_exact_date(when) or is_recording) and self.date is None:
                self.date = element_date(when, zone)

    def _read_setting(self, element: Element, zone: str | None) -> None:
        setting = element.find("setting")
        if setting is None:
            return
        self.has_setting = True
        names = (each for each in setting.iter() if each.tag in ("name", "placeName", "settlement", "address"))
        self.place = ", ".join(dict.fromkeys(filter(None, map(label, names))))
        when = setting.find(".//date")
        if has_exact_date(when) or self.date is None:  # some corpora have their full span in every file
            self.date = element_date(when, zone) or self.date
            self.unread_date = date_as_written(when) if when is not None and is_coarser(self.date, when) else ""

    def _read_witnesses(self, listed: Element) -> None:
        witnesses = [each for each in listed.iter("witness") if each.get("xml:id")]
        self.witnesses |= {each.get("xml:id", ""): label(each) or each.get("xml:id", "") for each in witnesses}
        if group := listed.get("xml:id"):
            self.groups[group] = [each.get("xml:id", "") for each in witnesses]

    def own_source(self, is_transcript: bool) -> dict[str, Any]:
        """Return the source that the document is: what it was made from, else the document itself."""
        table = next((table for table in self.sources.values() if table["title"]), None)
        if table is None:
            table = {"type": None, "title": self.title, "author": self.authors, **self.publication}
        return table | {"type": table["type"] or ("hearing" if is_transcript else "document")}


def _address(element: Element, *tags: str) -> str:
    """Return the first web address in elements of these names."""
    return next(_addresses(element, tags), "")


def _addresses(element: Element, tags: tuple[str, ...]) -> Iterator[str]:
    for each in (each for tag in tags for each in element.iter(tag)):
        for text in (each.get("target") or "", label(each)):
            if match := WEB_ADDRESS.match(text.strip()):
                yield match[0]
