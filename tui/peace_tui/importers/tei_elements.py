"""What the elements of the TEI say: the words spoken, remarks on them, labels, dates, and the header of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.coerce import join_name_parts, to_one_line
from peace_tui.importers.dates import MissingTimeZone, UnclearDate, is_date, to_edtf
from peace_tui.importers.dossier_builder import ImportReport, split_words
from peace_tui.text.terminal_safe import clean_text

REMARKS: Final = frozenset(("note", "incident", "kinesic", "vocal", "writing", "shift", "stage"))
"""Elements that describe what happens while somebody speaks."""
UNSPOKEN_TAGS: Final = frozenset((*REMARKS, "linkGrp", "fw", "figDesc", "desc", "del", "speaker", "teiHeader", "label"))
"""Elements whose text is not the speaker's."""
NAME_PARTS_READ: Final = ("forename", "nameLink", "surname", "genName")
"""The parts of a name as it is read aloud, in their order."""
APART: Final = frozenset(
    (
        *(*NAME_PARTS_READ, "addName", "roleName", "settlement", "region", "country", "district", "street"),
        *("postCode", "placeName", "geogName", "author", "editor", "title", "publisher", "pubPlace", "date"),
        *("biblScope", "idno", "p", "ab", "l", "item", "head", "desc", "row", "cell"),
    )
)
"""Elements with words of their own, also where the file has nothing between two of them."""
BREAKS: Final = ("lb", "pb", "cb", "milestone")
"""Empty elements between two words, unless they say that they break one."""
LINE_BLOCKS: Final = frozenset(("p", "ab", "l", "lg", "u", "item", "div", "head", "row"))
"""Elements that begin a line."""
PREFERRED_CHOICES: Final = ("corr", "reg", "expan")
"""What is read of a `choice`: the correction, the regular spelling, the expansion."""
DATE_ATTRIBUTES: Final = ("when", "from", "to", "notBefore", "notAfter")
UNCERTAIN: Final = ("low", "medium", "unknown")
"""Degrees of certainty for which a date gets a question mark."""


# --- Words -----------------------------------------------------------------------------------------------------------


def read_spoken_text(element: Element, witness: str | None = None) -> str:
    """Return the words in an element as plain text; of an apparatus the reading of `witness`, without one the lemma."""
    text = "".join(_find_spoken_parts(element, witness, False))
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in clean_text(text).split("\n"))
    return re.sub(r"\n+", "\n", "\n".join(lines)).strip()


def read_label(element: Element | None) -> str:
    """Return all text in an element on one line; nothing where there is no element."""
    return to_one_line("".join(_find_label_parts(element))) if element is not None else ""


def _find_label_parts(element: Element) -> Iterator[str]:
    yield element.text or ""
    following_tags = [each.tag for each in element[1:]] + [""] * bool(len(element))
    for child, following in zip(element, following_tags, strict=True):
        yield from _find_label_parts(child) if child.tag not in BREAKS else ("" if child.get("break") == "no" else " ")
        yield child.tail or (" " if child.tag in APART and following in APART else "")


def read_personal_name(element: Element) -> str:
    """Return a name as it is read aloud; without parts or with words between them, all of its text."""
    inner = element.find("persName")
    name = element if inner is None or split_words("".join(_find_text_beside(element))) else inner
    beside = " ".join(_find_text_beside(name))
    if split_words(beside) and "," not in beside:
        return read_label(name)
    parts = (" ".join(filter(None, map(read_label, name.findall(tag)))) for tag in NAME_PARTS_READ)
    return join_name_parts(*parts) or read_label(name)


def _find_text_beside(element: Element) -> Iterator[str]:
    """Yield the text of an element that is in none of its parts."""
    yield element.text or ""
    yield from (part.tail or "" for part in element)


def find_remarks(element: Element) -> list[str]:
    """Return the remarks in an element, each on one line."""
    texts = [read_label(each) for each in element.iter() if each.tag in (*REMARKS, "gap") and each is not element]
    return [text for text in texts if text]


def _find_spoken_parts(element: Element, witness: str | None, tokenized: bool) -> Iterator[str]:
    """Yield the parts of an element's words; `tokenized` says that each word is marked, so that spaces are layout."""
    tokenized = tokenized or any(child.tag in ("w", "pc") for child in element)
    yield _read_character_data(element.text, tokenized)
    for child in element:
        yield from _find_parts_of_child(element, child, witness, tokenized)
        yield _read_character_data(child.tail, tokenized)


