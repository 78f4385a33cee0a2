"""The people of TEI documents: lists of them in headers, and references to them by `#id` or by authority address."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import DossierBuilder
from peace_tui.importers.tei.elements import date_as_written, element_date, label
from peace_tui.model.records import Name
from peace_tui.text.folding import fold

WIKIDATA: Final = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[0-9]+)/?$")
PARTY_ROLE: Final = re.compile("party|politicalgroup|parliamentarygroup", re.I)
NAME_PARTS: Final = ("forename", "nameLink", "surname", "genName", "roleName")
"""Parts of a name that become the name or an office; others, such as addName, are kept beside it."""
UNKNOWN_NAMES: Final = (
    "",
    "nn",
    "n. n.",
    "n.n.",
    "unknown",
    "unbekannt",
    "anonymous",
    "anonym",
    "correspsearch unknown",
)
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
        self._unlisted: set[str] = set()
        """References for which no list has an entry so far."""
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
            self._unlisted.add(key)
            self._named |= {key} if called else set()
            person = self._builder.get_or_add_person(called or name_from_id(key), key)
        else:
            person = self._builder.get_or_add_person(_entry_name(entry) or name_from_id(key), key)
            self._fill_in(person, entry, date)
        self._referred[key] = person
        return person

    def get_named(self, element: Element) -> dict[str, Any]:
        """Return the person that an element such as `persName` names, by its `ref` or `key`, else by the words."""
        ref, name = (element.get("ref") or element.get("key") or "").strip(), label(element)
        if ref.startswith("#"):
            return self.get_referred(ref, called=name)
        kind = "organization" if element.tag == "orgName" else "person"
        if fold(name).strip("[]") in UNKNOWN_NAMES:
            kind, ref = "anonymous", ""
        key = re.sub(r"^https?://", "", ref.split()[0]).rstrip("/") if ref else ""
        more = {} if kind == "person" else {"kind": kind}
        person = self._builder.get_or_add_person(name or name_from_id(key), key, **more)
        if ref and "x_ref" not in person:
            person["x_ref"] = ref
        for each in ref.split():
            if match := WIKIDATA.match(each):
                person["wikidata"] = match[1]
        if inverted := _given_name_first(person["name"]):
            person.setdefault("aliases", [])
            person["aliases"] += [inverted] * (inverted not in person["aliases"])
        return person

    def finish(self) -> None:
        """Fill in people who were listed after being referred to, and report who is only in a list or in no list."""
        for key in sorted(self._unlisted):
            if (entry := self._entry(key)) is not None:
                self._unlisted.discard(key)
                if (name := _entry_name(entry)) and fold(name) != fold(self._referred[key]["name"]):
                    called = [self._referred[key]["name"]] if key in self._named else []
                    self._referred[key] |= {"name": name, "aliases": [*self._referred[key].get("aliases", ()), *called]}
                self._fill_in(self._referred[key], entry, None)
        self._unlisted -= self._named
        if self._unlisted:
            what = "person named by an id only, whose list is in another file"
            self._builder.report.add_change(what, min(self._unlisted), len(self._unlisted))
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
        names = [_name_in_order(name) for name in entry.findall("persName")]
        names += [label(name) for name in entry.findall("orgName")]
        aliases = [name for name in dict.fromkeys(names) if fold(name) != fold(person["name"]) and "," not in name]
        known = {fold(name) for name in person.get("aliases", ())}
        person["aliases"] = [*person.get("aliases", ()), *(name for name in aliases if fold(name) not in known)]
        roles = [self._role(each) for each in entry.iter() if each.tag in ("affiliation", "occupation")]
        titles = dict.fromkeys(label(each) for each in entry.iterfind("persName/roleName"))
        person["roles"] = roles + [{"title": title} for title in titles if title]
        for part in entry.iterfind("persName/*"):
            if part.tag not in NAME_PARTS and (text := label(part)):
                person.setdefault("x_name_parts", []).append(f"{part.tag}: {text}")
        person["side"] = self._party(entry, date)
        for idno in entry.findall("idno"):
            if match := WIKIDATA.match(label(idno)):
                person["wikidata"] = match[1]
            elif text := label(idno):
                person.setdefault("x_idno", []).append(text)
        if (sex := entry.find("sex")) is not None:
            person["x_sex"] = sex.get("value") or label(sex)
        for name, key in (("role", "x_part_taken"), ("sex", "x_sex"), ("age", "x_age")):
            person |= {key: entry.get(name)} if entry.get(name) and entry.tag != "org" else {}
        for tag in ("birth", "death"):
            if (each := entry.find(tag)) is not None:
                person[f"x_{tag}"] = element_date(each, self._builder.zone) or date_as_written(each)

    def _role(self, element: Element) -> dict[str, Any]:
        org = self._organization_name(element.get("ref") or "")
        title = label(element.find("roleName")) or element.get("role") or label(element) or "affiliation"
        return {"title": title, "org": org, "date": element_date(element, self._builder.zone)}

    def _organization_name(self, ref: str) -> str:
        key = ref.rpartition("#")[2]
        entry = self._organizations.get(key)
        return _entry_name(entry) if entry is not None else key

    def _party(self, entry: Element, date: str | None) -> str:
        """Return the party a person belonged to on the day, nothing if none or several."""
        parties = []
        for each in entry.findall("affiliation"):
            ref = (each.get("ref") or "").rpartition("#")[2]
            org = self._organizations.get(ref)
            is_party = PARTY_ROLE.search((org.get("role") or "") if org is not None else ref)
            has_begun = not date or (each.get("from") or "")[: len(date)] <= date
            has_ended = bool(date and each.get("to") and date > each.get("to", ""))
            if is_party and has_begun and not has_ended:
                parties.append(self._organization_name(ref))
        return parties[0] if len(set(parties)) == 1 else ""


def _entry_name(entry: Element) -> str:
    """Return the name in an entry as it is read aloud: forenames, then surnames."""
    if entry.tag == "org":
        full = [name for name in entry.findall("orgName") if name.get("full") not in ("abb", "init")]
        names = full or entry.findall("orgName") or entry.findall("name")
        return label(names[0]) if names else ""
    name = entry.find("persName")
    return _name_in_order(name) if name is not None else label(entry.find("name"))


def _name_in_order(name: Element) -> str:
    """Return the parts of a name as it is read aloud; without parts, all of its text."""
    given, link, family, generation = (
        " ".join(filter(None, map(label, name.findall(tag)))) for tag in ("forename", "nameLink", "surname", "genName")
    )
    spoken = str(Name(given=given or None, dropping_particle=link or None, family=family or None))
    return " ".join(filter(None, (spoken, generation))) or label(name)


def _given_name_first(name: str) -> str:
    """Return `Herzl, Theodor` as it is read aloud, nothing where it is not written so."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and given and "," not in given and "(" not in name else ""


def spoken_name(person: dict[str, Any]) -> str:
    """Return a person's name as a sentence has it."""
    return _given_name_first(str(person["name"])) or str(person["name"])


def name_from_id(id: str) -> str:
    """Return a name made of an id: `Levent.Gök` and `LeventGök` both become Levent Gök."""
    last = id.rstrip("/").rpartition("/")[2] or id
    words = re.sub(r"[._]+", " ", last)
    spaced = (f" {now}" if before.islower() and now.isupper() else now for before, now in pairwise(f" {words}"))
    return " ".join("".join(spaced).split()) or id
