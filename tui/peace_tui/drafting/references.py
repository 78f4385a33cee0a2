"""Who is meant by a name, an office or a pronoun in an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from peace_tui.drafting.attribution import Cue
from peace_tui.drafting.clauses import MAX_NEAR, Sentence
from peace_tui.drafting.names import NamePhrase, parse_phrase
from peace_tui.drafting.people import ArticlePeople, ArticlePerson
from peace_tui.drafting.sentences import LEXICON, CueKind, tokenize_paragraph
from peace_tui.drafting.subjects import Subject, SubjectKind
from peace_tui.text.folding import fold

UNNAMED_LABELS: Final = (
    *("Q", "A", "QUESTION", "ANSWER", "REPORTER", "QUESTIONER", "INTERVIEWER", "JOURNALIST", "JOURNALISTE"),
    *("FRAGE", "ANTWORT", "RÉPONSE"),
)
"""Labels that stand for whoever asks or answers, in turn for several people."""
MAX_INITIALS: Final = 3
"""How many letters a label may have that stands for the first letters of a name."""
OCCASIONS: Final = {"call": "call", "calls": "call", "meeting": "meeting", "talks": "meeting"}
LOCATIVES: Final = ("in", "at", "near", "outside", "inside", "above", "across", "around")
MAX_LOOK_BACK: Final = 6
"""How many sentences before a pronoun may have the name it stands for."""

MAX_NAMED_BEFORE: Final = 100
"""How many sentences before a surname of several people may have named the one who is meant."""


class ReferenceResolver:
    """The people of an article, and who is meant where in it."""

    def __init__(
        self, sentences: Sequence[Sentence], speakers: Sequence[Sequence[ArticlePerson]], language: str
    ) -> None:
        """Find the people of the sentences; `speakers` are those of the passages so far, and are added as they go."""
        self.sentences, self.speakers, self.language = sentences, speakers, language
        self.people = ArticlePeople()
        self._unnamed: dict[str, ArticlePerson] = {}
        self._resolved: dict[int, list[ArticlePerson]] = {}
        subjects = [cue.subject for sentence in sentences for cue in sentence.cues]
        subjects += [sentence.first for sentence in sentences]
        names = [phrase for sentence in sentences for _, _, phrase in sentence.names]
        self.people.add_names([*names, *(phrase for subject in subjects if subject for phrase in subject.phrases)])

    def find_addressed(self, told: Subject) -> Iterator[ArticlePerson]:
        """Yield those who are told something."""
        if told.kind == SubjectKind.NAME:
            for phrase in told.phrases:
                meant = self.look_up(phrase)
                if len(meant) == 1:
                    yield meant[0]
        elif told.kind == SubjectKind.OFFICE and (meant := self._find_by_office(told)):
            yield meant[0]
        else:
            yield self.find_unnamed(told, kind="role")

    def look_up(self, phrase: NamePhrase) -> list[ArticlePerson]:
        """Return who is meant by a name; who was not named before is added."""
        meant = self.people.look_up(phrase)
        if not meant:
            self.people.add_names([phrase])
            meant = self.people.look_up(phrase)
        if len(meant) == 1 and phrase.title:
            self.people.add_title(meant[0], phrase.title)
        return meant or [ArticlePerson(phrase.name)]

    def find_unnamed(self, subject: Subject, kind: str = "anonymous") -> ArticlePerson:
        """Return the voice without a name that an article calls so: the same one each time."""
        text = subject.text
        words = text.split()
        while len(words) > 1 and words[0].lower() in ("the", "a", "an", "un", "une", "ein", "eine"):
            words = words[1:]
        name = " ".join(words)
        key = fold(name)
        if key not in self._unnamed:
            self._unnamed[key] = ArticlePerson(name[:1].upper() + name[1:], kind, gender=_noun_gender(subject.head))
        return self._unnamed[key]

    def _find_by_office(self, subject: Subject) -> list[ArticlePerson]:
        """Return who alone has an office in the article, in these words if several have one like it."""
        meant = [person for person in self.people.find_by_title(subject.head) if person.kind == "person"]
        if f"vice {subject.head}" in subject.text.lower():
            meant = [person for person in self.people.people if _is_vice(person, subject.head)]
            return meant if len(meant) == 1 else []
        exact = [person for person in meant if subject.head in map(str.lower, person.titles)]
        return exact if len(exact) == 1 else meant if len(meant) == 1 else []

    def resolve_office(self, number: int, subject: Subject) -> list[ArticlePerson]:
        """Return whom an office likely stands for: who has that title, else whom the sentence before is about."""
        return self._find_by_office(subject) or self._find_nearest(number, subject)

    def _find_nearest(self, number: int, subject: Subject) -> list[ArticlePerson]:
        """Return the subject of the sentence before, whom an office that the article gives no one likely stands for."""
        if subject.head not in LEXICON.sets["principals"] or not subject.text.lower().startswith("the "):
            return []
        if self.people.find_by_title(subject.head):
            return []
        before = self.sentences[number - 1] if number else None
        if before is None or before.first is None or before.paragraph < self.sentences[number].paragraph - 1:
            return []
        return self.find_meant(number - 1, before.first)[:1]

    def resolve_pronoun(self, number: int, subject: Subject, cue: Cue, *, learns: bool = True) -> list[ArticlePerson]:
        """Return whom a pronoun likely stands for: the nearest subject before it that it can.

        Where it `learns`, the pronoun tells the gender of whom it stands for.
        """
        told = {person.name for each in cue.addressees for person in self.find_addressed(each)}
        gender = {"he": "m", "she": "f"}.get(subject.head, "")
        if not gender:
            return []
        tokens = self.sentences[number].tokens
        is_behind = any(at < subject.start for at, _ in self.sentences[number].passages)
        if not is_behind:
            told |= self._find_named_behind(number, subject)
        ends = all(token.text in (".", "!", "?") for token in tokens[subject.end + 1 :])
        is_behind = is_behind or (ends and subject.start > 0 and tokens[subject.start - 1].text == ",")
        for people in self._find_before(number, subject.start, is_behind=is_behind):
            fit = [
                person
                for person in people
                if person.name not in told and person.gender in ("", gender) and self.is_credible(person)
            ]
            if len(fit) == 1 and learns:
                fit[0].gender = fit[0].gender or gender
            if fit:
                return fit if len(fit) == 1 else []
        return []

    def _find_named_behind(self, number: int, subject: Subject) -> set[str]:
        """Return whom a sentence names behind a pronoun, which does not stand for them: he said Roe would come."""
        tokens = self.sentences[number].tokens
        end = next((at for at in range(subject.end, len(tokens)) if tokens[at].text == ";"), len(tokens))
        behind = [phrase for at, _, phrase in self.sentences[number].names if subject.end <= at < end]
        meant = [self.people.look_up(phrase) for phrase in behind]
        return {each[0].name for each in meant if len(each) == 1}

    def is_credible(self, person: ArticlePerson) -> bool:
        """Tell whether somebody is a person, and no place or word that happens to have a capital letter."""
        if person.kind == "anonymous":
            return True
        is_full = " " in person.name and self.language[:2] != "de" and not self._stands(person, is_placed=True)
        return person.kind == "person" and bool(person.gender or person.titles or is_full or self._speaks(person))

    def is_doubtful(self, phrase: NamePhrase, person: ArticlePerson) -> bool:
        """Tell whether a name may be someone else’s, or a word that has a capital letter for beginning sentences."""
        is_lone_word = person.kind == "person" and " " not in person.name and self._stands(person, begins=True)
        return is_lone_word or self.people.is_guess(phrase, person)

    def _stands(self, person: ArticlePerson, *, is_placed: bool = False, begins: bool = False) -> bool:
        """Tell whether a name stands only behind words such as `in`, or only at the beginning of sentences."""
        places = self._places.get(id(person), ())
        return bool(places) and all((before in LOCATIVES and is_placed) or (not before and begins) for before in places)

    def _speaks(self, person: ArticlePerson) -> bool:
        """Tell whether a surname alone stands at a verb of saying somewhere in an English article."""
        return id(person) in self._speaking

    @cached_property
    def _speaking(self) -> set[int]:
        if self.language[:2] != "en":
            return set()
        subjects = [cue.subject for sentence in self.sentences for cue in sentence.cues if cue.subject]
        return {id(person) for subject in subjects for person in self.find_named(subject)}

    @cached_property
    def _places(self) -> dict[int, list[str]]:
        """The words before each mention of everybody; none where a sentence begins."""
        places: dict[int, list[str]] = {}
        for sentence in self.sentences:
            for at, _, phrase in sentence.names:
                for person in self.people.look_up(phrase):
                    places.setdefault(id(person), []).append(sentence.tokens[at - 1].low or "“" if at else "")
        return places

    def _find_before(self, number: int, start: int, *, is_behind: bool) -> Iterator[Sequence[ArticlePerson]]:
        """Yield who is spoken of before a token, the nearest first; several where a surname does not tell who it is.

        Where it is behind a passage, who is named before it in the sentence is part of what is said.
        """
        sentence = self.sentences[number]
        for subject in (*(cue.subject for cue in reversed(sentence.cues)), None if is_behind else sentence.first):
            if subject and subject.end <= start:
                yield from ([person] for person in self.find_named(subject))
        topic = sentence.tokens[0].low in ("of", "about")  # Of Roe, he said
        asked = 0
        if sentence.tokens[0].low in LEXICON.sets["questioned"]:  # Asked whether Roe knew, he said
            asked = next((at for at, token in enumerate(sentence.tokens[:start]) if token.text == ","), 0)
        for at, end, phrase in reversed([] if is_behind else sentence.names):
            is_left = sentence.tokens[end - 1].is_possessive or (topic and at == 1) or at < asked
            if end <= start and not is_left:
                yield self.people.look_up(phrase)
        if not is_behind and sentence.names and not any(cue.at < start - 1 for cue in sentence.cues):
            at, end, phrase = sentence.names[0]
            if not at and end < start and sentence.tokens[end - 1].is_possessive:
                yield self.people.look_up(phrase)  # Roe’s applause came when he said
        for before in range(number - 1, max(number - 1 - MAX_LOOK_BACK, -1), -1):
            yield from self._find_spoken_of(before)
            if self._is_about_unknown(before):
                return

    def _is_about_unknown(self, number: int) -> bool:
        """Tell whether a sentence is about an office that the article gives no one: the president was late."""
        first = self.sentences[number].first
        if first is None or first.kind != SubjectKind.OFFICE or first.head not in LEXICON.sets["principals"]:
            return False
        return not self.find_meant(number, first)

    def _resolve_subject(self, number: int, subject: Subject) -> list[ArticlePerson]:
        """Return whom the pronoun that is the subject of a sentence likely stands for, looked up once."""
        if number not in self._resolved:
            self._resolved[number] = []
            cue = Cue(subject.start, CueKind.SAYING, subject)
            meant = self.resolve_pronoun(number, subject, cue, learns=False)
            self._resolved[number] = [person for person in meant if person.kind == "person"]
        return self._resolved[number]

    def _find_spoken_of(self, number: int) -> Iterator[Sequence[ArticlePerson]]:
        """Yield the people of a sentence: its subject, who speaks in it, and whom it names."""
        sentence = self.sentences[number]
        subject = sentence.first or next((cue.subject for cue in sentence.cues if cue.subject), None)
        if subject and subject.kind == SubjectKind.PRONOUN:
            yield self._resolve_subject(number, subject)
        if first := sentence.first:
            yield from ([person] for person in self.find_named(first))
            if first.kind == SubjectKind.UNNAMED:
                yield [self.find_unnamed(first)]
            elif first.head in LEXICON.titles:
                yield self._find_by_office(first)
        for _, token in reversed(sentence.passages):
            yield from ([person] for person in self.speakers[token.passage])
        for cue in sentence.cues:
            if cue.subject:
                yield from ([person] for person in self.find_named(cue.subject))
        for _, end, phrase in sentence.names:
            if not sentence.tokens[end - 1].is_possessive:
                yield self.people.look_up(phrase)

    def find_named(self, subject: Subject) -> Iterator[ArticlePerson]:
        """Yield the people whom a subject names."""
        for phrase in subject.phrases:
            meant = self.people.look_up(phrase)
            if len(meant) == 1:
                yield meant[0]

    def find_most_recent(self, people: Sequence[ArticlePerson], number: int) -> ArticlePerson:
        """Return who of several of one surname was named last before a sentence."""
        if len(people) == 1:
            return people[0]
        for before in range(number, max(number - MAX_NAMED_BEFORE, -1), -1):
            for _, _, phrase in self.sentences[before].names:
                meant = self.people.look_up(phrase)
                if len(meant) == 1 and meant[0] in people:
                    return meant[0]
        return people[0]

    def find_meant(self, number: int, subject: Subject) -> list[ArticlePerson]:
        """Return who a subject likely is, if it is a person."""
        if subject.kind == SubjectKind.PRONOUN:
            return self.resolve_pronoun(number, subject, Cue(subject.start, CueKind.SAYING, subject))
        if subject.kind == SubjectKind.OFFICE:
            return self._find_by_office(subject)
        return [person for person in self.find_named(subject) if self.is_credible(person)]

    def find_labeled(self, label: str) -> ArticlePerson | None:
        """Return the person that the label of a turn names."""
        if label.strip(".").upper() in UNNAMED_LABELS:
            return None
        phrase = parse_phrase(tokenize_paragraph(label.title() if label.isupper() else label))
        if label.isupper() and len(label) <= MAX_INITIALS:
            known = self.people.look_up(phrase) if phrase else []
            meant = known if len(known) == 1 else self._find_by_initials(label)
        else:
            meant = self.look_up(phrase) if phrase and phrase.core else []
        return meant[0] if len(meant) == 1 else None

    def _find_by_initials(self, label: str) -> list[ArticlePerson]:
        """Return the people whose initials a label is: JR."""
        people = [person for person in self.people.people if person.kind == "person"]
        return [person for person in people if "".join(word[0] for word in person.name.split()) == label]

    def find_named_as_office(self, subject: Subject) -> list[ArticlePerson]:
        """Return the only one whose surname is a word that looks like an office."""
        is_word = subject.text[:1].isupper() and len(subject.text.split()) == 1
        named = self.people.find_by_surname(subject.text) if is_word else []
        return named if len(named) == 1 else []

    def find_occasion(self, sentence: Sentence) -> tuple[str, tuple[ArticlePerson, ...]]:
        """Return the call or meeting of which a sentence says with whom it was: `in a phone call with Roe`."""
        tokens = sentence.tokens
        for at, token in enumerate(tokens[:-1]):
            kind, after = OCCASIONS.get(token.low), tokens[at + 1].low
            if not kind or after not in ("with", "between"):
                continue
            if not any(each.low in ("in", "on", "during", "at") for each in tokens[max(at - MAX_NEAR, 0) : at]):
                continue
            names = [(start, phrase) for start, _, phrase in sentence.names if at + 2 <= start <= at + 2 + MAX_NEAR]
            if names and names[0][0] <= at + 4:
                wanted = names[:2] if after == "between" else names[:1]
                meant = [self.people.look_up(phrase) for _, phrase in wanted]
                if all(len(each) == 1 for each in meant):
                    return kind, tuple(each[0] for each in meant)
        return "", ()


def _is_vice(person: ArticlePerson, office: str) -> bool:
    """Tell whether somebody is given the office of a vice president or the like."""
    return any(f"vice {office}" in title.lower() for title in person.titles)


def _noun_gender(noun: str) -> str:
    """Return `m` or `f` where a noun such as `mother` tells, and `p` where it stands for several people."""
    if noun in LEXICON.human_plurals or noun in LEXICON.sets["groups"]:
        return "p"
    if noun.endswith("woman") or noun in LEXICON.sets["women"]:
        return "f"
    return "m" if noun.endswith("man") or noun in LEXICON.sets["men"] else ""
