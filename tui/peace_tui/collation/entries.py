"""The places where several sides differ, each with the readings of all; and one side in a line of text.

The comparison of two sides is in [differences][peace_tui.collation.differences]. Here sides are compared each with
each, and places that share a column are one place with several readings: the entry of an apparatus.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, find_side_text
from peace_tui.collation.diff import SegmentKind, diff_texts
from peace_tui.collation.differences import ONE_SIDED, SAME_WORDS, DifferenceKind, PassageComparison, Place
from peace_tui.collation.tokens import tokenize
from peace_tui.text.messages import format_count, quotation_marks

MAX_STEPS: Final = 200_000
"""How many columns are looked at when each of many sides is compared with each; beyond, with the fullest one only."""

Sides = Mapping[int, Sequence[int]]
"""The texts of each side, by its number."""
Columns = tuple[int, ...]
"""The columns of a place, ascending."""
SideReading = tuple[str, tuple[int, ...]]
"""What is printed at a place, and the numbers of the sides that print it."""


class Entry(NamedTuple):
    """A place where some of many sides differ."""

    kind: DifferenceKind
    columns: Columns
    readings: tuple[SideReading, ...]
    """What is printed there, and by which sides; the words are empty for those that lack just these words."""


def find_entries(alignment: Alignment, sides: Sequence[Sequence[int]], languages: Sequence[str] = ()) -> list[Entry]:
    """Return the places where any two of the sides differ; those in different `languages` are not compared.

    A cut or a missing sentence is an entry of those sides that lack just these words, and each side is in it once.
    """
    comparison = PassageComparison(alignment)
    by_language: dict[str, dict[int, Sequence[int]]] = {}
    for number, rows in enumerate(sides):
        by_language.setdefault(languages[number] if languages else "", {})[number] = rows
    found = [entry for alike in by_language.values() for entry in _compare_sides(comparison, alike)]
    return sorted(found, key=lambda entry: (entry.columns, entry.kind))


def _compare_sides(comparison: PassageComparison, sides: Sides) -> Iterator[Entry]:
    """Yield the places where any two of the sides differ."""
    printed: list[Place] = []
    lacking: dict[tuple[int, ...], list[Place]] = {}
    for group, other in _pair_sides(comparison.alignment, sides):
        for place in comparison.find_places(sides[group[0]], sides[other[0]]):
            if place.kind in ONE_SIDED:
                lacking.setdefault(other if place.mine else group, []).append(place)
            else:
                printed.append(place)
    yield from _merge_readings(comparison.alignment, sides, printed)
    yield from _merge_gaps(comparison.alignment, sides, lacking)


def _pair_sides(alignment: Alignment, sides: Sides) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Return the pairs that are compared, sides that print the same as one; of very many those with the fullest."""
    alike: dict[tuple[str, ...], tuple[int, ...]] = {}
    for number, rows in sides.items():
        texts = tuple(alignment.texts[row] for row in rows)
        alike[texts] = (*alike.get(texts, ()), number)
    pairs = [*combinations(alike.values(), 2)]
    if len(pairs) * len(alignment.columns) > MAX_STEPS:
        fullest = max(alike.values(), key=lambda same: sum(len(alignment.tokens[row]) for row in sides[same[0]]))
        pairs = [pair for pair in pairs if fullest in pair]
    return pairs


def _merge_readings(alignment: Alignment, sides: Sides, places: Sequence[Place]) -> Iterator[Entry]:
    """Yield the places where sides print different things, with all readings; no spelling where words differ too."""
    merged = _merge_overlapping(places)
    other = {
        column
        for kind in (DifferenceKind.WORDS, DifferenceKind.INSERTION)
        for columns in merged[kind]
        for column in columns
    }
    for kind, places_of_kind in merged.items():
        for columns in places_of_kind:
            readings = tuple(_find_readings(alignment, sides, columns))
            if kind is not DifferenceKind.SPELLING:
                yield Entry(kind, columns, readings)
            elif other.isdisjoint(columns):
                yield Entry(kind, columns, tuple(reading for reading in readings if reading[0]))


