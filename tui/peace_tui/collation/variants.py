"""Variants: where versions really differ in words, and which of them have the same wording.

A *variant* is a run of columns in which some version has another word than the next one, or none at all between words
that it prints. What a version has there is its *reading*; a version that cuts the passage, has its own words for it or
does not print it is not a witness to it. None of this depends on a base: it is the same whichever version is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence
from peace_tui.collation.tokens import Token

CONTEXT_WORDS: Final = 2
"""How many words on either side a reading is shown with."""
MAX_READING_CHARS: Final = 60
"""How many characters of a reading a summary shows."""
CONTEXT_STOPS: Final = frozenset(".;:!?…")
"""Punctuation beyond which no context is shown."""


class VariantReading(NamedTuple):
    """What some versions print where others differ."""

    words: tuple[str, ...]
    """The words, as keys; none where the versions leave them out."""
    text: str
    """The words as the first of the versions prints them."""
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A run of columns in which versions differ in words, or a phrase that they print in different places."""

    columns: tuple[int, ...]
    """The columns that differ; of a moved phrase, those where the first of its versions has it."""
    readings: tuple[VariantReading, ...]
    """Two or more, in the order of the versions."""
    moved: bool = False
    sites: tuple[tuple[int, ...], ...] = ()
    """Of a moved phrase: the columns of each reading."""

    def reading_of(self, version: int) -> int | None:
        """Return the number of the reading of a version, or None if the version is not a witness here."""
        return next((number for number, reading in enumerate(self.readings) if version in reading.versions), None)


def find_variants(alignment: Alignment) -> tuple[Variant, ...]:
    """Return where the versions differ in words, in the order of the columns."""
    found = [_make_variant(alignment, columns) for columns in _find_disputed(alignment)]
    found += _find_moved(alignment)
    return tuple(sorted(filter(None, found), key=lambda variant: variant.columns))


def _find_disputed(alignment: Alignment) -> Iterator[tuple[int, ...]]:
    """Yield the longest runs of columns of words in which the versions do not agree."""
    run: list[int] = []
    for number, column in enumerate(alignment.columns):
        if not column.has_words:
            continue
        if _is_agreed(alignment, number):
            if run:
                yield tuple(run)
            run = []
        else:
            run.append(number)
    if run:
        yield tuple(run)


def _is_agreed(alignment: Alignment, column: int) -> bool:
    """Tell whether the versions that print a word here print the same one, and none of the others leaves it out."""
    key: str | None = None
    omitted = False
    for token, presences in zip(
        alignment.columns[column].tokens, alignment.presences[: alignment.version_count], strict=False
    ):
        presence = presences[column]
        if presence is Presence.PRINTED and token:
            if key is None:
                key = token.key
            elif key != token.key:
                return False
        elif presence is Presence.OMITTED:
            omitted = True
    return key is None or not omitted


def _make_variant(alignment: Alignment, columns: tuple[int, ...]) -> Variant | None:
    """Return the variant of some columns, or None if all readings are the same words after all."""
    witnesses = [
        witness
        for version in range(alignment.version_count)
        if len((witness := Witness(version, columns, alignment)).unattested) < len(columns)
    ]
    groups: list[list[Witness]] = []
    for witness in sorted(witnesses, key=Witness.sort_key):
        for group in groups:
            if all(witness.agrees(other) for other in group):
                group.append(witness)
                break
        else:
            groups.append([witness])
    if len(groups) < 2:
        return None
    readings = [
        VariantReading(group[0].words, group[0].text(alignment), tuple(sorted(witness.version for witness in group)))
        for group in groups
    ]
    return Variant(columns, tuple(sorted(readings, key=lambda reading: reading.versions)))


class Witness:
    """What one text has in some columns."""

    def __init__(self, version: int, columns: tuple[int, ...], alignment: Alignment) -> None:
        """Collect the words that the text prints there, and the columns that it neither prints nor omits."""
        self.version = version
        self.printed: dict[int, Token] = {}
        self.unattested: set[int] = set()
        presences = alignment.presences[version]
        for column in columns:
            token = alignment.columns[column].tokens[version]
            if token and presences[column] is Presence.PRINTED:
                self.printed[column] = token
            elif token or presences[column] is not Presence.OMITTED:
                self.unattested.add(column)
        self.words = tuple(token.key for token in self.printed.values())

    def agrees(self, other: Witness) -> bool:
        """Tell whether both have the same words in the columns that both attest; "cease fire" is "ceasefire"."""
        if self.words == other.words and self.unattested == other.unattested:
            return True
        unattested = self.unattested | other.unattested
        return _letters(self, unattested) == _letters(other, unattested)

    def sort_key(self) -> tuple[object, ...]:
        """Return a key that sorts the fullest witness first, and depends on nothing but its words."""
        return len(self.unattested), self.words, sorted(self.unattested)

    def text(self, alignment: Alignment) -> str:
        """Return the words as printed."""
        words = list(self.printed.values())
        return alignment.texts[self.version][words[0].start : words[-1].end] if words else ""


