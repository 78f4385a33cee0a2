"""Sentences of an article as tokens: words, punctuation, and each passage as one; and the words of saying among them.

The words are in `lexicon.toml`. Forms of regular English verbs are made here, so that a verb is listed once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import IntFlag, StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import tomli

from peace_tui.drafting.passages import QuotedPassage

TOKEN: Final = re.compile(r"[^\W_]+(?:[’'.&/–-][^\W_]+)*|--|\.{2,}|[^\w\s]|_")
INITIAL: Final = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
ENDS_ABBREVIATED: Final = frozenset(
    ("a.m", "p.m", "u.s", "u.k", "u.n", "inc", "corp", "co", "jr", "sr", "ltd", "st", "vs", "no", "d.c", "e.u", "i")
)
"""Abbreviations that may end a sentence; behind a title or an initial none ends, unless it is the word I."""
TERMINAL: Final = (".", "?", "!", "…")
POSSESSIVE: Final = ("’s", "'s", "s’", "s'")
DOUBLING_VERBS: Final = frozenset(
    ("admit", "brag", "quip", "sob", "refer", "dub", "snap", "beg", "slam", "recap", "jot", "plan", "demur", "rip")
)
"""Verbs that double their last letter."""
PERSON_ENDINGS: Final = ("er", "or", "ist", "ant", "ee", "man", "woman", "person", "ian")
MIN_ADVERB: Final = 4
MAX_SENTENCE_TOKENS: Final = 200
"""How long a sentence may be; a longer one is cut, so that no text makes it slow to read."""
MAX_DATELINE_TOKENS: Final = 12
MAX_ATTRIBUTION_WORDS: Final = 9
"""How many words a speaker may have between a quotation and the verb: “Why?” Mayor Roe of Springfield asked."""


class CueKind(IntFlag):
    """What a form of a verb of saying is like."""

    SAYING = 1
    MENTAL = 2
    PARTICIPLE = 4
    ADJACENT = 8
    """A verb of saying only beside a quotation."""
    PLURAL = 16
    """A form that is also the infinitive, and so needs a plural before it."""
    OF_TEXT = 32


class SentenceTokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    MARK = "mark"
    PASSAGE = "passage"


class SentenceToken(NamedTuple):
    """A token of a paragraph, and where it stands there."""

    kind: SentenceTokenKind
    text: str
    low: str
    start: int
    end: int
    passage: int = -1
    """The number of the passage that it stands for."""
    is_function: bool = False
    """Whether it is a small word of the article's language, which is no name for having a capital letter."""

    @property
    def is_capital(self) -> bool:
        """Whether it is a word that begins with a capital letter."""
        return self.kind == SentenceTokenKind.WORD and self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        """Whether it is a word such as Smith’s."""
        return self.text.endswith(POSSESSIVE)


class Words(NamedTuple):
    """The small words of a language."""

    determiners: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    pronouns: Mapping[str, str]
    """Each with what it stands for: `he`, `she`, `they`, or `other_pronouns`."""
    function: frozenset[str]
    """All of these, and in English adverbs, modals and auxiliaries."""


LANGUAGE_LISTS: Final = ("determiners", "prepositions", "conjunctions")
PRONOUNS: Final = ("other_pronouns", "they", "she", "he")


