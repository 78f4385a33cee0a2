"""Which verb of saying in a sentence a passage belongs to, whether that is clear, and what its marks are for."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

from peace_tui.drafting.attribution import Cue
from peace_tui.drafting.names import NamePhrase
from peace_tui.drafting.sentences import LEXICON, CueKind, SentenceToken, SentenceTokenKind
from peace_tui.drafting.subjects import Subject

MAX_NEAR: Final = 5
"""How many tokens may be between a verb and the few words that are surely what it says."""
BETWEEN: Final = frozenset((",", "—", "–", "-", "--", ".", "…", "a", "ont", "avait"))
"""What may stand between a passage and the words that say whose it is."""
BRACKETS: Final = (",", "—", "–", "-", "--", ")")
"""What ends a few words put in between."""
REPORT_ENDS: Final = frozenset(("and", "but", "while", "as", "after", "before"))
"""Words behind which a clause begins that is no part of what somebody said before."""
MAX_JUDGED: Final = 12
"""How many words what somebody judges may have: slammed the mayor’s latest plan for the bridge as “…”."""
MAKERS: Final = (
    *("author", "writer", "editor", "director", "host", "star", "creator", "producer", "co-author", "co-host"),
)
"""Who is named with the title of a work of theirs."""
DEFINITE: Final = ("the", "der", "die", "das", "den", "dem", "des", "le", "la", "les", "l’")
MAX_SCARE_WORDS: Final = 4
MAX_FRAGMENT_WORDS: Final = 3
RETELLING: Final = frozenset(
    (
        *("quoting", "citing", "retweeted", "retweets", "retweeting", "reposted", "reposts", "reposting"),
        *("paraphrasing", "echoing", "repeating"),
    )
)
"""Behind these stands whose words somebody gives: said Roe, quoting Smith."""
OBJECTS: Final = frozenset(("it", "this", "him", "her", "them", "the", "a"))
"""What a verb may have behind it that is also a noun of speech: heard Smith call it “…”."""
ANSWERING: Final = frozenset(("answered", "answers", "replied", "replies", "responded", "responds"))
OBJECT_PRONOUNS: Final = ("him", "her", "them")
OTHERS_SPEECH: Final = frozenset(
    (
        *("question", "claim", "claims", "charge", "charges", "accusation", "accusations", "view", "notion"),
        *("suggestion", "suggestions", "allegation", "allegations"),
    )
)
"""What somebody answers, and need not have said: Roe responded to the claim that it “will fall.”"""


class Use(StrEnum):
    """What quotation marks are for."""

    SPEECH = "speech"
    TITLE = "title"
    SCARE = "scare"


class Sentence(NamedTuple):
    """A sentence, the verbs of saying in it, and the names."""

    paragraph: int
    """The position of its paragraph."""
    tokens: list[SentenceToken]
    language: str
    cues: list[Cue]
    first: Subject | None
    """The speaker that it begins with."""
    names: list[tuple[int, int, NamePhrase]]
    """Where each begins and ends among the tokens, and what it is."""

    @property
    def passages(self) -> list[tuple[int, SentenceToken]]:
        """The passages in it, and where they stand among the tokens."""
        return [(at, token) for at, token in enumerate(self.tokens) if token.kind == SentenceTokenKind.PASSAGE]

    @property
    def is_bare(self) -> bool:
        """Whether it is nothing but passages."""
        return all(token.kind == SentenceTokenKind.PASSAGE or token.text in BETWEEN for token in self.tokens)


def choose_cue(sentence: Sentence, at: int) -> tuple[Cue | None, bool]:
    """Return the verb that says whose a passage is, and whether it is clear that it does."""
    behind = next((cue for cue in sentence.cues if is_behind(sentence, at, cue)), None)
    before = next((cue for cue in reversed(sentence.cues) if _is_before(sentence, at, cue)), None)
    if behind and before and _runs_on(sentence, at, behind):
        behind = None
    if _is_asked(sentence, at):
        return None, False
    if (
        behind
        and before
        and not behind.is_inverted
        and not _are_same(before, behind)
        and _leads_to(sentence, at, before)
    ):
        return before, False  # Roe asked Smith, “When?” Ivanov answered, “Never.”
    if behind and not (at and sentence.tokens[0].low in LEXICON.sets["introductions"]):
        return behind, before is None or not before.subject or not behind.subject or _are_same(before, behind)
    if before:
        reads = any(before.at < cue.at < at and CueKind.OF_TEXT in cue.kind for cue in sentence.cues)
        is_quoting = sentence.tokens[before.at].low in LEXICON.sets["quoting"]
        if reads or is_quoting or _is_cut_off(sentence, at, before):
            return None, False  # Roe quoted a letter: “…”
        reporter = _find_reporter(sentence, before)
        if reporter and sentence.tokens[at - 1].low == "and" and not is_near(sentence, at, before):
            return reporter, False  # Roe said that Smith begged her and “would have knelt”
        is_doubtful = _is_others_saying(sentence, before.at, at) or _has_unknown_subject(sentence, before.at, at)
        is_rivaled = behind is not None and not _are_same(before, behind)
        return before, not (is_doubtful or reporter or is_rivaled)
    if behind:
        return None, False
    for cue in sentence.cues:
        start = min(cue.at, cue.subject.start) if cue.subject else cue.at
        if start > at and CueKind.ADJACENT not in cue.kind and not cue.is_inherited:
            last = sentence.tokens[start - 1]
            is_clear = last.text in (",", "—", "–") or last.kind == SentenceTokenKind.PASSAGE
            return (cue, True) if is_clear else (None, False)
    return None, False


def _leads_to(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a question or an exclamation stands right behind a verb, whom it tells, and a comma or colon."""
    tokens = sentence.tokens
    if (
        cue.subject is None
        or cue.is_inherited
        or tokens[at - 1].text not in (",", ":")
        or not _is_called_out(tokens[at])
    ):
        return False
    start = cue.at if cue.is_inverted else cue.subject.start
    if start and tokens[start - 1].text not in (",", ";", ":") and tokens[start - 1].low not in ("and", "but", "the"):
        return False  # When Roe spoke, “Why?” Smith asked
    end = max(cue.subject.end if cue.is_inverted else cue.at + 1, *(told.end for told in cue.addressees), 0)
    return end == at - 1 or any((start, stop) == (end, at - 1) for start, stop, _ in sentence.names)


