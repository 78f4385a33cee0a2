"""Names in a sentence, from its words alone: where they begin and end, and which of their words are titles.

Titles are no part of a name: they become roles, and help to tell people of one surname apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from peace_tui.drafting.sentences import LEXICON, SentenceToken, SentenceTokenKind

MAX_NAME_TOKENS: Final = 14
MAX_SHORT_NAME: Final = 5
"""How many letters a first name may have that ends as adverbs do."""
GERMAN_TITLES: Final = (
    *("minister", "ministerin", "präsident", "präsidentin", "sprecher", "sprecherin", "politiker", "politikerin"),
    *("abgeordnete", "abgeordneter", "vorsitzende", "vorsitzender", "chef", "chefin", "sekretär", "sekretärin"),
)
"""How titles end that German writes in one word."""
PARTY_TAG: Final = re.compile(r"[DIR]-[A-Z][\w.]*")
"""A party and a state behind a name: Jane Roe (D-NY)."""
OPENING_PREPOSITIONS: Final = ("unlike", "like", "despite", "besides", "without", "after", "before")
"""What a sentence may begin with before a name, of which it is no part."""
ELIDED: Final = re.compile(r"[A-Z][’'][a-zà-ÿ]")
"""The beginning of a French word with its article: L’élu."""


class NamePhrase(NamedTuple):
    """A name as it is printed: Secretary of State Marco Rubio."""

    text: str
    """The words, without an article before and a possessive ending."""
    core: tuple[str, ...]
    """The words of the name itself; none where only a title is printed."""
    title: str = ""
    """What stands before the name: `Secretary of State`."""
    honorific: str = ""
    """`mr.`, `ms.` and the like, in small letters."""
    suffix: str = ""
    """`Jr.` and the like."""
    is_organization: bool = False
    has_article: bool = False
    """Whether `the` stands before it, as before the name of an organization and not of a person."""

    @property
    def name(self) -> str:
        """The name without titles."""
        return " ".join((*self.core, self.suffix) if self.suffix else self.core)


def is_namelike(tokens: Sequence[SentenceToken], at: int, *, begins: bool = False) -> bool:
    """Tell whether a token may be a word of a name; `begins` tells that it is the first of a sentence."""
    token = tokens[at]
    if not token.is_capital:
        return False
    low = token.low.removesuffix("’s").removesuffix("'s")
    if low in LEXICON.sets["days"]:
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        given = low in LEXICON.sets["males"] or low in LEXICON.sets["females"]
        return (at > 0 and tokens[at - 1].low in LEXICON.sets["females"]) or (
            given and after is not None and after.is_capital
        )
    if low == "i" or low.startswith(("i’", "i'")) or ELIDED.match(token.text) or PARTY_TAG.fullmatch(token.text):
        return False
    if token.is_function:
        if low not in LEXICON.sets["particles"]:
            return False
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        return not begins and after is not None and after.is_capital
    if low in OPENING_PREPOSITIONS and (begins or at == 0 or not tokens[at - 1].is_capital):
        return False  # Unlike Smith
    if begins and low in LEXICON.given_names and at + 1 < len(tokens) and tokens[at + 1].is_capital:
        return True
    if low.endswith("ly") and at + 1 < len(tokens) and tokens[at + 1].is_capital and len(low) <= MAX_SHORT_NAME:
        return True  # Polly Roe
    if begins and (low == "wie" or low in LEXICON.sets["according"]):
        return False  # Wie Roe sagte, laut Roe
    if begins and low in ("zu", "von", "vom", "bei", "neben", "gegen", "dem", "den"):
        return False  # Zu Roe sagte Smith
    return not (begins and (low in LEXICON.english or (low.endswith(("ing", "ly")) and len(low) > 4)))


def collect_backward(tokens: Sequence[SentenceToken], at: int, stop: int = 0) -> int:
    """Return where the name begins that ends with the token `at`; `at + 1` where there is none."""
    start = end = at + 1
    while at >= stop and start - at <= MAX_NAME_TOKENS:
        token = tokens[at]
        begins = at == stop and not (at and tokens[at - 1].kind == SentenceTokenKind.PASSAGE)
        if is_namelike(tokens, at, begins=begins):
            if token.is_possessive and at + 1 != end and not _is_of_organization(tokens[start:end]):
                break  # Ohio’s Jane Roe
            start = at
        else:
            is_comma = token.text == "," and at > stop and tokens[at + 1].low in LEXICON.sets["suffixes"]
            if not is_comma and not (start == at + 1 and at > stop and _joins(tokens, at, stop)):
                break
        at -= 1
    return start


def _is_of_organization(tokens: Sequence[SentenceToken]) -> bool:
    """Tell whether words are the rest of an organization’s name, as behind Teachers’ in Teachers’ Union."""
    return any(token.low in LEXICON.sets["organization_words"] for token in tokens) and not any(
        token.low in LEXICON.given_names or token.low in LEXICON.titles for token in tokens
    )


def _joins(tokens: Sequence[SentenceToken], at: int, stop: int) -> bool:
    """Tell whether a small word is between two words of a name: Bill de Blasio, Department of State."""
    low = tokens[at].low
    if low in ("der", "den", "dem") and tokens[at - 1].low not in ("van", "von", "auf"):
        return False
    if low == "zu" and at + 2 < len(tokens) and tokens[at + 2].is_capital:
        return False  # sagte Roe zu John Smith
    if low in LEXICON.sets["particles"] or low == "&":
        before = at - 1
        while before > stop and tokens[before].low in LEXICON.sets["particles"]:
            before -= 1
        return is_namelike(tokens, before) and not tokens[before].is_possessive
    if low == "on" and tokens[at - 1].low not in LEXICON.sets["bodies"]:
        return False
    if low == "and":
        return tokens[at - 1].low in LEXICON.sets["paired"] and tokens[at - 1].is_capital
    if low == "for" and tokens[at - 1].low in ("minister", "secretary"):
        return tokens[at - 1].is_capital
    if low in ("of", "for", "on", "the"):
        if low == "for" and tokens[at - 1].low not in LEXICON.sets["organization_words"]:
            return False
        before = at - 1 if low != "the" else at - 2
        if low == "the" and tokens[at - 1].low not in ("of", "for"):
            return False
        return (
            before >= stop and is_namelike(tokens, before, begins=before == stop) and not tokens[before].is_possessive
        )
    return False


def collect_forward(tokens: Sequence[SentenceToken], at: int) -> int:
    """Return where the name ends, exclusive, that begins with the token `at`; `at` where there is none."""
    end = at
    number = at
    while number < len(tokens) and number - at < MAX_NAME_TOKENS:
        token = tokens[number]
        if token.is_capital and is_namelike(tokens, number):
            end = number + 1
            if token.is_possessive:
                break
        elif number == end and end > at and _joins(tokens, number, at) and number + 1 < len(tokens):
            after = number + 1
            while after < len(tokens) and tokens[after].low in (*LEXICON.sets["particles"], "the", "of"):
                after += 1
            if after >= len(tokens) or not tokens[after].is_capital:
                break
            number = after
            continue
        elif token.text == "," and number + 1 < len(tokens) and tokens[number + 1].low in LEXICON.sets["suffixes"]:
            end = number + 2
            number += 1
        else:
            break
        number += 1
    return end


def parse_phrase(tokens: Sequence[SentenceToken], *, has_article: bool = False) -> NamePhrase | None:
    """Return what the words of a name are; `has_article` tells that `the` stands before."""
    words = [token.text for token in tokens if token.text != ","]
    if not words:
        return None
    for ending in ("’s", "'s", "’", "'"):
        if words[-1].endswith(ending):
            words[-1] = words[-1].removesuffix(ending)
            break
    words = [word for word in words if word]
    text = " ".join(words)
    lows = [word.lower() for word in words]
    honorific = next((low for at, low in enumerate(lows) if _is_honorific(low, at)), "")
    split = _split_title(lows)
    title, core = words[:split], words[split:]
    if title and core and (core[0] in ("des", "der") or (core[0] in ("von", "vom") and len(core) > 2)):
        return NamePhrase(text, (), text, honorific)  # Sprecher der Bahn
    if "of" in core[2:] and (title or core[0].lower() in LEXICON.given_names):
        at = core.index("of")
        core = core if _is_organization(core[:at], title) else core[:at]  # Sheriff Jane Roe of Polk County
    if _is_organization(core, title) or (not core and _is_organization(title, ())):
        return NamePhrase(text, tuple(words), is_organization=True, has_article=has_article)
    if "of" in core[1:]:
        core = core[: core.index("of")]
    suffix = ""
    while len(core) > 1 and core[-1].lower() in LEXICON.sets["suffixes"]:
        suffix, core = core[-1], core[:-1]
    if len(core) > 2 and core[0].lower() in LEXICON.sets["nationalities"]:
        title, core = [*title, core[0]], core[1:]
    if any(word.lower() in LEXICON.given_names for word in title):
        title = _last_titles(title)
    office = " ".join(word for word in title if word.lower() not in LEXICON.sets["honorifics"])
    return NamePhrase(text, tuple(core), office, honorific, suffix, has_article=has_article and not title)


def _split_title(lows: Sequence[str]) -> int:
    """Return how many words before a name are titles."""
    titles, given = LEXICON.titles, LEXICON.given_names
    if len(lows) > 2 and (found := LEXICON.title_phrase.search(" ".join(lows))):
        return len(found.string[: found.end()].split())
    split = 0
    for number, low in enumerate(lows):
        if low in titles or _is_honorific(low, number) or _is_compound_title(low, titles):
            is_name = low in given and number + 1 < len(lows) and number == 0
            is_last = number + 1 == len(lows) or all(each in LEXICON.sets["suffixes"] for each in lows[number + 1 :])
            first = lows[split] if split < number else ""
            is_surname = bool(first) and (first in given or low in LEXICON.sets["surnames"])
            if is_name or (is_last and number and lows[number - 1] not in titles and is_surname):
                continue
            split = number + 1
    if split < len(lows) and lows[split] in ("of", "for") and split:
        rest = lows[split + 1 :]
        first_given = next((number for number, low in enumerate(rest) if number and low in given), 0)
        split += 1 + (first_given or max(len(rest) - 2, 1))
    return min(split, len(lows))


def _last_titles(words: Sequence[str]) -> list[str]:
    """Return the last words that are titles or part of one, as in a headline: John Smith Meets House Speaker."""
    known = LEXICON.titles | LEXICON.sets["organization_words"] | LEXICON.words("en").function
    start = len(words)
    while start and words[start - 1].lower() in known:
        start -= 1
    return [*words[start:]]


def _is_honorific(low: str, at: int) -> bool:
    """Tell whether a word of a name is Mr. or the like; behind the first word, an M. is an initial."""
    return low in LEXICON.sets["honorifics"] and not (at and low in ("m", "m."))


def _is_compound_title(low: str, titles: Collection[str]) -> bool:
    """Tell whether a word is a title such as president-elect, ex-governor or Umweltminister."""
    first, hyphen, last = low.partition("-")
    if any(low.endswith(ending) and len(low) > len(ending) + 2 for ending in GERMAN_TITLES):
        return True
    return bool(hyphen) and (
        (first in titles and last in ("elect", "designate")) or (first in ("ex", "co", "vice") and last in titles)
    )


def _is_organization(core: Sequence[str], title: Sequence[str]) -> bool:
    if not core:
        return False
    lows = [word.lower() for word in core]
    if len(lows) == 1 and lows[0] in LEXICON.sets["organization_names"]:
        return not title
    if "&" in lows or lows[-1] in LEXICON.sets["company_forms"]:
        return True
    if any(low in LEXICON.sets["organization_words"] for low in lows):
        return not (title and len(core) == 2 and lows[0] in LEXICON.given_names)
    if " ".join(lows) in LEXICON.sets["places"] or (
        len(core) == 1 and core[0].isupper() and len(core[0].strip(".")) > 1
    ):
        return not title
    return False


def find_names(sentence: Sequence[SentenceToken]) -> Iterator[tuple[int, int, NamePhrase]]:
    """Yield the names in a sentence: where each begins and ends, and what its words are."""
    at = 0
    while at < len(sentence):
        token = sentence[at]
        if token.kind != SentenceTokenKind.WORD or not is_namelike(
            sentence, at, begins=at == 0 or sentence[at - 1].text == ":"
        ):
            at += 1
            continue
        end = max(collect_forward(sentence, at), at + 1)
        has_article = at > 0 and sentence[at - 1].low == "the"
        phrase = parse_phrase(sentence[at:end], has_article=has_article)
        if phrase and phrase.core:
            yield at, end, phrase
        at = end