class Lexicon:
    """The words of `lexicon.toml`."""

    def __init__(self, data: Mapping[str, Mapping[str, str]]) -> None:
        """Read the lists."""
        self._verbs, self._words = data["verbs"], data["words"]
        self.sets: dict[str, frozenset[str]] = {
            name: frozenset(word.replace("_", " ") for word in text.split()) for name, text in self._words.items()
        }
        self._by_language = {language: self._make_words(language) for language in ("en", "fr", "de")}
        self.titles = self.sets["titles"] | self.sets["humans"]
        """What may stand before a name and say what someone is."""
        self.texts_say = frozenset(self._verbs["of_texts"].split())
        """What a text does, and somebody who reads from one."""
        self.given_names = self.sets["males"] | self.sets["females"]
        self.title_phrase = re.compile(rf"\b(?:{'|'.join(sorted(self.sets['title_phrases']))})\b")
        self.human_plurals = frozenset(_plural(word) for word in self.sets["humans"])

    def _make_words(self, language: str) -> Words:
        sets = {name: self.sets[name if language == "en" else f"{name}_{language}"] for name in LANGUAGE_LISTS}
        pronouns = {
            word: group
            for group in PRONOUNS
            for word in self.sets.get(group if language == "en" else f"{group}_{language}", ())
        }
        shared = (self.sets[name] for name in ("adverbs", "modals", "auxiliaries")) if language == "en" else ()
        function = frozenset(pronouns).union(*sets.values(), *shared)
        return Words(sets["determiners"], sets["prepositions"], sets["conjunctions"], pronouns, function)

    def words(self, language: str) -> Words:
        """Return the small words of a language; of one that is not known, of English."""
        return self._by_language.get(language[:2].lower(), self._by_language["en"])

    @cached_property
    def english(self) -> dict[str, CueKind]:
        """The forms of English verbs of saying, and what they are like."""
        forms: dict[str, CueKind] = {}
        for base in self._verbs["regular"].split():
            _add_forms(forms, *_inflect(base))
        for verb in self._verbs["irregular"].split():
            base, third, past, _, participle = verb.split(":")
            _add_forms(forms, base, third, past, participle)
        for form in self._verbs["mental"].split():
            forms[form] = forms.get(form, CueKind.SAYING) | CueKind.MENTAL
        for form in self._verbs["of_texts"].split():
            forms[form] = forms.get(form, CueKind.SAYING) | CueKind.OF_TEXT
        for word in self._verbs["adjacent"].split():
            for form in _inflect(word) if word not in forms or CueKind.PLURAL in forms[word] else (word,):
                forms[form] = forms.get(form, CueKind.SAYING) | CueKind.ADJACENT
        return forms

    @cached_property
    def french(self) -> dict[str, CueKind]:
        """The forms of French verbs of saying."""
        return dict.fromkeys(self._verbs["french"].replace("_", " ").split(), CueKind.SAYING)

    @cached_property
    def german(self) -> dict[str, CueKind]:
        """The forms of German verbs of saying."""
        return dict.fromkeys(self._verbs["german"].split(), CueKind.SAYING)

    def cues(self, language: str) -> Mapping[str, CueKind]:
        """Return the forms of a language; of one that is not known, of English."""
        return {"fr": self.french, "de": self.german}.get(language[:2].lower(), self.english)

    def is_adverb(self, low: str) -> bool:
        """Tell whether a word, in small letters, ends as adverbs do, and is no noun such as family or assembly."""
        return low.endswith("ly") and len(low) > MIN_ADVERB and low not in self.sets["nouns_in_ly"]

    def is_person_noun(self, low: str) -> bool:
        """Tell whether a word, in small letters, says what someone is."""
        if low in self.titles or low in self.human_plurals:
            return True
        return (
            len(low) > 5
            and low.endswith(PERSON_ENDINGS)
            and low not in self.words("en").function
            and not low.endswith(("other", "either", "ever", "ether"))
        )


def _add_forms(forms: dict[str, CueKind], base: str, third: str, past: str, participle: str) -> None:
    for form in (third, past):
        forms.setdefault(form, CueKind.SAYING)
    forms.setdefault(participle, CueKind.SAYING | CueKind.PARTICIPLE)
    forms.setdefault(base, CueKind.SAYING | CueKind.PLURAL)


def _inflect(base: str) -> tuple[str, str, str, str]:
    """Return a regular English verb: the infinitive, the third person, the past and the participle."""
    if base.endswith("e"):
        return base, f"{base}s", f"{base}d", f"{base[:-1]}ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    third = f"{base}es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{base}s"
    stem = base + base[-1] if base in DOUBLING_VERBS else base
    return base, third, f"{stem}ed", f"{stem}ing"


def _plural(word: str) -> str:
    if word.endswith(("man", "woman")):
        return f"{word[:-2]}en"
    if word in ("person", "people", "staff", "crew"):
        return "people" if word == "person" else word
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "sh", "ch", "x")) else f"{word}s"


def _read_lexicon() -> Lexicon:
    return Lexicon(tomli.loads(Path(__file__).with_name("lexicon.toml").read_text("utf-8")))


LEXICON: Final = _read_lexicon()


def tokenize_paragraph(
    text: str, passages: Sequence[tuple[int, QuotedPassage]] = (), language: str = ""
) -> list[SentenceToken]:
    """Return the tokens of a paragraph; `passages` are those in it, with their numbers."""
    function = LEXICON.words(language).function
    tokens: list[SentenceToken] = []
    at = 0
    for number, passage in passages:
        tokens += _tokenize_words(text, at, passage.outer_start, function)
        tokens.append(
            SentenceToken(SentenceTokenKind.PASSAGE, passage.text, "", passage.outer_start, passage.outer_end, number)
        )
        at = passage.outer_end
    return [*tokens, *_tokenize_words(text, at, len(text), function)]


