"""Where versions really differ in words, and which of them have the same wording.

A *place* is a run of columns in which some version has another word than the next one, or none at all between words
that it prints. What a version has there is its *reading*; a version that cuts the place, puts its own words for it or
does not print it bears no witness to it. None of this depends on a base: it is the same whichever version is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence
from peace_tui.collation.tokens import Token

CONTEXT: Final = 2
"""How many words on either side a reading is shown with."""
LONGEST: Final = 60
"""How many characters of a reading a summary shows."""
STOPS: Final = frozenset(".;:!?…")


class Reading(NamedTuple):
    """What some versions print at a place."""

    words: tuple[str, ...]
    """The words, as keys; none where the versions leave the place out."""
    text: str
    """The words as the first of the versions prints them."""
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A place where versions differ in words, or a phrase that they print in different places."""

    columns: tuple[int, ...]
    """The columns of the place; of a moved phrase, those where the first of its versions has it."""
    readings: tuple[Reading, ...]
    """Two or more, in the order of the versions."""
    moved: bool = False
    sites: tuple[tuple[int, ...], ...] = ()
    """Of a moved phrase: the columns of each reading."""

    def reading_of(self, version: int) -> int | None:
        """Return the number of the reading of a version, or None when it bears no witness here."""
        return next((number for number, reading in enumerate(self.readings) if version in reading.versions), None)


def variants(alignment: Alignment) -> tuple[Variant, ...]:
    """Return where the versions differ in words, in the order of the columns."""
    found = [_variant(alignment, place) for place in _places(alignment)]
    found += _moved(alignment)
    return tuple(sorted(filter(None, found), key=lambda variant: variant.columns))


def _places(alignment: Alignment) -> Iterator[tuple[int, ...]]:
    """Yield the longest runs of columns of words in which the versions do not agree."""
    place: list[int] = []
    for number, column in enumerate(alignment.columns):
        if not column.spoken:
            continue
        if _agreed(alignment, number):
            if place:
                yield tuple(place)
            place = []
        else:
            place.append(number)
    if place:
        yield tuple(place)


def _agreed(alignment: Alignment, column: int) -> bool:
    """Tell whether the versions that print a word here print the same one, and none of the others leaves it out."""
    said: str | None = None
    omitted = False
    for token, presences in zip(
        alignment.columns[column].tokens, alignment.presences[: alignment.versions], strict=False
    ):
        presence = presences[column]
        if presence is Presence.PRINTED and token:
            if said is None:
                said = token.key
            elif said != token.key:
                return False
        elif presence is Presence.OMITTED:
            omitted = True
    return said is None or not omitted


def _variant(alignment: Alignment, place: tuple[int, ...]) -> Variant | None:
    """Return the variant of a place, or None when its readings are the same words after all."""
    witnesses = [
        witness
        for version in range(alignment.versions)
        if len((witness := Witness(version, place, alignment)).silent) < len(place)
    ]
    groups: list[list[Witness]] = []
    for witness in sorted(witnesses, key=Witness.fullness):
        for group in groups:
            if all(witness.agrees(other) for other in group):
                group.append(witness)
                break
        else:
            groups.append([witness])
    if len(groups) < 2:
        return None
    readings = [
        Reading(group[0].words, group[0].text(alignment), tuple(sorted(witness.version for witness in group)))
        for group in groups
    ]
    return Variant(place, tuple(sorted(readings, key=lambda reading: reading.versions)))


class Witness:
    """What one text has at a place."""

    def __init__(self, version: int, place: tuple[int, ...], alignment: Alignment) -> None:
        """Gather the words that it prints there, and the columns of which it says nothing."""
        self.version = version
        self.said: dict[int, Token] = {}
        self.silent: set[int] = set()
        presences = alignment.presences[version]
        for column in place:
            token = alignment.columns[column].tokens[version]
            if token and presences[column] is Presence.PRINTED:
                self.said[column] = token
            elif token or presences[column] is not Presence.OMITTED:
                self.silent.add(column)
        self.words = tuple(token.key for token in self.said.values())

    def agrees(self, other: Witness) -> bool:
        """Tell whether both say the same as far as both say anything; "cease fire" is "ceasefire"."""
        if self.words == other.words and self.silent == other.silent:
            return True
        silent = self.silent | other.silent
        return _letters(self, silent) == _letters(other, silent)

    def fullness(self) -> tuple[object, ...]:
        """Return a sorting key that puts what says most first, and depends on nothing but what is said."""
        return len(self.silent), self.words, sorted(self.silent)

    def text(self, alignment: Alignment) -> str:
        """Return the words as printed."""
        said = list(self.said.values())
        return alignment.texts[self.version][said[0].start : said[-1].end] if said else ""


