"""The verbs of saying in a sentence, and who stands at each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from peace_tui.drafting.names import collect_backward, collect_forward, is_namelike
from peace_tui.drafting.sentences import LEXICON, CueKind, SentenceToken, SentenceTokenKind
from peace_tui.drafting.subjects import MAX_PHRASE, RELATIVES, Subject, SubjectFinder, SubjectKind

CONTINUING: Final = ("went", "goes", "continued", "continues", "proceeded", "on")
GERMAN_OBJECT_ARTICLES: Final = ("dem", "den", "des", "einem", "einen", "eines")
"""Articles before what is no subject."""
GERMAN_NEGATIONS: Final = frozenset(("nicht", "nie", "niemals", "weder", "kaum"))
SUPPOSING: Final = ("if", "unless", "whether", "imagine", "suppose")
HEARSAY: Final = frozenset(
    (
        *("reportedly", "allegedly", "supposedly", "purportedly", "sang", "sings", "singing"),
        *("zitiert", "zitierte", "bestreitet", "bestritt"),
    )
)
GERMAN_TELLING: Final = (
    *("sagt", "sagte", "erzählt", "erzählte", "antwortet", "antwortete"),
    *("rief", "schrieb", "schreibt"),
)
"""Verbs behind which may stand whoever is told and whoever tells."""
DENYING: Final = ("denied", "denies", "deny", "denying", "avoided", "avoids")
ISSUING: Final = ("issued", "issues", "released", "releases", "published", "posted", "wrote", "sent")
"""Verbs whose object is a text of the subject’s own: Roe issued a statement saying."""
QUOTING: Final = ("quoted", "quotes", "quoting", "cited", "cites", "citing")
FRENCH_INVERTED: Final = re.compile(r"(?P<verb>[^-]+)-(?:t-)?(?P<pronoun>ils?|elles?|on|je)")


class Cue(NamedTuple):
    """A verb of saying, or `according to`, and its subject."""

    at: int
    """Where the verb stands in the sentence."""
    kind: CueKind
    subject: Subject | None
    is_inverted: bool = False
    """Whether the subject stands behind it."""
    is_inherited: bool = False
    """Whether it has the subject of the verb before, as in “Roe said …, and added …”."""
    is_certain: bool = True
    """Whether no one else can be its subject."""
    addressees: tuple[Subject, ...] = ()


def find_cues(sentence: Sequence[SentenceToken], language: str) -> list[Cue]:
    """Return the verbs of saying in a sentence that have a subject, in their order."""
    return _CueFinder(sentence, language).find_cues()


class _CueFinder(SubjectFinder):
    """A sentence whose cues are searched for."""

    def __init__(self, tokens: Sequence[SentenceToken], language: str) -> None:
        super().__init__(tokens, language)
        self.found: list[Cue] = []

    def find_cues(self) -> list[Cue]:
        for index, token in enumerate(self.tokens):
            if token.kind != SentenceTokenKind.WORD:
                continue
            if (cue := self._find_according(index) or self._find_cue(index)) and not self._is_supposed(cue):
                self.found.append(cue._replace(is_certain=cue.is_certain and not self._is_hearsay(cue)))
        return self.found

    def _is_supposed(self, cue: Cue) -> bool:
        """Tell whether something is only supposed or asked to be said: if Roe says, had Roe said, has Roe said."""
        start = cue.subject.start if cue.subject and not cue.is_inverted else 0
        if self.language != "en" or not start:
            return False
        begins = start == 1 or self.tokens[start - 2].text == ","
        if cue.subject and cue.subject.kind == SubjectKind.UNNAMED:  # when a man tells a woman, as long as men say
            is_general = self._low(start - 1) in ("when", "whenever") and self._low(cue.at).endswith("s")
            if is_general or (self._low(start - 2), self._low(start - 1)) == ("long", "as"):
                return True
        return self._low(start - 1) in SUPPOSING or (self._low(start - 1) in ("had", "has", "have") and begins)

    def _is_hearsay(self, cue: Cue) -> bool:
        """Tell whether somebody is only said to say so: allegedly said, Roe said Smith told her, Roe sagte Smith."""
        after = cue.at + 1
        if self.language == "de" and self._low(cue.at) in GERMAN_TELLING and not cue.is_inverted:
            return after < len(self.tokens) and is_namelike(self.tokens, after)
        if self.language != "en":
            return self._low(cue.at) in HEARSAY
        end = collect_forward(self.tokens, after) if after < len(self.tokens) else after
        is_nested = end > after and self._low(end) in self.cues and not self.tokens[end - 1].is_possessive
        return is_nested or not HEARSAY.isdisjoint((self._low(cue.at - 1), self._low(after), self._low(cue.at)))

    def _follows_passage(self, index: int) -> bool:
        """Tell whether only a comma or dash is between a passage and a token."""
        before = index - 1
        while before >= 0 and self.tokens[before].text in (",", "—", "–", "-", "--", ".", "and"):
            before -= 1
        return self._is_passage(before)

    def find_subject_before(self, index: int) -> Subject | None:
        """Return the subject that stands before a verb."""
        subject = super().find_subject_before(index)
        return None if subject and self._is_object(subject) else subject

    def _is_object(self, subject: Subject) -> bool:
        """Tell whether a name before a verb is not its subject: the man who hired Roe said, Wie Roe dem Blatt sagte."""
        if subject.kind != SubjectKind.NAME or not subject.phrases[0].core:
            return False
        first = subject.phrases[0].core[0]
        start = next((n for n in range(subject.start, subject.end) if self.tokens[n].text == first), subject.start)
        if self.language == "de" and self._low(start - 1) in GERMAN_OBJECT_ARTICLES:
            return True
        if self.language == "fr" and self._low(start - 1).startswith(("d’", "d'")):
            return True  # L’avocat d’Olivier Roe
        between: list[str] = []
        for number in range(start - 1, max(self._find_bound(start), start - MAX_PHRASE) - 1, -1):
            low = self._low(number)
            if low in RELATIVES:
                is_title = len(between) == 1 and LEXICON.is_person_noun(between[0]) and low != "whose"
                return bool(between) and not is_title  # whom mayor Jane Roe called
            if self.tokens[number].text == ",":
                return False
            between += [low] if low not in self.words.determiners and low != "the" else []
        return False

    # --- Verbs and `according to` -------------------------------------------------------------------------------------

    def _find_according(self, index: int) -> Cue | None:
        """Return the cue of `according to` or `in the words of`, and of their French and German brothers."""
        low, after = self._low(index), self._low(index + 1)
        start = 0
        is_in_words = (low, after) == ("words", "of") and (self._low(index - 2), self._low(index - 1)) == ("in", "the")
        if (low, after) == ("according", "to") or is_in_words:
            start = index + 2
        elif (self.language == "fr" and low in ("selon", "d’après", "d'après")) or (
            self.language == "de" and low in ("laut", "so")
        ):
            start = index + 1
            if low == "so" and not (index and self.tokens[index - 1].text == "," and self._follows_passage(index)):
                return None
        subject = self.find_subject_from(start) if start else None
        return Cue(index, CueKind.SAYING, subject, is_inverted=True) if subject else None

    def _find_cue(self, index: int) -> Cue | None:
        token = self.tokens[index]
        inverted = FRENCH_INVERTED.fullmatch(token.low) if self.language == "fr" else None
        if inverted:
            return self._find_french_inverted(index, inverted)
        kind = self.cues.get(token.low)
        if self.language == "en" and f"{token.low} {self._low(index + 1)}" in LEXICON.sets["phrasal"]:
            kind = CueKind.SAYING
        if token.low in ("go", "goes", "went", "gone", "going") and self._low(index + 1) != "on":
            return None
        if kind is None or (token.is_capital and index and self._low(index - 1) not in ("", ":")):
            return None
        if self.language == "fr":
            return self._find_foreign_cue(index, kind, LEXICON.sets["french_auxiliaries"])
        if self.language == "de":
            return self._find_foreign_cue(index, kind, frozenset())
        return self._find_english_cue(index, kind)

    def _find_french_inverted(self, index: int, found: re.Match[str]) -> Cue | None:
        pronoun = found["pronoun"]
        is_auxiliary = found["verb"] in ("a", "ont", "avait") and self._low(index + 1) in self.cues
        if not is_auxiliary and found["verb"] not in self.cues:
            return None
        subject = Subject(
            index, index + 1, SubjectKind.PRONOUN, self.tokens[index].text, head=self.words.pronouns.get(pronoun, "")
        )
        return Cue(index, CueKind.SAYING, subject, is_inverted=True)

    def _find_foreign_cue(self, index: int, kind: CueKind, auxiliaries: frozenset[str]) -> Cue | None:
        """Return a cue of French or German, where the subject is behind the verb if a quotation is before it."""
        start = index - 1 if index and self._low(index - 1) in auxiliaries else index
        if start and self.tokens[start - 1].is_possessive:
            return None
        if self.language == "de" and not GERMAN_NEGATIONS.isdisjoint((self._low(index - 1), self._low(index + 1))):
            return None  # sagte nicht, hat nie gesagt, sagte weder Roe noch Smith
        is_first = self._follows_passage(start) or not start or self.tokens[start - 1].text in (",", ":")
        if is_first and (subject := self.find_subject_from(index + 1)):
            return Cue(index, kind, subject, is_inverted=True)
        if self._low(start - 1) in ("wie", "dass", "que"):
            subject = self.find_subject_from(index + 1)
            return Cue(index, kind, subject, is_inverted=True) if subject else None
        if self.language == "de" and _is_german_participle(self._low(index)):
            auxiliary = next(
                (n for n in range(index - 1, -1, -1) if self._low(n) in LEXICON.sets["german_auxiliaries"]), -1
            )
            subject = (
                (self.find_subject_from(auxiliary + 1) or self.find_subject_before(auxiliary))
                if auxiliary >= 0
                else None
            )
            return Cue(index, kind, subject, is_inverted=True) if subject else None
        if self.language == "de" and self._low(0) == "wie" and "," not in (t.text for t in self.tokens[:start]):
            subject = self.find_subject_from(1)  # Wie Roe dem Blatt sagte
            return Cue(index, kind, subject, is_inverted=True) if subject else None
        subject = self.find_subject_before(start)
        if subject is None and self.language == "de":
            subject = self.find_subject_from(index + 1)
            return Cue(index, kind, subject, is_inverted=True) if subject and subject.kind != SubjectKind.TEXT else None
        return Cue(index, kind, subject) if subject else None

    def _find_english_cue(self, index: int, kind: CueKind) -> Cue | None:
        before = self._skip_back(index - 1)
        between = [self._low(number) for number in range(before + 1, index)]
        previous, token = self._low(before), self.tokens[index]
        if self._is_ruled_out(index, before, between):
            return None
        if previous == "to" and self._low(before - 1) in LEXICON.sets["reported"] and "have" in between:
            subject = self.find_subject_before(before - 1)
            return self._add_addressee(Cue(index, kind, subject, is_certain=False)) if subject else None
        if previous in LEXICON.sets["modals"]:
            goes_on = previous == "to" and self._low(before - 1) in CONTINUING
            subject = (
                self.find_subject_before(before - (2 if self._low(before - 1) == "on" else 1)) if goes_on else None
            )
            return self._add_addressee(Cue(index, kind, subject)) if subject else None
        is_passive = any(word in LEXICON.sets["passives"] for word in between)
        if is_passive and not token.low.endswith("ing"):
            return self._find_passive(index, kind, before)
        if self._low(index + 1) == "by" and token.low.endswith("ed"):
            return self._find_agent(index, kind)
        if previous == "as" and (quoted := self._find_ending_at(before - 1)) and self._low(quoted.start - 1) in QUOTING:
            return Cue(index, CueKind.SAYING, quoted, is_certain=False)
        if CueKind.PARTICIPLE in kind:
            if previous in LEXICON.sets["overheard"]:
                return self._find_overheard(index, before)
            is_issued = self._low(before - 1) in ("a", "an") and self._low(before - 2) in ISSUING
            if previous in DENYING or (previous in LEXICON.sets["texts"] and not is_issued):
                return None  # denied saying, a sign saying
            if not is_passive:
                return self._find_at_participle(index, kind, before)
        return self._find_at_verb(index, kind, before)

    def _is_ruled_out(self, index: int, before: int, between: Sequence[str]) -> bool:
        """Tell whether nothing is said at a verb, or it is none: did not say, the so-called “…”, the claim."""
        low, previous, after = self.tokens[index].low, self._low(before), self._low(index + 1)
        if not LEXICON.sets["negations"].isdisjoint((*between, previous)):
            return True
        is_so_called = low == "called" and self._low(index - 1) in ("so", "so-")
        is_plural_noun = low.endswith("s") and (after in LEXICON.sets["auxiliaries"] or after.endswith("ed"))
        is_noun = before >= 0 and (previous in self.words.determiners or self.tokens[before].is_possessive)
        return is_so_called or is_plural_noun or is_noun

    def _find_at_participle(self, index: int, kind: CueKind, before: int) -> Cue | None:
        """Return the cue of a participle: protesters chanting “Shame!”, Roe spoke, adding that “it will hold”."""
        if 0 <= before == index - 1 and (beside := self._find_beside_participle(index, kind)):
            return beside
        previous = self._low(before)
        is_other = previous == "by" and self._low(before - 1) not in LEXICON.sets["manners"]
        return (
            None if is_other or previous in LEXICON.sets["gerund_prepositions"] else self._inherit_subject(index, kind)
        )

    def _find_at_verb(self, index: int, kind: CueKind, before: int) -> Cue | None:
        """Return the cue of a verb with its subject behind it, before it, or at the verb before."""
        is_joined = self._low(index - 1) == "and" or self._low(index) in LEXICON.sets["transitive"]
        if (self._follows_passage(index) and not is_joined) or index == 0:
            subject = self.find_subject_from(index + 1)
            if subject and CueKind.PLURAL in kind and not _is_plural(subject):
                return None  # the “…” phrase Roe
            if subject and (index or self._opens_passage(subject.end)) and not self._is_clause(subject):
                return self._add_addressee(Cue(index, kind, subject, is_inverted=True))
        subject = self.find_subject_before(index)
        if subject is None:
            return self._find_at_second_verb(index, kind, before)
        if CueKind.PLURAL in kind and not _is_plural(subject):
            return None
        return self._add_addressee(Cue(index, kind, subject))

    def _find_overheard(self, index: int, before: int) -> Cue | None:
        """Return the cue of a participle behind a verb of hearing: who was heard saying it."""
        while before > 0 and any(
            self._low(before) in LEXICON.sets[name] for name in ("overheard", "modals", "passives")
        ):
            before -= 1
        subject = self.find_subject_before(before + 1)
        return Cue(index, CueKind.SAYING, subject) if subject else None

    def _find_at_second_verb(self, index: int, kind: CueKind, before: int) -> Cue | None:
        """Return the cue of a verb without a subject, which has that of the verb before it: Roe rose and said."""
        first = self.find_first_subject()
        joined = any(
            self._low(number) in ("and", "but", "then") for number in range(first.end if first else index, index)
        )
        joins = joined or (before >= 0 and self.tokens[before].text == ",")
        if not joins or CueKind.PLURAL in kind:
            return None
        inherited = self._inherit_subject(index, kind)
        return inherited._replace(is_certain=inherited.is_certain and joined) if inherited else None

    def _find_beside_participle(self, index: int, kind: CueKind) -> Cue | None:
        """Return the cue of a participle right behind those who speak: led away protesters chanting “Shame!”."""
        token = self.tokens[index - 1]
        if token.low in self.words.function:
            return None
        subject = self._find_ending_at(index - 1) if token.kind == SentenceTokenKind.WORD else None
        start = collect_backward(self.tokens, index - 1) if token.kind == SentenceTokenKind.WORD else index
        if subject is None and start < index and self._low(start - 1) == "with":
            subject = self._make_name(start, index, start)
            return self._add_addressee(Cue(index, kind, subject)) if subject else None
        if subject is None and token.low in LEXICON.human_plurals:
            subject = Subject(index - 1, index, SubjectKind.UNNAMED, token.text, head=token.low)
        if subject is None or subject.kind not in (SubjectKind.NAME, SubjectKind.UNNAMED):
            return None
        is_certain = subject.kind == SubjectKind.UNNAMED or subject.start == 0
        return self._add_addressee(Cue(index, kind, subject, is_certain=is_certain))

    def _is_clause(self, subject: Subject) -> bool:
        """Tell whether a pronoun behind a verb has a verb of its own: said she was tired."""
        follows = subject.end < len(self.tokens) and self.tokens[subject.end].kind == SentenceTokenKind.WORD
        return subject.kind == SubjectKind.PRONOUN and follows

    def _opens_passage(self, end: int) -> bool:
        return any(self._is_passage(number) for number in range(end, min(end + 3, len(self.tokens))))

    def _find_passive(self, index: int, kind: CueKind, before: int) -> Cue | None:
        """Return the cue of a passive: `described by some as “…”`, `was quoted as saying “…”`."""
        if self._low(index + 1) == "as" and self._low(index + 2) in ("saying", "telling"):
            subject = self.find_subject_before(before + 1)
            return Cue(index + 2, CueKind.SAYING, subject) if subject else None
        return self._find_agent(index, kind)

    def _find_agent(self, index: int, kind: CueKind) -> Cue | None:
        for number in range(index + 1, min(index + 4, len(self.tokens))):
            if self._low(number) == "by":
                subject = self.find_subject_from(number + 1)
                return Cue(index, kind, subject, is_inverted=True) if subject else None
        return None

    def _inherit_subject(self, index: int, kind: CueKind) -> Cue | None:
        """Return a cue with the subject of the verb of saying before it, else of the sentence."""
        subjects = [
            cue.subject
            for cue in self.found
            if cue.subject and cue.subject.end <= index and self._low(cue.at) not in LEXICON.sets["according"]
        ]
        first = self.find_first_subject()
        subject = subjects[-1] if subjects else first
        if subject is None or subject.end > index:
            return None
        is_certain = len({each.text for each in subjects}) < 2
        if not is_certain and first and first.end <= index:
            subject = first
        return self._add_addressee(Cue(index, kind, subject, is_inherited=True, is_certain=is_certain))

    def _add_addressee(self, cue: Cue) -> Cue:
        """Return a cue with those who are told something."""
        start = cue.subject.end if cue.is_inverted and cue.subject else cue.at + 1
        low = self._low(cue.at)
        if low not in LEXICON.sets["addressing"]:
            if self._low(start) != "to" or low in ("referred", "refers", "referring", "pointed", "points", "pointing"):
                return cue
            start += 1
        told = self.find_subject_from(start, is_object=True)
        if told is None or told.kind not in (SubjectKind.NAME, SubjectKind.UNNAMED, SubjectKind.OFFICE):
            return cue
        return cue._replace(addressees=(told,))


def _is_german_participle(low: str) -> bool:
    """Tell whether a German verb form is a past participle."""
    return low.startswith("ge") and low.endswith(("t", "en")) and low not in ("gesteht", "gestand", "gibt")


def _is_plural(subject: Subject) -> bool:
    if subject.kind == SubjectKind.PRONOUN:
        return subject.head == "they"
    if subject.kind == SubjectKind.NAME:
        return len(subject.phrases) > 1
    return subject.head.endswith("s") or subject.head in ("people", "police", "men", "women", "some", "others", "many")