def _merge_gaps(
    alignment: Alignment, sides: Sides, lacking: Mapping[tuple[int, ...], Sequence[Place]]
) -> Iterator[Entry]:
    """Yield the cuts and missing sentences; `lacking` has them by the sides that lack the words."""
    without: dict[tuple[DifferenceKind, Columns], list[int]] = {}
    for group, places in lacking.items():
        merged = _merge_overlapping(places)
        sentences = merged[DifferenceKind.SENTENCE]
        in_sentences = {column for sentence in sentences for column in sentence}
        cuts = [part for cut in merged[DifferenceKind.CUT] for part in _split_around(cut, in_sentences)]
        for kind, gaps in ((DifferenceKind.SENTENCE, sentences), (DifferenceKind.CUT, cuts)):
            for columns in gaps:
                without.setdefault((kind, columns), []).extend(group)
    for (kind, columns), numbers in without.items():
        printing = (
            (text, tuple(number for number in printed_by if number not in numbers))
            for text, printed_by in _find_readings(alignment, sides, columns)
            if text
        )
        yield Entry(kind, columns, (*filter(lambda reading: reading[1], printing), ("", tuple(sorted(numbers)))))


def _merge_overlapping(places: Iterable[Place]) -> dict[DifferenceKind, list[Columns]]:
    """Return the columns of the places of each kind, those that share a column as one."""
    return {
        kind: _join_overlapping({place.columns for place in places if place.kind is kind}) for kind in DifferenceKind
    }


def _join_overlapping(sets: Collection[Columns]) -> list[Columns]:
    """Return sets of columns, those that have one in common joined."""
    first_of = {column: column for columns in sets for column in columns}
    """For each column another one that it is joined with; the first of its set for itself."""

    def find_first(column: int) -> int:
        while first_of[column] != column:
            first_of[column] = first_of[first_of[column]]
            column = first_of[column]
        return column

    for columns in sets:
        for column in columns[1:]:
            first_of[find_first(column)] = find_first(columns[0])
    joined: dict[int, list[int]] = {}
    for column in sorted(first_of):
        joined.setdefault(find_first(column), []).append(column)
    return [tuple(columns) for columns in joined.values()]


def _split_around(columns: Columns, sentences: Collection[int]) -> Iterator[Columns]:
    """Yield the columns of a cut in runs, without and divided by those of sentences that are missing."""
    for is_in_sentence, run in groupby(columns, sentences.__contains__):
        if not is_in_sentence:
            yield tuple(run)


def _find_readings(alignment: Alignment, sides: Sides, columns: Columns) -> Iterator[SideReading]:
    """Yield what is printed in some columns, each wording once."""
    by_text: dict[str, list[int]] = {}
    for number, rows in sides.items():
        for text in _find_texts(alignment, rows, columns):
            by_text.setdefault(text, []).append(number)
    for text, numbers in by_text.items():
        yield text, tuple(numbers)


def _find_texts(alignment: Alignment, rows: Sequence[int], columns: Columns) -> list[str]:
    """Return what a side prints in some columns: one text, or all that its passages have there if they differ."""
    if len(rows) == 1 or all(len(alignment.columns[column].keys_of(rows)) < 2 for column in columns):
        return [find_side_text(alignment, rows, columns)]
    return [*dict.fromkeys(filter(None, (find_side_text(alignment, (row,), columns) for row in rows)))]


def describe_counts(kinds: Iterable[DifferenceKind]) -> str:
    """Return how many places there are of each kind, in a reader's words: "other words in 2 places · 1 cut".

    Other spellings come after these, or it is said that the words are the same but for them.
    """
    count = Counter(kinds)
    forms = {
        DifferenceKind.WORDS: ("other words in {}", "place"),
        DifferenceKind.INSERTION: ("{}", "insertion"),
        DifferenceKind.CUT: ("{}", "cut"),
        DifferenceKind.SENTENCE: ("{} not printed", "sentence"),
        DifferenceKind.SPELLING: ("{}", "other spelling"),
    }
    if not any(count[kind] for kind in forms if kind is not DifferenceKind.SPELLING):
        return f"{SAME_WORDS}, spelled differently" if count[DifferenceKind.SPELLING] else SAME_WORDS
    return " · ".join(
        form.format(format_count(count[kind], noun)) for kind, (form, noun) in forms.items() if count[kind]
    )


# --- A side in a line -----------------------------------------------------------------------------------------------

ELLIPSIS: Final = frozenset(".… \u00a0\u202f[]()")
"""What an ellipsis is written with."""
IDENTICAL: Final = "identical"
"""What is said of a text that is the same to the letter, punctuation included."""
NO_WORDS: Final = "no words"
MAX_READING_CHARS: Final = 60
"""How many characters of a reading a line shows that tells of several."""
KEPT_WORDS: Final = 2
"""How many words are kept on either side of what differs."""
DigestPiece = tuple[str, SegmentKind]
NO_OTHER_WORDS: Final = frozenset({SegmentKind.SAME, SegmentKind.SPELLING, SegmentKind.PUNCTUATION})
OMISSION_SIGNS: Final = {SegmentKind.WORDS: "^", SegmentKind.CUT: "…", SegmentKind.MOVED: "⇄"}
"""The signs for words that a version leaves out, by the difference."""


