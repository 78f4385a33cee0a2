"""The tokens of a printed version: its words, its punctuation, and the marks that the outlet put into it.

What is a word and what is an editorial mark follows the news and academic style books (Chicago Manual of Style,
13.50-13.62): an ellipsis stands for words left out, square brackets and parentheses hold what the speaker did not say.
Every token keeps its exact text and place, so that the printed form can be drawn again to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.text.folding import STRAIGHT

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    ALTERED = "altered"
    """A word that the outlet changed with brackets inside it, such as "[W]e" or "agree[d]"."""
    INSERTION = "insertion"
    """Anything in square brackets or parentheses, as one token."""
    ELLIPSIS = "ellipsis"
    QUOTE = "quote"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A piece of a version without blanks around it."""

    text: str
    start: int
    """Where it begins in the version, in characters."""
    kind: Kind
    key: str
    """What two words have in common when they are the same word; empty for a token that is no word."""

    @property
    def end(self) -> int:
        """Where it ends in the version."""
        return self.start + len(self.text)

    @property
    def inside(self) -> tuple[Token, ...]:
        """The tokens within an insertion, placed as in the insertion; none for any other token."""
        return tokens(self.text[1:-1]) if self.kind is Kind.INSERTION else ()


# Letters, digits and marks of any script are what is neither blank nor in these ranges; `key` is exact about the rest.
# Han and kana are written without blanks: each character is a word of its own.
_OTHER: Final = (
    r"\s!-/:-@\[-`{-\x84\x86-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u02bc"  # Latin
    r"\u0375\u037e\u0384\u0385\u0387\u03f6\u0482"  # Greek, Cyrillic
    r"\u0589\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u06d4\u0964\u0965"  # Armenian, Hebrew, Arabic, Indic
    r"\u2000-\u200b\u2010-\u205f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff"  # general punctuation, signs, arrows
    r"\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # East Asian
)
_SINGLE: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_APOSTROPHE: Final = "['’ʼ‘＇]"
_PLAIN: Final = re.compile(r"[\t\n\r -~\xa0-\xac\xae-\u02bb\u0370-\u0482\u048a-\u0556\u2010-\u2027\u20a0-\u20bf]*+")
"""Texts whose words need no more than Python's own idea of letters and digits."""


@cache
def pattern(plain: bool) -> re.Pattern[str]:
    """Return what a token is; with `plain`, for texts in Latin, Greek or Cyrillic letters.

    Of ten milliseconds that the whole pattern takes to compile, the plain one takes one.
    """
    word = r"[^\W_]" if plain else f"[^{_OTHER}{_SINGLE}]"
    single = "" if plain else f"[{_SINGLE}] |"
    return re.compile(
        rf"""
          ( [A-Za-z]++ (?= [ ,;:!?”] )                                  # most words, found fast
          | \d++ (?: [.,:] \d++ )++                                     # 20,000  3.5  12:05
          | {word} (?: \. {word} )++ (?!{word}) \.?                     # U.S.  a.m.
          | {word}++ (?: {_APOSTROPHE} {word}++ )*+                     # peace  he’s
          | {single} [%$€£¥&+=°§№\u20a0-\u20cf] )                      # a character or sign that is said as a word
          ( (?: \[ {word}++ \] | \( {word}++ \) ) {word}*+ )?           # agree[d]
        | ( \[ {word}++ \] (?: {_APOSTROPHE}? {word}++ )++ )            # [W]e
        | ( [\[(] \s*+ (?: … | \.{{2,}}+ | \.\s\.\s\. ) [\s.…]*+ [\])]  # […]
          | \.*+ … [.…]*+ | \.{{3,}}+ | \. (?: [ \u00a0\u202f] \. ){{2,}}+ )
        | ( \[ (?: [^\[\]]++ | \[ [^\[\]]*+ \] )*+ \] | \( (?: [^()]++ | \( [^()]*+ \) )*+ \) )
        | ( ["“”„‟«»‹›'’‘‚‛＂＇「」『』〝〞] )
        | \S
        """,
        re.VERBOSE,
    )


KINDS: Final = (
    Kind.PUNCTUATION,
    Kind.WORD,
    Kind.ALTERED,
    Kind.ALTERED,
    Kind.ELLIPSIS,
    Kind.INSERTION,
    Kind.QUOTE,
)
"""The kind that each group of the pattern makes, by its number."""
SAID_SIGNS: Final = frozenset("%$€£¥&+=°§№")
HYPHENS: Final = frozenset("-‐‑")
NUMBER: Final = re.compile(r",(?=\d{3}(?!\d))")


