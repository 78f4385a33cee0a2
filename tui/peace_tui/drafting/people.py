"""The people of an article, from the text alone: which names are the same person.

A full name and the surname alone are one person, unless two people have the surname and nothing tells them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from peace_tui.drafting.names import NamePhrase
from peace_tui.drafting.sentences import LEXICON
from peace_tui.text.folding import fold

MAX_ALIAS_WORDS: Final = 4
SAME_TITLES: Final = {
    **dict.fromkeys(("sen.", "sen", "senate", "senatorial"), "senator"),
    **dict.fromkeys(("rep.", "rep", "congressman", "congresswoman", "house"), "representative"),
    **dict.fromkeys(("gov.", "gov"), "governor"),
    **dict.fromkeys(("gen.", "gen"), "general"),
    **dict.fromkeys(("dr.", "dr"), "doctor"),
    **dict.fromkeys(("prof.", "prof"), "professor"),
}
FEMALE_ENDINGS: Final = ("a", "ette", "elle", "ine")
"""How given names end that hardly any man has; names that men have are in the lexicon."""


@dataclass(slots=True)
class ArticlePerson:
    """Somebody, or an organization, that an article names."""

    name: str
    kind: str = "person"
    aliases: dict[str, None] = field(default_factory=dict)
    """Other forms of the name, in the order of the text."""
    titles: dict[str, None] = field(default_factory=dict)
    """The offices that stand before the name or behind it."""
    gender: str = ""
    """`m` or `f` where the given name or an honorific tells."""

    def add_form(self, phrase: NamePhrase, *, is_unique: bool) -> None:
        """Add a form of the name and what it tells; one that is not `is_unique` may be somebody else's, too."""
        titled = phrase.text if phrase.honorific or len(phrase.title.split()) == 1 else ""
        for form in (phrase.name if is_unique else "", titled):
            if form and form != self.name and len(form.split()) <= MAX_ALIAS_WORDS:
                self.aliases[form] = None
        self.gender = self.gender or _honorific_gender(phrase.honorific) or _title_gender(phrase.title)


def _title_words(title: str) -> set[str]:
    """Return the words of a title, the short ones in full: Sen. Roe may be the Senate leader."""
    return {SAME_TITLES.get(word, word) for word in title.lower().split()}


def _office_words(title: str) -> list[str]:
    """Return the words by which an article may call someone of a title; a vice president is no president."""
    words = title.lower().split()
    return [word for number, word in enumerate(words) if not number or words[number - 1] != "vice"]


def _is_full(phrase: NamePhrase) -> bool:
    """Tell whether a name is more than a surname: Bill de Blasio, and not de Blasio."""
    return phrase.is_organization or (len(phrase.core) > 1 and phrase.core[0].lower() not in LEXICON.sets["particles"])


def _word_key(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(word).strip(".") for word in words)


def _honorific_gender(honorific: str) -> str:
    """Return `m` or `f` where an honorific tells."""
    if honorific in LEXICON.sets["honorifics_male"]:
        return "m"
    return "f" if honorific in LEXICON.sets["honorifics_female"] else ""


def _title_gender(title: str) -> str:
    """Return `m` or `f` where an office tells: chairwoman, Bürgermeisterin."""
    low = title.lower()
    if low.endswith("woman") or (low.endswith("in") and low[:-2] in LEXICON.sets["titles"]):
        return "f"
    return "m" if low.endswith("man") else ""


def _given_name_gender(core: Sequence[str]) -> str:
    """Return the gender that a given name tells, empty where it tells none."""
    given = core[0].lower().partition("-")[0] if core else ""
    is_male, is_female = given in LEXICON.sets["males"], given in LEXICON.sets["females"]
    if not is_male and not is_female:
        return "f" if len(core) > 1 and given.endswith(FEMALE_ENDINGS) else ""
    return "" if is_male == is_female else "m" if is_male else "f"