def digest_texts(alignment: Alignment, rows: Sequence[int], base: int) -> tuple[DigestPiece, ...]:
    """Return the texts of an outlet in pieces, shortened where the text number `base` prints the same.

    Where nothing is printed otherwise there is one piece that says so, or which words are not printed.
    """
    places = PassageComparison(alignment).find_places(rows, (base,))
    if not places:
        is_identical = any(alignment.texts[row].split() == alignment.texts[base].split() for row in rows)
        return ((IDENTICAL if is_identical else SAME_WORDS, SegmentKind.SAME),)
    unlike = [place for place in places if place.kind is not DifferenceKind.SPELLING]
    if not unlike:
        spelled = f"{describe_counts([DifferenceKind.SPELLING])}: {quotation_marks(shorten(places[0].mine))}"
        return ((spelled, SegmentKind.SPELLING),)
    missing = describe_missing(unlike)
    if all(map(_is_lacking, unlike)):
        has_words = any(token.key for row in rows for token in alignment.tokens[row])
        return ((missing, SegmentKind.CUT) if has_words else (NO_WORDS, SegmentKind.SAME),)
    pieces = [piece for row in rows for piece in ((" / ", SegmentKind.SAME), *_shorten_same(alignment, row, base))][1:]
    return (*pieces, (f" ({missing})", SegmentKind.CUT)) if missing else tuple(pieces)


def describe_missing(places: Sequence[Place]) -> str:
    """Return which words the one side first lacks or does not insert, and how many sentences its passages lack."""
    parts = []
    for kind, label in ((DifferenceKind.CUT, "without"), (DifferenceKind.INSERTION, "not inserted:")):
        lacking = [place for place in places if place.kind is kind and _is_lacking(place)]
        marked = [place for place in lacking if not place.theirs]  # an ellipsis that only the one side has
        lacking = [place for place in lacking if place.theirs]
        if lacking:
            more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            parts.append(f"{label} {quotation_marks(shorten(lacking[0].theirs))}{more}")
        parts += [f"{format_count(len(marked), 'cut')} marked"] if marked else []
    sentences = sum(place.kind is DifferenceKind.SENTENCE and not place.mine for place in places)
    parts += [f"{format_count(sentences, 'sentence')} not in this record"] if sentences else []
    return "; ".join(parts)


def _is_lacking(place: Place) -> bool:
    """Tell whether the one side prints nothing at a place, or only an ellipsis."""
    return ELLIPSIS.issuperset(place.mine)


def shorten(text: str, max_chars: int = MAX_READING_CHARS) -> str:
    """Return the text on one line, without its middle where it is longer than `max_chars`; 0: never."""
    line = " ".join(text.split())
    half = max_chars // 2
    return line if not max_chars or len(line) <= max_chars else f"{line[:half]} […] {line[-half:]}"


def _shorten_same(alignment: Alignment, row: int, base: int) -> Iterator[DigestPiece]:
    """Yield the pieces of a text; of long ones that are the same only the first and last words."""
    text = alignment.texts[row]
    segments = diff_texts(alignment, row, base)
    runs = [(same, list(run)) for same, run in groupby(segments, lambda found: found.difference in NO_OTHER_WORDS)]
    for number, (same, run) in enumerate(runs):
        if same:
            words = text[run[0].start : run[-1].end]
            yield _keep_ends(words, number > 0, number + 1 < len(runs)), SegmentKind.SAME
            continue
        for segment in run:
            if piece := text[segment.start : segment.end] or OMISSION_SIGNS.get(segment.difference, ""):
                yield piece, segment.difference


def _keep_ends(text: str, head: bool, tail: bool) -> str:
    """Return the first and the last words of a text, with an ellipsis for what is between them."""
    words = [token for token in tokenize(text) if token.key]
    if len(words) <= KEPT_WORDS * (head + tail):
        return text
    first = text[: words[KEPT_WORDS - 1].end] if head else ""
    last = text[words[-KEPT_WORDS].start :] if tail else ""
    return " ".join(filter(None, (first, "[…]", last)))
