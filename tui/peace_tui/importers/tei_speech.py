"""Who speaks in TEI texts, what they say, and at which event: debates, direct speech, and texts with an apparatus.

People are listed in headers, and referred to by `#id` or by the address of an authority.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import PLACEHOLDERS, DossierBuilder
from peace_tui.importers.tei_elements import (
    SPEECH,
    TeiHeader,
    find_remarks,
    find_text_beside_speech,
    find_witnesses,
    is_speech,
    read_date,
    read_label,
    read_personal_name,
    read_spoken_text,
    read_written_date,
    report_unmarked_quotations,
)
from peace_tui.text.folding import fold

# --- People ----------------------------------------------------------------------------------------------------------

WIKIDATA: Final = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[0-9]+)/?$")
PARTY_ROLE: Final = re.compile("party|politicalgroup|parliamentarygroup", re.I)
NAME_PARTS: Final = ("forename", "nameLink", "surname", "genName", "roleName")
"""Parts of a name that become the name or an office; others, such as addName, are kept beside it."""
UNKNOWN_NAMES: Final = PLACEHOLDERS | {"nn", "n. n.", "n.n.", "anonymous", "anonym", "correspsearch unknown"}
"""Names, folded, of correspondents whose name is not known."""


class TeiPeople:
    """The people and organizations so far, by what the document calls them."""

    def __init__(self, builder: DossierBuilder) -> None:
        """Begin with no one."""
        self._builder = builder
        self._listed: dict[str, Element] = {}
        self._organizations: dict[str, Element] = {}
        self._referred: dict[str, dict[str, Any]] = {}
        """The people of the dossier, by the references to them."""
        self._unlisted: dict[str, str | None] = {}
        """References for which no list has an entry so far, each with the day on which it is made."""
        self._named: set[str] = set()
        """Those of them that stand beside a name."""

    def add_entry(self, element: Element) -> None:
        """Add an entry of a list: a person, or an organization."""
        entries = self._organizations if element.tag == "org" else self._listed
        if id := element.get("xml:id"):
            entries[id] = element

    def find_all(self, refs: str | None, date: str | None) -> list[str]:
        """Return the ids of the people that an attribute such as `who` refers to, on that date."""
        return list(dict.fromkeys(self.get_referred(ref, date)["id"] for ref in (refs or "").split()))

    def get_referred(self, ref: str, date: str | None = None, called: str = "") -> dict[str, Any]:
        """Return the person that a reference means; without an entry in a list, one named as `called` or by its id."""
        key = ref.rpartition("#")[2] if "#" in ref else ref
        if key in self._referred:
            return self._builder.get_or_add_person(called, key) if called else self._referred[key]
        entry = self._entry(key)
        if entry is None:
            self._unlisted[key] = date
            self._named |= {key} if called else set()
            person = self._builder.get_or_add_person(called or make_name_from_id(key), key)
        else:
            person = self._builder.get_or_add_person(_find_entry_name(entry) or make_name_from_id(key), key)
            self._fill_in(person, entry, date)
        self._referred[key] = person
        return person

    def get_named(self, element: Element) -> dict[str, Any]:
        """Return the person that an element such as `persName` names, by its `ref` or `key`, else by the words."""
        ref, name = (element.get("ref") or element.get("key") or "").strip(), read_personal_name(element)
        if ref.startswith("#"):
            return self.get_referred(ref, called=name)
        kind = "organization" if element.tag == "orgName" else "person"
        if fold(name).strip("[]") in UNKNOWN_NAMES:
            kind, ref = "anonymous", ""
        key = re.sub(r"^https?://", "", ref.split()[0]).rstrip("/") if ref else ""
        more = {} if kind == "person" else {"kind": kind}
        person = self._builder.get_or_add_person(name or make_name_from_id(key), key, **more)
        if ref and "x_ref" not in person:
            person["x_ref"] = ref
        for title in map(read_label, element.findall("roleName") if name != read_label(element) else ()):
            if title and {"title": title} not in person.setdefault("roles", []):
                person["roles"].append({"title": title})
        for each in ref.split():
            if match := WIKIDATA.match(each):
                person["wikidata"] = match[1]
        if inverted := _put_given_name_first(person):
            person.setdefault("aliases", [])
            person["aliases"] += [inverted] * (inverted not in person["aliases"])
        return person

    def finish(self) -> None:
        """Fill in people who were listed after being referred to, and report who is only in a list or in no list."""
        for key in sorted(self._unlisted):
            if (entry := self._entry(key)) is not None:
                date = self._unlisted.pop(key)
                if (name := _find_entry_name(entry)) and fold(name) != fold(self._referred[key]["name"]):
                    called = [self._referred[key]["name"]] if key in self._named else []
                    self._referred[key] |= {"name": name, "aliases": [*self._referred[key].get("aliases", ()), *called]}
                self._fill_in(self._referred[key], entry, date)
        if nameless := self._unlisted.keys() - self._named:
            what = "person named by an id only, whose list is in another file"
            self._builder.report.add_change(what, min(nameless), len(nameless))
        unreferred = [key for key in self._listed if key not in self._referred]
        if not self._builder.counts["events"]:
            for key in unreferred:
                self.get_referred(key)
        elif unreferred:
            self._builder.report.add_loss("person of a list, named nowhere else", unreferred[0], len(unreferred))

    def _entry(self, key: str) -> Element | None:
        return self._listed.get(key, self._organizations.get(key))

    def _fill_in(self, person: dict[str, Any], entry: Element, date: str | None) -> None:
        """Add to a person what the entry in a list says."""
        if entry.tag == "org":
            person["kind"] = "organization"
        names = [read_personal_name(name) for name in entry.findall("persName")]
        names += [read_label(name) for name in entry.findall("orgName")]
        aliases = [name for name in dict.fromkeys(names) if fold(name) != fold(person["name"]) and "," not in name]
        known = {fold(name) for name in person.get("aliases", ())}
        person["aliases"] = [*person.get("aliases", ()), *(name for name in aliases if fold(name) not in known)]
        roles = [self._role(each) for each in entry.iter() if each.tag in ("affiliation", "occupation")]
        titles = dict.fromkeys(read_label(each) for each in entry.iterfind("persName/roleName"))
        person["roles"] = roles + [{"title": title} for title in titles if title]
        for part in entry.iterfind("persName/*"):
            if part.tag not in NAME_PARTS and (text := read_label(part)):
                person.setdefault("x_name_parts", []).append(f"{part.tag}: {text}")
        person["side"] = self._party(entry, date)
        for idno in entry.findall("idno"):
            if match := WIKIDATA.match(read_label(idno)):
                person["wikidata"] = match[1]
            elif text := read_label(idno):
                person.setdefault("x_idno", []).append(text)
        if (sex := entry.find("sex")) is not None:
            person["x_sex"] = sex.get("value") or read_label(sex)
        for name, key in (("role", "x_part_taken"), ("sex", "x_sex"), ("age", "x_age")):
            person |= {key: entry.get(name)} if entry.get(name) and entry.tag != "org" else {}
        for tag in ("birth", "death"):
            if (each := entry.find(tag)) is not None:
                person[f"x_{tag}"] = read_date(each, self._builder.zone) or read_written_date(each)

    def _role(self, element: Element) -> dict[str, Any]:
        org = self._organization_name(element.get("ref") or "")
        title = read_label(element.find("roleName")) or element.get("role") or read_label(element) or "affiliation"
        return {"title": title, "org": org, "date": read_date(element, self._builder.zone)}

    def _organization_name(self, ref: str) -> str:
        key = ref.rpartition("#")[2]
        entry = self._organizations.get(key)
        return _find_entry_name(entry) if entry is not None else key

    def _party(self, entry: Element, date: str | None) -> str:
        """Return the party a person belonged to on the day, nothing if none or several."""
        parties = []
        for each in entry.findall("affiliation"):
            ref = (each.get("ref") or "").rpartition("#")[2]
            org = self._organizations.get(ref)
            is_party = PARTY_ROLE.search((org.get("role") or "") if org is not None else ref)
            has_begun = not date or (each.get("from") or "")[: len(date)] <= date
            last = each.get("to") or ""
            has_ended = bool(date and last and date[: len(last)] > last)
            if is_party and has_begun and not has_ended:
                parties.append(self._organization_name(ref))
        return parties[0] if len(set(parties)) == 1 else ""


def _find_entry_name(entry: Element) -> str:
    """Return the name in an entry as it is read aloud: forenames, then surnames."""
    if entry.tag == "org":
        full = [name for name in entry.findall("orgName") if name.get("full") not in ("abb", "init")]
        names = full or entry.findall("orgName") or entry.findall("name")
        return read_label(names[0]) if names else ""
    name = entry.find("persName")
    return read_personal_name(name) if name is not None else read_label(entry.find("name"))


def _put_given_name_first(person: dict[str, Any]) -> str:
    """Return `Herzl, Theodor` as it is read aloud, nothing where it is not written so; an organization is as it is."""
    family, comma, given = str(person["name"]).partition(", ")
    name, is_person = str(person["name"]), person.get("kind", "person") == "person"
    return f"{given} {family}" if is_person and comma and given and "," not in given and "(" not in name else ""


def find_spoken_name(person: dict[str, Any]) -> str:
    """Return a person's name as a sentence has it."""
    return _put_given_name_first(person) or str(person["name"])


