"""Duplicates: which people are likely the same, by their names: Zelensky and Zelenskyy, but not John and Jane Smith.

Names are compared word by word in a normalized spelling, in which the usual transliterations of a Slavic or Arabic name
are the same (a phonetic key, as Soundex is for English). A finding is something to look at, not a verdict.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from peace_tui.model.records import Person
from peace_tui.text.folding import fold
from peace_tui.text.messages import WORD

COMPARED_KINDS: Final = ("person", "organization", "role")
"""The kinds of people whose names identify them; two anonymous officials may well be two people."""
CYRILLIC_TO_LATIN: Final = str.maketrans(
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
SOUND_SPELLINGS: Final = {
    "s": ("shch", "sch", "sh"),
    "c": ("tch", "ch", "cz", "ts", "tz"),
    "z": ("zh",),
    "h": ("kh", "gh"),
    "d": ("dh",),
    "f": ("ph",),
    "k": ("ck", "q"),
    "v": ("w",),
    "x": ("ks",),
    "u": ("ou", "oo"),
    "i": ("y", "j"),
}
"""For each sound the letters that transliterate it as well; they are replaced in this order."""
DOUBLED_LETTER: Final = r"([^\W\d_])\1+"
"""A letter more than once in a row, which counts as one; two digits are a number."""
SILENT_LETTER: Final = "(?<=[aeiou])h(?=[^aeiou]|$)|(?<=[^i])e(?=i)|^i(?=e)|(?<=g)u(?=[ei])|(?<=[dt])e(?=r$)"
"""Letters that some transliterations leave out: Mahmoud and Mamoud, Sergei, Sergi and Serguei, Ieltsin and Eltsin,
Alexander and Aleksandr."""
NAME_ARTICLE: Final = "^(?:a[dlrstz]|ash|el)-(?=..)"
"""The Arabic article before a name: al-Assad, el-Assad and Assad."""
QAF: Final = "^g(?=.{3,}i$)"
"""Where a name may begin with an Arabic letter that is written g, k or q: Gaddafi, Kadhafi, Qaddafi."""
FRENCH_ENDING: Final = "(?<=in)e$"
"""What French adds to a surname that it also writes with ou: Poutine, Raspoutine."""
LIKE_VOWELS: Final = str.maketrans("oec", "uis")
"""What transliterations of given names have for one another: Osama and Usama, Yasser and Yasir, Bachar and Bashar."""
SUFFIXES: Final = frozenset(("jr", "sr", "ii", "iii", "iv", "junior", "senior"))
RANKS: Final = frozenset(
    re.findall(
        WORD,
        "admiral ambassador archbishop ayatollah bishop cardinal chairman chancellor colonel congressman congresswoman"
        " dame defence defense deputy envoy foreign general governor imam judge justice king lady lord mayor of pope"
        " prime prince princess professor queen rabbi representative secretary sheikh special state vice",
    )
)
"""What may stand before the whole name of a person, and is a name itself where no two words are left behind it."""
PARTICLES: Final = frozenset(("bin", "de", "der", "di", "du", "ibn", "van", "von"))
"""What a surname may begin with: a name that begins so has no given name."""
TITLES: Final = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "the", "president", "senator", "minister"))
MIN_FUZZY_CHARS: Final = 6
"""How long a word must be for another word that differs in one inner letter to be a spelling of it."""
MAX_NAMESAKES: Final = 50
"""How many people with similar surnames are compared with one another; if there are more, the surname is common."""
MAX_COMPARED_PEOPLE: Final = 10
"""With how many that stand before in the file a person is compared, the first of those that may be the same: so that
the time grows with the number of people, however alike their names are."""


class ComparedName(NamedTuple):
    """A name as it is compared: its words, normalized, and suffixes such as "Jr." that tell people apart."""

    words: tuple[str, ...]
    suffixes: frozenset[str]

    @property
    def full(self) -> bool:
        """Whether it names one person and not a family: it begins with a given name, which is more than an initial."""
        return len(self.words) > 1 and len(self.words[0]) > 1 and self.words[0] not in PARTICLES

    @property
    def letters(self) -> str:
        """The name without what parts it: Kim Jong Un, Kim Jong-un."""
        return re.sub(DOUBLED_LETTER, r"\1", re.sub(r"[\W_]", "", "".join(self.words)))


@lru_cache(maxsize=1 << 14)
def normalize_spelling(word: str) -> str:
    """Return a folded word in normalized spelling."""
    word = re.sub(NAME_ARTICLE, "", word.translate(CYRILLIC_TO_LATIN))
    for sound, spellings in SOUND_SPELLINGS.items():
        for spelling in spellings:
            word = word.replace(spelling, sound)
    return re.sub(QAF, "k", re.sub(SILENT_LETTER, "", re.sub(DOUBLED_LETTER, r"\1", word)))


def parse_name(text: str, *, of_person: bool = True) -> ComparedName:
    """Return a name as it is compared; of a person without rank."""
    words = re.findall(WORD, fold(text))
    kept = [word for word in words if word not in SUFFIXES and word not in TITLES] or words
    while of_person and len(kept) > 2 and kept[0] in RANKS:
        del kept[0]
    normalized = [normalize_spelling(word) or word for word in kept]
    if normalized and "ou" in kept[-1]:
        normalized[-1] = re.sub(FRENCH_ENDING, "", normalized[-1])
    return ComparedName(tuple(normalized), SUFFIXES.intersection(words))


def find_doubles(people: Sequence[Person], person: Person) -> set[str]:
    """Return the ids of those who are likely the same as a person."""
    pairs = [{people[first].id, people[second].id} for first, second in find_likely_duplicates(people)]
    return set().union(*(pair - {person.id} for pair in pairs if person.id in pair))


def find_likely_duplicates(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Yield the positions of two records that are likely of one person, the earlier first, each pair once."""
    names = [_parse_names(person) if person.kind in COMPARED_KINDS else () for person in people]
    pairs = _find_candidates(people, names)
    yield from sorted(
        (one, other) for one, other in pairs if _is_same_person(people[one], people[other], names[one], names[other])
    )


