"""The people of TEI documents: lists of them in headers, and references to them by `#id` or by authority address."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final
from xml.etree.ElementTree import Element

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.tei.dates import moment
from peace_tui.importers.tei.plain_text import label
from peace_tui.text.folding import fold

WIKIDATA: Final = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[0-9]+)/?$")
PARTY: Final = re.compile("party|politicalgroup|parliamentarygroup", re.I)
NOBODY: Final = ("", "nn", "n. n.", "n.n.", "unknown", "unbekannt", "anonymous", "anonym", "correspsearch unknown")


class People:
    """The people known so far, by what the document calls them."""

    def __init__(self, draft: Draft) -> None:
        """Begin with none."""
        self._draft = draft
        self._listed: dict[str, Element] = {}
        self._organizations: dict[str, Element] = {}
        self._named: dict[str, dict[str, Any]] = {}
        self._by_id_only: set[str] = set()

    def take(self, element: Element) -> None:
        """Take in an entry of a list: a person, or an organization."""
        among = self._organizations if element.tag == "org" else self._listed
        if id := element.get("xml:id"):
            among[id] = element

    def several(self, refs: str | None, date: str | None) -> list[str]:
        """Return the ids of the people that an attribute such as `who` names."""
        return list(dict.fromkeys(self.referred(ref, date)["id"] for ref in (refs or "").split()))

    def referred(self, ref: str, date: str | None = None) -> dict[str, Any]:
        """Return the person that a reference names; without an entry in a list, by the reference itself."""
        key = ref.rpartition("#")[2] if "#" in ref else ref
        if key in self._named:
            return self._named[key]
        entry = self._listed.get(key, self._organizations.get(key))
        if entry is None:
            self._by_id_only.add(key)
            person = self._draft.person(spelled(key), key)
        else:
            person = self._draft.person(_name(entry) or spelled(key), key)
            self._fill(person, entry, date)
        self._named[key] = person
        return person

    def written(self, element: Element) -> dict[str, Any]:
        """Return the person that an element such as `persName` names, by its `ref` or `key`, else by the words."""
        ref, name = (element.get("ref") or element.get("key") or "").strip(), label(element)
        if ref.startswith("#"):
            return self.referred(ref)
        kind = "organization" if element.tag == "orgName" else "person"
        if fold(name).strip("[]") in NOBODY:
            kind, ref = "anonymous", ""
        key = re.sub(r"^https?://", "", ref.split()[0]).rstrip("/") if ref else ""
        person = self._draft.person(name or spelled(key), key, **({} if kind == "person" else {"kind": kind}))
        if ref and "x_ref" not in person:
            person["x_ref"] = ref
        for each in ref.split():
            if match := WIKIDATA.match(each):
                person["wikidata"] = match[1]
        if turned := _turned(person["name"]):
            person.setdefault("aliases", [])
            person["aliases"] += [turned] * (turned not in person["aliases"])
        return person

    def finish(self) -> None:
        """Fill in who was listed after being named, and tell who was named only, and who was listed only."""
        for key in sorted(self._by_id_only):
            if (entry := self._listed.get(key, self._organizations.get(key))) is not None:
                self._by_id_only.discard(key)
                self._named[key]["name"] = _name(entry) or self._named[key]["name"]
                self._fill(self._named[key], entry, None)
        if self._by_id_only:
            what = "person named by an id only, whose list is in another file"
            self._draft.report.changed(what, min(self._by_id_only), len(self._by_id_only))
        silent = [key for key in self._listed if key not in self._named]
        if not self._draft.made["events"]:
            for key in silent:
                self.referred(key)
        elif silent:
            self._draft.report.lost("person of a list, named nowhere else", silent[0], len(silent))

    def _fill(self, person: dict[str, Any], entry: Element, date: str | None) -> None:
        """Add to a person what its entry tells."""
        if entry.tag == "org":
            person["kind"] = "organization"
        names = [_in_order(name) for name in entry.findall("persName")] + [label(n) for n in entry.findall("orgName")]
        aliases = [name for name in dict.fromkeys(names) if fold(name) != fold(person["name"]) and "," not in name]
        person["aliases"] = [*person.get("aliases", ()), *(name for name in aliases if _is_new(name, person))]
        person["roles"] = [self._role(each) for each in entry.iter() if each.tag in ("affiliation", "occupation")]
        person["side"] = self._side(entry, date)
        for idno in entry.findall("idno"):
            if match := WIKIDATA.match(label(idno)):
                person["wikidata"] = match[1]
            elif text := label(idno):
                person.setdefault("x_idno", []).append(text)
        if (sex := entry.find("sex")) is not None:
            person["x_sex"] = sex.get("value") or label(sex)

    def _role(self, element: Element) -> dict[str, Any]:
        org = self._organization(element.get("ref") or "")
        title = label(element.find("roleName")) or element.get("role") or label(element) or "affiliation"
        return {"title": title, "org": org, "date": moment(element, self._draft.zone)}

    def _organization(self, ref: str) -> str:
        key = ref.rpartition("#")[2]
        entry = self._organizations.get(key)
        return _name(entry) if entry is not None else key

    def _side(self, entry: Element, date: str | None) -> str:
        """Return the party a person belonged to on the day, if that was one."""
        parties = []
        for each in entry.findall("affiliation"):
            ref = (each.get("ref") or "").rpartition("#")[2]
            org = self._organizations.get(ref)
            is_party = PARTY.search((org.get("role") or "") if org is not None else ref)
            begun = not date or (each.get("from") or "")[: len(date)] <= date
            ended = bool(date and each.get("to") and date > each.get("to", ""))
            if is_party and begun and not ended:
                parties.append(self._organization(ref))
        return parties[0] if len(set(parties)) == 1 else ""


def _is_new(name: str, person: dict[str, Any]) -> bool:
    return all(fold(name) != fold(other) for other in person.get("aliases", ()))


def _name(entry: Element) -> str:
    """Return the name in an entry as it is read aloud: forenames, then surnames."""
    if entry.tag == "org":
        full = [name for name in entry.findall("orgName") if name.get("full") != "abb" and name.get("full") != "init"]
        found = (full or entry.findall("orgName") or entry.findall("name"))[:1]
        return label(found[0]) if found else ""
    name = entry.find("persName")
    return _in_order(name) if name is not None else label(entry.find("name"))


def _in_order(name: Element) -> str:
    parts = [label(part) for tag in ("forename", "nameLink", "surname", "genName") for part in name.findall(tag)]
    return " ".join(filter(None, parts)) or label(name)


def _turned(name: str) -> str:
    """Return `Herzl, Theodor` as it is read aloud, nothing where it is not written so."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and given and "," not in given and "(" not in name else ""


def read_aloud(person: dict[str, Any]) -> str:
    """Return a person's name as a sentence has it."""
    return _turned(str(person["name"])) or str(person["name"])


def spelled(id: str) -> str:
    """Return a name made of an id: `Levent.Gök` and `LeventGök` are both Levent Gök."""
    last = id.rstrip("/").rpartition("/")[2] or id
    words = re.sub(r"[._]+", " ", last)
    apart = (f" {now}" if before.islower() and now.isupper() else now for before, now in pairwise(f" {words}"))
    return " ".join("".join(apart).split()) or id