def skip_dateline(tokens: list[SentenceToken]) -> list[SentenceToken]:
    """Return the tokens of a paragraph without the place that it begins with: SPRINGFIELD, Ohio (AP) — Roe said."""
    if (
        not tokens
        or len(tokens[0].text) < 2
        or not tokens[0].text.isupper()
        or tokens[0].kind != SentenceTokenKind.WORD
    ):
        return tokens
    for number, token in enumerate(tokens[:MAX_DATELINE_TOKENS]):
        is_followed = number + 1 < len(tokens) and (
            tokens[number + 1].is_capital or tokens[number + 1].kind == SentenceTokenKind.PASSAGE
        )
        if token.text in ("—", "–", "-", "--"):
            return tokens[number + 1 :] if is_followed else tokens
        if not (token.is_capital or token.text in (",", ".", "(", ")", "/")):
            return tokens
    return tokens


def _tokenize_words(text: str, start: int, end: int, function: Collection[str]) -> Iterator[SentenceToken]:
    at = start
    for found in TOKEN.finditer(text, start, end):
        if found.start() < at:
            continue
        word = found[0]
        if not word[0].isalnum():
            yield SentenceToken(SentenceTokenKind.MARK, word, word, found.start(), found.end())
            continue
        at = found.end()
        if text[at : at + 1] == "." and at < end and _is_abbreviated(word):
            word, at = f"{word}.", at + 1
        elif text[at : at + 1] in ("’", "'") and word[-1] in "sS" and text[at + 1 : at + 2].isspace():
            word, at = word + text[at], at + 1
        low = word.lower()
        yield SentenceToken(
            SentenceTokenKind.WORD, word, low, found.start(), at, is_function=low.partition("’")[0] in function
        )


def _is_abbreviated(word: str) -> bool:
    low = f"{word.lower()}."
    if INITIAL.fullmatch(word) and (word.isupper() or "." in word):
        return True
    names = ("titles", "honorifics", "suffixes", "days", "organization_words")
    return any(low in LEXICON.sets[name] for name in names) or low[:-1] in ENDS_ABBREVIATED


def split_sentences(
    tokens: Sequence[SentenceToken], cues: Mapping[str, CueKind], common: Collection[str] = ()
) -> Iterator[list[SentenceToken]]:
    """Yield the sentences of a paragraph; “Why?” she asked is one, although a question mark stands inside it.

    The first word of a sentence is no name if it is among the `common` words, which the article has in small letters.
    """
    sentence: list[SentenceToken] = []
    for number, token in enumerate(tokens):
        if not sentence and token.low in common and _is_common(token):
            token = token._replace(text=token.low)
        sentence.append(token)
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        is_long = len(sentence) == MAX_SENTENCE_TOKENS
        if following is None or is_long or _ends_sentence(token, following, tokens, number, cues):
            yield sentence
            sentence = []


def _is_common(token: SentenceToken) -> bool:
    """Tell whether a word that the article has in small letters, too, is no title and no abbreviation."""
    is_title = token.low in LEXICON.sets["titles"] or token.low in LEXICON.sets["honorifics"]
    return not is_title and (len(token.text) == 1 or not token.text.isupper())


def _ends_sentence(
    token: SentenceToken,
    following: SentenceToken,
    tokens: Sequence[SentenceToken],
    number: int,
    cues: Mapping[str, CueKind],
) -> bool:
    begins = following.kind == SentenceTokenKind.PASSAGE or following.text[0].isupper() or following.text[0].isdigit()
    if token.kind == SentenceTokenKind.MARK:
        return token.text[0] in TERMINAL and (begins or following.text in "([—–-")
    if token.kind == SentenceTokenKind.WORD:
        is_state = (
            following.kind == SentenceTokenKind.PASSAGE and INITIAL.fullmatch(token.text[:-1]) and "." in token.low[:-1]
        )
        if not token.text.endswith(".") or (token.low[:-1] not in ENDS_ABBREVIATED and not is_state):
            return False
        return following.kind == SentenceTokenKind.PASSAGE or (following.is_capital and following.is_function)
    last = token.text.rstrip("”’»“\"'› ")[-1:]
    if last not in TERMINAL:
        return following.kind == SentenceTokenKind.PASSAGE and last not in (",", "—", "–", "-", ":", ";")
    if following.kind == SentenceTokenKind.PASSAGE:
        return True
    return begins and (
        last == "." or not _is_attribution(tokens[number + 1 : number + 2 + MAX_ATTRIBUTION_WORDS], cues)
    )


def _is_attribution(tokens: Sequence[SentenceToken], cues: Mapping[str, CueKind]) -> bool:
    """Tell whether words behind a quotation are a name or pronoun and a verb of saying."""
    for number, token in enumerate(tokens):
        if token.kind == SentenceTokenKind.PASSAGE or token.text[0] in TERMINAL:
            return False
        if token.low in cues and (number or not token.is_capital):
            return all(each.is_capital or each.is_function or each.text == "," for each in tokens[:number])
    return False