def _letters(witness: Witness, unattested: set[int]) -> str:
    if not unattested:
        return "".join(witness.words)
    return "".join([token.key for column, token in witness.printed.items() if column not in unattested])


def _find_moved(alignment: Alignment) -> Iterator[Variant]:
    """Yield a variant for each phrase that versions, and not the reading text alone, print in different places."""
    for moved in alignment.transpositions:
        readings: list[tuple[VariantReading, tuple[int, ...]]] = []
        for site in moved.sites:
            versions = tuple(row for row in site.rows if row < alignment.version_count)
            if versions:
                text = printed_text(alignment, versions[0], site.columns)
                readings.append((VariantReading(moved.words, text, versions), site.columns))
        if len(readings) > 1:
            readings.sort(key=lambda pair: pair[0].versions)
            sites = tuple(site for _, site in readings)
            yield Variant(sites[0], tuple(reading for reading, _ in readings), True, sites)


def printed_text(alignment: Alignment, row: int, columns: Iterable[int]) -> str:
    """Return what a text prints from the first to the last of the columns."""
    pieces = [token for column in columns if (token := alignment.columns[column].tokens[row])]
    return alignment.texts[row][pieces[0].start : pieces[-1].end] if pieces else ""


def wording_groups(alignment: Alignment, found: Sequence[Variant] | None = None) -> tuple[tuple[int, ...], ...]:
    """Return the versions grouped by wording: two of a group never differ in what both print.

    A version joins the first group that it fits, the fullest versions first, so that an excerpt which prints nothing
    that varies does not make a wording of its own. `found` is `find_variants(alignment)` where that is at hand.
    """
    found = find_variants(alignment) if found is None else found
    sizes = [len(row) for row in alignment.tokens]
    groups: list[list[int]] = []
    chosen: list[dict[int, int]] = []
    for version in sorted(range(alignment.version_count), key=lambda version: (-sizes[version], version)):
        mine = {n: own for n, variant in enumerate(found) if (own := variant.reading_of(version)) is not None}
        for group, readings in zip(groups, chosen, strict=True):
            if all(readings.get(number, own) == own for number, own in mine.items()):
                group.append(version)
                readings.update(mine)
                break
        else:
            groups.append([version])
            chosen.append(mine)
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def summary(alignment: Alignment, sources: Sequence[str] = ()) -> str:
    """Return a line such as "3 outlets, 2 wordings; 'OK my friend' / 'Ok, ok my friend'".

    `sources` has the source of each version, so that an outlet that prints two versions is counted once.
    """
    found = find_variants(alignment)
    outlets = len(set(sources)) if sources else alignment.version_count
    line = f"{_count(outlets, 'outlet')}, {_count(len(wording_groups(alignment, found)), 'wording')}"
    limit = (
        f"; only the first {alignment.compared_chars:,} characters of each are compared"
        if alignment.compared_chars
        else ""
    )
    if not found:
        return f"{line}{limit}"
    first = found[0]
    if first.moved:
        shown = f"'{_shorten(first.readings[0].text)}' moved"
    else:
        shown = " / ".join(f"'{_shorten(reading_in_context(alignment, first, reading))}'" for reading in first.readings)
    more = f" and {_count(len(found) - 1, 'more difference')}" if len(found) > 1 else ""
    return f"{line}; {shown}{more}{limit}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _shorten(text: str) -> str:
    """Return the text on one line, without its middle where it is longer than `MAX_READING_CHARS`."""
    line = " ".join(text.split())
    half = MAX_READING_CHARS // 2
    return line if len(line) <= MAX_READING_CHARS else f"{line[:half]} […] {line[-half:]}"


def reading_in_context(
    alignment: Alignment, variant: Variant, reading: VariantReading, words: int = CONTEXT_WORDS
) -> str:
    """Return a reading as its first version prints it, with up to `words` words of context on either side."""
    version = reading.versions[0]
    if variant.moved:
        return reading.text
    first, last = variant.columns[0], variant.columns[-1]
    before = list(_nearby_columns(alignment, version, range(first - 1, -1, -1), words))
    after = list(_nearby_columns(alignment, version, range(last + 1, len(alignment.columns)), words))
    return printed_text(alignment, version, [*before[::-1], *variant.columns, *after])


def _nearby_columns(alignment: Alignment, version: int, columns: Iterable[int], words: int) -> Iterator[int]:
    """Yield the columns of the next words of a version, up to `words` of them or to a stop."""
    for column in columns:
        token = alignment.columns[column].tokens[version]
        if words == 0 or (token and not token.key and not CONTEXT_STOPS.isdisjoint(token.text)):
            return
        if token and token.key:
            words -= 1
            yield column
