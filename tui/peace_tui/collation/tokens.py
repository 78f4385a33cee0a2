"""The tokens of a printed version: its words, its punctuation, and the marks that the outlet put into it.

What is a word and what is an editorial mark follows the news and academic style books (Chicago Manual of Style, 17th
edition, 13.50-13.62): an ellipsis stands for words left out, square brackets and parentheses hold what the speaker did
not say. Every token keeps its exact text and offset, so that the printed form can be drawn again to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.text.folding import STRAIGHT

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier


class TokenKind(StrEnum):
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
    """A piece of a version without spaces around it."""

    text: str
    start: int
    """Where it begins in the version, in characters."""
    kind: TokenKind
    key: str
    """What two words have in common that are aligned; empty for a token that is not a word."""

    @property
    def end(self) -> int:
        """Where it ends in the version."""
        return self.start + len(self.text)

    @property
    def inside(self) -> tuple[Token, ...]:
        """The tokens within an insertion, with offsets into its text; none for any other token."""
        return tokenize(self.text[1:-1]) if self.kind is TokenKind.INSERTION else ()


# A word is made of what is neither white space nor in these ranges: letters, digits and marks of any script;
# `word_key` is exact about the rest. Han and kana are written without spaces: each character is a word of its own.
_OTHER: Final = (
    r"\s!-/:-@\[-`{-\x84\x86-\xa9\xab\xac\xae-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7\u02bc"  # Latin
    r"\u0375\u037e\u0384\u0385\u0387\u03f6\u0482"  # Greek, Cyrillic
    r"\u0589\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u06d4\u0964\u0965"  # Armenian, Hebrew, Arabic, Indic
    r"\u0700-\u070d\u0df4\u0f08\u0f0b-\u0f12\u104a\u104b\u1360-\u1368"  # Syriac, Sinhala, Tibetan, Burmese, Ethiopic
    r"\u17d4-\u17d6\u17d8-\u17da\u1802\u1803\u1808\u1809\u1c7e\u1c7f"  # Khmer, Mongolian, Santali
    r"\u2000-\u200b\u2010-\u205f\u20a0-\u20cf\u2190-\u245f\u2500-\u2bff"  # general punctuation, signs, arrows
    r"\u3000-\u303f\ufe10-\ufe1f\ufe30-\ufe6f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"  # East Asian
)
_SINGLE: Final = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_APOSTROPHE: Final = "['’ʼ‘＇]"
_SIGN: Final = r"%$€£¥&+=°§№<>~\#@¬±×÷‰‱\u20a0-\u20cf\u2190-\u245f"
"""Signs that mean something as a word does: of money and measure, of arithmetic, arrows, the marks of a tag and a name.

"$5" and "€5" or "<5" and ">5" are not the same.
"""
_PICTURE: Final = r"\u2600-\u27bf\u2900-\u297f\u2b00-\u2bff\ufffd\U0001f000-\U0001faff"
"""Emoji and other pictures; not the lines, blocks and bullets that only set a text."""
_EMOJI: Final = (
    r"[\U0001f1e6-\U0001f1ff]{2}"  # a flag, of two letters
    rf"|[{_PICTURE}][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*+(?:\u200d[{_PICTURE}{_SIGN}][\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*+)*+"
)
_PLAIN: Final = re.compile(r"[\t\n\r -~\xa0-\xac\xae-\u02bb\u0370-\u0482\u048a-\u0556\u2010-\u2027\u20a0-\u20bf]*+")
"""Texts of scripts in which Python's own classes of letters and digits are enough to find words."""


