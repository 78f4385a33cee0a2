"""What a TEI document says of itself: title, language, date and place of a sitting, and what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.tei.dates import is_exact, moment
from peace_tui.importers.tei.plain_text import label

KINDS: Final = {"print": "book", "online": "webpage", "hybrid": "book"}
"""CSL types for the types of editions that CMIF knows."""
ADDRESS: Final = re.compile(r"https?://\S+")
BIBLS: Final = ("bibl", "biblStruct", "biblFull", "msDesc", "recording")


@dataclass
class Header:
    """The header of one document; filled while it is read."""

    id: str = ""
    language: str = ""
    title: str = ""
    subtitle: str = ""
    authors: list[str] = field(default_factory=list)
    publication: dict[str, Any] = field(default_factory=dict)
    license: str = ""
    place: str = ""
    date: str | None = None
    has_setting: bool = False
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the document was made from, by `xml:id`; the first is the document's own source."""
    witnesses: dict[str, str] = field(default_factory=dict)
    """The names of witnesses by their sigla."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """The sigla of the witnesses in each list of witnesses that has one itself."""

    def take(self, element: Element, zone: str | None) -> None:
        """Take in one part of the header."""
        if element.tag == "titleStmt":
            self._title(element)
        elif element.tag == "publicationStmt":
            self._publication(element, zone)
        elif element.tag == "sourceDesc":
            self._sources(element, zone)
        elif element.tag == "settingDesc":
            self._setting(element, zone)
        elif element.tag == "creation" and self.date is None:
            self.date = moment(element.find(".//date"), zone)
        for listed in element.iter("listWit"):
            self._witnesses(listed)

    def _title(self, element: Element) -> None:
        titles = [title for title in element.findall("title") if label(title)]
        main = [title for title in titles if title.get("type", "main") == "main"] or titles
        own = [title for title in main if (title.get("xml:lang") or self.language) == self.language]
        self.title = label((own or main)[0]) if main else ""
        subtitle = next((title for title in titles if title.get("type") in ("sub", "subtitle")), None)
        self.subtitle = label(subtitle)
        self.authors = [name for author in element.findall("author") if (name := label(author))]

    def _publication(self, element: Element, zone: str | None) -> None:
        licence = element.find(".//licence")
        if licence is not None:
            self.license = licence.get("target") or label(licence)
        self.publication = {
            "publisher": label(element.find("publisher")),
            "issued": moment(element.find("date"), zone),
            "url": _address(element, "idno"),
        }

    def _sources(self, element: Element, zone: str | None) -> None:
        for place, bibl in enumerate(each for each in element.iter() if each.tag in BIBLS):
            when = bibl.find(".//date")
            self.sources[bibl.get("xml:id") or f"source {place + 1}"] = {
                "type": KINDS.get(bibl.get("type", "")),
                "title": label(bibl.find(".//title")) or label(bibl),
                "author": [name for author in bibl.iter("author") if (name := label(author))],
                "publisher": label(bibl.find(".//publisher")),
                "issued": moment(when, zone),
                "url": _address(bibl, "idno", "ref", "ptr"),
            }
            if is_exact(when) and self.date is None:
                self.date = moment(when, zone)

    def _setting(self, element: Element, zone: str | None) -> None:
        setting = element.find("setting")
        if setting is None:
            return
        self.has_setting = True
        names = (each for each in setting.iter() if each.tag in ("name", "placeName", "settlement", "address"))
        self.place = ", ".join(dict.fromkeys(filter(None, map(label, names))))
        when = setting.find(".//date")
        if is_exact(when) or self.date is None:  # some corpora have the span of the whole in every file
            self.date = moment(when, zone) or self.date

    def _witnesses(self, listed: Element) -> None:
        found = [each for each in listed.iter("witness") if each.get("xml:id")]
        self.witnesses |= {each.get("xml:id", ""): label(each) or each.get("xml:id", "") for each in found}
        if group := listed.get("xml:id"):
            self.groups[group] = [each.get("xml:id", "") for each in found]

    def own_source(self, spoken: bool) -> dict[str, Any]:
        """Return the source that the document is: what it was made from, else the document itself."""
        table = next((table for table in self.sources.values() if table["title"]), None)
        if table is None:
            table = {"type": None, "title": self.title, "author": self.authors, **self.publication}
        return table | {"type": table["type"] or ("hearing" if spoken else "document")}


def _address(element: Element, *tags: str) -> str:
    """Return the first web address in elements of these names."""
    return next(_addresses(element, tags), "")


def _addresses(element: Element, tags: tuple[str, ...]) -> Iterator[str]:
    for each in (found for tag in tags for found in element.iter(tag)):
        for said in (each.get("target") or "", label(each)):
            if match := ADDRESS.match(said.strip()):
                yield match[0]