YEAR_OF_BIRTH: Final = re.compile(r"(?<=[^\W\d])[._](?:1[5-9]|20)[0-9]{2}$")
"""What tells people of one name apart at the end of their ids."""


def make_name_from_id(id: str) -> str:
    """Return a name made of an id: `Levent.Gök` and `LeventGök` both become Levent Gök."""
    last = YEAR_OF_BIRTH.sub("", id.rstrip("/").rpartition("/")[2]) or id
    words = re.sub(r"[._]+", " ", last)
    spaced = (f" {now}" if before.islower() and now.isupper() else now for before, now in pairwise(f" {words}"))
    return " ".join("".join(spaced).split()) or id


# --- Speech ----------------------------------------------------------------------------------------------------------

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
        self.finish()
        self._header, self._divisions, self.next_speaker = header, [Division()], ""

    def enter_division(self) -> None:
        """Enter a division of the text."""
        self._divisions.append(Division())

    def leave_division(self) -> None:
        """Leave the innermost division."""
        if len(self._divisions) > 1:
            self._report_silent(self._divisions.pop())

    def finish(self) -> None:
        """Tell what is left of the document without an event to keep it."""
        while self._divisions:
            self._report_silent(self._divisions.pop())

    def _report_silent(self, division: Division) -> None:
        """Tell of a division in which no one speaks, so that no event has its heading and its notes."""
        if division.event is None:
            for what, texts in (("heading", [division.head]), ("note", division.notes)):
                for text in filter(None, texts):
                    self._builder.report.add_loss(f"{what} where no one speaks", f"'{text[:60]}'")

    def set_heading(self, text: str) -> None:
        """Set the heading of the innermost division; where it has one, or something has been said, it is a note."""
        division = self._divisions[-1]
        if text and not division.head and division.event is None and len(self._divisions) > 1:
            division.head = text
        elif text:
            self._add_remark(f"head: {text}")

    def add_note(self, element: Element) -> None:
        """Add a note between speeches to the event."""
        text, kind = read_label(element), element.get("type") or ("stage" if element.tag == "stage" else "")
        if kind == "speaker":
            self.next_speaker = text
        elif text:
            self._add_remark(f"{kind}: {text}" if kind else text)

    def _add_remark(self, text: str) -> None:
        division = self._current_division()
        if len(division.notes) < MAX_EVENT_NOTES:
            division.notes.append(text)
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
                why = "with a clock time of no time zone (say --timezone Europe/Berlin, for example)"
                why = f"date {why if header.date else 'that cannot be read'}, kept as x_date"
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
        is_whole = element.tag in SPEECH  # in which another may be quoted
        speeches = [each for each in element.iter() if each.tag in SPEECH or (is_speech(each) and not is_whole)]
        within: dict[Element, str] = {}
        for each in speeches:
            id = self._convert_quote(each, header, location, within.get(each, ""))
            within |= dict.fromkeys(each.iter(), id)
        is_edited = not speeches and (element.tag == "app" or element.find(".//app") is not None)
        if speeches or is_edited:
            report_unmarked_quotations(self._builder.report, element, location, is_said=is_edited)
        if speeches and (beside := find_text_beside_speech(element)):
            what = f"text beside what is said in an element {element.tag}"
            self._builder.report.add_loss(what, f"{location}: '{beside[:60]}'")
        if is_edited:
            self._convert_quote(element, header, location)
        elif not speeches and read_spoken_text(element):
            what = f"element {element.tag} in which no one is said to speak"
            self._builder.report.add_loss(what, location)

    def _convert_quote(self, element: Element, header: TeiHeader, location: str, within: str = "") -> str:
        """Add a quote, which the one with the id `within` repeats, and return its id; nothing where it has no words."""
        text = read_spoken_text(_wrap_entry(element))
        if not text:
            self._builder.report.add_loss("speech without words", location)
            return ""
        event = self._events.current_event(element.tag == "u")
        self._quote_counts[event["id"]] += 1
        count = self._quote_counts[event["id"]]
        language = element.get("xml:lang")
        quote: dict[str, Any] = {"event": event["id"], "n": count, "text": text}
        quote["who"] = self._speakers(element, header)
        quote["to"] = self._people.find_all(element.get("toWhom"), header.date)
        quote["mode"] = _find_mode(element)
        quote["language"] = language if language and language != self._builder.info.get("language") else None
        quote["tags"] = [tag for ref in (element.get("ana") or "").split() if (tag := ref.rpartition("#")[2])]
        quote["note"] = "; ".join(find_remarks(element))
        quote |= {f"x_{name}": element.get(name) for name in EXTRA_ATTRIBUTES if element.get(name)}
        if element.tag == "sp" and element.get("who"):
            quote["x_speaker"] = read_label(element.find("speaker"))
        if element.tag == "u" and self._events.next_speaker:
            quote["x_speaker"], self._events.next_speaker = self._events.next_speaker, ""
        quote |= self._versions(element, header) | ({"x_quoted_in": within} if within else {})
        quote["id"] = self._builder.new_id("quotes", f"{event['id']}-{count:02}", element.get("xml:id") or "")
        self._builder.add_record("quotes", quote, location)
        return str(quote["id"])

    def _speakers(self, element: Element, header: TeiHeader) -> list[str]:
        if who := element.get("who"):
            return self._people.find_all(who, header.date)
        if (speaker := read_label(element.find("speaker")).rstrip(".:")) and element.tag == "sp":
            return [self._builder.get_or_add_person(speaker)["id"]]
        if is_speech(element):
            return []
        return self._builder.get_or_add_people(header.authors)  # of an edited text, the words are its author's

    def _versions(self, element: Element, header: TeiHeader) -> dict[str, Any]:
        """Return the keys of a quote that say where it is printed: in witnesses, else in the document."""
        versions = []
        for siglum in _find_sigla(element, header):
            if text := read_spoken_text(_wrap_entry(element), siglum):
                versions.append({"source": self._witness_source(siglum, header), "text": text})
        if versions:
            return {"versions": versions}
        table = header.own_source(element.tag == "u")
        wanted = str(table["title"] or header.id)
        return {"source": self._builder.get_or_add_source(header.own_key, wanted, table)["id"]}

    def _witness_source(self, siglum: str, header: TeiHeader) -> str:
        table = {"type": "manuscript", "title": header.witnesses.get(siglum, siglum), "x_siglum": siglum}
        key = "\t".join(("witness", header.id, header.title, siglum, str(table["title"])))
        return str(self._builder.get_or_add_source(key, siglum, table)["id"])


def _find_mode(element: Element) -> str:
    if element.tag == "u":
        return "transcript"
    return "indirect" if element.tag == "said" and element.get("direct") == "false" else "direct"


def _wrap_entry(element: Element) -> Element:
    """Return an entry of an apparatus inside a block, so that it is read as part of a text; else the element itself."""
    if element.tag != "app":
        return element
    block = Element("ab")
    block.append(element)
    return block


def _find_sigla(element: Element, header: TeiHeader) -> list[str]:
    """Return the sigla of which an element gives the text: those it names and, where a lemma names none, all others."""
    entries = [element] if element.tag == "app" else [*element.iter("app")]
    readings = [each for entry in entries for each in entry.iter() if each.tag in ("lem", "rdg")]
    named = [siglum for each in readings for siglum in find_witnesses(each)]
    is_open = any(each.tag == "lem" and not find_witnesses(each) for each in readings)
    sigla = dict.fromkeys(one for siglum in named for one in header.groups.get(siglum, [siglum]))
    return [*dict.fromkeys([*(header.witnesses if is_open else ()), *sigla])]