@cache
def token_pattern(plain: bool) -> re.Pattern[str]:
    """Return the pattern of a token; with `plain` the one for texts in Latin, Greek or Cyrillic letters.

    The pattern for any script is large, so that it is compiled only when a text needs it.
    """
    word = r"[^\W_]" if plain else f"[^{_OTHER}{_SINGLE}{_PICTURE}]"
    single = "" if plain else f"[{_SINGLE}] | {_EMOJI} |"
    return re.compile(
        rf"""
          ( [A-Za-z]++ (?= [ ,;:!?”] )                                  # most words, found fast
          | \d++ (?: [.,:] \d++ )++                                     # 20,000  3.5  12:05
          | {word} (?: \. {word} )++ (?!{word}) \.?                     # U.S.  a.m.
          | {word}++ (?: {_APOSTROPHE} {word}++ )*+                     # peace  he’s
          | {single} [{_SIGN}]                                          # a character or sign that is said as a word
          | (?<![^\s([“‘"'$€£¥]) [-−–] (?=[$€£¥]?\d)                    # a minus, not the hyphen of 20-30
          | (?<=\d) [/⁄] (?=\d) )                                      # 1/2
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


GROUP_KINDS: Final = (
    TokenKind.PUNCTUATION,
    TokenKind.WORD,
    TokenKind.ALTERED,
    TokenKind.ALTERED,
    TokenKind.ELLIPSIS,
    TokenKind.INSERTION,
    TokenKind.QUOTE,
)
"""The kind of token that each group of the pattern matches, by the number of the group."""
SIGN: Final = re.compile(rf"[{_SIGN}{_PICTURE}/⁄]")
"""What a word begins with that has no letter or digit."""
MINUS: Final = "-−–"
VARIATION: Final = re.compile("[\ufe0e\ufe0f]")
"""What only says whether an emoji is drawn in color."""
HYPHENS: Final = frozenset("-‐‑")
JOINERS: Final = {**dict.fromkeys("-‐‑‒–−", "-"), "/": "/"}
"""What joins two words without a space, each by what it is the same as; an em dash divides."""
THOUSANDS_COMMA: Final = re.compile(r",(?=\d{3}(?!\d))")
ABBREVIATIONS: Final = frozenset(
    (
        *("mr", "mrs", "ms", "dr", "st", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt", "prof", "vs"),
        *("rev", "hon", "maj", "cmdr", "adm", "brig", "cpl", "pvt", "supt", "messrs", "mme", "mlle", "sra", "ph"),
    )
)
"""Words after which a period ends no sentence."""
MAX_NAMES: Final = 100
"""So many names of one person are compared with one another; no one is spelled in more ways."""
MIN_SIMILARITY: Final = 0.7
"""The least ratio of two spellings of a name, by Ratcliff and Obershelp: twice the shared letters of all letters."""


def word_key(word: str) -> str:
    """Return what aligns `word` with the same word however it is printed; empty where nothing in it is pronounced.

    Case, form (NFKC), curly or straight apostrophes, punctuation around it, the dots of an abbreviation, the commas in
    a number and brackets do not count. Accents do: "konnte" and "könnte" say different things. Words of one key stand
    in one column; whether they are the same is for `compare_words` to say, which is stricter.
    """
    if word.isascii() and word.isalpha():
        return word.lower()
    if not (word := VARIATION.sub("", word)):
        return ""
    form = _normalize(word)
    if word[0].isdigit() and word[-1].isdigit() and not word.isdigit():
        return THOUSANDS_COMMA.sub("", form)
    letters = "".join(c for c in word if c in "'’ʼ‘＇" or unicodedata.category(c)[0] in "LMN")
    if key := _normalize(letters).strip("'"):
        return key
    if word in MINUS:
        return "-"
    is_sign = SIGN.match(form) or unicodedata.category(form[:1] or " ") == "Sc"
    return form if is_sign else ""


def _normalize(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold().translate(STRAIGHT))


class Likeness(IntEnum):
    """How much two printings have in common that are aligned as one word."""

    SAME = 0
    """The same word; what differs is typography, or the capital at the beginning of a sentence."""
    SPELLED = 1
    """The same word spelled differently: "U.S." and "US", "cease-fire" and "ceasefire"."""
    OTHER = 2
    """Perhaps another word: "US" and "us", "re-sign" and "resign"."""


RAISED: Final = ("<super>", "<sub>", "<fraction>")
"""What makes another number of a digit."""
FORM_IGNORED: Final = frozenset(("Cf", "Cc"))
"""Categories of characters that are not seen: soft hyphens, joiners."""
EITHER_CASE: Final = frozenset(("ok", "tv", "am", "pm"))
"""Abbreviations that are printed in capitals and in small letters."""
OWN_CAPITAL: Final = re.compile(r"\[\w\]")
"""The beginning of a word of which an outlet changed only the case, as in "[W]e"."""
RE_COMPOUND: Final = re.compile("re-(?!e)", re.IGNORECASE)
"""Where a hyphen makes another word: "re-sign", but not "re-elect", where it only parts two vowels."""
PARTS_OF_PHRASES: Final = frozenset(("a", "all", "any", "every", "for", "in", "may", "no", "on", "some", "up"))
"""Words that make another word together with the next: "may be" and "maybe", "every day" and "everyday"."""
THOUSANDS: Final = re.compile(r"\d{1,3}( \d{3})+")
SENTENCE_ENDS: Final = frozenset(".!?…。．｡！？।॥۔؟܀܁܂։።፧፨།༎။។៕᠃᠉෴᱾᱿")
"""The characters that end a sentence, in any script."""
STARTS: Final = SENTENCE_ENDS | {":"}
"""Marks after which a capital means nothing."""
FIRST_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        "a an and as at but for he her his how i if in it its my no not now on our she so that the their then there "
        "these they this those to we what when where who why with yes you your",
    )
)
"""Words that with a capital begin a sentence, even after an abbreviation: "in the U.S. They", not "the U.S. Army"."""


@lru_cache(maxsize=1 << 14)
def word_form(word: str) -> str:
    """Return a word as it is printed, without what is typography: form of letters, apostrophes and hyphens, last dot.

    Letters keep their case, abbreviations their dots, numbers their commas, exponents their height.
    """
    if not word.isascii():
        kept = (
            c if unicodedata.decomposition(c).startswith(RAISED) else unicodedata.normalize("NFKC", c) for c in word
        )
        form = unicodedata.normalize("NFC", VARIATION.sub("", "".join(kept))).translate(STRAIGHT)
        word = "".join(c for c in form if unicodedata.category(c) not in FORM_IGNORED)
    return word.removesuffix(".")


def compare_words(one: Token, other: Token, *, begins: bool = False, is_loud: bool = False) -> Likeness:
    """Compare two words of the same key, as strictly as what can be said of outlets depends on it.

    Args:
        one: A word of one text.
        other: The word of the other that is aligned with it.
        begins: Whether one of them begins a sentence, where its capital means nothing.
        is_loud: Whether one of them stands among others in capitals, where these are only loud.
    """
    mine, theirs = word_form(one.text), word_form(other.text)
    if mine == theirs or (begins and mine[1:] == theirs[1:] and mine[:1].casefold() == theirs[:1].casefold()):
        return Likeness.SAME
    if any(c.isdigit() != c.isdecimal() for c in mine + theirs):  # 10² is not 102
        return Likeness.OTHER
    if bool(RE_COMPOUND.match(mine)) != bool(RE_COMPOUND.match(theirs)):
        return Likeness.OTHER
    if any(token.kind is TokenKind.ALTERED and not OWN_CAPITAL.match(token.text) for token in (one, other)):
        return Likeness.OTHER
    small, large = sorted((mine, theirs), key=str.isupper)
    is_abbreviated = large.isupper() and len(word_key(large)) > 1 and small.islower() and "." not in small
    if is_abbreviated and not is_loud and one.key not in EITHER_CASE:
        return Likeness.OTHER
    return Likeness.SPELLED


def find_starts(pieces: Sequence[Token]) -> Iterator[bool]:
    """Yield for each word whether a sentence begins with it: first of all, after a stop, a colon, a quotation mark."""
    begins = True
    before: Token | None = None
    for piece in pieces:
        if piece.key:
            yield begins or opens_sentence(before, piece)
            begins, before = False, piece
        elif piece.kind in (TokenKind.QUOTE, TokenKind.ELLIPSIS):
            begins = True
        elif not STARTS.isdisjoint(piece.text) and piece.kind is TokenKind.PUNCTUATION:
            begins = begins or not (piece.text == "." and before is not None and before.key in ABBREVIATIONS)


def opens_sentence(before: Token | None, word: Token) -> bool:
    """Tell whether a sentence begins with `word` after an abbreviation of which the last dot ends a sentence, too."""
    return before is not None and before.text.endswith(".") and word.key in FIRST_WORDS and word.text[0].isupper()


def find_joints(pieces: Sequence[Token]) -> Iterator[str]:
    """Yield for each word what joins it to the word before without a space: a hyphen or a slash, or nothing."""
    for index, piece in enumerate(pieces):
        if piece.key:
            mark = pieces[index - 1] if index > 1 else piece
            is_joined = mark.text in JOINERS and mark.end == piece.start and pieces[index - 2].end == mark.start
            yield JOINERS[mark.text] if is_joined and pieces[index - 2].key else ""


def is_loud(token: Token | None) -> bool:
    """Tell whether a word is in capitals, of which one letter alone says nothing."""
    return token is not None and token.text.isupper() and len(token.key) > 1


def compare_runs(mine: Sequence[Token], theirs: Sequence[Token]) -> Likeness:
    """Compare words that are divided differently: "cease fire" is a spelling of "ceasefire", "may be" not of "maybe".

    Of numbers only a space for thousands is a spelling.
    """
    one, other = (" ".join(token.key for token in side) for side in (mine, theirs))
    if one.replace(" ", "") != other.replace(" ", ""):
        return Likeness.OTHER
    if any(letter.isdigit() for letter in one):
        is_number = all(text.isdigit() or THOUSANDS.fullmatch(text) for text in (one, other))
        return Likeness.SPELLED if is_number else Likeness.OTHER
    if one == other:
        return max(map(compare_words, mine, theirs), default=Likeness.SAME)
    coarse, fine = sorted((mine, theirs), key=len)
    ends = [{*accumulate(len(token.key) for token in side)} for side in (coarse, fine)]
    is_phrase = any(token.key in PARTS_OF_PHRASES for token in fine[:-1])
    return Likeness.SPELLED if ends[0] <= ends[1] and not is_phrase else Likeness.OTHER


def tokenize(text: str, spellings: Mapping[str, str] | None = None) -> tuple[Token, ...]:
    """Return the tokens of `text` in order; between them there is nothing but white space.

    `spellings` gives for the key of a word the key to use in its place (see `find_spellings`).
    """
    found: list[Token] = []
    for match in token_pattern(_PLAIN.fullmatch(text) is not None).finditer(text):
        kind, key = classify_piece(match[0], match.lastindex or 0)
        if spellings and key:
            key = _respell(key, spellings)
        found.append(Token(match[0], match.start(), kind, key))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def classify_piece(piece: str, group: int) -> tuple[TokenKind, str]:
    """Return what kind of token a piece of text is that matches this group of the pattern, and its key."""
    kind = GROUP_KINDS[group]
    if kind is not TokenKind.WORD and kind is not TokenKind.ALTERED:
        return kind, ""
    key = word_key(piece)
    return (kind, key) if key else (TokenKind.PUNCTUATION, "")


def _respell(key: str, spellings: Mapping[str, str]) -> str:
    """Return the common spelling of a word, which may be a name in the English possessive."""
    if key.endswith("'s") and (owner := spellings.get(key[:-2])):
        return owner + "'s"
    return spellings.get(key, key)


def join_compounds(pieces: tuple[Token, ...], words: Container[str]) -> tuple[Token, ...]:
    """Return `pieces` with "cease-fire" as one token where `words`, the keys of all texts, have "ceasefire".

    Any other hyphen stays punctuation, so that "20-point" and "20 point" are the same two words.
    """
    joined = list(pieces)
    for index in reversed([index for index, piece in enumerate(pieces) if piece.text in HYPHENS]):
        if not 0 < index < len(pieces) - 1:
            continue
        left, hyphen, right = pieces[index - 1], pieces[index], joined[index + 1]
        solid = left.key + right.key
        adjacent = left.end == hyphen.start and hyphen.end == right.start
        if left.key and right.key and adjacent and solid in words:
            joined[index - 1 : index + 2] = [
                Token(left.text + hyphen.text + right.text, left.start, TokenKind.WORD, solid)
            ]
    return tuple(joined)


def spellings_of(dossier: Dossier) -> dict[str, str]:
    """Return the spellings of the names of a dossier's people, which are computed once for each dossier."""
    found: dict[str, str] | None = dossier.memo.get(find_spellings)
    if found is None:
        found = dossier.memo[find_spellings] = find_spellings(
            (person.name, *person.aliases) for person in dossier.people
        )
    return found


def find_spellings(people: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return the common key of words that are one name spelled differently: Zelensky, Zelenskiy.

    Each of `people` is the names of one person: the name first, then the aliases. Two words are spellings of one
    another when they occur in different names of the same person and are at least `MIN_SIMILARITY` alike. Of a person
    with more than `MAX_NAMES` names the first are compared: each is, with each.
    """
    found: dict[str, str] = {}
    for names in people:
        words: dict[str, set[int]] = {}
        for number, name in enumerate(islice(names, MAX_NAMES)):
            for piece in tokenize(name):
                if len(piece.key) > 3:
                    words.setdefault(piece.key, set()).add(number)
        if len(words) > 1:
            _add_spellings(words, found)
    return found


def _add_spellings(words: dict[str, set[int]], found: dict[str, str]) -> None:
    """Add to `found` what is alike among `words`, which come with the numbers of the names that contain them."""
    heads: list[str] = []
    for word, names in words.items():
        others = [head for head in heads if names.isdisjoint(words[head])]
        alike, head = max(
            ((SequenceMatcher(None, h, word, autojunk=False).ratio(), h) for h in others), default=(0, "")
        )
        if alike >= MIN_SIMILARITY:
            found.setdefault(word, found.get(head, head))
        else:
            heads.append(word)