def _letters(witness: Witness, silent: set[int]) -> str:
    if not silent:
        return "".join(witness.words)
    return "".join([token.key for column, token in witness.said.items() if column not in silent])


def _moved(alignment: Alignment) -> Iterator[Variant]:
    """Yield a variant for each phrase that versions, and not the reading text alone, print in different places."""
    for move in alignment.moves:
        readings: list[tuple[Reading, tuple[int, ...]]] = []
        for site in move.sites:
            versions = tuple(row for row in site.rows if row < alignment.versions)
            if versions:
                text = printed(alignment, versions[0], site.columns)
                readings.append((Reading(move.words, text, versions), site.columns))
        if len(readings) > 1:
            readings.sort(key=lambda pair: pair[0].versions)
            sites = tuple(site for _, site in readings)
            yield Variant(sites[0], tuple(reading for reading, _ in readings), True, sites)


def printed(alignment: Alignment, row: int, columns: Iterable[int]) -> str:
    """Return what a text prints from the first to the last of the columns."""
    said = [token for column in columns if (token := alignment.columns[column].tokens[row])]
    return alignment.texts[row][said[0].start : said[-1].end] if said else ""


def wordings(alignment: Alignment, found: Sequence[Variant] | None = None) -> tuple[tuple[int, ...], ...]:
    """Return the versions grouped by wording: two of a group never differ in what both print.

    A version joins the first group that it fits, the fullest versions first, so that an excerpt which prints no place
    in question makes no wording of its own. `found` is `variants(alignment)` where it is at hand.
    """
    found = variants(alignment) if found is None else found
    sizes = [len(row) for row in alignment.tokens]
    groups: list[list[int]] = []
    chosen: list[dict[int, int]] = []
    for version in sorted(range(alignment.versions), key=lambda version: (-sizes[version], version)):
        mine = {n: own for n, variant in enumerate(found) if (own := variant.reading_of(version)) is not None}
        for group, readings in zip(groups, chosen, strict=True):
            if all(readings.get(place, own) == own for place, own in mine.items()):
                group.append(version)
                readings.update(mine)
                break
        else:
            groups.append([version])
            chosen.append(mine)
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def summary(alignment: Alignment, sources: Sequence[str] = ()) -> str:
    """Return a line such as "3 outlets, 2 wordings; 'OK my friend' / 'Ok, ok my friend'".

    `sources` names the source of each version, for counting an outlet that prints two versions once.
    """
    found = variants(alignment)
    outlets = len(set(sources)) if sources else alignment.versions
    line = f"{_counted(outlets, 'outlet')}, {_counted(len(wordings(alignment, found)), 'wording')}"
    so_far = f"; only the first {alignment.most:,} characters of each are compared" if alignment.most else ""
    if not found:
        return f"{line}{so_far}"
    first = found[0]
    if first.moved:
        shown = f"'{_shortened(first.readings[0].text)}' moved"
    else:
        shown = " / ".join(f"'{_shortened(in_context(alignment, first, reading))}'" for reading in first.readings)
    more = f" and {_counted(len(found) - 1, 'more difference')}" if len(found) > 1 else ""
    return f"{line}; {shown}{more}{so_far}"


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _shortened(text: str) -> str:
    """Return the text on one line, its middle left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]} […] {line[-LONGEST // 2 :]}"


def in_context(alignment: Alignment, variant: Variant, reading: Reading, words: int = CONTEXT) -> str:
    """Return a reading as its first version prints it, with as many `words` on either side of it up to a stop."""
    version = reading.versions[0]
    if variant.moved:
        return reading.text
    first, last = variant.columns[0], variant.columns[-1]
    before = list(_near(alignment, version, range(first - 1, -1, -1), words))
    after = list(_near(alignment, version, range(last + 1, len(alignment.columns)), words))
    return printed(alignment, version, [*before[::-1], *variant.columns, *after])


def _near(alignment: Alignment, version: int, columns: Iterable[int], words: int) -> Iterator[int]:
    """Yield the columns of the next words up to a stop."""
    for column in columns:
        token = alignment.columns[column].tokens[version]
        if words == 0 or (token and not token.key and not STOPS.isdisjoint(token.text)):
            return
        if token and token.key:
            words -= 1
            yield column