def key(word: str) -> str:
    """Return what makes `word` the same word however it is printed; empty when nothing in it is said.

    Case, form (NFKC), curly or straight apostrophes, punctuation around it, the dots of an abbreviation, the commas in
    a number and brackets do not count. Accents do: "konnte" and "könnte" say different things.
    """
    if word.isascii() and word.isalpha():
        return word.lower()
    form = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold().translate(STRAIGHT))
    if word[0].isdigit() and word[-1].isdigit() and not word.isdigit():
        return NUMBER.sub("", form)
    said = "".join(c for c in word if c in "'’ʼ‘＇" or unicodedata.category(c)[0] in "LMN")
    said = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", said).casefold().translate(STRAIGHT))
    return said.strip("'") or (form if form in SAID_SIGNS or unicodedata.category(form[:1] or " ") == "Sc" else "")


def tokens(text: str, spellings: Mapping[str, str] | None = None) -> tuple[Token, ...]:
    """Return the tokens of `text` in order; between them there is nothing but blanks.

    `spellings` gives for the key of a word the key to use in its place (see `spellings`).
    """
    found: list[Token] = []
    add, token = found.append, tuple.__new__
    for match in pattern(_PLAIN.fullmatch(text) is not None).finditer(text):
        piece = match[0]
        kind, name = meaning(piece)
        if spellings and name:
            name = _respelled(name, spellings)
        add(token(Token, (piece, match.start(), kind, name)))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def meaning(piece: str) -> tuple[Kind, str]:
    """Return what kind of token a piece of text is, and its key."""
    match = pattern(_PLAIN.fullmatch(piece) is not None).match(piece)
    kind = KINDS[match.lastindex or 0] if match else Kind.PUNCTUATION
    if kind is not Kind.WORD and kind is not Kind.ALTERED:
        return kind, ""
    name = key(piece)
    return (kind, name) if name else (Kind.PUNCTUATION, "")


def _respelled(name: str, spellings: Mapping[str, str]) -> str:
    """Return the common spelling of a word, which may be a name in the English possessive."""
    if name.endswith("'s") and (owner := spellings.get(name[:-2])):
        return owner + "'s"
    return spellings.get(name, name)


def compounded(pieces: tuple[Token, ...], words: Container[str]) -> tuple[Token, ...]:
    """Return `pieces` with "cease-fire" as one token where `words` has the solid "ceasefire".

    Any other hyphen stays punctuation, so that "20-point" and "20 point" are the same two words.
    """
    joined = list(pieces)
    for place in reversed([place for place, piece in enumerate(pieces) if piece.text in HYPHENS]):
        if not 0 < place < len(pieces) - 1:
            continue
        left, hyphen, right = pieces[place - 1], pieces[place], joined[place + 1]
        solid = left.key + right.key
        adjacent = left.end == hyphen.start and hyphen.end == right.start
        if left.key and right.key and adjacent and solid in words:
            joined[place - 1 : place + 2] = [Token(left.text + hyphen.text + right.text, left.start, Kind.WORD, solid)]
    return tuple(joined)


def spellings_of(dossier: Dossier) -> dict[str, str]:
    """Return the spellings of the names of a dossier's people, which are looked for once for each dossier."""
    found: dict[str, str] | None = dossier.memo.get(spellings)
    if found is None:
        found = dossier.memo[spellings] = spellings((person.name, *person.aliases) for person in dossier.people)
    return found


def spellings(people: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return the common key of words that are one name spelled differently: Zelensky, Zelenskiy.

    Each of `people` is the names of one person: the name first, then the aliases. Two words are spellings of one
    another when they stand in different names of the same person and are alike (Ratcliff and Obershelp, 0.7 or more).
    """
    found: dict[str, str] = {}
    for names in people:
        words: dict[str, set[int]] = {}
        for number, name in enumerate(names):
            for piece in tokens(name):
                if len(piece.key) > 3:
                    words.setdefault(piece.key, set()).add(number)
        if len(words) > 1:
            _add_spellings(words, found)
    return found


def _add_spellings(words: dict[str, set[int]], found: dict[str, str]) -> None:
    """Add to `found` what is alike among `words`, which come with the numbers of the names that hold them."""
    from difflib import SequenceMatcher

    heads: list[str] = []
    for word, names in words.items():
        others = [head for head in heads if names.isdisjoint(words[head])]
        alike, head = max(
            ((SequenceMatcher(None, h, word, autojunk=False).ratio(), h) for h in others), default=(0, "")
        )
        if alike >= 0.7:
            found.setdefault(word, found.get(head, head))
        else:
            heads.append(word)
