"""Which people are likely one and the same, by their names: Zelensky and Zelenskyy, but not John and Jane Smith.

Names are compared word by word in a rough spelling in which the usual ways of writing one Slavic or Arabic name in
Latin letters fall together. A finding is a place to look at, not a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from peace_tui.model.records import Person
from peace_tui.text.folding import fold

COMPARED: Final = ("person", "organization", "role")
"""The kinds whose names say who they are; two anonymous officials may well be two."""
CYRILLIC: Final = str.maketrans(
    {
        **dict(zip("абвгґдеєзиіїйклмнопрстуфыэ", "abvggdeeziiiiklmnoprstufie", strict=True)),
        **{
            "ё": "e",
            "ж": "z",
            "х": "h",
            "ц": "c",
            "ч": "c",
            "ш": "s",
            "щ": "s",
            "ъ": "",
            "ь": "",
            "ю": "iu",
            "я": "ia",
        },
        "’": "",
        "'": "",
    }
)
ALIKE: Final = (
    ("shch|sch|sh", "s"),
    ("tch|tsch|ch|cz|ts|tz", "c"),
    ("zh", "z"),
    ("kh|gh", "h"),
    ("ph", "f"),
    ("ck|q", "k"),
    ("w", "v"),
    ("ks", "x"),
    ("ou|oo", "u"),
    ("[iyj]+", "i"),
    (r"(.)\1+", r"\1"),
    ("(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    ("(?<=[^i])e(?=i)|^i(?=e)", ""),
)
"""Letters that stand for one sound in the ways of writing a name, and the one that is taken for all."""
LETTERS: Final = tuple((re.compile(pattern), one) for pattern, one in ALIKE)
WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "junior", "senior"))
TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "the", "president", "senator", "minister"))
LONG: Final = 6
"""So long a word must be for one other letter inside it to count as a way of spelling it."""
CROWD: Final = 50
"""How many people with alike surnames are compared with one another; of more it is no wonder that they are many."""


class Name(NamedTuple):
    """A name as it is compared: its words in the rough spelling, and what sets father and son apart."""

    words: tuple[str, ...]
    suffixes: frozenset[str]

    @property
    def full(self) -> bool:
        """Whether it names one person and not all of a family: it has two words, the first no initial."""
        return len(self.words) > 1 and len(self.words[0]) > 1


@lru_cache(maxsize=1 << 14)
def rough(word: str) -> str:
    """Return a folded word in the rough spelling."""
    word = word.translate(CYRILLIC)
    for pattern, one in LETTERS:
        word = pattern.sub(one, word)
    return word


def name_of(text: str) -> Name:
    """Return a name as it is compared."""
    words = WORD.findall(fold(text))
    kept = [word for word in words if word not in SUFFIXES and word not in TITLES] or words
    return Name(tuple(rough(word) or word for word in kept), SUFFIXES.intersection(words))


def likely_same(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Yield the places of two records that are likely of one person, the earlier first, each pair once."""
    names = [_names(person) if person.kind in COMPARED else () for person in people]
    for first, second in sorted(_candidates(people, names)):
        if _same(people[first], people[second], names[first], names[second]):
            yield first, second


def _names(person: Person) -> tuple[Name, ...]:
    """Return the name and the aliases of a person, each once."""
    return tuple(dict.fromkeys(name for text in (person.name, *person.aliases) if (name := name_of(text)).words))


def _candidates(people: Sequence[Person], names: Sequence[tuple[Name, ...]]) -> set[tuple[int, int]]:
    """Return the pairs worth comparing: alike in some surname, in all words of a name, or in the Wikidata id."""
    crowds: dict[object, dict[int, None]] = {}
    for place, person in enumerate(people):
        if person.wikidata:
            crowds.setdefault(("wikidata", person.wikidata), {})[place] = None
        for name in names[place]:
            for key in (*_spellings(name.words[-1]), frozenset(name.words)):
                crowds.setdefault(key, {})[place] = None
    return {pair for crowd in crowds.values() if 1 < len(crowd) <= CROWD for pair in combinations(sorted(crowd), 2)}


def _spellings(word: str) -> Iterator[str]:
    """Yield a word, and where it is long, the word without each of its inner letters."""
    yield word
    if len(word) >= LONG:
        yield from (f"{word[:place]}*{word[place + 1 :]}" for place in range(1, len(word) - 1))


def _same(one: Person, other: Person, names: tuple[Name, ...], others: tuple[Name, ...]) -> bool:
    """Tell whether two records are likely of one person."""
    if one.wikidata and other.wikidata:
        return one.wikidata == other.wikidata
    if one.kind != other.kind or not names or not others:
        return False
    if names[0].suffixes != others[0].suffixes:
        return False
    shared = [name for name in names if name in others]
    if any(name.full for name in shared) or names[0] == others[0]:
        return True
    if one.kind != "person":
        return False
    if names[0].full and others[0].full:
        return _agree(names[0], others[0]) or any(_agree(a, b) for a in names for b in others if a.full and b.full)
    return any(_agree(a, b) or _family(a, b) for a, b in ((a, others[0]) for a in names)) or any(
        _agree(names[0], b) or _family(names[0], b) for b in others
    )


def _agree(one: Name, other: Name) -> bool:
    """Tell whether two names of two words or more may be one: word by word, an initial standing for any word.

    The words between the first and the last are left out by some and may be missing on one side, not differ.
    """
    if len(one.words) < 2 or len(other.words) < 2 or one.suffixes != other.suffixes:
        return False
    if len(one.words) == 2 and set(one.words) == set(other.words):
        return True
    if not (_near(one.words[-1], other.words[-1]) and _fits(one.words[0], other.words[0])):
        return False
    middle, between = one.words[1:-1], other.words[1:-1]
    if not middle or not between:
        return True
    return len(middle) == len(between) and all(map(_fits, middle, between))


def _family(one: Name, other: Name) -> bool:
    """Tell whether one of the names is the other's last word alone."""
    return 1 in (len(one.words), len(other.words)) and _near(one.words[-1], other.words[-1])


def _fits(word: str, other: str) -> bool:
    """Tell whether two given names may be one."""
    if 1 in (len(word), len(other)):
        return word[0] == other[0]
    return _near(word, other)


def _near(word: str, other: str) -> bool:
    """Tell whether two words are one in another spelling: the same but for one letter inside a long one.

    The ends of a word count: Alexander is not Alexandra, nor Ivanov Ivanova.
    """
    if word == other:
        return True
    if min(len(word), len(other)) < LONG or len(word) != len(other) or word[0] != other[0] or word[-1] != other[-1]:
        return False
    return sum(a != b for a, b in zip(word, other, strict=True)) == 1