def _is_called_out(token: SentenceToken) -> bool:
    return token.text.rstrip("”’\"'»").endswith(("?", "!"))


def _is_asked(sentence: Sentence, at: int) -> bool:
    """Tell whether a passage is what somebody without a name asks or tells somebody: Roe was asked, “…”."""
    words = [token.low for token in sentence.tokens[max(at - 3, 0) : at]]
    return (
        words[2:] in ([","], [":"]) and words[1] in LEXICON.sets["questioned"] and words[0] in LEXICON.sets["passives"]
    )


def _runs_on(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a clause goes on behind a passage, so that a verb there is reported: was “sure of what” Roe knew."""
    start = cue.at if cue.is_inverted else cue.subject.start if cue.subject else cue.at
    return start == at + 1 and not cue.is_inverted and sentence.tokens[at].text.rstrip("”’\"'»")[-1:].isalnum()


def _is_cut_off(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether another name begins a clause behind another passage, between a verb and a passage."""
    inside = max((place for place, _ in sentence.passages if cue.at < place < at), default=-1)
    is_apart = sentence.tokens[at - 1].text in (",", ":")
    for start, end, _ in sentence.names:
        word = sentence.tokens[start - 1].low
        is_likened = word == "as" and end == at - 1  # once known as Roe, “…”
        is_listed = word == "and" and any(stop == start - 1 for _, stop, _ in sentence.names)  # of Roe and Smith, “…”
        is_joined = word in LEXICON.words("en").conjunctions and not is_likened and not is_listed
        is_joined = is_joined and start > cue.at + 2  # Roe said because Smith was late, “…”
        is_begun = inside >= 0 or (is_apart and is_joined)
        if max(inside, cue.at) < start and end < at and is_begun:
            return True
    return False


def _is_others_saying(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a participle between a verb and a passage may be someone else's: accused Roe of calling it."""
    tokens = sentence.tokens
    return any(
        CueKind.PARTICIPLE in LEXICON.english.get(tokens[number].low, CueKind.SAYING)
        and (tokens[number - 1].low == "by" or tokens[number - 1].low in LEXICON.sets["gerund_prepositions"])
        for number in range(start + 1, end)
    )


def _has_unknown_subject(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a verb right before a passage has a subject that was not found: according to Roe, one told him."""
    cues = LEXICON.cues(sentence.language)
    known = {cue.at for cue in sentence.cues}
    return any(
        cues.get(sentence.tokens[number].low, CueKind.PLURAL) & (CueKind.PLURAL | CueKind.PARTICIPLE) == CueKind(0)
        for number in range(max(start + 1, end - MAX_NEAR), end)
        if number not in known
    )


def _find_reporter(sentence: Sentence, cue: Cue) -> Cue | None:
    """Return the verb of somebody else who says that the speaker at a verb said so: Smith noted that Roe did."""
    if cue.subject is None or cue.is_inverted:
        return None
    tokens, start = sentence.tokens, cue.subject.start
    if start and (tokens[start - 1].text in (",", ":", "—", "–") or tokens[start - 1].low in REPORT_ENDS):
        return None
    return next(
        (
            other
            for other in sentence.cues
            if other.subject is not None
            and other.at < start
            and not _are_same(other, cue)
            and not any(
                token.kind == SentenceTokenKind.PASSAGE or token.text == ";" for token in tokens[other.at : start]
            )
        ),
        None,
    )


def is_near(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a verb stands beside a passage, and not only in its sentence."""
    if cue.at > at:
        start = min(cue.at, cue.subject.start) if cue.subject else cue.at
        return start - at <= MAX_NEAR
    if sentence.tokens[cue.at].low in LEXICON.sets["according"] and cue.subject:
        return at - cue.subject.end <= 2
    end = cue.subject.end if cue.subject and cue.is_inverted else cue.at + 1
    return at - max(end, *(told.end for told in cue.addressees), 0) < MAX_NEAR


def _are_same(one: Cue, other: Cue) -> bool:
    return bool(one.subject and other.subject and (one is other or one.subject.text == other.subject.text))


def is_behind(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether the words of a cue begin right behind a passage."""
    if cue.subject is None or cue.is_inherited:
        return False
    start = cue.at if cue.is_inverted else cue.subject.start
    return start > at and all(
        token.text in BETWEEN or token.low in LEXICON.words(sentence.language).determiners
        for token in sentence.tokens[at + 1 : start]
    )


def _is_before(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a passage is what a verb before it says."""
    end = max(cue.at + 1, cue.subject.end if cue.subject and cue.is_inverted else 0)
    if end > at or CueKind.OF_TEXT in cue.kind:
        return False
    between = sentence.tokens[end:at]
    start = cue.subject.start if cue.subject and not cue.is_inverted else 0
    if start and sentence.tokens[start - 1].low == "as" and len(between) > 1 and between[0].text in BRACKETS:
        return False  # as Roe has said, it is
    if any(token.text == ";" for token in between):
        return False
    if cue.at == 0 and cue.is_inverted and "by" in {token.low for token in sentence.tokens[1:4]}:
        return all(token.text != "," for token in between)  # asked by Roe, somebody else answers
    if sentence.tokens[cue.at].low in ("accused", "accuses", "accusing") and between[-1:] and between[-1].low == "of":
        return len(between) <= MAX_NEAR + 1
    if sentence.tokens[cue.at].low in LEXICON.sets["judging"] and between[-1:]:
        if between[-1].low == "as":
            return len(between) <= MAX_JUDGED
        if between[-1].is_possessive:
            return len(between) <= MAX_NEAR  # praised the crew’s “calm”
    if CueKind.ADJACENT in cue.kind and between[-1:] and between[-1].text != ":":
        words = [token.low for token in between if token.kind == SentenceTokenKind.WORD]
        return all(word in ("that", "to", "on", "as") for word in words)
    return True


def has_subordinate(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a clause such as `when a man stood` with a subject of its own is between two tokens."""
    tokens = sentence.tokens
    opens = next((at for at in range(start, end) if tokens[at].low in LEXICON.sets["subordinators"]), end)
    if any(token.text == "," or token.kind == SentenceTokenKind.PASSAGE for token in tokens[opens:end]):
        return False
    if opens + 1 < end and tokens[opens + 1].low in LEXICON.words(sentence.language).determiners:
        return True
    return any(opens < at and stop < end and not tokens[stop - 1].is_possessive for at, stop, _ in sentence.names)


def has_name_between(sentence: Sentence, start: int, end: int) -> bool:
    """Tell whether a name that may be a subject stands between two tokens."""
    tokens = sentence.tokens
    for at, stop, _ in sentence.names:
        before = tokens[at - 1] if at else None
        is_begun = before is not None and (
            before.text == ","
            or before.low in LEXICON.words(sentence.language).conjunctions
            or before.low in ("that", "who")
        )
        if start <= at and stop <= end and is_begun and not tokens[stop - 1].is_possessive:
            return True
    return False


def find_use(sentence: Sentence, at: int) -> Use:
    """Return what the marks of a passage are for: a title, a so-called thing where that is sure, else speech."""
    text = sentence.tokens[at].text
    words = text.split()
    before = [token.low for token in sentence.tokens[max(at - 3, 0) : at]]
    after = sentence.tokens[at + 1].low if at + 1 < len(sentence.tokens) else ""
    nouns = LEXICON.sets["title_nouns"]
    is_of_show = bool(before) and (sentence.tokens[at - 1].is_possessive or before[-1] in ("on", "show", "program"))
    if is_titled(text.rstrip(".,!?")) and is_of_show:
        return Use.TITLE
    if before and before[-1] in ("titled", "entitled", "headlined") and text[0].isupper():
        return Use.TITLE
    if is_titled(text) and (any(word in nouns for word in before) or after in nouns):
        return Use.TITLE
    if len(words) == 1 and text[0].isupper() and text[-1] not in ".?!" and before and is_introduced(sentence, at):
        return Use.TITLE
    is_by = before[-1:] == ["of"] and before[-2:-1] != [] and before[-2] in MAKERS  # the author of “A Long Bridge,”
    if is_titled(text.rstrip(",")) and before and (is_by or before[-1] in LEXICON.sets["of_titles"]):
        return Use.TITLE
    is_short = len(words) <= MAX_SCARE_WORDS and text.rstrip(".,")[-1].isalnum()
    return Use.SCARE if is_short and _is_so_called(sentence, at) else Use.SPEECH


def _is_so_called(sentence: Sentence, at: int) -> bool:
    """Tell whether a word before a passage says that something is called so; `dit` does only behind a comma."""
    tokens = sentence.tokens
    return any(
        tokens[number].low in LEXICON.sets["so_called"]
        and (tokens[number].low != "dit" or (number > 0 and tokens[number - 1].text == ","))
        for number in range(max(at - 3, 0), at)
    )


def is_introduced(sentence: Sentence, at: int) -> bool:
    """Tell whether a passage stands behind what it is the title of: Roe’s “Bridges”, in her memoir, “Bridges,”."""
    before = at - 2 if sentence.tokens[at - 1].text == "," else at - 1
    return sentence.tokens[at - 1].is_possessive or (
        before >= 0 and sentence.tokens[before].low in LEXICON.sets["title_nouns"]
    )


def is_titled(text: str) -> bool:
    """Tell whether words are written with capitals as those of a title are."""
    words = [word for word in text.split() if any(character.isalnum() for character in word)]
    small = [word for word in words if not (word[0].isupper() or word[0].isdigit())]
    return (
        len(words) > 1
        and small[:1] != words[:1]
        and all(word == "&" or word.lower() in LEXICON.words("en").function for word in small)
    )


def is_fragment(text: str) -> bool:
    """Tell whether words are so few, and end so, that the marks may only set them off."""
    return len(text.split()) <= MAX_FRAGMENT_WORDS and (text[-1].isalnum() or text[-1] == ",")


def is_set_off(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether marks may only set off a title, a name or a word, although there is a verb of saying."""
    near = is_near(sentence, at, cue)
    if cue.at > at and near:
        return False
    words = sentence.tokens[at].text
    before = [token.low for token in sentence.tokens[max(at - 2, 0) : at]]
    name = words.rstrip(",") if before[-1:] == ["the"] else words
    is_called = sentence.tokens[cue.at].low in LEXICON.sets["naming"] and is_name(name)
    is_mentioned = is_fragment(name) and before[-1:] != [] and before[-1] in LEXICON.sets["mentioned"]
    is_known_as = before == ["known", "as"]
    is_noun = before[-1:] != [] and (
        before[-1] in LEXICON.words(sentence.language).determiners or sentence.tokens[at - 1].is_possessive
    )
    is_apart = is_titled(words) or (is_fragment(words) and is_noun)
    return is_called or is_mentioned or is_known_as or (not near and is_apart)


def may_be_other(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a passage may be others’ words although a verb of saying belongs to it: the “green solution”."""
    words = sentence.tokens[at].text
    follows = at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].kind == SentenceTokenKind.WORD
    is_thing = is_fragment(words) and follows and at > 0 and sentence.tokens[at - 1].low in DEFINITE
    is_far = cue.at < at and not is_near(sentence, at, cue)
    return is_thing or (is_far and (is_fragment(words) or has_subordinate(sentence, cue.at + 1, at)))


def may_be_retold(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether whoever speaks may only give others’ words: Roe played a recording of Smith saying “…”."""
    if sentence.language[:2] != "en":
        return False
    is_inner = cue.at < at and (
        _is_heard(sentence, at, cue) or _is_passive_with_agent(sentence, at, cue) or _is_answered(sentence, at, cue)
    )
    return is_inner or _is_quoting_someone(sentence, at, cue)


def _is_heard(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether somebody else stands at an infinitive or participle by a passage: Roe heard Smith say “…”."""
    tokens = sentence.tokens
    ends = {end for _, end, _ in sentence.names}
    for number in range(max(cue.at, at - MAX_NEAR, 1), at):
        kind = LEXICON.english.get(tokens[number].low, CueKind(0))
        before = tokens[number - 1]
        is_other = number in ends or LEXICON.is_person_noun(before.low) or before.low in OBJECT_PRONOUNS
        is_own = cue.subject is not None and cue.subject.end == number
        if tokens[number].is_capital or (
            tokens[number].low in LEXICON.sets["speech_nouns"] and tokens[number + 1].low not in OBJECTS
        ):
            continue  # in a Facebook post
        if kind & (CueKind.PARTICIPLE | CueKind.PLURAL) and is_other and not is_own and not before.is_possessive:
            return True
    return False


def _is_passive_with_agent(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether somebody else is named behind a passive: Roe said she was called “…” by Smith."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at + 1].low != "by":
        return False
    return any(
        tokens[number].low in LEXICON.sets["passives"]
        and any(token.low.endswith("ed") or token.low in LEXICON.english for token in tokens[number + 1 : at])
        for number in range(max(cue.at + 1, at - MAX_NEAR), at)
    )


def _is_answered(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether a passage may be what somebody answers: Roe responded to the claim that “…”."""
    tokens = sentence.tokens
    answers = tokens[cue.at].low in ANSWERING
    for number in range(max(cue.at + 2, at - MAX_NEAR), at):
        if tokens[number].low not in OTHERS_SPEECH or tokens[number - 1].kind != SentenceTokenKind.WORD:
            continue
        if tokens[number].low == "question" and not tokens[at].text.rstrip("”’\"'»").endswith("?"):
            continue
        after = tokens[number + 1]
        if after.low == "that" or (answers and (number + 1 == at or after.text in (",", ":"))):
            return True
    return False


def _is_quoting_someone(sentence: Sentence, at: int, cue: Cue) -> bool:
    """Tell whether beside a verb stands whom somebody quotes, or that they read: said Roe, quoting Smith."""
    tokens = sentence.tokens
    start, end = min(at, cue.at), max(at, cue.at) + 1
    while end < len(tokens) and tokens[end].kind != SentenceTokenKind.PASSAGE:
        end += 1
    starts = {
        first
        for first, stop, _ in sentence.names
        if stop == len(tokens) or tokens[stop].low not in ("on", "about")  # quoting Lincoln on hope
    }
    for number in range(start, end - 1):
        low, after = tokens[number].low, number + 1
        if low == "reading" and tokens[after].low in ("from", "aloud"):
            return True
        if low in RETELLING and not starts.isdisjoint((after, after + (tokens[after].low == "the"))):
            return True
    return False


def is_name(text: str) -> bool:
    """Tell whether words name something, as `the Commodore` does, and say nothing."""
    name = re.sub(r"^(?:the|an?) ", "", text)
    return text[-1].isalnum() and ((" " not in name and name[0].isupper()) or is_titled(name))
