"""Who said each passage of an article, and which passages are one utterance.

A speaker is sure where a name stands at the verb of saying, likely where the text lets it be inferred, else unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from peace_tui.drafting.articles import Article
from peace_tui.drafting.attribution import Cue, find_cues
from peace_tui.drafting.clauses import (
    Sentence,
    Use,
    choose_cue,
    find_use,
    has_name_between,
    has_subordinate,
    is_behind,
    is_introduced,
    is_set_off,
    may_be_other,
    may_be_retold,
)
from peace_tui.drafting.names import NamePhrase, find_names
from peace_tui.drafting.passages import QuotedPassage, find_passages
from peace_tui.drafting.people import ArticlePerson
from peace_tui.drafting.references import MAX_LOOK_BACK, ReferenceResolver
from peace_tui.drafting.sentences import (
    LEXICON,
    CueKind,
    SentenceToken,
    skip_dateline,
    split_sentences,
    tokenize_paragraph,
)
from peace_tui.drafting.subjects import Subject, SubjectFinder, SubjectKind

MAX_EVIDENCE_CHARS: Final = 70
MAX_POSSESSED: Final = 12
"""How many tokens may be between a passage and the noun that says what it is."""
LOWER_WORD: Final = re.compile(r"\b[^\W\d_A-Z][^\W\d_]*")
NESTED: Final = re.compile("[‘“'\"][^’”'\"]+[’”'\"]", re.DOTALL)
"""A passage that is one quotation inside another: what somebody says that somebody else said."""


class Grade(StrEnum):
    """How well a speaker is known."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who said a passage, how well that is known, and why."""

    speakers: tuple[ArticlePerson, ...] = ()
    grade: Grade = Grade.NONE
    evidence: str = ""
    """The words of the article that say so."""
    paragraph: int = -1
    """Where those words stand, from 0."""
    to: tuple[ArticlePerson, ...] = ()
    occasion: str = ""
    """`call` or `meeting`, where the sentence says that it was said at one and with whom."""
    others: tuple[ArticlePerson, ...] = ()
    """With whom the call or meeting was."""
    use: Use = Use.SPEECH
    utterance: int = 0
    """Passages with the same number are one utterance."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with its passages, and who said each of them."""

    article: Article
    passages: tuple[QuotedPassage, ...]
    attributions: tuple[Attribution, ...]


def read_speakers(article: Article) -> Reading:
    """Return who said each passage of an article."""
    return _Reader(article).read()


