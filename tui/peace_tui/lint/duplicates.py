"""Duplicates: which people are likely the same, by their names: Zelensky and Zelenskyy, but not John and Jane Smith.

Names are compared word by word in a normalized spelling, in which the usual transliterations of a Slavic or Arabic name
are the same (a phonetic key, as Soundex is for English). A finding is something to look at, not a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from peace_tui.model.records import Person
from peace_tui.text.folding import fold

COMPARED_KINDS: Final = ("person", "organization", "role")
"""The kinds of people whose names identify them; two anonymous officials may well be two people."""
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
SOUND_SPELLINGS: Final = (
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
"""Letters that transliterate the same sound, as a pattern, and the letter that replaces them."""
SOUND_PATTERNS: Final = tuple((re.compile(pattern), one) for pattern, one in SOUND_SPELLINGS)
WORD: Final = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "junior", "senior"))
TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "the", "president", "senator", "minister"))
MIN_FUZZY_CHARS: Final = 6
"""How long a word must be for another word that differs in one inner letter to be a spelling of it."""
MAX_NAMESAKES: Final = 50
"""How many people with similar surnames are compared with one another; if there are more, the surname is common."""


class ComparedName(NamedTuple):
    """A name as it is compared: its words, normalized, and suffixes such as "Jr." that tell people apart."""

    words: tuple[str, ...]
    suffixes: frozenset[str]

    @property
    def full(self) -> bool:
        """Whether it names one person and not a family: it has two words, the first of which is not an initial."""
        return len(self.words) > 1 and len(self.words[0]) > 1


@lru_cache(maxsize=1 << 14)
def normalize_spelling(word: str) -> str:
    """Return a folded word in normalized spelling."""
    word = word.translate(CYRILLIC)
    for pattern, one in SOUND_PATTERNS:
        word = pattern.sub(one, word)
    return word


def parse_name(text: str) -> ComparedName:
    """Return a name as it is compared."""
    words = WORD.findall(fold(text))
    kept = [word for word in words if word not in SUFFIXES and word not in TITLES] or words
    return ComparedName(tuple(normalize_spelling(word) or word for word in kept), SUFFIXES.intersection(words))


def find_likely_duplicates(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Yield the positions of two records that are likely of one person, the earlier first, each pair once."""
    names = [_parse_names(person) if person.kind in COMPARED_KINDS else () for person in people]
    for first, second in sorted(_find_candidates(people, names)):
        if _is_same_person(people[first], people[second], names[first], names[second]):
            yield first, second


def _parse_names(person: Person) -> tuple[ComparedName, ...]:
    """Return the name and the aliases of a person, each once."""
    return tuple(dict.fromkeys(name for text in (person.name, *person.aliases) if (name := parse_name(text)).words))


def _find_candidates(people: Sequence[Person], names: Sequence[tuple[ComparedName, ...]]) -> set[tuple[int, int]]:
    """Return the pairs to compare: those with a similar surname, all words of a name or the Wikidata id in common."""
    groups: dict[object, dict[int, None]] = {}
    for position, person in enumerate(people):
        if person.wikidata:
            groups.setdefault(("wikidata", person.wikidata), {})[position] = None
        for name in names[position]:
            for key in (*_spelling_keys(name.words[-1]), frozenset(name.words)):
                groups.setdefault(key, {})[position] = None
    return {
        pair for group in groups.values() if 1 < len(group) <= MAX_NAMESAKES for pair in combinations(sorted(group), 2)
    }


def _spelling_keys(word: str) -> Iterator[str]:
    """Yield a word, and if it is long, the word with each of its inner letters masked."""
    yield word
    if len(word) >= MIN_FUZZY_CHARS:
        yield from (f"{word[:index]}*{word[index + 1 :]}" for index in range(1, len(word) - 1))


def _is_same_person(
    one: Person, other: Person, names: tuple[ComparedName, ...], others: tuple[ComparedName, ...]
) -> bool:
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
        return _names_agree(names[0], others[0]) or any(
            _names_agree(a, b) for a in names for b in others if a.full and b.full
        )
    return any(_names_agree(a, b) or _is_surname_of(a, b) for a, b in ((a, others[0]) for a in names)) or any(
        _names_agree(names[0], b) or _is_surname_of(names[0], b) for b in others
    )


def _names_agree(one: ComparedName, other: ComparedName) -> bool:
    """Tell whether two names of two words or more may be the same: word by word, an initial matching any word.

    The words between the first and the last are often left out, and so may be missing in one name, but not differ.
    """
    if len(one.words) < 2 or len(other.words) < 2 or one.suffixes != other.suffixes:
        return False
    if len(one.words) == 2 and set(one.words) == set(other.words):
        return True
    if not (_is_near(one.words[-1], other.words[-1]) and _given_names_agree(one.words[0], other.words[0])):
        return False
    middle, between = one.words[1:-1], other.words[1:-1]
    if not middle or not between:
        return True
    return len(middle) == len(between) and all(map(_given_names_agree, middle, between))


def _is_surname_of(one: ComparedName, other: ComparedName) -> bool:
    """Tell whether one of the names is the other's last word alone."""
    return 1 in (len(one.words), len(other.words)) and _is_near(one.words[-1], other.words[-1])


def _given_names_agree(word: str, other: str) -> bool:
    """Tell whether two given names may be the same."""
    if 1 in (len(word), len(other)):
        return word[0] == other[0]
    return _is_near(word, other)


def _is_near(word: str, other: str) -> bool:
    """Tell whether two words are spellings of one: the same except for one inner letter of a long word.

    The ends of a word count: Alexander is not Alexandra, nor Ivanov Ivanova.
    """
    if word == other:
        return True
    if (
        min(len(word), len(other)) < MIN_FUZZY_CHARS
        or len(word) != len(other)
        or word[0] != other[0]
        or word[-1] != other[-1]
    ):
        return False
    return sum(a != b for a, b in zip(word, other, strict=True)) == 1