def _find_parts_of_child(parent: Element, child: Element, witness: str | None, tokenized: bool) -> Iterator[str]:
    tag = child.tag
    if tag in UNSPOKEN_TAGS:
        return
    if tag == "gap":
        yield " […] "
    elif tag in BREAKS:
        yield "" if child.get("break") == "no" else " "
    elif tag in ("w", "pc"):
        yield re.sub(r"\s+", " ", "".join(_find_spoken_parts(child, witness, False))).strip()
        yield "" if child.get("join") in ("right", "both") else " "
    elif tag == "choice":
        if (chosen := _choose(child)) is not None:
            yield from _find_spoken_parts(chosen, witness, tokenized)
    elif tag == "app":
        if (reading := _find_reading(child, witness)) is not None:
            yield from _find_spoken_parts(reading, witness, tokenized)
    elif tag == "supplied":
        yield from ("[", *_find_spoken_parts(child, witness, tokenized), "]")
    elif tag in LINE_BLOCKS or (tag == "seg" and parent.tag in ("u", "said")):
        yield from ("\n", *_find_spoken_parts(child, witness, False), "\n")
    else:
        yield from _find_spoken_parts(child, witness, tokenized)


def _choose(choice: Element) -> Element | None:
    """Return which of several elements in a `choice` is read."""
    preferred = (choice.find(name) for name in PREFERRED_CHOICES)
    return next((each for each in preferred if each is not None), choice[0] if len(choice) else None)


def _read_character_data(text: str | None, tokenized: bool) -> str:
    """Return text between tags; between marked words white space is only the layout of the file."""
    if not text or (tokenized and not text.strip()):
        return ""
    return re.sub(r"\s+", " ", text)


def _find_reading(app: Element, witness: str | None) -> Element | None:
    """Return the reading of a witness in an entry of an apparatus: its own, else the lemma if that names no witness."""
    readings = [each for each in app.iter() if each.tag in ("lem", "rdg")]
    if witness is not None:
        for reading in readings:
            if witness in find_witnesses(reading):
                return reading
        return next((each for each in readings if each.tag == "lem" and not find_witnesses(each)), None)
    lemma = next((each for each in readings if each.tag == "lem"), None)
    return lemma if lemma is not None else readings[0] if readings else None


def find_witnesses(reading: Element) -> list[str]:
    """Return the sigla of the witnesses of a reading."""
    return [name.removeprefix("#") for name in (reading.get("wit") or "").split()]


READ_ATTRIBUTES: Final = frozenset(
    (
        *("who", "toWhom", "ana", "xml:id", "xml:lang", "n"),
        *("start", "end", "synch", "prev", "next", "aloud", "cert", "resp"),
    )
)
"""Attributes that become keys, ids or `x_` keys of a quote, where they stand on speech."""
SPEECH: Final = ("u", "said", "sp")
"""Elements that are what somebody says."""
QUOTATIONS: Final = ("q", "quote")
"""Elements that are what somebody says where they name who does."""
MARKS_AROUND: Final = frozenset("\"'“”„‟«»‘’‚‛‹›「」『』`")
"""Signs with which a quotation may begin."""
READ_INSIDE: Final = frozenset(("wit", "join", "break"))
"""Attributes that tell how the words inside speech are read."""


def is_speech(element: Element) -> bool:
    """Tell whether an element is what somebody says."""
    return element.tag in SPEECH or (element.tag in QUOTATIONS and bool(element.get("who")))


def find_text_beside_speech(element: Element) -> str:
    """Return the words in an element that are in no speech."""

    def pieces(parent: Element) -> Iterator[str]:
        yield parent.text or ""
        for child in parent:
            if not is_speech(child) and child.tag not in UNSPOKEN_TAGS:
                yield from pieces(child)
            yield child.tail or ""

    return "" if is_speech(element) else to_one_line("".join(pieces(element)))


def report_unmarked_quotations(report: ImportReport, element: Element, location: str, is_said: bool) -> None:
    """Report the quotations in what is said for which the file has no quotation marks; `is_said`: all of it is."""
    if any(next(element.iter(tag), None) is not None for tag in (*QUOTATIONS, "said")):
        for tag in _find_unmarked_quotations(element, is_said, ""):
            report.add_change(f"element {tag} inside what is said, without quotation marks, as in the file", location)


