"""Parts of sentences that the program prints: counts with nouns, lists, suggestions for unknown words, family names.

And what is counted in sentences: their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from peace_tui.text.folding import fold

NAME_SUFFIX: Final = frozenset(
    ("jr", "sr", "esq", "phd", "md", "qc", "kc", "ii", "iii", "iv", "v", "vi", "vii", "viii")
)
"""What may follow a family name and is none, without the periods; and any Roman number of two capitals or more."""
WORD: Final = r"[^\W_]+(?:['’ʼ-][^\W_]+)*"
"""A pattern, as those below are: `re` compiles them at their first use, which most commands do without."""
UNSPACED_LETTERS: Final = ("\u0e00\u0eff", "\u3040\u30ff", "\u3400\u9fff", "\uf900\ufaff")
"""The letters of Thai and Lao, kana and Chinese, the first and the last of each range; two count as a word."""
DOUBLE_MARKS: Final = '“”„‟"'
MARK_PAIRS: Final = frozenset(map(tuple, ("“”", "„“", "„”", "«»", "»«", '""', "「」", "『』")))
INNER_MARK: Final = rf"[{DOUBLE_MARKS}]|(?<!\w)‘"
"""The first quotation mark in a text; an apostrophe is none."""


def format_count(count: int, singular: str, plural: str = "") -> str:
    """Return a count with its noun: 1 event, 2 events, 1,234 events."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def join_words(words: Iterable[str]) -> str:
    """Return words as a list is said: "a", "a and b", "a, b and c"."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def speak(line: str) -> str:
    """Return a line of the program's with pauses that a screen reader makes, where dots stand on a screen."""
    return line.replace(" · ", "; ")


def quotation_marks(text: str) -> str:
    """Return text between quotation marks, single ones around a text that itself has double ones, and none twice.

    The text stays to the letter, so it is the outer marks that give way. A text that stands between marks of its own
    has no others around it.
    """
    if len(text) > 1 and (text[0], text[-1]) in MARK_PAIRS and not {text[0], text[-1]}.intersection(text[1:-1]):
        return text
    inner = re.search(INNER_MARK, text)
    return f"‘{text}’" if inner and inner[0] in DOUBLE_MARKS else f"“{text}”"


def add_mark(words: str, mark: str | None) -> str:
    """Return words with a mark in brackets, if there is one: "Gazette (falls)"."""
    return f"{words} ({mark})" if mark else words


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the question "did you mean 'x'?" with the nearest of the `known` words, or nothing when none is near."""
    nearest = find_nearest(word, known)
    return f"did you mean '{nearest}'?" if nearest else ""


def find_nearest(word: str, known: Iterable[str]) -> str:
    """Return the nearest of the `known` words, or nothing when none is near."""
    import difflib  # slow to import, and only a mistake needs it

    folded = {fold(name): name for name in known}
    nearest = difflib.get_close_matches(fold(word)[:200], folded, n=1, cutoff=0.6)
    if not nearest:
        partial = [name for name in folded if len(word) > 1 and (name.startswith(fold(word)) or fold(word) in name)]
        nearest = sorted(partial, key=len)[:1]
    return folded[nearest[0]] if nearest else ""


FAMILY_NAME_FIRST: Final = ("\u3400\u9fff", "\uac00\ud7a3", "\uf900\ufaff")
"""Chinese characters and Korean letters, in whose names the family name comes first: the first and last of each range.

A pattern with so many characters would take longer to compile than all others at the start together.
"""


def _is_family_name_first(word: str) -> bool:
    """Tell whether a name that begins with this word begins with the family name."""
    return all(any(each[0] <= letter <= each[-1] for each in FAMILY_NAME_FIRST) for letter in word)


def _is_suffix(word: str) -> bool:
    """Tell whether the last word of a name is no family name."""
    is_number = not any(map(str.isalpha, word)) or (len(word) > 1 and set(word) <= set("IVX"))
    return is_number or word.casefold() in NAME_SUFFIX


def find_unspaced_letters(text: str) -> list[str]:
    """Return the letters in a text, each once, of scripts without spaces between words."""
    if text.isascii():
        return []
    letters = {letter for letter in text if letter >= UNSPACED_LETTERS[0]}
    return [letter for letter in letters if any(each[0] <= letter <= each[-1] for each in UNSPACED_LETTERS)]


def count_words(text: str) -> int:
    """Count the words of a text."""
    solid = find_unspaced_letters(text)
    spaced = text.translate(dict.fromkeys(map(ord, solid), " ")) if solid else text
    return len(re.findall(WORD, spaced)) + sum(map(text.count, solid)) // 2


def family_name(name: str) -> str:
    """Return the family name in a person's full name: the last word that can be one, with its particles.

    An epithet ("the Elder") is none. A name without such a word ("Eleanor of Aquitaine"), or in a script without
    spaces, stays as it is.
    """
    words = name.partition(",")[0].partition(" (")[0].split()
    if len(words) > 1 and _is_family_name_first(words[0]):
        return words[0]
    while len(words) > 1 and _is_suffix(words[-1].replace(".", "")):
        words.pop()
    if len(words) > 2 and words[-2] == "the":
        del words[-2:]
    start = max(len(words) - 1, 0)
    while start > 1 and words[start - 1].islower():
        start -= 1
    is_place = start < len(words) and words[start] == "of"  # Eleanor of Aquitaine has no family name
    return name if is_place else " ".join(words[start:]) or name