def _parse_names(person: Person) -> tuple[ComparedName, ...]:
    """Return the name and the aliases of a person, each once."""
    texts, of_person = (person.name, *person.aliases), person.kind == "person"
    return tuple(dict.fromkeys(name for text in texts if (name := parse_name(text, of_person=of_person)).words))


def _find_candidates(people: Sequence[Person], names: Sequence[tuple[ComparedName, ...]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs to compare: those with a similar surname, all words of a name or the Wikidata id in common."""
    keys = [_group_keys(person, parsed) for person, parsed in zip(people, names, strict=True)]
    groups: dict[object, list[int]] = {}
    for position, own in enumerate(keys):
        for key in own:
            groups.setdefault(key, []).append(position)
    for position, own in enumerate(keys):
        near = {other for key in own if len(group := groups[key]) <= MAX_NAMESAKES for other in group}
        before = sorted(other for other in near if other < position)
        yield from ((other, position) for other in before[:MAX_COMPARED_PEOPLE])


def _group_keys(person: Person, names: Sequence[ComparedName]) -> set[object]:
    """Return what groups a person with those that may be the same."""
    keys: set[object] = {("wikidata", person.wikidata)} if person.wikidata else set()
    for name in names:
        keys.update(_spelling_keys(name.words[-1]))
        keys.update((frozenset(name.words), ("letters", name.letters)))
    return keys


def _spelling_keys(word: str) -> Iterator[str]:
    """Yield a word, and if it is long, the word with each of its inner letters masked."""
    yield word
    if len(word) >= MIN_FUZZY_CHARS:
        inner = (index for index in range(1, len(word) - 1) if word[index].isalpha())
        yield from (f"{word[:index]}*{word[index + 1 :]}" for index in inner)


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
    if one.letters == other.letters:
        return True
    if len(one.words) == 2 and set(one.words) == set(other.words):
        return True
    if not (_is_near(one.words[-1], other.words[-1]) and _given_names_agree(one.words[0], other.words[0])):
        return False
    middle, between = one.words[1:-1], other.words[1:-1]
    if not middle or not between:
        return True
    return len(middle) == len(between) and all(map(_given_names_agree, middle, between))


def _is_surname_of(one: ComparedName, other: ComparedName) -> bool:
    """Tell whether one of the names is the other's surname alone: its last word, and what that begins with."""
    shorter, longer = sorted((one.words, other.words), key=len)
    if shorter[0] in PARTICLES and longer[-len(shorter) :] == shorter:
        return True
    return 1 in (len(one.words), len(other.words)) and _is_near(one.words[-1], other.words[-1])


def _given_names_agree(word: str, other: str) -> bool:
    """Tell whether two given names may be the same."""
    if 1 in (len(word), len(other)):
        return word[0] == other[0]
    return _is_near(word, other) or word.translate(LIKE_VOWELS) == other.translate(LIKE_VOWELS)


def _is_near(word: str, other: str) -> bool:
    """Tell whether two words are spellings of one: the same except for one inner letter of a long word.

    The ends of a word count: Alexander is not Alexandra, nor Ivanov Ivanova. So do digits: Unit 4711 is not Unit 4721.
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
    different = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
    return len(different) == 1 and all(map(str.isalpha, different[0]))
