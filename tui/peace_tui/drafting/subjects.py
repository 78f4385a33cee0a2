"""Who may be a speaker in a sentence: a name, a pronoun, an office, somebody without a name, or a text.

A sentence is not parsed. What is read is what news prose keeps next to each other: the subject right before its verb,
perhaps with an apposition between commas, or right behind a verb that follows a quotation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from peace_tui.drafting.names import NamePhrase, collect_backward, collect_forward, is_namelike, parse_phrase
from peace_tui.drafting.sentences import LEXICON, CueKind, SentenceToken, SentenceTokenKind

MAX_APPOSITION: Final = 40
"""How many tokens an apposition between a name and its verb may have."""
MAX_ADVERBIAL: Final = 2
MAX_PHRASE: Final = 14
"""How many tokens a speaker without a name may have."""
MAX_DESCRIPTOR: Final = 5
"""How many words before a name say what someone is."""
PERSONS: Final = ("man", "woman", "boy", "girl", "person", "people", "men", "women", "guy", "friend", "stranger")
"""Nouns that are no title of whoever is named behind them."""
SOMEBODY: Final = ("someone", "somebody", "one", "everyone", "everybody", "many", "some", "several", "few", "others")
LOCATING: Final = ("in", "of", "at", "from", "with", "near", "on")
RELATIVES: Final = frozenset(("who", "whose", "whom", "which", "qui", "dont", "où"))
"""What begins a clause about the noun before it."""
INDEFINITE: Final = frozenset(("a", "an", "one", "another", "some", "un", "une", "ein", "eine", "mehrere", "viele"))
"""Determiners of people whom the article has not named."""
OPENING_WORDS: Final = ("but", "and", "yet", "so", "then", "later", "still", "now", "meanwhile")
"""What a sentence may begin with before its subject."""
APPOSITION_STARTS: Final = ("apposition_starts", "suffixes", "titles", "humans")
"""The lists of words that an apposition may begin with."""


class SubjectKind(StrEnum):
    """What kind of speaker stands at a verb."""

    NAME = "name"
    PRONOUN = "pronoun"
    OFFICE = "office"
    """The mayor, his lawyer, the company: somebody whom the article has named, or will."""
    UNNAMED = "unnamed"
    TEXT = "text"


class Subject(NamedTuple):
    """Who stands at a verb, and where in the sentence."""

    start: int
    end: int
    kind: SubjectKind
    text: str
    phrases: tuple[NamePhrase, ...] = ()
    head: str = ""
    """The noun of an office or of somebody without a name, in small letters; the pronoun; with a name, the office of
    whoever speaks together with it: the mayor and Roe."""


class SubjectFinder:
    """A sentence in which speakers are searched for."""

    def __init__(self, tokens: Sequence[SentenceToken], language: str) -> None:
        """Take the sentence and the language of its article."""
        self.tokens, self.language = tokens, language[:2].lower() or "en"
        self.cues: Mapping[str, CueKind] = LEXICON.cues(language)
        self.words = LEXICON.words(language)

    def _low(self, index: int) -> str:
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def _is_passage(self, index: int) -> bool:
        return 0 <= index < len(self.tokens) and self.tokens[index].kind == SentenceTokenKind.PASSAGE

    def _skip_back(self, at: int) -> int:
        """Return the position before adverbs and auxiliaries."""
        while at >= 0:
            low = self._low(at)
            is_small = low in LEXICON.sets["adverbs"] or (LEXICON.is_adverb(low) and not self.tokens[at].is_capital)
            if not is_small and low not in LEXICON.sets["auxiliaries"] and low not in LEXICON.sets["passives"]:
                break
            at -= 1
        return at

    def find_first_subject(self) -> Subject | None:
        """Return the speaker that a sentence begins with, behind a short phrase such as `On Tuesday,` at most."""
        start = self._find_main_clause()
        for at in dict.fromkeys((0, start)):
            while self._low(at) in OPENING_WORDS:
                at += 1
            subject = self.find_subject_from(at) or self._find_office_from(at)
            if subject is None or subject.kind == SubjectKind.TEXT:
                continue
            is_adverbial = not at and start > 0 and self._is_adverbial(subject, start - 1)
            is_part = subject.kind == SubjectKind.NAME and self._is_part_of_noun(subject.end)
            if not is_adverbial and not is_part:
                return subject
        return None

    def _find_main_clause(self) -> int:
        """Return where a sentence goes on behind `On Tuesday,` or `On Tuesday`; 0 where it does not begin so."""
        for number, token in enumerate(self.tokens[:MAX_PHRASE]):
            if token.kind == SentenceTokenKind.PASSAGE:
                break
            if token.text == ",":
                return number + 1
        return 2 if self._low(0) in self.words.prepositions and self._low(1) in LEXICON.sets["days"] else 0

    def _is_part_of_noun(self, end: int) -> bool:
        """Tell whether a name only explains the noun behind it, which is what a sentence is about: Roe aides were."""
        is_plural = self._low(end).endswith("s") and self._low(end) not in self.words.function
        return is_plural and self._low(end + 1) in ("are", "were", "have", "do", "don’t", "aren’t", "haven’t")

    def _find_office_from(self, at: int) -> Subject | None:
        """Return the office that a sentence begins with, whatever its verb is: the sheriff shook his head."""
        number = at + 1
        while self._low(at) == "the" and number < len(self.tokens) and number < at + 4:
            is_last = self._low(number) in LEXICON.titles and self._low(number + 1) not in LEXICON.titles
            if is_last and not self.tokens[number].is_possessive:
                return self._classify(at, number + 1)
            number += 1
        return None

    def _is_adverbial(self, subject: Subject, comma: int) -> bool:
        """Tell whether a sentence begins with a phrase such as “Sure enough,” which looks like a name."""
        between = self.tokens[subject.end : comma]
        is_word = subject.kind == SubjectKind.NAME and len(subject.phrases[0].core) == 1
        return (
            is_word and 0 < len(between) <= MAX_ADVERBIAL and all(token.low in self.words.function for token in between)
        )

    def find_subject_before(self, index: int) -> Subject | None:
        """Return the subject that stands before a verb."""
        at = self._skip_back(index - 1)
        if at < 0 or self._is_passage(at):
            return None
        token = self.tokens[at]
        if token.text in (",", "—", "–", ")", "--"):
            return self._find_before_apposition(at)
        if token.low in ("who", "which", "that") and at:
            before = at - 1 - (self.tokens[at - 1].text == ",")
            subject = self._find_ending_at(before, is_antecedent=True) if before >= 0 else None
            return subject if subject and subject.kind != SubjectKind.PRONOUN else None
        return self._find_ending_at(at)

    def _find_before_apposition(self, at: int) -> Subject | None:
        """Return the name before an apposition or clause that ends with the comma, dash or bracket at `at`."""
        for comma in range(at - 1, max(at - MAX_APPOSITION, 0), -1):
            if self.tokens[comma].text == ";":
                return None
            if self.tokens[comma].text not in (",", "—", "–", "(", "--"):
                continue
            is_apposition = self.tokens[comma].text == "(" or self._begins_apposition(self.tokens[comma + 1])
            subject = self._find_ending_at(comma - 1) if is_apposition else None
            if is_apposition and subject is None and (name := self.find_subject_from(comma + 1)):
                is_whole = name.end == at or self._low(name.end) in self.words.prepositions
                if name.kind == SubjectKind.NAME and is_whole and name.phrases[0].title:
                    return name._replace(start=self._find_bound(comma))
            if subject and self._low(subject.start - 1) in ("through", "via") and self._low(subject.start - 2) == ",":
                continue  # Roe, through a spokesman, Smith, said
            if subject and subject.kind == SubjectKind.UNNAMED and self._low(subject.start - 1) == ",":
                named = self._find_ending_at(subject.start - 2)
                if named and named.kind == SubjectKind.NAME:
                    return named  # Roe, a baker from Sumter, South Carolina, said
            if subject and subject.kind in (SubjectKind.NAME, SubjectKind.UNNAMED, SubjectKind.OFFICE):
                return self._find_name_in_apposition(subject, comma + 1, at)
        return None

    def _begins_apposition(self, token: SentenceToken) -> bool:
        return (
            any(token.low in LEXICON.sets[name] for name in APPOSITION_STARTS)
            or token.low in LEXICON.human_plurals
            or token.text[0].isdigit()
            or token.low.endswith("ing")
            or (token.is_capital and token.low not in LEXICON.sets["days"])
        )

    def _find_name_in_apposition(self, subject: Subject, start: int, end: int) -> Subject:
        """Return the name that explains an office: the mayor, Jane Roe, said."""
        if subject.kind in (SubjectKind.OFFICE, SubjectKind.UNNAMED) and self.tokens[start].is_capital:
            name = self.find_subject_from(start)
            if name and name.kind == SubjectKind.NAME and name.end <= end:
                phrases = tuple(phrase._replace(title=phrase.title or subject.head) for phrase in name.phrases)
                return name._replace(start=subject.start, phrases=phrases)
        return subject

    def _find_ending_at(self, at: int, *, is_antecedent: bool = False) -> Subject | None:
        """Return the speaker whose last word is at `at`; an antecedent may be an object: a word from Roe, who said."""
        if at < 0:
            return None
        token = self.tokens[at]
        if token.text == ")":
            opening = next((n for n in range(at - 1, max(at - MAX_PHRASE, -1), -1) if self.tokens[n].text == "("), 0)
            return self._find_ending_at(opening - 1)
        if token.kind != SentenceTokenKind.WORD:
            return None
        pronoun = self.words.pronouns.get(token.low, "")
        if pronoun and not (token.is_capital and at and token.low not in ("he", "she", "they")):
            is_speaker = pronoun != "other_pronouns"
            return Subject(at, at + 1, SubjectKind.PRONOUN, token.text, head=pronoun) if is_speaker else None
        bound = self._find_bound(at)
        start = collect_backward(self.tokens, at, bound)
        if start > at:
            return self._read_noun_phrase(at, bound)
        if token.is_possessive:
            return None
        if self._is_behind_preposition(start, bound):
            phrase = self._read_noun_phrase(at, bound)
            if phrase or not is_antecedent:
                return phrase
        if start - 2 > bound and self.tokens[start - 1].text == "," and is_namelike(self.tokens, start - 2):
            place = " ".join(token.low for token in self.tokens[start : at + 1])
            if place in LEXICON.sets["places"]:
                return self._find_ending_at(start - 2)  # Jane Roe of Sumter, South Carolina said
        return self._make_name(start, at + 1, bound)

    def _is_behind_preposition(self, start: int, bound: int) -> bool:
        """Tell whether a name belongs to a noun before it: the head of Customs and Border Protection said."""
        before = start - 1
        if self._low(before) == "and" and before - 1 > bound and is_namelike(self.tokens, before - 1):
            before = collect_backward(self.tokens, before - 1, bound) - 1
        if self._low(before) == "the" and before > bound:
            before -= 1
        is_preposition = self._low(before) in self.words.prepositions
        return before >= bound and is_preposition and self._low(before) not in self.words.conjunctions

    def _find_bound(self, at: int) -> int:
        """Return where the clause begins that a token is in: behind a passage, a semicolon or a colon."""
        for number in range(at, -1, -1):
            if self._is_passage(number) or self.tokens[number].text in (";", ":", "“", "("):
                return number + 1
        return 0

    def _make_name(self, start: int, end: int, bound: int) -> Subject | None:
        while self.language == "en" and start > bound and self._low(start - 1) in LEXICON.sets["particles"]:
            start -= 1
        phrase = parse_phrase(self.tokens[start:end], has_article=self._low(start - 1) == "the")
        if phrase is None:
            return None
        if noun := self._read_noun_in_capitals(start, end, phrase):
            return noun
        if end - start == 1 and start == 0 and self._low(0) in LEXICON.sets["humans"]:
            return None
        first, descriptor = self._find_descriptor(start, bound)
        if first > bound and (self._is_alternative(first) or self._is_object_of_participle(start)):
            return None
        if first > bound and self.tokens[first - 1].is_possessive:  # Fox’s Jane Roe
            first = collect_backward(self.tokens, first - 1, bound)
        phrases = [phrase._replace(title=phrase.title or self._find_office(descriptor))]
        if other := self._find_before_and(first, bound):
            phrases, first = [*other.phrases, *phrases], other.start
        office = self._find_office_beside(first, bound)
        if office is not None:
            return Subject(office, end, SubjectKind.NAME, phrase.text, tuple(phrases), head=self._low(first - 2))
        return Subject(first, end, SubjectKind.NAME, phrase.text, tuple(phrases))

    def _is_alternative(self, at: int) -> bool:
        """Tell whether a name is one of two of whom it is not said which, or an exception: Roe or Smith said."""
        is_exception = self._low(at - 1) == "but" and self._low(at - 2) in ("everyone", "everybody", "all")
        return is_exception or self._low(at - 1) in ("or", "nor", "oder", "ou")

    def _is_object_of_participle(self, at: int) -> bool:
        """Tell whether a name only explains a noun before it: a lawyer representing Roe said."""
        if self.language != "en" or not self._low(at - 1).endswith("ing") or self.tokens[at - 1].is_capital:
            return False
        number = at - 2
        while self._low(number) and self._low(number) not in self.words.function:
            if LEXICON.is_person_noun(self._low(number)):
                return not LEXICON.is_person_noun(self._low(at - 1))
            number -= 1
        return False

    def _read_noun_in_capitals(self, start: int, end: int, phrase: NamePhrase) -> Subject | None:
        """Return whom words in capitals call without a name: Democrats in the Senate, the Department, Police."""
        low = self._low(start)
        if low in LEXICON.human_plurals and self._low(start + 1) in self.words.prepositions:
            return Subject(start, end, SubjectKind.UNNAMED, phrase.text, head=low)
        if _is_bare_noun(phrase):
            return Subject(start, end, SubjectKind.OFFICE, phrase.text, head=phrase.text.lower().split()[-1])
        if end - start == 1 and (low in LEXICON.human_plurals or low in ("democrats", "republicans", "police")):
            return Subject(start, end, SubjectKind.UNNAMED, self.tokens[start].text, head=low)
        return None

    def _find_before_and(self, at: int, bound: int) -> Subject | None:
        """Return the first of two who speak together: Roe and Smith said; Roe, a baker, and Smith, a lawyer, said."""
        if self._low(at - 1) in ("and", "und", "et") and at - 2 >= bound and is_namelike(self.tokens, at - 2):
            other = self._find_ending_at(at - 2)
            is_subject = other is not None and self._begins_clause(other.start, bound)
        elif at - 2 > bound and (self.tokens[at - 2].text, self._low(at - 1)) == (",", "and"):
            comma = next((number for number in range(at - 3, bound, -1) if self.tokens[number].text == ","), -1)
            is_explained = comma >= 0 and self._low(comma + 1) in ("a", "an", "the", "his", "her", "their")
            other = self._find_ending_at(comma - 1) if is_explained else None
            is_subject = other is not None and other.start == bound
        else:
            return None
        return other if other and is_subject and other.kind == SubjectKind.NAME else None

    def _find_office_beside(self, at: int, bound: int) -> int | None:
        """Return where the office begins whose holder speaks together with a name: the mayor and Roe said."""
        if self.language != "en" or self._low(at - 1) != "and" or not LEXICON.is_person_noun(self._low(at - 2)):
            return None
        start = next((n for n in range(at - 3, max(bound, at - MAX_DESCRIPTOR) - 1, -1) if self._low(n) == "the"), None)
        return start if start is not None and self._begins_clause(start, bound) else None

    def _begins_clause(self, at: int, bound: int) -> bool:
        return at == bound or self.tokens[at - 1].text == "," or self._low(at - 1) in self.words.conjunctions

    def _find_office(self, words: Sequence[str]) -> str:
        """Return words before a name where they are an office, and no clause: the mayor, and not the mayor saw."""
        lows = [word.lower() for word in words]
        is_clause = any(
            (low in self.cues and not LEXICON.is_person_noun(low))
            or (low in self.words.function and low not in self.words.prepositions)
            or low in RELATIVES
            or any(mark in low[1:-1] for mark in "’'")
            for low in lows
        )
        return " ".join(words) if any(map(LEXICON.is_person_noun, lows)) and not is_clause else ""

    def _find_descriptor(self, start: int, bound: int) -> tuple[int, Sequence[str]]:
        """Return where the words begin that say of the name behind them what someone is, and these words."""
        first = self._find_descriptor_start(start, bound)
        if bound < first < start and not self.tokens[first - 1].is_possessive:
            before = collect_backward(self.tokens, first - 1, bound)
            if before < first:
                first = self._find_descriptor_start(before, bound)  # former George Roe speechwriter Jane Roe
        return first, [token.text for token in self.tokens[first:start]]

    def _find_descriptor_start(self, start: int, bound: int) -> int:
        first = start
        while first > bound and self._is_descriptor(first - 1) and start - first < MAX_DESCRIPTOR:
            first -= 1
        return first

    def _is_past(self, at: int) -> bool:
        """Tell whether a word is a verb of the past, and no part of a name such as Armed Services."""
        return self._low(at).endswith("ed") and not self.tokens[at].is_capital

    def _is_descriptor(self, at: int) -> bool:
        """Tell whether a word may be one of those before a name that say what someone is: communications director."""
        token = self.tokens[at]
        if token.kind != SentenceTokenKind.WORD or token.is_capital or token.low in self.words.function:
            return False
        if token.low in RELATIVES or token.low in LEXICON.sets["speech_nouns"]:
            return False
        return any(token.low in LEXICON.sets[name] for name in ("humans", "titles")) or token.low not in self.cues

    def _read_noun_phrase(self, at: int, bound: int) -> Subject | None:
        """Return the speaker without a name whose last word is at `at`: a spokesman for the company."""
        start, number = at + 1, at
        while number >= bound and at - number < MAX_PHRASE:
            token = self.tokens[number]
            if token.kind != SentenceTokenKind.WORD:
                break
            if token.low in self.words.determiners:
                start = number
                if self._low(number - 1) in self.words.determiners and number > bound:
                    number -= 1
                    continue
                if self._low(number - 1) not in self.words.prepositions or number - 1 <= bound:
                    break
                number -= 2
                start = number + 1
                continue
            if token.low in self.words.prepositions:
                number -= 1
                continue
            is_noun = any(token.low in LEXICON.sets[name] for name in ("humans", "texts"))
            is_verb = token.low in self.cues and not is_noun and token.low not in LEXICON.human_plurals
            if token.low in self.words.function or (is_verb and number != at):
                break
            start = number
            number -= 1
        if start > bound and self._low(start) in LOCATING and self._low(start - 1) in SOMEBODY:
            words = " ".join(token.text for token in self.tokens[start - 1 : at + 1])
            return Subject(start - 1, at + 1, SubjectKind.UNNAMED, words, head=self._low(start - 1))
        return self._classify(start, at + 1) if start <= at else None

    def _classify(self, start: int, end: int) -> Subject | None:
        """Return what kind of speaker the words from `start` to `end` are, by their determiner and their first noun."""
        while start < end and self._low(start) in self.words.prepositions:
            start += 1
        stop = next((n for n in range(start + 1, end) if self._low(n) in self.words.prepositions), end)
        if start >= end or stop <= start:
            return None
        head_token, determiner = self.tokens[stop - 1], self._low(start)
        head = head_token.low
        text = " ".join(token.text for token in self.tokens[start:end])
        if determiner == "both" or (determiner == "the" and self._low(start + 1) == "two"):
            return Subject(start, end, SubjectKind.OFFICE, text, head=head)  # of whom the article has spoken
        is_counted = determiner in ("some", "many", "several", "two", "three", "others") and stop - start == 1
        if is_counted or head in LEXICON.human_plurals or head in LEXICON.sets["groups"]:
            return Subject(start, end, SubjectKind.UNNAMED, text, head=head)
        if stop < end and is_namelike(self.tokens, stop - 1, begins=stop == 1) and not head_token.is_possessive:
            owner = next((n for n in range(end - 2, stop, -1) if self.tokens[n].is_possessive), -1)
            if owner >= 0:  # the Union of Bakers’ president
                return self._classify(owner + 1, end)
            return self._make_name(collect_backward(self.tokens, stop - 1, start), stop, start)
        if LEXICON.is_person_noun(head):
            kind = SubjectKind.UNNAMED if determiner in INDEFINITE else SubjectKind.OFFICE
            return Subject(start, end, kind, text, head=head)
        if head in LEXICON.sets["texts"]:
            return Subject(start, end, SubjectKind.TEXT, text, head=head)
        if head in LEXICON.sets["organization_words"]:
            return self._read_organization(start, stop) or Subject(start, end, SubjectKind.OFFICE, text, head=head)
        return None

    def _read_organization(self, start: int, end: int) -> Subject | None:
        """Return an organization that has part of its name in small letters: the Clinton campaign."""
        if self._low(start) in self.words.determiners:
            start += 1
        if end - start < 2 or not is_namelike(self.tokens, start, begins=start == 0):
            return None
        name = " ".join(token.text for token in self.tokens[start:end])
        phrase = NamePhrase(name, tuple(name.split()), is_organization=True)
        return Subject(start, end, SubjectKind.NAME, name, (phrase,))

    def find_subject_from(self, at: int, *, is_object: bool = False) -> Subject | None:
        """Return the speaker whose first word is at `at`."""
        while self._low(at) in LEXICON.sets["adverbs"] or self._low(at) in ("reportedly", "’"):
            at += 1
        if at >= len(self.tokens) or self.tokens[at].kind != SentenceTokenKind.WORD:
            return None
        pronoun = self.words.pronouns.get(self._low(at), "")
        if pronoun and not is_namelike(self.tokens, at) and not self._is_possessive_her(at):
            if pronoun != "other_pronouns" and not is_object:
                return Subject(at, at + 1, SubjectKind.PRONOUN, self.tokens[at].text, head=pronoun)
            if self._low(at) not in ("one", "those"):
                return None
        number, name = at, (at, at)
        while number < len(self.tokens) and number - at < MAX_PHRASE and not self._ends_phrase(number, at):
            if not is_namelike(self.tokens, number, begins=number == 0):
                number += 1
                if self.tokens[number - 1].is_possessive and number > at + 1:
                    name = number, number  # the Roe campaign’s chairman
                continue
            if name[0] < name[1] < number and not LEXICON.is_person_noun(self._low(number - 1)):
                break  # Roe met Smith: the second is no part of the subject
            end = max(collect_forward(self.tokens, number), number + 1)
            name = (end, end) if self.tokens[end - 1].is_possessive else (number, end)
            number = end
        first, end = name
        if first < end and (noun := self._find_noun_beside(at, first, end)):
            return self._read_phrase(at, noun + 1, is_whole=not is_object)
        if first < end and (end == number or not self._is_speaker_noun(number - 1)):
            return self._read_name(first, end, at)
        return self._read_phrase(at, number, is_whole=not is_object)

    def _find_noun_beside(self, start: int, first: int, end: int) -> int:
        """Return where the noun stands that a name only explains: the man beside Roe, the man Roe hired; else 0."""
        if self.language != "en" or self._low(start) not in ("the", *self.words.determiners):
            return 0
        nouns = [number for number in range(start + 1, first) if LEXICON.is_person_noun(self._low(number))]
        is_title = nouns[-1:] == [first - 1] and self._low(first - 1) not in PERSONS
        is_subject = self._low(end) in LEXICON.sets["auxiliaries"]
        return nouns[0] if nouns and (is_subject or not is_title) else 0

    def _is_possessive_her(self, at: int) -> bool:
        """Tell whether `her` stands before a noun: said her cousin."""
        if self._low(at) != "her" or at + 1 >= len(self.tokens) or self.tokens[at + 1].kind != SentenceTokenKind.WORD:
            return False
        after = self._low(at + 1)
        return after not in self.words.function and after not in LEXICON.sets["days"] and after not in self.cues

    def _ends_phrase(self, number: int, start: int) -> bool:
        """Tell whether a token ends the words of a speaker that begin at `start`."""
        token = self.tokens[number]
        if token.kind != SentenceTokenKind.WORD or token.low in self.words.prepositions:
            return True
        if token.is_capital and token.low not in LEXICON.sets["days"]:
            return False
        if token.low in self.words.function or token.low in LEXICON.sets["days"] or LEXICON.is_adverb(token.low):
            return number != start
        if token.low in RELATIVES:
            return True
        return (
            token.low in self.cues and not LEXICON.is_person_noun(token.low) and token.low not in LEXICON.sets["texts"]
        )

    def _is_speaker_noun(self, number: int) -> bool:
        low = self._low(number)
        return LEXICON.is_person_noun(low) or any(low in LEXICON.sets[name] for name in ("texts", "organization_words"))

    def _read_name(self, number: int, end: int, start: int) -> Subject | None:
        phrase = parse_phrase(self.tokens[number:end], has_article=self._low(number - 1) == "the")
        is_genitive = self.language == "fr" and self._low(number - 1).startswith(("d’", "d'"))
        if phrase is None or is_genitive:  # L’avocat d’Olivier Roe
            return None
        descriptor = [token.text for token in self.tokens[start:number] if token.low not in self.words.determiners]
        if _is_bare_noun(phrase):
            return self._read_phrase(start, end)
        if self._low(number) in LEXICON.human_plurals or self._low(number) in ("democrats", "republicans"):
            return Subject(start, end, SubjectKind.UNNAMED, phrase.text, head=self._low(number))
        title = phrase.title or self._find_office(descriptor)
        phrases = [phrase._replace(title=title)]
        is_followed = end + 1 < len(self.tokens) and is_namelike(self.tokens, end + 1)
        if is_followed and self._is_alternative(end + 1):
            return None
        if is_followed and self._low(end) in ("and", "und", "et"):
            other = collect_forward(self.tokens, end + 1)
            second = parse_phrase(self.tokens[end + 1 : other])
            ends = other >= len(self.tokens) or self.tokens[other].kind == SentenceTokenKind.MARK
            if second and second.core and ends and not self.tokens[other - 1].is_possessive:
                phrases.append(second)
                end = other
        return Subject(start, end, SubjectKind.NAME, phrase.text, tuple(phrases))

    def _read_phrase(self, start: int, stop: int, *, is_whole: bool = True) -> Subject | None:
        """Return a speaker without a name, or the name behind a comma that explains it.

        A `whole` phrase has what follows its noun: a spokesman for the company.
        """
        if stop <= start:
            return None
        subject = self._classify(start, stop)
        if subject is None or not is_whole:
            return subject
        if stop + 1 < len(self.tokens) and self.tokens[stop].text == "," and is_namelike(self.tokens, stop + 1):
            name = self.find_subject_from(stop + 1)
            if name and self._low(name.end) in self.cues:
                name = None  # The council, Roe said, will meet
            if name and name.kind == SubjectKind.NAME and subject.kind in (SubjectKind.OFFICE, SubjectKind.UNNAMED):
                phrases = tuple(phrase._replace(title=phrase.title or subject.head) for phrase in name.phrases)
                return name._replace(start=start, phrases=phrases)
        end = stop
        while end < len(self.tokens) and end - start < MAX_PHRASE and self._low(end) in self.words.prepositions:
            after = end + 1
            while (
                after < len(self.tokens)
                and self.tokens[after].kind == SentenceTokenKind.WORD
                and after - end < 7
                and (self._low(after) not in self.words.function or self._low(after) in self.words.determiners)
                and self._low(after) not in self.cues
                and not (after > end + 2 and self._is_past(after))  # a woman in an apron signed
            ):
                after += 1
            if after == end + 1 or self._low(end + 1) in LEXICON.sets["days"]:
                break
            end = after
        return subject._replace(end=end, text=" ".join(token.text for token in self.tokens[start:end]))


def _is_bare_noun(phrase: NamePhrase) -> bool:
    """Tell whether a phrase is nothing but a title or `the Department`: no name that could be written down."""
    is_noun = len(phrase.core) == 1 and phrase.core[0].lower() in LEXICON.sets["organization_words"]
    return not phrase.core or is_noun