class _Reader:
    """Goes through an article once, so that each passage knows who said those before it."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.passages = find_passages(article.paragraphs, article.bold)
        self.labels = {passage.label for passage in self.passages if passage.label}
        """The labels of the turns of a transcript."""
        self.sentences = [*self._read_sentences()]
        self.found: list[Attribution] = []
        """What is found of the passages so far."""
        self.speakers: list[tuple[ArticlePerson, ...]] = []
        """Who said the passages so far."""
        self.references = ReferenceResolver(self.sentences, self.speakers, article.language)

    def _read_sentences(self) -> Iterator[Sentence]:
        language = self.article.language
        cues = LEXICON.cues(language)
        common = {word for text in self.article.paragraphs for word in LOWER_WORD.findall(text)}
        by_paragraph: dict[int, list[tuple[int, QuotedPassage]]] = {}
        for number, passage in enumerate(self.passages):
            by_paragraph.setdefault(passage.paragraph, []).append((number, passage))
        for paragraph, text in enumerate(self.article.paragraphs):
            whole = skip_dateline(tokenize_paragraph(text, by_paragraph.get(paragraph, ()), language))
            for tokens in split_sentences(whole, cues, common):
                first = SubjectFinder(tokens, language).find_first_subject()
                yield Sentence(paragraph, tokens, language, find_cues(tokens, language), first, [*find_names(tokens)])

    def read(self) -> Reading:
        utterance = 0
        for number, sentence in enumerate(self.sentences):
            for at, token in sentence.passages:
                attribution = self._attribute(number, at, token.passage)
                joined = self._joins(number, at, token.passage) and self._is_spoken_alike(attribution, token.passage)
                utterance += not joined and attribution.use != Use.TITLE
                to = tuple(told for told in attribution.to if all(told is not each for each in attribution.speakers))
                self.found.append(replace(attribution, utterance=utterance, to=to))
                self.speakers.append(attribution.speakers)
        self._complete_chains()
        return Reading(self.article, tuple(self.passages), tuple(self.found))

    # --- One passage --------------------------------------------------------------------------------------------------

    def _attribute(self, number: int, at: int, passage_number: int) -> Attribution:
        sentence, passage = self.sentences[number], self.passages[passage_number]
        if passage.label:
            return self._read_label(passage)
        if NESTED.fullmatch(passage.text):
            return Attribution()
        cue, certain = choose_cue(sentence, at)
        use = find_use(sentence, at)
        is_led = use == Use.TITLE and bool(at) and is_introduced(sentence, at)
        if use != Use.SPEECH and (is_led or not (cue and is_behind(sentence, at, cue))):
            return Attribution(use=use)
        if possessor := self._find_possessor(sentence, at, cue):
            return possessor
        if self.article.language[:2] == "fr" and (inner := self._find_inside(number, passage)):
            return inner
        if cue and is_set_off(sentence, at, cue):
            return Attribution()
        if cue and cue.subject:
            is_others = may_be_other(sentence, at, cue) or may_be_retold(sentence, at, cue)
            attribution = self._read_cue(number, cue, certain=certain and not is_others)
            if attribution.grade != Grade.NONE:
                return attribution
        return self._find_signature(number, at) or self._find_in_context(number, at)

    def _find_possessor(self, sentence: Sentence, at: int, cue: Cue | None) -> Attribution | None:
        """Return whose words a passage is likely that is introduced by a noun: Roe’s claim that it “will hold”."""
        start = max(at - MAX_POSSESSED, 0)
        for first, end, phrase in reversed(sentence.names):
            if first < start or end >= at or not sentence.tokens[end - 1].is_possessive:
                continue
            is_that = any(token.low == "that" or token.text == ":" for token in sentence.tokens[end:at])
            if sentence.tokens[end].low not in LEXICON.sets["speech_nouns"] or (cue and end < cue.at < at):
                return None
            if any(
                CueKind.PARTICIPLE in LEXICON.english.get(token.low, CueKind(0)) for token in sentence.tokens[end:at]
            ):
                return None  # Smith shrugged off Roe’s words, telling reporters
            if cue and cue.at < first and not is_that:
                return None
            if cue and cue.at > at and is_behind(sentence, at, cue) and first == 0:
                return None
            meant = self.references.look_up(phrase)
            evidence = self._cut_evidence(sentence, first, end + 1)
            return Attribution(tuple(meant), Grade.LIKELY, evidence, sentence.paragraph) if len(meant) == 1 else None
        return None

    def _find_inside(self, number: int, passage: QuotedPassage) -> Attribution | None:
        """Return the speaker whom a French article names inside the marks: « Non, a répondu M. Roe. C’est fini. »."""
        for sentence in split_sentences(tokenize_paragraph(passage.text, (), "fr"), LEXICON.french):
            for cue in find_cues(sentence, "fr"):
                start = cue.at - (sentence[cue.at - 1].low in LEXICON.sets["french_auxiliaries"])
                if not (cue.is_inverted and start and sentence[start - 1].text in (",", "?", "!")) or not cue.subject:
                    continue
                subject = cue.subject
                evidence = passage.text[sentence[start].start : sentence[subject.end - 1].end]
                speakers, grade = self.references.find_meant(number, subject), Grade.LIKELY
                if subject.kind == SubjectKind.NAME:
                    meant = [self.references.look_up(phrase) for phrase in subject.phrases]
                    speakers = [each[0] for each in meant if len(each) == 1]
                    grade = Grade.SURE if len(speakers) == len(meant) else Grade.LIKELY
                return Attribution(tuple(speakers), grade if speakers else Grade.NONE, evidence, passage.paragraph)
            if any(
                word.low in LEXICON.french and at and _opens_words(sentence, at) for at, word in enumerate(sentence)
            ):
                return Attribution()
        return None

    def _read_label(self, passage: QuotedPassage) -> Attribution:
        """Return whom a label names; where there are two labels, one speaks to the other."""
        evidence = passage.label + ":"
        speaker = self.references.find_labeled(passage.label)
        if speaker is None:
            return Attribution(evidence=evidence, paragraph=passage.paragraph)
        others = self.labels - {passage.label}
        told = self.references.find_labeled(*others) if len(others) == 1 else None
        return Attribution((speaker,), Grade.SURE, evidence, passage.paragraph, (told,) if told else ())

    def _read_cue(self, number: int, cue: Cue, *, certain: bool) -> Attribution:
        sentence, subject = self.sentences[number], cue.subject
        assert subject is not None
        evidence = self._cut_evidence(sentence, min(subject.start, cue.at), max(subject.end, cue.at + 1))
        speakers: list[ArticlePerson] = []
        grade = Grade.SURE if certain and cue.is_certain and CueKind.MENTAL not in cue.kind else Grade.LIKELY
        if subject.kind == SubjectKind.NAME:
            for phrase in subject.phrases:
                meant = self.references.look_up(phrase)
                if self.article.language[:2] == "de" and len(phrase.core) == 1 and len(meant[0].name.split()) == 1:
                    return Attribution(evidence=evidence, paragraph=sentence.paragraph)  # a noun like any other
                if len(meant) > 1 or not _is_distinct(phrase) or self.references.is_doubtful(phrase, meant[0]):
                    grade = Grade.LIKELY
                speakers.append(self.references.find_most_recent(meant, number))
            if subject.head:  # the mayor and Roe
                office = Subject(
                    subject.start, subject.end, SubjectKind.OFFICE, f"the {subject.head}", head=subject.head
                )
                speakers, grade = [*self.references.resolve_office(number, office), *speakers], Grade.LIKELY
            if cue.is_inherited and has_subordinate(sentence, subject.end, cue.at):
                return Attribution(evidence=evidence, paragraph=sentence.paragraph)
            if cue.is_inherited and has_name_between(sentence, subject.end, cue.at):
                grade = Grade.LIKELY
        elif subject.kind == SubjectKind.UNNAMED:
            speakers = [self.references.find_unnamed(subject)]
        elif subject.kind == SubjectKind.OFFICE and (named := self.references.find_named_as_office(subject)):
            speakers = named  # said Judge, of Patty Judge
        elif subject.kind == SubjectKind.OFFICE:
            speakers, grade = self.references.resolve_office(number, subject), Grade.LIKELY
        elif subject.kind == SubjectKind.PRONOUN:
            speakers, grade = self.references.resolve_pronoun(number, subject, cue), Grade.LIKELY
        if not speakers:
            return Attribution(evidence=evidence, paragraph=sentence.paragraph)
        to = tuple(person for told in cue.addressees for person in self.references.find_addressed(told))
        occasion, others = self.references.find_occasion(sentence)
        return Attribution(tuple(speakers), grade, evidence, sentence.paragraph, to, occasion, others)

    def _cut_evidence(self, sentence: Sentence, start: int, end: int) -> str:
        text = self.article.paragraphs[sentence.paragraph]
        words = " ".join(text[sentence.tokens[start].start : sentence.tokens[end - 1].end].split())
        return words if len(words) <= MAX_EVIDENCE_CHARS else words[: MAX_EVIDENCE_CHARS - 1].rpartition(" ")[0] + "…"

    # --- Without a verb -----------------------------------------------------------------------------------------------

    def _find_signature(self, number: int, at: int) -> Attribution | None:
        """Return the name that stands behind a passage and a dash."""
        sentence = self.sentences[number]
        if at + 2 >= len(sentence.tokens) or sentence.tokens[at + 1].text not in ("—", "–", "--", "-"):
            return None
        name = next((each for each in sentence.names if each[0] == at + 2), None)
        if name is None or (name[1] < len(sentence.tokens) and sentence.tokens[name[1]].text not in (",", ".", "(")):
            return None
        subject = Subject(name[0], name[1], SubjectKind.NAME, name[2].text, (name[2],))
        return self._read_cue(number, Cue(name[0], CueKind.SAYING, subject), certain=True)

    def _find_in_context(self, number: int, at: int) -> Attribution:
        """Return whose a passage is that no verb belongs to."""
        sentence = self.sentences[number]
        before = self.sentences[number - 1] if number else None
        cues = [cue.at for cue in sentence.cues if cue.at < at]
        if inside := [place for place, _ in sentence.passages if place < at]:
            return self._find_in_clause(number, max(inside[-1], *cues, -1), at)
        if at and sentence.tokens[at - 1].text == ":" and sentence.first:
            if any(token.low in LEXICON.sets["quoting"] or token.low in LEXICON.texts_say for token in sentence.tokens):
                return Attribution()  # Roe read from the memo: “…”
            if sentence.first.kind == SubjectKind.NAME and sentence.first.end == at - 1:
                return self._read_cue(number, Cue(sentence.first.start, CueKind.SAYING, sentence.first), certain=True)
            return self._make_likely(self.references.find_meant(number, sentence.first), sentence, sentence.first)
        if not sentence.is_bare or before is None:
            return Attribution()
        if before.paragraph == sentence.paragraph:
            if (last := self._find_last_spoken(before)) and (said := self.found[last[1].passage]).speakers:
                is_clear = before.is_bare or choose_cue(before, last[0])[0] is not None
                return replace(said, to=()) if is_clear else _weaken(said)
            return self._find_in_sentence(number - 1)
        if before.tokens[-1].text == ":":
            said = self._find_in_sentence(number - 1)
            cue = next((cue for cue in reversed(before.cues) if cue.subject), None)
            return self._read_cue(number - 1, cue, certain=True) if cue else said
        for other in range(number - 1, max(number - MAX_LOOK_BACK, -1), -1):
            if self.sentences[other].paragraph < sentence.paragraph - 1:
                break
            for _, token in reversed(self.sentences[other].passages):
                said = self.found[token.passage]
                if not said.speakers:
                    continue
                if token.text.endswith("?") or all(each.text.endswith("?") for _, each in sentence.passages):
                    return Attribution()  # what follows may be the answer, or the next question
                return _weaken(said)
        return self._find_in_sentence(number - 1)

    def _find_last_spoken(self, sentence: Sentence) -> tuple[int, SentenceToken] | None:
        """Return the last passage of a sentence that is no title: Roe said on the program “Noon.”."""
        spoken = [(at, token) for at, token in sentence.passages if not self._is_title(token.passage)]
        return spoken[-1] if spoken else None

    def _is_title(self, passage_number: int) -> bool:
        return self.found[passage_number].use == Use.TITLE

    def _find_in_clause(self, number: int, start: int, end: int) -> Attribution:
        """Return whoever the words between two passages begin with as the likely speaker of the second."""
        sentence = self.sentences[number]
        if sentence.tokens[end - 1].text in (",", ":"):
            for first, stop, phrase in sentence.names:
                if start < first and stop < end and sentence.tokens[first - 1].low not in ("of", "about", "and"):
                    subject = Subject(first, stop, SubjectKind.NAME, phrase.text, (phrase,))
                    return self._make_likely(self.references.find_meant(number, subject), sentence, subject)
        if sentence.is_bare:
            return self.found[sentence.passages[0][1].passage]
        return Attribution()

    def _find_in_sentence(self, number: int) -> Attribution:
        """Return the subject of a sentence before a passage as its likely speaker."""
        sentence = self.sentences[number]
        cue = next((cue for cue in reversed(sentence.cues) if cue.subject and not cue.is_inherited), None)
        for subject in (cue.subject if cue else None, sentence.first):
            if subject and (speakers := self.references.find_meant(number, subject)):
                return self._make_likely(speakers, sentence, subject)
        return Attribution()

    def _make_likely(self, speakers: Sequence[ArticlePerson], sentence: Sentence, subject: Subject) -> Attribution:
        if not speakers:
            return Attribution()
        end = min(subject.end + 3, len(sentence.tokens))
        return Attribution(
            tuple(speakers), Grade.LIKELY, self._cut_evidence(sentence, subject.start, end), sentence.paragraph
        )

    # --- Utterances ---------------------------------------------------------------------------------------------------

    def _joins(self, number: int, at: int, passage_number: int) -> bool:
        """Tell whether a passage goes on with the one before it."""
        passage, previous = self.passages[passage_number], self.passages[passage_number - 1]
        if passage.continues:
            return True
        if not passage_number or passage.label or previous.label or previous.paragraph != passage.paragraph:
            return False
        sentence = self.sentences[number]
        own, _ = choose_cue(sentence, at)
        if inside := [place for place, _ in sentence.passages if place < at]:
            cue, _ = choose_cue(sentence, inside[-1])
            if cue is None or cue is own:
                return cue is not None
            is_own = own is not None and own.subject is not None and own.at > inside[-1]
            is_beside = sentence.tokens[at - 1].text in (",", "—", "–", ":", "-", "--")
            return cue.at > inside[-1] and not is_own and is_beside
        before = self.sentences[number - 1]
        if at or own or before.paragraph != sentence.paragraph or not (last := self._find_last_spoken(before)):
            return False
        cue, _ = choose_cue(before, last[0])
        return cue is not None and (cue.at > last[0] or before.is_bare)

    def _is_spoken_alike(self, attribution: Attribution, number: int) -> bool:
        """Tell whether a passage and the one before have the same speaker, equally well known, or both have none."""
        last = next((each for each in range(number - 1, -1, -1) if not self._is_title(each)), -1)
        before = self.found[last] if last >= 0 else Attribution()
        is_same = attribution.speakers == before.speakers and attribution.grade == before.grade
        return self.passages[number].continues or is_same

    def _complete_chains(self) -> None:
        """Give all paragraphs of one quotation the speaker of any of them."""
        for number in range(1, len(self.passages)):
            if self.passages[number].continues:
                mine, before = self.found[number], self.found[number - 1]
                if before.speakers and (before.grade == Grade.SURE or not mine.speakers):
                    self.found[number] = replace(before, utterance=mine.utterance, to=before.to)
        for number in range(len(self.passages) - 2, -1, -1):
            if self.passages[number + 1].continues:
                mine, after = self.found[number], self.found[number + 1]
                if after.speakers and after.grade == Grade.SURE and mine.grade != Grade.SURE:
                    self.found[number] = replace(after, utterance=mine.utterance)


def _weaken(said: Attribution) -> Attribution:
    return replace(said, grade=Grade.LIKELY if said.grade != Grade.NONE else said.grade, to=())


def _is_distinct(phrase: NamePhrase) -> bool:
    """Tell whether a name is one by itself, as one word behind `the` need not be."""
    word = phrase.core[0]
    return (
        len(phrase.core) > 1
        or not phrase.has_article
        or word.isupper()
        or word.lower() in LEXICON.sets["organization_names"]
    )


def _opens_words(sentence: Sequence[SentenceToken], at: int) -> bool:
    """Tell whether a French verb stands behind a comma, and so begins to say who speaks."""
    start = at - (sentence[at - 1].low in LEXICON.sets["french_auxiliaries"])
    return start > 0 and sentence[start - 1].text == ","