class ArticlePeople:
    """The people of one article: all names are added first, then each is looked up."""

    def __init__(self) -> None:
        """Begin with no one."""
        self.people: list[ArticlePerson] = []
        self._by_full: dict[tuple[str, ...], ArticlePerson] = {}
        self._by_tail: dict[tuple[str, ...], list[ArticlePerson]] = {}
        self._by_first: dict[str, list[ArticlePerson]] = {}
        self._by_title: dict[str, list[ArticlePerson]] = {}

    def add_names(self, phrases: Collection[NamePhrase]) -> None:
        """Add the names of an article, full ones before surnames alone."""
        named = [phrase for phrase in phrases if _is_full(phrase) and not phrase.is_organization]
        surnames = {_word_key(phrase.core[-1:]) for phrase in named}
        phrases = [
            phrase._replace(is_organization=False)  # ROE, as a transcript or a headline has it
            if len(phrase.core) == 1 and phrase.core[0].isupper() and _word_key(phrase.core) in surnames
            else phrase
            for phrase in phrases
        ]
        bare = {_word_key(phrase.core) for phrase in phrases if not phrase.has_article}
        phrases = [
            phrase._replace(is_organization=True)
            if phrase.has_article and _word_key(phrase.core) not in bare
            else phrase
            for phrase in phrases
        ]
        for phrase in phrases:
            if _is_full(phrase):
                self._add(phrase)
        for phrase in phrases:
            if not _is_full(phrase) and not self.look_up(phrase):
                self._add(phrase)
        for phrase in phrases:
            found = self.look_up(phrase)
            if len(found) == 1 and not self.is_guess(phrase, found[0]):
                found[0].add_form(phrase, is_unique=len(self._by_tail.get(_word_key(phrase.core), ())) < 2)
                if phrase.title:
                    self.add_title(found[0], phrase.title)

    def _add(self, phrase: NamePhrase) -> None:
        key = _name_key(phrase)
        person = self._by_full.get(key)
        if person is None:
            kind = "organization" if phrase.is_organization else "person"
            is_namesake = len(phrase.core) == 1 and _word_key(phrase.core) in self._by_tail
            name = phrase.text if is_namesake or not phrase.core else phrase.name
            person = ArticlePerson(
                name, kind, gender=_honorific_gender(phrase.honorific) or _given_name_gender(phrase.core)
            )
            self.people.append(person)
            self._by_full[key] = person
            words = _word_key(phrase.core)
            if kind == "person":
                for start in range(1, len(words)):
                    self._by_tail.setdefault(words[start:], []).append(person)
                self._by_first.setdefault(words[0], []).append(person)
            else:
                self._by_tail.setdefault(words, []).append(person)
        elif any(len(word.strip(".")) == 1 for word in person.name.split()) and len(phrase.core) < len(
            person.name.split()
        ):
            person.aliases[person.name] = None
            person.name = phrase.name

    def look_up(self, phrase: NamePhrase) -> list[ArticlePerson]:
        """Return who may be meant by a name: one person, several of one surname, or no one who was named before."""
        words = _word_key(phrase.core)
        if not words:
            return []
        if found := self._by_full.get(_name_key(phrase)):
            same_tail = self._by_tail.get(words, []) if len(words) == 1 else []
            same_gender = not phrase.honorific or found.gender in ("", _honorific_gender(phrase.honorific))
            return self._tell_apart(same_tail, phrase) or ([found] if same_gender else [])
        tails = self._by_tail.get(words, [])
        if len(words) == 1 and not tails:
            return self._by_first.get(words[0], [])
        return self._tell_apart(tails, phrase)

    def _tell_apart(self, people: list[ArticlePerson], phrase: NamePhrase) -> list[ArticlePerson]:
        """Return those of several people of one surname whom an honorific or a title allows."""
        gender = _honorific_gender(phrase.honorific)
        if len(people) < 2:
            return [person for person in people if not gender or person.gender in ("", gender)]
        if gender:
            same = [person for person in people if person.gender == gender]
            people = same or [person for person in people if not person.gender] or people
        if phrase.title and len(people) > 1:
            words = _title_words(phrase.title)
            titled = [p for p in people if any(words & _title_words(title) for title in p.titles)]
            people = titled or people
        return people

    def find_by_surname(self, word: str) -> list[ArticlePerson]:
        """Return those who have a word for their surname."""
        return [person for person in self._by_tail.get(_word_key([word]), ()) if person.kind == "person"]

    def is_guess(self, phrase: NamePhrase, person: ArticlePerson) -> bool:
        """Tell whether somebody is meant only because no other of their surname can be: Mr. Roe, beside Jane Roe."""
        words = _word_key(phrase.core)
        namesakes = self._by_tail.get(words, ()) if len(words) == 1 else ()
        is_told = bool(phrase.title or _given_name_gender(tuple(person.name.split())))
        return len(namesakes) > 1 and bool(phrase.honorific) and not is_told

    def find_by_title(self, title: str) -> list[ArticlePerson]:
        """Return those who are given a title somewhere in the article."""
        return self._by_title.get(title.lower(), [])

    def add_title(self, person: ArticlePerson, title: str) -> None:
        """Add an office that stands before a name or behind it, as in Jane Roe, the mayor."""
        person.titles[title] = None
        for word in _office_words(title):
            people = self._by_title.setdefault(word, [])
            if person not in people:
                people.append(person)


def _name_key(phrase: NamePhrase) -> tuple[str, ...]:
    """Return what full names of one person have in common: all words but initials, and the suffix."""
    words = _word_key((*phrase.core, *([phrase.suffix] if phrase.suffix else [])))
    return words if len(words) < 3 else (words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1])