def _find_unmarked_quotations(element: Element, is_said: bool, before: str) -> Iterator[str]:
    """Yield the name of each quotation in what is said with no mark at its beginning, nor at the end of `before`."""
    words = read_label(element) if is_said and element.tag in (*QUOTATIONS, "said") else ""
    if words and MARKS_AROUND.isdisjoint((words[0], before.rstrip()[-1:])):
        yield element.tag
    is_said = is_said or is_speech(element)
    before = element.text or ""
    for child in element:
        if child.tag not in UNSPOKEN_TAGS:
            yield from _find_unmarked_quotations(child, is_said, before)
        before = child.tail or ""


def find_unread_values(element: Element) -> Iterator[str]:
    """Yield in words each attribute and each silent element with text in an element of a text that no quote keeps."""
    described = {id(desc) for each in element.iter() if each.tag in (*REMARKS, "gap") for desc in each.iter("desc")}
    for each in element.iter():
        read = READ_ATTRIBUTES if each.tag in SPEECH or (is_speech(each) and element.tag not in SPEECH) else READ_INSIDE
        is_note = each is element and each.tag in ("note", "stage")
        is_read = {"type": is_note, "direct": each.tag == "said"}
        names = (name for name in each.attrib if name not in read and not is_read.get(name))
        yield from (f"attribute {name} of {each.tag} inside the text" for name in names)
        if each.tag in UNSPOKEN_TAGS - REMARKS - {"speaker"} and id(each) not in described and read_label(each):
            yield f"element {each.tag} beside what is said"
        if each.tag == "choice":
            others = [(other.tag, read_label(other)) for other in each if other is not _choose(each)]
            yield from (f"element {tag} in whose place another is read: '{text[:40]}'" for tag, text in others if text)


# --- Dates -----------------------------------------------------------------------------------------------------------


def read_date(element: Element | None, zone: str | None) -> str | None:
    """Return the date in an element's attributes, else in its text, as EDTF; None where it cannot be read.

    `from` and `to` make an interval, `notBefore` and `notAfter` one of a set: it happened on one day of these.
    """
    if element is None:
        return None
    dates = {name: _read_attribute_date(element, name, zone) for name in DATE_ATTRIBUTES}
    date = dates["when"]
    if date and (element.get("cert") in UNCERTAIN or element.get("evidence") == "conjecture") and date[-1] not in "?~%":
        date = f"{date}?"
    if not date and (dates["from"] or dates["to"]):
        date = dates["from"] if dates["from"] == dates["to"] else f"{dates['from'] or '..'}/{dates['to'] or '..'}"
    if not date and (dates["notBefore"] or dates["notAfter"]):
        first, last = dates["notBefore"] or "", dates["notAfter"] or ""
        date = first if first == last else f"[{first}..{last}]"
    if date and is_date(date, zone):
        return date
    try:
        return to_edtf(read_label(element), "", zone)
    except MissingTimeZone as error:
        return error.day
    except UnclearDate:
        return None


def is_coarser(date: str | None, element: Element | None) -> bool:
    """Tell whether an element gives a clock time that is not in the date made of it."""
    return element is not None and "T" in read_written_date(element).partition(" ")[0] and "T" not in (date or "")


def read_written_date(element: Element) -> str:
    """Return a date's attributes and text, for an `x_` key where it cannot be read."""
    attributes = [f"{name}={value}" for name in DATE_ATTRIBUTES if (value := _read_attribute(element, name))]
    return " ".join(filter(None, [*attributes, read_label(element)]))


def has_exact_date(element: Element | None) -> bool:
    """Tell whether a date is one point of time."""
    return element is not None and bool(_read_attribute(element, "when"))


def _read_attribute(element: Element, name: str) -> str:
    return (element.get(name) or element.get(f"{name}-iso") or "").strip()


def _read_attribute_date(element: Element, name: str, zone: str | None) -> str | None:
    """Return a date in an attribute: as XML has it, without fractions of a second or the time zone of a day."""
    value = re.sub(r"(T[0-9:]+)\.[0-9]+", r"\1", _read_attribute(element, name))
    value = re.sub(r"^([12][0-9]{3})([01][0-9])([0-3][0-9])$", r"\1-\2-\3", value)
    value = re.sub(r"^(-?[0-9]{4}(?:-[0-9]{2}){0,2})(?:Z|[+-][0-9]{2}:[0-9]{2})$", r"\1", value)
    value = value.replace("T00:00:00", "") if "T00:00:00" in value and not is_date(value, zone) else value
    if value and not is_date(value, zone) and "T" in value and is_date(value.partition("T")[0]):
        value = value.partition("T")[0]
    return value if value and is_date(value, zone) else None


# --- Header ----------------------------------------------------------------------------------------------------------

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
            self.date = read_date(element.find(".//date"), zone)
        for listed in element.iter("listWit"):
            self._read_witnesses(listed)

    def _read_title(self, element: Element) -> None:
        titles = [title for title in element.findall("title") if read_label(title)]
        main = [title for title in titles if title.get("type", "main") == "main"] or titles
        own = [title for title in main if (title.get("xml:lang") or self.language) == self.language]
        self.title = read_label((own or main)[0]) if main else ""
        subtitle = next((title for title in titles if title.get("type") in ("sub", "subtitle")), None)
        self.subtitle = read_label(subtitle)
        self.authors = [name for author in element.findall("author") if (name := read_personal_name(author))]

    def _read_publication(self, element: Element, zone: str | None) -> None:
        licence = element.find(".//licence")
        if licence is not None:
            self.license = licence.get("target") or read_label(licence)
        self.publication = {
            "publisher": read_label(element.find("publisher")),
            "issued": read_date(element.find("date"), zone),
            "url": _find_address(element, "idno"),
        }

    def _read_sources(self, element: Element, zone: str | None) -> None:
        for number, bibl in enumerate((each for each in element.iter() if each.tag in SOURCE_TAGS), 1):
            when, is_recording = bibl.find(".//date"), bibl.tag == "recording"
            self.sources[bibl.get("xml:id") or f"source {number}"] = {
                "type": EDITION_TYPES.get(bibl.get("type", "")),
                "title": read_label(bibl.find(".//title")) or (self.title if is_recording else read_label(bibl)),
                "author": [name for author in bibl.iter("author") if (name := read_personal_name(author))],
                "publisher": read_label(bibl.find(".//publisher")),
                "issued": read_date(when, zone),
                "url": _find_address(bibl, "idno", "ref", "ptr"),
            }
            if (has_exact_date(when) or is_recording) and self.date is None:
                self.date = read_date(when, zone)

    def _read_setting(self, element: Element, zone: str | None) -> None:
        setting = element.find("setting")
        if setting is None:
            return
        self.has_setting = True
        names = (each for each in setting.iter() if each.tag in ("name", "placeName", "settlement", "address"))
        self.place = ", ".join(dict.fromkeys(filter(None, map(read_label, names))))
        when = setting.find(".//date")
        if has_exact_date(when) or self.date is None:  # some corpora have their full span in every file
            self.date = read_date(when, zone) or self.date
            is_unread = when is not None and (is_coarser(self.date, when) or self.date is None)
            self.unread_date = read_written_date(when) if when is not None and is_unread else ""

    def _read_witnesses(self, listed: Element) -> None:
        witnesses = [each for each in listed.iter("witness") if each.get("xml:id")]
        self.witnesses |= {each.get("xml:id", ""): read_label(each) or each.get("xml:id", "") for each in witnesses}
        if group := listed.get("xml:id"):
            self.groups[group] = [each.get("xml:id", "") for each in witnesses]

    @property
    def own_key(self) -> str:
        """What tells the document's own source from others: that of the edition it was made from, if it was."""
        return self.source_key(next((key for key, table in self.sources.items() if table["title"]), ""))

    def source_key(self, key: str) -> str:
        """Return what tells the source of an `xml:id` in this document from those of others."""
        title = self.sources[key]["title"] if key in self.sources else ""
        return "\t".join((self.id, self.title, key, title))

    def own_source(self, is_transcript: bool) -> dict[str, Any]:
        """Return the source that the document is: what it was made from, else the document itself."""
        table = next((table for table in self.sources.values() if table["title"]), None)
        if table is None:
            table = {"type": None, "title": self.title, **self.publication}
        table = table | {"author": table.get("author") or self.authors}
        return table | {"type": table["type"] or ("hearing" if is_transcript else "document")}


def _find_address(element: Element, *tags: str) -> str:
    """Return the first web address in elements of these names."""
    return next(_find_addresses(element, tags), "")


def _find_addresses(element: Element, tags: tuple[str, ...]) -> Iterator[str]:
    for each in (each for tag in tags for each in element.iter(tag)):
        for text in (each.get("target") or "", read_label(each)):
            if match := WEB_ADDRESS.match(text.strip()):
                yield match[0]
